"""What waits in this room, for the page of today."""

from __future__ import annotations

import datetime as dt

from hamroh.people.alarms import queries as attempts
from hamroh.people.directory import queries as directory
from hamroh.people.requests import queries as requests
from hamroh.people.staff.models import Staff
from hamroh.people.walls import queries
from hamroh.people.walls.ways import Asks, counts


@counts("alarms")
def alarms(staff: Staff, at: dt.datetime) -> Asks:
    """Alarms that nobody has looked into."""
    return Asks((attempts.not_seen.counting(seen_by=staff, at=at),))


@counts("openings")
def openings(staff: Staff, at: dt.datetime) -> Asks:
    """Files that were opened by breaking the glass, to be judged."""
    return Asks((queries.waiting_to_judge.counting(seen_by=staff, at=at),))


@counts("outside_requests")
def outside_requests(staff: Staff, at: dt.datetime) -> Asks:
    """Requests from outside that wait for a decision of theirs."""
    return Asks((requests.waiting.counting(seen_by=staff, at=at),))


@counts("directory_calls")
def numbers(staff: Staff, at: dt.datetime) -> Asks:
    """Numbers of the directory that somebody should call today."""
    return Asks((directory.counting_due(at=at),))
