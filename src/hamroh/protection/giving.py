"""What this room gives an organisation that takes its own with it, table by table, and what stays behind."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q, QuerySet

from hamroh.people.attachments import keeping
from hamroh.people.giving import FORM, IfAny, Taking, gives, keeps, under
from hamroh.people.walls.models import Concealment
from hamroh.protection import models
from hamroh.protection.callbacks import actions as callbacks
from hamroh.protection.cases import queries as cases
from hamroh.protection.enquiries import calls, queries as enquiries
from hamroh.protection.handover import queries as handover
from hamroh.protection.hearings import queries as hearings
from hamroh.protection.houses import addresses, queries as houses
from hamroh.protection.interpreters import queries as interpreters
from hamroh.protection.joint import queries as joint
from hamroh.protection.moving import comparing
from hamroh.protection.outgoing import queries as outgoing
from hamroh.protection.parties import queries as parties
from hamroh.protection.review import queries as review
from hamroh.protection.tracing import queries as tracing
from hamroh.record import keys, sealing

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
    links = models.PartyLink.objects.filter(case__in=cases_of(taking))
    return models.Party.objects.filter(
        Q(pk__in=named) | Q(pk__in=links.values("one")) | Q(pk__in=links.values("other"))
    )


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


def _house_marks(rows: list[Any], told: list[dict[str, Any]]) -> None:
    for row, address in zip(rows, told, strict=True):
        row.mark = addresses.mark(address) or 0


def _number_marks(rows: list[Any], told: list[dict[str, Any]]) -> None:
    for row, one in zip(rows, told, strict=True):
        what = "case" if row.case_id else "person"
        row.mark = comparing.mark(one.get("number", row.pk.hex), row.organisation_id, what)


def _call_marks(rows: list[Any], told: list[dict[str, Any]]) -> None:
    for row, one in zip(rows, told, strict=True):
        row.token = callbacks.digest("number", row.organisation_id, one.get("number", row.pk.hex))


def _ring_marks(rows: list[Any], told: list[dict[str, Any]]) -> None:
    calls = models.MissedCall.objects.in_bulk([row.call_id for row in rows])
    numbers = sealing.unseal_many((one.pk, callbacks.place(one.pk), bytes(one.sealed)) for one in calls.values())
    said = dict(zip(calls, numbers, strict=True))
    for row in rows:
        call = calls[row.call_id]
        number = (said[row.call_id] or {}).get("number", row.pk.hex)
        row.mark = callbacks.digest("ring", call.organisation_id, f"{number}|{row.at.isoformat()}|{call.line}")


def _codes_end(rows: list[Any], told: list[dict[str, Any]]) -> None:
    for row in rows:
        row.words = ""


def _address_unknown(rows: list[Any], told: list[dict[str, Any]]) -> None:
    keys.store().make_many(row.pk for row in rows)
    for row in rows:
        row.sealed = sealing.seal(row.pk, f"shelter:{row.pk}", {"address": ""})


def _held(rows: list[Any], told: list[dict[str, Any]]) -> None:
    for row in rows:
        if row.state == models.OutgoingMessage.State.WAITING:
            # The other site may have sent it since: nobody is written to twice without somebody's wanting it.
            row.state, row.held_why = models.OutgoingMessage.State.HELD, "moved"


def _found_by_number(rows: list[Any], told: list[dict[str, Any]]) -> None:
    # What is erased has nothing to be found by.
    for row, one in zip(rows, told, strict=True):
        if one and row.channel == models.Enquiry.Channel.CALL:
            calls.make_findable(row, calls.of_content(one))


def _party_words(rows: list[Any], told: list[dict[str, Any]]) -> None:
    models.PartyWord.objects.bulk_create(
        models.PartyWord(party=row, mark=mark)
        for row, one in zip(rows, told, strict=True)
        for mark in sorted(parties.word_marks(one.get("name", "")))
    )


def _party_numbers(rows: list[Any], told: list[dict[str, Any]]) -> None:
    officials = set(
        models.Party.objects.filter(kind=models.Party.Kind.OFFICIAL, pk__in=[row.party_id for row in rows]).values_list(
            "pk", flat=True
        )
    )
    models.PartyMark.objects.bulk_create(
        models.PartyMark(said=row, person_id=row.person_id, mark=mark)
        for row, one in zip(rows, told, strict=True)
        if row.compare and row.party_id not in officials
        for mark in sorted(parties.number_marks(one.get("phones", ())))
    )


def _quarters(rows: list[Any], told: list[dict[str, Any]]) -> None:
    models.BookedQuarter.objects.bulk_create(
        models.BookedQuarter(booking=row, interpreter_id=row.interpreter_id, at=quarter)
        for row in rows
        if row.cancelled_at is None
        for quarter in interpreters.quarters(row.since, row.until)
    )


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
    fills=_codes_end,
    marks=_found_by_number,
)
gives(
    "protection.Message",
    _of_enquiries(models.Message),
    sealed=under("enquiry_id", enquiries.message_place),
    without=FORM,
)
gives("protection.Review", _of_enquiries(models.Review), sealed=IfAny(under("enquiry_id", review.place)))
gives("protection.Sorting", _own(models.Sorting))
gives("protection.Intake", _own(models.Intake))
gives(
    "protection.MissedCall",
    _own(models.MissedCall),
    sealed=under("pk", callbacks.place),
    without={"token": "a digest by which this site knows the number again"},
    fills=_call_marks,
)
gives(
    "protection.MissedRing",
    _own(models.MissedRing, "call__organisation"),
    without={"mark": "a digest by which this site knows the same ring again"},
    fills=_ring_marks,
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
    fills=_held,
)
# Cases and what belongs to them
gives("protection.Case", cases_of, sealed=under("person_id", cases.place))
gives("protection.Clock", _of_cases(models.Clock))
gives("protection.Task", _of_cases(models.Task), sealed=under("person_id", _place("task")), without=FORM)
gives("protection.CaseNote", _of_cases(models.CaseNote), sealed=under("person_id", _place("case_note")), without=FORM)
gives(
    "protection.Referral",
    _of_cases(models.Referral),
    sealed=IfAny(under("person_id", _place("referral"), "reason"), "reason"),
)
gives(
    "protection.OwnNumber",
    lambda t: models.OwnNumber.objects.filter(organisation=t.body, person__in=t.persons),
    sealed=_own_numbers,
    without={"mark": "a digest by which this site finds it"},
    fills=_number_marks,
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
    sealed=IfAny(under("person_id", tracing.sought_place)),
    without={
        "tracing": "who looks for somebody is not told beside the file of the one sought; where both agreed there is a tie"
    },
    comes_not="without who looks for somebody nothing can be done with it; ask for the search again",
)
gives("protection.Tie", _of_persons(models.Tie))
gives("protection.Hearing", _of_cases(models.Hearing), sealed=under("person_id", hearings.place), without=FORM)
gives(
    "protection.CaseHouse",
    _of_cases(models.CaseHouse),
    sealed=under("person_id", houses.place),
    without={"mark": "a digest by which this site finds the house again"},
    fills=_house_marks,
)
# Parties: said apart from found
gives("protection.Party", _named, sealed=under("pk", parties.party_place), marks=_party_words)
gives(
    "protection.CaseParty",
    _of_cases(models.CaseParty),
    sealed=under("person_id", parties.said_place),
    marks=_party_numbers,
)
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
    sealed=IfAny(under("pair", parties.meeting_place, "message"), "message"),
)
gives("protection.Shift", _own(models.Shift, "staff__office__organisation"))
# Beds and interpreters
gives(
    "protection.Shelter",
    _own(models.Shelter),
    without={"sealed": "the address is known to those alone who run the house or placed somebody in it"},
    fills=_address_unknown,
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
gives("protection.InterpreterBooking", _of_cases(models.InterpreterBooking), marks=_quarters)
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
gives(
    "protection.Export",
    _own(models.Export),
    comes_not="what two people agreed to there is not agreed to here",
)
keeps("protection.BribeReport", "told to the site, not to an organisation; nobody reads it alone")
keeps("protection.BribeRelease", "published for everybody to take along")
keeps("protection.BookedQuarter", "follows from the bookings of interpreters")
keeps("protection.HouseFlag", "follows from what cases of all organisations tell; it belongs to none")
keeps("protection.EnquiryToken", FOUND_AGAIN)
keeps("protection.PartyMark", FOUND_AGAIN)
keeps("protection.PartyWord", FOUND_AGAIN)
keeps("protection.WomanOperator", "what a woman said of herself is shown to nobody else")
