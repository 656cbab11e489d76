"""Reads the law's files into provisions, strictly: every fault with file, line, provision and mend."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from . import tree as t
from .errors import ExpressionError, LawError, LawErrors
from .expressions import Signature, as_value, parse, value_type
from .provisions import (
    CONFIDENCE,
    DOES_NOT_APPLY,
    FIELDS,
    JOURNEYS,
    LANGUAGES,
    SOURCE_SILENT,
    STANDINGS,
    Branch,
    Document,
    Entry,
    FactKind,
    Page,
    Provision,
    Reading,
    Screen,
    Source,
    Step,
    Text,
    Version,
)
from .reading import Map, Seq, read_documents

LAW = Path(__file__).resolve().parent.parent / "law"

_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+\Z")
_WORD = re.compile(r"[a-z][a-z0-9_]*\Z")

PROVISION_KEYS = {
    "provision",
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
    "reviewed",
}
VERSION_KEYS = {
    "from",
    "from_proven",
    "to",
    "published",
    "recorded",
    "replaces",
    "source",
    "unverified",
    "reading",
    "values",
    "branches",
    "reviewed",
}
SOURCE_KEYS = {"document", "place", "standing", "confidence", "pages"}
BRANCH_KEYS = {"when", "then", "either", "because", "ground", "otherwise"}
READING_KEYS = {"reading", "by", "ground", "then"}
FACT_KEYS = {
    "fact",
    "type",
    "screen",
    "order",
    "asked",
    "asked_if",
    "question",
    "help",
    "where",
    "reason",
    "choices",
    "unit",
    "min",
    "max",
    "reviewed",
}
LIST_TEXTS = ("title", "text", "act", "missed", "sentence", "help")
LIST_KEYS: dict[str, set[str]] = {
    "status": {"subject", "mark", "tone"},
    "deadline": {"urgent_days", "early_is_safe", "chance"},
    "risk": {"level", "lesser_than"},
    "sum": {"cost"},
    "subject": {"order"},
    "right": set(),
    "condition": set(),
    "sign": set(),
    "kind": set(),
    "unit": set(),
    "value": set(),
    "row": set(),
}
FACT_TYPES = {"yes_no", "number", "money", "day", "planned_day", "choice", "countries", "region", "history"}


class Book:
    """The law as read, before it is compiled. Plain data; picklable."""

    def __init__(self) -> None:
        self.about: dict[str, Any] = {}
        self.provisions: dict[str, Provision] = {}
        self.facts: dict[str, FactKind] = {}
        self.screens: dict[str, Screen] = {}
        self.lists: dict[str, dict[str, Entry]] = {}
        self.steps: dict[str, Step] = {}
        self.documents: dict[str, Document] = {}
        self.pages: dict[str, Page] = {}
        self.series: Any = None
        self.digest = ""
        self.code: bytes | None = None
        """The evaluator's functions, once written."""
        self.needs: list[tuple[Any, ...]] = []
        self.proposal: Any = None
        """The proposal in effect; None when this is the law."""
        self.reaches: t.Node | None = None
        """Whom the proposal reaches."""


def read_law(root: Path = LAW) -> Book:
    """The whole book.

    Raises:
        LawErrors: every fault found; nothing half-read is returned.
    """
    return Loader(root).read()


def read_draft(root: Path = LAW) -> tuple[Book, list[LawError]]:
    """The part of an unfinished book that can be read, and the faults of the rest.

    For authors only: whatever has a fault, or reads something that has one, is left out, so that the rest can be tried.
    """
    left_out: set[tuple[str, int]] = set()
    faults: list[LawError] = []
    while True:
        loader = Loader(root, left_out)
        try:
            return loader.read(), faults
        except LawErrors as errors:
            faults.extend(errors.faults)
            before = len(left_out)
            left_out |= {(f.file, f.line) for f in errors.faults} | loader.broken
            if len(left_out) == before:
                raise


class Loader:
    """Reads a folder of law. A proposal is read by a loader that changes provisions on the way (`proposals.py`)."""

    def __init__(self, root: Path, left_out: set[tuple[str, int]] | None = None) -> None:
        self.root = root
        self.left_out = left_out or set()
        self.broken: set[tuple[str, int]] = set()
        self.book = Book()
        self.faults: list[LawError] = []
        self.raw: dict[str, Map] = {}
        self.value_types: dict[str, dict[str, str]] = {}
        self.kinds: dict[str, tuple[str, dict[str, Any]]] = {}
        self.raw_gates: list[tuple[str, Map]] = []
        self.raw_steps: list[Map] = []
        self.standings: tuple[str, ...] = STANDINGS

    def read(self) -> Book:
        files = sorted(p for p in self.root.rglob("*.yaml") if not p.name.endswith(".examples.yaml"))
        places = {"sources": self.sources, "facts": self.facts, "lists": self.lists}
        later: list[tuple[Path, str]] = []
        lists: list[Path] = []
        for path in files:
            part = path.relative_to(self.root).parts[0]
            if path.name == "fact_base.yaml":
                continue
            if path.name == "book.yaml":
                self.each(path, self.about)
            elif part == "lists":
                lists.append(path)
            elif part in places:
                self.each(path, places[part])
            elif part in ("series", "examples", "proposals", "proofs"):
                continue
            else:
                later.append((path, part))
        self.series()
        for path, _ in later:
            self.each(path, self.register)
        for path in lists:
            self.each(path, self.lists)
        for id_, raw in sorted(self.raw.items()):
            self.guard(lambda id_=id_, raw=raw: self.provision(id_, raw), raw.file, raw.line, id_)  # type: ignore[misc]
        self.guard(self.gates, "", 0, "")
        self.guard(self.later_steps, "", 0, "")
        self.cross_check()
        if self.faults:
            raise LawErrors(self.faults)
        self.number()
        return self.book

    def number(self) -> None:
        """Places in the evaluator's tables, by address and without holes."""
        book = self.book
        book.provisions = {id_: replace(book.provisions[id_], index=i) for i, id_ in enumerate(sorted(book.provisions))}
        book.facts = {name: replace(fact, index=i) for i, (name, fact) in enumerate(book.facts.items())}

    # -- reading helpers

    def guard(self, work: Callable[[], None], file: str, line: int, provision: str) -> None:
        """Run a step and collect its faults; in a draft, what had one before is passed over."""
        if (file, line) in self.left_out:
            return
        before = len(self.faults)
        self.guarded(work, file, line, provision)
        if len(self.faults) > before:
            self.broken.add((file, line))

    def guarded(self, work: Callable[[], None], file: str, line: int, provision: str) -> None:
        try:
            work()
        except ExpressionError as error:
            self.faults.append(LawError(error.what, mend=error.mend, file=file, line=line, provision=provision))
        except LawErrors as errors:
            self.faults.extend(errors.faults)
        except LawError as error:
            if provision and not error.provision:
                error = LawError(
                    error.what, mend=error.mend, file=error.file or file, line=error.line or line, provision=provision
                )
            self.faults.append(error)

    def each(self, path: Path, take: Callable[[Map], None]) -> None:
        name = str(path.relative_to(self.root.parent))
        if (name, -1) in self.left_out:
            return
        try:
            documents = list(read_documents(path))
        except LawError as error:
            self.faults.append(LawError(error.what, mend=error.mend, file=name, line=error.line))
            self.broken.add((name, -1))
            return
        for document in documents:
            for item in document if isinstance(document, Seq) else [document]:
                if not isinstance(item, Map):
                    self.faults.append(
                        LawError(
                            "A mapping is wanted here.",
                            mend="Write `key: value`.",
                            file=name,
                            line=getattr(item, "line", 0),
                        )
                    )
                    continue
                name_file(item, name)
                self.guard(lambda item=item: take(item), name, item.line, str(item.get("provision", "")))  # type: ignore[misc]

    def fault(self, where: Map, key: str, what: str, mend: str) -> LawError:
        return LawError(what, mend=mend, file=where.file, line=where.at(key))

    def keys(self, where: Map, allowed: Iterable[str], needed: Iterable[str] = ()) -> None:
        for key in where:
            if key not in allowed:
                close = ", ".join(sorted(allowed))
                raise self.fault(where, key, f"`{key}` is no key here.", f"Known here: {close}.")
        for key in needed:
            if key not in where:
                raise self.fault(where, "", f"`{key}` is missing.", "Add it; see docs/law-format.md.")

    def text(self, where: Map, key: str) -> Text:
        value = where.get(key)
        if not isinstance(value, Map):
            raise self.fault(where, key, f"`{key}` is not in three languages.", "Write {en: ..., ru: ..., tg: ...}.")
        self.keys(value, LANGUAGES, LANGUAGES)
        for language in LANGUAGES:
            if not isinstance(value[language], str) or not value[language].strip():
                raise self.fault(
                    value, language, f"`{key}` has no text in {language}.", "Write it; a missing language is a fault."
                )
        return {language: value[language].strip() for language in LANGUAGES}

    def texts(self, where: Map, key: str) -> Text | None:
        return self.text(where, key) if where.get(key) is not None else None

    def one_of(self, where: Map, key: str, allowed: Iterable[str]) -> str:
        value = where.get(key)
        if value is None or value not in allowed:
            raise self.fault(where, key, f"`{key}: {value}` is not known.", f"One of: {', '.join(allowed)}.")
        return str(value)

    def day(self, where: Map, key: str) -> int:
        value = where.get(key)
        if not isinstance(value, date):
            raise self.fault(where, key, f"`{key}` is no day.", "Write year-month-day: 2019-03-01.")
        return value.toordinal()

    def whole(self, where: Map, key: str, default: int) -> int:
        value = where.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.fault(where, key, f"`{key}` is no whole number.", "Write a whole number.")
        return value

    # -- the book's parts

    def about(self, item: Map) -> None:
        self.keys(
            item,
            {
                "book",
                "read",
                "unknown_after_days",
                "jurisdictions",
                "standings",
                "confidence",
                "journeys",
                "instruments",
                "subjects",
                "results",
                "levels",
                "countries",
                "weekdays",
                "months",
                "words",
                "proposed",
                "stages",
                "licence",
                "title",
                "reviewed",
            },
            ("read", "unknown_after_days", "jurisdictions", "standings", "confidence", "journeys"),
        )
        self.book.about = _plain(item)

    def sources(self, item: Map) -> None:
        if "page" in item:
            self.keys(item, {"page", "title", "url", "kind", "read"}, ("page", "title", "url", "kind", "read"))
            if item["page"] in self.book.pages:
                raise self.fault(item, "page", f"page {item['page']} stands twice.", "Keep one.")
            self.book.pages[item["page"]] = Page(
                item["page"], str(item["title"]), str(item["url"]), str(item["kind"]), self.day(item, "read")
            )
            return
        self.keys(
            item,
            {
                "document",
                "title",
                "number",
                "date",
                "issuer",
                "kind",
                "jurisdiction",
                "language",
                "note",
                "parties",
                "vouched_by",
                "in_force",
                "url",
                "reviewed",
            },
            ("document", "title", "kind"),
        )
        self.texts(item, "issuer")
        if item["document"] in self.book.documents:
            raise self.fault(item, "document", f"document {item['document']} stands twice.", "Keep one.")
        self.book.documents[item["document"]] = Document(item["document"], self.text(item, "title"), _plain(item))

    def facts(self, item: Map) -> None:
        if "screen" in item and "fact" not in item:
            self.keys(item, {"screen", "title", "order", "why"}, ("screen", "title"))
            self.book.screens[item["screen"]] = Screen(
                item["screen"], self.text(item, "title"), self.whole(item, "order", 100), self.texts(item, "why")
            )
            return
        self.keys(item, FACT_KEYS, ("fact", "type", "question", "help", "where"))
        name = str(item["fact"])
        if name in self.book.facts:
            raise self.fault(item, "fact", f"fact `{name}` is declared twice.", "Keep one declaration.")
        kind = self.one_of(item, "type", FACT_TYPES)
        choices: dict[str, Text] = {}
        if kind == "choice":
            listed = item.get("choices")
            if not isinstance(listed, Map) or not listed:
                raise self.fault(item, "choices", f"`{name}` has no choices.", "List them: {code: {en:, ru:, tg:}}.")
            choices = {code: self.text(listed, code) for code in listed}
        asked = item.get("asked", True)
        if not isinstance(asked, bool):
            raise self.fault(item, "asked", "`asked` is true or false.", "Leave it out when the fact may be asked.")
        self.book.facts[name] = FactKind(
            id=name,
            type=kind,
            screen=str(item.get("screen", "")),
            order=self.whole(item, "order", 50),
            asked=asked,
            asked_if=None,
            question=self.text(item, "question"),
            help=self.text(item, "help"),
            where=self.text(item, "where"),
            reason=self.texts(item, "reason"),
            choices=choices,
            unit=str(item.get("unit", "")),
            least=item.get("min"),
            most=item.get("max"),
            file=item.file,
            line=item.line,
            index=len(self.book.facts),
        )
        if item.get("asked_if") is not None:
            self.raw_gates.append((name, item))

    def lists(self, item: Map) -> None:
        if "step" in item:
            self.keys(
                item,
                {"step", "title", "act", "when", "because", "order", "urgent", "reviewed"},
                ("step", "title", "act", "when"),
            )
            self.raw_steps.append(item)
            return
        kind = next((k for k in LIST_KEYS if k in item), None)
        if kind is None or next(iter(item)) not in LIST_KEYS:
            raise LawError(
                f"An entry starts with one of: step, {', '.join(LIST_KEYS)}.",
                mend="Name its list first.",
                file=item.file,
                line=item.line,
            )
        kind = next(iter(item))
        self.keys(item, {kind, "reviewed", *LIST_TEXTS, *LIST_KEYS[kind]}, (kind, "title"))
        code = str(item[kind])
        where = f"{kind}:{item['subject']}" if kind == "status" else kind
        entries = self.book.lists.setdefault(where, {})
        if code in entries:
            raise self.fault(item, kind, f"{kind} `{code}` stands twice.", "Keep one.")
        if kind == "status" and item.get("mark") not in ("full", "half", "no", "unk"):
            raise self.fault(item, "mark", "a status has a mark.", "One of: full, half, no, unk.")
        texts = {key: self.text(item, key) for key in LIST_TEXTS if key in item}
        entries[code] = Entry(where, code, texts, {k: _plain(v) for k, v in item.items() if k in LIST_KEYS[kind]})

    def series(self) -> None:
        from .series import SeriesBook, read_series

        folder = self.root / "series"
        if not (folder / "series.yaml").exists():
            # A small law may have none; expressions that read one are then refused.
            self.book.series = SeriesBook()
            return
        try:
            self.book.series = read_series(folder)
        except LawError as error:
            self.faults.append(error)

    # -- provisions: first their names and kinds, then their expressions

    def register(self, item: Map) -> None:
        self.keys(item, PROVISION_KEYS, ("provision", "built_from", "title", "says", "gives", "versions"))
        id_ = item["provision"]
        if not isinstance(id_, str) or not _ID.match(id_):
            raise self.fault(
                item, "provision", f"`{id_}` is no address.", "Write words joined by dots: ru.registration.treaty_tj."
            )
        if id_ in self.raw:
            raise self.fault(item, "provision", f"`{id_}` stands twice.", "Keep one; versions go under `versions`.")
        gives = item["gives"]
        if not isinstance(gives, Map) or gives.get("kind") not in FIELDS:
            raise self.fault(item, "gives", "`gives` has no known kind.", f"One of: {', '.join(FIELDS)}.")
        types: dict[str, str] = {}
        for version in _maps(item.get("versions")):
            for name, value in (version.get("values") or {}).items():
                kind = value_type(tuple(value) if isinstance(value, Seq) else value)
                if types.setdefault(name, kind) != kind:
                    raise self.fault(
                        version,
                        "values",
                        f"value `{name}` is {types[name]} in one version and {kind} here.",
                        "Keep one kind.",
                    )
        self.raw[id_] = item
        self.value_types[id_] = types
        self.kinds[id_] = (str(gives["kind"]), _plain(gives))

    def provision(self, id_: str, item: Map) -> None:
        kind, gives = self.kinds[id_]
        gives_map = item["gives"]
        self.keys(gives_map, {"kind", "unit", "list", "subject", "name", "sign", "of"}, ("kind",))
        for key, kinds in (("subject", ("status",)), ("name", ("deadline", "risk", "sum")), ("sign", ("indicator",))):
            if kind in kinds and key not in gives_map:
                raise self.fault(item, "gives", f"a {kind} says its {key}.", f"Add `{key}: ...`.")
        built_from = item["built_from"]
        if not isinstance(built_from, Seq) or not all(isinstance(x, str) for x in built_from):
            raise self.fault(
                item, "built_from", "`built_from` is a list of rule ids.", "Write [RU-REG-03], or [] for our own."
            )
        text_only = self.texts(item, "text_only")
        if (kind == "text") != (text_only is not None):
            raise self.fault(
                item, "text_only", "`text_only` goes with kind text, and only with it.", "Say why nothing is computed."
            )
        names = _Names(self, id_, {})
        versions: list[Version] = []
        for version in _maps(item["versions"]):
            versions.append(self.version(id_, kind, gives, version, tuple(built_from)))
        if not versions:
            raise self.fault(item, "versions", "a provision has at least one version.", "Add one with its source.")
        self.book.provisions[id_] = Provision(
            id=id_,
            built_from=tuple(built_from),
            title=self.text(item, "title"),
            says=self.text(item, "says"),
            kind=kind,
            gives=gives,
            concerns=self.expression(item, "concerns", names, t.YES_NO),
            at=self.expression(item, "at", names, t.DAY),
            matters=self.whole(item, "matters", 0),
            journey=self.one_of(item, "journey", JOURNEYS) if "journey" in item else "",
            text_only=text_only,
            versions=tuple(sorted(versions, key=lambda v: (v.start, v.published))),
            file=item.file,
            line=item.line,
        )

    def expression(self, where: Map, key: str, names: _Names, expect: str | None) -> t.Node | None:
        raw = where.get(key)
        if raw is None:
            return None
        return self.tree(where, key, raw, names, expect)

    def tree(self, where: Map, key: str, raw: Any, names: _Names, expect: str | None) -> t.Node:
        if raw is True or raw == "yes":
            node: t.Node = t.Literal(t.YES_NO, True)
        elif raw is False or raw == "no":
            node = t.Literal(t.YES_NO, False)
        elif isinstance(raw, (int, date)):
            node = t.Literal(value_type(raw), as_value(raw))
        elif isinstance(raw, str):
            try:
                return parse(raw, names, expect=expect)
            except ExpressionError as error:
                raise LawError(error.what, mend=error.mend, file=where.file, line=where.at(key)) from None
        else:
            raise self.fault(where, key, f"`{key}` is no expression.", "Write it in quotes.")
        if expect is not None and node.type != expect:
            raise self.fault(where, key, f"`{raw}` gives {node.type}, but {expect} is wanted here.", "Check the kind.")
        return node

    def version(self, id_: str, kind: str, gives: dict[str, Any], item: Map, built_from: tuple[str, ...]) -> Version:
        self.keys(item, VERSION_KEYS, ("from", "recorded", "source"))
        start = self.day(item, "from")
        end = self.day(item, "to") if item.get("to") is not None else None
        if end is not None and end < start:
            raise self.fault(item, "to", "the last day in force lies before the first.", "Check both days.")
        values_map = item.get("values")
        if values_map is not None and not isinstance(values_map, Map):
            raise self.fault(item, "values", "`values` names numbers of the law.", "Write {days: 15}.")
        values = {
            name: t.Literal(self.value_types[id_][name], as_value(value), name)
            for name, value in (values_map or {}).items()
        }
        names = _Names(self, id_, values)
        branches: list[Branch] = []
        raw_branches = item.get("branches")
        if kind == "text":
            if raw_branches is not None:
                raise self.fault(
                    item, "branches", "a text provision computes nothing.", "Leave `branches` out, or change the kind."
                )
        else:
            for branch in _maps(raw_branches):
                branches.append(self.branch(kind, gives, branch, names, built_from))
            if not branches:
                raise self.fault(
                    item, "branches", "a version that computes has branches.", "End them with `otherwise`."
                )
            if branches[-1].when is not None:
                raise self.fault(
                    item,
                    "branches",
                    "the last branch is not `otherwise`.",
                    "Add `- otherwise: does not apply` (or unknown).",
                )
        return Version(
            start=start,
            start_proven=bool(item.get("from_proven", True)),
            end=end,
            published=self.day(item, "published") if item.get("published") is not None else start,
            published_proven=item.get("published") is not None,
            recorded=self.day(item, "recorded"),
            replaces=self.day(item, "replaces") if item.get("replaces") is not None else None,
            source=self.source(item),
            unverified=tuple(self.list_of_texts(item, "unverified")),
            reading=self.texts(item, "reading"),
            values=values,
            branches=tuple(branches),
            line=item.line,
        )

    def list_of_texts(self, item: Map, key: str) -> list[Text]:
        raw = item.get(key)
        if raw is None:
            return []
        if not isinstance(raw, Seq):
            raise self.fault(item, key, f"`{key}` is a list of texts.", "Write a dash before each.")
        out = []
        for part in raw:
            box = Map(item.file, item.at(key))
            box[key] = part
            out.append(self.text(box, key))
        return out

    def source(self, version: Map) -> Source:
        item = version["source"]
        if not isinstance(item, Map):
            raise self.fault(
                version, "source", "a version has a source.", "Name document, place, standing, confidence."
            )
        self.keys(item, SOURCE_KEYS, ("document", "standing", "confidence"))
        if item["document"] not in self.book.documents:
            raise self.fault(
                item, "document", f"document `{item['document']}` is not in sources.", "Add it to law/sources/."
            )
        pages = item.get("pages") or []
        for page in pages:
            if page not in self.book.pages:
                raise self.fault(
                    item, "pages", f"page `{page}` is not in sources.", "Add it to law/sources/pages.yaml."
                )
        place = item.get("place", "")
        return Source(
            item["document"],
            self.text(item, "place") if isinstance(place, Map) else str(place or ""),
            self.one_of(item, "standing", self.standings),
            self.one_of(item, "confidence", CONFIDENCE),
            tuple(pages),
        )

    def ground(self, item: Map, built_from: tuple[str, ...]) -> tuple[str, ...]:
        raw = item.get("ground")
        if raw is None:
            return built_from
        if not isinstance(raw, Seq) or any(x not in built_from for x in raw):
            raise self.fault(
                item, "ground", "a ground is one of the provision's `built_from`.", "Add the rule id there."
            )
        return tuple(raw)

    def branch(self, kind: str, gives: dict[str, Any], item: Map, names: _Names, built_from: tuple[str, ...]) -> Branch:
        self.keys(item, BRANCH_KEYS)
        because = self.texts(item, "because")
        ground = self.ground(item, built_from)
        if "otherwise" in item:
            raw = item["otherwise"]
            if raw in (DOES_NOT_APPLY, SOURCE_SILENT):
                return Branch(None, (), str(raw), because, item.line)
            if "when" in item or "then" in item or "either" in item:
                raise self.fault(
                    item, "otherwise", "`otherwise` stands alone.", "Write what it gives: `otherwise: expression`."
                )
            return Branch(
                None, (Reading(self.fields(kind, gives, item, "otherwise", names), ground),), "", because, item.line
            )
        when = self.expression(item, "when", names, t.YES_NO)
        if when is None:
            raise self.fault(item, "when", "a branch says when it holds.", "Add `when`, or make it `otherwise`.")
        if ("then" in item) == ("either" in item):
            raise self.fault(
                item, "then", "a branch has `then` or `either`, not both.", "Use `either` for disputed law."
            )
        if "then" in item:
            if item["then"] in (DOES_NOT_APPLY, SOURCE_SILENT):
                return Branch(when, (), str(item["then"]), because, item.line)
            return Branch(
                when, (Reading(self.fields(kind, gives, item, "then", names), ground),), "", because, item.line
            )
        readings = []
        for reading in _maps(item["either"]):
            self.keys(reading, READING_KEYS, ("reading", "by", "then"))
            readings.append(
                Reading(
                    self.fields(kind, gives, reading, "then", names),
                    self.ground(reading, built_from),
                    self.text(reading, "reading"),
                    self.text(reading, "by"),
                )
            )
        if len(readings) < 2:
            raise self.fault(item, "either", "a dispute has at least two readings.", "Add the other one.")
        return Branch(when, tuple(readings), "", because, item.line)

    def fields(self, kind: str, gives: dict[str, Any], item: Map, key: str, names: _Names) -> tuple[t.Node | None, ...]:
        wanted = FIELDS[kind]
        raw = item[key]
        if len(wanted) == 1:
            return (self.tree(item, key, raw, names, wanted[0][1]),)
        if not isinstance(raw, Map):
            raise self.fault(
                item, key, f"a {kind} gives several things.", f"Write {{{', '.join(n for n, _ in wanted)}}}."
            )
        self.keys(raw, {n for n, _ in wanted}, (wanted[0][0],))
        return tuple(self.expression(raw, name, names, type_) for name, type_ in wanted)

    def common_names(self) -> _Names:
        """What names mean outside a provision: facts, and provisions by address."""
        return _Names(self, "", {})

    def gates(self) -> None:
        names = self.common_names()
        for name, item in self.raw_gates:
            node = self.expression(item, "asked_if", names, t.YES_NO)
            old = self.book.facts[name]
            self.book.facts[name] = FactKind(**{**{s: getattr(old, s) for s in FactKind.__slots__}, "asked_if": node})

    def later_steps(self) -> None:
        names = self.common_names()
        for item in self.raw_steps:

            def work(item: Map = item) -> None:
                code = str(item["step"])
                if code in self.book.steps:
                    raise self.fault(
                        item, "step", f"step {code} stands twice.", "Keep one; join the conditions with `or`."
                    )
                when = self.expression(item, "when", names, t.YES_NO)
                assert when is not None
                because = tuple(item.get("because") or ())
                for id_ in because:
                    if id_ not in self.raw:
                        raise self.fault(item, "because", f"there is no provision `{id_}`.", "Check the address.")
                self.book.steps[code] = Step(
                    code,
                    self.text(item, "title"),
                    self.text(item, "act"),
                    when,
                    because,
                    self.whole(item, "order", 50),
                    bool(item.get("urgent", False)),
                    item.file,
                    item.line,
                )

            self.guard(work, item.file, item.line, str(item.get("step", "")))

    def cross_check(self) -> None:
        """Names used in provisions stand in their lists; facts stand on a screen."""
        lists = self.book.lists
        for p in self.book.provisions.values():
            where, code = {
                "deadline": ("deadline", p.gives.get("name")),
                "risk": ("risk", p.gives.get("name")),
                "sum": ("sum", p.gives.get("name")),
                "status": ("subject", p.gives.get("subject")),
            }.get(p.kind, ("", None))
            if where and code not in lists.get(where, {}):
                self.faults.append(
                    LawError(
                        f"{where} `{code}` is in no list.",
                        mend="Add it to law/lists/ in three languages.",
                        file=p.file,
                        line=p.line,
                        provision=p.id,
                    )
                )
            if p.kind == "status":
                known = lists.get(f"status:{p.gives['subject']}", {})
                for version in p.versions:
                    for branch in version.branches:
                        for reading in branch.readings:
                            for code in _codes(reading.fields[0]):
                                if code not in known:
                                    self.broken.add((p.file, p.line))
                                    self.faults.append(
                                        LawError(
                                            f"status `{code}` of {p.gives['subject']} is in no list.",
                                            mend="Add it to law/lists/ in three languages.",
                                            file=p.file,
                                            line=branch.line,
                                            provision=p.id,
                                        )
                                    )
        if self.left_out:
            return
        for fact in self.book.facts.values():
            if fact.asked and fact.screen and fact.screen not in self.book.screens:
                self.faults.append(
                    LawError(
                        f"fact `{fact.id}` stands on screen `{fact.screen}`, which is not declared.",
                        mend="Declare it: `- screen: name` with a title.",
                        file=fact.file,
                        line=fact.line,
                    )
                )


class _Names:
    """What names mean inside one version of one provision."""

    def __init__(self, loader: Loader, provision: str, values: dict[str, t.Literal]) -> None:
        self.loader, self.provision_id, self.values = loader, provision, values
        self.calendar = provision.split(".", 1)[0].upper() if provision else "RU"

    def value(self, name: str) -> tuple[str, t.Value] | None:
        held = self.values.get(name)
        return None if held is None else (held.type, held.value)

    def fact(self, name: str) -> tuple[str, tuple[str, ...] | None] | None:
        found = self.loader.book.facts.get(name)
        if found is None:
            return None
        return found.value_type, (tuple(found.choices) if found.type == "choice" else None)

    def _split(self, dotted: str) -> tuple[str, str] | None:
        if dotted in self.loader.raw:
            return dotted, ""
        head, _, tail = dotted.rpartition(".")
        return (head, tail) if head in self.loader.raw else None

    def field(self, dotted: str) -> tuple[str, str, str] | None:
        found = self._split(dotted)
        if not found:
            return None
        id_, field = found
        fields = FIELDS[self.loader.kinds[id_][0]]
        for name, type_ in fields:
            if field in ("", name):
                return id_, name, type_
        return None

    def law_value(self, dotted: str) -> tuple[str, str, str] | None:
        found = self._split(dotted)
        if not found:
            return None
        types = self.loader.value_types[found[0]]
        return (found[0], found[1], types[found[1]]) if found[1] in types else None

    def provision(self, dotted: str) -> bool:
        return dotted in self.loader.raw

    def history_function(self, name: str) -> Signature | None:
        from .histories import HISTORY_FUNCTIONS

        found = HISTORY_FUNCTIONS.get(name)
        if found is None:
            return None
        return Signature(tuple(found.arguments), found.result, tuple(found.reads))

    def series(self, name: str) -> Signature | None:
        return self.loader.book.series.signature(name) if self.loader.book.series is not None else None


def _codes(node: t.Node | None) -> set[str]:
    """The choice codes an expression can give."""
    match node:
        case t.Literal(type=t.CHOICE, value=value):
            return {str(value)}
        case t.Case(branches=branches, otherwise=otherwise):
            return set().union(*(_codes(value) for _, value in branches), _codes(otherwise))
        case _:
            return set()


def _maps(raw: Any) -> list[Map]:
    return [item for item in raw if isinstance(item, Map)] if isinstance(raw, Seq) else []


def _plain(value: Any) -> Any:
    """Without places: what is kept after the checks."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    return value


def name_file(item: Any, name: str) -> None:
    """Put the short file name into every mapping below."""
    if isinstance(item, Map):
        item.file = name
        for child in item.values():
            name_file(child, name)
    elif isinstance(item, Seq):
        item.file = name
        for child in item:
            name_file(child, name)
