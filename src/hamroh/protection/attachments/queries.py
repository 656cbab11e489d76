"""Who sees which attachment: whoever may read the enquiry that it came with, or the story in the person's file."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet, Sum

from hamroh.people import walls
from hamroh.people.persons import content
from hamroh.people.persons.models import Part, Person
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.files import PARTS
from hamroh.people.walls.rows import at_work
from hamroh.protection.attachments.models import Attachment
from hamroh.protection.cases.queries import MERGED_AT_MOST, file_of
from hamroh.protection.enquiries import queries as enquiries
from hamroh.protection.enquiries.models import Enquiry
from hamroh.record import sealing

READ = frozenset(role for role, parts in PARTS.items() if Part.STORY in parts)
"""Roles that can ever read what a person told, and so what they added to it."""
FIELD = "files"
"""The agreed field of the part `story` that opens attachments to another organisation."""


def place(id: uuid.UUID) -> str:
    """Where name and content of an attachment are bound to, when sealed."""
    return f"attachment:{id}"


@dataclass(frozen=True)
class Shown:
    """An attachment as it stands in a list. `opens`: what is in it may be had."""

    row: Attachment
    name: str

    @property
    def opens(self) -> bool:
        return self.row.state in (Attachment.State.CLEAN, Attachment.State.NOT_SCANNED)


def of_report(row: Enquiry) -> list[Shown]:
    """What came with a report, in order, for the person who has its code."""
    with transaction.atomic(), at_work("show a report"):
        return _shown(Attachment.objects.filter(enquiry=row))


def with_enquiry(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> tuple[Enquiry, list[Shown]]:
    """An enquiry and what came with it, for the desk. What has gone into a person's file is seen with that file alone.

    Raises:
        Absent: there is none, or it may not be seen.
    """
    row = enquiries.enquiry(id, seen_by=seen_by, at=at)
    return row, _shown(_visible(seen_by=seen_by, at=at).filter(enquiry=row))


def how_many(row: Enquiry, *, seen_by: Staff, at: dt.datetime) -> int:
    """How many attachments of an enquiry somebody may see."""
    return _visible(seen_by=seen_by, at=at).filter(enquiry=row).count()


def with_person(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> tuple[Person, list[Shown]]:
    """A person and what belongs to them, also by files that were merged into theirs.

    Raises:
        Absent: there is no such person, or their story, or the agreed field, may not be seen.
    """
    person = walls.person(id, seen_by=seen_by, at=at)
    if not _agreed(person, by=seen_by, at=at):
        raise Absent
    return person, _shown(Attachment.objects.filter(person__in=content.members([person.pk])))


def room_for_more(*, at: dt.datetime) -> bool:
    """Has the public sent fewer bytes in the last hour than the site takes in one? Words are taken whatever the answer."""
    with transaction.atomic(), at_work("count what the public sent"):
        lately = Attachment.objects.filter(by__isnull=True, at__gt=at - dt.timedelta(hours=1))
        return (lately.aggregate(sent=Sum("size"))["sent"] or 0) < settings.FILES_PER_HOUR


def attachment(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> Attachment:
    """One attachment.

    Raises:
        Absent: there is none, or it may not be seen.
    """
    found = _visible(seen_by=seen_by, at=at).filter(pk=id).select_related("person").first()
    if found is None:
        raise Absent
    if found.person is not None:
        if not _agreed(walls.person(file_of(found), seen_by=seen_by, at=at), by=seen_by, at=at):
            raise Absent
    return found


def _visible(*, seen_by: Staff, at: dt.datetime) -> QuerySet[Attachment]:
    files = walls.persons(seen_by=seen_by, at=at, part=Part.STORY)
    deep = (Q(**{f"person{'__merged_into' * n}__in": files}) for n in range(MERGED_AT_MOST + 1))
    of_enquiries = Q(person__isnull=True, enquiry__in=enquiries.enquiries(seen_by=seen_by, at=at))
    return Attachment.objects.filter(reduce(or_, deep, of_enquiries))


def _agreed(person: Person, *, by: Staff, at: dt.datetime) -> bool:
    """Is the whole story open to them, or this field of it agreed on?"""
    fields = walls.fields_seen(person, by=by, at=at).get(Part.STORY, frozenset())
    return fields is None or FIELD in fields


def may_add(person: Person, *, by: Staff, at: dt.datetime) -> bool:
    """May they add to it: those to whom the whole story is open."""
    return walls.fields_seen(person, by=by, at=at).get(Part.STORY, frozenset()) is None


def _shown(found: QuerySet[Attachment]) -> list[Shown]:
    rows = list(found.defer("content").select_related("by"))
    kept = sealing.unseal_many((row.subject, place(row.pk), bytes(row.sealed)) for row in rows)
    return [Shown(row, one["name"]) for row, one in zip(rows, kept, strict=True) if one is not None]


def waiting_for_the_scanner() -> list[uuid.UUID]:
    """Attachments that the virus scanner has not looked at."""
    return list(Attachment.objects.filter(state=Attachment.State.WAITS).values_list("pk", flat=True))
