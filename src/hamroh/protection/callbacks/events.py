"""What happens to missed calls."""

from __future__ import annotations

from dataclasses import dataclass

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class MissedCallsEntered(Event):
    kind = "protection.missed_calls_entered"
    words = {
        "en": "Missed calls were entered: {new} new, {again} known already.",
        "ru": "Внесены пропущенные звонки: новых {new}, уже известных {again}.",
        "tg": "Зангҳои беҷавоб ворид шуданд: нав {new}, аллакай маълум {again}.",
    }
    new: int
    again: int


@dataclass(frozen=True, kw_only=True)
class NumberShown(Event):
    kind = "protection.missed_number_shown"
    words = {
        "en": "The number of a missed call was shown, to call back.",
        "ru": "Показан номер пропущенного звонка, чтобы перезвонить.",
        "tg": "Рақами занги беҷавоб барои бозпас занг задан нишон дода шуд.",
    }
    reading = True


@dataclass(frozen=True, kw_only=True)
class CallBackTried(Event):
    kind = "protection.call_back_tried"
    words = {
        "en": "Somebody called back; nobody answered. Attempt {tries}.",
        "ru": "Перезвонили, никто не ответил. Попытка {tries}.",
        "tg": "Бозпас занг заданд, касе ҷавоб надод. Кӯшиши {tries}.",
    }
    tries: int


@dataclass(frozen=True, kw_only=True)
class MissedCallSettled(Event):
    kind = "protection.missed_call_settled"
    words = {
        "en": "A missed call was settled.",
        "ru": "Пропущенный звонок обработан.",
        "tg": "Ба занги беҷавоб расидагӣ шуд.",
    }
    outcome: str
