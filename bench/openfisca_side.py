"""The opponent's side: runs in OpenFisca's own process and environment, and imports nothing of Hamroh.

Reads a model (expressions as nested lists) and people (columns), builds one OpenFisca variable for each field of each
provision in OpenFisca's ordinary vectorised, two-valued style, and answers on standard output as JSON:

    python openfisca_side.py MODEL.json check          results of everybody, column by column
    python openfisca_side.py MODEL.json one SECONDS    microseconds for one person with the tracer and its text log
    python openfisca_side.py MODEL.json plain SECONDS  the same without tracer
    python openfisca_side.py MODEL.json many COPIES    processor seconds for everybody, laid down that many times
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

EPOCH = 719163  # ordinal of 1970-01-01
PERIOD = "2026-01"

person = build_entity("person", "persons", "Person", is_person=True)
household = build_entity(
    "household",
    "households",
    "Household",
    roles=[{"key": "member", "label": "m", "plural": "members"}],
    is_person=False,
)


def plus_months(days: Any, months: Any) -> Any:
    """Ordinals a number of months on, clamped to month end."""
    day = (np.asarray(days, dtype=np.int64) - EPOCH).astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    of_month = (day - month.astype("datetime64[D]")).astype(np.int64)
    there = month + np.asarray(months, dtype=np.int64).astype("timedelta64[M]")
    first = there.astype("datetime64[D]")
    length = ((there + 1).astype("datetime64[D]") - first).astype(np.int64)
    return first.astype(np.int64) + np.minimum(of_month, length - 1) + EPOCH


class Model:
    """Compiles nested lists to functions of OpenFisca's population."""

    def __init__(self, model: dict[str, Any]) -> None:
        self.model = model
        self.calendars = {
            name: {k: np.asarray(v, dtype=np.int64) for k, v in c.items()} for name, c in model["calendars"].items()
        }

    def formula(self, e: Any) -> Any:
        kind = e[0]
        if kind == "const":
            value = e[1]
            return lambda g: value
        if kind == "var":
            name = e[1]
            return lambda g: g(name)
        if kind == "history":
            base, kinds = e[1], np.asarray(e[2], dtype=np.int64)
            work, numbers = HISTORIES[base], [self.formula(x) for x in e[3:]]
            return lambda g: work(g, *([kinds] if base in BY_KIND else []), *(number(g) for number in numbers))
        args = [self.formula(x) for x in e[2:] if isinstance(x, list)]
        if kind == "and":

            def all_(g: Any) -> Any:
                out = args[0](g)
                for a in args[1:]:
                    out = np.logical_and(out, a(g))
                return out

            return all_
        if kind == "or":

            def any_(g: Any) -> Any:
                out = args[0](g)
                for a in args[1:]:
                    out = np.logical_or(out, a(g))
                return out

            return any_
        if kind == "not":
            return lambda g: np.logical_not(args[0](g))
        if kind == "cmp":
            op = {
                "=": np.equal,
                "<>": np.not_equal,
                "<": np.less,
                "<=": np.less_equal,
                ">": np.greater,
                ">=": np.greater_equal,
            }[e[1]]
            return lambda g: op(args[0](g), args[1](g))
        if kind == "in":
            values = e[1]
            return lambda g: np.isin(args[0](g), values)
        if kind == "bit":
            mask = e[1]
            return lambda g: (np.asarray(args[0](g)) & mask) != 0
        if kind == "arith":
            op = e[1]
            if op == "//":
                return lambda g: np.trunc(args[0](g) / args[1](g)).astype(np.int64)
            f = {"+": np.add, "-": np.subtract, "*": np.multiply}[op]
            return lambda g: f(args[0](g), args[1](g))
        if kind == "case":
            pairs = [(args[i], args[i + 1]) for i in range(0, len(args) - 1, 2)]
            default = args[-1]

            def choose(g: Any) -> Any:
                out = default(g)
                for when, value in reversed(pairs):
                    out = np.where(when(g), value(g), out)
                return out

            return choose
        if kind == "call":
            return self.call(e[1], args)
        raise ValueError(f"no formula for {kind}")

    def call(self, name: str, args: list[Any]) -> Any:
        if name == "plus_days":
            return lambda g: args[0](g) + args[1](g)
        if name == "plus_months":
            return lambda g: plus_months(args[0](g), args[1](g))
        if name == "plus_years":
            return lambda g: plus_months(args[0](g), 12 * np.asarray(args[1](g)))
        if name == "earlier":
            return lambda g: np.minimum(args[0](g), args[1](g))
        if name == "later":
            return lambda g: np.maximum(args[0](g), args[1](g))
        if name == "rub":
            return lambda g: args[0](g) * 100
        if name in ("year_of", "year_start", "year_end"):

            def year(g: Any) -> Any:
                years = (np.asarray(args[0](g)) - EPOCH).astype("datetime64[D]").astype("datetime64[Y]")
                if name == "year_of":
                    return years.astype(np.int64) + 1970
                if name == "year_start":
                    return years.astype("datetime64[D]").astype(np.int64) + EPOCH
                return (years + 1).astype("datetime64[D]").astype(np.int64) - 1 + EPOCH

            return year
        calendar, _, function = name.partition(":")
        c = self.calendars[calendar]
        first, works, before, days = int(c["first"][0]), c["works"], c["before"], c["days"]
        last = len(works) - 1

        def at(d: Any) -> Any:
            return np.clip(np.asarray(d) - first, 0, last)

        def nth(i: Any) -> Any:
            return days[np.clip(i, 0, len(days) - 1)]

        if function == "is_working_day":
            return lambda g: works[at(args[0](g))] == 1
        if function == "nth_working_day_from":
            return lambda g: nth(before[at(args[0](g))] + args[1](g) - 1)
        if function == "nth_working_day_after":

            def after(g: Any) -> Any:
                d, n = at(args[0](g)), np.asarray(args[1](g))
                return np.where(n > 0, nth(before[d] + works[d] + n - 1), nth(before[d] + n))

            return after
        if function == "working_day_on_or_before":
            return lambda g: (lambda d: nth(before[d] + works[d] - 1))(at(args[0](g)))
        if function == "working_day_on_or_after":
            return lambda g: (lambda d: nth(before[d]))(at(args[0](g)))
        raise ValueError(name)


# -- histories from rows of events ---------------------------------------------------------------------------------------
#
# An event is OpenFisca's person, a migrant its group. Rows stand migrant by migrant, stays in the order in which they happened.

STAY, PATENT, PENALTY, DECISION, CONTRACT, PAY = range(6)
BY_KIND = {
    "has_repeat_penalty",
    "repeat_penalty_day",
    "penalties_within",
    "decisions_count",
    "last_decision_day",
    "last_executed_day",
}
"""Functions that first take the kinds of rows that count; none means all."""
TRIMMED = ("stay_to", "stay_length", "stay_later")

event = build_entity("event", "events", "Event", is_person=True)
migrant = build_entity(
    "migrant", "migrants", "Migrant", roles=[{"key": "of", "label": "of", "plural": "all_of"}], is_person=False
)


class Asked:
    """A population in a period: its variables by name, and what its rows of events say."""

    def __init__(self, people: Any, period: Any, on: int) -> None:
        self.people, self.period, self.on = people, period, on

    def __call__(self, name: str) -> Any:
        return self.people(name, self.period)

    def rows(self, name: str) -> Any:
        return self.people.members(name, self.period)

    def of_kind(self, kind: int) -> Any:
        """Rows of a kind that have happened."""
        return (self.rows("event_kind") == kind) & (self.rows("event_first") <= self.on)

    def sum(self, values: Any) -> Any:
        return self.people.sum(values).astype(np.int64)

    def greatest(self, values: Any) -> Any:
        """The greatest of numbers that are not negative; nought for who has none."""
        return np.maximum(self.people.max(values), 0).astype(np.int64)

    def over_rows(self, values: Any) -> Any:
        return np.broadcast_to(values, (self.people.count,))[self.people.members_entity_id]


def stay_rows(g: Asked) -> dict[str, Any]:
    """Where each stay ends when a day of two stays counts once, its length, and the days of later stays before this one."""
    whose, stay = g.people.members_entity_id, g.of_kind(STAY)
    first, to = g.rows("event_first"), np.minimum(g.rows("event_second"), g.on)
    follows = np.zeros(len(whose), bool)
    follows[:-1] = (whose[1:] == whose[:-1]) & stay[1:]
    to = np.where(follows, np.minimum(to, np.append(first[1:], 0) - 1), to)
    length = np.where(stay & (to < g.on), np.maximum(to - first + 1, 0), 0)
    later = np.cumsum(g.sum(length))[whose] - np.cumsum(length)
    return {"stay_to": to, "stay_length": length, "stay_later": later}


def stay_start(g: Asked) -> Any:
    entry = present_entry(g)
    return np.where(entry > 0, entry, g.on)


def present_entry(g: Asked) -> Any:
    return g.greatest(np.where(g.of_kind(STAY) & (g.rows("stay_to") >= g.on), g.rows("event_first"), 0))


def days_within(g: Asked, first: Any, last: Any, earlier_only: bool = False) -> Any:
    counts = g.of_kind(STAY)
    if earlier_only:
        counts &= g.rows("stay_to") < g.on
    low = np.maximum(g.rows("event_first"), g.over_rows(first))
    high = np.minimum(g.rows("stay_to"), g.over_rows(last))
    return g.sum(np.where(counts, np.maximum(high - low + 1, 0), 0))


def days_used(g: Asked, absent: Any) -> Any:
    """Days of earlier stays with fewer than `absent` days of absence between them and the present one."""
    away = g.over_rows(g("stay_begun")) - 1 - g.rows("stay_to") - g.rows("stay_later")
    return g.sum(np.where(away < g.over_rows(absent), g.rows("stay_length"), 0))


def by_period(limit: Any, used: Any, start: Any, end: Any) -> Any:
    left = limit - used
    return np.where(start + left > end, end + limit, np.maximum(start - 1, start + left - 1))


def last_day_fixed(g: Asked, limit: Any, window: Any) -> Any:
    start = g("stay_begun")
    first = np.where(g.rows("event_kind") == STAY, g.rows("event_first"), FOREVER)
    first = np.minimum(g.people.min(first), g.on).astype(np.int64)
    period = first + (start - first) // window * window
    return by_period(limit, days_within(g, period, start - 1, True), start, period + window - 1)


def last_day_year_from(g: Asked, limit: Any, since: Any) -> Any:
    start = np.maximum(g("stay_begun"), since)
    used = days_within(g, np.maximum(year_edge(start, 0), since), start - 1, True)
    return by_period(limit, used, start, year_edge(start, 1) - 1)


def year_edge(days: Any, more: int) -> Any:
    """The first day of that day's year, or of one that many years later."""
    years = (np.asarray(days) - EPOCH).astype("datetime64[D]").astype("datetime64[Y]")
    return (years + more).astype("datetime64[D]").astype(np.int64) + EPOCH


def longest_stay(g: Asked) -> Any:
    to = np.minimum(g.rows("event_second"), g.on)
    return g.greatest(np.where(g.of_kind(STAY), np.maximum(to - g.rows("event_first") + 1, 1), 0))


def last_exit(g: Asked) -> Any:
    exit_ = g.rows("event_second")
    return g.greatest(np.where(g.of_kind(STAY) & (exit_ <= g.on), exit_, 0))


def latest_contract(g: Asked) -> Any:
    """The row of the contract made last."""
    order = np.where(g.of_kind(CONTRACT), g.rows("event_first") * 64 + g.people.members_position, -1)
    return (order >= 0) & (order == g.over_rows(g.greatest(order)))


def contract_ended_day(g: Asked) -> Any:
    ended = g.rows("event_second")
    return g.sum(np.where(latest_contract(g) & (ended <= g.on), ended, 0))


def chosen(g: Asked, kind: int, kinds: Any) -> Any:
    rows = g.of_kind(kind)
    return rows & np.isin(g.rows("event_more"), kinds) if len(kinds) else rows


def repeat_penalty_day(g: Asked, kinds: Any, count: Any, years: Any) -> Any:
    """The latest penalty that was one too many within some years of an earlier one; rows stand in order of day."""
    days = np.flatnonzero(chosen(g, PENALTY, kinds))
    whose, when = g.people.members_entity_id[days], g.rows("event_first")[days]
    others = int(np.max(count)) - 1
    late = np.zeros(len(g.people.members_entity_id), np.int64)
    if len(days) > others:
        together = whose[others:] == whose[: len(whose) - others]
        soon = plus_months(when[: len(when) - others], 12 * np.max(years)) >= when[others:]
        late[days[others:]] = np.where(together & soon, when[others:], 0)
    return g.greatest(late)


def penalties_within(g: Asked, kinds: Any, years: Any, day: Any) -> Any:
    days = g.rows("event_first")
    ends = plus_months(np.maximum(days, 1), 12 * g.over_rows(years))
    return g.sum(chosen(g, PENALTY, kinds) & (days <= g.over_rows(day)) & (ends >= g.over_rows(day)))


def unpaid(g: Asked) -> Any:
    paid = g.rows("event_second")
    return g.of_kind(PAY) & ((paid == 0) | (paid > g.on))


def pay_first_due(g: Asked, since: Any = 0) -> Any:
    days = g.rows("event_first")
    first = g.people.min(np.where(unpaid(g) & (days >= g.over_rows(since)), days, FOREVER))
    return np.where(first < FOREVER, first, 0).astype(np.int64)


def patent_last_paid_day(g: Asked, most: Any) -> Any:
    """By the months paid in time for the patent issued last."""
    issued = HISTORIES["patent_issued_day"](g)
    current = g.of_kind(PATENT) & (g.rows("event_first") == g.over_rows(issued))
    months = np.minimum(g.sum(np.where(current, g.rows("event_more"), 0)), most)
    return np.where(issued > 0, plus_months(np.maximum(issued, 1), months) - 1, 0)


def executed(g: Asked, kinds: Any) -> Any:
    days = g.rows("event_second")
    return g.greatest(np.where(chosen(g, DECISION, kinds) & (days <= g.on), days, 0))


FOREVER = 10**7
HISTORIES: dict[str, Any] = {
    "in_country": lambda g: present_entry(g) > 0,
    "present_entry": present_entry,
    "last_exit": last_exit,
    "stay_start": lambda g: g("stay_begun"),
    "days_present": days_within,
    "days_present_before": lambda g, days: days_within(g, g("stay_begun") - days, g("stay_begun") - 1, True),
    "days_used_rolling": lambda g, limit, window: days_used(g, window - limit),
    "last_day_rolling": lambda g, limit, window: np.maximum(
        g("stay_begun") - 1, g("stay_begun") + limit - 1 - days_used(g, window - limit)
    ),
    "last_day_fixed": last_day_fixed,
    "last_day_year_from": last_day_year_from,
    "last_day_unbroken": lambda g, limit: g("stay_begun") + limit - 1,
    "longest_stay": longest_stay,
    "has_patent": lambda g: g.sum(g.of_kind(PATENT)) > 0,
    "patent_issued_day": lambda g: g.greatest(np.where(g.of_kind(PATENT), g.rows("event_first"), 0)),
    "has_contract": lambda g: g.sum(g.rows("event_kind") == CONTRACT) > 0,
    "contract_made_day": lambda g: g.sum(np.where(latest_contract(g), g.rows("event_first"), 0)),
    "contract_ended_day": contract_ended_day,
    "has_repeat_penalty": lambda g, *more: repeat_penalty_day(g, *more) > 0,
    "repeat_penalty_day": repeat_penalty_day,
    "penalties_within": penalties_within,
    "decisions_count": lambda g, kinds: g.sum(chosen(g, DECISION, kinds)),
    "last_decision_day": lambda g, kinds: g.greatest(np.where(chosen(g, DECISION, kinds), g.rows("event_first"), 0)),
    "last_executed_day": executed,
    "pay_unpaid_total": lambda g: g.sum(np.where(unpaid(g), g.rows("event_more"), 0)),
    "pay_first_due": pay_first_due,
    "pay_first_due_since": pay_first_due,
    "patent_last_paid_day": patent_last_paid_day,
    "pay_last_due": lambda g: g.greatest(np.where(unpaid(g), g.rows("event_first"), 0)),
}


def system(model: dict[str, Any]) -> TaxBenefitSystem:
    """One variable for each input and each result."""
    events = model["events"] is not None
    out = TaxBenefitSystem([event, migrant] if events else [person, household])
    of, on = (migrant if events else person), model["on"]
    compiled = Model(model)
    for name, kind in model["inputs"].items():
        out.add_variable(_variable(name, kind, of))
    if events:
        for name in ("event_kind", "event_first", "event_second", "event_more"):
            out.add_variable(_variable(name, "number", event))
        for name in TRIMMED:

            def of_rows(rows: Any, period: Any, parameters: Any, name: str = name) -> Any:
                return rows.simulation.stay_rows(period)[name]

            out.add_variable(_variable(name, "number", event, of_rows))

        def begun(people: Any, period: Any, parameters: Any) -> Any:
            return stay_start(Asked(people, period, on))

        out.add_variable(_variable("stay_begun", "number", migrant, begun))
    for name, (kind, expression) in model["variables"].items():
        inner = compiled.formula(expression)

        def formula(people: Any, period: Any, parameters: Any, inner: Any = inner) -> Any:
            result = inner(Asked(people, period, on))
            return result if isinstance(result, np.ndarray) and result.ndim else np.full(people.count, result)

        out.add_variable(_variable(name, kind, of, formula))
    return out


def _variable(name: str, kind: str, entity: Any, formula: Any = None) -> Any:
    body: dict[str, Any] = {
        "entity": entity,
        "definition_period": DateUnit.MONTH,
        "label": name,
        "__module__": __name__,
        "value_type": bool if kind == "yes_no" else int,
    }
    if formula is not None:
        body["formula"] = formula
    return type(name, (Variable,), body)


def simulation(tbs: TaxBenefitSystem, model: dict[str, Any], columns: dict[str, Any], count: int) -> Any:
    if model["events"] is None:
        sim = SimulationBuilder().build_default_simulation(tbs, count)
    else:
        sim = _with_events(tbs, model, columns, count)
    for name, kind in model["inputs"].items():
        sim.set_input(name, PERIOD, columns[name].astype(bool if kind == "yes_no" else np.int32))
    return sim


def _with_events(tbs: TaxBenefitSystem, model: dict[str, Any], columns: dict[str, Any], count: int) -> Any:
    """Migrants with their rows of events; `columns` may lay down the same people several times."""
    rows = {name: np.asarray(values, np.int32) for name, values in model["events"].items()}
    copies, once = divmod(count, model["count"])
    assert once == 0
    whose = np.tile(rows["whose"], copies) + np.repeat(np.arange(copies) * model["count"], len(rows["whose"]))
    populations = tbs.instantiate_entities()
    populations["event"].count, populations["migrant"].count = len(whose), count
    populations["event"].ids, populations["migrant"].ids = np.arange(len(whose)), np.arange(count)
    populations["migrant"].members_entity_id = whose
    sim = Simulation(tbs, populations)
    kept: dict[str, Any] = {}

    def stay_rows_once(period: Any) -> dict[str, Any]:
        if not kept:
            kept.update(stay_rows(Asked(sim.populations["migrant"], period, model["on"])))
        return kept

    sim.stay_rows = stay_rows_once
    for name in ("kind", "first", "second", "more"):
        sim.set_input(f"event_{name}", PERIOD, np.tile(rows[name], copies))
    return sim


def peak_mb() -> float:
    """Greatest resident memory of this process alone (getrusage would count the parent's, from before exec)."""
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM"))


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        model = json.load(file)
    mode = sys.argv[2]
    columns = {name: np.asarray(values) for name, values in model["columns"].items()}
    count = model["count"]
    tbs = system(model)
    if mode == "check":
        sim = simulation(tbs, model, columns, count)
        begun = time.perf_counter()
        results = {name: sim.calculate(name, PERIOD).astype(int).tolist() for name in model["variables"]}
        out = {"results": results, "seconds": time.perf_counter() - begun, "people": count}
    elif mode == "many":
        copies = int(sys.argv[3])
        start = time.process_time()
        sim = simulation(
            tbs, model, {name: np.tile(values, copies) for name, values in columns.items()}, count * copies
        )
        loaded = time.process_time() - start
        start = time.process_time()
        for name in model["goals"]:
            sim.calculate(name, PERIOD)
        out = {"people": count * copies, "load": loaded, "seconds": time.process_time() - start}
    else:
        seconds = float(sys.argv[3])
        begun, spent = time.perf_counter(), []
        while time.perf_counter() - begun < seconds or len(spent) < 5:
            i = len(spent) % count
            one = {name: values[i : i + 1] for name, values in columns.items()}
            start = time.process_time()
            sim = simulation(tbs, model, one, 1)
            sim.trace = mode == "one"
            for name in model["goals"]:
                sim.calculate(name, PERIOD)
            if mode == "one":
                "\n".join(sim.tracer.computation_log.lines(aggregate=False))
            spent.append(time.process_time() - start)
        # Processor time, as on the other side: the machine may be shared.
        out = {"microseconds": sorted(spent)[len(spent) // 2] * 1e6, "asked": len(spent)}
    out["peak_mb"] = peak_mb()
    json.dump(out, sys.stdout)


if __name__ == "__main__":
    main()
