"""What is done with missed calls: enter them, take one, call back, settle it."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from hamroh.people.persons.contact import Channel
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import at_work
from hamroh.protection.callbacks import events, queries
from hamroh.protection.callbacks.models import MissedCall, MissedRing
from hamroh.protection.callbacks.reading import Ring
from hamroh.protection.enquiries import calls
from hamroh.protection.enquiries.calls import Call
from hamroh.protection.enquiries.models import Enquiry
from hamroh.protection.outgoing import reaching
from hamroh.protection.outgoing.reaching import Verdict
from hamroh.record import keys, note, sealing
from hamroh.shell import once

WAITS = (dt.timedelta(minutes=15), dt.timedelta(hours=1), dt.timedelta(hours=4))
"""How long after each attempt that nobody answered the next is due; after the last one the call is settled as not reached."""


class CallBackError(Exception):
    """Root of what this room refuses."""


class Taken(CallBackError):
    """Somebody else has it just now. Nothing was changed."""


class Settled(CallBackError):
    """It is settled already. Nothing was changed."""


@dataclass(frozen=True)
class Entered:
    """How many times it rang that were new, and how many were known already."""

    new: int
    again: int


def enter(rings: Iterable[Ring], *, organisation: int, form: str, by: Staff | None, at: dt.datetime) -> Entered:
    """Enter missed calls; told again, each is counted once. Several of one number are one row until it is settled.

    `form` marks the page of those that came without a time. A call that is older than what settled its number belongs to that.
    """
    new = again = 0
    target = queries.target_of(organisation)
    # Whether a number waits already is for the whole organisation, also where an exchange's file is read by the program itself.
    with transaction.atomic(), at_work("missed calls"):
        for ring in sorted(rings, key=lambda one: one.at):
            told = f"{ring.at.isoformat()}|{ring.line}" if ring.timed else form
            mark = digest("ring", organisation, f"{ring.number}|{told}")
            if MissedRing.objects.filter(mark=mark).exists():
                again += 1
                continue
            new += 1
            token = digest("number", organisation, ring.number)
            _count(ring, mark, token, organisation=organisation, target=target)
        if new:
            note(events.MissedCallsEntered(new=new, again=again), by=by.pk if by else None, at=at)
    return Entered(new, again)


def _count(ring: Ring, mark: str, token: str, *, organisation: int, target: dt.timedelta) -> None:
    same = MissedCall.objects.filter(organisation=organisation, token=token)
    row = same.filter(Q(done_at__isnull=True) | Q(done_at__gte=ring.at)).order_by("done_at").first()
    if row is None:
        id = uuid.uuid4()
        keys.store().make(id)
        try:
            with transaction.atomic():
                row = MissedCall.objects.create(
                    id=id,
                    organisation_id=organisation,
                    token=token,
                    sealed=sealing.seal(id, place(id), {"number": ring.number}),
                    line=ring.line,
                    first_at=ring.at,
                    last_at=ring.at,
                    call_by=ring.at + target,
                )
        except IntegrityError:
            # It was entered by another way at the same moment.
            row = same.get(done_at__isnull=True)
            MissedCall.objects.filter(pk=row.pk).update(count=F("count") + 1)
    else:
        first = min(row.first_at, ring.at)
        MissedCall.objects.filter(pk=row.pk).update(
            count=F("count") + 1,
            first_at=first,
            last_at=max(row.last_at, ring.at),
            call_by=row.call_by if first == row.first_at else first + target,
        )
    MissedRing.objects.create(call=row, mark=mark, at=ring.at)


@dataclass(frozen=True)
class ToCall:
    """A missed call in somebody's hand. `number` is empty where it may not be dialled now, and `verdict` says why.

    `files` are those of the people who told of the number, that this reader may see.
    """

    row: MissedCall
    number: str
    verdict: Verdict
    known: tuple[uuid.UUID, ...]


@transaction.atomic
def take(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> None:
    """Take a missed call; it stays with one's own for twenty minutes.

    Raises:
        Absent: there is none of theirs.
        Taken: somebody else has it.
        Settled: it is settled.
    """
    row = queries.one(id, seen_by=by, at=at)
    if row.done_at is not None:
        raise Settled
    free = Q(taken_by__isnull=True) | Q(taken_by=by) | Q(taken_at__lte=at - queries.HELD_FOR)
    if not MissedCall.objects.filter(free, pk=id, done_at__isnull=True).update(taken_by=by, taken_at=at):
        raise Taken


@transaction.atomic
def read(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> ToCall:
    """The number of a missed call that one has taken, where it may be dialled now; that it was shown goes into the record.

    Raises:
        Absent: there is none of theirs, or it was erased.
        Taken: somebody else has it.
        Settled: it is settled.
    """
    row = _mine(id, by=by, at=at)
    number, known, verdict = _judged(row, at=at)
    if verdict.now:
        note(events.NumberShown(about=row.pk), by=by.pk, at=at)
    persons = tuple({one.person for one in known if one.person is not None})
    return ToCall(row, number if verdict.now else "", verdict, persons)


def _judged(row: MissedCall, *, at: dt.datetime) -> tuple[str, list[reaching.Known], Verdict]:
    (kept,) = sealing.unseal_many([(row.pk, place(row.pk), bytes(row.sealed))])
    if kept is None:
        raise Absent
    number = str(kept["number"])
    known = reaching.known_by_number(number)
    # They rang us: calling back answers them, so what nobody asked yet forbids nothing.
    return number, known, reaching.judge(known, Channel.CALL, at, number=number, answering=True)


@transaction.atomic
def wait_for_their_hour(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> dt.datetime | None:
    """Put it back until the next moment at which they may be called; None where there is no such moment, and nothing changed.

    Raises:
        Absent, Taken, Settled: see `read`.
    """
    row = _mine(id, by=by, at=at)
    _number, _known, verdict = _judged(row, at=at)
    if verdict.when is not None:
        MissedCall.objects.filter(pk=row.pk).update(next_try_at=verdict.when, taken_by=None, taken_at=None)
    return verdict.when


@transaction.atomic
def nobody_answered(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> bool:
    """Say that nobody picked up: it is due again later, or settled after the last attempt. Says whether it is settled.

    Raises:
        Absent, Taken, Settled: see `read`.
        reaching.NotToBeCalled: by now somebody asked not to be called.
    """
    row = _mine(id, by=by, at=at)
    _must_be_callable(row, at=at)
    tries = row.tries + 1
    tried = {"tries": tries, "first_tried_at": row.first_tried_at or at, "taken_by": None, "taken_at": None}
    note(events.CallBackTried(about=row.pk, tries=tries), by=by.pk, at=at)
    if tries > len(WAITS):
        _settle(row, MissedCall.Outcome.NOT_REACHED, by=by, at=at, **tried)
        return True
    MissedCall.objects.filter(pk=row.pk).update(next_try_at=at + WAITS[tries - 1], **tried)
    return False


@transaction.atomic
def reached(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> Enquiry:
    """They answered: the call is written down with the number filled in.

    Raises:
        Absent, Taken, Settled: see `read`.
        reaching.NotToBeCalled: by now somebody asked not to be called.
    """
    row = _mine(id, by=by, at=at)
    number = _must_be_callable(row, at=at)
    written = calls.write(once.fresh_form(), Call(phone=number), by=by, at=at)
    _settle(
        row, MissedCall.Outcome.REACHED, by=by, at=at, enquiry=written.row, tries=row.tries + 1,
        first_tried_at=row.first_tried_at or at,
    )  # fmt: skip
    return written.row


@transaction.atomic
def settle(id: uuid.UUID, outcome: str, *, by: Staff, at: dt.datetime) -> None:
    """Settle it without a talk: a wrong number, or answered in another way that they allow.

    Raises:
        Absent, Taken, Settled: see `read`.
    """
    row = _mine(id, by=by, at=at)
    tried = {"first_tried_at": row.first_tried_at or at} if outcome == MissedCall.Outcome.WRONG_NUMBER else {}
    _settle(row, outcome, by=by, at=at, **tried)


def _settle(row: MissedCall, outcome: str, *, by: Staff, at: dt.datetime, **more: object) -> None:
    changed = MissedCall.objects.filter(pk=row.pk, done_at__isnull=True).update(
        **{"outcome": outcome, "done_at": at, "done_by": by, **more}
    )
    if not changed:
        raise Settled
    note(events.MissedCallSettled(about=row.pk, outcome=outcome), by=by.pk, at=at)


def _mine(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> MissedCall:
    row = queries.one(id, seen_by=by, at=at)
    if row.done_at is not None:
        raise Settled
    if row.taken_by_id != by.pk:
        raise Taken
    return row


def _must_be_callable(row: MissedCall, *, at: dt.datetime) -> str:
    number, _known, verdict = _judged(row, at=at)
    if verdict.why in reaching.NEVER:
        raise reaching.NotToBeCalled
    return number


def place(id: uuid.UUID) -> str:
    """Where the number is bound to, when sealed."""
    return f"missed_call:{id}"


def digest(what: str, organisation: int, text: str) -> str:
    """A number, or one ring of it, as this site alone knows it again."""
    key = keys.store().blind("protection.missed_calls")
    return hmac.new(key, f"{what}|{organisation}|{text}".encode(), hashlib.sha256).hexdigest()
