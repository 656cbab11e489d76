"""`hamroh offers check`: reads an advertisement or a contract and prints what to be careful of.

The register of agencies belongs to a site and is not asked here; the answer says so.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hamroh.cli.ask import a_day

LARGEST_BYTES = 1_000_000


def run(arguments: list[str]) -> int:
    """0 when read, with or without warnings; 2 when the text or the call cannot be used; 3 when the law cannot be trusted."""
    parser = argparse.ArgumentParser(prog="hamroh offers", description="Read a work offer or a contract.")
    commands = parser.add_subparsers(required=True)
    check = commands.add_parser("check", help="print warnings with their words and provisions")
    check.add_argument("file", metavar="FILE", help="the text in UTF-8; - for standard input")
    check.add_argument("--contract", action="store_true", help="it is a contract: say which terms are missing")
    check.add_argument("--on", metavar="DATE", type=a_day, help="the day asked about (default: today)")
    check.add_argument("--lang", choices=("en", "ru", "tg"), default="en", help="language of the answer")
    check.add_argument("--json", action="store_true", help="the whole answer as JSON (docs/offers.md)")
    options = parser.parse_args(arguments)

    from hamroh.recruitment.offers import checks, contracts, showing
    from hamroh.recruitment.offers.reading import Unread
    from hamroh.rulebook import LawError, load

    try:
        text = _text(options.file)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        sys.stderr.write(f"{options.file} cannot be read: {reason}. Check the path; save it as UTF-8.\n")
        return 2
    try:
        book = load()
    except LawError as error:
        sys.stderr.write(f"The law cannot be trusted, so nothing is answered.\n{error}\n")
        return 3
    on = options.on or datetime.now(UTC).astimezone().date()
    read: Any = contracts.check if options.contract else checks.check
    try:
        found = read(text, on=on, book=book)
    except Unread as error:
        sys.stderr.write(f"{checks.refusal(error, options.lang)}\n")
        return 2
    answer = showing.shown(found, book, options.lang)
    if options.json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(_in_words(answer, options.lang))
    return 0


def _text(path: str) -> str:
    data = sys.stdin.buffer.read(LARGEST_BYTES) if path == "-" else Path(path).read_bytes()[:LARGEST_BYTES]
    return data.decode("utf-8", "ignore" if len(data) == LARGEST_BYTES else "strict")


_HEADS = {
    "en": ("words", "law", "What was looked for"),
    "ru": ("слова", "закон", "Что искали"),
    "tg": ("суханҳо", "қонун", "Чӣ ҷуста шуд"),
}
_NOTHING = {
    "en": "No sign of those we look for. That does not mean the offer is safe: in trials on new messages one sign in six was missed.",
    "ru": "Признаков, которые мы ищем, не найдено. Это не значит, что предложение безопасно: в испытаниях на новых сообщениях "
    "пропущен один признак из шести.",
    "tg": "Нишонаҳое, ки мо меҷӯем, ёфт нашуданд. Ин маънои бехатар будани пешниҳодро надорад: дар санҷиш бо паёмҳои нав аз шаш "
    "нишона яктоаш ёфт нашуд.",
}


def _in_words(answer: dict[str, Any], language: str) -> str:
    words, law, looked = _HEADS[language]
    out = [] if answer["warnings"] or answer["doubts"] else [_NOTHING[language], ""]
    for one in answer["warnings"]:
        out.append(f"! {one['title']}")
        out += [f"    {words}: {quoted}" for quoted in one["words"]]
        out += [f"    - {m['name']} {m['ask']}" for m in answer["missing"] if one["sign"] == "missing_terms"]
        out += [f"    {law}: {p['provision']} ({p['confidence_text']})" for p in one["law"]]
        out += [f"    {one['says']}", ""]
    for one in answer["doubts"]:
        out += [f"? {one['name']}", f"    {words}: {one['words']}", f"    {one['ask']}", ""]
    return "\n".join([*out, looked, *(f"  {one['name']}: {one['text']}" for one in answer["looked_for"]), ""])
