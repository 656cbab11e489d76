"""What is past its time goes by itself, and nothing sooner."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.sessions.models import Session

from hamroh.people.requests import actions as requests
from hamroh.record import keys, retention, seals
from tests.people.conftest import NOON, World
from tests.record.conftest import own_keys

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
