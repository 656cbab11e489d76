"""What others wrote and we keep is unchanged and named."""

from __future__ import annotations

import hashlib
import re

from tests.house.tree import ROOT


def test_every_vendored_file_has_the_hash_written_beside_it() -> None:
    table = (ROOT / "tests/vendor/README.md").read_text(encoding="utf-8")
    named = dict(re.findall(r"`([\w./-]+)` `([0-9a-f]{64})`", table))
    assert named, "tests/vendor/README.md names no file with its SHA-256"
    for name, expected in named.items():
        assert hashlib.sha256((ROOT / "tests/vendor" / name).read_bytes()).hexdigest() == expected, name


def test_no_vendored_script_is_unnamed() -> None:
    table = (ROOT / "tests/vendor/README.md").read_text(encoding="utf-8")
    for path in (ROOT / "tests/vendor").rglob("*.js"):
        assert path.relative_to(ROOT / "tests/vendor").as_posix() in table
