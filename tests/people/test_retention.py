"""What is past its time goes by itself, and nothing sooner."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from hamroh.asylum import actions as asylum
from hamroh.asylum.models import AsylumClaim
from hamroh.people.models import Person, Staff
from hamroh.people.persons import actions as files
from hamroh.people.requests import actions as requests
from hamroh.protection.cases import actions as cases
from hamroh.protection.models import Case, Clock
from hamroh.record import keys, queries as told, retention, seals
from tests.people.conftest import LONG_AGO, NOON, World
from tests.record.conftest import own_keys

YEARS = dt.timedelta(days=6 * 365)
__all__ = ["own_keys"]  # keys and seals of the test's own


@pytest.mark.django_db(transaction=True)
def test_an_old_request_is_forgotten_though_its_day_is_sealed(world: World) -> None:
    asked = {"kind": "police", "who": "An officer", "asked": "Where he lives", "ground": "none"}
    request = requests.receive(**asked, by=world.staff("operator"), at=NOON - dt.timedelta(days=4 * 365))
    seals.seal(NOON - dt.timedelta(days=1))
    assert retention.apply(NOON)["people.outside_requests"] == 1
    assert not keys.store().exists(request.pk)


def test_a_session_that_ended_is_removed_a_day_later(db: None) -> None:
    for name, hours in (("long ended", 25), ("just ended", 23), ("open", -1)):
        Session.objects.create(session_key=name, session_data="", expire_date=NOON - dt.timedelta(hours=hours))
    assert retention.apply(NOON)["people.sessions"] == 1
    assert set(Session.objects.values_list("session_key", flat=True)) == {"just ended", "open"}


def test_nobody_is_taken_out_for_whom_something_is_open(world: World) -> None:
    lawyer, long_ago = world.staff("lawyer"), NOON - dt.timedelta(days=6 * 365)
    left, with_case, merged, kept = (files.open_file({}, by=lawyer, at=NOON) for _ in range(4))
    for file in (with_case, merged):
        cases.open_case(file, "assault", summary="x", complained_of=(), by=lawyer, at=NOON)
    Person.objects.filter(pk=merged.pk).update(merged_into=kept)
    Person.objects.update(touched_on=long_ago.date())
    assert retention.apply(NOON)["people.persons"] == 1
    assert set(Person.objects.filter(erased_at__isnull=False)) == {left}
    closed = Case.objects.get(person=with_case)
    Case.objects.filter(pk=closed.pk).update(closed_at=long_ago, outcome="righted")
    clock = Clock.objects.create(
        case=closed, person=with_case, provision="x", rulebook="x", owner=lawyer, latest=dt.date(2999, 1, 1)
    )
    assert retention.apply(NOON)["protection.cases"] == 0
    clock.delete()
    Person.objects.filter(pk=with_case.pk).update(touched_on=NOON.date())  # the file itself is still worked with
    gone = retention.apply(NOON)
    assert (gone["protection.cases"], gone["people.persons"]) == (1, 0)
    assert "protection.case_taken_out" in {entry.kind for entry in told.entries(about=with_case.pk)}


def test_a_closed_claim_and_who_left_are_forgotten_after_their_time(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    officer, left = world.staff("protection"), world.staff("operator")
    claims = [asylum.open_claim({"fear": "x"}, by=officer, at=LONG_AGO) for _ in range(2)]
    AsylumClaim.objects.filter(pk=claims[0].pk).update(opened_at=LONG_AGO - YEARS, closed_at=LONG_AGO - YEARS)
    Staff.objects.filter(pk=left.pk).update(left_at=LONG_AGO - YEARS, is_active=False)
    with django_capture_on_commit_callbacks(execute=True):
        gone = retention.apply(NOON)
    assert (gone["asylum.claims"], gone["people.staff"]) == (1, 1)
    assert [keys.store().exists(claim.pk) for claim in claims] == [False, True]
    left.refresh_from_db()
    assert left.full_name == "—"
    assert "operator" not in left.email
    assert [grant.role for grant in left.grants.all()] == ["operator"]
    assert retention.apply(NOON)["people.staff"] == 0
