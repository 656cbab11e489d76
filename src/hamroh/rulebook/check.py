"""What `hamroh law check` holds the book to, beyond what the loader refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from . import tree as t
from .errors import LawError
from .evaluate import DISPUTED, KNOWN, NO_VERSION, NOT_APPLICABLE, Result
from .loading import LAW, Book
from .provisions import Provision, Text, Version
from .reading import read_documents
from .wording import placeholders

# Letters Tajik does not have: a text full of them is Russian.
_RUSSIAN_ONLY = re.compile("[ыщьЫЩЬ]")


_NAME_THE_KIND = "Use a kind that stands under `instruments` in book.yaml, or name it there."


def check_law(book: Book, root: Path = LAW) -> tuple[list[LawError], dict[str, int]]:
    """Faults of a book that could be read, and what was counted."""
    from .book import Rulebook

    faults: list[LawError] = []
    for p in book.provisions.values():
        faults.extend(versions_of(p))
        faults.extend(placeholders_of(book, p))
        faults.extend(placed(book, p))
    faults.extend(languages(book))
    faults.extend(fact_base(book, root))
    rulebook = Rulebook(book)
    faults.extend(circles(book))
    if faults:
        return faults, {"provisions": len(book.provisions)}
    counts, example_faults = examples(rulebook, root)
    faults.extend(example_faults)
    return faults, {
        "provisions": len(book.provisions),
        "versions": sum(len(p.versions) for p in book.provisions.values()),
        "computed": sum(p.kind != "text" for p in book.provisions.values()),
        "facts": len(book.facts),
        "steps": len(book.steps),
        **counts,
    }


def _fault(p: Provision, line: int, what: str, mend: str) -> LawError:
    return LawError(what, mend=mend, file=p.file, line=line, provision=p.id)


def versions_of(p: Provision) -> Iterator[LawError]:
    """One version for each day from the first on: no gap, and no overlap but one published replacement."""
    line = sorted(p.versions, key=lambda v: (v.start, v.published))
    for before, after in zip(line, line[1:], strict=False):
        if after.replaces is not None:
            if after.replaces not in {v.published for v in line} or after.published <= after.replaces:
                yield _fault(
                    p,
                    after.line,
                    f"it says it replaces the version published {_day(after.replaces)}, which is not there before it.",
                    "Name the day on which the replaced version was published.",
                )
            continue
        if before.start == after.start:
            yield _fault(
                p,
                after.line,
                f"two versions begin on {_day(after.start)}.",
                "Say `replaces:` when a later act changed it, or mend the day.",
            )
        elif before.end is None:
            # The next version ends it; said plainly is better, but nothing is ambiguous.
            continue
        elif before.end >= after.start:
            yield _fault(
                p,
                after.line,
                f"the version before it runs to {_day(before.end)} and overlaps this one.",
                "End it the day before, or say `replaces:`.",
            )
        elif before.end + 1 < after.start:
            yield _fault(
                p,
                after.line,
                f"no version from {_day(before.end + 1)} to {_day(after.start - 1)}.",
                "Add one; if nothing was read for those days, a version with `- otherwise: unknown`.",
            )


def placed(book: Book, p: Provision) -> Iterator[LawError]:
    """A reader meets it somewhere on the way, and the stage and its document's kind have names."""
    if p.journey not in book.about["journeys"]:
        yield _fault(
            p,
            p.line,
            "it stands at no stage of the journey, so nobody who browses finds it.",
            f"Add `journey:`, one of: {', '.join(book.about['journeys'])}.",
        )
    for v in p.versions:
        kind = str(book.documents[v.source.document].properties["kind"])
        if kind not in book.about.get("instruments", {}):
            yield _fault(p, v.line, f"its document is a `{kind}`, which has no name in the book.", _NAME_THE_KIND)


def placeholders_of(book: Book, p: Provision) -> Iterator[LawError]:
    """Every name in braces can be filled, and is the same in the three languages."""
    fields = {name for name, _ in p.fields}
    for v in p.versions:
        for b in v.branches:
            if b.because is None:
                if b.readings and p.kind in ("deadline", "status", "ban", "risk"):
                    yield _fault(p, b.line, "a branch that decides says why.", "Add `because` in three languages.")
                continue
            names = {language: set(placeholders(text)) for language, text in b.because.items()}
            if len({frozenset(n) for n in names.values()}) > 1:
                yield _fault(
                    p, b.line, "the three languages fill in different things.", "Use the same names in braces."
                )
            for name in names["en"] - set(v.values) - fields - set(book.facts):
                yield _fault(p, b.line, f"{{{name}}} is no value, field or fact.", "Check the name in braces.")


def texts_of(book: Book) -> Iterator[tuple[str, int, str, Text]]:
    """Every text of the book: file, line, of what, the text."""
    for p in book.provisions.values():
        yield p.file, p.line, p.id, p.title
        yield p.file, p.line, p.id, p.says
        for v in p.versions:
            yield from ((p.file, v.line, p.id, text) for text in v.unverified)
            for b in v.branches:
                if b.because is not None:
                    yield p.file, b.line, p.id, b.because
                for r in b.readings:
                    yield from ((p.file, b.line, p.id, text) for text in (r.reading, r.by) if text is not None)
    for f in book.facts.values():
        yield from (
            (f.file, f.line, f.id, text) for text in (f.question, f.help, f.where, f.reason) if text is not None
        )
    for s in book.steps.values():
        yield s.file, s.line, s.code, s.title
        yield s.file, s.line, s.code, s.act
    for entries in book.lists.values():
        for e in entries.values():
            yield from (("law/lists", 0, e.code, text) for text in e.texts.values())


def languages(book: Book) -> Iterator[LawError]:
    """Tajik is Tajik: not the Russian text again, nor nearly."""
    for file, line, what, text in texts_of(book):
        ru, tg = text["ru"].strip(), text["tg"].strip()
        words = len(tg.split())
        if (tg == ru and (words > 1 or _RUSSIAN_ONLY.search(tg))) or (
            words >= 6 and SequenceMatcher(None, ru.split(), tg.split()).ratio() > 0.8
        ):
            yield LawError(
                f"the Tajik text repeats the Russian: «{tg[:60]}».",
                mend="Write it in Tajik.",
                file=file,
                line=line,
                provision=what,
            )
        elif words >= 3 and len(_RUSSIAN_ONLY.findall(tg)) > max(2, len(tg) // 40):
            yield LawError(
                f"the Tajik text looks Russian: «{tg[:60]}».",
                mend="Write it in Tajik.",
                file=file,
                line=line,
                provision=what,
            )


def circles(book: Book) -> Iterator[LawError]:
    """No provision rests on itself."""
    reads = {
        p.id: {
            n.provision for e in p.expressions() for n in t.walk(e) if isinstance(n, (t.Result, t.Applies, t.Certain))
        }
        for p in book.provisions.values()
    }
    state: dict[str, int] = {}

    def visit(id_: str, path: list[str]) -> list[str] | None:
        state[id_] = 1
        for below in sorted(reads[id_]):
            if state.get(below) == 1:
                return [*path, id_, below]
            if below not in state:
                found = visit(below, [*path, id_])
                if found:
                    return found
        state[id_] = 2
        return None

    for id_ in sorted(reads):
        if id_ not in state:
            found = visit(id_, [])
            if found:
                p = book.provisions[id_]
                yield _fault(p, p.line, f"provisions rest on each other in a circle: {' > '.join(found)}.", "Cut it.")
                return


# -- the fact base


def rules_of(root: Path = LAW) -> dict[str, dict[str, Any]]:
    """The fact base's rules: id -> title and numbers."""
    out: dict[str, dict[str, Any]] = {}
    for document in read_documents(root / "fact_base.yaml"):
        for item in document:
            out[item["rule"]] = {"title": item["title"], "numbers": dict(item.get("numbers") or {})}
    return out


def read_values(book: Book) -> dict[str, set[str]]:
    """Provision -> names of its values that some expression reads."""
    out: dict[str, set[str]] = {id_: set() for id_ in book.provisions}
    for p in book.provisions.values():
        for e in p.expressions():
            for n in t.walk(e):
                if isinstance(n, t.Literal) and n.name:
                    out[p.id].add(n.name)
                elif isinstance(n, t.LawValue):
                    out[n.provision].add(n.name)
    for s in book.steps.values():
        for n in t.walk(s.when):
            if isinstance(n, t.LawValue):
                out[n.provision].add(n.name)
    return out


def report_rules(book: Book, root: Path = LAW) -> list[dict[str, Any]]:
    """Each rule of the fact base: computed, or text only and why."""
    read = read_values(book)
    out = []
    for id_, rule in rules_of(root).items():
        provisions = [p for p in book.provisions.values() if id_ in p.built_from]
        numbers = set()
        for p in provisions:
            for v in p.versions:
                for name, literal in v.values.items():
                    if name in read[p.id]:
                        numbers |= _numbers(literal.value)
            for e in p.expressions():
                for n in t.walk(e):
                    if isinstance(n, t.Call) and n.name == "series" and isinstance(n.arguments[0], t.Literal):
                        numbers |= _series_numbers(book, str(n.arguments[0].value))
        unread = {name: value for name, value in rule["numbers"].items() if value not in numbers}
        computing = [p for p in provisions if p.kind != "text"]
        texts = [p for p in provisions if p.text_only is not None]
        if computing and not unread:
            how, why = "computed", ""
        elif texts and (not computing or unread):
            how, why = "text only", texts[0].text_only["en"] if texts[0].text_only else ""
        elif computing:
            how, why = "partly", "not read: " + ", ".join(f"{name} {value}" for name, value in unread.items())
        else:
            how, why = "missing", "no provision is built from it"
        out.append(
            {"rule": id_, "title": rule["title"], "how": how, "why": why, "provisions": [p.id for p in provisions]}
        )
    return out


def fact_base(book: Book, root: Path) -> Iterator[LawError]:
    """Every rule of the fact base has a provision, computed or text only with the reason."""
    for row in report_rules(book, root):
        if row["how"] in ("missing", "partly"):
            yield LawError(
                f"rule {row['rule']} is {row['how']}: {row['why']}.",
                mend="Compute it, or add a text provision that says why not.",
                file="law/fact_base.yaml",
                provision=row["provisions"][0] if row["provisions"] else "",
            )
    known = set(rules_of(root))
    for p in book.provisions.values():
        for id_ in p.built_from:
            if id_ not in known:
                yield _fault(p, p.line, f"built_from names {id_}, which is no rule of the fact base.", "Check the id.")


def _series_numbers(book: Book, name: str) -> set[int]:
    """Every number of a series; sums of money in roubles, as the fact base names them."""
    found = book.series[name]
    out: set[int] = set()
    for steps in found.steps.values():
        for value in steps.values:
            out |= {x // 100 for x in _numbers(value)} if found.gives == t.MONEY else _numbers(value)
    return out


def _numbers(value: object) -> set[int]:
    if isinstance(value, bool):
        return set()
    if isinstance(value, int):
        return {value}
    if isinstance(value, tuple):
        return set().union(*(_numbers(x) for x in value)) if value else set()
    return set()


# -- examples


def examples(rulebook: Any, root: Path) -> tuple[dict[str, int], list[LawError]]:
    """All examples hold; every computing provision has one in which it holds, every branch one that takes it, and every
    boundary two that stand close by on either side."""
    from .examples import read_examples, run

    faults: list[LawError] = []
    try:
        all_ = read_examples(root)
    except LawError as error:
        return {"examples": 0}, [error]
    positions: list[Any] = []
    taken: dict[str, set[tuple[int, int]]] = {}
    applied: set[str] = set()
    spared: set[str] = set()
    for example in all_:
        outcome = run(rulebook, example)
        if not outcome.passed:
            faults.append(
                LawError(
                    "; ".join(outcome.differences),
                    mend="Mend the law or, if its source says so, the example.",
                    file=_short(example.file, root),
                    line=example.line,
                    provision=example.id,
                )
            )
            continue
        position = outcome.position
        assert position is not None
        positions.append(position)
        for p in rulebook.provisions:
            r = position.c.results[p.index]
            if r is None or r.outcome in (NO_VERSION,):
                continue
            if r.outcome == NOT_APPLICABLE:
                spared.add(p.id)
            if r.outcome in (KNOWN, DISPUTED):
                applied.add(p.id)
            place = place_of(p, r)
            if place is not None:
                taken.setdefault(p.id, set()).add(place)
    for p in rulebook.provisions:
        if p.kind == "text":
            continue
        if p.id not in applied and any(b.readings for v in p.versions for b in v.branches):
            faults.append(
                _fault(
                    p,
                    p.line,
                    "no example in which it holds.",
                    f"Write one, by hand from its source, in {p.file.replace('.yaml', '.examples.yaml')}.",
                )
            )
            continue
        for i, v in enumerate(p.versions):
            for j, b in enumerate(v.branches):
                if (i, j) not in taken.get(p.id, set()) and (b.readings or b.when is not None):
                    faults.append(
                        _fault(
                            p,
                            b.line,
                            f"no example takes branch {j + 1} of the version from {_day(v.start)}.",
                            "Write one, by hand from its source.",
                        )
                    )
    count, untried = boundaries(rulebook, positions)
    return {"examples": len(all_), "boundaries": count}, faults + untried


def boundaries(rulebook: Any, positions: list[Any]) -> tuple[int, list[LawError]]:
    """Every boundary of a condition (`on > deadline`, `days <= limit`, a first day) is tried close by on both sides.

    Close by is one day or one unit: the examples must stand on the last case that still holds and the first that does
    not, counted over all examples. Returns how many boundaries there are, and those not tried so.
    """
    where: dict[t.Compare, tuple[Provision, int]] = {}
    for p in rulebook.provisions:
        for v in p.versions:
            for b in v.branches:
                for n in t.walk(b.when) if b.when is not None else []:
                    if isinstance(n, t.Compare) and n.left.type in (t.NUMBER, t.DAY) and n.op not in ("=", "<>"):
                        where.setdefault(n, (p, b.line))
    faults = []
    for n, (p, line) in where.items():
        left, right = rulebook.compiled.closure(n.left), rulebook.compiled.closure(n.right)
        below: int | None = None
        above: int | None = None
        at = False
        for position in positions:
            position.c.trace = []
            a, b = left(position.c), right(position.c)
            if a is None or b is None:
                continue
            if a < b:
                below = a - b if below is None else max(below, a - b)
            elif a > b:
                above = a - b if above is None else min(above, a - b)
            else:
                at = True
        # For < and >= the step lies between one below and equal; for <= and > between equal and one above.
        near_below = below == -1 if n.op in ("<", ">=") else at or below == -1
        near_above = at or above == 1 if n.op in ("<", ">=") else above == 1
        if not (near_below and near_above):
            seen = f"nearest below {below}, {'also' if at else 'not'} equal, nearest above {above}"
            faults.append(
                _fault(
                    p,
                    line,
                    f"a boundary ({n.op}) is not tried close by on both sides: {seen}.",
                    "Write examples one day or unit apart.",
                )
            )
    return len(where), faults


def place_of(p: Provision, r: Result) -> tuple[int, int] | None:
    """(version, branch) a result came from."""
    if r.version is None or r.branch is None:
        return None
    version: Version = r.version
    return p.versions.index(version), next(i for i, b in enumerate(version.branches) if b is r.branch)


def _short(file: str, root: Path) -> str:
    return file.replace(str(root.parent) + "/", "")


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
