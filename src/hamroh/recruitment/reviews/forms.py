"""What workers write of a firm, and what is decided of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from hamroh.people.directory import places
from hamroh.people.names import clean
from hamroh.recruitment.register import names
from hamroh.recruitment.reviews.actions import LONGEST, Said
from hamroh.recruitment.reviews.models import WorkerReview
from hamroh.recruitment.reviews.words import ANSWERS, KINDS, QUESTIONS, REASONS
from hamroh.shell.typed import Lines

_DAY = {"class": "in", "type": "date"}


class ReviewForm(forms.Form):
    """A review, without a name of the sender. Each question may be left unanswered."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Whom is it about?"),
        choices=list(KINDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whom it is about.")},
    )
    firm = Lines(
        label=gettext_lazy("What is the firm called?"),
        max_length=names.LONGEST,
        widget=forms.TextInput({"class": "in", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write what the firm is called.")},
    )
    region = forms.ChoiceField(
        label=gettext_lazy("In which region did you work?"), required=False, widget=forms.Select({"class": "in"})
    )
    still_there = forms.BooleanField(
        label=gettext_lazy("I still work there: wait half a year before anything is shown"), required=False
    )
    text = Lines(
        label=gettext_lazy("What should others know? No names, phones, places or days: they would tell who wrote it."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"class": "in", "rows": 5, "autocomplete": "off"}),
        error_messages={"max_length": gettext_lazy("At most 600 letters. Shorten it.")},
    )

    def __init__(self, data: Any = None, *, language: str, **more: Any) -> None:
        super().__init__(data, **more)
        regions = [(code, one.names[language]) for code, one in places.regions().items() if one.country == "RU"]
        self.fields["region"].choices = [("", _("I do not say")), *sorted(regions, key=lambda row: row[1])]  # type: ignore[attr-defined]
        for name, label in QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(
                label=label, choices=list(ANSWERS.items()), required=False, widget=forms.RadioSelect
            )

    def clean_firm(self) -> str:
        firm = clean(self.cleaned_data["firm"])
        if not names.read(firm).keys:
            raise forms.ValidationError(_("Write what the firm is called."))
        return firm

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given.get("text", "").strip() and not self.answers():
            self.add_error("text", _("Answer a question or write something."))
        return given

    def said(self) -> Said:
        """What is written."""
        given = self.cleaned_data
        return Said(given["kind"], given["firm"], given["text"], given["region"], given["still_there"], self.answers())

    def answers(self) -> dict[str, str]:
        """Yes or no, for the questions that were answered so."""
        return {name: given for name in QUESTIONS if (given := self.cleaned_data.get(name)) in ("yes", "no")}

    @property
    def questions(self) -> list[Any]:
        """The fields of the questions, to be shown together."""
        return [self[name] for name in QUESTIONS]


class LetThroughForm(forms.Form):
    name = Lines(
        label=gettext_lazy("Which firm is it about?"),
        max_length=200,
        widget=forms.TextInput({"class": "in", "autocomplete": "off"}),
    )
    words = Lines(
        label=gettext_lazy("Words that are shown; leave it empty to show none"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"class": "in", "rows": 5, "autocomplete": "off"}),
    )
    looked = forms.BooleanField(
        label=gettext_lazy(
            "I looked: no name, place, day or anything else in the words tells who wrote them or names a person"
        ),
        required=False,
    )


class AsideForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why is it not shown? The worker reads it."),
        choices=[("", "–"), *((code, REASONS[code]) for code in WorkerReview.Reason.values)],
        required=False,
        widget=forms.Select({"class": "in"}),
    )


class ToldForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("Told on"), widget=forms.DateInput(_DAY, format="%Y-%m-%d"))
    how = Lines(
        label=gettext_lazy("How: letter, e-mail, by whom received"),
        max_length=200,
        widget=forms.TextInput({"class": "in", "autocomplete": "off"}),
    )


class ReplyForm(forms.Form):
    text = Lines(
        label=gettext_lazy("What the firm says"),
        max_length=2000,
        widget=forms.Textarea({"class": "in", "rows": 5, "autocomplete": "off"}),
    )
    on = forms.DateField(label=gettext_lazy("It came on"), widget=forms.DateInput(_DAY, format="%Y-%m-%d"))
    paper = Lines(
        label=gettext_lazy("Paper it rests on: kind, number, day"),
        max_length=200,
        widget=forms.TextInput({"class": "in", "autocomplete": "off"}),
    )
    looked = forms.BooleanField(label=gettext_lazy("I looked: nothing in it points at a worker"), required=False)
