"""What the record tells of attempts. `about` is the member of staff whose name was used; empty where none is known."""

from __future__ import annotations

from dataclasses import dataclass

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class Refused(Event):
    """Noted at the first of an hour, at each power of ten, at an alarm, and with the sum once the hour is over."""

    kind = "staff.refused"
    told_elsewhere = True
    words = {
        "en": "{what_en}: {count} in the hour from {hour}.",
        "ru": "{what_ru}: {count} за час с {hour}.",
        "tg": "{what_tg}: {count} дар як соат аз {hour}.",
    }
    what: str
    what_en: str
    what_ru: str
    what_tg: str
    count: int
    hour: str


@dataclass(frozen=True, kw_only=True)
class AlarmSeen(Event):
    kind = "staff.alarm_seen"
    told_elsewhere = True
    words = {
        "en": "Looked into an alarm: {what_en}, {count} in the hour from {hour}.",
        "ru": "Тревога рассмотрена: {what_ru}, {count} за час с {hour}.",
        "tg": "Ҳушдор баррасӣ шуд: {what_tg}, {count} дар як соат аз {hour}.",
    }
    what: str
    what_en: str
    what_ru: str
    what_tg: str
    count: int
    hour: str
