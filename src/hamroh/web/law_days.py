"""Two days of the law side by side: one provision, or everything that changed between them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hamroh.rulebook import Rulebook
from hamroh.rulebook.provisions import Provision, Version
from hamroh.shell import days
from hamroh.shell.here import day_of
from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue
from hamroh.web import asking, interview, rulebook
from hamroh.web.law import number_in_words, provision_of, same_for_all, version_view

# Two texts less alike than this have nothing to mark word by word.
_ALIKE = 0.4
_TOKEN = re.compile(r"\S+|\s+")


@require_safe
def choose(request: HttpRequest, tongue: Tongue, id: str = "") -> HttpResponse:
    """Choose two days, for one provision or for the whole law; leads to an address that holds them."""
    book = rulebook.book()
    p = provision_of(book, id) if id else None
    typed, chosen, faults = _read_days(request.GET)
    if len(chosen) == 2:
        before, after = sorted(chosen)
        if p is not None:
            return redirect("law_compared", tongue=tongue, id=p.id, before=before, after=after)
        return redirect("law_changed", tongue=tongue, before=before, after=after)
    today = day_of(interview.now())
    steps = []
    for v in reversed(p.versions if p is not None else ()):
        day = dt.date.fromordinal(v.start)
        if p is not None and v is not p.versions[0]:
            steps.append({"before": day - dt.timedelta(1), "after": day})
    return page(
        request,
        "web/law_choose.html",
        status=400 if faults else 200,
        id=id,
        title=p.title[tongue.language] if p is not None else _("What changed between two days"),
        faults=faults,
        typed=typed,
        steps=steps,
        years=[] if p is not None else [{"before": _year_before(today), "after": today}],
    )


def _year_before(day: dt.date) -> dt.date:
    return day - dt.timedelta(365)


def _read_days(given: Mapping[str, str]) -> tuple[dict[str, str], list[dt.date], list[asking.Fault]]:
    """What was typed, the days read, and what is wrong with them."""
    typed = {f"{name}.{x}": given.get(f"{name}.{x}", "").strip()[:4] for name in ("before", "after") for x in "dmy"}
    chosen, faults = [], []
    for name in ("before", "after") if any(typed.values()) else ():
        value, fault = asking.whole_day(name, typed)
        if fault is None and value is None:
            fault = asking.Fault(f"{name}-d", _("Write both days."), name)
        if fault is not None:
            faults.append(fault)
        elif value:
            chosen.append(dt.date.fromisoformat(value))
    return {name.replace(".", "_"): value for name, value in typed.items()}, chosen, faults


@require_safe
@same_for_all
def compared(request: HttpRequest, tongue: Tongue, id: str, before: dt.date, after: dt.date) -> HttpResponse:
    """One provision on two days, part by part; what differs says so and is marked word by word."""
    book = rulebook.book()
    p = provision_of(book, id)
    versions = book.in_force(p, before), book.in_force(p, after)
    left, right = (_parts(book, p, v, tongue.language, day) for v, day in zip(versions, (before, after), strict=True))
    # Days and places are read whole: half a date struck through tells nobody anything.
    whole = {_("In force"), _("Source")}
    rows = [
        _row(name, left.get(name, []), right.get(name, []), by_word=name not in whole)
        for name in dict.fromkeys([*left, *right])
    ]
    return page(
        request,
        "web/law_compared.html",
        id=p.id,
        title=p.title[tongue.language],
        before=before,
        after=after,
        rows=rows,
        same=versions[0] is versions[1],
        neither=versions == (None, None),
        differs=sum(not row["same"] for row in rows),
        digest=book.digest,
        read=book.read,
    )


def _parts(book: Rulebook, p: Provision, v: Version | None, language: str, day: dt.date) -> dict[str, list[str]]:
    """A version cut into the parts that a reader compares: name -> paragraphs."""
    if v is None:
        return {_("In force"): [_("On that day there was no such law, or we have not read it.")]}
    view = version_view(book, p, v, language, day, v)
    start, end = days.full(view["start"], language), view["end"]
    span = (
        _("%(start)s to %(end)s") % {"start": start, "end": days.full(end, language)}
        if end
        else _("From %(start)s") % {"start": start}
    )
    act = view["act"]
    return {
        _("In force"): [span],
        _("What it says"): [
            text
            for b in view["branches"]
            for text in (b["text"], *(f"– {r['text']} ({r['by']})" for r in b["readings"]))
        ],
        _("The numbers"): [f"{name}: {number_in_words(held, language)}" for name, held in v.values.items()],
        _("Source"): [act["title"] + (f", {act['place']}" if act["place"] else "")],
        _("Where a rule stands"): [days.capital(view["standing_text"])],
        _("How sure we are"): [days.capital(view["confidence_text"])],
        _("How we read it"): [view["reading"]] if view["reading"] else [],
        _("Not checked by us:"): view["unverified"],
    }


def _row(name: str, left: list[str], right: list[str], *, by_word: bool) -> dict[str, Any]:
    """One part on both days; paragraphs that stand on one side only are marked, those that are alike word by word."""
    return {
        "name": name.rstrip(":"),
        "same": left == right,
        "left": [_marked(text, right, "del", by_word) for text in left],
        "right": [_marked(text, left, "ins", by_word) for text in right],
        "empty": not left and not right,
    }


def _marked(text: str, others: list[str], mark: str, by_word: bool) -> list[dict[str, str]]:
    """The text in pieces; those that the nearest of the others does not have carry the mark."""
    if text in others:
        return [{"text": text, "mark": ""}]
    mine = _TOKEN.findall(text)
    best = max(
        (SequenceMatcher(None, mine, _TOKEN.findall(other), autojunk=False) for other in others if by_word),
        key=lambda m: m.ratio(),
        default=None,
    )
    if best is None or best.ratio() < _ALIKE:
        return [{"text": text, "mark": mark}]
    pieces = []
    for what, a, b, _c, _d in best.get_opcodes():
        if a < b:
            pieces.append({"text": "".join(mine[a:b]), "mark": "" if what == "equal" else mark})
    return pieces


@require_safe
def changed(request: HttpRequest, tongue: Tongue, before: dt.date, after: dt.date) -> HttpResponse:
    """Every provision that stands otherwise on the second day than on the first, by the day of the last change."""
    book = rulebook.book()
    language = tongue.language
    lines = [
        {
            "id": c.provision.id,
            "title": c.provision.title[language],
            "day": c.day,
            "numbers": [
                {
                    "name": name,
                    "was": number_in_words(was, language) if was else "–",
                    "is": number_in_words(now, language) if now else "–",
                }
                for name, was, now in c.numbers()
            ],
            "steps": c.steps,
            "how": "new" if c.was is None else "ended" if c.now is None else "changed",
        }
        for c in book.changes(before, after)
    ]
    return page(
        request,
        "web/law_changed.html",
        before=before,
        after=after,
        after_reading=after > book.read,
        groups=[
            {"name": name, "lines": [line for line in lines if line["how"] == how]}
            for how, name in (("changed", _("Changed")), ("new", _("New")), ("ended", _("No longer in force")))
            if any(line["how"] == how for line in lines)
        ],
        count=len(lines),
        digest=book.digest,
        read=book.read,
    )
