"""What people add to a report or a case: stored once with it, seen by whoever may read the story, gone with the key."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from hamroh.people.attachments import intake, keeping
from hamroh.people.models import Concealment
from hamroh.people.persons import actions as files, copies
from hamroh.people.persons.models import Part
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import grant, seen_as
from hamroh.protection import jobs
from hamroh.protection.attachments import actions, queries
from hamroh.protection.cases import actions as cases
from hamroh.protection.enquiries import actions as enquiries, calls
from hamroh.protection.models import Attachment, Enquiry, Intake
from hamroh.record import keys, queries as record
from hamroh.shell import once
from tests.people.conftest import NOON, World, signed_in
from tests.protection.test_cleaning import SECRET, picture, scanner

__all__ = ["scanner"]

HOUR = dt.timedelta(hours=1)
NAME = "паспорти Зарина.jpg"


@pytest.fixture
def desk(world: World) -> World:
    Intake.objects.create(organisation=world.hotline)
    world.staff("operator")
    return world


def ready(content: bytes = b"what was seen", *, name: str = NAME, digest: str = "d") -> intake.Ready:
    """A text that has been looked at."""
    return intake.Ready(name, "txt", content, digest, "not_scanned")


def reported(*files_: intake.Ready, form: str = "", about: Any = None) -> Enquiry:
    form = form or once.fresh_form()
    return enquiries.receive_report(
        form, text="They took our passports.", files=files_, about=[about] if about else (), language="tg", at=NOON
    ).enquiry


def file(content: bytes, name: str = NAME) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def send(client: Client, *sent: SimpleUploadedFile, **fields: str) -> Any:
    told = {"go": "send", "text": "They took our passports.", "form": "f" * 32, **fields}
    return client.post("/en/report/", {**told, "files": list(sent)})


def unsealed(row: Any, by: Any) -> bytes:
    return actions.open_attachment(row.pk, by=by, at=NOON).content


# -- on the pages --------------------------------------------------------------------------------------------------------


def test_a_picture_sent_with_a_report_arrives_once_clean_and_under_no_name(desk: World) -> None:
    client, operator = Client(), desk.staff("operator")
    for _ in range(2):
        page = send(client, file(picture()), file("Маош".encode(), "b.txt")).content.decode()
    assert "Files that arrived" in page
    assert NAME in page
    row, other = Attachment.objects.all()
    assert (row.kind, other.kind) == ("jpg", "txt")
    stored = bytes(row.sealed) + bytes(row.content)
    assert "Зарина".encode() not in stored
    assert b"\xff\xd8\xff" not in stored
    desk_client = signed_in(operator)
    listed = desk_client.get(reverse("enquiry_files", kwargs={"id": row.enquiry_id})).content.decode()
    assert NAME in listed
    assert "(2)" in desk_client.get(reverse("enquiry", kwargs={"id": row.enquiry_id})).content.decode()
    answer = desk_client.get(reverse("attachment", kwargs={"id": row.pk}))
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert SECRET not in answer.content
    assert re.fullmatch(r'attachment; filename="[0-9-]+-[0-9a-f]{6}\.jpg"', answer["Content-Disposition"])
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    readings = [e.kind for e in record.entries(about=row.enquiry_id) if e.reading]
    assert readings.count("protection.attachment_opened") == 1
    assert readings.count("protection.attachments_shown") == 1


def test_what_is_not_taken_is_said_file_by_file_and_what_was_typed_stays(desk: World) -> None:
    page = send(
        Client(), file(picture()), file(b"PK\x03\x04word/", "ariza.docx"), file(b"", "empty.jpg"),
        file(picture()[:300], "x" * 5_000 + ".jpg"), file(b"\xff\xd8\xff", "a\u202egpj.exe"), file(b"six", "six.txt"),
    )  # fmt: skip
    text = page.content.decode()
    assert page.status_code == 400
    assert "They took our passports." in text
    assert 'value="' + "f" * 32 in text
    assert "Not stored yet" in text
    for said in ("“ariza.docx” is not stored. Packed archives", "“empty.jpg” is not stored. There is nothing",
                 "x…” is not stored. It is cut off", "“agpj.exe” is not stored", "“six.txt” is not stored. It is one too many"):  # fmt: skip
        assert said in text, said
    assert "\u202e" not in text
    assert not Enquiry.objects.exists()
    assert not Attachment.objects.exists()


def test_a_film_beside_a_long_text_loses_the_film_alone(desk: World, settings: Any) -> None:
    settings.FILE_BYTES = 100_000
    page = send(Client(), file(b"\xff\xd8\xff" + bytes(400_000), "film.jpg"))
    assert page.status_code == 400
    assert "They took our passports." in page.content.decode()
    assert "“film.jpg” is not stored. It is longer" in page.content.decode()


def test_no_other_page_reads_files_and_no_form_is_read_without_end(desk: World, settings: Any) -> None:
    assert Client().post("/en/", {"files": [file(b"x")]}).status_code == 400
    client = signed_in(desk.staff("administrator"))
    assert client.post(reverse("intakes"), {"files": [file(b"x")]}).status_code == 400
    tooth = Client().post("/en/report/", "x", content_type="multipart/form-data; boundary=b", CONTENT_LENGTH=str(10**9))
    assert tooth.status_code == 413
    assert settings.FILE_UPLOAD_HANDLERS == ["hamroh.shell.uploads.InMemory"]


def test_with_the_code_more_is_added_and_what_arrived_is_seen_but_not_opened(desk: World) -> None:
    stored = enquiries.receive_report(once.fresh_form(), text="x", language="tg", at=NOON)
    code = {"code": stored.receipt.code, "words": stored.receipt.words("en")}
    client = Client()
    for _ in range(2):
        sent = {**code, "go": "add", "text": "", "form": "g" * 32, "files": [file(picture())]}
        page = client.post("/en/report/follow/", sent).content.decode()
    assert "Added, and stored once." in page
    assert NAME in page
    assert "/desk/" not in page
    assert Attachment.objects.count() == 1
    refused = client.post("/en/report/follow/", {**code, "go": "add", "text": "my words", "files": [file(b"GIF89a")]})
    assert refused.status_code == 400
    assert "my words" in refused.content.decode()
    assert Enquiry.objects.get().messages.count() == 0
    again = client.post("/tg/report/follow/", {**code, "go": "open"}).content.decode()
    assert NAME in again


def test_more_than_is_kept_of_one_report_is_refused_whole(desk: World, settings: Any) -> None:
    settings.FILES_PER_REPORT = 2
    with pytest.raises(actions.TooMany):
        reported(*(ready(digest=str(n)) for n in range(3)))
    assert not Enquiry.objects.exists()
    row = reported(ready(digest="1"), ready(digest="2"))
    with pytest.raises(actions.TooMany):
        enquiries.add_to_report(row, "words", files=[ready(digest="3")], form="m", at=NOON)
    assert row.messages.count() == 0


# -- who sees it ---------------------------------------------------------------------------------------------------------


def test_it_is_seen_with_the_enquiry_and_not_by_the_office_complained_of(desk: World) -> None:
    khujand = desk.staff("operator", office=desk.khujand)
    reported(ready(), about=desk.dushanbe)
    row = Attachment.objects.get()
    assert unsealed(row, khujand) == b"what was seen"
    for somebody in (desk.staff("supervisor"), desk.staff("operator", office=desk.house), desk.staff("administrator")):
        with pytest.raises(Absent):
            actions.open_attachment(row.pk, by=somebody, at=NOON)


def opened_file(world: World, by: Any) -> tuple[Any, Attachment]:
    """A call with a file added at the desk, from which the person's file was opened."""
    call = calls.write(once.fresh_form(), calls.Call(name="Zarina Invented", text="x"), by=by, at=NOON).row
    actions.keep([ready()], form="desk", enquiry=call, by=by, at=NOON)
    person = calls.open_file(call.pk, by=by, at=NOON)
    return person, Attachment.objects.get()


def test_what_came_with_a_call_goes_along_into_the_file_and_outlives_the_call(desk: World) -> None:
    lawyer = desk.staff("lawyer")
    person, row = opened_file(desk, lawyer)
    assert row.person == person
    assert unsealed(row, lawyer) == b"what was seen"
    # Who answers calls, and has no part in the file, sees it no more.
    with pytest.raises(Absent):
        actions.open_attachment(row.pk, by=desk.staff("operator"), at=NOON)
    case = cases.open_case(person, "passport_taken", by=lawyer, at=NOON)
    client = signed_in(lawyer)
    address = reverse("case_files", kwargs={"id": case.pk})
    assert address in client.get(reverse("case", kwargs={"id": case.pk})).content.decode()
    assert NAME in client.get(address).content.decode()
    added = client.post(
        address, {"form": "h" * 32, "files": [file(picture(), "two.jpg"), file(b"GIF89a", "bad.gif")]}, follow=True
    )
    assert "two.jpg" in added.content.decode()
    assert "“bad.gif” is not stored" in added.content.decode()
    Enquiry.objects.filter(pk=row.enquiry_id).update(closed_at=NOON, closed_by=lawyer)
    jobs.take_out(NOON + HOUR)
    assert not Enquiry.objects.exists()
    assert unsealed(Attachment.objects.first(), lawyer) == b"what was seen"


def test_a_merged_file_keeps_them_and_a_concealed_one_hides_them(desk: World) -> None:
    lawyer = desk.staff("lawyer")
    gone, row = opened_file(desk, lawyer)
    kept = files.open_file({Part.STORY: {"text": "x"}}, by=lawyer, at=NOON)
    files.merge(kept, gone, by=lawyer, at=NOON)
    assert unsealed(row, lawyer) == b"what was seen"
    assert [one.name for one in queries.with_person(kept.pk, seen_by=lawyer, at=NOON)[1]] == [NAME]
    Concealment.objects.create(person=kept, staff=lawyer)
    with pytest.raises(Absent):
        actions.open_attachment(row.pk, by=lawyer, at=NOON)


def test_a_referral_passes_them_on_only_where_the_person_agreed(desk: World) -> None:
    lawyer, theirs = desk.staff("lawyer"), desk.staff("lawyer", office=desk.house)
    person, row = opened_file(desk, lawyer)
    case = cases.open_case(person, "passport_taken", by=lawyer, at=NOON)
    told: dict[str, Any] = {
        "agreed_how": "voice",
        "agreed_on": NOON.date(),
        "to": desk.shelter,
        "by": lawyer,
        "at": NOON,
    }
    cases.refer_case(case.pk, fields=["story.text"], **told)
    client, address = signed_in(theirs), reverse("person_files", kwargs={"id": person.pk})
    assert client.get(address).status_code == 404
    with pytest.raises(Absent):
        actions.open_attachment(row.pk, by=theirs, at=NOON)
    referral = cases.refer_case(case.pk, fields=["story.files"], **told)
    assert address in client.get(reverse("referrals")).content.decode()
    page = client.get(address).content.decode()
    assert NAME in page
    assert 'type="file"' not in page
    assert client.post(address, {"files": [file(b"x")]}).status_code == 404
    assert unsealed(row, theirs) == b"what was seen"
    cases.withdraw_referral(referral.pk, by=lawyer, at=NOON)
    with pytest.raises(Absent):
        actions.open_attachment(row.pk, by=theirs, at=NOON + HOUR)


def test_the_database_itself_keeps_them_from_others(desk: World, settings: Any) -> None:
    if connection.vendor != "postgresql":
        return
    settings.WEB_ROLE = "hamroh_web_attachments"
    with connection.cursor() as cursor:
        cursor.execute("create role hamroh_web_attachments")
    grant("hamroh_web_attachments")
    lawyer = desk.staff("lawyer")
    opened_file(desk, lawyer)
    reported(ready(digest="r"))
    for somebody, many in (
        (lawyer, 2),
        (desk.staff("intake"), 1),
        (desk.staff("operator", office=desk.house), 0),
        (desk.staff("analyst"), 0),
    ):
        with transaction.atomic(), seen_as(somebody):
            assert Attachment.objects.count() == many, somebody


def test_the_copy_for_the_person_names_them(desk: World) -> None:
    lawyer = desk.staff("lawyer")
    person, _ = opened_file(desk, lawyer)
    sections = copies.copy(person.pk, by=lawyer, at=NOON, language="en").sections
    assert (f"{NOON:%d.%m.%Y}", f"{NAME} (txt)") in [line for one in sections for line in one.lines]


# -- gone ----------------------------------------------------------------------------------------------------------------


def test_erasing_a_person_takes_them_and_no_copy_of_the_database_brings_them_back(
    desk: World, django_capture_on_commit_callbacks: Any
) -> None:
    lawyer = desk.staff("lawyer")
    person, _ = opened_file(desk, lawyer)
    copy = Attachment.objects.values().get()
    with django_capture_on_commit_callbacks(execute=True):
        files.erase(person, reason="the person asked", by=None, at=NOON)
    assert not Attachment.objects.exists()
    sealed = {name: bytes(copy[name]) for name in ("sealed", "content")}
    restored = Attachment.objects.create(**{**copy, **sealed, "enquiry_id": None})
    assert not keys.store().exists(person.pk)
    assert keeping.shown(Attachment.objects.filter(pk=restored.pk)) == []


def test_a_report_past_its_time_goes_with_its_files(desk: World, django_capture_on_commit_callbacks: Any) -> None:
    row = reported(ready())
    enquiries.close(row.pk, by=desk.staff("lawyer"), at=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.take_out(NOON + HOUR)
    assert not Attachment.objects.exists()
    assert not keys.store().exists(row.pk)


def test_nothing_comes_into_a_persons_file_by_the_door_of_an_enquiry(desk: World) -> None:
    lawyer = desk.staff("lawyer")
    call = calls.write(once.fresh_form(), calls.Call(text="x"), by=lawyer, at=NOON).row
    calls.open_file(call.pk, by=lawyer, at=NOON)
    address = reverse("enquiry_files", kwargs={"id": call.pk})
    told = {"form": "f" * 32, "files": [file(b"written", "a.txt")]}
    assert signed_in(desk.staff("intake")).post(address, told).status_code == 404
    assert not Attachment.objects.exists()


# -- the virus scanner ---------------------------------------------------------------------------------------------------


def test_what_the_scanner_has_not_seen_opens_for_nobody_until_it_has(desk: World, scanner: Any, settings: Any) -> None:
    address, verdict, _seen = scanner
    settings.CLAMD = "/nowhere/clamd.ctl"
    send(Client(), file("Маош".encode(), "one.txt"), file("Пул".encode(), "two.txt"))
    one, two = Attachment.objects.all()
    lawyer = desk.staff("lawyer")
    page = signed_in(lawyer).get(reverse("enquiry_files", kwargs={"id": one.enquiry_id})).content.decode()
    assert "has not looked at it yet" in page
    assert reverse("attachment", kwargs={"id": one.pk}) not in page
    with pytest.raises(Absent):
        actions.open_attachment(one.pk, by=lawyer, at=NOON)
    assert "2 wait" in actions.scan_again(NOON)
    settings.CLAMD = address
    assert actions.scan_again(NOON) == "2 scanned"
    assert unsealed(one, lawyer) == "Маош".encode()
    Attachment.objects.filter(pk=two.pk).update(state="waits")
    verdict[0] = "stream: Bad.Thing FOUND"
    actions.scan_again(NOON)
    two.refresh_from_db()
    assert (two.state, bytes(two.content)) == ("harmful", b"")
    assert (
        "something harmful"
        in signed_in(lawyer).get(reverse("enquiry_files", kwargs={"id": one.enquiry_id})).content.decode()
    )
    with pytest.raises(Absent):
        actions.open_attachment(two.pk, by=lawyer, at=NOON)


def test_what_the_scanner_knows_as_harmful_is_not_stored_and_said(desk: World, scanner: Any, settings: Any) -> None:
    settings.CLAMD, verdict, _seen = scanner
    verdict[0] = "stream: Win.Test.EICAR_HDB-1 FOUND"
    page = send(Client(), file(b"X5O!P%@AP", "eicar.txt"))
    assert page.status_code == 400
    assert "The virus scanner found something harmful in it." in page.content.decode()
    assert not Enquiry.objects.exists()
