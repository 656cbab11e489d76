"""What the tests of tables share: the real book as a plan, and the people of its worked cases."""

from __future__ import annotations

import pytest

from hamroh.rulebook import Rulebook, load
from hamroh.rulebook.bulk.codes import Codes
from hamroh.rulebook.bulk.plan import Plan, plan_of
from hamroh.rulebook.examples import read_examples
from hamroh.rulebook.loading import LAW
from hamroh.rulebook.person import Person


@pytest.fixture(scope="session")
def book() -> Rulebook:
    return load()


@pytest.fixture(scope="session")
def plan(book: Rulebook) -> Plan:
    return plan_of(book)


@pytest.fixture(scope="session")
def codes(plan: Plan) -> Codes:
    return Codes(plan)


@pytest.fixture(scope="session")
def people_of_cases(book: Rulebook) -> list[Person]:
    """The person of every worked case: chosen by people who know where the law has its edges."""
    return [book.facts_from(example.item["person"], file=example.file) for example in read_examples(LAW)]
