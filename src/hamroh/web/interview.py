"""The questions: one screen at a time, back and forth, in any language, with everything typed kept."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hamroh.rulebook.errors import FactError
from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue
from hamroh.web import asking, inquiry, rulebook
from hamroh.web.sealed import Answers, SealError, open_seal, seal

VOICES = ("self", "relative")


def _answer_page(*parts: Any, **named: Any) -> HttpResponse:
    # The answer leads back to the questions and they lead to it: whichever is loaded first must not wait for the other.
    from hamroh.web import answer

    return answer.answer_page(*parts, **named)


def now() -> dt.datetime:
    """The moment of the request. Tests put another in its place."""
    return dt.datetime.now(dt.UTC)


def with_answers(view: Callable[[HttpRequest, Tongue, Answers, bool], HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of somebody's answers: they come by POST in the sealed field, with whether it is fresh. Else the calm way in."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @functools.wraps(view)
    def outer(request: HttpRequest, tongue: Tongue) -> HttpResponse:
        if request.method != "POST":
            return page(request, "web/begin.html")
        opened = opened_answers(request)
        if isinstance(opened, HttpResponse):
            return opened
        answers, fresh = opened
        return view(request, tongue, answers, fresh)

    return outer


@with_answers
def ask(request: HttpRequest, tongue: Tongue, answers: Answers, fresh: bool) -> HttpResponse:
    """Take the answers of one screen and show the next; or the same again with what is wrong; or the answer."""
    if not fresh:
        return review_page(request, tongue, answers, waited=True)

    book = rulebook.book()
    go, _colon, target = request.POST.get("go", "next").partition(":")
    if go == "edit":
        shown = inquiry.told_on(book, answers, target)
        return (
            question_page(request, tongue, answers, shown, review=True)
            if shown
            else review_page(request, tongue, answers)
        )
    if go == "open":
        shown = _open_screen(answers, target)
        return question_page(request, tongue, answers, shown) if shown else _answer_page(request, tongue, answers)
    if go == "answer":
        return _answer_page(request, tongue, answers)
    if go == "review":
        return review_page(request, tongue, answers)

    screen = request.POST.get("screen", "")
    shown = inquiry.shown_again(
        book, screen, request.POST.get("shown", "").split(), left=_number(request.POST.get("left"))
    )
    if shown is None:
        return onward(request, tongue, answers)
    review = request.POST.get("review") == "1"
    typed = asking.typed_of(request.POST, shown)
    if go == "again":
        return question_page(request, tongue, answers, shown, typed=typed, review=review)
    if go == "back":
        before = _before(answers, screen)
        earlier = inquiry.told_on(book, answers, before) if before else None
        if earlier is None:
            return page(request, "web/begin.html", keep=True, seal=seal(answers), here="ask")
        return question_page(request, tongue, answers, earlier)
    if go in ("add", "remove"):
        return question_page(
            request, tongue, answers, shown, typed=asking.rows_changed(typed, go, target), review=review
        )

    reading = asking.read(book, shown, typed, voice=answers.voice)
    empty = {k.id for k in shown.facts if k.asked_if is not None and asking.is_blank(k, typed)}
    if reading.faults and empty:
        meaningless = inquiry.without_meaning(answers.with_facts(reading.facts), empty, now=now())
        reading = asking.Reading(reading.facts, [f for f in reading.faults if f.fact not in meaningless])
    told = answers.with_facts(reading.facts).past(screen)
    error = inquiry.first_fault(told, now=now())
    faults = list(reading.faults)
    if error is not None:
        fault = asking.fault_of(error, book=book)
        here = any(k.id == error.fact for k in shown.facts)
        if not here and not faults:
            # It lies with an answer given before: all answers are shown, these included.
            return review_page(request, tongue, told, fault=fault)
        if here and all(f.fact != fault.fact for f in faults):
            faults.append(fault)
    if faults:
        return question_page(request, tongue, answers, shown, typed=typed, faults=faults, review=review)
    if review:
        return review_page(request, tongue, told)
    return onward(request, tongue, told)


@with_answers
def review(request: HttpRequest, tongue: Tongue, answers: Answers, fresh: bool) -> HttpResponse:
    """Every answer given, each with a button to change it."""
    return review_page(request, tongue, answers, waited=not fresh)


def opened_answers(request: HttpRequest) -> tuple[Answers, bool] | HttpResponse:
    """The answers in the sealed field; a new inquiry when there is none; the calm page when it cannot be read."""
    text = request.POST.get("seal", "")
    voice = request.POST.get("voice", "")
    if not text:
        return Answers(voice=voice if voice in VOICES else "self"), True
    try:
        answers, fresh = open_seal(text)
    except SealError as error:
        title = _("This page waited too long") if error.kind == "too_old" else _("This page could not be read")
        return page(request, "web/unreadable.html", status=400, title=title, kind=error.kind)
    if voice in VOICES:
        answers = dataclasses.replace(answers, voice=voice)
    return answers, fresh


def onward(request: HttpRequest, tongue: Tongue, answers: Answers) -> HttpResponse:
    """The next screen, or the answer when nothing unasked can still matter."""
    try:
        position = inquiry.position_of(answers, now=now())
    except FactError as error:
        return review_page(request, tongue, answers, fault=asking.fault_of(error, book=rulebook.book()))
    shown = inquiry.next_shown(position, answers)
    if shown is None:
        return _answer_page(request, tongue, answers, position=position)
    return question_page(request, tongue, answers, shown)


def question_page(
    request: HttpRequest,
    tongue: Tongue,
    answers: Answers,
    shown: inquiry.Shown,
    *,
    typed: dict[str, str] | None = None,
    faults: list[asking.Fault] | None = None,
    review: bool = False,
) -> HttpResponse:
    """One screen of questions."""
    form = asking.form(
        rulebook.book(),
        shown,
        facts=answers.facts,
        language=tongue.language,
        voice=answers.voice,
        typed=typed,
        faults=faults or (),
    )
    place = answers.path.index(shown.id) if shown.id in answers.path else len(answers.path)
    left = shown.left if shown.id not in answers.path else len(answers.path) - place - 1 + shown.left
    left = max(0, min(left, inquiry.MOST_SCREENS - place - 1))
    return page(
        request,
        "web/question.html",
        keep=True,
        here="ask",
        seal=seal(answers),
        form=form,
        shown=" ".join(k.id for k in shown.facts),
        number=place + 1,
        left=left,
        whole=place + 1 + left,
        voice=answers.voice,
        review=review,
        has_answers=bool(answers.facts),
    )


def review_page(
    request: HttpRequest, tongue: Tongue, answers: Answers, *, fault: asking.Fault | None = None, waited: bool = False
) -> HttpResponse:
    """Every answer given."""
    book = rulebook.book()
    screens = []
    for shown in inquiry.screens_told(book, answers):
        lines = [
            {
                "fact": kind.id,
                "question": asking.relative.question(kind, tongue.language, answers.voice),
                "given": inquiry.given_words(book, None, kind, answers.facts[kind.id], tongue.language),
                "wrong": fault is not None and fault.fact == kind.id,
            }
            for kind in shown.facts
        ]
        screens.append(
            {
                "id": shown.id,
                "title": asking.relative.title(shown.id, shown.title, tongue.language, answers.voice),
                "lines": lines,
            }
        )
    if fault is not None:
        fault = dataclasses.replace(fault, anchor=f"told-{fault.fact}")
    return page(
        request,
        "web/review.html",
        keep=True,
        here="review",
        seal=seal(answers),
        screens=screens,
        fault=fault,
        waited=waited,
        voice=answers.voice,
    )


def _open_screen(answers: Answers, screen: str) -> inquiry.Shown | None:
    """A screen not yet answered, asked for from the answer page."""
    book = rulebook.book()
    try:
        position = inquiry.position_of(answers, now=now())
    except FactError:
        return None
    open_ = {book.fact_list[i].id for i, _weight, _blocked in position.unknown()}
    told = set(answers.facts)
    return inquiry.shown_again(book, screen, open_ - told)


def _before(answers: Answers, screen: str) -> str | None:
    """The screen answered before this one."""
    path = list(answers.path)
    place = path.index(screen) if screen in path else len(path)
    return path[place - 1] if place else None


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 4 else 0
