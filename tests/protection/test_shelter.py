"""Beds: never given twice, and the address known to those alone who placed the person."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.urls import reverse

from hamroh.people.persons import actions as files
from hamroh.people.persons.models import Part
from hamroh.people.walls import Absent
from hamroh.people.walls.models import Concealment
from hamroh.people.walls.rows import at_work
from hamroh.protection.cases import actions as cases
from hamroh.protection.models import Bed, Referral, Shelter, ShelterStay
from hamroh.protection.shelter import actions, queries
from hamroh.record import queries as record
from tests.people.conftest import NOON, World, signed_in

ADDRESS = "Invented street 7, behind the bakery"
FORM = "application/x-www-form-urlencoded"


def accepted(world: World, name: str = "Zarina Invented") -> Referral:
    """Somebody whom the hotline's lawyer referred to the shelter, which accepted."""
    lawyer, manager = world.staff("lawyer"), world.staff("shelter_manager", office=world.house)
    file = files.open_file({Part.IDENTITY: {"full_name": name}, Part.STORY: {"text": "x"}}, by=lawyer, at=NOON)
    case = cases.open_case(file, "assault", complained_of=(), by=lawyer, at=NOON)
    sent = cases.refer_case(
        case.pk, to=world.shelter, fields=["identity.full_name"], agreed_how="voice", agreed_on=NOON.date(), by=lawyer,
        at=NOON,
    )  # fmt: skip
    cases.answer_referral(sent.pk, "accepted", by=manager, at=NOON)
    return sent


@pytest.fixture
def house(world: World) -> Shelter:
    manager = world.staff("shelter_manager", office=world.house)
    return actions.enter_shelter("Kazan", ADDRESS, beds=["1", "2"], by=manager, at=NOON)


def test_a_bed_is_given_and_free_again(world: World, house: Shelter) -> None:
    manager, sent = world.staff("shelter_manager", office=world.house), accepted(world)
    bed = house.beds.get(label="1")
    stay = actions.give_bed(bed.pk, sent.pk, by=manager, at=NOON)
    (seen,) = queries.houses(seen_by=manager, at=NOON)
    assert (seen.free, [b.name for b in seen.beds]) == (1, ["Zarina Invented", ""])
    actions.leave(stay.pk, by=manager, at=NOON)
    assert queries.houses(seen_by=manager, at=NOON)[0].free == 2


def test_a_bed_is_not_given_twice_nor_two_beds_to_one(world: World, house: Shelter) -> None:
    manager = world.staff("shelter_manager", office=world.house)
    one, other = accepted(world), accepted(world, "Other Invented")
    first, second = house.beds.all()
    actions.give_bed(first.pk, one.pk, by=manager, at=NOON)
    with pytest.raises(actions.Taken):
        actions.give_bed(first.pk, other.pk, by=manager, at=NOON)
    with pytest.raises(actions.Taken):
        actions.give_bed(second.pk, one.pk, by=manager, at=NOON)


def test_the_database_itself_refuses_a_second_person_in_a_bed(world: World, house: Shelter) -> None:
    manager, one, other = world.staff("shelter_manager", office=world.house), accepted(world), accepted(world, "Other")
    bed = house.beds.get(label="1")
    same = {"bed": bed, "since": NOON, "placed_by": manager}
    ShelterStay.objects.create(person=one.person, referral=one, **same)
    with pytest.raises(IntegrityError), transaction.atomic():
        ShelterStay.objects.create(person=other.person, referral=other, **same)


def test_a_house_whose_beds_have_names_too_long_is_not_stored_and_what_was_typed_is_there(world: World) -> None:
    typed = {"area": "Kazan", "address": ADDRESS, "beds": "1\n" + "b" * 41}
    told = signed_in(world.staff("shelter_manager", office=world.house)).post(
        reverse("beds"), urlencode(typed), content_type="application/x-www-form-urlencoded"
    )
    text = told.content.decode()
    assert told.status_code == 400
    assert "at most 40 letters" in text and "b" * 41 in text
    assert not Shelter.objects.exists()


def test_a_bed_that_came_taken_from_another_site_is_given_to_nobody_and_hides_nobody_who_waits(
    world: World, house: Shelter
) -> None:
    manager, sent = world.staff("shelter_manager", office=world.house), accepted(world)
    bed = house.beds.get(label="1")
    with at_work("tests"):
        stay = ShelterStay.objects.create(bed=bed, since=NOON, placed_by=manager)
    assert [one.pk for one in queries.to_place(seen_by=manager, at=NOON)] == [sent.pk]
    with pytest.raises(actions.Taken):
        actions.give_bed(bed.pk, sent.pk, by=manager, at=NOON)
    page = signed_in(manager).get(reverse("beds")).content.decode()
    assert page.count("Name not handed over") == 1 and f"/desk/beds/{stay.pk}/leave/" in page
    actions.leave(stay.pk, by=manager, at=NOON)
    actions.give_bed(bed.pk, sent.pk, by=manager, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_are_given_one_bed_at_the_same_moment_one_gets_it(request: Any) -> None:
    if connection.vendor != "postgresql":
        return
    world = request.getfixturevalue("world")
    manager = world.staff("shelter_manager", office=world.house)
    bed = actions.enter_shelter("Kazan", ADDRESS, beds=["1"], by=manager, at=NOON).beds.get()
    sent = [accepted(world, f"Invented {number}").pk for number in range(8)]

    def give(referral: Any) -> bool:
        try:
            actions.give_bed(bed.pk, referral, by=manager, at=NOON)
            return True
        except actions.Taken:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(give, sent))
    assert sum(got) == 1
    assert ShelterStay.objects.filter(left_at__isnull=True).count() == 1


def test_the_address_is_told_to_those_who_placed_the_person_and_to_nobody_else(world: World, house: Shelter) -> None:
    manager, lawyer, sent = world.staff("shelter_manager", office=world.house), world.staff("lawyer"), accepted(world)
    assert actions.address_for(sent.case, by=lawyer, at=NOON) == ""
    stay = actions.give_bed(house.beds.get(label="1").pk, sent.pk, by=manager, at=NOON)
    assert actions.address_for(sent.case, by=lawyer, at=NOON) == ADDRESS
    with pytest.raises(Absent):
        actions.address_for(sent.case, by=world.staff("lawyer", name="another"), at=NOON)
    actions.leave(stay.pk, by=manager, at=NOON)
    assert actions.address_for(sent.case, by=lawyer, at=NOON) == ""


def test_every_reading_of_the_address_is_in_the_record(world: World, house: Shelter) -> None:
    manager, lawyer, sent = world.staff("shelter_manager", office=world.house), world.staff("lawyer"), accepted(world)
    actions.give_bed(house.beds.get(label="1").pk, sent.pk, by=manager, at=NOON)
    actions.address_for(sent.case, by=lawyer, at=NOON)
    kinds = [entry.kind for entry in record.entries(about=sent.person_id, reading=True)]
    assert "protection.shelter_address_read" in kinds


def test_the_address_is_not_readable_in_the_database(world: World, house: Shelter) -> None:
    assert b"bakery" not in bytes(Shelter.objects.get().sealed)


def test_other_roles_and_other_houses_see_no_bed(world: World, house: Shelter) -> None:
    for somebody in (world.staff("lawyer"), world.staff("supervisor", office=world.house)):
        assert queries.houses(seen_by=somebody, at=NOON) == []
    assert queries.houses(seen_by=world.staff("shelter_manager"), at=NOON) == []
    with pytest.raises(Absent):
        actions.give_bed(house.beds.get(label="1").pk, accepted(world).pk, by=world.staff("lawyer"), at=NOON)


def test_the_way_of_a_manager_on_the_page(world: World) -> None:
    manager = world.staff("shelter_manager", office=world.house)
    client, address = signed_in(manager), reverse("beds")
    assert client.post(address, urlencode({"area": "Kazan"}), content_type=FORM).status_code == 400
    client.post(address, urlencode({"area": "Kazan", "address": ADDRESS, "beds": "1\n2"}), content_type=FORM)
    sent = accepted(world)
    page = client.get(address).content.decode()
    assert "1 person waits" in page
    assert ADDRESS not in page
    bed = Bed.objects.get(label="1")
    client.post(reverse("give_bed", kwargs={"id": bed.pk}), urlencode({"referral": str(sent.pk)}), content_type=FORM)
    page = client.get(address).content.decode()
    assert "Zarina Invented" in re.sub(r"\s+", " ", page)
    stay = ShelterStay.objects.get()
    client.post(reverse("leave_bed", kwargs={"id": stay.pk}), "", content_type=FORM)
    assert ShelterStay.objects.get().left_at is not None


def test_the_office_complained_of_frees_no_bed_by_its_id(world: World, house: Shelter) -> None:
    manager, sent = world.staff("shelter_manager", office=world.house), accepted(world)
    bed = house.beds.get(label="1")
    stay = actions.give_bed(bed.pk, sent.pk, by=manager, at=NOON)
    Concealment.objects.create(person_id=sent.person_id, office=world.house)
    with pytest.raises(Absent):
        actions.leave(stay.pk, by=manager, at=NOON)
    assert ShelterStay.objects.get(pk=stay.pk).left_at is None
    (seen,) = queries.houses(seen_by=manager, at=NOON)
    # That the bed is taken whoever runs the house sees with their eyes; nobody else is sent to it.
    assert [(one.taken, one.stay, one.name) for one in seen.beds] == [(True, None, ""), (False, None, "")]
    assert seen.free == 1


def test_a_bed_can_be_freed_after_the_referral_has_ended(world: World, house: Shelter) -> None:
    manager, sent = world.staff("shelter_manager", office=world.house), accepted(world)
    stay = actions.give_bed(house.beds.get(label="1").pk, sent.pk, by=manager, at=NOON)
    cases.withdraw_referral(sent.pk, by=world.staff("lawyer"), at=NOON)
    (seen,) = queries.houses(seen_by=manager, at=NOON)
    assert [(one.taken, one.name) for one in seen.beds] == [(True, ""), (False, "")]
    actions.leave(stay.pk, by=manager, at=NOON)
    assert queries.houses(seen_by=manager, at=NOON)[0].free == 2
