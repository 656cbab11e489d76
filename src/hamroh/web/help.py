"""Who helps, here, open now: the directory for everybody. What place somebody asks about comes by POST and is kept nowhere."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_safe

from hamroh.people.directory import actions, cards, maps, open_data, places, queries, words
from hamroh.people.directory.models import Probe, Service
from hamroh.people.turns import queries as turns
from hamroh.record.errors import RecordError
from hamroh.shell.here import day_of
from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue
from hamroh.web import interview, rulebook
from hamroh.web.law import same_for_all

SHOWN, FURTHER = 10, 4
"""So many services stand on a page; more would not fit a slow line."""
OF_A_COUNTRY = {"RU": 6}
"""How many are shown of a country before a place is chosen; of the others three."""


@functools.cache
def _places(language: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Every place that can be chosen: country, its name, and its regions and districts."""
    found = []
    for country in ("RU", "KZ", "TJ"):
        regions = [r for r in places.regions().values() if r.country == country]
        rows = sorted(((r.code, r.names[language]) for r in regions), key=lambda row: places.alphabetical(row[1]))
        if country == "TJ":
            inside = [
                (d.code, f"{d.names[language]} ({places.name(d.region, language)})")
                for d in places.districts().values()
            ]
            rows += sorted(inside, key=lambda row: places.alphabetical(row[1]))
        found.append((country, country_name(country, language), rows))
    return found


@functools.lru_cache(maxsize=600)
def _options(language: str, chosen: str) -> str:
    """The same as options of a list to choose from: the longest part of the page, and alike for everybody who chose this."""
    return render_to_string("directory/places.html", {"places": _places(language), "chosen": chosen})


@functools.lru_cache(maxsize=300)
def _map(country: str, region: str, language: str, helps: tuple[tuple[str, int], ...], title: str) -> str:
    # Dots are drawn once for everybody, with a ring around one of them; outlines say by their line where somebody is.
    ring = maps.point(region)
    drawn, units = _units(country, "" if ring else region, language, helps)
    return (
        render_to_string("directory/map.html", {"map": drawn, "units": units, "ring": ring, "title": title})
        if drawn
        else ""
    )


@functools.lru_cache(maxsize=100)
def _units(country: str, region: str, language: str, helps: tuple[tuple[str, int], ...]) -> tuple[maps.Map | None, str]:
    drawn = maps.small_map(country, here=region, helps=dict(helps), language=language)
    return drawn, render_to_string("directory/map_units.html", {"map": drawn}) if drawn else ""


def country_name(code: str, language: str) -> str:
    return str(rulebook.book().book.about.get("countries", {}).get(code, {}).get(language, code))


@require_http_methods(["GET", "HEAD", "POST"])
def doors(request: HttpRequest, tongue: Tongue) -> HttpResponse:
    """Everyone who helps, by country; or, with a place chosen, who helps there, who is open now, and who is nearest."""
    chosen = request.POST.get("place", "") if request.method == "POST" else ""
    kind = request.POST.get("kind", "") if request.method == "POST" else ""
    kinds = (kind,) if kind in Service.Kind.values else ()
    language, now = tongue.language, interview.now()
    district = chosen if chosen in places.districts() else ""
    region = places.districts()[district].region if district else chosen if chosen in places.regions() else ""
    country = region[:2] or (chosen if chosen in queries.countries() else "")
    shown: dict[str, Any] = {}
    if country:
        where: dict[str, Any] = {"at": now, "language": language, "kinds": kinds}
        found = queries.doors(country=country, region=region, district=district, limit=SHOWN + 1, **where)
        helps = tuple(sorted(queries.how_many_by_region(country).items()))
        title = places.name(district or region, language) if region else country_name(country, language)
        shown = {
            "title": title,
            "groups": [{"country": title, "doors": found[:SHOWN]}],
            # Nobody there for this: a hotline knows more, and answers from anywhere.
            "instead": queries.doors(
                country=country, region=region, district=district, limit=2, **{**where, "kinds": ("hotline",)}
            )
            if not found
            else [],
            "more": len(found) > SHOWN,
            "further": queries.doors_further(region=region, district=district, limit=FURTHER, **where)
            if region
            else [],
            "map": _map(country, region, language, helps, title),
        }
    else:
        groups = (
            (country_name(code, language), queries.doors(at=now, language=language, country=code, kinds=kinds, limit=OF_A_COUNTRY.get(code, 3)))
            for code in queries.countries()
        )  # fmt: skip
        shown = {"groups": [{"country": name, "doors": found} for name, found in groups if found]}
    response = page(
        request,
        "directory/doors.html",
        keep=request.method == "POST",
        here="doors",
        go="show",
        # What is no place of ours chooses nothing, and is not kept.
        places=_options(language, district or region or country),
        others=[(code, country_name(code, language)) for code in queries.countries() if code not in ("RU", "TJ")],
        kinds=words.KINDS,
        chosen=chosen,
        kind=kind,
        asked=bool(country or kinds),
        day=day_of(now),
        **shown,
    )
    response.headers["Cache-Control"] = "no-store"  # "open now" is true now only
    return response


def _service(key: str) -> Service:
    found = queries.service(key)
    if found is None:
        raise Http404
    return found


@require_safe
@same_for_all
def service(request: HttpRequest, tongue: Tongue, key: str, on: dt.date) -> HttpResponse:
    """One service on a day and the six after it: its hours there and in Dushanbe, what it costs and asks, when it was last reached.

    It says nothing of the moment and holds nothing of its reader, so that anybody between may keep it.
    """
    found = _service(key)
    midnight = dt.datetime.combine(on, dt.time(12), places.clock(found.time_zone))
    language = tongue.language
    visit = queries.last_visit(found, on=on)
    served = [
        places.name(area.district or area.region, language) if area.region else country_name(area.country, language)
        for area in found.areas.all()
    ]
    return page(
        request,
        "directory/service.html",
        service=found,
        door=queries.door(found, at=midnight, language=tongue.language),
        served=", ".join(served),
        visit=visit,
        found=words.OUTCOMES[Probe.Outcome(visit.outcome)] if visit else "",
        visited=queries.can_be_visited(found),
        week=queries.week(found, on),
        receptions=turns.open_for(found, on=on),
        on=on,
        zone=words.place(found.time_zone),
        home=found.time_zone != queries.HOME,
        dead=queries.is_dead(found),
        state="" if found.status == Service.Status.ACTIVE else words.STATES[Service.Status(found.status)],
        by=found.confirmed_by.name(tongue.language) if found.confirmed_by else "",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def visited(request: HttpRequest, tongue: Tongue, key: str) -> HttpResponse:
    """Whoever was there tells whether it was open: a day and an answer are kept. Of a safe house nobody is asked."""
    found = _service(key)
    if not queries.can_be_visited(found):
        raise Http404
    now, outcome = interview.now(), request.POST.get("outcome", "")
    status, stored = 200, False
    if request.method == "POST" and outcome in words.OF_VISITS:
        try:
            actions.log_visit(key, outcome, by=None, at=now)
            stored = True
        except (DatabaseError, RecordError):
            status = 503
    response = page(
        request,
        "directory/visited.html",
        status=status,
        keep=request.method == "POST" and not stored,
        go="again",
        service=found,
        name=found.name(tongue.language),
        where=", ".join(part for part in (found.town, found.address) if part),
        day=day_of(now),
        outcomes=words.OF_VISITS.items(),
        stored=stored,
        not_stored=status == 503,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def card(request: HttpRequest, tongue: Tongue, key: str) -> HttpResponse:
    """A service for the phone's own list of contacts."""
    found = _service(key)
    response = HttpResponse(
        cards.card(found, tongue.language, note=str(words.KINDS[found.kind])), content_type="text/vcard; charset=utf-8"
    )
    # A phone may be in an employer's hand: the file's name does not say what it is.
    response.headers["Content-Disposition"] = 'attachment; filename="contact.vcf"'
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
@same_for_all
def open_help(request: HttpRequest, name: str) -> HttpResponse:
    """A file of the directory's data package."""
    found = open_data.files(day_of(interview.now())).get(name) if name in open_data.NAMES else None
    if found is None:
        raise Http404
    kind = "application/json" if name.endswith(".json") else "text/csv; charset=utf-8"
    return HttpResponse(found, content_type=kind)


__all__ = ["card", "doors", "open_help", "service", "visited"]
