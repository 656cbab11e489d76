"""Runs every test: on the embedded database, then what needs a database again on a real PostgreSQL.

`make test` calls it. Exit code 0 only if every run passed. HAMROH_NO_SKIP=1 turns any skip into a failure.

    python tests/run_all.py [--workers N] [--pure] [--only sqlite|postgres] [pytest arguments]
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.postgres_cluster import NoPostgres, private_cluster  # noqa: E402
from tests.prepared import MIGRATE  # noqa: E402

# What must pass where Django is not installed
PURE = ("tests/rulebook", "tests/law", "tests/simulation", "tests/cli")
# What takes long is tried with Django beside it; servers and browsers have drivers that are not pure.
PURELY = "not site and not postgres and not browser and not spark and not slow"
NOTHING_COLLECTED = 5


def pytest_run(title: str, arguments: list[str], environment: dict[str, str]) -> tuple[str, int, float]:
    """One run of pytest, its output passed through; gives title, exit code and seconds."""
    print(f"\n== {title} ==", flush=True)
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--durations=8", "--durations-min=5", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
    )
    return title, done.returncode, time.monotonic() - started


@contextmanager
def tables(url: str) -> Iterator[Callable[[], str]]:
    """Makes a database with every table on a server, beside whatever runs meanwhile; asked for its name, waits until it is ready.

    Each worker then begins with a copy.
    """
    import psycopg

    name, folder = "every_table", ROOT / "build" / "test-var" / "tables"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    own = {"HAMROH_DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=f"/{name}")), "HAMROH_VAR": str(folder)}
    working = subprocess.Popen(
        [sys.executable, "-c", MIGRATE],
        cwd=ROOT,
        env={**os.environ, **own, "DJANGO_SETTINGS_MODULE": "hamroh.config.settings"},
    )

    def made() -> str:
        if working.wait():
            raise SystemExit("The migrations failed on PostgreSQL; see above.")
        return name

    try:
        yield made
    finally:
        working.kill()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--workers", default="auto", help="processes; auto is one more than cores, 0 runs all in this one"
    )
    parser.add_argument("--pure", action="store_true", help="only the rooms that work without Django")
    parser.add_argument("--only", choices=["sqlite", "postgres"], help="only one of the two runs")
    options, rest = parser.parse_known_args()
    # Stopped from outside, the private PostgreSQL is stopped too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if options.workers == "auto":
        # Many tests wait for a server to start or to be killed: with as many as cores a third of the time is idle.
        options.workers = str((os.cpu_count() or 1) + 1)
    spread = [] if options.workers == "0" else ["-n", options.workers, "--dist", "loadgroup"]
    no_skip = os.environ.get("HAMROH_NO_SKIP") == "1"
    results: list[tuple[str, int, float]] = []

    if options.pure:
        rooms = [room for room in PURE if (ROOT / room).is_dir()]
        results.append(pytest_run("pure rooms, without Django", [*spread, *rooms, "-m", PURELY, *rest], {}))
    with ExitStack() as beside:
        missing = ""
        if not options.pure and options.only != "sqlite":
            try:
                url = beside.enter_context(private_cluster())
                made = beside.enter_context(tables(url))
            except NoPostgres as error:
                missing = str(error)
        if not options.pure and options.only != "postgres":
            results.append(pytest_run("all tests, SQLite", [*spread, *rest], {}))
        if not options.pure and options.only != "sqlite":
            title = "tests with a database again, PostgreSQL"
            if missing:
                print(f"\n== {title} ==\nSKIPPED: {missing}")
                results.append((f"{title}: SKIPPED, {missing}", 1 if no_skip else 0, 0.0))
            else:
                environment = {
                    "HAMROH_DATABASE_URL": url,
                    "HAMROH_TEST_ONLY_DATABASE": "1",
                    "HAMROH_TEST_TABLES": made(),
                }
                name, code, seconds = pytest_run(title, [*spread, *rest], environment)
                results.append((name, 0 if code == NOTHING_COLLECTED else code, seconds))

    print()
    for name, code, seconds in results:
        print(f"{'passed' if code == 0 else 'FAILED'}  {seconds:6.1f} s  {name}")
    return 0 if results and all(code == 0 for _, code, _ in results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
