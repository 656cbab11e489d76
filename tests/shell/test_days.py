"""Days and sums in words."""

from __future__ import annotations

import datetime as dt

import pytest

from hamroh.shell import days
from hamroh.shell.tongue import Tongue, same_page

DAY = dt.date(2019, 5, 23)


@pytest.mark.parametrize(("language", "words"), [("en", "23 May 2019"), ("ru", "23 мая 2019"), ("tg", "23 майи 2019")])
def test_a_day_is_written_as_people_write_it(language: str, words: str) -> None:
    assert days.full(DAY, language) == words


@pytest.mark.parametrize(("language", "words"), [("en", "Thursday"), ("ru", "четверг"), ("tg", "панҷшанбе")])
def test_a_weekday_has_its_name(language: str, words: str) -> None:
    assert days.weekday(DAY, language) == words


def test_the_year_is_left_out_only_beside_a_day_of_the_same_year() -> None:
    assert days.short(DAY, "en", beside=dt.date(2019, 1, 1)) == "23 May"
    assert days.short(DAY, "tg", beside=dt.date(2019, 1, 1)) == "23 май"
    assert days.short(DAY, "ru", beside=dt.date(2020, 1, 1)) == "23 мая 2019"


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("2019-03-01", "ru", "1 марта 2019"),
        ("2019-03", "en", "March 2019"),
        ("2019-03", "ru", "март 2019"),
        ("2019-03", "tg", "марти 2019"),
        ("2019", "tg", "2019"),
        ("RU-MOW", "tg", "RU-MOW"),
    ],
)
def test_a_day_of_which_only_a_part_is_known_is_written_so(text: str, language: str, words: str) -> None:
    assert days.written(text, language) == words


def test_sums_have_their_thousands_parted() -> None:
    assert days.roubles(564_250, "en") == "5,642.50"
    assert days.roubles(3_000_000, "tg") == "30\u00a0000"
    assert days.roubles(-150, "ru") == "-1,50"


def test_every_language_has_twelve_months_and_seven_days() -> None:
    for language in ("en", "ru", "tg"):
        assert len(set(days.MONTHS[language])) == len(set(days.OF_MONTHS[language])) == 12
        assert len(set(days.WEEKDAYS[language])) == 7


def test_a_page_keeps_its_place_when_its_tongue_changes() -> None:
    assert same_page("/tg/law/ru.registration.window/", Tongue("ru", sun=True)) == "/ru-sun/law/ru.registration.window/"
    assert same_page("/nowhere", Tongue("en")) == "/en/"
