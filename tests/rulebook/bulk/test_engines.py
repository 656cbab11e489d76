"""DuckDB and PostgreSQL give every finding that the closures give."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hamroh.rulebook import Rulebook
from hamroh.rulebook.bulk.codes import Codes
from hamroh.rulebook.bulk.duckdb_engine import DuckDBEngine
from hamroh.rulebook.bulk.kernel_engine import KernelEngine
from hamroh.rulebook.bulk.plan import Plan
from hamroh.rulebook.bulk.postgresql_engine import PostgreSQLEngine
from hamroh.rulebook.person import Person
from tests.rulebook.drawn_people import drawn

from .findings import Findings, columns, differences
from .tables import in_duckdb

# Before 2015; the end of a leap February; pay late in a year of non-working weeks; the day the law was last read for.
DAYS = [date(2014, 12, 31), date(2020, 2, 29), date(2021, 7, 31), date(2025, 2, 5), date(2026, 3, 1)]


@pytest.mark.slow
@pytest.mark.parametrize("on", DAYS, ids=str)
def test_duckdb_gives_every_finding_of_worked_cases_and_drawn_people(
    book: Rulebook, plan: Plan, codes: Codes, people_of_cases: list[Person], tmp_path: Path, on: date
) -> None:
    """Over all five days: more than 2.5 million comparisons with the closures for drawn people alone."""
    people = [*drawn(book, seed=on.toordinal(), count=520), *people_of_cases[on.day % 5 :: 5]]
    connection = in_duckdb(book, plan, codes, people, tmp_path)
    day = on.toordinal()
    DuckDBEngine(plan.on(day, day), columns(book), codes).run(connection)
    rows = connection.execute("SELECT * FROM found ORDER BY p").fetchall()
    names = [d[0] for d in connection.description][1:]
    assert len(rows) == len(people) and len(names) * 520 * len(DAYS) > 2_500_000
    assert list(differences(Findings(book, codes), people, on, on, names, rows)) == []


@pytest.mark.slow
def test_what_was_known_then_decides_in_tables_too(
    book: Rulebook, plan: Plan, codes: Codes, people_of_cases: list[Person], tmp_path: Path
) -> None:
    on, known = date(2017, 7, 10), date(2014, 1, 1)
    people = people_of_cases[::7]
    connection = in_duckdb(book, plan, codes, people, tmp_path)
    DuckDBEngine(plan.on(on.toordinal(), known.toordinal()), columns(book), codes).run(connection)
    rows = connection.execute("SELECT * FROM found ORDER BY p").fetchall()
    names = [d[0] for d in connection.description][1:]
    assert list(differences(Findings(book, codes), people, on, known, names, rows)) == []


def test_nothing_but_the_findings_stays_behind(
    book: Rulebook, plan: Plan, codes: Codes, people_of_cases: list[Person], tmp_path: Path
) -> None:
    connection = in_duckdb(book, plan, codes, people_of_cases[:3], tmp_path)
    before = {name for (name,) in connection.execute("SHOW TABLES").fetchall()}
    day = date(2026, 3, 1).toordinal()
    DuckDBEngine(plan.on(day, day), columns(book)[:50], codes).run(connection)
    assert {name for (name,) in connection.execute("SHOW TABLES").fetchall()} == before | {"found"}


def test_the_kernel_leaves_the_same_table_as_duckdb(
    book: Rulebook, plan: Plan, codes: Codes, people_of_cases: list[Person], tmp_path: Path
) -> None:
    """Types, order and nothing-known included; that its values are the closures' is tested on its own (test_kernel)."""
    day = date(2026, 3, 1).toordinal()
    connection = in_duckdb(book, plan, codes, people_of_cases[::20], tmp_path)
    wanted = columns(book)[::40]
    tables = []
    for engine in (DuckDBEngine(plan.on(day, day), wanted, codes), KernelEngine(plan, wanted, codes, day, day)):
        engine.run(connection)
        described = {name: type_ for name, type_, *_ in connection.execute("DESCRIBE found").fetchall()}
        listed = ", ".join(f'"{name}"' for name in wanted)
        tables.append((described, connection.execute(f"SELECT p, {listed} FROM found").fetchall()))
    assert tables[0] == tables[1]


@pytest.mark.postgres
def test_postgresql_gives_every_finding_too(
    book: Rulebook, plan: Plan, codes: Codes, people_of_cases: list[Person], postgres_url: str, tmp_path: Path
) -> None:
    psycopg = pytest.importorskip("psycopg")
    on = date(2026, 3, 1)
    people = [*drawn(book, seed=9, count=150), *people_of_cases[::10]]
    connection = in_duckdb(book, plan, codes, people, tmp_path)
    with psycopg.connect(postgres_url) as server:
        PostgreSQLEngine(plan.on(on.toordinal(), on.toordinal()), columns(book), codes, server).run(connection)
        left = server.execute("SELECT count(*) FROM pg_class WHERE relname IN ('people', 'stays', 'as_on')").fetchone()
    rows = connection.execute("SELECT * FROM found").fetchall()
    names = [d[0] for d in connection.description][1:]
    assert [row[0] for row in rows] == list(range(len(people)))
    assert list(differences(Findings(book, codes), people, on, on, names, rows)) == []
    assert left == (0,), "nothing stays on the server"
