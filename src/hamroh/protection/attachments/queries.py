"""Who sees which attachment: whoever may read the enquiry that it came with, or the story in the person's file."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Q, QuerySet

from hamroh.people import walls
from hamroh.people.attachments import keeping
from hamroh.people.persons import content
from hamroh.people.persons.models import Part, Person
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.files import PARTS
from hamroh.people.walls.rows import at_work
from hamroh.protection.attachments.models import Attachment
from hamroh.protection.cases.queries import file_of
from hamroh.protection.enquiries import queries as enquiries
from hamroh.protection.enquiries.models import Enquiry

READ = frozenset(role for role, parts in PARTS.items() if Part.STORY in parts)
"""Roles that can ever read what a person told, and so what they added to it."""
FIELD = "files"
"""The agreed field of the part `story` that opens attachments to another organisation."""


def of_report(row: Enquiry) -> list[keeping.Shown]:
    """What came with a report, in order, for the person who has its code."""
    with transaction.atomic(), at_work("show a report"):
        return keeping.shown(Attachment.objects.filter(enquiry=row))


def with_enquiry(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> tuple[Enquiry, list[keeping.Shown]]:
    """An enquiry and what came with it, for the desk. What has gone into a person's file is seen with that file alone.

    Raises:
        Absent: there is none, or it may not be seen.
    """
    row = enquiries.enquiry(id, seen_by=seen_by, at=at)
    return row, keeping.shown(_visible(seen_by=seen_by, at=at).filter(enquiry=row))


def how_many(row: Enquiry, *, seen_by: Staff, at: dt.datetime) -> int:
    """How many attachments of an enquiry somebody may see."""
    return _visible(seen_by=seen_by, at=at).filter(enquiry=row).count()


def with_person(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> tuple[Person, list[keeping.Shown]]:
    """A person and what belongs to them, also by files that were merged into theirs.

    Raises:
        Absent: there is no such person, or their story, or the agreed field, may not be seen.
    """
    person = walls.person(id, seen_by=seen_by, at=at)
    if not _agreed(person, by=seen_by, at=at):
        raise Absent
    return person, keeping.shown(Attachment.objects.filter(person__in=content.members([person.pk])))


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
    of_file = Q(walls.Seen("person_id", seen_by=seen_by, at=at, part=Part.STORY))
    of_enquiries = Q(person__isnull=True, enquiry__in=enquiries.enquiries(seen_by=seen_by, at=at))
    return Attachment.objects.filter(of_file | of_enquiries)


def _agreed(person: Person, *, by: Staff, at: dt.datetime) -> bool:
    """Is the whole story open to them, or this field of it agreed on?"""
    fields = walls.fields_seen(person, by=by, at=at).get(Part.STORY, frozenset())
    return fields is None or FIELD in fields


def may_add(person: Person, *, by: Staff, at: dt.datetime) -> bool:
    """May they add to it: those to whom the whole story is open."""
    return walls.fields_seen(person, by=by, at=at).get(Part.STORY, frozenset()) is None
