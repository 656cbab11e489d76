"""`hamroh backup`: the database and files in one encrypted archive, the key store in another."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from hamroh.cli.site import answered


def run(arguments: list[str]) -> int:
    """0 when written, 2 when refused; nothing half-written is left."""
    parser = argparse.ArgumentParser(prog="hamroh backup", description=__doc__)
    parser.add_argument("to", type=Path, metavar="TO", help="folder for the archive of database and files")
    parser.add_argument(
        "--recipient",
        action="append",
        default=[],
        metavar="age1...",
        help="who can open it (may be given more than once)",
    )
    parser.add_argument(
        "--keys-to",
        type=Path,
        metavar="FOLDER",
        help="also the key store, into another folder; remove it there within 7 days",
    )
    parser.add_argument(
        "--make-identity", action="store_true", help="instead: make TO, a new age identity, and print its recipient"
    )
    given = parser.parse_args(arguments)
    return answered("hamroh backup", lambda: _work(given))


def _work(given: argparse.Namespace) -> int:
    from hamroh.record import backups

    if given.make_identity:
        recipient = backups.make_identity(given.to)
        sys.stdout.write(f"Keep {given.to} far from this machine: only it opens the backups made for\n{recipient}\n")
        return 0
    made = backups.back_up(given.to, given.recipient, datetime.now(UTC), given.keys_to)
    for file in made:
        sys.stdout.write(f"{file}: {file.stat().st_size:,} bytes\n")
    if len(made) == 1:
        sys.stdout.write("The key store is not in it. Back it up apart: --keys-to FOLDER, or hamroh keys backup.\n")
    sys.stdout.write("Try it now and then: hamroh restore, on another machine.\n")
    return 0
