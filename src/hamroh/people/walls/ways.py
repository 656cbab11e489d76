"""The ways of the desk: what stands in its navigation, for those whom the doors let pass."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy

from hamroh.people.prepared import Count, count_all
from hamroh.people.staff.models import Staff
from hamroh.people.staff.sessions import IDLE_SECONDS, both_steps
from hamroh.people.walls.doors import ALL, Door, door_of
from hamroh.shell.desk import at_desk

ROOMS = [
    (
        gettext_lazy("Calls and messages"),
        [
            ("new_call", gettext_lazy("On the line"), True),
            ("callbacks", gettext_lazy("Call-backs"), True),
            ("enquiries", gettext_lazy("Enquiries"), True),
            ("outgoing", gettext_lazy("Messages to send"), False),
            ("handover", gettext_lazy("Hand over the shift"), False),
            ("shifts", gettext_lazy("Who is on the line when"), False),
            ("women", gettext_lazy("Who wants a woman to answer"), False),
            ("complaint_cards", gettext_lazy("Complaint cards"), False),
            ("reviews", gettext_lazy("Answers looked at again"), False),
            ("intakes", gettext_lazy("Who takes reports"), False),
        ],
    ),
    (
        gettext_lazy("People and cases"),
        [
            ("cases", gettext_lazy("Cases"), True),
            ("beds", gettext_lazy("Beds"), True),
            ("persons", gettext_lazy("Find a person"), True),
            ("claims", gettext_lazy("Claims"), True),
            ("asylum_way", gettext_lazy("Fear of going back"), False),
            ("hearings", gettext_lazy("Hearings"), False),
            ("parties", gettext_lazy("Parties to cases"), False),
            ("houses", gettext_lazy("Flagged houses"), False),
            ("interpreters", gettext_lazy("Interpreters"), False),
            ("interpreting", gettext_lazy("My interpreting"), False),
            ("tracing", gettext_lazy("A relative asks"), False),
            ("duplicates", gettext_lazy("Possible duplicates"), False),
            ("glass", gettext_lazy("Break the glass"), False),
        ],
    ),
    (
        gettext_lazy("Together with others"),
        [
            ("referrals", gettext_lazy("Referrals to us"), False),
            ("joint_rooms", gettext_lazy("Joint rooms"), False),
            ("htcds_take_in", gettext_lazy("A row of the trafficking data standard"), False),
            ("outside_requests", gettext_lazy("Requests from outside"), False),
            ("outside_request_new", gettext_lazy("Somebody asks for people's data"), False),
        ],
    ),
    (
        gettext_lazy("Help, agencies and firms"),
        [
            ("register", gettext_lazy("Register of agencies"), True),
            ("route_posters", gettext_lazy("Posters for stations"), False),
            ("register_table", gettext_lazy("Enter a table of agencies"), False),
            ("inspections", gettext_lazy("Inspections of agencies"), False),
            ("suspect_firms", gettext_lazy("Reported firms"), False),
            ("read_reviews", gettext_lazy("Reviews of firms"), False),
            ("bribes", gettext_lazy("What reports of bribes show"), False),
            ("directory", gettext_lazy("Directory of help"), False),
            ("directory_calls", gettext_lazy("Numbers to call today"), False),
            ("directory_where", gettext_lazy("Where people are, where help is"), False),
            ("receptions", gettext_lazy("Days of reception"), False),
        ],
    ),
    (
        gettext_lazy("The office"),
        [
            ("staff", gettext_lazy("Staff"), True),
            ("alarms", gettext_lazy("Alarms"), True),
            ("openings", gettext_lazy("Opened files"), False),
            ("imports", gettext_lazy("Bring a file in"), False),
            ("exports", gettext_lazy("Take everything along"), False),
            ("vouch", gettext_lazy("Vouch"), False),
            ("mfa_index", gettext_lazy("My sign-in"), False),
        ],
    ),
]
"""The rooms of the desk, and in each the names of addresses, what they are called, and whether they are needed so often
that they stand in the navigation of every page. The others stand on the page of today only."""

WAYS = [
    ("desk", gettext_lazy("Today")),
    *((name, title) for _, ways in ROOMS for name, title, often in ways if often),
]
"""What stands in the navigation, in order."""

ALWAYS_COUNTED = frozenset({"alarms"})
"""Ways whose count stands in the navigation of every page, not on that of today alone."""


COUNTED = 1_000
"""What waits is counted no further than this and one more: who has a thousand before them needs no longer count, and to count ten
thousand takes longer than the page."""


@dataclass(frozen=True)
class Asks:
    """What a room counts by queries: all rooms' counts are asked for by one statement. `then` makes of their sum how much waits."""

    counts: tuple[Count, ...]
    then: Callable[[int], int] = int


Waiting = Callable[[Staff, dt.datetime], "int | Asks | None"]
_counts: dict[str, Waiting] = {}


def counts(name: str) -> Callable[[Waiting], Waiting]:
    """Says how much waits at an address, for the page of today. A room does so in its `waiting.py`:

    @counts("enquiries")
    def waiting(staff, at):
        return Asks((queries.unanswered.counting(seen_by=staff, at=at),))
    """

    def put(count: Waiting) -> Waiting:
        _counts[name] = count
        return count

    return put


@functools.cache
def _every_room_has_counted() -> None:
    autodiscover_modules("waiting")


@functools.cache
def _address(name: str) -> tuple[str, Door | None]:
    """Where a way leads, and the door there. To ask all addresses of the site for it takes longer than all else of the navigation."""
    address = reverse(name)
    return address, door_of(resolve(address).func)


def is_open(name: str, staff: Staff, at: dt.datetime) -> bool:
    """May somebody go to this address? Links lead only where they may."""
    door = _address(name)[1]
    return door is not None and bool(door.roles & staff.roles(at))


def _waiting(names: Iterable[str], staff: Staff, at: dt.datetime) -> dict[str, int | None]:
    """How much waits at each of these ways; None where nothing is counted."""
    _every_room_has_counted()
    found = {name: _counts[name](staff, at) if name in _counts else None for name in names}
    asked = {name: one for name, one in found.items() if isinstance(one, Asks)}
    told = iter(count_all([count for one in asked.values() for count in one.counts]))
    sums = {name: sum(next(told) for _ in one.counts) for name, one in asked.items()}
    return {name: one.then(sums[name]) if isinstance(one, Asks) else one for name, one in found.items()}


@dataclass(frozen=True)
class Way:
    """One entry of the navigation. `waits` is how much waits there, None where nothing is counted."""

    address: str
    title: str
    here: bool
    waits: int | None = None

    @property
    def over(self) -> int:
        """So many wait, and others, where they were counted no further; else nought."""
        return COUNTED if (self.waits or 0) > COUNTED else 0


def today(staff: Staff, at: dt.datetime) -> list[tuple[str, list[Way]]]:
    """For the page of today: every way open to somebody by rooms, with what waits there. Rooms without any are left out."""
    open_ = [name for _, ways in ROOMS for name, *_ in ways if is_open(name, staff, at)]
    waiting = _waiting(open_, staff, at)
    found = []
    for room, ways in ROOMS:
        opened = [Way(_address(n)[0], str(title), False, waiting[n]) for n, title, _ in ways if n in waiting]
        if opened:
            found.append((str(room), opened))
    return found


def around(request: HttpRequest) -> dict[str, Any]:
    """For the desk's layout: the ways open to whoever is signed in, by their roles."""
    staff = getattr(request, "staff", None)
    if staff is None or not at_desk(request):
        return {}
    now = dt.datetime.now(dt.UTC)
    roles = staff.roles(now)
    ways = []
    # Before the second step no way is open yet.
    for name, title in WAYS if both_steps(request) else ():
        address, door = _address(name)
        if door and (door.roles == ALL or door.roles & roles):
            here = request.path == address or (name != "desk" and request.path.startswith(address))
            waits = _waiting([name], staff, now)[name] if name in ALWAYS_COUNTED else None
            ways.append(Way(address, str(title), here, waits))
    return {"ways": ways, "staff": staff, "ends": IDLE_SECONDS}
