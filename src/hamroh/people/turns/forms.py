"""Forms of days of reception and of turns."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from hamroh.people.turns import words
from hamroh.people.turns.actions import Times
from hamroh.people.turns.models import ReceptionDay
from hamroh.people.turns.queries import Free
from hamroh.shell.typed import Lines


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"class": "in", "type": "date"}, format="%Y-%m-%d"))


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput({"class": "in", "type": "time"}, format="%H:%M"))


def _many(label: Any, least: int, most: int, usual: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        initial=usual,
        widget=forms.NumberInput({"class": "in", "inputmode": "numeric"}),
    )


class ReceptionForm(forms.Form):
    """A day of reception that is opened: where, when, how many, for what."""

    service = forms.ChoiceField(label=gettext_lazy("Which service?"))
    day = _day(gettext_lazy("On which day?"))
    opens = _time(gettext_lazy("From when? The clock there counts."))
    minutes = _many(gettext_lazy("How many minutes for a turn?"), 5, 240, 15)
    at_once = _many(gettext_lazy("How many people at once?"), 1, 20, 1)
    times = _many(gettext_lazy("How many times? (from 9:00 with 15 minutes and 12 times it ends at 12:00)"), 1, 100, 12)
    matters = forms.MultipleChoiceField(
        label=gettext_lazy("What can be settled there?"),
        choices=list(words.MATTERS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one matter.")},
    )

    def __init__(self, *args: Any, services: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["service"].choices = services  # type: ignore[attr-defined]
        self.fields["service"].widget.attrs["class"] = "in"

    def said(self) -> Times:
        """Day and times."""
        given = self.cleaned_data
        return Times(given["day"], given["opens"], given["minutes"], given["at_once"], given["times"])


class MoveForm(forms.Form):
    """Another day, or another hour."""

    day = _day(gettext_lazy("To which day?"))
    opens = _time(gettext_lazy("From when?"))


class TurnForm(forms.Form):
    """Which time for which matter; a phone and a name only if the person likes."""

    matter = forms.ChoiceField(
        label=gettext_lazy("What for?"),
        error_messages={"required": gettext_lazy("Choose what you come for.")},
    )
    begins = forms.ChoiceField(
        label=gettext_lazy("When?"),
        error_messages={
            "required": gettext_lazy("Choose a time."),
            "invalid_choice": gettext_lazy("This time was taken in the meantime. Choose another."),
        },
    )
    phone = Lines(
        label=gettext_lazy("A phone to call if the day is moved. Not needed."),
        max_length=40,
        required=False,
        widget=forms.TextInput({"class": "in", "inputmode": "tel", "autocomplete": "off"}),
    )
    name = Lines(
        label=gettext_lazy("What shall we call you? Not needed."),
        max_length=80,
        required=False,
        widget=forms.TextInput({"class": "in", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, free: Free, **more: Any) -> None:
        super().__init__(*args, **more)
        offered = [(code, words.MATTERS[code]) for code in ReceptionDay.Matter.values if code in free.reception.matters]
        times = [(f"{time:%H:%M}", f"{time:%H:%M}") for time in free.times]
        for name, choices in (("matter", offered), ("begins", times)):
            field: Any = self.fields[name]
            field.choices = [("", _("Choose")), *choices]
            field.widget.attrs["class"] = "in"

    def clean_phone(self) -> str:
        phone = " ".join(self.cleaned_data["phone"].split())
        if phone and sum(c.isdigit() for c in phone) < 5:
            raise forms.ValidationError(_("This is no number that can be called. Mend it, or leave it empty."))
        return phone

    def time(self) -> dt.time:
        """The time that was chosen."""
        return dt.time.fromisoformat(self.cleaned_data["begins"])
