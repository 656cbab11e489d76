"""The key store: a key for each person, apart from the database, wrapped by a master key.

Erasing a person is destroying their key. The store is one SQLite file (WAL) in a folder of its own, so that no backup of the database
holds a key, and a key that is destroyed is gone for every process at once: plain keys live for one call only.

Keys are 256 bits from the system's generator, wrapped with AES-256-GCM under the master key (NIST SP 800-38D); the id of the person is
bound to the wrapping, so a wrapped key cannot be put in another's place.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import os
import secrets
import shlex
import sqlite3
import subprocess
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hamroh.record.errors import Erased, NotOurs, RecordError, WrongMasterKey

KEY_BYTES = 32
_NONCE_BYTES = 12
_FILE = "keys.sqlite3"
_ASKED_AT_ONCE = 500  # an SQLite statement takes a limited number of values
_COMMAND_SECONDS = 30
_RENEWED_AT_ONCE = 2_000

_TABLES = """
CREATE TABLE IF NOT EXISTS master (one INTEGER PRIMARY KEY CHECK (one = 1), proof BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS subject (id BLOB PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS purpose (name TEXT PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS round (number INTEGER PRIMARY KEY, begun_at TEXT NOT NULL, made_at TEXT, ended INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS reached (
    round INTEGER, turn TEXT, name TEXT, last TEXT NOT NULL, PRIMARY KEY (round, turn, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS older (id BLOB, round INTEGER, wrapped BLOB NOT NULL, PRIMARY KEY (id, round)) WITHOUT ROWID;
"""


class Cipher:
    """AES-256-GCM under one person's key. Each sealing takes a fresh random nonce; `bound` must be the same on opening.

    While everything is sealed anew (see `people/resealing.py`) `older` keys open what is not yet; nothing is sealed under them.
    """

    def __init__(self, key: bytes, older: Iterable[bytes] = ()) -> None:
        self._aead, self._older = AESGCM(key), [AESGCM(one) for one in older]

    def seal(self, plain: bytes, bound: bytes) -> bytes:
        """A format byte, the nonce, and the sealed text with its tag: 29 bytes more than `plain`."""
        nonce = os.urandom(_NONCE_BYTES)
        return b"\x01" + nonce + self._aead.encrypt(nonce, plain, bound)

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """What was sealed.

        Raises:
            NotOurs: another key, another binding, or a changed text.
        """
        for aead in (self._aead, *self._older):
            plain = self._opened(aead, sealed, bound)
            if plain is not None:
                return plain
        raise NotOurs("A sealed text was changed, moved to another place, or sealed by another site.")

    def is_newest(self, sealed: bytes, bound: bytes) -> bool:
        """Is it sealed under the newest key?

        Raises:
            NotOurs: it is no sealed text.
        """
        return self._opened(self._aead, sealed, bound) is not None

    @staticmethod
    def _opened(aead: AESGCM, sealed: bytes, bound: bytes) -> bytes | None:
        if len(sealed) < 1 + _NONCE_BYTES + 16 or sealed[0] != 1:
            raise NotOurs("This is not a sealed text of this site.")
        try:
            return aead.decrypt(sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :], bound)
        except InvalidTag:
            return None


@dataclass(frozen=True)
class Round:
    """One time of sealing everything anew. `keys_made_at`: when the last new key was made; None before."""

    number: int
    fresh: bool
    keys_made_at: dt.datetime | None


@dataclass(frozen=True)
class MasterKeySource:
    """Where the master key comes from: a file (made on the first start, readable by its owner only) or a command's output."""

    file: Path
    command: str = ""

    def __str__(self) -> str:
        return f"the command {self.command.split()[0]}" if self.command else str(self.file)

    def read(self) -> bytes:
        """The key, 32 bytes; its text is base64 or hexadecimal.

        Raises:
            WrongMasterKey: it cannot be had, or is no key.
        """
        if self.command:
            try:
                told = subprocess.run(
                    shlex.split(self.command), capture_output=True, timeout=_COMMAND_SECONDS, check=True
                ).stdout
            except (OSError, ValueError, subprocess.SubprocessError) as error:
                # The command's own words may hold a secret: not repeated.
                raise WrongMasterKey(
                    f"The master key cannot be had: {self} did not work ({type(error).__name__}). See HAMROH_MASTER_KEY_COMMAND."
                ) from None
            return parse_key(told, str(self))
        try:
            return parse_key(self.file.read_bytes(), str(self))
        except OSError as error:
            raise WrongMasterKey(
                f"The master key cannot be read from {self}: {error.strerror}. See HAMROH_MASTER_KEY_FILE."
            ) from None

    def make_if_missing(self) -> None:
        """A new master key in the file, if there is none; two processes that start together end with the same one."""
        if not self.command and not self.file.exists():
            write_key(self.file, secrets.token_bytes(KEY_BYTES))


def parse_key(text: bytes, origin: str) -> bytes:
    """32 bytes from base64 or 64 hexadecimal digits.

    Raises:
        WrongMasterKey: it is neither.
    """
    word = text.strip()
    try:
        key = (
            bytes.fromhex(word.decode("ascii")) if len(word) == 2 * KEY_BYTES else base64.b64decode(word, validate=True)
        )
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise WrongMasterKey(
            f"What {origin} gives is no master key: 32 bytes as base64 or 64 hexadecimal digits are needed."
        )
    return key


def write_key(file: Path, key: bytes) -> None:
    """A key in a file of its own, whole or not at all, readable by its owner only; one that is there stays as it is."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(base64.b64encode(key) + b"\n")
            out.flush()
            os.fsync(out.fileno())
        os.link(fresh, file)
    except FileExistsError:
        pass
    finally:
        fresh.unlink(missing_ok=True)


class KeyStore:
    """The keys of one site. Use `store()`; a store may be used from any thread and after a fork."""

    def __init__(self, folder: Path, source: MasterKeySource) -> None:
        self.folder, self.source, self.file = folder, source, folder / _FILE
        self._mine = threading.local()
        self._wrapping: tuple[bytes, Cipher] | None = None

    # -- persons -------------------------------------------------------------------------------------------------------

    def make(self, subject: UUID) -> None:
        """A key for this person; one that is there stays."""
        self.make_many([subject])

    def make_many(self, subjects: Iterable[UUID]) -> None:
        """A key for each, in one write; those that are there stay."""
        with self._writing() as (file, wrapping):
            file.executemany(
                "INSERT OR IGNORE INTO subject VALUES (?, ?)",
                ((s.bytes, wrapping.seal(secrets.token_bytes(KEY_BYTES), b"subject" + s.bytes)) for s in subjects),
            )

    def exists(self, subject: UUID) -> bool:
        """Is there a key, so that what it sealed can be read?"""
        with self._reading() as (file, _):
            return file.execute("SELECT 1 FROM subject WHERE id = ?", (subject.bytes,)).fetchone() is not None

    def destroy(self, subject: UUID) -> None:
        """Destroy the key: its bytes are overwritten in the file, and what was waiting beside it is cut off. May run twice."""
        self.destroy_many([subject])

    def destroy_many(self, subjects: Iterable[UUID]) -> int:
        """Destroy the keys of all of them; how many there were."""
        with self._writing() as (file, _):
            before = file.total_changes
            subjects = list(subjects)
            for one in subjects if getattr(self._mine, "hand", None) else ():
                self._mine.hand.pop(one, None)
            ids = [(s.bytes,) for s in subjects]
            file.executemany("DELETE FROM subject WHERE id = ?", ids)
            gone = file.total_changes - before
            file.executemany("DELETE FROM older WHERE id = ?", ids)
        self._forget_old_pages()
        return gone

    def ciphers(self, subjects: Iterable[UUID]) -> dict[UUID, Cipher]:
        """The cipher of each person who has a key, by one question to the store; those erased are missing."""
        hand: dict[UUID, Cipher] | None = getattr(self._mine, "hand", None)
        asked = set(subjects)
        found = {} if not hand else {s: hand[s] for s in asked if s in hand}
        wanted = [s.bytes for s in asked if s not in found]
        if not wanted:
            return found
        with self._reading() as (file, wrapping):
            for start in range(0, len(wanted), _ASKED_AT_ONCE):
                some = wanted[start : start + _ASKED_AT_ONCE]
                marks = ",".join("?" * len(some))
                older: dict[bytes, list[bytes]] = {}
                if file.execute("SELECT 1 FROM older LIMIT 1").fetchone():
                    before = f"SELECT id, wrapped FROM older WHERE id IN ({marks}) ORDER BY round DESC"  # noqa: S608
                    for id_, wrapped in file.execute(before, some):
                        older.setdefault(id_, []).append(wrapping.open(wrapped, b"subject" + id_))
                for id_, wrapped in file.execute(f"SELECT id, wrapped FROM subject WHERE id IN ({marks})", some):  # noqa: S608
                    key = wrapping.open(wrapped, b"subject" + id_)
                    found[UUID(bytes=id_)] = Cipher(key, older.get(id_, ()))
        if hand is not None:
            hand |= found
        return found

    @contextmanager
    def at_hand(self) -> Iterator[None]:
        """What opens a person in this block, on this thread, is asked for once. For work that opens the same many people again and
        again within one transaction."""
        self._mine.hand = {}
        try:
            yield
        finally:
            self._mine.hand = None

    def cipher(self, subject: UUID) -> Cipher:
        """The cipher of one person.

        Raises:
            Erased: there is no key.
        """
        found = self.ciphers([subject])
        if not found:
            raise Erased(f"The key of {subject} is destroyed, or was never made.")
        return found[subject]

    # -- sealing anew --------------------------------------------------------------------------------------------------

    def begin_round(self, at: dt.datetime) -> Round:
        """The round that goes on; a new one where none does."""
        with self._writing() as (file, _):
            row = file.execute("SELECT number, made_at FROM round WHERE NOT ended").fetchone()
            if row is not None:
                return Round(row[0], False, _moment(row[1]))
            (number,) = file.execute("SELECT coalesce(max(number), 0) + 1 FROM round").fetchone()
            file.execute("INSERT INTO round (number, begun_at) VALUES (?, ?)", (number, at.isoformat()))
            return Round(number, True, None)

    def renew_some(self, number: int) -> int:
        """Give the next persons a new key, keeping the one before among the older ones; how many. 0 when all have one."""
        with self._writing() as (file, wrapping):
            if file.execute("SELECT made_at FROM round WHERE number = ?", (number,)).fetchone()[0]:
                return 0
            last = file.execute("SELECT last FROM reached WHERE round = ? AND turn = 'keys'", (number,)).fetchone()
            some = file.execute(
                "SELECT id, wrapped FROM subject WHERE id > ? ORDER BY id LIMIT ?",
                (bytes.fromhex(last[0]) if last else b"", _RENEWED_AT_ONCE),
            ).fetchall()
            if some:
                file.executemany("INSERT INTO older VALUES (?, ?, ?)", ((id_, number, old) for id_, old in some))
                file.executemany(
                    "UPDATE subject SET wrapped = ? WHERE id = ?",
                    ((wrapping.seal(secrets.token_bytes(KEY_BYTES), b"subject" + id_), id_) for id_, _ in some),
                )
                file.execute("INSERT OR REPLACE INTO reached VALUES (?, 'keys', '', ?)", (number, some[-1][0].hex()))
            return len(some)

    def keys_made(self, number: int, at: dt.datetime) -> dt.datetime:
        """Note that everybody has a new key; the moment when that was."""
        with self._writing() as (file, _):
            file.execute("UPDATE round SET made_at = ? WHERE number = ? AND made_at IS NULL", (at.isoformat(), number))
            return dt.datetime.fromisoformat(
                file.execute("SELECT made_at FROM round WHERE number = ?", (number,)).fetchone()[0]
            )

    def reached(self, number: int, turn: str, name: str) -> str | None:
        """How far a turn came in a column; None at its beginning."""
        with self._reading() as (file, _):
            row = file.execute(
                "SELECT last FROM reached WHERE round = ? AND turn = ? AND name = ?", (number, turn, name)
            ).fetchone()
        return str(row[0]) if row else None

    def reached_names(self, number: int, turn: str) -> list[str]:
        """What was kept of a turn, by name."""
        with self._reading() as (file, _):
            rows = file.execute("SELECT name FROM reached WHERE round = ? AND turn = ?", (number, turn)).fetchall()
        return [str(row[0]) for row in rows]

    def reach(self, number: int, turn: str, name: str, last: str) -> None:
        """Keep how far it came."""
        with self._writing() as (file, _):
            file.execute("INSERT OR REPLACE INTO reached VALUES (?, ?, ?, ?)", (number, turn, name, last))

    def destroy_older(self, number: int, *, keep: Iterable[UUID]) -> int:
        """Destroy the older keys of a round, but for those of some persons; how many. May run twice."""
        kept = {s.bytes for s in keep}
        with self._writing() as (file, _):
            gone = [
                row
                for row in file.execute("SELECT id, round FROM older WHERE round = ?", (number,))
                if row[0] not in kept
            ]
            file.executemany("DELETE FROM older WHERE id = ? AND round = ?", gone)
        self._forget_old_pages()
        return len(gone)

    def end_round(self, number: int) -> None:
        """The round is over; the next one begins anew."""
        with self._writing() as (file, _):
            file.execute("UPDATE round SET ended = 1 WHERE number = ?", (number,))
            file.execute("DELETE FROM reached WHERE round = ?", (number,))

    # -- keys of the site itself ---------------------------------------------------------------------------------------

    def blind(self, purpose: str) -> bytes:
        """32 bytes for one purpose of the site (search tokens, the seal's signature); made when first asked for, then the same."""
        bound = b"purpose" + purpose.encode()
        with self._reading() as (file, wrapping):
            row = file.execute("SELECT wrapped FROM purpose WHERE name = ?", (purpose,)).fetchone()
            if row is not None:
                return wrapping.open(row[0], bound)
        with self._writing() as (file, wrapping):
            fresh = wrapping.seal(secrets.token_bytes(KEY_BYTES), bound)
            file.execute("INSERT OR IGNORE INTO purpose VALUES (?, ?)", (purpose, fresh))
            row = file.execute("SELECT wrapped FROM purpose WHERE name = ?", (purpose,)).fetchone()
            return wrapping.open(row[0], bound)

    # -- keeping ----------------------------------------------------------------------------------------------------------

    @property
    def backups(self) -> Path:
        """The folder of this store's own short-lived backups."""
        return self.folder / "backups"

    def back_up(self, at: dt.datetime, to: Path | None = None) -> Path:
        """A copy of the store at this moment, whole, still wrapped by the master key; in `backups` unless another file is named.

        Kept for days only (`forget_backups`): a copy that holds the key of an erased person could bring them back.
        """
        target = to or self.backups / f"keys-{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}.sqlite3"
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = target.with_name(f".{target.name}.{os.getpid()}")
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        file, _ = self._open()
        try:
            copy = sqlite3.connect(fresh)
            try:
                file.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
            finally:
                copy.close()
            os.replace(fresh, target)
        finally:
            fresh.unlink(missing_ok=True)
        return target

    def forget_backups(self, before: dt.datetime) -> int:
        """Remove the backups made before a moment; how many."""
        oldest_kept = f"keys-{before.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}.sqlite3"
        old = [file for file in self.backups.glob("keys-*.sqlite3") if file.name < oldest_kept]
        for file in old:
            file.unlink()
        return len(old)

    def put_back(self, backup: Path) -> None:
        """Put a backup in the store's place, in one step. Who was erased since is erased again by `actions.finish_erasures`.

        Raises:
            WrongMasterKey: the master key of this site does not open it. The store stays as it was.
            RecordError: it is no key store.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self.folder / f".{_FILE}.{os.getpid()}"
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(backup.read_bytes())
                out.flush()
                os.fsync(out.fileno())
            trial = KeyStore(self.folder, self.source)
            trial.file = fresh
            try:
                if not _is_key_store(fresh):
                    raise RecordError(f"{backup} is no backup of a key store. The store stays as it was.")
                trial.check()
            finally:
                trial.close()
            for beside in ("-wal", "-shm"):
                self.file.with_name(_FILE + beside).unlink(missing_ok=True)
            os.replace(fresh, self.file)
        finally:
            for left in ("", "-wal", "-shm"):
                fresh.with_name(fresh.name + left).unlink(missing_ok=True)

    def check(self) -> int:
        """Open every key of the store; how many persons have one.

        Raises:
            WrongMasterKey: the master key does not open it.
            NotOurs: a wrapped key was changed.
            RecordError: the file is damaged.
        """
        count = 0
        with self._reading() as (file, wrapping):
            if file.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise RecordError(self._damaged)
            for id_, wrapped in file.execute("SELECT id, wrapped FROM subject"):
                wrapping.open(wrapped, b"subject" + id_)
                count += 1
            for id_, wrapped in file.execute("SELECT id, wrapped FROM older"):
                wrapping.open(wrapped, b"subject" + id_)
        return count

    def rotate(self, new: bytes) -> int:
        """Wrap every key anew under another master key, in one step; how many persons have one.

        Where the master key is a file, it is replaced too. Cut off at any moment, the store opens with the file that is there, or with
        the one beside it, which is then put in its place. Backups wrapped by the old key are removed: make a new one.
        """
        aside = self.source.file.with_name(self.source.file.name + ".next")
        if not self.source.command:
            aside.unlink(missing_ok=True)
            write_key(aside, new)
        rewrapped = Cipher(new)
        with self._writing() as (file, wrapping):
            everyone = file.execute("SELECT id, wrapped FROM subject").fetchall()
            file.executemany(
                "UPDATE subject SET wrapped = ? WHERE id = ?",
                ((rewrapped.seal(wrapping.open(w, b"subject" + id_), b"subject" + id_), id_) for id_, w in everyone),
            )
            older = file.execute("SELECT id, round, wrapped FROM older").fetchall()
            file.executemany(
                "UPDATE older SET wrapped = ? WHERE id = ? AND round = ?",
                ((rewrapped.seal(wrapping.open(w, b"subject" + id_), b"subject" + id_), id_, n) for id_, n, w in older),
            )
            for name, wrapped in file.execute("SELECT name, wrapped FROM purpose").fetchall():
                bound = b"purpose" + name.encode()
                fresh = rewrapped.seal(wrapping.open(wrapped, bound), bound)
                file.execute("UPDATE purpose SET wrapped = ? WHERE name = ?", (fresh, name))
            proof = rewrapped.seal(b"master", b"proof")
            file.execute("UPDATE master SET proof = ?", (proof,))
        self._wrapping = (proof, rewrapped)
        if not self.source.command:
            os.replace(aside, self.source.file)
        self._forget_old_pages()
        for old in self.backups.glob("keys-*.sqlite3"):
            old.unlink()
        return len(everyone)

    def close(self) -> None:
        """Close this thread's connection."""
        mine = getattr(self._mine, "open", None)
        if mine is not None:
            mine[1].close()
            self._mine.open = None

    # -- the file ------------------------------------------------------------------------------------------------------

    def _open(self) -> tuple[sqlite3.Connection, Cipher]:
        """This thread's connection, and the cipher that wraps.

        A file that was put in another's place (a restored backup) is noticed by its inode, a rotation by the proof that the store holds.
        """
        try:
            inode = self.file.stat().st_ino
        except FileNotFoundError:
            inode = 0
        mine = getattr(self._mine, "open", None)
        if mine is None or mine[0] != (os.getpid(), inode):
            file = self._connect()
            mine = self._mine.open = ((os.getpid(), self.file.stat().st_ino), file)
        file = mine[1]
        return file, self._unlocked(file)

    def _connect(self) -> sqlite3.Connection:
        made = not self.file.exists()
        if made:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # SQLite gives the files it keeps beside this one the same permissions.
            os.close(os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600))
        # Fork and threads: a connection is used by the thread and process that opened it, never by another.
        file = sqlite3.connect(self.file, timeout=20, isolation_level=None, check_same_thread=False)
        try:
            file.execute("PRAGMA journal_mode=WAL")
            file.execute("PRAGMA synchronous=FULL")
            file.execute("PRAGMA secure_delete=ON")
            # The table that came last: a store of an earlier version gets what it lacks.
            if made or not file.execute("SELECT 1 FROM sqlite_master WHERE name = 'older'").fetchone():
                file.executescript(_TABLES)
        except sqlite3.DatabaseError as error:
            file.close()
            raise RecordError(f"{self._damaged} ({error})") from None
        return file

    @property
    def _damaged(self) -> str:
        return f"The key store {self.file} cannot be used. Put back its newest backup: hamroh keys restore FILE."

    def _unlocked(self, file: sqlite3.Connection) -> Cipher:
        row = file.execute("SELECT proof FROM master").fetchone()
        if row is not None and self._wrapping is not None and self._wrapping[0] == row[0]:
            return self._wrapping[1]
        if row is None:
            self.source.make_if_missing()
            wrapping = Cipher(self.source.read())
            file.execute("INSERT OR IGNORE INTO master VALUES (1, ?)", (wrapping.seal(b"master", b"proof"),))
            row = file.execute("SELECT proof FROM master").fetchone()
        else:
            wrapping = Cipher(self.source.read())
        if not _opens(wrapping, row[0]):
            wrapping = self._left_by_rotation(row[0]) or wrapping
        if not _opens(wrapping, row[0]):
            raise WrongMasterKey(
                f"The master key from {self.source} does not open the key store {self.file}. Nothing was changed. "
                "Give the key that was in use when the store was last written: HAMROH_MASTER_KEY_FILE or HAMROH_MASTER_KEY_COMMAND."
            )
        self._wrapping = (row[0], wrapping)
        return wrapping

    def _left_by_rotation(self, proof: bytes) -> Cipher | None:
        """The new master key of a rotation that was cut off after the store was written and before the file was put in its place."""
        aside = self.source.file.with_name(self.source.file.name + ".next")
        if self.source.command or not aside.exists():
            return None
        wrapping = Cipher(parse_key(aside.read_bytes(), str(aside)))
        if not _opens(wrapping, proof):
            return None
        os.replace(aside, self.source.file)
        return wrapping

    @contextmanager
    def _reading(self) -> Iterator[tuple[sqlite3.Connection, Cipher]]:
        # One snapshot: what is read was wrapped by the master key whose proof was read, even while another process rotates it.
        file, _ = self._open()
        file.execute("BEGIN")
        try:
            yield file, self._unlocked(file)
        except sqlite3.DatabaseError as error:
            raise RecordError(f"{self._damaged} ({error})") from None
        finally:
            if file.in_transaction:
                file.execute("COMMIT")

    @contextmanager
    def _writing(self) -> Iterator[tuple[sqlite3.Connection, Cipher]]:
        file, _ = self._open()
        file.execute("BEGIN IMMEDIATE")
        try:
            # Asked again inside: the store may have been rotated while we waited for our turn.
            yield file, self._unlocked(file)
            file.execute("COMMIT")
        except BaseException:
            if file.in_transaction:
                file.execute("ROLLBACK")
            raise

    def _forget_old_pages(self) -> None:
        # The write-ahead log still holds the page as it was; once everything is in the main file it is cut to nothing.
        file, _ = self._open()
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _is_key_store(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(file)) as open_:
            return open_.execute("SELECT count(*) FROM master").fetchone() == (1,)
    except sqlite3.DatabaseError:
        return False


def _opens(wrapping: Cipher, proof: bytes) -> bool:
    try:
        wrapping.open(proof, b"proof")
    except NotOurs:
        return False
    return True


_stores: dict[tuple[str, ...], KeyStore] = {}


def store() -> KeyStore:
    """The key store of this site, as its settings say."""
    from django.conf import settings

    told = str(settings.KEYS_FOLDER), str(settings.MASTER_KEY_FILE), settings.MASTER_KEY_COMMAND
    found = _stores.get(told)
    if found is None:
        folder, file, command = told
        # Two threads that come first at the same moment end with the same one.
        found = _stores.setdefault(told, KeyStore(Path(folder), MasterKeySource(Path(file), command)))
    return found
