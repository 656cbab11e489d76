"""What is ticked in a report of a bribe: nothing is typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from hamroh.people.directory import places
from hamroh.protection.bribes import words

MISSING = {"required": gettext_lazy("Choose one."), "invalid_choice": gettext_lazy("Choose one.")}
_LIST = {"class": "in", "autocomplete": "off"}


class BribeForm(forms.Form):
    """A report. Where it was and who asked is needed to count it; the rest may stay open."""

    where = forms.ChoiceField(
        label=gettext_lazy("In which country or region was it?"), widget=forms.Select(_LIST), error_messages=MISSING
    )
    service = forms.ChoiceField(
        label=gettext_lazy("Who asked for the money?"), widget=forms.Select(_LIST), error_messages=MISSING
    )
    place = forms.ChoiceField(
        label=gettext_lazy("What kind of place was it?"), required=False, widget=forms.Select(_LIST)
    )
    hours = forms.ChoiceField(label=gettext_lazy("At what time of day?"), required=False, widget=forms.Select(_LIST))

    def __init__(self, data: Any = None, *, language: str, **more: Any) -> None:
        super().__init__(data, **more)
        where: list[tuple[str, Any]] = [("", _("Choose"))]
        for country in words.COUNTRIES:
            name = words.place_name(country, None, language)
            regions = sorted((places.name(code, language), code) for code in words.regions_of(country))
            whole = (country, _("%(country)s, region not said") % {"country": name} if regions else name)
            where += [(name, [whole, *((code, told) for told, code in regions)])] if regions else [whole]
        self._list("where", where)
        self._list("service", [("", _("Choose")), *words.SERVICES.items()])
        self._list("place", [("", _("I do not say")), *(one for one in words.KINDS_OF_PLACE.items() if one[0])])
        self._list("hours", [("", _("I do not say")), *(one for one in words.HOURS.items() if one[0])])

    def _list(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def said(self) -> dict[str, str]:
        """What `actions.receive` takes."""
        given = self.cleaned_data
        where = given["where"]
        return {
            "country": where[:2],
            "region": where if "-" in where else "",
            "service": given["service"],
            "place": given["place"],
            "hours": given["hours"],
        }
