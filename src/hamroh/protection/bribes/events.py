"""What happens with reports of bribes. None tells of a report: not even that one came."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class BribesProposed(Event):
    kind = "protection.bribes_proposed"
    words = {
        "en": "It was proposed to publish what reports of bribes show together, of the quarter from {period}.",
        "ru": "Предложено опубликовать общую картину сообщений о взятках за квартал с {period}.",
        "tg": "Пешниҳод шуд, ки манзараи умумии хабарҳо дар бораи пора барои семоҳаи аз {period} нашр шавад.",
    }
    period: dt.date


@dataclass(frozen=True, kw_only=True)
class BribesReleased(Event):
    kind = "protection.bribes_released"
    words = {
        "en": "What reports of bribes show together was published, of the quarter from {period}; the reports were erased.",
        "ru": "Общая картина сообщений о взятках за квартал с {period} опубликована; сами сообщения стёрты.",
        "tg": "Манзараи умумии хабарҳо дар бораи пора барои семоҳаи аз {period} нашр шуд; худи хабарҳо нест карда шуданд.",
    }
    period: dt.date


@dataclass(frozen=True, kw_only=True)
class BribesTakenBack(Event):
    kind = "protection.bribes_taken_back"
    words = {
        "en": "What was published of bribes was taken back, of the quarter from {period}.",
        "ru": "Опубликованное о взятках за квартал с {period} отозвано.",
        "tg": "Он чи дар бораи пора барои семоҳаи аз {period} нашр шуда буд, бозпас гирифта шуд.",
    }
    period: dt.date
