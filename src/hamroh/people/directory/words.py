"""Opening hours and other marks of a service in words."""

from __future__ import annotations

import datetime as dt
import functools

import phonenumbers
from django.utils.translation import gettext as _, gettext_lazy as lazy

from hamroh.people.directory import places
from hamroh.people.directory.models import Probe, Service
from hamroh.people.directory.queries import Door
from hamroh.shell import days

LANGUAGES = {
    "tg": lazy("Tajik"),
    "ru": lazy("Russian"),
    "uz": lazy("Uzbek"),
    "en": lazy("English"),
    "ky": lazy("Kyrgyz"),
    "kk": lazy("Kazakh"),
    "fa": lazy("Persian"),
    "ko": lazy("Korean"),
    "tr": lazy("Turkish"),
}
KINDS = {
    "hotline": lazy("Hotline"),
    "legal_aid": lazy("Lawyers"),
    "consulate": lazy("Consulate"),
    "consular_day": lazy("The consul comes for a day"),
    "shelter": lazy("Safe house"),
    "clinic": lazy("Doctor"),
    "information": lazy("Office for advice"),
    "union": lazy("Trade union"),
    "return": lazy("After coming home"),
    "school": lazy("School in Tajik"),
    "business_centre": lazy("Help to start a business"),
    "office": lazy("Migration service office"),
}
STATES = {
    Service.Status.ACTIVE: lazy("it works"),
    Service.Status.PAUSED: lazy("it has stopped for a time"),
    Service.Status.CLOSED: lazy("it is closed for good"),
}
OUTCOMES = {
    Probe.Outcome.ANSWERED: lazy("answered"),
    Probe.Outcome.NO_ANSWER: lazy("nobody answered"),
    Probe.Outcome.WRONG: lazy("somebody else answered"),
    Probe.Outcome.NOT_IN_USE: lazy("the number is not in use"),
    Probe.Outcome.DECLINED: lazy("replied that they do not help"),
    Probe.Outcome.UNDELIVERED: lazy("the message did not arrive"),
    Probe.Outcome.DELIVERED: lazy("the message arrived, no reply yet"),
    Probe.Outcome.FOUND_OPEN: lazy("it was open"),
    Probe.Outcome.FOUND_CLOSED: lazy("it was closed in its hours"),
    Probe.Outcome.NOT_THERE: lazy("it is not at this address"),
}
_OF_VISITS = (Probe.Outcome.FOUND_OPEN, Probe.Outcome.FOUND_CLOSED, Probe.Outcome.NOT_THERE)
_OF_MESSAGES = (Probe.Outcome.DECLINED, Probe.Outcome.UNDELIVERED, Probe.Outcome.DELIVERED)
OF_CALLS = {str(code): told for code, told in OUTCOMES.items() if code not in _OF_MESSAGES + _OF_VISITS}
"""What somebody who called can say."""
OF_VISITS = {str(code): OUTCOMES[code] for code in _OF_VISITS}
"""What somebody who was there can say."""
HOW = {
    "entered": lazy("entered"),
    "changed": lazy("changed"),
    "undone": lazy("put back"),
    "brought": lazy("brought in with a list"),
}
_ZONES = {
    "Europe/Moscow": lazy("in Moscow"),
    "Europe/Kaliningrad": lazy("in Kaliningrad"),
    "Europe/Samara": lazy("in Samara"),
    "Europe/Saratov": lazy("in Saratov"),
    "Europe/Astrakhan": lazy("in Astrakhan"),
    "Europe/Ulyanovsk": lazy("in Ulyanovsk"),
    "Europe/Volgograd": lazy("in Volgograd"),
    "Europe/Kirov": lazy("in Kirov"),
    "Asia/Yekaterinburg": lazy("in Yekaterinburg"),
    "Asia/Omsk": lazy("in Omsk"),
    "Asia/Novosibirsk": lazy("in Novosibirsk"),
    "Asia/Barnaul": lazy("in Barnaul"),
    "Asia/Tomsk": lazy("in Tomsk"),
    "Asia/Novokuznetsk": lazy("in Kemerovo"),
    "Asia/Krasnoyarsk": lazy("in Krasnoyarsk"),
    "Asia/Irkutsk": lazy("in Irkutsk"),
    "Asia/Yakutsk": lazy("in Yakutsk"),
    "Asia/Chita": lazy("in Chita"),
    "Asia/Vladivostok": lazy("in Vladivostok"),
    "Asia/Magadan": lazy("in Magadan"),
    "Asia/Sakhalin": lazy("on Sakhalin"),
    "Asia/Kamchatka": lazy("in Kamchatka"),
    "Asia/Anadyr": lazy("in Anadyr"),
    "Asia/Dushanbe": lazy("in Dushanbe"),
    "Asia/Almaty": lazy("in Almaty"),
    "Asia/Tashkent": lazy("in Tashkent"),
    "Asia/Bishkek": lazy("in Bishkek"),
    "Asia/Ashgabat": lazy("in Ashgabat"),
    "Asia/Seoul": lazy("in Seoul"),
    "Asia/Dubai": lazy("in Dubai"),
    "Asia/Qatar": lazy("in Qatar"),
    "Asia/Riyadh": lazy("in Riyadh"),
    "Asia/Kuwait": lazy("in Kuwait"),
    "Asia/Tokyo": lazy("in Tokyo"),
    "Asia/Kabul": lazy("in Kabul"),
    "Asia/Tehran": lazy("in Tehran"),
    "Asia/Shanghai": lazy("in Beijing"),
    "Europe/Minsk": lazy("in Minsk"),
    "Europe/Kyiv": lazy("in Kyiv"),
    "Europe/Warsaw": lazy("in Warsaw"),
    "Europe/Berlin": lazy("in Berlin"),
    "Europe/Vilnius": lazy("in Vilnius"),
    "Europe/Prague": lazy("in Prague"),
    "Europe/London": lazy("in London"),
    "Europe/Istanbul": lazy("in Istanbul"),
    "America/New_York": lazy("in New York"),
}


def place(zone: str) -> str:
    """`in Moscow`: where a clock hangs; the zone's own name where we have no words for it."""
    return str(_ZONES.get(zone, zone))


def clock(moment: dt.datetime) -> str:
    """`9:00`"""
    return f"{moment:%H:%M}".removeprefix("0")


def in_words(door: Door, language: str) -> str:
    """`Open now, until 20:00 in Moscow`, `Opens on Monday at 9:00 in Moscow`. What was not confirmed lately is never said to be open."""
    if not door.hours_known:
        return _("Their hours are not known: call before you go")
    if door.always_open:
        return _("Day and night, by what they say") if door.stale else _("Open day and night")
    at = {"place": place(door.zone)}
    if door.closes is not None:
        at["time"] = clock(door.closes)
        if door.stale:
            return _("By their hours open until %(time)s %(place)s") % at
        return _("Open now, until %(time)s %(place)s") % at
    if door.holiday_until is not None:
        at["time"] = clock(door.holiday_until)
        return _("A public holiday today. By their hours open until %(time)s %(place)s: call before you go") % at
    if door.opens is not None:
        at["time"] = clock(door.opens)
        if (door.opens.date() - door.today).days > 6:
            return _("Closed now. Next open: %(day)s, from %(time)s %(place)s") % {
                **at,
                "day": days.full(door.opens.date(), language),
            }
        return _("Closed now. Opens on %(day)s at %(time)s %(place)s") % {**at, "day": _opening_day(door, language)}
    return _("Closed")


def _opening_day(door: Door, language: str) -> str:
    assert door.opens is not None
    if language == "ru":
        return "понедельник вторник среду четверг пятницу субботу воскресенье".split()[door.opens.weekday()]
    return days.weekday(door.opens.date(), language)


def at_home(door: Door) -> str:
    """The same moment on the clock of Dushanbe; empty where it is the same clock."""
    moment = door.at_home
    return "" if moment is None else _("In Dushanbe it is %(time)s then.") % {"time": clock(moment)}


def about(door: Door) -> str:
    """`Lawyers. Tajik, Russian. Free. They do not ask for papers.` What we do not know is said to be asked."""
    names = ", ".join(str(LANGUAGES.get(code, code)) for code in door.languages)
    sentences = [f"{KINDS.get(door.kind, door.kind)}.", f"{days.capital(names)}."]
    if door.free:
        sentences.append(_("Free."))
    elif door.cost:
        sentences.append(_("It costs: %(cost)s.") % {"cost": door.cost})
    elif door.free is None:
        sentences.append(_("Ask what it costs."))
    else:
        sentences.append(_("It costs money: ask how much."))
    if door.asks_for_papers is False:
        sentences.append(_("They do not ask for papers."))
    elif door.asks_for_papers:
        sentences.append(_("They ask for papers."))
    else:
        sentences.append(_("Ask whether they want to see papers."))
    if door.safe_for_women:
        sentences.append(_("Safe for women."))
    if door.tells_police is False:
        sentences.append(_("They tell the police nothing."))
    elif door.tells_police:
        sentences.append(_("They may tell the police."))
    return " ".join(sentences)


def where(door: Door, language: str) -> str:
    """Where it stands, and how far off that is; of a shelter the place only."""
    region = places.name(door.region, language) if door.region else ""
    told = ", ".join(part for part in (region, door.town, door.address) if part)
    if door.kilometres is not None:
        far = _("about %(distance)s km from your region") % {"distance": door.kilometres}
        hours = places.hours_by_road(door.kilometres)
        if hours:
            far = _("about %(distance)s km from your region, by road at least %(hours)s h") % {
                "distance": door.kilometres,
                "hours": hours,
            }
        told = f"{told}: {far}" if told else far
    return told


def confirmed(door: Door, language: str) -> str:
    """When the number was last tried."""
    if door.confirmed_on is None:
        return _("Never confirmed by us: call before you go.")
    if door.stale:
        return _("Not confirmed since %(day)s: call before you go.") % {"day": days.full(door.confirmed_on, language)}
    return _("The number answered on %(day)s.") % {"day": days.full(door.confirmed_on, language)}


@functools.lru_cache(maxsize=5_000)
def phone(number: str) -> str:
    """A number parted as people read it: `+7 343 123-45-67`; one without a country as it was told."""
    if not number.startswith("+"):
        return number
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
