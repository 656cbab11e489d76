"""A table as somebody sends it: XLSX or CSV, read row by row. Nothing in it is run, and nothing is guessed silently.

A CSV file is UTF-8 (with or without its mark), UTF-16 with its mark, or else Windows-1251; its cells are parted by semicolon,
comma or tab, whichever parts the first row into most. Of an XLSX file the first sheet is read, formulas as the values that were
stored with them.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

MOST_BYTES = 20_000_000
"""A file larger than this is not read: 90,000 rows of twenty columns have about half of it."""
MOST_UNPACKED = 400_000_000
MOST_PARTS = 2_000
MOST_TIMES = 300
"""How many times its packed size a part of an XLSX file may unpack to, once it is larger than a megabyte."""
MOST_ROWS = 200_000
MOST_COLUMNS = 200
SEPARATORS = {";": "semicolon", ",": "comma", "\t": "tab"}
WHOLE_UP_TO = 10**15
"""Spreadsheets keep fifteen digits of a number; of a longer one the last are lost before it reaches us."""

TOLD = {
    "too_large": gettext_lazy("The file has more than %(most)s megabytes. Divide it into several."),
    "old_excel": gettext_lazy("This is a file of an old Excel (.xls). Save it as .xlsx or CSV and bring that."),
    "other_kind": gettext_lazy("This is no table. Bring a file of the kind .xlsx or .csv."),
    "empty": gettext_lazy("The first row is empty. It has to hold the titles of the columns."),
    "too_many_columns": gettext_lazy("There are more than %(most)s columns. Leave out those that are not needed."),
    "same_title": gettext_lazy("Columns %(one)s and %(other)s have the same title, “%(title)s”. Give each its own."),
    "too_many_rows": gettext_lazy("There are more than %(most)s rows. Divide the file into several."),
    "broken_row": gettext_lazy("Row %(row)s cannot be read: a quotation mark is not closed, or stands where it should not."),
    "letters": gettext_lazy("The letters of this file cannot be read. Save it as CSV UTF-8 or as .xlsx."),
    "locked": gettext_lazy("The file is locked with a password. Save it without one."),
    "unpacks_too_large": gettext_lazy("Unpacked, this file would fill the machine. It was not opened any further. Save the sheet as CSV."),
    "damaged": gettext_lazy("The file is damaged, or is no spreadsheet. Open it in your program, save it anew and bring that."),
}  # fmt: skip
"""Why a file cannot be read as a table, and what to do."""

LOST = {
    "no_value": gettext_lazy("Here stands a formula without a result. Open the file in your program, let it reckon, and save it."),
    "digits_lost": gettext_lazy("A number of more than fifteen digits: the program that saved it has lost the last ones. Type it anew as text."),
}  # fmt: skip
"""Why the value of a cell is not to be had."""

Cell = str | dt.date


class Unreadable(ValueError):
    """The file cannot be read as a table. `why` is a code of `TOLD`; `told` fills its sentence."""

    def __init__(self, why: str, **told: Any) -> None:
        self.why, self.told = why, told
        super().__init__(f"{why} {told}")


class Lost(str):
    """A cell whose value is not to be had: a formula that no program has worked out, or a number that lost digits.

    `why` is a code of `LOST`.
    """

    why: str

    def __new__(cls, why: str) -> Lost:
        made = super().__new__(cls, "")
        made.why = why
        return made


@dataclass(frozen=True)
class Table:
    """A table: the titles of its columns, and its rows with their numbers (the first after the titles is 2). `read_as` tells
    how it was read: xlsx and the sheet's name, or the encoding and the separator."""

    titles: tuple[str, ...]
    rows: Iterator[tuple[int, list[Cell]]]
    read_as: tuple[str, str]


def read(data: bytes) -> Table:
    """Read a table.

    Raises:
        Unreadable: it is empty, too large, of another kind, damaged, or its titles cannot be told apart. Rows raise it too,
            when damage shows further down.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable("too_large", most=MOST_BYTES // 1_000_000)
    if data[:4] == b"PK\x03\x04":
        titles, rows, sheet = _xlsx(data)
        read_as = ("xlsx", sheet)
    elif data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unreadable("old_excel")
    elif b"\x00" in data[:2000] and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable("other_kind")
    else:
        titles, rows, read_as = _csv(data)
    return Table(_titles(titles), _numbered(rows, len(titles)), read_as)


def _titles(row: list[Cell]) -> tuple[str, ...]:
    titles = tuple(" ".join(str(cell).split()) for cell in row)
    if not any(titles):
        raise Unreadable("empty")
    if len(titles) > MOST_COLUMNS:
        raise Unreadable("too_many_columns", most=MOST_COLUMNS)
    for place, title in enumerate(titles):
        if title and title in titles[:place]:
            raise Unreadable("same_title", title=title[:60], one=titles.index(title) + 1, other=place + 1)
    return titles


def _numbered(rows: Iterator[list[Cell]], width: int) -> Iterator[tuple[int, list[Cell]]]:
    seen = 0
    for number, row in enumerate(rows, 2):
        while row and row[-1] == "" and not isinstance(row[-1], Lost) and len(row) > width:
            row.pop()
        if not any(cell != "" or isinstance(cell, Lost) for cell in row):
            continue
        seen += 1
        if seen > MOST_ROWS:
            raise Unreadable("too_many_rows", most=MOST_ROWS)
        yield number, row + [""] * (width - len(row))


# -- CSV -----------------------------------------------------------------------------------------------------------------


def _csv(data: bytes) -> tuple[list[Cell], Iterator[list[Cell]], tuple[str, str]]:
    encoding, text = _decoded(data)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    separator = max(SEPARATORS, key=lambda one: len(next(csv.reader([first], delimiter=one), [])))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)

    def rows() -> Iterator[list[Cell]]:
        seen = 0
        try:
            for row in reader:
                seen += 1
                yield list(row)
        except csv.Error:
            raise Unreadable("broken_row", row=seen + 1) from None

    found = rows()
    titles = next(found, [])
    return titles, found, (encoding, SEPARATORS[separator])


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            try:
                return encoding, data.decode(encoding)
            except UnicodeDecodeError:
                raise Unreadable("letters") from None
    for encoding in ("utf-8", "cp1251"):
        try:
            return encoding, data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("letters")


# -- XLSX ----------------------------------------------------------------------------------------------------------------


def _xlsx(data: bytes) -> tuple[list[Cell], Iterator[list[Cell]], str]:
    formulas = _unpacks_in_bounds(data)
    values = _sheet(data, data_only=True)
    rows = values.iter_rows(values_only=True)
    # A formula that no program has worked out has no value: it is told, not taken for an empty cell.
    written = _sheet(data, data_only=False).iter_rows(values_only=True) if formulas else None

    def cells() -> Iterator[list[Cell]]:
        try:
            for row in rows:
                said = next(written) if written is not None else row
                yield [
                    Lost("no_value")
                    if value is None and isinstance(text, str) and text.startswith("=")
                    else _cell(value)
                    for value, text in zip(row, said, strict=True)
                ]
        except (ValueError, KeyError, OSError, zipfile.BadZipFile, SyntaxError):
            raise Unreadable("damaged") from None

    found = cells()
    return next(found, []), found, str(values.title)


def _sheet(data: bytes, *, data_only: bool) -> Any:
    import openpyxl

    try:
        with warnings.catch_warnings():
            # It warns of styles and checks that it leaves out; none of them holds a value.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False)
        sheet = book.worksheets[0]
        # What the file says of its own size may be wrong; the rows say it themselves.
        sheet.reset_dimensions()
    except (ValueError, KeyError, IndexError, TypeError, OSError, AttributeError, zipfile.BadZipFile, SyntaxError):
        raise Unreadable("damaged") from None
    return sheet


def _unpacks_in_bounds(data: bytes) -> bool:
    """Unpack every part without keeping it: a small file can hold more than a machine has. Says whether a cell has a formula."""
    whole, formulas = 0, False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS:
                raise Unreadable("unpacks_too_large")
            for part in parts:
                if part.flag_bits & 1:
                    raise Unreadable("locked")
                size, tail = 0, b""
                with packed.open(part) as opened:
                    while block := opened.read(1 << 16):
                        size += len(block)
                        whole += len(block)
                        if whole > MOST_UNPACKED or (size > 1_000_000 and size > MOST_TIMES * part.compress_size):
                            raise Unreadable("unpacks_too_large")
                        seen = tail + block
                        if re.search(rb"<!(DOCTYPE|ENTITY)", seen):
                            raise Unreadable("damaged")
                        formulas = formulas or (b"sheet" in part.filename.encode() and b"<f" in seen)
                        tail = block[-12:]
    except Unreadable:
        raise
    except Exception:
        # Whatever a parser says of bytes from strangers: zlib has errors of its own, zipfile half a dozen of others'.
        raise Unreadable("damaged") from None
    return formulas


def _cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        if abs(value) >= WHOLE_UP_TO:
            return Lost("digits_lost")
        return str(int(value)) if value == int(value) else repr(value)
    return str(value)


# -- giving away ---------------------------------------------------------------------------------------------------------

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before what begins like one."""
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text


def meant(text: str) -> str:
    """What `harmless` made harmless, as it was."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_BEGINS_A_FORMULA) else text
