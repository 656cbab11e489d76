"""Which day it is where the person is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

# Capitals' zones; a region of Russia has its own below.
_COUNTRY = {
    "RU": "Europe/Moscow", "TJ": "Asia/Dushanbe", "KZ": "Asia/Almaty", "UZ": "Asia/Tashkent", "KR": "Asia/Seoul", "BY": "Europe/Minsk",
    "PL": "Europe/Warsaw", "DE": "Europe/Berlin", "LT": "Europe/Vilnius", "CZ": "Europe/Prague", "AE": "Asia/Dubai", "QA": "Asia/Qatar",
    "SA": "Asia/Riyadh", "JP": "Asia/Tokyo", "GB": "Europe/London", "KW": "Asia/Kuwait", "TR": "Europe/Istanbul",
}  # fmt: skip
_RUSSIA = {
    "Europe/Kaliningrad": "KGD",
    "Europe/Samara": "SAM UD",
    "Europe/Saratov": "SAR",
    "Europe/Astrakhan": "AST",
    "Europe/Ulyanovsk": "ULY",
    "Asia/Yekaterinburg": "BA CHE KHM KGN ORE PER SVE TYU YAN",
    "Asia/Omsk": "OMS",
    "Asia/Novosibirsk": "NVS ALT AL TOM",
    "Asia/Krasnoyarsk": "KYA KK TY KEM",
    "Asia/Irkutsk": "IRK BU",
    "Asia/Yakutsk": "SA AMU ZAB",
    "Asia/Vladivostok": "PRI KHA YEV",
    "Asia/Magadan": "MAG SAK",
    "Asia/Kamchatka": "KAM CHU",
}
_REGION = {f"RU-{code}": zone for zone, codes in _RUSSIA.items() for code in codes.split()}


def zone_of(facts: Mapping[str, Any]) -> ZoneInfo:
    """The time zone of the person's region, else of the country's capital, else Dushanbe."""
    place = facts.get("region") or facts.get("works_in")
    if isinstance(place, str) and place in _REGION:
        return ZoneInfo(_REGION[place])
    if facts.get("in_country") is False:
        return ZoneInfo("Asia/Dushanbe")
    return ZoneInfo(_COUNTRY.get(str(facts.get("destination")), "Asia/Dushanbe"))


def today(facts: Mapping[str, Any], *, now: dt.datetime) -> dt.date:
    """The day where the person is."""
    return now.astimezone(zone_of(facts)).date()
