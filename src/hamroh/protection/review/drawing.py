"""Which closed enquiries are looked at again: drawn by a keyed digest, so that nobody chooses them and nobody foresees them."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import uuid

from hamroh.people.staff.models import Staff
from hamroh.protection.enquiries.models import Enquiry, Intake
from hamroh.protection.review.models import Review
from hamroh.record import keys

PER_CENT = 2
"""The share that is drawn where the organisation set nothing else."""


def draw(row: Enquiry, *, answered_by: Staff, at: dt.datetime) -> bool:
    """Draw an enquiry that was closed just now, or not; drawn once, it stays drawn. Says whether it is."""
    key = keys.store().blind("protection.review")
    if not is_drawn(row.pk, key=key, per_cent=per_cent_of(row.organisation_id)):
        return False
    Review.objects.get_or_create(enquiry=row, defaults={"drawn_at": at, "answered_by": answered_by})
    return True


def per_cent_of(organisation: int) -> int:
    """The share that an organisation has set."""
    row = Intake.objects.filter(organisation=organisation).first()
    return row.review_percent if row else PER_CENT


def is_drawn(enquiry: uuid.UUID, *, key: bytes, per_cent: int) -> bool:
    """Is it one of those to be looked at? Always the same for one enquiry, share and key; without the key nobody can tell."""
    drawn = hmac.digest(key, enquiry.bytes, hashlib.sha256)
    return int.from_bytes(drawn[:8], "big") * 100 < per_cent << 64
