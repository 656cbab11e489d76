"""What is done with joint rooms: open, let in, write, promise, leave, close."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from hamroh.people import walls
from hamroh.people.attachments import keeping
from hamroh.people.attachments.intake import Ready
from hamroh.people.directory.models import Organisation
from hamroh.people.persons.models import Person
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent, actions as wall
from hamroh.people.walls.rows import at_work
from hamroh.protection.attachments import actions as attachments
from hamroh.protection.attachments.models import Attachment
from hamroh.protection.cases import queries as cases
from hamroh.protection.cases.models import Referral
from hamroh.protection.enquiries import receipts
from hamroh.protection.joint import ending, events, queries
from hamroh.protection.joint.models import JointRoom, RoomMember, RoomNote, RoomPaper
from hamroh.record import note, sealing
from hamroh.shell.here import day_of, end_of

LONGEST_TEXT = 5_000
LONGEST = dt.timedelta(days=365)
"""A room is opened for a year at most; it can be opened anew, with consent given anew."""


class RoomError(Exception):
    """Root of what this room refuses; carries the id concerned."""

    def __init__(self, id: uuid.UUID, message: str) -> None:
        self.id = id
        super().__init__(message)


class NotAllowed(RoomError):
    """Words, an end, a field or consent is missing; or that organisation cannot be let in."""


@transaction.atomic
def open_room(case: uuid.UUID, purpose: str, *, until: dt.date, by: Staff, at: dt.datetime) -> JointRoom:
    """Open a room around a case until the end of a day. Nobody is in it yet but those who carry the case.

    Raises:
        Absent: the case may not be seen.
        NotAllowed: no purpose, or an end that is past or more than a year away; or the case is closed.
    """
    row = cases.case(case, seen_by=by, at=at)
    ends = end_of(until) - dt.timedelta(minutes=1)
    if not purpose.strip() or not at < ends <= at + LONGEST + dt.timedelta(days=1) or row.closed_at is not None:
        raise NotAllowed(case, "Say what the room is for and on which day it ends.")
    id = uuid.uuid4()
    made = JointRoom.objects.create(
        id=id, case=row, person_id=row.person_id, opened_at=at, until=ends,
        sealed=sealing.seal(row.person_id, queries.room_place(id), {"text": purpose.strip()}),
    )  # fmt: skip
    note(events.RoomOpened(about=row.person_id, room=id), by=by.pk, at=at)
    return made


def _held(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> JointRoom:
    """A room whose case somebody sees; others do not decide who is in it."""
    row = queries.room(id, seen_by=by, at=at)
    if not queries.holds(row, by=by, at=at):
        raise Absent
    return row


def _open(row: JointRoom, at: dt.datetime) -> bool:
    return row.closed_at is None and at < row.until


@transaction.atomic
def let_in(
    id: uuid.UUID,
    organisation: Organisation,
    *,
    fields: Iterable[str],
    agreed_how: str,
    agreed_on: dt.date,
    by: Staff,
    at: dt.datetime,
) -> RoomMember:
    """Let an organisation into a room, in the fields to which the person consented for it, until the room ends.

    Raises:
        Absent: the room, or its case, may not be seen.
        NotAllowed: the room is over; no field or consent; or the organisation is one's own, in it already, cannot be
            referred to, or is complained of in the file.
    """
    row = _held(id, by=by, at=at)
    # Two who let the same one in at a moment come one after the other.
    list(JointRoom.objects.select_for_update().filter(pk=row.pk))
    named = sorted(set(fields))
    file = cases.file_of(row.case)
    if not _open(row, at) or not named or agreed_how not in Referral.Agreed.values or agreed_on > day_of(at):
        raise NotAllowed(id, "Name the fields to which the person consented, how, and on which day.")
    reachable = cases.to_refer_to.rows(seen_by=by).filter(pk=organisation.pk).exists()
    inside = row.members.filter(organisation=organisation, left_at__isnull=True).exists()
    if not reachable or inside or cases.complains_of(file, organisation.pk):
        raise NotAllowed(id, "Choose another organisation.")
    seen = walls.person(file, seen_by=by, at=at)
    involvement = wall.involve(
        seen, organisation=organisation, parts=named, reason="joint", until=row.until, by=by, at=at
    )
    made = RoomMember.objects.create(
        room=row, person_id=row.person_id, organisation=organisation, involvement=involvement, fields=" ".join(named),
        agreed_how=agreed_how, agreed_on=agreed_on, since=at,
    )  # fmt: skip
    told = events.LetIn(about=row.person_id, room=id, organisation=organisation.pk, fields=made.fields)
    note(told, by=by.pk, at=at)
    return made


@transaction.atomic
def read_room(id: uuid.UUID, *, by: Staff, at: dt.datetime, log_page: str = "1") -> queries.OpenRoom:
    """A room with what stands in it, and a page of its log; the reading goes into the record that everybody in it sees.

    Raises:
        Absent: there is none, it is over, or somebody is not in it.
    """
    row = queries.room(id, seen_by=by, at=at)
    note(events.RoomRead(about=row.person_id, room=id), by=by.pk, at=at)
    return queries.opened(row, log_page=log_page)


@transaction.atomic
def write(
    id: uuid.UUID,
    text: str,
    *,
    does: int | None = None,
    due_on: dt.date | None = None,
    form: str,
    by: Staff,
    at: dt.datetime,
) -> None:
    """Write something for everybody in the room; sent twice, it is stored once. With `does` and a day, it is a promise.

    Raises:
        Absent: there is no such room for them.
        NotAllowed: no words, the room is over, or a promise without a day or by somebody who is not in it.
    """
    row = queries.room(id, seen_by=by, at=at)
    inside = {one.pk for one in queries.opened(row).inside}
    if not text.strip() or not _open(row, at) or (does is None) != (due_on is None) or (does and does not in inside):
        raise NotAllowed(id, "Write something; a promise has a day and somebody of the room who keeps it.")
    note_id = uuid.uuid4()
    sealed = sealing.seal(row.person_id, queries.note_place(note_id), {"text": text.strip()})
    try:
        with transaction.atomic():
            RoomNote.objects.create(
                id=note_id, room=row, person_id=row.person_id, at=at, by=by, form=receipts.mark(f"{form}\n{id}\n{text.strip()}"), does_id=does,
                due_on=due_on, sealed=sealed,
            )  # fmt: skip
    except IntegrityError:
        return
    note(events.RoomNoted(about=row.person_id, room=id), by=by.pk, at=at)


@transaction.atomic
def lay(
    id: uuid.UUID, attachment: uuid.UUID, *, agreed_how: str, agreed_on: dt.date | None, by: Staff, at: dt.datetime
) -> None:
    """Lay a document of the person's file into a room, by those who carry the case; done twice, it lies there once.

    Raises:
        Absent: the room, its case or the document may not be seen.
        NotAllowed: the room is over, or how and when the person agreed is not said.
    """
    row = _held(id, by=by, at=at)
    agreed = agreed_how in Referral.Agreed.values and agreed_on is not None and agreed_on <= day_of(at)
    if not _open(row, at) or not agreed:
        raise NotAllowed(id, "Say how and on which day the person agreed that this document is shown.")
    found = next((one for one in queries.to_lay(row, by=by, at=at) if one.row.pk == attachment), None)
    if found is None:
        if row.papers.filter(attachment=attachment).exists():
            return
        raise Absent
    _laid(row, found.row.pk, by=by, at=at, brought=False, agreed_how=agreed_how, agreed_on=agreed_on)


@transaction.atomic
def bring(id: uuid.UUID, ready: Sequence[Ready], *, form: str, by: Staff, at: dt.datetime) -> int:
    """Bring documents into a room, by anybody in it: they belong to the person's file, and lie in the room. How many are new.

    Raises:
        Absent: there is no such room for them.
        NotAllowed: there is none to bring, or the room is over.
        TooMany: there are as many as are kept of one person.
    """
    row = queries.room(id, seen_by=by, at=at)
    if not ready or not _open(row, at):
        raise NotAllowed(id, "Choose a file; into a room that is over nothing is brought.")
    # Who is in the room sees only the agreed fields of the file, and adds to it all the same.
    with at_work("bring a document into a joint room"):
        person = Person.objects.get(pk=cases.file_of(row.case))
        attachments.keep(ready, form=form, person=person, by=by, at=at)
        marks = attachments.marks(ready, form)
        there = set(row.papers.values_list("attachment", flat=True))
        fresh = [
            one for one in Attachment.objects.filter(form__in=marks).values_list("pk", flat=True) if one not in there
        ]
    for one in fresh:
        _laid(row, one, by=by, at=at, brought=True)
    return len(fresh)


def _laid(row: JointRoom, attachment: uuid.UUID, *, by: Staff, at: dt.datetime, **more: Any) -> None:
    RoomPaper.objects.create(room=row, person_id=row.person_id, attachment_id=attachment, by=by, at=at, **more)
    note(events.PaperLaid(about=row.person_id, room=row.pk, attachment=attachment), by=by.pk, at=at)


@transaction.atomic
def read_paper(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> keeping.Opened:
    """What is in a document of a room; everybody in the room reads in its record that it was opened.

    Raises:
        Absent: there is none, its room may not be seen, or the scanner has not let it through.
    """
    found = queries.paper(id, seen_by=by, at=at)
    with at_work("a document of a joint room"):
        opened = keeping.opened(Attachment.objects.get(pk=found.attachment_id))
    told = events.PaperRead(about=found.person_id, room=found.room_id, attachment=found.attachment_id)
    note(told, by=by.pk, at=at)
    return opened


@transaction.atomic
def take_out(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> JointRoom:
    """Take a document out of a room again, by who laid it there or those who carry the case; it stays in the person's file.

    Raises:
        Absent: there is none, or it is not theirs to take out.
    """
    found = queries.paper(id, seen_by=by, at=at)
    row = found.room
    if found.by_id != by.pk and not queries.holds(row, by=by, at=at):
        raise Absent
    found.delete()
    note(events.PaperTakenOut(about=row.person_id, room=row.pk, attachment=found.attachment_id), by=by.pk, at=at)
    return row


@transaction.atomic
def promise_kept(note_id: uuid.UUID, *, by: Staff, at: dt.datetime) -> JointRoom:
    """Say that a promise is kept, by the organisation that gave it; said twice, the first moment stays.

    Raises:
        Absent: there is none, or it is another organisation's.
    """
    seen = queries.rooms(seen_by=by, at=at)
    found = RoomNote.objects.filter(pk=note_id, does=by.office.organisation_id, room__in=seen).first()
    if found is None:
        raise Absent
    row = queries.room(found.room_id, seen_by=by, at=at)
    if RoomNote.objects.filter(pk=note_id, done_at__isnull=True).update(done_at=at):
        note(events.PromiseKept(about=row.person_id, room=row.pk), by=by.pk, at=at)
    return row


@transaction.atomic
def leave(member_id: uuid.UUID, *, by: Staff, at: dt.datetime) -> JointRoom:
    """Leave a room with one's organisation, or, by those who hold it, let one see it no more: access ends at once.

    Raises:
        Absent: there is no such member, or it is neither theirs nor their room.
    """
    seen = queries.rooms(seen_by=by, at=at)
    found = RoomMember.objects.filter(pk=member_id, room__in=seen).select_related("room").first()
    if found is None:
        raise Absent
    row = queries.room(found.room_id, seen_by=by, at=at)
    if found.organisation_id != by.office.organisation_id and not queries.holds(row, by=by, at=at):
        raise Absent
    if ending.end_member(found, at=at):
        note(events.Left(about=row.person_id, room=row.pk, organisation=found.organisation_id), by=by.pk, at=at)
    return row


@transaction.atomic
def close_room(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> JointRoom:
    """Close a room for everybody in it.

    Raises:
        Absent: the room, or its case, may not be seen.
    """
    row = _held(id, by=by, at=at)
    ending.end_room(row, at=at)
    note(events.RoomClosed(about=row.person_id, room=id), by=by.pk, at=at)
    return row
