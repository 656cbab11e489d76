"""The public site in tests: real law, an invented directory, a fixed moment."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

MOMENT = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> dt.datetime:
    """Every test of the site happens on a Tuesday at noon in Moscow."""
    monkeypatch.setattr("hamroh.web.interview.now", lambda: MOMENT)
    return MOMENT


@pytest.fixture
def directory(db: None) -> None:
    """The invented directory."""
    from hamroh.people import demonstration

    demonstration.load(today=MOMENT.date())


@pytest.fixture
def asker(client: Any, directory: None) -> Any:
    """Somebody with the front door open, in English."""
    from tests.web.asker import Asker

    return Asker(client)


@pytest.fixture
def directory_for_browser(transactional_db: None) -> None:
    """The invented directory, where a server in another thread sees it."""
    from hamroh.people import demonstration

    demonstration.load(today=MOMENT.date())
