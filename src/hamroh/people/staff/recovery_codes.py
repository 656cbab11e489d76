"""Recovery codes: drawn when they are shown, once, and kept as digests, as passwords are.

django-allauth makes its codes anew from a seed that it keeps. Here nothing is kept from which a code could be made: Argon2id with the
costs of passwords and a salt of the set, over a keyed digest whose key no database backup holds. One try costs one Argon2id, however many
codes are left.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Iterable
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import auth, flows
from argon2.low_level import Type, hash_secret_raw
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import transaction

from hamroh.record import keys
from hamroh.record.errors import NotOurs

_SALT_BYTES, _DIGEST_BYTES = 16, 32


def kept(codes: Iterable[str]) -> dict[str, Any]:
    """How codes are kept: the costs of Argon2id (rounds, KiB, lanes), the salt, and a digest for each."""
    costs = [Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism]
    salt = secrets.token_bytes(_SALT_BYTES)
    return {"costs": costs, "salt": _text(salt), "left": [_digest(code, salt, costs) for code in codes]}


class HashedCodes(auth.RecoveryCodes):  # type: ignore[misc]
    """The recovery codes of one member of staff. Until they were shown there are none."""

    instance: Authenticator
    shown: list[str] | None = None
    """The codes themselves, in the one moment in which they are shown."""

    @classmethod
    def activate(cls, user: Any) -> HashedCodes:
        found = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES).first()
        return cls(found or Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={}))

    def generate_codes(self) -> list[str]:
        """No code can be made again."""
        return []

    def get_unused_codes(self) -> list[str]:
        """The codes while they are shown; afterwards a mark for each that is left, or that is still to be shown."""
        if self.shown is not None:
            return self.shown
        left = self.instance.data.get("left", ()) if self.did_view else range(app_settings.RECOVERY_CODE_COUNT)
        return ["****" for _ in left]

    @transaction.atomic
    def mark_as_viewed(self) -> None:
        """Draw the codes, to be shown by this page alone. Two pages that ask at one moment: one shows them."""
        self.instance = Authenticator.objects.select_for_update().get(pk=self.instance.pk)
        if self.did_view:
            return
        digits, drawn = app_settings.RECOVERY_CODE_DIGITS, set[str]()
        while len(drawn) < app_settings.RECOVERY_CODE_COUNT:
            drawn.add(f"{secrets.randbelow(10**digits):0{digits}}")
        self.shown = list(drawn)
        self.instance.data = {**kept(self.shown), "viewed_at": time.time()}
        self.instance.save(update_fields=["data"])

    @transaction.atomic
    def validate_code(self, code: str) -> bool:
        """Is it one of those left? Then it is used up."""
        self.instance = Authenticator.objects.select_for_update().get(pk=self.instance.pk)
        data = self.instance.data
        if "salt" not in data:
            return False
        tried = _digest(code, base64.b64decode(data["salt"]), data["costs"])
        left = [one for one in data["left"] if not hmac.compare_digest(one, tried)]
        if len(left) == len(data["left"]):
            return False
        self.instance.data = {**data, "left": left}
        self.instance.save(update_fields=["data"])
        return True


def put_in_place() -> None:
    """Let django-allauth, which has no setting for it, use these codes: it asks for its class by these two names."""
    auth.RecoveryCodes = flows.RecoveryCodes = HashedCodes


def hash_seeds(authenticators: Any) -> int:
    """Turn what is kept as a seed into digests of the codes that are left; how many sets. May run twice.

    A set that nobody was shown, or whose seed this site cannot open, is drawn anew when it is shown.
    """
    from hamroh.people.staff.signing_in import SecondStep

    done = 0
    for row in authenticators.filter(type=Authenticator.Type.RECOVERY_CODES).order_by("pk"):
        seed = row.data.get("seed")
        if seed is None:
            continue
        used, viewed = row.data.get("used_mask", 0), row.data.get("viewed_at")
        try:
            codes = _from_seed(SecondStep().decrypt(seed)) if viewed else []
        except NotOurs:
            codes, viewed = [], None
        left = [code for n, code in enumerate(codes) if not used & (1 << n)]
        row.data = {**kept(left), "viewed_at": viewed} if viewed else {}
        row.save(update_fields=["data"])
        done += 1
    return done


def _from_seed(seed: str) -> list[str]:
    """The codes that django-allauth 65 made from a seed: for sets that were given before digests were kept."""
    digits, found = 8, []
    mac = hmac.new(seed.encode("ascii"), digestmod=hashlib.sha1)
    for n in range(10):
        mac.update(f"{n:3},".encode())
        found.append(f"{int.from_bytes(mac.digest()[: digits // 2], 'big') % 10**digits:0{digits}}")
    return found


def _digest(code: str, salt: bytes, costs: list[int]) -> str:
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    keyed = hmac.digest(keys.store().blind("recovery codes"), typed.encode(), hashlib.sha256)
    rounds, kib, lanes = costs
    return _text(hash_secret_raw(keyed, salt, rounds, kib, lanes, _DIGEST_BYTES, Type.ID))


def _text(some: bytes) -> str:
    return base64.b64encode(some).decode("ascii")
