"""What is done when a shift changes: leave it with a line, confirm that the line was read."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.protection.enquiries import queries as enquiries, receipts
from hamroh.protection.handover import events, queries
from hamroh.protection.handover.models import Handover
from hamroh.record import keys, note, sealing

LONGEST = 2_000


class HandoverError(Exception):
    """Root of what this room refuses."""


class NothingWritten(HandoverError):
    """Who leaves writes at least a line, of at most 2,000 letters."""


@transaction.atomic
def leave(words: str, *, form: str, by: Staff, at: dt.datetime) -> Handover:
    """Hand one's shift over with a line; sent twice, it is kept once.

    Raises:
        NothingWritten: there is no line, or it is too long.
        Absent: they answer nobody.
    """
    if not by.roles(at) & enquiries.ANSWER:
        raise Absent
    words = words.strip()
    if not words or len(words) > LONGEST:
        raise NothingWritten
    # Other words from the same page, as after going back, are another line.
    mark = receipts.mark(f"{form}\n{words}")
    there = Handover.objects.filter(form=mark, left_by=by).first()
    if there is not None:
        return there
    id, open_ = uuid.uuid4(), queries.sheet(seen_by=by, at=at).open
    keys.store().make(id)
    try:
        with transaction.atomic():
            made = Handover.objects.create(
                id=id,
                office_id=by.office_id,
                left_by=by,
                left_at=at,
                form=mark,
                sealed=sealing.seal(id, queries.place(id), {"words": words, "open": open_}),
            )
    except IntegrityError:
        # Pressed twice: the other one was first.
        return Handover.objects.get(form=mark)
    note(events.ShiftHandedOver(handover=id, open=open_), by=by.pk, at=at)
    return made


@transaction.atomic
def confirm(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> bool:
    """Confirm that one has read a handover; False for one's own. Confirmed twice, the first stays.

    Raises:
        Absent: there is none in their office.
    """
    row = queries.one(id, seen_by=by, at=at)
    if row.left_by_id == by.pk:
        return False
    if Handover.objects.filter(pk=id, read_at__isnull=True).update(read_by=by, read_at=at):
        note(events.ShiftTakenOver(handover=id), by=by.pk, at=at)
    return True
