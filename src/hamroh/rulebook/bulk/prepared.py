"""The prepared people: what every engine reads. Days are ordinals, choices are numbers, countries are bits.

`people` has a row for each person (`p` from 0 up) and a column for each thing a plan is told (`sql.told_column`). Each
history is a table of its own with a row for each event; see `histories_sql` for their columns.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .. import tree as t
from ..book import Rulebook
from ..days import Span
from ..person import HISTORIES, Person
from .codes import Codes
from .plan import Plan, Told
from .sql import told_column

DAY, WHOLE, BIG, YES_NO = "INTEGER", "INTEGER", "BIGINT", "BOOLEAN"

EVENTS: dict[str, dict[str, str]] = {
    "stays": {"e_lo": DAY, "e_hi": DAY, "x_lo": DAY, "x_hi": DAY, "here": YES_NO},
    "patents": {
        "i_lo": DAY,
        "i_hi": DAY,
        "region": WHOLE,
        "months": WHOLE,
        "t_lo": DAY,
        "t_hi": DAY,
        "told": YES_NO,
        "reissued": YES_NO,
    },
    "payments": {"d_lo": DAY, "d_hi": DAY, "months": WHOLE},
    "penalties": {"f_lo": DAY, "f_hi": DAY, "kind": WHOLE},
    "decisions": {"kind": WHOLE, "d_lo": DAY, "d_hi": DAY, "c_lo": DAY, "c_hi": DAY, "x_lo": DAY, "x_hi": DAY},
    "contracts": {"m_lo": DAY, "m_hi": DAY, "s_lo": DAY, "s_hi": DAY, "n_lo": DAY, "n_hi": DAY},
    "pay": {"due_lo": DAY, "due_hi": DAY, "kopecks": BIG, "paid_lo": DAY, "paid_hi": DAY},
    "registrations": {"s_lo": DAY, "s_hi": DAY, "u_lo": DAY, "u_hi": DAY, "living": YES_NO},
}
"""Columns of the event tables beside `p` and `seq` (a payment's `seq` is that of its patent)."""

_ALWAYS = ("t_birth_date_lo", "t_stays_known_from", *(f"t_{h}" for h in HISTORIES))


def people_columns(plan: Plan) -> dict[str, str]:
    """Columns of `people` and their SQL types, beside `p`."""
    out: dict[str, str] = {}
    for node in plan.told:
        out[told_column(node)] = {t.YES_NO: YES_NO, t.DAY: DAY, t.CHOICE: WHOLE}.get(node.type, BIG)
    for name in _ALWAYS:
        out.setdefault(name, YES_NO if name.removeprefix("t_") in HISTORIES else DAY)
    return out


def sql_types(plan: Plan, wanted: Iterable[str]) -> dict[str, str]:
    """The SQL types of a plan's columns, as every engine leaves them in `found`."""
    return {name: {t.YES_NO: YES_NO, t.DAY: DAY, t.CHOICE: WHOLE}.get(plan.by_name[name].type, BIG) for name in wanted}


def _lo(span: Span | None) -> int | None:
    return None if span is None else span.earliest.toordinal()


def _hi(span: Span | None) -> int | None:
    return None if span is None else span.latest.toordinal()


class Rows:
    """Prepared rows of people held in memory, table by table; one list of tuples each."""

    def __init__(self, rulebook: Rulebook, plan: Plan, codes: Codes) -> None:
        self.rulebook, self.codes = rulebook, codes
        self.columns = people_columns(plan)
        self.told = {told_column(node): node for node in plan.told}
        self.tables: dict[str, list[tuple[Any, ...]]] = {"people": [], **{name: [] for name in EVENTS}}

    def add_all(self, people: Iterable[Person]) -> Rows:
        for person in people:
            self.add(person)
        return self

    def add(self, person: Person) -> None:
        """The rows of one more person."""
        p = len(self.tables["people"])
        h = person.histories
        row: list[Any] = [p]
        for column in self.columns:
            name = column.removeprefix("t_")
            if name in HISTORIES:
                row.append(True if getattr(h, name) is not None else None)
            elif column == "t_stays_known_from":
                row.append(None if h.stays_known_from is None else h.stays_known_from.toordinal())
            elif column == "t_birth_date_lo":
                row.append(None if h.born is None else h.born.toordinal())
            else:
                row.append(self.fact(self.told[column], person))
        self.tables["people"].append(tuple(row))
        self.events(p, person)

    def fact(self, node: Told, person: Person) -> Any:
        value = person.values.get(node.name)
        if isinstance(value, Span):
            return _lo(value) if node.part == "lo" else _hi(value)
        return self.codes.value(value, node.type)

    def events(self, p: int, person: Person) -> None:
        h, tables = person.histories, self.tables
        number = self.codes.number

        def code(word: str | None) -> int | None:
            return None if word is None else number[word]

        for i, s in enumerate(h.stays or ()):
            tables["stays"].append((p, i, _lo(s.entry), _hi(s.entry), _lo(s.exit), _hi(s.exit), s.still_here))
        for i, d in enumerate(h.patents or ()):
            tables["patents"].append(
                (
                    p,
                    i,
                    _lo(d.issued),
                    _hi(d.issued),
                    code(d.region),
                    d.months_paid,
                    _lo(d.paid_to),
                    _hi(d.paid_to),
                    True if d.payments is not None else None,
                    d.reissued,
                )
            )
            for m in d.payments or ():
                tables["payments"].append((p, i, _lo(m.paid), _hi(m.paid), m.months))
        for i, f in enumerate(h.penalties or ()):
            tables["penalties"].append((p, i, _lo(f.in_force), _hi(f.in_force), code(f.kind)))
        for i, x in enumerate(h.decisions or ()):
            days = (x.decided, x.copy_received, x.executed)
            tables["decisions"].append((p, i, code(x.kind), *(edge(day) for day in days for edge in (_lo, _hi))))
        for i, c in enumerate(h.contracts or ()):
            days = (c.made, c.copy_sent, c.ended)
            tables["contracts"].append((p, i, *(edge(day) for day in days for edge in (_lo, _hi))))
        for i, w in enumerate(h.pay or ()):
            tables["pay"].append((p, i, _lo(w.due), _hi(w.due), w.kopecks, _lo(w.paid), _hi(w.paid)))
        for i, r in enumerate(h.registrations or ()):
            tables["registrations"].append(
                (p, i, _lo(r.since), _hi(r.since), _lo(r.until), _hi(r.until), r.where_living)
            )

    def schema(self, table: str) -> dict[str, str]:
        """Columns of a table and their SQL types, in the order of the rows."""
        if table == "people":
            return {"p": BIG, **self.columns}
        return {"p": BIG, "seq": WHOLE, **EVENTS[table]}
