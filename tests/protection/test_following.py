"""What happens to a file or to a colleague reaches the calls and cases: nothing is readable after an erasure, nothing without an owner."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse

from hamroh.people.persons import actions as files
from hamroh.people.staff import actions as staff
from hamroh.people.staff.errors import NeedsAColleague
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import grant, seen_as
from hamroh.protection.cases import actions as cases, queries
from hamroh.protection.enquiries import calls
from hamroh.protection.joint import actions as joint
from hamroh.protection.models import Case, Clock, Enquiry, EnquiryToken, Referral, Task
from hamroh.record import keys, queries as record
from hamroh.shell import once
from hamroh.web import rulebook
from tests.people.conftest import NOON, World, signed_in
from tests.protection.test_cases import FACTS, TOLD


def test_erasing_a_person_takes_their_calls_and_cases_with_it(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    lawyer = world.staff("lawyer")
    said = calls.Call(name="Zarina Invented", phone="+70000000001", text="the story")
    call = calls.write(once.fresh_form(), said, by=lawyer, at=NOON).row
    file = calls.open_file(call.pk, by=lawyer, at=NOON)
    cases.open_case(file, "assault", summary="the story", complained_of=(), by=lawyer, at=NOON)
    copy = Enquiry.objects.values().get()
    with django_capture_on_commit_callbacks(execute=True):
        files.erase(file, reason="the person asked", by=None, at=NOON)
    assert not Enquiry.objects.exists()
    assert not EnquiryToken.objects.exists()
    assert not Case.objects.exists()
    assert not keys.store().exists(call.pk)
    assert "record.key_destroyed" in {entry.kind for entry in record.entries(about=call.pk)}
    # A row from an old copy of the database cannot be read again.
    restored = Enquiry.objects.create(**{**copy, "sealed": bytes(copy["sealed"]), "person_id": None})
    assert calls.earlier(calls.Call(phone="+70000000001"), seen_by=lawyer, at=NOON) == []
    assert signed_in(lawyer).get(reverse("call", kwargs={"id": restored.pk})).status_code == 404


def test_whoever_leaves_leaves_no_clock_task_or_case_without_an_owner(world: World) -> None:
    lawyer, other, administrator = (
        world.staff("lawyer"),
        world.staff("lawyer", name="other"),
        world.staff("administrator"),
    )
    file = files.open_file(TOLD, by=lawyer, at=NOON)
    case = cases.open_case(file, "wages_withheld", facts=FACTS, by=lawyer, at=NOON)
    cases.reckon(case, rulebook.book(), by=lawyer, at=NOON)
    cases.set_task(case.pk, "x", owner=lawyer, due_on=NOON.date(), form="t", by=lawyer, at=NOON)
    later = NOON + dt.timedelta(hours=1)
    with pytest.raises(NeedsAColleague):
        staff.leave(lawyer, to=None, by=administrator, at=later)
    lawyer.refresh_from_db()
    assert lawyer.is_active
    staff.leave(lawyer, to=other, by=administrator, at=later)
    assert {clock.owner for clock in Clock.objects.all()} == {other}
    assert {task.owner for task in Task.objects.all()} == {other}
    assert queries.case(case.pk, seen_by=other, at=later).lead == other


def test_the_case_of_a_merged_file_is_seen_with_the_file_that_took_its_place(world: World) -> None:
    lawyer = world.staff("lawyer")
    kept, gone = (files.open_file(TOLD, by=lawyer, at=NOON) for _ in range(2))
    case = cases.open_case(gone, "wages_withheld", summary="Three months", facts=FACTS, by=lawyer, at=NOON)
    files.merge(kept, gone, by=lawyer, at=NOON)
    assert queries.case(case.pk, seen_by=lawyer, at=NOON) == case
    page = signed_in(lawyer).get(reverse("case", kwargs={"id": case.pk})).content.decode()
    assert "Three months" in page
    assert str(kept.pk) in page
    cases.refer_case(
        case.pk, to=world.shelter, fields=["identity.full_name"], agreed_how="voice", agreed_on=NOON.date(), by=lawyer,
        at=NOON,
    )  # fmt: skip
    assert not queries.cases(seen_by=world.staff("lawyer", name="another"), at=NOON).exists()


def test_what_is_handed_on_from_a_merged_file_arrives_in_both_locks(world: World, settings: Any) -> None:
    at = dt.datetime.now(dt.UTC)
    if connection.vendor == "postgresql":
        settings.WEB_ROLE = "hamroh_web_merged"
        with connection.cursor() as cursor:
            cursor.execute("create role hamroh_web_merged")
        grant("hamroh_web_merged")
    lawyer, theirs = world.staff("lawyer"), world.staff("lawyer", office=world.house)
    agreed = {"agreed_how": "voice", "agreed_on": NOON.date(), "by": lawyer, "at": at}
    with transaction.atomic(), seen_as(lawyer):
        kept, gone = (files.open_file(TOLD, by=lawyer, at=at) for _ in range(2))
        case = cases.open_case(gone, "wages_withheld", summary="Three months", by=lawyer, at=at)
        files.merge(kept, gone, by=lawyer, at=at)
        room = joint.open_room(case.pk, "Together", until=at.date() + dt.timedelta(days=9), by=lawyer, at=at)
        joint.let_in(room.pk, world.shelter, fields=["identity.full_name"], **agreed)
        every = ["identity.full_name", "story.text"]
        sent = cases.refer_case(case.pk, to=world.shelter, fields=every, transfer=True, **agreed)
    with transaction.atomic(), seen_as(theirs):
        assert joint.read_room(room.pk, by=theirs, at=at).purpose == "Together"
        assert [one.pk for one in queries.referrals_to(seen_by=theirs, at=at)] == [sent.pk]
        cases.answer_referral(sent.pk, Referral.State.ACCEPTED, by=theirs, at=at)
    with transaction.atomic(), seen_as(theirs):
        assert cases.read_case(case.pk, by=theirs, at=at).content["summary"] == "Three months"
    with transaction.atomic(), seen_as(lawyer), pytest.raises(Absent):
        cases.read_case(case.pk, by=lawyer, at=at)
