"""Days to keep as a calendar file. A phone may be in an employer's hand: the entries say `Reminder` and nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from hamroh.rulebook import Position
from hamroh.rulebook.errors import FactError
from hamroh.shell.tongue import Tongue
from hamroh.web import asking, inquiry, interview, rulebook
from hamroh.web.answer import told_once
from hamroh.web.sealed import Answers

ALARM_DAYS = (7, 1)


@interview.with_answers
def download(request: HttpRequest, tongue: Tongue, answers: Answers, _fresh: bool) -> HttpResponse:
    """The file with every day that is still to come."""
    now = interview.now()
    try:
        position = inquiry.position_of(answers, now=now)
    except FactError as error:
        return interview.review_page(request, tongue, answers, fault=asking.fault_of(error, book=rulebook.book()))
    response = HttpResponse(calendar(position, answers, now=now), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="reminders.ics"'
    return response


def calendar(position: Position, answers: Answers, *, now: dt.datetime) -> bytes:
    """An iCalendar file (RFC 5545): one all-day entry for each safe day still to come, alarms 7 and 1 days before.

    An entry keeps its UID when its day moves, so that a file taken again moves the entry instead of doubling it. A UID is a
    keyed digest: nobody can find out from it what the entry is for.
    """
    file = Calendar()
    file.add("prodid", "-//Reminders//EN")
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", "PUBLISH")
    met: dict[str, int] = {}
    for deadline in told_once(position.as_json("en")["deadlines"]):
        day = dt.date.fromisoformat(deadline["safe"])
        if deadline["urgency"] in ("done", "late") or day < position.on:
            continue
        name = deadline["name"]
        met[name] = met.get(name, 0) + 1
        event = Event()
        event.add("uid", _uid(answers.thread, f"{name}:{met[name]}"))
        event.add("dtstamp", now.replace(microsecond=0))
        event.add("sequence", int(now.timestamp()) // 60 % 2_000_000_000)
        event.add("dtstart", day)
        event.add("dtend", day + dt.timedelta(days=1))
        event.add("summary", _("Reminder"))
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        for days_before in ALARM_DAYS:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", _("Reminder"))
            alarm.add("trigger", dt.timedelta(days=-days_before))
            event.add_component(alarm)
        file.add_component(event)
    content: bytes = file.to_ical()
    return content


def _uid(thread: str, name: str) -> str:
    digest = hmac.new(settings.SECRET_KEY.encode(), f"calendar {thread} {name}".encode(), hashlib.sha256)
    return f"{digest.hexdigest()[:32]}@reminders.invalid"
