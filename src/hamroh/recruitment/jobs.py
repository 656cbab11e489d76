"""How long reports of firms are kept."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from hamroh.record import actions as record
from hamroh.record.jobs import Job, register as register_job
from hamroh.record.retention import Kept, register
from hamroh.recruitment.models import FirmAttachment, FirmReply, FirmReport, FirmToken, SuspectFirm
from hamroh.recruitment.register import intermediaries
from hamroh.recruitment.reports import actions as reports
from hamroh.recruitment.reviews import actions as reviews


def take_out(before: dt.datetime) -> int:
    """Erase what was written in reports that were answered, or came and were never answered, before a moment, with their
    photographs. Kind, days, outcome and steps stay, and say of nobody. What a firm replied goes with the last report of it."""
    now = dt.datetime.now(dt.UTC)
    with transaction.atomic():
        past = Q(answered_at__lt=before) | Q(answered_at__isnull=True, received_at__lt=before)
        old = list(FirmReport.objects.filter(past).exclude(sealed=b"").values_list("pk", flat=True)[:1000])
        for id in old:
            record.erase(id, reason="past its time", by=None, at=now)
        FirmReport.objects.filter(pk__in=old).update(sealed=b"", likeness=b"")
        FirmAttachment.objects.filter(report__in=old).delete()
        # Of whom nothing is written any more nothing is found either.
        gone = SuspectFirm.objects.exclude(reports__in=FirmReport.objects.exclude(sealed=b"")).filter(reports__in=old)
        FirmToken.objects.filter(firm__in=gone).delete()
        replies = list(FirmReply.objects.filter(firm__in=gone).exclude(sealed=b"").values_list("pk", flat=True))
        for id in replies:
            record.erase(id, reason="past its time", by=None, at=now)
        FirmReply.objects.filter(pk__in=replies).update(sealed=b"")
    return len(old)


register(
    Kept(
        "recruitment.firm_reports",
        dt.timedelta(days=3 * 365),
        "a proceeding against a false firm takes some years, and its reports are its evidence",
        take_out,
    )
)
register(
    Kept(
        "recruitment.intermediaries",
        dt.timedelta(days=5 * 365),
        "who works without a licence changes the phone and the trade within some years; who still does is written down anew",
        intermediaries.take_out,
    )
)
register_job(Job("recruitment.scan_attachments", dt.timedelta(minutes=10), reports.scan_again))

register(
    Kept(
        "recruitment.worker_reviews",
        dt.timedelta(days=2 * 365),
        "eleven reviews of one firm may take some years to come together; what has not been shown by then would be of another time",
        reviews.take_out,
    )
)
