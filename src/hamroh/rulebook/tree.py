"""The typed tree: what an expression of the law means, whatever evaluates it.

Three-valued throughout: any value may be unknown. Days are days, money is whole kopecks or diram, numbers are whole.
The tree is closed: an evaluator that knows these nodes knows the language.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# The types of values. `codes` is a set of codes (a person may hold two citizenships); `list` is a list of the law's values.
YES_NO, NUMBER, MONEY, DAY, CHOICE, CODES, LIST = "yes_no", "number", "money", "day", "choice", "codes", "list"

Value = bool | int | str | tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """Any expression; `type` is one of the types above."""

    type: str


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A constant. Days are proleptic ordinals. `name` is the law's name for it when it is a named value."""

    value: Value
    name: str = ""


@dataclass(frozen=True, slots=True)
class AskedDay(Node):
    """The day asked about (`on`)."""


@dataclass(frozen=True, slots=True)
class Fact(Node):
    """A fact of the person, by name."""

    name: str


@dataclass(frozen=True, slots=True)
class Bound(Node):
    """The earliest or latest day a fact may mean, when only its month or year is known."""

    name: str
    latest: bool


@dataclass(frozen=True, slots=True)
class Result(Node):
    """A field of another provision's result."""

    provision: str
    field: str


@dataclass(frozen=True, slots=True)
class LawValue(Node):
    """A named value of another provision in force on the governing day, or on `day` (an ordinal) when that is given."""

    provision: str
    name: str
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Applies(Node):
    """Whether another provision concerns this person and day."""

    provision: str


@dataclass(frozen=True, slots=True)
class Certain(Node):
    """Whether another provision's result is known and not disputed. Never unknown."""

    provision: str


@dataclass(frozen=True, slots=True)
class Known(Node):
    """Whether the operand is known. Never unknown."""

    of: Node


@dataclass(frozen=True, slots=True)
class Not(Node):
    of: Node


@dataclass(frozen=True, slots=True)
class And(Node):
    of: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    of: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """op is one of = <> < <= > >=."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Within(Node):
    """Is the operand one of these constants?"""

    of: Node
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Holds(Node):
    """Does a set of codes (citizenships) hold this code; or, with several, any of them?"""

    of: Node
    codes: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """op is one of + - * // ; also day - day = number. `//` truncates toward zero."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Case(Node):
    """Branches in order; an unknown condition makes the result unknown. Without `otherwise` it is unknown."""

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node | None


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A day function, a working-day function or a history function, by name. Strict in its arguments."""

    name: str
    arguments: tuple[Node, ...]
    calendar: str = ""


_OPERANDS: dict[type[Node], Callable[[Any], tuple[Node, ...]]] = {
    Known: lambda node: (node.of,),
    Not: lambda node: (node.of,),
    Within: lambda node: (node.of,),
    And: lambda node: node.of,
    Or: lambda node: node.of,
    Holds: lambda node: (node.of, node.codes),
    Compare: lambda node: (node.left, node.right),
    Arithmetic: lambda node: (node.left, node.right),
    Case: lambda node: (
        *(part for pair in node.branches for part in pair),
        *(() if node.otherwise is None else (node.otherwise,)),
    ),
    Call: lambda node: node.arguments,
}


def children(node: Node) -> tuple[Node, ...]:
    """The operands of a node, in the order in which they are read."""
    operands = _OPERANDS.get(type(node))
    return () if operands is None else operands(node)


def walk(node: Node) -> list[Node]:
    """The node and everything below it, each before what is below it."""
    out: list[Node] = []
    open_ = [node]
    while open_:
        node = open_.pop()
        out.append(node)
        # Books are walked through many times: a call for each node, or a question after its kind, would take twice as long.
        operands = _OPERANDS.get(type(node))
        if operands is not None:
            open_ += operands(node)[::-1]
    return out
