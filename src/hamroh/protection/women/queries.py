"""Is there a woman who answers, and to whom is an enquiry offered first?"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from hamroh.people.prepared import prepared
from hamroh.people.staff.models import Role, RoleGrant, Staff
from hamroh.people.walls.rows import at_work
from hamroh.protection.shifts import queries as shifts
from hamroh.protection.women.models import WomanOperator

ANSWER = (Role.INTAKE, Role.OPERATOR, Role.CASE_WORKER, Role.LAWYER, Role.SUPERVISOR)


def is_one(staff: Staff) -> bool:
    """Did she say that she answers those who ask for a woman?"""
    return bool(_said.count(staff=staff.pk))


@prepared
def _said(*, staff: uuid.UUID) -> QuerySet[WomanOperator]:
    return WomanOperator.objects.filter(staff=staff)


def somebody(
    organisation: int, *, about: Collection[uuid.UUID], at: dt.datetime, until: dt.datetime | None = None
) -> bool:
    """Is there a woman who said so, works there today, and not in an office complained of?

    Where a plan of shifts is kept, she is on the line at some time from now to `until` (now, where it is not said).
    """
    # What a woman said of herself is shown to nobody; that there is one may be known.
    with at_work("is there a woman who answers"):
        return _somebody(organisation, about=about, at=at, until=until)


def _somebody(organisation: int, *, about: Collection[uuid.UUID], at: dt.datetime, until: dt.datetime | None) -> bool:
    holds = Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))
    answers = RoleGrant.objects.filter(holds, staff=OuterRef("pk"), role__in=ANSWER, waiting=False)
    said = WomanOperator.objects.filter(staff=OuterRef("pk"))
    found = Staff.objects.filter(Exists(answers), Exists(said), is_active=True, office__organisation=organisation)
    if about:
        found = found.exclude(office__in=about)
    if shifts.is_kept(organisation, at=at):
        on = shifts.during(organisation, since=at, until=max(until or at, at + dt.timedelta(minutes=1)))
        found = found.filter(Exists(on.filter(staff=OuterRef("pk"))))
    return found.exists()


def first_until(
    organisation: int, *, about: Collection[uuid.UUID], at: dt.datetime, answer_by: dt.datetime
) -> dt.datetime | None:
    """Until when an enquiry is offered to women alone: half of the time for its answer, so that nobody is left without one.

    None where no woman answers there: it is offered to everybody at once, and the person is told.
    """
    half = at + (answer_by - at) / 2
    return half if somebody(organisation, about=about, at=at, until=half) else None
