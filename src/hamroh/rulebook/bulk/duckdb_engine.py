"""The book over prepared people, by DuckDB."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .codes import Codes
from .plan import Plan
from .prepared import sql_types
from .query import Joined, Layer, Made, Query, query_of

if TYPE_CHECKING:
    import duckdb


class DuckDBEngine:
    """Makes the table `found` (p and the wanted columns) of a connection that holds the prepared tables.

    The rows of `people` must stand in the order of `p`, from 0 up, and the connection must keep the order of insertion
    (DuckDB's default); all other tables may stand in any order.
    """

    def __init__(self, plan: Plan, wanted: Sequence[str], codes: Codes) -> None:
        self.query: Query = query_of(plan, wanted, "duckdb", codes)
        self.types = sql_types(plan, wanted)

    def run(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Work out `found`; helper tables are gone afterwards, also when it fails."""
        made: list[str] = []
        try:
            for name, values in self.query.arrays.items():
                connection.execute(f"SET VARIABLE {name} = [{','.join(map(str, values))}]")
            for step in self.query.steps:
                connection.execute(f"CREATE OR REPLACE TEMP TABLE {step.name} AS {_text(step)}")
                made.append(step.name)
            columns = ", ".join(
                f'CAST({table}."{c}" AS {self.types[c]}) AS "{c}"'
                for table, some in self.query.found.items()
                for c in some
            )
            tables = "".join(f" POSITIONAL JOIN {table}" for table in self.query.found if table != "people")
            connection.execute(f"CREATE OR REPLACE TABLE found AS SELECT people.p, {columns} FROM people{tables}")
        finally:
            for name in made:
                connection.execute(f"DROP TABLE IF EXISTS {name}")
            for name in self.query.arrays:
                connection.execute(f"RESET VARIABLE {name}")


def _text(step: Layer | Joined | Made) -> str:
    match step:
        case Made(query=query):
            return query
        case Joined(made=made, columns=columns):
            listed = ", ".join(f'"{c}"' for c in columns)
            joins = "".join(f" LEFT JOIN {name} ON {name}.p = people.p" for name in made)
            return f"SELECT people.p, {listed} FROM people{joins} ORDER BY people.p"
        case Layer(sources=sources, columns=columns):
            listed = ", ".join(f'{text} AS "{name}"' for name, text in columns)
            others = ""
            for table, read in sources.items():
                if table != "people":
                    wanted = ", ".join(f'"{c}"' for c in read)
                    others += f" POSITIONAL JOIN (SELECT {wanted} FROM {table})"
            return f"SELECT people.p, {listed} FROM people{others}"
