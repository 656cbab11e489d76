"""The whole book asked, on two processors, and what came of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..book import Rulebook, load
from ..check import place_of
from ..evaluate import DISPUTED
from ..examples import read_examples
from ..loading import LAW
from .declared import Declared, read_declared
from .questions import ALIVE, DISPUTED_BRANCH, PROVED, UNDECIDED, Ending, Prover, Question, questions_of, version_name
from .solve import SECONDS

AT_A_TIME = 12
"""Questions handed to a processor at once."""

SHOWN = (ALIVE, DISPUTED_BRANCH)
"""Kinds of questions that one person settles."""

Taken = dict[tuple[str, str, str, int], str]
"""By kind of question, provision, version and branch: the worked example that shows it."""


@dataclass(slots=True)
class Report:
    """Every question with how it ended."""

    rulebook: Rulebook
    endings: list[Ending]
    seconds: float
    stale: list[str] = field(default_factory=list)
    """What is listed and need not be."""

    @property
    def open(self) -> list[Ending]:
        """Neither proved nor listed with a reason."""
        return [f for f in self.endings if f.answer != PROVED and not f.listed]

    @property
    def listed(self) -> list[Ending]:
        return [f for f in self.endings if f.listed]

    @property
    def ok(self) -> bool:
        return not self.open and not self.stale

    @property
    def counts(self) -> dict[str, int]:
        """How many questions ended how."""
        return dict(Counter(f.answer for f in self.endings))

    @property
    def undecided_percent(self) -> float:
        return 100 * self.counts.get(UNDECIDED, 0) / max(len(self.endings), 1)

    @property
    def outside(self) -> dict[str, int]:
        """What stayed free in the solver, and how many questions rest on it."""
        return dict(sorted(Counter(name for f in self.endings for name in f.outside).items()))


def prove(
    root: Path = LAW, *, only: str = "", kinds: Sequence[str] = (), processes: int = 2, seconds: float = SECONDS
) -> Report:
    """Ask everything of a book, or what concerns one provision or some kinds.

    `seconds`: for one question. A branch that a worked example takes is alive by that example.

    Raises:
        LawErrors: the law cannot be read.
        LawError: what it declares for proofs cannot.
    """
    began = time.monotonic()
    rulebook = load(root)
    declared = read_declared(root, rulebook.book)
    asked = [
        q
        for q in questions_of(rulebook, declared)
        if (not only or only in q.provisions) and (not kinds or q.kind in kinds)
    ]
    waiting = [q for q in asked if q.kind not in SHOWN]
    # Of one provision after the other, so that each processor makes few provisions into formulas.
    parts = [waiting[i : i + AT_A_TIME] for i in range(0, len(waiting), AT_A_TIME)]
    with _Desk(root, rulebook, declared, processes, seconds) as desk:
        pending = [desk.ask(part) for part in parts]
        shown_by_one = [q for q in asked if q.kind in SHOWN]
        taken = taken_by_examples(rulebook, root) if shown_by_one else {}
        found = list(by_example(shown_by_one, taken))
        shown = {f.question.id for f in found}
        rest = [q for q in shown_by_one if q.id not in shown]
        pending += [desk.ask(rest[i : i + AT_A_TIME]) for i in range(0, len(rest), AT_A_TIME)]
        for answers in pending:
            found += answers.result()
    order = {q.id: i for i, q in enumerate(asked)}
    found.sort(key=lambda f: order[f.question.id])
    report = Report(rulebook, found, time.monotonic() - began)
    for f in found:
        if f.answer != PROVED and f.question.id in declared.listed:
            f.listed = declared.listed[f.question.id][0]
    listed = {f.question.id for f in report.listed}
    for id_, (_, place) in declared.listed.items():
        if id_ not in listed and (id_ in order or not (only or kinds)):
            why = "it is proved" if id_ in order else "there is no such question"
            report.stale.append(f"{place}: `{id_}` is listed, but {why}. Take it off the list.")
    return report


def taken_by_examples(rulebook: Rulebook, root: Path) -> Taken:
    """Which branches the worked examples of a folder take, and in which a dispute comes out."""
    out: Taken = {}
    if not any(root.rglob("*.examples.yaml")):
        return out
    for example in read_examples(root):
        person = rulebook.facts_from(example.item["person"], file=example.file)
        position = rulebook.ask(person, on=example.item["date"], known=example.item.get("known"))
        for p in rulebook.provisions:
            r = position.c.results[p.index]
            place = place_of(p, r) if r is not None and p.kind != "text" else None
            if r is None or place is None:
                continue
            here = (p.id, version_name(p, p.versions[place[0]]), place[1] + 1)
            out.setdefault((ALIVE, *here), example.id)
            if r.outcome == DISPUTED:
                out.setdefault((DISPUTED_BRANCH, *here), example.id)
    return out


def by_example(questions: Iterable[Question], taken: Taken) -> Iterator[Ending]:
    """What a worked example shows can happen: it is a person, and has been through the evaluator."""
    for q in questions:
        example = taken.get((q.kind, q.provisions[0], *q.what))
        if example is not None:
            yield Ending(q, PROVED, why=f"as in the example {example}")


# -- on several processors -------------------------------------------------------------------------------------------

_prover: Prover | None = None


def _begin(root: Path, seconds: float) -> None:
    global _prover
    rulebook = load(root)
    _prover = Prover(rulebook, read_declared(root, rulebook.book), seconds)


def _answer(questions: list[Question]) -> list[Ending]:
    assert _prover is not None
    return [timed(_prover, q) for q in questions]


def timed(prover: Prover, q: Question) -> Ending:
    began = time.monotonic()
    found = prover.answer(q)
    found.seconds = time.monotonic() - began
    return found


class _Desk:
    """Answers parts of the questions, here or on other processors."""

    def __init__(self, root: Path, rulebook: Rulebook, declared: Declared, processes: int, seconds: float) -> None:
        self.pool = (
            ProcessPoolExecutor(processes, initializer=_begin, initargs=(root, seconds)) if processes > 1 else None
        )
        self.prover = Prover(rulebook, declared, seconds) if processes <= 1 else None

    def __enter__(self) -> _Desk:
        return self

    def __exit__(self, *_: Any) -> None:
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)

    def ask(self, questions: list[Question]) -> Future[list[Ending]]:
        if self.pool is not None:
            return self.pool.submit(_answer, questions)
        assert self.prover is not None
        done: Future[list[Ending]] = Future()
        done.set_result([timed(self.prover, q) for q in questions])
        return done
