"""Forms of the directory."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext as _, gettext_lazy

from hamroh.people.directory import entries, hours, places, words
from hamroh.people.directory.models import Organisation, Service
from hamroh.people.directory.queries import NO_HELP
from hamroh.shell.typed import Lines

_IN = {"class": "in", "autocomplete": "off"}
ORGANISATIONS = {
    "state": gettext_lazy("state body"),
    "international": gettext_lazy("international organisation"),
    "ngo": gettext_lazy("non-governmental organisation"),
    "union": gettext_lazy("union"),
    "consulate": gettext_lazy("consulate"),
    "clinic": gettext_lazy("clinic"),
    "school": gettext_lazy("school"),
    "business_centre": gettext_lazy("business centre"),
}
KNOWN = [("", gettext_lazy("not known")), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
_YES_NO = {"yes": True, "no": False, "": None}


def _text(label: Any, hint: Any = "", rows: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={**_IN, "rows": rows}) if rows else forms.TextInput(attrs=_IN)
    return Lines(label=label, help_text=hint, required=False, widget=widget, max_length=5000)


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=forms.Select(attrs=_IN))


class OrganisationForm(forms.Form):
    """An organisation: its kind and its names."""

    kind = _choice(gettext_lazy("What is it?"), list(ORGANISATIONS.items()))
    name_tg = _text(gettext_lazy("Name in Tajik"))
    name_ru = _text(gettext_lazy("Name in Russian"))
    name_en = _text(gettext_lazy("Name in English"))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for language in places.LANGUAGES:
            name = f"name_{language}"
            if not told.get(name):
                self.add_error(
                    name, _("Give the name in all three languages; where it has one only, write it three times.")
                )
            elif len(told[name]) > 120:
                self.add_error(name, _("This is too long: at most %(most)d letters.") % {"most": 120})
        if told.get("kind") in NO_HELP:
            self.add_error("kind", _("Choose what it is."))
        return told


def of_organisation(organisation: Organisation) -> dict[str, Any]:
    """What the form of an organisation begins with."""
    return {name: getattr(organisation, name) for name in OrganisationForm.base_fields}


class ServiceForm(forms.Form):
    """A service as it stands in the directory. What is wrong is said at its field by `entries.faults`."""

    kind = _choice(gettext_lazy("What kind of help?"), list(words.KINDS.items()))
    status = _choice(gettext_lazy("Does it work?"), list(words.STATES.items()))
    name_tg = _text(
        gettext_lazy("Its own name in Tajik"), gettext_lazy("Only where it is called otherwise than the organisation.")
    )
    name_ru = _text(gettext_lazy("Its own name in Russian"))
    name_en = _text(gettext_lazy("Its own name in English"))
    phone = _text(
        gettext_lazy("Number"), gettext_lazy("With the code of the country, or a short number as it is dialled.")
    )
    country = _text(gettext_lazy("Country it stands in"), gettext_lazy("Two letters: RU, TJ, KZ."))
    region = _choice(gettext_lazy("Region it stands in"), [])
    town = _text(gettext_lazy("Town"))
    address = _text(gettext_lazy("Address"), gettext_lazy("Never of a shelter."))
    areas = _text(
        gettext_lazy("Whom it serves"),
        gettext_lazy(
            "Codes, one on a line: RU for all Russia, RU-SVE for a region, TJ-SU.asht for a district. Empty: its whole country."
        ),
        3,
    )
    time_zone = _choice(gettext_lazy("Time zone"), [])
    hours = _text(
        gettext_lazy("Hours, in its own time"),
        gettext_lazy("A line for equal days: Mon-Fri 9:00-13:00, 14:00-18:00. A single day: 2026-12-05 9:00-15:00."),
        4,
    )
    always_open = forms.BooleanField(label=gettext_lazy("Open day and night"), required=False)
    hours_unknown = forms.BooleanField(label=gettext_lazy("Nobody told us the hours"), required=False)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages spoken there"),
        choices=[(code, words.LANGUAGES[code]) for code in entries.LANGUAGE_CODES],
        required=False,
        widget=forms.SelectMultiple(attrs={**_IN, "size": 5}),
    )
    free = _choice(gettext_lazy("Free of charge?"), KNOWN)
    cost = _text(gettext_lazy("What it costs, if it is not free"))
    asks_for_papers = _choice(gettext_lazy("Do they ask for papers?"), KNOWN)
    safe_for_women = _choice(gettext_lazy("Is it safe for women?"), KNOWN)
    tells_police = _choice(gettext_lazy("Do they tell the police?"), KNOWN)
    email = _text(gettext_lazy("E-mail"))
    website = _text(gettext_lazy("Page on the web"))
    edition = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *given: Any, terms: dict[str, Any] | None = None, **more: Any) -> None:
        super().__init__(*given, **more)
        self.terms = terms or {}
        language = (get_language() or "en")[:2]
        regions = sorted(((r.names[language], r.code) for r in places.regions().values()), key=lambda pair: pair[0])
        self.fields["region"].choices = [
            ("", _("none, or not in our list")),
            *((code, f"{name} ({code})") for name, code in regions),
        ]  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = [("", _("by region or country")), *((zone, zone) for zone in places.zones())]  # type: ignore[attr-defined]
        self.entry: entries.Content = {}

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        entry = {
            name: told.get(name, "")
            for name in (
                "kind",
                "status",
                "name_en",
                "name_ru",
                "name_tg",
                "phone",
                "email",
                "website",
                "address",
                "town",
                "country",
                "region",
                "time_zone",
                "cost",
            )
        }
        entry |= {
            name: _YES_NO.get(told.get(name, ""))
            for name in ("free", "asks_for_papers", "safe_for_women", "tells_police")
        }
        entry["languages"] = " ".join(told.get("languages", []))
        entry["always_open"] = bool(told.get("always_open"))
        entry["areas"] = [entries.area(code) for code in told.get("areas", "").split()]
        entry["terms"] = self.terms
        try:
            entry["hours"] = hours.read(told.get("hours", ""))
        except hours.NotHours as fault:
            entry["hours"] = []
            self.add_error("hours", _("These hours cannot be read: %(hours)s. Write 9:00-18:00.") % {"hours": fault})
        else:
            if not entry["hours"] and not entry["always_open"] and not told.get("hours_unknown"):
                self.add_error(
                    "hours", _("Give its hours, or say that it is open day and night, or that nobody told us.")
                )
        self.entry = entries.normal(entry)
        for one in entries.faults(self.entry):
            self.add_error(one.field if one.field in self.fields else None, one.text)
        return told


def of_service(service: Service) -> dict[str, Any]:
    """What the form of a service begins with."""
    entry = entries.content(service)
    known = {None: "", True: "yes", False: "no"}
    language = (get_language() or "en")[:2]
    return {
        **entry,
        **{name: known[entry[name]] for name in ("free", "asks_for_papers", "safe_for_women", "tells_police")},
        "languages": entry["languages"].split(),
        "areas": "\n".join(entries.code(area) for area in entry["areas"]),
        "hours": hours.written(entry["hours"], language),
        "hours_unknown": not entry["hours"] and not entry["always_open"],
        "edition": service.edition,
    }
