"""What is done with interpreters: enter, vet, bind to secrecy, declare ties, book, cancel, step back from a case."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from hamroh.people.persons.words import LANGUAGES
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.models import Involvement
from hamroh.people.walls.rows import at_work
from hamroh.protection.cases import queries as cases
from hamroh.protection.cases.models import Case
from hamroh.protection.interpreters import asking, events, queries
from hamroh.protection.interpreters.models import (
    BookedQuarter,
    Interpreter,
    InterpreterBooking,
    InterpreterConflict,
    InterpreterTie,
    LanguagePair,
)
from hamroh.protection.interpreters.queries import Mine, Wanted
from hamroh.record import actions as record, keys, note, sealing
from hamroh.shell.here import day_of

LONGEST_WORDS = 500
LONGEST_NAME, LONGEST_PHONE, LONGEST_AREA = 200, 60, 120
_Fell = InterpreterBooking.FellAway
REASON = "interpreter"
"""Why a file is open to a booked interpreter."""
VETTED_AT_MOST = dt.timedelta(days=2 * 365)


class InterpreterError(Exception):
    """Root of what this room refuses."""


class NotComplete(InterpreterError):
    """Something was not said, or a day or time is out of its bounds. Nothing was stored."""


class Taken(InterpreterError):
    """The interpreter was booked for that time a moment ago. Nothing was changed."""


class NotForThis(InterpreterError):
    """The interpreter may not be booked so: not vetted long enough, not bound to secrecy, another language, a conflict."""


@transaction.atomic
def enter(
    name: str,
    phone: str,
    *,
    pairs: set[tuple[str, str]],
    by_phone: bool,
    area: str,
    sex: str,
    staff: Staff | None,
    by: Staff,
    at: dt.datetime,
) -> Interpreter:
    """Enter an interpreter of one's organisation.

    Raises:
        Absent: `by` does not manage interpreters, or `staff` is no interpreter of theirs.
        NotComplete: name, languages or way are missing, or a text is too long.
    """
    if not by.roles(at) & queries.MANAGE:
        raise Absent
    if staff is not None and staff not in queries.without_account(seen_by=by, at=at):
        raise Absent
    ordered = {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}
    known = all(code in LANGUAGES for pair in ordered for code in pair)
    name, phone, area = name.strip(), phone.strip(), area.strip()
    if len(name) > LONGEST_NAME or len(phone) > LONGEST_PHONE or len(area) > LONGEST_AREA:
        raise NotComplete
    if not name or not ordered or not known or not (by_phone or area) or sex not in ("", "f", "m"):
        raise NotComplete
    id = uuid.uuid4()
    keys.store().make(id)
    row = Interpreter.objects.create(
        id=id,
        organisation_id=by.office.organisation_id,
        staff=staff,
        sealed=sealing.seal(id, queries.place(id), {"name": name, "phone": phone}),
        sex=sex,
        by_phone=by_phone,
        area=area,
    )
    LanguagePair.objects.bulk_create(LanguagePair(interpreter=row, one=a, other=b) for a, b in sorted(ordered))
    note(events.InterpreterEntered(interpreter=id), by=by.pk, at=at)
    return row


@transaction.atomic
def vet(id: uuid.UUID, *, until: dt.date, by: Staff, at: dt.datetime) -> None:
    """Say that an interpreter was vetted, until a day at most two years ahead. Nobody vets themselves.

    Raises:
        Absent: there is none of theirs, or they manage none.
        NotComplete: the day is past or too far.
    """
    row = queries.one(id, seen_by=by, at=at)
    if not by.roles(at) & queries.MANAGE or row.staff_id == by.pk:
        raise Absent
    if not day_of(at) < until <= day_of(at + VETTED_AT_MOST):
        raise NotComplete
    Interpreter.objects.filter(pk=id).update(vetted_by=by, vetted_until=until)
    note(events.InterpreterVetted(interpreter=id, until=until), by=by.pk, at=at)


@transaction.atomic
def undertake(row: Interpreter, *, by: Staff, at: dt.datetime) -> None:
    """Undertake to keep what one hears to oneself; where the interpreter has no account, who manages them has the paper.

    Raises:
        Absent: it is not theirs to say.
    """
    own = row.staff_id == by.pk
    managed = row.staff_id is None and row.organisation_id == by.office.organisation_id
    if not own and not (managed and by.roles(at) & queries.MANAGE):
        raise Absent
    if Interpreter.objects.filter(pk=row.pk, undertaken_on__isnull=True).update(undertaken_on=day_of(at)):
        note(events.SecrecyUndertaken(interpreter=row.pk), by=by.pk, at=at)


@transaction.atomic
def declare(row: Interpreter, kind: str, words: str, *, by: Staff, at: dt.datetime) -> None:
    """Declare what may stand between an interpreter and a case: by themselves, or by who manages them.

    Raises:
        Absent: it is not theirs to say.
        NotComplete: no such kind, or no words.
    """
    manages = by.roles(at) & queries.MANAGE and row.organisation_id == by.office.organisation_id
    if row.staff_id != by.pk and not manages:
        raise Absent
    words = words.strip()
    if kind not in InterpreterTie.Kind.values or not 0 < len(words) <= LONGEST_WORDS:
        raise NotComplete
    id = uuid.uuid4()
    sealed = sealing.seal(row.pk, queries.tie_place(id), {"words": words})
    InterpreterTie.objects.create(id=id, interpreter=row, kind=kind, sealed=sealed)
    note(events.TieDeclared(interpreter=row.pk), by=by.pk, at=at)


@transaction.atomic
def let_go(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> None:
    """An interpreter interprets no more: what is booked is cancelled, name, number and ties are erased for good.

    Raises:
        Absent: there is none of theirs, or they manage none.
    """
    row = queries.one(id, seen_by=by, at=at)
    if not by.roles(at) & queries.MANAGE:
        raise Absent
    with at_work("an interpreter interprets no more"):
        _let_go(row, by=by, at=at)


def _let_go(row: Interpreter, *, by: Staff | None, at: dt.datetime) -> None:
    """To be called as the site's own work."""
    for booking in InterpreterBooking.objects.filter(interpreter=row, until__gt=at, cancelled_at__isnull=True):
        _cancel(booking, by=by, at=at, fell_away=str(_Fell.LET_GO))
    Interpreter.objects.filter(pk=row.pk).update(gone_at=at, staff=None)
    record.erase(row.pk, reason="interprets no more", by=by.pk if by else None, at=at)
    note(events.InterpreterLetGo(interpreter=row.pk), by=by.pk if by else None, at=at)


@transaction.atomic
def keep_away(interpreter: uuid.UUID, case: uuid.UUID, words: str, *, by: Staff, at: dt.datetime) -> None:
    """Note that an interpreter is not for a case, and why. Their bookings for it are cancelled.

    Raises:
        Absent: no such interpreter or case of theirs.
        NotComplete: no words.
    """
    row, of = queries.one(interpreter, seen_by=by, at=at), cases.case(case, seen_by=by, at=at)
    if not 0 < len(words.strip()) <= LONGEST_WORDS:
        raise NotComplete
    with at_work("keep an interpreter away from a case"):
        _conflict(row, of, words.strip(), by=by, at=at)


def _conflict(row: Interpreter, case: Case, words: str, *, by: Staff, at: dt.datetime, fell_away: str = "") -> None:
    id = uuid.uuid4()
    _row, made = InterpreterConflict.objects.get_or_create(
        interpreter=row,
        case=case,
        defaults={
            "id": id,
            "person_id": case.person_id,
            "noted_by": by,
            "sealed": sealing.seal(case.person_id, f"interpreter_conflict:{id}", {"words": words}),
        },
    )
    if made:
        note(events.ConflictNoted(about=case.person_id, interpreter=row.pk), by=by.pk, at=at)
    for booking in InterpreterBooking.objects.filter(
        interpreter=row, case=case, cancelled_at__isnull=True, until__gt=at
    ):
        _cancel(booking, by=by, at=at, fell_away=fell_away)


@transaction.atomic
def book(
    interpreter: uuid.UUID,
    case: uuid.UUID,
    wanted: Wanted,
    *,
    fields: set[str],
    compared: bool,
    by: Staff,
    at: dt.datetime,
) -> InterpreterBooking:
    """Book an interpreter for a case. `fields` are what the person agreed to show them, for that time; `compared` says that
    the declared ties were held against the case.

    Raises:
        Absent: no such interpreter or case of theirs.
        NotComplete: the time is past, too long or empty, no field was agreed, or the ties were not compared.
        NotForThis: see there.
        Taken: booked for that time by somebody else.
    """
    row, of = queries.one(interpreter, seen_by=by, at=at), cases.case(case, seen_by=by, at=at)
    if not by.roles(at) & queries.BOOK:
        raise Absent
    lasts = wanted.until - wanted.since
    timely = at < wanted.until and dt.timedelta(0) < lasts <= queries.LONGEST
    if not timely or not fields or not fields <= set(queries.FIELDS) or not compared:
        raise NotComplete
    if wanted.how not in InterpreterBooking.How.values or wanted.sex not in ("", "f", "m"):
        raise NotComplete
    fits = {one.row.pk for one in queries.free(of, wanted, seen_by=by, at=at)}
    if row.pk not in fits:
        taken = BookedQuarter.objects.filter(interpreter=row, at__in=queries.quarters(wanted.since, wanted.until))
        raise Taken if taken.exists() else NotForThis
    id = uuid.uuid4()
    file = cases.file_of(of)
    involvement = None
    try:
        with transaction.atomic():
            if row.staff is not None:
                involvement = Involvement.objects.create(
                    person_id=file,
                    organisation_id=row.staff.office.organisation_id,
                    staff=row.staff,
                    parts=" ".join(sorted(fields)),
                    since=wanted.since,
                    until=wanted.until,
                    reason=REASON,
                )
            pair = sorted((wanted.one, wanted.other))
            booking = InterpreterBooking.objects.create(
                id=id, interpreter=row, case=of, person_id=file, one=pair[0], other=pair[1], how=wanted.how,
                since=wanted.since, until=wanted.until, involvement=involvement, booked_by=by,
            )  # fmt: skip
            BookedQuarter.objects.bulk_create(
                BookedQuarter(booking=booking, interpreter=row, at=quarter)
                for quarter in queries.quarters(wanted.since, wanted.until)
            )
    except IntegrityError:
        raise Taken from None
    asking.booked(booking, by=by, at=at)
    note(events.InterpreterBooked(about=file, booking=id), by=by.pk, at=at)
    return booking


@transaction.atomic
def cancel(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> None:
    """Cancel a booking of a case of one's own; what was open to the interpreter closes at once.

    Raises:
        Absent: there is none of theirs.
    """
    mine = cases.cases(seen_by=by, at=at)
    row = InterpreterBooking.objects.filter(pk=id, case__in=mine).select_related("case").first()
    if row is None:
        raise Absent
    cases.case(row.case_id, seen_by=by, at=at)
    with at_work("end what was open to an interpreter"):
        _cancel(row, by=by, at=at)


def _cancel(row: InterpreterBooking, *, by: Staff | None, at: dt.datetime, fell_away: str = "") -> None:
    """To be called as the site's own work: the sight that ends is another's."""
    open_ = InterpreterBooking.objects.filter(pk=row.pk, cancelled_at__isnull=True)
    if not open_.update(cancelled_at=at, fell_away=fell_away):
        return
    row.quarters.all().delete()
    if row.involvement_id is not None:
        # Where two files were merged since, the same sight was lent to the other: it ends at the same moment.
        Involvement.objects.filter(
            staff=row.interpreter.staff_id, reason__in=[REASON, "merged"], until=row.until
        ).update(until=max(row.since, min(at, row.until)))
    note(events.BookingCancelled(about=row.person_id, booking=row.pk), by=by.pk if by else None, at=at)


@transaction.atomic
def step_back(id: uuid.UUID, words: str, *, by: Staff, at: dt.datetime) -> None:
    """An interpreter steps back from a case: they know somebody in it, or for another reason. They are not offered for it again.

    Raises:
        Absent: it is no booking of theirs.
        NotComplete: no reason.
    """
    mine = queries.own(by)
    if mine is None:
        raise Absent
    row = next((one.row for one in queries.bookings_of(mine, at=at) if one.row.pk == id), None)
    if row is None:
        raise Absent
    if not 0 < len(words.strip()) <= LONGEST_WORDS:
        raise NotComplete
    # They see neither the case nor, before its time, the person.
    with at_work("an interpreter steps back"):
        _conflict(mine, row.case, words.strip(), by=by, at=at, fell_away=str(_Fell.STEPPED_BACK))


@transaction.atomic
def see_fall(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> InterpreterBooking:
    """Those who work with the case have seen that a booking fell away; one that the interpreter may not see any more is cancelled.

    Raises:
        Absent: it is none of theirs, or none that fell away.
    """
    row = next((one for one in queries.fallen(seen_by=by, at=at) if one.pk == id), None)
    if row is None:
        raise Absent
    with at_work("a booking fell away"):
        _cancel(row, by=by, at=at)
    InterpreterBooking.objects.filter(pk=id).update(fall_seen_at=at)
    return row


@transaction.atomic
def read_bookings(*, by: Staff, at: dt.datetime) -> tuple[Interpreter | None, list[Mine]]:
    """One's own bookings, with what is open now; that it was read goes into the record."""
    mine = queries.own(by)
    if mine is None:
        return None, []
    found = queries.bookings_of(mine, at=at)
    for one in found:
        if one.told:
            note(events.AgreedFieldsRead(about=one.row.person_id, booking=one.row.pk), by=by.pk, at=at)
    return mine, found


def hand_over(leaving: Staff, to: Staff | None, *, at: dt.datetime) -> None:
    """An interpreter who leaves is let go; bookings that a colleague made go on under another name."""
    for row in Interpreter.objects.filter(staff=leaving):
        _let_go(row, by=None, at=at)
    if to is not None:
        InterpreterBooking.objects.filter(booked_by=leaving, until__gt=at).update(booked_by=to)
        asking.hand_over(leaving, to)
