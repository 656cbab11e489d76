"""What other rooms may read of organisations and services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from hamroh.people.directory.models import Service

FRESH_DAYS = 30
"""A number confirmed longer ago is shown with the advice to call before going."""

_KIND_ORDER = {
    kind: place for place, kind in enumerate(("hotline", "legal_aid", "consulate", "shelter", "return", "information"))
}


@dataclass(frozen=True)
class Door:
    """A service as a caller meets it at one moment.

    `opens` is the next opening in the service's local time when it is closed; `closes` the end of the present opening when
    it is open and not round the clock. `near` says that it names the caller's region.
    """

    key: str
    kind: str
    name: str
    phone: str
    address: str
    country: str
    languages: tuple[str, ...]
    free: bool
    asks_for_papers: bool
    open_now: bool
    always_open: bool
    opens: dt.datetime | None
    closes: dt.datetime | None
    zone: str
    confirmed_on: dt.date | None
    days_since_confirmed: int | None
    near: bool
    sample: bool

    @property
    def stale(self) -> bool:
        """Not confirmed within the last 30 days, or never."""
        return self.days_since_confirmed is None or self.days_since_confirmed > FRESH_DAYS


def is_empty() -> bool:
    """Has nothing been put into the directory yet?"""
    return not Service.objects.exists()


def doors(
    *, at: dt.datetime, language: str, country: str = "", region: str = "", limit: int | None = None
) -> list[Door]:
    """Services for a caller in a country and region, the most useful first.

    With a country, services of other countries are left out unless they answer callers from there; services of other
    regions are left out. Sorted by: open now, names the region, kind (hotline first), confirmed lately.
    """
    found = []
    services: Iterable[Service] = (
        Service.objects.select_related("organisation").prefetch_related("hours").order_by("key")
    )
    for service in services:
        if country and country != service.country and country not in service.answers_in.split():
            continue
        regions = service.regions.split()
        if region and regions and region not in regions:
            continue
        found.append(_door(service, at=at, language=language, near=bool(region and region in regions)))
    found.sort(key=lambda d: (not d.open_now, not d.near, _KIND_ORDER.get(d.kind, 9), d.stale, d.key))
    return found[:limit]


def _door(service: Service, *, at: dt.datetime, language: str, near: bool) -> Door:
    local = at.astimezone(ZoneInfo(service.time_zone)).replace(tzinfo=None)
    opens, closes = _hours_around(service, local)
    open_now = service.always_open or closes is not None
    since = None if service.confirmed_on is None else (local.date() - service.confirmed_on).days
    return Door(
        key=service.key,
        kind=service.kind,
        name=service.organisation.name(language),
        phone=service.phone,
        address=service.address,
        country=service.country,
        languages=tuple(service.languages.split()),
        free=service.free,
        asks_for_papers=service.asks_for_papers,
        open_now=open_now,
        always_open=service.always_open,
        opens=None if open_now else opens,
        closes=None if service.always_open else closes,
        zone=service.time_zone,
        confirmed_on=service.confirmed_on,
        days_since_confirmed=since,
        near=near,
        sample=service.organisation.sample,
    )


def _hours_around(service: Service, now: dt.datetime) -> tuple[dt.datetime | None, dt.datetime | None]:
    """The next opening after `now`, and the end of the opening that holds `now`; both in local time."""
    hours = list(service.hours.all())
    next_opening = end = None
    for ahead in range(-1, 8):
        day = now.date() + dt.timedelta(days=ahead)
        for slot in hours:
            if slot.weekday != day.weekday():
                continue
            start, stop = slot.span(day)
            if start <= now < stop:
                end = max(end, stop) if end else stop
            elif start > now and (next_opening is None or start < next_opening):
                next_opening = start
    return next_opening, end
