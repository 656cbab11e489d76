"""Whoever asks for a relative is asked about the relative."""

from __future__ import annotations

import re

import pytest

from hamroh.web import relative, rulebook

# Words that speak to the reader. "You do not know" speaks to the one who asks, and may stay.
TO_YOU = {
    "en": re.compile(r"\b(you|your)\b(?! (do not|don't) know| relative)", re.IGNORECASE),
    "ru": re.compile(r"\b(вы|вас|вам|ваш\w*)\b(?! родственник)", re.IGNORECASE),
    "tg": re.compile(r"\bшумо(ро)?\b", re.IGNORECASE),
}


@pytest.mark.parametrize("language", ["en", "ru", "tg"])
def test_no_question_about_a_relative_says_you(language: str) -> None:
    said = {}
    for kind in rulebook.book().fact_list:
        if kind.asked:
            words = relative.question(kind, language, "relative")
            words = re.sub(r"(?i)если (вы )?не знаете|if you do not know|агар (шумо )?надонед", "", words)
            if TO_YOU[language].search(words):
                said[kind.id] = words
    assert said == {}


@pytest.mark.parametrize("language", ["en", "ru", "tg"])
def test_no_heading_for_a_relative_says_you(language: str) -> None:
    book = rulebook.book()
    said = {}
    for id_, screen in book.book.screens.items():
        words = relative.title(id_, screen.title, language, "relative")
        if TO_YOU[language].search(words):
            said[id_] = words
    assert said == {}


def test_every_question_here_belongs_to_a_fact_or_screen_of_the_rulebook() -> None:
    book = rulebook.book()
    assert set(relative.OF_A_RELATIVE) <= set(book.book.facts)
    assert set(relative.HEADINGS) <= set(book.book.screens)


def test_the_words_are_complete_in_three_languages_and_differ() -> None:
    for words in [*relative.OF_A_RELATIVE.values(), *relative.HEADINGS.values()]:
        assert len(words) == 3
        assert len(set(words)) == 3
