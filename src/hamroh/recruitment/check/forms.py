"""What is typed into the public check: read once, shown again, kept nowhere."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from hamroh.people import names
from hamroh.recruitment.check.queries import LONGEST
from hamroh.recruitment.seals.queries import LONGEST_LINK, text_of_code
from hamroh.shell.typed import Lines


def _part(label: Any, longest: int) -> forms.CharField:
    return Lines(
        label=label,
        required=False,
        widget=forms.TextInput({"class": "in", "inputmode": "numeric", "maxlength": longest, "autocomplete": "off"}),
    )


class CheckForm(forms.Form):
    """A name, licence number or phone, and a day; without a day, today."""

    q = Lines(
        label=gettext_lazy("Name, licence number or phone"),
        required=False,
        # The link of a signed code may be pasted; a browser would cut it.
        widget=forms.TextInput({"class": "in", "autocomplete": "off", "maxlength": LONGEST_LINK}),
    )
    d = _part(gettext_lazy("Day"), 2)
    m = _part(gettext_lazy("Month"), 2)
    y = _part(gettext_lazy("Year"), 4)

    def clean_q(self) -> str:
        typed = names.clean(self.cleaned_data["q"])
        if not any(c.isalnum() for c in typed):
            raise forms.ValidationError(_("Write the name of the firm, the number of its licence, or its phone."))
        if len(typed) > (LONGEST_LINK if text_of_code(typed) else LONGEST):
            raise forms.ValidationError(
                _("This is longer than 160 letters. Write only the name, the number or the phone.")
            )
        return typed

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        parts = [given.get(name, "").strip() for name in "dmy"]
        if any(parts):
            try:
                if not all(part.isdecimal() for part in parts) or len(parts[2]) != 4:
                    raise ValueError
                self.on: dt.date | None = dt.date(int(parts[2]), int(parts[1]), int(parts[0]))
            except (ValueError, OverflowError):
                self.on = None
                self.add_error(
                    "d",
                    _(
                        "There is no such day. Write day, month and year in numbers, or leave all three empty for today."
                    ),
                )
        else:
            self.on = None
        return given
