"""What is done with attachments: keep, open, let go along, ask the scanner again."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from hamroh.people.attachments import keeping
from hamroh.people.attachments.intake import Ready
from hamroh.people.persons.models import Person
from hamroh.people.staff.models import Staff
from hamroh.people.walls.rows import at_work
from hamroh.protection.attachments import events, queries
from hamroh.protection.attachments.models import Attachment
from hamroh.protection.enquiries import receipts
from hamroh.protection.enquiries.models import Enquiry
from hamroh.record import note, sealing

MOST_OF_A_PERSON = 200


class TooMany(Exception):
    """There are as many attachments as are kept of one report or person. Nothing of these was stored."""


@transaction.atomic
def keep(
    ready: Sequence[Ready],
    *,
    form: str,
    enquiry: Enquiry | None = None,
    person: Person | None = None,
    by: Staff | None,
    at: dt.datetime,
) -> int:
    """Store what `intake.look` let through, once for one form however often it is sent; gives how many are new.

    Who may add has been asked before.

    Raises:
        TooMany: there would be more than are kept of one.
    """
    if not ready:
        return 0
    fresh = keeping.marked(ready, receipts.mark, form, Attachment.objects.all())
    there = Attachment.objects.filter(person=person) if enquiry is None else Attachment.objects.filter(enquiry=enquiry)
    if fresh and there.count() + len(fresh) > (MOST_OF_A_PERSON if enquiry is None else settings.FILES_PER_REPORT):
        raise TooMany
    return sum(
        _store(one, mark, number, enquiry=enquiry, person=person, by=by, at=at)
        for number, (mark, one) in enumerate(fresh.items())
    )


def marks(ready: Sequence[Ready], form: str) -> set[str]:
    """By which marks they are known when they are sent again by the same form."""
    return {receipts.mark(f"{form}:{one.digest}") for one in ready}


def _store(
    one: Ready,
    mark: str,
    number: int,
    *,
    enquiry: Enquiry | None,
    person: Person | None,
    by: Staff | None,
    at: dt.datetime,
) -> bool:
    row = Attachment(
        id=uuid.uuid4(),
        enquiry=enquiry,
        # A report that has a file belongs to it with all that is added later.
        person=person or (enquiry.person if enquiry else None),
        at=at,
        number=number,
        by=by,
        form=mark,
    )
    if not keeping.store(row, one):
        return False
    told = events.AttachmentAdded(about=row.subject, attachment=row.pk, format=row.kind, size=row.size)
    note(told, by=by.pk if by else None, at=at)
    return True


@transaction.atomic
def show(about: uuid.UUID, count: int, *, by: Staff, at: dt.datetime) -> None:
    """Note that a list of attachments, with their names, was read."""
    if count:
        note(events.AttachmentsShown(about=about, count=count), by=by.pk, at=at)


@transaction.atomic
def open_attachment(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> keeping.Opened:
    """What is in an attachment; the opening goes into the record.

    Raises:
        Absent: there is none, it may not be seen, it was erased, or the scanner has not let it through.
    """
    row = queries.attachment(id, seen_by=by, at=at)
    opened = keeping.opened(row)
    note(events.AttachmentOpened(about=row.subject, attachment=row.pk), by=by.pk, at=at)
    return opened


@transaction.atomic
def go_along(enquiry: Enquiry, person: Person, *, by: Staff, at: dt.datetime) -> None:
    """An enquiry got a person's file: what came with it is sealed anew under the person's key and belongs to them.

    So it lasts as long as the file, and is erased with it.
    """
    with at_work("attachments go along"):
        rows = list(Attachment.objects.filter(enquiry=enquiry, person__isnull=True))
        for row in rows:
            place, before = row.place, row.subject
            name = sealing.unseal(before, place, bytes(row.sealed))
            content = sealing.unseal_bytes(before, place, bytes(row.content)) if row.content else b""
            row.person = person
            row.sealed = sealing.seal(row.subject, place, name)
            row.content = sealing.seal_bytes(row.subject, place, content) if content else b""
            row.save(update_fields=["person", "sealed", "content"])
    if rows:
        note(events.AttachmentsWentAlong(about=person.pk, count=len(rows)), by=by.pk, at=at)


def scan_again(at: dt.datetime) -> str:
    """Ask the virus scanner about what it has not looked at. What is harmful loses its content; that it was there stays known."""
    return keeping.scan_again(
        Attachment.objects.all(),
        harmful=lambda row: events.AttachmentHarmful(about=row.subject, attachment=row.pk),
        at=at,
    )


def leave_enquiries(ids: Sequence[uuid.UUID]) -> None:
    """Before enquiries are deleted: what belongs to a person stays with the person."""
    Attachment.objects.filter(enquiry__in=ids, person__isnull=False).update(enquiry=None)


def erase_of(persons: Sequence[uuid.UUID]) -> None:
    """Delete what belongs to persons whose keys are destroyed."""
    Attachment.objects.filter(person__in=persons).delete()
