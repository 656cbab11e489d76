"""A hearing is set with its owner and its reminder, given to others, and ended with an outcome."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from hamroh.people.directory import places
from hamroh.people.names import clean
from hamroh.people.staff.models import Role, Staff
from hamroh.protection.cases import actions as cases, queries as case_queries
from hamroh.protection.enquiries import receipts
from hamroh.protection.hearings import events, queries
from hamroh.protection.hearings.models import Hearing
from hamroh.record import note, sealing

LONGEST = dt.timedelta(hours=12)
FARTHEST = dt.timedelta(days=3 * 365)
LONGEST_WORDS = 2_000
LONGEST_COURT, LONGEST_ROOM = 200, 60
MOST_DAYS_BEFORE = 60


class HearingError(Exception):
    """Root of what this room refuses."""


class NotComplete(HearingError):
    """Court, moment, owner or reminder is missing, too long or out of its bounds. Nothing was stored."""


class Ended(HearingError):
    """Somebody wrote the outcome down already. Nothing was stored."""


@dataclass(frozen=True)
class Told:
    """What is known of a hearing. `begins` is the hour on the wall of the court, in `zone`; somebody is reminded `days_before`."""

    court: str
    begins: dt.datetime
    zone: str
    minutes: int = 60
    room: str = ""
    days_before: int = 3
    needs_interpreter: bool = False


@transaction.atomic
def set_hearing(
    case: uuid.UUID,
    told: Told,
    *,
    owner: Staff | None,
    lawyer: Staff | None = None,
    form: str,
    by: Staff,
    at: dt.datetime,
) -> Hearing:
    """Set a hearing of a case; sent twice, it is set once. Owner and lawyer are let into the file where they were not.

    A hearing that is over may be set too, so that its outcome is written down. Where less time is left than the reminder was to come
    before, it comes at once.

    Raises:
        Absent: no such case of theirs.
        NotAllowed: owner or lawyer carry no cases, work elsewhere, or may not see the file.
        NotComplete: see there.
    """
    row = case_queries.case(case, seen_by=by, at=at)
    court, room = clean(told.court), clean(told.room)
    if owner is None or not 0 < len(court) <= LONGEST_COURT or len(room) > LONGEST_ROOM:
        raise NotComplete
    if told.zone not in places.zones():
        raise NotComplete
    if lawyer is not None and Role.LAWYER not in lawyer.roles(at):
        raise NotComplete
    since = told.begins.replace(tzinfo=zoneinfo.ZoneInfo(told.zone)).astimezone(dt.UTC)
    lasts = dt.timedelta(minutes=told.minutes)
    timely = abs(since - at) <= FARTHEST and dt.timedelta(0) < lasts <= LONGEST
    if not timely or not 0 < told.days_before <= MOST_DAYS_BEFORE:
        raise NotComplete
    for one in {owner, lawyer} - {None}:
        cases.let_in(row, one, by=by, at=at)  # type: ignore[arg-type]
    id = uuid.uuid4()
    kept = {"court": court, "room": room, "words": ""}
    mark = receipts.mark(f"{form}\n{case}\n{since.isoformat()}")
    try:
        with transaction.atomic():
            made = Hearing.objects.create(
                id=id, case=row, person_id=row.person_id, since=since, until=since + lasts, zone=told.zone, owner=owner,
                remind_at=since - dt.timedelta(days=told.days_before), lawyer=lawyer,
                needs_interpreter=told.needs_interpreter, form=mark,
                sealed=sealing.seal(row.person_id, queries.place(id), kept),
            )  # fmt: skip
    except IntegrityError:
        return Hearing.objects.get(form=mark)
    note(events.HearingSet(about=row.person_id, hearing=id, day=told.begins.date()), by=by.pk, at=at)
    return made


@transaction.atomic
def give(id: uuid.UUID, *, owner: Staff | None, lawyer: Staff | None, by: Staff, at: dt.datetime) -> None:
    """Give a hearing another owner or lawyer. One without an owner there is not.

    Raises:
        Absent: there is none of theirs.
        NotAllowed, NotComplete: as for `set_hearing`.
        Ended: see there.
    """
    row = _open(id, by, at)
    if owner is None or (lawyer is not None and Role.LAWYER not in lawyer.roles(at)):
        raise NotComplete
    case = case_queries.case(row.case_id, seen_by=by, at=at)
    for one in {owner, lawyer} - {None}:
        cases.let_in(case, one, by=by, at=at)  # type: ignore[arg-type]
    Hearing.objects.filter(pk=id).update(owner=owner, lawyer=lawyer)
    note(events.HearingChanged(about=row.person_id, hearing=id), by=by.pk, at=at)


@transaction.atomic
def end(id: uuid.UUID, outcome: str, words: str, *, by: Staff, at: dt.datetime) -> None:
    """Write down what came of a hearing. Before it began it can only be called off.

    Raises:
        Absent: there is none of theirs.
        NotComplete: no such outcome, or none that can be before it began.
        Ended: another outcome or other words are written already. The same again changes nothing.
    """
    try:
        row = _open(id, by, at)
    except Ended:
        [there] = queries.opened([queries.one(id, seen_by=by, at=at)])
        if (there.row.outcome, there.words) == (outcome, words.strip()):
            return
        raise
    early = row.since > at and outcome != Hearing.Outcome.CANCELLED
    if outcome not in Hearing.Outcome.values or early or len(words) > LONGEST_WORDS:
        raise NotComplete
    kept = sealing.unseal(row.person_id, queries.place(id), bytes(row.sealed)) | {"words": words.strip()}
    Hearing.objects.filter(pk=id).update(outcome=outcome, sealed=sealing.seal(row.person_id, queries.place(id), kept))
    note(events.HearingEnded(about=row.person_id, hearing=id), by=by.pk, at=at)


def _open(id: uuid.UUID, by: Staff, at: dt.datetime) -> Hearing:
    """A hearing without an outcome, held until the transaction ends: of two who write at once the second sees what the first wrote."""
    row = queries.one(id, seen_by=by, at=at)
    if not Hearing.objects.select_for_update().filter(pk=row.pk, outcome="").exists():
        raise Ended
    return row
