"""The directory for programs, as HSDS 3.0 describes it (Open Referral's API): JSON, paged, the same for everybody."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hamroh.people.directory import hsds, queries
from hamroh.web.api import Problem, _given, _json, for_programs
from hamroh.web.law import same_for_all

PER_PAGE, MOST_PER_PAGE = 50, 200
VERSION = "3.0"


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
    return _json({"id": hsds.TAXONOMY_ID, "name": hsds.TAXONOMY, "terms": hsds.TERMS})


def _page(request: HttpRequest, *more: str) -> tuple[int, int, dict[str, str]]:
    given = dict(_given(request, "page", "per_page", *more))
    numbers = []
    for name, usual, most in (("page", 1, 10**6), ("per_page", PER_PAGE, MOST_PER_PAGE)):
        text = given.get(name, str(usual))
        if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= most):
            raise Problem(
                400, "no_page", "That is no such number.", at=name, mend=f"Write a whole number from 1 to {most}."
            )
        numbers.append(int(text[:9]))
    return numbers[0], numbers[1], given


def _paged(found: Any, page: int, size: int, made: Any) -> HttpResponse:
    total = found.count()
    pages = max(1, -(-total // size))
    if page > pages:
        raise Problem(404, "no_such_page", "There is no such page.", at="page", mend=f"Pages 1 to {pages}.")
    contents = [one for row in found[(page - 1) * size : page * size] for one in made(row)]
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


def _flag(given: dict[str, str], name: str) -> bool:
    if given.get(name, "false") not in ("true", "false"):
        raise Problem(400, "no_flag", "That is neither true nor false.", at=name, mend="Write true or false.")
    return given.get(name) == "true"


def _id(text: str, at: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Problem(400, "no_id", "That is no id.", at=at, mend="Write a UUID.") from None


@for_programs("GET", "HEAD")
@same_for_all
def services(request: HttpRequest) -> HttpResponse:
    """Services, paged, without their lists; `full=true` with them. Those of one organisation with `organization_id`."""
    page, size, given = _page(request, "full", "organization_id")
    full = _flag(given, "full")
    whose = _id(given["organization_id"], "organization_id") if "organization_id" in given else None
    return _paged(
        queries.published(whose), page, size, lambda one: [hsds.service(one) if full else hsds.brief(hsds.service(one))]
    )


@for_programs("GET", "HEAD")
@same_for_all
def service(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One service in full."""
    _given(request)
    found = queries.published().filter(uid=id).first()
    if found is None:
        raise Problem(404, "no_such_service", "There is no such service.", at="id", mend="See /api/v1/hsds/services.")
    return _json(hsds.service(found))


@for_programs("GET", "HEAD")
@same_for_all
def organizations(request: HttpRequest) -> HttpResponse:
    """Organisations, paged, without their lists; `full=true` with their services."""
    page, size, given = _page(request, "full")
    full = _flag(given, "full")
    return _paged(
        queries.published_organisations(),
        page,
        size,
        lambda one: [
            hsds.organisation(one, queries.published(one.uid)) if full else hsds.brief(hsds.organisation(one))
        ],
    )


@for_programs("GET", "HEAD")
@same_for_all
def organization(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One organisation with its services."""
    _given(request)
    found = queries.published_organisations().filter(uid=id).first()
    if found is None:
        raise Problem(
            404,
            "no_such_organization",
            "There is no such organization.",
            at="id",
            mend="See /api/v1/hsds/organizations.",
        )
    return _json(hsds.organisation(found, queries.published(found.uid)))


@for_programs("GET", "HEAD")
@same_for_all
def service_at_locations(request: HttpRequest) -> HttpResponse:
    """Where services are given, paged by service; a shelter is given nowhere that is told."""
    page, size, given = _page(request, "full")
    full = _flag(given, "full")

    def made(one: Any) -> list[hsds.Document]:
        return [place if full else hsds.brief(place) for place in hsds.at_locations(one)]

    return _paged(queries.published_at_places(), page, size, made)
