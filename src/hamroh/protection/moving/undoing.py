"""Rows that were written are put back as they were, but what somebody changed since."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection

from django.apps import apps
from django.db import models

from hamroh.people import walls
from hamroh.people.persons import actions as persons
from hamroh.people.persons.models import Person, PersonPart, PossibleDuplicate, SearchToken
from hamroh.people.walls.models import Involvement
from hamroh.protection.cases import queries as cases
from hamroh.protection.cases.models import Case, Clock
from hamroh.protection.moving import columns, comparing, events, queries
from hamroh.protection.moving.files import Files
from hamroh.protection.moving.models import Import, ImportRow, OwnNumber
from hamroh.protection.moving.writing import said
from hamroh.record import note_all, sealing

_OPENED_WITH = 2
"""Involvements with which a file is opened."""
_BY_ITSELF = (PersonPart, SearchToken, PossibleDuplicate, Involvement, OwnNumber, Case, Clock)
"""Tables into which bringing a file in writes, or which follow from it by themselves; they are looked at one by one."""


def undo(of: Import, rows: list[ImportRow], *, at: dt.datetime) -> None:
    """Undo these rows, and note each in the record. A file that was opened by its row goes, if nobody has worked with it since.

    What whoever undoes may not see by now stays as it is.
    """
    told = queries.unsealed(of, rows)
    pairs = [(row, content) for row, content in zip(rows, told, strict=True) if content is not None and row.written]
    ids = {row.file for row, _ in pairs if row.file}
    seen = set(walls.persons(seen_by=of.by, at=at).filter(pk__in=ids).values_list("pk", flat=True))
    files = Files(ids, lock=True)
    opened = {row.pk for row, _ in pairs if row.outcome == ImportRow.Outcome.NEW}
    busy = _worked_on({row.file: row.case for row, _ in pairs if row.pk in opened}, files)  # type: ignore[misc]
    case_rows = {
        c.pk: c for c in Case.objects.select_for_update().filter(pk__in={row.case for row, _ in pairs if row.case})
    }
    summaries = comparing.opened_cases(case_rows.values())
    busy_cases = _busy_cases(case_rows)
    gone: list[uuid.UUID] = []
    numbers: list[tuple[uuid.UUID, str]] = []
    put_back: dict[uuid.UUID, str] = {}
    cases_gone: list[uuid.UUID] = []
    undone: list[tuple[ImportRow, str]] = []
    for row, content in pairs:
        assert row.file is not None
        if row.pk in opened:
            if row.file in busy:
                row.left = "row:worked_on"
            elif row.file not in seen:
                row.left = "row:gone"
            else:
                gone.append(row.file)
                undone.append((row, row.written))
            continue
        if row.file not in seen:
            row.left = "row:gone"
            continue
        values, base, left, back = content["values"], content["base"], [], []
        current = {**files.flat(row.file), **summaries.get(row.case, {})}  # type: ignore[arg-type]
        written = row.written.split()
        new_case = "case_kind" in written
        for key in written:
            if new_case and key in (*columns.OF_CASE, "own_case"):
                if row.case in busy_cases:
                    left.append(f"{key}:worked_on")
                elif row.case:
                    cases_gone.append(row.case)
                    back.append(key)
            elif key in columns.NUMBERS:
                numbers.append(
                    (
                        row.file,
                        comparing.mark(values[key], of.organisation_id, "case" if key == "own_case" else "person"),
                    )
                )
                back.append(key)
            elif current.get(key, "") != values[key]:
                left.append(f"{key}:changed")
            else:
                back.append(key)
                part = columns.COLUMNS[key].part
                if part is None:
                    if row.case:
                        put_back[row.case] = base[key]
                elif files.edition(row.file, part) == content["stood"][part][1] + 1:
                    # Nobody wrote this part since: it is put back whole.
                    files.put_back(row.file, part, content["stood"][part][0])
                else:
                    files.put(row.file, key, base[key])
        row.left = " ".join(left)
        undone.append((row, " ".join(back)))
    files.save(at)
    for id, mark in numbers:
        OwnNumber.objects.filter(organisation=of.organisation_id, person=id, mark=mark).delete()
    for id, summary in put_back.items():
        _write_summary(case_rows[id], summary, at)
    Case.objects.filter(pk__in=cases_gone).delete()
    for row in rows:
        row.undone = True
    note_all(
        [events.RowUndone(about=row.file, of=of.pk, row=row.number, fields=fields) for row, fields in undone if fields],
        by=of.by_id,
        at=at,
    )
    said(rows)
    if gone:
        persons.erase_many(gone, reason="the import was undone", by=of.by, at=at)


def _worked_on(opened: dict[uuid.UUID, uuid.UUID | None], files: Files) -> set[uuid.UUID]:
    """Files with which somebody has worked since they were opened by their row."""
    ids = list(opened)
    busy = {id for id in ids if not files.untouched(id)}
    involved = Counter(Involvement.objects.filter(person__in=ids).values_list("person", flat=True))
    busy |= {id for id, many in involved.items() if many > _OPENED_WITH}
    busy |= _named(Person, ids)
    theirs = list(Case.objects.filter(person__in=ids))
    busy |= {case.person_id for case in theirs if case.pk != opened.get(case.person_id)}
    worked = _busy_cases({case.pk: case for case in theirs})
    return busy | {case.person_id for case in theirs if case.pk in worked}


def _busy_cases(found: dict[uuid.UUID, Case]) -> set[uuid.UUID]:
    busy = {id for id, case in found.items() if case.edition > 1 or case.closed_at is not None}
    # The law sets the days of a case by itself; whoever did one, or was given it, worked on the case.
    days = Clock.objects.filter(case__in=list(found)).exclude(done_at=None, owner=models.F("case__lead"))
    return busy | set(days.values_list("case", flat=True)) | _named(Case, found)


def _named(what: type[models.Model], ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these files, or cases, that a row of any room names: a picture, a message, what is said of an employer. A room that
    is built later counts without being told of here."""
    found: set[uuid.UUID] = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if model not in _BY_ITSELF and field.is_relation and field.related_model is what:
                rows = model._default_manager.filter(**{f"{field.name}__in": list(ids)})
                found |= set(rows.values_list(field.attname, flat=True))
    return found


def _write_summary(case: Case, summary: str, at: dt.datetime) -> None:
    content = sealing.unseal(case.person_id, cases.place(case.pk), bytes(case.sealed)) | {"summary": summary}
    sealed = sealing.seal(case.person_id, cases.place(case.pk), content)
    Case.objects.filter(pk=case.pk).update(sealed=sealed, edition=case.edition + 1, touched_at=at)
