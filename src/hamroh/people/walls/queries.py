"""What may be read of the walls."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from hamroh.people.prepared import prepared
from hamroh.people.staff.models import Role, Staff
from hamroh.people.walls.files import Absent, Seen
from hamroh.people.walls.models import BrokenGlass
from hamroh.record import sealing

SHOWN = 200
"""Openings on the supervisor's page; older ones follow when these are judged."""


@dataclass(frozen=True)
class Opening:
    """A file that was opened by breaking the glass, as the supervisor reads it. `reason` is empty when the person was erased."""

    id: uuid.UUID
    file: uuid.UUID
    who: str
    since: dt.datetime
    until: dt.datetime
    reason: str


def to_judge(*, seen_by: Staff, at: dt.datetime) -> list[Opening]:
    """Openings in the supervisor's organisation that nobody has judged yet, oldest first; not their own."""
    if Role.SUPERVISOR not in seen_by.roles(at):
        return []
    rows = list(_waiting(seen_by=seen_by, at=at).select_related("staff").order_by("since")[:SHOWN])
    reasons = sealing.unseal_many((row.person_id, f"broken_glass:{row.pk}", bytes(row.reason)) for row in rows)
    return [
        Opening(row.pk, row.person_id, row.staff.full_name, row.since, row.until, (reason or {}).get("reason", ""))
        for row, reason in zip(rows, reasons, strict=True)
    ]


@prepared
def waiting_to_judge(*, seen_by: Staff, at: dt.datetime) -> QuerySet[BrokenGlass]:
    """Openings in the supervisor's organisation that nobody has judged yet; not their own."""
    rows = _waiting(seen_by=seen_by, at=at)
    return rows if Role.SUPERVISOR in seen_by.roles(at) else rows.none()


def one_to_judge(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> BrokenGlass:
    """One of them.

    Raises:
        Absent: there is none, or it is not theirs to judge.
    """
    found = _waiting(seen_by=seen_by, at=at).filter(pk=id).select_related("staff__office").first()
    if found is None:
        raise Absent
    return found


def _waiting(*, seen_by: Staff, at: dt.datetime) -> QuerySet[BrokenGlass]:
    return BrokenGlass.objects.filter(
        Seen("person_id", merged=False, seen_by=seen_by, at=at),
        seen_at__isnull=True,
        staff__office__organisation=seen_by.office.organisation_id,
    ).exclude(staff=seen_by)
