"""What is unsafe in a site's settings and state. It looks and changes nothing; what it says names settings and files, nobody's data."""

from __future__ import annotations

import datetime as dt
import shlex
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from hamroh.record import keys, seals
from hamroh.record.backups import BackupMade
from hamroh.record.errors import RecordError
from hamroh.record.models import Entry, JobRun, Seal
from hamroh.record.working import at_work

HERE_ONLY = {"localhost", "127.0.0.1", "[::1]"}
SEAL_AFTER = dt.timedelta(hours=26)
BACKUP_AFTER = dt.timedelta(days=8)
JOB_AFTER = dt.timedelta(hours=2)
CLOCK = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    """One thing, with what mends it. `unsafe`: people could be harmed by it; otherwise somebody should look."""

    words: str
    unsafe: bool


def look(at: dt.datetime) -> list[Finding]:
    """What is unsafe at this moment, the worst first.

    On a site that is reached from this machine only, what endangers only others is something to look at.
    """
    public = not set(settings.ALLOWED_HOSTS) <= HERE_ONLY
    found = [
        Finding(words, unsafe=always or public)
        for part in (_settings, _programs, _files, _places, _keys, _database)
        for words, always in part()
    ]
    if not settings.CLAMD:
        # They are made anew, so little can hide in them: worth a look, on any site.
        words = (
            "No virus scanner looks at the files that people send. Install ClamAV and name its socket: HAMROH_CLAMD."
        )
        found.append(Finding(words, unsafe=False))
    if public and not settings.RECORD_COMMAND:
        words = "What is noted stays on this machine and in its seals. Let a system of logs elsewhere hear of it: HAMROH_RECORD_COMMAND."
        found.append(Finding(words, unsafe=False))
    try:
        with at_work("hamroh check"):
            found += [Finding(words, unsafe=always or public) for words, always in _record(at)]
    except DatabaseError:
        found.append(
            Finding("The record cannot be read: the database is not prepared. hamroh serve --prepare-only", unsafe=True)
        )
    return sorted(found, key=lambda one: not one.unsafe)


Told = Iterator[tuple[str, bool]]
"""Words, and whether it is unsafe even on a site that only this machine reaches."""


def _settings() -> Told:
    if settings.DEBUG:
        yield "DEBUG is on: an error's page shows what people typed. Leave it off.", True
    if "*" in settings.ALLOWED_HOSTS:
        yield "HAMROH_HOSTS allows every name. Give the site's own names.", True
    if len(settings.SECRET_KEY) < 32:
        yield "The secret key is shorter than 32 characters. Leave HAMROH_SECRET_KEY out and one is made.", True
    cookies = ["SESSION_COOKIE_SECURE", *([] if settings.CSRF_USE_SESSIONS else ["CSRF_COOKIE_SECURE"])]
    for name in cookies:
        if not getattr(settings, name):
            yield f"{name} is off: a cookie of the desk may travel without TLS.", False


def _programs() -> Told:
    """What the site runs is there, and can be changed by nobody but who installed it: it is given keys, numbers, messages."""
    for name in ("MASTER_KEY_COMMAND", "ALARM_COMMAND", "RECORD_COMMAND", "SMS_COMMAND"):
        words = shlex.split(getattr(settings, name))
        if not words:
            continue
        found = shutil.which(words[0])
        if found is None:
            yield f"HAMROH_{name} names {words[0]}, and no such program can be run here.", True
        elif Path(found).stat().st_mode & 0o022:
            yield f"Others than its owner may change {found}, which HAMROH_{name} runs. chmod go-w {found}", True


def _files() -> Told:
    """Only their owner may read them."""
    store = keys.store()
    wanted = [Path(settings.VAR) / "secret_key", store.folder, store.file, Path(settings.EXPORTS_FOLDER)]
    if not store.source.command:
        wanted.append(store.source.file)
    if connection.vendor == "sqlite":
        wanted.append(Path(connection.settings_dict["NAME"]))
    for file in wanted:
        if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            right = "700" if file.is_dir() else "600"
            yield f"Others than its owner may use {file}. chmod {right} {file}", False


def _places() -> Told:
    """The database, the key store, the master key and the seals: who gets one must not get the next with it."""
    store, var = keys.store(), Path(settings.VAR)
    database = Path(connection.settings_dict["NAME"]).parent if connection.vendor == "sqlite" else None
    if not store.source.command:
        for other, what in ((store.folder, "key store"), (database, "database")):
            if other and _within(store.source.file, other):
                yield (
                    f"The master key {store.source.file} lies beside the {what}: whoever copies one has both. Name another place, "
                    "or a command that gives it: HAMROH_MASTER_KEY_FILE, HAMROH_MASTER_KEY_COMMAND.",
                    False,
                )
    if database and _within(store.folder, database):
        yield (
            f"The key store {store.folder} lies with the database. Name a folder that its backups do not reach: HAMROH_KEYS.",
            False,
        )
    if _within(Path(settings.SEALS_FOLDER), var):
        yield (
            f"The seals {settings.SEALS_FOLDER} are kept on this site only. Name a folder of another machine: HAMROH_SEALS.",
            False,
        )


def _within(inner: Path, outer: Path) -> bool:
    return inner.resolve().is_relative_to(outer.resolve())


def _keys() -> Told:
    store = keys.store()
    try:
        seals.check_key_store()
        if store.file.exists():  # else it is made with the first person
            store.check()
    except RecordError as error:
        yield str(error), True
    except DatabaseError:
        return  # told by `_database`


def _database() -> Told:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield "The database is older than this program. hamroh serve --prepare-only", True
    except DatabaseError:
        yield "The database does not answer. See HAMROH_DATABASE_URL.", True
        return
    if connection.vendor != "postgresql":
        return
    host = str(connection.settings_dict["HOST"])
    here = not host or host.startswith("/") or host in HERE_ONLY or host == "::1"
    if not here and connection.settings_dict["OPTIONS"].get("sslmode") != "verify-full":
        yield (
            f"The database {host} is elsewhere, and nothing makes sure that the line is encrypted and leads to it. Add to "
            "HAMROH_DATABASE_URL: ?sslmode=verify-full&sslrootcert=FILE.",
            True,
        )
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        if int(cursor.fetchone()[0]) < 150000:
            yield "PostgreSQL is older than 15.", True
        # The role that works for a page: the one stepped down to, or the one signed in as.
        role = settings.WEB_ROLE or connection.settings_dict["USER"]
        cursor.execute(
            "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = %s OR (%s = '' AND rolname = current_user)",
            [role, role],
        )
        known = cursor.fetchall()
        if not known:
            yield f"There is no database role {role}, so no page of the desk can be shown. See HAMROH_WEB_ROLE.", True
        for superuser, bypasses in known:
            if superuser or bypasses:
                yield (
                    f"The database role {role or 'in use'} passes by the second lock on the files of persons: it is a superuser or has "
                    "BYPASSRLS. Name a role without either: HAMROH_WEB_ROLE.",
                    False,
                )
        cursor.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = coalesce(nullif(%s, ''), current_user)",
            [role],
        )
        if cursor.fetchone()[0]:
            yield (
                f"The database role {role or 'in use'} owns tables, so it may take the second lock off. Name another: HAMROH_WEB_ROLE.",
                False,
            )


def _record(at: dt.datetime) -> Told:
    newest = Entry.objects.order_by("-at").values_list("at", flat=True).first()
    seal = Seal.objects.order_by("-number").first()
    latest = max((moment for moment in (newest, seal and seal.made_at) if moment), default=None)
    if latest and latest > at + CLOCK:
        yield (
            f"This machine's clock says {at:%Y-%m-%d %H:%M} UTC; the record knows of {latest:%Y-%m-%d %H:%M}. Set the clock.",
            True,
        )
    if (seal and seal.made_at < at - SEAL_AFTER) or (not seal and newest and newest < at - SEAL_AFTER):
        yield (
            f"The record was last sealed {f'{seal.made_at:%Y-%m-%d %H:%M} UTC' if seal else 'never'}. hamroh record seal",
            False,
        )
    backup = Entry.objects.filter(kind=BackupMade.kind).order_by("-at").values_list("at", flat=True).first()
    if not backup or backup < at - BACKUP_AFTER:
        yield f"The last backup was made {f'{backup:%Y-%m-%d}' if backup else 'never'}. hamroh backup --help", False
    runs = list(JobRun.objects.order_by("name"))
    if not runs or all(run.next_at < at - JOB_AFTER for run in runs):
        yield "Nothing calls `hamroh jobs due`: let a timer do so every few minutes, or serve without --no-jobs.", False
    for run in runs:
        if run.failed:
            yield f"The job {run.name} failed: {run.outcome}", False
