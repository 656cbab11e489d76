"""Someone who asks, in tests: presses what the pages offer and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from django.test import Client


@dataclass
class Control:
    tag: str
    attributes: dict[str, str]
    text: str = ""
    options: list[tuple[str, bool]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.controls: list[Control] = []
        self.forms: dict[str, dict[str, str]] = {}
        self.words: list[str] = []
        self._form = ""
        self._button: Control | None = None
        self._select: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in attrs}
        if tag == "form":
            self._form = a.get("id") or f"form{len(self.forms)}"
            self.forms[self._form] = a
        if tag in ("input", "button", "select"):
            a.setdefault("form", self._form)
            control = Control(tag, a)
            self.controls.append(control)
            self._button = control if tag == "button" else self._button
            self._select = control if tag == "select" else self._select
        if tag == "option" and self._select is not None:
            self._select.options.append((a.get("value", ""), "selected" in a))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = ""
        if tag == "button":
            self._button = None
        if tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(data.strip())
        if self._button is not None:
            self._button.text += data


@dataclass
class Page:
    """A page as it came: status, headers, words, controls."""

    status: int
    headers: dict[str, str]
    html: str
    address: str

    def __post_init__(self) -> None:
        reader = _Reader()
        reader.feed(self.html)
        self.controls, self.forms, self.words = reader.controls, reader.forms, " ".join(reader.words)

    @property
    def screen(self) -> str:
        """The screen that is asked, or nothing."""
        return next((c.attributes.get("value", "") for c in self.controls if c.attributes.get("name") == "screen"), "")

    @property
    def shown(self) -> list[str]:
        """The facts that are asked."""
        return next((c.attributes["value"].split() for c in self.controls if c.attributes.get("name") == "shown"), [])

    @property
    def is_answer(self) -> bool:
        return 'formaction="' in self.html and "sheet.pdf" in self.html and not self.screen

    @property
    def seal(self) -> str:
        return next((c.attributes.get("value", "") for c in self.controls if c.attributes.get("name") == "seal"), "")

    def filled(self, form: str = "q") -> dict[str, list[str]]:
        """What the browser would send of this form, without a button."""
        out: dict[str, list[str]] = {}
        for c in self.controls:
            name = c.attributes.get("name")
            if not name or c.attributes.get("form") != form or c.tag == "button":
                continue
            if c.tag == "select":
                chosen = [v for v, on in c.options if on] or [c.options[0][0]] if c.options else []
                out.setdefault(name, []).extend(chosen)
            elif c.attributes.get("type") in ("radio", "checkbox"):
                if "checked" in c.attributes:
                    out.setdefault(name, []).append(c.attributes.get("value", "on"))
            else:
                out.setdefault(name, []).append(c.attributes.get("value", ""))
        return out

    def button(self, value: str, **wanted: str) -> Control:
        """The button with this value (or a part of its words)."""
        for c in self.controls:
            if (
                c.tag == "button"
                and "aria-hidden" not in c.attributes
                and value in (c.attributes.get("value"), c.text.strip())
            ):
                if all(c.attributes.get(k, "") == v for k, v in wanted.items()):
                    return c
        raise AssertionError(f"no button {value!r} {wanted} on {self.address}")


class Asker:
    """Holds the page that is open."""

    def __init__(self, client: Client, language: str = "en") -> None:
        self.client, self.language = client, language
        self.pages: list[Page] = []
        self.open(f"/{language}/")

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def open(self, address: str) -> Page:
        return self._came(self.client.get(address), address)

    def _came(self, response: Any, address: str) -> Page:
        html = response.content.decode() if "html" in response.headers.get("Content-Type", "") else ""
        self.pages.append(Page(response.status_code, dict(response.headers), html, address))
        return self.page

    def send(self, address: str, data: dict[str, Any]) -> Page:
        body = urlencode(data, doseq=True)
        return self._came(self.client.post(address, body, content_type="application/x-www-form-urlencoded"), address)

    def begin(self, voice: str = "self") -> Page:
        return self.send(f"/{self.language}/ask/", {"voice": voice})

    def press(self, value: str, typed: dict[str, Any] | None = None, **wanted: str) -> Page:
        """Fill in and press a button of the open page."""
        page = self.page
        button = page.button(value, **wanted)
        data: dict[str, Any] = page.filled(button.attributes.get("form") or "q")
        for name, given in (typed or {}).items():
            if given is None:
                data.pop(name, None)
            else:
                data[name] = given
        if button.attributes.get("name"):
            data[button.attributes["name"]] = [button.attributes.get("value", "")]
        form = page.forms.get(button.attributes.get("form") or "q", {})
        return self.send(button.attributes.get("formaction") or form.get("action") or page.address, data)

    def answer_screen(self, told: dict[str, Any] | None = None) -> Page:
        """Answer the open screen: what is told, and "I don't know" to the rest."""
        told = told or {}
        typed: dict[str, Any] = {}
        names = {c.attributes.get("name") for c in self.page.controls}
        if "ticks" in names:
            typed["ticks"] = "unsure"
        for fact in self.page.shown:
            if fact in told:
                value = told[fact]
                if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
                    typed[f"{fact}.y"], typed[f"{fact}.m"], typed[f"{fact}.d"] = value.split("-")
                elif isinstance(value, bool):
                    if "ticks" in names and f'type="checkbox" name="{fact}"' in self.page.html:
                        typed[fact] = "yes" if value else None
                    else:
                        typed[fact] = "yes" if value else "no"
                else:
                    typed[fact] = value
            elif f"{fact}.unknown" in names:
                typed[f"{fact}.unknown"] = "on"
            elif f'id="{fact}-unknown"' in self.page.html:
                typed[fact] = "unknown"
        return self.press("next", typed)

    def until_answer(self, told: dict[str, Any] | None = None, *, most: int = 40) -> Page:
        """Answer screen after screen until the answer comes."""
        for _ in range(most):
            if not self.page.screen:
                return self.page
            before = self.page.screen
            self.answer_screen(told)
            assert not ("errors" in self.page.html and self.page.screen == before), f"{before}: {self.page.words[:400]}"
        raise AssertionError(f"no answer after {most} screens: {[p.screen for p in self.pages]}")


FIRST_CASE: dict[str, Any] = {
    "citizenship": ["TJ"], "destination": "RU", "in_country": True, "entered": "2019-03-01", "purpose": "work",
    "registered": False, "has_patent": False, "works": False,
}  # fmt: skip
"""A Tajik worker nine days after entry: the first golden case."""


def sealed(facts: dict[str, Any] | None = None, *, on: str = "2019-03-10", known: str = "", **more: Any) -> str:
    """A sealed field of these facts, as if it had come back from a page."""
    from hamroh.web.sealed import Answers, seal

    return seal(Answers(facts=FIRST_CASE if facts is None else facts, on=on, known=known, **more))
