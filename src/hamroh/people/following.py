"""What rooms above do when something happens to a file or to a colleague: they register it here, in their `following.py`.

    @when_erased
    def calls(ids, *, reason, by, at): ...

It runs in the same transaction, as the site's own work, so that it happens with the change or neither does.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils.module_loading import autodiscover_modules

from hamroh.people.staff.models import Staff
from hamroh.people.walls.rows import at_work
from hamroh.record.models import Entry
from hamroh.record.queries import entries


class Erasing(Protocol):
    """Erases what a room keeps of persons: `ids` are their files, `by` is None for the program itself."""

    def __call__(self, ids: list[uuid.UUID], *, reason: str, by: uuid.UUID | None, at: dt.datetime) -> None: ...


HandingOver = Callable[[Staff, Staff | None], bool]
"""Gives what a room has in somebody's name to a colleague. With no colleague named it changes nothing, and says whether
there is something that cannot be without an owner."""

Holding = Callable[[dt.datetime], list[QuerySet[Any]]]
"""Rows of a room, each with a key `person`, that say at a moment: the file of this person may not be taken out yet."""

Noting = Callable[[list[uuid.UUID]], Iterable[uuid.UUID]]
"""Gives, for files, the ids under which the record tells of the same persons: of a call before it had a file."""

_erasing: list[Erasing] = []
_handing_over: list[HandingOver] = []
_holding: list[Holding] = []
_noting: list[Noting] = []


def when_erased(work: Erasing) -> Erasing:
    """Make known what a room erases with a person."""
    if work not in _erasing:
        _erasing.append(work)
    return work


def when_leaving(work: HandingOver) -> HandingOver:
    """Make known what a room hands over when a member of staff leaves."""
    if work not in _handing_over:
        _handing_over.append(work)
    return work


def while_held(rows: Holding) -> Holding:
    """Make known what keeps a file from being taken out by itself: a clock that runs, somebody in a bed."""
    if rows not in _holding:
        _holding.append(rows)
    return rows


def noted_under(ids: Noting) -> Noting:
    """Make known under which other ids the record tells what was seen and done with a person's file."""
    if ids not in _noting:
        _noting.append(ids)
    return ids


def noted(files: Iterable[uuid.UUID]) -> list[Entry]:
    """All that the record tells of these files and of what they began with, newest first. That they may be seen was asked before."""
    autodiscover_modules("following")
    all_ = list(files)
    with at_work("who saw a file"):
        return entries(about={*all_, *(id for work in _noting for id in work(all_))}, limit=None)


def held(at: dt.datetime) -> list[QuerySet[Any]]:
    """What every room holds at a moment."""
    autodiscover_modules("following")
    return [rows for holding in _holding for rows in holding(at)]


def erase(ids: list[uuid.UUID], *, reason: str, by: uuid.UUID | None, at: dt.datetime) -> None:
    """Let every room erase what it keeps of these persons."""
    autodiscover_modules("following")
    with at_work("erase what other rooms keep"):
        for work in _erasing:
            work(ids, reason=reason, by=by, at=at)


def hand_over(leaving: Staff, to: Staff | None) -> bool:
    """Let every room hand over what is in somebody's name; True where `to` is missing and something needs an owner."""
    autodiscover_modules("following")
    with at_work("hand over"):
        # Every room is asked, also after one has said that it needs a colleague.
        left = [work(leaving, to) for work in _handing_over]
    return any(left)
