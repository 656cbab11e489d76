"""Unions: the right to join by country and day with its source, and who there is."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from hamroh.web import rulebook, unions
from tests.web.conftest import FormClient


def text(where: str) -> str:
    return Client().get(where).content.decode()


def test_the_answer_depends_on_country_and_day_and_names_its_source(directory: None) -> None:
    russia, before = text("/en/unions/RU/2026-11-20/"), text("/en/unions/RU/1995-05-05/")
    assert "Foreigners who live in Russia may be members" in russia and "Only one source" in russia
    assert "/en/law/ru.unions.join/on/2026-11-20/" in russia and "Russia has not joined this Convention" in russia
    assert "Foreigners who live in Russia" not in before and "we have read no such rule" in before
    assert "Supreme Court of Korea" in text("/en/unions/KR/2015-06-25/")
    assert "we have read no such rule" in text("/en/unions/KR/2015-06-24/")


def test_unions_of_the_directory_stand_there_and_an_empty_country_says_so(directory: None) -> None:
    assert "Union of building workers (sample)" in text("/en/unions/RU/2026-11-20/")
    assert "We know of no union there." in text("/en/unions/KZ/2026-11-20/")


def test_a_country_and_a_day_come_by_post_and_their_page_may_be_kept_by_anybody(directory: None) -> None:
    said = {"country": "KZ", "on.d": "5", "on.m": "5", "on.y": "2016"}
    shown = FormClient().post("/en/unions/", {**said, "go": "show"})
    assert "no-store" in shown.headers["Cache-Control"] and "The law of 5 May 2016" in shown.content.decode()
    again = FormClient().post("/ru/unions/", {**said, "go": "again"}).content.decode()
    assert 'value="KZ" selected' in again and 'value="2016"' in again, "another language keeps what was chosen"
    assert "selected" not in text("/en/unions/?country=KZ"), "nothing is taken from an address"
    assert "public" in Client().get("/tg/unions/KZ/2016-05-05/").headers["Cache-Control"]
    assert FormClient().post("/tg/unions/", {**said, "on.d": "31", "on.m": "2"}).status_code == 400
    assert Client().get("/tg/unions/ZZ/2016-05-05/").status_code == 404


@pytest.mark.parametrize("country", list(unions.RIGHTS))
def test_every_provision_named_for_a_country_is_in_the_law(country: str, db: Any) -> None:
    assert set(unions.RIGHTS[country]) <= set(rulebook.book().book.provisions)


def test_a_paper_is_not_judged_but_told_how_it_is_checked_and_who_must_not_see_it_first(directory: None) -> None:
    page = Client().get("/en/papers/").content.decode()
    assert "False papers or statements" in page and "A lawyer speaks first" in page and "Do not use the paper" in page
    assert "Registered where you really live" in page
    assert "<input" not in page.partition("</header>")[2], "nothing can be typed"
