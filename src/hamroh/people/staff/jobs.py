"""How long sessions of staff are kept."""

from __future__ import annotations

import datetime as dt

from django.contrib.sessions.models import Session

from hamroh.record.retention import Kept, register


def forget_sessions(before: dt.datetime) -> int:
    """Remove sessions that ended before a moment; how many."""
    return Session.objects.filter(expire_date__lt=before).delete()[0]


register(
    Kept("people.sessions", dt.timedelta(days=1), "an ended session lets nobody in and serves nobody", forget_sessions)
)
