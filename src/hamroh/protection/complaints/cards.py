"""What a card holds: plain, frozen, complete in three languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hamroh.rulebook.provisions import Text

Answer = bool | str | None
"""What can be answered where an answer can force a step: yes or no, the code of a choice, or None for "I don't know"."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask. `of_law`: a fact of the rulebook, so that its answer feeds the findings; otherwise the room's own.

    `type` is a type of fact of the rulebook, or `text`. "I don't know" is always an answer. `part` is the part of the
    person's file in which the answer is kept.
    """

    id: str
    of_law: bool
    type: str
    text: Text
    help: Text | None
    choices: Mapping[str, Text]
    part: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do, in words for the person. `danger`: it comes before everything else."""

    code: str
    title: Text
    act: Text
    danger: bool


@dataclass(frozen=True, slots=True)
class Body:
    """A kind of body one can turn to or must beware of; `service` is its kind in the directory, where it has one."""

    code: str
    name: Text
    service: str


@dataclass(frozen=True, slots=True)
class Route:
    """Where this complaint can go, and what for. Nothing is sent without the person's consent."""

    body: Body
    purpose: Text


@dataclass(frozen=True, slots=True)
class NotTold:
    """Who must not be told, and why. With `answers`, only when one of them was given; without, always.

    For an `always` the only exception is the person's own wish, said to a member of staff.
    """

    body: Body
    why: Text
    answers: Mapping[str, tuple[Answer, ...]]


@dataclass(frozen=True, slots=True)
class Danger:
    """Answers, any one of which makes a step the next one."""

    answers: Mapping[str, tuple[Answer, ...]]
    step: str


@dataclass(frozen=True, slots=True)
class Card:
    """A kind of complaint.

    `rights` and `deadlines` are addresses of provisions; what they say, and which days they give, is asked of the rulebook.
    `hidden_from` names who may not see such a case: `office_complained_of`. `codes` are codes of HTCDS by its field,
    `own_codes` ours where the standard has none: those that such a complaint
    may have, of which the case worker says which fit. `closes_alone` are the roles that may close it without a second person.
    `published` is `counts` (numbers, small ones left out) or `patterns` (no case by itself, in no place).
    """

    key: str
    order: int
    title: Text
    public: Text
    questions: tuple[Question, ...]
    rights: tuple[str, ...]
    keep: tuple[Text, ...]
    safely: tuple[Text, ...]
    missing: tuple[Text, ...]
    steps: tuple[Step, ...]
    danger: tuple[Danger, ...]
    deadlines: tuple[str, ...]
    routes: tuple[Route, ...]
    not_told: tuple[NotTold, ...]
    hidden_from: tuple[str, ...]
    codes: Mapping[str, tuple[str, ...]]
    own_codes: tuple[str, ...]
    closes_alone: tuple[str, ...]
    screening: bool
    published: str
    unsure: tuple[Text, ...]
    reviewed: tuple[str, ...]
    file: str

    @property
    def slug(self) -> str:
        """The key as it stands in an address."""
        return self.key.replace("_", "-")

    def step(self, code: str) -> Step:
        """A step of this card by its code.

        Raises:
            KeyError: it has none.
        """
        for step in self.steps:
            if step.code == code:
                return step
        raise KeyError(code)

    def forced(self, answers: Mapping[str, Answer]) -> tuple[Step, ...]:
        """The steps that must come next after these answers, in the card's order; none when nothing forces one.

        `answers` has what was answered, by question; None is "I don't know", and a question not yet asked is left out.
        """
        codes = {rule.step for rule in self.danger if _given(rule.answers, answers)}
        return tuple(step for step in self.steps if step.code in codes)

    def not_to_be_told(self, answers: Mapping[str, Answer]) -> tuple[NotTold, ...]:
        """Who must not be told after these answers, the ones that are never told included."""
        return tuple(one for one in self.not_told if not one.answers or _given(one.answers, answers))


def _given(wanted: Mapping[str, tuple[Answer, ...]], answers: Mapping[str, Answer]) -> bool:
    return any(name in answers and answers[name] in values for name, values in wanted.items())
