"""Tables of people asked twice give what asking each of them twice gives, whatever engine works it out."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hamroh.rulebook import Rulebook, load
from hamroh.rulebook.bulk.faults import FilesError
from hamroh.rulebook.bulk.twice import ask
from hamroh.rulebook.changes import GAIN
from hamroh.rulebook.impact import Impact
from hamroh.rulebook.proposals import find_proposal, proposal_files, vary, with_proposal

from ..drawn_people import drawn_facts
from .written import write

pytestmark = pytest.mark.slow

ON = date(2027, 1, 20)
BY = ("citizenship", "region", "entered", "registered", "months_unpaid")
"""Facts of every type that makes groups: countries, a region, a day (which a history may tell too), yes or no, a number."""


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load()


def by_person(law: Rulebook, changed: Rulebook, facts: list[dict[str, Any]], by: tuple[str, ...]) -> Impact:
    found = Impact(law, changed, ON, by)
    assert sum(1 for _ in found.add(changed.facts_from(f) for f in facts))
    return found


def by_table(law: Rulebook, changed: Rulebook, files: tuple[Path, Path], by: tuple[str, ...], engine: str) -> Impact:
    found = Impact(law, changed, ON, by)
    assert list(ask(found, *files, engine=engine))[-1] == found.count
    return found


def sets_of(impact: Impact) -> dict[str, Any]:
    """Everything that was counted: who belongs where, and how much it is for whom."""
    return {
        "count": impact.count,
        "verdicts": impact.verdicts,
        "also_unknown": impact.also_unknown,
        "reached": impact.reached,
        "made_by": impact.made_by,
        "groups": impact.groups,
        "group_of": impact.group_of,
        "people": {key: measure.people for key, measure in impact.measures.items()},
        "units": {key: measure.unit for key, measure in impact.measures.items()},
        "sizes": {
            (key, verdict): sorted(zip(*pair, strict=True))
            for key, measure in impact.measures.items()
            for verdict, pair in measure.sizes.items()
        },
    }


def proposal_ids() -> list[str]:
    return sorted(path.stem for path in proposal_files())


@pytest.mark.parametrize("proposal", proposal_ids())
def test_every_engine_tells_of_everybody_what_asking_each_twice_tells(
    law: Rulebook, proposal: str, tmp_path: Path
) -> None:
    pytest.importorskip("numba", reason="numba is missing: pip install 'hamroh[kernel]'")
    changed = with_proposal(find_proposal(proposal), law)
    facts = drawn_facts(changed, 61, 1500, ON)
    asked, files = sets_of(by_person(law, changed, facts, BY)), write(facts, tmp_path)
    for engine in ("duckdb", "kernel") if compiled_too(proposal) else ("duckdb",):
        assert sets_of(by_table(law, changed, files, BY, engine)) == asked, engine


@pytest.mark.parametrize("engine", ["duckdb", "kernel"])
def test_what_is_asked_beside_is_what_asking_it_alone_gives(law: Rulebook, engine: str, tmp_path: Path) -> None:
    pytest.importorskip("numba", reason="numba is missing: pip install 'hamroh[kernel]'")
    proposal = find_proposal("long_permits")
    fewer = vary(proposal, {"longest_years": "1"})
    rulebooks = [with_proposal(p, law) for p in (proposal, fewer)]
    files = write(drawn_facts(rulebooks[0], 61, 1500, ON), tmp_path)
    alone = [sets_of(by_table(law, changed, files, BY, engine)) for changed in rulebooks]
    first, beside = (Impact(law, changed, ON, BY) for changed in rulebooks)
    assert list(ask(first, *files, engine=engine, beside=[beside]))[-1] == 1500
    assert [sets_of(first), sets_of(beside)] == alone
    assert alone[0] != alone[1]


def compiled_too(proposal: str) -> bool:
    """Compiling a proposal takes longer than all the rest: one in six, each with HAMROH_MORE=1. Of the law itself the kernel is
    held against the closures in every column (test_kernel)."""
    return os.environ.get("HAMROH_MORE") == "1" or proposal in proposal_ids()[::6]


def test_somebody_who_cannot_be_is_told_with_the_place(law: Rulebook, tmp_path: Path) -> None:
    changed = with_proposal(find_proposal("registration_window"), law)
    (tmp_path / "people.csv").write_text("person,citizenship,entered\n1,TJ,2027-01-10\n2,TJ,2027-02-30\n")
    with pytest.raises(FilesError, match=r"people\.csv row 2, person 2: entered `2027-02-30`"):
        list(ask(Impact(law, changed, ON), tmp_path / "people.csv"))


def test_more_people_than_a_block_are_counted_together(
    law: Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hamroh.rulebook.bulk.twice.BLOCK", 50)
    changed = with_proposal(find_proposal("registration_window"), law)
    rows = [f"{i},TJ,RU,work,no,2027-01-{i % 15 + 1:02d}" for i in range(90)]
    (tmp_path / "people.csv").write_text(
        "\n".join(["person,citizenship,destination,purpose,registered,entered", *rows])
    )
    found = Impact(law, changed, ON)
    assert list(ask(found, tmp_path / "people.csv")) == [50, 90]
    assert found.as_json()["verdicts"][GAIN]["people"] == 90
