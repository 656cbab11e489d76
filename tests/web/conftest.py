"""The public site in tests: real law, an invented directory, a fixed moment."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

FORM = "application/x-www-form-urlencoded"
MOMENT = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> dt.datetime:
    """Every test of the site happens on a Tuesday at noon in Moscow."""
    monkeypatch.setattr("hamroh.web.interview.now", lambda: MOMENT)
    return MOMENT


class FormClient(Client):
    """A client that sends forms the way a browser does."""

    def post(self, path: str, data: Any = None, content_type: str = FORM, *more: Any, **others: Any) -> Any:
        if isinstance(data, dict):
            data = urlencode(data, doseq=True)
        return super().post(path, data if data is not None else "", content_type, *more, **others)


@pytest.fixture
def client() -> Client:
    return FormClient()


@pytest.fixture
def directory(db: None) -> None:
    """The invented directory."""
    from hamroh.people.directory import demonstration
    from hamroh.recruitment.register import demonstration as agencies

    demonstration.load(today=MOMENT.date())
    agencies.load(today=MOMENT.date())
    somebody_answers()


@pytest.fixture
def asker(client: Any, directory: None) -> Any:
    """Somebody with the front door open, in English."""
    from tests.web.asker import Asker

    return Asker(client)


@pytest.fixture
def directory_for_browser(transactional_db: None) -> None:
    """The invented directory, where a server in another thread sees it."""
    from hamroh.people.directory import demonstration
    from hamroh.recruitment.register import demonstration as agencies

    demonstration.load(today=MOMENT.date())
    agencies.load(today=MOMENT.date())
    somebody_answers()


REPORT = "a-report-that-was-sent-earlier-1"
"""Mark of the form by which a report came in before the test."""


def somebody_answers() -> None:
    """An operator of the sample hotline who takes reports, and one report with a reply."""
    from hamroh.people.models import Office, Organisation, RoleGrant, Staff
    from hamroh.protection.enquiries import actions
    from hamroh.protection.models import Intake

    hotline = Organisation.objects.get(key="sample_hotline")
    office = Office.objects.create(
        key="sample_office", organisation=hotline, country="RU", time_zone="Europe/Moscow",
        name_en="Office (sample)", name_ru="Офис (образец)", name_tg="Дафтар (намуна)",
    )  # fmt: skip
    operator = Staff.objects.create(
        email="operator@example.org", full_name="O", office=office, joined_at=MOMENT, language="ru"
    )
    RoleGrant.objects.create(staff=operator, role="operator", since=MOMENT)
    RoleGrant.objects.create(staff=operator, role="licensing", since=MOMENT)
    Intake.objects.create(organisation=hotline)
    stored = actions.receive_report(REPORT, text="He took my passport.", language="tg", at=MOMENT)
    actions.reply(stored.enquiry.pk, "We can help.", form=REPORT + "reply", by=operator, at=MOMENT)
