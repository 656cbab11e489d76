"""What happens to an enquiry."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class EnquiryReceived(Event):
    kind = "protection.enquiry_received"
    words = {
        "en": "An enquiry was received.",
        "ru": "Получено обращение.",
        "tg": "Муроҷиат қабул шуд.",
    }
    channel: str


@dataclass(frozen=True, kw_only=True)
class EnquiryRead(Event):
    kind = "protection.enquiry_read"
    words = {"en": "The enquiry was read.", "ru": "Обращение прочитано.", "tg": "Муроҷиат хонда шуд."}
    reading = True


@dataclass(frozen=True, kw_only=True)
class OfficeComplainedOf(Event):
    kind = "protection.office_complained_of"
    words = {
        "en": "It was said which office is complained of; that office does not see it.",
        "ru": "Указано, на какое ведомство жалуются; оно этого не видит.",
        "tg": "Гуфта шуд, ки аз кадом идора шикоят мекунанд; он идора инро намебинад.",
    }


@dataclass(frozen=True, kw_only=True)
class SamplesShown(Event):
    """The beginnings of reports that wait to be sorted were read."""

    kind = "protection.samples_shown"
    words = {
        "en": "The beginnings of {count} reports that wait to be sorted were read.",
        "ru": "Прочитаны начала сообщений, ждущих разбора: {count}.",
        "tg": "Аввали {count} хабар, ки мунтазири ҷудокунианд, хонда шуд.",
    }
    count: int
    shown: tuple[str, ...]
    reading = True


@dataclass(frozen=True, kw_only=True)
class Sorted(Event):
    kind = "protection.sorted"
    words = {
        "en": "One decision over {count} reports that are nearly the same ({into}).",
        "ru": "Одно решение по {count} почти одинаковым сообщениям ({into}).",
        "tg": "Як қарор оид ба {count} хабари қариб якхела ({into}).",
    }
    decision: uuid.UUID
    into: str
    count: int


@dataclass(frozen=True, kw_only=True)
class SortingTakenBack(Event):
    kind = "protection.sorting_taken_back"
    words = {
        "en": "A decision over many reports was taken back; {count} wait to be sorted again.",
        "ru": "Решение по многим сообщениям отменено; снова ждут разбора: {count}.",
        "tg": "Қарор оид ба хабарҳои бисёр бекор шуд; {count} боз мунтазири ҷудокунианд.",
    }
    decision: uuid.UUID
    count: int


@dataclass(frozen=True, kw_only=True)
class EnquiryTaken(Event):
    kind = "protection.enquiry_taken"
    words = {
        "en": "Somebody took the enquiry upon themselves.",
        "ru": "Обращение взято в работу.",
        "tg": "Муроҷиатро касе ба зимма гирифт.",
    }


@dataclass(frozen=True, kw_only=True)
class EnquiryReplied(Event):
    kind = "protection.enquiry_replied"
    words = {"en": "A reply was written.", "ru": "Написан ответ.", "tg": "Ҷавоб навишта шуд."}


@dataclass(frozen=True, kw_only=True)
class EnquiryAddedTo(Event):
    kind = "protection.enquiry_added_to"
    words = {
        "en": "The person added something.",
        "ru": "Человек дописал сообщение.",
        "tg": "Шахс чизе илова кард.",
    }


@dataclass(frozen=True, kw_only=True)
class ClosingAsked(Event):
    kind = "protection.closing_asked"
    words = {
        "en": "Closing was asked for; somebody with training must confirm it.",
        "ru": "Предложено закрыть; подтвердить должен обученный сотрудник.",
        "tg": "Пӯшидан пешниҳод шуд; бояд корманди омӯзишдида тасдиқ кунад.",
    }


@dataclass(frozen=True, kw_only=True)
class EnquiryClosed(Event):
    kind = "protection.enquiry_closed"
    words = {"en": "The enquiry was closed.", "ru": "Обращение закрыто.", "tg": "Муроҷиат пӯшида шуд."}


@dataclass(frozen=True, kw_only=True)
class EnquiryOpenedAgain(Event):
    kind = "protection.enquiry_opened_again"
    words = {
        "en": "The enquiry was opened again.",
        "ru": "Обращение открыто снова.",
        "tg": "Муроҷиат аз нав кушода шуд.",
    }


@dataclass(frozen=True, kw_only=True)
class CallWritten(Event):
    kind = "protection.call_written"
    words = {
        "en": "The call was written down, edition {edition}.",
        "ru": "Звонок записан, редакция {edition}.",
        "tg": "Занг навишта шуд, таҳрири {edition}.",
    }
    edition: int


@dataclass(frozen=True, kw_only=True)
class CallBackPromised(Event):
    kind = "protection.call_back_promised"
    words = {
        "en": "A call back was promised.",
        "ru": "Обещано перезвонить.",
        "tg": "Ваъда шуд, ки бозпас занг мезананд.",
    }


@dataclass(frozen=True, kw_only=True)
class FileMade(Event):
    kind = "protection.file_made"
    words = {
        "en": "A file was opened from the enquiry.",
        "ru": "По обращению открыто досье.",
        "tg": "Аз муроҷиат парвандаи шахс кушода шуд.",
    }


@dataclass(frozen=True, kw_only=True)
class IntakeChanged(Event):
    kind = "protection.intake_changed"
    words = {
        "en": "Who takes reports was changed.",
        "ru": "Изменено, кто принимает сообщения.",
        "tg": "Қабулкунандаи хабарҳо тағйир ёфт.",
    }
    organisation: int
    hours: int | None


@dataclass(frozen=True, kw_only=True)
class SheetMade(Event):
    """A sheet to hand on was made of a call; `fields` are the names of what it tells."""

    kind = "protection.sheet_made"
    words = {
        "en": "A referral sheet was made of the call; of the person it tells: {fields}.",
        "ru": "По звонку составлен лист направления; о человеке в нём: {fields}.",
        "tg": "Аз рӯи занг варақаи роҳхат тартиб дода шуд; дар бораи шахс дар он: {fields}.",
    }
    reading = True
    fields: str


@dataclass(frozen=True, kw_only=True)
class EarlierShown(Event):
    """`shown` are the ids of calls whose names were shown beside another, as perhaps of the same person."""

    kind = "protection.earlier_shown"
    words = {
        "en": "Earlier calls were shown beside another: {count}.",
        "ru": "Рядом с другим звонком показаны прежние: {count}.",
        "tg": "Дар паҳлӯи занги дигар зангҳои пешина нишон дода шуданд: {count}.",
    }
    reading = True
    count: int
    shown: tuple[str, ...]
