"""F6: no hearing without owner and reminder; the calendar by week, what is missing before and after, and a file that tells nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from hamroh.people.persons import actions as files
from hamroh.people.persons.models import Part
from hamroh.people.walls import Absent
from hamroh.protection import following
from hamroh.protection.cases import actions as cases
from hamroh.protection.cases.models import Case
from hamroh.protection.hearings import actions, queries
from hamroh.protection.hearings.models import Hearing
from hamroh.protection.models import Interpreter, InterpreterBooking
from hamroh.shell import once
from tests.people.conftest import NOON, World, signed_in
from tests.protection.test_cases import case, post, refer

__all__ = ["case"]

NAMED = {Part.IDENTITY: {"full_name": "Somebody else"}}
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
SOON = dt.datetime(2026, 12, 8, 10, 30)


def told(**other: Any) -> actions.Told:
    return actions.Told(**{"court": "City court", "begins": SOON, "zone": "Europe/Moscow", "room": "12", **other})


def set_(world: World, case: Case, *, at: dt.datetime = NOON, **other: Any) -> Hearing:
    who = {"owner": world.staff("lawyer"), "lawyer": world.staff("lawyer")}
    who |= {name: other.pop(name) for name in ("owner", "lawyer") if name in other}
    return actions.set_hearing(case.pk, told(**other), **who, form=once.fresh_form(), by=world.staff("lawyer"), at=at)


def whys(world: World, role: str = "lawyer", *, at: dt.datetime = NOON) -> list[str]:
    return [one.why for one in queries.board(seen_by=world.staff(role), at=at)]


def test_a_hearing_has_the_hour_of_the_court_and_that_of_dushanbe(world: World, case: Case) -> None:
    row = set_(world, case)
    assert row.since == dt.datetime(2026, 12, 8, 7, 30, tzinfo=dt.UTC)
    [one] = queries.of_case(case, at=NOON)
    assert (one.local.hour, one.home.hour, one.court, one.room) == (10, 12, "City court", "12")
    assert b"City" not in bytes(row.sealed)


@pytest.mark.parametrize(
    "wrong",
    [
        {"owner": None}, {"days_before": 0}, {"days_before": 61}, {"court": " "}, {"court": "С" * 5_000}, {"room": "9" * 61}, {"zone": "Mars"}, {"minutes": 0}, {"minutes": 721},
        {"begins": dt.datetime(2031, 1, 1)}, {"lawyer": "case_worker"},
    ],
)  # fmt: skip
def test_without_owner_reminder_court_or_moment_there_is_no_hearing(
    world: World, case: Case, wrong: dict[str, Any]
) -> None:
    if isinstance(wrong.get("lawyer"), str):
        wrong = {"lawyer": world.staff("case_worker")}
    with pytest.raises(actions.NotComplete):
        set_(world, case, **wrong)
    assert not Hearing.objects.exists()


def test_marks_that_nobody_sees_are_not_kept(world: World, case: Case) -> None:
    set_(world, case, court="Суди \u202eшаҳр\u200b", room=" 12 ")
    [one] = queries.of_case(case, at=NOON)
    assert (one.court, one.room) == ("Суди шаҳр", "12")


@pytest.mark.parametrize("change", [{"owner": None}, {"remind_at": None}, {"remind_at": NOON + 30 * DAY}])
def test_the_database_itself_refuses_a_hearing_without_owner_or_reminder(
    world: World, case: Case, change: dict[str, Any]
) -> None:
    row = set_(world, case)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hearing.objects.filter(pk=row.pk).update(**change)


def test_sent_twice_it_is_set_once(world: World, case: Case) -> None:
    lawyer, form = world.staff("lawyer"), once.fresh_form()
    for _ in range(2):
        actions.set_hearing(case.pk, told(), owner=lawyer, form=form, by=lawyer, at=NOON)
    assert Hearing.objects.count() == 1


def test_the_board_reminds_then_asks_for_the_outcome_until_it_is_written(world: World, case: Case) -> None:
    row = set_(world, case)
    assert whys(world) == []
    assert whys(world, at=row.remind_at) == ["hearing"]
    assert whys(world, at=row.until) == ["hearing_outcome"]
    lawyer = world.staff("lawyer")
    with pytest.raises(actions.NotComplete):
        actions.end(row.pk, "decided", "", by=lawyer, at=row.since - HOUR)
    actions.end(row.pk, "adjourned", "On 20 January", by=lawyer, at=row.until)
    assert whys(world, at=row.until + DAY) == []
    [one] = queries.of_case(case, at=NOON)
    assert one.words == "On 20 January"


def test_an_outcome_that_is_written_is_not_written_over_from_an_older_page(world: World, case: Case) -> None:
    row = set_(world, case)
    lawyer = world.staff("lawyer")
    actions.end(row.pk, "adjourned", "On 20 January", by=lawyer, at=row.until)
    actions.end(row.pk, "adjourned", "On 20 January", by=lawyer, at=row.until)
    with pytest.raises(actions.Ended):
        actions.end(row.pk, "decided", "Lost", by=lawyer, at=row.until)
    with pytest.raises(actions.Ended):
        actions.give(row.pk, owner=lawyer, lawyer=None, by=lawyer, at=row.until)
    [one] = queries.of_case(case, at=NOON)
    assert (one.row.outcome, one.words) == ("adjourned", "On 20 January")
    change = reverse("change_hearing", kwargs={"id": row.pk})
    client = signed_in(lawyer)
    late = post(client, change, go="end", outcome="decided", words="Lost")
    assert late.status_code == 409
    page = late.content.decode()
    assert "Nothing was stored: the outcome is written already." in page and "Lost" in page and "On 20 January" in page


def test_a_supervisor_sees_hearings_without_an_interpreter_until_one_is_booked(world: World, case: Case) -> None:
    row = set_(world, case, needs_interpreter=True)
    assert whys(world, "supervisor") == ["hearing_interpreter"]
    assert whys(world, "case_worker") == []
    whom = Interpreter.objects.create(organisation=world.hotline, sealed=b"")
    booking = InterpreterBooking.objects.create(
        interpreter=whom, case=case, person=case.person, one="ru", other="tg", how="hearing", since=row.since - HOUR,
        until=row.until, booked_by=world.staff("lawyer"),
    )  # fmt: skip
    assert whys(world, "supervisor") == []
    InterpreterBooking.objects.filter(pk=booking.pk).update(cancelled_at=NOON)
    assert whys(world, "supervisor") == ["hearing_interpreter"]


def test_a_lawyer_in_two_places_at_once_is_shown(world: World, case: Case) -> None:
    set_(world, case)
    set_(world, case, begins=SOON + dt.timedelta(minutes=30), court="Other")
    set_(world, case, begins=SOON + dt.timedelta(hours=3), court="Third")
    found = queries.week(dt.date(2026, 12, 7), seen_by=world.staff("lawyer"), at=NOON)
    assert [one.clash for one in found] == [True, True, False]
    Hearing.objects.filter(pk=found[0].row.pk).update(outcome="cancelled")
    assert not any(one.clash for one in queries.week(dt.date(2026, 12, 7), seen_by=world.staff("lawyer"), at=NOON))


def test_what_may_not_be_seen_takes_no_place_among_what_may(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = world.staff("lawyer", name="another lawyer")
    theirs = cases.open_case(files.open_file(NAMED, by=other, at=NOON), "housing", summary="", by=other, at=NOON)
    actions.set_hearing(
        theirs.pk, told(begins=SOON - HOUR), owner=other, lawyer=None, form=once.fresh_form(), by=other, at=NOON
    )
    set_(world, case)
    monkeypatch.setattr(queries, "MOST", 1)
    assert [one.row.case_id for one in queries.week(SOON.date(), seen_by=world.staff("lawyer"), at=NOON)] == [case.pk]


def test_the_file_for_a_phone_tells_when_and_nothing_else(world: World, case: Case) -> None:
    row = set_(world, case)
    answer = signed_in(world.staff("lawyer")).get(reverse("hearings_file"))
    text = answer.content.decode()
    assert "DTSTART:20261208T073000Z" in text and "TRIGGER:-P3D" in text
    for secret in ("City", case.number, str(row.pk), "12,", "Moscow", "court", "hearing"):
        assert secret not in text, secret
    assert answer.headers["Cache-Control"] == "no-store"
    assert "BEGIN:VEVENT" not in signed_in(world.staff("case_worker")).get(reverse("hearings_file")).content.decode()


def test_the_pages_set_a_hearing_and_write_its_outcome(world: World, case: Case) -> None:
    lawyer = world.staff("lawyer")
    client, where = signed_in(lawyer), reverse("case_hearings", kwargs={"id": case.pk})
    fields = {
        "court": "City court", "day": "2026-12-08", "time": "10:30", "zone": "Europe/Moscow", "minutes": "60", "owner": str(lawyer.pk),
        "lawyer": str(lawyer.pk), "days_before": "3", "needs_interpreter": "on",
    }  # fmt: skip
    assert post(client, where, **(fields | {"owner": "x"})).status_code == 400
    assert post(client, where, **(fields | {"time": "25:00"})).status_code == 400
    assert post(client, where, **fields).status_code == 302
    week = client.get(reverse("hearings") + "?from=2026-12-09").content.decode()
    assert "City court" in week and "10:30" in week and "12:30" in week and "No interpreter is booked" in week
    assert "City court" not in client.get(reverse("hearings") + "?from=2026-12-15").content.decode()
    row = Hearing.objects.get()
    change = reverse("change_hearing", kwargs={"id": row.pk})
    early = post(client, change, go="end", outcome="decided", words="He won\u202e " + "x" * 5000)
    assert early.status_code == 400 and b"He won" in early.content, "what was typed is not lost"
    assert post(client, change, go="give", owner="x").status_code == 400
    assert post(client, change, go="end", outcome="cancelled", words="").status_code == 302
    row.refresh_from_db()
    assert row.outcome == "cancelled"
    stranger = signed_in(world.staff("lawyer", office=world.house))
    assert post(stranger, change, go="end", outcome="decided").status_code == 404
    assert post(stranger, where, **fields).status_code == 404
    assert "City court" not in stranger.get(reverse("hearings") + "?from=2026-12-09").content.decode()


def test_another_owner_takes_it_and_nobody_is_no_owner(world: World, case: Case) -> None:
    row, chief = set_(world, case), world.staff("supervisor")
    actions.give(row.pk, owner=chief, lawyer=None, by=world.staff("lawyer"), at=NOON)
    row.refresh_from_db()
    assert (row.owner, row.lawyer) == (chief, None)
    with pytest.raises(actions.NotComplete):
        actions.give(row.pk, owner=None, lawyer=None, by=world.staff("lawyer"), at=NOON)
    with pytest.raises(Absent):
        actions.give(row.pk, owner=chief, lawyer=None, by=world.staff("lawyer", office=world.house), at=NOON)


def test_who_leaves_leaves_no_hearing_without_an_owner(world: World, case: Case) -> None:
    row, lawyer, chief = set_(world, case), world.staff("lawyer"), world.staff("supervisor")
    assert following.clocks_tasks_and_cases(lawyer, None)
    following.clocks_tasks_and_cases(lawyer, chief)
    row.refresh_from_db()
    assert (row.owner, row.lawyer) == (chief, None)


def test_a_case_that_is_handed_over_takes_its_hearings_along(world: World, case: Case) -> None:
    row, theirs = set_(world, case), world.staff("lawyer", office=world.house)
    sent = refer(world, case, "identity.full_name", "story.text", transfer=True)
    cases.answer_referral(sent.pk, "accepted", by=theirs, at=NOON)
    row.refresh_from_db()
    assert (row.owner, row.lawyer) == (theirs, None)
    assert [one.why for one in queries.board(seen_by=theirs, at=row.remind_at)] == ["hearing"]
