"""`hamroh law examples`: run a file or folder of worked examples."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

SUMMARY = "run a file or folder of worked examples"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, nargs="?", help="may be left out with --proposal: then its own")
    parser.add_argument("--proposal", metavar="ID", help="under this proposal instead of the law")
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--draft", action="store_true", help="leave out the provisions that have faults, and try the rest"
    )


def work(options: argparse.Namespace, root: Path) -> int:
    """1 when an example does not hold."""
    path, as_json, draft = options.path, options.json, options.draft
    from hamroh.rulebook import LawError, Rulebook, load
    from hamroh.rulebook.examples import read_examples, run, run_all

    if path is None and options.proposal is None:
        sys.stderr.write("Name a file or folder of examples, or a proposal.\n")
        return 2
    outcomes = []
    if options.proposal is not None:
        from hamroh.rulebook.proposals import find_proposal, with_proposal

        proposal, law = find_proposal(options.proposal, root), load(root)
        rulebook = with_proposal(proposal, law, root)
        if path is None:
            outcomes = [run(law if under == "law" else rulebook, example) for under, example in proposal.examples]
    elif draft:
        from hamroh.rulebook.loading import read_draft

        book, faults = read_draft(root)
        for fault in faults:
            sys.stderr.write(f"left out: {fault}\n")
        rulebook = Rulebook(book)
    else:
        try:
            rulebook = load(root)
        except LawError:
            sys.stderr.write(
                "While others are still writing: `hamroh law examples --draft PATH` leaves out what has faults.\n"
            )
            raise
    if path is not None:
        outcomes = list(run_all(rulebook, read_examples(path)))
    failed = [o for o in outcomes if not o.passed]
    if as_json:
        sys.stdout.write(
            json.dumps(
                {
                    "rulebook": rulebook.digest,
                    "passed": len(outcomes) - len(failed),
                    "failed": len(failed),
                    "examples": [
                        {
                            "id": o.id,
                            "it": o.it,
                            "file": o.file,
                            "line": o.line,
                            "passed": o.passed,
                            "differences": list(o.differences),
                        }
                        for o in outcomes
                    ],
                },
                ensure_ascii=False,
                indent=2,
            )
            + "\n"
        )
    else:
        for o in outcomes:
            sys.stdout.write(f"{'pass' if o.passed else 'FAIL'}  {o.id}  {o.it}\n")
            for difference in o.differences:
                sys.stdout.write(f"      {difference}\n")
        sys.stdout.write(f"{len(outcomes) - len(failed)} of {len(outcomes)} hold.\n")
    return 1 if failed else 0
