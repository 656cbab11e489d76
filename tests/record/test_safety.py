"""`hamroh check` names what is unsafe; each fault differs from a good site in a single thing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from hamroh import record
from hamroh.config import places, safety
from hamroh.record import backups, keys, seals
from hamroh.record.models import JobRun
from tests.record.happenings import RoomPainted
from tests.sites import Site

NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def good(db: None, settings: Any, tmp_path: Path) -> None:
    """A public site on which all is well."""
    settings.VAR = tmp_path / "var"
    settings.VAR.mkdir()
    settings.ALLOWED_HOSTS = ["hamroh.example.org"]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    keys.store().make_many([])
    record.note(backups.BackupMade(seal=0), by=None, at=NOON - HOUR)
    seals.seal(NOON - HOUR)
    JobRun.objects.create(name="test.job", next_at=NOON)


def told(at: dt.datetime = NOON) -> list[str]:
    """What is unsafe; that the tests' own role owns their tables in PostgreSQL is left out."""
    found = [one.words for one in safety.look(at) if one.unsafe]
    return [words for words in found if not words.startswith("The database role")]


def test_nothing_is_said_of_a_site_on_which_all_is_well(good: None) -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DEBUG", True, "DEBUG is on"),
        ("ALLOWED_HOSTS", ["hamroh.example.org", "*"], "allows every name"),
        ("SECRET_KEY", "short", "shorter than 32"),
        ("SESSION_COOKIE_SECURE", False, "without TLS"),
        ("SMS_COMMAND", "/usr/local/bin/no-such-program --to", "no such program can be run"),
        ("WEB_ROLE", "nobody_of_this_name", "no database role nobody_of_this_name"),
    ],
)
def test_an_unsafe_setting_is_named(good: None, settings: Any, name: str, value: Any, words: str) -> None:
    setattr(settings, name, value)
    if name == "WEB_ROLE" and connection.vendor != "postgresql":
        return
    (found,) = told()
    assert words in found


def test_a_program_that_others_may_change_is_named(good: None, settings: Any, tmp_path: Path) -> None:
    program = tmp_path / "alarm"
    program.write_text("#!/bin/sh\n")
    settings.ALARM_COMMAND = f"{program} --loud"
    for mode, named in ((0o755, False), (0o775, True), (0o757, True)):
        program.chmod(mode)
        assert any("which HAMROH_ALARM_COMMAND runs" in words for words in told()) == named


def test_files_that_others_may_read_are_named_with_what_mends_it(good: None, settings: Any, tmp_path: Path) -> None:
    settings.EXPORTS_FOLDER = tmp_path / "exports"
    settings.EXPORTS_FOLDER.mkdir(mode=0o755)
    (words,) = told()
    assert words.endswith(f"chmod 700 {settings.EXPORTS_FOLDER}")
    settings.EXPORTS_FOLDER.rmdir()
    keys.store().source.file.chmod(0o644)
    (found,) = told()
    assert found.endswith(f"chmod 600 {keys.store().source.file}")


def test_a_master_key_inside_the_key_stores_folder_is_named(good: None, settings: Any, tmp_path: Path) -> None:
    settings.MASTER_KEY_FILE = tmp_path / "keys/master_key"
    (tmp_path / "master_key").rename(settings.MASTER_KEY_FILE)
    (found,) = told()
    assert "lies beside the key store" in found


def test_a_wrong_master_key_is_named(good: None, settings: Any, tmp_path: Path) -> None:
    keys.write_key(tmp_path / "other", b"o" * 32)
    settings.MASTER_KEY_FILE = tmp_path / "other"
    (found,) = told()
    assert "does not open the key store" in found


def test_seals_kept_on_the_site_only_are_named(good: None, settings: Any) -> None:
    settings.SEALS_FOLDER = settings.VAR / "seals"
    (found,) = told()
    assert "HAMROH_SEALS" in found


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (dt.timedelta(hours=28), ["last sealed", "jobs due"]),
        (dt.timedelta(days=9), ["last backup", "last sealed", "jobs due"]),
    ],
)
def test_what_was_not_done_lately_is_named(good: None, later: dt.timedelta, words: list[str]) -> None:
    found = " ".join(told(NOON + later))
    assert all(word in found for word in words)


def test_a_clock_set_back_is_named(good: None) -> None:
    assert any("Set the clock" in words for words in told(NOON - 2 * HOUR))
    record.note(RoomPainted(colour="red"), by=None, at=NOON + HOUR)
    assert any("Set the clock" in words for words in told())


def test_a_failed_job_is_named(good: None) -> None:
    JobRun.objects.filter(name="test.job").update(failed=True, outcome="no disk")
    assert told() == ["The job test.job failed: no disk"]


def test_a_database_role_that_passes_by_the_second_lock_is_named(good: None) -> None:
    if connection.vendor != "postgresql":
        return
    found = " ".join(f.words for f in safety.look(NOON))
    assert "passes by the second lock" in found and "owns tables" in found


@pytest.mark.parametrize(
    ("host", "mode", "named"),
    [
        ("db.example.org", "", True),
        ("db.example.org", "require", True),
        ("db.example.org", "verify-full", False),
        ("/run/postgresql", "", False),
        ("127.0.0.1", "", False),
    ],
)
def test_a_database_elsewhere_without_a_line_that_can_be_trusted_is_named(
    good: None, monkeypatch: pytest.MonkeyPatch, host: str, mode: str, named: bool
) -> None:
    if connection.vendor != "postgresql":
        return
    given = places.database(f"postgresql://hamroh@/hamroh?host={host}&sslmode={mode}", Path())
    assert given["OPTIONS"]["sslmode"] == mode
    for name in ("HOST", "OPTIONS"):
        monkeypatch.setitem(connection.settings_dict, name, given[name])
    assert any("db.example.org is elsewhere" in words for words in told()) == named


def test_on_ones_own_machine_only_what_harms_there_is_unsafe(embedded_site: Site) -> None:
    (embedded_site.folder / "hamroh.sqlite3").chmod(0o644)
    done = embedded_site.hamroh("check")
    assert "look at: The last backup was made never" in done.stdout
    assert "look at: Others than its owner may use" in done.stdout
    assert done.returncode == 0
    public = embedded_site.hamroh("check", HAMROH_HOSTS="hamroh.example.org")
    assert "UNSAFE: Others than its owner may use" in public.stdout and public.returncode == 1
