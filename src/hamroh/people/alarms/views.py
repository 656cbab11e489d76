"""The page of whoever watches over the site."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hamroh.people.alarms import actions, queries
from hamroh.people.walls.doors import door
from hamroh.shell.page import page


@require_safe
@door(*queries.WATCHERS)
def alarms(request: Any) -> HttpResponse:
    """What was tried more often than honest people do, and the sums of a week."""
    return page(
        request,
        "alarms/alarms.html",
        keep=True,
        alarms=queries.alarms(seen_by=request.staff, at=request.now),
        week=queries.of_the_week(seen_by=request.staff, at=request.now),
    )


@require_POST
@door(*queries.WATCHERS)
def seen(request: Any, id: int) -> HttpResponse:
    """Somebody has looked into one of them."""
    actions.see(queries.alarm(id, seen_by=request.staff, at=request.now), by=request.staff, at=request.now)
    messages.success(request, _("Noted in the record."))
    return HttpResponseRedirect(reverse("alarms"))
