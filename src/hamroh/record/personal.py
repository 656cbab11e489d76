"""The personal fields of entries: sealed beside the chain, which holds only what vouches for them.

So they can be written anew under another key, and the record still proves what was noted. In entries of before (decision 0049) the fields
themselves are in the chain, sealed; they can be read, and cannot be sealed anew.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from hamroh.record import bulk, keys, sealing
from hamroh.record.errors import NotOurs
from hamroh.record.models import Entry, PersonalFields

_DIGEST, _FIELDS = b"\x02", b"\x01"
_SALT_BYTES = 32
# Statements take at most 65,535 values on PostgreSQL.
_ASKED_AT_ONCE = 5_000


def write(asked: Sequence[tuple[UUID, UUID | None, dict[str, Any]]]) -> list[bytes]:
    """Keep the personal fields of entries, given as (about, by, fields), sealed; what vouches for each, in order, for its entry.

    Raises:
        Erased: one of these persons has no key.
    """
    # The same fields are never kept under the same digest: the random bytes differ.
    contents = [{"salt": secrets.token_hex(_SALT_BYTES), "fields": fields} for _, _, fields in asked]
    digests = [hashlib.sha256(sealing.plain(content)).hexdigest() for content in contents]
    texts = sealing.seal_many(
        (about, place(digest), content) for (about, _, _), digest, content in zip(asked, digests, contents, strict=True)
    )
    rows = [(digest, about, by, text) for (about, by, _), digest, text in zip(asked, digests, texts, strict=True)]
    bulk.insert(PersonalFields, ("digest", "about", "by", "sealed"), rows)
    return [_DIGEST + bytes.fromhex(digest) for digest in digests]


def opened(entries: Sequence[Entry]) -> list[dict[str, Any] | None]:
    """The personal fields of each, in order, by one question to the database and one to the key store for some thousands; None where
    there are none, or whoever asks may not see them, or they are erased.

    Raises:
        NotOurs: one was changed, or belongs to another entry.
    """
    if len(entries) > _ASKED_AT_ONCE:
        parts = (entries[start : start + _ASKED_AT_ONCE] for start in range(0, len(entries), _ASKED_AT_ONCE))
        return [fields for part in parts for fields in opened(part)]
    digests = {entry.pk: digest for entry in entries if (digest := _digest(entry.sealed))}
    beside = {}
    if digests:
        beside = {row.digest: row for row in PersonalFields.objects.filter(digest__in=set(digests.values()))}
    asked: dict[int, tuple[UUID, str, bytes]] = {}
    for entry in entries:
        if entry.sealed is None or entry.about is None:
            continue
        if (digest := digests.get(entry.pk)) is None:
            asked[entry.pk] = (entry.about, _place_before(entry.kind, entry.at), bytes(entry.sealed))
        elif digest in beside:
            asked[entry.pk] = (entry.about, place(digest), bytes(beside[digest].sealed))
    told = dict(zip(asked, sealing.unseal_many(asked.values()), strict=True))
    for pk, content in told.items():
        if content is not None and pk in digests:
            told[pk] = _vouched(content, digests[pk])
    return [told.get(entry.pk) for entry in entries]


def unlike(vouchers: Iterable[tuple[UUID, bytes]]) -> list[bytes]:
    """Of some thousand entries, each given as (about, what vouches in it), those whose personal fields are not what was noted, or are not there.

    Nothing can be said where the key is destroyed: there the fields open for nobody.
    """
    asked = {digest: (about, voucher) for about, voucher in vouchers if (digest := _digest(voucher))}
    if not asked:
        return []
    ciphers = keys.store().ciphers(about for about, _ in asked.values())
    beside = dict(PersonalFields.objects.filter(digest__in=list(asked)).values_list("digest", "sealed"))
    return [
        voucher
        for digest, (about, voucher) in asked.items()
        if about in ciphers and not _holds(ciphers[about], about, digest, beside.get(digest))
    ]


def is_in_the_chain(voucher: bytes | None) -> bool:
    """Does an entry of before hold its personal fields itself, under whatever key they were sealed with then?"""
    return voucher is not None and bytes(voucher)[:1] == _FIELDS


def place(digest: str) -> str:
    """The place to which personal fields are bound."""
    return f"personal_fields:{digest}"


def _place_before(kind: str, at: dt.datetime) -> str:
    return f"entry:{kind}:{at.astimezone(dt.UTC).isoformat()}"


def _digest(voucher: bytes | None) -> str | None:
    return bytes(voucher)[1:].hex() if voucher is not None and bytes(voucher)[:1] == _DIGEST else None


def _holds(cipher: keys.Cipher, about: UUID, digest: str, sealed: bytes | None) -> bool:
    try:
        told = None if sealed is None else cipher.open(bytes(sealed), sealing.bound(about, place(digest)))
    except NotOurs:
        return False
    return told is not None and hashlib.sha256(told).hexdigest() == digest


def _vouched(content: dict[str, Any], digest: str) -> dict[str, Any]:
    if hashlib.sha256(sealing.plain(content)).hexdigest() != digest:
        raise NotOurs("The personal fields of an entry are not what was noted.")
    fields: dict[str, Any] = content["fields"]
    return fields
