"""A query that is put together once gives what it gave before, for others and with other values too."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from hamroh.people.models import Person, PersonPart, RoleGrant, Staff
from hamroh.people.prepared import CannotBePrepared, count_all, prepared
from hamroh.people.walls import files
from tests.people.conftest import NOON, World

pytestmark = pytest.mark.django_db


@prepared
def _seen(*, seen_by: Staff, at: dt.datetime) -> QuerySet[Person]:
    return files.persons(seen_by=seen_by, at=at)


@prepared
def _grants(*, staff: list[uuid.UUID], since: dt.datetime, waiting: bool) -> QuerySet[RoleGrant]:
    rows = RoleGrant.objects.filter(staff__in=staff, since__lte=since, waiting=waiting)
    return rows.select_related("staff").order_by("pk")


def test_others_get_their_own_rows_by_the_query_that_was_put_together_first(world: World) -> None:
    one, other, third = (
        world.staff("lawyer"),
        world.staff("lawyer", office=world.house),
        world.staff("analyst"),
    )
    for staff, many in ((one, 2), (other, 1), (third, 1)):
        for _ in range(many):
            world.involve(world.person(), staff=staff, since=NOON)
    later = NOON + dt.timedelta(hours=1)
    for staff in (one, other, third, one):
        for at in (NOON - dt.timedelta(hours=1), later):
            rows = files.persons(seen_by=staff, at=at)
            assert set(_seen(seen_by=staff, at=at)) == set(rows)
            assert _seen.count(seen_by=staff, at=at) == rows.count()
    with CaptureQueriesContext(connection) as asked:
        told = count_all([_seen.counting(seen_by=staff, at=later) for staff in (one, other, third)])
    assert told[:2] == [2, 1] and len(asked) == 1


def test_lists_of_any_length_and_none_at_all_are_asked_for(world: World) -> None:
    staff = [world.staff("operator", name=f"operator {n}") for n in range(6)]
    for many in (0, 1, 3, 4, 6):
        ids = [one.pk for one in staff[:many]]
        rows = _grants(staff=ids + ids, since=NOON, waiting=False)
        assert [row.staff.pk for row in rows] == list(
            RoleGrant.objects.filter(staff__in=ids, since__lte=NOON).order_by("pk").values_list("staff", flat=True)
        )
    assert _grants(staff=[staff[0].pk], since=NOON, waiting=True) == []


def test_bytes_that_stay_are_no_value_that_was_given(world: World) -> None:
    @prepared
    def sealed(*, person: uuid.UUID) -> QuerySet[PersonPart]:
        return PersonPart.objects.filter(person=person).exclude(sealed=b"")

    of = world.person()
    assert sealed.count(person=of.pk) == PersonPart.objects.filter(person=of).count()


def test_what_is_made_of_a_value_is_refused_and_so_is_asking_meanwhile(world: World) -> None:
    @prepared
    def derived(*, at: dt.datetime) -> QuerySet[RoleGrant]:
        return RoleGrant.objects.filter(since__gt=at - dt.timedelta(days=1))

    @prepared
    def cut(*, n: int) -> QuerySet[RoleGrant]:
        return RoleGrant.objects.all()[:n]

    @prepared
    def asks(*, at: dt.datetime) -> QuerySet[RoleGrant]:
        return RoleGrant.objects.filter(since__gt=at) if RoleGrant.objects.exists() else RoleGrant.objects.none()

    @prepared
    def looks(*, seen_by: Staff, at: dt.datetime) -> QuerySet[RoleGrant]:
        return RoleGrant.objects.filter(staff=seen_by, waiting=seen_by.is_active)

    somebody = world.staff("lawyer")
    with pytest.raises(CannotBePrepared):
        looks(seen_by=somebody, at=NOON)
    for tried in (lambda: derived(at=NOON), lambda: cut(n=3), lambda: asks(at=NOON)):
        with pytest.raises(CannotBePrepared):
            tried()
