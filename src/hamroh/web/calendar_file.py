"""The days of an answer, to keep in the calendar of a phone."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse

from hamroh.rulebook import Position
from hamroh.rulebook.errors import FactError
from hamroh.shell import reminders
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
    """One all-day entry for each safe day still to come, alarms 7 and 1 days before."""
    entries, met = [], dict[str, int]()
    for deadline in told_once(position.as_json("en")["deadlines"]):
        day = dt.date.fromisoformat(deadline["safe"])
        if deadline["urgency"] in ("done", "late") or day < position.on:
            continue
        name = deadline["name"]
        met[name] = met.get(name, 0) + 1
        alarms = tuple(dt.timedelta(days=-before) for before in ALARM_DAYS)
        known = f"calendar {answers.thread} {name}:{met[name]}"
        entries.append(reminders.Reminder(known, day, day + dt.timedelta(days=1), alarms))
    return reminders.file(entries, at=now)
