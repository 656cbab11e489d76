"""The book over many people: DuckDB and the kernel against OpenFisca on the same provisions, and against PostgreSQL on the same text."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from functools import cache
from typing import Any

import duckdb

from bench.rows import BUILD, OPENFISCA, Row, opponent_python, row, run, side
from bench.tables_side import BLOCK

PEOPLE, SEED = 10_000, 20261122
PLAIN, HEAVY = " that read no history", " that read histories"
ROWS = HEAVY + ", worked out from rows of events by both"
LONG = ", each with six stays, six sums of pay and a penalty on average"


def many_people(quick: bool) -> Iterator[Row]:
    """A million people, and ten million with fewer provisions; one thread each, processor time.

    Nothing when quick: it takes minutes, most of them the opponent's and the compiler's.
    """
    if quick:
        return
    goals, model = goals_given(PEOPLE)
    yield from _against(model, goals, "", PEOPLE, 100, {"duckdb": "2x", "kernel": "10x"})
    # Simple provisions flatter: those that read a history stand apart from those that read none.
    plain, heavy = _parted(goals)
    yield from _against(model, plain, PLAIN, PEOPLE, 100, {"kernel": "10x"})
    yield from _against(model, heavy, HEAVY, PEOPLE, 100, {"kernel": "20x"})
    for long in (False, True):
        said, rows = goals_of_rows(heavy, PEOPLE, long)
        which = ROWS + LONG * long
        yield from _against(rows, said, which, PEOPLE, 100, {"kernel": "20x"}, given="", long=long)
    # The opponent keeps every variable of everybody: ten million people with all provisions would need some 30 GB.
    # DuckDB's line would take a quarter of an hour and say what the one for a million says.
    few = goals[:: max(1, len(goals) // 14)]
    yield from _against(model, few, " (every tenth)", PEOPLE, 1_000, {"kernel": "20x"})
    yield from _same_text(goals, 2_000, 10)


Model = dict[str, Any]


def by_hand(which: str) -> str:
    """The name under which `limit` says what C by hand makes of such provisions."""
    return f"C by hand, provisions{which}"


@cache
def certain(drawn: int, long: bool) -> tuple[Any, list[Any], list[str]]:
    """The law, so many people, and the provisions that are certain for every one of them: several parts ask for the same."""
    from bench.model import draw_people, two_valued
    from hamroh.rulebook import load

    rulebook = load()
    people = draw_people(rulebook, drawn, seed=SEED, long=long)
    return rulebook, people, two_valued(rulebook, people)


@cache
def goals_given(drawn: int) -> tuple[list[str], Model]:
    """The provisions both sides can say, as `one_person` found them, histories given as ready facts. Not to be changed."""
    from bench.model import Export

    rulebook, people, ids = certain(drawn, long=False)
    export = Export(rulebook, people)
    goals = _said(export, ids)
    return goals, export.model(goals)


def goals_of_rows(heavy: list[str], drawn: int, long: bool) -> tuple[list[str], Model]:
    """Those of them for which the opponent works out the histories itself, and says what the closures say of everybody."""
    from bench.model import Export

    rulebook, people, ids = certain(drawn, long)
    export = Export(rulebook, people, events=True)
    goals = _said(export, [id_ for id_ in heavy if id_ in ids])
    model = export.model(goals)
    path = BUILD / "bench-rows.json"
    path.write_text(json.dumps(model), encoding="utf-8")
    theirs = json.loads(side(opponent_python(), path, "check"))["results"]
    wrong = [id_ for id_ in goals if any(theirs[name] != values for name, values in export.ours(id_).items())]
    if wrong:
        raise SystemExit(f"The two engines differ on rows of events, so no ratio is printed: {', '.join(wrong)}")
    print(f"{len(goals)} of {len(heavy)} provisions said over rows of events, 0 differences over {drawn:,} people")
    return goals, model


def _said(export: Any, ids: list[str]) -> list[str]:
    """Those that the opponent has a way to say."""
    from bench.model import Unsupported

    goals = []
    for id_ in ids:
        try:
            export.add(id_)
            goals.append(id_)
        except Unsupported:
            continue
    return goals


def _parted(goals: list[str]) -> tuple[list[str], list[str]]:
    """The provisions that read no history, themselves or through others, and those that do."""
    from bench.tables_side import wanted_columns
    from hamroh.rulebook import load
    from hamroh.rulebook.bulk.plan import plan_of

    rulebook = load()
    plan = plan_of(rulebook)
    heavy = [id_ for id_ in goals if plan.only(wanted_columns(rulebook, [id_])).calls]
    return [id_ for id_ in goals if id_ not in heavy], heavy


def _only(model: Model, goals: list[str]) -> Model:
    """The variables and inputs that these goals need: the opponent is not made to carry what nobody reads."""
    needed: set[str] = set()
    open_ = list(goals)
    while open_:
        name = open_.pop()
        if name in needed:
            continue
        needed.add(name)
        parts = [model["variables"][name][1]] if name in model["variables"] else []
        while parts:
            part = parts.pop()
            if part and part[0] == "var":
                open_.append(part[1])
            parts += [x for x in part if isinstance(x, list)]
    kept = {
        kind: {name: value for name, value in model[kind].items() if name in needed}
        for kind in ("variables", "inputs", "columns")
    }
    return {**model, **kept, "goals": goals}


def theirs_of(model: Model, goals: list[str], copies: int) -> dict[str, Any]:
    """What the opponent takes for these provisions, its people laid down so many times."""
    from hamroh.rulebook import load

    rulebook = load()
    prefixes = tuple(f"{kind}_{rulebook.compiled.index[id_]}" for id_ in goals for kind in "of")
    model = _only(model, [g for g in model["goals"] if g in prefixes or g.rsplit("_", 1)[0] in prefixes])
    path = BUILD / "bench-many-now.json"
    path.write_text(json.dumps(model), encoding="utf-8")
    told: dict[str, Any] = json.loads(side(opponent_python(), path, "many", str(copies)))
    return told


def _against(
    model: Model,
    goals: list[str],
    which: str,
    drawn: int,
    copies: int,
    wanted: dict[str, str],
    given: str = " (histories given to it as ready facts)",
    long: bool = False,
) -> Iterator[Row]:
    listed = BUILD / "bench-goals-now.json"
    listed.write_text(json.dumps(goals), encoding="utf-8")
    try:
        theirs = theirs_of(model, goals, copies)
    except SystemExit as error:
        print(f"{drawn * copies:,} people{which}: the opponent did not come through: {error}", flush=True)
        return
    people = theirs["people"]
    label = f"{people:,} people, {len(goals)} provisions{which}, one thread: "
    opponent = OPENFISCA.replace("==", " ") + given
    # All provisions, and every tenth of them, are of both kinds.
    bound = [by_hand(which)] if which.startswith(" that") else [by_hand(of) for of in (PLAIN, HEAVY)]
    for engine, goal in wanted.items():
        try:
            ours = json.loads(
                run(
                    [
                        sys.executable,
                        "-m",
                        "bench.tables_side",
                        engine,
                        str(drawn),
                        str(SEED),
                        str(copies),
                        str(listed),
                        *["long"] * long,
                    ]
                )
            )
        except SystemExit as error:
            print(f"{engine}: {error}", flush=True)
            continue
        if ours["people"] != people:
            raise SystemExit(f"{engine} answered {ours['people']} people, OpenFisca {people}: no ratio is printed.")
        ratio = theirs["seconds"] / ours["seconds"]
        yield (
            row(
                label + engine,
                ours["seconds"],
                "s CPU",
                opponent=opponent,
                theirs=theirs["seconds"],
                ratio=ratio,
                goal=f">= {goal}",
                met=ratio >= float(goal.rstrip("x")),
                provisions=goals if which else (),
                why=_statements(ours) if engine == "duckdb" else "",
                bound=bound if engine == "kernel" else (),
            )
        )
        yield (row(label + f"{engine}, compile", ours["compile"], "s CPU", goal="reported"))
        if ours["load"] is not None:
            yield (row(label + f"{engine}, one block of tables laid down", ours["load"], "s CPU", goal="reported"))
        yield (
            row(
                label + f"{engine}, peak memory",
                ours["peak_mb"],
                "MB",
                opponent=opponent,
                theirs=theirs["peak_mb"],
                ratio=theirs["peak_mb"] / ours["peak_mb"],
                goal=">= 8x",
                met=theirs["peak_mb"] / ours["peak_mb"] >= 8,
                why=f"An eighth would be {theirs['peak_mb'] / 8:.0f} MB. Python, the law and the engine's libraries take "
                f"{ours['bare_mb']:.0f} MB before there are people; with the tables of one block of {BLOCK:,} people laid "
                f"down it is {ours['laid_mb']:.0f} MB.",
            )
        )


def _statements(ours: dict[str, Any]) -> str:
    """Why DuckDB takes so long, from the run itself: what stays when there is hardly anybody."""
    return (
        f"With 100 people the same statements take {ours['few_seconds']:.2g} s for each block, of which there are "
        f"{ours['people'] // BLOCK}: planning them, {ours['few_seconds'] * (ours['people'] // BLOCK):.2g} s in all. The rest is "
        f"{ours['columns']} wanted columns and all that lies between, which DuckDB writes down one after another and in three "
        "values; OpenFisca is given the histories."
    )


def _same_text(goals: list[str], drawn: int, copies: int) -> Iterator[Row]:
    """The same text in PostgreSQL; wall time on both sides, since a server's processor time is not ours to read. Spark, which
    plans for minutes, is set beside DuckDB in `agreement`."""
    from bench.agreement import postgresql
    from bench.model import ON
    from bench.tables_side import tables, wanted_columns
    from hamroh.rulebook import load
    from hamroh.rulebook.bulk.codes import Codes
    from hamroh.rulebook.bulk.duckdb_engine import DuckDBEngine
    from hamroh.rulebook.bulk.plan import plan_of
    from hamroh.rulebook.bulk.prepared import Rows
    from tests.postgres_cluster import NoPostgres

    rulebook = load()
    plan = plan_of(rulebook)
    codes, on = Codes(plan), ON.toordinal()
    wanted = wanted_columns(rulebook, goals)
    rows = Rows(rulebook, plan, codes).add_all(certain(drawn, long=False)[1])
    connection: Any = duckdb.connect(config={"threads": 1})
    people = tables(connection, rows, copies)
    start = time.perf_counter()
    DuckDBEngine(plan.on(on, on), wanted, codes).run(connection)
    ours = time.perf_counter() - start
    listed = ", ".join(f'"{name}"' for name in wanted)
    right = connection.execute(f"SELECT p, {listed} FROM found ORDER BY p").fetchall()
    opponent = "PostgreSQL, the same text, one connection, rows taken over and back"
    try:
        with postgresql() as run:
            start = time.perf_counter()
            run(plan, wanted, codes, connection, ON)
            theirs = time.perf_counter() - start
    except NoPostgres as error:
        print(f"{opponent}: {error}")
        return
    if connection.execute(f"SELECT p, {listed} FROM found ORDER BY p").fetchall() != right:
        raise SystemExit(f"{opponent}: other findings than DuckDB's; no ratio is printed.")
    yield row(
        f"{people:,} people, {len(goals)} provisions: DuckDB, one thread",
        ours,
        "s",
        opponent=opponent,
        theirs=theirs,
        ratio=theirs / ours,
        goal="reported",
    )
