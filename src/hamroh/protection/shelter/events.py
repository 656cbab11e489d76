"""What happens in a shelter."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class ShelterEntered(Event):
    kind = "protection.shelter_entered"
    words = {
        "en": "A shelter was entered.",
        "ru": "Внесён приют.",
        "tg": "Паноҳгоҳ ворид карда шуд.",
    }
    shelter: UUID


@dataclass(frozen=True, kw_only=True)
class Placed(Event):
    kind = "protection.placed"
    words = {
        "en": "The person was given a bed in a shelter.",
        "ru": "Человеку дали место в приюте.",
        "tg": "Ба шахс дар паноҳгоҳ ҷой дода шуд.",
    }
    stay: UUID


@dataclass(frozen=True, kw_only=True)
class LeftShelter(Event):
    kind = "protection.left_shelter"
    words = {
        "en": "The person left the shelter.",
        "ru": "Человек покинул приют.",
        "tg": "Шахс аз паноҳгоҳ рафт.",
    }
    stay: UUID


@dataclass(frozen=True, kw_only=True)
class AddressRead(Event):
    kind = "protection.shelter_address_read"
    words = {
        "en": "The address of the shelter was read.",
        "ru": "Прочитан адрес приюта.",
        "tg": "Нишонии паноҳгоҳ хонда шуд.",
    }
    reading = True
    shelter: UUID
