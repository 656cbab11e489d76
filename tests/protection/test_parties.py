"""Parties to cases: what is said stays said, what was found has a paper, and two matters meet without showing either person."""

from __future__ import annotations

import datetime as dt
import html
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse

from hamroh.people.models import Concealment, Organisation
from hamroh.people.persons import actions as files, copies
from hamroh.people.persons.models import Part
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import grant, seen_as
from hamroh.protection.cases import actions as cases
from hamroh.protection.enquiries import calls
from hamroh.protection.models import Case, CaseParty, Meeting, Party, PartyMark, Verdict
from hamroh.protection.parties import actions, queries
from hamroh.record import keys, queries as record
from hamroh.shell import once
from tests.people.conftest import NOON, World, signed_in
from tests.protection.test_cases import FACTS, TOLD, post

DAY = dt.timedelta(days=1)
TODAY = NOON.date()
NUMBER = "+7 000 123-45-67"
OTHERS = {
    **TOLD,
    Part.IDENTITY: {"full_name": "Daler Invented-Otherwise"},
    Part.CONTACT: {"phones": [], "safe": {}},
}


def opened(world: World, kind: str = "wages_withheld", *, office: Any = None, told: Any = TOLD, **more: Any) -> Case:
    lawyer = world.staff("lawyer", office=office)
    file = files.open_file(told, by=lawyer, at=NOON)
    return cases.open_case(file, kind, facts=FACTS, by=lawyer, at=NOON, **more)


def name(world: World, case: Case, called: str = "Stroy Invented", kind: str = "employer", **more: Any) -> CaseParty:
    told = {"said_by": "person", "said_on": TODAY, "allegation": "Did not pay for three months.", "by": case.lead}
    return actions.name_party(case.pk, kind=kind, name=called, at=NOON, **{**told, **more})


@pytest.fixture
def case(world: World) -> Case:
    return opened(world)


def ask(row: CaseParty, words: str = "Wages of three months are owed.", **more: Any) -> Any:
    # The card of unpaid wages says that the employer must not be told but by the person's own wish.
    told = {
        "agreed_how": "voice",
        "agreed_on": TODAY,
        "language": "ru",
        "own_wish": True,
        "by": row.case.lead,
        "at": NOON,
    }
    return actions.ask_reply(row.pk, words, **{**told, **more})


# -- said and found ------------------------------------------------------------------------------------------------------


def test_an_allegation_is_never_shown_without_saying_that_it_is_one_and_what_they_replied(
    world: World, case: Case
) -> None:
    row = name(world, case)
    client = signed_in(case.lead)
    places = [reverse("case_parties", kwargs={"id": case.pk}), reverse("party", kwargs={"id": row.party_id})]
    for place in places:
        page = html.unescape(client.get(place).content.decode())
        assert "Did not pay" in page
        assert "Said, not found by a court" in page
        assert "not been asked for a reply" in page
    ask(row)
    actions.keep_reply(row.pk, "We paid everything.", on=TODAY, by=case.lead, at=NOON)
    for place in places:
        assert "We paid everything." in client.get(place).content.decode()
    copy = copies.copy(case.person_id, by=case.lead, at=NOON, language="en")
    lines = [line for section in copy.sections for line in section.lines]
    assert ("Said of Stroy Invented, not found by a court", "Did not pay for three months.") in lines
    assert ("Their reply", "We paid everything.") in lines


@pytest.mark.parametrize("missing", ["body", "paper"])
def test_a_verdict_is_entered_by_its_paper_and_by_nothing_else(world: World, case: Case, missing: str) -> None:
    party = name(world, case).party
    told = {"kind": "for_worker", "body": "District court", "paper": "2-77/2026", "day": TODAY, "appeal": "open"}
    for wrong in ({missing: " "}, {"day": TODAY + DAY}, {"appeal": "?"}):
        with pytest.raises(actions.NotComplete):
            actions.enter_verdict(party, **{**told, **wrong}, by=case.lead, at=NOON)
    assert not Verdict.objects.exists()


def test_what_was_overturned_does_not_stand(world: World, case: Case) -> None:
    party = name(world, case).party
    told = {"kind": "convicted", "body": "District court", "paper": "1-5/2025", "day": TODAY, "appeal": "overturned"}
    post(signed_in(case.lead), reverse("party", kwargs={"id": party.pk}), go="verdict", **told)
    found = queries.party(party.pk, seen_by=case.lead, at=NOON).verdicts
    assert [one.stands for one in found] == [False]
    page = signed_in(case.lead).get(reverse("party", kwargs={"id": party.pk})).content.decode()
    assert "<s>Convicted</s>" in page
    assert "it does not stand" in page


def test_a_finding_that_falls_on_appeal_does_not_go_on_standing(world: World, case: Case) -> None:
    row = name(world, case)
    told: dict[str, Any] = {
        "kind": "convicted",
        "body": "Court",
        "paper": "1-17",
        "day": TODAY,
        "by": case.lead,
        "at": NOON,
    }
    for appeal in ("open", "overturned"):
        actions.enter_verdict(row.party, **told, appeal=appeal)
    (found,) = queries.verdicts({row.party_id})
    assert not found.stands


def test_nothing_readable_of_a_party_is_in_the_rows(world: World, case: Case) -> None:
    row = name(world, case, phones=[NUMBER], compare=True)
    told = {"kind": "fined", "body": "Labour inspectorate", "paper": "77-1", "day": TODAY, "appeal": "final"}
    actions.enter_verdict(row.party, **told, by=case.lead, at=NOON)
    kept = [
        *Party.objects.values(),
        *CaseParty.objects.values(),
        *Verdict.objects.values(),
        *PartyMark.objects.values(),
    ]
    text = repr([{k: bytes(v) if isinstance(v, memoryview) else v for k, v in one.items()} for one in kept])
    for secret in ("Stroy", "Did not pay", "inspectorate", "1234567", "000 123"):
        assert secret not in text


# -- right of reply ------------------------------------------------------------------------------------------------------


def test_the_letter_says_that_nothing_was_found_and_never_who_told(world: World, case: Case) -> None:
    row = name(world, case)
    made = ask(row)
    letter, _row = queries.letter(made.pk, seen_by=case.lead, at=NOON)
    assert "Stroy Invented" in letter
    assert "Wages of three months" in letter
    assert "суд" in letter
    assert "Zarina" not in letter


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Зарина не получила денег.", "name"),
        ("Zarina I. was not paid.", "name"),
        ("Call 8 999 000 00 01.", "phone"),
        ("Owed to N., born 04.05.1990.", "birth"),
        ("Passport AA 123 45 67.", "paper"),
    ],
)
def test_a_letter_that_tells_who_the_person_is_is_not_written(world: World, words: str, told: str) -> None:
    papers = {"papers": [{"kind": "passport", "number": "АА1234567"}]}
    identity = {"full_name": "Зарина Выдуманная", "born": "1990-05-04"}
    case = opened(world, told={**TOLD, Part.IDENTITY: identity, Part.PAPERS: papers})
    row = name(world, case)
    with pytest.raises(actions.NotSafe) as refused:
        ask(row, words)
    assert told in refused.value.tells
    client = signed_in(case.lead)
    sent = {"words": words, "agreed_how": "voice", "agreed_on": TODAY.isoformat(), "language": "ru", "own_wish": "yes"}
    answer = post(client, reverse("party_said", kwargs={"id": row.pk}), go="ask", **sent)
    # What was typed is not lost.
    assert answer.status_code == 400
    assert html.escape(words) in answer.content.decode()
    assert not row.replies.exists()


def test_no_letter_without_consent_in_danger_or_to_whom_the_card_says_never(world: World, case: Case) -> None:
    row = name(world, case)
    for wrong in ({"agreed_how": ""}, {"agreed_on": TODAY + DAY}):
        with pytest.raises(actions.NotComplete):
            ask(row, **wrong)
    held = opened(world, "forced_labour")
    theirs = name(world, held)
    with pytest.raises(actions.NotSafe):
        ask(theirs, own_wish=False)
    ask(theirs)
    cases.change(held.pk, {"facts": {**FACTS, "may_leave_site": False}}, edition=1, by=held.lead, at=NOON)
    with pytest.raises(actions.NotSafe):
        ask(theirs)
    call = calls.write(once.fresh_form(), calls.Call(text="x", danger=("violence",)), by=case.lead, at=NOON)
    call.row.person = case.person
    call.row.save(update_fields=["person"])
    with pytest.raises(actions.NotSafe):
        ask(row)


# -- who sees it ---------------------------------------------------------------------------------------------------------


def test_a_party_is_seen_with_the_cases_that_name_it_and_nothing_tells_of_others(world: World, case: Case) -> None:
    party = name(world, case).party
    other = opened(world, told=OTHERS)
    worker = world.staff("case_worker")
    world.involve(other.person, staff=worker)
    # A supervisor sees both cases, and puts the two spellings together.
    second = name(world, other, "СТРОЙ Выдуманный", by=other.lead, allegation="Took passports.").party
    supervisor = world.staff("supervisor")
    actions.put_together(party, second, by=supervisor, at=NOON)
    both = queries.party(party.pk, seen_by=supervisor, at=NOON)
    assert {spelling for _, spelling in both.spellings} == {"Stroy Invented", "СТРОЙ Выдуманный"}
    assert len(both.said) == len(both.along) == 2
    # Who sees one of them sees one name, one allegation, one case; the other name's page is absent.
    seen = queries.party(second.pk, seen_by=worker, at=NOON)
    assert [spelling for _, spelling in seen.spellings] == ["СТРОЙ Выдуманный"]
    assert [one.allegation for one in seen.said] == ["Took passports."]
    assert [one.case for one in seen.along] == [other]
    client = signed_in(worker)
    page = client.get(reverse("party", kwargs={"id": second.pk})).content.decode()
    assert "Stroy Invented" not in page
    assert str(party.pk) not in page
    assert client.get(reverse("party", kwargs={"id": party.pk})).status_code == 404
    assert "Stroy Invented" not in client.get(reverse("parties")).content.decode()
    actions.part_again(second, by=supervisor, at=NOON)
    assert len(queries.party(party.pk, seen_by=supervisor, at=NOON).said) == 1


def test_a_party_is_found_by_a_word_of_its_name_in_another_alphabet(world: World, case: Case) -> None:
    party = name(world, case, "ООО Стройинвест").party
    other = name(world, case, "Another").party
    client = signed_in(case.lead)
    page = post(client, reverse("parties"), find="Stroyinvest").content.decode()
    assert str(party.pk) in page
    assert str(other.pk) not in page
    stranger = signed_in(world.staff("lawyer", name="another"))
    assert str(party.pk) not in post(stranger, reverse("parties"), find="Stroyinvest").content.decode()
    firm = Organisation.objects.create(key="f", kind="firm", name_en="Its entry", name_ru="f", name_tg="f")
    post(client, reverse("party", kwargs={"id": party.pk}), go="entry", entry=firm.pk)
    assert "Its entry" in client.get(reverse("party", kwargs={"id": party.pk})).content.decode()


def test_a_case_of_another_organisation_keeps_two_names_apart(world: World, case: Case) -> None:
    mine, same = name(world, case).party, name(world, case, "Stroi").party
    sent = cases.refer_case(
        case.pk, to=world.shelter, fields=["story.text"], agreed_how="voice", agreed_on=TODAY, transfer=True,
        by=case.lead, at=NOON,
    )  # fmt: skip
    here = opened(world, told=OTHERS)
    supervisor = world.staff("supervisor")
    for party in (mine, same):
        name(world, here, known=party, by=supervisor)
    cases.answer_referral(sent.pk, "accepted", by=world.staff("lawyer", office=world.house), at=NOON)
    with pytest.raises(actions.Shared):
        actions.put_together(mine, same, by=supervisor, at=NOON + DAY)


def test_all_who_worked_at_a_place_are_found_through_whomever(world: World, case: Case) -> None:
    site = name(world, case, "Site of Victory street", "site", allegation="").party
    contractor = name(world, case, "Contractor").party
    other = opened(world, told=OTHERS)
    foreman = name(world, other, "Foreman Safar", "foreman", by=other.lead).party
    supervisor = world.staff("supervisor")
    told = {"said_by": "paper", "said_on": TODAY, "by": supervisor, "at": NOON}
    actions.link(case.pk, one=contractor, kind="builds_for", other=site, **told)
    assert [one.case for one in queries.party(site.pk, seen_by=supervisor, at=NOON).along] == [case]
    actions.link(other.pk, one=foreman, kind="works_for", other=contractor, **{**told, "said_by": "witness"})
    along = queries.party(site.pk, seen_by=supervisor, at=NOON).along
    assert {one.case: one.through for one in along} == {case: (), other: ("Foreman Safar", "Contractor")}
    # A contractor's other places are not this one, and what was refuted leads nowhere.
    assert [one.case for one in queries.party(foreman.pk, seen_by=supervisor, at=NOON).along] == [other]
    (said,) = [one for one in queries.links({foreman.pk}, seen_by=supervisor, at=NOON)]
    assert said.row.standing == "said"
    actions.refute_link(said.row.pk, by=supervisor, at=NOON)
    assert [one.case for one in queries.party(site.pk, seen_by=supervisor, at=NOON).along] == [case]


# -- one number in two matters ---------------------------------------------------------------------------------------------


def meet(world: World, case: Case, **more: Any) -> tuple[CaseParty, CaseParty]:
    """A case of the hotline and one of the shelter name one number, told with and without the country's code."""
    other = opened(world, office=world.house, told=OTHERS)
    mine = name(world, case, phones=[NUMBER], compare=True)
    theirs = name(world, other, "Another Name", "intermediary", **{"phones": ["8 0001234567"], "compare": True, **more})
    return mine, theirs


def side(row: CaseParty, by: Any = None) -> list[queries.Side]:
    return queries.sides([row], seen_by=by or row.case.lead, at=NOON)


def test_two_matters_that_name_one_number_find_each_other_and_show_nobody(world: World, case: Case) -> None:
    mine, theirs = meet(world, case)
    for row, secrets in ((mine, ("Daler", "shelter", "Another Name")), (theirs, ("Zarina", "hotline", "Stroy"))):
        (found,) = side(row)
        assert (found.lead, found.organisation) == ("", None)
        page = signed_in(row.case.lead).get(reverse("case_parties", kwargs={"id": row.case_id})).content.decode()
        assert "Another matter names this number." in page
        assert not [secret for secret in secrets if secret in page]
        ids = [theirs, mine][row == theirs]
        assert not [id for id in (ids.pk, ids.case_id, ids.person_id, ids.party_id) if str(id) in page]


@pytest.mark.parametrize("wrong", [{"compare": False}, {"phones": ["123-45-67"]}, {"kind": "official"}])
def test_without_agreement_with_few_digits_or_of_an_official_nothing_meets(
    world: World, case: Case, wrong: dict[str, Any]
) -> None:
    other = opened(world, office=world.house, told=OTHERS)
    told = {"phones": [NUMBER], "compare": True, "kind": "employer", **wrong}
    name(world, case, phones=[NUMBER], compare=True)
    name(world, other, **told)
    assert not Meeting.objects.exists()


def test_a_number_that_very_many_name_meets_the_newest_of_them(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MEETS_AT_MOST", 2)
    rows = [name(world, opened(world, told=OTHERS), phones=[NUMBER], compare=True) for _ in range(4)]
    assert Meeting.objects.filter(said=rows[-1]).count() == 2
    # Said again, nothing that was found is lost.
    before = set(Meeting.objects.values_list("pair", flat=True))
    actions.compare(rows[0].pk, True, by=rows[0].case.lead, at=NOON)
    assert set(Meeting.objects.values_list("pair", flat=True)) >= before


def test_one_persons_two_matters_are_not_two(world: World, case: Case) -> None:
    second = cases.open_case(case.person, "housing", by=case.lead, at=NOON)
    for row in (case, second):
        name(world, row, phones=[NUMBER], compare=True)
    assert not Meeting.objects.exists()


def test_a_matter_that_complains_of_who_is_looking_is_not_there_for_them(world: World, case: Case) -> None:
    mine, theirs = meet(world, case)
    Concealment.objects.create(person=theirs.person, office=world.dushanbe)
    assert side(mine) == []
    elsewhere = world.staff("supervisor", office=world.khujand)
    assert len(side(mine, elsewhere)) == 1
    (found,) = Meeting.objects.filter(said=mine)
    with pytest.raises(Absent):
        actions.write_to_other(found.pk, "Hello", by=case.lead, at=NOON)


def test_a_letter_goes_over_without_names_and_only_who_accepts_is_known(world: World, case: Case) -> None:
    mine, theirs = meet(world, case)
    here, there = side(mine)[0].row, side(theirs)[0].row
    with pytest.raises(actions.NotSafe):
        actions.write_to_other(here.pk, "Zarina was not paid", by=case.lead, at=NOON)
    with pytest.raises(Absent):
        actions.answer_other(there.pk, True, by=theirs.case.lead, at=NOON)
    actions.write_to_other(here.pk, "Ours took deposits. Shall we talk?", by=case.lead, at=NOON)
    (got,) = side(theirs)
    assert (got.theirs, got.lead) == ("Ours took deposits. Shall we talk?", "")
    assert len(queries.letters_waiting(seen_by=theirs.case.lead, at=NOON)) == 1
    actions.answer_other(there.pk, True, by=theirs.case.lead, at=NOON)
    for row, other in ((mine, theirs), (theirs, mine)):
        (known,) = side(row)
        assert (known.lead, known.organisation) == (
            other.case.lead.full_name,
            other.case.lead.office.organisation,
        )
    assert not queries.letters_waiting(seen_by=theirs.case.lead, at=NOON)


def test_refused_and_unanswered_look_alike_to_who_wrote(world: World, case: Case) -> None:
    mine, theirs = meet(world, case)
    actions.write_to_other(side(mine)[0].row.pk, "Shall we talk?", by=case.lead, at=NOON)
    client, place = signed_in(case.lead), reverse("case_parties", kwargs={"id": case.pk})
    before = client.get(place).content
    actions.answer_other(side(theirs)[0].row.pk, False, by=theirs.case.lead, at=NOON)
    after = client.get(place).content
    token = b'name="csrfmiddlewaretoken" value="'
    assert [part[64:] for part in before.split(token)] == [part[64:] for part in after.split(token)]


def test_a_party_named_again_loses_nothing_that_was_said(world: World, case: Case) -> None:
    row = name(world, case, phones=[NUMBER])
    for said, number in (("Took the passport.", ""), ("", ""), ("Took the passport.", "")):
        name(world, case, known=row.party, allegation=said, phones=[number])
    (found,) = queries.of_case(case, seen_by=case.lead, at=NOON)
    assert found.allegation == "Did not pay for three months.\n\nTook the passport."
    assert found.phones == (NUMBER,)


def test_who_refused_stays_unknown_also_where_both_wrote(world: World, case: Case) -> None:
    mine, theirs = meet(world, case)
    for row in (mine, theirs):
        actions.write_to_other(side(row)[0].row.pk, "Shall we talk?", by=row.case.lead, at=NOON)
    actions.answer_other(side(theirs)[0].row.pk, False, by=theirs.case.lead, at=NOON)
    actions.answer_other(side(mine)[0].row.pk, True, by=case.lead, at=NOON)
    assert [(one.lead, one.organisation) for row in (mine, theirs) for one in side(row)] == [("", None), ("", None)]


def test_who_agrees_no_more_is_taken_out_on_both_sides_with_what_was_written(
    world: World, case: Case, django_capture_on_commit_callbacks: Any
) -> None:
    mine, theirs = meet(world, case)
    (found,) = side(mine)
    actions.write_to_other(found.row.pk, "Shall we talk?", by=case.lead, at=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        actions.compare(theirs.pk, False, by=theirs.case.lead, at=NOON)
    assert not Meeting.objects.exists()
    assert not keys.store().exists(found.row.pair)
    assert list(PartyMark.objects.values_list("said", flat=True)) == [mine.pk]


def test_erasing_a_person_takes_the_meeting_and_the_party_that_nobody_else_names(
    world: World, case: Case, django_capture_on_commit_callbacks: Any
) -> None:
    mine, theirs = meet(world, case)
    with django_capture_on_commit_callbacks(execute=True):
        files.erase(case.person, reason="the person asked", by=None, at=NOON)
    assert not Meeting.objects.exists()
    assert list(Party.objects.all()) == [theirs.party]
    assert not keys.store().exists(mine.party_id)
    assert side(theirs) == []


def test_the_database_itself_hides_parties_and_the_other_side(world: World, case: Case, settings: Any) -> None:
    if connection.vendor != "postgresql":
        return
    mine, theirs = meet(world, case)
    settings.WEB_ROLE = "hamroh_web_parties"
    with connection.cursor() as cursor:
        cursor.execute("create role hamroh_web_parties")
    grant("hamroh_web_parties")
    with transaction.atomic(), seen_as(case.lead):
        now = dt.datetime.now(dt.UTC)
        assert list(Party.objects.all()) == [mine.party]
        assert list(CaseParty.objects.all()) == [mine]
        assert [one.said_id for one in Meeting.objects.all()] == [mine.pk]
        assert len(queries.sides([mine], seen_by=case.lead, at=now)) == 1
        told = {"kind": "fined", "body": "b", "paper": "p", "day": TODAY, "appeal": "final"}
        actions.enter_verdict(mine.party, **told, by=case.lead, at=now)
    with transaction.atomic(), seen_as(theirs.case.lead):
        assert not Verdict.objects.exists()


# -- pages -----------------------------------------------------------------------------------------------------------------


def test_the_way_of_a_lawyer_with_parties(world: World, case: Case) -> None:
    client, here = signed_in(case.lead), reverse("case_parties", kwargs={"id": case.pk})
    assert here in client.get(reverse("case", kwargs={"id": case.pk})).content.decode()
    told = {"said_by": "person", "said_on": TODAY.isoformat()}
    assert post(client, here, go="name", kind="employer", name="", allegation="kept words", **told).status_code == 400
    assert (
        "kept words"
        in post(client, here, go="name", kind="employer", name="", allegation="kept words").content.decode()
    )
    post(
        client,
        here,
        go="name",
        kind="employer",
        name="Stroy",
        allegation="No wages",
        phone=NUMBER,
        compare="yes",
        **told,
    )
    post(client, here, go="name", kind="site", name="Victory street", **told)
    firm, site = (CaseParty.objects.get(party__kind=kind) for kind in ("employer", "site"))
    assert firm.compare
    post(client, here, go="link", one=firm.party_id, kind="builds_for", other=site.party_id, **told)
    page = client.get(here).content.decode()
    assert "builds for" in page
    assert "Stroy" in client.get(reverse("case", kwargs={"id": case.pk})).content.decode()
    sent = {
        "words": "Wages are owed.",
        "agreed_how": "voice",
        "agreed_on": TODAY.isoformat(),
        "language": "en",
        "own_wish": "yes",
    }
    answer = post(client, reverse("party_said", kwargs={"id": firm.pk}), go="ask", **sent)
    assert "no court has found it" in client.get(answer.headers["Location"]).content.decode()
    assert "No reply yet." in client.get(here).content.decode()
    post(client, reverse("party_said", kwargs={"id": firm.pk}), go="reply", reply="Not true.", on=TODAY.isoformat())
    assert "Not true." in client.get(here).content.decode()
    post(client, reverse("party_said", kwargs={"id": site.pk}), go="back")
    assert list(Party.objects.all()) == [firm.party]
    kinds = {entry.kind for entry in record.entries(about=case.person_id)}
    assert {"protection.party_named", "protection.parties_read", "protection.reply_asked"} <= kinds
