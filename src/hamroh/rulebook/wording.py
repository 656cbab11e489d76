"""Values in words: days, sums and answers in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from . import tree as t

MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(),
    "tg": "январи феврали марти апрели майи июни июли августи сентябри октябри ноябри декабри".split(),
}
MONTHS_ALONE = {
    "en": MONTHS["en"],
    "ru": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split(),
    "tg": "январ феврал март апрел май июн июл август сентябр октябр ноябр декабр".split(),
}
YES_NO = {"en": ("no", "yes"), "ru": ("нет", "да"), "tg": ("не", "ҳа")}
NOT_KNOWN = {"en": "not known", "ru": "неизвестно", "tg": "маълум нест"}
_PLACE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


def day_in_words(day: date, language: str) -> str:
    """1 March 2019, 1 марта 2019, 1 марти 2019."""
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def span_in_words(earliest: date, latest: date, language: str) -> str:
    """A day, or the month or year it lies in when no more is known."""
    if earliest == latest:
        return day_in_words(earliest, language)
    if (earliest.year, earliest.month) == (latest.year, latest.month):
        return f"{MONTHS_ALONE[language][earliest.month - 1]} {earliest.year}"
    if earliest.year == latest.year and earliest.month == 1 and latest.month == 12:
        return str(earliest.year)
    return f"{day_in_words(earliest, language)} – {day_in_words(latest, language)}"


def roubles(kopecks: int) -> str:
    """Kopecks as a decimal number of roubles, without loss: 564200 -> 5642.00."""
    sign = "-" if kopecks < 0 else ""
    return f"{sign}{abs(kopecks) // 100}.{abs(kopecks) % 100:02d}"


def grouped(number: int | str, language: str) -> str:
    """Thousands parted by a narrow space (a comma in English)."""
    whole, _, part = str(number).partition(".")
    out = f"{int(whole):,}"
    if language != "en":
        out = out.replace(",", "\u202f")
    if part and part != "00":
        out += ("." if language == "en" else ",") + part
    return out


def value_in_words(value: Any, type_: str, language: str, choices: dict[str, dict[str, str]] | None = None) -> str:
    """A value as a reader sees it."""
    if value is None:
        return NOT_KNOWN[language]
    if type_ == t.DAY:
        return day_in_words(date.fromordinal(value), language)
    if type_ == t.YES_NO:
        return YES_NO[language][bool(value)]
    if type_ == t.MONEY:
        return grouped(roubles(value), language)
    if type_ == t.NUMBER:
        return grouped(value, language) if abs(value) >= 10000 else str(value)
    if type_ == t.CODES:
        return ", ".join(_choice(code, language, choices) for code in sorted(value))
    if type_ == t.LIST:
        return ", ".join(str(item) for item in value)
    return _choice(str(value), language, choices)


def _choice(code: str, language: str, choices: dict[str, dict[str, str]] | None) -> str:
    found = (choices or {}).get(code)
    return found[language] if found else code


def placeholders(text: str) -> list[str]:
    """The names in braces in a text."""
    return _PLACE.findall(text)


@lru_cache(maxsize=4096)
def parted(text: str) -> tuple[str, ...]:
    """A text of the law cut at its places: words and names in turn, words first.

    >>> parted("by {safe} at the latest")
    ('by ', 'safe', ' at the latest')
    """
    return tuple(_PLACE.split(text))


def fill(text: str, look_up: Callable[[str], str]) -> str:
    """Put values into a text."""
    return "".join(look_up(part) if i % 2 else part for i, part in enumerate(parted(text)))


_FOLDED = str.maketrans(
    {"ё": "е", "ғ": "г", "ӣ": "и", "қ": "к", "ӯ": "у", "ҳ": "х", "ҷ": "ч", "ъ": "", "ь": "", "'": "", "ʼ": "", "’": ""}
    | dict.fromkeys("-–—.,()/", " ")
)


def fold(text: str) -> str:
    """Case, spacing, hyphens and the letters a foreign keyboard lacks folded away: ҳуқуқ and хукук fold alike."""
    return " ".join(text.casefold().translate(_FOLDED).split())
