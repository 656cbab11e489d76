"""Where parents want a school that teaches in Tajik: told without a name, counted by town, published twice a year in full elevens.

A wish is a place, a month, and how many children of which ages; nothing else is kept. Whoever sends wishes of their own could bring a
place to one less than a step and see who comes next. So from each number a part is taken off that is drawn by lot, anew for each half-year
(geometric mechanism: Ghosh, Roughgarden and Sundararajan, 2012): one wish more or less makes nothing that is published more than 1.65 times as
likely. Of what comes in a flood only wishes count for which a phone had worked (`people/floods.py`).
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import hmac
import io
import json
import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from hamroh.people import floods
from hamroh.people.directory import events, places
from hamroh.people.directory.models import SchoolWish
from hamroh.people.walls.rows import at_work
from hamroh.record import keys, note
from hamroh.record.retention import Kept, register
from hamroh.shell import packages
from hamroh.shell.few import full_elevens
from hamroh.shell.here import day_of

AGES = ("under_7", "from_7", "from_11", "from_16")
"""Children by years of age: 0 to 6, 7 to 10, 11 to 15, 16 and 17."""
MOST = 9
"""So many children of one age can be told in one wish."""
PERIOD = dt.timedelta(days=2 * 365)
MONTHS_COUNTED = 18
"""So many months before a half-year are counted in it: what is forgotten after two years changes nothing within one."""
WEIGHT = 0.5
"""How much more likely, as a power of e, one wish can make a number that is published. A wish counts in two numbers of three half-years."""
TAKEN = 16
"""Families that are taken off in the middle; never fewer than none, so no number says more than there is."""


def may_be_told(place: str) -> bool:
    """Is it a region abroad, or a country whose regions we do not have?"""
    region = places.regions().get(place)
    return region.country != "TJ" if region else place in abroad()


def abroad() -> list[str]:
    """Countries that are told as a whole."""
    with_regions = {region.country for region in places.regions().values()}
    return sorted(code for code in places.ZONES_OF_COUNTRIES if code not in with_regions)


def wish(form: str, place: str, *, in_town: bool, ages: dict[str, int], worked: bool, at: dt.datetime) -> bool:
    """Keep what parents want, once for one form however often it is sent; gives whether it was new.

    Of more in an hour than a site takes in a minute, only those count for which a phone had `worked`.

    Raises:
        ValueError: no such place, or no child or too many.
    """
    children = {age: ages.get(age, 0) for age in AGES}
    if not may_be_told(place) or not any(children.values()) or not all(0 <= n <= MOST for n in children.values()):
        raise ValueError(place)
    mark = hmac.new(keys.store().blind("directory.school_wish"), form.encode(), hashlib.sha256).hexdigest()
    try:
        with transaction.atomic():
            SchoolWish.objects.create(
                form=mark, place=place, in_town=in_town and bool(places.chief_town(place, "en")), month=day_of(at).replace(day=1),
                counts=floods.counts("school_wishes", worked=worked, at=at), **children
            )  # fmt: skip
            note(events.SchoolWished(), by=None, at=at)
    except IntegrityError:
        return False
    floods.came("school_wishes", at=at)
    return True


@dataclass(frozen=True)
class Demand:
    """Families who want a school in a town (`in_town`) or elsewhere in its region, and of them those whose youngest child told of is of
    an age: at least so many, in full elevens; 0 where nothing can be told."""

    place: str
    in_town: bool
    families: int
    ages: dict[str, int]


def half_year(on: dt.date) -> dt.date:
    """The first day of the half-year of a day."""
    return dt.date(on.year, 1 if on.month < 7 else 7, 1)


def demand(on: dt.date) -> list[Demand]:
    """Demand by town, as it stood when the half-year of a day began; the largest first."""
    since = half_year(on)
    first = since.year * 12 + since.month - 1 - MONTHS_COUNTED
    with at_work("counting wishes for schools"):
        rows = SchoolWish.objects.filter(
            counts=True, month__lt=since, month__gte=dt.date(first // 12, first % 12 + 1, 1)
        )
        told = list(rows.values_list("place", "in_town", *AGES))
    families = Counter((place, in_town) for place, in_town, *_ages in told)
    youngest = Counter((place, in_town, next(age for age, n in zip(AGES, ages, strict=True) if n)) for place, in_town, *ages in told)  # fmt: skip
    found = [
        Demand(
            place,
            in_town,
            _published(many, since, place, in_town),
            {age: _published(youngest[place, in_town, age], since, place, in_town, age) for age in AGES},
        )
        for (place, in_town), many in families.items()
    ]
    shown = [one for one in found if one.families]
    return sorted(shown, key=lambda one: (-one.families, one.place, one.in_town))


def left_out() -> int:
    """How many wishes came in a flood and are not counted, in full elevens."""
    with at_work("counting wishes for schools"):
        return full_elevens(SchoolWish.objects.filter(counts=False).count())


def _published(many: int, *of: object) -> int:
    return full_elevens(max(0, many - _taken(*of)))


def _taken(*of: object) -> int:
    """What is taken off a number: drawn under a key of the site, the same as often as it is asked."""
    digest = hmac.new(keys.store().blind("directory.school_demand"), repr(of).encode(), hashlib.sha256).digest()
    up, down = (-math.log((int.from_bytes(half) + 1) / 2**128) // WEIGHT for half in (digest[:16], digest[16:]))
    return min(max(0, TAKEN + int(up - down)), 2 * TAKEN)


def take_out(before: dt.datetime) -> int:
    """Forget wishes of before a moment: the children have grown."""
    return SchoolWish.objects.filter(month__lt=before.date().replace(day=1)).delete()[0]


register(
    Kept(
        "directory.school_wishes",
        PERIOD,
        "after two years children are in another class or another country; who still wants a school tells it again",
        take_out,
    )
)

# -- open data

_FIELDS = [
    ("place", "string", "region, ISO 3166-2, or a country, ISO 3166"),
    ("town", "string", "largest town of the region; empty: elsewhere in it"),
    ("families", "integer", "families who told it, at least: less a part drawn by lot, in full elevens"),
    (
        "under_7",
        "integer",
        "of them those whose youngest child told of is 0 to 6 years old, at least, counted so too; 0: nothing can be told",
    ),
    ("from_7", "integer", "7 to 10 years old"),
    ("from_11", "integer", "11 to 15 years old"),
    ("from_16", "integer", "16 and 17 years old"),
]
NAMES = ("datapackage.json", "demand.csv", "demand.json")


def files(on: dt.date) -> dict[str, bytes]:
    """The demand as a data package (Frictionless Data Package 1), every file by name."""
    rows = [_row(one) for one in demand(on)]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [name for name, _, _ in _FIELDS], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    table = out.getvalue().encode()
    return {
        "datapackage.json": _descriptor(on, table),
        "demand.csv": table,
        "demand.json": json.dumps(rows, ensure_ascii=False, indent=2).encode() + b"\n",
    }


def _row(one: Demand) -> dict[str, Any]:
    town = places.chief_town(one.place, "en") if one.in_town else ""
    return {"place": one.place, "town": town, "families": one.families, **one.ages}


def _descriptor(on: dt.date, table: bytes) -> bytes:
    return packages.descriptor(
        "schools",
        "Where parents want a school that teaches in Tajik",
        "What parents told this site, without names, in the year and a half before the half-year began; no count of all. From each number a part "
        "is taken off that is drawn by lot, so that nobody can learn what one family told; then it is rounded down to full elevens.",
        source="Parents who told this site",
        created=half_year(on),
        resources=[packages.resource("demand", table, _FIELDS, key=["place", "town"])],
    )
