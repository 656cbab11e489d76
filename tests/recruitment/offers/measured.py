"""Precision and recall of each warning on the labelled offers, and the register they are held against, as on paper."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from hamroh.recruitment.offers import checks, contracts, likeness
from hamroh.recruitment.offers.checks import Licence, Register
from hamroh.recruitment.offers.reading import Unread
from hamroh.recruitment.register import names
from hamroh.rulebook import Rulebook

HERE = Path(__file__).parent
HALVES = ("open", "frozen")
LATER = "later"
"""Messages written and labelled afterwards, in three lots; each widened the checks after it was tried."""
ANOTHER = "another hand"
"""Ninety messages of somebody who had not read the phrases before the first sixty; each lot widened them after it was tried."""
ON = dt.date(2026, 1, 20)
LICENSED = {"Намуна Кор": "000-A", "Роҳи Сафед": "ММ-017"}


def on_paper(text: str) -> Licence:
    """The register of the README, compared as the site compares."""
    for name, number in LICENSED.items():
        if names.number_key(text) == names.number_key(number) or names.read(text).equals(names.read(name)):
            return Licence("yes")
    return Licence("no")


def rows(half: str, what: str) -> list[dict[str, Any]]:
    """The labelled texts of a half: `advertisements` or `contracts`."""
    return texts(HERE / half / f"{what}.yaml")


def texts(path: Path) -> list[dict[str, Any]]:
    """The labelled texts of a file."""
    found: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def found_in(half: str, book: Rulebook, register: Register = on_paper) -> Iterator[tuple[str, set[str], set[str]]]:
    """Of every labelled text: its id, what was found, and what a reader should be told."""
    if half == "later":
        some, contracts_ = [row for n in ("", "_2", "_3") for row in rows(half, f"messages{n}")], []
    elif half == ANOTHER:
        some, contracts_ = [row for n in ("", "_2") for row in texts(HERE / f"another_hand{n}.yaml")], []
    else:
        some, contracts_ = rows(half, "advertisements"), rows(half, "contracts")
    for row in some:
        answer = checks.check(row["text"], on=ON, book=book, register=register)
        yield row["id"], {one.sign.sign for one in answer.warnings}, set(row["expect"])
    for row in contracts_:
        contract = contracts.check(row["text"], on=ON, book=book, register=register)
        missing = {f"missing: {one.term.term}" for one in contract.missing}
        warned = {one.sign.sign for one in contract.answer.warnings} - {"missing_terms"}
        yield row["id"], warned | missing, set(row["expect"]) | {f"missing: {one}" for one in row["missing"]}


def measure(half: str, book: Rulebook, register: Register = on_paper) -> dict[str, tuple[int, int, int]]:
    """By warning: rightly found, wrongly found, not found. `missing_terms` is all the terms together."""
    counts: dict[str, Counter[str]] = {}
    for _, got, want in found_in(half, book, register):
        for one in got | want:
            how = "right" if one in got and one in want else "wrong" if one in got else "missed"
            counts.setdefault("missing_terms" if one.startswith("missing: ") else one, Counter())[how] += 1
    return {
        name: (counts[name]["right"], counts[name]["wrong"], counts[name]["missed"])
        for name in checks.signs()
        if name in counts
    }


def unheard(book: Rulebook) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Rightly found, wrongly found, missed of the messages that nobody practised on: warned of, and warned of or asked about."""
    return warned_and_asked(texts(HERE / "unheard.yaml"), book)


def as_published(half: str, book: Rulebook) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """The same of offers of kinds that were published: the half `practice`, or that `kept` apart."""
    return warned_and_asked((row for row in texts(HERE / "as_published.yaml") if row["half"] == half), book)


def warned_and_asked(
    rows: Iterable[dict[str, Any]], book: Rulebook, register: Register = on_paper
) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Rightly found, wrongly found, missed: warned of, and warned of or asked about."""
    counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    heard = set(likeness.SIGNS)
    for row in rows:
        try:
            answer = checks.check(row["text"], on=ON, book=book, register=register)
        except Unread:
            # In letters that are not read: refused, so missed.
            warned, asked = set(), set()
        else:
            warned = {one.sign.sign for one in answer.warnings} & heard
            asked = {one.sign.sign for one in answer.doubts}
        want = set(row["expect"]) & heard
        for count, got in zip(counts, (warned, warned | asked), strict=True):
            for one in got | want:
                count["right" if one in got & want else "wrong" if one in got else "missed"] += 1
    return tuple((one["right"], one["wrong"], one["missed"]) for one in counts)  # type: ignore[return-value]


def precision(right: int, wrong: int, _missed: int) -> float:
    """Of what was found, how much is so."""
    return right / (right + wrong) if right + wrong else 1.0


def recall(right: int, _wrong: int, missed: int) -> float:
    """Of what is so, how much was found."""
    return right / (right + missed) if right + missed else 1.0
