"""What is to be looked at again, and what was found."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Count as Counted, Exists, OuterRef, Q, QuerySet

from hamroh.people.prepared import Count, Prepared, prepared
from hamroh.people.staff.models import Role, Staff
from hamroh.people.walls import Absent
from hamroh.protection.enquiries import queries as enquiries
from hamroh.protection.enquiries.models import Message
from hamroh.protection.review.models import Review
from hamroh.record import sealing

REVIEW = frozenset({Role.LAWYER, Role.SUPERVISOR})
"""Roles that look at the answers of others."""
PAGE = 50
LATELY = dt.timedelta(days=90)


def place(id: uuid.UUID) -> str:
    return f"review:{id}"


def to_review(*, seen_by: Staff, at: dt.datetime) -> QuerySet[Review]:
    """Closed enquiries that wait to be looked at by somebody: never those in which they had a hand themselves."""
    rows = Review.objects.filter(
        done_at__isnull=True,
        enquiry__in=enquiries.enquiries(seen_by=seen_by, at=at),
        enquiry__closed_at__isnull=False,
    ).exclude(
        Q(answered_by=seen_by)
        | Q(enquiry__closed_by__isnull=False, enquiry__closed_by=seen_by)
        | Q(enquiry__taken_by__isnull=False, enquiry__taken_by=seen_by)
        | Exists(Message.objects.filter(enquiry=OuterRef("enquiry"), by=seen_by))
    )
    rows = rows.select_related("enquiry", "answered_by").order_by("drawn_at", "pk")
    return rows if seen_by.roles(at) & REVIEW else rows.none()


def one_to_review(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> Review:
    """One of `to_review`.

    Raises:
        Absent: there is none, or it is not theirs to look at.
    """
    found = to_review(seen_by=seen_by, at=at).filter(pk=id).first()
    if found is None:
        raise Absent
    return found


@dataclass(frozen=True)
class Finding:
    """What a review found, with its words; these are empty where the enquiry was erased or nothing was written."""

    row: Review
    words: str


waiting_for_review: Prepared[Review] = prepared(to_review)


@prepared
def unread(*, seen_by: Staff, at: dt.datetime, since: dt.datetime) -> QuerySet[Review]:
    """What was found in one's own answers and not read yet, since a moment."""
    seen = enquiries.enquiries(seen_by=seen_by, at=at)
    return Review.objects.filter(answered_by=seen_by, done_at__gt=since, enquiry__in=seen, read_at=None)[:PAGE]


def how_many_wait(*, seen_by: Staff, at: dt.datetime) -> tuple[Count, ...]:
    """How many answers wait to be looked at by somebody, and how many of their own were and wait to be read."""
    return (
        waiting_for_review.counting(seen_by=seen_by, at=at),
        unread.counting(seen_by=seen_by, at=at, since=at - LATELY),
    )


def about(staff: Staff, *, at: dt.datetime) -> list[Finding]:
    """What was found in one's own answers within 90 days, the newest first."""
    rows = list(
        Review.objects.filter(answered_by=staff, done_at__gt=at - LATELY)
        .filter(enquiry__in=enquiries.enquiries(seen_by=staff, at=at))
        .select_related("enquiry", "done_by")
        .order_by("-done_at")[:PAGE]
    )
    words = sealing.unseal_many((row.enquiry_id, place(row.pk), bytes(row.sealed or b"")) for row in rows)
    return [Finding(row, (kept or {}).get("words", "")) for row, kept in zip(rows, words, strict=True)]


@dataclass(frozen=True)
class Quarter:
    """Of the answers reviewed within 90 days: how many, how many right, in how many danger was overlooked."""

    done: int
    right: int
    overlooked: int


def lately(*, seen_by: Staff, at: dt.datetime) -> Quarter:
    """What the reviews of somebody's organisation found within 90 days; for those who review."""
    rows = Review.objects.filter(done_at__gt=at - LATELY, enquiry__in=enquiries.enquiries(seen_by=seen_by, at=at))
    counted = rows.aggregate(
        done=Counted("pk"), right=Counted("pk", filter=Q(answer__in=["right", "no_law"])), overlooked=Counted("pk", filter=Q(danger="missed"))
    )  # fmt: skip
    return Quarter(**counted)
