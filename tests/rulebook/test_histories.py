"""What the law asks of a person's histories: the worked numbers and every trap, each a row."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hamroh.rulebook.days import Span
from hamroh.rulebook.histories import (
    HISTORY_FUNCTIONS,
    Contract,
    Decision,
    Histories,
    Patent,
    Pay,
    Payment,
    Penalty,
    Registration,
    Stay,
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def known(text: str | None) -> Span | None:
    return None if text is None else Span.read(text)


def stay(entry: str | None, leave: str | None = None, *, here: bool | None = None) -> Stay:
    return Stay(known(entry), known(leave), here)


def stays(*rows: Stay, known_from: str | None = None) -> Histories:
    return Histories(stays=rows, stays_known_from=day(known_from) if known_from else None)


def ask(histories: Histories, on: str, name: str, *arguments: Any) -> Any:
    return HISTORY_FUNCTIONS[name].work(histories, day(on), *arguments)


def bounds(histories: Histories, on: str, name: str, *arguments: Any) -> tuple[Any, Any]:
    low, high = ("_earliest", "_latest") if name + "_earliest" in HISTORY_FUNCTIONS else ("_least", "_most")
    return ask(histories, on, name + low, *arguments), ask(histories, on, name + high, *arguments)


# -- the worked cases ------------------------------------------------------------------------------------------------


def test_two_stays_under_ninety_in_a_hundred_and_eighty_leave_twenty_days() -> None:
    person = stays(stay("2019-01-10", "2019-03-20"), stay("2019-05-01", here=True))
    assert ask(person, "2019-05-02", "days_used_rolling", 90, 180) == 70
    assert ask(person, "2019-05-02", "last_day_rolling", 90, 180) == day("2019-05-20")
    assert ask(person, "2019-05-02", "last_day_fixed", 90, 180) == day("2019-05-20")


def test_a_stay_over_the_change_of_law_keeps_its_cap_and_gets_a_new_year() -> None:
    person = stays(stay("2024-11-15", here=True))
    assert ask(person, "2025-01-20", "last_day_unbroken", 90) == day("2025-02-12")
    assert ask(person, "2025-01-20", "last_day_year_from", 90, day("2025-01-01")) == day("2025-03-31")


def test_two_stays_in_one_calendar_year_share_its_ninety_days() -> None:
    person = stays(stay("2025-02-01", "2025-03-15"), stay("2025-09-10", here=True))
    assert ask(person, "2025-09-12", "last_day_year_from", 90, day("2025-01-01")) == day("2025-10-26")
    assert ask(person, "2025-09-12", "days_present_before", 365) == 43
    assert ask(person, "2025-09-12", "days_present_in_year", 2025) == 46
    assert ask(person, "2025-09-12", "last_day_rolling", 90, 180) == day("2025-12-08")  # the rule that no longer counts


def test_ninety_days_over_a_leap_february() -> None:
    assert ask(stays(stay("2024-02-01", here=True)), "2024-03-01", "last_day_unbroken", 90) == day("2024-04-30")


def test_three_months_paid_from_the_tenth_end_on_the_ninth() -> None:
    person = Histories(patents=(Patent(known("2016-03-10"), "RU-MOW", months_paid=3),))
    assert ask(person, "2016-06-15", "patent_last_paid_day", 12) == day("2016-06-09")
    assert ask(person, "2016-06-15", "patent_region") == "RU-MOW"


def test_a_reissue_starts_its_twelve_months_anew() -> None:
    person = Histories(patents=(Patent(known("2018-05-20")), Patent(known("2019-05-20"), reissued=True)))
    assert ask(person, "2020-04-28", "patent_issued_day") == day("2019-05-20")
    assert ask(person, "2020-04-28", "patent_reissues") == 1
    assert bounds(person, "2020-04-28", "patent_last_paid_day", 12) == (None, day("2020-05-19"))
    assert ask(person, "2019-05-19", "patent_issued_day") == day("2018-05-20")  # as of the day before, the first one


def test_two_penalties_within_three_years_count_from_the_second() -> None:
    person = Histories(penalties=(Penalty(known("2017-06-01"), "traffic"), Penalty(known("2019-05-20"), "migration")))
    assert ask(person, "2019-07-01", "repeat_penalty_day", "any", 2, 3) == day("2019-05-20")
    assert ask(person, "2019-07-01", "has_repeat_penalty", "any", 2, 3) is True
    assert ask(person, "2019-07-01", "has_repeat_penalty", "migration", 2, 3) is False
    assert ask(person, "2019-05-19", "has_repeat_penalty", "any", 2, 3) is False  # the second was not in force yet


def test_late_pay_is_reckoned_day_by_day_at_each_days_rate() -> None:
    person = Histories(pay=(Pay(known("2023-02-15"), 30_000_00),))
    assert ask(person, "2023-12-01", "late_pay_interest", day("2023-12-01"), "ru.late_pay_rate") == 5642_00
    from hamroh.rulebook.series import rates_of

    found = person.on(day("2023-12-01")).interest(day("2023-12-01"), rates_of("ru.late_pay_rate"))
    assert found is not None
    assert (found.days, found.lines[0].first, found.lines[-1].last) == (289, day("2023-02-16"), day("2023-12-01"))
    assert [line.rate for line in found.lines] == [750, 850, 1200, 1300, 1500]


# -- what is known, what is not, what did not happen -------------------------------------------------------------------


def test_an_unknown_history_answers_nothing() -> None:
    nobody = Histories()
    examples: dict[str, Any] = {"number": 90, "day": day("2020-01-01"), "text": "any"}
    for function in HISTORY_FUNCTIONS.values():
        arguments = [examples[kind] for kind in function.arguments]
        if function.name.startswith("late_pay"):
            arguments[-1] = "ru.late_pay_rate"
        if function.name.startswith(("last_day_rolling", "last_day_fixed", "days_used")):
            arguments = [90, 180]
        assert function.work(nobody, day("2020-06-01"), *arguments) is None, function.name


def test_an_empty_history_did_not_happen() -> None:
    nobody = Histories(stays=(), patents=(), penalties=(), decisions=(), contracts=(), pay=(), registrations=())
    on = "2024-06-01"
    assert ask(nobody, on, "in_country") is False
    assert ask(nobody, on, "days_present", day("2024-01-01"), day("2024-12-31")) == 0
    assert ask(nobody, on, "longest_stay") == ask(nobody, on, "longest_gap") == 0
    assert ask(nobody, on, "last_day_rolling", 90, 180) == day("2024-08-29")  # "if you entered today"
    assert ask(nobody, on, "last_day_fixed", 90, 180) == day("2024-08-29")
    assert ask(nobody, on, "penalties_within", "any", 3, day(on)) == 0
    assert ask(nobody, on, "has_repeat_penalty", "any", 2, 3) is False
    assert ask(nobody, on, "has_patent") is False
    assert ask(nobody, on, "patent_last_paid_day", 12) is None
    assert ask(nobody, on, "decisions_count", "any_removal") == 0
    assert ask(nobody, on, "pay_unpaid_total") == 0
    assert ask(nobody, on, "registered") is False


def test_everything_is_read_as_of_the_day() -> None:
    person = stays(stay("2024-01-01", "2024-01-31"), stay("2024-03-01", "2024-03-31"))
    assert ask(person, "2024-02-15", "days_present_in_year", 2024) == 31  # the later stay is not there
    assert ask(person, "2024-01-15", "in_country") is True  # a planned exit counts as still here
    assert ask(person, "2024-01-15", "days_present_in_year", 2024) == 15
    assert ask(person, "2024-02-15", "in_country") is False
    assert ask(person, "2023-12-31", "days_present_in_year", 2024) == 0


def test_still_here_has_left_and_not_known_are_three_facts() -> None:
    here, left, doubt = (stays(stay("2024-01-01", here=h)) for h in (True, False, None))
    on = "2024-01-10"
    assert [ask(p, on, "in_country") for p in (here, left, doubt)] == [True, False, None]
    assert bounds(here, on, "days_present_in_year", 2024) == (10, 10)
    assert bounds(left, on, "days_present_in_year", 2024) == (1, 10)
    assert bounds(doubt, on, "days_present_in_year", 2024) == (1, 10)


def test_the_person_is_told_the_earliest_last_day_when_the_exit_is_not_known() -> None:
    person = stays(stay("2024-01-01", None), stay("2024-03-01", here=True))
    assert bounds(person, "2024-03-10", "last_day_rolling", 90, 180) == (day("2024-03-30"), day("2024-05-28"))
    assert ask(person, "2024-03-10", "last_day_rolling", 90, 180) is None


def test_an_entry_known_by_its_month_is_possible_from_its_first_day_and_sure_from_its_last() -> None:
    person = stays(stay("2024-03", here=True))
    assert bounds(person, "2024-05-01", "stay_start") == (day("2024-03-01"), day("2024-03-31"))
    assert bounds(person, "2024-05-01", "last_day_unbroken", 90) == (day("2024-05-29"), day("2024-06-28"))
    assert bounds(person, "2024-05-01", "days_present_in_year", 2024) == (32, 62)
    assert person.present_entry(day("2024-05-01")) == Span.read("2024-03")


def test_the_days_of_a_neighbour_narrow_a_month() -> None:
    person = stays(stay("2024-03", "2024-03-10"))
    assert bounds(person, "2024-05-01", "longest_stay") == (1, 10)
    assert person.last_exit(day("2024-05-01")) == Span.read("2024-03-10")


def test_days_before_the_known_ones_are_possible_never_sure() -> None:
    person = stays(stay("2019-03-01", here=True), known_from="2019-03-01")
    on = "2019-03-10"
    assert bounds(person, on, "days_present", day("2019-01-01"), day("2019-12-31")) == (10, 69)
    assert ask(person, on, "last_day_unbroken", 90) == day("2019-05-29")  # needs no earlier stay
    assert bounds(person, on, "last_day_rolling", 90, 180) == (day("2019-02-28"), day("2019-05-29"))
    assert bounds(person, on, "longest_stay") == (10, None)
    assert bounds(person, on, "longest_gap") == (0, None)


def test_a_window_within_the_known_days_is_known() -> None:
    person = stays(stay("2024-06-01", here=True), known_from="2023-06-01")
    assert ask(person, "2024-06-10", "last_day_rolling", 90, 180) == day("2024-08-29")
    assert ask(person, "2024-06-10", "days_used_rolling", 90, 180) == 0


def test_a_question_about_a_day_before_the_known_ones_has_no_earliest_day() -> None:
    person = stays(stay("2024-06-01", here=True), known_from="2024-06-01")
    assert ask(person, "2024-05-01", "in_country") is None
    assert bounds(person, "2024-05-01", "last_day_unbroken", 90) == (None, day("2024-07-29"))


# -- counting: the traps -----------------------------------------------------------------------------------------------


def test_an_earlier_stay_counts_whole_or_not_at_all() -> None:
    earlier = stay("2023-01-01", "2023-02-19")  # 50 days
    near, far = stay("2023-05-20", here=True), stay("2023-05-21", here=True)  # 89 and 90 days of absence
    assert ask(stays(earlier, near), "2023-06-01", "days_used_rolling", 90, 180) == 50
    assert ask(stays(earlier, far), "2023-06-01", "days_used_rolling", 90, 180) == 0
    assert ask(stays(earlier, near), "2023-06-01", "last_day_rolling", 90, 180) == day("2023-06-28")
    assert ask(stays(earlier, far), "2023-06-01", "last_day_rolling", 90, 180) == day("2023-08-18")


def test_no_lawful_day_at_all_is_the_eve_of_the_stay() -> None:
    person = stays(stay("2023-01-01", "2023-04-10"), stay("2023-04-20", here=True))  # a hundred days before
    assert ask(person, "2023-04-21", "last_day_rolling", 90, 180) == day("2023-04-19")
    assert ask(person, "2023-04-21", "last_day_fixed", 90, 180) == day("2023-04-19")
    assert ask(person, "2023-04-21", "last_day_year", 90) == day("2023-04-19")


def test_who_leaves_and_comes_back_on_one_day_was_here_one_day_and_starts_a_new_stay() -> None:
    person = stays(stay("2024-01-01", "2024-03-01"), stay("2024-03-01", here=True))
    assert ask(person, "2024-03-10", "days_present_in_year", 2024) == 70
    assert ask(person, "2024-03-10", "last_day_unbroken", 90) == day("2024-05-29")
    assert ask(person, "2024-03-10", "longest_stay") == 61
    assert ask(person, "2024-03-10", "longest_gap") == 0
    assert ask(person, "2024-03-10", "last_day_rolling", 90, 180) == day("2024-03-30")


def test_who_came_back_today_has_todays_stay_and_not_the_one_that_ended_today() -> None:
    person = stays(stay("2024-01-01", "2024-03-01"), stay("2024-03-01", here=True))
    assert ask(person, "2024-03-01", "stay_start") == day("2024-03-01")
    assert ask(person, "2024-03-01", "last_day_unbroken", 90) == day("2024-05-29")


def test_the_day_of_exit_is_still_a_day_of_the_stay() -> None:
    person = stays(stay("2024-01-01", "2024-03-01"))
    assert ask(person, "2024-03-01", "in_country") is True
    assert ask(person, "2024-03-02", "in_country") is False
    assert person.last_exit(day("2024-03-01")) == Span.read("2024-03-01")
    assert person.last_exit(day("2024-02-29")) is None


def test_a_stay_that_may_have_begun_today_is_not_surely_the_one_that_ends_today() -> None:
    person = stays(stay("2023-10-27", "2024-01-16"), stay(None, "2024-01-18"))
    assert bounds(person, "2024-01-16", "stay_start") == (day("2023-10-27"), day("2024-01-16"))
    assert ask(person, "2024-01-16", "in_country") is True


def test_the_longest_gap_is_not_the_hole_in_the_sure_days() -> None:
    person = stays(stay("2024-01-01", "2024-01-10"), stay(None, None), stay("2024-06-01", "2024-06-10"))
    assert bounds(person, "2024-07-01", "longest_gap") == (0, 142)
    first = stays(stay(None, None), stay("2024-06-01", "2024-06-10"))
    assert bounds(first, "2024-07-01", "longest_gap") == (0, None)  # it may lie as far back as a life


def test_birth_stops_what_is_possible() -> None:
    row = (stay(None, "2024-06-10"),)
    person = Histories(stays=row, born=day("2024-01-01"))
    assert bounds(person, "2024-07-01", "longest_stay") == (1, 162)
    assert bounds(Histories(stays=row), "2024-07-01", "longest_stay") == (1, None)


def test_fixed_periods_hang_on_the_first_entry() -> None:
    person = stays(stay(None, "2024-01-20"), stay("2024-03-01", here=True))
    earliest, latest = bounds(person, "2024-03-10", "last_day_fixed", 90, 180)
    assert earliest == ask(person, "2024-03-10", "last_day_rolling_earliest", 90, 180)
    assert latest == day("2024-08-27")  # the first day and 179 more
    assert ask(person, "2024-03-10", "last_day_fixed", 90, 180) is None


def test_who_reaches_a_new_fixed_period_gets_its_days_anew() -> None:
    first = stay("2024-01-01", "2024-01-10")  # its period ends on 28 June
    late, early = stay("2024-05-01", here=True), stay("2024-04-01", here=True)
    assert ask(stays(first, late), "2024-05-02", "last_day_fixed", 90, 180) == day("2024-09-26")
    assert ask(stays(first, early), "2024-04-02", "last_day_fixed", 90, 180) == day("2024-06-19")


def test_the_allowance_of_a_period_may_end_on_its_last_day_or_run_over() -> None:
    first = stay("2024-01-01", "2024-01-10")  # 80 days are left; the period ends on 28 June
    on_the_eve = stay("2024-04-09", here=True)  # 80 days from here end on 27 June
    to_the_end = stay("2024-04-10", here=True)  # and from here on 28 June itself: the new period begins
    assert ask(stays(first, on_the_eve), "2024-04-20", "last_day_fixed", 90, 180) == day("2024-06-27")
    assert ask(stays(first, to_the_end), "2024-04-20", "last_day_fixed", 90, 180) == day("2024-06-28") + (
        day("2024-09-26") - day("2024-06-28")
    )


def test_days_of_a_year_carry_over_only_if_they_last_to_its_end() -> None:
    person = stays(stay("2025-10-03", here=True))  # 90 days end on 31 December
    assert ask(person, "2025-10-10", "last_day_year", 90) == day("2026-03-31")
    assert ask(stays(stay("2025-10-02", here=True)), "2025-10-10", "last_day_year", 90) == day("2025-12-30")


def test_a_yearly_count_ignores_what_lies_before_its_first_day() -> None:
    person = stays(stay("2024-12-01", "2025-01-10"), stay("2025-06-01", here=True))
    assert ask(person, "2025-06-10", "last_day_year_from", 90, day("2025-01-01")) == day("2025-08-19")
    assert ask(person, "2025-06-10", "last_day_year_from", 90, day("2025-01-05")) == day("2025-08-23")
    assert ask(person, "2025-06-10", "last_day_year_from", 90, day("2026-01-01")) == day("2026-03-31")


def test_a_limit_that_never_bites_has_no_last_day() -> None:
    person = stays(stay("2024-01-01", here=True))
    assert ask(person, "2024-02-01", "last_day_rolling", 180, 180) is None
    assert ask(person, "2024-02-01", "last_day_fixed", 180, 180) is None
    assert ask(person, "2024-02-01", "last_day_year", 366) is None


def test_days_in_an_empty_window_are_none() -> None:
    assert (
        ask(stays(stay("2024-01-01", here=True)), "2024-02-01", "days_present", day("2024-01-20"), day("2024-01-10"))
        == 0
    )


def test_what_is_asked_twice_is_reckoned_once_and_kept_apart_by_day() -> None:
    person = stays(stay("2024-01-01", here=True))
    assert person.on(day("2024-02-01")) is person.on(day("2024-02-01"))
    for n in range(30):
        assert ask(person, f"2024-02-{n % 28 + 1:02}", "days_present_in_year", 2024) == 32 + n % 28


# -- present entry and last exit ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "entry", "leave"),
    [
        ((stay("2024-01-01", here=True),), "2024-01-01", None),
        ((stay("2024-01-01", "2024-02-01"),), None, "2024-02-01"),
        ((stay("2024-01-01", "2024-02-01"), stay("2024-05-01", here=True)), "2024-05-01", "2024-02-01"),
        ((stay("2024-01-01", here=None),), "2024-01-01", None),
        ((stay(None, here=True),), None, None),
        ((stay(None, "2024-02"),), None, "2024-02"),
        ((stay("2024-01-01", "2024-12-01"),), "2024-01-01", None),
        ((), None, None),
    ],
)
def test_the_present_entry_and_the_last_exit(rows: tuple[Stay, ...], entry: str | None, leave: str | None) -> None:
    person, on = stays(*rows), day("2024-06-01")
    assert person.present_entry(on) == known(entry)
    assert person.last_exit(on) == known(leave)


# -- penalties ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("penalty", "on", "counts"),
    [
        ("2021-03-10", "2024-03-10", 1),  # the closing day itself
        ("2021-03-10", "2024-03-11", 0),
        ("2024-03-10", "2024-03-10", 1),
        ("2024-03-11", "2024-03-10", 0),
        ("2024-02-29", "2027-02-28", 1),  # forward from a leap day, clamped
        ("2024-02-29", "2027-03-01", 0),
        ("2021-02-28", "2024-02-28", 1),
        ("2021-02-28", "2024-02-29", 0),  # counting back from 29 February would let it in
    ],
)
def test_penalties_are_counted_forward_with_their_last_day(penalty: str, on: str, counts: int) -> None:
    person = Histories(penalties=(Penalty(known(penalty), "work"),))
    assert ask(person, on, "penalties_within", "any", 3, day(on)) == counts


def test_a_penalty_without_a_day_may_or_may_not_lie_within_the_years() -> None:
    person = Histories(penalties=(Penalty(known("2023-05-01"), "work"), Penalty(None, "work")))
    on = "2024-06-01"
    assert bounds(person, on, "penalties_within", "work", 3, day(on)) == (1, 2)
    assert ask(person, on, "has_repeat_penalty", "work", 2, 3) is None
    assert ask(person, on, "repeat_penalty_day", "work", 2, 3) is None
    assert ask(person, on, "has_repeat_penalty", "work", 3, 3) is False


def test_two_dated_penalties_are_a_repeat_whatever_a_third_one_says() -> None:
    rows = (Penalty(known("2023-05-01"), "work"), Penalty(known("2023-09"), "work"), Penalty(None, None))
    person = Histories(penalties=rows)
    assert ask(person, "2024-06-01", "has_repeat_penalty", "work", 2, 3) is True
    assert ask(person, "2024-06-01", "repeat_penalty_day", "work", 2, 3) is None  # its day is not known


def test_penalties_too_far_apart_are_no_repeat() -> None:
    person = Histories(penalties=(Penalty(known("2018-05-01"), "work"), Penalty(known("2023-05-02"), "work")))
    assert ask(person, "2024-06-01", "has_repeat_penalty", "any", 2, 3) is False
    assert ask(person, "2024-06-01", "repeat_penalty_day", "any", 2, 3) is None


def test_the_latest_repeat_counts_when_there_are_several() -> None:
    rows = tuple(Penalty(known(f"20{y}-06-01"), "work") for y in (15, 17, 23))
    assert ask(Histories(penalties=rows), "2024-06-01", "repeat_penalty_day", "any", 2, 3) == day("2017-06-01")


def test_a_penalty_of_a_kind_not_known_counts_for_any_kind_but_surely_only_for_any() -> None:
    person = Histories(penalties=(Penalty(known("2023-05-01"), None),))
    assert bounds(person, "2024-06-01", "penalties_within", "any", 3, day("2024-06-01")) == (1, 1)
    assert bounds(person, "2024-06-01", "penalties_within", "work", 3, day("2024-06-01")) == (0, 1)


# -- patents -----------------------------------------------------------------------------------------------------------


def patent(issued: str | None, *payments: tuple[str | None, int | None], **other: Any) -> Histories:
    paid = tuple(Payment(known(paid), months) for paid, months in payments)
    return Histories(patents=(Patent(known(issued), payments=paid, **other),))


@pytest.mark.parametrize(
    ("issued", "payments", "last"),
    [
        ("2024-01-31", [("2024-01-31", 1)], "2024-02-28"),  # 29 February less a day
        ("2024-01-31", [("2024-01-31", 1), ("2024-02-28", 1)], "2024-03-30"),  # one addition from the day of issue
        ("2024-01-10", [("2024-01-05", 1)], "2024-02-09"),  # paid before the issue
        ("2024-01-10", [("2024-01-11", 1)], "2024-01-09"),  # first paid after the issue: late
        ("2024-01-10", [("2024-01-10", 1), ("2024-02-09", 1)], "2024-03-09"),  # on the last paid day: in time
        ("2024-01-10", [("2024-01-10", 1), ("2024-02-10", 1)], "2024-02-09"),  # a day late: over
        ("2024-01-10", [("2024-01-10", 1), ("2024-02-10", 1), ("2024-02-11", 5)], "2024-02-09"),  # nothing revives it
        ("2024-01-10", [("2024-02-01", 1), ("2024-01-10", 1)], "2024-03-09"),  # told out of order
        ("2024-01-10", [("2024-01-10", 30)], "2025-01-09"),  # at most twelve months
        ("2024-01-10", [], "2024-01-09"),  # nothing paid
    ],
)
def test_the_last_paid_day(issued: str, payments: list[tuple[str, int]], last: str) -> None:
    assert ask(patent(issued, *payments), "2024-06-01", "patent_last_paid_day", 12) == day(last)


def test_a_payment_later_than_the_day_asked_about_is_not_there() -> None:
    person = patent("2024-01-10", ("2024-01-10", 1), ("2024-02-05", 1))
    assert ask(person, "2024-02-04", "patent_last_paid_day", 12) == day("2024-02-09")
    assert ask(person, "2024-02-05", "patent_last_paid_day", 12) == day("2024-03-09")


def test_a_payment_without_a_day_was_late_at_worst_and_at_once_at_best() -> None:
    person = patent("2024-01-10", ("2024-01-10", 1), (None, 2))
    assert bounds(person, "2024-06-01", "patent_last_paid_day", 12) == (day("2024-02-09"), day("2024-04-09"))


def test_payments_without_days_never_reach_past_twelve_months() -> None:
    person = patent("2024-01-10", (None, 20))
    assert bounds(person, "2024-06-01", "patent_last_paid_day", 12) == (day("2024-01-09"), day("2025-01-09"))


def test_a_payment_for_an_unknown_number_of_months_buys_one_at_least() -> None:
    person = patent("2024-01-10", ("2024-01-10", None))
    assert bounds(person, "2024-06-01", "patent_last_paid_day", 12) == (day("2024-02-09"), day("2025-01-09"))


def test_the_stated_last_paid_day_wins_but_not_over_the_longest_term() -> None:
    stated = Histories(patents=(Patent(None, "RU-MOW", paid_to=known("2024-03-01")),))
    assert ask(stated, "2024-02-10", "patent_last_paid_day", 12) == day("2024-03-01")
    over = Histories(patents=(Patent(known("2023-01-10"), paid_to=known("2024-03-01"), months_paid=2),))
    assert ask(over, "2024-01-05", "patent_last_paid_day", 12) == day("2024-01-09")


def test_a_patent_without_a_word_on_payments_has_only_a_latest_day() -> None:
    person = Histories(patents=(Patent(known("2024-01-10")),))
    assert bounds(person, "2024-06-01", "patent_last_paid_day", 12) == (None, day("2025-01-09"))


def test_a_patent_issued_in_some_month_has_both_bounds() -> None:
    person = Histories(patents=(Patent(known("2024-01"), months_paid=2),))
    assert bounds(person, "2024-06-01", "patent_last_paid_day", 12) == (day("2024-02-29"), day("2024-03-30"))
    assert bounds(person, "2024-06-01", "patent_issued_day") == (day("2024-01-01"), day("2024-01-31"))


def test_a_patent_that_may_not_be_issued_yet_leaves_the_earlier_one_in_play() -> None:
    rows = (Patent(known("2023-06-10"), "RU-MOW", months_paid=12), Patent(known("2024-06"), "RU-TVE", months_paid=1))
    person = Histories(patents=rows)
    assert bounds(person, "2024-06-15", "patent_last_paid_day", 12) == (day("2024-06-09"), day("2024-07-29"))
    assert ask(person, "2024-06-15", "patent_region") is None
    assert ask(person, "2024-06-30", "patent_region") == "RU-TVE"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ((False, True, True), (2, 2)),
        ((False, True, False), (0, 0)),
        ((None, True), (1, 1)),
        ((False, None), (0, 1)),
        ((True, True), (2, 2)),
    ],
)
def test_reissues_in_a_row(told: tuple[bool | None, ...], expected: tuple[int, int]) -> None:
    rows = tuple(Patent(known(f"20{20 + i}-05-20"), reissued=again) for i, again in enumerate(told))
    assert bounds(Histories(patents=rows), "2025-01-01", "patent_reissues") == expected


# -- decisions, contracts, registrations -------------------------------------------------------------------------------


def test_expulsion_deportation_and_readmission_are_removals() -> None:
    rows = tuple(
        Decision(kind, "court", known(f"2020-0{i + 1}-01"))
        for i, kind in enumerate(("expulsion", "deportation", "readmission", "entry_ban"))
    )
    person = Histories(decisions=rows)
    assert ask(person, "2021-01-01", "decisions_count", "any_removal") == 3
    assert ask(person, "2021-01-01", "decisions_count", "any") == 4
    assert ask(person, "2021-01-01", "last_decision_day", "any_removal") == day("2020-03-01")
    assert ask(person, "2020-02-15", "decisions_count", "any") == 2


def test_a_decision_told_without_its_day_has_happened_but_its_day_is_open() -> None:
    person = Histories(decisions=(Decision("expulsion", "court"),))
    assert ask(person, "2024-01-01", "decisions_count", "expulsion") == 1
    assert ask(person, "2024-01-01", "last_decision_day", "expulsion") is None


def test_the_day_of_removal_is_open_when_one_decision_does_not_tell_it() -> None:
    one = Decision("expulsion", "court", known("2015-01-10"), executed=known("2015-03-01"))
    other = Decision("expulsion", "court", known("2019-01-10"))
    assert ask(Histories(decisions=(one,)), "2020-01-01", "last_executed_day", "any_removal") == day("2015-03-01")
    both = Histories(decisions=(one, other))
    assert bounds(both, "2020-01-01", "last_executed_day", "any_removal") == (day("2015-03-01"), None)


def test_the_latest_contract_by_the_day() -> None:
    rows = (
        Contract(known("2016-01-20"), known("2016-01-25"), known("2016-03-01")),
        Contract(known("2016-04-20"), known("2016-04-25")),
    )
    person = Histories(contracts=rows)
    assert ask(person, "2016-06-15", "contract_made_day") == day("2016-04-20")
    assert ask(person, "2016-06-15", "contract_copy_sent_day") == day("2016-04-25")
    assert ask(person, "2016-06-15", "contract_ended_day") is None
    assert ask(person, "2016-04-19", "contract_ended_day") == day("2016-03-01")
    assert ask(person, "2016-04-22", "contract_copy_sent_day") is None  # not sent yet on that day


def test_a_registration_runs_to_its_last_day() -> None:
    person = Histories(registrations=(Registration(known("2024-01-05"), known("2024-04-05"), True),))
    assert [ask(person, on, "registered") for on in ("2024-01-04", "2024-01-05", "2024-04-05", "2024-04-06")] == [
        False,
        True,
        True,
        False,
    ]
    assert ask(person, "2024-02-01", "registered_where_living") is True


# -- pay ---------------------------------------------------------------------------------------------------------------


def owed(*rows: tuple[str | None, int | None, str | None]) -> Histories:
    return Histories(
        pay=tuple(Pay(known(due), None if rub is None else rub * 100, known(paid)) for due, rub, paid in rows)
    )


def test_only_what_is_due_and_unpaid_is_owed() -> None:
    person = owed(("2024-01-15", 100, "2024-02-01"), ("2024-02-15", 200, None), ("2024-03-15", 400, None))
    assert ask(person, "2024-03-01", "pay_unpaid_total") == 200_00
    assert ask(person, "2024-01-20", "pay_unpaid_total") == 100_00  # on that day it was not paid yet
    assert ask(person, "2024-03-15", "pay_first_due") == day("2024-02-15")
    assert ask(person, "2024-03-15", "pay_last_due") == day("2024-03-15")


def test_an_unknown_sum_leaves_the_total_open_above() -> None:
    person = owed(("2024-01-15", 100, None), ("2024-02-15", None, None))
    assert bounds(person, "2024-03-01", "pay_unpaid_total") == (100_00, None)


def test_interest_runs_from_the_day_after_to_the_day_of_payment() -> None:
    rate = "ru.late_pay_rate"
    person = owed(("2023-03-01", 15_000, "2023-03-11"))  # ten days at 7.5 percent: 0.5 roubles a thousand a day
    assert ask(person, "2023-06-01", "late_pay_interest", day("2023-06-01"), rate) == 75_00
    assert ask(person, "2023-03-01", "late_pay_interest", day("2023-03-01"), rate) == 0
    assert ask(person, "2023-03-02", "late_pay_interest", day("2023-03-02"), rate) == 7_50


def test_interest_before_october_2016_is_a_three_hundredth() -> None:
    person = owed(("2016-09-30", 30_000, None))
    # two days at 10 percent / 300, then 3 October at 10 percent / 150
    assert ask(person, "2016-10-03", "late_pay_interest", day("2016-10-03"), "ru.late_pay_rate") == 20_00 + 20_00


def test_pay_due_on_a_day_off_is_late_from_the_working_day_before() -> None:
    saturday, friday = owed(("2016-10-01", 30_000, None)), owed(("2016-09-30", 30_000, None))
    rate, until = "ru.late_pay_rate", day("2016-10-20")
    assert ask(saturday, "2016-10-20", "late_pay_interest", until, rate) == ask(
        friday, "2016-10-20", "late_pay_interest", until, rate
    )


def test_interest_is_rounded_once_at_the_end() -> None:
    one = owed(("2023-03-01", 1, None))  # a kopeck's fraction each: 0.05 kopecks a day
    assert ask(one, "2023-03-10", "late_pay_interest", day("2023-03-10"), "ru.late_pay_rate") == 0
    assert ask(one, "2023-03-11", "late_pay_interest", day("2023-03-11"), "ru.late_pay_rate") == 1  # half rounds up
    three = owed(*[("2023-03-01", 1, None)] * 4)
    assert ask(three, "2023-03-11", "late_pay_interest", day("2023-03-11"), "ru.late_pay_rate") == 2


def test_interest_past_the_last_reading_is_unknown_and_says_how_far_it_got() -> None:
    person, until = owed(("2026-08-31", 15_000, None)), day("2026-10-01")
    assert ask(person, "2026-10-01", "late_pay_interest", until, "ru.late_pay_rate") is None
    assert ask(person, "2026-10-01", "late_pay_interest_least", until, "ru.late_pay_rate") == 112_00  # eight days
    assert ask(person, "2026-10-01", "late_pay_interest_to", until, "ru.late_pay_rate") == day("2026-09-08")


def test_interest_due_in_some_month_has_two_bounds() -> None:
    person = owed(("2023-03", 15_000, None))
    least, most = bounds(person, "2023-04-10", "late_pay_interest", day("2023-04-10"), "ru.late_pay_rate")
    assert (least, most) == (10 * 7_50, 40 * 7_50)


def test_the_working_of_the_interest_has_a_line_for_each_sum_and_rate() -> None:
    from hamroh.rulebook.series import rates_of

    person = owed(("2023-07-20", 15_000, None), ("2023-07-24", 300, None))
    found = person.on(day("2023-07-25")).interest(day("2023-07-25"), rates_of("ru.late_pay_rate"))
    assert found is not None
    assert [(line.row, line.first.day, line.last.day, line.rate, line.interest) for line in found.lines] == [
        (0, 21, 23, 750, 22_50),
        (0, 24, 25, 850, 17_00),
        (1, 25, 25, 850, 17),
    ]
    assert found.kopecks == sum(line.interest for line in found.lines)


def test_sums_that_run_past_the_last_reading_all_stop_on_one_day() -> None:
    from hamroh.rulebook.series import rates_of

    person = owed(("2026-08-31", 15_000, None), ("2026-09-15", 15_000, None))
    found = person.on(day("2026-10-01")).interest(day("2026-10-01"), rates_of("ru.late_pay_rate"))
    assert found is not None
    assert (found.kopecks, found.stopped, found.computed_to) == (None, day("2026-09-08"), day("2026-09-08"))
    assert {line.row for line in found.lines} == {0}


# -- the registry ------------------------------------------------------------------------------------------------------


def test_every_function_with_bounds_has_three_forms_and_says_what_it_reads() -> None:
    for name, function in HISTORY_FUNCTIONS.items():
        assert function.name == name
        assert function.reads
        assert function.about
        assert set(function.arguments) <= {"number", "day", "text"}
        if name.endswith(("_least", "_most", "_earliest", "_latest")):
            plain = HISTORY_FUNCTIONS[name.rsplit("_", 1)[0]]
            assert (plain.arguments, plain.result) == (function.arguments, function.result)
