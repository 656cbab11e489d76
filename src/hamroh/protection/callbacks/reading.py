"""Missed calls as they are told: a list typed or pasted, or the file of a telephone exchange. Strict; a fault names its line only."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from hamroh.people.persons import phones

COLUMNS = ("number", "at", "line")
WITHHELD = {"", "anonymous", "withheld", "unknown", "private", "unavailable"}
LONGEST_LINE = 40
MOST = 5_000
"""Rows of one file or list."""
OLDEST = dt.timedelta(days=90)
_NUMBER = re.compile(r"\+?[\d\s().-]{5,25}", re.ASCII)


@dataclass(frozen=True)
class Ring:
    """Somebody rang: their number in one form, when, on which of our lines. `timed` is False where nobody said when."""

    number: str
    at: dt.datetime
    line: str
    timed: bool = True


@dataclass(frozen=True)
class Fault:
    """What is wrong in a line, counted from 1. It never repeats the number. `what` is a code of `FAULTS`."""

    line: int
    what: str


@dataclass
class Told:
    """What was read. `withheld` are calls whose number was hidden: nobody can call back."""

    rings: list[Ring] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    withheld: int = 0


def one_form(text: str) -> str:
    """A number in one form, or an empty text where it is none. One that fits no country we know stays as its digits."""
    if not _NUMBER.fullmatch(text.strip()):
        return ""
    digits = phones.digits(text)
    if not 5 <= len(digits) <= 15:
        return ""
    return phones.e164(text) or digits


def file(lines: Iterable[str], *, line: str, now: dt.datetime) -> Told:
    """A table with the columns number, at and perhaps line; `at` is a moment with its offset from UTC (2026-11-29T14:05:00+05:00).

    `line` is used where the table names none. A fault in the head is the only one told.
    """
    table = csv.reader(lines, strict=True)
    told = Told()
    try:
        head = [name.strip().lower().lstrip("\ufeff") for name in next(table, [])]
        if sorted(head) not in (sorted(COLUMNS), sorted(COLUMNS[:2])):
            told.faults.append(Fault(1, "head"))
            return told
        for row in table:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(head):
                told.faults.append(Fault(table.line_num, "columns"))
                continue
            cells = dict(zip(head, (cell.strip() for cell in row), strict=True))
            _read(told, table.line_num, cells["number"], cells["at"], cells.get("line") or line, now=now)
    except csv.Error:
        told.faults.append(Fault(table.line_num, "columns"))
    return told


def pasted(text: str, *, line: str, zone: dt.tzinfo, now: dt.datetime) -> Told:
    """A number on each line, and after a semicolon or tab perhaps when: 29.11.2026 14:05 in the office's time, or 14:05 of today."""
    told = Told()
    for place, written in enumerate(text.splitlines(), 1):
        if not written.strip():
            continue
        number, _sign, when = re.sub(r"[\t;]+", ";", written.strip()).partition(";")
        at = _typed_moment(when.strip(), zone=zone, now=now) if when.strip() else now.isoformat()
        _read(told, place, number, at, line, now=now, timed=bool(when.strip()))
    return told


def _typed_moment(text: str, *, zone: dt.tzinfo, now: dt.datetime) -> str:
    for form in ("%d.%m.%Y %H:%M", "%H:%M"):
        try:
            read = dt.datetime.strptime(text, form).replace(tzinfo=zone)
        except ValueError:
            continue
        day = read.date() if "%d" in form else now.astimezone(zone).date()
        return dt.datetime.combine(day, read.time(), zone).isoformat()
    return ""


def _read(told: Told, place: int, number: str, at: str, line: str, *, now: dt.datetime, timed: bool = True) -> None:
    if number.strip().lower() in WITHHELD:
        told.withheld += 1
        return
    form = one_form(number)
    try:
        moment = dt.datetime.fromisoformat(at)
    except ValueError:
        moment = None
    what = ""
    if not form:
        what = "number"
    elif moment is None or moment.tzinfo is None:
        what = "moment"
    elif moment > now + dt.timedelta(minutes=5):
        what = "future"
    elif moment < now - OLDEST:
        what = "old"
    elif len(line) > LONGEST_LINE:
        what = "line"
    elif len(told.rings) >= MOST:
        what = "many"
    if what or moment is None:
        told.faults.append(Fault(place, what))
    else:
        told.rings.append(Ring(form, moment.astimezone(dt.UTC), line, timed))
