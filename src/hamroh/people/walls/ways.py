"""The ways of the desk: what stands in its navigation, for those whom the doors let pass."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy

from hamroh.people.staff.models import Staff
from hamroh.people.staff.sessions import both_steps
from hamroh.people.walls.doors import ALL, Door, door_of
from hamroh.shell.desk import at_desk

WAYS = [
    ("desk", gettext_lazy("Today")),
    ("new_call", gettext_lazy("On the line")),
    ("callbacks", gettext_lazy("Call-backs")),
    ("enquiries", gettext_lazy("Enquiries")),
    ("cases", gettext_lazy("Cases")),
    ("beds", gettext_lazy("Beds")),
    ("persons", gettext_lazy("Find a person")),
    ("claims", gettext_lazy("Claims")),
    ("register", gettext_lazy("Register of agencies")),
    ("staff", gettext_lazy("Staff")),
    ("alarms", gettext_lazy("Alarms")),
]
"""Name of the address and what the navigation calls it, in order."""

SELDOM = [
    ("outgoing", gettext_lazy("Messages to send")),
    ("handover", gettext_lazy("Hand over the shift")),
    ("shifts", gettext_lazy("Who is on the line when")),
    ("reviews", gettext_lazy("Answers looked at again")),
    ("women", gettext_lazy("Who wants a woman to answer")),
    ("interpreters", gettext_lazy("Interpreters")),
    ("interpreting", gettext_lazy("My interpreting")),
    ("complaint_cards", gettext_lazy("Complaint cards")),
    ("referrals", gettext_lazy("Referrals to us")),
    ("parties", gettext_lazy("Parties to cases")),
    ("htcds_take_in", gettext_lazy("A row of the trafficking data standard")),
    ("tracing", gettext_lazy("A relative asks")),
    ("joint_rooms", gettext_lazy("Joint rooms")),
    ("directory", gettext_lazy("Directory of help")),
    ("directory_calls", gettext_lazy("Numbers to call today")),
    ("directory_where", gettext_lazy("Where people are, where help is")),
    ("duplicates", gettext_lazy("Possible duplicates")),
    ("openings", gettext_lazy("Opened files")),
    ("imports", gettext_lazy("Bring a file in")),
    ("exports", gettext_lazy("Take everything along")),
    ("intakes", gettext_lazy("Who takes reports")),
    ("suspect_firms", gettext_lazy("Reported firms")),
    ("read_reviews", gettext_lazy("Reviews of firms")),
    ("register_table", gettext_lazy("Enter a table of agencies")),
    ("inspections", gettext_lazy("Inspections of agencies")),
    ("glass", gettext_lazy("Break the glass")),
    ("asylum_way", gettext_lazy("Fear of going back")),
    ("outside_requests", gettext_lazy("Requests from outside")),
    ("outside_request_new", gettext_lazy("Somebody asks for people's data")),
    ("vouch", gettext_lazy("Vouch")),
    ("mfa_index", gettext_lazy("My sign-in")),
]
"""The same for what is needed seldom: it stands on the page of today only."""

ALWAYS_COUNTED = frozenset({"alarms"})
"""Ways whose count stands in the navigation of every page, not on that of today alone."""

_counts: dict[str, Callable[[Staff, dt.datetime], int]] = {}


def counts(name: str) -> Callable[[Callable[[Staff, dt.datetime], int]], Callable[[Staff, dt.datetime], int]]:
    """Says how much waits at an address, for the page of today. A room does so in its `waiting.py`:

    @counts("enquiries")
    def waiting(staff, at): ...
    """

    def put(count: Callable[[Staff, dt.datetime], int]) -> Callable[[Staff, dt.datetime], int]:
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


def _counted(name: str) -> Callable[[Staff, dt.datetime], int | None]:
    _every_room_has_counted()
    return _counts.get(name, lambda staff, at: None)


@dataclass(frozen=True)
class Way:
    """One entry of the navigation. `waits` is how much waits there, None where nothing is counted."""

    address: str
    title: str
    here: bool
    waits: int | None = None


def today(staff: Staff, at: dt.datetime) -> list[Way]:
    """For the page of today: every way open to somebody, with what waits there."""
    found = []
    for name, title in [*WAYS[1:], *SELDOM]:
        address, door = _address(name)
        if door and door.roles & staff.roles(at):
            found.append(Way(address, str(title), False, _counted(name)(staff, at)))
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
            ways.append(Way(address, str(title), here, _counted(name)(staff, now) if name in ALWAYS_COUNTED else None))
    return {"ways": ways, "staff": staff}
