"""Finding a provision by its words, whatever keyboard they were typed on.

Everything is compared in one plain alphabet: Tajik letters, their Russian stand-ins and Latin spellings of both fall
together there, so `ҳуқуқ`, `хукук` and `huquq` are one word.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass

from .provisions import Provision

MOST_WORDS = 8
_PLAIN = str.maketrans(
    dict(zip("абвгғдеёжзийклмнопрстуфхцчҷшщыэюяқҳ", [
        "a", "b", "v", "g", "g", "d", "e", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f",
        "h", "ts", "j", "j", "sh", "sh", "i", "e", "iu", "ia", "k", "h",
    ], strict=True))
    | {"y": "i", "w": "v", "q": "k", "x": "h", "ъ": "", "ь": "", "'": "", "ʼ": "", "’": "", "‘": "", "`": ""}
)  # fmt: skip
# Two Latin letters for one sound. `ch` and `j` fall together because ҷ is typed as ч where its key is missing.
_PAIRS = (("kh", "h"), ("gh", "g"), ("ch", "j"), ("shj", "sh"))
_WORD = re.compile(r"[a-z0-9]+")
# How far a word may be from one of the law's to be offered in its place; and how much of an ending may be cut.
_NEAR, _SHORTEST_STEM = 0.76, 4


def skeleton(text: str) -> str:
    """The text in one plain alphabet, its words parted by single spaces.

    >>> skeleton("Ҳуқуқ") == skeleton("хукук") == skeleton("huquq")
    True
    >>> skeleton("Ҷарима, 2-юм")
    'jarima 2 ium'
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if unicodedata.category(c) != "Mn")
    plain = bare.translate(_PLAIN)
    for pair, one in _PAIRS:
        plain = plain.replace(pair, one)
    return " ".join(_WORD.findall(plain))


@dataclass(frozen=True)
class Found:
    """Provisions, the likeliest first. `near`: none holds the words themselves; these hold words close to them."""

    provisions: tuple[Provision, ...]
    near: bool = False


@dataclass(frozen=True)
class _Line:
    provision: Provision
    title: str
    says: str
    all: str


class Search:
    """The provisions' words, made ready once."""

    def __init__(self, provisions: list[Provision], titles: dict[str, str]) -> None:
        """`titles`: the words of each document, by its id."""
        self.lines = [_line(p, titles) for p in provisions]
        self.vocabulary = sorted({w for line in self.lines for w in line.all.split() if len(w) > 3})

    def find(self, words: str) -> Found:
        """Provisions with this address or fact-base rule; else those that hold all the words; else those that come near."""
        asked = skeleton(words)
        if not asked:
            return Found(())
        named = self._named(words.strip().lower(), asked)
        if named:
            return Found(tuple(named))
        wanted = asked.split()[:MOST_WORDS]
        found = self._holding([[w] for w in wanted])
        if found:
            return Found(found)
        return Found(self._holding([self._near(w) for w in wanted]), near=True)

    def _named(self, typed: str, asked: str) -> list[Provision]:
        """Those with this very address or rule; else those whose address or rule begins so."""
        exact, begin = [], []
        for p in (line.provision for line in self.lines):
            rules = [skeleton(rule) for rule in p.built_from]
            if p.id == typed or asked in rules:
                exact.append(p)
            elif ("." in typed and p.id.startswith(typed)) or any(r.startswith(asked + " ") for r in rules):
                begin.append(p)
        # What is built from this rule alone says most about it.
        return sorted(exact, key=lambda p: (len(p.built_from), p.index)) or begin

    def _holding(self, wanted: list[list[str]]) -> tuple[Provision, ...]:
        """Those that hold one of each group: as the beginning of a word, or where none does, anywhere inside one."""
        if not all(wanted):
            return ()
        for before in (" ", ""):
            ranked = []
            for line in self.lines:
                marks = [max(_mark(line, before + w) for w in group) for group in wanted]
                if all(marks):
                    ranked.append((-sum(marks), line.provision.index, line.provision))
            if ranked:
                return tuple(p for _, _, p in sorted(ranked, key=lambda r: r[:2]))
        return ()

    def _near(self, word: str) -> list[str]:
        """The word, the word without its ending, and words of the law that look like it."""
        stems = [word[:-cut] for cut in (1, 2, 3) if len(word) - cut >= _SHORTEST_STEM]
        held = [stem for stem in stems if any(w.startswith(stem) for w in self.vocabulary)][:1]
        return [word, *(held or difflib.get_close_matches(word, self.vocabulary, 4, _NEAR))]


def _line(p: Provision, titles: dict[str, str]) -> _Line:
    title, says = (" " + skeleton(" . ".join(text.values())) for text in (p.title, p.says))
    rest = [p.id, *p.built_from]
    for v in p.versions:
        rest.append(titles[v.source.document])
        rest += [text for b in v.branches if b.because for text in b.because.values()]
    return _Line(p, title, says, f"{title}{says} {skeleton(' '.join(rest))}")


def _mark(line: _Line, part: str) -> int:
    return 4 if part in line.title else 2 if part in line.says else 1 if part in line.all else 0
