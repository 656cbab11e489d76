"""The front desk of the `hamroh` command."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hamroh import cli


def test_an_unknown_command_shows_help_and_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["fly"]) == 2
    said = capsys.readouterr().err
    assert "no command 'fly'" in said
    for name in cli.COMMANDS:
        assert name in said


def test_no_command_shows_help_and_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    assert "usage: hamroh COMMAND" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["--help", "-h", "help"])
def test_asking_for_help_is_no_error(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([word]) == 0
    assert "usage: hamroh COMMAND" in capsys.readouterr().out


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("hamroh ")


def test_the_front_desk_imports_no_room_and_no_argument_parser() -> None:
    look = "import sys, hamroh.cli; print(sorted(m for m in sys.modules if m.startswith('hamroh.') or m == 'argparse'))"
    told = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "['hamroh.cli']"
