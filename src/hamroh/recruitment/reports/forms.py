"""What is reported of a firm, and what officers write to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from hamroh.people.names import clean
from hamroh.recruitment.register import names
from hamroh.recruitment.reports.actions import LONGEST_TEXT, Said
from hamroh.recruitment.reports.words import KINDS, OUTCOMES, STEPS
from hamroh.shell.typed import Lines


def _line(label: Any, longest: int, *, required: bool = False) -> forms.CharField:
    return Lines(
        label=label,
        required=required,
        max_length=longest,
        widget=forms.TextInput({"class": "in", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write what the firm calls itself.")},
    )


class FirmReportForm(forms.Form):
    """A report of a firm, a sign or an intermediary; without a name of the sender."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        choices=list(KINDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it is about.")},
    )
    firm = _line(gettext_lazy("What does it call itself?"), names.LONGEST, required=True)
    phone = _line(gettext_lazy("Its phone, if you know it"), 40)
    place = _line(gettext_lazy("Where did you see it?"), 200)
    seen_on = forms.DateField(
        label=gettext_lazy("On which day? 05.05.2026"),
        required=False,
        input_formats=["%d.%m.%Y", "%Y-%m-%d"],
        widget=forms.TextInput({"class": "in", "autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"invalid": gettext_lazy("There is no such day. Write 05.05.2026, or leave it empty.")},
    )
    text = Lines(
        label=gettext_lazy("What did it say or show? Which sign, which promise?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": "6", "class": "in", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Write what you saw. A few words are enough."),
            "max_length": gettext_lazy("This is longer than 10,000 letters. Shorten it."),
        },
    )

    def clean_firm(self) -> str:
        firm = clean(self.cleaned_data["firm"])
        if not names.read(firm).keys:
            raise forms.ValidationError(_("Write what the firm calls itself."))
        return firm

    def clean_seen_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["seen_on"]
        if day is not None and not 1990 <= day.year <= 2100:
            raise forms.ValidationError(_("There is no such day. Write 05.05.2026, or leave it empty."))
        return day

    def said(self) -> Said:
        """What is reported."""
        return Said(**self.cleaned_data)


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(label=gettext_lazy("What was found"), choices=[("", "–"), *OUTCOMES.items()])


class StepForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Step"), choices=list(STEPS.items()))
    on = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput({"class": "in", "type": "date"}, format="%Y-%m-%d")
    )
    paper = Lines(
        label=gettext_lazy("Paper it rests on: kind, number, day"),
        max_length=200,
        widget=forms.TextInput({"class": "in", "autocomplete": "off"}),
    )


class ReplyForm(forms.Form):
    """What the reported firm says to it."""

    said_on = forms.DateField(
        label=gettext_lazy("Day of the reply"),
        widget=forms.DateInput({"class": "in", "type": "date"}, format="%Y-%m-%d"),
    )
    text = Lines(
        label=gettext_lazy("What the firm says"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": "4", "class": "in", "autocomplete": "off"}),
    )
