"""Forms of the asylum room."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from hamroh.shell.typed import Lines

LONGEST = {"name": 200, "languages": 200, "contact": 1_000, "country": 200, "fear": 20_000}


def _text(label: str, name: str, *, rows: int = 0, required: bool = False) -> forms.CharField:
    attrs = {"class": "in", "autocomplete": "off"} | ({"rows": str(rows)} if rows else {})
    return Lines(
        label=label,
        required=required,
        max_length=LONGEST[name],
        widget=forms.Textarea(attrs) if rows else forms.TextInput(attrs),
        error_messages={
            "required": gettext_lazy("Write what the person told you."),
            "max_length": gettext_lazy("This is too long. Shorten it; nothing was stored yet."),
        },
    )


class ClaimForm(forms.Form):
    """What a person told of why they cannot go back."""

    name = _text(gettext_lazy("How may we call the person?"), "name")
    languages = _text(gettext_lazy("Languages"), "languages")
    contact = _text(gettext_lazy("How to reach them safely, in their own words"), "contact", rows=2)
    country = _text(gettext_lazy("To which country can they not go back?"), "country")
    fear = _text(gettext_lazy("What do they fear, and from whom?"), "fear", rows=8, required=True)


class NoteForm(forms.Form):
    """Something added later."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    text = _text(gettext_lazy("Add to the claim"), "fear", rows=4, required=True)
