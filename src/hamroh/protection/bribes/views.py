"""The public form and page of bribes, and the desk's page on which two persons publish."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db import DatabaseError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hamroh.people import floods
from hamroh.people.walls import door
from hamroh.protection.bribes import actions, open_data, queries, words
from hamroh.protection.bribes.forms import BribeForm
from hamroh.record.errors import RecordError
from hamroh.shell import once
from hamroh.shell.page import kept_by_all, page
from hamroh.shell.tongue import Tongue

RELEASE = tuple(sorted(queries.RELEASE))
SHOWN = 60
"""Rows on a page; the file has all of them."""


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _told(rows: list[Any], language: str) -> list[tuple[str, int]]:
    ordered = sorted(rows, key=lambda row: -row[-1])
    return [(words.told(queries.row(kept), language), many) for *kept, many in ordered[:SHOWN]]


@require_safe
def published(request: Any, tongue: Tongue, since: dt.date | None = None) -> HttpResponse:
    """What reports of bribes show together, of one quarter: the same for everybody."""
    there = queries.releases()
    stand = [one for one in there if one.taken_back_at is None]
    if since is None:
        shown = stand[0] if stand else None
    else:
        shown = next((one for one in stand if one.period == since), None)
        if shown is None:
            raise Http404
    response = page(
        request,
        "bribes/published.html",
        shown=shown,
        until=queries.ends(shown.period) if shown else None,
        rows=_told(shown.rows, tongue.language) if shown else [],
        more=shown is not None and len(shown.rows) > SHOWN,
        others=[(one, queries.ends(one.period)) for one in there if one is not shown][:12],
    )
    return kept_by_all(request, response)


@require_safe
def open_bribes(request: Any, name: str) -> HttpResponse:
    """A file of what is published."""
    try:
        found = open_data.file(name)
    except KeyError:
        raise Http404 from None
    kind = "application/json" if name.endswith(".json") else "text/csv; charset=utf-8"
    return kept_by_all(request, HttpResponse(found, content_type=kind))


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: Any, tongue: Tongue) -> HttpResponse:
    """Tell of a bribe by ticking, without a name: stored once, or told that it is not."""
    nobody = not queries.somebody_publishes(_now())
    if nobody and request.method != "POST":
        # Said before anybody ticks.
        return page(request, "bribes/tell.html", status=503, nobody=True)
    mark = once.public_form_of(request.POST.get("form", ""))
    sent = request.method == "POST" and request.POST.get("go") == "send"
    form = BribeForm(request.POST if sent else None, language=tongue.language, initial=request.POST.dict())
    shown: dict[str, Any] = {"keep": True, "go": "send", "form": form, "mark": mark}
    if not (sent and form.is_valid() and not nobody):
        status = 503 if sent and nobody else 400 if sent else 200
        return page(request, "bribes/tell.html", status=status, not_stored=sent and nobody, **shown)
    try:
        worked = once.is_fresh(mark) and floods.worked(mark, request.POST.get("work", ""))
        new = actions.receive(mark, form.said(), worked=worked, at=_now())
    except (DatabaseError, RecordError):
        return page(request, "bribes/tell.html", status=503, not_stored=True, **shown)
    said = [(name, value) for name, value in request.POST.items() if name in form.fields]
    return page(request, "bribes/stored.html", keep=True, go="send", again=not new, mark=mark, said=said)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*RELEASE)
def bribes(request: Any) -> HttpResponse:
    """Quarters that wait: one person proposes what they show (`go` is propose:DAY), another agrees (agree:DAY); what is published is
    taken back with a reason (back:DAY)."""
    by, at, wrong = request.staff, request.now, ""
    if request.method == "POST":
        what, _colon, day = request.POST.get("go", "").partition(":")
        try:
            period = dt.date.fromisoformat(day)
        except ValueError:
            raise Http404 from None
        try:
            _do(what, period, request)
        except actions.Changed:
            wrong = _("The reports show something else by now. Propose it anew.")
        except actions.NotComplete:
            wrong = _("Write a reason, at most 300 letters.")
        else:
            return HttpResponseRedirect(reverse("bribes"))
    language = get_language() or "en"
    begun = {one.period: one for one in queries.proposed()}
    waits = []
    for period in queries.to_publish(at=at):
        draft = queries.draft(period)
        there = begun.get(period)
        waits.append(
            {
                "period": period,
                "until": queries.ends(period),
                "rows": _told([[*row, many] for row, many in draft.rows], language),
                "flood": draft.flood,
                "proposed": there,
                "mine": there is not None and there.proposed_by_id == by.pk,
            }
        )
    return page(
        request, "bribes/desk.html", status=400 if wrong else 200, wrong=wrong, waits=waits,
        typed=request.POST,
        releases=[(one, queries.ends(one.period)) for one in queries.releases()],
    )  # fmt: skip


def _do(what: str, period: dt.date, request: Any) -> None:
    by, at = request.staff, request.now
    if what == "propose":
        actions.propose(period, by=by, at=at)
        messages.success(request, _("Proposed. Somebody else agrees to it."))
    elif what == "agree":
        actions.agree(period, by=by, at=at)
        messages.success(request, _("Published. The reports were erased."))
    elif what == "back":
        actions.take_back(period, request.POST.get("reason", ""), by=by, at=at)
        messages.success(request, _("Taken back."))
    else:
        raise Http404
