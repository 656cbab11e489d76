"""People of a file: the same from CSV and Parquet, and refused with the row when something cannot be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hamroh.rulebook import Rulebook, load

duckdb = pytest.importorskip("duckdb", reason="tables are not installed; run: make env")

from hamroh.rulebook.people import people_of  # noqa: E402 - only with the tables

PEOPLE = """person,citizenship,destination,purpose,has_patent,registered,months_unpaid,decisions
a,TJ,RU,work,no,,2,none
b,"TJ,RU",RU,,,yes,,
"""
EVENTS = """person,history,row,of,entry,exit,still_here,issued,region,paid,months
a,stays,1,,2026-01-10,2026-02,,,,,
a,stays,2,,2026-06-01,,yes,,,,
b,patents,1,,,,,2026-03-01,RU-MOW,,
b,payments,1,1,,,,,,2026-03-01,1
b,payments,2,1,,,,,,2026-04-01,2
"""


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load()


def write(folder: Path, people: str = PEOPLE, events: str = EVENTS) -> tuple[Path, Path]:
    files = folder / "people.csv", folder / "events.csv"
    for file, text in zip(files, (people, events), strict=True):
        file.write_text(text, encoding="utf-8")
    return files


def as_parquet(file: Path) -> Path:
    to = file.with_suffix(".parquet")
    duckdb.sql(f"copy (select * from read_csv('{file}', all_varchar = true)) to '{to}' (format parquet)")
    return to


def test_facts_and_histories_are_those_of_a_facts_file(law: Rulebook, tmp_path: Path) -> None:
    a, b = people_of(law, *write(tmp_path))
    asked = law.facts_from(
        {
            "citizenship": "TJ",
            "destination": "RU",
            "purpose": "work",
            "has_patent": False,
            "months_unpaid": 2,
            "decisions": "none",
            "stays": [{"entry": date(2026, 1, 10), "exit": "2026-02"}, {"entry": date(2026, 6, 1), "still_here": True}],
        }
    )
    assert (a.values, a.histories.stays, a.histories.decisions) == (asked.values, asked.histories.stays, ())
    assert b.values["citizenship"] == frozenset({"TJ", "RU"})
    assert b.histories.patents is not None
    assert [p.months for p in b.histories.patents[0].payments or ()] == [1, 2]


def test_parquet_gives_the_same_people_as_csv(law: Rulebook, tmp_path: Path) -> None:
    people, events = write(tmp_path)
    by_csv = list(people_of(law, people, events))
    by_parquet = list(people_of(law, as_parquet(people), as_parquet(events)))
    assert [p.values for p in by_csv] == [p.values for p in by_parquet]


def test_typed_columns_of_parquet_are_read(law: Rulebook, tmp_path: Path) -> None:
    file = tmp_path / "typed.parquet"
    duckdb.sql(
        "copy (select 7 as person, ['TJ'] as citizenship, 'RU' as destination, date '2026-03-01' as entered,"
        f" true as registered, 3 as months_unpaid) to '{file}' (format parquet)"
    )
    (person,) = people_of(law, file)
    assert person.values["registered"] is True
    assert person.values["months_unpaid"] == 3
    assert person.values["citizenship"] == frozenset({"TJ"})


@pytest.mark.parametrize(
    ("people", "events", "said"),
    [
        (
            PEOPLE.replace("purpose", "purposes"),
            EVENTS,
            "purposes: no fact has the name of this column. Did you mean purpose",
        ),
        (PEOPLE.replace("person,", "code,"), EVENTS, "there is no column `person`"),
        (PEOPLE.replace("\nb,", "\na,"), EVENTS, "person a stands in more than one row"),
        (PEOPLE.replace("work", "leisure"), EVENTS, "purpose: person a: `leisure` is not one of the answers"),
        (PEOPLE, EVENTS.replace("2026-01-10", "2026-02-30"), "stays: person a: there is no day 2026-02-30"),
        (PEOPLE, EVENTS + "c,stays,1,,2026-01-10,,,,,,\n", "person c has an event but no row"),
        (PEOPLE, EVENTS.replace("history", "story"), "there is no column `history`"),
        (PEOPLE, EVENTS.replace("issued", "isued"), "isued: no history has this field"),
        (PEOPLE, EVENTS.replace("a,stays,1", "a,trips,1"), "there is no such history. One of: stays"),
        (PEOPLE, EVENTS.replace("b,payments,1,1", "b,payments,1,2"), "there is no patent in row 2"),
        (PEOPLE, EVENTS + "a,decisions,1,,,,,,,,\n", "it is said not to have happened, but has events"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(
    law: Rulebook, tmp_path: Path, people: str, events: str, said: str
) -> None:
    from hamroh.rulebook import FactError

    with pytest.raises(FactError) as refused:
        list(people_of(law, *write(tmp_path, people, events)))
    assert said in str(refused.value)
    assert ".csv" in str(refused.value)


def test_a_missing_file_is_named(law: Rulebook, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nobody\.csv: there is no such file"):
        list(people_of(law, tmp_path / "nobody.csv"))
