"""What the small script adds: the browser's own Back, a dropped line, a tab that the phone threw out, leaving without a trace."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


def first_screen(page: Any, base: str, language: str = "en") -> None:
    page.goto(f"{base}/{language}/")
    page.click("button[value=self]")
    page.wait_for_selector("input[name=screen]", state="attached")
    page.check("input[name=citizenship][value=TJ]")
    page.select_option("select[name=destination]", "RU")
    page.check("input[name=in_country][value=yes]")


def screen(page: Any) -> str:
    return str(page.get_attribute("input[name=screen]", "value"))


def go_on(page: Any) -> str:
    before = screen(page)
    page.click("main button[value=next]")
    page.wait_for_function(
        "b => { const s = document.querySelector('input[name=screen]'); return s && s.value !== b }", arg=before
    )
    return screen(page)


def test_the_browsers_own_back_and_forward_keep_the_answers(
    live_server: Any, directory_for_browser: None, page: Any
) -> None:
    first_screen(page, live_server.url)
    first = screen(page)
    second = go_on(page)
    page.go_back()
    page.wait_for_function("f => document.querySelector('input[name=screen]').value === f", arg=first)
    assert page.is_checked("input[name=citizenship][value=TJ]")
    assert page.input_value("select[name=destination]") == "RU"
    page.go_forward()
    page.wait_for_function("s => document.querySelector('input[name=screen]').value === s", arg=second)
    page.go_back()
    page.wait_for_function("f => document.querySelector('input[name=screen]').value === f", arg=first)
    assert go_on(page) == second


def test_a_language_change_can_be_taken_back(live_server: Any, directory_for_browser: None, page: Any) -> None:
    first_screen(page, live_server.url)
    page.click("nav.langs button[lang=tg]")
    page.wait_for_selector("html[lang=tg]")
    assert page.is_checked("input[name=citizenship][value=TJ]")
    assert page.url.endswith("/tg/ask/")
    page.go_back()
    page.wait_for_selector("html[lang=en]")


def test_a_dropped_line_loses_nothing(live_server: Any, directory_for_browser: None, page: Any) -> None:
    first_screen(page, live_server.url)
    first = screen(page)
    page.context.set_offline(True)
    page.click("main button[value=next]")
    page.wait_for_selector(".dropped")
    assert "Press again" in page.inner_text(".dropped")
    assert screen(page) == first
    page.context.set_offline(False)
    assert go_on(page) != first


def test_a_tab_that_was_loaded_again_still_has_the_answers(
    live_server: Any, directory_for_browser: None, page: Any
) -> None:
    first_screen(page, live_server.url)
    second = go_on(page)
    page.reload()
    page.wait_for_selector("input[name=screen]", state="attached")
    assert screen(page) == second


def test_after_leaving_nothing_comes_back(live_server: Any, directory_for_browser: None, page: Any) -> None:
    first_screen(page, live_server.url)
    go_on(page)
    page.click(".leave")
    page.wait_for_url("**/month/")
    page.go_back()
    page.wait_for_load_state()
    assert page.query_selector("input[name=screen]") is None
    assert "TJ" not in page.content()
    assert page.evaluate("sessionStorage.length") == 0


def test_the_first_page_forgets_the_answers_before(live_server: Any, directory_for_browser: None, page: Any) -> None:
    first_screen(page, live_server.url)
    go_on(page)
    page.goto(live_server.url + "/tg/")
    page.goto(live_server.url + "/tg/ask/")
    page.wait_for_timeout(500)
    assert page.query_selector("input[name=screen]") is None


def test_what_the_tab_keeps_is_sealed(live_server: Any, directory_for_browser: None, page: Any) -> None:
    first_screen(page, live_server.url)
    go_on(page)
    kept = page.evaluate(
        "JSON.stringify(sessionStorage) + JSON.stringify(localStorage) + JSON.stringify(history.state) + document.cookie"
    )
    # As words of their own: two letters one after another come about in any sealed text.
    for told in ("TJ", "RU", "citizenship", "destination"):
        assert not re.search(rf"(?<![\w+/-]){told}(?![\w+/=-])", kept)
    assert page.evaluate("localStorage.length") == 0


def test_a_file_is_still_saved(live_server: Any, directory_for_browser: None, page: Any) -> None:
    from tests.web.kinds import KINDS
    from tests.web.test_access import open_kind

    open_kind(page, live_server.url, next(k for k in KINDS if k.name == "answer"), "tg")
    with page.expect_download() as saved:
        page.click("button[formaction$='sheet.pdf']")
    assert saved.value.suggested_filename == "sheet.pdf"
