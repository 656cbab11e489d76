"""A relative asks, the person sought decides: what they do not wish looks like nobody found."""

from __future__ import annotations

import datetime as dt
import html
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hamroh.people.models import Concealment, Person
from hamroh.people.persons import actions as files
from hamroh.people.persons.models import Part
from hamroh.people.walls import actions as wall
from hamroh.people.walls.rows import grant, seen_as
from hamroh.protection.cases import actions as cases
from hamroh.protection.models import Case, Sought, Tie, Tracing
from hamroh.protection.tracing import actions, queries
from tests.people.conftest import NOON, World, signed_in
from tests.protection.test_cases import FACTS, TOLD, post

TODAY = NOON.date()
DAY = dt.timedelta(days=1)
CONSENT = {"agreed_how": "voice", "agreed_on": TODAY}


@pytest.fixture
def case(world: World) -> Case:
    """The case of a mother at the hotline."""
    lawyer = world.staff("lawyer")
    file = files.open_file({**TOLD, Part.IDENTITY: {"full_name": "Mother Invented"}}, by=lawyer, at=NOON)
    return cases.open_case(file, "missing_relative", facts=FACTS, by=lawyer, at=NOON)


@pytest.fixture
def son(world: World) -> Person:
    """A file at the shelter, written in another alphabet."""
    identity = {"full_name": "Далер Раҳимов", "born": "1990"}
    told = {
        Part.IDENTITY: identity,
        Part.CONTACT: {"safe": {"asked": True, "never_call": True}},
        Part.STORY: {"text": "x"},
    }
    return files.open_file(told, by=theirs(world), at=NOON)


def theirs(world: World) -> Any:
    return world.staff("lawyer", office=world.house)


def ask(case: Case, **more: Any) -> Tracing:
    told = {"name": "Daler Rakhimov", "born": "1990", "relation": "child", "words": "We wait for you.", **CONSENT}
    return actions.ask(case.pk, **{**told, "by": case.lead, "at": NOON, **more})


def seen(case: Case) -> str:
    """The page as who asks reads it, without what differs at every opening."""
    page = signed_in(case.lead).get(reverse("case_tracing", kwargs={"id": case.pk})).content.decode()
    return "".join(part[64:] for part in page.split('name="csrfmiddlewaretoken" value="'))


def test_who_was_found_is_asked_first_with_what_is_safe_for_them(world: World, case: Case, son: Person) -> None:
    ask(case, asked_by="Your mother")
    page = html.unescape(signed_in(theirs(world)).get(reverse("tracing")).content.decode())
    for words in ("Далер Раҳимов", "Your mother", "We wait for you.", "Never call.", "hotline"):
        assert words in page
    for hidden in ("Mother Invented", case.number, str(case.pk), str(case.person_id)):
        assert hidden not in page
    # Nobody else is told: not the desk there, not who asks.
    assert queries.to_ask(seen_by=world.staff("operator", office=world.house), at=NOON) == []
    assert queries.to_ask(seen_by=case.lead, at=NOON) == []


@pytest.mark.parametrize("answer", ["", "no", "not_them"])
def test_nobody_found_not_asked_yet_and_no_look_alike(world: World, case: Case, son: Person, answer: str) -> None:
    nobody = ask(case, name="Nobody Such", born="")
    with CaptureQueriesContext(connection) as before:
        first = queries.of_case(case, seen_by=case.lead, at=NOON)
    nobody.delete()
    found = ask(case, name="Daler Rakhimov")
    sought = Sought.objects.get(tracing=found)
    if answer:
        actions.answer(sought.pk, answer, words="Tell them nothing", by=theirs(world), at=NOON)
    with CaptureQueriesContext(connection) as after:
        second = queries.of_case(case, seen_by=case.lead, at=NOON)
    assert [one.told for one in first] == [one.told for one in second] == [[]]
    assert len(before) == len(after)
    page = seen(case)
    assert "We can tell nothing." in page
    assert "Tell them nothing" not in page
    assert not Tie.objects.exists()


def test_the_page_is_the_same_before_and_after_a_no(world: World, case: Case, son: Person) -> None:
    ask(case)
    before = seen(case)
    actions.answer(Sought.objects.get().pk, "no", by=theirs(world), at=NOON)
    assert seen(case) == before


def test_a_yes_tells_what_they_want_told_and_ties_the_two_files_without_opening_them(
    world: World, case: Case, son: Person
) -> None:
    ask(case)
    with pytest.raises(actions.NotComplete):
        actions.answer(Sought.objects.get().pk, "contact", words="I call on Sunday.", by=theirs(world), at=NOON)
    actions.answer(Sought.objects.get().pk, "contact", words="I call on Sunday.", **CONSENT, by=theirs(world), at=NOON)
    page = seen(case)
    assert "I call on Sunday." in page
    for hidden in ("shelter", "Раҳимов", str(son.pk)):
        assert hidden not in page
    for file, staff, relation in ((case.person_id, case.lead, "child"), (son.pk, theirs(world), "parent")):
        (bound,) = queries.ties(file, seen_by=staff, at=NOON)
        assert (bound.row.relation, bound.other) == (relation, None)
    # Either side takes it back, and nothing is told any more.
    actions.untie(queries.ties(son.pk, seen_by=theirs(world), at=NOON)[0].row.pk, by=theirs(world), at=NOON)
    assert not Tie.objects.exists()
    assert "I call on Sunday." not in seen(case)


def test_a_word_is_told_and_ties_nothing(world: World, case: Case, son: Person) -> None:
    ask(case)
    actions.answer(Sought.objects.get().pk, "word", words="I am alive.", **CONSENT, by=theirs(world), at=NOON)
    assert "I am alive." in seen(case)
    assert not Tie.objects.exists()


def test_who_complains_of_who_would_ask_or_read_is_not_found_for_them(world: World, case: Case, son: Person) -> None:
    Concealment.objects.create(person=son, office=world.khujand)
    ask(case)
    assert not Sought.objects.exists()
    Concealment.objects.all().delete()
    ask(case)
    Concealment.objects.create(person=case.person, office=world.house)
    assert queries.to_ask(seen_by=theirs(world), at=NOON) == []


def test_a_file_merged_before_it_complained_of_an_office_is_hidden_there_with_all_that_was_kept_of_it(
    world: World, case: Case, son: Person
) -> None:
    ask(case)
    assert len(queries.to_ask(seen_by=theirs(world), at=NOON)) == 1
    lawyer = case.lead
    kept = files.open_file({**TOLD, Part.IDENTITY: {"full_name": "Mother Invented"}}, by=lawyer, at=NOON)
    files.merge(kept, case.person, by=lawyer, at=NOON)
    for _twice in range(2):
        wall.conceal(kept, office=world.house, by=lawyer, at=NOON)
    assert queries.to_ask(seen_by=theirs(world), at=NOON) == []
    assert Concealment.objects.count() == 2


@pytest.mark.parametrize(
    "wrong", [{"agreed_how": ""}, {"agreed_on": TODAY + DAY}, {"name": "Daler"}, {"relation": "?"}]
)
def test_nobody_is_looked_for_without_consent_or_by_half_a_name(case: Case, wrong: dict[str, Any]) -> None:
    with pytest.raises(actions.NotComplete):
        ask(case, **wrong)


def test_another_year_or_another_name_is_not_disturbed_and_a_later_file_is_found(world: World, case: Case) -> None:
    for name, born in (("Далер Раҳимов", "1970"), ("Фаррух Раҳимов", "1990")):
        files.open_file({Part.IDENTITY: {"full_name": name, "born": born}}, by=theirs(world), at=NOON)
    ask(case)
    assert not Sought.objects.exists()
    files.open_file({Part.IDENTITY: {"full_name": "Раҳимов Далер", "born": "1990"}}, by=theirs(world), at=NOON)
    assert [actions.look_again(NOON), actions.look_again(NOON)] == [1, 0]


def test_erasing_either_side_takes_everything_of_it(world: World, case: Case, son: Person) -> None:
    ask(case)
    actions.answer(Sought.objects.get().pk, "contact", words="I call.", **CONSENT, by=theirs(world), at=NOON)
    files.erase(son, reason="the person asked", by=None, at=NOON)
    assert not Sought.objects.exists()
    assert not Tie.objects.exists()
    assert "We can tell nothing." in seen(case)


def test_the_database_itself_shows_each_side_its_own(world: World, case: Case, son: Person, settings: Any) -> None:
    if connection.vendor != "postgresql":
        return
    settings.WEB_ROLE = "hamroh_web_tracing"
    with connection.cursor() as cursor:
        cursor.execute("create role hamroh_web_tracing")
    grant("hamroh_web_tracing")
    with transaction.atomic(), seen_as(case.lead):
        ask(case, at=dt.datetime.now(dt.UTC))
        assert Tracing.objects.count() == 1
        assert not Sought.objects.exists()
    with transaction.atomic(), seen_as(theirs(world)):
        (one,) = queries.to_ask(seen_by=theirs(world), at=dt.datetime.now(dt.UTC))
        assert not Tracing.objects.exists()
        now = dt.datetime.now(dt.UTC)
        actions.answer(one.row.pk, "contact", words="x", **CONSENT, by=theirs(world), at=now)
        assert Tie.objects.count() == 1


def test_the_way_on_the_pages(world: World, case: Case, son: Person) -> None:
    client, there = signed_in(case.lead), signed_in(theirs(world))
    here = reverse("case_tracing", kwargs={"id": case.pk})
    assert here in client.get(reverse("case", kwargs={"id": case.pk})).content.decode()
    told = {"name": "Daler Rakhimov", "relation": "child", "words": "kept words"}
    assert "kept words" in post(client, here, go="ask", **told).content.decode()
    post(client, here, go="ask", **told, agreed_how="voice", agreed_on="2026-11-01")
    sought = Sought.objects.get()
    answering = reverse("answer_tracing", kwargs={"id": sought.pk})
    half = post(there, answering, answer="contact", words="half")
    assert half.status_code == 400
    assert "half" in half.content.decode()
    post(there, answering, answer="word", words="Alive", agreed_how="voice", agreed_on="2026-11-01")
    assert "Alive" in client.get(here).content.decode()
    assert post(client, answering, answer="no").status_code == 404
    # A tie to a file that one does not see is none.
    post(client, here, go="tie", other=son.pk, relation="child", both="yes", agreed_how="voice", agreed_on="2026-11-01")
    assert not Tie.objects.exists()
    world.involve(son, staff=case.lead)
    post(client, here, go="tie", other=son.pk, relation="child", both="yes", agreed_how="voice", agreed_on="2026-11-01")
    assert str(son.pk) in client.get(here).content.decode()
    tie = Tie.objects.get(person=case.person)
    post(client, here, go=f"untie:{tie.pk}")
    assert not Tie.objects.exists()
    post(client, here, go=f"close:{Tracing.objects.get().pk}")
    assert "Nobody is looked for any more." in client.get(here).content.decode()
