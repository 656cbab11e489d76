"""`hamroh seals`: the keys that sign codes on licences, certificates and posters."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from hamroh.cli.site import answered


def run(arguments: list[str]) -> int:
    """0 when done, 2 when refused; nothing is half-done."""
    parser = argparse.ArgumentParser(prog="hamroh seals", description="Signed codes (QR) of this site.")
    what = parser.add_subparsers(dest="what", required=True)
    key = what.add_parser("key", help="keys that sign: new, list, retire").add_subparsers(dest="doing", required=True)
    key.add_parser("new", help="make a key; it signs from now on, older ones still verify")
    key.add_parser("list", help="every key, and which one signs")
    retire = key.add_parser("retire", help="destroy a key's private half; what it signed stays genuine")
    retire.add_argument("kid", help="as `hamroh seals key list` shows it")
    retire.add_argument(
        "--distrust", action="store_true", help="somebody else may have it: all its codes count as taken back"
    )
    given = parser.parse_args(arguments)
    work = {"new": _new, "list": _list, "retire": _retire}[given.doing]
    return answered(f"hamroh seals key {given.doing}", lambda: work(given))


def _new(given: argparse.Namespace) -> int:
    from hamroh.recruitment.seals import actions

    made = actions.make_key(at=datetime.now(UTC))
    sys.stdout.write(f"Key {made.kid} signs from now on. Phones know it once they have opened the page of codes.\n")
    return 0


def _list(given: argparse.Namespace) -> int:
    from hamroh.recruitment.seals import queries

    signs = queries.signing_key()
    for one in queries.keys_made():
        state = (
            "signs"
            if signs is not None and one.kid == signs.kid
            else "distrusted: its codes count as taken back"
            if one.distrusted_at
            else f"retired {one.retired_at:%Y-%m-%d}"
            if one.retired_at
            else "verifies"
        )
        sys.stdout.write(f"{one.kid}  made {one.made_at:%Y-%m-%d}  {state}\n")
    if signs is None:
        sys.stdout.write("No key signs. Make one: hamroh seals key new\n")
    return 0


def _retire(given: argparse.Namespace) -> int:
    from hamroh.recruitment.register.actions import RegisterError
    from hamroh.recruitment.seals import actions, queries

    try:
        made = actions.retire_key(given.kid, distrust=given.distrust, at=datetime.now(UTC))
    except RegisterError as refused:
        sys.stderr.write(f"hamroh seals key retire: {refused}\n")
        return 2
    told = "all its codes count as taken back" if made.distrusted_at else "what it signed stays genuine"
    sys.stdout.write(f"Key {made.kid} signs no more; {told}. Older backups of the key store hold it for 7 days.\n")
    if queries.signing_key() is None:
        sys.stdout.write("No key signs, so phones get no list of codes. Make one: hamroh seals key new\n")
    return 0
