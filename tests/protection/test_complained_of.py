"""A complaint about an office is absent in that office, from the call to the case, without anybody having to remember it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hamroh.people.models import Concealment, Office, Person
from hamroh.people.persons import actions as files
from hamroh.people.walls import Absent, person
from hamroh.protection import complaints
from hamroh.protection.cases import actions, queries
from hamroh.protection.enquiries import actions as enquiries, calls, queries as asked
from hamroh.protection.models import Case, Enquiry, Intake
from hamroh.shell import once
from tests.people.conftest import NOON, World, signed_in
from tests.protection.test_cases import TOLD, post

HIDDEN = sorted(card.key for card in complaints.cards().values() if card.hidden_from)


def called(world: World, **told: Any) -> Enquiry:
    call = calls.Call(name="Zarina Invented", phone="+79990000001", text="The desk wanted money.", **told)
    return calls.write(once.fresh_form(), call, by=world.staff("operator"), at=NOON).row


def test_a_call_that_complains_of_an_office_makes_a_file_and_a_case_that_are_absent_there(world: World) -> None:
    operator, lawyer = world.staff("operator"), world.staff("lawyer")
    row = called(world)
    calls.complains_of(row.pk, world.khujand, by=operator, at=NOON)
    file = calls.open_file(row.pk, by=lawyer, at=NOON)
    case = actions.open_case(file, "official_complaint", complained_of=(), by=lawyer, at=NOON)
    for accused in (world.staff("operator", office=world.khujand), world.staff("supervisor", office=world.khujand)):
        with pytest.raises(Absent):
            asked.enquiry(row.pk, seen_by=accused, at=NOON)
        with pytest.raises(Absent):
            person(file.pk, seen_by=accused, at=NOON)
        with pytest.raises(Absent):
            queries.case(case.pk, seen_by=accused, at=NOON)
    assert queries.case(case.pk, seen_by=world.staff("supervisor"), at=NOON) == case


def test_a_file_that_is_open_already_is_hidden_when_the_call_names_the_office(world: World) -> None:
    row = called(world)
    file = calls.open_file(row.pk, by=world.staff("lawyer"), at=NOON)
    # The operator does not see the story; what they say hides it all the same.
    calls.complains_of(row.pk, world.khujand, by=world.staff("operator"), at=NOON)
    with pytest.raises(Absent):
        person(file.pk, seen_by=world.staff("supervisor", office=world.khujand), at=NOON)


def test_a_report_that_complains_of_an_office_makes_a_file_that_is_absent_there(world: World) -> None:
    Intake.objects.create(organisation=world.hotline)
    operator, accused = world.staff("operator"), world.staff("supervisor", office=world.khujand)
    stored = enquiries.receive_report(
        once.fresh_form(), text="They wanted money.", contact="through my sister", about=[world.khujand],
        language="tg", at=NOON,
    )  # fmt: skip
    client = signed_in(operator)
    assert reverse("enquiry_file", kwargs={"id": stored.enquiry.pk}) in (
        client.get(reverse("enquiry", kwargs={"id": stored.enquiry.pk})).content.decode()
    )
    for _ in range(2):
        post(client, reverse("enquiry_file", kwargs={"id": stored.enquiry.pk}))
    file = Person.objects.get()
    page = client.get(reverse("person", kwargs={"id": file.pk})).content.decode()
    assert "They wanted money." in page
    assert "through my sister" in page
    with pytest.raises(Absent):
        person(file.pk, seen_by=accused, at=NOON)


@pytest.mark.parametrize("kind", HIDDEN)
def test_such_a_case_is_not_opened_before_the_office_is_named(world: World, kind: str) -> None:
    lawyer = world.staff("lawyer")
    file = files.open_file(TOLD, by=lawyer, at=NOON)
    with pytest.raises(actions.OfficeNotNamed):
        actions.open_case(file, kind, by=lawyer, at=NOON)
    assert not Case.objects.exists()


def test_the_pages_ask_which_office_and_hide_the_file_from_it(world: World) -> None:
    lawyer = world.staff("lawyer")
    file = files.open_file(TOLD, by=lawyer, at=NOON)
    client, opening = signed_in(lawyer), reverse("open_case", kwargs={"person": file.pk})
    answer = post(client, opening, kind="official_complaint")
    assert "about one of these offices" in answer.content.decode()
    assert not Case.objects.exists()
    post(client, opening, kind="official_complaint", complained_of=[world.khujand.pk, world.house.pk])
    assert set(Concealment.objects.values_list("office", flat=True)) == {world.khujand.pk, world.house.pk}
    assert queries.case(Case.objects.get().pk, seen_by=lawyer, at=NOON)


def test_a_case_about_ones_own_office_is_led_from_another_one(world: World) -> None:
    lawyer = world.staff("lawyer")
    file = files.open_file(TOLD, by=lawyer, at=NOON)
    client: Client = signed_in(lawyer)
    opening = reverse("open_case", kwargs={"person": file.pk})
    answer = post(client, opening, kind="official_complaint", complained_of=[world.dushanbe.pk])
    # Nobody elsewhere could carry it: nothing is opened, and a way past the office is shown.
    assert answer.status_code == 400
    assert reverse("report", kwargs={"tongue": "en"}) in answer.content.decode()
    assert not Case.objects.exists()
    elsewhere = world.staff("supervisor", office=world.khujand)
    post(client, opening, kind="official_complaint", complained_of=[world.dushanbe.pk])
    case = Case.objects.get()
    assert case.lead == elsewhere
    assert queries.case(case.pk, seen_by=elsewhere, at=NOON) == case
    for here in (lawyer, world.staff("supervisor")):
        with pytest.raises(Absent):
            queries.case(case.pk, seen_by=here, at=NOON)


def test_a_call_about_ones_own_office_is_read_elsewhere_or_stays_with_a_warning(world: World) -> None:
    client, row = signed_in(world.staff("operator")), called(world)
    here = reverse("call", kwargs={"id": row.pk})
    told = {"text": "The desk wanted money.", "about_office": world.dushanbe.pk}
    answer = post(client, here, go="next", edition=row.edition, **told)
    assert "not hidden yet" in client.get(answer.headers["Location"]).content.decode()
    elsewhere = world.staff("operator", office=world.khujand)
    row.refresh_from_db()
    # While it is typed the page does not vanish, and is absent at once for everybody else there; by a button it is for all.
    assert post(client, here, go="keep", edition=row.edition, **told).status_code == 200
    assert client.get(here).status_code == 200
    colleague = signed_in(world.staff("supervisor"))
    assert colleague.get(here).status_code == 404
    told["text"] = "The desk wanted money. Twice."
    row.refresh_from_db()
    assert post(client, here, go="keep", edition=row.edition, **told).status_code == 200
    # An hour later, with the page closed, it is absent for who typed it too.
    with pytest.raises(Absent):
        calls.read(row.pk, by=world.staff("operator"), at=dt.datetime.now(dt.UTC) + dt.timedelta(hours=2))
    row.refresh_from_db()
    post(client, here, go="next", edition=row.edition, **told)
    assert client.get(here).status_code == 404
    assert calls.read(row.pk, by=elsewhere, at=NOON).call.text == "The desk wanted money. Twice."


def test_a_complaint_about_two_offices_is_absent_in_both(world: World) -> None:
    Intake.objects.create(organisation=world.hotline)
    third = Office.objects.create(
        key="third", organisation=world.hotline, country="TJ", time_zone="UTC", name_en="3", name_ru="3", name_tg="3"
    )
    accused = [world.khujand, world.dushanbe]
    elsewhere = world.staff("lawyer", office=third)
    stored = enquiries.receive_report(
        once.fresh_form(), text="Both wanted money.", about=accused, language="tg", at=NOON
    ).enquiry
    row = calls.write(once.fresh_form(), calls.Call(text="Both wanted money."), by=elsewhere, at=NOON).row
    for office in accused:
        calls.complains_of(row.pk, office, by=elsewhere, at=NOON)
    for one in (stored.pk, row.pk):
        for office in accused:
            for role in ("operator", "supervisor"):
                with pytest.raises(Absent):
                    asked.enquiry(one, seen_by=world.staff(role, office=office), at=NOON)
        assert asked.enquiry(one, seen_by=elsewhere, at=NOON)
    file = calls.open_file(row.pk, by=elsewhere, at=NOON)
    assert set(Concealment.objects.filter(person=file).values_list("office", flat=True)) == {one.pk for one in accused}
