"""`hamroh numbers`: what the program that sends messages has to tell of those that asked numbers of the directory."""

from __future__ import annotations

import argparse
import json
import sys
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hamroh.cli.site import answered

if TYPE_CHECKING:
    from hamroh.people.directory.asking import Told

LONGEST = 10_000


def run(arguments: list[str]) -> int:
    """0 when every line could be read, 1 when some could not (the others are written down), 2 when nothing could be done."""
    parser = argparse.ArgumentParser(prog="hamroh numbers", description="Numbers of the directory that the site asks.")
    doing = parser.add_subparsers(dest="doing", required=True)
    told = doing.add_parser("told", help="take replies and reports of delivery; the same lines again change nothing")
    told.add_argument(
        "file",
        help='JSON, one object in a line: {"id": ..., "delivered": true} or {"number": "+7...", "text": "1"}; - for standard input',
    )
    given = parser.parse_args(arguments)
    return answered(f"hamroh numbers {given.doing}", lambda: _told(given.file))


def _told(name: str) -> int:
    if name == "-":
        return _lines(sys.stdin)
    try:
        with Path(name).open(encoding="utf-8") as lines:
            return _lines(lines)
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"hamroh numbers told: {Path(name).name} cannot be read ({type(error).__name__}).\n")
        return 2


def _lines(lines: Iterable[str]) -> int:
    from hamroh.people.directory import asking

    counted = {"ours": 0, "others": 0, "unread": 0}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        told = _read(line)
        if told is None:
            # What stands in the line may be a number or words of somebody: it is not repeated.
            sys.stderr.write(f"hamroh numbers told: line {number} is no report and no reply.\n")
            counted["unread"] += 1
        else:
            counted["ours" if asking.take(told, at=datetime.now(UTC)) else "others"] += 1
    unread = f", {counted['unread']} that cannot be read" if counted["unread"] else ""
    sys.stdout.write(f"{counted['ours']} written down, {counted['others']} not ours{unread}.\n")
    return 1 if counted["unread"] else 0


def _read(line: str) -> Told | None:
    from hamroh.people.directory.asking import Told

    try:
        told = json.loads(line) if len(line) <= LONGEST else None
        match told:
            case {"id": str(id), "delivered": bool(delivered)}:
                return Told(id=uuid.UUID(id), delivered=delivered)
            case {"number": str(number), "text": str(text)}:
                return Told(number=number, text=text)
    except (ValueError, RecursionError):
        pass
    return None
