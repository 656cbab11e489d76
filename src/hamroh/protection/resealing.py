"""What this room keeps sealed, under whose key, and bound to what: see `people/resealing.py`."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from hamroh.people.resealing import keeps, keeps_file
from hamroh.protection.bribes import queries as bribes
from hamroh.protection.callbacks import actions as callbacks
from hamroh.protection.cases import queries as cases
from hamroh.protection.enquiries import queries as enquiries
from hamroh.protection.handover import queries as handover
from hamroh.protection.hearings import queries as hearings
from hamroh.protection.houses import queries as houses
from hamroh.protection.interpreters import queries as interpreters
from hamroh.protection.joint import queries as joint
from hamroh.protection.moving import queries as moving
from hamroh.protection.outgoing import queries as outgoing
from hamroh.protection.parties import queries as parties
from hamroh.protection.review import queries as review
from hamroh.protection.tracing import queries as tracing

_person, _enquiry = attrgetter("person_id"), attrgetter("enquiry_id")


def _of_pk(place: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda row: place(row.pk)


for _name, _place in (
    ("Case", cases.place),
    ("Task", "task:{}".format),
    ("CaseNote", "case_note:{}".format),
    ("InterpreterConflict", "interpreter_conflict:{}".format),
    ("JointRoom", joint.room_place),
    ("RoomNote", joint.note_place),
    ("Tracing", tracing.tracing_place),
    ("Sought", tracing.sought_place),
    ("CaseParty", parties.said_place),
    ("RightOfReply", parties.reply_place),
    ("CaseHouse", houses.place),
    ("Hearing", hearings.place),
):
    keeps(f"protection.{_name}", subject=_person, place=_of_pk(_place))
for _name, _place in (
    ("Enquiry", enquiries.place),
    ("MissedCall", callbacks.place),
    ("Handover", handover.place),
    ("Interpreter", interpreters.place),
    ("Party", parties.party_place),
    ("Shelter", "shelter:{}".format),
    ("HouseFlag", houses.flag_place),
):
    keeps(f"protection.{_name}", place=_of_pk(_place))
keeps("protection.Referral", subject=_person, place=_of_pk("referral:{}".format), column="reason")
keeps("protection.Message", subject=_enquiry, place=_of_pk(enquiries.message_place))
keeps("protection.Review", subject=_enquiry, place=_of_pk(review.place))
keeps("protection.InterpreterTie", subject=attrgetter("interpreter_id"), place=_of_pk(interpreters.tie_place))
keeps("protection.Verdict", subject=attrgetter("party_id"), place=_of_pk(parties.verdict_place))
keeps("protection.Meeting", subject=attrgetter("pair"), place=_of_pk(parties.meeting_place), column="message")
keeps(
    "protection.OutgoingMessage",
    subject=lambda row: row.person_id or row.enquiry_id,
    place=_of_pk(outgoing.place),
)
keeps(
    "protection.OwnNumber",
    subject=_person,
    place=lambda row: "own_number:case" if row.case_id else "own_number:person",
)
keeps("protection.ImportRow", subject=lambda row: row.file or row.of_id, place=lambda row: moving.place(row.of_id))
keeps("protection.Import", bound=lambda row: moving.file_bound(row.pk))
keeps_file("protection.Attachment")
keeps("protection.BribeReport", subject=lambda row: bribes.key_of(row.period), place=lambda row: bribes.place(row.pk))
