"""What comes with a form that no form class reads, taken without trust."""

from __future__ import annotations

DIGITS = 9


def whole(text: str) -> int | None:
    """A whole number as people and forms write it, of at most nine digits; None for anything else (`²` is a digit, and no number)."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) <= DIGITS else None


def line(text: str) -> str:
    """One line of signs that can be seen: a database takes no others in a text that it keeps readable."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
