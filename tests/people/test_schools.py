"""Where parents want a school in Tajik: told once without a name, published in full elevens a month later, or not at all."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from hamroh.people.directory import schools
from hamroh.people.models import SchoolWish
from hamroh.record import retention
from tests.people.conftest import NOON, World, signed_in
from tests.web.conftest import FormClient

NEXT_MONTH = dt.date(2026, 12, 1)
SENT = {"go": "send", "place": "RU-SVE", "town": "yes", "from_7": "2", "under_7": "0", "form": "f" * 32}


def wish(n: int, place: str = "RU-SVE", *, in_town: bool = True, at: dt.datetime = NOON, **ages: int) -> None:
    for one in range(n):
        schools.wish(f"{place} {in_town} {at} {ages} {one}", place, in_town=in_town, ages=ages or {"from_7": 1}, at=at)


def told(on: dt.date = NEXT_MONTH) -> list[tuple[str, bool, int, int]]:
    return [(one.place, one.in_town, one.families, one.children) for one in schools.demand(on)]


@pytest.mark.parametrize(("families", "published"), [(10, []), (11, [("RU-SVE", True, 11, 11)]), (21, [("RU-SVE", True, 11, 11)]), (22, [("RU-SVE", True, 22, 22)])])  # fmt: skip
def test_a_town_is_told_of_from_eleven_families_on_in_full_elevens(db: None, families: int, published: Any) -> None:
    wish(families)
    assert told() == published


def test_ten_families_with_many_children_are_told_of_by_nothing(db: None) -> None:
    wish(10, from_7=9)
    assert told() == [] and schools.files(NEXT_MONTH)["demand.json"] == b"[]\n"


def test_the_town_and_the_rest_of_its_region_are_counted_apart(db: None) -> None:
    wish(11)
    wish(10, in_town=False)
    assert told() == [("RU-SVE", True, 11, 11)]


def test_what_is_told_this_month_is_published_next_month(db: None) -> None:
    wish(10)
    wish(1, at=NOON + dt.timedelta(10))
    assert told(NEXT_MONTH) == told(NEXT_MONTH.replace(day=31)) == []
    assert told(dt.date(2027, 1, 1)) == [("RU-SVE", True, 11, 11)]


def test_no_two_publications_and_no_sum_of_columns_tell_of_fewer_than_eleven(db: None) -> None:
    for month in range(1, 7):
        wish(7, at=NOON + dt.timedelta(31 * month), from_7=1, under_7=month % 2)
    seen = [schools.demand(dt.date(2027, month, 1)) for month in range(1, 9)]
    rows = [(one.families, one.children, *one.ages.values()) for some in seen for one in some]
    assert rows and all(number % 11 == 0 for row in rows for number in row)


def test_one_form_is_stored_once_and_says_nothing_of_anybody(db: None) -> None:
    client = FormClient()
    for _ in range(2):
        answer = client.post("/tg/schools/", SENT)
        assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]
    row = SchoolWish.objects.get()
    assert (row.place, row.in_town, row.from_7, row.month.day) == ("RU-SVE", True, 2, 1)
    assert "f" * 32 not in row.form and not answer.cookies


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


def test_the_demand_is_a_data_package(db: None) -> None:
    wish(12, from_7=2)
    wish(11, "KZ-75")
    found = schools.files(NEXT_MONTH)
    rows = list(csv.DictReader(io.StringIO(found["demand.csv"].decode())))
    assert list(rows[0].values())[:4] == ["RU-SVE", "Yekaterinburg", "11", "22"]
    assert [row["place"] for row in json.loads(found["demand.json"])] == ["RU-SVE", "KZ-75"]
    fields = json.loads(found["datapackage.json"])["resources"][0]["schema"]["fields"]
    assert [one["name"] for one in fields] == list(rows[0])
    for name in schools.NAMES:
        assert Client().get(f"/open/schools/{name}").status_code == 200
    assert Client().get("/open/schools/x.csv").status_code == 404


def test_the_desk_sees_elevens_with_where_people_are(world: World) -> None:
    wish(13, at=NOON - dt.timedelta(60))
    shown = signed_in(world.staff("consular")).get("/desk/directory/where/").content.decode()
    assert "Yekaterinburg" in shown and "11+" in shown


def test_a_wish_is_forgotten_after_two_years(db: None) -> None:
    wish(1, at=NOON - dt.timedelta(3 * 365))
    wish(2)
    retention.apply(NOON)
    assert SchoolWish.objects.count() == 2
