"""A person found by the solver: put into facts, run through the evaluator, made as small as can be, written for a lawyer.

What history functions give is free in the solver, so a person may rest on such a value without any row of a history that
gives it. Such a person is run too, with the value *supposed*; whoever reads it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import z3

from .. import tree as t
from ..book import Rulebook
from ..days import Span
from ..errors import FactError
from ..evaluate import Asking, Compiled, Result
from ..histories import HISTORY_FUNCTIONS
from ..loading import Book
from ..provisions import FactKind
from ..wording import roubles
from .outside import FIRST, LAST
from .values import Codes, Some, YesNo
from .world import OTHER, Leaf, World

Supposed = dict[tuple[Any, ...], Any]
"""What history functions are supposed to give: by function, words and numbers."""

TRIES = 600
"""Smaller persons tried before the one at hand is small enough."""

HOME, STAND_IN = "TJ", "DE"
"""Whom the book is for; and a country that stands for all the law does not name."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A person, a day and a day of knowledge. Facts as the evaluator holds them; a day is (earliest, latest)."""

    on: int
    known: int
    facts: dict[str, Any] = field(default_factory=dict)
    supposed: Supposed = field(default_factory=dict)
    more: int = 0
    """By how much a number of the law is greater for this one of two."""

    def raw(self, rulebook: Rulebook) -> dict[str, Any]:
        """The facts as an example's `person` gives them, in the order in which they are asked."""
        kinds = [f for f in rulebook.fact_list if f.id in self.facts]
        kinds.sort(key=lambda f: (f.screen != "who", f.order))
        return {f.id: said(f, self.facts[f.id]) for f in kinds}


Move = Callable[[list[Witness]], Iterable[list[Witness]]]
"""Smaller witnesses for those at hand, the smallest first."""


def said(kind: FactKind, value: Any) -> Any:
    """A fact as a file says it."""
    if kind.value_type == t.DAY:
        low, high = (date.fromordinal(d) for d in value)
        if low == high:
            return low
        for span in (Span.month(low.year, low.month), Span.year(low.year)):
            if span == Span(low, high):
                return str(span)
        return Span(low, high)
    if kind.type == "history":
        return "none"
    if kind.value_type == t.MONEY:
        return int(value) // 100 if value % 100 == 0 else roubles(value)
    if isinstance(value, frozenset):
        return sorted(value)
    return value


class Supposing(Compiled):
    """The evaluator with what history functions give taken from a table instead of from rows."""

    holes: int = 0
    """How often a calendar, a series or a history had no answer."""

    def _need(self, kind: str, *what: Any) -> Any:
        if kind == "rates":
            return what[0]
        if kind in ("calendar", "series"):
            work = super()._need(kind, *what)

            def watched(*arguments: Any) -> Any:
                value = work(*arguments)
                self.holes += value is None
                return value

            return watched
        if kind != "history":
            return super()._need(kind, *what)
        name = what[0]
        gives = HISTORY_FUNCTIONS[name].result

        def look_up(supposed: Supposed, on: date, *arguments: Any) -> Any:
            words = tuple(a for a in arguments if isinstance(a, str))
            numbers = tuple(a.toordinal() if isinstance(a, date) else a for a in arguments if not isinstance(a, str))
            value = supposed.get((name, words, numbers))
            self.holes += value is None
            return date.fromordinal(value) if gives == "day" and value is not None else value

        return look_up


class Bench:
    """Runs witnesses through the evaluator."""

    def __init__(self, rulebook: Rulebook, book: Book | None = None) -> None:
        self.rulebook = rulebook
        self.supposing = Supposing(book or rulebook.book)
        self._others: dict[tuple[str, str, int], Bench] = {}

    def with_more(self, provision: str, value: str, more: int) -> Bench:
        """The same with one number of the law greater."""
        key = (provision, value, more)
        if key not in self._others:
            from .comparisons import with_more

            self._others[key] = Bench(self.rulebook, with_more(self.rulebook.book, provision, value, more))
        return self._others[key]

    def asked(self, w: Witness) -> Asking:
        """A witness as a question, history functions giving what is supposed; `holes` counts anew."""
        compiled = self.supposing
        compiled.holes = 0
        facts: list[Any] = [None] * len(compiled.fact_index)
        bounds: dict[int, tuple[int, int]] = {}
        for name, value in w.facts.items():
            i = compiled.fact_index[name]
            if isinstance(value, tuple):
                if value[0] == value[1]:
                    facts[i] = value[0]
                else:
                    bounds[i] = value
            else:
                facts[i] = value
        return compiled.asking(facts, bounds, w.supposed, w.on, w.known)

    def result(self, w: Witness, id_: str) -> Result:
        """One provision's result for a witness."""
        return self.supposing.result(self.asked(w), self.supposing.index[id_])

    def results(self, w: Witness) -> Asking:
        """Every result for a witness."""
        c = self.asked(w)
        self.supposing.all_results(c)
        return c

    def really(self, w: Witness) -> Asking | None:
        """Every result for a witness as the site would give it; None when nobody can say this of themselves."""
        rulebook = self.rulebook
        try:
            person = rulebook.facts_from(w.raw(rulebook))
            return rulebook.ask(person, on=date.fromordinal(w.on), known=date.fromordinal(w.known)).c
        except FactError:
            return None

    def smallest(self, ws: Sequence[Witness], shows: Callable[[Sequence[Witness]], bool]) -> list[Witness]:
        """The witnesses with nothing left that can be left out, and days and numbers as plain as may be.

        `shows` says whether they still show what they were found for. Of two, what they share goes from both.
        """
        now, changed, tries = list(ws), True, 0
        while changed and tries < TRIES:
            changed = False
            for move in self._moves(now):
                for smaller in move(now):
                    tries += 1
                    if shows(smaller):
                        now, changed = smaller, True
                        break
        return now

    def _moves(self, ws: list[Witness]) -> Iterator[Move]:
        """Ways to make witnesses smaller, each to be tried on what the ones before it left."""
        for key in {key: None for w in ws for key in w.supposed}:
            yield lambda now, key=key: [  # type: ignore[misc]
                [replace(w, supposed={k: v for k, v in w.supposed.items() if k != key}) for w in now]
            ]
        for name in {name: None for w in ws for name in w.facts}:
            yield lambda now, name=name: [  # type: ignore[misc]
                [replace(w, facts={k: v for k, v in w.facts.items() if k != name}) for w in now]
            ]
        yield lambda now: [[replace(w, known=w.on) for w in now]] if any(w.known != w.on for w in now) else []
        for name in ws[0].facts:
            yield lambda now, name=name: self._nearer(now, name)  # type: ignore[misc]
        yield self._today

    def _nearer(self, now: list[Witness], name: str) -> Iterator[list[Witness]]:
        """A plainer value of a fact that all have alike."""
        value = now[0].facts.get(name)
        if value is not None and all(w.facts.get(name) == value for w in now):
            for plainer in self._plainer(self.rulebook.book.facts[name], value, now[0]):
                yield [replace(w, facts={**w.facts, name: plainer}) for w in now]

    def _today(self, now: list[Witness]) -> Iterator[list[Witness]]:
        """A day asked about nearer to the day on which the law was read."""
        for on in _between(now[0].on, min(self.rulebook.read.toordinal(), self.rulebook.compiled.limit)):
            yield [replace(w, on=on, known=on if w.known == w.on else w.known) for w in now]

    def _plainer(self, kind: FactKind, value: Any, w: Witness) -> Iterator[Any]:
        if kind.value_type == t.DAY:
            low, high = value
            if low != high:
                yield (low, low)
                yield (high, high)
                day = date.fromordinal(low)
                whole = [
                    (span.earliest.toordinal(), span.latest.toordinal())
                    for span in (Span.month(day.year, day.month), Span.year(day.year))
                ]
                # A month or a year can be said; days that begin and end anywhere cannot.
                yield from (span for span in whole if value not in whole)
                return
            for nearer in _between(low, w.on):
                yield (nearer, nearer)
        elif isinstance(value, frozenset):
            if value != {HOME}:
                yield frozenset({HOME})
            yield from (value - {code} for code in sorted(value) if len(value) > 1)
        elif kind.type == "choice":
            # The answers stand in the order in which they are most often given.
            answers = list(kind.choices)
            yield from answers[: answers.index(value)]
        elif kind.value_type in (t.NUMBER, t.MONEY):
            least = kind.least or 0
            yield from _between(value, least)


def _between(value: int, goal: int) -> Iterator[int]:
    """Steps toward a goal: all the way, half of it, ... one."""
    distance = goal - value
    while distance:
        yield value + distance
        distance = int(distance / 2)


# -- between solver and evaluator ------------------------------------------------------------------------------------


def from_model(world: World, model: z3.ModelRef, leaves: Iterable[Leaf]) -> Witness:
    """The person a model describes, as far as these facts and applications go."""
    facts: dict[str, Any] = {}
    supposed: Supposed = {}
    all_ = list(leaves)
    for name in sorted(leaf for leaf in all_ if isinstance(leaf, str)):
        if not _true(model, world.told_of(name)):
            continue
        facts[name] = _said(world, model, name)
    for a in world.applied(all_):
        if a.kind != "history":
            continue
        value = _result(world, model, a.result, HISTORY_FUNCTIONS[a.name].result)
        if value is not None and _true(model, a.heard):
            supposed[a.name, a.key[2], tuple(_number(model, x.term) for x in a.arguments)] = value
    more = next((_number(model, by) for what, by in world.change.items() if isinstance(what, tuple)), 0)
    return Witness(_number(model, world.on), _number(model, world.knowing), facts, supposed, more)


def _said(world: World, model: z3.ModelRef, name: str) -> Any:
    kind, value = world.book.facts[name], world.fact(name)
    if name in world.days:
        _, low, high = world.days[name]
        return (_number(model, low), _number(model, high))
    if isinstance(value, YesNo):
        return _true(model, value.yes)
    if isinstance(value, Codes):
        return frozenset(
            STAND_IN if code == OTHER else code for code, held in value.holds.items() if _true(model, held)
        )
    assert isinstance(value, Some)
    number = _number(model, value.term)
    return world.words[number] if kind.value_type == t.CHOICE else number


def _result(world: World, model: z3.ModelRef, result: Any, gives: str) -> Any:
    if isinstance(result, YesNo):
        return True if _true(model, result.yes) else False if _true(model, result.no) else None
    if not _true(model, result.known):
        return None
    number = _number(model, result.term)
    if gives == "choice":
        return world.words[number] if 0 <= number < len(world.words) else None
    if gives == "day":
        return number if FIRST - 4000 <= number <= LAST + 4000 else None
    return number


def _true(model: z3.ModelRef, formula: Any) -> bool:
    return formula if isinstance(formula, bool) else z3.is_true(model.eval(formula, model_completion=True))


def _number(model: z3.ModelRef, term: Any) -> int:
    return term if isinstance(term, int) else int(model.eval(term, model_completion=True).as_long())
