"""Prepared people as tables of an engine."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import duckdb

from hamroh.rulebook import Rulebook
from hamroh.rulebook.bulk.codes import Codes
from hamroh.rulebook.bulk.plan import Plan
from hamroh.rulebook.bulk.prepared import Rows
from hamroh.rulebook.person import Person


def in_duckdb(
    rulebook: Rulebook, plan: Plan, codes: Codes, people: Sequence[Person], folder: Path
) -> duckdb.DuckDBPyConnection:
    """A connection that holds the prepared tables of these people."""
    connection = duckdb.connect(config={"threads": 1})
    rows = Rows(rulebook, plan, codes).add_all(people)
    for name, data in rows.tables.items():
        listed = ", ".join(f'"{column}" {type_}' for column, type_ in rows.schema(name).items())
        connection.execute(f"CREATE TABLE {name} ({listed})")
        if data:
            path = folder / f"{name}.csv"
            with path.open("w", newline="") as file:
                csv.writer(file).writerows(["" if value is None else value for value in row] for row in data)
            connection.execute(f"COPY {name} FROM '{path}' (HEADER false, NULLSTR '')")
    return connection
