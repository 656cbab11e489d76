"""The desk's pages for taking everything along: ask, agree or refuse, take the file."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamroh.people.walls import door
from hamroh.protection.moving import agreeing
from hamroh.shell.page import page

DECIDE = tuple(sorted(agreeing.DECIDE))
SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@door(*DECIDE)
def exports(request: Any) -> HttpResponse:
    """Exports of the organisation; one is asked for by posting."""
    wrong = False
    if request.method == "POST":
        try:
            agreeing.ask(
                request.POST.get("recipients", ""), request.POST.get("reason", ""), by=request.staff, at=request.now
            )
        except agreeing.NotComplete:
            wrong = True
        else:
            messages.success(request, _("Asked. Nothing leaves before the second person has agreed."))
            return HttpResponseRedirect(reverse("exports"))
    rows = list(agreeing.exports(seen_by=request.staff, at=request.now)[:SHOWN])
    return page(
        request,
        "moving/exports.html",
        status=400 if wrong else 200,
        keep=True,
        wrong=wrong,
        typed=request.POST,
        longest=agreeing.LONGEST_REASON,
        exports=agreeing.shown(rows, seen_by=request.staff, at=request.now),
        mine=request.staff.pk,
        now=request.now,
    )


@require_POST
@door(*DECIDE)
def decide(request: Any, id: uuid.UUID) -> HttpResponse:
    """Agree, or refuse; what is not said clearly is a refusal."""
    agreed = request.POST.get("answer") == "yes"
    try:
        agreeing.decide(id, agreed, by=request.staff, at=request.now)
    except agreeing.NotYours:
        messages.error(
            request, _("A supervisor and a security officer are needed, and who asked is one of the two already.")
        )
    except agreeing.Decided:
        messages.error(request, _("It is decided already."))
    else:
        told = _("Agreed. The file is being made; it can be taken here for seven days.") if agreed else _("Refused.")
        messages.success(request, told)
    return HttpResponseRedirect(reverse("exports"))


@require_safe
@door(*DECIDE)
def take(request: Any, id: uuid.UUID) -> FileResponse:
    """The encrypted file, to be saved; the taking goes into the record."""
    file = agreeing.take(id, by=request.staff, at=request.now)
    name = f"hamroh-{request.now:%Y-%m-%d}.zip.age"
    return FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream")
