"""People in files: Parquet or CSV, checked cell by cell and row by row, then made into the prepared tables block by block.

A file of people has a row for each person: `person` (a number or text of your own, unique) and columns named as facts. A
file of events has a row for each event: `person`, `history`, and the fields of that history's rows (`person.ROWS`); a
payment for a patent is an event of history `payments` whose `of` is the `row` of its patent. What a facts file may not say
(`read_person`) a table may not say either: the same faults under the same codes. docs/tables.md is the published form.

Everything runs inside DuckDB, which spills what its memory does not hold. Events are read once and kept, as numbers and in
the order of people, in a database of our own (`stage`); people are read from their file a block at a time (`prepare`), each
block looked at before anything is computed from it (`sound`). Where something is wrong, `check` goes through everything
again and notes every fault with its place: that is slower, and few files need it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from ..person import FIRST_DAY, HISTORIES, LAST_DAY, MOST_ROWS, NOT_YET, ROW_CHOICES, ROWS
from ..provisions import FactKind
from .arrays import BY_ROWS, NUMBERS, Block, Column, Kept, Rows, column_of, masked, nothing
from .cells import (
    FRACTION,
    MACROS,
    READ_FROM,
    SAYS,
    TEXT,
    TYPES,
    WHOLE,
    Cell,
    Check,
    any_of,
    base_type,
    by_words,
    number_of,
    read_cells,
)
from .codes import Codes
from .columns import day, name_of, quoted
from .faults import Fault, FilesError
from .fetching import fetched, streamed
from .plan import Plan
from .prepared import EVENTS, people_columns

PERSON, HISTORY, ROW, OF = "person", "history", "row", "of"
KNOWN_FROM = "stays_known_from"
_KNOWN_FROM = f"t_{KNOWN_FROM}"


def _days(*fields: str) -> list[tuple[str, str]]:
    return [(field, edge) for field in fields for edge in ("lo", "hi")]


_FIELDS: dict[str, list[tuple[str, str]]] = {
    "stays": [*_days("entry", "exit"), ("still_here", "lo")],
    "patents": [
        *_days("issued"),
        ("region", "lo"),
        ("months_paid", "lo"),
        *_days("paid_to"),
        ("payments", "lo"),
        ("reissued", "lo"),
    ],
    "payments": [*_days("paid"), ("months", "lo")],
    "penalties": [*_days("in_force"), ("kind", "lo")],
    "decisions": [("kind", "lo"), *_days("decided", "copy_received", "executed")],
    "contracts": _days("made", "copy_sent", "ended"),
    "pay": [*_days("due"), ("rub", "lo"), *_days("paid")],
    "registrations": [*_days("from", "until"), ("where_living", "lo")],
}
"""For each column of a history (`EVENTS`): the field it is made of, and whether it is the earliest or the latest of it."""
_TOLD_APART = ("entered", "left", "in_country", "has_patent", "registered_on", KNOWN_FROM)
"""Facts that are read beside those of the plan: the rows of histories are weighed against them."""
_MOST_WORDS = 1_000
"""Words in a column of text up to which each word is read once, not in every row. Looking one up takes longer the more there
are."""
_MOST_CODES = 60_000
"""The same where each word becomes a number, which takes the same time however many there are."""
SHOWN = 20
"""Faults that are shown one by one; all are counted."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of people or events: Parquet by its ending, CSV otherwise (UTF-8, a header, fields as text)."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def is_parquet(self) -> bool:
        return self.path.suffix in (".parquet", ".pq")

    @property
    def scan(self) -> str:
        """The rows in order, as a table of DuckDB's."""
        place = quoted(str(self.path))
        if self.is_parquet:
            return f"read_parquet({place})"
        return f"read_csv({place}, all_varchar = true, header = true)"


_ROW_GROUP = 262_144
"""Rows of a Parquet file's groups up to which blocks are read from the file itself; of larger ones each block would decode
too many rows in vain, so such a file is copied first, as CSV is."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the rows of a table are read: the cells, what is still to be looked for in every row, and whether a word cannot be
    so."""

    cells: dict[str, Cell]
    checks: list[Check]
    wrong: bool


@dataclass(frozen=True, slots=True)
class _Words:
    """By the number of each word of a column: its value, its latest, and whether it cannot be so."""

    value: Column
    latest: Column
    wrong: Any
    goes_on: Any
    """Does it say of a stay that it has no exit yet?"""


def _enum(column: str, file: str = "events") -> str:
    """The type whose values are the words of a column of the people or of the events."""
    return name_of(f"words of {file}: {column}")


_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class _Bare:
    """A column read as it stands, since its type leaves only bounds to look at: a day, a whole number, yes or no."""

    column: str
    name: str
    """What it is called among those that were read."""
    shift: int
    least: int | None
    most: int | None

    @property
    def listed(self) -> str:
        return f", {name_of(self.column)} AS {self.name}"

    def outside(self, found: dict[str, Column]) -> Any:
        """Turns the numbers into what they say, and tells where one is outside the bounds."""
        values, unknown = found[self.name]
        if self.least is None or self.most is None:
            return nothing(len(values), "BOOLEAN")[0]
        values = values + self.shift if self.shift else values
        found[self.name] = values, unknown
        return ((values < self.least) | (values > self.most)) & ~unknown


class _Statement:
    """Reads the rows of a file from a first to a last one (`$1` and `$2`), again and again: planned once, and its rows taken
    over as they lie in memory."""

    def __init__(self, connection: Any, name: str, text: str) -> None:
        self.connection, self.name = connection, name
        connection.execute(f"PREPARE {name} AS {text}").fetchall()

    def rows(self, first: int, last: int) -> dict[str, Column]:
        return fetched(self.connection, f"EXECUTE {self.name}({first}, {last})")

    def end(self) -> None:
        self.connection.execute(f"DEALLOCATE {self.name}").fetchall()


_Fault = tuple[str, str, str, str]
"""The code of a fault, the file, a query of the rows that have it (row in the file, person, column, value), and what is allowed."""


class PeopleFiles:
    """The files of one run, in a DuckDB connection of their own.

    `on` is the day asked about (an ordinal); `plan` says which facts are read. `kept`: the prepared people are tables, good
    to be read again and again; otherwise arrays, for an engine that reads them once (`block`). `texts`: facts that are
    countries, to be told apart beyond what the law tells apart (`texts_of`). A database attached as `staged` keeps the
    events (`<history>_rows`), who stands in which row (`keys`) and the faults (`faults`); the prepared tables of a block are
    temporary. For arrays, events that stand in the order of people are kept in files of `folder` instead (`Kept`).

    Raises:
        FilesError: a file is missing, cannot be read, or a column is not what it should be.
    """

    def __init__(
        self,
        connection: Any,
        plan: Plan,
        codes: Codes,
        on: int,
        people: Source,
        events: Source | None = None,
        kept: bool = True,
        texts: Sequence[str] = (),
        folder: Path | None = None,
    ) -> None:
        self.connection, self.plan, self.codes, self.on = connection, plan, codes, on
        self.kept, self.texts, self.folder = kept, texts, folder
        self.book = plan.rulebook.book
        self.people, self.events = people, events
        self.facts = {name: kind for name, kind in self.book.facts.items() if kind.type != "history"}
        self.histories = [name for name, kind in self.book.facts.items() if kind.type == "history"]
        if "registrations" not in self.histories:
            self.histories.append("registrations")  # no fact of its own: its rows tell facts, see `_registration`
        for macro in MACROS:
            connection.execute(f"CREATE OR REPLACE TEMP MACRO {macro}")
        self.people_types = self._columns_of(people)
        self.event_types = {} if events is None else self._columns_of(events)
        self._check_schema()
        self._regions: dict[str, dict[str, int]] = {}
        self._laid_out = False
        """Has the first block been prepared: with the views, and the empty tables of histories without rows."""
        self._told_of_block: _Statement | None = None
        """Reads people by blocks, once it is made."""
        self._bare_cells: list[_Bare] = []
        self._says: dict[str, Any] = {}
        self._kept_rows: dict[str, Kept] = {}
        self.block: Block | None = None
        """The block that was prepared last, unless it is kept in tables."""

    # -- the schema

    def _columns_of(self, source: Source) -> dict[str, str]:
        import duckdb

        if not source.path.is_file():
            raise FilesError([f"{source.path}: there is no such file."])
        try:
            rows = self.connection.execute(f"DESCRIBE SELECT * FROM {source.scan}").fetchall()
        except duckdb.Error as error:
            raise FilesError([f"{source.path}: the file cannot be read. {_first_line(error)}"]) from None
        return {name: type_ for name, type_, *_ in rows}

    def _kind_of(self, column: str) -> str:
        """What a column of the file of people holds."""
        if column == PERSON:
            return "text"
        if column == KNOWN_FROM:
            return "day"
        return "history" if column in self.histories else self.facts[column].type

    def _event_kinds(self, column: str) -> set[str]:
        """What a column of the file of events may hold, by the histories that have the field."""
        if column in (PERSON, HISTORY):
            return {"text"}
        if column in (ROW, OF):
            return {"number"}
        return {ROWS[history][column] for history in self._event_histories() if column in ROWS[history]}

    def _event_histories(self) -> list[str]:
        return [*self.histories, *(["payments"] if "patents" in self.histories else [])]

    def _check_schema(self) -> None:
        faults: list[str] = []
        known = [PERSON, KNOWN_FROM, *self.facts, *self.histories]
        self._check_columns(self.people, self.people_types, known, lambda c: {self._kind_of(c)}, [PERSON], faults)
        if self.events is not None:
            fields = dict.fromkeys(field for history in self._event_histories() for field in ROWS[history])
            known = [PERSON, HISTORY, ROW, OF, *fields]
            self._check_columns(self.events, self.event_types, known, self._event_kinds, [PERSON, HISTORY], faults)
        if faults:
            raise FilesError(faults)

    def _check_columns(
        self,
        source: Source,
        types: dict[str, str],
        known: list[str],
        kinds: Callable[[str], set[str]],
        needed: list[str],
        faults: list[str],
    ) -> None:
        faults += [f"{source.name}: there is no column `{name}`." for name in needed if name not in types]
        for column in list(types):
            if column not in known:
                near = difflib.get_close_matches(column, known, 3)
                mend = f"Did you mean {' or '.join(near)}?" if near else "docs/tables.md names them all."
                faults.append(f"{source.name}: there is no fact or field `{column}`. {mend}")
                continue
            wrong = [kind for kind in sorted(kinds(column)) if not base_type(types[column]).startswith(READ_FROM[kind])]
            if not wrong:
                continue
            if not self._all(f"SELECT count({name_of(column)}) FROM {source.scan}")[0][0]:
                types[column] = ""  # an empty column says nothing, whatever its type
                continue
            faults.append(
                f"{source.name}: column `{column}` is {types[column]}, which cannot be read. Write {SAYS[wrong[0]]}."
            )

    @property
    def schema(self) -> dict[str, dict[str, str]]:
        """Columns and types of each file."""
        return {PERSON: self.people_types, "event": self.event_types}

    # -- staging

    @property
    def person_type(self) -> str:
        """How persons are named: by number only when both files do so."""
        types = [self.people_types[PERSON], *([self.event_types[PERSON]] if self.events is not None else [])]
        return "BIGINT" if all(type_ in WHOLE for type_ in types) else "VARCHAR"

    def stage(self) -> bool:
        """Keep the events, in order, beside who stands in which row, in tables of the connection's database.

        Says whether all that was read can be so; where it does not, `check` says what is wrong.

        Raises:
            FilesError: a file cannot be read to its end.
        """
        with self._to_its_end():
            for rows, source, types, number in self._files():
                if rows.startswith("staged."):
                    listed = "".join(f", {name_of(c)}" for c, type_ in types.items() if type_ and c != PERSON)
                    self._run(
                        f"CREATE OR REPLACE TABLE {rows} AS SELECT row_number() OVER () - 1 AS {number}, "
                        f"{self._person}{listed} FROM {source.scan}"
                    )
            self._run(f"CREATE OR REPLACE TABLE staged.keys AS SELECT n, {PERSON} FROM {self._people_rows}")
            fine = not self._persons_twice
            if self.kept:
                fine &= not self._people_reading.wrong
            else:
                fine &= not any(bool(words.wrong.any()) for words in self._people_words.values())
            if self.events is not None:
                known = self._event_histories()
                fine &= all(history in known for history in self._written)
                kept = self._keep_events() if self._may_be_in_order else {}
                for history in known:
                    if history in self._written:
                        fine &= kept[history] if history in kept else self._stage_history(history)
        self._run("CHECKPOINT staged")
        return fine

    @contextmanager
    def _to_its_end(self) -> Iterator[None]:
        import duckdb

        try:
            yield
        except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
            raise FilesError([f"The file cannot be read to its end. {_first_line(error)}"]) from None

    @property
    def _person(self) -> str:
        return f"CAST({PERSON} AS {self.person_type}) AS {PERSON}"

    def _files(self) -> Iterator[tuple[str, Source, dict[str, str], str]]:
        """Each file: its rows as a table, the file itself, its columns, and the column that counts the rows."""
        yield self._people_rows, self.people, self.people_types, "n"
        if self.events is not None:
            yield self._event_rows, self.events, self.event_types, "r"

    @cached_property
    def _people_rows(self) -> str:
        """The people in the order of their file, as a table: `n` counts them from 0."""
        if self.people.is_parquet:
            about = f"parquet_file_metadata({quoted(str(self.people.path))})"
            if self._any(f"{about} WHERE num_rows <= {_ROW_GROUP} * num_row_groups"):
                return self._in_place(self.people, "n")
        return "staged.people"

    @cached_property
    def _event_rows(self) -> str:
        """The events in the order of their file, as a table: `r` counts them from 0."""
        assert self.events is not None
        return self._in_place(self.events, "r") if self.events.is_parquet else "staged.events"

    def _in_place(self, source: Source, number: str) -> str:
        return (
            f"(SELECT file_row_number AS {number}, * EXCLUDE (file_row_number) REPLACE ({self._person}) "
            f"FROM read_parquet({quoted(str(source.path))}, file_row_number = true))"
        )

    @cached_property
    def _written(self) -> dict[str, list[str]]:
        """The histories of the events, and every way in which each is written."""
        rows = self.connection.execute(
            f"SELECT DISTINCT CAST({HISTORY} AS VARCHAR) AS w, coalesce(said(w), '') FROM {self._event_rows} LIMIT 10000"
        ).fetchall()
        out: dict[str, list[str]] = {}
        for written, history in rows:
            out.setdefault(history, []).append(written)
        return out

    def _of_history(self, history: str) -> str:
        """The events of a history, as a table; `n` is the row of the person, nothing where there is no such person."""
        keys = f"(SELECT {PERSON}, min(n) AS n FROM staged.keys GROUP BY ALL)" if self._persons_twice else "staged.keys"
        return f"(SELECT k.n, e.* FROM {self._written_as(history)} e LEFT JOIN {keys} k USING ({PERSON}))"

    def _written_as(self, history: str) -> str:
        """The events of a history as they stand in the file, as a table."""
        listed = ", ".join(quoted(written) for written in self._written.get(history, ())) or "NULL"
        return f"(SELECT * FROM {self._event_rows} WHERE {HISTORY} IN ({listed}))"

    @cached_property
    def _persons_twice(self) -> bool:
        before = f"(SELECT {PERSON}, lag({PERSON}) OVER () AS before FROM staged.keys)"
        if not self._any(f"{before} WHERE before >= {PERSON} OR {PERSON} IS NULL"):
            return False
        return self._any(f"(SELECT {PERSON} FROM staged.keys GROUP BY ALL HAVING count(*) > 1)")

    @property
    def _may_be_in_order(self) -> bool:
        """Could the events be kept as they stand?"""
        in_place = self.events is not None and self.events.is_parquet and self.folder is not None
        return in_place and not self.kept and self.person_type == "BIGINT" and not self._persons_twice

    def _kept_in(self, history: str) -> Path:
        assert self.folder is not None
        return self.folder / f"{history}.rows"

    def _keep_events(self) -> dict[str, bool]:
        """As `_stage_history`, in files of records. Histories whose rows do not stand in order are left out: those are not kept.

        The file is read once, from the first row to the last, and the rows of each history are taken out of those that were
        read. A column may say something only in the rows of the histories it belongs to: what it says there is counted, and
        what it says at all.
        """
        known = [history for history in self._event_histories() if history in self._written]
        reading = _EventReading.of(self, known)
        if reading is None:
            return {}
        keeping = {history: _Keeping(self, history, reading) for history in known}
        kept = dict.fromkeys(known, True)
        # What is asked meanwhile is asked beside: one connection gives the rows of one query at a time.
        with closing(self.connection.cursor()) as beside, closing(streamed(self.connection, reading.text)) as streams:
            for found in streams:
                n = self._rows_of_people(beside, *found[PERSON])
                if n is None:
                    return self._nothing_kept(known)
                chunk = None if n is False else reading.chunk(found)
                if chunk is None:
                    return dict.fromkeys(known, False)
                said = dict.fromkeys(chunk.says, 0)
                history, _ = found["history_no"]
                for place, name in enumerate(known):
                    rows = np.flatnonzero(history == place)
                    if len(rows) and kept[name] and not keeping[name].take(n[rows], rows, chunk, said):
                        kept[name] = False
                    elif len(rows) and not kept[name]:
                        keeping[name].count(rows, chunk, said)
                if any(chunk.count(column) != count for column, count in said.items()):
                    return dict.fromkeys(known, False)
        for name in known:
            if kept[name]:
                keeping[name].rows.end()
        self._nothing_kept([name for name in known if not kept[name]])
        return {name: keeping[name].fine for name in known if kept[name]}

    def _nothing_kept(self, histories: Iterable[str]) -> dict[str, bool]:
        for history in histories:
            self._kept_in(history).unlink(missing_ok=True)
        return {}

    def _said_of(self, column: str) -> str:
        """What a column of events says; nothing where it says nothing."""
        text = base_type(self.event_types[column]).startswith(TEXT)
        return f"said(CAST({name_of(column)} AS VARCHAR))" if text else name_of(column)

    def _bare(self, cell: Cell, types: Mapping[str, str], kind: str, last: Mapping[str, int]) -> list[_Bare]:
        """The column as it stands, where nothing more is to be done; `last`: the last day that can be, of some columns."""
        column, type_ = cell.column, types[cell.column]
        if kind in ("day", "planned_day") and type_ == "DATE":
            most = min(last.get(column, LAST_DAY.toordinal()), LAST_DAY.toordinal())
            return [_Bare(column, cell.value, _EPOCH, FIRST_DAY.toordinal(), most)]
        if kind == "yes_no" and type_ == "BOOLEAN":
            return [_Bare(column, cell.value, 0, None, None)]
        if kind == "number" and type_ in WHOLE and type_ not in ("HUGEINT", "UBIGINT"):
            return [
                _Bare(
                    column,
                    cell.value,
                    0,
                    *self._between(self.facts.get(column) if types is self.people_types else None),
                )
            ]
        return []

    @property
    def _goes_on(self) -> str:
        """Says of a stay that it has no exit yet; empty where the column of exits cannot say it."""
        if base_type(self.event_types.get("exit", "")).startswith(TEXT):
            return "trim(CAST(exit AS VARCHAR)) = 'none'"
        return ""

    @staticmethod
    def _rows_of_people(connection: Any, persons: Any, unknown: Any) -> Any:
        """The row of each person, as an array; `False` where one is not in the file of people, nothing where people do not
        ascend there."""
        if bool(unknown.any()):
            return False
        keys = fetched(
            connection,
            f"SELECT n, {PERSON} FROM staged.keys WHERE {PERSON} BETWEEN {persons.min()} AND {persons.max()}",
        )
        known, _ = keys[PERSON]
        if not len(known):
            return False
        if not bool((known[1:] > known[:-1]).all()):
            return None
        # Mostly rows of one person stand together, and each is looked for once.
        first = np.flatnonzero(np.append(True, persons[1:] != persons[:-1]))
        each = persons[first]
        place = known.searchsorted(each)
        place[place == len(known)] = 0
        if not bool((known[place] == each).all()):
            return False
        return np.repeat(keys["n"][0][place], np.diff(np.append(first, len(persons))))

    def _coded(self, cell: Cell, checks: Sequence[Check], file: str = "events") -> _Words:
        """What the words of a column of text say, and which of them these checks find wrong."""
        column = name_of(cell.column)
        goes_on = self._goes_on if cell.column == "exit" else ""
        type_ = _enum(cell.column, file)
        words = f"(SELECT CAST(w AS VARCHAR) AS {column} FROM (SELECT unnest(enum_range(CAST(NULL AS {type_}))) AS w))"
        found = self.connection.execute(
            f"SELECT {cell.value} AS value, {cell.latest if cell.latest_text else cell.value} AS latest, "
            f"{any_of(checks)} AS wrong, {goes_on or 'FALSE'} AS goes_on FROM {read_cells(words, [cell])}"
        ).fetchnumpy()
        return _Words(column_of(found["value"]), column_of(found["latest"]), found["wrong"], found["goes_on"])

    def _saying(self, column: str) -> Any:
        """Of each word of a column: does it say anything?"""
        text = f"SELECT said(CAST(w AS VARCHAR)) IS NOT NULL AS s FROM (SELECT unnest(enum_range(CAST(NULL AS {_enum(column)}))) AS w)"
        if column not in self._says:
            self._says[column] = self.connection.execute(text).fetchnumpy()["s"]
        return self._says[column]

    def _has_words(self, column: str, rows: str, types: Mapping[str, str]) -> bool:
        """Is a column text with so few words that they are kept? Then its words are a type of the connection's."""
        if types[column] != "VARCHAR":
            return False
        file = PERSON if rows == self._people_rows else "events"
        said, words = name_of(column), name_of(f"words_of_{column}")
        listed = f"SELECT DISTINCT {said} AS w FROM {rows} WHERE {said} IS NOT NULL LIMIT {_MOST_CODES + 1}"
        self._temp(f"words_of_{column}", listed)
        if not 0 < int(self._all(f"SELECT count(*) FROM {words}")[0][0]) <= _MOST_CODES:
            return False
        self._run(f"CREATE TEMP TYPE {_enum(column, file)} AS ENUM (SELECT w FROM {words})")
        return True

    def _stage_history(self, history: str) -> bool:
        """Read and keep the rows of one history in order: by person, then by `row` where it is given, then as they stand in the
        file. Says whether each can be so."""
        name = f"staged.{history}_rows"
        reading = self._reading(
            self._written_as(history), self._event_cells(history), self._checks_of(history), ROWS[history], history
        )
        columns = self._columns_of_rows(history, reading.cells)
        listed = "".join(f", {text} AS {column}" for column, text in columns.items())
        self._run(
            f"CREATE OR REPLACE TABLE {name} AS SELECT n, r, {any_of(reading.checks)} AS wrong{listed} "
            f"FROM {read_cells(self._of_history(history), reading.cells.values())}"
        )
        order = "lag(n) OVER () AS before, lag(row_no) OVER () AS row_before"
        back = "n < before OR (n = before AND (row_no < row_before OR (row_no IS NOT NULL AND row_before IS NULL)))"
        if self._any(f"(SELECT n, row_no, {order} FROM {name}) WHERE {back}"):
            self._run(
                f"CREATE OR REPLACE TABLE staged.in_order AS SELECT * FROM {name} ORDER BY n, row_no NULLS LAST, r"
            )
            self._run(f"DROP TABLE {name}")
            self._run(f"ALTER TABLE staged.in_order RENAME TO {history}_rows")
        twice, many = "n = before AND row_no = row_before", f"n = far_before AND {quoted(history)} <> 'payments'"
        return not reading.wrong and not self._any(
            f"(SELECT n, row_no, wrong, {order}, lag(n, {MOST_ROWS}) OVER () AS far_before FROM {name}) "
            f"WHERE wrong OR n IS NULL OR ({twice} AND {quoted(history)} <> 'payments') OR ({many})"
        )

    def count(self) -> int:
        """How many people there are."""
        return int(self._all("SELECT count(*) FROM staged.keys")[0][0])

    # -- one cell

    def _cell(self, column: str, type_: str, kind: str, fact: str, history: str = "") -> Cell:
        """A column read as what it holds. `fact` names it for the choices; in a history that of the history."""
        raw, base = name_of(column), base_type(type_)
        text = base.startswith(TEXT)
        said = f"said(CAST({raw} AS VARCHAR))" if text else ""
        if history and (history, column) in NOT_YET and text:
            said = f"nullif({said}, 'none')"
        if base in ("FLOAT", "DOUBLE"):
            said = f"CASE WHEN NOT isnan({raw}) THEN {raw} END"
        cell = Cell(column, said, "", "", ())
        latest, unread = "", f"{cell.said} IS NOT NULL AND {cell.value} IS NULL"
        checks: list[Check] = []

        def wrong(code: str, when: str, allowed: str) -> None:
            checks.append(Check(code, column, when, allowed))

        if kind in ("day", "planned_day"):
            if text:
                value, latest = f"first_day({cell.said})", f"latest_day({cell.said}, v_{column}_lo)"
            else:
                as_day = f"CASE WHEN {raw} = date_trunc('day', {raw}) THEN CAST({raw} AS DATE) END"
                value = latest = f"day_number({raw if base == 'DATE' else as_day})"
            allowed = f"Write year-month-day (2019-03-01), or 2019-03 when only the month is known, {FIRST_DAY.year} to {LAST_DAY.year}; or leave it empty."
            wrong("wrong_day", f"{cell.said} IS NOT NULL AND (v_{column}_lo IS NULL OR v_{column}_hi IS NULL)", allowed)
        elif kind == "yes_no":
            value = raw
            if text:
                words = {"yes": 1, "true": 1, "t": 1, "no": 0, "false": 0, "f": 0}
                value = f"CAST({number_of(f'lower({cell.said})', words)} AS BOOLEAN)"
                wrong("wrong_type", unread, "Write yes or no, or leave it empty.")
        elif kind in ("number", "money"):
            value = self._number(kind, cell.said, type_)
            kind_of = self.facts.get(fact) if not history else None
            least, most = self._between(kind_of) if kind == "number" else (0, 10**13)
            shown = f"{least} to {most}" if kind == "number" else "0 to 100,000,000,000 roubles"
            if base not in WHOLE or base in ("HUGEINT", "UBIGINT"):
                wrong("wrong_type", unread, f"Write {SAYS[kind]}, or leave it empty.")
            wrong("out_of_range", f"{cell.value} NOT BETWEEN {least} AND {most}", f"From {shown}.")
        elif kind == "countries":
            value, unfit = self._countries(cell.said, text)
            wrong(
                "unknown_country",
                unfit,
                "Write two capitals, ISO 3166: TJ for Tajikistan, RU for Russia; several with commas.",
            )
        elif kind == "region":
            value = number_of(cell.said, self._regions_in(column, history, said))
            wrong("unknown_region", unread, "Write its ISO code (RU-MOW) or its name in English, Russian or Tajik.")
        elif kind == "choice":
            choices = ROW_CHOICES[history, column] if history else tuple(self.facts[fact].choices)
            value = number_of(cell.said, {word: self.codes.number[word] for word in choices})
            wrong("unknown_choice", unread, f"One of: {', '.join(choices)}.")
        else:  # a history's `none`
            value = f"CASE WHEN {cell.said} = 'none' THEN TRUE END"
            wrong("wrong_type", f"{cell.said} IS NOT NULL AND {cell.said} <> 'none'", f"Write {SAYS[kind]}.")
        return Cell(column, said, value, latest, tuple(checks))

    @staticmethod
    def _between(fact: FactKind | None) -> tuple[int, int]:
        """The bounds of a number: those of the fact where it has some."""
        least, most = (None, None) if fact is None else (fact.least, fact.most)
        return 0 if least is None else least, 10**9 if most is None else most

    def _number(self, kind: str, said: str, type_: str) -> str:
        """The whole number, or the kopecks, of what was said."""
        base = base_type(type_)
        if base in WHOLE:
            return f"try_cast({said} AS BIGINT)" if kind == "number" else f"(try_cast({said} AS BIGINT) * 100)"
        if kind == "money" and re.fullmatch(r"DECIMAL\(\d+,[012]\)", type_):
            return f"CAST(try_cast({said} AS DECIMAL(18, 2)) * 100 AS BIGINT)"
        if kind == "number" and base.startswith(FRACTION):
            return f"CASE WHEN {said} = trunc({said}) THEN try_cast({said} AS BIGINT) END"
        text = said if base.startswith(TEXT) else f"CAST({said} AS VARCHAR)"
        return f"whole({text})" if kind == "number" else f"kopecks(roubles({text}))"

    def _countries(self, said: str, text: bool) -> tuple[str, str]:
        """The mask of the countries (one the law never names has no bit), and when a code is none."""
        known = sorted(self.book.about.get("countries") or {})
        listed = f"countries({said})" if text else said
        one = "x IS NULL OR " + (
            f"x NOT IN ({', '.join(map(quoted, known))})" if known else "NOT regexp_full_match(x, '[A-Z]{2}')"
        )
        unfit = f"len(list_filter({listed}, lambda x: {one})) > 0"
        bits = [
            f"CASE WHEN list_contains({listed}, {quoted(c)}) THEN {bit} ELSE 0 END" for c, bit in self.codes.bit.items()
        ]
        summed = f"CAST({' + '.join(bits) or '0'} AS BIGINT)"
        if not text:
            return f"CASE WHEN len({said}) > 0 THEN {summed} END", unfit
        # Nearly everybody has one citizenship.
        alone = number_of(said, {c: self.codes.bit.get(c, 0) for c in known or self.codes.bit})
        value = f"CASE WHEN {alone} IS NOT NULL THEN {alone} WHEN {said} IS NOT NULL THEN {summed} END"
        return value, f"CASE WHEN {alone} IS NOT NULL OR {said} IS NULL THEN FALSE ELSE {unfit} END"

    def _regions_in(self, column: str, history: str, said: str) -> dict[str, int]:
        """Every way in which a known region is written in a column, and its number."""
        key = f"{history}.{column}"
        found = self._regions.get(key)
        if found is None:
            table = self._written_as(history) if history else self._people_rows
            rows = self.connection.execute(f"SELECT DISTINCT {said} AS r FROM {table} LIMIT 100000").fetchall()
            series = self.book.series
            regions = {written: series.region(written) for (written,) in rows if written is not None}
            found = {written: self.codes.number[code] for written, code in regions.items() if code is not None}
            self._regions[key] = found
        return found

    # -- all cells

    @cached_property
    def _people_cells(self) -> dict[str, Cell]:
        return {
            column: self._cell(column, type_, self._kind_of(column), column)
            for column, type_ in self.people_types.items()
            if type_ and column != PERSON
        }

    @property
    def _people_read(self) -> str:
        return read_cells(self._people_rows, self._people_cells.values())

    @cached_property
    def _people_reading(self) -> _Reading:
        kinds = {column: self._kind_of(column) for column in self._people_cells}
        return self._reading(self._people_rows, self._people_cells, self._people_checks, kinds)

    def _reading(
        self,
        rows: str,
        cells: dict[str, Cell],
        checks: Sequence[Check],
        kinds: Mapping[str, str],
        history: str = "",
    ) -> _Reading:
        """The cells by their words where those are few, and the checks that every row still needs."""
        out, left, wrong = dict(cells), list(checks), False
        for column, cell in cells.items():
            own = [check for check in checks if check.alone and check.column == column]
            words = self._words(rows, cell, own)
            if words is not None:
                out[column] = by_words(cell, TYPES.get(kinds.get(column, ""), "BIGINT"), words)
                left = [check for check in left if check not in own]
                wrong |= any(bool(row[3]) for row in words)
        empty = self._empty(history, left, cells) if history else set()
        return _Reading(out, [check for check in left if check.column not in empty], wrong)

    def _empty(self, history: str, checks: Sequence[Check], cells: Mapping[str, Cell]) -> set[str]:
        """Columns of other histories that hold nothing in the rows of this one."""
        others = {check.column for check in checks} - {*cells, PERSON}
        return {column for column in others if not self._filled[history][column]}

    @cached_property
    def _filled(self) -> dict[str, dict[str, int]]:
        """How many rows of each history have something in each column of the file of events."""
        columns = [column for column, type_ in self.event_types.items() if type_]
        counted = "".join(f", count({name_of(column)})" for column in columns)
        out: dict[str, dict[str, int]] = {history: dict.fromkeys(columns, 0) for history in self._written}
        by_written = {written: history for history, some in self._written.items() for written in some}
        for written, *counts in self._all(
            f"SELECT CAST({HISTORY} AS VARCHAR){counted} FROM {self._event_rows} GROUP BY ALL"
        ):
            for column, count in zip(columns, counts, strict=True):
                if written in by_written:
                    out[by_written[written]][column] += count
        return out

    def _words(self, rows: str, cell: Cell, checks: Sequence[Check]) -> list[tuple[Any, ...]] | None:
        """Each word of a column of text with its value, its latest and whether it cannot be so; nothing where words are many."""
        types = self.people_types if rows == self._people_rows else self.event_types
        if types[cell.column] != "VARCHAR" or cell.column in self.texts:
            return None
        said = name_of(cell.column)
        few = f"(SELECT DISTINCT {said} FROM {rows} WHERE {said} IS NOT NULL LIMIT {_MOST_WORDS + 1})"
        read = f"SELECT {said}, {cell.value}, {cell.latest if cell.latest_text else 'NULL'}, {any_of(checks)}"
        words: list[tuple[Any, ...]] = self.connection.execute(f"{read} FROM {read_cells(few, [cell])}").fetchall()
        return words if len(words) <= _MOST_WORDS else None

    def _event_cells(self, history: str) -> dict[str, Cell]:
        """The fields of one history; `row` and `of` with them."""
        cells = {}
        for column, type_ in self.event_types.items():
            if type_ and column in (ROW, OF):
                cells[column] = self._cell(column, type_, "number", column, history)
            elif type_ and column in ROWS[history] and column not in (PERSON, HISTORY):
                cells[column] = self._cell(column, type_, ROWS[history][column], history, history)
        return cells

    # -- checking

    def check(self, block: int, progress: Callable[[int], None] = lambda done: None) -> dict[str, int]:
        """Look at every cell, then at every person's rows together, a block at a time.

        Returns how often each fault was found; the faults stand in the table `faults`. `progress` is told how many people
        were looked at.
        """
        if self.events is not None and not self.kept:
            for history in self._event_histories():
                if history in self._written and self.folder is not None and self._kept_in(history).exists():
                    self._kept_in(history).unlink()
                    self._stage_history(history)
        self.kept = True
        self._run(
            "CREATE OR REPLACE TABLE staged.faults (code VARCHAR, file VARCHAR, row BIGINT, person VARCHAR, "
            "col VARCHAR, value VARCHAR, allowed VARCHAR)"
        )
        self._look(self._people_read, "n", self.people.name, self._people_checks)
        self._note(
            "duplicate_person",
            self.people.name,
            f"SELECT n, {PERSON}, {quoted(PERSON)}, NULL FROM staged.keys SEMI JOIN (SELECT {PERSON} FROM staged.keys "
            f"GROUP BY ALL HAVING count(*) > 1) twice USING ({PERSON})",
            "Keep one row for each person.",
        )
        if self.events is not None:
            self._look(self._event_rows, "r", self.events.name, self._checks_of_events())
            for history in self._event_histories():
                if history in self._written:
                    self._look(
                        read_cells(self._of_history(history), self._event_cells(history).values()),
                        "r",
                        self.events.name,
                        self._checks_of(history),
                    )
        count = self.count()
        for first in range(0, count, block):
            self.prepare(first, min(first + block, count) - 1)
            for fault in (*self._faults_of_rows(), *self._faults_together()):
                self._note(*fault)
            progress(min(first + block, count))
        rows = self.connection.execute(
            "SELECT code, count(*) FROM staged.faults GROUP BY code ORDER BY 2 DESC, 1"
        ).fetchall()
        return dict(rows)

    def sound(self) -> bool:
        """Can the people of the prepared block be so, with their rows together?"""
        if self.block is not None:
            at_hand = "registered_on" in self.facts
            return self.block.sound(self.histories, at_hand)
        return not self._any("told WHERE wrong") and not any(
            self._any(f"({rows})") for _, _, rows, _ in self._faults_together()
        )

    def faults(self, most: int = SHOWN) -> list[Fault]:
        """The first faults, in the order of the files."""
        rows = self.connection.execute(
            f"SELECT * FROM staged.faults ORDER BY file <> {quoted(self.people.name)}, row, col, code LIMIT {most}"
        ).fetchall()
        return [Fault(*row) for row in rows]

    def write_faults(self, to: Path) -> None:
        """All faults as CSV."""
        self._run(
            'COPY (SELECT file, row, person, col AS "column", value, code, allowed FROM staged.faults '
            f"ORDER BY file <> {quoted(self.people.name)}, row, col, code) TO {quoted(str(to))} (FORMAT csv, HEADER)"
        )

    @cached_property
    def _people_checks(self) -> list[Check]:
        return list(self._each_people_check())

    def _each_people_check(self) -> Iterator[Check]:
        yield Check(
            "no_person",
            PERSON,
            f"{PERSON} IS NULL" + ("" if self.person_type == "BIGINT" else f" OR {PERSON} = ''"),
            "Give each a number or a name.",
            alone=False,
        )
        cells = self._people_cells
        birth = cells.get("birth_date")
        for column, cell in cells.items():
            yield from cell.checks
            if self._kind_of(column) == "day" and column != KNOWN_FROM:
                after = "Leave it out, or ask about a later day."
                if column == "entered":
                    after = "A planned entry is the fact `planned_entry`."
                yield Check("after_asked_day", column, f"{cell.value} > {self.on}", after)
            if birth is not None and column not in ("birth_date", KNOWN_FROM) and "day" in self._kind_of(column):
                yield Check("before_birth", column, f"{cell.latest} < {birth.value}", "Check both days.", alone=False)

    def _checks_of_events(self) -> list[Check]:
        """What to look for in the events of whatever history."""
        histories = self._event_histories()
        listed = ", ".join(map(quoted, histories))
        history = f"said(CAST({HISTORY} AS VARCHAR))"
        return [
            Check(
                "unknown_history",
                HISTORY,
                f"{history} IS NULL OR {history} NOT IN ({listed})",
                f"One of: {', '.join(histories)}.",
            ),
            Check(
                "event_without_person",
                PERSON,
                f"{PERSON} IS NULL OR {PERSON} NOT IN (SELECT {PERSON} FROM staged.keys WHERE {PERSON} IS NOT NULL)",
                "Add the person, or leave out the event.",
            ),
        ]

    def _checks_of(self, history: str) -> list[Check]:
        """What to look for in the rows of a history."""
        cells = self._event_cells(history)
        checks = [check for cell in cells.values() for check in cell.checks]
        for column, type_ in self.event_types.items():
            known = column in ROWS[history] or column in (PERSON, HISTORY, ROW)
            if type_ and not known and not (column == OF and history == "payments"):
                said = name_of(column)
                if base_type(type_).startswith(TEXT):
                    said = f"said(CAST({said} AS VARCHAR))"
                checks.append(
                    Check(
                        "unknown_field",
                        column,
                        f"{said} IS NOT NULL",
                        f"Fields of {history}: {', '.join(ROWS[history])}.",
                    )
                )
        if history == "stays" and "entry" in cells:
            planned = "A planned entry is the fact `planned_entry`."
            checks.append(Check("after_asked_day", "entry", f"{cells['entry'].value} > {self.on}", planned))
        return checks

    def _look(self, table: str, row: str, file: str, checks: Iterable[Check]) -> None:
        """Count all faults in one reading of a table, then note each of those that were found."""
        listed = list(checks)
        for start in range(0, len(listed), 100):
            part = listed[start : start + 100]
            counted = ", ".join(f"count(*) FILTER ({check.when})" for check in part)
            found = self._all(f"SELECT {counted} FROM {table}")[0]
            for check, count in zip(part, found, strict=True):
                if count:
                    rows = f"SELECT {row}, {PERSON}, {quoted(check.column)}, CAST({name_of(check.column)} AS VARCHAR) FROM {table} WHERE {check.when}"
                    self._note(check.code, file, rows, check.allowed)

    def _note(self, code: str, file: str, rows: str, allowed: str) -> None:
        self._run(
            f"INSERT INTO staged.faults SELECT {quoted(code)}, {quoted(file)}, row + 1, CAST(person AS VARCHAR), col, value, "
            f"{quoted(allowed)} FROM ({rows}) f(row, person, col, value)"
        )

    def _faults_together(self) -> Iterator[_Fault]:
        """What a person's rows can be wrong in together, in the prepared block."""
        people, events = self.people.name, self.events.name if self.events is not None else ""
        for history in self.histories:
            if f"h_{history}" in self._told_columns and history in self._rows_at_hand:
                yield (
                    "contradiction",
                    people,
                    f"SELECT n, {PERSON}, {quoted(history)}, 'none' FROM told SEMI JOIN {history}_told USING (p) WHERE h_{history}",
                    "It has rows in the file of events: keep one of them.",
                )
        if "v_has_patent" in self._told_columns and "patents" in self._rows_at_hand:
            yield (
                "contradiction",
                people,
                f"SELECT n, {PERSON}, 'has_patent', 'no' FROM told SEMI JOIN patents_told USING (p) WHERE NOT v_has_patent",
                "No patent, but `patents` has rows: keep one of them.",
            )
        if "v_entered_lo" in self._told_columns and "stays" in self._rows_at_hand:
            yield (
                "contradiction",
                people,
                f"SELECT t.n, t.{PERSON}, 'entered', NULL FROM told t JOIN last_stay s USING (p) WHERE t.v_entered_lo IS NOT NULL "
                "AND s.e_lo IS NOT NULL AND NOT s.e_hi < t.v_entered_lo "
                "AND (s.e_lo <> t.v_entered_lo OR s.e_hi <> t.v_entered_hi)",
                "`entered` and the last row of `stays` name different days: keep one of them.",
            )
        yield from self._stays_together(people, events)
        if "registered_on" in self.facts and "registrations" in self._rows_at_hand:
            by_name = self._told("v_registered_on_lo", "INTEGER")
            yield (
                "after_asked_day",
                events,
                f"SELECT g.r, t.{PERSON}, 'from', CAST({day('g.s_lo')} AS VARCHAR) FROM registration g JOIN told t USING (p) "
                f"WHERE g.s_lo > {self.on} AND {by_name} IS NULL",
                "Leave it out, or ask about a later day.",
            )
        if "payments" in self._rows_at_hand:
            yield (
                "payment_without_patent",
                events,
                f"SELECT m.r, t.{PERSON}, {quoted(OF)}, CAST(m.of_row AS VARCHAR) FROM payments_told m JOIN told t USING (p) "
                "WHERE m.seq IS NULL",
                "`of` is the `row` of one of the person's patents (without row numbers: its place among them, from 1).",
            )
        if "v_birth_date_lo" in self._told_columns:
            for history in self._rows_at_hand:
                if history == "payments":
                    continue
                latest = [column for column in EVENTS[history] if column.endswith("_hi")]
                fields = [field for field, type_ in ROWS[history].items() if "day" in type_]
                for column, field in zip(latest, fields, strict=True):
                    yield (
                        "before_birth",
                        events,
                        f"SELECT e.r, t.{PERSON}, {quoted(field)}, CAST({day(f'e.{column}')} AS VARCHAR) "
                        f"FROM {history}_told e JOIN told t USING (p) WHERE e.{column} < t.v_birth_date_lo",
                        "Check both days.",
                    )

    def _faults_of_rows(self) -> Iterator[_Fault]:
        """What `stage` sees of the rows of the prepared block."""
        events = self.events.name if self.events is not None else ""
        for history in self._rows_at_hand:
            if history == "payments":
                continue
            yield (
                "too_many_rows",
                events,
                f"SELECT min(h.r), any_value(t.{PERSON}), {quoted(history)}, CAST(count(*) AS VARCHAR) "
                f"FROM {history}_told h JOIN told t USING (p) GROUP BY h.p HAVING count(*) > {MOST_ROWS}",
                "Leave out the oldest.",
            )
            yield (
                "duplicate_row",
                events,
                f"SELECT h.r, t.{PERSON}, {quoted(ROW)}, CAST(h.row_no AS VARCHAR) FROM {history}_told h JOIN told t USING (p) "
                "QUALIFY h.row_no IS NOT NULL AND count(*) OVER (PARTITION BY h.p, h.row_no) > 1",
                "Give each row of a history a number of its own.",
            )

    def _stays_together(self, people: str, events: str) -> Iterator[_Fault]:
        """Stays stand in order, touch at most in a day, and only the last may go on."""
        entered = "coalesce(t.v_entered_lo IS NOT NULL, FALSE)" if "v_entered_lo" in self._told_columns else "FALSE"
        for code, field, when, allowed in (
            ("exit_before_entry", "exit", "s.x_hi < s.e_lo", "Check both days."),
            (
                "contradiction",
                "exit",
                "s.here AND s.x_lo IS NOT NULL",
                "Still here, but with a day of exit: keep one of them.",
            ),
            (
                "overlapping_stays",
                "exit",
                "s.here AND s.next_one IS NOT NULL",
                "An earlier stay is said to go on still: give it its exit.",
            ),
            (
                "overlapping_stays",
                "entry",
                "s.begins < s.reached",
                "This stay begins before an earlier one ended. Give stays in order; one may end on the day the next begins.",
            ),
        ):
            if self.events is not None:
                yield (
                    code,
                    events,
                    f"SELECT s.r, t.{PERSON}, {quoted(field)}, NULL FROM stays_in_order s JOIN told t USING (p) "
                    f"WHERE s.r IS NOT NULL AND {when}",
                    allowed,
                )
            column = f"CASE WHEN {entered} THEN 'entered' ELSE 'left' END"
            yield (
                code,
                people,
                f"SELECT t.n, t.{PERSON}, {column}, NULL FROM stays_in_order s JOIN told t USING (p) WHERE s.r IS NULL AND {when}",
                allowed,
            )

    # -- the prepared tables

    def prepare(self, first: int, last: int) -> None:
        """The prepared tables of the people in rows `first` to `last`, both included; `p` is 0 for the first of them.

        `told` stays beside them, with `p`, `n` (the row in the file, from 0), `person`, and `wrong`: a cell cannot be so.

        Raises:
            FilesError: a file cannot be read to its end.
        """
        if not self.kept:
            self.block = self._block(first, last)
            return
        self.block = None
        with self._to_its_end():
            self._temp(
                "told", f"SELECT n - {first} AS p, * FROM ({self._told_read}) WHERE n BETWEEN {first} AND {last}"
            )
        for history in (*HISTORIES, "payments"):
            self._rows(history, first, last)
        self._payments()
        self._stays()
        self._registration()
        self._people()
        if not self._laid_out:
            for history, columns in EVENTS.items():
                rows = "stays_row" if history == "stays" else f"{history}_told"
                known = " WHERE seq IS NOT NULL" if history == "payments" else ""
                self._run(
                    f"CREATE OR REPLACE TEMP VIEW {history} AS SELECT p, seq, {', '.join(columns)} FROM {rows}{known}"
                )
            self._laid_out = True

    @cached_property
    def _told_read(self) -> str:
        """Everybody's row of `told`, without `p`."""
        reading = self._people_reading
        types = {column.removeprefix("t_"): type_ for column, type_ in people_columns(self.plan).items()}
        listed = ""
        for name, text in self._told_columns.items():
            type_ = types.get(name.removeprefix("v_"))
            listed += f", {text if type_ is None else f'CAST({text} AS {type_})'} AS {name}"
        return (
            f"SELECT n, {PERSON}, {any_of(reading.checks)} AS wrong{listed} "
            f"FROM {read_cells(self._people_rows, reading.cells.values())}"
        )

    @cached_property
    def _people_words(self) -> dict[str, _Words]:
        """What the words of the people's columns say, of those that have so few."""
        out = {}
        for column, cell in self._people_cells.items():
            if column not in self.texts and self._has_words(column, self._people_rows, self.people_types):
                checks = [check for check in self._people_checks if check.alone and check.column == column]
                out[column] = self._coded(cell, checks, PERSON)
        return out

    @cached_property
    def _dated(self) -> list[str]:
        """Columns that may not lie before the birth date."""
        columns = {check.column for check in self._people_checks if check.code == "before_birth"}
        return [column for column in self._people_cells if column in columns]

    def _block(self, first: int, last: int) -> Block:
        """The people in rows `first` to `last` as arrays."""
        self.block = None  # the block before goes before another one comes
        words = self._people_words
        if self._told_of_block is None:
            plain = [cell for column, cell in self._people_cells.items() if column not in words]
            latest = {check.column: self.on for check in self._people_checks if check.code == "after_asked_day"}
            self._bare_cells = [
                b for cell in plain for b in self._bare(cell, self.people_types, self._kind_of(cell.column), latest)
            ]
            done = {*words, *(b.column for b in self._bare_cells)}
            plain = [cell for cell in plain if cell.column not in done]
            checks = [c for c in self._people_checks if c.code != "before_birth" and c.column not in done]
            listed = "".join(b.listed for b in self._bare_cells)
            listed += "".join(f", enum_code(TRY_CAST({name_of(c)} AS {_enum(c, PERSON)})) AS c_{c}" for c in words)
            listed += "".join(f", {column}" for cell in plain for column in _values_of(cell))
            for column in self.texts:
                if f"w_{column}" in self._told_columns:
                    listed += f", {self._told_columns[f'w_{column}']} AS w_{column}"
            read = f"SELECT n, {any_of(checks)} AS wrong{listed} FROM {read_cells(self._people_rows, plain)}"
            text = f"{read} WHERE n BETWEEN $1 AND $2"
            self._told_of_block = _Statement(self.connection, "told_of", text)
        assert self._told_of_block is not None
        with self._to_its_end():
            found = self._told_of_block.rows(first, last)
        n, _ = found["n"]
        if len(n) != last - first + 1 or n[0] != first or not bool((n[1:] - n[:-1] == 1).all()):
            raise FilesError([f"{self.people.name}: the file has changed while it was read."])
        for bare in self._bare_cells:
            found["wrong"] = found["wrong"][0] | bare.outside(found), found["wrong"][1]
        told = self._told_of(found)
        del found
        rows = {history: self._block_of_rows(history, first, last) for history in self._rows_at_hand}
        return Block(len(n), told, rows, people_columns(self.plan), self.on)

    def _told_of(self, found: Mapping[str, Column]) -> dict[str, Any]:
        """The columns of `told` as arrays, from the numbers of words and the columns that were read."""
        types = {column.removeprefix("t_"): type_ for column, type_ in people_columns(self.plan).items()}

        def column(name: str, edge: str) -> Column:
            if name in self._people_words:
                words = self._people_words[name]
                code, unsaid = found[f"c_{name}"]
                values, unknown = words.value if edge != "hi" else words.latest
                return values[code], unknown[code] | unsaid
            if edge == "hi" and f"v_{name}_hi" not in found:
                edge = "lo"
            return found[f"v_{name}_{edge}" if edge else f"v_{name}"]

        out = {}
        for name in self._told_columns:
            if name.startswith("w_"):
                out[name] = masked(*found[name], None)
                continue
            of = name[2:]
            edge = of[-2:] if of not in self._people_cells else ""
            values, unknown = column(of.removesuffix(f"_{edge}") if edge else of, edge)
            out[name] = masked(values, unknown, types.get(of))
        wrong, _ = found["wrong"]
        if "birth_date" in self._people_cells:
            born, unborn = column("birth_date", "lo")
            for name in self._dated:
                latest, unknown = column(name, "hi" if self._people_cells[name].latest_text else "")
                wrong = wrong | (~unborn & ~unknown & (latest < born))
        out["wrong"] = wrong
        return out

    def _block_of_rows(self, history: str, first: int, last: int) -> Rows:
        if self.folder is not None and self._kept_in(history).exists():
            if history not in self._kept_rows:
                self._kept_rows[history] = Kept(history, self._kept_in(history))
            return self._kept_rows[history].rows(first, last)
        numbers = ["row_no", *(["of_row"] if history == "payments" else [])]
        found = self.connection.execute(
            f"SELECT n, {', '.join((*EVENTS[history], *numbers))} FROM staged.{history}_rows WHERE n BETWEEN {first} AND {last}"
        ).fetchnumpy()
        columns = {name: column_of(array) for name, array in found.items() if name != "n"}
        return Rows.of(column_of(found["n"])[0] - first, last - first + 1, columns)

    def persons(self, first: int, last: int) -> str:
        """A table with `p` and the person of each of the prepared block."""
        return f"(SELECT n - {first} AS p, {PERSON} FROM staged.keys WHERE n BETWEEN {first} AND {last})"

    @cached_property
    def _rows_at_hand(self) -> list[str]:
        """The histories that have rows in the file of events."""
        return [h for h in self._event_histories() if h in self._written] if self.events is not None else []

    @cached_property
    def _told_columns(self) -> dict[str, str]:
        """The columns of `told` that are read, and how each comes from the file."""
        needed = {column.removeprefix("t_") for column in people_columns(self.plan)}
        needed |= {f"{name}_{edge}" for name in _TOLD_APART for edge in ("", "lo", "hi")}
        out = {}
        # For arrays nothing is read by these texts but the countries: their words are looked up elsewhere (`_people_words`).
        cells = self._people_reading.cells if self.kept else self._people_cells
        for column, cell in cells.items():
            if column in self.histories:
                out[f"h_{column}"] = f"coalesce({cell.value}, FALSE)"
            elif cell.latest_text:
                if {f"{column}_lo", f"{column}_hi"} & needed:
                    out |= {f"v_{column}_lo": cell.value, f"v_{column}_hi": cell.latest}
            elif column in needed:
                out[f"v_{column}"] = cell.value
            if column in self.texts:
                listed = f"countries({cell.said})" if cell.said_text else cell.said
                out[f"w_{column}"] = f"nullif(array_to_string(list_sort(list_distinct({listed})), ','), '')"
        return out

    def _told(self, column: str, type_: str) -> str:
        """A column of `told`, or nothing where the file does not have it."""
        return column if column in self._told_columns else f"CAST(NULL AS {type_})"

    def texts_of(self, column: str) -> Any:
        """The countries of a fact of `texts` for everybody of the prepared block, in order, parted by commas; masked."""
        if self.block is not None:
            return self.block.texts(f"w_{column}")
        return self.connection.execute(f"SELECT {self._told(f'w_{column}', 'VARCHAR')} AS w FROM told").fetchnumpy()[
            "w"
        ]

    def _columns_of_rows(self, history: str, cells: Mapping[str, Cell]) -> dict[str, str]:
        """The columns of a history's rows as they are kept, and how each comes from the file."""

        def lo(field: str) -> str:
            return cells[field].value if field in cells else "NULL"

        def hi(field: str) -> str:
            return cells[field].latest if field in cells and cells[field].latest_text else "NULL"

        values = [lo(field) if edge == "lo" else hi(field) for field, edge in _FIELDS[history]]
        if history == "stays" and self._goes_on and "exit" in cells:
            values[-1] = f"coalesce({values[-1]}, CASE WHEN {self._goes_on} THEN TRUE END)"
        out = {
            column: f"CAST({value} AS {type_})"
            for value, (column, type_) in zip(values, EVENTS[history].items(), strict=True)
        }
        out["row_no"] = f"CAST({lo(ROW)} AS BIGINT)"
        if history == "payments":
            out["of_row"] = f"CAST({lo(OF)} AS BIGINT)"
        return out

    def _rows(self, history: str, first: int, last: int) -> None:
        """The rows of one history, numbered for each person (`seq`), each with its row in the file (`r`)."""
        name, columns = f"{history}_told", ", ".join(EVENTS[history])
        if history in self._rows_at_hand:
            of = ", of_row" if history == "payments" else ""
            start = "max(CASE WHEN p IS DISTINCT FROM before THEN k END) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
            self._temp(
                name,
                f"SELECT p, CAST(k - {start} AS INTEGER) AS seq, {columns}, r, row_no{of} FROM ("
                f"SELECT n - {first} AS p, lag(p) OVER () AS before, row_number() OVER () AS k, {columns}, r, row_no{of} "
                f"FROM staged.{history}_rows WHERE n BETWEEN {first} AND {last})",
            )
        elif not self._laid_out:
            listed = "".join(f", CAST(NULL AS {type_}) AS {column}" for column, type_ in EVENTS[history].items())
            self._temp(
                name, f"SELECT 0::BIGINT AS p, 0 AS seq{listed}, 0::BIGINT AS r, 0::BIGINT AS row_no WHERE FALSE"
            )

    def _payments(self) -> None:
        """Payments stand with their patents; a patent with payments has told of them."""
        if "payments" in self._rows_at_hand:
            self._temp(
                "payments_told",
                "SELECT m.* REPLACE (a.seq AS seq) FROM payments_told m LEFT JOIN patents_told a "
                "ON a.p = m.p AND coalesce(a.row_no, a.seq + 1) = m.of_row",
            )
            self._run(
                "UPDATE patents_told SET told = TRUE FROM (SELECT DISTINCT p, seq FROM payments_told) m "
                "WHERE m.p = patents_told.p AND m.seq = patents_told.seq"
            )

    def _stays(self) -> None:
        """The stays, and the present one where it was told apart, as `entered` and `left`; see `person._Reader.histories`."""
        entered = [self._told(f"v_entered_{edge}", "INTEGER") for edge in ("lo", "hi")]
        left = [self._told(f"v_left_{edge}", "INTEGER") for edge in ("lo", "hi")]
        self._temp(
            "last_stay",
            "SELECT * EXCLUDE (after) FROM (SELECT *, lead(p) OVER () AS after FROM stays_told) WHERE after IS DISTINCT FROM p",
        )
        none = "h_stays" if "h_stays" in self._told_columns else "FALSE"
        here = f"CASE WHEN l_lo IS NULL THEN coalesce({self._told('v_in_country', 'BOOLEAN')}, TRUE) ELSE FALSE END"
        said = f"({none} OR s.p IS NOT NULL)"
        self._temp(
            "apart",
            f"SELECT t.p, CAST(coalesce(s.seq + 1, 0) AS INTEGER) AS seq, t.v_lo AS e_lo, t.v_hi AS e_hi, l_lo AS x_lo, l_hi AS x_hi, "
            f"{here} AS here, CASE WHEN NOT {said} THEN coalesce(v_lo, l_lo) END AS known_from "
            f"FROM (SELECT *, {entered[0]} AS v_lo, {entered[1]} AS v_hi, {left[0]} AS l_lo, {left[1]} AS l_hi FROM told) t "
            f"LEFT JOIN last_stay s USING (p) WHERE (v_lo IS NOT NULL OR (l_lo IS NOT NULL AND NOT {said})) "
            "AND (s.p IS NULL OR coalesce(s.e_hi < t.v_lo, FALSE))",
        )
        columns = ", ".join(EVENTS["stays"])
        self._temp(
            "stays_row",
            f"SELECT p, seq, {columns}, r FROM stays_told UNION ALL SELECT p, seq, {columns}, NULL AS r FROM apart",
        )
        earlier = "OVER (PARTITION BY p ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
        self._temp(
            "stays_in_order",
            f"SELECT *, greatest(max(e_lo) {earlier}, max(x_lo) {earlier}) AS reached, coalesce(e_hi, x_hi) AS begins, "
            "lead(seq) OVER (PARTITION BY p ORDER BY seq) AS next_one FROM stays_row",
        )

    def _registration(self) -> None:
        """The latest registration since the last entry, which tells what was not told by name; see
        `person._Reader.registration_told_as_rows`."""
        last = "QUALIFY seq = max(seq) OVER (PARTITION BY p)"
        self._temp(
            "registration",
            f"SELECT g.* FROM (SELECT * FROM registrations_told {last}) g LEFT JOIN (SELECT p, e_lo FROM stays_row {last}) s "
            "USING (p) WHERE NOT coalesce(g.s_hi < s.e_lo, FALSE)",
        )

    def _people(self) -> None:
        # What the rows of the histories say of a person, narrow enough to be sorted; the wide table is never sorted.
        with_rows = [h for h in self._rows_at_hand if h != "payments"]
        listed = "".join(f", {h}.p IS NOT NULL AS with_{h}" for h in with_rows)
        joins = "".join(f"LEFT JOIN (SELECT DISTINCT p FROM {h}_told) {h} USING (p) " for h in with_rows)
        self._temp(
            "marks",
            f"SELECT t.p{listed}, a.p IS NOT NULL AS apart, a.known_from, g.p IS NOT NULL AS registration, "
            f"g.s_lo, g.s_hi, g.u_lo, g.u_hi, g.living FROM (SELECT p FROM told) t {joins}"
            "LEFT JOIN apart a USING (p) LEFT JOIN registration g USING (p) ORDER BY t.p",
        )
        columns = []
        for column, type_ in people_columns(self.plan).items():
            name = column.removeprefix("t_")
            if name in HISTORIES:
                text = f"CASE WHEN {self._history_known(name)} THEN TRUE END"
            elif column == _KNOWN_FROM:
                told = self._told("v_stays_known_from_lo", "INTEGER")
                text = f"CASE WHEN {self._history_known('stays')} THEN coalesce({told}, known_from) END"
            else:
                text = self._told(f"v_{name}", type_)
                if name == "registered":
                    row = f"CASE WHEN {self._history_known('registrations')} THEN registration END"
                    text = f"coalesce({text}, {row})"
                elif name in BY_ROWS:
                    text = f"coalesce({text}, {BY_ROWS[name]})"
            columns.append(f"CAST({text} AS {type_}) AS {column}")
        self._run(
            f"CREATE OR REPLACE TEMP TABLE people AS SELECT told.p, {', '.join(columns)} FROM told POSITIONAL JOIN marks"
        )

    def _history_known(self, name: str) -> str:
        parts = [f"with_{name}"] if name in self._rows_at_hand else ["FALSE"]
        if f"h_{name}" in self._told_columns:
            parts.append(f"h_{name}")
        if name == "stays":
            parts.append("apart")
        if name == "patents" and "v_has_patent" in self._told_columns:
            parts.append("NOT v_has_patent")
        return " OR ".join(parts)

    # -- running

    def _any(self, rows: str) -> bool:
        """Is there a row?"""
        return bool(self._all(f"SELECT 1 FROM {rows} LIMIT 1"))

    def _all(self, query: str) -> list[tuple[Any, ...]]:
        """All rows: what is left unread would be in the way of the next statement."""
        rows: list[tuple[Any, ...]] = self.connection.execute(query).fetchall()
        return rows

    def _temp(self, name: str, query: str) -> None:
        self._run(f"CREATE OR REPLACE TEMP TABLE {name_of(name)} AS {query}")

    def _run(self, text: str) -> None:
        self.connection.execute(text).fetchall()


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Some rows of the file of events as they were read: what they hold, and by column which of them say something."""

    found: Mapping[str, Column]
    says: Mapping[str, Any]

    def count(self, column: str) -> int:
        return int(np.count_nonzero(self.says[column]))


@dataclass(frozen=True, slots=True)
class _EventReading:
    """How all events are read at once. Columns with few words come as the numbers of their words (`coded`), columns that only
    have bounds as they stand (`bare`), all others as DuckDB reads them (`plain`)."""

    text: str
    coded: frozenset[str]
    bare: Mapping[str, _Bare]
    plain: tuple[str, ...]
    saying: Mapping[str, Any]
    """By the number of each word of a coded column: does it say anything?"""
    cells: Mapping[str, Mapping[str, Cell]]
    """The fields of each history."""

    @classmethod
    def of(cls, files: PeopleFiles, histories: Sequence[str]) -> _EventReading | None:
        """Nothing where a column is read in different ways for different histories."""
        types = files.event_types
        fields = [c for c, type_ in types.items() if type_ and c not in (PERSON, HISTORY)]
        coded = frozenset(c for c in fields if files._has_words(c, files._event_rows, types))
        # A column of text without a word says nothing of anybody.
        fields = [c for c in fields if c in coded or types[c] != "VARCHAR" or files._any(name_of(f"words_of_{c}"))]
        cells = {
            history: {
                c: cell
                for c, cell in files._event_cells(history).items()
                if c in fields and (c != OF or history == "payments")
            }
            for history in histories
        }
        bare: dict[str, _Bare] = {}
        plain: dict[str, Cell] = {}
        checks: list[Check] = []
        for history in histories:
            for column, cell in cells[history].items():
                if column in coded:
                    continue
                kind = ROWS[history].get(column, "number")
                found = files._bare(cell, types, kind, {"entry": files.on})
                if found and (bare.setdefault(column, found[0]) != found[0] or column in plain):
                    return None
                if not found and (plain.setdefault(column, cell) != cell or column in bare):
                    return None
            checks += [
                check
                for check in files._checks_of(history)
                if check.column in plain and check.code != "unknown_field" and check not in checks
            ]
        # What belongs to none of these histories must say nothing.
        of_none = [c for c in fields if c not in coded and c not in bare and c not in plain]
        listed = "".join(f", enum_code(TRY_CAST({name_of(c)} AS {_enum(c)})) AS c_{c}" for c in sorted(coded))
        listed += "".join(b.listed for b in bare.values())
        listed += "".join(f", {column}" for cell in plain.values() for column in _values_of(cell))
        listed += "".join(f", {files._said_of(c)} IS NOT NULL AS has_{c}" for c in (*plain, *of_none))
        if files._goes_on and "exit" in plain:
            listed += f", {files._goes_on} AS goes_on"
        number = number_of(
            f"CAST({HISTORY} AS VARCHAR)",
            {written: place for place, history in enumerate(histories) for written in files._written[history]},
        )
        return cls(
            f"SELECT {PERSON}, CAST({number} AS UTINYINT) AS history_no, {any_of(checks)} AS wrong{listed} "
            f"FROM {read_cells(files._event_rows, plain.values())}",
            coded,
            bare,
            (*plain, *of_none),
            {column: files._saying(column) for column in coded},
            cells,
        )

    def chunk(self, found: dict[str, Column]) -> _Chunk | None:
        """Rows that were read; nothing where one cannot be so."""
        if bool(found["wrong"][0].any()):
            return None
        says = {}
        for column in self.coded:
            code, unsaid = found[f"c_{column}"]
            saying = self.saying[column]
            says[column] = ~unsaid if saying.all() else ~unsaid & saying.take(code, mode="clip")
        for column, b in self.bare.items():
            if bool(b.outside(found).any()):
                return None
            says[column] = ~found[b.name][1]
        for column in self.plain:
            says[column] = found[f"has_{column}"][0]
        return _Chunk(found, says)


class _Keeping:
    """The rows of one history on their way from the file of events into a file of records. `fine` as long as each can be so."""

    def __init__(self, files: PeopleFiles, history: str, reading: _EventReading) -> None:
        self.fine = True
        cells, checks = reading.cells[history], files._checks_of(history)
        self.fields = list(cells)
        self.words = {
            column: files._coded(cell, [check for check in checks if check.column == column])
            for column, cell in cells.items()
            if column in reading.coded
        }
        self.rows = Kept(history, files._kept_in(history))
        self.rows.begin()

    def count(self, rows: Any, chunk: _Chunk, said: dict[str, int]) -> None:
        """Count what these rows say in the columns of their history."""
        for column in self.fields:
            said[column] += int(np.count_nonzero(chunk.says[column][rows]))

    def take(self, n: Any, rows: Any, chunk: _Chunk, said: dict[str, int]) -> bool:
        """Keep these rows of those that were read: `n` is the person's. Says whether rows stand in order so far."""
        self.count(rows, chunk, said)
        columns: dict[str, Column] = {}
        for field, words in self.words.items():
            code, unsaid = (part[rows] for part in chunk.found[f"c_{field}"])
            if bool(words.wrong.any()):
                self.fine &= not bool((words.wrong.take(code, mode="clip") & ~unsaid).any())
            for edge, (values, unknown) in (("lo", words.value), ("hi", words.latest)):
                columns[f"{field}_{edge}"] = (
                    values.take(code, mode="clip"),
                    unknown.take(code, mode="clip") | unsaid if unknown.any() else unsaid,
                )
        history = self.rows.history
        taken: dict[str, Column] = {}

        def column(field: str, edge: str, type_: str) -> Column:
            names = (f"v_{field}_{edge}", f"v_{field}_lo", f"v_{field}")
            name = next((name for name in names if name in chunk.found), "")
            if f"{field}_{edge}" in columns or not name or field not in self.fields:
                return columns.get(f"{field}_{edge}") or nothing(len(n), type_)
            if name not in taken:
                values, unknown = chunk.found[name]
                taken[name] = values[rows], unknown[rows]
            return taken[name]

        out = {}
        for (field, edge), (name, type_) in zip(_FIELDS[history], EVENTS[history].items(), strict=True):
            out[name] = column(field, edge, type_)
        for name, field in zip(NUMBERS, (ROW, OF), strict=True):
            if name in self.rows.types:
                out[name] = column(field, "lo", NUMBERS[name])
        if history == "stays":
            here, unknown = out["here"]
            goes_on = self._goes_on(rows, chunk.found)
            out["here"] = (here & ~unknown) | (goes_on & unknown), unknown & ~goes_on
        sound = self.rows.add(n, out)
        self.fine &= sound is not False
        return sound is not None

    def _goes_on(self, rows: Any, found: Mapping[str, Column]) -> Any:
        if "exit" in self.words:
            code, unsaid = (part[rows] for part in found["c_exit"])
            return self.words["exit"].goes_on.take(code, mode="clip") & ~unsaid
        if "goes_on" in found:
            goes_on, unsaid = (part[rows] for part in found["goes_on"])
            return goes_on & ~unsaid
        return nothing(len(rows), "BOOLEAN")[0]


def _values_of(cell: Cell) -> list[str]:
    """The columns with what a cell says: one where its latest is its earliest."""
    return [cell.value, *([cell.latest] if cell.latest_text not in ("", cell.value_text) else [])]


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0]
