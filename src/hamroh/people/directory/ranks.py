"""In which order services help in a place, kept in memory as long as the directory says the same.

Whether somebody is open is a question of the minute. Everything else that the order hangs on changes only when something is written
into the directory, and each writing makes a new edition (`entries.turn`). So the order without the hour is read once for an edition
and a place, and the hour is asked of as few services as are shown. What is shown of them is read from the database each time. Where the writings since are
known one by one, only their services take another place in an order that was read before.
"""

from __future__ import annotations

import bisect
import datetime as dt
import functools
from collections.abc import Callable, Collection, Hashable, Iterable
from typing import Any, TypeVar

from django.db.models import Aggregate, BooleanField, Case, CharField, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce
from django.db.models.functions.text import ConcatPair

from hamroh.people.directory import places
from hamroh.people.directory.models import DirectoryEdition, OpeningHours, Service, ServiceArea
from hamroh.people.prepared import prepared

FRESH_DAYS = 30
"""A number confirmed longer ago is shown as unconfirmed, with the advice to call before going."""
DEAD_AFTER = 3
"""Calls in a row without success after which a number counts as dead: it is shown to nobody as help."""
URGENCY = {
    kind: place
    for place, kind in enumerate(
        "hotline legal_aid consulate shelter consular_day clinic office return information union school business_centre".split()
    )
}
"""Kinds of help by what is needed first."""
EVERYWHERE = "-"
"""In place of a region: those alone that serve the whole country."""
_T = TypeVar("_T")
_Slot = tuple[int | None, dt.date | None, dt.time, dt.time]
MOST_MOVED = 100
"""Where more services were written since, an order is read anew."""
# So many services are asked for their hours at first, then four times as many, until enough are found open.
_FIRST = 64


Rank = tuple[bool, int, bool, str, int, str, str, str, bool]
"""A service in an order: what places it, and nothing that is shown. Not in the caller's region, urgency, not confirmed lately, key; then its
id, kind, country, time zone, whether it is always open. Plain tuples sort as they stand, and the collector of garbage leaves them alone."""
FAR, LATE, ID, KIND = 0, 2, 4, 5


def working(kinds: Iterable[str] = ()) -> QuerySet[Service]:
    """Services that are shown as help: not closed, and their number not dead."""
    found = Service.objects.filter(status=Service.Status.ACTIVE, failures__lt=DEAD_AFTER)
    return found.filter(kind__in=list(kinds)) if kinds else found


class Edition:
    """What is kept of one edition of the directory."""

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self._kept: dict[Hashable, Any] = {}
        self._serving: dict[tuple[str, str, str], tuple[dt.date | None, list[Rank], int]] = {}
        # Services that were written since the first of these orders was read; each order knows how many of them it has heeded.
        self._written: list[int] = []
        # The hours of services that were asked for them; equal ones are held once.
        self._hours: dict[int, tuple[_Slot, ...]] = {}
        self._schedules: dict[tuple[_Slot, ...], tuple[_Slot, ...]] = {}

    def after(self, mark: str, keys: Collection[str]) -> Edition:
        """The next edition, in which only these services were written. Others that hold this one keep it as it is."""
        changed = dict(Service.objects.filter(key__in=list(keys)).values_list("pk", "region"))
        found = Edition(mark)
        found._written = [*self._written, *changed]
        found._serving = dict(self._serving)
        found._hours = {pk: slots for pk, slots in self._hours.items() if pk not in changed}
        found._schedules = self._schedules
        for name, value in list(self._kept.items()):
            # The nearest of a region in which none of them stands now, and among which none of them was.
            if isinstance(name, tuple) and name[0] == "standing" and name[1] not in changed.values():
                if not any(one[ID] in changed for one in value):
                    found._kept[name] = value
        return found

    def keep(self, name: Hashable, make: Callable[[], _T]) -> _T:
        """What was made under this name before, else what is made now."""
        if name not in self._kept:
            self._kept[name] = make()
        found: _T = self._kept[name]
        return found

    def serving(self, country: str, region: str, district: str, *, at: dt.datetime) -> list[Rank]:
        """Who serves a place: those that name its region first, then by urgency, lately confirmed, key. Without a country, everybody.

        With `EVERYWHERE` for the region, those alone that serve the whole country.
        """
        fresh = at.date() - dt.timedelta(days=FRESH_DAYS)
        # Who was confirmed lately is another question on the next day.
        day, found, heeded = self._serving.get((country, region, district), (None, [], 0))
        written = set(self._written[heeded:])
        if day != fresh or len(written) > MOST_MOVED:
            found = self._read(country, region, district, fresh, at)
        elif written:
            found = [one for one in found if one[ID] not in written]
            for one in self._read(country, region, district, fresh, at, written):
                bisect.insort(found, one)
        self._serving[country, region, district] = (fresh, found, len(self._written))
        return found

    def _read(
        self, country: str, region: str, district: str, fresh: dt.date, at: dt.datetime, only: set[int] | None = None
    ) -> list[Rank]:
        found = _serving(country, region, district, fresh, only)
        if country and region not in ("", EVERYWHERE):
            mine = {one[ID] for one in found}
            # Who serves the whole country was read for another place already.
            all_ = self.serving(country, EVERYWHERE, "", at=at) if only is None else _serving(country, EVERYWHERE, "", fresh, only)  # fmt: skip
            found = sorted([*found, *(one for one in all_ if one[ID] not in mine)])
        return found

    def standing(self, region: str, kinds: tuple[str, ...] = ()) -> list[Rank]:
        """The most urgent who stand in a region, of some kinds or of all, by urgency and key: as many as are ever looked at (`NEAREST`)."""
        return self.keep(("standing", region, kinds), lambda: _standing(region, kinds))

    def open_first(
        self, ranks: Iterable[Rank], *, at: dt.datetime, limit: int | None, kinds: Collection[str] = ()
    ) -> list[Rank]:
        """The first of an order, those that are open at the moment before the others."""
        left = [one for one in ranks if one[KIND] in kinds] if kinds else list(ranks)
        wanted = len(left) if limit is None else limit
        open_: list[Rank] = []
        closed: list[Rank] = []
        clocks: dict[str, dt.datetime] = {}
        states: dict[tuple[str, str, int], bool] = {}
        start, size = 0, _FIRST
        while start < len(left) and len(open_) < wanted:
            part = left[start : start + size]
            self._read_hours([pk for *_, pk, _kind, _country, _zone, always in part if not always])
            for one in part:
                *_, pk, _kind, country, zone, always = one
                if always:
                    open_.append(one)
                    continue
                slots = self._hours[pk]
                state = states.get((country, zone, id(slots)))
                if state is None:
                    if zone not in clocks:
                        clocks[zone] = at.astimezone(places.clock(zone)).replace(tzinfo=None)
                    state = _is_open(slots, clocks[zone], places.days_off(country))
                    states[country, zone, id(slots)] = state
                (open_ if state else closed).append(one)
            start, size = start + size, size * 4
        # Where the walk ended early there are open ones enough.
        return (open_ + closed)[:wanted]

    def _read_hours(self, services: list[int]) -> None:
        asked = [pk for pk in services if pk not in self._hours]
        for start in range(0, len(asked), 5000):
            part = asked[start : start + 5000]
            rows = OpeningHours.objects.filter(service__in=part).order_by().values_list("service")
            found = dict(rows.annotate(written=_InOneText(_WRITTEN)))
            for pk in part:
                slots = _slots(found.get(pk, ""))
                self._hours[pk] = self._schedules.setdefault(slots, slots)


_last = Edition("")


def current() -> Edition:
    """The edition that the directory is in now. One that bears no mark yet is kept by nobody."""
    global _last
    stands = _stands.first()
    if stands is None:
        return Edition("")
    found = _last
    if found.mark != stands.mark:
        found = _last = _next(found, stands)
    return found


def _next(before: Edition, stands: DirectoryEdition) -> Edition:
    written = [line.partition(" ") for line in stands.history.splitlines()]
    marks = [mark for mark, _, _ in written]
    if before.mark not in marks or marks[-1] != stands.mark:
        return Edition(stands.mark)
    keys = {key for _, _, key in written[marks.index(before.mark) + 1 :]}
    return Edition(stands.mark) if "" in keys else before.after(stands.mark, keys)


@prepared
def _stands() -> QuerySet[DirectoryEdition]:
    return DirectoryEdition.objects.all()


class _InOneText(Aggregate):
    """The texts of a group, parted by semicolons."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ';')"

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **more)


# A row for each service and not for each of its hours: most have one of a few schedules, whose text was read before.
_WRITTEN = ConcatPair(
    Coalesce(Cast("day", CharField()), Cast("weekday", CharField())),
    ConcatPair(Value(" "), ConcatPair(Cast("opens", CharField()), ConcatPair(Value(" "), Cast("closes", CharField())))),
)


@functools.lru_cache(maxsize=10_000)
def _slots(written: str) -> tuple[_Slot, ...]:
    """`0 09:00:00 18:00:00;2026-12-05 09:00:00 15:00:00`"""
    found: list[_Slot] = []
    for on, opens, closes in sorted(one.split(" ") for one in written.split(";") if one):
        weekday, day = (None, dt.date.fromisoformat(on)) if "-" in on else (int(on), None)
        found.append((weekday, day, dt.time.fromisoformat(opens), dt.time.fromisoformat(closes)))
    return tuple(found)


def _is_open(slots: tuple[_Slot, ...], now: dt.datetime, off: Collection[dt.date]) -> bool:
    """Does one of these hours hold a moment of the place's own clock? Those that end before they begin end on the next day.

    Of hours by the week none holds a moment of a day that began as a day off: nobody knows whether they are kept then.
    """
    time, today = now.time().replace(microsecond=0), now.date()
    before = today - dt.timedelta(days=1)

    def falls(weekday: int | None, day: dt.date | None, on: dt.date) -> bool:
        return day == on if day else weekday == on.weekday() and on not in off

    return any(
        (falls(weekday, day, today) and opens <= time and (closes < opens or time < closes))
        or (closes < opens and falls(weekday, day, before) and time < closes)
        for weekday, day, opens, closes in slots
    )


def _serving(
    country: str, region: str, district: str, fresh: dt.date, only: Collection[int] | None = None
) -> list[Rank]:
    """Who names a region; with `EVERYWHERE` who serves the whole country; with neither everybody who serves some of it. Of all services, or
    of `only` these."""
    if country:
        areas = ServiceArea.objects.filter(
            country=country, service__status=Service.Status.ACTIVE, service__failures__lt=DEAD_AFTER
        )
        if region:
            areas = areas.filter(region="" if region == EVERYWHERE else region)
        if district:
            areas = areas.filter(district__in=["", district])
        found, of, named = areas, "service__", "region"
    else:
        found, of, named = working(), "", "country"
    if only is not None:
        found = found.filter(**{"service__in" if country else "pk__in": list(only)})
    # The database says who was confirmed lately: thousands of days need not become dates.
    old = Case(When(**{f"{of}confirmed_on__gte": fresh}, then=False), default=True, output_field=BooleanField())
    about = (named, "old", *(f"{of}{name}" for name in ("key", "pk", "kind", "country", "time_zone", "always_open")))
    ranks: dict[int, Rank] = {}
    for place, late, key, pk, kind, *more in found.annotate(old=old).order_by().values_list(*about):
        near = bool(region) and place == region
        # It may serve a place twice, as the whole country and as a region of it.
        if pk not in ranks or near:
            ranks[pk] = (not near, URGENCY.get(kind, 99), late, key, pk, kind, *more)
    return sorted(ranks.values())


NEAREST = 300
"""So many of a neighbouring region are looked at for a few that do not serve the caller's own: of its thousands the most urgent."""
_URGENCY = Case(*(When(kind=kind, then=place) for kind, place in URGENCY.items()), default=99)


def _standing(region: str, kinds: tuple[str, ...]) -> list[Rank]:
    rows = working(kinds).filter(country=region[:2], region=region).order_by(_URGENCY, "key")[:NEAREST]
    about = rows.values_list("key", "pk", "kind", "country", "time_zone", "always_open")
    return sorted((True, URGENCY.get(kind, 99), False, key, pk, kind, *more) for key, pk, kind, *more in about)
