"""Every finding of every provision by the closures, as the columns of a plan: what each evaluator of tables is held against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from hamroh.rulebook import Rulebook
from hamroh.rulebook.bulk.codes import Codes
from hamroh.rulebook.bulk.plan import OUTCOMES, branch_of, field_of, outcome_of, shown_of
from hamroh.rulebook.person import Person


def columns(rulebook: Rulebook) -> list[str]:
    """Outcome, branch and fields of every provision that computes, and whether each step is due."""
    out: list[str] = []
    for p in rulebook.compiled.provisions:
        if p.kind == "text":
            continue
        out += [outcome_of(rulebook, p.id), branch_of(rulebook, p.id)]
        for place in range(len(p.fields)):
            out += [field_of(rulebook, p.id, place), shown_of(rulebook, p.id, place)]
    out += [f"step_{step.code}" for step in rulebook.compiled.steps]
    return list(dict.fromkeys(out))


class Findings:
    """The columns of one person after another."""

    def __init__(self, rulebook: Rulebook, codes: Codes) -> None:
        self.rulebook, self.codes = rulebook, codes
        self.branches: dict[int, int] = {}
        """Branches are told by identity: their place among all branches of all versions of their provision."""
        for p in rulebook.compiled.provisions:
            place = 0
            for v in p.versions:
                for b in v.branches:
                    self.branches[id(b)] = place
                    place += 1

    def of(self, person: Person, on: date, known: date) -> dict[str, Any]:
        """All columns for a person: numbers as engines hold them, `None` where nothing is known."""
        compiled = self.rulebook.compiled
        c = person.asking(self.rulebook, on, known)
        compiled.all_results(c)
        out: dict[str, Any] = {}
        for p in compiled.provisions:
            if p.kind == "text":
                continue
            r = c.results[p.index]
            out[outcome_of(self.rulebook, p.id)] = OUTCOMES.index(r.outcome.replace(" ", "_"))
            out[branch_of(self.rulebook, p.id)] = None if r.branch is None else self.branches[id(r.branch)]
            for place, (_, type_) in enumerate(p.fields):
                read = r.read[place] if place < len(r.read) else None
                shown = None if r.fields is None or place >= len(r.fields) else r.fields[place]
                out[field_of(self.rulebook, p.id, place)] = self.codes.value(read, type_)
                if p.kind == "deadline" and place == 0:
                    out[shown_of(self.rulebook, p.id, place)] = self.codes.value(shown, type_)
        due = {step.code for step in compiled.fired(c)}
        for step in compiled.steps:
            out[f"step_{step.code}"] = step.code in due
        person.histories.forget()
        return out


def differences(
    findings: Findings,
    people: Sequence[Person],
    on: date,
    known: date,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
) -> Iterator[str]:
    """What differs between the closures and an engine's rows (p first, then the columns), in words."""
    for row in rows:
        p = row[0]
        right = findings.of(people[p], on, known)
        for name, value in zip(columns, row[1:], strict=True):
            expected = right[name]
            if name.startswith("step_"):
                value = bool(value)
            if value != expected:
                yield f"person {p} on {on}: {name} is {value!r}, by the closures {expected!r}"
