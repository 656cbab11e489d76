"""Files of people: read as a facts file is read, refused where a facts file is refused, and the result is the answers' own."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from hamroh.rulebook import Rulebook
from hamroh.rulebook.bulk.apply import Done, Request, apply
from hamroh.rulebook.bulk.codes import Codes
from hamroh.rulebook.bulk.columns import ColumnError
from hamroh.rulebook.bulk.faults import Fault, FilesError
from hamroh.rulebook.bulk.files import PeopleFiles, Source
from hamroh.rulebook.bulk.plan import Plan
from hamroh.rulebook.bulk.prepared import EVENTS, Rows
from hamroh.rulebook.errors import FactError
from hamroh.rulebook.person import HISTORIES

from ..drawn_people import drawn_facts
from .heads import heads
from .written import as_parquet, write

pytestmark = pytest.mark.slow

ON = date(2025, 2, 5)


def files(plan: Plan, codes: Codes, people: Path, events: Path | None = None, on: date = ON) -> PeopleFiles:
    """Files in a connection of their own, staged."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("ATTACH ':memory:' AS staged")
    found = PeopleFiles(
        connection, plan, codes, on.toordinal(), Source(people), None if events is None else Source(events)
    )
    found.stage()
    return found


def looks_sound(found: PeopleFiles) -> bool:
    """What the quick look says that is taken before the faults are searched for."""
    fine, people = found.stage(), found.count()
    for first in range(0, people, 100):
        found.prepare(first, min(first + 100, people) - 1)
        fine &= found.sound()
    return fine


class Desk:
    """Somebody who hands in small files and reads what comes back."""

    def __init__(self, plan: Plan, codes: Codes, folder: Path) -> None:
        self.plan, self.codes, self.folder = plan, codes, folder

    def hands_in(self, people: str, events: str | None = None) -> PeopleFiles:
        (self.folder / "people.csv").write_text(people)
        if events is not None:
            (self.folder / "events.csv").write_text(events)
        return files(
            self.plan, self.codes, self.folder / "people.csv", None if events is None else self.folder / "events.csv"
        )

    def is_told(self, people: str, events: str | None = None) -> list[Fault]:
        found = self.hands_in(people, events)
        assert not looks_sound(found)
        counts = found.check(100)
        faults = found.faults()
        assert sum(counts.values()) == len(faults)
        return faults


@pytest.fixture
def desk(plan: Plan, codes: Codes, tmp_path: Path) -> Desk:
    return Desk(plan, codes, tmp_path)


# -- what is read ----------------------------------------------------------------------------------------------------


def prepared(found: PeopleFiles) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    found.prepare(0, found.count() - 1)
    for table in ("people", *EVENTS):
        yield table, sorted(found.connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)


def test_a_file_of_people_says_of_each_what_a_facts_file_says(
    book: Rulebook, plan: Plan, codes: Codes, tmp_path: Path
) -> None:
    facts = _with_registrations(book, drawn_facts(book, 41, 400, ON))
    expected = Rows(book, plan, codes).add_all(book.facts_from(f) for f in facts)
    for table, rows in prepared(files(plan, codes, *write(facts, tmp_path))):
        assert rows == sorted(expected.tables[table], key=repr), table


def _with_registrations(rulebook: Rulebook, people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same people, every second with registrations told as rows where that can be."""
    r = random.Random(3)
    out = []
    for facts in people:
        days = sorted(
            (ON - timedelta(r.randint(-3, 300))).isoformat()[: r.choice((7, 10, 10))] for _ in range(r.randint(0, 2))
        )
        rows = [
            {"from": day, "where_living": r.random() < 0.5} | ({"until": "2025-06"} if r.random() < 0.5 else {})
            for day in days
        ]
        more = facts | {"registrations": rows or "none"}
        for name in ("registered", "registered_on", "registered_until", "registered_where_living"):
            if r.random() < 0.5:
                more.pop(name, None)
        out.append(facts if r.random() < 0.5 or _refusal(rulebook, more) else more)
    return out


def test_columns_with_types_of_their_own_say_the_same_as_text(plan: Plan, codes: Codes, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text(
        "person,citizenship,registered,entered,registered_on,months_unpaid,rate_rub_hour,destination,has_patent,stays\n"
        "7,TJ,yes,2025-01-02,2025-01-05,3,150.50,RU,no,\n"
        '8,"TJ,RU",no,2024-12-31,,,99,RU,,\n'
        "9,,unknown,,,,,,,none\n"
    )
    typed = as_parquet(
        people,
        "CAST(person AS BIGINT) AS person, string_split(citizenship, ',') AS citizenship, "
        "CASE registered WHEN 'yes' THEN TRUE WHEN 'no' THEN FALSE END AS registered, "
        "CAST(entered AS DATE) AS entered, CAST(registered_on AS TIMESTAMP) AS registered_on, "
        "CAST(months_unpaid AS DOUBLE) AS months_unpaid, CAST(rate_rub_hour AS DECIMAL(9, 2)) AS rate_rub_hour, "
        "CAST(destination AS ENUM ('RU', 'KZ')) AS destination, (has_patent = 'yes') AS has_patent, stays, "
        "CAST(NULL AS INTEGER) AS isolated",
    )
    assert dict(prepared(files(plan, codes, people))) == dict(prepared(files(plan, codes, typed)))


def test_rows_of_a_history_stand_by_their_row_number_wherever_they_stand_in_the_file(desk: Desk) -> None:
    found = desk.hands_in(
        "person,birth_date\nb,1990-05-01\na,\n",
        "history,person,row,entry,exit\nstays,a,2,2024-06-01,none\nstays,b,1,2024-01-01,2024-02-01\nstays,a,1,2023-01-01,2023-03-01\n",
    )
    found.prepare(0, 1)
    rows = found.connection.execute("SELECT p, seq, e_lo, x_lo, here FROM stays ORDER BY p, seq").fetchall()
    day = date.toordinal
    assert rows == [
        (0, 0, day(date(2024, 1, 1)), day(date(2024, 2, 1)), None),
        (1, 0, day(date(2023, 1, 1)), day(date(2023, 3, 1)), None),
        (1, 1, day(date(2024, 6, 1)), None, True),
    ]


def test_payments_stand_with_their_patent(desk: Desk) -> None:
    found = desk.hands_in(
        "person\n1\n",
        "person,history,row,of,issued,payments,paid,months\n"
        "1,patents,10,,2024-03-01,,,\n1,patents,20,,2024-09-01,none,,\n1,payments,,10,,,2024-03-20,2\n1,patents,30,,2025-01-01,,,\n",
    )
    assert found.check(10) == {}
    assert looks_sound(found)
    found.prepare(0, 0)
    assert found.connection.execute("SELECT seq, told FROM patents ORDER BY seq").fetchall() == [
        (0, True),
        (1, True),
        (2, None),
    ]
    assert found.connection.execute("SELECT p, seq, months FROM payments").fetchall() == [(0, 0, 2)]


# -- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "events", "code", "row", "person", "column"),
    [
        ("person,registered\n5,perhaps\n", None, "wrong_type", 1, "5", "registered"),
        ("person,months_unpaid\n5,2\n6,2.5\n", None, "wrong_type", 2, "6", "months_unpaid"),
        ("person,months_unpaid\n5,241\n", None, "out_of_range", 1, "5", "months_unpaid"),
        ("person,rate_rub_hour\n5,10.005\n", None, "wrong_type", 1, "5", "rate_rub_hour"),
        ("person,paid_rub\n5,-1\n", None, "out_of_range", 1, "5", "paid_rub"),
        ("person,entered\n5,2024-02-30\n", None, "wrong_day", 1, "5", "entered"),
        ("person,entered\n5,01.02.2024\n", None, "wrong_day", 1, "5", "entered"),
        ("person,birth_date\n5,1899-12-31\n", None, "wrong_day", 1, "5", "birth_date"),
        ("person,purpose\n5,holiday\n", None, "unknown_choice", 1, "5", "purpose"),
        ("person,region\n5,Atlantis\n", None, "unknown_region", 1, "5", "region"),
        ("person,citizenship\n5,TJ\n6,Tajikistan\n", None, "unknown_country", 2, "6", "citizenship"),
        ('person,citizenship\n5,"TJ,tj"\n', None, "unknown_country", 1, "5", "citizenship"),
        ("person,stays\n5,two\n", None, "wrong_type", 1, "5", "stays"),
        ("person,entered\n5,2025-02-06\n", None, "after_asked_day", 1, "5", "entered"),
        ("person,birth_date,entered\n5,2000-01-01,1999\n", None, "before_birth", 1, "5", "entered"),
        ("person,entered,left\n5,2024-03-01,2024-02-01\n", None, "exit_before_entry", 1, "5", "entered"),
        ("person,works\n5,yes\n,no\n", None, "no_person", 2, None, "person"),
        ("person\n5\n", "person,history,entry\n6,stays,2024-01-01\n", "event_without_person", 1, "6", "person"),
        ("person\n5\n", "person,history,entry\n5,trips,2024-01-01\n", "unknown_history", 1, "5", "history"),
        ("person\n5\n", "person,history,entry\n5,penalties,2024-01-01\n", "unknown_field", 1, "5", "entry"),
        ("person\n5\n", "person,history,entry\n5,stays,2025-03-01\n", "after_asked_day", 1, "5", "entry"),
        (
            "person\n5\n",
            "person,history,entry,exit\n5,stays,2024-03-01,2024-02-28\n",
            "exit_before_entry",
            1,
            "5",
            "exit",
        ),
        (
            "person\n5\n",
            "person,history,entry,exit,still_here\n5,stays,2024-03-01,2024-04-01,yes\n",
            "contradiction",
            1,
            "5",
            "exit",
        ),
        (
            "person\n5\n",
            "person,history,entry,exit\n5,stays,2024-03-01,none\n5,stays,2024-05-01,none\n",
            "overlapping_stays",
            1,
            "5",
            "exit",
        ),
        (
            "person\n5\n",
            "person,history,entry,exit\n5,stays,2024-03-01,2024-05-02\n5,stays,2024-05-01,none\n",
            "overlapping_stays",
            2,
            "5",
            "entry",
        ),
        ("person,stays\n5,none\n", "person,history,entry\n5,stays,2024-03-01\n", "contradiction", 1, "5", "stays"),
        (
            "person,has_patent\n5,no\n",
            "person,history,issued\n5,patents,2024-03-01\n",
            "contradiction",
            1,
            "5",
            "has_patent",
        ),
        (
            "person,entered\n5,2024-03-02\n",
            "person,history,entry,exit\n5,stays,2024-03-02,2024-04-01\n5,stays,2024-06-01,none\n",
            "contradiction",
            1,
            "5",
            "entered",
        ),
        (
            "person,birth_date\n5,2000\n",
            "person,history,in_force\n5,penalties,1999-05-01\n",
            "before_birth",
            1,
            "5",
            "in_force",
        ),
        ("person\n5\n", "person,history,kind\n5,penalties,parking\n", "unknown_choice", 1, "5", "kind"),
        ("person\n5\n", "person,history,of,paid\n5,payments,1,2024-05-01\n", "payment_without_patent", 1, "5", "of"),
    ],
)
def test_what_cannot_be_is_told_with_its_place(
    desk: Desk, people: str, events: str | None, code: str, row: int, person: str | None, column: str
) -> None:
    (fault,) = desk.is_told(people, events)
    assert (fault.code, fault.row, fault.person, fault.column) == (code, row, person, column)
    assert fault.file == (
        "people.csv" if events is None or column in people.split("\n")[0].split(",")[1:] else "events.csv"
    )
    assert str(fault).startswith(f"{fault.file} row {row}") and fault.allowed in str(fault)


def test_a_person_who_stands_twice_is_told_at_every_row(desk: Desk) -> None:
    faults = desk.is_told("person,works\na,yes\nb,no\na,no\n")
    assert [(f.code, f.row, f.person) for f in faults] == [("duplicate_person", 1, "a"), ("duplicate_person", 3, "a")]


def test_a_row_number_that_stands_twice_is_told(desk: Desk) -> None:
    faults = desk.is_told("person\na\n", "person,history,row,in_force\na,penalties,1,2024\na,penalties,1,2023\n")
    assert [(f.code, f.row, f.value) for f in faults] == [("duplicate_row", 1, "1"), ("duplicate_row", 2, "1")]


def test_more_rows_than_a_facts_file_may_have_are_told(desk: Desk) -> None:
    rows = "".join("a,penalties,2024\n" for _ in range(201))
    (fault,) = desk.is_told("person\na\n", f"person,history,in_force\n{rows}")
    assert (fault.code, fault.value) == ("too_many_rows", "201")


def test_a_column_nobody_knows_is_told_with_near_names_and_one_of_another_type_with_what_it_should_be(
    desk: Desk, tmp_path: Path
) -> None:
    with pytest.raises(FilesError) as told:
        desk.hands_in("name,citizenschip\nx,TJ\n")
    assert any("no column `person`" in fault for fault in told.value.faults)
    assert any("Did you mean citizenship?" in fault for fault in told.value.faults)
    (tmp_path / "p.csv").write_text("person,entered,works\n1,20240301,1\n")
    typed = as_parquet(
        tmp_path / "p.csv", "person, CAST(entered AS INTEGER) AS entered, CAST(works AS INTEGER) AS works"
    )
    with pytest.raises(FilesError) as told:
        files(desk.plan, desk.codes, typed)
    assert len(told.value.faults) == 2
    assert "column `entered` is INTEGER" in str(told.value) and "yes or no" in str(told.value)


@pytest.mark.parametrize("name", ["people.parquet", "people.csv"])
def test_a_file_that_is_none_is_told(plan: Plan, codes: Codes, tmp_path: Path, name: str) -> None:
    with pytest.raises(FilesError, match="no such file"):
        files(plan, codes, tmp_path / name)
    (tmp_path / name).write_bytes(b"\xff\xfe\x00PAR1 not a table")
    with pytest.raises(FilesError):
        files(plan, codes, tmp_path / name)


def _spoilt(rulebook: Rulebook, facts: Mapping[str, Any], r: random.Random) -> dict[str, Any]:
    """Facts with one thing changed, most often into what cannot be."""
    out = dict(facts)
    days = [kind.id for kind in rulebook.fact_list if kind.type in ("day", "planned_day")]
    stays = [dict(row) for row in out["stays"]] if isinstance(out.get("stays"), list) else []
    how = r.randrange(10)
    if how == 0:
        out[r.choice(days)] = (ON + timedelta(r.randint(-2, 3))).isoformat()
    elif how == 1:
        out["birth_date"] = (ON - timedelta(r.randint(0, 900))).isoformat()
    elif how == 2:
        out["entered"] = (ON - timedelta(r.randint(0, 400))).isoformat()
    elif how == 3:
        out["left"] = (ON - timedelta(r.randint(0, 400))).isoformat()
    elif how == 4:
        out["has_patent"] = r.random() < 0.5
    elif how == 5 and stays:
        row = r.choice(stays)
        row[r.choice(("entry", "exit"))] = (ON - timedelta(r.randint(0, 700))).isoformat()
        out["stays"] = stays
    elif how == 6 and stays:
        r.choice(stays)["still_here"] = r.random() < 0.7
        out["stays"] = stays
    elif how == 7 and len(stays) > 1:
        out["stays"] = r.sample(stays, len(stays))
    elif how == 8:
        out["registrations"] = [{"from": (ON + timedelta(r.randint(-9, 3))).isoformat()}]
    else:
        name = r.choice([name for name in out if name not in HISTORIES])
        out[name] = r.choice(("9", "none", "2024-13", "RU-MOW", "yes", "TJ"))
    return out


def test_a_table_refuses_whom_a_facts_file_refuses_and_nobody_else(
    book: Rulebook, plan: Plan, codes: Codes, tmp_path: Path
) -> None:
    r = random.Random(7)
    people = [_spoilt(book, facts, r) for facts in _with_registrations(book, drawn_facts(book, 43, 600, ON))]
    found = files(plan, codes, *write(people, tmp_path))
    found.check(160)
    told: dict[int, set[str]] = {}
    for person, code in found.connection.execute("SELECT person, code FROM staged.faults").fetchall():
        told.setdefault(int(person), set()).add(code)
    refused = 0
    fine: list[Mapping[str, Any]] = []
    for place, facts in enumerate(people):
        fault = _refusal(book, _as_file(facts))
        refused += fault is not None
        if fault is None:
            fine.append(facts)
        if fault is None:
            assert place not in told, (place, told[place], facts)
        else:
            assert fault.code in told.get(place, set()), (place, str(fault), facts)
    assert refused > 80
    # The quick look finds nothing in those who are left, nor in a block of such among the others.
    assert looks_sound(files(plan, codes, *write(fine, tmp_path)))
    for first in range(0, 600, 60):
        found.prepare(first, first + 19)
        told_here = [place for place in range(first, first + 20) if place in told]
        assert told_here or found.sound(), first


def _refusal(rulebook: Rulebook, facts: Mapping[str, Any]) -> FactError | None:
    try:
        rulebook.facts_from(facts).check_against(rulebook, ON)
    except FactError as error:
        return error
    return None


def _as_file(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What a column of text can say: numbers are numbers again."""
    numbers = ("months_unpaid", "months_part_paid", "hours_worked", "tracking_app_silent_days")
    return {k: int(v) if k in numbers and isinstance(v, str) and v.isdigit() else v for k, v in facts.items()}


# -- the result ------------------------------------------------------------------------------------------------------


def rows_of(path: Path) -> tuple[list[str], list[tuple[Any, ...]]]:
    found = duckdb.connect().execute(f"SELECT * FROM '{path}'")
    return [d[0] for d in found.description], found.fetchall()


def applied(book: Rulebook, people: Path, events: Path | None, out: Path, **more: Any) -> Done:
    done = apply(book, Request(people=people, events=events, out=out, on=ON, known=ON, **more))
    assert isinstance(done, Done)
    return done


def _same_as_answers(book: Rulebook, facts: Sequence[Mapping[str, Any]], out: Path) -> None:
    columns, rows = rows_of(out)
    assert [row[0] for row in rows] == [str(place) for place in range(len(facts))]
    for one, row in zip(facts, rows, strict=True):
        answer = book.ask(book.facts_from(one), on=ON).as_json()
        assert dict(zip(columns[1:], row[1:], strict=True)) == heads(answer, columns[1:])


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["duckdb", "kernel"])
def test_the_columns_are_those_of_each_persons_own_answer(
    book: Rulebook, tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine == "kernel":
        pytest.importorskip("numba", reason="numba is missing: pip install 'hamroh[kernel]'")
        monkeypatch.setattr("hamroh.rulebook.bulk.apply.LEAST_GROUP", 1)  # parts are joined as they are
    facts = drawn_facts(book, 47, 400, ON)
    done = applied(book, *write(facts, tmp_path), tmp_path / "out.parquet", block=300, engine=engine)
    assert (done.people, done.blocks) == (400, 2)
    assert len(rows_of(tmp_path / "out.parquet")[0]) <= 40
    _same_as_answers(book, facts, tmp_path / "out.parquet")
    assert not (tmp_path / "out.parquet.parts").exists()


def test_any_finding_can_be_asked_for_and_one_that_is_none_is_told_with_near_names(
    book: Rulebook, tmp_path: Path
) -> None:
    people = tmp_path / "people.csv"
    people.write_text("person,destination,citizenship,in_country,birth_date\n1,RU,TJ,no,2000-02-01\n2,KZ,TJ,,\n")
    id_ = "ru.entry.fingerprints"
    applied(book, people, None, tmp_path / "o.csv", columns=("person", id_, f"{id_}.safe", "status_stay"))
    columns, rows = rows_of(tmp_path / "o.csv")
    assert columns == ["person", id_, f"{id_}.safe", "status_stay"]
    asked = [
        book.ask(book.facts_from(f), on=ON)
        for f in (
            {"destination": "RU", "citizenship": "TJ", "in_country": False, "birth_date": "2000-02-01"},
            {"destination": "KZ", "citizenship": "TJ"},
        )
    ]
    assert [row[1] for row in rows] == [position.result(id_).outcome for position in asked]
    with pytest.raises(ColumnError, match="status_stay"):
        applied(book, people, None, tmp_path / "o.csv", columns=("status_stays",))


def test_statuses_and_deadlines_come_in_words_when_a_language_is_named(book: Rulebook, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("person,destination,citizenship,in_country\n1,RU,TJ,no\n2,RU,TJ,\n")
    columns = ("status_stay", "next_deadline")
    for language in ("ru", "tg"):
        applied(book, people, None, tmp_path / f"{language}.csv", columns=columns, language=language)
        entry = book.book.lists["status:stay"][rows_of_answer(book)]
        assert rows_of(tmp_path / f"{language}.csv")[1][0][1] == entry.texts["title"][language]


def rows_of_answer(book: Rulebook) -> str:
    """The status of someone who has not come yet."""
    person = book.facts_from({"destination": "RU", "citizenship": "TJ", "in_country": False})
    code: str = book.ask(person, on=ON).as_json()["status"]["stay"]
    return code


def test_csv_and_parquet_in_and_out_are_one_result(book: Rulebook, tmp_path: Path) -> None:
    facts = drawn_facts(book, 53, 60, ON)
    people, events = write(facts, tmp_path)
    columns = ("status_stay", "sum_unpaid_total", "safe_fingerprints")
    applied(book, people, events, tmp_path / "a.parquet", columns=columns)
    applied(book, as_parquet(people), as_parquet(events), tmp_path / "b.csv", columns=columns, block=31)
    read = "read_csv('{}', types = {{'person': 'VARCHAR', 'sum_unpaid_total': 'DECIMAL(18, 2)', 'safe_fingerprints': 'DATE'}})"
    as_csv = duckdb.connect().execute(f"SELECT * FROM {read.format(tmp_path / 'b.csv')}").fetchall()
    assert as_csv == rows_of(tmp_path / "a.parquet")[1]


def test_nobody_in_the_file_gives_an_empty_result(book: Rulebook, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("person,works\n")
    done = applied(book, tmp_path / "people.csv", None, tmp_path / "o.parquet", columns=("status_stay",))
    assert done.people == 0
    assert rows_of(tmp_path / "o.parquet") == (["person", "status_stay"], [])
