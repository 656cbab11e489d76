"""Trade unions: what the law of a country says on joining one on a day, how it is done, and who there is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hamroh.people.directory import queries as directory
from hamroh.people.directory.models import Service
from hamroh.shell.here import day_of
from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue
from hamroh.web import asking, interview, rulebook
from hamroh.web.law import rule_on, same_for_all

RIGHTS = {
    "RU": ("ru.unions.join", "ru.unions.labour_code", "icrmw.art_26", "icrmw.art_40", "ilo.c87", "ilo.c98"),
    "KZ": ("kz.unions.join",),
    "KR": ("kr.unions.join",),
    "TJ": ("tj.unions.join", "icrmw.art_26", "icrmw.art_40", "ilo.c87", "ilo.c98"),
}
"""The provisions on uniting, by country of work, in the order in which they are shown. What is not in force on a day says so."""
SHOWN = 10


def _names(language: str) -> dict[str, str]:
    """Countries whose law on this was read, and those where the directory has a union."""
    about = rulebook.book().book.about.get("countries", {})
    there = directory.countries_with((Service.Kind.UNION,))
    found = [*RIGHTS, *sorted(there - set(RIGHTS))]
    return {code: str(about.get(code, {}).get(language, code)) for code in found}


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, tongue: Tongue) -> HttpResponse:
    """Choose a country and a day. Both come by POST: where somebody works stands in no address that their browser keeps."""
    names, today = _names(tongue.language), day_of(interview.now())
    said = request.POST
    typed = {f"on.{x}": said.get(f"on.{x}", "").strip()[:4] for x in "dmy"}
    country, asked = said.get("country", ""), request.method == "POST" and said.get("go") != "again"
    value, fault = asking.whole_day("on", typed) if asked and any(typed.values()) else (None, None)
    shown: dict[str, Any] = {"on": None}
    if asked and fault is None and country in names:
        shown = _of(country, dt.date.fromisoformat(value) if value else today, names, tongue.language)
    return page(
        request, "web/unions.html", status=400 if fault else 200, keep=request.method == "POST", go="show",
        faults=[fault] if fault else [], typed={n.replace(".", "_"): v for n, v in typed.items()}, countries=names, chosen=country,
        today=today, **shown,
    )  # fmt: skip


@require_safe
@same_for_all
def of_country(request: HttpRequest, tongue: Tongue, country: str, on: dt.date) -> HttpResponse:
    """The right to join in a country on a day, and the unions of the directory there. The same for every reader."""
    names, language = _names(tongue.language), tongue.language
    if country not in names:
        raise Http404
    return page(
        request,
        "web/unions.html",
        countries=names,
        chosen=country,
        typed={"on_d": on.day, "on_m": on.month, "on_y": on.year},
        today=day_of(interview.now()),
        **_of(country, on, names, language),
    )


def _of(country: str, on: dt.date, names: dict[str, str], language: str) -> dict[str, Any]:
    """What a page shows of a country on a day."""
    book, now = rulebook.book(), interview.now()
    return {
        "on": on,
        "country": names[country],
        "rights": [
            {**rule_on(id, on, language), "convention": id.startswith("icrmw.")}
            for id in RIGHTS.get(country, ())
            if id in book.book.provisions
        ],
        "unions": directory.doors(at=now, language=language, country=country, kinds=(Service.Kind.UNION,), limit=SHOWN),
        "later": on > day_of(now),
        "not_party": _("Russia has not joined this Convention: in its courts it is a standard, and no ground.")
        if country == "RU"
        else "",
    }
