"""Asking the solver: within a time, under lemmas first, and taught the truth wherever it guessed wrongly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import z3

from .outside import Application, lemmas, teach
from .values import Formula, Some, YesNo
from .witness import Witness, from_model
from .world import Leaf, World

SECONDS = 5.0
"""The time for one question, of a processor that has nothing else to do."""

STEPS_IN_A_SECOND = 4_000_000
"""Z3's own count of its work: a busy machine takes longer over a question, and ends it alike."""

NONE, FOUND, OPEN = "none", "found", "open"


class Search:
    """A search for a person (or for one in each of several worlds) of whom formulas hold."""

    def __init__(
        self,
        worlds: Sequence[World],
        leaves: Iterable[Leaf],
        goal: Iterable[Formula],
        seconds: float = SECONDS,
        gates: bool = True,
    ):
        self.worlds = worlds
        self.leaves = list(leaves)
        self.deadline = time.process_time() + seconds
        # Without preprocessing: formulas are half decided already, and what is taught comes in small pieces.
        self.solver = z3.SimpleSolver()
        self.decided: str | None = None
        self.taught: set[tuple[Any, ...]] = set()
        self.rounds = 0
        everything: set[Leaf] = set(self.leaves)
        for world in worlds:
            for axiom in world.axioms(everything, gates):
                self.add(axiom)
        if len(worlds) > 1:
            for lemma in lemmas((a for world in worlds for a in world.applied(everything)), worlds[0].on):
                self.add(lemma)
        self.everything = everything
        for formula in goal:
            self.add(formula)

    def add(self, formula: Formula) -> None:
        if formula is False:
            self.decided = NONE
        elif formula is not True:
            self.solver.add(formula)

    def run(self, shows: Callable[[Sequence[Witness]], bool]) -> tuple[str, list[Witness]]:
        """`none`: nobody, surely. `found`: witnesses that `shows` agreed with. `open`: neither within the time."""
        if self.decided is not None:
            return self.decided, []
        last: list[Witness] = []
        while True:
            left = self.deadline - time.process_time()
            if left <= 0:
                return OPEN, last
            self.solver.set("rlimit", max(1, int(left * STEPS_IN_A_SECOND)))
            self.rounds += 1
            answer = self.solver.check()
            if answer == z3.unsat:
                return NONE, []
            if answer == z3.unknown:
                return OPEN, last
            model = self.solver.model()
            last = [from_model(world, model, self.everything) for world in self.worlds]
            if shows(last):
                return FOUND, last
            if not self.correct(model):
                # The solver and the evaluator do not agree, and nothing is left to teach: never a proof, never a person.
                return OPEN, last

    def correct(self, model: z3.ModelRef) -> bool:
        """Teach the truth wherever the model guessed wrongly; whether there was such a place."""
        wrong = False
        for world in self.worlds:
            for a in world.applied(self.everything):
                if a.true is None or not _holds(model, a.heard):
                    continue
                values = tuple(_number(model, x.term) for x in a.arguments)
                if (id(a), values) in self.taught or _agrees(world, model, a, values):
                    continue
                self.taught.add((id(a), values))
                signed = world.signed(a)
                self.add(teach(a, values, world.word, signed))
                wrong = True
        return wrong


def _agrees(world: World, model: z3.ModelRef, a: Application, values: tuple[int, ...]) -> bool:
    assert a.true is not None
    spoken: tuple[Any, ...] = values
    if a.kind == "series":
        spoken = (*(world.word(k) for k in values[:-1]), values[-1])
    truth = a.true(*spoken)
    r = a.result
    if isinstance(r, YesNo):
        return (_holds(model, r.yes), _holds(model, r.no)) == (truth is True, truth is False)
    assert isinstance(r, Some)
    if truth is None:
        return not _holds(model, r.known)
    return _holds(model, r.known) and _number(model, r.term) == truth


def _holds(model: z3.ModelRef, formula: Any) -> bool:
    return formula if isinstance(formula, bool) else z3.is_true(model.eval(formula, model_completion=True))


def _number(model: z3.ModelRef, term: Any) -> int:
    return term if isinstance(term, int) else int(model.eval(term, model_completion=True).as_long())
