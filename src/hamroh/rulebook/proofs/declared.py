"""What the law declares for its proofs: `law/proofs/*.yaml`.

- `listed`: a question that may end refuted or undecided, with the reason. A question that ends proved may not stand there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import LawError
from ..reading import Map, Seq, read_documents


@dataclass(slots=True)
class Declared:
    """What is declared, each with its file and line."""

    listed: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By question: the reason, and where it stands."""


def read_declared(root: Path) -> Declared:
    """What a folder of law declares for its proofs; nothing when it has no folder `proofs`.

    Raises:
        LawError: an unknown key, a missing one, or something declared twice.
    """
    out = Declared()
    for path in sorted((root / "proofs").glob("*.yaml")):
        file = str(path.relative_to(root.parent))
        for document in read_documents(path):
            for item in document if isinstance(document, Seq) else [document]:
                _Item(item, file).into(out)
    return out


class _Item:
    def __init__(self, item: Any, file: str) -> None:
        if not isinstance(item, Map):
            raise LawError("a mapping is wanted here.", mend="Write `key: value`.", file=file)
        self.item, self.file = item, file

    def into(self, out: Declared) -> None:
        if "listed" in self.item:
            self.keys("listed", "reason")
            question = str(self.item["listed"])
            if question in out.listed:
                raise self.fault(f"`{question}` is listed twice.", "Keep one.")
            out.listed[question] = (str(self.item["reason"]), f"{self.file}:{self.item.line}")
            return
        raise self.fault("it begins with no known key.", "Known: listed.")

    def keys(self, *wanted: str) -> None:
        if set(self.item) != set(wanted):
            raise self.fault(f"it has {', '.join(self.item)}.", f"It takes {', '.join(wanted)}.")

    def fault(self, what: str, mend: str) -> LawError:
        return LawError(what, mend=mend, file=self.file, line=self.item.line)
