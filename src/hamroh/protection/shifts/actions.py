"""What is done with the plan of shifts."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo

from django.db import transaction

from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import at_work
from hamroh.protection.shifts import events, queries
from hamroh.protection.shifts.models import Shift
from hamroh.record import note
from hamroh.shell.here import day_of

LONGEST = dt.timedelta(hours=16)
MOST_WEEKS = 12
FARTHEST = dt.timedelta(days=400)


class ShiftError(Exception):
    """Root of what this room refuses."""


class NotComplete(ShiftError):
    """The day has passed or is too far, the shift is longer than 16 hours, or the weeks are not 1 to 12."""


class Overlaps(ShiftError):
    """They are on a shift then already. Nothing was planned."""


@transaction.atomic
def plan(
    staff: uuid.UUID, day: dt.date, begins: dt.time, ends: dt.time, *, weeks: int = 1, by: Staff, at: dt.datetime
) -> list[Shift]:
    """Plan a shift for a colleague, again in each of so many weeks. `begins` and `ends` are the hours of the planner's office; an end that
    is not after the beginning is of the next day.

    Raises:
        Absent: `by` plans none, or it is no colleague who answers.
        NotComplete: see there.
        Overlaps: see there.
    """
    # Locked, so that two who plan for one colleague come one after the other.
    whom = next((one for one in queries.planned_for(seen_by=by, at=at) if one.pk == staff), None)
    if whom is None:
        raise Absent
    list(Staff.objects.select_for_update().filter(pk=whom.pk))
    if not 1 <= weeks <= MOST_WEEKS or not day_of(at) - dt.timedelta(1) <= day <= day_of(at + FARTHEST):
        raise NotComplete
    zone = zoneinfo.ZoneInfo(by.office.time_zone)
    made = []
    for week in range(weeks):
        on = day + dt.timedelta(weeks=week)
        last = on if ends > begins else on + dt.timedelta(days=1)
        # The hours on the wall: over a change of the clocks a night is an hour longer or shorter.
        since = dt.datetime.combine(on, begins, zone).astimezone(dt.UTC)
        until = dt.datetime.combine(last, ends, zone).astimezone(dt.UTC)
        if until <= at or not dt.timedelta(0) < until - since <= LONGEST:
            raise NotComplete
        if Shift.objects.filter(staff=whom, since__lt=until, until__gt=since).exists():
            raise Overlaps
        made.append(Shift.objects.create(staff=whom, since=since, until=until, planned_by=by))
    note(events.ShiftsPlanned(of=whom.pk, count=len(made)), by=by.pk, at=at)
    return made


@transaction.atomic
def take_off(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> None:
    """Take a shift off the plan.

    Raises:
        Absent: there is none to come in their organisation, or they plan none.
    """
    row = next((one for one in queries.plan(seen_by=by, at=at) if one.pk == id), None)
    if row is None or not by.roles(at) & queries.PLAN:
        raise Absent
    row.delete()
    note(events.ShiftTakenOff(of=row.staff_id), by=by.pk, at=at)


def leave(staff: Staff, *, at: dt.datetime) -> None:
    """Somebody leaves: nobody counts on shifts of theirs that are to come."""
    Shift.objects.filter(staff=staff, since__gt=at).delete()


def take_out(before: dt.datetime) -> int:
    """Remove shifts that ended before a moment."""
    with transaction.atomic(), at_work("retention of shifts"):
        return int(Shift.objects.filter(until__lt=before).delete()[0])
