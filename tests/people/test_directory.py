"""The directory: who is open now, who is near, who was confirmed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hamroh.people.directory import actions, cards, demonstration, entries, places, queries, words
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
    assert demonstration.load(today=dt.date(2026, 11, 24)) == 13
    assert all(d.sample and d.phone.startswith("000 00 ") for d in queries.doors(at=TUESDAY_NOON_MOSCOW, language="tg"))
    assert demonstration.load(today=dt.date(2026, 11, 24)) == 0


def test_the_directory_takes_five_questions_to_the_database_however_long_it_is_and_then_three(
    db: None, django_assert_num_queries: Any
) -> None:
    demonstration.load(today=dt.date(2026, 11, 24))
    for many in (5, 3):
        with django_assert_num_queries(many):
            queries.doors(at=TUESDAY_NOON_MOSCOW, language="en")


def test_no_address_of_a_shelter_is_kept_by_anybody(db: None) -> None:
    with pytest.raises(actions.NotComplete, match="told to nobody"):
        office(kind="shelter", address="Lenina 1")
    service = office(kind="shelter", town="Perm")
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.filter(pk=service.pk).update(address="Lenina 1")


def test_a_service_whose_hours_nobody_told_says_so_and_is_not_open(db: None) -> None:
    office(hours=(), hours_unknown=True)
    assert not door().open_now
    assert words.in_words(door(), "en") == "Their hours are not known: call before you go"


def test_hours_are_told_in_the_time_of_dushanbe_too(db: None) -> None:
    office()
    assert words.in_words(door(), "en") == "Open now, until 18:00 in Moscow"
    assert words.at_home(door()) == "In Dushanbe it is 20:00 then."
    office(time_zone="Asia/Dushanbe", country="TJ")
    assert words.at_home(door()) == ""


def test_what_was_not_confirmed_lately_is_never_said_to_be_open(db: None) -> None:
    office(confirmed_on=dt.date(2026, 10, 1))
    assert door().open_now
    assert words.in_words(door(), "en") == "By their hours open until 18:00 in Moscow"


def test_what_we_do_not_know_is_said_to_be_asked(db: None) -> None:
    office(free=True, asks_for_papers=False, tells_police=False, safe_for_women=True)
    assert words.about(door()).endswith(
        "Free. They do not ask for papers. Safe for women. They tell the police nothing."
    )
    office()
    assert words.about(door()).endswith("Ask what it costs. Ask whether they want to see papers.")


def test_a_mobile_consular_day_is_open_on_its_date_alone(db: None) -> None:
    office(kind="consular_day", hours=[(dt.date(2026, 12, 8), dt.time(9), dt.time(15))])
    assert words.in_words(door(), "en") == "Closed now. Next open: 8 December 2026, from 9:00 in Moscow"
    assert door(dt.datetime(2026, 12, 8, 7, tzinfo=dt.UTC)).open_now
    assert not door(dt.datetime(2026, 12, 15, 7, tzinfo=dt.UTC)).open_now


@pytest.mark.parametrize("zone", ["Asia/Kamchatka", "Europe/Kaliningrad", "Asia/Dushanbe"])
def test_whoever_the_page_says_is_open_stands_first_at_every_hour(db: None, zone: str) -> None:
    office("b", time_zone=zone, hours=[(1, dt.time(20), dt.time(2)), (2, dt.time(9), dt.time(18)), (dt.date(2026, 11, 26), dt.time(22), dt.time(1))])  # fmt: skip
    office("a", hours=[(dt.date(2020, 1, 1), dt.time(9), dt.time(18))])
    for hour in range(0, 96, 3):
        moment = TUESDAY_NOON_MOSCOW + dt.timedelta(hours=hour)
        first, other = queries.doors(at=moment, language="en")
        open_ = first if first.key == "b" else other
        assert (first.key == "b") == open_.open_now, moment


def test_on_a_public_holiday_nobody_is_said_to_be_open_by_the_hours_of_a_week(db: None) -> None:
    office("week")
    office("dated", hours=[(dt.date(2026, 11, 4), dt.time(9), dt.time(18))])
    office("always", always_open=True, hours=())
    unity_day = dt.datetime(2026, 11, 4, 9, 0, tzinfo=dt.UTC)
    found = queries.doors(at=unity_day, language="en")
    assert [(one.key, one.open_now) for one in found] == [("always", True), ("dated", True), ("week", False)]
    told = words.in_words(found[-1], "en")
    assert told == "A public holiday today. By their hours open until 18:00 in Moscow: call before you go"
    assert [(s.day.day, s.holiday) for s in queries.week(Service.objects.get(key="week"), unity_day.date())][:2] == [
        (4, True),
        (5, False),
    ]
    new_year = dt.datetime(2026, 1, 1, 20, 0, tzinfo=dt.UTC)
    assert door(new_year, country="RU", limit=1).key == "always"
    closed = next(one for one in queries.doors(at=new_year, language="en") if one.key == "week")
    assert closed.opens == dt.datetime(2026, 1, 12, 9, 0)


def test_what_is_written_shows_at_once_whoever_writes_it(world: Any) -> None:
    by, at = world.staff("supervisor"), TUESDAY_NOON_MOSCOW

    def shown() -> list[tuple[str, str]]:
        return [(one.key, one.phone) for one in queries.doors(at=at, language="en", country="RU", region="RU-SVE")]

    one = office("one", confirmed_on=dt.date(2026, 10, 1))
    assert shown() == [("one", "000 00 11")]
    other = actions.enter_service(one.organisation, entries.content(one), by=by, at=at)
    assert shown() == [(other.key, "000 00 11"), ("one", "000 00 11")]
    actions.log_call("one", "answered", by=by, at=at)
    assert [key for key, _ in shown()] == sorted(["one", other.key], key=lambda key: key != "one")
    told = entries.content(other) | {"status": "closed"}
    actions.change_service(other.key, told, edition=1, by=by, at=at)
    assert shown() == [("one", "000 00 11")]


def test_a_service_of_one_district_is_not_shown_in_another(db: None) -> None:
    service = office(country="TJ", time_zone="Asia/Dushanbe")
    service.areas.update(region="TJ-SU", district="TJ-SU.asht")
    where: dict[str, Any] = {"at": TUESDAY_NOON_MOSCOW, "language": "en", "country": "TJ", "region": "TJ-SU"}
    assert queries.doors(**where)
    assert queries.doors(**where, district="TJ-SU.asht")
    assert not queries.doors(**where, district="TJ-SU.ayni")
    office("far", region="TJ-DU", country="TJ", regions=["TJ-DU"], time_zone="Asia/Dushanbe")
    further = {"at": TUESDAY_NOON_MOSCOW, "language": "en", "region": "TJ-SU"}
    assert [d.kilometres for d in queries.doors_further(**further, district="TJ-SU.ayni")] == [None, 206], (
        "next door first"
    )
    assert [d.key for d in queries.doors_further(**further, district="TJ-SU.asht")] == ["far"]


def test_the_nearest_in_another_region_comes_first_with_its_distance(db: None) -> None:
    office("ural", region="RU-SVE", regions=["RU-SVE"])
    office("volga", region="RU-TA", regions=["RU-TA"])
    office("here", region="RU-PER", regions=["RU-PER"])
    found = queries.doors_further(at=TUESDAY_NOON_MOSCOW, language="en", region="RU-PER")
    assert [(d.key, d.kilometres) for d in found] == [("ural", 291), ("volga", 498)]


def test_every_clock_by_which_a_service_may_keep_its_hours_has_words() -> None:
    assert [zone for zone in places.zones() if words.place(zone) == zone] == []


def test_every_region_of_the_law_and_every_district_has_its_place() -> None:
    assert len(places.regions()) == 83 + 20 + 5
    assert {d.region for d in places.districts().values()} == {r for r in places.regions() if r.startswith("TJ")}
    assert all(set(r.names) == {"en", "ru", "tg"} and all(r.names.values()) for r in places.regions().values())


def test_a_third_call_without_success_takes_a_number_from_everybody_and_an_answer_gives_it_back(world: Any) -> None:
    service = office()
    by = world.staff("operator")
    for hour in (9, 9, 4):  # pressed twice, it is one call
        actions.log_call(service.key, "no_answer", by=by, at=TUESDAY_NOON_MOSCOW - dt.timedelta(hours=hour))
    assert queries.doors(at=TUESDAY_NOON_MOSCOW, language="en")
    actions.log_call(service.key, "not_in_use", by=by, at=TUESDAY_NOON_MOSCOW)
    assert not queries.doors(at=TUESDAY_NOON_MOSCOW, language="en")
    actions.log_call(service.key, "answered", by=by, at=TUESDAY_NOON_MOSCOW)
    assert door().confirmed_on == dt.date(2026, 11, 24)
    assert [p.outcome for p in service.probes.all()] == [
        "answered",
        "not_in_use",
        "no_answer",
        "no_answer",
        "no_answer",
    ]


def test_a_dead_number_that_comes_back_is_dead_and_a_confirmed_one_confirmed(world: Any) -> None:
    service, by, at = office(), world.staff("supervisor"), TUESDAY_NOON_MOSCOW
    actions.log_call(service.key, "answered", by=by, at=at - dt.timedelta(days=9))
    for day in (3, 2, 1):
        actions.log_call(service.key, "not_in_use", by=by, at=at - dt.timedelta(days=day))
    told = entries.content(service) | {"phone": "+74956905736"}
    changed = actions.change_service(service.key, told, edition=service.edition, by=by, at=at)
    assert (changed.failures, changed.confirmed_on) == (0, None)
    back = actions.undo_change(service.key, edition=changed.edition, by=by, at=at)
    assert (back.failures, back.confirmed_on, back.confirmed_by) == (3, dt.date(2026, 11, 15), by.office.organisation)
    assert not queries.doors(at=at, language="en")


def test_a_changed_entry_keeps_its_history_and_goes_back(world: Any) -> None:
    service, by = office(), world.staff("supervisor")
    told = entries.content(service) | {"phone": "8 (495) 690-57-36", "cost": "100 ₽"}
    changed = actions.change_service(service.key, told, edition=service.edition, by=by, at=TUESDAY_NOON_MOSCOW)
    assert changed.phone == "+74956905736"
    assert changed.confirmed_on is None, "nobody has called the new number"
    with pytest.raises(actions.Stale):
        actions.change_service(service.key, told, edition=1, by=by, at=TUESDAY_NOON_MOSCOW)
    back = actions.undo_change(service.key, edition=changed.edition, by=by, at=TUESDAY_NOON_MOSCOW)
    assert (back.phone, back.cost) == ("000 00 11", "")
    assert [e.how for e in back.editions.all()] == ["undone", "changed", "entered"]


@pytest.mark.parametrize(
    ("given", "field"),
    [({"phone": ""}, "phone"), ({"region": "RU-XX"}, "region"), ({"region": "TJ-SU"}, "region"), ({"languages": "klingon"}, "languages"),
     ({"free": True, "cost": "1"}, "cost"), ({"name_ru": "Имя"}, "name_tg"), ({"time_zone": "Mars/Base"}, "time_zone"), ({"areas": [["RU", "TJ-SU"]]}, "areas"),
     ({"hours": [[1, "25:00", "26:00"]]}, "hours"), ({"hours": [[9, "09:00", "18:00"]]}, "hours"), ({"kind": "x"}, "kind"), ({"address": "x" * 201}, "address")],
)  # fmt: skip
def test_a_fault_of_an_entry_names_its_field(db: None, given: dict[str, Any], field: str) -> None:
    told = entries.normal(entries.content(office()) | given)
    assert [fault.field for fault in entries.faults(told)] == [field]


def test_a_card_for_the_phone_holds_the_number_and_no_place_of_a_shelter(db: None) -> None:
    told = cards.card(office(address="Ленина, 1", town="Пермь"), "tg", note="Н").decode()
    assert told.startswith("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Дафтар\r\n")
    assert "ADR;TYPE=work:;;Ленина\\, 1;Пермь;;;RU\r\n" in told
    assert "TEL;TYPE=voice:000 00 11\r\n" in told
    assert "ADR" not in cards.card(office(kind="shelter", town="Пермь"), "tg", note="Н").decode()
