"""The sheet of a change of shift."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hamroh.people.walls import door
from hamroh.protection.enquiries import queries as enquiries
from hamroh.protection.handover import actions, queries
from hamroh.protection.shifts import queries as shifts
from hamroh.shell import once
from hamroh.shell.page import page

ANSWER = tuple(enquiries.ANSWER)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*ANSWER)
def handover(request: Any) -> HttpResponse:
    """What is open, on one sheet; who leaves writes a line by posting."""
    wrong = False
    if request.method == "POST":
        mark = request.POST.get("form", "")
        try:
            actions.leave(
                request.POST.get("words", ""),
                form=once.form_of(mark),
                by=request.staff,
                at=request.now,
            )
        except actions.NothingWritten:
            wrong = True
        else:
            messages.success(request, _("Kept. Who comes confirms that they have read it."))
            return HttpResponseRedirect(reverse("handover"))
    planned = shifts.plan(seen_by=request.staff, at=request.now)
    return page(
        request,
        "handover/handover.html",
        status=400 if wrong else 200,
        keep=True,
        wrong=wrong,
        typed=request.POST.get("words", ""),
        mark=once.fresh_form(),
        now=request.now,
        on_now=[one for one in planned if one.since <= request.now],
        comes=shifts.next_on(planned, after=request.staff, at=request.now),
        planned=bool(planned),
        sheet=queries.sheet(seen_by=request.staff, at=request.now),
        before=queries.handed_over(seen_by=request.staff, at=request.now),
    )


@require_POST
@door(*ANSWER)
def confirm(request: Any, id: uuid.UUID) -> HttpResponse:
    """Confirm that one has read a handover."""
    if actions.confirm(id, by=request.staff, at=request.now):
        messages.success(request, _("Confirmed."))
    else:
        messages.error(request, _("Who leaves does not confirm; who comes does."))
    return HttpResponseRedirect(reverse("handover"))
