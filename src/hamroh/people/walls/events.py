"""What happens at the walls."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class Involved(Event):
    kind = "walls.involved"
    words = {
        "en": "An organisation was let into the file.",
        "ru": "Организация допущена к досье.",
        "tg": "Ба ташкилот дидани парванда иҷозат шуд.",
    }
    involvement: UUID
    organisation: int
    staff: UUID | None = None
    parts: str


@dataclass(frozen=True, kw_only=True)
class InvolvementEnded(Event):
    kind = "walls.involvement_ended"
    words = {
        "en": "An organisation works with the file no longer.",
        "ru": "Организация больше не работает с досье.",
        "tg": "Ташкилот дигар бо парванда кор намекунад.",
    }
    involvement: UUID


@dataclass(frozen=True, kw_only=True)
class Concealed(Event):
    kind = "walls.concealed"
    words = {
        "en": "The file was hidden from those it complains of.",
        "ru": "Досье скрыто от тех, на кого в нём жалуются.",
        "tg": "Парванда аз онҳое, ки аз онҳо шикоят шудааст, пинҳон шуд.",
    }


@dataclass(frozen=True, kw_only=True)
class GlassBroken(Event):
    kind = "walls.glass_broken"
    told_elsewhere = True
    words = {
        "en": "Somebody who does not work with the file opened it. Reason: {reason}",
        "ru": "Досье открыл тот, кто с ним не работает. Причина: {reason}",
        "tg": "Касе, ки бо парванда кор намекунад, онро кушод. Сабаб: {reason}",
    }
    personal = ("reason",)
    reading = True
    reason: str


@dataclass(frozen=True, kw_only=True)
class GlassJudged(Event):
    kind = "walls.glass_judged"
    told_elsewhere = True
    words = {
        "en": "The supervisor judged that opening.",
        "ru": "Руководитель рассмотрел это открытие.",
        "tg": "Роҳбар ба ин кушодан баҳо дод.",
    }
    justified: bool
