"""How long enquiries are kept."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from hamroh.people.walls.rows import at_work
from hamroh.protection.enquiries.models import Enquiry
from hamroh.record import actions as record
from hamroh.record.retention import Kept, register


def take_out(before: dt.datetime) -> int:
    """Erase enquiries that were closed before a moment: their keys first, so that no copy can be read again."""
    with transaction.atomic(), at_work("retention of enquiries"):
        old = list(Enquiry.objects.filter(closed_at__lt=before).values_list("pk", flat=True)[:1000])
        for id in old:
            # Told to the record: what is erased stays erased after an old key store was restored.
            record.erase(id, reason="past its time", by=None, at=dt.datetime.now(dt.UTC))
        Enquiry.objects.filter(pk__in=old).delete()
    return len(old)


register(
    Kept(
        "protection.enquiries",
        dt.timedelta(days=3 * 365),
        "a person may come back with their code, and a complaint may be taken up again, for some years after the answer",
        take_out,
    )
)
