"""What the law declares for its proofs: `law/proofs/*.yaml`.

- `order`: something the book tells a person to do, and what tells it: a next step, or a provision that gives certain codes.
- `opposite`: two orders that nobody may be given on one day.
- `monotone`: as one thing grows, another never falls (or never rises).
- `listed`: a question that may end refuted or undecided, with the reason. A question that ends proved may not stand there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import tree as t
from ..errors import LawError
from ..loading import Book
from ..provisions import FIELDS
from ..reading import Map, Seq, read_documents

LESS, MORE = "less", "more"


@dataclass(frozen=True, slots=True)
class Giver:
    """What gives an order: a step by its code, or a provision when it gives one of these codes (or anything)."""

    step: str = ""
    provision: str = ""
    codes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.step or "=".join([self.provision, *(("|".join(self.codes),) if self.codes else ())])


@dataclass(frozen=True, slots=True)
class Order:
    """What a person is told to do."""

    code: str
    says: str
    givers: tuple[Giver, ...]


@dataclass(frozen=True, slots=True)
class Monotone:
    """As a fact, or a number of a provision, grows, a field never gets `less` (or `more`).

    With `codes` the field has one of these or not; having it is more than not.
    """

    code: str
    says: str
    fact: str
    source: str
    value: str
    provision: str
    field: str
    codes: tuple[str, ...]
    never: str


@dataclass(slots=True)
class Declared:
    """What is declared."""

    orders: dict[str, Order] = field(default_factory=dict)
    opposites: list[tuple[str, str]] = field(default_factory=list)
    monotone: dict[str, Monotone] = field(default_factory=dict)
    listed: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By question: the reason, and where it stands."""


def read_declared(root: Path, book: Book) -> Declared:
    """What a folder of law declares for its proofs; nothing when it has no folder `proofs`.

    Raises:
        LawError: an unknown key or name, a missing one, or something declared twice.
    """
    out = Declared()
    for path in sorted((root / "proofs").glob("*.yaml")):
        file = str(path.relative_to(root.parent))
        for document in read_documents(path):
            for item in document if isinstance(document, Seq) else [document]:
                _Item(item, file, book, out).read()
    for pair in out.opposites:
        for code in pair:
            if code not in out.orders:
                raise LawError(f"there is no order `{code}`.", mend="Declare it.", file=str(root / "proofs"))
    return out


class _Item:
    def __init__(self, item: Any, file: str, book: Book, out: Declared) -> None:
        if not isinstance(item, Map):
            raise LawError("a mapping is wanted here.", mend="Write `key: value`.", file=file)
        self.item, self.file, self.book, self.out = item, file, book, out

    def read(self) -> None:
        kind = next(iter(self.item))
        if kind == "order":
            self.keys(self.item, {"order", "says", "given_by"})
            code = self.new(self.out.orders)
            self.out.orders[code] = Order(code, str(self.item["says"]), tuple(map(self.giver, self.item["given_by"])))
        elif kind == "opposite":
            self.keys(self.item, {"opposite"})
            a, b = self.item["opposite"]
            self.out.opposites.append((str(a), str(b)))
        elif kind == "monotone":
            self.keys(self.item, {"monotone", "says", "more", "gives", "never"})
            code = self.new(self.out.monotone)
            self.out.monotone[code] = self.monotone(code)
        elif kind == "listed":
            self.keys(self.item, {"listed", "reason"})
            question = self.new(self.out.listed)
            self.out.listed[question] = (str(self.item["reason"]), f"{self.file}:{self.item.line}")
        else:
            raise self.fault(f"`{kind}` is no beginning.", "Known: order, opposite, monotone, listed.")

    def giver(self, raw: Any) -> Giver:
        if "step" in raw:
            self.keys(raw, {"step"})
            if raw["step"] not in self.book.steps:
                raise self.fault(f"there is no step {raw['step']}.", "Check the code.")
            return Giver(step=str(raw["step"]))
        self.keys(raw, {"provision"}, {"is"})
        return Giver(provision=self.provision(raw["provision"]), codes=tuple(map(str, raw.get("is", ()))))

    def monotone(self, code: str) -> Monotone:
        item, more, gives = self.item, self.item["more"], self.item["gives"]
        fact = source = value = ""
        if "fact" in more:
            self.keys(more, {"fact"})
            fact = str(more["fact"])
            if fact not in self.book.facts or self.book.facts[fact].value_type not in (t.DAY, t.NUMBER, t.MONEY):
                raise self.fault(f"`{fact}` is no fact that can grow.", "Name a day, a number or a sum.")
        else:
            self.keys(more, {"provision", "value"})
            source, value = self.provision(more["provision"]), str(more["value"])
            held = [v.values[value] for v in self.book.provisions[source].versions if value in v.values]
            if not held or held[0].type != t.NUMBER:
                raise self.fault(f"`{value}` is no number of {source}.", "Check the name.")
        self.keys(gives, {"provision"}, {"field", "is"})
        id_ = self.provision(gives["provision"])
        fields = [name for name, _ in FIELDS[self.book.provisions[id_].kind]]
        name = str(gives.get("field", fields[0]))
        if name not in fields:
            raise self.fault(f"{id_} gives no `{name}`.", f"It gives {', '.join(fields)}.")
        if item["never"] not in (LESS, MORE):
            raise self.fault("`never` is less or more.", "Write `never: less`.")
        codes = tuple(map(str, gives.get("is", ())))
        return Monotone(code, str(item["says"]), fact, source, value, id_, name, codes, str(item["never"]))

    def provision(self, id_: Any) -> str:
        p = self.book.provisions.get(str(id_))
        if p is None or p.kind == "text":
            raise self.fault(f"there is no provision `{id_}` that computes something.", "Check the address.")
        return p.id

    def new(self, known: dict[str, Any]) -> str:
        code = str(next(iter(self.item.values())))
        if code in known:
            raise self.fault(f"`{code}` stands twice.", "Keep one.")
        return code

    def keys(self, item: Map, needed: set[str], allowed: frozenset[str] | set[str] = frozenset()) -> None:
        if not needed <= set(item) <= needed | allowed:
            raise self.fault(f"it has {', '.join(item)}.", f"It takes {', '.join(sorted(needed | allowed))}.")

    def fault(self, what: str, mend: str) -> LawError:
        return LawError(what, mend=mend, file=self.file, line=self.item.line)
