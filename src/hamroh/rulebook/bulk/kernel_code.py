"""The equations of a plan as LLVM assembly: what the kernel runs, for 32 people at once.

numba's own way from Python source to machine code takes minutes for a book of this size; its compiler, given assembly,
takes seconds (decision 0019). The meaning is the tree's, node by node: a yes or no is a pair of masks (surely yes, surely
no), any other value whole numbers of as few bits as hold them (`_Ranges`) and a mask that says where they are known. All
ways of a case are worked out and put together by their masks; where nobody of the 32 goes, a way is passed over (decision
0052). What reads tables (working days, months, series) is a function of its own, worked out person by person.

Equations are worked out in stages, for a history function may ask of a day that other equations give. A stage is one
function; its equations are cut into functions of some hundred nodes, so that the code of one stays in the nearest memory.

Memory a stage sees, each an array of addresses: `T` what people told (values, then a byte for each that says "not told"),
`C` columns worked out before or by history functions (64 bits, `NULL` is unknown), `O` columns wanted (values and masks,
as told), `P` parameters, `W` tables; arrays of people are as long as a multiple of 32. `E` counts products that do not fit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from .. import tree as t
from .codes import Codes
from .look_ups import intervals
from .plan import Column, Equation, HistoryCall, Nothing, Param, Plan, Told, reads
from .sql import Writer

NULL = -(2**63)
"""Unknown, among whole numbers of 64 bits."""

GROUP = 600
"""Nodes in one function."""

LANES = 32
"""People for whom each line is worked out at once: a byte of each fills a register of a processor with AVX2."""

HEAVY = 12
"""Nodes from which on a way of a case, or a part of `and` or `or`, is passed over where nobody of these people needs it."""

BYTES = {t.YES_NO: 1, t.DAY: 4, t.CHOICE: 4}
"""Bytes of a value told or wanted; the others have eight."""

_SAYS = {"=": "eq", "<>": "ne", "<": "slt", "<=": "sle", ">": "sgt", ">=": "sge"}
HELPERS = {"plus_months": 2, "year_of": 1, "year_start": 1, "year_end": 1, "series_at": 6}
"""Functions the assembly calls by name, and how many whole numbers each takes; see `kernel_histories`."""

FIRST_YEAR, YEARS = 1800, 400
"""The years whose months stand in a table: four hundred, for these have 4800 months and 146,097 days wherever they begin."""

ANY_DAY = date(2000, 1, 1).toordinal()
"""What a helper is asked about where the day is unknown: a day of that table, for others take longer."""

TOGETHER = 256
"""People for whom a function works before the next one does: its code and what they share then stay in near memory."""

_SIGNATURE = "ptr noalias %rows, i64 %from, i64 %to, ptr %T, ptr %P, ptr %C, ptr %O, ptr %W, ptr %E"


def first_days() -> list[int]:
    """The first days of the months of those years, and of the month after them."""
    months = range(YEARS * 12 + 1)
    return [date(FIRST_YEAR + k // 12, k % 12 + 1, 1).toordinal() for k in months]


def _plus_months() -> list[str]:
    """`kernel_histories.plus_months` for the years of the table, so that nothing is called; it is asked of all others."""
    first, count = first_days(), YEARS * 12
    table = f"[{count + 1} x i32]"

    def day(name: str, place: str) -> list[str]:
        return [
            f"  %{name}_at = getelementptr {table}, ptr @first_days, i64 0, i64 {place}",
            f"  %{name}_day = load i32, ptr %{name}_at",
            f"  %{name} = sext i32 %{name}_day to i64",
        ]

    return [
        f"@first_days = internal constant {table} [{', '.join(f'i32 {d}' for d in first)}]",
        "define internal i64 @plus_months(i64 %day, i64 %months) alwaysinline {",
        f"  %passed = sub i64 %day, {first[0]}",
        f"  %inside = icmp ult i64 %passed, {first[-1] - first[0]}",
        "  br i1 %inside, label %near, label %far",
        "near:",
        # By the mean month the guess is at most one off.
        f"  %in_months = mul i64 %passed, {count}",
        f"  %guess = udiv i64 %in_months, {first[-1] - first[0]}",
        "  %after_guess = add i64 %guess, 1",
        *day("this", "%guess"),
        *day("next", "%after_guess"),
        "  %is_early = icmp sgt i64 %this, %day",
        "  %is_late = icmp sle i64 %next, %day",
        "  %early = sext i1 %is_early to i64",
        "  %late = zext i1 %is_late to i64",
        "  %one = add i64 %guess, %early",
        "  %month = add i64 %one, %late",
        "  %to = add i64 %month, %months",
        f"  %stays = icmp ult i64 %to, {count}",
        "  br i1 %stays, label %found, label %far",
        "found:",
        "  %after_to = add i64 %to, 1",
        *day("begun", "%month"),
        *day("start", "%to"),
        *day("end", "%after_to"),
        "  %place = sub i64 %day, %begun",
        "  %same = add i64 %start, %place",
        "  %last = sub i64 %end, 1",
        "  %fits = icmp sle i64 %same, %last",
        "  %clamped = select i1 %fits, i64 %same, i64 %last",
        "  ret i64 %clamped",
        "far:",
        "  %other = call i64 @hamroh_plus_months(i64 %day, i64 %months) #0",
        "  ret i64 %other",
        "}",
    ]


def bytes_of(type_: str) -> int:
    """Bytes of a value of that type where it was told or is wanted."""
    return BYTES.get(type_, 8)


@dataclass(frozen=True, slots=True)
class CalendarTable:
    """A calendar as the code reads it; `off`: days declared off do not work."""

    code: str
    off: bool


@dataclass(frozen=True, slots=True)
class SeriesTable:
    name: str


@dataclass
class Code:
    """The assembly of a plan and what must be laid out for it."""

    text: str
    stages: list[Stage]
    told: list[Told]
    parameters: list[Param]
    columns: dict[str, int]
    """Where in `C` a column stands."""
    wanted: list[tuple[str, str]]
    """Wanted columns and their types, in the order of `O`."""
    tables: list[tuple[CalendarTable | SeriesTable, int]]
    """Tables and where in `W` each begins."""
    table_room: int


@dataclass
class Stage:
    """History calls that can be answered now, and the function that then works out equations ('' for none)."""

    calls: list[HistoryCall] = field(default_factory=list)
    equations: list[Equation] = field(default_factory=list)
    function: str = ""


def code_of(plan: Plan, wanted: Sequence[str], codes: Codes) -> Code:
    """The assembly that works out the wanted columns; the plan may be folded to a day or good for all."""
    return _Coder(plan.only(wanted), list(dict.fromkeys(wanted)), codes).whole()


def argument_column(call: HistoryCall, place: int) -> str:
    """The column that holds an argument of a history call when it differs from person to person."""
    return f"{call.name}_{place}"


def stages_of(plan: Plan) -> list[Stage]:
    """The plan cut at its history calls; arguments that are not constants become equations of their own."""
    depth: dict[str, int] = {}
    items: dict[str, Equation | HistoryCall] = {}
    for item in plan.items:
        if isinstance(item, HistoryCall):
            deepest = 0
            for place, node in enumerate(item.arguments):
                if isinstance(node, (t.Literal, Param, Nothing)):
                    continue
                argument = Equation(argument_column(item, place), node)
                items[argument.name] = argument
                depth[argument.name] = max((depth[name] for name in reads(argument)), default=0)
                deepest = max(deepest, depth[argument.name])
            depth[item.name] = deepest + 1
        else:
            depth[item.name] = max((depth[name] for name in reads(item)), default=0)
        items[item.name] = item
    last = max(depth.values(), default=0)
    stages = [Stage() for _ in range(last + 1)]
    early: set[str] = set()
    for level in range(1, last + 1):
        # Before a history is asked: the equations its arguments read, no others.
        open_ = []
        for item in items.values():
            if isinstance(item, HistoryCall) and depth[item.name] == level:
                stages[level].calls.append(item)
                open_ += [
                    argument_column(item, k) for k in range(len(item.arguments)) if argument_column(item, k) in items
                ]
        while open_:
            item = items[open_.pop()]
            if item.name not in early and isinstance(item, Equation):
                early.add(item.name)
                stages[level - 1].equations.append(item)
                open_ += reads(item)
    order = {name: place for place, name in enumerate(items)}
    stages[last].equations += [e for e in items.values() if isinstance(e, Equation) and e.name not in early]
    for stage in stages:
        stage.equations.sort(key=lambda e: order[e.name])
    return stages


@dataclass(frozen=True, slots=True)
class _Truth:
    """Surely yes, surely no, as masks; without `no`, it is never unknown."""

    yes: str
    no: str | None = None


@dataclass(frozen=True, slots=True)
class _Number:
    """Whole numbers of so many bits (a constant fits wherever it is put), and a mask of where they are known."""

    value: str
    known: str = "true"
    bits: int = 64


_Value = _Truth | _Number


def _unknown(type_: str) -> _Value:
    return _Truth("false", "false") if type_ == t.YES_NO else _Number("0", "false", 8)


class _Coder:
    def __init__(self, plan: Plan, wanted: list[str], codes: Codes) -> None:
        self.plan, self.wanted, self.codes = plan, wanted, codes
        self.stages = stages_of(plan)
        self.told = {node: k for k, node in enumerate(plan.told)}
        self.parameters = {node: k for k, node in enumerate(plan.parameters)}
        self.tables: dict[CalendarTable | SeriesTable, int] = {}
        self.room = 0
        self.types = {item.name: item.type for item in plan.items}
        self.columns = self.kept_columns()
        self.ranges = _Ranges(plan, codes)
        self.of_one: dict[tuple[Any, ...], tuple[str, list[str]]] = {}
        """Functions that are worked out person by person, by what they are: the name and the lines."""
        self.sure: set[str] = set()
        """Columns that are never unknown."""

    def kept_columns(self) -> dict[str, int]:
        """Columns that outlive their stage: history calls, arguments, and what a later stage reads."""
        made: dict[str, int] = {}
        kept: dict[str, None] = {}
        for level, stage in enumerate(self.stages):
            for call in stage.calls:
                kept[call.name] = None
                for place in range(len(call.arguments)):
                    if argument_column(call, place) in made:
                        kept[argument_column(call, place)] = None
            for e in stage.equations:
                made[e.name] = level
                for name in reads(e):
                    if name in made and made[name] < level:
                        kept[name] = None
        return {name: k for k, name in enumerate(kept)}

    def whole(self) -> Code:
        text: list[str] = [f"declare i64 @hamroh_{name}({', '.join(['i64'] * n)}) #0" for name, n in HELPERS.items()]
        text.append(f"declare i{LANES} @llvm.cttz.i{LANES}(i{LANES}, i1 immarg)")
        text.append("declare {i64, i1} @llvm.smul.with.overflow.i64(i64, i64)")
        text += _plus_months()
        told_here: set[str] = set()
        for k, stage in enumerate(self.stages):
            last = k == len(self.stages) - 1
            copied = [c for c in self.wanted if last and not isinstance(self.plan.by_name[c], Equation)]
            if not stage.equations and not copied:
                continue
            stage.function = f"stage{k}"
            text += self.stage(stage, copied)
            told_here.update(e.name for e in stage.equations)
        text += [line for _, lines in self.of_one.values() for line in lines]
        text.append("attributes #0 = { nounwind willreturn memory(read) }")
        text.append("attributes #1 = { nounwind noinline }")
        text.append("!0 = !{}")
        return Code(
            "\n".join(text) + "\n",
            self.stages,
            list(self.told),
            list(self.parameters),
            self.columns,
            [(name, self.types[name]) for name in self.wanted],
            list(self.tables.items()),
            self.room,
        )

    def stage(self, stage: Stage, copied: list[str]) -> list[str]:
        placed = _Placement(stage.equations, {*self.wanted, *self.columns}, self.scope_of)
        groups: list[list[_Run]] = [[]]
        size = 0
        for run in placed.runs:
            groups[-1].append(run)
            size += sum(placed.sizes[e.name] for e in run.equations)
            if size >= GROUP:
                groups.append([])
                size = 0
        group_of = {e.name: g for g, group in enumerate(groups) for run in group for e in run.equations}
        shared: dict[str, int] = {}
        room = 0
        for e in stage.equations:
            for name in (*reads(e), self.scope_of(e)):
                if name in group_of and group_of[name] != group_of[placed.top[e.name]] and name not in shared:
                    shared[name] = room
                    # The value of each of them, then the mask of what is known (of yes or no: yes, then no).
                    room += LANES * (1 + self.ranges.bits_of(name) // 8)
        text, names = [], []
        for g, group in enumerate(groups):
            f = _Function(self, shared, placed)
            for run in group:
                f.run(run)
            if g == len(groups) - 1:
                for name in copied:
                    f.give(name, f.column(Column(self.types[name], name)))
            if not f.lines:
                continue
            names.append(f"{stage.function}_{g}")
            text += _each(f"define internal void @{names[-1]}({_SIGNATURE}) #1", f.lines, room)
        rest = _SIGNATURE.split(", ", 3)[3]
        text.append(f"define void @{stage.function}(i64 %n, {rest}) {{")
        text.append(f"entry:\n  %R = alloca [{max(room, 1) * TOGETHER // LANES} x i8], align 32\n  br label %next")
        text.append("next:\n  %from = phi i64 [0, %entry], [%after, %work]\n  %more = icmp slt i64 %from, %n")
        text.append(f"  br i1 %more, label %work, label %done\nwork:\n  %after = add i64 %from, {TOGETHER}")
        text.append("  %whole = icmp sle i64 %after, %n\n  %to = select i1 %whole, i64 %after, i64 %n")
        text += [f"  call void @{name}(ptr %R, i64 %from, i64 %to, {rest})" for name in names]
        text.append("  br label %next\ndone:\n  ret void\n}")
        return text

    def scope_of(self, e: Equation) -> str:
        """The column that says whom an equation's provision concerns; '' for everybody."""
        k = self.plan.rulebook.compiled.scope_of[e.provision] if e.provision >= 0 else -1
        return f"s{k}" if f"s{k}" in self.types else ""

    def table(self, table: CalendarTable | SeriesTable, room: int) -> int:
        """Where in `W` this table begins."""
        if table not in self.tables:
            self.tables[table] = self.room
            self.room += room
        return self.tables[table]


def _each(head: str, lines: list[str], room: int) -> list[str]:
    """A function that does these lines for some people, so many at once; other functions read `room` bytes of each such step."""
    return [
        f"{head} {{\nentry:",
        *(f"  %A{k} = alloca {_vector(64)}, align 32" for k in range(_MOST_ARGUMENTS + 1)),
        "  br label %next\nnext:\n  %i = phi i64 [%from, %entry], [%j, %end]\n  %more = icmp slt i64 %i, %to",
        "  br i1 %more, label %person, label %done\nperson:\n  %place = sub i64 %i, %from",
        f"  %step = udiv i64 %place, {LANES}\n  %at = mul i64 %step, {room}\n  %R = getelementptr i8, ptr %rows, i64 %at",
        "  %left = sub i64 %to, %i",
        f"  %fits = icmp slt i64 %left, {LANES}",
        f"  %few = select i1 %fits, i64 %left, i64 {LANES}",
        "  %count = trunc i64 %few to i8",
        *_spread("count", "i8", "counts"),
        f"  %there = icmp slt {_vector(8)} <{', '.join(f'i8 {k}' for k in range(LANES))}>, %counts",
        f"  %live = sext <{LANES} x i1> %there to {_vector(8)}",
        *lines,
        f"  br label %end\nend:\n  %j = add i64 %i, {LANES}\n  br label %next\ndone:\n  ret void\n}}",
    ]


def _vector(bits: int) -> str:
    return f"<{LANES} x i{bits}>"


def _spread(name: str, type_: str, to: str) -> list[str]:
    """Lines that put one value into every lane."""
    return [
        f"  %{to}_first = insertelement <{LANES} x {type_}> poison, {type_} %{name}, i64 0",
        f"  %{to} = shufflevector <{LANES} x {type_}> %{to}_first, <{LANES} x {type_}> poison, <{LANES} x i32> zeroinitializer",
    ]


@dataclass
class _Run:
    """Equations worked out one after another, all of provisions with one scope ('' for everybody)."""

    scope: str
    equations: list[Equation] = field(default_factory=list)


class _Placement:
    """Where each equation of a stage is worked out.

    What only one way of a case reads is worked out when that way is taken (a provisional safe day only where the branch
    stays open). Equations of one scope stand together, so that whoever stands outside is looked at once.
    """

    def __init__(self, equations: list[Equation], fixed: set[str], scope_of: Callable[[Equation], str]) -> None:
        self.by_name = {e.name: e for e in equations}
        self.scope_of = scope_of
        uses: dict[str, set[tuple[str, _Way]]] = {}
        for e in equations:
            for way, node in _ways(e.node):
                for n in t.walk(node):
                    if isinstance(n, Column):
                        uses.setdefault(n.name, set()).add((e.name, way))
        home: dict[str, tuple[str, _Way] | None] = {}

        def chain(use: tuple[str, _Way] | None) -> list[tuple[str, _Way]]:
            """The ways on which a use stands, innermost first."""
            out: list[tuple[str, _Way]] = []
            while use is not None:
                name, way = use
                out += [(name, way[:k]) for k in range(len(way), 0, -1)]
                use = home[name]
            return out

        for e in reversed(equations):
            chains = [] if e.name in fixed else [chain(use) for use in uses.get(e.name, ())]
            common = [place for place in chains[0] if all(place in other for other in chains)] if chains else []
            home[e.name] = common[0] if common else None
        self.sunk: dict[tuple[str, _Way], list[Equation]] = {}
        """Equations that are worked out on a way of another one, in order."""
        self.top: dict[str, str] = {}
        """The equation in whose course one is worked out in the end."""
        self.sizes: dict[str, int] = {}
        for e in equations:
            top, place = e.name, home[e.name]
            if place is not None:
                self.sunk.setdefault(place, []).append(e)
            while place is not None:
                top, place = place[0], home[place[0]]
            self.top[e.name] = top
            self.sizes[top] = self.sizes.get(top, 0) + len(t.walk(e.node))
        self.runs = self._runs([e for e in equations if home[e.name] is None], equations)

    def _runs(self, tops: list[Equation], equations: list[Equation]) -> list[_Run]:
        """The equations that stand by themselves, in an order in which scopes stay together."""
        waits: dict[str, set[str]] = {e.name: set() for e in tops}
        for e in equations:
            for name in (*reads(e), self.scope_of(e)):
                if name in self.top and self.top[name] != self.top[e.name]:
                    waits[self.top[e.name]].add(self.top[name])
        readers: dict[str, list[str]] = {}
        for name, others in waits.items():
            for other in others:
                readers.setdefault(other, []).append(name)
        ready: dict[str, deque[str]] = {}
        for e in tops:
            if not waits[e.name]:
                ready.setdefault(self.scope_of(e), deque()).append(e.name)
        runs: list[_Run] = []
        left = len(tops)
        while left:
            # Everybody's first: they open the way for the most others.
            scope = "" if ready.get("") else max(ready, key=lambda s: len(ready[s]))
            run = _Run(scope)
            queue = ready[scope]
            while queue:
                name = queue.popleft()
                run.equations.append(self.by_name[name])
                left -= 1
                for reader in readers.get(name, ()):
                    waits[reader].discard(name)
                    if not waits[reader]:
                        ready.setdefault(self.scope_of(self.by_name[reader]), deque()).append(reader)
            runs.append(run)
        return runs


_Way = tuple[int, ...]
"""Which value of a case, and of the case that this value is, and so on; () is the case as a whole."""


def _ways(node: t.Node, way: _Way = ()) -> list[tuple[_Way, t.Node]]:
    """The parts of an equation by the way of its case on which they stand."""
    if not isinstance(node, t.Case):
        return [(way, node)]
    out = [(way, when) for when, _ in node.branches]
    for k, (_, then) in enumerate(node.branches):
        out += _ways(then, (*way, k))
    return out if node.otherwise is None else out + _ways(node.otherwise, (*way, len(node.branches)))


_MOST_ARGUMENTS = 4
"""Numbers a function is given that is worked out person by person."""
_DAYS = (0, 3_652_059)
_WHOLE = (-(2**31) + 1, 2**31 - 1)
_LONG = (-(2**63), 2**63 - 1)


class _Ranges:
    """Between which bounds the values of expressions lie, so that each takes no more bits than it needs.

    Bounds hold where a value is known; what is unknown may be anything.
    """

    def __init__(self, plan: Plan, codes: Codes) -> None:
        self.plan, self.codes = plan, codes
        self._of: dict[int, tuple[int, int]] = {}
        self._columns: dict[str, tuple[int, int]] = {}
        self._weights: dict[int, int] = {}

    def bits(self, node: t.Node) -> int:
        return 8 if node.type == t.YES_NO else _bits(*self.of(node))

    def bits_of(self, name: str) -> int:
        """Of a column."""
        item = self.plan.by_name[name]
        return 8 if item.type == t.YES_NO else _bits(*self.column(name))

    def weight(self, node: t.Node) -> int:
        """How many nodes it has."""
        found = self._weights.get(id(node))
        if found is None:
            found = self._weights[id(node)] = 1 + sum(map(self.weight, t.children(node)))
        return found

    def column(self, name: str) -> tuple[int, int]:
        found = self._columns.get(name)
        if found is None:
            item = self.plan.by_name.get(name)
            found = self.of(item.node) if isinstance(item, Equation) else self.typed(item.type if item else t.MONEY)
            self._columns[name] = found
        return found

    def typed(self, type_: str) -> tuple[int, int]:
        """Of a value of which only the type is known."""
        if type_ == t.DAY:
            return _DAYS
        if type_ == t.CHOICE:
            return 0, len(self.codes.words)
        return _LONG

    def of(self, node: t.Node) -> tuple[int, int]:
        if isinstance(node, Column):  # may be made on the way, and its place in memory another's later
            return self.column(node.name)
        found = self._of.get(id(node))
        if found is None:
            low, high = self._found(node)
            found = self._of[id(node)] = max(low, _LONG[0]), min(high, _LONG[1])
        return found

    def _found(self, node: t.Node) -> tuple[int, int]:
        match node:
            case t.Literal(type=type_, value=value):
                number = int(self.codes.value(value, type_))
                return number, number
            case Nothing():
                return 0, 0
            case Told(type=t.NUMBER, name=name):
                fact = self.plan.rulebook.book.facts.get(name)
                least, most = (None, None) if fact is None else (fact.least, fact.most)
                return (0 if least is None else least), (10**9 if most is None else most)
            case Told(type=t.MONEY):
                return 0, 10**13
            case Param(key=("version", id_)):
                return -2, len(self.plan.rulebook.book.provisions[str(id_)].versions)
            case t.Arithmetic(op=op, left=left, right=right):
                return _reckoned(op, self.of(left), self.of(right))
            case t.Case(branches=branches, otherwise=otherwise):
                values = [then for _, then in branches] + ([] if otherwise is None else [otherwise])
                bounds = [self.of(value) for value in values]
                return min(low for low, _ in bounds), max(high for _, high in bounds)
            case t.Call(name="plus_days", arguments=(left, right)):
                return _reckoned("+", self.of(left), self.of(right))
            case t.Call(name="rub", arguments=(left,)):
                return _reckoned("*", self.of(left), (100, 100))
            case t.Call(name="earlier" | "later", arguments=(left, right)):
                (a, b), (c, d) = self.of(left), self.of(right)
                return min(a, c), max(b, d)
            case t.Call(name="year_of"):
                return 0, 10_000
        return self.typed(node.type)


def _bits(low: int, high: int) -> int:
    return next(bits for bits in (8, 16, 32, 64) if -(2 ** (bits - 1)) <= low and high < 2 ** (bits - 1))


def _reckoned(op: str, a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    """The bounds of a sum, a difference, a product or a quotient."""
    if op == "+":
        return a[0] + b[0], a[1] + b[1]
    if op == "-":
        return a[0] - b[1], a[1] - b[0]
    if op == "*":
        ends = [x * y for x in a for y in b]
        return min(ends), max(ends)
    most = max(abs(a[0]), abs(a[1]))
    return -most, most


class _Function:
    """One function of a stage: some equations for some people at once.

    A mask is a byte for each of them, all bits or none. Ways of a case are all worked out, each for whom it holds, and put
    together by their masks; a way on which nobody goes is passed over.
    """

    def __init__(self, coder: _Coder, shared: dict[str, int], placed: _Placement) -> None:
        self.coder, self.shared, self.placed, self.codes = coder, shared, placed, coder.codes
        self.ranges = coder.ranges
        self.lines: list[str] = []
        self.count = 0
        self.block = "person"
        self.here: dict[str, _Value] = {}
        """Columns worked out in this function."""
        self.going = "true"
        """Who goes the way that is being worked out; of all others nothing is read."""

    # -- lines

    def put(self, text: str) -> None:
        self.lines.append("  " + text)

    def let(self, text: str) -> str:
        self.count += 1
        name = f"%v{self.count}"
        self.lines.append(f"  {name} = {text}")
        return name

    def label(self) -> str:
        self.count += 1
        return f"b{self.count}"

    def begin(self, label: str) -> None:
        self.lines.append(f"{label}:")
        self.block = label

    # -- masks

    def both(self, a: str, b: str) -> str:
        if a == "false" or b == "false":
            return "false"
        return b if a == "true" or a == b else a if b == "true" else self.let(f"and {_MASK} {a}, {b}")

    def either(self, a: str, b: str) -> str:
        if a == "true" or b == "true":
            return "true"
        return b if a == "false" or a == b else a if b == "false" else self.let(f"or {_MASK} {a}, {b}")

    def opposite(self, a: str) -> str:
        return {"true": "false", "false": "true"}.get(a) or self.let(f"xor {_MASK} {a}, splat (i8 -1)")

    def no(self, truth: _Truth) -> str:
        return self.opposite(truth.yes) if truth.no is None else truth.no

    def known(self, value: _Value) -> str:
        if isinstance(value, _Number):
            return value.known
        return "true" if value.no is None else self.either(value.yes, value.no)

    def when_known(self, known: str, yes: str) -> _Truth:
        """A test that is unknown unless its operands are known."""
        if known == "true":
            return _Truth(yes)
        return _Truth(self.both(known, yes), self.both(known, self.opposite(yes)))

    def test(self, says: str, bits: int, a: str, b: str) -> str:
        """The mask of where a comparison holds."""
        return self.let(f"sext <{LANES} x i1> {self.let(f'icmp {says} {_vector(bits)} {a}, {b}')} to {_MASK}")

    def some(self, mask: str) -> str:
        """Whether anybody is in a mask, as a bit to branch on."""
        return self.let(f"icmp ne i32 {self.bits_of(mask)}, 0")

    def bits_of(self, mask: str) -> str:
        negative = self.let(f"icmp slt {_MASK} {_mask(mask)}, zeroinitializer")
        return self.let(f"bitcast <{LANES} x i1> {negative} to i{LANES}")

    # -- numbers

    def sized(self, number: _Number, bits: int) -> str:
        """The same numbers as so many bits."""
        if not number.value.startswith("%"):
            return f"splat (i{bits} {number.value})" if number.value != "0" else "zeroinitializer"
        if number.bits == bits:
            return number.value
        how = "sext" if number.bits < bits else "trunc"
        return self.let(f"{how} {_vector(number.bits)} {number.value} to {_vector(bits)}")

    def where(self, mask: str, value: str, bits: int) -> str:
        """The value in the mask, nought outside."""
        if mask == "true":
            return value
        wide = mask if bits == 8 else self.let(f"sext {_MASK} {mask} to {_vector(bits)}")
        return self.let(f"and {_vector(bits)} {wide}, {value}")

    def chosen(self, mask: str, a: str, b: str, bits: int) -> str:
        """`a` in the mask, `b` outside."""
        if mask == "true":
            return a
        held = self.let(f"icmp slt {_MASK} {_mask(mask)}, zeroinitializer")
        return self.let(f"select <{LANES} x i1> {held}, {_vector(bits)} {a}, {_vector(bits)} {b}")

    def spread(self, value: str, bits: int) -> str:
        """One number for everybody."""
        first = self.let(f"insertelement {_vector(bits)} poison, i{bits} {value}, i64 0")
        return self.let(
            f"shufflevector {_vector(bits)} {first}, {_vector(bits)} poison, <{LANES} x i32> zeroinitializer"
        )

    # -- memory

    def address(self, array: str, place: int) -> str:
        """An address or number that stands in an array of the stage; they stay the same while it runs."""
        at = self.let(f"getelementptr i64, ptr {array}, i64 {place}")
        return self.let(f"load i64, ptr {at}, !invariant.load !0")

    def column_at(self, array: str, place: int, bits: int) -> str:
        """Where the rows of these people begin in a column."""
        pointer = self.let(f"inttoptr i64 {self.address(array, place)} to ptr")
        return self.let(f"getelementptr i{bits}, ptr {pointer}, i64 %i")

    def load(self, at: str, bits: int, fixed: bool = False) -> str:
        return self.let(
            f"load {_vector(bits)}, ptr {at}, align {bits // 8}" + (", !invariant.load !0" if fixed else "")
        )

    def store(self, value: str, at: str, bits: int) -> None:
        self.put(f"store {_vector(bits)} {value}, ptr {at}, align {bits // 8}")

    def shared_at(self, name: str, more: int = 0) -> str:
        return self.let(f"getelementptr i8, ptr %R, i64 {self.shared[name] + more}")

    def from_null(self, raw: str, type_: str, sure: bool, bits: int) -> _Value:
        """Stored numbers of 64 bits, NULL for unknown, as a value."""
        if type_ == t.YES_NO:
            yes = self.test("eq", 64, raw, "splat (i64 1)")
            return _Truth(yes, None if sure else self.test("eq", 64, raw, "zeroinitializer"))
        known = "true" if sure else self.test("ne", 64, raw, f"splat (i64 {NULL})")
        return _Number(self.sized(_Number(raw), bits), known, bits)

    def to_null(self, value: _Value) -> str:
        if isinstance(value, _Truth):
            number, known = self.let(f"and {_vector(64)} {self.wide(value.yes)}, splat (i64 1)"), self.known(value)
        else:
            number, known = self.sized(value, 64), value.known
        return self.chosen(known, number, f"splat (i64 {NULL})", 64)

    def wide(self, mask: str) -> str:
        return self.let(f"sext {_MASK} {_mask(mask)} to {_vector(64)}")

    def run(self, run: _Run) -> None:
        """Some equations; with a scope, once as for some in it and once as for nobody, where little is left to do."""
        if not run.scope or run.scope not in self.coder.types:
            for e in run.equations:
                self.here[e.name] = self.worked_out(e)
        else:
            scope = self.column(Column(t.YES_NO, run.scope))
            assert isinstance(scope, _Truth)
            before = self.here.get(run.scope)
            inside, outside, end = self.label(), self.label(), self.label()
            self.put(f"br i1 {self.some(scope.yes)}, label %{inside}, label %{outside}")
            ways: list[tuple[str, dict[str, _Value]]] = []
            exact = {e.name for e in run.equations}
            for label, meant in ((inside, scope), (outside, _Truth("false", scope.no))):
                self.begin(label)
                self.here[run.scope] = meant
                for e in run.equations:
                    self.here[e.name] = self.worked_out(e)
                values = {e.name: self.here[e.name] for e in run.equations}
                exact &= {name for name, value in values.items() if isinstance(value, _Truth) and value.no is None}
                ways.append((self.block, {name: self.ready(value) for name, value in values.items()}))
                self.put(f"br label %{end}")
            if before is None:
                del self.here[run.scope]
            else:
                self.here[run.scope] = before
            self.begin(end)
            for e in run.equations:
                met = self.joined([(block, values[e.name]) for block, values in ways], self.ranges.bits(e.node))
                self.here[e.name] = _Truth(met.yes) if isinstance(met, _Truth) and e.name in exact else met
        for e in run.equations:
            self.kept(e)

    def ready(self, value: _Value) -> _Value:
        """The value as it can be met by others: what it is not stands in a mask of its own, though it may not be needed."""
        return replace(value, no=self.no(value)) if isinstance(value, _Truth) else value

    def joined(self, ways: list[tuple[str, _Value]], bits: int) -> _Value:
        """Where ways of control meet, at the head of a block: the value of the way that was taken; see `ready`."""
        truths = [(block, v) for block, v in ways if isinstance(v, _Truth)]
        if truths:
            return _Truth(
                self.phi(_MASK, [(b, _mask(v.yes)) for b, v in truths]),
                self.phi(_MASK, [(b, _mask(v.no or "")) for b, v in truths]),
            )
        numbers = [(block, v) for block, v in ways if isinstance(v, _Number)]
        known = self.phi(_MASK, [(b, _mask(v.known)) for b, v in numbers])
        value = numbers[0][1].value
        if value.startswith("%") or any(v.value != value for _, v in numbers):
            value = self.phi(_vector(bits), [(b, _constant(v.value, bits)) for b, v in numbers])
        return _Number(value, known, bits)

    def phi(self, type_: str, ways: list[tuple[str, str]]) -> str:
        if len({value for _, value in ways}) == 1 and ways[0][1] in _TOKENS:
            return _TOKENS[ways[0][1]]
        return self.let(f"phi {type_} " + ", ".join(f"[{value}, %{block}]" for block, value in ways))

    def worked_out(self, e: Equation) -> _Value:
        if isinstance(e.node, t.Case):
            return self.case(e.node, e.name)
        return self.value(e.node)

    def on_the_way(self, node: t.Node, owner: str, way: _Way) -> _Value:
        """A value on a way of a case, after the equations that only this way reads."""
        if owner:
            for e in self.placed.sunk.get((owner, way), ()):
                self.here[e.name] = self.worked_out(e)
            if isinstance(node, t.Case):
                return self.case(node, owner, way)
        return self.value(node)

    def kept(self, e: Equation) -> None:
        """Store an equation's value where others read it."""
        name, value = e.name, self.here[e.name]
        if self.known(value) == "true":
            self.coder.sure.add(name)
        if name in self.shared:
            if isinstance(value, _Truth):
                bits, first, second = 8, _mask(value.yes), value.no
            else:
                bits, second = self.ranges.bits(e.node), value.known
                first = self.sized(value, bits)
            self.store(first, self.shared_at(name), bits)
            if name not in self.coder.sure:
                self.store(_mask(second or ""), self.shared_at(name, LANES * bits // 8), 8)
        if name in self.coder.columns:
            self.store(self.to_null(value), self.column_at("%C", self.coder.columns[name], 64), 64)
        if name in self.coder.types and name in self.coder.wanted:
            self.give(name, value)

    def give(self, name: str, value: _Value) -> None:
        """Write a wanted column."""
        place = self.coder.wanted.index(name)
        known = self.known(value)
        bits = 8 * bytes_of(self.coder.types[name])
        if isinstance(value, _Truth):
            number = self.let(f"and {_MASK} {_mask(value.yes)}, splat (i8 1)")
        else:
            number = self.where(known, self.sized(value, bits), bits) if known != "false" else "zeroinitializer"
        self.store(number, self.column_at("%O", 2 * place, bits), bits)
        masked = self.let(f"and {_MASK} {_mask(self.opposite(known))}, splat (i8 1)")
        self.store(masked, self.column_at("%O", 2 * place + 1, 8), 8)

    def column(self, node: Column) -> _Value:
        name = node.name
        if name in self.here:
            return self.here[name]
        sure = name in self.coder.sure
        bits = self.ranges.bits(node)
        if name in self.shared:
            first = self.load(self.shared_at(name), bits)
            second = None if sure else self.load(self.shared_at(name, LANES * bits // 8), 8)
            return _Truth(first, second) if node.type == t.YES_NO else _Number(first, second or "true", bits)
        raw = self.load(self.column_at("%C", self.coder.columns[name], 64), 64)
        return self.from_null(raw, node.type, sure, bits)

    def told(self, node: Told) -> _Value:
        place = self.coder.told[node]
        known = self.test("eq", 8, self.load(self.column_at("%T", 2 * place + 1, 8), 8, True), "zeroinitializer")
        bits = 8 * bytes_of(node.type)
        raw = self.load(self.column_at("%T", 2 * place, bits), bits, True)
        if node.type == t.YES_NO:
            return self.when_known(known, self.test("ne", 8, raw, "zeroinitializer"))
        fit = self.ranges.bits(node)
        return _Number(self.sized(_Number(raw, known, bits), fit), known, fit)

    def parameter(self, node: Param) -> _Value:
        raw = self.address("%P", self.coder.parameters[node])
        sure = node.key[0] != "value"
        if node.type == t.YES_NO:
            yes, no = (self.for_all(self.let(f"icmp eq i64 {raw}, {x}")) for x in (1, 0))
            return _Truth(yes, None if sure else no)
        known = "true" if sure else self.for_all(self.let(f"icmp ne i64 {raw}, {NULL}"))
        bits = self.ranges.bits(node)
        value = raw if bits == 64 else self.let(f"trunc i64 {raw} to i{bits}")
        return _Number(self.spread(value, bits), known, bits)

    def for_all(self, bit: str) -> str:
        """One bit as a mask of everybody."""
        return self.spread(self.let(f"sext i1 {bit} to i8"), 8)

    # -- nodes

    def truth(self, node: t.Node) -> _Truth:
        value = self.value(node)
        assert isinstance(value, _Truth), node
        return value

    def number(self, node: t.Node) -> _Number:
        value = self.value(node)
        assert isinstance(value, _Number), node
        return value

    def value(self, node: t.Node) -> _Value:
        match node:
            case t.Literal(type=t.YES_NO, value=value):
                return _Truth("true" if value else "false")
            case t.Literal(type=type_, value=value):
                return _Number(str(self.codes.value(value, type_)), "true", self.ranges.bits(node))
            case Nothing(type=type_):
                return _unknown(type_)
            case Column():
                return self.column(node)
            case Told():
                return self.told(node)
            case Param():
                return self.parameter(node)
            case t.Known(of=of):
                return _Truth(self.known(self.value(of)))
            case t.Not(of=of):
                truth = self.truth(of)
                if truth.no is None:
                    return _Truth(self.opposite(truth.yes))
                return _Truth(truth.no, truth.yes)
            case t.And(of=of):
                return self.junction(of, False)
            case t.Or(of=of):
                return self.junction(of, True)
            case t.Compare(op=op, left=left, right=right):
                return self.compare(op, self.value(left), self.value(right))
            case t.Within(of=of, values=values):
                return self.within(self.value(of), [self.codes.value(v, of.type) for v in values])
            case t.Holds(of=of, codes=t.Literal(value=value)):
                held = self.number(of)
                some = self.let(f"and {_vector(64)} {self.sized(held, 64)}, splat (i64 {self.codes.mask(value)})")
                return self.when_known(held.known, self.test("ne", 64, some, "zeroinitializer"))
            case t.Arithmetic(op=op, left=left, right=right):
                return self.arithmetic(op, self.number(left), self.number(right), node)
            case t.Case():
                return self.case(node)
            case t.Call(name=name, arguments=arguments, calendar=calendar):
                return self.call(node, name, arguments, calendar)
        raise TypeError(f"no code for {type(node).__name__}")

    def junction(self, parts: tuple[t.Node, ...], decides: bool) -> _Truth:
        """`and` (decided by a no) or `or` (decided by a yes); what weighs little is looked at first."""
        first, *rest = sorted(parts, key=self.ranges.weight)
        whole = self.truth(first)
        going = self.going
        for part in rest:
            heavy = self.ranges.weight(part) >= HEAVY
            if heavy:
                decided = whole.yes if decides else self.no(whole)
                open_ = self.both(going, self.opposite(decided))
                if open_ == "false":
                    break
                before, go_on, end = self.block, self.label(), self.label()
                was = self.ready(whole)
                before = self.block
                self.put(f"br i1 {self.some(open_)}, label %{go_on}, label %{end}")
                self.begin(go_on)
                self.going = open_
            one = self.truth(part)
            exact = whole.no is None and one.no is None
            if exact:
                whole = _Truth((self.either if decides else self.both)(whole.yes, one.yes))
            elif decides:
                whole = _Truth(self.either(whole.yes, one.yes), self.both(self.no(whole), self.no(one)))
            else:
                whole = _Truth(self.both(whole.yes, one.yes), self.either(self.no(whole), self.no(one)))
            if heavy:
                self.going = going
                ways = [(before, was), ("", self.ready(whole))]
                ways[1] = (self.block, ways[1][1])
                self.put(f"br label %{end}")
                self.begin(end)
                met = self.joined(ways, 8)
                assert isinstance(met, _Truth)
                whole = _Truth(met.yes) if exact else met
        return whole

    def case(self, node: t.Case, owner: str = "", way: _Way = ()) -> _Value:
        """Strict: an unknown condition makes the whole unknown. `owner`: the equation on whose way this stands."""
        type_, branches, otherwise = node.type, node.branches, node.otherwise
        bits = self.ranges.bits(node)
        going = left = self.going
        sofar: _Value = _unknown(type_)
        sure = True
        skipped: list[tuple[str, _Value]] = []
        end = self.label()
        last = len(branches)
        for place, (when, then) in enumerate(branches):
            if place and left not in ("true", "false") and self.ranges.weight(when) >= HEAVY:
                go_on = self.label()
                skipped.append((self.block, sofar))
                self.put(f"br i1 {self.some(left)}, label %{go_on}, label %{end}")
                self.begin(go_on)
            self.going = left
            condition = self.truth(when)
            hit = self.both(left, condition.yes)
            if condition.no is None or Writer.falls_through(branches, place, otherwise):
                left = self.both(left, self.opposite(condition.yes))
            else:
                left, sure = self.both(left, condition.no), False
            if hit != "false":
                sofar, known = self.with_way(sofar, hit, then, owner, (*way, place), type_, bits)
                sure = sure and known
            if left == "false":
                break
        else:
            if otherwise is None:
                sure = False
            else:
                sofar, known = self.with_way(sofar, left, otherwise, owner, (*way, last), type_, bits)
                sure = sure and known
        self.going = going
        if skipped:
            skipped.append((self.block, sofar))
            self.put(f"br label %{end}")
            self.begin(end)
            sofar = self.joined(skipped, bits)
        if isinstance(sofar, _Truth):
            return _Truth(sofar.yes, None if sure else sofar.no)
        return replace(sofar, known="true" if sure else sofar.known, bits=bits)

    def with_way(
        self, sofar: _Value, hit: str, then: t.Node, owner: str, way: _Way, type_: str, bits: int
    ) -> tuple[_Value, bool]:
        """The value so far with one more way, for whom it holds; and whether there it is never unknown."""
        sunk = bool(owner) and (owner, way) in self.placed.sunk
        heavy = hit != "true" and (sunk or self.ranges.weight(then) >= HEAVY)
        end, before = "", self.block
        if heavy:
            go_on, end = self.label(), self.label()
            self.put(f"br i1 {self.some(hit)}, label %{go_on}, label %{end}")
            self.begin(go_on)
        self.going = hit
        value = self.on_the_way(then, owner, way)
        more: _Value
        if isinstance(value, _Truth):
            assert isinstance(sofar, _Truth)
            known = value.no is None
            more = _Truth(
                self.either(sofar.yes, self.both(hit, value.yes)),
                self.either(sofar.no or "false", self.both(hit, self.no(value))),
            )
        else:
            assert isinstance(sofar, _Number)
            known = value.known == "true"
            number = sofar.value
            if value.value != "0" and value.known != "false":
                if hit == "true":
                    number = value.value if not value.value.startswith("%") else self.sized(value, bits)
                else:
                    here = self.where(hit, self.sized(value, bits), bits)
                    number = here if number == "0" else self.let(f"or {_vector(bits)} {number}, {here}")
            more = _Number(number, self.either(sofar.known, self.both(hit, value.known)), bits)
        if heavy:
            block = self.block
            self.put(f"br label %{end}")
            self.begin(end)
            more = self.joined([(before, sofar), (block, more)], bits)
        return more, known

    def compare(self, op: str, a: _Value, b: _Value) -> _Truth:
        known = self.both(self.known(a), self.known(b))
        if known == "false":
            return _Truth("false", "false")
        if isinstance(a, _Number) and isinstance(b, _Number):
            bits = max(a.bits, b.bits)
            return self.when_known(known, self.test(_SAYS[op], bits, self.sized(a, bits), self.sized(b, bits)))
        assert isinstance(a, _Truth) and isinstance(b, _Truth) and op in ("=", "<>")
        return self.when_known(known, self.test(_SAYS[op], 8, _mask(a.yes), _mask(b.yes)))

    def within(self, of: _Value, values: list[int]) -> _Truth:
        assert isinstance(of, _Number)
        if of.known == "false":
            return _Truth("false", "false")
        found = "false"
        for value in values:
            bits = max(of.bits, _bits(value, value))
            found = self.either(found, self.test("eq", bits, self.sized(of, bits), _constant(str(value), bits)))
        return self.when_known(of.known, found)

    def arithmetic(self, op: str, a: _Number, b: _Number, node: t.Node) -> _Number:
        known = self.both(a.known, b.known)
        bits = self.ranges.bits(node)
        if op == "*" and self.ranges.of(node) in ((_LONG[0], _LONG[1]), (0, _LONG[1])):
            return self.one_by_one(("product",), [a, b], known, bits, 64)
        if op in "+-*":
            how = {"+": "add", "-": "sub", "*": "mul"}[op]
            return _Number(self.let(f"{how} {_vector(bits)} {self.sized(a, bits)}, {self.sized(b, bits)}"), known, bits)
        wide = max(bits, a.bits, b.bits)
        if not b.value.startswith("%"):
            if int(b.value) == 0:
                return _Number("0", "false", bits)
            divisor = self.sized(b, wide)
        else:
            some = self.test("ne", b.bits, b.value, "zeroinitializer")
            known = self.both(known, some)
            divisor = self.chosen(known, self.sized(b, wide), f"splat (i{wide} 1)", wide)
        quotient = _Number(self.let(f"sdiv {_vector(wide)} {self.sized(a, wide)}, {divisor}"), known, wide)
        return _Number(self.sized(quotient, bits), known, bits)

    # -- functions

    def call(self, node: t.Node, name: str, arguments: tuple[t.Node, ...], calendar: str) -> _Value:
        bits = self.ranges.bits(node)
        if name == "series":
            return self.series(arguments, bits)
        a = [self.number(argument) for argument in arguments]
        known = "true"
        for one in a:
            known = self.both(known, one.known)
        if name == "plus_days":
            return self.arithmetic("+", a[0], a[1], node)
        if name == "rub":
            return self.arithmetic("*", a[0], _Number("100", "true", 8), node)
        if name in ("earlier", "later"):
            first, second = self.sized(a[0], bits), self.sized(a[1], bits)
            which = self.let(f"icmp {'sle' if name == 'earlier' else 'sge'} {_vector(bits)} {first}, {second}")
            vector = _vector(bits)
            return _Number(self.let(f"select <{LANES} x i1> {which}, {vector} {first}, {vector} {second}"), known, bits)
        if calendar:
            if self.coder.plan.rulebook.book.series.calendar(calendar) is None:
                return _unknown(node.type)
            found = self.one_by_one(("working_day", name, calendar), a, known, bits if node.type == t.DAY else 8)
            if node.type == t.YES_NO:
                return self.when_known(found.known, self.test("ne", 8, found.value, "zeroinitializer"))
            return found
        if name in HELPERS or name == "plus_years":
            return self.one_by_one((name,), a, known, bits)
        raise TypeError(f"no code for the function {name}")

    def series(self, arguments: tuple[t.Node, ...], bits: int) -> _Value:
        first = arguments[0]
        assert isinstance(first, t.Literal)
        name = str(first.value)
        a = [self.number(argument) for argument in arguments[1:]]
        known = "true"
        for one in a:
            known = self.both(known, one.known)
        held = self.one_by_one(("series", name, len(a) - 1), a, known, bits, 64)
        if self.coder.plan.rulebook.book.series[name].gives == t.YES_NO:
            return self.when_known(held.known, self.test("ne", held.bits, held.value, "zeroinitializer"))
        return held

    def one_by_one(self, what: tuple[Any, ...], a: list[_Number], known: str, bits: int, wide: int = 32) -> _Number:
        """A function that is worked out for one person after another, of those for whom it is needed and can be: what it reads
        lies in tables. Its numbers are given and found as `wide` bits."""
        if known == "false":
            return _Number("0", "false", bits)
        widths = [max(wide, one.bits if one.value.startswith("%") else 8) for one in a]
        key = (*what, wide, *widths)
        if key not in self.coder.of_one:
            self.coder.of_one[key] = _OfOne(self.coder, what, wide, widths, f"of_one_{len(self.coder.of_one)}").whole()
        name = self.coder.of_one[key][0]
        for k, (one, width) in enumerate(zip(a, widths, strict=True)):
            self.put(f"store {_vector(width)} {self.sized(one, width)}, ptr %A{k}, align 32")
        null = -(2 ** (wide - 1))
        out = f"%A{_MOST_ARGUMENTS}"
        self.put(f"store {_vector(wide)} splat (i{wide} {null}), ptr {out}, align 32")
        whom = self.bits_of(self.both(self.both(known, self.going), "%live"))
        given = ", ".join(f"ptr %A{k}" for k in range(len(a)))
        self.put(f"call void @{name}({given}, ptr {out}, i{LANES} {whom}, ptr %W, ptr %E)")
        raw = self.let(f"load {_vector(wide)}, ptr {out}, align 32")
        found = self.test("ne", wide, raw, f"splat (i{wide} {null})")
        return _Number(self.sized(_Number(raw, found, wide), bits), found, bits)


_MASK = f"<{LANES} x i8>"
_TOKENS = {"zeroinitializer": "false", "splat (i8 -1)": "true"}


def _mask(mask: str) -> str:
    """A mask as LLVM writes it."""
    return {"true": "splat (i8 -1)", "false": "zeroinitializer"}.get(mask, mask)


def _constant(value: str, bits: int) -> str:
    """A number as LLVM writes it, if it is a constant."""
    if value.startswith("%"):
        return value
    return "zeroinitializer" if value == "0" else f"splat (i{bits} {value})"


class _OfOne:
    """A function that is worked out person by person, for those whose bits are set: it reads tables."""

    def __init__(self, coder: _Coder, what: tuple[Any, ...], wide: int, widths: list[int], name: str) -> None:
        self.coder, self.what, self.wide, self.widths, self.name = coder, what, wide, widths, name
        self.lines: list[str] = []
        self.count = 0

    def let(self, text: str) -> str:
        self.count += 1
        name = f"%v{self.count}"
        self.lines.append(f"  {name} = {text}")
        return name

    def whole(self) -> tuple[str, list[str]]:
        a = []
        for k, width in enumerate(self.widths):
            at = self.let(f"getelementptr i{width}, ptr %A{k}, i64 %lane")
            raw = self.let(f"load i{width}, ptr {at}")
            a.append(raw if width == 64 else self.let(f"sext i{width} {raw} to i64"))
        value, known = self.found(a)
        null = -(2 ** (self.wide - 1))
        small = value if self.wide == 64 else self.let(f"trunc i64 {value} to i{self.wide}")
        if known != "true":
            small = self.let(f"select i1 {known}, i{self.wide} {small}, i{self.wide} {null}")
        at = self.let(f"getelementptr i{self.wide}, ptr %out, i64 %lane")
        given = ", ".join(f"ptr noalias %A{k}" for k in range(len(self.widths)))
        return self.name, [
            f"define internal void @{self.name}({given}, ptr noalias %out, i{LANES} %whom, ptr %W, ptr %E) #1 {{",
            "entry:\n  br label %next",
            f"next:\n  %left = phi i{LANES} [%whom, %entry], [%rest, %one]",
            f"  %more = icmp ne i{LANES} %left, 0\n  br i1 %more, label %one, label %done\none:",
            f"  %place = call i{LANES} @llvm.cttz.i{LANES}(i{LANES} %left, i1 true)",
            f"  %lane = zext i{LANES} %place to i64",
            f"  %before = sub i{LANES} %left, 1\n  %rest = and i{LANES} %left, %before",
            *self.lines,
            f"  store i{self.wide} {small}, ptr {at}",
            "  br label %next\ndone:\n  ret void\n}",
        ]

    def found(self, a: list[str]) -> tuple[str, str]:
        """The value and whether it is known."""
        match self.what:
            case ("product",):
                pair = self.let(f"call {{i64, i1}} @llvm.smul.with.overflow.i64(i64 {a[0]}, i64 {a[1]})")
                over = self.let(f"zext i1 {self.let(f'extractvalue {{i64, i1}} {pair}, 1')} to i64")
                # A product that 64 bits do not hold is counted in `E`.
                self.lines.append(
                    f"  %spilt = load i64, ptr %E\n  %now = or i64 %spilt, {over}\n  store i64 %now, ptr %E"
                )
                return self.let(f"extractvalue {{i64, i1}} {pair}, 0"), "true"
            case ("plus_years",):
                return self.helper("plus_months", a[0], self.let(f"mul i64 {a[1]}, 12"))
            case ("working_day", name, calendar):
                return self.working_day(name, calendar, a)
            case ("series", name, keys):
                return self.series(name, keys, a)
            case (name,):
                return self.helper(name, *a)
        raise TypeError(self.what)

    def helper(self, name: str, *arguments: str) -> tuple[str, str]:
        inside = "plus_months" if name == "plus_months" else f"hamroh_{name}"
        raw = self.let(f"call i64 @{inside}({', '.join(f'i64 {a}' for a in arguments)}) #0")
        return raw, self.let(f"icmp ne i64 {raw}, {NULL}")

    def address(self, place: int) -> str:
        at = self.let(f"getelementptr i64, ptr %W, i64 {place}")
        return self.let(f"load i64, ptr {at}, !invariant.load !0")

    def element(self, base: str, index: str, type_: str) -> str:
        at = self.let(f"getelementptr {type_}, ptr {self.let(f'inttoptr i64 {base} to ptr')}, i64 {index}")
        raw = self.let(f"load {type_}, ptr {at}, !invariant.load !0")
        return raw if type_ == "i64" else self.let(f"sext {type_} {raw} to i64")

    def both(self, a: str, b: str) -> str:
        return b if a == "true" else a if b == "true" else self.let(f"and i1 {a}, {b}")

    def working_day(self, name: str, code: str, a: list[str]) -> tuple[str, str]:
        off = name.endswith("_off")
        name = name.removesuffix("_off")
        calendar = self.coder.plan.rulebook.book.series.calendar(code)
        assert calendar is not None
        ways = len(calendar.ways(off, None))
        base = self.coder.table(CalendarTable(code, off), 3 * ways)
        day = a[0]
        after = self.let(f"icmp sge i64 {day}, {calendar.first}")
        before = self.let(f"icmp sle i64 {day}, {calendar.last}")
        known = self.both(after, before)
        place = self.let(f"select i1 {known}, i64 {self.let(f'sub i64 {day}, {calendar.first}')}, i64 0")
        next_ = self.let(f"add i64 {place}, 1")
        found: list[str] = []
        for way in range(ways):
            counts = self.address(base + 3 * way)
            lower, upper = (self.element(counts, at, "i32") for at in (place, next_))
            if name == "is_working_day":
                found.append(self.let(f"zext i1 {self.let(f'icmp sgt i64 {upper}, {lower}')} to i64"))
                continue
            n = {"working_day_on_or_before": "-1", "working_day_on_or_after": "1"}.get(name) or a[1]
            itself = name != "nth_working_day_after"
            ahead = self.let(f"add i64 {self.let(f'add i64 {lower if itself else upper}, {n}')}, -1")
            back = self.let(f"add i64 {upper if itself else lower}, {n}")
            at = self.let(f"select i1 {self.let(f'icmp sgt i64 {n}, 0')}, i64 {ahead}, i64 {back}")
            inside = self.let(f"icmp ult i64 {at}, {self.address(base + 3 * way + 2)}")
            known = self.both(known, self.both(inside, self.let(f"icmp ne i64 {n}, 0")))
            at = self.let(f"select i1 {inside}, i64 {at}, i64 0")
            found.append(self.element(self.address(base + 3 * way + 1), at, "i32"))
        for other in found[1:]:
            known = self.both(known, self.let(f"icmp eq i64 {found[0]}, {other}"))
        return found[0], known

    def series(self, name: str, count: int, a: list[str]) -> tuple[str, str]:
        keys, day = a[:count], a[count]
        base = self.coder.table(SeriesTable(name), 4 + count)
        known, cell = "true", "0"
        rows = intervals(self.coder.plan.rulebook.book.series, name)
        for k, key in enumerate(keys):
            size = len({row.key[k] for row in rows})
            place = self.element(self.address(base + 4 + k), key, "i32")
            known = self.both(known, self.let(f"icmp sge i64 {place}, 0"))
            cell = self.let(f"add i64 {self.let(f'mul i64 {cell}, {size}')}, {place}")
        if keys:
            cell = self.let(f"select i1 {known}, i64 {cell}, i64 0")
        starts, firsts, lasts, values = (self.address(base + k) for k in range(4))
        low = self.element(starts, cell, "i64")
        high = self.element(starts, self.let(f"add i64 {cell}, 1"), "i64")
        raw, held = self.helper("series_at", firsts, lasts, values, low, high, day)
        return raw, self.both(known, held)
