"""Pages of the desk about itself: today, the tongue, the staff."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamroh.people.staff import actions, queries
from hamroh.people.staff.errors import StaffError
from hamroh.people.staff.forms import EnterStaffForm, LeaveForm, OfficeForm, RoleForm, TrainingForm, VouchForm
from hamroh.people.staff.models import Role, Staff
from hamroh.people.staff.own import fresh
from hamroh.people.staff.signing_in import open_the_way
from hamroh.people.walls import ALL, door, ways
from hamroh.record import queries as told
from hamroh.shell.here import day_of
from hamroh.shell.page import page
from hamroh.shell.refusals import Refusal, mark
from hamroh.shell.tongue import AT_DESK, LANGUAGES


@require_safe
@door(*ALL)
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for whoever signed in, and below it every way that is open to them, by rooms."""
    today = ways.today(request.staff, request.now)  # type: ignore[attr-defined]
    every = [way for _, opened in today for way in opened]
    return page(
        request,
        "staff/desk.html",
        keep=True,
        today=today,
        waiting=[way for way in every if way.waits],
        may_find=any(way.address == reverse("persons") for way in every),
    )


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


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For the guard against forged forms: the page was open for too long, or the form came from elsewhere."""
    mark(request, Refusal.FORGED)
    return page(request, "staff/stale.html", status=403, keep=True)


def too_many(request: HttpRequest) -> HttpResponse:
    """Something was tried more often in a minute than anybody needs."""
    mark(request, Refusal.TOO_OFTEN)
    return page(request, "staff/too_many.html", status=429, keep=True)


# -- staff -------------------------------------------------------------------------------------------------------------


@require_safe
@door(Role.ADMINISTRATOR, Role.SUPERVISOR)
def staff(request: HttpRequest) -> HttpResponse:
    """Who works here, in which roles; whose training is to be renewed."""
    by, now = request.staff, request.now  # type: ignore[attr-defined]
    language = request.tongue.language  # type: ignore[attr-defined]
    return page(
        request,
        "staff/staff.html",
        keep=True,
        people=[(one, one.office.name(language), _grants(one)) for one in queries.colleagues(seen_by=by, at=now)],
        renew=queries.trainings_to_renew(seen_by=by, at=now),
        today=day_of(now),
        administrator=Role.ADMINISTRATOR in by.roles(now),
    )


def _grants(one: Staff) -> list[Any]:
    return [grant for grant in one.grants.all() if grant.until is None]


@require_safe
@door(Role.ADMINISTRATOR, Role.SUPERVISOR)
def member(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One member of staff: roles, training, what was done to them."""
    return _member(request, _found(request, id))


def _found(request: HttpRequest, id: uuid.UUID) -> Staff:
    return queries.colleague(id, seen_by=request.staff, at=request.now)  # type: ignore[attr-defined]


def _member(request: HttpRequest, one: Staff, *, status: int = 200, **forms: Any) -> HttpResponse:
    by, now = request.staff, request.now  # type: ignore[attr-defined]
    language = request.tongue.language  # type: ignore[attr-defined]
    lines = told.entries(about=one.pk, limit=30)
    names = queries.names_of(line.by for line in lines)
    return page(
        request,
        "staff/member.html",
        status=status,
        keep=True,
        one=one,
        grants=_grants(one),
        trainings=one.trainings.order_by("kind", "-expires_on"),
        today=day_of(now),
        administrator=Role.ADMINISTRATOR in by.roles(now),
        oneself=one.pk == by.pk,
        lines=[(line.at, line.sentence(language), names.get(line.by, "")) for line in lines],
        office=one.office.name(language),
        **{"role_form": RoleForm(), "training_form": TrainingForm(), **forms},
    )


def _tried(request: HttpRequest, one: Staff, action: Any, done: str) -> HttpResponse:
    """Do something to somebody; back on their page, what was done, or why it was not."""
    try:
        action()
    except StaffError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("staff_member", args=[one.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@door(Role.ADMINISTRATOR)
@fresh
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a member of staff; their code is shown once, to be handed over."""
    by, now = request.staff, request.now  # type: ignore[attr-defined]
    form = EnterStaffForm(request.POST or None, offices=queries.offices())
    if request.method == "POST" and form.is_valid():
        try:
            one = actions.enter_staff(**form.cleaned_data, by=by, at=now)
        except StaffError as error:
            form.add_error("email", str(error))
        else:
            return _code(request, one, actions.invite(one, by=by, at=now))
    return page(request, "staff/enter.html", keep=True, form=form)


def _code(request: HttpRequest, one: Staff, code: str) -> HttpResponse:
    scheme = "https" if settings.OVER_TLS else "http"
    # After # a browser sends nothing: the code stands in no log of a server or a proxy.
    link = f"{scheme}://{request.get_host()}{reverse('welcome')}#{code}"
    return page(request, "staff/code.html", keep=True, one=one, code=code, link=link, days=actions.INVITED_FOR.days)


@require_POST
@door(Role.ADMINISTRATOR)
@fresh
def invite(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """A new code for somebody whose first one ran out, or who lost the password."""
    one = _found(request, id)
    if not one.is_active:
        raise Http404
    try:
        return _code(request, one, actions.invite(one, by=request.staff, at=request.now))  # type: ignore[attr-defined]
    except StaffError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("staff_member", args=[one.pk]))


@require_POST
@door(Role.ADMINISTRATOR)
@fresh
def grant(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Give a role."""
    one, form = _found(request, id), RoleForm(request.POST)
    if not form.is_valid() or not one.is_active:
        return _member(request, one, status=400, role_form=form)
    role = Role(form.cleaned_data["role"])
    return _tried(
        request,
        one,
        lambda: actions.grant_role(one, role, by=request.staff, at=request.now),  # type: ignore[attr-defined]
        _("Done. If the role guards others, it holds once a second administrator has agreed."),
    )


@require_POST
@door(Role.ADMINISTRATOR)
@fresh
def second(request: HttpRequest, id: uuid.UUID, grant: int) -> HttpResponse:
    """Agree, as the second, to a role that waits."""
    one = _found(request, id)
    waits = queries.grant(grant, one)
    return _tried(
        request,
        one,
        lambda: actions.second_role(waits, by=request.staff, at=request.now),  # type: ignore[attr-defined]
        _("The role holds now."),
    )


@require_POST
@door(Role.ADMINISTRATOR)
@fresh
def end(request: HttpRequest, id: uuid.UUID, grant: int) -> HttpResponse:
    """Take a role away."""
    one = _found(request, id)
    held = queries.grant(grant, one)
    return _tried(
        request,
        one,
        lambda: actions.end_role(held, by=request.staff, at=request.now),  # type: ignore[attr-defined]
        _("The role has ended, and they are signed out."),
    )


@require_POST
@door(Role.ADMINISTRATOR, Role.SUPERVISOR)
def training(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Enter a training that somebody passed."""
    one, form = _found(request, id), TrainingForm(request.POST)
    if not form.is_valid():
        return _member(request, one, status=400, training_form=form)
    return _tried(
        request,
        one,
        lambda: actions.enter_training(one, **form.cleaned_data, by=request.staff, at=request.now),  # type: ignore[attr-defined]
        _("The training is entered."),
    )


@require_POST
@door(Role.ADMINISTRATOR)
@fresh
def open_way(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Let somebody try again at once who typed a wrong password too often."""
    one = _found(request, id)
    return _tried(
        request,
        one,
        lambda: open_the_way(one, request, by=request.staff, at=request.now),  # type: ignore[attr-defined]
        _("They may try again at once."),
    )


@require_POST
@door(Role.ADMINISTRATOR)
@fresh
def sign_out(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """End every session of somebody, as when their machine was stolen."""
    one = _found(request, id)
    return _tried(
        request,
        one,
        lambda: actions.sign_out(one, by=request.staff, at=request.now),  # type: ignore[attr-defined]
        _("They are signed out everywhere."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@door(Role.ADMINISTRATOR)
@fresh
def leave(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Somebody leaves: their files are handed over in the same step."""
    by, now = request.staff, request.now  # type: ignore[attr-defined]
    one = _found(request, id)
    if not one.is_active:
        raise Http404
    form = LeaveForm(request.POST or None, colleagues=queries.successors(one))
    if request.method == "POST" and form.is_valid():
        return _tried(
            request,
            one,
            lambda: actions.leave(one, to=form.cleaned_data["to"], by=by, at=now),
            _("They have left. Their files are handed over, and they can no longer sign in."),
        )
    return page(request, "staff/leave.html", keep=True, one=one, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@door(Role.ADMINISTRATOR)
@fresh
def offices(request: HttpRequest) -> HttpResponse:
    """The offices of the site; enter another one."""
    form = OfficeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.open_office(by=request.staff, at=request.now, **form.cleaned_data)  # type: ignore[attr-defined]
        messages.success(request, _("The office is entered."))
        return HttpResponseRedirect(reverse("offices"))
    language = request.tongue.language  # type: ignore[attr-defined]
    found = [(one.organisation.name(language), one.name(language), one.key) for one in queries.offices()]
    return page(request, "staff/offices.html", keep=True, form=form, offices=found)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*actions.VOUCHERS)
@fresh
def vouch(request: HttpRequest) -> HttpResponse:
    """A colleague called: they lost their second step, and read out a number."""
    form = VouchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            voices = actions.vouch(**form.cleaned_data, by=request.staff, at=request.now)  # type: ignore[attr-defined]
        except StaffError as error:
            form.add_error(None, str(error))
        else:
            if voices:
                messages.success(
                    request,
                    _("You have vouched. One more person is needed.")
                    if voices == 1
                    else _(
                        "Both have vouched. Your colleague signs in with the password now, in the same browser, and sets up a new second step."
                    ),
                )
                return HttpResponseRedirect(reverse("vouch"))
            mark(request, Refusal.CODE)
            form.add_error(
                "number", _("Nobody with this address waits with this number. Ask them to read it out again.")
            )
    return page(request, "staff/vouch.html", keep=True, form=form)
