"""The desk under load: a filled site in PostgreSQL, its real server at 50 requests a second, and a file of 90,000 rows brought in."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench.rows import Row, row, run

PEOPLE = int(os.environ.get("HAMROH_BENCH_PEOPLE", "1000000"))
ROWS = int(os.environ.get("HAMROH_BENCH_ROWS", "90000"))
SECONDS = int(os.environ.get("HAMROH_BENCH_SECONDS", "60"))


def the_desk(quick: bool) -> Iterator[Row]:
    """Nothing when quick: filling takes long.

    HAMROH_BENCH_PEOPLE, _ROWS and _SECONDS set the size. HAMROH_BENCH_SITE names a folder in which the key store is kept, and
    HAMROH_BENCH_URL an empty database of a server of one's own: with both, what was filled is used again by the next run.
    """
    if quick:
        return
    from tests.postgres_cluster import NoPostgres, private_cluster

    kept, url = os.environ.get("HAMROH_BENCH_SITE"), os.environ.get("HAMROH_BENCH_URL")
    with ExitStack() as stack:
        try:
            url = url or stack.enter_context(private_cluster(reaches_disk=True))
        except NoPostgres as error:
            print(f"The desk under load was not measured: {error}")
            return
        folder = kept or stack.enter_context(tempfile.TemporaryDirectory(prefix="hamroh-bench-"))
        site = {
            "HAMROH_DATABASE_URL": url,
            "HAMROH_VAR": str(Path(folder).resolve()),
            "HAMROH_WEB_ROLE": "hamroh_bench",
        }
        os.environ |= site
        try:
            words = [sys.executable, "-m", "bench.desk_side", str(PEOPLE), str(ROWS), str(SECONDS)]
            found = json.loads(run(words).splitlines()[-1])
        finally:
            for name in site:
                del os.environ[name]
    told = f"{found['people']:,} people, PostgreSQL, "
    for name, seconds in found["bring"].items():
        goal = "60 s" if name == "changed rows written" and ROWS == 90_000 else ""
        yield row(f"{told}a file of {ROWS:,} rows, {name}", seconds, "s", goal=goal, met=seconds < 60 if goal else None)
    load = found["load"]
    yield row(
        told + "desk pages at 50 requests a second, p95",
        load["all"]["p95"],
        "ms",
        goal="100 ms",
        met=load["all"]["p95"] < 100,
    )
    for name, times in sorted(load.items()):
        if isinstance(times, dict) and name not in ("all", "typing"):
            yield row(f"{told}of these, {name}: p95 of {times['count']}", times["p95"], "ms")
    yield row(
        told + "earlier contacts while typing, p95",
        load["typing"]["p95"],
        "ms",
        goal="300 ms",
        met=load["typing"]["p95"] < 300,
    )
    shown = load["conflicts"]
    yield row(
        "two who write one field at one moment, 200 times: stored once and shown once",
        shown,
        "",
        goal="200",
        met=shown == 200,
    )
