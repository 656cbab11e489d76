"""Every evaluator against the closures, in full: more than 2.5 million findings each, of people drawn at random.

Half of what is drawn is unknown; see `tests/rulebook/drawn_people.py`. The closures answer each person once, and every
engine is held against those answers.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from bench.rows import Row, row
from hamroh.rulebook import Rulebook, load
from hamroh.rulebook.bulk.codes import Codes
from hamroh.rulebook.bulk.duckdb_engine import DuckDBEngine
from hamroh.rulebook.bulk.kernel_engine import KernelEngine
from hamroh.rulebook.bulk.plan import Plan, plan_of
from hamroh.rulebook.bulk.postgresql_engine import PostgreSQLEngine
from hamroh.rulebook.bulk.spark_engine import SparkEngine
from tests.postgres_cluster import NoPostgres, private_cluster
from tests.rulebook.bulk.findings import Findings, columns
from tests.rulebook.bulk.spark_cluster import NoSpark, local_session
from tests.rulebook.bulk.tables import in_duckdb
from tests.rulebook.drawn_people import drawn

DAYS = [date(2014, 12, 31), date(2020, 2, 29), date(2021, 7, 31), date(2025, 2, 5), date(2026, 3, 1)]
"""Before 2015; the end of a leap February; pay late in a year of non-working weeks; before and after the last changes."""
PEOPLE = 2_600
ON_THE_PHONE = 100_000

Run = Callable[[Plan, list[str], Codes, duckdb.DuckDBPyConnection, date], None]


def agreement(quick: bool) -> Iterator[Row]:
    """A line for each evaluator: how many findings differ from the closures, and the seconds it took.

    `law.js` is compared beside the others, for it takes as long as all of them: their seconds are those of a busy machine.
    """
    if quick:
        return
    phone = subprocess.Popen(
        [sys.executable, "-m", "tests.rulebook.phone", "--people", str(ON_THE_PHONE)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield from _tables()
        yield from _phone(phone)
    finally:
        phone.kill()


def _tables() -> Iterator[Row]:
    """The engines of tables."""
    book = load()
    plan = plan_of(book)
    fifths = [(day, drawn(book, day.toordinal(), PEOPLE // len(DAYS))) for day in DAYS]
    # Spark plans some five hundred jobs for each day, whatever the number of people: its people share two days.
    halves = [(day, drawn(book, day.toordinal(), PEOPLE // 2)) for day in DAYS[1::3]]
    right = _right(book, plan, fifths)
    yield from _held_against(book, plan, "DuckDB", _duckdb, fifths, right)
    yield from _held_against(book, plan, "kernel", _kernel, fifths, right)
    try:
        with postgresql() as run:
            yield from _held_against(book, plan, "PostgreSQL", run, fifths, right)
    except NoPostgres as error:
        print(f"PostgreSQL: {error}")
    try:
        with spark() as run:
            right = _right(book, plan, halves)
            yield from _held_against(book, plan, "DuckDB, the people of Spark", _duckdb, halves, right)
            yield from _held_against(book, plan, "Spark, `local[1]`, the same text", run, halves, right)
    except NoSpark as error:
        print(f"Spark: {error}")


Parts = Sequence[tuple[date, Sequence[Any]]]
"""People, and the day on which they are asked about."""


def _right(book: Rulebook, plan: Plan, parts: Parts) -> list[list[tuple[Any, ...]]]:
    """What the closures find of everybody, part by part."""
    findings, wanted = Findings(book, Codes(plan)), columns(book)
    out = []
    for on, some in parts:
        asked = (findings.of(person, on, on) for person in some)
        out.append([tuple(found[name] for name in wanted) for found in asked])
    return out


def _held_against(
    book: Rulebook, plan: Plan, engine: str, run: Run, parts: Parts, right: list[list[tuple[Any, ...]]]
) -> Iterator[Row]:
    codes, wanted = Codes(plan), columns(book)
    compared = wrong = people = 0
    seconds = 0.0
    for (on, some), expected in zip(parts, right, strict=True):
        with tempfile.TemporaryDirectory() as folder:
            connection = in_duckdb(book, plan, codes, some, Path(folder))
            start = time.perf_counter()
            run(plan, wanted, codes, connection, on)
            seconds += time.perf_counter() - start
            listed = ", ".join(f'"{name}"' for name in wanted)
            rows = connection.execute(f"SELECT {listed} FROM found ORDER BY p").fetchall()
            connection.close()
        if len(rows) != len(some):
            raise SystemExit(f"{engine} answered {len(rows)} of {len(some)} people.")
        for found, should in zip(rows, expected, strict=True):
            for name, value, one in zip(wanted, found, should, strict=True):
                wrong += (bool(value) if name.startswith("step_") else value) != one
        people, compared = people + len(some), compared + len(some) * len(wanted)
    label = f"{engine} against the closures: {compared:,} findings of {people:,} people, on {len(parts)} days"
    yield row(f"{label}: differences", wrong, "", goal="0", met=wrong == 0)
    yield row(f"{label}: time", seconds, "s", goal="reported")


def _duckdb(plan: Plan, wanted: list[str], codes: Codes, connection: duckdb.DuckDBPyConnection, on: date) -> None:
    day = on.toordinal()
    DuckDBEngine(plan.on(day, day), wanted, codes).run(connection)


def _kernel(plan: Plan, wanted: list[str], codes: Codes, connection: duckdb.DuckDBPyConnection, on: date) -> None:
    day = on.toordinal()
    KernelEngine(plan, wanted, codes, day, day).run(connection)


# -- servers of the benchmark's own ------------------------------------------------------------------------------------


@contextmanager
def postgresql() -> Iterator[Run]:
    """A PostgreSQL server of our own.

    Raises:
        NoPostgres: none can be started here.
    """
    import psycopg

    with private_cluster() as url, psycopg.connect(url) as server:

        def run(plan: Plan, wanted: list[str], codes: Codes, connection: duckdb.DuckDBPyConnection, on: date) -> None:
            day = on.toordinal()
            PostgreSQLEngine(plan.on(day, day), wanted, codes, server).run(connection)

        yield run


@contextmanager
def spark() -> Iterator[Run]:
    """Spark with one core of this machine.

    Raises:
        NoSpark: PySpark or Java is missing.
    """
    with tempfile.TemporaryDirectory() as folder, local_session() as session:

        def run(plan: Plan, wanted: list[str], codes: Codes, connection: duckdb.DuckDBPyConnection, on: date) -> None:
            day = on.toordinal()
            SparkEngine(plan.on(day, day), wanted, codes, session, Path(folder)).run(connection)

        yield run


# -- the phone -----------------------------------------------------------------------------------------------------------


def _phone(begun: subprocess.Popen[str]) -> Iterator[Row]:
    """`law.js` in Node, answer by answer: every finding, day, reason and next step of 100,000 people."""
    said, faults = begun.communicate()
    told = [line for line in said.splitlines() if " people, " in line]
    if not told:
        print(f"law.js: {faults[-500:]}")
        return
    people, wrong, seconds = (int(part.split()[0]) for part in told[-1].split(", ")[:3])
    label = f"`law.js` in Node against the closures, whole answers of {people:,} people"
    yield row(f"{label}: answers that differ", wrong, "", goal="0", met=wrong == 0 and people == ON_THE_PHONE)
    yield row(f"{label}: time", seconds, "s", goal="reported")
