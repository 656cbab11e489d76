"""Who is on the line now and next, and when nobody is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from hamroh.people.staff.models import Role, Staff
from hamroh.protection.shifts.models import Shift

ANSWER = frozenset({Role.INTAKE, Role.OPERATOR, Role.CASE_WORKER, Role.LAWYER, Role.SUPERVISOR})
"""Roles that answer, and so have shifts and see the plan."""
PLAN = frozenset({Role.SUPERVISOR})
AHEAD = dt.timedelta(days=14)
SHOWN = 200


def _of(organisation: int) -> QuerySet[Shift]:
    return Shift.objects.filter(staff__office__organisation=organisation, staff__is_active=True)


def plan(*, seen_by: Staff, at: dt.datetime) -> list[Shift]:
    """The shifts of somebody's organisation that go on or begin within two weeks, in order; none for who does not answer."""
    if not seen_by.roles(at) & ANSWER:
        return []
    rows = _of(seen_by.office.organisation_id).filter(until__gt=at, since__lt=at + AHEAD)
    return list(rows.select_related("staff__office")[:SHOWN])


def is_kept(organisation: int, *, at: dt.datetime) -> bool:
    """Does an organisation keep a plan: is any shift to come, or going on? Without one nothing is concluded from it."""
    return _of(organisation).filter(until__gt=at).exists()


def during(organisation: int, *, since: dt.datetime, until: dt.datetime) -> QuerySet[Shift]:
    """The shifts of an organisation that touch a time."""
    return _of(organisation).filter(since__lt=until, until__gt=since)


def next_on(rows: Iterable[Shift], *, after: Staff, at: dt.datetime) -> list[Shift]:
    """Who comes next: the others' shifts that begin first after now, all that begin at that moment."""
    later = [one for one in rows if one.since > at and one.staff_id != after.pk]
    first = min((one.since for one in later), default=None)
    return [one for one in later if one.since == first]


def gaps(rows: Iterable[Shift], *, at: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
    """When nobody is on the line, from now to the end of what is planned; nothing where no plan is kept."""
    found, reached = [], at
    for one in sorted(rows, key=lambda one: one.since):
        if one.since > reached:
            found.append((reached, one.since))
        reached = max(reached, one.until)
    return found


def planned_for(*, seen_by: Staff, at: dt.datetime) -> list[Staff]:
    """The colleagues who answer, by name: those for whom a supervisor plans."""
    if not seen_by.roles(at) & PLAN:
        return []
    there = Staff.objects.filter(office__organisation=seen_by.office.organisation_id, is_active=True)
    rows = there.select_related("office").prefetch_related("grants").order_by("full_name")
    return [one for one in rows if one.roles(at) & ANSWER]
