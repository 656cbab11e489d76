"""Nine people of ten are done within seven screens, and know where they stand."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from typing import Any

import pytest

from hamroh.rulebook import Rulebook
from hamroh.rulebook.errors import FactError
from hamroh.rulebook.interview import screen_for
from hamroh.web import inquiry, rulebook
from hamroh.web.sealed import Answers
from tests.web.random_people import person

PEOPLE = 400
"""HAMROH_PEOPLE asks more."""
ON = dt.date(2026, 11, 24)
NOW = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
SUBJECTS = ("stay", "registration", "work")


def interview(book: Rulebook, about: dict[str, Any]) -> tuple[Answers, int]:
    """All screens of one person, as the site asks them; gives the answers and how many screens were still to come after seven."""
    answers = Answers(on=ON.isoformat())
    while True:
        position = inquiry.position_of(answers, now=NOW)
        shown = inquiry.next_shown(position, answers)
        if shown is None:
            left = screen_for(position, frozenset(answers.facts))
            return answers, 0 if left is None else 1 + left.left
        told = answers.with_facts({k.id: about.get(k.id, "unknown") for k in shown.facts})
        gated = [k.id for k in shown.facts if k.asked_if is not None]
        for name in inquiry.without_meaning(
            answers.with_facts({k.id: about.get(k.id, "unknown") for k in shown.facts if k.id not in gated}),
            gated,
            now=NOW,
        ):
            told = told.with_facts({name: None})
        try:
            inquiry.position_of(told, now=NOW)
        except FactError as error:
            told = told.with_facts({error.fact: "unknown"})
        answers = told.past(shown.id)


@pytest.mark.slow
def test_nine_people_of_ten_have_their_answer_after_at_most_seven_screens() -> None:
    book = rulebook.book()
    screens: Counter[int] = Counter()
    complete = 0
    people = int(os.environ.get("HAMROH_PEOPLE", PEOPLE))
    for seed in range(people):
        answers, more = interview(book, person(book, seed, ON))
        screens[len(answers.path)] += 1
        complete += not more
    print(f"screens: {sorted(screens.items())}; nothing left to ask: {complete} of {people}")
    assert sum(count for number, count in screens.items() if number <= inquiry.MOST_SCREENS) >= 0.9 * people


def test_signs_of_danger_are_asked_however_many_screens_came_before() -> None:
    book = rulebook.book()
    for seed in range(40):
        about = {
            **person(book, seed, ON),
            "feels_unsafe": True,
            "has_ruling": True,
            "has_penalties": True,
            "pay_problem": True,
            "ban_known": True,
        }
        answers, _ = interview(book, about)
        if "feels_unsafe" in answers.facts:
            assert "threatened" in answers.facts, answers.path


@pytest.mark.slow
def test_what_is_settled_after_seven_screens() -> None:
    book = rulebook.book()
    open_: Counter[str] = Counter()
    people = 100
    for seed in range(people):
        about = {**person(book, seed, ON), "destination": "RU", "in_country": True}
        answers, _ = interview(book, about)
        status = inquiry.position_of(answers, now=NOW).as_json("en")["status"]
        for subject in SUBJECTS:
            if status.get(subject, "unknown") == "unknown":
                open_[subject] += 1
    assert all(count <= 0.1 * people for count in open_.values()), open_


def test_no_question_is_asked_twice() -> None:
    book = rulebook.book()
    for seed in range(30):
        answers, _ = interview(book, person(book, seed, ON))
        parts = [part for screen in answers.path for part in screen.split("+")]
        assert len(answers.path) == len(set(answers.path))
        position = inquiry.position_of(answers, now=NOW)
        again = screen_for(position, frozenset(answers.facts))
        assert again is None or not {f.id for f in again.facts} & set(answers.facts), parts
