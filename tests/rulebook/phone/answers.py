"""The same question put to the rulebook and to `law.js`, and both answers in one form."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hamroh.rulebook import Position, Rulebook
from hamroh.rulebook.errors import FactError
from tests.rulebook.drawn_people import DAYS, Facts, drawn_facts

HERE = Path(__file__).parent
LAW_JS = HERE.parents[2] / "src/hamroh/web/static/web/law.js"
MADE = date(2026, 11, 29)
LONG_AGO = date(2013, 1, 1)
"""Packs of tests answer from here on, so that every day of a draw can be asked about."""

_LEFT_OUT = ("fact_base", "grounds", "because")
"""Of an answer, what a pack has no room for (docs/phone-pack.md); of its sources only the act is there."""


@dataclass(frozen=True)
class Asked:
    """One question."""

    facts: Facts
    on: date
    known: date

    def line(self) -> str:
        return json.dumps({"facts": self.facts, "on": self.on.isoformat(), "known": self.known.isoformat()})


def drawn_questions(rulebook: Rulebook, destination: str, seed: int, count: int, start: int = 0) -> Iterator[Asked]:
    """People on their days, all bound for one destination; some ask by the law as it was known on another day."""
    people = drawn_facts(rulebook, seed, count)
    for i, facts in enumerate(people[start:], start):
        on, r = DAYS[i % len(DAYS)], random.Random(seed * 7919 + i)
        known = max(LONG_AGO, on + timedelta(r.randint(-400, 400))) if r.random() < 0.2 else on
        if r.random() < 0.15:
            facts = {**facts, "registrations": _registrations(r, on)}
            for name in ("registered", "registered_on", "registered_until", "registered_where_living"):
                if r.random() < 0.7:
                    facts.pop(name, None)
        yield Asked({**facts, "destination": destination}, on, known)


def _registrations(r: random.Random, on: date) -> Any:
    """Registrations told as rows, in order; in the same terms as what is told by name."""
    days = sorted(on - timedelta(r.randint(0, 200)) for _ in range(r.choice((0, 1, 1, 2))))
    rows = [
        {
            "from": r.choice((day.isoformat(), day.isoformat()[:7], "unknown")),
            "until": r.choice(((day + timedelta(r.randint(0, 200))).isoformat(), "unknown")),
            "where_living": r.choice((True, False, "unknown")),
        }
        for day in days
    ]
    return rows or "none"


def canonical(value: Any) -> str:
    """A value as JavaScript writes it: the names of an answer stand in the same order there too."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def expected(rulebook: Rulebook, asked: Asked, language: str) -> Any:
    """What a phone must answer: the rulebook's own answer without what a pack leaves out; or the fault."""
    try:
        return told(rulebook.ask(rulebook.facts_from(asked.facts), on=asked.on, known=asked.known), language)
    except FactError as error:
        return {"fault": [error.code, error.fact, error.row, error.field]}


def told(position: Position, language: str) -> Any:
    answer = _without(position.as_json(language))
    for line, (_, weight, _) in zip(answer["unknown"], position.unknown(), strict=True):
        # JSON has one kind of number: 7.0 is written 7 there.
        line["weight"] = int(weight) if float(weight).is_integer() else weight
    for step in answer["next_steps"]:
        if step["code"].startswith("ASK_FACT:"):
            step["act"] = ""
    return answer


def _without(value: Any) -> Any:
    if type(value) is dict:
        return {
            key: item[:1] if key == "sources" else _without(item) if type(item) in (dict, list) else item
            for key, item in value.items()
            if key not in _LEFT_OUT
        }
    return [_without(item) for item in value] if value and type(value[0]) is dict else value


def in_node(pack: Path, asked: Iterable[Asked], law: Path = LAW_JS, whole: bool = False) -> list[str]:
    """The answers of `law.js` in Node: their digests, or with `whole` their texts."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed. On Debian: sudo apt-get install nodejs")
    done = subprocess.run(
        [node, str(HERE / "ask_in_node.js"), str(pack), str(law), *(["whole"] if whole else [])],
        input="\n".join(question.line() for question in asked),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def difference(mine: Any, theirs: Any, path: str = "") -> Iterator[str]:
    """Where two answers part, in words."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        for key in sorted(mine.keys() | theirs.keys()):
            yield from difference(mine.get(key, "(absent)"), theirs.get(key, "(absent)"), f"{path}.{key}")
    elif isinstance(mine, list) and isinstance(theirs, list) and len(mine) == len(theirs):
        for i, (a, b) in enumerate(zip(mine, theirs, strict=True)):
            name = a.get("provision", i) if isinstance(a, dict) else i
            yield from difference(a, b, f"{path}[{name}]")
    elif mine != theirs:
        yield f"{path}: the rulebook says {str(mine)[:300]}, law.js {str(theirs)[:300]}"


def compare(
    rulebook: Rulebook, language: str, pack: Path, asked: list[Asked], law: Path = LAW_JS
) -> list[tuple[Asked, list[str]]]:
    """The questions that are answered differently, the first few with where; empty when all are alike."""

    def mine(question: Asked) -> str:
        return canonical(expected(rulebook, question, language))

    # An answer is a hundred thousand letters long: those of thousands of people are not kept.
    ours, theirs = [digest(mine(question)) for question in asked], in_node(pack, asked, law)
    assert len(theirs) == len(ours)
    wrong = [i for i, (a, b) in enumerate(zip(ours, theirs, strict=True)) if a != b]
    looked_at = in_node(pack, [asked[i] for i in wrong[:3]], law, whole=True) if wrong else []
    shown = [
        list(difference(json.loads(mine(asked[i])), json.loads(text)))[:5]
        for i, text in zip(wrong[:3], looked_at, strict=True)
    ]
    return [(asked[i], shown[n] if n < len(shown) else []) for n, i in enumerate(wrong)]
