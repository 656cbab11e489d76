"""The law page by page: every provision with all its versions, and a search through them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from hamroh.rulebook import Rulebook
from hamroh.rulebook.provisions import Provision, Version
from hamroh.rulebook.wording import fill, value_in_words
from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue
from hamroh.web import interview, rulebook, worked

MOST_FOUND = 60


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, tongue: Tongue) -> HttpResponse:
    """All provisions by country and topic; or those that hold the words searched for.

    Words are sent by POST: what somebody looks for is nobody's business.
    """
    book = rulebook.book()
    words = request.POST.get("words", "").strip()[:200] if request.method == "POST" else ""
    if words:
        found = book.find(words)
        return page(
            request,
            "web/laws.html",
            keep=True,
            here="laws",
            go="search",
            words=words,
            count=len(found),
            found=[_line(p, tongue.language) for p in found[:MOST_FOUND]],
            more=max(0, len(found) - MOST_FOUND),
        )
    topics: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for p in book.provisions:
        topics.setdefault((p.jurisdiction, p.journey), []).append(_line(p, tongue.language))
    about = book.book.about
    countries: dict[str, list[dict[str, Any]]] = {}
    for (jurisdiction, journey), lines in sorted(
        topics.items(), key=lambda t: (_place(about["jurisdictions"], t[0][0]), _place(about["journeys"], t[0][1]))
    ):
        name = (
            about["jurisdictions"]
            .get(jurisdiction, about["jurisdictions"].get("XX", {}))
            .get(tongue.language, jurisdiction)
        )
        countries.setdefault(name, []).append(
            {"name": about["journeys"].get(journey, {}).get(tongue.language, ""), "lines": lines}
        )
    return page(request, "web/laws.html", words="", countries=countries, total=len(book.provisions))


@require_safe
def provision(request: HttpRequest, tongue: Tongue, id: str) -> HttpResponse:
    """One provision: what it says, every version with its source and standing, how we count, examples that must hold.

    A fact-base rule (RU-REG-03) leads to the provision built from it, or to the list of those.
    """
    book = rulebook.book()
    if id.upper() == id:
        built = [p for p in book.provisions if id in p.built_from]
        if len(built) == 1:
            return redirect("law", tongue=tongue, id=built[0].id)
        if built:
            return page(
                request,
                "web/laws.html",
                words=id,
                count=len(built),
                found=[_line(p, tongue.language) for p in built],
                more=0,
            )
        raise Http404
    try:
        found = book.provision(id)
    except KeyError:
        raise Http404 from None
    language = tongue.language
    about = book.book.about
    today = interview.now().date()
    versions = [_version(book, found, v, language, today) for v in sorted(found.versions, key=lambda v: -v.start)]
    return page(
        request,
        "web/law.html",
        id=found.id,
        law={
            "title": found.title[language],
            "says": found.says[language],
            "built_from": found.built_from,
            "text_only": found.text_only[language] if found.text_only else "",
            "jurisdiction": about["jurisdictions"].get(found.jurisdiction, about["jurisdictions"]["XX"])[language],
            "journey": about["journeys"].get(found.journey, {}).get(language, ""),
        },
        versions=versions,
        examples=worked.examples(book, found, language),
        now=next((v for v in versions if v["state"] == "now"), None),
        digest=book.digest,
        read=book.read,
    )


def _place(names: dict[str, Any], code: str) -> int:
    order = list(names)
    return order.index(code) if code in order else len(order)


def _line(p: Provision, language: str) -> dict[str, Any]:
    return {"id": p.id, "title": p.title[language], "says": p.says[language], "built_from": p.built_from}


def _version(book: Rulebook, p: Provision, v: Version, language: str, today: dt.date) -> dict[str, Any]:
    """A version in words: its days, what it gives in each branch, where it comes from."""
    about = book.book.about
    start = dt.date.fromordinal(v.start)
    end = dt.date.fromordinal(v.end) if v.end is not None else None
    state = "next" if start > today else "past" if end is not None and end < today else "now"

    def value(name: str) -> str:
        held = v.values.get(name)
        if held is not None:
            return value_in_words(held.value, held.type, language)
        kind = book.book.facts.get(name)
        return f"[{kind.question[language]}]" if kind is not None else "…"

    branches: list[dict[str, Any]] = []
    for branch in v.branches:
        if branch.because is not None:
            one = {
                "text": fill(branch.because[language], value),
                "readings": [
                    {"text": r.reading[language], "by": r.by[language]} for r in branch.readings if r.reading and r.by
                ],
            }
            # Branches that differ only in their condition say the same to a reader.
            if one not in branches:
                branches.append(one)
    sources = book.sources(v, language)
    for source in sources:
        source["read_on"] = dt.date.fromisoformat(source["read"]) if source.get("read") else None
    return {
        "state": state,
        "start": start,
        "start_proven": v.start_proven,
        "end": end,
        "published": dt.date.fromordinal(v.published),
        "published_proven": v.published_proven,
        "recorded": dt.date.fromordinal(v.recorded),
        "standing": v.source.standing,
        "standing_text": about["standings"][v.source.standing][language],
        "confidence": v.source.confidence,
        "confidence_text": about["confidence"][v.source.confidence][language],
        "acts": [s for s in sources if s["place"]],
        "pages": [s for s in sources if not s["place"]],
        "unverified": [t[language] for t in v.unverified],
        "reading": v.reading[language] if v.reading else "",
        "branches": branches,
    }
