"""`hamroh posters`: posters of routes: listed, made by an officer's right, and set as PDF, one or all that hold, to be taken to a printer."""

from __future__ import annotations

import argparse
import csv
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hamroh.cli.site import answered

if TYPE_CHECKING:
    from hamroh.recruitment.seals.models import SealedCode

DAYS = 90


def run(arguments: list[str]) -> int:
    """0 when done, 2 when refused; nothing is half-done."""
    parser = argparse.ArgumentParser(prog="hamroh posters", description="Posters of routes, with a signed code.")
    doing = parser.add_subparsers(dest="doing", required=True)
    shown = doing.add_parser("list", help="posters that hold: route, number, last day")
    shown.add_argument("--all", action="store_true", help="those too that ran out or were taken back")
    doing.add_parser("places", help="what a route is written of: where from, by what, where to")
    make = doing.add_parser("make", help="make the code of a poster, by the right of an officer of the register")
    make.add_argument("route", metavar="ROUTE", help="as TJ-KT.coach.RU-PER; see: hamroh posters places")
    make.add_argument("--as", dest="address", required=True, metavar="ADDRESS", help="of the officer")
    make.add_argument("--days", type=int, default=DAYS, help=f"for how many days it hangs (default: {DAYS})")
    one = doing.add_parser("print", help="one poster as PDF, with the numbers that answer now")
    one.add_argument("what", metavar="ROUTE|NUMBER", help="a route (its newest poster) or the number of a poster")
    one.add_argument("--out", type=Path, metavar="FILE", help="where to write it (default: its number with .pdf)")
    pack = doing.add_parser(
        "pack", help="every poster that holds as PDF, with a list: to be printed where there is no line"
    )
    pack.add_argument("folder", type=Path, metavar="FOLDER", help="a new or empty folder")
    for some in (one, pack):
        some.add_argument("--site", metavar="https://...", help="where this site is reached (default: its first host)")
    given = parser.parse_args(arguments)
    work = {"list": _list, "places": _places, "make": _make, "print": _print, "pack": _pack}[given.doing]
    return answered(f"hamroh posters {given.doing}", lambda: work(given))


def _refused(why: str) -> int:
    sys.stderr.write(f"hamroh posters: {why}\n")
    return 2


def _holding() -> list[SealedCode]:
    from hamroh.recruitment.seals import queries
    from hamroh.shell.here import today

    gone = queries.taken_back(today())
    rows = queries.codes_made(of_routes=True).filter(valid_to__gte=today())
    return [one for one in rows if one.mark not in gone.marks and one.key.kid not in gone.kids]


def _list(given: argparse.Namespace) -> int:
    from hamroh.recruitment.seals import queries

    holding = _holding()
    numbers = {one.number for one in holding}
    for one in queries.codes_made(of_routes=True) if given.all else holding:
        holds = "" if one.number in numbers else "  holds no more"
        sys.stdout.write(f"{one.route:<20}  {one.number}  to {one.valid_to}  {one.title}{holds}\n")
    if not holding:
        sys.stdout.write("No poster holds. Make one: hamroh posters make ROUTE --as ADDRESS\n")
    return 0


def _places(given: argparse.Namespace) -> int:
    from hamroh.recruitment.seals import posters

    sys.stdout.write("A route is FROM.BY.TO\n")
    for head, some in (("FROM", posters.origins()), ("BY", list(posters.BY)), ("TO", posters.destinations())):
        told = [f"{one} {posters.place(one)}" if head != "BY" else str(one) for one in some]
        sys.stdout.write(f"\n{head}\n" + "".join(f"  {one}\n" for one in told))
    return 0


def _make(given: argparse.Namespace) -> int:
    from hamroh.people.models import Staff
    from hamroh.people.walls import Absent
    from hamroh.recruitment.register.actions import RegisterError
    from hamroh.recruitment.seals import actions, posters
    from hamroh.shell.here import today

    route = posters.route(given.route)
    if route is None:
        return _refused(f"{given.route!r} is no route. See: hamroh posters places")
    by = Staff.objects.filter(email__iexact=given.address, is_active=True).first()
    try:
        if by is None:
            raise Absent
        until = today() + timedelta(min(max(given.days, -1), 10_000))
        made = actions.issue_for_route(route, valid_to=until, by=by, at=datetime.now(UTC), today=today())
    except Absent:
        return _refused("nobody of this address keeps the register here")
    except RegisterError as refused:
        return _refused(str(refused))
    sys.stdout.write(f"{made.number}  {made.title}, to {made.valid_to}. Print it: hamroh posters print {made.number}\n")
    return 0


def _site(given: argparse.Namespace) -> str:
    """Where a code leads: a host of this site and no other.

    Raises:
        ValueError: it is none, or the site has no name yet.
    """
    from urllib.parse import urlsplit

    from django.conf import settings
    from django.http.request import validate_host

    way = "https" if settings.OVER_TLS else "http"
    named = next((host for host in settings.ALLOWED_HOSTS if "*" not in host and not host.startswith(".")), "")
    asked = urlsplit(given.site or f"{way}://{named}")
    if asked.scheme != way or not asked.hostname or not validate_host(asked.hostname, settings.ALLOWED_HOSTS):
        raise ValueError(f"--site is no address of this site. Write {way}:// and a host of HAMROH_HOSTS.")
    return f"{way}://{asked.netloc}"


def _set(code: SealedCode, site: str) -> bytes:
    from hamroh.recruitment.seals import posters

    route = posters.route(code.route)
    assert route is not None, "only a poster of a route is asked for"
    return posters.sheet(code, route, site=site, at=datetime.now(UTC))


def _print(given: argparse.Namespace) -> int:
    from hamroh.recruitment.register.names import number_key

    wanted = number_key(given.what)
    found = next((one for one in _holding() if given.what == one.route or wanted == one.number), None)
    if found is None:
        return _refused("no poster of this route or number holds. See: hamroh posters list --all")
    out = given.out or Path(f"{found.number}.pdf")
    try:
        out.write_bytes(_set(found, _site(given)))
    except (OSError, ValueError) as error:
        return _refused(str(error))
    sys.stdout.write(f"{out}: {found.title}, to {found.valid_to}\n")
    return 0


def _pack(given: argparse.Namespace) -> int:
    from hamroh.recruitment.seals import posters

    newest = list({one.route: one for one in reversed(_holding())}.values())[::-1]
    if not newest:
        return _refused("no poster holds. Make one: hamroh posters make ROUTE --as ADDRESS")
    try:
        site = _site(given)
        given.folder.mkdir(parents=True, exist_ok=True)
        if any(given.folder.iterdir()):
            return _refused(f"{given.folder} is not empty: old posters would stay among the new ones.")
        rows = []
        for code in newest:
            name = f"{code.route}-{code.number}.pdf"
            try:
                made = _set(code, site)
            except posters.NoNumber as refused:
                sys.stderr.write(f"{code.route} is left out. {refused}\n")
                continue
            (given.folder / name).write_bytes(made)
            rows.append([name, code.route, code.title, code.number, code.valid_to.isoformat()])
        with (given.folder / "posters.csv").open("w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out).writerows([["file", "route", "title", "number", "valid_to"], *rows])
    except (OSError, ValueError) as error:
        return _refused(str(error))
    sys.stdout.write(f"{len(rows)} in {given.folder}. Print them before the numbers change.\n")
    return 0
