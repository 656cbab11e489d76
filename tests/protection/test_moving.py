"""Files that are brought in: tried, compared, applied, undone, with a reason for each row that cannot be taken."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import hamroh.web.jobs  # noqa: F401, the rulebook is asked from there
from hamroh.people.models import Concealment, Person, PossibleDuplicate, SearchToken
from hamroh.people.persons import actions as persons, queries as files
from hamroh.people.persons.models import Part
from hamroh.people.walls import Absent
from hamroh.protection.cases import actions as cases
from hamroh.protection.models import Case, Clock, Import, OwnNumber
from hamroh.protection.moving import actions, columns, queries
from hamroh.record import keys, queries as record
from hamroh.record.models import Entry
from hamroh.record.verifying import verify
from hamroh.shell import tables
from hamroh.shell.tables import Unreadable
from tests.people.conftest import NOON, World, signed_in

LATER = NOON + dt.timedelta(hours=1)
HEAD = "own_number;full_name;born;phone;place;story"
TWO = f"{HEAD}\n17;Раҳимов Фаррух;31.05.1990;+992900000001;Самара;Маош надоданд\n18;Сафарова Зарина;1985;;Москва;\n"


@pytest.fixture(autouse=True)
def own_second_place(settings: Any, tmp_path: Path) -> None:
    """What the record leaves in the second place is of this test alone."""
    settings.SEALS_FOLDER = tmp_path / "seals"


@pytest.fixture
def chief(world: World) -> Any:
    """The supervisor who brings files in."""
    return world.staff("supervisor")


def tried(text: str | bytes, by: Any, *, order: str = "dmy", at: dt.datetime = NOON) -> Import:
    """A file, its columns named by their titles, tried."""
    data = text.encode() if isinstance(text, str) else text
    row = actions.begin(data, order, by=by, at=at)
    guesses = queries.proposal(row).guesses
    actions.choose(row.pk, [(one.place, one.key) for one in guesses], by=by, at=at)
    actions.try_file(row.pk, at=at)
    row.refresh_from_db()
    return row


def applied(row: Import, by: Any, *, at: dt.datetime = NOON) -> Import:
    actions.apply(row.pk, by=by, at=at)
    while actions.step(row.pk, at=at):
        pass
    row.refresh_from_db()
    return row


def undone(row: Import, by: Any) -> Import:
    actions.undo(row.pk, by=by, at=LATER)
    while actions.step(row.pk, at=LATER):
        pass
    row.refresh_from_db()
    return row


def refusals(row: Import) -> dict[int, str]:
    return {one.number: one.fields for one in row.rows.filter(outcome="refused")}


def file_of(number: str, by: Any) -> Any:
    """The file that an own number leads to."""
    [found] = [n for n in OwnNumber.objects.all() if n.case_id is None and _number(n) == number]
    return files.file(found.person_id, seen_by=by, at=LATER)


def _number(row: OwnNumber) -> str:
    from hamroh.record import sealing

    return str(sealing.unseal(row.person_id, "own_number:person", bytes(row.sealed))["number"])


def told(file: Any, part: Part) -> dict[str, Any]:
    return dict(file.parts[part].content)


# -- try, difference, apply, undo ------------------------------------------------------------------------------------------


def test_trying_stores_nothing_in_anybodys_file(world: World, chief: Any) -> None:
    row = tried(TWO, chief)
    assert (row.state, row.counts["new"]) == ("tried", 2)
    assert not Person.objects.exists()
    assert row.sealed is None, "the file itself is needed no longer"


def test_a_file_that_is_applied_twice_changes_nothing_the_second_time(
    world: World, chief: Any, django_capture_on_commit_callbacks: Any
) -> None:
    first = tried(TWO, chief)
    assert keys.store().exists(first.pk)
    with django_capture_on_commit_callbacks(execute=True):
        applied(first, chief)
    # A backup of before, with the file in it, opens for nobody who was erased since.
    assert not keys.store().exists(first.pk)
    assert Person.objects.count() == 2
    entries = Entry.objects.filter(kind="moving.row_written").count()
    again = tried(TWO, chief)
    assert again.counts == {"new": 0, "same": 2, "changed": 0, "refused": 0}
    applied(again, chief)
    assert Person.objects.count() == 2
    assert Entry.objects.filter(kind="moving.row_written").count() == entries == 2
    assert verify(LATER).faults == []


def test_what_was_brought_in_is_found_and_stands_as_if_typed(world: World, chief: Any) -> None:
    applied(tried(TWO, chief), chief)
    assert files.find("Farrukh Rahimov", seen_by=chief, at=LATER).hits
    assert files.find("900000001", seen_by=chief, at=LATER).hits
    file = file_of("17", chief)
    assert told(file, Part.IDENTITY) == {"full_name": "Раҳимов Фаррух", "born": "1990-05-31"}
    assert told(file, Part.STORY) == {"text": "Маош надоданд"}
    said = [entry.sentence("en") for entry in record.entries(about=file.person.pk, reading=False)]
    assert said == ["Row 2 of a file that was brought in was written."]


def test_an_update_changes_what_differs_and_an_empty_cell_nothing(world: World, chief: Any) -> None:
    applied(tried(TWO, chief), chief)
    row = applied(tried(f"{HEAD}\n17;;;+992900000002;Қазон;\n", chief), chief)
    assert row.rows.get().written == "phone place"
    file = file_of("17", chief)
    assert told(file, Part.CONTACT)["place"] == "Қазон"
    assert told(file, Part.IDENTITY)["full_name"] == "Раҳимов Фаррух"
    assert files.find("900000002", seen_by=chief, at=LATER).hits
    assert not files.find("+992900000001", seen_by=chief, at=LATER).hits


def test_a_field_that_somebody_changed_meanwhile_is_shown_and_stands(world: World, chief: Any) -> None:
    applied(tried(TWO, chief), chief)
    row = tried(f"{HEAD}\n17;;;+992900000002;Қазон;\n", chief)
    file = file_of("17", chief)
    now = told(file, Part.CONTACT) | {"place": "Омск"}
    edition = file.parts[Part.CONTACT].edition
    persons.change_part(file.person, Part.CONTACT, now, edition=edition, by=chief, at=NOON)
    applied(row, chief)
    [one] = row.rows.all()
    assert (one.written, one.left) == ("phone", "place:changed")
    stands = told(file_of("17", chief), Part.CONTACT)
    assert stands["place"] == "Омск" and stands["phones"][0]["e164"] == "+992900000002"
    page = signed_in(chief).get(f"/desk/imports/{row.pk}/?rows=left").content.decode()
    assert "Somebody changed this field meanwhile" in page


def test_undoing_puts_all_back_but_what_somebody_changed_since(world: World, chief: Any) -> None:
    first = applied(tried(TWO, chief), chief)
    before = {number: told(file_of(number, chief), Part.CONTACT) for number in ("17", "18")}
    row = applied(tried(f"{HEAD}\n17;;;+992900000002;Қазон;\n18;;;;Тверь;\n", chief), chief)
    file = file_of("18", chief)
    changed = told(file, Part.CONTACT) | {"place": "Омск"}
    persons.change_part(file.person, Part.CONTACT, changed, edition=2, by=chief, at=NOON)
    assert undone(row, chief).state == "undone"
    assert told(file_of("17", chief), Part.CONTACT) == before["17"]
    assert told(file_of("18", chief), Part.CONTACT)["place"] == "Омск"
    assert {one.number: one.left for one in row.rows.exclude(left="")} == {3: "place:changed"}
    # Undoing the first file takes away the file that nobody worked with, and leaves the other.
    undone(first, chief)
    assert Person.objects.filter(erased_at__isnull=True).count() == 0 or {
        one.number: one.left for one in first.rows.exclude(left="")
    }
    assert verify(LATER).faults == []


def test_a_file_opened_by_a_row_goes_with_its_undoing_and_its_key_with_it(
    world: World, chief: Any, django_capture_on_commit_callbacks: Any
) -> None:
    row = applied(tried(TWO, chief), chief)
    worked = file_of("18", chief)
    cases.open_case(worked.person, "housing", by=chief, at=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        undone(row, chief)
    assert list(Person.objects.filter(erased_at__isnull=True)) == [worked.person]
    assert row.rows.get(number=3).left == "row:worked_on"
    assert not row.rows.filter(number=2).exists(), "an erased person's row goes too"
    from hamroh.record import keys

    gone = Person.objects.get(erased_at__isnull=False)
    assert not keys.store().exists(gone.pk)
    assert not SearchToken.objects.filter(person=gone).exists()


def test_undoing_never_takes_what_somebody_gave_since_nor_touches_what_is_hidden_from_who_undoes(
    world: World, chief: Any
) -> None:
    from hamroh.people.attachments import intake
    from hamroh.protection.attachments import actions as attachments
    from hamroh.protection.models import Attachment

    three = f"{TWO}19;Каримов Сино;;;;\n"
    first = applied(tried(three, chief), chief)
    with_picture, hidden, plain = (file_of(number, chief).person for number in ("17", "18", "19"))
    picture = intake.Ready("a paper", "txt", b"evidence", "0" * 64, "not_scanned")
    attachments.keep([picture], form="f", person=with_picture, by=chief, at=NOON)
    second = applied(tried(TWO.replace("Москва", "Омск"), chief), chief)
    Concealment.objects.create(person=hidden, office=world.dushanbe)
    undone(second, chief)
    assert undone(first, chief).state == "undone"
    assert set(Person.objects.filter(erased_at__isnull=True)) == {with_picture, hidden}
    assert Attachment.objects.exists()
    assert {one.number: one.left for one in first.rows.exclude(left="")} == {2: "row:worked_on", 3: "row:worked_on"}
    Concealment.objects.all().delete()
    assert told(files.file(hidden.pk, seen_by=chief, at=LATER), Part.CONTACT)["place"] == "Омск"
    assert plain.pk not in {one.pk for one in Person.objects.filter(erased_at__isnull=True)}


def test_work_that_is_cut_off_or_stopped_goes_on_behind_the_last_row(
    world: World, chief: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    lines = "".join(f"{n};Somebody {n};;;;\n" for n in range(7))
    row = tried(f"{HEAD}\n{lines}", chief)
    actions.apply(row.pk, by=chief, at=NOON)
    assert actions.step(row.pk, at=NOON)
    actions.stop(row.pk, by=chief, at=NOON)
    assert not actions.step(row.pk, at=NOON)
    assert Person.objects.count() == 2
    assert "1 files" not in actions.carry_on(NOON), "stopped is stopped"
    actions.apply(row.pk, by=chief, at=NOON)
    assert actions.carry_on(NOON) == "1 files"
    row.refresh_from_db()
    assert (row.state, row.done, Person.objects.count()) == ("applied", 7, 7)


def test_a_likeness_is_proposed_to_a_person_and_never_matched(world: World, chief: Any) -> None:
    told = {Part.IDENTITY: {"full_name": "Раҳимов Фаррух", "born": "1990-05-31"}}
    there = persons.open_file(told, by=chief, at=NOON)
    row = applied(tried(TWO, chief), chief)
    assert row.counts["new"] == 2
    [proposal] = PossibleDuplicate.objects.all()
    assert {proposal.one_id, proposal.other_id} == {there.pk, row.rows.get(number=2).file}


# -- cases -----------------------------------------------------------------------------------------------------------------


def test_a_row_finds_a_case_by_its_number_and_opens_one_by_the_organisations_own(world: World, chief: Any) -> None:
    made = applied(
        tried(
            "own_number;full_name;own_case;case_kind;case_summary\n1;Зарина;A-1;wages_withheld;Three months\n", chief
        ),
        chief,
    )
    [case] = Case.objects.all()
    assert (case.kind, case.lead) == ("wages_withheld", chief)
    # It has its days of the law from the moment on which it is there, and nobody has to wait for the night.
    day = case.clocks.first()
    assert day is not None and (day.owner, day.safe) == (chief, None)
    row = applied(tried(f"case_number;case_summary\n{case.number.lower()};Four months\n", chief), chief)
    assert row.rows.get().written == "case_summary"
    assert tried("own_case;case_summary\nA-1;Four months\n", chief).counts["same"] == 1
    undone(row, chief)
    assert tried("own_case;case_summary\nA-1;Three months\n", chief).counts["same"] == 1
    assert made.counts["new"] == 1
    assert refusals(tried("case_number;case_summary\n2026-ZZZZZZ;x\n", chief)) == {2: "case_number:no_such_case"}
    assert refusals(tried("own_case;case_kind\nA-1;housing\n", chief)) == {2: "case_kind:kind_stands"}
    # Days that the law sets are no work of anybody's: what was brought in goes again, but where somebody has done one.
    both = "own_number;full_name;own_case;case_kind\n3;Фаррух;A-3;wages_withheld\n4;Зафар;A-4;wages_withheld\n"
    fresh = applied(tried(both, chief), chief)
    Clock.objects.filter(case=fresh.rows.get(number=3).case).update(done_at=NOON)
    undone(fresh, chief)
    assert [(one.number, one.left) for one in fresh.rows.order_by("number")] == [(3, "row:worked_on")]
    # What is hidden from the office complained of is not opened without naming it.
    hidden = "own_number;full_name;own_case;case_kind\n2;Фаррух;A-2;official_complaint\n"
    assert refusals(tried(hidden, chief)) == {2: "case_kind:hidden_kind"}


# -- who ------------------------------------------------------------------------------------------------------------------


def test_only_who_sees_the_whole_organisation_brings_files_in(world: World, chief: Any) -> None:
    with pytest.raises(Absent):
        actions.begin(TWO.encode(), "dmy", by=world.staff("lawyer"), at=NOON)
    row = tried(TWO, chief)
    with pytest.raises(Absent):
        queries.one(row.pk, seen_by=world.staff("supervisor", office=world.house), at=NOON)


def test_a_number_of_a_file_that_may_not_be_seen_is_as_good_as_unknown(world: World, chief: Any) -> None:
    applied(tried(TWO, chief), chief)
    Concealment.objects.create(person=file_of("17", chief).person, office=world.dushanbe)
    row = tried(TWO, chief, at=LATER)
    assert (row.counts["new"], row.counts["same"]) == (1, 1)


def test_a_stricter_rule_for_calling_is_not_loosened_by_a_file(world: World, chief: Any) -> None:
    applied(tried("own_number;may_call\n1;never\n", chief), chief)
    row = applied(tried("own_number;may_call\n1;yes\n", chief), chief)
    assert (row.rows.get().written, row.rows.get().left) == ("", "may_call:stricter")
    assert told(file_of("1", chief), Part.CONTACT)["safe"]["never_call"]


# -- bad input -----------------------------------------------------------------------------------------------------------


BAD = {
    "born": [
        ("31.02.1990", "no_such_day"), ("05/31/1990", "no_such_day"), ("31.05.90", "short_year"), ("soon", "not_a_day"),
        ("31.05.2090", "not_come_yet"), ("1.1.1066", "odd_year"),
    ],
    "full_name": [("x" * 5000, "too_long"), ("Фаррух\u202eвомиҳаР", "unseen_marks"), ("Зарина\x07", "unseen_marks")],
    "phone": [("12", "no_phone"), ("call the neighbour", "no_phone")],
    "sex": [("perhaps", "unknown_word")],
    "passport_lines": [
        ("P<TJK" + "A" * 39 + "\n" + "L898902C35TJK7408122F1204159ZE184226B<<<<<10", "wrong_check_digit"),
        ("nothing of the kind", "no_passport_lines"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("key", "said", "why"), [(key, said, why) for key, many in BAD.items() for said, why in many])
def test_a_cell_that_cannot_be_taken_says_why(key: str, said: str, why: str) -> None:
    with pytest.raises(columns.Refused) as refused:
        columns.read(key, said, columns.Reading("dmy", NOON.date()))
    assert refused.value.why == why


def test_days_are_read_in_the_order_that_was_declared() -> None:
    read = {order: columns.read("born", "01/02/1990", columns.Reading(order, NOON.date())) for order in ("dmy", "mdy")}
    assert read == {"dmy": "1990-02-01", "mdy": "1990-01-02"}
    assert columns.read("born", "1990-02-01", columns.Reading("mdy", NOON.date())) == "1990-02-01"


def test_a_bad_row_is_refused_by_row_and_column_and_the_others_go_on(world: World, chief: Any) -> None:
    text = f"{HEAD}\n1;A;31.02.1990;;;\n2;B;;12;;\n;C;;;;\n3;D;;;;\n3;E;;;;\n4;F;;;;;too much\n"
    row = tried(text, chief)
    assert refusals(row) == {
        2: "born:no_such_day", 3: "phone:no_phone", 4: "row:no_number", 6: "row:same_number_twice", 7: "row:too_many_cells",
    }  # fmt: skip
    page = signed_in(chief).get(f"/desk/imports/{row.pk}/?rows=refused").content.decode()
    assert "There is no such day" in page and "column C" in page
    log = b"".join(signed_in(chief).get(f"/desk/imports/{row.pk}/log/").streaming_content).decode("utf-8-sig")
    assert "2,refused,born:no_such_day,,,," in log
    assert len(log.splitlines()) == 7


def sheet(*rows: list[Any], **more: Any) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_files_of_every_kind_read_the_same(world: World, chief: Any) -> None:
    text = "own_number;full_name;born\n17;Раҳимов;31.05.1990\n"
    plain = [["17", "Раҳимов", "31.05.1990"]]
    russian = text.replace("ҳ", "х")
    for data in (
        text.encode(),
        text.encode("utf-8-sig"),
        text.encode("utf-16"),
        text.replace(";", ",").encode(),
        text.replace(";", "\t").encode(),
    ):
        assert [cells for _, cells in tables.read(data).rows] == plain
    assert [cells[1] for _, cells in tables.read(russian.encode("cp1251")).rows] == ["Рахимов"]
    read = tables.read(
        sheet(["own_number", "full_name", "born"], [17, "Раҳимов", dt.datetime(1990, 5, 31)], [None, None, None])
    )
    assert list(read.rows) == [(2, ["17", "Раҳимов", dt.date(1990, 5, 31)])]


def test_a_formula_is_read_as_its_value_and_without_one_refused(world: World, chief: Any) -> None:
    row = tried(sheet(["own_number", "full_name"], ["1", "=HYPERLINK(1)"], [10**16, "x"]), chief)
    assert refusals(row) == {2: "full_name:no_value", 3: "own_number:digits_lost row:no_number"}


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"), (b"%PDF-1.7\x00\x01", "other_kind"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "old_excel"),
        (b"PK\x03\x04 nothing", "damaged"), (b"a;b;a\n1;2;3", "same_title"), (b'a;b\n"1;2', "broken_row"),
        (bomb(), "unpacks_too_large"), (sheet(["a"])[:-60], "damaged"), (b"\x98\x98;x\n1;2", "letters"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_file_that_is_no_table_is_told_so_and_not_kept(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable) as refused:
        list(tables.read(data).rows)
    assert refused.value.why == why


def test_a_column_that_moved_or_went_is_told_with_its_place(world: World, chief: Any) -> None:
    row = actions.begin("Рақам;Ном;Туғилган\n1;A;\n".encode(), "dmy", by=chief, at=NOON)
    actions.choose(row.pk, [(0, "own_number"), (1, "full_name"), (2, "born")], by=chief, at=NOON)
    next_ = queries.proposal(actions.begin("Ном;Рақам\nA;1\n".encode(), "dmy", by=chief, at=NOON))
    assert [(one.key, one.moved) for one in next_.guesses] == [("full_name", 2), ("own_number", 1)]
    assert next_.gone == (("Туғилган", 3),)
    with pytest.raises(Unreadable, match="no_number_column"):
        actions.choose(row_of(chief).pk, [(1, "full_name")], by=chief, at=NOON)


def row_of(by: Any) -> Import:
    return actions.begin(TWO.encode(), "dmy", by=by, at=NOON)


def test_no_cell_that_is_given_away_is_a_formula_and_what_comes_back_is_as_it_was() -> None:
    for text in ("=1+1", "+992900000001", "-1", "@x", "\tx", "plain", "'quoted"):
        assert not tables.harmless(text).startswith(("=", "+", "-", "@", "\t"))
        assert tables.meant(tables.harmless(text)) == text


# -- pages -----------------------------------------------------------------------------------------------------------------


def test_the_whole_way_by_the_pages(world: World, chief: Any) -> None:
    client = signed_in(chief)
    sent = client.post("/desk/imports/", {"file": io.BytesIO(TWO.encode()), "order": "dmy"})
    where = sent.headers["Location"]
    page = client.get(where).content.decode()
    assert '<option value="full_name" selected>' in page
    client.post(f"{where}columns/", "c0=own_number&c1=full_name&c2=born&c3=phone&c4=place&c5=story", content_type=FORM)
    assert "Сафарова Зарина" in client.get(f"{where}?rows=new").content.decode()
    assert record.entries(by=chief.pk, reading=True)[0].kind == "moving.rows_shown"
    client.post(f"{where}go/", "go=apply", content_type=FORM)
    assert Person.objects.count() == 2
    assert Import.objects.get().state == "applied"
    client.post(f"{where}go/", "go=undo", content_type=FORM)
    assert Person.objects.filter(erased_at__isnull=True).count() == 0
    assert client.post("/desk/imports/", {"file": io.BytesIO(b"%PDF\x00"), "order": "dmy"}).status_code == 400


FORM = "application/x-www-form-urlencoded"
