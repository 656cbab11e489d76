"""The next screen of questions: only what can still matter, most decisive first, each screen once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from .position import Position
from .provisions import FactKind, Text

if TYPE_CHECKING:
    from .book import Rulebook
    from .person import Person


# A finding is worth a question when it matters at least so much (`matters` in the law's files): stay, registration, work, bans,
# rulings, danger. What matters less is offered afterwards, and asked only of those who want it.
WORTH_ASKING = 4


@dataclass(frozen=True, slots=True)
class Screen:
    """Questions that belong together. `left` is a fair guess of how many screens follow this one."""

    id: str
    title: Text
    why: Text | None
    facts: tuple[FactKind, ...]
    left: int
    provisions: tuple[str, ...]
    """The findings that wait for these answers."""


def next_screen(
    rulebook: Rulebook,
    person: Person,
    on: date,
    asked: frozenset[str],
    *,
    known: date | None = None,
    least: int = WORTH_ASKING,
) -> Screen | None:
    """The screen to show next, or None when nothing unasked can still matter.

    `asked` holds the facts already put to the person, also those answered "I don't know": none is asked twice.
    `least`: only findings of at least this weight are worth a question; 1 asks on until everything is settled.
    """
    return screen_for(rulebook.ask(person, on=on, known=known), asked, least)


def screen_for(position: Position, asked: frozenset[str], least: int = WORTH_ASKING) -> Screen | None:
    """The same for a position already worked out."""
    rulebook = position.rulebook
    open_ = [(i, w, blocked) for i, w, blocked in position.unknown(least) if rulebook.fact_list[i].id not in asked]
    if not open_:
        return None
    first = rulebook.fact_list[open_[0][0]]
    weights: dict[str, float] = {}
    for i, weight, _ in open_:
        name = rulebook.fact_list[i].screen or rulebook.fact_list[i].id
        weights[name] = weights.get(name, 0.0) + weight
    chosen = max(weights, key=lambda name: (weights[name], -_order(rulebook, name), name == first.screen))
    # Once a screen is shown, whatever on it could settle anything at all is asked too: a second visit costs more than a line.
    some_use = {i for i, _, _ in position.unknown(0)}
    facts = sorted(
        (f for f in rulebook.fact_list if (f.screen or f.id) == chosen and _belongs(position, f, asked, some_use)),
        key=lambda f: (f.order, f.id),
    )
    declared = rulebook.book.screens.get(chosen)
    blocked = {
        x for i, _, b in open_ if (rulebook.fact_list[i].screen or rulebook.fact_list[i].id) == chosen for x in b
    }
    return Screen(
        id=chosen,
        title=declared.title if declared else facts[0].question,
        why=declared.why if declared else None,
        facts=tuple(facts),
        left=len(weights) - 1,
        provisions=tuple(rulebook.compiled.provisions[x].id for x in sorted(blocked)),
    )


def _order(rulebook: Rulebook, screen: str) -> int:
    declared = rulebook.book.screens.get(screen)
    return declared.order if declared else 100


def _belongs(position: Position, fact: FactKind, asked: frozenset[str], open_: set[int]) -> bool:
    """A fact stands on the chosen screen when it is unknown, not yet asked, and could matter now or once its screen's gate is answered."""
    if fact.id in asked or position.c.facts[fact.index] is not None or not fact.asked:
        return False
    if fact.index in open_:
        return True
    return bool(position.open_gates(fact.index)) and any(
        position.rulebook.fact_list[i].screen == fact.screen for i in position.open_gates(fact.index)
    )
