"""Reasons in words: for one person and one language, what decided each result.

A reason is the short-circuit trace said aloud: the facts that were read, then the rule's own words, then those of the
provisions it read. What is alike for everybody (a rule's words, an answer of few values) is worded once for the book;
what is gathered behind a provision is gathered once for all that read it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from . import tree as t
from .evaluate import NO_VERSION, NOT_APPLICABLE, Asking, Result
from .provisions import FIELDS, Branch, Version
from .wording import day_in_words, parted, span_in_words, value_in_words

if TYPE_CHECKING:
    from .book import Rulebook
    from .person import Person

Part = str | int | tuple[str, int, str]
"""A piece of a rule's words: words, a fact (by index), or a field of the result (kind, place, name)."""

Said = dict[str, None]
"""Sentences in order, each once."""

_PLACES = {kind: {name: (type_, i) for i, (name, type_) in enumerate(fields)} for kind, fields in FIELDS.items()}
_NOTHING: tuple[Said, Said] = ({}, {})


def parts_of(rulebook: Rulebook, kind: str, branch: Branch, version: Version | None, language: str) -> tuple[Part, ...]:
    """A branch's words with the law's own values in them, cut where something of the person is to be filled in."""
    assert branch.because is not None
    values = version.values if version is not None else {}
    fields, facts = _PLACES[kind], rulebook.compiled.fact_index
    out: list[Part] = []
    for i, piece in enumerate(parted(branch.because[language])):
        part: Part = piece
        if i % 2:
            held = values.get(piece)
            if held is not None:
                part = value_in_words(held.value, held.type, language)
            elif piece in fields:
                part = (*fields[piece], piece)
            elif piece in facts:
                part = facts[piece]
        if isinstance(part, str) and out and isinstance(out[-1], str):
            out[-1] += part
        elif part != "":
            out.append(part)
    return tuple(out)


class Reasons:
    """What decided each result of a question, in one language; worked out when asked for."""

    __slots__ = ("_behind", "_days", "_facts", "_said", "alike", "c", "language", "person", "rulebook", "rules")

    def __init__(self, rulebook: Rulebook, person: Person, c: Asking, language: str) -> None:
        self.rulebook, self.person, self.c, self.language = rulebook, person, c, language
        # Alike for everybody
        self.rules, self.alike = rulebook.rules_in_words[language], rulebook.facts_in_words[language]
        # By place of provision or fact
        self._behind: list[tuple[Said, Said] | None] = [None] * len(c.results)
        self._said: list[str | None] = [None] * len(c.facts)
        self._facts: list[str | None] = [None] * len(c.facts)
        self._days: dict[int, str] = {}

    def of(self, index: int) -> list[str]:
        """What decided the result of a provision: the facts read, then the rules in words, each once."""
        facts, words = self._behind[index] or self._gather(index)
        return [*facts, *words]

    def of_all(self) -> list[tuple[Said, Said]]:
        """The reasons of every finding that concerns the person and was law then, by index: the facts read, and the rules in words.

        The sets are shared between findings that rest on the same; nobody changes them.
        """
        results, behind, gather = self.c.results, self._behind, self._gather
        out = []
        for index in self.rulebook.compiled.computed:
            r = results[index]
            if r is not None and r.outcome not in (NOT_APPLICABLE, NO_VERSION):
                out.append(behind[index] or gather(index))
        return out

    def _gather(self, index: int) -> tuple[Said, Said]:
        """The facts, and the words of provisions, behind a result, each once, in the order in which they were read."""
        c, behind = self.c, self._behind
        # Provisions may read each other's values: what is being gathered counts as empty, or two of them would never end.
        behind[index] = _NOTHING
        r = c.results[index]
        if r is None or r.outcome == NO_VERSION:
            return _NOTHING
        facts: dict[str, None] = {}
        words: dict[str, None] = {}
        branch = r.branch
        if branch is not None and branch.because is not None and r.outcome != NOT_APPLICABLE:
            # Its own words come before those of what it read.
            rule = self.rules.get(id(branch)) or self._rule(index, r)
            words[rule if isinstance(rule, str) else self._filled(rule, r)] = None
        told, said = c.facts, self._said
        for entry in r.trace:
            if entry >= 0:
                if told[entry] is not None or entry in c.bounds:
                    facts[said[entry] or self.fact(entry)] = None
                continue
            below = behind[~entry] or self._gather(~entry)
            if below is not _NOTHING:
                if below[0]:
                    facts |= below[0]
                if below[1]:
                    words |= below[1]
        done = behind[index] = (facts, words) if facts or words else _NOTHING
        return done

    def _rule(self, index: int, r: Result) -> str | tuple[Part, ...]:
        """A branch's words, cut where something is to be filled in: once for the book."""
        assert r.branch is not None
        kind = self.rulebook.compiled.provisions[index].kind
        parts = parts_of(self.rulebook, kind, r.branch, r.version, self.language)
        words = "".join(part for part in parts if isinstance(part, str))
        done = self.rules[id(r.branch)] = parts if any(not isinstance(part, str) for part in parts) else words
        return done

    def _filled(self, parts: tuple[Part, ...], r: Result) -> str:
        out = ""
        for part in parts:
            if isinstance(part, str):
                out += part
            elif isinstance(part, int):
                out += self._facts[part] or self.fact_words(part)
            else:
                kind, place, name = part
                out += name if r.fields is None else self.value(r.fields[place], kind)
        return out

    def value(self, value: Any, kind: str) -> str:
        """A value in words; a day is worded once, for many reasons name the same few."""
        if kind != t.DAY or value is None:
            return value_in_words(value, kind, self.language)
        words = self._days.get(value)
        if words is None:
            words = self._days[value] = day_in_words(date.fromordinal(value), self.language)
        return words

    def fact(self, index: int) -> str:
        """A fact as it reads in a reason: "You entered on 1 March 2019."."""
        alike = self.alike[index]
        if alike is None:
            words = self._fact(index)
        else:
            told = self.c.facts[index]
            found = alike.get(told)
            if found is None:
                found = alike[told] = self._fact(index)
            words = found
        self._said[index] = words
        return words

    def _fact(self, index: int) -> str:
        fact = self.rulebook.fact_list[index]
        language = self.language
        if fact.reason is None:
            return f"{fact.question[language]} {self.fact_words(index)}"
        out = ""
        for i, piece in enumerate(parted(fact.reason[language])):
            if i % 2 == 0:
                out += piece
            elif piece == "value":
                out += self.fact_words(index)
            else:
                other = self.rulebook.compiled.fact_index.get(piece)
                out += piece if other is None else self.fact_words(other)
        return out

    def fact_words(self, index: int) -> str:
        """A fact's value in words: a day, or the month it lies in; a history's rows in a line."""
        words = self._facts[index]
        if words is None:
            words = self._facts[index] = self._fact_words(index)
        return words

    def _fact_words(self, index: int) -> str:
        fact = self.rulebook.fact_list[index]
        if fact.type == "history":
            return self.person.history_in_words(self.rulebook, fact.id, self.language)
        told = self.c.facts[index]
        if told is None and index in self.c.bounds:
            low, high = self.c.bounds[index]
            return span_in_words(date.fromordinal(low), date.fromordinal(high), self.language)
        kind = fact.value_type
        if kind in (t.CODES, t.CHOICE):
            return value_in_words(told, kind, self.language, self.rulebook.choices(fact))
        return self.value(told, kind)
