"""Carries provisions over to the opponent: our typed tree as nested lists, people as columns, histories as ready facts."""

from __future__ import annotations

import copy
import json
import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hamroh.rulebook import Rulebook, tree as t
from hamroh.rulebook.bulk.histories_sql import HISTORY_OF, split
from hamroh.rulebook.bulk.kernel import _KINDS as KINDS
from hamroh.rulebook.drawing import draw_person
from hamroh.rulebook.evaluate import DISPUTED, KNOWN, NO_VERSION, NOT_APPLICABLE, Asking
from hamroh.rulebook.histories import HISTORY_FUNCTIONS
from hamroh.rulebook.provisions import DOES_NOT_APPLY, Provision
from hamroh.rulebook.working_days import calendar_for

ON = date(2026, 6, 15)
_DAY_CALLS = {"plus_days", "plus_months", "plus_years", "earlier", "later", "year_of", "year_start", "year_end", "rub"}


FOREVER = 10**7
"""The exit of who is still here."""
_TOLD_OR_WORKED_OUT = {
    "in_country": "in_country",
    "has_patent": "has_patent",
    "has_contract": "has_contract",
    "entered": "present_entry",
    "left": "last_exit",
}
_OPPONENT_KNOWS = frozenset(
    "in_country present_entry last_exit stay_start days_present days_present_before days_used_rolling last_day_rolling"
    " last_day_fixed last_day_year_from last_day_unbroken longest_stay has_patent patent_issued_day has_contract"
    " contract_made_day contract_ended_day has_repeat_penalty repeat_penalty_day penalties_within decisions_count"
    " last_decision_day last_executed_day pay_unpaid_total pay_first_due pay_first_due_since pay_last_due"
    " patent_last_paid_day".split()
)
"""The history functions written for OpenFisca in `openfisca_side.py`."""


class Unsupported(Exception):
    """The opponent has no way to say this."""


def draw_people(rulebook: Rulebook, count: int, seed: int, *, long: bool = False) -> list[Any]:
    """People of whom everything is known; with `long` each of many stays, sums of pay and penalties."""
    rng = random.Random(seed)
    people = []
    for _ in range(count):
        facts = draw_person(rulebook, rng, ON, destination="RU")
        if long:
            facts |= {"stays": _stays(rng), "pay": _pay(rng), "penalties": _penalties(rng)}
        people.append(rulebook.facts_from(facts))
    return people


def _stays(rng: random.Random) -> list[dict[str, Any]]:
    """Six on average, with lengths and gaps about the law's own limits; four in five are here."""
    rows: list[dict[str, Any]] = []
    day = ON
    for place in range(rng.randint(3, 9)):
        length = timedelta(max(0, rng.choice((5, 20, 45, 70, 89, 90, 91, 120, 200)) + rng.randint(-4, 2)))
        if place == 0 and rng.random() < 0.8:
            rows.append({"entry": day - length, "still_here": True})
        else:
            exit_ = day - timedelta(rng.choice((0, 1, 10, 60, 90, 91, 180)))
            rows.append({"entry": exit_ - length, "exit": exit_, "still_here": False})
        day = rows[-1]["entry"]
    return rows[::-1]


def _pay(rng: random.Random) -> list[dict[str, Any]]:
    days = sorted(ON - timedelta(rng.randint(1, 700)) for _ in range(rng.randint(3, 9)))
    return [{"due": day, "rub": rng.randint(5, 90) * 1000} for day in days]


def _penalties(rng: random.Random) -> list[dict[str, Any]]:
    days = sorted(ON - timedelta(rng.randint(1, 2500)) for _ in range(rng.randint(0, 2)))
    return [{"in_force": day, "kind": rng.choice(("migration", "work", "traffic"))} for day in days]


def two_valued(rulebook: Rulebook, people: list[Any]) -> list[str]:
    """Provisions whose result is certain for every one of these people: only those can be said in two values."""
    open_ = {rulebook.compiled.provisions[i].id for i in rulebook.compiled.computed}
    for person in people:
        c = person.asking(rulebook, ON, ON)
        rulebook.compiled.all_results(c)
        for id_ in list(open_):
            r = c.results[rulebook.compiled.index[id_]]
            assert r is not None
            if r.outcome not in (KNOWN, DISPUTED, NOT_APPLICABLE, NO_VERSION) or (
                r.fields is not None and r.fields[0] is None
            ):
                open_.discard(id_)
    return sorted(open_)


def subset(rulebook: Rulebook, ids: set[str]) -> Rulebook:
    """A rulebook of these provisions and those they read (without next steps and gates): the same work for both sides."""
    held, open_ = set(), list(ids)
    while open_:
        id_ = open_.pop()
        if id_ in held:
            continue
        held.add(id_)
        for e in rulebook.book.provisions[id_].expressions():
            open_ += [n.provision for n in t.walk(e) if isinstance(n, (t.Result, t.Applies, t.Certain, t.LawValue))]
    book = copy.copy(rulebook.book)
    book.provisions = {id_: replace(rulebook.book.provisions[id_], index=i) for i, id_ in enumerate(sorted(held))}
    book.facts = {name: replace(fact, asked_if=None) for name, fact in book.facts.items()}
    book.steps = {}
    book.code = None
    return Rulebook(book)


class Export:
    """The opponent's model of some provisions and what they rest on.

    With `events` it is given the rows of events and works out the histories itself; else they are ready facts.
    """

    def __init__(self, rulebook: Rulebook, people: list[Any], *, events: bool = False) -> None:
        self.rulebook, self.people, self.events = rulebook, people, events
        self.codes: dict[str, int] = {}
        self.bits: dict[str, int] = {}
        self.inputs: dict[str, str] = {}
        self.columns: dict[str, list[int]] = {}
        self.variables: dict[str, tuple[str, Any]] = {}
        self.calendars: dict[str, Any] = {}
        self.ready: dict[t.Node, str] = {}
        self.histories: dict[str, str] = {}
        self.done: set[str] = set()
        self.asked: list[Asking] = [p.asking(rulebook, ON, ON) for p in people]
        self.day: Any = ["const", ON.toordinal()]

    def add(self, id_: str) -> None:
        """Export a provision and everything it reads.

        Raises:
            Unsupported: some part cannot be said; nothing is added.
        """
        if id_ in self.done:
            return
        saved = dict(self.variables), set(self.done), self.day
        try:
            self.done.add(id_)
            self.provision(self.rulebook.book.provisions[id_])
        except Unsupported:
            self.variables, self.done, self.day = saved
            raise
        self.day = saved[2]

    def provision(self, p: Provision) -> None:
        if p.kind == "text":
            raise Unsupported(p.id)
        self.day = ["const", ON.toordinal()]
        concerns = self.tree(p.concerns) if p.concerns is not None else ["const", True]
        day = self.tree(p.at) if p.at is not None else ["const", ON.toordinal()]
        self.day = day
        outcome: list[Any] = ["case", 0, ["not", 0, concerns], ["const", 0]]
        fields: list[list[Any]] = [["case", 0] for _ in p.fields]
        chosen = f"o_{p.index}"
        for i, v in reversed(list(enumerate(p.versions))):
            if v.published > ON.toordinal():
                continue
            inside = [
                "and",
                0,
                ["cmp", ">=", day, ["const", v.start]],
                ["cmp", "<=", day, ["const", v.end if v.end is not None else 10**7]],
            ]
            branches: list[Any] = ["case", 0]
            last: Any = ["const", 0]
            for j, b in enumerate(v.branches):
                code = 0 if b.outcome == DOES_NOT_APPLY else i * 100 + j + 1
                if b.when is None:
                    last = ["const", code]
                else:
                    branches += [self.tree(b.when), ["const", code]]
                if code and b.readings:
                    for k, field in enumerate(b.readings[0].fields):
                        if field is not None:
                            fields[k] += [["cmp", "=", ["var", chosen], ["const", code]], self.tree(field)]
            outcome += [inside, [*branches, last] if len(branches) > 2 else last]
        self.variables[chosen] = ("number", [*outcome, ["const", 0]])
        for k, (name, type_) in enumerate(p.fields):
            if len(fields[k]) > 2:
                self.variables[f"f_{p.index}_{name}"] = (
                    "yes_no" if type_ == t.YES_NO else "number",
                    [*fields[k], ["const", False if type_ == t.YES_NO else 0]],
                )

    def tree(self, node: t.Node | None) -> Any:
        match node:
            case t.Literal(value=value):
                return ["const", self.constant(value)]
            case t.AskedDay():
                return ["const", ON.toordinal()]
            case t.Fact(name=name) | t.Bound(name=name):
                return self.told(name) if self.events and name in _TOLD_OR_WORKED_OUT else self.input(name)
            case t.Known(of=of) if self.events and self.reads_events(of):
                # Nought stands for a day that is not known; all else is open only where nothing was told, or no branch held.
                if of.type == t.DAY and isinstance(of, (t.Call, t.Fact, t.Bound, t.Result)):
                    return ["cmp", "<>", self.tree(of), ["const", 0]]
                if isinstance(of, t.Result):
                    return self.tree(t.Applies(t.YES_NO, of.provision))
                if isinstance(of, t.Call):
                    return self.rows_told(HISTORY_OF[split(of.name)[0]])
                if isinstance(of, t.Fact):
                    rows = self.rows_told(HISTORY_OF[_TOLD_OR_WORKED_OUT[of.name]])
                    return ["or", 0, self.input_told(of.name), rows]
                raise Unsupported(str(node))
            case t.Known() | t.Certain():
                return self.column(node)
            case t.Result(provision=provision, field=field):
                self.other(provision)
                variable = f"f_{self.rulebook.compiled.index[provision]}_{field}"
                return ["var", variable] if variable in self.variables else ["const", 0]
            case t.Applies(provision=provision):
                self.other(provision)
                return ["cmp", ">", ["var", f"o_{self.rulebook.compiled.index[provision]}"], ["const", 0]]
            case t.LawValue():
                return self.law_value(node)
            case t.Not(of=of):
                return ["not", 0, self.tree(of)]
            case t.And(of=of):
                return ["and", 0, *(self.tree(x) for x in of)]
            case t.Or(of=of):
                return ["or", 0, *(self.tree(x) for x in of)]
            case t.Compare(op=op, left=left, right=right):
                return ["cmp", op, self.tree(left), self.tree(right)]
            case t.Within(of=of, values=values):
                return ["in", [self.constant(v) for v in values], self.tree(of)]
            case t.Holds(of=of, codes=t.Literal(value=value)):
                mask = 0
                for code in value if isinstance(value, tuple) else (value,):
                    mask |= self.bit(str(code))
                return ["bit", mask, self.tree(of)]
            case t.Arithmetic(op=op, left=left, right=right):
                return ["arith", op, self.tree(left), self.tree(right)]
            case t.Case(branches=branches, otherwise=otherwise):
                flat = [self.tree(x) for pair in branches for x in pair]
                return ["case", 0, *flat, self.tree(otherwise) if otherwise is not None else ["const", 0]]
            case t.Call(name="in_list", arguments=(of, t.Literal(value=tuple() as values))):
                return ["in", [self.constant(v) for v in values], self.tree(of)]
            case t.Call(name=name, arguments=arguments) if name in _DAY_CALLS:
                return ["call", name, *(self.tree(a) for a in arguments)]
            case t.Call(calendar=calendar) if calendar:
                return self.working_day(node)
            case t.Call(name=name) if self.events and name in HISTORY_FUNCTIONS:
                return self.worked_out(node)
            case t.Call():
                return self.column(node)
            case _:
                raise Unsupported(str(node))

    def reads_events(self, node: t.Node) -> bool:
        """Does it rest on rows of events, itself or through other provisions?"""
        for n in t.walk(node):
            match n:
                case t.Call(name=name) if name in HISTORY_FUNCTIONS:
                    return True
                case t.Fact(name=name) | t.Bound(name=name) if name in _TOLD_OR_WORKED_OUT:
                    return True
                case t.Result(provision=id_) | t.Applies(provision=id_) | t.Certain(provision=id_):
                    if any(map(self.reads_events, self.rulebook.book.provisions[id_].expressions())):
                        return True
        return False

    def rows_told(self, history: str) -> Any:
        """Whether a history was told, if only that there is nothing in it."""
        self.inputs["rows_of_" + history] = "yes_no"
        self.columns["rows_of_" + history] = [int(getattr(x.histories, history) is not None) for x in self.people]
        return ["var", "rows_of_" + history]

    def told(self, name: str) -> Any:
        """A fact that is told, or else follows from rows of events."""
        function = _TOLD_OR_WORKED_OUT[name]
        told, worked_out = self.input_told(name), self.history(function, self.rulebook.book.facts[name].value_type, [])
        return worked_out if told == ["const", False] else ["case", 0, told, self.input(name), worked_out]

    def input_told(self, name: str) -> Any:
        told = [int(person.values.get(name) is not None) for person in self.people]
        if not any(told):
            return ["const", False]
        self.inputs["told_" + name], self.columns["told_" + name] = "yes_no", told
        return ["var", "told_" + name]

    def worked_out(self, node: t.Call) -> Any:
        """A history function for the opponent to work out; both its bounds are one where everything is known."""
        base, _ = split(node.name)
        kinds: list[int] = []
        numbers = list(node.arguments)
        if numbers and isinstance(numbers[0], t.Literal) and numbers[0].type == t.CHOICE:
            word = str(numbers.pop(0).value)  # type: ignore[attr-defined]
            kinds = [int(self.constant(kind)) for kind in KINDS.get(word, (word,))]
        if base not in _OPPONENT_KNOWS:
            raise Unsupported(node.name)
        return self.history(base, node.type, kinds, *(self.tree(a) for a in numbers))

    def history(self, base: str, type_: str, kinds: list[int], *numbers: Any) -> Any:
        """A variable of its own, as the opponent's writers would have it: worked out once, however often it is read."""
        expression = ["history", base, kinds, *numbers]
        name = self.histories.setdefault(json.dumps(expression), f"w_{len(self.histories)}")
        self.variables[name] = ("yes_no" if type_ == t.YES_NO else "number", expression)
        return ["var", name]

    def rows(self) -> dict[str, list[int]]:
        """The rows of events, person by person: of whom, what kind (its place in `EVENTS`), its days, and what more it says."""
        out: dict[str, list[int]] = {"whose": [], "kind": [], "first": [], "second": [], "more": []}

        def day(span: Any) -> int:
            return 0 if span is None else int(span.earliest.toordinal())

        for place, person in enumerate(self.people):
            h = person.histories
            listed = [(0, day(s.entry), FOREVER if s.still_here else day(s.exit), 0) for s in h.stays or ()]
            listed += [(1, day(x.issued), 0, x.months_paid or 0) for x in h.patents or ()]
            listed += [(2, day(x.in_force), 0, self.cell(x.kind)) for x in h.penalties or ()]
            listed += [(3, day(x.decided), day(x.executed), self.cell(x.kind)) for x in h.decisions or ()]
            listed += [(4, day(x.made), day(x.ended), 0) for x in h.contracts or ()]
            listed += [(5, day(x.due), day(x.paid), x.kopecks or 0) for x in h.pay or ()]
            for row in listed:
                for name, value in zip(out, (place, *row), strict=True):
                    out[name].append(value)
        return out

    def other(self, id_: str) -> None:
        day = self.day
        if id_ not in self.done:
            self.add(id_)
        self.day = day

    def constant(self, value: Any) -> int | bool:
        if isinstance(value, str):
            return self.codes.setdefault(value, len(self.codes) + 1)
        if isinstance(value, (bool, int)):
            return value
        raise Unsupported(str(value))

    def bit(self, code: str) -> int:
        if code not in self.bits:
            if len(self.bits) > 29:
                raise Unsupported("more citizenships than bits")
            self.bits[code] = 1 << len(self.bits)
        return self.bits[code]

    def law_value(self, node: t.LawValue) -> Any:
        versions = [v for v in self.rulebook.book.provisions[node.provision].versions if node.name in v.values]
        if node.day is not None:
            for v in reversed(versions):
                if v.start <= node.day <= (v.end or 10**7):
                    return ["const", self.constant(v.values[node.name].value)]
            raise Unsupported(node.name)
        out: list[Any] = ["case", 0]
        for v in reversed(versions):
            out += [
                [
                    "and",
                    0,
                    ["cmp", ">=", self.day, ["const", v.start]],
                    ["cmp", "<=", self.day, ["const", v.end or 10**7]],
                ],
                ["const", self.constant(v.values[node.name].value)],
            ]
        return [*out, ["const", 0]]

    def input(self, name: str) -> Any:
        key = "i_" + name
        if key not in self.inputs:
            fact = self.rulebook.book.facts[name]
            self.inputs[key] = "yes_no" if fact.value_type == t.YES_NO else "number"
            self.columns[key] = [self.cell(c.facts[fact.index]) for c in self.asked]
        return ["var", key]

    def cell(self, value: Any) -> int:
        if value is None:
            return 0
        if isinstance(value, frozenset):
            return sum(self.bit(code) for code in value)
        return int(self.constant(value))

    def column(self, node: t.Node) -> Any:
        """A ready fact for the opponent: what only our evaluator can work out (histories, series), worked out before."""
        if self.events and self.reads_events(node):
            raise Unsupported(f"{node} would be a history worked out before")
        key = self.ready.get(node)
        if key is None:
            key = self.ready[node] = f"h_{len(self.ready)}"
            read = self.rulebook.compiled.closure(node)
            values = []
            for c in self.asked:
                c.trace = []
                values.append(self.cell(read(c)))
            self.inputs[key] = "yes_no" if node.type == t.YES_NO else "number"
            self.columns[key] = values
        return ["var", key]

    def working_day(self, node: t.Call) -> Any:
        off = node.name.endswith("_off")
        name = node.calendar + ("_off" if off else "")
        if name not in self.calendars:
            calendar = calendar_for(node.calendar)
            if calendar is None:
                raise Unsupported(node.calendar)
            first = date(2006, 1, 10).toordinal()
            works: list[int] = []
            for day in range(first, date(2027, 12, 20).toordinal()):
                answer = calendar.is_working_day(day, off)
                if answer is None:
                    break
                works.append(int(answer))
            before, days, count = [], [], 0
            for i, w in enumerate(works):
                before.append(count)
                if w:
                    days.append(first + i)
                    count += 1
            self.calendars[name] = {"first": [first], "works": works, "before": before, "days": days}
        return ["call", f"{name}:{node.name.removesuffix('_off')}", *(self.tree(a) for a in node.arguments)]

    def model(self, goals: list[str]) -> dict[str, Any]:
        """Everything the opponent needs, as plain JSON."""
        wanted = [f"o_{self.rulebook.compiled.index[id_]}" for id_ in goals]
        wanted += [
            v for id_ in goals for v in self.variables if v.startswith(f"f_{self.rulebook.compiled.index[id_]}_")
        ]
        return {
            "inputs": self.inputs,
            "variables": self.variables,
            "columns": self.columns,
            "calendars": self.calendars,
            "goals": wanted,
            "count": len(self.people),
            "events": self.rows() if self.events else None,
            "on": ON.toordinal(),
        }

    def ours(self, id_: str) -> dict[str, list[int]]:
        """Our results in the opponent's terms, person by person."""
        p = self.rulebook.book.provisions[id_]
        out: dict[str, list[int]] = {f"o_{p.index}": []}
        for name, _ in p.fields:
            if f"f_{p.index}_{name}" in self.variables:
                out[f"f_{p.index}_{name}"] = []
        for c in self.asked:
            r = self.rulebook.compiled.result(c, p.index)
            held = r.branch is not None and r.version is not None and r.outcome in (KNOWN, DISPUTED)
            code = 0
            if held and r.version is not None:
                code = (
                    p.versions.index(r.version) * 100
                    + next(i for i, b in enumerate(r.version.branches) if b is r.branch)
                    + 1
                )
            out[f"o_{p.index}"].append(code)
            for k, (name, _) in enumerate(p.fields):
                if f"f_{p.index}_{name}" in out:
                    out[f"f_{p.index}_{name}"].append(self.cell(r.fields[k]) if held and r.fields is not None else 0)
        return out
