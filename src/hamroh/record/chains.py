"""How entries hang together: the hash of each is over all that it says and over the hash of the one before.

SHA-256 (FIPS 180-4) over length-prefixed parts, so that no two different entries give the same text to hash. Of personal fields only a
digest is in it, over them and 32 random bytes that are sealed with them: neither another key nor a destroyed one changes a hash, and
without the key nobody can try whether a guess was what stood there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import struct
from uuid import UUID

_NOTHING = b"\xff\xff\xff\xff"


def start(day: dt.date, line: int) -> bytes:
    """What stands before the first entry of a chain: the hash of the chain's name."""
    return hashlib.sha256(f"hamroh record chain {day.isoformat()}/{line}".encode()).digest()


def entry_hash(
    before: bytes,
    number: int,
    at: dt.datetime,
    by: UUID | None,
    kind: str,
    about: UUID | None,
    reading: bool,
    fields: str,
    sealed: bytes | None,
) -> bytes:
    """The hash of an entry, 32 bytes. `at` counts to the microsecond, as both databases keep it."""
    parts = (
        before,
        b"%d" % number,
        at.astimezone(dt.UTC).isoformat(timespec="microseconds").encode(),
        by.bytes if by else None,
        kind.encode(),
        about.bytes if about else None,
        b"reading" if reading else b"change",
        fields.encode(),
        sealed,
    )
    return hashlib.sha256(
        b"".join(_NOTHING if part is None else struct.pack(">I", len(part)) + part for part in parts)
    ).digest()
