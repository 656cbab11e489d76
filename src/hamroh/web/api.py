"""The rulebook for programs: ask for a person's position, read the law. JSON in, JSON out, nothing kept.

What a person says comes by POST and its answer is stored nowhere; provisions are the same for everybody and may be kept.
Errors are problem documents (RFC 9457) with the place of the fault and the way out. No cookie is read or set, and only
JSON is taken, which a page of another site cannot send unasked: so a forged request has nothing to act upon.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from hamroh.rulebook import FactError, Rulebook
from hamroh.rulebook.provisions import LANGUAGES, Provision
from hamroh.rulebook.showing import provision_as_json, version_as_json
from hamroh.rulebook.unsettled import doubts
from hamroh.shell import where
from hamroh.shell.limits import Limits, caller
from hamroh.shell.refusals import Refusal, mark
from hamroh.web import api_document, interview, law_open, rulebook
from hamroh.web.law import readings_in_words, same_for_all

# One person's facts with every history full are under 100 KB.
LARGEST_BODY = 200_000
DEEPEST = 12
PAGE_SIZE = 50
LONGEST_QUESTION = 200
# An answer takes the work of about ten provisions read.
_COST_OF_ASKING = 5

_log = logging.getLogger(__name__)
View = Callable[..., HttpResponse]


class Problem(Exception):
    """A request that cannot be answered: what is wrong, where, and the way out."""

    def __init__(self, status: int, code: str, title: str, *, mend: str = "", at: str = "", **more: Any) -> None:
        super().__init__(code)
        self.status, self.code, self.title, self.mend, self.at, self.more = status, code, title, mend, at, more
        self.headers: dict[str, str] = {}

    def response(self) -> HttpResponse:
        body = {
            "type": f"urn:hamroh:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "code": self.code,
        }
        response = _json(
            {**body, "at": self.at, "mend": self.mend, **self.more}, self.status, "application/problem+json"
        )
        for name, value in self.headers.items():
            response.headers[name] = value
        return response


def _json(body: Any, status: int = 200, kind: str = "application/json") -> HttpResponse:
    # Half of a surrogate pair is valid in JSON and in no encoding: it is answered as a question mark.
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return HttpResponse(text, status=status, content_type=kind)


@cache
def _limits() -> Limits:
    return Limits(settings.API_PER_MINUTE)


def for_programs(*methods: str, cost: int = 1) -> Callable[[View], View]:
    """A page of this interface: its methods, its share of the caller's minute, and problems in place of error pages."""

    def made(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
            try:
                if request.method not in methods:
                    wrong = Problem(
                        405, "method", "This address takes another method.", mend=f"Use {' or '.join(methods)}."
                    )
                    wrong.headers["Allow"] = ", ".join(methods)
                    raise wrong
                seconds = _limits().wait(caller(request), cost)
                if seconds:
                    mark(request, Refusal.TOO_OFTEN)
                    many = Problem(429, "too_many", "Too many questions at once.", mend=f"Ask again in {seconds} s.")
                    many.headers["Retry-After"] = str(seconds)
                    raise many
                return view(request, **parts)
            except Problem as problem:
                return problem.response()
            except Exception as error:
                # The error's own words may hold what somebody said: only its kind and place are logged.
                _log.error("A question of a program could not be answered.", exc_info=error)
                return Problem(500, "failed", "Something broke on our side.", mend="Nothing was stored.").response()

        return answer

    return made


# -- asking


@for_programs("POST", cost=_COST_OF_ASKING)
def ask(request: HttpRequest) -> HttpResponse:
    """The whole position of one person (docs/answer.md)."""
    said = _body(request)
    for name in said:
        if name not in ("person", "on", "known", "lang"):
            raise Problem(422, "unknown_key", "There is no such key.", at=_shown(name), mend="Known: person, on, known, lang.")  # fmt: skip
    person = said.get("person")
    if not isinstance(person, dict):
        raise Problem(422, "no_person", "The facts of a person are missing.", at="person", mend="Send {\"person\": {...}}.")  # fmt: skip
    language = _language(said.get("lang", "en"), 422)
    book = rulebook.book()
    on = _day(said["on"], "on", 422) if "on" in said else where.today(person, now=interview.now())
    known = _day(said["known"], "known", 422) if "known" in said else None
    try:
        position = book.ask(book.facts_from(person), on=on, known=known)
    except FactError as error:
        raise Problem(422, error.code, error.reason, at=_place(error), mend=error.mend) from None
    return _json(position.as_json(language))


def _body(request: HttpRequest, mend: str = 'Send {"person": {...}}.') -> dict[str, Any]:
    if request.content_type != "application/json" or request.content_params.get("charset", "utf-8").lower() != "utf-8":
        raise Problem(415, "not_json", "The body is not said to be JSON in UTF-8.", mend="Send Content-Type: application/json.")  # fmt: skip
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LARGEST_BODY:
        raise Problem(413, "too_large", "The body is too large.", mend=f"At most {LARGEST_BODY} bytes: one person's facts.")  # fmt: skip
    try:
        body = json.loads(
            request.body.decode("utf-8"), object_pairs_hook=_once, parse_float=Decimal, parse_constant=_no_constant
        )
    except (ValueError, RecursionError):
        raise Problem(400, "unreadable", "The body is not readable JSON.", mend="Check quotes, commas and braces; name each key once.") from None  # fmt: skip
    if not isinstance(body, dict):
        raise Problem(422, "no_person", "The body is not one object.", mend=mend)
    if not _shallow(body, DEEPEST):
        raise Problem(422, "too_deep", "Nested too deep.", mend="A fact is a value, a list, or a list of rows.")
    return body


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        raise ValueError("a key stands twice")
    return out


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _shallow(value: Any, left: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return left > 0 and all(_shallow(item, left - 1) for item in inner)


def _place(error: FactError) -> str:
    """`person.stays[0].exit`: where in the body the fault stands."""
    place = f"person.{_shown(error.fact)}" if error.fact else "person"
    if error.row is not None:
        place += f"[{error.row}]"
    return place + (f".{_shown(error.field)}" if error.field else "")


def _shown(text: object) -> str:
    return str(text)[:60]


# -- reading the law


@for_programs("GET", "HEAD")
def provisions(request: HttpRequest) -> HttpResponse:
    """The provisions, paged; all of them, or those of a stage, of a document, or that hold words."""
    given = _given(request, "lang", "q", "stage", "document", "page")
    language = _language(given.get("lang", "en"), 400)
    book = rulebook.book()
    found, near = list(book.provisions), False
    if len(given.get("q", "")) > LONGEST_QUESTION:
        raise Problem(400, "too_long", "These are too many words.", at="q", mend=f"At most {LONGEST_QUESTION} letters.")
    if "q" in given:
        answer = book.find(given["q"])
        found, near = list(answer.provisions), answer.near
    if "stage" in given:
        if given["stage"] not in book.book.about["journeys"]:
            raise Problem(400, "unknown_stage", "There is no such stage.", at="stage", mend=f"One of: {', '.join(book.book.about['journeys'])}.")  # fmt: skip
        found = [p for p in found if p.journey == given["stage"]]
    if "document" in given:
        found = [p for p in found if any(v.source.document == given["document"] for v in p.versions)]
    number = given.get("page", "1")
    if not (number.isascii() and number.isdigit() and int(number[:9]) > 0):
        raise Problem(400, "no_page", "That is no number of a page.", at="page", mend="Write a whole number from 1 on.")
    page, pages = int(number[:9]), max(1, -(-len(found) // PAGE_SIZE))
    if page > pages:
        raise Problem(404, "no_such_page", "There is no such page.", at="page", mend=f"Pages 1 to {pages}.")
    return _json(
        {
            **_of_the_book(book),
            "total": len(found),
            "near": near,
            "page": page,
            "pages": pages,
            "provisions": [_line(p, language) for p in found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]],
        }
    )


@for_programs("GET", "HEAD")
@same_for_all
def provision(request: HttpRequest, id: str, day: str = "") -> HttpResponse:
    """One provision with all its versions, or with the one in force on a day."""
    given = _given(request, "lang")
    language = _language(given.get("lang", "en"), 400)
    book = rulebook.book()
    try:
        p = book.provision(id)
    except KeyError:
        near = [p.id for p in book.find(id[:LONGEST_QUESTION]).provisions[:5]]
        raise Problem(404, "no_such_provision", "There is no such provision.", at="id", mend="See near.", near=near) from None  # fmt: skip
    on = _day(day, "date", 404) if day else None
    return _json(provision_as_json(book, p, language, on))


@for_programs("GET", "HEAD")
def changes(request: HttpRequest) -> HttpResponse:
    """Provisions that stand otherwise on the later day than on the earlier, whichever is named first."""
    given = _given(request, "lang", "from", "to")
    language = _language(given.get("lang", "en"), 400)
    for name in ("from", "to"):
        if name not in given:
            raise Problem(400, "no_day", "Two days are needed.", at=name, mend="Write ?from=2024-01-01&to=2025-01-01.")
    first, last = sorted((_day(given["from"], "from", 400), _day(given["to"], "to", 400)))
    book = rulebook.book()
    return _json(
        {
            **_of_the_book(book),
            "from": first.isoformat(),
            "to": last.isoformat(),
            "changes": [
                {
                    **_line(c.provision, language),
                    "day": c.day.isoformat(),
                    "versions_begun": c.steps,
                    "was": version_as_json(book, c.was, language) if c.was else None,
                    "is": version_as_json(book, c.now, language) if c.now else None,
                }
                for c in book.changes(first, last)
            ],
        }
    )


@for_programs("GET", "HEAD")
def unsettled(request: HttpRequest) -> HttpResponse:
    """What is disputed, unread or unproved, and what would settle it."""
    given = _given(request, "lang")
    language = _language(given.get("lang", "en"), 400)
    book = rulebook.book()
    with translation.override(language):
        return _json(
            {
                **_of_the_book(book),
                "unsettled": [
                    {
                        "doubt": d.kind,
                        **_line(d.provision, language),
                        "version_from": dt.date.fromordinal(d.version.start).isoformat(),
                        "document": d.version.source.document,
                        "what": law_open.what_in_words(book, d, language),
                        "readings": [
                            {"reading": r["text"], "by": r["by"]}
                            for r in readings_in_words(book, d.version, d.readings, language)
                        ],
                        "settled_by": law_open.settled_by(d.kind),
                    }
                    for d in doubts(book)
                ],
            }
        )


@for_programs("GET", "HEAD")
def document(request: HttpRequest) -> HttpResponse:
    """What this interface offers, as OpenAPI 3.1."""
    _given(request)
    return _json(api_document.openapi(rulebook.book(), settings.API_PER_MINUTE))


@for_programs("GET", "HEAD", "POST")
def absent(request: HttpRequest, rest: str = "") -> HttpResponse:
    """No such address."""
    raise Problem(404, "no_such_address", "There is no such address.", mend=f"See {reverse('api_document')}.")


def _of_the_book(book: Rulebook) -> dict[str, str]:
    return {"rulebook": book.digest, "read": book.read.isoformat()}


def _line(p: Provision, language: str) -> dict[str, Any]:
    return {
        "provision": p.id,
        "fact_base": list(p.built_from),
        "title": p.title[language],
        "says": p.says[language],
        "kind": p.kind,
        "stage": p.journey,
        "jurisdiction": p.jurisdiction,
    }


def _given(request: HttpRequest, *known: str) -> Mapping[str, str]:
    """The parameters of the address, each known and given once."""
    for name in request.GET:
        if name not in known:
            raise Problem(400, "unknown_parameter", "There is no such parameter.", at=_shown(name), mend=f"Known: {', '.join(known) or 'none'}.")  # fmt: skip
        if len(request.GET.getlist(name)) > 1:
            raise Problem(400, "given_twice", "A parameter is given twice.", at=name, mend="Give it once.")
    return request.GET.dict()


def _language(value: object, status: int) -> str:
    if value not in LANGUAGES:
        raise Problem(status, "unknown_language", "We do not speak that language.", at="lang", mend="One of: en, ru, tg.")  # fmt: skip
    return str(value)


def _day(value: object, at: str, status: int) -> dt.date:
    """A whole day of the years that the rulebook reckons with."""
    try:
        day = dt.date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2100:
        raise Problem(status, "wrong_day", "That is no day.", at=at, mend="Write a day from 1900 to 2100: 2019-03-10.")
    return day


__all__ = ["absent", "ask", "changes", "document", "provision", "provisions", "unsettled"]
