"""The book as equations over columns: what every evaluator of tables is written from.

A provision becomes a few named columns: whom it concerns (`s..`, shared), the version that governs (`v..`), the branch that
held (`b..`), the outcome (`o..`) and the fields (`f.._n`), each an expression of the typed tree over facts, parameters and
other columns. Three-valued logic, strict CASE and everything else keep their one meaning: that of the tree. An engine that
can write out the tree's nodes and these few leaves can evaluate the whole book.

Parameters are what the day asked about and the day of knowledge decide for everybody: which version, which value of the
law. A plan without values for them is good for every day (the kernel); with values it is folded to one day (SQL).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from .. import tree as t
from ..book import Rulebook
from ..evaluate import version_on
from ..histories import HISTORY_FUNCTIONS
from ..provisions import DOES_NOT_APPLY, SOURCE_SILENT, Branch, Provision, Version

# How a result came out, as a number in every table.
UNKNOWN, KNOWN, DISPUTED, NOT_APPLICABLE, NO_VERSION = range(5)
OUTCOMES = ("unknown", "known", "disputed", "does_not_apply", "no_version")

# The version parameter of a provision when none governs.
LATE, NONE_THEN = -1, -2

HISTORIES = ("stays", "patents", "penalties", "decisions", "contracts", "pay", "registrations")


@dataclass(frozen=True, slots=True)
class Column(t.Node):
    """Another equation's value."""

    name: str


@dataclass(frozen=True, slots=True)
class Param(t.Node):
    """What the days decide for everybody: `key` says what; see `Plan.parameters`."""

    key: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Nothing(t.Node):
    """Unknown."""


@dataclass(frozen=True, slots=True)
class Told(t.Node):
    """What a person's row says itself: a fact's value, or the earliest (`lo`) or latest (`hi`) day it may mean."""

    name: str
    part: str = ""


@dataclass(frozen=True)
class Equation:
    """A column: its name, what it is, and the provision (by index, -1 for none) it belongs to."""

    name: str
    node: t.Node
    provision: int = -1

    @cached_property
    def leaves(self) -> tuple[t.Node, ...]:
        """What it reads: columns, facts told, parameters."""
        return _leaves((self.node,))

    @property
    def type(self) -> str:
        return self.node.type


@dataclass(frozen=True)
class HistoryCall:
    """A column that a history function gives; `at_exit`: as of the last exit instead of the day asked about."""

    name: str
    function: str
    arguments: tuple[t.Node, ...]
    at_exit: bool
    type: str

    @cached_property
    def leaves(self) -> tuple[t.Node, ...]:
        return _leaves(self.arguments)


def _leaves(nodes: Iterable[t.Node]) -> tuple[t.Node, ...]:
    """Kept with each item: plans are cut and read many times, and a walk through all of them takes a tenth of a second."""
    return tuple(n for node in nodes for n in t.walk(node) if isinstance(n, (Column, Told, Param)))


Item = Equation | HistoryCall

_COUNTED = (t.DAY, t.NUMBER, t.MONEY)
"""Types of the law's named values that are parameters: a proposal with another number is then the same machine code."""

_TRUE, _FALSE = t.Literal(t.YES_NO, True), t.Literal(t.YES_NO, False)


def number(value: int) -> t.Literal:
    return t.Literal(t.NUMBER, value)


def equal(left: t.Node, right: t.Node) -> t.Node:
    return t.Compare(t.YES_NO, "=", left, right)


def known(node: t.Node) -> t.Node:
    return t.Known(t.YES_NO, node)


def both(*parts: t.Node) -> t.Node:
    return parts[0] if len(parts) == 1 else t.And(t.YES_NO, parts)


def case(type_: str, *branches: tuple[t.Node, t.Node], otherwise: t.Node | None = None) -> t.Node:
    return t.Case(type_, branches, otherwise)


class Plan:
    """Equations in an order in which each reads only what stands before it."""

    def __init__(self, rulebook: Rulebook, items: list[Item], days: tuple[int, int] | None = None) -> None:
        self.rulebook = rulebook
        self.items = items
        self.days = days
        """The day asked about and the day of knowledge (ordinals), when folded to them."""

    @cached_property
    def by_name(self) -> dict[str, Item]:
        return {item.name: item for item in self.items}

    @cached_property
    def equations(self) -> list[Equation]:
        return [item for item in self.items if isinstance(item, Equation)]

    @cached_property
    def calls(self) -> list[HistoryCall]:
        return [item for item in self.items if isinstance(item, HistoryCall)]

    @cached_property
    def parameters(self) -> list[Param]:
        """Every parameter that is read, in order of first reading."""
        found: dict[Param, None] = {}
        for node in self._leaves():
            if isinstance(node, Param):
                found[node] = None
        return list(found)

    @cached_property
    def told(self) -> list[Told]:
        """What must be known of each person's row."""
        found: dict[Told, None] = {}
        for node in self._leaves():
            if isinstance(node, Told):
                found[node] = None
        return list(found)

    def _leaves(self) -> Iterable[t.Node]:
        for item in self.items:
            yield from item.leaves

    def parameter_values(self, on: int, known_day: int) -> dict[tuple[Any, ...], Any]:
        """The parameters on a day, as known on another; `None` is unknown. Days are ordinals."""
        return {p.key: parameter(self.rulebook, p.key, on, known_day) for p in self.parameters}

    def only(self, wanted: Iterable[str]) -> Plan:
        """The equations that these columns need, themselves included."""
        needed: set[str] = set()
        open_ = list(wanted)
        while open_:
            name = open_.pop()
            if name in needed:
                continue
            needed.add(name)
            open_.extend(reads(self.by_name[name]))
        return Plan(self.rulebook, [item for item in self.items if item.name in needed], self.days)

    def on(self, on: int, known_day: int) -> Plan:
        """Folded to one day: parameters are constants, what they decide is decided."""
        values = self.parameter_values(on, known_day)
        constants: dict[str, t.Node] = {}
        items: list[Item] = []
        for item in self.items:
            if isinstance(item, HistoryCall):
                items.append(replace(item, arguments=tuple(_folded(a, values, constants) for a in item.arguments)))
                continue
            node = _folded(item.node, values, constants)
            if isinstance(node, (t.Literal, Nothing)):
                constants[item.name] = node
            items.append(replace(item, node=node))
        return Plan(self.rulebook, items, (on, known_day))


def reads(item: Item) -> list[str]:
    """The columns an equation reads."""
    return [n.name for n in item.leaves if isinstance(n, Column)]


def parameter(rulebook: Rulebook, key: tuple[Any, ...], on: int, known_day: int) -> Any:
    """A parameter's value on a day, as known on another."""
    match key:
        case ("on",):
            return on
        case ("known",):
            return known_day
        case ("version", str(id_)):
            if on > rulebook.compiled.limit:
                return LATE
            place = version_on(rulebook.book.provisions[id_], on, known_day)
            return NONE_THEN if place < 0 else place
        case ("known by", int(day)):
            return known_day >= day
        case ("literal", str(), value):
            return value
        case ("value", str(id_), str(name), day):
            p = rulebook.book.provisions[id_]
            place = version_on(p, on if day is None else day, known_day)
            held = p.versions[place].values.get(name) if place >= 0 else None
            return None if held is None else held.value
    raise KeyError(key)


# -- from the book to equations --------------------------------------------------------------------------------------


def plan_of(rulebook: Rulebook, more: Mapping[str, t.Node] | None = None) -> Plan:
    """The whole book as equations, good for every day; `more`: expressions of its tree beside it, by the names of their columns."""
    return _Planner(rulebook).whole(more or {})


def outcome_of(rulebook: Rulebook, id_: str) -> str:
    return f"o{rulebook.compiled.index[id_]}"


def branch_of(rulebook: Rulebook, id_: str) -> str:
    return f"b{rulebook.compiled.index[id_]}"


def field_of(rulebook: Rulebook, id_: str, place: int) -> str:
    """The column of a field as other provisions read it: nothing unless a branch held."""
    return f"f{rulebook.compiled.index[id_]}_{place}"


def shown_of(rulebook: Rulebook, id_: str, place: int) -> str:
    """The column of a field as the answer shows it: a deadline may have a provisional safe day."""
    p = rulebook.book.provisions[id_]
    return f"d{p.index}" if p.kind == "deadline" and place == 0 else field_of(rulebook, id_, place)


class _Planner:
    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook, self.book = rulebook, rulebook.book
        self.compiled = rulebook.compiled
        self.items: list[Item] = []
        self.names: set[str] = set()
        self.calls: dict[tuple[str, tuple[t.Node, ...]], str] = {}

    def whole(self, more: Mapping[str, t.Node]) -> Plan:
        done: set[int] = set()

        def visit(p: Provision) -> None:
            if p.index in done:
                return
            done.add(p.index)
            for id_ in sorted(results_read(p)):
                visit(self.book.provisions[id_])
            if p.kind != "text":
                self.provision(p)

        for p in self.compiled.provisions:
            visit(p)
        for step in self.compiled.steps:
            for node in t.walk(step.when):
                if isinstance(node, (t.Result, t.Applies, t.Certain)):
                    visit(self.book.provisions[node.provision])
            self.put(f"step_{step.code}", self.tree(step.when, None))
        for name, node in more.items():
            self.put(name, self.tree(node, None))
        return Plan(self.rulebook, self.items)

    def put(self, name: str, node: t.Node, provision: int = -1) -> Column:
        if name not in self.names:
            self.names.add(name)
            self.items.append(Equation(name, node, provision))
        return Column(node.type, name)

    # -- provisions

    def scope(self, k: int) -> t.Node:
        """Whom it concerns; a scope goes on where the one above ended."""
        if k < 0:
            return _TRUE
        above, parts = self.compiled.scopes[k]
        if f"s{k}" in self.names:
            return Column(t.YES_NO, f"s{k}")
        first = (self.scope(above),) if above >= 0 else ()
        return self.put(f"s{k}", both(*first, *(self.tree(part, None) for part in parts)))

    def provision(self, p: Provision) -> None:
        i = p.index
        scope = self.scope(self.compiled.scope_of[i])
        if p.at is None:
            day: t.Node = Param(t.DAY, ("on",))
            version: t.Node = Param(t.NUMBER, ("version", p.id))
        else:
            day = self.put(f"a{i}", case(t.DAY, (scope, self.tree(p.at, None))), i)
            version = self.put(f"v{i}", self.version(p, day), i)
        # Branches are numbered through all versions.
        first: list[int] = []
        branches: list[Branch] = []
        for v in p.versions:
            first.append(len(branches))
            branches.extend(v.branches)
        holds = [self.holding(p, k, v, first[k], day) for k, v in enumerate(p.versions)]
        b = self.put(
            f"b{i}",
            case(
                t.NUMBER,
                (scope, case(t.NUMBER, *((equal(version, number(k)), node) for k, node in enumerate(holds)))),
            ),
            i,
        )
        fields = [self.field(p, b, branches, 0, place, day) for place in range(len(p.fields))]
        self.outcome(p, scope, version, b, branches, fields, day)
        if p.kind == "deadline":
            self.provisional(p, scope, version, b, fields[0], day)

    def version(self, p: Provision, day: t.Node) -> t.Node:
        """Which version governs a day that differs from person to person."""
        ways: list[tuple[t.Node, t.Node]] = [
            (t.Compare(t.YES_NO, ">", day, t.Literal(t.DAY, self.compiled.limit)), number(LATE))
        ]
        for k in range(len(p.versions) - 1, -1, -1):
            ways.append((in_force(p, p.versions[k], day), number(k)))
        return case(t.NUMBER, *ways, otherwise=number(NONE_THEN))

    def holding(self, p: Provision, k: int, v: Version, first: int, day: t.Node) -> t.Node:
        """The number of the branch that holds, in a version."""
        ways = []
        for j, b in enumerate(v.branches):
            if b.when is None:
                break
            condition = self.tree(b.when, day)
            if p.kind == "deadline":  # read again where the branch stays open
                condition = self.put(f"c{p.index}_{k}_{j}", self.meant(p, k, condition), p.index)
            ways.append((condition, number(first + j)))
        otherwise = number(first + len(v.branches) - 1)
        return case(t.NUMBER, *ways, otherwise=otherwise) if ways else otherwise

    def meant(self, p: Provision, k: int, node: t.Node) -> t.Node:
        """Worked out only where the provision concerns the person and the version governs."""
        version = Param(t.NUMBER, ("version", p.id)) if p.at is None else Column(t.NUMBER, f"v{p.index}")
        scope = self.scope(self.compiled.scope_of[p.index])
        return case(node.type, (both(scope, equal(version, number(k))), node))

    def field(self, p: Provision, b: t.Node, branches: list[Branch], reading: int, place: int, day: t.Node) -> Column:
        type_ = p.fields[place][1]
        ways: list[tuple[t.Node, t.Node]] = []
        for n, branch in enumerate(branches):
            if len(branch.readings) > reading:
                node = branch.readings[reading].fields[place]
                if node is not None:
                    ways.append((equal(b, number(n)), self.tree(node, day)))
        name = f"f{p.index}_{place}" if reading == 0 else f"r{p.index}_{reading}_{place}"
        return self.put(name, case(type_, *ways) if ways else Nothing(type_), p.index)

    def outcome(
        self,
        p: Provision,
        scope: t.Node,
        version: t.Node,
        b: t.Node,
        branches: list[Branch],
        fields: list[Column],
        day: t.Node,
    ) -> None:
        others: dict[int, list[Column]] = {}
        for reading in range(1, max((len(x.readings) for x in branches), default=0)):
            others[reading] = [self.field(p, b, branches, reading, place, day) for place in range(len(p.fields))]
        ways: list[tuple[t.Node, t.Node]] = []
        for n, branch in enumerate(branches):
            ways.append((equal(b, number(n)), self.comes_out(branch, fields, others)))
        settled = case(t.NUMBER, (known(b), case(t.NUMBER, *ways)), otherwise=number(UNKNOWN))
        none = equal(version, number(NONE_THEN))
        steps: list[tuple[t.Node, t.Node]] = []
        if p.at is None:
            steps.append((none, number(NO_VERSION)))
        if scope is not _TRUE:
            steps.append((t.Not(t.YES_NO, known(scope)), number(UNKNOWN)))
            steps.append((t.Not(t.YES_NO, scope), number(NOT_APPLICABLE)))
        if p.at is not None:
            steps.append((t.Not(t.YES_NO, known(version)), number(UNKNOWN)))
            steps.append((none, number(NO_VERSION)))
        self.put(f"o{p.index}", case(t.NUMBER, *steps, otherwise=settled) if steps else settled, p.index)

    def comes_out(self, branch: Branch, fields: list[Column], others: dict[int, list[Column]]) -> t.Node:
        if branch.outcome == DOES_NOT_APPLY:
            return number(NOT_APPLICABLE)
        if branch.outcome:
            return number(UNKNOWN)
        firsts = [r.fields[0] for r in branch.readings]
        columns = [fields[0], *(others[k][0] for k in range(1, len(branch.readings)))]
        if len(branch.readings) == 1:
            if firsts[0] is None or isinstance(firsts[0], t.Literal):
                return number(KNOWN)
            return case(t.NUMBER, (known(columns[0]), number(KNOWN)), otherwise=number(UNKNOWN))
        some = [_TRUE if isinstance(f, t.Literal) else known(c) for f, c in zip(firsts, columns, strict=True)]
        same = [
            same_value(a, b)
            for k in range(1, len(branch.readings))
            for a, b in zip(fields, others[k], strict=True)
            if any(r.fields[fields.index(a)] is not None for r in branch.readings)
        ]
        return case(
            t.NUMBER,
            (t.Or(t.YES_NO, tuple(some)), case(t.NUMBER, (both(*same), number(KNOWN)), otherwise=number(DISPUTED))),
            otherwise=number(UNKNOWN),
        )

    def provisional(self, p: Provision, scope: t.Node, version: t.Node, b: t.Node, first: Column, day: t.Node) -> None:
        """A deadline whose branch stays open: the earliest safe day among those possible, if each of them has one."""
        i = p.index
        ways: list[tuple[t.Node, t.Node]] = []
        for k, v in enumerate(p.versions):
            earliest: t.Node = Nothing(t.DAY)
            blocked: list[t.Node] = []
            closed: list[t.Node] = []
            for j, branch in enumerate(v.branches):
                possible: list[t.Node] = list(closed)
                if branch.when is not None:
                    held = Column(t.YES_NO, f"c{i}_{k}_{j}")
                    possible.append(case(t.YES_NO, (known(held), held), otherwise=_TRUE))
                    closed.append(case(t.YES_NO, (known(held), t.Not(t.YES_NO, held)), otherwise=_TRUE))
                open_ = both(*possible) if possible else _TRUE
                if branch.outcome == SOURCE_SILENT:
                    blocked.append(open_)
                    continue
                for r, reading in enumerate(branch.readings):
                    node = reading.fields[0]
                    assert node is not None
                    safe = self.put(f"y{i}_{k}_{j}_{r}", self.meant(p, k, self.tree(node, day)), i)
                    if not isinstance(node, t.Literal):
                        blocked.append(both(open_, t.Not(t.YES_NO, known(safe))))
                    earliest = self.put(
                        f"z{i}_{k}_{j}_{r}",
                        case(
                            t.DAY,
                            (
                                both(open_, known(safe)),
                                case(
                                    t.DAY,
                                    (known(earliest), t.Call(t.DAY, "earlier", (earliest, safe))),
                                    otherwise=safe,
                                ),
                            ),
                            otherwise=earliest,
                        ),
                        i,
                    )
            # With an `otherwise` that is a law constant, or none reached, nothing blocks.
            if blocked:
                earliest = case(t.DAY, (t.Or(t.YES_NO, tuple(blocked)), Nothing(t.DAY)), otherwise=earliest)
            ways.append((equal(version, number(k)), earliest))
        open_branch = case(
            t.DAY, (both(scope, t.Not(t.YES_NO, known(b))), case(t.DAY, *ways)), otherwise=Nothing(t.DAY)
        )
        x = self.put(f"x{i}", open_branch, i)
        self.put(f"d{i}", case(t.DAY, (known(b), first), otherwise=x), i)

    # -- expressions

    def tree(self, node: t.Node, day: t.Node | None) -> t.Node:
        """The same expression over columns; `day` is the governing day (the day asked about when there is none)."""
        governing: t.Node = Param(t.DAY, ("on",)) if day is None else day

        def turned(n: t.Node) -> t.Node:
            match n:
                case t.AskedDay():
                    return Param(t.DAY, ("on",))
                case t.Literal(type=type_, value=value, name=str(named)) if named and type_ in _COUNTED:
                    return Param(type_, ("literal", named, value))
                case t.Fact(name=name):
                    return self.fact(name)
                case t.Bound(name=name, latest=latest):
                    return self.fact_part(name, "hi" if latest else "lo")
                case t.Result(type=type_, provision=id_, field=field):
                    p = self.book.provisions[id_]
                    place = [name for name, _ in p.fields].index(field)
                    return Column(type_, f"f{p.index}_{place}")
                case t.Applies(provision=id_):
                    i = self.compiled.index[id_]
                    o, b = Column(t.NUMBER, f"o{i}"), Column(t.NUMBER, f"b{i}")
                    outside = t.Within(t.YES_NO, o, (NOT_APPLICABLE, NO_VERSION))
                    return self.put(f"applies{i}", case(t.YES_NO, (outside, _FALSE), (known(b), _TRUE)), i)
                case t.Certain(provision=id_):
                    return equal(Column(t.NUMBER, f"o{self.compiled.index[id_]}"), number(KNOWN))
                case t.LawValue():
                    return self.law_value(n, governing)
                case t.Call(name="in_list", arguments=(of, t.Literal(value=tuple() as values))):
                    return t.Within(t.YES_NO, turned(of), tuple(values))
                case t.Call(name="in_list", arguments=(of, t.LawValue() as listed)):
                    return self.in_listed(turned(of), listed, governing)
                case t.Call(name=name) if name in HISTORY_FUNCTIONS:
                    return self.history(n, turned)
                case _:
                    return rebuilt(n, turned)

        return turned(node)

    def in_listed(self, of: t.Node, listed: t.LawValue, governing: t.Node) -> t.Node:
        """Membership in another provision's list, whose version may differ from person to person."""
        p = self.book.provisions[listed.provision]
        day = governing if listed.day is None else t.Literal(t.DAY, listed.day)
        ways: list[tuple[t.Node, t.Node]] = []
        for k in range(len(p.versions) - 1, -1, -1):
            held = p.versions[k].values.get(listed.name)
            inside: t.Node = Nothing(t.YES_NO)
            if held is not None and isinstance(held.value, tuple):
                inside = t.Within(t.YES_NO, of, tuple(str(x) for x in held.value))
            ways.append((in_force(p, p.versions[k], day), inside))
        return case(t.YES_NO, *ways)

    def law_value(self, node: t.LawValue, governing: t.Node) -> t.Node:
        if node.day is not None or isinstance(governing, Param):
            return Param(node.type, ("value", node.provision, node.name, node.day))
        p = self.book.provisions[node.provision]
        ways: list[tuple[t.Node, t.Node]] = []
        for k in range(len(p.versions) - 1, -1, -1):
            held = p.versions[k].values.get(node.name)
            value: t.Node = Nothing(node.type) if held is None else t.Literal(held.type, held.value)
            if held is not None and held.type in _COUNTED:
                value = Param(held.type, ("literal", node.name, held.value))
            ways.append((in_force(p, p.versions[k], governing), value))
        return case(node.type, *ways)

    def history(self, node: t.Call, turned: Callable[[t.Node], t.Node]) -> t.Node:
        function = HISTORY_FUNCTIONS[node.name]
        return self.call(node.name, tuple(turned(a) for a in node.arguments), function.result)

    def call(self, function: str, arguments: tuple[t.Node, ...], type_: str) -> Column:
        key = (function, arguments)
        name = self.calls.get(key)
        if name is None:
            name = self.calls[key] = f"h{len(self.calls)}"
            base, at_exit = function, False
            if "_at_exit" in function:
                base, at_exit = function.replace("_at_exit", ""), True
            self.names.add(name)
            self.items.append(HistoryCall(name, base, arguments, at_exit, type_))
        return Column(type_, name)

    def fact(self, name: str) -> t.Node:
        """A fact as rules read it: told, or else what the histories say."""
        kind = self.book.facts[name]
        if kind.type == "history":
            return self.put(f"F_{name}", self.history_told(name))
        type_ = kind.value_type
        if type_ == t.DAY:
            lo, hi = self.fact_part(name, "lo"), self.fact_part(name, "hi")
            return self.put(f"F_{name}", case(t.DAY, (equal(lo, hi), lo)))
        told = Told(type_, name)
        derived = {
            "in_country": ("in_country", "stays"),
            "has_patent": ("has_patent", "patents"),
            "has_contract": ("has_contract", "contracts"),
        }.get(name)
        if derived is None:
            return told
        return self.put(f"F_{name}", case(type_, (known(told), told), otherwise=self.call(derived[0], (), t.YES_NO)))

    def history_told(self, name: str) -> t.Node:
        """Whether a history is known; stays only when nothing before them is left open."""
        told = Told(t.YES_NO, name)
        if name != "stays":
            return told
        complete = t.Not(t.YES_NO, known(Told(t.DAY, "stays_known_from")))
        return case(t.YES_NO, (complete, told))

    def fact_part(self, name: str, part: str) -> t.Node:
        """The earliest or latest day a fact may mean."""
        told = Told(t.DAY, name, part)
        derived = {"entered": "present_entry", "left": "last_exit"}.get(name)
        if derived is None:
            return told
        function = f"{derived}_{'earliest' if part == 'lo' else 'latest'}"
        return self.put(f"F_{name}_{part}", case(t.DAY, (known(told), told), otherwise=self.call(function, (), t.DAY)))


def results_read(p: Provision) -> set[str]:
    """The provisions whose results a provision reads."""
    return {n.provision for e in p.expressions() for n in t.walk(e) if isinstance(n, (t.Result, t.Applies, t.Certain))}


def in_force(p: Provision, v: Version, day: t.Node) -> t.Node:
    """Whether a version governs a day, as known on the day of knowledge; see `evaluate.version_on`."""
    parts: list[t.Node] = [
        Param(t.YES_NO, ("known by", v.published)),
        t.Compare(t.YES_NO, "<=", t.Literal(t.DAY, v.start), day),
    ]
    if v.end is not None:
        ended: t.Node = t.Compare(t.YES_NO, "<=", day, t.Literal(t.DAY, v.end))
        follower = next((w for w in p.versions if w.start == v.end + 1), None)
        if follower is not None:
            unheard = t.Not(t.YES_NO, Param(t.YES_NO, ("known by", follower.published)))
            ended = t.Or(t.YES_NO, (ended, unheard))
        parts.append(ended)
    return both(*parts)


def same_value(a: t.Node, b: t.Node) -> t.Node:
    """Equal, or both unknown."""
    neither = t.And(t.YES_NO, (t.Not(t.YES_NO, known(a)), t.Not(t.YES_NO, known(b))))
    return case(t.YES_NO, (t.And(t.YES_NO, (known(a), known(b))), equal(a, b)), otherwise=neither)


def rebuilt(node: t.Node, turned: Callable[[t.Node], t.Node]) -> t.Node:
    """The node with its operands turned."""
    match node:
        case t.Known(of=of) | t.Not(of=of):
            return replace(node, of=turned(of))
        case t.Within(of=of):
            return replace(node, of=turned(of))
        case t.And(of=of) | t.Or(of=of):
            return replace(node, of=tuple(turned(part) for part in of))
        case t.Holds(of=of, codes=codes):
            return replace(node, of=turned(of), codes=turned(codes))
        case t.Compare(left=left, right=right) | t.Arithmetic(left=left, right=right):
            return replace(node, left=turned(left), right=turned(right))
        case t.Case(branches=branches, otherwise=otherwise):
            return replace(
                node,
                branches=tuple((turned(when), turned(value)) for when, value in branches),
                otherwise=None if otherwise is None else turned(otherwise),
            )
        case t.Call(arguments=arguments):
            return replace(node, arguments=tuple(turned(a) for a in arguments))
        case _:
            return node


# -- folding ---------------------------------------------------------------------------------------------------------


def _folded(node: t.Node, values: dict[tuple[Any, ...], Any], constants: dict[str, t.Node]) -> t.Node:
    """The same expression with parameters as constants, and what they decide decided."""
    if isinstance(node, Param):
        value = values[node.key]
        return Nothing(node.type) if value is None else t.Literal(node.type, value)
    if isinstance(node, Column):
        return constants.get(node.name, node)
    return simplified(rebuilt(node, lambda n: _folded(n, values, constants)))


def simplified(node: t.Node) -> t.Node:
    """An expression whose operands are as simple as can be, made as simple as can be; the meaning stays."""
    match node:
        case t.Known(of=t.Literal()):
            return _TRUE
        case t.Known(of=Nothing()):
            return _FALSE
        case t.Not(of=t.Literal(value=value)):
            return t.Literal(t.YES_NO, not value)
        case t.Not(of=Nothing()):
            return node.of
        case t.And(of=of) | t.Or(of=of):
            decides = not isinstance(node, t.And)
            parts: list[t.Node] = []
            for part in of:
                if isinstance(part, t.Literal):
                    if part.value is decides:
                        return part
                    continue
                parts.append(part)
            if not parts:
                return t.Literal(t.YES_NO, not decides)
            return parts[0] if len(parts) == 1 else replace(node, of=tuple(parts))
        case t.Compare(op=op, left=t.Literal(value=a), right=t.Literal(value=b)):
            return t.Literal(t.YES_NO, _COMPARE[op](a, b))
        case t.Compare(left=left, right=right) if isinstance(left, Nothing) or isinstance(right, Nothing):
            return Nothing(t.YES_NO)
        case t.Arithmetic(left=left, right=right) if isinstance(left, Nothing) or isinstance(right, Nothing):
            return Nothing(node.type)
        case t.Within(of=t.Literal(value=value), values=values):
            return t.Literal(t.YES_NO, value in values)
        case t.Within(of=Nothing()):
            return Nothing(t.YES_NO)
        case t.Call(arguments=arguments) if any(isinstance(a, Nothing) for a in arguments):
            return Nothing(node.type)
        case t.Case(type=type_, branches=branches, otherwise=otherwise):
            kept: list[tuple[t.Node, t.Node]] = []
            for when, then in branches:
                if isinstance(when, t.Literal):
                    if when.value:
                        return replace(node, branches=tuple(kept), otherwise=then) if kept else then
                    continue
                if isinstance(when, Nothing):
                    return replace(node, branches=tuple(kept), otherwise=Nothing(type_)) if kept else Nothing(type_)
                kept.append((when, then))
            if not kept:
                return Nothing(type_) if otherwise is None else otherwise
            return replace(node, branches=tuple(kept))
        case _:
            return node


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
