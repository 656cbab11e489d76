"""Breaking the glass: in an emergency a file opens for an hour, and the supervisor is told."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.urls import reverse

from hamroh.people.models import BrokenGlass, Concealment, Involvement
from hamroh.people.persons.models import Part
from hamroh.people.walls import Absent, actions, person as file_of, queries
from hamroh.record import queries as record
from tests.people.conftest import NOON, World, signed_in

REASON = "He calls from a police station, and his lawyer does not answer."
HOUR = dt.timedelta(hours=1)
FORM = "application/x-www-form-urlencoded"


def test_a_file_opens_for_an_hour_and_the_supervisor_reads_why(world: World) -> None:
    file, operator, supervisor = world.person(), world.staff("operator"), world.staff("supervisor")
    world.involve(file, staff=world.staff("lawyer"))
    with pytest.raises(Absent):
        file_of(file.pk, seen_by=operator, at=NOON)
    actions.break_glass(file.pk, reason=REASON, by=operator, at=NOON)
    assert file_of(file.pk, seen_by=operator, at=NOON + HOUR / 2) == file
    with pytest.raises(Absent):
        file_of(file.pk, seen_by=operator, at=NOON + HOUR)
    (opening,) = queries.to_judge(seen_by=supervisor, at=NOON)
    assert (opening.reason, opening.who) == (REASON, operator.full_name)


def test_the_reason_is_not_readable_in_the_database(world: World) -> None:
    file, operator = world.person(), world.staff("operator")
    glass = actions.break_glass(file.pk, reason=REASON, by=operator, at=NOON)
    assert b"police" not in bytes(BrokenGlass.objects.get(pk=glass.pk).reason)


def test_every_opening_is_in_the_record_of_the_file(world: World) -> None:
    file, operator = world.person(), world.staff("operator")
    actions.break_glass(file.pk, reason=REASON, by=operator, at=NOON)
    (entry,) = record.entries(about=file.pk)
    assert REASON in entry.sentence("en")
    assert entry.by == operator.pk


@pytest.mark.parametrize("reason", ["", "now", " " * 40, "x" * 501])
def test_without_a_reason_that_can_be_judged_the_glass_holds(world: World, reason: str) -> None:
    file = world.person()
    with pytest.raises(actions.NoReason):
        actions.break_glass(file.pk, reason=reason, by=world.staff("operator"), at=NOON)
    assert not BrokenGlass.objects.exists()


def test_what_cannot_be_opened_is_absent_whatever_the_cause(world: World) -> None:
    operator = world.staff("operator")
    elsewhere, complaint = world.person(keeper=world.shelter), world.person()
    Concealment.objects.create(person=complaint, office=operator.office)
    for id in (elsewhere.pk, complaint.pk, uuid.uuid4()):
        with pytest.raises(Absent):
            actions.break_glass(id, reason=REASON, by=operator, at=NOON)


@pytest.mark.parametrize("role", ["administrator", "analyst", "security", "protection"])
def test_who_never_reads_files_breaks_no_glass(world: World, role: str) -> None:
    with pytest.raises(Absent):
        actions.break_glass(world.person().pk, reason=REASON, by=world.staff(role), at=NOON)


def test_nobody_judges_their_own_opening(world: World) -> None:
    file, supervisor = world.person(), world.staff("supervisor")
    glass = actions.break_glass(file.pk, reason=REASON, by=supervisor, at=NOON)
    assert queries.to_judge(seen_by=supervisor, at=NOON) == []
    with pytest.raises(Absent):
        actions.judge_glass(glass, justified=True, by=supervisor, at=NOON)


def test_the_first_judgement_stays(world: World) -> None:
    file = world.person()
    world.involve(file)
    glass = actions.break_glass(file.pk, reason=REASON, by=world.staff("operator"), at=NOON)
    actions.judge_glass(glass, justified=False, by=world.staff("supervisor"), at=NOON)
    actions.judge_glass(glass, justified=True, by=world.staff("supervisor", name="another"), at=NOON)
    assert BrokenGlass.objects.get().justified is False


def test_an_opening_that_was_not_justified_ends_at_once(world: World) -> None:
    file, operator, supervisor = world.person(), world.staff("operator"), world.staff("supervisor")
    world.involve(file, staff=world.staff("lawyer"))
    for justified in (True, False):
        glass = actions.break_glass(file.pk, reason=REASON, by=operator, at=NOON)
        actions.judge_glass(glass, justified=justified, by=supervisor, at=NOON + HOUR / 4)
        if justified:
            assert file_of(file.pk, seen_by=operator, at=NOON + HOUR / 2) == file
            BrokenGlass.objects.all().delete()
    with pytest.raises(Absent):
        file_of(file.pk, seen_by=operator, at=NOON + HOUR / 4)


def test_through_broken_glass_nobody_lets_a_colleague_in_for_longer(world: World) -> None:
    file, operator, colleague = world.person(), world.staff("operator"), world.staff("operator", name="colleague")
    world.involve(file, staff=world.staff("lawyer"))
    actions.break_glass(file.pk, reason=REASON, by=operator, at=NOON)
    told = {"organisation": world.hotline, "parts": [Part.IDENTITY], "reason": "case", "by": operator, "at": NOON}
    for staff in (operator, colleague):
        actions.involve(file, staff=staff, **told)
        assert file_of(file.pk, seen_by=staff, at=NOON + HOUR / 2) == file
        with pytest.raises(Absent):
            file_of(file.pk, seen_by=staff, at=NOON + HOUR)
    # A referral to those who can help at night stays.
    actions.involve(file, **{**told, "organisation": world.shelter})
    helper = world.staff("shelter_manager", office=world.house)
    assert file_of(file.pk, seen_by=helper, at=NOON + 2 * HOUR) == file


def test_nobody_lets_others_see_what_they_cannot_see(world: World) -> None:
    file, operator = world.person(), world.staff("operator")
    world.involve(file)
    with pytest.raises(actions.NotAllowed):
        actions.involve(file, organisation=world.shelter, parts=[Part.HEALTH], reason="referral", by=operator, at=NOON)
    actions.involve(file, organisation=world.shelter, parts=[Part.CONTACT], reason="referral", by=operator, at=NOON)
    assert Involvement.objects.filter(organisation=world.shelter).get().parts == "contact"


def test_an_ended_involvement_stays_ended_at_the_earlier_moment(world: World) -> None:
    file, lawyer, supervisor = world.person(), world.staff("lawyer"), world.staff("supervisor")
    world.involve(file)
    row = world.involve(file, staff=lawyer)
    actions.end_involvement(row, by=supervisor, at=NOON)
    actions.end_involvement(row, by=supervisor, at=NOON + HOUR)
    row.refresh_from_db()
    assert row.until == NOON


def test_the_page_opens_the_file_and_the_next_page_says_so(world: World, settings: Any) -> None:
    file, operator = world.person(), world.staff("operator")
    client = signed_in(operator)
    body = f"file={file.pk}&reason={REASON.replace(' ', '+')}"
    answer = client.post(reverse("glass"), body, content_type=FORM)
    assert answer.status_code == 302
    supervisor = signed_in(world.staff("supervisor"))
    world.involve(file)
    assert REASON in supervisor.get(reverse("openings")).content.decode()
    opening = BrokenGlass.objects.get()
    supervisor.post(reverse("judge_opening", kwargs={"id": opening.pk}), "justified=yes", content_type=FORM)
    assert "Nobody has opened" in supervisor.get(reverse("openings")).content.decode()


def test_the_page_says_the_same_of_a_forbidden_file_and_of_none(world: World) -> None:
    client, said = signed_in(world.staff("operator")), []
    for id in (world.person(keeper=world.shelter).pk, uuid.uuid4()):
        answer = client.post(reverse("glass"), f"file={id}&reason={REASON.replace(' ', '+')}", content_type=FORM)
        text = re.sub('value="[A-Za-z0-9]{64}"', "", answer.content.decode().replace(str(id), "ID"))
        said.append((answer.status_code, text))
    assert said[0] == said[1]
    assert "There is no such file." in said[0][1]


def test_broken_glass_opens_more_than_the_desk_sees_every_day(world: World) -> None:
    from hamroh.people.walls import parts_seen

    file, operator = world.person(), world.staff("operator")
    world.involve(file, parts="identity contact")
    assert Part.STORY not in parts_seen(file_of(file.pk, seen_by=operator, at=NOON), by=operator, at=NOON)
    actions.break_glass(file.pk, reason=REASON, by=operator, at=NOON)
    assert Part.STORY in parts_seen(file_of(file.pk, seen_by=operator, at=NOON), by=operator, at=NOON)


def test_who_may_not_read_the_story_does_not_read_why_the_glass_was_broken(world: World) -> None:
    from hamroh.people.persons import queries as persons

    file, lawyer, consul = world.person(), world.staff("lawyer"), world.staff("consular")
    world.involve(file)
    actions.break_glass(file.pk, reason=REASON, by=world.staff("operator"), at=NOON)

    def read(somebody: Any) -> str:
        return " ".join(one.words for one in persons.who_saw(file.pk, seen_by=somebody, at=NOON, language="en"))

    assert REASON in read(lawyer)
    assert REASON not in read(consul)
    assert "opened it" in read(consul)
