"""What the public check finds: by the register's own number, by a phone in it, or by a name that is equal; what is near only warns."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Q, QuerySet
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from hamroh.people.names import clean
from hamroh.people.persons import phones
from hamroh.recruitment.register import names, queries as register
from hamroh.recruitment.register.intermediaries import Known, known_by_phone
from hamroh.recruitment.register.models import AgencyName, AgencyPhone, Licence, NameKey
from hamroh.recruitment.register.queries import Answer, Coverage, Standing, Why

LONGEST = 160
MOST_NEAR = 3
MOST_FOUND = 10


@dataclass(frozen=True)
class Near:
    """A name of the register that is not the one typed. `letters` is how many differ; 0 where one has words more."""

    text: str
    standing: Standing
    letters: int


@dataclass(frozen=True)
class Checked:
    """What was found for what was typed. `by` says how: number, phone, name, or nothing.

    Without a standing in `found` the answer is no, or unknown where the register says nothing of that day.
    """

    typed: str
    on: dt.date
    coverage: Coverage
    by: str
    found: tuple[Standing, ...]
    near: tuple[Near, ...]
    silent: Why | None
    # Found by phone: the numbers of the register, whole. Without its country what was typed may be another's.
    numbers: tuple[str, ...] = ()
    # A phone under which an intermediary without a licence is written down.
    intermediary: Known | None = None

    @property
    def answer(self) -> Answer:
        """Yes only where every agency found was licensed; unknown where nothing can be known."""
        if self.silent:
            return Answer.UNKNOWN
        if not self.found:
            return Answer.NO
        answers = {one.answer for one in self.found}
        return answers.pop() if len(answers) == 1 else Answer.UNKNOWN

    @property
    def several(self) -> bool:
        """Two agencies or more have this name: the number tells them apart."""
        return len(self.found) > 1


def check(typed: str, *, on: dt.date, today: dt.date) -> Checked:
    """Look in the register for what somebody typed, as it stood on a day."""
    typed = clean(typed)
    if len(typed) > LONGEST:
        # Its beginning alone could be a name or a number of the register.
        typed = ""
    known = register.coverage()
    silent = known.silent(on, today)
    by, ids = _by_number(typed)
    if not ids:
        by, ids = _by_phone(typed, on)
    read = names.read(typed)
    if not ids and read.keys:
        by, ids = "name", _by_name(read, on)
    found = _standings(ids, on, today, known, names.number_key(typed) if by == "number" else "")
    # Who is found and licensed needs no warning of others; who is found and is not may be taken for another.
    sure = by in ("number", "phone") or any(one.answer == Answer.YES for one in found)
    near = () if sure else _near(read, ids, on, today, known)
    numbers = (
        _phones(typed, on).filter(agency__in=ids).order_by("number") if by == "phone" else AgencyPhone.objects.none()
    )
    whole = tuple(numbers.values_list("number", flat=True).distinct())
    unlicensed = None if silent else known_by_phone(typed, on=on) if _is_phone(typed) else None
    return Checked(typed, on, known, by if found else "", found, near, silent, whole, unlicensed)


def _standings(ids: list[int], on: dt.date, today: dt.date, known: Coverage, key: str = "") -> tuple[Standing, ...]:
    if not ids:
        return ()
    some = (
        register.standing(one, on=on, today=today, known=known, key=key)
        for one in register.agencies_of(ids[:MOST_FOUND])
    )
    # A site that others reach says of no invented firm that it is licensed, though it was left there.
    return tuple(one for one in some if one.names and not (one.sample and settings.OVER_TLS))


def _by_number(typed: str) -> tuple[str, list[int]]:
    key = names.number_key(typed)
    if not key or not any(c.isdigit() for c in key):
        return "", []
    stands = Q(states__replaced_at__isnull=True)
    return "number", list(Licence.objects.filter(stands, key=key).values_list("agency", flat=True).distinct())


def _is_phone(typed: str) -> bool:
    return len(phones.digits(typed)) >= 6 and not re.search(r"[^\W\d_]", typed)


def _by_phone(typed: str, on: dt.date) -> tuple[str, list[int]]:
    if not _is_phone(typed):
        return "", []
    return "phone", list(_phones(typed, on).order_by("agency").values_list("agency", flat=True).distinct())


def _phones(typed: str, on: dt.date) -> QuerySet[AgencyPhone]:
    return AgencyPhone.objects.filter(_on(on), number__in=phones.readings(typed))


def _on(on: dt.date, prefix: str = "") -> Q:
    return (
        Q(**{f"{prefix}replaced_at__isnull": True, f"{prefix}since__lte": on})
        & (Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gte": on}))
    )  # fmt: skip


def _by_name(read: names.FirmName, on: dt.date) -> list[int]:
    rows = AgencyName.objects.filter(_on(on), keys__key__in=read.keys).order_by("agency").distinct()
    return sorted({row.agency_id for row in rows if names.read(row.text).equals(read)})


def _near(read: names.FirmName, ids: list[int], on: dt.date, today: dt.date, known: Coverage) -> tuple[Near, ...]:
    """Names of the register that somebody may have meant, or may want to be taken for; never those found."""
    found: dict[int, tuple[int, str]] = {}
    for letters, row in _near_rows(read):
        if row.agency_id not in ids and (row.agency_id not in found or letters < found[row.agency_id][0]):
            found[row.agency_id] = (letters, row.text)
    chosen = sorted(found, key=lambda id: (found[id][0] or 9, id))[:MOST_NEAR]
    standings = {one.agency: one for one in _standings(chosen, on, today, known)}
    return tuple(Near(found[id][1], standings[id], found[id][0]) for id in chosen if id in standings)


@dataclass(frozen=True)
class _Index:
    """The keys of all names that stand, held by the process: those of one length, without spaces, side by side; and all in order.

    `edition` says of which state of the register it is: no name is ever changed, so a last one and their number name it.
    """

    edition: tuple[str, int | None, int]
    by_size: dict[int, tuple[list[int], list[str]]]
    ordered: list[tuple[str, int]]


_index: _Index | None = None


def _names_held() -> _Index:
    """The index as of now; written anew after the register was."""
    global _index
    stands = AgencyName.objects.filter(replaced_at__isnull=True).aggregate(last=Max("pk"), many=Count("pk"))
    edition = (str(connection.settings_dict["NAME"]), stands["last"], stands["many"])
    held = _index
    if held is None or held.edition != edition:
        by_size: dict[int, tuple[list[int], list[str]]] = {}
        ordered = sorted(NameKey.objects.filter(name__replaced_at__isnull=True).values_list("key", "name_id"))
        for key, name in ordered:
            joined = key.replace(" ", "")
            ids, keys = by_size.setdefault(len(joined), ([], []))
            ids.append(name)
            keys.append(joined)
        _index = held = _Index(edition, by_size, ordered)
    return held


def _near_rows(read: names.FirmName) -> list[tuple[int, AgencyName]]:
    held = _names_held()
    distances: dict[int, int] = {}
    for key in read.keys:
        joined = key.replace(" ", "")
        most = 1 if len(joined) < 6 else 2 if len(joined) < 14 else 3
        for size in range(len(joined) - most, len(joined) + most + 1):
            ids, choices = held.by_size.get(size, ([], []))
            alike = process.extract(joined, choices, scorer=Levenshtein.distance, score_cutoff=most, limit=None)
            for _, distance, at in alike:
                # Equal letters, other spaces or another legal form: one step apart, since it was not found as equal.
                distances[ids[at]] = min(distances.get(ids[at], 9), max(int(distance), 1))
        for name in _more_or_fewer_words(key, held.ordered):
            distances.setdefault(name, 0)
    found = AgencyName.objects.in_bulk(sorted(distances, key=lambda one: (distances[one] or 9, one))[:50])
    return [(distances[pk], row) for pk, row in found.items()]


def _more_or_fewer_words(key: str, ordered: list[tuple[str, int]]) -> list[int]:
    """Names that have the words typed and more, or only some of them in their order."""
    some = key.split()
    parts = {
        " ".join(some[a:b]) for a in range(len(some)) for b in range(a + 1, len(some) + 1) if (a, b) != (0, len(some))
    }
    found: set[int] = set()
    for part in parts:
        if len(part) > 3:
            found.update(name for other, name in _from(ordered, part) if other == part)
    if len(key) > 3:
        found.update(name for _, name in _from(ordered, f"{key} "))
    return sorted(found)[:20]


def _from(ordered: list[tuple[str, int]], begins: str) -> Iterator[tuple[str, int]]:
    """Keys that begin so, with their names, in order: what is equal comes first."""
    at = bisect_left(ordered, (begins, 0))
    return takewhile(lambda one: one[0].startswith(begins), islice(ordered, at, None))
