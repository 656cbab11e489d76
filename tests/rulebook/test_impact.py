"""Who gains and who loses: the same as asking each person twice, and never about fewer than eleven."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, strategies as st

from hamroh.rulebook import Person, Rulebook, load
from hamroh.rulebook.changes import GAIN, LOSS, OTHER, SAME, Comparison
from hamroh.rulebook.drawing import draw_person
from hamroh.rulebook.evaluate import UNKNOWN
from hamroh.rulebook.impact import LEAST, NOT_TOLD, Given, Impact, Teller, by_closures
from hamroh.rulebook.position import Position
from hamroh.rulebook.proposals import find_proposal, vary, with_proposal

DAY = date(2027, 1, 20)


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load()


def under(law: Rulebook, proposal: str) -> Rulebook:
    return with_proposal(find_proposal(proposal), law)


def arrival(day: int, **more: Any) -> dict[str, Any]:
    entry = {"entry": date(2027, 1, day), "still_here": True}
    return {"citizenship": "TJ", "destination": "RU", "stays": [entry], "purpose": "work", "registered": False, **more}


def banned(**more: Any) -> dict[str, Any]:
    return {
        "citizenship": "TJ",
        "destination": "RU",
        "in_country": False,
        "left": date(2026, 10, 1),
        "last_lawful_day": date(2026, 8, 20),
        **more,
    }


def impact(law: Rulebook, changed: Rulebook, facts: Sequence[dict[str, Any]], *by: str, **more: Any) -> Impact:
    out = Impact(law, changed, more.pop("on", DAY), by, **more)
    for _ in out.add(changed.facts_from(f) for f in facts):
        pass
    return out


def people(told: dict[str, Any]) -> dict[str, int]:
    return {name: cell["people"] for name, cell in told.items() if cell["people"]}


def test_every_verdict_is_that_of_asking_the_person_twice(law: Rulebook) -> None:
    changed = under(law, "eaeu_accession")
    rng = random.Random(5)
    facts = [draw_person(changed, rng, DAY) for _ in range(120)]
    for f in facts[::3]:
        f.pop(rng.choice([k for k in f if k != "stays"]))
    found = impact(law, changed, facts)
    for i, f in enumerate(facts):
        person = changed.facts_from(f)
        both = Position(law, person, DAY, DAY), Position(changed, person, DAY, DAY)
        seen = {d["verdict"] for d in Comparison(*both).differences() if d["provision"] in found.told} & {GAIN, LOSS}
        verdict = next(name for name, who in found.verdicts.items() if who >> i & 1)
        if seen:
            assert verdict == ("mixed" if len(seen) == 2 else seen.pop()), i
        else:
            assert verdict in (UNKNOWN, OTHER, SAME), i


def test_days_gained_are_told_in_quartiles_and_by_group(law: Rulebook) -> None:
    changed = under(law, "registration_window")
    facts = [arrival(1 + i % 15, registered=i % 2 == 1) for i in range(120)] + [arrival(10, citizenship="UZ")] * 60
    told = impact(law, changed, facts, "citizenship").as_json()
    assert people(told["verdicts"]) == {GAIN: 60, SAME: 120}
    (register,) = [m for m in told["measures"] if m["measure"] == "deadline:register"]
    assert register["sizes"][GAIN] == {
        "people": 60,
        "lower_quartile": 15,
        "median": 15,
        "upper_quartile": 15,
        "mean": 15.0,
    }
    assert {tuple(g["group"]): people(g["verdicts"]) for g in told["groups"]} == {
        ("TJ",): {GAIN: 60, SAME: 60},
        ("UZ",): {SAME: 60},
    }
    assert [(s["measure"], s["median"]) for s in told["groups"][0]["sizes"]] == [("deadline:register", 15)]
    assert "ru.registration.treaty_tj" in [m["provision"] for m in told["made_by"]]
    assert told["proposal"]["label"] == "proposed, not law"


def test_years_of_bans_are_counted_and_excluded_kinds_are_not_touched(law: Rulebook) -> None:
    changed = under(law, "entry_ban_amnesty")
    court = [{"kind": "expulsion", "by": "court", "decided": date(2026, 4, 20), "executed": date(2026, 5, 1)}]
    facts = [banned() for _ in range(50)] + [banned(last_lawful_day=date(2026, 10, 1), decisions=court)] * 50
    told = impact(law, changed, facts).as_json()
    assert people(told["verdicts"]) == {GAIN: 50, SAME: 50}
    (ban,) = told["measures"]
    assert (ban["measure"], ban["unit"], ban["sizes"][GAIN]["median"]) == ("ru.ban.overstay_30", "year", -3)


def test_before_its_first_day_a_proposal_moves_nobody(law: Rulebook) -> None:
    for name in ("eaeu_accession", "entry_ban_amnesty", "declaratory_legalisation"):
        changed = under(law, name)
        rng = random.Random(7)
        day = date(2026, 12, 31)
        found = impact(law, changed, [draw_person(changed, rng, day) for _ in range(60)], on=day)
        assert found.measures == {}
        assert found.verdicts[GAIN] == found.verdicts[LOSS] == found.verdicts[OTHER] == 0


def test_for_whom_it_stays_unknown_is_told(law: Rulebook) -> None:
    changed = under(law, "registration_at_work")
    known = arrival(5, registered=True, registered_on=date(2027, 1, 8), registered_where_living=False)
    facts = [known | {"registered_at_work": True}] * 20 + [known] * 20 + [known | {"registered_at_work": False}] * 20
    told = impact(law, changed, facts).as_json()
    assert people(told["verdicts"]) == {GAIN: 20, UNKNOWN: 20, SAME: 20}


def test_words_that_change_alone_move_nobody_and_leave_nothing_unknown(law: Rulebook) -> None:
    told = impact(law, under(law, "convention_russia"), [arrival(10)] * 20).as_json()
    assert people(told["verdicts"]) == {SAME: 20}


def test_a_patent_that_is_needed_no_more_takes_no_chance_away(law: Rulebook) -> None:
    changed = under(law, "eaeu_accession")
    paid = {"issued": date(2026, 3, 1), "region": "RU-MOW", "months_paid": 12}
    facts = arrival(5, stays=[{"entry": date(2026, 2, 10), "still_here": True}], patents=[paid], works_in="RU-MOW")
    found = impact(law, changed, [facts] * 20)
    assert found.verdicts[LOSS] == found.verdicts["mixed"] == 0
    assert found.verdicts[GAIN].bit_count() == 20


def test_whether_a_patent_comes_at_all_cannot_be_told_under_a_quota(law: Rulebook) -> None:
    changed = under(law, "work_quota")
    asked = arrival(5, has_patent=False, patent_applied=True, patent_applied_on=date(2027, 1, 11))
    told = impact(law, changed, [asked] * 20 + [arrival(5, has_patent=True)] * 20).as_json()
    assert people(told["verdicts"]) == {UNKNOWN: 20, SAME: 20}


def test_another_evaluator_may_stand_in_and_is_asked_for_both_rulebooks(law: Rulebook) -> None:
    changed = under(law, "registration_window")
    asked: list[tuple[str, int]] = []

    def columns(
        rulebook: Rulebook, people: Sequence[Person], on: date, provisions: Sequence[str]
    ) -> Mapping[str, Sequence[Given]]:
        asked.append((rulebook.digest, len(people)))
        return by_closures(rulebook, people, on, provisions)

    facts = [arrival(1 + i % 15) for i in range(30)]
    assert (
        impact(law, changed, facts, evaluate=columns).as_json()["verdicts"]
        == impact(law, changed, facts).as_json()["verdicts"]
    )
    assert asked == [(law.digest, 30), (changed.digest, 30)]


# -- never about fewer than eleven


def test_fewer_than_eleven_people_are_told_nothing_of(law: Rulebook) -> None:
    found = impact(law, under(law, "registration_window"), [arrival(10)] * 10)
    with pytest.raises(ValueError, match="10 people: nothing is told about fewer than 11"):
        found.as_json()


def test_a_few_who_gain_are_not_told_apart_nor_to_be_had_by_subtraction(law: Rulebook) -> None:
    changed = under(law, "registration_window")
    facts = [arrival(10)] * 10 + [arrival(10, registered=True)] * 90
    told = impact(law, changed, facts).as_json()
    assert people(told["verdicts"]) == {NOT_TOLD: 100}
    assert all(m["people"] is None for m in told["made_by"])
    assert all(m["sizes"] == {} for m in told["measures"])


def test_a_few_whom_another_value_reaches_too_are_not_to_be_had_by_subtraction(law: Rulebook) -> None:
    """Forty who left by September, seven in October: whoever sees both days tried does not learn of the seven."""
    facts = (
        [banned(left=date(2026, 9, 25), last_lawful_day=date(2026, 8, 1))] * 40 + [banned()] * 7 + [arrival(10)] * 40
    )
    proposal = find_proposal("entry_ban_amnesty")
    until = with_proposal(vary(proposal, {"lifted_to": "2026-09-30"}), law)
    told = impact(law, with_proposal(proposal, law), facts).as_json(beside=[impact(law, until, facts)])
    assert people(told["verdicts"]) == {GAIN: 47, SAME: 40}
    (beside,) = told["beside"]
    assert beside["varied"] == ["lifted_to = 2026-09-30"]
    assert people(beside["verdicts"]) == {NOT_TOLD: 87}
    assert [made["people"] for made in beside["made_by"]] == [None]


def test_sizes_are_told_only_where_each_quarter_holds_eleven(law: Rulebook) -> None:
    changed = under(law, "registration_window")
    for gaining, told_of in ((43, False), (44, True)):
        facts = [arrival(10)] * gaining + [arrival(10, registered=True)] * 60
        told = impact(law, changed, facts).as_json()
        (register,) = [m for m in told["measures"] if m["measure"] == "deadline:register"]
        assert (GAIN in register["sizes"]) is told_of


def test_small_groups_are_joined_until_every_count_in_them_may_be_told(law: Rulebook) -> None:
    changed = under(law, "registration_window")
    facts = [
        arrival(10, region=region) for region, n in (("RU-MOW", 40), ("RU-SPE", 12), ("RU-KDA", 9)) for _ in range(n)
    ]
    told = impact(law, changed, facts, "region").as_json()
    assert [(g["group"], g["people"]) for g in told["groups"]] == [(["RU-MOW"], 40), (["joined"], 21)]


COUNT = 60
MASKS = st.integers(0, (1 << COUNT) - 1)


@given(st.lists(st.lists(st.integers(0, 5), min_size=COUNT, max_size=COUNT), min_size=1, max_size=4))
def test_no_two_counts_that_are_told_give_away_a_few_by_subtraction(tables: list[list[int]]) -> None:
    teller = Teller(COUNT)
    for cells in tables:
        parts: dict[str, int] = {}
        for i, cell in enumerate(cells):
            # A skewed draw: small cells are the ones that matter.
            name = str(min(cell, i % 7))
            parts[name] = parts.get(name, 0) | 1 << i
        columns = teller.columns(parts)
        assert sum(who.bit_count() for who in columns.values()) == COUNT
        assert all(who == 0 or who.bit_count() >= LEAST for who in columns.values())
    for (one, one_size), (other, other_size) in combinations(teller.told, 2):
        if one & other in (one, other):
            assert not 0 < abs(one_size - other_size) < LEAST


@given(MASKS, st.integers(1, 4))
def test_groups_never_give_away_a_few_of_a_verdict(gaining: int, parting: int) -> None:
    impact_ = Impact.__new__(Impact)
    teller = Teller(COUNT)
    columns = teller.columns({GAIN: gaining, SAME: ((1 << COUNT) - 1) & ~gaining})
    groups: dict[tuple[str, ...], int] = {}
    for i in range(COUNT):
        name = (str(i * i % (parting * 3)),)
        groups[name] = groups.get(name, 0) | 1 << i
    impact_.groups = groups
    told = impact_.groups_told(teller, columns)
    assert Counter(name for names, _ in told for name in names) in (Counter(), Counter(list(groups)))
    for _, who in told:
        for column in columns.values():
            assert (who & column).bit_count() == 0 or (who & column).bit_count() >= LEAST
            assert (who & ~column).bit_count() == 0 or (who & ~column).bit_count() >= LEAST
