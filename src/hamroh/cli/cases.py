"""`hamroh cases import`: bring a file of people and cases in, by the rights of a member of staff: try, apply, undo."""

from __future__ import annotations

import argparse
import csv
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hamroh.cli.site import answered


def run(arguments: list[str]) -> int:
    """0 when it is done, 1 when the file or a row of it cannot be taken, 2 when the site cannot be used or it was called wrongly."""
    parser = argparse.ArgumentParser(prog="hamroh cases", description="Files of people and cases, from other programs.")
    doing = parser.add_subparsers(dest="doing", required=True)
    bring = doing.add_parser(
        "import", help="try a file (nothing is stored), then apply or undo it; columns are known by their titles"
    )
    bring.add_argument(
        "what", metavar="FILE|ID", help="a file (.xlsx, .csv) to be tried, or the id of one that was tried"
    )
    bring.add_argument(
        "--as", dest="address", required=True, metavar="ADDRESS", help="of the member of staff who brings it in"
    )
    bring.add_argument("--dates", choices=["dmy", "mdy", "ymd"], help="the order of day, month and year in the file")
    bring.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="TITLE=COLUMN",
        help="what a column is, where its title does not say it",
    )
    bring.add_argument("--log", metavar="FILE", type=Path, help="write a line for each row to this file")
    way = bring.add_mutually_exclusive_group()
    way.add_argument(
        "--try", action="store_true", help="only say what would change (this is what happens without a word)"
    )
    way.add_argument("--apply", action="store_true", help="write it")
    way.add_argument("--undo", action="store_true", help="put back all that it wrote, but what somebody changed since")
    way.add_argument("--drop", action="store_true", help="give it up, where nothing was written")
    given = parser.parse_args(arguments)
    return answered("hamroh cases import", lambda: _import(given))


def _import(given: argparse.Namespace) -> int:
    import hamroh.web.case  # noqa: F401, by it cases that are brought in have their days at once
    from hamroh.people.models import Staff
    from hamroh.people.walls import Absent
    from hamroh.protection.moving import actions, words
    from hamroh.shell import tables

    by = Staff.objects.select_related("office").filter(email__iexact=given.address, is_active=True).first()
    if by is None:
        return _refused("nobody of this address works here")
    try:
        row = _there(given, by) or _tried(given, by)
        if given.apply or given.undo:
            with _seeing(by):
                (actions.apply if given.apply else actions.undo)(row.pk, by=by, at=datetime.now(UTC))
            while actions.step(row.pk, at=datetime.now(UTC)):
                pass
        elif given.drop:
            with _seeing(by):
                actions.drop(row.pk, by=by, at=datetime.now(UTC))
    except tables.Unreadable as error:
        return _refused(words.unreadable({"why": error.why, **error.told}))
    except actions.WrongState:
        return _refused("that cannot be done from where the file stands")
    except (Absent, OSError, ValueError):
        return _refused("there is no such file for this member of staff, or it cannot be read")
    with _seeing(by):
        return _told(row, given.log)


@contextmanager
def _seeing(by: Any) -> Iterator[None]:
    """A step done and seen as that member of staff, as on a page of the desk."""
    from django.db import transaction

    from hamroh.people.walls.rows import seen_as

    with transaction.atomic(), seen_as(by):
        yield


def _there(given: argparse.Namespace, by: Any) -> Any:
    from hamroh.protection.moving import queries

    try:
        id = uuid.UUID(given.what)
    except ValueError:
        return None
    with _seeing(by):
        return queries.one(id, seen_by=by, at=datetime.now(UTC))


def _tried(given: argparse.Namespace, by: Any) -> Any:
    from hamroh.protection.moving import actions, columns, queries
    from hamroh.shell.tables import Unreadable

    if not given.dates:
        raise Unreadable("no_order")
    now = datetime.now(UTC)
    said = dict(one.rpartition("=")[::2] for one in given.column)
    unknown = sorted(set(said.values()) - set(columns.COLUMNS))
    if unknown:
        raise Unreadable("no_such_column", names=", ".join(unknown), known=", ".join(columns.COLUMNS))
    with _seeing(by):
        row = actions.begin(Path(given.what).read_bytes(), given.dates, by=by, at=now)
        guesses = queries.proposal(row).guesses
        chosen = [(one.place, said.get(one.title, one.key)) for one in guesses]
        for one in guesses:
            if not said.get(one.title, one.key):
                sys.stderr.write(f"not read: column {one.place + 1}, {one.title}\n")
        actions.choose(row.pk, chosen, by=by, at=now)
    actions.try_file(row.pk, at=now)
    return row


def _told(row: Any, log: Path | None) -> int:
    from hamroh.protection.moving import queries, words

    row.refresh_from_db()
    sys.stdout.write(f"{row.pk}: {words.STATES[row.state]}\n")
    if row.fault:
        sys.stdout.write(f"{words.unreadable(row.fault)}\n")
    sys.stdout.write("".join(f"  {words.OUTCOMES[key]}: {count}\n" for key, count in row.counts.items()))
    left = queries.how_many_left(row)
    if left:
        sys.stdout.write(f"  not written in part or whole: {left}\n")
    if log is not None:
        with log.open("w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out).writerows(queries.log(row))
    return 1 if row.fault or row.counts.get("refused") or left else 0


def _refused(why: str) -> int:
    sys.stderr.write(f"hamroh cases import: {why}. Nothing was changed.\n")
    return 1
