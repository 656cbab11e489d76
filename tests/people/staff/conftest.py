"""Somebody at a browser who signs in the whole way: password, code, and what the pages show them."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.people.conftest import World

FORM = "application/x-www-form-urlencoded"
PASSWORD = "seven quiet rivers in spring"


def totp(secret: str, steps: int = 0) -> str:
    """The code of an app (RFC 6238: SHA-1, 30 seconds, six digits), some steps of 30 seconds from now."""
    key = base64.b32decode(secret)
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(key, counter, "sha1").digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


class Browser:
    """One browser with its cookies. `guard` checks forged-form tokens as a site does."""

    def __init__(self, language: str = "en") -> None:
        self.client = Client(HTTP_ACCEPT_LANGUAGE=language, enforce_csrf_checks=True)
        self.secret = ""
        # Codes work once; each test has three that are good (see below): the last, the present and the next.
        self.steps = iter((0, 1, -1))
        self.token = ""
        self.answer: Any = None

    def get(self, where: str, *args: Any, **parts: Any) -> Any:
        address = where if where.startswith("/") else reverse(where, args=args, kwargs=parts)
        return self._keep(self.client.get(address))

    def post(self, where: str, *args: Any, **fields: Any) -> Any:
        address = where if where.startswith("/") else reverse(where, args=args)
        body = urlencode({"csrfmiddlewaretoken": self.token, **fields}, doseq=True)
        return self._keep(self.client.post(address, body, content_type=FORM))

    def _keep(self, answer: Any) -> Any:
        found = re.search(rb'csrfmiddlewaretoken" value="([^"]+)"', getattr(answer, "content", b""))
        if found:
            self.token = found[1].decode()
        self.answer = answer
        self.text = answer.content.decode() if answer.get("Content-Type", "").startswith("text/html") else ""
        return answer

    def give_password(self, staff: Any, password: str = PASSWORD) -> Any:
        self.get("account_login")
        return self.post("account_login", login=staff.email, password=password)

    def enrol(self) -> list[str]:
        """Set up an app with codes; the recovery codes that are shown."""
        self.secret = re.search(r'class="code">([A-Z2-7]+)<', self.get("mfa_activate_totp").content.decode())[1]  # type: ignore[index]
        self.post("mfa_activate_totp", code=totp(self.secret))
        self.get("mfa_view_recovery_codes")
        return re.findall(r'class="n">(\d{8})<', self.text)

    def give_code(self, where: str = "mfa_authenticate") -> Any:
        return self.post(where, code=totp(self.secret, next(self.steps)))

    def confirm(self) -> Any:
        """Give the second step again, for what is weighty."""
        self.get("mfa_reauthenticate")
        return self.give_code("mfa_reauthenticate")

    def six_minutes_pass(self) -> None:
        """The second step was given too long ago for what is weighty."""
        session = self.client.session
        for step in session["account_authentication_methods"]:
            step["at"] -= 360
        session.save()

    def sign_out(self) -> Any:
        return self.post("account_logout")

    @property
    def inside(self) -> bool:
        """Does the desk open?"""
        return self.client.get(reverse("desk")).status_code == 200


@pytest.fixture(autouse=True)
def three_good_codes(settings: Any) -> None:
    """On a site a code lives half a minute and works once. Tests sign in again within one, and on slow machines."""
    settings.MFA_TOTP_TOLERANCE = 1


@pytest.fixture
def browser_of() -> Any:
    """A new browser each time: `browser_of()`."""
    return Browser


@pytest.fixture
def invited(world: World) -> Any:
    """Somebody with a password, who has an hour to set up a second step."""

    def one(role: str = "operator", **more: Any) -> Any:
        from datetime import timedelta

        staff = world.staff(role, **more)
        staff.set_password(PASSWORD)
        staff.enrol_until = timezone.now() + timedelta(hours=1)
        staff.save()
        return staff

    return one


@pytest.fixture
def signed_in(invited: Any) -> Any:
    """Somebody signed in with both steps, and their browser: `staff, browser = signed_in("operator")`."""

    def one(role: str = "operator", **more: Any) -> tuple[Any, Browser]:
        staff, browser = invited(role, **more), Browser()
        browser.give_password(staff)
        browser.recovery_codes = browser.enrol()  # type: ignore[attr-defined]
        assert browser.inside
        return staff, browser

    return one
