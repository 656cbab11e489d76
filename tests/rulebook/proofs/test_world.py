"""The formulas mean what the evaluator does: the worked examples, put into a model, come out alike in every provision."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import z3
from hypothesis import given, strategies as st

from hamroh.rulebook import Rulebook, load
from hamroh.rulebook.days import plus_months
from hamroh.rulebook.evaluate import DISPUTED, KNOWN, UNKNOWN, Asking
from hamroh.rulebook.examples import read_examples
from hamroh.rulebook.histories import HISTORY_FUNCTIONS
from hamroh.rulebook.loading import LAW
from hamroh.rulebook.proofs.outside import FIRST, LAST, Application, _distance, spread
from hamroh.rulebook.proofs.values import Codes, Some, YesNo
from hamroh.rulebook.proofs.world import OTHER, World

pytestmark = pytest.mark.slow

EVERY = 40
"""One worked example of so many; all of them agree, and take minutes."""


class Model:
    """A model of the formulas that is a given person."""

    def __init__(self, world: World, c: Asking) -> None:
        self.world = world
        solver = z3.Solver()
        solver.check()
        self.model = solver.model()
        self.put(world.on, c.on)
        self.put(world.knowing, c.known)
        for name in list(world._facts):
            self.fact(name, c)
        for a in world.applications.values():
            self.apply(a, c)

    def put(self, constant: Any, value: Any) -> None:
        self.model.update_value(constant, z3.BoolVal(value) if isinstance(value, bool) else z3.IntVal(value))

    def true(self, formula: Any) -> bool:
        return formula if isinstance(formula, bool) else z3.is_true(self.model.eval(formula, model_completion=True))

    def number(self, term: Any) -> int:
        return term if isinstance(term, int) else self.model.eval(term, model_completion=True).as_long()

    def fact(self, name: str, c: Asking) -> None:
        i = self.world.compiled.fact_index[name]
        told, value, symbol = z3.Bool(f"told {name}"), c.facts[i], self.world._facts[name]
        if name in self.world.days:
            low, high = (value, value) if value is not None else c.bounds.get(i, (None, None))
            self.put(told, low is not None)
            if low is not None:
                self.put(self.world.days[name][1], low)
                self.put(self.world.days[name][2], high)
            return
        self.put(told, value is not None)
        if value is None or self.world.book.facts[name].type == "history":
            return
        if isinstance(symbol, YesNo):
            self.put(z3.Bool(name), value)
        elif isinstance(symbol, Codes):
            for code, held in symbol.holds.items():
                self.put(held, code in value if code != OTHER else bool(set(value) - set(symbol.holds)))
        else:
            self.put(symbol.term, self.world.code(value) if isinstance(value, str) else value)

    def apply(self, a: Application, c: Asking) -> None:
        arguments = [self.number(x.term) for x in a.arguments]
        value: Any = None
        if all(self.true(x.known) for x in a.arguments):
            if a.kind == "history":
                value = self.history(a, arguments, c)
            elif a.kind == "series":
                assert a.true is not None
                value = a.true(*(self.world.word(k) for k in arguments[:-1]), arguments[-1])
            else:
                assert a.true is not None
                value = a.true(*arguments)
        if isinstance(a.result, YesNo):
            self.put(a.result.yes, value is True)
            self.put(a.result.no, value is False)
            return
        assert isinstance(a.result, Some)
        if not isinstance(a.result.known, bool):
            self.put(a.result.known, value is not None)
        if value is not None:
            self.put(a.result.term, self.world.code(value) if isinstance(value, str) else value)

    def history(self, a: Application, numbers: list[int], c: Asking) -> Any:
        function, words, rest = HISTORY_FUNCTIONS[a.name], list(a.key[2]), list(numbers)
        arguments: list[Any] = []
        for kind in function.arguments:
            if kind == "text":
                word = words.pop(0)
                rates = a.name.startswith("late_pay")
                arguments.append(self.world.book.series.rates(word) if rates else word)
            else:
                number = rest.pop(0)
                arguments.append(date.fromordinal(number) if kind == "day" else number)
        value = function.work(c.histories, c.on_date, *arguments)
        return value.toordinal() if isinstance(value, date) else value

    def value(self, symbol: Any, kind: str) -> Any:
        if isinstance(symbol, YesNo):
            return True if self.true(symbol.yes) else False if self.true(symbol.no) else None
        if not self.true(symbol.known):
            return None
        number = self.number(symbol.term)
        return self.world.word(number) if kind == "choice" else number


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load()


def test_every_provision_comes_out_of_the_formulas_as_out_of_the_evaluator(book: Rulebook) -> None:
    world = World(book)
    rules = [world.rule(p.id) for p in book.provisions if p.kind != "text"]
    compared, differences = 0, []
    for example in read_examples(LAW)[::EVERY]:
        person = book.facts_from(example.item["person"])
        c = book.ask(person, on=example.item["date"], known=example.item.get("known")).c
        model = Model(world, c)
        for rule in rules:
            r = c.results[rule.provision.index]
            assert r is not None
            wanted = r.outcome if r.outcome in (KNOWN, DISPUTED, UNKNOWN) else "outside"
            came = [name for name in (KNOWN, DISPUTED, "outside", UNKNOWN) if model.true(getattr(rule, name))]
            fields = [model.value(f, kind) for f, (_, kind) in zip(rule.fields, rule.provision.fields, strict=True)]
            compared += 1
            # A day past the book's own is not asked about by its formulas.
            if came != [wanted] or (r.outcome != "no_version" and fields != list(r.read[: len(fields)])):
                differences.append((example.id, rule.provision.id, came, wanted, fields, r.read))
    assert compared > 5000
    assert not differences, differences[:5]


@given(st.integers(FIRST, LAST), st.integers(-24, 130))
def test_months_from_a_day_are_never_nearer_or_farther_than_the_solver_is_told(day: int, months: int) -> None:
    low, high = _distance(months)
    assert low <= plus_months(date.fromordinal(day), months).toordinal() - day <= high


@given(st.integers(732000, 739900), st.sampled_from([1, 3, 7, -10]), st.integers(732000, 739900))
def test_working_days_are_never_nearer_or_farther_than_the_solver_is_told(
    book: Rulebook, day: int, count: int, known: int
) -> None:
    series = book.book.series
    calendar = series.calendar("RU")
    assert calendar is not None
    low, high = spread(series, "RU", "nth_working_day_after_off", count)
    found = calendar.nth_working_day_after(day, count, True, known)
    assert found is None or low <= found - day <= high


@given(st.integers(736500, 739500), st.sampled_from([1, 3, 7, -10]), st.integers(736500, 739900))
def test_days_declared_off_make_no_difference_where_none_lies_between(
    book: Rulebook, day: int, count: int, known: int
) -> None:
    calendar = book.book.series.calendar("RU")
    assert calendar is not None
    plain = calendar.nth_working_day_after(day, count)
    if plain is not None and not any(min(day, plain) <= d <= max(day, plain) for d in calendar.declared):
        assert calendar.nth_working_day_after(day, count, True, known) == plain
