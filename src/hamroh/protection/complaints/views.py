"""The cards at the desk, as an operator reads them while somebody speaks. Nothing of a person stands on them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hamroh.people.persons.models import Part
from hamroh.people.staff.models import Role
from hamroh.people.walls import Absent, door
from hamroh.people.walls.files import PARTS
from hamroh.protection.complaints import reading
from hamroh.protection.complaints.cards import Answer, Card, Question
from hamroh.protection.complaints.reading import cards, rulebook
from hamroh.rulebook import Rulebook
from hamroh.shell.here import day_of
from hamroh.shell.page import page

READERS = [role for role in Role if PARTS[role]]


@require_safe
@door(*READERS)
def kinds(request: Any) -> HttpResponse:
    """Every kind of complaint, in the order in which they are offered."""
    language = request.tongue.language
    lines = [(one.slug, one.title[language], one.public[language]) for one in cards().values()]
    return page(request, "complaints/kinds.html", keep=True, kinds=lines)


@require_safe
@door(*READERS)
def kind(request: Any, slug: str) -> HttpResponse:
    """One card, with what the law says today of each right and clock it names."""
    one = next((one for one in cards().values() if one.slug == slug), None)
    if one is None:
        raise Absent
    told = _in_words(one, request.tongue.language, reading.law(), day_of(request.now))
    return page(request, "complaints/kind.html", keep=True, **told)


def _in_words(one: Card, language: str, book: Rulebook, today: dt.date) -> dict[str, Any]:
    """The card in one language."""
    asked = {question.id: question for question in one.questions}
    return {
        "title": one.title[language],
        "public": one.public[language],
        "steps": [
            {
                "title": step.title[language],
                "act": step.act[language],
                "danger": step.danger,
                "forced_by": [
                    (asked[name].text[language], _or(_answer(asked[name], answer, language) for answer in answers))
                    for rule in one.danger
                    if rule.step == step.code
                    for name, answers in rule.answers.items()
                ],
            }
            for step in one.steps
        ],
        "not_told": [
            (
                told.body.name[language],
                told.why[language],
                [
                    (asked[name].text[language], _or(_answer(asked[name], answer, language) for answer in answers))
                    for name, answers in told.answers.items()
                ],
            )
            for told in one.not_told
        ],
        "hidden": bool(one.hidden_from),
        "questions": [
            {
                "text": question.text[language],
                "help": question.help[language] if question.help else "",
                "choices": [words[language] for words in question.choices.values()],
                "of_law": question.of_law,
                "part": Part(question.part).label,
            }
            for question in one.questions
        ],
        "evidence": [
            (_("What to keep"), [words[language] for words in one.keep]),
            (_("How to keep it safely"), [words[language] for words in one.safely]),
            (_("What helps when it is missing"), [words[language] for words in one.missing]),
        ],
        "rights": [_provision(book, id_, language, today) for id_ in one.rights],
        "deadlines": [_provision(book, id_, language, today) for id_ in one.deadlines],
        "routes": [(route.body.name[language], route.purpose[language]) for route in one.routes],
        "unsure": [words[language] for words in one.unsure],
        "closes_alone": [Role(role).label for role in one.closes_alone],
        "screening": one.screening,
        "patterns": one.published == "patterns",
        "codes": [*(code for codes in one.codes.values() for code in codes), *one.own_codes],
    }


def _answer(question: Question, answer: Answer, language: str) -> str:
    if answer is None:
        return _("I don't know")
    if isinstance(answer, bool):
        return _("yes") if answer else _("no")
    return question.choices[answer][language]


def _or(answers: Any) -> str:
    return "; ".join(answers)


def _provision(book: Rulebook, id_: str, language: str, today: dt.date) -> dict[str, Any]:
    """Its title and words, and how it stands on a day: which kind of source, and whether we have read it."""
    known = id_ in book.book.provisions
    # A law that was put in use before this version of the program may not have it yet.
    p = book.provision(id_) if known else rulebook().provision(id_)
    version = book.in_force(p, today) if known else None
    about = book.book.about
    return {
        "id": id_ if known else "",
        "title": p.title[language],
        "says": p.says[language],
        "in_force": version is not None,
        "standing": about["standings"][version.source.standing][language] if version else "",
        "confidence": about["confidence"][version.source.confidence][language] if version else "",
        "verified": version is not None and version.source.confidence == "verified",
    }
