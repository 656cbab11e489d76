"""Pages of the desk about itself: today, the tongue, the staff."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from hamroh.people.staff import queries
from hamroh.people.staff.models import Role
from hamroh.people.walls import ALL, door, ways
from hamroh.shell.page import page
from hamroh.shell.tongue import AT_DESK, LANGUAGES


@require_safe
@door(*ALL)
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for whoever signed in."""
    return page(request, "staff/desk.html", keep=True, today=ways.today(request.staff, request.now))  # type: ignore[attr-defined]


@require_POST
def tongue(request: HttpRequest) -> HttpResponse:
    """Choose a language or light for the desk; back to the page where it was chosen."""
    chosen = request.POST.get("tongue", "")
    if chosen.removesuffix("-sun") in LANGUAGES:
        request.session[AT_DESK] = chosen
    back = request.POST.get("back", "")
    if not (back.startswith("/desk/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)):
        back = reverse("desk")
    return HttpResponseRedirect(back)


@require_safe
@door(Role.ADMINISTRATOR, Role.SUPERVISOR)
def staff(request: HttpRequest) -> HttpResponse:
    """Who works here, in which roles, with which training."""
    return page(request, "staff/staff.html", keep=True, people=queries.colleagues(seen_by=request.staff))  # type: ignore[attr-defined]
