"""The kernel says of everybody what the closures say, on any day, and is never needed."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hamroh.rulebook import Rulebook, tree as t
from hamroh.rulebook.bulk import kernel_code, kernel_histories
from hamroh.rulebook.bulk.codes import Codes
from hamroh.rulebook.bulk.histories_sql import HISTORY_OF, split
from hamroh.rulebook.bulk.kernel import Kernel
from hamroh.rulebook.bulk.plan import Equation, Plan, Told, outcome_of, shown_of
from hamroh.rulebook.bulk.prepared import EVENTS, Rows
from hamroh.rulebook.days import plus_months
from hamroh.rulebook.person import Person
from tests.rulebook.bulk.findings import Findings, columns
from tests.rulebook.bulk.plan_reader import Reader
from tests.rulebook.drawn_people import DAYS, drawn

# Everything is compiled once.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("kernel")]

FEW_DAYS = [date(2026, 11, 29), date(2025, 2, 5), date(2024, 2, 29), date(2019, 12, 31), date(2017, 6, 20)]
_TYPES = {"INTEGER": np.int32, "BIGINT": np.int64, "BOOLEAN": np.bool_}


@pytest.fixture(scope="module")
def everything(plan: Plan, codes: Codes) -> Kernel:
    return Kernel(plan, [item.name for item in plan.items], codes)


@pytest.fixture(scope="module")
def tables_of(book: Rulebook, plan: Plan, codes: Codes) -> Callable[[Sequence[Person]], dict[str, dict[str, Any]]]:
    """Prepared tables as arrays, masked where nothing is known."""

    def made(people: Sequence[Person]) -> dict[str, dict[str, Any]]:
        rows = Rows(book, plan, codes).add_all(people)
        out: dict[str, dict[str, Any]] = {}
        for name, data in rows.tables.items():
            schema = rows.schema(name)
            lists = list(zip(*data, strict=True)) if data else [()] * len(schema)
            out[name] = {
                column: np.ma.MaskedArray(
                    np.array([0 if v is None else v for v in values], _TYPES[type_]), [v is None for v in values]
                )
                for (column, type_), values in zip(schema.items(), lists, strict=True)
            }
        return out

    return made


def said(found: dict[str, Any], name: str, place: int) -> Any:
    value = found[name][place]
    return None if value is np.ma.masked else value.item()


def differing(
    book: Rulebook,
    codes: Codes,
    people: Sequence[Person],
    found: dict[str, Any],
    on: date,
    known: date,
    names: list[str],
) -> Iterator[str]:
    findings = Findings(book, codes)
    # One by one, the values of a masked array take longer than the closures.
    told = {name: found[name].tolist() for name in names}
    for place, person in enumerate(people):
        right = findings.of(person, on, known)
        for name in names:
            value = told[name][place]
            if name.startswith("step_"):
                value = bool(value)
            if value != right[name]:
                yield f"person {place} on {on}: {name} is {value!r}, by the closures {right[name]!r}"


def first_few(found: Iterator[str]) -> list[str]:
    return [line for line, _ in zip(found, range(5), strict=False)]


@pytest.mark.slow
def test_every_finding_of_the_worked_cases_on_five_days(
    book: Rulebook, codes: Codes, everything: Kernel, tables_of: Any, people_of_cases: list[Person]
) -> None:
    for k, on in enumerate(FEW_DAYS):
        people = people_of_cases[k :: len(FEW_DAYS)]
        found = everything.run(tables_of(people), on.toordinal(), on.toordinal())
        assert first_few(differing(book, codes, people, found, on, on, columns(book))) == []


@pytest.mark.slow
def test_every_finding_of_people_drawn_at_random_each_on_a_day_of_their_own(
    book: Rulebook, codes: Codes, everything: Kernel, tables_of: Any
) -> None:
    by_day: dict[date, list[Person]] = defaultdict(list)
    for place, person in enumerate(drawn(book, 18, 1200)):
        by_day[DAYS[place % len(DAYS)]].append(person)
    for k, (on, people) in enumerate(by_day.items()):
        known = on + timedelta((0, 0, 400, -400)[k % 4])  # also a law that was made known later, or not yet
        found = everything.run(tables_of(people), on.toordinal(), known.toordinal())
        assert first_few(differing(book, codes, people, found, on, known, columns(book))) == []


def test_every_column_down_to_the_history_functions(
    plan: Plan, codes: Codes, everything: Kernel, tables_of: Any, book: Rulebook, people_of_cases: list[Person]
) -> None:
    for k, on in enumerate(FEW_DAYS):
        people = people_of_cases[k::60] + drawn(book, 5 + k, 15, on)
        found = everything.run(tables_of(people), on.toordinal(), on.toordinal())
        told = {item.name: found[item.name].tolist() for item in plan.items}
        for place, person in enumerate(people):
            reader = Reader(plan, person, on, on)
            for item in plan.items:
                right = codes.value(reader.columns[item.name], item.type)
                assert told[item.name][place] == right, (item, person.values)


def test_the_order_of_rows_and_the_number_of_threads_change_nothing(
    book: Rulebook, everything: Kernel, tables_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hamroh.rulebook.bulk.kernel.BLOCK", kernel_code.LANES)
    on = date(2026, 11, 29)
    tables = tables_of(drawn(book, 3, 40, on))
    plain = everything.run(tables, on.toordinal(), on.toordinal())
    mixed = {name: dict(table) for name, table in tables.items()}
    for name in EVENTS:
        order = np.random.default_rng(0).permutation(len(tables[name]["p"]))
        mixed[name] = {column: values[order] for column, values in tables[name].items()}
    back = np.arange(40)[::-1]
    mixed["people"] = {column: values[back] for column, values in tables["people"].items()}
    found = everything.run(mixed, on.toordinal(), on.toordinal(), threads=2)
    for name, values in plain.items():
        assert values.tolist() == found[name][back].tolist(), name


def a_deadline(book: Rulebook) -> list[str]:
    id_ = "ru.registration.deadline"
    return [outcome_of(book, id_), shown_of(book, id_, 0)]


@pytest.mark.parametrize("fault", ["a case that passes over what is unknown", "a term that begins a day early"])
def test_a_fault_in_the_code_is_seen(
    fault: str,
    book: Rulebook,
    plan: Plan,
    codes: Codes,
    tables_of: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    on, wanted = date(2026, 11, 29), a_deadline(book)
    people = drawn(book, 1, 300, on)
    if fault.startswith("a case"):
        monkeypatch.setattr(kernel_code.Writer, "falls_through", lambda *_: True)
    else:
        monkeypatch.setitem(kernel_code._SAYS, ">", "sge")
    found = Kernel(plan, wanted, codes, tmp_path).run(tables_of(people), on.toordinal(), on.toordinal())
    assert first_few(differing(book, codes, people, found, on, on, wanted))


def test_a_fault_in_a_plan_is_seen(book: Rulebook, plan: Plan, codes: Codes, tables_of: Any, tmp_path: Path) -> None:
    on, wanted = date(2026, 11, 29), a_deadline(book)
    people = drawn(book, 1, 150, on)
    wrong = [
        Equation(item.name, t.Call(t.DAY, "plus_days", (item.node, t.Literal(t.NUMBER, 1))), item.provision)
        if item.name == wanted[1] and isinstance(item, Equation)
        else item
        for item in plan.items
    ]
    found = Kernel(Plan(book, wrong), wanted, codes, tmp_path).run(tables_of(people), on.toordinal(), on.toordinal())
    assert first_few(differing(book, codes, people, found, on, on, wanted))


def test_a_plan_folded_to_a_day_says_the_same_and_answers_for_no_other(
    book: Rulebook, plan: Plan, codes: Codes, everything: Kernel, tables_of: Any, tmp_path: Path
) -> None:
    on, wanted = date(2026, 11, 29).toordinal(), a_deadline(book)
    tables = tables_of(drawn(book, 2, 60, date(2026, 11, 29)))
    folded = Kernel(plan.on(on, on), wanted, codes, tmp_path)
    found, whole = folded.run(tables, on, on), everything.run(tables, on, on)
    assert all(found[name].tolist() == whole[name].tolist() for name in wanted)
    with pytest.raises(ValueError, match="folded"):
        folded.run(tables, on + 1, on + 1)


def test_interest_on_the_largest_sums_is_exact(
    book: Rulebook, plan: Plan, codes: Codes, everything: Kernel, tables_of: Any
) -> None:
    """Ten thousand million roubles, ten years late: the product of money and rates passes 64 bits."""
    rows = [{"due": f"201{k}-05-31", "rub": f"{10**11 - k}.0{k}", "paid": "none"} for k in (6, 7, 8)]
    person, on = book.facts_from({"destination": "RU", "pay": rows}), date(2026, 11, 29)
    found = everything.run(tables_of([person]), on.toordinal(), on.toordinal())
    reader = Reader(plan, person, on, on)
    calls = [c for c in plan.calls if c.function.startswith("late_pay")]
    assert calls
    assert [said(found, c.name, 0) for c in calls] == [reader.columns[c.name] for c in calls]
    assert any((said(found, c.name, 0) or 0) > 10**13 for c in calls)


def test_a_product_that_does_not_fit_is_an_error(book: Rulebook, codes: Codes, tables_of: Any, tmp_path: Path) -> None:
    plan = Plan(book, [Equation("x", t.Arithmetic(t.NUMBER, "*", Told(t.MONEY, "salary"), Told(t.MONEY, "salary")))])
    tables = {"people": {"p": np.arange(2), "t_salary": np.ma.MaskedArray(np.array([3, 10**10]), [False, False])}}
    kernel = Kernel(plan, ["x"], codes, tmp_path)
    with pytest.raises(OverflowError):
        kernel.run(tables, 739000, 739000)
    tables["people"]["t_salary"][1] = np.ma.masked
    assert kernel.run(tables, 739000, 739000)["x"].tolist() == [9, None]


def test_days_are_those_of_the_calendar() -> None:
    """Every day for two hundred years, and months added to days of all ages, against Python's own calendar."""
    for day in range(date(1900, 1, 1).toordinal(), date(2101, 1, 1).toordinal()):
        year = date.fromordinal(day).year
        assert kernel_histories.year_of(day) == year
        assert kernel_histories.year_start(day) == date(year, 1, 1).toordinal()
        assert kernel_histories.year_end(day) == date(year, 12, 31).toordinal()
    some = random.Random(1)
    for _ in range(20_000):
        day = date.fromordinal(some.choice((some.randint(1, 3_652_059), some.randint(690_000, 760_000))))
        months = some.choice((1, 12, 36, some.randint(-400, 400), some.randint(-130_000, 130_000)))
        try:
            right = plus_months(day, months).toordinal()
        except ValueError:  # beyond the calendar
            right = kernel_code.NULL
        assert kernel_histories.plus_months(day.toordinal(), months) == right, (day, months)


def test_compiled_code_is_taken_up_again(book: Rulebook, plan: Plan, codes: Codes, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    Kernel(plan, a_deadline(book), codes, folder)
    (kept,) = folder.iterdir()
    written = kept.stat().st_mtime_ns
    Kernel(plan, a_deadline(book), codes, folder)
    assert [path.stat().st_mtime_ns for path in folder.iterdir()] == [written]


def test_compiled_code_that_others_could_have_written_is_not_run(
    book: Rulebook, plan: Plan, codes: Codes, tables_of: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    Kernel(plan, a_deadline(book), codes, folder)
    (kept,) = folder.iterdir()
    kept.write_bytes(b"not machine code")
    folder.chmod(0o777)
    on = date(2026, 11, 29).toordinal()
    found = Kernel(plan, a_deadline(book), codes, folder).run(tables_of(drawn(book, 2, 3)), on, on)
    assert len(found[a_deadline(book)[0]]) == 3


def test_nobody_is_no_error(everything: Kernel, tables_of: Any, plan: Plan) -> None:
    found = everything.run(tables_of([]), 739000, 739000)
    assert {len(values) for values in found.values()} == {0}


def test_without_numba_it_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['numba'] = None\n"
        "from hamroh.rulebook import load\n"
        "from hamroh.rulebook.bulk.codes import Codes\n"
        "from hamroh.rulebook.bulk.kernel import Kernel\n"
        "from hamroh.rulebook.bulk.plan import plan_of\n"
        "plan = plan_of(load())\n"
        "Kernel(plan, ['o0'], Codes(plan))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "pip install hamroh[kernel]" in done.stderr


def test_without_a_place_to_keep_what_was_compiled_it_compiles_again() -> None:
    program = "from hamroh.rulebook.bulk import kernel_histories as h; print(h.helpers() and h.year_of(738000))"
    nowhere = {**os.environ, "NUMBA_CACHE_LOCATOR_CLASSES": "_ZipCacheLocator"}
    done = subprocess.run([sys.executable, "-c", program], env=nowhere, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "2021"), done.stderr


def test_it_says_which_columns_it_reads(
    book: Rulebook, plan: Plan, codes: Codes, everything: Kernel, tables_of: Any, tmp_path: Path
) -> None:
    on = date(2026, 11, 29).toordinal()
    tables = tables_of(drawn(book, 4, 30))
    kernel = Kernel(plan, a_deadline(book), codes, tmp_path)
    read = {name: {column: tables[name][column] for column in columns} for name, columns in kernel.reads.items()}
    assert sum(map(len, read.values())) < sum(map(len, tables.values())) / 2
    found, whole = kernel.run(read, on, on), everything.run(tables, on, on)
    assert all(found[name].tolist() == whole[name].tolist() for name in a_deadline(book))


def test_every_history_function_of_the_law_is_among_them(plan: Plan) -> None:
    assert {split(c.function)[0] for c in plan.calls} <= set(HISTORY_OF)
    assert [name for name in HISTORY_OF if not hasattr(kernel_histories, name)] == []
