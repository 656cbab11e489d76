"""`hamroh law lists`: every name a case may use, as docs/facts-and-codes.md."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

SUMMARY = "every fact, status, deadline, step, right and risk by name, as docs/facts-and-codes.md"


def arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def work(options: argparse.Namespace, root: Path) -> int:
    from hamroh.rulebook.listing import listing
    from hamroh.rulebook.loading import read_law

    sys.stdout.write(listing(read_law(root), root))
    return 0
