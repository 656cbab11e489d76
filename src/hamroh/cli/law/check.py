"""`hamroh law check`: every file, version, source, language, example and proposal."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

SUMMARY = "every file, version, source, language, example and proposal"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--report", action="store_true", help="each rule of the fact base: computed, or text only and why"
    )
    parser.add_argument("--json", action="store_true")


def work(options: argparse.Namespace, root: Path) -> int:
    """1 when there is a fault."""
    report, as_json = options.report, options.json
    from hamroh.rulebook import Rulebook
    from hamroh.rulebook.check import check_law, report_rules
    from hamroh.rulebook.errors import LawErrors
    from hamroh.rulebook.loading import read_law

    try:
        book = read_law(root)
    except LawErrors as errors:
        if as_json:
            sys.stdout.write(
                json.dumps({"ok": False, "faults": [str(f) for f in errors.faults]}, ensure_ascii=False, indent=2)
                + "\n"
            )
        else:
            for fault in errors.faults:
                sys.stderr.write(f"{fault}\n")
            sys.stderr.write(f"{len(errors.faults)} fault(s); the old rulebook stays in use.\n")
        return 1
    faults, counts = check_law(book, root)
    if not faults:
        from hamroh.rulebook.proposals import check_proposals

        # Only over a law that is whole: what would differ from it cannot be told otherwise.
        faults, counts["proposals"] = check_proposals(Rulebook(book), root)
    rows = report_rules(book) if report else []
    if as_json:
        sys.stdout.write(
            json.dumps(
                {"ok": not faults, "faults": [str(f) for f in faults], "counts": counts, "rules": rows},
                ensure_ascii=False,
                indent=2,
            )
            + "\n"
        )
    else:
        for row in rows:
            sys.stdout.write(
                f"{row['rule']:<12} {row['how']:<9} {', '.join(row['provisions'])}{' - ' + row['why'] if row['why'] else ''}\n"
            )
        for fault in faults:
            sys.stderr.write(f"{fault}\n")
        sys.stdout.write(
            ", ".join(f"{count} {what}" for what, count in counts.items()) + f"; {len(faults)} fault(s).\n"
        )
    return 1 if faults else 0
