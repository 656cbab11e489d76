"""What can happen to reports of firms, for the record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class FirmReported(Event):
    kind = "recruitment.firm_reported"
    words = {
        "en": "A report of a firm or a sign came in.",
        "ru": "Поступило сообщение о фирме или символике.",
        "tg": "Хабар дар бораи ширкат ё рамзи давлатӣ расид.",
    }
    report: str


@dataclass(frozen=True, kw_only=True)
class FirmReportRead(Event):
    """`shown` are the ids of the reports that were opened."""

    kind = "recruitment.firm_report_read"
    words = {
        "en": "Reports of one firm were read: {count}.",
        "ru": "Прочитаны сообщения об одной фирме: {count}.",
        "tg": "Хабарҳо дар бораи як ширкат хонда шуданд: {count}.",
    }
    reading = True
    count: int
    shown: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FirmReportAnswered(Event):
    kind = "recruitment.firm_report_answered"
    words = {
        "en": "A report of a firm was answered.",
        "ru": "На сообщение о фирме дан ответ.",
        "tg": "Ба хабар дар бораи ширкат ҷавоб дода шуд.",
    }
    report: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class FirmStepWritten(Event):
    """The paper is not told here: it may name somebody, and the record is kept when the file is not."""

    kind = "recruitment.firm_step_written"
    words = {
        "en": "A step on the way to prosecution was written down, of {on}.",
        "ru": "Записан шаг на пути к преследованию от {on}.",
        "tg": "Қадам дар роҳи таъқиби ҷиноятӣ аз {on} навишта шуд.",
    }
    firm: str
    step: str
    on: dt.date
