"""What an expression means: strict three-valued logic, days, whole numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from .little_law import provision, rulebook, value

ON = date(2019, 3, 10)


def outcome(folder: Path, kind: str, expression: str, on: date = ON, **facts: Any) -> Any:
    """The value an expression gives for a person; None when unknown."""
    book = rulebook(folder, value("ru.x", kind, expression))
    result = book.ask(book.facts_from(facts), on=on).result("ru.x")
    found = result.fields[0] if result.fields else None
    return date.fromordinal(found) if kind == "day" and found is not None else found


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (True, None, None, True),
        (False, True, False, True),
        (False, False, False, False),
        (False, None, False, None),
        (None, True, None, True),
        (None, False, False, None),
        (None, None, None, None),
    ],
)
def test_and_and_or_are_three_valued(
    tmp_path: Path, a: bool | None, b: bool | None, both: bool | None, either: bool | None
) -> None:
    facts = {name: fact for name, fact in (("a", a), ("b", b)) if fact is not None}
    assert outcome(tmp_path, "yes_no", "a and b", **facts) is both
    assert outcome(tmp_path, "yes_no", "a or b", **facts) is either


def test_not_of_unknown_is_unknown_and_known_always_answers(tmp_path: Path) -> None:
    assert outcome(tmp_path, "yes_no", "not a") is None
    assert outcome(tmp_path, "yes_no", "known(a)") is False
    assert outcome(tmp_path, "yes_no", "not known(a)") is True


def test_a_case_with_an_unknown_condition_is_unknown_and_does_not_fall_to_else(tmp_path: Path) -> None:
    assert outcome(tmp_path, "number", "case when a then 1 else 2 end") is None
    assert outcome(tmp_path, "number", "case when a then 1 else 2 end", a=False) == 2


@pytest.mark.parametrize(
    ("expression", "day"),
    [
        ("plus_months(date '2019-01-31', 1)", date(2019, 2, 28)),
        ("plus_months(date '2020-01-31', 1)", date(2020, 2, 29)),
        ("plus_months(plus_months(date '2019-01-31', 1), 1)", date(2019, 3, 28)),
        ("plus_months(date '2019-01-31', 2)", date(2019, 3, 31)),
        ("plus_months(date '2019-03-31', -1)", date(2019, 2, 28)),
        ("plus_years(date '2024-02-29', 1)", date(2025, 2, 28)),
        ("plus_years(date '2024-02-29', 4)", date(2028, 2, 29)),
        ("plus_days(date '2019-12-31', 1)", date(2020, 1, 1)),
        ("year_end(date '2024-02-29')", date(2024, 12, 31)),
        ("earlier(date '2019-05-01', date '2019-04-30')", date(2019, 4, 30)),
        ("on", ON),
    ],
)
def test_days_move_by_the_calendar_and_clamp_to_month_end(tmp_path: Path, expression: str, day: date) -> None:
    assert outcome(tmp_path, "day", expression) == day


@pytest.mark.parametrize(
    ("expression", "number"),
    [
        ("-7 // 2", -3),
        ("7 // 2", 3),
        ("7 // -2", -3),
        ("0 - 7 // 2", -3),
        ("2 + 3 * 4", 14),
        ("(2 + 3) * 4", 20),
        ("date '2020-03-01' - date '2020-02-01'", 29),
        ("9000000 * 1600 * 300", 4_320_000_000_000),
    ],
)
def test_numbers_are_whole_and_division_truncates(tmp_path: Path, expression: str, number: int) -> None:
    assert outcome(tmp_path, "number", expression) == number


def test_a_day_known_only_by_month_has_bounds_but_no_day(tmp_path: Path) -> None:
    assert outcome(tmp_path, "day", "entered", entered="2019-02") is None
    assert outcome(tmp_path, "day", "earliest(entered)", entered="2019-02") == date(2019, 2, 1)
    assert outcome(tmp_path, "day", "latest(entered)", entered="2019-02") == date(2019, 2, 28)


def test_a_person_may_hold_two_citizenships(tmp_path: Path) -> None:
    assert outcome(tmp_path, "yes_no", "has(citizenship, 'RU')", citizenship=["TJ", "RU"]) is True
    assert outcome(tmp_path, "yes_no", "has(citizenship, 'RU')", citizenship="TJ") is False
    assert outcome(tmp_path, "yes_no", "has(citizenship, 'RU')") is None


def test_unknown_did_not_happen_and_does_not_apply_are_three_things(tmp_path: Path) -> None:
    text = provision(
        "ru.x",
        "{kind: day}",
        '{when: "registered", then: "registered_on", because: {en: a, ru: б, tg: в}}, {otherwise: does not apply}',
    )
    book = rulebook(tmp_path, text)
    ask = lambda **facts: book.ask(book.facts_from(facts), on=ON).result("ru.x").outcome  # noqa: E731
    assert ask() == "unknown"
    assert ask(registered=False) == "does_not_apply"
    assert ask(registered=True) == "unknown"
    assert ask(registered=True, registered_on=date(2019, 3, 2)) == "known"


def test_only_what_decided_is_in_the_trace(tmp_path: Path) -> None:
    book = rulebook(tmp_path, value("ru.x", "yes_no", "a and b and n > 3"))
    names = {f.index: f.id for f in book.fact_list}
    result = book.ask(book.facts_from({"a": True, "b": False, "n": 5}), on=ON).result("ru.x")
    assert [names[i] for i in result.trace] == ["b"]
    result = book.ask(book.facts_from({"a": True, "b": True, "n": 5}), on=ON).result("ru.x")
    assert [names[i] for i in result.trace] == ["a", "b", "n"]


@pytest.mark.parametrize(
    ("kind", "expression", "fragment"),
    [
        ("yes_no", "a and n", "number stands where yes_no is wanted"),
        ("yes_no", "destination < 'RU'", "has no order"),
        ("yes_no", "destination = 'XX'", "no choice 'XX'"),
        ("yes_no", "destination in ('RU', 'XX')", "no choice 'XX'"),
        ("day", "entered + 15", "means nothing here"),
        ("number", "n / 2", "nothing may stand"),
        ("number", "n // 0", "division by zero"),
        ("number", "n // n", "divisor"),
        ("yes_no", "a is null", "cannot be read"),
        ("yes_no", "entered between 1 and 2", "two different kinds"),
        ("number", "greatest(1, n)", "no function"),
        ("day", "date '2019-02-30'", "no day 2019-02-30"),
        ("yes_no", "registerd", "neither a value of this version nor a fact"),
        ("number", "case when a then 1 else 'x' end", "different kinds"),
        ("yes_no", "a; drop table x", "nothing may stand"),
        ("yes_no", "a and", "cannot be read"),
        ("number", "a", "number is wanted"),
    ],
)
def test_what_is_outside_the_language_is_refused_with_the_reason(
    tmp_path: Path, kind: str, expression: str, fragment: str
) -> None:
    from hamroh.rulebook import LawErrors

    with pytest.raises(LawErrors, match=fragment):
        rulebook(tmp_path, value("ru.x", kind, expression))


@pytest.mark.parametrize("word", ["on", "left", "pay", "n"])
def test_a_word_of_sql_may_be_the_name_of_a_fact(tmp_path: Path, word: str) -> None:
    assert outcome(tmp_path, "yes_no", f"known({word})") is (word == "on")
