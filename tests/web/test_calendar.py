"""The calendar file: the right days, and nothing that gives the person away."""

from __future__ import annotations

import datetime as dt
from typing import Any

import icalendar

from hamroh.web.sealed import Answers, open_seal, seal
from tests.web.asker import FIRST_CASE, Asker, sealed


def calendar(client: Any, field: str, language: str = "en") -> icalendar.Calendar:
    response = client.post(f"/{language}/ask/reminders.ics", {"seal": field})
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/calendar")
    assert response.headers["Cache-Control"] == "no-store"
    return icalendar.Calendar.from_ical(response.content)


def test_each_safe_day_is_an_all_day_entry_with_alarms_seven_days_and_one_day_before(asker: Asker) -> None:
    events = calendar(asker.client, sealed()).walk("VEVENT")
    days = [e.decoded("dtstart") for e in events]
    assert dt.date(2019, 3, 15) in days
    assert dt.date(2019, 3, 30) in days
    for event in events:
        assert type(event.decoded("dtstart")) is dt.date
        assert event.decoded("dtend") - event.decoded("dtstart") == dt.timedelta(days=1)
        alarms = event.walk("VALARM")
        assert [a.decoded("trigger") for a in alarms] == [dt.timedelta(days=-7), dt.timedelta(days=-1)]


def test_the_file_reveals_nothing(asker: Asker) -> None:
    for language, word in (("en", "Reminder"), ("ru", "Напоминание"), ("tg", "Ёдоварӣ")):
        response = asker.client.post(f"/{language}/ask/reminders.ics", {"seal": sealed()})
        text = icalendar.Calendar.from_ical(response.content).to_ical().decode()
        for event in icalendar.Calendar.from_ical(response.content).walk("VEVENT"):
            assert str(event["summary"]) == word
            assert "description" not in event
            assert "location" not in event
            assert str(event["class"]) == "PRIVATE"
        for secret in ("hamroh", "Ҳамроҳ", "register", "patent", "Russia", "Русия", "апис", "қайд"):
            assert secret.lower() not in text.lower(), secret
        assert "hamroh" not in response.headers["Content-Disposition"]


def test_an_entry_keeps_its_name_when_its_day_moves(asker: Asker) -> None:
    answers, _ = open_seal(sealed())
    moved = Answers(**{**answers.__dict__, "facts": {**FIRST_CASE, "entered": "2019-03-03"}})
    before = {str(e["uid"]): e.decoded("dtstart") for e in calendar(asker.client, seal(answers)).walk("VEVENT")}
    after = {str(e["uid"]): e.decoded("dtstart") for e in calendar(asker.client, seal(moved)).walk("VEVENT")}
    assert set(before) & set(after)
    assert any(before[u] != after[u] for u in set(before) & set(after))


def test_two_people_never_share_a_name_of_an_entry(asker: Asker) -> None:
    first = {str(e["uid"]) for e in calendar(asker.client, sealed()).walk("VEVENT")}
    second = {str(e["uid"]) for e in calendar(asker.client, sealed()).walk("VEVENT")}
    assert not first & second


def test_lines_are_short_and_end_as_the_standard_says(asker: Asker) -> None:
    content = asker.client.post("/tg/ask/reminders.ics", {"seal": sealed()}).content
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)


def test_a_day_that_is_past_is_not_in_the_file(asker: Asker) -> None:
    events = calendar(asker.client, sealed(on="2019-03-20")).walk("VEVENT")
    assert all(e.decoded("dtstart") >= dt.date(2019, 3, 20) for e in events)
