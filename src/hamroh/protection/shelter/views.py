"""The page of beds."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hamroh.people.persons import queries as persons
from hamroh.people.walls import door
from hamroh.protection.shelter import actions, queries
from hamroh.shell.page import page
from hamroh.shell.typed import line, text_of

MANAGE = tuple(queries.MANAGE)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*MANAGE)
def beds(request: Any) -> HttpResponse:
    """Every bed, who waits for one; a house is entered by posting."""
    wrong = False
    if request.method == "POST":
        post = request.POST
        labels = text_of(post, "beds", 4_000).splitlines()
        try:
            actions.enter_shelter(
                line(text_of(post, "area", 120)),
                text_of(post, "address", 500),
                beds=labels,
                by=request.staff,
                at=request.now,
            )
        except actions.NotComplete:
            wrong = True
        else:
            messages.success(
                request, _("Entered. The address is sealed: only those who placed somebody there can read it.")
            )
            return HttpResponseRedirect(reverse("beds"))
    waiting = [
        {"row": one, "name": persons.file(one.person_id, seen_by=request.staff, at=request.now).full_name}
        for one in queries.to_place(seen_by=request.staff, at=request.now)
    ]
    return page(
        request, "shelter/beds.html", status=400 if wrong else 200, keep=True, wrong=wrong, waiting=waiting,
        houses=queries.houses(seen_by=request.staff, at=request.now), typed=request.POST if wrong else {},
    )  # fmt: skip


@require_POST
@door(*MANAGE)
def give(request: Any, id: uuid.UUID) -> HttpResponse:
    """Give a bed to somebody who waits."""
    try:
        referral = uuid.UUID(request.POST.get("referral", ""))
    except ValueError:
        messages.error(request, _("Choose who gets the bed."))
        return HttpResponseRedirect(reverse("beds"))
    try:
        actions.give_bed(id, referral, by=request.staff, at=request.now)
    except actions.Taken:
        messages.error(
            request, _("Somebody else was given that place a moment ago. Nothing was changed; choose another.")
        )
    return HttpResponseRedirect(reverse("beds"))


@require_POST
@door(*MANAGE)
def leave(request: Any, id: uuid.UUID) -> HttpResponse:
    """Somebody left."""
    actions.leave(id, by=request.staff, at=request.now)
    messages.success(request, _("The bed is free."))
    return HttpResponseRedirect(reverse("beds"))
