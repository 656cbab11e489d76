"""Who sees which case, and what stands in it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Count as Counted, Model, Q, QuerySet

from hamroh.people import walls
from hamroh.people.directory.models import Organisation
from hamroh.people.persons.models import Part
from hamroh.people.prepared import Count, prepared
from hamroh.people.staff.models import Office, Role, Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.models import Concealment
from hamroh.people.walls.rows import at_work
from hamroh.protection.cases.models import Case, CaseNote, Clock, Referral, Task
from hamroh.record import sealing
from hamroh.shell.here import day_of

WORK = frozenset({Role.CASE_WORKER, Role.LAWYER, Role.SUPERVISOR})
"""Roles that carry cases."""
RECEIVE = WORK | {Role.OPERATOR, Role.SHELTER_MANAGER, Role.CONSULAR}
"""Roles that answer referrals to their organisation."""
PAGE = 50
SILENT_AFTER = dt.timedelta(days=14)
"""A case that nobody touched for so long stands on the supervisor's board."""
SOON = dt.timedelta(days=7)
Row = TypeVar("Row", bound=Model)


NOT_PUNISHED = "not_punished"
"""Where a case keeps what the person did under compulsion: see `htcds/not_punished.py`."""


def place(case: uuid.UUID) -> str:
    return f"case:{case}"


def cases(*, seen_by: Staff, at: dt.datetime) -> QuerySet[Case]:
    """Cases of the organisation, of persons whose story may be seen; for roles that carry cases. For others there are none."""
    if not seen_by.roles(at) & WORK:
        return Case.objects.filter(pk__in=[], person__in=walls.persons(seen_by=seen_by, at=at))
    # One look at one file for each case: to list all files that may be seen first takes the longer, the more there are, and in
    # PostgreSQL the second lock is asked for each of them. A file that was merged into another is seen with it, and so are its cases.
    return Case.objects.filter(
        walls.Seen("person_id", seen_by=seen_by, at=at, part=Part.STORY), organisation=seen_by.office.organisation_id
    )


@prepared
def numbered(*, number: str, seen_by: Staff, at: dt.datetime) -> QuerySet[Case]:
    """The case of that number, if it may be seen."""
    return cases(seen_by=seen_by, at=at).filter(number=number)


def file_of(row: Any) -> uuid.UUID:
    """The file that stands for the person of a case, or of what else has one: their own, or the one into which it was merged."""
    person = row.person
    while person.merged_into is not None:
        person = person.merged_into
    return person.pk


def case(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> Case:
    """One case.

    Raises:
        Absent: there is none, or it may not be seen: its person's file, or its story, is closed to them.
    """
    found: Case | None = _one.first(id=id, seen_by=seen_by, at=at)
    if found is None:
        raise Absent
    file = walls.person(file_of(found), seen_by=seen_by, at=at)
    if Part.STORY not in walls.parts_seen(file, by=seen_by, at=at):
        raise Absent
    found.read_by, found.read_in = (seen_by.pk, at), file
    return found


@prepared
def _one(*, id: uuid.UUID, seen_by: Staff, at: dt.datetime) -> QuerySet[Case]:
    return cases(seen_by=seen_by, at=at).filter(pk=id).select_related("lead", "person")


@prepared
def _tasks(*, case: uuid.UUID) -> QuerySet[Task]:
    return Task.objects.filter(case=case).select_related("owner")


@prepared
def _notes(*, case: uuid.UUID) -> QuerySet[CaseNote]:
    return CaseNote.objects.filter(case=case).select_related("by")


@prepared
def _clocks(*, case: uuid.UUID) -> QuerySet[Clock]:
    return Clock.objects.filter(case=case).select_related("owner")


@prepared
def _referrals(*, case: uuid.UUID) -> QuerySet[Referral]:
    return Referral.objects.filter(case=case).select_related("to")


def again(row: Case, *, seen_by: Staff, at: dt.datetime) -> Case:
    """The same case for somebody: itself where it was read for them at this moment, as one page does it several times.

    Raises:
        Absent: it may not be seen.
    """
    return row if row.read_by == (seen_by.pk, at) else case(row.pk, seen_by=seen_by, at=at)


@dataclass(frozen=True)
class OpenTask:
    """A task with its words."""

    row: Task
    text: str


@dataclass(frozen=True)
class OpenNote:
    """A note with its words."""

    at: dt.datetime
    by: str
    text: str


@dataclass(frozen=True)
class OpenCase:
    """A case as it is read. `content` has `facts` (for the rulebook), `asked` (screens gone through) and `summary`."""

    row: Case
    content: dict[str, Any]
    clocks: list[Clock]
    tasks: list[OpenTask]
    notes: list[OpenNote]
    referrals: list[Referral] = field(default_factory=list)


def opened(row: Case) -> OpenCase:
    """What stands in a case.

    Raises:
        Absent: the person was erased.
    """
    tasks = _tasks(case=row.pk)
    notes = _notes(case=row.pk)
    asked = [(row.person_id, place(row.pk), bytes(row.sealed))]
    asked += [(row.person_id, f"task:{task.pk}", bytes(task.sealed)) for task in tasks]
    asked += [(row.person_id, f"case_note:{note.pk}", bytes(note.sealed)) for note in notes]
    content, *rest = sealing.unseal_many(asked)
    if content is None:
        raise Absent
    words = [(kept or {}).get("text", "") for kept in rest]
    return OpenCase(
        row,
        content,
        sorted(
            _clocks(case=row.pk),
            key=lambda c: (c.done_at is not None, c.settled, c.safe or dt.date.max),
        ),
        [OpenTask(task, text) for task, text in zip(tasks, words, strict=False)],
        [OpenNote(n.at, n.by.full_name, text) for n, text in zip(notes, words[len(tasks) :], strict=True)],
        _referrals(case=row.pk),
    )


def open_cases(page: int, *, seen_by: Staff, at: dt.datetime) -> tuple[list[Case], bool]:
    """A page, from 1, of the open cases that somebody may see, the last touched first, and whether more follow."""
    # The first lock chooses, the second is asked of what was chosen: asked within the first, it looks at each row three times.
    with at_work("list of cases"):
        ids = _first_open(seen_by=seen_by, at=at)
        if page > 1:
            ids = list(_open(seen_by=seen_by, at=at)[(page - 1) * PAGE : page * PAGE + 1])
    rows = _listed(ids=ids)
    return rows[:PAGE], len(ids) > PAGE


def _open(*, seen_by: Staff, at: dt.datetime) -> QuerySet[Case, Any]:
    found = cases(seen_by=seen_by, at=at).filter(closed_at__isnull=True)
    return found.order_by("-touched_at", "pk").values_list("pk", flat=True)


@prepared
def _first_open(*, seen_by: Staff, at: dt.datetime) -> QuerySet[Case, Any]:
    return _open(seen_by=seen_by, at=at)[: PAGE + 1]


@prepared
def _listed(*, ids: list[uuid.UUID]) -> QuerySet[Case]:
    return Case.objects.filter(pk__in=ids).select_related("lead").order_by("-touched_at", "pk")


@dataclass(frozen=True)
class Waiting:
    """Why a case stands on the board: a clock near or past, a day that moved, a task overdue, silence."""

    case: Case
    why: str
    day: dt.date | None
    owner: str


def board(*, seen_by: Staff, at: dt.datetime) -> list[Waiting]:
    """What to do next, most pressing first: over the cases that somebody may see, not only how many there are.

    A supervisor sees it for the organisation, others for what they answer for.
    """
    today = day_of(at)
    found: list[Waiting] = []
    asked = {"seen_by": seen_by, "at": at}
    for clock in _clocks_near(soon=today + SOON, **asked):
        why = "moved" if clock.moved_at else "late" if clock.safe and clock.safe < today else "due"
        found.append(Waiting(clock.case, why, clock.safe, clock.owner.full_name))
    for task in _tasks_near(soon=today + SOON, **asked):
        why = "task_late" if task.due_on < today else "task"
        found.append(Waiting(task.case, why, task.due_on, task.owner.full_name))
    for row in _silent(before=at - SILENT_AFTER, **asked):
        found.append(Waiting(row, "silent", day_of(row.touched_at), row.lead.full_name))
    return sorted(found, key=lambda one: (one.day or today, one.why, one.case.number))


def how_many_on_board(*, seen_by: Staff, at: dt.datetime) -> tuple[Count, ...]:
    """How many `board` has."""
    soon, asked = day_of(at) + SOON, {"seen_by": seen_by, "at": at}
    return (
        _clocks_near.counting(soon=soon, **asked),
        _tasks_near.counting(soon=soon, **asked),
        _silent.counting(before=at - SILENT_AFTER, **asked),
    )


def of_open(rows: QuerySet[Row], *, seen_by: Staff, at: dt.datetime) -> QuerySet[Row]:
    """Of rows that name a case and are theirs or, for a supervisor, the organisation's: those of open cases that somebody may see.

    One look at one file for each row, so that a list that shows the first ends where they are found.
    """
    if not seen_by.roles(at) & WORK:
        return rows.none()
    seen = walls.Seen("case__person_id", seen_by=seen_by, at=at, part=Part.STORY)
    return rows.filter(seen, case__organisation=seen_by.office.organisation_id, case__closed_at=None)


def _own(seen_by: Staff, at: dt.datetime) -> Q:
    return Q() if Role.SUPERVISOR in seen_by.roles(at) else Q(owner=seen_by)


@prepared
def _clocks_near(*, soon: dt.date, seen_by: Staff, at: dt.datetime) -> QuerySet[Clock]:
    near = Q(safe__lte=soon) | Q(moved_at__isnull=False)
    rows = Clock.objects.filter(_own(seen_by, at), near, done_at__isnull=True)
    return of_open(rows, seen_by=seen_by, at=at).select_related("case", "owner").order_by("safe", "pk")[:PAGE]


@prepared
def _tasks_near(*, soon: dt.date, seen_by: Staff, at: dt.datetime) -> QuerySet[Task]:
    rows = Task.objects.filter(_own(seen_by, at), done_at__isnull=True, due_on__lte=soon)
    return of_open(rows, seen_by=seen_by, at=at).select_related("case", "owner")[:PAGE]


@prepared
def _silent(*, before: dt.datetime, seen_by: Staff, at: dt.datetime) -> QuerySet[Case]:
    rows = cases(seen_by=seen_by, at=at).filter(touched_at__lt=before, closed_at=None)
    mine = rows if Role.SUPERVISOR in seen_by.roles(at) else rows.filter(lead=seen_by)
    return mine.select_related("lead").order_by("touched_at", "pk")[:PAGE]


def seen_among(ids: Iterable[uuid.UUID], *, seen_by: Staff, at: dt.datetime) -> set[uuid.UUID]:
    """Of these cases those that somebody may see; where none is named the database is not asked."""
    named = list(set(ids))
    return set(_seen_among(ids=named, seen_by=seen_by, at=at)) if named else set()


@prepared
def _seen_among(*, ids: list[uuid.UUID], seen_by: Staff, at: dt.datetime) -> QuerySet[Case, Any]:
    return cases(seen_by=seen_by, at=at).filter(pk__in=ids).values_list("pk", flat=True)


@dataclass(frozen=True)
class Load:
    """How many open cases somebody carries."""

    name: str
    cases: int


def load(*, seen_by: Staff, at: dt.datetime) -> list[Load]:
    """Open cases by who leads them, the most first; for supervisors."""
    open_ = cases(seen_by=seen_by, at=at).filter(closed_at__isnull=True)
    # Counted by the first lock alone: the second looks at each row, and nothing of a row is shown.
    with at_work("count open cases"):
        counted = list(open_.order_by().values_list("lead__full_name").annotate(n=Counted("pk")))
    return [Load(name, n) for name, n in sorted(counted, key=lambda item: (-item[1], item[0]))]


def referrals_to(*, seen_by: Staff, at: dt.datetime) -> QuerySet[Referral]:
    """Referrals to somebody's organisation that wait for an answer or are being worked on."""
    open_ = [Referral.State.SENT, Referral.State.ACCEPTED]
    if not seen_by.roles(at) & RECEIVE:
        return Referral.objects.filter(pk__in=[])
    found = Referral.objects.filter(
        walls.Seen("person_id", merged=False, seen_by=seen_by, at=at),
        to=seen_by.office.organisation_id,
        state__in=open_,
    )
    # The walls come with each file, so that its parts cost no further query.
    return found.select_related("sent_by__office__organisation", "person").prefetch_related(
        "person__involvements", "person__glass"
    )


@prepared
def unanswered_referrals(*, seen_by: Staff, at: dt.datetime) -> QuerySet[Referral]:
    """Referrals to somebody's organisation that nobody has answered."""
    return referrals_to(seen_by=seen_by, at=at).filter(state=Referral.State.SENT)


def offices_of_desk() -> list[Office]:
    """Every office of this site, that a file may complain of."""
    return list(Office.objects.select_related("organisation").order_by("organisation__key", "key"))


def supervisor_outside(office: Office, *, at: dt.datetime) -> Staff | None:
    """A supervisor of the organisation who works in another of its offices: who can carry what complains of this one."""
    others = Staff.objects.filter(is_active=True, office__organisation=office.organisation_id).exclude(office=office)
    return next((one for one in others.order_by("joined_at", "pk") if Role.SUPERVISOR in one.roles(at)), None)


def complains_of(person: uuid.UUID, organisation: int) -> bool:
    """Does a file complain of an office, or of somebody, of this organisation?"""
    about = Q(office__organisation=organisation) | Q(staff__office__organisation=organisation)
    return Concealment.objects.filter(about, person=person).exists()


@prepared
def to_refer_to(*, seen_by: Staff) -> QuerySet[Organisation]:
    """Organisations that something can be referred to: those with an office here, so that somebody answers.

    Never one's own, and never a firm or an intermediary, which may be whom a case is about.
    """
    about = [Organisation.Kind.FIRM, Organisation.Kind.INTERMEDIARY]
    return (
        Organisation.objects.filter(offices__isnull=False)
        .exclude(kind__in=about)
        .exclude(pk=seen_by.office.organisation_id)
        .distinct()
        .order_by("key")
    )


def referral(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime, sent: bool) -> Referral:
    """A referral that was sent by (`sent`) or to somebody's organisation.

    Raises:
        Absent: there is none, or it is not theirs to see.
    """
    theirs = Q(case__in=cases(seen_by=seen_by, at=at)) if sent else Q(pk__in=referrals_to(seen_by=seen_by, at=at))
    found = Referral.objects.filter(theirs, pk=id).select_related("case", "involvement").first()
    if found is None:
        raise Absent
    if sent:
        case(found.case_id, seen_by=seen_by, at=at)
    return found


__all__ = ["Case", "CaseNote", "OpenCase", "board", "case", "cases", "load", "opened", "referral", "referrals_to"]
