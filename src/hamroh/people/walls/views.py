"""Pages of the walls: breaking the glass, and judging it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamroh.people.staff.models import Role
from hamroh.people.walls import actions, queries
from hamroh.people.walls.doors import door
from hamroh.people.walls.files import PARTS, Absent
from hamroh.people.walls.forms import GlassForm
from hamroh.shell.page import page
from hamroh.shell.refusals import Refusal, mark

READERS = [role for role in Role if PARTS[role]]


@require_http_methods(["GET", "HEAD", "POST"])
@door(*READERS)
def glass(request: Any) -> HttpResponse:
    """Break the glass: open a file for an hour, with a reason that the supervisor reads."""
    form = GlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        file: uuid.UUID = form.cleaned_data["file"]
        try:
            actions.break_glass(file, reason=form.cleaned_data["reason"], by=request.staff, at=request.now)
        except Absent:
            mark(request, Refusal.ABSENT)
            form.add_error("file", _("There is no such file."))
        else:
            messages.success(request, _("The file is open to you for an hour. Your supervisor has been told."))
            return HttpResponseRedirect(_address_of(file))
    return page(request, "walls/glass.html", status=400 if form.errors else 200, keep=True, form=form)


@require_safe
@door(Role.SUPERVISOR)
def openings(request: Any) -> HttpResponse:
    """Files opened by breaking the glass, for the supervisor to judge."""
    found = queries.to_judge(seen_by=request.staff, at=request.now)
    return page(request, "walls/openings.html", keep=True, openings=found)


@require_POST
@door(Role.SUPERVISOR)
def judge(request: Any, id: uuid.UUID) -> HttpResponse:
    """One judgement."""
    opening = queries.one_to_judge(id, seen_by=request.staff, at=request.now)
    said = request.POST.get("justified")
    if said in ("yes", "no"):
        actions.judge_glass(opening, justified=said == "yes", by=request.staff, at=request.now)
        messages.success(request, _("Noted in the record."))
    return HttpResponseRedirect(reverse("openings"))


def _address_of(file: uuid.UUID) -> str:
    try:
        return reverse("person", kwargs={"id": file})
    except NoReverseMatch:
        return reverse("desk")
