"""Which files of persons somebody may see, and which parts of them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from hamroh.people.persons.models import Part, Person
from hamroh.people.staff.models import Role, Staff
from hamroh.people.walls import rows
from hamroh.people.walls.models import BrokenGlass, Concealment, Involvement

EVERY = frozenset(Part)

PARTS: dict[Role, frozenset[Part]] = {
    Role.INTAKE: frozenset({Part.IDENTITY, Part.CONTACT}),
    Role.OPERATOR: frozenset({Part.IDENTITY, Part.CONTACT, Part.STORY}),
    Role.CASE_WORKER: EVERY,
    Role.LAWYER: EVERY,
    Role.INTERPRETER: frozenset({Part.IDENTITY}),
    Role.SHELTER_MANAGER: frozenset({Part.IDENTITY, Part.CONTACT, Part.HEALTH}),
    Role.CONSULAR: frozenset({Part.IDENTITY, Part.CONTACT, Part.PAPERS, Part.FAMILY}),
    Role.LICENSING: frozenset(),
    Role.SUPERVISOR: EVERY,
    Role.PROTECTION: frozenset(),
    Role.ANALYST: frozenset(),
    Role.SECURITY: frozenset(),
    Role.ADMINISTRATOR: frozenset(),
}
"""The parts of a file that a role can ever need. An involvement can only narrow them."""

DESK = frozenset({Role.OPERATOR, Role.CASE_WORKER, Role.LAWYER, Role.SUPERVISOR, Role.SHELTER_MANAGER, Role.CONSULAR})
"""Roles that see what is open to the desk of their organisation; others see only files in which they are named."""


class Absent(Http404):
    """What was asked for does not exist, or may not be seen. Nobody outside can tell which."""


def persons(*, seen_by: Staff, at: dt.datetime, part: Part | None = None) -> QuerySet[Person]:
    """The files that somebody may see at a moment: those they work with, or opened by breaking the glass. With `part`, those
    of which they may see something of that part.

    A file that complains of them or of their office is never among them. Merged and erased files are left out.
    """
    roles = seen_by.roles(at)
    mine = Q(staff=seen_by)
    organisation = seen_by.office.organisation_id
    if Role.SUPERVISOR in roles:
        mine = Q()
    elif roles & DESK:
        mine = Q(staff=seen_by) | Q(staff__isnull=True)
    holds = Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))
    involved = Involvement.objects.filter(mine & holds, person=OuterRef("pk"), organisation=organisation)
    if part is not None:
        # No part's name is within another's.
        involved = involved.filter(parts__contains=part)
    glass = BrokenGlass.objects.filter(person=OuterRef("pk"), staff=seen_by, since__lte=at, until__gt=at)
    concealed = Concealment.objects.filter(Q(staff=seen_by) | Q(office=seen_by.office_id), person=OuterRef("pk"))
    files = Person.objects.filter(merged_into__isnull=True, erased_at__isnull=True)
    if not any(PARTS[role] if part is None else part in PARTS[role] for role in roles):
        # The same query as for everybody else, so that an answer takes no other way.
        files = files.filter(~Exists(Person.objects.filter(pk=OuterRef("pk"))))
    return files.filter((Exists(involved) | Exists(glass)) & ~Exists(concealed))


def person(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> Person:
    """The file of a person, if it may be seen; its involvements and broken glass come with it, so that parts cost no further query.

    Raises:
        Absent: there is no such file, or it may not be seen. Both take the same queries.
    """
    if not rows.may_see(id, by=seen_by):
        raise Absent
    found = list(persons(seen_by=seen_by, at=at).filter(pk=id).prefetch_related("involvements", "glass"))
    if not found:
        raise Absent
    return found[0]


def fields_seen(person: Person, *, by: Staff, at: dt.datetime) -> dict[Part, frozenset[str] | None]:
    """What of a file somebody may read: for each part its agreed fields, or None where all of the part is open.

    It is what their roles can need, narrowed by what the involvements name: `contact` opens that part, `contact.safe` one
    field of it. Through broken glass everything that the role can need is open.
    """
    roles = by.roles(at)
    ever: frozenset[Part] = frozenset().union(*(PARTS[role] for role in roles)) if roles else frozenset()
    if any(row.staff_id == by.pk and row.since <= at < row.until for row in person.glass.all()):
        return dict.fromkeys(ever)
    named: set[str] = set()
    for row in person.involvements.all():
        holds = row.since <= at and (row.until is None or at < row.until)
        if not holds or row.organisation_id != by.office.organisation_id:
            continue
        if row.staff_id == by.pk or Role.SUPERVISOR in roles or (row.staff_id is None and roles & DESK):
            named.update(row.parts.split())
    seen: dict[Part, frozenset[str] | None] = {}
    for part in Part:
        fields = frozenset(word.partition(".")[2] for word in named if word.partition(".")[0] == part)
        if part in ever and fields:
            seen[part] = None if "" in fields else fields
    return seen


def parts_seen(person: Person, *, by: Staff, at: dt.datetime) -> frozenset[Part]:
    """The parts of a file of which somebody may read something: see `fields_seen`."""
    return frozenset(fields_seen(person, by=by, at=at))


def narrowed(content: dict[str, Any], fields: frozenset[str] | None) -> dict[str, Any]:
    """Of what stands in a part, the fields that were agreed on; None is all of it."""
    return content if fields is None else {name: value for name, value in content.items() if name in fields}
