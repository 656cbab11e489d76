"""Forms of enquiries: what the public sends, and what staff write."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy

from hamroh.protection.enquiries import queries
from hamroh.protection.enquiries.actions import LONGEST_TEXT
from hamroh.shell.typed import Lines

TOO_LONG = gettext_lazy(
    "This is longer than %(limit_value)s letters. Shorten it, or send the rest afterwards with your code."
)
GONE = gettext_lazy("The list of offices has changed meanwhile. Look at it again; what you typed is still here.")


def _area(label: Any, *, rows: int, longest: int, required: bool, empty: Any = "") -> forms.CharField:
    return Lines(
        label=label,
        required=required,
        max_length=longest,
        widget=forms.Textarea({"rows": str(rows), "class": "in", "autocomplete": "off"}),
        error_messages={"required": empty, "max_length": TOO_LONG},
    )


class ReportForm(forms.Form):
    """A report without a name."""

    text = _area(
        gettext_lazy("What happened? Where, when, who did it?"),
        rows=8,
        longest=LONGEST_TEXT,
        required=True,
        empty=gettext_lazy("Write what happened. A few words are enough."),
    )
    danger = forms.BooleanField(
        label=gettext_lazy("Somebody is in danger now"), required=False, widget=forms.CheckboxInput
    )
    woman = forms.BooleanField(
        label=gettext_lazy("I want a woman to answer me"), required=False, widget=forms.CheckboxInput
    )
    contact = _area(
        gettext_lazy("How may we reach you safely? You may leave this empty."), rows=2, longest=1_000, required=False
    )
    about_office = forms.MultipleChoiceField(
        label=gettext_lazy("Is it about one of these offices? Then that office will not see it. You may tick several."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": GONE},
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        language = (get_language() or "en")[:2]
        self.offices = {str(one.pk): one for one in queries.offices()}
        named = [(key, f"{one.organisation.name(language)}: {one.name(language)}") for key, one in self.offices.items()]
        field = self.fields["about_office"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = named

    def about(self) -> list[Any]:
        """The offices complained of."""
        return [self.offices[key] for key in self.cleaned_data["about_office"]]


class CodeForm(forms.Form):
    """Code and words of a report."""

    code = Lines(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput({"class": "in", "autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": gettext_lazy("Write the code.")},
    )
    words = Lines(
        label=gettext_lazy("Secret words"),
        max_length=200,
        widget=forms.TextInput({"class": "in", "autocomplete": "off", "autocapitalize": "none"}),
        error_messages={"required": gettext_lazy("Write the secret words.")},
    )


class TextForm(forms.Form):
    """Something added or replied."""

    text = _area(
        gettext_lazy("Write here"),
        rows=5,
        longest=LONGEST_TEXT,
        required=True,
        empty=gettext_lazy("Write something first."),
    )

    def __init__(self, *args: Any, with_files: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        # A picture may say enough.
        self.fields["text"].required = not with_files
