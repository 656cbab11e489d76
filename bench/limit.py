"""The practical limit: the kernel against C written by hand (`limit.c`) for the same provisions, people and results.

The C knows one day and nothing else; the kernel is good for every day, and is also timed folded to that one. Both read the
same arrays, lay down the same columns and keep what is unknown; neither is timed before the C says what the closures say.
"""

from __future__ import annotations

import ctypes
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb
import numpy as np

from bench.model import ON
from bench.rows import BUILD, OPENFISCA, Row, row
from bench.tables import HEAVY, LONG, PEOPLE, PLAIN, ROWS, by_hand, certain, goals_given, goals_of_rows, theirs_of
from bench.tables_side import tables, wanted_columns
from hamroh.rulebook import Rulebook, load
from hamroh.rulebook.bulk import kernel as kernel_module
from hamroh.rulebook.bulk.codes import Codes
from hamroh.rulebook.bulk.kernel import Kernel
from hamroh.rulebook.bulk.plan import Plan, branch_of, field_of, plan_of
from hamroh.rulebook.bulk.prepared import EVENTS, Rows
from hamroh.rulebook.working_days import calendar_for
from tests.rulebook.bulk.findings import Findings
from tests.rulebook.drawn_people import drawn

SOURCE = Path(__file__).with_name("limit.c")
OPTIONS = ["-O3", "-march=native"]
COPIES, RUNS = 10, 10
_TYPES = {"u8": np.uint8, "i32": np.int32, "i64": np.int64}
_HISTORIES = ("stays", "patents", "penalties", "decisions", "contracts", "pay")
"""As `struct offsets` has them."""

Arrays = Mapping[str, Mapping[str, Any]]


class NoCompiler(RuntimeError):
    """There is no C compiler here."""


class Limit:
    """The provisions of one part of `limit.c`: `simple` or `heavy`."""

    def __init__(self, part: str, rulebook: Rulebook, library: Any) -> None:
        self.part, self.library = part, library
        self.source = SOURCE.read_text(encoding="utf-8")
        self.told: list[tuple[str, str]] = re.findall(r"X\((u8|i32|i64), (\w+)\)", self._named("TOLD"))
        self.rows: list[tuple[str, str, str]] = re.findall(r"Z\((u8|i32|i64), (\w+), (\w+)\)", self._named("ROWS"))
        out = re.findall(r'Y\((u8|i32|i64), \w+, "([\w.]+)", (\w)\)', self._named(part.upper()))
        self.provisions = list(dict.fromkeys(id_ for _, id_, _ in out))
        self.out = [
            (type_, branch_of(rulebook, id_) if what == "b" else field_of(rulebook, id_, int(what)))
            for type_, id_, what in out
        ]
        self.wanted = wanted_columns(rulebook, self.provisions)
        if sorted(self.wanted) != sorted(name for _, name in self.out):
            raise SystemExit(f"limit.c does not give every field of its {part} provisions.")

    def _named(self, list_: str) -> str:
        """The text of a list of the source, up to the first line that does not go on."""
        found = re.search(rf"#define {list_}\s*\\\n((?:.*\\\n)*.*\n)", self.source)
        assert found is not None
        return found.group(1)

    @cached_property
    def _days(self) -> list[Any]:
        """What the calendar says of each of its days; nought where it does not reach."""
        c = _calendar()
        span = range(c.first, c.last + 1)
        lists = [
            [c.working_day_on_or_before(d) for d in span],
            [c.working_day_on_or_after(d) for d in span],
            [c.nth_working_day_after(d, 3) for d in span],
        ]
        works = [c.is_working_day(d) for d in span]
        may_be = np.array([3 if w is None else 1 if w else 2 for w in works], np.uint8)
        return [*(np.array([d or 0 for d in days], np.int32) for days in lists), may_be]

    def run(self, arrays: Arrays) -> dict[str, Any]:
        """The wanted columns of everybody, as `Kernel.run` gives them, for the day `ON`."""
        people = arrays["people"]
        count = len(people["p"])
        told = [x for type_, name in self.told for x in _parts(people[f"t_{name}"], _TYPES[type_])]
        out = [(np.empty(count, _TYPES[type_]), np.empty(count, np.uint8)) for type_, _ in self.out]
        held = [told, [x for pair in out for x in pair], self._days]
        more: list[Any] = []
        if self.part == "heavy":
            held.append([x for type_, table, name in self.rows for x in _parts(arrays[table][name], _TYPES[type_])])
            whose = [np.ascontiguousarray(np.ma.getdata(arrays[table]["p"]), np.int64) for table in _HISTORIES]
            held.append(whose)
            more = [np.array([len(x) for x in whose], np.int64)]
        pointers = [np.array([x.ctypes.data for x in some], np.int64) for some in held] + more
        getattr(self.library, self.part)(ctypes.c_int64(count), *(ctypes.c_void_p(p.ctypes.data) for p in pointers))
        return {
            name: np.ma.MaskedArray(values.view(np.bool_) if type_ == "u8" else values, mask.view(np.bool_))
            for (type_, name), (values, mask) in zip(self.out, out, strict=True)
        }


def _calendar() -> Any:
    calendar = calendar_for("RU")
    assert calendar is not None
    return calendar


def compiled(rulebook: Rulebook, codes: Codes) -> Any:
    """`limit.c` as a library for this machine.

    Raises:
        NoCompiler: gcc is missing.
    """
    compiler = shutil.which("gcc")
    if compiler is None:
        raise NoCompiler("gcc is not installed. On Debian: sudo apt-get install gcc")
    calendar = _calendar()
    given: dict[str, Any] = {
        "ON": ON.toordinal(),
        "LIMIT": rulebook.compiled.limit,
        "CAL_FIRST": calendar.first,
        "CAL_LAST": calendar.last,
    }
    for name in set(re.findall(r"\b[DCK]_\w+", SOURCE.read_text(encoding="utf-8"))):
        kind, _, what = name.partition("_")
        if kind == "D":
            given[name] = date(*map(int, what.split("_"))).toordinal()
        elif kind == "C" and what:
            given[name] = codes.number[what if what in codes.number else what.replace("_", "-")]
        elif what:
            given[name] = f"{codes.mask(what)}L"
    target = BUILD / "limit.so"
    defined = [f"-D{name}={value}" for name, value in given.items()]
    command = [compiler, *OPTIONS, "-std=gnu11", "-fPIC", "-shared", *defined, "-o", str(target), str(SOURCE)]
    subprocess.run(command, check=True)
    library = ctypes.CDLL(str(target.absolute()))
    library.prepare()
    return library


def _parts(column: Any, type_: Any) -> tuple[Any, Any]:
    """A column's values and where nothing is known, as the C reads them."""
    values = np.ascontiguousarray(np.ma.getdata(column), np.bool_ if type_ is np.uint8 else type_)
    return values, np.ascontiguousarray(np.ma.getmaskarray(column))


def limit(quick: bool) -> Iterator[Row]:
    """Provisions that read no history and those that do, each against C for the same."""
    if quick:
        return
    rulebook = load()
    plan = plan_of(rulebook)
    codes = Codes(plan)
    try:
        library = compiled(rulebook, codes)
    except NoCompiler as error:
        print(f"C by hand: {error}")
        return
    for part, which, long in (("simple", PLAIN, False), ("heavy", HEAVY, False), ("heavy", HEAVY + LONG, True)):
        written = Limit(part, rulebook, library)
        _, everybody, _ = certain(PEOPLE, long)
        some = [*everybody[:1_000], *drawn(rulebook, 5, 1_500, ON)]
        arrays = _arrays(rulebook, plan, codes, everybody, COPIES)
        wrong = list(_differences(rulebook, codes, written, some, _arrays(rulebook, plan, codes, some, 1)))
        if wrong:
            print(f"limit.c is not what the law says now, so no ratio is printed: {', '.join(wrong)}")
            continue
        theirs, _ = _timed(partial(written.run, arrays))
        people = len(arrays["people"]["p"]) * RUNS
        label = f"{people:,} people, {len(written.provisions)} provisions{which}, one thread: kernel"
        on = ON.toordinal()
        for folded in (False, True):
            kernel = Kernel(plan.on(on, on) if folded else plan, written.wanted, codes, cache=BUILD / "kernel-cache")
            ours, found = _timed(partial(kernel.run, arrays, on, on))
            assert all(_same(found[name], values) for name, values in written.run(arrays).items())
            yield row(
                label + (" written for that day alone" if folded else ""),
                ours,
                "s CPU",
                opponent=f"C by hand for that day, gcc {' '.join(OPTIONS)}",
                theirs=theirs,
                ratio=theirs / ours,
                goal="reported" if folded else ">= 0.77x (within 1.3x of C)",
                met=None if folded else ours / theirs <= 1.3,
                provisions=written.provisions,
                why="" if folded else _shares(kernel, partial(kernel.run, arrays, on, on), ours, theirs),
            )
        yield from _against_openfisca(written, which, long, people, theirs)


def _against_openfisca(written: Limit, which: str, long: bool, people: int, ours: float) -> Iterator[Row]:
    """How much faster than OpenFisca anybody could be: the C for those of its provisions that OpenFisca can say."""
    given = [] if long else [(which, " (histories given to it as ready facts)", *goals_given(PEOPLE))]
    if which != PLAIN:
        given.append((ROWS + LONG * long, "", *goals_of_rows(written.provisions, PEOPLE, long)))
    for asked, how, said, model in given:
        both = [id_ for id_ in written.provisions if id_ in said]
        theirs = theirs_of(model, both, people // PEOPLE)["seconds"]
        yield row(
            f"{by_hand(asked)}: {people:,} people, {len(written.provisions)} provisions of which OpenFisca can say {len(both)}, "
            "one thread",
            ours,
            "s CPU",
            opponent=OPENFISCA.replace("==", " ") + how,
            theirs=theirs,
            ratio=theirs / ours,
            goal="reported",
            provisions=both,
        )


def _shares(kernel: Kernel, work: Callable[[], Any], ours: float, theirs: float) -> str:
    """On what the kernel's time goes, in words."""
    spent = {"answer": 0.0, "equations": 0.0}

    def watched(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*given: Any) -> Any:
            start = time.process_time()
            try:
                return function(*given)
            finally:
                spent[name] += time.process_time() - start

        return timed

    asked = kernel_module._Asked
    functions = {name: watched("equations", function) for name, function in kernel._functions.items()}
    with patch.object(asked, "answer", watched("answer", asked.answer)), patch.object(kernel, "_functions", functions):
        whole, _ = _timed(work)
    runs = (RUNS + 1) / RUNS
    histories, equations = (spent[name] / runs / whole for name in ("answer", "equations"))
    return (
        f"Of its {ours:.2g} s, {equations:.0%} go into the equations, {histories:.0%} into history functions, the rest into laying "
        f"arrays out. C took {theirs:.2g} s in all: it knows one day, decides person by person what is needed, and keeps what it "
        "works out in registers; the kernel is good for every day and puts down what one function gives for the next to read."
    )


def _arrays(rulebook: Rulebook, plan: Plan, codes: Codes, people: Sequence[Any], copies: int) -> Arrays:
    connection: Any = duckdb.connect(config={"threads": 1})
    tables(connection, Rows(rulebook, plan, codes).add_all(people), copies)
    return {name: connection.table(name).fetchnumpy() for name in ("people", *EVENTS)}


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Processor seconds of all runs after a first one, and what it gives."""
    found = work()
    start = time.process_time()
    for _ in range(RUNS):
        work()
    return time.process_time() - start, found


def _same(one: Any, other: Any) -> bool:
    known = ~np.ma.getmaskarray(one)
    return bool(
        np.array_equal(known, ~np.ma.getmaskarray(other)) and np.array_equal(one.data[known], other.data[known])
    )


def _differences(
    rulebook: Rulebook, codes: Codes, by_hand: Limit, people: Sequence[Any], arrays: Arrays
) -> Iterator[str]:
    """The provisions of which the C says something else than the closures of some person."""
    findings, found = Findings(rulebook, codes), {name: values.tolist() for name, values in by_hand.run(arrays).items()}
    right = [findings.of(person, ON, ON) for person in people]
    for id_ in by_hand.provisions:
        names = wanted_columns(rulebook, [id_])
        for place, expected in enumerate(right):
            wrong = [name for name in names if found[name][place] != expected[name]]
            if wrong:
                told = [(name, found[name][place], expected[name]) for name in wrong]
                yield f"{id_} (person {place}: {told})"
                break


__all__ = ["limit"]
