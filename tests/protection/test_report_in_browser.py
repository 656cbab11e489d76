"""A report with a picture from a phone whose scripts run: the way is the same, and the phone's work puts the report ahead."""

from __future__ import annotations

from typing import Any

import pytest

from hamroh.protection.models import Attachment
from tests.pressing import press
from tests.protection.test_cleaning import picture
from tests.web.conftest import somebody_answers

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


def test_a_picture_goes_with_the_report_and_the_work_is_done_while_one_writes(
    live_server: Any, transactional_db: None, page: Any, axe_violations: Any
) -> None:
    from hamroh.people.directory import demonstration
    from tests.web.conftest import MOMENT

    demonstration.load(today=MOMENT.date())
    somebody_answers()
    page.goto(live_server.url + "/tg/report/")
    page.fill("[name=text]", "Се моҳ боз маош намедиҳанд.")
    page.locator("[name=work]:not([value=''])").wait_for(state="attached", timeout=60_000)
    sent = {"name": "сурат.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    page.set_input_files("[name=files]", [sent, {**sent, "name": "ariza.docx", "buffer": b"PK\x03\x04"}])
    press(page, "main [value=send]")
    page.wait_for_selector("#errors-files")
    assert page.input_value("[name=text]") == "Се моҳ боз маош намедиҳанд."
    assert axe_violations(page) == []
    page.set_input_files("[name=files]", [sent])
    press(page, "main [value=send]")
    page.wait_for_selector(".receipt")
    assert "сурат.jpg" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    stored = Attachment.objects.select_related("enquiry").get()
    assert stored.kind == "jpg"
    assert stored.enquiry is not None
    assert stored.enquiry.ahead
