"""Sealed fields: what is known of a person, encrypted under that person's key and bound to its place.

The place (a table's column and row, such as `person_part:contact`) and the person are part of the encryption: a sealed text that is
copied to another row or another person does not open.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from hamroh.record import keys
from hamroh.record.errors import Erased, NotOurs

__all__ = ["Erased", "NotOurs", "seal", "seal_bytes", "seal_many", "unseal", "unseal_bytes", "unseal_many"]


def seal(subject: UUID, place: str, content: Mapping[str, Any]) -> bytes:
    """Encrypt `content` (what JSON can hold) under the key of `subject`, for this place only.

    Raises:
        Erased: this person has no key.
        TypeError: JSON cannot hold it.
    """
    return keys.store().cipher(subject).seal(plain(content), bound(subject, place))


def seal_many(asked: Iterable[tuple[UUID, str, Mapping[str, Any]]]) -> list[bytes]:
    """Each (person, place, content) sealed, in order, by one question to the key store.

    Raises:
        Erased: one of these persons has no key.
        TypeError: JSON cannot hold a content.
    """
    asked = list(asked)
    ciphers = keys.store().ciphers(subject for subject, _, _ in asked)
    sealed = []
    for subject, place, content in asked:
        if subject not in ciphers:
            raise Erased(f"The key of {subject} is destroyed, or was never made.")
        sealed.append(ciphers[subject].seal(plain(content), bound(subject, place)))
    return sealed


def unseal(subject: UUID, place: str, sealed: bytes) -> dict[str, Any]:
    """What was sealed for this person and place.

    Raises:
        Erased: the key of this person is destroyed.
        NotOurs: it was changed, or belongs to another person or place.
    """
    return _read(keys.store().cipher(subject), subject, place, sealed)


def unseal_many(asked: Iterable[tuple[UUID, str, bytes]]) -> list[dict[str, Any] | None]:
    """What was sealed in each (person, place, sealed), in order, by one question to the key store; `None` for an erased person.

    Raises:
        NotOurs: one of them was changed, or belongs to another person or place.
    """
    asked = list(asked)
    ciphers = keys.store().ciphers(subject for subject, _, _ in asked)
    return [
        _read(ciphers[subject], subject, place, sealed) if subject in ciphers else None
        for subject, place, sealed in asked
    ]


def seal_bytes(subject: UUID, place: str, plain: bytes) -> bytes:
    """Encrypt bytes, such as a picture, as `seal` does fields: they do not open where fields of this place are asked for.

    Raises:
        Erased: this person has no key.
    """
    return keys.store().cipher(subject).seal(plain, bound(subject, f"{place}:bytes"))


def unseal_bytes(subject: UUID, place: str, sealed: bytes) -> bytes:
    """What `seal_bytes` sealed for this person and place.

    Raises:
        Erased: the key of this person is destroyed.
        NotOurs: it was changed, or belongs to another person or place.
    """
    return keys.store().cipher(subject).open(sealed, bound(subject, f"{place}:bytes"))


def plain(content: Mapping[str, Any]) -> bytes:
    """A content as it is encrypted."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _read(cipher: keys.Cipher, subject: UUID, place: str, sealed: bytes) -> dict[str, Any]:
    # PostgreSQL hands out a memoryview.
    content: dict[str, Any] = json.loads(cipher.open(bytes(sealed), bound(subject, place)))
    return content


def bound(subject: UUID, place: str) -> bytes:
    """What a sealed text of a person is bound to, at a place."""
    return b"hamroh\x00" + place.encode() + b"\x00" + subject.bytes
