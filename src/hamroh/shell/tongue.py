"""In which language, and for which light, a page is shown. It lives in the address, so no cookie is needed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language_from_request

LANGUAGES: dict[str, str] = {"tg": "Тоҷикӣ", "ru": "Русский", "en": "English"}
"""Each named in itself, in the order in which they are offered."""

_ADDRESS = re.compile(r"^/(tg|ru|en)(-sun)?(/.*)$")


@dataclass(frozen=True)
class Tongue:
    """A language, and whether the page is set for reading in the sun."""

    language: str
    sun: bool = False

    def __str__(self) -> str:
        return self.language + ("-sun" if self.sun else "")

    def speaking(self, language: str) -> Tongue:
        """The same light, another language."""
        return Tongue(language, self.sun)

    def other_light(self) -> Tongue:
        """The same language, the other light."""
        return Tongue(self.language, not self.sun)


class TongueConverter:
    """`tg`, `ru-sun` ... as the first part of an address."""

    regex = "(?:tg|ru|en)(?:-sun)?"

    def to_python(self, value: str) -> Tongue:
        language, _, light = value.partition("-")
        return Tongue(language, light == "sun")

    def to_url(self, value: Tongue | str) -> str:
        return str(value)


AT_DESK = "tongue"
"""Name under which the desk keeps its tongue in the session: its addresses name none."""


def of_request(request: HttpRequest) -> Tongue:
    """The tongue named by the address; at the desk the one chosen there; else what the browser asks for, else Tajik."""
    chosen = request.session.get(AT_DESK, "") if hasattr(request, "session") else ""
    if chosen:
        language, _, light = chosen.partition("-")
        return Tongue(language, light == "sun")
    found = _ADDRESS.match(request.path)
    if found:
        return Tongue(found[1], bool(found[2]))
    # Django falls back to English by itself; a browser that asks for nothing we have gets Tajik.
    asked = get_language_from_request(request)
    wanted = request.headers.get("Accept-Language", "")
    return Tongue(asked if asked in LANGUAGES and (asked != "en" or "en" in wanted.lower()) else "tg")


def same_page(path: str, tongue: Tongue) -> str:
    """The address of the same page in another tongue."""
    found = _ADDRESS.match(path)
    return f"/{tongue}{found[3]}" if found else f"/{tongue}/"
