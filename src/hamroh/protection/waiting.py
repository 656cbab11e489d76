"""What waits in this room, for the page of today."""

from __future__ import annotations

import datetime as dt

from hamroh.people.staff.models import Staff
from hamroh.people.walls.ways import counts
from hamroh.protection.bribes import queries as bribes_
from hamroh.protection.callbacks import queries as callbacks_
from hamroh.protection.cases import queries as cases_
from hamroh.protection.enquiries import queries
from hamroh.protection.handover import queries as handover
from hamroh.protection.hearings import queries as hearings_
from hamroh.protection.interpreters import asking, queries as interpreters_
from hamroh.protection.moving import agreeing
from hamroh.protection.outgoing import queries as outgoing
from hamroh.protection.parties import queries as parties_
from hamroh.protection.review import queries as review
from hamroh.protection.shelter import queries as shelter
from hamroh.protection.tracing import queries as tracing


@counts("enquiries")
def enquiries(staff: Staff, at: dt.datetime) -> int:
    """Enquiries that nobody has answered."""
    return queries.waiting(seen_by=staff, at=at).filter(answered_at__isnull=True).count()


@counts("callbacks")
def callbacks(staff: Staff, at: dt.datetime) -> int:
    """Missed calls and promised call-backs."""
    return len(callbacks_.due(seen_by=staff, at=at))


@counts("outgoing")
def messages(staff: Staff, at: dt.datetime) -> int:
    """Messages that have not left."""
    return len(outgoing.to_do(seen_by=staff, at=at))


@counts("handover")
def handovers(staff: Staff, at: dt.datetime) -> int:
    """Handovers that nobody has read."""
    return handover.unread(seen_by=staff, at=at)


@counts("reviews")
def reviews(staff: Staff, at: dt.datetime) -> int:
    """Answers to be looked at again, and what was found in one's own and not read yet."""
    mine = [one for one in review.about(staff, at=at) if one.row.read_at is None]
    return review.to_review(seen_by=staff, at=at).count() + len(mine)


@counts("cases")
def cases(staff: Staff, at: dt.datetime) -> int:
    """Days, tasks and silences that ask for something."""
    return len(cases_.board(seen_by=staff, at=at))


@counts("referrals")
def referrals(staff: Staff, at: dt.datetime) -> int:
    """Referrals that nobody has answered."""
    return cases_.referrals_to(seen_by=staff, at=at).filter(state="sent").count()


@counts("parties")
def letters(staff: Staff, at: dt.datetime) -> int:
    """Letters from other matters that nobody answered."""
    return len(parties_.letters_waiting(seen_by=staff, at=at))


@counts("tracing")
def sought(staff: Staff, at: dt.datetime) -> int:
    """Persons for whom a relative looks, and who were not asked yet."""
    return len(tracing.to_ask(seen_by=staff, at=at))


@counts("beds")
def beds(staff: Staff, at: dt.datetime) -> int:
    """People who were accepted and have no bed yet."""
    return len(shelter.to_place(seen_by=staff, at=at))


@counts("exports")
def exports(staff: Staff, at: dt.datetime) -> int:
    """Exports of everything that wait for their decision."""
    return agreeing.waiting(seen_by=staff, at=at)


@counts("interpreters")
def fallen(staff: Staff, at: dt.datetime) -> int:
    """Bookings to which no interpreter comes any more, and requests that are late."""
    late = sum(one.late for one in asking.waiting(seen_by=staff, at=at))
    return len(interpreters_.fallen(seen_by=staff, at=at)) + late


@counts("bribes")
def bribes(staff: Staff, at: dt.datetime) -> int:
    """Quarters whose reports of bribes wait to be published."""
    return bribes_.waiting(seen_by=staff, at=at)


@counts("hearings")
def hearings(staff: Staff, at: dt.datetime) -> int:
    """Hearings that are near, lack an interpreter or an outcome."""
    return len(hearings_.board(seen_by=staff, at=at))
