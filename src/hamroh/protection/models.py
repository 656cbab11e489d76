"""Every model of this room, for Django, which looks for them here."""

from hamroh.protection.cases.models import Case, CaseNote, Clock, Referral, Task
from hamroh.protection.enquiries.models import Enquiry, EnquiryToken, Intake, Message
from hamroh.protection.shelter.models import Bed, Shelter, ShelterStay

__all__ = [
    "Bed",
    "Case",
    "CaseNote",
    "Clock",
    "Enquiry",
    "EnquiryToken",
    "Intake",
    "Message",
    "Referral",
    "Shelter",
    "ShelterStay",
    "Task",
]
