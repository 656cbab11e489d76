"""Answers are looked at again by somebody else, the untrained close nothing alone, and no shift ends in silence."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from hamroh.people.models import Training
from hamroh.people.walls import Absent
from hamroh.protection.enquiries import actions as enquiries, calls, queries as asked
from hamroh.protection.enquiries.calls import Call
from hamroh.protection.handover import actions as handovers, queries as sheets
from hamroh.protection.models import Enquiry, Handover, Intake, Review
from hamroh.protection.review import actions, drawing, queries
from hamroh.record import queries as record
from hamroh.shell import once
from tests.people.conftest import LONG_AGO, NOON, World, signed_in

FORM = "application/x-www-form-urlencoded"
GOOD = {"answer": "right", "danger": "none", "tone": "good", "words": "", "open_again": False}


def trained(world: World, name: str = "trained", *, until: dt.date = dt.date(2027, 1, 1)) -> Any:
    somebody = world.staff("operator", name=name)
    Training.objects.create(
        staff=somebody, kind="law", passed_on=LONG_AGO.date(), expires_on=until, entered_by=world.staff("supervisor")
    )
    return somebody


def closed(world: World, by: Any, confirmed_by: Any = None) -> Enquiry:
    row = calls.write(once.fresh_form(), Call(text="x"), by=by, at=NOON).row
    if not enquiries.close(row.pk, by=by, at=NOON):
        assert enquiries.close(row.pk, by=confirmed_by, at=NOON)
    row.refresh_from_db()
    return row


@pytest.fixture
def all_drawn(world: World) -> World:
    Intake.objects.create(organisation=world.hotline, review_percent=100)
    return world


# -- who may close alone --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "alone"),
    [(dt.date(2026, 11, 29), True), (dt.date(2026, 11, 28), False), (dt.date(2026, 3, 1), False), (None, False)],
)
def test_without_a_training_that_holds_today_closing_is_only_asked_for(
    world: World, until: dt.date | None, alone: bool
) -> None:
    operator = trained(world, until=until) if until else world.staff("operator")
    row = calls.write(once.fresh_form(), Call(text="x"), by=operator, at=NOON).row
    for _twice in range(2):
        assert enquiries.close(row.pk, by=operator, at=NOON) is alone
    row.refresh_from_db()
    assert (row.closed_at is not None) is alone
    assert row.closing_asked_by_id == (None if alone else operator.pk)


def test_a_training_ends_with_the_day_of_the_office(world: World) -> None:
    operator = trained(world, until=dt.date(2026, 11, 29))
    # 20:00 in London is 01:00 of the next day in Dushanbe.
    assert asked.may_close_alone(operator, at=NOON + dt.timedelta(hours=6))
    assert not asked.may_close_alone(operator, at=NOON + dt.timedelta(hours=8))


def test_two_who_are_untrained_close_nothing_together(world: World) -> None:
    row = calls.write(once.fresh_form(), Call(text="x"), by=world.staff("operator"), at=NOON).row
    for name in ("operator of dushanbe", "second"):
        assert not enquiries.close(row.pk, by=world.staff("operator", name=name), at=NOON)
    assert enquiries.close(row.pk, by=world.staff("lawyer"), at=NOON)


# -- drawn ----------------------------------------------------------------------------------------------------------------


def test_two_in_a_hundred_are_drawn_always_the_same_and_only_the_key_tells_which() -> None:
    many = [uuid.UUID(int=n) for n in range(20_000)]

    def drawn(key: bytes, per_cent: int = 2) -> set[uuid.UUID]:
        return {one for one in many if drawing.is_drawn(one, key=key, per_cent=per_cent)}

    ours, theirs = drawn(b"our key"), drawn(b"another site's key")
    # Binomial with n = 20,000 and p = 0.02: five standard deviations are 99.
    assert abs(len(ours) - 400) < 99
    assert drawn(b"our key") == ours
    # Of 400 the other key would draw 8 by chance.
    assert len(ours & theirs) < 30
    assert drawn(b"our key", 100) == set(many)


def test_closing_draws_one_review_however_often_it_is_opened_and_closed(all_drawn: World) -> None:
    lawyer = all_drawn.staff("lawyer")
    row = closed(all_drawn, lawyer)
    enquiries.open_again(row.pk, by=lawyer, at=NOON)
    assert not queries.to_review(seen_by=all_drawn.staff("supervisor"), at=NOON).exists()
    enquiries.close(row.pk, by=lawyer, at=NOON)
    assert Review.objects.count() == 1


def test_nobody_reviews_what_they_had_a_hand_in(all_drawn: World) -> None:
    operator, lawyer = all_drawn.staff("operator"), all_drawn.staff("lawyer")
    other, supervisor = all_drawn.staff("lawyer", name="second"), all_drawn.staff("supervisor")
    closed(all_drawn, operator, confirmed_by=lawyer)
    row = Review.objects.get()
    assert row.answered_by == operator
    for somebody, sees in ((operator, False), (lawyer, False), (other, True), (supervisor, True)):
        assert queries.to_review(seen_by=somebody, at=NOON).exists() is sees, somebody.full_name
    assert not queries.to_review(seen_by=all_drawn.staff("lawyer", office=all_drawn.house), at=NOON).exists()
    with pytest.raises(Absent):
        actions.record(row.pk, **GOOD, by=lawyer, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.update(done_by=operator, done_at=NOON, answer="right", danger="none", tone="good")


def test_a_fault_needs_words_and_the_operator_reads_them_and_the_enquiry_waits_again(all_drawn: World) -> None:
    operator, lawyer, supervisor = (all_drawn.staff(role) for role in ("operator", "lawyer", "supervisor"))
    row = closed(all_drawn, operator, confirmed_by=lawyer)
    where = reverse("answer_review", kwargs={"id": Review.objects.get().pk})
    client = signed_in(supervisor)
    told = {"answer": "wrong", "danger": "missed", "tone": "hard", "open_again": "on"}
    assert client.post(where, urlencode(told), content_type=FORM).status_code == 400
    assert client.post(where, urlencode({**told, "words": "Wages: three months"}), content_type=FORM).status_code == 302
    row.refresh_from_db()
    assert (row.closed_at, row.taken_by_id, row.answered_at) == (None, None, None)
    mine = signed_in(operator)
    page = mine.get(reverse("reviews")).content.decode()
    assert "Wages: three months" in page
    assert "Wrong: the person must be told" in page
    mine.post(reverse("review_read", kwargs={"id": Review.objects.get().pk}), "", content_type=FORM)
    assert Review.objects.get().read_at is not None
    kinds = {entry.kind for entry in record.entries(about=row.pk)}
    assert {"protection.reviewed", "protection.enquiry_opened_again", "protection.review_read"} <= kinds
    assert client.get(where).status_code == 404
    assert b"three months" not in bytes(Review.objects.get().sealed or b"")


# -- handing over ---------------------------------------------------------------------------------------------------------


def test_the_sheet_gathers_what_is_open_and_names_nobody(world: World) -> None:
    operator = world.staff("operator")
    calls.write(once.fresh_form(), Call(name="Zarina Invented", phone="+79991234567"), by=operator, at=NOON)
    calls.write(once.fresh_form(), Call(text="x", danger=("child",)), by=operator, at=NOON)
    promised = calls.write(once.fresh_form(), Call(text="x"), by=operator, at=NOON).row
    calls.promise_call_back(promised.pk, within=dt.timedelta(hours=1), by=operator, at=NOON)
    waiting = calls.write(once.fresh_form(), Call(text="x"), by=operator, at=NOON).row
    enquiries.close(waiting.pk, by=operator, at=NOON)
    Intake.objects.create(organisation=world.hotline)
    enquiries.receive_report("r" * 32, text="told", language="tg", at=NOON)
    seen = sheets.sheet(seen_by=operator, at=NOON)
    parts = (seen.danger, seen.call_backs, seen.unfinished, seen.reports, seen.closings)
    assert [len(part) for part in parts] == [1, 1, 1, 1, 1]
    page = signed_in(operator).get(reverse("handover")).content.decode()
    for secret in ("Zarina", "9991234567", "told"):
        assert secret not in page
    assert sheets.sheet(seen_by=world.staff("operator", office=world.house), at=NOON).open == 0


def test_a_long_list_is_said_to_be_cut_but_for_those_in_danger_and_no_unread_line_drops_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "EACH", 2)
    monkeypatch.setattr(sheets, "KEPT_SHOWN", 1)
    operator = world.staff("operator")
    for danger in (("violence",), ()):
        for _ in range(3):
            calls.write(once.fresh_form(), Call(text="told", danger=danger), by=operator, at=NOON)
        sheet = sheets.sheet(seen_by=operator, at=NOON)
    assert (len(sheet.danger), len(sheet.unfinished), sheet.cut) == (3, 2, True)
    for hours in range(3):
        handovers.leave("x", form=once.fresh_form(), by=operator, at=NOON + dt.timedelta(hours=hours))
    coming = world.staff("intake")
    assert len(sheets.handed_over(seen_by=coming, at=NOON)) == sheets.unread.count(seen_by=coming, at=NOON) == 3


def test_who_leaves_writes_a_line_who_comes_confirms_it_and_both_are_in_the_record(world: World) -> None:
    leaving, coming = world.staff("operator"), world.staff("intake")
    client, address = signed_in(leaving), reverse("handover")
    assert client.post(address, urlencode({"words": " "}), content_type=FORM).status_code == 400
    for _twice in range(2):
        client.post(address, urlencode({"words": "Ring the court at nine", "form": "h" * 32}), content_type=FORM)
    row = Handover.objects.get()
    # Gone back and written anew: said to be kept, and kept.
    client.post(address, urlencode({"words": "Ring the ward at ten", "form": "h" * 32}), content_type=FORM)
    Handover.objects.exclude(pk=row.pk).get().delete()
    assert not handovers.confirm(row.pk, by=leaving, at=NOON)
    assert sheets.unread.count(seen_by=coming, at=NOON) == 1
    other = signed_in(coming)
    assert "Ring the court at nine" in other.get(address).content.decode()
    other.post(reverse("confirm_handover", kwargs={"id": row.pk}), "", content_type=FORM)
    row.refresh_from_db()
    assert row.read_by == coming
    kinds = [entry.kind for somebody in (leaving, coming) for entry in record.entries(by=somebody.pk)]
    assert kinds == [*["protection.shift_handed_over"] * 2, "protection.shift_taken_over"]
    assert "Ring the court at nine" in client.get(address).content.decode()
    with pytest.raises(Absent):
        handovers.confirm(row.pk, by=world.staff("operator", office=world.khujand), at=NOON)
    assert b"court" not in bytes(row.sealed)
