"""The questions: back and forth, in any language, with nothing lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from hamroh.web import sealed as field
from tests.web.asker import FIRST_CASE, Asker, sealed


def to_arrival(asker: Asker) -> None:
    """On to the screen that asks for the day of entry."""
    asker.begin()
    for _ in range(30):
        if "entered" in asker.page.shown:
            return
        asker.answer_screen({**FIRST_CASE, "entered": "unknown"})
    raise AssertionError("the day of entry was never asked")


def test_somebody_who_knows_nothing_still_gets_an_answer(asker: Asker) -> None:
    asker.begin()
    asker.until_answer()
    assert asker.page.is_answer
    assert "We cannot say yet" in asker.page.words or asker.page.words


@pytest.mark.parametrize("language", ["en", "ru", "tg"])
def test_the_interview_ends_with_an_answer_in_every_language(client: Any, directory: None, language: str) -> None:
    asker = Asker(client, language)
    asker.begin()
    asker.until_answer({**FIRST_CASE, "entered": "2026-11-18"})
    assert asker.page.is_answer
    assert f'<html lang="{language}"' in asker.page.html


def test_every_question_can_be_answered_with_i_do_not_know(asker: Asker) -> None:
    asker.begin()
    while asker.page.screen:
        html = asker.page.html
        for fact in asker.page.shown:
            assert f'id="{fact}-unknown"' in html or 'id="ticks-unsure"' in html, fact
        asker.answer_screen()


def test_an_empty_screen_is_shown_again_with_a_link_to_each_open_question(asker: Asker) -> None:
    asker.begin()
    asker.press("next")
    assert "The answer is not taken yet" in asker.page.words
    for line in asker.page.html.split('<a href="#')[1:]:
        anchor = line.split('"', 1)[0]
        assert f'id="{anchor}"' in asker.page.html, anchor


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"d": "30", "m": "2", "y": "2019"}, "February 2019 has 28 days"),
        ({"d": "31", "m": "4", "y": "2019"}, "April 2019 has 30 days"),
        ({"d": "1", "m": "13", "y": "2019"}, "There is no such month"),
        ({"d": "1", "m": "3", "y": "19"}, "Check the year"),
        ({"d": "1", "m": "", "y": "2019"}, "The month is missing"),
        ({"d": "1", "m": "3", "y": ""}, "The year is missing"),
        ({"d": "x", "m": "3", "y": "2019"}, "with digits"),
        ({"d": "1", "m": "3", "y": "2031"}, "This day has not come yet"),
    ],
)
def test_an_impossible_day_is_said_twice_and_kept_as_typed(asker: Asker, typed: dict[str, str], told: str) -> None:
    to_arrival(asker)
    asker.answer_screen({"purpose": "work"})  # the rest is not known; entered is not known either
    asker.pages.pop()
    asker.press(
        "next",
        {
            **{f"entered.{k}": v for k, v in typed.items()},
            "purpose": "work",
            "arrived_at_place.unknown": "on",
            "registered": "unknown",
        },
    )
    page = asker.page
    assert page.html.count(told) >= 2, page.words[:300]
    for part, value in typed.items():
        if value:
            assert f'name="entered.{part}" value="{value}"' in page.html
    assert 'href="#entered-' in page.html


def test_a_month_alone_is_an_answer(asker: Asker) -> None:
    to_arrival(asker)
    rest = {f"{f}.unknown": "on" for f in asker.page.shown if f not in ("entered", "purpose")}
    asker.press("next", {"entered.m": "3", "entered.y": "2026", "purpose": "work", **rest})
    answers, _ = field.open_seal(asker.page.seal)
    assert answers.facts["entered"] == "2026-03"


def test_an_exit_before_the_entry_is_refused_at_its_row(asker: Asker) -> None:
    asker.send("/en/ask/", {"seal": sealed({"destination": "RU", "citizenship": ["TJ"]}, on=""), "screen": "earlier_stays", "shown": "stays",
                            "go": "next", "stays": "some", "stays.rows": "1", "stays.0.entry.d": "5", "stays.0.entry.m": "6", "stays.0.entry.y": "2025",
                            "stays.0.exit.d": "1", "stays.0.exit.m": "6", "stays.0.exit.y": "2025"})  # fmt: skip
    assert asker.page.html.count("The day of exit is before the day of entry") >= 2
    assert 'href="#stays-0-exit-d"' in asker.page.html
    assert 'id="stays-0-exit-d"' in asker.page.html


def test_overlapping_stays_are_refused_with_the_way_out(asker: Asker) -> None:
    row = {"stays": "some", "stays.rows": "2"}
    for i, (entry, exit_) in enumerate([("2025-01-10", "2025-04-01"), ("2025-03-01", "2025-05-01")]):
        for name, day in (("entry", entry), ("exit", exit_)):
            row[f"stays.{i}.{name}.y"], row[f"stays.{i}.{name}.m"], row[f"stays.{i}.{name}.d"] = day.split("-")
    asker.send(
        "/en/ask/",
        {
            "seal": sealed({"destination": "RU"}, on=""),
            "screen": "earlier_stays",
            "shown": "stays",
            "go": "next",
            **row,
        },
    )
    assert "Two stays overlap" in asker.page.words


def test_an_entry_before_birth_is_said_on_the_review_page_with_both_kept(asker: Asker) -> None:
    asker.send("/en/ask/review/", {"seal": sealed({"birth_date": "1990-05-01", "entered": "1985-01-01"}, on="")})
    asker.press("next")
    assert "This day is before the birth date" in asker.page.words
    answers, _ = field.open_seal(asker.page.seal)
    assert set(answers.facts) == {"birth_date", "entered"}


def test_back_shows_the_screen_before_with_its_answers(asker: Asker) -> None:
    asker.begin()
    first = asker.page.screen
    asker.answer_screen(FIRST_CASE)
    asker.press("back")
    assert asker.page.screen == first
    told = asker.page.filled()
    assert told.get("destination") == ["RU"] or "RU" in asker.page.html


def test_back_from_the_first_screen_leads_to_the_beginning(asker: Asker) -> None:
    asker.begin()
    asker.press("back")
    assert "For whom do you ask?" in asker.page.words


def test_changing_the_language_keeps_even_what_was_not_sent_yet(asker: Asker) -> None:
    to_arrival(asker)
    asker.press("again", {"entered.d": "7", "entered.m": "11", "entered.y": "2026"}, lang="tg")
    assert asker.page.address == "/tg/ask/"
    assert '<html lang="tg"' in asker.page.html
    for part, value in (("d", "7"), ("m", "11"), ("y", "2026")):
        assert f'name="entered.{part}" value="{value}"' in asker.page.html


def test_the_page_for_sunlight_keeps_the_answers_too(asker: Asker) -> None:
    to_arrival(asker)
    asker.press("Sun", {"entered.d": "7"})
    assert asker.page.address == "/en-sun/ask/"
    assert 'data-mode="sun"' in asker.page.html
    assert 'name="entered.d" value="7"' in asker.page.html


def test_rows_are_added_and_taken_away_without_a_script(asker: Asker) -> None:
    asker.send("/en/ask/", {"seal": sealed({"destination": "RU"}, on=""), "screen": "earlier_stays", "shown": "stays", "go": "add:stays",
                            "stays.rows": "1", "stays.0.entry.y": "2024", "stays.0.entry.m": "5"})  # fmt: skip
    assert "Stay 2" in asker.page.words
    asker.press("add:stays", {"stays.1.entry.y": "2025"})
    asker.press("remove:stays:0")
    filled = asker.page.filled()
    assert filled["stays.rows"] == ["2"]
    assert filled["stays.0.entry.y"] == ["2025"]


def test_every_answer_can_be_changed_from_the_review_page(asker: Asker) -> None:
    asker.send("/en/ask/review/", {"seal": sealed({**FIRST_CASE, "entered": "2026-11-10"}, on="")})
    assert "1 November" not in asker.page.words
    assert "10 November 2026" in asker.page.words
    asker.press("edit:arrival")
    assert asker.page.screen == "arrival"
    assert 'name="entered.d" value="10"' in asker.page.html
    asker.press("next", {"entered.d": "12"})
    assert "Your answers" in asker.page.words
    assert "12 November 2026" in asker.page.words


def test_a_page_that_waited_a_day_shows_all_answers_again(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    old = field.seal(
        field.Answers(facts={"destination": "RU", "entered": "2026-11-01"}), now=time.time() - 2 * 24 * 3600
    )
    asker.send("/en/ask/", {"seal": old, "screen": "arrival", "shown": "purpose", "purpose": "work"})
    assert "This page waited too long" in asker.page.words
    assert "1 November 2026" in asker.page.words
    asker.press("next")
    assert asker.page.status == 200


def test_a_page_from_last_winter_gets_the_calm_page_with_a_way_out(asker: Asker) -> None:
    import time

    asker.send("/en/ask/", {"seal": field.seal(field.Answers(), now=time.time() - 90 * 24 * 3600)})
    assert asker.page.status == 400
    assert "This page waited too long" in asker.page.words
    asker.press("self") if False else None
    assert 'name="voice" value="self"' in asker.page.html


def test_a_changed_field_gets_the_calm_page(asker: Asker) -> None:
    good = sealed()
    asker.send("/en/ask/answer/", {"seal": good[:-6] + "AAAAAA"})
    assert asker.page.status == 400
    assert "This page could not be read" in asker.page.words
    assert "Begin: for myself" in asker.page.words


def test_who_asks_for_a_relative_is_asked_so(asker: Asker) -> None:
    asker.begin("relative")
    assert "relative" in asker.page.words
    answers, _ = field.open_seal(asker.page.seal)
    assert answers.voice == "relative"
    asker.answer_screen(FIRST_CASE)
    assert field.open_seal(asker.page.seal)[0].voice == "relative"


def test_what_is_certain_already_can_be_seen_at_any_time(asker: Asker) -> None:
    asker.begin()
    asker.answer_screen(FIRST_CASE)
    if asker.page.screen:
        asker.press("answer")
        assert asker.page.is_answer


def test_a_fact_nobody_asks_is_not_taken_from_a_forged_form(asker: Asker) -> None:
    asker.send("/en/ask/", {"seal": sealed({"destination": "RU"}, on=""), "screen": "stay_papers", "shown": "decree_364_suspension",
                            "decree_364_suspension": "yes", "go": "next"})  # fmt: skip
    answers, _ = field.open_seal(asker.page.seal)
    assert "decree_364_suspension" not in answers.facts


def test_a_form_as_long_as_a_book_is_refused_calmly(client: Any, directory: None) -> None:
    response = client.post("/en/ask/", b"seal=" + b"A" * 400_000, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert b"too much" in response.content


def test_at_most_forty_rows_are_shown_however_many_are_asked_for(asker: Asker) -> None:
    asker.send("/en/ask/", {"seal": sealed({"destination": "RU"}, on=""), "screen": "earlier_stays", "shown": "stays", "go": "add:stays",
                            "stays.rows": "999"})  # fmt: skip
    assert asker.page.status == 200
    assert int(asker.page.filled()["stays.rows"][0]) <= 40


def test_a_day_beyond_midnight_in_the_east_is_not_refused_as_future(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hamroh.web.interview.now", lambda: dt.datetime(2026, 11, 24, 20, 0, tzinfo=dt.UTC))
    facts = {"destination": "RU", "citizenship": ["TJ"], "region": "RU-KAM", "entered": "2026-11-25"}
    asker.send("/en/ask/answer/", {"seal": sealed(facts, on="")})
    assert asker.page.is_answer
    assert "25 November 2026" in asker.page.words


def test_a_file_or_another_kind_of_body_is_not_read(client: Any, directory: None) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    response = Client().post("/en/ask/", {"seal": SimpleUploadedFile("a.bin", b"0" * 1000)})
    assert response.status_code == 400
    assert b"could not read that" in response.content
    assert client.post("/en/ask/", b"{}", content_type="application/json").status_code == 400


def test_a_length_that_is_a_lie_or_a_gigabyte_is_refused_before_reading(client: Any, directory: None) -> None:
    for length in ("50000000", "-1", "many"):
        response = client.generic(
            "POST", "/ru/ask/", b"voice=self", content_type="application/x-www-form-urlencoded", CONTENT_LENGTH=length
        )
        assert response.status_code == 413
