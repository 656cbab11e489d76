"""What happens to messages on their way out."""

from __future__ import annotations

from dataclasses import dataclass

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class MessageWritten(Event):
    kind = "protection.message_written"
    words = {
        "en": "A message to the person was written.",
        "ru": "Написано сообщение человеку.",
        "tg": "Ба шахс паём навишта шуд.",
    }
    channel: str


@dataclass(frozen=True, kw_only=True)
class MessageShown(Event):
    kind = "protection.message_shown"
    words = {
        "en": "A message and its number were shown, to be sent by hand.",
        "ru": "Показаны сообщение и номер, чтобы отправить вручную.",
        "tg": "Паём ва рақам нишон дода шуданд, то ки дастӣ фиристода шаванд.",
    }
    reading = True


@dataclass(frozen=True, kw_only=True)
class MessageSent(Event):
    kind = "protection.message_sent"
    words = {
        "en": "A message to the person was sent.",
        "ru": "Сообщение человеку отправлено.",
        "tg": "Ба шахс паём фиристода шуд.",
    }
    channel: str


@dataclass(frozen=True, kw_only=True)
class MessageHeld(Event):
    kind = "protection.message_held"
    words = {
        "en": "A message was held back: the person's rules of safe contact do not allow it now.",
        "ru": "Сообщение задержано: правила безопасной связи этого человека его сейчас не допускают.",
        "tg": "Паём нигоҳ дошта шуд: қоидаҳои тамоси бехатари ин шахс ҳозир иҷозат намедиҳанд.",
    }
    why: str


@dataclass(frozen=True, kw_only=True)
class MessageFailed(Event):
    kind = "protection.message_failed"
    words = {
        "en": "A message could not be sent, after several attempts.",
        "ru": "Сообщение не удалось отправить после нескольких попыток.",
        "tg": "Паёмро пас аз чанд кӯшиш фиристода натавонистанд.",
    }


@dataclass(frozen=True, kw_only=True)
class MessageWithdrawn(Event):
    kind = "protection.message_withdrawn"
    words = {
        "en": "A message was withdrawn before it was sent.",
        "ru": "Сообщение отозвано до отправки.",
        "tg": "Паём пеш аз фиристодан бозпас гирифта шуд.",
    }
