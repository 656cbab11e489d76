"""How a word in Tajik, Russian-keyboard or Latin letters is read in Tajik sounds.

The table is `letters.csv`; where its lines come from stands in README.md beside it.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

FOLDER = Path(__file__).parent
MOST_READINGS = 6
MOST_LETTERS = 60
"""A part of a name longer than this is read up to here; the longest in use has under thirty."""

_APOSTROPHES = dict.fromkeys(map(ord, '’‘`´ʻʼʹʾʿ＇ʺ″“”"'), "'")
# A Latin letter inside a Cyrillic word is a slip of the keyboard, and the other way round.
_LOOK_ALIKES = dict(zip("аеорсухкмтвні", "aeopcyxkmtbhi", strict=True))
_TO_LATIN = str.maketrans(_LOOK_ALIKES)
_TO_CYRILLIC = str.maketrans(
    {latin: cyrillic for cyrillic, latin in _LOOK_ALIKES.items()} | {"i": "и", "h": "н", "b": "в"}
)
# Most names are of such letters, and need no look at each.
_PLAIN = re.compile("[A-Za-zА-Яа-яЁёҒғӢӣҚқӮӯҲҳҶҷ0-9 ',.-]*")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[a-z\u00c0-\u024f]")
_BETWEEN_WORDS = re.compile(r"[^\w']+|[\d_]+")


def clean(text: str) -> str:
    """What a person typed as a name, without marks that nobody sees.

    Direction marks, joiners and other invisible characters go, control characters and every kind of space become one
    space, letters are composed. Case and order stay.
    """
    if _PLAIN.fullmatch(text):
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", text)
    seen = "".join(
        "" if unicodedata.category(c) == "Cf" else " " if unicodedata.category(c)[0] in "CZ" else c for c in composed
    )
    return " ".join(seen.split())


def written_in_one_alphabet(text: str) -> str:
    """The text with letters of the wrong alphabet put right, word by word: a Latin `a` in a Cyrillic word is an `а`."""
    return " ".join(_one_alphabet(word) for word in text.split())


@lru_cache(maxsize=16384)
def _one_alphabet(word: str) -> str:
    low = word.lower()
    if not _LATIN.search(low) or not _CYRILLIC.search(low):
        return word
    cyrillic, latin = len(_CYRILLIC.findall(low)), len(_LATIN.findall(low))
    return low.translate(_TO_CYRILLIC) if cyrillic >= latin else low.translate(_TO_LATIN)


def words(text: str) -> list[str]:
    """The words of a name, in small letters of one alphabet each; hyphens, dots and commas part them."""
    low = clean(text).lower().translate(_APOSTROPHES)
    return [found[:MOST_LETTERS] for word in _BETWEEN_WORDS.split(low) if (found := _one_alphabet(word).strip("'"))]


@cache
def _table() -> dict[str, dict[str, tuple[str, ...]]]:
    """Script to spelling to its readings, likelier first."""
    table: dict[str, dict[str, tuple[str, ...]]] = {"cyrl": {}, "latn": {}}
    with (FOLDER / "letters.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            table[line["script"]][line["spelling"]] = tuple(line["reads"].split("|"))
    return table


@lru_cache(maxsize=4096)
def readings(word: str, *, as_written: bool = False) -> tuple[str, ...]:
    """The ways to read one word of `words`, likelier first, at most six; each a text with one letter for one sound.

    The letters are those of the Tajik alphabet, and the Latin `o`, which may be о or ӯ. Letters of other alphabets are
    kept as they are, so that a name in them is at least equal to itself. A letter with a mark that the table lacks is
    read without the mark; `as_written`, it is another letter.
    """
    table = _table()["cyrl" if _CYRILLIC.search(word) else "latn"]
    pieces: list[tuple[str, ...]] = []
    at = 0
    while at < len(word):
        for length in (3, 2, 1):
            spelling = word[at : at + length]
            ends = at + length >= len(word)
            found = (
                (table.get("^" + spelling) if at == 0 else None)
                or (table.get(spelling + "$") if ends else None)
                or table.get(spelling)
            )
            if found is not None and len(spelling) == length:
                pieces.append(found)
                at += length
                break
        else:
            plain = word[at] if as_written else unicodedata.normalize("NFD", word[at])[0]
            pieces.append(table.get(plain, (plain if plain.isalpha() else "",)))
            at += 1
    several: list[str] = []
    for chosen in product(*pieces):
        text = "".join(chosen)
        if text not in several:
            several.append(text)
        if len(several) == MOST_READINGS:
            break
    return tuple(several)
