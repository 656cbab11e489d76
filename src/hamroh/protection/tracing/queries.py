"""What each side may know when somebody looks for a relative.

To who asks, three things look alike: nobody was found, somebody was found and not asked yet, and somebody was found and does
not wish it. For all three the house can tell nothing, and says so.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from hamroh.people import names, walls
from hamroh.people.directory.models import Organisation
from hamroh.people.persons import content
from hamroh.people.persons.models import Part, Person, PersonPart, SearchToken
from hamroh.people.prepared import prepared
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.models import Concealment
from hamroh.people.walls.rows import at_work
from hamroh.protection.cases import queries as cases
from hamroh.protection.cases.models import Case
from hamroh.protection.tracing.models import Sought, Tie, Tracing
from hamroh.record import sealing

LIKELY = 0.8
"""Names less like each other than this are not asked about: a stranger would be disturbed."""
LOOKED_AT = 200


def tracing_place(id: uuid.UUID) -> str:
    return f"tracing:{id}"


def sought_place(id: uuid.UUID) -> str:
    return f"sought:{id}"


# -- who asks ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """What a person sought allowed to be told: that they wish contact, or only a word; in their words."""

    contact: bool
    words: str
    on: dt.date | None


@dataclass(frozen=True)
class Asked:
    """Somebody is looked for. `told` is empty where nothing can be told, whyever."""

    row: Tracing
    name: str
    born: str
    told: list[Told]


def of_case(case: Case, *, seen_by: Staff, at: dt.datetime) -> list[Asked]:
    """Who is looked for from a case, and what may be told.

    Raises:
        Absent: the case may not be seen.
    """
    row = cases.case(case.pk, seen_by=seen_by, at=at)
    rows = _opened(row.tracings.all())
    # The same questions to the database whatever the answers are.
    with at_work("what a person sought allowed to be told"):
        answered = list(Sought.objects.filter(tracing__in=[one for one, _kept in rows]))
    allowed = [s for s in answered if s.answer in (Sought.Answer.CONTACT, Sought.Answer.WORD) and s.sealed]
    words = sealing.unseal_many((s.person_id, sought_place(s.pk), bytes(s.sealed or b"")) for s in allowed)
    told: dict[uuid.UUID, list[Told]] = {one.pk: [] for one, _kept in rows}
    for s, said in zip(allowed, words, strict=True):
        if said is not None:
            told[s.tracing_id].append(Told(s.answer == Sought.Answer.CONTACT, said["words"], s.agreed_on))
    return [Asked(one, kept["name"], kept.get("born", ""), told[one.pk]) for one, kept in rows]


def _opened(rows: Iterable[Tracing]) -> list[tuple[Tracing, dict[str, str]]]:
    rows = list(rows)
    contents = sealing.unseal_many((one.person_id, tracing_place(one.pk), bytes(one.sealed)) for one in rows)
    return [(one, kept) for one, kept in zip(rows, contents, strict=True) if kept is not None]


def tracing(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> Tracing:
    """One of them, for who asks.

    Raises:
        Absent: there is none, or its case may not be seen.
    """
    mine = cases.cases(seen_by=seen_by, at=at)
    found = Tracing.objects.filter(pk=id, case__in=mine).select_related("case").first()
    if found is None:
        raise Absent
    cases.case(found.case_id, seen_by=seen_by, at=at)
    return found


def candidates(row: Tracing) -> list[uuid.UUID]:
    """Files that may be of the person sought, by the sound of the name and the year of birth; not the file of who asks,
    nor one that complains of an office of the organisation that asks. To be called as the site's own work."""
    ((_row, kept),) = _opened([row]) or [(row, {})]
    asked, year = names.read(kept.get("name", "")), content.year_of(kept.get("born", ""))
    if len(asked.parts) < 2:
        return []
    own = content.members([cases.file_of(row.case)])
    marks = content.blinded(names.asked_tokens(asked, year))
    ids = set(
        SearchToken.objects.filter(token__in=marks)
        .exclude(person__in=own)
        .filter(person__erased_at__isnull=True, person__merged_into__isnull=True)
        .values_list("person", flat=True)[:LOOKED_AT]
    )
    complaining = Concealment.objects.filter(
        Q(office__organisation=row.case.organisation_id) | Q(staff__office__organisation=row.case.organisation_id),
        person__in=ids,
    ).values_list("person", flat=True)
    belong = content.members(ids - set(complaining))
    found = set()
    for part, identity in content.opened(PersonPart.objects.filter(person__in=belong, part=Part.IDENTITY)):
        born = content.year_of(identity.get("born", ""))
        if year and born and abs(year - born) > 1:
            continue
        if any(names.score(asked, names.read(name)) >= LIKELY for name in content.spellings(identity)):
            found.add(belong[part.person_id])
    return sorted(found)


# -- who is sought ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """A relative looks for the person of a file, as those who work with that file read it, to ask the person."""

    row: Sought
    name: str
    asked_by: str
    relation: str
    words: str
    organisation: Organisation


def to_ask(*, seen_by: Staff, at: dt.datetime) -> list[Question]:
    """Persons who are sought, in files whose story one sees, and who were not asked yet."""
    if not seen_by.roles(at) & cases.WORK:
        return []
    return _questions(not_asked(seen_by=seen_by, at=at), seen_by)


@prepared
def not_asked(*, seen_by: Staff, at: dt.datetime) -> QuerySet[Sought]:
    """The files of which `to_ask` tells, unless whoever asks for them is hidden."""
    if not seen_by.roles(at) & cases.WORK:
        return Sought.objects.none()
    visible = walls.Seen("person_id", merged=False, seen_by=seen_by, at=at, part=Part.STORY)
    return Sought.objects.filter(visible, answer="")[:LOOKED_AT]


def _questions(rows: list[Sought], staff: Staff) -> list[Question]:
    if not rows:
        return []
    with at_work("ask persons who are sought"):
        hidden = Q(staff=staff) | Q(office=staff.office_id)
        # Who asks may complain of whoever would read this: for them it is not there.
        asking = list(
            Tracing.objects.filter(pk__in=[row.tracing_id for row in rows], closed_at__isnull=True)
            .exclude(person__in=Concealment.objects.filter(hidden).values("person"))
            .select_related("case__organisation")
        )
    opened = {one.pk: (one, kept) for one, kept in _opened(asking)}
    found = []
    for row in rows:
        if row.tracing_id in opened:
            one, kept = opened[row.tracing_id]
            told = (kept["name"], kept.get("asked_by", ""), one.relation, kept.get("words", ""))
            found.append(Question(row, *told, one.case.organisation))
    return found


def contacts(
    questions: list[Question], *, seen_by: Staff, at: dt.datetime
) -> dict[uuid.UUID, dict[Part, dict[str, Any]]]:
    """Name and safe contact of the persons who are to be asked, as far as they may be read, by file."""
    ids = [one.row.person_id for one in questions]
    persons = walls.persons(seen_by=seen_by, at=at).filter(pk__in=ids).prefetch_related("involvements", "glass")
    seen = {one.pk: walls.fields_seen(one, by=seen_by, at=at) for one in persons}
    found: dict[uuid.UUID, dict[Part, dict[str, Any]]] = {id: {} for id in ids}
    rows = PersonPart.objects.filter(person__in=seen, part__in=(Part.IDENTITY, Part.CONTACT))
    for row, kept in content.opened(rows):
        part = Part(row.part)
        if part in seen[row.person_id]:
            found[row.person_id][part] = walls.narrowed(kept, seen[row.person_id][part])
    return found


def question(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> Question:
    """One of them.

    Raises:
        Absent: there is none, or the file may not be seen.
    """
    row = Sought.objects.filter(pk=id, person__in=walls.persons(seen_by=seen_by, at=at, part=Part.STORY)).first()
    if row is None or not seen_by.roles(at) & cases.WORK:
        raise Absent
    person = walls.person(row.person_id, seen_by=seen_by, at=at)
    found = _questions([row], seen_by) if Part.STORY in walls.parts_seen(person, by=seen_by, at=at) else []
    if not found:
        raise Absent
    return found[0]


# -- ties ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bound:
    """A tie of a file; `other` is the other file where whoever reads may see it, else nothing tells which it is."""

    row: Tie
    other: Person | None


def ties(person: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> list[Bound]:
    """The ties of a file.

    Raises:
        Absent: the file may not be seen.
    """
    walls.person(person, seen_by=seen_by, at=at)
    mine = list(Tie.objects.filter(person__in=content.members([person])).order_by("since", "pk"))
    with at_work("the other side of a tie"):
        others = dict(
            Tie.objects.filter(pair__in=[one.pair for one in mine])
            .exclude(pk__in=[one.pk for one in mine])
            .values_list("pair", "person")
        )
    visible = {one.pk: one for one in walls.persons(seen_by=seen_by, at=at).filter(pk__in=others.values())}
    return [Bound(one, visible.get(others[one.pair])) for one in mine if one.pair in others]


def of_files(files: Iterable[uuid.UUID]) -> tuple[list[Tracing], list[tuple[dt.date | None, str]], list[Tie]]:
    """For the person of these files: whom they asked to look for, what they said when a relative looked for them (day and
    words), and their sides of ties. For whoever has asked before whether it may be told."""
    ids = list(files)
    said = list(Sought.objects.filter(person__in=ids, sealed__isnull=False).order_by("agreed_on", "pk"))
    words = sealing.unseal_many((one.person_id, sought_place(one.pk), bytes(one.sealed or b"")) for one in said)
    return (
        list(Tracing.objects.filter(person__in=ids).order_by("asked_at", "pk")),
        [(one.agreed_on, kept["words"]) for one, kept in zip(said, words, strict=True) if kept is not None],
        list(Tie.objects.filter(person__in=ids).order_by("since", "pk")),
    )
