"""How we speak of people (design rule 13): no word from the list, in any file of the tree."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.house.tree import ROOT, name_of, texts

LIST = ROOT / "tests/house/forbidden_words.yaml"


@cache
def _list() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(LIST.read_text(encoding="utf-8"))
    return loaded


@cache
def _rules() -> tuple[re.Pattern[str], list[tuple[re.Pattern[str], str]]]:
    """What finds any of the words, and each with what to say instead."""
    words = _list()["words"]
    any_of_them = re.compile("|".join(f"(?:{word['find']})" for word in words), re.IGNORECASE)
    return any_of_them, [(re.compile(word["find"], re.IGNORECASE), word["say"]) for word in words]


def found_in(text: str, allowed_text: list[str] | None = None) -> list[tuple[int, str, str]]:
    """Line number, word found and what to say instead, for each forbidden word of a text."""
    any_of_them, rules = _rules()
    found: list[tuple[int, str, str]] = []
    if not any_of_them.search(text):
        return found
    for number, line in enumerate(text.splitlines(), 1):
        for exact in allowed_text or []:
            line = line.replace(exact, "")
        for rule, say in rules:
            found += [(number, hit.group(0), say) for hit in rule.finditer(line)]
    return found


def test_no_file_says_a_forbidden_word() -> None:
    rules = _list()
    skipped = {entry["path"] for entry in rules["allowed"]} | {name_of(Path(__file__))}
    exact = [entry["text"] for entry in rules["allowed_text"]]
    faults = [
        f"{name_of(path)}:{number}: {word!r}; say: {say}"
        for path in texts()
        if name_of(path) not in skipped
        for number, word, say in found_in(path.read_text(encoding="utf-8", errors="replace"), exact)
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "line",
    [
        "an illegal worker",
        "he works illegally",
        "Illegals",
        "нелегальный мигрант",
        "нелегал",
        "незаконный мигрант",
        "незаконно находящийся",
        "муҳоҷири ғайриқонунӣ",
        "ғайриқонунӣ муҳоҷир",
        "Гастарбайтеры",
        "three aliens",
    ],
)
def test_the_list_catches_what_it_is_for(line: str) -> None:
    assert found_in(line)


@pytest.mark.parametrize(
    "line",
    [
        "an undocumented worker, in an irregular position",
        "an unlawful fee",
        "без документов, неурегулированное положение",
        "незаконный отказ",
        "беҳуҷҷат; вазъи танзимнашуда",
        "амали ғайриқонунии корфармо",
    ],
)
def test_the_list_leaves_what_is_fair(line: str) -> None:
    assert not found_in(line)


def test_every_allowed_place_exists_and_has_a_reason() -> None:
    rules = _list()
    assert all((ROOT / entry["path"]).exists() and entry["why"] for entry in rules["allowed"])
    assert all(entry["text"] and entry["why"] for entry in rules["allowed_text"])
