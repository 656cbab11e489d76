"""`hamroh agencies`: the public check for a program that takes and sends messages."""

from __future__ import annotations

import argparse
import sys

from hamroh.cli.site import answered

LONGEST = 4_000
"""So many bytes are read. What is longer is no message."""


def run(arguments: list[str]) -> int:
    """0 when there is an answer, 2 when the site could not give one."""
    parser = argparse.ArgumentParser(prog="hamroh agencies", description="Agencies and signed codes, checked.")
    doing = parser.add_subparsers(dest="doing", required=True)
    sms = doing.add_parser(
        "sms",
        help="answer one SMS: its text on standard input in UTF-8, the answer on standard output; nothing is kept",
        description="A name, licence number or phone of an agency, with a day at its end if another than today is meant; "
        "or the number under a signed code. The answer fits into one SMS.",
    )
    sms.add_argument("--lang", choices=("tg", "ru", "en"), default="tg", help="of the answer (default: tg)")
    given = parser.parse_args(arguments)
    return answered(f"hamroh agencies {given.doing}", lambda: _sms(given.lang))


def _sms(language: str) -> int:
    from hamroh.recruitment.seals import sms
    from hamroh.shell import here as days

    text = sys.stdin.buffer.read(LONGEST).decode("utf-8-sig", errors="replace")
    sys.stdout.write(sms.answer(text, language=language, today=days.today()) + "\n")
    return 0
