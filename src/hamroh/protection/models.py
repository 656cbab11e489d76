"""Every model of this room, for Django, which looks for them here."""

from hamroh.protection.cases.models import Case, CaseNote, Clock, Referral, Task
from hamroh.protection.enquiries.models import Enquiry, EnquiryToken, Intake, Message

__all__ = [
    "Case",
    "CaseNote",
    "Clock",
    "Enquiry",
    "EnquiryToken",
    "Intake",
    "Message",
    "Referral",
    "Task",
]
