"""Sorting what came when too many reports came at once: a decision over a group, which can be taken back."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from hamroh.people import floods
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.protection.enquiries import events, queries
from hamroh.protection.enquiries.models import Enquiry, Sorting
from hamroh.record import note

READ_AT_ONCE = 5_000
SHOWN = 30
LONGEST_SAMPLE = 400


class NotAllowed(Exception):
    """Somebody without valid training in law sets nothing aside."""


class SaysDanger(Exception):
    """Somebody in the group says that they are in danger, and it was not said that those are meant too. Nothing was changed."""


@dataclass(frozen=True)
class Group:
    """Reports whose texts are nearly one. `id` is the earliest of them, `sample` its beginning."""

    id: uuid.UUID
    many: int
    danger: int
    ahead: int
    first: dt.datetime
    last: dt.datetime
    sample: str


@dataclass(frozen=True)
class ToSort:
    """What waits to be sorted: its groups, and how many reports there are in all."""

    groups: list[Group]
    many: int


def _waiting(*, seen_by: Staff, at: dt.datetime) -> list[Enquiry]:
    """Those ahead first, then by when they came."""
    rows = queries.to_sort(seen_by=seen_by, at=at).only("pk", "likeness", "danger", "ahead", "received_at")
    return list(rows.order_by("-ahead", "received_at", "pk")[:READ_AT_ONCE])


@transaction.atomic
def show(*, by: Staff, at: dt.datetime) -> ToSort:
    """The groups that wait: where somebody is in danger or stands ahead first, then the greatest. Reading the samples is noted."""
    groups = floods.alike((row, bytes(row.likeness)) for row in _waiting(seen_by=by, at=at))
    groups.sort(key=lambda rows: (-any(r.danger for r in rows), -any(r.ahead for r in rows), -len(rows)))
    samples = queries.beginnings([rows[0].pk for rows in groups[:SHOWN]], longest=LONGEST_SAMPLE)
    shown = [
        Group(
            id=rows[0].pk,
            many=len(rows),
            danger=sum(row.danger for row in rows),
            ahead=sum(row.ahead for row in rows),
            first=min(row.received_at for row in rows),
            last=max(row.received_at for row in rows),
            sample=samples[rows[0].pk],
        )
        for rows in groups[:SHOWN]
        if rows[0].pk in samples
    ]
    if shown:
        note(events.SamplesShown(count=len(shown), shown=tuple(str(one.id) for one in shown)), by=by.pk, at=at)
    return ToSort(shown, queries.to_sort(seen_by=by, at=at).count())


@transaction.atomic
def decide(
    id: uuid.UUID, kind: Sorting.Kind, *, until: dt.datetime, danger_too: bool = False, by: Staff, at: dt.datetime
) -> int:
    """Decide over the group of a report, of those that had come by the moment when its page was shown; gives how many.

    They are let in to be answered like any other, or set aside: closed, and opened again by whoever adds a word with their code.

    Raises:
        Absent: there is no such report to be sorted, or it may not be seen.
        NotAllowed: to set aside needs training in law, as closing does.
        SaysDanger: some of them say that somebody is in danger, and `danger_too` was not given.
    """
    if kind == Sorting.Kind.ASIDE and not queries.may_close_alone(by, at=at):
        raise NotAllowed
    rows = [row for row in _waiting(seen_by=by, at=at) if row.received_at <= until]
    group = next(
        (g for g in floods.alike((row, bytes(row.likeness)) for row in rows) if any(row.pk == id for row in g)), None
    )
    if group is None:
        raise Absent
    if kind == Sorting.Kind.ASIDE and any(row.danger for row in group) and not danger_too:
        raise SaysDanger
    decision = Sorting.objects.create(organisation_id=by.office.organisation_id, kind=kind, by=by, at=at)
    changed = queries.to_sort(seen_by=by, at=at).filter(pk__in=[row.pk for row in group])
    if kind == Sorting.Kind.ASIDE:
        # Who asked for a closing does not confirm it.
        many = changed.exclude(closing_asked_by=by).update(sorting=decision, closed_at=at, closed_by=by)
    else:
        many = changed.update(sorting=decision, to_sort=False)
    note(events.Sorted(decision=decision.pk, into=kind, count=many), by=by.pk, at=at)
    return many


@transaction.atomic
def take_back(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> int:
    """Take a decision back: what nobody has touched since waits to be sorted again; gives how many.

    Raises:
        Absent: there is none over reports that they may see, or it was taken back.
    """
    seen = queries.enquiries(seen_by=by, at=at).filter(sorting=id)
    open_ = Sorting.objects.filter(pk=id, taken_back_at__isnull=True)
    if not seen.exists() or not open_.update(taken_back_at=at, taken_back_by=by):
        raise Absent
    untouched = seen.filter(answered_at__isnull=True, taken_by__isnull=True, person__isnull=True)
    many = untouched.update(sorting=None, to_sort=True, closed_at=None, closed_by=None)
    note(events.SortingTakenBack(decision=id, count=many), by=by.pk, at=at)
    return many
