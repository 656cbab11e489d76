"""`hamroh check`: what is unsafe in this site's settings and state, and what mends it."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from hamroh.cli.site import answered


def run(arguments: list[str]) -> int:
    """0 when nothing is unsafe, 1 when something is, 2 when the site cannot be looked at."""
    argparse.ArgumentParser(prog="hamroh check", description=__doc__).parse_args(arguments)
    return answered("hamroh check", _work)


def _work() -> int:
    from hamroh.config import safety

    found = safety.look(datetime.now(UTC))
    for one in found:
        sys.stdout.write(f"{'UNSAFE' if one.unsafe else 'look at'}: {one.words}\n")
    unsafe = sum(one.unsafe for one in found)
    sys.stdout.write(
        f"{unsafe} unsafe, {len(found) - unsafe} to look at.\n" if found else "Nothing unsafe was found.\n"
    )
    return 1 if unsafe else 0
