"""What is done with a file that is brought in: begin, say what its columns are, try, apply, stop, undo, drop."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q

from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import at_work
from hamroh.protection.moving import columns, comparing, events, queries, undoing, writing
from hamroh.protection.moving.models import ColumnMap, Import, ImportRow
from hamroh.record import actions as record, jobs, keys, note
from hamroh.shell import tables
from hamroh.shell.tables import Unreadable

AT_ONCE = 1000
"""Rows that are written in one step: done whole or not at all."""
JOB = "protection.files_brought_in"
CUT_OFF_AFTER = dt.timedelta(minutes=2)
"""So long after the last sign of work on files it is taken for cut off, and goes on with the next turn."""
SMALL = 100_000
"""A file up to this many bytes is tried at once; a larger one by the work that waits."""

_State = Import.State


class WrongState(ValueError):
    """An import cannot go this way from where it stands. Nothing was changed."""


@transaction.atomic
def begin(data: bytes, order: str, *, by: Staff, at: dt.datetime) -> Import:
    """Keep a file, sealed under a key of its own, until it is said what its columns are. `order` is that of its days.

    Raises:
        Absent: `by` may not bring files in.
        Unreadable: it is no table. Nothing was kept.
    """
    if not by.roles(at) & queries.BRING:
        raise Absent
    if order not in columns.ORDERS:
        raise Unreadable("damaged")
    table = tables.read(data)
    for _ in zip(table.rows, range(queries.SAMPLES), strict=False):
        pass
    id = uuid.uuid4()
    keys.store().make(id)
    return Import.objects.create(
        id=id,
        organisation_id=by.office.organisation_id,
        by=by,
        begun_at=at,
        state=_State.MAPPING,
        order=order,
        read_as=", ".join(table.read_as)[:60],
        sealed=keys.store().cipher(id).seal(data, queries.file_bound(id)),
    )


@transaction.atomic
def choose(id: uuid.UUID, chosen: Iterable[tuple[int, str]], *, by: Staff, at: dt.datetime) -> Import:
    """Say what columns are, by their place from 0; the rest is not read. It is kept for the organisation's next file.

    Raises:
        Absent: there is no such import of theirs.
        WrongState: it was tried already.
        Unreadable: no column says whose row it is, or two say the same.
    """
    row = queries.one(id, seen_by=by, at=at)
    if row.state != _State.MAPPING:
        raise WrongState
    titles = queries.table(row).titles
    named = [(place, key) for place, key in chosen if key in columns.COLUMNS and 0 <= place < len(titles)]
    used = [key for _, key in named]
    for key in used:
        if used.count(key) > 1:
            raise Unreadable("twice", label=str(columns.COLUMNS[key].label))
    if not set(used) & set(columns.NUMBERS):
        raise Unreadable("no_number_column")
    ColumnMap.objects.update_or_create(
        organisation_id=row.organisation_id,
        defaults={"columns": [[titles[place], key, place] for place, key in named], "order": row.order},
    )
    Import.objects.filter(pk=id).update(columns=named, state=_State.TRYING)
    row.columns, row.state = named, _State.TRYING
    return row


def is_small(row: Import) -> bool:
    """May this file be tried while somebody waits for the page?"""
    return row.sealed is not None and len(row.sealed) <= SMALL


def try_file(id: uuid.UUID, *, at: dt.datetime, going: Callable[[], None] = lambda: None) -> None:
    """Check every row of a file against what stands, and store what each would do. To nobody's file anything is written.
    `going` is called in between.

    Cut off, it is begun again. What cannot be read is told.
    """
    with transaction.atomic(), at_work("try a file"):
        row = Import.objects.select_related("by__office").filter(pk=id, state=_State.TRYING).first()
        if row is None:
            return
        row.rows.all().delete()
    counts = dict.fromkeys(ImportRow.Outcome.values, 0)
    fault: dict[str, Any] = {}
    try:
        table = queries.table(row)
        trial = comparing.Trial(row, width=len(table.titles), at=at)
        for batch in comparing.batches(table.rows, AT_ONCE):
            with transaction.atomic(), at_work("try a file"):
                for made in trial.rows(batch):
                    counts[made.outcome] += 1
                # How far it is, for who waits for the page.
                Import.objects.filter(pk=id).update(done=sum(counts.values()))
            going()
    except Unreadable as error:
        fault = {"why": error.why, **error.told}
    with transaction.atomic(), at_work("try a file"):
        if fault:
            row.rows.all().delete()
        state = _State.UNREADABLE if fault else _State.TRIED
        # The file itself is needed no longer: its rows are kept, each sealed.
        Import.objects.filter(pk=id).update(state=state, counts=counts, fault=fault, sealed=None, done=0)
        note(events.FileTried(of=id, rows=sum(counts.values())), by=row.by_id, at=at)


@transaction.atomic
def apply(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> Import:
    """Let the rows of a tried file be written, by the rights of whoever says so; again after a stop, where it stopped.

    Raises:
        Absent: there is no such import of theirs.
        WrongState: it was not tried, or is undone.
    """
    return _turn(id, (_State.TRIED, _State.APPLYING), _State.APPLYING, by=by, at=at)


@transaction.atomic
def undo(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> Import:
    """Let everything that a file wrote be put back as it was, but what somebody changed since.

    Raises:
        Absent: there is no such import of theirs.
        WrongState: nothing of it was written.
    """
    return _turn(id, (_State.APPLIED, _State.APPLYING, _State.UNDOING), _State.UNDOING, by=by, at=at)


def _turn(id: uuid.UUID, before: tuple[str, ...], state: str, *, by: Staff, at: dt.datetime) -> Import:
    row = queries.one(id, seen_by=by, at=at)
    if not Import.objects.filter(pk=id, state__in=before).update(state=state, by=by, stopped=False):
        raise WrongState
    row.state, row.by, row.stopped = state, by, False
    return row


@transaction.atomic
def stop(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> None:
    """Let the work on a file rest after the rows that are being written.

    Raises:
        Absent: there is no such import of theirs.
    """
    queries.one(id, seen_by=by, at=at)
    Import.objects.filter(pk=id, state__in=[_State.APPLYING, _State.UNDOING]).update(stopped=True)


@transaction.atomic
def drop(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> None:
    """Give up a file of which nothing was written: its rows go, and its key is destroyed.

    Raises:
        Absent: there is no such import of theirs.
        WrongState: something of it was written: undo it.
    """
    row = queries.one(id, seen_by=by, at=at)
    if row.state not in (_State.MAPPING, _State.TRIED, _State.UNREADABLE):
        raise WrongState
    with at_work("give up a file"):
        row.rows.all().delete()
    Import.objects.filter(pk=id).update(state=_State.DROPPED, sealed=None)
    record.erase(id, reason="given up", by=by.pk, at=at)


def step(id: uuid.UUID, *, at: dt.datetime) -> bool:
    """Do the next rows of an import that is being applied or undone; False where nothing is left, or it was stopped.

    Rows are done whole or not at all, each once: cut off at any moment, the next call goes on behind the last row done.
    """
    with transaction.atomic(), at_work("bring in a file"):
        # Locked: two who go on at once do so one after the other.
        row = (
            Import.objects.select_for_update(of=("self",))
            .select_related("by__office")
            .filter(pk=id, stopped=False)
            .first()
        )
        if row is None or row.state not in (_State.APPLYING, _State.UNDOING):
            return False
        applying = row.state == _State.APPLYING
        waiting = (
            row.rows.filter(done=False, outcome__in=["new", "changed"])
            if applying
            else row.rows.filter(done=True, undone=False)
        )
        some = list(waiting.order_by("number")[:AT_ONCE])
        if some:
            with keys.store().at_hand():
                (writing.write if applying else undoing.undo)(row, some, at=at)
            Import.objects.filter(pk=id).update(done=row.done + (len(some) if applying else -len(some)))
            return True
        written = row.rows.exclude(written="").count()
        done = events.FileApplied if applying else events.FileUndone
        note(done(of=id, rows=written), by=row.by_id, at=at)
        Import.objects.filter(pk=id).update(state=_State.APPLIED if applying else _State.UNDONE)
        if keys.store().exists(id):
            # Each row is under the key of its person by now. Left, this key would open the file in a backup of the days before, also
            # after one of them was erased.
            record.erase(id, reason="brought in", by=None, at=at)
    return False


def finish(id: uuid.UUID, *, at: dt.datetime) -> None:
    """Note the end of an import of which every row is done; of another nothing is done."""
    with at_work("bring in a file"):
        row = Import.objects.filter(pk=id).first()
        left = (
            row is not None
            and (
                row.rows.filter(done=False, outcome__in=["new", "changed"])
                if row.state == _State.APPLYING
                else row.rows.filter(done=True, undone=False)
            ).exists()
        )
    if row is not None and not left:
        step(id, at=at)


def carry_on(at: dt.datetime) -> str:
    """The work that waits: every file that is to be tried, applied or undone."""
    with at_work("bring in files"):
        waiting = list(
            Import.objects.filter(state__in=[_State.TRYING, _State.APPLYING, _State.UNDOING], stopped=False)
            .order_by("begun_at")
            .values_list("pk", "state")
        )

    def going() -> None:
        jobs.goes_on(JOB, dt.datetime.now(dt.UTC))

    for id, state in waiting:
        if state == _State.TRYING:
            try_file(id, at=at, going=going)
        else:
            while step(id, at=dt.datetime.now(dt.UTC)):
                going()
    return f"{len(waiting)} files"


def forget_before(moment: dt.datetime) -> int:
    """Forget the rows of files that were brought in before a moment, and destroy their keys; that they were brought in stays. How many."""
    with transaction.atomic(), at_work("retention of files brought in"):
        kept = Import.objects.filter(begun_at__lt=moment).exclude(state=_State.DROPPED).defer("sealed")
        old = list(kept.filter(Q(rows__isnull=False) | Q(sealed__isnull=False)).distinct()[:AT_ONCE])
        for row in old:
            row.rows.all().delete()
        Import.objects.filter(pk__in=[row.pk for row in old]).update(state=_State.DROPPED, sealed=None)
        record.erase_many([row.pk for row in old], reason="past its time", by=None, at=dt.datetime.now(dt.UTC))
    return len(old)
