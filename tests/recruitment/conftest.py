"""A register with a few invented agencies, and an officer who keeps it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.people.conftest import NOON, World, world

__all__ = ["world"]

TODAY = NOON.date()
D = dt.date


@pytest.fixture(autouse=True)
def no_names_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a register of its own under the same numbers; a site has one."""
    monkeypatch.setattr("hamroh.recruitment.check.queries._index", None)


@pytest.fixture
def officer(world: World) -> Any:
    return world.staff("licensing")


@pytest.fixture
def wrote(officer: Any) -> Any:
    """The officer writes at noon, on an order."""
    from hamroh.recruitment.register import actions

    return actions.wrote("order 17 of 1 March 2017", by=officer, at=NOON)


@pytest.fixture
def namuna(wrote: Any) -> Any:
    """Namuna Kor: licence 000-A, 1 March 2017 to 1 March 2020, to Russia; the register is whole from 2013 to 9 March 2019."""
    from hamroh.recruitment.register import actions

    agency = actions.enter_agency(["Намуна Кор", "Namuna Kor"], since=D(2017, 3, 1), w=wrote)
    licence = actions.licence(agency, "000-A", countries=["RU"])
    actions.put_state(licence, "granted", since=D(2017, 3, 1), until=D(2020, 3, 1), w=wrote)
    actions.add_phone(agency, "+992 93 000 00 00", since=D(2017, 3, 1), w=wrote)
    actions.read_register(begins_on=D(2013, 1, 1), read_on=D(2019, 3, 9), w=wrote)
    return agency
