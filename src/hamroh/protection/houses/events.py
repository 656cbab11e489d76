"""What happens with houses that people tell of."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class HouseNoted(Event):
    kind = "protection.house_noted"
    words = {
        "en": "The house of which a case tells was written down.",
        "ru": "Записан дом, о котором говорится в деле.",
        "tg": "Хонае, ки дар парванда гуфта шудааст, навишта шуд.",
    }


@dataclass(frozen=True, kw_only=True)
class HouseTakenOut(Event):
    kind = "protection.house_taken_out"
    words = {
        "en": "A house was taken out of a case.",
        "ru": "Дом убран из дела.",
        "tg": "Хона аз парванда гирифта шуд.",
    }


@dataclass(frozen=True, kw_only=True)
class HouseFlagWithdrawn(Event):
    kind = "protection.house_flag_withdrawn"
    words = {
        "en": "The flag of a house was withdrawn.",
        "ru": "Отметка о доме снята.",
        "tg": "Қайд дар бораи хона бардошта шуд.",
    }
    flag: UUID


@dataclass(frozen=True, kw_only=True)
class HouseFlagStands(Event):
    kind = "protection.house_flag_stands"
    words = {
        "en": "The flag of a house stands again.",
        "ru": "Отметка о доме снова действует.",
        "tg": "Қайд дар бораи хона боз эътибор дорад.",
    }
    flag: UUID


@dataclass(frozen=True, kw_only=True)
class HouseReplied(Event):
    kind = "protection.house_replied"
    words = {
        "en": "The reply of the owner of a house was written down.",
        "ru": "Записан ответ владельца дома.",
        "tg": "Ҷавоби соҳиби хона навишта шуд.",
    }
    flag: UUID
