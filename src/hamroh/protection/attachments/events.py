"""What happens to an attachment."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class AttachmentAdded(Event):
    """A file was stored. Its name is not repeated here."""

    kind = "protection.attachment_added"
    words = {
        "en": "A file was added: {format}, {size} bytes.",
        "ru": "Добавлено вложение: {format}, байт: {size}.",
        "tg": "Замима илова шуд: {format}, {size} байт.",
    }
    attachment: uuid.UUID
    format: str
    size: int


@dataclass(frozen=True, kw_only=True)
class AttachmentsShown(Event):
    kind = "protection.attachments_shown"
    words = {
        "en": "The list of files was read ({count}).",
        "ru": "Прочитан список вложений ({count}).",
        "tg": "Рӯйхати замимаҳо хонда шуд ({count}).",
    }
    count: int
    reading = True


@dataclass(frozen=True, kw_only=True)
class AttachmentOpened(Event):
    kind = "protection.attachment_opened"
    words = {
        "en": "An added file was opened.",
        "ru": "Вложение открыто.",
        "tg": "Замима кушода шуд.",
    }
    attachment: uuid.UUID
    reading = True


@dataclass(frozen=True, kw_only=True)
class AttachmentsWentAlong(Event):
    """An enquiry got a person's file, and what had come with it belongs to the person from now on."""

    kind = "protection.attachments_went_along"
    words = {
        "en": "The files that came with the enquiry went along into the person's file ({count}).",
        "ru": "Вложения обращения перешли в досье человека ({count}).",
        "tg": "Замимаҳои муроҷиат ба парвандаи шахс гузаштанд ({count}).",
    }
    count: int


@dataclass(frozen=True, kw_only=True)
class AttachmentHarmful(Event):
    kind = "protection.attachment_harmful"
    words = {
        "en": "The virus scanner found something harmful in an added file. What was in it is deleted.",
        "ru": "Антивирус нашёл во вложении вредное. Содержимое удалено.",
        "tg": "Антивирус дар замима чизи зараровар ёфт. Муҳтавои он нест карда шуд.",
    }
    attachment: uuid.UUID
