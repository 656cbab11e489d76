"""What this room does when a person is erased, or a member of staff leaves."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db.models import QuerySet

from hamroh.people.following import noted_under, when_erased, when_leaving, while_held
from hamroh.people.staff.models import Staff
from hamroh.protection.attachments import actions as attachments
from hamroh.protection.interpreters import actions as interpreters
from hamroh.protection.models import (
    Case,
    Clock,
    Enquiry,
    Hearing,
    ImportRow,
    InterpreterBooking,
    MissedCall,
    OwnNumber,
    ShelterStay,
    Task,
)
from hamroh.protection.outgoing import actions as outgoing
from hamroh.protection.parties import actions as parties
from hamroh.protection.shifts import actions as shifts
from hamroh.protection.tracing import actions as tracing
from hamroh.record import actions as record
from hamroh.shell.here import day_of


@when_erased
def calls_and_cases(ids: list[uuid.UUID], *, reason: str, by: uuid.UUID | None, at: dt.datetime) -> None:
    """Calls from which a file was opened hold name, number and words under a key of their own, and so do the missed calls that
    they answered: those keys go too. Cases go whole."""
    asked = list(Enquiry.objects.filter(person__in=ids).values_list("pk", flat=True))
    rang = list(MissedCall.objects.filter(enquiry__in=asked).values_list("pk", flat=True))
    record.erase_many([*asked, *rang], reason=reason, by=by, at=at)
    MissedCall.objects.filter(pk__in=rang).delete()
    attachments.erase_of(ids)
    Enquiry.objects.filter(person__in=ids).delete()
    parties.forget(ids, reason=reason, by=by, at=at)
    tracing.forget(ids)
    outgoing.forget(ids)
    Case.objects.filter(person__in=ids).delete()
    OwnNumber.objects.filter(person__in=ids).delete()
    ImportRow.objects.filter(file__in=ids).delete()


@when_leaving
def clocks_tasks_and_cases(leaving: Staff, to: Staff | None) -> bool:
    """No clock, task or case is left with somebody who is gone; enquiries that they took wait for whoever takes them."""
    mine = [
        Clock.objects.filter(owner=leaving, done_at__isnull=True, case__closed_at__isnull=True),
        Task.objects.filter(owner=leaving, done_at__isnull=True, case__closed_at__isnull=True),
    ]
    mine.append(Hearing.objects.filter(owner=leaving, outcome="", case__closed_at__isnull=True))
    lead = Case.objects.filter(lead=leaving, closed_at__isnull=True)
    if to is None and (lead.exists() or any(rows.exists() for rows in mine)):
        return True
    if to is not None:
        for rows in mine:
            rows.update(owner=to)
        lead.update(lead=to)
    # A hearing without a lawyer is shown as such; that the new owner is none is not supposed.
    Hearing.objects.filter(lawyer=leaving, outcome="").update(lawyer=None)
    Enquiry.objects.filter(taken_by=leaving, closed_at__isnull=True).update(taken_by=to)
    interpreters.hand_over(leaving, to, at=dt.datetime.now(dt.UTC))
    shifts.leave(leaving, at=dt.datetime.now(dt.UTC))
    return False


@noted_under
def calls_before_the_file(ids: list[uuid.UUID]) -> list[uuid.UUID]:
    """Who read a call or a report before it had a file saw what its person told; so did who was shown a missed number."""
    asked = list(Enquiry.objects.filter(person__in=ids).values_list("pk", flat=True))
    return [*asked, *MissedCall.objects.filter(enquiry__in=asked).values_list("pk", flat=True)]


@while_held
def open_matters(at: dt.datetime) -> list[QuerySet[Any]]:
    """Nobody is taken out who has an open case, a day of the law still to come, an open call, or a bed."""
    return [
        Case.objects.filter(closed_at__isnull=True),
        Clock.objects.filter(done_at__isnull=True, settled=False, latest__gte=day_of(at)),
        Enquiry.objects.filter(closed_at__isnull=True),
        ShelterStay.objects.filter(left_at__isnull=True, person__isnull=False),
        Hearing.objects.filter(outcome="", until__gte=at),
        InterpreterBooking.objects.filter(cancelled_at__isnull=True, until__gte=at),
    ]
