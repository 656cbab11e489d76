"""Who sees which enquiry, and what stands in it."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from hamroh.people.prepared import prepared
from hamroh.people.staff.models import Office, Role, RoleGrant, Staff, Training
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import may_see
from hamroh.people.walls.ways import COUNTED
from hamroh.protection.enquiries.models import Enquiry, Intake, Message, Sorting
from hamroh.protection.women import queries as women
from hamroh.record import sealing

ANSWER = frozenset({Role.INTAKE, Role.OPERATOR, Role.CASE_WORKER, Role.LAWYER, Role.SUPERVISOR})
"""Roles that read and answer the enquiries of their organisation."""
WAITS = "stay"
"""The next step of who is in danger and wants to wait: they are called back, and by when is said."""
PAGE, BESIDE = 50, 8
SORTED_COUNTED = 20_000


@dataclass(frozen=True)
class Said:
    """One thing that was said. `by` is a name of staff, empty where the person said it."""

    at: dt.datetime
    by: str
    text: str


@dataclass(frozen=True)
class OpenEnquiry:
    """An enquiry as it is read: what was said, in order. `contact` is how to reach the person, in their own words."""

    row: Enquiry
    contact: str
    said: tuple[Said, ...]


def place(id: uuid.UUID) -> str:
    return f"enquiry:{id}"


def message_place(id: uuid.UUID) -> str:
    return f"enquiry_message:{id}"


def enquiries(*, seen_by: Staff, at: dt.datetime) -> QuerySet[Enquiry]:
    """The enquiries that somebody may see: those of their organisation, and never one that complains of their office."""
    hidden = Q(about_office__isnull=False) & (
        Q(about_office=seen_by.office_id) | Q(also_about__contains=str(seen_by.office_id))
    )
    # For who answers none, those of an organisation that does not exist: the same query.
    of = seen_by.office.organisation_id if seen_by.roles(at) & ANSWER else -1
    # Who is writing a complaint of their own office down goes on for a while; nobody else there ever saw it.
    return Enquiry.objects.filter(~hidden | Q(taken_by=seen_by, writing_until__gt=at), organisation=of)


def offered_all(seen_by: Staff, at: dt.datetime) -> bool:
    """Is what is kept for women first offered to somebody too?"""
    return Role.SUPERVISOR in seen_by.roles(at) or women.is_one(seen_by)


def waiting(*, seen_by: Staff, at: dt.datetime, all_: bool | None = None) -> QuerySet[Enquiry]:
    """What waits for somebody: danger first, then what must be answered earliest.

    What waits to be sorted stands apart. What is kept for women first is not offered to others yet; a supervisor sees all that
    waits. `all_` is what `offered_all` said, where it was asked.
    """
    rows = _offered(seen_by=seen_by, at=at, all_=all_).exclude(_UNSORTED)
    return rows.select_related("taken_by", "closing_asked_by").order_by("-danger", "answer_by", "pk")


@prepared
def first_waiting(*, seen_by: Staff, at: dt.datetime, all_: bool) -> QuerySet[Enquiry]:
    """The first page of `waiting`."""
    return waiting(seen_by=seen_by, at=at, all_=all_)[:PAGE]


@prepared
def most_pressing(*, seen_by: Staff, at: dt.datetime, all_: bool) -> QuerySet[Enquiry]:
    """The first few of `waiting`, to stand beside another page."""
    return waiting(seen_by=seen_by, at=at, all_=all_)[:BESIDE]


@prepared
def all_waiting(*, seen_by: Staff, at: dt.datetime, all_: bool) -> QuerySet[Enquiry]:
    """`waiting`, to be counted; COUNTED and one more where there are more."""
    return waiting(seen_by=seen_by, at=at, all_=all_)[: COUNTED + 1]


@prepared
def all_to_sort(*, seen_by: Staff, at: dt.datetime, all_: bool) -> QuerySet[Enquiry]:
    """`to_sort`, to be counted."""
    return _offered(seen_by=seen_by, at=at, all_=all_).filter(_UNSORTED)


@prepared
def unanswered(*, seen_by: Staff, at: dt.datetime, all_: bool) -> QuerySet[Enquiry]:
    """What waits for somebody and nobody has answered, to be counted; COUNTED and one more where there are more."""
    return waiting(seen_by=seen_by, at=at, all_=all_).filter(answered_at__isnull=True)[: COUNTED + 1]


def _offered(*, seen_by: Staff, at: dt.datetime, all_: bool | None = None) -> QuerySet[Enquiry]:
    rows = enquiries(seen_by=seen_by, at=at).filter(closed_at__isnull=True)
    if not (offered_all(seen_by, at) if all_ is None else all_):
        rows = rows.exclude(kept_for_women(at))
    return rows


def kept_for_women(at: dt.datetime) -> Q:
    """Enquiries that are offered to women alone at a moment: asked for, not taken by anybody, no danger."""
    return Q(wishes_woman=True, taken_by__isnull=True, danger=False, women_first_until__gt=at)


_UNSORTED = Q(to_sort=True, taken_by__isnull=True, answered_at__isnull=True)
"""Who was taken up or answered one by one needs no sorting any more."""


def to_sort(*, seen_by: Staff, at: dt.datetime) -> QuerySet[Enquiry]:
    """What came when too many reports came at once, and waits to be sorted."""
    return _offered(seen_by=seen_by, at=at).filter(_UNSORTED)


def beginnings(ids: Sequence[uuid.UUID], *, longest: int) -> dict[uuid.UUID, str]:
    """How reports begin, by their ids; erased ones are missing. Whoever asks may see them."""
    rows = list(Enquiry.objects.filter(pk__in=ids))
    opened_ = sealing.unseal_many((row.pk, place(row.pk), bytes(row.sealed)) for row in rows)
    return {row.pk: kept["text"][:longest] for row, kept in zip(rows, opened_, strict=True) if kept is not None}


@dataclass(frozen=True)
class Sorted:
    """A decision over a group, as a page shows it. `many`: of the reports that somebody may see."""

    row: Sorting
    many: int


def sorted_lately(*, seen_by: Staff, at: dt.datetime, most: int) -> list[Sorted]:
    """The newest decisions over reports that somebody may see, which can be taken back."""
    counted = Counter(
        enquiries(seen_by=seen_by, at=at)
        .filter(sorting__isnull=False, sorting__taken_back_at__isnull=True)
        .order_by("-sorting__at")
        .values_list("sorting", flat=True)[:SORTED_COUNTED]
    )
    rows = Sorting.objects.filter(pk__in=counted).select_related("by").order_by("-at")[:most]
    return [Sorted(row, counted[row.pk]) for row in rows]


def enquiry(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> Enquiry:
    """One enquiry.

    Raises:
        Absent: there is none, or it may not be seen: one answer by one query.
    """
    if not may_see(id, by=seen_by, function="hamroh_may_see_enquiry"):
        raise Absent
    found: Enquiry | None = _one.first(id=id, seen_by=seen_by, at=at)
    if found is None:
        raise Absent
    return found


@prepared
def _one(*, id: uuid.UUID, seen_by: Staff, at: dt.datetime) -> QuerySet[Enquiry]:
    return enquiries(seen_by=seen_by, at=at).select_related("taken_by", "closing_asked_by").filter(pk=id)


def opened(row: Enquiry) -> OpenEnquiry | None:
    """What stands in an enquiry; None where it was erased."""
    messages: list[Message] = list(row.messages.select_related("by"))
    asked: list[tuple[uuid.UUID, str, bytes]] = [(row.pk, place(row.pk), bytes(row.sealed))]
    asked += [(row.pk, message_place(one.pk), bytes(one.sealed)) for one in messages]
    first, *rest = sealing.unseal_many(asked)
    if first is None:
        return None
    said = [Said(row.received_at, "", first["text"])]
    said += [
        Said(one.at, one.by.full_name if one.by else "", kept["text"])
        for one, kept in zip(messages, rest, strict=True)
        if kept is not None
    ]
    if first.get("answer"):
        # Of a call: what the operator noted that they answered.
        said.append(Said(row.received_at, row.taken_by.full_name if row.taken_by else "-", first["answer"]))
    return OpenEnquiry(row, first.get("contact", ""), tuple(said))


def of_files(files: Iterable[uuid.UUID], *, seen_by: Staff, at: dt.datetime) -> list[OpenEnquiry]:
    """The calls and reports from which these files came, opened, the oldest first; of those that somebody may see."""
    rows = enquiries(seen_by=seen_by, at=at).filter(person__in=list(files)).order_by("received_at", "pk")
    return [found for row in rows if (found := opened(row)) is not None]


def somebody_outside(office: Office, *, at: dt.datetime) -> bool:
    """Does somebody who answers enquiries work in another office of the same organisation?"""
    answers = RoleGrant.objects.filter(_holds(at), staff=OuterRef("pk"), role__in=ANSWER, waiting=False)
    others = Staff.objects.filter(Exists(answers), is_active=True, office__organisation=office.organisation_id)
    return others.exclude(office=office).exists()


def may_close_alone(staff: Staff, *, at: dt.datetime) -> bool:
    """May they say that a legal question is answered: a lawyer, a supervisor, or somebody whose training in law holds today?

    On the day on which a training expires it holds no more, by the calendar of their office.
    """
    if staff.roles(at) & {Role.LAWYER, Role.SUPERVISOR}:
        return True
    day = at.astimezone(zoneinfo.ZoneInfo(staff.office.time_zone)).date()
    return Training.objects.filter(staff=staff, kind=Training.Kind.LAW, passed_on__lte=day, expires_on__gt=day).exists()


def offices() -> list[Office]:
    """Offices that somebody may complain of: all of them, by organisation."""
    return _offices()


@prepared
def _offices() -> QuerySet[Office]:
    return Office.objects.select_related("organisation").order_by("organisation__key", "key")


def office(id: str) -> Office | None:
    """The office with this id, as it comes from a form; None for anything else."""
    try:
        return Office.objects.filter(pk=uuid.UUID(id)).first()
    except ValueError:
        return None


def offices_of(ids: Iterable[str]) -> list[Office]:
    """The offices with these ids, as they come from a form, each once; what is none is left out."""
    found = (office(id) for id in dict.fromkeys(ids))
    return [one for one in found if one is not None]


def intakes(*, about: Collection[uuid.UUID], at: dt.datetime) -> QuerySet[Intake]:
    """Who answers a report, the first first: organisations in which somebody with the role for it works today.

    Staff of the offices complained of do not count.
    """
    holds = Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))
    answers = RoleGrant.objects.filter(holds, staff=OuterRef("pk"), role__in=ANSWER, waiting=False)
    somebody = Staff.objects.filter(Exists(answers), office__organisation=OuterRef("organisation"), is_active=True)
    if about:
        somebody = somebody.exclude(office__in=about)
    return Intake.objects.filter(Exists(somebody)).select_related("organisation")


@dataclass(frozen=True)
class Answering:
    """An organisation as it stands for taking reports. `somebody`: an active member of staff could answer today."""

    id: int
    name: str
    hours: int | None
    somebody: bool
    call_back_minutes: int
    review_percent: int


def answering(*, language: str, at: dt.datetime) -> list[Answering]:
    """Every organisation with an office, and whether it takes reports."""
    taking = {one.organisation_id: one for one in Intake.objects.all()}
    able = set(
        Staff.objects.filter(
            Exists(RoleGrant.objects.filter(_holds(at), staff=OuterRef("pk"), role__in=ANSWER, waiting=False)),
            is_active=True,
        ).values_list("office__organisation", flat=True)
    )
    bodies = {office.organisation_id: office.organisation for office in offices()}
    return [
        Answering(
            id,
            body.name(language),
            taking[id].answer_hours if id in taking else None,
            id in able,
            (taking.get(id) or Intake()).call_back_minutes,
            (taking.get(id) or Intake()).review_percent,
        )
        for id, body in sorted(bodies.items(), key=lambda item: item[1].key)
    ]


def _holds(at: dt.datetime) -> Q:
    return Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))
