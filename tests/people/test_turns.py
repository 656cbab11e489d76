"""A turn for a day of reception: taken once without a name, never given twice, told when the day changes, forgotten after it."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, connection, transaction

from hamroh.people import floods
from hamroh.people.directory import actions as directory, queries as entries
from hamroh.people.models import ReceptionDay, Turn
from hamroh.people.turns import actions, queries
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import at_work
from hamroh.record import keys, retention
from hamroh.record.queries import entries as noted
from tests.people.conftest import NOON, World, signed_in
from tests.web.conftest import FORM, FormClient

DAY, TEN = dt.date(2026, 12, 10), dt.time(10)
TIMES = actions.Times(DAY, TEN, minutes=20, at_once=2, times=3)


@pytest.fixture
def consul(world: World) -> Any:
    return world.staff("consular")


@pytest.fixture
def comes(world: World, consul: Any) -> ReceptionDay:
    """The consul comes to a town for a day, for six people."""
    service = directory.add_service(
        "comes", organisation=world.hotline, kind="consular_day", phone="000 00 22", country="RU", region="RU-SPE", town="SPb",
        time_zone="Europe/Moscow", languages=["tg"], hours_unknown=True,
    )  # fmt: skip
    return actions.open_day(service, TIMES, ["passport", "advice"], by=consul, at=NOON)


def take(row: ReceptionDay, form: str, time: dt.time = TEN, **more: Any) -> actions.Taken:
    given = {"matter": "passport", "begins": time, "read_day": row.day, "worked": True, "at": NOON} | more
    return actions.take(row.pk, form, **given)


def test_a_form_sent_twice_takes_one_turn_and_gives_one_code(comes: ReceptionDay) -> None:
    first, second = take(comes, "f" * 32), take(comes, "f" * 32)
    assert (first.code, first.again, second.code, second.again) == (first.code, False, first.code, True)
    assert list(comes.turns.values_list("number", flat=True)) == [1]


def test_a_time_takes_as_many_as_there_are_seats_and_then_says_so(comes: ReceptionDay) -> None:
    assert [take(comes, one * 32).turn.number for one in "ab"] == [1, 2]
    with pytest.raises(actions.Full):
        take(comes, "c" * 32)
    assert take(comes, "d" * 32, dt.time(10, 20)).turn.number == 3, "the next time has seats of its own"


def test_the_database_itself_gives_no_number_twice(comes: ReceptionDay) -> None:
    turn = take(comes, "f" * 32).turn
    with pytest.raises(IntegrityError), transaction.atomic():
        Turn.objects.create(reception=comes, number=turn.number, matter="advice", form="x", code="y", taken_at=NOON)


def test_what_is_given_back_leaves_nothing_and_is_free(
    comes: ReceptionDay, django_capture_on_commit_callbacks: Any
) -> None:
    taken = take(comes, "f" * 32, phone="+70000000501", name="Z")
    with django_capture_on_commit_callbacks(execute=True):
        actions.give_back(queries.by_code(taken.code.lower().replace("-", " ")), at=NOON)  # type: ignore[arg-type]
    assert queries.by_code(taken.code) is None
    assert queries.free(comes, NOON).turns == 6
    assert taken.turn.pk not in keys.store().ciphers([taken.turn.pk])


def test_a_turn_whose_time_has_come_is_not_given_back(comes: ReceptionDay) -> None:
    taken = take(comes, "f" * 32)
    with pytest.raises(actions.Over):
        actions.give_back(taken.turn, at=dt.datetime(2026, 12, 10, 7, 0, tzinfo=dt.UTC))


def test_a_moved_day_keeps_its_numbers_and_lists_whom_to_call(comes: ReceptionDay, consul: Any) -> None:
    quiet, loud = take(comes, "a" * 32), take(comes, "b" * 32, phone="+70000000501")
    later = DAY + dt.timedelta(3)
    moved = actions.move_day(comes.pk, to=later, opens=dt.time(11), by=consul, at=NOON)
    found = queries.by_code(quiet.code)
    assert found is not None
    assert (found.reception.day, found.reception.moved_from, moved.time_of(found.number)) == (later, DAY, dt.time(11))
    shown = actions.read(moved, by=consul, at=NOON)
    assert [(one.row.number, one.phone) for one in shown if one.row.to_tell] == [(2, "+70000000501")]
    actions.told(loud.turn.pk, by=consul, at=NOON)
    assert not [one for one in actions.read(moved, by=consul, at=NOON) if one.row.to_tell]
    with pytest.raises(actions.Changed):
        take(comes, "c" * 32, dt.time(11), read_day=DAY)


def test_the_directory_sends_nobody_to_a_day_that_was_moved_or_called_off(comes: ReceptionDay, consul: Any) -> None:
    def told() -> list[dt.date | None]:
        return [one.day for one in entries.service("comes").hours.all()]  # type: ignore[union-attr]

    assert told() == [DAY]
    actions.move_day(comes.pk, to=DAY + dt.timedelta(1), opens=TEN, by=consul, at=NOON)
    assert told() == [DAY + dt.timedelta(1)]
    actions.call_off(comes.pk, by=consul, at=NOON)
    assert told() == []
    with pytest.raises(actions.Over):
        take(comes, "f" * 32, read_day=DAY + dt.timedelta(1))


def test_another_organisation_meets_what_is_absent(world: World, comes: ReceptionDay, consul: Any) -> None:
    taken = take(comes, "f" * 32, phone="+70000000501")
    other = world.staff("consular", office=world.house)
    for act in (
        lambda: queries.one_day(comes.pk, seen_by=other, at=NOON),
        lambda: actions.read(comes, by=other, at=NOON),
        lambda: actions.move_day(comes.pk, to=DAY, opens=TEN, by=other, at=NOON),
        lambda: actions.call_off(comes.pk, by=other, at=NOON),
        lambda: actions.mark(taken.turn.pk, "came", by=other, at=NOON),
        lambda: actions.told(taken.turn.pk, by=other, at=NOON),
        lambda: actions.free_turn(taken.turn.pk, by=other, at=NOON),
        lambda: actions.open_day(comes.service, actions.Times(DAY + dt.timedelta(1), TEN, 20, 1, 1), ["advice"], by=other, at=NOON),
        lambda: take(comes, "g" * 32, by=other),
    ):  # fmt: skip
        with pytest.raises(Absent):
            act()
    client = signed_in(other)
    assert client.get(f"/desk/receptions/{comes.pk}/").status_code == 404
    assert client.post(f"/desk/receptions/turns/{taken.turn.pk}/", "go=came", content_type=FORM).status_code == 404  # fmt: skip


def test_reading_contacts_stands_in_the_record(comes: ReceptionDay, consul: Any) -> None:
    taken = take(comes, "f" * 32, phone="+70000000501")
    actions.read(comes, by=consul, at=NOON)
    with at_work("who read"):
        [last] = [one for one in noted(limit=None) if one.kind == "turns.read"]
    assert (last.by, last.own_fields["shown"]) == (consul.pk, [str(taken.turn.pk)])


def test_a_week_after_the_day_only_how_many_came_stays(comes: ReceptionDay, consul: Any) -> None:
    came, missed = take(comes, "a" * 32, phone="+70000000501"), take(comes, "b" * 32)
    actions.mark(came.turn.pk, "came", by=consul, at=NOON)
    actions.mark(missed.turn.pk, "missed", by=consul, at=NOON)
    midnight = dt.datetime(2026, 12, 10, tzinfo=dt.UTC)
    [kept] = [one for one in retention.everything_kept() if one.data == "people.turns"]
    assert kept.take_out(midnight) == 0
    assert kept.take_out(midnight + dt.timedelta(1)) == 2
    comes.refresh_from_db()
    assert (comes.came, comes.missed, Turn.objects.count()) == (1, 1, 0)


@pytest.mark.parametrize(
    "times",
    [
        actions.Times(DAY, TEN, 20, 1, 3),
        actions.Times(dt.date(2026, 11, 27), TEN, 20, 1, 3),
        actions.Times(dt.date(2027, 12, 1), TEN, 20, 1, 3),
        actions.Times(dt.date(2026, 12, 11), dt.time(23), 20, 1, 9),
    ],
    ids=["a second time on a day", "past", "too far", "over midnight"],
)
def test_a_day_that_cannot_be_is_not_opened(comes: ReceptionDay, consul: Any, times: actions.Times) -> None:
    with pytest.raises(actions.NotPossible):
        actions.open_day(comes.service, times, ["advice"], by=consul, at=NOON)


def test_in_a_flood_a_turn_without_work_is_not_stored_and_says_so(
    comes: ReceptionDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(floods, "counts", lambda *_of, worked, at: worked)
    with pytest.raises(actions.Crowded):
        take(comes, "a" * 32, worked=False)
    assert take(comes, "b" * 32).turn.number == 1
    assert Turn.objects.count() == 1


def test_the_public_takes_sees_and_gives_back_without_a_name(
    comes: ReceptionDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hamroh.web.interview.now", lambda: NOON)
    client = FormClient()
    assert "Thursday, 10 December 2026" in client.get("/en/turns/").content.decode()
    page = client.get(f"/en/turns/{comes.pk}/")
    assert page.headers["Cache-Control"] == "no-store"
    sent = {
        "go": "take",
        "form": "f" * 32,
        "matter": "passport",
        "begins": "10:20",
        "read_day": "2026-12-10",
        "name": "\x00",
    }
    got = client.post(f"/en/turns/{comes.pk}/", sent)
    code = queries.code_of("f" * 32)
    assert code in got.content.decode()
    assert not Turn.objects.get().sealed, "nothing was given, nothing is kept"
    again = client.post(f"/en/turns/{comes.pk}/", sent).content.decode()
    assert "Stored already" in again
    assert "10:20" in client.post("/en/turns/mine/", {"go": "open", "code": code}).content.decode()
    assert "Given back" in client.post("/en/turns/mine/", {"go": "back", "code": code}).content.decode()
    assert client.post("/en/turns/mine/", {"go": "open", "code": code}).status_code == 400
    old = client.post(f"/en/turns/{comes.pk}/", sent | {"form": "g" * 32, "read_day": "2026-12-09"})
    assert (old.status_code, Turn.objects.count()) == (409, 0)


def test_the_desk_opens_a_day_takes_a_turn_marks_and_moves(world: World, consul: Any, comes: ReceptionDay) -> None:
    client = signed_in(consul)

    def post(where: str, **sent: Any) -> Any:
        return client.post(f"/desk/receptions/{where}", urlencode(sent, doseq=True), content_type=FORM)

    # The desk works by the clock of the machine.
    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(30)
    sent = {"service": "comes", "day": day.isoformat(), "opens": "09:00", "minutes": "15", "at_once": "1", "times": "4"}
    assert post("", **sent).status_code == 400, "no matter was chosen"
    assert post("", **sent, matters=["passport"]).status_code == 302
    made = ReceptionDay.objects.get(day=day)
    shown = post(f"{made.pk}/take/", form="h" * 32, read_day=day.isoformat(), matter="passport", begins="09:15", phone="+70000000501", name="Zarina")  # fmt: skip
    assert queries.code_of("h" * 32) in shown.content.decode()
    turn = made.turns.get()
    assert post(f"turns/{turn.pk}/", go="came").status_code == 302
    later = day + dt.timedelta(1)
    assert post(f"{made.pk}/change/", go="move", day=later.isoformat(), opens="10:00").status_code == 302
    told = client.get(f"/desk/receptions/{made.pk}/").content.decode()
    assert "Zarina" in told
    assert "To be called" in told
    assert post(f"{made.pk}/change/", go="call_off").status_code == 302
    assert "Called off." in client.get(f"/desk/receptions/{made.pk}/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_many_who_press_at_once_get_a_turn_each_or_are_told(comes: ReceptionDay) -> None:
    said: list[int | str] = []

    def press(n: int) -> None:
        try:
            said.append(take(comes, f"{n}" * 32).turn.number)
        except actions.Full:
            said.append("full")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(n,)) for n in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(map(str, said)) == ["1", "2", "full", "full", "full", "full"]
    assert Turn.objects.count() == 2
