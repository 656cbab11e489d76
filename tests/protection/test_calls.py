"""An operator with somebody on the line: nothing typed is lost, danger comes first, an earlier call is found."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from hamroh.people.models import Person
from hamroh.people.persons import queries as persons
from hamroh.people.walls import Absent
from hamroh.people.walls.ways import Way
from hamroh.protection.enquiries import actions, calls, queries
from hamroh.protection.enquiries.calls import Call
from hamroh.protection.models import Enquiry, EnquiryToken
from hamroh.record import queries as record
from hamroh.shell import once
from tests.people.conftest import NOON, World, signed_in

FORM = "application/x-www-form-urlencoded"
NEW = "/desk/call/"


def post(client: Client, address: str, **fields: Any) -> Any:
    return client.post(address, urlencode(fields, doseq=True), content_type=FORM)


def written(world: World, call: Call, at: dt.datetime = NOON, by: Any = None) -> calls.Written:
    return calls.write(once.fresh_form(), call, by=by or world.staff("operator"), at=at)


def stands(row: Enquiry, world: World) -> Call:
    return calls.read(row.pk, by=world.staff("operator"), at=NOON).call


def test_what_is_typed_is_kept_before_any_button_is_pressed(world: World) -> None:
    client, mark = signed_in(world.staff("operator")), once.fresh_form()
    first = post(client, NEW, go="keep", form=mark, text="Three months").json()
    again = post(
        client,
        first["address"],
        go="keep",
        edition=first["edition"],
        text="Three months at a site",
        answer="To the inspectorate",
    ).json()
    assert again["edition"] == first["edition"] + 1
    page = client.get(first["address"]).content.decode()
    assert "Three months at a site" in page
    assert "To the inspectorate" in page
    assert Enquiry.objects.count() == 1


def test_the_same_words_again_change_nothing(world: World) -> None:
    client = signed_in(world.staff("operator"))
    first = post(client, NEW, go="keep", form="f" * 32, text="x").json()
    again = post(client, first["address"], go="keep", edition=first["edition"], text="x").json()
    assert again["edition"] == first["edition"]


def test_two_operators_in_one_call_both_see_the_conflict(world: World) -> None:
    one, other = signed_in(world.staff("operator")), signed_in(world.staff("operator", name="second"))
    first = post(one, NEW, go="keep", form="f" * 32, text="sum 30,000").json()
    post(one, first["address"], go="next", edition=first["edition"], text="sum 31,000")
    late = post(other, first["address"], go="next", edition=first["edition"], text="sum 33,000")
    page = late.content.decode()
    assert late.status_code == 409
    assert "sum 31,000" in page
    assert "sum 33,000" in page
    assert post(other, first["address"], go="keep", edition=first["edition"], text="sum 33,000").status_code == 409
    assert stands(Enquiry.objects.get(), world).text == "sum 31,000"


def test_danger_asks_for_a_step_before_the_call_can_be_closed_or_made_a_file(world: World) -> None:
    client = signed_in(world.staff("lawyer"))
    post(client, NEW, go="next", form="f" * 32, text="x", danger=["confined"])
    row = Enquiry.objects.get()
    address = reverse("call", kwargs={"id": row.pk})
    for go in ("close", "file"):
        post(client, address, go=go, edition=row.edition, text="x", danger=["confined"])
    row.refresh_from_db()
    assert row.closed_at is None
    assert row.person_id is None
    with pytest.raises(actions.NeedsNextStep):
        actions.close(row.pk, by=world.staff("lawyer"), at=NOON)
    assert "before anything else" in client.get(address).content.decode()
    post(client, address, go="close", edition=row.edition, text="x", danger=["confined"], next_step="exit")
    row.refresh_from_db()
    assert row.closed_at is not None


def test_who_is_in_danger_and_wants_to_wait_is_given_a_time_for_the_call_back(world: World) -> None:
    client = signed_in(world.staff("lawyer"))
    told = {"text": "x", "phone": "+79990000001", "may_call": "yes", "danger": ["confined"], "next_step": "stay"}
    post(client, NEW, go="next", form="f" * 32, **told)
    row = Enquiry.objects.get()
    address = reverse("call", kwargs={"id": row.pk})
    answer = post(client, address, go="close", edition=row.edition, **told)
    assert "within which time they are called back" in client.get(answer.headers["Location"]).content.decode()
    with pytest.raises(actions.NeedsCallBack):
        actions.close(row.pk, by=world.staff("lawyer"), at=NOON)
    post(client, address, go="back:15", edition=row.edition, **told)
    post(client, address, go="close", edition=row.edition, **told)
    row.refresh_from_db()
    assert row.call_back_by is not None
    assert row.closed_at is not None


def test_from_a_call_of_somebody_in_danger_to_a_sheet_for_who_takes_over_four_buttons_are_pressed(world: World) -> None:
    """F37: the sheet is made while they are on the line, and danger forces a time for the call back first."""
    client = signed_in(world.staff("operator"))
    told = {
        "text": "Three men beat me at the market <b>", "phone": "+79990000001", "may_call": "yes", "name": "Zarina", "place": "Samara",
        "danger": ["violence"], "next_step": "urgent",
    }  # fmt: skip
    # One: what was told is kept, and asks for the time; two: the time.
    first = post(client, NEW, go="sheet", form="f" * 32, **told)
    assert "first within which time they are called back" in client.get(first.headers["Location"]).content.decode()
    row = Enquiry.objects.get()
    here, sheet = (reverse(name, kwargs={"id": row.pk}) for name in ("call", "call_sheet"))
    assert client.get(sheet).headers["Location"] == here
    post(client, here, go="back:60", edition=row.edition, **told)
    # Three: what it is about and what they agree to; nothing is ticked. Four: the sheet.
    assert post(client, here, go="sheet", edition=row.edition, **told).headers["Location"] == sheet
    choose = client.get(sheet).content.decode()
    assert "checked" not in choose and 'value="contact"' not in choose
    assert post(client, sheet, fields=["text"]).status_code == 400
    made = post(client, sheet, kind="assault", fields=["text", "phone"]).content.decode()
    assert "Three men beat me at the market &lt;b&gt;" in made and "+79990000001" in made
    assert "Zarina" not in made and "Samara" not in made
    for also in (
        "Beaten or threatened",
        "Handed over urgently",
        "Called back by us until:",
        "A safe place for tonight",
        "Clinic",
        "police",
    ):
        assert also in made, also
    assert "Zarina" not in post(client, sheet, kind="assault").content.decode()
    noted = [entry.kind for entry in record.entries(about=row.pk)]
    assert noted.count("protection.sheet_made") == 2
    assert signed_in(world.staff("operator", office=world.house)).get(sheet).status_code == 404
    # Facts that do not fit together keep nobody from the sheet.
    odd = dataclasses.replace(
        stands(row, world), facts={"destination": "RU", "citizenship": ["TJ"], "entered": "2999-01-01"}
    )
    calls.rewrite(row, odd, edition=Enquiry.objects.get().edition, by=world.staff("operator"), at=NOON)
    assert post(client, sheet, kind="housing", fields=["no such", "name"]).status_code == 200
    # A file leads only where its reader may go: an operator carries no cases.
    file = post(client, here, go="file", edition=Enquiry.objects.get().edition, **told).headers["Location"]
    case = ">Open a case<"
    assert case not in client.get(file).content.decode()
    assert case in signed_in(world.staff("supervisor")).get(file).content.decode()


def test_facts_feed_the_rulebook_and_the_findings_stand_beside(world: World) -> None:
    client = signed_in(world.staff("operator"))
    page = client.get(NEW).content.decode()
    assert "Ask next" in page
    assert 'name="citizenship"' in page
    told = {"screen": "", "shown": ""}
    import re

    for name in told:
        found = re.search(rf'name="{name}" value="([^"]*)"', page)
        assert found
        told[name] = found[1]
    answer = post(client, NEW, go="next", form="f" * 32, **told, citizenship="TJ", destination="RU", in_country="yes")
    assert answer.status_code == 302
    after = client.get(answer.headers["Location"]).content.decode()
    assert "Findings so far" in after
    assert "Nothing is known yet" not in after
    # It ends in the directory: who helps where they are, open now, and nothing else of the call is sent there.
    form = after[after.rindex("<form ") :].partition("</form>")[0]
    assert 'action="/en/help/#found"' in form and '<input type="hidden" name="place" value="RU">' in form
    assert form.count("<input") == 1 and 'form="helps">Who helps, where they are<' in after
    assert stands(Enquiry.objects.get(), world).facts["destination"] == "RU"


def test_a_question_left_empty_stays_open_and_a_wrong_day_is_shown_with_everything_kept(world: World) -> None:
    client = signed_in(world.staff("operator"))
    row = written(world, Call(facts={"citizenship": ["TJ"], "destination": "RU", "in_country": True})).row
    address = reverse("call", kwargs={"id": row.pk})
    wrong = {"entered.d": "31", "entered.m": "2", "entered.y": "2026"}
    answer = post(
        client, address, go="next", edition=1, screen="arrival", shown="entered purpose", text="kept", **wrong
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="31"' in page
    assert stands(row, world).text == "kept"
    assert "purpose" not in stands(row, world).facts


@pytest.mark.parametrize(
    ("earlier", "now"),
    [
        (Call(phone="+79991234567"), Call(phone="8 999 123-45-67")),
        (Call(name="Қурбон Раҳимов"), Call(name="Kurbon Rakhimov")),
        (Call(name="Курбон Рахимов"), Call(name="Қурбон Раҳимов")),
    ],
)
def test_an_earlier_call_is_found_by_number_or_sounded_like_name(world: World, earlier: Call, now: Call) -> None:
    row = written(world, earlier).row
    found = calls.earlier(now, seen_by=world.staff("operator"), at=NOON)
    assert [one.id for one in found] == [row.pk]
    assert not calls.earlier(now, seen_by=world.staff("operator", office=world.house), at=NOON)


def test_another_name_is_not_the_same_person(world: World) -> None:
    written(world, Call(name="Зафар Назаров"))
    assert not calls.earlier(Call(name="Далер Шарипов"), seen_by=world.staff("operator"), at=NOON)


def test_a_file_made_of_a_call_keeps_what_was_said_and_how_to_reach_them(world: World) -> None:
    operator = world.staff("operator")
    row = written(world, Call(name="Zarina Invented", phone="+79991234567", may_call="never", text="told")).row
    person = calls.open_file(row.pk, by=operator, at=NOON)
    assert calls.open_file(row.pk, by=operator, at=NOON) == person
    assert Person.objects.count() == 1
    file = persons.file(person.pk, seen_by=operator, at=NOON)
    assert file.full_name == "Zarina Invented"
    from hamroh.people.persons.contact import Channel, safe_contact
    from hamroh.people.persons.models import Part

    rules = safe_contact(file.parts[Part.CONTACT].content)
    assert not rules.allows(Channel.CALL, NOON)


def test_a_promised_call_back_stands_in_the_queue_until_it_is_done(world: World) -> None:
    client = signed_in(world.staff("operator"))
    post(client, NEW, go="back:15", form="f" * 32, text="x")
    row = Enquiry.objects.get()
    assert row.call_back_by is not None
    assert "Call back" in client.get(reverse("enquiries")).content.decode()


def test_nothing_readable_is_in_the_database(world: World) -> None:
    written(world, Call(name="Zarina", phone="+79991234567", text="the story"))
    row = Enquiry.objects.values().get()
    tokens = list(EnquiryToken.objects.values_list("token", flat=True))
    text = repr({**row, "sealed": bytes(row["sealed"])}) + repr(tokens)
    for secret in ("Zarina", "9991234567", "1234567", "story"):
        assert secret not in text


def test_a_call_about_nothing_of_theirs_is_absent_for_another_organisation(world: World) -> None:
    row = written(world, Call(text="x")).row
    with pytest.raises(Absent):
        calls.read(row.pk, by=world.staff("operator", office=world.house), at=NOON)
    answer = signed_in(world.staff("operator", office=world.house)).get(reverse("call", kwargs={"id": row.pk}))
    assert answer.status_code == 404
    assert not queries.waiting(seen_by=world.staff("operator", office=world.house), at=NOON).exists()


def test_what_is_too_long_is_said_and_shown_again_whole_and_the_rest_is_stored(world: World) -> None:
    client, long = signed_in(world.staff("operator")), "x" * 20_001
    answer = post(client, NEW, go="next", form="f" * 32, text=long, name="Zarina Invented")
    assert answer.status_code == 400
    assert long in answer.content.decode()
    assert "longer than 20000 letters" in answer.content.decode()
    kept = stands(Enquiry.objects.get(), world)
    assert (kept.name, kept.text) == ("Zarina Invented", "")
    said = post(client, NEW, go="keep", form="f" * 32, text=long, name="Zarina Invented").json()["saved"]
    assert "longer than" in said


def test_a_closed_call_shows_who_called_before_only_to_who_asks(world: World) -> None:
    written(world, Call(name="Far Away", phone="+992 93 555 12 34"))
    row = written(world, Call(name="Somebody Else", phone="+992935551234")).row
    client, here = signed_in(world.staff("operator")), f"/desk/call/{row.pk}/"
    assert "Far Away" in client.get(here).content.decode()
    Enquiry.objects.filter(pk=row.pk).update(closed_at=NOON, closed_by=world.staff("operator"))
    page = client.get(here).content.decode()
    assert "Far Away" not in page
    assert f'href="{here}?earlier=1' in page
    assert "Far Away" in client.get(f"{here}?earlier=1").content.decode()


def test_of_thousands_that_wait_the_desk_counts_the_first_thousand(world: World, monkeypatch: Any) -> None:
    written(world, Call(text="x"))
    client = signed_in(world.staff("operator"))
    assert "1 waits" in client.get("/desk/enquiries/").content.decode()
    monkeypatch.setattr("hamroh.protection.enquiries.views.count_all", lambda asked: [1001, 0])
    page = client.get("/desk/enquiries/").content.decode()
    assert "More than 1000 wait" in page
    # Who leafs to the end of these sees what there is.
    assert "1 waits" in client.get("/desk/enquiries/?page=20").content.decode()
    assert Way("/", "", False, 1000).over == 0 < Way("/", "", False, 1001).over


def test_whose_names_were_shown_as_earlier_contacts_is_in_the_record(world: World) -> None:
    from hamroh.record import queries as record

    row = written(world, Call(phone="+79991234567", name="Zarina Invented")).row
    client = signed_in(world.staff("operator"))
    said = post(client, NEW, go="keep", form="f" * 32, phone="89991234567", text="a").json()
    for text in ("ab", "abc"):
        edition = said["edition"]
        said = post(client, said["address"], go="keep", edition=edition, phone="89991234567", text=text).json()
        assert said["earlier"] is None
    shown = [one for one in record.entries(by=world.staff("operator").pk) if one.kind == "protection.earlier_shown"]
    assert [one.own_fields["shown"] for one in shown] == [[str(row.pk)]]
