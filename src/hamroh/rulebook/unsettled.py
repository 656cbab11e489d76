"""What the book itself is not sure of: one list, with the kind of doubt, which says what would settle it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .provisions import Provision, Reading, Text, Version

if TYPE_CHECKING:
    from .book import Rulebook

DISPUTED, UNREAD, ONE_SOURCE, DERIVED, FIRST_DAY = "disputed", "unread", "one_source", "derived", "first_day"
KINDS = (DISPUTED, UNREAD, ONE_SOURCE, DERIVED, FIRST_DAY)
"""In the order in which they can hurt: what lawyers read in two ways; what nobody of us read in the act; what a single
source says; what was worked out; a first day in force that is not proved."""


@dataclass(frozen=True)
class Doubt:
    """One thing about one version of one provision that is not settled. `readings` only where it is disputed."""

    kind: str
    provision: Provision
    version: Version
    what: tuple[Text, ...] = ()
    readings: tuple[Reading, ...] = ()


def doubts(rulebook: Rulebook) -> list[Doubt]:
    """All of them, by kind, then by address and version."""
    found = [doubt for p in rulebook.provisions for v in p.versions for doubt in _of(p, v)]
    return sorted(found, key=lambda d: (KINDS.index(d.kind), d.provision.index, d.version.start))


def _of(p: Provision, v: Version) -> Iterator[Doubt]:
    # Branches often differ only in their condition: the same two readings are one dispute.
    readings = tuple({(r.reading or {}).get("en", ""): r for b in v.branches if len(b.readings) > 1 for r in b.readings}.values())  # fmt: skip
    confidence = v.source.confidence
    if readings or confidence == DISPUTED:
        because = tuple({b.because["en"]: b.because for b in v.branches if len(b.readings) > 1 and b.because}.values())
        yield Doubt(DISPUTED, p, v, because, readings)
    if v.unverified or confidence == "unverified":
        yield Doubt(UNREAD, p, v, v.unverified)
    if confidence in (ONE_SOURCE, DERIVED):
        yield Doubt(confidence, p, v)
    if not v.start_proven:
        yield Doubt(FIRST_DAY, p, v)
