"""The whole way in a real browser that runs no script and keeps no cookie."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.pressing import press
from tests.web.kinds import KINDS
from tests.web.test_access import open_kind

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
TOLD = {
    "citizenship": "TJ",
    "in_country": "yes",
    "purpose": "work",
    "registered": "no",
    "has_patent": "no",
    "works": "no",
}


@pytest.fixture
def plain(browser: Any) -> Iterator[Any]:
    """A browser without scripts, 320 px wide."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def fill(page: Any) -> None:
    """What somebody can say, and "I don't know" to the rest."""
    for name, value in TOLD.items():
        for box in page.query_selector_all(f"input[name='{name}'][value='{value}']"):
            box.check()
    for name, value in {"destination": "RU", "region": "RU-SVE"}.items():
        for listed in page.query_selector_all(f"select[name='{name}']"):
            listed.select_option(value)
    for part, value in {"d": "18", "m": "11", "y": "2026"}.items():
        for box in page.query_selector_all(f"input[name='entered.{part}']"):
            box.fill(value)
    for box in page.query_selector_all("#ticks-none"):
        box.check()
    for box in page.query_selector_all("input[id$='-unknown']"):
        name = box.get_attribute("name").removesuffix(".unknown")
        told = name in TOLD or name in ("destination", "region", "entered")
        if not told:
            box.check()


@pytest.mark.parametrize("language", ["tg", "ru"])
def test_the_way_from_the_door_to_the_paper(
    live_server: Any, directory_for_browser: None, plain: Any, language: str
) -> None:
    plain.goto(live_server.url + "/")
    press(plain, f"a[href='/{language}/']")
    press(plain, "button[value=self]")
    for _ in range(25):
        if not plain.query_selector("input[name=screen]"):
            break
        fill(plain)
        press(plain, "main button[value=next]")
        assert "?" not in plain.url
    assert plain.query_selector(".dues")
    assert "2026" in plain.inner_text("main")
    assert plain.context.cookies() == []

    press(plain, "nav.langs button[lang=en]")
    assert "Why" in plain.inner_text("main")
    with plain.expect_download() as saved:
        plain.click("button[formaction$='reminders.ics']")
    assert saved.value.suggested_filename == "reminders.ics"
    press(plain, "button[formaction$='/print/']")
    assert plain.query_selector(".sheet")
    assert plain.url.endswith("/en/ask/print/")


def test_return_in_a_field_continues_and_does_not_change_the_language(
    live_server: Any, directory_for_browser: None, plain: Any
) -> None:
    open_kind(plain, live_server.url, next(k for k in KINDS if k.name == "question with errors"), "en")
    for part, value in {"d": "18", "m": "11", "y": "2018"}.items():
        plain.fill(f"input[name='entered.{part}']", value)
    plain.check("input[name='purpose'][value='work']")
    with plain.expect_navigation():
        plain.press("input[name='entered.y']", "Enter")
    assert plain.get_attribute("html", "lang") == "en"
    assert plain.get_attribute("input[name=screen]", "value") != "arrival"


def test_leaving_quickly_shows_a_page_that_could_be_anybodys(
    live_server: Any, directory_for_browser: None, plain: Any
) -> None:
    plain.goto(live_server.url + "/tg/")
    press(plain, "button[value=self]")
    press(plain, ".leave")
    assert "Ҳамроҳ" not in plain.content()
    assert plain.query_selector("table")


def test_with_scripts_leaving_also_takes_the_page_out_of_back(
    live_server: Any, directory_for_browser: None, page: Any
) -> None:
    page.goto(live_server.url + "/tg/help/")
    page.goto(live_server.url + "/tg/about/")
    page.click(".leave")
    page.wait_for_url("**/month/")
    page.go_back()
    assert "/about/" not in page.url


def test_the_printed_sheet_is_one_page(live_server: Any, directory_for_browser: None, page: Any) -> None:
    import io

    import pypdf

    for tongue in ("tg", "ru", "en"):
        open_kind(page, live_server.url, next(k for k in KINDS if k.name == "print"), tongue)
        printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        assert len(printed.pages) == 1, tongue
