"""Who waits to be called back, and how often it was done in time."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from hamroh.people.prepared import Count, prepared
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.protection.callbacks.models import MissedCall
from hamroh.protection.enquiries import queries as enquiries
from hamroh.protection.enquiries.models import Enquiry, Intake

TARGET_MINUTES = 60
"""Within how long a missed call is called back where the organisation set nothing else."""
HELD_FOR = dt.timedelta(minutes=20)
"""So long a missed call stays with who took it; then others may take it."""
SHOWN = 100
WEEKS = 8


def target_of(organisation: int) -> dt.timedelta:
    """Within how long an organisation calls back."""
    row = Intake.objects.filter(organisation=organisation).first()
    return dt.timedelta(minutes=row.call_back_minutes if row else TARGET_MINUTES)


def missed(*, seen_by: Staff, at: dt.datetime) -> QuerySet[MissedCall]:
    """The missed calls of somebody's organisation, for those who answer."""
    rows = MissedCall.objects.filter(organisation=seen_by.office.organisation_id)
    return rows if seen_by.roles(at) & enquiries.ANSWER else rows.none()


def one(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> MissedCall:
    """A missed call.

    Raises:
        Absent: there is none, or it is another organisation's.
    """
    found = missed(seen_by=seen_by, at=at).filter(pk=id).select_related("taken_by").first()
    if found is None:
        raise Absent
    return found


def with_somebody_else(row: MissedCall, staff: Staff, *, at: dt.datetime) -> bool:
    """Does somebody else have it just now?"""
    return row.taken_by_id not in (None, staff.pk) and row.taken_at is not None and at - row.taken_at < HELD_FOR


@dataclass(frozen=True)
class Due:
    """Somebody to be called back. `by` is the moment that runs out; `other` who has it just now, empty for nobody or oneself."""

    by: dt.datetime
    late: bool
    missed: MissedCall | None = None
    promised: Enquiry | None = None
    other: str = ""


@prepared
def _missed_open(*, seen_by: Staff, at: dt.datetime) -> QuerySet[MissedCall]:
    open_ = missed(seen_by=seen_by, at=at).filter(done_at__isnull=True).select_related("taken_by")
    return open_.order_by("call_by", "pk")[:SHOWN]


@prepared
def _promised(*, seen_by: Staff, at: dt.datetime, all_: bool) -> QuerySet[Enquiry]:
    promised = enquiries.waiting(seen_by=seen_by, at=at, all_=all_).filter(call_back_by__isnull=False)
    return promised.order_by("call_back_by", "pk")[:SHOWN]


def how_many_due(*, seen_by: Staff, at: dt.datetime, all_: bool) -> tuple[Count, ...]:
    """How many `due` has; `all_` is what `enquiries.offered_all` said."""
    return _missed_open.counting(seen_by=seen_by, at=at), _promised.counting(seen_by=seen_by, at=at, all_=all_)


def due(*, seen_by: Staff, at: dt.datetime) -> list[Due]:
    """Missed calls and promised call-backs, what runs out first first. A number that was tried waits for its next try."""
    found = []
    for row in _missed_open(seen_by=seen_by, at=at):
        by = row.next_try_at or row.call_by
        other = row.taken_by.full_name if row.taken_by and with_somebody_else(row, seen_by, at=at) else ""
        found.append(Due(by, by < at, missed=row, other=other))
    for call in _promised(seen_by=seen_by, at=at, all_=enquiries.offered_all(seen_by, at)):
        if call.call_back_by is None:
            continue
        other = call.taken_by.full_name if call.taken_by and call.taken_by_id != seen_by.pk else ""
        found.append(Due(call.call_back_by, call.call_back_by < at, promised=call, other=other))
    return sorted(found, key=lambda one: one.by)


@dataclass(frozen=True)
class Week:
    """Missed calls of one week (Monday to Sunday, in the office's time): called back in time, of all whose time has come."""

    monday: dt.date
    in_time: int
    of: int

    @property
    def share(self) -> int | None:
        """In per cent, rounded down; None where there was none."""
        return 100 * self.in_time // self.of if self.of else None


def weeks(*, seen_by: Staff, at: dt.datetime) -> list[Week]:
    """The last eight weeks, the newest first. Called back is who was tried in time, reached or not.

    Left out: what is still within its time, numbers that we were asked not to call, and wrong numbers that were never tried.
    """
    zone = timezone.get_current_timezone()
    this = at.astimezone(zone).date()
    this -= dt.timedelta(days=this.weekday())
    oldest = dt.datetime.combine(this - dt.timedelta(weeks=WEEKS - 1), dt.time(), zone)
    counted: dict[dt.date, list[int]] = {this - dt.timedelta(weeks=n): [0, 0] for n in range(WEEKS)}
    rows = missed(seen_by=seen_by, at=at).filter(first_at__gte=oldest)
    rows = rows.filter(Q(first_tried_at__isnull=False) | Q(call_by__lte=at, outcome__in=["", "not_reached"]))
    for first_at, call_by, tried in rows.values_list("first_at", "call_by", "first_tried_at"):
        day = first_at.astimezone(zone).date()
        week = counted[day - dt.timedelta(days=day.weekday())]
        week[0] += tried is not None and tried <= call_by
        week[1] += 1
    return [Week(monday, *numbers) for monday, numbers in counted.items()]
