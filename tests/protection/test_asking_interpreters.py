"""F66: from the request for an interpreter to the word that they come; what is late stands on the board."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from hamroh.people.persons import actions as files
from hamroh.people.persons.models import Part
from hamroh.people.walls import Absent
from hamroh.protection.cases import actions as cases
from hamroh.protection.interpreters import actions, asking
from hamroh.protection.interpreters.models import InterpreterRequest
from hamroh.protection.interpreters.queries import Wanted
from tests.people.conftest import NOON, World, signed_in
from tests.protection.test_cases import post
from tests.protection.test_interpreters import booked, case, interpreter, with_account

__all__ = ["case"]

NAMED = {Part.IDENTITY: {"full_name": "Somebody else"}}
HOUR = dt.timedelta(hours=1)
THEN = NOON + 72 * HOUR
WANTED = Wanted("tg", "ru", THEN, THEN + HOUR, "meeting")


def ask(world: World, case: Any, wanted: Wanted = WANTED) -> InterpreterRequest:
    return asking.ask(case.pk, wanted, by=world.staff("lawyer"), at=NOON)


def board(world: World, role: str = "lawyer", *, at: dt.datetime) -> list[str]:
    return [one.why for one in asking.board(seen_by=world.staff(role), at=at)]


def test_a_request_is_late_after_a_day_until_somebody_confirms(world: World, case: Any) -> None:
    ask(world, case)
    ask(world, case)
    assert InterpreterRequest.objects.count() == 1
    assert board(world, at=NOON + 23 * HOUR) == []
    assert board(world, at=NOON + 24 * HOUR) == ["interpreter_late"]
    made = booked(world, interpreter(world), case, WANTED)
    assert board(world, "supervisor", at=NOON + 24 * HOUR) == ["interpreter_late"], "booked is not confirmed"
    asking.confirm(made.pk, by=world.staff("lawyer"), at=NOON + 2 * HOUR)
    assert board(world, "supervisor", at=NOON + 24 * HOUR) == []
    assert asking.kept_in_time(seen_by=world.staff("lawyer"), at=NOON + 48 * HOUR) == (1, 1)


def test_for_soon_it_is_late_when_it_begins_not_a_day_after(world: World, case: Any) -> None:
    ask(world, case, Wanted("tg", "ru", NOON + HOUR, NOON + 3 * HOUR, "call"))
    assert board(world, at=NOON + 2 * HOUR) == ["interpreter_late"]


def test_confirmed_late_counts_as_late(world: World, case: Any) -> None:
    ask(world, case)
    made = booked(world, interpreter(world), case, WANTED)
    asking.confirm(made.pk, by=world.staff("lawyer"), at=NOON + 30 * HOUR)
    assert asking.kept_in_time(seen_by=world.staff("supervisor"), at=NOON + 48 * HOUR) == (0, 1)


def test_a_cancelled_booking_opens_its_request_again_with_its_first_moment(world: World, case: Any) -> None:
    ask(world, case)
    lawyer, row = world.staff("lawyer"), interpreter(world)
    made = booked(world, row, case, WANTED)
    asking.confirm(made.pk, by=lawyer, at=NOON + HOUR)
    actions.cancel(made.pk, by=lawyer, at=NOON + 2 * HOUR)
    assert board(world, at=NOON + 25 * HOUR) == ["interpreter_late"]
    again = booked(world, row, case, WANTED)
    assert InterpreterRequest.objects.count() == 1
    assert not asking.of_case(case, at=NOON)[0].confirmed
    asking.confirm(again.pk, by=lawyer, at=NOON + 3 * HOUR)
    assert asking.of_case(case, at=NOON)[0].confirmed


def test_the_interpreter_confirms_their_own_booking_and_no_other(world: World, case: Any) -> None:
    other = booked(world, interpreter(world, "Another Invented"), case, WANTED)
    made = booked(world, with_account(world), case, WANTED)
    theirs = world.staff("interpreter")
    with pytest.raises(Absent):
        asking.confirm(other.pk, by=theirs, at=NOON)
    asking.confirm(made.pk, by=theirs, at=NOON)
    assert asking.confirmed([made.pk, other.pk]) == {made.pk}


def test_others_confirm_and_withdraw_nothing(world: World, case: Any) -> None:
    row, made = ask(world, case), booked(world, interpreter(world), case, WANTED)
    stranger = world.staff("lawyer", office=world.house)
    for act in (
        lambda: asking.confirm(made.pk, by=stranger, at=NOON),
        lambda: asking.withdraw(row.pk, by=stranger, at=NOON),
    ):
        with pytest.raises(Absent):
            act()
    asking.withdraw(row.pk, by=world.staff("lawyer"), at=NOON)
    assert board(world, at=NOON + 25 * HOUR) == []


@pytest.mark.parametrize(
    "wrong", [{"one": "ru", "other": "ru"}, {"how": "smoke"}, {"until": THEN}, {"until": THEN + 13 * HOUR}]
)
def test_what_is_no_request_is_refused(world: World, case: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(asking.NotComplete):
        ask(world, case, Wanted(**{**WANTED.__dict__, **wrong}))


def test_the_pages_ask_and_confirm(world: World, case: Any) -> None:
    lawyer, where = signed_in(world.staff("lawyer")), reverse("book_interpreter", kwargs={"case": case.pk})
    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=2)
    told = {
        "one": "ru",
        "other": "tg",
        "day": f"{day:%d.%m.%Y}",
        "time": "10:00",
        "minutes": "60",
        "how": "meeting",
        "sex": "",
    }
    assert post(lawyer, where, go="ask", **(told | {"day": ""})).status_code == 400
    assert post(lawyer, where, go="ask", **told).status_code == 302
    row = InterpreterRequest.objects.get()
    assert "Nobody is booked yet" in lawyer.get(where).content.decode()
    whom = with_account(world)
    assert (
        post(lawyer, where, go=f"book:{whom.pk}", **told, field="identity.full_name", compared="on").status_code == 302
    )
    theirs, page = signed_in(world.staff("interpreter")), reverse("interpreting")
    row.refresh_from_db()
    assert f"come:{row.booking_id}" in theirs.get(page).content.decode()
    assert post(theirs, page, go=f"come:{row.booking_id}").status_code == 302
    row.refresh_from_db()
    assert row.confirmed_by == world.staff("interpreter")
    assert f"come:{row.booking_id}" not in theirs.get(page).content.decode()
    assert "1 of 1" in lawyer.get(reverse("interpreters")).content.decode()
    assert post(lawyer, where, go=f"needless:{row.pk}").status_code == 302


def test_what_may_not_be_seen_takes_no_place_among_what_may(
    world: World, case: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = world.staff("lawyer", name="another lawyer")
    theirs = cases.open_case(files.open_file(NAMED, by=other, at=NOON), "housing", summary="", by=other, at=NOON)
    asking.ask(theirs.pk, Wanted("tg", "ru", THEN - HOUR, THEN, "meeting"), by=other, at=NOON)
    ask(world, case)
    monkeypatch.setattr(asking, "MOST", 1)
    assert [one.row.case_id for one in asking.waiting(seen_by=world.staff("lawyer"), at=NOON)] == [case.pk]
