"""Names among a million people in PostgreSQL: how long one search takes at the desk, and whether it finds the person."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.rows import Row, row, run

PEOPLE, QUESTIONS = 1_000_000, 1_000


def names_of_a_million(quick: bool) -> Iterator[Row]:
    """A server of its own, filled with sealed files and their tokens; nothing when quick: filling takes minutes.

    It is kept for the next run, and filled again only when what it is filled from has changed. To be rid of it: remove the folder that is named.
    """
    if quick:
        return
    from tests.postgres_cluster import NoPostgres, kept_folder, private_cluster

    kept = kept_folder(f"names-{_of_what()}")
    site = kept / "site"
    for other in kept.parent.glob("hamroh-pg-names-*"):
        if other != kept or not (site / "filled").exists():
            shutil.rmtree(other, ignore_errors=True)
    print(f"The million of names is kept in {kept}", file=sys.stderr)
    try:
        with private_cluster(kept=kept) as url:
            os.environ["HAMROH_DATABASE_URL"] = url
            site.mkdir(exist_ok=True)
            words = [sys.executable, "-m", "bench.names_side", str(PEOPLE), str(QUESTIONS), str(site)]
            found = json.loads(run(words).splitlines()[-1])
    except NoPostgres as error:
        print(f"Names among a million people were not measured: {error}")
        return
    finally:
        os.environ.pop("HAMROH_DATABASE_URL", None)
    told = f"{PEOPLE:,} people, PostgreSQL, "
    yield row(
        told + "one search by name as the desk makes it, wall time, p95",
        found["p95"],
        "ms",
        goal="300 ms",
        met=found["p95"] < 300,
    )
    yield row(told + "the same, median", found["median"], "ms")
    for kind, words in _KINDS.items():
        share = found["recall"][kind]
        yield row(told + f"asked by {words}: in the first 20", share, "%", goal="95 %", met=share >= 95)
    yield row(told + "asked by two names without a birth: of the first 20, how many bear that name", found["bear"], "%")


def _of_what() -> str:
    """A digest of all from which the database is filled: who is drawn, the rules of tokens, the tables."""
    top = Path(__file__).resolve().parents[1]
    people = top / "src/hamroh/people"
    read = [top / "bench/names_side.py", top / "tests/people/names/names_variants.csv", people / "persons/content.py"]
    read += sorted(file for file in (people / "names").iterdir() if file.suffix in (".py", ".csv"))
    read += sorted((people / "migrations").glob("*.py"))
    text = b"".join(file.read_bytes() for file in read) + f"{PEOPLE}".encode()
    return hashlib.sha256(text).hexdigest()[:12]


_KINDS = {
    "three": "three names in another spelling",
    "year": "two names in another spelling and the year of birth",
}
