"""Forms by which officers write in the register. Every one names the paper it rests on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy

from hamroh.recruitment.check.words import COUNTRIES, STATES
from hamroh.recruitment.register import actions, intermediaries, names
from hamroh.recruitment.register.models import Agency, LicenceState
from hamroh.shell.typed import Lines


def _line(label: Any, longest: int = 200, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput({"class": "in", "autocomplete": "off"})
    return Lines(label=label, max_length=longest, required=required, widget=widget, help_text=help_text)


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput({"class": "in", "type": "date"}, format="%Y-%m-%d")
    )


def _number(label: Any, least: int, most: int, initial: int | None = None) -> forms.IntegerField:
    widget = forms.NumberInput({"class": "in"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, initial=initial, widget=widget)


def _country(label: Any, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=required, choices=[("", "–"), *COUNTRIES.items()])


class Paper(forms.Form):
    """What rests on a paper. Each field has an id of its own: several such forms stand on one page."""

    paper = _line(gettext_lazy("Paper it rests on: kind, number, day"))

    def __init__(self, *args: Any, **more: Any) -> None:
        more.setdefault("auto_id", f"{type(self).__name__.lower()}-%s")
        super().__init__(*args, **more)
        # The paper is asked for last.
        self.order_fields([name for name in self.fields if name != "paper"])


class NewAgency(Paper):
    name = _line(gettext_lazy("Name, as the licence has it"), names.LONGEST)
    other = _line(gettext_lazy("The same in another script, if the firm uses one"), names.LONGEST, required=False)
    number = _line(gettext_lazy("Licence number"), 40)
    since = _day(gettext_lazy("Granted from"))
    until = _day(gettext_lazy("Last day, if there is one"), required=False)
    countries = forms.MultipleChoiceField(
        label=gettext_lazy("May place workers in"),
        required=False,
        choices=list(COUNTRIES.items()),
        widget=forms.SelectMultiple({"size": 5}),
    )

    @transaction.atomic
    def write(self, w: actions.Wrote) -> Agency:
        given = self.cleaned_data
        made = actions.enter_agency([given["name"], given["other"]], since=given["since"], w=w)
        licence = actions.licence(made, given["number"], countries=given["countries"])
        actions.put_state(licence, "granted", since=given["since"], until=given["until"], w=w)
        return made


class NewIntermediary(Paper):
    name = _line(gettext_lazy("What they call themselves"), names.LONGEST)
    phone = _line(gettext_lazy("Phone"), 40)
    place = _line(gettext_lazy("Where they look for workers"), required=False)
    since = _day(gettext_lazy("From"))

    def write(self, w: actions.Wrote) -> None:
        given = self.cleaned_data
        intermediaries.write(given["name"], given["phone"], place=given["place"], since=given["since"], w=w)


class Name(Paper):
    text = _line(gettext_lazy("Name of the agency"), names.LONGEST)
    since = _day(gettext_lazy("From"))

    def write(self, agency: Agency, w: actions.Wrote) -> None:
        actions.add_name(agency, self.cleaned_data["text"], since=self.cleaned_data["since"], w=w)


class Phone(Paper):
    number = _line(gettext_lazy("Phone"), 40)
    since = _day(gettext_lazy("From"))

    def write(self, agency: Agency, w: actions.Wrote) -> None:
        actions.add_phone(agency, self.cleaned_data["number"], since=self.cleaned_data["since"], w=w)


class Place(Paper):
    address = _line(gettext_lazy("Address of the seat or a branch"))
    country = _country(gettext_lazy("Country"))
    seat = forms.BooleanField(label=gettext_lazy("This is the seat"), required=False)
    since = _day(gettext_lazy("From"))

    def write(self, agency: Agency, w: actions.Wrote) -> None:
        given = self.cleaned_data
        actions.add_place(
            agency, given["address"], country=given["country"], seat=given["seat"], since=given["since"], w=w
        )


class State(Paper):
    number = _line(gettext_lazy("Licence number"), 40)
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=list(STATES.items()))
    since = _day(gettext_lazy("From"))
    until = _day(gettext_lazy("Last day, if there is one"), required=False)

    @transaction.atomic
    def write(self, agency: Agency, w: actions.Wrote) -> None:
        given = self.cleaned_data
        actions.put_state(
            actions.licence(agency, given["number"]), given["state"], since=given["since"], until=given["until"], w=w
        )


class Correction(Paper):
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=list(STATES.items()))
    since = _day(gettext_lazy("From"))
    until = _day(gettext_lazy("Last day, if there is one"), required=False)

    def write(self, row: LicenceState, w: actions.Wrote) -> None:
        given = self.cleaned_data
        actions.correct_state(row, given["state"], since=given["since"], until=given["until"], w=w)


class End(Paper):
    until = _day(gettext_lazy("Last day"))


class Return(Paper):
    since = _day(gettext_lazy("First day of the period"))
    until = _day(gettext_lazy("Last day of the period"))
    country = _country(gettext_lazy("Country; leave it empty where nobody was placed"), required=False)
    men = _number(gettext_lazy("Men"), 0, 1_000_000, 0)
    women = _number(gettext_lazy("Women"), 0, 1_000_000, 0)
    received_on = _day(gettext_lazy("Received on"))

    def write(self, agency: Agency, w: actions.Wrote) -> None:
        given = {name: value for name, value in self.cleaned_data.items() if name != "paper"}
        actions.put_return(agency, **given, w=w)


class Reading(Paper):
    begins_on = _day(gettext_lazy("The register here begins on"))
    read_on = _day(gettext_lazy("It is whole until"))


class Term(Paper):
    since = _day(gettext_lazy("First day of the first period"))
    months = _number(gettext_lazy("Months in a period"), 1, 12, 3)
    days = _number(gettext_lazy("Days after it in which the return is due"), 1, 365, 30)


class PlanSize(forms.Form):
    """How many inspections, and how many of them by lot."""

    size = _number(gettext_lazy("Inspections in all"), 1, 200, 10)
    drawn = _number(gettext_lazy("Of these by lot, whatever is known of them"), 0, 200, 3)


class Finding(Paper):
    done_on = _day(gettext_lazy("Inspected on"))
    breach = forms.ChoiceField(
        label=gettext_lazy("A breach was found"),
        choices=[("", "–"), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
    )
