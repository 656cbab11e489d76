"""DuckDB gives every finding that the closures give."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hamroh.rulebook import Rulebook
from hamroh.rulebook.bulk.codes import Codes
from hamroh.rulebook.bulk.duckdb_engine import DuckDBEngine
from hamroh.rulebook.bulk.plan import Plan
from hamroh.rulebook.person import Person

from .findings import Findings, columns, differences
from .tables import in_duckdb


@pytest.mark.parametrize("on", [date(2014, 12, 31), date(2026, 3, 1)], ids=str)
def test_every_finding_of_every_worked_case_is_the_same(
    book: Rulebook, plan: Plan, codes: Codes, people_of_cases: list[Person], tmp_path: Path, on: date
) -> None:
    connection = in_duckdb(book, plan, codes, people_of_cases, tmp_path)
    wanted = columns(book)
    day = on.toordinal()
    DuckDBEngine(plan.on(day, day), wanted, codes).run(connection)
    rows = connection.execute("SELECT * FROM found ORDER BY p").fetchall()
    assert len(rows) == len(people_of_cases)
    names = [d[0] for d in connection.description][1:]
    assert list(differences(Findings(book, codes), people_of_cases, on, on, names, rows)) == []
