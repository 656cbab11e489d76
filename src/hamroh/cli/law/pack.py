"""`hamroh law pack`: the law for one destination in one language, for a phone without a line (docs/phone-pack.md)."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

SUMMARY = "the law for one destination in one language, for a phone without a line"


def arguments(parser: argparse.ArgumentParser) -> None:
    from hamroh.cli.ask import a_day

    parser.add_argument("--destination", required=True, metavar="CODE", help="the country asked about, such as RU")
    parser.add_argument("--lang", choices=("en", "ru", "tg"), required=True)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument(
        "--since", type=a_day, metavar="DATE", help="the first day that may be asked about (default: two years ago)"
    )
    parser.add_argument(
        "--made", type=a_day, metavar="DATE", help="the day written into the pack (default: today, UTC)"
    )


def work(options: argparse.Namespace, root: Path) -> int:
    """0 when the pack is written; 1 when it is larger than a pack may be; 2 when it cannot be made."""
    from hamroh.rulebook import load, phone

    rulebook = load(root)
    made = options.made or datetime.now(UTC).date()
    try:
        packed = phone.pack(rulebook, options.destination, options.lang, made=made, since=options.since)
    except phone.PackError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    data = phone.as_bytes(packed)
    small = len(phone.compressed(data))
    about = (
        f"{options.destination} in {options.lang}{', words not yet read by a native reader' if packed['draft'] else ''}: "
        f"rulebook {rulebook.digest}, read {rulebook.read}, made {made}, answers from {phone.first_day(packed)} on.\n"
        f"{len(data)} bytes, {small} compressed (at most {phone.MOST_COMPRESSED}).\n"
    )
    if small > phone.MOST_COMPRESSED:
        sys.stderr.write(about + "Too large for a phone; nothing was written. A later --since leaves more out.\n")
        return 1
    try:
        options.out.write_bytes(data)
    except OSError as error:
        sys.stderr.write(f"{options.out} cannot be written: {error.strerror}.\n")
        return 2
    sys.stdout.write(about)
    return 0
