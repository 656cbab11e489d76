"""Where people are, where help is, how far it is; and where the consul should come next.

How many people live in a region is told by whoever asks, from a count that they name: the program keeps no list of where people are.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from hamroh.people.directory import places, queries, ranks
from hamroh.people.directory.models import Service
from hamroh.shell.few import FEWEST
from hamroh.shell.here import day_of

COMING = dt.timedelta(days=60)
"""A consular day within this time counts as the consul being there."""
_ROW = re.compile(r"\s*([A-Z]{2}(?:-[A-Z0-9]{2,3})?)[\s;,:]+([\d\s\u00a0]{1,20}?)\s*")


class NotRead(ValueError):
    """A row that cannot be read: its number and what is wrong."""


@dataclass(frozen=True)
class Line:
    """A region, or a whole country that is told without its regions. `people` is None for fewer than 11; `helps` is how many working services
    stand there; `help_km` and `consul_km` how far the nearest of any kind and the nearest consul are, between largest towns; None where
    there is none in the country."""

    region: str
    people: int | None
    helps: int
    help_km: int | None
    consul_km: int | None

    @property
    def help_hours(self) -> int:
        """How long the way to the nearest help takes at least, by road; 0 for less than an hour."""
        return places.hours_by_road(self.help_km or 0)

    @property
    def consul_hours(self) -> int:
        """The same to the nearest consul."""
        return places.hours_by_road(self.consul_km or 0)

    @property
    def burden(self) -> int:
        """Kilometres to the consul, of all people together: by it the next consular day is proposed."""
        return (self.people or 0) * (self.consul_km or 0)


def read(text: str) -> dict[str, int]:
    """People by region, from rows of a code and a number: `RU-PER 1200`; of another country by its own code: `KZ 9800`.

    Raises:
        NotRead: a row is none, its region is not known, or stands there twice.
    """
    found: dict[str, int] = {}
    for number, row in enumerate(text.splitlines(), 1):
        if not row.strip():
            continue
        match = _ROW.fullmatch(row)
        if match is None or not _is_place(match[1]):
            raise NotRead(
                _("Row %(row)s cannot be read. Write the code of a region and a number: RU-PER 1200.") % {"row": number}
            )
        if match[1] in found:
            raise NotRead(_("Row %(row)s: this region stands there twice.") % {"row": number})
        found[match[1]] = int(re.sub(r"\D", "", match[2]))
    return found


def _is_place(code: str) -> bool:
    # Russia and Tajikistan are told by region; others may be told whole.
    return code in places.regions() or (code in places.ZONES_OF_COUNTRIES and code not in ("RU", "TJ"))


def lines(people: Mapping[str, int], *, at: dt.datetime) -> list[Line]:
    """A line for each region that was told, the one with the longest way to a consul for most people first."""
    today = day_of(at)
    helps = {country: queries.how_many_by_region(country) for country in {code[:2] for code in people}}
    comes = Q(kind=Service.Kind.CONSULAR_DAY, hours__day__gte=today, hours__day__lte=today + COMING)
    found = ranks.working().filter(Q(kind=Service.Kind.CONSULATE) | comes).values_list("country", "region")
    consuls = {place for both in found for place in both if place}
    told = []
    for place, count in people.items():
        # A region has what stands in it; a country without regions all that stands in the country.
        here = helps[place[:2]] if "-" in place else {place: n} if (n := queries.how_many_in(place)) else {}
        told.append(
            Line(
                region=place,
                people=count if count >= FEWEST else None,
                helps=here.get(place, 0),
                help_km=_nearest(place, set(here)),
                consul_km=_nearest(place, consuls),
            )
        )
    return sorted(told, key=lambda line: (-line.burden, -(line.people or 0), line.region))


def _nearest(region: str, among: set[str]) -> int | None:
    if region in among:
        return 0
    far = [km for other in among if other[:2] == region[:2] and (km := places.kilometres(region, other)) is not None]
    return min(far, default=None)


def proposed(found: list[Line]) -> Line | None:
    """Where the consul should come next: the longest way of all people together; None where nobody has one, or where too few live."""
    return found[0] if found and found[0].burden else None
