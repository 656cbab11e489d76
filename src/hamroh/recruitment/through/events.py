"""What happens with answers on how work was found."""

from __future__ import annotations

from dataclasses import dataclass

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class WorkFoundTold(Event):
    kind = "recruitment.work_found_told"
    words = {
        "en": "Somebody told through whom they found their work.",
        "ru": "Кто-то сообщил, через кого нашёл работу.",
        "tg": "Касе гуфт, ки корашро тавассути кӣ ёфтааст.",
    }
