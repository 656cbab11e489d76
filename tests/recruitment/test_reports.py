"""Reports of false firms and signs: stored once, grouped by firm, answered within two days, never a finding."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from hamroh.people.walls import Absent
from hamroh.record import keys, queries as record, sealing
from hamroh.recruitment import jobs
from hamroh.recruitment.models import FirmReport, FirmToken, SuspectFirm
from hamroh.recruitment.register import queries as register
from hamroh.recruitment.reports import actions, queries
from hamroh.recruitment.reports.actions import NotComplete, Said
from tests.people.conftest import NOON, World, signed_in
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
    assert queries.waiting() == 1


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
    assert "1 report" in desk.get("/desk/firms/").content.decode()
    by_voice = {"form": "b" * 32, "kind": "intermediary", "firm": "Амаки Карим", "text": "Told by a caller."}
    assert send(desk, "/desk/firms/", by_voice).status_code == 302


def test_without_an_officer_there_is_no_form_and_nothing_is_taken(db: None, client: Client) -> None:
    assert client.get("/tg/check/report/").status_code == 503
    sent = {"go": "send", "form": MARK, "kind": "firm", "firm": "X", "text": "Y"}
    assert client.post("/en/check/report/", sent).status_code == 503
    assert not FirmReport.objects.exists()
