"""Every model of this room, for Django, which looks for them here."""

from hamroh.protection.attachments.models import Attachment
from hamroh.protection.bribes.models import BribeRelease, BribeReport
from hamroh.protection.callbacks.models import MissedCall, MissedRing
from hamroh.protection.cases.models import Case, CaseNote, Clock, Referral, Task
from hamroh.protection.enquiries.models import Enquiry, EnquiryToken, Intake, Message, Sorting
from hamroh.protection.handover.models import Handover
from hamroh.protection.hearings.models import Hearing
from hamroh.protection.houses.models import CaseHouse, HouseFlag
from hamroh.protection.interpreters.models import (
    BookedQuarter,
    Interpreter,
    InterpreterBooking,
    InterpreterConflict,
    InterpreterRequest,
    InterpreterTie,
    LanguagePair,
)
from hamroh.protection.joint.models import JointRoom, RoomMember, RoomNote, RoomPaper
from hamroh.protection.moving.models import ColumnMap, Export, Import, ImportRow, OwnNumber
from hamroh.protection.outgoing.models import OutgoingMessage
from hamroh.protection.parties.models import (
    CaseParty,
    Meeting,
    Party,
    PartyLink,
    PartyMark,
    PartyWord,
    RightOfReply,
    Verdict,
)
from hamroh.protection.review.models import Review
from hamroh.protection.shelter.models import Bed, Shelter, ShelterStay
from hamroh.protection.shifts.models import Shift
from hamroh.protection.tracing.models import Sought, Tie, Tracing
from hamroh.protection.women.models import WomanOperator

__all__ = [
    "Attachment",
    "Bed",
    "BookedQuarter",
    "BribeRelease",
    "BribeReport",
    "Case",
    "CaseHouse",
    "CaseNote",
    "CaseParty",
    "Clock",
    "ColumnMap",
    "Enquiry",
    "EnquiryToken",
    "Export",
    "Handover",
    "Hearing",
    "HouseFlag",
    "Import",
    "ImportRow",
    "Intake",
    "Interpreter",
    "InterpreterBooking",
    "InterpreterConflict",
    "InterpreterRequest",
    "InterpreterTie",
    "JointRoom",
    "LanguagePair",
    "Meeting",
    "Message",
    "MissedCall",
    "MissedRing",
    "OutgoingMessage",
    "OwnNumber",
    "Party",
    "PartyLink",
    "PartyMark",
    "PartyWord",
    "Referral",
    "Review",
    "RightOfReply",
    "RoomMember",
    "RoomNote",
    "RoomPaper",
    "Shelter",
    "ShelterStay",
    "Shift",
    "Sorting",
    "Sought",
    "Task",
    "Tie",
    "Tracing",
    "Verdict",
    "WomanOperator",
]
