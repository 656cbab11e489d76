"""F77: what somebody was forced to do is kept with the case, raised by a lawyer, and handed on by consent alone."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.urls import reverse

from hamroh.people.walls import Absent
from hamroh.protection.cases import actions as cases, queries
from hamroh.protection.htcds import columns, not_punished, row as rows
from hamroh.protection.models import Case, Task
from tests.people.conftest import NOON, World, signed_in
from tests.protection.test_cases import post, refer
from tests.protection.test_htcds import case, enter

__all__ = ["case"]


def tell(case: Case, *acts: str, agreed: bool = False, **more: Any) -> Case:
    fresh = Case.objects.get(pk=case.pk)
    who = {"lawyer": case.lead, "by": case.lead, **more}
    return not_punished.tell(
        case.pk, acts, "They held her papers", agreed=agreed, edition=fresh.edition, at=NOON, **who
    )


def written(case: Case) -> dict[str, str]:
    names, values = csv.reader(io.StringIO(rows.handed_out(case.pk, by=case.lead, at=NOON)))
    return dict(zip(names, values, strict=True))


def test_it_is_kept_sealed_and_a_lawyer_gets_the_task_once(world: World, case: Case) -> None:
    tell(case, "Border", "Papers")
    tell(case, "Border")
    fresh = queries.opened(queries.case(case.pk, seen_by=case.lead, at=NOON))
    assert not_punished.told(fresh.content).acts == ("Border",)
    assert Task.objects.count() == 1 and fresh.tasks[0].row.owner == case.lead
    assert b"Border" not in bytes(fresh.row.sealed)


@pytest.mark.parametrize("wrong", [{"lawyer": None}, {"acts": ("Murder",)}, {"lawyer": "case_worker"}])
def test_without_a_lawyer_or_with_an_unknown_act_nothing_is_kept(
    world: World, case: Case, wrong: dict[str, Any]
) -> None:
    if wrong.get("lawyer"):
        wrong = {"lawyer": world.staff("case_worker")}
    with pytest.raises(not_punished.NotComplete):
        tell(case, *wrong.pop("acts", ("Work",)), **wrong)
    assert not Task.objects.exists()


def test_it_leaves_with_the_row_only_where_the_person_agreed_to_both(world: World, case: Case) -> None:
    enter(case, vic_TypeOfExploitation="ForcedLabour", con_Consent="true")
    tell(case, "Border", "Work")
    assert list(written(case)) == list(columns.columns()), "forty columns and no more"
    tell(case, "Border", "Work", agreed=True)
    assert written(case)[not_punished.COLUMN] == "Border Work"
    assert list(written(case))[:-1] == list(columns.columns())


def test_a_row_with_our_column_is_taken_in_with_it_and_others_still_fit(world: World, case: Case) -> None:
    enter(case, vic_TypeOfExploitation="ForcedLabour", con_Consent="true")
    tell(case, "Papers", agreed=True)
    text = rows.handed_out(case.pk, by=case.lead, at=NOON)
    there = world.staff("lawyer", office=world.house)
    made = rows.taken_in(text, by=there, at=NOON)
    content = queries.opened(queries.case(made.pk, seen_by=there, at=NOON)).content
    assert not_punished.told(content).acts == ("Papers",)
    assert set(columns.read(text)) == set(columns.columns()), "a reader of the standard is not disturbed"


@pytest.mark.parametrize("agreed", [False, True])
def test_where_the_case_goes_over_it_goes_along_only_if_the_person_agreed(
    world: World, case: Case, agreed: bool
) -> None:
    tell(case, "Stay", agreed=agreed)
    there = world.staff("lawyer", office=world.house)
    sent = refer(world, case, "identity.full_name", "story.text", transfer=True)
    before = Case.objects.get(pk=case.pk).edition
    cases.answer_referral(sent.pk, "accepted", by=there, at=NOON)
    fresh = queries.opened(queries.case(case.pk, seen_by=there, at=NOON))
    # What does not go along goes in no form: it is not sealed into the case, and no task tells of it.
    assert ("Stay" in str(fresh.content)) is agreed
    assert [one.row.owner for one in fresh.tasks] == [there] * agreed
    assert fresh.row.edition == before + (not agreed), "a page that was open before is too old"
    tell(case, "Work", lawyer=there, by=there)
    fresh = queries.opened(queries.case(case.pk, seen_by=there, at=NOON))
    assert not_punished.told(fresh.content).acts == ("Work",) and len(fresh.tasks) == 1


def test_without_a_provision_in_the_rulebook_it_is_said_that_nothing_is_verified(
    world: World, case: Case, monkeypatch: Any
) -> None:
    client, where = signed_in(case.lead), reverse("not_punished", kwargs={"id": case.pk})
    monkeypatch.setattr(not_punished, "provisions", lambda language: [])
    assert "Not verified." in client.get(where).content.decode()
    monkeypatch.setattr(not_punished, "provisions", lambda language: [("xx.not_punished", "Nobody forced is punished")])
    shown = client.get(where).content.decode()
    assert "Not verified." not in shown and "Nobody forced is punished" in shown


def test_what_the_rulebook_has_is_cited_by_its_id() -> None:
    assert all(id.endswith(".not_punished") for id, _title in not_punished.provisions("tg"))


def test_the_page_keeps_it_and_is_absent_for_others_and_for_other_cases(world: World, case: Case) -> None:
    client, where = signed_in(case.lead), reverse("not_punished", kwargs={"id": case.pk})
    told = {"act": "Border", "words": "x", "lawyer": str(case.lead_id), "edition": "1"}
    assert post(client, where, **(told | {"lawyer": ""})).status_code == 400
    assert post(client, where, **told).status_code == 302
    late = post(client, where, **(told | {"words": "y", "act": "Work"}))
    assert late.status_code == 409
    # Both are shown: what the other stored, and what was typed.
    assert b'<p class="pre">x</p>' in late.content and b">y</textarea>" in late.content
    assert signed_in(world.staff("lawyer", office=world.house)).get(where).status_code == 404
    Case.objects.filter(pk=case.pk).update(kind="wages_withheld")
    assert client.get(where).status_code == 404
    with pytest.raises((Absent, rows.NotSuch)):
        tell(case, "Work")
