"""The people that other tests draw: valid, repeatable, and of every kind the law tells apart."""

from __future__ import annotations

from collections import Counter

import pytest

from hamroh.rulebook import load
from hamroh.rulebook.evaluate import DISPUTED, KNOWN, UNKNOWN

from .drawn_people import DAYS, drawn, drawn_facts

BOOK = load()


def test_everyone_can_be_asked_about_their_day() -> None:
    for i, person in enumerate(drawn(BOOK, 1, 200)):
        BOOK.ask(person, on=DAYS[i % len(DAYS)])
    for person in drawn(BOOK, 2, 50, on=DAYS[1]):
        BOOK.ask(person, on=DAYS[1])


def test_the_same_seed_and_place_give_the_same_person() -> None:
    few, many = drawn_facts(BOOK, 7, 5), drawn_facts(BOOK, 7, 40)
    assert few == many[:5]
    assert drawn_facts(BOOK, 8, 5) != few


@pytest.mark.slow
def test_most_provisions_hold_do_not_hold_and_stay_open_for_at_least_one_in_a_hundred() -> None:
    """The others are law for a few weeks only, or cannot come out in one of the three ways whoever asks."""
    count = 3000
    seen: dict[int, Counter[str]] = {index: Counter() for index in BOOK.compiled.computed}
    for i, person in enumerate(drawn(BOOK, 3, count)):
        c = person.asking(BOOK, DAYS[i % len(DAYS)], DAYS[i % len(DAYS)])
        BOOK.compiled.all_results(c)
        for index, counted in seen.items():
            r = c.results[index]
            assert r is not None
            holds = r.outcome in (KNOWN, DISPUTED) and bool(r.fields and r.fields[0] is not False)
            counted["unknown" if r.outcome == UNKNOWN else "yes" if holds else "no"] += 1
    enough = [
        index for index, counted in seen.items() if all(counted[k] >= count / 100 for k in ("yes", "no", "unknown"))
    ]
    assert len(enough) > 0.78 * len(seen)
    assert all(len(counted) >= 2 for counted in seen.values())
