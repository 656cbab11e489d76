"""What this room does when a person is erased, or a member of staff leaves."""

from __future__ import annotations

import datetime as dt
import uuid

from hamroh.people.following import when_erased, when_leaving
from hamroh.people.staff.models import Staff
from hamroh.protection.models import Case, Clock, Enquiry, Task
from hamroh.record import actions as record


@when_erased
def calls_and_cases(ids: list[uuid.UUID], *, reason: str, by: uuid.UUID | None, at: dt.datetime) -> None:
    """Calls from which a file was opened hold name, number and words under a key of their own: it goes too. Cases go whole."""
    for enquiry in Enquiry.objects.filter(person__in=ids).values_list("pk", flat=True):
        record.erase(enquiry, reason=reason, by=by, at=at)
    Enquiry.objects.filter(person__in=ids).delete()
    Case.objects.filter(person__in=ids).delete()


@when_leaving
def clocks_tasks_and_cases(leaving: Staff, to: Staff | None) -> bool:
    """No clock, task or case is left with somebody who is gone; enquiries that they took wait for whoever takes them."""
    mine = [
        Clock.objects.filter(owner=leaving, done_at__isnull=True, case__closed_at__isnull=True),
        Task.objects.filter(owner=leaving, done_at__isnull=True, case__closed_at__isnull=True),
    ]
    lead = Case.objects.filter(lead=leaving, closed_at__isnull=True)
    if to is None and (lead.exists() or any(rows.exists() for rows in mine)):
        return True
    if to is not None:
        for rows in mine:
            rows.update(owner=to)
        lead.update(lead=to)
    Enquiry.objects.filter(taken_by=leaving, closed_at__isnull=True).update(taken_by=to)
    return False
