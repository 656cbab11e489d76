"""What is written into the record."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

from hamroh.record import bulk, chains, keys, personal as personal_fields, running, seals, straight
from hamroh.record.errors import ClockSetBack, NotInTransaction
from hamroh.record.events import Event, KeyDestroyed, canonical
from hamroh.record.models import Chain, Entry
from hamroh.record.working import at_work

_COLUMNS = ("chain_id", "number", "at", "by", "kind", "about", "reading", "fields", "sealed", "before", "hash")
LINES = 16
"""Chains a day that writers may use side by side. A transaction holds one until it ends; a seventeenth waits its turn."""


def note(event: Event, *, by: UUID | None, at: dt.datetime) -> Entry:
    """See `hamroh.record.note`."""
    [entry] = note_many([event], by=by, at=at)
    return entry


def note_many(events: Sequence[Event], *, by: UUID | None, at: dt.datetime) -> list[Entry]:
    """See `hamroh.record.note_many`."""
    rows, personal = _write(events, by=by, at=at)
    # In the order of the table's columns: by their names Django takes twice as long.
    entries = [Entry(None, *row) for row in rows]
    for entry, told in zip(entries, personal, strict=True):
        entry.personal_fields = told
    return entries


def note_all(events: Sequence[Event], *, by: UUID | None, at: dt.datetime) -> None:
    """See `hamroh.record.note_all`."""
    _write(events, by=by, at=at)


def _write(
    events: Sequence[Event], *, by: UUID | None, at: dt.datetime
) -> tuple[list[tuple[Any, ...]], list[dict[str, Any]]]:
    """Write events: their rows, in the order of the table's columns, and the personal fields of each."""
    if not connection.in_atomic_block:
        kinds = ", ".join(sorted({event.kind for event in events}))
        raise NotInTransaction(
            f"{kinds} was noted outside a transaction. Put `transaction.atomic()` around the change."
        )
    if at.tzinfo is None:
        raise ValueError("The moment of an event has a time zone.")
    if not events:
        return [], []
    at = at.astimezone(dt.UTC)
    told = [(event, *event.split()) for event in events]
    for event, _, personal in told:
        if personal and event.about is None:
            raise ValueError(f"{event.kind} has personal fields, so it says whom it is about.")
    texts = iter(personal_fields.write([(e.about, by, private) for e, _, private in told if private and e.about]))
    chain = _free_chain(at.date())
    number, head = chain.length, chain.head
    rows: list[tuple[Any, ...]] = []
    for event, own, personal in told:
        sealed = next(texts) if personal else None
        fields, number, before = canonical(own), number + 1, head
        head = chains.entry_hash(before, number, at, by, event.kind, event.about, event.reading, fields, sealed)
        row = (chain.id, number, at, by, event.kind, event.about, event.reading, fields, sealed, before, head)
        rows.append(row)
    grown = [number, _kept("head", head, Chain), chain.id]
    if len(rows) == 1:
        row = rows[0]
        kept = [_kept(name, value) for name, value in zip(_COLUMNS, row, strict=True)]
        # PostgreSQL takes both by one statement.
        asked = (
            [(f"with grown as ({_GROW}) {_insert()}", grown + kept)]
            if connection.vendor == "postgresql"
            else [(_insert(), kept), (_GROW, grown)]
        )
    else:
        bulk.insert(Entry, _COLUMNS, rows)
        asked = [(_GROW, grown)]
    with connection.cursor() as cursor:
        for text, values in asked:
            cursor.execute(text, values)
    if any(event.told_at_once for event in events):
        transaction.on_commit(partial(running.keep, at.date(), chain.line, number, head))
    return rows, [personal for _, _, personal in told]


def erase(subject: UUID, *, reason: str, by: UUID | None, at: dt.datetime) -> Entry:
    """Erase a person for good: noted in the caller's transaction, and the key destroyed once that is kept.

    `reason` is words of the house, nothing of the person. If the program ends between the two, the job `record.finish_erasures` does the
    rest; it also destroys again what a restored key store brought back.
    """
    [entry] = erase_many([subject], reason=reason, by=by, at=at)
    return entry


def erase_many(subjects: Sequence[UUID], *, reason: str, by: UUID | None, at: dt.datetime) -> list[Entry]:
    """Erase many at once, as `erase` does one: each has an entry of its own."""
    entries = note_many([KeyDestroyed(about=subject, reason=reason) for subject in subjects], by=by, at=at)
    transaction.on_commit(lambda: keys.store().destroy_many(subjects))
    return entries


def finish_erasures() -> int:
    """Destroy the key of everyone whom the record, or a seal in the second place, says is erased; how many had come back, or were left."""
    with at_work("who is erased"):
        noted = set(Entry.objects.filter(kind=KeyDestroyed.kind).values_list("about", flat=True))
    return keys.store().destroy_many(noted | seals.erased_in_copies())


# Every page that opens a file is noted, some four times. Written by hand, for Django takes longer to put these four together than
# the database to answer.
_GROW = "update record_chain set length = %s, head = %s where id = %s"
_FREE = "select id, line, length, head, closed from record_chain where day = %s"


class _Free(NamedTuple):
    id: int
    line: int
    length: int
    head: bytes
    closed: bool


@functools.cache
def _insert() -> str:
    # Without "returning": who notes something may read it again only where they may see what it is about.
    names = ", ".join(f'"{Entry._meta.get_field(name.removesuffix("_id")).column}"' for name in _COLUMNS)
    # Names of our own table and columns.
    return f"insert into record_entry ({names}) values ({', '.join(['%s'] * len(_COLUMNS))})"  # noqa: S608


def _kept(name: str, value: Any, model: type[Model] = Entry) -> Any:
    """A value as the database keeps that column."""
    return model._meta.get_field(name.removesuffix("_id")).get_db_prep_save(value, connection)


def _free_chain(day: dt.date) -> _Free:
    """A chain of the day that no other transaction is writing to, locked until ours ends.

    Who holds one already gets at the least that one again, so nobody who holds a chain waits for another: no two can block each other.
    """
    many = connection.features.has_select_for_update_skip_locked
    # On SQLite one writer writes at a time: one chain does.
    first = connection.connection.info.backend_pid % LINES if many else 0
    skip = " for update skip locked" if many else ""
    found = _one_of(f"{_FREE} and line = %s{skip}", day, first) or _one_of(f"{_FREE} limit 1{skip}", day)
    if found is None:
        if not Chain.objects.filter(day=day).exists():
            _open_day(day, LINES if many else 1)
        found = _one_of(f"{_FREE} and line = %s{skip}", day, first) or _one_of(f"{_FREE} limit 1{skip}", day)
    if found is None:
        found = _one_of(f"{_FREE} and line = %s{' for update' if many else ''}", day, first)
    assert found is not None, "a day has all of its chains"
    if found.closed:
        raise ClockSetBack(f"The record of {day} is sealed. Is this machine's clock set back? Nothing was written.")
    return found


def _one_of(question: str, day: dt.date, *rest: int) -> _Free | None:
    found = straight.rows(straight.statement(question), [connection.ops.adapt_datefield_value(day), *rest])
    if not found:
        return None
    id, line, length, head, closed = found[0]
    return _Free(id, line, length, bytes(head), bool(closed))


def _open_day(day: dt.date, lines: int) -> None:
    if Chain.objects.filter(day__gte=day, closed=True).exists():
        raise ClockSetBack(f"The record is sealed beyond {day}. Is this machine's clock set back? Nothing was written.")
    Chain.objects.bulk_create(
        [Chain(day=day, line=line, head=chains.start(day, line)) for line in range(lines)], ignore_conflicts=True
    )
