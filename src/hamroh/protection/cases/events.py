"""What happens in a case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event):
    kind = "protection.case_opened"
    words = {
        "en": "Case {number} was opened.",
        "ru": "Открыто дело {number}.",
        "tg": "Парвандаи {number} кушода шуд.",
    }
    number: str
    case: UUID


@dataclass(frozen=True, kw_only=True)
class CaseRead(Event):
    kind = "protection.case_read"
    words = {
        "en": "Case {number} was read.",
        "ru": "Дело {number} прочитано.",
        "tg": "Парвандаи {number} хонда шуд.",
    }
    reading = True
    number: str


@dataclass(frozen=True, kw_only=True)
class CaseChanged(Event):
    kind = "protection.case_changed"
    words = {
        "en": "Case {number} was changed, edition {edition}.",
        "ru": "Дело {number} изменено, редакция {edition}.",
        "tg": "Парвандаи {number} тағйир ёфт, таҳрири {edition}.",
    }
    number: str
    edition: int


@dataclass(frozen=True, kw_only=True)
class CaseNoted(Event):
    kind = "protection.case_noted"
    words = {
        "en": "A note was written in case {number}.",
        "ru": "В дело {number} внесена запись.",
        "tg": "Ба парвандаи {number} қайд навишта шуд.",
    }
    number: str


@dataclass(frozen=True, kw_only=True)
class TaskSet(Event):
    kind = "protection.task_set"
    words = {
        "en": "A task was set in case {number}, due on {due}.",
        "ru": "В деле {number} поставлена задача, срок {due}.",
        "tg": "Дар парвандаи {number} кор супурда шуд, мӯҳлат {due}.",
    }
    number: str
    due: dt.date


@dataclass(frozen=True, kw_only=True)
class TaskDone(Event):
    kind = "protection.task_done"
    words = {
        "en": "A task of case {number} was done.",
        "ru": "Задача по делу {number} выполнена.",
        "tg": "Кори парвандаи {number} иҷро шуд.",
    }
    number: str


@dataclass(frozen=True, kw_only=True)
class ClockTaken(Event):
    kind = "protection.clock_taken"
    words = {
        "en": "Somebody else answers for a day of the law in case {number} now: {provision}.",
        "ru": "За срок по закону в деле {number} теперь отвечает другой: {provision}.",
        "tg": "Барои мӯҳлати қонунии парвандаи {number} акнун каси дигар ҷавобгар аст: {provision}.",
    }
    number: str
    provision: str


@dataclass(frozen=True, kw_only=True)
class ClockDone(Event):
    kind = "protection.clock_done"
    words = {
        "en": "What a day of the law asked for in case {number} was done: {provision}.",
        "ru": "То, чего требовал срок по закону в деле {number}, сделано: {provision}.",
        "tg": "Он чи мӯҳлати қонунии парвандаи {number} талаб мекард, иҷро шуд: {provision}.",
    }
    number: str
    provision: str


@dataclass(frozen=True, kw_only=True)
class ClockMoved(Event):
    kind = "protection.clock_moved"
    words = {
        "en": "A day of the law moved in case {number}: {provision}, before {before}, now {after}.",
        "ru": "Срок по закону в деле {number} сдвинулся: {provision}, было {before}, стало {after}.",
        "tg": "Мӯҳлати қонунии парвандаи {number} тағйир ёфт: {provision}, пеш {before}, ҳоло {after}.",
    }
    number: str
    provision: str
    before: dt.date | None
    after: dt.date | None


@dataclass(frozen=True, kw_only=True)
class Referred(Event):
    kind = "protection.referred"
    words = {
        "en": "Part of the file was referred, with consent.",
        "ru": "Часть досье передана с согласия.",
        "tg": "Қисми парвандаи шахс бо розигӣ супурда шуд.",
    }
    referral: UUID
    to: int
    fields: str


@dataclass(frozen=True, kw_only=True)
class ReferralDecided(Event):
    kind = "protection.referral_decided"
    words = {
        "en": "The referral was answered, ended or taken back.",
        "ru": "На направление ответили, его завершили или отозвали.",
        "tg": "Ба супориш ҷавоб доданд, анҷом ё бозпас гирифтанд.",
    }
    referral: UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class CaseHandedOver(Event):
    kind = "protection.case_handed_over"
    words = {
        "en": "Case {number} went over to another organisation, with consent.",
        "ru": "Дело {number} перешло к другой организации с согласия.",
        "tg": "Парвандаи {number} бо розигӣ ба ташкилоти дигар гузашт.",
    }
    number: str
    to: int


@dataclass(frozen=True, kw_only=True)
class CaseClosed(Event):
    kind = "protection.case_closed"
    words = {
        "en": "Case {number} was closed.",
        "ru": "Дело {number} закрыто.",
        "tg": "Парвандаи {number} пӯшида шуд.",
    }
    number: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class CaseTakenOut(Event):
    kind = "protection.case_taken_out"
    words = {
        "en": "Case {number} was taken out: the time for which it is kept is over.",
        "ru": "Дело {number} удалено: срок хранения истёк.",
        "tg": "Парвандаи {number} нест карда шуд: мӯҳлати нигоҳдорӣ гузашт.",
    }
    number: str
