"""A person gets a copy of what is kept of them: all of theirs, nothing of anybody else's."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from hamroh.people.persons import actions as files, copies, queries
from hamroh.people.persons.events import FileRead
from hamroh.people.persons.models import Part
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import locked_models
from hamroh.protection.cases import actions as cases
from hamroh.protection.enquiries import calls
from hamroh.protection.models import Bed, InterpreterBooking, MissedCall, Referral, Shelter, ShelterStay, Sought
from hamroh.protection.tracing import actions as tracing
from hamroh.record import note, queries as record
from hamroh.shell import once
from hamroh.web import rulebook
from tests.people.conftest import NOON, World, signed_in
from tests.protection.test_cases import FACTS
from tests.protection.test_interpreters import booked, interpreter

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


def test_what_happened_after_midnight_here_bears_the_day_here(world: World) -> None:
    lawyer, night = world.staff("lawyer"), dt.datetime(2026, 11, 30, 21, 30, tzinfo=dt.UTC)
    file = files.open_file(TOLD, by=lawyer, at=night)
    cases.open_case(file, "wages_withheld", by=lawyer, at=night)
    told = repr(copies.copy(file.pk, by=lawyer, at=night, language="en"))
    assert "01.12.2026" in told and "30.11.2026" not in told


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


# Every table with a key to a person is in the copy, or its reason stands here.
IN_COPY = {
    "PersonPart", "Case", "Clock", "Referral", "CaseParty", "RightOfReply", "RoomMember", "JointRoom", "Attachment", "OutgoingMessage",
    "Enquiry", "ShelterStay", "InterpreterBooking", "Tracing", "Sought", "Tie", "OwnNumber", "CaseHouse", "Hearing",
}  # fmt: skip
NOT_IN_COPY = {
    "InterpreterRequest": "when interpreters were booked stands in it; since when one was sought says nothing of the person",
    "Person": "nothing readable stands in it",
    "SearchToken": "says nothing that is not in the parts",
    "Involvement": "who may see the file is told by who saw it and by referrals",
    "Concealment": "of whom it complains stands in their own words",
    "BrokenGlass": "the opening and its reason stand in who saw the file",
    "Merge": "stands in who saw and changed it",
    "PossibleDuplicate": "tells of another file",
    "CaseNote": "notes of staff are asked for at the office, as the page says",
    "RoomNote": "notes of staff, likewise",
    "RoomPaper": "the document is among their files",
    "Task": "notes of staff, likewise",
    "InterpreterConflict": "notes of staff, and of an interpreter",
    "PartyLink": "tells of others",
    "PartyMark": "says nothing without the key",
    "Meeting": "tells of another matter",
}  # fmt: skip


def test_every_table_about_a_person_is_in_the_copy_or_has_a_reason() -> None:
    named = {model.__name__ for model in locked_models()}
    assert named - IN_COPY == set(NOT_IN_COPY)


def test_the_copy_holds_what_came_later_too_and_names_nobody(world: World) -> None:
    lawyer = world.staff("lawyer", name="Somebody At Work")
    call = calls.write(
        once.fresh_form(),
        calls.Call(name="Zarina Invented", text="They keep my pay.", answer="Ask for a paper."), by=lawyer, at=NOON,
    )  # fmt: skip
    file = calls.open_file(call.row.pk, by=lawyer, at=NOON)
    case = cases.open_case(file, "wages_withheld", facts=FACTS, by=lawyer, at=NOON)
    cases.reckon(case, rulebook.book(), by=lawyer, at=NOON)
    agreed = {"agreed_how": "voice", "agreed_on": NOON.date()}
    sent = cases.refer_case(case.pk, to=world.shelter, fields=["identity.full_name"], by=lawyer, at=NOON, **agreed)  # type: ignore[arg-type]
    house = Shelter.objects.create(organisation=world.shelter, area="Kazan", sealed=b"x")
    bed = Bed.objects.create(shelter=house, label="1")
    ShelterStay.objects.create(bed=bed, person=file, referral=sent, since=NOON, placed_by=lawyer)
    booked(world, interpreter(world, "Rukhshona Interprets"), case, by=lawyer)
    tracing.ask(case.pk, name="Mother Sought", relation="parent", by=lawyer, at=NOON, **agreed)  # type: ignore[arg-type]
    text = signed_in(lawyer).get(reverse("person_copy", kwargs={"id": file.pk})).content.decode()
    text = text[text.index("<main") :]
    safe = min(clock.safe for clock in case.clocks.all() if clock.safe)
    for theirs in (
        "They keep my pay.",
        "Ask for a paper.",
        "Kazan",
        "A relative is looked for.",
        f"{safe:%d.%m.%Y}",
        "Interpreters",
    ):
        assert theirs in text
    for others in ("Rukhshona", "Mother Sought", "Somebody At Work"):
        assert others not in text
    assert InterpreterBooking.objects.exists()
    assert Referral.objects.exists()
    assert not Sought.objects.exists()


def test_what_was_told_in_a_call_without_a_case_is_in_the_copy(world: World) -> None:
    lawyer, operator = world.staff("lawyer"), world.staff("operator")
    said = calls.Call(name="Zarina Invented", text="x", facts=FACTS, asked=("stay",))
    file = calls.open_file(calls.write(once.fresh_form(), said, by=operator, at=NOON).row.pk, by=lawyer, at=NOON)

    def told() -> list[tuple[str, str]]:
        sections = copies.copy(file.pk, by=lawyer, at=NOON, language="en").sections
        return [line for one in sections if "what you told" in one.title for line in one.lines]

    alone = told()
    assert {"Tajikistan", "Work"} < {answer for _question, answer in alone}
    assert len(alone) == len(FACTS)
    # Once they stand in a case they are not told twice.
    cases.open_case(file, "wages_withheld", facts=FACTS, by=lawyer, at=NOON)
    assert sorted(told()) == sorted(alone)


def test_of_a_call_that_is_hidden_from_the_reader_nothing_is_in_the_copy(world: World) -> None:
    lawyer, elsewhere = world.staff("lawyer"), world.staff("lawyer", office=world.khujand)
    file = files.open_file(TOLD, by=lawyer, at=NOON)
    row = calls.write(once.fresh_form(), calls.Call(text="x", facts=FACTS), by=elsewhere, at=NOON).row
    row.person, row.about_office = file, world.dushanbe
    row.save()
    titles = [one.title for one in copies.copy(file.pk, by=lawyer, at=NOON, language="en").sections]
    assert not any("Call of" in title for title in titles)


def test_who_saw_it_is_told_whole_with_merged_files_and_the_call_it_began_with(world: World) -> None:
    lawyer, reader = world.staff("lawyer"), world.staff("operator", name="who read the call")
    call = calls.write(once.fresh_form(), calls.Call(name="Zarina Invented", text="x"), by=lawyer, at=NOON)
    calls.read(call.row.pk, by=reader, at=NOON)
    gone, kept = calls.open_file(call.row.pk, by=lawyer, at=NOON), files.open_file(TOLD, by=lawyer, at=NOON)
    early = world.staff("supervisor")
    note(FileRead(about=gone.pk, parts=("story",)), by=early.pk, at=NOON)
    files.merge(kept, gone, by=lawyer, at=NOON)
    for _ in range(201):
        note(FileRead(about=kept.pk, parts=("story",)), by=lawyer.pk, at=NOON)
    seen = queries.who_saw(kept.pk, seen_by=lawyer, at=NOON, language="en")
    assert {reader.full_name, early.full_name} <= {one.by for one in seen}
    copied = copies.copy(kept.pk, by=lawyer, at=NOON, language="en").seen
    assert len(copied) >= len(seen)


def test_what_was_kept_apart_does_not_name_the_other_file(world: World) -> None:
    lawyer = world.staff("lawyer")
    one, other = (files.open_file(TOLD, by=lawyer, at=NOON) for _ in range(2))
    (proposal,) = queries.pairs(seen_by=lawyer, at=NOON)
    files.keep_apart(proposal, by=lawyer, at=NOON)
    for language in ("en", "ru", "tg"):
        words = [seen.words for seen in queries.who_saw(one.pk, seen_by=lawyer, at=NOON, language=language)]
        assert not any(str(other.pk) in text for text in words)


def test_an_erased_person_leaves_no_missed_call_that_was_answered(world: World) -> None:
    from hamroh.protection.callbacks import actions as callbacks, reading

    lawyer = world.staff("lawyer")
    callbacks.enter([reading.Ring("+79991234567", NOON, "")], organisation=world.hotline.pk, form="", by=None, at=NOON)
    missed = MissedCall.objects.get()
    callbacks.take(missed.pk, by=lawyer, at=NOON)
    call = callbacks.reached(missed.pk, by=lawyer, at=NOON)
    file = calls.open_file(call.pk, by=lawyer, at=NOON)
    files.erase(file, reason="the person asked", by=None, at=NOON)
    assert not MissedCall.objects.exists()
    assert "record.key_destroyed" in {entry.kind for entry in record.entries(about=missed.pk)}
