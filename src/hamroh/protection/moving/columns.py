"""What a column of a table can say of a person or of a case, and how a cell of it is read.

A cell is read to one plain text, or refused with a reason; an empty cell says nothing and changes nothing. Days are read in the
order that was declared for the file, never guessed.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy

from hamroh.people import names, taken_away
from hamroh.people.persons import content, papers, phones, words
from hamroh.people.persons.contact import SafeContact, safe_contact
from hamroh.people.persons.models import Part
from hamroh.protection import complaints
from hamroh.shell.tables import Cell, Lost, meant

ORDERS = {
    "dmy": gettext_lazy("Day, month, year: 31.05.2001"),
    "mdy": gettext_lazy("Month, day, year: 05/31/2001"),
    "ymd": gettext_lazy("Year, month, day: 2001-05-31"),
}
LONGEST_LINE = 200
LONGEST_TEXT = 20_000


class Refused(ValueError):
    """A cell that cannot be taken. `why` is a code of `words.REASONS`."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True)
class Reading:
    """How the cells of one file are read: the order of its days, and the day on which it is read."""

    order: str
    today: dt.date
    # Telephone numbers that were read with their country: reading one takes longest of all, and is done once.
    numbers: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Column:
    """What a column says. `part` is the part of the file in which it is kept; None for numbers and for the case."""

    key: str
    label: Any
    read: Callable[[str, Reading], str]
    part: Part | None = None
    longest: int = LONGEST_LINE


def _line(text: str, _reading: Reading) -> str:
    return names.clean(text)


def _text(text: str, _reading: Reading) -> str:
    return text.replace("\r\n", "\n").strip()


def _number(text: str, _reading: Reading) -> str:
    return " ".join(text.split())


def _list(text: str, _reading: Reading) -> str:
    return "; ".join(filter(None, (names.clean(one) for one in re.split(r"[;,/]", text))))


def _day(text: str, reading: Reading, *, whole: bool) -> str:
    bits = re.split(r"[./\-\s]+", text.strip())
    if not all(bit.isascii() and bit.isdigit() for bit in bits) or len(bits) > 3 or (whole and len(bits) < 3):
        raise Refused("not_a_day")
    if len(bits) == 3:
        # A year of four figures that stands first can only be meant in one way (ISO 8601).
        order = "ymd" if len(bits[0]) == 4 else reading.order
        told = dict(zip(order, bits, strict=True))
    elif len(bits) == 2:
        told = dict(zip("ym" if len(bits[0]) == 4 else "my", bits, strict=True))
    else:
        told = {"y": bits[0]}
    if len(told["y"]) != 4:
        raise Refused("short_year")
    try:
        meant_ = dt.date(int(told["y"]), int(told.get("m", 1)), int(told.get("d", 1)))
    except ValueError:
        raise Refused("no_such_day") from None
    if not 1900 <= meant_.year <= 2100:
        raise Refused("odd_year")
    return "-".join(told_.zfill(2) for told_ in (told["y"], told.get("m", ""), told.get("d", "")) if told_)


def _born(text: str, reading: Reading) -> str:
    day = _day(text, reading, whole=False)
    if day > reading.today.isoformat():
        raise Refused("not_come_yet")
    return day


def _expires(text: str, reading: Reading) -> str:
    return _day(text, reading, whole=True)


def _phone(text: str, reading: Reading) -> str:
    said = names.clean(text)
    if not 5 <= len(phones.digits(said)) <= 20:
        raise Refused("no_phone")
    number = phones.e164(said)
    if number:
        reading.numbers.add(number)
    return number or said


def _paper(text: str, _reading: Reading) -> str:
    number = names.clean(text)
    if not content.paper_number(number):
        raise Refused("no_paper_number")
    return number.upper()


def _lines(text: str, reading: Reading) -> str:
    """The two lines of a passport, by their check digits; only the number, the country and the last day are kept."""
    try:
        passport = papers.read_passport(text, on=reading.today)
    except papers.NotReadable:
        raise Refused("no_passport_lines") from None
    if passport.faults:
        raise Refused("wrong_check_digit")
    return f"{passport.number}; {passport.country}; {passport.expires}"


def _word(choices: Callable[[], Mapping[str, str]]) -> Callable[[str, Reading], str]:
    def read(text: str, _reading: Reading) -> str:
        code = choices().get(_folded(text))
        if code is None:
            raise Refused("unknown_word")
        return code

    return read


def _languages(text: str, _reading: Reading) -> str:
    codes = [_choices("languages").get(_folded(one)) for one in re.split(r"[;,/]", text) if one.strip()]
    if None in codes:
        raise Refused("unknown_word")
    return "; ".join(dict.fromkeys(code for code in codes if code))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


MAY_CALL = {
    "yes": gettext_lazy("Yes, at any time"),
    "sms": gettext_lazy("Only messages"),
    "never": gettext_lazy("Never"),
}
"""May they be called back? The later one stands, the stricter it is."""
STRICTER = list(MAY_CALL)
_MORE_WORDS = {
    "sex": {"f": "ж жен женский женщина зан занона female woman w", "m": "м муж мужской мужчина мард мардона male man"},
    "may_call": {"yes": "да ҳа", "never": "нет не не no", "sms": "sms смс"},
}


@cache
def _choices(what: str) -> dict[str, str]:
    """Every way in which a choice may be written: its code, and its words in three languages."""
    codes: Mapping[str, Any] = {
        "sex": words.SEX, "citizenship": words.COUNTRIES, "languages": words.LANGUAGES, "paper_kind": words.PAPERS,
        "may_call": MAY_CALL,
    }.get(what, {})  # fmt: skip
    found = {_folded(one): code for code, many in _MORE_WORDS.get(what, {}).items() for one in many.split()}
    if what == "case_kind":
        for key, card in complaints.cards().items():
            found |= {_folded(key): key} | {_folded(title): key for title in card.title.values()}
    for code, label in codes.items():
        if code:
            found[_folded(code)] = code
            for language in ("en", "ru", "tg"):
                with translation.override(language):
                    found[_folded(str(label))] = code
    return found


def _choice(what: str) -> Callable[[str, Reading], str]:
    return _word(lambda: _choices(what))


COLUMNS: dict[str, Column] = {
    one.key: one
    for one in (
        Column("own_number", gettext_lazy("Your own number of the person"), _number),
        Column("full_name", gettext_lazy("Full name"), _line, Part.IDENTITY),
        Column("other_spellings", gettext_lazy("Other spellings of the name"), _list, Part.IDENTITY),
        Column("born", gettext_lazy("Born"), _born, Part.IDENTITY),
        Column("sex", gettext_lazy("Sex"), _choice("sex"), Part.IDENTITY),
        Column("citizenship", gettext_lazy("Citizenship"), _choice("citizenship"), Part.IDENTITY),
        Column("languages", gettext_lazy("Languages"), _languages, Part.IDENTITY),
        Column("phone", gettext_lazy("Their own phone"), _phone, Part.CONTACT),
        Column("place", gettext_lazy("Where they are"), _line, Part.CONTACT),
        Column("may_call", gettext_lazy("May they be called back?"), _choice("may_call"), Part.CONTACT),
        Column("passport", gettext_lazy("Number of the passport"), _paper, Part.PAPERS),
        Column("passport_country", gettext_lazy("Country of the passport"), _choice("citizenship"), Part.PAPERS),
        Column("passport_expires", gettext_lazy("The passport is good until"), _expires, Part.PAPERS),
        Column("passport_lines", gettext_lazy("The two lines at the foot of the passport"), _lines, Part.PAPERS),
        Column("story", gettext_lazy("What happened"), _text, Part.STORY, LONGEST_TEXT),
        Column("case_number", gettext_lazy("Number of the case on this site"), _number),
        Column("own_case", gettext_lazy("Your own number of the case"), _number),
        Column("case_kind", gettext_lazy("Kind of the case"), _choice("case_kind")),
        Column("case_summary", gettext_lazy("The matter of the case in a few lines"), _text, None, LONGEST_TEXT),
    )
}
"""By key, in the order in which they are offered. One of the numbers says whose row it is."""

OF_CASE = ("case_kind", "case_summary")
NUMBERS = ("own_number", "case_number", "own_case")


def read(key: str, cell: Cell, reading: Reading) -> str:
    """What a cell says, as plain text; empty where it says nothing.

    Raises:
        Refused: it cannot be taken, and why.
    """
    column = COLUMNS[key]
    if isinstance(cell, Lost):
        raise Refused(cell.why)
    if isinstance(cell, dt.date):
        text = cell.isoformat()
    else:
        text = meant(cell).strip()
        if not text:
            return ""
        if not text.isprintable() and any(
            unicodedata.category(c) in ("Cf", "Cc", "Co", "Cs") and c not in "\n\r\t" for c in text
        ):
            raise Refused("unseen_marks")
    if len(text) > column.longest:
        raise Refused("too_long")
    return column.read(text, reading)


_MORE_TITLES = {
    "own_number": "id; №; рақам; номер; number",
    "full_name": "ному насаб; фио; ф.и.о.; ном; имя; name",
    "born": "санаи таваллуд; соли таваллуд; дата рождения; год рождения; date of birth; birth",
    "phone": "телефон; рақами телефон; номер телефона; phone; telephone",
    "place": "ҷой; шаҳр; место; город; place; city",
    "passport": "шиноснома; паспорт; passport",
    "story": "чӣ шуд; что случилось; story",
}
"""How tables of other programs often call a column; it is only proposed, and somebody looks at it."""


def known_by(title: str) -> str:
    """The column that a title names by itself: its key, or its label in one of three languages; empty for others."""
    return _titles().get(_folded(title), "")


@cache
def _titles() -> dict[str, str]:
    found = {key: key for key in COLUMNS}
    found |= {_folded(title): key for key, titles in _MORE_TITLES.items() for title in titles.split("; ")}
    for language in ("en", "ru", "tg"):
        with translation.override(language):
            found |= {_folded(str(one.label)): key for key, one in COLUMNS.items()}
    return found


# -- a file's parts as plain fields, and back ------------------------------------------------------------------------------


def flat(parts: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """What stands in the parts of a file, as the same plain texts that cells are read to; empty where nothing stands."""
    identity, contact = parts.get(Part.IDENTITY, {}), parts.get(Part.CONTACT, {})
    phone: Mapping[str, Any] = next((p for p in contact.get("phones", ()) if p.get("whose") in ("", "own")), {})
    paper = _passport(parts.get(Part.PAPERS, {})) or {}
    rules = safe_contact(contact)
    return {
        "full_name": identity.get("full_name", ""),
        "other_spellings": "; ".join(identity.get("other_spellings", ())),
        "born": identity.get("born", ""),
        "sex": identity.get("sex", ""),
        "citizenship": identity.get("citizenship", ""),
        "languages": "; ".join(identity.get("languages", ())),
        "phone": phone.get("e164") or phone.get("said", ""),
        "place": contact.get("place", ""),
        "may_call": ("never" if rules.never_call else "sms" if rules.only_sms else "yes") if rules.asked else "",
        "passport": paper.get("number", ""),
        "passport_country": paper.get("country", ""),
        "passport_expires": paper.get("expires", ""),
        "passport_lines": "; ".join((paper.get("number", ""), paper.get("country", ""), paper.get("expires", "")))
        if paper.get("checked")
        else "",
        "story": parts.get(Part.STORY, {}).get("text", ""),
    }


def put(parts: dict[str, dict[str, Any]], key: str, value: str, *, e164: bool = False) -> None:
    """Write one field into the parts of a file; what else stands there stays. An empty value takes it out again. `e164`: it was read as
    a number with its country before, and is not read again, which takes longest of all."""
    part = COLUMNS[key].part
    assert part is not None
    kept = parts.setdefault(part, {})
    if key in ("other_spellings", "languages"):
        kept[key] = [one for one in value.split("; ") if one]
    elif key == "phone":
        listed = [dict(p) for p in kept.get("phones", ())]
        place = next((n for n, p in enumerate(listed) if p.get("whose") in ("", "own")), len(listed))
        listed[place : place + 1] = (
            [{"said": value, "e164": value if e164 else phones.e164(value), "whose": "own"}] if value else []
        )
        kept["phones"] = listed
    elif key == "may_call":
        before = safe_contact(kept)
        rules = SafeContact(
            asked=bool(value), never_call=value == "never", only_sms=value == "sms", hours=before.hours,
            leave_no_message=before.leave_no_message, say_you_are=before.say_you_are,
        )  # fmt: skip
        kept["safe"] = rules.plain()
    elif part is Part.PAPERS:
        listed = [dict(p) for p in kept.get("papers", ())]
        paper = _passport({"papers": listed})
        if paper is None:
            paper = {"kind": "passport"}
            listed.append(paper)
        if key == "passport_lines":
            told = value.split("; ") if value else ["", "", ""]
            paper |= {"number": told[0], "country": told[1], "expires": told[2], "checked": bool(value)}
        else:
            paper[{"passport": "number", "passport_country": "country", "passport_expires": "expires"}[key]] = value
            paper["checked"] = False
        kept["papers"] = [
            p for p in listed if any(p.get(n) for n in ("number", "country", "expires", "held_by")) or p is not paper
        ]
    elif key == "story":
        kept["text"] = value
    else:
        kept[key] = value


def _passport(kept: Mapping[str, Any]) -> dict[str, Any] | None:
    return next((p for p in kept.get("papers", ()) if p.get("kind") == "passport"), None)


CASE_NUMBER = re.compile(rf"(\d{{4}})([{taken_away.LETTERS}]{{6}})")


def case_number(text: str) -> str:
    """The number of a case as this site writes it, however it was typed; empty where it is none."""
    found = CASE_NUMBER.fullmatch(content.paper_number(text))
    return f"{found[1]}-{found[2]}" if found else ""
