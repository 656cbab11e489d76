"""What happens when somebody looks for a relative. Neither side's record tells of the other."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class TracingAsked(Event):
    kind = "protection.tracing_asked"
    words = {
        "en": "From case {number} a relative is looked for, with consent.",
        "ru": "По делу {number} с согласия ищут родственника.",
        "tg": "Аз парвандаи {number} бо розигӣ хешро меҷӯянд.",
    }
    number: str


@dataclass(frozen=True, kw_only=True)
class TracingClosed(Event):
    kind = "protection.tracing_closed"
    words = {
        "en": "In case {number} nobody is looked for any more.",
        "ru": "По делу {number} больше никого не ищут.",
        "tg": "Аз парвандаи {number} дигар касеро намеҷӯянд.",
    }
    number: str


@dataclass(frozen=True, kw_only=True)
class SoughtRead(Event):
    kind = "protection.sought_read"
    words = {
        "en": "It was read for whom relatives look.",
        "ru": "Прочитано, кого ищут родственники.",
        "tg": "Хонда шуд, ки хешон киро меҷӯянд.",
    }
    reading = True
    shown: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SoughtAnswered(Event):
    kind = "protection.sought_answered"
    words = {
        "en": "The person was asked about a relative, and what they wish was kept.",
        "ru": "Человека спросили о родственнике, его желание записано.",
        "tg": "Аз шахс дар бораи хешаш пурсиданд, хоҳишаш сабт шуд.",
    }
    sought: UUID


@dataclass(frozen=True, kw_only=True)
class Tied(Event):
    kind = "protection.tied"
    words = {
        "en": "The file was tied to a relative's, as both agreed.",
        "ru": "Досье связано с досье родственника, оба согласны.",
        "tg": "Парвандаи шахс бо парвандаи хешаш бо розигии ҳарду пайваст шуд.",
    }
    pair: UUID


@dataclass(frozen=True, kw_only=True)
class Untied(Event):
    kind = "protection.untied"
    words = {
        "en": "The tie to a relative's file was taken away.",
        "ru": "Связь с досье родственника снята.",
        "tg": "Пайванд бо парвандаи хеш бардошта шуд.",
    }
    pair: UUID
