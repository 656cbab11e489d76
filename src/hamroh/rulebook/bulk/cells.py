"""How a column of people or events is read: from which types, as which value, and what of it cannot be so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..person import FIRST_DAY, LAST_DAY
from .columns import name_of, quoted

TEXT = ("VARCHAR", "ENUM")
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
FRACTION = ("FLOAT", "DOUBLE", "DECIMAL")
READ_FROM: dict[str, tuple[str, ...]] = {
    "yes_no": ("BOOLEAN", *TEXT),
    "number": (*WHOLE, *FRACTION, *TEXT),
    "money": (*WHOLE, *FRACTION, *TEXT),
    "day": ("DATE", "TIMESTAMP", *TEXT),
    "planned_day": ("DATE", "TIMESTAMP", *TEXT),
    "choice": TEXT,
    "region": TEXT,
    "countries": ("VARCHAR[]", *TEXT),
    "history": TEXT,
    "payments": TEXT,
    "text": (*WHOLE, "UUID", *TEXT),
}
"""By the type of a fact or field: the column types it can be read from."""
TYPES = {
    "yes_no": "BOOLEAN",
    "history": "BOOLEAN",
    "payments": "BOOLEAN",
    "day": "INTEGER",
    "planned_day": "INTEGER",
    "choice": "INTEGER",
    "region": "INTEGER",
}
"""By the type of a fact or field: the type of its value; all others are BIGINT."""
SAYS = {
    "yes_no": "yes or no (or a column of true and false)",
    "number": "a whole number",
    "money": "roubles, with kopecks after a point",
    "day": "a day (DATE), or text: 2019-03-01, or 2019-03 when only the month is known, or 2019",
    "choice": "text",
    "region": "text: an ISO code (RU-MOW) or a name in English, Russian or Tajik",
    "countries": "two capitals each (TJ, RU), as text with commas or as a list",
    "history": "`none` when it did not happen; rows stand in the file of events",
    "payments": "`none` when nothing was paid; payments are events of their own",
    "text": "a number or text",
}
SAYS["planned_day"] = SAYS["day"]

MACROS = (
    # What is not said: nothing, or the word `unknown`.
    "said(t) AS nullif(nullif(trim(t), ''), 'unknown')",
    f"day_number(d) AS CASE WHEN d BETWEEN DATE '{FIRST_DAY}' AND DATE '{LAST_DAY}' "
    "THEN CAST(d - DATE '0001-01-01' AS INTEGER) + 1 END",
    "is_day(t) AS regexp_full_match(t, '[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?')",
    # A whole day is one that is written back as it stood: a pattern would take ten times as long.
    "whole_day(t) AS CASE WHEN CAST(try_cast(t AS DATE) AS VARCHAR) = t THEN day_number(try_cast(t AS DATE)) END",
    "first_day(t) AS coalesce(whole_day(t), CASE WHEN is_day(t) AND length(t) < 10 THEN day_number(try_cast("
    "CASE length(t) WHEN 7 THEN t || '-01' ELSE t || '-01-01' END AS DATE)) END)",
    "latest_day(t, first) AS CASE WHEN length(t) = 10 THEN first WHEN is_day(t) THEN day_number("
    "CASE length(t) WHEN 7 THEN last_day(try_cast(t || '-01' AS DATE)) ELSE try_cast(t || '-12-31' AS DATE) END) END",
    "is_roubles(t) AS regexp_full_match(t, '[+-]?([0-9]{1,15}([.][0-9]{0,2}0*)?|[.][0-9]{1,2}0*)')",
    "roubles(t) AS replace(replace(replace(t, ' ', ''), chr(8239), ''), ',', '.')",
    "kopecks(t) AS CASE WHEN is_roubles(t) THEN CAST(try_cast(t AS DECIMAL(20, 2)) * 100 AS BIGINT) END",
    "whole(t) AS CASE WHEN regexp_full_match(t, '-?[0-9]{1,18}') THEN CAST(t AS BIGINT) END",
    "countries(t) AS string_split_regex(regexp_replace(t, '[][{}\"'' ]', '', 'g'), '[,;]')",
)
"""Functions of DuckDB's that read what is said."""


@dataclass(frozen=True, slots=True)
class Check:
    """One fault to look for: its code, the column, when a row has it, and what is allowed. `alone`: the column alone says it."""

    code: str
    column: str
    when: str
    allowed: str
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """A column as it is read: what was said (empty: the column itself says it), the value made of that, of a day the latest
    it may mean (its value is the earliest), and the faults it may have. Each stands in a column of its own; see `read_cells`."""

    column: str
    said_text: str
    value_text: str
    latest_text: str
    checks: tuple[Check, ...]

    @property
    def said(self) -> str:
        return f"s_{self.column}" if self.said_text else name_of(self.column)

    @property
    def value(self) -> str:
        return f"v_{self.column}_lo" if self.latest_text else f"v_{self.column}"

    @property
    def latest(self) -> str:
        return f"v_{self.column}_hi"


def read_cells(rows: str, cells: Iterable[Cell]) -> str:
    """A table of rows with what their cells say beside them. Each step is a table of its own: written into one another, the
    steps of a hundred columns would take longer to plan than to run."""
    cells = list(cells)
    said = "".join(f", {cell.said_text} AS {cell.said}" for cell in cells if cell.said_text)
    values = "".join(f", {cell.value_text} AS {cell.value}" for cell in cells)
    latest = "".join(f", {cell.latest_text} AS {cell.latest}" for cell in cells if cell.latest_text)
    return f"(SELECT *{latest} FROM (SELECT *{values} FROM (SELECT *{said} FROM {rows})))"


def by_words(cell: Cell, type_: str, words: Sequence[tuple[Any, ...]]) -> Cell:
    """The same cell with its values looked up by the word; `words` are rows of a word, its value and its latest."""
    said = f"CAST([{', '.join(quoted(row[0]) for row in words)}] AS VARCHAR[])"

    def looked_up(place: int) -> str:
        # DuckDB looks up each word of a column's dictionary once.
        values = ", ".join("NULL" if row[place] is None else str(row[place]) for row in words)
        return f"map({said}, CAST([{values}] AS {type_}[]))[{name_of(cell.column)}]"

    return Cell(cell.column, "", looked_up(1), looked_up(2) if cell.latest_text else "", ())


def base_type(type_: str) -> str:
    """A column type without its size: what kind of thing it holds."""
    return "VARCHAR[]" if type_ == "VARCHAR[]" else type_.split("(")[0]


def number_of(of: str, values: dict[str, int]) -> str:
    """A word's number. DuckDB looks up each word of a column's dictionary once, where a CASE would look at every row."""
    if not values:
        return "CAST(NULL AS INTEGER)"
    return f"map([{', '.join(map(quoted, values))}], [{', '.join(map(str, values.values()))}])[{of}]"


def any_of(checks: Sequence[Check]) -> str:
    """Does one of these hold?"""
    # An OR of a hundred parts would look at each part for the rest of the rows only, and so at no column as a whole.
    return f"coalesce(greatest({', '.join(f'({check.when})' for check in checks) or 'FALSE'}), FALSE)"
