"""The law page by page: browsed by stage of the way or by document, searched, and every provision with all its versions."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_safe

from hamroh.rulebook import Rulebook
from hamroh.rulebook.position import plain
from hamroh.rulebook.provisions import Document, Provision, Reading, Version
from hamroh.rulebook.saying import constants
from hamroh.rulebook.tree import Literal
from hamroh.rulebook.wording import fill, value_in_words
from hamroh.shell.here import day_of
from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue
from hamroh.web import interview, rulebook, worked

MOST_FOUND = 60
# The law is the same for every reader. An hour, so that a text taken up today is read by everybody today.
KEPT_BY_ALL = "public, max-age=3600"

View = Callable[..., HttpResponse]


def same_for_all(view: View) -> View:
    """A provision, by address and day, holds nothing of its reader: anybody between may keep it, and it is sent again only
    when it changed."""

    @wraps(view)
    def shown(request: HttpRequest, *parts: Any, **named: Any) -> HttpResponse:
        response = view(request, *parts, **named)
        if response.status_code != 200 or request.method not in ("GET", "HEAD"):
            return response
        response.headers["Cache-Control"] = KEPT_BY_ALL
        response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:16]}"'
        unchanged: HttpResponse = get_conditional_response(request, etag=response.headers["ETag"], response=response)
        return unchanged

    return shown


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, tongue: Tongue) -> HttpResponse:
    """The ways into the law; or the provisions that hold the words searched for.

    The page sends words by POST: what somebody looks for stays out of the phone's history. `?q=` is for links that
    somebody makes on purpose.
    """
    words = (request.POST.get("words", "") if request.method == "POST" else request.GET.get("q", "")).strip()[:200]
    book = rulebook.book()
    if words:
        found = book.find(words)
        return _found(request, words, found.provisions, tongue, near=found.near)
    about, language = book.book.about, tongue.language
    at = _by(book.provisions, lambda p: p.journey)
    kinds = _by(_cited(book), lambda d: str(d.properties["kind"]))
    return page(
        request,
        "web/laws.html",
        words="",
        stages=[
            {"code": code, "name": name[language], "count": len(at.get(code, ()))}
            for code, name in about["journeys"].items()
        ],
        kinds=[
            {"code": code, "name": name[language], "count": len(kinds.get(code, ()))}
            for code, name in about["instruments"].items()
        ],
        total=len(book.provisions),
        digest=book.digest,
        read=book.read,
    )


def _found(
    request: HttpRequest, words: str, found: Iterable[Provision], tongue: Tongue, *, near: bool = False
) -> HttpResponse:
    lines = [_line(p, tongue.language) for p in found]
    return page(
        request,
        "web/laws.html",
        keep=True,
        here="laws",
        go="search",
        words=words,
        near=near,
        count=len(lines),
        found=lines[:MOST_FOUND],
        more=max(0, len(lines) - MOST_FOUND),
    )


@require_safe
def stage(request: HttpRequest, tongue: Tongue, stage: str) -> HttpResponse:
    """What holds at one stage of the way, by country."""
    book = rulebook.book()
    names = book.book.about["journeys"]
    if stage not in names:
        raise Http404
    here = [p for p in book.provisions if p.journey == stage]
    return page(
        request,
        "web/law_list.html",
        title=names[stage][tongue.language],
        groups=_by_country(book, here, tongue.language),
        count=len(here),
    )


@require_safe
def instruments(request: HttpRequest, tongue: Tongue) -> HttpResponse:
    """Every document that some provision rests on, by kind."""
    book = rulebook.book()
    kinds = _by(_cited(book), lambda d: str(d.properties["kind"]))
    resting = _resting(book)
    return page(
        request,
        "web/instruments.html",
        kinds=[
            {
                "code": code,
                "name": name[tongue.language],
                "documents": [
                    {"id": d.id, "title": d.title[tongue.language], "count": len(resting[d.id])}
                    for d in sorted(kinds[code], key=lambda d: d.title[tongue.language])
                ],
            }
            for code, name in book.book.about["instruments"].items()
            if code in kinds
        ],
    )


@require_safe
def instrument(request: HttpRequest, tongue: Tongue, id: str) -> HttpResponse:
    """One document: what it is, and every provision with a version that rests on it."""
    book = rulebook.book()
    document = book.book.documents.get(id)
    if document is None:
        raise Http404
    about, language = book.book.about, tongue.language
    day, issuer = document.properties.get("date"), document.properties.get("issuer") or {}
    number = str(document.properties.get("number", ""))
    resting = _resting(book)[id]
    return page(
        request,
        "web/law_list.html",
        title=document.title[language],
        kind=about["instruments"][document.properties["kind"]][language],
        # Written down as in English: where it has letters, the other languages have it in the title.
        number=number if language == "en" or number.isdigit() else "",
        dated=day if isinstance(day, dt.date) else None,
        issuer=issuer.get(language, ""),
        groups=_by_country(book, resting, language),
        count=len(resting),
    )


@require_safe
@same_for_all
def provision(
    request: HttpRequest, tongue: Tongue, id: str, on: dt.date | None = None, digest: str = ""
) -> HttpResponse:
    """One provision: what it says, its versions with source and standing, how we count, what hangs together with it.

    With `on`, as it stood on that day, as far as is known now; with `digest`, by that text of the law and no other. A
    fact-base rule (RU-REG-03) leads to the provision built from it, or to the list of those.
    """
    current = rulebook.book()
    book = rulebook.of_digest(digest) if digest else current
    if book is None:
        return _other_text(request, current, digest, id, on)
    if id.upper() == id:
        built = [p for p in book.provisions if id in p.built_from]
        if len(built) == 1 and digest:
            return redirect("law_by_digest", tongue=tongue, digest=digest, id=built[0].id)
        if len(built) == 1:
            return redirect("law", tongue=tongue, id=built[0].id)
        if built and book is current:
            return _found(request, id, built, tongue)
        raise Http404
    found = provision_of(book, id)
    language = tongue.language
    about = book.book.about
    asked = on or day_of(interview.now())
    then = book.in_force(found, asked)
    ordered = sorted(found.versions, key=lambda v: -v.start)
    versions = [version_view(book, found, v, language, asked, then) for v in ordered]
    return page(
        request,
        "web/law.html",
        id=found.id,
        law={
            "title": found.title[language],
            "says": found.says[language],
            "built_from": found.built_from,
            "text_only": found.text_only[language] if found.text_only else "",
            "jurisdiction": _country(book, found.jurisdiction, language),
            "stage": found.journey,
            "journey": about["journeys"][found.journey][language],
        },
        on=on,
        after_reading=on is not None and on > book.read,
        versions=[v for v in versions if on is None or v["state"] == "now"],
        others=[v for v in versions if on is not None and v["state"] != "now"],
        examples=worked.examples(book, found, language) if on is None else [],
        asks=[kind.question[language] for kind in book.asks(found)],
        reads=[_line(book.provision(x), language) for x in book.reads[found.id]],
        read_by=[_line(book.provision(x), language) for x in book.read_by[found.id]],
        steps=[step.title[language] for step in book.steps_from.get(found.id, ())],
        now=next((v for v in versions if v["state"] == "now"), None),
        digest=book.digest,
        read=book.read,
        # Its own pages are reached by its digest alone; all others show what answers now.
        older=book.digest != current.digest,
        still_there=found.id in current.book.provisions,
    )


@require_safe
@same_for_all
def text(request: HttpRequest, tongue: Tongue, digest: str) -> HttpResponse:
    """The text of the law with this digest: the one in use, an older one rule by rule, or a clear word that it is not kept."""
    current = rulebook.book()
    book = rulebook.of_digest(digest)
    if book is None:
        return _other_text(request, current, digest)
    older = digest != current.digest
    return page(
        request,
        "web/law_text.html",
        digest=digest,
        current=current.digest,
        read=book.read,
        total=len(book.provisions),
        groups=_by_country(book, book.provisions, tongue.language) if older else None,
    )


def _other_text(
    request: HttpRequest, book: Rulebook, digest: str, id_: str = "", on: dt.date | None = None
) -> HttpResponse:
    """An answer may name a text of the law that is no longer in use: say so, and lead to what the one in use says."""
    response = page(
        request,
        "web/law_text.html",
        status=404,
        digest=digest,
        current=book.digest,
        read=book.read,
        provision=id_ if id_ in book.book.provisions else "",
        on=on,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def provision_of(book: Rulebook, id_: str) -> Provision:
    """The provision at an address; absent otherwise."""
    try:
        return book.provision(id_)
    except KeyError:
        raise Http404 from None


def _by(things: Iterable[Any], key: Callable[[Any], str]) -> dict[str, list[Any]]:
    out: dict[str, list[Any]] = {}
    for thing in things:
        out.setdefault(key(thing), []).append(thing)
    return out


def _resting(book: Rulebook) -> dict[str, list[Provision]]:
    """By document: the provisions with a version that rests on it."""
    out: dict[str, list[Provision]] = {id_: [] for id_ in book.book.documents}
    for p in book.provisions:
        for id_ in sorted({v.source.document for v in p.versions}):
            out[id_].append(p)
    return out


def _cited(book: Rulebook) -> list[Document]:
    return [book.book.documents[id_] for id_, resting in _resting(book).items() if resting]


def _country(book: Rulebook, jurisdiction: str, language: str) -> str:
    names = book.book.about["jurisdictions"]
    name: str = names.get(jurisdiction, names["XX"])[language]
    return name


def _by_country(book: Rulebook, provisions: Iterable[Provision], language: str) -> list[dict[str, Any]]:
    """Countries in the book's own order, each with its provisions as lines."""
    countries = _by(provisions, lambda p: _country(book, p.jurisdiction, language))
    order = [name[language] for name in book.book.about["jurisdictions"].values()]
    return [
        {"name": name, "lines": [_line(p, language) for p in countries[name]]} for name in order if name in countries
    ]


def _line(p: Provision, language: str) -> dict[str, Any]:
    return {"id": p.id, "title": p.title[language], "says": p.says[language], "built_from": p.built_from}


def rule_on(id: str, on: dt.date, language: str) -> dict[str, Any]:
    """A provision as a page beside the law shows it, with the version in force on a day, if one is known."""
    held = rulebook.book()
    p = held.provision(id)
    v = held.in_force(p, on)
    return {
        "id": id,
        "title": p.title[language],
        "says": p.says[language],
        "line": version_view(held, p, v, language, on, v) if v is not None else None,
    }


def version_view(
    book: Rulebook, p: Provision, v: Version, language: str, asked: dt.date, then: Version | None
) -> dict[str, Any]:
    """A version in words: its days, what it gives in each branch, where it comes from; `then` is the one in force."""
    about = book.book.about
    start = dt.date.fromordinal(v.start)
    end = dt.date.fromordinal(v.end) if v.end is not None else None
    state = "now" if v is then else "next" if start > asked else "past"

    branches: list[dict[str, Any]] = []
    for branch in v.branches:
        if branch.because is not None:
            one = {
                "text": with_numbers(book, v, branch.because[language], language, constants(p, branch)),
                "readings": readings_in_words(book, v, branch.readings, language),
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
        "act": sources[0],
        "pages": sources[1:],
        "unverified": [t[language] for t in v.unverified],
        "reading": v.reading[language] if v.reading else "",
        "branches": branches,
        "values": [{"name": name, "value": number_in_words(held, language)} for name, held in v.values.items()],
    }


def with_numbers(
    book: Rulebook, v: Version, text: str, language: str, given: Mapping[str, Literal] | None = None
) -> str:
    """The law's words with the version's own numbers in them, and what the branch gives to everybody; where something of
    a person belongs, its question stands."""

    def value(name: str) -> str:
        held = v.values.get(name) or (given or {}).get(name)
        if held is not None:
            return value_in_words(held.value, held.type, language)
        kind = book.book.facts.get(name)
        return f"[{kind.question[language]}]" if kind is not None else "…"

    return fill(text, value)


def readings_in_words(book: Rulebook, v: Version, readings: Iterable[Reading], language: str) -> list[dict[str, str]]:
    """The readings of a disputed branch: what each says, and who says so."""
    return [
        {"text": with_numbers(book, v, r.reading[language], language), "by": r.by[language]}
        for r in readings
        if r.reading and r.by
    ]


def number_in_words(held: Literal, language: str) -> str:
    """A value of the law as a reader sees it; codes of a list as they are written."""
    if isinstance(held.value, tuple):
        return ", ".join(str(x) for x in plain(held.value, held.type))
    return value_in_words(held.value, held.type, language)
