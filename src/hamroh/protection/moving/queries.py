"""Who sees which import, what its columns may be, and what its rows would do or did."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hamroh.people import walls
from hamroh.people.staff.models import Role, Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import at_work
from hamroh.protection.moving import columns, events
from hamroh.protection.moving.models import ColumnMap, Import, ImportRow, OwnNumber
from hamroh.record import keys, note, sealing
from hamroh.shell import tables

BRING = frozenset({Role.SUPERVISOR})
"""Who brings files in: a role that sees the files of its whole organisation."""
PAGE = 50
SAMPLES = 3


def place(of: uuid.UUID) -> str:
    """Where a row's values are bound to, when sealed."""
    return f"import:{of}"


def imports(*, seen_by: Staff, at: dt.datetime) -> QuerySet[Import]:
    """The imports of somebody's organisation, the newest first; none for who may not bring files in."""
    found = Import.objects.filter(organisation=seen_by.office.organisation_id).defer("sealed")
    return (found if seen_by.roles(at) & BRING else found.none()).order_by("-begun_at", "pk")


def one(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> Import:
    """One import.

    Raises:
        Absent: there is none, or it is another organisation's.
    """
    found = imports(seen_by=seen_by, at=at).filter(pk=id).first()
    if found is None:
        raise Absent
    return found


def whole(row: Import) -> Import:
    """The same import, with its file, which lists leave out."""
    return Import.objects.get(pk=row.pk)


def table(row: Import) -> tables.Table:
    """The file of an import, opened.

    Raises:
        Unreadable: it cannot be read as a table.
        Absent: it is kept no longer.
    """
    if row.sealed is None:
        raise Absent
    cipher = keys.store().cipher(row.pk)
    return tables.read(cipher.open(bytes(row.sealed), file_bound(row.pk)))


def file_bound(id: uuid.UUID) -> bytes:
    """What the sealed file of an import is bound to."""
    return b"hamroh import file" + id.bytes


@dataclass(frozen=True)
class Guess:
    """A column of the file: its place from 0, its title, its first cells, and what it probably says. `moved` is the place, from 1,
    where it stood in earlier files."""

    place: int
    title: str
    samples: tuple[str, ...]
    key: str
    moved: int = 0


@dataclass(frozen=True)
class Proposal:
    """What each column probably is; `gone` are columns of the organisation's earlier files that are not in this one."""

    guesses: tuple[Guess, ...]
    gone: tuple[tuple[str, int], ...]
    read_as: tuple[str, str]
    order: str


def proposal(row: Import) -> Proposal:
    """What each column of a file probably is: as the organisation said it last, by the titles; else by its title alone.

    Raises:
        Unreadable: the file cannot be read as a table.
        Absent: it is kept no longer.
    """
    opened = table(row)
    saved = ColumnMap.objects.filter(organisation=row.organisation_id).first()
    known = {title: (key, at) for title, key, at in saved.columns} if saved else {}
    first = [cells for _, cells in itertools.islice(opened.rows, SAMPLES)]
    guesses: list[Guess] = []
    for at, title in enumerate(opened.titles):
        key, before = known.get(title, ("", at))
        # Of two columns that look alike the first is proposed: the number of a case stands behind that of the person.
        by_title = columns.known_by(title)
        taken = {one.key for one in guesses} | {known[other][0] for other in opened.titles if other in known}
        guesses.append(
            Guess(
                at,
                title,
                tuple(str(cells[at])[:40] for cells in first if at < len(cells)),
                key or ("" if by_title in taken else by_title),
                before + 1 if key and before != at else 0,
            )
        )
    gone = tuple((title, at + 1) for title, (_, at) in known.items() if title not in opened.titles)
    return Proposal(tuple(guesses), gone, opened.read_as, saved.order if saved else "")


# -- rows ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Field:
    """One field of a row: what stood, what the file says; `left` is why it was not written (a code), where it was not."""

    key: str
    before: str
    after: str
    left: str = ""


@dataclass(frozen=True)
class Row:
    """A row as it is read. `refused` are pairs of field and reason; `closed`: its file is not open to whoever asks."""

    row: ImportRow
    fields: tuple[Field, ...]
    refused: tuple[tuple[str, str], ...]
    closed: bool = False


def pairs(text: str) -> dict[str, str]:
    """`born:no_such_day phone:no_phone` as pairs."""
    return dict(word.split(":", 1) for word in text.split() if ":" in word)


def rows(of: Import, outcome: str) -> QuerySet[ImportRow]:
    """The rows of an import with an outcome, or, for `left`, those of which something was not written; in order."""
    found = of.rows.order_by("number")
    return found.exclude(left="") if outcome == "left" else found.filter(outcome=outcome)


def opened(of: Import, found: list[ImportRow], *, seen_by: Staff, at: dt.datetime) -> list[Row]:
    """What stands in these rows; of a file that whoever asks may not see, only that there is a row."""
    files = {row.file for row in found if row.file}
    seen = set(walls.persons(seen_by=seen_by, at=at).filter(pk__in=files).values_list("pk", flat=True))
    asked = [row for row in found if row.sealed is not None and (row.file is None or row.file in seen)]
    contents = dict(zip((row.pk for row in asked), unsealed(of, asked), strict=True))
    out = []
    for row in found:
        content = contents.get(row.pk)
        refused = tuple(pairs(row.fields).items()) if row.outcome == ImportRow.Outcome.REFUSED else ()
        left = pairs(row.left)
        fields = tuple(
            Field(key, content["base"].get(key, ""), content["values"].get(key, ""), left.get(key, left.get("row", "")))
            for key in row.fields.split()
            if content is not None and not refused
        )
        out.append(Row(row, fields, refused, closed=row.file is not None and row.file not in seen))
    return out


def how_many_left(of: Import) -> int:
    """Rows of which something was not, or would not be, written."""
    return of.rows.exclude(left="").count()


@transaction.atomic
def read_rows(of: Import, found: list[ImportRow], *, by: Staff, at: dt.datetime) -> list[Row]:
    """`opened`, and note in the record whose rows were shown."""
    shown = opened(of, found, seen_by=by, at=at)
    files = tuple(str(one.row.file) for one in shown if one.row.file and one.fields)
    if any(one.fields for one in shown):
        note(events.RowsShown(of=of.pk, count=sum(bool(one.fields) for one in shown), shown=files), by=by.pk, at=at)
    return shown


def unsealed(of: Import, found: list[ImportRow]) -> list[dict[str, Any] | None]:
    """The values of rows, in order; None where the person was erased."""
    return sealing.unseal_many((row.file or of.pk, place(of.pk), bytes(row.sealed or b"")) for row in found)


LOG = ("row", "outcome", "refused", "would_write", "written", "left", "undone")


def log(of: Import) -> Iterator[list[str]]:
    """A line for each row, with nothing personal in it: number, outcome, which fields and why. The first line has titles."""
    yield list(LOG)
    with at_work("the log of an import"):
        for row in of.rows.order_by("number").defer("sealed").iterator(chunk_size=2000):
            refused = row.outcome == ImportRow.Outcome.REFUSED
            yield [
                str(row.number), row.outcome, row.fields if refused else "", "" if refused else row.fields, row.written,
                row.left, "yes" if row.undone else "",
            ]  # fmt: skip


def numbers_of(files: Iterable[uuid.UUID], *, organisation: int) -> list[str]:
    """The numbers that an organisation gave to the person of these files, or to a case of theirs. For whoever has asked before
    whether it may be told."""
    rows = OwnNumber.objects.filter(organisation=organisation, person__in=list(files)).order_by("pk")
    kept = sealing.unseal_many(
        (row.person_id, "own_number:case" if row.case_id else "own_number:person", bytes(row.sealed)) for row in rows
    )
    return [one["number"] for one in kept if one is not None]
