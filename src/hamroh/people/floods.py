"""Many reports at once: none is dropped or refused, no address is looked at, and a person sorts a hundred copies by one decision.

When more come in a minute than a site takes, the rest is stored all the same and waits apart to be sorted. There, those stand ahead
that came by a form of this site of today and whose phone did some work for it (Hashcash: Back, 2002), which costs a
person nothing and a machine that sends thousands something. Neither is ever asked for.

Which texts are nearly one is told by a signature of twelve numbers (MinHash: Broder, 1997), made under a key of the site: equal
numbers say that two texts share most of their words' neighbours, and without the key they say nothing of a text.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import struct
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet

from hamroh.record import keys

MINUTE = dt.timedelta(minutes=1)
_TWO_HOURS = 2 * 3600
WORK_BITS = 16
"""Of a digest that must be nothing: 65,000 tries on average, a few seconds of a cheap phone while somebody writes."""
NUMBERS = 12
_NEAR = 3
"""So many numbers that stand side by side make two texts nearly one: of texts that share nine tenths of their runs, 99 pairs of 100."""
_WORDS_READ = 400
_RUN = 3

Row = TypeVar("Row")


def crowded(reports: QuerySet[Any], at: dt.datetime) -> bool:
    """Did as many reports of a kind come in the last minute as the site takes at once? To be asked as the site itself."""
    return reports.filter(received_at__gt=at - MINUTE, received_at__lte=at).count() >= settings.REPORTS_PER_MINUTE


def counts(what: str, *, worked: bool, at: dt.datetime) -> bool:
    """Does what somebody told count, of which only numbers are kept? Of more of a kind in an hour (`came`) than a site takes in a minute,
    only those for which a phone had `worked`."""
    return worked or cache.get_or_set(_hour(what, at), 0, _TWO_HOURS) < settings.REPORTS_PER_MINUTE


def came(what: str, *, at: dt.datetime) -> None:
    """Another of a kind was stored in this hour."""
    key = _hour(what, at)
    cache.set(key, cache.get_or_set(key, 0, _TWO_HOURS) + 1, _TWO_HOURS)


def _hour(what: str, at: dt.datetime) -> str:
    return f"{what}:{at:%Y-%m-%dT%H}"


def worked(form: str, work: str) -> bool:
    """Is `work` a number for this form that was found by trying? Any number can be checked at once."""
    if not re.fullmatch(r"[0-9]{1,15}", work):
        return False
    digest = hashlib.sha256(f"{form}:{work}".encode()).digest()
    return int.from_bytes(digest[:4]) >> (32 - WORK_BITS) == 0


def signature(text: str) -> bytes:
    """Twelve numbers that texts of nearly the same words share. Figures, signs and capitals do not matter."""
    words = re.findall(r"[^\W\d_]+", text.casefold())[:_WORDS_READ] or [""]
    runs = {" ".join(words[n : n + _RUN]) for n in range(max(1, len(words) - _RUN + 1))}
    key = keys.store().blind("protection.likeness")
    drawn = [hashlib.blake2b(run.encode(), key=key, digest_size=NUMBERS * 4).digest() for run in runs]
    numbers = zip(*(struct.unpack(f">{NUMBERS}I", one) for one in drawn), strict=True)
    return struct.pack(f">{NUMBERS}I", *(min(column) for column in numbers))


def alike(rows: Iterable[tuple[Row, bytes]]) -> list[list[Row]]:
    """Rows in groups whose texts are nearly one, each group and the groups in the order in which they came."""
    rows = list(rows)
    leads = list(range(len(rows)))

    def lead(n: int) -> int:
        while leads[n] != n:
            leads[n] = leads[leads[n]]
            n = leads[n]
        return n

    first: dict[tuple[int, bytes], int] = {}
    for n, (_row, numbers) in enumerate(rows):
        for place in range(0, len(numbers) // 4, _NEAR):
            band = (place, bytes(numbers[place * 4 : (place + _NEAR) * 4]))
            a, b = lead(first.setdefault(band, n)), lead(n)
            # The earlier one leads, so that the groups stay in their order.
            leads[max(a, b)] = min(a, b)
    groups: dict[int, list[Row]] = defaultdict(list)
    for n, (row, _numbers) in enumerate(rows):
        groups[lead(n)].append(row)
    return [groups[n] for n in sorted(groups)]
