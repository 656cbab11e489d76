"""Pages of requests from outside: the desk's, and the public numbers."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hamroh.people.requests import actions, queries
from hamroh.people.requests.forms import DecisionForm, RequestForm
from hamroh.people.staff.models import Role
from hamroh.people.walls.doors import door
from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue

SHOWN = 100


@require_safe
@door(*actions.DECIDE)
def requests(request: Any) -> HttpResponse:
    """Every request to the organisation, newest first."""
    found = queries.requests(seen_by=request.staff, at=request.now)[:SHOWN]
    rows = [(one, queries.state(list(one.decisions.all()))) for one in found]
    return page(request, "requests/requests.html", keep=True, rows=rows)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*(role for role in Role if role is not Role.ADMINISTRATOR))
def request_new(request: Any) -> HttpResponse:
    """Write a request down; whoever answers the door or the telephone does so."""
    form = RequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.receive(**form.cleaned_data, by=request.staff, at=request.now)
        messages.success(
            request, _("It is written down and refused until two people agree otherwise. Hand nothing over.")
        )
        return HttpResponseRedirect(reverse("desk"))
    return page(request, "requests/new.html", status=400 if form.errors else 200, keep=True, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*actions.DECIDE)
def request_one(request: Any, id: uuid.UUID) -> HttpResponse:
    """One request: what was asked, what was decided, and one's own decision."""
    one = queries.request(id, seen_by=request.staff, at=request.now)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and request.POST.get("answer") in ("yes", "no"):
        answer = request.POST["answer"] == "yes"
        try:
            actions.decide(id, answer=answer, reason=form.cleaned_data["reason"], by=request.staff, at=request.now)
        except actions.RequestError:
            messages.error(request, _("This decision is not yours, or is made already."))
        else:
            messages.success(request, _("Noted in the record."))
        return HttpResponseRedirect(reverse("outside_request", kwargs={"id": id}))
    actions.opened(id, by=request.staff, at=request.now)
    return page(request, "requests/request.html", status=400 if form.errors else 200, keep=True, one=one, form=form)


@require_safe
def asked_of_us(request: Any, tongue: Tongue) -> HttpResponse:
    """For everybody: how often outsiders asked for people's data, and what became of it."""
    return page(request, "requests/public.html", years=queries.years(dt.datetime.now(dt.UTC)))
