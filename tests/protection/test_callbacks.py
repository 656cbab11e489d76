"""No call lost: who rang and was not answered is called back in time, once, and never against what they asked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from hamroh.people.persons import actions as files
from hamroh.people.persons.contact import Hours, SafeContact
from hamroh.people.persons.models import Part
from hamroh.people.walls import Absent
from hamroh.protection.callbacks import actions, queries, reading
from hamroh.protection.callbacks.reading import Ring
from hamroh.protection.enquiries import calls
from hamroh.protection.enquiries.calls import Call
from hamroh.protection.models import Enquiry, Intake, MissedCall
from hamroh.protection.outgoing import reaching
from hamroh.record import queries as record
from hamroh.shell import once
from tests.people.conftest import NOON, World, signed_in

FORM = "application/x-www-form-urlencoded"
NUMBER = "+79991234567"
MINUTE = dt.timedelta(minutes=1)


def post(client: Client, address: str, **fields: Any) -> Any:
    return client.post(address, urlencode(fields, doseq=True), content_type=FORM)


def rang(world: World, number: str = NUMBER, at: dt.datetime = NOON, now: dt.datetime | None = None) -> actions.Entered:
    return actions.enter([Ring(number, at, "hotline")], organisation=world.hotline.pk, form="", by=None, at=now or NOON)


def taken(world: World, by: Any = None, at: dt.datetime = NOON) -> MissedCall:
    row = MissedCall.objects.filter(done_at__isnull=True).get()
    actions.take(row.pk, by=by or world.staff("operator"), at=at)
    return row


def known(world: World, rules: SafeContact, *, whose: str = "own", by: Any = None) -> Any:
    """Somebody whose file holds the number, with rules."""
    phone = {"said": NUMBER, "e164": NUMBER, "whose": whose}
    parts = {Part.CONTACT: {"phones": [phone], "safe": rules.plain()}}
    return files.open_file(parts, by=by or world.staff("lawyer"), at=NOON)


# -- told -----------------------------------------------------------------------------------------------------------------


def test_a_file_of_an_exchange_is_read_strictly_and_a_fault_names_its_line_and_never_the_number() -> None:
    rows = [
        "number,at,line",
        f"{NUMBER},2026-11-28T11:00:00+00:00,hotline",
        "8 999 123-45-67,2026-11-28T16:10:00+05:00,",
        "call me,2026-11-28T11:00:00+00:00,",
        f"{NUMBER},28.11.2026,",
        f"{NUMBER},2026-11-28T11:00:00,",
        f"{NUMBER},2026-11-29T11:00:00+00:00,",
        f"{NUMBER},2026-01-01T11:00:00+00:00,",
        f"{NUMBER}",
        "anonymous,2026-11-28T11:00:00+00:00,",
    ]
    told = reading.file((f"{row}\n" for row in rows), line="main", now=NOON)
    assert [(ring.number, ring.line) for ring in told.rings] == [(NUMBER, "hotline"), (NUMBER, "main")]
    assert [(fault.line, fault.what) for fault in told.faults] == [
        (4, "number"), (5, "moment"), (6, "moment"), (7, "future"), (8, "old"), (9, "columns"),
    ]  # fmt: skip
    assert told.withheld == 1
    assert [fault.what for fault in reading.file(["telephone;when\n"], line="", now=NOON).faults] == ["head"]


@pytest.mark.parametrize("text", ["", "abc", "12", "+" * 9, "٣٤٥٦٧٨٩", "\u202e1234567", "1" * 30, "123456\x00"])
def test_what_is_no_number_is_not_taken_for_one(text: str) -> None:
    assert reading.one_form(text) == ""


def test_told_again_it_is_counted_once_and_several_calls_of_one_number_are_one_row(world: World) -> None:
    assert rang(world) == actions.Entered(1, 0)
    assert rang(world) == actions.Entered(0, 1)
    rang(world, at=NOON + 3 * MINUTE)
    row = MissedCall.objects.get()
    assert (row.count, row.first_at, row.last_at) == (2, NOON, NOON + 3 * MINUTE)
    assert row.call_by == NOON + dt.timedelta(minutes=60)


def test_the_command_enters_good_rows_tells_of_bad_ones_and_may_run_again(
    world: World, tmp_path: Path, capsys: Any
) -> None:
    from hamroh.cli.calls import run

    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    table = tmp_path / "missed.csv"
    table.write_text(f"number,at\n{NUMBER},{now}\nnobody,{now}\n", encoding="utf-8")
    for said in (
        "1 missed calls entered, 0 known already; 1 refused",
        "0 missed calls entered, 1 known already; 1 refused",
    ):
        assert run(["missed", str(table), "--organisation", "hotline"]) == 1
        told = capsys.readouterr()
        assert said in told.out
        assert "line 3: This is no telephone number." in told.err
        assert NUMBER not in told.out + told.err
    assert run(["missed", str(table), "--organisation", "nobody"]) == 2
    assert MissedCall.objects.count() == 1


def test_a_number_is_not_readable_in_the_database(world: World) -> None:
    rang(world)
    row = MissedCall.objects.values().get()
    assert "1234567" not in repr({**row, "sealed": bytes(row["sealed"])})


# -- called back ----------------------------------------------------------------------------------------------------------


def test_what_runs_out_first_stands_first_and_the_target_is_the_organisations_own(world: World) -> None:
    Intake.objects.create(organisation=world.hotline, call_back_minutes=15)
    operator = world.staff("operator")
    rang(world, "+79990000001", NOON)
    rang(world, "+79990000002", NOON - 5 * MINUTE)
    promised = calls.write(once.fresh_form(), Call(text="x"), by=operator, at=NOON).row
    calls.promise_call_back(promised.pk, within=12 * MINUTE, by=operator, at=NOON)
    due = queries.due(seen_by=operator, at=NOON)
    assert [one.by - NOON for one in due] == [10 * MINUTE, 12 * MINUTE, 15 * MINUTE]
    assert not queries.due(seen_by=world.staff("operator", office=world.house), at=NOON)


def test_one_operator_has_it_at_a_time_and_it_is_free_again_after_a_while(world: World) -> None:
    one, other = world.staff("operator"), world.staff("operator", name="second")
    rang(world)
    row = taken(world, one)
    with pytest.raises(actions.Taken):
        actions.take(row.pk, by=other, at=NOON + 19 * MINUTE)
    assert queries.due(seen_by=other, at=NOON)[0].other == one.full_name
    page = signed_in(other).get(reverse("callback", kwargs={"id": row.pk})).content.decode()
    assert NUMBER not in page
    actions.take(row.pk, by=other, at=NOON + 20 * MINUTE)
    with pytest.raises(actions.Taken):
        actions.read(row.pk, by=one, at=NOON + 21 * MINUTE)


def test_the_number_is_shown_to_who_took_it_and_that_is_in_the_record(world: World) -> None:
    rang(world)
    row = taken(world)
    assert actions.read(row.pk, by=world.staff("operator"), at=NOON).number == NUMBER
    assert [entry.kind for entry in record.entries(about=row.pk, reading=True)] == ["protection.missed_number_shown"]


def test_reached_a_call_opens_with_the_number_filled_in(world: World) -> None:
    client = signed_in(world.staff("operator"))
    now = dt.datetime.now(dt.UTC)
    rang(world, at=now - MINUTE, now=now)
    where = reverse("callback", kwargs={"id": MissedCall.objects.get().pk})
    post(client, where, go="take")
    assert NUMBER in client.get(where).content.decode()
    answer = post(client, where, go="reached")
    assert answer.status_code == 302
    assert NUMBER in client.get(answer.headers["Location"]).content.decode()
    assert NUMBER not in answer.headers["Location"]
    row = MissedCall.objects.get()
    assert (row.outcome, row.enquiry_id) == ("reached", Enquiry.objects.get().pk)


def test_after_four_attempts_it_is_settled_as_not_reached_and_each_comes_back_later(world: World) -> None:
    operator, at, waits = world.staff("operator"), NOON, []
    rang(world)
    for attempt in range(4):
        row = taken(world, operator, at)
        settled = actions.nobody_answered(row.pk, by=operator, at=at)
        row.refresh_from_db()
        assert settled is (attempt == 3)
        if not settled:
            waits.append(row.next_try_at - at)
            at = row.next_try_at
    assert waits == list(actions.WAITS)
    assert (row.outcome, row.tries) == ("not_reached", 4)


def test_a_call_after_it_was_settled_is_a_new_one_and_a_late_told_earlier_one_is_not(world: World) -> None:
    operator = world.staff("operator")
    rang(world)
    actions.settle(taken(world).pk, "wrong_number", by=operator, at=NOON + 10 * MINUTE)
    rang(world, at=NOON + 5 * MINUTE)
    assert MissedCall.objects.count() == 1
    rang(world, at=NOON + 11 * MINUTE)
    assert MissedCall.objects.filter(done_at__isnull=True).count() == 1


# -- never against what they asked ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        (SafeContact(asked=True, never_call=True), "never"),
        (SafeContact(asked=True, only_sms=True), "other_way"),
        (SafeContact(asked=True, hours=(Hours((6,), dt.time(10), dt.time(12)),), zone="Asia/Dushanbe"), "hours"),
        # A Russian number may be anywhere from Kaliningrad to Kamchatka.
        (SafeContact(asked=True, hours=(Hours((5,), dt.time(14), dt.time(16)),)), "zone"),
        (SafeContact(asked=True, hours=(Hours((5,), dt.time(16), dt.time(18)),), zone="Asia/Dushanbe"), ""),
        (SafeContact(asked=True), ""),
        (SafeContact(), ""),
    ],
)
def test_what_they_asked_for_in_any_file_of_the_site_binds_the_call_back(
    world: World, rules: SafeContact, why: str
) -> None:
    # The file is another organisation's: the operator may not see it, and the rule binds all the same. NOON is a Saturday, 17:00 in Dushanbe.
    known(world, rules, by=world.staff("lawyer", office=world.house))
    rang(world)
    held = actions.read(taken(world).pk, by=world.staff("operator"), at=NOON)
    assert held.verdict.why == why
    assert held.number == ("" if why else NUMBER)


def test_a_forbidden_number_is_on_no_page_and_the_page_says_why_and_names_nobody(world: World) -> None:
    file = known(world, SafeContact(asked=True, never_call=True), by=world.staff("lawyer", office=world.house))
    rang(world)
    now = dt.datetime.now(dt.UTC)
    row = taken(world, at=now)
    client, where = signed_in(world.staff("operator")), reverse("callback", kwargs={"id": row.pk})
    page = client.get(where).content.decode()
    assert "asked never to be called" in page
    assert "9991234567" not in page
    assert str(file.pk) not in page
    for go in ("reached", "nobody"):
        post(client, where, go=go)
    row.refresh_from_db()
    assert (row.done_at, row.tries) == (None, 0)
    post(client, where, go="other")
    row.refresh_from_db()
    assert row.outcome == "other_way"


def test_a_rule_that_came_after_the_number_was_shown_still_binds(world: World) -> None:
    rang(world)
    row = taken(world)
    assert actions.read(row.pk, by=world.staff("operator"), at=NOON).number
    known(world, SafeContact(asked=True, never_call=True))
    with pytest.raises(reaching.NotToBeCalled):
        actions.reached(row.pk, by=world.staff("operator"), at=NOON)


def test_the_employers_number_is_not_called_and_what_was_said_in_a_call_binds_too(world: World) -> None:
    rang(world)
    row, operator = taken(world), world.staff("operator")
    calls.write(once.fresh_form(), Call(phone="8 999 123-45-67", may_call="sms"), by=operator, at=NOON)
    assert actions.read(row.pk, by=operator, at=NOON).verdict.why == "other_way"
    known(world, SafeContact(asked=True), whose="employer")
    assert actions.read(row.pk, by=operator, at=NOON).verdict.why == "danger"


def test_who_may_be_called_on_sundays_comes_back_into_the_list_on_sunday(world: World) -> None:
    known(world, SafeContact(asked=True, hours=(Hours((6,), dt.time(10), dt.time(12)),), zone="Asia/Dushanbe"))
    rang(world)
    row, operator = taken(world), world.staff("operator")
    when = actions.wait_for_their_hour(row.pk, by=operator, at=NOON)
    assert when == dt.datetime(2026, 11, 29, 5, 0, tzinfo=dt.UTC)
    assert [one.by for one in queries.due(seen_by=operator, at=NOON)] == [when]


def test_no_call_back_is_promised_to_who_must_not_be_called(world: World) -> None:
    client = signed_in(world.staff("operator"))
    answer = post(client, "/desk/call/", go="back:15", form="f" * 32, text="x", may_call="never")
    row = Enquiry.objects.get()
    assert row.call_back_by is None
    assert "may not be called" in client.get(answer.headers["Location"]).content.decode()


# -- counted --------------------------------------------------------------------------------------------------------------


def test_the_share_in_time_counts_whose_time_has_come_and_leaves_out_who_asked_not_to_be_called(world: World) -> None:
    operator = world.staff("operator")
    for number, tried in ((1, 30), (2, 61), (3, None), (4, None)):
        rang(world, f"+7999000000{number}", NOON)
        row = MissedCall.objects.filter(done_at__isnull=True, tries=0, taken_by=None).get()
        if tried:
            actions.take(row.pk, by=operator, at=NOON + tried * MINUTE)
            actions.nobody_answered(row.pk, by=operator, at=NOON + tried * MINUTE)
        else:
            actions.take(row.pk, by=operator, at=NOON)
            if number == 4:
                actions.settle(row.pk, "other_way", by=operator, at=NOON)
    week = queries.weeks(seen_by=operator, at=NOON + 30 * MINUTE)[0]
    assert (week.in_time, week.of, week.share) == (1, 2, 50)
    week = queries.weeks(seen_by=operator, at=NOON + 120 * MINUTE)[0]
    assert (week.monday, week.in_time, week.of) == (dt.date(2026, 11, 23), 1, 3)


def test_another_organisation_and_other_roles_see_no_missed_call(world: World) -> None:
    rang(world)
    row = MissedCall.objects.get()
    for somebody in (world.staff("operator", office=world.house), world.staff("analyst")):
        with pytest.raises(Absent):
            actions.take(row.pk, by=somebody, at=NOON)


def test_a_pasted_list_with_a_fault_is_shown_again_whole_and_nothing_is_entered(world: World) -> None:
    client, address = signed_in(world.staff("operator")), reverse("callbacks")
    text = f"{NUMBER}\nnobody; 14:05\n"
    answer = post(client, address, list=text, form="f" * 32)
    assert answer.status_code == 400
    assert "Line 2: This is no telephone number." in answer.content.decode()
    assert text in answer.content.decode()
    assert not MissedCall.objects.exists()
    for _again in range(2):
        post(client, address, list=f"{NUMBER}\n+79990000001; 00:00", form="f" * 32)
    assert sorted(MissedCall.objects.values_list("count", flat=True)) == [1, 1]
