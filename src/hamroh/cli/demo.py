"""`hamroh demo`: invented people, calls, cases and reports on a machine where things are tried."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hamroh.people.staff.models import Role, Staff

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
    from django.db import transaction

    from hamroh.cli import staff
    from hamroh.cli.serve import prepare
    from hamroh.people.models import Person, RoleGrant, Staff
    from hamroh.people.walls.rows import at_work
    from hamroh.protection import demonstration, demonstration_in_bulk
    from hamroh.protection.cases import actions as cases
    from hamroh.web import rulebook

    if settings.OVER_TLS:
        sys.stderr.write(
            "hamroh demo: this site is reached by others (HAMROH_HOSTS). Invented people would stand among real ones.\n"
        )
        return 1
    prepare()
    if not Staff.objects.exists():
        staff.run(["samples"])
    lawyer = Staff.objects.filter(email="lawyer@example.org").first()
    if lawyer is None:
        sys.stderr.write(
            "hamroh demo: this site has staff of its own. Invented people are made for the invented staff of `hamroh staff samples`.\n"
        )
        return 1
    # The invented staff have been there for as long as what they are said to have done; also those who were made before.
    first_day = long_ago(dt.datetime.now(dt.UTC))
    RoleGrant.objects.filter(staff__email__endswith="@example.org", since__gt=first_day).update(since=first_day)
    begun = time.monotonic()

    def tell(done: int) -> None:
        rate = done / (time.monotonic() - begun)
        sys.stderr.write(
            f"\r  {done} of {given.people} people, {rate:.0f} a second, {(given.people - done) / rate:.0f} s left  "
        )
        sys.stderr.flush()

    now = dt.datetime.now(dt.UTC)
    told = tell if sys.stderr.isatty() else lambda n: None
    # Nobody of the desk is asking: where the second lock binds the owner of the tables too, nothing could be written or read back.
    with transaction.atomic(), at_work("invented people"):
        # A large site was perhaps cut off while it was filled: what is there counts.
        there = 0 if given.people <= MADE_ONE_BY_ONE else Person.objects.count()
        first = max(0, min(given.people, MADE_ONE_BY_ONE) - there)
        made = demonstration.make(first, by=lawyer, at=now, seed=given.people, tell=told)
        if first and not _there_already():
            made |= together(_hands(lawyer), _neighbours(lawyer, long_ago(now)), at=now)
    if first:
        cases.reckon_all(rulebook.book(), at=now)
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


def together(hands: Mapping[Role, Staff], neighbours: Mapping[Role, Staff], *, at: dt.datetime) -> dict[str, int]:
    """What takes more than one pair of hands, in every room of the desk; gives how many of each. `hands` has somebody for each role,
    `neighbours` a lawyer of another organisation."""
    from django.db import transaction

    from hamroh.asylum import actions as claims
    from hamroh.people import demonstration as staff_room
    from hamroh.people.staff.models import Role
    from hamroh.protection import demonstration_together
    from hamroh.recruitment.reports import demonstration as reports

    # Whole or not at all: cut off half-way it would stand in the way of being made again.
    with transaction.atomic():
        made = demonstration_together.make(hands, neighbours, at=at)
        made |= staff_room.make(hands, at=at)
        made |= reports.make(hands[Role.LICENSING], at=at)
        claims.open_claim({"name": "Намуна", "fear": "Намуна"}, by=hands[Role.PROTECTION], at=at)
    return made


def long_ago(now: dt.datetime) -> dt.datetime:
    """Before everything that invented staff are said to have done."""
    from hamroh.protection import demonstration

    return now - dt.timedelta(days=demonstration.SPREAD_DAYS + 1)


def _there_already() -> bool:
    """Was what takes several made before? It is made once: the same people would stand there twice."""
    from hamroh.protection.models import JointRoom

    return bool(JointRoom.objects.exists())


def _hands(lawyer: Staff) -> dict[Role, Staff]:
    """The invented member of staff for each role, of the lawyer's organisation."""
    from hamroh.people.models import RoleGrant

    grants = RoleGrant.objects.filter(staff__office__organisation=lawyer.office.organisation_id, until__isnull=True)
    return {_role(grant.role): grant.staff for grant in grants.select_related("staff__office__organisation")}


def _role(name: str) -> Role:
    from hamroh.people.staff.models import Role

    return Role(name)


def _neighbours(lawyer: Staff, since: dt.datetime) -> dict[Role, Staff]:
    """Two invented staff of another organisation, with which this one works."""
    from hamroh.people.directory import actions as directory
    from hamroh.people.models import Office, Organisation, RoleGrant, Staff
    from hamroh.people.staff.models import Role

    body = Organisation.objects.filter(key="sample_neighbour").first() or directory.add_organisation(
        "sample_neighbour",
        kind="state",
        sample=True,
        names={
            "en": "Ombudsman of the other state (sample)",
            "ru": "Уполномоченный другого государства (образец)",
            "tg": "Ваколатдори давлати дигар (намуна)",
        },
    )
    office, _ = Office.objects.get_or_create(
        key="sample_neighbour",
        defaults={
            "organisation": body, "name_en": body.name_en, "name_ru": body.name_ru, "name_tg": body.name_tg, "country": "RU",
            "time_zone": "Europe/Moscow",
        },
    )  # fmt: skip
    found = {}
    for role in (Role.LAWYER, Role.SUPERVISOR):
        one, fresh = Staff.objects.get_or_create(
            email=f"neighbour.{role}@example.org",
            defaults={"full_name": f"Neighbour, {role}", "office": office, "joined_at": since, "language": "ru"},
        )
        if fresh:
            RoleGrant.objects.create(staff=one, role=role, since=since)
        found[role] = one
    return found
