"""What happens with interpreters."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class InterpreterEntered(Event):
    kind = "protection.interpreter_entered"
    words = {"en": "An interpreter was entered.", "ru": "Внесён переводчик.", "tg": "Тарҷумон ворид карда шуд."}
    interpreter: UUID


@dataclass(frozen=True, kw_only=True)
class InterpreterVetted(Event):
    kind = "protection.interpreter_vetted"
    words = {
        "en": "An interpreter was vetted, until {until}.",
        "ru": "Переводчик проверен, до {until}.",
        "tg": "Тарҷумон санҷида шуд, то {until}.",
    }
    interpreter: UUID
    until: dt.date


@dataclass(frozen=True, kw_only=True)
class SecrecyUndertaken(Event):
    kind = "protection.interpreter_undertook_secrecy"
    words = {
        "en": "An interpreter undertook to keep what they hear to themselves.",
        "ru": "Переводчик обязался хранить услышанное в тайне.",
        "tg": "Тарҷумон ӯҳдадор шуд, ки шунидаашро пинҳон нигоҳ медорад.",
    }
    interpreter: UUID


@dataclass(frozen=True, kw_only=True)
class TieDeclared(Event):
    kind = "protection.interpreter_tie_declared"
    words = {
        "en": "A tie of an interpreter was declared.",
        "ru": "Заявлена связь переводчика.",
        "tg": "Вобастагии тарҷумон эълон карда шуд.",
    }
    interpreter: UUID


@dataclass(frozen=True, kw_only=True)
class ConflictNoted(Event):
    kind = "protection.interpreter_conflict_noted"
    words = {
        "en": "It was noted that an interpreter is not for this person.",
        "ru": "Отмечено, что этот переводчик не подходит этому человеку.",
        "tg": "Қайд шуд, ки ин тарҷумон барои ин шахс нест.",
    }
    interpreter: UUID


@dataclass(frozen=True, kw_only=True)
class InterpreterBooked(Event):
    kind = "protection.interpreter_booked"
    words = {
        "en": "An interpreter was booked; what was agreed is open to them for that time.",
        "ru": "Переводчик назначен; на это время ему открыто то, о чём договорились.",
        "tg": "Тарҷумон таъин шуд; дар он вақт ба ӯ он чи мувофиқа шудааст, кушода аст.",
    }
    booking: UUID


@dataclass(frozen=True, kw_only=True)
class InterpreterLetGo(Event):
    kind = "protection.interpreter_let_go"
    words = {
        "en": "An interpreter interprets no more; name and number were erased.",
        "ru": "Переводчик больше не переводит; имя и номер стёрты.",
        "tg": "Тарҷумон дигар тарҷума намекунад; ном ва рақам нест карда шуд.",
    }
    interpreter: UUID


@dataclass(frozen=True, kw_only=True)
class BookingCancelled(Event):
    kind = "protection.interpreter_booking_cancelled"
    words = {
        "en": "The booking of an interpreter was cancelled.",
        "ru": "Назначение переводчика отменено.",
        "tg": "Таъини тарҷумон бекор карда шуд.",
    }
    booking: UUID


@dataclass(frozen=True, kw_only=True)
class AgreedFieldsRead(Event):
    kind = "protection.interpreter_read_agreed_fields"
    words = {
        "en": "The booked interpreter read what was agreed.",
        "ru": "Назначенный переводчик прочитал то, о чём договорились.",
        "tg": "Тарҷумони таъиншуда он чиро, ки мувофиқа шуда буд, хонд.",
    }
    reading = True
    booking: UUID


@dataclass(frozen=True, kw_only=True)
class InterpreterAskedFor(Event):
    kind = "protection.interpreter_asked_for"
    words = {
        "en": "An interpreter was asked for.",
        "ru": "Запрошен переводчик.",
        "tg": "Тарҷумон дархост шуд.",
    }
    request: UUID


@dataclass(frozen=True, kw_only=True)
class InterpreterConfirmed(Event):
    kind = "protection.interpreter_confirmed"
    words = {
        "en": "It was confirmed that the interpreter comes.",
        "ru": "Подтверждено, что переводчик будет.",
        "tg": "Тасдиқ шуд, ки тарҷумон меояд.",
    }
    request: UUID


@dataclass(frozen=True, kw_only=True)
class InterpreterNotNeeded(Event):
    kind = "protection.interpreter_not_needed"
    words = {
        "en": "A request for an interpreter was withdrawn.",
        "ru": "Запрос переводчика отозван.",
        "tg": "Дархости тарҷумон бозпас гирифта шуд.",
    }
    request: UUID
