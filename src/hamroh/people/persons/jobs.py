"""How long a person's file is kept, and that it is found by the rules of today."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from itertools import islice

from django.db import transaction
from django.db.models import Q, QuerySet

from hamroh.people import following, names
from hamroh.people.persons import actions, content
from hamroh.people.persons.models import Person
from hamroh.people.walls.rows import at_work
from hamroh.record.jobs import Job, register as register_job
from hamroh.record.retention import Kept, register

PERIOD = dt.timedelta(days=5 * 365)
AT_ONCE = 200
MARKED_AT_ONCE = 2000


def take_out(before: dt.datetime) -> int:
    """Erase persons with whose file nobody has worked since a moment, and what was merged into it; at most 200 a run. Nobody for whom
    something is still open in another room: a case, a clock, a bed (`following.while_held`)."""
    with transaction.atomic(), at_work("retention of persons"):
        found = Person.objects.filter(touched_on__lt=before.date(), merged_into__isnull=True, erased_at__isnull=True)
        old = list(islice(_with_nothing_open(found, before + PERIOD), AT_ONCE))
        for person in Person.objects.filter(pk__in=old):
            actions.erase(person, reason="retention", by=None, at=before + PERIOD)
    return len(old)


def _with_nothing_open(found: QuerySet[Person], at: dt.datetime) -> Iterator[uuid.UUID]:
    """Those of them for whom nothing runs in another room, in a file that was merged into theirs neither."""
    ids = list(found.order_by("touched_on", "pk").values_list("pk", flat=True))
    for first in range(0, len(ids), AT_ONCE):
        some = ids[first : first + AT_ONCE]
        stands_for = content.members(some)
        open_ = {
            stands_for[id]
            for rows in following.held(at)
            for id in rows.filter(person__in=list(stands_for)).values_list("person", flat=True)
        }
        yield from (id for id in some if id not in open_)


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
        "wages and entry bans are fought over years later; after that a file only endangers whom it is about. "
        "Nobody is taken out while a case, a day of the law, a call or a bed is open",
        take_out,
    )
)
