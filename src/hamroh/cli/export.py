"""`hamroh export`: all that an organisation may take with it, in one encrypted file that other programs read."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from hamroh.cli.site import answered


def run(arguments: list[str]) -> int:
    """0 when written, 1 when refused, 2 when the site cannot be used; nothing half-written is left."""
    parser = argparse.ArgumentParser(
        prog="hamroh export",
        description=__doc__,
        epilog="A supervisor and a security officer agree to it first, at /desk/exports/: on whom the file is for, too.",
    )
    parser.add_argument("--organisation", required=True, metavar="KEY", help="whose it is")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="a new file, such as ours.zip.age")
    given = parser.parse_args(arguments)
    return answered("hamroh export", lambda: _work(given))


def _work(given: argparse.Namespace) -> int:
    from hamroh.protection.moving import agreeing, giving

    try:
        made = agreeing.make(given.organisation, given.out, at=datetime.now(UTC))
    except giving.GivingRefused as error:
        sys.stderr.write(f"hamroh export: {error} Nothing was written.\n")
        return 1
    sys.stdout.write("".join(f"{name}: {count}\n" for name, count in made.rows.items()))
    if made.left_out:
        sys.stdout.write(
            f"Left out, as they are concealed from an office or a member of staff: {made.left_out} files.\n"
        )
    if made.left_out_enquiries:
        sys.stdout.write(f"Left out, as they complain of an office: {made.left_out_enquiries} enquiries.\n")
    sys.stdout.write(f"{given.out}: open it with age --decrypt --identity FILE, then unpack it.\n")
    return 0
