"""Rows of a tried file are written: each field only where it still stands as it stood when the file was tried."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from hamroh.people import names, walls
from hamroh.people.persons import actions as persons, content as parts_of
from hamroh.people.persons.models import Part, Person, PersonPart
from hamroh.people.walls.models import Involvement
from hamroh.protection.cases import actions as cases_, queries as cases
from hamroh.protection.cases.models import Case
from hamroh.protection.moving import columns, comparing, events, queries
from hamroh.protection.moving.files import Files, add_tokens, blinded
from hamroh.protection.moving.models import Import, ImportRow, OwnNumber
from hamroh.record import bulk, keys, note_all, sealing
from hamroh.shell.here import day_of

when_opened: list[Callable[[list[Case], dt.datetime], None]] = []
"""What is done with cases that were just brought in, of which no facts are known. The storey above adds that the law is asked for their
days: the rulebook stands there."""

COMPARED_UP_TO = 2000
"""New people of one file who are each compared with all others, which takes some hundredths of a second for each."""


def write(of: Import, rows: list[ImportRow], *, at: dt.datetime) -> None:
    """Write these rows, and note each of them in the record."""
    told = queries.unsealed(of, rows)
    work = _Writing(of, at)
    for row, content in zip(rows, told, strict=True):
        row.done = True
        if content is None:
            row.left = "row:gone"
    pairs = [(row, content) for row, content in zip(rows, told, strict=True) if content is not None]
    work.new([(row, content) for row, content in pairs if row.outcome == ImportRow.Outcome.NEW])
    work.changed([(row, content) for row, content in pairs if row.outcome == ImportRow.Outcome.CHANGED])
    work.save()
    said(rows)
    if of.counts.get("new", 0) <= COMPARED_UP_TO:
        # A likeness is proposed, and a person decides; a row is never matched by it.
        fresh = [row.file for row in rows if row.outcome == ImportRow.Outcome.NEW and row.written]
        for person in Person.objects.filter(pk__in=fresh):
            persons.propose(person, at=at)
    note_all(
        [
            events.RowWritten(about=row.file, of=of.pk, row=row.number, fields=row.written)
            for row in rows
            if row.written
        ],
        by=of.by_id,
        at=at,
    )


def said(rows: list[ImportRow]) -> None:
    """Store what became of rows, and for those with a new file, or a new case, which."""
    bulk.update(
        ImportRow,
        ("id", "written", "left", "done", "undone"),
        ((row.pk, row.written, row.left, row.done, row.undone) for row in rows),
    )
    own = [row for row in rows if row.outcome == ImportRow.Outcome.NEW or row.case is not None]
    bulk.update(
        ImportRow, ("id", "file", "case", "sealed"), ((row.pk, row.file, row.case, _bytes(row.sealed)) for row in own)
    )


def _bytes(sealed: bytes | memoryview | None) -> bytes | None:
    return None if sealed is None else bytes(sealed)


_Pairs = list[tuple[ImportRow, dict[str, Any]]]


class _Writing:
    """What one step writes, gathered, and written in few statements."""

    def __init__(self, of: Import, at: dt.datetime) -> None:
        self.of, self.at, self.by = of, at, of.by
        self.own_key = keys.store().blind("protection.own_number")
        self.numbers: list[tuple[uuid.UUID, uuid.UUID | None, str, str]] = []
        self.cases: list[tuple[Case, str]] = []

    def new(self, pairs: _Pairs) -> None:
        """Open a file for each, with its own key, seen as one that is opened by hand."""
        who = comparing.known(
            self.of.organisation_id, (content["values"] for _, content in pairs), by=self.by, at=self.at
        )
        fresh = []
        for (row, content), known in zip(pairs, who, strict=True):
            if known.person or known.why:
                row.left = "row:known"
            else:
                row.file, row.written = uuid.uuid4(), row.fields
                fresh.append((row, content))
        ids = [row.file for row, _ in fresh if row.file]
        keys.store().make_many(ids)
        organisation, day = self.of.organisation_id, day_of(self.at)
        bulk.insert(
            Person,
            ("id", "keeper_id", "opened_at", "touched_on", "token_rules"),
            ((id, organisation, self.at, day, names.RULES) for id in ids),
        )
        desk, mine = f"{Part.IDENTITY} {Part.CONTACT}", " ".join(Part)
        bulk.insert(
            Involvement,
            ("id", "person_id", "organisation_id", "staff_id", "parts", "since", "reason"),
            (
                (uuid.uuid4(), id, organisation, staff, parts, self.at, reason)
                for id in ids
                for staff, parts, reason in ((None, desk, "desk"), (self.by.pk, mine, "opened"))
            ),
        )
        written: list[tuple[uuid.UUID, str, dict[str, Any]]] = []
        marks: dict[uuid.UUID, set[str]] = {}
        for row, content in fresh:
            assert row.file is not None
            parts: dict[str, dict[str, Any]] = {}
            for key, value in content["values"].items():
                if columns.COLUMNS[key].part is not None:
                    columns.put(parts, key, value, e164=key == "phone" and content.get("e164", False))
            written += [(row.file, part, kept) for part, kept in parts.items()]
            marks[row.file] = {mark for part, kept in parts.items() for mark in parts_of.marks(part, kept)}
            self._case_and_numbers(row, content["values"], row.fields.split())
        sealed = sealing.seal_many((id, parts_of.place(part), kept) for id, part, kept in written)
        bulk.insert(
            PersonPart,
            ("id", "person_id", "part", "sealed"),
            ((uuid.uuid4(), id, str(part), text) for (id, part, _), text in zip(written, sealed, strict=True)),
        )
        tokens = blinded(set().union(*marks.values()))
        add_tokens({id: {tokens[mark] for mark in found} for id, found in marks.items()})
        # The row is the person's from now on, and goes with their key.
        self._keep(fresh)

    def _keep(self, pairs: _Pairs) -> None:
        texts = sealing.seal_many(
            (row.file or self.of.pk, queries.place(self.of.pk), content) for row, content in pairs
        )
        for (row, _), text in zip(pairs, texts, strict=True):
            row.sealed = text

    def changed(self, pairs: _Pairs) -> None:
        """Write what differs, field by field, but what somebody else wrote since the file was tried."""
        ids = {row.file for row, _ in pairs if row.file}
        open_ = walls.persons(seen_by=self.by, at=self.at).filter(pk__in=ids).values_list("pk", flat=True)
        seen = walls.fields_seen_of(set(open_), by=self.by, at=self.at)
        files = Files(seen, lock=True)
        cases = {
            row.pk: row
            for row in Case.objects.select_for_update().filter(pk__in={row.case for row, _ in pairs if row.case})
        }
        summaries = comparing.opened_cases(cases.values())
        for row, content in pairs:
            if row.file not in seen:
                row.left = "row:gone"
                continue
            values, base, left, written = content["values"], content["base"], [], []
            current = {**files.flat(row.file), **summaries.get(row.case, {})}  # type: ignore[arg-type]
            whole = {part for part, fields in seen[row.file].items() if fields is None}
            for key in row.fields.split():
                part = columns.COLUMNS[key].part
                if part is not None and part not in whole:
                    left.append(f"{key}:gone")
                elif key in columns.NUMBERS or (key in columns.OF_CASE and not row.case):
                    written.append(key)
                elif current.get(key, "") == values[key]:
                    continue
                elif key == "may_call" and comparing.loosens(values, current):
                    left.append(f"{key}:stricter")
                elif current.get(key, "") != base[key]:
                    left.append(f"{key}:changed")
                else:
                    written.append(key)
                    if part is not None:
                        files.put(row.file, key, values[key], e164=content.get("e164", False))
                    elif row.case in cases:
                        self._summary(cases[row.case], values[key])
            self._case_and_numbers(row, values, written)
            row.written, row.left = " ".join(written), " ".join(left)
        files.save(self.at)

    def _case_and_numbers(self, row: ImportRow, values: dict[str, str], written: list[str]) -> None:
        assert row.file is not None
        case = row.case
        if "case_kind" in written and not case:
            made = Case(
                id=uuid.uuid4(), person_id=row.file, organisation_id=self.of.organisation_id,
                kind=values["case_kind"], lead=self.by, opened_at=self.at, touched_at=self.at, edition=1,
            )  # fmt: skip
            row.case = case = made.pk
            self.cases.append((made, values.get("case_summary", "")))
        if "own_number" in written:
            self.numbers.append((row.file, None, "person", values["own_number"]))
        if "own_case" in written and case:
            self.numbers.append((row.file, case, "case", values["own_case"]))

    def _summary(self, case: Case, summary: str) -> None:
        case.edition += 1
        case.touched_at = self.at
        self.cases.append((case, summary))

    def save(self) -> None:
        """Write the cases and the numbers that were gathered."""
        fresh = [case for case, _ in self.cases if not case.number]
        for case, number in zip(fresh, cases_.fresh_numbers(len(fresh), self.at), strict=True):
            case.number = number
        place = cases.place
        there = sealing.unseal_many((c.person_id, place(c.pk), bytes(c.sealed)) for c, _ in self.cases if c.sealed)
        kept = dict(zip((c.pk for c, _ in self.cases if c.sealed), there, strict=True))
        contents = [
            {**(kept.get(case.pk) or {"facts": {}, "asked": []}), "summary": summary} for case, summary in self.cases
        ]
        texts = sealing.seal_many(
            (case.person_id, place(case.pk), content) for (case, _), content in zip(self.cases, contents, strict=True)
        )
        bulk.insert(
            Case, _CASE,
            (
                [*(getattr(case, name) for name in _CASE[:-1]), text]
                for (case, _), text in zip(self.cases, texts, strict=True)
            ),
            unique=("id",), update=("sealed", "edition", "touched_at"),
        )  # fmt: skip
        sealed = sealing.seal_many(
            (id, f"own_number:{what}", {"number": number}) for id, _, what, number in self.numbers
        )
        organisation = self.of.organisation_id
        bulk.insert(
            OwnNumber,
            ("id", "organisation_id", "person_id", "case_id", "sealed", "mark"),
            (
                (uuid.uuid4(), organisation, id, case, text, comparing.marked(self.own_key, number, organisation, what))
                for (id, case, what, number), text in zip(self.numbers, sealed, strict=True)
            ),
            ignore=True,
        )
        for work in when_opened if fresh else ():
            work(fresh, self.at)


_CASE = (
    "id", "number", "person_id", "organisation_id", "kind", "lead_id", "opened_at", "touched_at", "closed_at", "outcome",
    "edition", "sealed",
)  # fmt: skip
