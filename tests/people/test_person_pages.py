"""The desk's pages of persons: find, open, read, change, compare, merge, erase; without a script, in three languages."""

from __future__ import annotations

import html
import re
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from hamroh.people.models import Person, PersonPart, PossibleDuplicate
from hamroh.people.persons import actions, views
from hamroh.people.persons.models import Part
from hamroh.record import queries as recorded
from hamroh.shell.limits import Limits
from tests.people.conftest import NOON, World, signed_in
from tests.people.test_papers_phones_contact import FIRST, second
from tests.pressing import press


def asked(client: Any, where: str, told: dict[str, Any] | None = None, status: int = 200) -> str:
    """A page as text; its address carries nothing of what was told."""
    answer = client.get(where) if told is None else client.post(where, _encoded(told), content_type=FORM)
    assert answer.status_code == status, (answer.status_code, where)
    assert answer.headers["Cache-Control"] == "no-store"
    return html.unescape(answer.content.decode())


FORM = "application/x-www-form-urlencoded"


def _encoded(told: dict[str, Any]) -> str:
    from urllib.parse import urlencode

    return urlencode(told, doseq=True)


def sent(client: Any, where: str, told: dict[str, Any]) -> str:
    """Where a form that was accepted leads."""
    answer = client.post(where, _encoded(told), content_type=FORM)
    assert answer.status_code == 302, html.unescape(answer.content.decode())[-3000:]
    return str(answer.headers["Location"])


def address(name: str, **parts: Any) -> str:
    return reverse(name, kwargs=parts)


@pytest.fixture
def worker(world: World) -> Any:
    return world.staff("case_worker")


@pytest.fixture
def desk(worker: Any) -> Any:
    return signed_in(worker)


def opened(by: Any, name: str, born: str = "", **parts: Any) -> Person:
    told = {Part.IDENTITY: {"full_name": name, "born": born}, **{Part(k): v for k, v in parts.items()}}
    return actions.open_file(told, by=by, at=NOON)


def test_a_person_is_found_without_a_script_and_the_question_stands_in_no_address(desk: Any, worker: Any) -> None:
    person = opened(worker, "Қурбонов Ҷаҳонгир", "1990-05-01")
    page = asked(desk, address("persons"), {"asked": "Kurbonov Dzhakhongir", "born": ""})
    assert address("person", id=person.pk) in page
    assert "kurbonov - қурбонов: another spelling" in page
    assert "?" not in address("persons")


def test_nobody_found_says_so_and_offers_a_new_file(desk: Any) -> None:
    page = asked(desk, address("persons"), {"asked": "Холов Фаррух", "born": "1990"})
    assert "No file was found among those that you may see." in page
    assert 'value="Холов Фаррух"' in page


def test_earlier_persons_are_shown_before_a_new_file_is_opened(desk: Any, worker: Any) -> None:
    earlier = opened(worker, "Қурбонов Ҷаҳонгир", "1990-05-01")
    told = {"full_name": "Курбонов Джахонгир", "born": "01.05.1990", "phone": ""}
    page = asked(desk, address("person_new"), told)
    assert address("person", id=earlier.pk) in page
    assert Person.objects.count() == 1
    sent(desk, address("person_new"), {**told, "sure": "yes"})
    assert Person.objects.count() == 2


def test_a_file_needs_no_name(desk: Any) -> None:
    where = sent(desk, address("person_new"), {"full_name": "", "born": "", "phone": "", "sure": "yes"})
    assert "No name told" in asked(desk, where)


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"full_name": "Фаррух" * 834}, "This has 5004 letters; at most 200 can be kept here. Nothing was saved yet"),
        ({"full_name": "Холов", "born": "31.02.1990"}, "There is no such day: 31.02.1990."),
        ({"full_name": "Холов", "born": "1.1.2190"}, "This day has not come yet."),
        ({"full_name": "Холов", "born": "1.1.1890"}, "This year cannot be right: 1890."),
        ({"full_name": "Холов", "born": "in spring"}, "Write a day like 31.05.2001"),
    ],
)
def test_bad_input_gets_a_clear_message_and_is_not_lost(desk: Any, told: dict[str, str], message: str) -> None:
    page = asked(desk, address("person_new"), {"born": "", "phone": "", **told}, status=400)
    assert message in page
    assert all(value in page for value in told.values())
    assert not Person.objects.exists()


def test_marks_nobody_sees_are_left_out(desk: Any) -> None:
    dressed = "\u202eХолов\u200f \u2066Фаррух\u2069\x00"
    where = sent(desk, address("person_new"), {"full_name": dressed, "born": "", "phone": "", "sure": "yes"})
    assert "<h1>Холов Фаррух</h1>" in asked(desk, where)


CONTACT = {"phones-TOTAL_FORMS": "1", "phones-INITIAL_FORMS": "0", "hours-TOTAL_FORMS": "1", "hours-INITIAL_FORMS": "0"}


def test_rules_of_safe_contact_stand_first_on_the_file(desk: Any, worker: Any) -> None:
    person = opened(worker, "Холов Фаррух")
    file = address("person", id=person.pk)
    assert "Nobody has asked yet how this person can be reached safely." in asked(desk, file)
    told = {
        **CONTACT, "edition": "0", "asked": "on", "never_call": "on", "say_you_are": "the clinic", "phones-0-said": "+7 900 111 22 33",
        "phones-0-whose": "own", "hours-0-weekdays": ["6"], "hours-0-since": "09:00", "hours-0-until": "12:00",
    }  # fmt: skip
    sent(desk, address("person_part", id=person.pk, part="contact"), told)
    page = asked(desk, file)
    for sentence in (
        "Never call.",
        "Only in these hours: Sunday, 09:00 to 12:00, in their own time.",
        "Say that you are: the clinic.",
        "+79001112233 - Their own",
    ):
        assert sentence in page
    assert page.index("Never call.") < page.index("Name, birth, languages")


def test_a_number_that_is_none_is_kept_as_text_with_a_warning(desk: Any, worker: Any) -> None:
    person = opened(worker, "Холов Фаррух")
    told = {**CONTACT, "edition": "0", "phones-0-said": "ask for Anvar at the bazaar", "phones-0-whose": "friend"}
    where = sent(desk, address("person_part", id=person.pk, part="contact"), told)
    page = asked(desk, where)
    assert "One of the phones is kept as text" in page
    assert "ask for Anvar at the bazaar - Of somebody they trust" in page


def test_hours_that_are_not_whole_are_told(desk: Any, worker: Any) -> None:
    person = opened(worker, "Холов Фаррух")
    told = {**CONTACT, "edition": "0", "hours-0-weekdays": ["6"], "hours-0-since": "09:00"}
    page = asked(desk, address("person_part", id=person.pk, part="contact"), told, status=400)
    assert "Hours need days, a beginning and an end." in page


PAPERS = {"edition": "0", "papers-TOTAL_FORMS": "1", "papers-INITIAL_FORMS": "0"}


def test_a_passport_is_read_from_its_lines_and_the_lines_are_not_kept(desk: Any, worker: Any) -> None:
    person = opened(worker, "Холов Фаррух")
    part = address("person_part", id=person.pk, part="papers")
    where = sent(desk, part, {**PAPERS, "lines": f"{FIRST}\n{second()}"})
    page = asked(desk, where)
    assert "402345678, TJK, until 30.04.2031, Not known, check digits fit" in page
    kept = actions.content.opened(PersonPart.objects.filter(person=person, part="papers"))
    assert "KHOLOV" not in str([content for _, content in kept])


def test_a_wrong_check_digit_is_pointed_at(desk: Any, worker: Any) -> None:
    person = opened(worker, "Холов Фаррух")
    line = second("402305678")
    page = asked(
        desk,
        address("person_part", id=person.pk, part="papers"),
        {**PAPERS, "lines": f"{FIRST}\n{line[:4]}O{line[5:]}"},
        status=400,
    )
    assert "Second line, number: place 5 does not fit. Perhaps it is 0." in page
    assert f"{line[:4]}O{line[5:]}" in page


def test_two_people_editing_one_part_both_see_it(desk: Any, world: World, worker: Any) -> None:
    person = opened(worker, "Холов Фаррух")
    part = address("person_part", id=person.pk, part="story")
    other = signed_in(world.staff("supervisor"))
    sent(desk, part, {"edition": "0", "text": "What the first wrote"})
    page = asked(other, part, {"edition": "0", "text": "What the second wrote"}, status=409)
    assert "Two people wrote here" in page
    assert "What the first wrote" in page
    assert "What the second wrote" in page
    edition = re.search(r'name="edition" value="(\d+)"', page)
    assert edition
    assert edition[1] == "1"
    sent(other, part, {"edition": edition[1], "text": "What both agreed"})
    assert "What both agreed" in asked(desk, address("person", id=person.pk))


@pytest.mark.parametrize("edition", ["", "x", "-1", "99999999999", "²"])
def test_an_edition_that_is_none_overwrites_nothing(desk: Any, worker: Any, edition: str) -> None:
    person = opened(worker, "Холов Фаррух", story={"text": "before"})
    part = address("person_part", id=person.pk, part="story")
    asked(desk, part, {"edition": edition, "text": "after"}, status=409)
    assert "before" in asked(desk, address("person", id=person.pk))


def test_duplicates_are_compared_merged_and_parted_again(desk: Any, worker: Any) -> None:
    one = opened(worker, "Қурбонов Ҷаҳонгир", "1990-05-01", story={"text": "Паспорт гирифтанд"})
    other = opened(worker, "Курбонов Джахонгир", "1990-05-01", story={"text": "Музд надоданд"})
    [proposal] = PossibleDuplicate.objects.all()
    where = address("duplicate", id=proposal.pk)
    assert where in asked(desk, address("duplicates"))
    page = asked(desk, where)
    assert "The names may be one name in two spellings." in page
    assert "Born on the same day." in page
    side = "one" if proposal.one_id == one.pk else "other"
    file = sent(desk, where, {"decision": side})
    page = asked(desk, file)
    assert "Паспорт гирифтанд" in page
    assert "Музд надоданд" in page
    undo = re.search(r'action="(/desk/persons/merges/[^"]+)"', page)
    assert undo
    sent(desk, undo[1], {})
    assert "Музд надоданд" not in asked(desk, address("person", id=one.pk))
    assert "Музд надоданд" in asked(desk, address("person", id=other.pk))
    assert "Nothing waits to be decided." in asked(desk, address("duplicates"))


def test_who_saw_a_file_is_shown(desk: Any, world: World, worker: Any) -> None:
    person = opened(worker, "Холов Фаррух")
    signed_in(world.staff("operator")).get(address("person", id=person.pk))
    page = asked(desk, address("person_seen", id=person.pk))
    assert world.staff("operator").full_name in page
    assert "The file was read." in page


def test_erasing_asks_for_the_word_first(world: World, worker: Any, django_capture_on_commit_callbacks: Any) -> None:
    person = opened(worker, "Холов Фаррух")
    supervisor = signed_in(world.staff("supervisor"))
    where = address("person_erase", id=person.pk)
    assert "Nothing was erased." in asked(supervisor, where, {"word": "yes"}, status=400)
    with django_capture_on_commit_callbacks(execute=True):
        sent(supervisor, where, {"word": "Erase"})
    asked_again = supervisor.get(address("person", id=person.pk))
    assert asked_again.status_code == 404


@pytest.mark.parametrize("name", ["person", "person_seen"])
def test_the_file_of_another_organisation_is_as_absent_as_none(world: World, desk: Any, name: str) -> None:
    there = opened(world.staff("case_worker", office=world.house), "Холов Фаррух")
    unknown = uuid.uuid4()
    pages = [desk.get(address(name, id=id)) for id in (there.pk, unknown)]
    assert [page.status_code for page in pages] == [404, 404]
    one, other = (
        page.content.replace(str(id).encode(), b"") for page, id in zip(pages, (there.pk, unknown), strict=True)
    )
    assert one == other


def test_a_part_out_of_sight_is_absent_on_its_page_and_from_the_file(world: World, worker: Any) -> None:
    person = opened(worker, "Холов Фаррух", health={"text": "secret"})
    operator = signed_in(world.staff("operator"))
    assert "secret" not in asked(operator, address("person", id=person.pk))
    for part in ("health", "nonsense"):
        assert operator.get(address("person_part", id=person.pk, part=part)).status_code == 404


def test_agreed_fields_are_read_but_not_written(world: World, worker: Any) -> None:
    person = opened(worker, "Холов Фаррух", "1990-05-01", story={"text": "secret"})
    lawyer = world.staff("lawyer", office=world.house)
    world.involve(person, staff=lawyer, parts="identity.full_name")
    theirs = signed_in(lawyer)
    page = asked(theirs, address("person", id=person.pk))
    assert "Холов Фаррух" in page
    assert "1990" not in page
    assert "secret" not in page
    assert address("person_part", id=person.pk, part="identity") not in page
    assert theirs.get(address("person_part", id=person.pk, part="identity")).status_code == 404


def test_nothing_of_the_person_is_logged_or_recorded_in_clear(desk: Any, worker: Any, caplog: Any) -> None:
    opened(worker, "Қурбонов Ҷаҳонгир", "1990-05-01")
    with caplog.at_level("DEBUG", logger="hamroh"):
        asked(desk, address("persons"), {"asked": "Қурбонов Ҷаҳонгир", "born": "1990"})
    assert "урбонов" not in caplog.text
    assert not [entry for entry in recorded.entries() if "урбонов" in entry.fields]


PAGES = [
    "persons",
    "person_new",
    "person",
    "story",
    "contact",
    "papers",
    "identity",
    "family",
    "duplicates",
    "duplicate",
    "person_seen",
]


@pytest.mark.parametrize("language", ["tg", "ru"])
def test_the_pages_speak_the_readers_language(desk: Any, worker: Any, language: str) -> None:
    for page in _pages(worker).values():
        desk.post(address("desk_tongue"), _encoded({"tongue": language, "back": "/desk/"}), content_type=FORM)
        text = asked(desk, page)
        assert f'<html lang="{language}"' in text
        shown = re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<head>.*?</head>|<header.*?</header>", " ", text))
        # The number of a file is four groups of letters and figures; a group may have letters alone.
        shown = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", " ", shown)
        english = [
            word
            for word in re.findall(r"\b[A-Za-z]{4,}\b", shown)
            if word not in ("worker", "dushanbe", "case_worker", "hamroh", "KHOLOV", "Hamroh")
        ]
        assert not english, (page, english)


def _pages(worker: Any) -> dict[str, str]:
    """The address of each page, with something on it."""
    one = opened(
        worker,
        "Қурбонов Ҷаҳонгир Саидович",
        "1990-05-01",
        contact={"phones": [], "safe": {"asked": True, "never_call": True}},
    )
    opened(worker, "Курбонов Джахонгир", "1990-05-01", story={"text": "Паспорт гирифтанд"})
    proposal = PossibleDuplicate.objects.filter(decision="").latest("pk")
    where = {"persons": address("persons"), "person_new": address("person_new"), "person": address("person", id=one.pk)}
    where |= {part.value: address("person_part", id=one.pk, part=part.value) for part in Part}
    return where | {
        "duplicates": address("duplicates"),
        "duplicate": address("duplicate", id=proposal.pk),
        "person_seen": address("person_seen", id=one.pk),
    }


def _pages_of_the_directory(supervisor: Any) -> dict[str, str]:
    """The same of the directory, where a number is to be called and was asked in vain."""
    from hamroh.people.directory import actions
    from tests.people.test_directory import office

    one = office(phone="+79161234567", confirmed_on=None)
    actions.log_call(one.key, "no_answer", by=supervisor, at=NOON)
    actions.log_message(one.key, "delivered", phone=one.phone, at=NOON)
    plain = ("directory", "directory_calls", "directory_where", "directory_lists", "directory_organisation_new")
    return {name: address(name) for name in plain} | {"service": address("directory_service", key=one.key)}


def test_every_page_fits_and_can_be_used_by_everybody(
    transactional_db: None, world: World, live_server: Any, browser: Any, axe_violations: Any
) -> None:
    worker, supervisor = world.staff("case_worker"), world.staff("supervisor")
    for staff, pages in ((worker, _pages(worker)), (supervisor, _pages_of_the_directory(supervisor))):
        session = signed_in(staff).cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(locale="en")
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        for name, where in pages.items():
            page.goto(live_server.url + where)
            for width in (320, 1280):
                page.set_viewport_size({"width": width, "height": 800})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
                assert axe_violations(page) == [], (name, width)
        context.close()


def test_a_person_is_found_and_opened_in_a_real_browser(
    transactional_db: None, world: World, live_server: Any, browser: Any
) -> None:
    worker = world.staff("case_worker")
    person = opened(worker, "Қурбонов Ҷаҳонгир", "1990-05-01")
    session = signed_in(worker).cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + address("persons"))
    page.fill("#id_asked", "Kurbonov Dzhakhongir")
    press(page, "main form button")
    assert page.url == live_server.url + address("persons")
    press(page, "main li a")
    assert page.url == live_server.url + address("person", id=person.pk)
    assert page.inner_text("h1") == "Қурбонов Ҷаҳонгир"
    context.close()


def test_who_searches_faster_than_anybody_reads_waits_and_keeps_what_was_typed(
    world: World, desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = Limits(2)
    monkeypatch.setattr(views, "_searches", lambda: few)
    told = {"asked": "Zarina", "born": ""}
    for _ in range(2):
        asked(desk, address("persons"), told)
    waits = asked(desk, address("persons"), told, status=400)
    assert "You have searched very often" in waits
    assert 'value="Zarina"' in waits
    asked(signed_in(world.staff("lawyer")), address("persons"), told)
