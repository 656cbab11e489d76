"""What a code holds: a CWT (RFC 8392) in COSE_Sign1 (RFC 9052) signed with ES256, written in base64url.

Claims: 4 the last second, 6 when it was made, 7 its mark, and three of our own: kind, number, title. Nothing in it tells of a
person. The order of bytes is fixed, so that one code has one writing: what is written otherwise is refused. Of the two signatures that
a key verifies, (r, s) and its mirror (r, n - s), the one with the smaller s is ours, here and on a phone (`qr.js`).
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from dataclasses import dataclass

import cbor2
import cwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hamroh.shell.here import day_of, end_of

KIND, NUMBER, TITLE = -65537, -65538, -65539
"""Names of our own claims, from the numbers left for private use."""
# No letters that are read as another, in print or by voice.
LETTERS, LONG = "ACDEFGHJKLMNPQRTUVWXY34679", 8
"""Of which letters, and of how many, the number beside a code is."""


@dataclass(frozen=True)
class Content:
    """What a code says."""

    mark: str
    kind: int
    number: str
    title: str
    valid_to: dt.date


class Refused(Exception):
    """The text is no code of ours, or was changed."""


class UnknownKey(Refused):
    """It was signed with a key that is none of those given."""


BEGINS = "0oRDoQEm"
"""With what every code begins: COSE_Sign1 with ES256, in base64url."""


_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order n of the group of P-256."""


def new_pair() -> tuple[bytes, str, str]:
    """A private key in PEM, and the public one as two coordinates."""
    private = ec.generate_private_key(ec.SECP256R1())
    numbers = private.public_key().public_numbers()
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem, _b64(numbers.x.to_bytes(32, "big")), _b64(numbers.y.to_bytes(32, "big"))


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _raw(text: str) -> bytes:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Refused from None
    if _b64(raw) != text:
        # The last letter has room for bits that say nothing.
        raise Refused
    return raw


def signed(content: Content, *, pem: bytes, kid: str, at: dt.datetime) -> str:
    """The text of a code, about 220 letters. It holds until the end of `valid_to` in Dushanbe."""
    key = cwt.COSEKey.from_pem(pem, kid=bytes.fromhex(kid))
    ends = end_of(content.valid_to)
    claims = {
        4: int(ends.timestamp()) - 1,
        6: int(at.timestamp()),
        7: bytes.fromhex(content.mark),
        KIND: content.kind,
        NUMBER: content.number,
        TITLE: content.title,
    }
    return _b64(_in_one_form(cwt.encode(claims, key)))


def _in_one_form(signed: bytes) -> bytes:
    """The same with the smaller s, which ends it: its signature holds as before."""
    s = int.from_bytes(signed[-32:], "big")
    return signed[:-32] + min(s, _ORDER - s).to_bytes(32, "big")


def signed_list(claims: dict[int, object], *, pem: bytes, kid: str) -> bytes:
    """Claims of a list, signed as a code is. It lacks what a code has, and a code what it has: neither passes for the other."""
    return _in_one_form(cwt.encode(claims, cwt.COSEKey.from_pem(pem, kid=bytes.fromhex(kid))))


def opened(text: str, keys: dict[str, tuple[str, str]]) -> Content:
    """What a genuine code says, expired or not. `keys`: kid to the public key's coordinates.

    Raises:
        UnknownKey: none of the keys signed it.
        Refused: it is no code, or one letter of it was changed.
    """
    raw = _raw(text)
    head = bytes.fromhex("d28443a10126a10444")
    if len(raw) < len(head) + 4 + 64 or not raw.startswith(head):
        raise Refused
    kid = raw[len(head) : len(head) + 4].hex()
    if kid not in keys:
        raise UnknownKey
    x, y = keys[kid]
    # COSE_Key (RFC 9052): an EC2 key on P-256 that verifies ES256.
    public = cwt.COSEKey.new({1: 2, 2: bytes.fromhex(kid), 3: -7, 4: [2], -1: 1, -2: _raw(x), -3: _raw(y)})
    try:
        if cbor2.dumps(cbor2.loads(raw)) != raw or _in_one_form(raw) != raw:
            # More bytes after it, the same said in other bytes, or the mirrored signature.
            raise Refused
        claims = cbor2.loads(cwt.COSE.new().decode(raw, public))
        return Content(
            mark=claims[7].hex(),
            kind=int(claims[KIND]),
            number=str(claims[NUMBER]),
            title=str(claims[TITLE]),
            valid_to=day_of(dt.datetime.fromtimestamp(claims[4], dt.UTC)),
        )
    except Exception:
        # Whatever a parser says of bytes from strangers: they are refused.
        raise Refused from None
