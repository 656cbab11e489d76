"""What cannot be taken as it was typed is told in plain words, and nothing typed is lost: not cut off, not forgotten."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from hamroh.asylum import forms as asylum
from hamroh.people.persons import actions as files
from hamroh.people.requests import forms as requests
from hamroh.protection.cases import actions as cases
from hamroh.protection.enquiries import forms as enquiries_, queries as enquiries
from hamroh.protection.models import CaseNote, Enquiry, Intake, Interpreter, JointRoom, Party, Referral, Shelter, Task
from hamroh.recruitment.check import forms as checks
from hamroh.recruitment.pay import forms as pay
from hamroh.recruitment.reports import forms as reports
from hamroh.recruitment.reviews import forms as reviews
from hamroh.shell.typed import ToMend, lines, text_of
from tests.people.conftest import NOON, World, signed_in

FORM = "application/x-www-form-urlencoded"
TURNED = "ab\u202egpj.exe\u202c\u2067\u2069"


def post(client: Client, address: str, /, **fields: Any) -> Any:
    return client.post(address, urlencode(fields, doseq=True), content_type=FORM)


def fields_of(page: str) -> dict[str, str]:
    """What a page that asks to mend sends when its button is pressed, but for what proves that it is the site's."""
    form = page[page.rindex('<form method="post">') :]
    sent = dict(re.findall(r'<input[^>]*name="([a-z_]+)" value="([^"]*)"', form))
    sent |= dict(re.findall(r'<textarea[^>]*name="([a-z_]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL))
    return {name: html.unescape(value) for name, value in sent.items() if name != "csrfmiddlewaretoken"}


@pytest.fixture
def case(world: World) -> Any:
    lawyer = world.staff("lawyer")
    return cases.open_case(files.open_file({}, by=lawyer, at=NOON), "wages_withheld", by=lawyer, at=NOON)


@pytest.mark.parametrize(
    ("way", "fields", "long", "stored"),
    [
        ("case_note", {"form": "n" * 32}, ("text", 20_000), CaseNote),
        ("case_task", {"due_on": "2030-01-10"}, ("text", 500), Task),
        ("open_joint_room", {"until": "2030-01-01"}, ("purpose", 5_000), JointRoom),
        ("case_parties", {"go": "name", "kind": "employer", "said_by": "person", "said_on": "2026-11-01"}, ("name", 200), Party),
        ("case_tracing", {"go": "ask", "relation": "child", "agreed_on": "2026-11-01"}, ("name", 200), None),
    ],
)  # fmt: skip
def test_a_text_too_long_is_never_cut_off_but_shown_whole_with_all_that_was_typed_beside_it(
    case: Any, way: str, fields: dict[str, str], long: tuple[str, int], stored: Any
) -> None:
    name, most = long
    client, address = signed_in(case.lead), reverse(way, kwargs={"id": case.pk})
    told = post(client, address, **fields, **{name: "Ҳ" * (most + 1)})
    page = told.content.decode()
    assert told.status_code == 400
    assert f"This text has {most + 1} letters; at most {most} can be kept here" in page
    assert fields_of(page) == {**fields, name: "Ҳ" * (most + 1)}
    assert stored is None or not stored.objects.exists()


def test_a_task_without_its_day_keeps_its_words_and_is_stored_once_the_day_is_there(case: Any) -> None:
    client, address = signed_in(case.lead), reverse("case_task", kwargs={"id": case.pk})
    for day in ("", "2027-02-31"):
        page = post(client, address, text="Write the claim", due_on=day, owner=case.lead_id).content.decode()
        assert "A task has words, a day and an owner." in page
    again = fields_of(page)
    assert again == {"text": "Write the claim", "due_on": "2027-02-31", "owner": str(case.lead_id)}
    assert post(client, address, **{**again, "due_on": "2030-03-01"}).status_code == 302
    assert Task.objects.get().due_on == dt.date(2030, 3, 1)


def test_a_referral_without_its_day_keeps_what_was_agreed_to_line_by_line(world: World, case: Any) -> None:
    ticked = ["identity.full_name", "story.text"]
    told = post(
        signed_in(case.lead), reverse("refer", kwargs={"id": case.pk}), to=world.shelter.pk, fields_agreed=ticked,
        agreed_how="voice", agreed_on="2026-13-01",
    )  # fmt: skip
    page = told.content.decode()
    for one in ticked:
        assert f'<input type="hidden" name="fields_agreed" value="{one}">' in page
    assert not Referral.objects.exists()


def test_a_shelter_and_an_interpreter_lose_no_letter_of_a_name(world: World) -> None:
    manager, chief = world.staff("shelter_manager", office=world.house), world.staff("supervisor")
    told = post(signed_in(manager), reverse("beds"), area="Қ" * 121, address="Lenina 1", beds="1")
    assert told.status_code == 400 and "Қ" * 121 in told.content.decode()
    told = post(signed_in(chief), reverse("interpreters"), name="Ғ" * 5_000, one="tg", other="ru", by_phone="on")
    assert told.status_code == 400 and "Ғ" * 5_000 in told.content.decode()
    assert not Shelter.objects.exists() and not Interpreter.objects.exists()


def test_what_is_not_theirs_is_absent_also_for_who_writes_too_much(world: World, case: Any) -> None:
    stranger, nobody = signed_in(world.staff("lawyer", office=world.house)), "0" * 8 + "-0000-4000-8000-" + "0" * 12
    for text in ("words", "x" * 20_001):
        theirs, none = (
            post(stranger, reverse("case_note", kwargs={"id": id}), text=text, form="n" * 32)
            for id in (case.pk, nobody)
        )
        assert theirs.status_code == none.status_code != 302
        assert theirs.content.decode().replace(str(case.pk), nobody).count(nobody) == none.content.decode().count(
            nobody
        )


def test_the_public_is_told_how_much_of_which_field_is_kept_and_a_zero_sign_stops_nobody(world: World) -> None:
    Intake.objects.create(organisation=world.hotline)
    world.staff("operator")
    told = post(Client(), "/en/report/", go="send", text="Not paid", contact="к" * 1_001)
    page = told.content.decode()
    assert told.status_code == 400 and "This is longer than 1000 letters." in page and "20,000" not in page
    assert "к" * 1_001 in page and "Not paid" in page
    gone = post(Client(), "/en/report/", go="send", text="Not paid", about_office="0" * 32).content.decode()
    assert "The list of offices has changed meanwhile." in gone and "Not paid" in gone and "0" * 32 not in gone
    post(Client(), "/en/report/", go="send", text=f"Not\x00 paid {TURNED}")
    opened = enquiries.opened(Enquiry.objects.get())
    assert opened is not None and opened.said[0].text == "Not paid abgpj.exe"


def test_signs_that_turn_the_direction_of_writing_go_and_those_that_alphabets_need_stay() -> None:
    assert lines(TURNED) == "abgpj.exe"
    assert lines("می\u200cخواهم\nسلام \u200f!") == "می\u200cخواهم\nسلام \u200f!"
    assert text_of({"a": " x\r\ny "}, "a", 4) == "x\r\ny"
    with pytest.raises(ToMend) as error:
        text_of({"a": "secret"}, "a", 5)
    assert "secret" not in repr(error.value) + str(error.value), "an error may be written down"


def test_no_form_of_a_report_a_review_a_question_or_a_claim_stops_somebody_for_a_sign_that_nobody_sees() -> None:
    asked = (asylum, checks, enquiries_, pay, reports, requests, reviews)
    kinds: list[Any] = [
        kind
        for room in asked
        for kind in vars(room).values()
        if isinstance(kind, type) and issubclass(kind, forms.Form)
    ]
    fields = [(f"{kind.__qualname__}.{name}", one) for kind in kinds for name, one in kind.base_fields.items()]
    assert len(fields) > 50
    assert [name for name, one in fields if type(one) is forms.CharField] == [], "Lines takes what they were sent with"
