"""Which reports wait, what stands in them, what became of a firm."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import uuid
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from hamroh.people.persons import phones
from hamroh.people.staff.models import RoleGrant, Staff
from hamroh.record import keys, sealing
from hamroh.recruitment.register import names, queries as register
from hamroh.recruitment.reports.models import FirmReport, FirmStep, SuspectFirm

ANSWER_WITHIN = dt.timedelta(days=2)
PAGE = 50
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def place(id: uuid.UUID) -> str:
    return f"firm_report:{id}"


def mark(form: str) -> str:
    """The mark as it is kept."""
    return _blinded("recruitment.form", form)


def code_of(form: str) -> str:
    """The code by which the answer is read: always the same for one form, so that a dropped line loses nothing."""
    drawn = hmac.digest(keys.store().blind("recruitment.code"), form.encode(), hashlib.sha256)
    code = "".join(_LETTERS[byte % 32] for byte in drawn[:12])
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def code_mark(code: str) -> str:
    """A code as it is kept, however it was typed."""
    return _blinded("recruitment.code_mark", "".join(c for c in code.upper() if c in _LETTERS))


def _blinded(purpose: str, text: str) -> str:
    return hmac.digest(keys.store().blind(purpose), text.encode(), hashlib.sha256).hex()


def tokens(firm: str, phone: str) -> set[int]:
    """The marks of a firm: its name under the letter table, its phones; numbers that say nothing without the key."""
    said = {f"name {key}" for key in names.read(firm).keys} | {f"phone {one}" for one in phones.readings(phone)}
    key = keys.store().blind("recruitment.firm")
    return {int.from_bytes(hmac.digest(key, one.encode(), hashlib.sha256)[:8], "big", signed=True) for one in said}


def somebody_answers(at: dt.datetime) -> bool:
    """Is there an officer who can answer today? Without one nothing is taken in."""
    holds = Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at)) & Q(waiting=False)
    grants = RoleGrant.objects.filter(holds, staff=OuterRef("pk"), role__in=register.OFFICERS)
    return Staff.objects.filter(Exists(grants), is_active=True).exists()


def firms() -> QuerySet[SuspectFirm]:
    """Firms that were reported: unanswered first, then the earliest day."""
    open_ = Q(reports__answered_at__isnull=True)
    return SuspectFirm.objects.annotate(
        count=Count("reports", distinct=True),
        waits=Count("reports", filter=open_, distinct=True),
        due=Min("reports__answer_by", filter=open_),
        last=Max("reports__received_at"),
    ).order_by("due", "-last")


def waiting() -> int:
    """Reports without an answer."""
    return FirmReport.objects.filter(answered_at__isnull=True).count()


@dataclass(frozen=True)
class OpenReport:
    """A report as it is read; the texts are empty where it was erased."""

    row: FirmReport
    firm: str
    text: str
    place: str
    phone: str


def opened(firm: SuspectFirm) -> list[OpenReport]:
    """The reports of a firm with what stands in them, newest first."""
    rows = list(FirmReport.objects.filter(firm=firm).order_by("-received_at", "pk").select_related("recorded_by"))
    kept = sealing.unseal_many([(one.pk, place(one.pk), bytes(one.sealed)) for one in rows])
    return [
        OpenReport(one, said.get("firm", ""), said.get("text", ""), said.get("place", ""), said.get("phone", ""))
        for one, said in zip(rows, [said or {} for said in kept], strict=True)
    ]


def firm(id: uuid.UUID) -> SuspectFirm | None:
    return SuspectFirm.objects.filter(pk=id).first()


def steps(firm: SuspectFirm) -> QuerySet[FirmStep]:
    """The way to prosecution, in order."""
    return FirmStep.objects.filter(firm=firm)


def by_code(code: str) -> FirmReport | None:
    """The report of a code; None where there is none."""
    return FirmReport.objects.filter(code=code_mark(code)).select_related("firm").first()


@register.sign("reports", 1)
def _reports(today: dt.date) -> dict[int, int]:
    """Reports in a year, of firms that the register has under that name or phone."""
    since = dt.datetime.combine(today - register.YEAR, dt.time(), dt.UTC)
    rows = FirmReport.objects.filter(received_at__gte=since, firm__agency__isnull=False)
    return dict(rows.values("firm__agency").annotate(n=Count("pk")).values_list("firm__agency", "n"))
