"""Events are noted once, in words of three languages, with personal fields that end with the person's key."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from hamroh import record
from hamroh.asylum.events import ClaimOpened
from hamroh.record import actions, elsewhere, keys, queries
from hamroh.record.errors import Erased, NotInTransaction
from hamroh.record.events import ERASED, KINDS, Event
from hamroh.record.models import Chain, Entry
from tests.record.happenings import DoorForced, NameGiven, RoomPainted, StoryOpened
from tests.sites import Site

NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
ZARINA, CLERK = uuid4(), uuid4()


@pytest.fixture
def zarina(own_keys: keys.KeyStore) -> Any:
    own_keys.make(ZARINA)
    return ZARINA


def test_what_is_noted_reads_as_a_sentence_in_three_languages(db: None, zarina: Any) -> None:
    record.note(NameGiven(about=zarina, name="Зарина", desk=3), by=CLERK, at=NOON)
    (entry,) = queries.entries(about=zarina)
    assert entry.sentence("en") == "The name Зарина was entered at desk 3."
    assert entry.sentence("ru") == "Имя Зарина внесено за столом 3."
    assert entry.sentence("tg") == "Номи Зарина дар мизи 3 дохил карда шуд."
    assert (entry.by, entry.at) == (CLERK, NOON)


def test_no_personal_field_lies_open_in_the_database(db: None, zarina: Any) -> None:
    record.note(NameGiven(about=zarina, name="Zarina Ghayurova", desk=3), by=CLERK, at=NOON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM record_entry")
        row = cursor.fetchone()
        cursor.execute("SELECT * FROM record_personalfields")
        row += cursor.fetchone()
    assert not any(b"Zarina" in (bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode()) for v in row)


@pytest.mark.django_db(transaction=True)
def test_after_erasure_the_sentence_stands_and_the_name_is_gone(zarina: Any) -> None:
    with transaction.atomic():
        record.note(NameGiven(about=zarina, name="Зарина", desk=3), by=CLERK, at=NOON)
        actions.erase(zarina, reason="asked by the person", by=CLERK, at=NOON)
        assert keys.store().exists(zarina)  # not before it is kept
    assert not keys.store().exists(zarina)
    newest, older = queries.entries(about=zarina)
    for language in ("en", "ru", "tg"):
        assert ERASED[language] in older.sentence(language)
        assert "Зарина" not in older.sentence(language)
    assert newest.sentence("en") == "The key of this person was destroyed: asked by the person."


@pytest.mark.django_db(transaction=True)
def test_an_erasure_that_is_rolled_back_destroys_nothing(zarina: Any) -> None:
    with transaction.atomic():
        actions.erase(zarina, reason="asked", by=CLERK, at=NOON)
        transaction.set_rollback(True)
    assert keys.store().exists(zarina)


def test_an_erasure_cut_off_in_the_middle_is_finished_later(db: None, zarina: Any, own_keys: keys.KeyStore) -> None:
    # Within a test's transaction nothing is kept, so the key still stands: as if the power had failed there.
    actions.erase(zarina, reason="asked", by=CLERK, at=NOON)
    own_keys.make(CLERK)
    assert actions.finish_erasures() == 1
    assert not own_keys.exists(zarina)
    assert own_keys.exists(CLERK)
    assert actions.finish_erasures() == 0


def test_a_reading_is_told_apart_from_a_change(db: None, zarina: Any) -> None:
    record.note(StoryOpened(about=zarina), by=CLERK, at=NOON)
    record.note(NameGiven(about=zarina, name="З", desk=1), by=CLERK, at=NOON)
    assert [e.kind for e in queries.entries(about=zarina, reading=True)] == ["test.story_opened"]
    assert [e.kind for e in queries.entries(about=zarina, reading=False)] == ["test.name_given"]


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_leaves_no_entry(own_keys: keys.KeyStore) -> None:
    with transaction.atomic():
        record.note(RoomPainted(colour="blue"), by=None, at=NOON)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()
    with pytest.raises(NotInTransaction, match=r"test\.room_painted"):
        record.note(RoomPainted(colour="blue"), by=None, at=NOON)


def test_nothing_personal_is_noted_of_somebody_without_a_key_or_of_nobody(db: None, own_keys: keys.KeyStore) -> None:
    with pytest.raises(Erased):
        record.note(NameGiven(about=uuid4(), name="N", desk=1), by=CLERK, at=NOON)
    with pytest.raises(ValueError, match="whom it is about"):
        record.note(NameGiven(name="N", desk=1), by=CLERK, at=NOON)
    with pytest.raises(ValueError, match="time zone"):
        record.note(RoomPainted(colour="red"), by=CLERK, at=NOON.replace(tzinfo=None))


def test_the_database_refuses_to_change_an_entry(db: None) -> None:
    record.note(RoomPainted(colour="red"), by=CLERK, at=NOON)
    entry = Entry.objects.get()
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(fields='{"colour":"green"}')
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            Entry.objects.filter(pk=entry.pk).delete()


def test_a_system_elsewhere_hears_that_something_was_noted_and_of_nobody(
    db: None, zarina: Any, settings: Any, tmp_path: Path
) -> None:
    heard, script = tmp_path / "heard", tmp_path / "tell"
    script.write_text(f"#!/bin/sh\ncat >> {heard}\n")
    script.chmod(stat.S_IRWXU)
    record.note(DoorForced(about=zarina), by=CLERK, at=NOON)
    record.note(ClaimOpened(about=zarina), by=CLERK, at=NOON)
    record.note(NameGiven(about=zarina, name="Зарина", desk=3), by=CLERK, at=NOON)
    assert elsewhere.tell(NOON) == "no command is set"
    settings.RECORD_COMMAND = str(tmp_path / "missing")
    with pytest.raises(elsewhere.NotTold):
        elsewhere.tell(NOON)
    settings.RECORD_COMMAND = str(script)
    assert [elsewhere.tell(NOON), elsewhere.tell(NOON)] == ["3 entries told", "0 entries told"]
    record.note(DoorForced(about=zarina), by=CLERK, at=NOON)
    assert elsewhere.tell(NOON) == "1 entries told"
    first, claim, name, again = map(json.loads, heard.read_text().splitlines())
    assert (first["kind"], first["by"], first["reading"], first["number"]) == (DoorForced.kind, str(CLERK), False, 1)
    assert first["hash"] == bytes(Entry.objects.get(number=1).hash).hex()
    assert first["about"] == again["about"], "who comes again is seen to come again"
    assert set(claim) == {"chain", "number", "at", "hash"}, "that there is a claim is not told"
    assert set(name) == set(claim), "nor does a claim stand out by what is not said of it"
    assert "Зарина" not in heard.read_text() and zarina.hex not in heard.read_text().replace("-", "")


def test_entries_of_a_chain_are_numbered_without_gaps(db: None) -> None:
    for colour in ("red", "green", "blue"):
        record.note(RoomPainted(colour=colour), by=CLERK, at=NOON)
    (chain,) = Chain.objects.filter(length__gt=0)
    assert [e.number for e in chain.entries.order_by("number")] == [1, 2, 3] and chain.length == 3


WRITER = """
import datetime as dt, django
django.setup()
from django.db import transaction
from hamroh import record
from tests.sites import Site
from tests.record.happenings import RoomPainted
for number in range(25):
    with transaction.atomic():
        for again in range(2):
            record.note(RoomPainted(colour=f"{number}.{again}"), by=None, at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC))
"""


def _many_write_at_once(site: Site) -> None:
    writers = [site.start(WRITER) for _ in range(4)]
    assert [writer.wait() for writer in writers] == [0] * 4
    told = site.told(
        "import django; django.setup()\n"
        "from hamroh.record.models import *\n"
        "print(Entry.objects.count(), sum(c.length for c in Chain.objects.all()), Chain.objects.filter(length__gt=0).count())"
    )
    entries, lengths, used = map(int, told.split())
    assert entries == lengths == 200
    assert used >= 1


def test_many_writers_at_once_lose_nothing_on_sqlite(embedded_site: Site) -> None:
    _many_write_at_once(embedded_site)


def test_many_writers_at_once_lose_nothing_on_postgresql(postgres_site: Site) -> None:
    _many_write_at_once(postgres_site)


def test_an_event_without_a_language_a_field_or_a_name_of_its_own_is_refused() -> None:
    full = {"en": "A.", "ru": "А.", "tg": "А."}
    for kind, words, personal, message in (
        ("test.no_tajik", {"en": "A.", "ru": "А."}, (), "each of en, ru, tg"),
        ("test.no_field", {**full, "tg": "{nothing}"}, (), "which is no field"),
        ("test.not_personal", full, ("nothing",), "cannot be personal"),
        ("Odd Kind", full, (), "room.what_happened"),
        ("test.room_painted", full, (), "is taken by RoomPainted"),
    ):
        with pytest.raises(TypeError, match=message):
            type("Odd", (Event,), {"kind": kind, "words": words, "personal": personal, "__module__": __name__})


def test_every_field_of_every_kind_can_be_written_down() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Everything(Event):
        kind = "test.everything"
        words = {"en": "{day} {many} {nothing}", "ru": "{day}", "tg": "{day}"}
        day: dt.date
        many: tuple[str, ...]
        nothing: str | None

    own, personal = Everything(day=NOON.date(), many=("a", "b"), nothing=None).split()
    assert (own, personal) == ({"day": "2026-11-24", "many": ["a", "b"], "nothing": None}, {})
    with pytest.raises(TypeError, match="not bytes"):
        RoomPainted(colour=b"raw").split()  # type: ignore[arg-type]
    KINDS.pop("test.everything")
    assert dataclasses.is_dataclass(Everything)


def test_an_entry_of_a_kind_that_no_room_knows_any_more_still_reads_as_something(db: None) -> None:
    entry = record.note(RoomPainted(colour="red"), by=None, at=NOON)
    entry.kind = "test.long_gone"
    assert entry.sentence("tg") == "test.long_gone"
