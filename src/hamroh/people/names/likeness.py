"""How alike two names are, and why: rapidfuzz finds what differs, `near.csv` says how little that means."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import permutations, product

from rapidfuzz.distance import Levenshtein

from hamroh.people.names.letters import FOLDER
from hamroh.people.names.skeletons import VOWELS, Name, Part, part, stem_and_ending, without_sex

_Parts = tuple[Part, ...]
_Pair = tuple[Part, Part, float, bool]

SAME = 0.75
"""Differences that cost less than this together are one name in two spellings; a changed consonant alone costs 1."""

_OTHER_ENDING = 0.15
_NO_ENDING = 0.3
_OTHER_SEX = 0.05
_DOUBLED = 0.05
_FAR = 3.0
_LEFT_OVER = 0.02


@dataclass(frozen=True)
class Reason:
    """Why two parts are held to be alike. `kind`: same, spelling, ending, near, other, or alone (nothing opposite)."""

    kind: str
    one: str
    other: str


@dataclass(frozen=True)
class Likeness:
    """`score` 1 is the same letters, 0 nothing in common; `same` says that every part of the shorter name, two at least,
    may be another spelling of a part of the longer one. A name alone never proves one person."""

    score: float
    same: bool
    reasons: tuple[Reason, ...]


@cache
def _prices() -> dict[tuple[str, str], float]:
    out: dict[tuple[str, str], float] = {}
    with (FOLDER / "near.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            out[line["one"], line["other"]] = out[line["other"], line["one"]] = float(line["price"])
    return out


def _left_out(sound: str, before: str, after: str) -> float:
    """The price of a sound that only one of the two has; `after` is empty at the end."""
    if sound in ("ъ", before, after):
        return 0.05
    if sound == "д" and after in ("ҷ", "ж"):
        return 0.1
    if sound in VOWELS:
        # At the end it tells a woman's name from a man's (Фирӯз, Фирӯза); ӣ there is the ending of a family name.
        if not after:
            return 0.3 if sound in "иӣй" else 1.0
        return 0.15 if sound in "йи" else 0.4
    if sound in "ҳх":
        return 0.5
    return 0.5 if sound == "в" and after not in VOWELS else 1.0


@lru_cache(maxsize=16384)
def _once(text: str) -> tuple[str, int]:
    """The text with doubled consonants written once, and how many were doubled."""
    out = "".join(c for at, c in enumerate(text) if not at or c != text[at - 1] or c in VOWELS)
    return out, len(text) - len(out)


def _stem_price(one: str, other: str) -> float:
    """The price between two stems: the cheaper of the two directions, since the shortest way is not the only one."""
    (one, doubled), (other, doubled_) = _once(one), _once(other)
    # Most parts that are set against each other are plainly other names: seen without weighing each sound.
    most = max(3, max(len(one), len(other)) * 6 // 10)
    if Levenshtein.distance(one, other, score_cutoff=most) > most:
        return _FAR
    return min(_edits(one, other), _edits(other, one)) + _DOUBLED * abs(doubled - doubled_)


def _edits(one: str, other: str) -> float:
    price = 0.0
    prices = _prices()
    for edit in Levenshtein.editops(one, other):
        here, there = one[edit.src_pos : edit.src_pos + 1], other[edit.dest_pos : edit.dest_pos + 1]
        if edit.tag == "replace":
            price += prices.get((here, there), 1.0)
        elif edit.tag == "delete":
            price += _left_out(
                here, one[max(0, edit.src_pos - 1) : edit.src_pos], one[edit.src_pos + 1 : edit.src_pos + 2]
            )
        else:
            price += _left_out(
                there, other[max(0, edit.dest_pos - 1) : edit.dest_pos], other[edit.dest_pos + 1 : edit.dest_pos + 2]
            )
        if price >= _FAR:
            return _FAR
    return price


def _price(one: str, other: str) -> tuple[float, bool]:
    """The price between two readings, and whether their endings differ."""
    if one == other:
        return 0.0, False
    (stem, ending), (stem_, ending_) = stem_and_ending(one), stem_and_ending(other)
    price = _stem_price(stem, stem_)
    if ending == ending_:
        return price, False
    if not ending or not ending_:
        # Only one has an ending: it may be no ending at all but the end of the word.
        whole = _stem_price(one, other)
        return (whole, False) if whole <= price + _NO_ENDING else (price + _NO_ENDING, True)
    plain, plain_ = without_sex(ending), without_sex(ending_)
    return price + (_OTHER_SEX if plain == plain_ else _OTHER_ENDING), True


def price(one: Part, other: Part) -> tuple[float, bool]:
    """The least price between any readings of two parts, and whether only their endings differ."""
    return (0.0, False) if one.text == other.text else _least(one.text, other.text)


@lru_cache(maxsize=65536)
def _least(one: str, other: str) -> tuple[float, bool]:
    return min(_price(a, b) for a in part(one).readings for b in part(other).readings)


def _reason(one: Part, other: Part, cost: float, ending: bool) -> Reason:
    if one.text == other.text:
        kind = "same"
    elif cost < SAME:
        kind = "ending" if ending else "spelling"
    else:
        kind = "near" if cost < _FAR / 2 else "other"
    return Reason(kind, one.text, other.text)


def likeness(one: Name, other: Name) -> Likeness:
    """Compare two names, their parts in any order."""
    if not one.parts or not other.parts:
        return Likeness(0.0, False, ())
    pairs = _paired(one, other)
    reasons = [_reason(*pair) for pair in pairs]
    # Neighbours read as one word leave nothing over that could be told from it.
    if not one.joined and not other.joined:
        set_ = {id(part) for pair in pairs for part in pair[:2]}
        reasons += [Reason("alone", part.text, "") for part in one.parts if id(part) not in set_]
        reasons += [Reason("alone", "", part.text) for part in other.parts if id(part) not in set_]
    same = len(pairs) >= 2 and all(pair[2] < SAME for pair in pairs)
    return Likeness(_score(one, other, pairs), same, tuple(reasons))


def score(one: Name, other: Name) -> float:
    """The score of `likeness` alone, for many names of which few are shown."""
    return _score(one, other, _paired(one, other)) if one.parts and other.parts else 0.0


def _score(one: Name, other: Name, pairs: list[_Pair]) -> float:
    near = sum([max(0.0, 1 - pair[2] / 2) for pair in pairs]) / len(pairs)
    return max(0.0, near - _LEFT_OVER * abs(len(one.parts) - len(other.parts)))


def _paired(one: Name, other: Name) -> list[_Pair]:
    if not one.joined and not other.joined:
        return _set_against(one.parts, other.parts)
    return min((_set_against(*ways) for ways in product(_ways(one), _ways(other))), key=_cost)


def _cost(pairs: list[_Pair]) -> tuple[float, int]:
    return sum(pair[2] for pair in pairs), -len(pairs)


def _set_against(left: _Parts, right: _Parts) -> list[_Pair]:
    """The parts of the shorter name, each set against another part of the longer, as cheaply as can be."""
    turned = len(left) > len(right)
    few, many = (right, left) if turned else (left, right)
    table = [[price(a, b) for b in many] for a in few]
    costs = [[cost for cost, _ in line] for line in table]
    # Most often each part has another one that it is most like, and nothing is to be tried.
    order: tuple[int, ...] = tuple([line.index(min(line)) for line in costs])
    if len(set(order)) < len(few):
        if len(few) > 4 or len(many) > 5:
            order = _greedy(table)
        else:
            order = min(
                permutations(range(len(many)), len(few)),
                key=lambda order: sum([costs[i][j] for i, j in enumerate(order)]),
            )
    pairs = [(few[i], many[j], *table[i][j]) for i, j in enumerate(order)]
    return [(b, a, cost, ending) for a, b, cost, ending in pairs] if turned else pairs


def _ways(name: Name) -> list[_Parts]:
    """The parts as written, and with each pair that may be one word put together."""
    out = [name.parts]
    for joined in name.joined:
        for at in range(len(name.parts) - 1):
            if name.parts[at].text + name.parts[at + 1].text == joined.text:
                out.append((*name.parts[:at], joined, *name.parts[at + 2 :]))
    return out


def _greedy(table: list[list[tuple[float, bool]]]) -> tuple[int, ...]:
    """For names of very many parts, where to try every order would take long."""
    left, out = set(range(len(table[0]))), []
    for line in table:
        j = min(left, key=lambda j: line[j][0])
        left.discard(j)
        out.append(j)
    return tuple(out)
