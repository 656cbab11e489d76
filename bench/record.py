"""The record of events on PostgreSQL: entries a second with several writers at once, and the check of a large record."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from bench.rows import Row, row, run
from tests.postgres_cluster import NoPostgres, private_cluster

WRITERS = 4


def the_record(quick: bool) -> list[Row]:
    """Every entry is a transaction of its own that waits for the disk, with a personal field sealed under the person's key."""
    seconds, many = (1.0, 10_000) if quick else (15.0, 1_000_000)
    try:
        with private_cluster(reaches_disk=True) as url, tempfile.TemporaryDirectory() as folder:
            os.environ.update(
                DJANGO_SETTINGS_MODULE="hamroh.config.settings", HAMROH_DATABASE_URL=url, HAMROH_VAR=folder
            )
            run([sys.executable, "-m", "hamroh.cli", "serve", "--prepare-only"])
            side = [sys.executable, "-m", "bench.record_side"]
            _written(side, 1, 0.1)
            one, used = _written(side, 1, seconds)
            together, _ = _written(side, WRITERS, seconds)
            run([*side, "fill", str(many)])
            took, check_cpu, entries, faults = run([*side, "check"]).split()
            if int(faults):
                raise SystemExit("The record that was filled is not whole: nothing is printed.")
    except NoPostgres as error:
        print(f"the record: not measured, {error}")
        return []
    finally:
        for name in ("DJANGO_SETTINGS_MODULE", "HAMROH_DATABASE_URL", "HAMROH_VAR"):
            os.environ.pop(name, None)
    return [
        row("record: entries a second, one writer", one, "a second", goal="reported"),
        row("record: processor time of the writer for one entry", used * 1000, "ms CPU", goal="reported"),
        row(
            f"record: entries a second, {WRITERS} writers at once",
            together,
            "a second",
            goal=">= 200",
            met=together >= 200,
        ),
        row(
            f"record: check of {int(entries):,} entries",
            float(took),
            "s",
            goal="reported" if quick else "<= 60 s",
            met=None if quick else float(took) <= 60,
        ),
        row("record: processor time of that check, without the database's", float(check_cpu), "s CPU", goal="reported"),
    ]


def _written(side: list[str], writers: int, seconds: float) -> tuple[float, float]:
    """Entries a second of so many writers that begin together, and processor seconds for each entry."""
    words = [*side, "write", str(seconds)]
    started = [
        subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(writers)
    ]
    for one in started:
        assert one.stdout is not None
        one.stdout.readline()  # each has started
    for one in started:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    told = [one.communicate()[0].split() for one in started]
    count = sum(int(done) for done, _ in told)
    return count / seconds, sum(float(used) for _, used in told) / max(1, count)
