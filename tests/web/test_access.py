"""What a person with a small phone, a keyboard or a screen reader meets: axe-core on every kind of page, and no sideways scroll."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.web.kinds import KINDS, Kind, address_of

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
TONGUES = ("tg", "ru", "en")


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


@pytest.mark.parametrize("tongue", TONGUES)
def test_axe_finds_nothing_on_any_kind_of_page(
    live_server: Any, directory_for_browser: None, page: Any, axe_violations: Callable[[Any], list[str]], tongue: str
) -> None:
    found = {}
    for kind in KINDS:
        open_kind(page, live_server.url, kind, tongue)
        faults = axe_violations(page)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        if wide:
            faults.append("the page scrolls sideways")
        if faults:
            found[kind.name] = faults
    assert found == {}


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


def test_everything_that_can_be_pressed_is_large_enough_for_a_thumb(
    live_server: Any, directory_for_browser: None, page: Any
) -> None:
    small = {}
    for kind in KINDS:
        if kind.name in ("leave",):
            continue
        open_kind(page, live_server.url, kind, "tg")
        low = page.evaluate(
            """() => [...document.querySelectorAll('button, a.btn, a.leave, .langs a, summary, .opt label, input.in, select, .tel')]
            .filter(e => !e.closest('[aria-hidden=true]') && e.offsetParent !== null)
            .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height]).filter(x => x[1] > 0 && x[1] < 43.5)"""
        )
        if low:
            small[kind.name] = low
    assert small == {}


def test_nothing_is_asked_of_another_host_and_nothing_is_refused_by_the_policy(
    live_server: Any, directory_for_browser: None, page: Any
) -> None:
    asked: list[str] = []
    refused: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.on("console", lambda m: refused.append(m.text) if "Content Security Policy" in m.text else None)
    for kind in KINDS:
        open_kind(page, live_server.url, kind, "en")
    assert all(u.startswith((live_server.url, "data:")) for u in asked), asked
    assert refused == []
