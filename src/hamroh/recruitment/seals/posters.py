"""Posters of one route: who can be called there and at home, three steps, and the signed code. For stations, coaches and airports.

The numbers stand in the directory, and only those that answered lately are printed. No number of law is: a poster hangs for months.
The page that the code opens says the same, without scripts too; which route a poster is of stands in its address, and nothing else.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import segno
from django.urls import reverse
from django.utils.translation import get_language, gettext as _, gettext_lazy, override

from hamroh.people.directory import entries, hours, places, queries as directory, words as help_words
from hamroh.people.directory.queries import Door
from hamroh.recruitment.check import words as checked
from hamroh.recruitment.seals.models import SealedCode
from hamroh.shell import days, one_page

BY = {"coach": gettext_lazy("By coach"), "train": gettext_lazy("By train"), "air": gettext_lazy("By air")}
LANGUAGES = ("tg", "ru")
"""A poster is in the two languages that are read in stations."""
THERE, AT_HOME = 4, 2
"""So many numbers are shown of the place and of home: more would be too small to read from three steps away."""
FOLDER = Path(__file__).parent
FITS = (1.3, 1.2, 1.1, 1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64)
"""Sizes of letters, tried until all stands on one page."""
LONGEST_TITLE = 60


class NoNumber(ValueError):
    """Nobody there or at home answered lately: without a number to call there is no poster."""

    def __init__(self) -> None:
        super().__init__(_("No number there or at home answered lately. Call the numbers of the directory first."))


@dataclass(frozen=True)
class Route:
    """From a region of Tajikistan, by coach, train or air, to a region abroad."""

    origin: str
    by: str
    to: str

    @property
    def key(self) -> str:
        """As it stands in an address: `TJ-KT.coach.RU-MOW`."""
        return f"{self.origin}.{self.by}.{self.to}"

    @property
    def country(self) -> str:
        """The country it leads to."""
        return self.to[:2]


def route(key: str) -> Route | None:
    """The route that an address names; None where there is none such."""
    parts = key.split(".")
    if len(parts) != 3 or parts[0] not in origins() or parts[1] not in BY or parts[2] not in destinations():
        return None
    return Route(*parts)


def origins() -> list[str]:
    """Regions of Tajikistan by code."""
    return [one.code for one in places.regions().values() if one.country == "TJ"]


def destinations() -> list[str]:
    """Regions of the countries to which most go, Russia and Kazakhstan, by code."""
    return [one.code for one in places.regions().values() if one.country in ("RU", "KZ")]


def place(code: str) -> str:
    """A region or a country in the reader's language."""
    return places.name(code, (get_language() or "en")[:2]) if "-" in code else checked.country(code)


def said(one: Route) -> str:
    """`Хатлон — Москва` in the reader's language."""
    return f"{place(one.origin)} — {place(one.to)}"


def title(one: Route) -> str:
    """What the signed code says: the route in Tajik, or where it leads where both names are too long."""
    with override("tg"):
        whole = said(one)
        return whole if len(whole) <= LONGEST_TITLE else place(one.to)[:LONGEST_TITLE]


def numbers(one: Route, *, at: dt.datetime, language: str) -> tuple[list[Door], list[Door]]:
    """Who can be called there, and at home before leaving. The same on paper and on the phone, whatever the hour.

    Who helps in both places is shown once, there.
    """
    there = directory.to_print(country=one.country, region=one.to, at=at, language=language, limit=THERE)
    taken = {door.key for door in there}
    home = directory.to_print(country="TJ", region=one.origin, at=at, language=language, limit=AT_HOME + THERE)
    return there, [door for door in home if door.key not in taken][:AT_HOME]


def last_resort(one: Route, *, at: dt.datetime, language: str) -> list[Door]:
    """Whom to try where no number of the place answered lately: those not confirmed there, else those of all places. Never on paper."""
    there = directory.to_print(
        country=one.country, region=one.to, at=at, language=language, limit=AT_HOME, unconfirmed=True
    )
    if there or any(numbers(one, at=at, language=language)):
        return there
    home = directory.to_print(country="TJ", region=one.origin, at=at, language=language, limit=AT_HOME, unconfirmed=True)  # fmt: skip
    return home or directory.to_print(country="", region="", at=at, language=language, limit=AT_HOME)


def address(one: Route, site: str) -> str:
    """The page of a route; what is signed follows in the fragment, which goes to nobody."""
    return f"{site}{reverse('route', kwargs={'tongue': 'tg', 'key': one.key})}"


def steps(site: str, language: str) -> list[str]:
    """Three things to do: before paying, always, and on arriving."""
    # Whole addresses are long: where no page of its own is needed, the front page leads on.
    front = f"{site}{reverse('front', kwargs={'tongue': language})}".partition("://")[2]
    return [
        _("Before you pay or sign: check the firm by its name, licence number or phone. Free, without your name."),
        _("Keep your passport and papers with you. Nobody may take them, no firm and no employer."),
        _("On the day you arrive, see what to do by which day, free, without your name: %(address)s")
        % {"address": front},
    ]


def sheet(code: SealedCode, one: Route, *, site: str, at: dt.datetime) -> bytes:
    """The poster as a PDF of one A4 page, with the numbers as they stand at the moment of printing.

    Raises:
        NoNumber: none answered lately.
    """
    if not any(numbers(one, at=at, language="tg")):
        raise NoNumber
    content = _content(code, one, site, at)
    return one_page.fitted(FOLDER / "poster.typ", ((size, content) for size in FITS))


def _content(code: SealedCode, one: Route, site: str, at: dt.datetime) -> dict[str, Any]:
    picture = io.BytesIO()
    segno.make(f"{address(one, site)}#{code.text}", error="m").save(picture, kind="svg", border=4, light="#fff")
    languages, groups = [], {}
    for language in LANGUAGES:
        with override(language):
            languages.append(_in(language, code, one, site))
            groups[language] = numbers(one, at=at, language=language)
    return {
        "brand": "Ҳамроҳ · Hamroh",
        "languages": languages,
        "groups": [
            {
                "titles": [one["groups"][which] for one in languages],
                "doors": [_door(groups, which, place) for place in range(len(groups["tg"][which]))],
                "none": [one["none"][which] for one in languages],
            }
            for which in (0, 1)
        ],
        "picture": picture.getvalue().decode(),
        "number": code.number,
        "foot": site.partition("://")[2],
    }


def _in(language: str, code: SealedCode, one: Route, site: str) -> dict[str, Any]:
    check = f"{site}{reverse('check', kwargs={'tongue': language})}".partition("://")[2]
    return {
        "language": language,
        "from": place(one.origin),
        "to": place(one.to),
        "by": str(BY[one.by]),
        "take": _("Photograph these numbers before you leave."),
        "groups": [_("Who helps there"), _("Who helps at home")],
        "none": [_("No number there answered us lately. Ask before you leave."), ""],
        "steps_title": _("Three steps"),
        "steps": steps(site, language),
        "genuine": _("Is this poster genuine?"),
        "scan": _("Point the phone's camera at the code. It says so also without a line, if it was opened before."),
        "typed": _("Or open %(address)s and write the number under it.") % {"address": check},
        "money": _("A genuine sheet asks for no money and no papers. If somebody beside it does, it is not part of it."),
        "until": _("Valid to: %(day)s.") % {"day": days.full(code.valid_to, language)},
    }  # fmt: skip


def _door(groups: dict[str, tuple[list[Door], list[Door]]], which: int, place: int) -> dict[str, Any]:
    tg = groups["tg"][which][place]
    told = []
    for language in LANGUAGES:
        one = groups[language][which][place]
        with override(language):
            told.append(
                {
                    "language": language,
                    "kind": str(help_words.KINDS.get(one.kind, one.kind)),
                    "name": one.name,
                    "about": _about(one, language),
                    "sample": _("SAMPLE: it cannot be called.") if one.sample else "",
                }
            )
    return {"phone": help_words.phone(tg.phone), "told": told}


def _about(door: Door, language: str) -> str:
    sentences = []
    if door.always_open:
        sentences.append(_("Day and night."))
    else:
        service = directory.service(door.key)
        kept = hours.written(entries.content(service)["hours"], language) if service else ""
        if kept:
            sentences.append(f"{kept.replace(chr(10), '; ')} ({help_words.place(door.zone)}).")
    if door.free:
        sentences.append(_("Free."))
    if door.tells_police is False:
        sentences.append(_("They tell the police nothing."))
    sentences.append(help_words.confirmed(door, language))
    return " ".join(sentences)
