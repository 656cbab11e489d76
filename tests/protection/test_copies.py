"""A person gets a copy of what is kept of them: all of theirs, nothing of anybody else's."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hamroh.people.persons import actions as files, copies
from hamroh.people.persons.models import Part
from hamroh.people.walls import Absent
from hamroh.protection.cases import actions as cases
from hamroh.record import queries as record
from tests.people.conftest import NOON, World, signed_in

TOLD = {
    Part.IDENTITY: {"full_name": "Zarina Invented"},
    Part.CONTACT: {
        "phones": [
            {"said": "+79990000001", "e164": "+79990000001", "whose": "own"},
            {"said": "+79990000002", "e164": "+79990000002", "whose": "family"},
        ],
        "safe": {},
    },
    Part.FAMILY: {
        "ties": [{"relation": "mother", "full_name": "Other Person", "phone": "+79990000003", "born": "1960"}]
    },
    Part.STORY: {"text": "What she told."},
}


def test_it_holds_all_of_theirs_and_nothing_of_others(world: World) -> None:
    lawyer = world.staff("lawyer", name="Somebody At Work")
    file = files.open_file(TOLD, by=lawyer, at=NOON)
    case = cases.open_case(file, "wages_withheld", summary="Three months", by=lawyer, at=NOON)
    text = signed_in(lawyer).get(reverse("person_copy", kwargs={"id": file.pk})).content.decode()
    text = text[text.index("<main") :]
    for theirs in ("Zarina Invented", "+79990000001", "What she told.", "Three months", case.number, "hotline"):
        assert theirs in text
    for others in ("Other Person", "+79990000002", "+79990000003", "1960", "Somebody At Work"):
        assert others not in text


def test_half_a_copy_is_not_given(world: World) -> None:
    lawyer = world.staff("lawyer")
    file = files.open_file(TOLD, by=lawyer, at=NOON)
    worker = world.staff("case_worker")
    world.involve(file, staff=worker, parts="identity story")
    for somebody in (worker, world.staff("operator"), world.staff("lawyer", office=world.house)):
        with pytest.raises(Absent):
            copies.copy(file.pk, by=somebody, at=NOON, language="en")


def test_that_a_copy_was_made_is_in_the_record(world: World) -> None:
    lawyer = world.staff("lawyer")
    file = files.open_file(TOLD, by=lawyer, at=NOON)
    copies.copy(file.pk, by=lawyer, at=NOON, language="tg")
    assert "persons.file_copied" in {entry.kind for entry in record.entries(about=file.pk)}
