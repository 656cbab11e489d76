"""What is published of bribes as open data: one table, and the same as JSON with what its columns mean."""

from __future__ import annotations

import csv
import io
import json

from hamroh.protection.bribes import queries
from hamroh.shell.few import FEWEST

NAMES = ("bribes.csv", "bribes.json")
_NOTE = (
    "What people told this site without a name; nobody checked it. Each report is counted in one row only. The word "
    "'others' means all that have no row of their own. Numbers are full elevens, at least so many: of each row up to ten are left out by lot. "
    "There are no totals."
)


def _rows() -> list[dict[str, str | int]]:
    found: list[dict[str, str | int]] = []
    for release in queries.releases():
        if release.taken_back_at is not None:
            continue
        since, until = release.period.isoformat(), queries.ends(release.period).isoformat()
        for *kept, many in release.rows:
            told = {name: "others" if said is None else said or "not_said" for name, said in queries.row(kept).items()}
            found.append({"since": since, "until": until, **told, "at_least": many})
    return found


def file(name: str) -> bytes:
    """A file by its name.

    Raises:
        KeyError: there is none of this name.
    """
    if name not in NAMES:
        raise KeyError(name)
    columns = ["since", "until", *queries.FIELDS, "at_least"]
    rows = _rows()
    if name == "bribes.json":
        told = {"note": _NOTE, "fewest": FEWEST, "columns": columns, "rows": rows}
        return json.dumps(told, ensure_ascii=False, indent=1).encode()
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
