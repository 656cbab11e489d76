"""An answer in one language, as the page, the interface for programs and the command show it."""

from __future__ import annotations

from typing import Any

from hamroh.recruitment.offers.checks import Answer, Warning, results
from hamroh.recruitment.offers.contracts import Contract
from hamroh.recruitment.pay import comparator
from hamroh.rulebook import Rulebook
from hamroh.rulebook.provisions import Provision, Version


def shown(found: Answer | Contract, book: Rulebook, language: str) -> dict[str, Any]:
    """`warnings` with their words and law, `doubts` with what to ask, `missing` terms of a contract, and what was `looked_for`; never that it is safe."""
    answer = found.answer if isinstance(found, Contract) else found
    missing = found.missing if isinstance(found, Contract) else ()
    return {
        "on": answer.on.isoformat(),
        "rulebook": answer.digest,
        "warnings": [_warning(one, book, language) for one in answer.warnings],
        "doubts": [
            {"sign": one.sign.sign, "name": one.sign.name[language], "ask": one.sign.ask[language], "words": one.words}
            for one in answer.doubts
        ],
        "missing": [
            {
                "term": one.term.term,
                "name": one.term.name[language],
                "why": one.term.why[language],
                "ask": one.term.ask,
                "provision": one.term.law if one.law else None,
            }
            for one in missing
        ],
        "looked_for": [
            {
                "sign": one.sign.sign,
                "name": one.sign.name[language],
                "result": one.result,
                "text": results()[one.result][language],
            }
            for one in answer.looked_for
        ],
    }


def _warning(one: Warning, book: Rulebook, language: str) -> dict[str, Any]:
    more = dict(one.more)
    if "work" in more:
        more["work"] = book.book.facts["sector"].choices[more["work"]][language]
    if "region" in more:
        more["region"] = book.book.series.region_names()[more["region"]][language]
    if "source" in more:
        more["source"] = comparator.sources()[more["source"]].who[language]
    return {
        "sign": one.sign.sign,
        "title": one.sign.title[language],
        "says": one.sign.says[language],
        "words": list(one.words),
        "more": more,
        "law": [_law(p, v, book, language) for p, v in one.law],
    }


def _law(p: Provision, v: Version, book: Rulebook, language: str) -> dict[str, Any]:
    about = book.book.about
    return {
        "provision": p.id,
        "title": p.title[language],
        "standing": v.source.standing,
        "standing_text": about["standings"][v.source.standing][language],
        "confidence": v.source.confidence,
        "confidence_text": about["confidence"][v.source.confidence][language],
        "unverified": [text[language] for text in v.unverified],
    }
