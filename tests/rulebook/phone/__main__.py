"""The whole comparison of `law.js` with the rulebook: python -m tests.rulebook.phone [--people 100000] [--from 0].

Draws people, a few thousand at a time, asks both, and says how many answers differ (and where, for the first of them).
Ends with 1 when one does.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from hamroh.rulebook import load, phone

from .answers import LONG_AGO, MADE, compare, drawn_questions

SHARES = (
    ("RU", "tg", 40),
    ("RU", "ru", 20),
    ("RU", "en", 15),
    ("KZ", "tg", 8),
    ("UZ", "ru", 8),
    ("KR", "en", 4),
    ("AE", "tg", 5),
)
"""Destination, language and per cent of the people."""
AT_A_TIME = 2500


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--from", type=int, default=0, dest="start", help="leave out so many in hundred shares first")
    options = parser.parse_args()
    book, wrong, done, began = load(), 0, 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for place, (destination, language, share) in enumerate(SHARES):
            pack = Path(folder) / f"{destination}-{language}.json"
            pack.write_bytes(phone.as_bytes(phone.pack(book, destination, language, made=MADE, since=LONG_AGO)))
            left, turn = options.people * share // 100, options.start
            while left:
                count = min(left, AT_A_TIME)
                asked = list(drawn_questions(book, destination, 1000 * place + turn, count))
                for question, where in compare(book, language, pack, asked):
                    wrong += 1
                    sys.stdout.write(f"{destination} {language}: {question.line()}\n  " + "\n  ".join(where) + "\n")
                left, turn, done = left - count, turn + 1, done + count
                sys.stdout.write(f"{done} people, {wrong} answers differ, {time.monotonic() - began:.0f} s\n")
                sys.stdout.flush()
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
