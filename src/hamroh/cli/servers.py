"""PostgreSQL and Spark for the commands over tables: people read from a database, and work given to a server or a cluster."""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

if TYPE_CHECKING:
    from hamroh.rulebook.bulk.apply import EngineMaker

ENGINES = ("kernel", "duckdb", "postgres", "spark")
_SCHEMES = ("postgresql", "postgres")


_AGAIN = "Run the same command again: it goes on from the finished parts."


class ServerError(Exception):
    """A server, a cluster or a table cannot be used; the text says what to do."""


def is_database(text: str) -> bool:
    """Is it the address of a database instead of a file's name?"""
    return urlsplit(text).scheme in _SCHEMES


def without_password(word: str) -> str:
    """A word of a command as it may be kept: an address without its password."""
    word = re.sub(r"(?<=://)([^/@:\s]*):[^@/\s]*@", r"\1:...@", word)
    return re.sub(r"(?<=[?&]password=)[^&\s]*", "...", word)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the engines that are elsewhere need to know."""
    parser.add_argument("--database", metavar="URL", help="for --engine postgres: postgresql://user@host/name")
    parser.add_argument("--master", metavar="URL", help="for --engine spark: spark://host:7077, or local[2]")
    parser.add_argument(
        "--scratch",
        metavar="FOLDER",
        type=Path,
        help="for --engine spark: a folder that every worker reaches by this name",
    )


@contextmanager
def engine_maker(options: argparse.Namespace) -> Iterator[EngineMaker | None]:
    """The engine that was asked for, while its connection is open; `None` for those that work in this process.

    Raises:
        ServerError: something was not said, is not installed, or does not answer.
    """
    if options.engine == "postgres":
        with _database(
            _needed(options.database, "--engine postgres", "--database postgresql://user@host/name")
        ) as server:
            import psycopg

            from hamroh.rulebook.bulk.postgresql_engine import PostgreSQLEngine

            try:
                yield lambda plan, wanted, codes, on, known: PostgreSQLEngine(plan.on(on, known), wanted, codes, server)
            except psycopg.Error as error:
                raise ServerError(f"PostgreSQL stopped: {_first_line(error)} {_AGAIN}") from None
    elif options.engine == "spark":
        master = _needed(options.master, "--engine spark", "--master spark://host:7077")
        scratch = options.scratch
        if scratch is None:
            if not master.startswith("local"):
                raise ServerError(
                    "A cluster needs `--scratch FOLDER`, a folder that every worker reaches by this name."
                )
            scratch = options.out.with_name(options.out.name + ".spark")
        with _session(master) as session:
            from hamroh.rulebook.bulk.spark_engine import SparkEngine

            scratch = scratch.resolve()
            yield lambda plan, wanted, codes, on, known: SparkEngine(
                plan.on(on, known), wanted, codes, session, scratch
            )
    else:
        yield None


def table_as_file(address: str, beside: Path) -> tuple[Path, Path | None]:
    """The tables of `postgresql://user@host/name?people=TABLE&events=TABLE` as CSV files beside the result.

    A file that an interrupted run left is used again, so that the run can go on; `forget_files` removes them.

    Raises:
        ServerError: no table is named, there is none of that name, or the database does not answer.
    """
    parts = urlsplit(address)
    asked = parse_qs(parts.query)
    tables = {what: asked.pop(what, [""])[0] for what in ("people", "events")}
    if not tables["people"]:
        raise ServerError(
            f"{_shown(address)}: say which table, as in postgresql://host/name?people=workers&events=stays."
        )
    rest = "&".join(f"{key}={value}" for key, values in asked.items() for value in values)
    files = {what: _copy_of(beside, what) for what, table in tables.items() if table}
    if not all(file.exists() for file in files.values()):
        with _database(urlunsplit(parts._replace(query=rest))) as server:
            for what, file in files.items():
                _copied(server, tables[what], file)
    return files["people"], files.get("events")


def forget_files(beside: Path) -> None:
    """Remove what `table_as_file` wrote for this result."""
    for what in ("people", "events"):
        _copy_of(beside, what).unlink(missing_ok=True)


def _copy_of(beside: Path, what: str) -> Path:
    return beside.with_name(f".{beside.name}.{what}.csv")


def _copied(server: Any, table: str, file: Path) -> None:
    import psycopg
    from psycopg import sql

    name = sql.SQL(".").join(map(sql.Identifier, table.split(".")))
    written = file.with_name(file.name + ".part")
    try:
        # Readable by its owner alone: it holds what the table holds.
        with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            text = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT (FORMAT csv, HEADER)").format(name)
            with server.cursor() as cursor, cursor.copy(text) as copy:
                out.writelines(copy)
        os.replace(written, file)
    except psycopg.errors.UndefinedTable:
        raise ServerError(f"The database has no table {table}.") from None
    finally:
        written.unlink(missing_ok=True)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _needed(value: str | None, what: str, example: str) -> str:
    if not value:
        raise ServerError(f"{what} needs an address: {example}")
    return value


@contextmanager
def _database(url: str) -> Iterator[Any]:
    if importlib.util.find_spec("psycopg") is None:
        raise ServerError("PostgreSQL needs psycopg: pip install 'hamroh[site]'.")
    import psycopg

    try:
        server = psycopg.connect(url, connect_timeout=10)
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        raise ServerError(f"{_shown(url)} does not answer: {_first_line(error)}") from None
    with server:
        if server.info.server_version < 150000:
            raise ServerError(f"PostgreSQL 15 or newer is needed; this one is {server.info.server_version // 10000}.")
        yield server


def _shown(url: str) -> str:
    """An address without its password."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return f"{parts.scheme}://{host}{parts.path}"


@contextmanager
def _session(master: str) -> Iterator[Any]:
    if importlib.util.find_spec("pyspark") is None:
        raise ServerError("Spark needs PySpark: pip install 'hamroh[spark]', and Java 17 or newer.")
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    try:
        session = SparkSession.builder.master(master).appName("hamroh law apply").getOrCreate()
    except (PySparkException, RuntimeError, OSError) as error:
        raise ServerError(f"Spark at {master} does not start: {_first_line(error)}") from None
    try:
        session.sparkContext.setLogLevel("ERROR")
        yield session
    finally:
        session.stop()
