"""Under which marks a name is kept and looked for: the consonants of its parts, in classes that all spellings share."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from hamroh.people.names.letters import readings, words

RULES = 1
"""Grows by one whenever a name would be kept under other marks than before; files are then marked anew by themselves."""

VOWELS = frozenset("аеёиӣоӯуэюяйъo")
MOST_PARTS = 8
MOST_KEYS = 4

# Sounds that spellings confuse share a class: Russian keyboards, older Russian forms, Uzbek, Kyrgyz and Kazakh papers.
_CLASSES = {
    "г": "H", "ғ": "H", "х": "H", "ҳ": "H",
    "к": "K", "қ": "K",
    "ж": "J", "ҷ": "J", "ч": "J",
    "п": "P", "ф": "P", "б": "P",
    "т": "T", "д": "T",
    "в": "V", "з": "Z", "л": "L", "м": "M", "н": "N", "р": "R", "с": "S", "ш": "X",
}  # fmt: skip

# Longest first. What follows the stem of a family name or a father's name; they change with country, sex and decade.
ENDINGS = (
    "ович", "евич", "ёвич", "oвич", "овна", "евна", "ёвна", "oвна",
    "зода", "заде", "зoда", "зада", "зад", "задэ",
    "иён", "иян", "иёна", "ион", "иoн",
    "ова", "ева", "ёва", "oва", "ов", "ев", "ёв", "oв",
    "пур", "ӣ",
)  # fmt: skip
_ENDINGS = tuple(sorted(ENDINGS, key=len, reverse=True))
_BY_SEX = {"ова": "ов", "ева": "ев", "ёва": "ёв", "овна": "ович", "евна": "евич", "ёвна": "ёвич"}

# Words between the parts that say whose child somebody is, and endings written apart: no part of their own.
_BETWEEN = frozenset(
    "оглы оглу огли угли угил уғли ўғли оғли ўғил қизи кизи кызы писари духтари ибн бин бинт ал аль эль зода заде "
    "ogly oglu ogli ugli o'g'li qizi kizi kyzy gizi ibn bin bint al el zoda zade zadeh".split()
)
# Pieces of given names that are written together or apart: Бобо Ҷон, Абду Раҳмон, Муҳаммад Алӣ.
_JOINED = frozenset(
    "ҷон джон жон jon djon dzhon бек bek бой boy бай хон хан khon khan xon шоҳ шо шох шах shoh sho shokh алӣ али ali aly "
    "мир mir абду абдул abdu abdul саид сайид said sayid гул гуль gul бону bonu бибӣ биби bibi мо моҳ иддин уддин "
    "iddin uddin дин din улло уллоҳ ullo мурод murod қул кул qul kul мухаммад муҳаммад muhammad mukhammad мирзо mirzo "
    "шер sher ой oy".split()
)


@dataclass(frozen=True)
class Part:
    """One part of a name: how it is written, how it may be read, and the skeletons it is kept under."""

    text: str
    readings: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Name:
    """A full name as its parts. `joined` are neighbours read as one word, where they are often written so."""

    text: str
    parts: tuple[Part, ...]
    joined: tuple[Part, ...] = ()


@lru_cache(maxsize=16384)
def stem_and_ending(reading: str) -> tuple[str, str]:
    """A part without the ending of a family or father's name, and that ending; at least two sounds, one a consonant, stay.

    >>> stem_and_ending("раҳимзода")
    ('раҳим', 'зода')
    """
    for ending in _ENDINGS:
        if reading.endswith(ending):
            stem = reading[: -len(ending)]
            if len(stem) >= (3 if ending == "ӣ" else 2) and set(stem) - VOWELS:
                return stem, ending.replace("o", "о")  # the Latin letter, to the Cyrillic one
    return reading, ""


def without_sex(ending: str) -> str:
    """The ending as a man bears it: `ова` gives `ов`."""
    return _BY_SEX.get(ending, ending)


def skeleton(reading: str) -> str:
    """The classes of the consonants of a stem; `A` first where it begins with a vowel.

    A v that ends a syllable or stands between vowels is as good as a vowel (Давлат, Даулат; Зиёвуддин, Зиёуддин), and a
    d before j is only how j is written.
    """
    stem, _ = stem_and_ending(reading)
    out: list[str] = ["A"] if stem[:1] in VOWELS else []
    for at, sound in enumerate(stem):
        if sound in VOWELS:
            continue
        kind = _CLASSES.get(sound, sound)
        after = stem[at + 1 : at + 2]
        if kind == "V" and at and not (stem[at - 1] not in VOWELS and after in VOWELS and after):
            continue
        if kind == "T" and _CLASSES.get(after) == "J":
            continue
        # Doubled letters are written once or twice; a repeated sound after a vowel is another sound.
        if at and out and out[-1] == kind and _CLASSES.get(stem[at - 1]) == kind:
            continue
        out.append(kind)
    return "".join(out)


def _other_spellings(reading: str) -> list[str]:
    """The reading, and those that differ by one letter said in the throat (Неъмат, Нигмат; Аъзам, Агзам) or by the l of
    the Arabic article (Абдуқодир, Абдулкадыр)."""
    out = [reading]
    for at, sound in enumerate(reading[1:-1], 1):
        if reading[at - 1] in VOWELS and reading[at + 1] not in VOWELS:
            if sound == "ъ":
                out.append(reading[:at] + "г" + reading[at + 1 :])
            elif sound == "г":
                out.append(reading[:at] + reading[at + 1 :])
    if reading.startswith("абдул") and reading[5:6] not in VOWELS | {"л", ""}:
        out.append("абду" + reading[5:])
    return out


@lru_cache(maxsize=8192)
def part(text: str) -> Part:
    """One word of a name, read."""
    read_as = readings(text)
    keys: list[str] = []
    for reading in read_as:
        for spelling in _other_spellings(reading):
            key = skeleton(spelling)
            if key and key not in keys:
                keys.append(key)
    return Part(text, read_as, tuple(keys[:MOST_KEYS]))


def read(text: str) -> Name:
    """A full name as its parts; at most eight, initials and words between the parts (оглы, ибн) left out."""
    found = [word for word in words(text) if len(word) > 1 and word not in _BETWEEN][:MOST_PARTS]
    joined = [
        part(one + other) for one, other in zip(found, found[1:], strict=False) if one in _JOINED or other in _JOINED
    ]
    return Name(text, tuple(map(part, found)), tuple(joined))


def _marks(name: Name, born: int | None, *, single: bool) -> set[str]:
    every = [*name.parts, *name.joined]
    out: set[str] = set()
    for one, other in combinations(every, 2):
        out |= {"two " + " ".join(sorted((a, b))) for a in one.keys for b in other.keys}
    for one in every:
        if single:
            out |= {f"one {key}" for key in one.keys}
        if born is not None:
            out |= {f"born {born} {key}" for key in one.keys}
    return out


def written_tokens(name: Name, born: int | None = None) -> set[str]:
    """The marks a person is kept under: each part, each two parts in any order, and each part with the year of birth."""
    return _marks(name, born, single=True)


def asked_tokens(name: Name, born: int | None = None) -> set[str]:
    """The marks to look for: two parts at a time, or a part with the year of birth; a single part only where no more is told."""
    return _marks(name, born, single=len(name.parts) < 2 and born is None)


def blinded(marks: Iterable[str], key: bytes) -> set[int]:
    """The marks as numbers of 64 bits, signed, that say nothing to who lacks the key (HMAC-SHA-256, RFC 2104, cut)."""
    return {int.from_bytes(hmac.digest(key, mark.encode(), hashlib.sha256)[:8], "big", signed=True) for mark in marks}
