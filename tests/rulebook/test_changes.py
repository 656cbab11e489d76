"""What changed in the law, for everybody and for one person: by how much, why, and through which provisions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hamroh.rulebook import Rulebook, load
from hamroh.rulebook.changes import GAIN, LOSS, OTHER, SAME, Comparison, for_everybody, weigh
from hamroh.rulebook.evaluate import DISPUTED, KNOWN, NOT_APPLICABLE, UNKNOWN
from hamroh.rulebook.impact import Given
from hamroh.rulebook.position import Position
from hamroh.rulebook.proposals import find_proposal, with_proposal

DAY = date(2027, 1, 20)
WORKER = {
    "citizenship": "TJ",
    "destination": "RU",
    "stays": [{"entry": date(2027, 1, 10), "still_here": True}],
    "purpose": "work",
    "has_patent": False,
    "registered": False,
}


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load()


def under(law: Rulebook, proposal: str) -> Rulebook:
    return with_proposal(find_proposal(proposal), law)


def differences(
    law: Rulebook, after: Rulebook, facts: dict[str, Any], first: date, last: date, language: str = "en"
) -> dict[str, dict[str, Any]]:
    person = after.facts_from(facts)
    compared = Comparison(Position(law, person, first, first), Position(after, person, last, last))
    return {d["provision"]: d for d in compared.differences(language)}


# -- for everybody


def test_what_began_ended_and_changed_is_told_with_its_source(law: Rulebook) -> None:
    told = {p["provision"]: p for p in for_everybody(law, date(2014, 12, 31), law, date(2015, 1, 1))["provisions"]}
    assert told["ru.work.permit_needed"]["what"] == "ends"
    assert told["ru.work.patent_needed"]["what"] == "begins"
    assert told["ru.work.patent_current"]["what"] == "changes"
    assert all((p["after"] or p["before"])["sources"][0]["title"] for p in told.values())


def test_nothing_differs_between_a_day_and_itself(law: Rulebook) -> None:
    told = for_everybody(law, DAY, law, DAY)
    assert told["provisions"] == []
    assert told["tables"] == []


def test_a_proposal_differs_from_its_first_day_on_in_every_rule_it_touches_and_no_other(law: Rulebook) -> None:
    changed = under(law, "eaeu_accession")
    touched = changed.book.proposal.touches
    told = for_everybody(law, DAY, changed, DAY)
    assert {p["provision"] for p in told["provisions"]} == touched
    assert all(p["after"]["standing"] == "proposed" for p in told["provisions"])
    assert {p["provision"] for p in told["provisions"] if p["concerns_others"]} == {
        "ru.registration.deadline_eaeu",
        "ru.registration.eaeu",
        "ru.registration.treaty_tj",
    }


def test_a_value_is_told_before_and_after_in_words(law: Rulebook) -> None:
    told = for_everybody(law, DAY, under(law, "registration_window"), DAY)
    (treaty,) = [p for p in told["provisions"] if p["provision"] == "ru.registration.treaty_tj"]
    assert treaty["values"] == [{"name": "days", "before": "15", "after": "30"}]
    assert treaty["reasons_gone"] == ["Citizens of Tajikistan have 15 days from entry."]
    assert treaty["reasons_new"] == ["Citizens of Tajikistan have 30 days from entry."]


@pytest.mark.parametrize(
    ("language", "gone", "new"),
    [
        ("en", "Russia has not joined this Convention", "Russia has joined this Convention"),
        ("ru", "Россия в этой Конвенции не участвует", "Россия участвует в этой Конвенции"),
        ("tg", "Русия ба ин Конвенсия ҳамроҳ нашудааст", "Русия ба ин Конвенсия ҳамроҳ аст"),
    ],
)
def test_words_that_are_replaced_are_told_in_each_language(law: Rulebook, language: str, gone: str, new: str) -> None:
    told = for_everybody(law, DAY, under(law, "convention_russia"), DAY, language)
    (papers,) = [p for p in told["provisions"] if p["provision"] == "icrmw.art_21"]
    assert all(gone in words for words in papers["reasons_gone"])
    assert all(new in words for words in papers["reasons_new"])


def test_tables_are_told_where_their_reading_differs(law: Rulebook) -> None:
    told = for_everybody(law, date(2025, 12, 31), law, date(2026, 1, 1))
    prices = {tuple(r["key"]): r for t in told["tables"] if t["table"] == "ru.patent_price" for r in t["rows"]}
    assert prices["RU-MOW",] == {"key": ["RU-MOW"], "before": "8900.12", "after": "10000.32"}


# -- for one person


def test_a_term_that_moves_from_one_treaty_to_another_is_one_difference_in_days(law: Rulebook) -> None:
    told = differences(law, under(law, "eaeu_accession"), WORKER, DAY, DAY)
    register = told["ru.registration.deadline_eaeu"]
    assert (register["verdict"], register["size"], register["unit"]) == (GAIN, 15, "day")
    assert register["before"]["fields"]["safe"] == "2027-01-24"
    assert register["after"]["fields"]["safe"] == "2027-02-08"
    assert "ru.registration.deadline_tj" not in told
    assert {"ru.registration.eaeu", "ru.registration.treaty_tj"} <= set(register["made_by"])


def test_the_duty_of_a_patent_is_gone_only_from_the_day_of_accession_on(law: Rulebook) -> None:
    changed = under(law, "eaeu_accession")
    told = differences(law, changed, WORKER, DAY, DAY)
    assert told["ru.work.apply_patent"]["verdict"] == GAIN
    assert told["ru.work.apply_patent"]["made_by"] == ["ru.work.eaeu_free"]
    early = {**WORKER, "stays": [{"entry": date(2026, 12, 20), "still_here": True}]}
    assert differences(law, changed, early, date(2026, 12, 31), date(2026, 12, 31)) == {}


def test_a_price_is_told_in_roubles_where_the_proposal_says_that_less_is_better(law: Rulebook) -> None:
    facts = {"citizenship": "TJ", "destination": "RU", "works_in": "RU-MOW", "in_country": True}
    day = date(2026, 12, 10)
    told = differences(law, under(law, "patent_price"), facts, day, day)
    month = told["ru.work.cost_of_month"]
    assert (month["verdict"], month["size"], month["unit"]) == (GAIN, -2500, "rub")
    # The price itself is a step of that reckoning: it differs, and counts once.
    assert told["ru.work.patent_price"]["verdict"] == OTHER


def test_a_lifted_ban_is_told_in_years_and_the_risk_of_a_new_one_is_no_loss(law: Rulebook) -> None:
    facts = {
        "citizenship": "TJ",
        "destination": "RU",
        "in_country": False,
        "penalties": [
            {"in_force": date(2025, 3, 1), "kind": "traffic"},
            {"in_force": date(2026, 5, 10), "kind": "other"},
        ],
    }
    told = differences(law, under(law, "entry_ban_amnesty"), facts, DAY, DAY)
    ban = told["ru.ban.two_offences"]
    assert (ban["verdict"], ban["size"], ban["unit"]) == (GAIN, -3, "year")
    assert ban["made_by"] == ["ru.ban.two_offences"]
    assert told["ru.ban_risk.second_penalty"]["verdict"] == OTHER


def test_what_moves_only_because_days_pass_says_so(law: Rulebook) -> None:
    told = differences(law, law, WORKER, DAY, date(2027, 2, 1))
    late = told["ru.status.registration"]
    assert late["verdict"] == LOSS
    assert late["by_time_alone"] is True
    assert late["made_by"] == []


def test_what_moves_because_the_law_changed_names_the_law(law: Rulebook) -> None:
    facts = {"citizenship": "TJ", "destination": "RU", "purpose": "work", "employer_kind": "firm", "has_patent": False}
    told = differences(law, law, facts, date(2014, 12, 31), date(2015, 1, 1))
    assert told["ru.work.patent_needed"]["made_by"] == ["ru.work.patent_needed"]
    assert told["ru.work.patent_needed"]["by_time_alone"] is False


def test_what_cannot_be_told_is_not_called_better_or_worse(law: Rulebook) -> None:
    facts = {k: v for k, v in WORKER.items() if k != "has_patent"}
    told = differences(law, under(law, "eaeu_accession"), facts, DAY, DAY)
    assert told["ru.status.work"]["verdict"] == UNKNOWN


# -- how a finding is weighed

KEPT = Given(NOT_APPLICABLE, None)


@pytest.mark.parametrize(
    ("provision", "before", "after", "verdict", "unit", "size"),
    [
        ("ru.registration.deadline_tj", (100, 101, False), (115, 116, False), GAIN, "day", 15),
        ("ru.registration.deadline_tj", (115, 116, False), (100, 101, False), LOSS, "day", -15),
        ("ru.registration.deadline_tj", (100, 101, False), (100, 103, False), GAIN, "day", 2),
        ("ru.registration.deadline_tj", (100, 101, True), (115, 116, True), SAME, "", None),
        ("ru.registration.deadline_tj", (100, 101, False), None, GAIN, "", None),
        ("ru.registration.deadline_tj", None, (100, 101, False), LOSS, "", None),
        ("ru.appeal.deadline", None, (100, 101, None), GAIN, "", None),
        ("ru.appeal.deadline", (100, 101, None), None, LOSS, "", None),
        ("ru.ban.overstay_30", ("discretionary", 3, 100, 1195), None, GAIN, "year", -3),
        ("ru.ban.overstay_30", None, ("discretionary", 3, 100, 1195), LOSS, "year", 3),
        ("ru.ban.overstay_30", ("discretionary", 3, 100, 1195), ("none", None, None, None), GAIN, "year", -3),
        ("ru.ban.overstay_30", ("mandatory", 5, 100, 1925), ("mandatory", 3, 100, 1195), GAIN, "day", -730),
        ("ru.ban.overstay_30", ("mandatory", 5, None, None), ("mandatory", 3, None, None), GAIN, "year", -2),
        ("ru.ban.overstay_30", ("mandatory", 3, 1, 5), ("discretionary", 3, 1, 5), GAIN, "", None),
        ("ru.fine.stay", ("high", 2000, 5000, "may", None, None), None, GAIN, "rub", -5000),
        ("ru.fine.stay", ("low", 1, 5000, None, None, None), ("high", 1, 7000, None, None, None), LOSS, "rub", 2000),
        ("ru.fine.stay", None, ("not_known", None, None, None, None, None), UNKNOWN, "", None),
        ("ru.eaeu.social_rights", None, (True,), GAIN, "", None),
        ("ru.eaeu.social_rights", (True,), (False,), LOSS, "", None),
        ("ru.status.work", ("not_authorised_yet",), ("free",), GAIN, "", None),
        ("ru.status.work", ("authorised",), ("lapsed",), LOSS, "", None),
        ("ru.status.work", ("authorised",), ("free",), OTHER, "", None),
        ("ru.pay.interest", (100000, 3), (250000, 5), GAIN, "rub", 1500),
        ("ru.work.patent_price", (1000000,), (750000,), OTHER, "rub", -2500),
        ("ru.work.permit_quota", (5,), (5,), SAME, "", None),
    ],
)
def test_each_kind_of_finding_is_weighed_by_what_it_means_to_the_person(
    law: Rulebook, provision: str, before: Any, after: Any, verdict: str, unit: str, size: int | None
) -> None:
    sides = [KEPT if fields is None else Given(KNOWN, fields) for fields in (before, after)]
    weight = weigh(law, law.provision(provision), *sides)
    assert (weight.verdict, weight.unit, weight.size) == (verdict, unit, size)


def test_only_a_proposal_can_say_which_price_is_better(law: Rulebook) -> None:
    p = law.provision("ru.work.patent_price")
    cheaper = Given(KNOWN, (1000000,)), Given(KNOWN, (750000,))
    assert weigh(law, p, *cheaper, "less").verdict == GAIN
    assert weigh(law, p, *cheaper, "more").verdict == LOSS


def test_unknown_on_either_side_is_unknown_and_the_first_reading_of_a_dispute_counts(law: Rulebook) -> None:
    p = law.provision("ru.registration.deadline_tj")
    known, open_ = Given(KNOWN, (100, 101, False)), Given(UNKNOWN, None)
    assert weigh(law, p, known, open_).verdict == UNKNOWN
    assert weigh(law, p, open_, known).verdict == UNKNOWN
    assert weigh(law, p, open_, KEPT).verdict == UNKNOWN
    assert weigh(law, p, known, Given(DISPUTED, (103, 104, False))).size == 3
