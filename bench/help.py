"""The directory of help with 50,000 services: how long an answer of the public page takes, on SQLite and on PostgreSQL."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator

from bench.rows import Row, row, run
from tests.postgres_cluster import NoPostgres, private_cluster

SERVICES, QUESTIONS = 50_000, 400


def directory_of_help(quick: bool) -> Iterator[Row]:
    """Services drawn over all regions, a third of them in Moscow; every question is the whole page, made and compressed.

    Nothing when quick: filling takes a minute on each database.
    """
    if quick:
        return
    for engine in ("SQLite", "PostgreSQL"):
        try:
            with contextlib.ExitStack() as stack:
                folder = stack.enter_context(tempfile.TemporaryDirectory())
                url = stack.enter_context(private_cluster()) if engine == "PostgreSQL" else ""
                surroundings = {
                    "DJANGO_SETTINGS_MODULE": "hamroh.config.settings",
                    "HAMROH_VAR": folder,
                    "HAMROH_DATABASE_URL": url,
                }
                stack.enter_context(_environment(surroundings))
                found = json.loads(
                    run([sys.executable, "-m", "bench.help_side", str(SERVICES), str(QUESTIONS)]).splitlines()[-1]
                )
        except NoPostgres as error:
            print(f"The directory on PostgreSQL was not measured: {error}")
            continue
        for what, told in found.items():
            yield row(
                f"{SERVICES:,} services, {engine}, {what}: p95 of the whole answer (processor {told['cpu']:.0f} ms, longest {told['longest']:.0f} ms, {told['bytes']:,.0f} bytes)",
                told["p95"],
                "ms",
                goal="50 ms",
                met=told["p95"] < 50,
            )


@contextlib.contextmanager
def _environment(told: dict[str, str]) -> Iterator[None]:
    os.environ.update(told)
    try:
        yield
    finally:
        for name in told:
            os.environ.pop(name, None)
