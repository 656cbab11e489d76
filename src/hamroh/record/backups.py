"""Backups: the database and the site's files in one encrypted archive, the key store in another, and both put back whole or not at all.

An archive is a tar stream encrypted with age (age-encryption.org/v1, X25519): whoever holds it can read nothing, and one that was cut or
changed does not open. Its manifest names each part with length and SHA-256. The key store never lies in the database's archive: an old
backup of the database must not bring an erased person back.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
from django.conf import settings
from django.db import connection, transaction

from hamroh import __version__
from hamroh.record import actions, keys, seals, tables
from hamroh.record.errors import BackupRefused
from hamroh.record.events import Event

_MANIFEST = "manifest.json"
_DATABASE = "database"
_KEYS = "keys.sqlite3"
_SEALS = "seals"
FOLDERS = ("releases",)
"""Folders of the site (HAMROH_VAR) that go into a backup. Its secret key does not: a new one costs nobody anything."""


@dataclass(frozen=True, kw_only=True)
class BackupMade(Event):
    """A backup was written."""

    kind = "record.backup_made"
    told_elsewhere = True
    words = {
        "en": "A backup of the site was made, up to seal {seal}.",
        "ru": "Сделана резервная копия сайта, до печати {seal}.",
        "tg": "Нусхаи эҳтиётии сомона то мӯҳри {seal} сохта шуд.",
    }
    # Noted once the backup is whole, so no backup holds its own: put back at once, it would look cut off.
    told_at_once = False
    seal: int


@dataclass(frozen=True, kw_only=True)
class BackupRestored(Event):
    """A backup was put back."""

    kind = "record.backup_restored"
    told_elsewhere = True
    words = {
        "en": "The site was restored from a backup made at {made_at}.",
        "ru": "Сайт восстановлен из резервной копии от {made_at}.",
        "tg": "Сомона аз нусхаи эҳтиётии {made_at} барқарор карда шуд.",
    }
    made_at: str


def make_identity(file: Path) -> str:
    """A new age identity in a file readable by its owner only; gives the recipient to encrypt to.

    Raises:
        BackupRefused: the file is there already.
    """
    identity = pyrage.x25519.Identity.generate()
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
            out.write(f"# public key: {identity.to_public()}\n{identity}\n")
    except OSError as error:
        raise BackupRefused(f"{file} cannot be written: {error.strerror}. Nothing was changed.") from None
    return str(identity.to_public())


def back_up(to: Path, recipients: Sequence[str], at: dt.datetime, keys_to: Path | None = None) -> list[Path]:
    """Write an archive of the database and files into the folder `to`, and one of the key store into `keys_to` if named.

    The key store is copied after the database, so that every person in the one has a key in the other.

    Raises:
        BackupRefused: a recipient is none, both folders are one, or the database's program does not work. No file is left.
    """
    to_whom = _recipients(recipients)
    if keys_to and keys_to.resolve() == to.resolve():
        raise BackupRefused(
            "The key store's backup lies apart from the database's: name another folder, best on another machine."
        )
    stamp = f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    made = [to / f"site-{stamp}.age"]
    with _staging(Path(settings.VAR)) as staged:
        _dump_database(staged / _DATABASE)
        for name, folder in _folders().items():
            if folder.is_dir():
                shutil.copytree(folder, staged / name, ignore=shutil.ignore_patterns(".*"))
        sealed = seals.stored()
        about = {"database_kind": connection.vendor, "seal": sealed[-1].number if sealed else 0}
        _write_archive(made[0], staged, to_whom, at, about)
    if keys_to:
        made.append(keys_to / f"keys-{stamp}.age")
        with _staging(keys.store().folder) as staged:
            keys.store().back_up(at, staged / _KEYS)
            _write_archive(made[1], staged, to_whom, at, {})
    with transaction.atomic():
        actions.note(BackupMade(seal=about["seal"]), by=None, at=at)
    return made


def restore(archive: Path, identity: Path, at: dt.datetime, keys_archive: Path | None = None) -> dict[str, Any]:
    """Put a backup in an empty site's place; gives its manifest. The seals' second place stays as it is unless it is empty.

    Both archives are opened, decrypted and compared with their manifests before anything of the site is touched. Afterwards the database
    is brought up to this program, and everyone whom a seal in the second place names as erased is erased again.

    Raises:
        BackupRefused: an archive is cut, changed, of another kind or for another identity; or the site is not empty.
        WrongMasterKey: the master key does not open the key store of the backup.
    """
    known = identities(identity)
    with _staging(Path(settings.VAR)) as staged:
        manifest = _read_archive(archive, staged / "site", known)
        if _DATABASE not in manifest["parts"]:
            raise BackupRefused(f"{archive} holds no database. Is it the key store's archive? Nothing was changed.")
        if manifest["database_kind"] != connection.vendor:
            raise BackupRefused(
                f"{archive} is of a {manifest['database_kind']} database, and this site's is {connection.vendor}: "
                "see HAMROH_DATABASE_URL. Nothing was changed."
            )
        _must_be_empty()
        if keys_archive:
            if _KEYS not in _read_archive(keys_archive, staged / "keys", known)["parts"]:
                raise BackupRefused(f"{keys_archive} holds no key store. Nothing was changed.")
            if keys.store().file.exists():
                raise BackupRefused(f"The key store {keys.store().file} is there already. Nothing was changed.")
            keys.store().put_back(staged / "keys" / _KEYS)
        elif not keys.store().file.exists():
            raise BackupRefused(
                f"There is no key store {keys.store().file}, without which nobody's data can be read. Name its backup (--keys FILE), or where "
                "it lies (HAMROH_KEYS). If it is lost for good, make a new one first: hamroh keys check. Nothing was changed."
            )
        try:
            _load_database(staged / "site" / _DATABASE)
        except BaseException:
            if keys_archive:
                keys.store().close()
                keys.store().file.unlink()
            raise
        for name, folder in _folders().items():
            if (staged / "site" / name).is_dir() and not (folder.is_dir() and any(folder.iterdir())):
                shutil.copytree(staged / "site" / name, folder, dirs_exist_ok=True)
    try:
        tables.bring_forward()
    except tables.TablesTooOld:
        raise BackupRefused(
            f"{archive} is of an older Hamroh. Its database and files were put in place and nothing else was done: empty them again, restore "
            f"with the commit {tables.LAST_WITH_EVERY_STEP}, then start this one."
        ) from None
    actions.finish_erasures()
    with transaction.atomic():
        actions.note(BackupRestored(made_at=manifest["made_at"]), by=None, at=at)
    return manifest


# -- archives ----------------------------------------------------------------------------------------------------------


def _recipients(words: Sequence[str]) -> list[Any]:
    if not words:
        raise BackupRefused("A backup is encrypted: name at least one --recipient age1...")
    try:
        return [pyrage.x25519.Recipient.from_str(word) for word in words]
    except pyrage.RecipientError:
        raise BackupRefused(
            "A --recipient begins with age1 and is the public half of an identity. Nothing was written."
        ) from None


def identities(file: Path) -> list[Any]:
    """The age identities in a file.

    Raises:
        BackupRefused: there is none, or it cannot be read.
    """
    try:
        lines = file.read_text(encoding="ascii").split()
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-")]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError):
        found = []
    if not found:
        raise BackupRefused(f"{file} is no age identity (a line AGE-SECRET-KEY-1...). Nothing was changed.")
    return found


@contextmanager
def _staging(near: Path) -> Iterator[Path]:
    """A folder for parts on their way, its owner's alone, on the disk that holds the originals too; gone afterwards."""
    near.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=near) as folder:
        yield Path(folder)


def _write_archive(file: Path, staged: Path, recipients: list[Any], at: dt.datetime, about: dict[str, Any]) -> None:
    parts = {path.relative_to(staged).as_posix(): path for path in sorted(staged.rglob("*")) if path.is_file()}
    manifest = {
        "hamroh": __version__,
        "made_at": at.astimezone(dt.UTC).isoformat(),
        **about,
        "parts": {name: {"bytes": path.stat().st_size, "sha256": _digest(path)} for name, path in parts.items()},
    }
    (staged / _MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.part")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            with _piped(lambda end: _tar(end, staged, [_MANIFEST, *parts])) as plain:
                pyrage.encrypt_io(plain, out, recipients)
            out.flush()
            os.fsync(out.fileno())
        os.replace(fresh, file)
    except OSError as error:
        raise BackupRefused(f"{file} cannot be written: {error.strerror}. No backup was made.") from None
    finally:
        fresh.unlink(missing_ok=True)


def _read_archive(file: Path, to: Path, identities: list[Any]) -> dict[str, Any]:
    """Unpack an archive and compare every part with the manifest; gives the manifest."""
    refused = BackupRefused(
        f"{file} is cut, changed, or not encrypted for this identity. Nothing was changed; take another copy of it, or an older backup."
    )
    plain = to.with_name(to.name + ".tar")
    try:
        with file.open("rb") as sealed, plain.open("wb") as out:
            pyrage.decrypt_io(sealed, out, identities)
        with tarfile.open(plain) as packed:
            packed.extractall(to, filter="data")
        manifest: dict[str, Any] = json.loads((to / _MANIFEST).read_text(encoding="utf-8"))
        found = {
            path.relative_to(to).as_posix(): {"bytes": path.stat().st_size, "sha256": _digest(path)}
            for path in to.rglob("*")
            if path.is_file() and path.name != _MANIFEST
        }
    except FileNotFoundError:
        raise BackupRefused(f"There is no file {file}, or it is no backup. Nothing was changed.") from None
    except (pyrage.DecryptError, tarfile.TarError, ValueError, OSError):
        raise refused from None
    finally:
        plain.unlink(missing_ok=True)
    if found != manifest.get("parts"):
        raise refused
    return manifest


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _tar(end: BinaryIO, staged: Path, names: Sequence[str]) -> None:
    with tarfile.open(fileobj=end, mode="w|") as pack:
        for name in names:
            pack.add(staged / name, name, recursive=False)


@contextmanager
def _piped(write: Any) -> Iterator[BinaryIO]:
    """What `write` writes, to be read while it is written: the archive never lies unencrypted on a disk as a whole."""
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def work() -> None:
        try:
            with os.fdopen(writing, "wb") as end:
                write(end)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        with os.fdopen(reading, "rb") as plain:
            yield plain
    finally:
        thread.join()
    if failed:
        raise failed[0]


# -- the database and the folders --------------------------------------------------------------------------------------


def _folders() -> dict[str, Path]:
    return {_SEALS: Path(settings.SEALS_FOLDER), **{name: Path(settings.VAR) / name for name in FOLDERS}}


def _dump_database(to: Path) -> None:
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(to)) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        return
    # The rows behind the second lock too: the site itself is at work.
    _postgres("pg_dump", "--format=custom", "--no-owner", "--no-acl", "--enable-row-security", f"--file={to}")


def _load_database(dump: Path) -> None:
    if connection.vendor == "sqlite":
        connection.close()
        file = Path(connection.settings_dict["NAME"])
        for beside in ("-wal", "-shm"):
            file.with_name(file.name + beside).unlink(missing_ok=True)
        shutil.copyfile(dump, fresh := file.with_name(f".{file.name}.restored"))
        fresh.chmod(0o600)
        os.replace(fresh, file)
        return
    connection.close()
    _postgres(
        "pg_restore",
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-acl",
        f"--dbname={connection.settings_dict['NAME']}",
        str(dump),
    )


def _postgres(program: str, *words: str) -> None:
    given = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {**os.environ, **{name: str(given[key]) for name, key in names.items() if given.get(key)}}
    environment |= {
        f"PG{name.upper()}": value for name, value in given.get("OPTIONS", {}).items() if name.startswith("ssl")
    }
    environment["PGOPTIONS"] = "-c hamroh.work=backup"
    if not shutil.which(program):
        raise BackupRefused(f"{program} is not installed. On Debian: sudo apt-get install postgresql-client")
    done = subprocess.run([program, *words], env=environment, capture_output=True, check=False)
    if done.returncode:
        # Its own words may repeat a row.
        raise BackupRefused(
            f"{program} ended with code {done.returncode}: the database is as it was, and no backup was made or put back."
        )


def _must_be_empty() -> None:
    if connection.introspection.table_names():
        raise BackupRefused(
            "This site's database is not empty. Restore into a new one: HAMROH_DATABASE_URL, HAMROH_VAR. Nothing was changed."
        )
