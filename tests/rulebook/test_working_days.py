"""Working-day calendars: the official ones, with moved days, and nothing outside what was read."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from hamroh.rulebook.errors import LawError
from hamroh.rulebook.tables import SERIES
from hamroh.rulebook.working_days import Calendar, calendar_for, read_calendar


def calendar(code: str = "ru") -> Calendar:
    found = calendar_for(code)
    assert found is not None
    return found


RU = calendar()


def o(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def text(ordinal: int | None) -> str | None:
    return None if ordinal is None else date.fromordinal(ordinal).isoformat()


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2024-11-02", True),  # a working Saturday, its day off moved to 30 April
        ("2024-11-04", False),
        ("2024-04-30", False),
        ("2016-05-09", False),
        ("2016-05-06", True),
        ("2011-03-09", True),  # one calendar had it as a day off
        ("2014-03-10", False),  # and another had this one as a working day
        ("2019-03-08", False),
        ("2025-02-23", False),
        ("2025-02-24", True),
        ("2020-03-30", True),  # declared off, and a working day all the same
        ("2020-06-24", True),
        ("2023-01-08", False),
        ("2024-06-15", False),
    ],
)
def test_a_day_works_or_not_as_the_official_calendar_says(day: str, works: bool) -> None:
    assert RU.is_working_day(o(day)) is works


@pytest.mark.parametrize(
    ("day", "n", "from_", "after"),
    [
        ("2019-03-01", 7, "2019-03-12", "2019-03-13"),  # Friday 1 March; the 8th is a holiday
        ("2019-03-02", 1, "2019-03-04", "2019-03-04"),  # a Saturday counts in neither way
        ("2024-10-31", 3, "2024-11-02", "2024-11-05"),  # the working Saturday counts
        ("2016-05-09", -1, "2016-05-06", "2016-05-06"),
        ("2016-05-10", -1, "2016-05-10", "2016-05-06"),
        ("2020-05-19", -10, "2020-04-30", "2020-04-29"),
        ("2026-12-31", 1, "2027-01-11", "2027-01-11"),
    ],
)
def test_the_nth_working_day_from_and_after(day: str, n: int, from_: str, after: str) -> None:
    assert (text(RU.nth_working_day_from(o(day), n)), text(RU.nth_working_day_after(o(day), n))) == (from_, after)


def test_declared_days_off_count_as_working_the_safe_way_and_as_days_off_the_latest_way() -> None:
    assert text(RU.nth_working_day_after(o("2020-03-27"), 5)) == "2020-04-03"
    assert text(RU.nth_working_day_after(o("2020-03-27"), 5, True)) == "2020-05-18"
    assert text(RU.nth_working_day_after(o("2020-05-19"), -10, True)) == "2020-03-23"
    assert RU.is_working_day(o("2020-04-01"), True) is False
    assert RU.is_working_day(o("2020-05-12"), True) is True


def test_a_day_is_declared_off_only_once_its_decree_was_signed() -> None:
    """What was not published on the day of knowledge is not known on it: decrees of 25 March, 2 and 28 April 2020."""
    for known, n_from in (("2020-03-24", "2020-03-30"), ("2020-03-25", "2020-04-06"), ("2020-04-02", "2020-05-06")):
        assert text(RU.nth_working_day_after(o("2020-03-27"), 1, True, o(known))) == n_from
    assert RU.is_working_day(o("2020-05-06"), True, o("2020-04-27")) is True
    assert RU.is_working_day(o("2020-05-06"), True, o("2020-04-28")) is False
    assert text(RU.working_day_on_or_after(o("2020-04-10"), True, o("2019-06-01"))) == "2020-04-10"


def test_a_term_that_ends_on_a_day_off_moves_to_the_next_working_day_or_back() -> None:
    assert text(RU.working_day_on_or_after(o("2025-02-22"))) == "2025-02-24"
    assert text(RU.working_day_on_or_before(o("2024-11-04"))) == "2024-11-02"
    assert text(RU.working_day_on_or_after(o("2025-02-24"))) == "2025-02-24"


@pytest.mark.parametrize("day", ["2005-12-31", "2028-01-01"])
def test_outside_the_calendar_nothing_is_known(day: str) -> None:
    assert RU.is_working_day(o(day)) is None
    assert RU.nth_working_day_from(o(day), 1) is None
    assert RU.working_day_on_or_before(o(day)) is None


def test_a_count_that_would_leave_the_calendar_is_unknown_not_a_guess() -> None:
    assert RU.nth_working_day_after(o("2027-12-20"), 30) is None
    assert RU.nth_working_day_after(o("2006-01-10"), -2) is None
    assert RU.working_day_on_or_after(o("2027-12-31")) is None  # 31 December 2027 is a day off


def test_the_zeroth_working_day_means_nothing() -> None:
    assert RU.nth_working_day_from(o("2024-01-15"), 0) is None


def test_a_country_without_a_calendar_has_none() -> None:
    assert calendar_for("de") is None
    assert calendar_for("RU") is not None


def test_every_year_of_russia_adds_up_to_its_published_total() -> None:
    totals = {y: RU.working_days_between(o(f"{y}-01-01"), o(f"{y}-12-31")) for y in range(2006, 2028)}
    assert totals[2013] == 247
    assert totals[2020] == 248
    assert set(totals.values()) <= {247, 248, 249, 250}
    assert RU.working_days_between(o("2020-01-01"), o("2020-12-31"), True) == 248 - 29
    assert RU.working_days_between(o("2021-01-01"), o("2021-12-31"), True) == 247 - 7


@given(st.dates(date(2006, 1, 1), date(2027, 12, 31)), st.integers(-40, 40).filter(bool), st.booleans(), st.booleans())
def test_a_look_up_is_what_walking_from_day_to_day_finds(day: date, n: int, off: bool, itself: bool) -> None:
    step, at, left = (1 if n > 0 else -1), day.toordinal(), abs(n)
    if not itself:
        at += step
    expected: int | None = None
    while RU.first <= at <= RU.last:
        left -= bool(RU.is_working_day(at, off))
        if left == 0:
            expected = at
            break
        at += step
    found = RU.nth_working_day_from if itself else RU.nth_working_day_after
    assert found(day.toordinal(), n, off) == expected


def test_a_day_on_which_the_sources_differ_is_unknown_and_so_is_a_count_that_hangs_on_it() -> None:
    tj = calendar("tj")
    assert tj.is_working_day(o("2016-09-12")) is None  # the feast was on the 11th or the 12th
    assert tj.is_working_day(o("2016-09-11")) is False  # a Sunday either way
    assert tj.nth_working_day_after(o("2016-09-09"), 1) is None
    assert text(tj.nth_working_day_after(o("2016-09-09"), -1)) == "2016-09-08"
    assert tj.is_working_day(o("2026-05-27")) is None  # only foreseen
    assert tj.confidence(o("2026-05-01"), o("2026-05-31")) == "unverified"


def test_kazakhstan_ends_with_the_last_year_whose_moved_days_were_read() -> None:
    kz = calendar("kz")
    assert kz.is_working_day(o("2025-12-16")) is False
    assert kz.is_working_day(o("2026-01-05")) is None


def test_the_days_off_say_why() -> None:
    saturday, unity = RU.special_days(o("2024-11-02"), o("2024-11-05"))
    assert (saturday.works, saturday.why, saturday.moved_with) == (True, "working_weekend", date(2024, 4, 30))
    assert (unity.works, unity.name) == (False, "unity_day")
    (declared,) = RU.special_days(o("2020-03-30"), o("2020-03-30"))
    assert (declared.why, declared.decree, declared.confidence) == ("declared_off", "206 of 2020-03-25", "disputed")


def test_the_phones_days_rebuild_the_calendar() -> None:
    odd = set(RU.phone_days())
    for day in range(RU.first, RU.last + 1):
        assert ((day in odd) != ((day + 6) % 7 < 5)) is RU.is_working_day(day)


# -- faults in the files -------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in SERIES.iterdir():
        shutil.copy(path, tmp_path)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2024-11-02,yes", "2024-11-02,no", "2024 has 247 working days"),
        ("2024-11-02,yes", "2024-11-31,yes", "column day"),
        ("2024-11-02,yes", "2024-11-02,maybe", "neither yes nor no"),
        ("2024-11-04,no", "2024-11-02,no", "stands twice"),
        ("2019-01-01,no", "2018-12-31,no", "stands twice"),
        ("2019-01-01,no", "2018-12-30,no", "out of order"),
        ("day,works", "works,day", "The columns are"),
        ("2006-01-01,no,holiday", "2006-01-01,no", "7 cells, not 8"),
        ("2006-01-01,no,holiday", "2006-01-01,no,feast", "is none of"),
    ],
)
def test_a_fault_in_a_calendar_is_named_with_file_row_and_column(folder: Path, old: str, new: str, said: str) -> None:
    change(folder / "ru.working_days.csv", old, new)
    with pytest.raises(LawError) as caught:
        read_calendar("ru", folder)
    assert said in str(caught.value)
    assert caught.value.file.endswith(".csv")
    assert caught.value.line > 0
    assert caught.value.mend


def test_a_missing_day_off_shows_in_the_years_total(folder: Path) -> None:
    path = folder / "ru.working_days.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("2022-05-09")), encoding="utf-8")
    with pytest.raises(LawError, match=r"2022 has 248 working days by the calendar, but 247 were published"):
        read_calendar("ru", folder)


def test_a_decree_for_a_day_that_was_off_anyway_is_refused(folder: Path) -> None:
    change(folder / "ru.declared_days_off.csv", "2020-03-30,yes", "2020-03-30,no")
    with pytest.raises(LawError, match="the calendar says otherwise"):
        read_calendar("ru", folder)


def test_a_year_left_out_is_refused(folder: Path) -> None:
    change(folder / "calendar_years.csv", "ru,2015,247,0,3,verified\n", "")
    with pytest.raises(LawError, match="a year is missing"):
        read_calendar("ru", folder)


def test_a_file_cut_in_the_middle_is_refused(folder: Path) -> None:
    path = folder / "ru.working_days.csv"
    path.write_bytes(path.read_bytes()[:9000].rstrip(b"\n"))
    with pytest.raises(LawError, match="cut off"):
        read_calendar("ru", folder)
