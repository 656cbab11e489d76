"""`hamroh law prove`: the whole book asked of a solver: one answer for everybody, no dead branch, no contradiction."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

SUMMARY = "the book proved consistent, or the person who shows that it is not"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--provision", metavar="ID", default="", help="only what concerns this provision")
    parser.add_argument(
        "--candidates", type=Path, metavar="FOLDER", help="write each person who refutes a claim as a worked example"
    )
    parser.add_argument("--processes", type=int, default=2, metavar="N", help="how many processors to use (2)")
    parser.add_argument("--seconds", type=float, default=5.0, metavar="S", help="the time for one question (5)")


def work(options: argparse.Namespace, root: Path) -> int:
    """1 when a question ended refuted or undecided and the law does not list it with a reason."""
    try:
        from hamroh.rulebook.proofs import as_json, lines, prove, write_candidates
    except ModuleNotFoundError as error:
        if error.name != "z3":
            raise
        sys.stderr.write("The solver is not installed. Add it: pip install 'hamroh[proofs]'.\n")
        return 2
    report = prove(root, only=options.provision, processes=options.processes, seconds=options.seconds)
    if options.provision and not report.endings:
        sys.stderr.write(f"There is no provision `{options.provision}` that computes something. Check the address.\n")
        return 2
    if options.json:
        sys.stdout.write(json.dumps(as_json(report), ensure_ascii=False, indent=2) + "\n")
    else:
        for line in lines(report):
            sys.stdout.write(line + "\n")
    if options.candidates is not None:
        for path in write_candidates(report, options.candidates):
            sys.stderr.write(f"written: {path}\n")
    return 0 if report.ok else 1
