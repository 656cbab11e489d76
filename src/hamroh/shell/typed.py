"""What comes with a form that no form class reads, taken without trust."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

DIGITS = 9
_NEVER = dict.fromkeys([0, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""NUL; embeddings, overrides and isolates of Unicode's bidirectional algorithm (UAX 9). What alphabets need, joiners among it, stays."""


def whole(text: str) -> int | None:
    """A whole number as people and forms write it, of at most nine digits; None for anything else (`²` is a digit, and no number)."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) <= DIGITS else None


def line(text: str) -> str:
    """One line of signs that can be seen: a database takes no others in a text that it keeps readable."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


class ToMend(Exception):
    """A form cannot be taken as it is. Nothing was stored; whoever typed it sees all of it again, with `why`, and mends `fields`:
    each by its name with a label. One whose name ends in `_on`, or is `until`, is a day.

    No text that was typed is in it: an error may be written down.
    """

    def __init__(self, why: str, **fields: str) -> None:
        self.why, self.fields = why, fields
        super().__init__(", ".join(fields))


def lines(text: str) -> str:
    """What was typed, in its lines, without the sign that no database keeps and without those that turn the direction of writing: behind
    them a text reads otherwise than it stands."""
    return text.translate(_NEVER)


def text_of(post: Mapping[str, Any], name: str, most: int) -> str:
    """The text of a field as it was typed, of at most so many letters; none where the field did not come.

    Raises:
        ToMend: it is longer. Nothing is ever cut off: who wrote it would believe that it stands there.
    """
    text = lines(post.get(name, "")).strip()
    if len(text) > most:
        why = _("This text has %(has)s letters; at most %(most)s can be kept here. Shorten it.")
        raise ToMend(why % {"has": len(text), "most": most}, **{name: _("The text, whole")})
    return text


class Lines(forms.CharField):
    """A field of a form whose text is `lines`: an odd sign of a keyboard stops nobody."""

    def to_python(self, value: Any) -> str:
        return lines(super().to_python(value))
