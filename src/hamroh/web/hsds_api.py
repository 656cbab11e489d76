"""The directory for programs, as HSDS 3.0 describes it (Open Referral's API): JSON, paged, the same for everybody.

Of its parameters three are not taken and refused as unknown: `postcode` and `proximity`, because no place here has a postcode, and
`format=ndjson`, because the whole directory is a file of its own among the open data.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hamroh.people.directory import hsds, queries
from hamroh.people.names import clean
from hamroh.web.api import LONGEST_QUESTION, Problem, _given, _json, for_programs
from hamroh.web.law import same_for_all

PER_PAGE, MOST_PER_PAGE, MOST_IDS = 50, 200, 60_000
VERSION = "3.0"
PAGES = ("page", "per_page", "format")
CHOICE = ("search", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after")
"""By what services, and places where they are given, are chosen."""


@for_programs("GET", "HEAD")
def base(request: HttpRequest) -> HttpResponse:
    """Which version is spoken, and where it is described."""
    return _json(
        {
            "version": VERSION,
            "profile": request.build_absolute_uri(reverse("hsds_profile")),
            "openapi_url": request.build_absolute_uri(reverse("api_document")),
        }
    )


@for_programs("GET", "HEAD")
def profile(request: HttpRequest) -> HttpResponse:
    """What is ours beside the standard: the terms of our taxonomy."""
    return _json({"id": hsds.TAXONOMY_ID, "name": hsds.TAXONOMY, "terms": hsds.TERMS, "kinds": hsds.KINDS})


# -- what is asked


def _number(given: dict[str, str], name: str, usual: int, most: int) -> int:
    text = given.get(name, str(usual))
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= most):
        raise Problem(
            400, "no_page", "That is no such number.", at=name, mend=f"Write a whole number from 1 to {most}."
        )
    return int(text[:9])


def _flag(given: dict[str, str], name: str) -> bool:
    if given.get(name, "false") not in ("true", "false"):
        raise Problem(400, "no_flag", "That is neither true nor false.", at=name, mend="Write true or false.")
    return given.get(name) == "true"


def _id(text: str, at: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Problem(400, "no_id", "That is no id.", at=at, mend="Write a UUID.") from None


def _asked(request: HttpRequest, *known: str) -> dict[str, str]:
    given = dict(_given(request, *PAGES, *known))
    if given.get("format", "json") != "json":
        raise Problem(
            400, "no_format", "There is no such format here.", at="format", mend="Leave it out, or write json. The whole table: /open/help/services.csv."
        )  # fmt: skip
    if len(given.get("search", "")) > LONGEST_QUESTION:
        raise Problem(400, "too_long", "These words are too long.", at="search", mend=f"At most {LONGEST_QUESTION} letters.")  # fmt: skip
    # Marks that no database holds
    return given | {"search": clean(given.get("search", ""))}


def _moment(text: str, at: str) -> dt.datetime:
    try:
        # A plus that was not written as %2B arrives as a space.
        found = dt.datetime.fromisoformat(text.replace(" ", "+"))
        return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
    except ValueError:
        raise Problem(400, "no_moment", "That is no moment.", at=at, mend="Write 2026-11-24T09:00:00Z.") from None


def _services(given: dict[str, str]) -> QuerySet[Any]:
    """The services that are asked for, by the parameters that the standard has for it."""
    return queries.published(
        _id(given["organization_id"], "organization_id") if "organization_id" in given else None,
        search=given["search"],
        term=str(_id(given["taxonomy_term_id"], "taxonomy_term_id")) if "taxonomy_term_id" in given else "",
        taxonomy=str(_id(given["taxonomy_id"], "taxonomy_id")) if "taxonomy_id" in given else "",
        modified_after=_moment(given["modified_after"], "modified_after") if "modified_after" in given else None,
    )


def _each(made: Callable[[Any], list[hsds.Document]]) -> Callable[[Iterable[Any]], list[hsds.Document]]:
    return lambda rows: [one for row in rows for one in made(row)]


def _paged(
    given: dict[str, str],
    found: Any,
    made: Callable[[Any], list[hsds.Document]],
    *,
    total: int | None = None,
    usual: int = PER_PAGE,
    most: int = MOST_PER_PAGE,
) -> HttpResponse:
    page, size = _number(given, "page", 1, 10**6), _number(given, "per_page", usual, most)
    if total is None:
        total = len(found) if isinstance(found, list) else found.count()
    pages = max(1, -(-total // size))
    if page > pages:
        raise Problem(404, "no_such_page", "There is no such page.", at="page", mend=f"Pages 1 to {pages}.")
    contents = made(found[(page - 1) * size : page * size])
    return _json(
        {
            "total_items": total,
            "total_pages": pages,
            "page_number": page,
            "size": len(contents),
            "first_page": page == 1,
            "last_page": page == pages,
            "empty": not contents,
            "contents": contents,
        }
    )


# -- services, whose they are, where they are given


@for_programs("GET", "HEAD")
@same_for_all
def services(request: HttpRequest) -> HttpResponse:
    """Services, paged, without their lists; with them by `full=true`; by `minimal=true` their ids and when they changed, all at once."""
    given = _asked(request, *CHOICE, "minimal", "full")
    minimal, full = _flag(given, "minimal"), _flag(given, "full")
    found = _services(given)
    if minimal:
        rows = found.prefetch_related(None).select_related(None).values("uid", "changed_at", "called_at")
        return _paged(given, rows, _each(_minimal), usual=MOST_IDS, most=MOST_IDS)
    # Counting all of them takes longer than showing fifty.
    total = None if any(given.get(name) for name in CHOICE) else queries.how_many_published()
    if full:
        return _paged(given, found, _each(lambda one: [hsds.service(one)]), total=total)
    return _paged(given, found, queries.in_short, total=total)


def _minimal(row: dict[str, Any]) -> list[hsds.Document]:
    moved = [moment for moment in (row["changed_at"], row["called_at"]) if moment is not None]
    told = {"id": str(row["uid"])}
    return [told | ({"modified_date": max(moved).isoformat()} if moved else {})]


@for_programs("GET", "HEAD")
@same_for_all
def service(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One service in full."""
    _given(request)
    found = queries.published().filter(uid=id).first()
    if found is None:
        raise Problem(404, "no_such_service", "There is no such service.", at="id", mend="See /api/v1/hsds/services.")
    return _json(hsds.service(found))


def _organization(one: Any, *, full_service: bool) -> hsds.Document:
    document = hsds.organisation(one, queries.published(one.uid))
    if not full_service:
        document["services"] = [hsds.brief(each) for each in document["services"]]
    return document


@for_programs("GET", "HEAD")
@same_for_all
def organizations(request: HttpRequest) -> HttpResponse:
    """Organisations, paged, without their lists; `full=true` with them, `full_service=true` with their services in full too."""
    given = _asked(request, "search", "full", "full_service")
    full, full_service = _flag(given, "full"), _flag(given, "full_service")

    def made(one: Any) -> list[hsds.Document]:
        if full or full_service:
            return [_organization(one, full_service=full_service)]
        return [hsds.brief(hsds.organisation(one))]

    return _paged(given, queries.published_organisations(given["search"]), _each(made))


@for_programs("GET", "HEAD")
@same_for_all
def organization(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One organisation with its services, which are told in full by `full_service=true`."""
    full_service = _flag(dict(_given(request, "full_service")), "full_service")
    found = queries.published_organisations().filter(uid=id).first()
    if found is None:
        raise Problem(
            404,
            "no_such_organization",
            "There is no such organization.",
            at="id",
            mend="See /api/v1/hsds/organizations.",
        )
    return _json(_organization(found, full_service=full_service))


@for_programs("GET", "HEAD")
@same_for_all
def service_at_locations(request: HttpRequest) -> HttpResponse:
    """Where services are given, paged by service; a shelter is given nowhere that is told."""
    given = _asked(request, *CHOICE, "full")
    full = _flag(given, "full")

    def made(one: Any) -> list[hsds.Document]:
        return [place if full else hsds.brief(place) for place in hsds.at_locations(one)]

    return _paged(given, queries.at_places(_services(given)), _each(made))


@for_programs("GET", "HEAD")
@same_for_all
def service_at_location(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """A place where a service is given, in full, with the service."""
    _given(request)
    found = queries.place(id)
    if found is None:
        raise Problem(404, "no_such_place", "There is no such place.", at="id", mend="See /api/v1/hsds/service_at_locations.")  # fmt: skip
    return _json(found)


# -- taxonomies


def _taxonomies(request: HttpRequest) -> list[hsds.Document]:
    return [hsds.taxonomy(request.build_absolute_uri(reverse("hsds_profile"))), *queries.taxonomies_brought()]


def _terms(request: HttpRequest) -> list[hsds.Document]:
    return [*hsds.taxonomy_terms(request.build_absolute_uri(reverse("hsds_profile"))), *queries.terms_brought()]


def _holding(found: list[hsds.Document], words: str) -> list[hsds.Document]:
    asked = words.casefold().split()
    return [
        one
        for one in found
        if all(word in f"{one.get('name')} {one.get('description')} {one.get('code')}".casefold() for word in asked)
    ]


@for_programs("GET", "HEAD")
@same_for_all
def taxonomies(request: HttpRequest) -> HttpResponse:
    """Taxonomies from which terms are taken: ours, and those that came with services of others."""
    given = _asked(request, "search")
    return _paged(given, _holding(_taxonomies(request), given["search"]), list)


@for_programs("GET", "HEAD")
@same_for_all
def taxonomy(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One taxonomy."""
    _given(request)
    return _one_of(_taxonomies(request), id, "taxonomy", "taxonomies")


@for_programs("GET", "HEAD")
@same_for_all
def taxonomy_terms(request: HttpRequest) -> HttpResponse:
    """Terms, all or those of one taxonomy, of one parent, or without a parent."""
    given = _asked(request, "search", "taxonomy_id", "top_only", "parent_id")
    found = _holding(_terms(request), given["search"])
    if "taxonomy_id" in given:
        wanted = str(_id(given["taxonomy_id"], "taxonomy_id"))
        found = [one for one in found if queries.taxonomy_of(one) == wanted]
    if "parent_id" in given:
        above = str(_id(given["parent_id"], "parent_id"))
        found = [one for one in found if one.get("parent_id") == above]
    if _flag(given, "top_only"):
        found = [one for one in found if not one.get("parent_id")]
    return _paged(given, found, list)


@for_programs("GET", "HEAD")
@same_for_all
def taxonomy_term(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One term."""
    _given(request)
    return _one_of(_terms(request), id, "taxonomy_term", "taxonomy_terms")


def _one_of(found: list[hsds.Document], id: uuid.UUID, what: str, many: str) -> HttpResponse:
    one = next((each for each in found if str(each["id"]).lower() == str(id)), None)
    if one is None:
        said = f"There is no such {what.replace('_', ' ')}."
        raise Problem(404, f"no_such_{what}", said, at="id", mend=f"See /api/v1/hsds/{many}.")
    return _json(one)
