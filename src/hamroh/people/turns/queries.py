"""Which days of reception there are, which times are free, and whose turn a code is."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from hamroh.people import taken_away
from hamroh.people.directory import places
from hamroh.people.directory.models import Service
from hamroh.people.staff.models import Role, Staff
from hamroh.people.turns.models import ReceptionDay, Turn
from hamroh.people.walls import Absent

KEEP = (Role.CONSULAR, Role.SUPERVISOR)
"""Who opens days of reception of their own organisation, and reads who comes."""
SHOWN = 30


def place(id: uuid.UUID) -> str:
    """To what the contact of a turn is bound."""
    return f"turn:{id}"


def mark(form: str) -> str:
    """The mark of a form as it is kept."""
    return taken_away.mark("people.turn_form", form)


def code_of(form: str) -> str:
    """The code of whoever took a turn: always the same for one form."""
    return taken_away.code("people.turn_code", form)


def code_mark(code: str) -> str:
    """A code as it is kept, however it was typed."""
    return taken_away.code_mark("people.turn_code_mark", code)


# -- for everybody


def now_there(service: Service, at: dt.datetime) -> dt.datetime:
    """What a clock at a service shows."""
    return at.astimezone(places.clock(service.time_zone)).replace(tzinfo=None)


@dataclass(frozen=True)
class Free:
    """A day of reception, with the times that can still be taken and how many may come then."""

    reception: ReceptionDay
    times: dict[dt.time, int]

    @property
    def turns(self) -> int:
        """How many turns are free."""
        return sum(self.times.values())


def coming(*, at: dt.datetime, service: Service | None = None, country: str = "") -> list[Free]:
    """Days of reception from now on, the nearest first; those without a free turn too, so that nobody takes them for not there."""
    # Nowhere on earth is it a day earlier than two days ago in UTC.
    rows = ReceptionDay.objects.filter(called_off_at__isnull=True, day__gte=at.date() - dt.timedelta(days=1))
    rows = rows.filter(service__status=Service.Status.ACTIVE).select_related("service__organisation")
    if service is not None:
        rows = rows.filter(service=service)
    if country:
        rows = rows.filter(service__country=country)
    found = [row for row in rows[: 2 * SHOWN] if not is_over(row, at)][:SHOWN]
    taken: dict[uuid.UUID, set[int]] = {row.pk: set() for row in found}
    for reception, number in Turn.objects.filter(reception__in=found).values_list("reception", "number"):
        taken[reception].add(number)
    return [Free(row, _free(row, taken[row.pk], at)) for row in found]


def open_for(service: Service, *, on: dt.date) -> list[ReceptionDay]:
    """Days of reception of a service from a day on; nothing of the moment, so that the page may be kept."""
    return list(service.receptions.filter(called_off_at__isnull=True, day__gte=on)[:5])


def is_over(reception: ReceptionDay, at: dt.datetime) -> bool:
    """Has its last turn begun?"""
    last = reception.time_of(reception.turns_in_all)
    return dt.datetime.combine(reception.day, last) <= now_there(reception.service, at)


def reception(id: uuid.UUID) -> ReceptionDay | None:
    """A day of reception, with its service."""
    return ReceptionDay.objects.filter(pk=id).select_related("service__organisation").first()


def free(row: ReceptionDay, at: dt.datetime) -> Free:
    """The times of a day that can still be taken."""
    return Free(row, _free(row, set(row.turns.values_list("number", flat=True)), at))


def _free(row: ReceptionDay, taken: Iterable[int], at: dt.datetime) -> dict[dt.time, int]:
    now, gone = now_there(row.service, at), set(taken)
    if row.called_off_at is not None:
        return {}
    left = Counter(row.time_of(n) for n in range(1, row.turns_in_all + 1) if n not in gone)
    return {time: n for time, n in sorted(left.items()) if dt.datetime.combine(row.day, time) > now}


def by_code(code: str) -> Turn | None:
    """A turn by the code that came with it; None for one that was given back too."""
    rows = Turn.objects.filter(code=code_mark(code)).select_related("reception__service__organisation")
    return rows.first()


# -- for whoever receives


def days(*, seen_by: Staff, at: dt.datetime) -> QuerySet[ReceptionDay]:
    """Days of reception of somebody's own organisation, the latest first; none for who may not keep them."""
    if not seen_by.roles(at) & set(KEEP):
        return ReceptionDay.objects.none()
    mine = ReceptionDay.objects.filter(service__organisation=seen_by.office.organisation_id)
    return mine.select_related("service__organisation").annotate(taken=Count("turns")).order_by("-day", "-opens")


def one_day(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> ReceptionDay:
    """One of them.

    Raises:
        Absent: there is none, or it is another organisation's.
    """
    found = days(seen_by=seen_by, at=at).filter(pk=id).first()
    if found is None:
        raise Absent
    return found


def services(*, seen_by: Staff) -> QuerySet[Service]:
    """Services of somebody's own organisation for which a day can be opened: those whose place is told."""
    mine = Service.objects.filter(organisation=seen_by.office.organisation_id, status=Service.Status.ACTIVE)
    return mine.exclude(kind=Service.Kind.SHELTER).select_related("organisation").order_by("town", "key")
