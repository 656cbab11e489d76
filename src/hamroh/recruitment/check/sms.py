"""An answer of the length of one SMS: 160 letters of the GSM alphabet, or 70 where one of them is not in it (3GPP TS 23.038)."""

from __future__ import annotations

import datetime as dt
import re

from hamroh.recruitment.check import queries
from hamroh.recruitment.register.queries import Answer, Standing, Why

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DAY = re.compile(r"[\s,;]+(?:(\d{1,2})[./-](\d{1,2})[./-](\d{4})|(\d{4})-(\d{2})-(\d{2}))[\s.,;!?]*$")
_ONLY_A_DAY = re.compile(r"[\d./ -]*\d{1,2}[./-]\d{1,2}[./-]\d{4}\s*")
_LIKE_A_DAY = re.compile(r"(?<!\d)\d{1,4}([./-])\d{1,2}\1\d{2,4}(?!\d)")

# Written for this length. The longer comes first; the shorter is used where the name does not fit. {t}: the name.
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "yes": {
        "en": ("YES. {t}: licence {n} held on {d}. Register read {r}. Compare the number. Give nobody your passport.",
               "YES. Licence {n} held on {d}. Read {r}.", "YES. Licence {n} held on {d}."),
        "ru": ("ДА {d}: {t}, лицензия {n}. Сверьте номер.", "ДА {d}: лицензия {n}. Сверьте номер."),
        "tg": ("ҲА {d}: {t}, иҷозатнома {n}. Рақамро санҷед.", "ҲА {d}: иҷозатнома {n}. Рақамро санҷед."),
    },
    "no": {
        "en": ("NO. {t} had no licence in force on {d}. Register read {r}. Do not pay, do not give your passport.",
               "NO licence in force on {d}. Do not pay. Do not give your passport."),
        "ru": ("НЕТ {d}: {t} без лицензии. Не платите, паспорт не отдавайте.", "НЕТ лицензии {d}. Не платите, паспорт не отдавайте."),
        "tg": ("НЕ {d}: {t} иҷозатнома надошт. Пул ва шиноснома надиҳед.", "НЕ {d}: иҷозатнома нест. Пул ва шиноснома надиҳед."),
    },
    "other": {
        "en": ("NO. Licence {n} was not in force on {d}. The firm had another: compare the number. Do not pay.",),
        "ru": ("НЕТ {d}: лицензия {n} не действовала. Не платите.", "НЕТ {d}: эта лицензия не действовала. Не платите."),
        "tg": ("НЕ {d}: иҷозатномаи {n} амал намекард. Пул надиҳед.", "НЕ {d}: ин иҷозатнома амал намекард. Пул надиҳед."),
    },
    "none": {
        "en": ("NO licence of this name or number on {d}. Register read {r}. Do not pay, do not give your passport.",),
        "ru": ("НЕТ {d}: такой лицензии в реестре нет. Паспорт не отдавайте.",),
        "tg": ("НЕ {d}: чунин иҷозатнома нест. Пул ва шиноснома надиҳед.",),
    },
    "near": {
        "en": ("NO licence of this name on {d}. The register has {t}: another name. Compare the number. Do not pay.",
               "NO licence of this name on {d}. A near name is in the register: compare the number. Do not pay."),
        "ru": ("НЕТ {d}. Есть похожее имя: {t}. Сверьте номер лицензии.", "НЕТ {d}. Есть похожее имя: сверьте номер лицензии."),
        "tg": ("НЕ {d}. Номи монанд ҳаст: {t}. Рақамро санҷед.", "НЕ {d}. Номи монанд ҳаст: рақамро санҷед."),
    },
    "several": {
        "en": ("{c} firms have this name. Send the licence number instead of the name. Do not pay before.",),
        "ru": ("Фирм с таким именем: {c}. Пришлите номер лицензии.",),
        "tg": ("Бо ин ном {c} ширкат ҳаст. Рақами иҷозатномаро фиристед.",),
    },
    "intermediary": {
        "en": ("NO. {t}: the service wrote down that who works under it has no licence, since {s}. Do not pay, do not give your passport.",),
        "ru": ("НЕТ {d}: телефон в списке посредников без лицензии. Не платите.",),
        "tg": ("НЕ {d}: рақам дар рӯйхати миёнаравони беиҷозат. Пул надиҳед.",),
    },
    "unknown": {
        "en": ("WE DO NOT KNOW for {d}: our register does not cover that day. Ask the Migration Service office.",),
        "ru": ("НЕ ЗНАЕМ: реестра на {d} нет. Спросите миграционную службу.",),
        "tg": ("НАМЕДОНЕМ: феҳристи {d} нест. Аз Хадамоти муҳоҷират пурсед.",),
    },
    "empty": {
        "en": ("Send the name, licence number or phone of the agency, and a day if you want: Namuna 5.5.2018",),
        "ru": ("Пришлите имя, номер лицензии или телефон агентства.",),
        "tg": ("Ном, рақами иҷозатнома ё телефони агентиро фиристед.",),
    },
}  # fmt: skip


def fits(text: str) -> bool:
    """Does it go into one SMS?"""
    if set(text) <= GSM:
        return len(text) <= 160
    # A letter outside the basic plane takes two places.
    return len(text.encode("utf-16-le")) // 2 <= 70


def answer(text: str, *, language: str, today: dt.date) -> str:
    """The answer to a message: name, number or phone, with a day at its end where another than today is meant."""
    checked = check(text, today=today)
    return fitting(WORDS["empty"][language], {}) if checked is None else said(checked, language=language)


def check(text: str, *, today: dt.date) -> queries.Checked | None:
    """What the register says to a message; None where it names nothing, or a day that cannot be read."""
    typed, on = without_day(text, today=today)
    if on is None or not any(c.isalnum() for c in typed):
        return None
    checked = queries.check(typed, on=on, today=today)
    if typed == text and not checked.found and _LIKE_A_DAY.search(text) and re.search(r"[^\W\d_]", text):
        # A day that is written otherwise would be taken for a part of the name, and a licensed firm told to have none.
        return None
    return checked


def without_day(text: str, *, today: dt.date) -> tuple[str, dt.date | None]:
    """A message without the day at its end, and that day: today where none is written, None where there is no such day."""
    found = _DAY.search(text)
    if found is None:
        return text, None if _ONLY_A_DAY.fullmatch(text) else today
    some = [int(part) for part in found.groups() if part]
    day, month, year = some if found[1] else some[::-1]
    try:
        return text[: found.start()], dt.date(year, month, day)
    except ValueError:
        return text[: found.start()], None


def said(checked: queries.Checked, *, language: str) -> str:
    """What was found, in one SMS."""
    read_on = checked.coverage.read_on
    more = {"d": f"{checked.on:%d.%m.%Y}", "r": f"{read_on:%d.%m.%Y}" if read_on else "", "t": "", "n": ""}
    if checked.silent or any(one.why in (Why.FUTURE, Why.NOTHING_READ) for one in checked.found):
        kind = "unknown"
    elif checked.several:
        kind = "several"
        more["c"] = str(len(checked.found))
    elif checked.found:
        one: Standing = checked.found[0]
        kind = "yes" if one.answer == Answer.YES else "other" if one.other else "no"
        more |= {"t": one.name, "n": one.licence}
    elif checked.intermediary:
        kind = "intermediary"
        more |= {"t": checked.intermediary.phone, "s": f"{checked.intermediary.since:%d.%m.%Y}"}
    elif checked.near:
        kind = "near"
        more["t"] = checked.near[0].text
    else:
        kind = "none"
    return fitting(WORDS[kind][language], more)


def fitting(wordings: tuple[str, ...], more: dict[str, str]) -> str:
    """The longest wording that fits; the shortest always does unless the number itself is long, and then goes without it."""
    for words in wordings:
        text = words.format(**more)
        if fits(text):
            return text
    return words.format(**{**more, "n": "", "t": ""})
