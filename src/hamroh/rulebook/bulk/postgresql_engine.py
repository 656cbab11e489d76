"""The book over prepared people, by PostgreSQL 15 or newer."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .codes import Codes
from .plan import Plan
from .prepared import EVENTS, sql_types
from .query import Joined, Layer, Made, Query, query_of

if TYPE_CHECKING:
    import duckdb

_SETTINGS = (
    "SET LOCAL enable_nestloop = off",  # tables made a moment ago have no statistics to choose a loop by
    "SET LOCAL jit = off",  # compiling thousands of columns takes longer than reading them
    "SET LOCAL join_collapse_limit = 1",
)


class PostgreSQLEngine:
    """Makes the table `found` of a DuckDB connection with the prepared tables, as `DuckDBEngine` does, but has a server work.

    `server` is a psycopg connection to PostgreSQL. Everything is done in temporary tables of one transaction that is rolled
    back at the end: nothing stays on the server.

    Layers are subqueries of one another, each row carrying along what is still read: a stored row of a thousand columns
    would not fit PostgreSQL's page, one that is only passed on need not.
    """

    def __init__(self, plan: Plan, wanted: Sequence[str], codes: Codes, server: Any) -> None:
        self.query: Query = query_of(plan, wanted, "postgresql", codes)
        self.wanted = list(dict.fromkeys(wanted))
        self.types = {"p": "BIGINT", **sql_types(plan, self.wanted)}
        self.server = server

    def run(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Work out `found`, its rows in the order of `p`."""
        with (
            tempfile.TemporaryDirectory() as folder,
            self.server.transaction(force_rollback=True),
            self.server.cursor() as cursor,
        ):
            for setting in _SETTINGS:
                cursor.execute(setting)
            for name in ("people", *EVENTS):
                self._over(connection, cursor, name, Path(folder) / "rows.csv")
            self._arrays(cursor)
            rows = Path(folder) / "found.csv"
            with rows.open("wb") as file, cursor.copy(f"COPY ({self._through(cursor)}) TO STDOUT (FORMAT csv)") as copy:
                file.writelines(copy)
            columns = ", ".join(f"{_quoted(name)} {type_}" for name, type_ in self.types.items())
            connection.execute(f"CREATE OR REPLACE TABLE found ({columns})")
            listed = ", ".join(f"'{name}': '{type_}'" for name, type_ in self.types.items())
            connection.execute(
                f"INSERT INTO found SELECT * FROM read_csv(?, header=false, columns={{{listed}}}) ORDER BY p",
                [str(rows)],
            )

    @staticmethod
    def _over(connection: duckdb.DuckDBPyConnection, cursor: Any, name: str, path: Path) -> None:
        """A prepared table, taken over to the server."""
        columns = connection.execute(f"DESCRIBE {name}").fetchall()
        listed = ", ".join(f"{_quoted(column)} {type_}" for column, type_, *_ in columns)
        cursor.execute(f"CREATE TEMP TABLE {name} ({listed}) ON COMMIT DROP")
        connection.execute(f"COPY {name} TO '{path}' (FORMAT csv, HEADER false)")
        with path.open("rb") as file, cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv)") as copy:
            while chunk := file.read(1 << 20):
                copy.write(chunk)
        cursor.execute(f"ANALYZE {name}")

    def _arrays(self, cursor: Any) -> None:
        for name, values in self.query.arrays.items():
            cursor.execute(f"CREATE TEMP TABLE array_{name} (i INTEGER, v BIGINT) ON COMMIT DROP")
            with cursor.copy(f"COPY array_{name} FROM STDIN") as copy:
                for row in enumerate(values):
                    copy.write_row(row)

    def _through(self, cursor: Any) -> str:
        """Make what has to be made; gives the last SELECT."""
        source, stages = "people", 0
        for step, carried in zip(self.query.steps, self.query.carried(), strict=True):
            kept = "".join(f', b."{column}"' for column in carried)
            match step:
                case Made(name=name, query=query):
                    cursor.execute(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS {query}")
                case Layer(aside=True, name=name, columns=columns):
                    # Read twice, here and further on: kept.
                    cursor.execute(
                        f"CREATE TEMP TABLE stage{stages} ON COMMIT DROP AS SELECT b.p{kept} FROM {source} b"
                    )
                    source = f"stage{stages}"
                    stages += 1
                    listed = "".join(f", {text} AS {_quoted(c)}" for c, text in columns)
                    cursor.execute(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS SELECT p{listed} FROM {source}")
                case Layer(columns=columns):
                    listed = "".join(f", {text} AS {_quoted(c)}" for c, text in columns)
                    source = f"(SELECT b.p{kept}{listed} FROM {source} b OFFSET 0)"
                case Joined(made=made, columns=columns):
                    listed = "".join(f", {_quoted(c)}" for c in columns)
                    joins = "".join(f" LEFT JOIN {name} ON {name}.p = b.p" for name in made)
                    source = f"(SELECT b.p{kept}{listed} FROM {source} b{joins} OFFSET 0)"
        return f"SELECT p{''.join(f', {_quoted(c)}' for c in self.wanted)} FROM {source} b"


def _quoted(name: str) -> str:
    return f'"{name}"'
