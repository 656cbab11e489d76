"""What is asked of the book, and how each question is put to the solver and to the evaluator.

A question is a claim in one sentence. Its search looks for a person who would refute it, or, for a claim that something can
happen, for one who shows it. Nobody is shown whom the evaluator did not confirm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any

import z3

from ..book import Rulebook
from ..evaluate import DISPUTED, UNKNOWN, Asking, Compiled, Result
from ..provisions import SOURCE_SILENT, Provision, Version
from . import comparisons
from .declared import Declared
from .solve import FOUND, NONE, SECONDS, Search
from .values import Formula, all_of, any_of, negated
from .witness import Bench, Witness
from .world import Alone, Leaf, World

VERSIONS, ANSWER, ALIVE, ORDERS, MONOTONE = "versions", "answer", "alive", "orders", "monotone"
DISPUTED_BRANCH, AGREE = "disputed", "agree"
KINDS = (VERSIONS, ANSWER, ALIVE, ORDERS, MONOTONE, DISPUTED_BRANCH, AGREE)

PROVED, REFUTED, UNDECIDED = "proved", "refuted", "undecided"


@dataclass(frozen=True, slots=True)
class Question:
    """A claim about provisions; `what` tells it from others of its kind."""

    kind: str
    provisions: tuple[str, ...]
    what: tuple[Any, ...]
    claim: str
    named: bool = False
    """`what` alone names it: orders and monotone facts have names of their own."""

    @property
    def id(self) -> str:
        """As a list of the law names it."""
        return " ".join([self.kind, *(() if self.named else self.provisions), *map(str, self.what)])


@dataclass(slots=True)
class Ending:
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


def questions_of(rulebook: Rulebook, declared: Declared) -> Iterator[Question]:
    """Every question: first provision by provision, then those about two at once."""
    for p in rulebook.provisions:
        if p.kind == "text":
            continue
        yield Question(VERSIONS, (p.id,), (), "each day from its first version on has one version")
        yield Question(ANSWER, (p.id,), (), "whoever has told everything gets an answer or a declared unknown")
        for v in p.versions:
            for j, _ in enumerate(v.branches):
                yield Question(
                    ALIVE,
                    (p.id,),
                    (version_name(p, v), j + 1),
                    f"branch {j + 1} of the version from {day(v.start)} can hold",
                )
            for j, b in enumerate(v.branches):
                if len(b.readings) > 1:
                    claim = f"the readings of branch {j + 1} of the version from {day(v.start)} can differ, and then it is disputed"
                    yield Question(DISPUTED_BRANCH, (p.id,), (version_name(p, v), j + 1), claim)
    for one, other, claim in comparisons.opposed(declared):
        about = tuple(dict.fromkeys(id_ for g in (one, other) for id_ in comparisons.concerned(rulebook.book, g)))
        yield Question(ORDERS, about, (one.name, other.name), claim, named=True)
    for m in declared.monotone.values():
        about = tuple(dict.fromkeys((*((m.source,) if m.source else ()), m.provision)))
        yield Question(MONOTONE, about, (m.code,), m.says, named=True)
    for first, second, asked in comparisons.of_one_name(rulebook):
        yield Question(AGREE, (first.id, second.id), (), f"both never answer {asked} differently")


class Prover:
    """Answers questions about one book."""

    def __init__(self, rulebook: Rulebook, declared: Declared, seconds: float = SECONDS) -> None:
        self.rulebook, self.declared, self.seconds = rulebook, declared, seconds
        self.world = World(rulebook)
        self.bench = Bench(rulebook)

    def answer(self, q: Question) -> Ending:
        """Settle a question; never longer than its time, and a little."""
        return {
            VERSIONS: self.versions,
            ANSWER: self.one_answer,
            ALIVE: self.alive,
            ORDERS: self.orders,
            MONOTONE: self.monotone,
            DISPUTED_BRANCH: self.disputed,
            AGREE: self.agree,
        }[q.kind](q)

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
    ) -> Ending:
        """`wanted`: finding somebody proves the claim instead of refuting it."""
        return self.search_worlds(q, [self.world], leaves, goal, lambda ws: shows(ws[0]), wanted=wanted, gates=gates)

    def search_worlds(
        self,
        q: Question,
        worlds: Sequence[World],
        leaves: set[Leaf],
        goal: Iterable[Formula],
        shows: Callable[[Sequence[Witness]], bool],
        *,
        wanted: bool = False,
        gates: bool = True,
    ) -> Ending:
        """The same over one world or two."""
        # Asked about is the law of a day as known on it or later; that something can happen may be shown in advance too.
        hindsight = [] if wanted else [world.knowing >= world.on for world in worlds]
        found, witnesses = Search(worlds, leaves, [*hindsight, *goal], self.seconds, gates).run(shows)
        outside = names_outside(worlds, leaves)
        if found == NONE:
            return Ending(q, REFUTED if wanted else PROVED, outside=outside)
        if found != FOUND:
            return Ending(q, UNDECIDED, why="the solver found no answer in time", outside=outside)
        smallest = self.bench.smallest(witnesses, shows)
        return Ending(q, PROVED if wanted else REFUTED, witnesses=smallest, outside=outside)

    # -- 1. one version for each day

    def versions(self, q: Question) -> Ending:
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
                return Ending(q, REFUTED, why=why, witnesses=[first_day(ws[0], formula, world)])
            if found != NONE:
                return Ending(q, UNDECIDED, why="the solver found no answer in time")
        return Ending(q, PROVED)

    # -- 1. one answer for each person

    def one_answer(self, q: Question) -> Ending:
        """Who has told everything, and of whom histories and tables say something, is not left without an answer."""
        p = self.rulebook.provision(q.provisions[0])
        alone = Alone(self.world, p.id)
        leaves, goal = self.without_answer(alone, p.id)
        found, _ = Search([alone], leaves, goal, self.seconds, gates=False).run(lambda _: True)
        if found == NONE:
            return Ending(q, PROVED, outside=names_outside([alone], leaves))
        leaves, goal = self.without_answer(self.world, p.id)
        return self.search(q, leaves, goal, lambda w: self.left_without(w, p), gates=False)

    def without_answer(self, world: World, id_: str) -> tuple[set[Leaf], list[Formula]]:
        """Who has told everything, to the day, and is left without an answer by this provision's own words."""
        rule = world.rule(id_)
        leaves = set(rule.leaves)
        goal = [world.knowing >= world.on, rule.unknown, negated(rule.late), negated(world.silent(rule))]
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

    def alive(self, q: Question) -> Ending:
        """Somebody, on some day, is given this branch."""
        p, k, j = self.branch_of(q)
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
            return Ending(q, PROVED, why="a closing guard that nobody reaches", outside=found.outside)
        return found

    # -- two things at once

    def orders(self, q: Question) -> Ending:
        """Nobody is given both orders on one day."""
        one, other = next((a, b) for a, b, _ in comparisons.opposed(self.declared) if (a.name, b.name) == q.what)
        first, reads = comparisons.gives(self.world, one)
        second, more = comparisons.gives(self.world, other)

        def shows(w: Witness) -> bool:
            c = self.bench.results(w)
            return comparisons.given(self.bench, c, one) and comparisons.given(self.bench, c, other)

        return self.search(q, reads | more, [first, second], shows)

    def monotone(self, q: Question) -> Ending:
        """What is declared to grow or stay never falls, whoever it is and whatever the law says besides."""
        growing = comparisons.Growing(self.world, self.declared.monotone[q.what[0]])
        leaves, goal = growing.against()
        worlds = [self.world, growing.greater]
        return self.search_worlds(q, worlds, leaves, goal, lambda ws: growing.shows(self.bench, ws))

    def disputed(self, q: Question) -> Ending:
        """Somebody is given different answers by the readings, and is told that it is disputed."""
        p, k, j = self.branch_of(q)
        branch = p.versions[k].branches[j]
        rule = self.world.rule(p.id)

        def shows(w: Witness) -> bool:
            r = self.bench.result(w, p.id)
            return r.branch is branch and r.outcome == DISPUTED

        return self.search(q, set(rule.leaves), [rule.held[k][j], rule.disputed], shows, wanted=True)

    def agree(self, q: Question) -> Ending:
        """Two provisions that answer one question do not answer it differently for one person and day."""
        a, b = (self.rulebook.provision(id_) for id_ in q.provisions)
        formula, leaves = comparisons.differ(self.world, a, b)
        return self.search(q, leaves, [formula], lambda w: comparisons.differing(self.bench.results(w), a, b))

    def branch_of(self, q: Question) -> tuple[Provision, int, int]:
        """The provision, version and branch a question is about."""
        p = self.rulebook.provision(q.provisions[0])
        version, branch = q.what
        return p, [version_name(p, v) for v in p.versions].index(version), branch - 1


def version_name(p: Provision, v: Version) -> str:
    """The first day of a version; and when it was published, where two begin on that day."""
    alone = sum(w.start == v.start for w in p.versions) == 1
    return day(v.start) if alone else f"{day(v.start)}/{day(v.published)}"


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


def names_outside(worlds: Iterable[World], leaves: set[Leaf]) -> tuple[str, ...]:
    """Functions among these whose value is free: histories, and products of facts."""
    free = ("history", "product")
    return tuple(sorted({a.name for world in worlds for a in world.applied(leaves) if a.kind in free}))
