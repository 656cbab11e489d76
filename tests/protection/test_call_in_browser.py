"""The call page in a real browser: what is typed is kept by itself, also when the tab is closed."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import pypdfium2
import pytest
from django.conf import settings

from tests.people.conftest import signed_in
from tests.pressing import press
from tests.web.conftest import somebody_answers

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture
def desk_page(live_server: Any, transactional_db: None, browser: Any) -> Any:
    """A page at the desk in which the sample operator has signed in."""
    from hamroh.people.directory import demonstration
    from hamroh.people.models import Staff
    from tests.web.conftest import MOMENT

    demonstration.load(today=MOMENT.date())
    somebody_answers()
    client = signed_in(Staff.objects.get(email="operator@example.org"))
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    yield context.new_page()
    context.close()


def kept() -> list[str]:
    from hamroh.protection.enquiries import queries
    from hamroh.protection.models import Enquiry

    found = [queries.opened(row) for row in Enquiry.objects.filter(channel="call")]
    return [one.said[0].text for one in found if one]


def test_what_is_typed_is_kept_without_a_button_and_after_the_tab_is_closed(live_server: Any, desk_page: Any) -> None:
    desk_page.goto(live_server.url + "/desk/call/")
    desk_page.fill("#text", "Three months at a site")
    desk_page.wait_for_selector("#kept:has-text('Saved at')", timeout=20_000)
    assert kept() == ["Three months at a site"]
    # Who helps opens beside the call, which stays as it is.
    with desk_page.expect_popup() as beside:
        desk_page.click("button[form=helps]")
    beside.value.wait_for_load_state()
    assert "/help/" in beside.value.url and "Three months" not in beside.value.content()
    beside.value.close()
    assert desk_page.input_value("#text") == "Three months at a site"
    desk_page.fill("#text", "Three months at a site, eleven of us")
    desk_page.close(run_before_unload=True)
    for _ in range(100):
        if kept() == ["Three months at a site, eleven of us"]:
            return

        time.sleep(0.1)
    assert kept() == ["Three months at a site, eleven of us"]


def test_the_pages_of_the_call_and_the_queue_have_no_fault_of_access(
    live_server: Any, desk_page: Any, axe_violations: Any
) -> None:
    for address in ("/desk/call/", "/desk/enquiries/", "/desk/", "/desk/fear-of-return/", "/desk/glass/"):
        desk_page.goto(live_server.url + address)
        for width in (320, 1280):
            desk_page.set_viewport_size({"width": width, "height": 800})
            assert axe_violations(desk_page) == [], f"{address} at {width} px"
            wide = desk_page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{address} is {wide} px wide at {width} px"


def test_a_sheet_to_hand_on_is_one_leaf_of_paper_and_tells_first_who_must_not_be_told(
    live_server: Any, desk_page: Any
) -> None:
    desk_page.goto(live_server.url + "/desk/call/")
    desk_page.fill("#text", "Held at a site for three months; eleven of us sleep there. " * 3)
    press(desk_page, "button[name=go][value=sheet]")
    desk_page.select_option("#kind", "forced_labour")
    desk_page.check("input[name=fields][value=text]")
    press(desk_page, "main form button")
    words = desk_page.inner_text("main")
    assert words.index("Who must not be told") < words.index("First steps")
    with contextlib.closing(pypdfium2.PdfDocument(desk_page.pdf(prefer_css_page_size=True))) as paper:
        # A leaf has two sides; one is enough for most kinds.
        assert len(paper) <= 2
