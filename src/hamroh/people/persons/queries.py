"""What may be read of persons' files, always by somebody: searching, a file's parts, possible duplicates, who saw it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hamroh import record
from hamroh.people import following, names, walls
from hamroh.people.persons import content, finding, phones
from hamroh.people.persons.events import FileRead, FilesSearched
from hamroh.people.persons.finding import Place
from hamroh.people.persons.models import Merge, Part, Person, PersonPart, PossibleDuplicate
from hamroh.people.prepared import prepared
from hamroh.people.staff.models import Staff
from hamroh.people.staff.queries import names_of
from hamroh.people.walls.rows import at_work
from hamroh.record import straight

_Contents = Mapping[Part, list[dict[str, Any]]]

SHOWN, SHOWN_IN_A_HURRY = 20, 5
OPENED_IN_A_HURRY, OPENED_AT_LEAST, OPENED_AT_MOST = 40, 60, 120
"""Candidates that are opened for one search. Where there are more, only so many are that the page is filled with likely ones, and it says
that there are others: another part of the name, or a year, narrows it."""
ENOUGH = 0.55
"""A likeness below this is not shown."""


@dataclass(frozen=True)
class Hit:
    """A file that was found. `why` sets what was asked against what stands there; `by` is name, phone or paper."""

    person: Person
    full_name: str
    born: str
    by: str
    score: float
    why: tuple[names.Reason, ...] = ()


@dataclass(frozen=True)
class Found:
    """What a search gave, likeliest first. `more`: there may be others, and the search should be narrowed. `places` are what
    other rooms found: cases, calls."""

    hits: tuple[Hit, ...]
    more: bool = False
    places: tuple[Place, ...] = ()


def find(text: str, *, seen_by: Staff, at: dt.datetime, born: str = "") -> Found:
    """Files by a name in any of three alphabets, a phone or the number of a paper; of those that the asker may see.

    `born` is a day, a month or a year. A file is found only by what the asker may read of it. What nobody has and what they may not
    see are answered alike, after the same queries.
    """
    [found] = _find_each([_Asked(text, born)], seen_by=seen_by, at=at, hurry=False)
    return found


def _find_each(looks: Sequence[_Asked], *, seen_by: Staff, at: dt.datetime, hurry: bool) -> list[Found]:
    """What each look finds, in their order."""
    shown = SHOWN_IN_A_HURRY if hurry else SHOWN
    # Candidates, and what may be read of them, are weighed under the first lock alone: the second looks at each row and would take
    # longer than all the rest. What is shown is read again below, under the second.
    with at_work("search"):
        most = OPENED_IN_A_HURRY if hurry else OPENED_AT_MOST
        seen = walls.Seen("person_id", merged=False, seen_by=seen_by, at=at)
        candidates = [_candidates(asked, seen, most=most) for asked in looks]
        belong = content.members(id for ids, _ in candidates for id in ids)
        opened = [_files(ids, asked.parts, belong) for asked, (ids, _) in zip(looks, candidates, strict=True)]
        ranked = [
            sorted((-weighed.score, str(id)) for id, file in files.items() if (weighed := asked.weigh(file)))
            for asked, files in zip(looks, opened, strict=True)
        ]
        near = [[uuid.UUID(id) for _, id in order[: 2 * shown]] for order in ranked]
        fields = walls.fields_seen_of(list({id for ids in near for id in ids}), by=seen_by, at=at)
    likely = [
        sorted(
            (hit for id in ids if (hit := _readable(id, files[id], fields[id], asked))),
            key=lambda hit: (-hit[1].score, hit[2], hit[0]),
        )[:shown]
        for asked, files, ids in zip(looks, opened, near, strict=True)
    ]
    ids = list({hit[0] for hits in likely for hit in hits})
    # The first lock chose the candidates; this is what the second lets be seen of them.
    persons = {person.pk: person for person in _chosen(ids=ids)}
    return [
        Found(
            tuple(
                Hit(persons[id], name, born, weighed.by, weighed.score, () if hurry else asked.why(weighed))
                for id, weighed, name, born in hits
                if id in persons
            ),
            more=more or len(order) > shown,
        )
        for asked, hits, (_ids, more), order in zip(looks, likely, candidates, ranked, strict=True)
    ]


def _readable(
    id: uuid.UUID, file: _Contents, fields: Mapping[Part, frozenset[str] | None], asked: _Asked
) -> tuple[uuid.UUID, _Weighed, str, str] | None:
    """How well a file answers by what may be read of it, with name and birth; None where that does not answer."""
    read = {
        part: [walls.narrowed(content, fields[part]) for content in contents]
        for part, contents in file.items()
        if part in fields
    }
    weighed = asked.weigh(read)
    if weighed is None:
        return None
    identity = next(iter(read.get(Part.IDENTITY, ())), {})
    return id, weighed, identity.get("full_name", ""), identity.get("born", "")


_RANKED = """
    with found as materialized (
        select person_id, count(*) as hits from people_searchtoken where token in ({tokens}) group by person_id
    )
    select person_id, hits from (
        select * from (select person_id, hits from found order by hits desc, person_id limit {first}) likely
        union all
        select * from (select person_id, hits from found order by hits desc, person_id limit {every} offset {first}) others
    ) found where {seen} limit %s
"""
"""To put thousands in order takes longer than to look at the first ones: the others are put in order only where those are not enough."""
_FIRST = 300
_IN_ORDER = (
    "select person_id, 1 from people_searchtoken found where token = {tokens} and {seen} order by person_id limit %s"
)


def _candidates(asked: _Asked, seen: walls.Seen, *, most: int) -> tuple[list[uuid.UUID], bool]:
    """Files to be opened, those that share most marks first, and whether there are more than may be opened.

    Of a common name there are thousands. The walls are asked of the first ones only, in their order, until enough may be seen; Django
    would ask them of all.
    """
    tokens = sorted(content.blinded(asked.marks))
    if not tokens:
        return [], False
    condition, values = seen.of_column("found.person_id", connection)
    # One mark ranks nobody before another, and the index has them in order.
    text = (_IN_ORDER if len(tokens) == 1 else _RANKED).format(
        tokens=", ".join(["%s"] * len(tokens)), seen=condition, first=_FIRST, every=2**40
    )
    rows = straight.rows(straight.statement(text), [*tokens, *values, most + 1])
    found = [(id if isinstance(id, uuid.UUID) else uuid.UUID(id), hits) for id, hits in rows]
    # They come so; only the order of the whole statement is nowhere promised.
    found.sort(key=lambda one: (-one[1], one[0]))
    for place, (_id, hits) in enumerate(found):
        # Who shares fewer marks than so many others is not the one.
        if place >= OPENED_AT_LEAST and hits < found[place - 1][1]:
            return [id for id, _ in found[:place]], False
    if len(found) > most:
        return [id for id, _ in found[:OPENED_AT_LEAST]][:most], True
    return [id for id, _ in found], False


@prepared
def _chosen(*, ids: list[uuid.UUID]) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=ids)


@prepared
def _sealed_parts(*, ids: list[uuid.UUID], parts: tuple[Part, ...]) -> QuerySet[PersonPart, Any]:
    return PersonPart.objects.filter(person__in=ids, part__in=parts).values_list("person", "part", "sealed")


@prepared
def _parts_of(*, ids: list[uuid.UUID], parts: tuple[Part, ...]) -> QuerySet[PersonPart]:
    rows = PersonPart.objects.filter(person__in=ids, part__in=parts)
    return rows.order_by("person__opened_at", "person")


@prepared
def _merges(*, kept: uuid.UUID) -> QuerySet[Merge]:
    return Merge.objects.filter(kept=kept, undone_at__isnull=True).order_by("-at")


def _files(
    ids: list[uuid.UUID], parts: tuple[Part, ...], belong: Mapping[uuid.UUID, uuid.UUID]
) -> dict[uuid.UUID, _Contents]:
    """What stands in the parts of these files, and of those that `belong` to them."""
    wanted = set(ids)
    rows = _sealed_parts(ids=[id for id, into in belong.items() if into in wanted], parts=parts)
    out: dict[uuid.UUID, _Contents] = defaultdict(lambda: defaultdict(list))
    for person, part, kept in content.unsealed(rows):
        out[belong[person]][Part(part)].append(kept)
    return out


class _Weighed(NamedTuple):
    by: str
    score: float
    spelling: str = ""


class _Asked:
    """What is looked for: its marks, the parts in which it may stand, and how well a file answers it."""

    def __init__(self, text: str, born: str) -> None:
        self.text, self.born = text, born
        self._scores: dict[str, float] = {}
        self.digits = phones.digits(text)
        self.name = names.read(text)
        self.by_number = len(self.digits) >= 5
        self.parts: tuple[Part, ...] = (Part.IDENTITY,)
        self.marks = names.asked_tokens(self.name, content.year_of(born))
        if self.by_number:
            self.parts = (Part.IDENTITY, Part.CONTACT, Part.PAPERS)
            self.paper = content.paper_number(text)
            self.phones = phones.readings(text)
            self.marks = {f"paper {self.paper}"} if self.paper else set()
            self.marks |= {mark for number in self.phones | {text} for mark in content.phone_marks(number)}

    def weigh(self, file: _Contents) -> _Weighed | None:
        """How well a file answers, or None where it does not."""
        return self._number(file) if self.by_number else self._name(file)

    def why(self, weighed: _Weighed) -> tuple[names.Reason, ...]:
        """What was asked against the spelling by which a file was weighed."""
        return names.likeness(self.name, names.read(weighed.spelling)).reasons if weighed.spelling else ()

    def _name(self, file: _Contents) -> _Weighed | None:
        best: _Weighed | None = None
        for identity in file.get(Part.IDENTITY, ()):
            for spelling in content.spellings(identity):
                score = self._alike(spelling) * _birth(self.born, identity.get("born", ""))
                if score >= ENOUGH and (best is None or score > best.score):
                    best = _Weighed("name", score, spelling)
        return best

    def _alike(self, spelling: str) -> float:
        # Of hundreds of candidates many bear the same name.
        if spelling not in self._scores:
            self._scores[spelling] = names.score(self.name, names.read(spelling))
        return self._scores[spelling]

    def _number(self, file: _Contents) -> _Weighed | None:
        for kept in file.get(Part.PAPERS, ()):
            if any(content.paper_number(paper.get("number", "")) == self.paper for paper in kept.get("papers", ())):
                return _Weighed("paper", 1.0)
        best: _Weighed | None = None
        for kept in file.get(Part.CONTACT, ()):
            for phone in kept.get("phones", ()):
                number = phone.get("e164") or phone.get("said", "")
                if number in self.phones:
                    return _Weighed("phone", 1.0)
                if len(self.digits) >= 7 and phones.digits(number)[-7:] == self.digits[-7:]:
                    best = _Weighed("phone", 0.8)
        return best


def _birth(asked: str, kept: str) -> float:
    """What a birth that agrees or differs does to a likeness. Days are told wrongly, years by one more often than not."""
    if not asked or not kept or asked.startswith(kept) or kept.startswith(asked):
        return 1.0
    one, other = content.year_of(asked), content.year_of(kept)
    if one is None or other is None:
        return 1.0
    return 0.9 if abs(one - other) <= 1 else 0.7


def search(text: str, *, born: str = "", everywhere: bool = False, seen_by: Staff, at: dt.datetime) -> Found:
    """`find`, and note in the record whose names were shown; `everywhere` looks in other rooms too."""
    found = find(text, born=born, seen_by=seen_by, at=at)
    if everywhere:
        found = replace(found, places=finding.places(text, seen_by=seen_by, at=at))
    shown = tuple(str(hit.person.pk) for hit in found.hits) + tuple(str(place.id) for place in found.places)
    record.note(FilesSearched(count=len(shown), shown=shown), by=seen_by.pk, at=at)
    return found


def search_each(texts: Sequence[str], *, seen_by: Staff, at: dt.datetime) -> list[Found]:
    """`search` by each text, in their order, while somebody is on the line; each look stands in the record.

    In such a hurry fewer files are opened: of a name that many bear not all are weighed, fewer are shown, and not why.
    """
    found = _find_each([_Asked(text, "") for text in texts], seen_by=seen_by, at=at, hurry=True)
    looks = [FilesSearched(count=len(one.hits), shown=tuple(str(hit.person.pk) for hit in one.hits)) for one in found]
    record.note_many(looks, by=seen_by.pk, at=at)
    return found


# -- one file ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OpenPart:
    """A part as it may be read. `edition` is 0 where nothing was written yet; `merged` are the same parts of merged files;
    `whole` says that all of it may be read, and so written, not only agreed fields."""

    part: Part
    content: dict[str, Any]
    edition: int
    merged: tuple[dict[str, Any], ...] = ()
    whole: bool = True


@dataclass(frozen=True)
class File:
    """A person's file, in the parts that may be read, in their order."""

    person: Person
    parts: dict[Part, OpenPart]
    merges: list[Merge] = field(default_factory=list)

    @property
    def full_name(self) -> str:
        """As told; empty where the name may not be read or was not told."""
        identity = self.parts.get(Part.IDENTITY)
        return str(identity.content.get("full_name", "")) if identity else ""


def file(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> File:
    """A file in the parts that the asker may read; the reading is noted in the record.

    Raises:
        Absent: there is no such file, or it may not be seen.
    """
    return opened(walls.person(id, seen_by=seen_by, at=at), seen_by=seen_by, at=at)


def opened(person: Person, *, seen_by: Staff, at: dt.datetime) -> File:
    """`file`, of one that `walls.person` has just shown to the asker."""
    allowed = walls.fields_seen(person, by=seen_by, at=at)
    rows = _parts_of(ids=list(content.members([person.pk])), parts=tuple(part for part in Part if part in allowed))
    own: dict[str, tuple[dict[str, Any], int]] = {}
    merged: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row, whole in content.opened(rows):
        kept = walls.narrowed(whole, allowed[Part(row.part)])
        if row.person_id == person.pk:
            own[row.part] = kept, row.edition
        else:
            merged[row.part].append(kept)
    parts = {
        part: OpenPart(part, *own.get(part, ({}, 0)), merged=tuple(merged[part]), whole=allowed[part] is None)
        for part in Part
        if part in allowed
    }
    merges = _merges(kept=person.pk)
    record.note(FileRead(about=person.pk, parts=tuple(part.value for part in parts)), by=seen_by.pk, at=at)
    return File(person, parts, merges)


@dataclass(frozen=True)
class Seen:
    """Something that was done with a file: when, by whom, in words, and with which of its parts."""

    at: dt.datetime
    by: str
    words: str
    reading: bool
    parts: tuple[Part, ...] = ()


def who_saw(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime, language: str) -> list[Seen]:
    """Who opened or changed a file, those merged into it, and what it began with; newest first, and all of it.

    Raises:
        Absent: there is no such file, or it may not be seen.
    """
    person = walls.person(id, seen_by=seen_by, at=at)
    entries = following.noted(content.members([person.pk]))
    if walls.fields_seen(person, by=seen_by, at=at).get(Part.STORY, frozenset()) is not None:
        # A reason tells something of what happened: it is read by those who may read that.
        for entry in entries:
            entry.personal_fields = {name: _("(not shown)") for name in entry.personal_fields or {}}
    staff = names_of(entry.by for entry in entries)
    out = []
    for entry in entries:
        fields = entry.own_fields
        codes = fields.get("parts") or [fields.get("part")]
        parts = tuple(part for part in Part if part in codes)
        out.append(Seen(entry.at, staff.get(entry.by, ""), entry.sentence(language), entry.reading, parts))
    return out


# -- possible duplicates -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """Two files that may be of one person, both seen by whoever is asked to decide."""

    proposal: PossibleDuplicate
    one: File
    other: File
    reasons: tuple[str, ...]


def pairs(*, seen_by: Staff, at: dt.datetime, limit: int = 50) -> list[PossibleDuplicate]:
    """Proposals that nobody has decided, of files that the asker may see in both parts compared, likeliest first."""
    visible = walls.persons(seen_by=seen_by, at=at)
    return list(
        PossibleDuplicate.objects.filter(decision="", one__in=visible, other__in=visible).order_by("-score", "pk")[
            :limit
        ]
    )


def pair(id: int, *, seen_by: Staff, at: dt.datetime) -> Pair:
    """One proposal with both files opened, which is noted.

    Raises:
        Absent: there is none, or one of the files may not be seen.
    """
    proposal = PossibleDuplicate.objects.filter(
        pk=id, one__in=walls.persons(seen_by=seen_by, at=at), other__in=walls.persons(seen_by=seen_by, at=at)
    ).first()
    if proposal is None:
        raise walls.Absent
    one, other = (file(each, seen_by=seen_by, at=at) for each in (proposal.one_id, proposal.other_id))
    needs = {"same_phone": Part.CONTACT, "same_paper": Part.PAPERS}
    reasons = tuple(
        code
        for code in proposal.reasons.split()
        if needs.get(code, Part.IDENTITY) in one.parts and needs.get(code, Part.IDENTITY) in other.parts
    )
    return Pair(proposal, one, other, reasons)


def merge_of(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> Merge:
    """A merge that may be undone.

    Raises:
        Absent: there is none, or the file may not be seen.
    """
    done = Merge.objects.filter(pk=id, kept__in=walls.persons(seen_by=seen_by, at=at)).first()
    if done is None:
        raise walls.Absent
    return done
