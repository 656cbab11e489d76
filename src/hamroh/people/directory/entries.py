"""What an entry of the directory says, as plain values: the same from the desk's form, from a list that is brought in, and in its history."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from typing import Any

import phonenumbers
from django.db import transaction
from django.utils.translation import gettext as _

from hamroh.people.directory import places
from hamroh.people.directory.models import DirectoryEdition, OpeningHours, Service, ServiceArea

Content = dict[str, Any]
LANGUAGE_CODES = ("tg", "ru", "uz", "ky", "kk", "en", "fa", "ko", "tr")
_FIELDS: dict[str, Any] = {
    "kind": "", "status": "active", "name_en": "", "name_ru": "", "name_tg": "", "phone": "", "email": "", "website": "", "address": "",
    "town": "", "country": "", "region": "", "time_zone": "", "languages": "", "free": None, "cost": "", "asks_for_papers": None,
    "safe_for_women": None, "tells_police": None, "always_open": False, "terms": {},
}  # fmt: skip
FIELDS = (*_FIELDS, "hours", "areas")
"""Of these an entry consists. `hours`: [weekday or ISO date, HH:MM, HH:MM] in local time; `areas`: [country, region, district]."""
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_COUNTRY = re.compile(r"[A-Z]{2}")
# It becomes a link on a public page: no other kind of address stands there.
_PAGE = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a field of an entry, in the reader's language, with the way out."""

    field: str
    text: str


def blank() -> Content:
    """An entry of which nothing is known yet."""
    return {**_FIELDS, "terms": {}, "hours": [], "areas": []}


def content(service: Service) -> Content:
    """What an entry says now."""
    found: Content = {name: getattr(service, name) for name in _FIELDS}
    found["hours"] = [
        [h.day.isoformat() if h.day else h.weekday, f"{h.opens:%H:%M}", f"{h.closes:%H:%M}"]
        for h in service.hours.all()
    ]
    found["areas"] = [[a.country, a.region, a.district] for a in service.areas.all()]
    return normal(found)


def normal(given: Content) -> Content:
    """The same in the one form in which it is kept and compared: numbers with their country, hours and areas in order."""
    out = blank() | given
    for name, value in out.items():
        if isinstance(value, str):
            out[name] = " ".join(value.split())
    out["phone"] = number(out["phone"], out["country"])
    out["time_zone"] = out["time_zone"] or places.zone(out["country"], out["region"])
    out["hours"] = sorted([list(h) for h in out["hours"]], key=lambda h: (isinstance(h[0], str), h))
    out["areas"] = [list(area) for area in sorted({tuple([*area, "", ""][:3]) for area in out["areas"]})] or (
        [[out["country"], "", ""]] if out["country"] else []
    )
    return out


def number(text: str, country: str) -> str:
    """A number with its country (E.164); one that cannot be read so, as a short number, stays as it was told."""
    try:
        parsed = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_valid_number(parsed):
        return text
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def faults(entry: Content) -> list[Fault]:
    """Everything that is wrong with an entry; it is written only when there is nothing."""
    found = []

    def wrong(field: str, text: str) -> None:
        found.append(Fault(field, text))

    if entry["kind"] not in Service.Kind.values:
        wrong("kind", _("Choose what kind of help it is."))
    if entry["status"] not in Service.Status.values:
        wrong("status", _("Say whether it works, has stopped for a time, or is closed."))
    if not entry["phone"]:
        wrong("phone", _("A service has a number to call. If it has none, enter the number of its organisation."))
    if not _COUNTRY.fullmatch(entry["country"]):
        wrong("country", _("Write the country as two capital letters: RU, TJ, KZ."))
    if entry["region"] and entry["region"] not in places.regions():
        wrong("region", _("We do not know this region. Write its code, for example RU-SVE, or leave it out."))
    elif entry["region"] and entry["region"][:2] != entry["country"]:
        wrong("region", _("This region lies in another country."))
    if entry["time_zone"] not in places.zones():
        wrong("time_zone", _("Choose the time zone in which it keeps its hours."))
    if entry["kind"] == "shelter" and entry["address"]:
        wrong("address", _("The address of a shelter is told to nobody. Take it out; the town is enough."))
    named = [bool(entry[f"name_{language}"]) for language in places.LANGUAGES]
    if any(named) and not all(named):
        wrong(
            "name_tg", _("Give its name in all three languages, or in none: then the organisation's name stands there.")
        )
    if not entry["languages"]:
        wrong("languages", _("Say at least one language that is spoken there."))
    elif not all(re.fullmatch("[a-z]{2}", code) for code in entry["languages"].split()):
        wrong(
            "languages",
            _("Write languages as codes parted by spaces: %(codes)s.") % {"codes": " ".join(LANGUAGE_CODES)},
        )
    if entry["free"] and entry["cost"]:
        wrong("cost", _("It is said to be free and to cost something. Take one of them out."))
    for country, region, district in entry["areas"]:
        known = not region or (region in places.regions() and region[:2] == country)
        if not _COUNTRY.fullmatch(country) or not known or (district and district not in places.districts()):
            wrong(
                "areas",
                _("We do not know this place: %(place)s.") % {"place": " ".join([country, region, district]).strip()},
            )
    begin = [(on, opens) for on, opens, _closes in entry["hours"]]
    for on, opens, closes in entry["hours"]:
        if (
            begin.count((on, opens)) > 1
            or not _HOUR.fullmatch(opens)
            or not _HOUR.fullmatch(closes)
            or opens == closes
            or not _is_day(on)
        ):
            wrong(
                "hours", _("These hours cannot be read: %(hours)s. Write 9:00-18:00.") % {"hours": f"{opens}-{closes}"}
            )
    if entry["website"] and not _PAGE.fullmatch(entry["website"]):
        wrong("website", _("Write the whole address of the page, from https:// on."))
    if entry["always_open"] and entry["hours"]:
        wrong("hours", _("It is said to be open day and night and at hours. Take one of them out."))
    for name, value in entry.items():
        longest = Service._meta.get_field(name).max_length if name in _FIELDS else None
        if longest and isinstance(value, str) and len(value) > longest:
            wrong(name, _("This is too long: at most %(most)d letters.") % {"most": longest})
    return found


def _is_day(on: Any) -> bool:
    if isinstance(on, int):
        return 0 <= on <= 6
    try:
        return bool(dt.date.fromisoformat(on))
    except (TypeError, ValueError):
        return False


REMEMBERED = 40
"""So many writings are told one by one; whoever read the directory before them reads it anew."""


def turn(key: str = "") -> None:
    """Make a new edition of the directory: what was kept in memory of one service (`key`), or of all, is old in every process. Within a
    transaction.

    It comes before anything else is locked, so that two writers wait for each other here and nowhere else.
    """
    before = DirectoryEdition.objects.select_for_update().filter(pk=1).first()
    mark = uuid.uuid4().hex
    history = [*(before.history.splitlines() if before else []), f"{mark} {key}"][-REMEMBERED:]
    edition = DirectoryEdition(pk=1, mark=mark, history="\n".join(history))
    DirectoryEdition.objects.bulk_create(
        [edition], update_conflicts=True, unique_fields=["id"], update_fields=["mark", "history"]
    )


@transaction.atomic
def write(service: Service, entry: Content) -> None:
    """Make an entry say this, in its next edition; what was checked before (`faults`)."""
    for name in _FIELDS:
        setattr(service, name, entry[name])
    service.edition += 1
    service.save()
    service.hours.all().delete()
    service.areas.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(
            service=service,
            weekday=on if isinstance(on, int) else None,
            day=dt.date.fromisoformat(on) if isinstance(on, str) else None,
            opens=dt.time.fromisoformat(opens),
            closes=dt.time.fromisoformat(closes),
        )
        for on, opens, closes in entry["hours"]
    )
    ServiceArea.objects.bulk_create(
        ServiceArea(service=service, country=country, region=region, district=district)
        for country, region, district in entry["areas"]
    )
    # What was read before with the service is no longer so.
    service._prefetched_objects_cache = {}  # type: ignore[attr-defined]


def area(code: str) -> list[str]:
    """The country, region and district that a code stands for: `RU`, `RU-SVE`, `TJ-SU.asht`."""
    region, _, _ = code.partition(".")
    return [code[:2], region if len(region) > 2 else "", code if "." in code else ""]


def code(area: list[str]) -> str:
    """The code that stands for a country, region and district."""
    return next(part for part in (*reversed(area), "") if part or part == area[0])
