"""The law as shipped: its check is clean, its examples hold, its answers keep their contract."""

from __future__ import annotations

import copy
import json
import random
import statistics
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hamroh.rulebook import Rulebook, interview, load
from hamroh.rulebook.check import check_law, report_rules
from hamroh.rulebook.drawing import draw_person
from hamroh.rulebook.errors import FactError
from hamroh.rulebook.evaluate import DISPUTED, KNOWN, NO_VERSION, NOT_APPLICABLE, UNKNOWN
from hamroh.rulebook.examples import Example, read_examples, run
from hamroh.rulebook.loading import LAW, read_law

SCHEMA = json.loads((Path(__file__).parents[2] / "src/hamroh/rulebook/answer.schema.json").read_text(encoding="utf-8"))
GOLDEN = [f"GOLD-{n:02d}" for n in range(1, 28)]


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load()


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return read_examples(LAW)


@pytest.mark.slow
def test_the_check_of_the_law_is_clean() -> None:
    faults, counts = check_law(read_law())
    assert [str(f) for f in faults] == []
    assert counts["provisions"] > 300
    assert counts["examples"] > 500


def test_every_rule_of_the_fact_base_is_computed_or_says_why_not() -> None:
    rows = report_rules(read_law())
    assert len(rows) == 241
    assert {row["how"] for row in rows} == {"computed", "text only"}
    assert all(row["why"] for row in rows if row["how"] == "text only")


def test_the_golden_cases_are_there_and_hold(book: Rulebook, examples: list[Example]) -> None:
    by_id = {e.id: e for e in examples}
    assert [id_ for id_ in GOLDEN if id_ not in by_id] == []
    for id_ in GOLDEN:
        assert run(book, by_id[id_]).differences == (), id_
        assert by_id[id_].item.get("must_not"), f"{id_} has lost its refusals"


def _shift(value: Any, days: int) -> Any:
    """The same mapping with every day moved."""
    if isinstance(value, date):
        return value + timedelta(days)
    if isinstance(value, dict):
        out = copy.copy(value)
        for key, item in value.items():
            out[key] = _shift(item, days)
        return out
    if isinstance(value, list):
        out_list = copy.copy(value)
        out_list[:] = [_shift(item, days) for item in value]
        return out_list
    return value


# Cases that count calendar days alone and stay inside one version of the law when moved by so many days.
MOVABLE = {
    "GOLD-01": (7, 31, 100),
    "GOLD-03": (10, 200, 400),
    "GOLD-09": (),
    "GOLD-12": (5, 40),
    "GOLD-19": (1, 30),
    "GOLD-20": (3, 61),
    "GOLD-21": (2, 30),
    "GOLD-27": (1, 60),
}


@pytest.mark.parametrize(("id_", "days"), [(i, d) for i, ds in MOVABLE.items() for d in ds])
def test_a_golden_case_holds_under_another_name_on_other_days(
    book: Rulebook, examples: list[Example], id_: str, days: int
) -> None:
    case = next(e for e in examples if e.id == id_)
    moved = Example("renamed", case.it, _shift(case.item, days), case.file, case.line)
    assert run(book, moved).differences == ()


@pytest.mark.slow
def test_an_answer_keeps_its_contract_for_everybody(book: Rulebook) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    rng = random.Random(4)
    for k in range(150):
        on = rng.choice(
            (
                date(2009, 6, 1),
                date(2013, 12, 31),
                date(2016, 2, 29),
                date(2019, 3, 10),
                date(2020, 5, 1),
                date(2025, 1, 1),
                date(2026, 11, 22),
            )
        )
        facts = draw_person(book, rng, on)
        for name in list(facts):
            if rng.random() < 0.3:
                del facts[name]
        answer = book.ask(book.facts_from(facts), on=on).as_json(("en", "ru", "tg")[k % 3])
        errors = [
            f"{'/'.join(map(str, e.path))}: {e.message[:200]}"
            for e in validator.iter_errors(json.loads(json.dumps(answer)))
        ]
        assert errors == []
        assert [d["safe"] for d in answer["deadlines"] if d["urgency"] in ("now", "soon", "later")] == sorted(
            d["safe"] for d in answer["deadlines"] if d["urgency"] in ("now", "soon", "later")
        )


@pytest.mark.slow
def test_every_golden_answer_keeps_the_contract(book: Rulebook, examples: list[Example]) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for example in examples:
        if example.id in GOLDEN:
            position = book.ask(
                book.facts_from(example.item["person"]), on=example.item["date"], known=example.item.get("known")
            )
            for language in ("en", "ru", "tg"):
                validator.validate(json.loads(json.dumps(position.as_json(language))))


@pytest.mark.slow
def test_no_text_of_an_answer_is_left_unfilled_or_empty(book: Rulebook, examples: list[Example]) -> None:
    for example in examples[::5]:
        position = book.ask(
            book.facts_from(example.item["person"]), on=example.item["date"], known=example.item.get("known")
        )
        for language in ("en", "ru", "tg"):
            answer = position.as_json(language)
            for finding in answer["findings"]:
                assert finding["title"]
                for reason in finding["reasons"]:
                    assert reason.strip()
                    assert "{" not in reason, (finding["provision"], reason)


def test_the_same_question_gets_the_same_bytes(book: Rulebook) -> None:
    facts = draw_person(book, random.Random(9), date(2026, 6, 15))
    one = json.dumps(book.ask(book.facts_from(facts), on=date(2026, 6, 15)).as_json("tg"), ensure_ascii=False)
    two = json.dumps(load().ask(load().facts_from(facts), on=date(2026, 6, 15)).as_json("tg"), ensure_ascii=False)
    assert one == two


def test_a_day_far_after_the_last_reading_is_not_yet_known(book: Rulebook) -> None:
    person = book.facts_from({"citizenship": "TJ", "destination": "RU", "purpose": "work", "entered": date(2030, 3, 1)})
    answer = book.ask(person, on=date(2030, 3, 10)).as_json("en")
    assert answer["not_yet_read"] is True
    assert answer["deadlines"] == []
    assert set(answer["status"].values()) <= {"unknown"}


def test_the_same_facts_get_the_law_of_their_day(book: Rulebook) -> None:
    def registration(day: date) -> tuple[str, list[str]]:
        person = book.facts_from(
            {
                "citizenship": "TJ",
                "destination": "RU",
                "purpose": "work",
                "stays": [{"entry": day, "still_here": True}],
                "registered": False,
            }
        )
        deadline = next(d for d in book.ask(person, on=day).as_json("en")["deadlines"] if d["name"] == "register")
        return deadline["safe"], deadline["grounds"]

    in_2009, in_2012, in_2016 = (
        registration(date(2009, 6, 1)),
        registration(date(2012, 6, 1)),
        registration(date(2016, 6, 1)),
    )
    assert "RU-REG-01" in in_2009[1] and in_2009[0] == "2009-06-03"
    assert "RU-REG-02" in in_2012[1]
    assert "RU-REG-03" in in_2016[1] and in_2016[0] == "2016-06-15"


def test_nothing_known_makes_nobody_late_barred_or_irregular(book: Rulebook) -> None:
    for facts in ({}, {"citizenship": "TJ"}, {"citizenship": "TJ", "destination": "RU"}):
        answer = book.ask(book.facts_from(facts), on=date(2026, 6, 15)).as_json("en")
        assert answer["deadlines"] == []
        assert answer["bans"] == []
        assert set(answer["status"].values()) <= {"unknown"}
        assert answer["next_question"] is not None


ACCUSED = {
    ("stay", "overstay"),
    ("stay", "overstay_or_check"),
    ("registration", "overdue"),
    ("registration", "at_wrong_place"),
    ("work", "lapsed"),
    ("work", "not_authorised_here"),
    ("work", "not_authorised_sector"),
}


@pytest.mark.parametrize("left_out", ["citizenship", "destination", "stays", "registered", "penalties"])
def test_leaving_a_fact_out_never_accuses_anyone(book: Rulebook, left_out: str) -> None:
    """Who is not late, barred or irregular with all facts told is not so with fewer: unknown is never a guess."""
    rng = random.Random(11)
    for _ in range(80):
        on = rng.choice((date(2012, 6, 1), date(2019, 3, 10), date(2026, 6, 15)))
        facts = draw_person(book, rng, on, destination="RU")
        # Papers that state an end of stay of their own contradict a drawn stay.
        for name in (
            "last_lawful_day",
            "stay_extended_until",
            "arrived_at_place",
            "registered_until",
            "decree_364_suspension",
        ):
            facts.pop(name, None)
        full = book.ask(book.facts_from(facts), on=on).as_json()
        facts.pop(left_out, None)
        part = book.ask(book.facts_from(facts), on=on).as_json()
        accused = {(s, c) for s, c in part["status"].items() if (s, c) in ACCUSED} - set(full["status"].items())
        assert accused == set() or any(full["status"].get(s) == "unknown" for s, _ in accused), (accused, on, facts)
        barred = {b["provision"] for b in part["bans"] if b["certain"]} - {b["provision"] for b in full["bans"]}
        assert barred == set(), (barred, on, facts)
        late = {d["provision"] for d in part["deadlines"] if d["missed"]} - {
            d["provision"] for d in full["deadlines"] if d["missed"]
        }
        assert late == set(), (late, on, facts)


def answer_screen(
    book: Rulebook, truth: dict[str, Any], told: dict[str, Any], screen: interview.Screen, on: date
) -> None:
    """A person answers what is asked, truthfully, in the shape in which the site asks it."""
    then = book.facts_from(truth).histories.on(on)
    for fact in screen.facts:
        if fact.id == "in_country":
            told["in_country"] = then.in_country()
        elif fact.id == "entered" and then.present_entry() is not None:
            told["entered"] = then.present_entry()
        elif fact.id == "left" and not then.in_country() and then.last_exit() is not None:
            told["left"] = then.last_exit()
        elif fact.id == "stays":
            told["stays"] = truth["stays"]
            for name in ("entered", "left", "in_country"):
                told.pop(name, None)
        elif fact.id == "has_patent":
            told["has_patent"] = bool(truth.get("patents"))
        elif fact.id in truth:
            told[fact.id] = truth[fact.id]


@pytest.mark.slow
def test_nine_people_of_ten_are_asked_at_most_seven_screens(book: Rulebook) -> None:
    rng, on, counts = random.Random(20261122), date(2026, 6, 15), []
    for _ in range(1000):
        truth = draw_person(book, rng, on, corners=False, destination="RU")
        told: dict[str, Any] = {}
        asked: set[str] = set()
        screens = 0
        while screens < 30:
            screen = interview.next_screen(book, book.facts_from(told), on, frozenset(asked))
            if screen is None:
                break
            assert not {f.id for f in screen.facts} & asked, "nothing is asked twice"
            screens += 1
            asked |= {f.id for f in screen.facts}
            answer_screen(book, truth, told, screen, on)
        counts.append(screens)
    assert statistics.quantiles(counts, n=10)[-1] <= 7


def test_someone_who_knows_nothing_is_never_asked_in_a_circle(book: Rulebook) -> None:
    asked: set[str] = set()
    for _ in range(60):
        screen = interview.next_screen(book, book.facts_from({}), date(2026, 6, 15), frozenset(asked))
        if screen is None:
            break
        assert screen.facts
        asked |= {f.id for f in screen.facts}
    else:
        pytest.fail("the questions never end")


def test_every_outcome_has_its_name() -> None:
    assert {KNOWN, UNKNOWN, DISPUTED, NOT_APPLICABLE, NO_VERSION} == {
        "known",
        "unknown",
        "disputed",
        "does_not_apply",
        "no_version",
    }


def test_a_day_that_did_not_happen_is_said_with_none(book: Rulebook) -> None:
    told = {"citizenship": "TJ", "destination": "RU", "has_patent": False}
    on = date(2019, 3, 10)
    gone_on = book.ask(book.facts_from(told | {"stays": [{"entry": on, "exit": "none"}]}), on=on).as_json()
    here = book.ask(book.facts_from(told | {"stays": [{"entry": on, "still_here": True}]}), on=on).as_json()
    assert gone_on == here
    owed = told | {"pay": [{"due": date(2019, 2, 15), "rub": 30000, "paid": "none"}]}
    assert book.ask(book.facts_from(owed), on=on).as_json()["sums"]
    with pytest.raises(FactError, match="entry"):
        book.facts_from(told | {"stays": [{"entry": "none"}]})


@pytest.mark.parametrize(
    ("written", "holds"), [("5642", True), ('"5642.0"', True), ('"5642.00"', True), ("5643", False)]
)
def test_money_in_a_case_may_be_written_without_kopecks(
    book: Rulebook, tmp_path: Path, written: str, holds: bool
) -> None:
    path = tmp_path / "money.examples.yaml"
    path.write_text(
        "- it: counts\n  date: 2023-12-01\n"
        "  person: {citizenship: TJ, destination: RU, pay: [{due: 2023-02-15, rub: 30000}]}\n"
        f"  expect: {{values: {{ru.pay.interest.amount: {written}}}}}\n",
        encoding="utf-8",
    )
    assert run(book, read_examples(path)[0]).passed is holds
