"""How long a person's file is kept."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from hamroh.people.persons import actions
from hamroh.people.persons.models import Person
from hamroh.people.walls.rows import at_work
from hamroh.record.retention import Kept, register

PERIOD = dt.timedelta(days=5 * 365)
AT_ONCE = 200


def take_out(before: dt.datetime) -> int:
    """Erase persons with whose file nobody has worked since a moment, and what was merged into it; at most 200 a run."""
    with transaction.atomic(), at_work("retention of persons"):
        old = list(
            Person.objects.filter(touched_on__lt=before.date(), merged_into__isnull=True, erased_at__isnull=True)[
                :AT_ONCE
            ]
        )
        for person in old:
            actions.erase(person, reason="retention", by=None, at=before + PERIOD)
    return len(old)


register(
    Kept(
        "people.persons",
        PERIOD,
        "wages and entry bans are still fought over years later; after that a file only endangers whom it is about",
        take_out,
    )
)
