"""A case carried to its end: every day of the law has an owner, a referral shows what was agreed and falls away."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from hamroh.people.models import Concealment
from hamroh.people.persons import actions as files, queries as persons
from hamroh.people.persons.models import Part
from hamroh.people.walls import Absent, actions as wall
from hamroh.people.walls.rows import grant, seen_as
from hamroh.protection.cases import actions, queries
from hamroh.protection.enquiries import calls
from hamroh.protection.models import Case, CaseNote, Clock, Referral, Task
from hamroh.record import queries as record
from hamroh.rulebook.errors import FactError
from hamroh.shell import here, once
from hamroh.web import jobs, rulebook
from tests.people.conftest import NOON, World, signed_in

FORM = "application/x-www-form-urlencoded"
DAY = dt.timedelta(days=1)
FACTS = {
    "citizenship": ["TJ"], "destination": "RU", "in_country": True, "entered": "2026-11-20", "purpose": "work",
    "registered": False, "has_patent": False,
}  # fmt: skip
TOLD = {
    Part.IDENTITY: {"full_name": "Zarina Invented", "languages": ["tg"]},
    Part.CONTACT: {"phones": [{"said": "+79990000001", "e164": "+79990000001", "whose": "own"}], "safe": {}},
    Part.STORY: {"text": "She was not paid."},
    Part.HEALTH: {"text": "Something private."},
}


def post(client: Client, address: str, **fields: Any) -> Any:
    return client.post(address, urlencode(fields, doseq=True), content_type=FORM)


@pytest.fixture
def case(world: World) -> Case:
    """A case of unpaid wages, led by the lawyer of the hotline."""
    lawyer = world.staff("lawyer")
    file = files.open_file(TOLD, by=lawyer, at=NOON)
    return actions.open_case(file, "wages_withheld", summary="Three months", facts=FACTS, by=lawyer, at=NOON)


def refer(world: World, case: Case, *fields: str, **more: Any) -> Referral:
    told = {"agreed_how": "voice", "agreed_on": NOON.date(), "to": world.shelter, "by": world.staff("lawyer"), **more}
    return actions.refer_case(case.pk, fields=fields, at=NOON, **told)


# -- who sees it ---------------------------------------------------------------------------------------------------------


def test_a_case_is_seen_with_the_file_of_its_person_and_by_nobody_else(world: World, case: Case) -> None:
    assert queries.case(case.pk, seen_by=world.staff("lawyer"), at=NOON) == case
    assert queries.case(case.pk, seen_by=world.staff("supervisor"), at=NOON) == case
    for somebody in (
        world.staff("lawyer", name="another"),
        world.staff("operator"),
        world.staff("lawyer", office=world.house),
        world.staff("administrator"),
    ):
        with pytest.raises(Absent):
            queries.case(case.pk, seen_by=somebody, at=NOON)
        # Nor in a list, a count or on the board: who may see a name does not learn that there is a case.
        assert not queries.cases(seen_by=somebody, at=NOON).exists()
        assert not queries.board(seen_by=somebody, at=NOON + 30 * DAY)
        assert not queries.load(seen_by=somebody, at=NOON)


def test_a_case_that_complains_of_its_own_supervisor_is_absent_for_them(world: World, case: Case) -> None:
    Concealment.objects.create(person=case.person, staff=world.staff("supervisor"))
    with pytest.raises(Absent):
        queries.case(case.pk, seen_by=world.staff("supervisor"), at=NOON)
    assert not queries.board(seen_by=world.staff("supervisor"), at=NOON + 30 * DAY)


def test_the_database_itself_hides_every_row_of_a_case(world: World, case: Case, settings: Any) -> None:
    if connection.vendor != "postgresql":
        return
    settings.WEB_ROLE = "hamroh_web_cases"
    with connection.cursor() as cursor:
        cursor.execute("create role hamroh_web_cases")
    grant("hamroh_web_cases")
    lawyer = world.staff("lawyer")
    with transaction.atomic(), seen_as(lawyer):
        now = dt.datetime.now(dt.UTC)
        actions.add_note(case.pk, "x", form="n", by=lawyer, at=now)
        actions.set_task(case.pk, "x", owner=lawyer, due_on=now.date(), form="t", by=lawyer, at=now)
        actions.reckon(case, rulebook.book(), by=lawyer, at=now)
        assert Case.objects.count() == CaseNote.objects.count() == Task.objects.count() == 1
        assert Clock.objects.exists()
    with transaction.atomic(), seen_as(world.staff("lawyer", office=world.house)):
        for model in (Case, CaseNote, Task, Clock, Referral):
            assert model.objects.count() == 0


def test_nothing_readable_is_in_the_rows(world: World, case: Case) -> None:
    lawyer = world.staff("lawyer")
    actions.add_note(case.pk, "The foreman called her.", form="n", by=lawyer, at=NOON)
    actions.set_task(case.pk, "Write to the court", owner=lawyer, due_on=NOON.date(), form="t", by=lawyer, at=NOON)
    rows = [*Case.objects.values(), *CaseNote.objects.values(), *Task.objects.values()]
    text = repr([{k: bytes(v) if isinstance(v, memoryview) else v for k, v in row.items()} for row in rows])
    for secret in ("foreman", "court", "Three months", "Zarina", "2026-11-20"):
        assert secret not in text


# -- clocks --------------------------------------------------------------------------------------------------------------


def test_every_day_of_the_law_has_an_owner_from_the_beginning(world: World, case: Case) -> None:
    actions.reckon(case, rulebook.book(), by=None, at=NOON)
    clocks = list(Clock.objects.all())
    assert clocks
    assert all(clock.owner == case.lead for clock in clocks)
    dated = [clock for clock in clocks if clock.safe]
    assert dated
    assert all(clock.safe <= clock.latest for clock in dated)


def test_a_clock_is_given_to_a_colleague_who_is_let_in_and_never_to_the_one_complained_of(
    world: World, case: Case
) -> None:
    actions.reckon(case, rulebook.book(), by=None, at=NOON)
    clock, lawyer = Clock.objects.first(), world.staff("lawyer")
    assert clock is not None
    colleague, accused = world.staff("case_worker"), world.staff("case_worker", name="complained of")
    Concealment.objects.create(person=case.person, staff=accused)
    actions.take_clock(clock.pk, owner=colleague, by=lawyer, at=NOON)
    assert queries.case(case.pk, seen_by=colleague, at=NOON) == case
    for wrong in (accused, world.staff("operator"), world.staff("lawyer", office=world.house)):
        with pytest.raises(actions.NotAllowed):
            actions.take_clock(clock.pk, owner=wrong, by=lawyer, at=NOON)
    clock.refresh_from_db()
    assert clock.owner == colleague


def test_when_a_fact_moves_a_day_its_owner_is_told_from_which_to_which(world: World, case: Case) -> None:
    lawyer, book = world.staff("lawyer"), rulebook.book()
    actions.reckon(case, book, by=lawyer, at=NOON)
    before = {clock.provision: clock.safe for clock in Clock.objects.all()}
    row = actions.change(case.pk, {"facts": {**FACTS, "entered": "2026-11-24"}}, edition=1, by=lawyer, at=NOON)
    assert actions.reckon(row, book, by=lawyer, at=NOON) > 0
    moved = [clock for clock in Clock.objects.all() if clock.moved_at]
    assert moved
    for clock in moved:
        assert clock.safe_before == before[clock.provision] != clock.safe
        assert clock.moved_by_facts
        assert not clock.rulebook_before
    assert {one.why for one in queries.board(seen_by=lawyer, at=NOON)} >= {"moved"}
    actions.clock_seen(moved[0].pk, by=lawyer, at=NOON)
    moved[0].refresh_from_db()
    assert moved[0].moved_at is None


def test_when_the_law_changes_open_cases_are_asked_again_by_the_job(world: World, case: Case) -> None:
    actions.reckon(case, rulebook.book(), by=None, at=NOON)
    before = "0123456789abcdef"
    Clock.objects.update(rulebook=before, safe=dt.date(2020, 1, 1), latest=dt.date(2020, 1, 1))
    said = jobs.ask_open_cases_again(NOON)
    assert said.startswith("1 cases asked again")
    assert all(c.safe_before == dt.date(2020, 1, 1) for c in Clock.objects.all() if c.moved_at)
    assert Clock.objects.filter(moved_at__isnull=False).exists()
    assert jobs.ask_open_cases_again(NOON).startswith("the law is the one")
    kinds = {entry.kind for entry in record.entries(about=case.person_id)}
    assert "protection.clock_moved" in kinds
    # The owner is told why, and can read what stood before.
    page = signed_in(world.staff("lawyer")).get(f"/desk/cases/{case.pk}/").content.decode()
    assert "the law was changed" in page
    assert "what is known of the case was changed" not in page
    assert f"/law/digest/{before}/" in page
    assert f'href="/desk/persons/{case.person_id}/seen/"' in page


def test_what_is_done_is_not_moved_any_more(world: World, case: Case) -> None:
    lawyer = world.staff("lawyer")
    actions.reckon(case, rulebook.book(), by=None, at=NOON)
    for clock in Clock.objects.all():
        actions.clock_done(clock.pk, by=lawyer, at=NOON)
    row = actions.change(case.pk, {"facts": {**FACTS, "entered": "2026-11-24"}}, edition=1, by=lawyer, at=NOON)
    assert actions.reckon(row, rulebook.book(), by=lawyer, at=NOON) == 0


# -- two people ----------------------------------------------------------------------------------------------------------


def test_of_two_who_change_the_same_case_the_second_sees_both_and_nothing_is_overwritten(
    world: World, case: Case
) -> None:
    lawyer = world.staff("lawyer")
    actions.change(case.pk, {"summary": "31,000"}, edition=1, by=lawyer, at=NOON)
    with pytest.raises(actions.Stale) as stale:
        actions.change(case.pk, {"summary": "33,000"}, edition=1, by=lawyer, at=NOON)
    assert stale.value.stands["summary"] == "31,000"
    answer = post(signed_in(lawyer), reverse("case", kwargs={"id": case.pk}), edition=1, summary="33,000")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "31,000" in page
    assert "33,000" in page


def test_two_hundred_conflicts_are_two_hundred_times_shown(world: World, case: Case) -> None:
    lawyer, shown = world.staff("lawyer"), 0
    for number in range(200):
        edition = Case.objects.get().edition
        actions.change(case.pk, {"summary": f"one {number}"}, edition=edition, by=lawyer, at=NOON)
        try:
            actions.change(case.pk, {"summary": f"other {number}"}, edition=edition, by=lawyer, at=NOON)
        except actions.Stale as stale:
            shown += stale.stands["summary"] == f"one {number}"
    assert shown == 200


def test_a_note_sent_twice_is_one_note(world: World, case: Case) -> None:
    for _ in range(2):
        actions.add_note(case.pk, "x", form="same", by=world.staff("lawyer"), at=NOON)
    assert CaseNote.objects.count() == 1


# -- referrals -----------------------------------------------------------------------------------------------------------


def test_the_other_side_sees_what_was_ticked_and_nothing_else(world: World, case: Case) -> None:
    manager = world.staff("shelter_manager", office=world.house)
    supervisor = world.staff("supervisor", office=world.house)
    refer(world, case, "identity.full_name", "contact.safe")
    file = persons.file(case.person_id, seen_by=supervisor, at=NOON)
    assert {part: set(one.content) for part, one in file.parts.items()} == {
        Part.IDENTITY: {"full_name"},
        Part.CONTACT: {"safe"},
    }
    assert "private" not in repr(file)
    with pytest.raises(Absent):
        queries.case(case.pk, seen_by=supervisor, at=NOON)
    # A role narrows what was agreed, and never widens it.
    theirs = persons.file(case.person_id, seen_by=manager, at=NOON)
    assert {part: set(one.content) for part, one in theirs.parts.items()} == {
        Part.IDENTITY: {"full_name"},
        Part.CONTACT: {"safe"},
    }


@pytest.mark.parametrize("state", ["refused", "done", "withdrawn"])
def test_access_falls_away_by_itself(world: World, case: Case, state: str) -> None:
    theirs = world.staff("supervisor", office=world.house)
    sent = refer(world, case, "identity.full_name")
    if state == "withdrawn":
        actions.withdraw_referral(sent.pk, by=world.staff("lawyer"), at=NOON + DAY)
    else:
        if state == "done":
            actions.answer_referral(sent.pk, "accepted", by=theirs, at=NOON)
        actions.answer_referral(sent.pk, state, reason="no bed", by=theirs, at=NOON + DAY)
    sent.refresh_from_db()
    assert sent.state == state
    with pytest.raises(Absent):
        persons.file(case.person_id, seen_by=theirs, at=NOON + DAY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"agreed_how": ""},
        {"agreed_on": NOON.date() + DAY},
        {"to": "own"},
    ],
)
def test_without_consent_nothing_is_sent(world: World, case: Case, wrong: dict[str, Any]) -> None:
    if wrong.get("to") == "own":
        wrong = {"to": world.hotline}
    with pytest.raises(actions.NotAllowed):
        refer(world, case, "identity.full_name", **wrong)
    with pytest.raises(actions.NotAllowed):
        refer(world, case)
    assert not Referral.objects.exists()


def test_at_one_in_the_night_here_what_was_agreed_today_was_agreed(world: World, case: Case) -> None:
    night = dt.datetime(NOON.year, NOON.month, NOON.day, 20, tzinfo=dt.UTC)
    assert here.day_of(night) == NOON.date() + DAY
    lawyer = world.staff("lawyer")
    told = {"agreed_how": "voice", "to": world.shelter, "by": lawyer, "fields": ["identity.full_name"], "at": night}
    with pytest.raises(actions.NotAllowed):
        actions.refer_case(case.pk, agreed_on=NOON.date() + 2 * DAY, **told)
    assert actions.refer_case(case.pk, agreed_on=NOON.date() + DAY, **told)
    actions.set_task(case.pk, "Call the court", owner=lawyer, due_on=NOON.date(), form="t", by=lawyer, at=NOON)
    assert "task_late" in {one.why for one in queries.board(seen_by=lawyer, at=night)}, "the day of the task is over"


def test_the_law_is_asked_for_the_day_where_the_person_is(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    night, asked = dt.datetime(NOON.year, NOON.month, NOON.day, 20, tzinfo=dt.UTC), []
    book = rulebook.book()
    ask = type(book).ask
    monkeypatch.setattr(type(book), "ask", lambda self, person, *, on: asked.append(on) or ask(self, person, on=on))
    actions.reckon(case, book, by=world.staff("lawyer"), at=night)
    content = {**FACTS, "region": "RU-PRI"}
    actions.days_of(book, case.kind, content, at=night)
    # Eleven in the evening in Moscow; six in the morning in Vladivostok
    assert asked == [NOON.date(), NOON.date() + DAY]


def test_nobody_hands_on_what_they_cannot_see_themselves(world: World, case: Case) -> None:
    worker = world.staff("case_worker")
    world.involve(case.person, staff=worker, parts="identity story")
    with pytest.raises(wall.NotAllowed):
        refer(world, case, "health.text", by=worker)


def test_a_referral_is_refused_with_a_reason_only(world: World, case: Case) -> None:
    theirs = world.staff("supervisor", office=world.house)
    sent = refer(world, case, "identity.full_name")
    with pytest.raises(actions.NoReason):
        actions.answer_referral(sent.pk, "refused", reason="  ", by=theirs, at=NOON)


def test_nothing_is_referred_to_a_firm_or_to_where_nobody_answers(world: World, case: Case) -> None:
    from hamroh.people.directory import actions as directory
    from hamroh.people.models import Office

    firm = directory.add_organisation("firm", kind="firm", names={"en": "f", "ru": "f", "tg": "f"})
    Office.objects.create(
        key="f", organisation=firm, country="RU", time_zone="UTC", name_en="f", name_ru="f", name_tg="f"
    )
    directory.add_organisation("far", kind="ngo", names={"en": "f", "ru": "f", "tg": "f"})
    lawyer = world.staff("lawyer")
    assert list(queries.to_refer_to(seen_by=lawyer)) == [world.shelter]
    told = {"fields_agreed": ["identity.full_name"], "agreed_how": "voice", "agreed_on": "2026-11-01"}
    post(signed_in(lawyer), reverse("refer", kwargs={"id": case.pk}), to=firm.pk, **told)
    assert not Referral.objects.exists()


def test_closing_takes_back_what_is_still_open(world: World, case: Case) -> None:
    theirs = world.staff("supervisor", office=world.house)
    refer(world, case, "identity.full_name")
    actions.close_case(case.pk, "righted", by=world.staff("lawyer"), at=NOON + DAY)
    assert Referral.objects.get().state == "withdrawn"
    with pytest.raises(Absent):
        persons.file(case.person_id, seen_by=theirs, at=NOON + DAY)


def test_a_case_handed_over_is_carried_by_who_accepts_and_seen_no_more_by_who_sent_it(world: World, case: Case) -> None:
    lawyer, theirs = world.staff("lawyer"), world.staff("lawyer", office=world.house)
    actions.add_note(case.pk, "The foreman called her.", form="n", by=lawyer, at=NOON)
    actions.set_task(case.pk, "x", owner=lawyer, due_on=NOON.date(), form="t", by=lawyer, at=NOON)
    actions.reckon(case, rulebook.book(), by=None, at=NOON)
    sent = refer(world, case, "identity.full_name", "story.text", transfer=True)
    # Until it is accepted they see what was agreed, not the case; and the sender works on.
    with pytest.raises(Absent):
        queries.case(case.pk, seen_by=theirs, at=NOON)
    assert queries.case(case.pk, seen_by=lawyer, at=NOON) == case
    later = NOON + DAY
    with pytest.raises(actions.NotAllowed):
        actions.answer_referral(sent.pk, "accepted", by=world.staff("operator", office=world.house), at=later)
    actions.answer_referral(sent.pk, "accepted", by=theirs, at=later)
    seen = queries.opened(queries.case(case.pk, seen_by=theirs, at=later))
    assert (seen.row.lead, [one.text for one in seen.notes]) == (theirs, ["The foreman called her."])
    assert {clock.owner for clock in seen.clocks} | {task.row.owner for task in seen.tasks} == {theirs}
    file = persons.file(case.person_id, seen_by=theirs, at=later)
    assert {part: set(one.content) for part, one in file.parts.items()} == {
        Part.IDENTITY: {"full_name"},
        Part.STORY: {"text"},
    }
    for before in (lawyer, world.staff("supervisor")):
        with pytest.raises(Absent):
            queries.case(case.pk, seen_by=before, at=later)
        with pytest.raises(Absent):
            persons.file(case.person_id, seen_by=before, at=later)
    case.person.refresh_from_db()
    assert case.person.keeper == world.shelter


def test_who_carries_another_case_of_the_same_person_keeps_the_file(world: World, case: Case) -> None:
    lawyer, theirs = world.staff("lawyer"), world.staff("lawyer", office=world.house)
    other = actions.open_case(case.person, "housing", by=lawyer, at=NOON)
    sent = refer(world, case, "story.text", transfer=True)
    actions.answer_referral(sent.pk, "accepted", by=theirs, at=NOON + DAY)
    assert list(queries.cases(seen_by=lawyer, at=NOON + DAY)) == [other]
    assert list(queries.cases(seen_by=theirs, at=NOON + DAY)) == [case]


def test_no_case_goes_over_without_what_happened_or_to_whom_it_complains_of(world: World, case: Case) -> None:
    with pytest.raises(actions.NotAllowed):
        refer(world, case, "identity.full_name", transfer=True)
    Concealment.objects.create(person=case.person, office=world.house)
    for transfer in (False, True):
        with pytest.raises(actions.NotAllowed):
            refer(world, case, "story.text", transfer=transfer)
    assert not Referral.objects.exists()


# -- the board and the pages -----------------------------------------------------------------------------------------------


def test_the_board_says_what_to_do_next(world: World, case: Case) -> None:
    lawyer, supervisor = world.staff("lawyer"), world.staff("supervisor")
    actions.set_task(case.pk, "Call the court", owner=lawyer, due_on=NOON.date(), form="t", by=lawyer, at=NOON)
    later = NOON + 20 * DAY
    why = {one.why for one in queries.board(seen_by=supervisor, at=later)}
    assert why == {"task_late", "silent"}
    assert [(one.name, one.cases) for one in queries.load(seen_by=supervisor, at=later)] == [(lawyer.full_name, 1)]
    assert not queries.board(seen_by=world.staff("lawyer", name="another"), at=later)


def test_a_case_opened_after_a_call_begins_with_what_was_told_and_with_its_days(world: World) -> None:
    lawyer = world.staff("lawyer")
    told = calls.Call(name="Zarina Invented", text="x", facts=FACTS, asked=("stay",))
    call = calls.write(once.fresh_form(), told, by=lawyer, at=NOON)
    file = calls.open_file(call.row.pk, by=lawyer, at=NOON)
    post(signed_in(lawyer), reverse("open_case", kwargs={"person": file.pk}), kind="wages_withheld")
    there = Case.objects.get()
    assert queries.opened(there).content["facts"] == FACTS
    assert any(clock.safe for clock in there.clocks.all())
    assert {clock.owner_id for clock in there.clocks.all()} == {lawyer.pk}


def test_the_way_of_a_lawyer_on_the_pages(world: World) -> None:
    lawyer = world.staff("lawyer")
    client, file = signed_in(lawyer), files.open_file(TOLD, by=lawyer, at=NOON)
    assert reverse("open_case", kwargs={"person": file.pk}) in client.get(f"/desk/persons/{file.pk}/").content.decode()
    opening = reverse("open_case", kwargs={"person": file.pk})
    assert post(client, opening, kind="").status_code == 400
    answer = post(client, opening, kind="wages_withheld")
    here = answer.headers["Location"]
    page = client.get(here).content.decode()
    assert "Zarina Invented" in page
    assert "First steps" in page
    told = {"screen": "start", "shown": "citizenship destination in_country"}
    post(client, here, edition=1, summary="Unpaid", citizenship="TJ", destination="RU", in_country="yes", **told)
    post(client, here + "note/", text="She called again.", form="n" * 32)
    post(client, here + "task/", text="Write the claim", due_on="2027-01-10", owner=lawyer.pk, form="t" * 32)
    page = client.get(here).content.decode()
    for words in ("Unpaid", "She called again.", "Write the claim"):
        assert words in page
    post(
        client,
        here + "refer/",
        to=world.shelter.pk,
        fields_agreed=["identity.full_name"],
        agreed_how="voice",
        agreed_on="2026-11-01",
    )
    theirs = signed_in(world.staff("supervisor", office=world.house))
    inbox = theirs.get(reverse("referrals")).content.decode()
    sent = Referral.objects.get()
    assert str(sent.pk) in inbox
    post(theirs, reverse("answer_referral", kwargs={"id": sent.pk}), go="accept")
    assert "Zarina Invented" in theirs.get(f"/desk/persons/{file.pk}/").content.decode()
    post(client, here + "close/", outcome="righted")
    assert Case.objects.get().outcome == "righted"
    assert "There is no open case" in client.get(reverse("cases")).content.decode()


def test_facts_that_do_not_fit_leave_every_day_as_it_was(world: World, case: Case) -> None:
    lawyer = world.staff("lawyer")
    actions.reckon(case, rulebook.book(), by=None, at=NOON)
    before = list(Clock.objects.order_by("pk").values_list("safe", "settled"))
    # A day of entry after the day asked about cannot be.
    row = actions.change(case.pk, {"facts": {**FACTS, "entered": "2031-01-01"}}, edition=1, by=lawyer, at=NOON)
    with pytest.raises(FactError):
        actions.reckon(row, rulebook.book(), by=None, at=NOON)
    assert actions.reckon_all(rulebook.book(), at=NOON).unfit == 1
    assert list(Clock.objects.order_by("pk").values_list("safe", "settled")) == before
    assert signed_in(lawyer).get(reverse("case", kwargs={"id": case.pk})).status_code == 200


def test_what_the_law_asks_no_more_is_settled_and_counts_again_when_it_does(world: World, case: Case) -> None:
    lawyer, book = world.staff("lawyer"), rulebook.book()
    actions.reckon(case, book, by=None, at=NOON)
    dated = {clock.provision for clock in Clock.objects.filter(safe__isnull=False)}
    row = actions.change(case.pk, {"facts": {}}, edition=1, by=lawyer, at=NOON)
    actions.reckon(row, book, by=lawyer, at=NOON)
    settled = {clock.provision for clock in Clock.objects.filter(settled=True)}
    assert settled & dated
    assert "asks nothing more here" in signed_in(lawyer).get(reverse("case", kwargs={"id": case.pk})).content.decode()
    row = actions.change(case.pk, {"facts": FACTS}, edition=2, by=lawyer, at=NOON)
    actions.reckon(row, book, by=lawyer, at=NOON)
    assert {clock.provision for clock in Clock.objects.filter(safe__isnull=False, settled=False)} >= dated


def test_signs_of_trafficking_are_shown_as_signs_and_never_as_a_verdict(world: World) -> None:
    lawyer = world.staff("lawyer")
    file = files.open_file(TOLD, by=lawyer, at=NOON)
    facts = {**FACTS, "works": True, "passport_held_by": "employer", "may_leave_site": False, "threatened": True}
    signs = actions.open_case(file, "forced_labour", facts=facts, by=lawyer, at=NOON)
    none = actions.open_case(file, "forced_labour", facts=FACTS, by=lawyer, at=NOON)
    client = signed_in(lawyer)
    page = client.get(reverse("case", kwargs={"id": signs.pk})).content.decode()
    assert "Signs of forced labour" in page
    assert "never a verdict" in page
    assert "no proof that nothing is wrong" in client.get(reverse("case", kwargs={"id": none.pk})).content.decode()


def test_an_erased_person_keeps_no_other_case_from_being_asked(world: World, case: Case) -> None:
    lawyer = world.staff("lawyer")
    file = files.open_file(TOLD, by=lawyer, at=NOON)
    other = actions.open_case(file, "detention", facts=FACTS, complained_of=(), by=lawyer, at=NOON)
    files.erase(case.person, reason="the person asked", by=None, at=NOON)
    assert actions.reckon_all(rulebook.book(), at=NOON).asked == 1
    assert other.clocks.exists()


# -- numbers -------------------------------------------------------------------------------------------------------------


def test_a_number_that_is_drawn_twice_or_taken_is_drawn_once_more(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([case.number, "2026-AAAAAA", "2026-AAAAAA", "2026-BBBBBB"])
    monkeypatch.setattr(actions, "_number", lambda year: next(drawn))
    assert sorted(actions.fresh_numbers(2, NOON)) == ["2026-AAAAAA", "2026-BBBBBB"]


def test_the_year_begins_at_midnight_here(world: World) -> None:
    night = dt.datetime(2026, 12, 31, 20, tzinfo=dt.UTC)
    (number,) = actions.fresh_numbers(1, night)
    assert number.startswith("2027-")
