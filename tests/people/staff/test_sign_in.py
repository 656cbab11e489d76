"""Signing in: two steps before any page, a code that works once, a lock by name, a session that ends."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from hamroh.config import settings as site
from hamroh.people.staff import kept_sessions, sessions
from hamroh.people.staff.jobs import forget_counters, forget_sessions
from hamroh.record.queries import entries
from tests.people.staff.conftest import PASSWORD, totp


def test_a_password_alone_opens_no_page_but_the_one_for_a_second_step(invited: Any, browser_of: Any) -> None:
    browser = browser_of()
    answer = browser.give_password(invited())
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("desk"))
    for name in ("desk", "account_change_password", "mfa_view_recovery_codes"):
        assert browser.get(name).headers["Location"] == reverse("mfa_index"), name
    assert "Set up a second step now" in browser.get("mfa_index").content.decode()


def test_after_the_second_step_is_set_up_the_desk_opens_and_recovery_codes_are_shown_once(
    invited: Any, browser_of: Any
) -> None:
    browser = browser_of()
    staff = invited()
    browser.give_password(staff)
    assert len(browser.enrol()) == 10
    assert browser.inside
    assert "10 codes are left" in browser.get("mfa_view_recovery_codes").content.decode()
    said = [entry.sentence("en") for entry in entries(about=staff.pk)]
    assert said == [
        "Set up a second step: app with codes.",
        "Signed in: password alone, to set up a second step.",
    ]


def test_a_code_lets_in_once(signed_in: Any, browser_of: Any) -> None:
    staff, first = signed_in()
    code = totp(first.secret)
    other = browser_of()
    other.give_password(staff)
    assert other.answer.headers["Location"] == reverse("mfa_authenticate")
    assert not other.inside
    other.get("mfa_authenticate")
    other.post("mfa_authenticate", code=code)
    assert other.inside
    third = browser_of()
    third.give_password(staff)
    third.get("mfa_authenticate")
    assert "That code is not right" in third.post("mfa_authenticate", code=code).content.decode()
    assert not third.inside


def test_a_code_of_the_half_minute_before_or_after_lets_nobody_in(
    signed_in: Any, browser_of: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff, first = signed_in()
    settings.MFA_TOTP_TOLERANCE = site.MFA_TOTP_TOLERANCE
    # The machine's own half minute may end between two lines.
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 60)
    for steps, lets_in in ((-1, False), (1, False), (0, True)):
        browser = browser_of()
        browser.give_password(staff)
        browser.post("mfa_authenticate", code=totp(first.secret, steps))
        assert browser.inside == lets_in


def test_a_recovery_code_lets_in_once(signed_in: Any, browser_of: Any) -> None:
    staff, first = signed_in()
    opened = []
    for _ in range(2):
        other = browser_of()
        other.give_password(staff)
        other.get("mfa_authenticate")
        other.post("mfa_authenticate", code=first.recovery_codes[3])
        opened.append(other.inside)
    assert opened == [True, False]


def test_the_secret_of_the_app_is_not_in_the_database(signed_in: Any) -> None:
    from allauth.mfa.models import Authenticator

    staff, browser = signed_in()
    kept = str([one.data for one in Authenticator.objects.filter(user=staff)])
    assert browser.secret not in kept
    assert not any(code in kept for code in browser.recovery_codes)


def test_recovery_codes_are_kept_as_passwords_are_and_cannot_be_made_again(signed_in: Any) -> None:
    from allauth.mfa.models import Authenticator

    staff, browser = signed_in()
    row = Authenticator.objects.get(user=staff, type="recovery_codes")
    assert set(row.data) == {"costs", "salt", "left", "viewed_at"}
    assert len(set(row.data["left"])) == 10
    # One Argon2id tells of a code whether it is one of them.
    codes, tried = row.wrap(), browser.recovery_codes[0]
    assert not codes.validate_code("00000000" if tried != "00000000" else "00000001")
    assert codes.validate_code(f" {tried[:4]}-{tried[4:]} ")
    assert not codes.validate_code(tried)
    row.refresh_from_db()
    assert row.wrap().get_unused_codes() == ["****"] * 9


def test_codes_that_nobody_was_shown_let_nobody_in(invited: Any) -> None:
    from allauth.mfa.models import Authenticator

    from hamroh.people.staff.recovery_codes import HashedCodes

    staff = invited()
    made = HashedCodes.activate(staff)
    assert made.instance.data == {}
    assert not any(made.validate_code(code) for code in ("", "0" * 8))
    first, second = (Authenticator.objects.get(pk=made.instance.pk).wrap() for _ in range(2))
    first.mark_as_viewed()
    second.mark_as_viewed()
    assert len(first.get_unused_codes()) == 10
    # Asked for twice at one moment, one page shows them.
    assert second.get_unused_codes() == ["****"] * 10
    assert second.validate_code(first.get_unused_codes()[9])


def test_codes_of_before_stay_good_and_their_seed_is_gone(signed_in: Any, invited: Any, browser_of: Any) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal import auth

    from hamroh.people.staff.recovery_codes import HashedCodes, hash_seeds
    from hamroh.people.staff.signing_in import SecondStep

    (before,) = HashedCodes.__bases__
    staff, _browser = signed_in()
    row = Authenticator.objects.get(user=staff, type="recovery_codes")
    row.data = {"seed": SecondStep().encrypt(before.generate_seed()), "used_mask": 0, "viewed_at": 1.0}
    row.save()
    codes = before(row).generate_codes()
    assert before(row).validate_code(codes[2])

    def other_set(name: str, **data: Any) -> Any:
        return Authenticator.objects.create(
            user=invited(name=name), type="recovery_codes", data={"used_mask": 0, **data}
        )

    unseen = other_set("unseen", seed=SecondStep().encrypt(before.generate_seed()))
    strange = other_set("strange", seed="AAAA", viewed_at=1.0)
    assert hash_seeds(Authenticator.objects) == 3
    assert hash_seeds(Authenticator.objects) == 0
    for one in (row, unseen, strange):
        one.refresh_from_db()
        assert "seed" not in one.data
    assert unseen.data == strange.data == {}
    assert len(row.data["left"]) == 9
    assert auth.RecoveryCodes is HashedCodes
    tries = []
    for code in (codes[2], codes[3]):
        other = browser_of()
        other.give_password(staff)
        other.get("mfa_authenticate")
        other.post("mfa_authenticate", code=code)
        tries.append(other.inside)
    assert tries == [False, True]


def test_when_the_hour_is_over_a_password_alone_is_refused(invited: Any, browser_of: Any) -> None:
    staff, browser = invited(), browser_of()
    staff.enrol_until = timezone.now() - dt.timedelta(seconds=1)
    staff.save()
    assert browser.give_password(staff).status_code == 403
    assert "The hour is over" in browser.text
    assert browser.get("mfa_index").status_code == 302


def test_a_session_begun_by_password_alone_ends_when_the_owner_sets_up_a_second_step(
    invited: Any, browser_of: Any
) -> None:
    staff, thief, owner = invited(), browser_of(), browser_of()
    thief.give_password(staff)
    owner.give_password(staff)
    owner.enrol()
    for name in ("desk", "mfa_index", "mfa_add_webauthn"):
        assert thief.get(name).headers["Location"] == reverse("account_login")


def test_what_changes_a_second_step_asks_for_it_again_after_five_minutes(signed_in: Any) -> None:
    _, browser = signed_in()
    weighty = ("mfa_add_webauthn", "mfa_deactivate_totp", "mfa_generate_recovery_codes")
    assert [browser.get(name).status_code for name in weighty] == [200] * 3
    browser.six_minutes_pass()
    for name in weighty:
        assert browser.get(name).headers["Location"].startswith(reverse("mfa_reauthenticate")), name
    browser.confirm()
    for name in (*weighty, "account_change_password"):
        assert browser.get(name).headers["Location"].startswith(reverse("confirm_password")), name
    browser.get("confirm_password")
    assert "not your present password" in browser.post("confirm_password", password="wrong").content.decode()
    assert browser.get(weighty[0]).status_code == 302
    browser.get("confirm_password")
    there = browser.post("confirm_password", password=PASSWORD, next=reverse(weighty[0]))
    assert there.headers["Location"] == reverse(weighty[0])
    assert [browser.get(name).status_code for name in weighty] == [200] * 3


def test_the_password_alone_opens_nothing_that_asks_for_the_second_step_again(signed_in: Any) -> None:
    _, browser = signed_in("administrator")
    browser.six_minutes_pass()
    browser.get("confirm_password")
    browser.post("confirm_password", password=PASSWORD)
    for name in ("staff_enter", "mfa_add_webauthn"):
        assert browser.get(name).headers["Location"].startswith(reverse("mfa_reauthenticate")), name


def test_somebody_sees_where_they_are_signed_in_and_ends_one_of_them(signed_in: Any, browser_of: Any) -> None:
    staff, browser = signed_in()
    others = []
    for _ in range(2):
        other = browser_of()
        other.give_password(staff)
        other.secret, other.steps = browser.secret, browser.steps
        other.get("mfa_authenticate")
        other.give_code()
        assert other.inside
        others.append(other)
    assert browser.get("mfa_index").content.decode().count("Since ") == 3
    stolen = str(others[0].client.session[sessions.LISTED])
    browser.post("end_session", stolen)
    assert [one.inside for one in (browser, *others)] == [True, False, True]
    assert browser.get("mfa_index").content.decode().count("Since ") == 2
    assert entries(about=staff.pk)[0].kind == "staff.session_ended"
    # Of somebody else's nothing happens, and signing out takes one's own off the list.
    stranger = signed_in("lawyer")[1]
    stranger.get("mfa_index")
    stranger.post("end_session", str(others[1].client.session[sessions.LISTED]))
    assert others[1].inside
    others[1].get("desk")
    others[1].sign_out()
    assert browser.get("mfa_index").content.decode().count("Since ") == 1


def test_the_last_second_step_is_not_taken_away(signed_in: Any) -> None:
    _, browser = signed_in()
    browser.get("mfa_deactivate_totp")
    assert "last second step" in browser.post("mfa_deactivate_totp").content.decode()
    assert browser.inside


# -- refusals ----------------------------------------------------------------------------------------------------------


def test_a_known_name_a_strange_name_and_somebody_who_left_are_refused_alike(
    invited: Any, world: Any, browser_of: Any
) -> None:
    known, left = invited(), invited("lawyer")
    left.left_at, left.is_active = timezone.now(), False
    left.save()
    seen = set()
    for email, password in (
        (known.email, "wrong"),
        ("nobody@example.org", "wrong"),
        (left.email, "wrong"),
        (left.email, PASSWORD),
    ):
        browser = browser_of()
        browser.get("account_login")
        answer = browser.post("account_login", login=email, password=password)
        token = browser.token
        seen.add((answer.status_code, answer.content.decode().replace(email, "").replace(token, "")))
    assert len(seen) == 1
    assert "do not belong together" in browser.text


def test_after_five_wrong_passwords_a_name_is_locked_whether_known_or_not(invited: Any, browser_of: Any) -> None:
    staff = invited()
    seen = {}
    for email in (staff.email, "stranger@example.org"):
        browser = browser_of()
        browser.get("account_login")
        seen[email] = [browser.post("account_login", login=email, password=f"wrong {n}").status_code for n in range(6)]
        assert "Too many attempts" in browser.text
    assert seen[staff.email] == seen["stranger@example.org"] == [200, 200, 200, 200, 429, 429]
    # The right password does not help, from whichever browser and however the name is written.
    other = browser_of()
    other.get("account_login")
    other.post("account_login", login=staff.email.upper(), password=PASSWORD)
    assert "Too many attempts" in other.text
    assert not other.inside


def test_an_administrator_opens_the_way_again(signed_in: Any, invited: Any, browser_of: Any) -> None:
    staff, (_, administrator) = invited(), signed_in("administrator")
    browser = browser_of()
    browser.get("account_login")
    for n in range(7):
        browser.post("account_login", login=staff.email, password=f"wrong {n}")
    administrator.confirm()
    administrator.get("staff_member", staff.pk)
    administrator.post("staff_way", staff.pk)
    assert browser.give_password(staff).status_code == 302


def test_wrong_codes_are_counted_too(signed_in: Any, browser_of: Any) -> None:
    staff, first = signed_in()
    browser = browser_of()
    browser.give_password(staff)
    browser.get("mfa_authenticate")
    for _ in range(7):
        browser.post("mfa_authenticate", code="000000")
    assert "Too many attempts" in browser.text
    browser.post("mfa_authenticate", code=totp(first.secret, 1))
    assert not browser.inside


def test_nothing_typed_at_sign_in_is_kept_or_logged(
    invited: Any, browser_of: Any, caplog: pytest.LogCaptureFixture
) -> None:
    from django.db import connection

    from hamroh.shell.quiet_log import QuietFormatter

    browser = browser_of()
    browser.get("account_login")
    browser.post("account_login", login="typed-by-mistake@example.org", password="hunter2hunter2")
    with connection.cursor() as cursor:
        cursor.execute("SELECT value, cache_key FROM desk_counters")
        kept = str(cursor.fetchall())
        for table in ("axes_accessattempt", "axes_accesslog", "axes_accessfailurelog"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] == 0, table
    written = "\n".join(QuietFormatter().format(line) for line in caplog.records)
    for secret in ("typed-by-mistake", "hunter2"):
        assert secret not in kept + written


def test_nobody_signs_themselves_up_and_no_mail_leaves(invited: Any, browser_of: Any, mailoutbox: list[Any]) -> None:
    from django.urls import NoReverseMatch

    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    browser = browser_of()
    browser.give_password(invited())
    browser.enrol()
    assert mailoutbox == []


# -- sessions ----------------------------------------------------------------------------------------------------------


def _age(browser: Any, name: str, seconds: float) -> None:
    session = browser.client.session
    session[name] -= seconds
    session.save()


@pytest.mark.parametrize(
    ("name", "seconds", "lives"),
    [
        (sessions.SEEN, 14 * 60, True),
        (sessions.SEEN, 15 * 60 + 5, False),
        (sessions.BEGAN, 11 * 3600, True),
        (sessions.BEGAN, 12 * 3600 + 5, False),
        # A clock that was set back would make a session live on.
        (sessions.SEEN, -3600, False),
    ],
)
def test_a_session_ends_when_idle_and_after_a_day_of_work(
    signed_in: Any, name: str, seconds: float, lives: bool
) -> None:
    _, browser = signed_in()
    _age(browser, name, seconds)
    assert browser.inside == lives
    if not lives:
        assert "signed out" in browser.get("account_login").content.decode() or name == sessions.BEGAN or seconds < 0


def kept(name: str) -> bool:
    assert not Session.objects.filter(session_key=name).exists(), "no session is kept under its own name"
    return Session.objects.filter(session_key=kept_sessions.digest(name)).exists()


def test_signing_out_ends_the_session_on_the_server_and_asks_the_browser_to_forget(signed_in: Any) -> None:
    _, browser = signed_in()
    stolen = browser.client.cookies["desk"].value
    browser.get("desk")
    assert kept(stolen)
    # What stands in the database opens nothing: not its name, and no query of the desk reads the table.
    browser.client.cookies["desk"] = kept_sessions.digest(stolen)
    assert not browser.inside
    browser.client.cookies["desk"] = stolen
    assert browser.inside
    answer = browser.sign_out()
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    browser.client.cookies["desk"] = stolen
    assert not browser.inside
    assert not kept(stolen)


def test_a_new_password_and_signing_out_elsewhere_end_the_other_sessions(signed_in: Any, browser_of: Any) -> None:
    staff, browser = signed_in()

    def another() -> Any:
        other = browser_of()
        other.give_password(staff, staff.present)
        other.secret, other.steps = browser.secret, browser.steps
        other.get("mfa_authenticate")
        other.give_code()
        assert other.inside
        return other

    staff.present = PASSWORD
    stolen = another()
    browser.get("mfa_index")
    browser.post("end_elsewhere")
    assert (browser.inside, stolen.inside) == (True, False)
    stolen = another()
    browser.get("account_change_password")
    new = "eleven slow clouds over Khujand"
    browser.post("account_change_password", oldpassword=PASSWORD, password1=new, password2=new)
    assert (browser.inside, stolen.inside) == (True, False)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(db: None, browser_of: Any) -> None:
    browser = browser_of()
    browser.get("account_login")
    cookie = browser.client.cookies["desk"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert list(browser.client.cookies) == ["desk"]


def test_a_form_without_its_token_does_nothing(invited: Any, browser_of: Any) -> None:
    staff, browser = invited(), browser_of()
    browser.get("account_login")
    browser.token = "forged" * 8
    answer = browser.post("account_login", login=staff.email, password=PASSWORD)
    assert answer.status_code == 403
    assert "Nothing was done" in browser.text


def test_the_desk_is_kept_by_no_cache(signed_in: Any) -> None:
    _, browser = signed_in()
    for name in ("desk", "mfa_index", "account_login", "mfa_view_recovery_codes"):
        assert "no-store" in browser.get(name).headers["Cache-Control"], name


def test_each_sign_in_makes_a_new_session(invited: Any, browser_of: Any) -> None:
    browser = browser_of()
    browser.get("account_login")
    planted = browser.client.cookies["desk"].value
    browser.give_password(invited())
    assert browser.client.cookies["desk"].value != planted
    assert not kept(planted)


def test_giving_the_second_step_makes_the_session_known_under_a_new_name(signed_in: Any) -> None:
    _, browser = signed_in()
    before = browser.client.cookies["desk"].value
    browser.confirm()
    assert browser.inside
    assert browser.client.cookies["desk"].value != before
    assert not kept(before)


def test_setting_up_the_second_step_makes_the_session_known_under_a_new_name(invited: Any, browser_of: Any) -> None:
    browser = browser_of()
    browser.give_password(invited())
    before = browser.client.cookies["desk"].value
    browser.enrol()
    assert browser.client.cookies["desk"].value != before


@pytest.mark.parametrize(
    ("hosts", "expected"),
    [
        ("hamroh.example.org", "__Host-desk True False https://hamroh.example.org"),
        ("localhost", "desk False True"),
    ],
)
def test_a_site_under_a_name_sends_its_cookie_over_tls_alone(hosts: str, expected: str) -> None:
    """Settings are read once, so each kind of site is a program of its own."""
    asked = (
        "from hamroh.config import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN, *s.CSRF_TRUSTED_ORIGINS)"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "HAMROH_HOSTS": hosts},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == expected


def test_what_sign_in_left_behind_is_removed_when_its_time_is_over(signed_in: Any, browser_of: Any) -> None:
    # Before: of the code that was used only as long is remembered as it holds, which may be a second.
    now = timezone.now()
    _, browser = signed_in()
    stranger = browser_of()
    stranger.get("account_login")
    stranger.post("account_login", login="nobody@example.org", password="wrong")
    assert (forget_sessions(now), forget_counters(now)) == (0, "0 counters removed")
    assert browser.inside
    later = now + dt.timedelta(hours=13)
    assert forget_sessions(later) == 2
    assert forget_counters(later) != "0 counters removed"
    assert not browser.inside


def test_trying_many_names_does_not_open_one_that_is_locked(invited: Any, browser_of: Any) -> None:
    staff, browser = invited(), browser_of()
    browser.get("account_login")
    for n in range(5):
        browser.post("account_login", login=staff.email, password=f"wrong {n}")
    for n in range(1000):
        cache.add(f"another-name-{n}", 1, 900)
    browser.get("account_login")
    browser.post("account_login", login=staff.email, password=PASSWORD)
    assert not browser.inside


def test_the_desk_speaks_the_language_of_who_signs_in_unless_they_chose_another(invited: Any, browser_of: Any) -> None:
    staff = invited()
    staff.language = "tg"
    staff.save()
    for chosen, shown in (("", "tg"), ("ru", "ru")):
        browser = browser_of("en")
        browser.get("account_login")
        if chosen:
            browser.post("desk_tongue", tongue=chosen, back="/desk/sign-in/")
        browser.give_password(staff)
        assert f'<html lang="{shown}"' in browser.get("mfa_index").content.decode()


def test_who_has_nothing_left_to_confirm_with_is_signed_out_and_not_met_with_a_failure(world: Any) -> None:
    from tests.people.conftest import signed_in

    client = signed_in(world.staff("administrator"))
    answer = client.get("/desk/staff/enter/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/sign-in/")
    assert client.get("/desk/").status_code == 302


def test_behind_tls_on_another_port_forms_of_the_site_are_taken_and_others_are_not(
    live_server: Any, settings: Any
) -> None:
    settings.OVER_TLS = True
    where = f"{live_server.url}{reverse('account_login')}"
    host = urlsplit(live_server.url).netloc
    first = urllib.request.urlopen(where, timeout=10)
    cookie = first.headers["Set-Cookie"].partition(";")[0]
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', first.read().decode())[1]  # type: ignore[index]
    body = urlencode({"csrfmiddlewaretoken": token, "login": "a@example.org", "password": "nobody's"}).encode()
    answers = {}
    for origin in (f"https://{host}", "https://localhost", f"http://elsewhere.example.org:{host.rpartition(':')[2]}"):
        request = urllib.request.Request(where, body, {"Cookie": cookie, "Origin": origin})
        try:
            answers[origin] = urllib.request.urlopen(request, timeout=10).status
        except urllib.error.HTTPError as error:
            answers[origin] = error.code
    assert list(answers.values()) == [200, 403, 403]


@pytest.mark.django_db(transaction=True)
def test_many_who_try_at_one_moment_get_no_more_tries(
    invited: Any, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        # One writer at a time; and the database of the tests is in memory, shared by no two connections.
        return
    staff, looked_at = invited(), []
    check = type(staff).check_password

    def counted(self: Any, raw: str) -> bool:
        looked_at.append(raw)
        return check(self, raw)

    monkeypatch.setattr(type(staff), "check_password", counted)
    browsers = [browser_of() for _ in range(16)]
    for browser in browsers:
        browser.get("account_login")

    def tries(n: int) -> int:
        try:
            return int(browsers[n].post("account_login", login=staff.email, password=f"wrong password {n}").status_code)
        finally:
            connections.close_all()

    try:
        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(tries, range(16)))
    finally:
        # The counters stand in a table that is no model's: nothing else empties it.
        cache.clear()
    assert len(looked_at) == 5, told
