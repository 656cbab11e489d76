"""Many rows by one statement are what they would be one by one, on either database."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from hamroh.record import bulk
from hamroh.record.models import Chain, Entry

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
COLUMNS = ("chain_id", "number", "at", "by", "kind", "about", "reading", "fields", "before", "hash")


def test_rows_are_written_as_they_were_given() -> None:
    chain = Chain.objects.create(day=NOON.date(), line=0, head=b"\x00\xff")
    odd = "Ғ\\ {a,\"b\"} 'c' NULL %s \n\t"
    some = uuid4()
    rows = [
        (chain.pk, 1, NOON, None, odd[:60], some, False, odd, b"\x00\\x", b"\xff" * 32),
        (chain.pk, 2, NOON, some, "NULL", None, True, "", b"", b"{}"),
    ]
    bulk.insert(Entry, COLUMNS, rows)
    kept = list(Entry.objects.order_by("number"))
    found = [[getattr(one, name) for name in COLUMNS] for one in kept]
    assert [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in found] == rows
    # A column that was not named takes what the model says.
    assert [one.sealed for one in kept] == [None, None]


def test_what_is_there_stays_or_takes_over_what_was_named() -> None:
    columns = ("day", "line", "length", "head")
    bulk.insert(Chain, columns, [(NOON.date(), 1, 5, b"first")])
    bulk.insert(Chain, columns, [(NOON.date(), 1, 7, b"other"), (NOON.date(), 2, 1, b"new")], ignore=True)
    assert set(Chain.objects.values_list("line", "length")) == {(1, 5), (2, 1)}
    bulk.insert(Chain, columns, [(NOON.date(), 1, 9, b"other")], unique=("day", "line"), update=("length",))
    row = Chain.objects.get(line=1)
    assert (row.length, bytes(row.head)) == (9, b"first")
    bulk.insert(Chain, columns, [])
    bulk.delete(Chain, ("day", "line"), [(NOON.date(), 2), (NOON.date(), 3), (NOON.date() + dt.timedelta(1), 1)])
    assert list(Chain.objects.values_list("line", flat=True)) == [1]
