"""The mark of a form: what is sent twice under one mark is stored once. It says nothing of anybody."""

from __future__ import annotations

import re
import secrets

_MARK = re.compile(r"[A-Za-z0-9_-]{32}")


def fresh_form() -> str:
    """A mark for a form that is shown now."""
    return secrets.token_urlsafe(24)


def form_of(given: str) -> str:
    """The mark that came with a posted form; a fresh one in place of something that is none."""
    return given if _MARK.fullmatch(given) else fresh_form()
