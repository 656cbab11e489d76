"""The history functions against an oracle that walks through days.

Thousands of random histories, some days unknown or known only by month, are completed in many ways. For each completion the
oracle counts day by day; its answer must lie within the bounds, and the bounds must be reached often enough to be worth having.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from typing import Any

import pytest

from hamroh.rulebook.days import Span, plus_months
from hamroh.rulebook.histories import AsOf, Histories, Patent, Payment, Penalty, Stay

BACK, AHEAD = 900, 500  # how far the walk goes before and after the day asked about
EDGES = [
    date(2024, 2, 29),
    date(2024, 12, 31),
    date(2025, 1, 1),
    date(2023, 12, 31),
    date(2024, 3, 31),
    date(2025, 2, 28),
]
METHODS = [(90, 180), (30, 90), (10, 30), (5, 12)]


def d(ordinal: int) -> date:
    return date.fromordinal(ordinal)


# -- random histories ------------------------------------------------------------------------------------------------


@dataclass
class Drawn:
    on: int
    stays: tuple[Stay, ...]
    known_from: int | None
    born: int | None


def blur(r: random.Random, day: int, doubt: float) -> Span | None:
    """The day as a person may know it: exactly, by month, or not at all."""
    x = r.random()
    if x < doubt / 2:
        return None
    if x < doubt:
        return Span.month(d(day).year, d(day).month)
    return Span.on(d(day))


def draw(r: random.Random, doubt: float) -> Drawn:
    on = (r.choice(EDGES) if r.random() < 0.4 else date(2024, 1, 1)).toordinal() + r.randint(-40, 40) * (
        r.random() < 0.6
    )
    day = on - r.randint(0, 420)
    rows: list[tuple[int, int]] = []
    for _ in range(r.choice((0, 1, 1, 2, 2, 3, 4, 5))):
        length = r.choice((1, 2, r.randint(1, 30), r.randint(20, 95), r.randint(80, 200)))
        rows.append((day, day + length - 1))
        day += length - 1 + r.choice((0, 0, 1, r.randint(1, 20), r.randint(10, 120)))
    stays = []
    for i, (entry, leave) in enumerate(rows):
        last = i == len(rows) - 1
        if entry > on and r.random() < 0.7:
            break
        if last and leave >= on and entry <= on and r.random() < 0.7:
            stays.append(Stay(blur(r, entry, doubt), None, r.choice((True, True, None))))
        else:
            gone = blur(r, leave, doubt)
            stays.append(
                Stay(blur(r, entry, doubt), gone, None if gone is not None or not last else r.choice((False, None)))
            )
    known_from = on - r.randint(0, 300) if doubt and r.random() < 0.2 else None
    born = on - BACK + 60 if r.random() < 0.3 else None
    return Drawn(on, tuple(stays), known_from, born)


# -- completions: every way in which the gaps may be filled ------------------------------------------------------------


def completions(case: Drawn, r: random.Random) -> Iterator[list[tuple[int, int]]]:
    """Stays with exact days; an exit after the day asked about stands for "still here"."""
    on, far = case.on, case.on + AHEAD
    lows, highs = [], []
    for row in case.stays:
        for what, span in (("entry", row.entry), ("exit", row.exit)):
            if span is not None:
                lows.append(span.earliest.toordinal())
                highs.append(span.latest.toordinal())
            elif what == "exit" and row.still_here:
                lows.append(far)
                highs.append(far)
            else:
                lows.append(case.born if case.born is not None else on - BACK + 60)
                highs.append(far if what == "entry" and row.exit is not None else on)
    for i in range(1, len(lows)):
        lows[i] = max(lows[i], lows[i - 1])
    for i in range(len(highs) - 2, -1, -1):
        highs[i] = min(highs[i], highs[i + 1])
    if any(low > high for low, high in zip(lows, highs, strict=True)):
        return  # blurred beyond sense, such as an exit in a month before a later entry
    exact = lows == highs and case.known_from is None
    for mode in ("most",) if exact else ("most", "least", "late", "early", "any", "any", "any", "any"):
        days, before = [], min(lows, default=0)
        for i, (low, high) in enumerate(zip(lows, highs, strict=True)):
            low = max(low, before)
            entry = i % 2 == 0
            if mode == "any":
                day = r.choice((low, high, r.randint(low, high)))
            elif mode in ("late", "early"):
                day = high if mode == "late" else low
            else:
                day = low if entry == (mode == "most") else high
            days.append(day)
            before = day
        rows = list(zip(days[::2], days[1::2], strict=True))
        if case.known_from is not None and mode != "least":
            rows = unlisted(case, rows, r, whole=mode == "most") + rows
            rows.sort()
        yield rows


def unlisted(case: Drawn, rows: list[tuple[int, int]], r: random.Random, *, whole: bool) -> list[tuple[int, int]]:
    """Stays before the days that are known, clear of those that are listed."""
    assert case.known_from is not None
    found: list[tuple[int, int]] = []
    free: list[int] = []
    taken = {day for f, t in rows for day in range(f, min(t, case.known_from) + 1)}
    for day in [*range(case.on - BACK + 60, min(case.known_from, case.on + 1)), None]:
        if day is not None and day not in taken:
            free.append(day)
            continue
        if free:
            if whole:
                found.append((free[0], free[-1]))
            elif r.random() < 0.6:
                f = r.choice(free)
                found.append((f, min(free[-1], f + r.randint(0, 60))))
            free = []
    return found


# -- the oracle --------------------------------------------------------------------------------------------------------


class Oracle:
    """Walks days. `rows` are complete and in order; presence is whether a day lies in one that has begun."""

    def __init__(self, on: int, rows: list[tuple[int, int]]) -> None:
        self.on = on
        self.rows = [(f, min(t, on)) for f, t in rows if f <= on]
        self.start = on - BACK
        covering = [f for f, t in self.rows if t >= on]
        self.s = covering[-1] if covering else on
        here = bytearray(BACK + AHEAD + 800)
        before = bytearray(BACK + AHEAD + 800)
        for f, t in self.rows:
            for day in range(f, t + 1):
                here[day - self.start] = 1
                if day < self.s:
                    before[day - self.start] = 1
        self.here, self.before = here, before
        self.total = [0, *accumulate(here)]
        staying = before.copy()
        for i in range(self.s - self.start, len(staying)):
            staying[i] = 1
        self.staying = [0, *accumulate(staying)]

    def count(self, a: int, b: int) -> int:
        a, b = max(a, self.start), min(b, self.start + len(self.here) - 1)
        return self.total[b - self.start + 1] - self.total[a - self.start] if a <= b else 0

    def with_stay(self, a: int, b: int) -> int:
        """Days in [a, b] if the person stays on."""
        a = max(a, self.start)
        return self.staying[b - self.start + 1] - self.staying[a - self.start] if a <= b else 0

    def last(self, lawful: Any) -> int:
        day = self.s
        while lawful(day):
            day += 1
        return day - 1

    def rolling(self, limit: int, window: int) -> int:
        return self.last(lambda day: self.with_stay(day - window + 1, day) <= limit)

    def fixed(self, limit: int, window: int) -> int:
        first = self.rows[0][0] if self.rows else self.on
        return self.last(lambda day: self.with_stay(first + (day - first) // window * window, day) <= limit)

    def year(self, limit: int, since: int = 0) -> int:
        return self.last(
            lambda day: self.with_stay(max(date(d(day).year, 1, 1).toordinal(), since), day) <= limit or day < since
        )

    def used(self, limit: int, window: int) -> int:
        used = absent = 0
        for day in range(self.s - 1, self.start, -1):
            if self.before[day - self.start]:
                used += absent < window - limit
            else:
                absent += 1
        return used


def ordinal(value: Any) -> Any:
    return value.toordinal() if isinstance(value, date) else value


@pytest.mark.slow
def test_every_completion_of_a_history_lies_within_the_bounds() -> None:
    r = random.Random(20260)
    tight: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    compared = people = 0
    while people < 2200:
        case = draw(r, doubt=0.0 if people % 3 == 0 else 0.25)
        limit, window = METHODS[people % len(METHODS)]
        on = d(case.on)
        histories = Histories(
            stays=case.stays,
            stays_known_from=None if case.known_from is None else d(case.known_from),
            born=None if case.born is None else d(case.born),
        )
        rows_of = list(completions(case, r))
        if not rows_of:
            continue
        people += 1
        as_of: AsOf = histories.on(on)
        a, b = case.on - r.randint(0, 200), case.on - r.randint(-5, 20)
        since = case.on - r.randint(-30, 120)
        n = r.randint(1, 200)
        bounds = {
            "days_present": as_of.days_present(d(a), d(b)),
            "days_present_in_year": as_of.days_present_in_year(on.year),
            "days_present_before": as_of.days_present_before(n),
            "days_used_rolling": as_of.days_used_rolling(limit, window),
            "stay_start": as_of.stay_start(),
            "last_day_rolling": as_of.last_day_rolling(limit, window),
            "last_day_fixed": as_of.last_day_fixed(limit, window),
            "last_day_year": as_of.last_day_year(limit),
            "last_day_year_from": as_of.last_day_year_from(limit, d(since)),
            "last_day_unbroken": as_of.last_day_unbroken(limit),
            "longest_stay": as_of.longest_stay(),
            "longest_gap": as_of.longest_gap(),
        }
        found: dict[str, set[int]] = {name: set() for name in bounds}
        here = as_of.in_country()
        for rows in rows_of:
            walk = Oracle(case.on, rows)
            y = on.year
            answers = {
                "days_present": walk.count(a, min(b, case.on)),
                "days_present_in_year": walk.count(date(y, 1, 1).toordinal(), case.on),
                "days_present_before": sum(walk.before[max(0, walk.s - n - walk.start) : walk.s - walk.start]),
                "days_used_rolling": walk.used(limit, window),
                "stay_start": walk.s,
                "last_day_rolling": walk.rolling(limit, window),
                "last_day_fixed": walk.fixed(limit, window),
                "last_day_year": walk.year(limit),
                "last_day_year_from": walk.year(limit, since),
                "last_day_unbroken": walk.s + limit - 1,
                "longest_stay": max((t - f + 1 for f, t in walk.rows), default=0),
                "longest_gap": max([0, *(g - t - 1 for (_, t), (g, _) in pairwise(walk.rows))]),
            }
            present = bool(walk.here[case.on - walk.start])
            told = case.stays[-1].still_here is False if case.stays else False
            assert here is None or here == present or (told and here is False), (case, rows)
            for name, value in answers.items():
                compared += 1
                least, most = (ordinal(bound) for bound in bounds[name])
                assert least is None or least <= value, (
                    name,
                    least,
                    value,
                    [(str(s.entry), str(s.exit), s.still_here) for s in case.stays],
                    str(on),
                    case.known_from,
                    rows,
                    limit,
                    window,
                )
                assert most is None or value <= most, (
                    name,
                    value,
                    most,
                    [(str(s.entry), str(s.exit), s.still_here) for s in case.stays],
                    str(on),
                    case.known_from,
                    rows,
                    limit,
                    window,
                )
                found[name].add(value)
        for name, values in found.items():
            least, most = (ordinal(bound) for bound in bounds[name])
            if len(rows_of) == 1:
                assert least == most == values.pop(), (name, case)  # nothing unknown: one value, and that one
            else:
                tried[name] += 1
                tight[name] += (least in values) + (most in values)
    assert compared > 100_000
    reached = {name: tight[name] / (2 * tried[name]) for name in tried}
    # Eight ways of filling the gaps reach the bounds most of the time; fixed periods have outer bounds by promise.
    assert min(share for name, share in reached.items() if name != "last_day_fixed") > 0.6, reached


# -- penalties and patents -----------------------------------------------------------------------------------------------


def test_penalties_completed_in_many_ways_stay_within_the_bounds() -> None:
    r = random.Random(7)
    for _ in range(1500):
        on = r.choice(EDGES).toordinal() + r.randint(-400, 400)
        years, need = r.choice((1, 3)), r.choice((2, 2, 3))
        edge = plus_months(d(on), -12 * years).toordinal()
        truth = [r.choice((on - r.randint(0, 1600), edge + r.randint(-1, 1), on)) for _ in range(r.randint(0, 4))]
        rows = tuple(Penalty(blur(r, day, 0.4), r.choice(("migration", "work"))) for day in truth)
        as_of = Histories(penalties=rows).on(d(on))
        kind = r.choice(("any", "migration"))
        asked = on - r.choice((0, 0, r.randint(0, 400)))
        least, most = as_of.penalties_within(kind, years, d(asked))
        repeated, day_of_it = as_of.has_repeat_penalty(kind, need, years), as_of.repeat_penalty_day(kind, need, years)
        assert least is not None
        assert most is not None
        for _ in range(6):
            days = sorted(
                on - r.randint(0, 1500)
                if row.in_force is None
                else r.randint(row.in_force.earliest.toordinal(), row.in_force.latest.toordinal())
                for row in rows
                if kind in ("any", row.kind)
            )
            days = [day for day in days if day <= on]
            within = sum(day <= asked and asked <= plus_months(d(day), 12 * years).toordinal() for day in days)
            assert least <= within <= most
            second = [
                day
                for i, day in enumerate(days)
                if i >= need - 1 and plus_months(d(days[i - need + 1]), 12 * years).toordinal() >= day
            ]
            assert repeated in (None, bool(second)), (rows, days)
            if day_of_it is not None:
                assert day_of_it.toordinal() == second[-1]


def paid_to_by_walking(issued: int, payments: list[tuple[int, int]], on: int, max_months: int) -> int:
    """Day by day: a payment counts while the patent still runs, or on the day of issue and before it."""
    months, limit = 0, issued - 1
    first = min([issued, *(day for day, _ in payments)])
    for day in range(first, on + 1):
        if day > limit and day > issued:
            break
        for paid, more in payments:
            if paid == day:
                months = min(max_months, months + more)
        limit = plus_months(d(issued), months).toordinal() - 1
    return limit


def test_patents_completed_in_many_ways_stay_within_the_bounds() -> None:
    r = random.Random(11)
    reached = tried = 0
    for _ in range(1200):
        issued = r.choice(
            (date(2024, 1, 31), date(2023, 8, 31), date(2024, 2, 29), date(2023, 12, 31), date(2024, 3, 10))
        ).toordinal()
        on = issued + r.randint(0, 420)
        payments, day = [], issued - r.randint(0, 5)
        for _ in range(r.randint(0, 8)):
            months = r.choice((1, 1, 1, 2, 3))
            payments.append((day, months))
            day = plus_months(d(issued), len(payments)).toordinal() - 1 + r.choice((0, 0, -1, -5, -1, 1))
        doubt = r.choice((0.0, 0.3))
        rows = tuple(Payment(blur(r, day, doubt), months) for day, months in payments)
        span = blur(r, issued, doubt / 2) or Span.on(d(issued))
        as_of = Histories(patents=(Patent(span, payments=rows),)).on(d(on))
        if span.earliest.toordinal() > on:
            continue
        least, most = as_of.patent_last_paid_day(12)
        assert least is not None
        assert most is not None
        values = set()
        for _ in range(6):
            start = r.randint(span.earliest.toordinal(), min(on, span.latest.toordinal()))
            made = [
                (
                    r.randint(start - 30, on + 30)
                    if row.paid is None
                    else r.randint(row.paid.earliest.toordinal(), row.paid.latest.toordinal()),
                    row.months or 1,
                )
                for row in rows
            ]
            value = paid_to_by_walking(start, [p for p in made if p[0] <= on], on, 12)
            assert least.toordinal() <= value <= most.toordinal(), (span, rows, d(on), d(value), least, most)
            values.add(value)
        if span.exact and all(row.paid is not None and row.paid.exact for row in rows):
            assert least == most
        else:
            tried += 1
            reached += least.toordinal() in values or most.toordinal() in values
    assert reached > tried * 0.5


@pytest.mark.parametrize("seed", range(4))
def test_knowing_more_never_widens_the_bounds(seed: int) -> None:
    """Telling an unknown day can only narrow what the functions say."""
    r = random.Random(seed)
    for _ in range(120):
        case = draw(r, 0.4)
        rows_of = list(completions(case, r))
        if not rows_of or case.known_from is not None:
            continue
        rows = rows_of[-1]
        told = []
        for row, (f, t) in zip(case.stays, rows, strict=True):
            gone = row.exit if row.exit is not None or row.still_here else (Span.on(d(t)) if r.random() < 0.5 else None)
            entered = Span.on(d(f)) if r.random() < 0.7 else row.entry
            told.append(Stay(entered, gone, row.still_here))
        born = None if case.born is None else d(case.born)
        vague = Histories(stays=case.stays, born=born).on(d(case.on))
        clear = Histories(stays=tuple(told), born=born).on(d(case.on))
        for name in (
            "stay_start",
            "last_day_unbroken",
            "last_day_rolling",
            "last_day_year",
            "longest_stay",
            "longest_gap",
        ):
            arguments = {"last_day_unbroken": (90,), "last_day_rolling": (90, 180), "last_day_year": (90,)}.get(
                name, ()
            )
            wide, narrow = getattr(vague, name)(*arguments), getattr(clear, name)(*arguments)
            assert wide[0] is None or (narrow[0] is not None and wide[0] <= narrow[0]), (name, case, told)
            assert wide[1] is None or (narrow[1] is not None and narrow[1] <= wide[1]), (name, case, told)
