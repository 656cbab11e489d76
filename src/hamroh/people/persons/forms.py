"""Forms of a person's file. What was typed is shown again with what is wrong with it; nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from hamroh.people import names
from hamroh.people.persons import phones, words
from hamroh.people.persons.contact import Hours, SafeContact, safe_contact
from hamroh.people.persons.models import Part
from hamroh.people.persons.papers import Fault, NotReadable, read_passport
from hamroh.shell.here import today
from hamroh.shell.typed import lines

LONGEST_NAME = 200
LONGEST_TEXT = 20_000
MOST_ROWS = 20
_IN = {"class": "in", "autocomplete": "off"}


class Text(forms.CharField):
    """One line, without marks that nobody sees."""

    def __init__(self, *, longest: int = LONGEST_NAME, label: Any = "", **more: Any) -> None:
        self.longest = longest
        more.setdefault("widget", forms.TextInput(attrs=_IN))
        super().__init__(required=False, label=label, strip=True, **more)

    def to_python(self, value: Any) -> str:
        return names.clean(super().to_python(value))

    def validate(self, value: str) -> None:
        if len(value) > self.longest:
            raise forms.ValidationError(
                _("This has %(has)s letters; at most %(most)s can be kept here. Nothing was saved yet: shorten it.")
                % {"has": len(value), "most": self.longest}
            )


class Long(forms.CharField):
    """Several lines as they were typed."""

    def __init__(self, *, label: Any = "", rows: int = 10, longest: int = LONGEST_TEXT, **more: Any) -> None:
        self.longest = longest
        super().__init__(
            required=False,
            label=label,
            widget=forms.Textarea(attrs={"rows": rows, "class": "in", "autocomplete": "off"}),
            **more,
        )

    def to_python(self, value: Any) -> str:
        return lines(super().to_python(value))

    def validate(self, value: str) -> None:
        if len(value) > self.longest:
            raise forms.ValidationError(
                _("This has %(has)s letters; at most %(most)s can be kept here. Nothing was saved yet: shorten it.")
                % {"has": len(value), "most": self.longest}
            )


class Day(Text):
    """A day, a month or a year: 31.05.2001, 05.2001, 2001. `to_python` gives 2001-05-31, 2001-05, 2001 or nothing."""

    def __init__(self, *, past: bool, whole: bool = False, **more: Any) -> None:
        self.past, self.whole = past, whole
        super().__init__(longest=30, **more)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        found = re.fullmatch(r"(?:(?:(\d{1,2})[./-])?(\d{1,2})[./-])?(\d{4})", text)
        iso = re.fullmatch(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?", text)
        if found:
            day, month, year = found[1], found[2], found[3]
        elif iso:
            day, month, year = iso[3], iso[2], iso[1]
        else:
            raise forms.ValidationError(_("Write a day like 31.05.2001, a month like 05.2001, or a year like 2001."))
        try:
            meant = dt.date(int(year), int(month or 1), int(day or 1))
        except ValueError:
            raise forms.ValidationError(
                _("There is no such day: %(text)s. Look at the day and the month again.") % {"text": text}
            ) from None
        if self.whole and not day:
            raise forms.ValidationError(_("Write the whole day, like 31.05.2001."))
        if self.past and meant > today():
            raise forms.ValidationError(_("This day has not come yet. Look at the year again."))
        if not 1900 <= meant.year <= 2100:
            raise forms.ValidationError(_("This year cannot be right: %(year)s.") % {"year": year})
        return f"{meant.year:04}" + (f"-{meant.month:02}" if month else "") + (f"-{meant.day:02}" if day else "")


def _choice(label: Any, words_: dict[str, Any], **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(words_.items()), required=False, **more)


class FindForm(forms.Form):
    """Whom to look for."""

    asked = Text(
        label=gettext_lazy("Name, phone, number of a paper or of a case"),
        widget=forms.TextInput(attrs={**_IN, "accesskey": "f"}),
    )
    born = Day(label=gettext_lazy("Born, if known: day, month or year"), past=True)


class NewForm(forms.Form):
    """The little that opens a file. Nobody has to give a name."""

    full_name = Text(label=gettext_lazy("Full name, as told. It may stay empty"))
    born = Day(label=gettext_lazy("Born, if known: day, month or year"), past=True)
    phone = Text(label=gettext_lazy("Their own phone, if they give one"), longest=40)

    def parts(self) -> dict[Part, dict[str, Any]]:
        """What the file is opened with."""
        told = self.cleaned_data
        out: dict[Part, dict[str, Any]] = {Part.IDENTITY: {"full_name": told["full_name"], "born": told["born"]}}
        if told["phone"]:
            out[Part.CONTACT] = {"phones": [_phone(told["phone"], "own")], "safe": SafeContact().plain()}
        return out


def _phone(said: str, whose: str) -> dict[str, str]:
    return {"said": said, "e164": phones.e164(said), "whose": whose}


class PartForm(forms.Form):
    """One part of a file. `kept` gives what is to be sealed; `shown` is what it starts from."""

    rows: tuple[str, ...] = ()

    @classmethod
    def shown(cls, content: dict[str, Any]) -> dict[str, Any]:
        return content

    def kept(self, before: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
        return {**before, **self.cleaned_data}


class IdentityForm(PartForm):
    full_name = Text(label=gettext_lazy("Full name"))
    other_spellings = Long(label=gettext_lazy("Other spellings, one in a line"), rows=3, longest=1000)
    born = Day(label=gettext_lazy("Born: day, month or year"), past=True)
    sex = _choice(gettext_lazy("Sex"), words.SEX)
    citizenship = _choice(gettext_lazy("Citizenship"), words.COUNTRIES)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages they speak"), choices=list(words.LANGUAGES.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    @classmethod
    def shown(cls, content: dict[str, Any]) -> dict[str, Any]:
        return {
            **content,
            "other_spellings": "\n".join(content.get("other_spellings", ())),
            "born": words.born_said(content.get("born", "")),
        }

    def kept(self, before: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        told["other_spellings"] = [line for one in told["other_spellings"].splitlines() if (line := names.clean(one))]
        return {**before, **told}


class PhoneRow(forms.Form):
    title = gettext_lazy("Phone")
    said = Text(label=gettext_lazy("Number, with + and the country if you know it"), longest=40)
    whose = _choice(gettext_lazy("Whose phone is it?"), words.WHOSE)


class HoursRow(forms.Form):
    title = gettext_lazy("Hours in which they can be reached")
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("Days"),
        choices=list(words.WEEKDAYS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    since = forms.TimeField(
        label=gettext_lazy("From"), required=False, widget=forms.TimeInput(format="%H:%M", attrs=_IN)
    )
    until = forms.TimeField(label=gettext_lazy("To"), required=False, widget=forms.TimeInput(format="%H:%M", attrs=_IN))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        given = [bool(told.get("weekdays")), told.get("since") is not None, told.get("until") is not None]
        if any(given) and not all(given) and not self.errors:
            raise forms.ValidationError(
                _("Hours need days, a beginning and an end. Fill in all three, or empty all three.")
            )
        return told


class ContactForm(PartForm):
    rows = ("phones", "hours")
    asked = forms.BooleanField(label=gettext_lazy("I asked them how they can be reached safely"), required=False)
    never_call = forms.BooleanField(label=gettext_lazy("Never call"), required=False)
    only_sms = forms.BooleanField(label=gettext_lazy("Only SMS"), required=False)
    leave_no_message = forms.BooleanField(label=gettext_lazy("Leave no message with anybody else"), required=False)
    say_you_are = Text(label=gettext_lazy("Who we say we are when somebody else answers"), longest=100)
    zone = _choice(gettext_lazy("What time it is where they are: their hours are read in it"), words.ZONES)
    place = Text(label=gettext_lazy("Where they are now: region, town"))

    @classmethod
    def shown(cls, content: dict[str, Any]) -> dict[str, Any]:
        rules = safe_contact(content)
        return {
            "place": content.get("place", ""), "asked": rules.asked, "never_call": rules.never_call, "only_sms": rules.only_sms,
            "leave_no_message": rules.leave_no_message, "say_you_are": rules.say_you_are, "zone": rules.zone,
            "phones": content.get("phones", []),
            "hours": [
                {"weekdays": [str(day) for day in h.weekdays], "since": h.since, "until": h.until} for h in rules.hours
            ],
        }  # fmt: skip

    def kept(self, before: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
        told = self.cleaned_data
        hours = tuple(
            Hours(tuple(sorted(int(day) for day in row["weekdays"])), row["since"], row["until"])
            for row in rows["hours"]
            if row["weekdays"]
        )
        rules = SafeContact(
            told["asked"],
            told["never_call"],
            told["only_sms"],
            told["leave_no_message"],
            told["say_you_are"],
            hours,
            told["zone"],
        )
        numbers = [_phone(row["said"], row["whose"]) for row in rows["phones"] if row["said"]]
        return {**before, "place": told["place"], "phones": numbers, "safe": rules.plain()}

    def warnings(self, kept: dict[str, Any]) -> list[str]:
        """What was kept as it was told because it is no number we know. Without the words: a message outlives its page."""
        if all(phone["e164"] for phone in kept.get("phones", ())):
            return []
        return [_("One of the phones is kept as text: with + and the code of the country it can be checked.")]


class PaperRow(forms.Form):
    title = gettext_lazy("Paper")
    kind = _choice(gettext_lazy("What paper"), words.PAPERS)
    number = Text(label=gettext_lazy("Number"), longest=40)
    country = Text(label=gettext_lazy("Country that gave it"), longest=40)
    issued = Day(label=gettext_lazy("Given on"), past=True)
    expires = Day(label=gettext_lazy("Good until"), past=False, whole=True)
    held_by = _choice(gettext_lazy("Where it is"), words.HELD)


class PapersForm(PartForm):
    rows = ("papers",)
    lines = Long(
        label=gettext_lazy("The two lines at the foot of a passport, to fill in the rest. They are checked and not kept"),
        rows=2, longest=200,
    )  # fmt: skip

    @classmethod
    def shown(cls, content: dict[str, Any]) -> dict[str, Any]:
        days = ("issued", "expires")
        return {
            "papers": [
                {**paper, **{day: words.born_said(paper.get(day, "")) for day in days}}
                for paper in content.get("papers", ())
            ]
        }

    def clean_lines(self) -> dict[str, Any] | None:
        text = self.cleaned_data["lines"]
        if not text.strip():
            return None
        try:
            passport = read_passport(text, on=today())
        except NotReadable as error:
            raise forms.ValidationError(_NOT_READABLE[error.why]) from None
        if passport.faults:
            raise forms.ValidationError([_fault(fault) for fault in passport.faults])
        return {
            "kind": "passport", "number": passport.number, "country": passport.country, "expires": passport.expires,
            "issued": "", "held_by": "unknown", "checked": True,
        }  # fmt: skip

    def kept(self, before: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
        checked = {(p["number"], p.get("country", "")) for p in before.get("papers", ()) if p.get("checked")}
        papers = [
            {**row, "checked": (row["number"], row["country"]) in checked} for row in rows["papers"] if row["number"]
        ]
        read = self.cleaned_data["lines"]
        if read:
            papers = [*(p for p in papers if (p["number"], p["country"]) != (read["number"], read["country"])), read]
        return {**before, "papers": papers}


_NOT_READABLE = {
    "lines": gettext_lazy(
        "These are not the two lines of a passport: each has 44 letters, figures and signs <. Count them again."
    ),
    "letters": gettext_lazy("The two lines hold only Latin capital letters, figures and the sign <."),
    "country": gettext_lazy(
        "The first line of a passport begins with P. This may be another paper: write its number below."
    ),
}
_FIELDS = {
    "number": gettext_lazy("number"), "born": gettext_lazy("day of birth"), "expires": gettext_lazy("last day"),
    "personal": gettext_lazy("personal number"), "whole": gettext_lazy("whole line"),
}  # fmt: skip


def _fault(fault: Fault) -> str:
    values = {
        "field": _FIELDS[fault.field], "first": fault.first, "last": fault.last, "said": fault.said, "should": fault.should,
        "at": fault.at, "instead": fault.instead,
    }  # fmt: skip
    if fault.at:
        return (
            _(
                "Second line, %(field)s: place %(at)s does not fit. Perhaps it is %(instead)s. Compare it with the passport."
            )
            % values
        )
    return (
        _(
            "Second line, %(field)s, places %(first)s to %(last)s: the check digit is %(said)s, and by these it would be "
            "%(should)s. Compare them with the passport one by one."
        )
        % values
    )


class TieRow(forms.Form):
    title = gettext_lazy("Relative")
    relation = _choice(gettext_lazy("Who they are to the person"), words.RELATIONS)
    full_name = Text(label=gettext_lazy("Name"))
    born = Day(label=gettext_lazy("Born: day, month or year"), past=True)
    phone = Text(label=gettext_lazy("Phone"), longest=40)
    note = Text(label=gettext_lazy("What matters about them"), longest=500)


class FamilyForm(PartForm):
    rows = ("ties",)

    @classmethod
    def shown(cls, content: dict[str, Any]) -> dict[str, Any]:
        return {"ties": [{**tie, "born": words.born_said(tie.get("born", ""))} for tie in content.get("ties", ())]}

    def kept(self, before: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
        return {**before, "ties": [row for row in rows["ties"] if row["full_name"] or row["phone"] or row["note"]]}


class TextForm(PartForm):
    text = Long(label=gettext_lazy("In their own words, where you can"), rows=14)


FORMS: dict[Part, type[PartForm]] = {
    Part.IDENTITY: IdentityForm,
    Part.CONTACT: ContactForm,
    Part.PAPERS: PapersForm,
    Part.FAMILY: FamilyForm,
    Part.STORY: TextForm,
    Part.HEALTH: TextForm,
}
ROWS: dict[str, type[forms.Form]] = {"phones": PhoneRow, "hours": HoursRow, "papers": PaperRow, "ties": TieRow}


class Editing:
    """The form of a part with its rows: one more than there are, so that one can be added without a script."""

    def __init__(self, part: Part, content: dict[str, Any], data: Any = None) -> None:
        kind = FORMS[part]
        start = kind.shown(content)
        self.content = content
        self.form = kind(data, initial=start)
        self.rows = {
            name: forms.formset_factory(ROWS[name], extra=1, max_num=MOST_ROWS, absolute_max=MOST_ROWS)(
                data, prefix=name, initial=start.get(name, [])
            )
            for name in kind.rows
        }

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Where something is wrong (the id of the field, or nothing) and what."""
        out = []
        for form in [self.form, *(form for rows in self.rows.values() for form in rows)]:
            out += [(field.auto_id, error) for field in form for error in field.errors]
            out += [("", error) for error in form.non_field_errors()]
        out += [("", error) for rows in self.rows.values() for error in rows.non_form_errors()]
        return out

    def kept(self) -> dict[str, Any]:
        """What is to be sealed; only of a form that is valid."""
        rows = {name: [row.cleaned_data for row in rows if row.cleaned_data] for name, rows in self.rows.items()}
        return self.form.kept(self.content, rows)

    def warnings(self, kept: dict[str, Any]) -> list[str]:
        return self.form.warnings(kept) if isinstance(self.form, ContactForm) else []
