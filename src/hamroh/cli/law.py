"""`hamroh law`: check the law, show a provision, try worked examples."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any


def run(arguments: list[str]) -> int:
    """0 when all is well, 1 when a check or an example fails, 2 when the call or a file cannot be used."""
    from hamroh.cli.ask import _day

    parser = argparse.ArgumentParser(prog="hamroh law", description="The law of the book: check it, read it, try it.")
    parser.add_argument("--law", type=Path, metavar="FOLDER", help="another folder of law than the built-in one")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="every file, version, source, language and example")
    check.add_argument(
        "--report", action="store_true", help="each rule of the fact base: computed, or text only and why"
    )
    check.add_argument("--json", action="store_true")
    show = commands.add_parser("show", help="a provision by its address or fact-base rule")
    show.add_argument("id")
    show.add_argument("--on", type=_day, metavar="DATE", help="only the version in force on this day")
    show.add_argument("--lang", choices=("en", "ru", "tg"), default="en")
    show.add_argument("--json", action="store_true")
    examples = commands.add_parser("examples", help="run a file or folder of worked examples")
    examples.add_argument("path", type=Path)
    examples.add_argument("--json", action="store_true")
    examples.add_argument(
        "--draft", action="store_true", help="leave out the provisions that have faults, and try the rest"
    )
    commands.add_parser(
        "lists", help="every fact, status, deadline, step, right and risk by name, as docs/facts-and-codes.md"
    )
    options = parser.parse_args(arguments)

    from hamroh.rulebook.errors import LawError
    from hamroh.rulebook.loading import LAW

    root = options.law or LAW
    try:
        if options.command == "check":
            return _check(root, options.report, options.json)
        if options.command == "show":
            return _show(root, options.id, options.on, options.lang, options.json)
        if options.command == "lists":
            return _lists(root)
        return _examples(root, options.path, options.json, options.draft)
    except LawError as error:
        sys.stderr.write(f"{error}\n")
        if options.command == "examples" and not options.draft:
            sys.stderr.write(
                "While others are still writing: `hamroh law examples --draft PATH` leaves out what has faults.\n"
            )
        return 2


def _check(root: Path, report: bool, as_json: bool) -> int:
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


def _show(root: Path, id_: str, on: date | None, language: str, as_json: bool) -> int:
    from hamroh.rulebook import load
    from hamroh.rulebook.showing import provision_as_json, provision_in_words

    rulebook = load(root)
    found = [p for p in rulebook.provisions if id_ == p.id or id_.upper() in p.built_from]
    if not found:
        found = rulebook.find(id_)[:10]
        sys.stderr.write(f"There is no provision {id_}.\n")
        for p in found:
            sys.stderr.write(f"  did you mean {p.id}: {p.title[language]}?\n")
        return 2
    shown: list[dict[str, Any]] = [provision_as_json(rulebook, p, language, on) for p in found]
    if as_json:
        sys.stdout.write(json.dumps(shown if len(shown) > 1 else shown[0], ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("\n".join(provision_in_words(item) for item in shown))
    return 0


def _lists(root: Path) -> int:
    from hamroh.rulebook.listing import listing
    from hamroh.rulebook.loading import read_law

    sys.stdout.write(listing(read_law(root), root))
    return 0


def _examples(root: Path, path: Path, as_json: bool, draft: bool) -> int:
    from hamroh.rulebook import Rulebook, load
    from hamroh.rulebook.examples import read_examples, run_all

    if draft:
        from hamroh.rulebook.loading import read_draft

        book, faults = read_draft(root)
        for fault in faults:
            sys.stderr.write(f"left out: {fault}\n")
        rulebook = Rulebook(book)
    else:
        rulebook = load(root)
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
