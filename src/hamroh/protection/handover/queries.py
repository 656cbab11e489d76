"""What is open at the end of a shift, and what was handed over before."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from hamroh.people.prepared import prepared
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.protection.callbacks import queries as callbacks
from hamroh.protection.callbacks.queries import Due
from hamroh.protection.cases import queries as cases
from hamroh.protection.cases.models import Clock
from hamroh.protection.enquiries import queries as enquiries
from hamroh.protection.enquiries.models import Enquiry
from hamroh.protection.handover.models import Handover
from hamroh.record import sealing
from hamroh.shell.here import day_of

CLOCKS_WITHIN = dt.timedelta(days=3)
KEPT_SHOWN = 14
EACH = 50


@dataclass(frozen=True)
class Sheet:
    """What is open, as far as the reader may see it. Nothing on it names a person: it is printed and lies about."""

    danger: list[Enquiry]
    call_backs: list[Due]
    unfinished: list[Enquiry]
    reports: list[Enquiry]
    closings: list[Enquiry]
    clocks: list[Clock]
    # Some list is longer than what stands here; those in danger all stand here.
    cut: bool

    @property
    def open(self) -> int:
        return sum(
            len(part)
            for part in (self.danger, self.call_backs, self.unfinished, self.reports, self.closings, self.clocks)
        )


def sheet(*, seen_by: Staff, at: dt.datetime) -> Sheet:
    """Everything that must not be forgotten over a change of shift. What stands under danger stands there alone."""
    waiting = enquiries.waiting(seen_by=seen_by, at=at)
    rest = list(waiting.filter(danger=False)[: 4 * EACH + 1])
    clocks = Clock.objects.filter(
        case__in=cases.cases(seen_by=seen_by, at=at).filter(closed_at__isnull=True),
        done_at__isnull=True,
        settled=False,
        safe__lte=day_of(at + CLOCKS_WITHIN),
    )
    call_backs = callbacks.due(seen_by=seen_by, at=at)
    unfinished = [
        row
        for row in rest
        if row.channel != Enquiry.Channel.REPORT and row.call_back_by is None and row.closing_asked_by is None
    ]
    reports = [row for row in rest if row.channel == Enquiry.Channel.REPORT and row.answered_at is None]
    closings = [row for row in rest if row.closing_asked_by is not None]
    near = list(clocks.select_related("case", "owner").order_by("safe", "pk")[: EACH + 1])
    return Sheet(
        danger=list(waiting.filter(danger=True)),
        call_backs=call_backs[:EACH],
        unfinished=unfinished[:EACH],
        reports=reports[:EACH],
        closings=closings[:EACH],
        clocks=near[:EACH],
        cut=len(rest) > 4 * EACH or any(len(part) > EACH for part in (call_backs, unfinished, reports, closings, near)),
    )


@dataclass(frozen=True)
class Left:
    """A handover with its words; these are empty where its time of keeping is over."""

    row: Handover
    words: str
    open: int


def handed_over(*, seen_by: Staff, at: dt.datetime) -> list[Left]:
    """The handovers of somebody's office, those that nobody has read first, then the newest; for those who answer."""
    if not seen_by.roles(at) & enquiries.ANSWER:
        return []
    all_of_office = Handover.objects.filter(office=seen_by.office_id).select_related("left_by", "read_by")
    rows = [
        *all_of_office.filter(read_at__isnull=True).order_by("-left_at"),
        *all_of_office.filter(read_at__isnull=False).order_by("-left_at")[:KEPT_SHOWN],
    ]
    kept = sealing.unseal_many((row.pk, place(row.pk), bytes(row.sealed)) for row in rows)
    return [
        Left(row, (content or {}).get("words", ""), (content or {}).get("open", 0))
        for row, content in zip(rows, kept, strict=True)
    ]


def one(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> Handover:
    """A handover of one's office.

    Raises:
        Absent: there is none.
    """
    found = next((left.row for left in handed_over(seen_by=seen_by, at=at) if left.row.pk == id), None)
    if found is None:
        raise Absent
    return found


@prepared
def unread(*, seen_by: Staff, at: dt.datetime) -> QuerySet[Handover]:
    """Handovers of one's office, left by others, that nobody has read."""
    rows = Handover.objects.filter(office=seen_by.office_id, read_at__isnull=True).exclude(left_by=seen_by)
    return rows if seen_by.roles(at) & enquiries.ANSWER else rows.none()


def place(id: uuid.UUID) -> str:
    return f"handover:{id}"
