"""`hamroh calls`: missed calls from a telephone exchange, entered so that somebody calls back."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from hamroh.cli.site import answered


def run(arguments: list[str]) -> int:
    """0 when every row was entered or known, 1 when rows were refused (the others are entered), 2 when nothing could be done."""
    parser = argparse.ArgumentParser(prog="hamroh calls", description="Calls that nobody took.")
    doing = parser.add_subparsers(dest="doing", required=True)
    missed = doing.add_parser("missed", help="enter missed calls from a table; the same rows again change nothing")
    missed.add_argument(
        "file", type=Path, help="CSV with number,at or number,at,line; `at` like 2026-11-29T14:05:00+05:00"
    )
    missed.add_argument("--organisation", required=True, metavar="KEY", help="who is to call back")
    missed.add_argument("--line", default="", help="which of its lines was called, where the table names none")
    given = parser.parse_args(arguments)
    return answered(f"hamroh calls {given.doing}", lambda: _missed(given))


def _missed(given: argparse.Namespace) -> int:
    from django.utils.translation import override

    from hamroh.people.directory.models import Organisation
    from hamroh.protection.callbacks import actions, reading
    from hamroh.protection.callbacks.words import FAULTS

    organisation = Organisation.objects.filter(key=given.organisation, offices__isnull=False).first()
    if organisation is None:
        sys.stderr.write(
            f"hamroh calls missed: no organisation with an office here has the key {given.organisation!r}.\n"
        )
        return 2
    now = datetime.now(UTC)
    try:
        with given.file.open(encoding="utf-8", newline="") as lines:
            told = reading.file(lines, line=given.line.strip(), now=now)
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"hamroh calls missed: {given.file.name} cannot be read ({type(error).__name__}).\n")
        return 2
    entered = actions.enter(told.rings, organisation=organisation.pk, form="", by=None, at=now)
    with override("en"):
        for fault in told.faults:
            sys.stderr.write(f"{given.file.name}, line {fault.line}: {FAULTS[fault.what]}\n")
    hidden = f"; {told.withheld} with a hidden number" if told.withheld else ""
    refused = f"; {len(told.faults)} refused" if told.faults else ""
    sys.stdout.write(f"{entered.new} missed calls entered, {entered.again} known already{hidden}{refused}.\n")
    return 1 if told.faults else 0
