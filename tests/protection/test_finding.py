"""One box finds a case by its number, a call by its telephone, a person by name; what may not be seen is not there."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hamroh.people.models import Concealment
from hamroh.people.persons import actions as files
from hamroh.people.persons.models import Part
from hamroh.protection.cases import actions as cases
from hamroh.protection.enquiries import calls
from hamroh.protection.models import Case
from hamroh.record import queries as record
from hamroh.shell import once
from tests.people.conftest import NOON, World, signed_in

FORM = "application/x-www-form-urlencoded"


def asked(staff: Any, text: str) -> Any:
    return signed_in(staff).post("/desk/persons/", urlencode({"asked": text}), content_type=FORM)


@pytest.fixture
def case(world: World) -> Any:
    lawyer = world.staff("lawyer")
    file = files.open_file(
        {Part.IDENTITY: {"full_name": "Zarina Invented"}, Part.STORY: {"text": "x"}}, by=lawyer, at=NOON
    )
    made = cases.open_case(file, "wages_withheld", summary="Unpaid", by=lawyer, at=NOON)
    Case.objects.filter(pk=made.pk).update(number="2026-AB7KQX")
    made.refresh_from_db()
    return made


def test_a_case_is_found_by_its_number_however_it_is_typed(world: World, case: Any) -> None:
    lawyer = world.staff("lawyer")
    cyrillic = case.number.translate(str.maketrans("ABCEHKMPTX", "АВСЕНКМРТХ"))
    for typed in (case.number, case.number.lower(), case.number.replace("-", " "), cyrillic):
        assert f"/desk/cases/{case.pk}/" in asked(lawyer, typed).content.decode(), typed
    [shown] = record.entries(by=lawyer.pk, reading=True, limit=1)
    assert str(case.person_id) in shown.fields, "whose case was shown is on record"


def test_a_case_that_is_not_theirs_is_as_absent_as_one_that_does_not_exist(world: World, case: Any) -> None:
    elsewhere, accused = world.staff("lawyer", office=world.house), world.staff("supervisor", office=world.khujand)
    Concealment.objects.create(person=case.person, office=world.khujand)
    for staff in (elsewhere, accused):
        client = signed_in(staff)
        said, took = [], []
        # Another number with as many digits, so that both are looked for in the same places.
        unknown = case.number[:5] + case.number[:4:-1]
        client.post(
            "/desk/persons/", "asked=first", content_type=FORM
        )  # the day's record is opened by the first of all
        for number in (case.number, unknown):
            with CaptureQueriesContext(connection) as queries:
                answer = client.post("/desk/persons/", urlencode({"asked": number}), content_type=FORM)
            said.append(re.sub(r'value="\w{64}"', "", answer.content.decode()).replace(number, "NUMBER"))
            took.append(len(queries))
        assert said[0] == said[1] and took[0] == took[1]
        assert "/desk/cases/" not in said[0].partition("<main")[2]


def test_a_call_is_found_by_its_telephone(world: World) -> None:
    operator = world.staff("operator")
    call = calls.Call(name="Somebody", phone="+79990000001")
    row = calls.write(once.fresh_form(), call, by=operator, at=NOON).row
    assert f"/desk/call/{row.pk}/" in asked(operator, "9990000001").content.decode()
    assert f"/desk/call/{row.pk}/" not in asked(world.staff("consular"), "9990000001").content.decode()


def test_the_page_of_today_has_the_box_for_those_who_may_look(world: World) -> None:
    assert 'name="asked"' in signed_in(world.staff("operator")).get("/desk/").content.decode()
    assert 'name="asked"' not in signed_in(world.staff("analyst")).get("/desk/").content.decode()
