"""What the one box for looking finds beside files: rooms above make it known in their `finding.py`.

    @finder
    def cases(text, seen_by, at): ...

A finder gives only what the asker may see; what they may not see it does not find, by the same queries.
"""

from __future__ import annotations

import datetime as dt
import functools
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.module_loading import autodiscover_modules

from hamroh.people.staff.models import Staff


@dataclass(frozen=True)
class Place:
    """Something that was found: where it opens, what it is called, and what it is. `id` is whom, or what, it tells of."""

    address: str
    title: str
    what: str
    id: uuid.UUID


Finder = Callable[[str, Staff, dt.datetime], list[Place]]
_finders: list[Finder] = []


def finder(work: Finder) -> Finder:
    """Make known what a room finds by a text."""
    if work not in _finders:
        _finders.append(work)
    return work


@functools.cache
def _every_room_is_asked() -> None:
    autodiscover_modules("finding")


def places(text: str, *, seen_by: Staff, at: dt.datetime) -> tuple[Place, ...]:
    """What every room finds, in the order in which rooms are loaded."""
    _every_room_is_asked()
    return tuple(place for work in _finders for place in work(text, seen_by, at))
