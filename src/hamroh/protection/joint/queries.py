"""Who is in which joint room, and what stands there."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from hamroh.people import walls
from hamroh.people.attachments import keeping
from hamroh.people.directory.models import Organisation
from hamroh.people.prepared import prepared
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import at_work
from hamroh.protection.attachments import queries as attachments
from hamroh.protection.attachments.models import Attachment
from hamroh.protection.cases import queries as cases
from hamroh.protection.cases.models import Case
from hamroh.protection.joint.models import JointRoom, RoomMember, RoomNote, RoomPaper
from hamroh.record import queries as record, sealing
from hamroh.record.models import Entry

ENTER = cases.RECEIVE
"""Roles that may be in a joint room; which rooms is a matter of their organisation's membership."""
LOG = 30
SHOWN = 100


def room_place(id: uuid.UUID) -> str:
    return f"joint_room:{id}"


def note_place(id: uuid.UUID) -> str:
    return f"joint_note:{id}"


def rooms(*, seen_by: Staff, at: dt.datetime) -> QuerySet[JointRoom]:
    """The rooms that are open to somebody: around cases that they see, and those into which their organisation was let."""
    return JointRoom.objects.filter(_held(seen_by, at) | _entered(seen_by, at)).select_related("case", "person")


def _held(staff: Staff, at: dt.datetime) -> Q:
    return Q(case__in=cases.cases(seen_by=staff, at=at))


def _entered(staff: Staff, at: dt.datetime) -> Q:
    if not staff.roles(at) & ENTER:
        return Q(pk__in=[])
    in_it = RoomMember.objects.filter(
        room=OuterRef("pk"), organisation=staff.office.organisation_id, left_at__isnull=True
    )
    return Q(Exists(in_it), walls.Seen("person_id", seen_by=staff, at=at), closed_at__isnull=True, until__gt=at)


def holds(room: JointRoom, *, by: Staff, at: dt.datetime) -> bool:
    """Does somebody see the case of the room, and so decide who is in it?"""
    return JointRoom.objects.filter(_held(by, at), pk=room.pk).exists()


def room(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> JointRoom:
    """One room.

    Raises:
        Absent: there is none, it is over, or somebody is not in it.
    """
    found = rooms(seen_by=seen_by, at=at).filter(pk=id).first()
    if found is None:
        raise Absent
    return found


def of_case(case: Case) -> list[JointRoom]:
    """The rooms around a case, with who was let in."""
    return _around(case=case.pk)


@prepared
def _around(*, case: uuid.UUID) -> QuerySet[JointRoom]:
    return JointRoom.objects.filter(case=case).prefetch_related("members__organisation")


@dataclass(frozen=True)
class OpenNote:
    """A note with its words."""

    row: RoomNote
    text: str


@dataclass(frozen=True)
class OpenPaper:
    """A document that lies in a room, with its name."""

    row: RoomPaper
    shown: keeping.Shown


@dataclass(frozen=True)
class OpenRoom:
    """A room as it is read. `inside` are the organisations that are in it now, the one that holds it first."""

    row: JointRoom
    purpose: str
    host: Organisation
    members: list[RoomMember]
    notes: list[OpenNote]
    papers: list[OpenPaper]
    log: list[tuple[Entry, Organisation | None]]
    log_page: Page[Entry]

    @property
    def inside(self) -> list[Organisation]:
        return [self.host, *(one.organisation for one in self.members if one.left_at is None)]


@dataclass(frozen=True)
class Listed:
    """A room in a list: what it is for, and who is in it, the organisation that holds it first."""

    row: JointRoom
    purpose: str
    inside: list[Organisation]


def listed(*, seen_by: Staff, at: dt.datetime) -> list[Listed]:
    """The rooms that are open to somebody, the newest first."""
    rows = list(rooms(seen_by=seen_by, at=at).select_related("case__organisation").order_by("-opened_at", "pk")[:SHOWN])
    members = list(RoomMember.objects.filter(room__in=rows, left_at__isnull=True).select_related("organisation"))
    contents = sealing.unseal_many((row.person_id, room_place(row.pk), bytes(row.sealed)) for row in rows)
    return [
        Listed(
            row,
            kept["text"],
            [row.case.organisation, *(one.organisation for one in members if one.room_id == row.pk)],
        )
        for row, kept in zip(rows, contents, strict=True)
        if kept is not None
    ]


def opened(row: JointRoom, *, log_page: str = "1") -> OpenRoom:
    """What stands in a room, with one page of its log, the newest first.

    Raises:
        Absent: the person was erased.
    """
    notes = list(row.notes.select_related("by__office__organisation", "does"))
    asked = [(row.person_id, room_place(row.pk), bytes(row.sealed))]
    asked += [(row.person_id, note_place(one.pk), bytes(one.sealed)) for one in notes]
    purpose, *texts = sealing.unseal_many(asked)
    if purpose is None:
        raise Absent
    # Whoever is in the room reads its log, also those who see nothing else of the file.
    with at_work("the log of a joint room"):
        shown = Paginator(record.naming("room", str(row.pk), about=row.person_id), LOG).get_page(log_page)
        here = record.opened(shown)
    staff = Staff.objects.filter(pk__in={one.by for one in here if one.by}).select_related("office__organisation")
    places = {one.pk: one.office.organisation for one in staff}
    return OpenRoom(
        row,
        purpose["text"],
        row.case.organisation,
        list(row.members.select_related("organisation")),
        [OpenNote(one, (kept or {}).get("text", "")) for one, kept in zip(notes, texts, strict=True)],
        papers(row),
        [(one, places.get(one.by) if one.by else None) for one in here],
        shown,
    )


def papers(row: JointRoom) -> list[OpenPaper]:
    """The documents that lie in a room, the newest first."""
    rows = list(row.papers.select_related("by__office__organisation"))
    # In the room they are seen by everybody who is in it, also by who sees nothing else of the file's documents.
    with at_work("documents of a joint room"):
        named = {
            one.row.pk: one for one in keeping.shown(Attachment.objects.filter(pk__in=[p.attachment_id for p in rows]))
        }
    return [OpenPaper(one, named[one.attachment_id]) for one in rows if one.attachment_id in named]


def to_lay(row: JointRoom, *, by: Staff, at: dt.datetime) -> list[keeping.Shown]:
    """The documents of the file that may be laid into a room by those who carry the case, and do not lie there.

    Raises:
        Absent: the person's story is closed to them.
    """
    _person, shown = attachments.with_person(cases.file_of(row.case), seen_by=by, at=at)
    there = set(row.papers.values_list("attachment", flat=True))
    return [one for one in shown if one.opens and one.row.pk not in there]


def paper(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> RoomPaper:
    """One document of a room.

    Raises:
        Absent: there is none, or its room may not be seen.
    """
    mine = rooms(seen_by=seen_by, at=at)
    found = RoomPaper.objects.filter(pk=id, room__in=mine).select_related("by").first()
    if found is None:
        raise Absent
    found.room = room(found.room_id, seen_by=seen_by, at=at)
    return found
