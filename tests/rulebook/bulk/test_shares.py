"""The draw tries every provision: yes, no and unknown each for one person in a hundred, or it is said why not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from hamroh.rulebook import Rulebook
from tests.rulebook.drawn_people import DAYS, drawn

COUNT = 3_600
RARE = yaml.safe_load((Path(__file__).parent / "rare.yaml").read_text(encoding="utf-8"))
WAYS = ("yes", "no", "unknown")


@pytest.fixture(scope="module")
def found(book: Rulebook) -> dict[str, Counter[str]]:
    """How many drawn people each provision says yes or a value to, no or nothing, and leaves open."""
    compiled = book.compiled
    out: dict[str, Counter[str]] = {p.id: Counter() for p in compiled.provisions if p.kind != "text"}
    for place, person in enumerate(drawn(book, seed=3, count=COUNT)):
        on = DAYS[place % len(DAYS)]
        asked = person.asking(book, on, on)
        compiled.all_results(asked)
        for id_, ways in out.items():
            result = asked.results[compiled.index[id_]]
            assert result is not None
            value = result.fields[0] if result.fields else None
            if result.outcome in ("known", "disputed"):
                ways["unknown" if value is None else "no" if value is False else "yes"] += 1
            else:
                ways["unknown" if result.outcome == "unknown" else "no"] += 1
        person.histories.forget()
    return out


@pytest.mark.slow
def test_each_way_is_taken_by_one_in_a_hundred_or_it_is_said_why_not(found: dict[str, Counter[str]]) -> None:
    said = {id_ for some in RARE.values() for id_ in some}
    assert said <= set(found), "a provision in rare.yaml is none of the book's"
    rare = {id_ for id_, ways in found.items() if any(ways[way] < COUNT // 100 for way in WAYS)}
    assert {id_: dict(found[id_]) for id_ in rare - said} == {}


@pytest.mark.slow
def test_what_is_said_to_be_rare_is_not_common(found: dict[str, Counter[str]]) -> None:
    """A reason that no longer holds is taken out: three times as many as were asked for on every way."""
    said = {id_ for some in RARE.values() for id_ in some}
    assert [id_ for id_ in sorted(said) if all(found[id_][way] > 3 * COUNT // 100 for way in WAYS)] == []
