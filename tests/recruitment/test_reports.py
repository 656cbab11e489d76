"""Reports of false firms and signs: stored once, grouped by firm, answered within two days, never a finding."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hamroh.people.attachments.intake import Ready
from hamroh.people.walls import Absent
from hamroh.record import keys, queries as record, sealing
from hamroh.recruitment import jobs
from hamroh.recruitment.models import FirmAttachment, FirmReport, FirmToken, SuspectFirm
from hamroh.recruitment.register import queries as register
from hamroh.recruitment.reports import actions, queries
from hamroh.recruitment.reports.actions import NotComplete, Said
from hamroh.shell import once
from tests.people.conftest import NOON, World, signed_in
from tests.pressing import press
from tests.protection.test_cleaning import SECRET, picture
from tests.protection.test_floods import found
from tests.recruitment.conftest import TODAY
from tests.recruitment.test_check import send
from tests.web.conftest import FormClient

MARK = "a-form-of-thirty-two-characters1"


def told(
    firm: str = "Сафари Тиллоӣ", *, form: str = MARK, phone: str = "", kind: str = "firm", at: dt.datetime = NOON
) -> actions.Stored:
    said = Said(kind, firm, "They promise a job and take the passport.", place="Хуҷанд", phone=phone)
    return actions.receive(form, said, at=at, today=TODAY)


@pytest.fixture
def client() -> Client:
    return FormClient()


def test_a_report_sent_twice_is_stored_once_and_gives_the_same_code(officer: Any) -> None:
    first, second = told(), told()
    assert (first.report.pk, first.code, first.again, second.again) == (second.report.pk, second.code, False, True)
    assert FirmReport.objects.count() == 1


def test_what_was_written_is_sealed_and_the_code_cannot_be_read_out(officer: Any) -> None:
    stored = told()
    row = FirmReport.objects.get()
    assert b"passport" not in bytes(row.sealed) and "Сафари".encode() not in bytes(row.sealed)
    assert stored.code not in (row.code, row.form)
    assert sealing.unseal(row.pk, queries.place(row.pk), bytes(row.sealed))["firm"] == "Сафари Тиллоӣ"


def test_reports_of_one_firm_meet_by_its_name_in_any_script_or_by_its_phone(officer: Any) -> None:
    one, two = told(form="1" * 32), told("safari tilloi", form="2" * 32)
    assert one.report.firm_id == two.report.firm_id
    three = told("Дигар ном", form="3" * 32, phone="+992 93 000 00 00", at=NOON + dt.timedelta(1))
    assert three.report.firm_id != one.report.firm_id
    # A report with the name of the one and the phone of the other makes them one.
    told(form="4" * 32, phone="93 000 00 00")
    assert SuspectFirm.objects.count() == 1
    assert FirmReport.objects.filter(firm=one.report.firm_id).count() == 4


def test_nobody_joins_a_firm_to_one_that_stands_before_a_court(officer: Any) -> None:
    charged = told("Роҳи Сафед", form="1" * 32, phone="+992 92 111 11 11").report
    honest = told("Сафари Нек", form="2" * 32).report
    actions.write_step(charged.firm, "convicted", on=TODAY, paper="verdict 1", by=officer, at=NOON)
    joined = told("Сафари Нек", form="3" * 32, phone="+992 92 111 11 11").report
    assert SuspectFirm.objects.count() == 2 and joined.firm_id == honest.firm_id
    assert not queries.steps(FirmReport.objects.get(pk=honest.pk).firm)
    assert told("", form="4" * 32, phone="+992 92 111 11 11").report.firm_id == charged.firm_id


def test_the_record_of_a_step_names_nobody(officer: Any) -> None:
    actions.write_step(told().report.firm, "charged", on=TODAY, paper="indictment of Nomi Kas", by=officer, at=NOON)
    said = [one.sentence(language) for one in record.entries() for language in ("en", "ru", "tg")]
    assert said and not [one for one in said if "Nomi" in one]


def test_a_near_name_is_another_firm(officer: Any) -> None:
    assert told(form="1" * 32).report.firm_id != told("Сафари Тиллоа", form="2" * 32).report.firm_id


def test_it_is_answered_within_two_days_and_what_is_late_is_told_first(officer: Any) -> None:
    late = told(form="1" * 32, at=NOON - dt.timedelta(3))
    told("Дигар", form="2" * 32)
    assert late.report.answer_by == NOON - dt.timedelta(1)
    shown = list(queries.firms())
    assert shown[0].pk == late.report.firm_id and shown[0].due < NOON  # type: ignore[attr-defined]
    with pytest.raises(NotComplete):
        actions.answer(late.report.pk, "guilty", by=officer, at=NOON)
    actions.answer(late.report.pk, "not_licensed", by=officer, at=NOON)
    assert queries.waiting.count() == 1


def test_reports_of_a_firm_of_the_register_count_as_a_sign_and_not_as_a_finding(
    officer: Any, namuna: Any, wrote: Any
) -> None:
    from hamroh.recruitment.register import actions as write

    write.put_state(namuna.licences.get(), "renewed", since=dt.date(2020, 3, 2), w=wrote)
    told("Namuna Kor")
    assert SuspectFirm.objects.get().agency_id == namuna.pk
    assert register.plan(size=1, drawn=0, today=TODAY).by_risk[0].signs == {"reports": 1}
    page = Client().get(f"/en/agency/{namuna.pk}/").content.decode()
    assert "passport." not in page.replace("Nobody may take your passport.", "") and "report" not in page.split(
        "<main"
    )[1].split("</main")[0].lower().replace("/report/", "")


def test_an_intermediary_is_recorded_without_any_licence(officer: Any) -> None:
    said = Said("intermediary", "Амаки Карим", "Finds work in Tomsk for 5,000 somoni.", phone="+992930000001")
    stored = actions.receive(MARK, said, at=NOON, today=TODAY, by=officer)
    assert stored.report.recorded_by == officer and stored.report.firm.agency_id is None


def test_reading_is_noted_and_only_officers_read_answer_and_write_steps(world: World, officer: Any) -> None:
    stored = told()
    actions.read(stored.report.firm, by=officer, at=NOON)
    assert any("read" in one.sentence("en") for one in record.entries(reading=True))
    other = world.staff("supervisor")
    for work in (
        lambda: actions.read(stored.report.firm, by=other, at=NOON),
        lambda: actions.answer(stored.report.pk, "genuine", by=other, at=NOON),
        lambda: actions.write_step(stored.report.firm, "sent", on=TODAY, paper="x", by=other, at=NOON),
    ):
        with pytest.raises(Absent):
            work()


def test_after_its_time_what_was_written_is_erased_and_the_outcome_stays(
    officer: Any, django_capture_on_commit_callbacks: Any
) -> None:
    stored = told()
    actions.answer(stored.report.pk, "not_genuine", by=officer, at=NOON)
    assert jobs.take_out(NOON) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.take_out(NOON + dt.timedelta(1)) == 1
    assert not keys.store().exists(stored.report.pk)
    (shown,) = queries.opened(stored.report.firm)
    assert (shown.text, shown.row.outcome) == ("", "not_genuine")
    assert jobs.take_out(NOON + dt.timedelta(1)) == 0
    assert not FirmToken.objects.exists(), "a name that was erased is found by nobody"


def test_the_public_page_takes_a_report_and_shows_the_answer_by_its_code(
    world: World, officer: Any, client: Client
) -> None:
    sent = {"go": "send", "form": MARK, "kind": "symbol", "firm": "Сафари Тиллоӣ", "text": "A flag on a private bus."}
    missing = client.post("/en/check/report/", {**sent, "firm": "", "seen_on": "31.02.2026"})
    assert missing.status_code == 400
    assert (
        "Write what the firm calls itself" in missing.content.decode()
        and "There is no such day" in missing.content.decode()
    )
    assert "Stored once" in client.post("/en/check/report/", sent).content.decode()
    assert "Stored already" in client.post("/en/check/report/", sent).content.decode()
    code = queries.code_of(MARK)
    asked = {"go": "open", "code": code.lower().replace("-", " ")}
    assert "Not answered yet" in client.post("/en/check/report/follow/", asked).content.decode()
    row = FirmReport.objects.get()
    desk = signed_in(officer)
    assert "A flag on a private bus" in desk.get(f"/desk/firms/{row.firm_id}/").content.decode()
    assert send(desk, f"/desk/firms/report/{row.pk}/", {"outcome": "not_genuine"}).status_code == 302
    assert (
        send(desk, f"/desk/firms/{row.firm_id}/", {"kind": "sent", "on": "2026-11-27", "paper": "letter 7"}).status_code
        == 302
    )
    assert (
        send(desk, f"/desk/firms/{row.firm_id}/", {"kind": "sent", "on": "2226-11-27", "paper": "letter 7"}).status_code
        == 400
    )
    told_ = client.post("/en/check/report/follow/", asked).content.decode()
    assert "is not genuine" in told_ and "Sent to the prosecutor" in told_ and "A flag" not in told_
    assert "letter 7" not in told_, "whoever is reported may hold a code too: papers of the file are not for them"
    assert client.post("/en/check/report/follow/", {"go": "open", "code": "AAAA-BBBB-CCCC"}).status_code == 400
    assert "1 report of it" in desk.get("/desk/firms/").content.decode()
    by_voice = {"form": "b" * 32, "kind": "intermediary", "firm": "Амаки Карим", "text": "Told by a caller."}
    assert send(desk, "/desk/firms/", by_voice).status_code == 302


def test_without_an_officer_there_is_no_form_and_nothing_is_taken(db: None, client: Client) -> None:
    assert client.get("/tg/check/report/").status_code == 503
    sent = {"go": "send", "form": MARK, "kind": "firm", "firm": "X", "text": "Y"}
    assert client.post("/en/check/report/", sent).status_code == 503
    assert not FirmReport.objects.exists()


# -- photographs -------------------------------------------------------------------------------------------------------


SENT = {"go": "send", "form": MARK, "kind": "symbol", "firm": "Сафари Тиллоӣ", "text": "A flag on a private bus."}


def photo(content: bytes, name: str = "лавҳаи Зарина.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def words(text: str = "seen", digest: str = "d") -> Ready:
    """A text that has been looked at."""
    return Ready("a.txt", "txt", text.encode(), digest, "not_scanned")


def test_a_photograph_arrives_once_clean_sealed_and_is_only_saved(officer: Any) -> None:
    client, desk = Client(), signed_in(officer)
    for _ in range(2):
        page = client.post("/en/check/report/", {**SENT, "files": [photo(picture())]}).content.decode()
    assert "Files that arrived" in page and "лавҳаи Зарина.jpg" in page
    row = FirmAttachment.objects.get()
    assert b"\xff\xd8\xff" not in bytes(row.content) and "Зарина".encode() not in bytes(row.sealed)
    firm = desk.get(f"/desk/firms/{row.report.firm_id}/").content.decode()
    assert f"/desk/firms/file/{row.pk}/" in firm and "<img" not in firm.split("<main")[1]
    saved = desk.get(f"/desk/firms/file/{row.pk}/")
    assert saved.content.startswith(b"\xff\xd8\xff") and SECRET not in saved.content
    assert saved["Content-Disposition"].startswith("attachment; ") and "Зарина" not in saved["Content-Disposition"]
    assert (saved["Cache-Control"], saved["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert [e.kind for e in record.entries(reading=True)].count("recruitment.firm_file_opened") == 1


def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(officer: Any) -> None:
    page = Client().post(
        "/en/check/report/", {**SENT, "files": [photo(picture()), photo(b"PK\x03\x04word/", "x.docx")]}
    )
    told_ = page.content.decode()
    assert page.status_code == 400 and "“x.docx” is not stored. Packed archives" in told_
    assert "A flag on a private bus." in told_ and MARK in told_
    assert not FirmReport.objects.exists() and not FirmAttachment.objects.exists()


def test_with_the_code_photographs_are_added_and_the_report_is_answered_again(officer: Any) -> None:
    report = told().report
    actions.answer(report.pk, "cannot_tell", by=officer, at=NOON)
    code = queries.code_of(MARK)
    adding = {"go": "add", "code": code, "form": "c" * 32, "files": [photo(b"what the paper says", "p.txt")]}
    page = Client().post("/en/check/report/follow/", adding).content.decode()
    assert "Stored." in page and "Not answered yet" in page and "what the paper says" not in page
    report.refresh_from_db()
    assert report.outcome == "" and report.answer_by > NOON + queries.ANSWER_WITHIN
    assert Client().post("/en/check/report/follow/", {**adding, "code": "AAAA-BBBB-CCCC"}).status_code == 400
    assert Client().post("/en/check/report/follow/", {**adding, "files": [photo(b"", "e.txt")]}).status_code == 400
    assert FirmAttachment.objects.count() == 1


def test_nobody_else_opens_a_photograph_and_it_goes_with_the_words(
    world: World, officer: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.FILES_PER_REPORT = 1
    with pytest.raises(actions.TooManyFiles):
        actions.receive(MARK, Said("firm", "X 1", "y"), files=[words(), words("b", "e")], at=NOON, today=TODAY)
    assert not FirmReport.objects.exists(), "nothing is stored in part"
    report = actions.receive(MARK, Said("firm", "X 1", "y"), files=[words()], at=NOON, today=TODAY).report
    row = FirmAttachment.objects.get()
    with pytest.raises(Absent):
        actions.open_file(row.pk, by=world.staff("supervisor"), at=NOON)
    assert actions.open_file(row.pk, by=officer, at=NOON).content == b"seen"
    row.state = "waits"
    row.save()
    with pytest.raises(Absent):
        actions.open_file(row.pk, by=officer, at=NOON)
    assert actions.scan_again(NOON) == "1 left unscanned"
    actions.answer(report.pk, "not_genuine", by=officer, at=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.take_out(NOON + dt.timedelta(1))
    assert not FirmAttachment.objects.exists()


# -- many at once, and what the firm says --------------------------------------------------------------------------------


def test_a_flood_is_stored_waits_apart_and_counts_against_nobody(
    officer: Any, namuna: Any, wrote: Any, settings: Any
) -> None:
    from hamroh.recruitment.register import actions as write

    settings.REPORTS_PER_MINUTE = 1
    write.put_state(namuna.licences.get(), "renewed", since=dt.date(2020, 3, 2), w=wrote)
    rows = [told("Namuna Kor", form=str(n) * 32, at=NOON).report for n in range(4)]
    assert [row.to_sort for row in rows] == [False, True, True, True]
    assert (queries.waiting.count(), queries.waits_to_be_sorted()) == (1, 3)
    assert queries._reports(TODAY) == {namuna.pk: 1}
    (group,) = actions.show_groups(by=officer, at=NOON)
    assert group.many == 3 and group.sample.startswith("Namuna Kor: They promise")
    late = told("Namuna Kor", form="9" * 32, at=NOON + dt.timedelta(seconds=1)).report
    assert actions.sort(group.id, "aside", until=NOON, by=officer, at=NOON) == 3
    late.refresh_from_db()
    assert late.set_aside_at is None, "what came after the page was shown is not decided over"
    # Let in, texts that are nearly one count once against a firm.
    assert actions.sort(late.pk, "in", until=NOON + dt.timedelta(1), by=officer, at=NOON) == 1
    assert queries.waiting.count() == 2 and queries._reports(TODAY) == {namuna.pk: 1}
    (one,) = [d for d in queries.sorted_lately() if d.kind == "aside"]
    assert actions.take_back(one.pk, by=officer, at=NOON) == 3 and queries.waits_to_be_sorted() == 3
    with pytest.raises(Absent):
        actions.take_back(one.pk, by=officer, at=NOON)


def test_in_a_flood_a_form_of_today_whose_phone_worked_stands_ahead_and_nobody_needs_it(
    officer: Any, settings: Any
) -> None:
    settings.REPORTS_PER_MINUTE = 0
    client = Client()
    page = client.get("/en/check/report/").content.decode()
    form = re.search(r'name="form" value="([^"]+)"', page)
    assert form and "/still/effort." in page
    for mark, work in ((form[1], ""), (once.public_form(), "1"), (form_ := once.public_form(), found(form_))):
        client.post("/en/check/report/", {**SENT, "form": mark, "work": work})
    assert sorted(FirmReport.objects.values_list("ahead", "to_sort")) == [(False, True), (False, True), (True, True)]


def test_who_was_set_aside_with_a_flood_is_told_and_read_after_all(officer: Any, settings: Any) -> None:
    settings.REPORTS_PER_MINUTE = 0
    client, desk = Client(), signed_in(officer)
    assert "Very many reports came" in client.post("/en/check/report/", SENT).content.decode()
    assert "1 report waits to be sorted" in desk.get("/desk/firms/").content.decode()
    page = desk.get("/desk/firms/sort/").content.decode()
    row = FirmReport.objects.get()
    assert "A flag on a private bus." in page and str(row.pk) in page
    until = (row.received_at + dt.timedelta(1)).isoformat()
    send(desk, "/desk/firms/sort/", {"go": "aside", "group": str(row.pk), "until": until})
    asked = {"go": "open", "code": queries.code_of(MARK)}
    assert "Set aside" in client.post("/en/check/report/follow/", asked).content.decode()
    after = client.post("/en/check/report/follow/", {**asked, "go": "mine"}).content.decode()
    assert "Set aside" not in after and "Not answered yet" in after and queries.waiting.count() == 1


def test_the_firm_is_heard_beside_what_is_reported_of_it(
    world: World, officer: Any, django_capture_on_commit_callbacks: Any
) -> None:
    report = told().report
    said = {"go": "reply", "said_on": "2026-11-27", "text": "We never had such a bus."}
    where = f"/desk/firms/{report.firm_id}/"
    desk = signed_in(officer)
    assert "has not been heard yet" in desk.get(where).content.decode()
    assert send(desk, where, {**said, "text": ""}).status_code == 400
    assert send(desk, where, said).status_code == 302
    assert "We never had such a bus." in desk.get(where).content.decode()
    told_ = Client().post("/en/check/report/follow/", {"go": "open", "code": queries.code_of(MARK)}).content.decode()
    assert "The firm replied on" in told_ and "such a bus" not in told_
    with pytest.raises(Absent):
        actions.write_reply(report.firm, "x", on=TODAY, by=world.staff("supervisor"), at=NOON)
    # Nobody joins a firm that was heard to another one by the phone of that.
    told("Роҳи Сафед", form="2" * 32, phone="+992 92 111 11 11")
    assert told(form="3" * 32, phone="+992 92 111 11 11").report.firm_id == report.firm_id
    assert SuspectFirm.objects.count() == 2
    for row in FirmReport.objects.filter(firm=report.firm):
        actions.answer(row.pk, "genuine", by=officer, at=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.take_out(NOON + dt.timedelta(1))
    assert [text for _row, text in queries.replies(report.firm)] == [""]


def test_what_nobody_answered_is_not_kept_for_ever_and_whoever_sent_it_is_told(
    officer: Any, django_capture_on_commit_callbacks: Any
) -> None:
    report = told().report
    assert jobs.take_out(NOON) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.take_out(NOON + dt.timedelta(1)) == 1
    assert not keys.store().exists(report.pk) and queries.waiting.count() == 0
    page = Client().post("/en/check/report/follow/", {"go": "open", "code": queries.code_of(MARK)}).content.decode()
    assert "Never answered" in page and "Add a photograph" not in page


def test_what_became_of_reports_is_public_in_full_elevens_of_a_quarter_that_is_over(
    officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)
    firm = told().report.firm

    def came(outcome: str, many: int, *, late: bool = False) -> None:
        FirmReport.objects.bulk_create(
            FirmReport(
                firm=firm, kind="firm", received_at=at, answer_by=at + queries.ANSWER_WITHIN, outcome=outcome,
                answered_at=at + dt.timedelta(9 if late else 1), form=f"{outcome}{n}{late}", code=f"{outcome}{n}{late}",
                sealed=b"x",
            )
            for n in range(many)
        )  # fmt: skip

    came("not_genuine", 10)
    assert queries.published(dt.date(2026, 10, 4)) is None, "of fewer than eleven nothing is told"
    came("not_genuine", 14, late=True)
    came("genuine", 10)
    shown = queries.published(dt.date(2026, 10, 4))
    assert shown == queries.Published(dt.date(2026, 7, 1), dt.date(2026, 9, 30), 55, {"not_genuine": 22})
    assert queries.published(dt.date(2026, 9, 30)) is None and queries.published(dt.date(2026, 10, 2)) is None
    monkeypatch.setattr("hamroh.recruitment.reports.views.today", lambda: dt.date(2026, 10, 4))
    page = Client().get("/en/check/report/").content.decode()
    assert (
        "at least 22" in page and "at least 55" in page and "34" not in page.split("What became")[1].split("<footer")[0]
    )


@pytest.mark.browser
def test_the_pages_of_reported_firms_can_be_used_by_everybody(
    live_server: Any, transactional_db: None, world: World, officer: Any, page: Any, axe_violations: Any, settings: Any
) -> None:
    report = actions.receive(MARK, Said("symbol", "Сафари Тиллоӣ", "x"), files=[words()], at=NOON, today=TODAY).report
    settings.REPORTS_PER_MINUTE = 0
    told(form="2" * 32)
    cookie = signed_in(officer).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page.goto(f"{live_server.url}/en/check/report/")
    page.set_input_files("input[type=file]", [{"name": "a.docx", "mimeType": "", "buffer": b"PK\x03\x04"}])
    press(page, "#q .btns button")
    page.wait_for_selector("text=Not stored yet")
    assert axe_violations(page) == []
    page.goto(f"{live_server.url}/en/check/report/follow/")
    page.fill("#code", queries.code_of(MARK))
    press(page, "#q .btns button")
    page.click("summary")
    assert axe_violations(page) == []
    for where in (
        "firms/",
        f"firms/{report.firm_id}/",
        "firms/sort/",
        "agencies/table/",
        "agencies/without/",
        "agencies/inspections/",
    ):
        page.goto(f"{live_server.url}/desk/{where}")
        assert axe_violations(page) == [], where
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, where
