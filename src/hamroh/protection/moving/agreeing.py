"""An export of everything is agreed to by two, as requests from outside are: a supervisor and a security officer.

Who asks is one of the two, and names to whom the file is encrypted; the other agrees to exactly that, or refuses. Then the site makes
the file by itself; it can be taken at the desk, or written on the machine with `hamroh export`, for a week.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from hamroh.people.directory.models import Organisation
from hamroh.people.prepared import prepared
from hamroh.people.staff.models import Role, Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import at_work
from hamroh.protection.moving import events, giving
from hamroh.protection.moving.models import Export
from hamroh.record import jobs, note

DECIDE = frozenset({Role.SUPERVISOR, Role.SECURITY})
"""Those of whom each kind is needed."""
LASTS = dt.timedelta(days=7)
"""So long after it was agreed to the file can be had; then it is removed."""
LONGEST_REASON = 300
MOST_RECIPIENTS = 5


class ExportError(Exception):
    """Root of what this room refuses."""


class NotComplete(ExportError):
    """A reason or a recipient is missing, or a recipient is none."""


class NotYours(ExportError):
    """Who asked does not decide, and of a supervisor and a security officer each is needed once."""


class Decided(ExportError):
    """It is decided already."""


@dataclass(frozen=True)
class Shown:
    """An export as those who decide read it."""

    row: Export
    mine_to_decide: bool
    ready: bool
    """The file is there to be taken."""
    until: dt.datetime | None
    """To when an agreed one can be had."""


def exports(*, seen_by: Staff, at: dt.datetime) -> QuerySet[Export]:
    """The exports of somebody's organisation, newest first; none for who does not decide on them."""
    found = Export.objects.filter(organisation=seen_by.office.organisation_id)
    return (
        (found if seen_by.roles(at) & DECIDE else found.none())
        .select_related("asked_by", "decided_by")
        .order_by("-asked_at", "pk")
    )


def shown(rows: list[Export], *, seen_by: Staff, at: dt.datetime) -> list[Shown]:
    """Exports, with what can be done about each."""
    return [
        Shown(
            row,
            row.agreed is None and _may_decide(row, seen_by, at),
            bool(row.made_at) and _lasts(row, at) and place(row.pk).exists(),
            row.decided_at + LASTS if row.agreed and row.decided_at else None,
        )
        for row in rows
    ]


def waiting(*, seen_by: Staff, at: dt.datetime) -> int:
    """How many wait for a decision of theirs."""
    return sum(_may_decide(row, seen_by, at) for row in undecided(seen_by=seen_by, at=at))


@prepared
def undecided(*, seen_by: Staff, at: dt.datetime) -> QuerySet[Export]:
    """Those of which nobody has decided."""
    return exports(seen_by=seen_by, at=at).filter(agreed__isnull=True)


@transaction.atomic
def ask(recipients: str, reason: str, *, by: Staff, at: dt.datetime) -> Export:
    """Ask for everything that one's organisation keeps, encrypted to these recipients, parted by white space.

    Raises:
        Absent: `by` is neither supervisor nor security officer.
        NotComplete: there is no reason, no recipient, or one that is none.
    """
    if not by.roles(at) & DECIDE:
        raise Absent
    named = list(dict.fromkeys(recipients.split()))
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON or len(named) > MOST_RECIPIENTS:
        raise NotComplete
    try:
        giving.receivers(named)
    except giving.GivingRefused:
        raise NotComplete from None
    made = Export.objects.create(
        organisation_id=by.office.organisation_id, recipients=" ".join(named), reason=reason, asked_at=at, asked_by=by
    )
    note(events.ExportAsked(export=made.pk), by=by.pk, at=at)
    return made


@transaction.atomic
def decide(id: uuid.UUID, agreed: bool, *, by: Staff, at: dt.datetime) -> Export:
    """Agree to an export, or refuse it. The first decision stays.

    Raises:
        Absent: there is none of their organisation, or they do not decide.
        NotYours: they asked for it, or the other of the two roles is needed.
        Decided: somebody was quicker.
    """
    row = exports(seen_by=by, at=at).filter(pk=id).first()
    if row is None:
        raise Absent
    if row.agreed is not None:
        raise Decided
    if not _may_decide(row, by, at):
        raise NotYours
    open_ = Export.objects.filter(pk=id, agreed__isnull=True)
    if not open_.update(agreed=agreed, decided_by=by, decided_at=at):
        raise Decided
    if agreed:
        jobs.wake()
    note(events.ExportDecided(export=id, agreed="yes" if agreed else "no"), by=by.pk, at=at)
    row.agreed, row.decided_by, row.decided_at = agreed, by, at
    return row


def _may_decide(row: Export, staff: Staff, at: dt.datetime) -> bool:
    """Is there, of who asked and who decides, one supervisor and one security officer?"""
    if row.asked_by_id == staff.pk:
        return False
    one, other = row.asked_by.roles(at) & DECIDE, staff.roles(at) & DECIDE
    return bool(one and other) and one | other == DECIDE


def _lasts(row: Export, at: dt.datetime) -> bool:
    return bool(row.agreed) and row.decided_at is not None and at < row.decided_at + LASTS


def place(id: uuid.UUID) -> Path:
    """Where the encrypted file lies until it is taken or a week has passed."""
    return Path(settings.EXPORTS_FOLDER) / f"{id}.zip.age"


def make(organisation: str, to: Path, *, at: dt.datetime) -> giving.Given:
    """Write the export to which two agreed last into a file, for whoever they agreed on. `organisation` is its key.

    Raises:
        GivingRefused: there is no such organisation, nobody has agreed within a week, or the file cannot be written.
    """
    body = Organisation.objects.filter(key=organisation).first()
    if body is None:
        raise giving.GivingRefused(f"There is no organisation {organisation}.")
    with at_work("make an export"):
        agreed = Export.objects.filter(organisation=body, agreed=True, decided_at__gt=at - LASTS)
        row = agreed.order_by("-decided_at").first()
    if row is None:
        raise giving.GivingRefused(
            "No export was agreed to within a week. A supervisor asks for one at /desk/exports/, and a security officer agrees, or the other way round."
        )
    return _make(row, to, at=at)


def _make(row: Export, to: Path, *, at: dt.datetime) -> giving.Given:
    made = giving.give(row.organisation, to, row.recipients.split(), by=row.asked_by_id, at=at)
    with at_work("make an export"):
        Export.objects.filter(pk=row.pk, made_at__isnull=True).update(made_at=at)
    return made


def make_agreed(at: dt.datetime) -> str:
    """The work that waits: make the files that were agreed to, and remove those whose week has passed."""
    folder = Path(settings.EXPORTS_FOLDER)
    with at_work("make exports"):
        agreed = Export.objects.filter(agreed=True, made_at__isnull=True, decided_at__gt=at - LASTS)
        waiting = list(agreed.select_related("organisation"))
    for row in waiting:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Cut off after it was written and before that was noted, it is made again.
        place(row.pk).unlink(missing_ok=True)
        _make(row, place(row.pk), at=at)
    with at_work("make exports"):
        lasting = Export.objects.filter(agreed=True, decided_at__gt=at - LASTS).values_list("pk", flat=True)
        kept = {place(id).name for id in lasting}
    for file in folder.glob("*.zip.age"):
        if file.name not in kept:
            file.unlink(missing_ok=True)
    return f"{len(waiting)} made"


@transaction.atomic
def take(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> Path:
    """The file of an export, to be taken; that it was taken is noted.

    Raises:
        Absent: there is none for them, or no longer.
    """
    row = exports(seen_by=by, at=at).filter(pk=id).first()
    if row is None or row.made_at is None or not _lasts(row, at) or not place(id).exists():
        raise Absent
    note(events.ExportTaken(export=id), by=by.pk, at=at)
    return place(id)
