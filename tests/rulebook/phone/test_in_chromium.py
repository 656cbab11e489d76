"""In a real browser the same answers come out, in a page that can reach nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hamroh.rulebook import Rulebook

from .answers import LAW_JS, canonical, drawn_questions, expected
from .conftest import MakePack

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

ASK = """(lines) => lines.map((line) => {
  const asked = JSON.parse(line);
  try { return JSON.stringify(window.opened.ask(asked.facts, asked.on, asked.known)); }
  catch (fault) { if (!fault.code) throw fault; return JSON.stringify({fault: [fault.code, fault.fact, fault.row, fault.field]}); }
})"""


@pytest.mark.parametrize(("destination", "language", "count"), [("RU", "tg", 200), ("KZ", "ru", 100)])
def test_every_answer_is_the_rulebooks_own(
    book: Rulebook, pack: MakePack, page: Any, destination: str, language: str, count: int
) -> None:
    page.set_content("<!doctype html><title>law</title>")
    page.add_script_tag(content=LAW_JS.read_text(encoding="utf-8"))
    page.evaluate("(text) => { window.opened = HamrohLaw.open(text) }", pack(destination, language).read_text("utf-8"))
    asked = list(drawn_questions(book, destination, 6, count))
    answers: list[str] = page.evaluate(ASK, [question.line() for question in asked])
    wrong = [
        json.loads(question.line())
        for question, answer in zip(asked, answers, strict=True)
        if canonical(expected(book, question, language)) != answer
    ]
    assert wrong == []
