"""The page that a phone's camera opens, and the desk where codes are made.

The code stands in the fragment of the address, which a browser sends to nobody; the page verifies it by itself, with the
keys and the list it carries, and works without a line once it was seen (`worker.js` keeps it).
"""

from __future__ import annotations

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
from hamroh.recruitment.check.views import KEPT_BY_ALL
from hamroh.recruitment.days import today
from hamroh.recruitment.register import queries as register
from hamroh.recruitment.register.actions import RegisterError
from hamroh.recruitment.seals import actions, queries, sheets, words
from hamroh.recruitment.seals.forms import CodeForm
from hamroh.shell import days
from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue

KEEP = tuple(register.OFFICERS)
WORKER = Path(__file__).with_name("static") / "seals" / "worker.js"


def carried() -> dict[str, Any]:
    """What a phone needs to verify codes by itself: keys, and the dated list of those taken back."""
    list_ = queries.taken_back(today())
    return {
        "keys": queries.public_keys(),
        "list": {"day": list_.day.isoformat(), "marks": sorted(list_.marks), "kids": sorted(list_.kids)},
        "fresh_days": queries.FRESH_DAYS,
    }


@require_safe
def scan(request: Any, tongue: Tongue) -> HttpResponse:
    """The page that opens from a code. Without scripts it leads to the check by number."""
    response = page(
        request,
        "seals/scan.html",
        carried=carried(),
        months=" ".join(days.OF_MONTHS[tongue.language]),
        kinds={int(kind): said for kind, said in words.KINDS.items()},
    )
    response.headers["Cache-Control"] = KEPT_BY_ALL
    return response


@require_safe
def worker(request: Any, tongue: Tongue) -> HttpResponse:
    """The script that keeps the page for when there is no line. Asked for anew each time, so that a mended one arrives."""
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def taken_back(request: Any) -> HttpResponse:
    """Keys and the list of codes taken back, for programs and for phones that hold an older page."""
    response = JsonResponse(carried())
    response.headers["Cache-Control"] = KEPT_BY_ALL
    return response


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
    picture = segno.make(sheets.address(row, _site(request)), error="m").svg_data_uri(scale=5, border=4, light="#fff")
    return page(
        request, "seals/one.html", keep=True, code=row, kind=words.KINDS[row.kind], picture=picture,
        number=sheets.number(row), stands=queries.verdict(row.text, today=today())[0],
    )  # fmt: skip


@require_safe
@door(*KEEP)
def sheet(request: Any, id: int) -> HttpResponse:
    """The code on an A4 sheet, to be printed, while it is genuine."""
    row = queries.code(id)
    if row is None or queries.verdict(row.text, today=today())[0] != queries.Verdict.GENUINE:
        raise Http404
    response = HttpResponse(sheets.sheet(row, site=_site(request)), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{row.number}.pdf"'
    return response
