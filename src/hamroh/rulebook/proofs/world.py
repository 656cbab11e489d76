"""The book as formulas: one world of persons and days, in which a provision's result is a term of Z3.

A world is whatever a person may be told to be on whatever day: each fact is a value and whether it was told; the day asked
about and the day of knowledge are free. What every world obeys (a day told as past is past, a gate that is shut leaves its
facts untold, ...) is the world's *axioms*. A second world beside the first shares all but what is said to differ: so two
persons who differ in one fact, or two laws that differ in one number, are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import z3

from .. import tree as t
from ..book import Rulebook
from ..histories import HISTORY_FUNCTIONS
from ..person import HISTORIES
from ..provisions import DOES_NOT_APPLY, SOURCE_SILENT, Branch, FactKind, Provision, Version
from .outside import FIRST, LAST, YEAR_TRUE, Application, lemmas, months_true, spread
from .values import (
    NO,
    NOTHING,
    UNKNOWN_YES_NO,
    YES,
    Codes,
    Formula,
    Some,
    Symbol,
    Term,
    YesNo,
    all_of,
    any_of,
    chosen,
    constant,
    either,
    negated,
    truncated,
)

OTHER = "other"
"""Any country the law does not name."""
FAR = 10**13
"""More than any number a person may say."""

Leaf = str | Application
Change = dict[str | tuple[str, str], Term]
"""What differs in a second world: a fact by name, or by how much a number of the law does, by provision and name."""


@dataclass(slots=True)
class Rule:
    """A provision in a world. Formulas of `held` and `stuck` by version and branch already say that it governs and is meant."""

    provision: Provision
    meant: YesNo
    governs: list[Formula]
    """By version: its day is governed by it, whoever is asked about."""
    no_version: Formula
    day: Some
    late: Formula
    early: Formula
    """Its day lies before its first version, or that was not published yet."""
    held: list[list[Formula]]
    stuck: Formula
    """A condition came out unknown, so that no branch holds."""
    fell: Formula
    """Every condition came out no, and there is no `otherwise`."""
    readings: list[list[list[list[Symbol]]]]
    """By version, branch, reading and field."""
    known: Formula
    disputed: Formula
    outside: Formula
    unknown: Formula
    applies: YesNo
    fields: list[Symbol]
    """As other provisions read them."""
    leaves: set[Leaf]
    reads: set[str]


@dataclass(slots=True)
class _Scope:
    leaves: set[Leaf] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)


class World:
    """A book's provisions over one person, day and day of knowledge."""

    def __init__(self, rulebook: Rulebook, beside: World | None = None, change: Change | None = None) -> None:
        self.rulebook, self.book = rulebook, rulebook.book
        self.compiled = rulebook.compiled
        self.beside, self.change = beside, change or {}
        self.mark = "" if beside is None else "'"
        self.numbers: dict[str, int] = {} if beside is None else beside.numbers
        self.words: list[str] = [] if beside is None else beside.words
        self.on: Term = z3.Int("on")
        self.knowing: Term = z3.Int("known")
        self.rules: dict[str, Rule] = {}
        self.applications: dict[Any, Application] = {}
        self._facts: dict[str, Symbol] = {}
        self.days: dict[str, tuple[Formula, Term, Term]] = {}
        self._scopes: dict[int, tuple[YesNo, _Scope]] = {}
        self._stack: list[_Scope] = [_Scope()]
        self._axioms: dict[str, list[Formula]] = {}
        self._trees: dict[tuple[int, int], tuple[t.Node, Symbol, _Scope]] = {}
        self.countries: list[str] = beside.countries if beside is not None else self._countries()

    def _countries(self) -> list[str]:
        """The countries the law names."""
        known = set(self.book.about.get("countries") or {})
        found: set[str] = set()

        def see(value: Any) -> None:
            if isinstance(value, tuple):
                for item in value:
                    see(item)
            elif isinstance(value, str) and len(value) == 2 and value.isupper() and (not known or value in known):
                found.add(value)

        for p in self.book.provisions.values():
            for version in p.versions:
                for literal in version.values.values():
                    see(literal.value)
            for e in p.expressions():
                for n in t.walk(e):
                    if isinstance(n, t.Literal):
                        see(n.value)
        for step in self.book.steps.values():
            for n in t.walk(step.when):
                if isinstance(n, t.Literal):
                    see(n.value)
        return sorted(found)

    def code(self, word: str) -> int:
        """The number of a code; equal words have equal numbers."""
        if word not in self.numbers:
            self.numbers[word] = len(self.words)
            self.words.append(word)
        return self.numbers[word]

    def word(self, number: int) -> str:
        """The code of a number; nothing the law knows for one that has none."""
        return self.words[number] if 0 <= number < len(self.words) else ""

    def signed(self, a: Application) -> list[int]:
        """The days on which a decree that changes an application's calendar was signed."""
        if a.kind != "calendar":
            return []
        calendar = self.book.series.calendar(a.key[1][0])
        return calendar.signed if calendar is not None else []

    # -- what a formula reads

    def saw(self, leaf: Leaf) -> None:
        self._stack[-1].leaves.add(leaf)

    def told(self, node: t.Node, day: Some | None = None) -> tuple[Symbol, set[Leaf]]:
        """An expression of the law, and what it reads."""
        value, scope = self.kept(node, day if day is not None else Some(True, self.on))
        return value, scope.leaves

    def kept(self, node: t.Node, day: Some) -> tuple[Symbol, _Scope]:
        """The value of a node, made once for each governing day."""
        key = (id(node), day.term.get_id() if not isinstance(day.term, int) else day.term)
        found = self._trees.get(key)
        if found is None:
            self._stack.append(_Scope())
            value = self._value(node, day)
            scope = self._stack.pop()
            found = self._trees[key] = (node, value, scope)
        self._stack[-1].leaves |= found[2].leaves
        self._stack[-1].reads |= found[2].reads
        return found[1], found[2]

    def value(self, node: t.Node, day: Some) -> Symbol:
        return self.kept(node, day)[0]

    # -- axioms

    def axioms(self, leaves: set[Leaf], gates: bool = True) -> list[Formula]:
        """What holds of the world as far as these facts and applications reach; what it reads besides joins them.

        `gates`: a fact is told only by whom it would be asked.
        """
        seen: set[Leaf] = set()
        open_ = list(leaves)
        out: list[Formula] = [
            self.on >= self.first_day,
            self.on <= LAST,
            self.knowing >= self.first_day,
            self.knowing <= LAST,
        ]
        while open_:
            leaf = open_.pop()
            if leaf in seen:
                continue
            seen.add(leaf)
            if isinstance(leaf, str):
                out.extend(self._axiom(leaf))
                if gates:
                    gate, more = self._gate(leaf)
                    out.append(gate)
                    open_.extend(more)
        leaves |= seen
        out.extend(self._order(seen))
        out.extend(lemmas(self.applied(seen), self.on))
        return [a for a in out if a is not True]

    @property
    def first_day(self) -> int:
        """The first day in force of the oldest provision."""
        return min(p.versions[0].start for p in self.compiled.provisions if p.kind != "text")

    def applied(self, leaves: Iterable[Leaf]) -> list[Application]:
        """The applications among these, in the order in which they were made."""
        wanted = {leaf for leaf in leaves if isinstance(leaf, Application)}
        return [a for a in self.applications.values() if a in wanted]

    def _gate(self, name: str) -> tuple[Formula, set[Leaf]]:
        """A fact whose gate is shut was not told."""
        asked_if = self.book.facts[name].asked_if
        if asked_if is None:
            return True, set()
        gate, leaves = self.told(asked_if)
        assert isinstance(gate, YesNo)
        return any_of(negated(self.told_of(name)), negated(gate.no)), leaves

    def _axiom(self, name: str) -> list[Formula]:
        found = self._axioms.get(name)
        if found is not None:
            return found
        kind = self.book.facts[name]
        out: list[Formula] = []
        told = self.told_of(name)
        if kind.value_type == t.DAY:
            _, low, high = self.days[name]
            out += [low >= FIRST, high <= LAST, low <= high]
            if kind.type == "day":
                # Nothing told as past lies after the day asked about (`Person.check_against`).
                out.append(any_of(negated(told), low <= self.on))
        elif kind.value_type in (t.NUMBER, t.MONEY):
            value = self._facts[name]
            assert isinstance(value, Some)
            least = kind.least if kind.least is not None else 0
            most = kind.most if kind.most is not None else 10**9 if kind.type == "number" else FAR
            out += [value.term >= least, value.term <= most]
        elif kind.value_type == t.CHOICE:
            value = self._facts[name]
            assert isinstance(value, Some)
            words = list(kind.choices) if kind.type == "choice" else list(self.book.series.region_names())
            out.append(any_of(*(value.term == self.code(w) for w in words)))
        elif kind.value_type == t.CODES:
            codes = self._facts[name]
            assert isinstance(codes, Codes)
            out.append(any_of(*codes.holds.values()))
        self._axioms[name] = out
        return out

    def _order(self, leaves: set[Leaf]) -> Iterator[Formula]:
        """Nothing before birth, no exit before the entry (`read_person`)."""
        days = [leaf for leaf in leaves if isinstance(leaf, str) and leaf in self.days]
        if "birth_date" in days:
            born, birth, _ = self.days["birth_date"]
            for name in days:
                told, _, high = self.days[name]
                if name != "birth_date":
                    yield any_of(negated(born), negated(told), high >= birth)
        if "entered" in days and "left" in days:
            came, entry, _ = self.days["entered"]
            went, _, exit_ = self.days["left"]
            yield any_of(negated(came), negated(went), exit_ >= entry)

    # -- facts

    def told_of(self, name: str) -> Formula:
        """Whether a fact was told at all (a day may be told by its month only)."""
        self.fact(name)
        value = self._facts[name]
        if name in self.days:
            return self.days[name][0]
        return value.known

    def fact(self, name: str) -> Symbol:
        """A fact as rules read it."""
        self.saw(name)
        found = self._facts.get(name)
        if found is None:
            if self.beside is not None and name not in self.change:
                self.beside._stack.append(_Scope())
                found = self.beside.fact(name)
                self.beside._stack.pop()
                if name in self.beside.days:
                    self.days[name] = self.beside.days[name]
            else:
                found = self._fact(self.book.facts[name])
            self._facts[name] = found
        return found

    def _fact(self, kind: FactKind) -> Symbol:
        name = kind.id + self.mark
        told = z3.Bool(f"told {kind.id}")
        if kind.type == "history":
            return YesNo(told, False)
        if kind.value_type == t.YES_NO:
            value = z3.Bool(name)
            return YesNo(all_of(told, value), all_of(told, negated(value)))
        if kind.value_type == t.CODES:
            return Codes(told, {code: z3.Bool(f"{name} {code}") for code in (*self.countries, OTHER)})
        if kind.value_type == t.DAY:
            if kind.id in self.change:
                # The fact that differs is known to the day.
                low = high = self.change[kind.id]
            else:
                low, high = z3.Int(name), z3.Int(f"{name} latest")
            self.days[kind.id] = (told, low, high)
            return Some(all_of(told, low == high), low)
        return Some(told, self.change.get(kind.id, z3.Int(name)))

    # -- expressions

    def _value(self, node: t.Node, day: Some) -> Symbol:
        match node:
            case t.Literal():
                return self.literal(node)
            case t.AskedDay():
                return Some(True, self.on)
            case t.Fact(name=name):
                return self.fact(name)
            case t.Bound(name=name, latest=latest):
                self.fact(name)
                told, low, high = self.days[name]
                return Some(told, high if latest else low)
            case t.Result(provision=id_, field=field):
                rule = self.other(id_)
                return rule.fields[[n for n, _ in rule.provision.fields].index(field)]
            case t.Applies(provision=id_):
                return self.other(id_).applies
            case t.Certain(provision=id_):
                known = self.other(id_).known
                return YesNo(known, negated(known))
            case t.LawValue():
                return self.law_value(node, day)
            case t.Known(of=of):
                known = self.value(of, day).known
                return YesNo(known, negated(known))
            case t.Not(of=of):
                inner = self.truth(of, day)
                return YesNo(inner.no, inner.yes)
            case t.And(of=of):
                parts = [self.truth(part, day) for part in of]
                return YesNo(all_of(*(p.yes for p in parts)), any_of(*(p.no for p in parts)))
            case t.Or(of=of):
                parts = [self.truth(part, day) for part in of]
                return YesNo(any_of(*(p.yes for p in parts)), all_of(*(p.no for p in parts)))
            case t.Compare(op=op, left=left, right=right):
                return self.compare(op, self.value(left, day), self.value(right, day))
            case t.Within(of=of, values=values):
                return self.within(self.value(of, day), values)
            case t.Holds(of=of, codes=codes):
                held, wanted = self.value(of, day), self.value(codes, day)
                assert isinstance(held, Codes) and isinstance(wanted, Some)
                return self.holds(held, wanted)
            case t.Arithmetic(op=op, left=left, right=right):
                return self.arithmetic(op, self.number(left, day), self.number(right, day))
            case t.Case(branches=branches, otherwise=otherwise):
                return self.case(node.type, branches, otherwise, day)
            case t.Call():
                return self.call(node, day)
        raise TypeError(f"no formula for {type(node).__name__}")

    def truth(self, node: t.Node, day: Some) -> YesNo:
        value = self.value(node, day)
        assert isinstance(value, YesNo)
        return value

    def number(self, node: t.Node, day: Some) -> Some:
        value = self.value(node, day)
        assert isinstance(value, Some)
        return value

    def plain(self, value: Any) -> Symbol:
        """A constant of the law."""
        if isinstance(value, bool):
            return YES if value else NO
        if isinstance(value, tuple):
            return Some(True, 0, ((True, value),))
        return constant(self.code(value) if isinstance(value, str) else value)

    def literal(self, node: t.Literal) -> Symbol:
        more = self._changed.get(node.name) if node.name else None
        return self.plain(node.value) if more is None else Some(True, node.value + more)

    _changed: dict[str, Term] = {}
    """By how much numbers of the provision being read differ in this world."""

    def law_value(self, node: t.LawValue, day: Some) -> Symbol:
        p = self.book.provisions[node.provision]
        then = day if node.day is None else constant(node.day)
        more = self.change.get((p.id, node.name))
        ways: list[tuple[Formula, Symbol]] = []
        for version, governs in zip(p.versions, self.governing(p, then.term), strict=True):
            held = version.values.get(node.name)
            if held is None:
                value: Symbol = UNKNOWN_YES_NO if node.type == t.YES_NO else NOTHING
            else:
                value = self.plain(held.value) if more is None else Some(True, held.value + more)
            ways.append((governs, value))
        found = chosen(ways, UNKNOWN_YES_NO if node.type == t.YES_NO else NOTHING)
        if isinstance(found, Some):
            return Some(all_of(found.known, then.known), found.term, found.ways)
        assert isinstance(found, YesNo)
        return YesNo(all_of(found.yes, then.known), all_of(found.no, then.known))

    def compare(self, op: str, a: Symbol, b: Symbol) -> YesNo:
        if isinstance(a, YesNo) and isinstance(b, YesNo):
            alike = YesNo(
                any_of(all_of(a.yes, b.yes), all_of(a.no, b.no)), any_of(all_of(a.yes, b.no), all_of(a.no, b.yes))
            )
            return alike if op == "=" else YesNo(alike.no, alike.yes)
        assert isinstance(a, Some) and isinstance(b, Some)
        held = {
            "=": lambda: a.term == b.term,
            "<>": lambda: a.term != b.term,
            "<": lambda: a.term < b.term,
            "<=": lambda: a.term <= b.term,
            ">": lambda: a.term > b.term,
            ">=": lambda: a.term >= b.term,
        }[op]()
        known = all_of(a.known, b.known)
        return YesNo(all_of(known, held), all_of(known, negated(held)))

    def within(self, of: Symbol, values: tuple[Any, ...]) -> YesNo:
        if isinstance(of, YesNo):
            return YesNo(
                any_of(*(of.yes if v is True else of.no for v in values)),
                any_of(*(of.no if v is True else of.yes for v in values)) if len(values) == 1 else False,
            )
        assert isinstance(of, Some)
        inside = any_of(*(of.term == (self.code(v) if isinstance(v, str) else v) for v in values))
        return YesNo(all_of(of.known, inside), all_of(of.known, negated(inside)))

    def holds(self, held: Codes, wanted: Some) -> YesNo:
        if not wanted.ways:
            raise TypeError("a set is asked about a code that is no value of the law")
        inside = any_of(
            *(
                all_of(condition, any_of(*(held.holds[w] for w in self.spelt(words))))
                for condition, words in wanted.ways
            )
        )
        known = all_of(held.known, wanted.known)
        return YesNo(all_of(known, inside), all_of(known, negated(inside)))

    def spelt(self, words: Any) -> tuple[str, ...]:
        return tuple(words) if isinstance(words, tuple) else (self.words[words],)

    def arithmetic(self, op: str, a: Some, b: Some) -> Symbol:
        known = all_of(a.known, b.known)
        if op in "+-":
            term = a.term + b.term if op == "+" else a.term - b.term
            return Some(known, term, ((True, term),) if isinstance(term, int) else ())
        constants = b.ways or (a.ways if op == "*" else ())
        if not constants and op == "*":
            # Two facts multiplied, or divided by: outside what a solver of linear whole numbers decides.
            return self.apply("product", (a, b), t.NUMBER, lambda x, y: x * y, "product", "product")
        if not constants:
            raise TypeError("a number of the law by which something is divided cannot be made to differ")
        other = a if constants is b.ways else b
        ways: list[tuple[Formula, Symbol]] = []
        for condition, n in constants:
            if op == "*":
                ways.append((condition, Some(known, other.term * n)))
            elif n != 0:
                ways.append((condition, Some(known, truncated(other.term, n))))
        return chosen(ways, NOTHING)

    def case(
        self, type_: str, branches: Iterable[tuple[t.Node, t.Node]], otherwise: t.Node | None, day: Some
    ) -> Symbol:
        nothing: Symbol = UNKNOWN_YES_NO if type_ == t.YES_NO else NOTHING
        ways: list[tuple[Formula, Symbol]] = []
        for when, then in branches:
            held = self.truth(when, day)
            ways.append((held.yes, self.value(then, day)))
            ways.append((negated(held.no), nothing))
        return chosen(ways, nothing if otherwise is None else self.value(otherwise, day))

    # -- functions

    def call(self, node: t.Call, day: Some) -> Symbol:
        name = node.name
        if name == "in_list":
            what, where = self.number(node.arguments[0], day), self.number(node.arguments[1], day)
            inside = any_of(*(all_of(c, self.within(what, words).yes) for c, words in where.ways))
            known = all_of(what.known, where.known)
            return YesNo(all_of(known, inside), all_of(known, negated(inside)))
        if name == "series":
            first, *rest = node.arguments
            assert isinstance(first, t.Literal)
            true = self.book.series.look_up(str(first.value))
            arguments = tuple(self.number(a, day) for a in rest)
            return self.apply(f"series {first.value}", arguments, node.type, true, "series", ("series", first.value))
        if name in HISTORY_FUNCTIONS:
            return self.history(node, day)
        arguments = tuple(self.number(a, day) for a in node.arguments)
        known = all_of(*(a.known for a in arguments))
        if name == "plus_days":
            return Some(known, arguments[0].term + arguments[1].term)
        if name == "rub":
            only = arguments[0]
            return Some(known, only.term * 100, tuple((c, 100 * v) for c, v in only.ways))
        if name in ("earlier", "later"):
            a, b = arguments
            first_one = a.term <= b.term if name == "earlier" else a.term >= b.term
            return Some(known, either(first_one, a.term, b.term))
        if name in ("plus_months", "plus_years"):
            base, count = arguments
            if name == "plus_years":
                count = Some(count.known, count.term * 12, tuple((c, 12 * v) for c, v in count.ways))
            return self.apply("plus_months", (base, count), t.DAY, months_true, "months", "months", known)
        if name in YEAR_TRUE:
            return self.apply(name, arguments, node.type, YEAR_TRUE[name], name, name, known)
        return self.working_day(node, arguments)

    def working_day(self, node: t.Call, arguments: tuple[Some, ...]) -> Symbol:
        calendar = self.book.series.calendar(node.calendar)
        if calendar is None:
            return UNKNOWN_YES_NO if node.type == t.YES_NO else NOTHING
        work = getattr(calendar, node.name.removesuffix("_off"))
        off = node.name.endswith("_off")
        if off:
            arguments = (*arguments, Some(True, self.knowing))

            def true(*a: Any) -> Any:
                return work(*a[:-1], True, a[-1])
        else:
            true = work
        bounds: tuple[int, int, int, int] | None = None
        counts = [n for _, n in arguments[1].ways] if node.name.startswith("nth") else [0]
        if node.type == t.DAY and counts:
            found = [spread(self.book.series, node.calendar, node.name, n) for n in counts]
            low, high = min(x for x, _ in found), max(x for _, x in found)
            bounds = (low, high, calendar.first, calendar.last)
        key = ("calendar", (node.calendar, node.name))
        days = calendar.declared
        declared = (days[0], days[-1]) if days else None
        return self.apply(node.name, arguments, node.type, true, "calendar", key, bounds=bounds, declared=declared)

    def history(self, node: t.Call, day: Some) -> Symbol:
        function = HISTORY_FUNCTIONS[node.name]
        for name in function.reads:
            if name in self.book.facts:
                self.saw(name)
                self.fact(name)
        words = tuple(a.value for a in node.arguments if isinstance(a, t.Literal) and a.type == t.CHOICE)
        arguments = tuple(
            self.number(a, day) for a in node.arguments if not (isinstance(a, t.Literal) and a.type == t.CHOICE)
        )
        # Whose history differs is another person, for whom the same function may give anything.
        apart = {"stays": ("entered", "left", "in_country", "birth_date"), "patents": ("has_patent",)}
        varied = any(f in self.change for h in function.reads for f in apart.get(h, ()))
        key = ("history", node.name, words, self.mark if varied else "")
        return self.apply(node.name, arguments, node.type, None, "history", key)

    def apply(
        self,
        name: str,
        arguments: tuple[Some, ...],
        type_: str,
        true: Callable[..., Any] | None,
        kind: str,
        key: Any,
        known: Formula | None = None,
        bounds: tuple[int, int, int, int] | None = None,
        declared: tuple[int, int] | None = None,
    ) -> Symbol:
        """A function outside: the same application has the same free result. `known`: when that is settled already."""
        # The earliest day a fact may mean and the day it means are one term, but not known alike.
        place = (key, tuple((_id(a.term), _id(a.known)) for a in arguments))
        found = self.applications.get(place)
        if found is None:
            n = len(self.applications)
            label = f"{name} #{n}{self.mark}"
            result: Symbol
            if type_ == t.YES_NO:
                result = YesNo(z3.Bool(f"{label} yes"), z3.Bool(f"{label} no"))
            else:
                result = Some(z3.Bool(f"{label} known") if known is None and kind != "product" else True, z3.Int(label))
            found = self.applications[place] = Application(name, arguments, result, true, kind, key, bounds, declared)
        self.saw(found)
        result = found.result
        if isinstance(result, Some):
            return Some(all_of(result.known, *(a.known for a in arguments)), result.term)
        assert isinstance(result, YesNo)
        heard = all_of(*(a.known for a in arguments))
        return YesNo(all_of(result.yes, heard), all_of(result.no, heard))

    # -- provisions

    def other(self, id_: str) -> Rule:
        rule = self.rule(id_)
        self._stack[-1].leaves |= rule.leaves
        self._stack[-1].reads.add(id_)
        return rule

    def rule(self, id_: str) -> Rule:
        """A provision in this world."""
        found = self.rules.get(id_)
        if found is None:
            self._stack.append(_Scope())
            before = self._changed
            self._changed = {k[1]: v for k, v in self.change.items() if isinstance(k, tuple) and k[0] == id_}
            found = self._rule(self.book.provisions[id_])
            self._changed = before
            scope = self._stack.pop()
            found.leaves, found.reads = scope.leaves, scope.reads
            self.rules[id_] = found
        return found

    def governing(self, p: Provision, day: Term) -> list[Formula]:
        """By version, whether it governs a day as known; see `evaluate.version_on`."""
        out: list[Formula] = []
        later: list[Formula] = []
        for version in reversed(p.versions):
            here = self.in_force(p, version, day)
            out.append(all_of(here, *(negated(x) for x in later)))
            later.append(here)
        return list(reversed(out))

    def in_force(self, p: Provision, version: Version, day: Term) -> Formula:
        """Whether a version may govern a day, others left aside."""
        parts = [self.knowing >= version.published, day >= version.start]
        if version.end is not None:
            follower = next((w for w in p.versions if w.start == version.end + 1), None)
            ended = day <= version.end
            parts.append(ended if follower is None else any_of(ended, self.knowing < follower.published))
        return all_of(*parts)

    def scope(self, p: Provision) -> YesNo:
        if p.concerns is None:
            return YES
        return self.truth(p.concerns, Some(True, self.on))

    def _rule(self, p: Provision) -> Rule:
        meant = self.scope(p)
        day = Some(True, self.on) if p.at is None else self.number(p.at, Some(True, self.on))
        late = day.term > self.compiled.limit
        governs = self.governing(p, day.term)
        none = negated(any_of(*governs))
        # Where the day asked about governs, a day without the law is told before anything is asked of the person.
        reached = all_of(meant.yes, day.known, negated(late))
        held: list[list[Formula]] = []
        stuck: list[Formula] = []
        fell: list[Formula] = []
        readings: list[list[list[list[Symbol]]]] = []
        for version, here in zip(p.versions, governs, strict=True):
            open_: Formula = all_of(reached, here)
            row: list[Formula] = []
            given: list[list[list[Symbol]]] = []
            for branch in version.branches:
                condition = YES if branch.when is None else self.truth(branch.when, day)
                row.append(all_of(open_, condition.yes))
                stuck.append(all_of(open_, negated(condition.known)))
                open_ = all_of(open_, condition.no)
                given.append(
                    [
                        [
                            self.nothing(kind) if f is None else self.value(f, day)
                            for f, (_, kind) in self.by_field(p, r)
                        ]
                        for r in branch.readings
                    ]
                )
            fell.append(open_)
            held.append(row)
            readings.append(given)
        return self._outcomes(p, meant, day, late, governs, none, held, any_of(*stuck), any_of(*fell), readings)

    @staticmethod
    def by_field(p: Provision, reading: Any) -> list[tuple[t.Node | None, tuple[str, str]]]:
        return list(zip(reading.fields, p.fields, strict=True))

    @staticmethod
    def nothing(kind: str) -> Symbol:
        return UNKNOWN_YES_NO if kind == t.YES_NO else NOTHING

    def _outcomes(
        self,
        p: Provision,
        meant: YesNo,
        day: Some,
        late: Formula,
        governs: list[Formula],
        none: Formula,
        held: list[list[Formula]],
        stuck: Formula,
        fell: Formula,
        readings: list[list[list[list[Symbol]]]],
    ) -> Rule:
        known: list[Formula] = []
        disputed: list[Formula] = []
        not_applicable: list[Formula] = []
        fields: list[list[tuple[Formula, Symbol]]] = [[] for _ in p.fields]
        for k, version in enumerate(p.versions):
            for j, branch in enumerate(version.branches):
                here, given = held[k][j], readings[k][j]
                if branch.outcome == DOES_NOT_APPLY:
                    not_applicable.append(here)
                if branch.outcome:
                    continue
                for place, value in enumerate(given[0]):
                    fields[place].append((here, value))
                some, agree = self.settled(branch, given)
                known.append(all_of(here, some, agree))
                disputed.append(all_of(here, some, negated(agree)))
        if p.at is None:
            outside = any_of(all_of(none, negated(late)), meant.no, *not_applicable)
        else:
            reached = all_of(meant.yes, day.known, negated(late))
            outside = any_of(meant.no, all_of(reached, none), *not_applicable)
        a_branch = any_of(*(h for row in held for h in row))
        is_known, is_disputed = any_of(*known), any_of(*disputed)
        return Rule(
            provision=p,
            meant=meant,
            governs=governs,
            no_version=none,
            day=day,
            late=late,
            early=any_of(day.term < p.versions[0].start, self.knowing < p.versions[0].published),
            held=held,
            stuck=stuck,
            fell=fell,
            readings=readings,
            known=is_known,
            disputed=is_disputed,
            outside=outside,
            unknown=negated(any_of(is_known, is_disputed, outside)),
            applies=YesNo(all_of(a_branch, negated(outside)), outside),
            fields=[chosen(ways, self.nothing(kind)) for ways, (_, kind) in zip(fields, p.fields, strict=True)],
            leaves=set(),
            reads=set(),
        )

    def settled(self, branch: Branch, given: list[list[Symbol]]) -> tuple[Formula, Formula]:
        """Of a branch that holds: is there a result, and do all readings agree?"""
        firsts = [r.fields[0] for r in branch.readings]
        some = [
            True if f is None or isinstance(f, t.Literal) else row[0].known
            for f, row in zip(firsts, given, strict=True)
        ]
        if len(given) == 1:
            return some[0], True
        agree = all_of(*(alike(a, b) for row in given[1:] for a, b in zip(given[0], row, strict=True)))
        return any_of(*some), agree

    def silent(self, rule: Rule) -> Formula:
        """A branch holds that says the source does not tell."""
        return any_of(
            *(
                here
                for version, row in zip(rule.provision.versions, rule.held, strict=True)
                for branch, here in zip(version.branches, row, strict=True)
                if branch.outcome == SOURCE_SILENT
            )
        )


class Alone(World):
    """One provision's own words: what every other one gives is free, but that it gives something.

    Whatever holds here holds in the world; most of what is asked needs no more.
    """

    def __init__(self, world: World, focus: str) -> None:
        super().__init__(world.rulebook, beside=world)
        self.mark, self.focus = "", focus
        self.given: list[Formula] = []
        """What holds of the results that are free."""

    def rule(self, id_: str) -> Rule:
        if id_ == self.focus or id_ in self.rules:
            return super().rule(id_)
        p = self.book.provisions[id_]
        outside, known = z3.Bool(f"{id_} outside"), z3.Bool(f"{id_} known")
        fields: list[Symbol] = []
        for name, kind in p.fields:
            label = f"{id_}.{name}"
            if kind == t.YES_NO:
                yes, value = z3.Bool(f"{label} known"), z3.Bool(label)
                fields.append(YesNo(all_of(yes, value), all_of(yes, negated(value))))
            else:
                fields.append(Some(z3.Bool(f"{label} known"), z3.Int(label)))
        self.given += [any_of(negated(outside), negated(f.known)) for f in fields]
        self.given += [negated(all_of(outside, known)), any_of(negated(known), fields[0].known)]
        self.rules[id_] = Rule(
            provision=p,
            meant=UNKNOWN_YES_NO,
            governs=[],
            no_version=False,
            day=NOTHING,
            late=False,
            early=False,
            held=[],
            stuck=False,
            fell=False,
            readings=[],
            known=known,
            disputed=all_of(negated(known), negated(outside)),
            outside=outside,
            unknown=False,
            applies=YesNo(negated(outside), outside),
            fields=fields,
            leaves=set(),
            reads=set(),
        )
        return self.rules[id_]

    def axioms(self, leaves: set[Leaf], gates: bool = True) -> list[Formula]:
        return super().axioms(leaves, gates) + self.given


def _id(formula: Any) -> tuple[str, Any]:
    return ("constant", formula) if isinstance(formula, (bool, int)) else ("formula", formula.get_id())


def alike(a: Symbol, b: Symbol) -> Formula:
    """Equal, or both unknown."""
    if isinstance(a, YesNo) and isinstance(b, YesNo):
        return any_of(all_of(a.yes, b.yes), all_of(a.no, b.no), all_of(negated(a.known), negated(b.known)))
    assert isinstance(a, Some) and isinstance(b, Some)
    both, neither = all_of(a.known, b.known), all_of(negated(a.known), negated(b.known))
    return any_of(all_of(both, a.term == b.term), neither)


__all__ = ["HISTORIES", "OTHER", "Rule", "World", "alike"]
