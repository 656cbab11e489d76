"""Messages on their way out, and to where somebody may be written."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from hamroh.people import walls
from hamroh.people.persons import content, phones
from hamroh.people.persons.contact import SafeContact, safe_contact
from hamroh.people.persons.events import FileRead
from hamroh.people.persons.models import Part, Person, PersonPart
from hamroh.people.prepared import prepared
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.models import Involvement
from hamroh.people.walls.rows import at_work
from hamroh.protection.enquiries import queries as enquiries
from hamroh.protection.enquiries.events import EnquiryRead
from hamroh.protection.enquiries.models import Enquiry
from hamroh.protection.outgoing.models import OutgoingMessage
from hamroh.protection.outgoing.reaching import Known, known_by_number
from hamroh.record import note, sealing

HELD_FOR = dt.timedelta(minutes=20)
"""So long a message stays with who took it to send it by hand."""
SHOWN = 100
State = OutgoingMessage.State


@dataclass(frozen=True)
class Subject:
    """Whom a message is to: the person of a file, or the caller of a call that has no file yet.

    `numbers` are those known; `shared` those that are not said to be the person's own. `rules` are what they said of safe contact, one for each
    file that was merged; all of them bind.
    """

    person: Person | None
    enquiry: Enquiry | None
    rules: tuple[SafeContact, ...]
    numbers: tuple[str, ...]
    shared: frozenset[str] = frozenset()

    @property
    def id(self) -> uuid.UUID:
        """Under whose key the message is sealed."""
        row = self.person or self.enquiry
        assert row is not None
        return row.pk

    @property
    def say_you_are(self) -> str:
        """Who they want us to say that we are; empty for nobody in particular."""
        return next((rules.say_you_are for rules in self.rules if rules.say_you_are), "")

    def known(self, number: str) -> list[Known]:
        """All rules that bind a message of theirs to a number; to a postal address (no number), their own."""
        file, alone = self.person.pk if self.person else None, number not in self.shared
        own = [Known(rules, person=file, subject=True, own=alone) for rules in self.rules]
        others = known_by_number(number, other_than=self.enquiry.pk if self.enquiry else None) if number else []
        return [*own, *others]


def subject(*, person: uuid.UUID | None, enquiry: uuid.UUID | None, seen_by: Staff, at: dt.datetime) -> Subject:
    """Whom somebody wants to write to; that their numbers were read is noted in the record.

    Raises:
        Absent: there is no such file or call that they may see, or what is known of reaching the person is closed to them.
    """
    if person is not None:
        row = walls.person(person, seen_by=seen_by, at=at)
        # Agreed fields alone do not tell every rule.
        if walls.fields_seen(row, by=seen_by, at=at).get(Part.CONTACT, frozenset()) is not None:
            raise Absent
        note(FileRead(about=row.pk, parts=(Part.CONTACT.value,)), by=seen_by.pk, at=at)
        return of_person(row)
    assert enquiry is not None
    found = of_call(enquiries.enquiry(enquiry, seen_by=seen_by, at=at))
    if found is None:
        raise Absent
    note(EnquiryRead(about=enquiry), by=seen_by.pk, at=at)
    return found


def of_person(row: Person) -> Subject:
    """The person of a file, with what every file merged into it says of reaching them."""
    with at_work("rules of safe contact"):
        kept = list(
            content.unsealed(
                PersonPart.objects.filter(person__in=content.members([row.pk]), part=Part.CONTACT).values_list(
                    "person", "part", "sealed"
                )
            )
        )
    rules = tuple(safe_contact(one) for _person, _part, one in kept)
    told = [
        (phone.get("e164") or phone.get("said", ""), phone.get("whose"))
        for _person, _part, one in kept
        for phone in one.get("phones", ())
    ]
    numbers = tuple(dict.fromkeys(number for number, _whose in told if number))
    return Subject(row, None, rules, numbers, frozenset(number for number, whose in told if whose != "own"))


def of_call(row: Enquiry) -> Subject | None:
    """The caller of a call; None for a report, whose sender reads replies by code only, and where it was erased."""
    (kept,) = sealing.unseal_many([(row.pk, enquiries.place(row.pk), bytes(row.sealed))])
    if kept is None or row.channel != Enquiry.Channel.CALL:
        return None
    may_call = kept.get("may_call", "")
    rules = SafeContact(asked=bool(may_call), never_call=may_call == "never", only_sms=may_call == "sms")
    number = phones.e164(kept.get("phone", "")) or kept.get("phone", "")
    return Subject(None, row, (rules,), (number,) if number else ())


def of_message(row: OutgoingMessage) -> Subject | None:
    """Whom a message is to, as their rules stand now; None where they are erased."""
    if row.person is not None:
        person = row.person
        while person.merged_into is not None:
            person = person.merged_into
        return None if person.erased_at is not None else of_person(person)
    return of_call(row.enquiry) if row.enquiry is not None else None


def works_with(row: OutgoingMessage, subject: Subject, *, at: dt.datetime) -> bool:
    """Does the organisation that wrote a message still work with the file? Where its case went over, nothing more leaves from it."""
    if subject.person is None:
        return True
    holds = Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))
    with at_work("does an organisation work with a file"):
        return Involvement.objects.filter(holds, person=subject.person, organisation=row.organisation_id).exists()


def messages(*, seen_by: Staff, at: dt.datetime) -> QuerySet[OutgoingMessage]:
    """Messages of somebody's organisation to those whom they may see, also where a file was merged into another since."""
    rows = OutgoingMessage.objects.filter(
        Q(walls.Seen("person_id", seen_by=seen_by, at=at, part=Part.CONTACT))
        | Q(enquiry__in=enquiries.enquiries(seen_by=seen_by, at=at)),
        organisation=seen_by.office.organisation_id,
    )
    return rows if seen_by.roles(at) & enquiries.ANSWER else rows.none()


def one(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> OutgoingMessage:
    """One message.

    Raises:
        Absent: there is none, or it may not be seen.
    """
    found = messages(seen_by=seen_by, at=at).filter(pk=id).select_related("taken_by", "person", "enquiry").first()
    if found is None:
        raise Absent
    return found


def to_do(*, seen_by: Staff, at: dt.datetime) -> list[OutgoingMessage]:
    """What has not left: held and failed ones first, then those that wait, by the moment at which they may leave."""
    return sorted(not_left(seen_by=seen_by, at=at), key=lambda one: one.state == State.WAITING)


@prepared
def not_left(*, seen_by: Staff, at: dt.datetime) -> QuerySet[OutgoingMessage]:
    """What has not left, by the moment at which it may leave."""
    rows = messages(seen_by=seen_by, at=at).filter(state__in=[State.WAITING, State.HELD, State.FAILED])
    return rows.select_related("written_by", "taken_by").order_by("not_before", "pk")[:SHOWN]


def sent_to(files: Iterable[uuid.UUID], *, seen_by: Staff) -> list[tuple[OutgoingMessage, str]]:
    """What somebody's organisation has sent to the person of these files, with the words, the oldest first."""
    rows = OutgoingMessage.objects.filter(
        person__in=list(files), state=State.SENT, organisation=seen_by.office.organisation_id
    )
    rows = list(rows.order_by("sent_at"))
    kept = sealing.unseal_many((row.person_id, place(row.pk), bytes(row.sealed)) for row in rows if row.person_id)
    return [(row, str(told["text"])) for row, told in zip(rows, kept, strict=True) if told is not None]


def place(id: uuid.UUID) -> str:
    return f"outgoing:{id}"
