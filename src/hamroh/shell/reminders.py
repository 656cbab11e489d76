"""Days to keep as a calendar file. A phone may be in strange hands: the entries say `Reminder` and nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event


@dataclass(frozen=True)
class Reminder:
    """One entry: of whole days, or of moments. `name` finds it again when it moves; nobody can find out from the file what it is."""

    name: str
    begins: dt.date
    ends: dt.date
    alarms: tuple[dt.timedelta, ...]
    """When to ring, before it begins: negative."""


def file(entries: Iterable[Reminder], *, at: dt.datetime) -> bytes:
    """An iCalendar file (RFC 5545). An entry keeps its UID, a keyed digest, when its day moves, so that a file taken again moves the
    entry instead of doubling it."""
    made = Calendar()
    made.add("prodid", "-//Reminders//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    for one in entries:
        event = Event()
        digest = hmac.new(settings.SECRET_KEY.encode(), one.name.encode(), hashlib.sha256).hexdigest()
        event.add("uid", f"{digest[:32]}@reminders.invalid")
        event.add("dtstamp", at.replace(microsecond=0))
        event.add("sequence", int(at.timestamp()) // 60 % 2_000_000_000)
        event.add("dtstart", one.begins)
        event.add("dtend", one.ends)
        event.add("summary", _("Reminder"))
        event.add("class", "PRIVATE")
        if not isinstance(one.begins, dt.datetime):
            event.add("transp", "TRANSPARENT")
        for before in one.alarms:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", _("Reminder"))
            alarm.add("trigger", before)
            event.add_component(alarm)
        made.add_component(event)
    content: bytes = made.to_ical()
    return content
