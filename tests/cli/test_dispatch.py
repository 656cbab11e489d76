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


def test_a_base_install_is_told_how_to_add_the_site(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: str) -> object:
        raise ModuleNotFoundError("No module named 'django'", name="django")

    monkeypatch.setattr(cli, "import_module", refuse)
    assert cli.main(["serve"]) == 1
    assert "hamroh[site]" in capsys.readouterr().err


def test_a_mistake_of_our_own_is_not_taken_for_a_missing_part(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> object:
        raise ModuleNotFoundError("No module named 'hamroh.cli.nowhere'", name="hamroh.cli.nowhere")

    monkeypatch.setattr(cli, "import_module", refuse)
    with pytest.raises(ModuleNotFoundError):
        cli.main(["ask"])


def test_a_reader_who_has_seen_enough_is_no_error() -> None:
    script = "import sys; from hamroh import cli; cli.COMMANDS['many'] = ('many', ''); sys.exit(cli.main(['many']))"
    module = "def run(words):\n    for n in range(100000): print(n)\n    return 0\n"
    line = f"import types, sys; m = types.ModuleType('many'); exec({module!r}, m.__dict__); sys.modules['many'] = m; {script}"
    done = subprocess.run(
        ["bash", "-c", '"$0" -c "$1" | head -1; exit ${PIPESTATUS[0]}', sys.executable, line],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "0\n", "")
