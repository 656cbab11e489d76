"""Every model of this room, for Django, which looks for them here."""

from hamroh.people.alarms.models import Attempt
from hamroh.people.directory.models import (
    Bringing,
    DirectoryEdition,
    NumberMessage,
    OpeningHours,
    Organisation,
    Probe,
    SchoolWish,
    Service,
    ServiceArea,
    ServiceEdition,
)
from hamroh.people.persons.models import Merge, Person, PersonPart, PossibleDuplicate, SearchToken
from hamroh.people.requests.models import OutsideDecision, OutsideRequest
from hamroh.people.staff.models import DeskSession, Invitation, Office, Recovery, RoleGrant, Staff, Training
from hamroh.people.turns.models import ReceptionDay, Turn
from hamroh.people.walls.models import BrokenGlass, Concealment, Involvement

__all__ = [
    "Attempt",
    "Bringing",
    "BrokenGlass",
    "Concealment",
    "DeskSession",
    "DirectoryEdition",
    "Invitation",
    "Involvement",
    "Merge",
    "NumberMessage",
    "Office",
    "OpeningHours",
    "Organisation",
    "OutsideDecision",
    "OutsideRequest",
    "Person",
    "PersonPart",
    "PossibleDuplicate",
    "Probe",
    "ReceptionDay",
    "Recovery",
    "RoleGrant",
    "SchoolWish",
    "SearchToken",
    "Service",
    "ServiceArea",
    "ServiceEdition",
    "Staff",
    "Training",
    "Turn",
]
