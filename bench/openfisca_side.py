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


def system(model: dict[str, Any]) -> TaxBenefitSystem:
    """One variable for each input and each result."""
    out = TaxBenefitSystem([person, household])
    compiled = Model(model)
    for name, kind in model["inputs"].items():
        out.add_variable(_variable(name, kind))
    for name, (kind, expression) in model["variables"].items():
        inner = compiled.formula(expression)

        def formula(people: Any, period: Any, parameters: Any, inner: Any = inner) -> Any:
            result = inner(lambda v: people(v, period))
            return result if isinstance(result, np.ndarray) and result.ndim else np.full(people.count, result)

        out.add_variable(_variable(name, kind, formula))
    return out


def _variable(name: str, kind: str, formula: Any = None) -> Any:
    body: dict[str, Any] = {
        "entity": person,
        "definition_period": DateUnit.MONTH,
        "label": name,
        "__module__": __name__,
        "value_type": bool if kind == "yes_no" else int,
    }
    if formula is not None:
        body["formula"] = formula
    return type(name, (Variable,), body)


def simulation(tbs: TaxBenefitSystem, model: dict[str, Any], columns: dict[str, Any], count: int) -> Any:
    sim = SimulationBuilder().build_default_simulation(tbs, count)
    for name, kind in model["inputs"].items():
        sim.set_input(name, PERIOD, columns[name].astype(bool if kind == "yes_no" else np.int32))
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
