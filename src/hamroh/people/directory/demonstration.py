"""An invented directory, so that a new site has something to show. Every entry is marked as a sample.

No body of these names exists and no number can be dialled. Real entries replace them through `actions`.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from hamroh.people.directory import actions, queries

_NINE, _SIX, _EIGHT, _TWENTY, _FIVE = dt.time(9), dt.time(18), dt.time(8), dt.time(20), dt.time(17)
WEEK = [(weekday, _NINE, _SIX) for weekday in range(5)]
SIX_DAYS = [(weekday, _EIGHT, _TWENTY) for weekday in range(6)]
MORNINGS = [(weekday, _NINE, dt.time(13)) for weekday in range(5)]

ORGANISATIONS = {
    "sample_hotline": (
        "ngo",
        "Hotline for workers (sample)",
        "Горячая линия для работников (образец)",
        "Хати боварӣ барои коргарон (намуна)",
    ),
    "sample_legal_aid": (
        "ngo",
        "Legal aid office (sample)",
        "Юридическая помощь (образец)",
        "Дафтари кӯмаки ҳуқуқӣ (намуна)",
    ),
    "sample_legal_aid_ural": (
        "ngo",
        "Legal aid in the Urals (sample)",
        "Юридическая помощь на Урале (образец)",
        "Кӯмаки ҳуқуқӣ дар Урал (намуна)",
    ),
    "sample_consulate": (
        "consulate",
        "Consular desk for citizens (sample)",
        "Консульский приём граждан (образец)",
        "Қабули консулӣ барои шаҳрвандон (намуна)",
    ),
    "sample_shelter": ("ngo", "Safe house (sample)", "Безопасное жильё (образец)", "Хонаи амн (намуна)"),
    "sample_union": (
        "union",
        "Union of building workers (sample)",
        "Профсоюз строителей (образец)",
        "Иттифоқи касабаи бинокорон (намуна)",
    ),
    "sample_return": (
        "state",
        "Advice for people who came home (sample)",
        "Помощь вернувшимся (образец)",
        "Маслиҳат ба баргаштагон (намуна)",
    ),
    "sample_kz": (
        "ngo",
        "Help for workers in Kazakhstan (sample)",
        "Помощь работникам в Казахстане (образец)",
        "Кӯмак ба коргарон дар Қазоқистон (намуна)",
    ),
}


@transaction.atomic
def load(*, today: dt.date) -> int:
    """Fill an empty directory with the samples; gives how many services were entered, 0 when it was not empty."""
    if not queries.is_empty():
        return 0
    bodies = {
        key: actions.add_organisation(key, kind=kind, names={"en": en, "ru": ru, "tg": tg}, sample=True)
        for key, (kind, en, ru, tg) in ORGANISATIONS.items()
    }
    lately, long_ago = today - dt.timedelta(days=4), today - dt.timedelta(days=47)
    moscow, dushanbe = "Europe/Moscow", "Asia/Dushanbe"
    entered = [
        actions.add_service(
            "sample_hotline_day",
            organisation=bodies["sample_hotline"],
            kind="hotline",
            phone="000 00 01",
            country="RU",
            answers_in=["TJ"],
            time_zone=moscow,
            languages=["tg", "ru", "uz"],
            always_open=True,
            confirmed_on=lately,
        ),
        actions.add_service(
            "sample_legal_aid_moscow",
            organisation=bodies["sample_legal_aid"],
            kind="legal_aid",
            phone="000 00 02",
            country="RU",
            regions=["RU-MOW", "RU-MOS"],
            time_zone=moscow,
            languages=["ru", "tg"],
            hours=SIX_DAYS,
            confirmed_on=long_ago,
        ),
        actions.add_service(
            "sample_legal_aid_sverdlovsk",
            organisation=bodies["sample_legal_aid_ural"],
            kind="legal_aid",
            phone="000 00 03",
            country="RU",
            regions=["RU-SVE", "RU-CHE"],
            time_zone="Asia/Yekaterinburg",
            languages=["ru"],
            hours=WEEK,
            confirmed_on=lately,
        ),
        actions.add_service(
            "sample_consulate_moscow",
            organisation=bodies["sample_consulate"],
            kind="consulate",
            phone="000 00 04",
            country="RU",
            time_zone=moscow,
            languages=["tg", "ru"],
            hours=MORNINGS,
            asks_for_papers=False,
            confirmed_on=lately,
        ),
        actions.add_service(
            "sample_shelter",
            organisation=bodies["sample_shelter"],
            kind="shelter",
            phone="000 00 05",
            country="RU",
            time_zone=moscow,
            languages=["ru", "tg"],
            always_open=True,
            confirmed_on=lately,
        ),
        actions.add_service(
            "sample_union",
            organisation=bodies["sample_union"],
            kind="information",
            phone="000 00 06",
            country="RU",
            time_zone=moscow,
            languages=["ru"],
            hours=WEEK,
            confirmed_on=None,
        ),
        actions.add_service(
            "sample_return_dushanbe",
            organisation=bodies["sample_return"],
            kind="return",
            phone="000 00 07",
            country="TJ",
            time_zone=dushanbe,
            languages=["tg", "ru"],
            hours=[(d, _EIGHT, _FIVE) for d in range(5)],
            confirmed_on=lately,
        ),
        actions.add_service(
            "sample_kz_almaty",
            organisation=bodies["sample_kz"],
            kind="hotline",
            phone="000 00 08",
            country="KZ",
            time_zone="Asia/Almaty",
            languages=["ru", "tg"],
            hours=WEEK,
            confirmed_on=lately,
        ),
    ]
    return len(entered)
