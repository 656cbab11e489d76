"""When two names of firms are one: equal under a letter table that is published, never because they look alike.

A name is read word by word as names of persons are (`people/names/letters.csv`), then letters that a keyboard without Tajik
keys cannot tell apart are made one. What differs after that differs. docs/names-of-agencies.md says the same in words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from hamroh.people.names import clean
from hamroh.people.names.letters import MOST_LETTERS, readings, words

LONGEST = 120
MOST_KEYS = 24

KEYBOARD = {"ғ": "г", "ӣ": "и", "қ": "к", "ӯ": "у", "ҳ": "х", "ҷ": "ч", "ё": "е", "э": "е", "o": "о"}
"""A Tajik letter and what is typed for it where its key is missing; ё without its dots; е and э, one letter in Latin; the Latin o."""

FORMS = {
    "limited": "ҷдмм чдмм ждмм ооо тоо jdmm ooo llc ltd",
    "closed": "ҷсп чсп зао jsp zao cjsc",
    "open": "ҷск чск оао jsk oao ojsc",
}
"""Legal forms, each in the letters of three languages. A form before or after a name is no part of it; two that differ make two firms."""
_MARK = "\u0298"
"""For a mark that makes no letter of any table with the one before it: a letter that no name has, so that the two names differ by one."""
_FORMS = {word: form for form, some in FORMS.items() for word in some.split()}


@dataclass(frozen=True)
class FirmName:
    """A name as it is compared: every way to read it, and its legal form, empty where none is written."""

    keys: frozenset[str]
    form: str

    def equals(self, other: FirmName) -> bool:
        """Is it the same name under the table?"""
        return bool(self.keys & other.keys) and (not self.form or not other.form or self.form == other.form)


def read(text: str) -> FirmName:
    """A name as it is typed, in any script; without a key where there is none to compare, or it is too long to be one.

    >>> read("ООО «Намуна Кор»").equals(read("Namuna Kor"))
    True
    >>> read("Намуна Кар").equals(read("Намуна Кор"))
    False
    """
    text = clean(text)
    if len(text) > LONGEST or any(len(run) > MOST_LETTERS for run in re.split(r"[\W\d_]+", text)):
        # Read in part, it would be equal to a name that is only its beginning.
        return FirmName(frozenset(), "")
    found = _words(text)
    form = ""
    for at in (0, -1):
        if len(found) > 1 and found[at] in _FORMS and not form:
            form = _FORMS[found.pop(at)]
    choices = [sorted({_folded(reading) for reading in _ways(word)}) for word in found]
    keys = set()
    for chosen in product(*choices):
        key = " ".join(filter(None, chosen))
        if key:
            keys.add(key)
        if len(keys) == MOST_KEYS:
            break
    return FirmName(frozenset(keys), form)


def _ways(word: str) -> Iterable[str]:
    return readings(word, as_written=True) if word.isalpha() or "'" in word else [word]


def _words(text: str) -> list[str]:
    """Words and numbers of a name, in order: unlike in names of persons, a number belongs to the name, and so does a mark on a letter."""
    out: list[str] = []
    text = unicodedata.normalize("NFKC", clean(text.replace("№", " ")))
    text = "".join(_MARK if unicodedata.category(c)[0] == "M" else c for c in text)
    for piece in re.split(r"(\d+)", text):
        out += ["".join(str(unicodedata.digit(c)) for c in piece)] if piece.isdecimal() else words(piece)
    return out


def _folded(reading: str) -> str:
    return "".join(KEYBOARD.get(letter, letter) for letter in reading if letter != "ъ")


_NUMBER_WORDS = re.compile(
    r"^\W*(?:лицензи[яию]|иҷозатнома(?:и|ҳои)?|ичозатнома(?:и|хои)?|licen[cs]e)\W+(?:(?:номер|рақами?|раками?|number|no)\W+)?",
    re.IGNORECASE,
)
"""Only behind the word for a licence: "Номер 1" alone may be a firm."""
_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТУХІ", "ABEKMHOPCTYXI")


def number_key(text: str) -> str:
    """A licence number however it is typed: letters that look alike are one, signs and spaces between do not count, nor the word
    for a licence or a number before it. Empty where none can be read, or one of more than 40 letters.

    >>> number_key("Лицензия № 000-А")
    '000A'
    """
    text = _NUMBER_WORDS.sub("", unicodedata.normalize("NFKC", clean(text).replace("№", " ")))
    text = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)
    big = text.upper().translate(_LOOK_ALIKE)
    key = "".join(
        _MARK if unicodedata.category(c)[0] == "M" else c
        for c in big
        if c.isalnum() or unicodedata.category(c)[0] == "M"
    )
    return key if len(key) <= 40 else ""
