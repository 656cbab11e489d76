"""The two lines at the foot of a passport, and what their check digits say (ICAO Doc 9303, part 3 and part 4, TD3).

The lines are read to fill in a form and to find a slip; their text is stored nowhere.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from itertools import cycle

LENGTH = 44
# What is misread or mistyped for what
_LIKE = {
    "O": "0",
    "0": "O",
    "I": "1",
    "1": "I",
    "B": "8",
    "8": "B",
    "S": "5",
    "5": "S",
    "Z": "2",
    "2": "Z",
    "G": "6",
    "6": "G",
}


class NotReadable(ValueError):
    """These are not the two lines of a passport; `why` is a code: lines, letters, country."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True)
class Fault:
    """A check digit that does not fit. `field`: number, born, expires, personal or whole; places count from 1 on the second line.

    `at` is the one place where another letter or digit that looks like it would fit; 0 where there is no such place, or several.
    """

    field: str
    first: int
    last: int
    said: str
    should: str
    at: int = 0
    instead: str = ""


@dataclass(frozen=True)
class Passport:
    """What the lines say. A day of birth without a known day is the year alone; the century is chosen by `on`."""

    country: str
    number: str
    full_name: str
    born: str
    sex: str
    expires: str
    faults: tuple[Fault, ...]


def check_digit(text: str) -> str:
    """The check digit of a field: values times 7, 3, 1 in turn, modulo 10; `<` is 0 and A is 10.

    >>> check_digit("520727")
    '3'
    """
    return str(
        sum(int("0" if c == "<" else c, 36) * weight for c, weight in zip(text, cycle((7, 3, 1)), strict=False)) % 10
    )


# Field, first and last place, place of its check digit
_FIELDS = (("number", 1, 9, 10), ("born", 14, 19, 20), ("expires", 22, 27, 28), ("personal", 29, 42, 43))


def read_passport(text: str, *, on: dt.date) -> Passport:
    """Read the two lines, typed or pasted.

    Raises:
        NotReadable: they are not two lines of 44 letters, digits and `<`, or not of a passport.
    """
    lines = [re.sub(r"\s", "", line).upper().replace("«", "<") for line in text.splitlines() if line.strip()]
    if len(lines) == 1 and len(lines[0]) == 2 * LENGTH:
        lines = [lines[0][:LENGTH], lines[0][LENGTH:]]
    if len(lines) != 2 or any(len(line) != LENGTH for line in lines):
        raise NotReadable("lines")
    if not all(re.fullmatch(r"[A-Z0-9<]+", line) for line in lines):
        raise NotReadable("letters")
    first, second = lines
    if first[0] != "P":
        raise NotReadable("country")
    faults = [
        fault for field, begin, end, place in _FIELDS if (fault := _fault(field, second, begin, end, place)) is not None
    ]
    if not faults:
        whole = second[:10] + second[13:20] + second[21:43]
        if second[43] != check_digit(whole):
            faults.append(Fault("whole", 1, 43, second[43], check_digit(whole)))
    family, _, given = first[5:].partition("<<")
    return Passport(
        country=second[10:13].strip("<"),
        number=second[:9].strip("<"),
        full_name=" ".join(" ".join((family, given)).replace("<", " ").split()),
        born=_day(second[13:19], past=True, on=on),
        sex={"F": "f", "M": "m"}.get(second[20], ""),
        expires=_day(second[21:27], past=False, on=on),
        faults=tuple(faults),
    )


def _fault(field: str, line: str, begin: int, end: int, place: int) -> Fault | None:
    text, said = line[begin - 1 : end], line[place - 1]
    if field == "personal" and not text.strip("<") and said in "<0":
        return None
    should = check_digit(text)
    if said == should:
        return None
    fits = [
        (begin + i, _LIKE[c])
        for i, c in enumerate(text)
        if c in _LIKE and check_digit(text[:i] + _LIKE[c] + text[i + 1 :]) == said
    ]
    at, instead = fits[0] if len(fits) == 1 else (0, "")
    return Fault(field, begin, end, said, should, at, instead)


def _day(text: str, *, past: bool, on: dt.date) -> str:
    """YYMMDD as a day in ISO 8601, the year alone where day or month are not known, empty where there is no such day."""
    if not text[:2].isdigit():
        return ""
    year = on.year - on.year % 100 + int(text[:2])
    if past and year > on.year:
        year -= 100
    if not text[2:].isdigit() or "00" in (text[2:4], text[4:6]):
        return str(year)
    try:
        return dt.date(year, int(text[2:4]), int(text[4:6])).isoformat()
    except ValueError:
        return ""
