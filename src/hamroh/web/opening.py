"""Opening hours and other marks of a service in words."""

from __future__ import annotations

from django.utils.translation import gettext as _, gettext_lazy as lazy

from hamroh.people.directory.queries import Door
from hamroh.shell import days

_LANGUAGES = {
    "tg": lazy("Tajik"),
    "ru": lazy("Russian"),
    "uz": lazy("Uzbek"),
    "en": lazy("English"),
    "ky": lazy("Kyrgyz"),
}
_KINDS = {
    "hotline": lazy("Hotline"),
    "legal_aid": lazy("Lawyers"),
    "consulate": lazy("Consulate"),
    "shelter": lazy("Safe house"),
    "information": lazy("Advice"),
    "return": lazy("After coming home"),
}
_ZONES = {
    "Europe/Moscow": lazy("in Moscow"),
    "Asia/Dushanbe": lazy("in Dushanbe"),
    "Asia/Yekaterinburg": lazy("in Yekaterinburg"),
    "Asia/Almaty": lazy("in Almaty"),
}


def in_words(door: Door, language: str) -> str:
    """`Open now, until 20:00 in Moscow`, `Opens on Monday at 9:00 in Moscow`."""
    if door.always_open:
        return _("Open day and night")
    place = str(_ZONES.get(door.zone, door.zone))
    if door.closes is not None:
        return _("Open now, until %(time)s %(place)s") % {"time": f"{door.closes:%H:%M}".lstrip("0"), "place": place}
    if door.opens is not None:
        return _("Closed now. Opens on %(day)s at %(time)s %(place)s") % {
            "day": _opening_day(door, language),
            "time": f"{door.opens:%H:%M}".lstrip("0"),
            "place": place,
        }
    return _("Closed")


def _opening_day(door: Door, language: str) -> str:
    assert door.opens is not None
    if language == "ru":
        return "понедельник вторник среду четверг пятницу субботу воскресенье".split()[door.opens.weekday()]
    return days.weekday(door.opens.date(), language)


def about(door: Door) -> str:
    """`Lawyers. Tajik, Russian. Free. They do not ask for papers.`"""
    names = ", ".join(str(_LANGUAGES.get(code, code)) for code in door.languages)
    sentences = [f"{_KINDS.get(door.kind, door.kind)}.", f"{days.capital(names)}."]
    if door.free:
        sentences.append(_("Free."))
    if not door.asks_for_papers:
        sentences.append(_("They do not ask for papers."))
    return " ".join(sentences)


def confirmed(door: Door, language: str) -> str:
    """When the number was last tried."""
    if door.confirmed_on is None:
        return _("Never confirmed by us: call before you go.")
    if door.stale:
        return _("Not confirmed since %(day)s: call before you go.") % {"day": days.full(door.confirmed_on, language)}
    return _("The number answered on %(day)s.") % {"day": days.full(door.confirmed_on, language)}
