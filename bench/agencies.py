"""The public check among thousands of agencies, and a signed code verified on a slow phone."""

from __future__ import annotations

import json
import os
import sys
import tempfile

from bench.rows import Row, row, run


def agencies(quick: bool) -> list[Row]:
    """5,000 agencies with two names each, SQLite, one process. Times of processor and of the clock, for one page in three cases.

    Nothing when quick: filling takes half a minute.
    """
    if quick:
        return []
    many, asked = 5_000, 300
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(DJANGO_SETTINGS_MODULE="hamroh.config.settings", HAMROH_VAR=folder)
        os.environ.pop("HAMROH_DATABASE_URL", None)
        try:
            told = json.loads(
                run([sys.executable, "-m", "bench.agencies_side", str(many), str(asked)]).splitlines()[-1]
            )
        finally:
            for name in ("DJANGO_SETTINGS_MODULE", "HAMROH_VAR"):
                os.environ.pop(name, None)
    rows = []
    for case in ("by number", "by an equal name", "near names only", "page of an agency"):
        clock, used = told[case]
        name = f"check among {many:,} agencies, {case}: p95"
        rows.append(row(name, clock, "ms", goal="< 50 ms", met=clock < 50))
        rows.append(row(f"{name} of processor time", used, "ms CPU", goal="reported"))
    if told.get("code") is not None:
        signature, slowest, first = told["code"]
        name = "signed code verified in Chromium, processor slowed six times, with a list of 5,000 codes from a server"
        rows.append(
            row(
                f"{name}: what its signature says, slowest of 20", signature, "ms", goal="< 300 ms", met=signature < 300
            )
        )
        rows.append(row(f"{name}: with the list, slowest of 20", slowest, "ms", goal="< 300 ms", met=slowest < 300))
        rows.append(row(f"{name}: the first of a phone that has nothing yet", first, "ms", goal="reported"))
    return rows
