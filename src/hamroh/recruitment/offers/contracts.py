"""Which terms a contract lacks. A term that is there counts, a bad one too: whether it is fair, a lawyer says."""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass
from typing import Any

from hamroh.recruitment.offers import reading
from hamroh.recruitment.offers.checks import HERE, Answer, Checking, Looked, Register, Warning, any_of, signs, work
from hamroh.recruitment.pay import comparator
from hamroh.rulebook import Rulebook
from hamroh.rulebook.provisions import Provision, Version
from hamroh.rulebook.reading import read_documents


@dataclass(frozen=True)
class Term:
    """A term of a contract: its name, why it matters, what to ask for (in Russian), and the provision that asks for it."""

    term: str
    name: dict[str, str]
    why: dict[str, str]
    ask: str
    law: str
    there: re.Pattern[str]
    unless: re.Pattern[str] | None


@dataclass(frozen=True)
class Missing:
    """A term that was not found, with the version of its provision in force on the day, if one is."""

    term: Term
    law: tuple[Provision, Version] | None


@dataclass(frozen=True)
class Contract:
    """What a contract lacks, and what else to be careful of in it."""

    answer: Answer
    missing: tuple[Missing, ...]


@functools.cache
def terms() -> dict[str, Term]:
    """The terms by name, in the order in which they are shown."""
    (rows,) = read_documents(HERE / "terms.yaml")
    return {row["term"]: _term(row) for row in rows}


def _term(row: Any) -> Term:
    there = any_of(row, "there")
    assert there is not None
    return Term(row["term"], dict(row["name"]), dict(row["why"]), row["ask"], row["law"], there, any_of(row, "unless"))


def check(typed: str, *, on: dt.date, book: Rulebook, register: Register | None = None) -> Contract:
    """The terms that the text of a contract lacks, and the warnings of its words.

    Raises:
        Unread: the text is empty, too long, or in letters that are not read.
    """
    found = Checking(reading.read(typed), on, book, register)
    for name in ("fee", "passport"):
        found.by_words(name)
    found.closed_work()
    found.pay()
    lacks = [one for one in terms().values() if not _there(one, found)]
    return with_terms(found, lacks)


@dataclass(frozen=True)
class Told:
    """What somebody tells of an offer without its text. Empty is: not told."""

    firm: str = ""
    fee: str = ""
    """none, asked"""
    passport: str = ""
    """mine, theirs"""
    contract: str = ""
    """written, none"""
    patent: str = ""
    """asked, not_asked"""
    region: str = ""
    work: str = ""
    sum_rub: int | None = None
    per: str = "month"
    says: frozenset[str] = frozenset()
    """Terms that the contract has."""


_BAD = {"fee": ("fee", "asked"), "passport": ("passport", "theirs"), "no_contract": ("contract", "none"), "no_permit": ("patent", "not_asked")}  # fmt: skip


def told(said: Told, *, on: dt.date, book: Rulebook, register: Register | None = None) -> Contract:
    """What to be careful of in an offer that somebody describes by its terms; missing terms only of a written contract."""
    found = Checking(reading.Text("", "", ()), on, book, register)
    found.named([said.firm] if said.firm else [])
    for sign, (part, bad) in _BAD.items():
        answer = getattr(said, part)
        if answer == bad:
            found.warn(sign, [])
        else:
            found.results[sign] = "not_found" if answer else "not_told"
    if said.work and said.region:
        found.closed_there(said.work, said.region)
    else:
        found.results["closed_sector"] = "no_place" if said.work else "no_work"
    if said.sum_rub is None:
        found.results["pay_far"] = "no_pay"
    else:
        jobs = [comparator.job_of_sector(said.work)] if said.work else []
        found.paid(said.sum_rub, said.per, jobs, said.region, [])
    if said.contract != "written":
        return Contract(found.answered(), ())
    return with_terms(found, [one for name, one in terms().items() if name not in said.says])


def with_terms(found: Checking, lacks: list[Term]) -> Contract:
    """The answer for a contract that lacks these terms."""
    answer = found.answered()
    missing = []
    for one in lacks:
        provision = found.book.provision(one.law)
        version = found.book.in_force(provision, found.on)
        missing.append(Missing(one, (provision, version) if version is not None else None))
    sign = signs()["missing_terms"]
    warnings = (Warning(sign, (), found.law_of(sign.law)),) if missing else ()
    looked = Looked(sign, "found" if missing else "not_found")
    return Contract(
        Answer(answer.on, answer.digest, (*answer.warnings, *warnings), (*answer.looked_for, looked)), tuple(missing)
    )


def _there(term: Term, found: Checking) -> bool:
    plain = found.text.plain
    if (term.term == "workplace" and found.places) or (
        term.term == "job" and any(one.search(plain) for one in work().values())
    ):
        return True
    # Care at the worker's cost is not what the term is about.
    return bool(term.there.search(plain)) and not (term.unless and term.unless.search(plain))
