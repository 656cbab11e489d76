"""Who sees which party, what is said of it and what was found; chains, and numbers that two matters name.

A party is seen by those who see a case that names it, by the name that this case gives it. Nothing tells that other cases
name it too.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from hamroh.people.directory.models import Organisation
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.models import Concealment
from hamroh.people.walls.rows import at_work
from hamroh.protection.cases import queries as cases
from hamroh.protection.cases.models import Case
from hamroh.protection.parties.models import CaseParty, Meeting, Party, PartyLink, RightOfReply, Verdict
from hamroh.record import sealing


def party_place(id: uuid.UUID) -> str:
    return f"party:{id}"


def said_place(id: uuid.UUID) -> str:
    return f"case_party:{id}"


def verdict_place(id: uuid.UUID) -> str:
    return f"verdict:{id}"


def reply_place(id: uuid.UUID) -> str:
    return f"right_of_reply:{id}"


def meeting_place(id: uuid.UUID) -> str:
    return f"meeting:{id}"


# -- what is seen ------------------------------------------------------------------------------------------------------


def named(*, seen_by: Staff, at: dt.datetime) -> QuerySet[CaseParty]:
    """Parties as the cases name them that somebody may see."""
    return CaseParty.objects.filter(case__in=cases.cases(seen_by=seen_by, at=at)).select_related("party", "case")


def said(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> CaseParty:
    """One party as a case names it.

    Raises:
        Absent: there is none, or its case may not be seen.
    """
    found = CaseParty.objects.filter(pk=id).select_related("party").first()
    if found is None:
        raise Absent
    cases.case(found.case_id, seen_by=seen_by, at=at)
    return found


@dataclass(frozen=True)
class Reply:
    """A letter that asked a party for its reply, the reply, or both; empty where there is none."""

    row: RightOfReply
    letter: str
    reply: str


@dataclass(frozen=True)
class Found:
    """What a court or an office found. `stands`: it was not overturned."""

    row: Verdict
    body: str
    paper: str

    @property
    def stands(self) -> bool:
        return self.row.appeal != Verdict.Appeal.OVERTURNED


@dataclass(frozen=True)
class Side:
    """A matter that names the same number as this one, as this side may know it: that it is there, what was written, and
    once the other side agreed, who leads it and where."""

    row: Meeting
    mine: str
    theirs: str
    lead: str
    organisation: Organisation | None

    @property
    def asked(self) -> bool:
        return self.row.asked_at is not None


@dataclass(frozen=True)
class Said:
    """A party as one case names it: the allegation, always with the replies to it and what was found, never without."""

    row: CaseParty
    name: str
    allegation: str
    phones: tuple[str, ...]
    replies: list[Reply] = field(default_factory=list)
    verdicts: list[Found] = field(default_factory=list)
    meetings: list[Side] = field(default_factory=list)


def opened(rows: Iterable[CaseParty], *, seen_by: Staff, at: dt.datetime) -> list[Said]:
    """Parties with what is said of them, what they replied and what was found; those of erased persons are left out."""
    rows = list(rows)
    contents = sealing.unseal_many((row.person_id, said_place(row.pk), bytes(row.sealed)) for row in rows)
    names = names_of({row.party_id: row.party for row in rows}.values())
    out = []
    for row, kept in zip(rows, contents, strict=True):
        if kept is None:
            continue
        out.append(
            Said(
                row,
                names.get(row.party_id, ""),
                kept.get("allegation", ""),
                tuple(kept.get("phones", ())),
                _replies(row),
                verdicts(row.party),
                sides(row, seen_by=seen_by, at=at),
            )
        )
    return out


def letter(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> tuple[str, CaseParty]:
    """The letter that asks a party for its reply, and the party as its case names it.

    Raises:
        Absent: there is none, or its case may not be seen.
    """
    row = RightOfReply.objects.filter(pk=id, asked_on__isnull=False).first()
    if row is None:
        raise Absent
    found = said(row.said_id, seen_by=seen_by, at=at)
    return next(one.letter for one in _replies(found) if one.row.pk == id), found


def names_of(parties: Iterable[Party]) -> dict[uuid.UUID, str]:
    """What parties are called, each by the name of its own row."""
    parties = list(parties)
    contents = sealing.unseal_many((one.pk, party_place(one.pk), bytes(one.sealed)) for one in parties)
    return {one.pk: (kept or {}).get("name", "") for one, kept in zip(parties, contents, strict=True)}


def _replies(row: CaseParty) -> list[Reply]:
    rows = list(row.replies.all())
    contents = sealing.unseal_many((one.person_id, reply_place(one.pk), bytes(one.sealed)) for one in rows)
    return [
        Reply(one, (kept or {}).get("letter", ""), (kept or {}).get("reply", ""))
        for one, kept in zip(rows, contents, strict=True)
    ]


def verdicts(party: Party) -> list[Found]:
    """What was found of a party, the latest first."""
    rows = list(party.verdicts.all())
    contents = sealing.unseal_many((party.pk, verdict_place(one.pk), bytes(one.sealed)) for one in rows)
    return [
        Found(one, kept["body"], kept["paper"])
        for one, kept in zip(rows, contents, strict=True)
        if kept is not None
    ]  # fmt: skip


def of_case(case: Case, *, seen_by: Staff, at: dt.datetime) -> list[Said]:
    """The parties that a case names."""
    row = cases.case(case.pk, seen_by=seen_by, at=at)
    return opened(CaseParty.objects.filter(case=row).select_related("party", "case"), seen_by=seen_by, at=at)


def to_choose(*, seen_by: Staff, at: dt.datetime) -> list[tuple[Party, str]]:
    """Parties that somebody may name again in a case, by name."""
    parties = {row.party_id: row.party for row in named(seen_by=seen_by, at=at)}
    names = names_of(parties.values())
    return sorted(((party, names[id]) for id, party in parties.items()), key=lambda one: (one[1].casefold(), one[0].pk))


# -- one party ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Dossier:
    """One party over the cases that somebody may see: what was found first, then what is said, then its chain.

    `spellings` are the names that those cases give it.
    """

    party: Party
    spellings: list[tuple[Party, str]]
    verdicts: list[Found]
    said: list[Said]
    links: list[Link]
    along: list[Along]


@dataclass(frozen=True)
class Link:
    """How two parties hang together, with their names."""

    row: PartyLink
    one: str
    other: str


@dataclass(frozen=True)
class Along:
    """A case that leads to a party, by itself or through others; `through` are their names, the nearest to the case first."""

    case: Case
    through: tuple[str, ...]


def party(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> Dossier:
    """A party with all that somebody may know of it.

    Raises:
        Absent: there is none, or no case that they may see names it.
    """
    rows = list(named(seen_by=seen_by, at=at).filter(party__in=together(id)))
    if all(row.party_id != id for row in rows):
        raise Absent
    parties = {row.party_id: row.party for row in rows}
    names = names_of(parties.values())
    shown = opened(rows, seen_by=seen_by, at=at)
    found = [one for each in parties.values() for one in verdicts(each)]
    return Dossier(
        parties[id],
        [(parties[each], name) for each, name in sorted(names.items(), key=lambda item: item[0] != id)],
        sorted(found, key=lambda one: one.row.day, reverse=True),
        shown,
        links(set(parties), seen_by=seen_by, at=at),
        along(set(parties), seen_by=seen_by, at=at),
    )


def together(id: uuid.UUID) -> set[uuid.UUID]:
    """The rows that somebody said are one party. Ids only: what stands in them is seen with their cases."""
    with at_work("names put together"):
        into = dict(Party.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into"))
    root = id
    while root in into:
        root = into[root]
    found, size = {root}, 0
    while len(found) > size:
        size = len(found)
        found |= {one for one, other in into.items() if other in found}
    return found


def links(parties: set[uuid.UUID], *, seen_by: Staff, at: dt.datetime) -> list[Link]:
    """How these parties hang together with others, as the cases tell that somebody may see."""
    visible = cases.cases(seen_by=seen_by, at=at)
    rows = list(
        PartyLink.objects.filter(Q(one__in=parties) | Q(other__in=parties), case__in=visible)
        .select_related("one", "other")
        .order_by("said_on", "pk")
    )
    names = names_of({p.pk: p for row in rows for p in (row.one, row.other)}.values())
    return [Link(row, names[row.one_id], names[row.other_id]) for row in rows]


def along(parties: set[uuid.UUID], *, seen_by: Staff, at: dt.datetime) -> list[Along]:
    """Every case, of those that somebody may see, that names one of these parties or one that leads to it: who worked
    at this place, through whomever. What was refuted leads nowhere."""
    visible = cases.cases(seen_by=seen_by, at=at)
    rows = list(
        PartyLink.objects.filter(case__in=visible).exclude(standing=PartyLink.Standing.REFUTED).select_related("one")
    )
    ways: dict[uuid.UUID, tuple[uuid.UUID, ...]] = dict.fromkeys(parties, ())
    last = set(parties)
    while last:
        next_: set[uuid.UUID] = set()
        for row in rows:
            if row.other_id in last and row.one_id not in ways:
                ways[row.one_id] = (row.one_id, *ways[row.other_id])
                next_.add(row.one_id)
        last = next_
    names = names_of({row.one_id: row.one for row in rows}.values())
    found: dict[uuid.UUID, Along] = {}
    for one in named(seen_by=seen_by, at=at).filter(party__in=ways):
        way = tuple(names.get(id, "") for id in ways[one.party_id])
        known = found.get(one.case_id)
        if known is None or len(way) < len(known.through):
            found[one.case_id] = Along(one.case, way)
    return sorted(found.values(), key=lambda one: (len(one.through), one.case.number))


# -- numbers that meet -------------------------------------------------------------------------------------------------


def sides(row: CaseParty, *, seen_by: Staff, at: dt.datetime) -> list[Side]:
    """Matters that name the same number as this one, where whoever asks may know that they are there."""
    mine = list(row.meetings.select_related("asked_by", "answered_by"))
    if not mine:
        return []
    with at_work("two matters name one number"):
        others = {
            one.pair: one
            for one in Meeting.objects.filter(pair__in=[one.pair for one in mine])
            .exclude(pk__in=[one.pk for one in mine])
            .select_related("said__case__lead__office__organisation")
        }
        hidden = Q(staff=seen_by) | Q(office=seen_by.office_id)
        # The other matter may complain of whoever is looking: for them it is not there.
        concealed = set(
            Concealment.objects.filter(hidden, person__in=[one.person_id for one in others.values()]).values_list(
                "person", flat=True
            )
        )
    found = []
    for one in mine:
        other = others.get(one.pair)
        if other is None or other.person_id in concealed:
            continue
        found.append(_side(one, other))
    return found


def _side(mine: Meeting, other: Meeting) -> Side:
    asked = [(one.pair, meeting_place(one.pk), bytes(one.message)) for one in (mine, other) if one.message]
    texts: dict[str, dict[str, Any] | None] = dict(
        zip((place for _pair, place, _sealed in asked), sealing.unseal_many(asked), strict=True)
    )
    agreed = Meeting.Answer.ACCEPTED in (mine.answer, other.answer)
    lead = other.said.case.lead if agreed else None
    return Side(
        mine,
        (texts.get(meeting_place(mine.pk)) or {}).get("text", ""),
        (texts.get(meeting_place(other.pk)) or {}).get("text", ""),
        lead.full_name if lead else "",
        lead.office.organisation if lead else None,
    )


def meeting(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> Side:
    """One of them.

    Raises:
        Absent: there is none, its case may not be seen, or the other matter is hidden from whoever asks.
    """
    row = Meeting.objects.filter(pk=id).select_related("said").first()
    if row is None:
        raise Absent
    cases.case(row.said.case_id, seen_by=seen_by, at=at)
    for side in sides(row.said, seen_by=seen_by, at=at):
        if side.row.pk == id:
            return side
    raise Absent


def letters_waiting(*, seen_by: Staff, at: dt.datetime) -> list[tuple[Case, Side]]:
    """Letters from other matters that nobody answered yet, in cases that somebody may see."""
    rows = named(seen_by=seen_by, at=at).filter(meetings__answer="").distinct()
    return [
        (row.case, side)
        for row in rows
        for side in sides(row, seen_by=seen_by, at=at)
        if side.theirs and not side.row.answer
    ]
