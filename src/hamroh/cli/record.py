"""`hamroh record`: seal the record, and check that nobody changed it."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from hamroh.cli.site import answered

SHOWN = 20


def run(arguments: list[str]) -> int:
    """0 when all is well, 1 when the record is not whole, 2 when the work was refused."""
    parser = argparse.ArgumentParser(
        prog="hamroh record", description="Seal the record, and check that nobody changed it."
    )
    doing = parser.add_subparsers(dest="doing", required=True)
    seal = doing.add_parser("seal", help="seal what was noted since the last seal; its copy goes to HAMROH_SEALS")
    seal.add_argument(
        "--accept-loss",
        default="",
        metavar="REASON",
        help="after restoring an older backup: give up the seals made since",
    )
    verify = doing.add_parser("verify", help="check every entry, chain, seal, signature and copy")
    verify.add_argument(
        "--seal", default="", metavar="DIGEST", help="a seal that you wrote down: it must be among them"
    )
    doing.add_parser("kept", help="how long each class of data is kept, and why")
    given = parser.parse_args(arguments)
    work = {"seal": _seal, "verify": _verify, "kept": _kept}[given.doing]
    return answered(f"hamroh record {given.doing}", lambda: work(given))


def _seal(given: argparse.Namespace) -> int:
    from hamroh.record import seals

    made = seals.seal(datetime.now(UTC), accept_loss=given.accept_loss)
    if made is None:
        sys.stdout.write("Nothing was noted since the last seal.\n")
    else:
        sys.stdout.write(f"Seal {made.number} is made. Write its digest down elsewhere: {made.digest}\n")
    return 0


def _verify(given: argparse.Namespace) -> int:
    from hamroh.record import verifying

    report = verifying.verify(datetime.now(UTC), known_seal=given.seal)
    say = sys.stdout.write
    say(
        f"{report.entries} entries in {report.chains} chains, {report.seals} seals; {report.unsealed} entries not yet sealed.\n"
    )
    if report.last_seal:
        say(
            f"The last seal is {report.last_seal.number} of {report.last_seal.made_at:%Y-%m-%d %H:%M} UTC: {report.last_seal.digest}\n"
        )
    for title, found in (("To be looked at", report.notices), ("NOT AS IT WAS NOTED", report.faults)):
        for one in found[:SHOWN]:
            say(f"{title} ({one.what}): {one.words}\n")
        if len(found) > SHOWN:
            say(f"... and {len(found) - SHOWN} more.\n")
    say("The record is NOT whole.\n" if report.faults else "The record is whole.\n")
    return 1 if report.faults else 0


def _kept(given: argparse.Namespace) -> int:
    from hamroh.record import retention

    for kept in retention.everything_kept():
        sys.stdout.write(f"{kept.data}: {kept.period.days} days, because {kept.reason}.\n")
    return 0
