"""What sign-in leaves behind, and how long it is kept."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from hamroh.people.staff.actions import forget_staff
from hamroh.people.staff.models import DeskSession
from hamroh.record.jobs import Job, register as do
from hamroh.record.retention import Kept, register
from hamroh.record.working import at_work


def forget_sessions(before: dt.datetime) -> int:
    """Remove sessions that ended before a moment; how many."""
    with at_work("retention of sessions"):
        DeskSession.objects.filter(seen_at__lt=before - dt.timedelta(days=1)).delete()
        return Session.objects.filter(expire_date__lt=before).delete()[0]


def forget_counters(at: dt.datetime) -> str:
    """Remove counters of failed attempts that have run out."""
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(at.replace(microsecond=0))
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [moment])  # noqa: S608
        return f"{cursor.rowcount} counters removed"


register(
    Kept(
        "people.staff",
        dt.timedelta(days=5 * 365),
        "who saw a file is told by name for as long as files are kept; then name and address of who left go",
        forget_staff,
    )
)
register(
    Kept("people.sessions", dt.timedelta(days=1), "an ended session lets nobody in and serves nobody", forget_sessions)
)
do(Job("people.forget_counters", every=dt.timedelta(hours=1), work=forget_counters))
