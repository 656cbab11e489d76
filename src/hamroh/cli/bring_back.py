"""`hamroh bring-back`: what an organisation took with it from another site comes into this one, whole or not at all."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from hamroh.cli.site import answered


def run(arguments: list[str]) -> int:
    """0 when it is here, 1 when refused, 2 when the site cannot be used; nothing is half done."""
    parser = argparse.ArgumentParser(
        prog="hamroh bring-back",
        description=__doc__,
        epilog="Passwords do not come along. For each administrator a code to choose one is printed once; they invite the others.",
    )
    parser.add_argument("package", type=Path, metavar="FILE", help="what hamroh export wrote")
    parser.add_argument("--identity", type=Path, required=True, metavar="FILE", help="the age identity that opens it")
    given = parser.parse_args(arguments)
    return answered("hamroh bring-back", lambda: _work(given))


def _work(given: argparse.Namespace) -> int:
    from hamroh.people.staff import actions
    from hamroh.people.staff.models import Role, Staff
    from hamroh.protection.moving import returning
    from hamroh.record.backups import identities

    now = datetime.now(UTC)
    try:
        came = returning.bring_back(given.package, identities(given.identity), at=now)
    except returning.ReturnRefused as error:
        sys.stderr.write(f"hamroh bring-back: {error} Nothing was written.\n")
        return 1
    if came.again:
        sys.stdout.write("This package was brought in before. Nothing was done.\n")
        return 0
    sys.stdout.write("".join(f"{name}: {count}\n" for name, count in came.rows.items() if count))
    for name, count in came.left_out.items():
        sys.stdout.write(f"Left out, as the package does not hold what they belong to: {name}: {count}\n")
    administrators = Staff.objects.filter(
        office__organisation=came.organisation, is_active=True, grants__role=Role.ADMINISTRATOR, grants__until=None
    )
    for one in administrators.distinct():
        code = actions.invite(one, by=None, at=now)
        sys.stdout.write(
            f"{one.email} chooses a password within {actions.INVITED_FOR.days} days, with this code: {code}\n"
        )
    return 0
