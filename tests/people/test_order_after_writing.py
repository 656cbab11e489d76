"""After any writing the order kept in memory is the one that is read anew: in each place, whatever was asked before."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from hamroh.people.directory import actions, entries, queries, ranks
from hamroh.people.models import Service
from tests.people.conftest import NOON, World

PLACES = [("RU", "RU-SVE", ""), ("RU", "RU-MOW", ""), ("RU", "", ""), ("RU", ranks.EVERYWHERE, ""), ("", "", ""), ("TJ", "TJ-SU", "TJ-SU.asht")]  # fmt: skip
NINE, SIX = dt.time(9), dt.time(18)


def put(world: World, n: int, chance: random.Random) -> Service:
    country = chance.choice(["RU", "RU", "TJ"])
    region = chance.choice(["RU-SVE", "RU-MOW", "RU-PER"] if country == "RU" else ["TJ-SU"])
    regions = chance.choice([[], [region], [region], ["TJ-SU.asht"] if country == "TJ" else ["RU-SVE", "RU-MOW"]])
    return actions.add_service(
        f"s{n}", organisation=world.hotline, kind=chance.choice(["hotline", "legal_aid", "clinic"]), phone=f"000 00 {n}", country=country,
        region=region, regions=regions, time_zone="Europe/Moscow", languages=["tg"], hours=[(day, NINE, SIX) for day in range(chance.randint(1, 7))],
        confirmed_on=chance.choice([None, NOON.date(), NOON.date() - dt.timedelta(60)]),
    )  # fmt: skip


def told(edition: ranks.Edition) -> list[Any]:
    found: list[Any] = []
    for place in PLACES:
        order = edition.serving(*place, at=NOON)
        found.append([list(order), edition.open_first(order, at=NOON, limit=5)])
    return [*found, [edition.standing(region) for region in ("RU-SVE", "RU-MOW", "RU-PER")]]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_an_order_that_was_kept_says_what_one_read_anew_says(world: World, seed: int) -> None:
    chance = random.Random(seed)
    for n in range(12):
        put(world, n, chance)
    by = world.staff("supervisor")
    kept = 0
    for step in range(25):
        before = ranks.current()
        told(before) if chance.random() < 0.6 else before.serving(*chance.choice(PLACES), at=NOON)
        for _ in range(chance.randint(1, 3)):
            one = Service.objects.order_by("?").first()
            assert one is not None
            what = chance.randrange(4)
            if what == 0:
                put(world, chance.randrange(16), chance)
            elif what == 1:
                actions.log_call(
                    one.key, chance.choice(["answered", "no_answer"]), by=by, at=NOON + dt.timedelta(hours=step)
                )
            elif what == 2:
                content = entries.content(one) | {"status": chance.choice(["active", "closed"]), "region": ""}
                actions.change_service(one.key, content, edition=one.edition, by=by, at=NOON)
            else:
                actions.confirm_service(one, on=NOON.date(), by=None)
        now = ranks.current()
        kept += bool(now._serving)
        assert told(now) == told(ranks.Edition(now.mark)), step
    assert kept > 20, "it was not simply read anew"


@pytest.mark.django_db
def test_a_writing_of_which_no_service_is_told_makes_all_read_anew(world: World) -> None:
    put(world, 1, random.Random(1))
    ranks.current().serving("RU", "", "", at=NOON)
    entries.turn()
    assert not ranks.current()._serving


@pytest.mark.django_db
def test_more_writings_than_are_remembered_make_all_read_anew(world: World) -> None:
    one = put(world, 1, random.Random(1))
    ranks.current().serving("RU", "", "", at=NOON)
    for _ in range(entries.REMEMBERED + 1):
        entries.turn(one.key)
    assert not ranks.current()._serving


@pytest.mark.django_db
def test_a_dead_number_is_shown_to_nobody_at_once(world: World) -> None:
    one = put(world, 1, random.Random(1))
    where = {"at": NOON, "language": "en", "country": one.country}
    assert [door.key for door in queries.doors(**where)] == [one.key]
    Service.objects.filter(pk=one.pk).update(failures=2)
    actions.log_call(one.key, "no_answer", by=world.staff("supervisor"), at=NOON)
    assert queries.doors(**where) == []
