"""The directory: who is open now, who is near, who was confirmed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hamroh.people.directory import actions, demonstration, queries
from hamroh.people.directory.models import OpeningHours, Organisation, Service

TUESDAY_NOON_MOSCOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
WEEK = [(day, dt.time(9), dt.time(18)) for day in range(5)]
NAMES = {"en": "Office", "ru": "Контора", "tg": "Дафтар"}


def office(key: str = "office", **more: Any) -> Service:
    organisation = actions.add_organisation(f"{key}_body", kind="ngo", names=NAMES)
    given: dict[str, Any] = {
        "kind": "legal_aid", "phone": "000 00 11", "country": "RU", "time_zone": "Europe/Moscow", "languages": ["ru"], "hours": WEEK,
        "confirmed_on": dt.date(2026, 11, 20),
    }  # fmt: skip
    return actions.add_service(key, organisation=organisation, **{**given, **more})


def door(at: dt.datetime = TUESDAY_NOON_MOSCOW, **more: Any) -> queries.Door:
    return queries.doors(at=at, language="en", **more)[0]


def test_an_office_is_open_in_its_own_local_time(db: None) -> None:
    office(time_zone="Asia/Yekaterinburg")
    assert door(dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)).open_now  # nine in Yekaterinburg
    assert not door(dt.datetime(2026, 11, 24, 13, 0, tzinfo=dt.UTC)).open_now  # six in the evening there


def test_a_closed_office_says_when_it_opens(db: None) -> None:
    office()
    friday_evening = dt.datetime(2026, 11, 27, 18, 0, tzinfo=dt.UTC)
    assert door(friday_evening).opens == dt.datetime(2026, 11, 30, 9, 0)


def test_an_office_open_past_midnight_is_open_past_midnight(db: None) -> None:
    office(hours=[(1, dt.time(20), dt.time(2))])
    assert door(dt.datetime(2026, 11, 24, 22, 30, tzinfo=dt.UTC)).open_now  # 1:30 on Wednesday in Moscow
    assert not door(dt.datetime(2026, 11, 24, 23, 30, tzinfo=dt.UTC)).open_now


def test_a_number_confirmed_thirty_one_days_ago_is_stale_and_one_of_thirty_is_not(db: None) -> None:
    office(confirmed_on=dt.date(2026, 10, 25))
    assert not door().stale
    office(confirmed_on=dt.date(2026, 10, 24))
    assert door().stale
    office(confirmed_on=None)
    assert door().stale


def test_an_office_of_another_region_is_left_out_and_a_near_one_comes_first(db: None) -> None:
    office("moscow", regions=["RU-MOW"])
    office("ural", regions=["RU-SVE"])
    office("everywhere")
    assert [d.key for d in queries.doors(at=TUESDAY_NOON_MOSCOW, language="tg", country="RU", region="RU-SVE")] == [
        "ural",
        "everywhere",
    ]


def test_someone_who_is_open_comes_before_someone_near_who_is_closed(db: None) -> None:
    office("near", regions=["RU-SVE"], hours=[(6, dt.time(9), dt.time(10))])
    office("open", always_open=True, hours=())
    assert door(country="RU", region="RU-SVE").key == "open"


def test_a_hotline_answers_callers_of_the_countries_it_names(db: None) -> None:
    office("home", country="RU", answers_in=["TJ"])
    office("abroad", country="KZ")
    assert [d.key for d in queries.doors(at=TUESDAY_NOON_MOSCOW, language="en", country="TJ")] == ["home"]


def test_an_organisation_without_a_tajik_name_is_refused(db: None) -> None:
    with pytest.raises(actions.NotComplete, match="tg"):
        actions.add_organisation("half", kind="ngo", names={"en": "A", "ru": "Б"})


def test_a_service_that_is_never_open_is_refused(db: None) -> None:
    with pytest.raises(actions.NotComplete, match="opening hours"):
        office(hours=())


def test_the_database_itself_refuses_what_cannot_be(db: None) -> None:
    service = office()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(key="x", kind="ngo", name_en="x", name_ru="", name_tg="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningHours.objects.create(service=service, weekday=7, opens=dt.time(9), closes=dt.time(10))
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.filter(pk=service.pk).update(phone="")


def test_confirming_never_goes_back_in_time(db: None) -> None:
    service = office(confirmed_on=dt.date(2026, 11, 20))
    actions.confirm_service(service, on=dt.date(2026, 11, 1))
    assert service.confirmed_on == dt.date(2026, 11, 20)
    actions.confirm_service(service, on=dt.date(2026, 11, 23))
    assert Service.objects.get().confirmed_on == dt.date(2026, 11, 23)


def test_entering_a_service_twice_keeps_one(db: None) -> None:
    office()
    office(phone="000 00 12")
    assert Service.objects.count() == 1
    assert OpeningHours.objects.count() == 5


def test_the_samples_are_marked_and_cannot_be_dialled(db: None) -> None:
    assert demonstration.load(today=dt.date(2026, 11, 24)) == 8
    assert all(
        d.sample and d.phone.startswith("000 00 0") for d in queries.doors(at=TUESDAY_NOON_MOSCOW, language="tg")
    )
    assert demonstration.load(today=dt.date(2026, 11, 24)) == 0


def test_the_directory_takes_two_questions_to_the_database_however_long_it_is(
    db: None, django_assert_num_queries: Any
) -> None:
    demonstration.load(today=dt.date(2026, 11, 24))
    with django_assert_num_queries(2):
        queries.doors(at=TUESDAY_NOON_MOSCOW, language="en")
