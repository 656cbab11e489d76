"""The arrays of a block say what the tables of DuckDB say, of whoever may stand in a file, and find the same people wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from hamroh.rulebook import Rulebook
from hamroh.rulebook.bulk.arrays import Kept
from hamroh.rulebook.bulk.codes import Codes
from hamroh.rulebook.bulk.fetching import fetched, streamed
from hamroh.rulebook.bulk.files import PeopleFiles, Source
from hamroh.rulebook.bulk.plan import Plan
from hamroh.rulebook.bulk.prepared import EVENTS, people_columns

from ..drawn_people import drawn_facts
from .test_files import ON
from .written import as_parquet, write

pytestmark = pytest.mark.slow


def opened(plan: Plan, codes: Codes, people: Path, events: Path, folder: Path | None, kept: bool) -> PeopleFiles:
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("ATTACH ':memory:' AS staged")
    return PeopleFiles(
        connection, plan, codes, ON.toordinal(), Source(people), Source(events), kept=kept, folder=folder
    )


def rows(columns: list[str], found: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Rows in the order of people; nothing where a cell is masked. Payments of one patent stand in whatever order."""
    lists = [np.ma.asarray(found[column]).astype(object).filled(None).tolist() for column in columns]
    return sorted(zip(*lists, strict=True), key=repr)


@pytest.fixture(scope="module")
def drawn_files(book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Four hundred people, of whom some told of stays apart, of registrations by rows, of patents without row numbers."""
    people, events = write(drawn_facts(book, 11, 400, ON), tmp_path_factory.mktemp("drawn"))
    typed = "* REPLACE (CAST(person AS INTEGER) AS person)"
    return as_parquet(people, typed), as_parquet(events, typed)


@pytest.mark.parametrize("order", ["", "history, person, row", "hash(person), row DESC"])
def test_arrays_say_what_the_tables_say(
    plan: Plan, codes: Codes, drawn_files: tuple[Path, Path], tmp_path: Path, order: str
) -> None:
    people, events = drawn_files
    in_order = not order.startswith("hash")
    if order:
        turned = tmp_path / "turned.parquet"
        duckdb.execute(f"COPY (FROM '{events}' ORDER BY {order}) TO '{turned}' (FORMAT parquet)")
        events = turned
    tables = opened(plan, codes, people, events, None, kept=True)
    arrays = opened(plan, codes, people, events, tmp_path, kept=False)
    assert tables.stage()
    assert arrays.stage()
    assert bool(list(tmp_path.glob("*.rows"))) == in_order
    for first, last in ((0, 149), (150, 399)):
        tables.prepare(first, last)
        arrays.prepare(first, last)
        assert tables.sound()
        assert arrays.sound()
        assert arrays.block is not None
        for name, some in {"people": people_columns(plan), **EVENTS}.items():
            columns = ["p", *(["seq"] if name != "people" else []), *some]
            expected = tables.connection.execute(f"SELECT {', '.join(columns)} FROM {name}").fetchnumpy()
            assert rows(columns, arrays.block.table(name, columns)) == rows(columns, expected), name


HEAD = "person,history,row,of,entry,exit,from,until,issued,paid,months,made"
WRONG = {
    "two entries": ("entered\n0,2020-05-01", "0,stays,1,,2020-05-03,,,,,,,"),
    "none and rows": ("stays\n0,none", "0,stays,1,,2020-05-03,,,,,,,"),
    "no patent and rows": ("has_patent\n0,no", "0,patents,1,,,,,,2020-05-03,,,"),
    "exit before entry": ("purpose\n0,work", "0,stays,1,,2020-05-03,2020-05-01,,,,,,"),
    "goes on and ends later": ("purpose\n0,work", "0,stays,1,,2020-05-03,none,,,,,,\n0,stays,2,,2020-06-03,,,,,,,"),
    "one stay over another": (
        "purpose\n0,work",
        "0,stays,1,,2020-05-03,2020-07-01,,,,,,\n0,stays,2,,2020-05-20,2020-05-21,,,,,,\n0,stays,3,,2020-06-20,,,,,,,",
    ),
    "entered before the exit": ("entered\n0,2020-06-01", "0,stays,1,,2020-05-03,2020-07-01,,,,,,"),
    "registered later": ("purpose\n0,work", "0,registrations,1,,,,2030-01-01,,,,,"),
    "payment without patent": ("purpose\n0,work", "0,patents,1,,,,,,2020-05-03,,,\n0,payments,,2,,,,,,2020-06-01,1,"),
    "payments alone": ("purpose\n0,work", "0,payments,,1,,,,,,2020-06-01,1,"),
    "before birth": ("birth_date\n0,1990-01-01", "0,contracts,1,,,,,,,,,1989-05-05"),
    "nobody of that number": ("purpose\n0,work", "1,contracts,1,,,,,,,,,1999-05-05"),
    "row number twice": ("purpose\n0,work", "0,contracts,1,,,,,,,,,1999-05-05\n0,contracts,1,,,,,,,,,1999-05-06"),
    "no day": ("purpose\n0,work", "0,contracts,1,,,,,,,,,1999-02-30"),
    "no person": ("purpose\n0,work", ",contracts,1,,,,,,,,,1999-02-03"),
    "a field of another history": ("purpose\n0,work", "0,contracts,1,,,,,,,,3,1999-02-03"),
    "a patent's row told of a contract": ("purpose\n0,work", "0,contracts,1,1,,,,,,,,1999-02-03"),
    "too many rows": (
        "purpose\n0,work",
        "\n".join(f"0,contracts,{k},,,,,,,,,1999-02-03" for k in range(1, 202)),
    ),
}
SOUND = {
    "touching stays": ("purpose\n0,work", "0,stays,1,,2020-05-03,2020-05-20,,,,,,\n0,stays,2,,2020-05-20,,,,,,,"),
    "the last stay told again": ("entered\n0,2020-05-03", "0,stays,1,,2020-05-03,,,,,,,"),
    "a patent by its place": ("purpose\n0,work", "0,patents,,,,,,,2020-05-03,,,\n0,payments,,1,,,,,,2020-06-01,1,"),
    "nothing said of another history": ("purpose\n0,work", "0,contracts,1,,,,,,,,unknown,1999-02-03"),
    "many rows": ("purpose\n0,work", "\n".join(f"0,contracts,{k},,,,,,,,,1999-02-03" for k in range(1, 201))),
}


@pytest.mark.parametrize("what", [*WRONG, *SOUND])
def test_arrays_find_wrong_whom_the_tables_find_wrong(plan: Plan, codes: Codes, tmp_path: Path, what: str) -> None:
    people, events = (WRONG | SOUND)[what]
    (tmp_path / "people.csv").write_text(f"person,{people}\n")
    (tmp_path / "events.csv").write_text(f"{HEAD}\n{events}\n")
    typed = "* REPLACE (CAST(person AS INTEGER) AS person)"
    files = as_parquet(tmp_path / "people.csv", typed), as_parquet(tmp_path / "events.csv", typed)
    assert found_fine(plan, codes, *files, tmp_path) == (what in SOUND)


def found_fine(plan: Plan, codes: Codes, people: Path, events: Path, folder: Path) -> bool:
    """Can they be so? Tables and arrays say the same, and tell the same faults."""
    found = {}
    for kept in (True, False):
        some = opened(plan, codes, people, events, folder, kept)
        fine = some.stage()
        if fine:
            some.prepare(0, 0)
            fine = some.sound()
        counts = {} if fine else some.check(10)
        found[kept] = fine, counts, some.faults() if counts else []
    assert found[False] == found[True]
    return found[True][0]


TYPES = {
    "INTEGER": ("person", "row", "of", "months", "months_unpaid"),
    "DATE": (
        *("entry", "exit", "from", "until", "issued", "paid", "made"),
        *("birth_date", "registered_on", "planned_entry"),
    ),
    "BOOLEAN": ("has_contract",),
}
OUTSIDE = {
    "born too early": ("birth_date\n0,1800-01-01", ""),
    "a day that never comes": ("birth_date\n0,infinity", ""),
    "registered later": ("registered_on,has_contract\n0,2030-01-01,true", ""),
    "fewer than none": ("months_unpaid\n0,-1", ""),
    "entered later": ("has_contract\n0,", "0,stays,1,,2030-01-01,,,,,,,"),
    "paid for fewer than none": ("has_contract\n0,false", "0,patents,1,,,,,,2020-05-03,,,\n0,payments,,1,,,,,,,-5,"),
    "a day of another history": ("has_contract\n0,false", "0,contracts,1,,2020-05-03,,,,,,,"),
}
INSIDE = {
    "planned for later": ("planned_entry,birth_date\n0,2030-01-01,", "0,stays,1,,2020-05-03,2020-05-20,,,,,,"),
    "as low as can be": ("months_unpaid,birth_date,has_contract\n0,0,1900-01-01,true", ""),
}


@pytest.mark.parametrize("what", [*OUTSIDE, *INSIDE])
def test_columns_read_as_they_stand_are_held_against_their_bounds(
    plan: Plan, codes: Codes, tmp_path: Path, what: str
) -> None:
    people, events = (OUTSIDE | INSIDE)[what]
    (tmp_path / "people.csv").write_text(f"person,{people}\n")
    (tmp_path / "events.csv").write_text(f"{HEAD}\n{events}\n" if events else f"{HEAD}\n")
    files = []
    for name, head in (("people", f"person,{people}".split("\n")[0]), ("events", HEAD)):
        typed = ", ".join(
            f'CAST("{c}" AS {type_}) AS "{c}"' for type_, some in TYPES.items() for c in some if c in head.split(",")
        )
        files.append(as_parquet(tmp_path / f"{name}.csv", f"* REPLACE ({typed})"))
    assert found_fine(plan, codes, files[0], files[1], tmp_path) == (what in INSIDE)


def test_a_long_table_comes_in_parts_and_nothing_is_lost() -> None:
    query = "SELECT n, CASE WHEN n % 3 = 0 THEN DATE '2019-03-01' + n END AS d, n % 2 = 0 AS even FROM (SELECT CAST(range AS INTEGER) AS n FROM range(300000))"
    parts = list(streamed(duckdb.connect(config={"threads": 1}), query))
    assert len(parts) > 1
    whole = fetched(duckdb.connect(), query)
    for name, (values, unknown) in whole.items():
        found = [np.concatenate(some) for some in zip(*(part[name] for part in parts), strict=True)]
        assert np.array_equal(found[1], unknown), name
        assert np.array_equal(found[0][~unknown], values[~unknown]), name
    days, unknown = whole["d"]
    assert (days[3], unknown[3], days[4], unknown[4]) == (17959, False, 0, True)


def test_rows_are_read_again_as_they_were_kept_whatever_people_are_asked_for(tmp_path: Path) -> None:
    """Kept in pieces, of which one ends and the next begins with rows of the same person."""
    n = np.array([0, 0, 2, 3, 3, 3, 3, 5, 6, 6, 9])
    day = np.arange(len(n), dtype=np.int32) + 700_000
    none = np.arange(len(n)) % 4 == 1
    kept = Kept("penalties", tmp_path / "penalties.rows")
    kept.begin()
    for start, end in ((0, 2), (2, 5), (5, 9), (9, 11)):
        part = slice(start, end)
        columns = dict.fromkeys(EVENTS["penalties"], (day[part], none[part]))
        assert kept.add(n[part], {**columns, "row_no": (np.arange(len(n))[part], np.zeros(end - start, np.bool_))})
    for first, last in ((0, 9), (0, 0), (1, 1), (2, 3), (3, 3), (4, 6), (6, 9), (7, 8)):
        rows = Kept("penalties", tmp_path / "penalties.rows").rows(first, last)
        there = (n >= first) & (n <= last)
        assert rows.person.tolist() == (n[there] - first).tolist()
        assert rows.at.tolist() == np.searchsorted(n[there], np.arange(first, last + 2)).tolist()
        values, unknown = rows.columns["f_hi"]
        assert unknown.tolist() == none[there].tolist()
        assert values[~unknown].tolist() == day[there & ~none].tolist()
    assert kept.add(np.array([8]), dict.fromkeys(("f_lo", "f_hi", "kind", "row_no"), (day[:1], none[:1]))) is None


def test_days_are_numbers_however_rows_are_fetched() -> None:
    """Beside a text, rows are not taken over as they lie: DuckDB then gives days as days."""
    rows = "(VALUES (DATE '2019-03-01', 'a'), (NULL, 'b')) t(d, w)"
    plain, beside_text = (fetched(duckdb.connect(), f"SELECT {c} FROM {rows}")["d"] for c in ("d", "d, w"))
    for values, unknown in (plain, beside_text):
        assert (values[0], unknown.tolist()) == (17956, [False, True])
