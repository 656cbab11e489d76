"""The rulebook: loaded once, asked often.

>>> from datetime import date
>>> book = load()
>>> person = book.facts_from({"citizenship": "TJ", "destination": "RU", "entered": date(2019, 3, 1), "purpose": "work"})
>>> book.ask(person, on=date(2019, 3, 10)).as_json("en")["status"]["registration"]
'not_yet_required'
"""

from __future__ import annotations

import hashlib
import os
import pickle
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import tree as t
from .errors import RulebookError
from .evaluate import Compiled, version_on
from .histories import HISTORY_FUNCTIONS
from .loading import LAW, Book, read_law
from .person import Person, read_person
from .position import Position
from .provisions import LANGUAGES, FactKind, Provision, Step, Version
from .reasons import Part
from .searching import Found, Search

if TYPE_CHECKING:
    from .releases import Releases


@dataclass(frozen=True)
class Change:
    """One provision between two days: the version in force on each (None: none), the day of the last change, and how
    many versions began between them."""

    provision: Provision
    was: Version | None
    now: Version | None
    day: date
    steps: int

    def numbers(self) -> list[tuple[str, t.Literal | None, t.Literal | None]]:
        """Named values that are others now: name, what it was, what it is."""
        was = self.was.values if self.was else {}
        now = self.now.values if self.now else {}
        return [
            (name, was.get(name), now.get(name))
            for name in dict.fromkeys([*was, *now])
            if self.was is not None and self.now is not None and was.get(name) != now.get(name)
        ]


class Rulebook:
    """The law as one consistent whole, named by its digest."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.root = LAW
        """The folder it was read from."""
        self.compiled = Compiled(book)
        self._about: dict[tuple[int, str], dict[str, Any]] = {}
        self.rules_in_words: dict[str, dict[int, str | tuple[Part, ...]]] = {language: {} for language in LANGUAGES}
        """By language and branch (its `id`): its words, cut where a person's own are to be filled in."""
        self.fact_list: list[FactKind] = sorted(book.facts.values(), key=lambda f: f.index)
        self.facts_in_words: dict[str, list[dict[Any, str] | None]] = {
            language: [{} if f.type in ("yes_no", "choice") else None for f in self.fact_list] for language in LANGUAGES
        }
        """By language and fact: its few answers as they read in a reason, alike for everybody."""

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that name this text of the law and no other."""
        return self.book.digest

    @property
    def read(self) -> date:
        """The day the law was last read."""
        day: date = self.book.about["read"]
        return day

    @property
    def provisions(self) -> list[Provision]:
        """All provisions, by address."""
        return self.compiled.provisions

    @cached_property
    def of_one_rule(self) -> dict[str, tuple[int, ...]]:
        """By fact-base rule: the provisions (by index) that compute something and are built from that rule alone."""
        out: dict[str, tuple[int, ...]] = {}
        for p in self.compiled.provisions:
            if len(p.built_from) == 1 and p.kind != "text":
                out[p.built_from[0]] = (*out.get(p.built_from[0], ()), p.index)
        return out

    def provision(self, id_: str) -> Provision:
        """A provision by its address.

        Raises:
            KeyError: there is none.
        """
        return self.book.provisions[id_]

    def find(self, words: str) -> Found:
        """Provisions by address, fact-base rule or words of their text in any language and spelling; else the nearest."""
        return self._search.find(words)

    @cached_property
    def _search(self) -> Search:
        titles = {id_: " ".join(document.title.values()) for id_, document in self.book.documents.items()}
        return Search(self.compiled.provisions, titles)

    @cached_property
    def reads(self) -> dict[str, tuple[str, ...]]:
        """By provision: the others whose result, reach or values it reads, by address."""
        out = {}
        for p in self.compiled.provisions:
            named = (getattr(n, "provision", "") for e in p.expressions() for n in t.walk(e))
            out[p.id] = tuple(sorted({id_ for id_ in named if id_ and id_ != p.id}))
        return out

    @cached_property
    def read_by(self) -> dict[str, tuple[str, ...]]:
        """By provision: the others that read it, by address."""
        out: dict[str, tuple[str, ...]] = dict.fromkeys(self.reads, ())
        for reader, read in self.reads.items():
            for id_ in read:
                out[id_] = (*out[id_], reader)
        return out

    @cached_property
    def steps_from(self) -> dict[str, tuple[Step, ...]]:
        """By provision: the next steps whose condition reads it, in their order."""
        out: dict[str, tuple[Step, ...]] = {}
        for step in sorted(self.book.steps.values(), key=lambda step: (step.order, step.code)):
            for id_ in {getattr(n, "provision", "") for n in t.walk(step.when)} - {""}:
                out[id_] = (*out.get(id_, ()), step)
        return out

    def asks(self, p: Provision) -> list[FactKind]:
        """The facts and histories that its own conditions read, in the order in which they are read."""
        out: dict[str, FactKind] = {}
        for n in (n for e in p.expressions() for n in t.walk(e)):
            names: tuple[str, ...] = (n.name,) if isinstance(n, (t.Fact, t.Bound)) else ()
            if isinstance(n, t.Call) and n.name in HISTORY_FUNCTIONS:
                names = HISTORY_FUNCTIONS[n.name].reads
            out |= {name: self.book.facts[name] for name in names if name in self.book.facts}
        return list(out.values())

    def in_force(self, p: Provision, day: date) -> Version | None:
        """The version that governs a day, as it is known now; None where there was none, or where none was read."""
        k = version_on(p, day.toordinal(), max(day, self.read).toordinal())
        return None if k < 0 else p.versions[k]

    def changes(self, before: date, after: date) -> list[Change]:
        """Provisions that stand otherwise on the second day than on the first, by the day of the last change.

        What began and ended between the two days counts: it was law for somebody.
        """
        out = []
        first, last = before.toordinal(), after.toordinal()
        for p in self.provisions:
            was, now = self.in_force(p, before), self.in_force(p, after)
            began = [v.start for v in p.versions if first < v.start <= last]
            ended = [v.end + 1 for v in p.versions if v.end is not None and first <= v.end < last]
            if was is not now or began:
                day = max([*began, *(ended if now is None else ())], default=last)
                out.append(Change(p, was, now, date.fromordinal(day), len(began)))
        return sorted(out, key=lambda c: (c.day, c.provision.index))

    def facts_from(self, facts: Mapping[str, Any], *, file: str = "") -> Person:
        """What is said of a person, checked.

        Raises:
            FactError: an unknown fact, a wrong type, an impossible day or order of days.
        """
        return read_person(self, facts, file)

    def ask(self, person: Person, *, on: date, known: date | None = None) -> Position:
        """The person's position on a day, by the law as it was published by `known` (default: that day).

        Raises:
            FactError: a day given as past lies after `on`.
        """
        person.check_against(self, on)
        return Position(self, person, on, known if known is not None else on)

    def choices(self, fact: FactKind) -> dict[str, dict[str, str]] | None:
        """Names of the codes a fact can take."""
        if fact.type == "choice":
            return fact.choices
        if fact.type == "countries":
            names: dict[str, dict[str, str]] = self.book.about.get("countries", {})
            return names
        if fact.type == "region":
            regions: dict[str, dict[str, str]] = self.book.series.region_names()
            return regions
        return None

    def about_version(self, version: Version, language: str) -> dict[str, Any]:
        """Where a version comes from, how it stands and since when: the same for everybody, so worked out once."""
        key = (id(version), language)
        done = self._about.get(key)
        if done is None:
            done = self._about[key] = {
                "standing": version.source.standing,
                "confidence": version.source.confidence,
                "in_force_from": date.fromordinal(version.start).isoformat(),
                "in_force_from_proven": version.start_proven,
                "in_force_to": date.fromordinal(version.end).isoformat() if version.end is not None else None,
                "published": date.fromordinal(version.published).isoformat(),
                "published_proven": version.published_proven,
                "sources": self.sources(version, language),
                "unverified": [text[language] for text in version.unverified],
                "reading": version.reading[language] if version.reading else None,
            }
        return done

    def sources(self, version: Version, language: str) -> list[dict[str, Any]]:
        """The act first, then the pages on which we read it."""
        source = version.source
        document = self.book.documents[source.document]
        place = source.place if isinstance(source.place, str) else source.place[language]
        out: list[dict[str, Any]] = [
            {
                "document": document.id,
                "title": document.title[language],
                "place": place,
                "standing": source.standing,
                "confidence": source.confidence,
                "url": document.properties.get("url"),
                "read": None,
            }
        ]
        for id_ in source.pages:
            page = self.book.pages[id_]
            out.append(
                {
                    "document": id_,
                    "title": page.title,
                    "place": "",
                    "standing": _STANDING.get(page.kind, "reported"),
                    "confidence": source.confidence,
                    "url": page.url,
                    "read": date.fromordinal(page.read).isoformat(),
                }
            )
        return out

    def office_day(self, p: Provision, safe: int) -> str | None:
        """The last working day on or before a safe day that falls on a day off; None when the offices are open that day."""
        calendar = self.book.series.calendar(p.jurisdiction)
        if calendar is None:
            return None
        open_ = calendar.working_day_on_or_before(safe)
        return None if open_ is None or open_ == safe else date.fromordinal(open_).isoformat()


_STANDING = {"law_text": "law", "official": "official"}


def digest_of(root: Path = LAW) -> str:
    """The digest of the law's files: any change of any byte gives another one. Proposals are no law and do not count."""
    whole = hashlib.sha256()
    for path in sorted(
        p
        for p in root.rglob("*")
        if p.suffix in (".yaml", ".csv")
        and not p.name.endswith(".examples.yaml")
        and p.relative_to(root).parts[0] != "proposals"
    ):
        data = path.read_bytes()
        whole.update(f"{path.relative_to(root).as_posix()}\0{len(data)}\0".encode())
        whole.update(data)
    return whole.hexdigest()[:16]


def load(root: Path = LAW) -> Rulebook:
    """The rulebook of the law's files, from the cache when exactly this text was checked before.

    Raises:
        LawErrors: the files cannot be trusted; nothing is loaded.
    """
    digest = digest_of(root)
    book = _cached(digest)
    fresh = book is None
    if book is None:
        book = read_law(root)
        book.digest = digest
    rulebook = Rulebook(book)
    rulebook.root = root
    if fresh:
        _cache(digest, book)
    return rulebook


class Shelf:
    """Holds the rulebook in use. A text that cannot be trusted is refused and the old rulebook keeps answering."""

    def __init__(self, root: Path = LAW, releases: Releases | None = None) -> None:
        """`root` is the built-in law; it stands while no release is in use."""
        self.root, self.releases = root, releases
        place, self.wrong = self._place()
        """What was wrong at the start with the release that should be in use; None when nothing was."""
        try:
            self.current = load(place)
        except RulebookError as error:
            if place == root:
                raise
            self.current, self.wrong = load(root), error

    def _place(self) -> tuple[Path, RulebookError | None]:
        return (self.root, None) if self.releases is None else self.releases.in_use(self.root)

    def renew(self) -> RulebookError | None:
        """Take up a changed text, or another release; returns what is wrong with it, or None when it (or nothing) was taken up."""
        place, wrong = self._place()
        if wrong is not None:
            return wrong
        if place == self.current.root and digest_of(place) == self.current.digest:
            return None
        try:
            self.current = load(place)
        except RulebookError as error:
            return error
        return None


def cache_folder() -> Path | None:
    """The folder of what was worked out before, or `None` when there is none that is ours alone: what lies there is run."""
    base = (
        os.environ.get("HAMROH_CACHE")
        or os.environ.get("XDG_CACHE_HOME")
        or os.path.join(os.path.expanduser("~"), ".cache")
    )
    folder = Path(base) / "hamroh"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A pickle is code: only a folder that is ours alone is trusted.
        if folder.stat().st_uid != os.getuid() or folder.stat().st_mode & 0o022:
            return None
    except OSError:
        return None
    return folder


def _cache_file(digest: str) -> Path | None:
    folder = cache_folder()
    if folder is None:
        return None
    # The cache holds our own objects: a changed engine must not read what an older one wrote.
    engine = max(int(p.stat().st_mtime_ns) for p in Path(__file__).parent.glob("*.py"))
    return folder / f"law-{digest}-{engine:x}.pickle"


def _cached(digest: str) -> Book | None:
    path = _cache_file(digest)
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_uid != os.getuid():
                return None
            book = pickle.load(file)
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError):
        return None
    return book if isinstance(book, Book) and book.digest == digest else None


def _cache(digest: str, book: Book) -> None:
    path = _cache_file(digest)
    if path is None:
        return
    try:
        with tempfile.NamedTemporaryFile("wb", dir=path.parent, delete=False) as file:
            pickle.dump(book, file, protocol=pickle.HIGHEST_PROTOCOL)
        os.replace(file.name, path)
    except OSError:
        return
    for old in sorted(path.parent.glob("law-*.pickle"), key=lambda p: p.stat().st_mtime)[:-5]:
        old.unlink(missing_ok=True)


__all__ = ["Rulebook", "Shelf", "digest_of", "load"]
