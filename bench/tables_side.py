"""Our side over many people, in a process of its own: python -m bench.tables_side ENGINE PEOPLE SEED COPIES GOALS.json [long]

The drawn people are laid down again and again, as prepared tables; nothing is worked out ahead: histories are tables of events.
Tables once laid down are kept in `build/`, by a digest of all that makes them. Prints JSON: seconds of processor time to lay
them down (nothing when they were there), to compile and to evaluate, and peak memory.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

from bench import model
from bench.model import ON, draw_people
from bench.rows import run
from hamroh.rulebook import Rulebook, drawing, load
from hamroh.rulebook.bulk import prepared
from hamroh.rulebook.bulk.codes import Codes
from hamroh.rulebook.bulk.duckdb_engine import DuckDBEngine
from hamroh.rulebook.bulk.plan import branch_of, field_of, plan_of
from hamroh.rulebook.bulk.prepared import EVENTS, Rows

BLOCK = 100_000
SETTINGS: dict[str, Any] = {"threads": 1, "memory_limit": "1GB", "temp_directory": "build/spilled"}
"""Of DuckDB: what its memory does not hold is spilled where a run that is cut short leaves nothing in the way."""


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


def _kept(rulebook: Rulebook, codes: Codes, people: str, seed: str, copies: int, more: list[str]) -> Path:
    """Where these tables are kept: another law, another way of drawing or of laying down is another file."""
    digest = hashlib.sha256(repr((rulebook.digest, codes.words, people, seed, copies, more)).encode())
    for module in (model, drawing, prepared, sys.modules[__name__]):
        digest.update(Path(str(module.__file__)).read_bytes())
    return Path("build") / f"drawn-{digest.hexdigest()[:16]}.duckdb"


def lay(people: str, seed: str, copies: str, to: str, *more: str) -> None:
    """Draw the people and keep their tables; prints the seconds of processor time."""
    start = time.process_time()
    rulebook = load()
    plan = plan_of(rulebook)
    rows = Rows(rulebook, plan, Codes(plan)).add_all(
        draw_people(rulebook, int(people), int(seed), long=more == ("long",))
    )
    beside = Path(f"{to}.being-written")
    beside.unlink(missing_ok=True)
    connection = duckdb.connect(str(beside), config=SETTINGS)
    tables(connection, rows, int(copies))
    connection.close()
    os.replace(beside, to)
    print(time.process_time() - start)


def main() -> None:
    if sys.argv[1] == "lay":
        lay(*sys.argv[2:])
        return
    engine_name, people_count, seed, copies, path, *more = sys.argv[1:]
    goals = json.loads(Path(path).read_text(encoding="utf-8"))
    rulebook = load()
    plan = plan_of(rulebook)
    codes = Codes(plan)
    wanted = wanted_columns(rulebook, goals)
    connection = duckdb.connect(config=SETTINGS)
    clock, bare = time.process_time, peak_mb()
    per_block = max(1, min(int(copies), BLOCK // int(people_count)))
    kept, loaded = _kept(rulebook, codes, people_count, seed, per_block, more), None
    if not kept.exists():
        # In a process of its own: what drawing took of memory is not the engine's.
        loaded = float(
            run(
                [sys.executable, "-m", "bench.tables_side", "lay", people_count, seed, str(per_block), str(kept), *more]
            )
        )
    connection.execute(f"ATTACH '{kept}' AS kept (READ_ONLY)")
    for name in ("people", *EVENTS):
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM kept.{name}")
    connection.execute("DETACH kept")
    block, laid = int(people_count) * per_block, peak_mb()
    start = clock()
    on = ON.toordinal()
    engine: Any
    if engine_name == "duckdb":
        engine = DuckDBEngine(plan.on(on, on), wanted, codes)
        once = lambda: engine.run(connection)  # noqa: E731
    else:
        from hamroh.rulebook.bulk.kernel import Kernel

        kernel = Kernel(plan, wanted, codes, cache=Path("build/kernel-cache"))
        arrays = {name: connection.table(name).fetchnumpy() for name in ("people", *EVENTS)}
        once = lambda: kernel.run(arrays, on, on)  # noqa: E731
        once()
    compiled = clock() - start
    done, seconds = 0, 0.0
    while done < int(people_count) * int(copies):
        start = clock()
        once()
        seconds += clock() - start
        done += block
    peak, few = peak_mb(), 0.0
    if engine_name == "duckdb":
        for name in ("people", *EVENTS):
            connection.execute(f"DELETE FROM {name} WHERE p >= 100")
        start = clock()
        once()
        few = clock() - start
    result = {
        "people": done,
        "load": loaded,
        "compile": compiled,
        "seconds": seconds,
        "peak_mb": peak,
        "columns": len(wanted),
        "bare_mb": bare,
        "laid_mb": laid,
        "few_seconds": few,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
