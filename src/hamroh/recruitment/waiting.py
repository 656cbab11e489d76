"""What waits in this room, for the page of today."""

from __future__ import annotations

import datetime as dt

from hamroh.people.staff.models import Staff
from hamroh.people.walls.ways import Asks, counts
from hamroh.recruitment.register import queries
from hamroh.recruitment.reports import queries as reports
from hamroh.recruitment.reviews import queries as reviews
from hamroh.shell.here import day_of


@counts("register")
def returns(staff: Staff, at: dt.datetime) -> int:
    """Returns of placements that are overdue."""
    return len(queries.overdue(today=day_of(at)))


@counts("inspections")
def inspections(staff: Staff, at: dt.datetime) -> int:
    """Inspections that are planned and not done."""
    return queries.inspections().filter(done_on__isnull=True).count()


@counts("suspect_firms")
def suspects(staff: Staff, at: dt.datetime) -> Asks:
    """Reports of firms without an answer."""
    return Asks((reports.waiting.counting(),))


@counts("read_reviews")
def unread_reviews(staff: Staff, at: dt.datetime) -> Asks:
    """Reviews of firms that nobody has decided of."""
    return Asks((reviews.undecided.counting(),))
