"""What is done with attachments: keep, open, let go along, ask the scanner again."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction

from hamroh.people.persons.models import Person
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import at_work
from hamroh.protection.attachments import clamd, events, queries
from hamroh.protection.attachments.intake import Ready
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
    marks = {receipts.mark(f"{form}:{one.digest}"): one for one in ready}
    known = set(Attachment.objects.filter(form__in=marks).values_list("form", flat=True))
    fresh = {mark: one for mark, one in marks.items() if mark not in known}
    there = Attachment.objects.filter(person=person) if enquiry is None else Attachment.objects.filter(enquiry=enquiry)
    if fresh and there.count() + len(fresh) > (MOST_OF_A_PERSON if enquiry is None else settings.FILES_PER_REPORT):
        raise TooMany
    return sum(
        _store(one, mark, number, enquiry=enquiry, person=person, by=by, at=at)
        for number, (mark, one) in enumerate(fresh.items())
    )


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
        kind=one.kind,
        size=len(one.content),
        form=mark,
        state=one.state,
    )
    row.sealed = sealing.seal(row.subject, queries.place(row.pk), {"name": one.name})
    row.content = sealing.seal_bytes(row.subject, queries.place(row.pk), one.content)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        # The same form came in by another way at the same moment.
        return False
    told = events.AttachmentAdded(about=row.subject, attachment=row.pk, format=row.kind, size=row.size)
    note(told, by=by.pk if by else None, at=at)
    return True


@transaction.atomic
def show(about: uuid.UUID, count: int, *, by: Staff, at: dt.datetime) -> None:
    """Note that a list of attachments, with their names, was read."""
    if count:
        note(events.AttachmentsShown(about=about, count=count), by=by.pk, at=at)


@dataclass(frozen=True)
class Opened:
    """What is in an attachment, under a name that names nobody."""

    name: str
    kind: str
    content: bytes


@transaction.atomic
def open_attachment(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> Opened:
    """What is in an attachment; the opening goes into the record.

    Raises:
        Absent: there is none, it may not be seen, it was erased, or the scanner has not let it through.
    """
    row = queries.attachment(id, seen_by=by, at=at)
    if not queries.Shown(row, "").opens:
        raise Absent
    try:
        content = sealing.unseal_bytes(row.subject, queries.place(row.pk), bytes(row.content))
    except sealing.Erased:
        raise Absent from None
    note(events.AttachmentOpened(about=row.subject, attachment=row.pk), by=by.pk, at=at)
    return Opened(f"{row.at:%Y-%m-%d}-{row.pk.hex[:6]}.{row.kind}", row.kind, content)


@transaction.atomic
def go_along(enquiry: Enquiry, person: Person, *, by: Staff, at: dt.datetime) -> None:
    """An enquiry got a person's file: what came with it is sealed anew under the person's key and belongs to them.

    So it lasts as long as the file, and is erased with it.
    """
    with at_work("attachments go along"):
        rows = list(Attachment.objects.filter(enquiry=enquiry, person__isnull=True))
        for row in rows:
            place, before = queries.place(row.pk), row.subject
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
    with transaction.atomic(), at_work("scan attachments"):
        waiting = queries.waiting_for_the_scanner()
        if not settings.CLAMD:
            # The site has none any more: nothing waits for it.
            Attachment.objects.filter(pk__in=waiting).update(state=Attachment.State.NOT_SCANNED)
            return f"{len(waiting)} left unscanned" if waiting else "no scanner"
    done = 0
    for id in waiting:
        with transaction.atomic(), at_work("scan attachments"):
            row = Attachment.objects.filter(pk=id, state=Attachment.State.WAITS).first()
        if row is None:
            continue
        try:
            content = sealing.unseal_bytes(row.subject, queries.place(id), bytes(row.content))
            # Outside of a transaction: it may take its time.
            harmful = clamd.is_harmful(content, settings.CLAMD)
        except sealing.Erased:
            continue
        except clamd.ScannerDown:
            return f"{done} scanned, {len(waiting) - done} wait: the scanner does not answer"
        with transaction.atomic(), at_work("scan attachments"):
            if harmful:
                Attachment.objects.filter(pk=id).update(state=Attachment.State.HARMFUL, content=b"")
                note(events.AttachmentHarmful(about=row.subject, attachment=id), by=None, at=at)
            else:
                Attachment.objects.filter(pk=id).update(state=Attachment.State.CLEAN)
        done += 1
    return f"{done} scanned"


def leave_enquiries(ids: Sequence[uuid.UUID]) -> None:
    """Before enquiries are deleted: what belongs to a person stays with the person."""
    Attachment.objects.filter(enquiry__in=ids, person__isnull=False).update(enquiry=None)


def erase_of(persons: Sequence[uuid.UUID]) -> None:
    """Delete what belongs to persons whose keys are destroyed."""
    Attachment.objects.filter(person__in=persons).delete()
