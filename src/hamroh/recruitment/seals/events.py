"""What can happen to keys and codes, for the record."""

from __future__ import annotations

from dataclasses import dataclass

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class SealKeyMade(Event):
    kind = "recruitment.seal_key_made"
    told_elsewhere = True
    words = {
        "en": "A key that signs codes was made: {kid}.",
        "ru": "Создан ключ для подписи кодов: {kid}.",
        "tg": "Калиди имзои рамзҳо сохта шуд: {kid}.",
    }
    kid: str


@dataclass(frozen=True, kw_only=True)
class SealKeyRetired(Event):
    kind = "recruitment.seal_key_retired"
    told_elsewhere = True
    words = {
        "en": "The key {kid} signs no more codes.",
        "ru": "Ключ {kid} больше не подписывает коды.",
        "tg": "Калиди {kid} дигар рамзҳоро имзо намекунад.",
    }
    kid: str
    distrusted: bool


@dataclass(frozen=True, kw_only=True)
class CodeIssued(Event):
    kind = "recruitment.code_issued"
    words = {
        "en": "A signed code was made: {number}, {title}.",
        "ru": "Создан подписанный код: {number}, {title}.",
        "tg": "Рамзи имзошуда сохта шуд: {number}, {title}.",
    }
    number: str
    title: str


@dataclass(frozen=True, kw_only=True)
class CodeTakenBack(Event):
    kind = "recruitment.code_taken_back"
    words = {
        "en": "The signed code {number} was taken back: {why}.",
        "ru": "Подписанный код {number} отозван: {why}.",
        "tg": "Рамзи имзошудаи {number} бозпас гирифта шуд: {why}.",
    }
    number: str
    why: str
