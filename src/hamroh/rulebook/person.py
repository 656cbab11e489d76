"""What is said of a person: read strictly, kept only in memory, turned into one question."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .days import Span
from .errors import FactError
from .evaluate import Asking
from .histories import Contract, Decision, Histories, Patent, Pay, Payment, Penalty, Registration, Stay
from .provisions import FactKind
from .wording import NOT_KNOWN, grouped, roubles, span_in_words

if TYPE_CHECKING:
    from .book import Rulebook
    from .provisions import Provision

HISTORIES = ("stays", "patents", "penalties", "decisions", "contracts", "pay", "registrations")

# What a row of a history may say: field -> type.
ROWS: dict[str, dict[str, str]] = {
    "stays": {"entry": "day", "exit": "planned_day", "still_here": "yes_no"},
    "patents": {
        "issued": "day",
        "region": "region",
        "months_paid": "number",
        "paid_to": "planned_day",
        "payments": "payments",
        "reissued": "yes_no",
    },
    "payments": {"paid": "day", "months": "number"},
    "penalties": {"in_force": "day", "kind": "choice"},
    "decisions": {"kind": "choice", "by": "choice", "decided": "day", "copy_received": "day", "executed": "day"},
    "contracts": {"made": "day", "copy_sent": "day", "ended": "planned_day", "written": "yes_no"},
    "pay": {"due": "planned_day", "rub": "money", "paid": "day"},
    "registrations": {"from": "day", "until": "planned_day", "where_living": "yes_no"},
}
ROW_CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("penalties", "kind"): ("migration", "work", "traffic", "public_order", "other"),
    ("decisions", "kind"): ("expulsion", "deportation", "readmission", "undesirability", "entry_ban"),
    ("decisions", "by"): ("court", "police", "other"),
}

# What `none` says of a day in a row: it did not happen. A row without the day says so already, but for the exit of a stay.
NOT_YET: dict[tuple[str, str], dict[str, Any]] = {
    ("stays", "exit"): {"still_here": True},
    ("contracts", "copy_sent"): {},
    ("contracts", "ended"): {},
    ("pay", "paid"): {},
    ("decisions", "executed"): {},
}

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
MOST_ROWS = 200


class _Told:
    """Something told in a file, whose faults have a place."""

    file: str
    lines: dict[str, int]

    def fault(self, code: str, fact: str, reason: str, mend: str, row: int | None = None, field: str = "") -> FactError:
        return FactError(
            code,
            reason=reason,
            mend=mend,
            fact=fact,
            row=row,
            field=field,
            file=self.file,
            line=self.lines.get(fact, 0),
        )


class Person(_Told):
    """Facts by name; an absent fact is unknown. Holds no identity."""

    def __init__(self, values: dict[str, Any], histories: Histories, file: str, lines: dict[str, int]) -> None:
        self.values, self.histories, self.file, self.lines = values, histories, file, lines

    def says(self, fact: str) -> bool:
        """Was anything said about this fact?"""
        return fact in self.values

    def check_against(self, rulebook: Rulebook, on: date) -> None:
        """Nothing told as past may lie after the day asked about.

        Raises:
            FactError: with the fact and the way out.
        """
        for name, value in self.values.items():
            kind = rulebook.book.facts[name]
            if kind.type == "day" and isinstance(value, Span) and value.earliest > on:
                raise self._too_late(name, value.earliest, on)
        for row, stay in enumerate(self.histories.stays or ()):
            if stay.entry is not None and stay.entry.earliest > on:
                fact = "entered" if "entered" in self.values else "stays"
                raise self._too_late(fact, stay.entry.earliest, on, row if fact == "stays" else None)

    def _too_late(self, fact: str, day: date, on: date, row: int | None = None) -> FactError:
        entry = fact in ("entered", "stays")
        return self.fault(
            "after_asked_day",
            fact,
            f"{day.isoformat()} lies after the day asked about ({on.isoformat()}), so it has not happened yet.",
            "A planned entry is the fact `planned_entry`." if entry else "Leave it out, or ask about a later day.",
            row,
            "entry" if fact == "stays" else "",
        )

    def asking(self, rulebook: Rulebook, on: date, known: date) -> Asking:
        """The question for the evaluator: facts by index, derived ones included."""
        index = rulebook.compiled.fact_index
        facts: list[Any] = [None] * len(index)
        bounds: dict[int, tuple[int, int]] = {}

        def put(name: str, value: Any) -> None:
            i = index.get(name)
            if i is None:
                return
            if isinstance(value, Span):
                low, high = value.earliest.toordinal(), value.latest.toordinal()
                if low == high:
                    facts[i] = low
                else:
                    bounds[i] = (low, high)
            else:
                facts[i] = value

        for name, value in self.values.items():
            put(name, value)
        h = self.histories
        for name in HISTORIES:
            rows = getattr(h, name)
            if rows is not None and not (name == "stays" and h.stays_known_from is not None):
                put(name, True)
        if h.stays is not None and "in_country" not in self.values:
            put("in_country", h.on(on).in_country())
        if h.stays is not None:
            entry, exit_ = h.on(on).present_entry(), h.on(on).last_exit()
            if entry is not None and "entered" not in self.values:
                put("entered", entry)
            if exit_ is not None and "left" not in self.values:
                put("left", exit_)
        if h.patents is not None and "has_patent" not in self.values:
            put("has_patent", h.on(on).has_patent())
        if h.contracts is not None and "has_contract" not in self.values:
            put("has_contract", bool(h.contracts))
        return rulebook.compiled.asking(facts, bounds, h, on.toordinal(), known.toordinal())

    def history_in_words(self, rulebook: Rulebook, name: str, language: str) -> str:
        """A history's rows in a line, each field by its own words (law/lists/rows.yaml)."""
        rows = getattr(self.histories, name, None)
        if rows is None:
            return NOT_KNOWN[language]
        if not rows:
            return NONE[language]
        return "; ".join(_row_in_words(rulebook, name, row, language) for row in rows)

    def working(self, rulebook: Rulebook, provision: Provision, c: Asking, language: str) -> list[dict[str, Any]]:
        """The lines of a sum: for late pay, each stretch of days at one rate, in roubles and per cent."""
        if provision.gives.get("name") != "late_pay_interest" or self.histories.pay is None:
            return []
        found = self.histories.on(c.on_date).interest(c.on_date, rulebook.book.series.rates("ru.late_pay_rate"))
        if found is None:
            return []
        return [
            {
                "rub": roubles(line.kopecks),
                "from": line.first.isoformat(),
                "to": line.last.isoformat(),
                "days": line.days,
                "rate_percent": f"{line.rate // 100}.{line.rate % 100:02d}",
                "divisor": line.divisor,
                "interest_rub": roubles(round(line.interest)),
            }
            for line in found.lines
        ]


NONE = {"en": "none", "ru": "не было", "tg": "набуд"}


def _row_in_words(rulebook: Rulebook, history: str, row: Any, language: str) -> str:
    words = rulebook.book.lists.get("row", {})
    parts = []
    for field in row.__slots__:
        value = getattr(row, field)
        entry = words.get(f"{history}.{field}") or (
            words.get(f"{history}.{field}.{value}") if isinstance(value, (str, bool)) else None
        )
        if value is None or entry is None:
            continue
        if isinstance(value, Span):
            said = span_in_words(value.earliest, value.latest, language)
        elif field == "kopecks":
            said = grouped(roubles(value), language)
        elif field == "region":
            names = rulebook.book.series.region_names().get(value)
            said = names[language] if names else str(value)
        elif isinstance(value, tuple):
            said = str(len(value))
        else:
            said = str(value)
        parts.append(entry.texts["title"][language].replace("{value}", said))
    return ", ".join(parts) if parts else NOT_KNOWN[language]


def read_person(rulebook: Rulebook, facts: Mapping[str, Any], file: str) -> Person:
    """Check every fact and row.

    Raises:
        FactError: the first fault, with its place and the way out.
    """
    return _Reader(rulebook, facts, file).read()


class _Reader(_Told):
    def __init__(self, rulebook: Rulebook, facts: Mapping[str, Any], file: str) -> None:
        self.rulebook, self.facts, self.file = rulebook, facts, file
        self.lines: dict[str, int] = dict(getattr(facts, "lines", {}))

    def read(self) -> Person:
        declared = self.rulebook.book.facts
        values: dict[str, Any] = {}
        rows: dict[str, tuple[Any, ...] | None] = dict.fromkeys(HISTORIES)
        known_from: date | None = None
        for name, raw in self.facts.items():
            if name == "stays_known_from":
                known_from = self.day(name, raw).earliest
                continue
            kind = declared.get(name)
            if kind is None and name == "registrations":
                rows[name] = None if raw is None or raw == "unknown" else self.history(name, raw)
                continue
            if kind is None:
                close = difflib.get_close_matches(str(name), [*declared, "stays_known_from"], 3)
                raise self.fault(
                    "unknown_fact",
                    str(name),
                    "there is no such fact.",
                    f"Did you mean {' or '.join(close)}?"
                    if close
                    else "See section 5 of docs/law-format.md for all facts.",
                )
            if raw is None or raw == "unknown":
                continue
            if kind.type == "history":
                rows[name] = self.history(name, raw)
            else:
                values[name] = self.scalar(kind, raw)
        histories = self.histories(values, rows, known_from)
        if histories.registrations is not None:
            self.registration_told_as_rows(values, histories)
        person = Person(values, histories, self.file, self.lines)
        self.check(person)
        return person

    # -- scalars

    def scalar(self, kind: FactKind, raw: Any, row: int | None = None, field: str = "", fact: str = "") -> Any:
        return self.typed(fact or kind.id, kind.type, raw, row, field, kind)

    def typed(
        self, fact: str, type_: str, raw: Any, row: int | None = None, field: str = "", kind: FactKind | None = None
    ) -> Any:
        def wrong(want: str) -> FactError:
            return self.fault(
                "wrong_type", fact, f"`{_short(raw)}` is not {want}.", "Write it so, or `unknown`.", row, field
            )

        if type_ == "yes_no":
            if raw is True or raw in ("yes", "true"):
                return True
            if raw is False or raw in ("no", "false"):
                return False
            raise wrong("yes or no")
        if type_ == "number":
            if not isinstance(raw, int) or isinstance(raw, bool):
                raise wrong("a whole number")
            least = kind.least if kind is not None and kind.least is not None else 0
            most = kind.most if kind is not None and kind.most is not None else 10**9
            if not least <= raw <= most:
                raise self.fault(
                    "out_of_range",
                    fact,
                    f"{_short(raw)} is not between {least} and {most}.",
                    "Check the number.",
                    row,
                    field,
                )
            return raw
        if type_ == "money":
            return self.money(fact, raw, wrong, row, field)
        if type_ in ("day", "planned_day"):
            return self.day(fact, raw, row, field)
        if type_ == "countries":
            codes = raw if isinstance(raw, (list, tuple, set, frozenset)) else [raw]
            known = self.rulebook.book.about.get("countries") or {}
            out = []
            for code in codes:
                if (
                    not isinstance(code, str)
                    or len(code) != 2
                    or not code.isalpha()
                    or not code.isupper()
                    or (known and code not in known)
                ):
                    raise self.fault(
                        "unknown_country",
                        fact,
                        f"`{_short(code)}` is no country code.",
                        "Write two capitals, ISO 3166: TJ for Tajikistan, RU for Russia, NO for Norway.",
                        row,
                        field,
                    )
                out.append(code)
            if not out:
                return None
            return frozenset(out)
        if type_ == "region":
            found = self.rulebook.book.series.region(raw) if isinstance(raw, str) else None
            if found is None:
                raise self.fault(
                    "unknown_region",
                    fact,
                    f"`{_short(raw)}` is no region we know.",
                    "Write its ISO code (RU-MOW) or its name in English, Russian or Tajik.",
                    row,
                    field,
                )
            return found
        if type_ == "choice":
            allowed = tuple(kind.choices) if kind is not None and not field else ROW_CHOICES.get((fact, field), ())
            if raw is False and "no" in allowed:
                raw = "no"
            if raw not in allowed:
                raise self.fault(
                    "unknown_choice",
                    fact,
                    f"`{_short(raw)}` is not one of the answers.",
                    f"One of: {', '.join(allowed)}.",
                    row,
                    field,
                )
            return raw
        raise wrong(type_)

    def money(self, fact: str, raw: Any, wrong: Callable[[str], FactError], row: int | None, field: str) -> int:
        if isinstance(raw, bool) or not isinstance(raw, (int, str, Decimal)):
            raise wrong("a sum in roubles")
        try:
            amount = Decimal(str(raw).replace(" ", "").replace("\u202f", "").replace(",", "."))
        except ArithmeticError:
            raise wrong("a sum in roubles") from None
        if not amount.is_finite():
            raise wrong("a sum in whole kopecks")
        # First the size: a number written as 1e999999 is short to write and long to reckon with.
        if not 0 <= amount <= 10**11:
            raise self.fault("out_of_range", fact, f"{_short(raw)} roubles cannot be.", "Check the number.", row, field)
        kopecks = amount * 100
        if kopecks != int(kopecks):
            raise wrong("a sum in whole kopecks")
        return int(kopecks)

    def day(self, fact: str, raw: Any, row: int | None = None, field: str = "") -> Span:
        def wrong(reason: str) -> FactError:
            return self.fault(
                "wrong_day",
                fact,
                reason,
                "Write year-month-day (2019-03-01), or 2019-03 when only the month is known, or `unknown`.",
                row,
                field,
            )

        if isinstance(raw, Span):
            span = raw
        elif isinstance(raw, date):
            span = Span(raw, raw)
        else:
            try:
                span = Span.read("" if isinstance(raw, bool) else str(raw))
            except ValueError as error:
                exists = "does not exist" in str(error)
                raise wrong(f"there is no day {_short(raw)}." if exists else f"`{_short(raw)}` is no day.") from None
        if span.earliest < FIRST_DAY or span.latest > LAST_DAY:
            raise wrong(f"{_short(raw)} lies outside {FIRST_DAY.year} to {LAST_DAY.year}.")
        return span

    # -- histories

    def history(self, name: str, raw: Any) -> tuple[dict[str, Any], ...]:
        if raw == "none":
            return ()
        if not isinstance(raw, (list, tuple)):
            raise self.fault("wrong_type", name, "a list of rows is wanted.", "Write a list, `none`, or `unknown`.")
        if len(raw) > MOST_ROWS:
            raise self.fault(
                "too_many_rows", name, f"{len(raw)} rows; at most {MOST_ROWS} are read.", "Leave out the oldest."
            )
        return tuple(self.row(name, name, item, i) for i, item in enumerate(raw))

    def row(self, name: str, kind: str, raw: Any, i: int) -> dict[str, Any]:
        if not isinstance(raw, Mapping):
            raise self.fault("wrong_type", name, "a row names its fields.", f"Fields: {', '.join(ROWS[kind])}.", i)
        out: dict[str, Any] = {}
        for field, value in raw.items():
            type_ = ROWS[kind].get(field)
            if type_ is None:
                raise self.fault(
                    "unknown_field",
                    name,
                    f"there is no field `{field}`.",
                    f"Fields: {', '.join(ROWS[kind])}.",
                    i,
                    str(field),
                )
            if value is None or value == "unknown":
                continue
            if value == "none" and (kind, field) in NOT_YET:
                out.update(NOT_YET[kind, field])
                continue
            if type_ == "payments":
                out[field] = (
                    ()
                    if value == "none"
                    else tuple(self.row(name, "payments", item, i) for item in value)
                    if isinstance(value, (list, tuple))
                    else None
                )
                if out[field] is None:
                    raise self.fault(
                        "wrong_type", name, "payments are a list.", "Write [{paid: 2019-03-01, months: 1}].", i, field
                    )
            else:
                out[field] = self.typed(name, type_, value, i, field)
        return out

    def histories(self, values: dict[str, Any], rows: dict[str, Any], known_from: date | None) -> Histories:
        stays: tuple[Stay, ...] | None = None
        if rows["stays"] is not None:
            stays = tuple(Stay(r.get("entry"), r.get("exit"), r.get("still_here")) for r in rows["stays"])
        entered, left, here = values.get("entered"), values.get("left"), values.get("in_country")
        if entered is not None or (left is not None and stays is None):
            still = here if here is not None else (left is None)
            row = Stay(entered, left, bool(still) if left is None else False)
            if stays is None:
                stays = (row,)
                first = entered if entered is not None else left
                known_from = known_from or (first.earliest if first is not None else None)
            elif not stays or (
                stays[-1].entry is not None and stays[-1].entry.latest < row.entry.earliest
                if row.entry is not None
                else False
            ):
                # The present stay was told apart from the earlier ones (as the site asks).
                stays = (*stays, row)
            elif stays[-1].entry is not None and entered is not None and stays[-1].entry != entered:
                raise self.fault(
                    "contradiction",
                    "entered",
                    "`entered` and the last row of `stays` name different days.",
                    "Keep one of them.",
                )
        patents = self.patents(values, rows["patents"])
        return Histories(
            stays=stays,
            stays_known_from=known_from if stays is not None else None,
            patents=patents,
            penalties=None
            if rows["penalties"] is None
            else tuple(Penalty(r.get("in_force"), r.get("kind")) for r in rows["penalties"]),
            decisions=None
            if rows["decisions"] is None
            else tuple(
                Decision(r.get("kind"), r.get("by"), r.get("decided"), r.get("copy_received"), r.get("executed"))
                for r in rows["decisions"]
            ),
            contracts=None
            if rows["contracts"] is None
            else tuple(
                Contract(r.get("made"), r.get("copy_sent"), r.get("ended"), r.get("written")) for r in rows["contracts"]
            ),
            pay=None
            if rows["pay"] is None
            else tuple(Pay(r.get("due"), r.get("rub"), r.get("paid")) for r in rows["pay"]),
            registrations=None
            if rows["registrations"] is None
            else tuple(
                Registration(r.get("from"), r.get("until"), r.get("where_living")) for r in rows["registrations"]
            ),
            born=values["birth_date"].earliest if "birth_date" in values else None,
        )

    def registration_told_as_rows(self, values: dict[str, Any], histories: Histories) -> None:
        """The latest registration since the last entry answers what the law asks of it; what was told by name goes before."""
        rows = histories.registrations or ()
        entry = histories.stays[-1].entry if histories.stays else None
        latest = rows[-1] if rows else None
        if (
            latest is not None
            and entry is not None
            and latest.since is not None
            and latest.since.latest < entry.earliest
        ):
            latest = None
        told: dict[str, Any] = {"registered": latest is not None}
        if latest is not None:
            told["registered_on"], told["registered_until"] = latest.since, latest.until
            told["registered_where_living"] = latest.where_living
        for name, value in told.items():
            if value is not None and name in self.rulebook.book.facts:
                values.setdefault(name, value)

    def patents(self, values: dict[str, Any], rows: tuple[dict[str, Any], ...] | None) -> tuple[Patent, ...] | None:
        if rows is None:
            return () if values.get("has_patent") is False else None
        if rows and values.get("has_patent") is False:
            raise self.fault("contradiction", "has_patent", "no patent, but `patents` has rows.", "Keep one of them.")
        return tuple(
            Patent(
                issued=r.get("issued"),
                region=r.get("region"),
                months_paid=r.get("months_paid"),
                paid_to=r.get("paid_to"),
                payments=None
                if r.get("payments") is None
                else tuple(Payment(x.get("paid"), x.get("months")) for x in r["payments"]),
                reissued=r.get("reissued"),
            )
            for r in rows
        )

    # -- the order of things

    def check(self, person: Person) -> None:
        birth = person.values.get("birth_date")
        stays = person.histories.stays or ()
        for i, stay in enumerate(stays):
            fact, row = ("entered", None) if "entered" in person.values and i == len(stays) - 1 else ("stays", i)
            if stay.entry is not None and stay.exit is not None and stay.exit.latest < stay.entry.earliest:
                raise self.fault(
                    "exit_before_entry", fact, "the exit lies before the entry.", "Check both days.", row, "exit"
                )
            if stay.still_here and stay.exit is not None:
                raise self.fault(
                    "contradiction", fact, "still here, but with a day of exit.", "Keep one of them.", row, "exit"
                )
            if i and stays[i - 1].still_here:
                raise self.fault(
                    "overlapping_stays",
                    "stays",
                    "an earlier stay is said to go on still.",
                    "Give it its exit.",
                    i - 1,
                    "exit",
                )
            before = [d for s in stays[:i] for d in (s.entry, s.exit) if d is not None]
            first = stay.entry or stay.exit
            if before and first is not None and first.latest < max(d.earliest for d in before):
                raise self.fault(
                    "overlapping_stays",
                    "stays",
                    "this stay begins before an earlier one ended.",
                    "Give stays in order; one may end on the day the next begins.",
                    i,
                    "entry",
                )
        if isinstance(birth, Span):
            for name, value in person.values.items():
                if name != "birth_date" and isinstance(value, Span) and value.latest < birth.earliest:
                    raise self.fault("before_birth", name, "this day lies before the birth date.", "Check both days.")
            for history in HISTORIES:
                for i, item in enumerate(getattr(person.histories, history) or ()):
                    for field in item.__slots__:
                        value = getattr(item, field)
                        if isinstance(value, Span) and value.latest < birth.earliest:
                            raise self.fault(
                                "before_birth",
                                history,
                                "this day lies before the birth date.",
                                "Check both days.",
                                i,
                                field,
                            )


def _short(raw: Any) -> str:
    text = str(raw)
    return text if len(text) <= 40 else text[:40] + "…"


__all__ = ["HISTORIES", "ROWS", "ROW_CHOICES", "Person", "read_person"]
