"""Our side over many people, in a process of its own: python -m bench.tables_side ENGINE PEOPLE SEED COPIES GOALS.json [long]

The drawn people are laid down again and again, as prepared tables; nothing is worked out ahead: histories are tables of events.
Prints JSON: seconds of processor time to load, to compile and to evaluate, peak memory, and a sum over all results.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

from bench.model import ON, draw_people
from hamroh.rulebook import Rulebook, load
from hamroh.rulebook.bulk.codes import Codes
from hamroh.rulebook.bulk.duckdb_engine import DuckDBEngine
from hamroh.rulebook.bulk.plan import branch_of, field_of, plan_of
from hamroh.rulebook.bulk.prepared import EVENTS, Rows

BLOCK = 100_000


def wanted_columns(rulebook: Rulebook, goals: list[str]) -> list[str]:
    """What the opponent works out too: the branch that held and every field."""
    out = []
    for id_ in goals:
        out.append(branch_of(rulebook, id_))
        out += [field_of(rulebook, id_, place) for place in range(len(rulebook.book.provisions[id_].fields))]
    return out


def peak_mb() -> float:
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM"))


def tables(connection: Any, rows: Rows, copies: int) -> int:
    """Prepared tables of one block: the people laid down `copies` times, in order."""
    count = len(rows.tables["people"])
    with tempfile.TemporaryDirectory() as folder:
        for name, data in rows.tables.items():
            schema = rows.schema(name)
            listed = ", ".join(f'"{c}" {t}' for c, t in schema.items())
            connection.execute(f"CREATE OR REPLACE TABLE one_{name} ({listed})")
            path = Path(folder) / "rows.csv"
            path.write_text("".join(",".join("" if v is None else str(v) for v in row) + "\n" for row in data))
            if data:
                connection.execute(f"COPY one_{name} FROM '{path}' (HEADER false, NULLSTR '')")
            rest = "".join(f', "{c}"' for c in schema if c != "p")
            # As `hamroh law apply` lays them down: in the order of people and of what happened to each.
            order = "ORDER BY p" if name == "people" else "ORDER BY p, seq"
            connection.execute(
                f"CREATE OR REPLACE TABLE {name} AS SELECT p + c.range * {count} AS p{rest} "
                f"FROM one_{name}, range({copies}) c {order}"
            )
            connection.execute(f"DROP TABLE one_{name}")
    return count * copies


def main() -> None:
    engine_name, people_count, seed, copies, path, *more = sys.argv[1:]
    goals = json.loads(Path(path).read_text(encoding="utf-8"))
    rulebook = load()
    plan = plan_of(rulebook)
    codes = Codes(plan)
    wanted = wanted_columns(rulebook, goals)
    connection = duckdb.connect(config={"threads": 1, "memory_limit": "1GB"})
    clock = time.process_time
    start = clock()
    rows = Rows(rulebook, plan, codes).add_all(
        draw_people(rulebook, int(people_count), int(seed), long=more == ["long"])
    )
    per_block = max(1, min(int(copies), BLOCK // int(people_count)))
    block = tables(connection, rows, per_block)
    del rows
    loaded = clock() - start
    start = clock()
    on = ON.toordinal()
    engine: Any
    if engine_name == "duckdb":
        engine = DuckDBEngine(plan.on(on, on), wanted, codes)
        run = lambda: engine.run(connection)  # noqa: E731
    else:
        from hamroh.rulebook.bulk.kernel import Kernel

        kernel = Kernel(plan, wanted, codes, cache=Path("build/kernel-cache"))
        arrays = {name: connection.table(name).fetchnumpy() for name in ("people", *EVENTS)}
        run = lambda: kernel.run(arrays, on, on)  # noqa: E731
        run()
    compiled = clock() - start
    done, seconds = 0, 0.0
    while done < int(people_count) * int(copies):
        start = clock()
        run()
        seconds += clock() - start
        done += block
    result = {
        "people": done,
        "load": loaded,
        "compile": compiled,
        "seconds": seconds,
        "peak_mb": peak_mb(),
        "columns": len(wanted),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
