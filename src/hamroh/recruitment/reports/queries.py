"""Which reports wait, what stands in them, what became of a firm."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import uuid
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from hamroh.people import floods, taken_away
from hamroh.people.attachments import keeping
from hamroh.people.persons import phones
from hamroh.people.prepared import prepared
from hamroh.people.staff.models import RoleGrant, Staff
from hamroh.record import keys, sealing
from hamroh.recruitment.register import names, queries as register
from hamroh.recruitment.reports.models import (
    FirmAttachment,
    FirmReply,
    FirmReport,
    FirmSorting,
    FirmStep,
    SuspectFirm,
)
from hamroh.shell.few import FEWEST, full_elevens
from hamroh.shell.here import end_of

ANSWER_WITHIN = dt.timedelta(days=2)
PAGE = 50
READ_AT_ONCE = 5_000
LONGEST_SAMPLE = 400


def place(id: uuid.UUID) -> str:
    return f"firm_report:{id}"


def reply_place(id: uuid.UUID) -> str:
    return f"firm_reply:{id}"


def mark(form: str) -> str:
    """The mark of a form as it is kept."""
    return taken_away.mark("recruitment.form", form)


def code_of(form: str) -> str:
    """The code by which the answer is read: always the same for one form."""
    return taken_away.code("recruitment.code", form)


def code_mark(code: str) -> str:
    """A code as it is kept, however it was typed."""
    return taken_away.code_mark("recruitment.code_mark", code)


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


# A report that was erased, waits to be sorted or was set aside waits for no answer.
_ANSWERABLE = Q(to_sort=False, set_aside_at__isnull=True) & ~Q(sealed=b"")
_AT_FIRM = Q(reports__to_sort=False, reports__set_aside_at__isnull=True)


def firms() -> QuerySet[SuspectFirm]:
    """Firms that were reported: unanswered first, then the earliest day."""
    open_ = _AT_FIRM & Q(reports__answered_at__isnull=True) & ~Q(reports__sealed=b"")
    return (
        SuspectFirm.objects.annotate(
            count=Count("reports", filter=_AT_FIRM, distinct=True),
            waits=Count("reports", filter=open_, distinct=True),
            due=Min("reports__answer_by", filter=open_),
            last=Max("reports__received_at", filter=_AT_FIRM),
        )
        .filter(count__gt=0)
        .order_by("due", "-last")
    )


@prepared
def waiting() -> QuerySet[FirmReport]:
    """Reports without an answer."""
    return FirmReport.objects.filter(_ANSWERABLE, answered_at__isnull=True)


@dataclass(frozen=True)
class Published:
    """What became of the reports that came within a quarter that is over: at least how many ended each way, in full elevens, and
    of each hundred how many were answered in time, by fives. Totals are left out: nothing can be had by subtracting."""

    since: dt.date
    until: dt.date
    in_time: int
    outcomes: dict[str, int]


def published(today: dt.date) -> Published | None:
    """What everybody may see of the last quarter that is over and whose days of answer have passed; None where it is of too few."""
    today -= ANSWER_WITHIN + dt.timedelta(1)
    first = dt.date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    until = first - dt.timedelta(1)
    since = dt.date(until.year, (until.month - 1) // 3 * 3 + 1, 1)
    came = FirmReport.objects.filter(
        received_at__gte=end_of(since - dt.timedelta(1)), received_at__lt=end_of(until), to_sort=False,
        set_aside_at__isnull=True,
    )  # fmt: skip
    ended = dict(came.exclude(outcome="").values_list("outcome").annotate(n=Count("pk")))
    told = came.aggregate(all=Count("pk"), in_time=Count("pk", filter=Q(answered_at__lte=F("answer_by"))))
    outcomes = {outcome: full_elevens(n) for outcome, n in ended.items() if n >= FEWEST}
    if told["all"] < FEWEST or not outcomes:
        return None
    return Published(since, until, 100 * told["in_time"] // told["all"] // 5 * 5, outcomes)


_TO_SORT = Q(to_sort=True, set_aside_at__isnull=True) & ~Q(sealed=b"")


def waits_to_be_sorted() -> int:
    """How many reports wait to be sorted."""
    return FirmReport.objects.filter(_TO_SORT).count()


def to_sort() -> list[FirmReport]:
    """Reports that wait to be sorted: those ahead first, then by when they came."""
    rows = FirmReport.objects.filter(_TO_SORT)
    return list(
        rows.order_by("-ahead", "received_at", "pk").only("pk", "likeness", "ahead", "received_at")[:READ_AT_ONCE]
    )


def sorted_lately() -> list[FirmSorting]:
    """The last decisions that stand, newest first."""
    rows = FirmSorting.objects.filter(taken_back_at__isnull=True).annotate(many=Count("reports")).select_related("by")
    return list(rows.order_by("-at")[:10])


@dataclass(frozen=True)
class Group:
    """Reports whose texts are nearly one. `id` is the first of them, `sample` the name it gives and its beginning."""

    id: uuid.UUID
    many: int
    ahead: int
    first: dt.datetime
    last: dt.datetime
    sample: str


def groups() -> list[Group]:
    """What waits to be sorted, in groups: where somebody stands ahead first, then the greatest."""
    found = floods.alike((row, bytes(row.likeness)) for row in to_sort())
    found.sort(key=lambda rows: (-any(r.ahead for r in rows), -len(rows)))
    leads = list(FirmReport.objects.filter(pk__in=[rows[0].pk for rows in found[:PAGE]]).only("pk", "sealed"))
    kept = sealing.unseal_many([(one.pk, place(one.pk), bytes(one.sealed)) for one in leads])
    samples = {
        one.pk: f"{said['firm']}: {said['text']}"[:LONGEST_SAMPLE]
        for one, said in zip(leads, kept, strict=True)
        if said
    }
    return [
        Group(
            id=rows[0].pk,
            many=len(rows),
            ahead=sum(row.ahead for row in rows),
            first=min(row.received_at for row in rows),
            last=max(row.received_at for row in rows),
            sample=samples[rows[0].pk],
        )
        for rows in found[:PAGE]
        if rows[0].pk in samples
    ]


@dataclass(frozen=True)
class OpenReport:
    """A report as it is read; the texts are empty where it was erased."""

    row: FirmReport
    firm: str
    text: str
    place: str
    phone: str
    files: tuple[keeping.Shown, ...] = ()


def opened(firm: SuspectFirm) -> list[OpenReport]:
    """The reports of a firm with what stands in them, newest first."""
    rows = list(
        FirmReport.objects.filter(firm=firm, to_sort=False, set_aside_at__isnull=True)
        .order_by("-received_at", "pk")
        .select_related("recorded_by")
    )
    kept = sealing.unseal_many([(one.pk, place(one.pk), bytes(one.sealed)) for one in rows])
    files: dict[uuid.UUID, list[keeping.Shown]] = {}
    for one_ in keeping.shown(FirmAttachment.objects.filter(report__firm=firm)):
        files.setdefault(one_.row.report_id, []).append(one_)
    return [
        OpenReport(
            one,
            said.get("firm", ""),
            said.get("text", ""),
            said.get("place", ""),
            said.get("phone", ""),
            tuple(files.get(one.pk, ())),
        )
        for one, said in zip(rows, [said or {} for said in kept], strict=True)
    ]


def files_of(report: FirmReport) -> list[keeping.Shown]:
    """What came with a report, in order, for whoever has its code."""
    return keeping.shown(FirmAttachment.objects.filter(report=report))


def firm(id: uuid.UUID) -> SuspectFirm | None:
    return SuspectFirm.objects.filter(pk=id).first()


def steps(firm: SuspectFirm) -> QuerySet[FirmStep]:
    """The way to prosecution, in order."""
    return FirmStep.objects.filter(firm=firm)


def replies(firm: SuspectFirm) -> list[tuple[FirmReply, str]]:
    """What the firm says to it, in order; the words are empty where they were erased."""
    rows = list(FirmReply.objects.filter(firm=firm).select_related("recorded_by"))
    kept = sealing.unseal_many([(one.pk, reply_place(one.pk), bytes(one.sealed)) for one in rows])
    return [(one, said["text"] if said else "") for one, said in zip(rows, kept, strict=True)]


def by_code(code: str) -> FirmReport | None:
    """The report of a code; None where there is none."""
    return FirmReport.objects.filter(code=code_mark(code)).select_related("firm").first()


@register.sign("reports", 1, gettext_lazy("reports by the public in a year"))
def _reports(today: dt.date) -> dict[int, int]:
    """Reports in a year, of firms that the register has under that name or phone. Texts that are nearly one count once, and what
    was found genuine, or set aside, does not count."""
    since = dt.datetime.combine(today - register.YEAR, dt.time(), dt.UTC)
    rows = FirmReport.objects.filter(
        received_at__gte=since, firm__agency__isnull=False, to_sort=False, set_aside_at__isnull=True
    ).exclude(outcome=FirmReport.Outcome.GENUINE)
    texts: dict[int, list[tuple[object, bytes]]] = {}
    for agency, likeness in rows.values_list("firm__agency", "likeness"):
        texts.setdefault(agency, []).append((agency, bytes(likeness)))
    return {agency: len(floods.alike(some)) for agency, some in texts.items()}
