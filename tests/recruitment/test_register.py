"""The register: dated states that never meet, corrections that hide nothing, what is overdue, whom to inspect."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from hamroh.people.persons import actions as files
from hamroh.people.walls import Absent
from hamroh.protection.cases import actions as cases
from hamroh.protection.parties import actions as parties
from hamroh.record import queries as record
from hamroh.recruitment.check import queries as checking
from hamroh.recruitment.register import actions, demonstration, queries
from hamroh.recruitment.register.models import Inspection, Licence, LicenceState
from hamroh.recruitment.register.queries import Answer, Why
from hamroh.web import signs
from tests.people.conftest import NOON, World
from tests.protection.test_cases import FACTS, TOLD
from tests.recruitment.conftest import TODAY, D

KNOWN = queries.Coverage(D(2013, 1, 1), TODAY)


def on(agency: Any, day: dt.date, known: queries.Coverage = KNOWN) -> queries.Standing:
    found = queries.agency(agency.pk)
    assert found is not None
    return queries.standing(found, on=day, today=TODAY, known=known)


@pytest.mark.parametrize(
    ("day", "answer", "why"),
    [
        (D(2017, 2, 28), Answer.NO, Why.NOT_YET),
        (D(2017, 3, 1), Answer.YES, Why.LICENSED),
        (D(2020, 3, 1), Answer.YES, Why.LICENSED),
        (D(2020, 3, 2), Answer.NO, Why.EXPIRED),
        (D(2012, 12, 31), Answer.UNKNOWN, Why.BEFORE),
        (TODAY + dt.timedelta(1), Answer.UNKNOWN, Why.FUTURE),
    ],
)
def test_a_licence_counts_from_its_first_day_to_its_last(namuna: Any, day: dt.date, answer: str, why: str) -> None:
    assert (on(namuna, day).answer, on(namuna, day).why) == (answer, why)


def test_a_register_not_read_lately_says_nothing_of_today(namuna: Any) -> None:
    week_ago = queries.Coverage(D(2013, 1, 1), TODAY - dt.timedelta(7))
    longer_ago = queries.Coverage(D(2013, 1, 1), TODAY - dt.timedelta(8))
    assert on(namuna, TODAY, week_ago).answer == Answer.NO
    assert on(namuna, TODAY, longer_ago).answer == Answer.UNKNOWN
    assert on(namuna, TODAY - dt.timedelta(8), longer_ago).answer == Answer.NO
    assert on(namuna, D(2018, 5, 5), queries.Coverage(None, None)).why == Why.NOTHING_READ


def test_a_suspension_cuts_what_runs_and_lets_it_go_on_after(namuna: Any, wrote: Any) -> None:
    licence = namuna.licences.get()
    actions.put_state(licence, "suspended", since=D(2018, 1, 15), until=D(2018, 4, 14), w=wrote)
    days = (D(2018, 1, 14), D(2018, 1, 15), D(2018, 4, 14), D(2018, 4, 15), D(2020, 3, 1))
    assert [on(namuna, day).why for day in days] == ["licensed", "suspended", "suspended", "licensed", "licensed"]
    found = queries.agency(namuna.pk)
    assert found is not None
    assert [line.replaced_at is not None for line in queries.day_by_day(found)].count(True) == 1


def test_after_a_withdrawal_nothing_goes_on_by_itself(namuna: Any, wrote: Any) -> None:
    actions.put_state(namuna.licences.get(), "withdrawn", since=D(2018, 7, 1), w=wrote)
    assert on(namuna, D(2018, 6, 30)).answer == Answer.YES
    assert on(namuna, TODAY).why == Why.WITHDRAWN


def test_a_state_that_meets_another_is_refused_with_the_way_out(namuna: Any, wrote: Any) -> None:
    with pytest.raises(actions.Overlap, match=r"2017-03-01 to 2020-03-01.*Correct that line"):
        actions.put_state(namuna.licences.get(), "renewed", since=D(2020, 3, 1), w=wrote)
    actions.put_state(namuna.licences.get(), "renewed", since=D(2020, 3, 2), w=wrote)


def test_the_database_itself_lets_no_two_states_meet(namuna: Any) -> None:
    licence = namuna.licences.get()
    line = {"paper": "x", "recorded_at": NOON, "state": "granted", "licence": licence}
    with pytest.raises(DatabaseError), transaction.atomic():
        LicenceState.objects.create(**line, since=D(2020, 3, 1))
    other = LicenceState.objects.create(**line, since=D(2020, 3, 2))
    with pytest.raises(DatabaseError), transaction.atomic():
        LicenceState.objects.filter(pk=other.pk).update(since=D(2020, 3, 1))


def test_a_correction_is_a_new_line_and_the_old_one_stays(namuna: Any, wrote: Any) -> None:
    row = namuna.licences.get().states.get()
    actions.correct_state(row, "granted", since=D(2017, 3, 1), until=D(2019, 3, 1), w=wrote)
    row.refresh_from_db()
    assert (row.until, row.replaced_at) == (D(2020, 3, 1), NOON)
    assert on(namuna, D(2019, 6, 1)).why == Why.EXPIRED
    with pytest.raises(actions.NotComplete, match="corrected already"):
        actions.correct_state(row, "granted", since=D(2017, 3, 1), until=None, w=wrote)
    assert "corrected" in next(iter(record.entries())).sentence("en")


def test_nobody_writes_without_a_paper_or_without_the_role(world: World, officer: Any) -> None:
    with pytest.raises(actions.NotComplete):
        actions.wrote("  ", by=officer, at=NOON)
    for role in ("administrator", "supervisor", "consular"):
        with pytest.raises(Absent):
            actions.wrote("order 1", by=world.staff(role), at=NOON)


def test_a_number_is_one_agencys_however_it_is_typed(namuna: Any, wrote: Any) -> None:
    other = actions.enter_agency(["Дигар"], since=D(2017, 3, 1), w=wrote)
    with pytest.raises(actions.Taken):
        actions.licence(other, "№ 000 А")  # a Cyrillic letter


def test_a_return_is_overdue_on_the_day_after_it_was_due(namuna: Any, wrote: Any) -> None:
    assert queries.overdue(today=TODAY) == []
    actions.set_term(since=D(2019, 10, 1), months=3, days=30, w=wrote)
    due = D(2020, 1, 30)
    assert queries.overdue(today=due) == []
    (late,) = queries.overdue(today=due + dt.timedelta(1))
    assert (late.since, late.until, late.due_on, late.days) == (D(2019, 10, 1), D(2019, 12, 31), due, 1)
    actions.put_return(
        namuna, since=D(2019, 10, 1), until=D(2019, 12, 31), country="RU", men=12, women=3, received_on=due, w=wrote
    )
    assert queries.overdue(today=due + dt.timedelta(1)) == []
    # The licence ran into the next quarter, and no further.
    assert [one.since for one in queries.overdue(today=TODAY)] == [D(2020, 1, 1)]


def _many(wrote: Any, count: int) -> list[Any]:
    made = []
    for n in range(count):
        agency = actions.enter_agency([f"Намуна {n}"], since=D(2020, 1, 1), w=wrote)
        actions.put_state(actions.licence(agency, f"N-{n}"), "granted", since=D(2020, 1, 1), w=wrote)
        made.append(agency)
    return made


def test_inspections_are_proposed_by_signs_and_by_lot_the_same_all_day(wrote: Any, officer: Any) -> None:
    some = _many(wrote, 12)
    actions.put_state(some[4].licences.get(), "suspended", since=D(2026, 1, 1), until=D(2026, 1, 31), w=wrote)
    made = queries.plan(size=5, drawn=3, today=TODAY)
    assert [(one.agency, one.signs, one.points) for one in made.by_risk] == [(some[4].pk, {"suspensions": 1}, 3)]
    assert len(made.by_draw) == 4  # nobody else has a sign: the lot fills what is left
    assert queries.plan(size=5, drawn=3, today=TODAY) == made
    other = [queries.plan(size=5, drawn=3, today=TODAY + dt.timedelta(n)).by_draw for n in range(1, 4)]
    assert any(one != made.by_draw for one in other)
    kept = actions.plan_inspections(size=5, drawn=3, by=officer, at=NOON, today=TODAY)
    assert kept == made
    assert Inspection.objects.get(agency=some[4]).signs == {"suspensions": 1}
    again = queries.plan(size=12, drawn=0, today=TODAY)
    assert not {one.agency for one in again.by_draw} & {one.agency for one in (*made.by_risk, *made.by_draw)}


def test_cases_that_name_an_agency_count_from_eleven_people_on_and_by_whole_months(
    world: World, wrote: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert signs.FEWEST == 11
    monkeypatch.setattr(signs, "FEWEST", 3)  # people are slow to make
    honest, named = _many(wrote, 2)
    lawyer = world.staff("lawyer")

    def complains(called: str) -> None:
        file = files.open_file(TOLD, by=lawyer, at=NOON)
        case = cases.open_case(file, "wages_withheld", facts=FACTS, by=lawyer, at=NOON)
        parties.name_party(
            case.pk, kind="agency", name=called, said_by="person", said_on=TODAY, allegation="x", by=lawyer, at=NOON
        )

    for n in range(2):
        complains(("ООО «Намуна 1»", "Namuna 1")[n % 2])
    next_month = D(TODAY.year + TODAY.month // 12, TODAY.month % 12 + 1, 1)
    assert queries.plan(size=2, drawn=0, today=next_month).by_risk == (), "fewer people are neither counted nor shown"
    complains("Намуна 1")
    assert queries.plan(size=2, drawn=0, today=TODAY).by_risk == (), "nor in the month in which the last one came"
    (one,) = queries.plan(size=2, drawn=1, today=next_month).by_risk
    assert (one.agency, one.signs, one.points) == (named.pk, {"cases": 1}, 3)
    assert "elevens" in queries.called("cases")
    assert queries.plan(size=2, drawn=1, today=next_month).by_draw[0].agency == honest.pk


def test_a_breach_that_was_found_counts_the_next_time(wrote: Any, officer: Any) -> None:
    _many(wrote, 1)
    actions.plan_inspections(size=1, drawn=1, by=officer, at=NOON, today=TODAY)
    actions.finish_inspection(Inspection.objects.get().pk, done_on=TODAY, breach=True, w=wrote)
    assert queries.plan(size=1, drawn=0, today=TODAY).by_risk[0].signs == {"breaches": 1}
    with pytest.raises(Absent):
        actions.finish_inspection(Inspection.objects.get().pk, done_on=TODAY, breach=False, w=wrote)


def test_the_samples_are_marked_and_never_mixed_with_what_is_there(db: None) -> None:
    assert demonstration.load(today=TODAY) == 3
    assert demonstration.load(today=TODAY) == 0
    assert all(one.sample for one in queries.agencies())


def test_a_site_that_others_reach_never_answers_from_the_invented_register(db: None, settings: Any) -> None:
    demonstration.load(today=TODAY)
    assert queries.coverage().read_on == TODAY
    settings.OVER_TLS = True
    assert queries.coverage() == queries.Coverage(None, None)
    number = Licence.objects.filter(agency__sample=True)[0].number
    assert not checking.check(number, on=TODAY, today=TODAY).found
