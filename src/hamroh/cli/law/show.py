"""`hamroh law show`: a provision by its address or fact-base rule."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

SUMMARY = "a provision by its address or fact-base rule"


def arguments(parser: argparse.ArgumentParser) -> None:
    from hamroh.cli.ask import a_day

    parser.add_argument("id")
    parser.add_argument("--on", type=a_day, metavar="DATE", help="only the version in force on this day")
    parser.add_argument("--lang", choices=("en", "ru", "tg"), default="en")
    parser.add_argument("--json", action="store_true")


def work(options: argparse.Namespace, root: Path) -> int:
    """2 when there is no such provision; says which are near."""
    id_, on, language, as_json = options.id, options.on, options.lang, options.json
    from hamroh.rulebook import load
    from hamroh.rulebook.showing import provision_as_json, provision_in_words

    rulebook = load(root)
    found = [p for p in rulebook.provisions if id_ == p.id or id_.upper() in p.built_from]
    if not found:
        found = list(rulebook.find(id_).provisions[:10])
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
