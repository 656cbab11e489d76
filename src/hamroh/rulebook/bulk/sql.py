"""The tree as SQL, for DuckDB, PostgreSQL and Spark: one writer, three ways to say the few things they say differently.

Days are whole numbers (proleptic ordinals), choices are numbers, sets of countries are masks (`codes`). Whole numbers
divide by truncation, CASE is strict, months clamp: each engine is made to mean what the tree means, never the reverse.
docs/tables.md says so; tests/rulebook/bulk/test_traps.py holds each trap.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from .. import tree as t
from .codes import Codes
from .look_ups import LAST_DAY, Interval, RateTable, WorkingDays, intervals, rate_table, working_days
from .plan import Column, Nothing, Param, Plan, Told

FAR, BIG = -(10**8), 10**8
"""Before and after every day, as in `histories`."""


class Dialect(ABC):
    """How an engine says what the three say differently."""

    name = ""
    integer, big, huge, boolean = "INTEGER", "BIGINT", "DECIMAL(38,0)", "BOOLEAN"

    def quoted(self, name: str) -> str:
        return f'"{name}"'

    @abstractmethod
    def divide(self, a: str, b: str) -> str:
        """Whole numbers, truncated toward zero."""

    @abstractmethod
    def plus_months(self, day: str, months: str) -> str:
        """Clamped to the end of the month, as a day number."""

    @abstractmethod
    def part(self, what: str, day: str) -> str:
        """`year` of a day number."""

    @abstractmethod
    def first_of_year(self, year: str, month: int, day: int) -> str:
        """The day number of a fixed day of a year."""

    @abstractmethod
    def element(self, array: str, place: str) -> str:
        """The element of an array at a place counted from 1; the place is never outside it."""

    @abstractmethod
    def kept_array(self, name: str) -> str:
        """An array the engine keeps under this name."""

    def cast(self, value: str, type_: str) -> str:
        return f"CAST({value} AS {type_})"


class DuckDB(Dialect):
    name = "duckdb"
    huge = "HUGEINT"

    def divide(self, a: str, b: str) -> str:
        return f"({a} // {b})"

    def _date(self, day: str) -> str:
        return f"(DATE '0001-01-01' + CAST({day} - 1 AS INTEGER))"

    def plus_months(self, day: str, months: str) -> str:
        moved = f"CAST({self._date(day)} + to_months(CAST({months} AS INTEGER)) AS DATE)"
        return f"CAST({moved} - DATE '0001-01-01' + 1 AS INTEGER)"

    def part(self, what: str, day: str) -> str:
        return f"CAST({what}({self._date(day)}) AS BIGINT)"

    def first_of_year(self, year: str, month: int, day: int) -> str:
        return f"CAST(make_date({year}, {month}, {day}) - DATE '0001-01-01' + 1 AS INTEGER)"

    def element(self, array: str, place: str) -> str:
        return f"({array})[{place}]"

    def kept_array(self, name: str) -> str:
        return f"getvariable('{name}')"


class PostgreSQL(Dialect):
    name = "postgresql"
    huge = "NUMERIC(38,0)"

    def divide(self, a: str, b: str) -> str:
        return f"({a} / {b})"

    def _date(self, day: str) -> str:
        return f"(DATE '0001-01-01' + CAST({day} - 1 AS INTEGER))"

    def plus_months(self, day: str, months: str) -> str:
        moved = f"CAST({self._date(day)} + make_interval(months => CAST({months} AS INTEGER)) AS DATE)"
        return f"({moved} - DATE '0001-01-01' + 1)"

    def part(self, what: str, day: str) -> str:
        return f"CAST(extract({what} FROM {self._date(day)}) AS BIGINT)"

    def first_of_year(self, year: str, month: int, day: int) -> str:
        return f"(make_date(CAST({year} AS INTEGER), {month}, {day}) - DATE '0001-01-01' + 1)"

    def element(self, array: str, place: str) -> str:
        return f"({array})[{place}]"

    def kept_array(self, name: str) -> str:
        # Built once for each statement and then read in place; a stored array would be unpacked at every reading.
        return f"(ARRAY(SELECT v FROM array_{name} ORDER BY i))"


class Spark(Dialect):
    name = "spark"

    def quoted(self, name: str) -> str:
        return f"`{name}`"

    def divide(self, a: str, b: str) -> str:
        return f"({a} div {b})"

    def _date(self, day: str) -> str:
        return f"date_add(DATE'0001-01-01', CAST({day} - 1 AS INT))"

    def plus_months(self, day: str, months: str) -> str:
        return f"(datediff(add_months({self._date(day)}, CAST({months} AS INT)), DATE'0001-01-01') + 1)"

    def part(self, what: str, day: str) -> str:
        return f"CAST({what}({self._date(day)}) AS BIGINT)"

    def first_of_year(self, year: str, month: int, day: int) -> str:
        return f"(datediff(make_date({year}, {month}, {day}), DATE'0001-01-01') + 1)"

    def element(self, array: str, place: str) -> str:
        return f"element_at({array}, CAST({place} AS INT))"

    def kept_array(self, name: str) -> str:
        return f"(SELECT v FROM array_{name})"


DIALECTS: dict[str, Dialect] = {d.name: d for d in (DuckDB(), PostgreSQL(), Spark())}


def told_column(node: Told) -> str:
    """The column of the prepared people that holds what a row says."""
    return f"t_{node.name}_{node.part}" if node.part else f"t_{node.name}"


class Writer:
    """Expressions of a plan folded to one day, as SQL text."""

    def __init__(self, plan: Plan, codes: Codes, dialect: Dialect) -> None:
        if plan.days is None:
            raise ValueError("SQL is written for one day: fold the plan with `plan.on(day, known)` first")
        self.plan, self.codes, self.dialect = plan, codes, dialect
        self.known_day = plan.days[1]
        self.arrays: dict[str, Sequence[int]] = {}
        """Constant arrays by name; the engine keeps them, and the text reads them there (`Dialect.kept_array`)."""
        self._calendars: dict[tuple[str, bool], WorkingDays | None] = {}
        self._rates: dict[str, RateTable] = {}

    # -- nodes

    def text(self, node: t.Node) -> str:
        """The SQL of a node; NULL is unknown."""
        match node:
            case t.Literal(type=type_, value=value):
                return self.literal(type_, value)
            case Nothing(type=type_):
                return self.dialect.cast("NULL", self.sql_type(type_))
            case Column(name=name):
                return self.dialect.quoted(name)
            case Told():
                return self.dialect.quoted(told_column(node))
            case Param(key=key):
                raise ValueError(f"the plan is not folded: {key} has no value")
            case t.Known(of=of):
                return f"({self.text(of)} IS NOT NULL)"
            case t.Not(of=of):
                return f"(NOT {self.text(of)})"
            case t.And(of=of):
                return "(" + " AND ".join(map(self.text, of)) + ")"
            case t.Or(of=of):
                return "(" + " OR ".join(map(self.text, of)) + ")"
            case t.Compare(op=op, left=left, right=right):
                return f"({self.text(left)} {op} {self.text(right)})"
            case t.Within(of=of, values=values):
                if not values:
                    return f"(CASE WHEN {self.text(of)} IS NOT NULL THEN FALSE END)"
                listed = ", ".join(self.literal(of.type, value) for value in values)
                return f"({self.text(of)} IN ({listed}))"
            case t.Holds(of=of, codes=t.Literal(value=value)):
                return f"(({self.text(of)} & {self.codes.mask(value)}) <> 0)"
            case t.Arithmetic(op=op, left=left, right=right):
                return self.arithmetic(node.type, op, left, right)
            case t.Case(branches=branches, otherwise=otherwise):
                return self.case(branches, otherwise)
            case t.Call(name=name, arguments=arguments):
                return self.call(name, arguments, node.calendar)
        raise TypeError(f"no SQL for {type(node).__name__}")

    def sql_type(self, type_: str) -> str:
        d = self.dialect
        return {t.YES_NO: d.boolean, t.DAY: d.integer, t.CHOICE: d.integer}.get(type_, d.big)

    def literal(self, type_: str, value: Any) -> str:
        if type_ == t.YES_NO:
            return "TRUE" if value else "FALSE"
        if type_ == t.CHOICE:
            return str(self.codes.number[value])
        return str(value) if value >= 0 else f"({value})"

    def arithmetic(self, type_: str, op: str, left: t.Node, right: t.Node) -> str:
        a, b = self.text(left), self.text(right)
        if op == "//":
            if isinstance(right, t.Literal) and right.value == 0:
                return self.dialect.cast("NULL", self.sql_type(type_))
            return self.dialect.divide(a, b)
        if op == "*":
            # Thirty-two bits would overflow, and one engine would say nothing.
            a = self.dialect.cast(a, self.dialect.big)
        return f"({a} {op} {b})"

    def case(self, branches: tuple[tuple[t.Node, t.Node], ...], otherwise: t.Node | None) -> str:
        """Strict: an unknown condition makes the whole unknown; SQL alone would take the next branch."""
        text, open_ = "", 0
        for place, (when, value) in enumerate(branches):
            condition = self.text(when)
            last = place == len(branches) - 1 and otherwise is None
            text += f"CASE WHEN {condition} THEN {self.text(value)}"
            open_ += 1
            if last:
                break
            rest_follows = not self.never_unknown(when) and not self.falls_through(branches, place, otherwise)
            # Either "else", where the condition is always known, or "when it is known to be false".
            text += f" WHEN NOT {condition} THEN " if rest_follows else " ELSE "
        else:
            text += self.text(otherwise) if otherwise is not None else "NULL"
        return text + " END" * open_

    @staticmethod
    def falls_through(branches: tuple[tuple[t.Node, t.Node], ...], place: int, otherwise: t.Node | None) -> bool:
        """Equalities of one thing are unknown together: the last of them, without an otherwise, ends in NULL anyway."""
        if otherwise is not None:
            return False
        first = branches[place][0]
        return isinstance(first, t.Compare) and all(
            isinstance(when, t.Compare)
            and when.op == "=" == first.op
            and when.left == first.left
            and isinstance(when.right, t.Literal)
            for when, _ in branches[place:]
        )

    def never_unknown(self, node: t.Node) -> bool:
        match node:
            case t.Literal() | t.Known():
                return True
            case Column(name=name):
                return name[0] == "o" and name[1:].isdigit()
            case t.Not(of=of) | t.Within(of=of):
                return self.never_unknown(of)
            case t.And(of=of) | t.Or(of=of):
                return all(map(self.never_unknown, of))
            case t.Compare(left=left, right=right):
                return self.never_unknown(left) and self.never_unknown(right)
            case t.Case(branches=branches, otherwise=otherwise):
                return (
                    otherwise is not None
                    and self.never_unknown(otherwise)
                    and all(self.never_unknown(when) and self.never_unknown(value) for when, value in branches)
                )
        return False

    # -- functions

    def call(self, name: str, arguments: tuple[t.Node, ...], calendar: str) -> str:
        d = self.dialect
        if name == "series":
            return self.series(arguments)
        a = [self.text(argument) for argument in arguments]
        if name == "plus_days":
            return f"({a[0]} + {a[1]})"
        if name == "plus_months":
            return d.plus_months(a[0], a[1])
        if name == "plus_years":
            return d.plus_months(a[0], f"({a[1]} * 12)")
        if name == "earlier":
            return f"(CASE WHEN {a[0]} <= {a[1]} THEN {a[0]} WHEN {a[1]} < {a[0]} THEN {a[1]} END)"
        if name == "later":
            return f"(CASE WHEN {a[0]} >= {a[1]} THEN {a[0]} WHEN {a[1]} > {a[0]} THEN {a[1]} END)"
        if name == "year_of":
            return d.part("year", a[0])
        if name == "year_start":
            return d.first_of_year(d.part("year", a[0]), 1, 1)
        if name == "year_end":
            return d.first_of_year(d.part("year", a[0]), 12, 31)
        if name == "rub":
            return f"({d.cast(a[0], d.big)} * 100)"
        if calendar:
            return self.working_day(name, calendar, a)
        raise TypeError(f"no SQL for the function {name}")

    def working_day(self, name: str, calendar: str, a: list[str]) -> str:
        off = name.endswith("_off")
        table = self.calendar(calendar, off)
        if table is None:
            return self.dialect.cast("NULL", self.sql_type(t.YES_NO if name.startswith("is_") else t.DAY))
        name = name.removesuffix("_off")
        if name == "working_day_on_or_before":
            name, a = "nth_working_day_from", [a[0], "(-1)"]
        elif name == "working_day_on_or_after":
            name, a = "nth_working_day_from", [a[0], "1"]
        ways = [self.one_way(name, calendar, off, way, table, a) for way in range(len(table.days))]
        if len(ways) == 1:
            return ways[0]
        return f"(CASE WHEN {ways[0]} = {ways[1]} THEN {ways[0]} END)"

    def one_way(self, name: str, code: str, off: bool, way: int, table: WorkingDays, a: list[str]) -> str:
        d = self.dialect
        label = f"{code.lower()}{'_off' if off else ''}_{way}"
        inside = f"{a[0]} BETWEEN {table.first} AND {table.last}"
        count = a[1].strip("()") if name != "is_working_day" else ""
        if count.removeprefix("-").isdigit():
            # A number of days of the law: the answer for each day, looked up at once. Nought stands for unknown.
            kept = f"{'from' if name == 'nth_working_day_from' else 'after'}_{count.replace('-', 'less_')}_{label}"
            self.arrays[kept] = self.nth_for_each(table, way, name == "nth_working_day_from", int(count))
            answer = d.element(self.dialect.kept_array(kept), f"{a[0]} - {table.first} + 1")
            return f"(CASE WHEN {inside} THEN nullif({answer}, 0) END)"
        self.arrays[f"days_{label}"], self.arrays[f"before_{label}"] = table.days[way], table.before[way]
        days, before = self.dialect.kept_array(f"days_{label}"), self.dialect.kept_array(f"before_{label}")
        # Places count from 1: before[1] belongs to the first day, and is 0.
        lower, upper = (d.element(before, f"{a[0]} - {table.first} + {k}") for k in (1, 2))
        if name == "is_working_day":
            return f"(CASE WHEN {inside} THEN {upper} > {lower} END)"
        n = a[1]
        forward, backward = (lower, upper) if name == "nth_working_day_from" else (upper, lower)
        place = f"(CASE WHEN {n} > 0 THEN {forward} + {n} WHEN {n} < 0 THEN {backward} + {n} + 1 END)"
        found = d.element(days, place)
        return f"(CASE WHEN {inside} THEN CASE WHEN {place} BETWEEN 1 AND {len(table.days[way])} THEN {found} END END)"

    @staticmethod
    def nth_for_each(table: WorkingDays, way: int, counts_itself: bool, n: int) -> list[int]:
        """For each day of a calendar its n-th working day; nought where the calendar does not reach."""
        days, before = table.days[way], table.before[way]
        out = []
        for k in range(table.last - table.first + 1):
            lower, upper = before[k], before[k + 1]
            at = (lower if counts_itself else upper) + n - 1 if n > 0 else (upper if counts_itself else lower) + n
            out.append(days[at] if n and 0 <= at < len(days) else 0)
        return out

    def calendar(self, code: str, off: bool) -> WorkingDays | None:
        key = (code, off)
        if key not in self._calendars:
            calendar = self.plan.rulebook.book.series.calendar(code)
            self._calendars[key] = None if calendar is None else working_days(calendar, off, self.known_day)
        return self._calendars[key]

    # -- rates

    def rates(self, name: str) -> RateTable:
        """A rate day by day; its sums become a constant array."""
        if name not in self._rates:
            self._rates[name] = rate_table(self.plan.rulebook.book.series, name)
        return self._rates[name]

    def rate_sum(self, table: RateTable, day: str) -> str:
        """The rates of all days before that one, added up; the day is within the table or the day after its last."""
        return self._by_day(table, "rate_sums", table.sums, day)

    def rate_reach(self, table: RateTable, day: str) -> str:
        """The last day up to which the rate is known without a hole from that day on; the eve when it is not known then."""
        inside = f"{day} BETWEEN {table.first} AND {table.last}"
        return f"(CASE WHEN {inside} THEN {self._by_day(table, 'rate_reach', table.reach, day)} ELSE {day} - 1 END)"

    def _by_day(self, table: RateTable, name: str, values: Sequence[int], day: str) -> str:
        self.arrays[name] = values
        return self.dialect.element(self.dialect.kept_array(name), f"{day} - {table.first} + 1")

    # -- series

    def series(self, arguments: tuple[t.Node, ...]) -> str:
        first = arguments[0]
        assert isinstance(first, t.Literal)
        name = str(first.value)
        rows = intervals(self.plan.rulebook.book.series, name)
        *keys, day = arguments[1:]
        gives = self.plan.rulebook.book.series[name].gives
        texts = [self.text(key) for key in keys]
        if isinstance(day, t.Literal):
            return self.by_key([r for r in rows if r.first <= day.value <= r.last], texts, gives, 0)  # type: ignore[operator]
        edges = sorted({r.first for r in rows} | {r.last + 1 for r in rows})
        on = self.text(day)
        ways = []
        for place, start in enumerate(edges):
            end = edges[place + 1] - 1 if place + 1 < len(edges) else LAST_DAY
            held = [r for r in rows if r.first <= start <= r.last]
            if held:
                ways.append(f"WHEN {on} BETWEEN {start} AND {end} THEN {self.by_key(held, texts, gives, 0)}")
        return f"(CASE {' '.join(ways)} END)" if ways else self.dialect.cast("NULL", self.sql_type(gives))

    def by_key(self, rows: Sequence[Interval], keys: list[str], gives: str, place: int) -> str:
        """Rows of one day by their keys from `place` on: like values share a branch."""
        if not rows:
            return self.dialect.cast("NULL", self.sql_type(gives))
        if place == len(keys):
            return self.literal(gives, rows[0].value)
        groups: dict[str, list[str]] = {}
        for key in dict.fromkeys(r.key[place] for r in rows):
            below = self.by_key([r for r in rows if r.key[place] == key], keys, gives, place + 1)
            groups.setdefault(below, []).append(key)
        ways = []
        for below, words in groups.items():
            numbers = sorted(self.codes.number[w] for w in words if w in self.codes.number)
            if numbers:
                ways.append(f"WHEN {keys[place]} IN ({', '.join(map(str, numbers))}) THEN {below}")
        return f"(CASE {' '.join(ways)} END)" if ways else self.dialect.cast("NULL", self.sql_type(gives))
