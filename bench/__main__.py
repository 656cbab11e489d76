"""`make bench`: measures, prints ratios against named opponents of the same run, and writes build/bench.json.

python -m bench [--quick] [--only one_person|whole_book|cold_start|many_people|limit|agreement]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench.agencies import agencies
from bench.agreement import agreement
from bench.desk import the_desk
from bench.help import directory_of_help
from bench.limit import limit
from bench.names import names_of_a_million
from bench.offers import offers
from bench.record import the_record
from bench.rows import BUILD, OPENFISCA, Row, opponent_python, row, run, side
from bench.tables import many_people
from bench.telling import telling
from tests.postgres_cluster import NoPostgres, programs


def per_call(work: Callable[[int], Any], seconds: float) -> float:
    """Median microseconds of processor time per call over batches."""
    work(0)
    batches, begun, i = [], time.perf_counter(), 0
    while time.perf_counter() - begun < seconds or len(batches) < 5:
        start = time.process_time()
        for _ in range(20):
            work(i)
            i += 1
        batches.append((time.process_time() - start) / 20 * 1e6)
    return statistics.median(batches)


def one_person(quick: bool) -> list[Row]:
    """The same provisions for one person, with reasons, in both engines."""
    from bench.model import ON, Export, Unsupported, draw_people, subset, two_valued
    from hamroh.rulebook import load

    rulebook = load()
    count = 2_000 if quick else 10_000
    people = draw_people(rulebook, count, seed=20261122)
    certain = two_valued(rulebook, people)
    export, goals = Export(rulebook, people), []
    for id_ in certain:
        try:
            export.add(id_)
            goals.append(id_)
        except Unsupported:
            continue
    model = export.model(goals)
    BUILD.mkdir(exist_ok=True)
    path = BUILD / "bench-model.json"
    path.write_text(json.dumps(model), encoding="utf-8")
    python = opponent_python()
    theirs = json.loads(side(python, path, "check"))
    differences = 0
    for id_ in goals:
        for name, values in export.ours(id_).items():
            differences += sum(a != b for a, b in zip(values, theirs["results"][name], strict=True))
    compared = sum(len(v) for id_ in goals for v in export.ours(id_).values())
    print(f"{len(goals)} provisions {count} complete people: {compared:,} comparisons, {differences} differences")
    if differences:
        raise SystemExit("The two engines differ: no ratio is printed.")
    if len(goals) < 100:
        print(f"Only {len(goals)} provisions are two-valued on this draw; 100 are wanted.")
    same = subset(rulebook, set(goals))
    same_people = people[:200]
    seconds = 1.5 if quick else 10.0
    ours = per_call(lambda i: _ask(same, same_people[i % 200], ON), seconds)
    ours_words = per_call(lambda i: _reasons(same, same_people[i % 200], ON), seconds)
    traced = json.loads(side(python, path, "one", str(seconds)))
    plain = json.loads(side(python, path, "plain", str(seconds)))
    memory = float(run([sys.executable, "-m", "bench.ours_alone", str(seconds)]))
    opponent = OPENFISCA.replace("==", " ")
    label = f"one person, {len(goals)} provisions, "
    return [
        row(
            label + "with the reason tree",
            ours,
            "us CPU",
            opponent=opponent + " with tracer and its log",
            theirs=traced["microseconds"],
            ratio=traced["microseconds"] / ours,
            goal=">= 100x",
            met=traced["microseconds"] / ours >= 100,
        ),
        row(
            label + "with every reason in words (Tajik)",
            ours_words,
            "us CPU",
            opponent=opponent + " with tracer and its log",
            theirs=traced["microseconds"],
            ratio=traced["microseconds"] / ours_words,
            goal="reported",
        ),
        row(
            label + "opponent without tracer",
            ours,
            "us CPU",
            opponent=opponent + " without tracer",
            theirs=plain["microseconds"],
            ratio=plain["microseconds"] / ours,
            goal="reported",
        ),
        row(
            "reason tree, per provision",
            ours / len(same.compiled.computed),
            "us CPU",
            goal="<= 2 us",
            met=ours / len(same.compiled.computed) <= 2,
        ),
        row(
            "peak memory of a process that answers one person after another",
            memory,
            "MB",
            opponent=opponent,
            theirs=traced["peak_mb"],
            ratio=traced["peak_mb"] / memory,
            goal="reported",
        ),
        row(
            f"differences over {compared} comparisons",
            differences,
            "",
            opponent=opponent,
            goal="0",
            met=differences == 0,
        ),
    ]


def _ask(rulebook: Any, person: Any, on: date) -> Any:
    """A question as if for the first time: what a person's histories kept of an earlier one is forgotten."""
    person.histories.forget()
    return rulebook.ask(person, on=on)


def _reasons(rulebook: Any, person: Any, on: date) -> Any:
    return _ask(rulebook, person, on).reasons_in("tg").of_all()


def whole_book(quick: bool) -> list[Row]:
    """The whole book for one person: the position, its reasons in words, the whole answer, the next question."""
    from bench.model import ON, draw_people
    from hamroh.rulebook import interview, load

    rulebook = load()
    people = draw_people(rulebook, 200, seed=7)
    seconds = 1.0 if quick else 6.0
    rules = len(rulebook.compiled.computed)
    position = per_call(lambda i: _ask(rulebook, people[i % 200], ON), seconds)
    again = per_call(lambda i: rulebook.ask(people[i % 200], on=ON), seconds)
    words = per_call(lambda i: _reasons(rulebook, people[i % 200], ON), seconds)
    answer = per_call(lambda i: _ask(rulebook, people[i % 200], ON).as_json("tg"), seconds)
    nobody = rulebook.facts_from({"citizenship": "TJ", "destination": "RU"})
    question = per_call(lambda i: interview.next_screen(rulebook, nobody, ON, frozenset()), seconds)
    histories = position - again
    per_rule = (words - histories) / rules
    return [
        row(
            f"full position, all {rules} provisions, traced",
            position,
            "us CPU",
            goal="<= 1000 us",
            met=position <= 1000,
        ),
        row("full position with every reason in words (Tajik)", words, "us CPU", goal="<= 1000 us", met=words <= 1000),
        row("of these, all history functions", histories, "us CPU", goal="<= 100 us", met=histories <= 100),
        row("every reason in words, per provision", per_rule, "us CPU", goal="<= 2 us", met=per_rule <= 2),
        row("whole answer as JSON, ready to print", answer, "us CPU", goal="reported"),
        row("next screen of questions", question, "us CPU", goal="<= 5000 us", met=question <= 5000),
    ]


def cold_start(quick: bool) -> list[Row]:
    """A cold `hamroh ask`, against starting Python alone."""
    facts = BUILD / "bench-facts.yaml"
    facts.write_text(
        "citizenship: TJ\ndestination: RU\npurpose: work\nstays: [{entry: 2019-03-01, still_here: true}]\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "hamroh.cli", "ask", "--facts", str(facts), "--on", "2019-03-10", "--json"]

    def once(what: list[str]) -> float:
        begun = time.perf_counter()
        subprocess.run(what, capture_output=True, check=True)
        return time.perf_counter() - begun

    once(command)
    runs = 5 if quick else 15
    ours = statistics.median(once(command) for _ in range(runs))
    bare = statistics.median(once([sys.executable, "-c", "pass"]) for _ in range(runs))
    return [
        row(
            "cold `hamroh ask --json`, rulebook cached",
            ours,
            "s",
            opponent="python -c pass",
            theirs=bare,
            ratio=bare / ours,
            goal="< 0.5 s",
            met=ours < 0.5,
        )
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--quick", action="store_true", help="end within a minute")
    parts = {
        part.__name__: part
        for part in (
            one_person,
            whole_book,
            cold_start,
            many_people,
            limit,
            agreement,
            the_record,
            agencies,
            offers,
            directory_of_help,
            telling,
            names_of_a_million,
            the_desk,
        )
    }
    parser.add_argument("--only", choices=parts, help="one part; nothing is written")
    options = parser.parse_args()
    quick = options.quick
    BUILD.mkdir(exist_ok=True)
    rows: list[Row] = []
    failed: dict[str, str] = {}

    def measured(part: Callable[[bool], Iterable[Row]]) -> Iterator[Row]:
        # What one part cannot do takes nothing from what the others measured; the run as a whole has failed.
        try:
            yield from part(quick)
        except (Exception, SystemExit) as error:
            traceback.print_exc()
            failed[part.__name__] = (str(error) or type(error).__name__).strip().splitlines()[-1]

    for part in [parts[options.only]] if options.only else parts.values():
        for r in measured(part):
            rows.append(r)
            ratio = f"  {r['ratio']:.1f}x against {r['opponent']} ({r['opponent_value']:.4g})" if r["ratio"] else ""
            goal = (
                f"  [goal {r['goal']}: {'met' if r['met'] else 'MISSED' if r['met'] is False else '-'}]"
                if r["goal"]
                else ""
            )
            print(f"{r['name']}: {r['value']:.4g} {r['unit']}{ratio}{goal}", flush=True)
    if options.only:
        raise SystemExit(1 if failed else 0)
    machine = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "versions": versions(),
        "quick": quick,
        "command": "make bench" + (" QUICK=1" if quick else ""),
    }
    (BUILD / "bench.json").write_text(
        json.dumps({"machine": machine, "rows": rows, "failed": failed}, indent=1) + "\n", encoding="utf-8"
    )
    print("written to build/bench.json")
    if not quick:
        write_page(machine, rows, failed)
        print("written to docs/benchmarks.md")
    if failed:
        raise SystemExit(f"Not measured to the end: {', '.join(failed)}")


def versions() -> dict[str, str]:
    """Of all that was measured and is here."""
    found = {}
    for name in ("duckdb", "numba", "numpy", "sqlglot", "pyspark"):
        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    try:
        database = str(programs() / "postgres")
    except NoPostgres:
        database = "postgres"
    for name, command in (("PostgreSQL", database), ("gcc", "gcc"), ("node", "node"), ("java", "java")):
        if shutil.which(command):
            told = subprocess.run([command, "--version"], capture_output=True, text=True, check=False).stdout
            number = re.search(r"\d+(\.\d+)+", told)
            found[name] = number.group() if number else "?"
    return found


def write_page(machine: dict[str, Any], rows: list[Row], failed: dict[str, str]) -> None:
    """docs/benchmarks.md: what this run measured, with every goal that was missed and by how much."""
    missed = [r for r in rows if r["met"] is False]
    lines = [
        "# What was measured",
        "",
        f"Written by `{machine['command']}` on {time.strftime('%Y-%m-%d')}: Python {machine['python']}, {machine['machine']}, "
        f"{machine['cores']} cores, {', '.join(f'{k} {v}' for k, v in machine['versions'].items())}. "
        "Processor seconds unless a line says otherwise; the machine may have been shared. A ratio is the opponent's figure "
        "divided by ours, both of this run.",
        "",
        "| what | ours | opponent | theirs | ratio | goal |",
        "|---|---|---|---|---|---|",
    ]
    for r in rows:
        theirs = f"{r['opponent_value']:.4g}" if r["opponent_value"] is not None else ""
        ratio = f"{r['ratio']:.2g}x" if r["ratio"] else ""
        goal = r["goal"] + {True: ", met", False: ", **missed**", None: ""}[r["met"]]
        lines.append(f"| {r['name']} | {r['value']:.4g} {r['unit']} | {r['opponent']} | {theirs} | {ratio} | {goal} |")
    lines += ["", "## Goals missed", ""]
    for r in missed:
        by = f"{r['ratio']:.2g}x" if r["ratio"] else f"{r['value']:.4g} {r['unit']}"
        lines.append(f"- {r['name']}: {by}, where {r['goal']} was aimed at.")
    if not missed:
        lines.append("None.")
    if failed:
        lines += ["", "## Not measured to the end", "", *(f"- {part}: {why}" for part, why in failed.items())]
    lines += ["", _WHY, "## Which provisions", ""]
    lines.append("Named where a line is about fewer than forty; `build/bench.json` names them all.")
    lines.append("")
    named = {tuple(r["provisions"]): r["name"] for r in reversed(rows) if 0 < len(r["provisions"]) < 40}
    lines += [f"- {name}: {', '.join(ids)}." for ids, name in reversed(named.items())]
    lines.append("")
    Path("docs/benchmarks.md").write_text("\n".join(lines), encoding="utf-8")


_WHY = """## How to read this

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
- The opponent is in an environment of its own (`requirements/opponent.txt`); nothing of it is part of the product.
"""


if __name__ == "__main__":
    main()
