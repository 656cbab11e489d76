"""What other rooms may read of organisations and services."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import operator
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    Count as Counted,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    prefetch_related_objects,
)
from django.db.models.functions import Cast

from hamroh.people.directory import entries, hsds, places, ranks
from hamroh.people.directory.models import NumberMessage, OpeningHours, Organisation, Probe, Service, ServiceEdition
from hamroh.people.prepared import Count, count_all, prepared
from hamroh.people.walls.files import Absent
from hamroh.shell.here import day_of

HOME = "Asia/Dushanbe"


@dataclass(frozen=True)
class Door:
    """A service as a caller meets it at one moment.

    `opens` is the next opening in the service's local time when it is closed; `closes` the end of the present opening when
    it is open and not round the clock; `today` is the day there. On a public holiday hours by the week may not be kept: then it is not
    said to be open, and `holiday_until` is when it would close. `near` says that it names the caller's region. Yes, no and None (not known) stand for
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
    holiday_until: dt.datetime | None
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
        return self.days_since_confirmed is None or self.days_since_confirmed > ranks.FRESH_DAYS

    @property
    def at_home(self) -> dt.datetime | None:
        """The moment of `closes` or `opens` in the time of Dushanbe, for the family; None where it is the same clock."""
        moment = self.closes or self.holiday_until or self.opens
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
    edition, kinds = ranks.current(), tuple(kinds)
    if not country or region or limit is None:
        found = edition.serving(country, region, district, at=at)
        return _here(edition.open_first(found, at=at, limit=limit, kinds=kinds), at, language)
    everywhere = edition.serving(country, ranks.EVERYWHERE, "", at=at)
    chosen = edition.open_first(everywhere, at=at, limit=limit, kinds=kinds)
    if len(chosen) < limit:
        taken = {one[ranks.ID] for one in chosen}
        others = (one for one in edition.serving(country, "", "", at=at) if one[ranks.ID] not in taken)
        chosen += edition.open_first(others, at=at, limit=limit - len(chosen), kinds=kinds)
    return _here(chosen, at, language)


def doors_further(
    *,
    at: dt.datetime,
    language: str,
    region: str,
    district: str = "",
    kinds: Iterable[str] = (),
    limit: int = 5,
    within: int = 8,
) -> list[Door]:
    """Where one can go if there is nothing here: services of other districts of the region, then those that stand in other regions of
    the same country, the nearest first.

    `within` is in how many of the nearest regions they are looked for. Those that serve the caller's place are not among them.
    """
    edition, kinds = ranks.current(), tuple(kinds)
    serving = edition.serving(region[:2], region, "", at=at)
    here = edition.keep(("serving", region), lambda: {one[ranks.ID] for one in serving})
    found: list[tuple[ranks.Rank, int | None]] = []
    if district:
        mine = {one[ranks.ID] for one in edition.serving(region[:2], region, district, at=at)}
        others = [one for one in serving if one[ranks.ID] not in mine]
        found += [(one, None) for one in edition.open_first(others, at=at, limit=limit, kinds=kinds)]
    for code in places.around(region)[:within]:
        there = (one for one in edition.standing(code, kinds) if one[ranks.ID] not in here)
        # The most urgent of a region; of those the open ones first.
        urgent = itertools.islice(there, 3 * limit)
        chosen = edition.open_first(urgent, at=at, limit=limit - len(found))
        found += [(one, places.kilometres(region, code)) for one in chosen]
        if len(found) >= limit:
            break
    return _doors(found, at, language)


PRINTED = ("hotline", "legal_aid", "consulate", "clinic", "union")
"""Kinds of help whose numbers hang in public places. A safe house is not among them: whoever looks for its guests reads posters too."""


def to_print(
    *, country: str, region: str, at: dt.datetime, language: str, limit: int, unconfirmed: bool = False
) -> list[Door]:
    """Numbers for a poster of a place, the same at every hour: confirmed lately, nobody who tells the police; one of each kind first.

    `unconfirmed` gives the others instead, which did not answer lately: for a screen, which says so of each. Without a country, of all.
    """
    serving = ranks.current().serving(country, region, "", at=at)
    # Of thousands that serve a country the first few hundred are enough to choose from.
    found = [one for one in serving if one[ranks.KIND] in PRINTED and bool(one[ranks.LATE]) == unconfirmed][:500]
    told = set(
        Service.objects.filter(pk__in=[one[ranks.ID] for one in found], tells_police=True).values_list("pk", flat=True)
    )
    found = [one for one in found if one[ranks.ID] not in told]
    first = list({one[ranks.KIND]: one for one in reversed(found)}.values())[::-1]
    return _here((first + [one for one in found if one not in first])[:limit], at, language)


def _here(chosen: list[ranks.Rank], at: dt.datetime, language: str) -> list[Door]:
    return _doors([(one, None) for one in chosen], at, language)


@prepared
def _services(*, ids: list[int]) -> QuerySet[Service]:
    return Service.objects.filter(pk__in=ids).select_related("organisation")


@prepared
def _opening_hours(*, ids: list[int]) -> QuerySet[OpeningHours]:
    return OpeningHours.objects.filter(service__in=ids)


def _doors(chosen: list[tuple[ranks.Rank, int | None]], at: dt.datetime, language: str) -> list[Door]:
    ids = [int(one[ranks.ID]) for one, _ in chosen]
    shown = {one.pk: one for one in _services(ids=ids)}
    hours: dict[int, list[OpeningHours]] = {pk: [] for pk in ids}
    for slot in _opening_hours(ids=ids):
        hours[slot.service_id].append(slot)
    return [
        _door(shown[pk], hours[pk], at=at, language=language, near=not one[ranks.FAR], kilometres=far)
        for pk, (one, far) in zip(ids, chosen, strict=True)
        if pk in shown
    ]


def door(service: Service, *, at: dt.datetime, language: str) -> Door:
    """One service as a caller meets it at a moment."""
    return _door(service, list(service.hours.all()), at=at, language=language, near=False)


def _door(
    service: Service,
    hours: list[OpeningHours],
    *,
    at: dt.datetime,
    language: str,
    near: bool,
    kilometres: int | None = None,
) -> Door:
    local = at.astimezone(ZoneInfo(service.time_zone)).replace(tzinfo=None)
    opens, closes, holiday_until = _hours_around(hours, local, places.days_off(service.country))
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
        holiday_until=None if open_now else holiday_until,
        zone=service.time_zone,
        today=local.date(),
        confirmed_on=service.confirmed_on,
        days_since_confirmed=since,
        near=near,
        sample=service.organisation.sample,
        kilometres=kilometres,
    )


def _hours_around(
    hours: list[OpeningHours], now: dt.datetime, off: Collection[dt.date]
) -> tuple[dt.datetime | None, dt.datetime | None, dt.datetime | None]:
    """The next opening after `now`, the end of the opening that holds `now`, and that of one that may not be kept as it began on a day off;
    all in local time."""
    next_opening = end = doubtful = None
    days = {now.date() + dt.timedelta(days=ahead) for ahead in range(-1, 15)}
    for day in sorted(days | {slot.day for slot in hours if slot.day}):
        for slot in hours:
            if not slot.falls_on(day):
                continue
            start, stop = slot.span(day)
            kept = slot.day is not None or day not in off
            if start <= now < stop:
                if kept:
                    end = max(end, stop) if end else stop
                else:
                    doubtful = max(doubtful, stop) if doubtful else stop
            elif kept and start > now and (next_opening is None or start < next_opening):
                next_opening = start
    return next_opening, end, doubtful


# -- one service, for its own page and for the desk


@dataclass(frozen=True)
class Slot:
    """An opening of one day: from when to when, there and in Dushanbe; `holiday` says that it may not be kept."""

    day: dt.date
    opens: dt.datetime
    closes: dt.datetime
    home_opens: dt.datetime
    home_closes: dt.datetime
    holiday: bool


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
                holiday = slot.day is None and on in places.days_off(service.country)
                found.append(Slot(on, start, stop, home(start), home(stop), holiday))
    return sorted(found, key=lambda one: one.opens)


def can_be_visited(service: Service) -> bool:
    """Is it told where it stands, so that somebody may have been there? A shelter never is."""
    return bool(service.address) and service.kind != Service.Kind.SHELTER


def last_visit(service: Service, *, on: dt.date) -> Probe | None:
    """What somebody of a desk found there last, within a quarter of a year before a day or on it. What strangers told is not among it."""
    until = dt.datetime.combine(on + dt.timedelta(days=1), dt.time(), dt.UTC)
    visits = service.probes.filter(how=Probe.How.VISIT, by__isnull=False, at__lt=until)
    return visits.filter(at__gte=until - VISITED_WITHIN).first()


VISITED_WITHIN = dt.timedelta(days=90)


def is_dead(service: Service) -> bool:
    """Did the last three calls to its number fail?"""
    return service.failures >= ranks.DEAD_AFTER


def countries() -> list[str]:
    """The countries in which services stand; Russia first, then Tajikistan."""

    def read() -> list[str]:
        found = Service.objects.order_by().values_list("country", flat=True).distinct()
        return sorted(found, key=lambda code: (code != "RU", code != "TJ", code))

    return ranks.current().keep("countries", read)


def countries_with(kinds: Iterable[str]) -> set[str]:
    """The countries in which services of some kinds stand and work."""
    return set(ranks.working(kinds).order_by().values_list("country", flat=True).distinct())


def how_many_by_region(country: str) -> dict[str, int]:
    """How many working services stand in each region of a country, for the small map."""

    def read() -> dict[str, int]:
        found = ranks.working().filter(country=country).exclude(region="").values("region").annotate(n=Counted("pk"))
        return {row["region"]: row["n"] for row in found.order_by()}

    return ranks.current().keep(("by region", country), read)


def how_many_in(country: str) -> int:
    """How many working services stand in a country."""
    return ranks.current().keep(("in", country), lambda: ranks.working().filter(country=country).count())


def organisation(id: UUID) -> Organisation | None:
    """One organisation by the id under which other directories know it."""
    return Organisation.objects.filter(uid=id).first()


NO_HELP = (Organisation.Kind.FIRM, Organisation.Kind.INTERMEDIARY)
"""Kinds of organisations that offer no help and stand in no list of who helps."""


# -- for the desk


LISTED = 40
CALL_AFTER = dt.timedelta(days=21)
"""A number is to be called again before it counts as unconfirmed."""
ASK_AFTER = dt.timedelta(days=18)
"""Before somebody has to call, the site asks by message, where it can."""


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
        named = like("name_en", text) | like("name_ru", text) | like("name_tg", text) | Q(key__icontains=text)
        organisations = list(Organisation.objects.exclude(kind__in=NO_HELP).filter(named).order_by("key")[:LISTED])
        digits = "".join(c for c in text if c.isdigit())
        by_number = Q(phone__contains=digits) if len(digits) >= 4 else Q(phone=text)
        found = found.filter(named | by_number | Q(organisation__in=organisations) | like("town", text)).order_by("key")
    else:
        found = found.exclude(status=Service.Status.CLOSED).order_by(
            "-failures", F("confirmed_on").asc(nulls_first=True), "key"
        )
    services = list(found[: LISTED + 1])
    return Listed(services[:LISTED], organisations, len(services) > LISTED)


def _due(at: dt.datetime, after: dt.timedelta) -> QuerySet[Service]:
    """Numbers to be tried: not confirmed for so long, working as far as we know, and not tried yet today."""
    return _due_since(at - TRIED_WITHIN, day_of(at - after), at - DOUBTED_FOR)


TRIED_WITHIN = dt.timedelta(hours=20)
DOUBTED_FOR = dt.timedelta(days=14)
"""So long a number is to be called because somebody told that the place was closed or gone, until somebody did."""
DOUBTS = (Probe.Outcome.FOUND_CLOSED, Probe.Outcome.NOT_THERE)


def _due_since(tried_since: dt.datetime, confirmed_by: dt.date, doubted_since: dt.datetime) -> QuerySet[Service]:
    tried = Probe.objects.filter(service=OuterRef("pk"), at__gt=tried_since).exclude(how=Probe.How.VISIT)
    called_since = Probe.objects.filter(service=OuterRef("service"), at__gt=OuterRef("at"), how=Probe.How.CALL)
    doubted = Probe.objects.filter(
        service=OuterRef("pk"), at__gt=doubted_since, how=Probe.How.VISIT, outcome__in=DOUBTS
    ).filter(~Exists(called_since))
    old = Q(confirmed_on__isnull=True) | Q(confirmed_on__lte=confirmed_by) | Q(failures__gt=0) | Exists(doubted)
    return ranks.working().exclude(organisation__sample=True).filter(old).filter(~Exists(tried))


def how_many_due(*, at: dt.datetime) -> int:
    """How many numbers somebody should call today."""
    return count_all([counting_due(at=at)])[0]


def counting_due(*, at: dt.datetime) -> Count:
    """The same, to be asked for together with others."""
    return _to_call.counting(
        tried_since=at - TRIED_WITHIN, confirmed_by=day_of(at - CALL_AFTER), doubted_since=at - DOUBTED_FOR
    )


@prepared
def _to_call(*, tried_since: dt.datetime, confirmed_by: dt.date, doubted_since: dt.datetime) -> QuerySet[Service]:
    return _due_since(tried_since, confirmed_by, doubted_since)


def due_for_message(*, at: dt.datetime) -> QuerySet[Service]:
    """Numbers that the site may ask, the longest unconfirmed first."""
    found = _due(at, ASK_AFTER).select_related("organisation")
    return found.order_by(F("confirmed_on").asc(nulls_first=True), "key")


def asked_by_message() -> int:
    """How many messages to numbers of the directory wait for a reply, or to be sent."""
    return NumberMessage.objects.filter(outcome="").exclude(state=NumberMessage.State.GIVEN_UP).count()


def due(*, at: dt.datetime, language: str) -> list[Door]:
    """Numbers that somebody should call today: those open now first, then the longest unconfirmed."""
    found = _due(at, CALL_AFTER).order_by(F("confirmed_on").asc(nulls_first=True), "key")
    rows = found.values_list("key", "pk", "kind", "country", "time_zone", "always_open")
    due: list[ranks.Rank] = [(True, 0, False, *row) for row in rows]
    return _here(ranks.current().open_first(due, at=at, limit=LISTED), at, language)


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


def like(field: str, text: str) -> Q:
    """Fields that hold a text, whatever its capitals: SQLite compares those of Latin letters alone."""
    forms = {text, text.lower(), text.upper(), text[:1].upper() + text[1:].lower()}
    return functools.reduce(operator.or_, (Q(**{f"{field}__icontains": form}) for form in sorted(forms)))


def published(
    organisation: UUID | None = None,
    *,
    search: str = "",
    term: str = "",
    taxonomy: str = "",
    modified_after: dt.datetime | None = None,
) -> QuerySet[Service]:
    """Entries as other directories may read them: all, or those of one organisation, that hold words, bear a taxonomy term, were changed
    or called since a moment. Each has `called_at`, when its number was last tried."""
    calls = Probe.objects.filter(service=OuterRef("pk")).exclude(how=Probe.How.VISIT).order_by("-at")
    found = Service.objects.exclude(organisation__kind__in=NO_HELP)
    if organisation is not None:
        found = found.filter(organisation__uid=organisation)
    for word in search.split():
        fields = [f"{of}name_{language}" for of in ("", "organisation__") for language in places.LANGUAGES]
        found = found.filter(functools.reduce(operator.or_, (like(field, word) for field in [*fields, "town"])))
    if term:
        found = found.filter(_bearing(term))
    if taxonomy and taxonomy != hsds.TAXONOMY_ID:
        inside = [str(one["id"]) for one in terms_of(taxonomy)]
        found = found.filter(functools.reduce(operator.or_, map(_bearing, inside), Q(pk__in=[])))
    if modified_after is not None:
        found = found.filter(Q(changed_at__gte=modified_after) | Exists(calls.filter(at__gte=modified_after)))
    found = found.annotate(called_at=Subquery(calls.values("at")[:1]))
    return found.select_related("organisation").prefetch_related("hours", "areas").order_by("pk")


def in_short(services: QuerySet[Service]) -> list[hsds.Document]:
    """Some of the published entries as documents without their lists: of ours, hours and areas are not even read."""
    rows = list(services.prefetch_related(None))
    prefetch_related_objects([one for one in rows if one.terms], "hours", "areas")
    return [hsds.in_short(one) for one in rows]


def how_many_published() -> int:
    """How many services are published in all."""
    return ranks.current().keep("published", lambda: published().count())


def _bearing(term: str) -> Q:
    ours = hsds.bearing(term)
    if ours is not None:
        return ours
    if term not in {one["id"] for one in terms_brought()}:
        return Q(pk__in=[])
    # What came with a shelter is told to nobody (hsds.service).
    return _came_with(term) & ~Q(kind=Service.Kind.SHELTER)


def _came_with(id: str) -> Q:
    """Services that came with something that has this id."""
    told = Service.objects.exclude(terms={}).annotate(told=Cast("terms", TextField()))
    return Q(pk__in=told.filter(told__icontains=id).values("pk"))


def terms_brought() -> list[dict[str, Any]]:
    """Taxonomy terms of others, as they came with services that are given out again."""

    def read() -> list[dict[str, Any]]:
        came = (
            Service.objects.exclude(terms={}).exclude(kind=Service.Kind.SHELTER).exclude(organisation__kind__in=NO_HELP)
        )
        rows = came.order_by("pk").values_list("terms", flat=True).iterator()
        found = {str(term["id"]): term for document in rows for term in hsds.terms_in(document.get("hsds"))}
        return list(found.values())

    return ranks.current().keep("terms brought", read)


def taxonomies_brought() -> list[dict[str, Any]]:
    """The taxonomies of these terms, as far as they came with more than an id."""
    told = [one["taxonomy_detail"] for one in terms_brought() if isinstance(one.get("taxonomy_detail"), dict)]
    return list({str(one["id"]): one for one in told if one.get("id") and one.get("name")}.values())


def taxonomy_of(term: dict[str, Any]) -> str:
    """The id of the taxonomy that a term says it belongs to."""
    detail = term.get("taxonomy_detail")
    return str(term.get("taxonomy_id") or (detail.get("id") if isinstance(detail, dict) else "") or "")


def terms_of(taxonomy: str) -> list[dict[str, Any]]:
    """The terms of others that belong to one taxonomy."""
    return [one for one in terms_brought() if taxonomy_of(one) == taxonomy]


def at_places(services: QuerySet[Service]) -> QuerySet[Service]:
    """Those of them that are given at an address which may be told, or came with places of their own."""
    return services.exclude(kind=Service.Kind.SHELTER).filter(~Q(address="") | ~Q(terms={}))


def place(id: UUID) -> dict[str, Any] | None:
    """Where a service is given, by the place's own id; None where there is no such place that may be told."""
    found = at_places(published()).filter(Q(uid=hsds.place_id(id)) | _came_with(str(id)))
    return next(
        (at for one in found[:50] for at in hsds.at_locations(one) if str(at.get("id", "")).lower() == str(id)), None
    )


def published_organisations(search: str = "") -> QuerySet[Organisation]:
    """Organisations that offer help: all, or those whose names hold words."""
    found = Organisation.objects.exclude(kind__in=NO_HELP).order_by("pk")
    for word in search.split():
        found = found.filter(
            functools.reduce(operator.or_, (like(f"name_{language}", word) for language in places.LANGUAGES))
        )
    return found
