"""From a closed subset of SQL expressions to the typed tree.

sqlglot only parses; names, types and meaning are ours. See section 4 of docs/law-format.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from . import tree as t
from .errors import ExpressionError

_TOKEN = re.compile(
    r"""(?P<text>'(?:[^']|'')*')|(?P<word>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)|(?P<other>\s+|\d+|//|<>|<=|>=|[-+*=<>(),])""",
    re.VERBOSE,
)
_KEYWORDS = frozenset("and or not in between case when then else end date true false".split())


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function takes and gives; `history` names the histories it reads."""

    arguments: tuple[str, ...]
    gives: str
    history: tuple[str, ...] = ()


DAY_FUNCTIONS: dict[str, Signature] = {
    "plus_days": Signature((t.DAY, t.NUMBER), t.DAY),
    "plus_months": Signature((t.DAY, t.NUMBER), t.DAY),
    "plus_years": Signature((t.DAY, t.NUMBER), t.DAY),
    "earlier": Signature((t.DAY, t.DAY), t.DAY),
    "later": Signature((t.DAY, t.DAY), t.DAY),
    "year_of": Signature((t.DAY,), t.NUMBER),
    "year_start": Signature((t.DAY,), t.DAY),
    "year_end": Signature((t.DAY,), t.DAY),
    "rub": Signature((t.NUMBER,), t.MONEY),
}
CALENDAR_FUNCTIONS: dict[str, Signature] = {
    name + suffix: signature
    for suffix in ("", "_off")
    for name, signature in {
        "nth_working_day_from": Signature((t.DAY, t.NUMBER), t.DAY),
        "nth_working_day_after": Signature((t.DAY, t.NUMBER), t.DAY),
        "is_working_day": Signature((t.DAY,), t.YES_NO),
        "working_day_on_or_before": Signature((t.DAY,), t.DAY),
        "working_day_on_or_after": Signature((t.DAY,), t.DAY),
    }.items()
}


class Names(Protocol):
    """What the names of an expression can mean, where it stands."""

    calendar: str

    def value(self, name: str) -> tuple[str, t.Value] | None: ...
    def fact(self, name: str) -> tuple[str, tuple[str, ...] | None] | None: ...
    def field(self, dotted: str) -> tuple[str, str, str] | None:
        """(provision, field, type) of a dotted name, if it names a result."""

    def law_value(self, dotted: str) -> tuple[str, str, str] | None:
        """(provision, value name, type) of a dotted name, if it names another provision's value."""

    def provision(self, dotted: str) -> bool: ...
    def history_function(self, name: str) -> Signature | None: ...
    def series(self, name: str) -> Signature | None: ...


def parse(text: str, names: Names, *, expect: str | None = None) -> t.Node:
    """The typed tree of an expression.

    Raises:
        ExpressionError: outside the language, an unknown name, or a wrong type.
    """
    import sqlglot
    from sqlglot.errors import SqlglotError

    try:
        parsed = sqlglot.parse_one(_quote(text), read="duckdb")
    except SqlglotError as error:
        raise ExpressionError(f"`{text}` cannot be read: {str(error).split('.')[0]}.") from None
    node = _Builder(names, text).build(parsed)
    if expect is not None and node.type != expect:
        raise ExpressionError(f"`{text}` gives {node.type}, but {expect} is wanted here.")
    return node


def value_type(value: Any) -> str:
    """The language's type of a named value of the law."""
    if isinstance(value, bool):
        return t.YES_NO
    if isinstance(value, int):
        return t.NUMBER
    if isinstance(value, date):
        return t.DAY
    if isinstance(value, str):
        return t.CHOICE
    return t.LIST


def as_value(value: Any) -> t.Value:
    """A Python value as the tree holds it: days as ordinals, lists as tuples."""
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, (list, tuple)):
        return tuple(as_value(item) for item in value)
    if isinstance(value, (bool, int, str)):
        return value
    raise ExpressionError(
        f"{value!r} is no value of the law.", "Use whole numbers, days, words, true/false, or lists of them."
    )


def _quote(text: str) -> str:
    """Quote every name, so that no word of ours can be a word of SQL."""
    out: list[str] = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise ExpressionError(f"`{text}`: nothing may stand as `{text[at]}` here.")
        at = found.end()
        word = found["word"]
        if word is None:
            out.append(found[0])
        elif word.lower() in _KEYWORDS:
            out.append(word)
        elif "." not in word and text[at:].lstrip().startswith("("):
            out.append("f_" + word)
        else:
            out.append('"' + word.replace(".", "\x01") + '"')
    return "".join(out)


class _Builder:
    def __init__(self, names: Names, text: str) -> None:
        self.names, self.text = names, text
        from sqlglot import exp

        self.exp: Any = exp
        self.comparisons: Mapping[Any, str] = {
            exp.EQ: "=",
            exp.NEQ: "<>",
            exp.LT: "<",
            exp.LTE: "<=",
            exp.GT: ">",
            exp.GTE: ">=",
        }
        self.arithmetic: Mapping[Any, str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.IntDiv: "//"}

    def fail(self, what: str, mend: str = "See section 4 of docs/law-format.md.") -> ExpressionError:
        return ExpressionError(f"`{self.text}`: {what}", mend)

    def build(self, e: Any) -> t.Node:
        exp = self.exp
        kind = type(e)
        if kind is exp.Paren:
            return self.build(e.this)
        if kind is exp.And or kind is exp.Or:
            parts = tuple(self.typed(part, t.YES_NO) for part in e.flatten())
            return (t.And if kind is exp.And else t.Or)(t.YES_NO, parts)
        if kind is exp.Not:
            return t.Not(t.YES_NO, self.typed(e.this, t.YES_NO))
        if kind in self.comparisons:
            return self.compare(self.comparisons[kind], self.build(e.this), self.build(e.expression))
        if kind is exp.Between:
            of, low, high = self.build(e.this), self.build(e.args["low"]), self.build(e.args["high"])
            return t.And(t.YES_NO, (self.compare(">=", of, low), self.compare("<=", of, high)))
        if kind is exp.In:
            return self.within(e)
        if kind in self.arithmetic:
            return self.arith(self.arithmetic[kind], self.build(e.this), self.build(e.expression))
        if kind is exp.Neg:
            inner = self.build(e.this)
            if isinstance(inner, t.Literal) and inner.type == t.NUMBER and isinstance(inner.value, int):
                return t.Literal(t.NUMBER, -inner.value)
            raise self.fail("a minus sign stands before something that is not a number.")
        if kind is exp.Boolean:
            return t.Literal(t.YES_NO, bool(e.this))
        if kind is exp.Literal:
            return t.Literal(t.CHOICE, str(e.this)) if e.is_string else t.Literal(t.NUMBER, int(e.this))
        if kind is exp.Cast:
            return self.day_literal(e)
        if kind is exp.Case:
            return self.case(e)
        if kind is exp.Column:
            return self.name(e.name.replace("\x01", "."))
        if kind is exp.Anonymous:
            return self.call(str(e.this).lower().removeprefix("f_"), e.expressions)
        raise self.fail(f"{kind.__name__} is not part of the language.")

    def typed(self, e: Any, wanted: str) -> t.Node:
        node = self.build(e)
        if node.type != wanted:
            raise self.fail(f"{node.type} stands where {wanted} is wanted.")
        return node

    def day_literal(self, e: Any) -> t.Node:
        text = str(e.this.this)
        try:
            return t.Literal(t.DAY, date.fromisoformat(text).toordinal())
        except ValueError:
            raise self.fail(f"there is no day {text}.", "Check the day and the month.") from None

    def compare(self, op: str, left: t.Node, right: t.Node) -> t.Node:
        if left.type != right.type:
            raise self.fail(f"{left.type} {op} {right.type}: two different kinds cannot be compared.")
        if left.type in (t.CHOICE, t.YES_NO) and op not in ("=", "<>"):
            raise self.fail(f"{left.type} has no order.")
        if left.type in (t.CODES, t.LIST):
            raise self.fail(f"{left.type} is not compared.", "Use has(...) or in_list(...).")
        for a, b in ((left, right), (right, left)):
            if isinstance(a, t.Fact) and isinstance(b, t.Literal):
                self.check_code(a.name, b.value)
        return t.Compare(t.YES_NO, op, left, right)

    def check_code(self, fact: str, value: object) -> None:
        declared = self.names.fact(fact)
        if declared and declared[1] is not None and value not in declared[1]:
            raise self.fail(f"`{fact}` has no choice '{value}'.", f"It has: {', '.join(declared[1])}.")

    def within(self, e: Any) -> t.Node:
        of = self.build(e.this)
        items = [self.build(item) for item in e.expressions]
        if not items or any(not isinstance(item, t.Literal) or item.type != of.type for item in items):
            raise self.fail("`in` takes a list of constants of the same kind.")
        values = tuple(item.value for item in items if isinstance(item, t.Literal))
        if isinstance(of, t.Fact):
            for value in values:
                self.check_code(of.name, value)
        return t.Within(t.YES_NO, of, values)

    def arith(self, op: str, left: t.Node, right: t.Node) -> t.Node:
        types = (left.type, right.type)
        if types == (t.NUMBER, t.NUMBER):
            gives = t.NUMBER
        elif op == "-" and types == (t.DAY, t.DAY):
            gives = t.NUMBER
        elif op in "+-" and types == (t.MONEY, t.MONEY):
            gives = t.MONEY
        elif op == "*" and sorted(types) == [t.MONEY, t.NUMBER]:
            gives = t.MONEY
        elif op == "//" and types == (t.MONEY, t.NUMBER):
            gives = t.MONEY
        else:
            raise self.fail(
                f"{left.type} {op} {right.type} means nothing here.", "Days move by plus_days, plus_months, plus_years."
            )
        if op == "//" and not (isinstance(right, (t.Literal, t.LawValue))):
            raise self.fail("a divisor must be a number or a value of the law.")
        if op == "//" and isinstance(right, t.Literal) and right.value == 0:
            raise self.fail("division by zero.")
        return t.Arithmetic(gives, op, left, right)

    def case(self, e: Any) -> t.Node:
        if e.this is not None:
            raise self.fail("write `case when condition then ...`.")
        branches = tuple((self.typed(i.this, t.YES_NO), self.build(i.args["true"])) for i in e.args["ifs"])
        default = e.args.get("default")
        otherwise = self.build(default) if default is not None else None
        kinds = {value.type for _, value in branches} | ({otherwise.type} if otherwise else set())
        if len(kinds) != 1:
            raise self.fail(f"the branches of a case give different kinds: {', '.join(sorted(kinds))}.")
        return t.Case(kinds.pop(), branches, otherwise)

    def name(self, dotted: str) -> t.Node:
        if "." not in dotted:
            value = self.names.value(dotted)
            if value is not None:
                return t.Literal(value[0], value[1], dotted)
            if dotted == "on":
                return t.AskedDay(t.DAY)
            fact = self.names.fact(dotted)
            if fact is not None:
                return t.Fact(fact[0], dotted)
            raise self.fail(
                f"`{dotted}` is neither a value of this version nor a fact.", "Declare it, or check the spelling."
            )
        found = self.names.field(dotted)
        if found:
            return t.Result(found[2], found[0], found[1])
        held = self.names.law_value(dotted)
        if held:
            return t.LawValue(held[2], held[0], held[1])
        raise self.fail(f"`{dotted}` names no provision, field or value.", "Check the address.")

    def dotted(self, e: Any) -> str:
        if type(e) is not self.exp.Column:
            raise self.fail("a provision's address is wanted here.")
        return str(e.name).replace("\x01", ".")

    def call(self, name: str, arguments: list[Any]) -> t.Node:
        if name in ("applies", "certain"):
            (only,) = self.exactly(name, arguments, 1)
            dotted = self.dotted(only)
            if not self.names.provision(dotted):
                raise self.fail(f"there is no provision `{dotted}`.", "Check the address.")
            return (t.Applies if name == "applies" else t.Certain)(t.YES_NO, dotted)
        if name == "known":
            (only,) = self.exactly(name, arguments, 1)
            return t.Known(t.YES_NO, self.build(only))
        if name in ("earliest", "latest"):
            (only,) = self.exactly(name, arguments, 1)
            node = self.build(only)
            if not isinstance(node, t.Fact) or node.type != t.DAY:
                raise self.fail(f"`{name}` takes a fact that is a day.")
            return t.Bound(t.DAY, node.name, name == "latest")
        if name == "law_on":
            day, value = self.exactly(name, arguments, 2)
            when, held = self.build(day), self.build(value)
            if not isinstance(when, t.Literal) or when.type != t.DAY or not isinstance(held, t.LawValue):
                raise self.fail("`law_on` takes a day and another provision's value.")
            assert isinstance(when.value, int)
            return t.LawValue(held.type, held.provision, held.name, when.value)
        if name == "has":
            whom, what = self.exactly(name, arguments, 2)
            of, codes = self.typed(whom, t.CODES), self.build(what)
            if codes.type not in (t.CHOICE, t.LIST):
                raise self.fail("`has` takes a code or a list of codes.")
            return t.Holds(t.YES_NO, of, codes)
        if name == "in_list":
            what, where = self.exactly(name, arguments, 2)
            of, listed = self.build(what), self.build(where)
            if listed.type != t.LIST:
                raise self.fail("`in_list` takes something and a list.")
            return t.Call(t.YES_NO, name, (of, listed))
        if name == "series":
            return self.series(arguments)
        signature = DAY_FUNCTIONS.get(name) or CALENDAR_FUNCTIONS.get(name) or self.names.history_function(name)
        if signature is None:
            raise self.fail(f"there is no function `{name}`.")
        built = tuple(self.build(a) for a in self.exactly(name, arguments, len(signature.arguments)))
        for node, wanted in zip(built, signature.arguments, strict=True):
            if node.type != wanted and not (wanted == "text" and node.type == t.CHOICE):
                raise self.fail(
                    f"`{name}` takes {', '.join(signature.arguments)}; {node.type} stands where {wanted} is wanted."
                )
        return t.Call(signature.gives, name, built, self.names.calendar if name in CALENDAR_FUNCTIONS else "")

    def series(self, arguments: list[Any]) -> t.Node:
        if not arguments:
            raise self.fail("`series` takes a name first.")
        first = self.build(arguments[0])
        if not isinstance(first, t.Literal) or first.type != t.CHOICE:
            raise self.fail("`series` takes a quoted name first.")
        signature = self.names.series(str(first.value))
        if signature is None:
            raise self.fail(f"there is no series '{first.value}'.")
        rest = tuple(
            self.build(a) for a in self.exactly("series " + str(first.value), arguments[1:], len(signature.arguments))
        )
        for node, wanted in zip(rest, signature.arguments, strict=True):
            if node.type != wanted:
                raise self.fail(f"series '{first.value}' takes {', '.join(signature.arguments)}.")
        return t.Call(signature.gives, "series", (first, *rest))

    def exactly(self, name: str, arguments: list[Any], count: int) -> list[Any]:
        if len(arguments) != count:
            raise self.fail(f"`{name}` takes {count} argument(s), not {len(arguments)}.")
        return arguments
