"""What a work pays: a form that keeps nothing, the figures as open data, and the same for programs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hamroh.people.directory import places
from hamroh.recruitment.pay import comparator, words
from hamroh.recruitment.pay.comparator import COUNTRY, Comparison, Figure, Least, Stands
from hamroh.recruitment.pay.forms import MOST, OUTSIDE, PayForm
from hamroh.rulebook.series import SeriesBook
from hamroh.rulebook.wording import roubles, span_in_words
from hamroh.shell.here import today
from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue
from hamroh.web import rulebook
from hamroh.web.api import Problem, _body, _day, _json, _shown, for_programs
from hamroh.web.law import same_for_all

LEAST = "ru.minimum_wage"


def _law() -> SeriesBook:
    found: SeriesBook = rulebook.book().book.series
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, tongue: Tongue) -> HttpResponse:
    """What is published of a work, and how a sum stands to it. What is typed comes by POST and is kept nowhere."""
    asked, law, language = request.method == "POST" and request.POST.get("go") != "again", _law(), tongue.language
    names = {code: name[language] for code, name in law.region_names().items() if code.startswith(COUNTRY)}
    regions = sorted(names.items(), key=lambda row: places.alphabetical(row[1]))
    form = PayForm(request.POST if asked else None, regions=regions, initial=request.POST.dict())
    if not (asked and form.is_valid()):
        wrong = 400 if asked else 200
        return page(
            request, "pay/pay.html", status=wrong, keep=request.method == "POST", go="compare", form=form, here="pay"
        )
    given = form.cleaned_data
    if given["region"] == OUTSIDE:
        return page(
            request,
            "pay/pay.html",
            keep=True,
            go="compare",
            form=form,
            here="pay",
            outside=words.TITLES[Stands.UNKNOWN],
        )
    on: dt.date = given["on"] or today()
    told = comparator.compare(given["job"], given["region"], on, given["sum"], given["per"], given["times"], law=law)
    names[COUNTRY] = _("The whole of Russia")
    shown: dict[str, Any] = {
        name: [_figure(one, names, language) for one in rows]
        for name, rows in (
            ("decide", told.figures),
            ("country", told.country),
            ("old", told.old),
            ("any_work", told.any_work),
        )
    }
    return page(
        request,
        "pay/pay.html",
        keep=True,
        go="compare",
        here="pay",
        form=form,
        told=told,
        title=words.TITLES[told.stands],
        text=_text(told),
        factor=_("%(times)s in a month") % {"times": given["times"]}
        if told.kopecks and given["per"] != "month"
        else "",
        least=_least(told, names, law, language),
        **shown,
    )


def _text(told: Comparison) -> Any:
    if told.stands is Stands.UNKNOWN:
        return words.WHYS[told.why]
    return words.BELOW_REGION if told.undercut is not None and told.undercut.region else words.TEXTS[told.stands]


def _figure(one: Figure, names: dict[str, str], language: str) -> dict[str, Any]:
    return {
        "row": one,
        "measure": words.MEASURES[one.measure],
        "kind": words.KINDS[one.kind],
        "people": words.PEOPLE[one.people],
        "where": ", ".join(sorted(names[code] for code in one.regions)),
        "when": span_in_words(one.since, one.until, language),
        "who": one.source.who[language],
        "note": words.NOTES.get(one.note, ""),
    }


def _least(told: Comparison, names: dict[str, str], law: SeriesBook, language: str) -> list[dict[str, Any]]:
    """The least pay on the day; after the last day that was read, that of the last day, and it says so."""
    rows: list[tuple[Least, dt.date | None]] = [(one, None) for one in told.least]
    read_to = law[LEAST].read_to
    if not any(not one.region for one in told.least) and read_to is not None and told.on > read_to:
        last = comparator.compare("", "", read_to, law=law).least
        rows = [*((one, read_to) for one in last), *rows]
    sure = rulebook.book().book.about["confidence"]
    return [
        {
            "row": one,
            "last": last,
            "where": names[one.region or COUNTRY],
            "note": words.LEAST_NOTES.get(one.note, ""),
            "sure": sure[one.confidence][language],
        }
        for one, last in rows
    ]


@require_safe
@same_for_all
def open_pay(request: HttpRequest, name: str) -> HttpResponse:
    """A file of the data package of figures."""
    try:
        found = comparator.package(name)
    except KeyError:
        raise Http404 from None
    kind = "application/json" if name.endswith(".json") else "text/csv; charset=utf-8"
    return HttpResponse(found, content_type=kind)


# -- for programs


@for_programs("POST", cost=2)
def api_compare(request: HttpRequest) -> HttpResponse:
    """The comparison for programs: figures with their sources, and how a sum stands to them."""
    said, law = _body(request, mend='Send {"job": "..."}.'), _law()
    known = ("job", "region", "on", "roubles", "per", "times")
    for name in said:
        if name not in known:
            raise Problem(
                422, "unknown_key", "There is no such key.", at=_shown(name), mend=f"Known: {', '.join(known)}."
            )
    job, region, per, times = said.get("job", ""), said.get("region", ""), said.get("per", "month"), said.get("times")
    if not isinstance(job, str) or (job and job not in comparator.jobs()):
        raise Problem(
            422, "no_such_job", "There is no such work.", at="job", mend=f"One of: {', '.join(comparator.jobs())}."
        )
    if not isinstance(region, str) or (region and not comparator.is_region(region, law)):
        raise Problem(
            422, "no_such_region", "There is no such region of Russia.", at="region", mend="ISO 3166-2: RU-MOW."
        )
    if not isinstance(per, str) or per not in comparator.PERS:
        raise Problem(
            422,
            "no_such_part",
            "There is no such part of time.",
            at="per",
            mend=f"One of: {', '.join(comparator.PERS)}.",
        )
    if "times" in said and not (type(times) is int and 1 <= times <= 744):
        raise Problem(
            422, "no_times", "That is not how often a month has it.", at="times", mend="A whole number from 1 to 744."
        )
    on = _day(said["on"], "on", 422) if "on" in said else today()
    told = comparator.compare(job, region, on, _kopecks(said), per, times, law=law)
    return _json(
        {
            "job": told.job,
            "region": told.region,
            "on": told.on.isoformat(),
            "stands": told.stands.value,
            "why": told.why.value,
            "roubles_month": roubles(told.kopecks) if told.kopecks is not None else None,
            "least": [_least_row(one) for one in told.least],
            "undercut": told.undercut.region or COUNTRY if told.undercut else None,
            "of_region": told.of_region,
            "figures": [_row(one) for one in told.figures],
            "country": [_row(one) for one in told.country],
            "old": [_row(one) for one in told.old],
            "any_work": [_row(one) for one in told.any_work],
        }
    )


def _kopecks(said: dict[str, Any]) -> int | None:
    if "roubles" not in said:
        return None
    given = said["roubles"]
    good = isinstance(given, (int, Decimal)) and not isinstance(given, bool) and 0 < given <= MOST
    if not good or given % 1:
        raise Problem(422, "no_sum", "That is no sum of roubles.", at="roubles", mend="A whole number above 0: 45000.")
    return int(given) * 100


def _least_row(one: Least) -> dict[str, Any]:
    return {
        "roubles": roubles(one.kopecks),
        "region": one.region or COUNTRY,
        "since": one.since.isoformat(),
        "until": one.until.isoformat(),
        "act": one.act,
        "source": one.source,
        "confidence": one.confidence,
    }


def _row(one: Figure) -> dict[str, Any]:
    return {
        "figure": one.key,
        "regions": sorted(one.regions),
        "from": one.since.isoformat(),
        "to": one.until.isoformat(),
        "kind": one.kind.value,
        "measure": one.measure.value,
        "roubles_month": roubles(one.kopecks),
        "low": roubles(one.low) if one.low is not None else None,
        "high": roubles(one.high) if one.high is not None else None,
        "people": one.people,
        "note": one.note,
        "source": {
            "title": one.source.title,
            "who": one.source.who["en"],
            "publisher": one.source.publisher,
            "published": one.source.published.isoformat() if one.source.published else None,
            "address": one.source.address,
        },
    }
