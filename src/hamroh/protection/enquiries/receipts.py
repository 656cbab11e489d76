"""What a person takes away: a code and four words, both made from the mark of the form that was sent.

They are not stored. Sent twice, the same form gives the same receipt again, so that a person whose line dropped before the
answer came loses nothing. The words are drawn from lists that stand side by side in three languages: whoever writes them
down in one language may type them in another.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hamroh.people import taken_away
from hamroh.record import keys

CODE_LETTERS = 8
WORDS = 4
_FOLD = str.maketrans("ғӣқӯҳҷё", "гикухче", "ъ")


@dataclass(frozen=True)
class Receipt:
    """Code (`7K4M-PX2D`) and words in one language; `numbers` are the places of the words in their list."""

    code: str
    numbers: tuple[int, ...]

    def words(self, language: str) -> str:
        return " ".join(_lists()[language][number] for number in self.numbers)


def mark(form: str) -> str:
    """The mark as it is kept: nobody can make a receipt from it."""
    return taken_away.mark("protection.form", form)


def marks(forms: Iterable[str]) -> list[str]:
    """The mark of each, by one question to the key store."""
    key = keys.store().blind("protection.form")
    return [hmac.new(key, form.encode(), hashlib.sha256).hexdigest() for form in forms]


def receipt(form: str) -> Receipt:
    """The receipt that belongs to a form; always the same."""
    drawn = taken_away.drawn("protection.receipt", form)
    code = taken_away.letters(drawn[:CODE_LETTERS])
    size = len(_lists()["en"])
    return Receipt(f"{code[:4]}-{code[4:]}", tuple(byte % size for byte in drawn[CODE_LETTERS : CODE_LETTERS + WORDS]))


def code_mark(code: str) -> str:
    """A code as it is kept, however it was typed: signs and small letters do not matter."""
    return taken_away.mark("protection.code", re.sub(r"[^0-9A-Z]", "", code.upper()))


def words_mark(numbers: tuple[int, ...]) -> str:
    """Words as they are kept."""
    return taken_away.mark("protection.words", " ".join(map(str, numbers)))


def read_words(text: str) -> tuple[int, ...] | None:
    """The places of typed words, in any of the three languages and with Russian letters for Tajik ones; None for others."""
    found = [_places().get(word) for word in re.findall(r"\w+", text.lower().translate(_FOLD))]
    if not found or None in found:
        return None
    return tuple(number for number in found if number is not None)


@functools.cache
def _lists() -> dict[str, list[str]]:
    with (Path(__file__).parent / "words.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {language: [row[language] for row in rows] for language in ("en", "ru", "tg")}


@functools.cache
def _places() -> dict[str, int]:
    return {word.lower().translate(_FOLD): number for words in _lists().values() for number, word in enumerate(words)}
