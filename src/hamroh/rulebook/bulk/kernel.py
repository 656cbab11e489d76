"""The book over prepared people as machine code of its own: fast where people are many, and never needed.

The equations become LLVM assembly (`kernel_code`), the history functions are compiled by numba (`kernel_histories`).
People are worked through in blocks, so that what a block needs stays near. One kernel serves every day asked about: what
the days decide is read from an array. What was compiled is kept in a folder, by the digest of its text, and taken up
again by the next process; a changed law is another text.
"""

from __future__ import annotations

import copy
import ctypes
import hashlib
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import tree as t
from ..book import cache_folder
from .codes import Codes
from .histories_sql import HISTORY_OF, split, two_bounds
from .kernel_code import LANES, NULL, CalendarTable, Code, SeriesTable, argument_column, bytes_of, code_of
from .look_ups import intervals, rate_table, working_days
from .plan import HistoryCall, Nothing, Param, Plan, parameter
from .prepared import EVENTS
from .sql import told_column

if TYPE_CHECKING:
    from types import ModuleType

    import numpy as np

BLOCK = 8192
"""People worked out together (so many times `LANES`): what they need stays in the processor's own memory."""

Tables = Mapping[str, Mapping[str, Any]]
"""Table name to column name to a numpy array of all rows, masked where nothing is known (as DuckDB's `fetchnumpy`)."""


class Kernel:
    """The wanted columns of a plan for tables of people.

    `plan` is good for every day, or folded to the one it is then asked about; `wanted` are names of its columns; `cache`
    is the folder of compiled code, by default the one of the rulebook's cache. A folder that others may write to is not
    read, since what lies there is run.

    Raises:
        ImportError: numba is missing.
    """

    def __init__(self, plan: Plan, wanted: Sequence[str], codes: Codes, cache: Path | None = None) -> None:
        try:
            import llvmlite.binding
            import numba  # noqa: F401 - its absence is told here, not in the middle of the work
            import numpy

            from . import kernel_histories
        except ImportError as error:
            raise ImportError(
                f"the kernel needs numba ({error}): pip install hamroh[kernel]; without it DuckDB computes the same"
            ) from error
        self._np: ModuleType = numpy
        self._histories = kernel_histories
        self.plan, self.codes = plan, codes
        self.code: Code = code_of(plan, wanted, codes)
        self._series = plan.rulebook.book.series
        self._split = {
            call.function: (base, {"lo": -1, "hi": 1}.get(form, 0) if two_bounds(base) else -1)
            for stage in self.code.stages
            for call in stage.calls
            for base, form in (split(call.function),)
        }
        """History functions by their names in the law: the function, and which of its bounds is meant (see `formed`)."""
        self.reads = self._read_columns()
        """What `run` reads of each table: the columns, by the table's name."""
        self._helpers = kernel_histories.helpers()
        self._engine, self._functions = _loaded(
            llvmlite.binding, self.code, self._helpers, cache_folder() if cache is None else cache
        )
        self._layouts: dict[Any, list[Any]] = {}

    def with_values_of(self, plan: Plan) -> Kernel:
        """The same machine code for a plan that has the same equations and columns, and whose rulebook has other values of the law's
        names. Tables of numbers are shared: a value given to a proposal is in none of them."""
        other = copy.copy(self)
        other.plan = plan
        return other

    def _read_columns(self) -> dict[str, list[str]]:
        histories: dict[str, None] = {}
        for stage in self.code.stages:
            for call in stage.calls:
                histories[HISTORY_OF[self._split[call.function][0]]] = None
                if call.at_exit:
                    histories["stays"] = None
        people = [told_column(node) for node in self.code.told] + [f"t_{name}" for name in histories]
        if "stays" in histories:
            people += ["t_birth_date_lo", "t_stays_known_from"]
        out = {"people": list(dict.fromkeys(["p", *people]))}
        for name in histories:
            fields = getattr(self._histories, name.capitalize())._fields
            out[name] = ["p", "seq", *(column for column in EVENTS[name] if column in fields)]
        if "patents" in histories:
            out["payments"] = ["p", "seq", *EVENTS["payments"]]
        return out

    def run(self, tables: Tables, on: int, known: int, threads: int = 1) -> dict[str, np.ma.MaskedArray[Any, Any]]:
        """The wanted columns for every row of `people`, in its order; masked where unknown.

        Days are ordinals: the day asked about and the day of knowledge. Yes or no comes as bool, days and choices in 32
        bits, all else in 64. The tables are those of `prepared`, of which `reads` is enough; rows may stand in any order.

        Raises:
            ValueError: a folded plan is asked about another day.
            OverflowError: a product of what people told does not fit into 64 bits.
        """
        if self.plan.days not in (None, (on, known)):
            raise ValueError(
                f"the plan is folded to {self.plan.days}, not to {(on, known)}: take one good for every day"
            )
        return _Run(self, tables, on, known).whole(threads)

    # -- what the days decide

    def _parameter(self, node: Param, on: int, known: int) -> int:
        value = self.codes.value(parameter(self.plan.rulebook, node.key, on, known), node.type)
        return NULL if value is None else int(value)

    def _tables(self, known: int) -> list[Any]:
        """What `W` holds: arrays, by their addresses, and numbers."""
        room: list[Any] = [0] * self.code.table_room
        for table, at in self.code.tables:
            key = (table, known if isinstance(table, CalendarTable) and table.off else None)
            if key not in self._layouts:
                laid = self._calendar(table, key[1]) if isinstance(table, CalendarTable) else self._look_up(table)
                self._layouts[key] = laid
            room[at : at + len(self._layouts[key])] = self._layouts[key]
        return room

    def _calendar(self, table: CalendarTable, known: int | None) -> list[Any]:
        np = self._np
        calendar = self._series.calendar(table.code)
        assert calendar is not None
        lists = working_days(calendar, table.off, known)
        out: list[Any] = []
        for days, before in zip(lists.days, lists.before, strict=True):
            out += [np.array(before, np.int32), np.array(days, np.int32), len(days)]
        return out

    def _look_up(self, table: SeriesTable) -> list[Any]:
        np = self._np
        rows = intervals(self._series, table.name)
        gives = self._series[table.name].gives
        keys = len(rows[0].key) if rows else 0
        words = [sorted({row.key[k] for row in rows}) for k in range(keys)]
        cells: dict[int, list[Any]] = {}
        for row in rows:
            cell = 0
            for k, word in enumerate(row.key):
                cell = cell * len(words[k]) + words[k].index(word)
            cells.setdefault(cell, []).append(row)
        size = 1
        for some in words:
            size *= len(some)
        starts, ordered = [0], []
        for cell in range(size):
            ordered += sorted(cells.get(cell, ()), key=lambda row: row.first)
            starts.append(len(ordered))
        out: list[Any] = [np.array(starts, np.int64)]
        out += [np.array([row.first for row in ordered], np.int64), np.array([row.last for row in ordered], np.int64)]
        out.append(np.array([int(self.codes.value(row.value, gives)) for row in ordered], np.int64))
        for some in words:
            place = np.full(len(self.codes.words), -1, np.int32)
            for k, word in enumerate(some):
                if word in self.codes.number:
                    place[self.codes.number[word]] = k
            out.append(place)
        return out

    def _rates(self, name: str) -> Any:
        key = ("rates", name)
        if key not in self._layouts:
            np = self._np
            table = rate_table(self._series, name)
            eve_first, eves = -1, [0]
            if table.calendar:
                calendar = self._series.calendar(table.calendar)
                assert calendar is not None
                eve_first = calendar.first
                days = (calendar.working_day_on_or_before(d) for d in range(calendar.first, calendar.last + 1))
                eves = [NULL if day is None else day for day in days]
            self._layouts[key] = [
                self._histories.Rates(
                    table.first,
                    table.last,
                    np.array(table.sums, np.int64),
                    np.array(table.reach, np.int64),
                    table.bottom,
                    eve_first,
                    np.array(eves, np.int64),
                )
            ]
        return self._layouts[key][0]


# -- running ---------------------------------------------------------------------------------------------------------


@dataclass
class _Events:
    """A table of events in the order of people (by their place) and `seq`: columns with their masks, and where each
    person's rows begin."""

    person: Any
    seq: Any
    columns: dict[str, tuple[Any, Any]]
    at: Any


class _Run:
    """One question to one set of tables."""

    def __init__(self, kernel: Kernel, tables: Tables, on: int, known: int) -> None:
        self.kernel, self.np, self.on = kernel, kernel._np, on
        np, code = self.np, kernel.code
        people = tables["people"]
        self.count = len(people["p"])
        self.keep: list[Any] = []
        """Arrays whose addresses the code holds."""
        self.room = -(-self.count // LANES) * LANES
        """People, and those with whom the last are worked out: of these nothing is read."""
        self.nothing_masked = np.zeros(self.room, np.bool_)
        told: list[tuple[Any, Any]] = []
        for node in code.told:
            told.append(self.told(people[told_column(node)], node.type))
        self.out: dict[str, tuple[Any, Any]] = {}
        for name, type_ in code.wanted:
            self.out[name] = (np.empty(self.room, _dtype(np, type_)), np.empty(self.room, np.bool_))
        self.told_at, self.told_step = self.addresses(told)
        self.out_at, self.out_step = self.addresses(list(self.out.values()))
        values = [kernel._parameter(node, on, known) for node in code.parameters]
        self.parameters = np.array(values, np.int64)
        self.parameter_of = dict(zip(code.parameters, values, strict=True))
        tables_ = kernel._tables(known)
        self.keep.append(tables_)
        self.tables = np.array([x.ctypes.data if hasattr(x, "ctypes") else x for x in tables_], np.int64)
        self.spilt = np.zeros(1, np.int64)
        self.constants: dict[Any, Any] = {}
        """For each number the law gives to history functions, a block of it."""
        self.events = {
            name: self.ordered(name, tables[name], people["p"])
            for name in kernel.reads
            if name not in ("people", "payments")
        }
        if "patents" in self.events:
            self.payments(tables["payments"], people["p"])
        self.flags = {name: ~np.ma.getmaskarray(people[f"t_{name}"]) for name in self.events}
        if "stays" in self.events:
            self.born, self.known_from = (
                (np.ma.getdata(people[name]), np.ma.getmaskarray(people[name]))
                for name in ("t_birth_date_lo", "t_stays_known_from")
            )

    # -- laying out

    def told(self, column: Any, type_: str) -> tuple[Any, Any]:
        np = self.np
        mask = np.ma.getmask(column)
        values = self.whole_steps(np.ma.getdata(column), _dtype(np, type_))
        return values, self.nothing_masked if mask is np.ma.nomask else self.whole_steps(mask, np.bool_)

    def whole_steps(self, values: Any, type_: Any) -> Any:
        """The array as the code reads it, so many people at once."""
        np = self.np
        if self.room == self.count:
            return np.ascontiguousarray(values, type_)
        out = np.zeros(self.room, type_)
        out[: self.count] = values
        return out

    def addresses(self, pairs: Iterable[tuple[Any, Any]]) -> tuple[Any, Any]:
        """Where arrays begin, and by how many bytes they go on from one person to the next."""
        arrays = [array for pair in pairs for array in pair]
        self.keep.append(arrays)
        np = self.np
        return np.array([a.ctypes.data for a in arrays], np.int64), np.array([a.itemsize for a in arrays], np.int64)

    def ordered(self, name: str, table: Mapping[str, Any], people: Any) -> _Events:
        np = self.np
        of, seq, people = np.ma.getdata(table["p"]), np.ma.getdata(table["seq"]), np.ma.getdata(people)
        columns = {
            column: (np.ma.getdata(table[column]), np.ma.getmaskarray(table[column]))
            for column in self.kernel.reads[name]
            if column not in ("p", "seq")
        }
        if self.count and people[-1] - people[0] == self.count - 1 and bool(np.all(people[1:] > people[:-1])):
            place = of - people[0]
            there = (place >= 0) & (place < self.count)
        else:
            order = np.argsort(people, kind="stable")
            at = np.searchsorted(people[order], of) if self.count else np.zeros(len(of), np.int64)
            at[at == self.count] = 0
            place = order[at] if self.count else at
            there = people[place] == of if self.count else np.zeros(len(of), np.bool_)
        if not bool(there.all()) or not self.kernel._histories.in_order(place, seq):
            chosen = np.flatnonzero(there)
            chosen = chosen[np.lexsort((seq[chosen], place[chosen]))]
            place, seq = place[chosen], seq[chosen]
            columns = {column: (values[chosen], mask[chosen]) for column, (values, mask) in columns.items()}
        at = np.zeros(self.count + 1, np.int64)
        np.cumsum(np.bincount(place, minlength=self.count), out=at[1:])
        return _Events(place, seq, columns, at)

    def payments(self, table: Mapping[str, Any], people: Any) -> None:
        """Payments beside the patents they were made for."""
        patents, self.paid = self.events["patents"], self.ordered("payments", table, people)
        at = self.kernel._histories.offsets(patents.person, patents.seq, self.paid.person, self.paid.seq)
        self.paid_from, self.paid_to = at[0], at[1]

    # -- blocks

    def whole(self, threads: int) -> dict[str, Any]:
        starts = range(0, self.count, BLOCK)
        if threads > 1:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(self.blocks, (starts[k::threads] for k in range(threads))))
        else:
            self.blocks(starts)
        if self.spilt[0]:
            raise OverflowError("a product of what people told does not fit into 64 bits")
        masked = self.np.ma.MaskedArray
        n = self.count
        return {name: masked(values[:n], mask[:n]) for name, (values, mask) in self.out.items()}

    def blocks(self, starts: Iterable[int]) -> None:
        """Some blocks, one after another in the same memory."""
        room = self.np.zeros((max(len(self.kernel.code.columns), 1), BLOCK), self.np.int64)
        for start in starts:
            self.block(start, room[:, : self.count - start])

    def block(self, start: int, columns: Any) -> None:
        np, code, n = self.np, self.kernel.code, columns.shape[1]
        told = self.told_at + start * self.told_step
        out = self.out_at + start * self.out_step
        at = columns.ctypes.data + columns.strides[0] * np.arange(len(columns))
        arrays = [told, self.parameters, at, out, self.tables, self.spilt]
        asked = _Asked(self, start, n, columns)
        for stage in code.stages:
            asked.answer(stage.calls)
            if stage.function:
                self.kernel._functions[stage.function](n, *(array.ctypes.data for array in arrays))


class _Asked:
    """The history functions for one block of people."""

    def __init__(self, run: _Run, start: int, n: int, columns: Any) -> None:
        self.run, self.np, self.work = run, run.np, run.kernel._histories
        self.start, self.n, self.columns = start, n, columns
        self.views: dict[bool, tuple[Any, Any]] = {}
        self.rows: dict[tuple[str, bool], Any] = {}
        self.columns_of: dict[str, dict[str, Any]] = {}
        self.known: dict[tuple[str, bool], Any] = {}

    def answer(self, calls: list[HistoryCall]) -> None:
        """Fill the columns of these calls; functions with like arguments are worked out once."""
        np, kernel = self.np, self.run.kernel
        pairs: dict[Any, tuple[Any, Any, Any]] = {}
        for call in calls:
            base, form = kernel._split[call.function]
            key = (base, call.arguments, call.at_exit)
            if key not in pairs:
                history = HISTORY_OF[base]
                low, high = np.empty(self.n, np.int64), np.empty(self.n, np.int64)
                told = self.told(history, call.at_exit)
                arguments = []
                for place, node in enumerate(call.arguments):
                    argument, unknown = self.argument(call, place, node)
                    if unknown is not None:
                        told = told & ~unknown
                    arguments.append(argument)
                if base == "last_exit":
                    arguments = [self.history("stays", call.at_exit)]
                rows = self.presence(call.at_exit) if history == "stays" else self.history(history, call.at_exit)
                getattr(self.work, base)(rows, *arguments, low, high)
                pairs[key] = (low, high, told)
            low, high, told = pairs[key]
            self.work.formed(low, high, form, told, self.columns[kernel.code.columns[call.name]])

    def told(self, history: str, at_exit: bool) -> Any:
        """Of whom the history is known, and the day as of which it is asked."""
        key = (history, at_exit)
        if key not in self.known:
            told = self.run.flags[history][self.start : self.start + self.n]
            self.known[key] = told & self.view(True)[1] if at_exit else told
        return self.known[key]

    def argument(self, call: HistoryCall, place: int, node: t.Node) -> tuple[Any, Any]:
        """An argument for everybody of the block (whole numbers, codes of kinds, or a series of rates), and for whom it is
        unknown: there it is 1, so that no function meets a number that cannot be."""
        np, kernel = self.np, self.run.kernel
        match node:
            case t.Literal(type=t.CHOICE, value=str(word)):
                if call.function.startswith("late_pay"):
                    return kernel._rates(word), None
                some = _KINDS.get(word, (word,))
                return np.array([kernel.codes.number[kind] for kind in some], np.int64), None
            case t.Literal(value=value):
                pass
            case Param():
                value = self.run.parameter_of[node]
            case Nothing():
                value = NULL
            case _:
                column = self.columns[kernel.code.columns[argument_column(call, place)]]
                unknown = column == NULL
                return np.where(unknown, 1, column), unknown
        known = value != NULL
        if value not in self.run.constants:
            self.run.constants[value] = np.full(BLOCK, value if known else 1, np.int64)
        return self.run.constants[value][: self.n], None if known else np.ones(self.n, np.bool_)

    def view(self, at_exit: bool) -> tuple[Any, Any]:
        """The day as of which each is asked (the first of all days for who has none), and who has one."""
        np = self.np
        if at_exit not in self.views:
            if at_exit:
                low, high = np.empty(self.n, np.int64), np.empty(self.n, np.int64)
                self.work.last_exit(self.presence(False), self.history("stays", False), low, high)
                has = (low != NULL) & (low == high) & self.told("stays", False)
                self.views[at_exit] = (np.where(has, low, 1), has)
            else:
                self.views[at_exit] = (np.full(self.n, self.run.on, np.int64), np.ones(self.n, np.bool_))
        return self.views[at_exit]

    def presence(self, at_exit: bool) -> Any:
        key = ("", at_exit)
        if key not in self.rows:
            part = slice(self.start, self.start + self.n)
            born, known_from = (
                self.work.filled(values[part], mask[part]) for values, mask in (self.run.born, self.run.known_from)
            )
            self.rows[key] = self.work.presence(self.view(at_exit)[0], born, known_from, self.history("stays", at_exit))
        return self.rows[key]

    def history(self, name: str, at_exit: bool) -> Any:
        """The rows of a history with the day as of which they are read."""
        key = (name, at_exit)
        if key not in self.rows:
            shape = getattr(self.work, name.capitalize())
            if name not in self.columns_of:
                self.columns_of[name] = self.laid_out(name, shape._fields)
            own = self.columns_of[name]
            if name != "stays":
                own = own | {"day": self.view(at_exit)[0]}
            self.rows[key] = shape(**own)
        return self.rows[key]

    def laid_out(self, name: str, fields: Sequence[str]) -> dict[str, Any]:
        """The block's part of a table of events."""
        run, events = self.run, self.run.events[name]
        at = events.at[self.start : self.start + self.n + 1]
        part = slice(at[0], at[-1])
        own = {"at": at - at[0]}
        if "whose" in fields:
            own["whose"] = events.person[part] - self.start
        if name == "patents":
            first, last = run.paid_from[part], run.paid_to[part]
            low = first[0] if len(first) else 0
            own |= {"pay_from": first - low, "pay_to": last - low}
            paid = slice(low, last[-1] if len(last) else 0)
            for column, source in (("d_lo", "d_lo"), ("d_hi", "d_hi"), ("pay_months", "months")):
                values, mask = run.paid.columns[source]
                own[column] = self.work.filled(values[paid], mask[paid])
        for column in fields:
            if column not in own and column != "day":
                values, mask = events.columns[column]
                own[column] = self.work.filled(values[part], mask[part])
        return own


_KINDS = {
    "any": (),
    "stay_or_work": ("migration", "work"),
    "any_removal": ("expulsion", "deportation", "readmission"),
}
"""Words that stand for several kinds of penalties or decisions."""


def _dtype(np: Any, type_: str) -> Any:
    if type_ == t.YES_NO:
        return np.bool_
    return np.int32 if bytes_of(type_) == 4 else np.int64


# -- compiling -------------------------------------------------------------------------------------------------------


def _loaded(llvm: Any, code: Code, helpers: Mapping[str, Any], folder: Path | None) -> tuple[Any, dict[str, Any]]:
    """The engine that holds the machine code, and the functions of the stages."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    features = llvm.get_host_cpu_features().flatten()
    machine = llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=features, opt=2, jit=True
    )
    for name, function in helpers.items():
        llvm.add_symbol(f"hamroh_{name}", function.address)
    made_by = f"{llvm.llvm_version_info} {llvm.get_host_cpu_name()} {features} {machine.triple}"
    digest = hashlib.sha256(f"{made_by}\n{code.text}".encode()).hexdigest()[:24]
    path = None if folder is None else folder / f"kernel-{digest}.o"
    data = _read(path)
    if data is None:
        data = _compiled(llvm, machine, code.text)
        _keep(path, data)
    empty = llvm.parse_assembly("")
    empty.triple = machine.triple
    engine = llvm.create_mcjit_compiler(empty, machine)
    engine.add_object_file(llvm.ObjectFileRef.from_data(data))
    engine.finalize_object()
    shape = ctypes.CFUNCTYPE(None, ctypes.c_int64, *[ctypes.c_void_p] * 6)
    return engine, {
        stage.function: shape(engine.get_function_address(stage.function)) for stage in code.stages if stage.function
    }


def _compiled(llvm: Any, machine: Any, text: str) -> bytes:
    module = llvm.parse_assembly(text)
    module.triple, module.data_layout = machine.triple, str(machine.target_data)
    module.verify()
    builder = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=2))
    passes = llvm.create_new_module_pass_manager()
    # The second level takes three times as long, for code that is no faster: there is hardly a loop in it.
    for name in (
        "always_inliner",
        "simplify_cfg",
        "instruction_combine",
        "new_gvn",
        "simplify_cfg",
        "instruction_combine",
    ):
        getattr(passes, f"add_{name}_pass")()
    passes.run(module, builder)
    made: bytes = machine.emit_object(module)
    return made


def _read(path: Path | None) -> bytes | None:
    """What was kept, if only we could have written it: it is machine code."""
    try:
        if path is None or path.parent.stat().st_mode & 0o022 or path.parent.stat().st_uid != os.getuid():
            return None
        with path.open("rb") as file:
            return file.read() if os.fstat(file.fileno()).st_uid == os.getuid() else None
    except OSError:
        return None


def _keep(path: Path | None, data: bytes) -> None:
    """Keep compiled code; without a folder or room for it, it is compiled again next time."""
    if path is None:
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("wb", dir=path.parent, delete=False) as file:
            file.write(data)
        os.replace(file.name, path)
    except OSError:
        return
    for old in sorted(path.parent.glob("kernel-*.o"), key=lambda p: p.stat().st_mtime)[:-8]:
        old.unlink(missing_ok=True)
