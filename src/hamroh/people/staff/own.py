"""Pages of sign-in, and what everybody does for themselves: second step, password, sessions. The work is django-allauth's."""

from __future__ import annotations

import datetime as dt
import functools
import uuid
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView, PasswordChangeView
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamroh import record
from hamroh.people.staff import actions, events, queries, recovery_codes
from hamroh.people.staff.errors import StaffError
from hamroh.people.staff.forms import PasswordForm, WelcomeForm
from hamroh.people.staff.sessions import (
    ENDED,
    IDLE_SECONDS,
    LISTED,
    RECOVERY,
    WHOLE_SECONDS,
    freshly_confirmed,
    freshly_given,
    has_second_step,
    leave,
    second_steps,
)
from hamroh.people.walls.doors import ALL, View, door
from hamroh.shell.here import day_of
from hamroh.shell.page import page
from hamroh.shell.refusals import Refusal, mark


def fresh(view: View) -> View:
    """For what is weighty: the second step is given again first, if that was more than five minutes ago. Stands behind a door."""

    @functools.wraps(view)
    def asked(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponseBase:
        if freshly_confirmed(request):
            return view(request, *args, **parts)
        back = request.path
        if request.method == "POST":
            # What was sent is not kept: they press again.
            messages.info(request, _("Nothing was done yet. Please do it again now."))
            back = request.POST.get("back", back)
        ways = get_adapter().get_reauthentication_methods(request.user)
        if not ways:
            # Password and second step were taken away while they were signed in: they begin anew.
            leave(request)
            return HttpResponseRedirect(reverse("account_login"))
        way = ways[0]["url"]
        return HttpResponseRedirect(f"{way}?{urlencode({'next': back})}")

    return asked


def wholly_fresh(view: View) -> View:
    """For what changes how somebody signs in: second step and password, both within five minutes. Before there is a second step,
    the password alone has just been given. Stands behind a door."""

    @functools.wraps(view)
    def asked(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponseBase:
        if not has_second_step(request.user):
            return view(request, *args, **parts)
        if not freshly_confirmed(request) or freshly_given(request, "password"):
            return fresh(view)(request, *args, **parts)
        if request.method == "POST":
            messages.info(request, _("Nothing was done yet. Please do it again now."))
        return HttpResponseRedirect(f"{reverse('confirm_password')}?{urlencode({'next': request.path})}")

    return asked


# -- signing in and out ------------------------------------------------------------------------------------------------


class SignIn(LoginView):  # type: ignore[misc]
    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return {**super().get_context_data(**more), "ended": self.request.session.pop(ENDED, None)}


sign_in = SignIn.as_view()
_authenticate = AuthenticateView.as_view()


class _Passkey(LoginWebAuthnView):  # type: ignore[misc]
    def form_invalid(self, form: Any) -> HttpResponse:
        mark(self.request, Refusal.SECOND_STEP)
        return super().form_invalid(form)  # type: ignore[no-any-return]


passkey = _Passkey.as_view()


@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")
def second_step(request: HttpRequest) -> HttpResponse:
    """After the password: a code, or a passkey."""
    if not has_second_step(request._login_stage.login.user):  # type: ignore[attr-defined]
        # It was taken away meanwhile. Without this the sign-in page and this one would send to each other.
        clear_login(request)
        return HttpResponseRedirect(reverse("account_login"))
    return _authenticate(request)  # type: ignore[no-any-return]


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session and asks the browser to forget what it kept of the desk."""
    leave(request)
    answer = HttpResponseRedirect(reverse("account_login"))
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Choose a password with a code that was handed over; then sign in with it."""
    form = WelcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        try:
            invitation = actions.invited(email=given["login"], code=given["code"], at=now)
            if form.check_password(invitation.staff):
                actions.choose_password(invitation, given["password1"], at=now)
                messages.success(request, _("Your password is set. Sign in with it now, and set up your second step."))
                return HttpResponseRedirect(reverse("account_login"))
        except StaffError as error:
            mark(request, Refusal.CODE, who=queries.id_of_name(given["login"]))
            form.add_error("code", str(error))
    return page(request, "staff/welcome.html", keep=True, form=form)


@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")
@require_http_methods(["GET", "HEAD", "POST"])
def lost(request: HttpRequest) -> HttpResponse:
    """Somebody who gave their password lost the second step: they get a number to read out to two colleagues."""
    staff, now = request._login_stage.login.user, timezone.now()  # type: ignore[attr-defined]
    mine = request.session.get(RECOVERY)
    asked = actions.waiting_recoveries(staff, now).filter(pk=mine).first() if mine else None
    fault = ""
    if request.method == "POST" and asked is None:
        try:
            request.session[RECOVERY] = str(actions.ask_recovery(staff, at=now).pk)
            return HttpResponseRedirect(reverse("recovery"))
        except StaffError as error:
            fault = str(error)
    done = bool(mine) and actions.recovered(mine, staff, now)
    if done or not has_second_step(staff):
        clear_login(request)
    if not done and not has_second_step(staff):
        return HttpResponseRedirect(reverse("account_login"))
    number = actions.number_of(asked, now) if asked else ""
    minutes = actions.NUMBER_FOR.seconds // 60
    return page(
        request, "staff/lost.html", keep=True, asked=asked, number=number, done=done, fault=fault, minutes=minutes
    )


# -- what everybody does for themselves --------------------------------------------------------------------------------


@require_safe
@door(*ALL, half=True)
def me(request: HttpRequest) -> HttpResponse:
    """How somebody signs in, which roles they have, which training, until when."""
    staff = request.staff  # type: ignore[attr-defined]
    found = second_steps(staff)
    codes = next((one for one in found if one.type == Authenticator.Type.RECOVERY_CODES), None)
    return page(
        request,
        "staff/me.html",
        keep=True,
        app=next((one for one in found if one.type == Authenticator.Type.TOTP), None),
        passkeys=[one for one in found if one.type == Authenticator.Type.WEBAUTHN],
        codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
        roles=sorted(role.label for role in staff.roles(request.now)),  # type: ignore[attr-defined]
        sessions=[
            (one, str(one.pk) == request.session.get(LISTED))
            for one in queries.own_sessions(
                staff,
                at=request.now,  # type: ignore[attr-defined]
                idle=dt.timedelta(seconds=IDLE_SECONDS),
                whole=dt.timedelta(seconds=WHOLE_SECONDS),
            )
        ],
        trainings=staff.trainings.order_by("kind", "-expires_on"),
        today=day_of(request.now),  # type: ignore[attr-defined]
    )


class _AppAdded(ActivateTOTPView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        _added(self.request, _newest(self.request, Authenticator.Type.TOTP))
        return answer


class _PasskeyAdded(AddWebAuthnView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        _added(self.request, _newest(self.request, Authenticator.Type.WEBAUTHN))
        return answer


def _newest(request: HttpRequest, kind: str) -> Authenticator:
    return [one for one in second_steps(request.user) if one.type == kind][-1]


def _added(request: HttpRequest, one: Authenticator) -> None:
    """What was proved just now is the second step of this session too; and nobody enrols by password alone any more."""
    staff = request.staff  # type: ignore[attr-defined]
    post_authentication(request, one, reauthenticated=True)
    request.session.cycle_key()
    request.session.pop(RECOVERY, None)
    staff.enrol_until = None
    staff.save(update_fields=["enrol_until"])
    record.note(events.SecondStepAdded(about=staff.pk, **_means(one.type)), by=staff.pk, at=request.now)  # type: ignore[attr-defined]


class _AppRemoved(DeactivateTOTPView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        _removed(self.request, Authenticator.Type.TOTP)
        return answer


class _PasskeyRemoved(RemoveWebAuthnView):  # type: ignore[misc]
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        if not get_mfa_adapter().can_delete_authenticator(self.get_object()):
            form.add_error(None, get_mfa_adapter().error_messages["cannot_delete_authenticator"])
            return self.form_invalid(form)  # type: ignore[no-any-return]
        answer = super().form_valid(form)
        _removed(self.request, Authenticator.Type.WEBAUTHN)
        return answer


def _means(kind: str) -> dict[str, str]:
    words = gettext_lazy("app with codes") if kind == Authenticator.Type.TOTP else gettext_lazy("passkey")
    return events.said("means", str(kind), words)


def _removed(request: HttpRequest, means: str) -> None:
    staff = request.staff  # type: ignore[attr-defined]
    record.note(events.SecondStepRemoved(about=staff.pk, **_means(means)), by=staff.pk, at=request.now)  # type: ignore[attr-defined]


class _PasswordChanged(PasswordChangeView):  # type: ignore[misc]
    def get_default_success_url(self) -> str:
        return reverse("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        staff = self.request.staff
        record.note(events.PasswordChosen(about=staff.pk), by=staff.pk, at=self.request.now)
        messages.success(self.request, _("Your password is changed. Everywhere else you are signed out."))
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        if "oldpassword" in form.errors:
            mark(self.request, Refusal.PASSWORD, who=self.request.staff.pk)
        return super().form_invalid(form)  # type: ignore[no-any-return]


class _Renewed:
    """Who gave the second step again goes on under a new name of the session: the one before is worth nothing to a thief."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)  # type: ignore[misc]
        self.request.session.cycle_key()  # type: ignore[attr-defined]
        return answer  # type: ignore[no-any-return]


class _Confirmed(_Renewed, ReauthenticateView):  # type: ignore[misc]
    pass


class _ConfirmedByPasskey(_Renewed, ReauthenticateWebAuthnView):  # type: ignore[misc]
    def form_invalid(self, form: Any) -> HttpResponse:
        mark(self.request, Refusal.SECOND_STEP)
        return super().form_invalid(form)  # type: ignore[no-any-return]


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@door(*ALL)
def confirm_password(request: HttpRequest) -> HttpResponse:
    """The password once more, before what changes how somebody signs in. Wrong ones count like those at sign-in."""
    form, staff = PasswordForm(request.POST or None), request.staff  # type: ignore[attr-defined]
    back = request.POST.get("next", request.GET.get("next", ""))
    if not (back.startswith("/desk/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)):
        back = reverse("mfa_index")
    if request.method == "POST" and form.is_valid():
        if get_adapter().authenticate(request, email=staff.email, password=form.cleaned_data["password"]) == staff:
            record_authentication(request, staff, method="password", reauthenticated=True)
            request.session.cycle_key()
            return HttpResponseRedirect(back)
        form.add_error("password", get_adapter().error_messages["enter_current_password"])
    return page(request, "staff/password.html", keep=True, form=form, next=back)


@require_POST
@door(*ALL)
@fresh
def end_session(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One session of theirs ends."""
    actions.end_session(id, by=request.staff, at=request.now)  # type: ignore[attr-defined]
    messages.success(request, _("That session has ended."))
    return HttpResponseRedirect(reverse("mfa_index"))


@require_POST
@door(*ALL)
@fresh
def end_elsewhere(request: HttpRequest) -> HttpResponse:
    """Every session of theirs but this one ends."""
    staff = request.staff  # type: ignore[attr-defined]
    with transaction.atomic():
        staff.end_sessions()
        staff.save(update_fields=["session_stamp"])
        record.note(events.SessionsEnded(about=staff.pk), by=staff.pk, at=request.now)  # type: ignore[attr-defined]
    update_session_auth_hash(request, staff)
    messages.success(request, _("Everywhere else you are signed out."))
    return HttpResponseRedirect(reverse("mfa_index"))


app_add = door(*ALL, half=True)(wholly_fresh(_AppAdded.as_view()))
app_remove = door(*ALL)(wholly_fresh(_AppRemoved.as_view()))
passkey_add = door(*ALL, half=True)(wholly_fresh(_PasskeyAdded.as_view()))
passkey_remove = door(*ALL)(wholly_fresh(_PasskeyRemoved.as_view()))
recovery_codes.put_in_place()
codes = door(*ALL)(ViewRecoveryCodesView.as_view())
codes_anew = door(*ALL)(wholly_fresh(GenerateRecoveryCodesView.as_view()))
confirm = door(*ALL)(_Confirmed.as_view())
confirm_by_passkey = door(*ALL)(_ConfirmedByPasskey.as_view())
password = door(*ALL)(wholly_fresh(_PasswordChanged.as_view()))
