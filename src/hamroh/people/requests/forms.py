"""Forms of requests from outside."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from hamroh.people.requests.models import OutsideRequest
from hamroh.shell.typed import Lines

LONGEST = 2000


def _words(label: Any, rows: int, needed: Any) -> forms.CharField:
    return Lines(
        label=label,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows, "class": "in"}),
        error_messages={"required": needed, "max_length": gettext_lazy("This is too long. Say it in 2,000 letters.")},
    )


class RequestForm(forms.Form):
    """Who asked for what, and on which ground."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Who asks?"),
        choices=OutsideRequest.Kind.choices,
        widget=forms.Select(attrs={"class": "in"}),
        error_messages={
            "required": gettext_lazy("Choose who asks."),
            "invalid_choice": gettext_lazy("Choose who asks."),
        },
    )
    who = _words(
        gettext_lazy("Name, office and how they asked (letter, call, visit)"),
        2,
        gettext_lazy("Write down who asked and how."),
    )
    asked = _words(gettext_lazy("What do they want to know?"), 4, gettext_lazy("Write down what they asked for."))
    ground = _words(
        gettext_lazy("On which law, order or paper do they rely? If on none, write none."),
        2,
        gettext_lazy("Write down the ground they named, or none."),
    )


class DecisionForm(forms.Form):
    """Refuse, or agree to answer, with the reason."""

    reason = _words(gettext_lazy("Why?"), 3, gettext_lazy("Say in a sentence why."))
