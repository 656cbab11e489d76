"""What is done with messages: write, send, hold back, withdraw. Checked against what people asked at the writing and again at the sending."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from hamroh.people.persons.contact import Channel
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import at_work
from hamroh.protection.enquiries import receipts
from hamroh.protection.outgoing import events, gateway, neutral, queries, reaching
from hamroh.protection.outgoing.models import OutgoingMessage
from hamroh.protection.outgoing.queries import State, Subject
from hamroh.protection.outgoing.reaching import Verdict
from hamroh.record import note, sealing

LONGEST = {Channel.SMS: 300, Channel.MESSENGER: 2_000, Channel.CALL: 2_000, Channel.LETTER: 5_000}
AGAIN_AFTER = (dt.timedelta(minutes=1), dt.timedelta(minutes=10), dt.timedelta(hours=1), dt.timedelta(hours=6))
"""How long after each refusal of the gateway the next attempt is due; after the last one the message has failed."""
AT_ONCE = 200


class OutgoingError(Exception):
    """Root of what this room refuses."""


class NotAllowed(OutgoingError):
    """What the person asked for, or what nobody asked them yet, forbids it at any hour. `why` is a code of `words.WHY`."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class NotComplete(OutgoingError):
    """No such channel, language, number or text, or the text is too long."""


class OnlyNeutral(OutgoingError):
    """Somebody else may read it: only a neutral text may leave."""


class Taken(OutgoingError):
    """Somebody else is sending it just now, or it has left. Nothing was changed."""


@transaction.atomic
def write(
    subject: Subject,
    channel: str,
    *,
    to: str,
    template: str = "",
    text: str = "",
    language: str,
    form: str,
    by: Staff,
    at: dt.datetime,
) -> OutgoingMessage:
    """Write a message; it leaves when the person may be reached. Sent twice from one page, it is written once.

    `to` is one of the subject's numbers, or for a letter an address. Words of one's own are possible only where the
    person did not ask us to say that we are somebody else.

    Raises:
        NotAllowed: it may not be sent at any hour.
        NotComplete, OnlyNeutral: see there.
    """
    # Other words from the same page, as after going back, are another message.
    mark = receipts.mark("\n".join((form, channel, to.strip(), template, text.strip())))
    there = OutgoingMessage.objects.filter(form=mark, written_by=by).first()
    if there is not None:
        return there
    to, text = to.strip(), text.strip()
    letter = channel == Channel.LETTER
    if channel not in list(Channel) or language not in ("en", "ru", "tg") or bool(template) == bool(text):
        raise NotComplete
    if template and template not in neutral.TEMPLATES:
        raise NotComplete
    if (not to or len(to) > 300) if letter else to not in subject.numbers:
        raise NotComplete
    way = Channel(channel)
    verdict = reaching.judge(subject.known("" if letter else to), way, at, number="" if letter else to)
    if not verdict.now and verdict.when is None:
        raise NotAllowed(verdict.why)
    if text and subject.say_you_are:
        raise OnlyNeutral
    said = neutral.text(template, language, say_you_are=subject.say_you_are) if template else text
    if len(said) > LONGEST[way]:
        raise NotComplete
    id = uuid.uuid4()
    try:
        with transaction.atomic():
            row = OutgoingMessage.objects.create(
                id=id,
                organisation_id=by.office.organisation_id,
                person=subject.person,
                enquiry=subject.enquiry,
                channel=way,
                template=template,
                language=language,
                sealed=sealing.seal(subject.id, queries.place(id), {"to": to, "text": said}),
                form=mark,
                written_by=by,
                written_at=at,
                not_before=verdict.when or at,
            )
    except IntegrityError:
        # Pressed twice: the other one was first.
        return OutgoingMessage.objects.get(form=mark)
    note(events.MessageWritten(about=subject.id, channel=way), by=by.pk, at=at)
    return row


# -- sending --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Open:
    """A message opened to be sent: to whom, to where, what, and whether it may leave now."""

    about: uuid.UUID
    to: str
    text: str
    verdict: Verdict


def _judged(row: OutgoingMessage, *, at: dt.datetime) -> _Open | None:
    """A message with its verdict as the rules stand now; None where it can be read no more."""
    subject = queries.of_message(row)
    key = row.person_id or row.enquiry_id
    if subject is None or key is None:
        return None
    (kept,) = sealing.unseal_many([(key, queries.place(row.pk), bytes(row.sealed))])
    if kept is None:
        return None
    to, text = str(kept["to"]), str(kept["text"])
    letter = row.channel == Channel.LETTER
    verdict = reaching.judge(subject.known("" if letter else to), Channel(row.channel), at, number="" if letter else to)
    if (not letter and to not in subject.numbers) or not queries.works_with(row, subject, at=at):
        verdict = Verdict("gone")
    elif verdict.now and subject.say_you_are and text not in _neutral(subject, row):
        # They asked us since to say that we are somebody else.
        verdict = Verdict("neutral")
    return _Open(key, to, text, verdict)


def _neutral(subject: Subject, row: OutgoingMessage) -> set[str]:
    return {neutral.text(one, row.language, say_you_are=subject.say_you_are) for one in neutral.TEMPLATES}


def _wait_or_hold(row: OutgoingMessage, open_: _Open, *, at: dt.datetime, by: Staff | None) -> None:
    """Nothing leaves: put it off to their next hour, or hold it and let its owner know."""
    free = {"taken_by": None, "taken_at": None}
    waiting = OutgoingMessage.objects.filter(pk=row.pk, state=State.WAITING)
    if open_.verdict.when is not None:
        waiting.update(not_before=open_.verdict.when, **free)
        return
    waiting.update(state=State.HELD, held_why=open_.verdict.why, **free)
    note(events.MessageHeld(about=open_.about, why=open_.verdict.why), by=by.pk if by else None, at=at)


def send_due(at: dt.datetime, way_out: gateway.Gateway) -> dict[str, int]:
    """Hand every SMS whose time has come to the gateway; how many were sent, put off or held, refused.

    Each is judged anew, at the moment at which it leaves. May run twice: what is handed twice bears one id.
    """
    begun = time.monotonic()
    with at_work("outgoing messages"), transaction.atomic():
        ids = list(
            OutgoingMessage.objects.filter(state=State.WAITING, channel=Channel.SMS, not_before__lte=at, taken_by=None)
            .order_by("not_before", "pk")
            .values_list("pk", flat=True)[:AT_ONCE]
        )
    done = {"sent": 0, "kept": 0, "refused": 0}
    for id in ids:
        now = at + dt.timedelta(seconds=time.monotonic() - begun)
        with transaction.atomic(), at_work("outgoing messages"):
            done[_send(id, way_out, at=now)] += 1
    return done


def _send(id: uuid.UUID, way_out: gateway.Gateway, *, at: dt.datetime) -> str:
    waiting = OutgoingMessage.objects.select_for_update(of=("self",)).filter(pk=id, state=State.WAITING, taken_by=None)
    row = waiting.select_related("person", "enquiry").first()
    open_ = _judged(row, at=at) if row is not None else None
    if row is None or open_ is None:
        return "kept"
    if not open_.verdict.now:
        _wait_or_hold(row, open_, at=at, by=None)
        return "kept"
    mine = OutgoingMessage.objects.filter(pk=id)
    try:
        way_out.hand(id, open_.to, open_.text)
    except gateway.NotHanded:
        tried = row.attempts + 1
        if tried > len(AGAIN_AFTER):
            mine.update(attempts=tried, state=State.FAILED)
            note(events.MessageFailed(about=open_.about), by=None, at=at)
        else:
            mine.update(attempts=tried, not_before=at + AGAIN_AFTER[tried - 1])
        return "refused"
    mine.update(attempts=F("attempts") + 1, state=State.SENT, sent_at=at)
    note(events.MessageSent(about=open_.about, channel=row.channel), by=None, at=at)
    return "sent"


@dataclass(frozen=True)
class InHand:
    """A message that somebody sends by hand. `to` and `text` are empty where it may not leave now, and `verdict` says why."""

    row: OutgoingMessage
    to: str
    text: str
    verdict: Verdict


@transaction.atomic
def take(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> InHand:
    """Take a message to send it by hand: it is judged anew, and shown only if it may leave now; that goes into the record.

    Raises:
        Absent: there is none of theirs, or it can be read no more.
        Taken: somebody else is sending it, or it has left.
    """
    row = queries.one(id, seen_by=by, at=at)
    open_ = _judged(row, at=at)
    if open_ is None:
        raise Absent
    if row.state != State.WAITING:
        raise Taken
    free = Q(taken_by__isnull=True) | Q(taken_by=by) | Q(taken_at__lte=at - queries.HELD_FOR)
    # Before it is judged: what somebody else has in hand may have been sent a moment ago, and must not wait to leave again.
    if not OutgoingMessage.objects.filter(free, pk=id, state=State.WAITING).update(taken_by=by, taken_at=at):
        raise Taken
    if not open_.verdict.now:
        _wait_or_hold(row, open_, at=at, by=by)
        row.refresh_from_db()
        return InHand(row, "", "", open_.verdict)
    note(events.MessageShown(about=open_.about), by=by.pk, at=at)
    return InHand(row, open_.to, open_.text, open_.verdict)


@transaction.atomic
def mark_sent(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> None:
    """Say that one has sent it by hand. Said twice, the first moment stays.

    Raises:
        Absent: there is none of theirs.
        Taken: it is not in one's hand.
    """
    row = queries.one(id, seen_by=by, at=at)
    if row.state == State.SENT and row.sent_by_id == by.pk:
        return
    mine = OutgoingMessage.objects.filter(pk=id, state=State.WAITING, taken_by=by)
    if not mine.update(state=State.SENT, sent_at=at, sent_by=by, attempts=F("attempts") + 1):
        raise Taken
    note(events.MessageSent(about=row.person_id or row.enquiry_id, channel=row.channel), by=by.pk, at=at)


@transaction.atomic
def withdraw(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> None:
    """Withdraw a message that has not left.

    Raises:
        Absent: there is none of theirs.
        Taken: it has left, or somebody else is sending it.
    """
    row = queries.one(id, seen_by=by, at=at)
    free = Q(taken_by__isnull=True) | Q(taken_by=by) | Q(taken_at__lte=at - queries.HELD_FOR)
    open_ = OutgoingMessage.objects.filter(free, pk=id, state__in=[State.WAITING, State.HELD, State.FAILED])
    if not open_.update(state=State.WITHDRAWN):
        raise Taken
    note(events.MessageWithdrawn(about=row.person_id or row.enquiry_id), by=by.pk, at=at)


def forget(persons: list[uuid.UUID]) -> None:
    """What goes with a person: messages to them, sent or not. As the site's own work."""
    OutgoingMessage.objects.filter(person__in=persons).delete()
