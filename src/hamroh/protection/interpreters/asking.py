"""From the request for an interpreter to the word that they will come: by when that should be known, and where it is late.

A booking is not yet a confirmation: somebody was chosen, and has to say that they come. Each booking belongs to a request; where none was
made before, it begins with the booking.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from hamroh.people.persons.words import LANGUAGES
from hamroh.people.prepared import prepared
from hamroh.people.staff.models import Role, Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import at_work
from hamroh.protection.cases import queries as cases
from hamroh.protection.cases.models import Case
from hamroh.protection.cases.queries import Waiting
from hamroh.protection.interpreters import events, queries
from hamroh.protection.interpreters.models import InterpreterBooking, InterpreterRequest
from hamroh.protection.interpreters.queries import Wanted
from hamroh.record import note
from hamroh.shell.here import day_of

TARGET = dt.timedelta(hours=24)
"""Within so long of the request, and never later than it begins, it is known who comes."""
COUNTED = dt.timedelta(days=90)
MOST = 200


class NotComplete(Exception):
    """The time is past, too long or empty, or the languages are not two that we know. Nothing was stored."""


@dataclass(frozen=True)
class Asked:
    """A request as it stands. `due` is by when it should be confirmed."""

    row: InterpreterRequest
    at: dt.datetime

    @property
    def due(self) -> dt.datetime:
        return min(self.row.asked_at + TARGET, self.row.since)

    @property
    def booked(self) -> bool:
        return self.row.booking is not None and self.row.booking.cancelled_at is None

    @property
    def confirmed(self) -> bool:
        return self.booked and self.row.confirmed_at is not None

    @property
    def late(self) -> bool:
        return not self.confirmed and self.due <= self.at


def _rows() -> QuerySet[InterpreterRequest]:
    return InterpreterRequest.objects.filter(withdrawn_at=None).select_related("booking", "case", "asked_by")


_OPEN = Q(booking=None) | Q(confirmed_at=None) | Q(booking__cancelled_at__isnull=False)


@transaction.atomic
def ask(case: uuid.UUID, wanted: Wanted, *, by: Staff, at: dt.datetime) -> InterpreterRequest:
    """Ask for an interpreter before anybody is found. Asked again for the same time, it stays the first request.

    Raises:
        Absent: no such case of theirs.
        NotComplete: see there.
    """
    of = cases.case(case, seen_by=by, at=at)
    lasts = wanted.until - wanted.since
    one, other = sorted((wanted.one, wanted.other))
    known = {one, other} <= set(LANGUAGES) and one != other and wanted.how in InterpreterBooking.How.values
    if not known or at >= wanted.until or not dt.timedelta(0) < lasts <= queries.LONGEST:
        raise NotComplete
    told = {"case": of, "one": one, "other": other, "since": wanted.since, "until": wanted.until, "withdrawn_at": None}
    there = InterpreterRequest.objects.filter(**told).first()
    if there is not None:
        return there
    made = InterpreterRequest.objects.create(
        **told, person_id=cases.file_of(of), how=wanted.how, asked_at=at, asked_by=by
    )
    note(events.InterpreterAskedFor(about=made.person_id, request=made.pk), by=by.pk, at=at)
    return made


def booked(booking: InterpreterBooking, *, by: Staff, at: dt.datetime) -> None:
    """A booking answers the open request that it fits, the oldest first, or begins one. It is not confirmed yet."""
    fits = {"case": booking.case_id, "one": booking.one, "other": booking.other}
    rows = _rows().filter(_OPEN, since__lt=booking.until, until__gt=booking.since, **fits)
    found = next((one for one in rows.order_by("asked_at", "pk") if not Asked(one, at).booked), None)
    if found is None:
        InterpreterRequest.objects.create(
            case_id=booking.case_id, person_id=booking.person_id, one=booking.one, other=booking.other, how=booking.how,
            since=booking.since, until=booking.until, asked_at=at, asked_by=by, booking=booking,
        )  # fmt: skip
        return
    InterpreterRequest.objects.filter(pk=found.pk).update(booking=booking, confirmed_at=None, confirmed_by=None)


@transaction.atomic
def confirm(booking: uuid.UUID, *, by: Staff, at: dt.datetime) -> None:
    """Say that the interpreter comes: they themselves at their page, or whoever works with the case and heard it from them.

    Raises:
        Absent: it is no booking of theirs that stands.
    """
    mine = queries.own(by)
    own = mine is not None and any(one.row.pk == booking for one in queries.bookings_of(mine, at=at))
    rows = InterpreterRequest.objects.filter(booking=booking, booking__cancelled_at=None, withdrawn_at=None)
    if own:
        # They see neither the case nor, before its time, the person.
        with at_work("an interpreter says that they come"):
            row = rows.first()
            _confirm(row, by=by, at=at)
        return
    row = rows.filter(case__in=cases.cases(seen_by=by, at=at)).first()
    if row is not None:
        cases.case(row.case_id, seen_by=by, at=at)
    _confirm(row, by=by, at=at)


def _confirm(row: InterpreterRequest | None, *, by: Staff, at: dt.datetime) -> None:
    if row is None:
        raise Absent
    if InterpreterRequest.objects.filter(pk=row.pk, confirmed_at=None).update(confirmed_at=at, confirmed_by=by):
        note(events.InterpreterConfirmed(about=row.person_id, request=row.pk), by=by.pk, at=at)


@transaction.atomic
def withdraw(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> None:
    """No interpreter is needed any more. What is booked is cancelled apart.

    Raises:
        Absent: it is no request of a case of theirs.
    """
    row = _rows().filter(pk=id, case__in=cases.cases(seen_by=by, at=at)).first()
    if row is None:
        raise Absent
    cases.case(row.case_id, seen_by=by, at=at)
    InterpreterRequest.objects.filter(pk=id).update(withdrawn_at=at)
    note(events.InterpreterNotNeeded(about=row.person_id, request=id), by=by.pk, at=at)


def of_case(case: Case, *, at: dt.datetime) -> list[Asked]:
    """The requests of a case that are to come or go on."""
    return [Asked(one, at) for one in _rows().filter(case=case, until__gt=at).order_by("since", "pk")]


def confirmed(bookings: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Of these bookings those that are confirmed. For whoever has asked before whether they may be seen."""
    with at_work("which bookings are confirmed"):
        rows = InterpreterRequest.objects.filter(booking__in=list(bookings), confirmed_at__isnull=False)
        return {one for one in rows.values_list("booking", flat=True) if one}


def waiting(*, seen_by: Staff, at: dt.datetime) -> list[Asked]:
    """Requests to come that nobody confirmed, in cases that somebody may see, the first due first."""
    return sorted((Asked(one, at) for one in unconfirmed(seen_by=seen_by, at=at)), key=lambda one: one.due)


@prepared
def unconfirmed(*, seen_by: Staff, at: dt.datetime) -> QuerySet[InterpreterRequest]:
    """The rows of `waiting`, by when the interpreter is needed. What may not be seen takes no place among the first."""
    rows = _rows().filter(_OPEN, until__gt=at)
    return cases.of_open(rows, seen_by=seen_by, at=at).order_by("since", "pk")[:MOST]


def _works(staff: Staff, at: dt.datetime) -> bool:
    return bool(staff.roles(at) & queries.BOOK)


def board(*, seen_by: Staff, at: dt.datetime) -> list[Waiting]:
    """Requests that are late. A supervisor sees those of the organisation, others their own."""
    all_ = Role.SUPERVISOR in seen_by.roles(at)
    return [
        Waiting(one.row.case, "interpreter_late", day_of(one.due), one.row.asked_by.full_name)
        for one in waiting(seen_by=seen_by, at=at)
        if one.late and (all_ or one.row.asked_by_id == seen_by.pk)
    ]


def kept_in_time(*, seen_by: Staff, at: dt.datetime) -> tuple[int, int]:
    """Of the requests of the last 90 days that were due: how many were confirmed in time, and how many there were. A number of the
    organisation, in which no case stands."""
    if not _works(seen_by, at):
        return 0, 0
    with at_work("count requests for interpreters"):
        rows = _rows().filter(asked_at__gt=at - COUNTED, case__organisation=seen_by.office.organisation_id)
        asked = [Asked(one, at) for one in rows]
    due = [one for one in asked if one.confirmed or one.late]
    return sum(one.confirmed and one.row.confirmed_at <= one.due for one in due), len(due)  # type: ignore[operator]


def hand_over(leaving: Staff, to: Staff) -> None:
    """Open requests of somebody who leaves go on under another name."""
    InterpreterRequest.objects.filter(asked_by=leaving, confirmed_at=None).update(asked_by=to)
