"""Safe-contact rules bind every message: at the writing, at the sending, by machine and by hand."""

from __future__ import annotations

import datetime as dt
import json
import uuid
import zoneinfo
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from hypothesis import given, strategies as st

from hamroh.people.persons import actions as files
from hamroh.people.persons.contact import Channel, Hours, SafeContact
from hamroh.people.persons.models import Part, PersonPart
from hamroh.people.walls import Absent
from hamroh.protection.enquiries import calls
from hamroh.protection.enquiries.calls import Call
from hamroh.protection.models import Intake, OutgoingMessage
from hamroh.protection.outgoing import actions, gateway, neutral, queries, reaching
from hamroh.protection.outgoing.reaching import Known, judge
from hamroh.shell import once
from tests.people.conftest import NOON, World, signed_in

FORM = "application/x-www-form-urlencoded"
NUMBER = "+992900000001"
HOUR = dt.timedelta(hours=1)
DUSHANBE = "Asia/Dushanbe"
YES = SafeContact(asked=True, leave_no_message=False)

# -- every rule, every channel, every moment --------------------------------------------------------------------------------

ZONES = ["", DUSHANBE, "Europe/Moscow", "Asia/Vladivostok"]
times = st.times(min_value=dt.time(0), max_value=dt.time(23, 59)).map(lambda t: t.replace(second=0, microsecond=0))
hours = st.builds(Hours, st.lists(st.integers(0, 6), min_size=1, max_size=4, unique=True).map(tuple), times, times)
rules = st.builds(
    SafeContact,
    asked=st.booleans(),
    never_call=st.booleans(),
    only_sms=st.booleans(),
    leave_no_message=st.booleans(),
    say_you_are=st.sampled_from(["", "the clinic"]),
    hours=st.lists(hours, max_size=2).map(tuple),
    zone=st.sampled_from(ZONES),
)
known = st.builds(Known, rules, dangerous=st.booleans(), own=st.booleans(), subject=st.booleans())
moments = st.integers(0, 14 * 24 * 60).map(lambda n: NOON + dt.timedelta(minutes=n))


def forbidden(one: Known, channel: Channel, at: dt.datetime, number: str) -> str:
    """Why one set of rules forbids a message, said once more in other words than the program's."""
    told = one.rules
    if one.dangerous:
        return "the number of somebody dangerous"
    if channel in ("sms", "messenger") and one.subject and not one.own and told.leave_no_message:
        return "somebody else reads it"
    if not told.asked:
        return ""
    if channel == "call" and told.never_call:
        return "never call"
    if channel != "sms" and told.only_sms:
        return "only SMS"
    if channel == "letter" or not told.hours:
        return ""
    zones = [told.zone] if told.zone else list(reaching.zones_of(number))
    for zone in zones:
        there = at.astimezone(zoneinfo.ZoneInfo(zone))
        minute = there.weekday() * 1440 + there.hour * 60 + there.minute
        open_ = False
        for span in told.hours:
            since, until = (t.hour * 60 + t.minute for t in (span.since, span.until))
            length = (until - since) if since <= until else until - since + 1440
            open_ |= any((minute - day * 1440 - since) % (7 * 1440) < length for day in span.weekdays)
        if not open_:
            return "not at this hour"
    return "" if zones else "the hour there is not known"


@given(
    st.lists(known, max_size=3),
    st.sampled_from(list(Channel)),
    moments,
    st.sampled_from([NUMBER, "+79991234567", "12345"]),
)
def test_no_set_of_rules_lets_a_forbidden_message_out(
    told: list[Known], channel: Channel, at: dt.datetime, number: str
) -> None:
    verdict = judge(told, channel, at, number=number)
    asked = any(one.subject and one.rules.asked for one in told)
    against = [why for one in told if (why := forbidden(one, channel, at, number))]
    assert verdict.now == (asked and not against)
    if verdict.when is not None:
        assert verdict.when > at
        assert judge(told, channel, verdict.when, number=number).now
    if verdict.why == "hours":
        assert verdict.when is not None


# -- on its way --------------------------------------------------------------------------------------------------------------


def person(world: World, safe: SafeContact, *, whose: str = "own", by: str = "operator") -> Any:
    phone = {"said": NUMBER, "e164": NUMBER, "whose": whose}
    parts = {Part.CONTACT: {"phones": [phone], "safe": safe.plain()}}
    return files.open_file(parts, by=world.staff(by), at=NOON)


def now_they_say(file: Any, safe: SafeContact, *, number: str = NUMBER) -> None:
    from hamroh.people.persons import content

    kept = {"phones": [{"said": number, "e164": number, "whose": "own"}], "safe": safe.plain()}
    PersonPart.objects.filter(person=file, part="contact").update(sealed=content.sealed(file.pk, "contact", kept))


def written(world: World, file: Any, channel: str = "sms", *, at: dt.datetime = NOON, **more: Any) -> OutgoingMessage:
    operator = world.staff("operator")
    subject = queries.subject(person=file.pk, enquiry=None, seen_by=operator, at=at)
    told = {"to": NUMBER, "template": "ring_us", "language": "tg", "form": once.fresh_form(), **more}
    return actions.write(subject, channel, **told, by=operator, at=at)


@pytest.fixture
def phone(tmp_path: Path) -> Any:
    """A real program for the way out; what left stands in its file."""
    left = tmp_path / "left"
    left.touch()
    out = gateway.Command(("tee", "-a", str(left)))

    def sent(at: dt.datetime) -> list[dict[str, str]]:
        actions.send_due(at, out)
        return [json.loads(line) for line in left.read_text(encoding="utf-8").splitlines()]

    return sent


def test_an_sms_leaves_once_in_their_language_and_says_who_they_asked_us_to_be(world: World, phone: Any) -> None:
    row = written(world, person(world, SafeContact(asked=True, say_you_are="дармонгоҳ")))
    for _again in range(3):
        left = phone(NOON)
    assert left == [
        {"id": str(row.pk), "number": NUMBER, "text": neutral.text("ring_us", "tg", say_you_are="дармонгоҳ")}
    ]
    row.refresh_from_db()
    assert (row.state, row.sent_by) == ("sent", None)


@pytest.mark.parametrize(
    ("safe", "channel", "why"),
    [
        (SafeContact(), "sms", "not_asked"),
        (SafeContact(asked=True, never_call=True), "call", "never"),
        (SafeContact(asked=True, only_sms=True), "messenger", "other_way"),
        (SafeContact(asked=True, only_sms=True), "letter", "other_way"),
    ],
)
def test_what_is_forbidden_is_not_even_written(world: World, safe: SafeContact, channel: str, why: str) -> None:
    with pytest.raises(actions.NotAllowed) as refused:
        written(world, person(world, safe), channel, to=NUMBER if channel != "letter" else "Invented street")
    assert refused.value.why == why
    assert not OutgoingMessage.objects.exists()


def test_a_telephone_of_the_family_gets_no_message_where_none_may_be_left(world: World) -> None:
    with pytest.raises(actions.NotAllowed, match="others"):
        written(world, person(world, SafeContact(asked=True), whose="family"))
    assert written(world, person(world, YES, whose="own")).state == "waiting"


@pytest.mark.parametrize(
    ("then", "why"),
    [
        (SafeContact(), "not_asked"),
        (SafeContact(asked=True, never_call=True), ""),
        (SafeContact(asked=True, say_you_are="the clinic"), "neutral"),
        (SafeContact(asked=True, hours=(Hours((0,), dt.time(1), dt.time(1)),)), "zone"),
    ],
)
def test_a_rule_that_came_after_the_writing_holds_the_message_and_its_owner_is_told(
    world: World, phone: Any, then: SafeContact, why: str
) -> None:
    file = person(world, YES)
    row = written(world, file, template="", text="Your letter has come")
    now_they_say(file, then)
    assert bool(phone(NOON)) is (not why)
    row.refresh_from_db()
    assert (row.state, row.held_why) == (("held", why) if why else ("sent", ""))
    if why:
        assert phone(NOON + 1000 * HOUR) == []
        page = signed_in(world.staff("operator")).get(reverse("outgoing")).content.decode()
        assert "Held back." in page


def test_a_number_taken_out_of_the_file_gets_nothing_more(world: World, phone: Any) -> None:
    file = person(world, YES)
    row = written(world, file)
    now_they_say(file, YES, number="+992900000002")
    assert phone(NOON) == []
    row.refresh_from_db()
    assert row.held_why == "gone"


def test_a_rule_in_another_organisations_file_of_the_same_number_binds(world: World, phone: Any) -> None:
    written(world, person(world, YES))
    theirs = {"phones": [{"said": NUMBER, "e164": NUMBER, "whose": "employer"}], "safe": {}}
    files.open_file({Part.CONTACT: theirs}, by=world.staff("lawyer", office=world.house), at=NOON)
    assert phone(NOON) == []


def test_it_waits_for_their_hour_in_their_own_time(world: World, phone: Any) -> None:
    # NOON is a Saturday, 15:00 in Moscow.
    file = person(world, SafeContact(asked=True, hours=(Hours((6,), dt.time(10), dt.time(12)),), zone="Europe/Moscow"))
    row = written(world, file)
    assert row.not_before == dt.datetime(2026, 11, 29, 7, 0, tzinfo=dt.UTC)
    assert phone(row.not_before - HOUR) == []
    now_they_say(file, SafeContact(asked=True, hours=(Hours((6,), dt.time(11), dt.time(12)),), zone="Europe/Moscow"))
    assert phone(row.not_before) == []
    assert len(phone(row.not_before + HOUR)) == 1


def test_what_the_gateway_refuses_is_tried_again_later_and_then_told(world: World) -> None:
    row, at = written(world, person(world, YES)), NOON
    for _attempt in range(5):
        actions.send_due(at, gateway.Command(("false",)))
        row.refresh_from_db()
        at = max(row.not_before, at)
    assert (row.state, row.attempts) == ("failed", 5)
    assert [one.pk for one in queries.to_do(seen_by=world.staff("operator"), at=at)] == [row.pk]
    with pytest.raises(gateway.NotHanded) as refused:
        gateway.Command(("no-such-program",)).hand(uuid.UUID(int=1), NUMBER, "secret")
    assert NUMBER not in repr(refused.value)


def test_by_hand_it_is_judged_when_it_is_taken_and_two_do_not_send_it(world: World) -> None:
    file, operator = person(world, YES), world.staff("operator")
    row, other = written(world, file, "call"), world.staff("operator", name="second")
    assert actions.take(row.pk, by=operator, at=NOON).to == NUMBER
    for refused in (actions.take, actions.mark_sent, actions.withdraw):
        with pytest.raises(actions.Taken):
            refused(row.pk, by=other, at=NOON)
    now_they_say(file, SafeContact(asked=True, never_call=True))
    held = actions.take(row.pk, by=operator, at=NOON)
    assert (held.to, held.text, held.verdict.why) == ("", "", "never")
    with pytest.raises(actions.Taken):
        actions.mark_sent(row.pk, by=operator, at=NOON)


def test_what_was_sent_is_in_the_copy_for_the_person_and_a_merged_file_loses_no_message(
    world: World, phone: Any
) -> None:
    file, lawyer = person(world, YES, by="lawyer"), world.staff("lawyer")
    waiting = written(world, file, "call")
    written(world, file, template="", text="Your letter has come")
    phone(NOON)
    page = signed_in(lawyer).get(reverse("person_copy", kwargs={"id": file.pk})).content.decode()
    assert "Your letter has come" in page
    files.merge(person(world, YES, by="lawyer"), file, by=lawyer, at=NOON)
    assert [one.pk for one in queries.to_do(seen_by=world.staff("operator"), at=NOON)] == [waiting.pk]
    assert actions.take(waiting.pk, by=world.staff("operator"), at=NOON).to == NUMBER


def test_a_report_without_a_name_is_answered_by_its_code_only(world: World) -> None:
    from hamroh.protection.enquiries.actions import receive_report

    Intake.objects.create(organisation=world.hotline)
    operator = world.staff("operator")
    told = receive_report("r" * 32, text="told", contact=NUMBER, language="tg", at=NOON).enquiry
    with pytest.raises(Absent):
        queries.subject(person=None, enquiry=told.pk, seen_by=operator, at=NOON)
    call = calls.write(once.fresh_form(), Call(phone=NUMBER, may_call="sms"), by=operator, at=NOON).row
    assert queries.subject(person=None, enquiry=call.pk, seen_by=operator, at=NOON).numbers == (NUMBER,)


def test_the_way_of_an_operator_on_the_pages(world: World) -> None:
    file = person(world, SafeContact(asked=True, say_you_are="the clinic"))
    client, where = signed_in(world.staff("operator")), reverse("write_to_person", kwargs={"person": file.pk})
    assert where in client.get(reverse("person", kwargs={"id": file.pk})).content.decode()
    page = client.get(where).content.decode()
    assert "ин the clinic аст" in page
    told = {"channel": "sms", "to": NUMBER, "language": "en", "form": "f" * 32}
    refused = client.post(where, urlencode({**told, "template": "", "text": "own words"}), content_type=FORM)
    assert refused.status_code == 400
    for _twice in range(2):
        assert client.post(where, urlencode({**told, "template": "answer"}), content_type=FORM).status_code == 302
    row = OutgoingMessage.objects.get()
    where = reverse("message", kwargs={"id": row.pk})
    assert NUMBER not in client.get(where).content.decode()
    client.post(where, "go=take", content_type=FORM)
    page = client.get(where).content.decode()
    assert NUMBER in page
    assert "this is the clinic" in page
    client.post(where, "go=sent", content_type=FORM)
    row.refresh_from_db()
    assert (row.state, row.sent_by) == ("sent", world.staff("operator"))
    stranger = signed_in(world.staff("operator", office=world.house))
    assert stranger.get(where).status_code == 404
    assert stranger.get(reverse("write_to_person", kwargs={"person": file.pk})).status_code == 404
    for secret in (b"900000001", b"clinic"):
        assert secret not in bytes(row.sealed)


def test_no_neutral_text_names_us_or_what_it_is_about() -> None:
    for texts in neutral.TEMPLATES.values():
        for words in texts.values():
            for telling in (
                "hamroh",
                "ҳамроҳ",
                "хамро",
                "migra",
                "мигра",
                "муҳоҷир",
                "law",
                "закон",
                "қонун",
                "help",
                "помощ",
                "кӯмак",
            ):
                assert telling not in words.lower()
        assert all(len(words) + 20 <= actions.LONGEST[Channel.SMS] for words in texts.values())


def test_what_a_colleague_is_sending_is_not_put_back_to_leave_once_more(world: World) -> None:
    file, operator, other = person(world, YES), world.staff("operator"), world.staff("operator", name="second")
    row = written(world, file)
    assert actions.take(row.pk, by=operator, at=NOON).to == NUMBER
    now_they_say(file, SafeContact(asked=True, hours=(Hours((5,), dt.time(1), dt.time(2)),), zone=DUSHANBE))
    with pytest.raises(actions.Taken):
        actions.take(row.pk, by=other, at=NOON)
    actions.mark_sent(row.pk, by=operator, at=NOON)
    row.refresh_from_db()
    assert row.state == "sent"


def test_other_words_from_the_same_page_are_another_message_and_none_outlives_the_person(world: World) -> None:
    file, form = person(world, YES), once.fresh_form()
    for text in ("The court sits on Monday", "The court sits on Monday", "No: on Tuesday"):
        written(world, file, template="", text=text, form=form)
    assert OutgoingMessage.objects.count() == 2
    files.erase(file, reason="the person asked", by=None, at=NOON)
    assert not OutgoingMessage.objects.exists()


def test_nothing_more_leaves_from_an_organisation_whose_case_went_over(world: World, phone: Any) -> None:
    file = person(world, YES)
    row = written(world, file)
    file.involvements.update(until=NOON)
    assert phone(NOON + HOUR) == []
    row.refresh_from_db()
    assert row.state == "held"
