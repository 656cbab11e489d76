"""A provision as its reader sees it: all its versions, in one language."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from .position import plain
from .provisions import Provision, Version

if TYPE_CHECKING:
    from .book import Rulebook


def provision_as_json(rulebook: Rulebook, p: Provision, language: str, on: date | None = None) -> dict[str, Any]:
    """Address, words, and versions (newest first; with `on`, only the one in force that day, as far as is known now)."""
    then = rulebook.in_force(p, on) if on is not None else None
    versions = [v for v in reversed(p.versions) if on is None or v is then]
    return {
        "provision": p.id,
        "fact_base": list(p.built_from),
        "jurisdiction": p.jurisdiction,
        "title": p.title[language],
        "says": p.says[language],
        "kind": p.kind,
        "journey": p.journey,
        "text_only": p.text_only[language] if p.text_only else None,
        "reads": list(rulebook.reads[p.id]),
        "read_by": list(rulebook.read_by[p.id]),
        "rulebook": rulebook.digest,
        "read": rulebook.read.isoformat(),
        "on": on.isoformat() if on else None,
        "versions": [version_as_json(rulebook, v, language) for v in versions],
    }


def version_as_json(rulebook: Rulebook, v: Version, language: str) -> dict[str, Any]:
    """One version with its days, source, values and branches in words."""
    return {
        "from": _iso(v.start),
        "from_proven": v.start_proven,
        "to": _iso(v.end) if v.end is not None else None,
        "published": _iso(v.published),
        "published_proven": v.published_proven,
        "recorded": _iso(v.recorded),
        "standing": v.source.standing,
        "confidence": v.source.confidence,
        "sources": rulebook.sources(v, language),
        "unverified": [text[language] for text in v.unverified],
        "reading": v.reading[language] if v.reading else None,
        "values": {name: plain(held.value, held.type) for name, held in v.values.items()},
        "branches": [
            {
                "because": literal_words(v, b.because[language]) if b.because else None,
                "outcome": b.outcome or "gives",
                "readings": [
                    {"reading": r.reading[language], "by": r.by[language] if r.by else "", "grounds": list(r.ground)}
                    for r in b.readings
                    if r.reading is not None
                ],
            }
            for b in v.branches
        ],
    }


def provision_in_words(shown: dict[str, Any]) -> str:
    """The same for a terminal."""
    out = [shown["provision"] + "  " + " ".join(shown["fact_base"]), shown["title"], shown["says"], ""]
    if shown["text_only"]:
        out += [f"Not computed: {shown['text_only']}", ""]
    if not shown["versions"]:
        out += [f"No version in force on {shown['on']}.", ""]
    for v in shown["versions"]:
        until = v["to"] or "still in force as read on " + shown["read"]
        out.append(
            f"{v['from']}{'' if v['from_proven'] else ' (first day unproven)'} to {until}; published {v['published']}"
            f"{'' if v['published_proven'] else ' (unproven: the first day in force)'}"
        )
        first = v["sources"][0]
        out.append(
            f"  {first['title']}{', ' + first['place'] if first['place'] else ''}; standing {v['standing']}, {v['confidence']}"
        )
        out += [f"  {name} = {value}" for name, value in v["values"].items()]
        out += [f"  - {b['because']}" for b in v["branches"] if b["because"]]
        out += [f"    or: {r['reading']} ({r['by']})" for b in v["branches"] for r in b["readings"]]
        out += [f"  not checked: {text}" for text in v["unverified"]]
        if v["reading"]:
            out.append(f"  our reading: {v['reading']}")
        out += [f"  read at {s['url']}" for s in v["sources"][1:]]
        out.append("")
    return "\n".join(out)


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


def literal_words(v: Version, text: str) -> str:
    """Values of the version filled in; facts and results stay as an ellipsis: here there is no person."""
    from .wording import fill

    return fill(text, lambda name: str(plain(v.values[name].value, v.values[name].type)) if name in v.values else "…")
