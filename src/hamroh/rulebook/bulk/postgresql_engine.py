"""The book over prepared people, by PostgreSQL 15 or newer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .codes import Codes
from .plan import Plan
from .query import Joined, Layer, Made, Query, query_of

_SETTINGS = (
    "SET LOCAL enable_nestloop = off",  # tables made a moment ago have no statistics to choose a loop by
    "SET LOCAL jit = off",  # compiling thousands of columns takes longer than reading them
    "SET LOCAL join_collapse_limit = 1",
)


class PostgreSQLEngine:
    """Works within one transaction of a connection (psycopg) that holds the prepared tables; leaves nothing behind.

    Layers are subqueries of one another, each row carrying along what is still read: a stored row of a thousand columns
    would not fit PostgreSQL's page, one that is only passed on need not.
    """

    def __init__(self, plan: Plan, wanted: Sequence[str], codes: Codes) -> None:
        self.query: Query = query_of(plan, wanted, "postgresql", codes, kept_arrays=True)
        self.wanted = list(dict.fromkeys(wanted))

    def rows(self, connection: Any) -> Iterator[tuple[Any, ...]]:
        """`p` and the wanted columns, for every row of `people`, in no order."""
        with connection.transaction(force_rollback=True), connection.cursor() as cursor:
            for setting in _SETTINGS:
                cursor.execute(setting)
            self._arrays(cursor)
            cursor.execute(self._through(cursor))
            yield from cursor

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
