"""Who interprets, who is free for a case, and what a booked interpreter may read."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from hamroh.people import walls
from hamroh.people.persons import content
from hamroh.people.persons.models import Part, PersonPart
from hamroh.people.prepared import prepared
from hamroh.people.staff.models import Role, Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.models import Concealment
from hamroh.people.walls.rows import at_work
from hamroh.protection.cases import queries as cases
from hamroh.protection.cases.models import Case
from hamroh.protection.interpreters.models import (
    BookedQuarter,
    Interpreter,
    InterpreterBooking,
    InterpreterConflict,
    InterpreterTie,
)
from hamroh.protection.parties import queries as parties
from hamroh.record import sealing
from hamroh.shell.here import day_of

MANAGE = frozenset({Role.SUPERVISOR})
"""The role that enters and vets interpreters."""
BOOK = cases.WORK
"""Roles that book them for their cases."""
QUARTER = dt.timedelta(minutes=15)
LONGEST = dt.timedelta(hours=12)
FIELDS = ("identity.full_name", "identity.languages", "identity.sex")
"""What of a file can be agreed to be shown to an interpreter."""


def place(id: uuid.UUID) -> str:
    return f"interpreter:{id}"


def tie_place(id: uuid.UUID) -> str:
    return f"interpreter_tie:{id}"


@dataclass(frozen=True)
class Open:
    """An interpreter with name and number, language pairs, and the ties that they declared: kind and words."""

    row: Interpreter
    name: str
    phone: str
    pairs: tuple[tuple[str, str], ...]
    ties: tuple[tuple[str, str], ...]

    def ready(self, day: dt.date) -> bool:
        """Vetted beyond that day, and bound to secrecy."""
        until, since = self.row.vetted_until, self.row.undertaken_on
        return until is not None and until >= day and since is not None and since <= day


def opened(rows: Iterable[Interpreter]) -> list[Open]:
    """Interpreters as they are read, by name; those who were erased are left out. One question to the key store."""
    rows = list(rows)
    ties: list[InterpreterTie] = [tie for row in rows for tie in row.ties.all()]
    asked = [(row.pk, place(row.pk), bytes(row.sealed)) for row in rows]
    asked += [(tie.interpreter_id, tie_place(tie.pk), bytes(tie.sealed)) for tie in ties]
    kept = sealing.unseal_many(asked)
    said: dict[uuid.UUID, list[tuple[str, str]]] = {}
    for tie, words in zip(ties, kept[len(rows) :], strict=True):
        said.setdefault(tie.interpreter_id, []).append((tie.get_kind_display(), (words or {}).get("words", "")))
    found = [
        Open(
            row,
            told["name"],
            told["phone"],
            tuple((pair.one, pair.other) for pair in row.pairs.all()),
            tuple(said.get(row.pk, ())),
        )
        for row, told in zip(rows, kept, strict=False)
        if told is not None
    ]
    return sorted(found, key=lambda one: one.name)


def interpreters(*, seen_by: Staff, at: dt.datetime) -> QuerySet[Interpreter]:
    """The interpreters of somebody's organisation, for those who manage or book them; not those who were let go."""
    rows = Interpreter.objects.filter(
        organisation=seen_by.office.organisation_id, gone_at__isnull=True
    ).prefetch_related("pairs", "ties")
    return rows if seen_by.roles(at) & (MANAGE | BOOK) else rows.none()


def one(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> Interpreter:
    """One of them.

    Raises:
        Absent: there is none of theirs.
    """
    found = interpreters(seen_by=seen_by, at=at).filter(pk=id).first()
    if found is None:
        raise Absent
    return found


def own(staff: Staff) -> Interpreter | None:
    """The interpreter that somebody is, by their own account."""
    return Interpreter.objects.filter(staff=staff).prefetch_related("pairs", "ties").first()


def without_account(*, seen_by: Staff, at: dt.datetime) -> list[Staff]:
    """Staff with the role of interpreter in somebody's organisation who are not entered yet."""
    taken = Interpreter.objects.filter(staff__isnull=False).values("staff")
    there = Staff.objects.filter(office__organisation=seen_by.office.organisation_id, is_active=True).exclude(
        pk__in=taken
    )
    return [one for one in there.order_by("full_name").prefetch_related("grants") if Role.INTERPRETER in one.roles(at)]


def quarters(since: dt.datetime, until: dt.datetime) -> list[dt.datetime]:
    """The quarters of an hour that a time touches."""
    first = since - dt.timedelta(minutes=since.minute % 15, seconds=since.second, microseconds=since.microsecond)
    out = []
    while first < until:
        out.append(first)
        first += QUARTER
    return out


@dataclass(frozen=True)
class Wanted:
    """What is needed for a case: between which languages, from when to when, how, in which town, by a woman or a man."""

    one: str
    other: str
    since: dt.datetime
    until: dt.datetime
    how: str
    sex: str = ""


@dataclass(frozen=True)
class Fitting:
    """An interpreter who fits and is free; `linked` is the party of the case to which they declared a tie, empty for none."""

    one: Open
    linked: str


def free(case: Case, wanted: Wanted, *, seen_by: Staff, at: dt.datetime) -> list[Open]:
    """Interpreters who may be booked: who fit, are free then, and declared no tie to a party of the case."""
    return [found.one for found in fitting(case, wanted, seen_by=seen_by, at=at) if not found.linked]


def fitting(case: Case, wanted: Wanted, *, seen_by: Staff, at: dt.datetime) -> list[Fitting]:
    """Interpreters who fit and are free then: vetted, bound to secrecy, with no conflict noted for the case, and not of an
    office from which it is hidden.

    Who declared a tie in which the name of a party of the case stands is not for it. The other ties come with them: whether one
    touches the case is for a person to say.
    """
    pair = sorted((wanted.one, wanted.other))
    rows = interpreters(seen_by=seen_by, at=at).filter(pairs__one=pair[0], pairs__other=pair[1])
    rows = rows.exclude(pk__in=InterpreterConflict.objects.filter(case=case).values("interpreter"))
    hidden = Concealment.objects.filter(person=cases.file_of(case))
    rows = rows.exclude(staff__in=[one.staff_id for one in hidden if one.staff_id])
    rows = rows.exclude(staff__office__in=[one.office_id for one in hidden if one.office_id])
    taken = BookedQuarter.objects.filter(at__in=quarters(wanted.since, wanted.until)).values("interpreter")
    rows = rows.exclude(pk__in=taken)
    rows = rows.filter(by_phone=True) if wanted.how == InterpreterBooking.How.CALL else rows.exclude(area="")
    if wanted.sex:
        rows = rows.filter(sex=wanted.sex)
    names = parties.names_in(case)
    return [
        Fitting(one, next((name for name in names if _declared(one, name)), ""))
        for one in opened(rows)
        if one.ready(day_of(wanted.until))
    ]


def _declared(one: Open, name: str) -> bool:
    return any(parties.stands_in(name, words) for _kind, words in one.ties)


def _hidden(interpreter: str = "interpreter__") -> Exists:
    """Is the file hidden from the interpreter of a booking, or from their office?"""
    whom = Q(staff=OuterRef(f"{interpreter}staff")) | Q(office=OuterRef(f"{interpreter}staff__office"))
    return Exists(Concealment.objects.filter(whom, person=OuterRef("person")))


def fallen(*, seen_by: Staff, at: dt.datetime) -> list[InterpreterBooking]:
    """Bookings to come, in cases that somebody may see, to which no interpreter comes any more, and nobody has said that they saw it: the
    interpreter was let go or stepped back, or the file complains of their office since."""
    return fallen_rows(seen_by=seen_by, at=at)


@prepared
def fallen_rows(*, seen_by: Staff, at: dt.datetime) -> QuerySet[InterpreterBooking]:
    """The rows of `fallen`."""
    rows = InterpreterBooking.objects.filter(until__gt=at, fall_seen_at__isnull=True).annotate(hidden=_hidden())
    rows = rows.filter(~Q(fell_away="") | Q(hidden=True, cancelled_at__isnull=True))
    rows = cases.of_open(rows, seen_by=seen_by, at=at)
    return rows.select_related("case", "interpreter", "booked_by").order_by("since", "pk")


def of_case(case: Case, *, at: dt.datetime) -> list[InterpreterBooking]:
    """The bookings for a case that are to come or go on."""
    rows = InterpreterBooking.objects.filter(case=case, until__gt=at, cancelled_at__isnull=True)
    return list(rows.select_related("interpreter").prefetch_related("interpreter__pairs", "interpreter__ties"))


@dataclass(frozen=True)
class Mine:
    """A booking as its interpreter reads it. `told` are the agreed fields, filled only while it lasts."""

    row: InterpreterBooking
    now: bool
    told: dict[str, Any]


def bookings_of(interpreter: Interpreter, *, at: dt.datetime) -> list[Mine]:
    """The bookings of an interpreter with an account that are to come or go on, with what is open to them now."""
    rows = InterpreterBooking.objects.filter(interpreter=interpreter, until__gt=at, cancelled_at__isnull=True)
    # What hides a file from them is itself hidden from them.
    with at_work("bookings that are hidden since"):
        rows = list(rows.exclude(_hidden()).select_related("case"))
    out = []
    for row in rows:
        now = row.since <= at
        out.append(Mine(row, now, _agreed(row, interpreter.staff, at=at) if now and interpreter.staff else {}))
    return out


def _agreed(row: InterpreterBooking, staff: Staff, *, at: dt.datetime) -> dict[str, Any]:
    """The wall itself says what is open: the booking only asks it."""
    with at_work("a file that was merged into another"):
        file = cases.file_of(row.case)
    try:
        person = walls.person(file, seen_by=staff, at=at)
    except Absent:
        return {}
    seen = walls.fields_seen(person, by=staff, at=at)
    if Part.IDENTITY not in seen:
        return {}
    for _row, kept in content.opened(PersonPart.objects.filter(person=person, part=Part.IDENTITY)):
        return walls.narrowed(kept, seen[Part.IDENTITY])
    return {}


def booked_for(files: Iterable[uuid.UUID]) -> list[InterpreterBooking]:
    """The bookings for the person of these files. For whoever has asked before whether it may be told."""
    return list(InterpreterBooking.objects.filter(person__in=list(files), cancelled_at__isnull=True))
