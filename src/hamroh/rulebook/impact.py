"""Who gains and who loses by a proposal, by how much, and for whom it stays unknown; never about fewer than eleven people.

Each person is asked twice, by the law and by the law with the proposal; what differs is weighed as in `changes`. Of the
counts, only those are told that nobody can use, alone or by subtracting one from another, to learn of fewer than
`LEAST` people. Of sizes, quartiles are told only where each quarter holds that many.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from . import tree as t
from .book import Rulebook
from .changes import GAIN, KINDS, LOSS, OTHER, SAME, Moved, Weight, alike, weighed
from .evaluate import NO_VERSION, UNKNOWN, Asking
from .person import Person
from .proposals import Proposal
from .provisions import Provision

LEAST = 11
BLOCK = 1000
"""People asked at a time."""

VERDICTS = (GAIN, LOSS, "mixed", OTHER, UNKNOWN, SAME)
"""Of a person: some findings better and none worse; the other way; both; different, but not better or worse; it cannot
be told; nothing differs."""
NOT_TOLD = "not_told"
"""What takes in the counts that are too small to be told."""


class Given(NamedTuple):
    """What a provision gave one person."""

    outcome: str
    fields: tuple[Any, ...] | None


Evaluate = Callable[[Rulebook, Sequence[Person], date, Sequence[str]], Mapping[str, Sequence[Given]]]
"""People and provisions in, a column for each provision out. Any evaluator of the same meaning may stand here."""


def by_closures(
    rulebook: Rulebook, people: Sequence[Person], on: date, provisions: Sequence[str]
) -> dict[str, list[Given]]:
    """One person after the other, by the functions that answer one person."""
    compiled = rulebook.compiled
    out: dict[str, list[Given]] = {id_: [] for id_ in provisions}
    places = [(out[id_], compiled.index[id_]) for id_ in provisions]
    for person in people:
        c = person.asking(rulebook, on, on)
        for column, index in places:
            r = compiled.result(c, index)
            column.append(Given(r.outcome, r.fields))
    return out


People = int
"""A set of people: the bit of each who belongs to it."""

_NO_LAW = Given(NO_VERSION, None)


class Told(NamedTuple):
    """What one person is told: the verdict, whether something else stays unknown beside a gain or loss, the provisions that
    made the difference, and how each finding moved."""

    verdict: str
    also_unknown: bool
    made_by: list[str]
    weights: list[tuple[Provision, Weight]]


Sizes = tuple[str, str, "array[int]", "array[int]"]
"""Of a measure and a verdict: the numbers of some people, and how much it is for each."""


@dataclass(slots=True)
class _Measure:
    """How one thing a reader is told of moved, over all people: who is in which verdict, and by how much."""

    title: Provision
    unit: str = ""
    people: dict[str, People] = field(default_factory=dict)
    sizes: dict[str, tuple[array[int], array[int]]] = field(default_factory=dict)
    """By verdict: numbers of the people, and how much it is for each."""


class Impact:
    """What a proposal does to many people on a day."""

    def __init__(
        self, law: Rulebook, changed: Rulebook, on: date, by: Sequence[str] = (), evaluate: Evaluate = by_closures
    ) -> None:
        """`by`: facts that part the people into groups.

        Raises:
            KeyError: a fact of `by` is not declared.
        """
        proposal: Proposal = changed.book.proposal
        for name in by:
            changed.book.facts[name]
        self.law, self.changed, self.proposal = law, changed, proposal
        self.on, self.by, self.evaluate = on, tuple(by), evaluate
        assert changed.book.reaches is not None
        self.reach = changed.compiled.closure(changed.book.reaches)
        self.better = proposal.counts
        self.asked = sorted(id_ for id_ in _readers(changed, proposal.moves) if changed.provision(id_).kind != "text")
        self.told = {id_ for id_ in self.asked if changed.provision(id_).kind in KINDS or id_ in self.better}
        self.old = [id_ for id_ in self.asked if id_ in law.book.provisions]
        self.count = 0
        self.groups: dict[tuple[str, ...], People] = {}
        self.group_of: list[tuple[str, ...]] = []
        self.verdicts: dict[str, People] = dict.fromkeys(VERDICTS, 0)
        self.also_unknown: People = 0
        self.reached: dict[str, People] = {"yes": 0, "no": 0, UNKNOWN: 0}
        self.measures: dict[str, _Measure] = {}
        self.made_by: dict[str, People] = {}

    def add(self, people: Iterable[Person]) -> Iterator[int]:
        """Ask them, a block at a time; gives the number asked so far.

        Raises:
            FactError: a day told as past lies after the day asked about.
        """
        rest = iter(people)
        while block := list(islice(rest, BLOCK)):
            for person in block:
                person.check_against(self.changed, self.on)
            self._ask(block)
            yield self.count

    def _ask(self, people: list[Person]) -> None:
        before = self.evaluate(self.law, people, self.on, self.old)
        after = self.evaluate(self.changed, people, self.on, self.asked)
        none = [_NO_LAW] * len(people)
        columns = [(self.changed.provision(id_), before.get(id_, none), after[id_]) for id_ in self.asked]
        # Of this block first: a set of all people is written to once for a block, not once for a person.
        here: dict[tuple[str, Any], People] = {}
        sizes: list[Sizes] = []
        groups: list[tuple[str, ...]] = []
        for i, person in enumerate(people):

            def put(what: str, key: Any, bit: People = 1 << i) -> None:
                here[what, key] = here.get((what, key), 0) | bit

            c = person.asking(self.changed, self.on, self.on)
            groups.append(tuple(_group(self.changed, c, name) for name in self.by))
            put("group", groups[-1])
            within = self.reach(c)
            put("reached", UNKNOWN if within is None else "yes" if within else "no")
            told = self.weighed([(p, old[i], new[i]) for p, old, new in columns], within)
            put("verdict", told.verdict)
            if told.also_unknown:
                put("also_unknown", None)
            for id_ in told.made_by:
                put("made_by", id_)
            for p, weight in told.weights:
                key = self.measure(p, weight)
                put("measure", (key, weight.verdict))
                if weight.size is not None:
                    sizes.append((key, weight.verdict, array("q", [self.count + i]), array("q", [weight.size])))
        self.take(len(people), here, sizes, groups)

    def weighed(
        self, given: Iterable[tuple[Provision, Given, Given]], within: bool | None, unknown: bool = False
    ) -> Told:
        """What a person is told, to whom these provisions gave this by the law and that under the proposal.

        `within`: whether the proposal reaches the person; `unknown`: something that is not given here cannot be told either way.
        """
        moved: list[Moved[Given]] = []
        made_by: list[str] = []
        for p, b, a in given:
            if not alike(p, b, a):
                if p.id in self.proposal.touches:
                    made_by.append(p.id)
                moved.append((p, b, p, a))
            elif a.outcome == UNKNOWN and p.id in self.told:
                unknown = True
        weights = [(p, w) for (_, _, p, _), w in weighed(self.changed, moved, self.better) if p.id in self.told]
        seen = {weight.verdict for _, weight in weights}
        # Not known either way: whether the proposal moves it is not known then, if it may reach the person.
        unknown = (unknown and within is not False) or UNKNOWN in seen
        known = seen & {GAIN, LOSS}
        verdict = UNKNOWN if unknown else OTHER if OTHER in seen else SAME
        if known:
            verdict = "mixed" if len(known) == 2 else known.pop()
        also = unknown and verdict != UNKNOWN
        return Told(verdict, also, made_by if verdict != SAME else [], weights)

    def measure(self, p: Provision, weight: Weight) -> str:
        """The name under which people are told how this finding moves."""
        key = f"{p.kind}:{p.gives['name']}" if "name" in p.gives else p.id
        measure = self.measures.setdefault(key, _Measure(p))
        if weight.size is not None:
            measure.unit = weight.unit
        return key

    def take(
        self, count: int, here: dict[tuple[str, Any], People], sizes: list[Sizes], groups: Iterable[tuple[str, ...]]
    ) -> None:
        """So many more people: who of them belongs to which set, how much it is for whom, and the group of each."""
        self._take(here)
        for key, verdict, numbers, some in sizes:
            held = self.measures[key].sizes.setdefault(verdict, (array("q"), array("q")))
            held[0].extend(numbers)
            held[1].extend(some)
        # One object for each group, however many people: a list of a million names would be large.
        names = {name: name for name in self.groups}
        self.group_of.extend(names.setdefault(group, group) for group in groups)
        self.count += count

    def _take(self, here: dict[tuple[str, Any], People]) -> None:
        for (what, key), people in here.items():
            bits = people << self.count
            match what:
                case "group":
                    self.groups[key] = self.groups.get(key, 0) | bits
                case "reached":
                    self.reached[key] |= bits
                case "verdict":
                    self.verdicts[key] |= bits
                case "also_unknown":
                    self.also_unknown |= bits
                case "made_by":
                    self.made_by[key] = self.made_by.get(key, 0) | bits
                case _:
                    parts = self.measures[key[0]].people
                    parts[key[1]] = parts.get(key[1], 0) | bits

    # -- what is told

    def as_json(self, language: str = "en", beside: Sequence[Impact] = ()) -> dict[str, Any]:
        """The result as it may be published.

        `beside`: what the same people are told under other values, in short. Nothing is told of them that would, held against what
        is told here or of each other, give away fewer than `LEAST` people.

        Raises:
            ValueError: fewer than `LEAST` people.
        """
        if self.count < LEAST:
            raise ValueError(f"{self.count} people: nothing is told about fewer than {LEAST}.")
        teller = Teller(self.count)
        verdicts = teller.columns(self.verdicts)
        groups = self.groups_told(teller, verdicts) if self.by else []
        out: dict[str, Any] = {
            "proposal": self.proposal.as_json(self.changed.book.about, language),
            "reaches": self.proposal.reaches[language],
            "assumes": [text[language] for text in self.proposal.assumes],
            "on": self.on.isoformat(),
            "rulebooks": [self.law.digest, self.changed.digest],
            "people": self.count,
            "least": LEAST,
            "verdicts": _shares(verdicts, self.count),
            "also_unknown": teller.one(self.also_unknown),
            "reached": _shares(teller.columns(self.reached), self.count),
            "made_by": [
                one | {"title": self.changed.provision(one["provision"]).title[language]}
                for one in self._made_by_told(teller)
            ],
            "measures": [
                self._measure(teller, key, measure, language)
                for key, measure in sorted(
                    self.measures.items(), key=lambda item: (-sum(map(int.bit_count, item[1].people.values())), item[0])
                )
            ],
        }
        if self.by:
            out["by"] = list(self.by)
            out["groups"] = [
                {
                    "group": list(names[0]) if len(names) == 1 else ["joined"],
                    "people": people.bit_count(),
                    "verdicts": _shares({v: part & people for v, part in verdicts.items()}, people.bit_count()),
                    "sizes": self._sizes_in(teller, frozenset(names), people),
                }
                for names, people in groups
            ]
        if beside:
            out["beside"] = [other.in_short(teller) for other in beside]
        return out

    def in_short(self, teller: Teller) -> dict[str, Any]:
        """Who gains and who loses, whom it reaches, and what makes the difference, after what the teller has told already."""
        return {
            "varied": list(self.proposal.varied),
            "verdicts": _shares(teller.columns(self.verdicts), self.count),
            "reached": _shares(teller.columns(self.reached), self.count),
            "made_by": self._made_by_told(teller),
        }

    def _made_by_told(self, teller: Teller) -> list[dict[str, Any]]:
        by_size = sorted(self.made_by.items(), key=lambda item: (-item[1].bit_count(), item[0]))
        return [{"provision": id_, "people": teller.one(people)} for id_, people in by_size]

    def groups_told(self, teller: Teller, columns: Mapping[str, People]) -> list[tuple[list[tuple[str, ...]], People]]:
        """Groups of which every count may be told; the rest joined, with the next larger until it may be told too."""

        def fine(people: People) -> bool:
            return teller.may(people) and all(teller.may(part & people) for part in columns.values())

        whole = sorted(self.groups.items(), key=lambda item: (-item[1].bit_count(), item[0]))
        apart = [([name], people) for name, people in whole if fine(people)]
        names = [name for name, people in whole if not fine(people)]
        rest = _together(people for name, people in whole if name in names)
        while apart and rest and not fine(rest):
            more, people = apart.pop()
            names += more
            rest |= people
        if not apart:
            return []
        groups = [*apart, *([(names, rest)] if rest else [])]
        for _, people in groups:
            teller.admit(people)
            for part in columns.values():
                teller.admit(part & people)
        return groups

    def _sizes_in(self, teller: Teller, names: frozenset[tuple[str, ...]], people: People) -> list[dict[str, Any]]:
        """How much it is for the people of a group, measure by measure."""
        out = []
        for key, measure in sorted(self.measures.items()):
            for verdict, (numbers, sizes) in sorted(measure.sizes.items()):
                part = measure.people[verdict] & people
                if part.bit_count() < 4 * LEAST or not teller.may(part):
                    continue
                own = [size for n, size in zip(numbers, sizes, strict=True) if self.group_of[n] in names]
                if len(own) == part.bit_count():
                    teller.admit(part)
                    out.append({"measure": key, "verdict": verdict, "unit": measure.unit} | _spread(own))
        return out

    def _measure(self, teller: Teller, key: str, measure: _Measure, language: str) -> dict[str, Any]:
        p = measure.title
        name = p.gives.get("name")
        entry = self.changed.book.lists.get(p.kind, {}).get(name) if name else None
        columns = teller.columns({**measure.people, SAME: teller.everybody & ~_together(measure.people.values())})
        return {
            "measure": key,
            "title": entry.texts["title"][language] if entry is not None else p.title[language],
            "kind": p.kind,
            "unit": measure.unit,
            "verdicts": _shares(columns, self.count),
            "sizes": {
                verdict: _spread(sizes)
                for verdict, (_, sizes) in sorted(measure.sizes.items())
                if verdict in columns and len(sizes) >= 4 * LEAST and len(sizes) == columns[verdict].bit_count()
            },
        }


def _readers(rulebook: Rulebook, touched: Iterable[str]) -> set[str]:
    """The provisions that may give something else when these do: themselves, and whatever reads them, by any way."""
    out: set[str] = set()
    waiting = list(touched)
    while waiting:
        here = waiting.pop()
        if here not in out:
            out.add(here)
            waiting.extend(rulebook.read_by[here])
    return out


def _group(rulebook: Rulebook, c: Asking, name: str) -> str:
    """A fact as the name of a group; a day by its year, for a day would part people too finely."""
    fact = rulebook.book.facts[name]
    value = c.facts[fact.index]
    if fact.value_type == t.DAY:
        years = {date.fromordinal(day).year for day in ([value] if value is not None else c.bounds.get(fact.index, ()))}
        return str(years.pop()) if len(years) == 1 else UNKNOWN
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def _spread(sizes: Sequence[int]) -> dict[str, int | float]:
    """Quartiles (of those there are, none made up between) and the mean."""
    ordered = sorted(sizes)
    n = len(ordered)
    return {
        "people": n,
        "lower_quartile": ordered[n // 4],
        "median": ordered[n // 2],
        "upper_quartile": ordered[(3 * n) // 4],
        "mean": round(sum(ordered) / n, 1),
    }


def _together(parts: Iterable[People]) -> People:
    out: People = 0
    for people in parts:
        out |= people
    return out


class Teller:
    """Tells counts of people, and withholds what would give away fewer than `LEAST` of them.

    Whoever knows the size of a set and of one within it knows how many lie between. So a count is told only when no
    such difference with a count told before, or with the number of all people, is small.
    """

    def __init__(self, count: int) -> None:
        self.everybody: People = (1 << count) - 1
        self.told: list[tuple[People, int]] = [(self.everybody, count)]

    def may(self, people: People) -> bool:
        """May the number of these people be told after what was told already?"""
        size = people.bit_count()
        return not size or (
            size >= LEAST
            and not any(
                0 < abs(other_size - size) < LEAST and people & other in (people, other)
                for other, other_size in self.told
            )
        )

    def admit(self, people: People) -> None:
        """It is told."""
        if people:
            self.told.append((people, people.bit_count()))

    def one(self, people: People) -> int | None:
        """A count, or None when it may not be told."""
        if not self.may(people):
            return None
        self.admit(people)
        return people.bit_count()

    def columns(self, parts: Mapping[str, People]) -> dict[str, People]:
        """Parts of all the people that may be told, those too small joined (with the next larger, until that may be)."""
        apart = sorted(parts, key=lambda name: -parts[name].bit_count())
        joined = [name for name in apart if not self.may(parts[name])]
        apart = [name for name in apart if name not in joined]
        while apart and not self.may(_together(parts[name] for name in joined)):
            joined.append(apart.pop())
        told = {name: people for name, people in parts.items() if name in apart}
        if joined:
            told[NOT_TOLD] = _together(parts[name] for name in joined)
        for people in told.values():
            self.admit(people)
        return told


def _shares(columns: Mapping[str, People], whole: int) -> dict[str, dict[str, float]]:
    sizes = {name: people.bit_count() for name, people in columns.items()}
    return {name: {"people": size, "share": round(size / whole, 3)} for name, size in sizes.items()}


__all__ = ["LEAST", "Evaluate", "Given", "Impact", "Teller", "Told", "by_closures"]
