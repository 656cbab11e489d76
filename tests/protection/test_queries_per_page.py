"""No page of the desk asks the database more often because there is more to show."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hamroh.asylum import actions as asylum
from hamroh.people.models import Office, RoleGrant, Staff, Training
from hamroh.people.persons import actions as files
from hamroh.people.persons.models import Part
from hamroh.people.requests import actions as requests
from hamroh.people.staff.models import Role
from hamroh.people.walls import actions as walls
from hamroh.protection.cases import actions as cases
from hamroh.protection.enquiries import actions as enquiries, calls
from hamroh.protection.joint import actions as joint
from hamroh.protection.models import Case, Intake, Meeting
from hamroh.protection.parties import actions as parties
from hamroh.protection.shelter import actions as shelter
from hamroh.protection.tracing import actions as tracing
from hamroh.shell import once
from tests.people.conftest import LONG_AGO, NOON, World, signed_in
from tests.people.test_every_door import DESK, OPEN

FEW, MANY = 2, 5
DAY = dt.timedelta(days=1)
FACTS = {"citizenship": ["TJ"], "destination": "RU", "in_country": True, "entered": "2026-11-20", "purpose": "work"}


class Desk:
    """A desk that fills: with each round one more of everything that a page can list."""

    def __init__(self, world: World) -> None:
        self.world, self.n = world, 0
        self.all = world.staff("supervisor", name="everything")
        RoleGrant.objects.bulk_create(
            RoleGrant(staff=self.all, role=role, since=LONG_AGO) for role in Role if role is not Role.SUPERVISOR
        )
        self.lawyer = world.staff("lawyer")
        Intake.objects.create(organisation=world.hotline)
        told = {Part.IDENTITY: {"full_name": "Zarina Invented"}, Part.STORY: {"text": "Unpaid."}}
        self.person = files.open_file(told, by=self.all, at=NOON)
        self.case = cases.open_case(self.person, "wages_withheld", summary="Unpaid", facts=FACTS, by=self.all, at=NOON)
        sent = enquiries.receive_report(once.fresh_form(), text="A report", language="tg", at=NOON)
        self.enquiry = sent.enquiry
        self.call = calls.write(once.fresh_form(), calls.Call(name="Zarina"), by=self.all, at=NOON).row

    def one_more(self) -> None:
        world, self.n = self.world, self.n + 1
        n, me = self.n, self.all
        name = {
            Part.IDENTITY: {"full_name": f"Zarina Invented{n}", "born": "1990-05-01"},
            Part.STORY: {"text": "Unpaid."},
        }
        name[Part.CONTACT] = {"phones": [{"said": "+79990000001", "e164": "+79990000001", "whose": "own"}]}
        mine = files.open_file(name, by=me, at=NOON)
        case = cases.open_case(mine, "wages_withheld", summary="Unpaid", by=me, at=NOON)
        # The case that is opened, and every list, grow alike.
        for one in (self.case, case):
            form = once.fresh_form()
            cases.set_task(
                one.pk, f"task {n}", owner=self.lawyer if n % 2 else me, due_on=NOON.date(), form=form, by=me, at=NOON
            )
            cases.add_note(one.pk, f"note {n}", form=once.fresh_form(), by=me, at=NOON)
        silent = cases.open_case(mine, "housing", by=me, at=NOON)
        Case.objects.filter(pk=silent.pk).update(touched_at=NOON - 30 * DAY)
        other = world.staff("operator", office=world.house, name=f"elsewhere {n}")
        body = other.office.organisation
        refer = {"fields": ["identity.full_name"], "agreed_how": "voice", "agreed_on": NOON.date()}
        cases.refer_case(case.pk, to=body, by=me, at=NOON, **refer)  # type: ignore[arg-type]
        # A referral to us, accepted by us, and a bed for it.
        theirs = world.staff("lawyer", office=world.house, name="their lawyer")
        guest = files.open_file(name, by=theirs, at=NOON)
        sent = cases.refer_case(
            cases.open_case(guest, "housing", by=theirs, at=NOON).pk,
            to=world.hotline,
            by=theirs,
            at=NOON,
            **refer,  # type: ignore[arg-type]
        )
        waits = files.open_file(name, by=theirs, at=NOON)
        cases.refer_case(
            cases.open_case(waits, "housing", by=theirs, at=NOON).pk, to=world.hotline, by=theirs, at=NOON, **refer
        )  # type: ignore[arg-type]
        cases.answer_referral(sent.pk, "accepted", by=me, at=NOON)  # type: ignore[arg-type]
        # A party whose number another organisation's matter names, a room, and relatives who look for each other.
        number = {"phones": [f"+7000000{n:04d}"], "compare": True, "said_by": "person", "said_on": NOON.date()}
        for one, by in ((self.case, me), (cases.open_case(guest, "housing", by=theirs, at=NOON), theirs)):
            parties.name_party(one.pk, kind="employer", name=f"Firm {n}", allegation="x", by=by, at=NOON, **number)  # type: ignore[arg-type]
        letter = Meeting.objects.filter(person=guest).latest("pk")
        parties.write_to_other(letter.pk, "Shall we talk?", by=theirs, at=NOON)
        joint.open_room(
            self.case.pk, "together", until=dt.datetime.now(dt.UTC).date() + 30 * DAY, by=me, at=dt.datetime.now(dt.UTC)
        )
        sought = {"relation": "child", "agreed_how": "voice", "agreed_on": NOON.date()}
        tracing.ask(self.case.pk, name=f"Nobody Such{n}", by=me, at=NOON, **sought)  # type: ignore[arg-type]
        looking = cases.open_case(waits, "missing_relative", by=theirs, at=NOON)
        tracing.ask(looking.pk, name=f"Zarina Invented{n}", by=theirs, at=NOON, **sought)  # type: ignore[arg-type]
        house = shelter.enter_shelter(f"Area {n}", "An address", beds=["1", "2"], by=me, at=NOON)
        shelter.give_bed(house.beds.first().pk, sent.pk, by=me, at=NOON)
        enquiries.receive_report(once.fresh_form(), text=f"report {n}", language="tg", at=NOON)
        enquiries.add_to_report(self.enquiry, f"more {n}", form=once.fresh_form(), at=NOON)
        enquiries.reply(self.enquiry.pk, f"reply {n}", form=once.fresh_form(), by=me, at=NOON)
        calls.write(once.fresh_form(), calls.Call(name="Zarina", phone="+79990000001"), by=me, at=NOON)
        walls.break_glass(case.person_id, reason="To see whether it is counted", by=self.lawyer, at=NOON)
        requests.receive(kind="police", who="An officer", asked="A name", ground="None", by=self.lawyer, at=NOON)
        asylum.open_claim({"name": f"Somebody {n}"}, by=me, at=NOON)
        fresh = Staff.objects.create(
            email=f"n{n}@example.org", full_name=f"New {n}", office=world.dushanbe, joined_at=NOON
        )
        RoleGrant.objects.create(staff=fresh, role="lawyer", since=LONG_AGO)
        RoleGrant.objects.create(staff=fresh, role="supervisor", since=LONG_AGO, granted_by=me, waiting=True)
        days = {"passed_on": NOON.date() - 400 * DAY, "expires_on": NOON.date() - DAY}
        Training.objects.create(staff=fresh, kind="law", entered_by=me, **days)
        Office.objects.create(
            key=f"office-{n}", organisation=world.hotline, name_en="o", name_ru="o", name_tg="o", country="TJ",
            time_zone="Asia/Dushanbe",
        )  # fmt: skip

    def addresses(self) -> dict[str, str]:
        """Every page of the desk that can be opened by its address alone, or by the id of what grows."""
        known = {
            "person": self.person.pk, "case": self.case.pk, "enquiry": self.enquiry.pk, "call": self.call.pk,
            "person_seen": self.person.pk, "person_copy": self.person.pk, "staff_member": self.lawyer.pk,
            "case_parties": self.case.pk, "case_tracing": self.case.pk,
        }  # fmt: skip
        found = {name: reverse(name, kwargs={"id": id}) for name, id in known.items()}
        for _route, entry, converters in DESK:
            if entry.name not in OPEN and not converters:
                found[str(entry.name)] = reverse(entry.name)
        return found


def confirmed(staff: Any) -> Client:
    """Signed in, and a moment ago confirmed with the second step: pages that are weighty open too."""
    TOTP.activate(staff, generate_totp_secret())
    client = signed_in(staff)
    session = client.session
    session["account_authentication_methods"][0] |= {"reauthenticated": True, "at": time.time()}
    session.save()
    return client


def counted(client: Client, addresses: dict[str, str]) -> dict[str, list[str]]:
    """What each page asks of the database."""
    asked: dict[str, list[str]] = {}
    for name, address in addresses.items():
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        if answer.status_code == 200:
            # A session is written anew when some time has passed: on a slow machine between any two pages.
            asked[name] = [q["sql"] for q in queries if "session" not in q["sql"] and "SAVEPOINT" not in q["sql"]]
    return asked


def test_no_page_asks_more_often_when_there_is_more_to_show(world: World) -> None:
    desk = Desk(world)
    for _ in range(FEW):
        desk.one_more()
    client = confirmed(desk.all)
    counted(client, desk.addresses())  # what is asked once for all time is asked now
    few = counted(client, desk.addresses())
    assert set(few) >= {"cases", "enquiries", "person", "case", "enquiry", "persons", "beds", "duplicates", "staff"}
    for _ in range(MANY - FEW):
        desk.one_more()
    many = counted(client, desk.addresses())
    grew: dict[str, Any] = {
        name: (len(few[name]), len(many[name]), _most(many[name]))
        for name in few
        if len(many.get(name, ())) != len(few[name])
    }
    assert not grew, f"page: asked with {FEW} rows, with {MANY}, and what was asked most often: {grew}"


def _most(asked: list[str]) -> str:
    heads = [sql[:160] for sql in asked]
    return max(heads, key=heads.count)
