"""What the parts of the benchmark share: rows, and processes of their own."""

from __future__ import annotations

import subprocess
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

BUILD = Path("build")
OPPONENT = BUILD / "openfisca-env"
OPENFISCA = "OpenFisca-Core==46.0.1"

Row = dict[str, Any]


def row(
    name: str,
    value: float | None,
    unit: str,
    *,
    opponent: str = "",
    theirs: float | None = None,
    ratio: float | None = None,
    goal: str = "",
    met: bool | None = None,
    provisions: Sequence[str] = (),
    why: str = "",
    bound: Sequence[str] = (),
) -> Row:
    """A line of the benchmark; `provisions` are named where it is not about all that can be compared.

    `why`: what the same run measured of the reasons, told where the goal is missed. `bound`: which lines of C by hand say what is
    possible (`limit`, `page`).
    """
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "opponent": opponent,
        "opponent_value": theirs,
        "ratio": ratio,
        "goal": goal,
        "met": met,
        "provisions": list(provisions),
        "why": why,
        "bound": list(bound),
    }


def opponent_python() -> Path:
    """OpenFisca (AGPL) lives in an environment of its own and is never imported by the product."""
    python = OPPONENT / "bin" / "python"
    if not python.exists():
        print(f"Making the opponent's environment ({OPENFISCA}) ...", flush=True)
        venv.create(OPPONENT, with_pip=True)
        locked = ["--require-hashes", "-r", "requirements/opponent.txt"]
        subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", "--quiet", "--disable-pip-version-check", *locked],
            check=True,
        )
    return python


def side(python: Path, model: Path, *more: str) -> str:
    """What the opponent prints about a model."""
    return run([str(python), "bench/openfisca_side.py", str(model), *more])


def run(command: list[str]) -> str:
    """What a command prints; ends the benchmark when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[1]} failed:\n{done.stderr[-2000:]}")
    return done.stdout
