"""`hamroh restore`: put a backup in an empty site's place, and check the record in it."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from hamroh.cli.site import answered


def run(arguments: list[str]) -> int:
    """0 when restored and whole, 1 when restored and the record has faults, 2 when refused and nothing was changed."""
    parser = argparse.ArgumentParser(prog="hamroh restore", description=__doc__)
    parser.add_argument("archive", type=Path, metavar="FILE", help="site-....age")
    parser.add_argument("--identity", type=Path, required=True, metavar="FILE", help="the age identity that opens it")
    parser.add_argument("--keys", type=Path, metavar="FILE", help="keys-....age, where the key store is lost too")
    given = parser.parse_args(arguments)
    return answered("hamroh restore", lambda: _work(given))


def _work(given: argparse.Namespace) -> int:
    from hamroh.record import backups, verifying

    now = datetime.now(UTC)
    manifest = backups.restore(given.archive, given.identity, now, given.keys)
    sys.stdout.write(f"Restored: the site as of {manifest['made_at']}, up to seal {manifest['seal']}.\n")
    report = verifying.verify(now)
    for fault in report.faults:
        sys.stdout.write(f"{fault.what}: {fault.words}\n")
    if not report.faults:
        sys.stdout.write(f"The record is whole: {report.entries} entries, {report.seals} seals.\n")
        return 0
    sys.stdout.write(
        "Look at each line above. Seals made after the backup are given up with: hamroh record seal --accept-loss REASON\n"
    )
    return 1
