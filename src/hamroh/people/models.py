"""Every model of this room, for Django, which looks for them here."""

from hamroh.people.directory.models import OpeningHours, Organisation, Service
from hamroh.people.persons.models import Person, PersonPart
from hamroh.people.staff.models import Office, RoleGrant, Staff, Training
from hamroh.people.walls.models import BrokenGlass, Concealment, Involvement

__all__ = [
    "BrokenGlass",
    "Concealment",
    "Involvement",
    "Office",
    "OpeningHours",
    "Organisation",
    "Person",
    "PersonPart",
    "RoleGrant",
    "Service",
    "Staff",
    "Training",
]
