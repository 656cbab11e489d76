"""Cards of complaints: complete, safe, and refused with a clear word when they are not."""

from __future__ import annotations

import copy
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from hamroh.people.directory.models import Service
from hamroh.people.persons.models import Part
from hamroh.people.staff.models import Role
from hamroh.protection.complaints import Card, CardErrors, card, cards, read_cards
from hamroh.protection.complaints.reading import HERE, PARTS, ROLES
from hamroh.rulebook import Rulebook, load
from hamroh.rulebook.provisions import Text
from tests.people.conftest import World, signed_in

KINDS = """
    wages_withheld passport_taken no_contract hours_and_fines forced_labour intermediary_fraud symbol_misuse assault
    police_bribe housing denied_care detention expulsion_order entry_ban listed_by_mistake work_accident missing_relative
    maintenance_unpaid official_complaint discrimination child_schooling
""".split()

every_card = pytest.mark.parametrize("one", cards().values(), ids=cards())


def words_of(one: Card) -> Iterator[Text]:
    """Every text of a card that was written for it, questions and steps of the rulebook left out."""
    yield from (one.title, one.public, *one.keep, *one.safely, *one.missing, *one.unsure)
    for question in one.questions:
        if not question.of_law:
            yield question.text
            yield from question.choices.values()
            if question.help:
                yield question.help
    for step in one.steps:
        yield from (step.title, step.act)
    yield from (route.purpose for route in one.routes)
    yield from (told.why for told in one.not_told)


def test_every_kind_of_complaint_has_its_card_in_a_fixed_order() -> None:
    assert [key for key in cards() if key in KINDS] == KINDS


@every_card
def test_a_card_has_at_least_one_right_and_one_body_that_helps(one: Card) -> None:
    assert one.rights
    assert one.routes
    assert one.closes_alone


@every_card
def test_danger_comes_first_and_can_be_said_at_once(one: Card) -> None:
    assert one.steps[0].danger
    assert one.questions[0].id == "danger_now"
    assert any(step.danger for step in one.forced({"danger_now": True}))


@every_card
def test_nothing_is_forced_and_nobody_alarmed_before_anything_was_said(one: Card) -> None:
    assert one.forced({}) == ()


@every_card
def test_a_consulate_is_told_only_by_someone_who_said_yes(one: Card) -> None:
    if "consulate" not in [route.body.code for route in one.routes]:
        return
    for answer in (False, None):
        assert "consulate" in [told.body.code for told in one.not_to_be_told({"may_tell_consulate": answer})]
    assert "consulate" not in [told.body.code for told in one.not_to_be_told({"may_tell_consulate": True})]


@every_card
def test_nobody_is_sent_to_the_police_before_a_lawyer(one: Card) -> None:
    bodies = [route.body.code for route in one.routes]
    if "police" in bodies:
        assert bodies.index("legal_aid") < bodies.index("police")


@every_card
def test_no_question_of_ours_asks_about_papers_of_stay_or_fear_of_ones_own_state(one: Card) -> None:
    # Help does not depend on status (rule 2); a fear of going back belongs to the protection officer alone (rule 8).
    asked = " ".join(q.text["en"] + (q.help or {"en": ""})["en"] for q in one.questions if not q.of_law).lower()
    assert not re.search(
        r"\b(asylum|refugee|persecut\w*|afraid to go back|fear your|undocumented|legal status)\b", asked
    )


@every_card
def test_no_card_promises_or_blames(one: Card) -> None:
    said = " ".join(words["en"] for words in words_of(one)).lower()
    assert not re.search(r"\b(we promise|we guarantee|guaranteed|you will win|will be punished|should have)\b", said)
    said = " ".join(words["ru"] for words in words_of(one)).lower()
    assert not re.search(r"(гарантир|обязательно получите|вы выиграете|сами виноваты|надо было)", said)


@every_card
def test_the_tajik_is_tajik(one: Card) -> None:
    for words in words_of(one):
        assert words["tg"] != words["ru"] or len(words["tg"].split()) == 1, words
        assert not [letter for letter in words["tg"] if "a" <= letter.lower() <= "z"], words
        assert not set("ыщць") & set(words["tg"].lower()), words
        # People are addressed with a capital letter, as in the rest of the house.
        assert not re.search(r"\bшумо", words["tg"]), words


@every_card
def test_an_answer_is_kept_in_a_part_that_a_file_has(one: Card) -> None:
    assert {question.part for question in one.questions} <= set(Part)


def test_what_an_official_or_an_attacker_did_is_no_matter_of_health() -> None:
    parts = {question.id: question.part for one in cards().values() for question in one.questions}
    assert (parts["bribe_asked"], parts["assaulted"], parts["ill"]) == ("story", "story", "health")


def test_the_room_knows_the_parts_roles_and_services_that_people_has() -> None:
    assert set(PARTS) == set(Part)
    assert set(ROLES) <= set(Role)
    kinds = {route.body.service for one in cards().values() for route in one.routes} - {""}
    assert kinds <= set(Service.Kind.values)


def test_held_or_locked_in_is_answered_with_help_and_not_with_a_form() -> None:
    assert [step.code for step in card("wages_withheld").forced({"may_leave_site": False})] == [
        "URGENT_REFERRAL_TRAFFICKING"
    ]
    assert card("wages_withheld").forced({"may_leave_site": True}) == ()
    assert [step.code for step in card("detention").forced({"held": True})] == ["removal_today", "say_where"]


def test_where_the_day_of_removal_is_not_known_it_may_be_today() -> None:
    assert card("expulsion_order").step("removal_today") in card("expulsion_order").forced({"removal_soon": None})


def test_a_passport_is_never_taken_back_by_force() -> None:
    codes = [step.code for step in card("passport_taken").steps]
    assert codes.index("not_by_force") < codes.index("ask_through_helper")
    assert "employer" in [told.body.code for told in card("passport_taken").not_to_be_told({})]


def test_a_complaint_about_an_official_is_hidden_from_the_office_and_sent_past_it() -> None:
    for key in ("official_complaint", "police_bribe", "assault", "detention", "discrimination"):
        assert card(key).hidden_from == ("office_complained_of",)
    told = [one.body.code for one in card("official_complaint").not_to_be_told({"kind_of_office": "consulate"})]
    assert {"office_complained_of", "consulate", "home_migration_service"} <= set(told)
    # When it is not known which office it is, none of them is told.
    told = [one.body.code for one in card("official_complaint").not_to_be_told({"kind_of_office": None})]
    assert {"consulate", "home_migration_service", "police"} <= set(told)


def test_of_bribes_only_patterns_are_published() -> None:
    assert card("police_bribe").published == "patterns"
    assert card("wages_withheld").published == "counts"


def test_work_that_is_forced_is_screened_and_closed_by_nobody_alone_but_the_supervisor() -> None:
    assert card("forced_labour").screening
    assert card("forced_labour").closes_alone == ("supervisor",)
    assert {"ForcedLabour", "SexualExploitation"} <= set(card("forced_labour").codes["TypeOfExploitation"])


def test_the_standard_is_used_where_it_has_a_code_and_ours_where_it_has_none() -> None:
    assert card("passport_taken").codes == {"MethodsOfControl": ("WithholdsDocuments",)}
    for key in ("police_bribe", "detention", "expulsion_order", "entry_ban", "symbol_misuse"):
        assert card(key).codes == {}
        assert card(key).own_codes


def test_a_question_of_the_law_is_asked_as_the_law_asks_it() -> None:
    fact = load().book.facts["pay_problem"]
    question = next(q for q in card("wages_withheld").questions if q.id == "pay_problem")
    assert (question.text, question.type, question.help) == (fact.question, fact.type, fact.help)


TOLD = {
    "destination": "RU", "citizenship": "TJ", "in_country": True, "entered": date(2025, 10, 5), "purpose": "work",
    "arrived_at_place": date(2025, 10, 5), "registered": False, "works": True, "has_patent": True,
    "patents": [{"issued": date(2025, 9, 1), "region": "RU-MOW", "months_paid": 2}],
    "contracts": [{"made": date(2025, 9, 20)}], "contract_written": False, "pay_problem": True,
    "pay": [{"due": date(2025, 8, 15), "rub": 30_000, "paid": None}],
    "held": True, "has_ruling": True, "ruling_kind": "expulsion", "ruling_by": "court", "ruling_article": "art_18_8",
    "copy_received": date(2025, 10, 8), "ban_known": True, "ban_learned_on": date(2025, 10, 1),
    "has_decisions": True, "left": date(2025, 10, 9),
    "decisions": [
        {"kind": "expulsion", "by": "court", "decided": date(2025, 10, 7), "copy_received": date(2025, 10, 8), "executed": date(2025, 10, 9)}
    ],
}  # fmt: skip


@pytest.mark.parametrize("one", [one for one in cards().values() if one.deadlines], ids=lambda one: one.key)
def test_what_a_card_asks_is_enough_for_its_clocks(one: Card) -> None:
    asked = {question.id for question in one.questions}
    book = load()
    position = book.ask(
        book.facts_from({name: said for name, said in TOLD.items() if name in asked}), on=date(2025, 10, 10)
    )
    outcomes = {id_: position.result(id_).outcome for id_ in one.deadlines}
    assert "known" in outcomes.values(), outcomes
    # A clock that does not run for this person is no fault; one that nothing asked could settle is.
    assert "unknown" not in outcomes.values(), outcomes


# -- a new card, and bad ones


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The cards, to be changed freely."""
    shutil.copytree(HERE, tmp_path / "complaints", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path / "complaints"


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_new_card_is_one_file(folder: Path, book: Rulebook) -> None:
    text = (folder / "housing.yaml").read_text(encoding="utf-8").replace("complaint: housing", "complaint: eviction")
    (folder / "eviction.yaml").write_text(text, encoding="utf-8")
    found = read_cards(folder, book)
    assert found["eviction"].slug == "eviction"
    assert len(found) == len(cards()) + 1


@pytest.mark.parametrize(
    ("name", "old", "new", "place", "says"),
    [
        ("housing.yaml", "order: 100", "ordre: 100", "housing.yaml:3", "Did you mean `order`?"),
        ("housing.yaml", "order: 100", "order: soon", "housing.yaml:3", "no whole number"),
        ("housing.yaml", "complaint: housing", "complaint: house", "housing.yaml:2", "its file `housing`"),
        ("housing.yaml", ", tg: Ҷои зист}", "}", "housing.yaml:4", "`tg` is missing"),
        ("housing.yaml", "en: Housing,", "en: Rule 32,", "housing.yaml:4", "A number stands in the words"),
        ("housing.yaml", "- bad_conditions", "- bad_condition", "housing.yaml:", "`bad_conditions`"),
        ("housing.yaml", "[icrmw.art_70,", "[icrmw.art_700,", "housing.yaml", "no provision of the rulebook"),
        ("housing.yaml", "deadlines: [ru.reg", "deadlines: [icrmw.art_70, ru.reg", "housing.yaml", "gives no day"),
        ("housing.yaml", "  - safe_first\n", "", "housing.yaml", "is no step of this card"),
        ("housing.yaml", "  - safe_first\n  - child_first\n", "  - you_decide\n  - safe_first\n  - child_first\n", "housing.yaml", "Danger comes first"),
        ("housing.yaml", "answers: {danger_now: [yes]}", "answers: {danger: [yes]}", "housing.yaml", "`danger_now`"),
        ("housing.yaml", "answers: {danger_now: [yes]}", "answers: {danger_now: [maybe]}", "housing.yaml", "yes, no"),
        ("housing.yaml", "answers: {danger_now: [yes]}", "answers: {who_named: [yes]}", "housing.yaml", "no answers to choose"),
        ("housing.yaml", "WithholdsNecessities", "WithholdsHousing", "housing.yaml", "no code of HTCDS"),
        ("housing.yaml", "[case_worker, lawyer", "[case_worker, janitor", "housing.yaml", "no role that closes"),
        ("housing.yaml", "- to: union", "- to: onion", "housing.yaml", "Did you mean union"),
        ("housing.yaml", "part: contact", "part: secrets", "housing.yaml", "no part of a file"),
        ("housing.yaml", "screening: true", "screening: perhaps", "housing.yaml", "neither true nor false"),
        ("housing.yaml", "order: 100", "order: 100\norder: 101", "housing.yaml:4", "stands twice"),
        ("words/bodies.yaml", "union:", "onion:", "housing.yaml", "`union` is no kind of body"),
        ("words/steps.yaml", "danger: true", "danger: perhaps", "words/steps.yaml", "neither true nor false"),
        ("words/parts.yaml", "health: health", "helth: health", "words/parts.yaml", "no screen or fact"),
        ("words/evidence.yaml", "messages:", "old_messages:", "wages_withheld.yaml", "no shared piece of evidence"),
    ],
)  # fmt: skip
def test_a_bad_card_is_refused_with_its_place_and_its_mend(
    folder: Path, book: Rulebook, name: str, old: str, new: str, place: str, says: str
) -> None:
    change(folder, name, old, new)
    with pytest.raises(CardErrors) as refused:
        read_cards(folder, book)
    assert place in str(refused.value)
    assert says in str(refused.value)


def test_all_faults_are_told_at_once_and_no_card_is_given(folder: Path, book: Rulebook) -> None:
    change(folder, "housing.yaml", "screening: true", "screening: true\nfoo: bar")
    change(folder, "assault.yaml", "[icrmw.art_16,", "[icrmw.art_9999,")
    change(folder, "assault.yaml", "own_codes: [x_assault]", "own_codes: [x_attack]")
    with pytest.raises(CardErrors) as refused:
        read_cards(folder, book)
    assert len(refused.value.faults) == 3


def test_words_that_no_card_uses_are_refused(folder: Path, book: Rulebook) -> None:
    with (folder / "words/evidence.yaml").open("a", encoding="utf-8") as file:
        file.write("spare: {en: Spare words, ru: Лишние слова, tg: Сухани зиёдатӣ}\n")
    with pytest.raises(CardErrors, match="No card uses `spare`"):
        read_cards(folder, book)


def test_an_empty_folder_is_no_set_of_cards(tmp_path: Path, book: Rulebook) -> None:
    with pytest.raises(CardErrors):
        read_cards(tmp_path, book)


# -- at the desk


@pytest.fixture
def operator(world: World) -> Client:
    return signed_in(world.staff("operator"))


def test_every_card_can_be_opened_from_the_list_by_who_reads_files(operator: Client) -> None:
    listed = operator.get(reverse("complaint_cards")).content.decode()
    for one in cards().values():
        address = reverse("complaint_card", kwargs={"slug": one.slug})
        assert f'href="{address}"' in listed
        assert operator.get(address).status_code == 200


@pytest.mark.parametrize("language", ["en", "ru", "tg"])
def test_a_card_is_shown_in_the_language_of_the_desk(operator: Client, language: str) -> None:
    operator.post(reverse("desk_tongue"), f"tongue={language}", content_type="application/x-www-form-urlencoded")
    one = card("police_bribe")
    shown = operator.get(reverse("complaint_card", kwargs={"slug": one.slug})).content.decode()
    for words in (one.title, one.unsure[0], one.steps[0].act, one.not_told[0].why):
        assert escape(words[language]) in shown


def test_a_card_says_how_each_provision_stands_and_never_passes_off_the_unread_as_law(operator: Client) -> None:
    operator.post(reverse("desk_tongue"), "tongue=en", content_type="application/x-www-form-urlencoded")
    shown = operator.get(reverse("complaint_card", kwargs={"slug": "entry-ban"})).content.decode()
    listed = re.findall(r'<a href="[^"]*/law/([a-z0-9_.]+)/">(.*?)</li>', shown, re.DOTALL)
    assert {id_ for id_, _ in listed} == {*card("entry_ban").rights, *card("entry_ban").deadlines}
    tags = dict(listed)
    assert "Not verified" in tags["ru.appeal.contest_ban"]
    assert "Not in force today" in tags["ru.amnesty.bans_lifted_2021"]


def test_a_card_says_how_a_provision_stands_by_the_law_that_was_put_in_use(
    operator: Client, monkeypatch: pytest.MonkeyPatch, book: Rulebook
) -> None:
    from hamroh.web import rulebook

    gone = card("entry_ban").rights[0]
    older, shelf = copy.copy(book), rulebook._shelf()
    older.book = copy.copy(book.book)
    older.book.provisions = {id_: one for id_, one in book.book.provisions.items() if id_ != gone}
    monkeypatch.setattr(shelf, "current", older)
    monkeypatch.setattr(shelf, "renew", lambda: None)
    shown = operator.get(reverse("complaint_card", kwargs={"slug": "entry-ban"})).content.decode()
    first = shown.partition("Rights in play")[2].partition("</li>")[0]
    assert escape(book.provision(gone).title["en"]) in first
    assert "Not in force today, or not read" in first and "/law/" not in first, "it leads to no page that is not there"


def test_a_kind_that_does_not_exist_is_absent(operator: Client) -> None:
    assert operator.get(reverse("complaint_card", kwargs={"slug": "no-such-kind"})).status_code == 404
    # One card has one address.
    assert operator.get("/desk/complaints/wages_withheld/").status_code == 404


def test_who_reads_no_files_meets_no_cards(world: World) -> None:
    assert signed_in(world.staff("administrator")).get(reverse("complaint_cards")).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_card_fits_a_small_phone_and_has_no_fault_of_access(
    world: World, live_server: Any, page: Any, axe_violations: Callable[[Any], list[str]]
) -> None:
    client = signed_in(world.staff("operator"))
    page.context.add_cookies([{"name": k, "value": v.value, "url": live_server.url} for k, v in client.cookies.items()])
    for address in (
        reverse("complaint_cards"),
        reverse("complaint_card", kwargs={"slug": "forced-labour"}),
        reverse("complaint_card", kwargs={"slug": "detention"}),
    ):
        page.goto(live_server.url + address)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert axe_violations(page) == []
