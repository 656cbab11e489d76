"""What can happen in the register, for the record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class AgencyEntered(Event):
    kind = "recruitment.agency_entered"
    words = {
        "en": "Agency {agency} was entered in the register: {name}.",
        "ru": "В реестр внесено агентство {agency}: {name}.",
        "tg": "Ба феҳрист агентии {agency} ворид шуд: {name}.",
    }
    agency: int
    name: str
    paper: str


@dataclass(frozen=True, kw_only=True)
class AgencyLineWritten(Event):
    """A name, phone or place; `line` is what was written."""

    kind = "recruitment.agency_line_written"
    words = {
        "en": "To agency {agency} was added: {line}, from {since}.",
        "ru": "К агентству {agency} добавлено: {line}, с {since}.",
        "tg": "Ба агентии {agency} илова шуд: {line}, аз {since}.",
    }
    agency: int
    line: str
    since: dt.date
    paper: str


@dataclass(frozen=True, kw_only=True)
class AgencyLineEnded(Event):
    kind = "recruitment.agency_line_ended"
    words = {
        "en": "Of agency {agency} ended: {line}, on {until}.",
        "ru": "У агентства {agency} закончилось: {line}, {until}.",
        "tg": "Аз агентии {agency} қатъ шуд: {line}, {until}.",
    }
    agency: int
    line: str
    until: dt.date
    paper: str


@dataclass(frozen=True, kw_only=True)
class LicenceStateWritten(Event):
    kind = "recruitment.licence_state_written"
    words = {
        "en": "How licence {number} stands from {since} was written down, on {paper}.",
        "ru": "Записано состояние лицензии {number} с {since}; основание: {paper}.",
        "tg": "Ҳолати иҷозатномаи {number} аз {since} навишта шуд; асос: {paper}.",
    }
    number: str
    state: str
    since: dt.date
    until: dt.date | None
    paper: str


@dataclass(frozen=True, kw_only=True)
class LicenceStateCorrected(Event):
    kind = "recruitment.licence_state_corrected"
    words = {
        "en": "How licence {number} stands from {since} was corrected, on {paper}; the old line stays readable.",
        "ru": "Исправлено состояние лицензии {number} с {since}; основание: {paper}. Прежняя запись видна.",
        "tg": "Ҳолати иҷозатномаи {number} аз {since} ислоҳ шуд; асос: {paper}. Сабти пештара дида мешавад.",
    }
    number: str
    line: int
    since: dt.date
    paper: str


@dataclass(frozen=True, kw_only=True)
class RegisterRead(Event):
    kind = "recruitment.register_read"
    words = {
        "en": "The register is whole here from {begins_on} to {read_on}.",
        "ru": "Реестр здесь полон с {begins_on} по {read_on}.",
        "tg": "Феҳрист дар ин ҷо аз {begins_on} то {read_on} пурра аст.",
    }
    begins_on: dt.date
    read_on: dt.date
    paper: str


@dataclass(frozen=True, kw_only=True)
class ReturnTermSet(Event):
    kind = "recruitment.return_term_set"
    words = {
        "en": "From {since} agencies return every {months} months, within {days} days, whom they placed.",
        "ru": "С {since} агентства каждые {months} мес. в течение {days} дней сообщают, кого трудоустроили.",
        "tg": "Аз {since} агентиҳо ҳар {months} моҳ дар {days} рӯз хабар медиҳанд, ки киро ба кор фиристоданд.",
    }
    since: dt.date
    months: int
    days: int
    paper: str


@dataclass(frozen=True, kw_only=True)
class PlacementsReturned(Event):
    kind = "recruitment.placements_returned"
    words = {
        "en": "Agency {agency} returned whom it placed from {since} to {until}.",
        "ru": "Агентство {agency} сообщило о трудоустроенных с {since} по {until}.",
        "tg": "Агентии {agency} дар бораи фиристодашудагон аз {since} то {until} хабар дод.",
    }
    agency: int
    since: dt.date
    until: dt.date
    paper: str


@dataclass(frozen=True, kw_only=True)
class InspectionsPlanned(Event):
    kind = "recruitment.inspections_planned"
    words = {
        "en": "Inspections were planned: {by_risk} by risk, {by_draw} by draw.",
        "ru": "Запланированы проверки: по риску {by_risk}, по жребию {by_draw}.",
        "tg": "Санҷишҳо ба нақша гирифта шуданд: аз рӯи хавф {by_risk}, бо қуръа {by_draw}.",
    }
    by_risk: int
    by_draw: int
    agencies: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class InspectionDone(Event):
    kind = "recruitment.inspection_done"
    words = {
        "en": "Agency {agency} was inspected on {done_on}; paper: {paper}.",
        "ru": "Агентство {agency} проверено {done_on}; документ: {paper}.",
        "tg": "Агентии {agency} {done_on} санҷида шуд; ҳуҷҷат: {paper}.",
    }
    agency: int
    done_on: dt.date
    breach: bool
    paper: str


@dataclass(frozen=True, kw_only=True)
class RegisterImported(Event):
    kind = "recruitment.register_imported"
    words = {
        "en": "{lines} lines of a table were entered in the register (import {batch}).",
        "ru": "В реестр внесено строк таблицы: {lines} (загрузка {batch}).",
        "tg": "Ба феҳрист {lines} сатри ҷадвал ворид шуд (воридоти {batch}).",
    }
    batch: int
    lines: int


@dataclass(frozen=True, kw_only=True)
class RegisterImportUndone(Event):
    kind = "recruitment.register_import_undone"
    words = {
        "en": "Import {batch} of the register was taken back.",
        "ru": "Загрузка {batch} в реестр отменена.",
        "tg": "Воридоти {batch} ба феҳрист бекор карда шуд.",
    }
    batch: int


@dataclass(frozen=True, kw_only=True)
class IntermediaryWritten(Event):
    """Their name is not told here: the record is kept when the line is not."""

    kind = "recruitment.intermediary_written"
    words = {
        "en": "An intermediary without a licence was written down, from {since}.",
        "ru": "Записан посредник без лицензии, с {since}.",
        "tg": "Миёнарави бе иҷозатнома навишта шуд, аз {since}.",
    }
    entry: str
    since: dt.date


@dataclass(frozen=True, kw_only=True)
class IntermediaryEnded(Event):
    kind = "recruitment.intermediary_ended"
    words = {
        "en": "A line about an intermediary without a licence ended on {until}; paper: {paper}.",
        "ru": "Запись о посреднике без лицензии закончилась {until}; документ: {paper}.",
        "tg": "Сабт дар бораи миёнарави бе иҷозатнома {until} қатъ шуд; ҳуҷҷат: {paper}.",
    }
    entry: str
    until: dt.date
    paper: str


@dataclass(frozen=True, kw_only=True)
class IntermediariesRead(Event):
    kind = "recruitment.intermediaries_read"
    words = {
        "en": "The list of intermediaries without a licence was read ({count}).",
        "ru": "Прочитан список посредников без лицензии ({count}).",
        "tg": "Рӯйхати миёнаравҳои бе иҷозатнома хонда шуд ({count}).",
    }
    reading = True
    count: int
