"""What can happen to days of reception and to turns, for the record. Of who took a turn nothing is told here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class ReceptionOpened(Event):
    kind = "turns.opened"
    words = {
        "en": "A day of reception was opened for {on}.",
        "ru": "Открыта запись на день приёма {on}.",
        "tg": "Барои рӯзи қабули {on} навбат кушода шуд.",
    }
    reception: str
    on: dt.date


@dataclass(frozen=True, kw_only=True)
class ReceptionMoved(Event):
    kind = "turns.moved"
    words = {
        "en": "A day of reception was moved from {before} to {on}.",
        "ru": "День приёма перенесён с {before} на {on}.",
        "tg": "Рӯзи қабул аз {before} ба {on} кӯчонида шуд.",
    }
    reception: str
    before: dt.date
    on: dt.date


@dataclass(frozen=True, kw_only=True)
class ReceptionCalledOff(Event):
    kind = "turns.called_off"
    words = {
        "en": "The reception of {on} was called off.",
        "ru": "Приём {on} отменён.",
        "tg": "Қабули {on} бекор шуд.",
    }
    reception: str
    on: dt.date


@dataclass(frozen=True, kw_only=True)
class TurnTaken(Event):
    kind = "turns.taken"
    words = {
        "en": "A turn was taken for {on}.",
        "ru": "Занято место на приём {on}.",
        "tg": "Барои қабули {on} навбат гирифта шуд.",
    }
    turn: str
    on: dt.date


@dataclass(frozen=True, kw_only=True)
class TurnGivenBack(Event):
    """`freed`: the office freed it, not the person."""

    kind = "turns.given_back"
    words = {
        "en": "A turn for {on} was given back.",
        "ru": "Место на приём {on} освобождено.",
        "tg": "Навбати қабули {on} баргардонида шуд.",
    }
    turn: str
    on: dt.date
    freed: bool


@dataclass(frozen=True, kw_only=True)
class TurnsRead(Event):
    """`shown` are the ids of the turns whose contact or name was opened."""

    kind = "turns.read"
    words = {
        "en": "The list of a day of reception was read, with what {count} people gave of themselves.",
        "ru": "Прочитан список дня приёма, с данными, которые оставили: {count}.",
        "tg": "Рӯйхати рӯзи қабул хонда шуд, бо маълумоти додаи одамон: {count}.",
    }
    reading = True
    count: int
    shown: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TurnMarked(Event):
    """`outcome` is came, missed, told, or empty where it was taken back."""

    kind = "turns.marked"
    words = {
        "en": "Of a turn it was written down: {outcome}.",
        "ru": "О записи на приём отмечено: {outcome}.",
        "tg": "Дар бораи навбати қабул навишта шуд: {outcome}.",
    }
    turn: str
    outcome: str
