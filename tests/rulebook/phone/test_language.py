"""The whole language of the law, also what no provision of today says: each function and operator gives the same on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hamroh.rulebook import Rulebook, load, phone
from hamroh.rulebook.expressions import CALENDAR_FUNCTIONS
from hamroh.rulebook.histories import HISTORY_FUNCTIONS
from tests.rulebook.drawn_people import Facts
from tests.rulebook.little_law import FACTS, rulebook, value

from .answers import LONG_AGO, MADE, Asked, compare, drawn_questions, expected

pytestmark = [pytest.mark.slow]

_MORE = "".join(
    f"""
- fact: {name}
  type: history
  screen: papers
  help: {{en: Help., ru: Помощь., tg: Ёрӣ.}}
  where: {{en: On a paper., ru: В бумаге., tg: Дар ҳуҷҷат.}}
  question: {{en: "{name}?", ru: "Что было?", tg: "Чӣ буд?"}}
"""
    for name in ("decisions", "contracts")
)
_NUMBERS = {
    "days_present_in_year": "year_of(on)",
    "days_present_before": "180",
    "last_day_year": "90",
    "last_day_year_from": "90",
    "last_day_unbroken": "90",
    "patent_last_paid_day": "12",
}
"""The number a function takes; of two, a limit and a window, or how many and within how many years."""
_TEXTS = {
    "penalt": ("any", "work", "stay_or_work"),
    "deci": ("any", "any_removal", "deportation"),
    "exec": ("entry_ban",),
}

_NO_FACTS = ("stays_known_from", "registrations")
"""Told in a file of facts, though no fact of their own."""

EXPRESSIONS = {
    "number": [
        *("n // 7", "(0 - n) // 7", "n - 100 * 3", "on - entered", "year_of(entered)"),
        *("case when a then n when b then n + 1 end", "case when a or b then 1 else n end"),
    ],
    "money": ["rub(n)", "rub(n) * 3 // 7", "pay_unpaid_total() - rub(n)", "pay_unpaid_total_most() + rub(1)"],
    "day": [
        *(
            "plus_days(entered, n - 100)",
            "plus_months(entered, n - 50)",
            "plus_years(entered, 0 - n)",
            "latest(entered)",
        ),
        *("earliest(left)", "earlier(entered, birth_date)", "later(left, on)", "year_start(left)", "year_end(entered)"),
        *(
            f"{name}({'entered' if len(signature.arguments) == 1 else f'left, {n}'})"
            for name, signature in CALENDAR_FUNCTIONS.items()
            if signature.gives == "day"
            for n in ("3", "n - 60")[: len(signature.arguments)]
        ),
    ],
    "yes_no": [
        *(
            "is_working_day(entered)",
            "is_working_day_off(left)",
            "a and not b",
            "a or not b",
            "not (a and b or registered)",
        ),
        *(
            "known(a) and a or known(n)",
            "n in (1, 2, 100)",
            "n between 3 and 90",
            "entered <> left",
            "destination <> 'KZ'",
        ),
        "known(entered) and entered <= left or known(left) and latest(entered) > earliest(left)",
    ],
}


def provisions() -> str:
    """One for each function of histories that a phone can be told of, and one for each expression above."""
    out = []
    for name, function in HISTORY_FUNCTIONS.items():
        if name.startswith("late_pay_"):
            continue
        texts: tuple[str, ...] = ("",)
        if "text" in function.arguments:
            texts = next(found for part, found in _TEXTS.items() if part in name)
        for text in texts:
            numbers = ["2", "3"] if "penalt" in name else ["90", "180"]
            if function.arguments.count("number") == 1:
                numbers = [next((n for known, n in _NUMBERS.items() if name.startswith(known)), "3")]
            days = ["plus_days(on, -200)", "on"] if function.arguments.count("day") == 2 else ["plus_days(on, -60)"]
            told = [
                numbers.pop(0) if kind == "number" else days.pop(0) if kind == "day" else f"'{text}'"
                for kind in function.arguments
            ]
            kind = {"text": "choice"}.get(function.result, function.result)
            out.append((f"ru.x.{name}{'_' * bool(text)}{text}", kind, f"{name}({', '.join(told)})"))
    for kind, expressions in EXPRESSIONS.items():
        out += [(f"ru.y.{kind}_{i}", kind, expression) for i, expression in enumerate(expressions)]
    return "".join(value(id_, kind, expression) for id_, kind, expression in out)


def little(facts: Facts, known: set[str], place: int) -> Facts:
    """The part of what was told that a little law knows, and a few plain facts."""
    out: dict[str, Any] = {name: told for name, told in facts.items() if name in known or name in _NO_FACTS}
    out.pop("citizenship", None)
    if isinstance(out.get("patents"), list):
        out["patents"] = [{k: v for k, v in row.items() if k != "region"} for row in out["patents"]]
    if place % 5:
        out["n"] = place * 37 % 400
    for i, name in enumerate(("a", "b")):
        if place >> i & 1:
            out[name] = bool(place >> (2 + i) & 1)
    return out


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return rulebook(tmp_path_factory.mktemp("law"), provisions(), facts=FACTS + _MORE)


def test_every_function_and_operator_gives_the_same(law: Rulebook, tmp_path: Path) -> None:
    pack = tmp_path / "pack.json"
    pack.write_bytes(phone.as_bytes(phone.pack(law, "RU", "ru", made=MADE, since=LONG_AGO)))
    known = set(law.book.facts)
    asked = [
        Asked(little(question.facts, known, i), question.on, question.known)
        for i, question in enumerate(drawn_questions(load(), "RU", 9, 400))
    ]
    assert compare(law, "ru", pack, asked) == []
    settled = {
        finding["provision"]
        for question in asked
        for finding in expected(law, question, "ru").get("findings", ())
        if finding["result"] == "known"
    }
    # A little law has no regions; that of a patent is held to the rulebook with the real one.
    assert {p.id for p in law.provisions} - settled == {"ru.x.patent_region"}
