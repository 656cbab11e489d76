"""The sealed field: a person's answers on their way from page to page, readable by nobody but this site.

The answers are kept nowhere here. They travel in a hidden field of the form: compressed, then encrypted with AES-GCM under
a key derived from the site's secret key. A changed field is refused whole.
"""

from __future__ import annotations

import base64
import binascii
import functools
import json
import os
import secrets
import time
import zlib
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

VERSION = b"\x01"
LONGEST = 60_000
"""Letters of a sealed field; a longer one is not even tried."""
LONGEST_OPENED = 400_000
"""Bytes of answers; a field that unpacks to more is refused (a small field can be made to unpack to gigabytes)."""
FRESH_SECONDS = 24 * 3600
"""A field older than this is shown back for a look, because the day has changed since."""
KEPT_SECONDS = 60 * 24 * 3600
"""A field older than this is not opened."""

# Words that nearly every field holds, so that even a short one shrinks.
_COMMON = (
    b'{"voice":"self","facts":{"citizenship":["TJ"],"destination":"RU","entered":"2026-01-01","purpose":"work",'
    b'"registered":false,"has_patent":false,"stays":[{"entry":"2025-01-01","exit":"2025-01-01","still_here":true}],'
    b'"unknown","path":["arrival","registration"],"on":"","known":"","thread":"","at":true}'
)


class SealError(Exception):
    """The field cannot be used; `kind` is `unreadable` (changed, cut, of another site) or `too_old`."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


@dataclass(frozen=True)
class Answers:
    """All that a person has told so far.

    `facts` are in the form of a facts file, days as text. `voice` is `self`, or `relative` for someone who asks for another.
    `path` names the screens answered, in order. `on` and `known` are a lawyer's own days, empty for today.
    `thread` is a random word for this one interview, so that a calendar can tell a moved reminder from a second one.
    """

    voice: str = "self"
    facts: dict[str, Any] = field(default_factory=dict)
    path: tuple[str, ...] = ()
    on: str = ""
    known: str = ""
    thread: str = field(default_factory=lambda: secrets.token_urlsafe(9))

    def with_facts(self, given: dict[str, Any]) -> Answers:
        """The same with these facts; None takes a fact back."""
        merged = {**self.facts, **given}
        return replace(self, facts={name: value for name, value in merged.items() if value is not None})

    def past(self, screen: str) -> Answers:
        """The same, with this screen answered last."""
        if screen in self.path:
            return self
        return replace(self, path=(*self.path, screen))


@functools.cache
def _cipher(secret: str) -> AESGCM:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"hamroh sealed answers 1")
    return AESGCM(derive.derive(secret.encode()))


def seal(answers: Answers, *, now: float | None = None) -> str:
    """Close the answers into a field: letters that are safe in a form, a different text every time."""
    content = {**asdict(answers), "at": int(time.time() if now is None else now)}
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, _COMMON)
    raw = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    packed = packer.compress(raw) + packer.flush()
    nonce = os.urandom(12)
    closed = VERSION + nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, packed, VERSION)
    return base64.urlsafe_b64encode(closed).rstrip(b"=").decode()


def open_seal(text: str, *, now: float | None = None) -> tuple[Answers, bool]:
    """The answers of a field, and whether it is fresh.

    Raises:
        SealError: it was changed, cut, made by another site, or is older than 60 days.
    """
    if not text or len(text) > LONGEST:
        raise SealError("unreadable")
    try:
        closed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        if closed[:1] != VERSION:
            raise SealError("unreadable")
        packed = _cipher(settings.SECRET_KEY).decrypt(closed[1:13], closed[13:], VERSION)
        unpacker = zlib.decompressobj(-15, _COMMON)
        raw = unpacker.decompress(packed, LONGEST_OPENED)
        if not unpacker.eof:
            raise SealError("unreadable")
        content = json.loads(raw)
        age = (time.time() if now is None else now) - content.pop("at")
        content["path"] = tuple(content["path"])
        answers = Answers(**content)
    except (InvalidTag, ValueError, binascii.Error, zlib.error, KeyError, TypeError) as error:
        raise SealError("unreadable") from error
    if age > KEPT_SECONDS:
        raise SealError("too_old")
    return answers, age <= FRESH_SECONDS
