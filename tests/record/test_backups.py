"""A backup is encrypted, whole, put back whole or not at all, and brings no erased person back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from hamroh.people import resealing
from tests.prepared import site_with_every_table
from tests.record.every_sealed import OF_NOBODY
from tests.sites import Site, fresh_database

FILL = """
import datetime as dt, django, sys
django.setup()
from uuid import UUID
from django.db import transaction
from hamroh import record
from hamroh.record import keys, seals
from hamroh.people.directory import actions
from hamroh.protection.attachments import actions as attachments
from hamroh.people.attachments.intake import Ready
from hamroh.protection.models import Enquiry
from tests.record.happenings import NameGiven
body = actions.add_organisation("hotline", kind="ngo", names={"en": "h", "ru": "h", "tg": "h"})
now = dt.datetime.now(dt.UTC)
for number in (1, 2):
    keys.store().make(UUID(int=number))
    with transaction.atomic():
        record.note(NameGiven(about=UUID(int=number), name=f"Zarina {number}", desk=1), by=None, at=now)
        row = Enquiry.objects.create(
            id=UUID(int=number), organisation=body, channel="report", language="tg", received_at=now, answer_by=now, sealed=b""
        )
        sent = Ready(f"{number}.txt", "txt", b"what was seen", f"{number}", "not_scanned")
        attachments.keep([sent], form="f", enquiry=row, by=None, at=now)
seals.seal(now)
"""
ERASE = """
import datetime as dt, django
django.setup()
from uuid import UUID
from django.db import transaction
from hamroh.record import actions, seals
now = dt.datetime.now(dt.UTC)
with transaction.atomic():
    actions.erase(UUID(int=1), reason="asked", by=None, at=now)
seals.seal(now)
"""
FILL_EVERY = """
import django
django.setup()
from tests.record.every_sealed import fill
fill()
"""
ERASE_EVERYBODY = """
import datetime as dt, django
django.setup()
from hamroh.record import seals
from tests.record.every_sealed import erase_everybody
now = dt.datetime.now(dt.UTC)
erase_everybody(now)
seals.seal(now)
"""
OPENED = """
import django, json
django.setup()
from uuid import UUID
from tests.record.every_sealed import opened
print(json.dumps(opened(but=UUID(int=2))))
"""
READ = """
import django
django.setup()
from uuid import UUID
from hamroh.record import queries, sealing
import tests.record.happenings  # a kind that only tests know
from hamroh.protection.models import Attachment
for number in (1, 2):
    row = Attachment.objects.get(enquiry=UUID(int=number))
    try:
        seen = sealing.unseal_bytes(row.subject, row.place, bytes(row.content)).decode()
    except sealing.Erased:
        seen = "gone"
    told = [e.sentence("en") for e in queries.entries(about=UUID(int=number)) if e.kind == "test.name_given"]
    print(*told, seen)
"""


def identity(site: Site, at: Path) -> str:
    """Makes an identity; gives its recipient."""
    made = site.hamroh("backup", "--make-identity", str(at))
    assert made.returncode == 0, made.stderr
    return made.stdout.split()[-1]


def backed_up(site: Site, at: Path) -> tuple[Path, Path]:
    """A backup of a site with two people; gives the archives of the site and of its keys."""
    site.told(FILL)
    done = site.hamroh(
        "backup", str(at / "far"), "--recipient", identity(site, at / "identity"), "--keys-to", str(at / "elsewhere")
    )
    assert done.returncode == 0, done.stderr
    (archive,), (keys_archive,) = (at / "far").iterdir(), (at / "elsewhere").iterdir()
    return archive, keys_archive


def beside(site: Site, folder: Path, url: str = "") -> Site:
    """An empty site with the same master key."""
    folder.mkdir()
    (folder / "master_key").write_bytes((site.folder / "master_key").read_bytes())
    return Site(folder, url)


def _comes_back(site: Site, at: Path, url: str) -> None:
    archive, keys_archive = backed_up(site, at)
    new = beside(site, at / "new", url)
    done = new.hamroh("restore", str(archive), "--identity", str(at / "identity"), "--keys", str(keys_archive))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The record is whole" in done.stdout
    assert new.told(READ).splitlines() == [f"The name Zarina {n} was entered at desk 1. what was seen" for n in (1, 2)]
    assert new.hamroh("record", "verify").returncode == 0
    assert not [path.name for path in new.folder.iterdir() if path.name.startswith(".")]


def test_a_site_on_sqlite_comes_back_whole(embedded_site: Site, tmp_path: Path) -> None:
    _comes_back(embedded_site, tmp_path, "")


def test_a_site_on_postgresql_comes_back_whole(postgres_site: Site, postgres_url: str, tmp_path: Path) -> None:
    with fresh_database(postgres_url) as url:
        _comes_back(postgres_site, tmp_path, url)


def _stays_erased(site: Site, at: Path, url: str) -> None:
    """A backup from before the erasure is restored, key store and all; only the seals' second place is of today."""
    site.told(FILL_EVERY)
    archive, keys_archive = backed_up(site, at)
    site.told(ERASE_EVERYBODY + ERASE)
    new = beside(site, at / "new", url)
    (at / "new/seals").mkdir()
    for copy in (site.folder / "seals").iterdir():
        (at / "new/seals" / copy.name).write_bytes(copy.read_bytes())
    done = new.hamroh("restore", str(archive), "--identity", str(at / "identity"), "--keys", str(keys_archive))
    # The record of the backup ends before what the second place knows: said, not hidden.
    assert done.returncode == 1 and "--accept-loss" in done.stdout
    assert new.told(READ).splitlines() == [
        "The name (erased) was entered at desk 1. gone",
        "The name Zarina 2 was entered at desk 1. what was seen",
    ]
    # The backup has a row of every table that keeps something sealed, and what is of anybody opens no more.
    opened = json.loads(new.told(OPENED))
    assert opened == {one.name: one.name in OF_NOBODY for one in resealing.kept()}
    assert new.hamroh("record", "seal", "--accept-loss", "the disk broke").returncode == 0
    verified = new.hamroh("record", "verify")
    assert verified.returncode == 0 and "the disk broke" in verified.stdout


def test_a_restored_backup_brings_nobody_back_who_was_erased_since(embedded_site: Site, tmp_path: Path) -> None:
    _stays_erased(embedded_site, tmp_path, "")


def test_a_restored_backup_brings_nobody_back_who_was_erased_since_on_postgresql(
    postgres_site: Site, postgres_url: str, tmp_path: Path
) -> None:
    with fresh_database(postgres_url) as url:
        _stays_erased(postgres_site, tmp_path, url)


def test_a_database_backup_beside_the_living_key_store_brings_nobody_back(embedded_site: Site, tmp_path: Path) -> None:
    archive, _ = backed_up(embedded_site, tmp_path)
    embedded_site.told(ERASE)
    new = beside(embedded_site, tmp_path / "new")
    living = {"HAMROH_KEYS": str(embedded_site.folder / "keys")}
    new.hamroh("restore", str(archive), "--identity", str(tmp_path / "identity"), **living)
    (embedded_site.folder / "hamroh.sqlite3").write_bytes((new.folder / "hamroh.sqlite3").read_bytes())
    for left in ("-wal", "-shm"):
        (embedded_site.folder / f"hamroh.sqlite3{left}").unlink(missing_ok=True)
    assert embedded_site.told(READ).startswith("The name (erased) was entered")


@pytest.fixture(scope="module")
def backed_up_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a site in `site`, its backup in `far`, that of its keys in `elsewhere`, and who opens them in `identity`."""
    folder = tmp_path_factory.mktemp("backed_up")
    backed_up(site_with_every_table(folder / "site"), folder)
    return folder


@pytest.fixture
def both(backed_up_once: Path, tmp_path: Path) -> tuple[Site, Path, Path]:
    """An empty site beside one that was backed up, and the two archives: the test's own copies of all of them."""
    shutil.copytree(backed_up_once, tmp_path, dirs_exist_ok=True)
    (archive,), (keys_archive,) = (tmp_path / "far").iterdir(), (tmp_path / "elsewhere").iterdir()
    return beside(Site(tmp_path / "site", ""), tmp_path / "new"), archive, keys_archive


def refused(site: Site, *words: str) -> str:
    """What a refused restore says, in one line; and nothing of the site was touched."""
    before = {path.name for path in site.folder.rglob("*") if path.is_file()}
    done = site.hamroh("restore", *words)
    assert done.returncode == 2 and done.stderr.count("\n") == 1, done.stdout + done.stderr
    touched = {path.name for path in site.folder.rglob("*") if path.is_file()} - before
    # Starting makes the secret key, and looking whether the database is empty makes an empty one.
    assert touched <= {"secret_key", "hamroh.sqlite3", "hamroh.sqlite3-wal", "hamroh.sqlite3-shm"}, touched
    return done.stderr


def test_a_backup_cut_in_the_middle_is_refused_before_anything_is_touched(
    both: tuple[Site, Path, Path], tmp_path: Path
) -> None:
    new, archive, keys_archive = both
    whole = archive.read_bytes()
    for cut in (0, 200, len(whole) // 2, len(whole) - 1):
        archive.write_bytes(whole[:cut])
        told = refused(new, str(archive), "--identity", str(tmp_path / "identity"), "--keys", str(keys_archive))
        assert "is cut, changed, or not encrypted for this identity. Nothing was changed" in told


def test_a_cut_key_archive_a_changed_one_and_the_wrong_one_are_refused(
    both: tuple[Site, Path, Path], tmp_path: Path
) -> None:
    new, archive, keys_archive = both
    who = ("--identity", str(tmp_path / "identity"))
    whole = keys_archive.read_bytes()
    keys_archive.write_bytes(whole[:-30])
    assert "is cut, changed" in refused(new, str(archive), *who, "--keys", str(keys_archive))
    keys_archive.write_bytes(whole[:300] + b"\x00" + whole[301:])
    assert "is cut, changed" in refused(new, str(archive), *who, "--keys", str(keys_archive))
    assert "holds no key store" in refused(new, str(archive), *who, "--keys", str(archive))
    assert "There is no key store" in refused(new, str(archive), *who)
    keys_archive.write_bytes(whole)
    assert "holds no database" in refused(new, str(keys_archive), *who)


def test_another_identity_or_none_opens_nothing(both: tuple[Site, Path, Path], tmp_path: Path) -> None:
    new, archive, _ = both
    identity(new, tmp_path / "another")
    assert "not encrypted for this identity" in refused(new, str(archive), "--identity", str(tmp_path / "another"))
    assert "is no age identity" in refused(new, str(archive), "--identity", str(tmp_path / "none"))
    assert "There is no file" in refused(new, str(tmp_path / "none.age"), "--identity", str(tmp_path / "identity"))


def test_a_wrong_master_key_stops_a_restore_before_anything_is_touched(
    both: tuple[Site, Path, Path], tmp_path: Path
) -> None:
    new, archive, keys_archive = both
    (new.folder / "master_key").write_text("0" * 64)
    told = refused(new, str(archive), "--identity", str(tmp_path / "identity"), "--keys", str(keys_archive))
    assert "does not open the key store" in told


def test_a_site_that_is_not_empty_is_not_written_over(both: tuple[Site, Path, Path], tmp_path: Path) -> None:
    _, archive, _ = both
    assert "is not empty" in refused(
        Site(tmp_path / "site", ""), str(archive), "--identity", str(tmp_path / "identity")
    )


def test_nothing_readable_is_in_a_backup_and_only_its_owner_has_it(both: tuple[Site, Path, Path]) -> None:
    for archive in both[1:]:
        raw = archive.read_bytes()
        assert raw.startswith(b"age-encryption.org/v1\n")
        assert b"SQLite" not in raw and b"record_entry" not in raw and b"manifest" not in raw
        assert archive.stat().st_mode & 0o077 == 0


def test_keys_and_database_are_never_put_into_one_folder(embedded_site: Site, tmp_path: Path) -> None:
    to_whom = ("--recipient", identity(embedded_site, tmp_path / "identity"))
    done = embedded_site.hamroh("backup", str(tmp_path / "far"), *to_whom, "--keys-to", str(tmp_path / "far"))
    assert done.returncode == 2 and "lies apart" in done.stderr
    for words in (("--recipient", "age1nobody"), ()):
        done = embedded_site.hamroh("backup", str(tmp_path / "far"), *words)
        assert done.returncode == 2 and "--recipient" in done.stderr
    assert not (tmp_path / "far").exists()
    done = embedded_site.hamroh("backup", str(tmp_path / "far"), *to_whom)
    assert done.returncode == 0 and "The key store is not in it" in done.stdout
    again = embedded_site.hamroh("backup", "--make-identity", str(tmp_path / "identity"))
    assert again.returncode == 2 and "cannot be written" in again.stderr
