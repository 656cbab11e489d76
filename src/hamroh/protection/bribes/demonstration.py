"""Invented reports of bribes: one quarter published, one that waits, and some of this quarter."""

from __future__ import annotations

import datetime as dt

from hamroh.people.staff.models import Staff
from hamroh.protection.bribes import actions, queries
from hamroh.shell import once
from hamroh.shell.here import day_of

_DAY = dt.timedelta(days=1)
_TOLD = (
    ("RU", "RU-MOW", "police", "metro", "evening", 46),
    ("RU", "RU-MOW", "police", "street", "", 24),
    ("RU", "RU-SPE", "police", "station", "day", 15),
    ("RU", "RU-SVE", "police", "metro", "night", 12),
    ("KZ", "", "border", "border", "night", 34),
    ("TJ", "TJ-SU", "customs", "border", "", 3),
)


def make(one: Staff, other: Staff, *, at: dt.datetime) -> int:
    """Make them; gives how many."""
    last = queries.quarter(day_of(at)) - _DAY
    before = queries.quarter(last) - _DAY
    made = 0
    for day, share in ((before, 1), (last, 1), (day_of(at), 4)):
        noon = dt.datetime.combine(day, dt.time(12), dt.UTC)
        for country, region, service, place, hours, many in _TOLD:
            said = {"country": country, "region": region, "service": service, "place": place, "hours": hours}
            for number in range(many // share):
                # Not more in one hour than people write.
                told = min(noon - dt.timedelta(hours=number), at)
                made += actions.receive(once.public_form(), said, worked=True, at=told)
    for period in (queries.quarter(before), queries.quarter(last)):
        actions.propose(period, by=one, at=at)
    actions.agree(queries.quarter(before), by=other, at=at)
    return made
