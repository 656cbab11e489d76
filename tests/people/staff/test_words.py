"""Every page and every refusal of sign-in speaks the reader's language, also where a library says it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from hamroh.people.staff import forms
from tests.people.conftest import World

# What stays as it is in every language
NAMES = {"Hamroh", "SVE", "Asia", "Dushanbe", "Aegis", "FreeOTP", "Google", "Authenticator", "UTC", "English"}


def english(text: str) -> set[str]:
    """Words of Latin letters that are no names."""
    return set(re.findall(r"[A-Za-z]{3,}", text)) - NAMES


def refusals(form: Any) -> str:
    return " ".join(str(fault) for faults in form.errors.values() for fault in faults)


LONG = "я" * 600


@pytest.mark.parametrize("language", ["tg", "ru"])
@pytest.mark.parametrize("given", ["", "я", LONG, "я\x00", "{"], ids=["nothing", "wrong", "long", "nul", "broken"])
def test_no_refusal_is_left_in_english(world: World, language: str, given: str) -> None:
    from hamroh.people.models import Staff
    from hamroh.people.staff import queries

    staff = world.staff("operator")
    made = [
        (forms.SignInForm, {}),
        (forms.WelcomeForm, {}),
        (forms.EnterStaffForm, {"offices": queries.offices()}),
        (forms.OfficeForm, {}),
        (forms.RoleForm, {}),
        (forms.TrainingForm, {}),
        (forms.LeaveForm, {"colleagues": Staff.objects.all()}),
        (forms.VouchForm, {}),
        (forms.ChangePasswordForm, {"user": staff}),
    ]
    with translation.override(language):
        for form, more in made:
            fields = form(**more).fields
            said = refusals(form(data=dict.fromkeys(fields, given), **more))
            if given == "":
                assert said or form is forms.LeaveForm, form
            assert english(said) == set(), form
            assert all(not english(str(field.label) + str(field.help_text)) for field in fields.values()), form


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
@pytest.mark.parametrize("password", ["short", "password1234", "operator.of.dushanbe"])
def test_why_a_password_is_refused_is_said_in_our_words(world: World, language: str, password: str) -> None:
    staff = world.staff("operator")
    with translation.override(language), pytest.raises(ValidationError) as refused:
        validate_password(password, user=staff)
    said = " ".join(refused.value.messages)
    assert said
    assert language == "en" or english(said) == set()


@pytest.mark.parametrize("language", ["tg", "ru"])
def test_the_pages_of_sign_in_are_in_the_readers_language(invited: Any, browser_of: Any, language: str) -> None:
    browser, staff = browser_of(language), invited("administrator", name="Зарина", email="z@example.org")

    def read(name: str, *args: Any, **parts: Any) -> set[str]:
        page = browser.get(name, *args, **parts).content.decode()
        assert browser.answer.status_code == 200, name
        page = re.sub(r"<(script|style|svg).*?</\1>", "", page, flags=re.DOTALL)
        shown = re.sub(r"<option.*?</option>", "", re.sub(r'class="code">[^<]*', ">", page), flags=re.DOTALL)
        words = " ".join(re.findall(r'(?:aria-label|alt|placeholder)="([^"]*)"', shown)) + re.sub(
            r"<[^>]+>", " ", shown
        )
        return english(words.replace("z@example.org", "").replace("dushanbe", "").replace("hotline", ""))

    assert read("account_login") == set()
    assert read("welcome") == set()
    staff.language = language
    staff.save()
    browser.give_password(staff)
    assert read("mfa_index") == set()
    assert read("mfa_activate_totp") == set()
    assert read("mfa_add_webauthn") == set()
    browser.enrol()
    for name in (
        "mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp",
        "account_change_password", "mfa_reauthenticate", "desk", "staff", "staff_enter", "vouch",
    ):  # fmt: skip
        assert read(name) == set(), name
    assert read("staff_member", id=staff.pk) == set()
    other = world_staff = invited("operator", name="Фирӯз", email="f@example.org")
    assert read("staff_leave", id=other.pk) - {"example", "org"} == set(), world_staff
