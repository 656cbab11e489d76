"""Everything is sealed anew under new keys, whatever cuts it off, while the site works; and what was known before opens nothing more."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from hamroh.people import resealing
from hamroh.people.persons import actions as files, content, queries
from hamroh.people.persons.models import Part, PersonPart
from hamroh.people.walls import actions as walls
from hamroh.people.walls.events import GlassBroken
from hamroh.record import actions as record_actions, keys, personal, queries as record, sealing, verifying
from hamroh.record.keys import KeyStore
from hamroh.record.models import Chain, Entry, PersonalFields
from tests.people.conftest import NOON, World
from tests.record.conftest import own_keys
from tests.sites import Site

__all__ = ["own_keys"]

TOLD = {Part.IDENTITY: {"full_name": "Zarina Invented"}, Part.STORY: {"text": "What she told."}}
NOT_SEALED = {
    "record.Chain.head": "a hash", "record.Entry.before": "a hash", "record.Entry.hash": "a hash", "record.Seal.signature": "a signature",
    "record.Entry.sealed": "a digest; in entries of before, fields that only the older key opens, which stays for them alone",
    "protection.Enquiry.likeness": "marks of words", "recruitment.FirmReport.likeness": "marks of words",
    "recruitment.WorkerReview.likeness": "marks of words",
}  # fmt: skip


def test_every_sealed_column_is_sealed_anew_or_says_why_not() -> None:
    binary = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.BinaryField)
    }
    assert {one.name for one in resealing.kept()} == binary - set(NOT_SEALED)
    assert set(NOT_SEALED) <= binary


def old_keys(store: KeyStore) -> dict[Any, keys.Cipher]:
    """What somebody has who copied the key store with its master key."""
    with store._reading() as (file, wrapping):
        rows = file.execute("SELECT id, wrapped FROM subject").fetchall()
        return {id: keys.Cipher(wrapping.open(wrapped, b"subject" + id)) for id, wrapped in rows}


def test_what_was_known_of_the_keys_opens_nothing_more(world: World, own_keys: KeyStore) -> None:
    lawyer = world.staff("lawyer")
    file = files.open_file(TOLD, by=lawyer, at=NOON)
    known = old_keys(own_keys)
    told: list[str] = []
    first = resealing.reseal(NOON, tell=told.append)
    assert first.ends_after == NOON + resealing.GRACE
    assert (first.written, first.unreadable) == (2, 0)
    assert "people.PersonPart.sealed: 2" in told
    for row in PersonPart.objects.all():
        bound = sealing.bound(file.pk, content.place(row.part))
        with pytest.raises(sealing.NotOurs):
            known[file.pk.bytes].open(bytes(row.sealed), bound)
    # Whoever had taken a key in hand before the new ones were made writes under it; nothing of that is lost.
    late = known[file.pk.bytes].seal(b'{"text":"late"}', sealing.bound(file.pk, content.place(Part.STORY)))
    PersonPart.objects.filter(part=Part.STORY).update(sealed=late)
    assert queries.file(file.pk, seen_by=lawyer, at=NOON).parts[Part.STORY].content["text"] == "late"
    # Said again too early, nothing is destroyed; somebody is entered and erased meanwhile.
    assert resealing.reseal(NOON + dt.timedelta(hours=1)).ends_after == NOON + resealing.GRACE
    other = files.open_file(TOLD, by=lawyer, at=NOON)
    gone = files.open_file(TOLD, by=lawyer, at=NOON)
    record_actions.erase(gone.pk, reason="the person asked", by=None, at=NOON)
    own_keys.destroy(gone.pk)
    done = resealing.reseal(NOON + resealing.GRACE)
    assert (done.written, done.unreadable, done.ends_after) == (1, 0, None)
    assert queries.file(file.pk, seen_by=lawyer, at=NOON).parts[Part.STORY].content["text"] == "late"
    assert queries.file(other.pk, seen_by=lawyer, at=NOON).full_name == "Zarina Invented"
    assert not own_keys.exists(gone.pk)
    with own_keys._reading() as (file_, _):
        assert file_.execute("SELECT count(*) FROM older").fetchone() == (0,)
    assert {"record.resealing_begun", "record.resealing_ended"} <= {one.kind for one in record.entries()}
    # The only backup that is left holds no older key; another round begins anew.
    assert len(list(own_keys.backups.glob("keys-*.sqlite3"))) == 1
    assert resealing.reseal(NOON + dt.timedelta(days=9)).written > 0


def test_for_a_text_that_no_key_opens_the_older_key_stays(world: World, own_keys: KeyStore) -> None:
    one, other = (files.open_file(TOLD, by=world.staff("lawyer"), at=NOON) for _ in range(2))
    elsewhere = PersonPart.objects.get(person=other, part=Part.STORY).sealed
    PersonPart.objects.filter(person=one, part=Part.STORY).update(sealed=bytes(elsewhere))
    done = resealing.reseal(NOON, nobody_works=True)
    assert (done.unreadable, done.ends_after) == (1, None)
    with own_keys._reading() as (file, _):
        assert file.execute("SELECT id FROM older").fetchall() == [(one.pk.bytes,)]


def test_cut_off_before_the_new_keys_have_a_backup_it_makes_one_when_it_goes_on(
    world: World, own_keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.open_file(TOLD, by=world.staff("lawyer"), at=NOON)

    def cut_off(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as once:
        once.setattr(KeyStore, "back_up", cut_off)
        with pytest.raises(KeyboardInterrupt):
            resealing.reseal(NOON)
    resealing.reseal(NOON)
    assert len(list(own_keys.backups.glob("keys-*.sqlite3"))) == 1


def test_cut_off_after_the_last_look_it_remembers_whose_text_no_key_opens(
    world: World, own_keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = (files.open_file(TOLD, by=world.staff("lawyer"), at=NOON) for _ in range(2))
    elsewhere = PersonPart.objects.get(person=other, part=Part.STORY).sealed
    PersonPart.objects.filter(person=one, part=Part.STORY).update(sealed=bytes(elsewhere))

    def cut_off(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as once:
        once.setattr(KeyStore, "destroy_older", cut_off)
        with pytest.raises(KeyboardInterrupt):
            resealing.reseal(NOON, nobody_works=True)
    assert resealing.reseal(NOON, nobody_works=True).unreadable == 1
    with own_keys._reading() as (file, _):
        assert file.execute("SELECT id FROM older").fetchall() == [(one.pk.bytes,)]


def test_what_the_record_keeps_is_sealed_anew_too_and_the_chain_holds(world: World, own_keys: KeyStore) -> None:
    lawyer = world.staff("lawyer")
    file = files.open_file(TOLD, by=lawyer, at=NOON)
    walls.break_glass(file.pk, reason="She does not answer since Sunday", by=world.staff("operator"), at=NOON)
    known = old_keys(own_keys)[file.pk.bytes]
    hashes = list(Entry.objects.values_list("hash", flat=True))
    for n in range(2):
        resealing.reseal(NOON + dt.timedelta(days=2 * n), nobody_works=True)
    own_keys.rotate(b"r" * 32)
    (beside,) = PersonalFields.objects.all()
    with pytest.raises(sealing.NotOurs):
        known.open(bytes(beside.sealed), sealing.bound(file.pk, personal.place(beside.digest)))
    with own_keys._reading() as (store, _):
        assert store.execute("SELECT count(*) FROM older").fetchone() == (0,)
    assert list(Entry.objects.values_list("hash", flat=True))[: len(hashes)] == hashes
    assert verifying.verify(NOON).faults == []
    (entry,) = [one for one in record.entries(about=file.pk) if one.sealed]
    assert "since Sunday" in entry.sentence("en")
    assert own_keys.check() > 0
    files.erase(file, reason="the person asked", by=None, at=NOON)
    own_keys.destroy(file.pk)
    (entry,) = [one for one in record.entries(about=file.pk) if one.sealed]
    assert "since Sunday" not in entry.sentence("en")


def test_an_entry_of_before_keeps_the_older_key_and_is_read_as_before(world: World, own_keys: KeyStore) -> None:
    file = files.open_file(TOLD, by=world.staff("lawyer"), at=NOON)
    # As it was noted before decision 0049: the fields themselves are in the chain.
    bound = sealing.bound(file.pk, f"entry:{GlassBroken.kind}:{NOON.isoformat()}")
    told = own_keys.cipher(file.pk).seal(b'{"reason":"since Sunday"}', bound)
    Entry.objects.create(
        chain=Chain.objects.filter(length__gt=0).latest("pk"), number=10**6, at=NOON, kind=GlassBroken.kind, about=file.pk,
        reading=False, fields="{}", sealed=told, before=b"", hash=b"",
    )  # fmt: skip
    assert resealing.reseal(NOON, nobody_works=True).in_chain == 1
    with own_keys._reading() as (store, _):
        assert store.execute("SELECT id FROM older").fetchall() == [(file.pk.bytes,)]
    (entry,) = [one for one in record.entries(about=file.pk) if one.sealed]
    assert "since Sunday" in entry.sentence("en")


# A program that is killed, without any farewell, at the nth time that it comes to a place.
KILLED = """
import os, signal, sys, datetime as dt
import django; django.setup()
from hamroh.people import resealing
from hamroh.record import keys
resealing.AT_ONCE, keys._RENEWED_AT_ONCE = 5, 20
where, times = sys.argv[1], int(sys.argv[2])
def killed(of, name):
    real = getattr(of, name)
    def until(*some, **more):
        global times
        before = real(*some, **more) if where.endswith("+") else None
        times -= 1
        if times == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return before if where.endswith("+") else real(*some, **more)
    setattr(of, name, until)
name = where.rstrip("+")
if name:
    killed(keys.Cipher if name == "seal" else resealing if name == "note" else keys.KeyStore, name)
done = resealing.reseal(dt.datetime.now(dt.UTC), nobody_works=True)
print(done.unreadable)
"""
LOOK = """
import json, django; django.setup()
from django.apps import apps
from hamroh.people import resealing
from hamroh.record import keys
found, store = {}, keys.store()
for one in resealing.kept():
    rows = [row for row in apps.get_model(one.model).objects.all() if getattr(row, one.column)]
    ciphers = store.ciphers(one.subject(row) for row in rows)
    plain = {str(row.pk): ciphers[one.subject(row)].open(bytes(getattr(row, one.column)), one.bound(row)).hex() for row in rows}
    newest = sum(ciphers[one.subject(row)].is_newest(bytes(getattr(row, one.column)), one.bound(row)) for row in rows)
    found[one.name] = [plain, newest]
with store._reading() as (file, _):
    older = file.execute("SELECT count(*) FROM older").fetchone()[0]
print(json.dumps([found, older]))
"""


@pytest.mark.slow
def test_killed_anywhere_it_goes_on_where_it_stopped_and_loses_nothing(embedded_site: Site) -> None:
    import subprocess
    import sys

    done = embedded_site.hamroh("demo", "--people", "12")
    assert done.returncode == 0, done.stderr
    before, _older = json.loads(embedded_site.told(LOOK))
    assert sum(bool(plain) for plain, _newest in before.values()) > 20, "the demonstration fills most columns"
    died = 0
    for where, times in (
        ("renew_some+", 2), ("seal", 60), ("reach", 3), ("reach+", 9), ("reach", 40), ("destroy_older", 1), ("destroy_older+", 1),
        ("end_round", 1), ("", 0),
    ):  # fmt: skip
        ended = subprocess.run(
            [sys.executable, "-c", KILLED, where, str(times)],
            env=embedded_site.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if where:
            died += ended.returncode == -9
        else:
            assert (ended.returncode, ended.stdout.strip()) == (0, "0"), ended.stderr
    assert died == 8
    after, older = json.loads(embedded_site.told(LOOK))
    assert {name: plain for name, (plain, _newest) in after.items()} == {
        name: plain for name, (plain, _n) in before.items()
    }
    assert all(newest == len(plain) for plain, newest in after.values())
    assert older == 0
    said = embedded_site.hamroh("keys", "reseal", "--site-is-stopped")
    assert said.returncode == 0, said.stderr
    assert "opened by no key of this site" in said.stdout
    checked = embedded_site.hamroh("keys", "check")
    assert checked.returncode == 0, checked.stderr
