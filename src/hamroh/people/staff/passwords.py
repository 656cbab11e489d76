"""What a password must be (NIST SP 800-63B section 3.1.1: length and lists, no rules of composition), said in our words."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.contrib.auth import password_validation as django
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

OF_THIS_SITE = (
    "hamroh", "ҳамроҳ", "хамрох", "tojikiston", "тоҷикистон", "tajikistan", "таджикистан", "dushanbe", "душанбе",
    "password", "parol", "пароль", "парол", "welcome", "admin", "qwerty", "йцукен", "123456",
)  # fmt: skip
"""Words that a stranger would build on (docs/guides/staff.md). The organisation and the office are added for each person."""
LEFT_AT_LEAST = 8
"""Letters and digits that must be left of a password without those words."""


COMMONEST = Path(__file__).with_name("commonest.bin")
"""A Bloom filter over 408,915 passwords of 12 characters or more that were found in breaches (commonest.md says from where)."""
_BITS, _MARKS = 7_900_000, 13


def seen_in_breaches(password: str) -> bool:
    """Is it among the breached passwords that the site carries, letter case aside? One in 10,000 others is taken for one of them."""
    digest = hashlib.blake2b(password.casefold().encode("utf-8", "replace"), digest_size=4 * _MARKS).digest()
    with COMMONEST.open("rb") as marks:
        for first in range(0, len(digest), 4):
            bit = int.from_bytes(digest[first : first + 4], "big") % _BITS
            marks.seek(bit >> 3)
            if not marks.read(1)[0] >> (bit & 7) & 1:
                return False
    return True


class LongEnough(django.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return gettext("The password is too short: at least 12 characters are needed.")


class NotCommon(django.CommonPasswordValidator):
    """Not one of the lists that are tried first, nor built on words that anybody could guess about this site and the person's office."""

    def validate(self, password: str, user: Any = None) -> None:
        super().validate(password, user)
        if seen_in_breaches(password):
            raise ValidationError(self.get_error_message(), code="password_too_common")
        office = getattr(user, "office", None)
        named = [office, office.organisation] if office is not None else []
        names = [getattr(one, f"name_{language}").casefold() for one in named for language in ("en", "ru", "tg")]
        left = password.casefold()
        for word in sorted((*OF_THIS_SITE, *names), key=len, reverse=True):
            left = left.replace(word, "")
        if sum(map(str.isalnum, left)) < LEFT_AT_LEAST:
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def get_error_message(self) -> str:
        return gettext("This password is among the first that are tried. Choose another one.")


class NotTheirName(django.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return gettext("The password is too much like your name or address.")
