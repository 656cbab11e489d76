"""Opening a day of reception, taking a turn and giving it back, moving the day or calling it off."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from hamroh.people import floods
from hamroh.people.directory import actions as directory, entries
from hamroh.people.directory.models import Service
from hamroh.people.staff.models import Staff
from hamroh.people.turns import events, queries
from hamroh.people.turns.models import ReceptionDay, Turn
from hamroh.people.walls import Absent
from hamroh.record import actions as record, keys, note, sealing
from hamroh.record.retention import Kept, register
from hamroh.shell.here import day_of

FURTHEST = dt.timedelta(days=180)
"""So far ahead a day may be opened."""
_FLOOD = "turns"


class TurnsError(Exception):
    """Root of what this room refuses; carries the id of the day."""

    def __init__(self, id: uuid.UUID | None = None) -> None:
        self.id = id
        super().__init__(str(id))


class NotPossible(TurnsError):
    """The day is over or too far ahead, ends after midnight, or the service receives on it already."""


class Over(TurnsError):
    """The day was called off, or its time has begun."""


class Changed(TurnsError):
    """The day was moved since the person read it."""


class Full(TurnsError):
    """No turn is free at that time."""


class Crowded(TurnsError):
    """Too many turns are taken at once, and no phone had worked for this one. Nothing is stored."""


@dataclass(frozen=True)
class Times:
    """When people are received: from `opens` on, `times` times, each of so many `minutes`, so many `at_once`."""

    day: dt.date
    opens: dt.time
    minutes: int
    at_once: int
    times: int

    @property
    def end(self) -> dt.datetime:
        """When the last turn ends, as a clock there shows it."""
        return dt.datetime.combine(self.day, self.opens) + dt.timedelta(minutes=self.minutes * self.times)


@dataclass(frozen=True)
class Taken:
    """A turn that is stored, with the code that goes with it. `again`: it had been stored before."""

    turn: Turn
    code: str
    again: bool


# -- the office


@transaction.atomic
def open_day(service: Service, times: Times, matters: list[str], *, by: Staff, at: dt.datetime) -> ReceptionDay:
    """Open a day of reception of one's own organisation. Where a consul travels the directory says that day from now on.

    Raises:
        Absent: it is another organisation's service, or `by` may not.
        NotPossible: see there.
    """
    if not queries.services(seen_by=by).filter(pk=service.pk).exists() or not by.roles(at) & set(queries.KEEP):
        raise Absent
    _possible(service, times, at)
    try:
        with transaction.atomic():
            made = ReceptionDay.objects.create(
                service=service, day=times.day, opens=times.opens, minutes=times.minutes, at_once=times.at_once, times=times.times,
                matters=[one for one in ReceptionDay.Matter.values if one in matters], opened_at=at, opened_by=by,
            )  # fmt: skip
    except IntegrityError:
        raise NotPossible from None
    _told_in_directory(made, None, by=by, at=at)
    note(events.ReceptionOpened(reception=str(made.pk), on=made.day), by=by.pk, at=at)
    return made


def _possible(service: Service, times: Times, at: dt.datetime) -> None:
    now = queries.now_there(service, at)
    begins = dt.datetime.combine(times.day, times.opens)
    if begins <= now or times.day > now.date() + FURTHEST or times.end.date() != times.day:
        raise NotPossible


def _told_in_directory(row: ReceptionDay, gone: dt.date | None, *, by: Staff, at: dt.datetime) -> None:
    """A travelling consul has no other hours than these: nobody is sent by the directory to a day that was moved or called off."""
    service = Service.objects.get(pk=row.service_id)
    if service.kind != Service.Kind.CONSULAR_DAY:
        return
    content = entries.content(service)
    days = {gone.isoformat() if gone else "", row.day.isoformat()}
    hours = [one for one in content["hours"] if one[0] not in days]
    if row.called_off_at is None:
        hours.append([row.day.isoformat(), f"{row.opens:%H:%M}", f"{row.closes:%H:%M}"])
    directory.change_service(service.key, {**content, "hours": hours}, edition=service.edition, by=by, at=at)


@transaction.atomic
def move_day(id: uuid.UUID, *, to: dt.date, opens: dt.time, by: Staff, at: dt.datetime) -> ReceptionDay:
    """Move a day with all its turns, whose numbers stay; those who gave a contact are to be told.

    Raises:
        Absent, NotPossible: see there.
        Over: it was called off, or it is over.
    """
    row = _locked(id, by=by, at=at)
    if row.called_off_at is not None or queries.is_over(row, at):
        raise Over(id)
    if (row.day, row.opens) == (to, opens):
        return row
    _possible(row.service, Times(to, opens, row.minutes, row.at_once, row.times), at)
    before = row.day
    if row.moved_from is None:
        row.moved_from = row.day
    row.day, row.opens = to, opens
    try:
        with transaction.atomic():
            row.save(update_fields=["day", "opens", "moved_from"])
    except IntegrityError:
        raise NotPossible(id) from None
    _to_be_told(row)
    _told_in_directory(row, before, by=by, at=at)
    note(events.ReceptionMoved(reception=str(id), before=before, on=to), by=by.pk, at=at)
    return row


@transaction.atomic
def call_off(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> ReceptionDay:
    """Call a day off; those who gave a contact are to be told. Done twice it is done once.

    Raises:
        Absent: see there.
        Over: it is over.
    """
    row = _locked(id, by=by, at=at)
    if row.called_off_at is not None:
        return row
    if queries.is_over(row, at):
        raise Over(id)
    row.called_off_at = at
    row.save(update_fields=["called_off_at"])
    _to_be_told(row)
    _told_in_directory(row, None, by=by, at=at)
    note(events.ReceptionCalledOff(reception=str(id), on=row.day), by=by.pk, at=at)
    return row


def _locked(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> ReceptionDay:
    row = queries.one_day(id, seen_by=by, at=at)
    # Whoever takes a turn waits for this, and the other way round.
    ReceptionDay.objects.select_for_update().get(pk=row.pk)
    return queries.one_day(id, seen_by=by, at=at)


def _to_be_told(row: ReceptionDay) -> None:
    row.turns.exclude(sealed=b"").update(to_tell=True)


@dataclass(frozen=True)
class Shown:
    """A turn as the office reads it; `name` and `phone` are empty where none was given, or where its time of keeping is over."""

    row: Turn
    time: dt.time
    name: str
    phone: str


def read(row: ReceptionDay, *, by: Staff, at: dt.datetime) -> list[Shown]:
    """The turns of a day, in order; that contacts were opened is written down."""
    turns = list(queries.one_day(row.pk, seen_by=by, at=at).turns.all())
    full = [one for one in turns if one.sealed]
    opened = sealing.unseal_many((one.pk, queries.place(one.pk), bytes(one.sealed)) for one in full)
    told = {one.pk: content or {} for one, content in zip(full, opened, strict=True)}
    if full:
        note(events.TurnsRead(count=len(full), shown=tuple(str(one.pk) for one in full)), by=by.pk, at=at)
    return [
        Shown(
            one,
            row.time_of(one.number),
            told.get(one.pk, {}).get("name", ""),
            told.get(one.pk, {}).get("phone", ""),
        )
        for one in turns
    ]


def one_turn(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> Turn:
    """A turn of a day of one's own organisation.

    Raises:
        Absent: there is none, or it is another organisation's.
    """
    mine = queries.days(seen_by=by, at=at).values("pk")
    found = Turn.objects.filter(pk=id, reception__in=mine).select_related("reception__service").first()
    if found is None:
        raise Absent
    return found


@transaction.atomic
def mark(id: uuid.UUID, outcome: str, *, by: Staff, at: dt.datetime) -> Turn:
    """Write down whether somebody came; an empty outcome takes it back.

    Raises:
        Absent: there is no such turn, or it is another organisation's.
        ValueError: no such outcome.
    """
    row = one_turn(id, by=by, at=at)
    row.outcome = Turn.Outcome(outcome) if outcome else ""
    row.save(update_fields=["outcome"])
    note(events.TurnMarked(turn=str(id), outcome=outcome), by=by.pk, at=at)
    return row


@transaction.atomic
def told(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> Turn:
    """Whoever gave a contact was told that the day changed.

    Raises:
        Absent: see `mark`.
    """
    row = one_turn(id, by=by, at=at)
    row.to_tell = False
    row.save(update_fields=["to_tell"])
    note(events.TurnMarked(turn=str(id), outcome="told"), by=by.pk, at=at)
    return row


@transaction.atomic
def free_turn(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> None:
    """The office frees a turn: somebody called, or it was taken by nobody who means to come.

    Raises:
        Absent: see `mark`.
    """
    _remove(one_turn(id, by=by, at=at), by=by, at=at)


# -- whoever comes


def take(
    id: uuid.UUID, form: str, *, matter: str, begins: dt.time, read_day: dt.date, name: str = "", phone: str = "", worked: bool = False,
    at: dt.datetime, by: Staff | None = None,
) -> Taken:  # fmt: skip
    """Take a turn, exactly once for one form however often it is sent. `read_day` is the day that the person read; `by` is who takes it at the
    office for somebody who called. In an hour in which more come than a site takes, only those are stored for which a phone had `worked`.

    Raises:
        Absent: there is no such day.
        Over, Changed, Full, Crowded: see there; nothing is stored.
    """
    found = stored(form)
    if found is not None:
        return found
    if by is None and not floods.counts(_FLOOD, worked=worked, at=at):
        raise Crowded(id)
    with transaction.atomic():
        row = ReceptionDay.objects.select_for_update(of=("self",)).select_related("service").filter(pk=id).first()
        if row is None or matter not in row.matters:
            raise Absent
        if by is not None:
            queries.one_day(id, seen_by=by, at=at)
        if row.called_off_at is not None or row.service.status != Service.Status.ACTIVE:
            raise Over(id)
        if row.day != read_day:
            raise Changed(id)
        free = queries.free(row, at).times
        if begins not in free:
            raise Over(id) if queries.is_over(row, at) else Full(id)
        turn = _first(row, form, matter, begins, {"name": name, "phone": phone}, at=at, by=by)
    if turn is None:
        # The same form came in by another way at the same moment, or all seats of this time went.
        found = stored(form)
        if found is None:
            raise Full(id)
        return found
    if by is None:
        floods.came(_FLOOD, at=at)
    return Taken(turn, queries.code_of(form), again=False)


def stored(form: str) -> Taken | None:
    """The turn that a form brought before."""
    row = Turn.objects.filter(form=queries.mark(form)).select_related("reception__service__organisation").first()
    return Taken(row, queries.code_of(form), again=True) if row else None


def _first(
    row: ReceptionDay, form: str, matter: str, begins: dt.time, contact: dict[str, str], *, at: dt.datetime, by: Staff | None
) -> Turn | None:  # fmt: skip
    """The first free turn of a time; None where all went in this moment."""
    gone = set(row.turns.values_list("number", flat=True))
    for number in range(1, row.turns_in_all + 1):
        if number in gone or row.time_of(number) != begins:
            continue
        turn = Turn(
            reception=row, number=number, matter=matter, form=queries.mark(form),
            code=queries.code_mark(queries.code_of(form)), taken_at=at, taken_by=by,
        )  # fmt: skip
        if any(contact.values()):
            # A key without a row harms nobody; a row without a key could never be read.
            keys.store().make(turn.pk)
            turn.sealed = sealing.seal(turn.pk, queries.place(turn.pk), contact)
        try:
            with transaction.atomic():
                turn.save(force_insert=True)
                note(events.TurnTaken(turn=str(turn.pk), on=row.day), by=by.pk if by else None, at=at)
        except IntegrityError:
            keys.store().destroy(turn.pk)
            continue
        return turn
    return None


@transaction.atomic
def give_back(turn: Turn, *, at: dt.datetime) -> None:
    """Whoever has its code gives a turn back; nothing of it stays.

    Raises:
        Over: its time has come.
    """
    begins = dt.datetime.combine(turn.reception.day, turn.reception.time_of(turn.number))
    if turn.outcome or begins <= queries.now_there(turn.reception.service, at):
        raise Over(turn.reception_id)
    _remove(turn, by=None, at=at)


def _remove(turn: Turn, *, by: Staff | None, at: dt.datetime) -> None:
    note(
        events.TurnGivenBack(turn=str(turn.pk), on=turn.reception.day, freed=by is not None),
        by=by.pk if by else None,
        at=at,
    )
    if turn.sealed:
        record.erase(turn.pk, reason="given back", by=by.pk if by else None, at=at)
    Turn.objects.filter(pk=turn.pk).delete()


# -- the end of keeping


@transaction.atomic
def take_out(before: dt.datetime) -> int:
    """Forget the turns of days before a moment; how many came and did not stays with the day."""
    old = list(Turn.objects.filter(reception__day__lt=day_of(before)).order_by("pk")[:1000])
    now = dt.datetime.now(dt.UTC)
    for one in old:
        if one.sealed:
            record.erase(one.pk, reason="past its time", by=None, at=now)
    many = Counter((one.reception_id, one.outcome) for one in old)
    for row in ReceptionDay.objects.filter(pk__in={one.reception_id for one in old}):
        row.came += many[row.pk, Turn.Outcome.CAME]
        row.missed += many[row.pk, Turn.Outcome.MISSED]
        row.save(update_fields=["came", "missed"])
    Turn.objects.filter(pk__in=[one.pk for one in old]).delete()
    return len(old)


register(
    Kept(
        "people.turns",
        dt.timedelta(days=7),
        "within a week of the day the office has marked who came; then only how many",
        take_out,
    )
)
