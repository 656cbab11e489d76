"""One process of the record's benchmark: it writes entries, fills a large record, or checks it. Run by bench/record.py."""

from __future__ import annotations

import datetime as dt
import sys
import time
from dataclasses import dataclass
from uuid import UUID

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from hamroh import record  # noqa: E402
from hamroh.record import actions, chains, events, keys, personal, seals, verifying  # noqa: E402
from hamroh.record.models import Chain  # noqa: E402

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
PEOPLE = [UUID(int=number) for number in range(1, 201)]


@dataclass(frozen=True, kw_only=True)
class ContactChanged(events.Event):
    kind = "bench.contact_changed"
    words = {"en": "{why}: {phone}", "ru": "{why}: {phone}", "tg": "{why}: {phone}"}
    personal = ("phone",)
    phone: str
    why: str


def write(seconds: float) -> str:
    """Transactions of one entry each, with a personal field, from the word on; how many, and processor seconds."""
    keys.store().make_many(PEOPLE)
    connection.ensure_connection()
    print("ready", flush=True)
    input()
    used, done, end = time.process_time(), 0, time.monotonic() + seconds
    while time.monotonic() < end:
        with transaction.atomic():
            event = ContactChanged(about=PEOPLE[done % 200], phone="000 00 00", why="told by the person")
            record.note(event, by=PEOPLE[7], at=NOW)
        done += 1
    return f"{done} {time.process_time() - used}"


def fill(count: int) -> None:
    """A record of that many entries over thirty days, every second one with a personal field, sealed day by day."""
    keys.store().make_many(PEOPLE)
    days, lines = 30, actions.LINES
    each = count // (days * lines)
    columns = "chain_id, number, at, by, kind, about, reading, fields, sealed, before, hash"
    fields = events.canonical({"why": "told by the person"})
    for number in range(days):
        day = (NOW - dt.timedelta(days=days - number)).date()
        start = dt.datetime.combine(day, dt.time(8), tzinfo=dt.UTC)
        with transaction.atomic():
            actions._open_day(day, lines)
            ends = []
            of_day = list(Chain.objects.filter(day=day).order_by("line"))
            # While a COPY runs its connection does nothing else.
            asked = [(PEOPLE[entry % 200], PEOPLE[7], {"phone": "000 00 00"}) for entry in range(1, each + 1, 2)]
            vouchers = [iter(personal.write(asked)) for _ in of_day]
            with connection.cursor() as cursor, cursor.copy(f"COPY record_entry ({columns}) FROM STDIN") as copy:
                for chain, vouching in zip(of_day, vouchers, strict=True):
                    before = chains.start(day, chain.line)
                    for entry in range(1, each + 1):
                        at, who = start + dt.timedelta(milliseconds=entry * 13), PEOPLE[entry % 200]
                        sealed = next(vouching) if entry % 2 else None
                        said = (entry, at, PEOPLE[7], "bench.contact_changed", who, False, fields, sealed)
                        hash_ = chains.entry_hash(before, *said)
                        copy.write_row((chain.pk, *said, before, hash_))
                        before = hash_
                    ends.append((chain.pk, before))
            for pk, head in ends:
                Chain.objects.filter(pk=pk).update(length=each, head=head)
        seals.seal(dt.datetime.combine(day, dt.time(1), tzinfo=dt.UTC) + dt.timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE record_entry")


def check() -> str:
    """Seconds of a whole check, processor seconds of this process, its entries, and how many faults it found."""
    begun, used = time.perf_counter(), time.process_time()
    report = verifying.verify(NOW)
    return f"{time.perf_counter() - begun} {time.process_time() - used} {report.entries} {len(report.faults)}"


if __name__ == "__main__":
    match sys.argv[1]:
        case "write":
            print(write(float(sys.argv[2])))
        case "fill":
            fill(int(sys.argv[2]))
        case "check":
            print(check())
