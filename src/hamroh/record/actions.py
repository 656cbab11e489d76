"""What is written into the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.db import connection, transaction

from hamroh.record import bulk, chains, keys, running, sealing, seals
from hamroh.record.errors import ClockSetBack, NotInTransaction
from hamroh.record.events import Event, KeyDestroyed, canonical
from hamroh.record.models import Chain, Entry

_COLUMNS = ("chain_id", "number", "at", "by", "kind", "about", "reading", "fields", "sealed", "before", "hash")
LINES = 16
"""Chains a day that writers may use side by side. A transaction holds one until it ends; a seventeenth waits its turn."""


def note(event: Event, *, by: UUID | None, at: dt.datetime) -> Entry:
    """See `hamroh.record.note`."""
    [entry] = note_many([event], by=by, at=at)
    return entry


def note_many(events: Sequence[Event], *, by: UUID | None, at: dt.datetime) -> list[Entry]:
    """See `hamroh.record.note_many`."""
    if not connection.in_atomic_block:
        kinds = ", ".join(sorted({event.kind for event in events}))
        raise NotInTransaction(
            f"{kinds} was noted outside a transaction. Put `transaction.atomic()` around the change."
        )
    if at.tzinfo is None:
        raise ValueError("The moment of an event has a time zone.")
    if not events:
        return []
    at = at.astimezone(dt.UTC)
    told = [(event, *event.split()) for event in events]
    for event, _, personal in told:
        if personal and event.about is None:
            raise ValueError(f"{event.kind} has personal fields, so it says whom it is about.")
    texts = iter(
        sealing.seal_many(
            (event.about, place(event.kind, at), personal) for event, _, personal in told if personal and event.about
        )
    )
    chain = _free_chain(at.date())
    number, head, entries = chain.length, bytes(chain.head), []
    for event, own, personal in told:
        sealed = next(texts) if personal else None
        fields, number, before = canonical(own), number + 1, head
        head = chains.entry_hash(before, number, at, by, event.kind, event.about, event.reading, fields, sealed)
        entry = Entry(
            chain=chain, number=number, at=at, by=by, kind=event.kind, about=event.about, reading=event.reading,
            fields=fields, sealed=sealed, before=before, hash=head,
        )  # fmt: skip
        entry.personal_fields = personal
        entries.append(entry)
    if len(entries) == 1:
        entries[0].save(force_insert=True)
    else:
        bulk.insert(Entry, _COLUMNS, [[getattr(entry, name) for name in _COLUMNS] for entry in entries])
    Chain.objects.filter(pk=chain.pk).update(length=number, head=head)
    if any(event.told_at_once for event in events):
        transaction.on_commit(partial(running.keep, chain.day, chain.line, number, head))
    return entries


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
    noted = set(Entry.objects.filter(kind=KeyDestroyed.kind).values_list("about", flat=True))
    return keys.store().destroy_many(noted | seals.erased_in_copies())


def place(kind: str, at: dt.datetime) -> str:
    """The place to which an entry's personal fields are bound."""
    return f"entry:{kind}:{at.astimezone(dt.UTC).isoformat()}"


def _free_chain(day: dt.date) -> Chain:
    """A chain of the day that no other transaction is writing to, locked until ours ends.

    Who holds one already gets at the least that one again, so nobody who holds a chain waits for another: no two can block each other.
    """
    many = connection.features.has_select_for_update_skip_locked
    # On SQLite one writer writes at a time: one chain does.
    first = connection.connection.info.backend_pid % LINES if many else 0
    free = Chain.objects.filter(day=day).select_for_update(skip_locked=many)
    own = free.filter(line=first)
    chain = own.first() or free.first()
    if chain is None:
        if not Chain.objects.filter(day=day).exists():
            _open_day(day, LINES if many else 1)
        chain = own.first() or free.first() or Chain.objects.select_for_update().get(day=day, line=first)
    if chain.closed:
        raise ClockSetBack(f"The record of {day} is sealed. Is this machine's clock set back? Nothing was written.")
    return chain


def _open_day(day: dt.date, lines: int) -> None:
    if Chain.objects.filter(day__gte=day, closed=True).exists():
        raise ClockSetBack(f"The record is sealed beyond {day}. Is this machine's clock set back? Nothing was written.")
    Chain.objects.bulk_create(
        [Chain(day=day, line=line, head=chains.start(day, line)) for line in range(lines)], ignore_conflicts=True
    )
