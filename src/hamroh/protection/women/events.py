"""What happens on the way of those who ask for a woman."""

from __future__ import annotations

from dataclasses import dataclass

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class AnswersWomenChanged(Event):
    """It says nothing of the choice itself: the record is read by others."""

    kind = "protection.answers_women_changed"
    words = {
        "en": "Somebody changed for whom they answer.",
        "ru": "Сотрудник изменил, кому он отвечает.",
        "tg": "Корманд тағйир дод, ки ба кӣ ҷавоб медиҳад.",
    }
