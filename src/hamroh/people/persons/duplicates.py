"""Which files may be of one person, by a score with its reasons. A name alone proposes nothing."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from hamroh.people import names
from hamroh.people.persons import content
from hamroh.people.persons.models import Part, Person, PersonPart, SearchToken

PROPOSED = 60
"""A score from which two files are shown to a person who decides."""
MOST_CANDIDATES = 200
_PARTS = (Part.IDENTITY, Part.CONTACT, Part.PAPERS)


@dataclass(frozen=True)
class Weighed:
    """How likely two files are of one person, 0 to 100, and why, as codes that tell nothing of them."""

    score: int
    reasons: tuple[str, ...]


def weigh(one: Mapping[str, Mapping[str, Any]], other: Mapping[str, Mapping[str, Any]]) -> Weighed:
    """Compare two files, each as part to content.

    The same number of a paper of the same country weighs most. A name counts only with a birth or a phone that agrees, and
    not against a full date of birth that differs: brothers share a name's parts, a phone and often a room.
    """
    a, b = one.get(Part.IDENTITY, {}), other.get(Part.IDENTITY, {})
    named = any(
        names.likeness(names.read(x), names.read(y)).same for x in content.spellings(a) for y in content.spellings(b)
    )
    born, born_ = a.get("born", ""), b.get("born", "")
    same_day = len(born) == 10 and born == born_
    same_year = bool(born and born_) and content.year_of(born) == content.year_of(born_)
    against = bool(born and born_) and not (born.startswith(born_) or born_.startswith(born))
    phone = bool(_phones(one) & _phones(other))
    paper = bool(_papers(one) & _papers(other))
    reasons = [
        code
        for code, holds in (
            ("same_paper", paper), ("same_name", named), ("same_birth", same_day),
            ("same_year", same_year and not same_day), ("same_phone", phone), ("births_differ", against),
        )
        if holds
    ]  # fmt: skip
    if paper:
        score = 95 if named or not against else 70
    elif named and not against and (same_day or phone):
        score = 95 if same_day and phone else 85 if same_day else 75
    elif named and same_year and not against:
        score = 60
    else:
        score = 0
    return Weighed(score, tuple(reasons))


def _phones(file: Mapping[str, Mapping[str, Any]]) -> set[str]:
    return {
        p["e164"]
        for p in file.get(Part.CONTACT, {}).get("phones", ())
        if p.get("e164") and p.get("whose") in ("", "own")
    }


def _papers(file: Mapping[str, Mapping[str, Any]]) -> set[tuple[str, str]]:
    return {
        (p.get("country", ""), number)
        for p in file.get(Part.PAPERS, {}).get("papers", ())
        if (number := content.paper_number(p.get("number", "")))
    }


def files(ids: list[uuid.UUID]) -> dict[uuid.UUID, dict[str, dict[str, Any]]]:
    """What each file itself says in the parts that are compared."""
    out: dict[uuid.UUID, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row, kept in content.opened(PersonPart.objects.filter(person__in=ids, part__in=_PARTS)):
        out[row.person_id][row.part] = kept
    return out


def likely(person: Person) -> list[tuple[uuid.UUID, Weighed]]:
    """Files of the same organisation that may be of the same person, likeliest first.

    Never across organisations: who asked for help in two places did not ask that they know of each other.
    """
    mine = files([person.pk])[person.pk]
    identity = mine.get(Part.IDENTITY, {})
    born = content.year_of(identity.get("born", ""))
    asked = {mark for name in content.spellings(identity) for mark in names.asked_tokens(names.read(name), born)}
    asked |= content.marks(Part.CONTACT, mine.get(Part.CONTACT, {})) | content.marks(
        Part.PAPERS, mine.get(Part.PAPERS, {})
    )
    if not asked:
        return []
    found = (
        SearchToken.objects.filter(
            token__in=content.blinded(asked),
            person__keeper=person.keeper_id,
            person__merged_into__isnull=True,
            person__erased_at__isnull=True,
        )
        .exclude(person=person)
        .values("person")
        .annotate(hits=Count("id"))
        .order_by("-hits", "person")[:MOST_CANDIDATES]
    )
    others = files([row["person"] for row in found])
    weighed = [(id, weigh(mine, file)) for id, file in others.items()]
    return sorted((pair for pair in weighed if pair[1].score >= PROPOSED), key=lambda pair: (-pair[1].score, pair[0]))
