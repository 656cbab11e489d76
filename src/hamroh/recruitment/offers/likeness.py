"""What an offer sounds like, where no phrase of `signs.yaml` is in it.

People say the same harm in more ways than anybody writes down. A reader that practised on labelled messages (`practice/`,
all invented) hears what the words resemble. It can be mistaken more often than a phrase can, so what it hears is never a
warning: it is a question to ask (`Sign.ask`). How often it is right is printed by `python -m bench --only offers`.

The reader is a logistic regression over groups of letters and words, as in Wang and Manning, "Baselines and Bigrams"
(ACL 2012), with weights in one file that `python -m hamroh.recruitment.offers.practise` writes.
"""

from __future__ import annotations

import functools
import math
import re
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hamroh.recruitment.offers.reading import Text

FILE = Path(__file__).with_name("likeness.bin")
SIGNS = ("unlicensed", "fee", "passport", "no_contract", "no_permit")
"""The signs that are practised: those that stand in words alone."""
PLACES = 1 << 16
"""Groups of letters share so many places; two that meet in one weigh together."""
LONGEST = 500
"""Letters that are heard at once: practised were messages of 30 to 600."""
SURE = 0.5
"""From this likelihood on something is said of a message that was heard whole."""
SURER = 0.75
"""The same for a part of a longer text: there are many parts, and each may be mistaken."""
_SCALE = 16.0
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class Heard:
    """A sign that a text sounds like, how likely (0 to 1), and where the sentence stands that sounds most like it."""

    sign: str
    likelihood: float
    start: int
    end: int


def heard(text: Text) -> list[Heard]:
    """What a text sounds like, in the order of `SIGNS`; each sign once, where it is most likely."""
    found = []
    parts = _parts(text)
    sure = SURE if len(parts) == 1 else SURER
    told = [(part, likelihoods(text.plain[slice(*part)])) for part in parts]
    for place, sign in enumerate(SIGNS):
        part, all_ = max(told, key=lambda one: one[1][place])
        if all_[place] >= sure:
            found.append(Heard(sign, all_[place], *_loudest(text, part, place)))
    return found


def _parts(text: Text) -> list[tuple[int, int]]:
    """Where the pieces stand that are heard at once: whole sentences, up to `LONGEST` letters."""
    parts: list[tuple[int, int]] = []
    start = 0
    for sentence in text.sentences:
        end = sentence.start + len(sentence.plain)
        if end - start > LONGEST and sentence.start > start:
            parts.append((start, sentence.start))
            start = sentence.start
    parts.append((start, len(text.plain)))
    return parts


def _loudest(text: Text, part: tuple[int, int], place: int) -> tuple[int, int]:
    within = [one for one in text.sentences if part[0] <= one.start < part[1] and one.plain.strip()]
    if not within:
        return part
    best = max(within, key=lambda one: likelihoods(one.plain)[place])
    return best.start, best.start + len(best.plain)


def groups(plain: str) -> set[int]:
    """The places of all groups of a text in plain letters: 3 to 5 letters of a word, one word, two words. Numbers are one."""
    words = [_DIGITS.sub("0", word) for word in _WORD.findall(plain)]
    out: set[str] = set()
    for word in words:
        whole = f" {word} "
        for size in (3, 4, 5):
            out.update(whole[at : at + size] for at in range(max(1, len(whole) - size + 1)))
    for size in (1, 2):
        out.update("\t" + "\t".join(words[at : at + size]) for at in range(len(words) - size + 1))
    return {zlib.crc32(one.encode()) % PLACES for one in out}


def likelihoods(plain: str, practised: bytes | None = None) -> list[float]:
    """How likely each of `SIGNS` is of a text in plain letters, 0 to 1; by `practised`, as `written` gives it, or by `FILE`."""
    rarity, weights, begin = _practised() if practised is None else _unpacked(practised)
    there = [(place, rarity[place] / _SCALE) for place in groups(plain)]
    length = math.sqrt(sum(rare * rare for _, rare in there)) or 1.0
    out = []
    for of_sign, first in zip(weights, begin, strict=True):
        said = first + sum(of_sign[place] * rare for place, rare in there) / _SCALE / length
        out.append(1 / (1 + math.exp(-max(-30.0, min(30.0, said)))))
    return out


_Practised = tuple["array[int]", "list[array[int]]", list[float]]


@functools.cache
def _practised() -> _Practised:
    return _unpacked(FILE.read_bytes())


def _unpacked(data: bytes) -> _Practised:
    """How rare each group is, its weight for each sign, and where each sign begins."""
    data = zlib.decompress(data)
    begin = array("f", data[: 4 * len(SIGNS)])
    rows = [array("B" if n == 0 else "b", data[4 * len(SIGNS) + n * PLACES :][:PLACES]) for n in range(1 + len(SIGNS))]
    return rows[0], rows[1:], list(begin)


def written(rarity: Sequence[float], weights: Sequence[Sequence[float]], begin: Sequence[float]) -> bytes:
    """What practice learned, as `FILE` keeps it: rarity and weights in sixteenths."""
    out = array("f", begin).tobytes()
    out += array("B", (min(255, round(one * _SCALE)) for one in rarity)).tobytes()
    for of_sign in weights:
        out += array("b", (max(-128, min(127, round(one * _SCALE))) for one in of_sign)).tobytes()
    return zlib.compress(out, 9)
