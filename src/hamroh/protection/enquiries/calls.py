"""Calls: written down while somebody is on the line, kept at every pause, found again by name or telephone."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.db.models import Count as Counted, Max, QuerySet
from django.utils.translation import gettext as _, gettext_lazy

from hamroh.people import names
from hamroh.people.persons import actions as persons, content as files, phones
from hamroh.people.persons.contact import Channel, SafeContact
from hamroh.people.persons.models import Part, Person
from hamroh.people.prepared import count_all, prepared
from hamroh.people.staff.models import Office, Staff
from hamroh.people.walls import Absent, actions as wall
from hamroh.people.walls.events import Concealed
from hamroh.people.walls.rows import at_work
from hamroh.protection.attachments import actions as attachments
from hamroh.protection.enquiries import events, queries, receipts
from hamroh.protection.enquiries.actions import EnquiryError
from hamroh.protection.enquiries.models import Enquiry, EnquiryToken
from hamroh.protection.outgoing import reaching
from hamroh.protection.women import queries as women
from hamroh.record import keys, note, sealing
from hamroh.record.working import read_within

DANGERS = {
    "violence": gettext_lazy("Beaten or threatened"),
    "confined": gettext_lazy("Not allowed to leave"),
    "child": gettext_lazy("A child is in danger"),
    "removal": gettext_lazy("To be removed from the country, or held"),
}
"""Signs that somebody is in danger now. One of them asks for a next step before anything else."""

NEXT_STEPS = {
    "urgent": gettext_lazy("Handed over urgently"),
    "exit": gettext_lazy("A safe way out was planned"),
    "services": gettext_lazy("Emergency services called, as they wished"),
    queries.WAITS: gettext_lazy("They want to wait; to be called back"),
}
"""What was done about it first."""

MAY_CALL = {
    "": gettext_lazy("Not asked yet"),
    "yes": gettext_lazy("Yes, at any time"),
    "sms": gettext_lazy("Only messages"),
    "never": gettext_lazy("Never"),
}
"""May they be called back?"""

ANSWER_WITHIN = dt.timedelta(days=1)
WRITTEN_WITHIN = dt.timedelta(hours=1)
"""So long whoever writes down a complaint of their own office goes on with it."""
MOST_EARLIER = 5
OPENED_AT_MOST = 60
OPENED_AT_ONCE = 12
COMMON = 200
"""Calls of a like-sounding name from which on they are looked through by their moment instead of by their marks."""
_LIKELY = 0.7


class Stale(EnquiryError):
    """Somebody else wrote to the same call meanwhile; nothing was overwritten. `stands` is what stands now."""

    def __init__(self, stands: Call, edition: int) -> None:
        self.stands, self.edition = stands, edition
        super().__init__("the call was changed meanwhile")


class NobodyOutside(EnquiryError):
    """It complains of the office of whoever writes it down, and nobody of this organisation works elsewhere."""


@dataclass(frozen=True)
class Call:
    """What is written down of a call. `facts` feed the rulebook; `asked` are the screens of questions gone through."""

    name: str = ""
    phone: str = ""
    may_call: str = ""
    contact: str = ""
    place: str = ""
    text: str = ""
    answer: str = ""
    danger: tuple[str, ...] = ()
    next_step: str = ""
    woman: bool = False
    facts: dict[str, Any] = field(default_factory=dict)
    asked: tuple[str, ...] = ()

    @property
    def safe(self) -> SafeContact:
        """What they allowed, as rules that bind every channel."""
        return SafeContact(
            asked=bool(self.may_call), never_call=self.may_call == "never", only_sms=self.may_call == "sms"
        )

    @property
    def needs_step(self) -> bool:
        """Is there danger, and no word yet of what was done about it?"""
        return bool(self.danger) and not self.next_step


def plain(call: Call) -> dict[str, Any]:
    """A call as it is sealed."""
    return {**call.__dict__, "danger": list(call.danger), "asked": list(call.asked)}


def of_content(kept: Mapping[str, Any]) -> Call:
    """A call, of what was sealed."""
    known = {name: kept[name] for name in Call.__dataclass_fields__ if name in kept}
    return replace(Call(**known), danger=tuple(known.get("danger", ())), asked=tuple(known.get("asked", ())))


@dataclass(frozen=True)
class Written:
    """A call that is stored, as it stands."""

    row: Enquiry
    call: Call


@transaction.atomic
def write(form: str, call: Call, *, by: Staff, at: dt.datetime) -> Written:
    """Write a call down. `form` marks the page it is typed on: sent again from there, it is the same call, written anew.

    Raises:
        Absent: it is not theirs to see.
    """
    mark = receipts.mark(form)
    row = Enquiry.objects.filter(form=mark).first()
    if row is not None:
        return rewrite(row, call, edition=row.edition, by=by, at=at)
    id = uuid.uuid4()
    keys.store().make(id)
    row = Enquiry.objects.create(
        id=id,
        organisation_id=by.office.organisation_id,
        channel=Enquiry.Channel.CALL,
        language=by.language,
        received_at=at,
        answer_by=at + ANSWER_WITHIN,
        danger=bool(call.danger),
        next_step=call.next_step,
        wishes_woman=call.woman,
        taken_by=by,
        form=mark,
        sealed=sealing.seal(id, queries.place(id), plain(call)),
    )
    note(events.EnquiryReceived(about=id, channel=row.channel), by=by.pk, at=at)
    make_findable(row, call)
    return Written(row, call)


@transaction.atomic
def rewrite(row: Enquiry, call: Call, *, edition: int, by: Staff, at: dt.datetime) -> Written:
    """Write a call anew. `edition` is the one that was read; the same words again change nothing.

    Raises:
        Stale: somebody else wrote to it meanwhile; nothing is overwritten.
        Absent: it is not theirs to see.
    """
    row = queries.enquiry(row.pk, seen_by=by, at=at)
    stands = of_content(sealing.unseal(row.pk, queries.place(row.pk), bytes(row.sealed)))
    if stands == call:
        return Written(row, call)
    changed = Enquiry.objects.filter(pk=row.pk, edition=edition).update(
        sealed=sealing.seal(row.pk, queries.place(row.pk), plain(call)),
        edition=edition + 1,
        danger=bool(call.danger),
        next_step=call.next_step,
        wishes_woman=call.woman,
    )
    if not changed:
        raise Stale(stands, row.edition)
    row.refresh_from_db()
    note(events.CallWritten(about=row.pk, edition=row.edition), by=by.pk, at=at)
    make_findable(row, call)
    return Written(row, call)


@read_within
def read(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> Written:
    """A call as it stands; the reading goes into the record.

    Raises:
        Absent: there is none, it may not be seen, or it was erased.
    """
    row = queries.enquiry(id, seen_by=by, at=at)
    (kept,) = sealing.unseal_many([(row.pk, queries.place(row.pk), bytes(row.sealed))])
    if kept is None or row.channel != Enquiry.Channel.CALL:
        raise Absent
    note(events.EnquiryRead(about=id), by=by.pk, at=at)
    return Written(row, of_content(kept))


@transaction.atomic
def complains_of(id: uuid.UUID, office: Office, *, writing: bool = False, by: Staff, at: dt.datetime) -> None:
    """Say that a call or report complains of an office: from now on it, and the file opened from it, is absent there.

    With `writing`, whoever says so of their own office goes on writing it down for an hour at most; it is absent for everybody
    else there at once.

    Raises:
        Absent: there is none, or it may not be seen.
        NobodyOutside: it is one's own office, and nobody else of the organisation could read it. Nothing was changed.
    """
    row = queries.enquiry(id, seen_by=by, at=at)
    named = row.offices_complained_of
    until = at + WRITTEN_WITHIN if writing and office.pk == by.office_id else None
    if office.pk in named and (until is not None or office.pk != by.office_id):
        return
    if office.pk == by.office_id and not queries.somebody_outside(office, at=at):
        raise NobodyOutside
    if row.person_id is not None:
        _conceal(row.person_id, office, by=by, at=at)
    # Whoever had it there has it no more.
    taken = None if row.taken_by is not None and row.taken_by.office_id == office.pk else row.taken_by
    if office.pk not in named:
        named.append(office.pk)
    Enquiry.objects.filter(pk=row.pk).update(
        about_office=named[0],
        also_about=" ".join(map(str, named[1:])),
        taken_by=by if until else taken,
        writing_until=until,
    )
    note(events.OfficeComplainedOf(about=id), by=by.pk, at=at)


def _conceal(file: uuid.UUID, office: Office, *, by: Staff, at: dt.datetime) -> None:
    """Hide a file, and all that were merged with it, also where whoever says so does not see it themselves."""
    with at_work("hide a file from the office complained of"):
        person = Person.objects.filter(pk=file).first()
        while person is not None and person.merged_into is not None:
            person = person.merged_into
        if person is not None:
            wall.hide(person.pk, office=office)
            note(Concealed(about=person.pk), by=by.pk, at=at)


@transaction.atomic
def promise_call_back(id: uuid.UUID, *, within: dt.timedelta, by: Staff, at: dt.datetime) -> None:
    """Promise to call back within a time; it stands in the queue until the call is closed.

    Raises:
        Absent: there is none, or it may not be seen.
        NotToBeCalled: they, or somebody else with this number, asked not to be called.
    """
    written = read(id, by=by, at=at)
    row = written.row
    if barred(written.call, row, at=at):
        raise reaching.NotToBeCalled
    by_then = at + within
    first = None
    if written.call.woman and not women.is_one(by):
        first = women.first_until(row.organisation_id, about=row.offices_complained_of, at=at, answer_by=by_then)
    # Where a woman is asked for, one of those who answer takes it from here.
    whose = {"taken_by": None} if first is not None else {}
    Enquiry.objects.filter(pk=row.pk).update(call_back_by=by_then, answer_by=by_then, women_first_until=first, **whose)
    note(events.CallBackPromised(about=id), by=by.pk, at=at)


def why_not_yet(row: Enquiry, call: Call, *, at: dt.datetime) -> str:
    """Why a call cannot be closed or handed on yet, as a sentence; empty where it can.

    Danger forces a step, and a time by which they are called back, where they may be called at all.
    """
    if call.needs_step:
        return _("Say first what was done about the danger.")
    if not call.danger or row.call_back_by is not None or row.closed_at is not None:
        return ""
    if call.next_step == queries.WAITS:
        return _("They are in danger and want to wait: choose first within which time they are called back.")
    if call.phone and call.may_call == "yes" and not barred(call, row, at=at):
        return _("They are in danger and may be called: choose first within which time they are called back.")
    return ""


@transaction.atomic
def sheet_made(row: Enquiry, fields: Iterable[str], *, by: Staff, at: dt.datetime) -> None:
    """Note that a sheet to hand on was made of a call that was just read, and of which fields."""
    note(events.SheetMade(about=row.pk, fields=", ".join(fields) or "-"), by=by.pk, at=at)


def barred(call: Call, row: Enquiry, *, at: dt.datetime) -> str:
    """Why the number of a call may not be called at any hour: a code of `reaching.Verdict`, empty where it may."""
    own = reaching.Known(call.safe, enquiry=row.pk)
    known = [own, *reaching.known_by_number(call.phone, other_than=row.pk)] if call.phone else [own]
    verdict = reaching.judge(known, Channel.CALL, at, number=call.phone, answering=True)
    return verdict.why if verdict.why in reaching.NEVER else ""


@transaction.atomic
def open_file(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> Person:
    """Open a person's file with what the call or report holds; done twice, it is opened once.

    An office that it complains of does not see the file either, from the first moment.

    Raises:
        Absent: there is none, or it may not be seen.
    """
    queries.enquiry(id, seen_by=by, at=at)
    # Two who open it at one moment do so one after the other.
    row = Enquiry.objects.select_for_update(of=("self",)).get(pk=id)
    if row.person_id is not None:
        return Person.objects.get(pk=row.person_id)
    parts = _parts_of_call(id, by=by, at=at) if row.channel == Enquiry.Channel.CALL else _parts_of_report(row)
    person = persons.open_file(parts, by=by, at=at)
    for office in Office.objects.filter(pk__in=row.offices_complained_of):
        _conceal(person.pk, office, by=by, at=at)
    Enquiry.objects.filter(pk=row.pk).update(person=person)
    attachments.go_along(row, person, by=by, at=at)
    note(events.FileMade(about=row.pk), by=by.pk, at=at)
    return person


def of_files(files: Iterable[uuid.UUID], *, seen_by: Staff, at: dt.datetime) -> list[Written]:
    """The calls from which these files came, the oldest first; of those that somebody may see, and that were not erased."""
    calls = queries.enquiries(seen_by=seen_by, at=at).filter(person__in=list(files), channel=Enquiry.Channel.CALL)
    rows = list(calls.order_by("received_at", "pk"))
    kept = sealing.unseal_many((row.pk, queries.place(row.pk), bytes(row.sealed)) for row in rows)
    return [Written(row, of_content(told)) for row, told in zip(rows, kept, strict=True) if told is not None]


def facts_of(files: Iterable[uuid.UUID], *, seen_by: Staff, at: dt.datetime) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What was told for the rulebook on the calls from which these files came, what was told last counting, and the screens gone through."""
    facts: dict[str, Any] = {}
    asked: dict[str, None] = {}
    for written in of_files(files, seen_by=seen_by, at=at):
        facts |= written.call.facts
        asked |= dict.fromkeys(written.call.asked)
    return facts, tuple(asked)


def _parts_of_call(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> dict[Part, dict[str, Any]]:
    call = read(id, by=by, at=at).call
    phone = {"said": call.phone, "e164": phones.e164(call.phone), "whose": "own"}
    return {
        Part.IDENTITY: {"full_name": call.name},
        Part.CONTACT: {
            "phones": [phone] if call.phone else [],
            "place": call.place,
            "safe": call.safe.plain(),
        },
        Part.STORY: {"text": call.text},
    }


def _parts_of_report(row: Enquiry) -> dict[Part, dict[str, Any]]:
    """A report has no name; how to reach its sender stands in their own words, and nobody has asked yet what is safe."""
    shown = queries.opened(row)
    if shown is None:
        raise Absent
    said = {"said": shown.contact, "e164": phones.e164(shown.contact), "whose": "unknown"}
    return {
        Part.CONTACT: {"phones": [said] if shown.contact else [], "safe": {}},
        Part.STORY: {"text": "\n\n".join(one.text for one in shown.said if not one.by)},
    }


# -- earlier contacts ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Earlier:
    """An earlier call that may be of the same person. `by` is phone or name."""

    id: uuid.UUID
    at: dt.datetime
    name: str
    place: str
    by: str


def earlier(call: Call, *, seen_by: Staff, at: dt.datetime, other_than: uuid.UUID | None = None) -> list[Earlier]:
    """Earlier calls from the same number or from somebody of a like-sounding name, the newest first; at most five."""
    name, number = names.read(call.name), _number_marks(call.phone)
    if not name.parts and not number:
        return []
    # Those that share most marks, weighed by the first lock alone: the second looks at each row. What is opened is read under both.
    with at_work("earlier calls"):
        seen = {"seen_by": seen_by, "at": at, "other_than": other_than}
        ids = {*_ids(_ranked(tokens=_tokens(number), **seen)), *_of_name(name, seen)}
    rows = _opened_of(ids=list(ids), seen_by=seen_by, at=at)
    asked = phones.digits(call.phone)[-7:]
    alike: dict[str, bool] = {}
    found: list[Earlier] = []
    # The newest first, and no more of them than are shown: to open one and to weigh its name takes longer than to find it.
    for start in range(0, len(rows), OPENED_AT_ONCE):
        some = rows[start : start + OPENED_AT_ONCE]
        opened = sealing.unseal_many((id, queries.place(id), bytes(sealed)) for id, _, sealed in some)
        for (id, received_at, _sealed), kept in zip(some, opened, strict=True):
            if kept is None:
                continue
            # Three fields of a call; what a report holds has none of them.
            theirs, place = kept.get("name", ""), kept.get("place", "")
            if len(asked) == 7 and phones.digits(kept.get("phone", ""))[-7:] == asked:
                found.append(Earlier(id, received_at, theirs, place, "phone"))
            elif call.name and theirs:
                if theirs not in alike:
                    alike[theirs] = names.score(name, names.read(theirs)) >= _LIKELY
                if alike[theirs]:
                    found.append(Earlier(id, received_at, theirs, place, "name"))
        if len(found) >= MOST_EARLIER:
            break
    return found[:MOST_EARLIER]


def _of_name(name: names.Name, seen: dict[str, Any]) -> list[uuid.UUID]:
    """Calls to be opened for a name: by each part of it; of parts that very many bear, by two at a time, and the newest."""
    written, asked = _tokens(names.written_tokens(name)), _tokens(names.asked_tokens(name))
    wide, narrow = count_all([_common.counting(tokens=written), _common.counting(tokens=asked)])
    if wide < COMMON:
        return _ids(_ranked(tokens=written, **seen))
    if narrow < COMMON:
        return _ids(_ranked(tokens=asked, **seen))
    # By one mark at a time the index has them in order.
    return [id for token in asked for id in _newest(token=token, **seen)]


def _tokens(marks: set[str]) -> list[int]:
    return sorted(files.blinded(marks))


def _ids(ranked: list[tuple[uuid.UUID, int, dt.datetime]]) -> list[uuid.UUID]:
    return [id for id, _, _ in ranked]


@prepared
def _common(*, tokens: list[int]) -> QuerySet[EnquiryToken]:
    return EnquiryToken.objects.filter(token__in=tokens)[:COMMON]


def _bearing(
    tokens: list[int], seen_by: Staff, at: dt.datetime, other_than: uuid.UUID | None
) -> QuerySet[EnquiryToken]:
    visible = queries.enquiries(seen_by=seen_by, at=at)
    others = visible if other_than is None else visible.exclude(pk=other_than)
    return EnquiryToken.objects.filter(token__in=tokens, enquiry__in=others)


@prepared
def _newest(
    *, token: int, seen_by: Staff, at: dt.datetime, other_than: uuid.UUID | None
) -> QuerySet[EnquiryToken, Any]:
    newest = _bearing([token], seen_by, at, other_than).order_by("-received_at")
    return newest.values_list("enquiry", flat=True)[: 2 * MOST_EARLIER]


@prepared
def _ranked(
    *, tokens: list[int], seen_by: Staff, at: dt.datetime, other_than: uuid.UUID | None
) -> QuerySet[EnquiryToken, Any]:
    """Those that share most marks, of these the newest."""
    bear = _bearing(tokens, seen_by, at, other_than)
    ranked = bear.values_list("enquiry").annotate(hits=Counted("token"), newest=Max("received_at"))
    return ranked.order_by("-hits", "-newest")[:OPENED_AT_MOST]


@prepared
def _opened_of(*, ids: list[uuid.UUID], seen_by: Staff, at: dt.datetime) -> QuerySet[Enquiry, Any]:
    near = queries.enquiries(seen_by=seen_by, at=at).filter(pk__in=ids).order_by("-received_at")
    return near.values_list("pk", "received_at", "sealed")


@read_within
def show_earlier(call: Call, *, by: Staff, at: dt.datetime, other_than: uuid.UUID | None = None) -> list[Earlier]:
    """`earlier`, and note in the record whose names were shown."""
    found = earlier(call, seen_by=by, at=at, other_than=other_than)
    if found:
        note(events.EarlierShown(count=len(found), shown=tuple(str(one.id) for one in found)), by=by.pk, at=at)
    return found


def marks(call: Call) -> set[str]:
    """Under which marks a call is found again, before they are blinded."""
    found = set(names.written_tokens(names.read(call.name), None)) if call.name.strip() else set()
    return found | _number_marks(call.phone)


def _number_marks(phone: str) -> set[str]:
    return {mark for number in phones.readings(phone) | {phone} for mark in files.phone_marks(number)}


def make_findable(row: Enquiry, call: Call) -> None:
    """Write by which marks a call is found again, in place of those that stand."""
    wanted = files.blinded(marks(call))
    there = set(EnquiryToken.objects.filter(enquiry=row).values_list("token", flat=True))
    EnquiryToken.objects.filter(enquiry=row, token__in=there - wanted).delete()
    EnquiryToken.objects.bulk_create(
        EnquiryToken(enquiry=row, token=token, received_at=row.received_at) for token in sorted(wanted - there)
    )
