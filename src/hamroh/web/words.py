"""Words of the interview that belong to no single fact: rows of histories, units, refusals."""

from __future__ import annotations

import calendar
import datetime as dt

from django.utils.translation import get_language, gettext as _, gettext_lazy as lazy, ngettext

from hamroh.shell import days

_COLUMNS = {
    ("stays", "entry"): lazy("Day of entry"),
    ("stays", "exit"): lazy("Day of exit"),
    ("stays", "still_here"): lazy("This stay goes on still"),
    ("patents", "issued"): lazy("Day the patent was issued"),
    ("patents", "region"): lazy("Region written on the patent"),
    ("patents", "months_paid"): lazy("Months paid without a gap"),
    ("patents", "paid_to"): lazy("Paid up to this day"),
    ("patents", "reissued"): lazy("It was already renewed once without leaving"),
    ("penalties", "in_force"): lazy("Day the penalty took force"),
    ("penalties", "kind"): lazy("What it was for"),
    ("decisions", "kind"): lazy("What was decided"),
    ("decisions", "by"): lazy("Who decided"),
    ("decisions", "decided"): lazy("Day of the decision"),
    ("decisions", "copy_received"): lazy("Day the copy was handed over"),
    ("decisions", "executed"): lazy("Day the country was left because of it"),
    ("contracts", "made"): lazy("Day the contract was made"),
    ("contracts", "copy_sent"): lazy("Day a copy went to the migration office"),
    ("contracts", "ended"): lazy("Day the contract ended"),
    ("contracts", "written"): lazy("The contract is on paper"),
    ("pay", "due"): lazy("Day the pay was due"),
    ("pay", "rub"): lazy("How much, in roubles"),
    ("pay", "paid"): lazy("Day it was paid; leave empty if not yet"),
    ("registrations", "from"): lazy("Registered from"),
    ("registrations", "until"): lazy("Registered until"),
    ("registrations", "where_living"): lazy("Registered at the place of living"),
}
_ROWS = {
    "stays": lazy("Stay %(number)s"),
    "patents": lazy("Patent %(number)s"),
    "penalties": lazy("Penalty %(number)s"),
    "decisions": lazy("Decision %(number)s"),
    "contracts": lazy("Contract %(number)s"),
    "pay": lazy("Pay %(number)s"),
    "registrations": lazy("Registration %(number)s"),
}
_NOTHING = {
    "stays": lazy("There were no others"),
    "patents": lazy("There was no patent"),
    "penalties": lazy("There were none"),
    "decisions": lazy("There were none"),
    "contracts": lazy("There was no contract"),
    "pay": lazy("Nothing is owed"),
    "registrations": lazy("There was none"),
}
_SOMETHING = {
    "stays": lazy("There were, I write them below"),
    "patents": lazy("There is or was one, I write it below"),
    "penalties": lazy("There were, I write them below"),
    "decisions": lazy("There were, I write them below"),
    "contracts": lazy("There is or was one, I write it below"),
    "pay": lazy("Pay is owed, I write it below"),
    "registrations": lazy("There is or was one, I write it below"),
}
_CHOICES = {
    "migration": lazy("Migration rules: registration, stay"),
    "work": lazy("Work without the right paper"),
    "traffic": lazy("Road traffic"),
    "public_order": lazy("Public order"),
    "other": lazy("Something else"),
    "expulsion": lazy("Expulsion (выдворение)"),
    "deportation": lazy("Deportation (депортация)"),
    "readmission": lazy("Readmission (реадмиссия)"),
    "undesirability": lazy("Stay declared undesirable (нежелательность пребывания)"),
    "entry_ban": lazy("Entry closed (запрет въезда)"),
    "court": lazy("A court"),
    "police": lazy("Police or migration office"),
}
_UNITS = {
    "day": lazy("days"),
    "calendar day": lazy("days"),
    "working day": lazy("working days"),
    "month": lazy("months"),
    "year": lazy("years"),
    "hour": lazy("hours"),
    "percent": lazy("per cent"),
}
_REFUSALS = {
    "wrong_day": lazy("There is no such day. Check day, month and year."),
    "out_of_range": lazy("That number cannot be right. Check it."),
    "after_asked_day": lazy("This day has not come yet. Check it. If it is only planned, leave it out."),
    "exit_before_entry": lazy("The day of exit is before the day of entry. Check both."),
    "contradiction": lazy("Two of your answers do not fit together. Check this one."),
    "overlapping_stays": lazy("Two stays overlap. Write them in order, the earliest first, each with its exit."),
    "before_birth": lazy("This day is before the birth date. Check both."),
    "unknown_country": lazy("We do not know this country. Choose one from the list."),
    "unknown_region": lazy("We do not know this region. Choose one from the list."),
    "unknown_choice": lazy("Choose one answer. If you do not know, say so."),
    "too_many_rows": lazy("These are too many rows. Leave out the oldest."),
    "wrong_type": lazy("We could not read this answer. Write it again."),
}


def column(history: str, name: str) -> str:
    """The label of one field of a row."""
    return str(_COLUMNS.get((history, name), name))


def row_title(history: str, number: int) -> str:
    """`Stay 2`."""
    return str(_ROWS[history]) % {"number": number}


def nothing(history: str) -> str:
    return str(_NOTHING[history])


def something(history: str) -> str:
    return str(_SOMETHING[history])


def row_choice(history: str, column_: str, code: str) -> str:
    return str(_CHOICES[code])


def unit(name: str) -> str:
    return str(_UNITS.get(name, ""))


def refusal(code: str) -> str:
    """The engine's refusal in the reader's words; one we have no words for still says what to do."""
    return str(_REFUSALS.get(code, _REFUSALS["wrong_type"]))


def no_such_day(year: int, month: int) -> str:
    """`There is no such day: February 2019 has 28 days. Check the day.`"""
    language = (get_language() or "en")[:2]
    first = dt.date(year, month, 1)
    count = calendar.monthrange(year, month)[1]
    name = days.MONTHS[language][month - 1]
    if language == "ru":
        name = {3: "марте", 5: "мае", 8: "августе"}.get(month, name[:-1] + "е")
    elif language == "tg":
        name = days.OF_MONTHS["tg"][month - 1]
    del first
    return ngettext(
        "There is no such day: %(month)s %(year)s has %(count)d day. Check the day.",
        "There is no such day: %(month)s %(year)s has %(count)d days. Check the day.",
        count,
    ) % {"month": name, "year": year, "count": count}


def answer(value: object) -> str:
    """Yes, no, or not known, as an answer is read back."""
    if value == "unknown":
        return _("I don't know")
    return _("Yes") if value else _("No")
