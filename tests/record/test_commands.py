"""The commands for whoever runs a site say what they did, and refuse in one line."""

from __future__ import annotations

import re
from pathlib import Path

from tests.sites import Site


def test_sealing_and_checking_from_the_command_line(embedded_site: Site) -> None:
    assert "The record is whole." in embedded_site.hamroh("record", "verify").stdout
    sealed = embedded_site.hamroh("record", "seal")
    digest = re.search(r"[0-9a-f]{64}", sealed.stdout)
    assert sealed.returncode == 0 and digest
    assert embedded_site.hamroh("record", "verify", "--seal", digest[0]).returncode == 0
    wrong = embedded_site.hamroh("record", "verify", "--seal", "0" * 64)
    assert wrong.returncode == 1 and "The record is NOT whole." in wrong.stdout


def test_a_wrong_master_key_is_refused_in_one_line(embedded_site: Site, tmp_path: Path) -> None:
    assert embedded_site.hamroh("keys", "check").returncode == 0
    (tmp_path / "wrong").write_text("0" * 64)
    refused = embedded_site.hamroh("keys", "check", HAMROH_MASTER_KEY_FILE=str(tmp_path / "wrong"))
    assert refused.returncode == 2 and refused.stdout == ""
    assert refused.stderr.count("\n") == 1 and "does not open the key store" in refused.stderr


def test_keys_are_backed_up_put_back_and_rotated(embedded_site: Site, tmp_path: Path) -> None:
    kept = tmp_path / "kept.sqlite3"
    assert embedded_site.hamroh("keys", "backup", str(kept)).returncode == 0
    assert embedded_site.hamroh("keys", "restore", str(kept)).returncode == 0
    before = (embedded_site.folder / "master_key").read_text()
    assert embedded_site.hamroh("keys", "rotate").returncode == 0
    assert (embedded_site.folder / "master_key").read_text() != before
    assert embedded_site.hamroh("keys", "check").returncode == 0
    # Wrapped by the old key, so of no use any more.
    assert "does not open" in embedded_site.hamroh("keys", "restore", str(kept)).stderr
    assert "There is no file" in embedded_site.hamroh("keys", "restore", str(tmp_path / "none")).stderr


def test_a_master_key_that_a_command_gives_is_rotated_to_another_command(embedded_site: Site, tmp_path: Path) -> None:
    (tmp_path / "old").write_text("1" * 64)
    (tmp_path / "new").write_text("2" * 64)
    old = {"HAMROH_MASTER_KEY_COMMAND": f"cat {tmp_path / 'old'}", "HAMROH_KEYS": str(tmp_path / "keys")}
    new = {**old, "HAMROH_MASTER_KEY_COMMAND": f"cat {tmp_path / 'new'}"}
    assert embedded_site.hamroh("keys", "check", **old).returncode == 0
    assert "say how to get it" in embedded_site.hamroh("keys", "rotate", **old).stderr
    assert embedded_site.hamroh("keys", "rotate", "--new", new["HAMROH_MASTER_KEY_COMMAND"], **old).returncode == 0
    assert embedded_site.hamroh("keys", "check", **new).returncode == 0
    assert embedded_site.hamroh("keys", "check", **old).returncode == 2


def test_a_site_does_not_start_without_its_key_store_or_with_another(embedded_site: Site, tmp_path: Path) -> None:
    assert embedded_site.hamroh("record", "seal").returncode == 0
    elsewhere = {"HAMROH_KEYS": str(tmp_path / "elsewhere")}
    words = "is not the key store of this database"
    missing = embedded_site.hamroh("serve", "--prepare-only", **elsewhere)
    assert missing.returncode == 1 and words in missing.stderr
    assert words in embedded_site.hamroh("check", **elsewhere).stdout
    assert not (tmp_path / "elsewhere/keys.sqlite3").exists()
    # One that somebody made in its place.
    assert embedded_site.hamroh("keys", "check", **elsewhere).returncode == 0
    another = embedded_site.hamroh("serve", "--prepare-only", **elsewhere)
    assert another.returncode == 1 and words in another.stderr
    assert embedded_site.hamroh("serve", "--prepare-only").returncode == 0


def test_how_long_each_class_of_data_is_kept_is_told(embedded_site: Site) -> None:
    assert "record.key_backups: 7 days, because" in embedded_site.hamroh("record", "kept").stdout


def test_a_site_that_is_not_prepared_is_told_how_to_prepare(tmp_path: Path) -> None:
    told = Site(tmp_path / "bare", "").hamroh("jobs", "due")
    assert told.returncode == 2 and "hamroh serve --prepare-only" in told.stderr and told.stderr.count("\n") == 1
