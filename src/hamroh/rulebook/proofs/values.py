"""Values a solver reasons about, three-valued as the tree means them.

A yes-or-no is two formulas: when it is surely yes, and when surely no; when neither, it is unknown. Anything else is a
number (days are ordinals, money kopecks, codes places in a table) and the formula under which it is known. Python's own
`True`, `False` and whole numbers stand for constants, so that what is decided already never reaches the solver.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import z3

Formula = Any
"""A Python bool or a Z3 Boolean."""
Term = Any
"""A Python int or a Z3 integer."""


@dataclass(frozen=True, slots=True)
class YesNo:
    """Surely yes, surely no."""

    yes: Formula
    no: Formula

    @property
    def known(self) -> Formula:
        return any_of(self.yes, self.no)


@dataclass(frozen=True, slots=True)
class Some:
    """A value that is known under `known`. `ways`: where it is one of a few constants, each with its condition."""

    known: Formula
    term: Term
    ways: tuple[tuple[Formula, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Codes:
    """A set of codes: for each code the law names, whether it holds it; `others` stands for all the rest."""

    known: Formula
    holds: dict[str, Formula]


Symbol = YesNo | Some | Codes

YES, NO, UNKNOWN_YES_NO = YesNo(True, False), YesNo(False, True), YesNo(False, False)
NOTHING = Some(False, 0)


def constant(value: int) -> Some:
    return Some(True, value, ((True, value),))


def negated(a: Formula) -> Formula:
    if a is True or a is False:
        return not a
    if z3.is_not(a):
        return a.arg(0)
    return z3.Not(a)


def all_of(*parts: Formula) -> Formula:
    kept = _kept(parts, False)
    if kept is None:
        return False
    return True if not kept else kept[0] if len(kept) == 1 else z3.And(kept)


def any_of(*parts: Formula) -> Formula:
    kept = _kept(parts, True)
    if kept is None:
        return True
    return False if not kept else kept[0] if len(kept) == 1 else z3.Or(kept)


def _kept(parts: Iterable[Formula], decides: bool) -> list[Any] | None:
    """The parts that are not settled, each once; None when one of them decides."""
    kept: dict[int, Any] = {}
    for part in parts:
        if part is decides:
            return None
        if part is not (not decides):
            kept[part.get_id()] = part
    return list(kept.values())


def either(condition: Formula, then: Term, otherwise: Term) -> Term:
    if condition is True or same(then, otherwise):
        return then
    if condition is False:
        return otherwise
    if isinstance(then, bool) or isinstance(otherwise, bool):
        return any_of(all_of(condition, then), all_of(negated(condition), otherwise))
    return z3.If(condition, then, otherwise)


def same(a: Any, b: Any) -> bool:
    if isinstance(a, (bool, int)) or isinstance(b, (bool, int)):
        return type(a) is type(b) and bool(a == b)
    return bool(a.eq(b))


def chosen(ways: Iterable[tuple[Formula, Symbol]], otherwise: Symbol) -> Symbol:
    """The value of the first way whose condition holds."""
    out = otherwise
    for condition, value in reversed(list(ways)):
        out = _either(condition, value, out)
    return out


def _either(condition: Formula, then: Symbol, otherwise: Symbol) -> Symbol:
    if condition is True:
        return then
    if condition is False:
        return otherwise
    if isinstance(then, YesNo) and isinstance(otherwise, YesNo):
        return YesNo(either(condition, then.yes, otherwise.yes), either(condition, then.no, otherwise.no))
    assert isinstance(then, Some) and isinstance(otherwise, Some)
    known = either(condition, then.known, otherwise.known)
    # What is never known is no number worth choosing.
    if then.known is False:
        return Some(known, otherwise.term, tuple((all_of(negated(condition), c), v) for c, v in otherwise.ways))
    if otherwise.known is False:
        return Some(known, then.term, tuple((all_of(condition, c), v) for c, v in then.ways))
    ways: tuple[tuple[Formula, Any], ...] = ()
    if then.ways and otherwise.ways:
        ways = (
            *((all_of(condition, c), v) for c, v in then.ways),
            *((all_of(negated(condition), c), v) for c, v in otherwise.ways),
        )
    return Some(known, either(condition, then.term, otherwise.term), ways)


def truncated(a: Term, divisor: int) -> Term:
    """Division toward zero; Z3's rounds down for a positive divisor."""
    if isinstance(a, int):
        q = abs(a) // abs(divisor)
        return q if (a < 0) == (divisor < 0) else -q
    size = abs(divisor)
    q = z3.If(a >= 0, a / size, -((-a) / size))
    return q if divisor > 0 else -q
