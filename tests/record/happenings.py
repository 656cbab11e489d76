"""Invented kinds of events for tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django_tasks import task

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class RoomPainted(Event):
    kind = "test.room_painted"
    words = {
        "en": "A room was painted {colour}.",
        "ru": "Комнату покрасили: {colour}.",
        "tg": "Хона ранг карда шуд: {colour}.",
    }
    colour: str


@dataclass(frozen=True, kw_only=True)
class DoorForced(Event):
    """What guards the site is told elsewhere too."""

    kind = "test.door_forced"
    told_elsewhere = True
    words = {"en": "A door was forced.", "ru": "Дверь взломана.", "tg": "Дар шикаста шуд."}


@dataclass(frozen=True, kw_only=True)
class NameGiven(Event):
    kind = "test.name_given"
    words = {
        "en": "The name {name} was entered at desk {desk}.",
        "ru": "Имя {name} внесено за столом {desk}.",
        "tg": "Номи {name} дар мизи {desk} дохил карда шуд.",
    }
    personal = ("name",)
    name: str
    desk: int


@dataclass(frozen=True, kw_only=True)
class StoryOpened(Event):
    kind = "test.story_opened"
    words = {"en": "The story was opened.", "ru": "Историю открыли.", "tg": "Ҳикоя кушода шуд."}
    reading = True


@task()
def paint_later(file: str, colour: str) -> None:
    """Work left for later; it fails when the colour is none."""
    if colour == "none":
        raise ValueError("Zarina's number is 000")
    with Path(file).open("a", encoding="utf-8") as out:
        out.write(f"{colour}\n")
