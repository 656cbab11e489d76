"""Tables of the law: comma-separated files read strictly, every cell typed, a fault named by file, row and column."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from .days import Span
from .errors import LawError

__all__ = ["CONFIDENCES", "SERIES", "Cell", "choice", "hundredths", "maybe", "read_table", "scaled"]

SERIES: Final = Path(__file__).resolve().parent.parent / "law" / "series"
"""The folder of the tables that ship with the product."""

CONFIDENCES: Final = ("verified", "one_source", "derived", "disputed", "unverified")
"""One scale for the whole law, the surest first."""

Cell = Callable[[str], Any]
"""Reads a cell; raises `ValueError` with what is wrong with it."""


def text(cell: str) -> str:
    """Any text but an empty one."""
    if not cell:
        raise ValueError("must not be empty")
    return cell


def day(cell: str) -> int:
    """A day, as an ordinal."""
    exact = span(cell).exact
    if exact is None:
        raise ValueError(f"`{cell}` is not an exact day (2019-03-01)")
    return exact.toordinal()


def span(cell: str) -> Span:
    """A day that may be known only by its month or year."""
    return Span.read(cell)


def whole(cell: str) -> int:
    """A whole number, not negative."""
    if not cell.isascii() or not cell.isdigit():
        raise ValueError(f"`{cell}` is not a whole number")
    return int(cell)


def scaled(places: int) -> Cell:
    """A decimal number with at most so many places, times ten to their power: no floating point comes near the law."""

    def read(cell: str) -> int:
        before, point, after = cell.partition(".")
        if not before.isdigit() or (point and not after.isdigit()) or len(after) > places:
            raise ValueError(f"`{cell}` is not a number with at most {places} decimal places")
        return int(before + (after + "0" * places)[:places])

    return read


hundredths = scaled(2)
"""Percent in hundredths, roubles in kopecks."""


def yes_no(cell: str) -> bool:
    """`yes` or `no`."""
    if cell not in ("yes", "no"):
        raise ValueError(f"`{cell}` is neither yes nor no")
    return cell == "yes"


def choice(codes: Sequence[str]) -> Cell:
    """One of these codes."""
    allowed = frozenset(codes)

    def read(cell: str) -> str:
        if cell not in allowed:
            raise ValueError(f"`{cell}` is none of: {', '.join(codes)}")
        return cell

    return read


def several(codes: Sequence[str]) -> Cell:
    """One or more of these codes, a blank between them."""
    one = choice(codes)
    return lambda cell: tuple(one(part) for part in text(cell).split(" "))


def maybe(read: Cell) -> Cell:
    """The same, or an empty cell: nothing was read there."""
    return lambda cell: read(cell) if cell else None


confidence: Final = choice(CONFIDENCES)


def read_table(path: Path, columns: Mapping[str, Cell], *, size: int = 2_000_000) -> list[dict[str, Any]]:
    """The rows of a table, `line` added to each.

    Raises:
        LawError: the file is missing, too large, not UTF-8 or cut off, a column is missing, unknown or moved, or a cell is
            not of its column's type.
    """
    name = path.name

    def fault(what: str, mend: str, line: int = 0) -> LawError:
        return LawError(what, mend=mend, file=name, line=line)

    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise fault(
            "The table is missing.", f"Put it into {path.parent.name}/, or leave it out of series.yaml."
        ) from None
    if len(raw) > size:
        raise fault(f"The table has {len(raw):,} bytes; at most {size:,} are read.", "Check that it is the right file.")
    try:
        lines = raw.decode("utf-8").splitlines(keepends=True)
    except UnicodeDecodeError as error:
        raise fault(f"The table is not UTF-8 (byte {error.start}).", "Save it as UTF-8.") from None
    if not lines or not lines[-1].endswith("\n"):
        raise fault("The table is empty or its last line is cut off.", "Get the whole file again.", len(lines))
    try:
        read = csv.reader(lines, strict=True)
        head = next(read)
        wanted = list(columns)
        if head != wanted:
            raise fault(
                f"The columns are {', '.join(head)}.",
                f"They must be, in this order: {', '.join(wanted)}.",
                read.line_num,
            )
        cells = list(columns.items())
        rows = []
        for row in read:
            if len(row) != len(cells):
                raise fault(
                    f"This row has {len(row)} cells, not {len(cells)}.",
                    "Look for a missing or extra comma; a text with a comma stands in quotes.",
                    read.line_num,
                )
            out: dict[str, Any] = {"line": read.line_num}
            for (column, cell), value in zip(cells, row, strict=True):
                try:
                    out[column] = cell(value)
                except ValueError as error:
                    raise fault(f"column {column}: {error}.", "Correct this cell.", read.line_num) from None
            rows.append(out)
    except csv.Error as error:
        raise fault(
            f"The table cannot be read: {error}.", "Look for a missing quote on this line.", read.line_num
        ) from None
    return rows


def in_order(rows: list[dict[str, Any]], path: Path, *keys: str) -> None:
    """Rows must stand in order of these columns, none twice.

    Raises:
        LawError: with the row that stands out of order.
    """
    before: tuple[Any, ...] | None = None
    for row in rows:
        here = tuple(row[key] for key in keys)
        if before is not None and here <= before:
            what = "stands twice" if here == before else "is out of order"
            raise LawError(
                f"column {keys[-1]}: this row {what}.",
                mend=f"Rows go by {', '.join(keys)}, each once.",
                file=path.name,
                line=row["line"],
            )
        before = here


def fault(path: Path, row: Mapping[str, Any], column: str, what: str, mend: str) -> LawError:
    """A fault of one cell, found after the reading."""
    return LawError(f"column {column}: {what}", mend=mend, file=path.name, line=row["line"])


def as_day(ordinal: int | None) -> date | None:
    """A day from its ordinal."""
    return None if ordinal is None else date.fromordinal(ordinal)
