"""Who sees which file: those who work with it, and nobody else can tell that it is there."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hamroh.people.models import BrokenGlass, Concealment
from hamroh.people.persons.models import Part
from hamroh.people.staff.models import Role
from hamroh.people.walls import Absent, actions, parts_seen, person as file_of, persons
from hamroh.people.walls.files import PARTS
from tests.people.conftest import NOON, World

HOUR = dt.timedelta(hours=1)


def sees(staff: Any, person: Any, at: dt.datetime = NOON) -> bool:
    try:
        return bool(file_of(person.pk, seen_by=staff, at=at) == person)
    except Absent:
        return False


def test_a_file_is_seen_by_those_who_work_with_it_and_by_nobody_else(world: World) -> None:
    file, mine, other = world.person(), world.staff("lawyer"), world.staff("lawyer", name="other lawyer")
    world.involve(file, staff=mine)
    assert sees(mine, file)
    assert not sees(other, file)
    assert not sees(world.staff("lawyer", office=world.house), file)


def test_what_is_open_to_the_desk_is_seen_by_the_desk_of_that_organisation(world: World) -> None:
    file = world.person()
    world.involve(file)
    assert sees(world.staff("operator"), file)
    assert sees(world.staff("operator", office=world.khujand), file)
    assert not sees(world.staff("operator", office=world.house), file)
    assert not sees(world.staff("interpreter"), file)


def test_a_supervisor_sees_what_their_organisation_works_with(world: World) -> None:
    file, elsewhere = world.person(), world.person(keeper=world.shelter)
    world.involve(file, staff=world.staff("lawyer"))
    world.involve(elsewhere, staff=world.staff("shelter_manager", office=world.house))
    assert sees(world.staff("supervisor"), file)
    assert not sees(world.staff("supervisor"), elsewhere)


@pytest.mark.parametrize("role", ["analyst", "security", "administrator", "protection"])
def test_some_roles_see_no_file_even_where_they_are_named(world: World, role: str) -> None:
    file, somebody = world.person(), world.staff(role)
    world.involve(file, staff=somebody)
    assert not sees(somebody, file)


def test_access_falls_away_by_itself(world: World) -> None:
    file, lawyer = world.person(), world.staff("lawyer")
    world.involve(file, staff=lawyer, until=NOON)
    assert sees(lawyer, file, NOON - HOUR)
    assert not sees(lawyer, file, NOON)


def test_a_role_that_ended_opens_nothing(world: World) -> None:
    file, lawyer = world.person(), world.staff("lawyer")
    world.involve(file, staff=lawyer)
    grant = lawyer.grants.get()
    grant.until = NOON
    grant.save()
    assert not sees(type(lawyer).objects.get(pk=lawyer.pk), file)


def test_a_complaint_about_an_office_is_invisible_to_that_office(world: World) -> None:
    file = world.person()
    world.involve(file)
    Concealment.objects.create(person=file, office=world.dushanbe)
    assert sees(world.staff("operator", office=world.khujand), file)
    for role in ("operator", "supervisor", "lawyer"):
        assert not sees(world.staff(role), file)
    named = world.staff("lawyer", name="named in the file")
    world.involve(file, staff=named)
    assert not sees(named, file)


def test_a_complaint_about_somebody_is_invisible_to_them(world: World) -> None:
    file, accused = world.person(), world.staff("supervisor")
    world.involve(file)
    Concealment.objects.create(person=file, staff=accused)
    assert not sees(accused, file)
    assert sees(world.staff("operator"), file)


def test_broken_glass_opens_a_file_for_its_time(world: World) -> None:
    file, operator = world.person(), world.staff("operator")
    BrokenGlass.objects.create(person=file, staff=operator, reason=b"", since=NOON, until=NOON + HOUR)
    assert sees(operator, file, NOON)
    assert not sees(operator, file, NOON + HOUR)
    assert parts_seen(file, by=operator, at=NOON) == PARTS[Role.OPERATOR]


def test_the_parts_are_those_that_role_and_involvement_both_allow(world: World) -> None:
    file, operator = world.person(), world.staff("operator")
    world.involve(file, parts="contact papers")
    seen = file_of(file.pk, seen_by=operator, at=NOON)
    assert parts_seen(seen, by=operator, at=NOON) == {Part.CONTACT}
    assert parts_seen(seen, by=world.staff("lawyer"), at=NOON) == {Part.CONTACT, Part.PAPERS}


def test_forbidden_takes_the_same_queries_as_absent(world: World) -> None:
    file, operator = world.person(), world.staff("operator", office=world.house)
    world.involve(file)
    asked = []
    for id in (file.pk, uuid.uuid4()):
        somebody = type(operator).objects.select_related("office").get(pk=operator.pk)
        with (
            CaptureQueriesContext(
                connection,
            ) as queries,
            pytest.raises(Absent),
        ):
            file_of(id, seen_by=somebody, at=NOON)
        asked.append([query["sql"].replace(id.hex, "ID").replace(str(id), "ID") for query in queries])
    assert asked[0] == asked[1]


def test_a_list_holds_what_may_be_seen_one_by_one(world: World) -> None:
    operator = world.staff("operator")
    files = [world.person() for _ in range(4)]
    world.involve(files[0])
    world.involve(files[1], staff=operator)
    world.involve(files[2], organisation=world.shelter)
    assert set(persons(seen_by=operator, at=NOON)) == set(files[:2]) == {f for f in files if sees(operator, f)}


def test_merged_and_erased_files_are_absent(world: World) -> None:
    operator, file, kept = world.staff("operator"), world.person(), world.person()
    world.involve(file)
    file.merged_into = kept
    file.save()
    assert not sees(operator, file)
    file.merged_into, file.erased_at = None, NOON
    file.save()
    assert not sees(operator, file)


def test_between_organisations_only_the_agreed_fields_are_seen_on_each_side(world: World) -> None:
    from hamroh.people.persons import actions as files, queries

    lawyer, other = world.staff("lawyer"), world.staff("lawyer", office=world.house)
    told = {"full_name": "Zarina Invented", "born": "1990", "sex": "f"}
    safe = {"phones": [{"said": "+79990000001", "e164": "+79990000001", "whose": "own"}], "safe": {}}
    file = files.open_file({Part.IDENTITY: told, Part.CONTACT: safe}, by=lawyer, at=NOON)
    actions.involve(
        file,
        organisation=world.shelter,
        parts=["identity.full_name", "contact.safe"],
        reason="joint",
        by=lawyer,
        at=NOON,
    )
    seen = queries.file(file.pk, seen_by=other, at=NOON)
    assert {part: set(open_.content) for part, open_ in seen.parts.items()} == {
        Part.IDENTITY: {"full_name"},
        Part.CONTACT: {"safe"},
    }
    assert queries.find("Zarina Invented", seen_by=other, at=NOON).hits
    assert not queries.find("+79990000001", seen_by=other, at=NOON).hits
    assert queries.find("+79990000001", seen_by=lawyer, at=NOON).hits
    with pytest.raises(Absent):
        files.change_part(file, Part.IDENTITY, told, edition=1, by=other, at=NOON)
    with pytest.raises(actions.NotAllowed):
        actions.involve(file, organisation=world.hotline, parts=["identity.born"], reason="joint", by=other, at=NOON)
    # What was done with the file is read by both sides.
    assert len(queries.who_saw(file.pk, seen_by=other, at=NOON, language="en")) >= 3
