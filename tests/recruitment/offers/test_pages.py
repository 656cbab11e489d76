"""The pages that read an offer, and the interface for programs: answered, and kept nowhere."""

from __future__ import annotations

import datetime as dt
import logging
import re
from typing import Any

import pytest
from django.test import Client

from hamroh.recruitment.register import actions
from hamroh.rulebook import load
from tests.recruitment.offers.measured import LICENSED, ON, measure
from tests.web.conftest import FormClient

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "ru", "tg")
OFFER = "Агентство «Намуна Кар» отправляет в Россию. Паспорт сдаёте бригадиру Хуршеду. Анкета 3000 руб."


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hamroh.web.offers.today", lambda: ON)
    monkeypatch.setattr("hamroh.web.api_offers.today", lambda: ON)


@pytest.fixture
def client() -> Client:
    return FormClient()


@pytest.fixture
def licensed(wrote: Any) -> None:
    """The two licensed agencies of the labelled offers; a third whose licence was taken away."""
    since, until = dt.date(2024, 1, 1), dt.date(2029, 1, 1)
    for name, number in {**LICENSED, "Сомон Кор Экспорт": "ММ-009"}.items():
        agency = actions.enter_agency([name], since=since, w=wrote)
        licence = actions.licence(agency, number, countries=["RU"])
        actions.put_state(licence, "granted", since=since, until=until, w=wrote)
    actions.put_state(licence, "withdrawn", since=dt.date(2025, 6, 1), until=None, w=wrote)
    actions.read_register(begins_on=dt.date(2013, 1, 1), read_on=ON - dt.timedelta(1), w=wrote)


def test_the_register_of_the_site_gives_what_the_register_on_paper_gives(licensed: None) -> None:
    from hamroh.web.offers import register

    book = load()
    for half in ("open", "frozen"):
        assert measure(half, book, register(ON))["unlicensed"] == measure(half, book)["unlicensed"]


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_an_offer_is_answered_with_words_law_and_what_to_do(licensed: None, client: Client, tongue: str) -> None:
    answer = client.post(f"/{tongue}/offer/", {"text": OFFER, "kind": "offer", "go": "check"})
    text = answer.content.decode()
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    for said in (
        "<q>Паспорт сдаёте</q>",
        "Намуна Кор",
        f"/{tongue}/law/ru.crimes.passport_taken/",
        f"/{tongue}/check/",
        f"/{tongue}/help/",
    ):
        assert said in text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(("tongue", "said"), [("en", "does not mean the offer is safe"), ("ru", "не значит, что предложение безопасно"), ("tg", "маънои бехатар")])  # fmt: skip
def test_no_warning_is_never_said_to_be_safe(client: Client, tongue: str, said: str) -> None:
    text = client.post(
        f"/{tongue}/offer/", {"text": "Каменщики в Тверь, договор, патент обязателен", "go": "check"}
    ).content.decode()
    assert said in text and "danger" not in text.split("<main", 1)[1].split("</main", 1)[0]


def test_what_is_pasted_stands_in_no_log_and_no_address(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = client.post("/ru/offer/", {"text": OFFER, "go": "check"})
        Client().post("/api/v1/offers/check", {"text": OFFER}, content_type="application/json")
    assert "Хуршед" not in caplog.text
    assert "Хуршед" in answer.content.decode(), "it stays in the page of the one who asked"


def test_an_offer_of_two_hundred_thousand_bytes_is_refused_and_the_way_out_shown(client: Client) -> None:
    answer = client.post("/ru/offer/", {"text": "слово " * 3_900, "go": "check"})
    assert answer.status_code == 400 and "/ru/offer/terms/" in answer.content.decode()
    assert client.post("/ru/offer/", {"text": "Работа " * 15_400, "go": "check"}).status_code in (400, 413)


def test_the_short_form_answers_and_asks_for_at_least_one_thing(client: Client) -> None:
    assert client.post("/tg/offer/terms/", {"go": "check"}).status_code == 400
    assert client.post("/tg/offer/terms/", {"go": "check", "sum": "хеле зиёд"}).status_code == 400
    said = {
        "go": "check",
        "contract": "written",
        "says": "pay",
        "work": "couriers",
        "region": "RU-SPE",
        "passport": "theirs",
        "sum": "15 000",
    }
    text = client.post("/tg/offer/terms/", said).content.decode()
    assert "Шиносномаро гирифтан мехоҳанд" in text and "Санкт-Петербург" in text
    assert "Напишите в договоре, кто оплачивает дорогу" in text and 'lang="ru"' in text


def test_the_lowest_pay_is_that_of_the_region_and_only_for_a_full_month(client: Client) -> None:
    said = {"go": "check", "region": "RU-SPE", "work": "storage", "sum": "28 500"}
    text = client.post("/en/offer/terms/", said).content.decode()
    assert "If it is for a full month: the lowest lawful pay on this day is" in text and "Saint Petersburg." in text
    assert (
        "out of the ordinary"
        not in client.post("/en/offer/terms/", {**said, "region": "RU-TVE"})
        .content.decode()
        .split("<form")[0]
        .split("What was looked for")[0]
    )


def test_programs_ask_by_the_same_checks(licensed: None, client: Client) -> None:
    def ask(**said: Any) -> Any:
        return Client().post("/api/v1/offers/check", said, content_type="application/json")

    told = ask(text=OFFER, on="2026-01-20", lang="ru").json()
    assert [one["sign"] for one in told["warnings"]] == ["unlicensed", "fee", "passport"]
    assert told["warnings"][0]["more"] == {"near": "Намуна Кор"}
    assert {
        one["term"] for one in ask(text="Договор. Оклад 90 000 рублей в месяц.", kind="contract").json()["missing"]
    } >= {"medical", "injury"}
    for said, code in (
        ({"text": "招聘工人到莫斯科建筑工地"}, "text_other_script"),
        ({"text": 5}, "no_text"),
        ({"text": OFFER, "kind": "x"}, "unknown_kind"),
    ):
        refused = ask(**said)
        assert refused.status_code == 422 and refused.json()["code"] == code and refused.json()["mend"]


@pytest.mark.parametrize("where", ["offer", "offer/terms"])
def test_on_paper_an_answer_stands_without_the_form(client: Client, where: str) -> None:
    given = {"text": OFFER, "kind": "offer", "go": "check", "fee": "asked"}
    shown = client.post(f"/tg/{where}/", given).content.decode()
    asked = client.get(f"/tg/{where}/").content.decode()
    assert re.search(r'<form id="q"[^>]*class="noprint"', shown) and 'class="named"' in shown
    assert not re.search(r'<form id="q"[^>]*class="noprint"', asked)
