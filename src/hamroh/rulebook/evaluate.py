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
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import cache
from types import CodeType
from typing import Any

from . import tree as t
from .days import plus_months
from .loading import Book
from .provisions import DOES_NOT_APPLY, SOURCE_SILENT, Branch, Provision, Step, Version

KNOWN, UNKNOWN, DISPUTED, NOT_APPLICABLE, NO_VERSION = "known", "unknown", "disputed", "does_not_apply", "no_version"

Closure = Callable[["Asking"], Any]

_NOTHING = (None,) * 6
_FAR = 10**7


class Result:
    """What a provision gave: its outcome, the fields of the (first) reading, the branch and version, and the trace."""

    # Slots, and no `__init__`: some 130 are made for each question, and whoever makes one fills in every slot.
    __slots__ = ("branch", "fields", "meant", "outcome", "read", "readings", "trace", "version", "why")

    outcome: str
    fields: tuple[Any, ...] | None
    read: tuple[Any, ...]
    """The fields as other provisions may read them: nothing, unless a branch held."""
    readings: tuple[tuple[Any, ...], ...]
    branch: Branch | None
    version: Version | None
    trace: list[int]
    meant: bool
    """Whether the provision surely concerns the person."""
    why: str
    """Why unknown, when no fact would settle it: `source_silent`, `not_yet_read`."""


_BLANK = (
    f"r.outcome = {UNKNOWN!r}; r.fields = r.branch = r.version = None; r.read = NOTHING; r.readings = (); r.why = ''"
)


def _result(outcome: str, trace: tuple[int, ...] = ()) -> Result:
    """A result that is the same for everybody."""
    r = Result()
    r.outcome, r.trace, r.meant, r.why = outcome, list(trace), False, ""
    r.fields, r.branch, r.version, r.read, r.readings = None, None, None, _NOTHING, ()
    return r


_NO_SUCH_LAW_THEN = _result(NO_VERSION)

# A scope, once looked at: whether it holds, what was read, and the result of whoever stands outside it or may.
Held = tuple[bool | None, list[int], Result | None]


class Asking:
    """One question: a person's facts, the day asked about and the day of knowledge; fills with results."""

    __slots__ = ("bounds", "facts", "histories", "known", "on", "on_date", "results", "runs", "scopes", "trace")

    def __init__(
        self,
        facts: list[Any],
        bounds: dict[int, tuple[int, int]],
        histories: Any,
        on: int,
        known: int,
        then: LawThen,
        scopes: int,
    ) -> None:
        self.facts, self.bounds, self.histories = facts, bounds, histories
        self.on, self.known = on, known
        self.on_date = date.fromordinal(on)
        self.runs = then.runs
        self.results: list[Result | None] = then.results.copy()
        self.scopes: list[Held | None] = [None] * scopes
        self.trace: list[int] = []
        """What a test outside a provision (a step, a gate) read."""


class LawThen:
    """The law as it stood on a day and was known on another: the function of each provision's version, by its index."""

    __slots__ = ("groups", "results", "runs")

    def __init__(self, runs: list[Any], results: list[Result | None], groups: list[tuple[int, list[int]]]) -> None:
        self.runs = runs
        self.results = results
        """Those of which there was no such law then; the rest is to be worked out."""
        self.groups = groups
        """Provisions to work out, by the scope they share (-1: everybody)."""


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
        self.scopes, self.scope_of = _scopes(self.provisions)
        self.steps = sorted(book.steps.values(), key=lambda s: (s.order, s.code))
        gated = [f for f in book.facts.values() if f.asked_if is not None]
        names = self._names = self._load()
        self.gates = {f.index: names[f"gate{f.index}"] for f in gated}
        self._scope_runs = [names[f"scope{k}"] for k in range(len(self.scopes))]
        self._then: dict[tuple[int, int], LawThen] = {}

    # -- writing and loading the functions

    @property
    def source(self) -> str:
        """The functions as Python text."""
        return "\n".join(_Writer(self).whole()[0])

    def _load(self) -> dict[str, Any]:
        code: Any = None
        if self.book.code is not None:
            code = marshal.loads(self.book.code)
            needs = self.book.needs
        if code is None:
            parts, needs = _Writer(self).whole()
            code = tuple(_code_of(part) for part in parts)
            self.book.code, self.book.needs = marshal.dumps(code), needs
        names = self._namespace(needs)
        for part in code:
            exec(part, names)  # noqa: S102 - our own text, written above from the typed tree
        return names

    def _namespace(self, needs: list[tuple[Any, ...]]) -> dict[str, Any]:
        names: dict[str, Any] = dict(_FUNCTIONS)
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
        if kind == "outside":
            r = _result(NOT_APPLICABLE, what[0])
            return False, r.trace, r
        if kind == "otherwise":
            return self._otherwise(*what)
        if kind == "series":
            return self.book.series.look_up(what[0])
        if kind == "rates":
            return self.book.series.rates(what[0])
        from .histories import HISTORY_FUNCTIONS

        return HISTORY_FUNCTIONS[what[0]].work

    def _otherwise(self, index: int, place: int) -> Result:
        """The result of a version that gives everybody the same."""
        version = self.provisions[index].versions[place]
        r = _result(UNKNOWN)
        r.meant, r.version, r.branch = True, version, version.branches[0]
        if r.branch.outcome == DOES_NOT_APPLY:
            r.outcome = NOT_APPLICABLE
        elif r.branch.outcome:
            r.why = "source_silent"
        else:
            (reading,) = r.branch.readings
            fields = tuple(f.value if isinstance(f, t.Literal) else None for f in reading.fields)
            r.fields = r.read = fields
            r.outcome = KNOWN
        return r

    def closure(self, node: t.Node) -> Closure:
        """A function of a question that gives the value of one expression, None for unknown; it writes to `c.trace`."""
        writer = _Writer(self)
        text = writer.expression("x", node)
        names = self._names
        names.update({need[0]: self._need(*need[1:]) for need in writer.needs.values()})
        exec(compile(text, "<an expression>", "exec", dont_inherit=True), names)  # noqa: S102 - as above
        made: Closure = names["x"]
        return made

    # -- asking

    def then(self, on: int, known: int) -> LawThen:
        """The law of a day as known on another, worked out once for each pair (the last few hundred are kept)."""
        found = self._then.get((on, known))
        if found is not None:
            return found
        names = self._names
        runs: list[Any] = [None] * len(self.provisions)
        results: list[Result | None] = [None] * len(self.provisions)
        groups: dict[int, list[int]] = {}
        for index in self.computed:
            p = self.provisions[index]
            if p.at is not None:
                runs[index] = names[f"p{index}"]
            elif on > self.limit:
                runs[index] = names[f"p{index}_late"]
            else:
                place = version_on(p, on, known)
                if place < 0:
                    results[index] = _NO_SUCH_LAW_THEN
                    continue
                runs[index] = names[f"p{index}_{place}"]
            groups.setdefault(self.scope_of[index], []).append(index)
        if len(self._then) >= 400:
            self._then.clear()
        made = self._then[on, known] = LawThen(runs, results, list(groups.items()))
        return made

    def asking(
        self, facts: list[Any], bounds: dict[int, tuple[int, int]], histories: Any, on: int, known: int
    ) -> Asking:
        """A question, ready to be answered."""
        return Asking(facts, bounds, histories, on, known, self.then(on, known), len(self.scopes))

    def all_results(self, c: Asking) -> None:
        """Fill in the result of every provision that computes."""
        results, runs, held, scope_runs = c.results, c.runs, c.scopes, self._scope_runs
        for scope, indexes in self.then(c.on, c.known).groups:
            if scope >= 0:
                seen = held[scope] or scope_runs[scope](c)
                if seen[0] is not True:
                    outside = seen[2]
                    for index in indexes:
                        results[index] = outside
                    continue
            for index in indexes:
                if results[index] is None:
                    runs[index](c)

    def fired(self, c: Asking) -> list[Step]:
        """The next steps whose condition holds, in their order; after `all_results`."""
        steps = self.steps
        return [steps[i] for i in self._names["steps"](c)]

    def result(self, c: Asking, index: int) -> Result:
        """The result of a provision, computed once per question."""
        r = c.results[index]
        if r is None:
            r = c.runs[index](c)
        assert r is not None
        return r


@cache
def _code_of(text: str) -> CodeType:
    """Functions ready to load. A proposal leaves most of the law as it is: what was compiled once is not compiled again."""
    return compile(text, "<the law>", "exec", dont_inherit=True, optimize=2)


def version_on(p: Provision, day: int, known: int) -> int:
    """Place of the version that governs a day, as known on the day of knowledge; -1 where there was none."""
    for k in range(len(p.versions) - 1, -1, -1):
        v = p.versions[k]
        if v.start > day or known < v.published:
            continue
        if v.end is None or day <= v.end:
            return k
        follower = next((w for w in p.versions if w.start == v.end + 1), None)
        if follower is not None and known < follower.published:
            return k
    return -1


def _always(version: Version) -> bool:
    """Does the version give everybody it concerns the same: its first branch is `otherwise`, with constants alone?"""
    first = version.branches[0]
    return (
        first.when is None
        and len(first.readings) < 2
        and all(f is None or isinstance(f, t.Literal) for reading in first.readings for f in reading.fields)
    )


def _scopes(provisions: list[Provision]) -> tuple[list[tuple[int, tuple[t.Node, ...]]], dict[int, int]]:
    """Whom the provisions concern, each test once: (the scope it narrows or -1, what it adds); and each provision's scope.

    Most provisions begin alike ("in Russia, no Russian citizen, ..."): what two of them begin with is a scope of its own.
    """
    lists = {
        p.index: p.concerns.of if isinstance(p.concerns, t.And) else (p.concerns,) for p in provisions if p.concerns
    }
    uses: dict[tuple[t.Node, ...], int] = {}
    for parts in set(lists.values()):
        for n in range(1, len(parts) + 1):
            uses[parts[:n]] = uses.get(parts[:n], 0) + 1
    whole = set(lists.values())
    scopes: list[tuple[int, tuple[t.Node, ...]]] = []
    places: dict[tuple[t.Node, ...], int] = {}

    def place(parts: tuple[t.Node, ...]) -> int:
        if parts not in places:
            shared = next((n for n in range(len(parts) - 1, 0, -1) if uses[parts[:n]] > 1 or parts[:n] in whole), 0)
            above = place(parts[:shared]) if shared else -1
            scopes.append((above, parts[shared:]))
            places[parts] = len(scopes) - 1
        return places[parts]

    of = {index: place(parts) for index, parts in lists.items()}
    return scopes, {p.index: of.get(p.index, -1) for p in provisions}


class _Writer:
    """Writes functions. An expression becomes lines, and a name or literal that then holds its value."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled, self.book = compiled, compiled.book
        self.lines: list[str] = []
        self.depth = 0
        self.count = 0
        self.needs: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        self.at_hand: dict[Any, str] = {}
        """Facts and results read before on every way to this line, and the names that hold them."""
        self.all_there = False
        """Every result is known to be filled in."""

    def whole(self) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Every scope, provision, step and gate, each a text of its own."""
        parts = [self.scope(k, *scope) for k, scope in enumerate(self.compiled.scopes)]
        parts += [self.provision(p) for p in self.compiled.provisions if p.kind != "text"]
        parts.append(self.steps())
        parts += [
            self.expression(f"gate{f.index}", f.asked_if) for f in self.book.facts.values() if f.asked_if is not None
        ]
        return parts, list(self.needs.values())

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
            word = re.sub(r"\W", "_", str(recipe[-1]))
            self.needs[key] = (f"{prefix}{len(self.needs)}_{word}", *recipe)
        return str(self.needs[key][0])

    def started(self, header: str) -> None:
        self.lines, self.depth, self.count, self.at_hand = [header], 1, 0, {}
        self.put("F = c.facts; RS = c.results; on = day = c.on; known = c.known")

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Lines one step further in: what they read is not at hand after them."""
        before = self.at_hand.copy()
        self.depth += 1
        yield
        self.depth -= 1
        self.at_hand = before

    def expression(self, name: str, node: t.Node) -> str:
        """A function of its own for one expression."""
        self.started(f"def {name}(c):")
        self.put("T = c.trace")
        self.put(f"return {self.value(node)}")
        return "\n".join(self.lines)

    def steps(self) -> str:
        """One function for all next steps: the places of those that fire."""
        self.started("def steps(c):")
        self.all_there = True
        self.put("T = []; fired = []")
        for i, step in enumerate(self.compiled.steps):
            self.put(f"if {self.value(step.when)} is True: fired.append({i})")
        self.put("return fired")
        self.all_there = False
        return "\n".join(self.lines)

    # -- provisions

    def scope(self, k: int, above: int, parts: tuple[t.Node, ...]) -> str:
        """The function of a scope: a conjunction that goes on where the one above ended, with the same trace."""
        self.started(f"def scope{k}(c):")
        if above >= 0:
            self.put(f"above = c.scopes[{above}] or scope{above}(c)")
            self.put("held = above[0]")
            self.put(f"if held is False: c.scopes[{k}] = above; return above")
            self.put("T = above[1].copy()")
        else:
            self.put("held = True; T = []")
        for part in parts:
            reads = self.reads(part)
            if reads is None:
                mark = self.name()
                self.put(f"{mark} = len(T)")
            v = self.value(part)
            self.put(f"if {v} is False:")
            if reads is None:
                self.put(
                    f"    r = R(); {_BLANK}; r.outcome = {NOT_APPLICABLE!r}; r.meant = False; r.trace = T[{mark}:]"
                )
                self.put(f"    s = c.scopes[{k}] = (False, r.trace, r); return s")
            else:
                # Always the same: whoever stands outside for this reason has one result for all.
                self.put(f"    s = c.scopes[{k}] = {self.need('O', 'outside', reads)}; return s")
            self.put(f"if {v} is None: held = None")
        self.put(f"if held is None: r = R(); {_BLANK}; r.meant = False; r.trace = T")
        self.put("else: r = None")
        self.put(f"s = c.scopes[{k}] = (held, T, r); return s")
        return "\n".join(self.lines)

    def provision(self, p: Provision) -> str:
        """The functions of a provision; for a deadline also those that find the earliest safe day.

        Where the day asked about governs, each version has its own and `Compiled.then` picks; else one picks for itself.
        """
        i = p.index
        if p.at is not None:
            self.started(f"def p{i}(c):")
            self.meant(p)
            self.put(f"r = RS[{i}] = R(); {_BLANK}; T = r.trace = []; r.meant = True")
            self.put(f"day = {self.value(p.at)}")
            self.put("if day is None: return r")
            self.put(f"if day > {self.compiled.limit}:")
            self.put("    r.why = 'not_yet_read'; return r")
            word = "if"
            for k in range(len(p.versions) - 1, -1, -1):
                self.put(f"{word} {_in_force(p, p.versions[k], 'day')}:")
                word = "elif"
                with self.inside():
                    self.put(f"r.version = V{i}_{k}")
                    self.version(p, k)
                    self.put("return r")
            self.put(f"r.outcome = {NO_VERSION!r}; return r")
            texts = ["\n".join(self.lines)]
        else:
            texts = []
            for k in range(len(p.versions)):
                self.started(f"def p{i}_{k}(c):")
                self.meant(p)
                if _always(p.versions[k]):
                    self.put(f"r = RS[{i}] = {self.need('A', 'otherwise', i, k)}; return r")
                else:
                    self.put(f"r = RS[{i}] = R(); {_BLANK}; T = r.trace = []; r.meant = True; r.version = V{i}_{k}")
                    self.version(p, k)
                    self.put("return r")
                texts.append("\n".join(self.lines))
            self.started(f"def p{i}_late(c):")
            self.meant(p)
            self.put(f"r = RS[{i}] = R(); {_BLANK}; r.trace = []; r.meant = True; r.why = 'not_yet_read'; return r")
            texts.append("\n".join(self.lines))
        if p.kind == "deadline":
            texts += [self.earliest(p, k) for k in range(len(p.versions))]
        return "\n".join(texts)

    def meant(self, p: Provision) -> None:
        """Whom the provision does not concern, or may not, has the result of its scope."""
        scope = self.compiled.scope_of[p.index]
        if scope >= 0:
            self.put(f"s = c.scopes[{scope}] or scope{scope}(c)")
            self.put(f"if s[0] is not True: RS[{p.index}] = s[2]; return s[2]")

    def version(self, p: Provision, k: int) -> None:
        """Branches in order: the first that holds decides; an unknown condition makes the result unknown."""
        for j, b in enumerate(p.versions[k].branches):
            if b.when is None:
                self.put(f"r.branch = B{p.index}_{k}_{j}")
                self.outcome(b)
                return
            mark = self.name()
            self.put(f"{mark} = len(T)")
            held = self.value(b.when)
            self.put(f"if {held} is True:")
            with self.inside():
                self.put(f"r.branch = B{p.index}_{k}_{j}")
                self.outcome(b)
                self.put("return r")
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
        self.lines[1] = self.lines[1].replace("on = day = c.on", "on = c.on")
        self.put("T = []; days = []; open_ = True")
        for j, b in enumerate(p.versions[k].branches):
            self.put(f"if open_ and place <= {j}:")
            with self.inside():
                held = self.value(b.when) if b.when is not None else "True"
                if b.when is not None:
                    self.put(f"if {held} is not False:")
                    with self.inside():
                        self.possible(b)
                else:
                    self.possible(b)
                self.put(f"if {held} is True: open_ = False")
        self.put("if days: r.fields = (min(days), None, None)")
        return "\n".join(self.lines)

    def possible(self, b: Branch) -> None:
        """The safe days of a branch that may hold; without one there is none at all."""
        if b.outcome == SOURCE_SILENT:
            self.put("return")
            return
        if not b.readings:
            self.put("pass")
        for reading in b.readings:
            first = reading.fields[0]
            assert first is not None
            safe = self.value(first)
            if not isinstance(first, t.Literal):
                self.put(f"if {safe} is None: return")
            self.put(f"days.append({safe})")

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
                i, told, v = self.compiled.fact_index[name], self.fact(name), self.name()
                self.put(f"{v} = {told}")
                self.put(f"if {v} is None and {i} in c.bounds: {v} = c.bounds[{i}][{int(latest)}]")
                return v
            case t.Result(provision=provision, field=field):
                r = self.other(provision)
                place = [name for name, _ in self.book.provisions[provision].fields].index(field)
                return self.once((provision, place), f"{r}.read[{place}]")
            case t.Applies(provision=provision):
                r = self.other(provision)
                told = self.once((provision, "outcome"), f"{r}.outcome")
                return self.once(
                    (provision, "applies"),
                    f"False if {told} == {NOT_APPLICABLE!r} or {told} == {NO_VERSION!r} "
                    f"else True if {r}.branch is not None else None",
                )
            case t.Certain(provision=provision):
                r = self.other(provision)
                return self.once((provision, "certain"), f"{r}.outcome == {KNOWN!r}")
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

    def once(self, key: Any, body: str) -> str:
        """A name for what need not be worked out twice on one way through the lines."""
        v = self.at_hand.get(key)
        if v is None:
            v = self.at_hand[key] = self.name()
            self.put(f"{v} = {body}")
        return v

    def reads(self, node: t.Node) -> tuple[int, ...] | None:
        """What is read for a node, if that is the same whatever it finds."""
        out: list[int] = []
        for n in t.walk(node):
            match n:
                case t.And() | t.Or() | t.Case():
                    return None
                case t.Fact(name=name) | t.Bound(name=name):
                    out.append(self.compiled.fact_index[name])
                case t.Result(provision=provision) | t.Applies(provision=provision) | t.Certain(provision=provision):
                    out.append(~self.compiled.index[provision])
                case t.LawValue(provision=provision):
                    out.append(~self.compiled.index[provision])
                case t.Call(name=name) if name not in _FUNCTIONS and name not in ("in_list", "plus_days", "rub"):
                    return None
        return tuple(out)

    def fact(self, name: str) -> str:
        i = self.compiled.fact_index[name]
        self.put(f"T.append({i})")
        return self.once(i, f"F[{i}]")

    def other(self, provision: str) -> str:
        """The result of another provision, computed when it is first read."""
        i = self.compiled.index[provision]
        if self.book.provisions[provision].kind == "text":
            raise TypeError(f"{provision} is a text and has no result")
        self.put(f"T.append({~i})")
        before = self.at_hand.get(provision)
        r = self.once(provision, f"RS[{i}]")
        if before is None and not self.all_there:
            self.put(f"if {r} is None: {r} = c.runs[{i}](c)")
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
        self.put(f"{v} = {'True' if decides == 'False' else 'False'}; {start} = len(T)")
        with ExitStack() as deeper:
            for place, part in enumerate(parts):
                if place:
                    mark = self.name()
                    self.put(f"{mark} = len(T)")
                held = self.value(part)
                self.put(f"if {held} is {decides}:")
                self.put(f"    {v} = {decides}" + (f"; del T[{start}:{mark}]" if place else ""))
                if place == len(parts) - 1:
                    self.put(f"elif {held} is None: {v} = None")
                else:
                    self.put("else:")
                    deeper.enter_context(self.inside())
                    self.put(f"if {held} is None: {v} = None")
        return v

    def case(self, branches: tuple[tuple[t.Node, t.Node], ...], otherwise: t.Node | None) -> str:
        v = self.name()
        self.put(f"{v} = None")
        with ExitStack() as deeper:
            for when, value in branches:
                mark = self.name()
                self.put(f"{mark} = len(T)")
                held = self.value(when)
                self.put(f"if {held} is True:")
                with self.inside():
                    self.put(f"{v} = {self.value(value)}")
                self.put(f"elif {held} is False:")
                deeper.enter_context(self.inside())
                self.put(f"del T[{mark}:]")
            if otherwise is not None:
                self.put(f"{v} = {self.value(otherwise)}")
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
    "NOTHING": _NOTHING,
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
