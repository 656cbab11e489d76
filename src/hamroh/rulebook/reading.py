"""YAML 1.2, read strictly and with places.

`NO` is the text NO, `on` is text, 2019-02-30 is no day and a key stands once. Nothing is guessed: a plain scalar is a
whole number, a decimal, true/false, null, a day, or text. Anchors are refused (a small file must not unfold into a big one).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from .errors import LawError

_Base: Any = getattr(yaml, "CLoader", yaml.Loader)


class _Loader(_Base):  # type: ignore[misc]
    """Every plain scalar stays text; `_scalar` below decides what it is."""

    yaml_implicit_resolvers: dict[str, Any] = {}


_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+\Z")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
_DAY_LIKE = re.compile(r"[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}\Z")


class Map(dict[str, Any]):
    """A mapping that remembers the line of each key."""

    __slots__ = ("file", "line", "lines")

    def __init__(self, file: str, line: int) -> None:
        super().__init__()
        self.file, self.line, self.lines = file, line, {}

    lines: dict[str, int]

    def at(self, key: str) -> int:
        """Line of a key, or of the mapping when the key is missing."""
        return self.lines.get(key, self.line)


class Seq(list[Any]):
    """A list that remembers its line and the line of each item."""

    __slots__ = ("file", "line", "lines")

    def __init__(self, file: str, line: int) -> None:
        super().__init__()
        self.file, self.line = file, line
        self.lines: list[int] = []


def read_documents(path: Path, *, limit: int = 8_000_000) -> Iterator[Any]:
    """Each YAML document of a file as Map, Seq or scalar.

    Raises:
        LawError: the file is too large, not UTF-8, cut off, or holds something YAML 1.2 or this house does not allow.
    """
    size = path.stat().st_size
    if size > limit:
        raise LawError(
            f"The file has {size:,} bytes; at most {limit:,} are read.",
            mend="Split it or check that it is the right file.",
            file=str(path),
        )
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise LawError(
            f"The file is not UTF-8 (byte {error.start}).", mend="Save it as UTF-8.", file=str(path)
        ) from None
    yield from read_text(text, str(path))


def read_text(text: str, name: str) -> Iterator[Any]:
    """The documents of a YAML text; `name` stands for the file in messages."""
    try:
        for node in yaml.compose_all(text, Loader=_Loader):
            if node is not None:
                yield _build(node, name, set(), 0)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        problem = getattr(error, "problem", None) or str(error).split("\n")[0]
        raise LawError(
            f"This is not readable YAML: {problem}.",
            mend="Look at this line and the one before: a missing quote, colon or indent, or the file was cut off.",
            file=name,
            line=line,
        ) from None


def _build(node: Any, file: str, seen: set[int], depth: int) -> Any:
    line = node.start_mark.line + 1
    if id(node) in seen:
        raise LawError(
            "An anchor is used.", mend="Write the text out again; anchors are not allowed.", file=file, line=line
        )
    seen.add(id(node))
    if depth > 40:
        raise LawError("Nested too deep.", mend="Nothing here needs more than a few levels.", file=file, line=line)
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, file, line)
    if isinstance(node, yaml.SequenceNode):
        items = Seq(file, line)
        for child in node.value:
            items.append(_build(child, file, seen, depth + 1))
            items.lines.append(child.start_mark.line + 1)
        return items
    out = Map(file, line)
    for key_node, value_node in node.value:
        key_line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise LawError("A key must be a word.", mend="Write `word: value`.", file=file, line=key_line)
        key = key_node.value
        if key in out:
            raise LawError(
                f"`{key}` stands twice (first on line {out.lines[key]}).",
                mend="Keep one of them.",
                file=file,
                line=key_line,
            )
        out[key] = _build(value_node, file, seen, depth + 1)
        out.lines[key] = key_line
    return out


def _scalar(node: Any, file: str, line: int) -> Any:
    text: str = node.value
    if node.style in ("'", '"', "|", ">"):
        return text
    if _INT.match(text):
        if len(text) > 18:
            return text
        return int(text)
    found = _DAY.match(text)
    if found:
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            raise LawError(
                f"There is no day {text}.", mend="Check the day and the month.", file=file, line=line
            ) from None
    if text in ("", "null", "~"):
        return None
    if text == "true":
        return True
    if text == "false":
        return False
    if _DECIMAL.match(text):
        return Decimal(text)
    if _DAY_LIKE.match(text):
        raise LawError(
            f"`{text}` looks like a day but is not written as one.",
            mend="Write year-month-day: 2019-03-01.",
            file=file,
            line=line,
        )
    return text
