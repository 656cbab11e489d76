"""Many values are asked for as one list, whichever database answers."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hamroh import record
from hamroh.record.models import Chain, Entry
from tests.record.happenings import RoomPainted

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def test_of_many_values_those_that_are_there_are_found(db: None) -> None:
    for n in range(5):
        record.note(RoomPainted(colour=str(n)), by=uuid4(), at=NOON)
    entries = list(Entry.objects.order_by("pk"))
    wanted = [one.pk for one in entries[1:]]
    assert set(Entry.objects.filter(pk__in=[*wanted, 10**9]).values_list("pk", flat=True)) == set(wanted)
    assert Entry.objects.exclude(pk__in=wanted).get().pk == entries[0].pk
    assert Entry.objects.filter(by__in=[one.by for one in entries] + [None]).count() == 5
    assert Entry.objects.filter(kind__in=["a", "b", "c", "d", RoomPainted.kind]).count() == 5
    chains = list(Chain.objects.all())
    assert Entry.objects.filter(chain__in=[one.pk for one in chains] + [10**6 + n for n in range(5)]).count() == 5
    assert Entry.objects.filter(chain__in=Chain.objects.filter(day=NOON.date())).count() == 5
    assert Entry.objects.filter(pk__in=[]).count() == 0


def test_more_values_than_a_query_has_parameters_are_one_list_on_postgresql(db: None) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert Entry.objects.filter(by__in=[uuid4() for _ in range(900)]).count() == 0
    if connection.vendor == "postgresql":
        assert " IN (" not in asked[0]["sql"]
        assert Entry.objects.filter(by__in=[uuid4() for _ in range(70_000)]).count() == 0
