"""Closures over the typed tree: one person, all provisions, with the reasons.

A trace is what decided a result: facts read (index, from 0 up) and provisions read (`~index`, below 0), in the order
in which they were read, cut back to what mattered whenever a condition short-circuits.
Unknown is `None` inside; nothing else is ever `None`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from . import tree as t
from .days import plus_months
from .loading import Book
from .provisions import DOES_NOT_APPLY, SOURCE_SILENT, Branch, Provision, Version

KNOWN, UNKNOWN, DISPUTED, NOT_APPLICABLE, NO_VERSION = "known", "unknown", "disputed", "does_not_apply", "no_version"

Closure = Callable[["Asking"], Any]


class Result:
    """What a provision gave: its outcome, the fields of the (first) reading, the branch and version, and the trace."""

    __slots__ = ("branch", "fields", "meant", "outcome", "readings", "trace", "version", "why")

    def __init__(self) -> None:
        self.outcome = UNKNOWN
        self.fields: tuple[Any, ...] | None = None
        self.readings: tuple[tuple[Any, ...], ...] = ()
        self.branch: Branch | None = None
        self.version: Version | None = None
        self.trace: list[int] = []
        self.meant = False
        """Whether the provision surely concerns the person."""
        self.why = ""
        """Why unknown, when no fact would settle it: `source_silent`, `not_yet_read`, `no_such_field`."""


class Asking:
    """One question: a person's facts, the day asked about and the day of knowledge; fills with results."""

    __slots__ = ("bounds", "day", "facts", "histories", "known", "on", "on_date", "results", "trace")

    def __init__(self, facts: list[Any], bounds: dict[int, tuple[int, int]], histories: Any, on: int, known: int, count: int) -> None:
        self.facts, self.bounds, self.histories = facts, bounds, histories
        self.on, self.known, self.day = on, known, on
        self.on_date = date.fromordinal(on)
        self.results: list[Result | None] = [None] * count
        self.trace: list[int] = []


class Compiled:
    """The book as closures."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.index = {id_: p.index for id_, p in book.provisions.items()}
        self.fact_index = {name: fact.index for name, fact in book.facts.items()}
        read = book.about["read"]
        self.limit = read.toordinal() + int(book.about["unknown_after_days"])
        by_index = sorted(book.provisions.values(), key=lambda p: p.index)
        self.provisions = by_index
        self.runs: list[Callable[[Asking], Result]] = [lambda c: Result()] * len(by_index)
        for p in by_index:
            self.runs[p.index] = self.provision(p)
        self.computed = [p.index for p in by_index if p.kind != "text"]
        self.guards = self.shared_tests()
        self.steps = [(step, self.closure(step.when)) for step in sorted(book.steps.values(), key=lambda s: (s.order, s.code))]
        self.gates = {f.index: self.closure(f.asked_if) for f in book.facts.values() if f.asked_if is not None}

    def shared_tests(self) -> list[tuple[Closure, list[int]]]:
        """The first test of each `concerns` when it is a test of one fact ("destination = 'RU'"), with its provisions.

        It comes before everything else: when it is false none of them applies, and none needs to be looked at.
        """
        groups: dict[t.Node, list[int]] = {}
        for index in self.computed:
            node = self.provisions[index].concerns
            first = node.of[0] if isinstance(node, t.And) else node
            if isinstance(first, (t.Compare, t.Within)) and isinstance(t.children(first)[0], t.Fact):
                groups.setdefault(first, []).append(index)
        return [(self.closure(node), indexes) for node, indexes in groups.items()]

    def all_results(self, c: Asking) -> None:
        """Fill in the result of every provision that computes."""
        results, runs = c.results, self.runs
        for test, indexes in self.guards:
            c.trace = []
            if test(c) is False:
                spared = Result()
                spared.outcome, spared.trace = NOT_APPLICABLE, c.trace
                for index in indexes:
                    results[index] = spared
        for index in self.computed:
            if results[index] is None:
                runs[index](c)

    # -- provisions

    def result(self, c: Asking, index: int) -> Result:
        """The result of a provision, computed once per question."""
        r = c.results[index]
        if r is None:
            r = self.runs[index](c)
        return r

    def provision(self, p: Provision) -> Callable[[Asking], Result]:
        concerns = self.closure(p.concerns) if p.concerns is not None else None
        at = self.closure(p.at) if p.at is not None else None
        index, limit = p.index, self.limit
        deadline = p.kind == "deadline"
        versions = tuple(
            (v.start, v.end if v.end is not None else 10**7, v.published, v, self.branches(v)) for v in reversed(p.versions)
        )

        def pick(c: Asking, day: int) -> tuple[Version, Any] | None:
            known = c.known
            for start, end, published, version, branches in versions:
                if start <= day <= end and published <= known:
                    return version, branches
            return None

        def run(c: Asking) -> Result:
            r = Result()
            c.results[index] = r
            day = c.on
            picked: tuple[Version, Any] | None = None
            if at is None and day <= limit:
                picked = pick(c, day)
                if picked is None:
                    r.outcome = NO_VERSION
                    return r
            outer_trace, outer_day = c.trace, c.day
            trace = c.trace = r.trace
            c.day = day
            try:
                if concerns is not None:
                    meant = concerns(c)
                    if meant is not True:
                        if meant is False:
                            r.outcome = NOT_APPLICABLE
                        return r
                    trace.clear()
                r.meant = True
                if at is not None:
                    day = at(c)
                    if day is None:
                        return r
                    c.day = day
                if day > limit:
                    r.why = "not_yet_read"
                    return r
                if picked is None:
                    picked = pick(c, day)
                    if picked is None:
                        r.outcome = NO_VERSION
                        return r
                r.version = picked[0]
                choose(c, r, picked[1])
                return r
            finally:
                c.trace, c.day = outer_trace, outer_day

        def choose(c: Asking, r: Result, branches: Any) -> None:
            trace = c.trace
            for place, (when, outcome, readings, branch) in enumerate(branches):
                mark = len(trace)
                if when is not None:
                    held = when(c)
                    if held is False:
                        del trace[mark:]
                        continue
                    if held is None:
                        if deadline:
                            earliest(c, r, branches, place)
                        return
                r.branch = branch
                if outcome:
                    if outcome == DOES_NOT_APPLY:
                        r.outcome = NOT_APPLICABLE
                    else:
                        r.why = "source_silent"
                    return
                first = tuple(f(c) if f is not None else None for f in readings[0])
                r.fields = first
                if len(readings) == 1:
                    if first[0] is not None:
                        r.outcome = KNOWN
                    return
                every = [first, *(tuple(f(c) if f is not None else None for f in fields) for fields in readings[1:])]
                r.readings = tuple(every)
                if all(fields[0] is None for fields in every):
                    return
                r.outcome = KNOWN if all(fields == first for fields in every) else DISPUTED
                return

        def earliest(c: Asking, r: Result, branches: Any, place: int) -> None:
            """A condition is unknown: the earliest safe day among the branches still possible, if each has one."""
            outer, days = c.trace, []
            c.trace = []
            try:
                for when, outcome, readings, _ in branches[place:]:
                    held = when(c) if when is not None else True
                    if held is False:
                        continue
                    if outcome == SOURCE_SILENT:
                        return
                    if not outcome:
                        for fields in readings:
                            safe = fields[0](c)
                            if safe is None:
                                return
                            days.append(safe)
                    if held is True:
                        break
            finally:
                c.trace = outer
            if days:
                r.fields = (min(days), None, None)

        return run

    def branches(self, version: Version) -> tuple[Any, ...]:
        return tuple(
            (
                self.closure(b.when) if b.when is not None else None,
                b.outcome,
                tuple(tuple(self.closure(f) if f is not None else None for f in reading.fields) for reading in b.readings),
                b,
            )
            for b in version.branches
        )

    # -- expressions

    def closure(self, node: t.Node) -> Closure:
        """A function of the question that gives the node's value, or None for unknown."""
        match node:
            case t.Literal(value=value):
                return lambda c: value
            case t.AskedDay():
                return lambda c: c.on
            case t.Fact(name=name):
                return self.fact(name)
            case t.Bound(name=name, latest=latest):
                return self.bound(name, latest)
            case t.Result(provision=provision, field=field):
                return self.field(provision, field)
            case t.LawValue():
                return self.law_value(node)
            case t.Applies(provision=provision):
                return self.applies(provision)
            case t.Certain(provision=provision):
                return self.certain(provision)
            case t.Known(of=of):
                inner = self.closure(of)
                return lambda c: inner(c) is not None
            case t.Not(of=of):
                inner = self.closure(of)

                def negate(c: Asking) -> Any:
                    value = inner(c)
                    return None if value is None else not value

                return negate
            case t.And(of=of):
                return _junction(tuple(self.closure(n) for n in of), False)
            case t.Or(of=of):
                return _junction(tuple(self.closure(n) for n in of), True)
            case t.Compare():
                return self.compare(node)
            case t.Within(of=of, values=values):
                inner, members = self.closure(of), frozenset(values)

                def within(c: Asking) -> Any:
                    value = inner(c)
                    return None if value is None else value in members

                return within
            case t.Holds(of=of, codes=codes):
                return _holds(self.closure(of), self.closure(codes))
            case t.Arithmetic(op=op, left=left, right=right):
                return _ARITHMETIC[op](self.closure(left), self.closure(right))
            case t.Case(branches=branches, otherwise=otherwise):
                return self.case(
                    tuple((self.closure(w), self.closure(v)) for w, v in branches), self.closure(otherwise) if otherwise else None
                )
            case t.Call():
                return self.call(node)
            case _:
                raise TypeError(f"no evaluator for {type(node).__name__}")

    def fact(self, name: str) -> Closure:
        i = self.fact_index[name]

        def read(c: Asking) -> Any:
            c.trace.append(i)
            return c.facts[i]

        return read

    def bound(self, name: str, latest: bool) -> Closure:
        i, side = self.fact_index[name], int(latest)

        def read(c: Asking) -> Any:
            c.trace.append(i)
            value = c.facts[i]
            if value is None and i in c.bounds:
                return c.bounds[i][side]
            return value

        return read

    def field(self, provision: str, field: str) -> Closure:
        index = self.index_of(provision)
        place = [name for name, _ in self.book.provisions[provision].fields].index(field)
        runs = self.runs

        def read(c: Asking) -> Any:
            r = c.results[index]
            if r is None:
                r = runs[index](c)
            c.trace.append(~index)
            if r.fields is None or (r.outcome == UNKNOWN and r.branch is None):
                return None
            return r.fields[place]

        return read

    def index_of(self, provision: str) -> int:
        return self.index[provision]

    def law_value(self, node: t.LawValue) -> Closure:
        p = self.book.provisions[node.provision]
        name, fixed = node.name, node.day
        versions = tuple(
            (v.start, v.end if v.end is not None else 10**7, v.published, v.values[name].value if name in v.values else None)
            for v in reversed(p.versions)
        )
        index = p.index

        def read(c: Asking) -> Any:
            c.trace.append(~index)
            day = c.day if fixed is None else fixed
            known = c.known
            for start, end, published, value in versions:
                if start <= day <= end and published <= known:
                    return value
            return None

        return read

    def applies(self, provision: str) -> Closure:
        index, runs = self.index_of(provision), self.runs

        def read(c: Asking) -> Any:
            r = c.results[index] or runs[index](c)
            c.trace.append(~index)
            if r.outcome in (NOT_APPLICABLE, NO_VERSION):
                return False
            return True if r.branch is not None else None

        return read

    def certain(self, provision: str) -> Closure:
        index, runs = self.index_of(provision), self.runs

        def read(c: Asking) -> Any:
            r = c.results[index] or runs[index](c)
            c.trace.append(~index)
            return r.outcome == KNOWN

        return read

    def compare(self, node: t.Compare) -> Closure:
        left, right, op = self.closure(node.left), node.right, node.op
        if isinstance(right, t.Literal):
            constant = right.value
            if op == "=":
                if isinstance(node.left, t.Fact):
                    i = self.fact_index[node.left.name]

                    def fact_is(c: Asking) -> Any:
                        c.trace.append(i)
                        value = c.facts[i]
                        return None if value is None else value == constant

                    return fact_is

                def equal(c: Asking) -> Any:
                    value = left(c)
                    return None if value is None else value == constant

                return equal
        other, test = self.closure(right), _COMPARE[op]

        def compare(c: Asking) -> Any:
            a = left(c)
            b = other(c)
            return None if a is None or b is None else test(a, b)

        return compare

    def case(self, branches: tuple[tuple[Closure, Closure], ...], otherwise: Closure | None) -> Closure:
        def choose(c: Asking) -> Any:
            trace = c.trace
            for when, value in branches:
                mark = len(trace)
                held = when(c)
                if held is None:
                    return None
                if held:
                    return value(c)
                del trace[mark:]
            return otherwise(c) if otherwise is not None else None

        return choose

    def call(self, node: t.Call) -> Closure:
        name = node.name
        if name == "series":
            return self.series(node)
        arguments = tuple(self.closure(a) for a in node.arguments)
        if name == "in_list":
            what, listed = arguments

            def in_list(c: Asking) -> Any:
                value, members = what(c), listed(c)
                return None if value is None or members is None else value in members

            return in_list
        if name in _DAYS:
            return _strict(_DAYS[name], arguments)
        if node.calendar:
            return self.working_days(node, arguments)
        return self.history(node, arguments)

    def working_days(self, node: t.Call, arguments: tuple[Closure, ...]) -> Closure:
        from .working_days import calendar_for

        calendar = calendar_for(node.calendar)
        if calendar is None:
            return lambda c: None
        off = node.name.endswith("_off")
        work = getattr(calendar, node.name.removesuffix("_off"))
        return _strict(lambda *a: work(*a, off) if off else work(*a), arguments)

    def series(self, node: t.Call) -> Closure:
        name = str(node.arguments[0].value) if isinstance(node.arguments[0], t.Literal) else ""
        look_up = self.book.series.look_up(name)
        return _strict(look_up, tuple(self.closure(a) for a in node.arguments[1:]))

    def history(self, node: t.Call, arguments: tuple[Closure, ...]) -> Closure:
        from .histories import HISTORY_FUNCTIONS

        function = HISTORY_FUNCTIONS[node.name]
        work = function.work
        if node.name.startswith("late_pay_"):
            # The last argument names a series of rates: this book's, whatever folder it was read from.
            rates = self.book.series.rates(str(node.arguments[-1].value)) if isinstance(node.arguments[-1], t.Literal) else None
            arguments = (*arguments[:-1], lambda c: rates)
        facts = [self.fact_index[h] for h in function.reads if h in self.fact_index]
        if "stays" in function.reads and "entered" in self.fact_index:
            facts.append(self.fact_index["entered"])
        day_places = [i for i, kind in enumerate(function.arguments) if kind == "day"]
        gives_day = function.result == "day"

        def read(c: Asking) -> Any:
            c.trace.extend(facts)
            values: list[Any] = []
            for f in arguments:
                value = f(c)
                if value is None:
                    return None
                values.append(value)
            for i in day_places:
                values[i] = date.fromordinal(values[i])
            found = work(c.histories, c.on_date, *values)
            return found.toordinal() if gives_day and found is not None else found

        return read


def _junction(parts: tuple[Closure, ...], decides: bool) -> Closure:
    """`and` (decided by a false part) or `or` (decided by a true one); the trace keeps only what decided."""

    def junction(c: Asking) -> Any:
        trace = c.trace
        start = len(trace)
        unknown = False
        for part in parts:
            mark = len(trace)
            value = part(c)
            if value is decides:
                if mark != start:
                    del trace[start:mark]
                return decides
            if value is None:
                unknown = True
        return None if unknown else not decides

    return junction


def _holds(of: Closure, codes: Closure) -> Closure:
    def holds(c: Asking) -> Any:
        held, wanted = of(c), codes(c)
        if held is None or wanted is None:
            return None
        return wanted in held if isinstance(wanted, str) else any(code in held for code in wanted)

    return holds


def _strict(work: Callable[..., Any], arguments: tuple[Closure, ...]) -> Closure:
    if len(arguments) == 1:
        (only,) = arguments

        def one(c: Asking) -> Any:
            value = only(c)
            return None if value is None else work(value)

        return one
    if len(arguments) == 2:
        first, second = arguments

        def two(c: Asking) -> Any:
            a = first(c)
            b = second(c)
            return None if a is None or b is None else work(a, b)

        return two

    def many(c: Asking) -> Any:
        values = [f(c) for f in arguments]
        return None if None in values else work(*values)

    return many


def _arithmetic(work: Callable[[int, int], int | None]) -> Callable[[Closure, Closure], Closure]:
    return lambda left, right: _strict(work, (left, right))


def _divide(a: int, b: int) -> int | None:
    if b == 0:
        return None
    q = abs(a) // abs(b)
    return q if (a < 0) == (b < 0) else -q


def _plus_months(day: int, months: int) -> int:
    return plus_months(date.fromordinal(day), months).toordinal()


_ARITHMETIC: dict[str, Callable[[Closure, Closure], Closure]] = {
    "+": _arithmetic(lambda a, b: a + b),
    "-": _arithmetic(lambda a, b: a - b),
    "*": _arithmetic(lambda a, b: a * b),
    "//": _arithmetic(_divide),
}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_DAYS: dict[str, Callable[..., Any]] = {
    "plus_days": lambda d, n: d + n,
    "plus_months": _plus_months,
    "plus_years": lambda d, n: _plus_months(d, 12 * n),
    "earlier": min,
    "later": max,
    "year_of": lambda d: date.fromordinal(d).year,
    "year_start": lambda d: date(date.fromordinal(d).year, 1, 1).toordinal(),
    "year_end": lambda d: date(date.fromordinal(d).year, 12, 31).toordinal(),
    "rub": lambda n: n * 100,
}
