"""What may not be seen and what does not exist are one answer, after the same questions to the database.

Every address of the desk with an id is asked by somebody of another organisation who holds every role, once with the id of
something that is there and once with an id that nobody has. The addresses are taken from the list: a new page fails until it is
placed below.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hamroh.asylum.models import AsylumClaim
from hamroh.people.alarms.models import Attempt
from hamroh.people.directory import actions as directory
from hamroh.people.models import BrokenGlass, Office, OutsideRequest, Person, PossibleDuplicate, RoleGrant
from hamroh.people.persons import actions as files
from hamroh.people.persons.models import Part
from hamroh.people.staff.models import Role
from hamroh.people.turns import actions as turns
from hamroh.people.walls.models import Concealment
from hamroh.protection import models as here
from hamroh.protection.callbacks import actions as callbacks, reading
from hamroh.protection.cases import actions as cases
from hamroh.protection.enquiries import actions as enquiries
from hamroh.protection.enquiries.models import Enquiry
from hamroh.protection.handover import actions as handover
from hamroh.protection.hearings import actions as hearings
from hamroh.protection.joint import actions as joint
from hamroh.protection.moving import actions as moving
from tests.people.conftest import LONG_AGO, NOON, World, signed_in
from tests.people.test_every_door import DESK, FORM
from tests.protection.test_interpreters import booked, interpreter
from tests.protection.test_queries_per_page import DAY, Desk

ELSEWHERE = {
    **dict.fromkeys(
        ("directory_list", "directory_organisation", "directory_service_new", "directory_service", "directory_called", "directory_undo"),
        "the directory of help is public",
    ),
    **dict.fromkeys(
        (str(entry.name) for _route, entry, _parts in DESK if entry.callback.__module__.startswith("hamroh.recruitment.")),
        "the register of agencies, and what is told of firms, is one for the site",
    ),
    **dict.fromkeys(
        (
            "staff_member", "staff_invite", "staff_grant", "staff_second", "staff_end", "staff_training", "staff_way", "staff_out",
            "staff_leave",
        ),
        "tells of staff; see staff/test_staff.py",
    ),
    **dict.fromkeys(("end_session", "mfa_remove_webauthn"), "one's own sessions and passkeys alone are looked at"),
    "alarm_seen": "tells of staff; see test_alarms.py",
    "complaint_card": "kinds of complaint are for everybody at the desk",
}  # fmt: skip
"""Addresses with an id that are asked elsewhere, and why."""

GOES = {
    "answer_referral": ("accept", "refuse", "done"), "callback": ("take", "reached", "nobody", "wrong", "other", "later"),
    "case_tracing": ("ask", "tie"), "clock": ("done", "seen"), "duplicate": ("apart",), "htcds_row": ("store", "hand_out"),
    "import_go": ("apply", "undo", "stop", "drop"), "interpreter": ("vet", "gone", "undertake", "declare"),
    "joint_room": ("write", "let_in", "close"), "message": ("take", "sent", "withdraw"),
    "meeting": ("accept", "refuse"), "reception_change": ("call_off", "move"), "reception_turn": ("came", "told", "free"), "party": ("verdict", "together", "entry", "apart"),
    "party_said": ("ask", "reply", "compare", "stop", "back"), "book_interpreter": ("look",), "change_hearing": ("end", "give"),
}  # fmt: skip
"""What can be pressed on a page."""
TYPED = (
    "text=x&words=x&reason=x&purpose=x&reply=x&why=x&on=2026-11-01&day=2026-11-01&due_on=2026-12-01&agreed_on=2026-11-01"
    "&agreed_how=voice&outcome=righted&justified=yes&answer=no&decision=apart&until=2027-01-01&edition=1&name=Zarina+Invented"
    "&relation=child&kind=housing"
)


def filled(world: World) -> dict[str, Any]:
    """Something behind every address, of the hotline; by the name of the address its id."""
    desk = Desk(world)
    desk.one_more()
    me, now = desk.all, dt.datetime.now(dt.UTC)
    person, case, call = desk.person, desk.case, desk.call
    told = {Part.IDENTITY: {"full_name": "Zarina Invented"}}
    merged = files.merge(files.open_file(told, by=me, at=NOON), files.open_file(told, by=me, at=NOON), by=me, at=NOON)
    files.open_file(told, by=me, at=NOON)
    today = {"agreed_how": "voice", "agreed_on": NOON.date()}
    clock = here.Clock.objects.create(case=case, person=person, provision="x", owner=me, rulebook="x")
    row = here.Attachment.objects.create(
        person=person, at=NOON, number=1, kind="txt", size=1, form="f", state="clean", sealed=b"x", content=b"x"
    )
    said = here.CaseParty.objects.filter(case=case).first()
    assert said is not None
    other = here.Party.objects.exclude(pk=said.party_id).first()
    link = here.PartyLink.objects.create(
        case=case, person=person, one=said.party, kind="works_for", other=other, said_by="person", said_on=NOON.date(), standing="said"
    )  # fmt: skip
    letter = here.RightOfReply.objects.create(
        said=said, person=person, asked_on=NOON.date(), by=me, sealed=b"x", **today
    )
    room = joint.open_room(case.pk, "x", until=(now + 9 * DAY).date(), by=me, at=now)
    member = joint.let_in(room.pk, world.shelter, fields=["identity.full_name"], by=me, at=now, **today)  # type: ignore[arg-type]
    joint.write(room.pk, "x", does=world.hotline.pk, due_on=now.date(), form="f", by=me, at=now)
    export = here.Export.objects.create(
        organisation=world.hotline, recipients="x", reason="x", asked_at=NOON, asked_by=me
    )
    paper = here.RoomPaper.objects.create(room=room, person=person, attachment=row, at=now, by=me, brought=True)
    callbacks.enter([reading.Ring("+79991234567", NOON, "")], organisation=world.hotline.pk, form="", by=None, at=NOON)
    message = here.OutgoingMessage.objects.create(
        organisation=world.hotline, person=person, channel="sms", language="tg", sealed=b"x", form="f", written_by=me, written_at=NOON,
        not_before=NOON,
    )  # fmt: skip
    line = handover.leave("x", form="f", by=me, at=NOON)
    enquiries.close(call.pk, by=me, at=NOON)
    review = here.Review.objects.get_or_create(enquiry=call, defaults={"drawn_at": NOON, "answered_by": me})[0]
    brought = moving.begin("ном,рақам\nX,1\n".encode(), "dmy", by=me, at=NOON)
    interprets = interpreter(world)
    row_of = interpreter(world)
    booking = booked(world, row_of, case, by=me)
    sought, tracing = here.Sought.objects.filter(answer="").first(), here.Tracing.objects.filter(case=case).first()
    stay = here.ShelterStay.objects.get()
    heard = hearings.Told("x", dt.datetime(2027, 1, 11, 10), "Asia/Dushanbe")
    hearing = hearings.set_hearing(case.pk, heard, owner=me, form="f", by=me, at=NOON)
    tie = here.Tie.objects.create(pair=uuid.uuid4(), person=person, relation="child", since=NOON, **today)
    consul = directory.add_service(
        "comes", organisation=world.hotline, kind="consular_day", phone="000 00 22", country="RU", region="RU-SPE", town="SPb",
        time_zone="Europe/Moscow", languages=["tg"], hours_unknown=True,
    )  # fmt: skip
    times = turns.Times((now + 30 * DAY).date(), dt.time(10), minutes=20, at_once=2, times=3)
    reception = turns.open_day(consul, times, ["advice"], by=me, at=now)
    turn = turns.take(
        reception.pk, "f", matter="advice", begins=times.opens, read_day=times.day, phone="1", at=now, by=me
    ).turn
    assert sought is not None
    assert tracing is not None
    of_case = (
        "case",
        "case_note",
        "case_task",
        "refer",
        "close_case",
        "case_files",
        "case_parties",
        "open_joint_room",
        "case_tracing",
        "htcds_row",
        "case_houses",
        "case_hearings",
        "not_punished",
    )
    of_person = (
        "person",
        "person_seen",
        "person_copy",
        "person_erase",
        "person_part",
        "person_files",
        "open_case",
        "write_to_person",
    )
    of_enquiry = ("enquiry", "enquiry_files", "take_enquiry", "enquiry_file", "close_enquiry")
    claim = AsylumClaim.objects.get().pk
    return {
        **dict.fromkeys(of_case, case.pk), **dict.fromkeys(of_person, person.pk), **dict.fromkeys(of_enquiry, desk.enquiry.pk),
        "call": call.pk, "call_sheet": call.pk, "write_to_caller": call.pk, "book_interpreter": case.pk,
        "claim": claim, "hand_over_claim": claim, "close_claim": claim, "erase_claim": claim,
        "attachment": row.pk, "clock": clock.pk, "task_done": here.Task.objects.filter(case=case).first().pk,  # type: ignore[union-attr]
        "answer_referral": here.Referral.objects.filter(to=world.hotline, state="sent").first().pk,  # type: ignore[union-attr]
        "withdraw_referral": here.Referral.objects.exclude(to=world.hotline).first().pk,  # type: ignore[union-attr]
        "party": said.party_id, "party_said": said.pk, "reply_letter": letter.pk, "refute_link": link.pk,
        "meeting": here.Meeting.objects.filter(person=person).first().pk,  # type: ignore[union-attr]
        **dict.fromkeys(("import", "import_columns", "import_go", "import_log"), brought.pk),
        "joint_room": room.pk, "leave_room": member.pk, "decide_export": export.pk, "take_export": export.pk, "room_paper": paper.pk, "take_paper_out": paper.pk, "promise_kept": here.RoomNote.objects.get().pk,
        **dict.fromkeys(("reception", "reception_change", "reception_take"), reception.pk), "reception_turn": turn.pk,
        "answer_tracing": sought.pk, "give_bed": here.Bed.objects.exclude(pk=stay.bed_id).first().pk,  # type: ignore[union-attr]
        "change_hearing": hearing.pk, "leave_bed": stay.pk, "callback": here.MissedCall.objects.get().pk, "message": message.pk, "confirm_handover": line.pk,
        "answer_review": review.pk, "review_read": review.pk, "interpreter": interprets.pk,
        "merge_undo": merged.pk, "duplicate": PossibleDuplicate.objects.filter(decision="").first().pk,  # type: ignore[union-attr]
        "outside_request": OutsideRequest.objects.get().pk, "judge_opening": BrokenGlass.objects.first().pk,  # type: ignore[union-attr]
        # Not addresses: ids that are sent with a form.
        ":booking": booking.pk, ":asked": here.InterpreterRequest.objects.get(booking=booking).pk, ":tracing": tracing.pk, ":tie": tie.pk,
        ":referral": here.Referral.objects.filter(to=world.hotline, state="accepted").first().pk,  # type: ignore[union-attr]
    }  # fmt: skip


def everything(world: World, office: Any) -> Any:
    """Somebody with every role."""
    staff = world.staff("supervisor", name=f"every role at {office.key}", office=office)
    RoleGrant.objects.bulk_create(
        RoleGrant(staff=staff, role=role, since=LONG_AGO) for role in Role if role is not Role.SUPERVISOR
    )
    return staff


def asked(client: Client, method: str, where: str, body: str, id: Any) -> tuple[int, str, list[str]]:
    """What a page answers and what it asks of the database, with the id, moments and tokens taken out."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(where) if method == "get" else client.post(where, body, content_type=FORM)
    text = answer.getvalue().decode(errors="replace") + answer.headers.get("Location", "")
    text = re.sub(
        'value="[A-Za-z0-9]{64}"',
        "",
        text.replace(where, "HERE").replace(str(id) if isinstance(id, uuid.UUID) else where, "ID"),
    )
    asked = [re.sub(r"'[^']*'|\b\d+\b", "?", query["sql"]) for query in queries]
    asked = [
        sql for sql in asked if not re.search("django_session|hamroh_session_keep|people_desksession|SAVEPOINT", sql)
    ]
    return answer.status_code, text, asked


def differing(there: dict[str, Any], client: Client, own: Any, *, each: int) -> list[str]:
    """Pages that tell what may not be seen from what does not exist; of what can be pressed on each, the first `each`."""
    unknown: dict[Any, Any] = {}
    found, tried = [], 0
    # Those whose page opens come first, before others leave something to be said on it.
    ways: list[tuple[str, str, str, Any]] = [
        ("post", reverse("glass"), f"file={there['person']}&reason=It+must+be+seen+now", there["person"]),
        ("post", reverse("interpreting"), f"go=back:{there[':booking']}&why=x", there[":booking"]),
        ("post", reverse("interpreting"), f"go=come:{there[':booking']}", there[":booking"]),
    ]
    for _route, entry, converters in DESK:
        name = str(entry.name)
        if name not in there:
            continue
        kwargs = {part: "identity" if part == "part" else there[name] for part in converters}
        where = reverse(name, kwargs=kwargs)
        ways.append(("get", where, "", there[name]))
        ways += [("post", where, f"{TYPED}&go={go}", there[name]) for go in GOES.get(name, ("x",))[:each]]
    posts = {"case_tracing": (f"go=close:{there[':tracing']}", f"go=untie:{there[':tie']}", f"go=tie&other={there['person']}&both=1&{TYPED}"),
             "book_interpreter": (f"go=cancel:{there[':booking']}", f"go=come:{there[':booking']}", f"go=needless:{there[':asked']}")}  # fmt: skip
    for name, bodies in posts.items():
        part = "case" if name == "book_interpreter" else "id"
        ways += [
            ("post", reverse(name, kwargs={part: own.pk}), body, re.findall(r"[0-9a-f-]{36}", body)[0])
            for body in bodies
        ]
    for method, where, body, id in ways:
        other = unknown.setdefault(id, 999_999 if isinstance(id, int) else uuid.uuid4())
        first = asked(client, method, where, body, id)
        if first[0] == 405:
            continue
        again = asked(client, method, where.replace(str(id), str(other)), body.replace(str(id), str(other)), other)
        tried += 1
        if first != again:
            pattern = f"{method} {where.replace(str(id), 'ID')} {body[-40:].replace(str(id), 'ID')}"
            found.append(f"{pattern}: {first[0]} after {len(first[2])} questions, {again[0]} after {len(again[2])}")
    assert tried > 60
    return found


def _staff_with_a_case(world: World, office: Any) -> tuple[Client, Any]:
    staff = everything(world, office)
    told = {Part.IDENTITY: {"full_name": "Somebody Else"}, Part.STORY: {"text": "x"}}
    own = cases.open_case(files.open_file(told, by=staff, at=NOON), "housing", by=staff, at=NOON)
    client = signed_in(staff)
    # Past every number of refusals of which the record is told.
    Attempt.objects.filter(who=staff.pk).update(count=100_001, noted=100_001)
    return client, own


def test_no_reason_is_left_for_an_address_that_is_gone() -> None:
    assert set(ELSEWHERE) <= {str(entry.name) for _route, entry, _converters in DESK}


def test_what_others_keep_and_what_complains_of_an_office_are_as_good_as_not_there(world: World) -> None:
    there = filled(world)
    missing = {str(entry.name) for _r, entry, converters in DESK if converters} - set(there) - set(ELSEWHERE)
    assert not missing, f"say what stands behind these addresses, or where they are tried: {missing}"
    third = directory.add_organisation("third", kind="ngo", names={"en": "t", "ru": "t", "tg": "t"})
    office = Office.objects.create(
        key="third", organisation=third, name_en="t", name_ru="t", name_tg="t", country="TJ", time_zone="Asia/Dushanbe"
    )
    client, own = _staff_with_a_case(world, office)
    found = differing(there, client, own, each=2)
    assert not found, "another organisation can tell:\n" + "\n".join(found)

    client, own = _staff_with_a_case(world, world.khujand)
    Concealment.objects.bulk_create(
        Concealment(person=one, office=world.khujand) for one in Person.objects.exclude(pk=own.person_id)
    )
    Enquiry.objects.update(about_office=world.khujand)
    # What an organisation keeps of itself is its own in every office.
    of_house = ("callback", "interpreter", "outside_request", "give_bed", "confirm_handover", "import", "decide_export", "take_export", "claim", "hand_over_claim", "close_claim", "erase_claim", "reception")  # fmt: skip
    hidden = {name: id for name, id in there.items() if not name.startswith(of_house)}
    found = differing(hidden, client, own, each=1)
    assert not found, "the office complained of can tell:\n" + "\n".join(found)
