"""Where parents want a school that teaches in Tajik: told without a name, counted by town, published in full elevens.

A wish is a place, a month, and how many children of which ages; nothing else is kept. Published is a month after it is over, each number
rounded down to full elevens: of fewer than eleven families nothing is told, and two months differ by full elevens or not at all.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import hmac
import io
import json
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Sum

from hamroh.people.directory import events, places
from hamroh.people.directory.models import SchoolWish
from hamroh.people.walls.rows import at_work
from hamroh.record import keys, note
from hamroh.record.retention import Kept, register
from hamroh.shell import packages
from hamroh.shell.few import FEWEST, full_elevens

AGES = ("under_7", "from_7", "from_11", "from_16")
"""Children by years of age: 0 to 6, 7 to 10, 11 to 15, 16 and 17."""
MOST = 9
"""So many children of one age can be told in one wish."""
PERIOD = dt.timedelta(days=2 * 365)


def may_be_told(place: str) -> bool:
    """Is it a region abroad, or a country whose regions we do not have?"""
    region = places.regions().get(place)
    return region.country != "TJ" if region else place in abroad()


def abroad() -> list[str]:
    """Countries that are told as a whole."""
    with_regions = {region.country for region in places.regions().values()}
    return sorted(code for code in places.ZONES_OF_COUNTRIES if code not in with_regions)


def wish(form: str, place: str, *, in_town: bool, ages: dict[str, int], at: dt.datetime) -> bool:
    """Keep what parents want, once for one form however often it is sent; gives whether it was new.

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
                form=mark, place=place, in_town=in_town and bool(places.chief_town(place, "en")), month=at.date().replace(day=1), **children
            )  # fmt: skip
            note(events.SchoolWished(), by=None, at=at)
    except IntegrityError:
        return False
    return True


@dataclass(frozen=True)
class Demand:
    """Families who want a school in a town (`in_town`) or elsewhere in its region, and their children: in full elevens, 0 for fewer."""

    place: str
    in_town: bool
    families: int
    children: int
    ages: dict[str, int]


def demand(on: dt.date) -> list[Demand]:
    """Demand by town, as it stood when the last whole month before a day was over; the largest first."""
    with at_work("counting wishes for schools"):
        rows = list(
            SchoolWish.objects.filter(month__lt=on.replace(day=1))
            .values("place", "in_town")
            .annotate(families=Count("pk"), **{f"sum_{age}": Sum(age) for age in AGES})
            .order_by("place", "in_town")
        )
    found = [
        Demand(
            row["place"],
            row["in_town"],
            full_elevens(row["families"]),
            full_elevens(sum(row[f"sum_{age}"] for age in AGES)),
            {age: full_elevens(row[f"sum_{age}"]) for age in AGES},
        )
        for row in rows
        if row["families"] >= FEWEST
    ]
    return sorted(found, key=lambda one: (-one.families, -one.children, one.place, one.in_town))


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
    ("families", "integer", "families who told it, in full elevens: 22 means 22 to 32"),
    ("children", "integer", "their children, in full elevens; 0: fewer than 11"),
    ("under_7", "integer", "of them 0 to 6 years old, in full elevens; 0: fewer than 11"),
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
    return {"place": one.place, "town": town, "families": one.families, "children": one.children, **one.ages}


def _descriptor(on: dt.date, table: bytes) -> bytes:
    return packages.descriptor(
        "schools",
        "Where parents want a school that teaches in Tajik",
        "What parents told this site, without names, until the end of the last month; no count of all. Of fewer than 11 families nothing "
        "is told. Numbers are rounded down to full elevens, so that no two months differ by fewer.",
        source="Parents who told this site",
        created=on.replace(day=1),
        resources=[packages.resource("demand", table, _FIELDS, key=["place", "town"])],
    )
