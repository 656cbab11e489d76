"""Worked examples of a provision in the reader's language: who, asked on which day, and what must come out."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from hamroh.rulebook import Rulebook
from hamroh.rulebook.errors import LawError
from hamroh.rulebook.examples import Example, read_examples
from hamroh.rulebook.provisions import Provision
from hamroh.shell import days
from hamroh.web import inquiry, words

MOST_SHOWN = 8


@dataclass(frozen=True)
class Worked:
    """One example: the day asked about, the person in words, what the provision must give."""

    day: dt.date
    person: str
    gives: str


def examples(book: Rulebook, p: Provision, language: str) -> list[Worked]:
    """Examples that name this provision, or a deadline built from the same rule; at most eight, in the order written."""
    out = []
    for example in _written(book.root, book.digest, p.file):
        gives = _gives(p, example, language)
        if gives:
            out.append(Worked(example.item["date"], _person(book, example.item["person"], language), gives))
    return out[:MOST_SHOWN]


@functools.lru_cache(maxsize=64)
def _written(root: Path, digest: str, file: str) -> list[Example]:
    """The examples beside a provision's file, read once for each text of the law."""
    path = root.parent / Path(file).with_suffix(".examples.yaml")
    try:
        return read_examples(path)
    except LawError:
        return []


def _gives(p: Provision, example: Example, language: str) -> str:
    expect = example.item.get("expect") or {}
    found = [_value(v, language) for name, v in (expect.get("values") or {}).items() if name == p.id]
    for row in expect.get("deadlines") or []:
        if row.get("ground") in p.built_from and isinstance(row.get("safe"), dt.date):
            text = _("Safe day: %(day)s.") % {"day": days.full(row["safe"], language)}
            if isinstance(row.get("latest"), dt.date) and row["latest"] != row["safe"]:
                text += " " + _("Last day: %(day)s.") % {"day": days.full(row["latest"], language)}
            found.append(text)
    return " ".join(found)


def _value(value: Any, language: str) -> str:
    if isinstance(value, bool):
        return words.answer(value)
    if isinstance(value, dt.date):
        return days.full(value, language)
    named = {
        "unknown": _("not known"),
        "does not apply": _("does not concern this person"),
        "disputed": _("disputed"),
        "no_version": _("no such law on that day"),
    }
    return named.get(str(value), str(value))


def _person(book: Rulebook, person: Mapping[str, Any], language: str) -> str:
    """The facts of an example in one line."""
    parts = []
    for name, value in person.items():
        kind = book.book.facts.get(name)
        if kind is None or value == "unknown":
            continue
        if isinstance(value, list):
            value = [dict(row) if isinstance(row, Mapping) else row for row in value]
        elif kind.type == "yes_no" and value in ("yes", "no"):
            value = value == "yes"
        told = inquiry.given_words(book, None, kind, value, language).replace("\n", " ")
        if kind.reason is not None and kind.type != "history":
            parts.append(kind.reason[language].replace("{value}", told).rstrip("."))
        else:
            parts.append(told.rstrip("."))
    return ". ".join(parts) + "." if parts else ""
