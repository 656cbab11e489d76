"""Schools in Tajik: who there is, and where parents want one. Told without a name, and kept as a place, a month and ages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from hamroh.people import floods
from hamroh.people.directory import places, queries, schools
from hamroh.record.errors import RecordError
from hamroh.shell import once
from hamroh.shell.here import day_of
from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue
from hamroh.web import interview
from hamroh.web.help import country_name
from hamroh.web.law import same_for_all

SHOWN = 20
_FEW = [(str(n), str(n)) for n in range(schools.MOST + 1)]
AGES = {
    "under_7": gettext_lazy("Children under 7 years"),
    "from_7": gettext_lazy("7 to 10 years"),
    "from_11": gettext_lazy("11 to 15 years"),
    "from_16": gettext_lazy("16 and 17 years"),
}


class WishForm(forms.Form):
    """Where, and how many children of which ages. No name, no address, no school of now."""

    def __init__(self, data: Any = None, *, language: str, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["place"] = forms.ChoiceField(
            label=_("Where do you live?"),
            choices=_places(language),
            error_messages={"required": _("Choose where you live.")},
        )
        self.fields["town"] = forms.ChoiceField(
            label=_("In the largest town there?"), choices=[("yes", _("Yes")), ("no", _("No, elsewhere"))]
        )
        for age, label in AGES.items():
            self.fields[age] = forms.ChoiceField(label=label, choices=_FEW, required=False)

    def ages(self) -> dict[str, int]:
        """How many children of each age."""
        return {age: int(self.cleaned_data.get(age) or 0) for age in AGES}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not any(int(given.get(age) or 0) for age in AGES):
            self.add_error("under_7", _("Say how many children of at least one age."))
        return given


def _places(language: str) -> list[tuple[str, Any]]:
    regions: dict[str, list[tuple[str, str]]] = {}
    for region in places.regions().values():
        if region.country != "TJ":
            regions.setdefault(region.country, []).append((region.code, region.names[language]))
    found: list[tuple[str, Any]] = [("", _("Choose"))]
    found += [
        (country_name(country, language), sorted(rows, key=lambda row: places.alphabetical(row[1])))
        for country, rows in regions.items()
    ]
    whole = [(code, country_name(code, language)) for code in schools.abroad()]
    return [*found, (_("Other countries"), sorted(whole, key=lambda row: places.alphabetical(row[1])))]


def named(one: schools.Demand, language: str) -> str:
    """`Sverdlovsk: Yekaterinburg`"""
    where = places.name(one.place, language) if "-" in one.place else country_name(one.place, language)
    town = places.chief_town(one.place, language)
    if not town:
        return where
    return f"{where}: {town if one.in_town else _('elsewhere')}"


@require_http_methods(["GET", "HEAD", "POST"])
def want(request: HttpRequest, tongue: Tongue) -> HttpResponse:
    """Schools that there are, where others are wanted, and a form: stored once, or told that it is not."""
    now, language = interview.now(), tongue.language
    mark = once.public_form_of(request.POST.get("form", ""))
    sent = request.method == "POST" and request.POST.get("go") == "send"
    form = WishForm(request.POST if sent else None, language=language, initial=request.POST.dict())
    status, shown = 200, {"stored": False, "not_stored": False}
    if sent and form.is_valid():
        given = form.cleaned_data
        try:
            worked = once.is_fresh(mark) and floods.worked(mark, request.POST.get("work", ""))
            schools.wish(mark, given["place"], in_town=given["town"] == "yes", ages=form.ages(), worked=worked, at=now)
            shown["stored"] = True
        except (DatabaseError, RecordError):
            status, shown["not_stored"] = 503, True
    elif sent:
        status = 400
    response = page(
        request,
        "schools/want.html",
        status=status,
        keep=request.method == "POST",
        here="schools",
        go="send",
        form=form,
        mark=mark,
        doors=queries.doors(at=now, language=language, kinds=("school",), limit=6),
        demand=[(named(one, language), one) for one in schools.demand(day_of(now))[:SHOWN]],
        **shown,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
@same_for_all
def open_schools(request: HttpRequest, name: str) -> HttpResponse:
    """A file of the data package of the demand for schools."""
    today: dt.date = day_of(interview.now())
    if name not in schools.NAMES:
        raise Http404
    kind = "application/json" if name.endswith(".json") else "text/csv; charset=utf-8"
    return HttpResponse(schools.files(today)[name], content_type=kind)


__all__ = ["named", "open_schools", "want"]
