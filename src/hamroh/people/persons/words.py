"""Words for the codes of a person's file, in the reader's language; and a file's parts as lines to be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from hamroh.people.persons.contact import SafeContact, safe_contact
from hamroh.people.persons.models import Part

SEX = {"": gettext_lazy("Not known"), "f": gettext_lazy("Woman"), "m": gettext_lazy("Man")}
LANGUAGES = {
    "tg": gettext_lazy("Tajik"), "ru": gettext_lazy("Russian"), "uz": gettext_lazy("Uzbek"), "sgh": gettext_lazy("Shughni"),
    "ky": gettext_lazy("Kyrgyz"), "en": gettext_lazy("English"),
}  # fmt: skip
COUNTRIES = {
    "": gettext_lazy("Not known"), "TJ": gettext_lazy("Tajikistan"), "UZ": gettext_lazy("Uzbekistan"), "KG": gettext_lazy("Kyrgyzstan"),
    "KZ": gettext_lazy("Kazakhstan"), "RU": gettext_lazy("Russia"), "XX": gettext_lazy("Another country"),
}  # fmt: skip
# What nobody told stands first: a list that nobody touched says nothing.
WHOSE = {
    "unknown": gettext_lazy("Not known"),
    "own": gettext_lazy("Their own"), "family": gettext_lazy("Of their family"), "friend": gettext_lazy("Of somebody they trust"),
    "employer": gettext_lazy("Of the employer: dangerous"),
}  # fmt: skip
PAPERS = {
    "": gettext_lazy("Not known"),
    "passport": gettext_lazy("Passport for abroad"), "internal": gettext_lazy("Passport of their country"), "patent": gettext_lazy("Patent"),
    "registration": gettext_lazy("Registration"), "card": gettext_lazy("Migration card"), "birth": gettext_lazy("Birth certificate"),
    "other": gettext_lazy("Another paper"),
}  # fmt: skip
HELD = {
    "unknown": gettext_lazy("Not known"),
    "person": gettext_lazy("With the person"), "employer": gettext_lazy("The employer keeps it"), "police": gettext_lazy("The police has it"),
    "lost": gettext_lazy("Lost"), "family": gettext_lazy("With the family"),
}  # fmt: skip
RELATIONS = {
    "": gettext_lazy("Not known"),
    "spouse": gettext_lazy("Husband or wife"), "child": gettext_lazy("Child"), "parent": gettext_lazy("Parent"),
    "sibling": gettext_lazy("Brother or sister"), "other": gettext_lazy("Another relative"),
}  # fmt: skip
WEEKDAYS = {
    "0": gettext_lazy("Monday"), "1": gettext_lazy("Tuesday"), "2": gettext_lazy("Wednesday"), "3": gettext_lazy("Thursday"),
    "4": gettext_lazy("Friday"), "5": gettext_lazy("Saturday"), "6": gettext_lazy("Sunday"),
}  # fmt: skip
# Several Russian regions share a time; one town of each is named.
ZONES = {
    "": gettext_lazy("Not known"),
    "Asia/Dushanbe": gettext_lazy("Tajikistan"), "Asia/Tashkent": gettext_lazy("Uzbekistan"), "Asia/Almaty": gettext_lazy("Kazakhstan"),
    "Asia/Bishkek": gettext_lazy("Kyrgyzstan"),
    "Europe/Kaliningrad": gettext_lazy("Kaliningrad"), "Europe/Moscow": gettext_lazy("Moscow, Saint Petersburg, Krasnodar"),
    "Europe/Samara": gettext_lazy("Samara, Saratov"), "Asia/Yekaterinburg": gettext_lazy("Yekaterinburg, Tyumen, Perm"),
    "Asia/Omsk": gettext_lazy("Omsk"), "Asia/Novosibirsk": gettext_lazy("Novosibirsk, Krasnoyarsk"),
    "Asia/Irkutsk": gettext_lazy("Irkutsk"), "Asia/Yakutsk": gettext_lazy("Yakutsk, Chita"),
    "Asia/Vladivostok": gettext_lazy("Vladivostok, Khabarovsk"), "Asia/Magadan": gettext_lazy("Magadan, Sakhalin"),
    "Asia/Kamchatka": gettext_lazy("Kamchatka"),
}  # fmt: skip
LIKE = {
    "same": gettext_lazy("the same letters"), "spelling": gettext_lazy("another spelling"), "ending": gettext_lazy("another ending"),
    "near": gettext_lazy("near, but perhaps another name"), "other": gettext_lazy("another name"), "alone": gettext_lazy("only in one of the two"),
}  # fmt: skip
BECAUSE = {
    "same_paper": gettext_lazy("A paper has the same number."), "same_name": gettext_lazy("The names may be one name in two spellings."),
    "same_birth": gettext_lazy("Born on the same day."), "same_year": gettext_lazy("Born in the same year."),
    "same_phone": gettext_lazy("The same phone of their own."), "births_differ": gettext_lazy("But born on different days."),
    "by_hand": gettext_lazy("Somebody put them together."),
}  # fmt: skip
FOUND_BY = {
    "name": gettext_lazy("by name"),
    "phone": gettext_lazy("by phone"),
    "paper": gettext_lazy("by the number of a paper"),
}


def born_said(born: str) -> str:
    """A day, month or year as people write it: 31.05.2001, 05.2001, 2001."""
    return ".".join(reversed(born.split("-")))


def binding(rules: SafeContact) -> list[str]:
    """The rules of safe contact as sentences, the strictest first."""
    if not rules.asked:
        return [
            _(
                "Nobody has asked yet how this person can be reached safely. Do not call and do not write; answer only when they come to us."
            )
        ]
    said = []
    if rules.never_call:
        said.append(_("Never call."))
    if rules.only_sms:
        said.append(_("Only SMS."))
    for hours in rules.hours:
        days = ", ".join(str(WEEKDAYS[str(day)]) for day in hours.weekdays)
        said.append(
            _("Only in these hours: %(days)s, %(since)s to %(until)s, in their own time.")
            % {"days": days, "since": f"{hours.since:%H:%M}", "until": f"{hours.until:%H:%M}"}
        )
    if rules.hours:
        zone = str(ZONES.get(rules.zone, rules.zone)) if rules.zone else _("not known: ask")
        said.append(_("Their time: %(zone)s.") % {"zone": zone})
    if rules.leave_no_message:
        said.append(_("Leave no message with anybody else."))
    if rules.say_you_are:
        said.append(_("Say that you are: %(who)s.") % {"who": rules.say_you_are})
    return said


def lines(part: Part, content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A part as label and text; what is not known is left out."""
    out: list[tuple[str, str]] = []

    def add(label: Any, value: Any) -> None:
        if value:
            out.append((str(label), str(value)))

    if part is Part.IDENTITY:
        add(_("Full name"), content.get("full_name"))
        add(_("Other spellings"), ", ".join(content.get("other_spellings", ())))
        add(_("Born"), born_said(content.get("born", "")))
        add(_("Sex"), SEX[content["sex"]] if content.get("sex") else "")
        add(_("Citizenship"), COUNTRIES.get(content.get("citizenship", ""), "") if content.get("citizenship") else "")
        add(_("Languages"), ", ".join(str(LANGUAGES.get(code, code)) for code in content.get("languages", ())))
    elif part is Part.CONTACT:
        for phone in content.get("phones", ()):
            add(
                _("Phone"),
                f"{phone.get('e164') or phone.get('said', '')} - {WHOSE.get(phone.get('whose') or 'unknown', '')}",
            )
        add(_("Place"), content.get("place"))
        if content:
            add(_("Safe contact"), " ".join(binding(safe_contact(content))))
    elif part is Part.PAPERS:
        for paper in content.get("papers", ()):
            about = [
                paper.get("number", ""),
                paper.get("country", ""),
                _("until %(day)s") % {"day": born_said(paper["expires"])} if paper.get("expires") else "",
                str(HELD.get(paper.get("held_by", ""), "")),
                _("check digits fit") if paper.get("checked") else "",
            ]
            add(PAPERS.get(paper["kind"], "") if paper.get("kind") else _("Paper"), ", ".join(filter(None, about)))
    elif part is Part.FAMILY:
        for tie in content.get("ties", ()):
            about = [
                tie.get("full_name", ""),
                born_said(tie.get("born", "")),
                tie.get("phone", ""),
                tie.get("note", ""),
            ]
            relation = RELATIONS.get(tie["relation"], "") if tie.get("relation") else _("Relative")
            add(relation, ", ".join(filter(None, about)) or relation)
    else:
        add(part.label, content.get("text"))
    return out
