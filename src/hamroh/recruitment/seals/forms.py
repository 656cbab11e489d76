"""What an officer says of a new code."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from hamroh.recruitment.seals.actions import LONGEST_TITLE
from hamroh.recruitment.seals.models import SealedCode
from hamroh.recruitment.seals.words import KINDS


class CodeForm(forms.Form):
    """A code for a poster or for the certificates of a course; never for a person."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What the code stands on"),
        choices=[(one, KINDS[one]) for one in (SealedCode.Kind.POSTER, SealedCode.Kind.CERTIFICATE)],
    )
    title = forms.CharField(
        label=gettext_lazy("What it is for. Name no person."),
        max_length=LONGEST_TITLE,
        widget=forms.TextInput({"class": "in", "autocomplete": "off"}),
    )
    valid_to = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput({"class": "in", "type": "date"}, format="%Y-%m-%d")
    )
