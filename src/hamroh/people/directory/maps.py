"""A small map, drawn on the server from data carried with the program: no tiles, nothing from elsewhere."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass

from hamroh.people.directory import places

_WIDTH, _HEIGHT = 320, 170


@dataclass(frozen=True)
class Unit:
    """A region on the map: its outline, or the point of its largest town; how many services stand in it."""

    name: str
    helps: int
    here: bool
    outline: str = ""
    x: int = 0
    y: int = 0


@dataclass(frozen=True)
class Map:
    """What directory/map_units.html draws."""

    width: int
    height: int
    units: list[Unit]


def small_map(country: str, *, here: str, helps: Mapping[str, int], language: str) -> Map | None:
    """Where help stands in a country; None for one we have no map of.

    Tajikistan is drawn by its outlines, Russia as a dot for each region at its largest town (`point`). `helps` says how many services stand where,
    `here` is the reader's region.
    """
    if country == "TJ":
        drawn = places.outlines()
        # The capital last: it lies inside another unit.
        codes = sorted(drawn["shapes"], key=lambda code: (code == here, code == "TJ-DU"))
        units = [Unit(places.name(c, language), helps.get(c, 0), c == here, outline=drawn["shapes"][c]) for c in codes]
        return Map(drawn["width"], drawn["height"], units)
    if country == "RU":
        points = _points().items()
        return Map(
            _WIDTH,
            _HEIGHT,
            [Unit(places.name(c, language), helps.get(c, 0), c == here, x=x, y=y) for c, (x, y) in points],
        )
    return None


def point(region: str) -> tuple[int, int] | None:
    """Where a region is a dot on the map of its country; None where it is an outline, or nothing."""
    return _points().get(region)


@functools.cache
def _points() -> dict[str, tuple[int, int]]:
    """Where the regions of Russia lie: Lambert's equal-area projection (Snyder, Map Projections, 1987, page 185) around 60 N, 95 E."""
    middle = math.radians(60)
    plain = {}
    for region in places.regions().values():
        if region.country == "RU":
            north, east = math.radians(region.north), math.radians(region.east - 95)
            k = math.sqrt(
                2 / (1 + math.sin(middle) * math.sin(north) + math.cos(middle) * math.cos(north) * math.cos(east))
            )
            up = math.cos(middle) * math.sin(north) - math.sin(middle) * math.cos(north) * math.cos(east)
            plain[region.code] = (k * math.cos(north) * math.sin(east), -k * up)
    left, right = min(x for x, _ in plain.values()), max(x for x, _ in plain.values())
    top, bottom = min(y for _, y in plain.values()), max(y for _, y in plain.values())
    scale = min((_WIDTH - 20) / (right - left), (_HEIGHT - 20) / (bottom - top))
    return {code: (round(10 + (x - left) * scale), round(10 + (y - top) * scale)) for code, (x, y) in plain.items()}
