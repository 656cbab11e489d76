"""Help never depends on status (design rule 2), and nothing asks for an identity (rule 1)."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest

from hamroh.people.directory import queries
from tests.web.asker import FIRST_CASE, Asker, sealed

# One person in four positions; only what decides the status differs.
POSITIONS: dict[str, dict[str, Any]] = {
    "in time": {},
    "past every term": {"entered": "2018-01-10"},
    "with a removal decided": {
        "decisions": [{"kind": "expulsion", "by": "court", "decided": "2019-03-05", "copy_received": "2019-03-05"}]
    },
    "about whom nothing else is known": {"entered": None, "purpose": None, "registered": None, "has_patent": None},
}


def helpers(asker: Asker, facts: dict[str, Any]) -> list[str]:
    """What stands under "Who helps you", in order."""
    given = {name: value for name, value in {**FIRST_CASE, **facts}.items() if value is not None}
    asker.send("/en/ask/answer/", {"seal": sealed(given), "go": "again"})
    assert asker.page.is_answer, asker.page.words[:300]
    # Rights and sums stand in the same column, below; they differ from position to position.
    found = re.search(r'<div class="helps">(.*?)</div>\s*(?:<h2>|</aside>)', asker.page.html, re.DOTALL)
    assert found
    return re.findall(r"<b>(.*?)</b>", found[1])


@pytest.mark.parametrize("position", [name for name in POSITIONS if name != "in time"])
def test_the_same_people_help_whatever_the_position(asker: Asker, position: str) -> None:
    in_time = helpers(asker, POSITIONS["in time"])
    assert in_time
    assert helpers(asker, POSITIONS[position]) == in_time


def test_the_directory_cannot_even_be_asked_by_status() -> None:
    asked = {"at", "language", "country", "region", "district", "kinds", "limit"}
    assert set(inspect.signature(queries.doors).parameters) == asked


def test_everyone_who_helps_is_shown_to_someone_who_answers_nothing(asker: Asker) -> None:
    page = asker.open("/en/help/")
    assert page.status == 200
    assert not page.screen
    assert page.html.count('href="tel:') + page.words.count("000 00") > 0


@pytest.mark.parametrize("address", ["/en/", "/en/help/", "/en/law/", "/en/about/"])
def test_no_page_asks_for_a_name_a_number_or_a_place(asker: Asker, address: str) -> None:
    names = {c.attributes.get("name", "") for c in asker.open(address).controls}
    assert not names & {"name", "phone", "email", "passport", "address", "login", "password"}
