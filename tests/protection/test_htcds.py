"""A trafficking case goes to another organisation as one row of HTCDS 2.0, and the row gives the same case there."""

from __future__ import annotations

import csv
import html
import io
from typing import Any

import pytest
from django.urls import reverse

from hamroh.people.persons import actions as files, queries as persons
from hamroh.people.persons.models import Part
from hamroh.people.walls import Absent
from hamroh.protection.cases import actions as cases
from hamroh.protection.htcds import columns, row as rows
from hamroh.protection.models import Case
from hamroh.record import queries as record
from tests.people.conftest import NOON, World, signed_in
from tests.protection.test_cases import FACTS, TOLD, post

FULL = {
    "prs_Salutation": "Ms", "prs_FirstName": "Zarina", "prs_SecondName": "Invented", "prs_Birthdate": "1990-05-04",
    "prs_Gender": "Feminine", "prs_Citizenship": "TJK", "prs_Title": "none", "prs_Email": "z@example.org",
    "prs_HomePhone": "+992 000 00 00", "prs_MobilePhone": "+7 999 000 00 01", "prs_MailingCity": "Moscow",
    "prs_MailingCountry": "RUS", "prs_MailingState": "MOW", "prs_MailingStreet": "A street, 1",
    "prs_MailingPostalCode": "100000", "vic_TraffickingStatus": "PossibleVictimOfTrafficking",
    "vic_TraffickingStatusDecisionMakingOrg": "NGO", "vic_MethodOfRecruitment": "AtWork ThroughFriendsOrSocialEvents",
    "vic_LocationOfRecruitment": "Khatlon", "vic_MethodsOfControl": "WithholdsDocuments TakesEarnings",
    "vic_TypeOfExploitation": "ForcedLabour", "vic_ForcedLabourIndustry": "F_Construction",
    "vic_TypeOfSexExploitation": "", "vic_LocationOfExploitation": "A building site", "vic_Vulnerabilities": "Migration Poverty",
    "vic_DetailsOfVulnerabilities": "Said by the sender", "cas_Status": "FollowUp", "cas_ReasonForCaseClosure": "",
    "cas_CaseOwner": "A colleague elsewhere", "cas_ReferringOrganisation": "Another group", "cas_IncomingReferralDate": "2026-11-20",
    "cas_ReferringPrimaryCaseWorker": "C. W.", "cas_ReasonForIncomingReferral": "MigrationOrChangeOfLocation",
    "cas_IncomingReferralDetails": "Needs a lawyer; \"quoted\", with a comma", "cas_ReferredOrganisation": "Third group",
    "cas_ReferredPrimaryCaseWorker": "D. E.", "cas_ReasonForOutgoingReferral": "Other", "cas_OutgoingReferralDate": "2026-11-21",
    "cas_OutgoingReferralDetails": "Shelter", "con_Consent": "true",
}  # fmt: skip


@pytest.fixture
def case(world: World) -> Case:
    lawyer = world.staff("lawyer")
    identity = {"full_name": "Zarina Invented", "born": "1990-05-04", "sex": "f", "citizenship": "TJ"}
    file = files.open_file({**TOLD, Part.IDENTITY: identity}, by=lawyer, at=NOON)
    return cases.open_case(file, "forced_labour", facts=FACTS, by=lawyer, at=NOON)


def enter(case: Case, **row: str) -> Case:
    fresh = Case.objects.get(pk=case.pk)
    told = {**rows.of_case(case.pk, seen_by=case.lead, at=NOON), **row}
    return rows.enter(case.pk, told, edition=fresh.edition, by=case.lead, at=NOON)


def test_the_row_has_the_forty_columns_and_says_possible_and_not_proved(world: World, case: Case) -> None:
    enter(case, vic_TypeOfExploitation="ForcedLabour", con_Consent="true")
    text = rows.handed_out(case.pk, by=case.lead, at=NOON)
    names, values = csv.reader(io.StringIO(text))
    assert names == list(columns.columns())
    assert len(names) == 40
    row = dict(zip(names, values, strict=True))
    told = {
        "prs_FirstName": "Zarina Invented",
        "prs_Birthdate": "1990-05-04",
        "prs_Gender": "Feminine",
        "prs_Citizenship": "TJ",
    }
    assert {name: row[name] for name in told} == told
    assert (row["prs_MobilePhone"], row["cas_Status"], row["vic_TraffickingStatus"]) == ("+79990000001", "Active", "")
    assert not columns.faults(row)


def test_a_row_taken_in_gives_the_same_case_and_loses_nothing(world: World) -> None:
    elsewhere = world.staff("lawyer", office=world.house)
    made = rows.taken_in(columns.written(FULL), by=elsewhere, at=NOON)
    assert rows.of_case(made.pk, seen_by=elsewhere, at=NOON) == FULL
    again = rows.taken_in(rows.handed_out(made.pk, by=elsewhere, at=NOON), by=elsewhere, at=NOON)
    assert rows.of_case(again.pk, seen_by=elsewhere, at=NOON) == FULL
    file = persons.file(made.person_id, seen_by=elsewhere, at=NOON)
    assert file.full_name == "Zarina Invented"
    assert file.parts[Part.CONTACT].content["phones"][0]["e164"] == "+79990000001"
    # Nobody is called by it before they were asked.
    assert not file.parts[Part.CONTACT].content["safe"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("vic_TypeOfExploitation", "ForcedLabor"),
        ("vic_MethodsOfControl", "DebtBondage,TakesEarnings"),
        ("prs_Birthdate", "04.05.1990"),
        ("prs_Birthdate", "1990-02-30"),
        ("cas_Status", "Open"),
        ("prs_Citizenship", "Tajikistan"),
        ("con_Consent", "yes"),
    ],
)
def test_what_the_standard_does_not_have_is_named_by_column_and_nothing_is_opened(
    world: World, column: str, value: str
) -> None:
    with pytest.raises(rows.DoesNotFit) as wrong:
        rows.taken_in(columns.written({**FULL, column: value}), by=world.staff("lawyer"), at=NOON)
    assert wrong.value.columns == [column]
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "text", ["", "a,b\n1,2", "prs_FirstName\nA\nB", "prs_FirstName\nA,B", "prs_FirstName,x\nA\rB,1"]
)
def test_what_is_no_row_is_said(world: World, text: str) -> None:
    with pytest.raises(columns.NoRow):
        rows.taken_in(text, by=world.staff("lawyer"), at=NOON)
    answer = post(signed_in(world.staff("lawyer")), reverse("htcds_take_in"), row=text)
    assert answer.status_code == 400
    assert "Nothing was opened" in answer.content.decode()


def test_a_value_that_is_too_long_is_named_and_nothing_is_cut_off(world: World, case: Case) -> None:
    with pytest.raises(rows.DoesNotFit) as wrong:
        enter(case, cas_CaseOwner="x" * (rows.LONGEST_VALUE + 1))
    assert wrong.value.columns == ["cas_CaseOwner"]


def test_no_row_leaves_without_consent_nor_of_another_kind_nor_to_who_may_not_see_it(world: World, case: Case) -> None:
    for wrong in ("", "false"):
        enter(case, con_Consent=wrong)
        with pytest.raises(rows.NoConsent):
            rows.handed_out(case.pk, by=case.lead, at=NOON)
    wages = cases.open_case(case.person, "wages_withheld", by=case.lead, at=NOON)
    with pytest.raises(rows.NotSuch):
        rows.of_case(wages.pk, seen_by=case.lead, at=NOON)
    with pytest.raises(Absent):
        rows.of_case(case.pk, seen_by=world.staff("lawyer", name="another"), at=NOON)


def test_a_name_that_a_spreadsheet_would_reckon_does_no_harm() -> None:
    text = columns.written({"prs_FirstName": "=1+1", "prs_MobilePhone": "+79990000001"})
    assert "'=1+1" in text
    assert "'+7" not in text
    assert columns.read(text)["prs_FirstName"] == "=1+1"


def test_the_way_on_the_pages(world: World, case: Case) -> None:
    client, here = signed_in(case.lead), reverse("htcds_row", kwargs={"id": case.pk})
    assert here in client.get(reverse("case", kwargs={"id": case.pk})).content.decode()
    page = html.unescape(client.get(here).content.decode())
    assert 'value="WithholdsDocuments"' in page
    assert "vic_Vulnerabilities" not in page
    told: dict[str, Any] = {"vic_MethodsOfControl": ["WithholdsDocuments", "TakesEarnings"], "con_Consent": "true"}
    answer = post(client, here, go="store", edition=case.edition, **told, cas_IncomingReferralDate="soon")
    assert answer.status_code == 400
    assert "soon" in answer.content.decode()
    assert post(client, here, go="store", edition=case.edition, **told).status_code == 302
    assert post(client, here, go="store", edition=case.edition, **told, prs_Email="x").status_code == 409
    file = post(client, here, go="hand_out")
    assert file.headers["Content-Disposition"].startswith("attachment")
    made = post(client, reverse("htcds_take_in"), row=file.content.decode())
    assert client.get(made.headers["Location"]).status_code == 200
    assert "protection.htcds_handed_out" in {entry.kind for entry in record.entries(about=case.person_id)}
