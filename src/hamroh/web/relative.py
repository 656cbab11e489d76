"""Questions as they are put to someone who asks for a relative."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hamroh.rulebook.provisions import FactKind


def question(kind: FactKind, language: str, voice: str) -> str:
    """The question to the person, or about the person."""
    if voice == "relative":
        other = THIRD_PERSON.get(kind.id)
        if other:
            return other[language]
    return kind.question[language]


def title(screen: str, text: Mapping[str, str], language: str, voice: str) -> str:
    """The heading of a screen."""
    if voice == "relative":
        other = THIRD_PERSON.get(f"screen:{screen}")
        if other:
            return other[language]
    return text[language]


THIRD_PERSON: dict[str, dict[str, Any]] = {}
