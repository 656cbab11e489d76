"""What can happen to reviews of firms, for the record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hamroh.record.events import Event


@dataclass(frozen=True, kw_only=True)
class ReviewReceived(Event):
    kind = "recruitment.review_received"
    words = {
        "en": "A worker's review of a firm came in.",
        "ru": "Поступил отзыв работника о фирме.",
        "tg": "Фикри коргар дар бораи ширкат расид.",
    }
    review: str


@dataclass(frozen=True, kw_only=True)
class ReviewRead(Event):
    kind = "recruitment.review_read"
    words = {
        "en": "A worker's review of a firm was read.",
        "ru": "Прочитан отзыв работника о фирме.",
        "tg": "Фикри коргар дар бораи ширкат хонда шуд.",
    }
    reading = True
    review: str


@dataclass(frozen=True, kw_only=True)
class ReviewDecided(Event):
    """`state` is let_through or set_aside; `reason` a code, empty where it was let through."""

    kind = "recruitment.review_decided"
    words = {
        "en": "It was decided whether a worker's review is shown.",
        "ru": "Решено, показывать ли отзыв работника.",
        "tg": "Ҳал шуд, ки фикри коргар нишон дода шавад ё не.",
    }
    review: str
    state: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReviewWithdrawn(Event):
    kind = "recruitment.review_withdrawn"
    words = {
        "en": "A worker took a review back.",
        "ru": "Работник забрал свой отзыв.",
        "tg": "Коргар фикри худро бозпас гирифт.",
    }
    review: str


@dataclass(frozen=True, kw_only=True)
class ReviewsPrepared(Event):
    """`people` is how many reviews were put together."""

    kind = "recruitment.reviews_prepared"
    words = {
        "en": "Reviews of a firm were put together: {people}.",
        "ru": "Собраны отзывы об одной фирме: {people}.",
        "tg": "Фикрҳо дар бораи як ширкат ҷамъ шуданд: {people}.",
    }
    firm: int
    batch: int
    people: int


@dataclass(frozen=True, kw_only=True)
class ReviewsDrawnUp(Event):
    """What would be shown was drawn up from the sealed reviews and read."""

    kind = "recruitment.reviews_drawn_up"
    words = {
        "en": "What would be shown of reviews was read before it is shown.",
        "ru": "Прочитано, что будет показано из отзывов.",
        "tg": "Он чи аз фикрҳо нишон дода мешавад, пешакӣ хонда шуд.",
    }
    reading = True
    firm: int
    batch: int


@dataclass(frozen=True, kw_only=True)
class ReviewsTold(Event):
    kind = "recruitment.reviews_told"
    words = {
        "en": "A firm was told what reviews say of it, on {on}.",
        "ru": "Фирме сообщено, что о ней пишут, {on}.",
        "tg": "Ба ширкат гуфта шуд, ки дар бораи он чӣ менависанд, {on}.",
    }
    firm: int
    batch: int
    on: dt.date


@dataclass(frozen=True, kw_only=True)
class ReviewReplied(Event):
    """The reply itself is not told here: it may name somebody, and the record is kept when it is taken away."""

    kind = "recruitment.review_replied"
    words = {
        "en": "A firm replied to reviews, on {on}.",
        "ru": "Фирма ответила на отзывы, {on}.",
        "tg": "Ширкат ба фикрҳо ҷавоб дод, {on}.",
    }
    firm: int
    on: dt.date


@dataclass(frozen=True, kw_only=True)
class ReviewsReleased(Event):
    kind = "recruitment.reviews_released"
    words = {
        "en": "Reviews of a firm were shown to everybody: {people}.",
        "ru": "Отзывы о фирме показаны всем: {people}.",
        "tg": "Фикрҳо дар бораи ширкат ба ҳама нишон дода шуданд: {people}.",
    }
    firm: int
    batch: int
    people: int


@dataclass(frozen=True, kw_only=True)
class ReviewWordsTakenDown(Event):
    kind = "recruitment.review_words_taken_down"
    words = {
        "en": "Words of a review were taken down.",
        "ru": "Слова отзыва сняты.",
        "tg": "Суханони фикр гирифта шуданд.",
    }
    firm: int
    batch: int
