"""People of files asked twice, by the law and under a proposal, by an engine of tables.

The law and the proposal are two plans over the same prepared people. Of what they give, only differences matter (a day
later, a ban fewer), so people who moved alike are weighed once: by the same rules that weigh one person, for one of them.
"""

from __future__ import annotations

import importlib.util
import os
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import evaluate, tree as t
from ..book import Rulebook
from ..impact import Given, Impact, People, Told
from ..provisions import Provision
from .codes import Codes
from .columns import name_of, quoted
from .duckdb_engine import DuckDBEngine
from .faults import FilesError
from .files import PeopleFiles, Source
from .kernel_engine import KernelEngine
from .plan import NO_VERSION, NOT_APPLICABLE, UNKNOWN, Plan, branch_of, outcome_of, plan_of, shown_of

BLOCK = 61_440
"""People asked at a time."""
MEMORY_MB = 512
FEW = 5_000
"""Up to so many people DuckDB answers sooner than the kernel is compiled."""

_NULL = -(2**63)
_OUTCOMES = (evaluate.UNKNOWN, evaluate.KNOWN, evaluate.DISPUTED, evaluate.NOT_APPLICABLE, evaluate.NO_VERSION)
"""How a result came out, by its number in a table."""
_WITHIN = {1: True, 0: False, -1: None}

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[Any]]


def ask(
    impact: Impact, people: Path, events: Path | None = None, engine: str | None = None, beside: Sequence[Impact] = ()
) -> Iterator[int]:
    """Everybody in the files asked twice; gives the number asked so far. The files are those of docs/tables.md.

    `engine`: `kernel` or `duckdb`, which give the same; by default the kernel, where numba is installed and people are many.
    `beside`: the same proposal with other values or fewer changes, of which the same people are asked in the same go.

    Raises:
        FilesError: a file cannot be read, or somebody in it cannot be so; with the faults.
    """
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        settings: dict[str, Any] = {
            "memory_limit": f"{MEMORY_MB}MB",
            "temp_directory": f"{folder}/spilled",
            "autoinstall_known_extensions": False,
        }
        with duckdb.connect(config=settings) as connection:
            connection.execute(f"ATTACH {quoted(f'{folder}/staged.duckdb')} AS staged")
            sources = Source(people), None if events is None else Source(events)
            yield from _Twice([impact, *beside], connection, *sources, Path(folder)).all(engine)


class _Side:
    """One of the two rulebooks: its plan, the provisions asked, and the engine."""

    def __init__(self, rulebook: Rulebook, plan: Plan, provisions: Sequence[str], more: Sequence[str] = ()) -> None:
        self.rulebook, self.plan, self.provisions = rulebook, plan, provisions
        self.columns = {id_: self._columns_of(id_) for id_ in provisions}
        self.wanted = list(dict.fromkeys([*(name for some in self.columns.values() for name in some), *more]))
        self.engine: Any = None

    def _columns_of(self, id_: str) -> list[str]:
        """The outcome, the branch and the fields of a provision."""
        fields = self.rulebook.book.provisions[id_].fields
        first = [outcome_of(self.rulebook, id_), branch_of(self.rulebook, id_)]
        return first + [shown_of(self.rulebook, id_, place) for place in range(len(fields))]

    def made(self, kernel: bool, codes: Codes, on: int, like: _Side) -> None:
        """`like`: a side whose machine code serves this one too, if nothing but values differs."""
        if kernel and like.engine is not None and (like.wanted, like.plan.items) == (self.wanted, self.plan.items):
            self.engine = like.engine.with_values_of(self.plan)
        elif kernel:
            self.engine = KernelEngine(self.plan, self.wanted, codes, on, on, os.cpu_count() or 1)
        else:
            self.engine = DuckDBEngine(self.plan.on(on, on), self.wanted, codes)

    def answers(self, connection: Any) -> dict[str, Numbers]:
        """The wanted columns for the prepared people, as whole numbers; `_NULL` is unknown."""
        import numpy as np

        if not self.wanted:  # all that is asked is new: the law knows nothing of it
            return {}
        if isinstance(self.engine, KernelEngine):
            found = self.engine.arrays(connection)
        else:
            self.engine.run(connection)
            found = connection.execute(f"SELECT {', '.join(map(name_of, self.wanted))} FROM found").fetchnumpy()
        out = {}
        for name, column in found.items():
            values = np.ma.getdata(column).astype(np.int64)
            values[np.ma.getmaskarray(column)] = _NULL
            out[name] = values
        return out


class _Twice:
    def __init__(
        self, impacts: Sequence[Impact], connection: Any, people: Source, events: Source | None, folder: Path
    ) -> None:
        self.connection = connection
        first = impacts[0]
        self.on = first.on.toordinal()
        law = plan_of(first.law)
        views = [(impact, plan_of(impact.changed, _more(impact))) for impact in impacts]
        self.codes = Codes(law, *(plan for _, plan in views))
        asked = dict.fromkeys(id_ for impact in impacts for id_ in impact.old)
        self.law = _Side(first.law, law, list(asked))
        self.views = [_View(self, impact, plan) for impact, plan in views]
        # One table of people serves all: all that any of the plans reads.
        items = [item for view in self.views for item in view.changed.plan.only(view.changed.wanted).items]
        told = Plan(first.changed, [*items, *law.only(self.law.wanted).items])
        texts = dict.fromkeys(name for v in self.views for name, type_ in v.kinds.items() if type_ == t.CODES)
        self.files = PeopleFiles(
            connection, told, self.codes, self.on, people, events, texts=list(texts), folder=folder
        )

    def all(self, engine: str | None) -> Iterator[int]:
        if not self.files.stage():
            raise self._faults()
        people = self.files.count()
        kernel = engine == "kernel"
        if engine is None:
            kernel = people > FEW and importlib.util.find_spec("numba") is not None
        self.files.kept = not kernel
        for first in range(0, people, BLOCK):
            self.files.prepare(first, min(first + BLOCK, people) - 1)
            if not self.files.sound():
                raise self._faults()
            for side in (self.law, *(view.changed for view in self.views)):
                if side.engine is None and side.wanted:
                    side.made(kernel, self.codes, self.on, self.views[0].changed)
                if isinstance(side.engine, KernelEngine) and self.files.block is not None:
                    side.engine.table = self.files.block.table
            before = self.law.answers(self.connection)
            for view in self.views:
                view.take(before, view.changed.answers(self.connection))
            yield self.views[0].impact.count

    def _faults(self) -> FilesError:
        counts = self.files.check(BLOCK)
        faults = [str(fault) for fault in self.files.faults()]
        rest = sum(counts.values()) - len(faults)
        return FilesError(faults + ([f"... and {rest:,} more."] if rest > 0 else []))


def _more(impact: Impact) -> dict[str, t.Node]:
    """What is asked beside the provisions: whom the proposal reaches, and the facts that make groups."""
    reaches = impact.changed.book.reaches
    assert reaches is not None
    more: dict[str, t.Node] = {"within": reaches}
    for place, (name, type_) in enumerate(_kinds(impact).items()):
        if type_ == t.DAY:
            more |= {f"by{place}_lo": t.Bound(t.DAY, name, False), f"by{place}_hi": t.Bound(t.DAY, name, True)}
        elif type_ != t.CODES:
            more[f"by{place}"] = t.Fact(type_, name)
    return more


def _kinds(impact: Impact) -> dict[str, str]:
    """The facts that make groups, and their types."""
    return {name: impact.changed.book.facts[name].value_type for name in impact.by}


class _View:
    """One proposal, held against the law: what the people of each block are told."""

    def __init__(self, twice: _Twice, impact: Impact, plan: Plan) -> None:
        self.impact, self.law, self.codes, self._twice = impact, twice.law, twice.codes, twice
        self.kinds = _kinds(impact)
        self.changed = _Side(impact.changed, plan, impact.asked, list(_more(impact)))

    def take(self, before: dict[str, Numbers], after: dict[str, Numbers]) -> None:
        moves = _Moves(self, before, after)
        here: dict[tuple[str, Any], People] = {}
        sizes: list[tuple[str, str, array[int], array[int]]] = []
        within = after["within"]
        for name, is_so in (("yes", within == 1), ("no", within == 0), (evaluate.UNKNOWN, within == _NULL)):
            here["reached", name] = _bits(is_so)
        members: dict[tuple[str, Any], list[int]] = {}
        for place, told in enumerate(moves.told):
            members.setdefault(("verdict", told.verdict), []).append(place)
            if told.also_unknown:
                members.setdefault(("also_unknown", None), []).append(place)
            for id_ in told.made_by:
                members.setdefault(("made_by", id_), []).append(place)
            for p, weight in told.weights:
                members.setdefault(("measure", (self.impact.measure(p, weight), weight.verdict)), []).append(place)
                if weight.size is not None:
                    numbers = array("q", (moves.people_of(place) + self.impact.count).astype("int64").tobytes())
                    key = self.impact.measure(p, weight)
                    sizes.append((key, weight.verdict, numbers, array("q", [weight.size]) * len(numbers)))
        for what, places in members.items():
            here[what] = _bits(moves.are_of(places))
        names, group_of = self._groups(after)
        for place, group in enumerate(names):
            here["group", group] = _bits(group_of == place)
        self.impact.take(len(within), here, sizes, [names[place] for place in group_of.tolist()])

    def _groups(self, after: dict[str, Numbers]) -> tuple[list[tuple[str, ...]], Numbers]:
        """The groups, and which of them each person belongs to."""
        import numpy as np

        count = len(after["within"])
        names: list[tuple[str, ...]] = [()]
        which = np.zeros(count, np.int64)
        for place, (name, type_) in enumerate(self.kinds.items()):
            own, of = self._group(place, name, type_, after)
            both, which = np.unique(which * len(own) + of, return_inverse=True)
            names = [(*names[k // len(own)], own[k % len(own)]) for k in both.tolist()]
        return names, which

    def _group(self, place: int, name: str, type_: str, after: dict[str, Numbers]) -> tuple[list[str], Numbers]:
        """The names of the groups by one fact, and which of them each person belongs to."""
        import numpy as np

        if type_ == t.CODES:
            texts, which = np.unique(
                np.ma.filled(self._twice.files.texts_of(name).astype(object), evaluate.UNKNOWN).astype(str),
                return_inverse=True,
            )
            return [str(text) for text in texts], which
        if type_ == t.DAY:
            low, high = after[f"by{place}_lo"], after[f"by{place}_hi"]
            years = [_years(day) for day in (low, high)]
            values = np.where((low != _NULL) & (high != _NULL) & (years[0] == years[1]), years[0], _NULL)
        else:
            values = after[f"by{place}"]
        own, which = np.unique(values, return_inverse=True)
        return [self._name(value, type_) for value in own.tolist()], which

    def _name(self, value: int, type_: str) -> str:
        if value == _NULL:
            return evaluate.UNKNOWN
        if type_ == t.YES_NO:
            return "yes" if value else "no"
        return self.codes.words[value] if type_ == t.CHOICE else str(value)


class _Moves:
    """What differs for each person of a block, and who moved alike."""

    def __init__(self, view: _View, before: dict[str, Numbers], after: dict[str, Numbers]) -> None:
        import numpy as np

        self.impact = view.impact
        self.count = len(after["within"])
        self.provisions = [self.impact.changed.provision(id_) for id_ in self.impact.asked]
        none = np.full(self.count, NO_VERSION, np.int64)
        self.sides: list[tuple[_Given, _Given]] = []
        for p in self.provisions:
            b = _Given(view.law, before, p.id) if p.id in view.law.columns else _Given.none(none)
            self.sides.append((b, _Given(view.changed, after, p.id)))
        self.differs = [b.differs(a) for b, a in self.sides]
        unknown = np.zeros(self.count, np.bool_)
        for p, (_, a), differs in zip(self.provisions, self.sides, self.differs, strict=True):
            if p.id in self.impact.told:
                unknown |= (a.outcome == UNKNOWN) & ~differs
        within = after["within"]
        flags = unknown * 4 + np.where(within == _NULL, 2, within)
        self._sort(flags)
        self.told: list[Told] = []
        """For each class of people who moved alike, what each of them is told."""
        for one in self.first.tolist():
            moved = [
                (p, b.of(p, one, view.codes), a.of(p, one, view.codes))
                for p, (b, a), differs in zip(self.provisions, self.sides, self.differs, strict=True)
                if differs[one]
            ]
            is_so = _WITHIN[-1 if within[one] == _NULL else int(within[one])]
            self.told.append(self.impact.weighed(moved, is_so, bool(unknown[one])))

    def _sort(self, flags: Numbers) -> None:
        """Classes of people who moved alike: `first` has one of each, `which` the class of each person."""
        import numpy as np

        columns = [flags, *self._columns()]
        mixed = np.zeros(self.count, np.uint64)
        for column in columns:
            mixed = (mixed ^ (column.view(np.uint64) * np.uint64(0x9E3779B97F4A7C15))) * np.uint64(0xC2B2AE3D27D4EB4F)
            mixed ^= mixed >> np.uint64(29)
        _, self.first, self.which = np.unique(mixed, return_index=True, return_inverse=True)
        if any(bool((column != column[self.first][self.which]).any()) for column in columns):
            # Two that differ were mixed into one number: told apart by all they have.
            _, self.first, self.which = np.unique(
                np.stack(columns, axis=1), axis=0, return_index=True, return_inverse=True
            )
            self.which = self.which.reshape(-1)

    def _columns(self) -> Iterator[Numbers]:
        """What was given on both sides where it differs.

        Days count from the earliest that the same duty has: only their distances are weighed, and only one duty's among themselves
        (`changes.paired`).
        """
        import numpy as np

        moving = [k for k, differs in enumerate(self.differs) if bool(differs.any())]
        earliest: dict[str, Numbers] = {}
        for k in moving:
            duty = self._duty(k)
            for side in self.sides[k]:
                for (_, type_), field in zip(self.provisions[k].fields, side.fields, strict=False):
                    if type_ == t.DAY:
                        held = earliest.get(duty, np.full(self.count, -_NULL - 1, np.int64))
                        some = self.differs[k] & (field != _NULL)
                        earliest[duty] = np.where(some, np.minimum(held, field), held)
        for k in moving:
            differs = self.differs[k]
            yield differs.astype(np.int64)
            for side in self.sides[k]:
                yield np.where(differs, side.outcome, 0)
                yield np.where(differs, side.present, 0)
                for (_, type_), field in zip(self.provisions[k].fields, side.fields, strict=False):
                    if type_ == t.DAY:
                        field = np.where(field == _NULL, _NULL, field - earliest[self._duty(k)])
                    yield np.where(differs, field, 0)

    def _duty(self, k: int) -> str:
        """What a provision gives, by the name that others may give it too, or else its own."""
        p = self.provisions[k]
        return f"{p.kind}:{p.gives['name']}" if "name" in p.gives else p.id

    @cached_property
    def _places(self) -> tuple[Numbers, Numbers]:
        import numpy as np

        order = np.argsort(self.which, kind="stable")
        return order, np.searchsorted(self.which[order], np.arange(len(self.first) + 1))

    def people_of(self, place: int) -> Numbers:
        """The people of a class."""
        order, at = self._places
        people: Numbers = order[at[place] : at[place + 1]]
        return people

    def are_of(self, places: list[int]) -> Numbers:
        """Who belongs to one of these classes."""
        import numpy as np

        table = np.zeros(len(self.first), np.bool_)
        table[places] = True
        who: Numbers = table[self.which]
        return who


class _Given:
    """What a provision gave to everybody of a block: how it came out, whether it has fields, and these."""

    def __init__(self, side: _Side, answers: dict[str, Numbers], id_: str) -> None:
        import numpy as np

        p = side.rulebook.book.provisions[id_]
        outcome, branch, *fields = side.columns[id_]
        self.outcome = answers[outcome]
        self.fields = [answers[name] for name in fields]
        # A branch that says the source is silent has none; a deadline of which no branch held may have a provisional day.
        speaks = np.array([bool(b.readings) for v in p.versions for b in v.branches] + [False], np.bool_)
        held = answers[branch]
        self.present = speaks[np.where(held == _NULL, len(speaks) - 1, held)]
        if p.kind == "deadline":
            self.present = self.present | ((held == _NULL) & (self.fields[0] != _NULL))
        self.present = self.present & (self.outcome != NOT_APPLICABLE) & (self.outcome != NO_VERSION)
        for k, field in enumerate(self.fields):
            self.fields[k] = np.where(self.present, field, _NULL)

    @classmethod
    def none(cls, outcome: Numbers) -> _Given:
        """Of a provision that the law does not have."""
        made = cls.__new__(cls)
        made.outcome, made.fields, made.present = outcome, [], outcome != outcome
        return made

    def differs(self, other: _Given) -> Numbers:
        out: Numbers = (self.outcome != other.outcome) | (self.present != other.present)
        for mine, others in zip(self.fields, other.fields, strict=False):
            out |= mine != others
        return out

    def of(self, p: Provision, one: int, codes: Codes) -> Given:
        """As the functions that answer one person give it."""
        fields = None
        if self.present[one]:
            fields = tuple(
                _value(int(field[one]), type_, codes) for (_, type_), field in zip(p.fields, self.fields, strict=True)
            )
        return Given(_OUTCOMES[self.outcome[one]], fields)


def _value(number: int, type_: str, codes: Codes) -> Any:
    if number == _NULL:
        return None
    if type_ == t.YES_NO:
        return bool(number)
    return codes.words[number] if type_ == t.CHOICE else number


def _bits(are: Numbers) -> People:
    """A set of people, from who belongs to it."""
    import numpy as np

    return int.from_bytes(np.packbits(are, bitorder="little").tobytes(), "little")


def _years(days: Numbers) -> Numbers:
    """The years of day numbers."""
    import numpy as np

    known = np.where(days == _NULL, 1, days)
    years: Numbers = (known - 719_163).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return years


__all__ = ["ask"]
