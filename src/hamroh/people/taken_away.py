"""Codes that a person takes away instead of an account: made of the mark of the form that was sent, and never stored themselves.

Sent twice, the same form gives the same code, so that a person whose line dropped before the answer came loses nothing. What is kept of
a code or a form is a mark that says nothing without the key of the site.
"""

from __future__ import annotations

import hashlib
import hmac

from hamroh.record import keys

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0 and O, 1 and I: they are mistaken for each other on paper."""


def mark(purpose: str, text: str) -> str:
    """A text as it is kept for one purpose; another purpose gives another mark."""
    return drawn(purpose, text).hex()


def drawn(purpose: str, text: str) -> bytes:
    """32 bytes that are always the same for a text and a purpose, and say nothing of it."""
    return hmac.digest(keys.store().blind(purpose), text.encode(), hashlib.sha256)


def letters(some: bytes) -> str:
    """A letter of a code for each byte."""
    return "".join(LETTERS[byte % 32] for byte in some)


def code(purpose: str, form: str) -> str:
    """`7K4M-PX2D-QR9T`: the code of a form."""
    found = letters(drawn(purpose, form)[:12])
    return f"{found[:4]}-{found[4:8]}-{found[8:]}"


def code_mark(purpose: str, code: str) -> str:
    """A code as it is kept, however it was typed."""
    return mark(purpose, "".join(c for c in code.upper() if c in LETTERS))
