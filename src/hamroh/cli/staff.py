"""`hamroh staff`: the first administrator of a site, or somebody for each role on a machine where things are tried."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys

HELP = "Enter the first administrator of a site; the code to choose a password is printed once."


def run(arguments: list[str]) -> int:
    """Enter them and print what to hand over; 1 when the site has staff already, or is reached by others."""
    parser = argparse.ArgumentParser(prog="hamroh staff", description=HELP)
    what = parser.add_subparsers(dest="what", required=True)
    first = what.add_parser("first", help="the first administrator; everybody else is entered by them, at the desk")
    first.add_argument("--email", required=True, help="the work address that they sign in with")
    first.add_argument("--name", default="", help="their name")
    first.add_argument("--language", choices=["tg", "ru", "en"], default="ru")
    what.add_parser("samples", help="an invented member of staff for each role, on this machine only")
    given = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamroh.config.settings")
    from hamroh.config.places import SettingRefused

    try:
        import django

        django.setup()
    except SettingRefused as error:
        sys.stderr.write(f"hamroh staff: {error}\n")
        return 1

    from hamroh.record import tables
    from hamroh.record.errors import RecordError

    try:
        with tables.one_at_a_time():
            tables.bring_forward()
    except RecordError as error:
        sys.stderr.write(f"hamroh staff: {error}\n")
        return 1
    return _first(given) if given.what == "first" else _samples()


def _first(given: argparse.Namespace) -> int:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from hamroh.people.staff import actions
    from hamroh.people.staff.errors import AlreadyThere

    try:
        validate_email(given.email)
        staff, code = actions.enter_first(
            email=given.email, full_name=given.name or given.email, language=given.language, at=dt.datetime.now(dt.UTC)
        )
    except ValidationError:
        sys.stderr.write(f"hamroh staff: {given.email!r} is no e-mail address.\n")
        return 1
    except AlreadyThere:
        sys.stderr.write(
            "hamroh staff: this site has staff already. An administrator enters others at the desk, and gives new codes there.\n"
        )
        return 1
    sys.stdout.write(
        f"{staff.email} is entered as administrator.\n"
        f"Choose a password within {actions.INVITED_FOR.days} days: {_address()}/desk/welcome/#{code}\n"
        "The link works once and is not shown again. Then there is one hour to set up a second step.\n"
    )
    return 0


def _samples() -> int:
    from django.conf import settings
    from django.db import transaction

    from hamroh.people.models import Office, RoleGrant, Staff
    from hamroh.people.staff import actions
    from hamroh.people.staff.models import Role

    if settings.OVER_TLS:
        sys.stderr.write("hamroh staff: this site is reached by others (HAMROH_HOSTS). Samples are for this machine.\n")
        return 1
    if Staff.objects.exists():
        sys.stderr.write("hamroh staff: this site has staff already; samples are for an empty one.\n")
        return 1
    now = dt.datetime.now(dt.UTC)
    with transaction.atomic():
        first, code = actions.enter_first(
            email="administrator@example.org", full_name="Administrator", language="ru", at=now
        )
        codes = {first.email: code}
        for role in Role:
            if role is not Role.ADMINISTRATOR:
                one = actions.enter_staff(
                    email=f"{role.value}@example.org",
                    full_name=role.value.replace("_", " ").capitalize(),
                    office=Office.objects.get(pk=first.office_id),
                    language="ru",
                    by=first,
                    at=now,
                )
                RoleGrant.objects.create(staff=one, role=role, since=now, granted_by=first)
                codes[one.email] = actions.invite(one, by=first, at=now)
    sys.stdout.write(f"Invented staff, for trying things. Choose a password for each at {_address()}/desk/welcome/\n")
    for email, code in codes.items():
        sys.stdout.write(f"  {email:<32} {code}\n")
    return 0


def _address() -> str:
    from django.conf import settings

    if not settings.OVER_TLS:
        return "http://localhost:8000"
    others = [h for h in settings.ALLOWED_HOSTS if h not in ("localhost", "127.0.0.1", "[::1]")]
    return f"https://{others[0]}"
