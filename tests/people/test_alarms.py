"""What is tried in vain is counted and told: bounded, without what was typed, the forbidden like the absent."""

from __future__ import annotations

import datetime as dt
import stat
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from hamroh.people.alarms import actions, jobs, watch
from hamroh.people.alarms.models import NOBODY_KNOWN, Attempt
from hamroh.people.models import Person
from hamroh.protection.models import Enquiry, Intake
from hamroh.record import queries as told, seals
from hamroh.record.models import Entry
from hamroh.shell import once
from hamroh.shell.refusals import Refusal
from tests.people.conftest import NOON, World, signed_in as signed_in_before
from tests.record.conftest import own_keys

__all__ = ["own_keys"]  # keys and seals of the test's own


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "strangers", watch.Strangers())


def sent(client: Client, name: str, *args: Any, **fields: str) -> Any:
    return client.post(reverse(name, args=args), urlencode(fields), content_type="application/x-www-form-urlencoded")


def signed_in(staff: Any) -> Client:
    """Somebody signed in who has not been refused anything yet."""
    desk = signed_in_before(staff)
    Attempt.objects.filter(who=staff.pk).delete()
    return desk


def counted() -> dict[tuple[str, uuid.UUID], int]:
    return {(row.refusal, row.who): row.count for row in Attempt.objects.all()}


def test_wrong_passwords_are_counted_by_name_and_what_strangers_type_as_a_name_is_kept_nowhere(world: World) -> None:
    staff, typed = world.staff("operator"), "my-secret-password-in-the-wrong-field"
    for name in (staff.email, staff.email.upper(), typed + "@example.org"):
        sent(Client(), "account_login", login=name, password="wrong wrong wrong")
    assert counted() == {("password", staff.pk): 2, ("password", NOBODY_KNOWN): 1}
    kept = repr([list(Attempt.objects.values()), list(Entry.objects.values())])
    assert typed not in kept
    assert [entry.sentence("en").partition(":")[0] for entry in told.entries(about=staff.pk)] == ["Wrong passwords"]


def test_a_forbidden_file_and_one_that_does_not_exist_are_counted_alike(world: World) -> None:
    staff, file = world.staff("operator"), world.person()
    desk = signed_in(staff)
    told_of = []
    for id in (file.pk, uuid.uuid4()):
        assert desk.get(reverse("person", args=[id])).status_code == 404
        row = Attempt.objects.get()
        told_of.append((row.refusal, row.who, row.count))
        assert str(id) not in repr([list(Attempt.objects.values()), list(Entry.objects.values())])
    assert told_of == [("absent", staff.pk, 1), ("absent", staff.pk, 2)]
    assert desk.get("/desk/no-such-page/").status_code == 404
    assert Attempt.objects.get().count == 3


def test_a_flood_is_one_row_and_a_handful_of_lines_in_the_record(world: World) -> None:
    staff = world.staff("operator")
    for minute in range(120):
        actions.count(Refusal.ABSENT, staff.pk, at=NOON + dt.timedelta(seconds=minute))
    assert Attempt.objects.count() == 1
    assert Entry.objects.count() == 3  # the 1st, the 10th, the 100th
    later = NOON + dt.timedelta(hours=2)
    assert (actions.note_sums(later), actions.note_sums(later)) == (1, 0)
    assert "120 in the hour from" in told.entries(about=staff.pk)[0].sentence("en")


def test_strangers_who_cost_nothing_to_refuse_are_written_once_a_minute() -> None:
    many = watch.Strangers()
    now = [many.add(Refusal.FORGED, at) for at in (0.0, 1.0, 2.0, 59.0, 61.0)]
    assert now == [1, 0, 0, 0, 4]


def test_one_password_tried_on_many_names_is_an_alarm_though_no_name_is_locked(world: World) -> None:
    for role in ("operator", "lawyer", "intake", "consular", "analyst"):
        actions.count(Refusal.PASSWORD, world.staff(role).pk, at=NOON)
    alarms = Attempt.objects.filter(alarmed_at__isnull=False)
    assert [(one.refusal, one.who) for one in alarms] == [("many_names", NOBODY_KNOWN)]


def test_whoever_watches_is_told_on_every_page_looks_into_it_and_it_is_on_record(world: World) -> None:
    thief, security = world.staff("operator"), world.staff("security")
    for _ in range(3):
        actions.count(Refusal.SECOND_STEP, thief.pk, at=dt.datetime.now(dt.UTC))
    desk = signed_in(security)
    assert '<b class="tag t-unv">1</b>' in desk.get(reverse("desk")).content.decode()
    text = desk.get(reverse("alarms")).content.decode()
    assert "Wrong second steps after the right password: 3" in text
    assert thief.full_name in text
    row = Attempt.objects.get()
    sent(desk, "alarm_seen", row.pk)
    assert "No alarm waits." in desk.get(reverse("alarms")).content.decode()
    entry = told.entries(about=thief.pk)[0]
    assert (entry.kind, entry.by) == ("staff.alarm_seen", security.pk)


def test_a_security_officer_sees_their_organisation_and_nobody_clears_what_was_tried_in_their_own_name(
    world: World,
) -> None:
    mine, other = world.staff("security"), world.staff("security", office=world.house)
    world.staff("administrator")
    for one in (mine, other):
        for _ in range(10):
            actions.count(Refusal.ABSENT, one.pk, at=dt.datetime.now(dt.UTC))
    desk = signed_in(mine)
    assert "No alarm waits." in desk.get(reverse("alarms")).content.decode()
    for row in Attempt.objects.all():
        assert sent(desk, "alarm_seen", row.pk).status_code == 404


def test_a_form_from_elsewhere_is_counted(world: World) -> None:
    forged = Client(enforce_csrf_checks=True)
    assert sent(forged, "account_login", login="a@example.org", password="b").status_code == 403
    assert counted() == {("forged", NOBODY_KNOWN): 1}


def test_the_operators_command_is_given_each_alarm_once_and_no_name(
    world: World, tmp_path: Path, settings: Any
) -> None:
    heard, script = tmp_path / "heard", tmp_path / "tell"
    script.write_text(f"#!/bin/sh\ncat >> {heard}\n")
    script.chmod(stat.S_IRWXU)
    staff = world.staff("operator")
    for _ in range(5):
        actions.count(Refusal.PASSWORD, staff.pk, at=NOON)
    settings.ALARM_COMMAND = str(tmp_path / "missing")
    with pytest.raises(jobs.NotTold):
        jobs.tell(NOON)
    settings.ALARM_COMMAND = str(script)
    assert [jobs.tell(NOON), jobs.tell(NOON)] == ["1 alarms told", "nothing to tell"]
    assert heard.read_text() == "hamroh alarm: password, 5 in the hour from 2026-11-28 12:00 UTC\n"


def test_a_clock_that_was_set_back_is_said_and_nothing_is_stored(world: World, own_keys: Any) -> None:
    desk, later = signed_in(world.staff("operator")), dt.datetime.now(dt.UTC) + dt.timedelta(days=5)
    actions.count(Refusal.ABSENT, world.staff("lawyer").pk, at=later)
    assert seals.seal(later + dt.timedelta(days=2))
    noted = Entry.objects.count()
    answer = sent(desk, "person_new", full_name="Zarina Invented", sure="yes")
    assert answer.status_code == 503
    assert "The desk cannot work now" in answer.content.decode()
    assert (Entry.objects.count(), Person.objects.count()) == (noted, 0)
    # Nor is a report from the public: its page says so, and the words are still there.
    Intake.objects.create(organisation=world.hotline)
    answer = sent(Client(), "report", "en", form=once.fresh_form(), go="send", text="They keep my pay.")
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "Your text is still here" in page
    assert "They keep my pay." in page
    assert (Entry.objects.count(), Enquiry.objects.count()) == (noted, 0)
