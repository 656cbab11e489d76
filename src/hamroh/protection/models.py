"""Every model of this room, for Django, which looks for them here."""

from hamroh.protection.enquiries.models import Enquiry, EnquiryToken, Intake, Message

__all__ = ["Enquiry", "EnquiryToken", "Intake", "Message"]
