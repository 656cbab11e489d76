"""Where parents want a school in Tajik: told once without a name, published in full elevens a month later, or not at all."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections import Counter
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from hamroh.people.directory import schools
from hamroh.people.models import SchoolWish
from hamroh.record import retention
from tests.people.conftest import NOON, World, signed_in
from tests.web.conftest import FormClient

NEXT_HALF = dt.date(2027, 1, 1)
SENT = {"go": "send", "place": "RU-SVE", "town": "yes", "from_7": "2", "under_7": "0", "form": "f" * 32}


def wish(
    n: int, place: str = "RU-SVE", *, in_town: bool = True, at: dt.datetime = NOON, worked: bool = True, **ages: int
) -> None:
    for one in range(n):
        mark = f"{place} {in_town} {at} {ages} {one}"
        schools.wish(mark, place, in_town=in_town, ages=ages or {"from_7": 1}, worked=worked, at=at)


def told(on: dt.date = NEXT_HALF) -> list[tuple[str, bool, int, dict[str, int]]]:
    return [
        (one.place, one.in_town, one.families, {age: n for age, n in one.ages.items() if n})
        for one in schools.demand(on)
    ]


@pytest.fixture
def nothing_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is drawn by lot is nothing, so that the rest can be counted."""
    monkeypatch.setattr(schools, "_taken", lambda *_of: 0)


@pytest.mark.parametrize(("families", "published"), [(10, []), (11, [("RU-SVE", True, 11, {"from_7": 11})]), (22, [("RU-SVE", True, 22, {"from_7": 22})])])  # fmt: skip
def test_a_town_is_told_of_in_full_elevens(db: None, nothing_taken: None, families: int, published: Any) -> None:
    wish(families)
    assert told() == published


def test_a_family_counts_once_by_its_youngest_child_and_the_town_apart(db: None, nothing_taken: None) -> None:
    wish(11, from_7=9, from_11=9)
    wish(10, in_town=False)
    assert told() == [("RU-SVE", True, 11, {"from_7": 11})]


def test_what_is_told_is_published_when_the_half_year_is_over_and_for_a_year_and_a_half(
    db: None, nothing_taken: None
) -> None:
    wish(11)
    assert [len(told(dt.date(*day))) for day in ((2026, 12, 31), (2027, 1, 1), (2028, 5, 1), (2028, 7, 1))] == [
        0,
        1,
        1,
        0,
    ]
    wish(11, at=NOON + dt.timedelta(60))
    assert told(dt.date(2027, 6, 30)) == told(), "within a half-year nothing changes"


def test_whoever_pads_a_place_to_one_less_than_a_step_cannot_tell_whether_one_more_came(db: None) -> None:
    places = range(8_000)
    taken = [schools._taken(NEXT_HALF, place, True) for place in places]
    assert all(0 <= one <= 2 * schools.TAKEN for one in taken), "no number says more than there is"
    assert taken[:50] == [schools._taken(NEXT_HALF, place, True) for place in range(50)], (
        "and asking again tells nothing"
    )
    assert taken[:50] != [schools._taken(dt.date(2027, 7, 1), place, True) for place in range(50)]
    for many in range(21, 40):
        shown = [Counter(max(0, n - one) // 11 for one in taken) for n in (many, many + 1)]
        for step in range(4):
            less, more = sorted(one[step] for one in shown)
            # e to the half is 1.65; of rare things chance alone shows more.
            assert less < 200 or more < 2 * less, (many, step, less, more)


def test_no_number_in_any_half_year_is_less_than_eleven_nor_more_than_there_is(db: None) -> None:
    for half in range(100):
        shown = [schools._published(n, half, "RU-SVE", True) for n in (0, 10, 11, 52)]
        assert shown[:2] == [0, 0] and all(n % 11 == 0 for n in shown) and shown[2] <= 11 and shown[3] <= 52


def test_of_a_flood_only_wishes_count_for_which_a_phone_had_worked(
    world: World, nothing_taken: None, settings: Any
) -> None:
    settings.REPORTS_PER_MINUTE = 5
    wish(40, worked=False)
    assert SchoolWish.objects.filter(counts=True).count() == 5 and told() == []
    wish(11, worked=True, from_11=1)
    wish(1, worked=False, at=NOON + dt.timedelta(hours=1))
    assert told()[0][2] == 11 and schools.left_out() == 33
    assert "33 wishes or more" in signed_in(world.staff("consular")).get("/desk/directory/where/").content.decode()


def test_one_form_is_stored_once_and_says_nothing_of_anybody(db: None) -> None:
    client = FormClient()
    for _ in range(2):
        answer = client.post("/tg/schools/", SENT)
        assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]
    row = SchoolWish.objects.get()
    assert (row.place, row.in_town, row.from_7, row.month.day) == ("RU-SVE", True, 2, 1)
    assert row.counts and "f" * 32 not in row.form and not answer.cookies


@pytest.mark.parametrize("wrong", [{"place": "TJ-DU"}, {"place": "RU"}, {"place": ""}, {"from_7": "0"}, {"from_7": "10"}, {"town": "x"}])  # fmt: skip
def test_what_cannot_be_is_shown_again_and_not_stored(db: None, wrong: Any) -> None:
    assert FormClient().post("/ru/schools/", SENT | wrong).status_code == 400
    assert not SchoolWish.objects.exists()


def test_without_a_store_it_is_said_that_nothing_is_stored(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_some: Any, **_more: Any) -> None:
        from django.db import OperationalError

        raise OperationalError

    monkeypatch.setattr(SchoolWish.objects, "create", broken)
    answer = FormClient().post("/en/schools/", SENT)
    assert answer.status_code == 503 and "Not stored" in answer.content.decode()


def test_a_wish_is_kept_with_its_month_and_for_a_child(db: None) -> None:
    given = {"form": "x", "place": "RU-SVE", "in_town": True, "month": dt.date(2026, 11, 1), "from_7": 1}
    for wrong in ({"month": dt.date(2026, 11, 2)}, {"from_7": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SchoolWish.objects.create(**given | wrong)


def test_the_demand_is_a_data_package(db: None, nothing_taken: None) -> None:
    wish(23, from_7=2)
    wish(11, "KZ-75")
    found = schools.files(NEXT_HALF)
    rows = list(csv.DictReader(io.StringIO(found["demand.csv"].decode())))
    assert list(rows[0].values())[:4] == ["RU-SVE", "Yekaterinburg", "22", "0"]
    assert [row["place"] for row in json.loads(found["demand.json"])] == ["RU-SVE", "KZ-75"]
    fields = json.loads(found["datapackage.json"])["resources"][0]["schema"]["fields"]
    assert [one["name"] for one in fields] == list(rows[0])
    for name in schools.NAMES:
        assert Client().get(f"/open/schools/{name}").status_code == 200
    assert Client().get("/open/schools/x.csv").status_code == 404


def test_the_desk_sees_elevens_with_where_people_are(world: World, nothing_taken: None) -> None:
    wish(13, at=NOON - dt.timedelta(200))
    shown = signed_in(world.staff("consular")).get("/desk/directory/where/").content.decode()
    assert "Yekaterinburg" in shown and "11+" in shown


def test_a_wish_is_forgotten_after_two_years(db: None) -> None:
    wish(1, at=NOON - dt.timedelta(3 * 365))
    wish(2)
    retention.apply(NOON)
    assert SchoolWish.objects.count() == 2
