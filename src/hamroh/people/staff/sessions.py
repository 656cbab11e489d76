"""How long somebody stays signed in, and whether they came with both steps.

A session ends after 15 minutes without a page, after 12 hours in all, on signing out, and at once when the password or the
session stamp of its owner changes (a role, somebody leaving, a recovery). It is not tied to a browser's mark or an address: whoever can
steal the cookie can copy the mark, and addresses change under honest people on mobile networks.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponseBase

from hamroh.people.staff import actions
from hamroh.shell.desk import at_desk
from hamroh.shell.tongue import AT_DESK

IDLE_SECONDS = 15 * 60
WHOLE_SECONDS = 12 * 3600
_NOTED_EVERY = 30
# A clock that was set back further than this would make a session live on.
_CLOCK_SLACK = 120

BEGAN, SEEN, ENDED, RECOVERY, LISTED = "began", "seen", "ended", "recovery", "listed"
"""Names in the session: when it began and was last used, in seconds since 1970; why the one before it ended; the request for
recovery that was made in this browser; under which id its owner sees it."""


class Watch:
    """Ends a session of the desk that was idle, or has lasted, too long; lets no other site read where somebody was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not at_desk(request):
            return self.get_response(request)
        if SESSION_KEY in request.session:
            self._watch(request, time.time())
        response = self.get_response(request)
        # Browsers say "null" as the origin of a form under `no-referrer`, and the guard against forged forms needs it.
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def _watch(self, request: HttpRequest, now: float) -> None:
        staff = request.user
        if not staff.is_authenticated:
            return
        session = request.session
        if LISTED not in session:
            session[LISTED] = str(actions.list_session(staff, at=_moment(now)))  # type: ignore[arg-type]
        began, seen = session.setdefault(BEGAN, now), session.setdefault(SEEN, now)
        idle = now - seen
        if idle > IDLE_SECONDS or now - began > WHOLE_SECONDS or idle < -_CLOCK_SLACK:
            end(request, "idle" if idle > IDLE_SECONDS else "long")
        elif not actions.session_lives(session[LISTED], staff):  # type: ignore[arg-type]
            end(request, "step")
        elif idle > _NOTED_EVERY:
            session[SEEN] = now
            actions.session_seen(session[LISTED], staff, at=_moment(now))  # type: ignore[arg-type]


def _moment(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def end(request: HttpRequest, why: str) -> None:
    """End the session of a request; the language stays, and the sign-in page says why."""
    tongue = request.session.get(AT_DESK)
    leave(request)
    request.session[ENDED] = why
    if tongue:
        request.session[AT_DESK] = tongue


def leave(request: HttpRequest) -> None:
    """Sign out: the session is gone, and its owner sees it no more."""
    if LISTED in request.session:
        actions.forget_session(request.session[LISTED])
    logout(request)


def both_steps(request: HttpRequest) -> bool:
    """Did whoever is signed in come with a second step, or set one up in this session?"""
    from allauth.account.internal.flows.login import get_authentication_records

    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))  # type: ignore[arg-type]


def has_second_step(staff: object) -> bool:
    """Is an app or a passkey set up for them?"""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.utils import is_mfa_enabled

    return bool(is_mfa_enabled(staff, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]))


def second_steps(staff: object) -> list[Any]:
    """What somebody set up to sign in with beside the password: the app, passkeys, recovery codes; the newest last."""
    from allauth.mfa.models import Authenticator

    return list(Authenticator.objects.filter(user=staff).order_by("pk"))


def freshly_given(request: HttpRequest, method: str) -> bool:
    """Was the password, or the second step (`mfa`), given in this session within the last five minutes?"""
    from allauth.account.internal.flows.login import get_authentication_records

    given = [record["at"] for record in get_authentication_records(request, request.user) if record["method"] == method]  # type: ignore[arg-type]
    return bool(given) and 0 <= time.time() - max(given) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def freshly_confirmed(request: HttpRequest) -> bool:
    """Was the second step given again within the last five minutes?"""
    return freshly_given(request, "mfa")
