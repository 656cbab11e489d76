"""People as a table of people and a table of events: what a facts file says, written as files of many."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from hamroh.rulebook.person import HISTORIES, ROWS

Facts = Mapping[str, Any]


def write(people: Sequence[Facts], folder: Path) -> tuple[Path, Path]:
    """`people.csv` and `events.csv`; persons are named by their place."""
    columns = list(dict.fromkeys(name for facts in people for name in facts))
    listed = [h for h in HISTORIES if h in columns] + ["payments"]
    fields = list(dict.fromkeys(field for history in listed for field in ROWS[history]))
    paths = folder / "people.csv", folder / "events.csv"
    with paths[0].open("w", newline="") as first, paths[1].open("w", newline="") as second:
        told, happened = csv.writer(first), csv.DictWriter(second, ["person", "history", "row", "of", *fields])
        told.writerow(["person", *columns])
        happened.writeheader()
        for person, facts in enumerate(people):
            told.writerow([person, *(_cell(name, facts.get(name)) for name in columns)])
            for history in HISTORIES:
                rows = facts.get(history)
                for place, row in enumerate(rows if isinstance(rows, list) else [], 1):
                    payments = row.get("payments")
                    fields_ = {k: _text(v) for k, v in row.items() if not isinstance(v, list)}
                    if payments == []:
                        fields_["payments"] = "none"
                    happened.writerow({"person": person, "history": history, "row": place, **fields_})
                    for payment in payments if isinstance(payments, list) else ():
                        told_ = {k: _text(v) for k, v in payment.items()}
                        happened.writerow({"person": person, "history": "payments", "of": place, **told_})
    return paths


def as_parquet(path: Path, columns: str = "*") -> Path:
    """The same table as Parquet, beside it; `columns` may give it better types."""
    to = path.with_suffix(".parquet")
    duckdb.connect().execute(
        f"COPY (SELECT {columns} FROM read_csv('{path}', all_varchar = true, header = true)) TO '{to}' (FORMAT parquet)"
    )
    return to


def _cell(name: str, value: Any) -> str:
    if name in HISTORIES:
        return "none" if value in ("none", []) else ""
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ",".join(value)
    return "" if value is None else str(value)
