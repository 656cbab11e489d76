"""A plan as a list of tables to be made one after the other: histories first, then the equations, layer by layer.

One statement for the whole book takes an engine's planner longer than the work itself, so each table is a statement of its
own. A layer holds only its new columns; what it reads from others it takes by person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import tree as t
from .codes import Codes
from .histories_sql import HistoryWriter
from .plan import Column, Equation, HistoryCall, Item, Plan, Told, reads
from .sql import DIALECTS, Writer, told_column


@dataclass(frozen=True, slots=True)
class Layer:
    """Columns that can be worked out once the tables before it are there: name and SQL text of each.

    `sources`: the tables it reads, each with the columns wanted of it; all have `p`, in the same order of rows.
    """

    name: str
    sources: dict[str, list[str]]
    columns: list[tuple[str, str]]
    aside: bool = False
    """Only for the histories that read it; no other layer does."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The columns of some history calls beside each other, a row for every person: `made` has them, with `p`."""

    name: str
    made: list[str]
    columns: list[str]


@dataclass(frozen=True, slots=True)
class Made:
    """A helper table of the histories: its name and query."""

    name: str
    query: str


Step = Layer | Joined | Made


@dataclass(frozen=True, slots=True)
class Query:
    """What an engine makes: constant arrays it keeps, tables in order, and where each wanted column is found."""

    arrays: dict[str, Sequence[int]]
    steps: list[Step]
    found: dict[str, list[str]]
    """The wanted columns by the table that has them, in order of first use."""

    def carried(self) -> list[list[str]]:
        """For engines that carry the columns along in one wide row: at each step, those of before that are still read.

        The steps that matter are layers and joined histories; for the others the list is empty.
        """
        needed = {column for some in self.found.values() for column in some}
        out: list[list[str]] = []
        for step in reversed(self.steps):
            if isinstance(step, Made):
                out.append([])
                continue
            if isinstance(step, Layer):
                new = set() if step.aside else {name for name, _ in step.columns}
                out.append(sorted(needed - new))
                needed = (needed - new) | {column for some in step.sources.values() for column in some}
            else:
                needed = needed - set(step.columns)
                out.append(sorted(needed))
        out.reverse()
        return out


def query_of(plan: Plan, wanted: Sequence[str], dialect: str, codes: Codes) -> Query:
    """The tables that give the wanted columns for every row of the prepared people.

    Raises:
        ValueError: the plan is not folded to a day.
    """
    return _Composer(plan, wanted, dialect, codes).whole()


class _Composer:
    def __init__(self, plan: Plan, wanted: Sequence[str], dialect: str, codes: Codes) -> None:
        if plan.days is None:
            raise ValueError("SQL is written for one day: fold the plan with `plan.on(day, known)` first")
        self.wanted = list(dict.fromkeys(wanted))
        self.plan = plan.only(self.wanted)
        self.writer = Writer(self.plan, codes, DIALECTS[dialect])
        self.histories = HistoryWriter(self.writer, plan.days[0])
        self.steps: list[Step] = []
        self.home: dict[str, str] = {told_column(node): "people" for node in self.plan.told}

    def whole(self) -> Query:
        remaining: list[Item] = list(self.plan.items)
        ready: set[str] = set()
        stage = layers = 0
        while remaining:
            calls = [c for c in remaining if isinstance(c, HistoryCall) and set(reads(c)) <= ready]
            if calls:
                self.calls(stage, calls)
                ready.update(c.name for c in calls)
                remaining = [item for item in remaining if item.name not in ready]
                stage += 1
            # What calls wait for comes first: the fewer stages of histories, the better.
            layer = [e for e in remaining if isinstance(e, Equation) and set(reads(e)) <= ready]
            if not layer and not calls:
                raise ValueError(f"columns wait for each other: {[item.name for item in remaining][:5]}")
            if layer:
                self.layer(f"layer{layers}", layer)
                ready.update(e.name for e in layer)
                remaining = [item for item in remaining if item.name not in ready]
                layers += 1
        found: dict[str, list[str]] = {}
        for name in self.wanted:
            found.setdefault(self.home[name], []).append(name)
        return Query(self.writer.arrays, self.steps, found)

    def calls(self, stage: int, calls: list[HistoryCall]) -> None:
        """The tables of these calls, and one that has all their columns side by side."""
        source = "people"
        arguments = [node for call in calls for node in call.arguments if not isinstance(node, t.Literal)]
        if arguments:
            source = f"arguments{stage}"
            names = list(dict.fromkeys(name for node in arguments for name in self.read_by(node)))
            self.steps.append(
                Layer(source, self.sources(names), [(n, self.writer.dialect.quoted(n)) for n in names], True)
            )
        before = len(self.histories.tables)
        made = self.histories.stage(stage, calls, source)
        self.steps.extend(Made(name, query) for name, query in self.histories.tables[before:])
        name = f"history{stage}"
        self.steps.append(Joined(name, made, [c.name for c in calls]))
        self.home.update((c.name, name) for c in calls)

    def layer(self, name: str, equations: list[Equation]) -> None:
        read = list(dict.fromkeys(column for e in equations for column in self.read_by(e.node)))
        self.steps.append(Layer(name, self.sources(read), [(e.name, self.writer.text(e.node)) for e in equations]))
        self.home.update((e.name, name) for e in equations)

    def sources(self, columns: Sequence[str]) -> dict[str, list[str]]:
        out: dict[str, list[str]] = {}
        for column in columns:
            out.setdefault(self.home[column], []).append(column)
        return out

    @staticmethod
    def read_by(node: t.Node) -> list[str]:
        """The columns an expression reads, those of the prepared people included."""
        out = []
        for n in t.walk(node):
            if isinstance(n, Column):
                out.append(n.name)
            elif isinstance(n, Told):
                out.append(told_column(n))
        return out
