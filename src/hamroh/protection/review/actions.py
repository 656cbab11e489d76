"""What is done in a review: say what was found, read it, open the enquiry again."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.protection.enquiries import actions as enquiries
from hamroh.protection.review import events, queries
from hamroh.protection.review.models import Review
from hamroh.record import note, sealing

LONGEST = 2_000


class ReviewError(Exception):
    """Root of what this room refuses."""


class NotComplete(ReviewError):
    """Answer, danger and tone are each said by one of the given words, and what is wrong is explained."""


@transaction.atomic
def record(
    id: uuid.UUID,
    *,
    answer: str,
    danger: str,
    tone: str,
    words: str,
    open_again: bool,
    by: Staff,
    at: dt.datetime,
) -> Review:
    """Say what a review found; who had answered is told. With `open_again` the enquiry waits to be answered once more.

    Raises:
        Absent: there is none, it is not theirs to look at, or it was done already.
        NotComplete: something was not said, or a fault not explained.
    """
    row = queries.one_to_review(id, seen_by=by, at=at)
    words = words.strip()
    known = answer in Review.Answer.values and danger in Review.Danger.values and tone in Review.Tone.values
    fault = answer in ("wrong", "incomplete") or danger == "missed" or open_again
    if not known or len(words) > LONGEST or (fault and not words):
        raise NotComplete
    changed = Review.objects.filter(pk=row.pk, done_at__isnull=True).update(
        answer=answer,
        danger=danger,
        tone=tone,
        sealed=sealing.seal(row.enquiry_id, queries.place(row.pk), {"words": words}),
        done_at=at,
        done_by=by,
    )
    if not changed:
        raise Absent
    note(events.Reviewed(about=row.enquiry_id, answer=answer, danger=danger, tone=tone), by=by.pk, at=at)
    if open_again:
        enquiries.open_again(row.enquiry_id, by=by, at=at)
    return row


@transaction.atomic
def mark_read(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> None:
    """Say that one has read what was found in one's answer.

    Raises:
        Absent: there is none of theirs.
    """
    mine = next((one.row for one in queries.about(by, at=at) if one.row.pk == id), None)
    if mine is None:
        raise Absent
    if Review.objects.filter(pk=id, read_at__isnull=True).update(read_at=at):
        note(events.ReviewRead(about=mine.enquiry_id), by=by.pk, at=at)
