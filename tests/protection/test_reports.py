"""A report without a name: stored exactly once, or the person is told that it is not; read with a code and words."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from hamroh.people.models import Training
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import grant, seen_as
from hamroh.protection import jobs
from hamroh.protection.enquiries import actions, queries, receipts, views
from hamroh.protection.models import Enquiry, Intake, Message
from hamroh.record import keys, queries as record
from hamroh.shell import days, here, once
from tests.people.conftest import NOON, World, signed_in

FORM = "application/x-www-form-urlencoded"
TEXT = "The foreman took our passports on the second day."
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def desk(world: World) -> World:
    """An organisation that answers reports, with an operator in each of two offices."""
    Intake.objects.create(organisation=world.hotline)
    world.staff("operator")
    return world


def report(text: str = TEXT, *, form: str = "", about: Any = None, at: dt.datetime = NOON) -> actions.Stored:
    return actions.receive_report(
        form or once.fresh_form(), text=text, about=[about] if about else (), language="tg", at=at
    )


def said(enquiry: Any) -> list[str]:
    opened = queries.opened(Enquiry.objects.get(pk=enquiry.pk))
    assert opened is not None
    return [one.text for one in opened.said]


def post(client: Client, address: str, **fields: str) -> Any:
    return client.post(address, urlencode(fields), content_type=FORM)


# -- once ----------------------------------------------------------------------------------------------------------------


def test_pressed_twice_it_is_stored_once_with_the_same_receipt(desk: World) -> None:
    form = once.fresh_form()
    first, second = report(form=form), report(form=form)
    assert (first.again, second.again) == (False, True)
    assert first.receipt == second.receipt
    assert Enquiry.objects.count() == 1
    assert said(first.enquiry) == [TEXT]


def test_corrected_after_a_dropped_line_both_wordings_stay(desk: World) -> None:
    form = once.fresh_form()
    stored = report(form=form)
    report("The foreman took our passports on the third day.", form=form)
    report("The foreman took our passports on the third day.", form=form)
    assert said(stored.enquiry) == [TEXT, "The foreman took our passports on the third day."]


def test_where_it_could_not_be_stored_the_page_says_so_and_keeps_the_text(desk: World, monkeypatch: Any) -> None:
    def broken(*words: Any, **more: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(Enquiry.objects, "create", broken)
    answer = post(Client(), "/en/report/", go="send", text=TEXT, form="f" * 32)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "Not stored" in page
    assert TEXT in page
    assert 'value="' + "f" * 32 in page
    assert Enquiry.objects.count() == 0
    monkeypatch.undo()
    assert "Stored once." in post(Client(), "/en/report/", go="send", text=TEXT, form="f" * 32).content.decode()


def test_a_site_where_nobody_answers_has_no_form_to_type_into(world: World) -> None:
    Intake.objects.create(organisation=world.hotline)
    world.staff("administrator")
    answer = Client().get("/en/report/")
    assert "<textarea" not in answer.content.decode()
    with pytest.raises(actions.NobodyAnswers):
        report()


# -- coming back ---------------------------------------------------------------------------------------------------------


def test_the_code_has_no_letters_that_are_mistaken_for_each_other() -> None:
    for _ in range(200):
        assert not set(receipts.receipt(once.fresh_form()).code) & set("0O1I")


def test_the_words_may_be_typed_in_any_language_and_with_russian_letters(desk: World) -> None:
    stored = report()
    for language in ("en", "ru", "tg"):
        words = stored.receipt.words(language)
        russian = words.translate(str.maketrans("ғӣқӯҳҷ", "гикухч")).upper()
        for typed in (words, russian, f"  {words.replace(' ', ' - ')} "):
            found = actions.find_report(stored.receipt.code.lower().replace("-", " "), typed, at=NOON)
            assert found == stored.enquiry


def test_every_word_of_the_lists_stands_for_one_number() -> None:
    lists = receipts._lists()
    assert {len(words) for words in lists.values()} == {128}
    for words in lists.values():
        assert [receipts.read_words(word) for word in words] == [(number,) for number in range(128)]


@pytest.mark.parametrize("wrong", ["code", "words"])
def test_a_wrong_code_and_wrong_words_are_answered_alike(desk: World, wrong: str) -> None:
    made = report().receipt
    code = "2222-2222" if wrong == "code" else made.code
    words = "tea tea tea tea" if wrong == "words" else made.words("en")
    with pytest.raises(actions.WrongCode):
        actions.find_report(code, words, at=NOON)


def test_after_ten_wrong_tries_the_right_words_too_wait_an_hour(desk: World) -> None:
    made = report().receipt
    for _ in range(10):
        with pytest.raises(actions.WrongCode):
            actions.find_report(made.code, "tea tea tea tea", at=NOON)
    with pytest.raises(actions.WrongCode):
        actions.find_report(made.code, made.words("en"), at=NOON)
    assert actions.find_report(made.code, made.words("en"), at=NOON + HOUR + HOUR)


def test_nothing_readable_is_in_the_database(desk: World) -> None:
    made = report().receipt
    row = Enquiry.objects.values().get()
    text = repr({name: bytes(v) if isinstance(v, memoryview) else v for name, v in row.items()})
    for secret in ("passports", made.code, made.code.replace("-", ""), made.words("en"), made.words("tg")):
        assert secret not in text


def test_the_person_reads_the_reply_and_adds_once(desk: World) -> None:
    stored = report()
    actions.reply(stored.enquiry.pk, "Do not sign anything.", form="r1", by=desk.staff("operator"), at=NOON + HOUR)
    for _ in range(2):
        actions.add_to_report(stored.enquiry, "They say Friday.", form="m1", at=NOON + 2 * HOUR)
    assert said(stored.enquiry) == [TEXT, "Do not sign anything.", "They say Friday."]


def test_the_way_of_a_person_on_the_pages(desk: World) -> None:
    client = Client()
    page = post(client, "/en/report/", go="send", text=TEXT, form="f" * 32).content.decode()
    code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", page)
    words = re.search(r'class="code wrap">([^<]+)<', page)
    assert code
    assert words
    actions.reply(Enquiry.objects.get().pk, "Do not sign.", form="r", by=desk.staff("operator"), at=NOON)
    reply = post(client, "/tg/report/follow/", go="open", code=code[0], words=words[1])
    assert "Do not sign." in reply.content.decode()
    post(client, "/tg/report/follow/", go="add", code=code[0], words=words[1], text="More.", form="g" * 32)
    assert said(Enquiry.objects.get()) == [TEXT, "Do not sign.", "More."]
    assert not client.cookies
    assert code[0] not in reply.wsgi_request.get_full_path()


# -- who sees it ---------------------------------------------------------------------------------------------------------


def test_a_complaint_about_an_office_goes_round_it(desk: World) -> None:
    khujand = desk.staff("operator", office=desk.khujand)
    stored = report(about=desk.dushanbe)
    assert queries.enquiry(stored.enquiry.pk, seen_by=khujand, at=NOON)
    for role in ("operator", "supervisor", "lawyer"):
        with pytest.raises(Absent):
            queries.enquiry(stored.enquiry.pk, seen_by=desk.staff(role), at=NOON)
        assert not queries.waiting(seen_by=desk.staff(role), at=NOON).exists()


def test_where_only_the_accused_office_could_answer_another_organisation_is_asked_or_nothing_stored(
    desk: World,
) -> None:
    with pytest.raises(actions.NobodyAnswers):
        report(about=desk.dushanbe)
    desk.staff("operator", office=desk.house)
    Intake.objects.create(organisation=desk.shelter, order=1)
    assert report(about=desk.dushanbe).enquiry.organisation == desk.shelter


@pytest.mark.parametrize("role", ["administrator", "analyst", "security", "interpreter", "protection", "consular"])
def test_other_roles_see_no_enquiry(desk: World, role: str) -> None:
    stored = report()
    with pytest.raises(Absent):
        queries.enquiry(stored.enquiry.pk, seen_by=desk.staff(role), at=NOON)


def test_the_database_itself_keeps_it_from_the_office_complained_of(desk: World, settings: Any) -> None:
    if connection.vendor != "postgresql":
        return
    settings.WEB_ROLE = "hamroh_web_enquiries"
    with connection.cursor() as cursor:
        cursor.execute("create role hamroh_web_enquiries")
    grant("hamroh_web_enquiries")
    khujand = desk.staff("operator", office=desk.khujand)
    report(about=desk.dushanbe)
    with transaction.atomic(), seen_as(khujand):
        assert Enquiry.objects.count() == 1
    waiting = desk.staff("operator", office=desk.khujand, name="waits for a second person")
    waiting.grants.update(waiting=True)
    others = (desk.staff("supervisor"), desk.staff("operator", office=desk.house), desk.staff("analyst"), waiting)
    for somebody in others:
        with transaction.atomic(), seen_as(somebody):
            assert Enquiry.objects.count() == Message.objects.count() == 0


def test_every_reading_is_in_the_record(desk: World) -> None:
    stored, operator = report(), desk.staff("operator")
    actions.read_enquiry(stored.enquiry.pk, by=operator, at=NOON)
    readings = [entry for entry in record.entries(about=stored.enquiry.pk) if entry.reading]
    assert [entry.by for entry in readings] == [operator.pk]


# -- closing -------------------------------------------------------------------------------------------------------------


def test_an_operator_without_training_cannot_close_alone(desk: World) -> None:
    stored, operator = report(), desk.staff("operator")
    assert actions.close(stored.enquiry.pk, by=operator, at=NOON) is False
    assert actions.close(stored.enquiry.pk, by=operator, at=NOON) is False
    assert Enquiry.objects.get().closed_at is None
    assert actions.close(stored.enquiry.pk, by=desk.staff("lawyer"), at=NOON) is True


@pytest.mark.parametrize(("expires", "alone"), [(1, True), (0, False)])
def test_training_counts_until_the_day_on_which_it_expires(desk: World, expires: int, alone: bool) -> None:
    operator, day = desk.staff("operator"), NOON.date()
    Training.objects.create(
        staff=operator, kind="law", passed_on=day - dt.timedelta(days=300), expires_on=day + dt.timedelta(days=expires),
        entered_by=desk.staff("supervisor"),
    )  # fmt: skip
    assert actions.close(report().enquiry.pk, by=operator, at=NOON) is alone


def test_what_the_person_adds_opens_a_closed_report_again(desk: World) -> None:
    stored = report()
    actions.close(stored.enquiry.pk, by=desk.staff("lawyer"), at=NOON)
    actions.add_to_report(stored.enquiry, "It is not over.", form="m", at=NOON + HOUR)
    assert [one.pk for one in queries.waiting(seen_by=desk.staff("operator"), at=NOON + HOUR)] == [stored.enquiry.pk]


def test_after_its_time_a_closed_report_cannot_be_read_from_any_copy(
    desk: World, django_capture_on_commit_callbacks: Any
) -> None:
    stored = report()
    copy = Enquiry.objects.values().get()
    actions.close(stored.enquiry.pk, by=desk.staff("lawyer"), at=NOON)
    assert jobs.take_out(NOON) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.take_out(NOON + HOUR) == 1
    assert not keys.store().exists(stored.enquiry.pk)
    assert not Enquiry.objects.exists()
    restored = Enquiry.objects.create(**{**copy, "sealed": bytes(copy["sealed"])})
    assert queries.opened(restored) is None


# -- the desk ------------------------------------------------------------------------------------------------------------


def test_the_way_of_an_operator_on_the_pages(desk: World) -> None:
    client = signed_in(desk.staff("operator"))
    assert "Nothing waits" in client.get(reverse("enquiries")).content.decode()
    id = report().enquiry.pk
    assert str(id) in client.get(reverse("enquiries")).content.decode()
    post(client, reverse("take_enquiry", kwargs={"id": id}))
    assert Enquiry.objects.get().taken_by == desk.staff("operator")
    address = reverse("enquiry", kwargs={"id": id})
    assert TEXT in client.get(address).content.decode()
    for _ in range(2):
        post(client, address, text="We are coming.", form="h" * 32)
    assert said(Enquiry.objects.get()) == [TEXT, "We are coming."]
    post(client, reverse("close_enquiry", kwargs={"id": id}))
    assert "asks to close" in client.get(address).content.decode()
    assert client.get(reverse("enquiry", kwargs={"id": uuid.uuid4()})).status_code == 404


def test_danger_stands_first(desk: World) -> None:
    calm = report().enquiry
    danger = actions.receive_report(once.fresh_form(), text="x", danger=True, language="tg", at=NOON + HOUR).enquiry
    assert [one.pk for one in queries.waiting(seen_by=desk.staff("operator"), at=NOON)] == [danger.pk, calm.pk]


def test_an_administrator_opens_and_closes_the_door_for_reports(world: World) -> None:
    world.staff("operator")
    client = signed_in(world.staff("administrator"))
    address = reverse("intakes")
    post(client, address, organisation=world.hotline.pk, hours="0", go="take")
    assert not Intake.objects.exists()
    post(client, address, organisation=world.hotline.pk, hours="48", go="take")
    assert Intake.objects.get().answer_hours == 48
    assert "<textarea" in Client().get("/en/report/").content.decode()
    post(client, address, organisation=world.hotline.pk, hours="48", go="stop")
    assert "<textarea" not in Client().get("/en/report/").content.decode()


def test_a_report_sent_after_midnight_here_bears_the_day_here(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    night = dt.datetime(2026, 11, 30, 21, 30, tzinfo=dt.UTC)
    monkeypatch.setattr(views, "_now", lambda: night)
    page = post(Client(), "/en/report/", go="send", text=TEXT).content.decode()
    assert "1 December 2026" in page and "30 November" not in page
    row, code = Enquiry.objects.get(), re.search(r'name="code" value="([^"]+)"', page)
    words = re.search(r'name="words" value="([^"]+)"', page)
    assert code and words
    page = post(Client(), "/en/report/follow/", go="open", code=code[1], words=words[1]).content.decode()
    assert 'datetime="2026-12-01"' in page and days.full(here.day_of(row.answer_by), "en") in page
