"""The public site in tests: real law, an invented directory, a fixed moment."""

from __future__ import annotations

import datetime as dt
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
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


@pytest.fixture(scope="module")
def stocked(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The invented directory, filled once for a module of tests: each of them ends where it began, and the last leaves nothing."""
    from django.db import transaction

    around = transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()
        stock()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def directory(stocked: None, db: None) -> None:
    """The invented directory."""


def stock() -> None:
    """Fill the directory and the register with what is invented, and let somebody answer."""
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
    stock()


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
    RoleGrant.objects.create(staff=operator, role="analyst", since=MOMENT)
    Intake.objects.create(organisation=hotline)
    stored = actions.receive_report(REPORT, text="He took my passport.", language="tg", at=MOMENT)
    actions.reply(stored.enquiry.pk, "We can help.", form=REPORT + "reply", by=operator, at=MOMENT)
    second = Staff.objects.create(
        email="second@example.org", full_name="S", office=office, joined_at=MOMENT, language="ru"
    )
    RoleGrant.objects.create(staff=second, role="supervisor", since=MOMENT)
    workers_wrote(operator, second)
    bribes_published(second, operator)
    house_flagged()
    consul_comes()


def consul_comes() -> None:
    """A day of reception at the sample consulate, with one turn that was taken."""
    from hamroh.people.models import Office, RoleGrant, Service, Staff
    from hamroh.people.turns import actions

    service = Service.objects.get(key="sample_consulate_moscow")
    office = Office.objects.create(
        key="sample_desk", organisation=service.organisation, country="RU", time_zone="Europe/Moscow",
        name_en="Office (sample)", name_ru="Офис (образец)", name_tg="Дафтар (намуна)",
    )  # fmt: skip
    consul = Staff.objects.create(
        email="consul@example.org", full_name="C", office=office, joined_at=MOMENT, language="ru"
    )
    RoleGrant.objects.create(staff=consul, role="consular", since=MOMENT)
    times = actions.Times(dt.date(2026, 12, 10), dt.time(10), 20, 2, 12)
    made = actions.open_day(service, times, ["passport", "return_paper", "advice"], by=consul, at=MOMENT)
    actions.take(made.pk, REPORT, matter="passport", begins=dt.time(10), read_day=times.day, worked=True, at=MOMENT)


def house_flagged() -> None:
    """A house of which everybody is warned, with a reply."""
    import uuid

    from hamroh.protection.houses import addresses, queries
    from hamroh.protection.houses.models import HouseFlag
    from hamroh.record import keys, sealing

    id, day = uuid.uuid4(), MOMENT.date()
    told = {"town": "Самара", "street": "Намунавая", "house": "7"}
    keys.store().make(id)
    sealed = sealing.seal(id, queries.flag_place(id), told | {"reply": "Хона таъмир шуд.", "reason": ""})
    HouseFlag.objects.create(
        id=id, mark=addresses.mark(told) or 0, raised_on=day, counted_on=day, shown=True, replied_on=day, sealed=sealed
    )


def bribes_published(one: Any, other: Any) -> None:
    """Two quarters of reports of bribes that are published."""
    from hamroh.protection.bribes import actions, demonstration

    demonstration.make(one, other, at=MOMENT)
    actions.agree(dt.date(2026, 7, 1), by=other, at=MOMENT)


def workers_wrote(one: Any, other: Any) -> None:
    """A firm of which something is shown, and a review that waits."""
    from hamroh.recruitment.models import ReviewBatch, ReviewedFirm, ReviewReply, ReviewWords
    from hamroh.recruitment.reviews import actions
    from hamroh.recruitment.reviews.words import QUESTIONS

    day = MOMENT.date()
    firm = ReviewedFirm.objects.create(kind="employer", name="Намунаи ширкат (намуна)", opened_at=MOMENT)
    batch = ReviewBatch.objects.create(
        firm=firm, prepared_at=MOMENT, prepared_by=one, told_on=day, told_how="letter 1", released_at=MOMENT, released_by=other,
        people=11, tallies=dict(zip(QUESTIONS, ("most", "few", "half", "hardly", "some"), strict=True)),
    )  # fmt: skip
    ReviewWords.objects.create(batch=batch, text="Маошро дер доданд.", place=1)
    ReviewReply.objects.create(
        firm=firm, text="Мо ҳама вақт маош медиҳем.", on=day, paper="letter 2", recorded_at=MOMENT, recorded_by=one
    )
    actions.receive(REPORT, actions.Said("employer", firm.name, answers={"fee": "no"}), at=MOMENT)


# -- the site as its own command starts it -----------------------------------------------------------------------------


def environment(folder: Path) -> dict[str, str]:
    """One with an empty folder for what the site writes."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("HAMROH_") or k == "HAMROH_CACHE"}
    return {**kept, "HAMROH_VAR": str(folder / "var"), "PYTHONUTF8": "1"}


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """A site that was started with one command; its port and what it said. Programs may ask it as much as they like.

    One answers all that only asks it something: who uses it stands in the group `served`.
    """
    folder = tmp_path_factory.mktemp("served")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    said = folder / "said.txt"
    with said.open("w") as out:
        program = [str(Path(sys.executable).with_name("hamroh")), "serve", "--port", str(port)]
        settings = {**environment(folder), "HAMROH_API_PER_MINUTE": "1000000"}
        running = subprocess.Popen(program, env=settings, stdout=out, stderr=subprocess.STDOUT)
    try:
        began = time.monotonic()
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).read()
                break
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                # A machine that does much else takes minutes to make the tables.
                assert running.poll() is None and time.monotonic() < began + 600, said.read_text()
                time.sleep(0.2)
        yield port, said
    finally:
        running.terminate()
        running.wait(20)
