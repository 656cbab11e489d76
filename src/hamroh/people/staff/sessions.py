"""How long somebody stays signed in, and whether they came with both steps.

A session ends after 15 minutes without a page, after 12 hours in all, on signing out, and at once when the password or the
session stamp of its owner changes (a role, somebody leaving, a recovery). It is not tied to a browser's mark or an address: whoever can
steal the cookie can copy the mark, and addresses change under honest people on mobile networks.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponseBase

from hamroh.shell.desk import at_desk
from hamroh.shell.tongue import AT_DESK

IDLE_SECONDS = 15 * 60
WHOLE_SECONDS = 12 * 3600
_NOTED_EVERY = 30
# A clock that was set back further than this would make a session live on.
_CLOCK_SLACK = 120

BEGAN, SEEN, ENDED, RECOVERY = "began", "seen", "ended", "recovery"
"""Names in the session: when it began and was last used, in seconds since 1970; why the one before it ended; the request for
recovery that was made in this browser."""


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
        session = request.session
        began, seen = session.setdefault(BEGAN, now), session.setdefault(SEEN, now)
        idle = now - seen
        if idle > IDLE_SECONDS or now - began > WHOLE_SECONDS or idle < -_CLOCK_SLACK:
            end(request, "idle" if idle > IDLE_SECONDS else "long")
        elif idle > _NOTED_EVERY:
            session[SEEN] = now


def end(request: HttpRequest, why: str) -> None:
    """End the session of a request; the language stays, and the sign-in page says why."""
    tongue = request.session.get(AT_DESK)
    logout(request)
    request.session[ENDED] = why
    if tongue:
        request.session[AT_DESK] = tongue


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


def freshly_confirmed(request: HttpRequest) -> bool:
    """Was the second step given again, in this session, within the last five minutes?"""
    from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate

    return bool(did_recently_reauthenticate(request))
