"""What a person with a small phone, a keyboard or a screen reader meets: axe-core on every kind of page, and no sideways scroll."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.web.kinds import KINDS, Kind, address_of

# A group of its own: with all other tests of the browser it would hold one worker longer than the rest take.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("walk")]
TONGUES = ("tg", "ru", "en")
SMALL = """() => [...document.querySelectorAll('button, a.btn, a.leave, .langs a, summary, .opt label, input.in, select, .tel')]
    .filter(e => !e.closest('[aria-hidden=true]') && e.offsetParent !== null)
    .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height]).filter(x => x[1] > 0 && x[1] < 43.5)"""
"""What can be pressed and is too low for a thumb, with its height in pixels."""


def open_kind(page: Any, base: str, kind: Kind, tongue: str) -> None:
    """Reach a kind of page the way a form would."""
    form = kind.form()
    address = base + address_of(kind, tongue)
    if form is None:
        page.goto(address)
        return

    def send(route: Any, request: Any) -> None:
        if request.url == address and request.method == "GET":
            route.continue_(
                method="POST",
                post_data=urlencode(form, doseq=True),
                headers={**request.headers, "content-type": "application/x-www-form-urlencoded"},
            )
        else:
            route.continue_()

    page.route("**/*", send)
    page.goto(address)
    page.unroute("**/*")


@dataclass
class Walk:
    """What was met on the way through every kind of page in one language; by kind, where something is wrong."""

    faults: dict[str, list[str]] = field(default_factory=dict)
    wide: list[str] = field(default_factory=list)
    small: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def walks() -> dict[str, Walk]:
    """By language, the ways that were gone already. Kept for the session: of a module it is forgotten where tests of others come between."""
    return {}


@pytest.fixture
def walk(
    live_server: Any, directory_for_browser: None, page: Any, axe_violations: Any, walks: dict[str, Walk]
) -> Callable[[str], Walk]:
    """Through every kind of page in a language, once, whatever is looked at."""

    def through(tongue: str) -> Walk:
        if tongue in walks:
            return walks[tongue]
        met = Walk()
        own = (live_server.url, "data:")
        # Told from our own at once: the page goes on to other languages and tells of every request.
        page.on("request", lambda r: None if r.url.startswith(own) else met.asked.append(r.url))
        page.on("console", lambda m: met.refused.append(m.text) if "Content Security Policy" in m.text else None)
        for kind in KINDS:
            open_kind(page, live_server.url, kind, tongue)
            if faults := axe_violations(page):
                met.faults[kind.name] = faults
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                met.wide.append(kind.name)
            if kind.name != "leave" and (low := page.evaluate(SMALL)):
                met.small[kind.name] = low
        walks[tongue] = met
        return met

    return through


@pytest.mark.parametrize("tongue", TONGUES)
def test_axe_finds_nothing_on_any_kind_of_page_and_none_scrolls_sideways(
    walk: Callable[[str], Walk], tongue: str
) -> None:
    assert walk(tongue).faults == {}
    assert walk(tongue).wide == []


@pytest.mark.parametrize("scheme", ["sun", "dark"])
def test_axe_finds_nothing_outdoors_and_in_the_dark(
    live_server: Any, directory_for_browser: None, page: Any, axe_violations: Callable[[Any], list[str]], scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    found = {}
    for kind in KINDS:
        if kind.name in ("front", "question with errors", "longest answer", "review with a fault", "doors", "law"):
            open_kind(page, live_server.url, kind, "tg-sun" if scheme == "sun" else "tg")
            faults = axe_violations(page)
            if faults:
                found[kind.name] = faults
    assert found == {}


def test_everything_that_can_be_pressed_is_large_enough_for_a_thumb(walk: Callable[[str], Walk]) -> None:
    assert {tongue: walk(tongue).small for tongue in TONGUES} == {tongue: {} for tongue in TONGUES}


def test_nothing_is_asked_of_another_host_and_nothing_is_refused_by_the_policy(walk: Callable[[str], Walk]) -> None:
    for tongue in TONGUES:
        assert walk(tongue).asked == []
        assert walk(tongue).refused == []
