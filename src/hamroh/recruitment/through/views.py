"""Through whom work was found: one press, and what is known of it."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hamroh.people import floods
from hamroh.record.errors import RecordError
from hamroh.recruitment.through import counting
from hamroh.shell import once
from hamroh.shell.here import today
from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue

WAYS = {
    "family": gettext_lazy("Relatives or friends"),
    "intermediary": gettext_lazy("Somebody who takes money for it, without a firm"),
    "agency": gettext_lazy("A firm that sends people abroad"),
    "employer": gettext_lazy("The employer, with nobody between"),
    "online": gettext_lazy("An advertisement on the internet"),
    "state": gettext_lazy("An office of the state"),
    "alone": gettext_lazy("I came and looked for it myself"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def through(request: Any, tongue: Tongue) -> HttpResponse:
    """Who found somebody's work: stored once, or told that it is not. What others told, and what agencies returned."""
    way = request.POST.get("through", "") if request.method == "POST" else ""
    mark = once.public_form_of(request.POST.get("form", ""))
    status, stored = 200, False
    if way in WAYS:
        try:
            worked = once.is_fresh(mark) and floods.worked(mark, request.POST.get("work", ""))
            counting.tell(mark, way, worked=worked, at=timezone.now())
            stored = True
        except (DatabaseError, RecordError):
            status = 503
    since, until, told = counting.told(today())
    response = page(
        request,
        "through/through.html",
        status=status,
        keep=request.method == "POST" and not stored,
        go="again",
        ways=WAYS.items(),
        mark=mark,
        stored=stored,
        not_stored=status == 503,
        since=since,
        until=until,
        told=[(WAYS[way], many) for way, many in told],
        placed=counting.placed(),
        without_licence=counting.without_licence(),
    )
    response.headers["Cache-Control"] = "no-store"
    return response
