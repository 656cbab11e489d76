"""What one SMS says of a signed code, by its printed number or its link; of all else what the public check says."""

from __future__ import annotations

import datetime as dt

from hamroh.recruitment.check import sms as check
from hamroh.recruitment.seals import queries
from hamroh.recruitment.seals.models import SealedCode
from hamroh.recruitment.seals.queries import Verdict

# Written for this length: the longest that fits is sent. {t}: what the code is for; {u}: its last day.
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "poster": {
        "en": ('GENUINE poster "{t}", to {u}. Compare these words with it. It asks for no money and no papers.',
               "GENUINE poster to {u}: {t}", "GENUINE to {u}: {t}", "GENUINE poster, to {u}. It asks for no money and no papers."),
        "ru": ("ПОДЛИННЫЙ плакат до {u}: {t}. Денег не просит.", "ПОДЛИННЫЙ плакат до {u}: {t}", "ПОДЛИННЫЙ до {u}: {t}",
               "ПОДЛИННЫЙ плакат, до {u}. Он не просит ни денег, ни бумаг."),
        "tg": ("Плакати ҲАҚИҚӢ то {u}: {t}. Пул намепурсад.", "Плакати ҲАҚИҚӢ то {u}: {t}", "ҲАҚИҚӢ то {u}: {t}",
               "Плакати ҲАҚИҚӢ, то {u}. Он на пул мепурсад, на ҳуҷҷат."),
    },
    "certificate": {
        "en": ('GENUINE code of a course, "{t}", to {u}. Compare these words with the certificate. A code can be copied.',
               "GENUINE code of a course to {u}: {t}", "GENUINE to {u}: {t}",
               "GENUINE code of a course, to {u}. Compare the certificate: a code can be copied."),
        "ru": ("ПОДЛИННЫЙ код курса до {u}: {t}. Сверьте с бумагой.", "ПОДЛИННЫЙ код курса до {u}: {t}", "ПОДЛИННЫЙ до {u}: {t}",
               "ПОДЛИННЫЙ код курса, до {u}. Сверьте слова с бумагой."),
        "tg": ("Рамзи ҲАҚИҚИИ курс то {u}: {t}. Бо коғаз санҷед.", "Рамзи ҲАҚИҚИИ курс то {u}: {t}", "ҲАҚИҚӢ то {u}: {t}",
               "Рамзи ҲАҚИҚИИ курс, то {u}. Суханонро бо коғаз санҷед."),
    },
    "expired": {
        "en": ("NO. This code has run out: its last day was {u}. It counts no more, whatever the paper says.",),
        "ru": ("НЕТ: срок кода истёк {u}. Этой бумаге не верьте.",),
        "tg": ("НЕ: мӯҳлати рамз {u} гузашт. Ба ин коғаз бовар накунед.",),
    },
    "revoked": {
        "en": ("NO. This code was taken back. It counts no more, whatever the paper says.",),
        "ru": ("НЕТ: этот код отозван. Этой бумаге не верьте.",),
        "tg": ("НЕ: ин рамз бозпас гирифта шуд. Ба ин коғаз бовар накунед.",),
    },
    "false": {
        "en": ("NO. This code is not ours, or was changed or cut off. Do not pay, do not give your passport.",),
        "ru": ("НЕТ: код не наш или изменён. Не платите, паспорт не отдавайте.",),
        "tg": ("НЕ: рамз аз мо нест ё дигар шудааст. Пул ва шиноснома надиҳед.",),
    },
    "none": {
        "en": ("NO code and no licence has this number. Compare each letter. Do not pay, do not give your passport.",),
        "ru": ("НЕТ ни кода, ни лицензии с этим номером. Паспорт не отдавайте.",),
        "tg": ("НЕ: рамз ё иҷозатномаи ин рақам нест. Пул, шиноснома надиҳед.",),
    },
}  # fmt: skip


def answer(text: str, *, language: str, today: dt.date) -> str:
    """The answer to a message, in one SMS: a number or link of a code, or what the public check is asked.

    A code is answered as it stands today, whatever day is written; whose is of a licence, as the licence stands.
    """
    pasted = queries.text_of_code(text.strip())
    if pasted:
        _, said = queries.verdict(pasted, today=today)
        row = SealedCode.objects.filter(mark=said.mark).select_related("licence", "key").first() if said else None
        return _of_code(row, language, today) if row else check.fitting(WORDS["false"][language], {})
    typed, _ = check.without_day(text, today=today)
    row = queries.by_number(typed)
    if row is not None:
        return _of_code(row, language, today)
    checked = check.check(text, today=today)
    nothing = checked is not None and not (checked.silent or checked.found or checked.near)
    if nothing and queries.like_a_number(typed):
        return check.fitting(WORDS["none"][language], {})
    return check.answer(text, language=language, today=today)


def _of_code(row: SealedCode, language: str, today: dt.date) -> str:
    verdict = queries.of_row(row, today=today)
    more = {"t": row.title, "u": f"{row.valid_to:%d.%m.%Y}"}
    if verdict in (Verdict.EXPIRED, Verdict.REVOKED):
        return check.fitting(WORDS[verdict][language], more)
    if row.licence:
        return check.answer(row.licence.number, language=language, today=today)
    return check.fitting(WORDS[SealedCode.Kind(row.kind).name.lower()][language], more)
