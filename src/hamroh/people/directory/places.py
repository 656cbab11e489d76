"""Where services stand and whom they serve: regions by ISO 3166-2 with their time, districts of Tajikistan, and how far it is."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

_GEO = Path(__file__).parent / "geo"
_SERIES = Path(__file__).parents[2] / "law/series"
LANGUAGES = ("en", "ru", "tg")

_TAJIKISTAN = {
    "TJ-DU": ("Dushanbe", "Душанбе", "шаҳри Душанбе"),
    "TJ-SU": ("Sughd", "Согдийская область", "вилояти Суғд"),
    "TJ-KT": ("Khatlon", "Хатлонская область", "вилояти Хатлон"),
    "TJ-GB": ("Badakhshan", "Горно-Бадахшанская автономная область", "Вилояти Мухтори Кӯҳистони Бадахшон"),
    "TJ-RA": ("Districts under the republic", "Районы республиканского подчинения", "ноҳияҳои тобеи ҷумҳурӣ"),
}
# Capitals' zones; a region of Russia has its own in the law's series.
ZONES_OF_COUNTRIES = {
    "RU": "Europe/Moscow", "TJ": "Asia/Dushanbe", "KZ": "Asia/Almaty", "UZ": "Asia/Tashkent", "KG": "Asia/Bishkek", "TM": "Asia/Ashgabat",
    "KR": "Asia/Seoul", "BY": "Europe/Minsk", "PL": "Europe/Warsaw", "DE": "Europe/Berlin", "LT": "Europe/Vilnius", "CZ": "Europe/Prague",
    "AE": "Asia/Dubai", "QA": "Asia/Qatar", "SA": "Asia/Riyadh", "JP": "Asia/Tokyo", "GB": "Europe/London", "KW": "Asia/Kuwait",
    "TR": "Europe/Istanbul", "AF": "Asia/Kabul", "IR": "Asia/Tehran", "CN": "Asia/Shanghai", "UA": "Europe/Kyiv", "US": "America/New_York",
}  # fmt: skip


@dataclass(frozen=True)
class Region:
    """A region with its name in three languages, its time zone and its largest town (degrees north and east)."""

    code: str
    country: str
    names: dict[str, str]
    time_zone: str
    town: str
    north: float
    east: float


@dataclass(frozen=True)
class District:
    """A district or town of Tajikistan. The code is ours, until the codes of the United Nations can be loaded."""

    code: str
    region: str
    names: dict[str, str]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@functools.cache
def regions() -> dict[str, Region]:
    """The regions of Russia, Kazakhstan and Tajikistan by code. Territories that two states count as theirs are not among them."""
    towns = {row["region"]: row for row in _rows(_GEO / "towns.csv")}
    named = {
        row["code"]: ({language: row[f"name_{language}"] for language in LANGUAGES}, row["time_zone"])
        for row in _rows(_SERIES / "ru.region.csv")
        if row["status"] == "subject"
    }
    for row in _rows(_GEO / "kazakhstan.csv"):
        named[row["code"]] = ({language: row[f"name_{language}"] for language in LANGUAGES}, ZONES_OF_COUNTRIES["KZ"])
    for code, names in _TAJIKISTAN.items():
        named[code] = (dict(zip(LANGUAGES, names, strict=True)), "Asia/Dushanbe")
    return {
        code: Region(
            code, code[:2], names, zone, towns[code]["town"], float(towns[code]["latitude"]), float(towns[code]["longitude"])
        )
        for code, (names, zone) in named.items()
    }  # fmt: skip


@functools.cache
def districts() -> dict[str, District]:
    """The districts and towns of Tajikistan by our code: `TJ-SU.asht`."""
    found = {}
    for row in _rows(_SERIES / "tj.place.csv"):
        if row["kind"] == "capital":
            continue
        code = f"{row['region']}.{re.sub(r'[^a-z]+', '-', row['name_en'].lower()).strip('-')}"
        found[code] = District(code, row["region"], {language: row[f"name_{language}"] for language in LANGUAGES})
    return found


@functools.cache
def zones() -> tuple[str, ...]:
    """The time zones in which a service may stand."""
    return tuple(sorted({*ZONES_OF_COUNTRIES.values(), *(region.time_zone for region in regions().values())}))


@functools.cache
def days_off(country: str) -> frozenset[dt.date]:
    """Public holidays of a country and the days off that are moved for them, as its calendar in the law has them; nothing where we have none.

    Whoever keeps hours by the week may be closed on them. Holidays of single regions are not among them.
    """
    path = _SERIES / f"{country.lower()}.working_days.csv"
    if country not in ("RU", "TJ", "KZ"):
        return frozenset()
    return frozenset(dt.date.fromisoformat(row["day"]) for row in _rows(path) if row["works"] == "no")


@functools.cache
def clock(time_zone: str) -> ZoneInfo:
    """The clock of a time zone."""
    return ZoneInfo(time_zone)


def zone(country: str, region: str = "") -> str:
    """The time zone of a region, or of the country's capital; empty where we know neither."""
    known = regions().get(region)
    return known.time_zone if known else ZONES_OF_COUNTRIES.get(country, "")


def name(code: str, language: str) -> str:
    """A region's or district's name, or the code where we have none."""
    place = districts().get(code) or regions().get(code)
    return place.names[language] if place else code


# Where the largest town of `towns.csv` is not the one that people mean by a region, or the region is a town itself
_NO_CHIEF_TOWN = ("RU-LEN", "RU-MOS", "RU-YAN", "RU-MOW", "RU-SPE", "KZ-71", "KZ-75", "KZ-79")


@functools.cache
def _chief_towns() -> dict[str, str]:
    """Chief towns in Russian: of Russia's regions as the law's own series writes them, first among other names."""
    russia = {row["code"]: row["aliases"].split("|")[0] for row in _rows(_SERIES / "ru.region.csv")}
    return {code: name for code, name in russia.items() if name and not name.isascii()} | {
        row["code"]: row["town_ru"] for row in _rows(_GEO / "kazakhstan.csv")
    }


def chief_town(region: str, language: str) -> str:
    """The largest town of a region abroad; empty where we have none, or the region is a town. Towns are written alike in ru and tg."""
    known = regions().get(region)
    if known is None or known.country == "TJ" or region in _NO_CHIEF_TOWN:
        return ""
    return known.town if language == "en" else _chief_towns().get(region, known.town)


def kilometres(one: str, other: str) -> int | None:
    """How far it is from region to region: between their largest towns, in a straight line; None where one is unknown."""
    a, b = regions().get(one), regions().get(other)
    if a is None or b is None:
        return None
    up, across = math.radians(b.north - a.north), math.radians(b.east - a.east)
    half = (
        math.sin(up / 2) ** 2
        + math.cos(math.radians(a.north)) * math.cos(math.radians(b.north)) * math.sin(across / 2) ** 2
    )
    return round(2 * 6371 * math.asin(math.sqrt(half)))


# In the order of the Tajik alphabet, where code points would put them at the end
_AFTER = str.maketrans({"ғ": "г\uffff", "ӣ": "и\uffff", "қ": "к\uffff", "ӯ": "у\uffff", "ҳ": "х\uffff", "ҷ": "ч\uffff"})


def alphabetical(text: str) -> str:
    """What to sort words by, in the order of the Tajik alphabet."""
    return text.casefold().translate(_AFTER)


FASTEST = 80
"""Kilometres in an hour, in a straight line, that no coach or car keeps over a whole way: so a time reckoned by it is the least."""


def hours_by_road(kilometres: int) -> int:
    """How many whole hours a way takes at least; 0 where it may be less than one."""
    return kilometres // FASTEST


def around(region: str) -> list[str]:
    """Other regions of the same country, the nearest first."""
    here = regions().get(region)
    if here is None:
        return []
    others = [r.code for r in regions().values() if r.country == here.country and r.code != region]
    return sorted(others, key=lambda code: (kilometres(region, code) or 0, code))


@functools.cache
def outlines() -> dict[str, Any]:
    """The units of Tajikistan as outlines for a small map (geo/README.md)."""
    loaded: dict[str, Any] = json.loads((_GEO / "tajikistan.json").read_text(encoding="utf-8"))
    return loaded
