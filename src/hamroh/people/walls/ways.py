"""The ways of the desk: what stands in its navigation, for those whom the doors let pass."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy

from hamroh.people.walls.doors import door_of
from hamroh.shell.desk import at_desk

WAYS = [
    ("desk", gettext_lazy("Today")),
    ("enquiries", gettext_lazy("Enquiries")),
    ("openings", gettext_lazy("Opened files")),
    ("glass", gettext_lazy("Break the glass")),
    ("claims", gettext_lazy("Claims")),
    ("asylum_way", gettext_lazy("Fear of going back")),
    ("staff", gettext_lazy("Staff")),
]
"""Name of the address and what the navigation calls it, in order."""


@dataclass(frozen=True)
class Way:
    """One entry of the navigation."""

    address: str
    title: str
    here: bool


def around(request: HttpRequest) -> dict[str, Any]:
    """For the desk's layout: the ways open to whoever is signed in."""
    staff = getattr(request, "staff", None)
    if staff is None or not at_desk(request):
        return {}
    roles = staff.roles(dt.datetime.now(dt.UTC))
    ways = []
    for name, title in WAYS:
        address = reverse(name)
        door = door_of(resolve(address).func)
        if door and door.roles & roles:
            here = request.path == address or (address != reverse("desk") and request.path.startswith(address))
            ways.append(Way(address, str(title), here))
    return {"ways": ways, "staff": staff}
