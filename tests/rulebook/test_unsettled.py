"""What is not settled stands in one list, and what changed between two days in another: nothing is left out."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from hamroh.rulebook import Rulebook, load
from hamroh.rulebook.unsettled import DISPUTED, FIRST_DAY, KINDS, UNREAD, doubts


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load()


def test_every_doubt_that_the_law_writes_down_is_in_the_list(book: Rulebook) -> None:
    listed = {(d.kind, d.provision.id, d.version.start, d.version.published) for d in doubts(book)}
    for p in book.provisions:
        for v in p.versions:
            at = (p.id, v.start, v.published)
            assert ((UNREAD, *at) in listed) == (bool(v.unverified) or v.source.confidence == "unverified")
            two = any(len(b.readings) > 1 for b in v.branches)
            assert ((DISPUTED, *at) in listed) == (two or v.source.confidence == "disputed")
            assert ((FIRST_DAY, *at) in listed) == (not v.start_proven)


def test_what_can_hurt_most_comes_first(book: Rulebook) -> None:
    kinds = [KINDS.index(d.kind) for d in doubts(book)]
    assert kinds == sorted(kinds)


def test_a_dispute_names_each_reading_once_with_who_says_so(book: Rulebook) -> None:
    for d in doubts(book):
        said = [r.reading["en"] for r in d.readings if r.reading]
        assert len(said) == len(set(said))
        assert all(r.by for r in d.readings)


def test_a_day_has_the_version_that_governs_it(book: Rulebook) -> None:
    for p in book.provisions:
        for v in p.versions:
            found = book.in_force(p, dt.date.fromordinal(v.start))
            assert found is v or (found is not None and found.replaces is not None), p.id
        assert book.in_force(p, dt.date.fromordinal(p.versions[0].start - 1)) is None


def test_changes_between_two_days_are_what_differs_when_each_day_is_looked_up(book: Rulebook) -> None:
    rng = random.Random(7)
    for _ in range(30):
        a, b = sorted(dt.date(2006, 1, 1) + dt.timedelta(rng.randrange(7600)) for _ in range(2))
        found = {c.provision.id: c for c in book.changes(a, b)}
        for p in book.provisions:
            was, now = book.in_force(p, a), book.in_force(p, b)
            if was is not now:
                change = found[p.id]
                assert (change.was, change.now) == (was, now)
                assert a < change.day <= b


def test_nothing_changes_within_one_day(book: Rulebook) -> None:
    assert book.changes(dt.date(2025, 1, 1), dt.date(2025, 1, 1)) == []


def test_a_change_names_the_numbers_that_differ(book: Rulebook) -> None:
    (change,) = [
        c
        for c in book.changes(dt.date(2011, 3, 24), dt.date(2011, 3, 25))
        if c.provision.id == "ru.registration.general"
    ]
    assert [(name, was and was.value, now and now.value) for name, was, now in change.numbers()] == [("days", 3, 7)]
    assert change.day == dt.date(2011, 3, 25)
