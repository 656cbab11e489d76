"""Prepared people as tables of an engine."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from hamroh.rulebook import Rulebook
from hamroh.rulebook.bulk.codes import Codes
from hamroh.rulebook.bulk.plan import Plan
from hamroh.rulebook.bulk.prepared import Rows
from hamroh.rulebook.person import Person


def texts(
    rulebook: Rulebook, plan: Plan, codes: Codes, people: Sequence[Person]
) -> Iterator[tuple[str, dict[str, str], str]]:
    """Each table: its name, its columns with their types, its rows as CSV; nothing is an empty field."""
    rows = Rows(rulebook, plan, codes).add_all(people)
    for name, data in rows.tables.items():
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerows(["" if value is None else value for value in row] for row in data)
        yield name, rows.schema(name), text.getvalue()


def in_duckdb(
    rulebook: Rulebook, plan: Plan, codes: Codes, people: Sequence[Person], folder: Path
) -> duckdb.DuckDBPyConnection:
    """A connection that holds the prepared tables of these people."""
    connection = duckdb.connect(config={"threads": 1})
    for name, columns, text in texts(rulebook, plan, codes, people):
        listed = ", ".join(f'"{column}" {type_}' for column, type_ in columns.items())
        connection.execute(f"CREATE TABLE {name} ({listed})")
        if text:
            path = folder / f"{name}.csv"
            path.write_text(text)
            connection.execute(f"COPY {name} FROM '{path}' (HEADER false, NULLSTR '')")
    return connection
