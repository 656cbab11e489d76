"""A plan read node by node for one person: slow, plain, and nothing but the meaning of the tree."""

from __future__ import annotations

from datetime import date
from typing import Any

from hamroh.rulebook import tree as t
from hamroh.rulebook.bulk.plan import Column, Equation, HistoryCall, Nothing, Param, Plan, Told
from hamroh.rulebook.days import Span
from hamroh.rulebook.evaluate import _FUNCTIONS
from hamroh.rulebook.histories import HISTORY_FUNCTIONS
from hamroh.rulebook.person import HISTORIES, Person


class Reader:
    """Every column of a plan for one person."""

    def __init__(self, plan: Plan, person: Person, on: date, known: date) -> None:
        self.plan, self.person, self.on, self.known = plan, person, on, known
        self.book = plan.rulebook.book
        self.parameters = plan.parameter_values(on.toordinal(), known.toordinal())
        self.columns: dict[str, Any] = {}
        for item in plan.items:
            self.columns[item.name] = self.value(item.node) if isinstance(item, Equation) else self.history(item)

    def history(self, call: HistoryCall) -> Any:
        h, day = self.person.histories, self.on
        if call.function in (
            "present_entry_earliest",
            "present_entry_latest",
            "last_exit_earliest",
            "last_exit_latest",
        ):
            found = (
                (h.present_entry if call.function.startswith("present") else h.last_exit)(day)
                if h.stays is not None
                else None
            )
            if found is None:
                return None
            return (found.earliest if call.function.endswith("earliest") else found.latest).toordinal()
        if call.function == "has_contract":
            return None if h.contracts is None else bool(h.contracts)
        arguments: list[Any] = []
        function = HISTORY_FUNCTIONS[call.function.replace("(", "")]
        for argument, kind in zip(call.arguments, function.arguments, strict=True):
            value = self.value(argument)
            if value is None:
                return None
            if value == "ru.late_pay_rate":
                value = self.book.series.rates(value)
            arguments.append(date.fromordinal(value) if kind == "day" else value)
        if call.at_exit:
            left = h.last_exit(day) if h.stays is not None else None
            if left is None or left.exact is None:
                return None
            day = left.exact
        found = function.work(h, day, *arguments)
        return found.toordinal() if isinstance(found, date) else found

    def told(self, node: Told) -> Any:
        if node.name in HISTORIES:
            return True if getattr(self.person.histories, node.name) is not None else None
        if node.name == "stays_known_from":
            known_from = self.person.histories.stays_known_from
            return None if known_from is None else known_from.toordinal()
        value = self.person.values.get(node.name)
        if isinstance(value, Span):
            return (value.earliest if node.part == "lo" else value.latest).toordinal()
        return value

    def value(self, node: t.Node) -> Any:
        match node:
            case t.Literal(value=value):
                return value
            case Nothing():
                return None
            case Param(key=key):
                return self.parameters[key]
            case Column(name=name):
                return self.columns[name]
            case Told():
                return self.told(node)
            case t.Known(of=of):
                return self.value(of) is not None
            case t.Not(of=of):
                held = self.value(of)
                return None if held is None else not held
            case t.And(of=of):
                parts = [self.value(part) for part in of]
                return False if False in parts else None if None in parts else True
            case t.Or(of=of):
                parts = [self.value(part) for part in of]
                return True if True in parts else None if None in parts else False
            case t.Case(branches=branches, otherwise=otherwise):
                for when, value in branches:
                    held = self.value(when)
                    if held is None:
                        return None
                    if held:
                        return self.value(value)
                return None if otherwise is None else self.value(otherwise)
        operands = [self.value(part) for part in t.children(node)]
        if None in operands:
            return None
        match node:
            case t.Compare(op=op):
                a, b = operands
                return (
                    {"=": a == b, "<>": a != b}[op]
                    if op in ("=", "<>")
                    else {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op]
                )
            case t.Within(values=values):
                return operands[0] in values
            case t.Holds():
                codes = operands[1]
                return bool(operands[0] & set(codes if isinstance(codes, tuple) else (codes,)))
            case t.Arithmetic(op=op):
                a, b = operands
                return {
                    "+": lambda: a + b,
                    "-": lambda: a - b,
                    "*": lambda: a * b,
                    "//": lambda: _FUNCTIONS["divide"](a, b),
                }[op]()
            case t.Call(name=name, calendar=calendar):
                return self.call(name, calendar, operands)
        raise TypeError(node)

    def call(self, name: str, calendar: str, operands: list[Any]) -> Any:
        if name == "plus_days":
            return operands[0] + operands[1]
        if name == "rub":
            return operands[0] * 100
        if name == "in_list":
            return operands[0] in operands[1]
        if name == "series":
            return self.book.series.look_up(operands[0])(*operands[1:])
        if calendar:
            work = getattr(self.book.series.calendar(calendar), name.removesuffix("_off"))
            return work(*operands, True, self.known.toordinal()) if name.endswith("_off") else work(*operands)
        return _FUNCTIONS[name](*operands)
