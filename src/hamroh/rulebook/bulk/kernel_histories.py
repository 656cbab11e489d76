"""The history functions compiled by numba, with the meaning of `histories.py`, and the few functions of days.

Days, months and money are whole numbers of 64 bits; `NULL` is unknown. People come in blocks: `at[i]` up to `at[i + 1]`
are the rows of the `i`-th of a block in a table of events, in the order in which they happened. A function of the law
fills the least and the most (`low`, `high`) for everybody of the block, as of `day[i]`. Whether a history is known at all
is not looked at here: the caller hides what was written for whom it is not.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import numpy as np
from numba import carray, cfunc, njit, types

from .kernel_code import HELPERS, NULL, first_days

FAR, BIG = -(10**8), 10**8
"""Before and after every day, as in `histories`."""
LAST = 3_652_059
"""The last day a calendar has."""

_Work = TypeVar("_Work", bound=Callable[..., Any])


def _kept(compiler: Callable[..., Any], work: Any) -> Any:
    """What a compiler of numba makes of a function, kept on disk where there is a place for it."""
    try:
        return compiler(cache=True, error_model="numpy")(work)
    except RuntimeError:  # no folder that may be written to: compiled again by each process
        return compiler(error_model="numpy")(work)


def _compiled(work: _Work) -> _Work:
    """Compiled when first called."""
    made: _Work = _kept(partial(njit, nogil=True), work)
    return made


# -- days ------------------------------------------------------------------------------------------------------------

_MONTHS = np.array(first_days(), np.int32)
"""The first days of the months of four hundred years: a table is five times as fast as reckoning."""


@_compiled
def month_of(day: Any) -> Any:
    """The place of a day's month in that table, or -1."""
    if day < _MONTHS[0] or day >= _MONTHS[4800]:
        return -1
    # Four hundred years have 4800 months and 146,097 days: by the mean month the guess is at most one off.
    k = (day - _MONTHS[0]) * 4800 // 146097
    if _MONTHS[k] > day:
        return k - 1
    return k + 1 if _MONTHS[k + 1] <= day else k


@_compiled
def civil(ordinal: Any) -> Any:
    """Year, month and day of any day number."""
    z = ordinal + 305
    era = z // 146097
    doe = z - era * 146097
    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    mp = (5 * doy + 2) // 153
    month = mp + 3 if mp < 10 else mp - 9
    year = yoe + era * 400 + (1 if month <= 2 else 0)
    return year, month, doy - (153 * mp + 2) // 5 + 1


@_compiled
def ordinal_of(year: Any, month: Any, day: Any) -> Any:
    """The number of a day."""
    y = year - 1 if month <= 2 else year
    era = y // 400
    yoe = y - era * 400
    doy = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    return era * 146097 + yoe * 365 + yoe // 4 - yoe // 100 + doy - 305


@_compiled
def plus_months(day: Any, months: Any) -> Any:
    """That many months later, clamped to the end of the month; unknown beyond the calendar."""
    k = month_of(day)
    if k >= 0 and 0 <= k + months < 4800:
        first = np.int64(_MONTHS[k + months])
        return min(first + day - _MONTHS[k], np.int64(_MONTHS[k + months + 1]) - 1)
    year, month, d = civil(day)
    whole = year * 12 + month - 1 + months
    year = whole // 12
    month = whole - year * 12 + 1
    if year < 1 or year > 9999:
        return NULL
    last = ordinal_of(year + month // 12, month % 12 + 1, 1) - 1
    return min(ordinal_of(year, month, 1) + d - 1, last)


@_compiled
def _plus_years(day: Any, years: Any) -> Any:
    return plus_months(day, 12 * years) if day > 0 else day


@_compiled
def _months_to(issued: Any, months: Any) -> Any:
    """The last of so many months from the day of issue on; with none, the day before the issue."""
    return plus_months(issued, months) - 1


@_compiled
def _day(ordinal: Any) -> Any:
    return ordinal if 0 < ordinal <= LAST else NULL


@_compiled
def year_of(day: Any) -> Any:
    """The year of a day."""
    k = month_of(day)
    return 1800 + k // 12 if k >= 0 else civil(day)[0]


@_compiled
def year_start(day: Any) -> Any:
    """The first day of that day's year."""
    k = month_of(day)
    return np.int64(_MONTHS[k - k % 12]) if k >= 0 else ordinal_of(civil(day)[0], 1, 1)


@_compiled
def year_end(day: Any) -> Any:
    """The last day of that day's year."""
    k = month_of(day)
    return np.int64(_MONTHS[k - k % 12 + 12]) - 1 if k >= 0 else ordinal_of(civil(day)[0], 12, 31)


def series_at(firsts: Any, lasts: Any, values: Any, low: Any, high: Any, day: Any) -> Any:
    """The value on a day, of the rows from `low` up to `high`: days without a common one, in order."""
    first, last = carray(firsts, (high,)), carray(lasts, (high,))
    start, end = low, high
    while low < end:
        middle = (low + end) // 2
        if first[middle] <= day:
            low = middle + 1
        else:
            end = middle
    if low == start or last[low - 1] < day:
        return NULL
    return carray(values, (high,))[low - 1]


def helpers() -> dict[str, Any]:
    """The functions that the equations call, by name, as C functions of whole numbers; keep them while the code lives."""
    made = {}
    for name, work in (
        ("plus_months", plus_months.py_func),  # type: ignore[attr-defined]
        ("year_of", year_of.py_func),  # type: ignore[attr-defined]
        ("year_start", year_start.py_func),  # type: ignore[attr-defined]
        ("year_end", year_end.py_func),  # type: ignore[attr-defined]
        ("series_at", series_at),
    ):
        kinds: list[Any] = [types.int64] * HELPERS[name]
        if name == "series_at":
            kinds[:3] = [types.CPointer(types.int64)] * 3  # type: ignore[no-untyped-call]
        made[name] = _kept(partial(cfunc, types.int64(*kinds)), work)
    return made


# -- stays -----------------------------------------------------------------------------------------------------------

Stays = namedtuple("Stays", "at e_lo e_hi x_lo x_hi here")
Presence = namedtuple("Presence", "who rows sure possible sure_of possible_of inexact")
"""Stays as two sets of days, as `histories._Presence` has them, for a block of people: a record for each person, and rows of
records: one for each stay, one for each row of sure days and one for each of possible days. `sure_of` and `possible_of` say
whose those are, and -1 where none lies; the latter are told of the `inexact` only, whose possible days are not the sure ones."""

WHO = np.dtype(
    [
        (name, np.int64)
        for name in (
            "day at begun here plain covers unbounded left known_from first_entry exact "
            "sure_from sures sures_before cap possible_from possible_at possibles possibles_before"
        ).split()
    ]
)
"""The rows of a person: stays `at` up to `at + begun`, sure days from `at` on (`sures` of them, of which the first
`sures_before` lie before the present stay and none of those later than `cap`), possible days from `possible_at` on. `exact`:
sure and possible days are the same, and so is the day on which the present stay began."""
ROW = np.dtype([(name, np.int64) for name in ("lo_e", "hi_e", "lo_x", "hi_x")])
SPAN = np.dtype([("f", np.int64), ("u", np.int64)])


@_compiled
def presence(day: Any, born: Any, known_from: Any, stays: Any) -> Any:
    """The days of the stays of a block of people. An unknown birth day or "known from" is `NULL`."""
    n, count = len(day), len(stays.e_lo)
    who = np.zeros(n, WHO)
    rows, sure, possible = np.empty(count, ROW), np.empty(count, SPAN), np.empty(count + n, SPAN)
    sure_of, possible_of = np.full(count, -1, np.int32), np.full(count + n, -1, np.int32)
    inexact, others = np.empty(n, np.int32), 0
    for i in range(n):
        w, on, a, z = who[i], day[i], stays.at[i], stays.at[i + 1]
        # Each entry and exit lies between two days; a known one narrows its neighbours, for rows stand in order.
        b = born[i] if born[i] != NULL else FAR
        for k in range(a, z):
            e, x = stays.e_lo[k], stays.x_lo[k]
            if e != NULL:
                b = max(b, e)
            rows[k].lo_e = b
            if x != NULL:
                b = max(b, x)
                rows[k].lo_x = b
            else:
                rows[k].lo_x = BIG if stays.here[k] == 1 else b
        b = BIG
        for k in range(z - 1, a - 1, -1):
            e, x = stays.e_hi[k], stays.x_hi[k]
            if x != NULL:
                b = min(b, x)
                rows[k].hi_x = b
            else:
                rows[k].hi_x = BIG if stays.here[k] == 1 else min(on, b)
            if e != NULL:
                b = min(b, e)
                rows[k].hi_e = b
            else:
                rows[k].hi_e = b if x != NULL else min(on, b)
        begun = 0
        while a + begun < z and rows[a + begun].lo_e <= on:
            begun += 1
        last = a + begun - 1

        sures = 0
        for k in range(a, a + begun):
            f, u = rows[k].hi_e, min(rows[k].lo_x, on)
            if f <= u:
                sure[a + sures].f, sure[a + sures].u = f, u
                sures += 1
        here = sures > 0 and sure[a + sures - 1].u >= on
        _trim(sure, a, sures)
        plain = here and rows[last].hi_e <= on
        w.day, w.at, w.begun, w.here, w.plain, w.sures = on, a, begun, here, plain, sures
        w.sure_from = sure[a + sures - 1].f if plain else on
        w.sures_before = sures - 1 if plain else sures
        # The stay ends on this very day, and another may have begun on it.
        w.cap = on - 1 if here and not plain else BIG

        # The first place is kept free for the days before those that are known.
        p = a + i + 1
        known, candidate, possibles = known_from[i], -1, 0
        for k in range(a, a + begun):
            f, u = rows[k].lo_e, min(rows[k].hi_x, on)
            if f > u or (known != NULL and u < known):
                continue
            if rows[k].hi_e <= on:
                candidate = -1
            if candidate < 0 and u >= on:
                candidate = possibles
            possible[p + possibles].f, possible[p + possibles].u = f, u
            possibles += 1
        covers = candidate >= 0
        unbounded = False
        if known != NULL:
            until = min(known - 1, on)
            if possibles > 0 and possible[p].f <= until:
                until = possible[p].f - 1
            if until > FAR:
                p -= 1
                possible[p].f, possible[p].u = FAR, until
                possibles += 1
                if covers:
                    candidate += 1
                unbounded = until >= on
        _trim(possible, p, possibles)
        w.known_from, w.possible_at, w.possibles, w.covers, w.unbounded = known, p, possibles, covers, unbounded
        w.possible_from, w.possibles_before = (possible[p + candidate].f, candidate) if covers else (on, possibles)
        if unbounded:
            w.possible_from = FAR
        if known != NULL:
            w.first_entry = NULL
        elif a == z:
            w.first_entry = on
        else:
            first = stays.e_lo[a] != NULL and rows[a].lo_e == rows[a].hi_e
            w.first_entry = min(rows[a].hi_e, on) if first else NULL
        if begun > 0:
            w.left = stays.here[last] == 0 and stays.x_lo[last] == NULL and rows[last].hi_e <= on

        exact = known == NULL and w.cap == BIG and begun == sures == possibles
        exact = exact and here == covers and w.sure_from == w.possible_from and w.sures_before == w.possibles_before
        if exact and plain:
            earliest = rows[last].lo_e if begun == 1 else max(rows[last].lo_e, rows[last - 1].lo_x)
            exact = earliest == w.sure_from
        for k in range(begun if exact else 0):
            exact = exact and sure[a + k].f == possible[p + k].f and sure[a + k].u == possible[p + k].u
        w.exact = exact
        for k in range(sures):
            sure_of[a + k] = i
        if not exact:
            inexact[others] = i
            others += 1
            for k in range(possibles):
                possible_of[p + k] = i
    return Presence(who, rows, sure, possible, sure_of, possible_of, inexact[:others])


@_compiled
def _trim(rows: Any, start: Any, n: Any) -> None:
    """The same days in rows without a common one: each ends on the day before the next begins."""
    next_from = BIG
    for k in range(start + n - 1, start - 1, -1):
        if rows[k].u >= next_from:
            rows[k].u = next_from - 1
        if rows[k].f < next_from:
            next_from = rows[k].f


@_compiled
def _count(rows: Any, start: Any, n: Any, a: Any, b: Any) -> Any:
    """Days of the rows within [a, b]."""
    days = 0
    if b < a:
        return days
    for k in range(start, start + n):
        if rows[k].u >= a and rows[k].f <= b:
            days += min(rows[k].u, b) - max(rows[k].f, a) + 1
    return days


@_compiled
def _used(rows: Any, start: Any, n: Any, s: Any, absent: Any) -> Any:
    """Days of earlier rows with fewer than `absent` days of absence between them and `s`: each row whole or not."""
    used = 0
    for k in range(start + n - 1, start - 1, -1):
        to = min(rows[k].u, s - 1)
        if rows[k].f <= to:
            if s - 1 - to - used >= absent:
                break
            used += to - rows[k].f + 1
    return used


@_compiled
def _by_period(limit: Any, used: Any, s: Any, period_end: Any) -> Any:
    left = limit - used
    if s + left > period_end:
        return period_end + limit
    return max(s - 1, s + left - 1)


@_compiled
def in_country(p: Any, low: Any, high: Any) -> None:
    for i in range(len(p.who)):
        w = p.who[i]
        if w.here:
            low[i] = 1
        elif w.unbounded:
            low[i] = NULL
        else:
            low[i] = 0 if not w.covers or w.left else NULL
        high[i] = low[i]


@_compiled
def present_entry(p: Any, low: Any, high: Any) -> None:
    for i in range(len(p.who)):
        w = p.who[i]
        low[i] = high[i] = NULL
        somebody = w.here or (w.covers and not w.left)
        if w.begun == 0 or w.unbounded or not somebody:
            continue
        last = p.rows[w.at + w.begun - 1]
        lo, hi = _day(last.lo_e), _day(last.hi_e)
        if lo != NULL and hi != NULL and hi <= w.day and lo <= hi:
            low[i], high[i] = lo, hi


@_compiled
def last_exit(p: Any, stays: Any, low: Any, high: Any) -> None:
    for i in range(len(p.who)):
        w = p.who[i]
        low[i] = high[i] = NULL
        for k in range(w.at + w.begun - 1, w.at - 1, -1):
            row = p.rows[k]
            left = stays.x_lo[k] != NULL or stays.here[k] == 0 or k + 1 < w.at + w.begun
            if left and row.hi_x <= w.day and row.hi_e <= w.day:
                lo, hi = _day(row.lo_x), _day(row.hi_x)
                if lo != NULL and hi != NULL and lo <= hi:
                    low[i], high[i] = lo, hi
                break
            if row.lo_x <= w.day:
                break


@_compiled
def stay_start(p: Any, low: Any, high: Any) -> None:
    for i in range(len(p.who)):
        low[i], high[i] = _day(p.who[i].possible_from), _day(p.who[i].sure_from)


@_compiled
def _add_days(rows: Any, whose: Any, first: Any, last: Any, days: Any) -> None:
    """Add everybody's days of the rows within [first, last]: row by row, so that nothing has to be guessed."""
    for k in range(len(whose)):
        i = max(whose[k], 0)
        within = min(rows[k].u, last[i]) - max(rows[k].f, first[i]) + 1
        days[i] += max(within, 0) if whose[k] >= 0 else 0


@_compiled
def days_present(p: Any, first: Any, last: Any, low: Any, high: Any) -> None:
    low[:] = 0
    _add_days(p.sure, p.sure_of, first, last, low)
    high[:] = low
    for i in p.inexact:
        high[i] = 0
    _add_days(p.possible, p.possible_of, first, last, high)


@_compiled
def days_present_in_year(p: Any, year: Any, low: Any, high: Any) -> None:
    for i in range(len(p.who)):
        w = p.who[i]
        a, b = ordinal_of(year[i], 1, 1), ordinal_of(year[i], 12, 31)
        low[i] = _count(p.sure, w.at, w.sures, a, b)
        high[i] = _count(p.possible, w.possible_at, w.possibles, a, b)


@_compiled
def _earlier(p: Any, w: Any, before: Any, out: Any) -> Any:
    """The possible rows of a person before that one, written to `out` without overlaps; how many."""
    known, n = w.known_from, 0
    if known != NULL:
        out[0].f, out[0].u, n = FAR, known - 1, 1
    for k in range(w.at, w.at + before):
        to = min(p.rows[k].hi_x, w.day)
        if known != NULL:
            if to < known:
                continue
            if n == 1:
                out[0].u = min(known - 1, p.rows[k].lo_e - 1)
        out[n].f, out[n].u = p.rows[k].lo_e, to
        n += 1
    _trim(out, 0, n)
    return n


@_compiled
def _surely_earlier(p: Any, w: Any, before: Any, out: Any) -> Any:
    n = 0
    for k in range(w.at, w.at + before):
        if p.rows[k].hi_e <= p.rows[k].lo_x <= w.day:
            out[n].f, out[n].u = p.rows[k].hi_e, p.rows[k].lo_x
            n += 1
    _trim(out, 0, n)
    return n


@_compiled
def _window(rows: Any, n: Any, low: Any, high: Any, days: Any, most: Any) -> Any:
    """Least or most days of the rows in `days` days before a first day between `low` and `high`."""
    # The count is piecewise linear in the first day: its extremes lie where a window's edge meets a row's.
    best = _count(rows, 0, n, low - days, low - 1)
    if low == high:
        return best
    one = _count(rows, 0, n, high - days, high - 1)
    best = max(best, one) if most else min(best, one)
    for k in range(n):
        for edge in (rows[k].f, rows[k].u + 1, rows[k].f + days, rows[k].u + 1 + days):
            if low < edge < high:
                one = _count(rows, 0, n, edge - days, edge - 1)
                best = max(best, one) if most else min(best, one)
    return best


@_compiled
def _over_cases(p: Any, w: Any, days: Any, absent: Any, sure: Any, possible: Any) -> Any:
    """Least and most over each way to tell the present stay apart; of days used (`absent` > 0) or of days in a window."""
    on, a = w.day, w.at
    least, most = BIG, 0
    k = w.begun - 1
    done = False
    while not done:
        if k < 0:
            if w.here:
                break
            low, high, done = on, on, True
            sures = w.sures
            for j in range(sures):
                sure[j].f, sure[j].u = p.sure[a + j].f, p.sure[a + j].u
            possibles = _earlier(p, w, w.begun, possible)
        else:
            row = p.rows[a + k]
            stop = row.hi_e <= on
            if not w.plain and min(row.hi_x, on) < on:
                k = -1 if stop else k - 1
                continue
            low = max(row.lo_e, p.rows[a + k - 1].lo_x if k else FAR)
            if w.plain:
                high, done = row.hi_e, True
                sures = w.sures_before
                for j in range(sures):
                    sure[j].f, sure[j].u = p.sure[a + j].f, p.sure[a + j].u
            else:
                high = min(row.hi_e, on)
                sures = _surely_earlier(p, w, k, sure)
            possibles = _earlier(p, w, k, possible)
            k = -1 if stop else k - 1
        if low < 0:
            return NULL, NULL
        if absent > 0:
            # Earlier rows that may reach into this stay count most when it begins right after them.
            after = possible[0].u + 1 if possibles else low
            for j in range(possibles):
                after = max(after, possible[j].u + 1)
            start = min(max(after, low), high)
            least = min(least, _used(sure, 0, sures, high, absent), _used(sure, 0, sures, low, absent))
            most = max(most, _used(possible, 0, possibles, start, absent))
        else:
            least = min(least, _window(sure, sures, low, high, days, False))
            most = max(most, _window(possible, possibles, low, high, days, True))
    return least, most


@_compiled
def _scratch(p: Any) -> Any:
    """Room for the rows of the person who has most of them."""
    rows = 0
    for i in range(len(p.who)):
        rows = max(rows, p.who[i].begun)
    return np.empty(rows + 1, SPAN)


@_compiled
def days_present_before(p: Any, days: Any, low: Any, high: Any) -> None:
    sure, possible = _scratch(p), _scratch(p)
    for i in range(len(p.who)):
        w = p.who[i]
        if w.unbounded:
            low[i] = high[i] = NULL
        elif w.exact:
            low[i] = high[i] = _count(p.sure, w.at, w.sures_before, w.sure_from - days[i], w.sure_from - 1)
        else:
            low[i], high[i] = _over_cases(p, w, days[i], 0, sure, possible)


@_compiled
def days_used_rolling(p: Any, limit: Any, window: Any, low: Any, high: Any) -> None:
    sure, possible = _scratch(p), _scratch(p)
    for i in range(len(p.who)):
        w, absent = p.who[i], window[i] - limit[i]
        low[i] = high[i] = NULL
        if w.unbounded or absent <= 0:
            continue
        if w.exact:
            least = most = _used(p.sure, w.at, w.sures_before, w.sure_from, absent)
        else:
            least, most = _over_cases(p, w, 0, absent, sure, possible)
        low[i], high[i] = least, (most if most < 10**6 else NULL)


@_compiled
def _rolling(rows: Any, at: Any, n: Any, s: Any, limit: Any, absent: Any) -> Any:
    return _day(max(s - 1, s + limit - 1 - _used(rows, at, n, s, absent)))


@_compiled
def last_day_rolling(p: Any, limit: Any, window: Any, low: Any, high: Any) -> None:
    for i in range(len(p.who)):
        w, absent = p.who[i], window[i] - limit[i]
        low[i] = high[i] = NULL
        if absent > 0:
            high[i] = _rolling(p.sure, w.at, w.sures_before, w.sure_from, limit[i], absent)
            low[i] = high[i]
            if not w.exact:
                low[i] = _rolling(p.possible, w.possible_at, w.possibles_before, w.possible_from, limit[i], absent)


@_compiled
def _fixed(rows: Any, at: Any, n: Any, s: Any, first: Any, limit: Any, window: Any) -> Any:
    start = first + (s - first) // window * window
    return _day(_by_period(limit, _count(rows, at, n, start, s - 1), s, start + window - 1))


@_compiled
def last_day_fixed(p: Any, limit: Any, window: Any, low: Any, high: Any) -> None:
    for i in range(len(p.who)):
        w, n, size = p.who[i], limit[i], window[i]
        low[i] = high[i] = NULL
        if n >= size:
            continue
        if w.first_entry == NULL:
            low[i] = _rolling(p.possible, w.possible_at, w.possibles_before, w.possible_from, n, size - n)
            high[i] = _day(w.sure_from + 2 * n - 1)
            continue
        high[i] = _fixed(p.sure, w.at, w.sures_before, w.sure_from, w.first_entry, n, size)
        low[i] = high[i]
        if not w.exact:
            low[i] = _fixed(p.possible, w.possible_at, w.possibles_before, w.possible_from, w.first_entry, n, size)


@_compiled
def _last_in_year(rows: Any, at: Any, n: Any, s: Any, cap: Any, limit: Any, start: Any) -> Any:
    s = max(s, start)
    if s <= 0:
        return NULL
    used = _count(rows, at, n, max(year_start(s), start), min(s - 1, cap))
    return _day(_by_period(limit, used, s, year_end(s)))


@_compiled
def _years(p: Any, limit: Any, start: Any, low: Any, high: Any) -> None:
    for i in range(len(p.who)):
        w = p.who[i]
        low[i] = high[i] = NULL
        if limit[i] >= 365:
            continue
        high[i] = _last_in_year(p.sure, w.at, w.sures_before, w.sure_from, w.cap, limit[i], start[i])
        low[i] = high[i]
        if not w.exact:
            low[i] = _last_in_year(
                p.possible, w.possible_at, w.possibles_before, w.possible_from, BIG, limit[i], start[i]
            )


@_compiled
def last_day_year(p: Any, limit: Any, low: Any, high: Any) -> None:
    _years(p, limit, np.full(len(p.who), FAR), low, high)


@_compiled
def last_day_year_from(p: Any, limit: Any, first: Any, low: Any, high: Any) -> None:
    _years(p, limit, first, low, high)
    for i in range(len(p.who)):
        if p.who[i].unbounded:
            low[i] = NULL


@_compiled
def last_day_unbroken(p: Any, limit: Any, low: Any, high: Any) -> None:
    for i in range(len(p.who)):
        w = p.who[i]
        low[i], high[i] = _day(w.possible_from + limit[i] - 1), _day(w.sure_from + limit[i] - 1)


@_compiled
def longest_stay(p: Any, low: Any, high: Any) -> None:
    for i in range(len(p.who)):
        w, least, most = p.who[i], 0, 0
        for k in range(w.at, w.at + w.begun):
            row = p.rows[k]
            most = max(most, min(row.hi_x, w.day) - row.lo_e + 1)
            if row.hi_e <= w.day:  # a stay that surely began lasted a day at least
                least = max(least, max(1, min(row.lo_x, w.day) - row.hi_e + 1))
        low[i], high[i] = least, (NULL if w.known_from != NULL or most > 10**6 else most)


@_compiled
def longest_gap(p: Any, low: Any, high: Any) -> None:
    for i in range(len(p.who)):
        w, least, most = p.who[i], 0, 0
        for k in range(w.at + 1, w.at + w.begun):
            row, before = p.rows[k], p.rows[k - 1]
            if row.hi_e <= w.day and (w.known_from == NULL or before.hi_x + 1 >= w.known_from):
                least = max(least, row.lo_e - before.hi_x - 1)
            # Row by row, the latest entry less the earliest exit: not the hole between the sure days.
            most = max(most, min(row.hi_e, w.day) - min(before.lo_x, w.day) - 1)
        low[i], high[i] = least, (NULL if w.known_from != NULL or most > 10**6 else most)


# -- penalties -------------------------------------------------------------------------------------------------------

Penalties = namedtuple("Penalties", "day at f_lo f_hi kind")


@_compiled
def _one_of(kind: Any, kinds: Any) -> Any:
    """May a row of that kind be meant? No kinds mean any."""
    if len(kinds) == 0 or kind == NULL:
        return True
    found = False
    for one in kinds:
        found = found or one == kind
    return found


@_compiled
def _in_force(h: Any, i: Any, kinds: Any, scratch: Any) -> Any:
    """Earliest and latest day, and whether surely of that kind, of those that may be in force by the day; how many."""
    n, on = 0, h.day[i]
    for r in range(h.at[i], h.at[i + 1]):
        if not _one_of(h.kind[r], kinds) or (h.f_lo[r] != NULL and h.f_lo[r] > on):
            continue
        scratch[0, n] = FAR if h.f_lo[r] == NULL else h.f_lo[r]
        scratch[1, n] = on if h.f_lo[r] == NULL else h.f_hi[r]
        scratch[2, n] = len(kinds) == 0 or h.kind[r] != NULL
        n += 1
    return n


@_compiled
def _room(start: Any, end: Any) -> Any:
    """Room for the longest of these runs of rows."""
    rows = 0
    for i in range(len(start)):
        rows = max(rows, end[i] - start[i])
    return np.empty((3, rows), np.int64)


@_compiled
def _sort(days: Any, n: Any) -> None:
    """Put the first few in order where they stand."""
    for k in range(1, n):
        day, place = days[k], k
        while place > 0 and days[place - 1] > day:
            days[place] = days[place - 1]
            place -= 1
        days[place] = day


@_compiled
def penalties_within(h: Any, kinds: Any, years: Any, day: Any, low: Any, high: Any) -> None:
    rows = _room(h.at[:-1], h.at[1:])
    for i in range(len(h.day)):
        least = most = 0
        until = min(day[i], h.day[i])
        for k in range(_in_force(h, i, kinds, rows)):
            first, last = rows[0, k], rows[1, k]
            if first <= until and _plus_years(min(last, until), years[i]) >= day[i]:
                most += 1
                if rows[2, k] and last <= until and _plus_years(first, years[i]) >= day[i]:
                    least += 1
        low[i], high[i] = least, most


@_compiled
def repeat_penalty_day(h: Any, kinds: Any, count: Any, years: Any, low: Any, high: Any) -> None:
    rows = _room(h.at[:-1], h.at[1:])
    for i in range(len(h.day)):
        low[i] = high[i] = NULL
        others = max(count[i], 1) - 1
        if h.at[i + 1] - h.at[i] <= others:
            continue
        n = _in_force(h, i, kinds, rows)
        plain = n > others
        for k in range(n):
            plain = plain and rows[0, k] == rows[1, k] and rows[2, k] != 0
        if plain:
            _sort(rows[0], n)
            for k in range(n - 1, others - 1, -1):
                if _plus_years(rows[0, k - others], years[i]) >= rows[0, k]:
                    low[i] = _day(rows[0, k])
                    break
        high[i] = low[i]


@_compiled
def has_repeat_penalty(h: Any, kinds: Any, count: Any, years: Any, low: Any, high: Any) -> None:
    rows = _room(h.at[:-1], h.at[1:])
    for i in range(len(h.day)):
        low[i] = high[i] = 0
        if h.at[i + 1] - h.at[i] < count[i]:
            continue
        on, n, found = h.day[i], _in_force(h, i, kinds, rows), 0
        for k in range(n if n >= count[i] else 0):
            first, late = rows[0, k], min(rows[1, k], on)
            sure_end = _plus_years(first, years[i])
            open_end = _plus_years(late, years[i])
            surely = perhaps = 0
            for j in range(n):
                a, b = rows[0, j], rows[1, j]
                surely += (
                    rows[2, k] != 0 and first > FAR and rows[2, j] != 0 and a >= first and b <= sure_end and b <= on
                )
                perhaps += a <= open_end and min(b, on) >= late
            if surely >= count[i]:
                found = 1
                break
            if perhaps >= count[i]:
                found = NULL
        low[i] = high[i] = found


# -- patents ---------------------------------------------------------------------------------------------------------

Patents = namedtuple(
    "Patents", "day at i_lo i_hi region months t_lo t_hi told reissued pay_from pay_to d_lo d_hi pay_months"
)
"""`pay_from[r]` up to `pay_to[r]` are the payments of patent row `r`."""


@_compiled
def _current(start: Any, end: Any, i_lo: Any, i_hi: Any, on: Any, scratch: Any) -> Any:
    """Rows that may have been issued by the day, written to `scratch`; how many, and the place of the first that may be
    the current one."""
    n = since = 0
    for r in range(start, end):
        if i_lo[r] == NULL or i_lo[r] <= on:
            scratch[0, n] = r
            if i_lo[r] == NULL or i_hi[r] <= on:
                since = n
            n += 1
    return n, since


@_compiled
def has_patent(h: Any, low: Any, high: Any) -> None:
    for i in range(len(h.day)):
        on, found = h.day[i], 0
        for r in range(h.at[i], h.at[i + 1]):
            if h.i_lo[r] == NULL or h.i_hi[r] <= on:
                found = 1
                break
            if h.i_lo[r] <= on:
                found = NULL
        low[i] = high[i] = found


@_compiled
def patents_count(h: Any, low: Any, high: Any) -> None:
    for i in range(len(h.day)):
        on, least, most = h.day[i], 0, 0
        for r in range(h.at[i], h.at[i + 1]):
            if h.i_lo[r] == NULL or h.i_lo[r] <= on:
                most += 1
                least += h.i_lo[r] == NULL or h.i_hi[r] <= on
        low[i], high[i] = least, most


@_compiled
def patent_issued_day(h: Any, low: Any, high: Any) -> None:
    rows = _room(h.at[:-1], h.at[1:])
    for i in range(len(h.day)):
        n, since = _current(h.at[i], h.at[i + 1], h.i_lo, h.i_hi, h.day[i], rows)
        low[i] = high[i] = NULL
        for k in range(since, n):
            r = rows[0, k]
            if h.i_lo[r] == NULL:
                low[i] = high[i] = NULL
                break
            low[i] = h.i_lo[r] if k == since else min(low[i], h.i_lo[r])
            high[i] = max(high[i], min(h.i_hi[r], h.day[i]))


@_compiled
def patent_region(h: Any, low: Any, high: Any) -> None:
    rows = _room(h.at[:-1], h.at[1:])
    for i in range(len(h.day)):
        n, since = _current(h.at[i], h.at[i + 1], h.i_lo, h.i_hi, h.day[i], rows)
        low[i] = NULL
        for k in range(since, n):
            region = h.region[rows[0, k]]
            if k > since and region != low[i]:
                low[i] = NULL
                break
            low[i] = region
        high[i] = low[i]


@_compiled
def patent_reissues(h: Any, low: Any, high: Any) -> None:
    rows = _room(h.at[:-1], h.at[1:])
    for i in range(len(h.day)):
        n, since = _current(h.at[i], h.at[i + 1], h.i_lo, h.i_hi, h.day[i], rows)
        least = most = 0
        sure = n - since == 1
        for k in range(n - 1, -1, -1):
            reissued = h.reissued[rows[0, k]]
            if reissued == 0:
                break
            most += 1
            if reissued == NULL:
                sure = False
            least += sure
        # The first row of the list may itself be a reissue of one not listed only if it says so.
        if n > 0 and most == n and h.reissued[rows[0, 0]] == NULL:
            most -= 1
        low[i], high[i] = least, most


@_compiled
def _folded(h: Any, r: Any, on: Any, best: Any, max_months: Any, scratch: Any) -> Any:
    """Last paid day of a patent from its payments, in order of day; the first late one ends it."""
    issued = h.i_hi[r] if best else h.i_lo[r]
    n = months = 0
    for m in range(h.pay_from[r], h.pay_to[r]):
        # A payment for a number of months not known buys one at least.
        bought = h.pay_months[m] if h.pay_months[m] != NULL else (max_months if best else 1)
        paid = h.d_lo[m] if best else h.d_hi[m]
        if paid == NULL:
            # Not made in time at worst, made at once at best.
            if best:
                months += bought
            continue
        if paid > on:
            continue
        k = n
        while k > 0 and (scratch[0, k - 1] > paid or (scratch[0, k - 1] == paid and scratch[1, k - 1] > bought)):
            scratch[0, k], scratch[1, k] = scratch[0, k - 1], scratch[1, k - 1]
            k -= 1
        scratch[0, k], scratch[1, k] = paid, bought
        n += 1
    limit = _months_to(issued, min(months, max_months))
    for k in range(n):
        if scratch[0, k] > limit and scratch[0, k] > issued:
            break
        months += scratch[1, k]
        limit = _months_to(issued, min(months, max_months))
    return limit


@_compiled
def patent_last_paid_day(h: Any, max_months: Any, low: Any, high: Any) -> None:
    rows, payments = _room(h.at[:-1], h.at[1:]), _room(h.pay_from, h.pay_to)
    for i in range(len(h.day)):
        on, most = h.day[i], max_months[i]
        n, since = _current(h.at[i], h.at[i + 1], h.i_lo, h.i_hi, h.day[i], rows)
        low[i] = high[i] = NULL
        open_low = open_high = n == 0
        for k in range(since, n):
            r = rows[0, k]
            issued, issued_to = h.i_lo[r], h.i_hi[r]
            a = b = NULL
            if h.t_lo[r] != NULL:
                a, b = h.t_lo[r], h.t_hi[r]
                if issued != NULL:  # whatever was paid, a patent has its longest term
                    a, b = min(a, _months_to(issued, most)), min(b, _months_to(issued_to, most))
            elif issued == NULL:
                pass
            elif h.told[r] == 1:
                a = _folded(h, r, on, False, most, payments)
                b = _folded(h, r, on, True, most, payments)
            elif h.months[r] == NULL:
                b = _months_to(issued_to, most)
            else:
                months = min(h.months[r], most)
                a, b = _months_to(issued, months), _months_to(issued_to, months)
            open_low, open_high = open_low or a == NULL, open_high or b == NULL
            low[i] = a if k == since else min(low[i], a)
            high[i] = max(high[i], b)
        if open_low:
            low[i] = NULL
        if open_high:
            high[i] = NULL


# -- decisions -------------------------------------------------------------------------------------------------------

Decisions = namedtuple("Decisions", "day at whose kind d_lo d_hi c_lo x_lo x_hi")
"""`whose[r]` is the place of the person whose row it is: what is counted is counted row by row, without guessing how many rows
everybody has."""


@_compiled
def _decided(h: Any, r: Any, on: Any, kinds: Any) -> Any:
    """May the row count by the day? Each part is looked at, as in what follows: a branch that goes now here, now there takes
    longer."""
    d, c = h.d_lo[r], h.c_lo[r]
    return _one_of(h.kind[r], kinds) & (((d != NULL) & (d <= on)) | ((d == NULL) & ((c == NULL) | (c <= on))))


@_compiled
def decisions_count(h: Any, kinds: Any, low: Any, high: Any) -> None:
    low[:] = 0
    high[:] = 0
    for r in range(len(h.whose)):
        i = h.whose[r]
        on = h.day[i]
        counts = _decided(h, r, on, kinds)
        surely = ((len(kinds) == 0) | (h.kind[r] != NULL)) & ((h.d_lo[r] == NULL) | (h.d_hi[r] <= on))
        high[i] += counts
        low[i] += counts & surely


@_compiled
def _latest(h: Any, kinds: Any, first: Any, last: Any, low: Any, high: Any) -> None:
    low[:] = NULL
    high[:] = NULL
    open_ = np.zeros(len(h.day), np.bool_)
    for r in range(len(h.whose)):
        i = h.whose[r]
        on, counts = h.day[i], _decided(h, r, h.day[i], kinds)
        told = counts & (first[r] != NULL)
        surely = ((len(kinds) == 0) | (h.kind[r] != NULL)) & (last[r] <= on)
        low[i] = max(low[i], first[r] if told & surely else NULL)
        high[i] = max(high[i], min(last[r], on) if told & (first[r] <= on) else NULL)
        open_[i] |= counts & (first[r] == NULL)
    for i in range(len(h.day)):
        if open_[i]:
            high[i] = NULL


@_compiled
def last_decision_day(h: Any, kinds: Any, low: Any, high: Any) -> None:
    _latest(h, kinds, h.d_lo, h.d_hi, low, high)


@_compiled
def last_executed_day(h: Any, kinds: Any, low: Any, high: Any) -> None:
    _latest(h, kinds, h.x_lo, h.x_hi, low, high)


# -- contracts -------------------------------------------------------------------------------------------------------

Contracts = namedtuple("Contracts", "day at m_lo m_hi s_lo s_hi n_lo n_hi")


@_compiled
def has_contract(h: Any, low: Any, high: Any) -> None:
    for i in range(len(h.day)):
        low[i] = high[i] = h.at[i + 1] > h.at[i]


@_compiled
def _of_contract(h: Any, first: Any, last: Any, low: Any, high: Any) -> None:
    """A day of the latest contract made by the day: the last listed that was not surely made before an earlier one."""
    for i in range(len(h.day)):
        on, made_from, latest = h.day[i], FAR, -1
        low[i] = high[i] = NULL
        for r in range(h.at[i], h.at[i + 1]):
            made = h.m_lo[r]
            if made != NULL and made > on:
                continue
            if made == NULL or h.m_hi[r] >= made_from:
                latest = r
            if made != NULL:
                made_from = max(made_from, made)
        if latest >= 0 and first[latest] != NULL and first[latest] <= on:
            low[i], high[i] = first[latest], last[latest]


@_compiled
def contract_made_day(h: Any, low: Any, high: Any) -> None:
    _of_contract(h, h.m_lo, h.m_hi, low, high)


@_compiled
def contract_copy_sent_day(h: Any, low: Any, high: Any) -> None:
    _of_contract(h, h.s_lo, h.s_hi, low, high)


@_compiled
def contract_ended_day(h: Any, low: Any, high: Any) -> None:
    _of_contract(h, h.n_lo, h.n_hi, low, high)


# -- pay -------------------------------------------------------------------------------------------------------------

Pay = namedtuple("Pay", "day at due_lo due_hi kopecks paid_lo paid_hi")
Rates = namedtuple("Rates", "first last sums reach bottom eve_first eves")
"""A rate as `look_ups.RateTable` has it, and for each day from `eve_first` on the day on which pay due then is due; with
`eve_first` at -1 it is due on the day itself."""


@_compiled
def _unpaid(due: Any, due_to: Any, paid: Any, paid_to: Any, on: Any) -> Any:
    """2: surely due and unpaid by the day; 1: perhaps; 0: no."""
    if (due != NULL and due > on) or (paid != NULL and paid_to <= on):
        return 0
    return 2 if (due == NULL or due_to <= on) and (paid == NULL or paid > on) else 1


@_compiled
def pay_unpaid_total(h: Any, low: Any, high: Any) -> None:
    for i in range(len(h.day)):
        least, most, open_ = 0, 0, False
        for r in range(h.at[i], h.at[i + 1]):
            owed = _unpaid(h.due_lo[r], h.due_hi[r], h.paid_lo[r], h.paid_hi[r], h.day[i])
            if owed == 0:
                continue
            if h.kopecks[r] == NULL:
                open_ = True
                continue
            most += h.kopecks[r]
            if owed == 2:
                least += h.kopecks[r]
        low[i], high[i] = least, (NULL if open_ else most)


@_compiled
def pay_first_due_since(h: Any, since: Any, low: Any, high: Any) -> None:
    for i in range(len(h.day)):
        first, sure, open_ = NULL, NULL, False
        for r in range(h.at[i], h.at[i + 1]):
            owed = _unpaid(h.due_lo[r], h.due_hi[r], h.paid_lo[r], h.paid_hi[r], h.day[i])
            if owed == 0:
                continue
            if h.due_lo[r] == NULL:
                open_ = True
                continue
            if h.due_hi[r] < since[i]:
                continue
            due = max(h.due_lo[r], since[i])
            first = due if first == NULL else min(first, due)
            if owed == 2 and h.due_lo[r] >= since[i]:
                sure = h.due_hi[r] if sure == NULL else min(sure, h.due_hi[r])
        low[i], high[i] = (NULL if open_ else first), sure


@_compiled
def pay_first_due(h: Any, low: Any, high: Any) -> None:
    pay_first_due_since(h, np.full(len(h.day), FAR), low, high)


@_compiled
def pay_last_due(h: Any, low: Any, high: Any) -> None:
    for i in range(len(h.day)):
        on, open_ = h.day[i], False
        low[i] = high[i] = NULL
        for r in range(h.at[i], h.at[i + 1]):
            owed = _unpaid(h.due_lo[r], h.due_hi[r], h.paid_lo[r], h.paid_hi[r], on)
            if owed == 0:
                continue
            if h.due_lo[r] == NULL:
                open_ = True
                continue
            if owed == 2:
                low[i] = max(low[i], h.due_lo[r])
            high[i] = max(high[i], min(h.due_hi[r], on))
        if open_:
            high[i] = NULL


@_compiled
def _interest(h: Any, i: Any, until: Any, rates: Any, most: Any, scratch: Any) -> Any:
    """Interest so far, whether it is the whole, last day computed, days of the longest delay, all or nothing known."""
    on, n, stopped, told = h.day[i], 0, BIG, True
    for r in range(h.at[i], h.at[i + 1]):
        if h.due_lo[r] == NULL or h.kopecks[r] == NULL:
            told = False
            continue
        due = h.due_lo[r] if most else h.due_hi[r]
        if due > on:
            continue
        if rates.eve_first >= 0:
            place = due - rates.eve_first
            due = rates.eves[place] if 0 <= place < len(rates.eves) else NULL
            if due == NULL:
                told = False
                continue
        last = until
        paid = h.paid_hi[r] if most else h.paid_lo[r]
        if paid != NULL and paid <= on:
            last = min(last, paid)
        if last <= due:
            continue
        first = due + 1
        reached = first - 1
        if rates.first <= first <= rates.last:
            reached = min(last, rates.reach[first - rates.first])
        if reached < last:
            stopped = min(stopped, reached)
        scratch[0, n], scratch[1, n], scratch[2, n] = first, last, h.kopecks[r]
        n += 1
    # Sums of money times sums of rates pass 64 bits; split by the divisor they do not.
    bottom = rates.bottom * 10_000
    whole = rest = longest = computed_to = 0
    for k in range(n):
        first, last = scratch[0, k], min(scratch[1, k], stopped)
        if first > stopped:
            continue
        rate = rates.sums[last + 1 - rates.first] - rates.sums[first - rates.first]
        share = scratch[2, k] // bottom
        whole += share * rate
        rest += (scratch[2, k] - share * bottom) * rate
        longest, computed_to = max(longest, last - first + 1), max(computed_to, last)
    so_far = whole + (2 * rest + bottom) // (2 * bottom)
    return so_far, stopped == BIG, computed_to, longest, told


@_compiled
def late_pay_interest(h: Any, until: Any, rates: Any, low: Any, high: Any) -> None:
    scratch = _room(h.at[:-1], h.at[1:])
    for i in range(len(h.day)):
        low[i] = _interest(h, i, until[i], rates, False, scratch)[0]
        so_far, whole, _, _, told = _interest(h, i, until[i], rates, True, scratch)
        high[i] = so_far if whole and told else NULL


@_compiled
def late_pay_interest_to(h: Any, until: Any, rates: Any, low: Any, high: Any) -> None:
    scratch = _room(h.at[:-1], h.at[1:])
    for i in range(len(h.day)):
        low[i] = high[i] = _day(_interest(h, i, until[i], rates, False, scratch)[2])


@_compiled
def late_pay_days(h: Any, until: Any, rates: Any, low: Any, high: Any) -> None:
    scratch = _room(h.at[:-1], h.at[1:])
    for i in range(len(h.day)):
        low[i] = high[i] = _interest(h, i, until[i], rates, False, scratch)[3]


# -- registrations ---------------------------------------------------------------------------------------------------

Registrations = namedtuple("Registrations", "day at s_lo s_hi u_lo u_hi living")


@_compiled
def _registration(h: Any, i: Any) -> Any:
    """The row of the latest registration that may have begun, or -1."""
    for r in range(h.at[i + 1] - 1, h.at[i] - 1, -1):
        if h.s_lo[r] == NULL or h.s_lo[r] <= h.day[i]:
            return r
    return -1


@_compiled
def registered(h: Any, low: Any, high: Any) -> None:
    for i in range(len(h.day)):
        on, r, found = h.day[i], _registration(h, i), 1
        if r < 0 or (h.u_hi[r] != NULL and h.u_hi[r] < on):
            found = 0
        elif (h.s_lo[r] != NULL and h.s_hi[r] > on) or (h.u_lo[r] != NULL and h.u_lo[r] < on):
            found = NULL
        low[i] = high[i] = found


@_compiled
def _of_registration(h: Any, first: Any, last: Any, low: Any, high: Any) -> None:
    for i in range(len(h.day)):
        r = _registration(h, i)
        low[i] = first[r] if r >= 0 else NULL
        high[i] = last[r] if r >= 0 else NULL


@_compiled
def registered_since(h: Any, low: Any, high: Any) -> None:
    _of_registration(h, h.s_lo, h.s_hi, low, high)


@_compiled
def registered_until(h: Any, low: Any, high: Any) -> None:
    _of_registration(h, h.u_lo, h.u_hi, low, high)


@_compiled
def registered_where_living(h: Any, low: Any, high: Any) -> None:
    _of_registration(h, h.living, h.living, low, high)


# -- rows and forms --------------------------------------------------------------------------------------------------


@_compiled
def in_order(p: Any, seq: Any) -> Any:
    """Do rows stand in the order of (p, seq)?"""
    ordered = True
    for k in range(1, len(p)):
        ordered = ordered and (p[k] > p[k - 1] or (p[k] == p[k - 1] and seq[k] >= seq[k - 1]))
    return ordered


@_compiled
def offsets(p: Any, seq: Any, of_p: Any, of_seq: Any) -> Any:
    """Where the rows of each (p, seq) begin and end among rows ordered by (of_p, of_seq); rows of nobody are passed over."""
    at = np.empty((2, len(p)), np.int64)
    k, n = 0, len(of_p)
    for i in range(len(p)):
        while k < n and (of_p[k] < p[i] or (of_p[k] == p[i] and of_seq[k] < seq[i])):
            k += 1
        at[0, i] = k
        while k < n and of_p[k] == p[i] and of_seq[k] == seq[i]:
            k += 1
        at[1, i] = k
    return at


@_compiled
def filled(values: Any, masked: Any) -> Any:
    """A column in 64 bits, `NULL` where nothing is known."""
    out = np.empty(len(values), np.int64)
    for k in range(len(values)):
        out[k] = NULL if masked[k] else np.int64(values[k])
    return out


@_compiled
def formed(low: Any, high: Any, form: Any, told: Any, out: Any) -> None:
    """A call's column: the least (-1), the most (1), or both where they agree (0); nothing where nothing is told."""
    for i in range(len(low)):
        if not told[i] or (form == 0 and low[i] != high[i]):
            out[i] = NULL
        else:
            out[i] = high[i] if form > 0 else low[i]
