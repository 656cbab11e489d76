"""What the public page says of a standing: whole sentences, each for one reason."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language, gettext as _, gettext_lazy, ngettext

from hamroh.recruitment.check.queries import Checked, Near
from hamroh.recruitment.register.queries import FRESH_DAYS, Answer, Coverage, Standing, Why
from hamroh.shell import days

COUNTRIES = {
    "AZ": gettext_lazy("Azerbaijan"),
    "BY": gettext_lazy("Belarus"),
    "CZ": gettext_lazy("Czechia"),
    "DE": gettext_lazy("Germany"),
    "KG": gettext_lazy("Kyrgyzstan"),
    "KR": gettext_lazy("Korea"),
    "KZ": gettext_lazy("Kazakhstan"),
    "PL": gettext_lazy("Poland"),
    "RU": gettext_lazy("Russia"),
    "TJ": gettext_lazy("Tajikistan"),
    "TR": gettext_lazy("Turkey"),
    "UZ": gettext_lazy("Uzbekistan"),
}
STATES = {
    "granted": gettext_lazy("Granted"),
    "renewed": gettext_lazy("Renewed"),
    "suspended": gettext_lazy("Suspended"),
    "withdrawn": gettext_lazy("Withdrawn by the state"),
    "expired": gettext_lazy("Expired"),
}


@dataclass(frozen=True)
class Told:
    """An answer in words. `kind` is yes, no or unknown; `text` its reason, one sentence each."""

    kind: str
    title: str
    text: tuple[str, ...]
    standing: Standing | None = None


def _day(day: object) -> str:
    return days.full(day, (get_language() or "en")[:2]) if day else ""  # type: ignore[arg-type]


def country(code: str) -> str:
    """A country's name, or its code where we have no word for it."""
    return str(COUNTRIES.get(code, code))


def standing(one: Standing) -> Told:
    """How one agency stood on a day."""
    on, name, number = _day(one.on), one.name, one.licence
    if one.answer == Answer.UNKNOWN:
        return Told("unknown", *silent(one.why, one.coverage, on), one)
    if one.answer == Answer.YES:
        said = {"number": number, "since": _day(one.since), "until": _day(one.until)}
        text = [
            _("Licence %(number)s, in force from %(since)s to %(until)s.") % said
            if one.until
            else _("Licence %(number)s, in force from %(since)s; the register names no last day.") % said
        ]
        if one.countries:
            text.append(
                _("It may place workers in: %(countries)s.") % {"countries": ", ".join(map(country, one.countries))}
            )
        text.append(_("Compare the number with the paper they show you. Nobody may take your passport."))
        return Told("yes", _("%(name)s had a licence on %(day)s") % {"name": name, "day": on}, tuple(text), one)
    why = {
        Why.SUSPENDED: _("Licence %(number)s was suspended from %(since)s.") if one.since else "",
        Why.WITHDRAWN: _("Licence %(number)s was withdrawn from %(since)s."),
        Why.EXPIRED: _("Licence %(number)s had run out by %(since)s."),
        Why.NOT_YET: _("Licence %(number)s began only on %(since)s."),
        Why.NEVER: _("The register has the firm, and no licence of it."),
    }[one.why] % {"number": number, "since": _day(one.since)}
    if one.other:
        title = _("Licence %(number)s was not in force on %(day)s") % {"number": number, "day": on}
        also = _("The firm had another licence that day: %(number)s. Compare the number with the paper they show you.")
        return Told("no", title, (why, also % {"number": one.other}), one)
    return Told("no", _("%(name)s had no licence in force on %(day)s") % {"name": name, "day": on}, (why,), one)


def silent(why: Why, known: Coverage, on: str) -> tuple[str, tuple[str, ...]]:
    """That the register says nothing of a day, and why: a title and sentences."""
    title = _("We have no register for %(day)s") % {"day": on}
    text = {
        Why.NOTHING_READ: _("The register has not been entered here yet."),
        Why.BEFORE: _("Our copy of the register starts on %(day)s.") % {"day": _day(known.begins_on)},
        Why.FUTURE: _("That day has not come. A licence can be taken away at any time."),
        Why.NOT_READ_LATELY: _("The register was last read on %(day)s, more than %(n)s days ago.")
        % {"day": _day(known.read_on), "n": FRESH_DAYS},
    }[why]
    return title, (text, _("That a firm is not in our copy does not mean that it had no licence."))


def nothing(found: Checked) -> Told:
    """That no agency is found, as far as the register speaks of that day."""
    on = _day(found.on)
    if found.silent:
        return Told("unknown", *silent(found.silent, found.coverage, on))
    if found.intermediary:
        said = {"phone": found.intermediary.phone, "since": _day(found.intermediary.since)}
        return Told(
            "no",
            _("%(phone)s: no licence") % said,
            (
                _(
                    "The service has written down that whoever works under this phone finds work for others without a licence, since %(since)s."
                )
                % said,
                _("It was not a court that said so. A phone can have gone over to somebody else."),
            ),
        )
    return Told(
        "no",
        _("“%(typed)s” was not licensed on %(day)s") % {"typed": found.typed, "day": on},
        (_("No licence of this name, number or phone was in force that day."),),
    )


def near(one: Near) -> str:
    """How a name of the register differs from what was typed."""
    if not one.letters:
        return _("The register has %(name)s: one of the two names has words more.") % {"name": one.text}
    return ngettext(
        "The register has %(name)s: one letter or sign differs.",
        "The register has %(name)s: %(n)s letters or signs differ.",
        one.letters,
    ) % {"name": one.text, "n": one.letters}
