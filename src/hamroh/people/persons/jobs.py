"""How long a person's file is kept, and that it is found by the rules of today."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from hamroh.people import names
from hamroh.people.persons import actions
from hamroh.people.persons.models import Person
from hamroh.people.walls.rows import at_work
from hamroh.record.jobs import Job, register as register_job
from hamroh.record.retention import Kept, register

PERIOD = dt.timedelta(days=5 * 365)
AT_ONCE = 200
MARKED_AT_ONCE = 2000


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


def mark_anew(at: dt.datetime) -> str:
    """Make the search tokens of files whose tokens came from other rules than today's; some at a time, so that pages can work."""
    with transaction.atomic(), at_work("search tokens"):
        other = Q(token_rules__lt=names.RULES) | Q(token_rules__gt=names.RULES)
        old = Person.objects.filter(other, merged_into__isnull=True, erased_at__isnull=True)
        chosen = list(old[:MARKED_AT_ONCE])
        for person in chosen:
            actions.make_findable(person)
    return f"{len(chosen)} files marked anew" if chosen else "all files are found by today's rules"


register_job(Job("people.mark_anew", dt.timedelta(minutes=5), mark_anew))
register(
    Kept(
        "people.persons",
        PERIOD,
        "wages and entry bans are still fought over years later; after that a file only endangers whom it is about",
        take_out,
    )
)
