"""Days and numbers in words, in three languages, the way people write them.

Django's Tajik forms carry the Russian year mark, so these are our own.
"""

from __future__ import annotations

import datetime as dt
import re

MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "ru": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split(),
    "tg": "январ феврал март апрел май июн июл август сентябр октябр ноябр декабр".split(),
}
OF_MONTHS = {
    "en": MONTHS["en"],
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(),
    "tg": "январи феврали марти апрели майи июни июли августи сентябри октябри ноябри декабри".split(),
}
WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "ru": "понедельник вторник среда четверг пятница суббота воскресенье".split(),
    "tg": "душанбе сешанбе чоршанбе панҷшанбе ҷумъа шанбе якшанбе".split(),
}
_DAY = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")


class DayConverter:
    """A day in an address: 2021-05-05. One that the calendar does not have is no address."""

    regex = "(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date) -> str:
        return value.isoformat()


class DigestConverter:
    """The mark of a text of the law, as `Rulebook.digest` writes it."""

    regex = "[0-9a-f]{16}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def month(day: dt.date, language: str) -> str:
    """`March`, `март`, `март`: the month alone, as on a calendar leaf."""
    return MONTHS[language][day.month - 1]


def weekday(day: dt.date, language: str) -> str:
    """`Friday`, `пятница`, `ҷумъа`."""
    return WEEKDAYS[language][day.weekday()]


def full(day: dt.date, language: str) -> str:
    """`23 May 2019`, `23 мая 2019`, `23 майи 2019`."""
    return f"{day.day} {OF_MONTHS[language][day.month - 1]} {day.year}"


def short(day: dt.date, language: str, *, beside: dt.date | None = None) -> str:
    """Day and month; with the year where it differs from the day it is read beside."""
    if beside is not None and beside.year != day.year:
        return full(day, language)
    months = MONTHS if language == "tg" else OF_MONTHS
    return f"{day.day} {months[language][day.month - 1]}"


def with_weekday(day: dt.date, language: str) -> str:
    """`Friday, 15 March 2019`, `пятница, 15 марта 2019`, `ҷумъа, 15 марти 2019`."""
    return f"{weekday(day, language)}, {full(day, language)}"


def written(text: str, language: str) -> str:
    """A day, month or year as it stands in a file (`2019-03-01`, `2019-03`, `2019`), in words; other text as it is."""
    found = _DAY.match(text)
    if not found:
        return text
    year, month_, day = found.groups()
    if day:
        return full(dt.date(int(year), int(month_), int(day)), language)
    return (
        f"{OF_MONTHS[language][int(month_) - 1] if language == 'tg' else MONTHS[language][int(month_) - 1]} {year}"
        if month_
        else year
    )


def capital(text: str) -> str:
    """The same text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def roubles(kopecks: int, language: str) -> str:
    """A sum of money, thousands parted by a thin gap: `30 000`, `5 642,50`."""
    whole, rest = divmod(abs(kopecks), 100)
    mark = "." if language == "en" else ","
    gap = "," if language == "en" else "\N{NO-BREAK SPACE}"
    text = f"{whole:,}".replace(",", gap) + (f"{mark}{rest:02d}" if rest else "")
    return ("-" if kopecks < 0 else "") + text
