"""What is wrong with a file of people or events, and how it is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import RulebookError
from ..person import MOST_ROWS


class FilesError(RulebookError):
    """A file cannot be read as people or events at all: what is wrong with it and how to mend it, line by line."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(faults))


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that cannot be read or cannot be so: the code of `read_person`, and its place. `row` counts rows of data
    from 1."""

    code: str
    file: str
    row: int | None
    person: str | None
    column: str
    value: str | None
    allowed: str

    def __str__(self) -> str:
        place = self.file + (f" row {self.row}" if self.row is not None else "")
        who = f", person {self.person}" if self.person is not None else ""
        value = f" `{self.value if len(self.value) <= 40 else self.value[:40] + '…'}`" if self.value is not None else ""
        return f"{place}{who}: {self.column}{value}: {_WHAT[self.code]} {self.allowed}"


_WHAT = {
    "wrong_type": "this cannot be read.",
    "out_of_range": "this number cannot be.",
    "wrong_day": "this is no day.",
    "unknown_choice": "this is not one of the answers.",
    "unknown_region": "this is no region we know.",
    "unknown_country": "this is no country code.",
    "unknown_field": "this history has no such field.",
    "unknown_history": "there is no such history.",
    "after_asked_day": "this lies after the day asked about, so it has not happened yet.",
    "before_birth": "this day lies before the birth date.",
    "contradiction": "two things were said that cannot both be.",
    "exit_before_entry": "the exit lies before the entry.",
    "overlapping_stays": "this stay and another lie over each other.",
    "too_many_rows": f"more than {MOST_ROWS} rows of one history.",
    "no_person": "the row names no person.",
    "duplicate_person": "this person stands in the file more than once.",
    "event_without_person": "the file of people does not have this person.",
    "duplicate_row": "this row number stands twice in one history.",
    "payment_without_patent": "this payment names no patent of the person.",
}
"""What each code says, for the command line."""
