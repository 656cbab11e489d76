"""Proposed laws: each a difference to the law, read strictly into a second rulebook.

A proposal is never mixed up with the law: its rulebook has another digest, each version it brings stands as `proposed`,
every answer names it, and on days before its first day nothing differs. Format: docs/proposals.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from . import tree as t
from .book import Rulebook
from .check import circles, languages, placeholders_of, versions_of
from .errors import LawError, LawErrors
from .evaluate import NOT_APPLICABLE, Result
from .examples import Example, as_example, run
from .loading import LAW, VERSION_KEYS, Book, Loader, name_file
from .provisions import DOES_NOT_APPLY, PROPOSED, SOURCE_SILENT, STANDINGS, Provision, Text
from .reading import Map, Seq, read_documents, read_text

PROPOSAL_KEYS = {
    "proposal",
    "title",
    "says",
    "proposed_by",
    "stage",
    "source",
    "from",
    "recorded",
    "reaches",
    "reaches_if",
    "assumes",
    "counts",
    "documents",
    "facts",
    "entries",
    "changes",
    "examples",
    "reviewed",
}
CHANGE_KEYS = {
    "amend": {
        "amend",
        "from",
        "to",
        "values",
        "more_values",
        "branches",
        "branches_first",
        "reword",
        "concerns",
        "title",
        "says",
    },
    "lift": {"lift", "from", "to", "values", "when", "because"},
    "end": {"end", "from"},
    "add": {
        "add",
        "built_from",
        "title",
        "says",
        "gives",
        "concerns",
        "at",
        "matters",
        "journey",
        "text_only",
        "versions",
    },
}
_WORDS_ONLY = {"amend", "from", "to", "reword", "title", "says"}
# What a version of a proposal may leave out or may not say: it comes from the proposal.
_FROM_THE_PROPOSAL = {"recorded", "source", "published", "replaces", "from_proven", "reviewed"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who proposed what, from when, whom it reaches, and how the law would differ."""

    id: str
    title: Text
    says: Text
    proposed_by: Text
    stage: str
    start: date
    reaches: Text
    assumes: tuple[Text, ...]
    counts: dict[str, str]
    """Findings of which only the proposal can say what is better (`less`, `more`, `yes`, `no`), by address."""
    examples: tuple[tuple[str, Example], ...]
    """Each with the rulebook it is asked of: `law` or `proposal`."""
    touches: frozenset[str]
    """Addresses of the provisions it amends, lifts, ends or adds."""
    lifts: frozenset[str]
    moves: frozenset[str]
    """Those of them that can give somebody something else: not only words are replaced."""
    file: str
    item: Map
    text: bytes
    varied: tuple[str, ...] = ()
    """How it differs from the file, in words of the command line; empty when it does not."""

    def as_json(self, about: dict[str, Any], language: str) -> dict[str, Any]:
        """What an answer says of it, `about` being the book's own words."""
        return {
            "id": self.id,
            "title": self.title[language],
            "proposed_by": self.proposed_by[language],
            "stage": self.stage,
            "stage_text": about["stages"][self.stage][language],
            "from": self.start.isoformat(),
            "label": about["proposed"][language],
            **({"varied": list(self.varied)} if self.varied else {}),
        }


def proposal_files(root: Path = LAW) -> list[Path]:
    """The proposals kept with the law."""
    return sorted((root / "proposals").glob("*.yaml"))


def read_proposal(path: Path, root: Path = LAW) -> Proposal:
    """A proposal's own text; what it changes is checked when it is laid over the law.

    Raises:
        LawErrors: a missing or unknown part, with file, line and mend.
    """
    return _Reader(root).proposal(path)


def find_proposal(name: str, root: Path = LAW) -> Proposal:
    """A proposal by its id, or by the path of a file.

    Raises:
        LawError: there is none; names those there are.
    """
    path = root / "proposals" / f"{name}.yaml"
    if not path.exists():
        path = Path(name)
    if path.suffix != ".yaml" or not path.exists():
        there = ", ".join(p.stem for p in proposal_files(root)) or "none"
        raise LawError(f"There is no proposal `{name}`.", mend=f"There are: {there}; or name a file.")
    return read_proposal(path, root)


def vary(proposal: Proposal, values: Mapping[str, str], without: Collection[str] = ()) -> Proposal:
    """The same proposal with other numbers or days, or without some of its changes: to compare options.

    `values`: by name, wherever a change gives a value of that name; written as in a law file (`30`, `2025-12-31`).
    `without`: addresses that are left as they are in the law.

    Raises:
        LawError: no change has such a value or address; names those there are. Or a value of another kind.
    """
    changes: list[Map] = proposal.item["changes"]
    there = {name: value for change in changes for held, key in _values_in(change) for name, value in held[key].items()}
    missing = next((name for name in values if name not in there), None)
    if missing is not None:
        raise LawError(
            f"{proposal.id} has no value `{missing}`.", mend=f"It has: {', '.join(sorted(there)) or 'none'}."
        )
    missing = next((id_ for id_ in without if id_ not in proposal.touches), None)
    if missing is not None:
        raise LawError(
            f"{proposal.id} does not change `{missing}`.", mend=f"It changes: {', '.join(sorted(proposal.touches))}."
        )
    said: dict[str, Any] = {}
    for name, text in values.items():
        (said[name],) = read_text(text, f"--set {name}")
        if type(said[name]) is not type(there[name]):
            raise LawError(f"`{name}: {text}` is not of the kind of {there[name]}.", mend="Write it alike.")
    out = []
    for change in changes:
        if change[next(iter(change))] in without:
            continue
        changed = _like(change, dict(change))
        if "versions" in change:
            versions = Seq(change["versions"].file, change["versions"].line)
            versions.lines = list(change["versions"].lines)
            versions += [_like(v, dict(v)) if isinstance(v, Map) else v for v in change["versions"]]
            changed["versions"] = versions
        for place, key in _values_in(changed):
            held = place[key]
            place[key] = _like(held, {name: said.get(name, value) for name, value in held.items()})
        out.append(changed)
    if not out:
        raise LawError(f"Nothing of {proposal.id} is left.", mend="Leave out fewer changes.")
    left = {str(c[next(iter(c))]) for c in out}
    varied = (
        # A proposal that was varied before stays so, but for what is said anew.
        *(words for words in proposal.varied if words.split(" = ")[0] not in values),
        *(f"{name} = {text}" for name, text in sorted(values.items())),
        *(f"without {i}" for i in sorted(without)),
    )
    return replace(
        proposal,
        touches=frozenset(left),
        lifts=proposal.lifts & left,
        moves=proposal.moves & left,
        item=_like(proposal.item, dict(proposal.item) | {"changes": out}),
        text=proposal.text + "\0".join(varied).encode(),
        varied=varied,
    )


def _values_in(change: Map) -> Iterator[tuple[Map, str]]:
    """Where a change holds values by name: in its own part, and in versions of what it adds. A version that ends is left: its last
    day may be one of them."""
    for place in (change, *(v for v in change.get("versions") or () if isinstance(v, Map) and "to" not in v)):
        yield from ((place, key) for key in ("values", "more_values") if isinstance(place.get(key), Map))


def with_proposal(proposal: Proposal, law: Rulebook, root: Path = LAW) -> Rulebook:
    """The law, `root` being its folder, as it would read with the proposal: a second rulebook with a digest of its own.

    Raises:
        LawErrors: it amends a provision or value that is not there, leaves a gap or an overlap, or has any fault that
            would be refused in the law; each with the proposal's file and line.
    """
    book = _Proposed(root, proposal, law.book).read()
    book.digest = hashlib.sha256(f"{law.digest}\0proposal\0".encode() + proposal.text).hexdigest()[:16]
    changed = Rulebook(book)
    changed.root = root
    return changed


class _Reader(Loader):
    """Reads the head of a proposal."""

    def proposal(self, path: Path) -> Proposal:
        name = str(path.relative_to(self.root.parent)) if path.is_relative_to(self.root.parent) else str(path)
        documents = list(read_documents(path))
        if len(documents) != 1 or not isinstance(documents[0], Map):
            raise LawError("A proposal is one mapping.", mend="Start with `proposal: its_id`.", file=name)
        item = documents[0]
        name_file(item, name)
        needed = ("proposal", "title", "says", "proposed_by", "stage", "source", "from", "recorded", "reaches")
        self.keys(item, PROPOSAL_KEYS, (*needed, "reaches_if", "changes", "examples"))
        if item["proposal"] != path.stem:
            raise self.fault(item, "proposal", f"the file is named {path.stem}.", "Name the file as the proposal.")
        item["changes"] = self.changes(item)
        touches: dict[str, str] = {}
        for change in item["changes"]:
            kind = next(iter(change))
            id_ = str(change[kind])
            if id_ in touches and "lift" in (kind, touches[id_]):
                raise self.fault(change, kind, f"`{id_}` is changed twice.", "Join the changes.")
            touches[id_] = kind
        return Proposal(
            id=str(item["proposal"]),
            title=self.text(item, "title"),
            says=self.text(item, "says"),
            proposed_by=self.text(item, "proposed_by"),
            stage=self.one_of(item, "stage", ("drafted", "recommended", "discussed", "option")),
            start=date.fromordinal(self.day(item, "from")),
            reaches=self.text(item, "reaches"),
            assumes=tuple(self.list_of_texts(item, "assumes")),
            counts=dict(self.counts(item)),
            examples=tuple(self.examples(item, name)),
            touches=frozenset(touches),
            lifts=frozenset(id_ for id_, kind in touches.items() if kind == "lift"),
            moves=frozenset(str(c[next(iter(c))]) for c in item["changes"] if set(c) - _WORDS_ONLY),
            file=name,
            item=item,
            text=path.read_bytes(),
        )

    def changes(self, item: Map) -> list[Map]:
        """Each change to each provision, its keys checked; a change may name several addresses.

        Raises:
            LawError: a change that names no kind or an unknown key.
        """
        raw = item["changes"]
        if not isinstance(raw, Seq) or not raw or not all(isinstance(x, Map) for x in raw):
            raise self.fault(
                item, "changes", "a proposal changes something.", "List what it amends, adds, lifts or ends."
            )
        out: list[Map] = []
        for change in raw:
            kind = next(iter(change), "")
            if kind not in CHANGE_KEYS:
                raise self.fault(
                    change, kind, f"a change does not start with `{kind}`.", f"One of: {', '.join(CHANGE_KEYS)}."
                )
            self.keys(change, CHANGE_KEYS[kind])
            named = change[kind] if isinstance(change[kind], Seq) else [change[kind]]
            out.extend(_like(change, dict(change) | {kind: str(id_)}) for id_ in named)
        return out

    def counts(self, item: Map) -> Iterator[tuple[str, str]]:
        """What is better where the kind of a finding does not say so."""
        for row in item.get("counts") or ():
            if not isinstance(row, Map):
                raise self.fault(item, "counts", "`counts` names findings.", "Write {finding: ADDRESS, better: less}.")
            self.keys(row, {"finding", "better"}, ("finding", "better"))
            yield str(row["finding"]), self.one_of(row, "better", ("less", "more", "yes", "no"))

    def examples(self, item: Map, name: str) -> Iterator[tuple[str, Example]]:
        raw = item["examples"]
        if not isinstance(raw, Seq):
            raise self.fault(item, "examples", "`examples` is a list.", "Write a dash before each.")
        for example in raw:
            if not isinstance(example, Map):
                raise self.fault(item, "examples", "an example is a mapping.", "Start it with `- it: ...`.")
            under = self.one_of(example, "under", ("law", "proposal")) if "under" in example else "proposal"
            plain = _like(example, {key: value for key, value in example.items() if key != "under"})
            plain.setdefault("id", f"{item['proposal']}:{example.line}")
            yield under, as_example(plain, name)


class _Proposed(Loader):
    """Lays a proposal over the law: reads again what it touches, changed on the way, and takes the rest as it is."""

    def __init__(self, root: Path, proposal: Proposal, law: Book) -> None:
        super().__init__(root)
        self.standings = (*STANDINGS, PROPOSED)
        self.told = proposal
        self.law = law
        self.waiting: dict[str, list[Map]] = {}
        for change in proposal.item["changes"]:
            self.waiting.setdefault(str(change[next(iter(change))]), []).append(change)

    def read(self) -> Book:
        """The changed book.

        Raises:
            LawErrors: every fault found.
        """
        law, book = self.law, self.book
        for name in ("about", "screens", "documents", "pages", "facts", "steps", "provisions"):
            setattr(book, name, dict(getattr(law, name)))
        book.lists = {kind: dict(entries) for kind, entries in law.lists.items()}
        book.series = law.series
        book.proposal = self.told
        for p in law.provisions.values():
            if p.id not in self.waiting:
                self.raw[p.id] = Map(p.file, p.line)
            self.kinds[p.id] = (p.kind, p.gives)
            self.value_types[p.id] = {name: value.type for v in p.versions for name, value in v.values.items()}
        touched = {law.provisions[id_].file for id_ in self.waiting if id_ in law.provisions}
        for file in sorted(touched):
            self.each(self.root.joinpath(*Path(file).parts[1:]), self.register)
        self.further()
        for id_ in sorted(self.waiting):
            if id_ in self.raw:
                self.guard(lambda id_=id_: self.provision(id_, self.raw[id_]), *self.place_of(id_), id_)  # type: ignore[misc]
        self.guard(self.gates, "", 0, "")
        self.guard(self.later_steps, "", 0, "")
        self.cross_check()
        if self.faults:
            raise LawErrors(self.faults)
        self.number()
        return book

    def place_of(self, id_: str) -> tuple[str, int]:
        """Where the proposal first speaks of a provision."""
        return self.told.file, self.waiting[id_][0].line

    def number(self) -> None:
        # What the law has keeps its place, so that its functions need not be written again.
        super().number()
        book = self.book
        order = sorted(book.provisions, key=lambda id_: (id_ not in self.law.provisions, id_))
        book.provisions = {id_: replace(book.provisions[id_], index=i) for i, id_ in enumerate(order)}

    def register(self, item: Map) -> None:
        """A provision of a file that holds one to be changed."""
        changes = self.waiting.get(str(item.get("provision")))
        if changes is None:
            return
        for change in changes:
            kind = next(iter(change))
            if kind == "add":
                raise self.fault(change, "add", f"there is a provision `{change[kind]}` already.", "Amend it.")
            item = {"amend": self.amended, "lift": self.lifted, "end": self.ended}[kind](item, change)
        super().register(item)

    def further(self) -> None:
        """What the proposal adds, and what it wanted to change and could not find."""
        told = self.told.item
        for key, take in (("documents", self.sources), ("facts", self.facts), ("entries", self.lists)):
            for entry in told.get(key) or ():
                self.guard(lambda entry=entry, take=take: take(entry), told.file, entry.line, "")  # type: ignore[misc]
        for id_, changes in self.waiting.items():
            for change in changes:
                if next(iter(change)) == "add":
                    self.guard(lambda change=change: self.add(change), change.file, change.line, id_)  # type: ignore[misc]
                elif id_ not in self.law.provisions:
                    self.faults.append(
                        self.fault(change, next(iter(change)), f"there is no provision `{id_}`.", "Check the address.")
                    )
        for id_ in self.told.counts:
            if id_ not in self.raw:
                self.faults.append(self.fault(told, "counts", f"there is no provision `{id_}`.", "Check the address."))
        self.guard(self.reached, told.file, told.at("reaches_if"), "")

    def reached(self) -> None:
        self.book.reaches = self.expression(self.told.item, "reaches_if", self.common_names(), t.YES_NO)

    def cross_check(self) -> None:
        super().cross_check()
        changed = [p for id_, p in self.book.provisions.items() if id_ in self.told.touches]
        for p in changed:
            line = next(c.line for c in self.waiting[p.id])
            for fault in versions_of(p):
                self.faults.append(
                    LawError(fault.what, mend=fault.mend, file=self.told.file, line=line, provision=p.id)
                )

    # -- the kinds of change

    def first_day(self, change: Map) -> date:
        """From when a change holds: its own day, else that of the proposal."""
        return date.fromordinal(self.day(change, "from")) if "from" in change else self.told.start

    def in_force(self, item: Map, change: Map, day: date) -> Map:
        """The version to be changed.

        Raises:
            LawError: none governs that day, or a later one would overlap.
        """
        kind = next(iter(change))
        versions = [v for v in item["versions"] if v["from"] <= day and (v.get("to") is None or v["to"] >= day)]
        if not versions:
            ends = [v["to"] for v in item["versions"] if v.get("to") is not None and v["to"] < day]
            raise self.fault(
                change,
                kind,
                f"`{item['provision']}` has no version on {day}" + (f": it ended on {max(ends)}." if ends else "."),
                "A change there would leave a gap: `add` a provision of its own instead, or mend the day.",
            )
        if len(versions) > 1:
            raise self.fault(change, kind, f"two versions of `{item['provision']}` hold on {day}.", "Mend the day.")
        last = change.get("to")
        later = [v["from"] for v in item["versions"] if v["from"] > day]
        if later and (last is None or last >= min(later)):
            raise self.fault(
                change,
                "to" if last is not None else kind,
                f"the law itself has a version of `{item['provision']}` from {min(later)}, and this would overlap it.",
                f"Say `to:` a day before {min(later)}.",
            )
        found: Map = versions[0]
        return found

    def amended(self, item: Map, change: Map) -> Map:
        """A new version from the change's first day on; the old one ends the day before, and comes back after `to`."""
        first = self.first_day(change)
        base = self.in_force(item, change, first)
        last = date.fromordinal(self.day(change, "to")) if change.get("to") is not None else base.get("to")
        if last is not None and last < first:
            raise self.fault(change, "to", "the last day lies before the first.", "Check both days.")
        values = _like(change, base.get("values") or {})
        for name, value in (change.get("values") or {}).items():
            if name not in values:
                known = ", ".join(values) or "none"
                raise self.fault(
                    change["values"], name, f"`{item['provision']}` has no value `{name}`.", f"It has: {known}."
                )
            values[name] = value
        for name, value in (change.get("more_values") or {}).items():
            if name in values:
                raise self.fault(
                    change["more_values"], name, f"the law has a value `{name}`.", "Put it under `values`."
                )
            values[name] = value
        if not set(change) & {"values", "more_values", "branches", "branches_first", "reword", "concerns"}:
            raise self.fault(change, "amend", "nothing is changed.", "Change values, branches or whom it concerns.")
        version = self.proposed(_like(base, dict(base)), change)
        version["from"], version["to"] = first, last
        if values:
            version["values"] = values
        if "branches" in change or "branches_first" in change:
            version["branches"] = Seq(change.file, change.line)
            version["branches"].extend(self.own_branches(change.get("branches_first")))
            version["branches"].extend(self.own_branches(change.get("branches")) or base.get("branches") or ())
        if "reword" in change:
            version["branches"] = self.reworded(version.get("branches"), change)
        if "concerns" in change:
            item = self.concerning(item, change, first)
        out = Seq(change.file, change.line)
        for v in item["versions"]:
            if v is not base:
                out.append(v)
                continue
            if base["from"] < first:
                out.append(_like(base, dict(base) | {"to": first - timedelta(days=1)}))
            out.append(version)
            if last is not None and (base.get("to") is None or base["to"] > last):
                out.append(
                    _like(
                        base,
                        dict(base)
                        | {"from": last + timedelta(days=1), "published": base.get("published", base["from"])},
                    )
                )
        changed = _like(item, dict(item) | {"versions": out})
        for key in ("title", "says"):
            if key in change:
                changed[key] = change[key]
        return changed

    def reworded(self, branches: Any, change: Map) -> Seq:
        """The reasons of the branches with some words replaced, as amending acts do.

        Raises:
            LawError: the words to be replaced stand in no reason.
        """
        told = change["reword"]
        if not isinstance(told, Map):
            raise self.fault(
                change, "reword", "`reword` says which words take the place of which.", "Write {old:, new:}."
            )
        self.keys(told, ("old", "new"), ("old", "new"))
        old, new = self.text(told, "old"), self.text(told, "new")
        out = Seq(change.file, change.line)
        found = False
        for branch in branches or ():
            because = branch.get("because")
            if isinstance(because, Map) and all(old[language] in because[language] for language in old):
                found = True
                words = {language: text.replace(old[language], new[language]) for language, text in because.items()}
                branch = _like(branch, dict(branch) | {"because": _like(because, words)})
            out.append(branch)
        if not found:
            raise self.fault(
                told,
                "old",
                "no reason has these words in all three languages.",
                "Copy them from the law letter by letter.",
            )
        return out

    def concerning(self, item: Map, change: Map, first: date) -> Map:
        """Whom it concerns has no versions of its own: until the first day asked about, or governing, the old test holds."""
        if not isinstance(change["concerns"], str):
            raise self.fault(change, "concerns", "`concerns` is an expression.", "Write it in quotes.")
        day = f"date '{first.isoformat()}'"
        before = f"on < {day}" + (f" or ({item['at']}) < {day}" if item.get("at") is not None else "")
        old = item.get("concerns") or "true"
        out = _like(item, dict(item))
        out["concerns"] = f"case when {before} then ({old}) else ({change['concerns']}) end"
        out.lines["concerns"] = change.at("concerns")
        return out

    def lifted(self, item: Map, change: Map) -> Map:
        """From the first day asked about on, what any version orders is lifted for whom the change names."""
        self.keys(change, CHANGE_KEYS["lift"], ("when", "because"))
        if not isinstance(change["when"], str):
            raise self.fault(change, "when", "`when` says for whom it is lifted.", "Write the expression in quotes.")
        if item["gives"].get("kind") == "text":
            raise self.fault(change, "lift", "a text provision orders nothing.", "Lift one that computes.")
        first = self.first_day(change)
        asked = f"on >= date '{first.isoformat()}'"
        if change.get("to") is not None:
            asked += f" and on <= date '{date.fromordinal(self.day(change, 'to')).isoformat()}'"
        out = Seq(change.file, change.line)
        for version in item["versions"]:
            changed = _like(version, dict(version))
            values = _like(change, version.get("values") or {})
            for name, value in (change.get("values") or {}).items():
                if name in values:
                    raise self.fault(change["values"], name, f"the law has a value `{name}`.", "Choose another name.")
                values[name] = value
            if values:
                changed["values"] = values
            changed["branches"] = Seq(change.file, change.line)
            for branch in version["branches"]:
                gives = branch.get("then", branch.get("otherwise", ""))
                if gives not in (DOES_NOT_APPLY, SOURCE_SILENT):
                    held = branch.get("when", "true")
                    lift = _like(change, {"then": DOES_NOT_APPLY, "because": change["because"]})
                    lift["when"] = f"({held}) and {asked} and ({change['when']})"
                    lift.lines["when"] = change.at("when")
                    changed["branches"].append(lift)
                changed["branches"].append(branch)
            out.append(changed)
        return _like(item, dict(item) | {"versions": out})

    def ended(self, item: Map, change: Map) -> Map:
        """The version in force ends the day before."""
        first = self.first_day(change)
        base = self.in_force(item, change, first)
        if base["from"] >= first:
            raise self.fault(change, "from", "it would end before it begins.", "Mend the day.")
        out = Seq(change.file, change.line)
        for v in item["versions"]:
            out.append(v if v is not base else _like(base, dict(base) | {"to": first - timedelta(days=1)}))
        return _like(item, dict(item) | {"versions": out})

    def add(self, change: Map) -> None:
        """A provision of the proposal's own, from its first day on."""
        item = _like(change, {"provision": change["add"]} | {k: v for k, v in change.items() if k != "add"})
        item.setdefault("built_from", Seq(change.file, change.line))
        out = Seq(change.file, change.line)
        versions = change.get("versions")
        for version in versions if isinstance(versions, Seq) else ():
            if not isinstance(version, Map):
                raise self.fault(change, "versions", "a version is a mapping.", "Write `- branches: ...`.")
            self.keys(version, VERSION_KEYS - _FROM_THE_PROPOSAL)
            made = self.proposed(_like(version, dict(version)), change)
            made.setdefault("from", self.told.start)
            if made["from"] < self.told.start:
                raise self.fault(
                    version, "from", "it begins before the proposal does.", f"Not before {self.told.start}."
                )
            if "branches" in made:
                made["branches"] = Seq(change.file, change.line)
                made["branches"].extend(self.own_branches(version["branches"]))
            out.append(made)
        item["versions"] = out
        super().register(item)

    def own_branches(self, raw: Any) -> list[Any]:
        """Branches of the proposal: no rule of law is their ground."""
        if raw is None:
            return []
        out = []
        for branch in raw if isinstance(raw, Seq) else ():
            if isinstance(branch, Map):
                branch = _like(branch, dict(branch))
                if "otherwise" not in branch or branch["otherwise"] not in (DOES_NOT_APPLY, SOURCE_SILENT):
                    branch.setdefault("ground", Seq(branch.file, branch.line))
            out.append(branch)
        return out

    def proposed(self, version: Map, change: Map) -> Map:
        """A version that says where it comes from: the proposal, which is no law."""
        for key in _FROM_THE_PROPOSAL:
            version.pop(key, None)
        told = self.told.item
        source = _like(told, dict(told["source"]) | {"standing": PROPOSED, "confidence": "unverified"})
        # Not before the proposal's own first day: until then nobody knows of it, and the law's version stands.
        published = max(self.first_day(change), self.told.start)
        version |= {"recorded": told["recorded"], "from_proven": False, "published": published, "source": source}
        label = _like(told, dict(self.book.about["proposed"]))
        version["unverified"] = Seq(told.file, told.line)
        version["unverified"].append(_capital(label))
        version["unverified"].extend(told.get("assumes") or ())
        version.line = change.line
        version.file = change.file
        return version


def _capital(text: Map) -> Map:
    for language, words in text.items():
        text[language] = words[:1].upper() + words[1:] + "."
    return text


def _like(place: Map, content: dict[str, Any]) -> Map:
    """A mapping with its own content that remembers another's lines."""
    made = Map(place.file, place.line)
    made.lines = dict(place.lines)
    made.update(content)
    return made


# -- the check


def check_proposals(law: Rulebook, root: Path = LAW, paths: Iterable[Path] | None = None) -> tuple[list[LawError], int]:
    """Every fault of every proposal, and how many there are."""
    faults: list[LawError] = []
    count = 0
    for path in proposal_files(root) if paths is None else paths:
        count += 1
        try:
            proposal = read_proposal(path, root)
            changed = with_proposal(proposal, law, root)
        except LawErrors as errors:
            faults.extend(errors.faults)
        except LawError as error:
            faults.append(error)
        else:
            faults.extend(check_proposal(proposal, law, changed))
    return faults, count


def check_proposal(proposal: Proposal, law: Rulebook, changed: Rulebook) -> Iterator[LawError]:
    """Three languages, no circle, and examples of its own: what the law gives, and what the proposal would."""
    own = [p for id_, p in changed.book.provisions.items() if id_ in proposal.touches]
    for p in own:
        yield from placeholders_of(changed.book, p)
    yield from languages(_part(changed.book, own, law.book))
    for text in (proposal.title, proposal.says, proposal.proposed_by, proposal.reaches, *proposal.assumes):
        yield from _in_tajik(proposal, text)
    yield from circles(changed.book)
    narrowed = proposal.lifts | {str(c["amend"]) for c in proposal.item["changes"] if "amend" in c and "concerns" in c}
    decided: set[str] = set()
    seen: set[str] = set()
    for under, example in proposal.examples:
        seen.add(under if example.item["date"] >= proposal.start else "before")
        outcome = run(law if under == "law" else changed, example)
        if not outcome.passed:
            yield LawError(
                "; ".join(outcome.differences),
                mend="Mend the proposal or, if its source says so, the example.",
                file=proposal.file,
                line=example.line,
                provision=example.it,
            )
        if under == "proposal" and outcome.position is not None and example.item["date"] >= proposal.start:
            for p in own:
                r = outcome.position.c.results[p.index]
                if r is not None and (_is_its_own(r) or (p.id in narrowed and r.outcome == NOT_APPLICABLE)):
                    decided.add(p.id)
    for wanted, what in (
        ("law", "what the law itself gives on such a day (`under: law`)"),
        ("before", "a day before its first, on which nothing differs"),
        ("proposal", "what it would give from its first day on"),
    ):
        if wanted not in seen:
            yield LawError(f"no example shows {what}.", mend="Write one.", file=proposal.file, line=proposal.item.line)
    for p in own:
        if p.kind != "text" and p.id not in decided and _changes(proposal, p.id) != {"end"}:
            yield LawError(
                "no example of the proposal reaches this change.",
                mend="Write one, dated on or after its first day.",
                file=proposal.file,
                line=next(c.line for c in proposal.item["changes"] if c[next(iter(c))] == p.id),
                provision=p.id,
            )


def _changes(proposal: Proposal, id_: str) -> set[str]:
    """Which kinds of change it makes to a provision."""
    return {next(iter(c)) for c in proposal.item["changes"] if c[next(iter(c))] == id_}


def _is_its_own(r: Result) -> bool:
    """Did a version of the proposal decide this?"""
    return r.version is not None and r.version.source.standing == PROPOSED


def _part(book: Book, own: list[Provision], law: Book) -> Book:
    """Only what the proposal brings."""
    part = Book()
    part.provisions = {p.id: p for p in own}
    part.facts = {name: fact for name, fact in book.facts.items() if name not in law.facts}
    part.steps = {code: step for code, step in book.steps.items() if code not in law.steps}
    return part


def _in_tajik(proposal: Proposal, text: Text) -> Iterator[LawError]:
    part = Book()
    empty = Provision("x.x", (), text, text, "text", {}, None, None, 0, "", None, (), proposal.file, proposal.item.line)
    part.provisions = {proposal.id: replace(empty, id=proposal.id)}
    yield from languages(part)


__all__ = [
    "Proposal",
    "check_proposal",
    "check_proposals",
    "find_proposal",
    "proposal_files",
    "read_proposal",
    "vary",
    "with_proposal",
]
