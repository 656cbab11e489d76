"""`hamroh demo`: invented people, calls, cases and reports on a machine where things are tried."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import time

MADE_ONE_BY_ONE = 500
"""So many are made by the desk's own actions, with tasks and days of the law; beyond them people are made in bulk."""
HELP = "Fill the desk with invented people, calls, cases and reports. On this machine only."


def run(arguments: list[str]) -> int:
    """Make them, telling how far it is; 1 where the site is reached by others or nobody carries cases yet."""
    parser = argparse.ArgumentParser(prog="hamroh demo", description=HELP)
    parser.add_argument(
        "--people",
        type=int,
        default=200,
        metavar="N",
        help="how many people (default: 200); above 500 those that are there already count, so that it can go on",
    )
    given = parser.parse_args(arguments)
    if given.people < 1:
        parser.error("--people is a whole number above 0")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamroh.config.settings")
    from hamroh.config.places import SettingRefused

    try:
        import django

        django.setup()
    except SettingRefused as error:
        sys.stderr.write(f"hamroh demo: {error}\n")
        return 1
    from django.conf import settings

    from hamroh.cli import staff
    from hamroh.cli.serve import prepare
    from hamroh.people.models import Person, RoleGrant, Staff
    from hamroh.protection import demonstration, demonstration_in_bulk

    if settings.OVER_TLS:
        sys.stderr.write(
            "hamroh demo: this site is reached by others (HAMROH_HOSTS). Invented people would stand among real ones.\n"
        )
        return 1
    prepare()
    if not Staff.objects.exists():
        staff.run(["samples"])
        # The invented staff have been there for as long as what they are said to have done.
        long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=demonstration.SPREAD_DAYS + 1)
        RoleGrant.objects.update(since=long_ago)
    lawyer = Staff.objects.filter(email="lawyer@example.org").first()
    if lawyer is None:
        sys.stderr.write(
            "hamroh demo: this site has staff of its own. Invented people are made for the invented staff of `hamroh staff samples`.\n"
        )
        return 1
    begun = time.monotonic()

    def tell(done: int) -> None:
        rate = done / (time.monotonic() - begun)
        sys.stderr.write(
            f"\r  {done} of {given.people} people, {rate:.0f} a second, {(given.people - done) / rate:.0f} s left  "
        )
        sys.stderr.flush()

    now = dt.datetime.now(dt.UTC)
    told = tell if sys.stderr.isatty() else lambda n: None
    # A large site was perhaps cut off while it was filled: what is there counts.
    there = 0 if given.people <= MADE_ONE_BY_ONE else Person.objects.count()
    first = max(0, min(given.people, MADE_ONE_BY_ONE) - there)
    made = demonstration.make(first, by=lawyer, at=now, seed=given.people, tell=told)
    rest = given.people - first - there
    if rest > 0:
        more = demonstration_in_bulk.make_many(
            rest, by=[lawyer], at=now, seed=given.people + there, tell=lambda n: told(n + first)
        )
        made = {what: number + more.get(what, 0) for what, number in made.items()}
    sys.stdout.write(
        "Made: " + ", ".join(f"{number} {what}" for what, number in made.items()) + ". None of them exists.\n"
    )
    return 0
