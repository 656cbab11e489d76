"""Words as numbers: every choice of the book has one number, and a set of countries is a mask of bits.

Engines compare and store numbers faster than words, and all of them alike; words come back at the very end.
"""

from __future__ import annotations

from typing import Any

from .. import tree as t
from ..person import ROW_CHOICES
from .plan import Equation, Plan


class Codes:
    """The numbers of all choices and the bits of all countries that a book can tell apart; of several books, that any can."""

    def __init__(self, *plans: Plan) -> None:
        words: set[str] = set()
        countries: set[str] = set()
        for plan in plans:
            self._collect(plan, words, countries)
        for choices in ROW_CHOICES.values():
            words.update(choices)
        # Countries named as choices (a destination) are words too; as citizenships they are bits.
        self.words = sorted(words)
        self.number = {word: i for i, word in enumerate(self.words)}
        self.countries = sorted(countries | {c for c in words if len(c) == 2 and c.isupper()})
        if len(self.countries) > 62:
            raise ValueError("the law tells more than 62 countries apart: a mask of 64 bits no longer holds them")
        self.bit = {country: 1 << i for i, country in enumerate(self.countries)}

    @staticmethod
    def _collect(plan: Plan, words: set[str], countries: set[str]) -> None:
        rulebook = plan.rulebook
        for item in plan.items:
            for top in (item.node,) if isinstance(item, Equation) else item.arguments:
                for node in t.walk(top):
                    if isinstance(node, t.Literal) and node.type == t.CHOICE:
                        words.add(str(node.value))
                    elif isinstance(node, t.Within) and node.of.type == t.CHOICE:
                        words.update(str(value) for value in node.values)
                    elif isinstance(node, t.Holds):
                        countries.update(_codes_of(node.codes))
        for p in rulebook.book.provisions.values():
            for v in p.versions:
                for literal in v.values.values():
                    if literal.type in (t.CHOICE, t.LIST):
                        words.update(x for x in _each(literal.value) if isinstance(x, str))
        for fact in rulebook.fact_list:
            words.update(fact.choices)
        words.update(rulebook.book.series.region_names())

    def mask(self, countries: Any) -> int:
        """The bits of these countries; one the law never names has none."""
        return sum(self.bit.get(c, 0) for c in set(_each(countries)))

    def value(self, value: Any, type_: str) -> Any:
        """A value of the tree as engines hold it."""
        if value is None:
            return None
        if type_ == t.CHOICE:
            return self.number[value]
        if type_ == t.CODES:
            return self.mask(value)
        return value

    def word(self, number: int | None) -> str | None:
        return None if number is None else self.words[number]


def _codes_of(node: t.Node) -> set[str]:
    return {str(x) for x in _each(node.value)} if isinstance(node, t.Literal) else set()


def _each(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, (tuple, list, set, frozenset)) else (value,)
