"""What happens in joint rooms. Everybody in a room reads this record of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class RoomOpened(Event):
    kind = "protection.joint_room_opened"
    words = {
        "en": "A joint room was opened.",
        "ru": "Открыта совместная комната.",
        "tg": "Утоқи муштарак кушода шуд.",
    }
    room: UUID


@dataclass(frozen=True, kw_only=True)
class RoomRead(Event):
    kind = "protection.joint_room_read"
    words = {
        "en": "The joint room was read.",
        "ru": "Совместная комната прочитана.",
        "tg": "Утоқи муштарак хонда шуд.",
    }
    reading = True
    room: UUID


@dataclass(frozen=True, kw_only=True)
class LetIn(Event):
    kind = "protection.joint_room_let_in"
    words = {
        "en": "An organisation was let into the joint room, with consent.",
        "ru": "Организация допущена в совместную комнату с согласия.",
        "tg": "Ташкилот бо розигӣ ба утоқи муштарак роҳ дода шуд.",
    }
    room: UUID
    organisation: int
    fields: str


@dataclass(frozen=True, kw_only=True)
class Left(Event):
    kind = "protection.joint_room_left"
    words = {
        "en": "An organisation is in the joint room no more.",
        "ru": "Организация больше не в совместной комнате.",
        "tg": "Ташкилот дигар дар утоқи муштарак нест.",
    }
    room: UUID
    organisation: int


@dataclass(frozen=True, kw_only=True)
class RoomNoted(Event):
    kind = "protection.joint_room_noted"
    words = {
        "en": "Something was written in the joint room.",
        "ru": "В совместной комнате сделана запись.",
        "tg": "Дар утоқи муштарак чизе навишта шуд.",
    }
    room: UUID


@dataclass(frozen=True, kw_only=True)
class PromiseKept(Event):
    kind = "protection.joint_room_promise_kept"
    words = {
        "en": "What was promised in the joint room is done.",
        "ru": "Обещанное в совместной комнате сделано.",
        "tg": "Ваъдаи утоқи муштарак иҷро шуд.",
    }
    room: UUID


@dataclass(frozen=True, kw_only=True)
class RoomClosed(Event):
    kind = "protection.joint_room_closed"
    words = {
        "en": "The joint room was closed.",
        "ru": "Совместная комната закрыта.",
        "tg": "Утоқи муштарак пӯшида шуд.",
    }
    room: UUID


@dataclass(frozen=True, kw_only=True)
class PaperLaid(Event):
    kind = "protection.joint_room_paper_laid"
    words = {
        "en": "A document was laid into the joint room.",
        "ru": "В совместную комнату положен документ.",
        "tg": "Ба утоқи муштарак ҳуҷҷат гузошта шуд.",
    }
    room: UUID
    attachment: UUID


@dataclass(frozen=True, kw_only=True)
class PaperTakenOut(Event):
    kind = "protection.joint_room_paper_taken_out"
    words = {
        "en": "A document was taken out of the joint room.",
        "ru": "Документ изъят из совместной комнаты.",
        "tg": "Ҳуҷҷат аз утоқи муштарак гирифта шуд.",
    }
    room: UUID
    attachment: UUID


@dataclass(frozen=True, kw_only=True)
class PaperRead(Event):
    kind = "protection.joint_room_paper_read"
    words = {
        "en": "A document of the joint room was opened.",
        "ru": "Открыт документ совместной комнаты.",
        "tg": "Ҳуҷҷати утоқи муштарак кушода шуд.",
    }
    reading = True
    room: UUID
    attachment: UUID
