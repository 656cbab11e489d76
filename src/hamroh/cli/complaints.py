"""`hamroh complaints check`: are the cards of complaints complete, and does what they name exist?"""

from __future__ import annotations

import argparse
import sys


def run(arguments: list[str]) -> int:
    """Check every card; 0 when all can be trusted, 1 with each fault, its place and its mend."""
    parser = argparse.ArgumentParser(prog="hamroh complaints", description=__doc__)
    parser.add_argument("what", choices=["check"], help="read every card strictly, against the rulebook")
    parser.parse_args(arguments)
    from hamroh.protection.complaints import CardErrors, cards

    try:
        found = cards()
    except CardErrors as wrong:
        sys.stderr.write(f"{wrong}\n{len(wrong.faults)} fault(s); no card is used until all are mended.\n")
        return 1
    sys.stdout.write(f"{len(found)} complaint cards, no faults.\n")
    return 0
