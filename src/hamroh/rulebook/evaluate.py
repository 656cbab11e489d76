"""One person: the typed tree as Python functions, one for each provision, with the reasons.

A trace is what decided a result: facts read (index, from 0 up) and provisions read (`~index`, below 0), in the order
in which they were read, cut back to what mattered whenever a condition short-circuits.
Unknown is `None` inside; nothing else is ever `None`.

The functions are written out as Python text once for each text of the law (and kept in the cache as code), because a
full position must come within a millisecond: calling a closure for each node took three times as long
(docs/decisions tells). What is written is plain: read it with `Compiled.source`.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable
from datetime import date
from typing import Any

from . import tree as t
from .days import plus_months
from .loading import Book
from .provisions import DOES_NOT_APPLY, SOURCE_SILENT, Branch, Provision, Version

KNOWN, UNKNOWN, DISPUTED, NOT_APPLICABLE, NO_VERSION = "known", "unknown", "disputed", "does_not_apply", "no_version"

Closure = Callable[["Asking"], Any]

_NOTHING = (None,) * 6
_FAR = 10**7


class Result:
    """What a provision gave: its outcome, the fields of the (first) reading, the branch and version, and the trace."""

    # Defaults stand on the class: a result is made for every provision of every question, and few differ in much.
    outcome: str = UNKNOWN
    fields: tuple[Any, ...] | None = None
    read: tuple[Any, ...] = _NOTHING
    """The fields as other provisions may read them: nothing, unless a branch held."""
    readings: tuple[tuple[Any, ...], ...] = ()
    branch: Branch | None = None
    version: Version | None = None
    trace: list[int] = []
    meant: bool = False
    """Whether the provision surely concerns the person."""
    why: str = ""
    """Why unknown, when no fact would settle it: `source_silent`, `not_yet_read`."""


_NO_SUCH_LAW_THEN = Result()
_NO_SUCH_LAW_THEN.outcome = NO_VERSION


class Asking:
    """One question: a person's facts, the day asked about and the day of knowledge; fills with results."""

    __slots__ = ("bounds", "facts", "histories", "known", "on", "on_date", "results", "trace")

    def __init__(
        self, facts: list[Any], bounds: dict[int, tuple[int, int]], histories: Any, on: int, known: int, count: int
    ) -> None:
        self.facts, self.bounds, self.histories = facts, bounds, histories
        self.on, self.known = on, known
        self.on_date = date.fromordinal(on)
        self.results: list[Result | None] = [None] * count
        self.trace: list[int] = []
        """What a test outside a provision (a step, a gate) read."""


class Compiled:
    """The book as functions of a question."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.index = {id_: p.index for id_, p in book.provisions.items()}
        self.fact_index = {name: fact.index for name, fact in book.facts.items()}
        read = book.about["read"]
        self.limit = read.toordinal() + int(book.about["unknown_after_days"])
        self.provisions = sorted(book.provisions.values(), key=lambda p: p.index)
        self.computed = [p.index for p in self.provisions if p.kind != "text"]
        self.guards: list[tuple[Closure, list[int]]] = []
        steps = sorted(book.steps.values(), key=lambda s: (s.order, s.code))
        gated = [f for f in book.facts.values() if f.asked_if is not None]
        names = self._load()
        self.runs: list[Any] = [names.get(f"p{p.index}") for p in self.provisions]
        names["P"].extend(self.runs)
        self.steps = [(step, names[f"step{i}"]) for i, step in enumerate(steps)]
        self.gates = {f.index: names[f"gate{f.index}"] for f in gated}
        self.guards = [(names[f"guard{i}"], indexes) for i, (_, indexes) in enumerate(self._first_tests())]
        self._names = names

    # -- writing and loading the functions

    @property
    def source(self) -> str:
        """The functions as Python text."""
        return _Writer(self).whole()[0]

    def _load(self) -> dict[str, Any]:
        code: Any = None
        if self.book.code is not None:
            code = marshal.loads(self.book.code)
            needs = self.book.needs
        if code is None:
            text, needs = _Writer(self).whole()
            code = compile(text, "<the law>", "exec", dont_inherit=True, optimize=2)
            self.book.code, self.book.needs = marshal.dumps(code), needs
        names = self._namespace(needs)
        exec(code, names)  # noqa: S102 - our own text, written above from the typed tree
        return names

    def _namespace(self, needs: list[tuple[Any, ...]]) -> dict[str, Any]:
        names: dict[str, Any] = dict(_FUNCTIONS)
        names["P"] = []
        for p in self.provisions:
            for i, v in enumerate(p.versions):
                names[f"V{p.index}_{i}"] = v
                for j, b in enumerate(v.branches):
                    names[f"B{p.index}_{i}_{j}"] = b
        for need in needs:
            names[need[0]] = self._need(*need[1:])
        return names

    def _need(self, kind: str, *what: Any) -> Any:
        """A function or table from outside the tree, by its recipe."""
        if kind == "calendar":
            calendar = self.book.series.calendar(what[0])
            if calendar is None:
                return lambda *a: None
            work = getattr(calendar, what[1].removesuffix("_off"))
            # With declared days off, the day of knowledge comes last: a decree counts once it was signed.
            return (lambda *a: work(*a[:-1], True, a[-1])) if what[1].endswith("_off") else work
        if kind == "series":
            return self.book.series.look_up(what[0])
        if kind == "rates":
            return self.book.series.rates(what[0])
        from .histories import HISTORY_FUNCTIONS

        return HISTORY_FUNCTIONS[what[0]].work

    def closure(self, node: t.Node) -> Closure:
        """A function of a question that gives the value of one expression, None for unknown; it writes to `c.trace`."""
        writer = _Writer(self)
        text = writer.expression("x", node)
        names = self._names
        names.update({need[0]: self._need(*need[1:]) for need in writer.needs.values()})
        exec(compile(text, "<an expression>", "exec", dont_inherit=True), names)  # noqa: S102 - as above
        made: Closure = names["x"]
        return made

    def _first_tests(self) -> list[tuple[t.Node, list[int]]]:
        """The first test of each `concerns` when it is a test of one fact ("destination = 'RU'"), with its provisions.

        It comes before everything else: when it is false none of them applies, and none needs to be looked at.
        """
        groups: dict[t.Node, list[int]] = {}
        for index in self.computed:
            node = self.provisions[index].concerns
            first = node.of[0] if isinstance(node, t.And) else node
            if isinstance(first, (t.Compare, t.Within)) and isinstance(t.children(first)[0], t.Fact):
                groups.setdefault(first, []).append(index)
        return list(groups.items())

    # -- asking

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

    def result(self, c: Asking, index: int) -> Result:
        """The result of a provision, computed once per question."""
        r = c.results[index]
        if r is None:
            r = self.runs[index](c)
        assert r is not None
        return r


class _Writer:
    """Writes functions. An expression becomes lines, and a name or literal that then holds its value."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled, self.book = compiled, compiled.book
        self.lines: list[str] = []
        self.depth = 0
        self.count = 0
        self.needs: dict[tuple[Any, ...], tuple[Any, ...]] = {}

    def whole(self) -> tuple[str, list[tuple[Any, ...]]]:
        """Every provision, step, gate and first test."""
        parts = [self.provision(p) for p in self.compiled.provisions if p.kind != "text"]
        steps = sorted(self.book.steps.values(), key=lambda s: (s.order, s.code))
        parts += [self.expression(f"step{i}", step.when) for i, step in enumerate(steps)]
        parts += [
            self.expression(f"gate{f.index}", f.asked_if) for f in self.book.facts.values() if f.asked_if is not None
        ]
        parts += [self.expression(f"guard{i}", node) for i, (node, _) in enumerate(self.compiled._first_tests())]
        return "\n".join(parts), list(self.needs.values())

    # -- lines

    def put(self, line: str) -> None:
        self.lines.append("    " * self.depth + line)

    def name(self) -> str:
        self.count += 1
        return f"v{self.count}"

    def need(self, prefix: str, *recipe: Any) -> str:
        """A name for something from outside the tree."""
        key = recipe
        if key not in self.needs:
            self.needs[key] = (f"{prefix}{len(self.needs)}_{recipe[-1]}".replace(".", "_"), *recipe)
        return str(self.needs[key][0])

    def started(self, header: str) -> None:
        self.lines, self.depth, self.count = [header], 1, 0

    def expression(self, name: str, node: t.Node) -> str:
        """A function of its own for one expression."""
        self.started(f"def {name}(c):")
        self.put("F = c.facts; RS = c.results; T = c.trace; on = day = c.on; known = c.known")
        self.put(f"return {self.value(node)}")
        return "\n".join(self.lines)

    # -- provisions

    def provision(self, p: Provision) -> str:
        """The function of a provision; for a deadline also the one that finds the earliest safe day."""
        i = p.index
        self.started(f"def p{i}(c):")
        self.put("RS = c.results; F = c.facts; on = day = c.on; known = c.known")
        if p.at is not None:
            self.put(f"r = RS[{i}] = R(); T = r.trace = []")
        if p.at is None:
            self.put(f"if day <= {self.compiled.limit}:")
            self.depth += 1
            self.pick(p)
            self.depth -= 1
            self.put("else: version = -1")
            self.put(f"r = RS[{i}] = R(); T = r.trace = []")
        if p.concerns is not None:
            meant = self.value(p.concerns)
            self.put(f"if {meant} is not True:")
            self.put(f"    if {meant} is False: r.outcome = {NOT_APPLICABLE!r}")
            self.put("    return r")
            self.put("T.clear()")
        self.put("r.meant = True")
        if p.at is not None:
            self.put(f"day = {self.value(p.at)}")
            self.put("if day is None: return r")
        self.put(f"if day > {self.compiled.limit}:")
        self.put("    r.why = 'not_yet_read'; return r")
        if p.at is not None:
            self.pick(p)
        for k in range(len(p.versions)):
            self.put(f"if version == {k}:")
            self.depth += 1
            self.put(f"r.version = V{i}_{k}")
            self.version(p, k)
            self.put("return r")
            self.depth -= 1
        self.put("return r")
        text = "\n".join(self.lines)
        if p.kind == "deadline":
            text += "\n" + "\n".join(self.earliest(p, k) for k in range(len(p.versions)))
        return text

    def pick(self, p: Provision) -> None:
        """The version of the governing day, as it was published by the day of knowledge."""
        word = "if"
        for k in range(len(p.versions) - 1, -1, -1):
            self.put(f"{word} {_in_force(p, p.versions[k], 'day')}: version = {k}")
            word = "elif"
        self.put("else:")
        if p.at is None:
            self.put(f"    RS[{p.index}] = NONE_THEN; return NONE_THEN")
        else:
            self.put(f"    r.outcome = {NO_VERSION!r}; return r")

    def version(self, p: Provision, k: int) -> None:
        """Branches in order: the first that holds decides; an unknown condition makes the result unknown."""
        for j, b in enumerate(p.versions[k].branches):
            if b.when is not None:
                mark = self.name()
                self.put(f"{mark} = len(T)")
                held = self.value(b.when)
                self.put(f"if {held} is True:")
                self.depth += 1
            self.put(f"r.branch = B{p.index}_{k}_{j}")
            self.outcome(b)
            if b.when is None:
                return
            self.put("return r")
            self.depth -= 1
            self.put(f"if {held} is None:")
            if p.kind == "deadline":
                self.put(f"    q{p.index}_{k}(c, r, day, {j})")
            self.put("    return r")
            self.put(f"del T[{mark}:]")

    def outcome(self, b: Branch) -> None:
        if b.outcome == DOES_NOT_APPLY:
            self.put(f"r.outcome = {NOT_APPLICABLE!r}")
            return
        if b.outcome:
            self.put("r.why = 'source_silent'")
            return
        names = []
        for reading in b.readings:
            fields = [self.value(f) if f is not None else "None" for f in reading.fields]
            name = self.name()
            self.put(f"{name} = ({', '.join(fields)},)")
            names.append((name, fields[0]))
        self.put(f"r.fields = r.read = {names[0][0]}")
        if len(names) == 1:
            if b.readings[0].fields[0] is not None and not isinstance(b.readings[0].fields[0], t.Literal):
                self.put(f"if {names[0][1]} is not None: r.outcome = {KNOWN!r}")
            else:
                self.put(f"r.outcome = {KNOWN!r}")
            return
        self.put(f"r.readings = ({', '.join(n for n, _ in names)},)")
        some = " or ".join(
            "True" if isinstance(reading.fields[0], t.Literal) else f"{first} is not None"
            for (_, first), reading in zip(names, b.readings, strict=True)
        )
        same = " == ".join(n for n, _ in names)
        self.put(f"if {some}: r.outcome = {KNOWN!r} if {same} else {DISPUTED!r}")

    def earliest(self, p: Provision, k: int) -> str:
        """When a condition is unknown: the earliest safe day among the branches still possible, if each has one."""
        self.started(f"def q{p.index}_{k}(c, r, day, place):")
        self.put("F = c.facts; RS = c.results; T = []; on = c.on; known = c.known; days = []; open_ = True")
        for j, b in enumerate(p.versions[k].branches):
            self.put(f"if open_ and place <= {j}:")
            self.depth += 1
            held = self.value(b.when) if b.when is not None else "True"
            if b.when is not None:
                self.put(f"if {held} is not False:")
                self.depth += 1
            if b.outcome == SOURCE_SILENT:
                self.put("return")
            for reading in b.readings:
                first = reading.fields[0]
                assert first is not None
                safe = self.value(first)
                if not isinstance(first, t.Literal):
                    self.put(f"if {safe} is None: return")
                self.put(f"days.append({safe})")
            self.put(f"if {held} is True: open_ = False")
            self.depth = 1
        self.put("if days: r.fields = (min(days), None, None)")
        return "\n".join(self.lines)

    # -- expressions

    def value(self, node: t.Node) -> str:
        """Write what works out a node; the name or literal that holds its value."""
        match node:
            case t.Literal(value=value):
                return repr(value)
            case t.AskedDay():
                return "on"
            case t.Fact(name=name):
                return self.fact(name)
            case t.Bound(name=name, latest=latest):
                i, v = self.compiled.fact_index[name], self.fact(name)
                self.put(f"if {v} is None and {i} in c.bounds: {v} = c.bounds[{i}][{int(latest)}]")
                return v
            case t.Result(provision=provision, field=field):
                r = self.other(provision)
                place = [name for name, _ in self.book.provisions[provision].fields].index(field)
                v = self.name()
                self.put(f"{v} = {r}.read[{place}]")
                return v
            case t.Applies(provision=provision):
                r, v = self.other(provision), self.name()
                self.put(f"{v} = {r}.outcome")
                self.put(
                    f"{v} = False if {v} in ({NOT_APPLICABLE!r}, {NO_VERSION!r}) else True if {r}.branch is not None else None"
                )
                return v
            case t.Certain(provision=provision):
                r, v = self.other(provision), self.name()
                self.put(f"{v} = {r}.outcome == {KNOWN!r}")
                return v
            case t.LawValue():
                return self.law_value(node)
            case t.Known(of=of):
                inner, v = self.value(of), self.name()
                self.put(f"{v} = {inner} is not None")
                return v
            case t.Not(of=of):
                inner, v = self.value(of), self.name()
                self.put(f"{v} = None if {inner} is None else not {inner}")
                return v
            case t.And(of=of):
                return self.junction(of, "False")
            case t.Or(of=of):
                return self.junction(of, "True")
            case t.Compare(op=op, left=left, right=right):
                return self.strict((left, right), "{0} %s {1}" % {"=": "==", "<>": "!="}.get(op, op))
            case t.Within(of=of, values=values):
                return self.strict((of,), "{0} in {{" + ", ".join(map(repr, values)) + "}}")
            case t.Holds(of=of, codes=t.Literal(value=str() as code)):
                return self.strict((of,), f"{code!r} in {{0}}")
            case t.Holds(of=of, codes=codes):
                return self.strict((of, codes), "not {0}.isdisjoint({1})" if codes.type == t.LIST else "{1} in {0}")
            case t.Arithmetic(op=op, left=left, right=right):
                return self.strict((left, right), "divide({0}, {1})" if op == "//" else "{0} %s {1}" % op)
            case t.Case(branches=branches, otherwise=otherwise):
                return self.case(branches, otherwise)
            case t.Call():
                return self.call(node)
            case _:
                raise TypeError(f"no function for {type(node).__name__}")

    def strict(self, operands: tuple[t.Node, ...], shape: str) -> str:
        """Unknown if any operand is."""
        held = [self.value(o) for o in operands]
        unknown = [h for h, o in zip(held, operands, strict=True) if not isinstance(o, (t.Literal, t.AskedDay))]
        v = self.name()
        test = " or ".join(f"{h} is None" for h in unknown)
        body = shape.format(*held)
        self.put(f"{v} = None if {test} else {body}" if test else f"{v} = {body}")
        return v

    def fact(self, name: str) -> str:
        i, v = self.compiled.fact_index[name], self.name()
        self.put(f"{v} = F[{i}]; T.append({i})")
        return v

    def other(self, provision: str) -> str:
        """The result of another provision, computed when it is first read."""
        i, r = self.compiled.index[provision], self.name()
        if self.book.provisions[provision].kind == "text":
            raise TypeError(f"{provision} is a text and has no result")
        self.put(f"{r} = RS[{i}]")
        self.put(f"if {r} is None: {r} = P[{i}](c)")
        self.put(f"T.append({~i})")
        return r

    def law_value(self, node: t.LawValue) -> str:
        p = self.book.provisions[node.provision]
        v, day = self.name(), "day" if node.day is None else str(node.day)
        self.put(f"T.append({~p.index})")
        word = "if"
        for version in reversed(p.versions):
            held = version.values.get(node.name)
            value = None if held is None else held.value
            self.put(f"{word} {_in_force(p, version, day)}: {v} = {value!r}")
            word = "elif"
        self.put(f"else: {v} = None")
        return v

    def junction(self, parts: tuple[t.Node, ...], decides: str) -> str:
        """`and` (decided by a false part) or `or` (decided by a true one); the trace keeps only what decided."""
        v, start = self.name(), self.name()
        depth = self.depth
        self.put(f"{v} = {'True' if decides == 'False' else 'False'}; {start} = len(T)")
        for place, part in enumerate(parts):
            if place:
                mark = self.name()
                self.put(f"{mark} = len(T)")
            held = self.value(part)
            self.put(f"if {held} is {decides}:")
            self.put(f"    {v} = {decides}" + (f"; del T[{start}:{mark}]" if place else ""))
            last = place == len(parts) - 1
            if last:
                self.put(f"elif {held} is None: {v} = None")
            else:
                self.put("else:")
                self.depth += 1
                self.put(f"if {held} is None: {v} = None")
        self.depth = depth
        return v

    def case(self, branches: tuple[tuple[t.Node, t.Node], ...], otherwise: t.Node | None) -> str:
        v, depth = self.name(), self.depth
        self.put(f"{v} = None")
        for when, value in branches:
            mark = self.name()
            self.put(f"{mark} = len(T)")
            held = self.value(when)
            self.put(f"if {held} is True:")
            self.depth += 1
            self.put(f"{v} = {self.value(value)}")
            self.depth -= 1
            self.put(f"elif {held} is False:")
            self.depth += 1
            self.put(f"del T[{mark}:]")
        if otherwise is not None:
            self.put(f"{v} = {self.value(otherwise)}")
        self.depth = depth
        return v

    def call(self, node: t.Call) -> str:
        name, arguments = node.name, node.arguments
        if name == "in_list":
            return self.strict(arguments, "{0} in {1}")
        if name == "plus_days":
            return self.strict(arguments, "{0} + {1}")
        if name == "rub":
            return self.strict(arguments, "{0} * 100")
        if name in _FUNCTIONS:
            return self.strict(arguments, f"{name}({', '.join(f'{{{i}}}' for i in range(len(arguments)))})")
        places = ", ".join(f"{{{i}}}" for i in range(len(arguments)))
        if name == "series":
            first = arguments[0]
            assert isinstance(first, t.Literal)
            work = self.need("S", "series", first.value)
            rest = arguments[1:]
            return self.strict(rest, f"{work}({', '.join(f'{{{i}}}' for i in range(len(rest)))})")
        if node.calendar:
            known = ", known" if name.endswith("_off") else ""
            return self.strict(arguments, f"{self.need('W', 'calendar', node.calendar, name)}({places}{known})")
        return self.history(node)

    def history(self, node: t.Call) -> str:
        from .histories import HISTORY_FUNCTIONS

        function = HISTORY_FUNCTIONS[node.name]
        indexes = [self.compiled.fact_index[h] for h in function.reads if h in self.compiled.fact_index]
        if "stays" in function.reads and "entered" in self.compiled.fact_index:
            indexes.append(self.compiled.fact_index["entered"])
        for i in indexes:
            self.put(f"T.append({i})")
        work = self.need("H", "history", node.name)
        operands: list[Any] = []
        shape: list[Any] = []
        for argument, kind in zip(node.arguments, function.arguments, strict=True):
            if isinstance(argument, t.Literal) and argument.type == t.CHOICE and node.name.startswith("late_pay_"):
                # The name of a series of rates: this book's own, whatever folder it was read from.
                shape.append(self.need("K", "rates", argument.value))
                continue
            shape.append(("as_day({%d})" if kind == "day" else "{%d}") % len(operands))
            operands.append(argument)
        body = f"{work}({', '.join(['c.histories', 'c.on_date', *shape])})"
        return self.strict(tuple(operands), f"ordinal({body})" if function.result == "day" else body)


def _in_force(p: Provision, v: Version, day: str) -> str:
    """The test that a version governs a day, as known on the day of knowledge.

    A version that a later one followed ended by that later act: whoever does not know it yet still has the old law.
    """
    test = f"{v.start} <= {day} and known >= {v.published}"
    if v.end is None:
        return test
    ended = f"{day} <= {v.end}"
    follower = next((w for w in p.versions if w.start == v.end + 1), None)
    return f"{test} and {ended}" if follower is None else f"{test} and ({ended} or known < {follower.published})"


def _divide(a: int, b: int) -> int | None:
    if b == 0:
        return None
    q = abs(a) // abs(b)
    return q if (a < 0) == (b < 0) else -q


def _plus_months(day: int, months: int) -> int:
    return plus_months(date.fromordinal(day), months).toordinal()


def _ordinal(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


_FUNCTIONS: dict[str, Any] = {
    "R": Result,
    "NONE_THEN": _NO_SUCH_LAW_THEN,
    "divide": _divide,
    "plus_months": _plus_months,
    "plus_years": lambda d, n: _plus_months(d, 12 * n),
    "earlier": min,
    "later": max,
    "year_of": lambda d: date.fromordinal(d).year,
    "year_start": lambda d: date(date.fromordinal(d).year, 1, 1).toordinal(),
    "year_end": lambda d: date(date.fromordinal(d).year, 12, 31).toordinal(),
    "as_day": date.fromordinal,
    "ordinal": _ordinal,
}
