"""A person's histories, and the questions the law asks of them.

Every function is computed on two sets of days: those on which the person was *surely* here and those on which they
were *possibly* here. Equal results mean known; different results mean unknown, with a bound on either side. More
presence means more days counted and an earlier last lawful day, so the possible days give the most days and the earliest
last day, which is the one a person is told.

Everything is read as of a day: what begins later is not there, a planned exit later than the day counts as still here.
A history that is `None` is not known, and so is all that is asked of it; an empty one did not happen.
Inside, days are `date.toordinal()` numbers and nothing walks through days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Final, Protocol

from .days import Span, plus_months

__all__ = [
    "HISTORY_FUNCTIONS",
    "AsOf",
    "Contract",
    "Decision",
    "Histories",
    "HistoryFunction",
    "Interest",
    "LateDays",
    "Patent",
    "Pay",
    "Payment",
    "Penalty",
    "Rates",
    "Registration",
    "Stay",
]

Numbers = tuple[int | None, int | None]
"""(least, most); `None` where there is no bound."""
Days = tuple[date | None, date | None]
"""(earliest, latest); `None` where there is no bound."""

_FAR: Final = -(10**8)
"""Before every day: an unknown beginning without a birth day to stop it."""
_BIG: Final = 10**8
_NO_DAYS: Final[Days] = (None, None)
_NO_NUMBERS: Final[Numbers] = (None, None)
_REMOVAL: Final = frozenset({"expulsion", "deportation", "readmission"})


# -- what happened ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in the country. Rows stand in the order in which they happened and may share a day, not overlap.

    `still_here`: yes; no: has left, though the day may not be known; `None`: not known whether they left.
    """

    entry: Span | None
    exit: Span | None = None
    still_here: bool | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment for a patent: the day and for how many months. A day or number not known is `None`."""

    paid: Span | None
    months: int | None = 1


@dataclass(frozen=True, slots=True)
class Patent:
    """A permit to work, paid by the month from its day of issue. A reissue is a row of its own.

    Of `paid_to` (the last paid day), `payments` and `months_paid` the first that is given counts, in this order;
    `months_paid` means that so many months were paid in time.
    """

    issued: Span | None
    region: str | None = None
    months_paid: int | None = None
    paid_to: Span | None = None
    payments: tuple[Payment, ...] | None = None
    reissued: bool | None = None


@dataclass(frozen=True, slots=True)
class Penalty:
    """A fine or other penalty; the day is that on which it came into force."""

    in_force: Span | None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision to expel, deport, hand over, refuse entry. A row without a day has happened by the day asked about."""

    kind: str | None
    by: str | None = None
    decided: Span | None = None
    copy_received: Span | None = None
    executed: Span | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract of work, in the order in which they were made."""

    made: Span | None
    copy_sent: Span | None = None
    ended: Span | None = None
    written: bool | None = None


@dataclass(frozen=True, slots=True)
class Pay:
    """Pay that fell due, in kopecks. Here `paid=None` means that it is still owed."""

    due: Span | None
    kopecks: int | None
    paid: Span | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration at a place. `until=None`: no end is known."""

    since: Span | None
    until: Span | None = None
    where_living: bool | None = None


# -- interest on late pay --------------------------------------------------------------------------------------------


class Rates(Protocol):
    """A rate for each day, as a dated series has it."""

    def periods(self, first: int, last: int) -> Iterator[tuple[int, int, int, int]]:
        """(from, to, hundredths of a percent, divisor) for the days from `first` on, without a hole; stops before the
        first day that has no reading. Days are ordinals."""
        ...

    def sum(self, first: int, last: int) -> tuple[int, int, int]:
        """(numerator, denominator, last day reached): the rates of these days, each over its divisor, added up."""
        ...


@dataclass(frozen=True, slots=True)
class LateDays:
    """One line of the working: a sum owed over days of one rate."""

    row: int
    kopecks: int
    first: date
    last: date
    rate: int
    """Hundredths of a percent."""
    divisor: int
    interest: Fraction
    """Kopecks, exact."""

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Interest:
    """Interest on late pay: each day at its own rate, rounded once at the end."""

    kopecks: int | None
    """Unknown when a day in the term has no reading."""
    so_far: int
    """Up to and including `computed_to`."""
    computed_to: date | None
    """The last day computed; `None` if there was none."""
    days: int
    """Days of delay computed, of the sum that was late for longest."""
    stopped: date | None
    """The last day with a reading, when a later one was needed."""
    late: tuple[tuple[int, int, int, int], ...]
    """(row, kopecks, first and last day of delay computed), days as ordinals."""
    rates: Rates

    @property
    def lines(self) -> tuple[LateDays, ...]:
        """The working, a line for each sum and stretch of days at one rate."""
        return tuple(
            LateDays(
                row,
                kopecks,
                date.fromordinal(start),
                date.fromordinal(to),
                rate,
                divisor,
                Fraction(kopecks * rate * (to - start + 1), 10_000 * divisor),
            )
            for row, kopecks, first, last in self.late
            for start, to, rate, divisor in self.rates.periods(first, last)
        )


def _late(rows: list[tuple[int, int, int, int]], rates: Rates) -> Interest:
    """`rows`: (row, kopecks, first day of delay, last day of delay)."""
    stopped = _BIG
    for _, _, first, last in rows:  # one common last day, so that the sum so far is the sum on one day
        reached = rates.sum(first, last)[2]
        if reached < last:
            stopped = min(stopped, reached)
    late = tuple((row, kopecks, first, min(last, stopped)) for row, kopecks, first, last in rows if first <= stopped)
    total, bottom, longest, computed_to = 0, 1, 0, 0
    for _, kopecks, first, last in late:
        numerator, bottom, _ = rates.sum(first, last)
        total += kopecks * numerator
        longest, computed_to = max(longest, last - first + 1), max(computed_to, last)
    bottom *= 10_000  # hundredths of a percent
    so_far = (2 * total + bottom) // (2 * bottom)
    whole = stopped == _BIG
    return Interest(
        so_far if whole else None, so_far, _day(computed_to), longest, None if whole else _day(stopped), late, rates
    )


# -- the days of the stays -------------------------------------------------------------------------------------------


def _day(ordinal: int | None) -> date | None:
    return date.fromordinal(ordinal) if ordinal is not None and 0 < ordinal <= 3_652_059 else None


def _count(rows: list[tuple[int, int]], a: int, b: int) -> int:
    """Days of the rows (disjoint, in order) within [a, b]."""
    days = 0
    if b < a:
        return 0
    for f, t in rows:
        if t >= a and f <= b:
            days += (t if t < b else b) - (f if f > a else a) + 1
    return days


def _used(rows: list[tuple[int, int]], s: int, absent: int) -> int:
    """Days of earlier rows with fewer than `absent` days of absence between them and `s`: each row whole or not."""
    used = 0
    for f, t in reversed(rows):
        if t >= s:
            t = s - 1
        if f <= t:
            if s - 1 - t - used >= absent:
                break
            used += t - f + 1
    return used


def _by_period(limit: int, used: int, s: int, period_end: int) -> int:
    """Last lawful day counted by period: what is left of this one and, if it lasts to its end, a new allowance."""
    left = limit - used
    if s + left > period_end:
        return period_end + limit
    return max(s - 1, s + left - 1)


def _year_ends(s: int) -> tuple[int, int]:
    year = date.fromordinal(s).year
    return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()


class _Presence:
    """Stays as two sets of days: disjoint (from, to) rows, and the first day of the present stay in either."""

    __slots__ = (
        "begun",
        "covers",
        "first_entry",
        "here",
        "hi_e",
        "hi_x",
        "known_from",
        "lo_e",
        "lo_x",
        "on",
        "possible",
        "possible_before",
        "possible_from",
        "rows",
        "sure",
        "sure_before",
        "sure_from",
        "unbounded",
    )

    def __init__(self, rows: tuple[Stay, ...], on: int, born: int, known_from: int | None) -> None:
        n = len(rows)
        self.rows, self.on, self.known_from = rows, on, known_from
        # Each entry and exit lies between two days; a known one narrows its neighbours, for rows stand in order.
        lo_e, lo_x = [0] * n, [0] * n
        b = born
        for i, row in enumerate(rows):
            if row.entry is not None:
                b = max(b, row.entry.earliest.toordinal())
            lo_e[i] = b
            if row.exit is not None:
                b = max(b, row.exit.earliest.toordinal())
                lo_x[i] = b
            else:
                lo_x[i] = _BIG if row.still_here else b
        hi_e, hi_x = [0] * n, [0] * n
        b = _BIG
        for i in range(n - 1, -1, -1):
            row = rows[i]
            if row.exit is not None:
                b = min(b, row.exit.latest.toordinal())
                hi_x[i] = b
            else:
                hi_x[i] = _BIG if row.still_here else min(on, b)
            if row.entry is not None:
                b = min(b, row.entry.latest.toordinal())
                hi_e[i] = b
            else:
                hi_e[i] = b if row.exit is not None else min(on, b)
        self.lo_e, self.hi_e, self.lo_x, self.hi_x = lo_e, hi_e, lo_x, hi_x
        self.begun = sum(e <= on for e in lo_e)
        """Rows that may have begun: the first so many."""

        sure = []
        for i in range(self.begun):
            f, t = hi_e[i], min(lo_x[i], on)
            if f <= t:
                sure.append((f, t))
        self.here: bool = bool(sure) and sure[-1][1] >= on
        self.sure = _trimmed(sure)
        if self.here and hi_e[self.begun - 1] <= on:
            self.sure_from, self.sure_before = self.sure[-1][0], self.sure[:-1]
        elif self.here:
            # The stay ends on this very day, and another may have begun on it.
            self.sure_from, self.sure_before = on, _trimmed([*self.sure, (on, on)])[:-1]
        else:
            self.sure_from, self.sure_before = on, self.sure

        possible: list[tuple[int, int]] = []
        candidate = -1
        kept = 0
        for i in range(self.begun):
            f, t = lo_e[i], min(hi_x[i], on)
            if f > t or (known_from is not None and t < known_from):
                continue  # days before `known_from` are possible anyway
            # The present stay begins with the first row that may cover the day, unless a later one has surely begun.
            if hi_e[i] <= on:
                candidate = -1
            if candidate < 0 and t >= on:
                candidate = kept
            possible.append((f, t))
            kept += 1
        self.covers = candidate >= 0
        self.unbounded = False
        """The day itself lies before the days that are known."""
        if known_from is not None:
            until = min(known_from - 1, on)
            if possible and possible[0][0] <= until:
                until = possible[0][0] - 1
            if until > _FAR:
                possible.insert(0, (_FAR, until))
                candidate += self.covers
                self.unbounded = until >= on
        self.possible = _trimmed(possible)
        if self.covers:
            # Rows from the candidate on belong to one unbroken run of possible days, the present stay at its longest.
            self.possible_from, self.possible_before = possible[candidate][0], self.possible[:candidate]
        else:
            self.possible_from, self.possible_before = (_FAR if self.unbounded else on), self.possible
        if self.unbounded:
            self.possible_from = _FAR

        entry = rows[0].entry if rows else None
        self.first_entry: int | None
        if known_from is not None:
            self.first_entry = None
        elif not rows:
            self.first_entry = on
        else:
            self.first_entry = min(hi_e[0], on) if entry is not None and lo_e[0] == hi_e[0] else None

    def cases(self) -> Iterator[tuple[int, int, list[tuple[int, int]], list[tuple[int, int]]]]:
        """Each way to tell the present stay apart: its first day from, to, the sure and the possible earlier rows."""
        on = self.on
        if self.here and self.begun and self.hi_e[self.begun - 1] <= on:
            i = self.begun - 1
            yield max(self.lo_e[i], self.lo_x[i - 1] if i else _FAR), self.hi_e[i], self.sure_before, self._earlier(i)
            return
        for i in range(self.begun - 1, -1, -1):
            if min(self.hi_x[i], on) >= on:
                low = max(self.lo_e[i], self.lo_x[i - 1] if i else _FAR)
                yield low, min(self.hi_e[i], on), _trimmed(self._sure(i)), self._earlier(i)
            if self.hi_e[i] <= on:
                break
        if not self.here:
            yield on, on, self.sure, self._earlier(self.begun)

    def _sure(self, before: int) -> list[tuple[int, int]]:
        return [(self.hi_e[i], self.lo_x[i]) for i in range(before) if self.hi_e[i] <= self.lo_x[i] <= self.on]

    def _earlier(self, before: int) -> list[tuple[int, int]]:
        """Possible rows before that one, overlaps cut."""
        rows = [(self.lo_e[i], min(self.hi_x[i], self.on)) for i in range(before)]
        if self.known_from is not None:
            k = self.known_from
            rows = [(f, t) for f, t in rows if t >= k]
            until = min(k - 1, rows[0][0] - 1) if rows else k - 1
            rows.insert(0, (_FAR, until))
        return _trimmed(rows)


def _trimmed(rows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same days in disjoint rows: each ends on the day before the next begins. Rows come in order of happening."""
    next_from = _BIG
    out = rows
    for i in range(len(rows) - 1, -1, -1):
        f, t = rows[i]
        if t >= next_from:
            if out is rows:
                out = rows.copy()
            out[i] = (f, next_from - 1)
        if f < next_from:
            next_from = f
    return out


# -- all histories of one person -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Histories:
    """What is known of one person's past. Each history: rows, empty (did not happen), or `None` (not known).

    `stays_known_from`: on the days before it the person may have been in the country, and was never surely there, but
    for what the rows say; `None`: the list of stays is complete.
    """

    stays: tuple[Stay, ...] | None = None
    patents: tuple[Patent, ...] | None = None
    penalties: tuple[Penalty, ...] | None = None
    decisions: tuple[Decision, ...] | None = None
    contracts: tuple[Contract, ...] | None = None
    pay: tuple[Pay, ...] | None = None
    registrations: tuple[Registration, ...] | None = None
    stays_known_from: date | None = None
    born: date | None = None
    _seen: dict[date, AsOf] = field(default_factory=dict, init=False, repr=False, compare=False)

    def on(self, day: date) -> AsOf:
        """The histories as of a day; kept, so that all questions about one day share the work."""
        seen = self._seen.get(day)
        if seen is None:
            if len(self._seen) >= 8:
                self._seen.clear()
            seen = self._seen[day] = AsOf(self, day)
        return seen

    def forget(self) -> None:
        """Drop what was worked out for earlier questions."""
        self._seen.clear()

    def in_country(self, on: date) -> bool | None:
        """Whether the person is in the country on the day; see `AsOf`."""
        return self.on(on).in_country()

    def present_entry(self, on: date) -> Span | None:
        """The entry of the stay that covers the day; see `AsOf`."""
        return self.on(on).present_entry()

    def last_exit(self, on: date) -> Span | None:
        """The latest exit up to the day; see `AsOf`."""
        return self.on(on).last_exit()


class AsOf:
    """The histories as of a day. Methods give (least, most) or (earliest, latest); `None` for a bound not known."""

    __slots__ = ("_histories", "_issued", "_on", "_pairs", "_presence", "day")

    def __init__(self, histories: Histories, day: date) -> None:
        self._histories, self.day, self._on = histories, day, day.toordinal()
        self._presence: _Presence | None = None
        self._issued: tuple[Patent, ...] | None = None
        self._pairs: dict[tuple[str, tuple[Any, ...]], Any] = {}
        """Bounds already reckoned, by function and arguments."""

    # stays

    def _stays(self) -> _Presence | None:
        found = self._presence
        if found is None:
            h = self._histories
            if h.stays is None:
                return None
            found = self._presence = _Presence(
                h.stays,
                self._on,
                _FAR if h.born is None else h.born.toordinal(),
                None if h.stays_known_from is None else h.stays_known_from.toordinal(),
            )
        return found

    def in_country(self) -> bool | None:
        """Whether the present day is a day of a stay; the day of exit still is."""
        p = self._stays()
        if p is None:
            return None
        if p.here:
            return True
        if p.unbounded:
            return None
        if not p.covers:
            return False
        i = p.begun - 1
        left = p.rows[i].still_here is False and p.rows[i].exit is None and p.hi_e[i] <= self._on
        return False if left else None

    def present_entry(self) -> Span | None:
        """The entry of the present stay, if there may be one; `None` when it is not known at all or nobody is here."""
        p = self._stays()
        if p is None or p.begun == 0 or self.in_country() is False or p.unbounded:
            return None
        i = p.begun - 1
        lo, hi = _day(p.lo_e[i]), _day(p.hi_e[i])
        return None if lo is None or hi is None or p.hi_e[i] > self._on or lo > hi else Span(lo, hi)

    def last_exit(self) -> Span | None:
        """The latest exit up to the day; `None` when there was none or it is not known."""
        p = self._stays()
        if p is None:
            return None
        for i in range(p.begun - 1, -1, -1):
            row, hi = p.rows[i], p.hi_x[i]
            left = row.exit is not None or row.still_here is False or i + 1 < p.begun
            if left and hi <= self._on and p.hi_e[i] <= self._on:
                lo_day, hi_day = _day(p.lo_x[i]), _day(hi)
                return None if lo_day is None or hi_day is None or lo_day > hi_day else Span(lo_day, hi_day)
            if p.lo_x[i] <= self._on:
                return None  # may have left, may not
        return None

    def stay_start(self) -> Days:
        """First day of the present stay; without one the day itself ("if you entered today")."""
        p = self._stays()
        return _NO_DAYS if p is None else (_day(p.possible_from), _day(p.sure_from))

    def days_present(self, a: date, b: date) -> Numbers:
        """Days of stay in [a, b], both ends counted, up to the day asked about."""
        p = self._stays()
        if p is None:
            return _NO_NUMBERS
        f, t = a.toordinal(), b.toordinal()
        return _count(p.sure, f, t), _count(p.possible, f, t)

    def days_present_in_year(self, year: int) -> Numbers:
        """Days of stay in that calendar year, up to the day asked about."""
        return self.days_present(date(year, 1, 1), date(year, 12, 31))

    def days_present_before(self, days: int) -> Numbers:
        """Days of earlier stays in so many days before the present stay began (before the day, if nobody is here)."""
        p = self._stays()
        if p is None or p.unbounded:
            return _NO_NUMBERS
        least, most = _BIG, 0
        for low, high, sure, possible in p.cases():
            if low < 0:
                return _NO_NUMBERS
            for rows, poss in ((sure, False), (possible, True)):
                # The count is piecewise linear in the first day: its extremes lie where a window's edge meets a row's.
                starts = {low, high}
                if low != high:
                    for f, t in rows:
                        starts.update(s for s in (f, t + 1, f + days, t + 1 + days) if low < s < high)
                for s in starts:
                    n = _count(rows, s - days, s - 1)
                    if poss:
                        most = max(most, n)
                    else:
                        least = min(least, n)
        return least, most

    def days_used_rolling(self, limit: int, window: int) -> Numbers:
        """Days of earlier stays that count against the present one, when at most `limit` days lie in any `window`."""
        p = self._stays()
        if p is None or p.unbounded or limit >= window:
            return _NO_NUMBERS
        absent = window - limit
        least, most = _BIG, 0
        for low, high, sure, possible in p.cases():
            if low < 0:
                return _NO_NUMBERS
            # Earlier rows that may reach into this stay count most when it begins right after them.
            after = max((t + 1 for _, t in possible), default=low)
            least = min(least, _used(sure, high, absent), _used(sure, low, absent))
            most = max(most, _used(possible, min(max(after, low), high), absent))
        return least, (most if most < 10**6 else None)

    def last_day_rolling(self, limit: int, window: int) -> Days:
        """Last lawful day, staying on: at most `limit` days in the `window` days that end on each day.

        The day before the stay began means that there is no lawful day at all.
        """
        p = self._stays()
        if p is None or limit >= window:
            return _NO_DAYS
        absent = window - limit
        f, s = p.possible_from, p.sure_from
        return (
            _day(max(f - 1, f + limit - 1 - _used(p.possible_before, f, absent))),
            _day(max(s - 1, s + limit - 1 - _used(p.sure_before, s, absent))),
        )

    def last_day_fixed(self, limit: int, window: int) -> Days:
        """The same, counted in successive periods of `window` days from the first entry.

        With the first entry not known to the day the method is not monotone; the bounds then are outer ones.
        """
        p = self._stays()
        if p is None or limit >= window:
            return _NO_DAYS
        first = p.first_entry
        if first is None:
            return self.last_day_rolling(limit, window)[0], _day(p.sure_from + 2 * limit - 1)
        bounds = []
        for s, rows in ((p.possible_from, p.possible_before), (p.sure_from, p.sure_before)):
            start = first + (s - first) // window * window
            bounds.append(_by_period(limit, _count(rows, start, s - 1), s, start + window - 1))
        return _day(bounds[0]), _day(bounds[1])

    def last_day_year(self, limit: int) -> Days:
        """Last lawful day: at most `limit` days in each calendar year; who reaches the new year gets them anew."""
        p = self._stays()
        if p is None or limit >= 365:
            return _NO_DAYS
        return (
            _day(_last_in_year(limit, p.possible_from, p.possible_before)),
            _day(_last_in_year(limit, p.sure_from, p.sure_before)),
        )

    def last_day_year_from(self, limit: int, day: date) -> Days:
        """The same for a law that counts only days from `day` on: presence before it is not counted."""
        p = self._stays()
        if p is None or limit >= 365:
            return _NO_DAYS
        start = day.toordinal()
        return (
            None if p.unbounded else _day(_last_in_year(limit, p.possible_from, p.possible_before, start)),
            _day(_last_in_year(limit, p.sure_from, p.sure_before, start)),
        )

    def last_day_unbroken(self, limit: int) -> Days:
        """Last day of the present stay when one stay may last `limit` days."""
        p = self._stays()
        return _NO_DAYS if p is None else (_day(p.possible_from + limit - 1), _day(p.sure_from + limit - 1))

    def longest_stay(self) -> Numbers:
        """Days of the longest single stay; stays that touch are two."""
        p = self._stays()
        if p is None:
            return _NO_NUMBERS
        on, least, most = self._on, 0, 0
        for i in range(p.begun):
            most = max(most, min(p.hi_x[i], on) - p.lo_e[i] + 1)
            if p.hi_e[i] <= on:  # a stay that surely began lasted a day at least
                least = max(least, 1, min(p.lo_x[i], on) - p.hi_e[i] + 1)
        return least, (None if p.known_from is not None or most > 10**6 else most)

    def longest_gap(self) -> Numbers:
        """Days of the longest absence between two stays."""
        p = self._stays()
        if p is None:
            return _NO_NUMBERS
        on, least, most = self._on, 0, 0
        for i in range(1, p.begun):
            if p.hi_e[i] <= on and (p.known_from is None or p.hi_x[i - 1] + 1 >= p.known_from):
                least = max(least, p.lo_e[i] - p.hi_x[i - 1] - 1)
            # Not the hole between the sure days: row by row, the latest entry less the earliest exit.
            most = max(most, min(p.hi_e[i], on) - min(p.lo_x[i - 1], on) - 1)
        return least, (None if p.known_from is not None or most > 10**6 else most)

    # penalties

    def _penalties(self, kind: str) -> list[tuple[int, int, bool]] | None:
        """(earliest, latest, surely of that kind) of those that may be in force by the day."""
        rows = self._histories.penalties
        if rows is None:
            return None
        found = []
        kinds = ("migration", "work") if kind == "stay_or_work" else (kind,)
        for row in rows:
            if kind == "any" or row.kind is None or row.kind in kinds:
                sure = kind == "any" or row.kind is not None
                if row.in_force is None:
                    found.append((_FAR, self._on, sure))
                elif (low := row.in_force.earliest.toordinal()) <= self._on:
                    found.append((low, row.in_force.latest.toordinal(), sure))
        return found

    def penalties_within(self, kind: str, years: int, day: date) -> Numbers:
        """Penalties in force on some p with p <= day <= p plus that many years, counted forward."""
        rows = self._penalties(kind)
        if rows is None:
            return _NO_NUMBERS
        d = day.toordinal()
        until, least, most = min(d, self._on), 0, 0
        for low, high, sure in rows:
            if low <= until and _plus_years(min(high, until), years) >= d:
                most += 1
                if sure and high <= until and _plus_years(low, years) >= d:
                    least += 1
        return least, most

    def repeat_penalty_day(self, kind: str, n: int, years: int) -> date | None:
        """Day of the latest penalty with n - 1 others within so many years before it; only if every day is known."""
        rows = self._penalties(kind)
        if rows is None or any(low != high or not sure for low, high, sure in rows):
            return None
        days = sorted(low for low, _, _ in rows)
        for i in range(len(days) - 1, max(n, 1) - 2, -1):
            if _plus_years(days[i - n + 1], years) >= days[i]:
                return _day(days[i])
        return None

    def has_repeat_penalty(self, kind: str, n: int, years: int) -> bool | None:
        """Whether n penalties lie within so many years of each other."""
        rows = self._penalties(kind)
        if rows is None:
            return None
        if len(rows) < n:
            return False
        on = self._on
        # Sure: n rows that lie wholly between one day and that day plus the years. Possible: n that may.
        for start, _, sure in rows:
            if sure and start > _FAR:
                end = _plus_years(start, years)
                if sum(s and low >= start and high <= end and high <= on for low, high, s in rows) >= n:
                    return True
        for _, latest, _ in rows:
            latest = min(latest, on)
            end = _plus_years(latest, years)
            if sum(low <= end and min(high, on) >= latest for low, high, _ in rows) >= n:
                return None
        return False

    # patents

    def _patents(self) -> tuple[Patent, ...] | None:
        """Those that may have been issued by the day; the last one is the current one."""
        found = self._issued
        if found is None:
            rows = self._histories.patents
            if rows is None:
                return None
            day = self.day
            found = self._issued = tuple(r for r in rows if r.issued is None or r.issued.earliest <= day)
        return found

    def _current(self) -> list[Patent]:
        """The patents that may be the current one: the last surely issued and any later one that may have been."""
        rows = self._patents() or ()
        current: list[Patent] = []
        for row in reversed(rows):
            current.append(row)
            if row.issued is None or row.issued.latest <= self.day:
                break
        return current

    def has_patent(self) -> bool | None:
        """Whether a patent was issued by the day; not whether it still runs."""
        rows = self._patents()
        if rows is None:
            return None
        if any(r.issued is None or r.issued.latest <= self.day for r in rows):
            return True
        return None if rows else False

    def patents_count(self) -> Numbers:
        """Patents issued by the day, reissues counted."""
        rows = self._patents()
        if rows is None:
            return _NO_NUMBERS
        return sum(r.issued is None or r.issued.latest <= self.day for r in rows), len(rows)

    def patent_issued_day(self) -> Days:
        """Day of issue of the current patent."""
        current = self._current()
        if not current or any(r.issued is None for r in current):
            return _NO_DAYS
        spans = [r.issued for r in current if r.issued is not None]
        return min(s.earliest for s in spans), max(min(s.latest, self.day) for s in spans)

    def patent_region(self) -> str | None:
        """Region of the current patent."""
        regions = {r.region for r in self._current()}
        return regions.pop() if len(regions) == 1 else None

    def patent_reissues(self) -> Numbers:
        """How many reissues in a row led to the current patent."""
        rows = self._patents()
        if not rows:
            return _NO_NUMBERS if rows is None else (0, 0)
        least = most = 0
        sure = len(self._current()) == 1
        for row in reversed(rows):
            if row.reissued is False:
                break
            most += 1
            if row.reissued is None:
                sure = False
            least += sure
        # The first row of the list may itself be a reissue of one not listed only if it says so.
        return least, most - (rows[0].reissued is None and most == len(rows))

    def patent_last_paid_day(self, max_months: int) -> Days:
        """Last day the current patent is paid for, at most so many months from its issue.

        Each paid month counts from the day of issue in one addition; a payment after the last paid day ends the patent
        for good. A payment without a day: not made in time at worst, made at once at best.
        """
        current = self._current()
        if not current:
            return _NO_DAYS
        bounds = [self._paid_to(row, max_months) for row in current]
        lows, highs = [b[0] for b in bounds], [b[1] for b in bounds]
        return (
            None if None in lows else min(d for d in lows if d is not None),
            None if None in highs else max(d for d in highs if d is not None),
        )

    def _paid_to(self, patent: Patent, max_months: int) -> Days:
        issued, on = patent.issued, self.day
        if patent.paid_to is not None:
            low, high = patent.paid_to.earliest, patent.paid_to.latest
            if issued is not None:  # whatever was paid, a patent has its longest term
                low = min(low, _months_to(issued.earliest, max_months))
                high = min(high, _months_to(issued.latest, max_months))
            return low, high
        if issued is None:
            return _NO_DAYS
        if patent.payments is None:
            if patent.months_paid is None:
                return None, _months_to(issued.latest, max_months)
            months = min(patent.months_paid, max_months)
            return _months_to(issued.earliest, months), _months_to(issued.latest, months)
        # A payment for a number of months not known buys one at least.
        worst = sorted(
            (p.paid.latest, 1 if p.months is None else p.months)
            for p in patent.payments
            if p.paid is not None and p.paid.latest <= on
        )
        best = sorted(
            (p.paid.earliest, max_months if p.months is None else p.months)
            for p in patent.payments
            if p.paid is not None and p.paid.earliest <= on
        )
        at_once = sum(max_months if p.months is None else p.months for p in patent.payments if p.paid is None)
        return _fold(issued.earliest, worst, 0, max_months), _fold(issued.latest, best, at_once, max_months)

    # decisions

    def _decisions(self, kind: str) -> list[Decision] | None:
        rows = self._histories.decisions
        if rows is None:
            return None
        day = self.day
        return [
            r
            for r in rows
            if (kind == "any" or r.kind is None or r.kind == kind or (kind == "any_removal" and r.kind in _REMOVAL))
            and (r.decided is None or r.decided.earliest <= day)
            and (r.decided is not None or r.copy_received is None or r.copy_received.earliest <= day)
        ]

    def decisions_count(self, kind: str) -> Numbers:
        """Decisions of that kind; `any_removal` is expulsion, deportation and readmission."""
        rows = self._decisions(kind)
        if rows is None:
            return _NO_NUMBERS
        day = self.day
        sure = [r for r in rows if r.kind is not None or kind == "any"]
        return sum(r.decided is None or r.decided.latest <= day for r in sure), len(rows)

    def last_decision_day(self, kind: str) -> Days:
        """Day of the latest decision of that kind."""
        rows = self._decisions(kind)
        return _NO_DAYS if not rows else self._latest([(r.decided, r.kind is None and kind != "any") for r in rows])

    def last_executed_day(self, kind: str) -> Days:
        """Day on which the latest decision of that kind was carried out. A row without the day leaves it open."""
        rows = self._decisions(kind)
        return _NO_DAYS if not rows else self._latest([(r.executed, r.kind is None and kind != "any") for r in rows])

    def _latest(self, spans: list[tuple[Span | None, bool]]) -> Days:
        """Bounds of the latest of these days; (day, doubtful whether it counts)."""
        day = self.day
        known = [s.earliest for s, doubt in spans if s is not None and not doubt and s.latest <= day]
        if any(s is None for s, _ in spans):
            return max(known, default=None), None
        most = [min(s.latest, day) for s, _ in spans if s is not None and s.earliest <= day]
        return max(known, default=None), max(most, default=None)

    # contracts

    def _contract(self) -> Contract | None:
        """The latest contract made by the day: the last in the list that was not surely made before an earlier one."""
        rows = self._histories.contracts
        if rows is None:
            return None
        latest: Contract | None = None
        made_from = date.min
        for row in rows:
            if row.made is not None and row.made.earliest > self.day:
                continue
            if row.made is None or row.made.latest >= made_from:
                latest = row
            if row.made is not None:
                made_from = max(made_from, row.made.earliest)
        return latest

    def _of_contract(self, span: Span | None) -> Days:
        if span is None or span.earliest > self.day:
            return _NO_DAYS
        return span.earliest, span.latest

    def contract_made_day(self) -> Days:
        """Day on which the latest contract was made."""
        c = self._contract()
        return _NO_DAYS if c is None else self._of_contract(c.made)

    def contract_copy_sent_day(self) -> Days:
        """Day on which a copy of the latest contract was sent."""
        c = self._contract()
        return _NO_DAYS if c is None else self._of_contract(c.copy_sent)

    def contract_ended_day(self) -> Days:
        """Day on which the latest contract ended."""
        c = self._contract()
        return _NO_DAYS if c is None else self._of_contract(c.ended)

    # pay

    def _unpaid(self) -> list[tuple[Pay, bool]] | None:
        """Rows that may be due and unpaid by the day; (row, surely)."""
        rows = self._histories.pay
        if rows is None:
            return None
        day, found = self.day, []
        for row in rows:
            if row.due is not None and row.due.earliest > day:
                continue
            if row.paid is not None and row.paid.latest <= day:
                continue
            sure = (row.due is None or row.due.latest <= day) and (row.paid is None or row.paid.earliest > day)
            found.append((row, sure))
        return found

    def pay_unpaid_total(self) -> Numbers:
        """Kopecks due and not paid by the day."""
        rows = self._unpaid()
        if rows is None:
            return _NO_NUMBERS
        least = sum(row.kopecks or 0 for row, sure in rows if sure)
        most = None if any(row.kopecks is None for row, _ in rows) else sum(row.kopecks or 0 for row, _ in rows)
        return least, most

    def pay_first_due(self) -> Days:
        """Day on which the oldest pay still owed fell due."""
        rows = self._unpaid()
        if not rows:
            return _NO_DAYS
        sure = [row.due.latest for row, sure in rows if sure and row.due is not None]
        if any(row.due is None for row, _ in rows):
            return None, min(sure, default=None)
        return min(row.due.earliest for row, _ in rows if row.due is not None), min(sure, default=None)

    def pay_first_due_since(self, since: date) -> Days:
        """Day on which the oldest pay still owed fell due, of that due on or after a day."""
        rows = [(row, sure) for row, sure in self._unpaid() or () if row.due is None or row.due.latest >= since]
        certain = [row.due.latest for row, sure in rows if sure and row.due is not None and row.due.earliest >= since]
        if not rows or any(row.due is None for row, _ in rows):
            return None, min(certain, default=None)
        return min(max(row.due.earliest, since) for row, _ in rows if row.due is not None), min(certain, default=None)

    def pay_last_due(self) -> Days:
        """Day on which the latest pay still owed fell due."""
        rows = self._unpaid()
        if not rows:
            return _NO_DAYS
        sure = [row.due.earliest for row, sure in rows if sure and row.due is not None]
        if any(row.due is None for row, _ in rows):
            return max(sure, default=None), None
        return max(sure, default=None), max(min(row.due.latest, self.day) for row, _ in rows if row.due is not None)

    def interest(self, until: date, rates: Rates, *, most: bool = False) -> Interest | None:
        """Interest on late pay from the day after the due day to `until` or the day of payment, that day included.

        Each day at its own rate, exact, rounded half up to a whole kopeck once. `most` takes the earliest due and the
        latest payment days, otherwise the least sum is given. `None` when a sum or a due day it needs is not known.
        """
        rows = self._histories.pay
        if rows is None:
            return None
        due_day = getattr(rates, "due_day", None)
        late = []
        for i, row in enumerate(rows):
            if row.due is None or row.kopecks is None:
                if most:
                    return None
                continue
            due = row.due.earliest if most else row.due.latest
            if due > self.day:
                continue
            # Where the law has pay due on the eve of a day off, the rates know that day; see `ru.pay.payday_eve`.
            moved = due_day(due.toordinal()) if due_day is not None else due.toordinal()
            if moved is None:
                if most:
                    return None
                continue
            due = date.fromordinal(moved)
            last = until
            if row.paid is not None:
                paid = row.paid.latest if most else row.paid.earliest
                if paid <= self.day:
                    last = min(last, paid)
            if last > due:
                late.append((i, row.kopecks, due.toordinal() + 1, last.toordinal()))
        return _late(late, rates)

    def late_pay_interest(self, until: date, rates: Rates) -> Numbers:
        """Kopecks of interest on late pay; see `interest`."""
        least = self.interest(until, rates)
        most = self.interest(until, rates, most=True)
        return (None if least is None else least.so_far), (None if most is None else most.kopecks)

    def late_pay_interest_to(self, until: date, rates: Rates) -> date | None:
        """The last day that could be computed: earlier than `until` where the series of rates ends."""
        found = self.interest(until, rates)
        return None if found is None else found.computed_to

    def late_pay_days(self, until: date, rates: Rates) -> int | None:
        """Days of delay for which interest was computed, of the sum that was late for longest."""
        found = self.interest(until, rates)
        return None if found is None else found.days

    # registrations

    def _registration(self) -> Registration | None:
        rows = self._histories.registrations or ()
        begun = [r for r in rows if r.since is None or r.since.earliest <= self.day]
        return begun[-1] if begun else None

    def registered(self) -> bool | None:
        """Whether a registration runs on the day; its last day counts."""
        if self._histories.registrations is None:
            return None
        r = self._registration()
        if r is None:
            return False
        if r.until is not None and r.until.latest < self.day:
            return False
        if r.since is not None and r.since.latest > self.day:
            return None
        return None if r.until is not None and r.until.earliest < self.day else True

    def registered_since(self) -> Days:
        """First day of the latest registration."""
        r = self._registration()
        return _NO_DAYS if r is None or r.since is None else (r.since.earliest, r.since.latest)

    def registered_until(self) -> Days:
        """Last day of the latest registration."""
        r = self._registration()
        return _NO_DAYS if r is None or r.until is None else (r.until.earliest, r.until.latest)

    def registered_where_living(self) -> bool | None:
        """Whether the latest registration is at the place where the person lives."""
        r = self._registration()
        return None if r is None else r.where_living


def _last_in_year(limit: int, s: int, before: list[tuple[int, int]], start: int = _FAR) -> int:
    s = max(s, start)
    if s <= 0:
        return _FAR
    first, last = _year_ends(s)
    return _by_period(limit, _count(before, max(first, start), s - 1), s, last)


def _plus_years(day: int, years: int) -> int:
    return plus_months(date.fromordinal(day), 12 * years).toordinal() if day > 0 else day


def _months_to(issued: date, months: int) -> date:
    """The last of so many months from the day of issue on; with none, the day before the issue."""
    return date.fromordinal(plus_months(issued, months).toordinal() - 1)


def _fold(issued: date, payments: list[tuple[date, int]], months: int, max_months: int) -> date:
    """Last paid day, payments in order of day; the first late one ends it. The first may be made on issue."""
    limit = _months_to(issued, min(months, max_months))
    for paid, more in payments:
        if paid > limit and paid > issued:
            break
        months += more
        limit = _months_to(issued, min(months, max_months))
    return limit


# -- the functions by name -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HistoryFunction:
    """A history function as the law writes it.

    `arguments`: kinds in order (`number`, `day`, `text`); `result`: `number`, `money`, `day`, `yes_no` or `choice`;
    `reads`: the histories it needs, for what to ask next; `work(histories, on, *arguments)`: a plain value or `None`.
    """

    name: str
    arguments: tuple[str, ...]
    result: str
    reads: tuple[str, ...]
    work: Callable[..., Any]
    unit: str = ""
    about: str = ""


def _bounds(method: Any) -> Callable[..., Any]:
    """The method's pair, reckoned once for each question and its arguments."""
    name = method.__name__

    def bounds(histories: Histories, on: date, a: tuple[Any, ...]) -> Any:
        as_of = histories.on(on)
        key = (name, a)
        found = as_of._pairs.get(key)
        if found is None:
            found = as_of._pairs[key] = method(as_of, *a)
        return found

    return bounds


def _least(method: Any) -> Callable[..., Any]:
    bounds = _bounds(method)
    return lambda histories, on, *a: bounds(histories, on, a)[0]


def _most(method: Any) -> Callable[..., Any]:
    bounds = _bounds(method)
    return lambda histories, on, *a: bounds(histories, on, a)[1]


def _plain(method: Any) -> Callable[..., Any]:
    bounds = _bounds(method)

    def plain(histories: Histories, on: date, *a: Any) -> Any:
        low, high = bounds(histories, on, a)
        return low if low == high else None

    return plain


def _whole(method: Any) -> Callable[..., Any]:
    return lambda histories, on, *a: method(histories.on(on), *a)


def _at_exit(form: Callable[..., Any]) -> Callable[..., Any]:
    """As of the last exit: what held on the day the person left. Known only when that day is known to the day."""

    def work(histories: Histories, on: date, *a: Any) -> Any:
        left = histories.on(on).last_exit()
        return form(histories, left.exact, *a) if left is not None and left.exact is not None else None

    return work


_ALSO_AT_EXIT: Final = (
    "stay_start",
    "last_day_rolling",
    "last_day_fixed",
    "last_day_year",
    "last_day_year_from",
    "last_day_unbroken",
    "patent_last_paid_day",
)
"""Functions that also stand with `_at_exit`: for a person who has left, the present stay is the one that ended then."""


def _functions() -> Iterator[HistoryFunction]:
    n, d, t = "number", "day", "text"
    stays, patents, penalties, decisions = ("stays",), ("patents",), ("penalties",), ("decisions",)
    contracts, pay, registrations = ("contracts",), ("pay",), ("registrations",)
    bounded: list[tuple[Any, tuple[str, ...], str, tuple[str, ...], str]] = [
        (AsOf.days_present, (d, d), n, stays, d),
        (AsOf.days_present_in_year, (n,), n, stays, d),
        (AsOf.days_present_before, (n,), n, stays, d),
        (AsOf.days_used_rolling, (n, n), n, stays, d),
        (AsOf.stay_start, (), d, stays, ""),
        (AsOf.last_day_rolling, (n, n), d, stays, ""),
        (AsOf.last_day_fixed, (n, n), d, stays, ""),
        (AsOf.last_day_year, (n,), d, stays, ""),
        (AsOf.last_day_year_from, (n, d), d, stays, ""),
        (AsOf.last_day_unbroken, (n,), d, stays, ""),
        (AsOf.longest_stay, (), n, stays, d),
        (AsOf.longest_gap, (), n, stays, d),
        (AsOf.penalties_within, (t, n, d), n, penalties, ""),
        (AsOf.patents_count, (), n, patents, ""),
        (AsOf.patent_issued_day, (), d, patents, ""),
        (AsOf.patent_last_paid_day, (n,), d, patents, ""),
        (AsOf.patent_reissues, (), n, patents, ""),
        (AsOf.decisions_count, (t,), n, decisions, ""),
        (AsOf.last_decision_day, (t,), d, decisions, ""),
        (AsOf.last_executed_day, (t,), d, decisions, ""),
        (AsOf.contract_made_day, (), d, contracts, ""),
        (AsOf.contract_copy_sent_day, (), d, contracts, ""),
        (AsOf.contract_ended_day, (), d, contracts, ""),
        (AsOf.pay_unpaid_total, (), "money", pay, ""),
        (AsOf.pay_first_due, (), d, pay, ""),
        (AsOf.pay_first_due_since, (d,), d, pay, ""),
        (AsOf.pay_last_due, (), d, pay, ""),
        (AsOf.late_pay_interest, (d, t), "money", pay, ""),
        (AsOf.registered_since, (), d, registrations, ""),
        (AsOf.registered_until, (), d, registrations, ""),
    ]
    for method, arguments, result, reads, unit in bounded:
        name, about = method.__name__, (method.__doc__ or "").split("\n")[0]
        work = _with_rates(method) if method is AsOf.late_pay_interest else method
        low, high = ("_earliest", "_latest") if result == d else ("_least", "_most")
        for suffix, form in (("", _plain), (low, _least), (high, _most)):
            yield HistoryFunction(name + suffix, arguments, result, reads, form(work), unit, about)
            if name in _ALSO_AT_EXIT:
                needed = tuple(dict.fromkeys(("stays", *reads)))
                yield HistoryFunction(
                    f"{name}_at_exit{suffix}",
                    arguments,
                    result,
                    needed,
                    _at_exit(form(work)),
                    unit,
                    f"{about} As of the last exit.",
                )
    single: list[tuple[Any, tuple[str, ...], str, tuple[str, ...]]] = [
        (AsOf.in_country, (), "yes_no", stays),
        (AsOf.repeat_penalty_day, (t, n, n), d, penalties),
        (AsOf.has_repeat_penalty, (t, n, n), "yes_no", penalties),
        (AsOf.has_patent, (), "yes_no", patents),
        (AsOf.patent_region, (), "choice", patents),
        (AsOf.late_pay_interest_to, (d, t), d, pay),
        (AsOf.late_pay_days, (d, t), n, pay),
        (AsOf.registered, (), "yes_no", registrations),
        (AsOf.registered_where_living, (), "yes_no", registrations),
    ]
    for method, arguments, result, reads in single:
        work = _with_rates(method) if method in (AsOf.late_pay_interest_to, AsOf.late_pay_days) else method
        about = (method.__doc__ or "").split("\n")[0]
        yield HistoryFunction(method.__name__, arguments, result, reads, _whole(work), "", about)


def _with_rates(method: Any) -> Callable[..., Any]:
    """The series of rates may be given itself or by its name, which then is that of the law as shipped."""

    def work(as_of: AsOf, until: date, rates: Any) -> Any:
        if isinstance(rates, str):
            from .series import rates_of  # only when asked for: most questions read no series

            rates = rates_of(rates)
        return method(as_of, until, rates)

    work.__name__ = method.__name__
    return work


HISTORY_FUNCTIONS: Final[dict[str, HistoryFunction]] = {function.name: function for function in _functions()}
"""All functions the law may use, by name: those with two bounds in three forms (`f`, `f_least`, `f_most` or `f`,
`f_earliest`, `f_latest`), the plain one known only where the bounds agree."""
