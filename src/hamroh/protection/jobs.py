"""How long enquiries, cases, missed calls and handovers are kept; messages whose time has come; files to be scanned."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hamroh.people.directory import asking
from hamroh.people.walls.rows import at_work
from hamroh.protection.attachments import actions as attachments
from hamroh.protection.bribes import actions as bribes
from hamroh.protection.callbacks.models import MissedCall
from hamroh.protection.cases import actions as cases
from hamroh.protection.enquiries.models import Enquiry
from hamroh.protection.handover.models import Handover
from hamroh.protection.houses import actions as houses
from hamroh.protection.moving import actions as moving, agreeing
from hamroh.protection.outgoing import actions as outgoing, gateway
from hamroh.protection.parties import actions as parties
from hamroh.protection.shifts import actions as shifts
from hamroh.protection.tracing import actions as tracing
from hamroh.record import actions as record
from hamroh.record.jobs import Job, register as register_job
from hamroh.record.retention import Kept, register


def take_out(before: dt.datetime) -> int:
    """Erase enquiries that were closed before a moment: their keys first, so that no copy can be read again."""
    with transaction.atomic(), at_work("retention of enquiries"):
        old = list(Enquiry.objects.filter(closed_at__lt=before).values_list("pk", flat=True)[:1000])
        for id in old:
            # Told to the record: what is erased stays erased after an old key store was restored.
            record.erase(id, reason="past its time", by=None, at=dt.datetime.now(dt.UTC))
        attachments.leave_enquiries(old)
        Enquiry.objects.filter(pk__in=old).delete()
    return len(old)


register(
    Kept(
        "protection.enquiries",
        dt.timedelta(days=3 * 365),
        "a person may come back with their code, and a complaint may be taken up again, for some years after the answer",
        take_out,
    )
)


def take_out_missed_calls(before: dt.datetime) -> int:
    """Erase missed calls that rang last before a moment, settled or not."""
    return _erase(MissedCall.objects.filter(last_at__lt=before))


def take_out_handovers(before: dt.datetime) -> int:
    """Erase handovers of shifts that ended before a moment."""
    return _erase(Handover.objects.filter(left_at__lt=before))


def take_out_cases(before: dt.datetime) -> int:
    """Remove cases that were closed before a moment, and the parties that no other case names."""
    gone = cases.take_out(before)
    parties.sweep(dt.datetime.now(dt.UTC))
    return gone


def _erase(rows: QuerySet[Any]) -> int:
    with transaction.atomic(), at_work("retention"):
        old = list(rows.values_list("pk", flat=True)[:1000])
        for id in old:
            record.erase(id, reason="past its time", by=None, at=dt.datetime.now(dt.UTC))
        rows.model.objects.filter(pk__in=old).delete()
    return len(old)


register(
    Kept(
        "protection.missed_calls",
        dt.timedelta(days=180),
        "how many were called back in time is compared over half a year; the number itself is needed only until then",
        take_out_missed_calls,
    )
)
register(
    Kept(
        "protection.handovers",
        dt.timedelta(days=180),
        "who was told what at a change of shift is asked about within months, when something went wrong",
        take_out_handovers,
    )
)
register(
    Kept(
        "protection.shifts",
        dt.timedelta(days=180),
        "who was on the line when somebody did not get through is asked about within months",
        shifts.take_out,
    )
)
register(
    Kept(
        "protection.bribe_reports",
        dt.timedelta(days=365),
        "a quarter is published within the year after it, or what was told of it is erased unread",
        bribes.take_out,
    )
)
register(
    Kept(
        "protection.cases",
        dt.timedelta(days=5 * 365),
        "a matter can be taken up again for as long as the file itself is kept; a case with a day of the law still to come stays",
        take_out_cases,
    )
)


def send_messages(at: dt.datetime) -> str:
    """Hand the SMS whose time has come to the site's way out; without one a person sends them."""
    way_out = gateway.of_site()
    if way_out is None:
        return "no way out for SMS: sent by hand"
    done = outgoing.send_due(at, way_out)
    return f"{done['sent']} sent, {done['kept']} put off or held, {done['refused']} refused"


def ask_numbers(at: dt.datetime) -> str:
    """Ask numbers of the directory by message whether they still help; without a way out they are called by people alone."""
    way_out = gateway.of_site()
    if way_out is None:
        return "no way out for SMS: numbers are called by people"

    def hand(id: uuid.UUID, number: str, text: str) -> bool:
        try:
            way_out.hand(id, number, text)
        except gateway.NotHanded:
            return False
        return True

    done = asking.ask_due(at, hand)
    return f"{done['sent']} asked, {done['refused']} refused"


register_job(Job("protection.ask_numbers", dt.timedelta(hours=1), ask_numbers))
register_job(Job("protection.send_messages", dt.timedelta(minutes=1), send_messages))
register_job(Job("protection.houses", dt.timedelta(days=1), houses.count))
register_job(Job("protection.scan_attachments", dt.timedelta(minutes=10), attachments.scan_again))
register_job(Job(moving.JOB, dt.timedelta(0), moving.carry_on, longest=moving.CUT_OFF_AFTER))
register_job(Job("protection.exports", dt.timedelta(0), agreeing.make_agreed))
register(
    Kept(
        "protection.files_brought_in",
        dt.timedelta(days=90),
        "what was brought in can be undone for three months; after that its rows only repeat what stands in files",
        moving.forget_before,
    )
)


def look_for_relatives(at: dt.datetime) -> str:
    """Files are opened every day: whoever is sought is looked for again."""
    return f"{tracing.look_again(at)} files may be of somebody who is sought"


register_job(Job("protection.look_for_relatives", dt.timedelta(days=1), look_for_relatives))
