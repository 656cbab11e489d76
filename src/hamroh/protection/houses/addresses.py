"""One house, however its address is written: town, street and number, in Cyrillic or Latin letters, without the flat.

What is compared is a number that says nothing without the site's key, as with names and telephones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from hamroh.people.names import blinded, clean
from hamroh.people.names.letters import readings, words
from hamroh.record import keys

FIELDS = ("town", "street", "house")
LONGEST = 120
KEY = "protection.houses"
"""Purpose of the key under which houses are found again."""

# What kind of street or town it is, is written or left out, before the name or after it.
_KINDS = frozenset(
    "улица ул street st str ulitsa ulitza ul кӯчаи куча кӯча kuchai kucha проспект просп пр пркт prospekt prospect pr ave avenue "
    "хиёбони хиебони хиёбон khiyoboni переулок пер pereulok per lane проезд proezd площадь пл square ploshchad бульвар бул boulevard bulvar "
    "шоссе ш shosse highway набережная наб naberezhnaya тупик гузар guzar микрорайон мкр mkr город гор г city gorod шаҳри шахри шаҳр shahri "
    "посёлок поселок пос пгт деревня дер д село с деҳаи дехаи имени им номи я й ая ый".split()
)
_FLAT = re.compile(
    r"\b(?:кв|квартира|комн|комната|оф|офис|помещ|apt|apartment|flat|room|kv|kvartira|ҳуҷра|хучра|утоқ)\b.*",
    re.IGNORECASE,
)
# A building of a number: 12 корпус 3, 12к3, 12 bldg 3; a structure; a fraction; a letter.
_PART = (
    (re.compile(r"(?:корпус|корп|к|korpus|korp|k|bldg|building|бино)\.?\s*(\d+)"), r" k\1"),
    (re.compile(r"(?:строение|стр|с|stroenie|str|s)\.?\s*(\d+)"), r" s\1"),
)
_ALIKE = str.maketrans("ӣӯғқҳҷёэйo", "иугкхжееио", "ъь'")
# Towns that are written in another way than they sound.
_TOWNS = {
    "moscow": "москва", "мск": "москва", "спб": "санкт-петербург", "питер": "санкт-петербург", "petersburg": "санкт-петербург",
    "saint petersburg": "санкт-петербург", "st petersburg": "санкт-петербург", "st. petersburg": "санкт-петербург",
    "sankt-peterburg": "санкт-петербург", "петербург": "санкт-петербург", "екб": "екатеринбург",
}  # fmt: skip
_LETTERS = str.maketrans("абвгде", "abvgde")


def normal(address: Mapping[str, str]) -> str:
    """The house in one spelling; empty where no number or no name was told.

    >>> normal({"town": "г. Москва", "street": "ул. Ленина", "house": "д. 12, корп. 3, кв. 45"})
    'ленина|москва|12 k3'
    >>> normal({"town": "Moskva", "street": "Lenina ulitsa", "house": "12k3"})
    'ленина|москва|12 k3'
    """
    town = clean(address["town"]).lower()
    street, town, house = _names(address["street"]), _names(_TOWNS.get(town, town)), number(address["house"])
    return f"{street}|{town}|{house}" if street and town and house else ""


def mark(address: Mapping[str, str]) -> int | None:
    """The number under which a house is found again; None where too little was told."""
    told = normal(address)
    if not told:
        return None
    [found] = blinded([told], keys.store().blind(KEY))
    return found


def _names(text: str) -> str:
    numbers = re.findall(r"\d+", text)
    named = [_sound(word) for word in words(text) if word not in _KINDS]
    return " ".join(sorted([*filter(None, named), *numbers]))


def _sound(word: str) -> str:
    """A word as it sounds, with letters that spellings confuse made one."""
    folded = readings(word)[0].translate(_ALIKE).replace("шч", "ш")
    return re.sub(r"(.)\1", r"\1", folded)


def number(text: str) -> str:
    """The number of a house in one spelling, without the flat; empty where there is none."""
    low = _FLAT.sub("", clean(text).lower())
    for pattern, told in _PART:
        low = re.sub(r"(?<=\d)[\s,.\-]*" + pattern.pattern, told, low)
    found = re.search(r"(\d+)\s*(?:[-/]\s*(\d+))?\s*([а-еa-e])?(?![\w])((?:\s+[ks]\d+)*)", low)
    if found is None:
        return ""
    number, fraction, letter, parts = found.groups()
    letter = (letter or "").translate(_LETTERS)
    return f"{int(number)}{f'/{int(fraction)}' if fraction else ''}{letter}{parts}".strip()
