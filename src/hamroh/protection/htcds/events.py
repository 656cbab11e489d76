"""Rows of the standard that leave the house or come in."""

from __future__ import annotations

from dataclasses import dataclass

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class RowHandedOut(Event):
    kind = "protection.htcds_handed_out"
    words = {
        "en": "Case {number} was written out as a row of the trafficking data standard, with consent.",
        "ru": "Дело {number} с согласия выведено строкой по стандарту данных о торговле людьми.",
        "tg": "Парвандаи {number} бо розигӣ ҳамчун сатри стандарти маълумот дар бораи хариду фурӯши одамон бароварда шуд.",
    }
    reading = True
    number: str


@dataclass(frozen=True, kw_only=True)
class RowTakenIn(Event):
    kind = "protection.htcds_taken_in"
    words = {
        "en": "Case {number} was opened from a row of the trafficking data standard.",
        "ru": "Дело {number} открыто по строке стандарта данных о торговле людьми.",
        "tg": "Парвандаи {number} аз сатри стандарти маълумот дар бораи хариду фурӯши одамон кушода шуд.",
    }
    number: str
