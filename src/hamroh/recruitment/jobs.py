"""How long reports of firms are kept."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from hamroh.record import actions as record
from hamroh.record.retention import Kept, register
from hamroh.recruitment.models import FirmReport, FirmToken, SuspectFirm


def take_out(before: dt.datetime) -> int:
    """Erase what was written in reports that were answered before a moment; kind, days, outcome and steps stay, and say of nobody."""
    with transaction.atomic():
        old = list(
            FirmReport.objects.filter(answered_at__lt=before).exclude(sealed=b"").values_list("pk", flat=True)[:1000]
        )
        for id in old:
            record.erase(id, reason="past its time", by=None, at=dt.datetime.now(dt.UTC))
        FirmReport.objects.filter(pk__in=old).update(sealed=b"")
        # Of whom nothing is written any more nothing is found either.
        gone = SuspectFirm.objects.exclude(reports__in=FirmReport.objects.exclude(sealed=b""))
        FirmToken.objects.filter(firm__in=gone.filter(reports__in=old)).delete()
    return len(old)


register(
    Kept(
        "recruitment.firm_reports",
        dt.timedelta(days=3 * 365),
        "a proceeding against a false firm takes some years, and its reports are its evidence",
        take_out,
    )
)
