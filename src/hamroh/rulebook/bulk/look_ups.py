"""Dated tables as plain rows: what an engine needs of a series or a working-day calendar.

A series becomes intervals: on these days, for these keys, this value; outside them unknown. A calendar becomes two
lists: its working days in order, and how many of them lie before each of its days.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

from ..series import SeriesBook
from ..working_days import Calendar


@dataclass(frozen=True, slots=True)
class Interval:
    """The days (ordinals, both included) on which these keys have this value."""

    key: tuple[str, ...]
    first: int
    last: int
    value: Any


@lru_cache(maxsize=64)
def intervals(book: SeriesBook, name: str) -> tuple[Interval, ...]:
    """Every reading of a look-up, by key and then by day; asks the look-up itself, at each day where it can change."""
    found = book.series[name]
    look_up = book.look_up(name)
    keys: list[tuple[str, ...]]
    days: set[int] = set()
    if name in ("ru.sector_closed", "ru.sector_may_be_closed"):
        rows = book.series["ru.sector_closed"].rows
        for row in rows:
            for span in (row["from"], row["to"]):
                if span is not None:
                    days.update((span.earliest.toordinal(), span.latest.toordinal()))
                    days.update((span.earliest.toordinal() + 1, span.latest.toordinal() + 1))
        days.add(1)
        keys = sorted({(row["region"], s) for row in rows for s in (*row["closed"], *row["closed_in_part"])})
    else:
        for steps in found.steps.values():
            days.update(steps.starts)
            days.update(end + 1 for end in steps.ends)
        if name == "ru.foreign_share_limit":
            keys = sorted((key[0], region) for key, region in product(found.steps, book.region_names()))
        else:
            keys = sorted(found.steps)
    edges = sorted(days)
    out: list[Interval] = []
    for key in keys:
        open_: Interval | None = None
        for place, day in enumerate(edges):
            value = look_up(*key, day)
            last = edges[place + 1] - 1 if place + 1 < len(edges) else LAST_DAY
            if open_ is not None and open_.value == value and open_.last + 1 == day:
                open_ = Interval(key, open_.first, last, value)
                continue
            if open_ is not None and open_.value is not None:
                out.append(open_)
            open_ = Interval(key, day, last, value)
        if open_ is not None and open_.value is not None:
            out.append(open_)
    return tuple(out)


LAST_DAY = 3_652_059
"""The last ordinal a date can have."""


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A calendar's working days. With doubtful days there are two ways to count: an answer on which they differ is unknown.

    `before[k]` is the number of working days before day `first + k`; it has one entry more than the calendar has days.
    """

    first: int
    last: int
    days: tuple[tuple[int, ...], ...]
    before: tuple[tuple[int, ...], ...]


def working_days(calendar: Calendar, off: bool, known: int | None) -> WorkingDays:
    """The lists of a calendar; `off`: days declared off do not work, once their decree was signed by `known`."""
    ways = calendar.ways(off, known if off else None)
    span = range(calendar.first, calendar.last + 2)
    return WorkingDays(
        calendar.first,
        calendar.last,
        tuple(tuple(days) for days in ways),
        tuple(tuple(bisect_left(days, day) for day in span) for days in ways),
    )


@dataclass(frozen=True, slots=True)
class RateTable:
    """A rate of interest, day by day: what late pay costs between two days is a difference of two sums.

    `sums[k]` adds up, over all days before day `first + k`, the rate in hundredths of a percent times `bottom` over its
    divisor; `reach[k]` is the last day of the run without a hole that holds the day, or the day before it if it has no rate.
    """

    first: int
    last: int
    sums: tuple[int, ...]
    reach: tuple[int, ...]
    bottom: int
    calendar: str


def rate_table(book: SeriesBook, name: str) -> RateTable:
    """The table of a series of rates.

    Raises:
        KeyError: the series is not one of rates with a divisor.
    """
    rates = book.rates(name)
    first, last = rates.starts[0], rates.ends[-1]
    sums, reach, total, i = [], [], 0, 0
    for day in range(first, last + 2):
        while i < len(rates.ends) and rates.ends[i] < day:
            i += 1
        held = i < len(rates.starts) and rates.starts[i] <= day
        sums.append(total)
        reach.append(rates.runs_to[i] if held else day - 1)
        if held:
            total += rates.rates[i] * (rates.bottom // rates.divisors[i])
    calendar = rates.calendar
    return RateTable(first, last, tuple(sums), tuple(reach), rates.bottom, "" if calendar is None else calendar.code)
