"""The forms of sign-in and of the pages about staff. Their words are ours, so that they stand in three languages."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import available_timezones

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth import password_validation
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_lazy

from hamroh.people.staff.models import Office, Role, Staff, Training
from hamroh.people.staff.signing_in import one_at_a_time
from hamroh.shell.tongue import LANGUAGES
from hamroh.shell.typed import Lines

PASSWORD_HINT = gettext_lazy(
    "At least 12 characters. A few words that mean something to you alone are best; it never has to be changed."
)
_CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "20"}


class Plain:
    """Gives the fields of a form our labels, hints and look."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}
    marks: dict[str, dict[str, str]] = {}

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs.update(self.marks.get(name, {}))
            if not isinstance(field.widget, forms.CheckboxInput | forms.HiddenInput):
                field.widget.attrs["class"] = "in"


class SignInForm(Plain, account.LoginForm):  # type: ignore[misc]
    labels = {"login": gettext_lazy("Work e-mail address"), "password": gettext_lazy("Password")}
    marks = {"login": {"autocomplete": "username"}}


class OneCodeAtATime:
    """Each code that is tried is counted before the next one of the same person is looked at."""

    def clean_code(self) -> str:
        tried = super().clean_code  # type: ignore[misc]
        return str(one_at_a_time(f"second step of {self.user.pk}", tried))  # type: ignore[attr-defined]


class SecondStepForm(Plain, OneCodeAtATime, mfa.AuthenticateForm):  # type: ignore[misc]
    labels = {"code": gettext_lazy("Code from the app, or a recovery code")}
    marks = {"code": _CODE}


class ConfirmForm(Plain, OneCodeAtATime, mfa.ReauthenticateForm):  # type: ignore[misc]
    labels = {"code": gettext_lazy("Code from the app, or a recovery code")}
    marks = {"code": _CODE}


class AppForm(Plain, ActivateTOTPForm):  # type: ignore[misc]
    labels = {"code": gettext_lazy("Code that the app shows")}
    marks = {"code": _CODE}


class PasskeyForm(Plain, AddWebAuthnForm):  # type: ignore[misc]
    labels = {
        "name": gettext_lazy("What you call it"),
        "passwordless": gettext_lazy("Sign in with it alone, without a password"),
    }
    hints = {"name": gettext_lazy("For example: office laptop")}

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["name"].required = True
        self.fields["name"].max_length = 60
        self.fields["name"].widget.attrs["maxlength"] = "60"


class ChangePasswordForm(Plain, account.ChangePasswordForm):  # type: ignore[misc]
    labels = {
        "oldpassword": gettext_lazy("Present password"),
        "password1": gettext_lazy("New password"),
        "password2": gettext_lazy("New password once more"),
    }
    hints = {"password1": PASSWORD_HINT}


class PasswordForm(Plain, forms.Form):
    """The present password once more."""

    labels = {"password": gettext_lazy("Present password")}
    marks = {"password": {"autocomplete": "current-password"}}
    password = forms.CharField(widget=forms.PasswordInput, strip=False, max_length=500)


class WelcomeForm(Plain, forms.Form):
    """Choose a password with a code that was handed over."""

    labels = {
        "login": gettext_lazy("Work e-mail address"),
        "code": gettext_lazy("Code that you were given"),
        "password1": gettext_lazy("New password"),
        "password2": gettext_lazy("New password once more"),
    }
    hints = {"password1": PASSWORD_HINT}
    marks = {
        "login": {"autocomplete": "username"},
        "code": {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
        "password1": {"autocomplete": "new-password"},
        "password2": {"autocomplete": "new-password"},
    }
    login = forms.EmailField(max_length=254)
    code = Lines(max_length=40)
    password1 = forms.CharField(widget=forms.PasswordInput, strip=False, max_length=500)
    password2 = forms.CharField(widget=forms.PasswordInput, strip=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, second = given.get("password1"), given.get("password2")
        if first and second and first != second:
            self.add_error("password2", gettext_lazy("The two are not the same."))
        return given

    def check_password(self, staff: Any) -> bool:
        """Is the password fit for this person? Says what is wrong with it in the form."""
        try:
            password_validation.validate_password(self.cleaned_data["password1"], user=staff)
        except forms.ValidationError as error:
            self.add_error("password1", error)
            return False
        return True


# -- pages about staff -------------------------------------------------------------------------------------------------


class EnterStaffForm(Plain, forms.Form):
    labels = {
        "email": gettext_lazy("Work e-mail address"),
        "full_name": gettext_lazy("Name"),
        "office": gettext_lazy("Office"),
        "language": gettext_lazy("Language"),
    }
    hints = {"email": gettext_lazy("They sign in with it. No mail is ever sent to it.")}
    email = forms.EmailField(max_length=254)
    full_name = Lines(max_length=200)
    office = forms.ModelChoiceField(queryset=None, empty_label=None)
    language = forms.ChoiceField(choices=list(LANGUAGES.items()), initial="ru")

    def __init__(self, *given: Any, offices: QuerySet[Office], **more: Any) -> None:
        super().__init__(*given, **more)
        office: Any = self.fields["office"]
        office.queryset = offices
        office.label_from_instance = _office_in_words


class OfficeForm(Plain, forms.ModelForm):  # type: ignore[type-arg]
    labels = {
        "organisation": gettext_lazy("Organisation"),
        "key": gettext_lazy("Short name in Latin letters"),
        "name_en": gettext_lazy("Name in English"),
        "name_ru": gettext_lazy("Name in Russian"),
        "name_tg": gettext_lazy("Name in Tajik"),
        "country": gettext_lazy("Country, two letters"),
        "region": gettext_lazy("Region, if one is known"),
        "time_zone": gettext_lazy("Time zone"),
    }
    hints = {
        "country": gettext_lazy("For example TJ, RU or KZ"),
        "region": gettext_lazy("For example RU-SVE"),
        "time_zone": gettext_lazy("For example Asia/Dushanbe"),
    }

    class Meta:
        model = Office
        fields = ["organisation", "key", "name_en", "name_ru", "name_tg", "country", "region", "time_zone"]
        error_messages = {"key": {"unique": gettext_lazy("Another office has this short name.")}}

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        organisation: Any = self.fields["organisation"]
        organisation.label_from_instance = lambda one: one.name(get_language() or "en")
        organisation.empty_label = None

    def clean_country(self) -> str:
        given = str(self.cleaned_data["country"]).upper()
        if not re.fullmatch("[A-Z]{2}", given):
            raise forms.ValidationError(gettext_lazy("Two letters, for example TJ."))
        return given

    def clean_time_zone(self) -> str:
        given = str(self.cleaned_data["time_zone"])
        if given not in available_timezones():
            raise forms.ValidationError(gettext_lazy("There is no such time zone. For example Asia/Dushanbe."))
        return given


class RoleForm(Plain, forms.Form):
    labels = {"role": gettext_lazy("Role")}
    role = forms.ChoiceField(choices=lambda: [(role.value, role.label) for role in Role])


class TrainingForm(Plain, forms.Form):
    labels = {
        "kind": gettext_lazy("Training"),
        "passed_on": gettext_lazy("Passed on"),
        "expires_on": gettext_lazy("To be renewed by"),
    }
    kind = forms.ChoiceField(choices=Training.Kind.choices)
    passed_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    expires_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        passed, expires = given.get("passed_on"), given.get("expires_on")
        if passed and expires and expires <= passed:
            self.add_error("expires_on", gettext_lazy("A training expires after the day on which it was passed."))
        return given


class LeaveForm(Plain, forms.Form):
    labels = {"to": gettext_lazy("Who takes over the files")}
    to = forms.ModelChoiceField(queryset=None, required=False, empty_label=gettext_lazy("The desk of the organisation"))

    def __init__(self, *given: Any, colleagues: QuerySet[Staff], **more: Any) -> None:
        super().__init__(*given, **more)
        to: Any = self.fields["to"]
        to.queryset = colleagues
        to.label_from_instance = lambda one: one.full_name


class VouchForm(Plain, forms.Form):
    labels = {
        "email": gettext_lazy("Work e-mail address of your colleague"),
        "number": gettext_lazy("Number that they read out to you"),
    }
    marks = {"number": {"inputmode": "numeric", "autocomplete": "off"}, "email": {"autocomplete": "off"}}
    email = forms.EmailField(max_length=254)
    number = Lines(max_length=20)


def _office_in_words(office: Office) -> str:
    language = get_language() or "en"
    return f"{office.organisation.name(language)}: {office.name(language)}"
