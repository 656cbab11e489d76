"""A record that was quietly changed is found out: whatever was done to it, by somebody who holds the whole database."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from hamroh import record
from hamroh.record import actions, chains, keys, personal, queries, sealing, seals, verifying
from hamroh.record.errors import ClockSetBack, SealsDisagree
from hamroh.record.events import canonical
from hamroh.record.models import Chain, Entry, PersonalFields, Seal
from tests.record.happenings import NameGiven, RoomPainted

MONDAY = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
TUESDAY = MONDAY + dt.timedelta(days=1)
WEDNESDAY = MONDAY + dt.timedelta(days=2)
ZARINA = uuid4()


def painted(colour: str, at: dt.datetime) -> Entry:
    return record.note(RoomPainted(colour=colour), by=None, at=at)


@pytest.fixture
def three_days(db: None, own_keys: keys.KeyStore) -> None:
    """Monday and Tuesday are sealed and closed; on Wednesday two entries are sealed and one is not yet."""
    own_keys.make(ZARINA)
    for number in range(5):
        painted(f"monday {number}", MONDAY + dt.timedelta(minutes=number))
    record.note(NameGiven(about=ZARINA, name="Зарина", desk=1), by=None, at=MONDAY + dt.timedelta(hours=1))
    assert seals.seal(MONDAY + dt.timedelta(hours=2))
    for number in range(4):
        painted(f"tuesday {number}", TUESDAY + dt.timedelta(minutes=number))
    assert seals.seal(WEDNESDAY - dt.timedelta(hours=11))
    painted("wednesday 0", WEDNESDAY)
    painted("wednesday 1", WEDNESDAY)
    assert seals.seal(WEDNESDAY + dt.timedelta(minutes=1))
    painted("wednesday 2", WEDNESDAY + dt.timedelta(minutes=2))


def found(**more: Any) -> list[str]:
    """What a check on Wednesday evening finds, each kind of fault once."""
    report = verifying.verify(WEDNESDAY + dt.timedelta(hours=6), **more)
    return sorted({fault.what for fault in report.faults})


def sql(text: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


@pytest.fixture
def thief() -> None:
    """Somebody who may do anything with the database: the guards against mistakes do not hold them."""
    for table in ("record_entry", "record_seal"):
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        sql(f"DROP TRIGGER {table}_stays{on}")


def entry(day: dt.datetime, number: int) -> Entry:
    return Entry.objects.get(chain__day=day.date(), number=number)


def rewritten(chain: Chain, change: Callable[[list[Entry]], list[Entry]]) -> None:
    """Write a chain anew, with every hash right and the chain's own row too."""
    entries = change(list(chain.entries.order_by("number")))
    Entry.objects.filter(chain=chain).delete()
    before = chains.start(chain.day, chain.line)
    for number, e in enumerate(entries, 1):
        e.id, e.number, e.before = None, number, before
        sealed = None if e.sealed is None else bytes(e.sealed)
        e.hash = before = chains.entry_hash(before, number, e.at, e.by, e.kind, e.about, e.reading, e.fields, sealed)
        e.save(force_insert=True)
    Chain.objects.filter(pk=chain.pk).update(length=len(entries), head=before)


def used_chain(day: dt.datetime) -> Chain:
    return Chain.objects.get(day=day.date(), length__gt=0)


def test_an_untouched_record_is_whole(three_days: None) -> None:
    report = verifying.verify(WEDNESDAY + dt.timedelta(hours=6))
    assert (report.faults, report.notices) == ([], [])
    assert (report.entries, report.seals, report.unsealed) == (13, 3, 1)


def test_an_empty_record_is_whole(db: None) -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("fields", '{"colour":"green"}'),
        ("kind", "test.story_opened"),
        ("about", uuid4()),
        ("reading", True),
        ("at", MONDAY + dt.timedelta(seconds=1)),
        ("sealed", b"\x01" + b"x" * 40),
    ],
)
def test_a_changed_entry_is_found(three_days: None, thief: None, column: str, value: Any) -> None:
    # Together with somebody it is about, where the table asks for that.
    more = {"about": ZARINA} if column == "sealed" else {}
    Entry.objects.filter(pk=entry(MONDAY, 2).pk).update(**{column: value, **more})
    assert found() == ["changed"]


@pytest.mark.parametrize("how", ["taken out", "another's", "sealed again with other words"])
def test_changed_personal_fields_are_found(three_days: None, own_keys: keys.KeyStore, how: str) -> None:
    (told,) = PersonalFields.objects.all()
    if how == "taken out":
        told.delete()
    elif how == "another's":
        record.note(NameGiven(about=ZARINA, name="Наргис", desk=1), by=None, at=WEDNESDAY + dt.timedelta(minutes=3))
        other = PersonalFields.objects.exclude(pk=told.pk).get()
        PersonalFields.objects.filter(pk=told.pk).update(sealed=bytes(other.sealed))
    else:
        # By whoever has the key too.
        lie = sealing.seal(ZARINA, personal.place(told.pk), {"salt": "00" * 32, "fields": {"name": "Наргис"}})
        PersonalFields.objects.filter(pk=told.pk).update(sealed=lie)
        with pytest.raises(sealing.NotOurs, match="not what was noted"):
            queries.entries(about=ZARINA)
    assert found() == ["changed"]
    # Where the key is destroyed nothing is opened, and nothing is said.
    own_keys.destroy(ZARINA)
    assert found() == []


def test_of_more_personal_fields_than_are_looked_at_in_one_go_each_is_looked_at(
    three_days: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "_AT_ONCE", 2)
    monkeypatch.setattr(personal, "_ASKED_AT_ONCE", 2)
    for minute in range(3, 8):
        record.note(
            NameGiven(about=ZARINA, name="Наргис", desk=1), by=None, at=WEDNESDAY + dt.timedelta(minutes=minute)
        )
    assert found() == []
    told = [one for one in queries.entries(about=ZARINA) if one.personal_fields]
    assert len(told) == 6
    PersonalFields.objects.filter(pk=bytes(told[1].sealed)[1:].hex()).delete()
    PersonalFields.objects.filter(pk=bytes(told[5].sealed)[1:].hex()).delete()
    faults = verifying.verify(WEDNESDAY + dt.timedelta(hours=6)).faults
    assert [fault.words.split(" of ")[0] for fault in faults] == [f"Entry {told[5].number}", f"Entry {told[1].number}"]


def test_a_changed_author_is_found(three_days: None, thief: None) -> None:
    Entry.objects.filter(pk=entry(TUESDAY, 1).pk).update(by=uuid4())
    assert found() == ["changed"]


def test_a_changed_entry_that_is_not_sealed_yet_is_found(three_days: None, thief: None) -> None:
    Entry.objects.filter(pk=entry(WEDNESDAY, 3).pk).update(fields='{"colour":"green"}')
    assert found() == ["changed"]


def test_a_missing_entry_is_found(three_days: None, thief: None) -> None:
    entry(MONDAY, 3).delete()
    assert found() == ["missing"]


def test_two_swapped_entries_are_found(three_days: None, thief: None) -> None:
    first, second = entry(MONDAY, 2), entry(MONDAY, 3)
    Entry.objects.filter(pk=first.pk).update(number=99)
    Entry.objects.filter(pk=second.pk).update(number=2)
    Entry.objects.filter(pk=first.pk).update(number=3)
    assert "swapped" in found()


def test_a_chain_cut_off_at_its_end_is_found_even_if_its_own_row_was_changed_too(three_days: None, thief: None) -> None:
    cut = entry(TUESDAY, 4)
    head = entry(TUESDAY, 3).hash
    cut.delete()
    assert found() == ["cut off"]
    Chain.objects.filter(pk=cut.chain_id).update(length=3, head=head, sealed=3)
    assert found() == ["cut off"]


def test_the_end_cut_off_today_is_found_up_to_the_last_seal(three_days: None, thief: None) -> None:
    rewritten(used_chain(WEDNESDAY), lambda entries: entries[:1])
    assert found() == ["cut off"]


def test_a_whole_day_taken_out_is_found(three_days: None, thief: None) -> None:
    chain = used_chain(TUESDAY)
    chain.entries.all().delete()
    chain.delete()
    assert found() == ["missing"]


def test_a_chain_rewritten_as_a_whole_is_found_by_the_seal(three_days: None, thief: None) -> None:
    def paint_it_black(entries: list[Entry]) -> list[Entry]:
        entries[1].fields = '{"colour":"black"}'
        return entries

    rewritten(used_chain(MONDAY), paint_it_black)
    assert found() == ["rewritten"]


def test_an_entry_added_to_a_sealed_day_is_found(three_days: None, thief: None) -> None:
    def one_more(entries: list[Entry]) -> list[Entry]:
        return [
            *entries,
            Entry(
                chain=entries[0].chain,
                at=MONDAY + dt.timedelta(hours=3),
                kind="test.room_painted",
                reading=False,
                fields="{}",
            ),
        ]

    rewritten(used_chain(MONDAY), one_more)
    assert found() == ["added"]


def resealed(key: Ed25519PrivateKey) -> None:
    """Write every seal anew over the heads as they are now, signed with this key."""
    before = ""
    for seal in Seal.objects.order_by("number"):
        fields = json.loads(seal.content)
        fields["before"], fields["key"] = before, key.public_key().public_bytes_raw().hex()
        heads = {(c.day.isoformat(), c.line): c for c in Chain.objects.all()}
        for told in fields["chains"]:
            chain = heads[told[0], told[1]]
            told[2] = min(told[2], chain.length)
            told[3] = bytes(Entry.objects.get(chain=chain, number=told[2]).hash).hex()
        text = canonical(fields)
        Seal.objects.filter(pk=seal.pk).update(content=text, signature=key.sign(text.encode()))
        before = seals.SealText(text, b"").digest


def test_a_record_rewritten_with_all_its_seals_is_found_by_the_signature(
    three_days: None, thief: None, tmp_path: Path
) -> None:
    rewritten(used_chain(MONDAY), lambda entries: entries[:2])
    resealed(Ed25519PrivateKey.generate())
    # Even with the second place in their hands.
    shutil.rmtree(tmp_path / "seals")
    for text in seals.stored():
        text.write(tmp_path / "seals")
    assert found() == ["signature"]


def test_a_record_rewritten_by_a_thief_of_the_signing_key_is_found_by_the_second_place(
    three_days: None, thief: None
) -> None:
    known = seals.stored()[-1].digest
    rewritten(used_chain(MONDAY), lambda entries: entries[:2])
    resealed(seals.signing_key())
    assert found() == ["second place"]
    assert found(known_seal=known) == ["known seal", "second place"]


def test_a_thief_of_everything_is_found_by_a_digest_written_on_paper(
    three_days: None, thief: None, tmp_path: Path
) -> None:
    known = seals.stored()[-1].digest
    assert found(known_seal=known) == []
    rewritten(used_chain(MONDAY), lambda entries: entries[:2])
    resealed(seals.signing_key())
    shutil.rmtree(tmp_path / "seals")
    for text in seals.stored():
        text.write(tmp_path / "seals")
    assert found(known_seal=known) == ["known seal"]


def test_seals_cut_off_in_the_database_are_found_by_the_second_place(three_days: None, thief: None) -> None:
    Seal.objects.filter(number=3).delete()
    assert found() == ["cut off"]


def test_a_seal_missing_in_the_middle_is_found(three_days: None, thief: None) -> None:
    Seal.objects.filter(number=2).delete()
    assert "seal missing" in found()


def test_a_second_place_that_lost_or_changed_a_copy_is_found(three_days: None, tmp_path: Path) -> None:
    copy = tmp_path / "seals/seal-000002.json"
    text = copy.read_text()
    copy.write_text(text.replace("2026-11-24", "2026-11-25"))
    assert found() == ["second place"]
    copy.write_text("nothing")
    assert found() == ["second place"]
    copy.unlink()
    assert found() == ["second place"]


@pytest.mark.django_db(transaction=True)
def test_erasing_a_person_leaves_the_record_whole_and_tells_the_second_place(own_keys: keys.KeyStore) -> None:
    own_keys.make(ZARINA)
    with transaction.atomic():
        record.note(NameGiven(about=ZARINA, name="Зарина", desk=1), by=None, at=MONDAY)
    seals.seal(MONDAY)
    with transaction.atomic():
        actions.erase(ZARINA, reason="asked by the person", by=None, at=TUESDAY)
    seals.seal(TUESDAY)
    assert not own_keys.exists(ZARINA)
    assert found() == []
    assert seals.erased_in_copies() == {ZARINA}


def test_nothing_can_be_noted_in_a_day_that_is_closed(three_days: None) -> None:
    for day in (MONDAY, MONDAY - dt.timedelta(days=30)):
        with pytest.raises(ClockSetBack, match="clock set back"):
            painted("too late", day)


def test_work_that_began_before_midnight_still_finds_its_day_open(db: None) -> None:
    painted("in time", MONDAY)
    midnight = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    seals.seal(midnight + dt.timedelta(minutes=14))
    painted("late", midnight - dt.timedelta(seconds=1))
    seals.seal(midnight + dt.timedelta(minutes=15))
    with pytest.raises(ClockSetBack):
        painted("too late", midnight - dt.timedelta(seconds=1))


def test_no_seal_is_made_before_the_last_one(three_days: None) -> None:
    with pytest.raises(ClockSetBack, match="Nothing was sealed"):
        seals.seal(TUESDAY)


def test_a_clock_set_back_within_a_day_is_shown(three_days: None) -> None:
    painted("an hour back", WEDNESDAY - dt.timedelta(hours=1))
    report = verifying.verify(WEDNESDAY + dt.timedelta(hours=6))
    assert not report.faults and [notice.what for notice in report.notices] == ["clock"]


def test_a_clock_that_ran_ahead_is_shown(three_days: None) -> None:
    painted("from next week", WEDNESDAY + dt.timedelta(days=7))
    assert [n.what for n in verifying.verify(WEDNESDAY + dt.timedelta(hours=6)).notices] == ["clock"]


def test_nothing_new_makes_no_seal(three_days: None) -> None:
    assert seals.seal(WEDNESDAY + dt.timedelta(minutes=3))
    assert seals.seal(WEDNESDAY + dt.timedelta(minutes=4)) is None
    assert seals.seal(WEDNESDAY + dt.timedelta(days=1)) is not None  # a day is closed, even an empty one


def test_a_second_place_that_cannot_be_written_to_leaves_nothing_sealed(
    db: None, settings: Any, tmp_path: Path
) -> None:
    painted("red", MONDAY)
    (tmp_path / "a file").touch()
    settings.SEALS_FOLDER = tmp_path / "a file" / "and no folder"
    with pytest.raises(SealsDisagree, match="cannot be written"), transaction.atomic():
        seals.seal(MONDAY)
    assert not Seal.objects.exists()
    assert not Chain.objects.filter(sealed__gt=0).exists()


def test_a_second_place_that_is_not_mounted_gets_no_seal(three_days: None, settings: Any, tmp_path: Path) -> None:
    settings.SEALS_FOLDER = tmp_path / "not mounted"
    with pytest.raises(SealsDisagree, match="Is it mounted"):
        seals.seal(WEDNESDAY + dt.timedelta(hours=1))
    assert not (tmp_path / "not mounted").exists()


def test_after_a_restored_backup_seals_are_given_up_by_name_only(three_days: None, thief: None) -> None:
    # What a restore does: the last seal and what it sealed are not there.
    Seal.objects.filter(number=3).delete()
    rewritten(used_chain(WEDNESDAY), lambda entries: entries[:1])
    Chain.objects.filter(day=WEDNESDAY.date()).update(sealed=0)
    with pytest.raises(SealsDisagree, match="accept-loss"):
        seals.seal(WEDNESDAY + dt.timedelta(hours=1))
    made = seals.seal(WEDNESDAY + dt.timedelta(hours=1), accept_loss="the disk broke")
    assert made and made.number == 4
    painted("after", WEDNESDAY + dt.timedelta(hours=2))
    seals.seal(WEDNESDAY + dt.timedelta(hours=3))
    report = verifying.verify(WEDNESDAY + dt.timedelta(hours=6))
    assert report.faults == []
    assert [(n.what, "the disk broke" in n.words) for n in report.notices] == [("lost", True)]


@pytest.mark.django_db(transaction=True)
def test_what_was_noted_since_the_last_seal_cannot_be_cut_off_or_written_anew(
    own_keys: keys.KeyStore, settings: Any, request: pytest.FixtureRequest
) -> None:
    for number in range(3):
        with transaction.atomic():
            painted(f"wednesday {number}", WEDNESDAY)
        if number == 0:
            assert seals.seal(WEDNESDAY + dt.timedelta(minutes=1))
    assert found() == []
    (kept,) = settings.SEALS_FOLDER.glob("running-*.txt")
    kept.write_text(kept.read_text() + "0 9")  # a line that was not written whole
    assert found() == []
    request.getfixturevalue("thief")
    chain = Chain.objects.get(length=3)
    last = entry(WEDNESDAY, 3)
    copy = {name: getattr(last, name) for name in ("at", "kind", "reading", "fields", "before", "hash")}
    Entry.objects.filter(pk=last.pk).delete()
    Chain.objects.filter(pk=chain.pk).update(length=2, head=entry(WEDNESDAY, 2).hash)
    assert found() == ["cut off"]
    with pytest.raises(SealsDisagree, match="knows entry 3"):
        seals.seal(WEDNESDAY + dt.timedelta(hours=1))
    # Another entry in its place, with every hash right
    with transaction.atomic():
        painted("something else", WEDNESDAY)
    Entry.objects.filter(number=4).delete()
    assert found() == ["rewritten"]
    # After a restore the loss is accepted once, and then nothing is held against the database.
    assert copy["hash"] != entry(WEDNESDAY, 3).hash
    assert seals.seal(WEDNESDAY + dt.timedelta(hours=1), accept_loss="the disk broke")
    assert found() == []
    assert "the disk broke" in verifying.verify(WEDNESDAY + dt.timedelta(hours=6)).notices[0].words
    assert seals.seal(WEDNESDAY + dt.timedelta(days=2)) is not None
    assert list(settings.SEALS_FOLDER.glob("running-*.txt")) == []
