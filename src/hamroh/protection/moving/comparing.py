"""A file's rows against what stands: whose row it is, what it would change, and what is wrong with it.

A row is known by a number, never by a name. Numbers of files that whoever brings the file may not see are not known: such a row
is new, as if there were no such file.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import itertools
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hamroh.people import walls
from hamroh.people.persons.models import Part, Person
from hamroh.people.staff.models import Staff
from hamroh.people.walls.files import MERGED_AT_MOST
from hamroh.protection import complaints
from hamroh.protection.cases import queries as cases
from hamroh.protection.cases.models import Case
from hamroh.protection.moving import columns, queries
from hamroh.protection.moving.files import Files
from hamroh.protection.moving.models import Import, ImportRow, OwnNumber
from hamroh.record import bulk, keys, sealing
from hamroh.shell.here import day_of
from hamroh.shell.tables import Cell

Batch = list[tuple[int, list[Cell]]]
_Outcome = ImportRow.Outcome


def batches(rows: Iterator[tuple[int, list[Cell]]], size: int) -> Iterator[Batch]:
    """So many rows at a time."""
    while batch := list(itertools.islice(rows, size)):
        yield batch


def mark(number: str, organisation: int, what: str) -> str:
    """A number of an organisation's own as it is kept: nobody can read it out of the row. `what` is person or case."""
    key = keys.store().blind("protection.own_number")
    return marked(key, number, organisation, what)


def marked(key: bytes, number: str, organisation: int, what: str) -> str:
    """The same, with the key at hand."""
    return hmac.new(key, f"{organisation}:{what}:{number.casefold()}".encode(), hashlib.sha256).hexdigest()


@dataclass
class Known:
    """Whose row it is, as far as its numbers say: a file, a case; `why` is what is wrong with them, `field:reason`."""

    person: uuid.UUID | None = None
    case: uuid.UUID | None = None
    why: str = ""
    # Numbers that are not known yet: they are given to the file, or the case, by this row.
    fresh: list[str] = field(default_factory=list)


def known(organisation: int, rows: Iterable[Mapping[str, str]], *, by: Staff, at: dt.datetime) -> list[Known]:
    """Whose each row is, of what `by` may see; five queries, however many rows."""
    rows = list(rows)
    key = keys.store().blind("protection.own_number")
    own = {("own_number", "person"), ("own_case", "case")}
    marks = {
        (name, row[name]): marked(key, row[name], organisation, what)
        for row in rows
        for name, what in own
        if row.get(name)
    }
    found = OwnNumber.objects.filter(organisation=organisation, mark__in=marks.values())
    numbered = list(found.values_list("mark", "person", "case"))
    numbers = {columns.case_number(row["case_number"]) for row in rows if row.get("case_number")}
    listed = Case.objects.filter(organisation=organisation, number__in=numbers).values_list("number", "person", "pk")
    by_number = {number: (person, case) for number, person, case in listed}
    stands = standing({person for _, person, _ in numbered} | {person for person, _ in by_number.values()})
    seen = set(walls.persons(seen_by=by, at=at).filter(pk__in=stands.values()).values_list("pk", flat=True))
    by_mark = {mark_: (stands[person], case) for mark_, person, case in numbered if stands.get(person) in seen}
    out = []
    for row in rows:
        one = Known()
        people, cases_ = set(), set()
        if row.get("case_number"):
            there = by_number.get(columns.case_number(row["case_number"]))
            if there is None or stands.get(there[0]) not in seen:
                one.why = "case_number:no_such_case"
            else:
                people.add(stands[there[0]])
                cases_.add(there[1])
        for name, _what in sorted(own, reverse=True):
            if row.get(name):
                there_ = by_mark.get(marks[name, row[name]])
                if there_ is None:
                    one.fresh.append(name)
                else:
                    people.add(there_[0])
                    if name == "own_case" and there_[1]:
                        cases_.add(there_[1])
        if not any(row.get(name) for name in columns.NUMBERS):
            one.why = "row:no_number"
        elif len(people) > 1 or len(cases_) > 1:
            one.why = "row:numbers_disagree"
        one.person, one.case = next(iter(people), None), next(iter(cases_), None)
        out.append(one)
    return out


def standing(ids: set[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Each file with the one that stands for it, where it was merged into another."""
    stands = {id: id for id in ids}
    for _ in range(MERGED_AT_MOST):
        moved = dict(
            Person.objects.filter(pk__in=set(stands.values()), merged_into__isnull=False).values_list(
                "pk", "merged_into"
            )
        )
        if not moved:
            break
        stands = {id: moved.get(now, now) for id, now in stands.items()}
    return stands


@dataclass
class _Read:
    number: int
    values: dict[str, str]
    refused: list[str]


class Trial:
    """A file that is being tried. It remembers the numbers of earlier rows, so that none is taken twice."""

    def __init__(self, of: Import, *, width: int, at: dt.datetime) -> None:
        self.of, self.width, self.at = of, width, at
        self.reading = columns.Reading(of.order, day_of(at))
        self.taken: set[Any] = set()

    def rows(self, batch: Batch) -> list[ImportRow]:
        """Store what each row of a batch would do."""
        self.reading.numbers.clear()
        read = [self._read(number, cells) for number, cells in batch]
        who = known(self.of.organisation_id, (one.values for one in read), by=self.of.by, at=self.at)
        ids = {one.person for one in who if one.person}
        files = Files(ids)
        people = walls.fields_seen_of(ids, by=self.of.by, at=self.at)
        summaries = opened_cases(Case.objects.filter(pk__in={one.case for one in who if one.case}))
        made = [self._compared(one, whose, files, people, summaries) for one, whose in zip(read, who, strict=True)]
        kept = [(row, content) for row, content in made if content]
        texts = sealing.seal_many((row.file or self.of.pk, queries.place(self.of.pk), content) for row, content in kept)
        for (row, _), text in zip(kept, texts, strict=True):
            row.sealed = text
        bulk.insert(ImportRow, _KEPT, ([getattr(row, name) for name in _KEPT] for row, _ in made))
        return [row for row, _ in made]

    def _read(self, number: int, cells: list[Cell]) -> _Read:
        values: dict[str, str] = {}
        refused = ["row:too_many_cells"] if len(cells) > self.width else []
        for place, key in self.of.columns:
            try:
                value = columns.read(key, cells[place], self.reading)
            except columns.Refused as error:
                refused.append(f"{key}:{error.why}")
            else:
                if value:
                    values[key] = value
        return _Read(number, values, refused)

    def _compared(
        self,
        read: _Read,
        whose: Known,
        files: Files,
        people: Mapping[uuid.UUID, Mapping[Part, frozenset[str] | None]],
        summaries: Mapping[uuid.UUID, dict[str, str]],
    ) -> tuple[ImportRow, dict[str, Any] | None]:
        row = ImportRow(of=self.of, number=read.number, file=whose.person, case=whose.case)
        values = read.values
        refused = read.refused + ([whose.why] if whose.why else [])
        twice: Any = values.get("own_number") or values.get("own_case")
        if whose.person:
            # Of one person there may be several rows, each with another case.
            twice = whose.person, whose.case or values.get("own_case")
        if not refused and twice in self.taken:
            refused.append("row:same_number_twice")
        current = {**files.flat(whose.person), **summaries.get(whose.case, {})} if whose.person else {}  # type: ignore[arg-type]
        differ = [
            key for key in columns.COLUMNS
            if key in values and key not in columns.NUMBERS and values[key] != current.get(key, "")
        ] + whose.fresh  # fmt: skip
        if whose.case and "case_kind" in differ:
            refused.append("case_kind:kind_stands")
        elif (
            not whose.case
            and not whose.why
            and "case_kind" not in values
            and ({"case_summary", "own_case"} & set(values))
        ):
            refused.append("case_kind:no_kind")
        elif not whose.case and values.get("case_kind") and complaints.card(str(values["case_kind"])).hidden_from:
            # Which office it must be hidden from stands in no column; it is asked where somebody opens such a case.
            refused.append("case_kind:hidden_kind")
        if whose.person:
            seen = people.get(whose.person, {})
            refused += [f"{key}:part_not_open" for key in differ if not _may_write(key, seen)]
        if refused:
            row.outcome, row.fields, row.file, row.case = _Outcome.REFUSED, " ".join(refused)[:400], None, None
            return row, None
        self.taken.add(twice)
        row.fields = " ".join(differ)
        if not whose.person:
            row.outcome = _Outcome.NEW
        elif not differ:
            row.outcome = _Outcome.SAME
            return row, None
        else:
            row.outcome = _Outcome.CHANGED
            if loosens(values, current):
                row.left = "may_call:stricter"
        content: dict[str, Any] = {"values": values, "base": {key: current.get(key, "") for key in differ}}
        if values.get("phone") in self.reading.numbers:
            content["e164"] = True
        if whose.person:
            # What stands is kept with the row, whole, so that undoing brings back more than the fields of a table.
            content["stood"] = files.standing(whose.person, differ)
        return row, content


_KEPT = ("of_id", "number", "outcome", "file", "case", "fields", "left", "sealed")


def loosens(values: Mapping[str, str], current: Mapping[str, str]) -> bool:
    """Would a row let a person be called who asked for less?"""
    told, stands = values.get("may_call", ""), current.get("may_call", "")
    return bool(told and stands) and columns.STRICTER.index(told) < columns.STRICTER.index(stands)


def _may_write(key: str, seen: Mapping[Part, frozenset[str] | None]) -> bool:
    part = columns.COLUMNS[key].part or (Part.STORY if key in (*columns.OF_CASE, "own_case") else Part.IDENTITY)
    return seen.get(part, frozenset()) is None


def opened_cases(found: Iterable[Case]) -> dict[uuid.UUID, dict[str, str]]:
    """Kind and summary of cases; those whose person was erased are left out."""
    rows = list(found)
    contents = sealing.unseal_many((row.person_id, cases.place(row.pk), bytes(row.sealed)) for row in rows)
    return {
        row.pk: {"case_kind": row.kind, "case_summary": content.get("summary", "")}
        for row, content in zip(rows, contents, strict=True)
        if content is not None
    }
