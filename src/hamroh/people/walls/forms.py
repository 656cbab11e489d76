"""Forms of the walls."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from hamroh.people.walls.actions import LONGEST_REASON, REASON_AT_LEAST
from hamroh.shell.typed import Lines


class GlassForm(forms.Form):
    """Why a file must be opened by somebody who does not work with it."""

    file = forms.UUIDField(
        label=gettext_lazy("Number of the file"),
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Write the number of the file."),
            "invalid": gettext_lazy("This is not the number of a file. It has 32 letters and figures."),
        },
    )
    reason = Lines(
        label=gettext_lazy("Why must it be opened now?"),
        widget=forms.Textarea(attrs={"rows": 3, "class": "in"}),
        min_length=REASON_AT_LEAST,
        max_length=LONGEST_REASON,
        error_messages={
            "required": gettext_lazy("Say in a sentence why."),
            "min_length": gettext_lazy("Say in a sentence why, so that another person can judge it."),
            "max_length": gettext_lazy("This is too long. Say it in 500 letters."),
        },
    )
