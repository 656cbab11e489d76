"""Conditions of the law in words: complete, in three languages, and never the same for two that differ."""

from __future__ import annotations

import re

import pytest

from hamroh.rulebook import Rulebook, load, tree as t
from hamroh.rulebook.expressions import CALENDAR_FUNCTIONS, DAY_FUNCTIONS
from hamroh.rulebook.histories import HISTORY_FUNCTIONS
from hamroh.rulebook.provisions import LANGUAGES
from hamroh.rulebook.saying import Saying

YES = t.Fact(t.YES_NO, "in_country")
ENTERED = t.Fact(t.DAY, "entered")


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_of_every_version_is_said_and_nothing_is_left_to_fill_in(book: Rulebook, language: str) -> None:
    saying = Saying(book, language)
    for p in book.provisions:
        for v in p.versions:
            for step in saying.path(p, v):
                for text in (step.asks, step.yes, step.no, *step.formula):
                    assert not re.search(r"\{\w*\}", text), (p.id, text)
                assert bool(step.yes) != bool(step.no), (p.id, step)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_function_of_the_law_has_words_and_uses_all_its_arguments(book: Rulebook, language: str) -> None:
    known = {n: f.arguments for n, f in {**DAY_FUNCTIONS, **CALENDAR_FUNCTIONS}.items()}
    known |= {n: f.arguments for n, f in HISTORY_FUNCTIONS.items()}
    for name, arguments in known.items():
        given = tuple(t.Literal(t.NUMBER, 7001 + i) for i in range(len(arguments)))
        said = Saying(book, language).value(t.Call(t.DAY, name, given))
        for i in range(len(arguments)):
            assert str(7001 + i) in said, (name, said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_conditions_that_differ_read_differently(book: Rulebook, language: str) -> None:
    said: dict[str, t.Node] = {}
    for p in book.provisions:
        for v in p.versions:
            for b in v.branches:
                if b.when is None or not any(isinstance(n, (t.Fact, t.Result, t.Call)) for n in t.walk(b.when)):
                    continue  # between numbers of the law alone: said as always or never
                text = Saying(book, language).condition(b.when)
                # A number of the law reads the same under any name.
                assert _bare(said.setdefault(text, b.when)) == _bare(b.when), text


def _bare(node: t.Node) -> str:
    bare = re.sub(
        r"name='\w*'\)", ")", re.sub(r"Literal\(type='(\w+)', value=([^,]+), name='\w*'\)", r"\1 \2", repr(node))
    )
    return re.sub(r", calendar='\w*'", "", bare)


def test_an_opposite_says_the_opposite(book: Rulebook) -> None:
    saying = Saying(book, "en")
    question = book.book.facts["in_country"].question["en"]
    assert saying.condition(YES) == f"“{question}”: yes"
    assert saying.condition(t.Not(t.YES_NO, YES)) == f"“{question}”: no"
    late = t.Compare(t.YES_NO, ">", t.AskedDay(t.DAY), ENTERED)
    assert "the day asked about is after" in saying.condition(late)
    assert "the day asked about is no later than" in saying.condition(t.Not(t.YES_NO, late))
    both = t.And(t.YES_NO, (YES, late))
    assert ", and " in saying.condition(both)
    assert ", or " in saying.condition(t.Not(t.YES_NO, both))


def test_what_must_be_known_and_so_is_said_once(book: Rulebook) -> None:
    saying = Saying(book, "en")
    sure = t.And(t.YES_NO, (t.Known(t.YES_NO, YES), YES))
    assert saying.condition(sure).endswith("yes (known for sure)")
    assert saying.condition(t.Not(t.YES_NO, sure)).endswith("no (or not known)")


def test_an_or_inside_an_and_stands_in_brackets(book: Rulebook) -> None:
    other = t.Fact(t.YES_NO, "registered")
    either = t.Or(t.YES_NO, (YES, other))
    assert Saying(book, "en").condition(t.And(t.YES_NO, (either, t.Known(t.YES_NO, ENTERED)))).startswith("(")


def test_a_way_asks_first_whom_it_concerns_and_ends_with_otherwise(book: Rulebook) -> None:
    p = book.provision("ru.registration.general")
    steps = Saying(book, "en").path(p, p.versions[-1])
    assert steps[0].asks.endswith(": Russia")
    assert steps[0].no == "does not concern you"
    assert (steps[-1].asks, steps[-1].yes) == ("", "The general term is 7 working days.")


def test_what_a_branch_gives_to_everybody_is_said_in_its_words(book: Rulebook) -> None:
    p = book.provision("ru.fine.stay")
    assert "A fine of 2000 to 5000 roubles" in Saying(book, "en").path(p, p.versions[-1])[-2].yes
