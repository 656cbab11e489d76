"""Days and the additions of the law, every trap a row."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from hamroh.rulebook.days import Span, plus_days, plus_months, plus_years, year_end, year_start

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 1, 31), 2, date(2024, 3, 31)),
        (date(2023, 12, 15), 1, date(2024, 1, 15)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 1, 15), -1, date(2023, 12, 15)),
        (date(2024, 5, 31), 0, date(2024, 5, 31)),
    ],
)
def test_a_month_later_clamps_to_the_end_of_the_month(day: date, months: int, expected: date) -> None:
    assert plus_months(day, months) == expected


def test_two_additions_of_a_month_are_not_one_of_two() -> None:
    day = date(2024, 1, 31)
    assert plus_months(plus_months(day, 1), 1) == date(2024, 3, 29)
    assert plus_months(day, 2) == date(2024, 3, 31)


def test_three_years_forward_from_a_leap_day_is_not_three_years_back_to_it() -> None:
    leap = date(2024, 2, 29)
    assert plus_years(leap, 3) == date(2027, 2, 28)
    assert plus_years(date(2027, 2, 28), -3) == date(2024, 2, 28)


@given(DAYS, st.integers(-400, 400))
def test_adding_months_never_leaves_the_month_meant(day: date, months: int) -> None:
    moved = plus_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and plus_days(moved, 1).day == 1)


@given(DAYS, DAYS, st.integers(0, 200))
def test_a_later_day_never_comes_earlier_after_the_same_months(one: date, other: date, months: int) -> None:
    one, other = sorted((one, other))
    assert plus_months(one, months) <= plus_months(other, months)


def test_the_ends_of_a_year() -> None:
    assert (year_start(date(2024, 2, 29)), year_end(date(2024, 2, 29))) == (date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2019-03-01", date(2019, 3, 1), date(2019, 3, 1)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
    ],
)
def test_a_day_may_be_known_by_its_month_or_year(text: str, earliest: date, latest: date) -> None:
    assert Span.read(text) == Span(earliest, latest)


def test_only_a_whole_day_is_exact() -> None:
    assert Span.read("2019-03-01").exact == date(2019, 3, 1)
    assert Span.read("2019-03").exact is None


@pytest.mark.parametrize("text", ["2019-02-30", "2019-13", "2019-00-01", "0000"])
def test_a_day_that_does_not_exist_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="does not exist"):
        Span.read(text)


@pytest.mark.parametrize(
    "text", ["", "1 March 2019", "2019-3-1", "01.03.2019", "2019-03-01T10:00", " 2019-03-01", "٢٠١٩"]
)
def test_what_is_not_written_as_a_day_is_refused_with_the_way_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a day|does not exist"):
        Span.read(text)


def test_a_span_never_runs_backwards() -> None:
    with pytest.raises(ValueError, match="earlier day first"):
        Span(date(2019, 3, 2), date(2019, 3, 1))
