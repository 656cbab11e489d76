"""How long each class of data is kept, and why; what is past its time is taken out by a job.

A room registers what it keeps:

    register(Kept("people.enquiry", dt.timedelta(days=365), "a complaint may be taken up within a year", queries.erase_enquiries_before))
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.module_loading import autodiscover_modules

from hamroh.record import keys


@dataclass(frozen=True)
class Kept:
    """A class of data, its period and the reason for it. `take_out` removes what is older than a moment and gives how many."""

    data: str
    period: dt.timedelta
    reason: str
    take_out: Callable[[dt.datetime], int]

    def __post_init__(self) -> None:
        if not self.reason or self.period <= dt.timedelta(0):
            raise ValueError(f"{self.data}: data is kept for a period above nothing and for a reason.")


_registered: dict[str, Kept] = {}


def register(kept: Kept) -> Kept:
    """Make a class of data known. Doing so again with the same name puts the new one in its place."""
    _registered[kept.data] = kept
    return kept


def everything_kept() -> list[Kept]:
    """The classes of data of all rooms, by name; a room registers them in its `jobs.py`."""
    autodiscover_modules("jobs")
    return [_registered[name] for name in sorted(_registered)]


def apply(at: dt.datetime) -> dict[str, int]:
    """Take out what is past its period at this moment; how many of each class. May run twice."""
    return {kept.data: kept.take_out(at - kept.period) for kept in everything_kept()}


register(
    Kept(
        "record.key_backups",
        dt.timedelta(days=7),
        "an erased person must be beyond recovery within a week, and a broken disk is noticed sooner",
        lambda before: keys.store().forget_backups(before),
    )
)
