"""One person's inquiry: from the answers told so far to the next screen, the review, or the position."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hamroh.rulebook import Person, Position, Rulebook
from hamroh.rulebook.errors import FactError
from hamroh.rulebook.interview import Screen, screen_for
from hamroh.rulebook.provisions import FactKind
from hamroh.shell import where
from hamroh.web import asking, rulebook
from hamroh.web.sealed import Answers

MOST_SCREENS = 7
"""After so many screens the answer comes; what could still matter is offered on it, one question at a time."""
MANY_SIGNS = 4
"""A screen that so many signs of danger wait for is asked even after seven others."""
MOST_JOINED = 4


@dataclass(frozen=True)
class Shown:
    """A screen as it is asked: like the rulebook's own, but also for screens asked again."""

    id: str
    title: dict[str, str]
    why: dict[str, str] | None
    facts: tuple[FactKind, ...]
    left: int


@dataclass(frozen=True)
class Days:
    """The day asked about and the day of knowledge; `chosen` when a reader set either."""

    on: dt.date
    known: dt.date
    chosen: bool


def days_of(answers: Answers, *, now: dt.datetime) -> Days:
    """The days a reader chose, else today where the person is. Knowledge defaults to the day asked about."""
    on = dt.date.fromisoformat(answers.on) if answers.on else where.today(answers.facts, now=now)
    known = dt.date.fromisoformat(answers.known) if answers.known else on
    return Days(on, known, bool(answers.on or answers.known))


def position_of(answers: Answers, *, now: dt.datetime) -> Position:
    """What the law says of these answers.

    Raises:
        FactError: two answers do not fit together, or one lies after the day asked about.
    """
    book = rulebook.book()
    days = days_of(answers, now=now)
    return book.ask(person_of(book, answers), on=days.on, known=days.known)


def person_of(book: Rulebook, answers: Answers) -> Person:
    """The answers as a person. A fact that the law no longer knows is left out: the law changed between two pages."""
    known = book.book.facts
    return book.facts_from(
        {name: value for name, value in answers.facts.items() if name in known or name == "stays_known_from"}
    )


def next_shown(position: Position, answers: Answers) -> Shown | None:
    """The next screen to ask, or None when it is time for the answer.

    It is time when nothing unasked can still matter, or after seven screens. Somebody who said that something is wrong is
    asked about that first. Lists to tick are shown as one: most people tick nothing on any of them.
    """
    danger, signs = _danger_told_of(position, answers)
    found = danger or screen_for(position, frozenset(answers.facts))
    if len(answers.path) >= MOST_SCREENS and signs < MANY_SIGNS:
        return None
    if found is None:
        return None
    shown = Shown(found.id, found.title, found.why, found.facts, found.left)
    if not _is_list(found.facts):
        return shown
    passed = frozenset(answers.facts) | {f.id for f in found.facts}
    for _again in range(found.left):
        other = screen_for(position, passed)
        if other is None:
            break
        passed |= {f.id for f in other.facts}
        if _is_list(other.facts):
            shown = Shown(f"{shown.id}+{other.id}", shown.title, shown.why, shown.facts + other.facts, shown.left - 1)
    return shown


def first_shown(*, now: dt.datetime) -> Shown | None:
    """The screen to begin with, where nothing was told yet. It is the same for everybody on a day."""
    nothing = Answers(facts={})
    days = days_of(nothing, now=now)
    return _first_shown(rulebook.book(), days.on, days.known)


@functools.lru_cache(maxsize=8)
def _first_shown(book: Rulebook, on: dt.date, known: dt.date) -> Shown | None:
    nothing = Answers(facts={})
    return next_shown(book.ask(person_of(book, nothing), on=on, known=known), nothing)


def _danger_told_of(position: Position, answers: Answers) -> tuple[Screen | None, int]:
    """The screen that most signs of danger wait for, once an earlier answer has opened its questions; and how many do."""
    passed = frozenset(answers.facts)
    best, most = None, 0
    while (screen := screen_for(position, passed)) is not None:
        passed |= {f.id for f in screen.facts}
        signs = sum(position.rulebook.provision(id_).kind == "indicator" for id_ in screen.provisions)
        if signs > most and any(f.asked_if is not None for f in screen.facts):
            best, most = screen, signs
    return best, most


def _is_list(facts: tuple[FactKind, ...]) -> bool:
    """Are these only questions of yes or no that depend on nothing on their own screen?"""
    here = {f.id for f in facts}
    return all(f.type == "yes_no" and not (asking.gates(f) & here - {f.id}) for f in facts)


def shown_again(book: Rulebook, screen: str, names: Iterable[str], *, left: int = 0) -> Shown | None:
    """A screen with just these facts, to be asked again; None when the rulebook knows no such screen or facts.

    `screen` may be several joined by `+`, when they were shown as one.
    """
    wanted = set(names)
    facts: list[FactKind] = []
    for part in screen.split("+")[:MOST_JOINED]:
        own = (f for f in book.fact_list if (f.screen or f.id) == part and f.id in wanted and f.asked)
        facts.extend(sorted(own, key=lambda f: (f.order, f.id)))
    if not facts:
        return None
    declared = book.book.screens.get(screen.split("+")[0])
    return Shown(
        screen,
        declared.title if declared else facts[0].question,
        declared.why if declared else None,
        tuple(facts),
        left,
    )


def told_on(book: Rulebook, answers: Answers, screen: str) -> Shown | None:
    """A screen as it was answered before."""
    return shown_again(book, screen, answers.facts)


def first_fault(answers: Answers, *, now: dt.datetime) -> FactError | None:
    """What does not fit in these answers, if anything."""
    try:
        position_of(answers, now=now)
    except FactError as error:
        return error
    return None


def without_meaning(answers: Answers, facts: Iterable[str], *, now: dt.datetime) -> set[str]:
    """Which of these facts have no meaning, given the answers (no patent: no day it was issued)."""
    try:
        position = position_of(answers, now=now)
    except FactError:
        return set()
    index = position.rulebook.compiled.fact_index
    return {name for name in facts if not position.askable(index[name])}


def screens_told(book: Rulebook, answers: Answers) -> list[Shown]:
    """All screens answered so far, in the order they were asked."""
    out = []
    names = list(answers.path)
    have = {part for name in names for part in name.split("+")}
    for fact in answers.facts:
        kind = book.book.facts.get(fact)
        if kind is not None and (kind.screen or kind.id) not in have:
            have.add(kind.screen or kind.id)
            names.append(kind.screen or kind.id)
    for name in names:
        shown = told_on(book, answers, name)
        if shown is not None:
            out.append(shown)
    return out


def given_words(book: Rulebook, position: Position | None, kind: FactKind, value: Any, language: str) -> str:
    """An answer as it is read back on the review page."""
    from hamroh.shell import days
    from hamroh.web import words

    if value == "unknown":
        return words.answer("unknown")
    if kind.type == "history":
        if value == "none":
            return words.nothing(kind.id)
        rows = []
        for number, row in enumerate(value):
            cells = []
            for column, cell in row.items():
                if cell is True:
                    cells.append(words.column(kind.id, column))
                elif cell is False:
                    continue
                elif isinstance(cell, str) and cell == "unknown":
                    cells.append(f"{words.column(kind.id, column)}: {words.answer('unknown')}")
                else:
                    text = str(cell)
                    if column in ("kind", "by"):
                        text = words.row_choice(kind.id, column, text)
                    elif column == "region":
                        text = book.book.series.region_names().get(text, {}).get(language, text)
                    cells.append(f"{words.column(kind.id, column)}: {days.written(text, language)}")
            rows.append(f"{words.row_title(kind.id, number + 1)}. " + "; ".join(cells))
        return "\n".join(rows)
    if kind.type == "yes_no":
        return words.answer(value)
    choices = book.choices(kind)
    if choices:
        codes = value if isinstance(value, list) else [value]
        return ", ".join(choices[code][language] if code in choices else str(code) for code in codes)
    return days.written(str(value), language)
