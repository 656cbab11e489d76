"""The directory at the desk: entries are changed and put back, numbers are called, a list is tried before it is applied."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from hamroh.people.directory import actions, bringing, hours, queries
from hamroh.people.directory.models import Bringing, Organisation, Probe, Service
from hamroh.shell import here
from tests.people.conftest import NOON, World, signed_in
from tests.people.test_directory import office

TABLE = """kind;phone;country;languages;region;organisation_kind;organisation_en;organisation_ru;organisation_tg;hours;free;areas
hotline;+7 343 371-10-20;RU;tg ru;RU-SVE;ngo;Help;Помощь;Кӯмак;Mon-Fri 9:00-18:00;yes;RU-SVE RU-CHE
legal_aid;8 800 100-10-10;RU;ru;;ngo;Help;Помощь;Кӯмак;;;
"""


def send(client: Any, where: str, told: dict[str, Any] | None = None) -> Any:
    return client.post(where, urlencode(told or {}, doseq=True), content_type="application/x-www-form-urlencoded")


def fields(**more: str) -> dict[str, Any]:
    return {
        "kind": "legal_aid", "status": "active", "phone": "+7 343 371-10-20", "country": "RU", "region": "RU-SVE", "languages": ["tg", "ru"],
        "hours": "Mon-Fri 9:00-18:00", "areas": "RU-SVE", "free": "yes", **more,
    }  # fmt: skip


def test_a_supervisor_enters_changes_and_takes_back(world: World) -> None:
    client = signed_in(world.staff("supervisor"))
    send(
        client,
        "/desk/directory/organisations/new/",
        {"kind": "ngo", "name_en": "Help", "name_ru": "Помощь", "name_tg": "Кӯмак"},
    )
    body = Organisation.objects.get(name_en="Help")
    send(client, f"/desk/directory/organisations/{body.uid}/service/", fields())
    made = Service.objects.get(organisation=body)
    assert (made.phone, made.time_zone, made.confirmed_on) == ("+73433711020", "Asia/Yekaterinburg", None)
    page = f"/desk/directory/services/{made.key}/"
    assert send(client, page, fields(cost="5", free="", edition="1")).status_code == 302
    assert send(client, page, fields(cost="6", free="", edition="1")).status_code == 409, (
        "somebody changed it meanwhile"
    )
    assert "<del>True</del>" in client.get(page).content.decode()
    send(client, f"{page}undo/", {"edition": "2"})
    made.refresh_from_db()
    assert (made.free, made.cost, made.edition) == (True, "", 3)


def test_a_form_with_faults_says_them_and_keeps_what_was_typed(world: World) -> None:
    client = signed_in(world.staff("supervisor"))
    answer = send(
        client,
        f"/desk/directory/organisations/{world.hotline.uid}/service/",
        fields(phone="", hours="from nine", kind="shelter", address="Lenina 1"),
    )
    told = answer.content.decode()
    assert answer.status_code == 400
    for said in (
        "A service has a number to call",
        "These hours cannot be read: from nine",
        "told to nobody",
        'value="Lenina 1"',
    ):
        assert said in told
    assert not Service.objects.exists()


def test_an_operator_calls_and_writes_down_but_changes_nothing(world: World) -> None:
    made = office(confirmed_on=dt.date(2026, 10, 1))
    client = signed_in(world.staff("operator"))
    assert "000 00 11" in client.get("/desk/directory/calls/").content.decode()
    send(client, "/desk/directory/calls/", {"key": made.key, "outcome": "answered"})
    made.refresh_from_db()
    assert (made.confirmed_on, made.confirmed_by) == (dt.datetime.now(ZoneInfo("Europe/Moscow")).date(), world.hotline)
    assert Probe.objects.get().outcome == "answered"
    assert queries.how_many_due(at=dt.datetime.now(dt.UTC)) == 0
    send(client, f"/desk/directory/services/{made.key}/", fields(edition="1"))
    assert Service.objects.get().phone == "000 00 11"


def test_what_somebody_found_there_is_told_by_the_desk_and_of_strangers_only_asks_for_a_call(world: World) -> None:
    made, by = office(address="Lenina 1", confirmed_on=NOON.date()), world.staff("operator")
    entry, there = f"/desk/directory/services/{made.key}/", f"/en/help/{made.key}/visited/"
    day = dt.datetime.now(dt.UTC)
    for outcome in ("found_closed", "found_closed", "not_an_outcome"):
        answer = send(Client(), there, {"outcome": outcome})
    told = Probe.objects.get()
    assert (told.outcome, told.by, told.at) == ("found_closed", None, here.noon_of(here.day_of(day)))
    shown = f"/en/help/{made.key}/on/{day:%Y-%m-%d}/"
    assert "was closed" not in Client().get(shown).content.decode() and "Stored" not in answer.content.decode()
    made.refresh_from_db()
    assert (made.failures, made.confirmed_on) == (0, NOON.date()), "of the number nothing is known by it"
    assert queries.how_many_due(at=day) == 1
    actions.log_call(made.key, "answered", by=by, at=told.at + dt.timedelta(hours=1))
    assert queries.how_many_due(at=told.at + dt.timedelta(days=2)) == 0, "called since"

    client = signed_in(by)
    assert "told by somebody who was there" in client.get(entry).content.decode()
    assert send(client, f"{entry}called/", {"outcome": "not_there"}).status_code == 302
    assert "it is not at this address" in Client().get(shown).content.decode()
    house = office("house", kind="shelter", confirmed_on=NOON.date())
    assert send(Client(), f"/en/help/{house.key}/visited/", {"outcome": "found_open"}).status_code == 404
    assert send(client, f"/desk/directory/services/{house.key}/called/", {"outcome": "found_open"}).status_code == 404
    assert Probe.objects.filter(how="visit").count() == 2
    assert actions.forget_visits(day + dt.timedelta(days=1)) == 1, "what a desk found stays with its calls"


def test_a_visit_told_after_midnight_here_is_of_the_day_here(world: World) -> None:
    made = office(address="Lenina 1", confirmed_on=NOON.date())
    night = dt.datetime(2026, 11, 30, 21, 30, tzinfo=dt.UTC)
    for at in (night, night + dt.timedelta(hours=10)):
        actions.log_visit(made.key, "found_closed", by=None, at=at)
    assert [here.day_of(one.at) for one in Probe.objects.all()] == [dt.date(2026, 12, 1)]


def test_a_number_tried_today_waits_until_tomorrow_and_a_dead_one_is_not_called_again(world: World) -> None:
    made, by = office(confirmed_on=dt.date(2026, 10, 1)), world.staff("operator")
    actions.log_call(made.key, "no_answer", by=by, at=NOON)
    assert queries.how_many_due(at=NOON + dt.timedelta(hours=3)) == 0
    assert queries.how_many_due(at=NOON + dt.timedelta(hours=24)) == 1
    for day in (1, 2):
        actions.log_call(made.key, "no_answer", by=by, at=NOON + dt.timedelta(days=day))
    assert queries.how_many_due(at=NOON + dt.timedelta(days=9)) == 0
    assert [s.key for s in queries.find("", at=NOON).services] == [made.key], (
        "it stands first among those to look after"
    )


def test_an_entry_is_found_by_a_part_of_its_name_and_by_its_number(world: World) -> None:
    office(phone="+7 343 371-10-20")
    assert [s.key for s in queries.find("371-10-20", at=NOON).services] == ["office"]
    assert [s.key for s in queries.find("Дафт", at=NOON).services] == ["office"]
    assert queries.find("zzz", at=NOON).services == []


@pytest.mark.parametrize(
    ("written", "read"),
    [("Mon-Fri 9:00-18:00", 5), ("пн-пт 9.00-13.00, 14:00-18:00", 10), ("дш, чш 9:00-13:00", 2), ("Sat-Mon 10:00-12:00", 3), ("2026-12-05 9:00-15:00", 1), ("", 0)],
)  # fmt: skip
def test_hours_are_read_as_people_write_them_and_given_back(written: str, read: int) -> None:
    found = hours.read(written)
    assert len(found) == read
    for language in hours.DAYS:
        assert sorted(hours.read(hours.written(sorted(found, key=str), language)), key=str) == sorted(found, key=str)


@pytest.mark.parametrize("written", ["9-18", "always", "Mon 9:00", "2026-02-30 9:00-10:00", "Mon-Foo 9:00-10:00"])
def test_what_is_no_hours_is_said_to_be_none(written: str) -> None:
    with pytest.raises(hours.NotHours):
        hours.read(written)


def test_a_list_is_tried_applied_and_undone(world: World) -> None:
    client = signed_in(world.staff("supervisor"))
    send(client, "/desk/directory/lists/", {"text": TABLE})
    tried = Bringing.objects.get()
    assert not Service.objects.exists(), "nothing is changed before it is applied"
    assert "New: 2." in client.get(f"/desk/directory/lists/{tried.pk}/").content.decode()
    send(client, f"/desk/directory/lists/{tried.pk}/", {"go": "apply"})
    assert Service.objects.count() == 2
    assert Organisation.objects.filter(name_tg="Кӯмак").count() == 1
    hotline = Service.objects.get(kind="hotline")
    assert hotline.areas.count() == 2 and hotline.hours.count() == 5 and hotline.free
    send(client, f"/desk/directory/lists/{tried.pk}/", {"go": "undo"})
    assert not Service.objects.exists()


def test_a_list_changes_what_it_names_and_leaves_what_was_changed_since(world: World) -> None:
    by = world.staff("supervisor")
    first, other = office("first", confirmed_on=dt.date(2026, 11, 1)), office("other")
    told = f"key,kind,phone,country,languages\n{first.key},hotline,000 00 77,RU,ru\n{other.key},legal_aid,000 00 11,RU,ru tg\n"
    tried = bringing.try_list("a.csv", told.encode(), by=by, at=NOON)
    assert [list(row["changes"]) for row in tried.rows] == [["kind", "phone"], ["languages"]]
    bringing.apply(tried.pk, by=by, at=NOON)
    first.refresh_from_db()
    assert (first.kind, first.phone, first.hours.count()) == ("hotline", "000 00 77", 5), "what the list left out stays"
    actions.change_service("other", {**queries.entries.content(Service.objects.get(key="other")), "town": "Perm"}, edition=2, by=by, at=NOON)  # fmt: skip
    assert bringing.undo(tried.pk, by=by, at=NOON) == ["other"]
    first.refresh_from_db()
    assert (first.kind, first.phone) == ("legal_aid", "000 00 11")


def test_one_fault_keeps_the_whole_list_out_and_names_row_and_field(world: World) -> None:
    by = world.staff("supervisor")
    wrong = TABLE.replace("8 800 100-10-10;RU;ru;;", "8 800 100-10-10;RU;ru;RU-XX;").replace(
        "hotline;+7", "nonsense;+7"
    )
    tried = bringing.try_list("a.csv", wrong.encode(), by=by, at=NOON)
    assert [(row["line"], [f["field"] for f in row["faults"]]) for row in tried.rows] == [
        (2, ["kind"]),
        (3, ["region"]),
    ]
    with pytest.raises(bringing.NotNow):
        bringing.apply(tried.pk, by=by, at=NOON)
    assert not Service.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [(TABLE.replace("phone;country", "country;telefon"), "telefon"), ("hotline;1;RU;ru", "first row must name"), (b"\xff\xfe\x00", "UTF-8"),
     (b"PK\x03\x04zzz", "spreadsheet"), ("[1", "JSON"), ('{"a": 1}', "HSDS"), ("kind,phone,country,languages\n", "no row"),
     ('{"id": "1", "attributes": 5}', "HSDS"), ('{"id": "1", "services": [5]}', "HSDS"), ('{"id": "1", "organization": "us"}', "HSDS"), ('[{"id": "1", "attributes": [{"taxonomy_term": "x"}]}]', "HSDS"), ('kind,phone,country,languages\n"a', "quotation")],
)  # fmt: skip
def test_what_is_no_list_is_refused_with_the_way_out(world: World, content: Any, said: str) -> None:
    with pytest.raises(bringing.NotAList, match=said):
        bringing.try_list("x", content if isinstance(content, bytes) else content.encode(), by=None, at=NOON)
    assert not Bringing.objects.exists()


def test_a_list_that_was_tried_twice_is_applied_once(world: World) -> None:
    by = world.staff("supervisor")
    for told in (TABLE, json.dumps({**_one_of_hsds(), "id": "AC148810-D857-441C-9679-408F346DE14C"})):
        one, other = (bringing.try_list("a", told.encode(), by=by, at=NOON) for _ in range(2))
        bringing.apply(one.pk, by=by, at=NOON)
        with pytest.raises(bringing.NotNow):
            bringing.apply(other.pk, by=by, at=NOON)
        assert bringing.counts(bringing.try_list("a", told.encode(), by=by, at=NOON))["wrong"] == 0
    assert Service.objects.count() == 3


def _one_of_hsds() -> dict[str, Any]:
    from tests.people.test_hsds import published

    found: dict[str, Any] = published("service_full.json")
    return found


def test_marks_that_no_database_holds_are_left_out_of_a_list(world: World) -> None:
    named = TABLE.replace("Кӯмак;Mon", "Кӯ\0мак;Mon").encode()
    found = [bringing.try_list("a", told, by=None, at=NOON) for told in (named, json.dumps({**_one_of_hsds(), "name": "A\0B"}).encode())]  # fmt: skip
    assert "\\u0000" not in json.dumps([one.rows for one in found]) and bringing.counts(found[0])["new"] == 2


def test_a_cell_too_many_is_a_column_that_moved(world: World) -> None:
    tried = bringing.try_list("a.csv", f"{TABLE.strip()};RU".encode(), by=None, at=NOON)
    assert ["a column has moved" in str(row["faults"]) for row in tried.rows] == [False, True]


@pytest.mark.parametrize(
    ("said", "status"),
    [({"areas": "RU-SVE RU-SVE"}, 302), ({"hours": "Mon 9:00-18:00; Mon 9:00-13:00"}, 400), ({"website": "javascript:alert(1)"}, 400)],
)  # fmt: skip
def test_what_is_said_twice_or_is_no_page_is_told_at_its_field(world: World, said: dict[str, str], status: int) -> None:
    client, one = signed_in(world.staff("supervisor")), office()
    assert (
        send(client, f"/desk/directory/services/{one.key}/", fields(edition=str(one.edition), **said)).status_code
        == status
    )
    assert send(client, f"/desk/directory/services/{one.key}/undo/", {"edition": "²"}).status_code == 302


def test_columns_may_stand_in_any_order_and_a_spreadsheet_says_the_same(world: World) -> None:
    from openpyxl import Workbook

    rows = [line.split(";")[::-1] for line in TABLE.strip().splitlines()]
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    one = bringing.try_list("a.xlsx", file.getvalue(), by=None, at=NOON)
    other = bringing.try_list("a.csv", TABLE.encode(), by=None, at=NOON)
    assert [row["entry"] for row in one.rows] == [row["entry"] for row in other.rows]
    assert bringing.counts(one)["new"] == 2


def test_a_list_as_an_office_saves_it_is_read_and_a_lost_number_is_told(world: World) -> None:
    from openpyxl import Workbook

    plain = bringing.try_list("a.csv", TABLE.encode(), by=None, at=NOON)
    # Russian Excel saves CSV in Windows-1251, which lacks some Tajik letters.
    old = bringing.try_list("a.csv", TABLE.replace("Кӯмак", "Кумак").encode("cp1251"), by=None, at=NOON)
    assert bringing.counts(old) == bringing.counts(plain)
    with pytest.raises(bringing.NotAList, match="UTF-8"):
        bringing.try_list("a.csv", TABLE.replace("Кӯмак", "К?мак").encode("cp1251"), by=None, at=NOON)
    book = Workbook()
    book.active.append(
        [
            "kind",
            "phone",
            "country",
            "languages",
            "organisation_kind",
            "organisation_tg",
            "organisation_ru",
            "organisation_en",
        ]
    )
    book.active.append(["hotline", 78001001010, "RU", "ru", "ngo", "Кӯмак", "Кумак", "Kumak"])
    book.active.append(["hotline", 10**16, "RU", "ru", "ngo", "Кӯмак", "Кумак", "Kumak"])
    file = io.BytesIO()
    book.save(file)
    rows = bringing.try_list("a.xlsx", file.getvalue(), by=None, at=NOON).rows
    assert rows[0]["entry"]["phone"] in ("78001001010", "+78001001010") and not rows[0]["faults"]
    assert rows[1]["faults"][0]["field"] == "phone" and "fifteen digits" in rows[1]["faults"][0]["text"]
    with pytest.raises(bringing.NotAList, match="old Excel"):
        bringing.try_list("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, by=None, at=NOON)


def test_a_list_in_hsds_comes_in_and_goes_out_as_it_was(world: World) -> None:
    from hamroh.people.directory import hsds
    from tests.people.test_hsds import published

    sample = published("service_full.json")
    tried = bringing.try_list("a.json", json.dumps([sample]).encode(), by=None, at=NOON)
    assert bringing.counts(tried) == {"new": 1, "change": 0, "same": 0, "wrong": 0}, tried.rows[0]["faults"]
    bringing.apply(tried.pk, by=world.staff("supervisor"), at=NOON)
    assert hsds.service(Service.objects.get()) == sample


def test_an_organisation_and_a_place_in_hsds_come_in_and_go_out_as_they_were(world: World) -> None:
    from hamroh.people.directory import hsds
    from tests.people.test_hsds import published

    sample, by = published("service_full.json"), world.staff("supervisor")
    whose, places = sample.pop("organization"), sample.pop("service_at_locations")
    other = {**places[0], "id": "30951f94-7b24-11ef-ba1b-a79405d4dcaa"}
    body = {**whose, "services": [{**sample, "service_at_locations": places}]}
    apart = {**sample, "id": "44709d51-3c0c-4b2c-a2f1-0d1b3a9f4a10", "organization": whose}
    given = [{**place, "service": apart} for place in (places[0], other)]
    tried = bringing.try_list("a.json", json.dumps([body, *given]).encode(), by=None, at=NOON)
    assert bringing.counts(tried) == {"new": 2, "change": 0, "same": 0, "wrong": 0}, [
        row["faults"] for row in tried.rows
    ]
    bringing.apply(tried.pk, by=by, at=NOON)
    one, at_places = Service.objects.order_by("pk")
    assert hsds.organisation(one.organisation, [one]) == body
    assert hsds.at_locations(at_places) == given


def test_the_open_data_come_in_elsewhere_as_they_went_out_and_tell_no_place_of_a_shelter(world: World) -> None:
    from hamroh.people.directory import open_data

    office("open", phone="+7 343 371-10-20", free=True, tells_police=False, address="=1+1", town="+1", region="RU-PER")
    office("shelter", kind="shelter", town="Perm")
    files = open_data.files(NOON.date())
    package, table = json.loads(files["datapackage.json"]), files["services.csv"].decode()
    fields = [field["name"] for field in package["resources"][0]["schema"]["fields"]]
    assert table.splitlines()[0].split(",") == fields
    assert "'=1+1,'+1," in table and ",+7343" in table, "no spreadsheet takes them for a formula"
    Service.objects.filter(key="open").update(address="")
    table = open_data.files(NOON.date())["services.csv"].decode()
    tried = bringing.try_list("services.csv", table.encode(), by=None, at=NOON)
    assert bringing.counts(tried) == {"new": 0, "change": 0, "same": 2, "wrong": 0}, [
        row["faults"] for row in tried.rows
    ]
