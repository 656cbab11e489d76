"""What an officer says of a new code."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from hamroh.people.directory import places
from hamroh.recruitment.seals import posters
from hamroh.recruitment.seals.actions import LONGEST_TITLE
from hamroh.recruitment.seals.models import SealedCode
from hamroh.recruitment.seals.words import KINDS
from hamroh.shell.typed import Lines


class CodeForm(forms.Form):
    """A code for a poster or for the certificates of a course; never for a person."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What the code stands on"),
        choices=[(one, KINDS[one]) for one in (SealedCode.Kind.POSTER, SealedCode.Kind.CERTIFICATE)],
    )
    title = Lines(
        label=gettext_lazy("What it is for. Name no person."),
        max_length=LONGEST_TITLE,
        widget=forms.TextInput({"class": "in", "autocomplete": "off"}),
    )
    valid_to = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput({"class": "in", "type": "date"}, format="%Y-%m-%d")
    )


def _by_country() -> list[tuple[str, list[tuple[str, str]]]]:
    """Where a route may lead, by country, in the order of the reader's alphabet."""
    found: dict[str, list[tuple[str, str]]] = {}
    for code in posters.destinations():
        found.setdefault(posters.place(code[:2]), []).append((code, posters.place(code)))
    return [(country, sorted(rows, key=lambda row: places.alphabetical(row[1]))) for country, rows in found.items()]


_NOT_CHOSEN = ("", gettext_lazy("Choose"))
_CHOOSE = {"required": gettext_lazy("Choose a place from the list.")}


class WhereToForm(forms.Form):
    """From which region of Tajikistan, by what, and where to."""

    # Nothing is chosen beforehand: whoever presses at once would get the numbers of a place where they do not go.
    origin = forms.ChoiceField(
        label=gettext_lazy("From"),
        choices=lambda: [_NOT_CHOSEN, *((code, posters.place(code)) for code in posters.origins())],
        error_messages=_CHOOSE,
    )
    by = forms.ChoiceField(label=gettext_lazy("By what"), choices=list(posters.BY.items()))
    to = forms.ChoiceField(
        label=gettext_lazy("Where to"), choices=lambda: [_NOT_CHOSEN, *_by_country()], error_messages=_CHOOSE
    )

    def route(self) -> posters.Route:
        """The route that was chosen."""
        return posters.Route(*(str(self.cleaned_data[name]) for name in ("origin", "by", "to")))


class PosterForm(WhereToForm):
    """A poster of a route, to a last day."""

    valid_to = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput({"class": "in", "type": "date"}, format="%Y-%m-%d")
    )
