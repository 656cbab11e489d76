"""Passkeys in a real Chromium, with the virtual authenticator that it has for tests (WebDriver's WebAuthn extension)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from hamroh.people.staff.sessions import IDLE_SECONDS
from tests.people.staff.conftest import PASSWORD, totp
from tests.pressing import press

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture
def zarina(transactional_db: None) -> Any:
    """Somebody with a password and an hour to set up a second step."""
    from hamroh.people.directory import actions
    from hamroh.people.models import Office, RoleGrant, Staff

    # Counters of failed attempts are no model's table, so nobody empties it after a test.
    cache.clear()
    house = actions.add_organisation("hotline", kind="ngo", names={"en": "h", "ru": "h", "tg": "h"})
    office = Office.objects.create(
        organisation=house, key="o", name_en="o", name_ru="o", name_tg="o", country="TJ", time_zone="Asia/Dushanbe"
    )
    now = timezone.now()
    staff = Staff(email="zarina@example.org", full_name="Зарина", office=office, joined_at=now)
    staff.set_password(PASSWORD)
    staff.enrol_until = now + dt.timedelta(hours=1)
    staff.save()
    RoleGrant.objects.create(staff=staff, role="operator", since=now)
    return staff


@pytest.fixture
def site(live_server: Any) -> str:
    """The site under `localhost`: passkeys are not made for bare addresses."""
    return str(live_server.url).replace("127.0.0.1", "localhost")


@pytest.fixture
def device(page: Any) -> Any:
    """A device in the browser that keeps passkeys and knows its owner."""
    link = page.context.new_cdp_session(page)
    link.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    return link, link.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def give_password(page: Any, site: str) -> None:
    page.goto(f"{site}/desk/sign-in/")
    page.fill("[name=login]", "zarina@example.org")
    page.fill("[name=password]", PASSWORD)
    press(page, "form[novalidate] button")


def make_passkey(page: Any, site: str, *, alone: bool) -> None:
    page.goto(f"{site}/desk/me/passkey/")
    page.fill("[name=name]", "ноутбук")
    if alone:
        page.check("[name=passwordless]")
    page.click("form[data-passkey] button")
    page.wait_for_url(f"{site}/desk/me/codes/")


def sign_out(page: Any, site: str) -> None:
    page.goto(f"{site}/desk/")
    press(page, "form.who button")
    page.wait_for_url(f"{site}/desk/sign-in/")


def inside(page: Any, site: str) -> bool:
    page.goto(f"{site}/desk/")
    return bool(page.url == f"{site}/desk/")


def test_a_passkey_is_made_and_used_as_the_second_step(page: Any, site: str, zarina: Any, device: Any) -> None:
    refused: list[str] = []
    page.on("console", lambda m: refused.append(m.text) if "Content Security Policy" in m.text else None)
    give_password(page, site)
    assert not inside(page, site)
    make_passkey(page, site, alone=False)
    assert page.locator("ul.codes li").count() == 10
    assert inside(page, site)
    other = page.context.new_page()
    assert inside(other, site) and "Зарина" in other.content()
    sign_out(page, site)
    # What another tab showed goes with the session.
    other.wait_for_selector("main a.btn[href='/desk/sign-in/']")
    assert "Зарина" not in other.content()
    other.close()
    assert not inside(page, site)
    give_password(page, site)
    page.wait_for_url(f"{site}/desk/sign-in/second/")
    assert not inside(page, site)
    page.goto(f"{site}/desk/sign-in/second/")
    page.click("form[data-passkey] button")
    page.wait_for_url(f"{site}/desk/")
    assert inside(page, site)
    # Nobody comes back to a page: it is cleared without a line too, and a while later what was typed.
    page.clock.install()
    page.goto(site + reverse("persons"))
    page.fill("main input[type=text]", "телефон")
    page.context.set_offline(True)
    page.clock.fast_forward((IDLE_SECONDS + 10) * 1000)
    page.wait_for_selector("details")
    assert "Зарина" not in page.content()
    assert "телефон" in page.content()
    page.clock.fast_forward(IDLE_SECONDS * 1000)
    page.wait_for_selector("details", state="hidden")
    assert "телефон" not in page.content()
    assert refused == []


def test_a_passkey_alone_is_both_steps(page: Any, site: str, zarina: Any, device: Any) -> None:
    give_password(page, site)
    make_passkey(page, site, alone=True)
    sign_out(page, site)
    page.click("form[data-passkey] button")
    page.wait_for_url(f"{site}/desk/")
    assert inside(page, site)


def test_who_is_locked_out_by_name_still_gets_in_by_passkey(
    page: Any, site: str, zarina: Any, device: Any, browser_of: Any
) -> None:
    give_password(page, site)
    make_passkey(page, site, alone=True)
    sign_out(page, site)
    stranger = browser_of()
    stranger.get("account_login")
    for n in range(6):
        stranger.post("account_login", login=zarina.email, password=f"wrong {n}")
    give_password(page, site)
    assert not inside(page, site)
    page.goto(f"{site}/desk/sign-in/")
    page.click("form[data-passkey] button")
    page.wait_for_url(f"{site}/desk/")


def test_a_device_without_the_passkey_does_not_get_in_and_the_page_says_so(
    page: Any, site: str, zarina: Any, device: Any
) -> None:
    link, authenticator = device
    give_password(page, site)
    make_passkey(page, site, alone=True)
    sign_out(page, site)
    link.send("WebAuthn.clearCredentials", {"authenticatorId": authenticator})
    page.click("form[data-passkey] button")
    page.wait_for_selector("form[data-passkey] [role=alert]:visible", timeout=15000)
    assert not inside(page, site)


def test_somebody_who_left_does_not_get_in_by_passkey(page: Any, site: str, zarina: Any, device: Any) -> None:
    give_password(page, site)
    make_passkey(page, site, alone=True)
    sign_out(page, site)
    zarina.refresh_from_db()
    zarina.left_at, zarina.is_active = timezone.now(), False
    zarina.save()
    press(page, "form[data-passkey] button")
    assert not inside(page, site)


def test_the_code_of_an_invitation_comes_from_the_link_and_leaves_the_address(
    page: Any, site: str, zarina: Any
) -> None:
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.goto(f"{site}/desk/welcome/#ABCDE-FGHJK")
    assert page.input_value("[name=code]") == "ABCDE-FGHJK"
    assert page.url == f"{site}/desk/welcome/"
    assert not any("ABCDE" in url.split("#")[0] for url in asked)


# -- what the pages look like ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "width"), [("tg", 320), ("ru", 1280), ("en", 320)])
def test_axe_finds_nothing_on_the_pages_of_sign_in_and_staff(
    page: Any, site: str, zarina: Any, axe_violations: Callable[[Any], list[str]], language: str, width: int
) -> None:
    from hamroh.people.models import RoleGrant

    RoleGrant.objects.create(staff=zarina, role="administrator", since=timezone.now())
    zarina.language = language
    zarina.save()
    page.set_viewport_size({"width": width, "height": 800})
    found = {}

    def look(name: str, path: str = "") -> None:
        if path:
            page.goto(site + path)
        faults = axe_violations(page)
        # In every language at every width; the page is left at the one it is gone through with.
        for wide in (1600 - width, width):
            page.set_viewport_size({"width": wide, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                faults.append(f"the page scrolls sideways at {wide} px")
        if faults:
            found[name] = faults

    page.goto(f"{site}/desk/sign-in/")
    if page.locator(f"form.langs b[lang={language}]").count() == 0:
        press(page, f"form.langs button[lang={language}]")
    look("sign in", "/desk/sign-in/")
    look("welcome", "/desk/welcome/")
    give_password(page, site)
    look("me, half way", "/desk/me/")
    look("passkey", "/desk/me/passkey/")
    look("app", "/desk/me/app/")
    secret = page.inner_text("p.code").strip()
    page.fill("[name=code]", "000000")
    press(page, "form[novalidate] button")
    look("app, wrong code")
    page.fill("[name=code]", totp(secret))
    press(page, "form[novalidate] button")
    look("recovery codes")
    for path in (
        "/desk/", "/desk/me/", "/desk/me/codes/", "/desk/me/codes/anew/", "/desk/me/app/remove/", "/desk/me/confirm/",
        "/desk/me/password/", "/desk/staff/", "/desk/staff/enter/", "/desk/staff/offices/", "/desk/vouch/",
        f"/desk/staff/{zarina.pk}/", "/desk/nothing/",
    ):  # fmt: skip
        look(path, path)
    page.goto(f"{site}/desk/staff/enter/")
    page.fill("[name=email]", "firuz@example.org")
    page.fill("[name=full_name]", "Фирӯз")
    press(page, "form[novalidate] button")
    look("code to hand over")
    press(page, "a.btn")
    look("colleague")
    sign_out(page, site)
    give_password(page, site)
    look("second step")
    look("lost", "/desk/sign-in/lost/")
    press(page, "main form button")
    look("number to read out")
    assert found == {}
