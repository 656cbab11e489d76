"""What happens with the plan of shifts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class ShiftsPlanned(Event):
    kind = "protection.shifts_planned"
    words = {
        "en": "Shifts were planned: {count}.",
        "ru": "Запланировано смен: {count}.",
        "tg": "Навбатҳо ба нақша гирифта шуданд: {count}.",
    }
    of: UUID
    count: int


@dataclass(frozen=True, kw_only=True)
class ShiftTakenOff(Event):
    kind = "protection.shift_taken_off"
    words = {
        "en": "A shift was taken off the plan.",
        "ru": "Смена снята с плана.",
        "tg": "Навбат аз нақша гирифта шуд.",
    }
    of: UUID
