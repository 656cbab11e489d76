"""`hamroh law release`: a changed law is put forward, read by another, looked at as on a day, put in use, taken back."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

SUMMARY = "put a changed law forward, have it read by another, look at it as on a day, put it in use, take it back"


def arguments(parser: argparse.ArgumentParser) -> None:
    from hamroh.cli.ask import a_day

    parser.add_argument(
        "--releases", type=Path, metavar="FOLDER", help="where they are kept (default: releases in the site's folder)"
    )
    doing = parser.add_subparsers(dest="doing", required=True)
    propose = doing.add_parser("propose", help="keep a checked copy of a folder of law, to be read by another")
    propose.add_argument("folder", type=Path, metavar="FOLDER")
    propose.add_argument("--note", required=True, help="what is changed and why")
    review = doing.add_parser("review", help="say that you, who did not write it, have read it and agree")
    review.add_argument("--note", default="")
    preview = doing.add_parser("preview", help="what would differ on a day, for everybody or for one person")
    preview.add_argument("--on", type=a_day, required=True, metavar="DATE")
    preview.add_argument("--facts", metavar="FILE", help="only what differs for this person")
    preview.add_argument("--lang", choices=("en", "ru", "tg"), default="en")
    preview.add_argument("--json", action="store_true")
    activate = doing.add_parser("activate", help="put it in use; running sites take it up without a restart")
    rollback = doing.add_parser("rollback", help="put back what was in use before")
    doing.add_parser("list", help="all releases, and the one in use")
    for one in (review, preview, activate):
        one.add_argument("id", metavar="ID", help="its id, or the beginning of it")
    for one in (propose, review, activate, rollback):
        one.add_argument("--by", required=True, metavar="NAME", help="who you are")


def work(options: argparse.Namespace, root: Path) -> int:
    """0 when done; a fault of the text or of the order of steps is told, and nothing is changed."""
    from hamroh.config.places import var_folder
    from hamroh.rulebook.releases import Releases

    releases = Releases(options.releases or var_folder() / "releases")
    now = datetime.now(UTC)
    say = sys.stdout.write
    match options.doing:
        case "propose":
            made = releases.propose(options.folder, options.by, now, options.note)
            say(f"Release {made.id} (rulebook {made.law}) is kept.\n")
            say(f"Next, somebody else: hamroh law release review {made.id} --by NAME\n")
        case "review":
            read = releases.review(options.id, options.by, now, options.note)
            say(f"Release {read.id} was written by {read.proposed['by']} and read by {options.by}.\n")
            say(f"Next: hamroh law release activate {read.id} --by NAME\n")
        case "activate":
            made = releases.activate(options.id, options.by, now)
            say(f"Release {made.id} (rulebook {made.law}) is in use.\n")
        case "rollback":
            before = releases.rollback(options.by, now)
            say(f"Release {before} is in use again.\n" if before else "The built-in law is in use again.\n")
        case "preview":
            return _preview(releases, options, root)
        case _:
            active = releases.active()
            for r in releases.every():
                read_by = f"read by {r.reviewed['by']}" if r.reviewed else "not read by another"
                mark = "*" if r.id == active else " "
                say(f"{mark} {r.id}  {r.proposed['when']}  {r.proposed['by']}, {read_by}: {r.proposed['note']}\n")
            say(f"In use: {active or 'the built-in law'}.\n")
    return 0


def _preview(releases: object, options: argparse.Namespace, root: Path) -> int:
    from hamroh.cli.law.diff import compared
    from hamroh.rulebook import load
    from hamroh.rulebook.releases import Releases

    assert isinstance(releases, Releases)
    release = releases.whole(options.id)
    place, wrong = releases.in_use(root)
    if wrong is not None:
        sys.stderr.write(f"{wrong}\n")
    head = {"from": options.on.isoformat(), "to": options.on.isoformat(), "release": release.id}
    return compared(load(place), load(release.root), (options.on, options.on), head, options)
