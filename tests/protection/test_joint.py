"""A joint room shows each organisation what its person agreed to, until a day, and to nobody else that it is there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse

from hamroh.people.attachments.intake import Ready
from hamroh.people.models import Concealment, Office, Organisation
from hamroh.people.persons import actions as files, copies, queries as persons
from hamroh.people.persons.events import FileRead
from hamroh.people.persons.models import Part
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import grant, seen_as
from hamroh.protection.attachments import actions as attachments
from hamroh.protection.cases import actions as cases
from hamroh.protection.joint import actions, queries
from hamroh.protection.joint.events import RoomRead
from hamroh.protection.models import Attachment, Case, JointRoom, RoomMember, RoomNote, RoomPaper
from hamroh.record import note, queries as record
from hamroh.shell.here import day_of
from tests.people.conftest import NOON, World, signed_in
from tests.protection.test_cases import FACTS, TOLD, post

DAY = dt.timedelta(days=1)
END = NOON.date() + 30 * DAY


@pytest.fixture
def case(world: World) -> Case:
    lawyer = world.staff("lawyer")
    file = files.open_file(TOLD, by=lawyer, at=NOON)
    return cases.open_case(file, "wages_withheld", facts=FACTS, by=lawyer, at=NOON)


@pytest.fixture
def room(case: Case) -> JointRoom:
    """A room of the hotline, in which nobody else is yet."""
    return actions.open_room(case.pk, "Two offices, one employer", until=END, by=case.lead, at=NOON)


def let_in(world: World, room: JointRoom, *fields: str, **more: Any) -> RoomMember:
    told = {"agreed_how": "voice", "agreed_on": NOON.date(), "by": room.case.lead, "at": NOON, **more}
    body = told.pop("organisation", world.shelter)
    return actions.let_in(room.pk, body, fields=fields or ["identity.full_name"], **told)


def theirs(world: World) -> Any:
    return world.staff("lawyer", office=world.house)


def test_each_side_sees_the_agreed_fields_and_no_other(world: World, room: JointRoom) -> None:
    let_in(world, room, "identity.full_name", "story.text")
    client = signed_in(theirs(world))
    page = client.get(reverse("joint_room", kwargs={"id": room.pk})).content.decode()
    assert "Zarina Invented" in page
    assert "She was not paid." in page
    for hidden in ("+79990000001", "Something private", room.case.number):
        assert hidden not in page
    file = persons.file(room.person_id, seen_by=theirs(world), at=NOON)
    assert {part: set(one.content) for part, one in file.parts.items()} == {
        Part.IDENTITY: {"full_name"},
        Part.STORY: {"text"},
    }


def test_what_is_written_and_promised_is_read_by_both_and_so_is_who_opened_it(world: World, room: JointRoom) -> None:
    let_in(world, room)
    here, there = signed_in(room.case.lead), signed_in(theirs(world))
    place = reverse("joint_room", kwargs={"id": room.pk})
    told = {"text": "We write to the court.", "does": world.shelter.pk, "due_on": "2030-01-01", "form": "f" * 32}
    for _ in range(2):
        post(here, place, go="write", **told)
    assert RoomNote.objects.count() == 1
    # Other words from the same page, as after going back, are kept too; what is no number is told, and breaks nothing.
    post(here, place, go="write", text="We wrote.", form="f" * 32)
    RoomNote.objects.get(does=None).delete()
    assert post(here, place, go="write", **{**told, "does": "²"}).status_code == 400
    assert "We write to the court." in there.get(place).content.decode()
    note = RoomNote.objects.get()
    # A promise is kept by who gave it.
    assert post(here, reverse("promise_kept", kwargs={"id": note.pk})).status_code == 404
    post(there, reverse("promise_kept", kwargs={"id": note.pk}))
    note.refresh_from_db()
    assert note.done_at is not None
    log = here.get(place).content.decode()
    assert log.count("The joint room was read.") >= 2
    assert "What was promised in the joint room is done." in log
    # What is missing is said, and what was typed stays.
    answer = post(here, place, go="write", text="kept words", does=world.shelter.pk)
    assert answer.status_code == 400
    assert "kept words" in answer.content.decode()


def test_the_last_day_of_a_room_ends_at_midnight_here(room: JointRoom) -> None:
    assert day_of(room.until + dt.timedelta(minutes=1)) > END and day_of(room.until) == END


def test_the_log_is_told_whole_page_by_page_whatever_else_happened_to_the_person(world: World, room: JointRoom) -> None:
    lead = room.case.lead
    for n in range(45):
        note(RoomRead(about=room.person_id, room=room.pk), by=lead.pk, at=NOON + n * dt.timedelta(minutes=1))
    # A busy file: more than that was noted of the person since.
    for _ in range(250):
        note(FileRead(about=room.person_id, parts=("story",)), by=lead.pk, at=NOON + DAY)
    other = actions.open_room(room.case_id, "x", until=END, by=lead, at=NOON)
    told = [queries.opened(room, log_page=str(page)) for page in (1, 2)]
    rows = [entry for one in told for entry, _place in one.log]
    assert len({entry.pk for entry in rows}) == len(rows) == 46
    assert {entry.own_fields["room"] for entry in rows} == {str(room.pk)}
    assert len(queries.opened(other).log) == 1
    here = signed_in(lead)
    first = here.get(reverse("joint_room", kwargs={"id": room.pk})).content.decode()
    assert 'href="?page=2"' in first
    assert (
        "A joint room was opened."
        in here.get(reverse("joint_room", kwargs={"id": room.pk}), {"page": "2"}).content.decode()
    )


def test_leaving_ends_access_at_once(world: World, room: JointRoom) -> None:
    member = let_in(world, room)
    other = theirs(world)
    actions.leave(member.pk, by=other, at=NOON + DAY)
    for look in (queries.room,):
        with pytest.raises(Absent):
            look(room.pk, seen_by=other, at=NOON + DAY)
    with pytest.raises(Absent):
        persons.file(room.person_id, seen_by=other, at=NOON + DAY)
    # The same organisation may come again, with consent given anew.
    let_in(world, room, at=NOON + 2 * DAY)
    assert queries.room(room.pk, seen_by=other, at=NOON + 2 * DAY)


@pytest.mark.parametrize("how", ["day", "room", "case"])
def test_a_room_is_over_by_itself_or_with_its_case(world: World, room: JointRoom, how: str) -> None:
    let_in(world, room)
    at = NOON + 2 * DAY
    if how == "day":
        at = NOON + 40 * DAY
    elif how == "room":
        actions.close_room(room.pk, by=room.case.lead, at=NOON + DAY)
    else:
        cases.close_case(room.case_id, "righted", by=room.case.lead, at=NOON + DAY)
    with pytest.raises(Absent):
        queries.room(room.pk, seen_by=theirs(world), at=at)
    with pytest.raises(Absent):
        persons.file(room.person_id, seen_by=theirs(world), at=at)
    with pytest.raises(actions.NotAllowed):
        actions.write(room.pk, "late", form="l", by=room.case.lead, at=at)


@pytest.mark.parametrize(
    "wrong", [{"agreed_how": ""}, {"agreed_on": NOON.date() + DAY}, {"own": True}, {"firm": True}, {"accused": True}]
)
def test_nobody_is_let_in_without_consent_nor_whom_the_file_complains_of(
    world: World, room: JointRoom, wrong: dict[str, Any]
) -> None:
    told: dict[str, Any] = {name: value for name, value in wrong.items() if name.startswith("agreed")}
    if "own" in wrong:
        told["organisation"] = world.hotline
    if "firm" in wrong:
        told["organisation"] = Organisation.objects.create(key="f", kind="firm", name_en="f", name_ru="f", name_tg="f")
    if "accused" in wrong:
        Concealment.objects.create(person=room.person, office=world.house)
    with pytest.raises(actions.NotAllowed):
        let_in(world, room, **told)
    assert not RoomMember.objects.exists()


def test_who_is_not_in_it_meets_what_is_absent(world: World, room: JointRoom) -> None:
    member = let_in(world, room)
    for somebody in (
        world.staff("lawyer", name="another"),
        world.staff("interpreter", office=world.house),
        world.staff("administrator"),
    ):
        with pytest.raises(Absent):
            queries.room(room.pk, seen_by=somebody, at=NOON)
        assert not queries.rooms(seen_by=somebody, at=NOON).exists()
    # An office that the file complains of is out, also when that comes later.
    Concealment.objects.create(person=room.person, office=world.house)
    with pytest.raises(Absent):
        queries.room(room.pk, seen_by=theirs(world), at=NOON)
    # A member decides for itself only.
    with pytest.raises(Absent):
        actions.close_room(room.pk, by=theirs(world), at=NOON)
    third = Organisation.objects.create(key="t", kind="state", name_en="t", name_ru="t", name_tg="t")
    office = Office.objects.create(
        key="t", organisation=third, country="RU", time_zone="UTC", name_en="t", name_ru="t", name_tg="t"
    )
    let_in(world, room, organisation=third)
    with pytest.raises(Absent):
        actions.leave(member.pk, by=world.staff("lawyer", office=office), at=NOON)


def test_the_person_is_told_who_is_in_it(world: World, room: JointRoom) -> None:
    let_in(world, room)
    copy = copies.copy(room.person_id, by=room.case.lead, at=NOON, language="en")
    assert ("In a joint room with", "shelter, 28.11.2026") in [line for part in copy.sections for line in part.lines]
    assert "protection.joint_room_let_in" in {entry.kind for entry in record.entries(about=room.person_id)}


def test_the_database_itself_shows_a_room_to_those_in_it(world: World, room: JointRoom, settings: Any) -> None:
    if connection.vendor != "postgresql":
        return
    now = dt.datetime.now(dt.UTC)
    settings.WEB_ROLE = "hamroh_web_joint"
    with connection.cursor() as cursor:
        cursor.execute("create role hamroh_web_joint")
    grant("hamroh_web_joint")
    with transaction.atomic(), seen_as(room.case.lead):
        let_in(world, room)
    with transaction.atomic(), seen_as(theirs(world)):
        assert JointRoom.objects.count() == RoomMember.objects.count() == 1
        actions.write(room.pk, "Hello", form="x", by=theirs(world), at=now)
        actions.bring(room.pk, [PAPER], form="p", by=theirs(world), at=now)
        assert actions.read_paper(RoomPaper.objects.get().pk, by=theirs(world), at=now).content == PAPER.content
        actions.leave(RoomMember.objects.get().pk, by=theirs(world), at=dt.datetime.now(dt.UTC))
        assert JointRoom.objects.count() == RoomNote.objects.count() == 0


def test_the_way_of_a_lawyer_into_a_room(world: World, case: Case) -> None:
    client = signed_in(case.lead)
    there = signed_in(theirs(world))
    opening = reverse("open_joint_room", kwargs={"id": case.pk})
    assert opening in client.get(reverse("case", kwargs={"id": case.pk})).content.decode()
    post(client, opening, purpose="", until="2030-01-01")
    assert not JointRoom.objects.exists()
    until = (dt.datetime.now(dt.UTC).date() + 10 * DAY).isoformat()
    place = post(client, opening, purpose="Two ombudsmen", until=until).headers["Location"]
    assert post(client, place, go="let_in", to=world.shelter.pk).status_code == 400
    assert there.get(place).status_code == 404
    agreed = {"fields_agreed": ["identity.full_name"], "agreed_how": "voice", "agreed_on": "2026-11-01"}
    post(client, place, go="let_in", to=world.shelter.pk, **agreed)
    assert "Two ombudsmen" in there.get(reverse("joint_rooms")).content.decode()
    answer = post(there, reverse("leave_room", kwargs={"id": RoomMember.objects.get().pk}))
    assert answer.headers["Location"] == reverse("joint_rooms")
    assert there.get(place).status_code == 404


PAPER = Ready("letter.txt", "txt", b"What the other state wrote", "1", "not_scanned")


def test_a_document_brought_into_a_room_is_opened_by_both_and_both_read_who_did(world: World, room: JointRoom) -> None:
    let_in(world, room)
    for _ in range(2):
        actions.bring(room.pk, [PAPER], form="f", by=theirs(world), at=NOON)
    laid = RoomPaper.objects.get()
    here, there = signed_in(room.case.lead), signed_in(theirs(world))
    place, paper = reverse("joint_room", kwargs={"id": room.pk}), reverse("room_paper", kwargs={"id": laid.pk})
    for client in (here, there):
        page = client.get(place).content.decode()
        assert "letter.txt" in page
        assert "Brought into the room." in page
        assert paper in page
        answer = client.get(paper)
        assert answer.content == PAPER.content
        assert answer.headers["Content-Disposition"].startswith("attachment")
    page = here.get(place).content.decode()
    assert page.count("A document of the joint room was opened.") == 2
    assert reverse("take_paper_out", kwargs={"id": laid.pk}) in page
    # It belongs to the file of those who carry the case.
    assert "letter.txt" in here.get(reverse("person_files", kwargs={"id": room.person_id})).content.decode()
    actions.leave(room.members.get().pk, by=theirs(world), at=NOON + DAY)
    assert there.get(paper).status_code == 404
    assert signed_in(world.staff("lawyer", name="another")).get(paper).status_code == 404


def test_of_the_file_only_that_document_is_shown_to_which_the_person_agreed(world: World, room: JointRoom) -> None:
    let_in(world, room)
    for name in ("passport.txt", "story.txt"):
        attachments.keep(
            [Ready(name, "txt", name.encode(), name, "not_scanned")],
            form=name,
            person=room.person,
            by=room.case.lead,
            at=NOON,
        )
    [mark] = attachments.marks([Ready("", "", b"", "passport.txt", "")], "passport.txt")
    passport = Attachment.objects.get(form=mark)
    client, there = signed_in(room.case.lead), signed_in(theirs(world))
    place = reverse("joint_room", kwargs={"id": room.pk})
    assert post(client, place, go="lay", paper=passport.pk, agreed_how="", agreed_on="").status_code == 400
    assert not RoomPaper.objects.exists()
    agreed = {"agreed_how": "voice", "agreed_on": NOON.date()}
    # Who was let in lays nothing of the file there.
    with pytest.raises(Absent):
        actions.lay(room.pk, passport.pk, by=theirs(world), at=NOON, **agreed)
    actions.lay(room.pk, passport.pk, by=room.case.lead, at=NOON, **agreed)
    page = there.get(place).content.decode()
    assert "passport.txt" in page
    assert "story.txt" not in page
    taking = reverse("take_paper_out", kwargs={"id": RoomPaper.objects.get().pk})
    assert post(there, taking).status_code == 404
    post(client, taking)
    assert "passport.txt" not in there.get(place).content.decode()
    assert Attachment.objects.filter(pk=passport.pk).exists()


def test_nothing_is_laid_into_a_room_that_is_over(world: World, room: JointRoom) -> None:
    actions.close_room(room.pk, by=room.case.lead, at=NOON)
    with pytest.raises(actions.NotAllowed):
        actions.bring(room.pk, [PAPER], form="f", by=room.case.lead, at=NOON)
