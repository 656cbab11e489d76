"""What is typed into the comparison of pay: read once, shown again, kept nowhere."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext as _, gettext_lazy

from hamroh.recruitment.pay.comparator import jobs
from hamroh.recruitment.pay.words import PERS
from hamroh.shell.typed import Lines

MOST = 99_999_999
OUTSIDE = "outside"
"""Chosen in place of a region by whose work is in another country: no figure of there is known."""
_SUM = re.compile(r"([0-9]{1,8})(?:[.,]([0-9]{1,2}))?")


def _typed(label: Any, longest: int) -> forms.CharField:
    return Lines(
        label=label,
        required=False,
        widget=forms.TextInput({"class": "in", "inputmode": "decimal", "maxlength": longest, "autocomplete": "off"}),
    )


class PayForm(forms.Form):
    """A kind of work, a region, a day and a sum; what is left out is not known.

    `regions` are code and name of each region of Russia in the reader's language.
    """

    job = forms.ChoiceField(
        label=gettext_lazy("Which work?"),
        widget=forms.Select({"class": "in"}),
        error_messages={
            "required": gettext_lazy("Choose the work."),
            "invalid_choice": gettext_lazy("Choose the work."),
        },
    )
    region = forms.ChoiceField(
        label=gettext_lazy("In which region of Russia?"), required=False, widget=forms.Select({"class": "in"})
    )
    sum = _typed(gettext_lazy("How many roubles?"), 14)
    per = forms.ChoiceField(
        label=gettext_lazy("For what?"), choices=list(PERS.items()), widget=forms.Select({"class": "in"})
    )
    times = _typed(gettext_lazy("If it is not for a month: how many of them in a month?"), 3)
    on = _typed(gettext_lazy("On which day? 05.05.2026. Leave it empty for today."), 10)

    def __init__(self, data: Any, *, regions: list[tuple[str, str]], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        language = get_language() or "en"
        self.fields["job"].choices = [("", "–"), *((one.code, one.names[language]) for one in jobs().values())]  # type: ignore[attr-defined]
        self.fields["region"].choices = [  # type: ignore[attr-defined]
            ("", _("I do not say")),
            (OUTSIDE, _("Not in Russia")),
            *regions,
        ]

    def clean_sum(self) -> int | None:
        """In kopecks."""
        typed = re.sub(r"\s", "", self.cleaned_data["sum"])
        if not typed:
            return None
        found = _SUM.fullmatch(typed)
        if found is None or not (kopecks := int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))):
            raise forms.ValidationError(_("Write the sum in numbers: 45000."))
        return kopecks

    def clean_times(self) -> int | None:
        typed = self.cleaned_data["times"].strip()
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit()) or not 1 <= int(typed) <= 744:
            raise forms.ValidationError(_("Write how many of them a month has: 26 shifts, 200 hours."))
        return int(typed)

    def clean_on(self) -> dt.date | None:
        typed = self.cleaned_data["on"].strip()
        if not typed:
            return None
        try:
            day, month, year = (int(part) for part in typed.split("."))
            if not 1990 <= year <= 2100:
                raise ValueError
            return dt.date(year, month, day)
        except (ValueError, OverflowError):
            raise forms.ValidationError(_("There is no such day. Write 05.05.2026, or leave it empty.")) from None
