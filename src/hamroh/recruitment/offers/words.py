"""The files of words beside the code: read strictly, and refused with file and line where a line is no pattern or can never be met."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hamroh.recruitment.pay import comparator
from hamroh.rulebook.errors import LawError
from hamroh.rulebook.reading import read_documents

HERE = Path(__file__).parent
LISTS = frozenset(
    "denies warns pay period month day hour not_pay rouble other_money thousand counted agency firm abroad korean_programme"
    " kinds_of_places shortened common".split()
)
"""Sections of `words.yaml` that are lists of patterns."""
TABLES = frozenset("countries towns jobs".split())
"""Sections that are such lists by a code."""
_CODES = {"countries": re.compile(r"[A-Z]{2}"), "towns": re.compile(r"[A-Z]{2}-[A-Z0-9]{2,3}")}
_NEVER = re.compile(r"[ғӣқӯҳҷёїќўњљѓА-ЯЁA-Z–—−‐’ʻ`]")
"""No text that was read has these: they are written plainly there."""
_PLAINLY = "Write small letters, ғ as г, ӣ as и, қ as к, ӯ as у, ҳ as х, ҷ as ч, ё as е."
_ESCAPE = re.compile(r"\\.|\(\?P?<\w+>|\{\w+\}")


@functools.cache
def _written() -> dict[str, Any]:
    return read(HERE / "words.yaml")


def some(name: str) -> list[str]:
    """The patterns of a section."""
    return list(_written()[name])


def joined(name: str) -> str:
    """One pattern that any of a section meets, as text; to be put into a group."""
    return "|".join(_written()[name])


def met(name: str) -> re.Pattern[str]:
    """One pattern that any of a section meets."""
    return re.compile(joined(name))


def by_code(name: str) -> dict[str, list[str]]:
    """The patterns of a section by code."""
    return {code: list(patterns) for code, patterns in _written()[name].items()}


def numerals() -> dict[str, int]:
    """Numbers by the words they are written in."""
    return {word: int(number) for number, words in _written()["numerals"].items() for word in words.split()}


def latin() -> dict[str, str]:
    """What Latin letters stand for in Russian and Tajik."""
    return dict(_written()["latin"])


def read(path: Path) -> dict[str, Any]:
    """The sections of a file such as `words.yaml`.

    Raises:
        LawError: a section is missing, unknown or of another shape, a code is none, or a pattern is wrong; with its line.
    """
    (document,) = read_documents(path)
    known = LISTS | TABLES | {"numerals", "latin"}
    for name in document:
        if name not in known:
            mend = f"Sections: {', '.join(sorted(known))}."
            raise LawError(f"`{name}` is no section.", mend=mend, file=str(path), line=document.at(name))
    for name in sorted(known - set(document)):
        raise LawError(f"The section `{name}` is missing.", mend="Write it, with at least one line.", file=str(path))
    for name in LISTS:
        checked(document[name], str(path), document.at(name))
    for name in TABLES:
        table = document[name]
        _is(table, dict, str(path), document.at(name))
        for code, patterns in table.items():
            fits = code in comparator.jobs() if name == "jobs" else _CODES[name].fullmatch(code)
            if not fits:
                mend = "Write the code that the law or the figures of pay use."
                raise LawError(f"`{code}` is no code for `{name}`.", mend=mend, file=str(path), line=table.at(code))
            checked(patterns, str(path), table.at(code))
    numbers = document["numerals"]
    _is(numbers, dict, str(path), document.at("numerals"))
    for number, words in numbers.items():
        if not number.isdigit() or not isinstance(words, str) or not 0 < int(number) < 1000:
            wrong = f"`{number}` is no number up to 999 with its words."
            raise LawError(wrong, mend="Write: `7: семь хафт`.", file=str(path), line=numbers.at(number))
        checked([words], str(path), numbers.at(number))
    _is(document["latin"], dict, str(path), document.at("latin"))
    for letters, cyrillic in document["latin"].items():
        if not isinstance(cyrillic, str) or not re.fullmatch(r"[а-яё]{1,2}", cyrillic) or letters != letters.lower():
            wrong = f"`{letters}` stands for no plain Cyrillic letters."
            raise LawError(wrong, mend="Write: `sh: ш`.", file=str(path), line=document["latin"].at(letters))
    return dict(document)


def _is(value: Any, kind: type, file: str, line: int) -> None:
    if not isinstance(value, kind) or not value:
        raise LawError("This is empty or of another shape.", mend="See the other sections.", file=file, line=line)


def checked(
    patterns: Any, file: str = "", line: int = 0, *, stands_for: dict[str, str] | None = None
) -> tuple[re.Pattern[str], ...]:
    """Patterns of a list, compiled. `stands_for` has what is put in place of `{sum}` and its like.

    Raises:
        LawError: no list, an empty line, no pattern, or a letter that no plain text has.
    """
    _is(patterns, list, file, line)
    lines: Iterable[int] = getattr(patterns, "lines", [line] * len(patterns))
    found = []
    for one, at in zip(patterns, lines, strict=True):
        if not isinstance(one, str) or not one.strip():
            raise LawError("This line says nothing.", mend="Write a word or a pattern.", file=file, line=at)
        strange = _NEVER.search(_ESCAPE.sub("", one))
        if strange:
            wrong = f"`{strange[0]}` stands in no text that was read: it is made plain before."
            raise LawError(wrong, mend=_PLAINLY, file=file, line=at)
        whole = one
        for mark, text in (stands_for or {}).items():
            whole = whole.replace(mark, text)
        try:
            found.append(re.compile(whole))
        except re.error as error:
            raise LawError(f"This is no pattern: {error}.", mend="Look at its brackets.", file=file, line=at) from None
    return tuple(found)
