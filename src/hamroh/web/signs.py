"""What cases of the hotline say for an inspection of an agency: only numbers of many, and never in which month one more came."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy

from hamroh.people.walls.rows import at_work
from hamroh.protection.models import Party
from hamroh.protection.parties import queries as parties
from hamroh.recruitment.register import queries as register
from hamroh.shell.few import FEWEST


@register.sign("cases", 3, gettext_lazy("full elevens of people whose cases name it, in the year until this month"))
def _cases(today: dt.date) -> dict[int, int]:
    """Full elevens of people who name an agency in their cases, by a name that it alone has. Below eleven nothing counts and
    nothing is shown: an inspection must not point at who complained (docs/decisions/0035)."""
    until = dt.datetime(today.year, today.month, 1, tzinfo=dt.UTC)
    with transaction.atomic(), at_work("count complaints of agencies"):
        named = parties.who_names(Party.Kind.AGENCY, since=until - register.YEAR, until=until)
    agencies = register.alone_by_name(named)
    people: dict[int, set[uuid.UUID]] = {}
    for name, files in named.items():
        if name in agencies:
            people.setdefault(agencies[name], set()).update(files)
    return {agency: len(files) // FEWEST for agency, files in people.items() if len(files) >= FEWEST}
