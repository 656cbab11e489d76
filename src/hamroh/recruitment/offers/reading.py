"""How an offer is read: in plain letters that stand where the original ones do, cut into sentences, with its places and sums.

Everything here keeps places: letter n of the plain text is letter n of what was typed, so that every find can be shown in its own words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from hamroh.recruitment.offers import words
from hamroh.rulebook.series import SeriesBook

LONGEST = 20_000
"""Letters of one offer or contract. A poster has two hundred, a long contract twelve thousand."""

# A Tajik letter and what a keyboard without it gives; the old Tajik typefaces; ё without its dots; dashes and quotes of all kinds.
_PLAIN = str.maketrans("ғӣқӯҳҷѓїќўњљё’`ʻ–—−‐", "гикухчгикухче'''----")
_LOOKS_CYRILLIC = str.maketrans("aceopxyukmtbh3", "асеорхуикмтвнз")
_WORD = re.compile(r"[^\W_]+")
_NUMERALS = words.numerals()
"""Numerals up to 999, in plain letters."""
_ONE_NUMERAL = "|".join(sorted(_NUMERALS, key=len, reverse=True))
# Only before money, thousands or a share: "як мох" and "се нафар" stay words.
_SPELT = re.compile(
    rf"\b(?:{_ONE_NUMERAL})(?: (?:{_ONE_NUMERAL})){{0,2}}\b"
    rf"(?= (?:{words.joined('counted')}))"
)
_COMMON = frozenset(words.some("common"))
_CYRILLIC = words.latin()
"""What Latin letters stand for; `y_` is y after a vowel."""
_LATIN = re.compile(
    "|".join(sorted(map(re.escape, _CYRILLIC), key=len, reverse=True)) + r"|.", re.IGNORECASE | re.DOTALL
)
_VOWELS = frozenset("aeiouyаеёиоуыэюя")
# Five single letters and more in a row, parted all by the same sign
_PARTED = re.compile(r"(?<!\w)[^\W\d_](?=([ .*_|/-])[^\W\d_]\1[^\W\d_]\1)(?:\1[^\W\d_]){4,}(?!\w)")
_SEEN = " \n.,:;!?()-–—−‐/+%№$€₽'’`ʻ\"«»&"
_LOWER = "a-zа-яёғӣқӯҳҷ"
_ENDS = re.compile(rf"[!?…;]+|\n(?=\s*[^\s{_LOWER}])|\.(?=\s+[^\s{_LOWER}]|\s*\Z)")
# A full stop after "г.", "ул." or an initial ends nothing.
_SHORT = re.compile(rf"(?:(?<![0-9] )(?<![0-9])\b[^\W\d_]|\b(?:{words.joined('shortened')}))\Z")


class Unread(ValueError):
    """A text that is not read: `code` says why, in words of `refusals`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: where it stands in the text, and its plain letters."""

    start: int
    plain: str


@dataclass(frozen=True)
class Text:
    """A text to be checked. `plain` is as long as `typed`, letter by letter; of Latin letters `typed` is what they stand for."""

    typed: str
    plain: str
    sentences: tuple[Sentence, ...]
    # Where each letter of `typed` stands in what was sent, where that was in Latin letters or with its letters parted
    sent: str = ""
    at: tuple[int, ...] = ()

    def words(self, start: int, end: int) -> str:
        """The words that stand between two places, whole, as they were typed and on one line."""
        while start > 0 and self.typed[start - 1].isalnum():
            start -= 1
        while end < len(self.typed) and self.typed[end].isalnum():
            end += 1
        shown = self.sent[self.at[start] : self.at[end]] if self.at else self.typed[start:end]
        return " ".join(shown.split())


def read(typed: str) -> Text:
    """A text, ready to be checked.

    Raises:
        Unread: `empty`, `too_long`, or written in letters that are not read (`latin`, `other_script`, `no_letters`).

    >>> [one.plain for one in read("Шиносномаро намегирем! Пул ҳам.").sentences]
    ['шиносномаро намегирем', ' пул хам']
    """
    typed = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n"))
    # Marks that part a word for a program and for no reader: accents that stay apart, joiners, directions.
    typed = "".join(c for c in typed if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
    if not typed.strip():
        raise Unread("empty")
    if len(typed) > LONGEST:
        raise Unread("too_long")
    sent, pieces = typed, [(letter, place) for place, letter in enumerate(typed)]
    if _mostly_latin(typed):
        pieces = list(_in_cyrillic(typed))
        if not _is_ours("".join(letter for letter, _ in pieces)):
            raise Unread("latin")
    pieces = _without_gaps(pieces)
    typed = "".join(letter for letter, _ in pieces)
    plain = plain_letters(typed)
    at = () if typed == sent else (*(place for _, place in pieces), len(sent))
    return Text(typed, plain, tuple(_sentences(typed, plain)), sent if at else "", at)


def _mostly_latin(typed: str) -> bool:
    """Is it written in Latin letters? What is mostly neither these nor Cyrillic is refused rather than read in part."""
    counts = {"cyrillic": 0, "latin": 0, "other": 0}
    for letter in map(_one, typed):
        if letter.isalpha():
            counts["cyrillic" if "\u0400" <= letter <= "\u052f" else "latin" if letter < "\u0250" else "other"] += 1
    whole = sum(counts.values())
    if whole < 10:
        raise Unread("no_letters")
    if counts["other"] * 3 > whole:
        raise Unread("other_script")
    return counts["cyrillic"] * 2 < whole


def _in_cyrillic(typed: str) -> Iterator[tuple[str, int]]:
    """Latin letters as people write Russian and Tajik with them on a phone, in Cyrillic, each with the place where it stood."""
    for found in _LATIN.finditer(typed):
        latin = found[0]
        low = latin.lower()
        if low == "y":
            before = typed[found.start() - 1 : found.start()].lower()
            low = "y_" if before in _VOWELS else low
        letters = _CYRILLIC.get(low, latin)
        if latin[0].isupper():
            letters = letters.upper()
        for letter in letters:
            yield letter, found.start()


def _is_ours(text: str) -> bool:
    """Are some of its words those that stand in every Russian or Tajik text? English in Cyrillic letters has hardly one."""
    told = _WORD.findall(plain_letters(text))
    known = sum(word in _COMMON for word in told)
    return known >= 2 and known * 7 >= len(told)


def _without_gaps(pieces: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Letters that were parted to hide a word, joined: "п а с п о р т", "з.а.л.о.г"."""
    gaps = {
        place
        for found in _PARTED.finditer("".join(letter for letter, _ in pieces))
        for place in range(found.start() + 1, found.end(), 2)
    }
    return [piece for place, piece in enumerate(pieces) if place not in gaps] if gaps else pieces


def _one(letter: str) -> str:
    """A letter without its fashion: a bold or wide one is the letter itself, never two."""
    plain = unicodedata.normalize("NFKC", letter)
    return plain if len(plain) == 1 else letter


def plain_letters(typed: str) -> str:
    """What was typed in plain small letters, as many as there were: ғ is г, a number in words is in figures."""
    out = []
    for letter in typed:
        low = _one(letter).lower()
        # What nobody sees becomes a space, and so does all that stands between words in chats.
        if len(low) != 1 or not (low.isalnum() or low in _SEEN):
            # A picture parts words as a comma does; what nobody sees is a space.
            low = "," if unicodedata.category(letter) == "So" else " "
        out.append(low)
    letters = "".join(out).translate(_PLAIN)
    return _SPELT.sub(_in_figures, _WORD.sub(_one_alphabet, letters))


def _in_figures(found: re.Match[str]) -> str:
    """A number written in words, in figures that take as many places: "две" is 002. Every letter keeps its place."""
    return str(sum(_NUMERALS[word] for word in found[0].split())).zfill(len(found[0]))


def _one_alphabet(found: re.Match[str]) -> str:
    """A Latin letter inside a Cyrillic word is a slip of the keyboard or a trick."""
    word = found[0]
    if word.isascii() or not any("\u0400" <= c <= "\u052f" for c in word):
        return word
    return word.translate(_LOOKS_CYRILLIC)


def _sentences(typed: str, plain: str) -> Iterator[Sentence]:
    start = 0
    for end in _ENDS.finditer(typed):
        if end[0] == "." and _SHORT.search(plain[max(0, end.start() - 8) : end.start()]):
            continue
        if typed[start : end.start()].strip():
            yield Sentence(start, plain[start : end.start()].replace("\n", " "))
        start = end.end()
    if typed[start:].strip():
        yield Sentence(start, plain[start:].replace("\n", " "))


# -- places ----------------------------------------------------------------------------------------------------------

# Kinds of places and what stands in a name without telling it apart
_KINDS = frozenset(words.some("kinds_of_places"))
_ENDINGS = "(?:а|у|е|и|ы|ой|ом|ем|ью|я|ю|й|ии|ь|ая|ую|го|ого|ому|ском|ро|ба)?"
_OURS = words.by_code("towns")
"""Towns, and names as people write them, that the law's own table of regions does not have."""


@lru_cache(maxsize=2)
def _place_patterns(series: SeriesBook) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns of places, longest names first, with the region each stands in."""
    whole: dict[str, set[str]] = {}
    bare: dict[str, set[str]] = {}
    found = series.series.get("ru.region")
    for row in found.rows if found is not None else ():
        for name in (row["name_ru"], row["name_tg"], *(row["aliases"] or "").split("|"), *_OURS.get(row["code"], ())):
            plain = " ".join(plain_letters(name).replace("-", " ").split())
            short = " ".join(word for word in plain.split() if word not in _KINDS)
            for known, one in ((whole, plain), (bare, short)):
                if len(one) >= 3 and not one.isascii():
                    known.setdefault(one, set()).add(row["code"])
    # A full name goes before a short one: Маскав is the city, вилояти Маскав the region around it.
    names = bare | whole
    out = []
    for name, codes in sorted(names.items(), key=lambda one: -len(one[0])):
        if len(codes) == 1:
            stems = [re.sub("(?:ская|ский|ское)$", "ск", word) if len(word) > 6 else word for word in name.split()]
            stems = [re.sub("[аяьйыиео]$", "", stem) if len(stem) > 3 else stem for stem in stems]
            pattern = r"[\s-]+".join(re.escape(stem) + (_ENDINGS if len(stem) > 2 else "") for stem in stems)
            out.append((re.compile(rf"\b{pattern}\b"), next(iter(codes))))
    return tuple(out)


def places(plain: str, series: SeriesBook) -> dict[str, tuple[int, int]]:
    """Regions of Russia that are named, with where each is first named. A longer name goes before one inside it."""
    out: dict[str, tuple[int, int]] = {}
    taken = [False] * len(plain)
    for pattern, code in _place_patterns(series):
        for found in pattern.finditer(plain):
            if not any(taken[found.start() : found.end()]):
                taken[found.start() : found.end()] = [True] * (found.end() - found.start())
                out.setdefault(code, found.span())
    return dict(sorted(out.items(), key=lambda one: one[1]))


# -- sums ------------------------------------------------------------------------------------------------------------

_NUMBER = r"(?<!\d)(?:\d{1,3}(?:[ .,]\d{3}){1,3}|0*\d{1,9})(?!\d)"
_ROUBLE, _THOUSAND = words.joined("rouble"), words.joined("thousand")
# Thousands alone are money too: "15 тысяч".
_MONEY = rf"{_ROUBLE}|{words.joined('other_money')}|ты[сщ]\w*|косар\w*|хазор"
SUM = (
    rf"(?:[$€]\s?(?:{_NUMBER})|(?:{_NUMBER})\s?(?:-\s?\d{{1,3}}\s?)?"
    rf"(?:{_THOUSAND})?\.?\s?(?:{_MONEY}))"
)
"""A sum of money with its currency, in plain letters."""
_MONTH, _DAY, _HOUR = (words.joined(name) for name in ("month", "day", "hour"))
_STATED = re.compile(
    rf"(?:(?P<low>{_NUMBER})\s?(?:-|до|то)\s?)?(?P<sum>{_NUMBER})\s?(?P<thousand>{_THOUSAND})?\.?\s?(?P<currency>{_ROUBLE})?"
)
_NOT_PAY = words.met("not_pay")
"""What else is named with a sum."""
_LEAST_OF_A_MONTH = 3_000
"""A smaller sum for a month is the price of something."""
_OTHER_MONEY = re.compile(rf"\s?(?:{words.joined('other_money')}|тыс|хазор)")


@dataclass(frozen=True)
class Pay:
    """What an offer promises: a sum in whole roubles for a month, a day or an hour; `low` where a range is named."""

    sum_rub: int
    low_rub: int
    per: str
    start: int
    end: int


def pay(text: Text, besides: list[tuple[int, int]] | None = None) -> Pay | None:
    """The pay in roubles that a text promises, when it names one with its period; the largest, where there are several.

    Sums inside the spans `besides` are something else: a fee.

    >>> found = pay(read("Нужны маляры. Зарплата от 65 до 80 тыс. руб. в месяц"))
    >>> found.low_rub, found.sum_rub, found.per
    (65000, 80000, 'month')
    """
    best: Pay | None = None
    for sentence in text.sentences:
        for found in _STATED.finditer(sentence.plain):
            after = sentence.plain[found.end() : found.end() + 24]
            before = sentence.plain[max(0, found.start() - 28) : found.start()]
            at = sentence.start + found.start()
            if any(a <= at < b for a, b in besides or ()) or _OTHER_MONEY.match(after):
                continue
            if _NOT_PAY.search(re.split(r"[,.;:()]", sentence.plain[max(0, found.start() - 40) : found.start()])[-1]):
                continue
            per = _period(before, after)
            if not (
                found["currency"]
                or found["thousand"]
                or _rouble_meant(before)
                or (per == "month" and len(found["sum"]) > 4)
            ):
                continue
            whole = _whole(found["sum"], found["thousand"])
            if per is None or not (_LEAST_OF_A_MONTH if per == "month" else 50) <= whole <= 5_000_000:
                continue
            low = _whole(found["low"], found["thousand"]) if found["low"] else whole
            one = Pay(whole, low if 0 < low <= whole else whole, per, at, sentence.start + found.end())
            if best is None or (one.per == "month", one.sum_rub) > (best.per == "month", best.sum_rub):
                best = one
    return best


def _rouble_meant(before: str) -> bool:
    return bool(re.search(r"(?:зарплат|зп|з/п|оклад|маош|музд|мохона)\w*[ :-]*(?:от |аз |до |то )?$", before))


def _period(before: str, after: str) -> str | None:
    near = re.match(
        rf"[ .,/-]*(?:на руки |чистыми |плюс \S+ )?(?:(?P<month>{_MONTH})|(?P<day>{_DAY})|(?P<hour>{_HOUR}))", after
    )
    if near:
        return near.lastgroup
    ahead = re.search(
        rf"(?:(?P<month>{_MONTH}|зарплат\w*|\bзп\b|з/п|маош\w*|музд\w*)|(?P<day>{_DAY})|(?P<hour>{_HOUR}))[^\d]{{0,14}}$",
        before,
    )
    return ahead.lastgroup if ahead else None


def _whole(digits: str | None, thousand: str | None) -> int:
    number = int(re.sub(r"\D", "", digits or "0") or 0)
    return number * 1000 if thousand and number < 10_000 else number
