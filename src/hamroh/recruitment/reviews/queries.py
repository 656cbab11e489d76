"""Which reviews wait, what stands in them, what is shown of a firm."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from hamroh.people import floods
from hamroh.people.names import clean
from hamroh.people.prepared import Prepared
from hamroh.people.staff.models import Role, RoleGrant, Staff
from hamroh.record import sealing
from hamroh.recruitment.register import names
from hamroh.recruitment.reports.queries import code_mark
from hamroh.recruitment.reviews.models import ReviewBatch, ReviewedFirm, ReviewReply, WorkerReview
from hamroh.recruitment.reviews.words import QUESTIONS
from hamroh.shell.few import FEWEST

MODERATORS = frozenset({Role.LICENSING, Role.SUPERVISOR})
"""Who reads reviews before they are shown."""
WAITS = dt.timedelta(days=60)
"""Nothing is shown sooner after it was written, so that it is not tied to whoever has just left."""
WAITS_STILL_THERE = dt.timedelta(days=180)
"""The same for somebody who still works there."""
HEARD = 14
"""Days between telling the firm and showing anything."""
PAGE = 50
MOST_COMPARED = 5_000
"""So many of those that wait are compared with each other at once."""
State = WorkerReview.State


def place(id: uuid.UUID) -> str:
    return f"worker_review:{id}"


def may_read(staff: Staff, at: dt.datetime) -> bool:
    """May they read reviews and decide of them?"""
    return bool(staff.roles(at) & MODERATORS)


def somebody_reads(at: dt.datetime) -> bool:
    """Are there two people, so that one prepares and another releases? Without them nothing is taken in."""
    holds = Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at)) & Q(waiting=False)
    grants = RoleGrant.objects.filter(holds, staff=OuterRef("pk"), role__in=MODERATORS)
    return Staff.objects.filter(Exists(grants), is_active=True).count() > 1


def crowded(at: dt.datetime) -> bool:
    """Did as many come in the last minute as the site takes at once?"""
    return floods.crowded(WorkerReview.objects.all(), at)


def by_code(code: str) -> WorkerReview | None:
    """The review of a code; None where there is none."""
    return WorkerReview.objects.filter(code=code_mark(code)).select_related("batch").first()


# -- the desk


def waiting() -> QuerySet[WorkerReview]:
    """Reviews that nobody has decided of, oldest first; those that came in a flood after them."""
    return WorkerReview.objects.filter(state=State.WAITING).order_by("to_sort", "received_at", "pk")


undecided: Prepared[WorkerReview] = Prepared(waiting)


def copies() -> dict[uuid.UUID, int]:
    """Of each review that waits and has words: how many that wait say nearly the same, itself among them."""
    rows = [(one.pk, bytes(one.likeness)) for one in waiting().exclude(likeness=b"")[:MOST_COMPARED]]
    return {pk: len(group) for group in floods.alike(rows) for pk in group}


def people(reviews: Iterable[WorkerReview]) -> int:
    """How many people these reviews are of, at the least: those who say nearly the same count once."""
    rows = list(reviews)
    return sum(not one.likeness for one in rows) + len(
        floods.alike((one, bytes(one.likeness)) for one in rows if one.likeness)
    )


def review(id: uuid.UUID) -> WorkerReview | None:
    return WorkerReview.objects.filter(pk=id).select_related("firm").first()


@dataclass(frozen=True)
class OpenReview:
    """A review as it is read; the texts are empty where it was erased. `words` are those that may be shown."""

    row: WorkerReview
    firm: str
    text: str
    region: str
    answers: dict[str, str]
    words: str


def opened(rows: Iterable[WorkerReview]) -> list[OpenReview]:
    """Reviews with what stands in them."""
    rows = list(rows)
    kept = sealing.unseal_many([(one.pk, place(one.pk), bytes(one.sealed)) for one in rows])
    return [
        OpenReview(
            one, said.get("firm", ""), said.get("text", ""), said.get("region", ""), said.get("answers", {}), said.get("words", "")
        )
        for one, said in zip(rows, [said or {} for said in kept], strict=True)
    ]  # fmt: skip


def firms() -> QuerySet[ReviewedFirm]:
    """Firms of which workers wrote, by name."""
    return ReviewedFirm.objects.order_by("name", "pk")


def firms_named(name: str) -> list[ReviewedFirm]:
    """Firms whose name is the same under the letter table of the register."""
    said = names.read(name).keys
    return [one for one in firms() if names.read(one.name).keys & said] if said else []


def firm(id: int) -> ReviewedFirm | None:
    return ReviewedFirm.objects.filter(pk=id).first()


def ready(firm: ReviewedFirm, at: dt.datetime) -> QuerySet[WorkerReview]:
    """Reviews of a firm that were let through, whose time has come and that are in no batch."""
    return WorkerReview.objects.filter(firm=firm, state=State.LET_THROUGH, batch__isnull=True, shown_from__lte=at)


def prepared(firm: ReviewedFirm) -> ReviewBatch | None:
    """What is put together and not shown yet."""
    return ReviewBatch.objects.filter(firm=firm, released_at__isnull=True).first()


def replies(firm: ReviewedFirm) -> QuerySet[ReviewReply]:
    return ReviewReply.objects.filter(firm=firm)


# -- what is shown


@dataclass(frozen=True)
class DrawnUp:
    """What is shown of reviews: how many people, for each question a word in place of a number, and words in no order."""

    people: int
    tallies: dict[str, str]
    words: tuple[tuple[uuid.UUID, str], ...]


def draw_up(reviews: Iterable[WorkerReview]) -> DrawnUp:
    """What these reviews would show; nothing is told of a question that fewer than eleven answered."""
    reviews = list(reviews)
    found, tallies = opened(reviews), {}
    for question in QUESTIONS:
        said = [one.answers[question] for one in found if one.answers.get(question) in ("yes", "no")]
        tallies[question] = _band(said.count("yes"), len(said))
    return DrawnUp(people(reviews), tallies, tuple((one.row.pk, one.words) for one in found if one.words))


def _band(yes: int, answered: int) -> str:
    """Fifths in words: a number would tell of fewer than eleven."""
    if answered < FEWEST:
        return "few"
    share = yes / answered
    return (
        "nearly_all"
        if share >= 0.9
        else "most"
        if share >= 0.6
        else "half"
        if share > 0.4
        else "some"
        if share > 0.1
        else "hardly"
    )


def shown_firms() -> QuerySet[ReviewedFirm]:
    """Firms of which something is shown."""
    return firms().filter(Exists(ReviewBatch.objects.filter(firm=OuterRef("pk"), released_at__isnull=False)))


def shown(firm: ReviewedFirm) -> list[ReviewBatch]:
    """What is shown of a firm, newest first."""
    return list(ReviewBatch.objects.filter(firm=firm, released_at__isnull=False).prefetch_related("words"))


# -- what may not be shown

_NUMBER = re.compile(r"(?:\d[\s().-]*){5,}")
_ADDRESS = re.compile(r"@|https?:|www\.|t\.me|\b[\w-]+\.(?:ru|com|tj|org|net|kz|uz)\b", re.IGNORECASE)
_MONTHS = (
    "january february march april may june july august september october november december "
    "январ феврал март апрел мая майи июн июл август сентябр октябр ноябр декабр"
).split()
_DAY = re.compile(
    rf"\b\d{{1,2}}\s*[./-]\s*\d{{1,2}}\b|\b\d{{1,2}}\s*(?:-?\w{{1,2}}\s+)?(?:{'|'.join(_MONTHS)})", re.IGNORECASE
)


def tells(words: str) -> list[str]:
    """What in words could tell who wrote them or whom they name: numbers, addresses, exact days. Names no program finds: a person looks."""
    said = clean(words)
    return [hit.group().strip() for rule in (_NUMBER, _ADDRESS, _DAY) for hit in rule.finditer(said)]
