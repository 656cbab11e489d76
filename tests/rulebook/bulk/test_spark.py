"""Spark gives the findings the closures give, on separate workers, also when one of them is lost on the way."""

from __future__ import annotations

import threading
import time
from datetime import date
from pathlib import Path

import pytest

from hamroh.rulebook import Rulebook
from hamroh.rulebook.bulk.codes import Codes
from hamroh.rulebook.bulk.plan import Plan
from hamroh.rulebook.bulk.spark_engine import SparkEngine
from hamroh.rulebook.person import Person
from tests.rulebook.drawn_people import drawn

from .findings import Findings, columns, differences
from .spark_cluster import NoSpark, cluster
from .tables import in_duckdb

ON = date(2026, 3, 1)


@pytest.mark.spark
@pytest.mark.slow
def test_two_workers_one_of_them_killed_give_every_finding_of_the_closures(
    book: Rulebook, plan: Plan, codes: Codes, people_of_cases: list[Person], tmp_path: Path
) -> None:
    people = [*drawn(book, seed=5, count=60), *people_of_cases[::30]]
    # Some of the columns and all that they rest on: more than half of all tables, at less than half the time of them all.
    wanted = columns(book)[::50]
    connection = in_duckdb(book, plan, codes, people, tmp_path)
    scratch = tmp_path / "scratch"
    lost: list[float] = []
    try:
        with cluster(tmp_path) as spark:
            from pyspark.sql import SparkSession

            session = (
                SparkSession.builder.master(spark.master)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.executor.memory", "1g")
                .config("spark.executor.cores", "1")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.ui.enabled", "false")
                .getOrCreate()
            )

            def lose_one() -> None:
                """As soon as something has been computed, and long before the end."""
                while len(list(scratch.glob("*/kept/*/_SUCCESS"))) < 3:
                    time.sleep(0.05)
                spark.kill_worker(0)
                lost.append(time.monotonic())

            threading.Thread(target=lose_one, daemon=True).start()
            try:
                session.sparkContext.setLogLevel("OFF")
                SparkEngine(plan.on(ON.toordinal(), ON.toordinal()), wanted, codes, session, scratch).run(connection)
                ended = time.monotonic()
            finally:
                session.stop()
    except NoSpark as error:
        pytest.skip(str(error))
    assert lost and lost[0] < ended, "the worker was lost while there was work"
    rows = connection.execute("SELECT * FROM found").fetchall()
    assert len(rows) == len(people)
    assert list(scratch.iterdir()) == [], "nothing stays in the scratch folder"
    assert list(differences(Findings(book, codes), people, ON, ON, wanted, rows)) == []
