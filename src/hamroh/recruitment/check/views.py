"""The public check: a form that keeps nothing, and pages of agencies by number and day that anybody may keep."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from hamroh.recruitment.check import card, open_data, queries, words
from hamroh.recruitment.check.forms import CheckForm
from hamroh.recruitment.register import queries as register
from hamroh.recruitment.reviews import queries as reviews
from hamroh.recruitment.seals import queries as seals, words as seal_words
from hamroh.shell.here import today
from hamroh.shell.page import kept_by_all, page
from hamroh.shell.tongue import Tongue


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Any, tongue: Tongue) -> HttpResponse:
    """Is this agency licensed? What is typed comes by POST and is kept nowhere."""
    asked = request.method == "POST" and request.POST.get("go") != "again"
    form = CheckForm(request.POST if asked else None, initial=request.POST.dict())
    if not asked:
        # Another tongue is asked for with what was typed in the page.
        return page(request, "check/check.html", keep=request.method == "POST", form=form, go="check")
    if not form.is_valid():
        return page(request, "check/check.html", status=400, keep=True, form=form, go="check")
    day = form.on or today()
    of_code = _of_code(form.cleaned_data["q"])
    if of_code is not None:
        return page(
            request, "check/check.html", keep=True, go="check", form=form, of_code=of_code, danger=of_code.kind == "no"
        )
    found = queries.check(form.cleaned_data["q"], on=day, today=today())
    told = [words.standing(one) for one in found.found] or [words.nothing(found)]
    if not found.found and seals.like_a_number(found.typed):
        told = [seal_words.no_code(told[0])]
    return page(
        request,
        "check/check.html",
        keep=True,
        go="check",
        form=form,
        found=found,
        told=told,
        near=[{"text": words.near(one), "agency": one.standing.agency} for one in found.near],
        danger=any(one.kind == "no" for one in told),
    )


def _of_code(typed: str) -> words.Told | None:
    """What is said of a signed code, whose number was typed or whose link was pasted; None where neither was."""
    text = seals.text_of_code(typed)
    if text:
        verdict, said = seals.verdict(text, today=today())
        return seal_words.of_text(verdict, said, today=today())
    code = seals.by_number(typed)
    return seal_words.told(code, seals.of_row(code, today=today()), today=today()) if code else None


@require_safe
def agency(request: Any, tongue: Tongue, id: int, on: dt.date | None = None) -> HttpResponse:
    """One agency on a day, with its licence day by day. The same for everybody: it may be kept by anyone between."""
    found = register.agency(id)
    if found is None:
        raise Http404
    day = on or today()
    stands = register.standing(found, on=day, today=today(), known=register.coverage())
    lines = register.day_by_day(found)
    response = page(
        request,
        "check/agency.html",
        agency=found,
        stands=stands,
        told=words.standing(stands),
        reviewed=reviews.shown_firms().filter(agency=found).first(),
        on=on,
        lines=[{"line": one, "state": words.STATES[one.state]} for one in lines if not one.replaced_at],
        corrected=[{"line": one, "state": words.STATES[one.state]} for one in lines if one.replaced_at],
        places=[(place, words.country(place.country)) for place in found.standing_places],  # type: ignore[attr-defined]
    )
    return kept_by_all(request, response)


@require_safe
def agency_card(request: Any, tongue: Tongue, id: int) -> HttpResponse:
    """The agency for a phone's address book, with how it stands today as a note."""
    found = register.agency(id)
    if found is None:
        raise Http404
    stands = register.standing(found, on=today(), today=today(), known=register.coverage())
    told = words.standing(stands)
    body = card.card(found, name=stands.name, note=f"{told.title}. {told.text[0]}")
    response = HttpResponse(body, content_type="text/vcard; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="agency.vcf"'
    return kept_by_all(request, response)


@require_safe
def open_agencies(request: Any, name: str) -> HttpResponse:
    """A file of the register's data package."""
    known = name == "datapackage.json" or name.removesuffix(".csv") in open_data.TABLES
    found = open_data.files(today()).get(name) if known else None
    if found is None:
        raise Http404
    kind = "application/json" if name.endswith(".json") else "text/csv; charset=utf-8"
    return kept_by_all(request, HttpResponse(found, content_type=kind))
