"""A screen of questions as a form: what is shown, what was typed, and what is wrong with it.

Facts and their words come from the rulebook; this module knows only how each type of fact is asked on paper and read back.
Everything typed is kept as typed until it can be understood.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from hamroh.rulebook import Rulebook, tree
from hamroh.rulebook.errors import FactError
from hamroh.rulebook.person import ROW_CHOICES, ROWS
from hamroh.rulebook.provisions import FactKind
from hamroh.web import relative, words

FIRST_YEAR, LAST_YEAR = 1900, 2100
MOST_ROWS = 40
# This many yes-or-no questions on one screen become one list to tick.
TICKED_FROM = 4
# More choices than this become a list to choose from.
MOST_BUTTONS = 8
# Countries most askers come from, offered as buttons; the rest are in a list.
FREQUENT_COUNTRIES = ("TJ", "RU", "UZ", "KG", "KZ", "AF")
# Fields of rows that are not asked: single payments are too much for a small phone, and the present stay is asked apart.
NOT_ASKED = {("patents", "payments"), ("stays", "still_here")}
_DIGITS = re.compile(r"[0-9]+\Z")

Typed = Mapping[str, str]


@dataclass
class Fault:
    """One thing that is wrong, said once above the form and once beside its field."""

    anchor: str
    text: str
    fact: str


@dataclass
class Choice:
    value: str
    text: str
    id: str
    chosen: bool = False


@dataclass
class Part:
    """One input: a day (three boxes), a choice, a number, a list of countries ..."""

    name: str
    type: str
    label: str
    choices: list[Choice] = field(default_factory=list)
    more: list[Choice] = field(default_factory=list)
    value: str = ""
    day: str = ""
    month: str = ""
    year: str = ""
    unit: str = ""
    unknown: bool = False
    error: str = ""

    @property
    def id(self) -> str:
        return self.name.replace(".", "-")

    @property
    def error_id(self) -> str:
        return f"{self.id}-error"

    @property
    def listed(self) -> bool:
        """Are the choices too many for buttons?"""
        return len(self.choices) > MOST_BUTTONS

    @property
    def by_button(self) -> bool:
        """Is "I don't know" one more button of the same group, and not a box of its own?"""
        return self.type in ("yes_no", "history") or (self.type == "choice" and not self.listed)

    @property
    def dunno_type(self) -> str:
        return "radio" if self.by_button else "checkbox"

    @property
    def dunno_name(self) -> str:
        return self.name if self.by_button else f"{self.name}.unknown"

    @property
    def dunno_value(self) -> str:
        return "unknown" if self.by_button else "on"


@dataclass
class Row:
    """One row of a history: a stay, a patent, a penalty."""

    number: int
    title: str
    parts: list[Part]


@dataclass
class Question:
    """One fact as it is asked."""

    fact: str
    type: str
    text: str
    help: str
    where: str
    part: Part
    rows: list[Row] = field(default_factory=list)
    error: str = ""
    # May it be left out, because another answer on this screen decides whether it has a meaning?
    gated: bool = False


@dataclass
class Form:
    """A screen as it is shown: questions one by one, or a list to tick."""

    screen: str
    title: str
    why: str
    questions: list[Question]
    ticks: list[Question]
    none_ticked: bool = False
    unsure: bool = False
    faults: list[Fault] = field(default_factory=list)

    @property
    def alone(self) -> bool:
        """Is there but one question, which is then the page's heading?"""
        return len(self.questions) == 1 and not self.ticks


@dataclass
class Reading:
    """What a form said: facts understood (`unknown` for "I don't know"), and what could not be."""

    facts: dict[str, Any]
    faults: list[Fault]


def none_words() -> str:
    return _("None of these")


# -- showing ------------------------------------------------------------------------------------------------------------


def form(
    book: Rulebook,
    screen: Any,
    *,
    facts: Mapping[str, Any],
    language: str,
    voice: str,
    typed: Typed | None = None,
    faults: Sequence[Fault] = (),
) -> Form:
    """The screen, filled with what was typed just now, else with what was told before."""
    shown = dict(typed) if typed is not None else as_typed(screen.facts, facts)
    texts = {f.fact: f.text for f in faults}
    by_anchor = {f.anchor: f.text for f in faults}
    ticks = [k for k in screen.facts if k.type == "yes_no"]
    ticks = ticks if len(ticks) >= TICKED_FROM else []
    questions = []
    here = {k.id for k in screen.facts}
    for kind in screen.facts:
        if kind in ticks:
            continue
        questions.append(
            _question(book, kind, shown, language, voice, texts, by_anchor, gated=bool(gates(kind) & here - {kind.id}))
        )
    listed = [_question(book, kind, shown, language, voice, texts, by_anchor) for kind in ticks]
    result = Form(
        screen=screen.id,
        title=relative.title(screen.id, screen.title, language, voice),
        why=screen.why[language] if screen.why else "",
        questions=questions,
        ticks=listed,
        none_ticked=shown.get("ticks") == "none",
        unsure=shown.get("ticks") == "unsure",
        faults=list(faults),
    )
    return result


def _question(
    book: Rulebook,
    kind: FactKind,
    shown: Typed,
    language: str,
    voice: str,
    texts: Mapping[str, str],
    by_anchor: Mapping[str, str],
    gated: bool = False,
) -> Question:
    label = relative.question(kind, language, voice)
    part = _part(kind.id, kind.type, label, shown, language, choices=book.choices(kind), unit=kind.unit)
    part.error = texts.get(kind.id, "")
    question = Question(
        fact=kind.id,
        type=kind.type,
        text=label,
        help=kind.help[language],
        where=kind.where[language],
        part=part,
        error=texts.get(kind.id, ""),
        gated=gated,
    )
    if kind.type == "history":
        count = max(1, min(MOST_ROWS, int(shown.get(f"{kind.id}.rows") or 1)))
        for number in range(count):
            parts = []
            for column, type_ in ROWS[kind.id].items():
                if (kind.id, column) in NOT_ASKED:
                    continue
                name = f"{kind.id}.{number}.{column}"
                choices = _row_choices(book, kind.id, column, type_, language)
                one = _part(
                    name,
                    type_,
                    words.column(kind.id, column),
                    shown,
                    language,
                    choices=choices,
                    unit="month" if column == "months_paid" else "",
                )
                one.error = by_anchor.get(one.id, "")
                parts.append(one)
            question.rows.append(Row(number, words.row_title(kind.id, number + 1), parts))
        part.choices = [
            Choice(value, text, f"{part.id}-{value}", shown.get(kind.id) == value)
            for value, text in (("none", words.nothing(kind.id)), ("some", words.something(kind.id)))
        ]
        part.unknown = shown.get(kind.id) == "unknown"
    return question


def gates(kind: FactKind) -> set[str]:
    """The facts that decide whether this one has a meaning."""
    if kind.asked_if is None:
        return set()
    return {node.name for node in tree.walk(kind.asked_if) if isinstance(node, tree.Fact)}


def is_blank(kind: FactKind, typed: Typed) -> bool:
    """Was nothing at all said about this fact?"""
    own = [k for k in typed if (k == kind.id or k.startswith(f"{kind.id}.")) and k != f"{kind.id}.rows"]
    return not any(typed[k] for k in own)


def _row_choices(
    book: Rulebook, history: str, column: str, type_: str, language: str
) -> dict[str, dict[str, str]] | None:
    if type_ == "choice":
        return {code: {language: words.row_choice(history, column, code)} for code in ROW_CHOICES[history, column]}
    if type_ == "region":
        return book.book.series.region_names()
    return None


def _part(
    name: str,
    type_: str,
    label: str,
    shown: Typed,
    language: str,
    *,
    choices: Mapping[str, Mapping[str, str]] | None,
    unit: str = "",
) -> Part:
    part = Part(name=name, type=type_, label=label, unit=words.unit(unit) if unit else "")
    given = shown.get(name, "")
    part.unknown = given == "unknown" or shown.get(f"{name}.unknown") == "on"
    if type_ in ("day", "planned_day"):
        part.type = "day"
        part.day, part.month, part.year = (shown.get(f"{name}.{x}", "") for x in "dmy")
    elif type_ == "yes_no":
        part.choices = [Choice(v, t, f"{part.id}-{v}", given == v) for v, t in (("yes", _("Yes")), ("no", _("No")))]
    elif type_ in ("choice", "region"):
        part.choices = [
            Choice(code, text[language], f"{part.id}-{code}", given == code) for code, text in (choices or {}).items()
        ]
        if type_ == "region":
            part.choices.sort(key=lambda c: c.text)
    elif type_ == "countries":
        chosen = given.split()
        names = choices or {}
        first = [code for code in FREQUENT_COUNTRIES if code in names] or list(names)[:6]
        part.choices = [Choice(code, names[code][language], f"{part.id}-{code}", code in chosen) for code in first]
        part.more = sorted(
            (
                Choice(code, text[language], f"{part.id}-{code}", code in chosen)
                for code, text in names.items()
                if code not in first
            ),
            key=lambda c: c.text,
        )
    else:
        part.value = given if given != "unknown" else ""
    return part


def as_typed(kinds: Sequence[FactKind], facts: Mapping[str, Any]) -> dict[str, str]:
    """Facts told before, as they would stand in the form."""
    out: dict[str, str] = {}
    yes_no = [k.id for k in kinds if k.type == "yes_no"]
    for kind in kinds:
        if kind.id not in facts:
            continue
        value = facts[kind.id]
        if kind.type == "history" and isinstance(value, list):
            out[kind.id] = "some"
            out[f"{kind.id}.rows"] = str(max(1, len(value)))
            for number, row in enumerate(value):
                for column, cell in row.items():
                    _put(out, f"{kind.id}.{number}.{column}", ROWS[kind.id].get(column, ""), cell)
        else:
            _put(out, kind.id, kind.type, value)
    if len(yes_no) >= TICKED_FROM and any(f in facts for f in yes_no):
        told = [facts.get(f) for f in yes_no]
        if "unknown" in told:
            out["ticks"] = "unsure"
        elif True not in told:
            out["ticks"] = "none"
    return out


def _put(out: dict[str, str], name: str, type_: str, value: Any) -> None:
    if value == "unknown":
        out[name] = "unknown"
        out[f"{name}.unknown"] = "on"
    elif type_ in ("day", "planned_day"):
        year, _dash, rest = str(value).partition("-")
        month, _dash, day = rest.partition("-")
        out[f"{name}.y"], out[f"{name}.m"], out[f"{name}.d"] = year, month.lstrip("0"), day.lstrip("0")
    elif isinstance(value, bool):
        out[name] = "yes" if value else "no"
    elif isinstance(value, list):
        out[name] = " ".join(map(str, value))
    else:
        out[name] = str(value)


# -- reading ------------------------------------------------------------------------------------------------------------


def typed_of(post: Any, screen: Any) -> dict[str, str]:
    """What was typed into this screen's fields, and nothing else of the request."""
    out: dict[str, str] = {}
    names = {k.id: k for k in screen.facts}
    for key in post:
        head = key.split(".", 1)[0]
        if head in names or key == "ticks":
            values = [v.strip()[:200] for v in post.getlist(key) if v.strip()]
            out[key] = (
                " ".join(values)
                if head in names and names[head].type == "countries"
                else (values[-1] if values else "")
            )
    return out


def read(book: Rulebook, screen: Any, typed: Typed, *, voice: str) -> Reading:
    """Understand what was typed; every question has to be answered, if only by "I don't know"."""
    facts: dict[str, Any] = {}
    faults: list[Fault] = []
    ticks = [k for k in screen.facts if k.type == "yes_no"]
    if len(ticks) >= TICKED_FROM:
        _read_ticks(ticks, typed, facts, faults)
    else:
        ticks = []
    for kind in screen.facts:
        if kind in ticks:
            continue
        reader = _Reader(book, kind, typed)
        value = reader.history() if kind.type == "history" else reader.cell(kind.id, kind.type, asked=True)
        faults.extend(reader.faults)
        if not reader.faults:
            facts[kind.id] = value
    return Reading(facts, faults)


def _read_ticks(kinds: Sequence[FactKind], typed: Typed, facts: dict[str, Any], faults: list[Fault]) -> None:
    ticked = {k.id for k in kinds if typed.get(k.id) == "yes"}
    last = typed.get("ticks", "")
    if ticked and last == "none":
        faults.append(
            Fault(
                "ticks-none", _("You ticked something and also “None of these”. Leave only what is right."), kinds[0].id
            )
        )
        return
    if not ticked and not last:
        faults.append(
            Fault(
                kinds[0].id.replace(".", "-"), _("Tick what is true. If nothing is, tick “None of these”."), kinds[0].id
            )
        )
        return
    for kind in kinds:
        facts[kind.id] = True if kind.id in ticked else "unknown" if last == "unsure" else False


class _Reader:
    def __init__(self, book: Rulebook, kind: FactKind, typed: Typed) -> None:
        self.book, self.kind, self.typed = book, kind, typed
        self.faults: list[Fault] = []

    def wrong(self, name: str, text: str) -> None:
        self.faults.append(Fault(name.replace(".", "-"), text, self.kind.id))

    def cell(self, name: str, type_: str, *, asked: bool) -> Any:
        """One input; None when it is empty and did not have to be filled."""
        typed = self.typed
        given = typed.get(name, "").strip()
        if type_ in ("day", "planned_day"):
            return self.day(name, asked=asked)
        if given == "unknown" or typed.get(f"{name}.unknown") == "on":
            return "unknown"
        if type_ == "countries":
            return self.countries(name, given)
        if not given:
            if asked:
                self.wrong(
                    self.first(name, type_),
                    _("Choose one answer. If you do not know, say so.")
                    if type_ in ("yes_no", "choice")
                    else _("Write an answer. If you do not know, say so."),
                )
            return None
        if type_ == "yes_no":
            if given not in ("yes", "no", "on"):
                self.wrong(self.first(name, type_), _("Choose one answer. If you do not know, say so."))
                return None
            return given != "no"
        if type_ == "number":
            return self.number(name, given)
        if type_ == "money":
            return self.money(name, given)
        return given

    def first(self, name: str, type_: str) -> str:
        """The input that a link in the summary leads to."""
        if type_ == "yes_no":
            return f"{name}-yes"
        if type_ == "choice":
            choices = self.book.choices(self.kind)
            return f"{name}-{next(iter(choices))}" if choices and len(choices) <= MOST_BUTTONS else name
        return name

    def countries(self, name: str, given: str) -> Any:
        known = self.book.choices(self.kind) or {}
        codes = [c for c in dict.fromkeys(given.split()) if c in known or not known]
        if not codes:
            first = next((c for c in FREQUENT_COUNTRIES if c in known), next(iter(known), ""))
            self.wrong(f"{name}-{first}", _("Choose a country. If you do not know, say so."))
            return None
        return codes

    def number(self, name: str, given: str) -> int | None:
        plain = given.replace(" ", "").replace("\u00a0", "")
        if not _DIGITS.match(plain) or len(plain) > 9:
            self.wrong(name, _("Write a whole number with digits, for example 3."))
            return None
        number = int(plain)
        least = self.kind.least if self.kind.type == "number" and self.kind.least is not None else 0
        most = self.kind.most if self.kind.type == "number" and self.kind.most is not None else 10**9
        if not least <= number <= most:
            self.wrong(
                name,
                _("The number must lie between %(least)s and %(most)s. Check it.") % {"least": least, "most": most},
            )
            return None
        return number

    def money(self, name: str, given: str) -> str | None:
        plain = re.sub(r"[\s\u00a0\u202f]", "", given).replace(",", ".")
        if not re.fullmatch(r"[0-9]{1,10}(\.[0-9]{1,2})?", plain):
            self.wrong(name, _("Write a sum in roubles with digits, for example 30000."))
            return None
        return plain

    def day(self, name: str, *, asked: bool) -> str | None:
        day, month, year = (self.typed.get(f"{name}.{x}", "").strip() for x in "dmy")
        first = f"{name}.d"
        if not (day or month or year):
            if self.typed.get(f"{name}.unknown") == "on" or self.typed.get(name) == "unknown":
                return "unknown"
            if asked:
                self.wrong(
                    first,
                    _(
                        "Write the day. If you know only the month or the year, write that. If you know nothing, tick “I don't know”."
                    ),
                )
            return None
        for text, part in ((day, "d"), (month, "m"), (year, "y")):
            if text and not (_DIGITS.match(text) and len(text) <= 4):
                self.wrong(f"{name}.{part}", _("Write the day with digits, for example 1 3 2019."))
                return None
        if not year:
            self.wrong(f"{name}.y", _("The year is missing. Write it with four digits, for example 2019."))
            return None
        if len(year) != 4 or not FIRST_YEAR <= int(year) <= LAST_YEAR:
            self.wrong(f"{name}.y", _("Check the year. Write it with four digits, for example 2019."))
            return None
        if day and not month:
            self.wrong(f"{name}.m", _("The month is missing. Write it with a number from 1 to 12."))
            return None
        if not month:
            return year
        if not 1 <= int(month) <= 12:
            self.wrong(f"{name}.m", _("There is no such month. Write a number from 1 to 12."))
            return None
        if not day:
            return f"{year}-{int(month):02d}"
        try:
            return dt.date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            self.wrong(first, words.no_such_day(int(year), int(month)))
            return None

    def history(self) -> Any:
        kind, typed = self.kind, self.typed
        said = typed.get(kind.id, "")
        rows, blank = [], 0
        count = (
            min(MOST_ROWS, int(typed.get(f"{kind.id}.rows") or 0))
            if _DIGITS.match(typed.get(f"{kind.id}.rows", ""))
            else 0
        )
        for number in range(count):
            row = {}
            for column, type_ in ROWS[kind.id].items():
                if (kind.id, column) in NOT_ASKED:
                    continue
                value = self.cell(f"{kind.id}.{number}.{column}", type_, asked=False)
                if value is not None:
                    row[column] = value
            if row:
                rows.append(row)
            else:
                blank += 1
        if self.faults:
            return None
        if said in ("none", "unknown"):
            if rows:
                self.wrong(
                    kind.id + ("-none" if said == "none" else "-unknown"),
                    _("You filled in rows below, and chose another answer above. Leave only what is right."),
                )
                return None
            return said
        if not rows:
            self.wrong(f"{kind.id}-none", _("Fill in a row, or choose another answer. If you do not know, say so."))
            return None
        return rows


def fault_of(error: FactError, *, book: Rulebook) -> Fault:
    """The engine's refusal in the reader's words, at the field it is about."""
    name = error.fact
    if error.row is not None:
        name += f".{error.row}" + (f".{error.field}" if error.field else "")
    kind = book.book.facts.get(error.fact)
    type_ = kind.type if kind else ""
    if error.row is not None and error.field:
        type_ = ROWS.get(error.fact, {}).get(error.field, "")
    if type_ in ("day", "planned_day"):
        name += ".d"
    return Fault(name.replace(".", "-"), words.refusal(error.code), error.fact)


def rows_changed(typed: Mapping[str, str], go: str, target: str) -> dict[str, str]:
    """The same form with a row more (`add`, `stays`) or a row less (`remove`, `stays:1`)."""
    history, _colon, number = target.partition(":")
    out = dict(typed)
    if history not in ROWS:
        return out
    digits = typed.get(f"{history}.rows", "1")
    count = min(MOST_ROWS, int(digits)) if _DIGITS.match(digits) and len(digits) < 4 else 1
    if go == "add":
        out[f"{history}.rows"] = str(min(MOST_ROWS, count + 1))
        out[history] = "some"
        return out
    if not _DIGITS.match(number) or int(number) >= count:
        return out
    gone = int(number)
    out = {key: value for key, value in out.items() if not key.startswith(f"{history}.{gone}.")}
    for later in range(gone + 1, count):
        for key in [k for k in out if k.startswith(f"{history}.{later}.")]:
            out[f"{history}.{later - 1}." + key.split(".", 2)[2]] = out.pop(key)
    out[f"{history}.rows"] = str(max(1, count - 1))
    return out


def whole_day(name: str, typed: Typed) -> tuple[str | None, Fault | None]:
    """A day that has to be whole, or empty: the day and what is wrong with it."""
    day, month, year = (typed.get(f"{name}.{x}", "") for x in "dmy")
    if not (day or month or year):
        return None, None
    if not all(_DIGITS.match(x) for x in (day, month, year)) or len(year) != 4:
        return None, Fault(f"{name}-d", _("Write day, month and year with digits, for example 1 3 2019."), name)
    if not 1 <= int(month) <= 12 or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return None, Fault(f"{name}-m", words.refusal("wrong_day"), name)
    try:
        return dt.date(int(year), int(month), int(day)).isoformat(), None
    except ValueError:
        return None, Fault(f"{name}-d", words.no_such_day(int(year), int(month)), name)
