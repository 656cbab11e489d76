"""Pages of the trafficking data standard: the row of a case, handed out; a row taken in."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hamroh.people.staff.models import Role
from hamroh.people.walls import Absent, door
from hamroh.protection.cases import actions as cases, queries
from hamroh.protection.cases.views import carriers
from hamroh.protection.htcds import columns, not_punished, row as rows
from hamroh.shell.page import page
from hamroh.shell.typed import text_of, whole

WORK = tuple(queries.WORK)
LONGEST_FILE = 100_000


@require_http_methods(["GET", "HEAD", "POST"])
@door(*WORK)
def row(request: Any, id: uuid.UUID) -> HttpResponse:
    """The row of a case; `go` is store or hand_out."""
    case = queries.case(id, seen_by=request.staff, at=request.now)
    if not rows.is_such(case):
        raise Absent
    if request.method != "POST":
        return _page(request, id)
    if request.POST.get("go") == "hand_out":
        try:
            text = rows.handed_out(id, by=request.staff, at=request.now)
        except rows.NoConsent:
            return _page(request, id, wrong="consent", status=400)
        except rows.DoesNotFit as error:
            return _page(request, id, faults=error.columns, wrong="values", status=400)
        answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="htcds-{case.number}.csv"'
        return answer
    typed = {name: " ".join(request.POST.getlist(name)) for name in columns.columns()}
    edition = request.POST.get("edition", "")
    try:
        rows.enter(id, typed, edition=whole(edition) or 0, by=request.staff, at=request.now)
    except rows.DoesNotFit as error:
        return _page(request, id, typed=typed, faults=error.columns, wrong="values", status=400)
    except cases.Stale:
        return _page(request, id, typed=typed, wrong="stale", status=409)
    return HttpResponseRedirect(reverse("htcds_row", kwargs={"id": id}))


def _page(
    request: Any, id: uuid.UUID, *, typed: Any = None, faults: Any = (), wrong: str = "", status: int = 200
) -> HttpResponse:
    case = queries.case(id, seen_by=request.staff, at=request.now)
    values = typed or rows.of_case(id, seen_by=request.staff, at=request.now)
    likely = rows.suggested(case)
    of_file = rows.from_file(id, seen_by=request.staff, at=request.now)
    fields = [
        {
            "column": column,
            "pieces": _pieces(name),
            "value": values[name],
            "wrong": name in faults,
            "of_file": name in of_file,
            "codes": [
                {
                    "code": code,
                    "pieces": _pieces(code),
                    "chosen": code in values[name].split(),
                    "likely": code in likely.get(name, ()),
                }
                for code in column.codes
            ],
        }
        for name, column in columns.columns().items()
        # Given up by the standard: shown where it came in, never asked.
        if name not in columns.DEPRECATED or values[name]
    ]
    return page(request, "htcds/row.html", status=status, keep=True, case=case, fields=fields, wrong=wrong)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*WORK)
def unpunished(request: Any, id: uuid.UUID) -> HttpResponse:
    """What the person was forced to do and is accused of."""
    by, at, post, wrong, status = request.staff, request.now, request.POST, "", 200
    case = queries.case(id, seen_by=by, at=at)
    if not rows.is_such(case):
        raise Absent
    told, there = not_punished.told(queries.opened(case).content), None
    if request.method == "POST":
        told = not_punished.Told(tuple(post.getlist("act")), post.get("words", ""), post.get("agreed") == "on")
        lawyer = next((one for one in carriers(request) if str(one.pk) == post.get("lawyer")), None)
        try:
            not_punished.tell(
                id,
                told.acts,
                told.words,
                agreed=told.agreed,
                lawyer=lawyer,
                edition=whole(post.get("edition", "")) or 0,
                by=by,
                at=at,
            )
        except not_punished.NotComplete:
            wrong, status = _("Choose the lawyer who raises it; at most 2,000 letters. Nothing was stored."), 400
        except cases.NotAllowed:
            wrong, status = _("They may not see this file. Choose another lawyer."), 400
        except cases.Stale:
            wrong, status = _("Somebody else changed the case meanwhile. Press store again to keep your words."), 409
            meanwhile = not_punished.told(queries.opened(case).content)
            there = meanwhile if meanwhile != told else None
        else:
            messages.success(request, _("Stored."))
            return HttpResponseRedirect(reverse("not_punished", kwargs={"id": id}))
    return page(
        request, "htcds/not_punished.html", status=status, keep=True, case=case, told=told, there=there, wrong=wrong, acts=not_punished.ACTS.items(),
        provisions=not_punished.provisions(request.tongue.language),
        lawyers=[one for one in carriers(request) if Role.LAWYER in one.roles(at)], chosen=post.get("lawyer", str(case.lead_id)),
    )  # fmt: skip


def _pieces(code: str) -> list[str]:
    """The words of a code, between which a narrow page may break it."""
    return re.findall(r"[A-Z]?[^A-Z]+|[A-Z]", code)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*WORK)
def take_in(request: Any) -> HttpResponse:
    """Open a case from a row that another organisation handed over."""
    if request.method != "POST":
        return page(request, "htcds/take_in.html", keep=True)
    text = text_of(request.POST, "row", LONGEST_FILE)
    try:
        made = rows.taken_in(text, by=request.staff, at=request.now)
    except columns.NoRow:
        return page(request, "htcds/take_in.html", status=400, keep=True, typed=text, no_row=True)
    except rows.DoesNotFit as error:
        return page(request, "htcds/take_in.html", status=400, keep=True, typed=text, faults=error.columns)
    return HttpResponseRedirect(reverse("case", kwargs={"id": made.pk}))
