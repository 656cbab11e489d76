"""What happened, who saw it, and what may be erased: keys, sealed fields, and a record that cannot be quietly changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from hamroh.record.events import Event
    from hamroh.record.models import Entry


def note(event: Event, *, by: UUID | None, at: dt.datetime) -> Entry:
    """Write an event into the record, in the caller's transaction: both are kept, or neither.

    `by` is the member of staff, `None` for the program itself; `at` is the moment, with its time zone.

    Raises:
        NotInTransaction: the caller has none open, so the event could outlive what it tells of.
        ClockSetBack: the day of `at` is closed by a seal.
        Erased: the event has personal fields and the key of the person it is about is destroyed, or was never made.
    """
    from hamroh.record import actions  # models cannot be imported before Django is ready

    return actions.note(event, by=by, at=at)


def note_many(events: Sequence[Event], *, by: UUID | None, at: dt.datetime) -> list[Entry]:
    """Write many events at once, in order, each an entry of its own in one chain; the same rules as for `note`."""
    from hamroh.record import actions

    return actions.note_many(events, by=by, at=at)


def note_all(events: Sequence[Event], *, by: UUID | None, at: dt.datetime) -> None:
    """`note_many` for thousands whose entries nobody reads right away."""
    from hamroh.record import actions

    actions.note_all(events, by=by, at=at)
