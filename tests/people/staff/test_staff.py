"""Staff are entered, get roles by others, are trained, and leave without a file being left alone."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from hamroh.people.models import BrokenGlass, Invitation, Involvement, Person, RoleGrant, Staff
from hamroh.people.staff import actions, passwords, queries
from hamroh.people.staff.errors import (
    AlreadyThere,
    CodeRefused,
    GrantedAlready,
    LastAdministrator,
    NotAColleague,
    NotForOneself,
    OneAlone,
)
from hamroh.people.staff.models import Role
from hamroh.people.walls import Absent, person
from hamroh.people.walls.rows import grant, seen_as
from hamroh.record.queries import entries
from tests.people.conftest import LONG_AGO, NOON, World

HOUR = dt.timedelta(hours=1)
NEW = "nineteen slow lanterns on the river"


@pytest.fixture
def web_role(db: None, settings: Any) -> None:
    """Requests step down to a role that owns nothing. On SQLite there is none."""
    settings.WEB_ROLE = "hamroh_web_of_staff"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("create role hamroh_web_of_staff")
        grant("hamroh_web_of_staff")


def said(staff: Any) -> list[str]:
    return [entry.sentence("en") for entry in entries(about=staff.pk)]


def enter(world: World, by: Any, email: str = "Zarina@example.org") -> Any:
    return actions.enter_staff(email=email, full_name="Zarina", office=world.dushanbe, language="tg", by=by, at=NOON)


# -- entering and inviting ---------------------------------------------------------------------------------------------


def test_somebody_entered_chooses_a_password_with_a_code_and_has_an_hour_for_the_second_step(world: World) -> None:
    administrator = world.staff("administrator")
    zarina = enter(world, administrator)
    assert not zarina.has_usable_password()
    code = actions.invite(zarina, by=administrator, at=NOON)
    invitation = actions.invited(email="zarina@EXAMPLE.org", code=code.lower().replace("-", " "), at=NOON + HOUR)
    chosen = actions.choose_password(invitation, NEW, at=NOON + HOUR)
    assert chosen.check_password(NEW)
    assert chosen.enrol_until == NOON + 2 * HOUR
    assert said(zarina) == [
        "Chose a password.",
        "A code to choose a password was made, to be used until 2026-12-01 12:00 UTC.",
        "Entered as a member of staff.",
    ]


@pytest.mark.parametrize("spoilt", ["late", "used", "another", "newer", "left", "wrong"])
def test_a_code_is_refused(world: World, spoilt: str) -> None:
    administrator, colleague = world.staff("administrator"), world.staff("operator")
    zarina = enter(world, administrator)
    code, email, at = actions.invite(zarina, by=administrator, at=NOON), zarina.email, NOON + HOUR
    if spoilt == "late":
        at = NOON + dt.timedelta(days=3)
    elif spoilt == "used":
        actions.choose_password(actions.invited(email=email, code=code, at=at), NEW, at=at)
    elif spoilt == "another":
        email = colleague.email
    elif spoilt == "newer":
        actions.invite(zarina, by=administrator, at=NOON + dt.timedelta(minutes=5))
    elif spoilt == "left":
        actions.leave(zarina, to=None, by=administrator, at=NOON)
    else:
        code = code[:-1] + ("A" if code[-1] != "A" else "B")
    with pytest.raises(CodeRefused):
        actions.invited(email=email, code=code, at=at)


def test_two_who_use_one_code_at_once_do_not_both_get_in(world: World) -> None:
    administrator = world.staff("administrator")
    zarina = enter(world, administrator)
    invitation = actions.invited(email=zarina.email, code=actions.invite(zarina, by=administrator, at=NOON), at=NOON)
    again = Invitation.objects.get(pk=invitation.pk)
    actions.choose_password(invitation, NEW, at=NOON)
    with pytest.raises(CodeRefused):
        actions.choose_password(again, "another long password", at=NOON)
    zarina.refresh_from_db()
    assert zarina.check_password(NEW)


def test_the_code_is_not_in_the_database(world: World) -> None:
    administrator = world.staff("administrator")
    code = actions.invite(enter(world, administrator), by=administrator, at=NOON)
    assert code.replace("-", "") not in str(list(Invitation.objects.values()))


def test_nobody_is_entered_twice_nor_invites_themselves(world: World) -> None:
    administrator = world.staff("administrator")
    enter(world, administrator)
    with pytest.raises(AlreadyThere):
        enter(world, administrator, "zarina@EXAMPLE.ORG")
    with pytest.raises(NotForOneself):
        actions.invite(administrator, by=administrator, at=NOON)


def test_the_first_administrator_is_entered_once(world: World) -> None:
    first, code = actions.enter_first(email="first@example.org", full_name="F", language="ru", at=NOON)
    assert first.roles(NOON) == {Role.ADMINISTRATOR}
    assert actions.invited(email="first@example.org", code=code, at=NOON).staff == first
    with pytest.raises(AlreadyThere):
        actions.enter_first(email="second@example.org", full_name="S", language="ru", at=NOON)


def test_an_administrator_enters_somebody_who_then_works(signed_in: Any, browser_of: Any, world: World) -> None:
    """The whole way, in two browsers."""
    _, administrator = signed_in("administrator")
    administrator.six_minutes_pass()
    assert "/desk/me/confirm/" in administrator.get("staff_enter").headers["Location"]
    administrator.confirm()
    administrator.get("staff_enter")
    administrator.post(
        "staff_enter", email="zarina@example.org", full_name="Zarina", office=world.dushanbe.pk, language="tg"
    )
    code = administrator.text.split('class="wrap">')[1].split("<")[0]
    assert f"/desk/welcome/#{code}" in administrator.text
    zarina = Staff.objects.get(email="zarina@example.org")
    administrator.get("staff_member", id=zarina.pk)
    administrator.post("staff_grant", zarina.pk, role="operator")
    browser = browser_of()
    browser.get("welcome")
    browser.post("welcome", login="zarina@example.org", code=code, password1=NEW, password2=NEW)
    assert browser.answer.headers["Location"] == reverse("account_login")
    browser.give_password(zarina, NEW)
    browser.enrol()
    assert browser.inside
    assert browser.get("staff").status_code == 404


def test_a_password_that_is_too_short_or_too_common_does_not_use_up_the_code(world: World, browser_of: Any) -> None:
    administrator = world.staff("administrator")
    zarina = enter(world, administrator)
    code = actions.invite(zarina, by=administrator, at=dt.datetime.now(dt.UTC))
    browser = browser_of()
    browser.get("welcome")
    for poor, why in (("short", "too short"), ("password1234", "first that are tried")):
        browser.post("welcome", login=zarina.email, code=code, password1=poor, password2=poor)
        assert why in browser.text
    assert browser.post("welcome", login=zarina.email, code=code, password1=NEW, password2=NEW).status_code == 302


# -- roles -------------------------------------------------------------------------------------------------------------


def test_nobody_grants_or_ends_a_role_of_their_own(world: World) -> None:
    administrator = world.staff("administrator")
    with pytest.raises(NotForOneself):
        actions.grant_role(administrator, Role.LAWYER, by=administrator, at=NOON)
    with pytest.raises(NotForOneself):
        actions.end_role(administrator.grants.get(), by=administrator, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(staff=administrator, role=Role.LAWYER, since=NOON, granted_by=administrator)


def test_a_role_that_guards_others_holds_when_a_second_administrator_agrees(world: World) -> None:
    one, two = world.staff("administrator", name="One"), world.staff("administrator", name="Two")
    zarina = world.staff("operator")
    grant = actions.grant_role(zarina, Role.SECURITY, by=one, at=NOON)
    assert zarina.roles(NOON + HOUR) == {Role.OPERATOR}
    for not_a_second in (one, zarina):
        with pytest.raises(NotForOneself):
            actions.second_role(grant, by=not_a_second, at=NOON)
    actions.second_role(grant, by=two, at=NOON)
    assert Staff.objects.get(pk=zarina.pk).roles(NOON + HOUR) == {Role.OPERATOR, Role.SECURITY}
    assert said(zarina) == [
        "The role Security officer was granted.",
        "The role Security officer waits for a second person.",
    ]


def test_the_only_administrator_of_a_site_makes_a_second_one_alone(world: World) -> None:
    zarina = world.staff("operator")
    actions.grant_role(zarina, Role.ADMINISTRATOR, by=world.staff("administrator"), at=NOON)
    assert Role.ADMINISTRATOR in Staff.objects.get(pk=zarina.pk).roles(NOON)


def test_a_role_is_granted_once(world: World) -> None:
    administrator, zarina = world.staff("administrator"), world.staff("operator")
    with pytest.raises(GrantedAlready):
        actions.grant_role(zarina, Role.OPERATOR, by=administrator, at=NOON)


def test_a_change_of_role_ends_sessions(signed_in: Any, world: World) -> None:
    administrator = world.staff("administrator")
    for change in (
        lambda staff: actions.grant_role(staff, Role.LAWYER, by=administrator, at=NOON),
        lambda staff: actions.end_role(staff.grants.get(role="operator"), by=administrator, at=NOON),
        lambda staff: actions.leave(staff, to=None, by=administrator, at=NOON),
    ):
        staff, browser = signed_in(name=f"Somebody {id(change)}", email=f"{id(change)}@example.org")
        change(staff)
        assert not browser.inside


def test_the_last_administrator_stays(world: World) -> None:
    administrator, other = world.staff("administrator"), world.staff("supervisor")
    with pytest.raises(LastAdministrator):
        actions.end_role(administrator.grants.get(), by=other, at=NOON)
    with pytest.raises(LastAdministrator):
        actions.leave(administrator, to=None, by=other, at=NOON)


def test_a_supervisor_sees_the_staff_of_the_own_organisation_alone(signed_in: Any, world: World) -> None:
    here, there = world.staff("operator"), world.staff("shelter_manager", office=world.house)
    _, browser = signed_in("supervisor")
    assert here.full_name in browser.get("staff").content.decode()
    assert there.full_name not in browser.text
    assert browser.get("staff_member", id=here.pk).status_code == 200
    absent = browser.get("/desk/staff/00000000-0000-0000-0000-000000000007/")
    assert browser.get("staff_member", id=there.pk).status_code == absent.status_code == 404
    assert browser.post("staff_training", there.pk, kind="law").status_code == 404


# -- training ----------------------------------------------------------------------------------------------------------


def test_training_that_ends_soon_is_listed_until_it_is_renewed(world: World) -> None:
    supervisor, zarina = world.staff("supervisor"), world.staff("operator")
    today = NOON.date()
    actions.enter_training(
        zarina, "law", passed_on=dt.date(2025, 12, 1), expires_on=today + dt.timedelta(days=60), by=supervisor, at=NOON
    )
    actions.enter_training(
        zarina, "data", passed_on=dt.date(2025, 12, 1), expires_on=today + dt.timedelta(days=61), by=supervisor, at=NOON
    )
    assert [one.kind for one in queries.trainings_to_renew(seen_by=supervisor, at=NOON)] == ["law"]
    actions.enter_training(
        zarina, "law", passed_on=today, expires_on=today + dt.timedelta(days=365), by=supervisor, at=NOON
    )
    assert queries.trainings_to_renew(seen_by=supervisor, at=NOON) == []
    with pytest.raises(NotForOneself):
        actions.enter_training(
            supervisor, "law", passed_on=today, expires_on=today + dt.timedelta(days=9), by=supervisor, at=NOON
        )


# -- leaving -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("heir", ["colleague", "desk"])
def test_who_leaves_loses_everything_and_their_files_go_on(world: World, heir: str) -> None:
    administrator, zarina = world.staff("administrator"), world.staff("case_worker")
    colleague = world.staff("case_worker", office=world.khujand)
    ended, running, planned = world.person(), world.person(), world.person()
    world.involve(ended, staff=zarina, until=NOON - HOUR)
    world.involve(running, staff=zarina, parts="identity story", until=NOON + 9 * HOUR)
    world.involve(planned, staff=zarina, since=NOON + HOUR)
    BrokenGlass.objects.create(person=ended, staff=zarina, reason=b"", since=NOON - HOUR, until=NOON + HOUR)
    to = colleague if heir == "colleague" else None
    assert actions.leave(zarina, to=to, by=administrator, at=NOON) == 2
    assert zarina.roles(NOON) == frozenset() or not Staff.objects.get(pk=zarina.pk).roles(NOON)
    for file in (ended, running, planned):
        with pytest.raises(Absent):
            person(file.pk, seen_by=Staff.objects.get(pk=zarina.pk), at=NOON)
    assert person(running.pk, seen_by=colleague, at=NOON) == running
    handed = Involvement.objects.filter(staff=to, person=running).get()
    assert (handed.parts, handed.since, handed.until) == ("identity story", NOON, NOON + 9 * HOUR)
    assert not Involvement.objects.filter(staff=to, person=ended).exists()
    left = Staff.objects.get(pk=zarina.pk)
    assert (left.is_active, left.left_at, left.has_usable_password()) == (False, NOON, False)
    assert said(zarina)[0] == "Left. Files handed over: 2."


def test_files_are_handed_over_only_to_somebody_who_works_there(world: World) -> None:
    administrator, zarina = world.staff("administrator"), world.staff("case_worker")
    gone = world.staff("case_worker", name="Gone")
    actions.leave(gone, to=None, by=administrator, at=LONG_AGO + HOUR)
    gone.refresh_from_db()
    file = world.person()
    world.involve(file, staff=zarina)
    for stranger in (world.staff("shelter_manager", office=world.house), gone, zarina):
        with pytest.raises(NotAColleague):
            actions.leave(zarina, to=stranger, by=administrator, at=NOON)
    assert Staff.objects.get(pk=zarina.pk).is_active
    assert person(file.pk, seen_by=zarina, at=NOON) == file


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("hamroh-dushanbe-2026", False),
        ("Ҳамроҳ Тоҷикистон 1", False),
        ("hotline hotline hotline", False),
        ("password123456!", False),
        ("seven rivers of Dushanbe", True),
        ("x" * 64 + " seven quiet rivers", True),
    ],
)
def test_a_password_built_on_what_anybody_could_guess_is_refused(world: World, password: str, good: bool) -> None:
    from django.contrib.auth.password_validation import validate_password

    staff = world.staff("operator")
    if good:
        validate_password(password, staff)
    else:
        with pytest.raises(ValidationError):
            validate_password(password, staff)


def test_an_administrator_hands_over_files_that_the_database_hides_from_them(
    signed_in: Any, world: World, web_role: None
) -> None:
    """By the page, as a role that owns no table: on PostgreSQL the second lock shows an administrator no file."""
    _, administrator = signed_in("administrator")
    zarina, colleague = world.staff("case_worker", name="Zarina"), world.staff("case_worker", name="Colleague")
    file = world.person()
    world.involve(file, staff=zarina)
    administrator.get("staff_leave", id=zarina.pk)
    administrator.post("staff_leave", zarina.pk, to=colleague.pk)
    assert "Their files are handed over" in administrator.get("staff_member", id=zarina.pk).content.decode()
    assert "Left. Files handed over: 1." in administrator.text
    now = dt.datetime.now(dt.UTC)
    with transaction.atomic(), seen_as(colleague):
        assert person(file.pk, seen_by=colleague, at=now) == file
    assert not Staff.objects.get(pk=zarina.pk).is_active


def test_a_role_that_waits_opens_nothing_in_the_database_either(world: World, web_role: None) -> None:
    one, _ = world.staff("administrator", name="One"), world.staff("administrator", name="Two")
    somebody, file = world.staff("analyst"), world.person()
    world.involve(file)
    actions.grant_role(somebody, Role.SUPERVISOR, by=one, at=LONG_AGO)
    with transaction.atomic(), seen_as(somebody):
        assert connection.vendor != "postgresql" or not Person.objects.filter(pk=file.pk).exists()
    with pytest.raises(Absent):
        person(file.pk, seen_by=Staff.objects.get(pk=somebody.pk), at=NOON)


def test_an_administrator_signs_somebody_out_everywhere(signed_in: Any) -> None:
    (staff, browser), (_, administrator) = signed_in(), signed_in("administrator")
    administrator.confirm()
    administrator.get("staff_member", staff.pk)
    administrator.post("staff_out", staff.pk)
    assert (browser.inside, administrator.inside) == (False, True)
    assert entries(about=staff.pk)[0].sentence("en") == "Signed out everywhere by an administrator."
    own = administrator.client.session["_auth_user_id"]
    administrator.post("staff_out", own)
    assert administrator.inside


def test_a_breached_password_of_twelve_letters_is_refused_and_a_fresh_one_is_not() -> None:
    for known in ("1qaz2wsx3edc", "motherfucker", "Leavemealone"):
        with pytest.raises(ValidationError):
            passwords.NotCommon().validate(known)
    fresh = [f"{n} quiet rivers run to the plain" for n in range(2000)]
    assert sum(map(passwords.seen_in_breaches, fresh)) <= 1
    assert hashlib.sha256(passwords.COMMONEST.read_bytes()).hexdigest() == (
        "ce2782ab84fbfe469bac9811b9c2cd598088eabcf63f292e751e36823774b7a7"
    )


@pytest.mark.parametrize("gone", ["role", "left"])
def test_codes_that_an_administrator_gave_end_with_their_role(world: World, gone: str) -> None:
    rogue, other, sleeper = (
        world.staff("administrator"),
        world.staff("administrator", name="other"),
        world.staff("lawyer"),
    )
    code = actions.invite(sleeper, by=rogue, at=NOON)
    actions.grant_role(sleeper, Role.SUPERVISOR, by=rogue, at=NOON)
    good = actions.invite(world.staff("operator"), by=other, at=NOON)
    if gone == "role":
        actions.end_role(rogue.grants.get(), by=other, at=NOON)
    else:
        actions.leave(rogue, to=None, by=other, at=NOON)
    with pytest.raises(CodeRefused):
        actions.invited(email=sleeper.email, code=code, at=NOON + dt.timedelta(minutes=1))
    assert actions.invited(email=world.staff("operator").email, code=good, at=NOON + dt.timedelta(minutes=1))
    # Nor does what waits for a second person, which would then be the word of one; somebody else may ask for it anew.
    assert not sleeper.grants.filter(waiting=True, until__isnull=True).exists()
    actions.grant_role(sleeper, Role.SUPERVISOR, by=other, at=NOON + HOUR)
    RoleGrant.objects.filter(staff=other, role="administrator").update(until=NOON + HOUR)
    late = RoleGrant.objects.get(staff=sleeper, role=Role.SUPERVISOR, until__isnull=True)
    RoleGrant.objects.filter(pk=late.pk).update(waiting=True)
    with pytest.raises(OneAlone):
        actions.second_role(late, by=world.staff("administrator", name="third"), at=NOON + 2 * HOUR)
