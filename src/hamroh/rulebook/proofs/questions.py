"""What is asked of the book, and how each question is put to the solver and to the evaluator.

A question is a claim in one sentence. Its search looks for a person who would refute it, or, for a claim that something can
happen, for one who shows it. Nobody is shown whom the evaluator did not confirm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any

import z3

from ..book import Rulebook
from ..evaluate import UNKNOWN, Asking, Compiled, Result
from ..provisions import SOURCE_SILENT, Provision
from .solve import FOUND, NONE, SECONDS, Search
from .values import Formula, all_of, any_of, negated
from .witness import Bench, Witness
from .world import Alone, Leaf, World

VERSIONS, ANSWER, ALIVE = "versions", "answer", "alive"
KINDS = (VERSIONS, ANSWER, ALIVE)

PROVED, REFUTED, UNDECIDED = "proved", "refuted", "undecided"


@dataclass(frozen=True, slots=True)
class Question:
    """A claim about one or two provisions; `what` tells it from others of its kind."""

    kind: str
    provisions: tuple[str, ...]
    what: tuple[Any, ...]
    claim: str

    @property
    def id(self) -> str:
        """As a list of the law names it."""
        return " ".join([self.kind, *self.provisions, *map(str, self.what)])


@dataclass(slots=True)
class Finding:
    """How a question ended. `witnesses` refute the claim, or show it when it says that something can happen."""

    question: Question
    answer: str
    seconds: float = 0.0
    why: str = ""
    witnesses: list[Witness] = field(default_factory=list)
    outside: tuple[str, ...] = ()
    """The functions whose values were free."""
    listed: str = ""
    """The reason the law gives for letting it stand."""


def day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def questions_of(rulebook: Rulebook) -> Iterator[Question]:
    """Every question, provision by provision."""
    for p in rulebook.provisions:
        if p.kind == "text":
            continue
        yield Question(VERSIONS, (p.id,), (), "each day from its first version on has one version")
        yield Question(ANSWER, (p.id,), (), "whoever has told everything gets an answer or a declared unknown")
        for v in p.versions:
            for j, _ in enumerate(v.branches):
                yield Question(
                    ALIVE, (p.id,), (v.line, j), f"branch {j + 1} of the version from {day(v.start)} can hold"
                )


class Prover:
    """Answers questions about one book."""

    def __init__(self, rulebook: Rulebook, seconds: float = SECONDS) -> None:
        self.rulebook, self.seconds = rulebook, seconds
        self.world = World(rulebook)
        self.bench = Bench(rulebook)

    def answer(self, q: Question) -> Finding:
        """Settle a question; never longer than its time, and a little."""
        return {VERSIONS: self.versions, ANSWER: self.one_answer, ALIVE: self.alive}[q.kind](q)

    # -- searching

    def search(
        self,
        q: Question,
        leaves: set[Leaf],
        goal: Iterable[Formula],
        shows: Callable[[Witness], bool],
        *,
        wanted: bool = False,
        gates: bool = True,
    ) -> Finding:
        """`wanted`: finding somebody proves the claim instead of refuting it."""
        found, witnesses = Search([self.world], leaves, goal, self.seconds, gates).run(lambda ws: shows(ws[0]))
        outside = names_outside(self.world, leaves)
        if found == NONE:
            return Finding(q, REFUTED if wanted else PROVED, outside=outside)
        if found != FOUND:
            return Finding(q, UNDECIDED, why="the solver found no answer in time", outside=outside)
        smallest = self.bench.smallest(witnesses[0], shows)
        return Finding(q, PROVED if wanted else REFUTED, witnesses=[smallest], outside=outside)

    # -- 1. one version for each day

    def versions(self, q: Question) -> Finding:
        """No day without a version between the first and the last, and no two that were not made to replace each other."""
        p = self.rulebook.provision(q.provisions[0])
        world = self.world
        governs = world.governing(p, world.on)
        first = min(p.versions, key=lambda v: v.start)
        last = None if any(v.end is None for v in p.versions) else max(v.end or 0 for v in p.versions)
        inside = all_of(world.on >= first.start, True if last is None else world.on <= last)
        # All that was ever published is known: what a later act filled in is no gap.
        everything = world.knowing >= max(v.published for v in p.versions)
        gap = all_of(inside, everything, *(negated(g) for g in governs))
        overlaps = [
            all_of(
                world.on >= max(a.start, b.start), *(world.on <= v.end for v in (a, b) if v.end is not None), everything
            )
            for a, b in combinations(p.versions, 2)
            # A version without a last day ends where a later one begins.
            if not replaced(p, a, b) and (a if a.start <= b.start else b).end is not None
        ]
        for why, formula in (("no version on that day", gap), ("two versions on that day", any_of(*overlaps))):
            found, ws = Search([world], set(), [formula], self.seconds).run(lambda _: True)
            if found == FOUND:
                return Finding(q, REFUTED, why=why, witnesses=[first_day(ws[0], formula, world)])
            if found != NONE:
                return Finding(q, UNDECIDED, why="the solver found no answer in time")
        return Finding(q, PROVED)

    # -- 1. one answer for each person

    def one_answer(self, q: Question) -> Finding:
        """Who has told everything, and of whom histories and tables say something, is not left without an answer."""
        p = self.rulebook.provision(q.provisions[0])
        alone = Alone(self.world, p.id)
        leaves, goal = self.without_answer(alone, p.id)
        found, _ = Search([alone], leaves, goal, self.seconds, gates=False).run(lambda _: True)
        if found == NONE:
            return Finding(q, PROVED, outside=names_outside(alone, leaves))
        leaves, goal = self.without_answer(self.world, p.id)
        return self.search(q, leaves, goal, lambda w: self.left_without(w, p), gates=False)

    def without_answer(self, world: World, id_: str) -> tuple[set[Leaf], list[Formula]]:
        """Who has told everything, to the day, and is left without an answer by this provision's own words."""
        rule = world.rule(id_)
        leaves = set(rule.leaves)
        goal = [rule.unknown, negated(rule.late), negated(world.silent(rule))]
        for other in (rule, *map(world.rule, rule.reads)):
            goal.append(negated(other.early))
        # What another provision leaves unknown is that one's own question.
        goal += [negated(world.rule(other).unknown) for other in rule.reads]
        for leaf in leaves:
            if isinstance(leaf, str):
                goal.append(world.told_of(leaf))
                if leaf in world.days:
                    _, low, high = world.days[leaf]
                    goal.append(low == high)
            else:
                # Histories, tables and the calendar give something.
                goal.append(any_of(leaf.result.known, negated(leaf.heard)))
        return leaves, goal

    def left_without(self, w: Witness, p: Provision) -> bool:
        """Unknown, though nothing that was read is unknown and no source is silent."""
        compiled = self.bench.supposing
        c = self.bench.asked(w)
        r = compiled.result(c, p.index)
        if r.outcome != UNKNOWN or r.why or compiled.holes:
            return False
        if r.branch is not None and r.branch.outcome == SOURCE_SILENT:
            return False
        return not self.missing(compiled, c, r)

    def missing(self, compiled: Compiled, c: Asking, r: Result) -> bool:
        """Did a result rest on a fact that could have been told, or on another result that is unknown?"""
        for i in r.trace:
            if i >= 0:
                if c.facts[i] is None:
                    return True
            else:
                other = compiled.result(c, ~i) if compiled.provisions[~i].kind != "text" else None
                if other is not None and other.outcome == UNKNOWN:
                    return True
        return False

    # -- 2. no dead branch

    def alive(self, q: Question) -> Finding:
        """Somebody, on some day, is given this branch."""
        p = self.rulebook.provision(q.provisions[0])
        k = next(i for i, v in enumerate(p.versions) if v.line == q.what[0])
        j = q.what[1]
        branch = p.versions[k].branches[j]
        rule = self.world.rule(p.id)
        found = self.search(
            q,
            set(rule.leaves),
            [rule.held[k][j]],
            lambda w: self.bench.result(w, p.id).branch is branch,
            wanted=True,
        )
        if found.answer == REFUTED and branch.when is None and branch.outcome:
            # The closing `otherwise` of a version that gives nothing: a guard, there so that nobody falls through.
            return Finding(q, PROVED, why="a closing guard that nobody reaches", outside=found.outside)
        return found


def replaced(p: Provision, a: Any, b: Any) -> bool:
    """Did one of two versions replace the other, by its own word or through others?"""

    def replaces(x: Any, y: Any) -> bool:
        seen = set()
        while x.replaces is not None and x.replaces not in seen:
            seen.add(x.replaces)
            if x.replaces == y.published:
                return True
            before = [v for v in p.versions if v.published == x.replaces]
            if not before:
                return False
            x = before[0]
        return False

    return replaces(a, b) or replaces(b, a)


def first_day(w: Witness, formula: Formula, world: World) -> Witness:
    """The first day of which a formula over days alone holds, near the one found."""

    def holds(on: int, known: int) -> bool:
        value = z3.simplify(z3.substitute(formula, (world.on, z3.IntVal(on)), (world.knowing, z3.IntVal(known))))
        return bool(z3.is_true(value))

    on, known = w.on, w.known
    if holds(on, on):
        known = on
    step = 1 << 14
    while step:
        here = on - step
        if here > 1 and holds(here, here if known == on else known):
            on, known = here, here if known == on else known
        else:
            step //= 2
    return Witness(on, known)


def names_outside(world: World, leaves: Iterable[Leaf]) -> tuple[str, ...]:
    """Functions among these whose value is free: histories, and products of facts."""
    return tuple(sorted({a.name for a in world.applied(leaves) if a.kind in ("history", "product")}))
