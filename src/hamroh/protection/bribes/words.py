"""What is ticked in a report of a bribe, and what it is called."""

from __future__ import annotations

from django.utils.translation import gettext as _, gettext_lazy as lazy

from hamroh.people.directory import places
from hamroh.people.persons.words import COUNTRIES as countries

SERVICES = {
    "police": lazy("Police on foot or in a station"),
    "road_police": lazy("Road police"),
    "migration": lazy("Migration office"),
    "border": lazy("Border guards"),
    "customs": lazy("Customs"),
    "consulate": lazy("Consulate or embassy"),
    "court": lazy("Court or bailiffs"),
    "detention": lazy("Guards of a place of detention"),
    "inspection": lazy("Labour or other inspection"),
    "care": lazy("Hospital or clinic of the state"),
    "other": lazy("Another office"),
}
KINDS_OF_PLACE = {
    "street": lazy("Street or market"),
    "metro": lazy("Metro or bus stop"),
    "station": lazy("Railway or coach station"),
    "airport": lazy("Airport"),
    "border": lazy("Border crossing"),
    "road": lazy("Road, in a car"),
    "office": lazy("In their office"),
    "home": lazy("Where people live"),
    "work": lazy("Where people work"),
    "held": lazy("Where people are held"),
    "": lazy("place not said"),
}
HOURS = {
    "morning": lazy("Morning, 6 to 12"),
    "day": lazy("Day, 12 to 18"),
    "evening": lazy("Evening, 18 to 24"),
    "night": lazy("Night, 0 to 6"),
    "": lazy("hours not said"),
}
COUNTRIES = ("RU", "TJ", "KZ", "KG", "UZ", "XX")
"""Countries that can be ticked; of those of which we have a list, the regions too."""


def regions_of(country: str) -> list[str]:
    """The regions of a country, by code; none where we have no list."""
    return [code for code, one in places.regions().items() if one.country == country]


def many(above: tuple[str, ...]) -> int:
    """How many parts can follow a beginning of (country, service, region, kind of place, hours). "Not said" is one of them."""
    follows = (
        len(COUNTRIES),
        len(SERVICES),
        len(regions_of(above[0])) + 1 if above else 1,
        len(KINDS_OF_PLACE),
        len(HOURS),
    )
    return follows[len(above)]


def place_name(country: str, region: str | None, language: str) -> str:
    """What a place is called: the region, or the country as a whole."""
    if region:
        return places.regions()[region].names[language]
    return str(countries[country])


def told(row: dict[str, str | None], language: str) -> str:
    """One row of a release in words, without its number."""
    service, kind, hours = row["service"], row["place"], row["hours"]
    said = [
        place_name(str(row["country"]), row["region"], language),
        str(SERVICES[service]) if service else _("other offices"),
    ]
    if service and row["region"] is None:
        said.append(_("elsewhere in the country, or region not said"))
    elif row["region"] == "":
        said.append(_("region not said"))
    if row["region"] is not None:
        said.append(str(KINDS_OF_PLACE[kind]) if kind is not None else _("other places"))
    if kind is not None:
        said.append(str(HOURS[hours]) if hours is not None else _("other hours"))
    return " · ".join(said)
