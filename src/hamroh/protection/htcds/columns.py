"""The 40 core columns of HTCDS 2.0, and whether values fit them."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SCHEMA = Path(__file__).parent / "core.tableschema.json"
DEPRECATED = frozenset({"vic_Vulnerabilities", "vic_DetailsOfVulnerabilities"})
"""Taken in with a row, and never asked: version 2.0 of the standard gave them up."""


NOT_PUNISHED = "x_NotPunished"
"""Our own column beside those of the standard: what the person was forced to do and is accused of, by codes of `ACTS`."""
ACTS = ("Border", "Papers", "Stay", "Work", "Crime")


@dataclass(frozen=True)
class Column:
    """One column. `codes` are its values where it has a list; `several`: more than one, parted by spaces."""

    name: str
    type: str
    codes: tuple[str, ...]
    several: bool
    pattern: str

    def fits(self, value: str) -> bool:
        """Does a value fit? An empty one always does.

        >>> columns()["cas_Status"].fits("Active"), columns()["cas_Status"].fits("Open")
        (True, False)
        """
        if not value:
            return True
        if self.type == "date":
            try:
                return dt.date.fromisoformat(value).isoformat() == value
            except ValueError:
                return False
        if self.type == "boolean":
            return value in ("true", "false")
        if self.several:
            return all(one in self.codes for one in value.split(" "))
        return (not self.codes or value in self.codes) and (not self.pattern or bool(re.fullmatch(self.pattern, value)))


@functools.cache
def columns() -> dict[str, Column]:
    """The columns by name, in the order of the standard."""
    found = {}
    for field in json.loads(SCHEMA.read_text(encoding="utf-8"))["fields"]:
        limits = field.get("constraints", {})
        pattern = limits.get("pattern", "")
        several = pattern.startswith("(") and pattern.endswith("))*")
        codes = tuple(pattern[1 : pattern.index(")")].split("|")) if several else tuple(limits.get("enum", ()))
        found[field["name"]] = Column(field["name"], field["type"], codes, several, "" if several else pattern)
    return found


def faults(row: Mapping[str, str]) -> list[str]:
    """The columns whose value does not fit."""
    return [name for name, column in columns().items() if not column.fits(row.get(name, ""))]


def written(row: Mapping[str, str]) -> str:
    """A file with this row: a line of names, a line of values. Our own column stands last, where it has a value."""
    names = [*columns(), *([NOT_PUNISHED] if row.get(NOT_PUNISHED) else [])]
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(names)
    lines.writerow([_harmless(row.get(name, "")) for name in names])
    return out.getvalue()


_RECKONED = re.compile(r"[=@\t\r]|[+-](?![\d ()-]+$)")
"""How a value begins that a spreadsheet would reckon; numbers of telephones are left as they are."""


def _harmless(value: str) -> str:
    return f"'{value}" if _RECKONED.match(value) else value


class NoRow(ValueError):
    """The file does not hold one row with columns of the standard; the message says what stands in its place."""


def read(text: str, *, own: bool = False) -> dict[str, str]:
    """The row of a file; columns beyond the 40 are left out, but for our own where it is asked for.

    Raises:
        NoRow: there is none, there are more, or no column is of the standard.
    """
    try:
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff").strip()), delimiter=_sign(text)))
    except csv.Error:
        raise NoRow("a table of commas, semicolons or tabs") from None
    if len(rows) != 2:
        raise NoRow("one line of names and one line of values")
    names = [name.strip() for name in rows[0]]
    if not set(names) & set(columns()) or len(rows[1]) > len(names):
        raise NoRow("the names of the columns")
    return {
        name: _as_written(value.strip())
        for name, value in zip(names, rows[1], strict=False)
        if name in columns() or (own and name == NOT_PUNISHED)
    }  # fmt: skip


def _as_written(value: str) -> str:
    return value[1:] if value[:1] == "'" and _RECKONED.match(value[1:]) else value


def _sign(text: str) -> str:
    first = text.lstrip("\ufeff").partition("\n")[0]
    return max(",;\t", key=first.count)
