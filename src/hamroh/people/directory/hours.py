"""Opening hours as people write them: `Mon-Fri 9:00-13:00, 14:00-18:00; Sat 10:00-14:00; 2026-12-05 9:00-15:00`."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

DAYS = {
    "en": "Mon Tue Wed Thu Fri Sat Sun".split(),
    "ru": "пн вт ср чт пт сб вс".split(),
    "tg": "дш сш чш пш ҷм шб яш".split(),
}
_WEEKDAYS = {name.casefold(): number for names in DAYS.values() for number, name in enumerate(names)}
_SPAN = re.compile(r"(\d{1,2})[:.](\d\d)\s*[-\u2013\u2014]\s*(\d{1,2})[:.](\d\d)")
_PART = re.compile(r"(?P<days>\S(?:[^0-9]*\S)?|\d{4}-\d\d-\d\d)\s+(?P<spans>\d.*)")


class NotHours(ValueError):
    """Something that stands where hours should, as it was written."""


def read(text: str) -> list[list[Any]]:
    """[weekday (0 is Monday) or ISO date, HH:MM, HH:MM] for each opening, in any of three languages.

    Raises:
        NotHours: a part that cannot be read.

    >>> read("Mon-Tue 9:00-18:00; 2026-12-05 10:00-14:00")
    [[0, '09:00', '18:00'], [1, '09:00', '18:00'], ['2026-12-05', '10:00', '14:00']]
    """
    found: list[list[Any]] = []
    for part in re.split(r"[;\n]+", text):
        part = part.strip()
        if not part:
            continue
        match = _PART.fullmatch(part)
        spans = [_SPAN.fullmatch(one.strip()) for one in match["spans"].split(",")] if match else [None]
        if match is None or not all(spans):
            raise NotHours(part)
        for on in _days(match["days"], part):
            found += [[on, f"{int(s[1]):02}:{s[2]}", f"{int(s[3]):02}:{s[4]}"] for s in spans if s]
    return found


def _days(text: str, part: str) -> list[int | str]:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        try:
            return [dt.date.fromisoformat(text).isoformat()]
        except ValueError:
            raise NotHours(part) from None
    found: list[int | str] = []
    for piece in re.split(r"[,\s]+", text):
        first, _, last = piece.replace("\u2013", "-").partition("-")
        one, other = _WEEKDAYS.get(first.casefold().strip(".:")), _WEEKDAYS.get((last or first).casefold().strip(".:"))
        if one is None or other is None:
            raise NotHours(part)
        found += [day % 7 for day in range(one, other + 1 + (7 if other < one else 0))]
    return found


def written(hours: list[list[Any]], language: str) -> str:
    """The same in words of a language, a line for days with equal hours; `read` gives it back.

    >>> written([[0, "09:00", "18:00"], [1, "09:00", "18:00"]], "en")
    'Mon-Tue 09:00-18:00'
    """
    names = DAYS[language]
    by_day: dict[Any, list[str]] = {}
    for on, opens, closes in hours:
        by_day.setdefault(on, []).append(f"{opens}-{closes}")
    lines: list[tuple[list[Any], str]] = []
    for on, spans in by_day.items():
        told = ", ".join(spans)
        if lines and lines[-1][1] == told and isinstance(on, int) and lines[-1][0][-1] == on - 1:
            lines[-1][0].append(on)
        else:
            lines.append(([on], told))
    return "\n".join(
        f"{days[0] if isinstance(days[0], str) else names[days[0]] + (f'-{names[days[-1]]}' if len(days) > 1 else '')} {told}"
        for days, told in lines
    )
