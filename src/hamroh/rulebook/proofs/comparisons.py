"""Questions about two things at once: two orders, two provisions, two readings, two persons, two laws."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import z3

from .. import tree as t
from ..book import Rulebook
from ..bulk.plan import rebuilt
from ..evaluate import DISPUTED, KNOWN, Asking, Result
from ..loading import Book
from ..provisions import Branch, Provision, Reading, Version
from .declared import LESS, Declared, Giver, Monotone
from .values import Formula, Some, Symbol, YesNo, all_of, any_of, negated
from .witness import Bench, Witness
from .world import Leaf, World

NAMED = {"status": "subject", "deadline": "name", "risk": "name", "sum": "name"}
"""Kinds of provisions that answer a question by its name."""

# -- orders ----------------------------------------------------------------------------------------------------------


def opposed(declared: Declared) -> Iterator[tuple[Giver, Giver, str]]:
    """What may not be given together, with the claim."""
    for a, b in declared.opposites:
        first, second = declared.orders[a], declared.orders[b]
        for one in first.givers:
            for other in second.givers:
                yield one, other, f"nobody is told both `{first.says}` and `{second.says}`"


def concerned(book: Book, giver: Giver) -> tuple[str, ...]:
    """The provisions a giver speaks for."""
    return (giver.provision,) if giver.provision else book.steps[giver.step].because


def gives(world: World, giver: Giver) -> tuple[Formula, set[Leaf]]:
    """Whether the order is given, and what that reads."""
    if giver.step:
        value, leaves = world.told(world.book.steps[giver.step].when)
        assert isinstance(value, YesNo)
        return value.yes, leaves
    rule = world.rule(giver.provision)
    settled = any_of(rule.known, rule.disputed)
    if not giver.codes:
        return settled, set(rule.leaves)
    return all_of(settled, among(world, rule.fields[0], giver.codes).yes), set(rule.leaves)


def among(world: World, value: Symbol, codes: Iterable[str]) -> YesNo:
    """Whether a value is one of these codes."""
    assert isinstance(value, Some)
    inside = any_of(*(value.term == world.code(code) for code in codes))
    return YesNo(all_of(value.known, inside), all_of(value.known, negated(inside)))


def given(bench: Bench, c: Asking, giver: Giver) -> bool:
    """The same of the evaluator's results."""
    if giver.step:
        return any(step.code == giver.step for step in bench.supposing.fired(c))
    r = c.results[bench.supposing.index[giver.provision]]
    assert r is not None
    return r.outcome in (KNOWN, DISPUTED) and (not giver.codes or r.read[0] in giver.codes)


# -- answers to one question -----------------------------------------------------------------------------------------


def of_one_name(rulebook: Rulebook) -> Iterator[tuple[Provision, Provision, str]]:
    """Two provisions that answer the same question, and which."""
    asked: dict[tuple[str, str], list[Provision]] = {}
    for p in rulebook.provisions:
        if p.kind in NAMED:
            asked.setdefault((p.kind, p.gives[NAMED[p.kind]]), []).append(p)
    for (kind, name), provisions in asked.items():
        for a, b in combinations(provisions, 2):
            yield a, b, f"the {kind} `{name}`"


def differ(world: World, a: Provision, b: Provision) -> tuple[Formula, set[Leaf]]:
    """Both answer, and not alike."""
    one, other = world.rule(a.id), world.rule(b.id)
    unlike: list[Formula] = []
    for place, (name, _) in enumerate(a.fields):
        if name != "met":
            x, y = one.fields[place], other.fields[place]
            if isinstance(x, Some) and isinstance(y, Some):
                unlike.append(all_of(x.known, y.known, x.term != y.term))
    both = all_of(any_of(one.known, one.disputed), any_of(other.known, other.disputed))
    return all_of(both, any_of(*unlike)), one.leaves | other.leaves


def differing(c: Asking, a: Provision, b: Provision) -> bool:
    """The same of the evaluator's results."""
    one, other = c.results[a.index], c.results[b.index]
    assert one is not None and other is not None
    if one.outcome not in (KNOWN, DISPUTED) or other.outcome not in (KNOWN, DISPUTED):
        return False
    return any(
        name != "met" and x is not None and y is not None and x != y
        for (name, _), x, y in zip(a.fields, one.read, other.read, strict=False)
    )


# -- as one thing grows ----------------------------------------------------------------------------------------------


class Growing:
    """A declared monotone fact: the world as it is, and beside it the one in which something is more."""

    def __init__(self, world: World, m: Monotone) -> None:
        self.world, self.m = world, m
        self.more = z3.Int(f"{m.fact or m.value} more")
        self.greater = World(world.rulebook, beside=world, change={m.fact or (m.source, m.value): self.more})
        self.place = [n for n, _ in world.book.provisions[m.provision].fields].index(m.field)

    def against(self) -> tuple[set[Leaf], list[Formula]]:
        """What it reads, and the formulas of somebody who shows it wrong."""
        world, m = self.world, self.m
        one, other = world.rule(m.provision), self.greater.rule(m.provision)
        leaves = one.leaves | other.leaves
        out: list[Formula] = []
        if not m.fact:
            out += [self.more >= 0, self.more <= 1000]
        else:
            leaves = leaves | {m.fact}
            out.append(world.told_of(m.fact))
            if m.fact in world.days:
                _, low, high = world.days[m.fact]
                out += [low == high, self.more >= low]
            else:
                value = world.fact(m.fact)
                assert isinstance(value, Some)
                out.append(self.more >= value.term)
        before, after = one.fields[self.place], other.fields[self.place]
        if m.codes:
            before, after = among(world, before, m.codes), among(world, after, m.codes)
        if isinstance(before, YesNo) and isinstance(after, YesNo):
            fell = all_of(before.yes, after.no) if m.never == LESS else all_of(before.no, after.yes)
        else:
            assert isinstance(before, Some) and isinstance(after, Some)
            worse = after.term < before.term if m.never == LESS else after.term > before.term
            fell = all_of(before.known, after.known, worse)
        return leaves, [*out, fell]

    def shows(self, bench: Bench, pair: Sequence[Witness]) -> bool:
        """Does the evaluator agree: more of the one, and less (or more) of the other?"""
        m, (first, second) = self.m, pair
        if m.fact:
            other = bench
            if not {m.fact} <= set(first.facts) & set(second.facts) or second.facts[m.fact] < first.facts[m.fact]:
                return False
        else:
            other = bench.with_more(m.source, m.value, second.more)
        before = self.read(bench.result(first, m.provision))
        after = self.read(other.result(second, m.provision))
        if before is None or after is None:
            return False
        return bool(after < before if m.never == LESS else after > before)

    def read(self, r: Result) -> Any:
        value = r.read[self.place]
        return value if value is None or not self.m.codes else value in self.m.codes


def with_more(book: Book, id_: str, name: str, more: int) -> Book:
    """The book with one number of the law greater, in every version that has it."""

    def turned(node: t.Node) -> t.Node:
        if isinstance(node, t.Literal) and node.name == name:
            assert isinstance(node.value, int)
            return replace(node, value=node.value + more)
        return rebuilt(node, turned)

    def reading(r: Reading) -> Reading:
        return replace(r, fields=tuple(None if f is None else turned(f) for f in r.fields))

    def branch(b: Branch) -> Branch:
        when = None if b.when is None else turned(b.when)
        return replace(b, when=when, readings=tuple(map(reading, b.readings)))

    def version(v: Version) -> Version:
        values = {k: turned(x) if k == name else x for k, x in v.values.items()}
        return replace(v, values=values, branches=tuple(map(branch, v.branches)))  # type: ignore[arg-type]

    out = copy.copy(book)
    p = book.provisions[id_]
    out.provisions = {**book.provisions, id_: replace(p, versions=tuple(map(version, p.versions)))}
    out.code, out.needs = None, []
    return out


__all__ = ["DISPUTED", "Growing", "concerned", "differ", "differing", "given", "gives", "of_one_name", "opposed"]
