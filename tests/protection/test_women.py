"""Who asks for a woman is offered to women first, waits for nobody in danger, and is told what is so; no trace is left."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from hamroh.protection.enquiries import actions, calls, queries
from hamroh.protection.enquiries.calls import Call
from hamroh.protection.models import Enquiry, Intake
from hamroh.protection.women import actions as women
from hamroh.record import queries as record
from hamroh.shell import once
from tests.people.conftest import NOON, World, signed_in

FORM = "application/x-www-form-urlencoded"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def desk(world: World) -> World:
    Intake.objects.create(organisation=world.hotline, answer_hours=24)
    world.staff("operator")
    return world


def reported(form: str = "r" * 32, **more: Any) -> Enquiry:
    return actions.receive_report(form, text="told", language="tg", at=NOON, **{"woman": True, **more}).enquiry


def offered(world: World, at: dt.datetime, name: str = "") -> bool:
    return queries.waiting(seen_by=world.staff("operator", name=name), at=at).exists()


def test_it_is_offered_to_women_first_and_to_everybody_after_half_of_the_time(desk: World) -> None:
    woman = desk.staff("operator", name="Zarina")
    women.say(True, by=woman, at=NOON)
    row = reported()
    for hours, others in ((0, False), (11, False), (12, True)):
        at = NOON + hours * HOUR
        assert (offered(desk, at), offered(desk, at, "Zarina")) == (others, True)
    assert queries.waiting(seen_by=desk.staff("supervisor"), at=NOON).exists()
    with pytest.raises(actions.ForWomenFirst):
        actions.take(row.pk, by=desk.staff("operator"), at=NOON)
    assert actions.take(row.pk, by=woman, at=NOON)


def test_danger_waits_for_no_woman(desk: World) -> None:
    women.say(True, by=desk.staff("operator", name="Zarina"), at=NOON)
    row = reported(danger=True)
    assert offered(desk, NOON)
    assert actions.take(row.pk, by=desk.staff("operator"), at=NOON)


def test_without_a_woman_it_is_offered_to_all_at_once_and_the_person_is_told(desk: World) -> None:
    women.say(True, by=desk.staff("operator", name="Zarina"), at=NOON)
    women.say(False, by=desk.staff("operator", name="Zarina"), at=NOON)
    told = {"go": "send", "text": "told", "woman": "on", "form": "f" * 32}
    page = Client().post("/en/report/", urlencode(told), content_type=FORM).content.decode()
    assert "No woman answers here now" in page
    assert offered(desk, dt.datetime.now(dt.UTC))
    women.say(True, by=desk.staff("operator", name="Zarina"), at=NOON)
    page = Client().post("/en/report/", urlencode({**told, "form": "g" * 32}), content_type=FORM).content.decode()
    assert "only women are offered it until" in page


def test_a_woman_of_the_office_complained_of_does_not_count(desk: World) -> None:
    desk.staff("operator", office=desk.khujand, name="other")
    women.say(True, by=desk.staff("operator", name="Zarina"), at=NOON)
    row = reported(about=[desk.dushanbe])
    assert (row.wishes_woman, row.women_first_until) == (True, None)


def test_a_promised_call_back_goes_to_a_woman_of_the_desk(desk: World) -> None:
    woman, other = desk.staff("operator", name="Zarina"), desk.staff("operator")
    women.say(True, by=woman, at=NOON)
    row = calls.write(once.fresh_form(), Call(text="x", woman=True), by=other, at=NOON).row
    calls.promise_call_back(row.pk, within=2 * HOUR, by=other, at=NOON)
    assert not queries.waiting(seen_by=other, at=NOON).exists()
    assert queries.waiting(seen_by=woman, at=NOON).exists()
    assert queries.waiting(seen_by=other, at=NOON + HOUR).exists()


def test_it_is_her_own_choice_and_stands_nowhere_else(desk: World) -> None:
    woman = desk.staff("operator", name="Zarina")
    client = signed_in(woman)
    client.post(reverse("women"), "answers=yes", content_type=FORM)
    assert "You answer those who want a woman to answer" in client.get(reverse("women")).content.decode()
    entry = next(one for one in record.entries(by=woman.pk) if one.kind == "protection.answers_women_changed")
    assert "woman" not in entry.sentence("en") + entry.fields
    supervisor = signed_in(desk.staff("supervisor"))
    page = supervisor.get(reverse("staff_member", kwargs={"id": woman.pk})).content.decode()
    assert "woman" not in page


@pytest.mark.parametrize("address", ["/tg/report/", "/tg/report/follow/"])
@pytest.mark.parametrize("sent", [None, {"go": "send", "text": "Шавҳарам мезанад", "form": "f" * 32}])
def test_the_pages_for_reports_leave_nothing_in_the_browser_and_have_a_quiet_title(
    desk: World, address: str, sent: Any
) -> None:
    client = Client()
    answer = client.post(address, urlencode(sent), content_type=FORM) if sent else client.get(address)
    assert answer.headers["Cache-Control"] == "no-store"
    assert not client.cookies
    page = answer.content.decode()
    title = page[page.index("<title>") : page.index("</title>")]
    assert "Мактубҳо" in title
    assert 'class="leave"' in page
    assert "<script" not in page.replace('<script src="/still/', "")
