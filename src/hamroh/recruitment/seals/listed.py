"""The signed list that a phone keeps beside the page of codes: which are taken back, and what a typed number says.

Nothing in it tells of a person, nor what a poster or course is called. It shows how many codes of each kind hold until which
day and how many were taken back when; a number is there only as the first four bytes of its digest. About fifty numbers of
eight letters share such a beginning, so nobody reads the numbers out of it; numbers of licences stand in the public register
anyway. Whoever makes up a number that has one of these beginnings gets no further than by copying a genuine one.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db.models import Count, Max

from hamroh.recruitment.register import names, queries as register
from hamroh.recruitment.register.models import LicenceState, RegisterReading
from hamroh.recruitment.seals import actions, codes, queries
from hamroh.recruitment.seals.models import SealedCode, SealKey
from hamroh.shell.here import day_of, end_of

MARKS, NUMBERS, KINDS, ENDS, GONE = -65540, -65541, -65542, -65543, -65544
"""Claims of a list, beside 6 for its day. Each is one string of bytes: beginnings of marks; then, in one order, beginnings of
numbers (4 bytes), kinds (1), last days and days of taking back (2)."""
BEGINNING = 4
EPOCH = dt.date(2020, 1, 1)
_DAY_UNKNOWN = 1
KEPT_DAYS = 366
"""So long after its last day a number is told to have run out; then it is in no list."""


def beginning(number: str) -> bytes:
    """How a number stands in the list."""
    return hashlib.sha256(f"hamroh number {number}".encode()).digest()[:BEGINNING]


_kept: tuple[object, bytes] = ((), b"")


def for_phones(today: dt.date) -> bytes | None:
    """The list as it stands, signed; None where the site has no key that signs."""
    global _kept
    key = queries.signing_key()
    if key is None:
        return None
    # Made once for what codes and register say: the next phone asks only whether they still do.
    state = (key.pk, today, *_state())
    held = _kept
    if held[0] != state:
        held = _kept = (state, codes.signed_list(_claims(today), pem=actions.pem(key), kid=key.kid))
    return held[1]


def _state() -> tuple[object, ...]:
    """Another one after whatever is written of codes, keys, states of licences and readings of the register: of lines there come more, and
    a line that no longer stands bears when it was replaced."""
    taken_back = SealedCode.objects.aggregate(Count("pk"), Max("pk"), Count("revoked_at"), Max("revoked_at"))
    distrusted = SealKey.objects.aggregate(Count("distrusted_at"))
    lines = [
        kind.objects.aggregate(Count("pk"), Max("pk"), Count("replaced_at"), Max("replaced_at"))
        for kind in (LicenceState, RegisterReading)
    ]
    return tuple(value for told in (taken_back, distrusted, *lines) for value in told.values())


def _claims(today: dt.date) -> dict[int, object]:
    gone = queries.taken_back(today)
    stopped = dict(
        LicenceState.objects.filter(register.holds(today))
        .exclude(state__in=register.IN_FORCE)
        .values_list("licence", "since")
    )
    rows: dict[bytes, tuple[int, int, int]] = {}
    found = SealedCode.objects.filter(valid_to__gte=today - dt.timedelta(KEPT_DAYS)).values_list(
        "number", "kind", "mark", "valid_to", "revoked_at", "licence", "licence__number", "key__distrusted_at"
    )
    for number, kind, mark, valid_to, revoked_at, licence, of_licence, distrusted in found:
        since = revoked_at or distrusted
        taken = 0
        if since:
            taken = _count(day_of(since))
        elif mark in gone.marks:
            taken = _count(stopped[licence]) if licence in stopped else _DAY_UNKNOWN
        key = beginning(names.number_key(of_licence) if of_licence else number)
        row = (kind, _count(valid_to), taken)
        # A licence may have several codes: one that holds counts, then the latest.
        rows[key] = max(rows.get(key, row), row, key=lambda one: (not one[2], one[1], one[2]))
    keys = sorted(rows)
    return {
        6: int(end_of(gone.day - dt.timedelta(1)).timestamp()),
        MARKS: b"".join(sorted(bytes.fromhex(mark)[:BEGINNING] for mark in gone.marks)),
        NUMBERS: b"".join(keys),
        KINDS: bytes(rows[key][0] for key in keys),
        ENDS: b"".join(rows[key][1].to_bytes(2, "big") for key in keys),
        GONE: b"".join(rows[key][2].to_bytes(2, "big") for key in keys),
    }


def _count(day: dt.date) -> int:
    # Before the count begins, or after two bytes end, the day itself is not known.
    return min(max((day - EPOCH).days, _DAY_UNKNOWN), 0xFFFF)
