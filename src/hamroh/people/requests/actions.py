"""Writing a request down, and deciding on it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from hamroh.people.requests import events
from hamroh.people.requests.models import OutsideDecision, OutsideRequest
from hamroh.people.staff.models import Role, Staff
from hamroh.people.walls.files import Absent
from hamroh.people.walls.rows import at_work
from hamroh.record import actions as record, keys, note, sealing

DECIDE = frozenset({Role.SUPERVISOR, Role.SECURITY})
"""Who decides. Two of them agree, neither being the one who wrote the request down, or it stays refused."""
NEEDED = 2
AT_ONCE = 1000
"""How many are taken out in one step; the rest the next day."""


class RequestError(Exception):
    """Root of what this room raises; carries the id of the request."""

    def __init__(self, request: UUID, message: str) -> None:
        self.request = request
        super().__init__(f"{request}: {message}")


class NotYours(RequestError):
    """Whoever wrote a request down does not decide on it, and nobody decides twice."""


class Decided(RequestError):
    """It is decided already: one refusal, or two who agreed."""


def place(request: UUID, part: str) -> str:
    """Where a sealed text of a request belongs."""
    return f"outside_request:{request}:{part}"


@transaction.atomic
def receive(*, kind: str, who: str, asked: str, ground: str, by: Staff, at: dt.datetime) -> OutsideRequest:
    """Write down that somebody outside asked for data. It is refused from this moment on, unless two people agree otherwise."""
    made = OutsideRequest(organisation=by.office.organisation, kind=kind, received_at=at, received_by=by)
    keys.store().make(made.pk)
    made.sealed = sealing.seal(made.pk, place(made.pk, "asked"), {"who": who, "asked": asked, "ground": ground})
    made.save(force_insert=True)
    note(events.OutsideRequestReceived(request=made.pk, asker=kind), by=by.pk, at=at)
    return made


@transaction.atomic
def decide(request: UUID, *, answer: bool, reason: str, by: Staff, at: dt.datetime) -> OutsideDecision:
    """Agree to hand the data over, or refuse. One refusal is enough; to hand over takes two who agree.

    Raises:
        Absent: `by` has no such request before them.
        NotYours: `by` wrote it down, or has decided already.
        Decided: it is decided.
    """
    # Locked, so that two who press at once are one after the other.
    found = OutsideRequest.objects.select_for_update().filter(pk=request, organisation=by.office.organisation).first()
    if found is None or not by.roles(at) & DECIDE:
        raise Absent
    if found.received_by_id == by.pk:
        raise NotYours(request, "whoever wrote a request down does not decide on it")
    decisions = list(found.decisions.all())
    if any(one.staff_id == by.pk for one in decisions):
        raise NotYours(request, "each decides once")
    if any(not one.answer for one in decisions) or len(decisions) >= NEEDED:
        raise Decided(request, "it is decided already")
    made = OutsideDecision(request=found, staff=by, answer=answer, at=at)
    made.sealed = sealing.seal(found.pk, place(found.pk, str(made.pk)), {"reason": reason})
    made.save(force_insert=True)
    word = "hand over" if answer else "refuse"
    note(events.OutsideRequestDecided(request=found.pk, decision=word), by=by.pk, at=at)
    return made


@transaction.atomic
def opened(request: UUID, *, by: Staff, at: dt.datetime) -> None:
    """Note that somebody read a request."""
    note(events.OutsideRequestOpened(request=request), by=by.pk, at=at)


@transaction.atomic
def forget_before(moment: dt.datetime) -> int:
    """Destroy the keys of requests received before a moment: that they were made and how they ended stays. How many."""
    with at_work("retention of requests from outside"):
        old = list(OutsideRequest.objects.filter(received_at__lt=moment, sealed__isnull=False)[:AT_ONCE])
        now = dt.datetime.now(dt.UTC)
        for request in old:
            record.erase(request.pk, reason="past its time", by=None, at=now)
            request.decisions.update(sealed=None)
        OutsideRequest.objects.filter(pk__in=[request.pk for request in old]).update(sealed=None)
    return len(old)
