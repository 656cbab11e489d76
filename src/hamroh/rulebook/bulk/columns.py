"""What a table of positions says of each person: its columns, and how each comes from the columns of the plan.

The default ones are the heads of an answer (`position`): where the person stands, by which day to do what, which ban, what
is owed, what is not known. Each is written as a DuckDB expression over the table `found`, in which an engine left the
columns of the plan as numbers; here days become days again and numbers words.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .. import tree as t
from ..book import Rulebook
from ..errors import RulebookError
from ..position import NOW_DAYS, SOON_DAYS
from ..provisions import Provision
from .codes import Codes
from .plan import DISPUTED, KNOWN, NO_VERSION, NOT_APPLICABLE, OUTCOMES, UNKNOWN, outcome_of, shown_of

MOST_BY_DEFAULT = 40
"""Columns of a table nobody asked more of; deadlines that matter least are left out first."""

URGENCIES = ("late", "now", "soon", "later")
LEVELS = ("high", "grows_with_overstay", "medium", "not_known", "low", "none")
"""Levels of risk, the gravest first (as an answer sorts them)."""
SIGNS = ("forced_labour", "crime", "fraud")

_RANKS = 1000
_DAYS = 10_000_000


class ColumnError(RulebookError):
    """A column that was asked for does not exist."""


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of the result: its name, the plan's columns it is made of, and the DuckDB expression that makes it.

    `keys` are expressions by name that it reads, and `then` those that read the keys: each is worked out once for all columns.
    """

    name: str
    reads: tuple[str, ...]
    text: str
    keys: tuple[tuple[str, str], ...] = ()
    then: tuple[tuple[str, str], ...] = ()


def select(columns: Sequence[ResultColumn], found: str = "found") -> str:
    """The query that gives `p` and the columns for each row of `found`."""
    source = found
    for layer in ([c.keys for c in columns], [c.then for c in columns]):
        made = dict(pair for pairs in layer for pair in pairs)
        if made:
            source = f"(SELECT *, {', '.join(f'{text} AS {name}' for name, text in made.items())} FROM {source})"
    return f"SELECT p{''.join(f', {c.text} AS {name_of(c.name)}' for c in columns)} FROM {source}"


def name_of(column: str) -> str:
    """A column's name, quoted for SQL."""
    return '"' + column.replace('"', '""') + '"'


def default_columns(rulebook: Rulebook, codes: Codes, on: int) -> list[ResultColumn]:
    """The heads of an answer on a day (ordinal), at most `MOST_BY_DEFAULT` with the person's own column."""
    heads = _Heads(rulebook, codes, on)
    rest = [*heads.statuses(), *heads.nearest(), *heads.ban(), *heads.sums(), *heads.risk(), *heads.counts()]
    deadlines = list(heads.deadlines(MOST_BY_DEFAULT - 1 - len(rest)))
    place = next((i for i, column in enumerate(rest) if column.name == "next_deadline"), 0)
    return [*rest[:place], *deadlines, *rest[place:]]


def every_column(rulebook: Rulebook, codes: Codes) -> Iterator[ResultColumn]:
    """Every finding of every provision: how it came out, by the provision's address, and each field, by address and field."""
    for p in rulebook.provisions:
        if p.kind == "text":
            continue
        o = outcome_of(rulebook, p.id)
        yield ResultColumn(p.id, (o,), _words(o, OUTCOMES))
        for place, (field, type_) in enumerate(p.fields):
            shown = shown_of(rulebook, p.id, place)
            yield ResultColumn(f"{p.id}.{field}", (shown,), plain(shown, type_, codes))


def chosen_columns(rulebook: Rulebook, codes: Codes, on: int, names: Sequence[str]) -> list[ResultColumn]:
    """The columns of these names, in this order, from the default ones and all findings.

    Raises:
        ColumnError: with near names.
    """
    at_hand = {c.name: c for c in (*every_column(rulebook, codes), *default_columns(rulebook, codes, on))}
    for name in names:
        if name not in at_hand:
            near = difflib.get_close_matches(name, at_hand, 3)
            raise ColumnError(
                f"There is no column `{name}`. "
                + (f"Did you mean {' or '.join(near)}?" if near else "docs/tables.md names them all.")
            )
    return [at_hand[name] for name in dict.fromkeys(names)]


def plain(column: str, type_: str, codes: Codes) -> str:
    """The expression that gives a column of the plan as people write it: a day, a word, roubles with kopecks."""
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


def quoted(word: str) -> str:
    """A word as an SQL string."""
    return "'" + word.replace("'", "''") + "'"


def _words(column: str, words: Sequence[str]) -> str:
    return f"([{', '.join(map(quoted, words))}])[{column} + 1]"


def _sum(terms: Iterable[str]) -> str:
    listed = [f"CAST({term} AS INTEGER)" for term in terms]
    return f"CAST({' + '.join(listed) or '0'} AS INTEGER)"


def _case(ways: Iterable[tuple[str, str]], otherwise: str = "NULL") -> str:
    listed = " ".join(f"WHEN {when} THEN {then}" for when, then in ways)
    return f"CASE {listed} ELSE {otherwise} END" if listed else otherwise


class _Heads:
    """The heads of an answer, each by the rule of `Position` it repeats for a whole table."""

    def __init__(self, rulebook: Rulebook, codes: Codes, on: int) -> None:
        self.rulebook, self.codes, self.on = rulebook, codes, on

    def of_kind(self, *kinds: str) -> list[Provision]:
        return [p for p in self.rulebook.provisions if p.kind in kinds]

    def field(self, p: Provision, place: int) -> str:
        return f"f{p.index}_{place}"

    # -- statuses

    def statuses(self) -> Iterator[ResultColumn]:
        """By subject, the first that is known; `unknown` where one is meant and none is known; nothing where none is."""
        by_subject: dict[str, list[Provision]] = {}
        for p in self.of_kind("status"):
            by_subject.setdefault(p.gives["subject"], []).append(p)
        order = list(self.rulebook.book.lists.get("subject", {}))
        for subject in sorted(by_subject, key=lambda s: (order.index(s) if s in order else len(order), s)):
            reads, known, meant = [], [], []
            for p in by_subject[subject]:
                o, f = f"o{p.index}", self.field(p, 0)
                reads += [o, f]
                known.append(f"CASE WHEN {o} IN ({KNOWN}, {DISPUTED}) THEN {f} END")
                meant.append(f"{o} NOT IN ({NOT_APPLICABLE}, {NO_VERSION})")
            word = _words(f"coalesce({', '.join(known)})", self.codes.words)
            text = f"coalesce({word}, CASE WHEN {' OR '.join(meant)} THEN 'unknown' END)"
            yield ResultColumn(f"status_{subject}", tuple(reads), text)

    # -- deadlines

    def ranked(self) -> list[Provision]:
        """All deadlines; the place of each breaks ties as an answer does, by name and then by address."""
        return sorted(self.of_kind("deadline"), key=lambda p: (p.gives["name"], p.index))

    def reads_of(self, p: Provision) -> tuple[str, ...]:
        readings = self.readings(p)
        others = (f"r{p.index}_{k}_{place}" for k in range(1, readings) for place in (0, 1))
        return (f"o{p.index}", f"b{p.index}", f"d{p.index}", *(self.field(p, place) for place in range(3)), *others)

    def readings(self, p: Provision) -> int:
        return max(len(b.readings) for v in p.versions for b in v.branches)

    def safe(self, p: Provision) -> str:
        """The safe day: of a disputed deadline the earliest of all readings."""
        others = [f"r{p.index}_{k}_0" for k in range(1, self.readings(p))]
        if not others:
            return f"d{p.index}"
        earliest = f"least({', '.join([self.field(p, 0), *others])})"
        return f"CASE WHEN o{p.index} = {DISPUTED} THEN {earliest} ELSE d{p.index} END"

    def late_after(self, p: Provision) -> str:
        """The day past which it is surely missed under every reading; see `position._late_after`."""
        ways: dict[str, list[int]] = {}
        n = 0
        for v in p.versions:
            for branch in v.branches:
                days = []
                for k, reading in enumerate(branch.readings):
                    place = 1 if reading.fields[1] is not None else 0
                    days.append(self.field(p, place) if k == 0 else f"r{p.index}_{k}_{place}")
                if days:
                    last = days[0]
                    if len(days) > 1:
                        known = " AND ".join(f"{x} IS NOT NULL" for x in days)
                        last = f"CASE WHEN {known} THEN greatest({', '.join(days)}) END"
                    ways.setdefault(last, []).append(n)
                n += 1
        return _case((f"b{p.index} IN ({', '.join(map(str, where))})", last) for last, where in ways.items())

    def says_whether_met(self, p: Provision) -> str:
        """Whether the branch that held has a test of the thing being done."""
        branches = [b for v in p.versions for b in v.branches]
        places = [str(n) for n, b in enumerate(branches) if any(r.fields[2] is not None for r in b.readings)]
        return f"(b{p.index} IN ({', '.join(places)}))" if places else "FALSE"

    def key(self, p: Provision, rank: int) -> str:
        """One number that sorts a person's open deadlines as an answer does: urgency, safe day, name. None when done."""
        safe, met = self.safe(p), self.field(p, 2)
        open_whether_met = f"({met} IS NULL AND {self.says_whether_met(p)})"
        late = f"coalesce(NOT {open_whether_met} AND o{p.index} <> {UNKNOWN} AND {self.on} > ({self.late_after(p)}), FALSE)"
        left = f"({safe}) - {self.on}"
        urgency = _case([(late, "0"), (f"{left} <= {NOW_DAYS}", "1"), (f"{left} <= {SOON_DAYS}", "2")], "3")
        key = f"(CAST({urgency} AS BIGINT) * {_DAYS} + ({safe})) * {_RANKS} + {rank}"
        return f"CASE WHEN d{p.index} IS NOT NULL AND {met} IS DISTINCT FROM TRUE THEN {key} END"

    def deadlines(self, most: int) -> Iterator[ResultColumn]:
        """The safe day of each kind of deadline that is still open, the most urgent of that kind; late ones included."""
        by_name: dict[str, list[tuple[int, Provision]]] = {}
        for rank, p in enumerate(self.ranked()):
            by_name.setdefault(p.gives["name"], []).append((rank, p))
        listed = list(self.rulebook.book.lists.get("deadline", {}))
        chief = sorted(by_name, key=lambda n: (-max(p.matters for _, p in by_name[n]), listed.index(n)))[: max(0, most)]
        for name in sorted(chief, key=listed.index):
            keys = tuple((f"key{rank}", self.key(p, rank)) for rank, p in by_name[name])
            reads = tuple(dict.fromkeys(r for _, p in by_name[name] for r in self.reads_of(p)))
            first = f"least({', '.join(key for key, _ in keys)})"
            yield ResultColumn(f"safe_{name}", reads, day(f"({first} // {_RANKS} % {_DAYS})"), keys)

    def nearest(self) -> Iterator[ResultColumn]:
        """The most urgent open deadline: its name, safe and latest day, and how it presses."""
        ranked = self.ranked()
        if not ranked:
            return
        reads = tuple(dict.fromkeys(r for p in ranked for r in self.reads_of(p)))
        keys = tuple((f"key{rank}", self.key(p, rank)) for rank, p in enumerate(ranked))
        then = (("next_key", f"least({', '.join(key for key, _ in keys)})"),)
        rank_of = f"next_key % {_RANKS}"
        latest = _case((f"{rank_of} = {rank}", self.field(p, 1)) for rank, p in enumerate(ranked))
        for name, text in (
            ("deadline", _words(rank_of, [p.gives["name"] for p in ranked])),
            ("safe", day(f"(next_key // {_RANKS} % {_DAYS})")),
            ("latest", day(f"({latest})")),
            ("urgency", _words(f"next_key // {_RANKS * _DAYS}", URGENCIES)),
        ):
            yield ResultColumn(f"next_{name}", reads, text, keys, then)

    # -- bans, sums, risks, counts

    def ban(self) -> Iterator[ResultColumn]:
        """The longest ban: the provision, the years, until when, and whether it is certain."""
        bans = self.of_kind("ban")
        if not bans:
            return
        reads: list[str] = []
        keys, certain, years, until = [], [], [], []
        for rank, p in enumerate(bans):
            o, b = f"o{p.index}", f"b{p.index}"
            kind, years_, _, until_ = (self.field(p, place) for place in range(4))
            reads += [o, b, kind, years_, until_]
            none, mandatory = (self.codes.number.get(word, -1) for word in ("none", "mandatory"))
            held = f"{b} IS NOT NULL AND {o} IN ({KNOWN}, {DISPUTED}) AND {kind} IS DISTINCT FROM {none}"
            keys.append(f"CASE WHEN {held} THEN (999 - coalesce({years_}, 0)) * {_RANKS} + {rank} END")
            n, verified = 0, []
            for v in p.versions:
                if v.source.confidence == "verified":
                    verified += [str(n + j) for j in range(len(v.branches))]
                n += len(v.branches)
            sure = f"{o} = {KNOWN} AND {kind} = {mandatory}" + (
                f" AND {b} IN ({', '.join(verified)})" if verified else " AND FALSE"
            )
            certain.append(f"coalesce({sure}, FALSE)")
            years.append(years_)
            until.append(until_)
        named = tuple((f"ban{rank}", key) for rank, key in enumerate(keys))
        then = (("ban_rank", f"least({', '.join(name for name, _ in named)}) % {_RANKS}"),)

        def of_first(values: list[str]) -> str:
            return _case((f"ban_rank = {rank}", value) for rank, value in enumerate(values))

        for name, text in (
            ("ban", _words("ban_rank", [p.id for p in bans])),
            ("ban_years", f"CAST({of_first(years)} AS INTEGER)"),
            ("ban_until", day(f"({of_first(until)})")),
            ("ban_certain", of_first(certain)),
        ):
            yield ResultColumn(name, tuple(reads), text, named, then)

    def sums(self) -> Iterator[ResultColumn]:
        by_name: dict[str, list[Provision]] = {}
        for p in self.of_kind("sum"):
            by_name.setdefault(p.gives["name"], []).append(p)
        for name, provisions in by_name.items():
            amounts = tuple(self.field(p, 0) for p in provisions)
            yield ResultColumn(f"sum_{name}", amounts, plain(f"coalesce({', '.join(amounts)})", t.MONEY, self.codes))

    def risk(self) -> Iterator[ResultColumn]:
        """The gravest level of risk that an answer would name."""
        risks = self.of_kind("risk")
        if not risks:
            return
        told = [f"CASE WHEN o{p.index} IN ({KNOWN}, {DISPUTED}) THEN {self.field(p, 0)} END" for p in risks]
        levels = f"[{', '.join(told)}]"
        ways = [
            (f"list_contains({levels}, {self.codes.number[level]})", quoted(level))
            for level in LEVELS
            if level in self.codes.number
        ]
        reads = tuple(r for p in risks for r in (f"o{p.index}", self.field(p, 0)))
        yield ResultColumn("risk_level", reads, _case(ways))

    def counts(self) -> Iterator[ResultColumn]:
        """Rights that hold, signs that hold by their kind, findings that are unknown."""
        wanted = [("rights", self.of_kind("right"))]
        wanted += [(f"signs_{s}", [p for p in self.of_kind("indicator") if p.gives["sign"] == s]) for s in SIGNS]
        for name, provisions in wanted:
            if provisions:
                reads = tuple(r for p in provisions for r in (f"o{p.index}", self.field(p, 0)))
                holds = (
                    f"coalesce(o{p.index} IN ({KNOWN}, {DISPUTED}) AND {self.field(p, 0)}, FALSE)" for p in provisions
                )
                yield ResultColumn(name, reads, _sum(holds))
        rest = [p for p in self.rulebook.provisions if p.kind not in ("text", "right", "indicator")]
        outcomes = tuple(f"o{p.index}" for p in rest)
        yield ResultColumn("unknown", outcomes, _sum(f"coalesce({o} = {UNKNOWN}, FALSE)" for o in outcomes))
