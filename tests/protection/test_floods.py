"""Many reports at once: none is refused or lost, the person is told, and one decision, which can be taken back, counts for a hundred."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from itertools import count
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hamroh.people import floods
from hamroh.people.walls import Absent
from hamroh.protection.enquiries import actions, queries, sorting
from hamroh.protection.models import Attachment, Enquiry, Intake, Sorting
from hamroh.record import queries as record
from hamroh.shell import once
from tests.people.conftest import NOON, World, signed_in
from tests.protection.test_reports import post

SECOND = dt.timedelta(seconds=1)
JUNK = "Buy cheap registration at our office near the station, call number {n} now, ask for the manager, quick and safe"


@pytest.fixture
def desk(world: World, settings: Any) -> World:
    settings.REPORTS_PER_MINUTE = 2
    Intake.objects.create(organisation=world.hotline)
    world.staff("operator")
    return world


def report(text: str = "x", *, at: dt.datetime = NOON, **more: Any) -> Enquiry:
    return actions.receive_report(once.fresh_form(), text=text, language="tg", at=at, **more).enquiry


def found(form: str) -> str:
    """A number that fits, found as a phone finds it."""
    fits = (n for n in count() if hashlib.sha256(f"{form}:{n}".encode()).digest()[:2] == b"\x00\x00")
    return str(next(fits))


def flood(desk: World, many: int = 6) -> Enquiry:
    """A flood of one text, and a person among it; gives the person's report."""
    for n in range(many):
        report(JUNK.format(n=n), at=NOON + n * SECOND)
    return report("The foreman took our passports.", at=NOON + many * SECOND)


# -- nothing is lost -----------------------------------------------------------------------------------------------------


def test_over_the_measure_reports_are_stored_and_wait_to_be_sorted_and_a_minute_later_all_is_as_ever(
    desk: World,
) -> None:
    rows = [report(str(n), at=NOON + n * SECOND) for n in range(4)]
    assert [row.to_sort for row in rows] == [False, False, True, True]
    assert not report("later", at=NOON + dt.timedelta(minutes=2)).to_sort
    operator = desk.staff("operator")
    assert queries.waiting(seen_by=operator, at=NOON).count() == 3
    assert queries.to_sort(seen_by=operator, at=NOON).count() == 2


def test_the_person_is_told_the_truth_and_has_a_code_as_ever(desk: World, settings: Any) -> None:
    settings.REPORTS_PER_MINUTE = 0
    page = Client().post("/en/report/", {"go": "send", "text": "x"}).content.decode()
    assert "Stored once." in page
    assert re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", page)
    assert "Very many reports came at once." in page


def test_a_page_left_open_for_days_and_a_mark_of_a_stranger_are_stored_too(desk: World) -> None:
    form = once.public_form()
    assert once.is_fresh(form)
    for other in (form[:-1] + "x", "f" * 32, form.replace(":", ".", 1)):
        assert not once.is_fresh(other)
    page = Client().post("/en/report/", {"go": "send", "text": "x", "form": "f" * 32}).content.decode()
    assert "Stored once." in page


def test_work_puts_a_report_ahead_and_is_never_asked_for(desk: World, settings: Any) -> None:
    form = once.public_form()
    work = found(form)
    assert floods.worked(form, work)
    assert not any(floods.worked(form, wrong) for wrong in ("", "-1", "1" * 40, "²", str(int(work) + 1)))
    settings.REPORTS_PER_MINUTE = 0
    for mark, number in ((form, work), (once.public_form(), ""), ("f" * 32, found("f" * 32))):
        Client().post("/en/report/", {"go": "send", "text": "y", "form": mark, "work": number})
    # Of a mark that is not ours, or of another day, no work counts: it could have been done beforehand.
    assert [row.ahead for row in Enquiry.objects.order_by("received_at")] == [True, False, False]


def test_files_of_the_public_have_a_measure_and_words_go_on(desk: World, settings: Any) -> None:
    settings.FILES_PER_HOUR = 3
    file = {"files": [SimpleUploadedFile("a.txt", b"four")]}
    Client().post("/en/report/", {"go": "send", "text": "x", **file})
    assert Attachment.objects.count() == 1
    refused = Client().post(
        "/en/report/", {"go": "send", "text": "my words", "files": [SimpleUploadedFile("b.txt", b"five")]}
    )
    assert refused.status_code == 400
    assert "Choose it once more in a minute, or send only the words" in refused.content.decode()
    assert "Stored once." in Client().post("/en/report/", {"go": "send", "text": "my words"}).content.decode()


# -- what is nearly one --------------------------------------------------------------------------------------------------


def test_texts_that_differ_in_figures_signs_and_a_word_stand_together_and_others_apart(desk: World) -> None:
    texts = [JUNK, JUNK.upper() + " !!! 7", JUNK + " zzz", "The foreman took our passports.", "He took my passport."]
    groups = floods.alike((text, floods.signature(text)) for text in texts)
    assert groups == [texts[:3], texts[3:4], texts[4:]]
    assert floods.signature("") == floods.signature("17")
    assert b"foreman" not in floods.signature("foreman")


def test_without_the_key_of_the_site_the_numbers_say_nothing(desk: World, tmp_path: Any, settings: Any) -> None:
    here = floods.signature(JUNK)
    settings.KEYS_FOLDER, settings.MASTER_KEY_FILE = tmp_path / "other", tmp_path / "other_key"
    assert floods.signature(JUNK) != here


# -- one decision --------------------------------------------------------------------------------------------------------


def test_one_decision_sets_a_flood_aside_and_one_press_takes_it_back(desk: World) -> None:
    person, lawyer = flood(desk), desk.staff("lawyer")
    client, address = signed_in(lawyer), reverse("sort_enquiries")
    page = client.get(address).content.decode()
    assert "4 reports, nearly the same" in page
    assert "The foreman took our passports." in page
    group = sorting.show(by=lawyer, at=NOON + 9 * SECOND).groups[0]
    assert (group.many, group.danger) == (4, 0)
    until = (NOON + 9 * SECOND).isoformat()
    post(client, address, group=str(group.id), until=until, go="aside")
    assert Enquiry.objects.filter(closed_at__isnull=False).count() == 4
    assert list(queries.to_sort(seen_by=lawyer, at=NOON)) == [person]
    post(client, address, group=str(person.pk), until=until, go="in")
    assert person in queries.waiting(seen_by=lawyer, at=NOON)
    decision = Sorting.objects.get(kind="aside")
    assert "Take it back" in client.get(address).content.decode()
    for _ in range(2):
        post(client, address, decision=str(decision.pk), go="back")
    assert Enquiry.objects.filter(closed_at__isnull=False).count() == 0
    assert queries.to_sort(seen_by=lawyer, at=NOON).count() == 4
    kinds = [entry.kind for entry in record.entries()]
    assert [kinds.count(f"protection.{kind}") for kind in ("sorted", "sorting_taken_back")] == [2, 1]
    assert "protection.samples_shown" in kinds


def test_who_was_set_aside_by_mistake_reads_it_and_one_word_opens_the_report_again(desk: World) -> None:
    flood(desk)
    one = queries.to_sort(seen_by=desk.staff("lawyer"), at=NOON).order_by("received_at").first()
    lawyer = desk.staff("lawyer")
    sorting.decide(one.pk, Sorting.Kind.ASIDE, until=NOON + 9 * SECOND, by=lawyer, at=NOON + 9 * SECOND)
    one.refresh_from_db()
    assert one.closed_at
    actions.add_to_report(one, "I am no junk.", form="m", at=NOON + 10 * SECOND)
    one.refresh_from_db()
    assert one in queries.waiting(seen_by=lawyer, at=NOON)
    sorting.take_back(Sorting.objects.get().pk, by=lawyer, at=NOON + 11 * SECOND)
    assert one in queries.waiting(seen_by=lawyer, at=NOON)


def test_what_came_after_the_page_was_shown_is_not_decided_over(desk: World) -> None:
    flood(desk)
    lawyer = desk.staff("lawyer")
    id = sorting.show(by=lawyer, at=NOON).groups[0].id
    assert sorting.decide(id, Sorting.Kind.ASIDE, until=NOON + 3 * SECOND, by=lawyer, at=NOON + 9 * SECOND) == 2


def test_danger_is_not_set_aside_unawares_and_who_has_no_training_sets_nothing_aside(desk: World) -> None:
    flood(desk)
    report(JUNK.format(n=8), at=NOON + 8 * SECOND, danger=True)
    lawyer, operator, late = desk.staff("lawyer"), desk.staff("operator"), NOON + 9 * SECOND
    first = sorting.show(by=lawyer, at=late).groups[0]
    assert (first.danger, first.many) == (1, 5)
    with pytest.raises(sorting.SaysDanger):
        sorting.decide(first.id, Sorting.Kind.ASIDE, until=late, by=lawyer, at=late)
    with pytest.raises(sorting.NotAllowed):
        sorting.decide(first.id, Sorting.Kind.ASIDE, until=late, danger_too=True, by=operator, at=late)
    assert Enquiry.objects.filter(closed_at__isnull=False).count() == 0
    assert sorting.decide(first.id, Sorting.Kind.ASIDE, until=late, danger_too=True, by=lawyer, at=late) == 5


def test_the_office_complained_of_and_other_organisations_sort_nothing_of_it(desk: World) -> None:
    desk.staff("operator", office=desk.khujand)
    for n in range(3):
        report("x", at=NOON + n * SECOND, about=[desk.dushanbe])
    lawyer, there = desk.staff("lawyer"), desk.staff("lawyer", office=desk.khujand)
    assert sorting.show(by=lawyer, at=NOON).many == 0
    group = sorting.show(by=there, at=NOON).groups[0]
    late = NOON + 9 * SECOND
    with pytest.raises(Absent):
        sorting.decide(group.id, Sorting.Kind.IN, until=late, by=lawyer, at=late)
    sorting.decide(group.id, Sorting.Kind.IN, until=late, by=there, at=late)
    with pytest.raises(Absent):
        sorting.take_back(Sorting.objects.get().pk, by=desk.staff("lawyer", office=desk.house), at=late)


def test_messages_of_one_report_have_a_measure_that_is_told(desk: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(actions, "MOST_ADDED", 1)
    stored = actions.receive_report(once.fresh_form(), text="x", language="tg", at=NOON)
    code = {"code": stored.receipt.code, "words": stored.receipt.words("en"), "go": "add"}
    pages = [post(Client(), "/en/report/follow/", text=text, **code) for text in ("one", "two")]
    assert [page.status_code for page in pages] == [200, 400]
    assert "Nothing was stored: send a new report." in pages[1].content.decode()
    assert "two" in pages[1].content.decode()
    assert stored.enquiry.messages.count() == 1
