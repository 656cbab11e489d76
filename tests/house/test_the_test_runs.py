"""What the tests themselves rest on: honest skips, no network, a PostgreSQL of their own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import postgres_cluster
from tests.house.tree import ROOT

SKIPPING = """
import pytest

def test_a_part_is_missing():
    pytest.skip("Chromium is not installed. On Debian: sudo apt-get install chromium")
"""
SKIPPING_AS_A_WHOLE = "import pytest\n\npytest.importorskip('no_such_part_anywhere')\n"


def _run(folder: Path, text: str, **more: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(ROOT / "conftest.py", folder)
    (folder / "test_inner.py").write_text(text)
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "HAMROH_NO_SKIP"))}
    words = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "-p", "no:django", "test_inner.py"]
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(words, cwd=folder, env=environment | more, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("text", [SKIPPING, SKIPPING_AS_A_WHOLE])
def test_a_skip_is_shown_with_its_reason(tmp_path: Path, text: str) -> None:
    done = _run(tmp_path, text)
    assert done.returncode in (0, 5)
    assert "apt-get install chromium" in done.stdout or "no_such_part_anywhere" in done.stdout


@pytest.mark.parametrize("text", [SKIPPING, SKIPPING_AS_A_WHOLE])
def test_in_ci_a_skip_is_a_failure(tmp_path: Path, text: str) -> None:
    done = _run(tmp_path, text, HAMROH_NO_SKIP="1")
    assert done.returncode not in (0, 5)
    assert "HAMROH_NO_SKIP=1 allows no skip" in done.stdout


def test_a_test_reaches_no_network() -> None:
    with socket.socket() as line, pytest.raises(AssertionError, match="Tests use no network"):
        line.connect(("192.0.2.1", 80))


def test_a_missing_postgresql_is_told_with_its_mend(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(Path, "glob", lambda *_: iter(()))
    with pytest.raises(postgres_cluster.NoPostgres, match="apt-get install postgresql"):
        postgres_cluster.programs()


def test_the_private_postgresql_answers_and_has_no_port(postgres_url: str) -> None:
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("show server_encoding").fetchone() == ("UTF8",)
        if not os.environ.get("HAMROH_DATABASE_URL"):
            assert connection.execute("show listen_addresses").fetchone() == ("",)


GOOD_PAGE = """<!doctype html><html lang="tg"><head><title>Ҳамроҳ</title></head>
<body><main><h1>Дар кадом рӯз?</h1><p>То ҷумъа, 15 март.</p></main></body></html>"""


def test_the_browser_finds_no_fault_in_a_good_page(page: Any, axe_violations: Any) -> None:
    page.set_content(GOOD_PAGE)
    assert axe_violations(page) == []


def test_the_browser_finds_the_faults_of_a_bad_page(page: Any, axe_violations: Any) -> None:
    page.set_content(
        GOOD_PAGE.replace("<p>", '<p style="color:#eee;background:#fff"><input>').replace(' lang="tg"', "")
    )
    found = " ".join(axe_violations(page))
    assert "color-contrast" in found
    assert "html-has-lang" in found
    assert "label" in found


def test_the_browser_has_every_tajik_letter(page: Any) -> None:
    # A missing letter is drawn as the same box for all: then two different letters would look alike.
    page.set_content('<p id="x" style="font:40px sans-serif;display:inline-block">ғ</p>')
    pictures = set()
    for letter in "ғӣқӯҳҷҒӢҚӮҲҶ":
        page.evaluate("letter => document.getElementById('x').textContent = letter", letter)
        pictures.add(page.locator("#x").screenshot())
    assert len(pictures) == 12
