"""The law for one destination in one language, small enough for a phone: `law.js` evaluates it without a line.

What goes in is what an answer needs: the typed tree of every provision that can concern somebody there, the values, days,
calendars and series it reads, and the words. The format is docs/phone-pack.md; the promise is that `law.js` gives with it
the answer of `Position.as_json` (docs/answer.md), for every day asked about from `since` on. Nothing is rounded off to
make it small: what the pack leaves out cannot be reached by a question it accepts.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from . import tree as t
from .book import Rulebook
from .days import plus_years
from .errors import ExpressionError, RulebookError
from .histories import HISTORY_FUNCTIONS
from .person import NONE, ROW_CHOICES, ROWS
from .provisions import FIELDS, LANGUAGES, Branch, Provision, Version
from .reasons import parts_of
from .wording import MONTHS, MONTHS_ALONE, NOT_KNOWN, YES_NO

FORMAT = 1
"""Of the pack; `law.js` refuses any other."""
MOST_COMPRESSED = 60 * 1024
"""Bytes a pack may have on its way to a phone (gzip)."""
YEARS_BACK = 2
"""How far back a pack answers, unless told otherwise."""

_SAYS = ("right", "indicator", "condition", "risk", "ban")
"""The kinds whose own sentence stands in an answer."""
_LISTED = {"deadline": ("name", "deadline"), "risk": ("name", "risk"), "sum": ("name", "sum")}
"""Kinds with a name from a closed list, and that list."""

Three = frozenset[bool | None]
"""What a condition may come to, for whoever goes to the destination."""
_ANY: Three = frozenset((True, False, None))


class PackError(RulebookError):
    """A pack that cannot be made: no such destination or language, or a function that phones do not know."""


def pack(
    rulebook: Rulebook, destination: str, language: str, *, made: date, since: date | None = None
) -> dict[str, Any]:
    """The pack as JSON values.

    `made`: the day it is made, told in it; `since`: the first day that may be asked about (two years before `made`).

    Raises:
        PackError: the book has no such destination or language, or holds a proposal.
    """
    if rulebook.book.proposal is not None:
        raise PackError("What is only proposed is no law: a pack is made of the law alone.")
    choices = rulebook.book.facts["destination"].choices
    if destination not in choices:
        raise PackError(f"There is no destination {destination}. It is one of: {', '.join(choices)}.")
    if language not in LANGUAGES:
        raise PackError(f"There is no language {language}. It is one of: {', '.join(LANGUAGES)}.")
    return _Packer(rulebook, destination, language, made, since or plus_years(made, -YEARS_BACK)).whole()


def as_bytes(packed: dict[str, Any]) -> bytes:
    """A pack as it is stored and sent: JSON in UTF-8, its words apart and in the letters that take least room."""
    texts: dict[str, int] = {}
    pack = _without_texts(packed, texts)
    letters = _letters("".join(texts))
    swap = str.maketrans(letters[0] + letters[1], letters[1] + letters[0])
    written = {"letters": letters, "texts": [text.translate(swap) for text in texts], "pack": pack}
    return json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode()


def first_day(packed: dict[str, Any]) -> date:
    """The first day a pack answers for."""
    return date.fromordinal(packed["since"])


def compressed(data: bytes) -> bytes:
    """The same as it travels; equal bytes for equal packs."""
    return gzip.compress(data, 9, mtime=0)


class _Packer:
    def __init__(self, rulebook: Rulebook, destination: str, language: str, made: date, since: date) -> None:
        self.rulebook, self.book = rulebook, rulebook.book
        self.destination, self.language, self.made, self.since = destination, language, made, since.toordinal()
        self.reads: dict[str, list[int]] = {}
        """By history function: the facts whose histories it reads."""
        self.series: set[str] = set()
        self.calendars: set[str] = set()
        self.documents: dict[str, int] = {}
        self.codes: set[str] = set()
        """Words the law compares with: the countries it names are among them."""
        self.outside: set[str] = set()
        """Provisions that concern nobody with this destination, whatever else is known of them."""
        self._find_outside()
        self.steps = [s for s in rulebook.compiled.steps if True in self.possible(s.when)]
        self.kept = self._kept()
        self.place = {id_: place for place, id_ in enumerate(self.kept)}
        self.values, self.old_values = self._values_read()

    def whole(self) -> dict[str, Any]:
        countries = self.book.about.get("countries") or {}
        provisions = [self.provision(self.book.provisions[id_]) for id_ in self.kept]
        steps = [self.step(step) for step in self.steps]
        facts = [self.fact(index) for index in range(len(self.rulebook.fact_list))]
        return {
            "format": FORMAT,
            "rulebook": self.rulebook.digest,
            "read": self.rulebook.read.toordinal(),
            "limit": self.rulebook.compiled.limit,
            "made": self.made.toordinal(),
            "since": self.since,
            "destination": self.destination,
            "lang": self.language,
            "draft": self.language in DRAFTS,
            "words": self.words(),
            "kinds": {p["k"]: FIELDS[p["k"]] for p in provisions},
            "rows": {name: list(fields.items()) for name, fields in ROWS.items()},
            "row_choices": {f"{row}.{field}": list(codes) for (row, field), codes in ROW_CHOICES.items()},
            "facts": facts,
            "countries": {code: names[self.language] for code, names in countries.items() if code in self.codes},
            "regions": {code: names[self.language] for code, names in self.book.series.region_names().items()},
            "reads": self.reads,
            "provisions": provisions,
            "steps": steps,
            "lists": self.lists(),
            "documents": [self.document(id_) for id_ in self.documents],
            "calendars": {code: self.calendar(code) for code in sorted(self._calendars())},
            "series": {name: self.look_up(name) for name in sorted(self.series)},
        }

    # -- what is needed

    def _find_outside(self) -> None:
        more = {""}
        while more:
            more = {
                p.id
                for p in self.rulebook.provisions
                if p.id not in self.outside
                and p.concerns is not None
                and self.possible(p.concerns) == frozenset((False,))
            }
            self.outside |= more

    def possible(self, node: t.Node) -> Three:
        """What a condition may come to when the destination is known; errs only towards more."""
        match node:
            case t.Literal(value=bool() as value):
                return frozenset((value,))
            case t.Compare(op="=" | "<>" as op, left=t.Fact(name="destination"), right=t.Literal(value=value)):
                return frozenset(((self.destination == value) is (op == "="),))
            case t.Within(of=t.Fact(name="destination"), values=values):
                return frozenset((self.destination in values,))
            case t.Applies(provision=id_) | t.Certain(provision=id_) if id_ in self.outside:
                return frozenset((False,))
            case t.Known(of=of) if self.never_known(of):
                return frozenset((False,))
            case t.Not(of=of):
                return frozenset(None if x is None else not x for x in self.possible(of))
            case t.And(of=of):
                return _joined((self.possible(part) for part in of), False)
            case t.Or(of=of):
                return _joined((self.possible(part) for part in of), True)
            case t.Known() | t.Certain():
                return frozenset((True, False))
            case _:
                return frozenset((None,)) if self.never_known(node) else _ANY

    def never_known(self, node: t.Node) -> bool:
        """Does it read, strictly, what a provision for other destinations would give?"""
        match node:
            case t.Result(provision=id_):
                return id_ in self.outside
            case t.Compare() | t.Within() | t.Holds() | t.Arithmetic() | t.Call() | t.Not():
                return any(self.never_known(part) for part in t.children(node))
            case _:
                return False

    def trees(self, p: Provision) -> list[t.Node]:
        """The expressions of a provision that a phone may come to; of one for other destinations, whom it concerns."""
        if p.kind == "text":
            return []
        if p.id in self.outside:
            assert p.concerns is not None
            return [p.concerns]
        out = [node for node in (p.concerns, p.at) if node is not None]
        for version in p.versions:
            if self.may_govern(p, version):
                for branch in version.branches:
                    out += [] if branch.when is None else [branch.when]
                    out += [node for reading in branch.readings for node in reading.fields if node is not None]
        return out

    def _kept(self) -> list[str]:
        """Addresses of what is computed for the destination and of all it reads, in the book's order."""
        gates = [f.asked_if for f in self.rulebook.fact_list if f.asked_if is not None]
        waiting = [p.id for p in self.rulebook.provisions if p.kind != "text" and p.id not in self.outside]
        for node in gates:
            waiting += _provisions_in(node)
        for step in self.steps:
            values = {n.provision for n in t.walk(step.when) if isinstance(n, t.LawValue)}
            waiting += [id_ for id_ in _provisions_in(step.when) if id_ in values or id_ not in self.outside]
        found: set[str] = set()
        while waiting:
            id_ = waiting.pop()
            if id_ not in found:
                found.add(id_)
                for node in self.trees(self.book.provisions[id_]):
                    waiting += _provisions_in(node)
        return [p.id for p in self.rulebook.provisions if p.id in found]

    def _values_read(self) -> tuple[dict[str, set[str]], set[str]]:
        """By address: the values that others read; and the addresses whose values of former days are read."""
        values: dict[str, set[str]] = {}
        old: set[str] = set()
        for id_ in self.kept:
            p = self.book.provisions[id_]
            for tree in self.trees(p):
                for node in t.walk(tree):
                    if isinstance(node, t.LawValue):
                        values.setdefault(node.provision, set()).add(node.name)
                        if node.day is not None or p.at is not None:
                            old.add(node.provision)
        for tree in [f.asked_if for f in self.rulebook.fact_list if f.asked_if is not None] + [
            s.when for s in self.steps
        ]:
            for node in t.walk(tree):
                if isinstance(node, t.LawValue):
                    values.setdefault(node.provision, set()).add(node.name)
                    if node.day is not None:
                        old.add(node.provision)
        return values, old

    def may_govern(self, p: Provision, v: Version) -> bool:
        """Can the version govern a day that may be asked about, by what was known on such a day?"""
        if p.at is not None or v.end is None or v.end >= self.since:
            return True
        follower = _follower(p, v)
        return follower is not None and follower.published > self.since

    # -- expressions

    def node(self, node: t.Node, *, for_step: bool = False) -> Any:
        """An expression: a constant as it is, null for what is never known, anything else a list that begins with what it is."""

        def of(n: t.Node) -> Any:
            return self.node(n, for_step=for_step)

        match node:
            case t.Literal(value=tuple() as values):
                self.codes.update(value for value in values if isinstance(value, str))
                return ["l", *values]
            case t.Literal(value=value):
                self.codes.update([value] if isinstance(value, str) else [])
                return value
            case t.AskedDay():
                return ["on"]
            case t.Fact(name=name):
                return ["f", self.fact_place(name)]
            case t.Bound(name=name, latest=latest):
                return ["b", self.fact_place(name), int(latest)]
            case t.Result(provision=id_) | t.Applies(provision=id_) | t.Certain(provision=id_) if (
                for_step and id_ not in self.place
            ):
                return None if isinstance(node, t.Result) else False
            case t.Result(provision=id_, field=field):
                names = [name for name, _ in self.book.provisions[id_].fields]
                return ["r", self.place[id_], names.index(field)]
            case t.Applies(provision=id_):
                return ["applies", self.place[id_]]
            case t.Certain(provision=id_):
                return ["certain", self.place[id_]]
            case t.LawValue(provision=id_, name=name, day=day):
                return ["v", self.place[id_], name, *([] if day is None else [day])]
            case t.Known(of=inner):
                return ["known", of(inner)]
            case t.Not(of=inner):
                return ["not", of(inner)]
            case t.And(of=parts):
                return ["and", *map(of, parts)]
            case t.Or(of=parts):
                return ["or", *map(of, parts)]
            case t.Compare(op=op, left=left, right=right) | t.Arithmetic(op=op, left=left, right=right):
                return [op, of(left), of(right)]
            case t.Within(of=inner, values=values):
                return ["in", of(inner), *values]
            case t.Holds(of=inner, codes=codes):
                return ["has", of(inner), of(codes)]
            case t.Case(branches=branches, otherwise=otherwise):
                flat = [of(part) for pair in branches for part in pair]
                return ["case", *flat, *([] if otherwise is None else [of(otherwise)])]
            case t.Call(name="series", arguments=arguments):
                first = arguments[0]
                assert isinstance(first, t.Literal)
                self.series.add(str(first.value))
                return ["series", *map(of, arguments)]
            case t.Call(name=name, arguments=arguments, calendar=calendar) if calendar:
                known = self.book.series.calendar(calendar) is not None
                if known:
                    self.calendars.add(calendar)
                return ["day", name, calendar if known else None, *map(of, arguments)]
            case t.Call(name=name, arguments=arguments) if name in HISTORY_FUNCTIONS:
                self.history(name)
                for argument in arguments:
                    if name.startswith("late_pay_") and isinstance(argument, t.Literal) and argument.type == t.CHOICE:
                        self.series.add(str(argument.value))
                return ["past", name, *map(of, arguments)]
            case t.Call(name=name, arguments=arguments):
                return [name, *map(of, arguments)]
            case _:
                raise ExpressionError(f"a phone knows no {type(node).__name__}")

    def history(self, name: str) -> None:
        """Note which facts a history function reads, as its trace has them."""
        function, index = HISTORY_FUNCTIONS[name], self.rulebook.compiled.fact_index
        facts = [index[history] for history in function.reads if history in index]
        if "stays" in function.reads and "entered" in index:
            facts.append(index["entered"])
        self.reads[name] = facts

    def fact_place(self, name: str) -> int:
        return self.rulebook.compiled.fact_index[name]

    # -- the parts

    def provision(self, p: Provision) -> dict[str, Any]:
        """A provision; of one for other destinations only what it takes to say that it does not apply."""
        outside = p.id in self.outside
        out: dict[str, Any] = {"i": p.id, "k": p.kind}
        if p.concerns is not None and p.kind != "text":
            parts = p.concerns.of if isinstance(p.concerns, t.And) else (p.concerns,)
            out["c"] = [self.node(part) for part in parts]
        if not outside:
            out["t"] = p.title[self.language]
            if p.matters:
                out["m"] = p.matters
            if p.kind in _SAYS:
                out["s"] = p.says[self.language]
            if p.gives:
                out["g"] = {key: p.gives[key] for key in ("name", "subject", "sign", "of") if key in p.gives}
        if p.at is not None:
            # Without its day nothing of it is looked at: whom it concerns comes first.
            out["at"] = None if outside else self.node(p.at)
        versions = [self.version(p, v, outside) for v in p.versions if self.holds(p, v)]
        return out | {"v": versions}

    def holds(self, p: Provision, v: Version) -> bool:
        return self.may_govern(p, v) or p.id in self.old_values

    def version(self, p: Provision, v: Version, outside: bool) -> dict[str, Any]:
        out: dict[str, Any] = {"f": v.start}
        if v.end is not None:
            out["t"] = v.end
            follower = _follower(p, v)
            if follower is not None:
                out["x"] = follower.published
        if v.published != v.start:
            out["p"] = v.published
        wanted = self.values.get(p.id, set())
        held = {name: _plain(value.value) for name, value in sorted(v.values.items()) if name in wanted}
        if held:
            out["w"] = held
        if outside or p.kind == "text" or not self.may_govern(p, v):
            return out
        source = v.source
        place = source.place if isinstance(source.place, str) else source.place[self.language]
        document = self.documents.setdefault(source.document, len(self.documents))
        out |= {"d": [document, place, source.standing, source.confidence]}
        unproven = (not v.start_proven) + 2 * (not v.published_proven)
        if unproven:
            out["n"] = unproven
        if v.unverified:
            out["u"] = [text[self.language] for text in v.unverified]
        if v.reading:
            out["r"] = v.reading[self.language]
        return out | {"b": [self.branch(p, v, b) for b in v.branches]}

    def branch(self, p: Provision, v: Version, b: Branch) -> dict[str, Any]:
        out: dict[str, Any] = {}
        if b.when is not None:
            out["w"] = self.node(b.when)
        if b.outcome:
            out["o"] = b.outcome
        if b.because is not None:
            parts = parts_of(self.rulebook, p.kind, b, v, self.language)
            if all(isinstance(part, str) for part in parts):
                out["y"] = "".join(part for part in parts if isinstance(part, str))
            else:
                out["y"] = [[part[1]] if isinstance(part, tuple) else part for part in parts]
        readings = []
        for reading in b.readings:
            made: dict[str, Any] = {"f": [None if f is None else self.node(f) for f in reading.fields]}
            if reading.reading is not None and reading.by is not None:
                made |= {"r": reading.reading[self.language], "b": reading.by[self.language]}
            readings.append(made)
        return out | ({"r": readings} if readings else {})

    def fact(self, index: int) -> dict[str, Any]:
        """What can be told: how it is asked, how it reads, and when asking makes sense."""
        kind = self.rulebook.fact_list[index]
        out: dict[str, Any] = {"i": kind.id, "k": kind.type, "o": kind.order}
        if kind.screen:
            out["s"] = kind.screen
        if kind.asked:
            out["q"] = kind.question[self.language]
        else:
            out["a"] = 0
            if kind.reason is None:
                out["q"] = kind.question[self.language]
        if kind.reason is not None:
            out["r"] = kind.reason[self.language]
        if kind.choices:
            out["c"] = {code: words[self.language] for code, words in kind.choices.items()}
        if kind.least is not None:
            out["l"] = kind.least
        if kind.most is not None:
            out["m"] = kind.most
        if kind.asked_if is not None:
            out["g"] = self.node(kind.asked_if)
        return out

    def step(self, step: Any) -> dict[str, Any]:
        out = {
            "c": step.code,
            "t": step.title[self.language],
            "a": step.act[self.language],
            "w": self.node(step.when, for_step=True),
        }
        return out | ({"u": 1} if step.urgent else {})

    def lists(self) -> dict[str, Any]:
        """The words of closed lists that an answer can show."""
        wanted: dict[str, set[str]] = {}
        lists = self.book.lists
        for id_ in self.kept:
            p = self.book.provisions[id_]
            if id_ in self.outside:
                continue
            if p.kind in _LISTED:
                key, listed = _LISTED[p.kind]
                wanted.setdefault(listed, set()).add(p.gives[key])
            elif p.kind == "status":
                subject = p.gives["subject"]
                wanted.setdefault("subject", set()).add(subject)
                wanted[f"status:{subject}"] = set(lists.get(f"status:{subject}", {}))
        wanted["row"] = set(lists.get("row", {}))
        out: dict[str, Any] = {}
        for name, codes in wanted.items():
            entries = lists.get(name, {})
            out[name] = {
                code: {key: words[self.language] for key, words in entries[code].texts.items()}
                | {
                    key: entries[code].properties[key]
                    for key in ("mark", "tone", "order")
                    if key in entries[code].properties
                }
                for code in sorted(codes)
                if code in entries
            }
        return out

    def document(self, id_: str) -> list[Any]:
        document = self.book.documents[id_]
        return [id_, document.title[self.language], document.properties.get("url")]

    def words(self) -> dict[str, Any]:
        language = self.language
        return {
            "months": MONTHS[language],
            "months_alone": MONTHS_ALONE[language],
            "yes_no": list(YES_NO[language]),
            "not_known": NOT_KNOWN[language],
            "none": NONE[language],
        }

    # -- calendars and series

    def _calendars(self) -> set[str]:
        """The calendars that are counted by, and those of the offices whose deadlines are shown."""
        codes = {
            self.book.provisions[id_].jurisdiction
            for id_ in self.kept
            if id_ not in self.outside and self.book.provisions[id_].kind == "deadline"
        }
        if "ru.late_pay_rate" in self.series:
            codes.add("RU")
        return self.calendars | {code for code in codes if self.book.series.calendar(code) is not None}

    def calendar(self, code: str) -> dict[str, Any]:
        calendar = self.book.series.calendar(code)
        assert calendar is not None
        days, declared = calendar.listed()
        return {
            "first": calendar.first,
            "last": calendar.last,
            "days": _steps_between(days),
            "declared": _steps_between(declared),
        }

    def look_up(self, name: str) -> Any:
        """A series as its look-ups need it, with every reading the book has."""
        series = self.book.series
        if name in ("ru.sector_closed", "ru.sector_may_be_closed"):
            return {region: [_ban(row) for row in rows] for region, rows in series.bans().items()}
        if name == "ru.late_pay_rate":
            rates = series.rates(name)
            return {
                "rates": [list(row) for row in zip(rates.starts, rates.ends, rates.rates, rates.divisors, strict=True)],
                "calendar": "RU" if rates.calendar is not None else None,
            }
        steps = series[name].steps
        if name == "ru.foreign_share_limit":
            return {
                key[0]: [
                    [start, end, percent, sorted(not_in), special]
                    for start, end, (percent, not_in, special) in zip(held.starts, held.ends, held.values, strict=True)
                ]
                for key, held in steps.items()
            }
        return {
            "".join(key): [list(row) for row in zip(held.starts, held.ends, held.values, strict=True)]
            for key, held in steps.items()
        }


_LATIN = "etaoinshrdlucmfwypvbgkjqxzETAOINSHRDLUCMFWYPVBGKJQXZ"
_CYRILLIC = re.compile("[\u0400-\u04ff]")


def _letters(text: str) -> tuple[str, str]:
    """Cyrillic letters and the Latin ones they change places with: a Latin letter takes one byte, a Cyrillic one two."""
    found = _CYRILLIC.findall(text)
    counted = Counter(found).most_common(len(_LATIN)) if 2 * len(found) > len(text) else []
    cyrillic = "".join(letter for letter, _ in sorted(counted, key=lambda pair: (-pair[1], pair[0])))
    return cyrillic, _LATIN[: len(cyrillic)]


def _without_texts(value: Any, texts: dict[str, int]) -> Any:
    """The same with its words taken out: "" where the next text stands that was not there before, "#3" for the fourth again.

    Texts are what has a space or a letter outside ASCII, and the empty one; they are numbered in the order in which they stand.
    """
    if isinstance(value, str):
        if value and value.isascii() and " " not in value and not value.startswith("#"):
            return value
        if value in texts:
            return f"#{texts[value]}"
        texts[value] = len(texts)
        return ""
    if isinstance(value, (list, tuple)):
        return [_without_texts(item, texts) for item in value]
    if isinstance(value, dict):
        # Browsers keep the order of names, but not of those that look like numbers.
        assert not any(name.isdigit() for name in value)
        return {name: _without_texts(item, texts) for name, item in value.items()}
    return value


DRAFTS = frozenset(("ru", "tg"))
"""Languages whose words no native reader has read yet; told in the pack."""


def _joined(parts: Iterable[Three], decides: bool) -> Three:
    """`and` (decided by False) or `or` (decided by True) of what the parts may come to."""
    out: Three = frozenset((not decides,))
    for part in parts:
        out = frozenset(
            decides if decides in (a, b) else None if a is None or b is None else not decides for a in out for b in part
        )
    return out


def _provisions_in(node: t.Node) -> list[str]:
    return [n.provision for n in t.walk(node) if isinstance(n, (t.Result, t.Applies, t.Certain, t.LawValue))]


def _follower(p: Provision, v: Version) -> Version | None:
    """The version that ended this one, whose act one must know to know of the end (see `evaluate`)."""
    return None if v.end is None else next((w for w in p.versions if w.start == v.end + 1), None)


def _plain(value: t.Value) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _steps_between(rows: list[tuple[int, int]]) -> list[int]:
    """(day, what) pairs, in order of day, as days since the one before and what in turn: small numbers pack well."""
    out, before = [], 0
    for day, what in rows:
        out += [day - before, what]
        before = day
    return out


def _ban(row: dict[str, Any]) -> list[Any]:
    def span(value: Any) -> list[int] | None:
        return None if value is None else [value.earliest.toordinal(), value.latest.toordinal()]

    return [span(row["from"]), span(row["to"]), sorted(row["closed"]), sorted(row["closed_in_part"])]
