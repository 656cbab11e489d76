"""Who sees which party, what is said of it and what was found; chains, and numbers that two matters name.

A party is seen by those who see a case that names it, by the name that this case gives it. Nothing tells that other cases
name it too.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from hamroh.people import names as names_
from hamroh.people.directory.models import Organisation
from hamroh.people.persons import phones
from hamroh.people.prepared import prepared
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.models import Concealment
from hamroh.people.walls.rows import at_work
from hamroh.protection.cases import queries as cases
from hamroh.protection.cases.models import Case
from hamroh.protection.parties.models import CaseParty, Meeting, Party, PartyLink, PartyWord, RightOfReply, Verdict
from hamroh.record import keys, sealing

CHOSEN_FROM = 100
DIGITS = 9
"""So many last digits of a number are compared: told with the country's code or without, they are the same."""
COMPARED = "protection.party_numbers"
"""Purpose of the key under which numbers of parties are compared: no mark of a person's file can be held against them."""
WORDS = "protection.party_words"
"""Purpose of the key under which words of parties' names are found."""


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
    found = named(seen_by=seen_by, at=at).filter(pk=id).first()
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
    replies, found, met = _replies(rows), verdicts({row.party_id for row in rows}), sides(rows, seen_by=seen_by, at=at)
    return [
        Said(
            row,
            names.get(row.party_id, ""),
            kept.get("allegation", ""),
            tuple(kept.get("phones", ())),
            replies[row.pk],
            [one for one in found if one.row.party_id == row.party_id],
            [one for one in met if one.row.said_id == row.pk],
        )
        for row, kept in zip(rows, contents, strict=True)
        if kept is not None
    ]


def letter(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> tuple[str, CaseParty]:
    """The letter that asks a party for its reply, and the party as its case names it.

    Raises:
        Absent: there is none, or its case may not be seen.
    """
    row = RightOfReply.objects.filter(pk=id, asked_on__isnull=False, said__in=named(seen_by=seen_by, at=at)).first()
    if row is None:
        raise Absent
    found = said(row.said_id, seen_by=seen_by, at=at)
    return next(one.letter for one in _replies([found])[found.pk] if one.row.pk == id), found


def given_away(rows: list[CaseParty]) -> list[Said]:
    """The same for all that an organisation takes with it, without the other sides of meetings: those are not its own."""
    contents = sealing.unseal_many((row.person_id, said_place(row.pk), bytes(row.sealed)) for row in rows)
    names, replies = names_of({row.party_id: row.party for row in rows}.values()), _replies(rows)
    return [
        Said(row, names[row.party_id], kept["allegation"], tuple(kept["phones"]), replies[row.pk])
        for row, kept in zip(rows, contents, strict=True)
        if kept is not None
    ]


def names_of(parties: Iterable[Party]) -> dict[uuid.UUID, str]:
    """What parties are called, each by the name of its own row."""
    parties = list(parties)
    contents = sealing.unseal_many((one.pk, party_place(one.pk), bytes(one.sealed)) for one in parties)
    return {one.pk: (kept or {}).get("name", "") for one, kept in zip(parties, contents, strict=True)}


@prepared
def _rights_of_reply(*, said: list[uuid.UUID]) -> QuerySet[RightOfReply]:
    return RightOfReply.objects.filter(said__in=said)


@prepared
def _verdicts(*, parties: list[uuid.UUID]) -> QuerySet[Verdict]:
    return Verdict.objects.filter(party__in=parties)


@prepared
def _meetings(*, said: list[uuid.UUID]) -> QuerySet[Meeting]:
    return Meeting.objects.filter(said__in=said).select_related("said__case")


def _replies(said: list[CaseParty]) -> dict[uuid.UUID, list[Reply]]:
    rows: list[RightOfReply] = _rights_of_reply(said=[one.pk for one in said])
    contents = sealing.unseal_many((one.person_id, reply_place(one.pk), bytes(one.sealed)) for one in rows)
    found: dict[uuid.UUID, list[Reply]] = {one.pk: [] for one in said}
    for one, kept in zip(rows, contents, strict=True):
        found[one.said_id].append(Reply(one, (kept or {}).get("letter", ""), (kept or {}).get("reply", "")))
    return found


def verdicts(parties: Iterable[uuid.UUID]) -> list[Found]:
    """What was found of parties, the latest first."""
    rows: list[Verdict] = _verdicts(parties=list(parties))
    contents = sealing.unseal_many((one.party_id, verdict_place(one.pk), bytes(one.sealed)) for one in rows)
    return [
        Found(one, kept["body"], kept["paper"]) for one, kept in zip(rows, contents, strict=True) if kept is not None
    ]


def of_case(case: Case, *, seen_by: Staff, at: dt.datetime) -> list[Said]:
    """The parties that a case names."""
    row = cases.again(case, seen_by=seen_by, at=at)
    return opened(_named_in(case=row.pk), seen_by=seen_by, at=at)


@prepared
def _named_in(*, case: uuid.UUID) -> QuerySet[CaseParty]:
    return CaseParty.objects.filter(case=case).select_related("party", "case")


def to_choose(*, seen_by: Staff, at: dt.datetime, find: str = "", like: Iterable[str] = ()) -> list[tuple[Party, str]]:
    """Parties that somebody may name again: those named last, or, with `find`, those whose name shares a word with it, in
    any spelling; `like` gives names of which others are looked for beside the last ones. At most a hundred, by name."""
    mine = named(seen_by=seen_by, at=at)
    asked = {mark for text in (find, *like) for mark in word_marks(text)}
    ids: set[uuid.UUID] = set()
    if asked:
        ids |= set(
            PartyWord.objects.filter(mark__in=asked, party__in=mine.values("party"))
            .values_list("party", flat=True)
            .annotate(shared=Count("pk"))
            .order_by("-shared", "party")[:CHOSEN_FROM]
        )
    if not find:
        last = mine.values("party").annotate(last=Max("at")).order_by("-last", "party")
        ids |= set(last.values_list("party", flat=True)[:CHOSEN_FROM])
    parties = {one.pk: one for one in Party.objects.filter(pk__in=ids)}
    names = names_of(parties.values())
    return sorted(((parties[id], name) for id, name in names.items()), key=lambda one: (one[1].casefold(), one[0].pk))


def chosen(id: str, *, seen_by: Staff, at: dt.datetime) -> Party | None:
    """A party chosen in a form, by its id; None for anything that may not be seen."""
    try:
        row = named(seen_by=seen_by, at=at).filter(party=uuid.UUID(id)).first()
    except ValueError:
        return None
    return row.party if row else None


LONG_WORD = 5


def word_marks(name: str) -> set[int]:
    """The words of a name as numbers that say nothing without the key; spellings in three alphabets share them."""
    parts = [part for word in re.findall(r"[^\W\d_]{3,}", name) for part in names_.read(word).parts]
    return names_.blinded(
        {f"word {key}" for part in parts for key in part.keys if len(key) > 1}, keys.store().blind(WORDS)
    )


def number_marks(numbers: Iterable[str]) -> set[int]:
    """Telephone numbers of a party as numbers that say nothing without the key."""
    ends = {digits[-DIGITS:] for number in numbers if len(digits := phones.digits(number)) >= DIGITS}
    return names_.blinded({f"number {end}" for end in ends}, keys.store().blind(COMPARED))


def names_in(case: Case) -> list[str]:
    """What the parties are called that a case names. Whoever asks sees the case."""
    rows = Party.objects.filter(pk__in=CaseParty.objects.filter(case=case).values("party"))
    return sorted(name for name in names_of(rows).values() if name)


def stands_in(name: str, words: str) -> bool:
    """Does a party's name stand among somebody's words, in whichever alphabet? Its longer words must all be there: a form of law
    (OOO, LLC) is left out by whoever talks of it."""
    parts = re.findall(r"[^\W\d_]{3,}", name)
    asked = word_marks(words)
    told = [word_marks(part) for part in [part for part in parts if len(part) >= LONG_WORD] or parts]
    return bool(told) and all(marks & asked for marks in told)


def who_names(kind: str, *, since: dt.datetime, until: dt.datetime) -> dict[str, frozenset[uuid.UUID]]:
    """For counting alone: what cases that were opened within a time call parties of a kind, each with the files of those who do.

    Nobody is asked whether they may see the cases, so nothing of it may be shown but numbers of many. To be called as work of
    the site itself.
    """
    rows = CaseParty.objects.filter(party__kind=kind, case__opened_at__gte=since, case__opened_at__lt=until)
    told = list(rows.values_list("party", "person", "person__merged_into"))
    names = names_of(Party.objects.filter(pk__in={party for party, _file, _merged in told}))
    found: dict[str, set[uuid.UUID]] = {}
    for party, file, merged in told:
        if names.get(party):
            found.setdefault(names[party], set()).add(merged or file)
    return {name: frozenset(files) for name, files in found.items()}


def entries() -> list[Organisation]:
    """Firms and intermediaries of the directory, one of which a party may be."""
    kinds = [Organisation.Kind.FIRM, Organisation.Kind.INTERMEDIARY]
    return list(Organisation.objects.filter(kind__in=kinds).order_by("key")[: 3 * CHOSEN_FROM])


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
    found = verdicts(parties)
    return Dossier(
        parties[id],
        [(parties[each], name) for each, name in sorted(names.items(), key=lambda item: item[0] != id)],
        found,
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
    hanging = PartyLink.objects.filter(case__in=cases.cases(seen_by=seen_by, at=at)).exclude(
        standing=PartyLink.Standing.REFUTED
    )
    ways: dict[uuid.UUID, tuple[uuid.UUID, ...]] = dict.fromkeys(parties, ())
    through: dict[uuid.UUID, Party] = {}
    last = set(parties)
    while last:
        fresh = set()
        for row in hanging.filter(other__in=last).select_related("one").order_by("said_on", "pk"):
            if row.one_id not in ways:
                ways[row.one_id] = (row.one_id, *ways[row.other_id])
                through[row.one_id] = row.one
                fresh.add(row.one_id)
        last = fresh
    names = names_of(through.values())
    found: dict[uuid.UUID, Along] = {}
    for one in named(seen_by=seen_by, at=at).filter(party__in=ways):
        way = tuple(names.get(id, "") for id in ways[one.party_id])
        known = found.get(one.case_id)
        if known is None or len(way) < len(known.through):
            found[one.case_id] = Along(one.case, way)
    return sorted(found.values(), key=lambda one: (len(one.through), one.case.number))


# -- numbers that meet -------------------------------------------------------------------------------------------------


def sides(rows: Iterable[CaseParty], *, seen_by: Staff, at: dt.datetime) -> list[Side]:
    """Matters that name the same number as these, where whoever asks may know that they are there."""
    return _sides(_meetings(said=[one.pk for one in rows]), seen_by=seen_by)


def _sides(mine: list[Meeting], *, seen_by: Staff) -> list[Side]:
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
    pairs = [
        (one, others[one.pair]) for one in mine if one.pair in others and others[one.pair].person_id not in concealed
    ]
    asked = [(one.pair, meeting_place(one.pk), bytes(one.message)) for two in pairs for one in two if one.message]
    texts = dict(zip((place for _pair, place, _sealed in asked), sealing.unseal_many(asked), strict=True))
    return [_side(one, other, texts) for one, other in pairs]


def _side(mine: Meeting, other: Meeting, texts: dict[str, dict[str, Any] | None]) -> Side:
    answers = {mine.answer, other.answer}
    # Both may have written: who refused stays unknown, whatever the other side answered.
    agreed = Meeting.Answer.ACCEPTED in answers and Meeting.Answer.REFUSED not in answers
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
    row = Meeting.objects.filter(pk=id, said__in=named(seen_by=seen_by, at=at)).select_related("said__case").first()
    if row is None:
        raise Absent
    cases.case(row.said.case_id, seen_by=seen_by, at=at)
    found = _sides([row], seen_by=seen_by)
    if not found:
        raise Absent
    return found[0]


@prepared
def _letters(*, organisation: int) -> QuerySet[Meeting]:
    wrote = Meeting.objects.filter(pair=OuterRef("pair"), asked_at__isnull=False).exclude(pk=OuterRef("pk"))
    mine = Meeting.objects.filter(answer="", said__case__organisation=organisation)
    return mine.filter(Exists(wrote)).select_related("said__case")


def letters_waiting(*, seen_by: Staff, at: dt.datetime) -> list[tuple[Case, Side]]:
    """Letters from other matters that nobody answered yet, in cases that somebody may see."""
    # The other sides are not seen by whoever asks; that one of them wrote is.
    with at_work("letters from other matters"):
        rows: list[Meeting] = _letters(organisation=seen_by.office.organisation_id)
    seen = cases.seen_among((one.said.case_id for one in rows), seen_by=seen_by, at=at)
    rows = [one for one in rows if one.said.case_id in seen]
    return [(one.row.said.case, one) for one in _sides(rows, seen_by=seen_by)]
