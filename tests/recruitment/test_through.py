"""Through whom work was found: told once without a name, shown in full elevens when a half-year is over."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from hamroh.recruitment.models import WorkFound
from hamroh.recruitment.register import actions as register
from hamroh.recruitment.through import counting
from hamroh.shell.here import today
from tests.recruitment.conftest import D
from tests.recruitment.test_check import send

pytestmark = pytest.mark.django_db
SPRING = dt.datetime(2026, 5, 5, 9, tzinfo=dt.UTC)


def tell(many: int, through: str, first: int = 0, at: dt.datetime = SPRING) -> None:
    for n in range(first, first + many):
        counting.tell(f"form-{through}-{n}", through, worked=True, at=at)


def test_what_is_told_is_shown_in_full_elevens_once_the_half_year_is_over() -> None:
    tell(25, "family")
    tell(10, "agency")
    tell(25, "family")  # the same forms once more
    assert counting.told(D(2026, 6, 30))[2] == [], "it is not over yet"
    assert counting.told(D(2026, 7, 1)) == (D(2026, 1, 1), D(2026, 6, 30), [("family", 22)])
    assert counting.told(D(2027, 1, 1))[2] == []
    kept = WorkFound.objects.filter(through="agency").values().first()
    assert kept and set(kept) == {"id", "form", "through", "month", "counts"} and kept["month"] == D(2026, 5, 1)
    assert counting.take_out(SPRING + counting.PERIOD) == 35


def test_of_a_flood_only_those_count_for_whom_a_phone_had_worked(settings: Any) -> None:
    settings.REPORTS_PER_MINUTE = 3
    for n in range(9):
        counting.tell(f"flood-{n}", "agency", worked=n > 7, at=SPRING)
    assert WorkFound.objects.filter(counts=True).count() == 4


def test_one_press_is_stored_and_a_store_that_fails_says_so(
    client: Client, wrote: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = register.enter_agency(["Кор"], since=D(2020, 1, 1), w=wrote)
    period = {"since": D(2026, 1, 1), "until": D(2026, 3, 31), "received_on": D(2026, 4, 4)}
    agency.returns.create(country="RU", men=30, women=5, **period, **wrote.line())
    html = client.get("/en/found-work/").content.decode()
    assert '<td class="n">33+</td>' in html and "Not enough people told it." in html
    assert "Stored" in send(client, "/en/found-work/", {"through": "online", "form": "o" * 32}).content.decode()
    assert send(client, "/en/found-work/", {"through": "nobody", "form": "o" * 32}).status_code == 200
    told = WorkFound.objects.get()
    assert told.month == today().replace(day=1) and told.through == "online"

    def broken(**_given: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(WorkFound.objects, "create", broken)
    answer = send(client, "/en/found-work/", {"through": "online", "form": "p" * 32})
    assert answer.status_code == 503 and "Nothing could be stored now" in answer.content.decode()
