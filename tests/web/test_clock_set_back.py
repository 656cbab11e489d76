"""The clock of the machine is set back: the record takes nothing, and no page of the public loses what somebody sends."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hamroh.people.alarms import actions as alarms
from hamroh.protection.enquiries import actions as enquiries
from hamroh.protection.models import Intake
from hamroh.record import seals
from hamroh.record.models import Entry
from hamroh.recruitment.models import WorkerReview
from hamroh.recruitment.reports import actions as reports
from hamroh.recruitment.reviews import actions as reviews
from hamroh.shell import once
from hamroh.shell.here import today
from hamroh.shell.refusals import Refusal
from tests.people.conftest import World, world
from tests.record.conftest import own_keys
from tests.recruitment.conftest import officer
from tests.web.conftest import FormClient

__all__ = ["officer", "own_keys", "world"]  # keys and seals of the test's own

TYPED = "They keep my passport in the safe."


@pytest.fixture
def codes(own_keys: Any, world: World, officer: Any) -> dict[str, dict[str, str]]:
    """Something of each kind was stored before the clock went back, and is followed by its code."""
    now = dt.datetime.now(dt.UTC)
    for role in ("operator", "supervisor"):
        world.staff(role)
    Intake.objects.create(organisation=world.hotline)
    report = enquiries.receive_report(once.fresh_form(), text="Words.", language="en", at=now).receipt
    firm = reports.receive(once.fresh_form(), reports.Said("firm", "Safar 1", "x"), at=now, today=today())
    review = reviews.receive(once.fresh_form(), reviews.Said("employer", "Safar 2"), at=now)
    later = now + dt.timedelta(days=5)
    alarms.count(Refusal.ABSENT, officer.pk, at=later)
    assert seals.seal(later + dt.timedelta(days=2))
    return {
        "follow_report": {"code": report.code, "words": report.words("en")},
        "follow_firm": {"code": firm.code},
        "follow_review": {"code": review.code},
    }


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("follow_report", {"go": "add", "text": TYPED}),
        ("report_firm", {"go": "send", "kind": "firm", "firm": "Safar 3", "text": TYPED}),
        ("follow_firm", {"go": "add"}),
        ("write_review", {"go": "send", "kind": "employer", "firm": "Safar 4", "text": TYPED}),
        ("follow_review", {"go": "withdraw"}),
    ],
)
def test_it_says_that_nothing_is_stored_and_keeps_what_was_typed(
    codes: dict[str, dict[str, str]], name: str, fields: dict[str, str]
) -> None:
    noted, kept = Entry.objects.count(), [bytes(one.sealed) for one in WorkerReview.objects.all()]
    sent: dict[str, Any] = fields | codes.get(name, {}) | {"form": once.fresh_form()}
    if name == "follow_firm":
        sent["files"] = SimpleUploadedFile("seen.txt", b"A poster at the station.")
        answer = Client().post(reverse(name, args=["en"]), sent)
    else:
        answer = FormClient().post(reverse(name, args=["en"]), sent)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "Nothing could be stored now" in page
    assert "Nobody on this site" not in page
    assert all(value in page for value in codes.get(name, {}).values())
    assert TYPED in page or "text" not in fields
    assert Entry.objects.count() == noted
    assert [bytes(one.sealed) for one in WorkerReview.objects.all()] == kept
