"""Trade unions: what the law of a country says on joining one on a day, how it is done, and who there is."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hamroh.people.directory import queries as directory
from hamroh.people.directory.models import Service
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


@require_safe
def choose(request: HttpRequest, tongue: Tongue) -> HttpResponse:
    """Choose a country and a day; leads to an address that holds them."""
    names, today = _names(tongue.language), interview.now().date()
    typed = {f"on.{x}": request.GET.get(f"on.{x}", "").strip()[:4] for x in "dmy"}
    country = request.GET.get("country", "")
    value, fault = asking.whole_day("on", typed) if any(typed.values()) else (None, None)
    if country in names and fault is None:
        on = dt.date.fromisoformat(value) if value else today
        return redirect("unions_on", tongue=tongue, country=country, on=on)
    faults = [fault] if fault is not None else []
    return page(
        request, "web/unions.html", status=400 if faults else 200, faults=faults, typed={n.replace(".", "_"): v for n, v in typed.items()},
        countries=names, chosen=country, today=today, on=None,
    )  # fmt: skip


@require_safe
@same_for_all
def of_country(request: HttpRequest, tongue: Tongue, country: str, on: dt.date) -> HttpResponse:
    """The right to join in a country on a day, and the unions of the directory there. The same for every reader."""
    names, language = _names(tongue.language), tongue.language
    if country not in names:
        raise Http404
    book, now = rulebook.book(), interview.now()
    return page(
        request,
        "web/unions.html",
        countries=names,
        chosen=country,
        typed={"on_d": on.day, "on_m": on.month, "on_y": on.year},
        today=now.date(),
        on=on,
        country=names[country],
        rights=[{**rule_on(id, on, language), "convention": id.startswith("icrmw.")} for id in RIGHTS.get(country, ()) if id in book.book.provisions],
        unions=directory.doors(at=now, language=language, country=country, kinds=(Service.Kind.UNION,), limit=SHOWN),
        later=on > now.date(),
        not_party=_("Russia has not joined this Convention: in its courts it is a standard, and no ground.") if country == "RU" else "",
    )  # fmt: skip
