"""What happens when a shift is handed over."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class ShiftHandedOver(Event):
    kind = "protection.shift_handed_over"
    words = {
        "en": "A shift was handed over; open then: {open}.",
        "ru": "Смена передана; открытого в тот момент: {open}.",
        "tg": "Навбат супорида шуд; он вақт кушода буд: {open}.",
    }
    handover: UUID
    open: int


@dataclass(frozen=True, kw_only=True)
class ShiftTakenOver(Event):
    kind = "protection.shift_taken_over"
    words = {
        "en": "Who came confirmed having read the handover.",
        "ru": "Заступивший подтвердил, что прочитал передачу смены.",
        "tg": "Корманди омада тасдиқ кард, ки супоридани навбатро хондааст.",
    }
    handover: UUID
