"""What happens with parties. Whom it is about is the person of the case; the party is never named in the record."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class PartyNamed(Event):
    kind = "protection.party_named"
    words = {
        "en": "Case {number} names a party.",
        "ru": "В деле {number} названа сторона.",
        "tg": "Дар парвандаи {number} тараф номбар шуд.",
    }
    number: str
    party: UUID


@dataclass(frozen=True, kw_only=True)
class PartyTakenBack(Event):
    kind = "protection.party_taken_back"
    words = {
        "en": "Case {number} names a party no more.",
        "ru": "В деле {number} сторона больше не названа.",
        "tg": "Парвандаи {number} дигар тарафро ном намебарад.",
    }
    number: str


@dataclass(frozen=True, kw_only=True)
class PartiesRead(Event):
    kind = "protection.parties_read"
    words = {
        "en": "What case {number} says of parties was read.",
        "ru": "Прочитано, что в деле {number} сказано о сторонах.",
        "tg": "Он чи дар парвандаи {number} дар бораи тарафҳо гуфта шудааст, хонда шуд.",
    }
    reading = True
    number: str


@dataclass(frozen=True, kw_only=True)
class PartiesLinked(Event):
    kind = "protection.parties_linked"
    words = {
        "en": "Case {number} says how two parties hang together.",
        "ru": "В деле {number} сказано, как связаны две стороны.",
        "tg": "Дар парвандаи {number} гуфта шуд, ки ду тараф чӣ тавр вобастаанд.",
    }
    number: str


@dataclass(frozen=True, kw_only=True)
class PartiesMerged(Event):
    kind = "protection.parties_merged"
    words = {
        "en": "Two names of parties were put together as one.",
        "ru": "Два названия сторон сведены в одно.",
        "tg": "Ду номи тараф ба як оварда шуд.",
    }
    kept: UUID
    gone: UUID


@dataclass(frozen=True, kw_only=True)
class PartiesParted(Event):
    kind = "protection.parties_parted"
    words = {
        "en": "Two names of parties stand apart again.",
        "ru": "Два названия сторон снова стоят отдельно.",
        "tg": "Ду номи тараф аз нав ҷудо меистанд.",
    }
    gone: UUID


@dataclass(frozen=True, kw_only=True)
class EntrySet(Event):
    kind = "protection.party_entry_set"
    words = {
        "en": "It was said which firm of the directory a party is.",
        "ru": "Указано, какой фирмой справочника является сторона.",
        "tg": "Гуфта шуд, ки тараф кадом ширкати рӯйхат аст.",
    }
    party: UUID
    entry: int | None


@dataclass(frozen=True, kw_only=True)
class VerdictEntered(Event):
    kind = "protection.verdict_entered"
    words = {
        "en": "What a court or an office found was entered by its paper.",
        "ru": "По документу внесено, что установил суд или орган.",
        "tg": "Аз рӯи ҳуҷҷат қарори суд ё мақом ворид шуд.",
    }
    party: UUID
    verdict: UUID


@dataclass(frozen=True, kw_only=True)
class ReplyAsked(Event):
    kind = "protection.reply_asked"
    words = {
        "en": "With consent, the party named in case {number} was asked for its reply.",
        "ru": "С согласия у стороны, названной в деле {number}, запрошен ответ.",
        "tg": "Бо розигӣ аз тарафи номбаршудаи парвандаи {number} посух пурсида шуд.",
    }
    number: str


@dataclass(frozen=True, kw_only=True)
class ReplyKept(Event):
    kind = "protection.reply_kept"
    words = {
        "en": "The reply of the party named in case {number} was kept.",
        "ru": "Ответ стороны, названной в деле {number}, сохранён.",
        "tg": "Посухи тарафи номбаршудаи парвандаи {number} нигоҳ дошта шуд.",
    }
    number: str


@dataclass(frozen=True, kw_only=True)
class ComparingChanged(Event):
    kind = "protection.comparing_changed"
    words = {
        "en": "Whether a number told in case {number} is compared with other matters was changed.",
        "ru": "Изменено, сравнивается ли номер из дела {number} с другими делами.",
        "tg": "Муқоисаи рақами парвандаи {number} бо корҳои дигар тағйир дода шуд.",
    }
    number: str
    compare: bool


@dataclass(frozen=True, kw_only=True)
class MeetingAsked(Event):
    kind = "protection.meeting_asked"
    words = {
        "en": "From case {number} the other matter with the same number was written to, without names.",
        "ru": "Из дела {number} написано в другое дело с тем же номером, без имён.",
        "tg": "Аз парвандаи {number} ба кори дигари дорои ҳамин рақам бе ном навишта шуд.",
    }
    number: str


@dataclass(frozen=True, kw_only=True)
class MeetingAnswered(Event):
    kind = "protection.meeting_answered"
    words = {
        "en": "In case {number} the letter from the other matter was answered.",
        "ru": "В деле {number} дан ответ на письмо из другого дела.",
        "tg": "Дар парвандаи {number} ба мактуби кори дигар ҷавоб дода шуд.",
    }
    number: str
    answer: str
