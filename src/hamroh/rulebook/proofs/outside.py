"""What a solver of whole numbers does not know: the calendar, the dated tables, and what a person's history says.

Each application of such a function is a free value under lemmas that surely hold (bounds, order, equal for equal). A
proof from the lemmas is a proof. When instead they allow a person, the true function is asked for the days and codes that
person has, and the solver is *taught* a stretch around them; so the calendar enters as far as a question needs it, and no
further. History functions have no such oracle: their values stay free, and the report names them.

Month and year arithmetic is exact on every stretch taught. Before that its result lies between the least and the greatest
distance found in the 400 years after which the calendar repeats, and never falls when the day or the count rises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations
from typing import Any

import z3

from ..days import plus_months
from ..histories import HISTORY_FUNCTIONS
from ..person import FIRST_DAY, LAST_DAY
from ..series import SeriesBook
from .values import Formula, Some, Symbol, Term, YesNo, all_of, any_of, negated, same

NEAR = 20
"""Days taught on either side of one whose working days were guessed wrongly."""
FIRST, LAST = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
ROOM = 4000
"""Days by which a day reckoned from a person's may lie outside what a person may say."""

Codes = Callable[[str], int]


@dataclass(frozen=True, slots=True, eq=False)
class Application:
    """A function applied to arguments: its free result, and the true function when there is one (`None`: unknown)."""

    name: str
    arguments: tuple[Some, ...]
    result: Symbol
    true: Callable[..., Any] | None
    kind: str
    key: Any
    """What function it is: equal keys and equal arguments give equal results."""
    bounds: tuple[int, int, int, int] | None = None
    """Of working days: the least and greatest distance, the calendar's first and last day."""
    declared: tuple[int, int] | None = None
    """Of working days: the first and the last day that any decree declared off."""

    @property
    def heard(self) -> Formula:
        """Whether every argument is known."""
        return all_of(*(a.known for a in self.arguments))


# -- what surely holds -----------------------------------------------------------------------------------------------


def lemmas(applications: Iterable[Application], on: Term) -> Iterator[Formula]:
    """What holds of these applications, each alone and any two together."""
    all_ = list(applications)
    for a in all_:
        yield from _alone(a, on)
    for a, b in combinations(all_, 2):
        yield from _together(a, b)


def _alone(a: Application, on: Term) -> Iterator[Formula]:
    r = a.result
    if isinstance(r, YesNo):
        yield negated(all_of(r.yes, r.no))
        yield _then(any_of(r.yes, r.no), a.heard)
        if a.kind == "series":
            # What stands in no list of closed work may stand in one that was not read: yes or unknown, never no.
            yield negated(r.no)
        return
    assert isinstance(r, Some)
    yield _then(r.known, a.heard)
    if a.kind == "months":
        day, count = a.arguments
        low, high = _distances(count)
        yield r.term >= day.term + low
        yield r.term <= day.term + high
    elif a.kind == "year_start":
        yield all_of(r.term <= a.arguments[0].term, r.term >= a.arguments[0].term - 365)
    elif a.kind == "year_end":
        yield all_of(r.term >= a.arguments[0].term, r.term <= a.arguments[0].term + 365)
    elif a.kind == "year_of":
        day = a.arguments[0]
        # No year is shorter than 365 days or longer than 366.
        yield all_of(r.term * 365 <= day.term + 364, r.term * 366 >= day.term)
    elif a.kind == "calendar":
        day = a.arguments[0].term
        if a.bounds is not None:
            low, high, first, last = a.bounds
            yield all_of(r.term >= day + low, r.term <= day + high)
            yield _then(r.known, all_of(day >= first, day <= last))
    elif a.kind == "history":
        function = HISTORY_FUNCTIONS[a.name]
        if function.result == "day":
            yield all_of(r.term >= FIRST - ROOM, r.term <= LAST + ROOM)
            if a.name.startswith("stay_start"):
                yield r.term <= on
        elif function.result in ("number", "money"):
            yield r.term >= 0
    elif a.kind == "series":
        yield r.term >= 0
    elif a.kind == "product":
        yield _then(_natural(a), r.term >= 0)


def _together(a: Application, b: Application) -> Iterator[Formula]:
    if a.kind == b.kind == "months":
        yield from _order(a, b)
        return
    if a.kind == b.kind == "calendar" and a.name + "_off" == b.name:
        yield from _apart_from_decrees(a, b)
    if a.kind == b.kind == "calendar" and b.name + "_off" == a.name:
        yield from _apart_from_decrees(b, a)
    if a.kind == b.kind == "history":
        yield from _bounds(a, b)
    if a.key != b.key:
        return
    if a.kind in ("year_start", "year_end", "year_of"):
        yield from _order(a, b)
    elif a.kind == "calendar" and isinstance(a.result, Some) and isinstance(b.result, Some):
        known = all_of(a.result.known, b.result.known)
        yield from (_then(known, formula) for formula in _working_order(a, b))
    elif a.kind == "product":
        yield from (_then(all_of(_natural(a), _natural(b)), formula) for formula in _order(a, b))
    equal = all_of(*(all_of(x.term == y.term) for x, y in zip(a.arguments, b.arguments, strict=True)))
    equal = all_of(equal, a.heard, b.heard)
    yield _then(equal, _alike(a.result, b.result))


def _alike(a: Symbol, b: Symbol) -> Formula:
    if isinstance(a, YesNo) and isinstance(b, YesNo):
        return all_of(_same_truth(a.yes, b.yes), _same_truth(a.no, b.no))
    assert isinstance(a, Some) and isinstance(b, Some)
    return all_of(_same_truth(a.known, b.known), a.term == b.term)


def _same_truth(a: Formula, b: Formula) -> Formula:
    if isinstance(a, bool) or isinstance(b, bool):
        return all_of(any_of(negated(a), b), any_of(negated(b), a))
    return a == b


def _then(a: Formula, b: Formula) -> Formula:
    return any_of(negated(a), b)


def _order(a: Application, b: Application) -> Iterator[Formula]:
    """A later day, or more months, never gives less."""
    for x, y in ((a, b), (b, a)):
        assert isinstance(x.result, Some) and isinstance(y.result, Some)
        less = all_of(*(p.term <= q.term for p, q in zip(x.arguments, y.arguments, strict=True)))
        yield _then(less, x.result.term <= y.result.term)


def _working_order(a: Application, b: Application) -> Iterator[Formula]:
    """A later day, or more working days in the same direction, never gives an earlier day."""
    counted = a.name.startswith("nth")
    (x, *more), (y, *others) = a.arguments, b.arguments
    rest = all_of(*(p.term == q.term for p, q in zip(more[counted:], others[counted:], strict=True)))
    assert isinstance(a.result, Some) and isinstance(b.result, Some)
    for first, second in (((x, more, a.result), (y, others, b.result)), ((y, others, b.result), (x, more, a.result))):
        less = all_of(rest, first[0].term <= second[0].term)
        if counted:
            m, n = first[1][0].term, second[1][0].term
            less = all_of(less, m <= n, any_of(m > 0, n < 0))
        yield _then(less, first[2].term <= second[2].term)


def _apart_from_decrees(plain: Application, off: Application) -> Iterator[Formula]:
    """Where no declared day lies between a day and the plain result, days declared off make no difference."""
    r, s = plain.result, off.result
    if plain.declared is None or not isinstance(r, Some) or not isinstance(s, Some):
        return
    first, last = plain.declared
    equal = all_of(*(x.term == y.term for x, y in zip(plain.arguments, off.arguments, strict=False)))
    day = plain.arguments[0].term
    clear = any_of(all_of(day < first, r.term < first), all_of(day > last, r.term > last))
    yield _then(all_of(equal, r.known, clear), all_of(_same_truth(r.known, s.known), r.term == s.term))


def _natural(a: Application) -> Formula:
    """No argument is below nought."""
    return all_of(*(x.term >= 0 for x in a.arguments))


_FORMS = (("_earliest", "_latest"), ("_least", "_most"))


def plain_name(name: str) -> tuple[str, str]:
    """A history function without its bound, and the bound."""
    for pair in _FORMS:
        for suffix in pair:
            if name.endswith(suffix) and name.removesuffix(suffix) in HISTORY_FUNCTIONS:
                return name.removesuffix(suffix), suffix
    return name, ""


def _bounds(a: Application, b: Application) -> Iterator[Formula]:
    """The least is at most the most, and the plain form is known where they agree; of the same arguments."""
    (one, x), (two, y) = plain_name(a.name), plain_name(b.name)
    if one != two or x == y or not isinstance(a.result, Some) or not isinstance(b.result, Some):
        return
    if not all(same(p.term, q.term) for p, q in zip(a.arguments, b.arguments, strict=True)):
        return
    if y == "" or (x in ("_latest", "_most") and y in ("_earliest", "_least")):
        a, b, x, y = b, a, y, x
    p, q = a.result, b.result
    assert isinstance(p, Some) and isinstance(q, Some)
    if x == "":
        # Known to the day means both bounds are that day.
        yield _then(p.known, all_of(q.known, p.term == q.term))
    else:
        yield _then(all_of(p.known, q.known), p.term <= q.term)


@cache
def _distance(months: int) -> tuple[int, int]:
    """Least and greatest number of days that so many months from a day can be."""
    least, most = 10**6, -(10**6)
    for year in range(1900, 2300):
        for month in range(1, 13):
            first = date(year, month, 1)
            last = date(year + month // 12, month % 12 + 1, 1).toordinal() - 1
            # Within a month the distance only falls, where the month's end is cut off.
            most = max(most, plus_months(first, months).toordinal() - first.toordinal())
            least = min(least, plus_months(date.fromordinal(last), months).toordinal() - last)
    return least, most


def _distances(count: Some) -> tuple[Term, Term]:
    if count.ways:
        every = [_distance(n) for _, n in count.ways]
        if len(every) == 1:
            return every[0]
        return min(low for low, _ in every), max(high for _, high in every)
    n = count.term
    return z3.If(n >= 0, 28 * n, 31 * n), z3.If(n >= 0, 31 * n, 28 * n)


@cache
def spread(series: SeriesBook, jurisdiction: str, name: str, count: int) -> tuple[int, int]:
    """Least and greatest distance in days of a working-day function, over the whole calendar.

    Decrees only take working days away, so distances lie between those without any decree and those with all.
    """
    calendar = series.calendar(jurisdiction)
    if calendar is None:
        return 0, 0
    work = getattr(calendar, name.removesuffix("_off"))
    decrees: list[tuple[Any, ...]] = [(False, None)]
    if name.endswith("_off"):
        decrees.append((True, None))
    more = (count,) if name.startswith("nth") else ()
    found = [
        given - day
        for day in range(calendar.first, calendar.last + 1)
        for decree in decrees
        if (given := work(day, *more, *decree)) is not None
    ]
    return min(found, default=0), max(found, default=0)


# -- what can be asked of the true function --------------------------------------------------------------------------


def teach(a: Application, values: tuple[int, ...], words: Callable[[int], str], signed: list[int]) -> Formula:
    """The truth around these arguments. `words`: the code of a number; `signed`: days on which a known decree changes all."""
    assert a.true is not None
    if a.kind == "months":
        day, count = values
        low, high = _stretch(lambda x: _shift(x, count), day, 800)
        here = all_of(a.arguments[1].term == count, a.arguments[0].term >= low, a.arguments[0].term <= high)
        assert isinstance(a.result, Some)
        return _then(here, a.result.term == a.arguments[0].term + _shift(day, count))
    if a.kind in ("year_start", "year_end", "year_of"):
        (day,) = values
        year = date.fromordinal(day).year
        low, high = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        here = all_of(a.arguments[0].term >= low, a.arguments[0].term <= high)
        return _then(here, _is(a.result, a.true(day)))
    if a.kind == "calendar":
        day, *rest = values
        more: list[Formula] = []
        if len(rest) < len(a.arguments) - 1:
            raise ValueError(a.name)
        for argument, value in zip(a.arguments[1:], rest, strict=True):
            if a.name.endswith("_off") and argument is a.arguments[-1]:
                before = max((s for s in signed if s <= value), default=None)
                after = min((s for s in signed if s > value), default=None)
                more += [argument.term >= before] if before is not None else []
                more += [argument.term < after] if after is not None else []
            else:
                more.append(argument.term == value)
        return _then(
            all_of(a.heard, *more),
            all_of(
                *(
                    _then(a.arguments[0].term == x, _is(a.result, a.true(x, *rest)))
                    for x in range(max(day - NEAR, 1), day + NEAR + 1)
                )
            ),
        )
    if a.kind == "product":
        # With one of the two fixed, the product is linear in the other.
        return _then(a.arguments[0].term == values[0], _is(a.result, values[0] * a.arguments[1].term))
    assert a.kind == "series"
    *keys, day = values
    spoken = [words(k) for k in keys]
    low, high = _stretch(lambda x: a.true(*spoken, x), day, 3000)  # type: ignore[misc]
    here = all_of(
        a.heard,
        *(x.term == k for x, k in zip(a.arguments, keys, strict=False)),
        a.arguments[-1].term >= low,
        a.arguments[-1].term <= high,
    )
    return _then(here, _is(a.result, a.true(*spoken, day)))


def _is(result: Symbol, value: Any) -> Formula:
    if isinstance(result, YesNo):
        return all_of(
            result.yes if value is True else negated(result.yes), result.no if value is False else negated(result.no)
        )
    assert isinstance(result, Some)
    return negated(result.known) if value is None else all_of(result.known, result.term == value)


def _shift(day: int, months: int) -> int:
    return plus_months(date.fromordinal(day), months).toordinal() - day


def _stretch(value: Callable[[int], Any], day: int, far: int) -> tuple[int, int]:
    """The days around a day that have its value."""
    here = value(day)
    low = high = day
    while low - 1 > 1 and day - low < far and value(low - 1) == here:
        low -= 1
    while high - day < far and value(high + 1) == here:
        high += 1
    return low, high


def months_true(day: int, months: int) -> int:
    """`plus_months` over ordinals."""
    return plus_months(date.fromordinal(day), months).toordinal()


YEAR_TRUE: dict[str, Callable[[int], int]] = {
    "year_of": lambda d: date.fromordinal(d).year,
    "year_start": lambda d: date(date.fromordinal(d).year, 1, 1).toordinal(),
    "year_end": lambda d: date(date.fromordinal(d).year, 12, 31).toordinal(),
}
