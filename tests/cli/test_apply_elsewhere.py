"""`hamroh law apply` with people in a database, and with the work given to PostgreSQL or to Spark: the same table comes out."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

COMMAND = [sys.executable, "-m", "hamroh.cli", "law", "apply"]
PEOPLE = """person,destination,citizenship,in_country,purpose
1,RU,TJ,yes,work
2,RU,KG,yes,work
3,KZ,TJ,yes,work
4,RU,TJ,,work
"""
EVENTS = """person,history,row,entry,exit,still_here
1,stays,1,2026-02-20,,yes
2,stays,1,2026-02-01,,yes
3,stays,1,2025-11-20,2026-01-15,no
"""


def opened(folder: Path) -> Path:
    (folder / "people.csv").write_text(PEOPLE)
    (folder / "events.csv").write_text(EVENTS)
    return folder


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return opened(tmp_path)


def run(office: Path, out: str, *more: str, people: str = "") -> subprocess.CompletedProcess[str]:
    files = [people] if people else ["people.csv", "--events", "events.csv"]
    return subprocess.run(
        [*COMMAND, *files, "--out", out, "--on", "2026-03-01", *more],
        capture_output=True, text=True, check=False, cwd=office,
    )  # fmt: skip


def rows(office: Path, out: str) -> list[tuple[Any, ...]]:
    return duckdb.execute(f"SELECT * FROM '{office / out}' ORDER BY 1").fetchall()


@pytest.fixture(scope="module")
def by_duckdb(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Any, ...]]:
    office = opened(tmp_path_factory.mktemp("by_duckdb"))
    done = run(office, "here.parquet", "--engine", "duckdb")
    assert done.returncode == 0, done.stderr
    return rows(office, "here.parquet")


@pytest.mark.postgres
def test_postgresql_computes_the_same(office: Path, by_duckdb: list[tuple[Any, ...]], postgres_url: str) -> None:
    done = run(office, "there.parquet", "--engine", "postgres", "--database", postgres_url)
    assert done.returncode == 0, done.stderr
    assert rows(office, "there.parquet") == by_duckdb


@pytest.mark.postgres
def test_people_come_from_tables_of_a_database_too(
    office: Path, by_duckdb: list[tuple[Any, ...]], postgres_url: str
) -> None:
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("DROP SCHEMA IF EXISTS of_apply CASCADE; CREATE SCHEMA of_apply")
        try:
            for name, text in (("workers", PEOPLE), ("what_happened", EVENTS)):
                header, _, body = text.partition("\n")
                server.execute(f"CREATE TABLE of_apply.{name} ({', '.join(f'{c} TEXT' for c in header.split(','))})")
                with server.cursor().copy(f"COPY of_apply.{name} FROM STDIN (FORMAT csv)") as copy:
                    copy.write(body)
            joint = "&" if "?" in postgres_url else "?"
            named = f"{postgres_url}{joint}people=of_apply.workers&events=of_apply.what_happened"
            done = run(office, "there.parquet", "--engine", "duckdb", people=named)
            missing = run(office, "none.parquet", people=f"{postgres_url}{joint}people=of_apply.nobody")
        finally:
            server.execute("DROP SCHEMA of_apply CASCADE")
    assert done.returncode == 0, done.stderr
    assert rows(office, "there.parquet") == by_duckdb
    assert sorted(p.name for p in office.iterdir() if p.name.startswith(".")) == [], "what was copied is gone"
    assert missing.returncode == 2 and "no table of_apply.nobody" in missing.stderr


@pytest.mark.spark
@pytest.mark.slow
def test_spark_computes_the_same(office: Path) -> None:
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        pytest.skip("PySpark or Java is missing: make spark; sudo apt-get install openjdk-17-jre-headless")
    # A column that reads stays and rests on few tables: planning them is what Spark takes its time for.
    column = ("--columns", "safe_fingerprints")
    done = run(office, "there.parquet", "--engine", "spark", "--master", "local[1]", *column)
    assert done.returncode == 0, done.stderr[-3000:]
    here = run(office, "here.parquet", "--engine", "duckdb", *column)
    assert here.returncode == 0
    found = rows(office, "there.parquet")
    assert found == rows(office, "here.parquet")
    assert len({day for _, day in found}) > 2, "people who stand differently"


@pytest.mark.site
@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--engine", "postgres"], "--database postgresql://"),
        (["--engine", "postgres", "--database", "postgresql://nobody@127.0.0.1:1/none"], "does not answer"),
        (["--engine", "spark"], "--master spark://"),
        (["--engine", "spark", "--master", "spark://127.0.0.1:1"], "--scratch FOLDER"),
    ],
)
def test_what_is_missing_is_said_before_anything_is_done(office: Path, more: list[str], says: str) -> None:
    done = run(office, "out.parquet", *more)
    assert done.returncode == 2 and says in done.stderr
    assert not (office / "out.parquet").exists()


@pytest.mark.site
def test_a_password_is_not_shown(office: Path) -> None:
    done = run(office, "out.parquet", "--engine", "postgres", "--database", "postgresql://a:secret@127.0.0.1:1/none")
    assert done.returncode == 2 and "secret" not in done.stderr + done.stdout


def test_a_database_without_a_table_is_refused(office: Path) -> None:
    done = run(office, "out.parquet", people="postgresql://nobody@127.0.0.1:1/none")
    assert done.returncode == 2 and "people=" in done.stderr
