"""What is open at the end of a shift, and what was handed over before."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

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

    @property
    def open(self) -> int:
        return sum(
            len(part)
            for part in (self.danger, self.call_backs, self.unfinished, self.reports, self.closings, self.clocks)
        )


def sheet(*, seen_by: Staff, at: dt.datetime) -> Sheet:
    """Everything that must not be forgotten over a change of shift. What stands under danger stands there alone."""
    waiting = list(enquiries.waiting(seen_by=seen_by, at=at)[: 4 * EACH])
    danger = [row for row in waiting if row.danger]
    rest = [row for row in waiting if not row.danger]
    clocks = Clock.objects.filter(
        case__in=cases.cases(seen_by=seen_by, at=at).filter(closed_at__isnull=True),
        done_at__isnull=True,
        settled=False,
        safe__lte=(at + CLOCKS_WITHIN).date(),
    )
    return Sheet(
        danger=danger[:EACH],
        call_backs=callbacks.due(seen_by=seen_by, at=at)[:EACH],
        unfinished=[
            row
            for row in rest
            if row.channel != Enquiry.Channel.REPORT and row.call_back_by is None and row.closing_asked_by is None
        ][:EACH],
        reports=[row for row in rest if row.channel == Enquiry.Channel.REPORT and row.answered_at is None][:EACH],
        closings=[row for row in rest if row.closing_asked_by is not None][:EACH],
        clocks=list(clocks.select_related("case", "owner").order_by("safe", "pk")[:EACH]),
    )


@dataclass(frozen=True)
class Left:
    """A handover with its words; these are empty where its time of keeping is over."""

    row: Handover
    words: str
    open: int


def handed_over(*, seen_by: Staff, at: dt.datetime) -> list[Left]:
    """The last handovers of somebody's office, the newest first; for those who answer."""
    if not seen_by.roles(at) & enquiries.ANSWER:
        return []
    rows = list(
        Handover.objects.filter(office=seen_by.office_id)
        .select_related("left_by", "read_by")
        .order_by("-left_at")[:KEPT_SHOWN]
    )
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


def unread(*, seen_by: Staff, at: dt.datetime) -> int:
    """How many handovers of one's office, left by others, nobody has read."""
    if not seen_by.roles(at) & enquiries.ANSWER:
        return 0
    return Handover.objects.filter(office=seen_by.office_id, read_at__isnull=True).exclude(left_by=seen_by).count()


def place(id: uuid.UUID) -> str:
    return f"handover:{id}"
