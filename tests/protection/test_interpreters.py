"""Interpreters: found by language, never booked twice, and shown what was agreed of one case for that time alone."""

from __future__ import annotations

import dataclasses
import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, connections
from django.urls import reverse

from hamroh.people.models import Concealment
from hamroh.people.persons import actions as files
from hamroh.people.persons.models import Part
from hamroh.people.staff import actions as staff
from hamroh.people.walls import Absent, fields_seen, person as file_of
from hamroh.protection.cases import actions as cases
from hamroh.protection.interpreters import actions, queries
from hamroh.protection.interpreters.queries import Wanted
from hamroh.protection.models import BookedQuarter, Interpreter, InterpreterBooking, InterpreterConflict
from hamroh.protection.parties import actions as parties
from hamroh.record import queries as record
from hamroh.record.events import KeyDestroyed
from tests.people.conftest import NOON, World, signed_in

FORM = "application/x-www-form-urlencoded"
HOUR = dt.timedelta(hours=1)
TOMORROW = NOON + 24 * HOUR
WANTED = Wanted("tg", "ru", TOMORROW, TOMORROW + HOUR, "meeting")
AGREED = {"identity.full_name", "identity.languages"}


def interpreter(world: World, name: str = "Rukhshona Invented", *, ready: bool = True, **more: Any) -> Interpreter:
    supervisor = world.staff("supervisor")
    told = {
        "pairs": {("tg", "ru")}, "by_phone": True, "area": "Kazan", "sex": "f", "staff": None, "by": supervisor, "at": NOON,
    }  # fmt: skip
    row = actions.enter(name, "+992900000009", **{**told, **more})
    if ready:
        actions.vet(row.pk, until=dt.date(2027, 6, 1), by=supervisor, at=NOON)
        actions.undertake(row, by=row.staff or supervisor, at=NOON)
    return row


def with_account(world: World, **more: Any) -> Interpreter:
    return interpreter(world, staff=world.staff("interpreter"), **more)


@pytest.fixture
def case(world: World) -> Any:
    parts = {Part.IDENTITY: {"full_name": "Zarina Invented", "born": "1999"}, Part.STORY: {"text": "x"}}
    file = files.open_file(parts, by=world.staff("lawyer"), at=NOON)
    return cases.open_case(file, "wages_withheld", by=world.staff("lawyer"), at=NOON)


def booked(world: World, row: Interpreter, case: Any, wanted: Wanted = WANTED, **more: Any) -> InterpreterBooking:
    told = {"fields": AGREED, "compared": True, "by": world.staff("lawyer"), "at": NOON, **more}
    return actions.book(row.pk, case.pk, wanted, **told)


def test_only_who_fits_is_offered(world: World, case: Any) -> None:
    row = interpreter(world)
    lawyer = world.staff("lawyer")

    def offered(**changed: Any) -> bool:
        return bool(queries.free(case, dataclasses.replace(WANTED, **changed), seen_by=lawyer, at=NOON))

    assert offered()
    assert offered(one="ru", other="tg", how="call", sex="f")
    assert not offered(other="uz")
    assert not offered(sex="m")
    late = dt.datetime(2027, 6, 2, 9, tzinfo=dt.UTC)
    assert not offered(since=late, until=late + HOUR)
    # Half past one at night here, on the day after the last one.
    night = dt.datetime(2027, 6, 1, 20, 30, tzinfo=dt.UTC)
    assert not offered(since=night - HOUR, until=night)
    Interpreter.objects.filter(pk=row.pk).update(area="")
    assert not offered(how="hearing")
    other = world.staff("lawyer", office=world.house)
    assert not queries.free(case, WANTED, seen_by=other, at=NOON)


def test_without_vetting_or_secrecy_nobody_is_booked(world: World, case: Any) -> None:
    row = interpreter(world, ready=False)
    for step in (
        lambda: actions.vet(row.pk, until=dt.date(2027, 6, 1), by=world.staff("supervisor"), at=NOON),
        lambda: actions.undertake(row, by=world.staff("supervisor"), at=NOON),
    ):
        with pytest.raises(actions.NotForThis):
            booked(world, row, case)
        step()
    assert booked(world, row, case)


def test_nobody_vets_themselves_and_no_supervisor_undertakes_for_who_has_an_account(world: World) -> None:
    row = with_account(world, ready=False)
    with pytest.raises(Absent):
        actions.vet(row.pk, until=dt.date(2027, 6, 1), by=world.staff("interpreter"), at=NOON)
    with pytest.raises(Absent):
        actions.undertake(row, by=world.staff("supervisor"), at=NOON)


@pytest.mark.parametrize("minutes", [0, 30, 59, -59])
def test_two_bookings_that_touch_are_one_too_many(world: World, case: Any, minutes: int) -> None:
    row = interpreter(world)
    booked(world, row, case)
    moved = dt.timedelta(minutes=minutes)
    with pytest.raises(actions.Taken):
        booked(world, row, case, dataclasses.replace(WANTED, since=WANTED.since + moved, until=WANTED.until + moved))
    assert booked(world, row, case, dataclasses.replace(WANTED, since=WANTED.until, until=WANTED.until + HOUR))


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_book_one_interpreter_at_one_moment_one_succeeds(request: Any) -> None:
    if connection.vendor != "postgresql":
        return
    world, case = request.getfixturevalue("world"), request.getfixturevalue("case")
    row = interpreter(world)

    def attempt(number: int) -> bool:
        try:
            moved = dt.timedelta(minutes=15 * (number % 4))
            booked(
                world, row, case, dataclasses.replace(WANTED, since=WANTED.since + moved, until=WANTED.until + moved)
            )
            return True
        except actions.Taken:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1
    assert BookedQuarter.objects.count() == 4


def test_the_interpreter_reads_the_agreed_fields_of_that_case_for_that_time_and_nothing_after(
    world: World, case: Any
) -> None:
    row, me = with_account(world), world.staff("interpreter")
    booked(world, row, case)
    for at, open_ in ((TOMORROW - HOUR, False), (TOMORROW, True), (TOMORROW + HOUR, False)):
        told = [one.told for one in actions.read_bookings(by=me, at=at)[1]]
        assert told == ([{"full_name": "Zarina Invented"}] if open_ else [{}] if at < TOMORROW else [])
        if not open_:
            with pytest.raises(Absent):
                file_of(case.person_id, seen_by=me, at=at)
    seen = fields_seen(file_of(case.person_id, seen_by=me, at=TOMORROW), by=me, at=TOMORROW)
    assert seen == {Part.IDENTITY: frozenset({"full_name", "languages"})}


def test_a_cancelled_booking_closes_what_was_open_and_frees_the_time(world: World, case: Any) -> None:
    row, me = with_account(world), world.staff("interpreter")
    made = booked(world, row, case)
    actions.cancel(made.pk, by=world.staff("lawyer"), at=TOMORROW + HOUR / 2)
    with pytest.raises(Absent):
        file_of(case.person_id, seen_by=me, at=TOMORROW + HOUR / 2)
    assert booked(world, row, case)
    with pytest.raises(Absent):
        actions.cancel(made.pk, by=world.staff("lawyer", office=world.house), at=NOON)


def test_who_knows_somebody_in_the_case_steps_back_and_is_not_offered_for_it_again(world: World, case: Any) -> None:
    row, me, lawyer = with_account(world), world.staff("interpreter"), world.staff("lawyer")
    actions.declare(row, "district", "Hissor", by=me, at=NOON)
    (offered,) = queries.free(case, WANTED, seen_by=lawyer, at=NOON)
    assert offered.ties == (("Their home district", "Hissor"),)
    with pytest.raises(actions.NotComplete):
        booked(world, row, case, compared=False)
    made = booked(world, row, case)
    with pytest.raises(Absent):
        actions.step_back(made.pk, "x", by=world.staff("interpreter", name="other"), at=NOON)
    actions.step_back(made.pk, "my cousin", by=me, at=NOON)
    assert not queries.free(case, WANTED, seen_by=lawyer, at=NOON)
    with pytest.raises(actions.NotForThis):
        booked(world, row, case)
    assert b"cousin" not in bytes(InterpreterConflict.objects.get().sealed)
    assert b"Rukhshona" not in bytes(Interpreter.objects.get().sealed)


def test_nobody_of_an_office_from_which_the_case_is_hidden_is_offered(world: World, case: Any) -> None:
    interpreter(world, staff=world.staff("interpreter", office=world.khujand))
    assert queries.free(case, WANTED, seen_by=world.staff("lawyer"), at=NOON)
    Concealment.objects.create(person_id=case.person_id, office=world.khujand)
    assert not queries.free(case, WANTED, seen_by=world.staff("lawyer"), at=NOON)


def test_who_leaves_is_booked_no_more(world: World, case: Any) -> None:
    row = with_account(world)
    now = dt.datetime.now(dt.UTC)
    soon = dataclasses.replace(WANTED, since=now + HOUR, until=now + 2 * HOUR)
    made = booked(world, row, case, soon, at=now)
    staff.leave(world.staff("interpreter"), to=None, by=world.staff("administrator"), at=now)
    made.refresh_from_db()
    assert made.cancelled_at is not None
    assert not BookedQuarter.objects.exists()


def test_who_interprets_no_more_leaves_no_name_and_may_be_entered_anew(world: World, case: Any) -> None:
    row, supervisor = with_account(world), world.staff("supervisor")
    made = booked(world, row, case)
    with pytest.raises(Absent):
        actions.let_go(row.pk, by=world.staff("lawyer"), at=NOON)
    actions.let_go(row.pk, by=supervisor, at=NOON)
    made.refresh_from_db()
    assert made.cancelled_at == NOON
    assert not queries.interpreters(seen_by=supervisor, at=NOON).exists()
    assert KeyDestroyed.kind in [entry.kind for entry in record.entries(about=row.pk)]
    assert with_account(world).pk != row.pk


def test_a_booking_holds_where_the_file_was_merged_since_and_its_end_ends_all_of_it(world: World, case: Any) -> None:
    row, me, lawyer = with_account(world), world.staff("interpreter"), world.staff("lawyer")
    other = files.open_file({Part.IDENTITY: {"full_name": "Zarina I."}, Part.STORY: {"text": "x"}}, by=lawyer, at=NOON)
    made = booked(world, row, case)
    files.merge(other, case.person, by=lawyer, at=NOON)
    half = TOMORROW + HOUR / 2
    assert [set(one.told) for one in actions.read_bookings(by=me, at=half)[1]] == [{"full_name"}]
    actions.cancel(made.pk, by=lawyer, at=half)
    for file in (other.pk, case.person_id):
        with pytest.raises(Absent):
            file_of(file, seen_by=me, at=half)


def test_the_way_on_the_pages(world: World, case: Any) -> None:
    me = world.staff("interpreter")
    supervisor, lawyer, mine = signed_in(world.staff("supervisor")), signed_in(world.staff("lawyer")), signed_in(me)
    assert "not entered as an interpreter" in mine.get(reverse("interpreting")).content.decode()
    told = {"name": "Rukhshona Invented", "one": "tg", "other": "ru", "by_phone": "on", "staff": str(me.pk)}
    where = reverse("interpreters")
    assert supervisor.post(where, urlencode({**told, "other": "tg"}), content_type=FORM).status_code == 400
    supervisor.post(where, urlencode(told), content_type=FORM)
    row = Interpreter.objects.get()
    until = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=300)
    one = reverse("interpreter", kwargs={"id": row.pk})
    supervisor.post(one, urlencode({"go": "vet", "until": f"{until:%d.%m.%Y}"}), content_type=FORM)
    mine.post(reverse("interpreting"), "go=undertake", content_type=FORM)
    where = reverse("book_interpreter", kwargs={"case": case.pk})
    assert where in lawyer.get(reverse("case", kwargs={"id": case.pk})).content.decode()
    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=2)
    asked = {
        "one": "ru",
        "other": "tg",
        "day": f"{day:%d.%m.%Y}",
        "time": "10:00",
        "minutes": "60",
        "how": "call",
        "sex": "",
    }
    for wrong in (
        {"day": "x"},
        {"day": "01.01.0001", "time": "00:00"},
        {"day": "31.12.9999", "time": "23:59", "minutes": "900"},
        {"minutes": "²"},
    ):
        assert lawyer.post(where, urlencode({**asked, **wrong, "go": "look"}), content_type=FORM).status_code == 400
    page = lawyer.post(where, urlencode({**asked, "go": "look"}), content_type=FORM).content.decode()
    assert "Rukhshona Invented" in page
    go = {"go": f"book:{row.pk}", "field": "identity.full_name", "compared": "on"}
    assert lawyer.post(where, urlencode({**asked, **go}), content_type=FORM).status_code == 302
    page = mine.get(reverse("interpreting")).content.decode()
    assert f"{day.day}.{day:%m.%Y} 10:00" in page
    assert "Zarina" not in page
    assert mine.get(reverse("person", kwargs={"id": case.person_id})).status_code == 404
    assert mine.get(where).status_code == 404


@pytest.mark.parametrize("how", ["let_go", "stepped_back", "left", "hidden"])
def test_the_desk_is_told_that_nobody_comes_any_more(world: World, case: Any, how: str) -> None:
    row = with_account(world)
    # The pages ask the clock.
    now = dt.datetime.now(dt.UTC)
    made = booked(world, row, case, dataclasses.replace(WANTED, since=now + HOUR, until=now + 2 * HOUR), at=now)
    lawyer, theirs = world.staff("lawyer"), world.staff("interpreter")
    assert not queries.fallen(seen_by=lawyer, at=now)
    if how == "let_go":
        actions.let_go(row.pk, by=world.staff("supervisor"), at=now)
    elif how == "stepped_back":
        actions.step_back(made.pk, "A cousin", by=theirs, at=now)
    elif how == "left":
        actions.hand_over(theirs, None, at=now)
    else:
        Interpreter.objects.filter(pk=row.pk).update(staff=world.staff("interpreter", office=world.khujand))
        Concealment.objects.create(person=case.person, office=world.khujand)
    assert [one.pk for one in queries.fallen(seen_by=lawyer, at=now)] == [made.pk]
    # Not by those who do not work with the case.
    assert not queries.fallen(seen_by=world.staff("lawyer", name="another"), at=now)
    client, place = signed_in(lawyer), reverse("interpreters")
    assert "Nobody comes to these bookings any more" in client.get(place).content.decode()
    answer = client.post(place, urlencode({"go": f"seen:{made.pk}"}), content_type=FORM)
    assert answer.headers["Location"] == reverse("book_interpreter", kwargs={"case": case.pk})
    assert not queries.fallen(seen_by=lawyer, at=now)
    assert InterpreterBooking.objects.get(pk=made.pk).cancelled_at is not None


def test_what_the_desk_cancels_itself_it_is_not_told(world: World, case: Any) -> None:
    made = booked(world, interpreter(world), case)
    actions.cancel(made.pk, by=world.staff("lawyer"), at=NOON)
    assert not queries.fallen(seen_by=world.staff("lawyer"), at=NOON)


def test_a_booking_is_gone_for_an_interpreter_of_whose_office_the_file_complains_since(world: World, case: Any) -> None:
    row = with_account(world)
    made = booked(world, row, case)
    theirs = world.staff("interpreter")
    assert actions.read_bookings(by=theirs, at=NOON)[1]
    Concealment.objects.create(person=case.person, office=theirs.office)
    assert not actions.read_bookings(by=theirs, at=NOON)[1]
    with pytest.raises(Absent):
        actions.step_back(made.pk, "I know them", by=theirs, at=NOON)


def test_who_declared_a_tie_to_a_party_of_the_case_is_not_offered_and_not_booked(world: World, case: Any) -> None:
    lawyer = world.staff("lawyer")
    row, other = with_account(world), interpreter(world, "Another Invented")
    actions.declare(row, "employer", "Worked two summers for Namuna-Sokhtmon", by=world.staff("interpreter"), at=NOON)
    actions.declare(other, "employer", "Worked for another firm", by=world.staff("supervisor"), at=NOON)
    assert len(queries.free(case, WANTED, seen_by=lawyer, at=NOON)) == 2
    # The name is written in another alphabet, with its form of law.
    parties.name_party(
        case.pk, kind="employer", name="ООО «Намуна-Сохтмон»", said_by="person", said_on=NOON.date(), by=lawyer, at=NOON
    )
    assert [one.row.pk for one in queries.free(case, WANTED, seen_by=lawyer, at=NOON)] == [other.pk]
    with pytest.raises(actions.NotForThis):
        booked(world, row, case)
    assert booked(world, other, case)
    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=2)
    told = {
        "one": "ru",
        "other": "tg",
        "day": f"{day:%d.%m.%Y}",
        "time": "10:00",
        "minutes": "60",
        "how": "call",
        "sex": "",
    }
    where = reverse("book_interpreter", kwargs={"case": case.pk})
    page = signed_in(lawyer).post(where, urlencode({**told, "go": "look"}), content_type=FORM).content.decode()
    assert "They declared a tie to ООО «Намуна-Сохтмон»" in page
