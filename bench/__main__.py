"""`make bench`: measures, prints ratios against named opponents of the same run, and writes build/bench.json and the page.

python -m bench [--quick] [--only PART]
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
from collections.abc import Callable, Iterable
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
from bench.page import page
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
            why=f"To start Python alone took {bare:.2g} s of the clock in the same run (some 0.01 s on a quiet machine).",
        )
    ]


PARTS = (
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
)
ASKED_FOR = (the_desk,)
"""Parts that `make bench` leaves out: a desk with a million people is filled for the better part of an hour."""
FOUND, FOUND_QUICKLY = BUILD / "bench.json", BUILD / "bench-quick.json"
PAGE = Path("docs/benchmarks.md")


def main() -> None:
    parts = {part.__name__: part for part in (*PARTS, *ASKED_FOR)}
    parser = argparse.ArgumentParser(
        prog="bench",
        description="All parts, some hour on two quiet cores as far as can be reckoned; written to build/bench.json and docs/benchmarks.md. "
        f"Left out unless asked for by name: {', '.join(part.__name__ for part in ASKED_FOR)}.",
    )
    parser.add_argument(
        "--quick", action="store_true", help="end within a minute; written to build/bench-quick.json only"
    )
    parser.add_argument(
        "--only",
        choices=parts,
        action="append",
        default=[],
        help="this part (may be said again): its figures take the place of its earlier ones in build/bench.json",
    )
    parser.add_argument(
        "--page", action="store_true", help="measure no more; write docs/benchmarks.md from build/bench.json as it is"
    )
    options = parser.parse_args()
    # Whoever starts the product has its bytecode; where this is set, each start would read every module's text anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    quick = options.quick
    BUILD.mkdir(exist_ok=True)
    chosen = [parts[name] for name in options.only] or ([] if options.page else list(PARTS))
    found = _so_far() if (options.only or options.page) and not quick else {}
    for part in chosen:
        found[part.__name__] = _measured(part, quick)
        if not quick or not options.only:
            _write(found, parts, quick)
    if not quick and (options.page or not options.only):
        PAGE.write_text(page(json.loads(FOUND.read_text(encoding="utf-8")), list(parts)), encoding="utf-8")
        print(f"written to {PAGE}")
    failed = [part.__name__ for part in chosen if found[part.__name__]["failed"]]
    if failed:
        raise SystemExit(f"Not measured to the end: {', '.join(failed)}")


def _measured(part: Callable[[bool], Iterable[Row]], quick: bool) -> dict[str, Any]:
    """The rows of a part, each printed as it comes. What it cannot do takes nothing from what it or others measured."""
    rows: list[Row] = []
    failed, begun, load = "", time.perf_counter(), os.getloadavg()[0]
    try:
        for r in part(quick):
            rows.append(r)
            ratio = f"  {r['ratio']:.1f}x against {r['opponent']} ({r['opponent_value']:.4g})" if r["ratio"] else ""
            met = {True: "met", False: "MISSED", None: "-"}[r["met"]]
            goal = f"  [goal {r['goal']}: {met}]" if r["goal"] else ""
            print(f"{r['name']}: {r['value']:.4g} {r['unit']}{ratio}{goal}", flush=True)
    except (Exception, SystemExit) as error:
        traceback.print_exc()
        failed = (str(error) or type(error).__name__).strip().splitlines()[-1]
    seconds = time.perf_counter() - begun
    print(f"-- {part.__name__}: {seconds:.0f} s", flush=True)
    return {
        "measured": time.strftime("%Y-%m-%d"),
        "seconds": seconds,
        "load": [load, os.getloadavg()[0]],
        "cores": os.cpu_count() or 1,
        "rows": rows,
        "failed": failed,
    }


def _so_far() -> dict[str, Any]:
    """The parts that earlier runs measured in full."""
    try:
        found = json.loads(FOUND.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return dict(found["parts"])


def _write(found: dict[str, Any], parts: Iterable[str], quick: bool) -> None:
    """What there is, in the order of the parts: a run that is cut short keeps what it measured."""
    whole = {
        "machine": {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "cores": os.cpu_count(),
            "versions": versions(),
        },
        "quick": quick,
        "command": "make bench" + (" QUICK=1" if quick else ""),
        "parts": {name: found[name] for name in parts if name in found},
    }
    (FOUND_QUICKLY if quick else FOUND).write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")


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


if __name__ == "__main__":
    main()
