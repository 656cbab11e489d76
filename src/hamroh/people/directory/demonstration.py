"""An invented directory, so that a new site has something to show. Every entry is marked as a sample.

No body of these names exists and no number can be dialled. Real entries replace them through `actions`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from hamroh.people.directory import actions, queries
from hamroh.people.directory.models import Service

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
    "sample_clinic": ("clinic", "Clinic (sample)", "Клиника (образец)", "Дармонгоҳ (намуна)"),
    "sample_school": ("school", "Tajik school (sample)", "Таджикская школа (образец)", "Мактаби тоҷикӣ (намуна)"),
    "sample_business": (
        "business_centre",
        "Business centre (sample)",
        "Бизнес-центр (образец)",
        "Маркази соҳибкорӣ (намуна)",
    ),
    "sample_office": (
        "state",
        "Migration Service office, Asht (sample)",
        "Отдел миграционной службы, Ашт (образец)",
        "Шуъбаи Хадамоти муҳоҷират, Ашт (намуна)",
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

    def enter(key: str, **more: Any) -> Service:
        # What a sample does not say otherwise
        return actions.add_service(key, **{"free": True, "asks_for_papers": False, **more})

    entered = [
        enter(
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
        enter(
            "sample_legal_aid_moscow",
            organisation=bodies["sample_legal_aid"],
            kind="legal_aid",
            phone="000 00 02",
            country="RU",
            region="RU-MOW",
            regions=["RU-MOW", "RU-MOS"],
            tells_police=False,
            time_zone=moscow,
            languages=["ru", "tg"],
            hours=SIX_DAYS,
            confirmed_on=long_ago,
        ),
        enter(
            "sample_legal_aid_sverdlovsk",
            organisation=bodies["sample_legal_aid_ural"],
            kind="legal_aid",
            phone="000 00 03",
            country="RU",
            region="RU-SVE",
            regions=["RU-SVE", "RU-CHE"],
            time_zone="Asia/Yekaterinburg",
            languages=["ru"],
            hours=WEEK,
            confirmed_on=lately,
        ),
        enter(
            "sample_consulate_moscow",
            region="RU-MOW",
            organisation=bodies["sample_consulate"],
            kind="consulate",
            phone="000 00 04",
            country="RU",
            time_zone=moscow,
            languages=["tg", "ru"],
            hours=MORNINGS,
            confirmed_on=lately,
        ),
        enter(
            "sample_shelter",
            safe_for_women=True,
            tells_police=False,
            organisation=bodies["sample_shelter"],
            kind="shelter",
            phone="000 00 05",
            country="RU",
            time_zone=moscow,
            languages=["ru", "tg"],
            always_open=True,
            confirmed_on=lately,
        ),
        enter(
            "sample_union",
            organisation=bodies["sample_union"],
            kind="union",
            phone="000 00 06",
            country="RU",
            time_zone=moscow,
            languages=["ru"],
            hours=WEEK,
            confirmed_on=None,
        ),
        enter(
            "sample_return_dushanbe",
            region="TJ-DU",
            organisation=bodies["sample_return"],
            kind="return",
            phone="000 00 07",
            country="TJ",
            time_zone=dushanbe,
            languages=["tg", "ru"],
            hours=[(d, _EIGHT, _FIVE) for d in range(5)],
            confirmed_on=lately,
        ),
        enter(
            "sample_consular_day",
            organisation=bodies["sample_consulate"],
            kind="consular_day",
            phone="000 00 04",
            country="RU",
            region="RU-PER",
            regions=["RU-PER"],
            town="Пермь",
            time_zone="Asia/Yekaterinburg",
            languages=["tg", "ru"],
            hours=[(today + dt.timedelta(days=12), _NINE, dt.time(15))],
            confirmed_on=lately,
        ),
        enter(
            "sample_clinic_moscow",
            organisation=bodies["sample_clinic"],
            kind="clinic",
            phone="000 00 09",
            country="RU",
            region="RU-MOW",
            regions=["RU-MOW", "RU-MOS"],
            time_zone=moscow,
            languages=["ru"],
            hours=SIX_DAYS,
            free=False,
            cost="1500 ₽",
            asks_for_papers=None,
            confirmed_on=lately,
        ),
        enter(
            "sample_school_moscow",
            organisation=bodies["sample_school"],
            kind="school",
            phone="000 00 10",
            country="RU",
            region="RU-MOW",
            regions=["RU-MOW", "RU-MOS"],
            time_zone=moscow,
            languages=["tg", "ru"],
            hours_unknown=True,
            free=None,
            asks_for_papers=None,
            confirmed_on=lately,
        ),
        enter(
            "sample_business_khujand",
            organisation=bodies["sample_business"],
            kind="business_centre",
            phone="000 00 11",
            country="TJ",
            region="TJ-SU",
            regions=["TJ-SU"],
            time_zone=dushanbe,
            languages=["tg", "ru"],
            hours=[(d, _EIGHT, _FIVE) for d in range(5)],
            confirmed_on=lately,
        ),
        enter(
            "sample_office_asht",
            organisation=bodies["sample_office"],
            kind="office",
            phone="000 00 12",
            address="Рӯдакӣ 1",
            town="Шайдон",
            country="TJ",
            region="TJ-SU",
            regions=["TJ-SU.asht"],
            time_zone=dushanbe,
            languages=["tg", "ru"],
            hours=[(d, _EIGHT, _FIVE) for d in range(5)],
            confirmed_on=lately,
        ),
        enter(
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
