"""The whole comparison of `law.js` with the rulebook: python -m tests.rulebook.phone [--people 100000] [--from 0].

Draws people, a few thousand at a time and one process on each core, asks both, and says how many answers differ (and where, for the first of them).
Ends with 1 when one does.
"""

from __future__ import annotations

import argparse
import functools
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Turn:
    """Some of the people of one share, and the pack they ask."""

    destination: str
    language: str
    pack: Path
    seed: int
    count: int


_book = functools.cache(load)


def compared(turn: Turn) -> list[str]:
    """The answers of a turn that differ, in words."""
    asked = list(drawn_questions(_book(), turn.destination, turn.seed, turn.count))
    return [
        "\n  ".join((f"{turn.destination} {turn.language}: {question.line()}", *where))
        for question, where in compare(_book(), turn.language, turn.pack, asked)
    ]


def turns(people: int, start: int, folder: Path) -> Iterator[Turn]:
    """Everybody, a few thousand at a time; the packs go into the folder."""
    for place, (destination, language, share) in enumerate(SHARES):
        pack = folder / f"{destination}-{language}.json"
        pack.write_bytes(phone.as_bytes(phone.pack(_book(), destination, language, made=MADE, since=LONG_AGO)))
        left, turn = people * share // 100, start
        while left:
            count = min(left, AT_A_TIME)
            yield Turn(destination, language, pack, 1000 * place + turn, count)
            left, turn = left - count, turn + 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--from", type=int, default=0, dest="start", help="leave out so many in hundred shares first")
    options = parser.parse_args()
    wrong, done, began = 0, 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor() as pool:
        everybody = list(turns(options.people, options.start, Path(folder)))
        for turn, differing in zip(everybody, pool.map(compared, everybody), strict=True):
            sys.stdout.writelines(f"{line}\n" for line in differing)
            wrong, done = wrong + len(differing), done + turn.count
            sys.stdout.write(f"{done} people, {wrong} answers differ, {time.monotonic() - began:.0f} s\n")
            sys.stdout.flush()
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
