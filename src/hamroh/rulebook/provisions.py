"""The book's parts as the engine holds them: plain, frozen, picklable."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from . import tree as t

LANGUAGES = ("en", "ru", "tg")

Text = dict[str, str]
"""The same words in en, ru and tg."""

DOES_NOT_APPLY, SOURCE_SILENT = "does not apply", "unknown"

VALUE_KINDS = {"yes_no": t.YES_NO, "number": t.NUMBER, "money": t.MONEY, "day": t.DAY, "choice": t.CHOICE}

FIELDS: dict[str, tuple[tuple[str, str], ...]] = {
    "status": (("is", t.CHOICE),),
    "deadline": (("safe", t.DAY), ("latest", t.DAY), ("met", t.YES_NO)),
    "ban": (("kind", t.CHOICE), ("years", t.NUMBER), ("from", t.DAY), ("until", t.DAY)),
    "risk": (
        ("level", t.CHOICE),
        ("rub_from", t.NUMBER),
        ("rub_to", t.NUMBER),
        ("expulsion", t.CHOICE),
        ("years", t.NUMBER),
        ("starts_after", t.DAY),
    ),
    "right": (("value", t.YES_NO),),
    "indicator": (("value", t.YES_NO),),
    "condition": (("value", t.YES_NO),),
    "sum": (("amount", t.MONEY), ("days", t.NUMBER)),
    "text": (),
    **{kind: (("value", type_),) for kind, type_ in VALUE_KINDS.items()},
}
"""Fields of a result by kind, the principal one first."""

STANDINGS = ("law", "court", "official", "reported")
PROPOSED = "proposed"
"""How a version of a proposal stands: it is no law. No file of the law may say it."""
CONFIDENCE = ("verified", "one_source", "derived", "disputed", "unverified")
JOURNEYS = ("before_leaving", "arriving", "working", "in_trouble", "going_home", "whole_way")
"""Stages of the way, and what holds on all of them."""
LEVELS = ("none", "low", "medium", "high", "grows_with_overstay", "not_known")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a version comes from: the act and place, how it stands, how sure we are, and where we read it."""

    document: str
    place: Text | str
    standing: str
    confidence: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One outcome of a branch; a disputed branch has several, the most protective first."""

    fields: tuple[t.Node | None, ...]
    ground: tuple[str, ...]
    reading: Text | None = None
    by: Text | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """`when` it holds (None: otherwise), what it gives, and why in words."""

    when: t.Node | None
    readings: tuple[Reading, ...]
    outcome: str
    because: Text | None
    line: int


@dataclass(frozen=True, slots=True)
class Version:
    """A provision as it stood from one day to another. Days are ordinals, both ends included."""

    start: int
    start_proven: bool
    end: int | None
    published: int
    published_proven: bool
    recorded: int
    replaces: int | None
    source: Source
    unverified: tuple[Text, ...]
    reading: Text | None
    values: dict[str, t.Literal]
    branches: tuple[Branch, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Provision:
    """One rule of the law with all its versions."""

    id: str
    built_from: tuple[str, ...]
    title: Text
    says: Text
    kind: str
    gives: dict[str, Any]
    concerns: t.Node | None
    at: t.Node | None
    matters: int
    journey: str
    text_only: Text | None
    versions: tuple[Version, ...]
    file: str
    line: int
    index: int = 0

    @property
    def jurisdiction(self) -> str:
        """The first word of its address, in capitals."""
        return self.id.split(".", 1)[0].upper()

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        return FIELDS[self.kind]

    def expressions(self) -> list[t.Node]:
        """Every expression in it."""
        out = [node for node in (self.concerns, self.at) if node is not None]
        for version in self.versions:
            for branch in version.branches:
                if branch.when is not None:
                    out.append(branch.when)
                out.extend(node for reading in branch.readings for node in reading.fields if node is not None)
        return out


_VALUE_TYPES = {"planned_day": t.DAY, "countries": t.CODES, "region": t.CHOICE}


@dataclass(frozen=True, slots=True)
class FactKind:
    """What can be known of a person: declared once, asked in three languages."""

    id: str
    type: str
    screen: str
    order: int
    asked: bool
    asked_if: t.Node | None
    question: Text
    help: Text
    where: Text
    reason: Text | None
    choices: dict[str, Text]
    unit: str
    least: int | None
    most: int | None
    file: str
    line: int
    index: int = 0

    @property
    def value_type(self) -> str:
        """Its type in expressions."""
        return _VALUE_TYPES.get(self.type, self.type)


@dataclass(frozen=True, slots=True)
class Screen:
    """Questions that belong together."""

    id: str
    title: Text
    order: int
    why: Text | None


@dataclass(frozen=True, slots=True)
class Step:
    """A next step, with the condition that fires it."""

    code: str
    title: Text
    act: Text
    when: t.Node
    because: tuple[str, ...]
    order: int
    urgent: bool
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of a closed list (a status, a deadline's name, a risk ...) in three languages."""

    list: str
    code: str
    texts: dict[str, Text]
    properties: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """An act, treaty or ruling the law rests on."""

    id: str
    title: Text
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """A page on which we read it."""

    id: str
    title: str
    url: str
    kind: str
    read: int
