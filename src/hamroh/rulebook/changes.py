"""What differs between the law of two days, or between the law and a proposal: for everybody, and for one person.

What changed is told by what the law says, never guessed from dates: a finding that moved only because days passed says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol, TypeVar

from . import tree as t
from .book import Rulebook
from .evaluate import NO_VERSION, NOT_APPLICABLE, UNKNOWN, Result, version_on
from .position import Position, plain
from .provisions import Provision, Version
from .showing import literal_words, version_as_json
from .wording import value_in_words

GAIN, LOSS, OTHER, SAME = "gain", "loss", "other", "same"
"""How a finding moved for the person: for the better, for the worse, neither can be said, not at all. Also `unknown`."""

KINDS = ("status", "deadline", "ban", "risk", "right", "sum", "money", "indicator", "condition")
"""The kinds of finding a reader is told of, in this order; the rest are steps of a reckoning."""

_MARKS = {"no": 0, "half": 1, "full": 2}
_LEVELS = {"none": 0, "low": 1, "medium": 2, "grows_with_overstay": 3, "high": 4}


# -- for everybody


def for_everybody(
    before: Rulebook, on_before: date, after: Rulebook, on_after: date, language: str = "en"
) -> dict[str, Any]:
    """Every provision, value and table that reads differently, each with its words and sources.

    `before` on its day against `after` on its day, each as it was known that day. Where a provision goes by the day of
    something in a person's life, it is the law for what happens on those days.
    """
    provisions = []
    for id_ in sorted(set(before.book.provisions) | set(after.book.provisions)):
        p, q = before.book.provisions.get(id_), after.book.provisions.get(id_)
        v, w = _governing(p, on_before), _governing(q, on_after)
        if not _readsalike(p, v, q, w):
            provisions.append(_change(before, p, v, after, q, w, language))
    return {
        "from": {"on": on_before.isoformat(), "rulebook": before.digest},
        "to": {"on": on_after.isoformat(), "rulebook": after.digest},
        "provisions": provisions,
        "tables": list(_tables(before, on_before, after, on_after, language)),
    }


def _governing(p: Provision | None, day: date) -> Version | None:
    if p is None:
        return None
    place = version_on(p, day.toordinal(), day.toordinal())
    return p.versions[place] if place >= 0 else None


def _readsalike(p: Provision | None, v: Version | None, q: Provision | None, w: Version | None) -> bool:
    if v is None or w is None or p is None or q is None:
        return v is None and w is None
    if v is w and p.concerns is q.concerns:
        return True
    return same_version(v, w) and p.concerns == q.concerns and (p.title, p.says) == (q.title, q.says)


def same_version(v: Version | None, w: Version | None) -> bool:
    """Is it one version, whatever day it came to end on?"""
    if v is w:
        return True
    return v is not None and w is not None and replace(v, end=None) == replace(w, end=None)


def _change(
    before: Rulebook,
    p: Provision | None,
    v: Version | None,
    after: Rulebook,
    q: Provision | None,
    w: Version | None,
    language: str,
) -> dict[str, Any]:
    told = q if w is not None and q is not None else p
    assert told is not None
    old, new = _said(v, language), _said(w, language)
    names = [*(v.values if v is not None else ()), *(w.values if w is not None else ())]
    held = {name: (v.values.get(name) if v else None, w.values.get(name) if w else None) for name in names}
    return {
        "provision": told.id,
        "title": told.title[language],
        "says": told.says[language],
        "kind": told.kind,
        "what": "begins" if v is None else "ends" if w is None else "changes",
        "values": [
            {"name": name, "before": _literal(old_, language), "after": _literal(new_, language)}
            for name, (old_, new_) in held.items()
            if (old_ and old_.value) != (new_ and new_.value)
        ],
        "reasons_gone": [words for words in old if words not in new],
        "reasons_new": [words for words in new if words not in old],
        "concerns_others": p is not None and q is not None and p.concerns != q.concerns,
        "before": version_as_json(before, v, language) if v is not None else None,
        "after": version_as_json(after, w, language) if w is not None else None,
    }


def _said(v: Version | None, language: str) -> list[str]:
    if v is None:
        return []
    return [literal_words(v, b.because[language]) for b in v.branches if b.because is not None]


def _literal(value: t.Literal | None, language: str) -> str | None:
    return None if value is None else value_in_words(value.value, value.type, language)


def _tables(
    before: Rulebook, on_before: date, after: Rulebook, on_after: date, language: str
) -> Iterator[dict[str, Any]]:
    """Dated tables whose reading differs: rates, prices, wages."""
    if before.book.series is None:
        return
    for name, series in before.book.series.series.items():
        other = after.book.series.series[name]
        rows = []
        for key, steps in series.steps.items():
            i, j = steps.at(on_before.toordinal()), other.steps[key].at(on_after.toordinal())
            old = steps.values[i] if i >= 0 else None
            new = other.steps[key].values[j] if j >= 0 else None
            if old != new and series.gives in (t.NUMBER, t.MONEY) and not isinstance(old or new, tuple):
                rows.append({"key": list(key), "before": plain(old, series.gives), "after": plain(new, series.gives)})
        if rows:
            yield {"table": name, "title": series.title[language], "unit": series.unit, "rows": rows}


# -- for one person


@dataclass(frozen=True, slots=True)
class Weight:
    """How one finding moved: for better or worse, and by how much in a unit (`day`, `year`, `rub`), if it has a size."""

    verdict: str
    unit: str = ""
    size: int | None = None


class Outcome(Protocol):
    """What a provision gave: a `Result` of one person, or a row of a table."""

    @property
    def outcome(self) -> str: ...

    @property
    def fields(self) -> tuple[Any, ...] | None: ...


def weigh(book: Rulebook, p: Provision, before: Outcome | None, after: Outcome | None, better: str = "") -> Weight:
    """How a finding moved from one result to the other.

    Duties that come later, bans and risks that are less or gone, rights that are gained and statuses with a fuller mark
    are for the better; so is a chance (a deadline to do something one gains by) that opens or lasts longer. Of other
    kinds only `better` (`less`, `more`, `yes`, `no`) can say. Sizes: days, years, whole roubles; positive when more.
    """
    b, a = _held(p, before), _held(p, after)
    if (b is None) and (a is None):
        return Weight(SAME)
    if before is not None and after is not None and (before.outcome, b) == (after.outcome, a):
        return Weight(SAME)
    if _open(b, before) or _open(a, after):
        return Weight(UNKNOWN)
    match p.kind:
        case "deadline":
            return _deadline(book, p, b, a)
        case "ban":
            return _ban(b, a)
        case "risk":
            return _risk(b, a)
        case "right":
            return Weight(GAIN if b is None else LOSS)
        case "status":
            return _status(book, p, b, a)
        case "sum":
            cost = bool(_entry(book, p).get("cost"))
            return _number(t.MONEY, (b or (0,))[0], (a or (0,))[0], "less" if cost else "more")
    return _number(p.fields[0][1], b[0] if b else None, a[0] if a else None, better)


def _held(p: Provision, r: Outcome | None) -> tuple[Any, ...] | None:
    """What the result gives the person; None when it gives nothing."""
    if r is None or r.outcome in (NOT_APPLICABLE, NO_VERSION):
        return None
    fields = r.fields
    if fields is None:
        return ()
    if p.kind in ("right", "indicator") and fields[0] is False:
        return None
    if (p.kind, fields[0]) in (("ban", "none"), ("risk", "none")):
        return None
    if p.kind == "deadline" and fields[2] is True:
        return None
    return fields


def alike(p: Provision, before: Outcome | None, after: Outcome | None) -> bool:
    """Does the person get the same on both sides?"""
    if before is not None and after is not None and before.outcome == after.outcome:
        return before.fields == after.fields
    return _held(p, before) is None and _held(p, after) is None


def _open(held: tuple[Any, ...] | None, r: Outcome | None) -> bool:
    return held is not None and (r is None or r.outcome == UNKNOWN or not held or held[0] is None)


def _deadline(book: Rulebook, p: Provision, b: tuple[Any, ...] | None, a: tuple[Any, ...] | None) -> Weight:
    chance = bool(_entry(book, p).get("chance"))
    if b is None or a is None:
        return Weight(GAIN if (b is None) == chance else LOSS)
    days = a[0] - b[0] or (a[1] or a[0]) - (b[1] or b[0])
    return Weight(GAIN if days > 0 else LOSS, "day", days) if days else Weight(OTHER)


def _ban(b: tuple[Any, ...] | None, a: tuple[Any, ...] | None) -> Weight:
    if b is None or a is None:
        years = (a or b or (None, None))[1]
        return Weight(LOSS if b is None else GAIN, "year", None if years is None else years if b is None else -years)
    if a[3] is not None and b[3] is not None and a[3] != b[3]:
        return Weight(LOSS if a[3] > b[3] else GAIN, "day", a[3] - b[3])
    if a[1] is not None and b[1] is not None and a[1] != b[1]:
        return Weight(LOSS if a[1] > b[1] else GAIN, "year", a[1] - b[1])
    if a[0] != b[0]:
        return Weight(LOSS if a[0] == "mandatory" else GAIN)
    return Weight(OTHER)


def _risk(b: tuple[Any, ...] | None, a: tuple[Any, ...] | None) -> Weight:
    if "not_known" in ((a or ("none",))[0], (b or ("none",))[0]):
        return Weight(UNKNOWN)
    most = [None if side is None else side[2] for side in (b, a)]
    rub = (most[1] or 0) - (most[0] or 0) if any(x is not None for x in most) else None
    level = _LEVELS[(a or ("none",))[0]] - _LEVELS[(b or ("none",))[0]]
    if not level and not rub:
        return Weight(OTHER)
    return Weight(LOSS if (level or rub or 0) > 0 else GAIN, "rub" if rub is not None else "", rub)


def _status(book: Rulebook, p: Provision, b: tuple[Any, ...] | None, a: tuple[Any, ...] | None) -> Weight:
    if b is None or a is None:
        return Weight(OTHER)
    entries = book.book.lists.get(f"status:{p.gives['subject']}", {})
    marks = [entries[side[0]].properties.get("mark") if side[0] in entries else None for side in (b, a)]
    if "unk" in marks:
        return Weight(UNKNOWN)
    if None in marks or marks[0] == marks[1]:
        return Weight(OTHER)
    return Weight(GAIN if _MARKS[str(marks[1])] > _MARKS[str(marks[0])] else LOSS)


def _number(type_: str, b: Any, a: Any, better: str) -> Weight:
    if b is None or a is None:
        return Weight(OTHER)
    if type_ == t.YES_NO:
        if better not in ("yes", "no"):
            return Weight(OTHER)
        return Weight(GAIN if a is (better == "yes") else LOSS)
    if type_ not in (t.NUMBER, t.MONEY, t.DAY):
        return Weight(OTHER)
    size = (a - b) // 100 if type_ == t.MONEY else a - b
    verdict = GAIN if (size > 0) == (better == "more") else LOSS
    unit = {t.MONEY: "rub", t.DAY: "day"}.get(type_, "number")
    return Weight(verdict if better in ("less", "more") and a != b else OTHER, unit, size)


Given = TypeVar("Given", bound=Outcome)
Moved = tuple[Provision, Given | None, Provision, Given | None]
"""A provision with what it gave before, and the one (most often the same) with what it gives after."""


def paired(moved: list[Moved[Given]]) -> list[Moved[Given]]:
    """One duty that moves from one provision to another (a term by a treaty, then by a union) is one difference, not two."""
    out: list[Moved[Given]] = []
    gone: dict[tuple[str, str], list[Moved[Given]]] = {}
    come: list[Moved[Given]] = []
    for p, b, q, a in moved:
        name = str(p.gives.get("name", ""))
        if name and _held(p, b) is not None and _held(q, a) is None:
            gone.setdefault((p.kind, name), []).append((p, b, q, a))
        elif name and _held(p, b) is None and _held(q, a) is not None:
            come.append((p, b, q, a))
        else:
            out.append((p, b, q, a))
    for p, b, q, a in come:
        before = gone.get((q.kind, str(q.gives["name"])))
        if before:
            p, b = before.pop(0)[:2]
        out.append((p, b, q, a))
    return out + [item for rest in gone.values() for item in rest]


def weighed(
    book: Rulebook, moved: list[Moved[Given]], better: Mapping[str, str]
) -> Iterator[tuple[Moved[Given], Weight]]:
    """How each of one person's findings moved, those that did; `better` says by address what is better where only a proposal can say."""
    turned = {q.id for _, b, q, a in moved if _turned_unknown(q, b, a)}
    out = [(move, weigh(book, move[2], move[1], move[3], better.get(move[2].id, ""))) for move in paired(moved)]
    lifted = any(q.kind == "ban" and w.verdict == GAIN and _held(q, a) is None for (_, _, q, a), w in out)
    for move, weight in out:
        _, b, q, a = move
        lesser = q.kind == "risk" and _entry(book, q).get("lesser_than")
        if lifted and lesser == "ban" and weight.verdict == LOSS and _held(q, b) is None:
            # The ban is gone, and with it what hid the risk of another: that is no loss.
            weight = Weight(OTHER)
        elif (_held(q, b) is None or _held(q, a) is None) and turned.intersection(book.reads[q.id]):
            # It came or went because something it reads can no longer be told: that is neither gain nor loss.
            weight = Weight(UNKNOWN)
        if weight.verdict != SAME:
            yield move, weight


def _turned_unknown(p: Provision, before: Outcome | None, after: Outcome | None) -> bool:
    sides = [(_held(p, r) is not None, r is not None and r.outcome == UNKNOWN) for r in (before, after)]
    return (True, False) in sides and (True, True) in sides


def _entry(book: Rulebook, p: Provision) -> dict[str, Any]:
    """What the law's lists say of the thing a provision names."""
    entry = book.book.lists.get(p.kind, {}).get(str(p.gives.get("name", "")))
    return {} if entry is None else entry.properties


class Comparison:
    """One person asked twice: by the law of one day, and by that of another day or under a proposal."""

    def __init__(self, before: Position, after: Position) -> None:
        self.before, self.after = before, after
        self.ids = sorted(set(before.rulebook.compiled.index) | set(after.rulebook.compiled.index))

    def results(self, id_: str) -> tuple[Provision, Result | None, Result | None]:
        """The provision, and what it gave on either side."""
        sides = []
        p: Provision | None = None
        for position in (self.before, self.after):
            index = position.rulebook.compiled.index.get(id_)
            sides.append(None if index is None else position.c.results[index])
            p = p if index is None else position.rulebook.compiled.provisions[index]
        assert p is not None
        return p, sides[0], sides[1]

    def law_differs(self, id_: str) -> bool:
        """Does this provision itself read differently for the person, and give something else?"""
        p, b, a = self.results(id_)
        if alike(p, b, a):
            return False
        old = self.before.rulebook.book.provisions.get(id_)
        if old is None or old.concerns != p.concerns:
            return True
        v, w = (None if r is None else r.version for r in (b, a))
        if v is None or w is None:
            # Nobody's law on one side, or outside its scope: only the first is a change of law.
            return NO_VERSION in {r.outcome for r in (b, a) if r is not None} and (v is not None or w is not None)
        return not same_version(v, w)

    def made_by(self, id_: str) -> list[str]:
        """The provisions behind a finding, itself among them, whose law differs for the person."""
        seen: set[str] = set()
        waiting = [id_]
        while waiting:
            here = waiting.pop()
            if here in seen:
                continue
            seen.add(here)
            for position in (self.before, self.after):
                index = position.rulebook.compiled.index.get(here)
                r = None if index is None else position.c.results[index]
                provisions = position.rulebook.compiled.provisions
                waiting.extend(provisions[~entry].id for entry in (r.trace if r is not None else ()) if entry < 0)
        return sorted(x for x in seen if self.law_differs(x))

    def differences(self, language: str = "en") -> list[dict[str, Any]]:
        """The findings that differ, those a reader is told of first; each with how it moved, why, and what made it."""
        moved: list[Moved[Result]] = []
        for id_ in self.ids:
            p, b, a = self.results(id_)
            if not alike(p, b, a):
                moved.append((p, b, p, a))
        out = []
        proposal = self.after.rulebook.book.proposal
        counts = proposal.counts if proposal is not None else {}
        for (p, b, q, a), weight in weighed(self.after.rulebook, moved, counts):
            made_by = sorted({*self.made_by(p.id), *self.made_by(q.id)})
            told, shown, r = (self.before, p, b) if _held(q, a) is None else (self.after, q, a)
            index = told.rulebook.compiled.index[shown.id]
            out.append(
                {
                    "provision": shown.id,
                    "title": shown.title[language],
                    "kind": shown.kind,
                    "before": self._side(self.before, p, b),
                    "after": self._side(self.after, q, a),
                    "verdict": weight.verdict,
                    "unit": weight.unit,
                    "size": weight.size,
                    "reasons": told.reasons_in(language).of(index) if r is not None else [],
                    "made_by": made_by,
                    "by_time_alone": not made_by,
                }
            )
        return sorted(out, key=lambda d: (KINDS.index(d["kind"]) if d["kind"] in KINDS else len(KINDS), d["provision"]))

    @staticmethod
    def _side(position: Position, p: Provision, r: Result | None) -> dict[str, Any]:
        return {
            "result": NO_VERSION if r is None else r.outcome,
            "fields": position.values(p, None if r is None else r.fields),
        }


__all__ = [
    "GAIN",
    "KINDS",
    "LOSS",
    "OTHER",
    "SAME",
    "Comparison",
    "Weight",
    "alike",
    "for_everybody",
    "paired",
    "same_version",
    "weigh",
    "weighed",
]
