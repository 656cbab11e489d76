"""What is done with parties: named, linked, put together; a verdict entered, a reply asked and kept; numbers compared."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _, override

from hamroh.people.persons import content
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import at_work
from hamroh.protection import complaints
from hamroh.protection.cases import queries as cases
from hamroh.protection.cases.models import Case, Referral
from hamroh.protection.complaints.cards import NotTold
from hamroh.protection.enquiries.models import Enquiry
from hamroh.protection.parties import events, queries
from hamroh.protection.parties.models import (
    CaseParty,
    Meeting,
    Party,
    PartyLink,
    PartyMark,
    PartyWord,
    RightOfReply,
    SaidBy,
    Verdict,
)
from hamroh.protection.parties.telling import tells_who
from hamroh.record import actions as record, keys, note, sealing
from hamroh.shell.here import day_of

LONGEST_TEXT = 5_000
MEETS_AT_MOST = 10
"""With so many matters that name its number, the newest, a matter meets; those that come later meet it in turn."""
REPLY_WITHIN = dt.timedelta(days=14)

_BODIES: dict[str, frozenset[str]] = {
    Party.Kind.EMPLOYER: frozenset({"employer"}),
    Party.Kind.FOREMAN: frozenset({"employer"}),
    Party.Kind.SITE: frozenset({"employer"}),
    Party.Kind.INTERMEDIARY: frozenset({"intermediary", "person_complained_of"}),
    Party.Kind.AGENCY: frozenset({"intermediary"}),
    Party.Kind.LANDLORD: frozenset({"landlord", "person_complained_of"}),
    Party.Kind.OFFICIAL: frozenset(
        {"office_complained_of", "person_complained_of", "police", "consulate", "home_migration_service"}
    ),
}
"""What a party is among the bodies of which a card says that they must not be told."""

_HELD: dict[str, Any] = {
    "may_leave_site": False, "threatened": True, "violence": True, "isolated": True, "debt_bondage": True,
    "pay_held_to_keep": True,
}  # fmt: skip
"""Facts by which somebody is in the hands of those whom a letter would warn."""


class PartyError(Exception):
    """Root of what this room refuses; carries the id concerned."""

    def __init__(self, id: uuid.UUID, message: str) -> None:
        self.id = id
        super().__init__(message)


class NotComplete(PartyError):
    """Something that must be said is missing: a name, who says so, a body, a paper, a day that is not in the future."""


class NotSafe(PartyError):
    """A letter to a party could harm the person, or tells who they are. Nothing was written."""

    def __init__(self, id: uuid.UUID, message: str, tells: Iterable[str] = ()) -> None:
        self.tells = frozenset(tells)
        super().__init__(id, message)


class Shared(PartyError):
    """Another organisation's case names one of the two: putting them together would change what it sees."""


# -- named by a case ---------------------------------------------------------------------------------------------------


@transaction.atomic
def name_party(
    case: uuid.UUID,
    *,
    kind: str = "",
    name: str = "",
    known: Party | None = None,
    allegation: str = "",
    phones: Iterable[str] = (),
    said_by: str,
    said_on: dt.date,
    compare: bool = False,
    by: Staff,
    at: dt.datetime,
) -> CaseParty:
    """Name a party in a case: a new one by kind and name, or one that is `known` from a case that may be seen.

    What is said against it stays an allegation: who says so, and when. With `compare` the person agreed that its telephone
    number be held against those that other matters name. Named twice, new words stand below the former, and none is lost.

    Raises:
        Absent: the case, or the party, may not be seen.
        NotComplete: no kind or name, nobody who says so, or a day to come.
    """
    row = cases.case(case, seen_by=by, at=at)
    words, numbers = " ".join(name.split()), [n for n in (" ".join(p.split()) for p in phones) if n]
    if known is None and (not words or kind not in Party.Kind.values):
        raise NotComplete(case, "A party has a kind and a name.")
    if said_by not in SaidBy.values or said_on > day_of(at):
        raise NotComplete(case, "Say who says so and on which day.")
    if known is not None and not queries.named(seen_by=by, at=at).filter(party=known).exists():
        raise Absent
    party = known or _new(kind, words)
    made = CaseParty.objects.filter(case=row, party=party).first()
    id = made.pk if made else uuid.uuid4()
    said = allegation.strip()
    if made is not None:
        before = sealing.unseal(row.person_id, queries.said_place(id), bytes(made.sealed))
        if said not in before["allegation"]:
            said = "\n\n".join(filter(None, (before["allegation"], said)))
        else:
            said = before["allegation"]
        numbers = list(dict.fromkeys((*before["phones"], *numbers)))
    told = {"allegation": said, "phones": numbers}
    kept = {
        "said_by": said_by, "said_on": said_on, "compare": compare,
        "sealed": sealing.seal(row.person_id, queries.said_place(id), told),
    }  # fmt: skip
    if made is None:
        made = CaseParty.objects.create(id=id, case=row, person_id=row.person_id, party=party, by=by, at=at, **kept)
    else:
        CaseParty.objects.filter(pk=id).update(**kept)
        made.refresh_from_db()
    note(events.PartyNamed(about=row.person_id, number=row.number, party=party.pk), by=by.pk, at=at)
    _compare(made, numbers if compare and party.kind != Party.Kind.OFFICIAL else [], at=at)
    return made


def _new(kind: str, name: str) -> Party:
    id = uuid.uuid4()
    keys.store().make(id)
    sealed = sealing.seal(id, queries.party_place(id), {"name": name})
    made = Party.objects.create(id=id, kind=kind, sealed=sealed)
    PartyWord.objects.bulk_create(PartyWord(party=made, mark=mark) for mark in sorted(queries.word_marks(name)))
    return made


@transaction.atomic
def take_back(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> Case:
    """A case names a party no more: it was the wrong one. A party that no case names any more is erased.

    Raises:
        Absent: there is none, or its case may not be seen.
    """
    row = queries.said(id, seen_by=by, at=at)
    with at_work("a case names a party no more"):
        _end_meetings(set(row.meetings.values_list("pair", flat=True)), at=at)
        PartyLink.objects.filter(case=row.case_id, one=row.party_id).delete()
        PartyLink.objects.filter(case=row.case_id, other=row.party_id).delete()
        CaseParty.objects.filter(pk=id).delete()
        _erase_unnamed({row.party_id}, reason="no case names it", by=by.pk, at=at)
    note(events.PartyTakenBack(about=row.person_id, number=row.case.number), by=by.pk, at=at)
    return row.case


@transaction.atomic
def read_parties(case: uuid.UUID, *, by: Staff, at: dt.datetime) -> list[queries.Said]:
    """What a case says of parties; the reading goes into the record.

    Raises:
        Absent: the case may not be seen.
    """
    row = cases.case(case, seen_by=by, at=at)
    found = queries.of_case(row, seen_by=by, at=at)
    if found:
        note(events.PartiesRead(about=row.person_id, number=row.number), by=by.pk, at=at)
    return found


@transaction.atomic
def read_party(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> queries.Dossier:
    """A party over the cases that may be seen; the reading goes into the record of each person.

    Raises:
        Absent: there is none, or no case that may be seen names it.
    """
    found = queries.party(id, seen_by=by, at=at)
    for row in {one.row.case_id: one.row.case for one in found.said}.values():
        note(events.PartiesRead(about=row.person_id, number=row.number), by=by.pk, at=at)
    return found


@transaction.atomic
def link(
    case: uuid.UUID, *, one: Party, kind: str, other: Party, said_by: str, said_on: dt.date, by: Staff, at: dt.datetime
) -> None:
    """Say in a case how two parties hang together: who says so, when. By a paper or a register it stands on paper.

    Raises:
        Absent: the case, or a party, may not be seen.
        NotComplete: no kind, nobody who says so, a day to come, or one party twice.
    """
    row = cases.case(case, seen_by=by, at=at)
    seen = set(queries.named(seen_by=by, at=at).values_list("party", flat=True))
    if not {one.pk, other.pk} <= seen:
        raise Absent
    fits = kind in PartyLink.Kind.values and said_by in SaidBy.values and said_on <= day_of(at) and one.pk != other.pk
    if not fits:
        raise NotComplete(case, "Two parties, how they hang together, who says so and on which day.")
    on_paper = said_by in (SaidBy.PAPER, SaidBy.REGISTER)
    PartyLink.objects.update_or_create(
        case=row, one=one, kind=kind, other=other,
        defaults={
            "person_id": row.person_id, "said_by": said_by, "said_on": said_on,
            "standing": PartyLink.Standing.ON_PAPER if on_paper else PartyLink.Standing.SAID,
        },
    )  # fmt: skip
    note(events.PartiesLinked(about=row.person_id, number=row.number), by=by.pk, at=at)


@transaction.atomic
def refute_link(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> Case:
    """Say that two parties do not hang together after all; it stays to be read and leads nowhere.

    Raises:
        Absent: there is no such link, or its case may not be seen.
    """
    found = PartyLink.objects.filter(pk=id, case__in=cases.cases(seen_by=by, at=at)).first()
    if found is None:
        raise Absent
    row = cases.case(found.case_id, seen_by=by, at=at)
    PartyLink.objects.filter(pk=id).update(standing=PartyLink.Standing.REFUTED)
    note(events.PartiesLinked(about=row.person_id, number=row.number), by=by.pk, at=at)
    return row


# -- two spellings of one ----------------------------------------------------------------------------------------------


@transaction.atomic
def put_together(kept: Party, gone: Party, *, by: Staff, at: dt.datetime) -> None:
    """Say that two names are of one party. Both stay, so that it can be undone.

    Raises:
        Absent: one of them may not be seen.
        NotComplete: they are together already.
        Shared: a case of another organisation names one of them.
    """
    for one in (kept, gone):
        queries.party(one.pk, seen_by=by, at=at)
    both = queries.together(kept.pk) | queries.together(gone.pk)
    if gone.pk in queries.together(kept.pk):
        raise NotComplete(kept.pk, "They are one already.")
    with at_work("put two names of one party together"):
        others = CaseParty.objects.filter(party__in=both).exclude(case__organisation=by.office.organisation_id)
        if others.exists():
            raise Shared(kept.pk, "They stay apart.")
        top = Party.objects.get(pk=gone.pk)
        while top.merged_into is not None:
            top = top.merged_into
        Party.objects.filter(pk=top.pk).update(merged_into=kept)
    note(events.PartiesMerged(kept=kept.pk, gone=top.pk), by=by.pk, at=at)


@transaction.atomic
def part_again(gone: Party, *, by: Staff, at: dt.datetime) -> None:
    """Let a name stand for a party of its own again.

    Raises:
        Absent: it may not be seen, or was not put together with another.
    """
    queries.party(gone.pk, seen_by=by, at=at)
    if not Party.objects.filter(pk=gone.pk, merged_into__isnull=False).update(merged_into=None):
        raise Absent
    note(events.PartiesParted(gone=gone.pk), by=by.pk, at=at)


@transaction.atomic
def set_entry(party: Party, entry: int | None, *, by: Staff, at: dt.datetime) -> None:
    """Say which firm or intermediary of the directory a party is, or that it is none of them.

    Raises:
        Absent: the party may not be seen.
        NotComplete: the directory has no such firm or intermediary.
    """
    queries.party(party.pk, seen_by=by, at=at)
    if entry is not None and entry not in {one.pk for one in queries.entries()}:
        raise NotComplete(party.pk, "Choose a firm or an intermediary of the directory.")
    Party.objects.filter(pk=party.pk).update(entry=entry)
    note(events.EntrySet(party=party.pk, entry=entry), by=by.pk, at=at)


# -- what was found ----------------------------------------------------------------------------------------------------


@transaction.atomic
def enter_verdict(
    party: Party, *, kind: str, body: str, paper: str, day: dt.date, appeal: str, by: Staff, at: dt.datetime
) -> Verdict:
    """Enter what a court or an office found, by its paper. Entered again by the same body, day and paper, what is said last takes the
    place of what stood: what was overturned must not go on standing.

    Raises:
        Absent: the party may not be seen.
        NotComplete: body, paper, day, kind or standing of the appeal is missing, or the day is to come.
    """
    queries.party(party.pk, seen_by=by, at=at)
    fits = kind in Verdict.Kind.values and appeal in Verdict.Appeal.values and day <= day_of(at)
    if not (fits and body.strip() and paper.strip()):
        raise NotComplete(party.pk, "A verdict has a body, a day, a paper, and where its appeal stands.")
    told = {"body": body.strip(), "paper": paper.strip()}
    for one in queries.verdicts({party.pk}):
        if (one.body, one.paper, one.row.day) == (told["body"], told["paper"], day):
            Verdict.objects.filter(pk=one.row.pk).update(kind=kind, appeal=appeal, by=by, at=at)
            note(events.VerdictEntered(party=party.pk, verdict=one.row.pk), by=by.pk, at=at)
            one.row.refresh_from_db()
            return one.row
    id = uuid.uuid4()
    made = Verdict.objects.create(
        id=id, party=party, kind=kind, day=day, appeal=appeal, by=by, at=at,
        sealed=sealing.seal(party.pk, queries.verdict_place(id), told),
    )  # fmt: skip
    note(events.VerdictEntered(party=party.pk, verdict=id), by=by.pk, at=at)
    return made


# -- right of reply ----------------------------------------------------------------------------------------------------


def must_not_know(row: CaseParty, facts: Mapping[str, Any]) -> tuple[NotTold, ...]:
    """What the card of the case says of telling such a party; only the person's own wish goes past it."""
    card = complaints.card(row.case.kind)
    bodies = _BODIES[row.party.kind]
    return tuple(one for one in card.not_to_be_told(facts) if one.body.code in bodies)


@transaction.atomic
def ask_reply(
    id: uuid.UUID,
    words: str,
    *,
    agreed_how: str,
    agreed_on: dt.date,
    own_wish: bool = False,
    language: str,
    by: Staff,
    at: dt.datetime,
) -> RightOfReply:
    """Write the letter that asks a party for its reply to what is said of it. It is printed; nothing is sent from here.

    Only when the person agreed, and only when it is safe: not while they are in danger or in the hands of those who
    would be warned, and where the card says that such a party must not be told, only by their own wish. `words` never tell
    who they are.

    Raises:
        Absent: there is none, or its case may not be seen.
        NotComplete: no words, or consent without a way or a day.
        NotSafe: it could harm, or the words tell who the person is.
    """
    row = queries.said(id, seen_by=by, at=at)
    case = cases.opened(cases.case(row.case_id, seen_by=by, at=at))
    facts = case.content.get("facts", {})
    text = words.strip()
    if not text or agreed_how not in Referral.Agreed.values or agreed_on > day_of(at):
        raise NotComplete(id, "Write what is said of them, and how and when the person agreed.")
    with at_work("is somebody in danger"):
        danger = Enquiry.objects.filter(person=row.person_id, danger=True, closed_at__isnull=True).exists()
    if danger or any(facts.get(name) == value for name, value in _HELD.items()):
        raise NotSafe(id, "The person is in danger or in their hands.")
    if must_not_know(row, facts) and not own_wish:
        raise NotSafe(id, "Such a party must not be told, but by the person's own wish.")
    tells = tells_who(text, cases.file_of(case.row))
    if tells:
        raise NotSafe(id, "The words tell who the person is.", tells)
    name = queries.names_of([row.party])[row.party_id]
    reply_id = uuid.uuid4()
    letter = letter_text(name, text, by=by, on=day_of(at), language=language)
    made = RightOfReply.objects.create(
        id=reply_id, said=row, person_id=row.person_id, asked_on=day_of(at), agreed_how=agreed_how, agreed_on=agreed_on, by=by,
        sealed=sealing.seal(row.person_id, queries.reply_place(reply_id), {"letter": letter}),
    )  # fmt: skip
    note(events.ReplyAsked(about=row.person_id, number=case.row.number), by=by.pk, at=at)
    return made


def letter_text(party: str, words: str, *, by: Staff, on: dt.date, language: str) -> str:
    """The letter in one of three languages. It says that nothing was found, and that the reply stands beside what is said."""
    with override(language):
        organisation = by.office.organisation.name(language)
        until = on + REPLY_WITHIN
        return "\n\n".join(
            (
                _("To: %(party)s") % {"party": party},
                _("We were told the following of you. It is what somebody says; no court has found it, and we do not say that it is so.")
                + "\n"
                + words,
                _("You may reply in writing. Your reply is shown wherever these words are shown. Please write by %(day)s to: %(organisation)s.")
                % {"day": f"{until:%d.%m.%Y}", "organisation": organisation},
                _("We do not name who told us, and ask you not to look for them."),
                f"{on:%d.%m.%Y}, {organisation}",
            )
        )  # fmt: skip


@transaction.atomic
def keep_reply(id: uuid.UUID, reply: str, *, on: dt.date, by: Staff, at: dt.datetime) -> RightOfReply:
    """Keep what a party replied, asked or unasked; it is shown wherever the allegation is.

    Raises:
        Absent: there is none, or its case may not be seen.
        NotComplete: no words, or a day to come.
    """
    row = queries.said(id, seen_by=by, at=at)
    if not reply.strip() or on > day_of(at):
        raise NotComplete(id, "Write the reply and its day.")
    waiting = RightOfReply.objects.filter(said=row, replied_on__isnull=True).order_by("-asked_on").first()
    reply_id = waiting.pk if waiting else uuid.uuid4()
    told = sealing.unseal(row.person_id, queries.reply_place(reply_id), bytes(waiting.sealed)) if waiting else {}
    sealed = sealing.seal(row.person_id, queries.reply_place(reply_id), {**told, "reply": reply.strip()})
    if waiting:
        RightOfReply.objects.filter(pk=reply_id).update(replied_on=on, sealed=sealed)
        waiting.refresh_from_db()
    else:
        waiting = RightOfReply.objects.create(
            id=reply_id, said=row, person_id=row.person_id, replied_on=on, by=by, sealed=sealed
        )
    note(events.ReplyKept(about=row.person_id, number=row.case.number), by=by.pk, at=at)
    return waiting


# -- one number in two matters -----------------------------------------------------------------------------------------


@transaction.atomic
def compare(id: uuid.UUID, agreed: bool, *, by: Staff, at: dt.datetime) -> None:
    """Compare the numbers told of a party with those in other matters, or, when the person agrees no more, never did:
    marks, and what was found by them, are taken out on both sides.

    Raises:
        Absent: there is none, or its case may not be seen.
    """
    row = queries.said(id, seen_by=by, at=at)
    kept = sealing.unseal(row.person_id, queries.said_place(row.pk), bytes(row.sealed))
    CaseParty.objects.filter(pk=id).update(compare=agreed)
    _compare(row, kept.get("phones", []) if agreed and row.party.kind != Party.Kind.OFFICIAL else [], at=at)
    note(events.ComparingChanged(about=row.person_id, number=row.case.number, compare=agreed), by=by.pk, at=at)


def _compare(row: CaseParty, numbers: Iterable[str], *, at: dt.datetime) -> None:
    """Put the marks of these numbers in place of those that stand, and let matters that name one of them meet."""
    wanted = queries.number_marks(numbers)
    with at_work("compare the numbers of parties"):
        there = set(row.marks.values_list("mark", flat=True))
        row.marks.exclude(mark__in=wanted).delete()
        PartyMark.objects.bulk_create(
            PartyMark(said=row, person_id=row.person_id, mark=mark) for mark in sorted(wanted - there)
        )
        same = set(content.members([cases.file_of(row.case)]))
        alike = PartyMark.objects.filter(mark__in=wanted).exclude(said=row).exclude(person__in=same)
        mine = set(row.meetings.values_list("pair", flat=True))
        met = dict(Meeting.objects.filter(pair__in=mine).exclude(said=row).values_list("said", "pair"))
        still = set(alike.filter(said__in=met).values_list("said", flat=True))
        _end_meetings([pair for said, pair in met.items() if said not in still], at=at)
        # A number that very many name would else make a meeting for each two of them.
        newest = alike.order_by("-said__at", "said").values_list("said", "person").distinct()[:MEETS_AT_MOST]
        for said, person in list(newest):
            if said not in met:
                pair = uuid.uuid4()
                keys.store().make(pair)
                Meeting.objects.create(pair=pair, said=row, person_id=row.person_id)
                Meeting.objects.create(pair=pair, said_id=said, person_id=person)


def _end_meetings(pairs: Iterable[uuid.UUID], *, at: dt.datetime) -> None:
    """Take out both sides of meetings, and the key of what was written between them. To be called as the site's own work."""
    for pair in list(pairs):
        Meeting.objects.filter(pair=pair).delete()
        record.erase(pair, reason="compared no more", by=None, at=at)


@transaction.atomic
def write_to_other(id: uuid.UUID, text: str, *, by: Staff, at: dt.datetime) -> None:
    """Write to whoever leads the other matter, once; the words never tell who the person is. They may accept or refuse.

    Raises:
        Absent: there is none, or it may not be known of.
        NotComplete: no words.
        NotSafe: the words tell who the person is.
    """
    side = queries.meeting(id, seen_by=by, at=at)
    case = side.row.said.case
    words = text.strip()
    if not words:
        raise NotComplete(id, "Write something first.")
    tells = tells_who(words, cases.file_of(case))
    if tells:
        raise NotSafe(id, "The words tell who the person is.", tells)
    sealed = sealing.seal(side.row.pair, queries.meeting_place(id), {"text": words})
    if Meeting.objects.filter(pk=id, asked_at__isnull=True).update(asked_at=at, asked_by=by, message=sealed):
        note(events.MeetingAsked(about=side.row.person_id, number=case.number), by=by.pk, at=at)


@transaction.atomic
def answer_other(id: uuid.UUID, accept: bool, *, by: Staff, at: dt.datetime) -> None:
    """Accept or refuse to know each other. Accepted, both sides see who leads the other matter and where, and no more.

    Raises:
        Absent: there is none, it may not be known of, or nobody wrote.
    """
    side = queries.meeting(id, seen_by=by, at=at)
    if not side.theirs:
        raise Absent
    answer = Meeting.Answer.ACCEPTED if accept else Meeting.Answer.REFUSED
    if Meeting.objects.filter(pk=id, answer="").update(answer=answer, answered_by=by):
        number = side.row.said.case.number
        note(events.MeetingAnswered(about=side.row.person_id, number=number, answer=answer), by=by.pk, at=at)


# -- erasing -----------------------------------------------------------------------------------------------------------


def forget(persons: list[uuid.UUID], *, reason: str, by: uuid.UUID | None, at: dt.datetime) -> None:
    """What goes with a person: meetings on both sides, and parties that no other case names. Before their cases go."""
    _end_meetings(set(Meeting.objects.filter(person__in=persons).values_list("pair", flat=True)), at=at)
    mine = CaseParty.objects.filter(person__in=persons)
    parties = set(mine.values_list("party", flat=True))
    mine.delete()
    PartyLink.objects.filter(person__in=persons).delete()
    _erase_unnamed(parties, reason=reason, by=by, at=at)


def sweep(at: dt.datetime) -> None:
    """Erase parties that no case names any more, and meetings whose other side is gone, after cases were taken out."""
    with transaction.atomic(), at_work("parties that no case names"):
        named = CaseParty.objects.values("party")
        left = set(Party.objects.exclude(pk__in=named).values_list("pk", flat=True))
        _erase_unnamed(left, reason="no case names it", by=None, at=at)
        alone = Meeting.objects.values("pair").annotate(sides=Count("pk")).filter(sides=1)
        _end_meetings(set(alone.values_list("pair", flat=True)), at=at)


def _erase_unnamed(parties: set[uuid.UUID], *, reason: str, by: uuid.UUID | None, at: dt.datetime) -> None:
    for id in parties - set(CaseParty.objects.filter(party__in=parties).values_list("party", flat=True)):
        Party.objects.filter(pk=id).delete()
        record.erase(id, reason=reason, by=by, at=at)
