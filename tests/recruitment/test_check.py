"""The public pages of the check, its SMS, and the desk of the officers."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hamroh.people.walls import Absent
from hamroh.record import keys, queries as record
from hamroh.recruitment.check import sms
from hamroh.recruitment.register import actions, demonstration, intermediaries, table
from hamroh.recruitment.register.models import AgencyPhone, Intermediary, LicenceState, RegisterImport
from hamroh.recruitment.register.queries import agency as agency_of
from tests.people.conftest import NOON, World, signed_in
from tests.recruitment.conftest import TODAY, D
from tests.web.conftest import FORM, FormClient

LANGUAGES = ("en", "ru", "tg")


def send(client: Client, where: str, said: dict[str, Any]) -> Any:
    """Send a form of the desk the way a browser does."""
    return client.post(where, urlencode(said, doseq=True), FORM)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hamroh.recruitment.check.views.today", lambda: TODAY)


@pytest.fixture
def client() -> Client:
    return FormClient()


def asked(client: Client, q: str, day: str = "5.5.2018", tongue: str = "en") -> Any:
    d, m, y = day.split(".") if day else ("", "", "")
    return client.post(f"/{tongue}/check/", {"q": q, "d": d, "m": m, "y": y, "go": "check"})


def test_a_licensed_agency_is_told_with_number_days_and_reading(namuna: Any, client: Client) -> None:
    answer = asked(client, "Namuna Kor")
    text = answer.content.decode()
    for said in ("Yes", "had a licence on 5 May 2018", "Licence 000-A", "1 March 2020", "Russia", "read 9 March 2019"):
        assert said in text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_a_near_name_is_a_no_with_a_warning_and_what_to_do(namuna: Any, client: Client, tongue: str) -> None:
    text = asked(client, "Намуна Кар", tongue=tongue).content.decode()
    assert 'class="mk no' in text and 'class="mk full' not in text
    assert "Намуна Кор" in text
    assert f"/{tongue}/check/report/" in text


def test_a_phone_typed_without_its_country_is_shown_with_it(namuna: Any, client: Client) -> None:
    assert "tel:+992930000000" in asked(client, "93 000 00 00").content.decode(), (
        "the same digits are others' elsewhere"
    )


def test_a_day_before_the_register_is_unknown(namuna: Any, client: Client) -> None:
    text = asked(client, "000-A", "5.5.2010").content.decode()
    assert "We do not know" in text and "1 January 2013" in text


@pytest.mark.parametrize(
    ("q", "day", "said"),
    [
        ("", "", "Write the name"),
        ("...", "", "Write the name"),
        ("x" * 161, "", "longer than 160"),
        ("Namuna", "31.2.2018", "no such day"),
        ("Namuna", "1.1.18", "no such day"),
        ("Namuna", f"{10**30}.1.2018", "no such day"),
    ],
)
def test_what_cannot_be_asked_is_told_with_the_way_out(
    namuna: Any, client: Client, q: str, day: str, said: str
) -> None:
    answer = asked(client, q, day)
    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_what_was_typed_stays_when_the_language_is_changed(client: Client, db: None) -> None:
    answer = client.post("/tg/check/", {"q": "Намуна", "d": "5", "m": "5", "y": "2018", "go": "again"})
    assert answer.status_code == 200 and 'value="Намуна"' in answer.content.decode()


def test_a_page_of_an_agency_by_day_may_be_kept_by_anybody(namuna: Any, client: Client) -> None:
    page = client.get(f"/tg/agency/{namuna.pk}/2018-05-05/")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "public, max-age=300"
    assert not page.cookies
    again = client.get(f"/tg/agency/{namuna.pk}/2018-05-05/", headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/tg/agency/9999/2018-05-05/").status_code == 404


def test_a_corrected_line_is_shown_as_corrected(namuna: Any, wrote: Any, client: Client) -> None:
    row = namuna.licences.get().states.get()
    actions.correct_state(row, "granted", since=D(2017, 3, 1), until=D(2019, 3, 1), w=wrote)
    text = client.get(f"/en/agency/{namuna.pk}/").content.decode()
    assert "Lines that were corrected" in text and "1 March 2020" in text


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_an_answer_of_one_sms_fits_into_one(namuna: Any, wrote: Any, tongue: str) -> None:
    long = actions.enter_agency(["Ширкати муҳоҷирати меҳнатии " + "Намунаи " * 9], since=D(2016, 1, 1), w=wrote)
    actions.put_state(actions.licence(long, "0123456789-АБВ/2017"), "granted", since=D(2016, 1, 1), w=wrote)
    twin = actions.enter_agency(["Дугоник"], since=D(2016, 1, 1), w=wrote)
    actions.enter_agency(["Дугоник"], since=D(2016, 1, 1), w=wrote)
    said = {}
    for text in ("Namuna Kor 5.5.2018", "000-A 05.05.2018", "Намуна Кар 5.5.2018", "Ҳеҷ кас 5.5.2018", "Namuna Kor 5.5.2010",
                 "Namuna Kor 1.1.2017", "0123456789-АБВ/2017 5.5.2018", "Дугоник 5.5.2018", "", "31.2.2018", "Namuna Kor 31.2.2018", "Namuna Kor"):  # fmt: skip
        said[text] = sms.answer(text, language=tongue, today=TODAY)
        assert sms.fits(said[text]), (text, said[text])
    yes, no = {"en": ("YES", "NO"), "ru": ("ДА", "НЕТ"), "tg": ("ҲА", "НЕ")}[tongue]
    assert said["Namuna Kor 5.5.2018"].startswith(yes) and "000-A" in said["000-A 05.05.2018"]
    assert said["0123456789-АБВ/2017 5.5.2018"].startswith(yes)
    for text in ("Намуна Кар 5.5.2018", "Ҳеҷ кас 5.5.2018", "Namuna Kor 1.1.2017"):
        assert said[text].startswith(f"{no} ")
    assert "2" in said["Дугоник 5.5.2018"] and twin
    assert said["31.2.2018"] == said[""] == said["Namuna Kor 31.2.2018"]
    for text in ("Namuna Kor 2018-05-05", "Namuna Kor, 05.05.2018."):
        assert sms.answer(text, language=tongue, today=TODAY) == said["Namuna Kor 5.5.2018"]
    for text in ("Namuna Kor 5.5.18", "5.5.2018 Namuna Kor", "Namuna Kor 2018-13-05"):
        assert sms.answer(text, language=tongue, today=TODAY) == said[""], "no part of the name"


# -- tables ------------------------------------------------------------------------------------------------------------

TABLE = """Номер лицензии\tНазвание\tСостояние\tС\tПо\tТелефон\tОснование
Б-1\tРоҳи Нав\tвыдана\t01.03.2017\t28.02.2018\t+992930000001\tприказ 1
Б-1\tРоҳи Нав\tприостановлена\t2018-03-01\t2018-03-31\t\tприказ 2
Б-2\tСафари Неk\tвыдана\t2018-01-01\t\t\t
"""


def test_a_table_is_tried_applied_whole_and_taken_back(officer: Any) -> None:
    tried = table.difference(TABLE)
    assert (len(tried.new), tried.refused, tried.fault) == (3, [], "")
    assert not LicenceState.objects.exists()
    batch = table.apply(TABLE, mark=tried.mark, paper="order 9", by=officer, at=NOON)
    assert sorted(LicenceState.objects.values_list("paper", flat=True)) == ["order 9", "приказ 1", "приказ 2"]
    again = table.difference(TABLE)
    assert (len(again.there), again.new) == (3, [])
    table.undo(batch.pk, by=officer, at=NOON)
    assert not LicenceState.objects.filter(replaced_at__isnull=True).exists()
    assert len(table.difference(TABLE).new) == 3
    with pytest.raises(actions.NotComplete):
        table.undo(batch.pk, by=officer, at=NOON)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TABLE.replace("Состояние\tС", "С\tСостояние"), "This is no day"),  # the column moved under other heads
        (TABLE.replace("\tприказ 2", ""), "a column has moved"),
        (TABLE.replace("2018-03-01", "2018-02-28"), "from 2017-03-01 to 2018-02-28, for the same licence. Give that row a last day before this one"),
        (TABLE.replace("приостановлена", "в пути"), "The state is none of"),
        (TABLE.replace("2018-03-31", "2018-02-31"), "This is no day"),
        (TABLE.replace("2018-03-31", "31.12.9999"), "This is no day"),
        (TABLE.replace("приказ 2", "п" * 201), "at most 200 letters"),
        (TABLE.replace("Роҳи Нав\tпри", "Роҳи Кӯҳна\tпри"), "another name in row 2"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_refused_by_its_number(officer: Any, text: str, said: str) -> None:
    tried = table.difference(text)
    assert said in tried.refused[0].why, tried
    with pytest.raises(actions.NotComplete):
        table.apply(text, mark=tried.mark, paper="order 9", by=officer, at=NOON)
    assert not LicenceState.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no rows"),
        ("a\tb\nc\td", "Unknown: a, b. Missing: licence"),
        ('licence,name,state,since\n"x', "cannot be read"),
    ],
)
def test_a_table_that_cannot_be_read_is_told_what_is_missing(db: None, text: str, said: str) -> None:
    assert said in table.difference(text).fault


def sheet(*rows: list[Any]) -> bytes:
    """A spreadsheet whose first sheet has these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEADS = ["Номер лицензии", "Название", "Состояние", "С", "По", "Телефон"]
GRANTED = ["Б-1", "Роҳи Нав", "выдана", D(2017, 3, 1), D(2018, 2, 28), 992930000001]


def bring(desk: Client, content: bytes, name: str = "феҳрист.xlsx") -> Any:
    file = SimpleUploadedFile(name, content)
    return desk.post("/desk/agencies/table/", {"go": "bring", "file": file}, follow=True)


def test_a_spreadsheet_is_tried_applied_and_taken_back_like_a_pasted_table(officer: Any) -> None:
    desk, where = signed_in(officer), "/desk/agencies/table/"
    page = bring(
        desk, sheet(HEADS, GRANTED, [], ["Б-2", "Сафари Нек", "выдана", "2018-01-01", None, None])
    ).content.decode()
    assert "феҳрист.xlsx" in page and "2 new lines" in page and not LicenceState.objects.exists()
    mark = re.search(r'name="mark" value="(\w+)"', page)
    assert mark
    send(desk, where, {"go": "apply", "mark": mark[1], "paper": "order 9"})
    assert LicenceState.objects.count() == 2 and AgencyPhone.objects.get().number == "+992930000001"
    assert table.tried(officer) is None
    (batch,) = table.queries.imports()
    send(desk, f"{where}{batch.pk}/undo/", {})
    assert not LicenceState.objects.filter(replaced_at__isnull=True).exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (sheet(HEADS, [], ["Роҳи Нав", "Б-1", *GRANTED[2:]]), ("3</td>", "licence</b>: This is no licence number")),
        (sheet(HEADS, ["Б-1", "Роҳи Нав", D(2017, 3, 1), "выдана"]), ("2</td>", "since</b>: This is no day")),
        (sheet(HEADS, GRANTED, ["Б-1", "Роҳи Нав", "продлена", D(2018, 2, 1)]), ("since</b>: These days are taken by row 2",)),
        (sheet(HEADS, [*GRANTED, None, "x"]), ("2</td>", "8 cells, but 6 heads")),
        (sheet(HEADS, [*GRANTED[:5], 10**16]), ("Row 2, column “Телефон”. A number of more than fifteen digits",)),
        (sheet(["Номер лицензии", "Номер лицензии"]), ("Columns 1 and 2 have the same title",)),
        (b"PK\x03\x04 broken", ("The file is damaged",)),
        ("Лицензия;Название;Состояние;С\nБ-1;Роҳи Нав;выдана;1.3.2017".replace("ҳ", "х").encode("cp1251"), ("1 new line",)),
    ],
    # Of the moment in a spreadsheet nothing stands in the name of a test: every worker calls it the same.
    ids=lambda part: part[-1] if isinstance(part, tuple) else "file",
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_told_with_its_place(officer: Any, content: bytes, said: tuple[str, ...]) -> None:
    page = bring(signed_in(officer), content).content.decode()
    assert all(one in page for one in said), page.split("<main")[1]
    assert not LicenceState.objects.exists()


def test_an_officer_sees_only_the_table_that_they_brought(world: World, officer: Any) -> None:
    bring(signed_in(officer), sheet(HEADS, GRANTED))
    assert (
        "Роҳи Нав"
        not in signed_in(world.staff("licensing", name="Another")).get("/desk/agencies/table/").content.decode()
    )


def test_taking_a_table_back_leaves_what_rests_on_another_paper_and_nothing_of_its_own(
    officer: Any, wrote: Any
) -> None:
    tried = table.difference(TABLE)
    batch = table.apply(TABLE, mark=tried.mark, paper="order 9", by=officer, at=NOON)
    row = LicenceState.objects.filter(batch=batch, state="granted").order_by("pk")[0]
    actions.put_state(row.licence, "suspended", since=row.since + dt.timedelta(9), until=row.since + dt.timedelta(10), w=wrote)  # fmt: skip
    table.undo(batch.pk, by=officer, at=NOON)
    assert [one.state for one in LicenceState.objects.filter(replaced_at__isnull=True)] == ["suspended"]
    assert agency_of(row.licence.agency_id) is not None, "the line that stands is found by its agency's name"


def test_what_changed_since_the_difference_was_shown_stops_it(officer: Any, namuna: Any, wrote: Any) -> None:
    tried = table.difference(TABLE)
    actions.put_state(namuna.licences.get(), "withdrawn", since=D(2018, 1, 1), w=wrote)
    with pytest.raises(actions.NotComplete):
        table.apply(TABLE, mark=tried.mark, paper="order 9", by=officer, at=NOON)


# -- the desk ----------------------------------------------------------------------------------------------------------


def test_an_agency_is_entered_whole_or_not_at_all(namuna: Any, officer: Any) -> None:
    client = signed_in(officer)
    sent = {"go": "agency", "name": "Сафар", "number": "000-A", "since": "2017-03-01", "paper": "order 18"}
    assert send(client, "/desk/agencies/", sent).status_code == 400, "the number is another agency's"
    assert "Сафар<" not in client.get("/desk/agencies/").content.decode()
    term = {"go": "term", "since": "0026-01-01", "months": "1", "days": "1", "paper": "order 18"}
    assert send(client, "/desk/agencies/", term).status_code == 400


def test_an_address_of_no_agency_is_absent_however_long(client: Client, db: None) -> None:
    assert client.get(f"/en/agency/{10**30}/").status_code == 404
    assert client.get("/open/agencies/x.csv").status_code == 404


def test_an_officer_keeps_the_register_from_the_desk(world: World, officer: Any) -> None:
    client = signed_in(officer)
    sent = {
        "go": "agency",
        "name": "Намуна Кор",
        "number": "000-A",
        "since": "2017-03-01",
        "until": "2020-03-01",
        "countries": ["RU"],
        "paper": "order 17",
    }
    made = send(client, "/desk/agencies/", sent)
    assert made.status_code == 302, made.content.decode()
    where = made.headers["Location"]
    assert "Намуна Кор" in client.get("/desk/agencies/?words=000").content.decode()
    for form in (
        {"go": "phone", "number": "+992930000000", "since": "2017-03-01", "paper": "order 17"},
        {"go": "place", "address": "Душанбе", "country": "TJ", "since": "2017-03-01", "paper": "order 17"},
        {"go": "name", "text": "Namuna Kor", "since": "2017-03-01", "paper": "order 17"},
        {"go": "state", "number": "000-A", "state": "suspended", "since": "2018-01-15", "until": "2018-02-15", "paper": "order 18"},
        {"go": "return", "since": "2017-01-01", "until": "2017-03-31", "country": "RU", "men": "3", "women": "1", "received_on": "2017-04-02", "paper": "letter 3"},
    ):  # fmt: skip
        answer = send(client, where, form)
        assert answer.status_code == 302, answer.content.decode()
    refused = send(
        client,
        where,
        {"go": "state", "number": "000-A", "state": "renewed", "since": "2020-03-01", "paper": "order 19"},
    )
    assert refused.status_code == 400 and "These days are taken" in refused.content.decode()
    page = client.get(where).content.decode()
    assert "Suspended" in page and "Namuna Kor" in page
    line = LicenceState.objects.filter(replaced_at__isnull=True, state="suspended").get()
    corrected = send(
        client,
        f"/desk/agencies/line/{line.pk}/",
        {"state": "suspended", "since": "2018-01-20", "until": "2018-02-15", "paper": "order 20"},
    )
    assert corrected.status_code == 302
    found = agency_of(int(where.split("/")[-2]))
    assert found is not None
    phone = found.standing_phones[0]  # type: ignore[attr-defined]
    assert (
        send(client, f"/desk/agencies/phone/{phone.pk}/end/", {"until": "2018-12-31", "paper": "letter 4"}).status_code
        == 302
    )
    assert (
        send(
            client,
            "/desk/agencies/",
            {"go": "reading", "begins_on": "2013-01-01", "read_on": "2026-11-01", "paper": "own"},
        ).status_code
        == 302
    )
    assert (
        send(
            client,
            "/desk/agencies/",
            {"go": "term", "since": "2017-01-01", "months": "3", "days": "30", "paper": "order 2"},
        ).status_code
        == 302
    )
    assert "days overdue" in client.get("/desk/agencies/").content.decode()


def test_an_officer_enters_a_table_and_takes_it_back_from_the_desk(officer: Any) -> None:
    client = signed_in(officer)
    shown = send(client, "/desk/agencies/table/", {"go": "try", "table": TABLE})
    assert "3 new lines" in shown.content.decode()
    mark = table.difference(TABLE).mark
    assert (
        send(
            client, "/desk/agencies/table/", {"go": "apply", "table": TABLE, "mark": mark, "paper": "order 9"}
        ).status_code
        == 302
    )
    assert client.post(f"/desk/agencies/table/{RegisterImport.objects.get().pk}/undo/", "", FORM).status_code == 302
    assert send(client, "/desk/agencies/table/", {"go": "apply", "table": "x"}).status_code == 400


def test_an_officer_plans_inspections_and_writes_what_was_found(officer: Any, wrote: Any) -> None:
    from hamroh.recruitment.register.models import Inspection

    agency = actions.enter_agency(["Намуна"], since=D(2020, 1, 1), w=wrote)
    actions.put_state(actions.licence(agency, "N"), "granted", since=D(2020, 1, 1), w=wrote)
    client = signed_in(officer)
    shown = send(client, "/desk/agencies/inspections/", {"size": "2", "drawn": "1", "go": "show"}).content.decode()
    assert "Nothing is known against it" in shown
    mark = shown.partition('name="mark" value="')[2].partition('"')[0]
    assert send(client, "/desk/agencies/inspections/", {"size": "1", "drawn": "2"}).status_code == 400
    kept = {"size": "2", "drawn": "1", "go": "keep", "mark": mark}
    other = actions.enter_agency(["Дигар"], since=D(2020, 1, 1), w=wrote)
    assert send(client, "/desk/agencies/inspections/", kept).status_code == 302
    actions.put_state(actions.licence(other, "N2"), "granted", since=D(2020, 1, 1), w=wrote)
    assert send(client, "/desk/agencies/inspections/", kept).status_code == 400, "pressed twice, nobody else is planned"
    one = Inspection.objects.get()
    done = send(
        client, f"/desk/agencies/inspections/{one.pk}/", {"done_on": "2026-11-27", "breach": "yes", "paper": "act 1"}
    )
    assert done.status_code == 302
    assert "A breach was found" in client.get("/desk/agencies/inspections/").content.decode()


def test_the_samples_answer_the_first_question_of_a_visitor(db: None, client: Client) -> None:
    demonstration.load(today=TODAY)
    text = asked(client, "Намуна Кор", "").content.decode()
    assert "Yes" in text and "Invented sample" in text
    assert isinstance(TODAY, dt.date)


# -- intermediaries without a licence ----------------------------------------------------------------------------------


def test_an_intermediary_is_written_down_without_a_licence_and_answered_by_phone_alone(
    world: World, officer: Any, namuna: Any, wrote: Any, client: Client
) -> None:
    desk, where = signed_in(officer), "/desk/agencies/without/"
    said = {"go": "new", "name": "Амаки Карим", "phone": "+992 92 000 00 01", "place": "Хуҷанд", "since": "2018-01-01"}
    assert send(desk, where, said).status_code == 400, "without a paper nobody is written down"
    assert send(desk, where, {**said, "paper": "act 7"}).status_code == 302
    assert "written down already" in send(desk, where, {**said, "paper": "act 7"}).content.decode()
    assert "Амаки Карим" in desk.get(where).content.decode()
    row = Intermediary.objects.get()
    assert "Карим".encode() not in bytes(row.sealed) and b"992920000001" not in bytes(row.sealed)
    assert not [e for e in record.entries() if "Карим" in e.sentence("ru")]

    def asked(q: str, day: str = "5") -> str:
        return client.post("/en/check/", {"q": q, "d": day, "m": "5", "y": "2018", "go": "check"}).content.decode()

    by_phone = asked("92 000 00 01")
    assert "+992920000001: no licence" in by_phone and "without a licence, since 1 January 2018" in by_phone
    assert "Карим" not in by_phone and "not a court" in by_phone
    for tongue, told in (("en", "no licence"), ("ru", "посредников без лицензии"), ("tg", "миёнаравони беиҷозат")):
        one = sms.answer("92 000 00 01 5.5.2018", language=tongue, today=TODAY)
        assert told in one and sms.fits(one), one
    assert "written down" not in asked("Амаки Карим"), "a name is shared by many"
    assert send(desk, f"{where}{row.pk}/end/", {"until": "2018-05-04", "paper": "act 8"}).status_code == 302
    assert "written down" not in asked("92 000 00 01")
    with pytest.raises(Absent):
        intermediaries.read(by=world.staff("supervisor"), at=NOON)


def test_intermediaries_come_in_a_table_and_go_with_it(officer: Any, django_capture_on_commit_callbacks: Any) -> None:
    head = "licence\tname\tstate\tsince\tphone\n"
    rows = "\tАмаки Карим\tбез лицензии\t1.1.2018\t+992920000001\n\tХолаи Гул\tunlicensed\t1.1.2018\t+992920000002\n"
    for wrong, why in (
        (rows.replace("+992920000002", "+992920000001"), "The same phone stands in row 2"),
        (rows.replace("+992920000002", ""), "names alone are shared"),
        ("Б-1" + rows, "no licence number"),
    ):
        assert why in table.difference(head + wrong).refused[0].why
    tried = table.difference(head + rows)
    batch = table.apply(head + rows, mark=tried.mark, paper="act 7", by=officer, at=NOON)
    assert len(table.difference(head + rows).there) == 2
    id = Intermediary.objects.all()[0].pk
    with django_capture_on_commit_callbacks(execute=True):
        table.undo(batch.pk, by=officer, at=NOON)
    assert not Intermediary.objects.exists() and not keys.store().exists(id)
