"""What this room gives an organisation that takes its own with it, table by table, and what stays behind."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q, QuerySet

from hamroh.people.attachments import keeping
from hamroh.people.giving import FORM, Taking, gives, if_any, keeps, under
from hamroh.people.walls.models import Concealment
from hamroh.protection import models
from hamroh.protection.callbacks import actions as callbacks
from hamroh.protection.cases import queries as cases
from hamroh.protection.enquiries import queries as enquiries
from hamroh.protection.handover import queries as handover
from hamroh.protection.hearings import queries as hearings
from hamroh.protection.houses import queries as houses
from hamroh.protection.interpreters import queries as interpreters
from hamroh.protection.joint import queries as joint
from hamroh.protection.outgoing import queries as outgoing
from hamroh.protection.parties import queries as parties
from hamroh.protection.review import queries as review
from hamroh.protection.tracing import queries as tracing
from hamroh.record import sealing

FOUND_AGAIN = "made anew from what it marks by the site that has it"


def cases_of(taking: Taking) -> QuerySet[models.Case]:
    """The cases that the organisation carries, of people whose files it takes along."""
    return models.Case.objects.filter(organisation=taking.body, person__in=taking.persons)


def enquiries_of(taking: Taking) -> QuerySet[models.Enquiry]:
    """Its enquiries: those that became a file which is left out, or complain of an office, are left out."""
    told = models.Enquiry.objects.filter(organisation=taking.body, about_office__isnull=True)
    return told.filter(Q(person__isnull=True) | Q(person__in=taking.persons))


def _named(taking: Taking) -> QuerySet[models.Party]:
    named = models.CaseParty.objects.filter(case__in=cases_of(taking)).values("party")
    return models.Party.objects.filter(pk__in=named)


def _stays(taking: Taking) -> QuerySet[models.ShelterStay]:
    """Of people whose files it keeps, wherever they sleep; and in its own beds, whoever keeps the file."""
    hidden = Concealment.objects.values("person")
    own = Q(bed__shelter__organisation=taking.body) & ~Q(person__in=hidden)
    return models.ShelterStay.objects.filter(Q(person__in=taking.persons) | own)


def _own_numbers(rows: list[Any]) -> list[dict[str, Any] | None]:
    places = ("own_number:case" if row.case_id else "own_number:person" for row in rows)
    return sealing.unseal_many(
        (row.person_id, place, bytes(row.sealed)) for row, place in zip(rows, places, strict=True)
    )


def _messages(rows: list[Any]) -> list[dict[str, Any] | None]:
    return sealing.unseal_many(
        (row.person_id or row.enquiry_id, outgoing.place(row.pk), bytes(row.sealed)) for row in rows
    )


def _of_cases(model: Any) -> Any:
    return lambda taking: model.objects.filter(case__in=cases_of(taking))


def _of_persons(model: Any) -> Any:
    return lambda taking: model.objects.filter(person__in=taking.persons)


def _of_enquiries(model: Any) -> Any:
    return lambda taking: model.objects.filter(enquiry__in=enquiries_of(taking))


def _own(model: Any, path: str = "organisation") -> Any:
    return lambda taking: model.objects.filter(**{path: taking.body})


def _place(what: str) -> Any:
    def place(id: uuid.UUID) -> str:
        return f"{what}:{id}"

    return place


# Calls, visits and reports
gives(
    "protection.Enquiry",
    enquiries_of,
    sealed=under("pk", enquiries.place),
    without={
        **FORM,
        "code": "a digest by which this site alone knows the code that the person was given",
        "words": "a digest by which this site alone knows the words that the person was given",
        "wrong_tries": "belongs to the code",
        "last_try": "belongs to the code",
        "likeness": "marks of its words, by which this site sorts a flood",
    },
)
gives(
    "protection.Message",
    _of_enquiries(models.Message),
    sealed=under("enquiry_id", enquiries.message_place),
    without=FORM,
)
gives("protection.Review", _of_enquiries(models.Review), sealed=if_any(under("enquiry_id", review.place)))
gives("protection.Sorting", _own(models.Sorting))
gives("protection.Intake", _own(models.Intake))
gives(
    "protection.MissedCall",
    _own(models.MissedCall),
    sealed=under("pk", callbacks.place),
    without={"token": "a digest by which this site knows the number again"},
)
gives(
    "protection.MissedRing",
    _own(models.MissedRing, "call__organisation"),
    without={"mark": "a digest by which this site knows the same ring again"},
)
gives(
    "protection.Handover",
    _own(models.Handover, "office__organisation"),
    sealed=under("pk", handover.place),
    without=FORM,
)
gives(
    "protection.Attachment",
    lambda t: models.Attachment.objects.filter(
        Q(person__in=t.persons) | Q(person__isnull=True, enquiry__in=enquiries_of(t))
    ),
    sealed=keeping.names,
    file=keeping.bytes_of,
    without=FORM,
)
gives(
    "protection.OutgoingMessage",
    lambda t: models.OutgoingMessage.objects.filter(
        Q(person__in=t.persons) | Q(enquiry__in=enquiries_of(t)), organisation=t.body
    ),
    sealed=_messages,
    without=FORM,
)
# Cases and what belongs to them
gives("protection.Case", cases_of, sealed=under("person_id", cases.place))
gives("protection.Clock", _of_cases(models.Clock))
gives("protection.Task", _of_cases(models.Task), sealed=under("person_id", _place("task")), without=FORM)
gives("protection.CaseNote", _of_cases(models.CaseNote), sealed=under("person_id", _place("case_note")), without=FORM)
gives(
    "protection.Referral",
    _of_cases(models.Referral),
    sealed=if_any(under("person_id", _place("referral"), "reason"), "reason"),
)
gives(
    "protection.OwnNumber",
    lambda t: models.OwnNumber.objects.filter(organisation=t.body, person__in=t.persons),
    sealed=_own_numbers,
    without={"mark": "a digest by which this site finds it"},
)
gives("protection.JointRoom", _of_cases(models.JointRoom), sealed=under("person_id", joint.room_place))
gives("protection.RoomMember", lambda t: models.RoomMember.objects.filter(room__case__in=cases_of(t)))
gives(
    "protection.RoomNote",
    lambda t: models.RoomNote.objects.filter(room__case__in=cases_of(t)),
    sealed=under("person_id", joint.note_place),
    without=FORM,
)
gives("protection.RoomPaper", lambda t: models.RoomPaper.objects.filter(room__case__in=cases_of(t)))
gives("protection.Tracing", _of_cases(models.Tracing), sealed=under("person_id", tracing.tracing_place))
gives(
    "protection.Sought",
    _of_persons(models.Sought),
    sealed=if_any(under("person_id", tracing.sought_place)),
    without={
        "tracing": "who looks for somebody is not told beside the file of the one sought; where both agreed there is a tie"
    },
)
gives("protection.Tie", _of_persons(models.Tie))
gives("protection.Hearing", _of_cases(models.Hearing), sealed=under("person_id", hearings.place), without=FORM)
gives(
    "protection.CaseHouse",
    _of_cases(models.CaseHouse),
    sealed=under("person_id", houses.place),
    without={"mark": "a digest by which this site finds the house again"},
)
# Parties: said apart from found
gives("protection.Party", _named, sealed=under("pk", parties.party_place))
gives("protection.CaseParty", _of_cases(models.CaseParty), sealed=under("person_id", parties.said_place))
gives("protection.PartyLink", _of_cases(models.PartyLink))
gives(
    "protection.Verdict",
    lambda t: models.Verdict.objects.filter(party__in=_named(t)),
    sealed=under("party_id", parties.verdict_place),
)
gives(
    "protection.RightOfReply",
    lambda t: models.RightOfReply.objects.filter(said__case__in=cases_of(t)),
    sealed=under("person_id", parties.reply_place),
)
gives(
    "protection.Meeting",
    lambda t: models.Meeting.objects.filter(said__case__in=cases_of(t)),
    sealed=if_any(under("pair", parties.meeting_place, "message"), "message"),
)
gives("protection.Shift", _own(models.Shift, "staff__office__organisation"))
# Beds and interpreters
gives(
    "protection.Shelter",
    _own(models.Shelter),
    without={"sealed": "the address is known to those alone who run the house or placed somebody in it"},
)
gives("protection.Bed", _own(models.Bed, "shelter__organisation"))
gives("protection.ShelterStay", _stays)
gives("protection.Interpreter", _own(models.Interpreter), sealed=under("pk", interpreters.place))
gives("protection.LanguagePair", _own(models.LanguagePair, "interpreter__organisation"))
gives(
    "protection.InterpreterTie",
    _own(models.InterpreterTie, "interpreter__organisation"),
    sealed=under("interpreter_id", interpreters.tie_place),
)
gives(
    "protection.InterpreterConflict",
    _of_cases(models.InterpreterConflict),
    sealed=under("person_id", _place("interpreter_conflict")),
)
gives("protection.InterpreterRequest", _of_cases(models.InterpreterRequest))
gives("protection.InterpreterBooking", _of_cases(models.InterpreterBooking))
# Files that were brought in
gives(
    "protection.Import",
    _own(models.Import),
    without={"sealed": "the file as it came, which its owner has; it is kept here only until it is tried"},
)
gives(
    "protection.ImportRow",
    lambda t: models.ImportRow.objects.filter(
        Q(file__isnull=True) | Q(file__in=t.persons.values("pk")), of__organisation=t.body
    ),
    without={"sealed": "what stood before, kept to undo it here; what was written stands in the files"},
)
gives("protection.ColumnMap", _own(models.ColumnMap))
gives("protection.Export", _own(models.Export))
keeps("protection.BribeReport", "told to the site, not to an organisation; nobody reads it alone")
keeps("protection.BribeRelease", "published for everybody to take along")
keeps("protection.BookedQuarter", "follows from the bookings of interpreters")
keeps("protection.HouseFlag", "follows from what cases of all organisations tell; it belongs to none")
keeps("protection.EnquiryToken", FOUND_AGAIN)
keeps("protection.PartyMark", FOUND_AGAIN)
keeps("protection.PartyWord", FOUND_AGAIN)
keeps("protection.WomanOperator", "what a woman said of herself is shown to nobody else")
