"""The page that a phone's camera opens, and the desk where codes are made.

The code stands in the fragment of the address, which a browser sends to nobody; the page verifies it by itself, with the
keys it carries and the signed list beside it, and works without a line once it was seen (`worker.js` keeps both).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamroh.people.walls import door
from hamroh.recruitment.register import queries as register
from hamroh.recruitment.register.actions import RegisterError
from hamroh.recruitment.seals import actions, listed, posters, queries, sheets, words
from hamroh.recruitment.seals.forms import CodeForm, PosterForm, WhereToForm
from hamroh.shell import days
from hamroh.shell.here import today
from hamroh.shell.page import KEPT_BY_ALL, kept_by_all, page
from hamroh.shell.tongue import Tongue

KEEP = tuple(register.OFFICERS)
AGAIN_SECONDS = 120
WORKER = Path(__file__).with_name("static") / "seals" / "worker.js"


def carried() -> dict[str, Any]:
    """What a page holds to verify codes and the list of them: keys, and which of those are not trusted."""
    return {
        "keys": queries.public_keys(),
        "kids": sorted(queries.distrusted()),
        "day": today().isoformat(),
        "fresh_days": queries.FRESH_DAYS,
    }


def _verifies(tongue: Tongue) -> dict[str, Any]:
    """What a page needs in which a phone verifies a code."""
    return {
        "carried": carried(),
        "months": " ".join(days.OF_MONTHS[tongue.language]),
        "kinds": {int(kind): said for kind, said in words.KINDS.items()},
    }


@require_safe
def scan(request: Any, tongue: Tongue) -> HttpResponse:
    """The page that opens from a code. Without scripts it leads to the check by number."""
    response = page(request, "seals/scan.html", **_verifies(tongue))
    response.headers["Cache-Control"] = KEPT_BY_ALL
    return response


def _shown(route: posters.Route, tongue: Tongue, site: str) -> dict[str, Any]:
    """A route as its page and a kiosk show it: what the poster says, with who is open now."""
    now = dt.datetime.now(dt.UTC)
    there, home = posters.numbers(route, at=now, language=tongue.language)
    return {
        "last_resort": [] if there else posters.last_resort(route, at=now, language=tongue.language),
        "route": route,
        "title": posters.said(route),
        "by": posters.BY[route.by],
        "there": there,
        "home": home,
        "steps": posters.steps(site, tongue.language),
    }


@require_safe
def route(request: Any, tongue: Tongue, key: str) -> HttpResponse:
    """The page that opens from a poster of a route: who can be called, three steps, and whether the poster is genuine."""
    found = posters.route(key)
    if found is None:
        raise Http404
    response = page(request, "seals/route.html", **_verifies(tongue), **_shown(found, tongue, _site(request)))
    response.headers["Cache-Control"] = "no-store"  # "open now" is true now only
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: Any, tongue: Tongue) -> HttpResponse:
    """For a screen in a station: somebody chooses a route and reads. After two minutes it begins anew, for the next one."""
    form = WhereToForm(request.POST if request.method == "POST" else None)
    shown: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        chosen = form.route()
        code = segno.make(posters.address(chosen, _site(request)), error="m")
        shown = _shown(chosen, tongue, _site(request)) | {"picture": code.svg_data_uri(scale=5, border=4, light="#fff")}
    failed = request.method == "POST" and not shown
    response = page(
        request, "seals/kiosk.html", status=400 if failed else 200, keep=request.method == "POST", form=form, **shown
    )
    response.headers["Cache-Control"] = "no-store"
    if request.method == "POST":
        response.headers["Refresh"] = f"{AGAIN_SECONDS}; url={request.path}"
    return response


@require_safe
def worker(request: Any, tongue: Tongue) -> HttpResponse:
    """The script that keeps the page for when there is no line. Asked for anew each time, so that a mended one arrives."""
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def taken_back(request: Any) -> HttpResponse:
    """Keys and the list of codes taken back, for programs."""
    list_ = queries.taken_back(today())
    response = JsonResponse(
        {
            "keys": queries.public_keys(),
            "list": {"day": list_.day.isoformat(), "marks": sorted(list_.marks), "kids": sorted(list_.kids)},
            "fresh_days": queries.FRESH_DAYS,
        }
    )
    response.headers["Cache-Control"] = KEPT_BY_ALL
    return response


@require_safe
def for_phones(request: Any) -> HttpResponse:
    """The signed list that a phone keeps beside the page, the same for everybody. Absent where the site has no key."""
    list_ = listed.for_phones(today())
    if list_ is None:
        raise Http404
    return kept_by_all(request, HttpResponse(list_, content_type="application/cose"))


# -- the desk ----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@door(*KEEP)
def made(request: Any) -> HttpResponse:
    """Codes that were made; a new one for a poster or for certificates."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row = actions.issue(int(given["kind"]), given["title"], valid_to=given["valid_to"], by=request.staff, at=request.now, today=today())  # fmt: skip
        except RegisterError as refused:
            form.add_error(None, str(refused))
        else:
            return HttpResponseRedirect(reverse("signed_code", kwargs={"id": row.pk}))
    pages = Paginator(queries.codes_made(), queries.PAGE)
    return page(
        request, "seals/made.html", status=400 if form.errors else 200, keep=True, form=form,
        shown=pages.get_page(request.GET.get("page")), key=queries.signing_key(), kinds=words.KINDS, today=today(),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@door(*KEEP)
def route_posters(request: Any) -> HttpResponse:
    """Posters of routes that were made; a new one."""
    form = PosterForm(request.POST or None, initial={"valid_to": today() + dt.timedelta(90)})
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.issue_for_route(form.route(), valid_to=form.cleaned_data["valid_to"], by=request.staff, at=request.now, today=today())  # fmt: skip
        except RegisterError as refused:
            form.add_error(None, str(refused))
        else:
            return HttpResponseRedirect(reverse("signed_code", kwargs={"id": row.pk}))
    pages = Paginator(queries.codes_made(of_routes=True), queries.PAGE)
    return page(
        request, "seals/posters.html", status=400 if form.errors else 200, keep=True, form=form,
        shown=pages.get_page(request.GET.get("page")), key=queries.signing_key(), today=today(),
    )  # fmt: skip


@require_POST
@door(*KEEP)
def for_agency(request: Any, id: int) -> HttpResponse:
    """A code for the licence of an agency."""
    found = register.agency(id)
    if found is None:
        raise Http404
    try:
        row = actions.issue_for_licence(found, by=request.staff, at=request.now, today=today())
    except RegisterError as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("register_agency", kwargs={"id": id}))
    return HttpResponseRedirect(reverse("signed_code", kwargs={"id": row.pk}))


def _site(request: Any) -> str:
    return f"http{'s' if settings.OVER_TLS else ''}://{request.get_host()}"


@require_http_methods(["GET", "HEAD", "POST"])
@door(*KEEP)
def one(request: Any, id: int) -> HttpResponse:
    """One code, to be printed; taken back by posting the reason."""
    row = queries.code(id)
    if row is None:
        raise Http404
    if request.method == "POST":
        try:
            actions.take_back(id, request.POST.get("why", ""), by=request.staff, at=request.now)
        except RegisterError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Taken back. Phones learn it the next time they have a line."))
        return HttpResponseRedirect(reverse("signed_code", kwargs={"id": id}))
    of = posters.route(row.route)
    holds = f"{posters.address(of, _site(request))}#{row.text}" if of else sheets.address(row, _site(request))
    picture = segno.make(holds, error="m").svg_data_uri(scale=5, border=4, light="#fff")
    return page(
        request, "seals/one.html", keep=True, code=row, kind=words.KINDS[row.kind], picture=picture,
        number=sheets.number(row), route=posters.said(of) if of else "", stands=queries.verdict(row.text, today=today())[0],
    )  # fmt: skip


@require_safe
@door(*KEEP)
def sheet(request: Any, id: int) -> HttpResponse:
    """The code on an A4 sheet, to be printed, while it is genuine."""
    row = queries.code(id)
    if row is None or queries.verdict(row.text, today=today())[0] != queries.Verdict.GENUINE:
        raise Http404
    of = posters.route(row.route)
    site = _site(request)
    try:
        made = posters.sheet(row, of, site=site, at=request.now) if of else sheets.sheet(row, site=site)
    except posters.NoNumber as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("signed_code", kwargs={"id": id}))
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{row.number}.pdf"'
    return response
