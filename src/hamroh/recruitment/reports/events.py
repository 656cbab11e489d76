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
class FirmFilesAdded(Event):
    """Their names are not repeated here."""

    kind = "recruitment.firm_files_added"
    words = {
        "en": "Files were added to a report of a firm: {count}.",
        "ru": "К сообщению о фирме добавлены вложения: {count}.",
        "tg": "Ба хабар дар бораи ширкат замимаҳо илова шуданд: {count}.",
    }
    report: str
    count: int


@dataclass(frozen=True, kw_only=True)
class FirmFileOpened(Event):
    kind = "recruitment.firm_file_opened"
    words = {
        "en": "A file that came with a report of a firm was opened.",
        "ru": "Открыто вложение к сообщению о фирме.",
        "tg": "Замимаи хабар дар бораи ширкат кушода шуд.",
    }
    reading = True
    attachment: str


@dataclass(frozen=True, kw_only=True)
class FirmFileHarmful(Event):
    kind = "recruitment.firm_file_harmful"
    words = {
        "en": "The virus scanner found something harmful in a file of a report of a firm. What was in it is deleted.",
        "ru": "Антивирус нашёл вредное во вложении к сообщению о фирме. Содержимое удалено.",
        "tg": "Антивирус дар замимаи хабар дар бораи ширкат чизи зараровар ёфт. Муҳтавои он нест карда шуд.",
    }
    attachment: str


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
class FirmReportsSorted(Event):
    """`into` is in or aside."""

    kind = "recruitment.firm_reports_sorted"
    words = {
        "en": "One decision over {count} reports of firms that are nearly the same ({into}).",
        "ru": "Одно решение по {count} почти одинаковым сообщениям о фирмах ({into}).",
        "tg": "Як қарор оид ба {count} хабари қариб якхела дар бораи ширкатҳо ({into}).",
    }
    decision: str
    into: str
    count: int


@dataclass(frozen=True, kw_only=True)
class FirmSortingTakenBack(Event):
    kind = "recruitment.firm_sorting_taken_back"
    words = {
        "en": "A decision over reports of firms was taken back: {count} wait again.",
        "ru": "Решение о сообщениях о фирмах отменено: снова ждут {count}.",
        "tg": "Қарор дар бораи хабарҳои ширкатҳо бекор шуд: {count} боз мунтазиранд.",
    }
    decision: str
    count: int


@dataclass(frozen=True, kw_only=True)
class FirmSamplesShown(Event):
    """`shown` are the ids of the reports whose beginnings were read."""

    kind = "recruitment.firm_samples_shown"
    words = {
        "en": "Beginnings of reports of firms were read: {count}.",
        "ru": "Прочитаны начала сообщений о фирмах: {count}.",
        "tg": "Оғози хабарҳо дар бораи ширкатҳо хонда шуд: {count}.",
    }
    reading = True
    count: int
    shown: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FirmReportOpenedAgain(Event):
    kind = "recruitment.firm_report_opened_again"
    words = {
        "en": "Whoever sent a report of a firm asked that it be read after all.",
        "ru": "Отправивший сообщение о фирме попросил всё же прочитать его.",
        "tg": "Фиристандаи хабар дар бораи ширкат хоҳиш кард, ки онро ба ҳар ҳол хонанд.",
    }
    report: str


@dataclass(frozen=True, kw_only=True)
class FirmReplied(Event):
    kind = "recruitment.firm_replied"
    words = {
        "en": "What a reported firm says to it, of {on}, was written down.",
        "ru": "Записан ответ фирмы, о которой сообщили, от {on}.",
        "tg": "Посухи ширкате, ки дар борааш хабар доданд, аз {on} навишта шуд.",
    }
    firm: str
    on: dt.date


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
