"""docs/benchmarks.md: what was measured, and of every goal that was missed by how much and why.

A reason is measured in the same run as the figure it explains. Where none was, the page says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bench.rows import Row

BY_HAND = "benchmarks-by-hand.md"
"""Beside the page: what people measured apart. Nothing writes into it."""

_TIMES = ("s", "ms", "a second", "s CPU", "ms CPU", "us CPU")


def page(found: dict[str, Any], all_parts: Sequence[str]) -> str:
    """The page about what `build/bench.json` holds; parts without figures are named."""
    machine, parts = found["machine"], found["parts"]
    rows = [r for part in parts.values() for r in part["rows"]]
    lines = [
        "# What was measured",
        "",
        f"Written by `{found['command']}`: Python {machine['python']}, {machine['machine']}, {machine['cores']} cores, "
        f"{', '.join(f'{k} {v}' for k, v in machine['versions'].items())}. Processor seconds unless a line says otherwise. A ratio "
        "is the opponent's figure divided by ours, both of this run. What is measured by the clock is of a machine as busy as its "
        f"part says. What people measured apart stands in [{BY_HAND}]({BY_HAND}).",
    ]
    for name, part in parts.items():
        lines += ["", f"## {name.replace('_', ' ').capitalize()}", "", _about(part), ""]
        if part["failed"]:
            lines += [f"**Not measured to the end:** {part['failed']}", ""]
        if part["rows"]:
            lines += ["| what | ours | opponent | theirs | ratio | goal |", "|---|---|---|---|---|---|"]
            lines += [_line(r) for r in part["rows"]]
    missing = [name.replace("_", " ") for name in all_parts if name not in parts]
    if missing:
        lines += [
            "",
            "## Without figures here",
            "",
            f"Not measured in this run: {', '.join(missing)}. See [{BY_HAND}]({BY_HAND}).",
        ]
    missed = [(r, part) for part in parts.values() for r in part["rows"] if r["met"] is False]
    lines += ["", "## Goals missed", ""]
    lines += [
        f"- {r['name']}: {by_how_much(r)}, where {r['goal']} was aimed at. {why(r, rows, part)}" for r, part in missed
    ]
    if not missed:
        lines.append("None.")
    lines += ["", _HOW_TO_READ, "", "## Which provisions", ""]
    lines += ["Named where a line is about fewer than forty; `build/bench.json` names them all.", ""]
    named = {tuple(r["provisions"]): r["name"] for r in reversed(rows) if 0 < len(r["provisions"]) < 40}
    lines += [f"- {name}: {', '.join(ids)}." for ids, name in reversed(named.items())]
    return "\n".join(lines) + "\n"


def _about(part: dict[str, Any]) -> str:
    before, after = part["load"]
    return f"Measured on {part['measured']} in {part['seconds']:.0f} s by the clock, at a load of {before:.0f} to {after:.0f}."


def _line(r: Row) -> str:
    theirs = f"{r['opponent_value']:.4g}" if r["opponent_value"] is not None else ""
    ratio = f"{r['ratio']:.2g}x" if r["ratio"] else ""
    goal = r["goal"] + {True: ", met", False: ", **missed**", None: ""}[r["met"]]
    return f"| {r['name']} | {r['value']:.4g} {r['unit']} | {r['opponent']} | {theirs} | {ratio} | {goal} |"


def by_how_much(r: Row) -> str:
    """What was reached, in the words of the goal."""
    return f"{r['ratio']:.2g}x" if r["ratio"] else f"{r['value']:.4g} {r['unit']}".rstrip()


def why(r: Row, rows: list[Row], part: dict[str, Any]) -> str:
    """Why a goal was missed, as far as this run has measured it."""
    said = [r["why"], _bound(r, rows)]
    if not any(said) and r["unit"] in _TIMES and max(part["load"]) > part["cores"]:
        said.append(
            f"Other work had the machine too, a load of {max(part['load']):.0f} on {part['cores']} cores: then processor time "
            "grows as well. What it takes on a quiet one was not measured."
        )
    return " ".join(filter(None, said)) or "Why was not measured."


def _bound(r: Row, rows: list[Row]) -> str:
    """What can be done at most: C written by hand against the same opponent."""
    said = []
    for bound in rows:
        if bound["name"].split(": ")[0] in r["bound"] and bound["ratio"]:
            short = bound["ratio"] < float(r["goal"].strip(">= x"))
            said.append(
                f"{bound['name'].split(': ')[0]} ({len(bound['provisions'])} of them), is itself {bound['ratio']:.2g}x as fast as "
                f"OpenFisca, so that {'the goal is out of reach there' if short else 'the goal could be reached there'}."
            )
    return " ".join(said)


_HOW_TO_READ = """## How to read this

- OpenFisca works in two values (true and false, nought for what is not known), so that it is asked about complete people
  alone; Hamroh carries *unknown* and *disputed* through every step. Where a line says that histories are given as ready facts,
  they and dated series cost it nothing, while Hamroh works them out from tables of events. Where a line says that both work
  them out, OpenFisca has each event as a person and each migrant as a group, with the group's own sums, minima and maxima and
  every history function a variable that it keeps (`bench/openfisca_side.py`). Its time grows with every further event; the
  kernel's grows far less. Left out there: histories as of the last exit, interest day by day, and what rests on them.
- The practical limit is `bench/limit.c`: the law in force on one day, written by hand for that day, each person's stays laid
  out once and only what a person needs worked out. It is held against the closures before anything is timed. The kernel is
  good for every day and works function by function over blocks of people; written for one day alone it is hardly faster.
- Agreement is counted in findings: outcome, branch, fields and steps of every provision for each person. Spark plans some five
  hundred jobs for each day it is asked about, so that its people are asked about two days, all others about five. `law.js` is
  compared beside them on the same cores: their seconds are those of a busy machine, and only those of one run go together.
- DuckDB plans some hundred statements for each block of 100,000 people, which takes about as long as a second's work; blocks
  that are larger are faster and need more memory. Ten million people by DuckDB (aimed at: 4x) are not run: they would take ten
  times as long as the line for a million and give its ratio.
- The opponent is in an environment of its own (`requirements/opponent.txt`); nothing of it is part of the product."""
