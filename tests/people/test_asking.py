"""The site asks numbers by message: a yes confirms, what is not delivered counts against the number, and silence says nothing."""

from __future__ import annotations

import datetime as dt
import io
import json
import uuid
from typing import Any

import pytest

from hamroh.people.directory import actions, asking, queries
from hamroh.people.directory.asking import Told
from hamroh.people.directory.models import NumberMessage, Probe, Service
from tests.people.test_directory import TUESDAY_NOON_MOSCOW as NOON, office

MOBILE = "+79161234567"


class WayOut:
    """What was handed to the site's program for messages."""

    def __init__(self, *, takes: bool = True) -> None:
        self.takes, self.sent = takes, list[tuple[uuid.UUID, str, str]]()

    def __call__(self, id: uuid.UUID, number: str, text: str) -> bool:
        self.sent.append((id, number, text))
        return self.takes


def due(key: str = "office", **more: Any) -> Service:
    return office(key, **{"phone": MOBILE, "confirmed_on": dt.date(2026, 10, 20), **more})


def asked(at: dt.datetime = NOON) -> NumberMessage:
    assert asking.ask_due(at, WayOut()) == {"sent": 1, "refused": 0}
    return NumberMessage.objects.latest("written_at")


def test_only_mobile_numbers_that_are_due_are_asked_in_hours_of_work_and_once_a_week(db: None) -> None:
    due()
    due("same_number")
    due("landline", phone="+74956905736")
    due("short", phone="122")
    due("lately", phone="+79161234568", confirmed_on=dt.date(2026, 11, 20))
    due("night", phone="+79161234569", time_zone="Asia/Kamchatka")
    out = WayOut()
    assert asking.ask_due(NOON - dt.timedelta(days=2), out) == {"sent": 0, "refused": 0}, "a Sunday"
    asking.ask_due(NOON, out)
    asking.ask_due(NOON + dt.timedelta(days=3), out)
    assert [(number, text) for _, number, text in out.sent] == [
        (MOBILE, "Контора: помогают ли ещё людям по этому номеру? Ответьте: 1 - да, 2 - нет. Hamroh")
    ]
    asking.ask_due(NOON + dt.timedelta(days=7), out)
    assert len(out.sent) == 2


def test_a_yes_confirms_and_what_was_replied_is_not_kept(db: None) -> None:
    one = due()
    asked()
    at = NOON + dt.timedelta(hours=2)
    assert asking.take(Told(number="+7 916 123-45-67", text=" 1. "), at=at)
    one.refresh_from_db()
    assert (one.confirmed_on, one.failures, one.confirmed_by) == (at.date(), 0, None)
    assert not asking.take(Told(number=MOBILE, text="1"), at=at), "told twice, it counts once"
    assert [(p.outcome, p.how, p.by) for p in Probe.objects.all()] == [("answered", "message", None)]


def test_what_is_delivered_confirms_nothing_and_a_reply_may_still_come(db: None) -> None:
    one = due()
    row = asked()
    assert asking.take(Told(id=row.pk, delivered=True), at=NOON)
    one.refresh_from_db()
    assert (one.confirmed_on, one.failures) == (dt.date(2026, 10, 20), 0)
    assert asking.take(Told(number=MOBILE, text="1"), at=NOON + dt.timedelta(days=1))
    one.refresh_from_db()
    assert one.confirmed_on == dt.date(2026, 11, 25)


def test_three_messages_that_did_not_arrive_take_the_number_from_everybody(db: None) -> None:
    one = due()
    for week in range(3):
        at = NOON + dt.timedelta(weeks=week)
        assert queries.doors(at=at, language="en")
        assert asking.take(Told(id=asked(at).pk), at=at)
    one.refresh_from_db()
    assert one.failures == 3 and not queries.doors(at=at, language="en")


def test_silence_and_words_that_are_neither_yes_nor_no_leave_it_to_somebody_who_calls(db: None) -> None:
    one = due()
    asked()
    assert asking.take(Told(number=MOBILE, text="кто это?"), at=NOON)
    one.refresh_from_db()
    assert (one.failures, Probe.objects.count(), NumberMessage.objects.get().outcome) == (0, 0, "unclear")
    assert queries.how_many_due(at=NOON) == 1
    assert not asking.take(Told(number="+79990000000", text="1"), at=NOON), "a message of somebody else is none of ours"
    assert not asking.take(Told(id=uuid.uuid4()), at=NOON)


def test_a_no_is_a_failure_and_somebody_calls(db: None) -> None:
    one = due()
    asked()
    asking.take(Told(number=MOBILE, text="2"), at=NOON)
    one.refresh_from_db()
    assert (one.failures, one.confirmed_on) == (1, dt.date(2026, 10, 20))


def test_what_the_way_out_refuses_is_tried_again_under_the_same_id_and_given_up_at_last(db: None) -> None:
    one = due()
    shut = WayOut(takes=False)
    for hour in range(6):
        asking.ask_due(NOON + dt.timedelta(minutes=10 * hour), shut)
    assert len({id for id, _, _ in shut.sent}) == 1 and len(shut.sent) == asking.ATTEMPTS
    one.refresh_from_db()
    assert one.failures == 0, "that the way out was shut says nothing of the number"
    assert NumberMessage.objects.get().state == "given_up"


def test_a_number_that_was_changed_since_is_not_judged_by_the_reply_of_the_old_one(world: Any) -> None:
    one = due()
    asked()
    told = actions.entries.content(one) | {"phone": "+79161234599"}
    actions.change_service(one.key, told, edition=one.edition, by=world.staff("supervisor"), at=NOON)
    assert asking.take(Told(number=MOBILE, text="1"), at=NOON)
    one.refresh_from_db()
    assert one.confirmed_on is None


def test_what_the_way_out_tells_is_read_line_by_line(db: None, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    from hamroh.cli import numbers

    due()
    row = asked()
    NumberMessage.objects.update(sent_at=dt.datetime.now(dt.UTC))
    lines = [
        json.dumps({"id": str(row.pk), "delivered": True}),
        json.dumps({"number": "+79990000000", "text": "hi"}),
        "{",
        '{"id": 5}',
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    assert numbers.run(["told", "-"]) == 1
    said = capsys.readouterr()
    assert said.out == "1 written down, 1 not ours, 2 that cannot be read.\n"
    assert "line 3" in said.err and "hi" not in said.err + said.out
