"""Sentences for what is wrong with a file, a row or a cell, in the reader's language; each says what to do next."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from hamroh.shell.tables import LOST, TOLD

UNREADABLE = {
    **TOLD,
    "no_number_column": gettext_lazy("No column says whose row it is. Name the column with your own numbers, or with those of cases on this site."),
    "no_order": gettext_lazy("Say in which order the file writes days: --dates dmy, mdy or ymd."),
    "no_such_column": gettext_lazy("There is no column of this name: %(names)s. There are: %(known)s."),
    "twice": gettext_lazy("Two columns are said to be the same: “%(label)s”. Leave one of them out."),
    "column_gone": gettext_lazy("The column “%(title)s”, in place %(place)s of your earlier files, is not in this one. Say below what each column is."),
}  # fmt: skip

REASONS = {
    **LOST,
    "no_number": gettext_lazy("There is no number that says whose row it is. Give one: names alone are shared by many."),
    "same_number_twice": gettext_lazy("An earlier row of this file has the same number. Leave one of the two."),
    "no_such_case": gettext_lazy("There is no case of this number. Look at the number again."),
    "numbers_disagree": gettext_lazy("The numbers in this row belong to different people. Look at them again."),
    "too_many_cells": gettext_lazy("The row has more cells than there are titles. Is a separator inside a text? Put it in quotation marks."),
    "unseen_marks": gettext_lazy("There are marks here that nobody sees, such as one that turns the writing round. Type the text anew."),
    "too_long": gettext_lazy("This is longer than can be kept here. Shorten it."),
    "not_a_day": gettext_lazy("This is no day as the file was said to write them. Look at the order of days that you chose."),
    "no_such_day": gettext_lazy("There is no such day. Look at the day and the month, and at the order of days that you chose."),
    "short_year": gettext_lazy("Write the year with four figures."),
    "odd_year": gettext_lazy("This year cannot be right."),
    "not_come_yet": gettext_lazy("This day has not come yet. Look at the year again."),
    "no_phone": gettext_lazy("This is no telephone number: too few or too many digits."),
    "no_paper_number": gettext_lazy("This is no number of a paper."),
    "no_passport_lines": gettext_lazy("These are not the two lines of a passport: 44 letters, digits and < in each."),
    "wrong_check_digit": gettext_lazy("A check digit of the passport does not fit: a letter or digit was misread. Look at the paper again."),
    "unknown_word": gettext_lazy("This word is not one of those known here."),
    "kind_stands": gettext_lazy("The case is of another kind. Its kind is not changed by a file."),
    "hidden_kind": gettext_lazy(
        "A case of this kind is hidden from the office that it complains of. Open it by hand: there the office is named."
    ),
    "no_kind": gettext_lazy("A new case needs its kind."),
    "part_not_open": gettext_lazy("Not all of this part of the file is open to you, so it cannot be written by you."),
}  # fmt: skip

LEFT = {
    "changed": gettext_lazy("Somebody changed this field meanwhile. Theirs stands."),
    "stricter": gettext_lazy("A stricter rule for calling stands in the file. It is loosened by hand only."),
    "gone": gettext_lazy("The file is not open any more. Nothing was written."),
    "known": gettext_lazy("Somebody brought in this number meanwhile. Try the file again."),
    "worked_on": gettext_lazy("Somebody has worked with this file since. It stays."),
}

OUTCOMES = {
    "new": gettext_lazy("New"),
    "changed": gettext_lazy("Changed"),
    "same": gettext_lazy("The same already"),
    "refused": gettext_lazy("Refused"),
}

STATES = {
    "mapping": gettext_lazy("Say what each column is"),
    "trying": gettext_lazy("Being tried"),
    "tried": gettext_lazy("Tried; nothing is stored yet"),
    "applying": gettext_lazy("Being written"),
    "applied": gettext_lazy("Brought in"),
    "undoing": gettext_lazy("Being undone"),
    "undone": gettext_lazy("Undone"),
    "dropped": gettext_lazy("Given up"),
    "unreadable": gettext_lazy("Not readable"),
}


def unreadable(fault: dict[str, Any]) -> str:
    """Why a file cannot be read, and what to do."""
    told = dict(fault)
    why = told.pop("why", "damaged")
    return str(UNREADABLE.get(why, UNREADABLE["damaged"])) % told


def column_name(place: int) -> str:
    """A column as spreadsheets call it: 0 is A, 26 is AA."""
    name = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(65 + letter) + name
    return _("column %(name)s") % {"name": name}
