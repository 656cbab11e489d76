"""What other rooms may read of organisations and services."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from hamroh.people.directory import entries, places
from hamroh.people.directory.models import OpeningHours, Organisation, Probe, Service, ServiceArea, ServiceEdition
from hamroh.people.walls.files import Absent

FRESH_DAYS = 30
"""A number confirmed longer ago is shown as unconfirmed, with the advice to call before going."""
DEAD_AFTER = 3
"""Calls in a row without success after which a number counts as dead: it is shown to nobody as help."""
HOME = "Asia/Dushanbe"

# The most urgent first
_KIND_ORDER = {
    kind: place
    for place, kind in enumerate(
        "hotline legal_aid consulate shelter consular_day clinic return information union school business_centre".split()
    )
}


@dataclass(frozen=True)
class Door:
    """A service as a caller meets it at one moment.

    `opens` is the next opening in the service's local time when it is closed; `closes` the end of the present opening when
    it is open and not round the clock; `today` is the day there. `near` says that it names the caller's region. Yes, no and None (not known) stand for
    what it costs, asks and does. `kilometres` is told only of what lies in another region (places.kilometres).
    """

    key: str
    kind: str
    name: str
    organisation: str
    phone: str
    address: str
    town: str
    country: str
    region: str
    languages: tuple[str, ...]
    free: bool | None
    cost: str
    asks_for_papers: bool | None
    safe_for_women: bool | None
    tells_police: bool | None
    open_now: bool
    always_open: bool
    hours_known: bool
    opens: dt.datetime | None
    closes: dt.datetime | None
    zone: str
    today: dt.date
    confirmed_on: dt.date | None
    days_since_confirmed: int | None
    near: bool
    sample: bool
    kilometres: int | None = None

    @property
    def stale(self) -> bool:
        """Not confirmed within the last 30 days, or never."""
        return self.days_since_confirmed is None or self.days_since_confirmed > FRESH_DAYS

    @property
    def at_home(self) -> dt.datetime | None:
        """The moment of `closes` or `opens` in the time of Dushanbe, for the family; None where it is the same clock."""
        moment = self.closes or self.opens
        if moment is None or self.zone == HOME:
            return None
        there = moment.replace(tzinfo=ZoneInfo(self.zone))
        home = there.astimezone(ZoneInfo(HOME)).replace(tzinfo=None)
        return None if home == moment else home


def is_empty() -> bool:
    """Has nothing been put into the directory yet?"""
    return not Service.objects.exists()


def doors(
    *,
    at: dt.datetime,
    language: str,
    country: str = "",
    region: str = "",
    district: str = "",
    kinds: Iterable[str] = (),
    limit: int | None = None,
) -> list[Door]:
    """Services for a caller in a country, region and district, the most useful first.

    With a country, services of other countries are left out unless they answer callers from there; services of other
    regions and districts are left out. Sorted by: open now, names the region, kind (hotline first), confirmed lately. What is
    closed for good or whose number is dead is never among them. Where the region is not known and fewer are wanted than there are, those
    that serve the whole country are taken before those of one region.
    """
    found = working(kinds)
    if not country:
        return _doors(_ranked(found, at, region, district), at, language, region, district, limit)
    if region or limit is None:
        served = _served(country, region, district)
        return _doors(_ranked(found.filter(served), at, region, district), at, language, region, district, limit)
    everywhere = found.filter(pk__in=ServiceArea.objects.filter(country=country, region="").values("service"))
    first = _doors(_ranked(everywhere, at, "", ""), at, language, "", "", limit)
    if len(first) == limit:
        return first
    others = found.filter(_served(country, "", "")).exclude(key__in=[door.key for door in first])
    return first + _doors(_ranked(others, at, "", ""), at, language, "", "", limit - len(first))


def doors_further(
    *, at: dt.datetime, language: str, region: str, kinds: Iterable[str] = (), limit: int = 5, within: int = 8
) -> list[Door]:
    """Services that stand in other regions of the same country, the nearest first: where one can go if there is nothing here.

    `within` is in how many of the nearest regions they are looked for. Those that serve the caller's region are not among them.
    """
    served = ServiceArea.objects.filter(service=OuterRef("pk"), country=region[:2], region__in=["", region])
    found: list[Door] = []
    for code in places.around(region)[:within]:
        there = working(kinds).filter(country=code[:2], region=code).filter(~Exists(served))
        chosen = (
            _with_urgency(there).order_by("urgency", "key").select_related("organisation").prefetch_related("hours")
        )
        distance = places.kilometres(region, code)
        doors = [_door(one, at=at, language=language, near=False, kilometres=distance) for one in chosen[: 3 * limit]]
        # Of one region those that are open come first; the sort leaves the rest in order.
        found += sorted(doors, key=lambda door: not door.open_now)
        if len(found) >= limit:
            break
    return found[:limit]


def working(kinds: Iterable[str] = ()) -> QuerySet[Service]:
    """Services that are shown as help: not closed, and their number not dead."""
    found = Service.objects.filter(status=Service.Status.ACTIVE, failures__lt=DEAD_AFTER)
    return found.filter(kind__in=list(kinds)) if kinds else found


def _served(country: str, region: str, district: str) -> Q:
    """Services that serve a place: found from the table of areas, so that it takes no longer when there are many elsewhere."""
    areas = ServiceArea.objects.filter(country=country)
    if region:
        areas = areas.filter(region__in=["", region])
    if district:
        areas = areas.filter(district__in=["", district])
    return Q(pk__in=areas.values("service"))


def _open_now(at: dt.datetime, zones: Iterable[str]) -> Q:
    """Is a service of one of these time zones open, by the clock of its own place?"""
    clocks: dict[dt.datetime, list[str]] = defaultdict(list)
    for zone in zones:
        clocks[at.astimezone(places.clock(zone)).replace(tzinfo=None)].append(zone)
    found = Q(always_open=True)
    for now, here in clocks.items():
        time, before = now.time().replace(microsecond=0), now.date() - dt.timedelta(days=1)
        hours = OpeningHours.objects.filter(service=OuterRef("pk"))
        night = Q(closes__lt=F("opens"))
        today = Q(weekday=now.weekday()) | Q(day=now.date())
        yesterday = Q(weekday=before.weekday()) | Q(day=before)
        began = Exists(hours.filter(today, night | Q(closes__gt=time), opens__lte=time))
        lasts = Exists(hours.filter(yesterday, night, closes__gt=time))
        found |= Q(time_zone__in=here) & (began | lasts)
    return found


def _with_urgency(found: QuerySet[Service]) -> QuerySet[Service]:
    urgency = Case(
        *(When(kind=kind, then=Value(place)) for kind, place in _KIND_ORDER.items()),
        default=Value(99),
        output_field=IntegerField(),
    )
    return found.annotate(urgency=urgency)


def _with_state(found: QuerySet[Service], at: dt.datetime) -> QuerySet[Service]:
    """The same with `open_now`, reckoned by the database in the time of each service's place."""
    # Those zones alone that occur: the database compares each service with as few clocks as there are.
    zones = list(found.order_by().values_list("time_zone", flat=True).distinct())
    return found.annotate(
        open_now=Case(When(_open_now(at, zones), then=True), default=False, output_field=BooleanField())
    )


def _ranked(found: QuerySet[Service], at: dt.datetime, region: str, district: str) -> QuerySet[Service]:
    named = ServiceArea.objects.filter(service=OuterRef("pk"), region=region)
    if district:
        named = named.filter(district__in=["", district])
    near = Exists(named) if region else Value(False, output_field=BooleanField())
    fresh = at.date() - dt.timedelta(days=FRESH_DAYS)
    return (
        _with_urgency(_with_state(found, at))
        .annotate(
            near=near, fresh=Case(When(confirmed_on__gte=fresh, then=True), default=False, output_field=BooleanField())
        )
        .order_by("-open_now", "-near", "urgency", "-fresh", "key")
    )


def _doors(
    ranked: QuerySet[Service], at: dt.datetime, language: str, region: str, district: str, limit: int | None
) -> list[Door]:
    # First the order, by what is needed for it alone; then what is shown.
    order = {pk: (place, near) for place, (pk, near) in enumerate(ranked.values_list("pk", "near")[:limit])}
    chosen = Service.objects.filter(pk__in=order).select_related("organisation").prefetch_related("hours")
    shown = sorted(chosen, key=lambda one: order[one.pk][0])
    return [_door(one, at=at, language=language, near=bool(order[one.pk][1])) for one in shown]


def door(service: Service, *, at: dt.datetime, language: str) -> Door:
    """One service as a caller meets it at a moment."""
    return _door(service, at=at, language=language, near=False)


def _door(service: Service, *, at: dt.datetime, language: str, near: bool, kilometres: int | None = None) -> Door:
    local = at.astimezone(ZoneInfo(service.time_zone)).replace(tzinfo=None)
    hours = list(service.hours.all())
    opens, closes = _hours_around(hours, local)
    open_now = service.always_open or closes is not None
    since = None if service.confirmed_on is None else (local.date() - service.confirmed_on).days
    return Door(
        key=service.key,
        kind=service.kind,
        name=service.name(language),
        organisation=service.organisation.name(language),
        phone=service.phone,
        address=service.address,
        town=service.town,
        country=service.country,
        region=service.region,
        languages=tuple(service.languages.split()),
        free=service.free,
        cost=service.cost,
        asks_for_papers=service.asks_for_papers,
        safe_for_women=service.safe_for_women,
        tells_police=service.tells_police,
        open_now=open_now,
        always_open=service.always_open,
        hours_known=service.always_open or bool(hours),
        opens=None if open_now else opens,
        closes=None if service.always_open else closes,
        zone=service.time_zone,
        today=local.date(),
        confirmed_on=service.confirmed_on,
        days_since_confirmed=since,
        near=near,
        sample=service.organisation.sample,
        kilometres=kilometres,
    )


def _hours_around(hours: list[OpeningHours], now: dt.datetime) -> tuple[dt.datetime | None, dt.datetime | None]:
    """The next opening after `now`, and the end of the opening that holds `now`; both in local time."""
    next_opening = end = None
    days = {now.date() + dt.timedelta(days=ahead) for ahead in range(-1, 8)}
    for day in sorted(days | {slot.day for slot in hours if slot.day}):
        for slot in hours:
            if not slot.falls_on(day):
                continue
            start, stop = slot.span(day)
            if start <= now < stop:
                end = max(end, stop) if end else stop
            elif start > now and (next_opening is None or start < next_opening):
                next_opening = start
    return next_opening, end


# -- one service, for its own page and for the desk


@dataclass(frozen=True)
class Slot:
    """An opening of one day: from when to when, there and in Dushanbe."""

    day: dt.date
    opens: dt.datetime
    closes: dt.datetime
    home_opens: dt.datetime
    home_closes: dt.datetime


def service(key: str) -> Service | None:
    """One entry that the public may see, by its key."""
    return (
        Service.objects.filter(key=key)
        .select_related("organisation", "confirmed_by")
        .prefetch_related("hours", "areas")
        .first()
    )


def week(service: Service, day: dt.date) -> list[Slot]:
    """Its openings on that day and the six after it, in the time of its place and in that of Dushanbe."""
    there = ZoneInfo(service.time_zone)

    def home(moment: dt.datetime) -> dt.datetime:
        return moment.replace(tzinfo=there).astimezone(ZoneInfo(HOME)).replace(tzinfo=None)

    found = []
    for ahead in range(7):
        on = day + dt.timedelta(days=ahead)
        for slot in service.hours.all():
            if slot.falls_on(on):
                start, stop = slot.span(on)
                found.append(Slot(on, start, stop, home(start), home(stop)))
    return sorted(found, key=lambda one: one.opens)


def is_dead(service: Service) -> bool:
    """Did the last three calls to its number fail?"""
    return service.failures >= DEAD_AFTER


def countries() -> list[str]:
    """The countries in which services stand; Russia first, then Tajikistan."""
    found = Service.objects.order_by().values_list("country", flat=True).distinct()
    return sorted(found, key=lambda code: (code != "RU", code != "TJ", code))


def how_many_by_region(country: str) -> dict[str, int]:
    """How many working services stand in each region of a country, for the small map."""
    found = working().filter(country=country).exclude(region="").values("region").annotate(n=Count("pk"))
    return {row["region"]: row["n"] for row in found.order_by()}


def organisation(id: UUID) -> Organisation | None:
    """One organisation by the id under which other directories know it."""
    return Organisation.objects.filter(uid=id).first()


NO_HELP = (Organisation.Kind.FIRM, Organisation.Kind.INTERMEDIARY)
"""Kinds of organisations that offer no help and stand in no list of who helps."""


# -- for the desk


LISTED = 40
CALL_AFTER = dt.timedelta(days=21)
"""A number is to be called again before it counts as unconfirmed."""


@dataclass(frozen=True)
class Listed:
    """Entries that were looked for; `more` says that there are others."""

    services: list[Service]
    organisations: list[Organisation]
    more: bool


def find(text: str, *, at: dt.datetime) -> Listed:
    """Entries by a part of their name, number or key; without words those that need somebody: dead numbers, then the longest unconfirmed."""
    found = Service.objects.select_related("organisation").exclude(organisation__kind__in=NO_HELP)
    organisations: list[Organisation] = []
    if text:
        named = (
            Q(name_en__icontains=text)
            | Q(name_ru__icontains=text)
            | Q(name_tg__icontains=text)
            | Q(key__icontains=text)
        )
        organisations = list(Organisation.objects.exclude(kind__in=NO_HELP).filter(named).order_by("key")[:LISTED])
        digits = "".join(c for c in text if c.isdigit())
        by_number = Q(phone__contains=digits) if len(digits) >= 4 else Q(phone=text)
        found = found.filter(named | by_number | Q(organisation__in=organisations) | Q(town__icontains=text)).order_by(
            "key"
        )
    else:
        found = found.exclude(status=Service.Status.CLOSED).order_by(
            "-failures", F("confirmed_on").asc(nulls_first=True), "key"
        )
    services = list(found[: LISTED + 1])
    return Listed(services[:LISTED], organisations, len(services) > LISTED)


def _due(at: dt.datetime) -> QuerySet[Service]:
    """Numbers to be called: not confirmed lately, working as far as we know, and not tried yet today."""
    tried = Probe.objects.filter(service=OuterRef("pk"), at__gt=at - dt.timedelta(hours=20))
    old = Q(confirmed_on__isnull=True) | Q(confirmed_on__lte=(at - CALL_AFTER).date()) | Q(failures__gt=0)
    return working().exclude(organisation__sample=True).filter(old).filter(~Exists(tried))


def how_many_due(*, at: dt.datetime) -> int:
    """How many numbers somebody should call today."""
    return _due(at).count()


def due(*, at: dt.datetime, language: str) -> list[Door]:
    """Numbers that somebody should call today: those open now first, then the longest unconfirmed."""
    found = _with_state(_due(at), at).order_by("-open_now", F("confirmed_on").asc(nulls_first=True), "key")
    chosen = found.select_related("organisation").prefetch_related("hours")[:LISTED]
    return [_door(one, at=at, language=language, near=False) for one in chosen]


def calls_made() -> list[Probe]:
    """The calls made lately, newest first."""
    return list(Probe.objects.select_related("service__organisation", "by")[:LISTED])


def calls_to(service: Service) -> list[Probe]:
    """The calls to one service, newest first."""
    return list(service.probes.select_related("by")[:LISTED])


def known(key: str) -> Service:
    """One entry for the desk.

    Raises:
        Absent: there is none.
    """
    found = service(key)
    if found is None:
        raise Absent
    return found


def helping(id: UUID) -> Organisation:
    """An organisation that offers help, for the desk.

    Raises:
        Absent: there is none.
    """
    found = organisation(id)
    if found is None or found.kind in NO_HELP:
        raise Absent
    return found


def services_of(organisation: Organisation) -> list[Service]:
    """Its services."""
    return list(organisation.services.select_related("organisation").order_by("key")[:500])


def differences(entry: entries.Content, service: Service) -> list[tuple[str, str, str]]:
    """Field by field where an entry that was typed differs from what stands: the field, what was typed, what stands."""
    stands = entries.content(service)
    return [
        (name, _told(entry[name]), _told(stands[name]))
        for name in entries.FIELDS
        if name != "terms" and entry[name] != stands[name]
    ]


def editions(service: Service) -> list[tuple[ServiceEdition, list[tuple[str, str, str]]]]:
    """Its editions, newest first, each with what it changed: the field, before, after."""
    found = list(service.editions.select_related("by")[:21])
    out = []
    for one, before in zip(found, [*found[1:], None], strict=False):
        changed = [
            (name, _told(before.content.get(name)), _told(one.content.get(name)))
            for name in entries.FIELDS
            if before is not None and name != "terms" and before.content.get(name) != one.content.get(name)
        ]
        out.append((one, changed))
    return out[:20]


def _told(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(" ".join(str(part) for part in row if part != "") for row in value)
    return "" if value is None else str(value)


# -- for programs


def published(organisation: UUID | None = None) -> QuerySet[Service]:
    """Entries as other directories may read them, those of one organisation or all."""
    found = Service.objects.exclude(organisation__kind__in=NO_HELP)
    if organisation is not None:
        found = found.filter(organisation__uid=organisation)
    return found.select_related("organisation").prefetch_related("hours", "areas").order_by("pk")


def published_at_places() -> QuerySet[Service]:
    """Those of them that are given at an address which may be told, or came with places of their own."""
    return published().exclude(kind=Service.Kind.SHELTER).filter(~Q(address="") | ~Q(terms={}))


def published_organisations() -> QuerySet[Organisation]:
    """Organisations that offer help."""
    return Organisation.objects.exclude(kind__in=NO_HELP).order_by("pk")
