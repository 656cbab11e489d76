"""One's own choice to answer those who ask for a woman."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hamroh.people.walls import door
from hamroh.protection.women import actions, queries
from hamroh.shell.page import page


@require_http_methods(["GET", "HEAD", "POST"])
@door(*queries.ANSWER)
def women(request: Any) -> HttpResponse:
    """Say it or take it back by posting."""
    if request.method == "POST":
        actions.say(request.POST.get("answers") == "yes", by=request.staff, at=request.now)
        messages.success(request, _("Stored."))
        return HttpResponseRedirect(reverse("women"))
    return page(request, "women/women.html", keep=True, one=queries.is_one(request.staff))
