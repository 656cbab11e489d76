"""Hearings for the calendar of a phone. A phone may be in strange hands: the entries say `Reminder` and nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from hamroh.protection.hearings.models import Hearing


def file(rows: Iterable[Hearing], *, at: dt.datetime) -> bytes:
    """An iCalendar file (RFC 5545) with the moments of hearings and an alarm when somebody is to be reminded. No court, no case, no name;
    a UID is a keyed digest."""
    made = Calendar()
    for name, value in (
        ("prodid", "-//Reminders//EN"),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
    ):
        made.add(name, value)
    for row in rows:
        event = Event()
        digest = hmac.new(settings.SECRET_KEY.encode(), f"hearing {row.pk}".encode(), hashlib.sha256).hexdigest()
        event.add("uid", f"{digest[:32]}@reminders.invalid")
        event.add("dtstamp", at.replace(microsecond=0))
        event.add("dtstart", row.since.astimezone(dt.UTC))
        event.add("dtend", row.until.astimezone(dt.UTC))
        event.add("summary", _("Reminder"))
        event.add("class", "PRIVATE")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _("Reminder"))
        alarm.add("trigger", row.remind_at - row.since)
        event.add_component(alarm)
        made.add_component(event)
    content: bytes = made.to_ical()
    return content
