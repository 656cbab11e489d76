"""The book over prepared people, by Apache Spark: the same text, on a cluster that is there already."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .codes import Codes
from .plan import Plan
from .prepared import EVENTS, sql_types
from .query import Joined, Layer, Made, Query, query_of

if TYPE_CHECKING:
    import duckdb
    from pyspark.sql import DataFrame, SparkSession

SETTINGS = {
    # Layers would be written into one another, each reader repeating what it reads.
    "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.CollapseProject",
    # Wrong arithmetic is an error, not a silent turn past the largest number.
    "spark.sql.ansi.enabled": "true",
    # Rows of a thousand columns: one generated method would be larger than Java allows.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.caseSensitive": "true",
}
"""What a session must be set to; `SparkEngine` sets it."""


_LAYERS_TOGETHER = 6
"""How many layers are planned in one go: Spark's planner takes longer with each, its writer with each stop between them."""


class SparkEngine:
    """Makes the table `found` of a DuckDB connection with the prepared tables, as `DuckDBEngine` does, but has a cluster work.

    `scratch` is a folder that this process and every worker reach under the same name. The tables go there as Parquet, and
    so do those that other tables read: what a lost worker had in hand is worked out again from there, nothing else.
    """

    def __init__(self, plan: Plan, wanted: Sequence[str], codes: Codes, session: SparkSession, scratch: Path) -> None:
        self.query: Query = query_of(plan, wanted, "spark", codes)
        self.wanted = list(dict.fromkeys(wanted))
        self.types = sql_types(plan, self.wanted)
        self.session, self.scratch = session, scratch

    def run(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Work out `found`, its rows in the order of `p`; what was put into the scratch folder is gone afterwards."""
        self.scratch.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.scratch) as folder:
            for name in ("people", *EVENTS):
                connection.execute(f"COPY {name} TO '{folder}/{name}.parquet' (FORMAT parquet)")
                self.session.read.parquet(f"{folder}/{name}.parquet").createOrReplaceTempView(name)
            for name, values in self.query.arrays.items():
                # As a file, not through Python: workers need no Python of ours.
                connection.execute(f"COPY (SELECT ?::BIGINT[] AS v) TO '{folder}/array_{name}.parquet'", [list(values)])
                self.session.read.parquet(f"{folder}/array_{name}.parquet").createOrReplaceTempView(f"array_{name}")
            self._frame(f"{folder}/kept").write.parquet(f"{folder}/found")
            listed = "".join(f', CAST("{name}" AS {self.types[name]}) AS "{name}"' for name in self.wanted)
            connection.execute(
                f"CREATE OR REPLACE TABLE found AS SELECT p{listed} FROM read_parquet('{folder}/found/*.parquet') ORDER BY p"
            )

    def _frame(self, scratch: str) -> DataFrame:
        """`p` and the wanted columns of everybody; the last step is computed when the frame is read."""
        session = self.session
        for key, value in SETTINGS.items():
            session.conf.set(key, value)
        read = _times_read(self.query)
        source, stages, layers = "people", 0, 0

        def keep(name: str, text: str) -> None:
            frame = session.sql(text)
            frame.write.mode("overwrite").parquet(f"{scratch}/{name}")
            session.read.schema(frame.schema).parquet(f"{scratch}/{name}").createOrReplaceTempView(name)

        def stop(kept: str) -> str:
            nonlocal stages
            stages += 1
            keep(f"stage{stages}", f"SELECT b.p{kept} FROM {source} b")
            return f"stage{stages}"

        for step, carried in zip(self.query.steps, self.query.carried(), strict=True):
            kept = "".join(f", b.`{column}`" for column in carried)
            match step:
                case Made(name=name, query=query):
                    if read[name] > 1:
                        keep(name, query)
                    else:
                        session.sql(query).createOrReplaceTempView(name)
                case Layer(aside=True, name=name, columns=columns):
                    source, layers = stop(kept), 0
                    listed = "".join(f", {text} AS `{c}`" for c, text in columns)
                    session.sql(f"SELECT p{listed} FROM {source}").createOrReplaceTempView(name)
                case Layer(columns=columns):
                    listed = "".join(f", {text} AS `{c}`" for c, text in columns)
                    source = f"(SELECT b.p{kept}{listed} FROM {source} b)"
                    layers += 1
                    if layers == _LAYERS_TOGETHER:
                        layers = 0
                        source = stop(kept + "".join(f", b.`{c}`" for c, _ in columns))
                case Joined(made=made, columns=columns):
                    listed = "".join(f", `{c}`" for c in columns)
                    joins = "".join(f" LEFT JOIN {name} ON {name}.p = b.p" for name in made)
                    source = f"(SELECT b.p{kept}{listed} FROM {source} b{joins})"
        return session.sql(f"SELECT p{''.join(f', `{c}`' for c in self.wanted)} FROM {source} b")


def _times_read(query: Query) -> Counter[str]:
    """How often each helper table of the histories is named by what comes after it."""
    names = {step.name for step in query.steps if isinstance(step, Made)}
    times: Counter[str] = Counter()
    for step in query.steps:
        if isinstance(step, Made):
            times.update(word for word in re.findall(r"\w+", step.query) if word in names and word != step.name)
        elif isinstance(step, Joined):
            times.update(step.made)
    return times
