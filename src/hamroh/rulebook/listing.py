"""Everything a facts file or an example may say, as one page: facts, rows, statuses, deadlines, steps, rights, risks, sums, signs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .loading import Book
from .person import ROW_CHOICES, ROWS
from .provisions import Provision
from .reading import Map, Seq, read_documents

HEAD = """# Facts and codes

Every name that a facts file or a worked example may use, in three languages. Written by `hamroh law lists`; do not edit by hand.
How to write a case: [law-format.md](law-format.md), sections 5 and 7.
"""


def listing(book: Book, root: Path) -> str:
    """The page in Markdown.

    Raises:
        LawError: a list that cannot be read.
    """
    return "\n".join(_lines(book, root)) + "\n"


def codes(book: Book) -> set[str]:
    """Every name the page must hold."""
    out = set(book.facts) | set(book.steps)
    for kind, entries in book.lists.items():
        if kind in ("deadline", "risk", "sum") or kind.startswith("status:"):
            out |= set(entries)
    return out | {p.id for kind in ("right", "indicator", "condition") for p in _of(book, kind)}


def _lines(book: Book, root: Path) -> Iterator[str]:
    yield HEAD
    yield "## Facts\n"
    gates = _gates(root)
    yield "*Only if* is the gate of the question: when it is false the fact is never asked. It may still be told.\n"
    yield from _table(
        ("fact", "type", "answers", "only if", "en", "ru", "tg"),
        (
            (
                f"`{f.id}`",
                f.type + (f" ({f.unit})" if f.unit else ""),
                ", ".join(f"`{c}`" for c in f.choices),
                gates.get(f.id, ""),
                *(f.question[x] for x in ("en", "ru", "tg")),
            )
            for f in book.facts.values()
        ),
    )
    yield "## Rows of a history\n"
    yield from _table(
        ("history", "field", "type", "answers"),
        (
            (f"`{name}`", f"`{field}`", type_, ", ".join(f"`{c}`" for c in ROW_CHOICES.get((name, field), ())))
            for name, fields in ROWS.items()
            for field, type_ in fields.items()
        ),
    )
    for kind in sorted(k for k in book.lists if k.startswith("status:")):
        yield f"## Status: {kind.partition(':')[2]}\n"
        yield from _entries(book, kind)
    for kind, title in (("deadline", "Deadlines"), ("risk", "Risks"), ("sum", "Sums")):
        yield f"## {title}\n"
        yield from _entries(book, kind)
    yield "## Next steps\n"
    yield "A step is given when its condition is true; what is unknown does not fire it. `ASK_FACT:<fact>` asks for a fact that matters.\n"
    when = {str(item["step"]): str(item["when"]) for item in _items(root / "lists") if "step" in item}
    yield from _table(
        ("step", "given when", "en", "ru", "tg"),
        (
            (f"`{s.code}`", f"`{when.get(s.code, '')}`", *(s.title[x] for x in ("en", "ru", "tg")))
            for s in sorted(book.steps.values(), key=lambda s: (s.order, s.code))
        ),
    )
    for kind, title in (("right", "Rights"), ("indicator", "Indicators"), ("condition", "Conditions")):
        yield f"## {title}\n"
        yield from _table(
            ("provision", "rules", "en", "ru", "tg"),
            (
                (f"`{p.id}`", ", ".join(p.built_from), *(p.title[x] for x in ("en", "ru", "tg")))
                for p in _of(book, kind)
            ),
        )
    yield "## Values\n"
    yield "What else is computed, for `values` of an example. A field stands after a dot: `ru.registration.deadline_tj.safe`.\n"
    yield from _table(
        ("provision", "gives", "rules", "en", "ru", "tg"),
        (
            (f"`{p.id}`", p.kind, ", ".join(p.built_from), *(p.title[x] for x in ("en", "ru", "tg")))
            for p in sorted(book.provisions.values(), key=lambda p: p.id)
            if p.kind not in ("right", "indicator", "condition", "text")
        ),
    )


def _of(book: Book, kind: str) -> list[Provision]:
    return sorted((p for p in book.provisions.values() if p.kind == kind), key=lambda p: p.id)


def _entries(book: Book, kind: str) -> Iterator[str]:
    yield from _table(
        ("code", "en", "ru", "tg"),
        (
            (f"`{code}`", *(entry.texts["title"][x] for x in ("en", "ru", "tg")))
            for code, entry in sorted(book.lists.get(kind, {}).items())
        ),
    )


def _gates(root: Path) -> dict[str, str]:
    return {
        str(item["fact"]): f"`{item['asked_if']}`"
        for item in _items(root / "facts")
        if "fact" in item and item.get("asked_if") is not None
    }


def _items(folder: Path) -> Iterator[Map]:
    """Each entry of the files below a folder, as written."""
    for path in sorted(folder.rglob("*.yaml")):
        for document in read_documents(path):
            for item in document if isinstance(document, Seq) else [document]:
                if isinstance(item, Map):
                    yield item


def _table(head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(" ".join(str(cell).split()).replace("|", "\\|") for cell in row) + " |"
    yield ""
