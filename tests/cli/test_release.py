"""`hamroh law release`: from a changed folder to the law in use and back."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from hamroh import cli
from hamroh.rulebook.loading import LAW


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    folder = tmp_path / "law"
    shutil.copytree(LAW, folder)
    file = folder / "ru" / "registration.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("Tajik citizens: 15 days", "Tajik citizens: fifteen"), encoding="utf-8"
    )
    return folder


@pytest.mark.slow
def test_the_way_of_a_release(changed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str, ends_with: int = 0) -> str:
        assert cli.main(["law", "release", "--releases", str(tmp_path / "releases"), *words]) == ends_with
        captured = capsys.readouterr()
        return captured.out + captured.err

    told = run("propose", str(changed), "--by", "Zarina", "--note", "a plainer title")
    found = re.search(r"Release ([0-9a-f]{16}) \(rulebook [0-9a-f]{16}\) is kept\.", told)
    assert found
    id_ = found[1]
    assert "Zarina, not read by another: a plainer title\nIn use: the built-in law." in run("list")
    assert "Nobody but its author has read" in run("activate", id_, "--by", "Zarina", ends_with=2)
    assert "It is read by somebody else." in run("review", id_, "--by", "zarina", ends_with=2)
    preview = run("preview", id_, "--on", "2026-11-29")
    assert f"The law in use, and release {id_}, on 29 November 2026." in preview
    assert "Tajik citizens: fifteen (ru.registration.treaty_tj): changes" in preview
    assert f"Release {id_} was written by Zarina and read by Firuz." in run("review", id_[:8], "--by", "Firuz")
    assert "is in use." in run("activate", id_, "--by", "Zarina")
    assert f"* {id_}" in run("list")
    assert run("rollback", "--by", "Firuz") == "The built-in law is in use again.\n"
    assert "In use: the built-in law." in run("list")


def test_a_release_with_a_fault_is_not_kept(changed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = changed / "ru" / "registration.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("values: {days: 15}", "values: {dayz: 15}"), encoding="utf-8"
    )
    words = ["law", "release", "--releases", str(tmp_path / "releases"), "propose", str(changed)]
    assert cli.main([*words, "--by", "Zarina", "--note", "x"]) == 2
    assert "days" in capsys.readouterr().err
    assert not list((tmp_path / "releases").glob("[0-9a-f]*"))
