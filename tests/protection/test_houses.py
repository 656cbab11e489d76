"""F40: a house that several told of is flagged in any spelling, without a person or a number, never as a finding."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hamroh.people.persons import actions as files
from hamroh.people.persons.models import Part
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.protection.cases import actions as cases
from hamroh.protection.cases.models import Case
from hamroh.protection.houses import actions, addresses, queries
from hamroh.protection.houses.models import CaseHouse, HouseFlag
from tests.people.conftest import NOON, World, signed_in
from tests.protection.test_cases import post

HERE = {"town": "Москва", "street": "улица Ленина", "house": "д. 12, корп. 3, кв. 45"}
SPELLINGS = [
    HERE,
    {"town": "г. Москва", "street": "Ленина ул.", "house": "12к3"},
    {"town": "Moskva", "street": "Lenina", "house": "12 korp. 3, kv 7"},
    {"town": "МОСКВА", "street": "кӯчаи Ленина", "house": "дом 12 корпус 3"},
]
NEXT_MONTH = dt.datetime(2026, 12, 1, 3, tzinfo=dt.UTC)


def case(world: World, number: int, *, by: Staff | None = None, at: dt.datetime = NOON) -> Case:
    lawyer = by or world.staff("lawyer")
    file = files.open_file({Part.IDENTITY: {"full_name": f"Somebody {number}"}}, by=lawyer, at=at)
    return cases.open_case(file, "housing", summary="Crowded", by=lawyer, at=at)


def hand(world: World, number: int) -> Staff:
    """One of three who carry cases."""
    return world.staff("lawyer", name=f"hand {number % 3}")


def tell(world: World, many: int, *, first: int = 0, at: dt.datetime = NOON) -> list[Case]:
    told = [case(world, number, by=hand(world, number), at=at) for number in range(first, first + many)]
    for number, one in enumerate(told, first):
        actions.tell(one.pk, SPELLINGS[number % len(SPELLINGS)], by=hand(world, number), at=at)
    return told


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_is_one_house_and_flats_are_left_out(spelling: dict[str, str]) -> None:
    assert addresses.normal(spelling) == addresses.normal(HERE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"house": "12"}), ({}, {"house": "13 корп. 3"}), ({}, {"house": "12 корп. 4"}), ({}, {"house": "12 стр. 3"}),
        ({}, {"street": "Ленинская"}), ({}, {"town": "Самара"}), ({"house": "5а"}, {"house": "5б"}), ({"house": "5/1"}, {"house": "51"}),
        ({"street": "9 Мая"}, {"street": "8 Мая"}),
    ],
)  # fmt: skip
def test_another_house_is_another(one: dict[str, str], other: dict[str, str]) -> None:
    assert addresses.normal(HERE | one) != addresses.normal(HERE | other)


@pytest.mark.parametrize("missing", [{"house": "кв. 5"}, {"street": "ул."}, {"town": ""}])
def test_without_town_street_and_number_nothing_is_compared(world: World, missing: dict[str, str]) -> None:
    assert addresses.mark(HERE | missing) is None
    with pytest.raises(actions.NotComplete):
        actions.tell(case(world, 1).pk, HERE | missing, by=world.staff("lawyer"), at=NOON)


def test_the_third_person_raises_the_flag_and_no_number_is_kept(world: World) -> None:
    told = tell(world, 2)
    actions.tell(told[0].pk, SPELLINGS[1], by=hand(world, 0), at=NOON)
    assert CaseHouse.objects.count() == 2, "one case tells of a house once"
    actions.count(NOON)
    assert not HouseFlag.objects.exists()
    tell(world, 1, first=2)
    actions.count(NOON)
    flag = HouseFlag.objects.get()
    assert not flag.shown and flag.raised_on == NOON.date().replace(day=1)
    assert "Ленина".encode() not in bytes(flag.sealed)
    [house] = queries.of_case(told[0])
    assert house.flagged
    page = signed_in(world.staff("lawyer")).get(reverse("houses")).content.decode()
    assert "12 k3" in page and "45" not in page.split("<main")[1], "the flat is nobody's business"
    assert "Somebody" not in page


def test_two_cases_of_one_person_are_one_who_told(world: World) -> None:
    first, *_rest = tell(world, 2)
    again = cases.open_case(first.person, "wages_withheld", summary="", by=hand(world, 0), at=NOON)
    actions.tell(again.pk, HERE, by=hand(world, 0), at=NOON)
    actions.count(NOON)
    assert not HouseFlag.objects.exists()


def test_one_hand_alone_flags_no_house_and_learns_of_no_single_person(world: World) -> None:
    """Whoever invents cases to learn whether one other person told, or to have a house warned of."""
    for number in range(14):
        actions.tell(case(world, number, by=hand(world, 0)).pk, HERE, by=hand(world, 0), at=NOON)
    actions.count(NEXT_MONTH)
    assert not HouseFlag.objects.exists() and queries.warned(HERE) is None
    actions.tell(case(world, 14, by=hand(world, 1)).pk, HERE, by=hand(world, 1), at=NOON)
    actions.count(NEXT_MONTH)
    assert not HouseFlag.objects.exists()
    actions.tell(case(world, 15, by=hand(world, 2)).pk, HERE, by=hand(world, 2), at=NOON)
    actions.count(NEXT_MONTH)
    assert HouseFlag.objects.exists()


@pytest.mark.parametrize(("many", "told"), [(10, False), (11, True)])
def test_the_public_is_warned_from_eleven_on_and_only_when_a_month_begins(world: World, many: int, told: bool) -> None:
    tell(world, many)
    actions.count(NOON)
    assert queries.warned(HERE) is None
    actions.count(NEXT_MONTH)
    assert (queries.warned(SPELLINGS[2]) is not None) is told
    assert queries.warned(HERE | {"house": "14"}) is None


def test_who_came_this_month_does_not_show_this_month(world: World) -> None:
    tell(world, 10)
    tell(world, 1, at=NEXT_MONTH)
    actions.count(NEXT_MONTH + dt.timedelta(days=20))
    assert queries.warned(HERE) is None
    actions.count(NEXT_MONTH + dt.timedelta(days=31))
    assert queries.warned(HERE) is not None


def test_a_month_begins_at_midnight_here_and_whoever_comes_in_that_night_does_not_show_in_it(world: World) -> None:
    night = dt.datetime(2026, 11, 30, 19, tzinfo=dt.UTC)
    tell(world, 10)
    tell(world, 1, at=night + dt.timedelta(minutes=1))
    actions.count(night + dt.timedelta(minutes=5))
    assert queries.warned(HERE) is None
    actions.count(NEXT_MONTH + dt.timedelta(days=31))
    assert queries.warned(HERE) is not None


@pytest.mark.parametrize("tongue", ["en", "ru", "tg"])
def test_the_public_page_says_what_others_told_with_the_reply_beside_it(world: World, tongue: str) -> None:
    tell(world, 11)
    actions.count(NEXT_MONTH)
    flag = HouseFlag.objects.get()
    chief = world.staff("supervisor")
    actions.keep_reply(flag.pk, "We repaired it.", on=NOON.date(), by=chief, at=NOON)
    where = f"/{tongue}/house/"
    assert Client().get(where).status_code == 200
    found = post(Client(), where, go="check", **SPELLINGS[3])
    assert b"We repaired it." in found.content and found.headers["Cache-Control"] == "no-store"
    nothing = post(Client(), where, go="check", **(HERE | {"house": "1"}))
    assert nothing.status_code == 200 and b"We repaired it." not in nothing.content
    assert post(Client(), where, go="check", town="x").status_code == 400


def test_known_and_unknown_houses_are_asked_by_the_same_number_of_queries(
    world: World, django_assert_num_queries: Any
) -> None:
    tell(world, 4)
    actions.count(NEXT_MONTH)
    for address in (HERE, HERE | {"house": "999"}):
        with django_assert_num_queries(1):
            assert queries.warned(address) is None


def test_a_supervisor_withdraws_a_flag_with_a_reason_and_lets_it_stand_again(world: World) -> None:
    tell(world, 11)
    actions.count(NEXT_MONTH)
    flag, chief = HouseFlag.objects.get(), world.staff("supervisor")
    with pytest.raises(Absent):
        actions.decide(flag.pk, stands=False, reason="Mine", by=world.staff("lawyer"), at=NOON)
    with pytest.raises(actions.NotComplete):
        actions.decide(flag.pk, stands=False, reason=" ", by=chief, at=NOON)
    client, where = signed_in(chief), reverse("houses")
    assert post(client, where, go=f"withdraw:{flag.pk}", words="Another house was meant").status_code == 302
    assert queries.warned(HERE) is None and b"Another house was meant" in client.get(where).content
    actions.count(NEXT_MONTH + dt.timedelta(days=40))
    assert queries.warned(HERE) is None, "nobody but a supervisor lets it stand again"
    assert post(client, where, go=f"stand:{flag.pk}").status_code == 302
    assert queries.warned(HERE) is not None
    assert post(client, where, go=f"stand:{uuid.uuid4()}").status_code == 404
    for wrong in ({"on": "2026-02-30", "words": "The owner says"}, {"on": "", "words": "The owner says" * 400}):
        again = post(client, where, go=f"reply:{flag.pk}", **wrong)
        assert again.status_code == 400 and b"The owner says" in again.content, "what was typed is not lost"


def test_when_people_are_erased_the_flag_goes_with_them(world: World) -> None:
    told = tell(world, 3)
    actions.count(NOON)
    told[0].delete()
    actions.count(NOON)
    assert not HouseFlag.objects.exists()


def test_a_withdrawn_flag_stays_as_long_as_anybody_tells_of_the_house(world: World) -> None:
    told = tell(world, 3)
    actions.count(NOON)
    flag = HouseFlag.objects.get()
    actions.decide(flag.pk, stands=False, reason="Another house", by=world.staff("supervisor"), at=NOON)
    for one, stays in zip(told, (True, True, False), strict=True):
        one.delete()
        actions.count(NOON)
        assert HouseFlag.objects.exists() is stays


def test_the_case_takes_a_house_and_gives_it_up_and_others_meet_what_is_absent(world: World) -> None:
    one, lawyer = case(world, 1), world.staff("lawyer")
    client, where = signed_in(lawyer), reverse("case_houses", kwargs={"id": one.pk})
    assert post(client, where, town="", street="", house="").status_code == 400
    assert post(client, where, **HERE).status_code == 302
    assert "Ленина".encode() in client.get(where).content
    stranger = signed_in(world.staff("lawyer", office=world.house))
    assert post(stranger, where, **HERE).status_code == 404
    row = CaseHouse.objects.get()
    assert post(client, where, go=f"out:{row.pk}").status_code == 302
    assert not CaseHouse.objects.exists()
