"""What happens to closed enquiries that are looked at again."""

from __future__ import annotations

from dataclasses import dataclass

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class Reviewed(Event):
    kind = "protection.reviewed"
    words = {
        "en": "Somebody else looked at the answer again.",
        "ru": "Ответ проверил другой сотрудник.",
        "tg": "Ҷавобро корманди дигар санҷид.",
    }
    answer: str
    danger: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class ReviewRead(Event):
    kind = "protection.review_read"
    words = {
        "en": "Who had answered read what the review found.",
        "ru": "Ответивший прочитал результат проверки.",
        "tg": "Ҷавобдиҳанда натиҷаи санҷишро хонд.",
    }
