"""What this site does otherwise than django-allauth and django-axes: no mail, no sign-up, no addresses kept, secrets sealed."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import threading
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from axes.utils import reset
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from hamroh import record
from hamroh.people.staff import actions, events
from hamroh.people.staff.models import Staff
from hamroh.people.staff.sessions import RECOVERY, has_second_step
from hamroh.record import keys
from hamroh.shell.page import page
from hamroh.shell.refusals import Refusal, mark
from hamroh.shell.tongue import AT_DESK

TOO_MANY = gettext_lazy(
    "Too many attempts. Wait 15 minutes, or ask your administrator to open the way. A passkey still works."
)
_WRONG = gettext_lazy("The address and the password do not belong together.")
_WRONG_CODE = gettext_lazy("That code is not right. A code works once: wait for the next one.")

_WAYS = {
    "password": ("password", gettext_lazy("password alone, to set up a second step")),
    "totp": ("totp", gettext_lazy("password and app with codes")),
    "recovery_codes": ("recovery_codes", gettext_lazy("password and recovery code")),
    "webauthn": ("webauthn", gettext_lazy("passkey")),
}
"""By the last step that somebody took."""


class Account(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in by name and password."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _WRONG,
        "invalid_login": _WRONG,
        "incorrect_code": _WRONG_CODE,
        "enter_current_password": gettext_lazy("This is not your present password."),
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, *anything: Any, **more: Any) -> None:
        """No mail leaves: a mailbox may be read by an employer."""

    def add_message(self, *anything: Any, **more: Any) -> None:
        """Our pages say themselves what was done."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return name_typed(request, credentials)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Staff | None:
        tried = super().authenticate
        found = one_at_a_time(name_typed(request, credentials), lambda: tried(request, **credentials))
        if found is not None and not found.is_active:
            # Somebody who has left is answered like somebody who never was.
            mark(request, Refusal.PASSWORD, who=found.pk)
            return None
        return found  # type: ignore[no-any-return]

    def pre_login(self, request: HttpRequest, user: Staff, **more: Any) -> HttpResponse | None:
        if not user.is_active:
            clear_login(request)
            return page(request, "account/login.html", status=403, keep=True)
        if not has_second_step(user) and not may_enrol(user, request):
            clear_login(request)
            return page(request, "staff/too_late.html", status=403, keep=True)
        return None

    def post_login(self, request: HttpRequest, user: Staff, **more: Any) -> HttpResponse:
        now = timezone.now()
        with transaction.atomic():
            record.note(events.SignedIn(about=user.pk, **_way_of(request, user)), by=user.pk, at=now)
        # Their own language, unless they chose another one on the way in.
        request.session.setdefault(AT_DESK, user.language)
        return super().post_login(request, user, **more)

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        # Who sets up the first second step has none to confirm with.
        return has_second_step(self.request.user)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """An app first where there is one, else a passkey; recovery codes last."""
        ways = super().get_reauthentication_methods(user)
        if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
            ways.reverse()
        return ways


def _way_of(request: HttpRequest, staff: Staff) -> dict[str, str]:
    """With what somebody signed in, as the record tells it."""
    steps = [step.get("type", step.get("method")) for step in get_authentication_records(request, staff)]
    return events.said("means", *_WAYS.get(str(steps[-1]) if steps else "", _WAYS["password"]))


def may_enrol(staff: Staff, request: HttpRequest) -> bool:
    """May they sign in by password alone now, to set up a second step? For an hour after an invitation was used; or after two have
    vouched, in the browser that asked them to."""
    now = timezone.now()
    if staff.enrol_until is not None and now < staff.enrol_until:
        return True
    asked = request.session.get(RECOVERY)
    return bool(asked) and actions.recovered(asked, staff, now)


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]
    """The second step: an app, a passkey, recovery codes. Its secrets are sealed by a key that no database backup holds."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _WRONG_CODE,
        "cannot_delete_authenticator": gettext_lazy("This is your last second step. Set up another one first."),
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(_cipher().seal(text.encode(), b"second step")).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().open(base64.b64decode(encrypted_text), b"second step").decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user=authenticator.user_id).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        return ""


def _cipher() -> keys.Cipher:
    return keys.Cipher(keys.store().blind("second step"))


_HERE = [threading.Lock() for _ in range(64)]


def one_at_a_time(name: str, work: Callable[[], Any]) -> Any:
    """Do something for this name while nobody else does it for the same: each try is counted before the next one is looked at.

    What is counted stays, also where `work` refuses.
    """
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    if connection.vendor != "postgresql":
        # One machine, and few processes; a transaction would keep every other writer waiting for the hash.
        with _HERE[number % len(_HERE)]:
            return work()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [number])
        try:
            return work()
        except (ValidationError, PermissionDenied) as error:
            refused = error
    raise refused


# -- lock-out ----------------------------------------------------------------------------------------------------------


def digest_of_name(name: str) -> str:
    """Under which a name is counted: nobody can tell from it what was typed."""
    key = keys.store().blind("names that sign in")
    return hmac.new(key, name.strip().lower().encode(), hashlib.sha256).hexdigest()


def name_typed(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """For django-axes: a digest of the name with which somebody tries."""
    given = credentials or {}
    name = given.get("email") or given.get("username") or request.POST.get("login", "")
    return digest_of_name(str(name))


def no_address(request: HttpRequest) -> None:
    """For django-axes: addresses are not looked at."""


def locked(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """For django-axes: the sign-in page after too many attempts; the same for a name that is known and one that is not."""
    return page(request, "account/login.html", status=429, keep=True, locked=TOO_MANY)


@transaction.atomic
def open_the_way(staff: Staff, request: HttpRequest, *, by: Staff, at: dt.datetime) -> None:
    """Forget the failed attempts of somebody, so that they may try again at once."""
    reset(username=digest_of_name(staff.email))
    for key in (digest_of_name(staff.email), f"mfa-auth-user-{staff.pk}"):
        ratelimit.clear(request, app="allauth.account", action="login_failed", key=key)
    record.note(events.WayOpened(about=staff.pk), by=by.pk, at=at)
