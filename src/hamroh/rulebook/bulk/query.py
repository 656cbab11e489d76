"""One query for a plan: the history functions as tables, the equations in layers, the wanted columns at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .. import tree as t
from .codes import Codes
from .histories_sql import HistoryWriter
from .plan import Equation, Item, Plan, Told, reads
from .sql import DIALECTS, Writer, told_column


@dataclass(frozen=True, slots=True)
class Query:
    """What an engine runs: constant arrays it may keep, tables in order, and the final SELECT over them."""

    arrays: dict[str, Sequence[int]]
    tables: list[tuple[str, str]]
    select: str
    reads: list[str]
    """The columns of the prepared people that are read."""
    types: dict[str, str] = field(default_factory=dict)
    """The type of each wanted column, in the words of the tree."""

    def text(self, materialized: str) -> str:
        """The whole as one statement."""
        tables = ", ".join(f"{name} AS{materialized} ({query})" for name, query in self.tables)
        return f"WITH {tables} {self.select}" if tables else self.select


def query_of(plan: Plan, wanted: Sequence[str], dialect: str, codes: Codes, keep_arrays: bool = False) -> Query:
    """The query that gives `p` and the wanted columns for every row of the prepared people.

    `keep_arrays`: arrays are read from where the engine keeps them (`array_text`), not written into the text.
    """
    return _Composer(plan, wanted, dialect, codes, keep_arrays).whole()


class _Composer:
    def __init__(self, plan: Plan, wanted: Sequence[str], dialect: str, codes: Codes, keep_arrays: bool) -> None:
        assert plan.days is not None
        self.wanted = list(dict.fromkeys(wanted))
        self.plan = plan.only(self.wanted)
        self.writer = Writer(self.plan, codes, DIALECTS[dialect])
        if keep_arrays:
            self.writer.array_text = array_name[dialect]
        self.histories = HistoryWriter(self.writer, plan.days[0])
        self.d = self.writer.dialect

    def whole(self) -> Query:
        remaining: list[Item] = list(self.plan.items)
        told = [told_column(node) for node in self.plan.told]
        have: list[str] = [*dict.fromkeys(told)]
        source = "people"
        ready: set[str] = set()
        stage = 0
        while remaining:
            calls = [c for c in remaining if not isinstance(c, Equation) and set(reads(c)) <= ready]
            if calls:
                if stage:
                    source = self.histories.table(f"stage{stage}", self.plain(source, have))
                made = self.histories.stage(stage, calls, source)
                names = [c.name for c in calls]
                ready.update(names)
                remaining = [item for item in remaining if item.name not in ready]
                kept = self.live(have, remaining)
                listed = ", ".join(["b.p", *(f"b.{self.q(c)}" for c in kept), *(self.q(n) for n in names)])
                joins = "".join(f" LEFT JOIN {name} ON {name}.p = b.p" for name in made)
                source = f"SELECT {listed} FROM {self.table(source)} b{joins}{self.d.fence}"
                have = kept + names
                stage += 1
            layer = [e for e in remaining if isinstance(e, Equation) and set(reads(e)) <= ready]
            if not layer and not calls:
                raise ValueError(f"columns wait for each other: {[item.name for item in remaining][:5]}")
            if layer:
                ready.update(e.name for e in layer)
                remaining = [item for item in remaining if item.name not in ready]
                kept = self.live(have, remaining)
                now = [e for e in layer if e.name in self.wanted or self.read_by(e.name, remaining)]
                listed = ", ".join(
                    ["p", *map(self.q, kept), *(f"{self.writer.text(e.node)} AS {self.q(e.name)}" for e in now)]
                )
                source = f"SELECT {listed} FROM {self.table(source)} b{self.d.fence}"
                have = kept + [e.name for e in now]
        types = {item.name: item.type for item in self.plan.items if item.name in self.wanted}
        return Query(self.writer.arrays, self.histories.tables, self.plain(source, self.wanted), told, types)

    def q(self, name: str) -> str:
        return self.d.quoted(name)

    def table(self, source: str) -> str:
        return source if source.isidentifier() else f"({source})"

    def plain(self, source: str, columns: list[str]) -> str:
        return f"SELECT {', '.join(['p', *map(self.q, columns)])} FROM {self.table(source)} b"

    def live(self, have: list[str], remaining: list[Item]) -> list[str]:
        """Of the columns at hand, those that are still read or wanted."""
        needed = set(self.wanted)
        for item in remaining:
            needed.update(reads(item))
            for node in (item.node,) if isinstance(item, Equation) else item.arguments:
                needed.update(told_column(n) for n in t.walk(node) if isinstance(n, Told))
        return [name for name in have if name in needed]

    @staticmethod
    def read_by(name: str, remaining: list[Item]) -> bool:
        return any(name in reads(item) for item in remaining)


array_name = {
    "duckdb": lambda name: f"getvariable('{name}')",
    "postgresql": lambda name: f"(SELECT v FROM hamroh_array WHERE name = '{name}')",
    "spark": lambda name: f"(SELECT v FROM hamroh_array WHERE name = '{name}')",
}
