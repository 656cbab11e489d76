"""The page of measurements says of every missed goal by how much and why, and leaves out no part in silence."""

from __future__ import annotations

from typing import Any

from bench.page import page
from bench.rows import Row, row
from bench.tables import PLAIN, by_hand


def _found(load: float, *rows: Row, failed: str = "") -> dict[str, Any]:
    part = {"measured": "2026-11-30", "seconds": 3.0, "load": [load, 1.0], "cores": 2, "rows": rows, "failed": failed}
    machine = {"python": "3.11", "machine": "x86_64", "cores": 2, "versions": {"duckdb": "2"}}
    return {"machine": machine, "command": "make bench", "parts": {"limit": part}}


def _missed(load: float, **more: Any) -> str:
    """What is said of a kernel that is 1.4x as fast as an opponent where 10x was aimed at."""
    ours = row("kernel", 1.0, "s", ratio=1.4, goal=">= 10x", met=False, **more)
    c = row(f"{by_hand(PLAIN)}: 1,000 people", 0.5, "s CPU", ratio=1.8, provisions=["a", "b"])
    text = page(_found(load, ours, c), ["limit"])
    return next(line for line in text.splitlines() if line.startswith("- kernel: 1.4x, where >= 10x was aimed at."))


def test_a_missed_goal_is_told_with_what_c_by_hand_reaches_in_the_same_run() -> None:
    told = _missed(1.0, bound=[by_hand(PLAIN)])
    assert "(2 of them), is itself 1.8x as fast as OpenFisca, so that the goal is out of reach there" in told


def test_a_reason_that_was_measured_stands_beside_the_figure() -> None:
    assert _missed(9.0, why="Half of it is reading.").endswith("Half of it is reading.")


def test_a_busy_machine_is_a_reason_for_what_the_clock_says_and_nothing_else_is_made_up() -> None:
    assert "a load of 9 on 2 cores" in _missed(9.0)
    assert _missed(1.0).endswith("Why was not measured.")


def test_a_part_without_figures_or_not_to_its_end_is_named() -> None:
    text = page(_found(1.0, failed="no server"), ["limit", "the_desk"])
    assert "Not measured in this run: the desk." in text
    assert "**Not measured to the end:** no server" in text
