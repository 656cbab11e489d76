"""The plan of shifts: who is on the line when, over midnight, clocks and time zones; handover and the women's way ask it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.urls import reverse

from hamroh.people.models import Office, Staff
from hamroh.people.staff import actions as staff
from hamroh.people.walls import Absent
from hamroh.protection.models import Shift
from hamroh.protection.shifts import actions, queries
from hamroh.protection.women import actions as saying, queries as women
from tests.people.conftest import NOON, World, signed_in
from tests.protection.test_cases import post

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
TODAY = NOON.date()


def plan(world: World, whom: Staff, begins: int, ends: int, *, day: dt.date = TODAY, **more: Any) -> list[Shift]:
    told = {"by": world.staff("supervisor"), "at": NOON, **more}
    return actions.plan(whom.pk, day, dt.time(begins), dt.time(ends), **told)


def test_hours_are_those_of_the_planners_office_and_a_night_ends_the_next_day(world: World) -> None:
    [night] = plan(world, world.staff("operator"), 20, 4)
    # Dushanbe is five hours ahead of UTC.
    assert (night.since, night.until) == (NOON + 3 * HOUR, NOON + 11 * HOUR)


def test_over_a_change_of_the_clocks_the_hours_on_the_wall_stay(world: World) -> None:
    berlin = Office.objects.create(
        key="b",
        organisation=world.hotline,
        country="DE",
        time_zone="Europe/Berlin",
        name_en="b",
        name_ru="b",
        name_tg="b",
    )
    chief = world.staff("supervisor", office=berlin)
    week = plan(world, world.staff("operator"), 22, 6, day=dt.date(2027, 3, 20), weeks=2, by=chief)
    assert [(one.until - one.since) / HOUR for one in week] == [8, 7]


@pytest.mark.parametrize(
    "wrong",
    [{"weeks": 0}, {"weeks": 13}, {"day": TODAY - 3 * DAY}, {"begins": 9, "ends": 9}, {"begins": 1, "ends": 18}],
)
def test_what_is_no_shift_is_refused_whole(world: World, wrong: dict[str, Any]) -> None:
    told = {"begins": 20, "ends": 22, **wrong}
    with pytest.raises(actions.NotComplete):
        plan(world, world.staff("operator"), told.pop("begins"), told.pop("ends"), **told)
    assert not Shift.objects.exists()


def test_nobody_is_on_two_shifts_at_once(world: World) -> None:
    plan(world, world.staff("operator"), 20, 4)
    with pytest.raises(actions.Overlaps):
        plan(world, world.staff("operator"), 3, 8, day=TODAY + DAY, weeks=2)
    assert Shift.objects.count() == 1
    assert plan(world, world.staff("operator"), 4, 8, day=TODAY + DAY)
    assert plan(world, world.staff("lawyer"), 20, 4)


def test_a_supervisor_plans_for_those_who_answer_in_their_organisation(world: World) -> None:
    for whom in (world.staff("operator", office=world.house), world.staff("administrator")):
        with pytest.raises(Absent):
            plan(world, whom, 20, 22)
    with pytest.raises(Absent):
        plan(world, world.staff("lawyer"), 20, 22, by=world.staff("lawyer"))
    [made] = plan(world, world.staff("operator"), 20, 22)
    for stranger in (world.staff("operator"), world.staff("supervisor", office=world.house)):
        with pytest.raises(Absent):
            actions.take_off(made.pk, by=stranger, at=NOON)
    assert not queries.plan(seen_by=world.staff("operator", office=world.house), at=NOON)
    actions.take_off(made.pk, by=world.staff("supervisor"), at=NOON)
    assert not Shift.objects.exists()


def test_the_plan_says_when_nobody_is_there_and_who_comes_next(world: World) -> None:
    operator, lawyer = world.staff("operator"), world.staff("lawyer")
    plan(world, operator, 16, 20)
    plan(world, lawyer, 22, 2)
    rows = queries.plan(seen_by=operator, at=NOON)
    assert queries.gaps(rows, at=NOON) == [(NOON + 3 * HOUR, NOON + 5 * HOUR)]
    assert [one.staff for one in queries.next_on(rows, after=operator, at=NOON)] == [lawyer]
    assert queries.next_on(rows, after=lawyer, at=NOON) == []
    assert queries.gaps([], at=NOON) == []


def test_who_leaves_is_counted_on_no_more(world: World) -> None:
    operator = world.staff("operator")
    tomorrow = dt.datetime.now(dt.UTC).date() + DAY
    plan(world, operator, 10, 12, day=tomorrow, at=dt.datetime.now(dt.UTC))
    staff.leave(operator, to=None, by=world.staff("administrator"), at=dt.datetime.now(dt.UTC))
    assert not Shift.objects.exists()


def test_with_a_plan_a_woman_counts_who_is_on_the_line_in_time(world: World) -> None:
    woman, organisation = world.staff("operator"), world.hotline.pk

    def there(within: dt.timedelta) -> bool:
        return women.somebody(organisation, about=(), at=NOON, until=NOON + within)

    saying.say(True, by=woman, at=NOON)
    assert there(HOUR), "no plan is kept: whoever works there counts"
    plan(world, world.staff("lawyer"), 16, 20)
    assert not there(HOUR), "a plan is kept, and she is not on it"
    plan(world, woman, 20, 22)
    assert not there(HOUR)
    assert there(4 * HOUR)
    assert women.first_until(organisation, about=(), at=NOON, answer_by=NOON + 2 * HOUR) is None
    assert women.first_until(organisation, about=(), at=NOON, answer_by=NOON + 10 * HOUR) == NOON + 5 * HOUR


def test_the_way_of_a_supervisor_and_of_who_is_on_the_line(world: World) -> None:
    chief, operator = signed_in(world.staff("supervisor")), signed_in(world.staff("operator"))
    place = reverse("shifts")
    assert "No shift is planned." in operator.get(place).content.decode()
    assert "Plan a shift" not in operator.get(place).content.decode()
    day = (dt.datetime.now(dt.UTC) + DAY).date().isoformat()
    told = {"staff": world.staff("operator").pk, "day": day, "begins": "08:00", "ends": "16:00", "weeks": "1"}
    for wrong in ({"day": "x"}, {"ends": ""}, {"weeks": "²"}):
        answer = post(chief, place, **{**told, **wrong})
        assert answer.status_code == 400
        assert "Nothing was planned." in answer.content.decode()
    assert post(chief, place, **{**told, "staff": uuid.UUID(int=7)}).status_code == 404
    post(chief, place, **told)
    assert post(chief, place, **told).status_code == 400
    page = operator.get(place).content.decode()
    assert "08:00–16:00" in page
    assert "Nobody is on the line now." in page
    assert "operator of dushanbe" in chief.get(reverse("handover")).content.decode()
    assert "Nobody is planned after you." in operator.get(reverse("handover")).content.decode()
    post(chief, place, go=f"off:{Shift.objects.get().pk}")
    assert not Shift.objects.exists()
