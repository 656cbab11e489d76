"""What the record tells of staff. `about` is the member of staff concerned; nothing of it is sealed, since it tells of no person helped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import translation

from hamroh.record.events import LANGUAGES, Event


def said(field: str, code: str, words: Any) -> dict[str, str]:
    """A code with what it is called in each language, for an event whose sentences name it."""
    named = {field: code}
    for language in LANGUAGES:
        with translation.override(language):
            named[f"{field}_{language}"] = str(words)
    return named


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    kind = "staff.signed_in"
    told_elsewhere = True
    words = {
        "en": "Signed in: {means_en}.",
        "ru": "Вход выполнен: {means_ru}.",
        "tg": "Вориди система шуд: {means_tg}.",
    }
    # Older entries do not tell how.
    means: str = "unknown"
    means_en: str = "how was not noted"
    means_ru: str = "способ не отмечен"
    means_tg: str = "тарзаш қайд нашудааст"


@dataclass(frozen=True, kw_only=True)
class StaffEntered(Event):
    kind = "staff.entered"
    told_elsewhere = True
    words = {
        "en": "Entered as a member of staff.",
        "ru": "Внесён в список сотрудников.",
        "tg": "Ба рӯйхати кормандон дохил шуд.",
    }


@dataclass(frozen=True, kw_only=True)
class InvitationMade(Event):
    kind = "staff.invited"
    told_elsewhere = True
    words = {
        "en": "A code to choose a password was made, to be used until {until}.",
        "ru": "Создан код для выбора пароля, действует до {until}.",
        "tg": "Рамз барои интихоби парол сохта шуд, то {until} амал мекунад.",
    }
    until: str


@dataclass(frozen=True, kw_only=True)
class PasswordChosen(Event):
    kind = "staff.password_chosen"
    told_elsewhere = True
    words = {"en": "Chose a password.", "ru": "Пароль выбран.", "tg": "Парол интихоб шуд."}


@dataclass(frozen=True, kw_only=True)
class SecondStepAdded(Event):
    kind = "staff.second_step_added"
    told_elsewhere = True
    words = {
        "en": "Set up a second step: {means_en}.",
        "ru": "Настроен второй шаг: {means_ru}.",
        "tg": "Қадами дуюм танзим шуд: {means_tg}.",
    }
    means: str
    means_en: str
    means_ru: str
    means_tg: str


@dataclass(frozen=True, kw_only=True)
class SecondStepRemoved(Event):
    kind = "staff.second_step_removed"
    told_elsewhere = True
    words = {
        "en": "Took away a second step: {means_en}.",
        "ru": "Второй шаг убран: {means_ru}.",
        "tg": "Қадами дуюм бардошта шуд: {means_tg}.",
    }
    means: str
    means_en: str
    means_ru: str
    means_tg: str


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Event):
    kind = "staff.sessions_ended"
    told_elsewhere = True
    words = {
        "en": "Every session elsewhere was ended.",
        "ru": "Все входы на других устройствах завершены.",
        "tg": "Ҳамаи воридшавиҳо дар дигар дастгоҳҳо қатъ шуданд.",
    }


@dataclass(frozen=True, kw_only=True)
class SessionEnded(Event):
    kind = "staff.session_ended"
    told_elsewhere = True
    words = {
        "en": "One session elsewhere was ended.",
        "ru": "Один вход на другом устройстве завершён.",
        "tg": "Як воридшавӣ дар дастгоҳи дигар қатъ шуд.",
    }


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    kind = "staff.signed_out"
    told_elsewhere = True
    words = {
        "en": "Signed out everywhere by an administrator.",
        "ru": "Все входы завершены администратором.",
        "tg": "Маъмур ҳамаи воридшавиҳоро қатъ кард.",
    }


@dataclass(frozen=True, kw_only=True)
class WayOpened(Event):
    kind = "staff.way_opened"
    told_elsewhere = True
    words = {
        "en": "The way in was opened again after too many attempts.",
        "ru": "Вход снова открыт после слишком многих попыток.",
        "tg": "Пас аз кӯшишҳои аз ҳад зиёд роҳи вуруд боз кушода шуд.",
    }


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    kind = "staff.role_granted"
    told_elsewhere = True
    words = {
        "en": "The role {role_en} was granted.",
        "ru": "Дана роль {role_ru}.",
        "tg": "Нақши {role_tg} дода шуд.",
    }
    role: str
    role_en: str
    role_ru: str
    role_tg: str


@dataclass(frozen=True, kw_only=True)
class RoleAsked(Event):
    kind = "staff.role_asked"
    told_elsewhere = True
    words = {
        "en": "The role {role_en} waits for a second person.",
        "ru": "Роль {role_ru} ждёт согласия второго человека.",
        "tg": "Нақши {role_tg} розигии шахси дуюмро интизор аст.",
    }
    role: str
    role_en: str
    role_ru: str
    role_tg: str


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Event):
    kind = "staff.role_ended"
    told_elsewhere = True
    words = {
        "en": "The role {role_en} was ended.",
        "ru": "Роль {role_ru} снята.",
        "tg": "Нақши {role_tg} қатъ шуд.",
    }
    role: str
    role_en: str
    role_ru: str
    role_tg: str


@dataclass(frozen=True, kw_only=True)
class TrainingEntered(Event):
    kind = "staff.training_entered"
    told_elsewhere = True
    words = {
        "en": "The training {training_en} was entered, until {expires_on}.",
        "ru": "Внесено обучение {training_ru}, до {expires_on}.",
        "tg": "Омӯзиши {training_tg} то {expires_on} ворид шуд.",
    }
    training: str
    training_en: str
    training_ru: str
    training_tg: str
    expires_on: str


@dataclass(frozen=True, kw_only=True)
class StaffLeft(Event):
    """`to` is the colleague who took the files over; none when the desk did."""

    kind = "staff.left"
    told_elsewhere = True
    words = {
        "en": "Left. Files handed over: {files}.",
        "ru": "Уход. Передано дел: {files}.",
        "tg": "Рафт. {files} парванда супурда шуд.",
    }
    files: int
    to: UUID | None


@dataclass(frozen=True, kw_only=True)
class StaffForgotten(Event):
    kind = "staff.forgotten"
    told_elsewhere = True
    words = {
        "en": "Name and address were taken out: the time for which they are kept is over.",
        "ru": "Имя и адрес удалены: срок хранения истёк.",
        "tg": "Ном ва нишонӣ нест карда шуданд: мӯҳлати нигоҳдорӣ гузашт.",
    }


@dataclass(frozen=True, kw_only=True)
class OfficeOpened(Event):
    kind = "staff.office_opened"
    told_elsewhere = True
    words = {
        "en": "The office {office} was entered.",
        "ru": "Внесён офис {office}.",
        "tg": "Дафтари {office} ворид шуд.",
    }
    office: str


@dataclass(frozen=True, kw_only=True)
class RecoveryAsked(Event):
    kind = "staff.recovery_asked"
    told_elsewhere = True
    words = {
        "en": "Said that the second step is lost.",
        "ru": "Сообщено, что второй шаг утерян.",
        "tg": "Хабар дод, ки қадами дуюм гум шудааст.",
    }


@dataclass(frozen=True, kw_only=True)
class RecoveryVouched(Event):
    kind = "staff.recovery_vouched"
    told_elsewhere = True
    words = {
        "en": "A colleague vouched for a recovery: {number} of 2.",
        "ru": "Коллега подтвердил восстановление: {number} из 2.",
        "tg": "Ҳамкор барқароркуниро тасдиқ кард: {number} аз 2.",
    }
    number: int


@dataclass(frozen=True, kw_only=True)
class SecondStepRecovered(Event):
    kind = "staff.second_step_recovered"
    told_elsewhere = True
    words = {
        "en": "The lost second step was taken away by two colleagues.",
        "ru": "Утерянный второй шаг снят двумя коллегами.",
        "tg": "Қадами дуюми гумшударо ду ҳамкор бекор карданд.",
    }
    first: UUID
    second: UUID
