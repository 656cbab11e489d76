"""Every model of this room, for Django, which looks for them here."""

from hamroh.protection.enquiries.models import Enquiry, Intake, Message

__all__ = ["Enquiry", "Intake", "Message"]
