"""What a report says: in lines for a terminal, as JSON, and as candidate examples for the lawyer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .. import tree as t
from ..book import Rulebook
from ..days import Span
from ..evaluate import DISPUTED, KNOWN, NO_VERSION, NOT_APPLICABLE, Result
from ..position import plain
from .prove import Report
from .questions import PROVED, REFUTED, Ending, day
from .witness import Bench, Witness

OUTCOMES = {NOT_APPLICABLE: "does not apply", NO_VERSION: "no_version", DISPUTED: "disputed"}


def lines(report: Report) -> Iterator[str]:
    """The report, what must be mended first."""
    for f in report.open:
        yield from told(report.rulebook, f)
    yield from report.stale
    for f in report.listed:
        yield f"listed     {f.question.id}: {f.question.claim}: {f.answer}. {f.listed}"
    kinds: dict[str, list[Ending]] = {}
    for f in report.endings:
        kinds.setdefault(f.question.kind, []).append(f)
    for kind, found in kinds.items():
        proved = sum(f.answer == PROVED for f in found)
        yield f"{kind:<10} {len(found):>5} asked, {proved:>5} proved"
    outside = report.outside
    if outside:
        named = ", ".join(f"{name} ({n})" for name, n in outside.items())
        yield f"Taken as free values, with the number of questions that read them: {named}."
    counts = ", ".join(f"{n} {answer}" for answer, n in sorted(report.counts.items()))
    yield (
        f"{len(report.endings)} questions in {report.seconds:.1f} s: {counts}; {report.undecided_percent:.1f} % undecided; "
        f"{len(report.open)} to mend or to list, {len(report.listed)} listed."
    )


def told(rulebook: Rulebook, f: Ending) -> Iterator[str]:
    """An ending with its person."""
    yield f"{f.answer.upper():<10} {f.question.id}: {f.question.claim}.{' ' + f.why + '.' if f.why else ''}"
    for w in f.witnesses:
        yield f"           {in_words(rulebook, w)}"


def in_words(rulebook: Rulebook, w: Witness) -> str:
    """A witness in the words of the facts."""
    parts = [f"asked about {day(w.on)}"]
    if w.known != w.on:
        parts.append(f"as known on {day(w.known)}")
    parts += [f"{name}: {_flow(value)}" for name, value in w.raw(rulebook).items()]
    for (name, words, numbers), value in w.supposed.items():
        arguments = ", ".join([*words, *map(str, numbers)])
        parts.append(f"supposing {name}({arguments}) gives {value}")
    return "; ".join(parts)


def as_json(report: Report) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "rulebook": report.rulebook.digest,
        "ok": report.ok,
        "seconds": round(report.seconds, 2),
        "questions": len(report.endings),
        "counts": report.counts,
        "undecided_percent": round(report.undecided_percent, 2),
        "outside": report.outside,
        "stale": report.stale,
        "endings": [
            {
                "id": f.question.id,
                "kind": f.question.kind,
                "provisions": list(f.question.provisions),
                "claim": f.question.claim,
                "answer": f.answer,
                "why": f.why,
                "seconds": round(f.seconds, 3),
                "outside": list(f.outside),
                "listed": f.listed or None,
                "witnesses": [
                    {
                        "date": day(w.on),
                        "known": day(w.known),
                        "person": {name: _json(value) for name, value in w.raw(report.rulebook).items()},
                        "supposed": [
                            {"function": name, "arguments": [*words, *numbers], "value": value}
                            for (name, words, numbers), value in w.supposed.items()
                        ],
                    }
                    for w in f.witnesses
                ],
            }
            for f in report.endings
        ],
    }


def write_candidates(report: Report, folder: Path) -> list[Path]:
    """A worked example for each person who refutes a claim, expecting what the book gives today. Returns the files.

    The lawyer says what it ought to give. Persons who rest on a supposed history have no rows to write, so none is written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(report.rulebook)
    out: list[Path] = []
    for f in report.endings:
        texts = [_candidate(bench, f, w) for w in f.witnesses if f.answer == REFUTED]
        texts = [text for text in texts if text]
        if texts:
            path = folder / f"{re.sub(r'[^a-z0-9]+', '_', f.question.id.lower()).strip('_')}.examples.yaml"
            path.write_text("\n".join(texts), encoding="utf-8")
            out.append(path)
    return out


def _candidate(bench: Bench, f: Ending, w: Witness) -> str:
    """An example; nothing where the person cannot be told as they are, or is one only under another law."""
    rulebook, raw = bench.rulebook, w.raw(bench.rulebook)
    real = bench.really(w) if not w.supposed and not w.more else None
    if real is None or any(isinstance(value, Span) for value in raw.values()):
        return ""
    found = bench.results(w)
    values: dict[str, Any] = {}
    for id_ in f.question.provisions:
        p = rulebook.provision(id_)
        r, same = real.results[p.index], found.results[p.index]
        assert r is not None and same is not None
        if (r.outcome, r.read) != (same.outcome, same.read):
            return ""
        if p.kind != "text":
            values.update(_values(id_, p.fields, r))
    steps = [name for name in f.question.what if name in rulebook.book.steps]
    given = f", next_steps: {_flow(steps)}" if steps else ""
    known = f"\n  known: {day(w.known)}" if w.known != w.on else ""
    return (
        f"# Found by `hamroh law prove`, against: {f.question.claim}.\n"
        "# What is expected is what the book gives today; whoever knows the law says what it ought to give.\n"
        f"- it: is asked of whoever reads {' and '.join(f.question.provisions)}\n"
        f"  date: {day(w.on)}{known}\n"
        f"  person: {_flow(raw)}\n"
        f"  expect: {{values: {_flow(values)}{given}}}\n"
    )


def _values(id_: str, fields: tuple[tuple[str, str], ...], r: Result) -> dict[str, Any]:
    if r.outcome in OUTCOMES:
        return {id_: OUTCOMES[r.outcome]}
    if r.outcome != KNOWN or r.fields is None:
        return {id_: "unknown"}
    if len(fields) == 1:
        return {id_: plain(r.fields[0], fields[0][1])}
    return {
        f"{id_}.{name}": plain(value, kind)
        for (name, kind), value in zip(fields, r.fields, strict=True)
        if value is not None and kind != t.MONEY
    }


def _json(value: Any) -> Any:
    return value if isinstance(value, (bool, int, list)) else str(value)


def _flow(value: Any) -> str:
    """YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if value is True or value is False:
        return "yes" if value else "no"
    return str(value)
