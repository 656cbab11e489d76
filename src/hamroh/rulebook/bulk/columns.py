"""What a table of positions says of each person: its columns, and how each comes from the columns of the plan.

The default ones are the heads of an answer (`position`): where the person stands, by which day to do what, which ban, what
is owed, what is not known. They are equations like all others, so every engine works them out and keeps forty columns
instead of six hundred; at the end DuckDB turns numbers into days and words.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from .. import tree as t
from ..book import Rulebook
from ..errors import RulebookError
from ..position import NOW_DAYS, SOON_DAYS
from ..provisions import Branch, Provision
from ..wording import NOT_KNOWN
from .codes import Codes
from .plan import (
    DISPUTED,
    KNOWN,
    NO_VERSION,
    NOT_APPLICABLE,
    OUTCOMES,
    UNKNOWN,
    Column,
    Equation,
    Param,
    Plan,
    both,
    case,
    equal,
    known,
    number,
    outcome_of,
    plan_of,
    shown_of,
)

MOST_BY_DEFAULT = 40
"""Columns of a table nobody asked more of; deadlines that matter least are left out first."""

URGENCIES = ("late", "now", "soon", "later")
LEVELS = ("high", "grows_with_overstay", "medium", "not_known", "low", "none")
"""Levels of risk, the gravest first (as an answer sorts them)."""
SIGNS = ("forced_labour", "crime", "fraud")

# A deadline's key is one number: how it presses, then its safe day, then its rank among all deadlines.
_RANKS = 1000
_DAYS = 10_000_000
_MOST_YEARS = 999

_NO, _YES = t.Literal(t.YES_NO, False), t.Literal(t.YES_NO, True)
_ON = Param(t.DAY, ("on",))


class ColumnError(RulebookError):
    """A column that was asked for does not exist."""


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of the result: its name, the plan's columns it reads, and the DuckDB expression that makes it of them (see
    `select`)."""

    name: str
    reads: tuple[str, ...]
    text: str


class Columns:
    """All columns that a table of positions can have, and the plan in which their equations stand.

    `language`: statuses, deadlines and bans in its words instead of their codes.
    """

    def __init__(self, rulebook: Rulebook, language: str | None = None) -> None:
        self.rulebook = rulebook
        heads = _Heads(rulebook, language)
        made = list(heads.all())
        self.plan = Plan(rulebook, [*plan_of(rulebook).items, *heads.items])
        """The whole book with the heads of an answer, good for every day."""
        self.codes = Codes(self.plan)
        self._heads = [make(self.codes) for make in made]

    def default(self) -> list[ResultColumn]:
        """The heads of an answer, at most `MOST_BY_DEFAULT` with the person's own column."""
        too_many = max(0, len(self._heads) + 1 - MOST_BY_DEFAULT)
        deadlines = [c for c in self._heads if c.name.startswith("safe_")]
        least = sorted(deadlines, key=lambda c: self._matters(c.name.removeprefix("safe_")))[:too_many]
        return [c for c in self._heads if c not in least]

    def _matters(self, deadline: str) -> int:
        return max(p.matters for p in self.rulebook.provisions if p.kind == "deadline" and p.gives["name"] == deadline)

    def every(self) -> Iterator[ResultColumn]:
        """Every finding of every provision: how it came out, by its address, and each field, by address and field."""
        for p in self.rulebook.provisions:
            if p.kind == "text":
                continue
            o = outcome_of(self.rulebook, p.id)
            yield ResultColumn(p.id, (o,), _words(o, OUTCOMES))
            for place, (field, type_) in enumerate(p.fields):
                shown = shown_of(self.rulebook, p.id, place)
                yield ResultColumn(f"{p.id}.{field}", (shown,), _plain(shown, type_, self.codes))

    def chosen(self, names: Sequence[str]) -> list[ResultColumn]:
        """The columns of these names, in this order.

        Raises:
            ColumnError: with near names.
        """
        at_hand = {c.name: c for c in (*self.every(), *self._heads)}
        for name in names:
            if name not in at_hand:
                near = difflib.get_close_matches(name, at_hand, 3)
                raise ColumnError(
                    f"There is no column `{name}`. "
                    + (f"Did you mean {' or '.join(near)}?" if near else "docs/tables.md names them all.")
                )
        return [at_hand[name] for name in dict.fromkeys(names)]


def select(columns: Sequence[ResultColumn]) -> tuple[str, dict[str, str]]:
    """The query that gives `p` and the columns for each row of `found`, and the variables of the connection that it reads:
    lists of words, which would otherwise be read and planned for each block anew."""
    lists: dict[str, str] = {}

    def variable(found: re.Match[str]) -> str:
        return f"getvariable({quoted(lists.setdefault(found[1], f'words_{len(lists)}'))})"

    texts = "".join(f", {_WORDS.sub(variable, c.text)} AS {name_of(c.name)}" for c in columns)
    return f"SELECT p{texts} FROM found", {name: words for words, name in lists.items()}


_MARK = "\x1e"
_WORDS = re.compile(f"{_MARK}([^{_MARK}]*){_MARK}")
"""A list of words in the text of a column stands between marks."""


def name_of(column: str) -> str:
    """A column's name, quoted for SQL."""
    return '"' + column.replace('"', '""') + '"'


def quoted(word: str) -> str:
    """A word as an SQL string."""
    return "'" + word.replace("'", "''") + "'"


def _plain(column: str, type_: str, codes: Codes) -> str:
    """A column of the plan as people write it: a day, a word, roubles with kopecks."""
    if type_ == t.DAY:
        return day(column)
    if type_ == t.CHOICE:
        return _words(column, codes.words)
    if type_ == t.MONEY:
        return f"CAST(CAST({column} AS DECIMAL(18, 0)) * 0.01 AS DECIMAL(18, 2))"
    return column


def day(text: str) -> str:
    """The day of a day number."""
    return f"(DATE '0001-01-01' + CAST({text} - 1 AS INTEGER))"


def _words(column: str, words: Sequence[str], otherwise: str = "", when: str = "") -> str:
    """The word of a number; `otherwise` where there is none and `when` holds."""
    listed = [*words, otherwise] if otherwise else words
    place = f"{column} + 1" if not otherwise else f"coalesce({column} + 1, CASE WHEN {when} THEN {len(listed)} END)"
    # As values of a type of their own, words are written in less than half the time.
    type_ = f"ENUM({', '.join(map(quoted, dict.fromkeys(listed)))})"
    return f"{_MARK}CAST([{', '.join(map(quoted, listed))}] AS {type_}[]){_MARK}[{place}]"


def _day_of_key(key: str) -> str:
    return f"(DATE '0001-01-01' + CAST({key} // {_RANKS} % {_DAYS} AS INTEGER))"


# -- equations -------------------------------------------------------------------------------------------------------


def _sure(node: t.Node) -> t.Node:
    """Whether it is known to hold."""
    return case(t.YES_NO, (known(node), node), otherwise=_NO)


def _any(nodes: Sequence[t.Node]) -> t.Node:
    return nodes[0] if len(nodes) == 1 else t.Or(t.YES_NO, tuple(nodes))


def _not(node: t.Node) -> t.Node:
    return t.Not(t.YES_NO, node)


def _plus(left: t.Node, right: t.Node) -> t.Node:
    return t.Arithmetic(t.NUMBER, "+", left, right)


def _count(holds: Sequence[t.Node]) -> t.Node:
    """How many hold; halved again and again, since a sum of two hundred terms nests too deep."""
    if len(holds) == 1:
        return case(t.NUMBER, (holds[0], number(1)), otherwise=number(0))
    half = len(holds) // 2
    return _plus(_count(holds[:half]), _count(holds[half:]))


Make = Callable[[Codes], ResultColumn]
"""A column of the result, once the numbers of the words are known."""


class _Heads:
    """The heads of an answer as equations, each by the rule of `Position` it repeats for a whole table."""

    def __init__(self, rulebook: Rulebook, language: str | None) -> None:
        self.rulebook, self.language = rulebook, language
        self.items: list[Equation] = []

    def all(self) -> Iterator[Make]:
        yield from self.statuses()
        yield from self.deadlines()
        yield from self.ban()
        yield from self.sums()
        yield from self.risk()
        yield from self.counts()

    def put(self, name: str, node: t.Node) -> Column:
        self.items.append(Equation(f"head_{name}", node))
        return Column(node.type, f"head_{name}")

    def said(self, list_: str, code: str) -> str:
        """A code, or its words in the language wanted."""
        entry = self.rulebook.book.lists.get(list_, {}).get(code)
        return code if self.language is None or entry is None else entry.texts["title"][self.language]

    def plain(self, name: str, column: Column) -> Make:
        return lambda codes: ResultColumn(name, (column.name,), _plain(column.name, column.type, codes))

    def of_kind(self, *kinds: str) -> list[Provision]:
        return [p for p in self.rulebook.provisions if p.kind in kinds]

    def outcome(self, p: Provision) -> Column:
        return Column(t.NUMBER, outcome_of(self.rulebook, p.id))

    def branch(self, p: Provision) -> Column:
        return Column(t.NUMBER, f"b{p.index}")

    def field(self, p: Provision, place: int, reading: int = 0) -> Column:
        name = f"f{p.index}_{place}" if reading == 0 else f"r{p.index}_{reading}_{place}"
        return Column(p.fields[place][1], name)

    def settled(self, p: Provision) -> t.Node:
        return t.Within(t.YES_NO, self.outcome(p), (KNOWN, DISPUTED))

    def least(self, name: str, columns: Sequence[Column]) -> Column:
        """The least of those that are known: two by two, so that few equations wait for each other."""
        turn = 0
        while len(columns) > 1:
            paired = []
            for k in range(0, len(columns) - 1, 2):
                a, b = columns[k], columns[k + 1]
                node = case(
                    a.type,
                    (_not(known(a)), b),
                    (_not(known(b)), a),
                    (t.Compare(t.YES_NO, "<=", a, b), a),
                    otherwise=b,
                )
                paired.append(self.put(f"{name}_{turn}_{k}", node))
            columns = [*paired, *columns[len(columns) - len(columns) % 2 :]]
            turn += 1
        return columns[0]

    # -- statuses

    def statuses(self) -> Iterator[Make]:
        """By subject, the first that is known; `unknown` where one is meant and none is known; nothing where none is."""
        by_subject: dict[str, list[Provision]] = {}
        for p in self.of_kind("status"):
            by_subject.setdefault(p.gives["subject"], []).append(p)
        order = list(self.rulebook.book.lists.get("subject", {}))
        for subject in sorted(by_subject, key=lambda s: (order.index(s) if s in order else len(order), s)):
            provisions = by_subject[subject]
            told = [(both(self.settled(p), known(self.field(p, 0))), self.field(p, 0)) for p in provisions]
            code = self.put(f"status_{subject}", case(t.CHOICE, *told))
            outside = (NOT_APPLICABLE, NO_VERSION)
            meant = self.put(
                f"meant_{subject}", _any([_not(t.Within(t.YES_NO, self.outcome(p), outside)) for p in provisions])
            )

            def make(codes: Codes, subject: str = subject, code: Column = code, meant: Column = meant) -> ResultColumn:
                words = [self.said(f"status:{subject}", word) for word in codes.words]
                unknown = NOT_KNOWN[self.language] if self.language is not None else "unknown"
                text = _words(code.name, words, unknown, meant.name)
                return ResultColumn(f"status_{subject}", (code.name, meant.name), text)

            yield make

    # -- deadlines

    def deadlines(self) -> Iterator[Make]:
        """The safe day of each kind of deadline that is still open, the most urgent of that kind, late ones included; and
        the most urgent of all."""
        # The rank of each breaks ties as an answer does, by name and then by address.
        ranked = sorted(self.of_kind("deadline"), key=lambda p: (p.gives["name"], p.index))
        if not ranked:
            return
        keys = [self.put(f"key{rank}", self.key(p, rank)) for rank, p in enumerate(ranked)]
        by_name: dict[str, list[Column]] = {}
        for p, key in zip(ranked, keys, strict=True):
            by_name.setdefault(p.gives["name"], []).append(key)
        listed = list(self.rulebook.book.lists.get("deadline", {}))
        firsts = {name: self.least(f"safe_{name}", by_name[name]) for name in sorted(by_name, key=listed.index)}
        for name, first in firsts.items():
            yield _of_key(f"safe_{name}", first, _day_of_key(first.name))
        # Of each name the first, in the order of names: the same as the first of all.
        nearest = self.least("next", [firsts[name] for name in sorted(firsts)])
        latest = self.put(
            "next_latest",
            case(t.DAY, *((_sure(equal(nearest, k)), self.field(p, 1)) for p, k in zip(ranked, keys, strict=True))),
        )
        names = [self.said("deadline", p.gives["name"]) for p in ranked]
        yield _of_key("next_deadline", nearest, _words(f"{nearest.name} % {_RANKS}", names))
        yield _of_key("next_safe", nearest, _day_of_key(nearest.name))
        yield self.plain("next_latest", latest)
        yield _of_key("next_urgency", nearest, _words(f"{nearest.name} // {_RANKS * _DAYS}", URGENCIES))

    def key(self, p: Provision, rank: int) -> t.Node:
        """One number that sorts a person's open deadlines as an answer does; unknown when done or without a day."""
        d, met, o = Column(t.DAY, f"d{p.index}"), self.field(p, 2), self.outcome(p)
        safe: t.Node = d
        others = [self.field(p, 0, reading) for reading in range(1, _readings(p))]
        if others:
            # Disputed: the earliest of all readings.
            earliest = self.least(f"earliest{rank}", [self.field(p, 0), *others])
            disputed = equal(o, number(DISPUTED))
            safe = self.put(f"safe{rank}", case(t.DAY, (both(disputed, known(earliest)), earliest), otherwise=d))
        open_whether_met = both(
            _not(known(met)), self.among(p, lambda b: any(r.fields[2] is not None for r in b.readings))
        )
        missed = _sure(t.Compare(t.YES_NO, ">", _ON, self.late_after(p)))
        late = both(_not(open_whether_met), _not(equal(o, number(UNKNOWN))), missed)

        def within(days: int) -> t.Node:
            return t.Compare(t.YES_NO, "<=", safe, t.Call(t.DAY, "plus_days", (_ON, number(days))))

        urgency = case(
            t.NUMBER,
            (late, number(0)),
            (within(NOW_DAYS), number(1)),
            (within(SOON_DAYS), number(2)),
            otherwise=number(3),
        )
        days = t.Arithmetic(t.NUMBER, "-", safe, t.Literal(t.DAY, 1))
        pressing = t.Arithmetic(t.NUMBER, "*", urgency, number(_DAYS))
        key = _plus(t.Arithmetic(t.NUMBER, "*", _plus(pressing, days), number(_RANKS)), number(rank))
        return case(t.NUMBER, (both(known(d), _not(_sure(met))), key))

    def among(self, p: Provision, test: Callable[[Branch], bool]) -> t.Node:
        """Whether the branch that held is one of those."""
        places = tuple(n for n, b in enumerate(_branches(p)) if test(b))
        return _sure(t.Within(t.YES_NO, self.branch(p), places)) if places else _NO

    def late_after(self, p: Provision) -> t.Node:
        """The day past which it is surely missed under every reading; see `position._late_after`."""
        ways: dict[t.Node, list[int]] = {}
        for n, branch in enumerate(_branches(p)):
            last: t.Node | None = None
            for k, reading in enumerate(branch.readings):
                day = self.field(p, 1 if reading.fields[1] is not None else 0, k)
                last = day if last is None else t.Call(t.DAY, "later", (last, day))
            if last is not None:
                ways.setdefault(last, []).append(n)
        return case(
            t.DAY, *((t.Within(t.YES_NO, self.branch(p), tuple(places)), last) for last, places in ways.items())
        )

    # -- bans, sums, risks, counts

    def ban(self) -> Iterator[Make]:
        """The longest ban: the provision, the years, until when, and whether it is certain."""
        bans = self.of_kind("ban")
        if not bans:
            return
        keys = []
        for rank, p in enumerate(bans):
            kind, years = self.field(p, 0), self.field(p, 1)
            none = _sure(equal(kind, t.Literal(t.CHOICE, "none")))
            held = both(self.settled(p), known(self.branch(p)), _not(none))
            shortness = t.Arithmetic(
                t.NUMBER, "-", number(_MOST_YEARS), case(t.NUMBER, (known(years), years), otherwise=number(0))
            )
            key = _plus(t.Arithmetic(t.NUMBER, "*", shortness, number(_RANKS)), number(rank))
            keys.append(self.put(f"ban{rank}", case(t.NUMBER, (held, key))))
        first = self.least("ban", keys)

        def of_first(name: str, type_: str, value: Callable[[Provision], t.Node]) -> Column:
            ways = [(_sure(equal(first, key)), value(p)) for p, key in zip(bans, keys, strict=True)]
            return self.put(name, case(type_, *ways))

        ids = [p.id if self.language is None else p.title[self.language] for p in bans]
        yield _of_key("ban", first, _words(f"{first.name} % {_RANKS}", ids))
        yield self.plain("ban_years", of_first("ban_years", t.NUMBER, lambda p: self.field(p, 1)))
        yield self.plain("ban_until", of_first("ban_until", t.DAY, lambda p: self.field(p, 3)))
        yield self.plain("ban_certain", of_first("ban_certain", t.YES_NO, self.certain))

    def certain(self, p: Provision) -> t.Node:
        """Mandatory, settled, and of a version that was checked in the law itself."""
        verified = {id(b) for v in p.versions if v.source.confidence == "verified" for b in v.branches}
        mandatory = _sure(equal(self.field(p, 0), t.Literal(t.CHOICE, "mandatory")))
        return both(equal(self.outcome(p), number(KNOWN)), mandatory, self.among(p, lambda b: id(b) in verified))

    def sums(self) -> Iterator[Make]:
        by_name: dict[str, list[Column]] = {}
        for p in self.of_kind("sum"):
            by_name.setdefault(p.gives["name"], []).append(self.field(p, 0))
        for name, amounts in by_name.items():
            column = amounts[0]
            if len(amounts) > 1:
                column = self.put(f"sum_{name}", case(t.MONEY, *((known(amount), amount) for amount in amounts)))
            yield self.plain(f"sum_{name}", column)

    def risk(self) -> Iterator[Make]:
        """The gravest level of risk that an answer would name."""
        risks = self.of_kind("risk")
        if not risks:
            return
        ways = []
        for place, level in enumerate(LEVELS):
            word = t.Literal(t.CHOICE, level)
            ways.append(
                (_any([both(self.settled(p), _sure(equal(self.field(p, 0), word))) for p in risks]), number(place))
            )
        column = self.put("risk", case(t.NUMBER, *ways))
        yield _of_key("risk_level", column, _words(column.name, LEVELS))

    def counts(self) -> Iterator[Make]:
        """Rights that hold, signs that hold by their kind, findings that are unknown."""
        wanted = [("rights", self.of_kind("right"))]
        wanted += [(f"signs_{s}", [p for p in self.of_kind("indicator") if p.gives["sign"] == s]) for s in SIGNS]
        for name, provisions in wanted:
            if provisions:
                holds = [both(self.settled(p), _sure(self.field(p, 0))) for p in provisions]
                yield self.plain(name, self.put(name, _count(holds)))
        rest = [p for p in self.rulebook.provisions if p.kind not in ("text", "right", "indicator")]
        if rest:
            open_ = [equal(self.outcome(p), number(UNKNOWN)) for p in rest]
            yield self.plain("unknown", self.put("unknown", _count(open_)))


def _of_key(name: str, key: Column, text: str) -> Make:
    return lambda codes: ResultColumn(name, (key.name,), text)


def _branches(p: Provision) -> Iterable[Branch]:
    """The branches of all versions, in the order in which a plan numbers them."""
    return (b for v in p.versions for b in v.branches)


def _readings(p: Provision) -> int:
    return max((len(b.readings) for b in _branches(p)), default=0)
