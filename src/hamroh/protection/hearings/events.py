"""What happens with hearings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class HearingSet(Event):
    kind = "protection.hearing_set"
    words = {
        "en": "A hearing was set for {day}.",
        "ru": "Назначено заседание на {day}.",
        "tg": "Мурофиа ба {day} таъин шуд.",
    }
    hearing: UUID
    day: dt.date


@dataclass(frozen=True, kw_only=True)
class HearingChanged(Event):
    kind = "protection.hearing_changed"
    words = {
        "en": "A hearing was given another owner or lawyer.",
        "ru": "У заседания сменился ответственный или юрист.",
        "tg": "Масъул ё ҳуқуқшиноси мурофиа иваз шуд.",
    }
    hearing: UUID


@dataclass(frozen=True, kw_only=True)
class HearingEnded(Event):
    kind = "protection.hearing_ended"
    words = {
        "en": "The outcome of a hearing was written down.",
        "ru": "Записан итог заседания.",
        "tg": "Натиҷаи мурофиа навишта шуд.",
    }
    hearing: UUID
