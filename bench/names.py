"""Names among a million people in PostgreSQL: how long one search takes at the desk, and whether it finds the person."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator

from bench.rows import Row, row, run

PEOPLE, QUESTIONS = 1_000_000, 1_000


def names_of_a_million(quick: bool) -> Iterator[Row]:
    """A server of its own, filled with sealed files and their tokens; nothing when quick: filling takes minutes."""
    if quick:
        return
    from tests.postgres_cluster import NoPostgres, private_cluster

    try:
        with private_cluster() as url:
            os.environ["HAMROH_DATABASE_URL"] = url
            found = json.loads(
                run([sys.executable, "-m", "bench.names_side", str(PEOPLE), str(QUESTIONS)]).splitlines()[-1]
            )
    except NoPostgres as error:
        print(f"Names among a million people were not measured: {error}")
        return
    finally:
        os.environ.pop("HAMROH_DATABASE_URL", None)
    told = f"{PEOPLE:,} people, PostgreSQL, "
    yield row(
        told + "one search by name as the desk makes it, wall time, p95",
        found["p95"],
        "ms",
        goal="300 ms",
        met=found["p95"] < 300,
    )
    yield row(told + "the same, median", found["median"], "ms")
    for kind, words in _KINDS.items():
        share = found["recall"][kind]
        yield row(told + f"asked by {words}: in the first 20", share, "%", goal="95 %", met=share >= 95)
    yield row(told + "asked by two names without a birth: of the first 20, how many bear that name", found["bear"], "%")


_KINDS = {
    "three": "three names in another spelling",
    "year": "two names in another spelling and the year of birth",
}
