"""The typed tree: what an expression of the law means, whatever evaluates it.

Three-valued throughout: any value may be unknown. Days are days, money is whole kopecks or diram, numbers are whole.
The tree is closed: an evaluator that knows these nodes knows the language.
"""

from __future__ import annotations

from dataclasses import dataclass

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


def children(node: Node) -> tuple[Node, ...]:
    """The operands of a node, in the order in which they are read."""
    match node:
        case Known(of=of) | Not(of=of) | Within(of=of):
            return (of,)
        case And(of=of) | Or(of=of):
            return of
        case Holds(of=of, codes=codes):
            return (of, codes)
        case Compare(left=left, right=right) | Arithmetic(left=left, right=right):
            return (left, right)
        case Case(branches=branches, otherwise=otherwise):
            flat = tuple(part for pair in branches for part in pair)
            return flat if otherwise is None else (*flat, otherwise)
        case Call(arguments=arguments):
            return arguments
        case _:
            return ()


def walk(node: Node) -> list[Node]:
    """The node and everything below it."""
    out = [node]
    for child in children(node):
        out.extend(walk(child))
    return out
