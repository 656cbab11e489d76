"""A second step lost at midnight: two colleagues vouch by voice, and nobody else can."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from hamroh.people.models import Recovery
from hamroh.people.staff import actions
from hamroh.people.staff.errors import CannotVouch, TooManyWait
from hamroh.record.queries import entries
from tests.people.conftest import NOON, World

SOON = NOON + dt.timedelta(minutes=5)


def ask(staff: Any) -> Any:
    return actions.ask_recovery(staff, at=NOON)


def vouch(recovery: Any, by: Any, number: str = "") -> int:
    return actions.vouch(email=recovery.staff.email, number=number or recovery.number, by=by, at=SOON)


def test_the_whole_way_in_three_browsers(signed_in: Any, browser_of: Any, world: World) -> None:
    zarina, old = signed_in("operator", name="Zarina", email="zarina@example.org")
    _, supervisor = signed_in("supervisor")
    security, officer = signed_in("security", office=world.house)

    lost = browser_of()
    lost.give_password(zarina)
    lost.get("recovery")
    lost.post("recovery")
    number = "".join(re.search(r'class="code">(\d{3}) (\d{3})<', lost.get("recovery").content.decode()).groups())  # type: ignore[union-attr]
    assert "Nobody has vouched yet" in lost.text

    for voice, more in ((supervisor, "One more person is needed"), (officer, "Both have vouched")):
        voice.six_minutes_pass()
        assert reverse("mfa_reauthenticate") in voice.get("vouch").headers["Location"], "each confirms afresh"
        voice.confirm()
        voice.get("vouch")
        assert "Nobody with this address" in voice.post("vouch", email=zarina.email, number="000 00").content.decode()
        voice.post("vouch", email=zarina.email, number=f"{number[:3]} {number[3:]}")
        assert more in voice.get("vouch").content.decode()

    assert not old.inside, "sessions with the lost second step end"
    assert "Two colleagues have vouched" in lost.get("recovery").content.decode()
    lost.give_password(zarina)
    assert lost.get("desk").headers["Location"] == reverse("mfa_index")
    lost.enrol()
    assert lost.inside
    told = [entry.sentence("en") for entry in entries(about=zarina.pk)]
    assert "The lost second step was taken away by two colleagues." in told
    who = next(e for e in entries(about=zarina.pk) if e.kind == "staff.second_step_recovered")
    assert who.own_fields["second"] == str(security.pk)


def test_it_begins_only_after_the_password(browser_of: Any, world: World) -> None:
    browser = browser_of()
    assert browser.get("recovery").headers["Location"] == reverse("account_login")
    browser.get("account_login")
    assert browser.post("recovery").headers["Location"] == reverse("account_login")
    assert not Recovery.objects.exists()


def test_the_same_colleague_twice_the_person_and_the_wrong_roles_cannot_vouch(world: World) -> None:
    zarina = world.staff("supervisor", name="Zarina")
    recovery = ask(zarina)
    for role in ("operator", "lawyer", "analyst", "protection", "case_worker"):
        with pytest.raises(CannotVouch):
            vouch(recovery, world.staff(role))
    with pytest.raises(CannotVouch):
        vouch(recovery, zarina)
    first = world.staff("security")
    assert vouch(recovery, first) == 1
    with pytest.raises(CannotVouch):
        vouch(recovery, first)
    assert vouch(recovery, world.staff("administrator")) == 2


def test_one_of_the_two_is_of_the_same_organisation(world: World) -> None:
    recovery = ask(world.staff("operator"))
    assert vouch(recovery, world.staff("security", office=world.house)) == 1
    with pytest.raises(CannotVouch):
        vouch(recovery, world.staff("supervisor", office=world.house))
    assert vouch(recovery, world.staff("supervisor", office=world.khujand)) == 2


def test_a_wrong_number_counts_and_after_five_the_request_is_dead(world: World) -> None:
    recovery, supervisor = ask(world.staff("operator")), world.staff("supervisor")
    wrong = f"{(int(recovery.number) + 1) % 10**6:06}"
    assert [vouch(recovery, supervisor, wrong) for _ in range(5)] == [0] * 5
    assert vouch(recovery, supervisor) == 0


def test_no_more_than_three_requests_of_somebody_wait_at_once(world: World) -> None:
    zarina = world.staff("operator")
    numbers = {ask(zarina).number for _ in range(3)}
    assert len(numbers) == 3
    with pytest.raises(TooManyWait):
        ask(zarina)
    assert actions.ask_recovery(zarina, at=NOON + dt.timedelta(hours=1))


@pytest.mark.parametrize("gone", ["role", "left"])
def test_who_vouched_and_may_not_any_more_counts_no_more(world: World, gone: str) -> None:
    zarina, first = world.staff("operator"), world.staff("security")
    supervisor, other, administrator = (
        world.staff("supervisor"),
        world.staff("supervisor", name="other"),
        world.staff("administrator"),
    )
    asked = ask(zarina)
    assert vouch(asked, first) == 1
    if gone == "role":
        actions.end_role(first.grants.get(), by=administrator, at=NOON)
    else:
        actions.leave(first, to=None, by=administrator, at=NOON)
    assert vouch(asked, supervisor) == 1
    assert vouch(asked, other) == 2


def test_a_request_ends_after_an_hour_and_nothing_is_taken_away(world: World) -> None:
    zarina = world.staff("operator")
    Authenticator.objects.create(user=zarina, type=Authenticator.Type.TOTP, data={"secret": "x"})
    recovery = ask(zarina)
    vouch(recovery, world.staff("supervisor"))
    late = NOON + dt.timedelta(hours=1)
    by = world.staff("security")
    assert actions.vouch(email=zarina.email, number=recovery.number, by=by, at=late) == 0
    assert Authenticator.objects.filter(user=zarina).exists()


def test_a_number_lives_ten_minutes_and_the_request_goes_on(world: World) -> None:
    zarina = world.staff("operator")
    recovery = ask(zarina)
    assert vouch(recovery, world.staff("supervisor")) == 1
    later, by = NOON + actions.NUMBER_FOR, world.staff("security")
    assert actions.vouch(email=zarina.email, number=recovery.number, by=by, at=later) == 0
    assert actions.vouch(email=zarina.email, number=actions.number_of(recovery, later), by=by, at=later) == 2


def test_the_database_refuses_a_recovery_by_fewer_than_two(world: World) -> None:
    zarina, other = world.staff("operator"), world.staff("supervisor")
    base = {"staff": zarina, "number": "123456", "asked_at": NOON, "until": SOON}
    for fault in (
        {"first_by": zarina},
        {"first_by": other, "second_by": other},
        {"second_by": other},
        {"first_by": other, "done_at": SOON},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recovery.objects.create(**base, **fault)


def test_the_way_opens_for_an_hour_and_only_in_the_browser_that_asked(
    signed_in: Any, browser_of: Any, world: World
) -> None:
    """Somebody else who knows the password asks too, and tries as soon as both have vouched."""
    zarina, _ = signed_in()
    browsers = {"owner": browser_of(), "thief": browser_of()}
    for browser in browsers.values():
        browser.give_password(zarina)
        browser.get("recovery")
        browser.post("recovery")
        browser.number = "".join(
            re.findall(r'class="code">(\d{3}) (\d{3})<', browser.get("recovery").content.decode())[0]
        )
    owner, thief = browsers["owner"], browsers["thief"]
    assert owner.number != thief.number
    for role in ("supervisor", "security"):
        by = world.staff(role)
        actions.vouch(email=zarina.email, number=owner.number, by=by, at=timezone.now())
    assert thief.get("mfa_authenticate").headers["Location"] == reverse("account_login")
    assert thief.give_password(zarina).status_code == 403
    assert browser_of().give_password(zarina).status_code == 403
    Recovery.objects.filter(done_at__isnull=False).update(done_at=timezone.now() - dt.timedelta(minutes=61))
    owner.get("recovery")
    assert owner.give_password(zarina).status_code == 403
    Recovery.objects.filter(done_at__isnull=False).update(done_at=timezone.now())
    assert owner.give_password(zarina).status_code == 302
    owner.enrol()
    assert owner.inside
