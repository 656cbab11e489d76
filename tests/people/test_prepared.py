"""A query that is put together once gives what it gave before, for others and with other values too."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection, transaction
from django.db.models import Count, F, Model, QuerySet
from django.db.transaction import TransactionManagementError
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


def test_what_is_made_of_rows_is_what_django_makes_whether_somebody_looks_on_or_not(world: World) -> None:
    @prepared
    def whole(*, since: dt.datetime) -> QuerySet[RoleGrant]:
        rows = RoleGrant.objects.filter(since__lte=since).select_related("staff__office", "granted_by")
        return rows.annotate(begun=F("since"), many=Count("staff__trainings")).order_by("pk")

    @prepared
    def part(*, since: dt.datetime) -> QuerySet[RoleGrant]:
        return RoleGrant.objects.filter(since__lte=since).only("staff", "waiting").order_by("pk")

    @prepared
    def named(*, since: dt.datetime) -> QuerySet[RoleGrant]:
        return RoleGrant.objects.filter(since__lte=since).values_list("since", "staff", named=True).order_by("pk")

    @prepared
    def flat(*, since: dt.datetime) -> QuerySet[RoleGrant]:
        return RoleGrant.objects.filter(since__lte=since).values_list("until", flat=True).order_by("pk")

    @prepared
    def words(*, since: dt.datetime) -> QuerySet[RoleGrant]:
        return RoleGrant.objects.filter(since__lte=since).values("role")

    for role in ("lawyer", "operator"):
        world.staff(role)
    RoleGrant.objects.filter(role="lawyer").update(granted_by=world.staff("administrator"))
    for query in (whole, part, named, flat):
        alone = query(since=NOON)
        with CaptureQueriesContext(connection):
            watched = query(since=NOON)
        theirs = list(query.rows(since=NOON))
        assert _told(alone) == _told(watched) == _told(theirs) and theirs
    one = whole(since=NOON)[0]
    assert not one._state.adding and one._state.db == "default"
    with pytest.raises(CannotBePrepared):
        words(since=NOON)


def _told(rows: list[object]) -> list[object]:
    """The rows with all that they hold, those beside them too."""
    return [_held(row) if isinstance(row, Model) else (type(row).__name__, row) for row in rows]


def _held(row: Model) -> dict[str, object]:
    beside = {name: one and _held(one) for name, one in row._state.fields_cache.items()}
    return {"beside": beside, **{name: value for name, value in row.__dict__.items() if name != "_state"}}


def test_a_transaction_that_has_failed_is_not_gone_on_with() -> None:
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            _grants(staff=[uuid.uuid4()], since=NOON, waiting=True)
