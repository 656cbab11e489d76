"""What happens with requests from outside."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class OutsideRequestReceived(Event):
    kind = "requests.received"
    words = {
        "en": "A request for data from outside was written down ({asker}).",
        "ru": "Записан запрос данных извне ({asker}).",
        "tg": "Дархости маълумот аз берун сабт шуд ({asker}).",
    }
    request: UUID
    asker: str


@dataclass(frozen=True, kw_only=True)
class OutsideRequestOpened(Event):
    kind = "requests.opened"
    words = {
        "en": "A request for data from outside was read.",
        "ru": "Прочитан запрос данных извне.",
        "tg": "Дархости маълумот аз берун хонда шуд.",
    }
    reading = True
    request: UUID


@dataclass(frozen=True, kw_only=True)
class OutsideRequestDecided(Event):
    kind = "requests.decided"
    words = {
        "en": "One of two people decided on a request from outside: {decision}.",
        "ru": "Один из двух решающих принял решение по запросу извне: {decision}.",
        "tg": "Яке аз ду нафар оид ба дархост аз берун қарор кард: {decision}.",
    }
    request: UUID
    decision: str
