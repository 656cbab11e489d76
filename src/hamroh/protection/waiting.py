"""What waits in this room, for the page of today."""

from __future__ import annotations

import datetime as dt

from hamroh.people.staff.models import Staff
from hamroh.people.walls.ways import Asks, counts
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
def enquiries(staff: Staff, at: dt.datetime) -> Asks:
    """Enquiries that nobody has answered."""
    all_ = queries.offered_all(staff, at)
    return Asks((queries.unanswered.counting(seen_by=staff, at=at, all_=all_),))


@counts("callbacks")
def callbacks(staff: Staff, at: dt.datetime) -> Asks:
    """Missed calls and promised call-backs."""
    return Asks(callbacks_.how_many_due(seen_by=staff, at=at, all_=queries.offered_all(staff, at)))


@counts("outgoing")
def messages(staff: Staff, at: dt.datetime) -> Asks:
    """Messages that have not left."""
    return Asks((outgoing.not_left.counting(seen_by=staff, at=at),))


@counts("handover")
def handovers(staff: Staff, at: dt.datetime) -> Asks:
    """Handovers that nobody has read."""
    return Asks((handover.unread.counting(seen_by=staff, at=at),))


@counts("reviews")
def reviews(staff: Staff, at: dt.datetime) -> Asks:
    """Answers to be looked at again, and what was found in one's own and not read yet."""
    return Asks(review.how_many_wait(seen_by=staff, at=at))


@counts("cases")
def cases(staff: Staff, at: dt.datetime) -> Asks:
    """Days, tasks and silences that ask for something."""
    return Asks(cases_.how_many_on_board(seen_by=staff, at=at))


@counts("referrals")
def referrals(staff: Staff, at: dt.datetime) -> Asks:
    """Referrals that nobody has answered."""
    return Asks((cases_.unanswered_referrals.counting(seen_by=staff, at=at),))


@counts("parties")
def letters(staff: Staff, at: dt.datetime) -> int:
    """Letters from other matters that nobody answered."""
    return len(parties_.letters_waiting(seen_by=staff, at=at))


@counts("tracing")
def sought(staff: Staff, at: dt.datetime) -> Asks:
    """Persons for whom a relative looks, and who were not asked yet."""
    rows = tracing.not_asked.counting(seen_by=staff, at=at)
    return Asks((rows,), lambda n: len(tracing.to_ask(seen_by=staff, at=at)) if n else 0)


@counts("beds")
def beds(staff: Staff, at: dt.datetime) -> Asks:
    """People who were accepted and have no bed yet."""
    return Asks((shelter.to_place.counting(seen_by=staff, at=at),))


@counts("exports")
def exports(staff: Staff, at: dt.datetime) -> Asks:
    """Exports of everything that wait for their decision."""
    rows = agreeing.undecided.counting(seen_by=staff, at=at)
    return Asks((rows,), lambda n: agreeing.waiting(seen_by=staff, at=at) if n else 0)


@counts("interpreters")
def fallen(staff: Staff, at: dt.datetime) -> Asks:
    """Bookings to which no interpreter comes any more, and requests that are late."""

    def then(n: int) -> int:
        if not n:
            return 0
        late = sum(one.late for one in asking.waiting(seen_by=staff, at=at))
        return len(interpreters_.fallen(seen_by=staff, at=at)) + late

    told = asking.unconfirmed.counting(seen_by=staff, at=at), interpreters_.fallen_rows.counting(seen_by=staff, at=at)
    return Asks(told, then)


@counts("bribes")
def bribes(staff: Staff, at: dt.datetime) -> int:
    """Quarters whose reports of bribes wait to be published."""
    return bribes_.waiting(seen_by=staff, at=at)


@counts("hearings")
def hearings(staff: Staff, at: dt.datetime) -> Asks:
    """Hearings that are near, lack an interpreter or an outcome."""
    rows = hearings_.pressing.counting(near=at + hearings_.WITHOUT_INTERPRETER, seen_by=staff, at=at)
    return Asks((rows,), lambda n: len(hearings_.board(seen_by=staff, at=at)) if n else 0)
