"""The public form for a false firm or sign, the answer by its code, and the desk that answers."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import DatabaseError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hamroh.people.walls import door
from hamroh.recruitment.days import today
from hamroh.recruitment.register import queries as register
from hamroh.recruitment.register.actions import RegisterError
from hamroh.recruitment.reports import actions, queries, words
from hamroh.recruitment.reports.forms import AnswerForm, FirmReportForm, StepForm
from hamroh.shell import once
from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue

KEEP = tuple(register.OFFICERS)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Any, tongue: Tongue) -> HttpResponse:
    """Report a false firm or sign, without a name: stored once, or told that it is not."""
    nobody = not queries.somebody_answers(_now())
    if nobody and request.method != "POST":
        # Said before anybody types.
        return page(request, "reports/report.html", status=503, nobody=True)
    mark = once.form_of(request.POST.get("form", ""))
    sent = request.method == "POST" and request.POST.get("go") == "send"
    form = FirmReportForm(request.POST if sent else None, initial=request.POST.dict())
    if not (sent and form.is_valid() and not nobody):
        status = 503 if sent and nobody else 400 if sent else 200
        return page(request, "reports/report.html", status=status, keep=True, go="send", form=form, mark=mark, not_stored=sent and nobody)  # fmt: skip
    try:
        stored = actions.receive(mark, form.said(), at=_now(), today=today())
    except DatabaseError:
        return page(request, "reports/report.html", status=503, keep=True, go="send", form=form, mark=mark, not_stored=True)  # fmt: skip
    return page(request, "reports/receipt.html", keep=True, go="send", stored=stored, mark=mark, said=request.POST)


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: Any, tongue: Tongue) -> HttpResponse:
    """What became of a report, by its code: the answer, and the way to prosecution. Nothing of what was written."""
    code = request.POST.get("code", "")[:40]
    found = queries.by_code(code) if request.POST.get("go") == "open" and code else None
    wrong = request.POST.get("go") == "open" and found is None
    return page(
        request,
        "reports/follow.html",
        status=400 if wrong else 200,
        keep=True,
        go="open",
        code=code,
        wrong=wrong,
        found=found,
        outcome=words.OUTCOMES.get(found.outcome, "") if found else "",
        steps=[(one, words.STEPS[one.kind]) for one in queries.steps(found.firm)] if found else [],
    )


# -- the desk ----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@door(*KEEP)
def firms(request: Any) -> HttpResponse:
    """Firms that were reported; an officer writes down what somebody told them."""
    mark = once.form_of(request.POST.get("form", ""))
    form = FirmReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        stored = actions.receive(mark, form.said(), at=request.now, today=today(), by=request.staff)
        return HttpResponseRedirect(reverse("suspect_firm", kwargs={"id": stored.report.firm_id}))
    pages = Paginator(queries.firms(), queries.PAGE)
    return page(
        request, "reports/firms.html", status=400 if form.errors else 200, keep=True, form=form, mark=mark,
        shown=pages.get_page(request.GET.get("page")), now=request.now,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@door(*KEEP)
def firm(request: Any, id: uuid.UUID) -> HttpResponse:
    """Everything reported of one firm, and its way to prosecution; a step is written by posting."""
    found = queries.firm(id)
    if found is None:
        raise Http404
    form = StepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.write_step(found, given["kind"], on=given["on"], paper=given["paper"], by=request.staff, at=request.now)  # fmt: skip
        except RegisterError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Written down."))
            return HttpResponseRedirect(reverse("suspect_firm", kwargs={"id": id}))
    shown = actions.read(found, by=request.staff, at=request.now)
    return page(
        request,
        "reports/firm.html",
        status=400 if form.errors else 200,
        keep=True,
        firm=found,
        form=form,
        now=request.now,
        shown=[(one, words.KINDS[one.row.kind], words.OUTCOMES.get(one.row.outcome, "")) for one in shown],
        outcomes=words.OUTCOMES,
        steps=[(one, words.STEPS[one.kind]) for one in queries.steps(found)],
    )


@require_POST
@door(*KEEP)
def answer(request: Any, id: uuid.UUID) -> HttpResponse:
    """Say what was found."""
    form = AnswerForm(request.POST)
    try:
        row = actions.answer(id, form.data.get("outcome", ""), by=request.staff, at=request.now)
    except RegisterError as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("suspect_firms"))
    messages.success(request, _("Answered. The person reads it with their code."))
    return HttpResponseRedirect(reverse("suspect_firm", kwargs={"id": row.firm_id}))
