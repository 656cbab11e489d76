"""The equations of a plan as LLVM assembly: what the kernel runs for one person after another.

numba's own way from Python source to machine code takes minutes for a book of this size; its compiler, given assembly,
takes seconds (decision 0019). The meaning is the tree's, node by node: a yes or no is a pair of bits (surely yes, surely
no), any other value a pair of a whole number of 64 bits and a bit that says whether it is known.

Equations are worked out in stages, for a history function may ask of a day that other equations give. A stage is one
function; its equations are cut into functions of some hundred nodes, because compilers are slow with long ones.

Memory a stage sees, each an array of addresses: `T` what people told (values, then a byte for each that says "not told"),
`C` columns worked out before or by history functions (64 bits, `NULL` is unknown), `O` columns wanted (values and masks,
as told), `P` parameters, `W` tables. `E` counts products that do not fit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from .. import tree as t
from .codes import Codes
from .look_ups import intervals
from .plan import Column, Equation, HistoryCall, Nothing, Param, Plan, Told, reads
from .sql import Writer

NULL = -(2**63)
"""Unknown, among whole numbers of 64 bits."""

GROUP = 2000
"""Nodes in one function."""

HEAVY = 12
"""Nodes from which on a part of `and` or `or` is skipped when the parts before it decide."""

BYTES = {t.YES_NO: 1, t.DAY: 4, t.CHOICE: 4}
"""Bytes of a value told or wanted; the others have eight."""

_LLVM = {1: "i8", 4: "i32", 8: "i64"}
_SAYS = {"=": "eq", "<>": "ne", "<": "slt", "<=": "sle", ">": "sgt", ">=": "sge"}
HELPERS = {"plus_months": 2, "year_of": 1, "year_start": 1, "year_end": 1, "series_at": 6}
"""Functions the assembly calls by name, and how many whole numbers each takes; see `kernel_histories`."""

FIRST_YEAR, YEARS = 1800, 400
"""The years whose months stand in a table: four hundred, for these have 4800 months and 146,097 days wherever they begin."""

ANY_DAY = date(2000, 1, 1).toordinal()
"""What a helper is asked about where the day is unknown: a day of that table, for others take longer."""

TOGETHER = 64
"""People for whom a function works before the next one does: its code and what they share then stay in the nearest memory."""

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
        "define internal i64 @plus_months(i64 %day, i64 %months) {",
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
    """Surely yes, surely no; without `no`, it is never unknown."""

    yes: str
    no: str | None = None


@dataclass(frozen=True, slots=True)
class _Number:
    value: str
    known: str = "true"


_Value = _Truth | _Number


def _unknown(type_: str) -> _Value:
    return _Truth("false", "false") if type_ == t.YES_NO else _Number("0", "false")


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
        for e in stage.equations:
            for name in reads(e):
                if name in group_of and group_of[name] != group_of[placed.top[e.name]]:
                    shared.setdefault(name, len(shared))
            if self.scope_of(e) in group_of and group_of[self.scope_of(e)] != group_of[placed.top[e.name]]:
                shared.setdefault(self.scope_of(e), len(shared))
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
            text += _each(f"define internal void @{names[-1]}({_SIGNATURE}) #1", f.lines, max(len(shared), 1))
        rest = _SIGNATURE.split(", ", 3)[3]
        text.append(f"define void @{stage.function}(i64 %n, {rest}) {{")
        text.append(f"entry:\n  %R = alloca [{max(len(shared), 1) * TOGETHER} x i64]\n  br label %next")
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


def _each(head: str, lines: list[str], shared: int) -> list[str]:
    """A function that does these lines for some people; `shared` numbers of each are read by other functions."""
    return [
        f"{head} {{\nentry:\n  br label %next",
        "next:\n  %i = phi i64 [%from, %entry], [%j, %end]\n  %more = icmp slt i64 %i, %to",
        "  br i1 %more, label %person, label %done\nperson:\n  %place = sub i64 %i, %from",
        f"  %at = mul i64 %place, {shared}\n  %R = getelementptr i64, ptr %rows, i64 %at",
        *lines,
        "  br label %end\nend:\n  %j = add i64 %i, 1\n  br label %next\ndone:\n  ret void\n}",
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


class _Function:
    """One function of a stage: some equations for one person."""

    def __init__(self, coder: _Coder, shared: dict[str, int], placed: _Placement) -> None:
        self.coder, self.shared, self.placed, self.codes = coder, shared, placed, coder.codes
        self.lines: list[str] = []
        self.count = 0
        self.block = "person"
        self.here: dict[str, _Value] = {}
        """Columns worked out in this function."""

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

    # -- bits

    def both(self, a: str, b: str) -> str:
        if a == "false" or b == "false":
            return "false"
        return b if a == "true" or a == b else a if b == "true" else self.let(f"and i1 {a}, {b}")

    def either(self, a: str, b: str) -> str:
        if a == "true" or b == "true":
            return "true"
        return b if a == "false" or a == b else a if b == "false" else self.let(f"or i1 {a}, {b}")

    def opposite(self, a: str) -> str:
        return {"true": "false", "false": "true"}.get(a) or self.let(f"xor i1 {a}, true")

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

    # -- memory

    def address(self, array: str, place: int) -> str:
        """An address or number that stands in an array of the stage; they stay the same while it runs."""
        at = self.let(f"getelementptr i64, ptr {array}, i64 {place}")
        return self.let(f"load i64, ptr {at}, !invariant.load !0")

    def element(self, base: str, index: str, type_: str, fixed: bool = True) -> str:
        pointer = self.let(f"inttoptr i64 {base} to ptr")
        at = self.let(f"getelementptr {type_}, ptr {pointer}, i64 {index}")
        return self.let(f"load {type_}, ptr {at}" + (", !invariant.load !0" if fixed else ""))

    def from_null(self, raw: str, type_: str, sure: bool) -> _Value:
        """A stored whole number, NULL for unknown, as a value."""
        if type_ == t.YES_NO:
            yes = self.let(f"icmp eq i64 {raw}, 1")
            return _Truth(yes, None if sure else self.let(f"icmp eq i64 {raw}, 0"))
        return _Number(raw, "true" if sure else self.let(f"icmp ne i64 {raw}, {NULL}"))

    def to_null(self, value: _Value) -> str:
        if isinstance(value, _Truth):
            number = self.let(f"zext i1 {value.yes} to i64")
            known = self.known(value)
        else:
            number, known = value.value, value.known
        return number if known == "true" else self.let(f"select i1 {known}, i64 {number}, i64 {NULL}")

    def run(self, run: _Run) -> None:
        """Some equations; with a scope, once as for whom it holds and once as for all others, where little is left to do."""
        if not run.scope or run.scope not in self.coder.types:
            for e in run.equations:
                self.here[e.name] = self.worked_out(e)
        else:
            scope = self.column(Column(t.YES_NO, run.scope))
            assert isinstance(scope, _Truth)
            before = self.here.get(run.scope)
            inside, outside, end = self.label(), self.label(), self.label()
            self.put(f"br i1 {scope.yes}, label %{inside}, label %{outside}")
            ways: list[tuple[str, dict[str, _Value]]] = []
            for label, meant in (
                (inside, _Truth("true")),
                (outside, _Truth("false", None if scope.no is None else scope.no)),
            ):
                self.begin(label)
                self.here[run.scope] = meant
                for e in run.equations:
                    self.here[e.name] = self.worked_out(e)
                ways.append((self.block, {e.name: self.here[e.name] for e in run.equations}))
                self.put(f"br label %{end}")
            if before is None:
                del self.here[run.scope]
            else:
                self.here[run.scope] = before
            self.all_met(end, run.equations, ways)
        for e in run.equations:
            self.kept(e)

    def all_met(self, end: str, equations: list[Equation], ways: list[tuple[str, dict[str, _Value]]]) -> None:
        """Where the two ways of a run meet: all that joins them stands first."""
        self.begin(end)
        joins = [(e, self.joined(e.type, [(block, values[e.name]) for block, values in ways])) for e in equations]
        for e, join in joins:
            self.here[e.name] = join()

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
            at = self.let(f"getelementptr i64, ptr %R, i64 {self.shared[name]}")
            self.put(f"store i64 {self.to_null(value)}, ptr {at}")
        if name in self.coder.columns:
            pointer = self.let(f"inttoptr i64 {self.address('%C', self.coder.columns[name])} to ptr")
            at = self.let(f"getelementptr i64, ptr {pointer}, i64 %i")
            self.put(f"store i64 {self.to_null(value)}, ptr {at}")
        if name in self.coder.types and name in self.coder.wanted:
            self.give(name, value)

    def give(self, name: str, value: _Value) -> None:
        """Write a wanted column."""
        place = self.coder.wanted.index(name)
        known = self.known(value)
        width = bytes_of(self.coder.types[name])
        type_ = _LLVM[width]
        if isinstance(value, _Truth):
            number = self.let(f"zext i1 {value.yes} to i8")
        else:
            number = value.value if known == "true" else self.let(f"select i1 {known}, i64 {value.value}, i64 0")
            if width < 8:
                number = self.let(f"trunc i64 {number} to {type_}")
        for base, what, kind in (
            (2 * place, number, type_),
            (2 * place + 1, self.let(f"zext i1 {self.opposite(known)} to i8"), "i8"),
        ):
            pointer = self.let(f"inttoptr i64 {self.address('%O', base)} to ptr")
            at = self.let(f"getelementptr {kind}, ptr {pointer}, i64 %i")
            self.put(f"store {kind} {what}, ptr {at}")

    def column(self, node: Column) -> _Value:
        name = node.name
        if name in self.here:
            return self.here[name]
        sure = name in self.coder.sure
        if name in self.shared:
            at = self.let(f"getelementptr i64, ptr %R, i64 {self.shared[name]}")
            return self.from_null(self.let(f"load i64, ptr {at}"), node.type, sure)
        base = self.address("%C", self.coder.columns[name])
        return self.from_null(self.element(base, "%i", "i64"), node.type, sure)

    def told(self, node: Told) -> _Value:
        place = self.coder.told[node]
        mask = self.element(self.address("%T", 2 * place + 1), "%i", "i8")
        known = self.let(f"icmp eq i8 {mask}, 0")
        type_ = _LLVM[bytes_of(node.type)]
        raw = self.element(self.address("%T", 2 * place), "%i", type_)
        if node.type == t.YES_NO:
            return self.when_known(known, self.let(f"icmp ne i8 {raw}, 0"))
        return _Number(raw if type_ == "i64" else self.let(f"sext {type_} {raw} to i64"), known)

    def parameter(self, node: Param) -> _Value:
        raw = self.address("%P", self.coder.parameters[node])
        return self.from_null(raw, node.type, node.key[0] != "value")

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
        """The lines of a node; gives where its value stands."""
        match node:
            case t.Literal(type=t.YES_NO, value=value):
                return _Truth("true" if value else "false")
            case t.Literal(type=type_, value=value):
                return _Number(str(self.codes.value(value, type_)))
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
                some = self.let(f"and i64 {held.value}, {self.codes.mask(value)}")
                return self.when_known(held.known, self.let(f"icmp ne i64 {some}, 0"))
            case t.Arithmetic(op=op, left=left, right=right):
                return self.arithmetic(op, self.number(left), self.number(right))
            case t.Case():
                return self.case(node)
            case t.Call(name=name, arguments=arguments, calendar=calendar):
                return self.call(name, arguments, calendar)
        raise TypeError(f"no code for {type(node).__name__}")

    def junction(self, parts: tuple[t.Node, ...], decides: bool) -> _Truth:
        """`and` (decided by a no) or `or` (decided by a yes)."""
        whole = self.truth(parts[0])
        skipped: list[str] = []
        end = self.label()
        for part in parts[1:]:
            if len(t.walk(part)) >= HEAVY:
                decided = whole.yes if decides else self.no(whole)
                go_on = self.label()
                skipped.append(self.block)
                self.put(f"br i1 {decided}, label %{end}, label %{go_on}")
                self.begin(go_on)
            one = self.truth(part)
            if whole.no is None and one.no is None:
                whole = _Truth((self.either if decides else self.both)(whole.yes, one.yes))
            elif decides:
                whole = _Truth(self.either(whole.yes, one.yes), self.both(self.no(whole), self.no(one)))
            else:
                whole = _Truth(self.both(whole.yes, one.yes), self.either(self.no(whole), self.no(one)))
        if not skipped:
            return whole
        ways: list[tuple[str, _Value]] = [(block, _Truth("true" if decides else "false")) for block in skipped]
        ways.append((self.block, whole))
        self.put(f"br label %{end}")
        return self.met(end, t.YES_NO, ways)  # type: ignore[return-value]

    def met(self, end: str, type_: str, ways: list[tuple[str, _Value]]) -> _Value:
        """Where ways of control meet: the value of the way that was taken."""
        self.begin(end)
        return self.joined(type_, ways)()

    def joined(self, type_: str, ways: list[tuple[str, _Value]]) -> Callable[[], _Value]:
        """The lines that join the ways, at the head of a block; what they give needs more lines, to be written after all
        such heads."""
        if type_ == t.YES_NO:
            truths = [(block, v) for block, v in ways if isinstance(v, _Truth)]
            yes = self.phi("i1", [(b, v.yes) for b, v in truths])
            if all(v.no is None for _, v in truths):
                return lambda: _Truth(yes)
            exact = self.phi("i1", [(b, "true" if v.no is None else "false") for b, v in truths])
            no = self.phi("i1", [(b, "false" if v.no is None else v.no) for b, v in truths])
            return lambda: _Truth(yes, self.either(no, self.both(exact, self.opposite(yes))))
        numbers = [(block, v) for block, v in ways if isinstance(v, _Number)]
        number = self.phi("i64", [(b, v.value) for b, v in numbers])
        known = self.phi("i1", [(b, v.known) for b, v in numbers])
        return lambda: _Number(number, known)

    def phi(self, type_: str, ways: list[tuple[str, str]]) -> str:
        if len({value for _, value in ways}) == 1 and not ways[0][1].startswith("%"):
            return ways[0][1]
        return self.let(f"phi {type_} " + ", ".join(f"[{value}, %{block}]" for block, value in ways))

    def case(self, node: t.Case, owner: str = "", way: _Way = ()) -> _Value:
        """Strict: an unknown condition makes the whole unknown. `owner`: the equation on whose way this stands."""
        type_, branches, otherwise = node.type, node.branches, node.otherwise
        ways: list[tuple[str, _Value]] = []
        end = self.label()
        last = len(branches)
        for place, (when, then) in enumerate(branches):
            condition = self.truth(when)
            if condition.yes == "true":
                otherwise, last = then, place
                break
            if condition.yes == "false" and condition.no in (None, "true"):
                continue
            if condition == _Truth("false", "false"):
                otherwise = None
                break
            miss = self.label()
            if condition.yes == "false":
                self.put(f"br i1 {condition.no}, label %{miss}, label %{end}")
                ways.append((self.block, _unknown(type_)))
                self.begin(miss)
                continue
            hit = self.label()
            if condition.no is None or Writer.falls_through(branches, place, otherwise):
                self.put(f"br i1 {condition.yes}, label %{hit}, label %{miss}")
            else:
                doubt = self.label()
                self.put(f"br i1 {condition.yes}, label %{hit}, label %{doubt}")
                self.begin(doubt)
                self.put(f"br i1 {condition.no}, label %{miss}, label %{end}")
                ways.append((doubt, _unknown(type_)))
            self.begin(hit)
            value = self.on_the_way(then, owner, (*way, place))
            ways.append((self.block, value))
            self.put(f"br label %{end}")
            self.begin(miss)
        value = _unknown(type_) if otherwise is None else self.on_the_way(otherwise, owner, (*way, last))
        if not ways:
            return value
        ways.append((self.block, value))
        self.put(f"br label %{end}")
        return self.met(end, type_, ways)

    def compare(self, op: str, a: _Value, b: _Value) -> _Truth:
        known = self.both(self.known(a), self.known(b))
        if known == "false":
            return _Truth("false", "false")
        if isinstance(a, _Number) and isinstance(b, _Number):
            return self.when_known(known, self.let(f"icmp {_SAYS[op]} i64 {a.value}, {b.value}"))
        assert isinstance(a, _Truth) and isinstance(b, _Truth) and op in ("=", "<>")
        return self.when_known(known, self.let(f"icmp {_SAYS[op]} i1 {a.yes}, {b.yes}"))

    def within(self, of: _Value, values: list[int]) -> _Truth:
        assert isinstance(of, _Number)
        if of.known == "false":
            return _Truth("false", "false")
        found = "false"
        for value in values:
            found = self.either(found, self.let(f"icmp eq i64 {of.value}, {value}"))
        return self.when_known(of.known, found)

    def arithmetic(self, op: str, a: _Number, b: _Number) -> _Number:
        known = self.both(a.known, b.known)
        if op in "+-":
            return _Number(self.let(f"{'add' if op == '+' else 'sub'} i64 {a.value}, {b.value}"), known)
        if op == "*":
            return _Number(self.product(a.value, b.value, known), known)
        if not b.value.startswith("%"):
            return (
                _Number("0", "false")
                if int(b.value) == 0
                else _Number(self.let(f"sdiv i64 {a.value}, {b.value}"), known)
            )
        some = self.let(f"icmp ne i64 {b.value}, 0")
        divisor = self.let(f"select i1 {some}, i64 {b.value}, i64 1")
        return _Number(self.let(f"sdiv i64 {a.value}, {divisor}"), self.both(known, some))

    def product(self, a: str, b: str, known: str) -> str:
        """A product; one that 64 bits do not hold is counted in `E`."""
        pair = self.let(f"call {{i64, i1}} @llvm.smul.with.overflow.i64(i64 {a}, i64 {b})")
        over = self.both(known, self.let(f"extractvalue {{i64, i1}} {pair}, 1"))
        if over != "false":
            spilt, fits = self.label(), self.label()
            self.put(f"br i1 {over}, label %{spilt}, label %{fits}")
            self.begin(spilt)
            self.put("store i64 1, ptr %E")
            self.put(f"br label %{fits}")
            self.begin(fits)
        return self.let(f"extractvalue {{i64, i1}} {pair}, 0")

    # -- functions

    def helper(self, name: str, *arguments: str) -> str:
        inside = "plus_months" if name == "plus_months" else f"hamroh_{name}"
        return self.let(f"call i64 @{inside}({', '.join(f'i64 {a}' for a in arguments)}) #0")

    def call(self, name: str, arguments: tuple[t.Node, ...], calendar: str) -> _Value:
        if name == "series":
            return self.series(arguments)
        a = [self.number(argument) for argument in arguments]
        known = "true"
        for one in a:
            known = self.both(known, one.known)
        if name == "plus_days":
            return self.arithmetic("+", a[0], a[1])
        if name == "rub":
            return self.arithmetic("*", a[0], _Number("100"))
        if name in ("earlier", "later"):
            first = self.let(f"icmp {'sle' if name == 'earlier' else 'sge'} i64 {a[0].value}, {a[1].value}")
            return _Number(self.let(f"select i1 {first}, i64 {a[0].value}, i64 {a[1].value}"), known)
        if calendar:
            return self.working_day(name, calendar, a, known)
        day = self.safe_day(a[0].value, known)
        if name in ("plus_months", "plus_years"):
            months = a[1].value if a[1].known == "true" else self.let(f"select i1 {known}, i64 {a[1].value}, i64 0")
            if name == "plus_years":
                months = self.let(f"mul i64 {months}, 12")
            return self.from_helper(self.helper("plus_months", day, months), known)
        if name in HELPERS:
            return self.from_helper(self.helper(name, day), known)
        raise TypeError(f"no code for the function {name}")

    def safe_day(self, day: str, known: str) -> str:
        """The day, or any other where it is not known: a helper is asked of no number that is no day."""
        return day if known == "true" else self.let(f"select i1 {known}, i64 {day}, i64 {ANY_DAY}")

    def from_helper(self, raw: str, known: str) -> _Number:
        return _Number(raw, self.both(known, self.let(f"icmp ne i64 {raw}, {NULL}")))

    def working_day(self, name: str, code: str, a: list[_Number], known: str) -> _Value:
        off = name.endswith("_off")
        name = name.removesuffix("_off")
        calendar = self.coder.plan.rulebook.book.series.calendar(code)
        if calendar is None:
            return _unknown(t.YES_NO if name == "is_working_day" else t.DAY)
        ways = len(calendar.ways(off, None))
        base = self.coder.table(CalendarTable(code, off), 3 * ways)
        day = a[0].value
        after = self.let(f"icmp sge i64 {day}, {calendar.first}")
        before = self.let(f"icmp sle i64 {day}, {calendar.last}")
        known = self.both(known, self.both(after, before))
        place = self.let(f"select i1 {known}, i64 {self.let(f'sub i64 {day}, {calendar.first}')}, i64 0")
        next_ = self.let(f"add i64 {place}, 1")
        found: list[str] = []
        for way in range(ways):
            counts = self.address("%W", base + 3 * way)
            lower, upper = (self.let(f"sext i32 {self.element(counts, at, 'i32')} to i64") for at in (place, next_))
            if name == "is_working_day":
                found.append(self.let(f"icmp sgt i64 {upper}, {lower}"))
                continue
            n = {"working_day_on_or_before": "-1", "working_day_on_or_after": "1"}.get(name) or a[1].value
            itself = name != "nth_working_day_after"
            ahead = self.let(f"add i64 {self.let(f'add i64 {lower if itself else upper}, {n}')}, -1")
            back = self.let(f"add i64 {upper if itself else lower}, {n}")
            at = self.let(f"select i1 {self.let(f'icmp sgt i64 {n}, 0')}, i64 {ahead}, i64 {back}")
            inside = self.let(f"icmp ult i64 {at}, {self.address('%W', base + 3 * way + 2)}")
            known = self.both(known, self.both(inside, self.let(f"icmp ne i64 {n}, 0")))
            at = self.let(f"select i1 {inside}, i64 {at}, i64 0")
            found.append(self.let(f"sext i32 {self.element(self.address('%W', base + 3 * way + 1), at, 'i32')} to i64"))
        type_ = "i1" if name == "is_working_day" else "i64"
        for other in found[1:]:
            known = self.both(known, self.let(f"icmp eq {type_} {found[0]}, {other}"))
        return self.when_known(known, found[0]) if name == "is_working_day" else _Number(found[0], known)

    def series(self, arguments: tuple[t.Node, ...]) -> _Value:
        first = arguments[0]
        assert isinstance(first, t.Literal)
        name = str(first.value)
        book = self.coder.plan.rulebook.book.series
        keys = [self.number(key) for key in arguments[1:-1]]
        day = self.number(arguments[-1])
        base = self.coder.table(SeriesTable(name), 4 + len(keys))
        known, cell = day.known, "0"
        sizes = [len({row.key[k] for row in intervals(book, name)}) for k in range(len(keys))]
        for k, key in enumerate(keys):
            word = self.let(f"select i1 {key.known}, i64 {key.value}, i64 0")
            place = self.let(f"sext i32 {self.element(self.address('%W', base + 4 + k), word, 'i32')} to i64")
            there = self.let(f"icmp sge i64 {place}, 0")
            known = self.both(known, self.both(key.known, there))
            cell = self.let(f"add i64 {self.let(f'mul i64 {cell}, {sizes[k]}')}, {place}")
        cell = self.let(f"select i1 {known}, i64 {cell}, i64 0") if keys else "0"
        starts, firsts, lasts, values = (self.address("%W", base + k) for k in range(4))
        low = self.element(starts, cell, "i64")
        high = self.element(starts, self.let(f"add i64 {cell}, 1"), "i64")
        raw = self.helper("series_at", firsts, lasts, values, low, high, self.safe_day(day.value, known))
        held = self.from_helper(raw, known)
        if book[name].gives == t.YES_NO:
            return self.when_known(held.known, self.let(f"icmp ne i64 {held.value}, 0"))
        return held
