"""The commands of the README are wired, and a missing system part is named with its mend."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import ROOT

TARGETS = ["env", "run", "test", "check", "bench", "lock"]


def _make(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    return subprocess.run(
        ["make", *words], cwd=ROOT, env={**environment, **more}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_can_be_made(target: str) -> None:
    assert _make("-n", target).returncode == 0


def test_run_serves_the_site_and_test_runs_every_test() -> None:
    assert "hamroh serve --port 8000" in _make("-n", "run").stdout
    assert "tests/run_all.py" in _make("-n", "test").stdout


def test_check_is_ruff_mypy_imports_and_law() -> None:
    told = _make("-n", "check").stdout
    for word in ("ruff check", "ruff format --check", "mypy", "lint-imports", "hamroh law check"):
        assert word in told


def test_quick_bench_says_so() -> None:
    assert "--quick" in _make("-n", "bench", "QUICK=1").stdout
    assert "--quick" not in _make("-n", "bench").stdout


def _python_that(tmp_path: Path, refuses: str) -> str:
    """A stand-in for Python that fails when `refuses` stands in its arguments."""
    program = tmp_path / "python-stand-in"
    program.write_text(f'#!/bin/sh\ncase "$*" in *{refuses}*) exit 1;; esac\nexit 0\n')
    program.chmod(0o755)
    return str(program)


def test_a_python_without_venv_is_told_which_command_adds_it(tmp_path: Path) -> None:
    done = _make("env", f"VENV={tmp_path / 'venv'}", f"PYTHON={_python_that(tmp_path, 'ensurepip')}")
    assert done.returncode != 0
    assert "apt-get install python3-venv" in done.stdout


def test_a_python_that_is_too_old_is_named(tmp_path: Path) -> None:
    done = _make("env", f"VENV={tmp_path / 'venv'}", f"PYTHON={_python_that(tmp_path, 'version_info')}")
    assert done.returncode != 0
    assert "3.11 or newer" in done.stdout


def test_pre_commit_runs_the_checks_of_make_check() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    for word in ("ruff format", "ruff check", "mypy", "lint-imports", "hamroh law check", "tests/house"):
        assert word in hooks


def test_every_make_command_in_the_documents_exists() -> None:
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    for page in pages:
        named = re.findall(r"(?:`|^\$ |^    )make ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(named) <= known, f"{page.name}: {set(named) - known}"
