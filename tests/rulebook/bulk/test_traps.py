"""Traps that made engines differ from each other, each a row of its own: the closures and every engine fall into none.

Most were met when the engines were first tried: a month added to the 31st, halves of negative numbers, a CASE that takes
the next branch when it does not know, a bracket that was missing, a neighbour that was not one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from hamroh.rulebook import Rulebook
from hamroh.rulebook.bulk.codes import Codes
from hamroh.rulebook.bulk.duckdb_engine import DuckDBEngine
from hamroh.rulebook.bulk.histories_sql import HistoryWriter
from hamroh.rulebook.bulk.plan import Plan, field_of, plan_of
from hamroh.rulebook.bulk.postgresql_engine import PostgreSQLEngine
from hamroh.rulebook.bulk.spark_engine import SparkEngine
from hamroh.rulebook.bulk.sql import PostgreSQL, Spark, Writer
from tests.rulebook.little_law import rulebook, value

from .spark_cluster import NoSpark, local_session
from .tables import in_duckdb

ON = date(2024, 7, 1)


@dataclass(frozen=True)
class Trap:
    """An expression, what is said of the person, and what it means; `None` is unknown."""

    name: str
    kind: str
    expression: str
    means: Any
    facts: dict[str, Any] = field(default_factory=dict)


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def stay(entry: str, exit_: str) -> dict[str, Any]:
    return {"entry": entry, "exit": exit_}


MANY = [stay(f"{year}-{month:02}-03", f"{year}-{month:02}-04") for year in range(2016, 2024) for month in range(1, 13)]

TRAPS = [
    Trap("a month after 31 January is the end of February", "day", "plus_months(entered, 1)", day("2024-02-29"), {"entered": "2024-01-31"}),
    Trap("a year after 29 February is 28 February", "day", "plus_years(entered, 1)", day("2025-02-28"), {"entered": "2024-02-29"}),
    Trap("a month twice is not two months", "day", "plus_months(plus_months(entered, 1), 1)", day("2024-03-29"), {"entered": "2024-01-31"}),
    Trap("two months at once", "day", "plus_months(entered, 2)", day("2024-03-31"), {"entered": "2024-01-31"}),
    Trap("three years on from 29 February 2024 is not three years back from it", "yes_no", "plus_months(entered, 36) >= registered_on", False,
         {"entered": "2021-02-28", "registered": True, "registered_on": "2024-02-29"}),
    Trap("a year back from 29 February", "day", "plus_months(entered, -12)", day("2023-02-28"), {"entered": "2024-02-29"}),
    Trap("half of minus seven is minus three", "number", "(n - 14) // 2", -3, {"n": 7}),
    Trap("half of seven is three", "number", "n // 2", 3, {"n": 7}),
    Trap("half of five is two, not three and not an even two and a half", "number", "n // 2", 2, {"n": 5}),
    Trap("a product past thirty-two bits", "number", "n * 1600 * 300", 4_320_000_000_000, {"n": 9_000_000}),
    Trap("times before plus", "number", "n + 90 // 180", 100, {"n": 100}),
    Trap("brackets before times", "number", "(n + 90) // 180", 1, {"n": 100}),
    Trap("minus a difference", "number", "n - (n - 3)", 3, {"n": 100}),
    Trap("the later of a day and the unknown is unknown", "day", "later(entered, registered_on)", None, {"entered": "2024-01-31"}),
    Trap("the earlier of a day and the unknown is unknown", "day", "earlier(entered, registered_on)", None, {"entered": "2024-01-31"}),
    Trap("the unknown is not outside a list", "yes_no", "not destination in ('KZ')", None, {}),
    Trap("the unknown is not in a list", "yes_no", "destination in ('KZ', 'RU')", None, {}),
    Trap("an unknown condition does not take the next branch", "number", "case when a then 1 when b then 2 else 3 end", None, {"b": True}),
    Trap("an unknown condition after one that holds does not matter", "number", "case when b then 2 when a then 1 else 3 end", 2, {"b": True}),
    Trap("an unknown second condition does not take the last branch", "number", "case when b then 2 when a then 1 else 3 end", None, {"b": False}),
    Trap("no branch and no else is unknown", "number", "case when a then 1 end", None, {"a": False}),
    Trap("unknown and no is no", "yes_no", "a and b", False, {"b": False}),
    Trap("unknown or yes is yes", "yes_no", "a or b", True, {"b": True}),
    Trap("unknown and yes is unknown", "yes_no", "a and b", None, {"b": True}),
    Trap("the unknown does not equal itself", "yes_no", "n = n", None, {}),
    Trap("whether it is known is always known", "yes_no", "known(n)", False, {}),
    Trap("not registered is not the same as not known whether", "yes_no", "registered", False, {"registered": False}),
    Trap("not known whether is not the same as not registered", "yes_no", "registered", None, {}),
    Trap("a day known by its month has an earliest", "day", "earliest(entered)", day("2024-02-01"), {"entered": "2024-02"}),
    Trap("a day known by its month has a latest, in a leap year too", "day", "latest(entered)", day("2024-02-29"), {"entered": "2024-02"}),
    Trap("a day known by its month is not known", "yes_no", "known(entered)", False, {"entered": "2024-02"}),
    Trap("two countries at once are had both", "yes_no", "has(citizenship, 'TJ') and has(citizenship, 'KZ')", True, {"citizenship": ["TJ", "KZ"]}),
    Trap("exit and entry on one day are one day", "number", "days_present_least(DATE '2024-01-01', DATE '2024-01-31')", 10,
         {"stays": [stay("2024-01-01", "2024-01-05"), stay("2024-01-05", "2024-01-10")]}),
    Trap("a day of two stays counts once in the year", "number", "days_present_in_year_most(2024)", 10,
         {"stays": [stay("2024-01-01", "2024-01-05"), stay("2024-01-05", "2024-01-10")]}),
    Trap("a stay through the leap day", "number", "days_present_least(DATE '2024-02-01', DATE '2024-03-31')", 3, {"stays": [stay("2024-02-28", "2024-03-01")]}),
    Trap("ninety-six stays are ninety-six", "number", "days_present_least(DATE '2016-01-01', DATE '2023-12-31')", 192, {"stays": MANY}),
    Trap("the longest gap is not next to a stay of unknown days", "number", "longest_gap_least()", 0,
         {"stays": [stay("2024-01-01", "2024-01-10"), {"entry": "unknown", "exit": "unknown"}]}),
    Trap("days before the history begins are possible", "number", "days_present_most(DATE '2023-12-22', DATE '2023-12-31')", 10,
         {"stays": [stay("2024-02-01", "2024-02-10")], "stays_known_from": "2024-01-01"}),
    Trap("days before the history begins are not sure", "number", "days_present_least(DATE '2023-12-22', DATE '2023-12-31')", 0,
         {"stays": [stay("2024-02-01", "2024-02-10")], "stays_known_from": "2024-01-01"}),
    Trap("no stays at all are no days", "number", "days_present_most(DATE '2023-01-01', DATE '2023-12-31')", 0, {"stays": []}),
    Trap("a history nobody asked for is unknown", "number", "days_present_most(DATE '2023-01-01', DATE '2023-12-31')", None, {}),
    Trap("sixty months back from 31 January", "day", "plus_months(entered, -12 * 5)", day("2019-01-31"), {"entered": "2024-01-31"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    """A law that gives each trap's expression to everybody."""
    text = "".join(value(f"ru.trap_{i}", trap.kind, trap.expression) for i, trap in enumerate(TRAPS))
    return rulebook(tmp_path_factory.mktemp("traps"), text)


def _laid_out(little: Rulebook, folder: Path) -> tuple[Plan, Codes, duckdb.DuckDBPyConnection]:
    plan = plan_of(little)
    codes = Codes(plan)
    people = [little.facts_from(trap.facts) for trap in TRAPS]
    return plan.on(ON.toordinal(), ON.toordinal()), codes, in_duckdb(little, plan, codes, people, folder)


def _found(little: Rulebook, connection: duckdb.DuckDBPyConnection) -> list[Any]:
    rows = connection.execute(f"SELECT p, {', '.join(_wanted(little))} FROM found ORDER BY p").fetchall()
    return [rows[i][i + 1] for i in range(len(TRAPS))]


def by_duckdb(little: Rulebook, folder: Path) -> list[Any]:
    """What DuckDB gives for each trap."""
    plan, codes, connection = _laid_out(little, folder)
    DuckDBEngine(plan, _wanted(little), codes).run(connection)
    return _found(little, connection)


def by_postgresql(little: Rulebook, folder: Path, url: str) -> list[Any]:
    """What PostgreSQL gives for each trap."""
    psycopg = pytest.importorskip("psycopg")
    plan, codes, connection = _laid_out(little, folder)
    with psycopg.connect(url) as server:
        PostgreSQLEngine(plan, _wanted(little), codes, server).run(connection)
    return _found(little, connection)


def by_spark(little: Rulebook, folder: Path, session: Any, names: Sequence[str]) -> dict[str, Any]:
    """What Spark gives for these traps."""
    plan, codes, connection = _laid_out(little, folder)
    wanted = [_wanted(little)[_number_of(name)] for name in names]
    SparkEngine(plan, wanted, codes, session, folder / "scratch").run(connection)
    rows = connection.execute(f"SELECT {', '.join(wanted)} FROM found ORDER BY p").fetchall()
    return {name: rows[_number_of(name)][place] for place, name in enumerate(names)}


def _wanted(little: Rulebook) -> list[str]:
    return [field_of(little, f"ru.trap_{i}", 0) for i in range(len(TRAPS))]


_NAMES = [trap.name for trap in TRAPS]
_MEANS = {trap.name: trap.means for trap in TRAPS}


def _number_of(name: str) -> int:
    return _NAMES.index(name)


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_the_closures_do_not_fall_into_it(little: Rulebook, trap: Trap) -> None:
    position = little.ask(little.facts_from(trap.facts), on=ON)
    fields = position.result(f"ru.trap_{_number_of(trap.name)}").fields
    assert (fields[0] if fields is not None else None) == trap.means


@pytest.fixture(scope="module")
def found_by_duckdb(little: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    return by_duckdb(little, tmp_path_factory.mktemp("tables"))


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_duckdb_does_not_fall_into_it(found_by_duckdb: list[Any], trap: Trap) -> None:
    assert found_by_duckdb[_number_of(trap.name)] == trap.means


@pytest.mark.postgres
def test_postgresql_falls_into_none(little: Rulebook, tmp_path: Path, postgres_url: str) -> None:
    assert dict(zip(_NAMES, by_postgresql(little, tmp_path, postgres_url), strict=True)) == _MEANS


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    try:
        with local_session() as session:
            yield session
    except NoSpark as error:
        pytest.skip(str(error))


@pytest.mark.spark
@pytest.mark.slow
def test_spark_falls_into_none(little: Rulebook, tmp_path: Path, spark: Any) -> None:
    assert by_spark(little, tmp_path, spark, _NAMES) == _MEANS


# -- a fault put into an emitter does not go unseen ---------------------------------------------------------------------


def _loose_case(self: Writer, branches: Any, otherwise: Any) -> str:
    """As SQL has it: an unknown condition takes the next branch."""
    ways = " ".join(f"WHEN {self.text(when)} THEN {self.text(then)}" for when, then in branches)
    return f"(CASE {ways} ELSE {'NULL' if otherwise is None else self.text(otherwise)} END)"


def _without_brackets(self: Writer, type_: str, op: str, left: Any, right: Any) -> str:
    a, b = self.text(left), self.text(right)
    return f"{a} // {b}" if op == "//" and self.dialect.name == "duckdb" else f"{a} {op.replace('//', '/')} {b}"


FAULTS: dict[str, tuple[type, str, Any]] = {
    "a CASE that guesses": (Writer, "case", _loose_case),
    "brackets left out": (Writer, "arithmetic", _without_brackets),
    "a day late": (Writer, "literal", lambda self, type_, v: str(v + 1) if type_ == "day" else _LITERAL(self, type_, v)),
    "a stay without its last day": (HistoryWriter, "table", lambda self, name, query: _TABLE(self, name, query.replace("least(lo_x, day_) AS st", "least(lo_x, day_) - 1 AS st"))),
}  # fmt: skip
_LITERAL, _TABLE = Writer.literal, HistoryWriter.table


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_text_for_duckdb_is_caught(
    little: Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    owner, name, wrong = FAULTS[fault]
    monkeypatch.setattr(owner, name, wrong)
    try:
        found = by_duckdb(little, tmp_path)
    except duckdb.Error:
        return  # the engine itself refused it
    assert dict(zip(_NAMES, found, strict=True)) != _MEANS


@pytest.mark.postgres
def test_a_fault_in_the_text_for_postgresql_alone_is_caught(
    little: Rulebook, tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PostgreSQL, "divide", lambda self, a, b: f"CAST(floor({a} / {b}::NUMERIC) AS BIGINT)")
    assert dict(zip(_NAMES, by_postgresql(little, tmp_path, postgres_url), strict=True)) != _MEANS


SPARK_FAULTS: dict[str, tuple[str, Any, list[str]]] = {
    "halves rounded down, not towards nought": (
        "divide",
        lambda self, a, b: f"CAST(floor({a} / {b}) AS BIGINT)",
        ["half of minus seven is minus three"],
    ),
    "the end of a month kept to the end of a month, as Spark 2 did": (
        "plus_months",
        lambda self, day, months: (
            f"(CASE WHEN {self._date(day)} = last_day({self._date(day)}) THEN datediff(last_day(add_months("
            f"{self._date(day)}, CAST({months} AS INT))), DATE'0001-01-01') + 1 ELSE {_SPARK_MONTHS(self, day, months)} END)"
        ),
        ["a month twice is not two months", "three years on from 29 February 2024 is not three years back from it"],
    ),
}
"""Faults of Spark's own text: the method of its dialect, what is written instead, and traps that it then falls into."""
_SPARK_MONTHS = Spark.plus_months


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.parametrize("fault", SPARK_FAULTS)
def test_a_fault_in_the_text_for_spark_alone_is_caught(
    little: Rulebook, tmp_path: Path, spark: Any, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    name, wrong, traps = SPARK_FAULTS[fault]
    monkeypatch.setattr(Spark, name, wrong)
    found = by_spark(little, tmp_path, spark, traps)
    assert [trap for trap in traps if found[trap] == _MEANS[trap]] == []


def test_choices_have_no_order(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"compared|order|choice"):
        rulebook(tmp_path, value("ru.x", "yes_no", "destination < 'RU'"))


def test_nothing_is_divided_by_what_may_be_nought(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="divi"):
        rulebook(tmp_path, value("ru.x", "number", "10 // n"))
