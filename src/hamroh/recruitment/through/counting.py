"""Through whom work was found: what workers told, counted in full elevens, beside what agencies returned.

Whoever answers chooses to; so the numbers say something of those who did, and the pages say so.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections import Counter
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Sum
from django.db.models.functions import ExtractYear

from hamroh.people import floods
from hamroh.people.directory.schools import half_year
from hamroh.people.walls.rows import at_work
from hamroh.record import keys, note
from hamroh.record.retention import Kept, register
from hamroh.recruitment.register.models import Intermediary, PlacementReturn
from hamroh.recruitment.through import events
from hamroh.recruitment.through.models import WorkFound
from hamroh.shell.few import full_elevens
from hamroh.shell.here import day_of

PERIOD = dt.timedelta(days=2 * 365)
YEARS = 5


def tell(form: str, through: str, *, worked: bool, at: dt.datetime) -> bool:
    """Keep what somebody told, once for one form however often it is sent; gives whether it was new.

    Of more in an hour than a site takes in a minute, only those count for which a phone had `worked`.

    Raises:
        ValueError: there is no such way.
    """
    mark = hmac.new(keys.store().blind("recruitment.work_found"), form.encode(), hashlib.sha256).hexdigest()
    try:
        with transaction.atomic():
            WorkFound.objects.create(
                form=mark, through=WorkFound.Through(through), month=day_of(at).replace(day=1),
                counts=floods.counts("work_found", worked=worked, at=at),
            )  # fmt: skip
            note(events.WorkFoundTold(), by=None, at=at)
    except IntegrityError:
        return False
    floods.came("work_found", at=at)
    return True


def told(on: dt.date) -> tuple[dt.date, dt.date, list[tuple[str, int]]]:
    """The last half-year that was over on a day, from its first month to its last, and of each way at least how many told it then, the most first.

    A half-year that is over changes no more, so that nothing can be had by subtracting.
    """
    until = half_year(on)
    since = half_year(until - dt.timedelta(days=1))
    with at_work("counting through whom work was found"):
        rows = WorkFound.objects.filter(counts=True, month__gte=since, month__lt=until)
        many = Counter(rows.values_list("through", flat=True))
    shown = [(way, full_elevens(n)) for way, n in many.items()]
    return (
        since,
        until - dt.timedelta(days=1),
        sorted(((w, n) for w, n in shown if n), key=lambda one: (-one[1], one[0])),
    )


@dataclass(frozen=True)
class Placed:
    """What agencies returned of the periods that ended in a year: at least how many people they placed, and how many agencies returned."""

    year: int
    people: int
    agencies: int


def placed() -> list[Placed]:
    """What agencies returned, the newest year first."""
    rows = (
        PlacementReturn.objects.filter(replaced_at__isnull=True, agency__sample=False)
        .annotate(year=ExtractYear("until"))
        .values("year")
        .annotate(people=Sum(F("men") + F("women")), agencies=Count("agency", distinct=True))
        .order_by("-year")[:YEARS]
    )
    return [Placed(row["year"], full_elevens(row["people"]), row["agencies"]) for row in rows]


def without_licence() -> int:
    """How many intermediaries without a licence are written down now, in full elevens."""
    return full_elevens(Intermediary.objects.filter(replaced_at__isnull=True, until__isnull=True).count())


def take_out(before: dt.datetime) -> int:
    """Forget what was told before a moment."""
    return WorkFound.objects.filter(month__lt=before.date().replace(day=1)).delete()[0]


register(
    Kept(
        "recruitment.work_found",
        PERIOD,
        "what was told is published for half a year at a time, and says nothing more after two years",
        take_out,
    )
)
