"""The desk under load: a filled site in PostgreSQL, its real server at 50 requests a second, and a file of 90,000 rows brought in."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator

from bench.rows import Row, row, run
from hamroh.people.names import RULES

PEOPLE = int(os.environ.get("HAMROH_BENCH_PEOPLE", "1000000"))
ROWS = int(os.environ.get("HAMROH_BENCH_ROWS", "90000"))
SECONDS = int(os.environ.get("HAMROH_BENCH_SECONDS", "60"))
SERVER = "-c shared_buffers=1GB -c max_wal_size=4GB"
"""As whoever runs a site of this size sets it; the rest as it comes."""


def the_desk(quick: bool) -> Iterator[Row]:
    """Nothing when quick: filling takes long.

    HAMROH_BENCH_PEOPLE, _ROWS and _SECONDS set the size. What was filled is kept for the next run, which adds what is missing. To be
    rid of it: remove the folder that is named.
    """
    if quick:
        return
    from tests.postgres_cluster import NoPostgres, kept_folder, private_cluster

    before = {name: os.environ.get(name) for name in ("HAMROH_DATABASE_URL", "HAMROH_VAR", "HAMROH_WEB_ROLE")}
    try:
        kept = kept_folder(f"desk-{RULES}")
        print(f"The desk is kept in {kept}", file=sys.stderr)
        with private_cluster(reaches_disk=True, kept=kept, settings=SERVER) as url:
            site = kept / "site"
            site.mkdir(exist_ok=True)
            os.environ |= {"HAMROH_DATABASE_URL": url, "HAMROH_VAR": str(site), "HAMROH_WEB_ROLE": "hamroh_bench"}
            words = [sys.executable, "-m", "bench.desk_side", str(PEOPLE), str(ROWS), str(SECONDS)]
            found = json.loads(run(words).splitlines()[-1])
    except NoPostgres as error:
        print(f"The desk under load was not measured: {error}")
        return
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
    told = f"{found['people']:,} people, PostgreSQL, "
    for name, seconds in found["bring"].items():
        goal = "60 s" if name == "changed rows written" and ROWS == 90_000 else ""
        yield row(f"{told}a file of {ROWS:,} rows, {name}", seconds, "s", goal=goal, met=seconds < 60 if goal else None)
    load = found["load"]
    if not load:  # only filled, or only brought in
        return
    yield row(
        told + "desk pages at 50 requests a second, p95",
        load["all"]["p95"],
        "ms",
        goal="100 ms",
        met=load["all"]["p95"] < 100,
    )
    for name, times in sorted(load.items()):
        if name not in ("all", "typing", "cost", "conflicts"):
            yield row(f"{told}of these, {name}: p95 of {times['count']}", times["p95"], "ms")
    yield row(
        told + "earlier contacts while typing, p95",
        load["typing"]["p95"],
        "ms",
        goal="300 ms",
        met=load["typing"]["p95"] < 300,
    )
    for name, (server, database, clock) in load["cost"].items():
        yield row(f"{told}one at a time, {name}: server, by the clock {clock} ms", server, "ms CPU")
        yield row(f"{told}one at a time, {name}: PostgreSQL", database, "ms CPU")
    shown = load["conflicts"]
    yield row(
        "two who write one field at one moment, 200 times: stored once and shown once",
        shown,
        "",
        goal="200",
        met=shown == 200,
    )
