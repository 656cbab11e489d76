"""Can time tell what is forbidden from what is absent? Two addresses, asked in random order, on PostgreSQL with both locks."""

from __future__ import annotations

import json
import os
import sys
import tempfile

from bench.rows import Row, row, run
from tests.postgres_cluster import NoPostgres, private_cluster


def telling(quick: bool) -> list[Row]:
    """For each kind of page: how often an answer to a forbidden id took longer than one to an unknown id (0.5 is chance).

    Nothing when quick: some hundred answers tell nothing from chance.
    """
    if quick:
        return []
    asked = 4_000
    try:
        with private_cluster() as url, tempfile.TemporaryDirectory() as folder:
            os.environ.update(
                DJANGO_SETTINGS_MODULE="hamroh.config.settings",
                HAMROH_DATABASE_URL=url,
                HAMROH_VAR=folder,
                HAMROH_WEB_ROLE="hamroh_web",
            )
            found = json.loads(run([sys.executable, "-m", "bench.telling_side", str(asked)]))
    except NoPostgres as error:
        print(f"forbidden and absent: not measured, {error}")
        return []
    finally:
        for name in ("DJANGO_SETTINGS_MODULE", "HAMROH_DATABASE_URL", "HAMROH_VAR", "HAMROH_WEB_ROLE"):
            os.environ.pop(name, None)
    return [
        row(
            f"{page}: share of times that a forbidden id took longer than an unknown one, {asked} of each"
            f" (chance alone: 0.5 give or take {2 * one['error']:.3f}); medians {one['forbidden']:.2f} and {one['absent']:.2f} ms",
            one["longer"],
            "",
            goal="cannot be told from 0.5",
            met=abs(one["longer"] - 0.5) <= 2 * one["error"],
        )
        for page, one in found.items()
    ]
