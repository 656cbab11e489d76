"""When two names are one: equal under the table, and no other way."""

from __future__ import annotations

import random
from typing import Any

import pytest

from hamroh.recruitment.check import queries, sms, words
from hamroh.recruitment.register import actions, names, queries as register
from hamroh.recruitment.register.queries import Answer
from tests.recruitment.conftest import TODAY, D

EQUAL = [
    "Намуна Кор",
    "намуна кор",
    "«НАМУНА-КОР»",
    "Namuna Kor",
    "ООО Намуна Кор",
    "ҶДММ «Намуна Кор»",
    "Намуна Кор ҶДММ",
    "Нaмунa Кoр",  # Latin letters among the Cyrillic
    "ОАО Намуна Кор",
]
OTHER = [
    "Намуна Кар",
    "Намуна Ҷор",
    "Намуна Кор 2",
    "Намуна",
    "Намунакор",
    "Кор Намуна",
    "Намуна Кор Плюс",
    "Намунна Кор",
    "Νamuna Kor",  # a Greek letter
    "Ñamuna Kor",
    "Намуна Ķop",
    "Намуна\u0301 Кор",  # a mark over the last letter of a word
    "Намуна Ко\u0336р",
    "Нӑмуна Кор",
    "!!!",
    "",
]


@pytest.mark.parametrize("typed", EQUAL)
def test_a_name_is_equal_in_any_script_and_with_its_legal_form(typed: str) -> None:
    assert names.read(typed).equals(names.read("Намуна Кор"))


@pytest.mark.parametrize("typed", OTHER)
def test_a_name_that_only_looks_alike_is_another(typed: str) -> None:
    assert not names.read(typed).equals(names.read("Намуна Кор"))


def test_two_legal_forms_make_two_firms() -> None:
    assert names.read("ООО Намуна").equals(names.read("ҶДММ Намуна"))
    assert not names.read("ОАО Намуна").equals(names.read("ҶДММ Намуна"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Роҳи Ҷаҳон", "Рохи Чахон"),
        ("Роҳи Ҷаҳон", "Rohi Jahon"),
        ("Роҳи Ҷаҳон", "Рохи Джахон"),
        ("Ғӯзашён", "Гузашен"),
        ("Кор 2000", "Kor-2000"),
    ],
)
def test_a_keyboard_without_tajik_letters_is_no_hindrance(one: str, other: str) -> None:
    assert names.read(one).equals(names.read(other))


def test_a_licence_number_is_read_however_it_is_typed() -> None:
    same = (
        "000-A",
        "000 А",
        "№000а",
        "000/a",
        "Лицензия № 000-А",
        "иҷозатномаи рақами 000-A",
        "license no. 000a",
        "۰۰۰-A",
    )
    assert {names.number_key(one) for one in same} == {"000A"}
    assert names.number_key("Номер 1") != names.number_key("1"), "it may be the name of a firm"
    assert names.number_key("000\u0336-A") != "000A", "a digit that is struck out is none"
    assert names.number_key("000-B") != names.number_key("000-A")


# Letters that the published table keeps apart, whatever stands beside them; written here on its own, not read from the code.
APART = "абвгдежзийклмнопрстуфхчшюя"
# дж is ҷ, which a Russian keyboard writes ч; ий at an end is ӣ.
JOINS = ("дж", "ий")
SYLLABLES = "ма на ру са ко ба ли ша то ду ви ха зо фа пе ми гу ро са ню я".split()


def _firm(dice: random.Random) -> str:
    return " ".join(
        "".join(dice.choice(SYLLABLES) for _ in range(dice.randint(2, 3))) for _ in range(dice.randint(1, 3))
    )


def _one_step_from(name: str, dice: random.Random) -> str:
    """The name with one letter changed, left out or put in."""
    while True:
        at = dice.randrange(len(name))
        if name[at] == " ":
            continue
        how = dice.choice(("change", "leave", "put"))
        if how == "change":
            made = name[:at] + dice.choice([c for c in APART if c != name[at]]) + name[at + 1 :]
        elif how == "leave":
            made = name[:at] + name[at + 1 :]
        else:
            made = name[:at] + dice.choice(APART) + name[at:]
        if made != name and not any(join in made for join in JOINS) and all(len(w) > 1 for w in made.split()):
            return made


# е and э, ё are one letter of the table; the alphabet above holds only е of them.
def test_of_fifty_thousand_near_names_none_is_equal() -> None:
    dice = random.Random(20261130)
    false = []
    for _ in range(500):
        real = _firm(dice)
        read = names.read(real)
        for _ in range(100):
            near = _one_step_from(real, dice)
            if names.read(near).equals(read):
                false.append((real, near))
    assert false == []


@pytest.mark.parametrize("typed", [f"Намуна Кор {'-' * 110} Сафар", f"000-A {'-' * 110}", "000A" + "0" * 40,
                                   f"000-A{'-' * 160}7", f"+992 93 000 00 00{' -' * 80}9"])  # fmt: skip
def test_what_is_too_long_to_be_read_whole_is_no_name_and_no_number(namuna: Any, typed: str) -> None:
    stands = queries.check(typed, on=D(2018, 5, 5), today=TODAY)
    assert (typed.startswith("000-A ")) == (stands.answer == "yes")


def test_a_licence_asked_by_its_number_stands_for_itself_alone(namuna: Any, wrote: Any) -> None:
    actions.put_state(namuna.licences.get(), "withdrawn", since=D(2018, 1, 1), w=wrote)
    actions.put_state(actions.licence(namuna, "111-B"), "granted", since=D(2018, 2, 1), w=wrote)
    old = queries.check("000-A", on=D(2018, 5, 5), today=TODAY)
    assert (old.answer, old.found[0].why, old.found[0].other) == ("no", "withdrawn", "111-B")
    assert queries.check("111-B", on=D(2018, 5, 5), today=TODAY).answer == "yes"
    assert queries.check("Намуна Кор", on=D(2018, 5, 5), today=TODAY).answer == "yes"
    told = words.standing(old.found[0])
    assert told.kind == "no" and "another licence that day: 111-B" in told.text[1]
    for language in ("en", "ru", "tg"):
        said = sms.said(old, language=language)
        assert sms.fits(said) and "111" not in said and "000-A" in said


def test_one_letter_changed_says_no_and_shows_the_near_name(namuna: Any) -> None:
    found = queries.check("Намуна Кар", on=D(2018, 5, 5), today=TODAY)
    assert (found.answer, found.found) == (Answer.NO, ())
    assert [(one.text, one.letters) for one in found.near] == [("Намуна Кор", 1)]


@pytest.mark.parametrize("typed", ["Намуна Кор Плюс", "Намуна", "Намунакор", "ОАО Намуна Кор Лтд"])
def test_words_more_or_fewer_say_no_and_show_the_near_name(namuna: Any, typed: str) -> None:
    found = queries.check(typed, on=D(2018, 5, 5), today=TODAY)
    assert found.answer == Answer.NO
    assert found.near


@pytest.mark.parametrize(
    ("typed", "by"),
    [
        ("000-A", "number"),
        ("№ 000 а", "number"),
        ("93 000-00-00", "phone"),
        ("+992930000000", "phone"),
        ("namuna kor", "name"),
    ],
)
def test_it_is_found_by_number_phone_and_name(namuna: Any, typed: str, by: str) -> None:
    found = queries.check(typed, on=D(2018, 5, 5), today=TODAY)
    assert (found.by, found.answer) == (by, Answer.YES)


def test_a_name_counts_only_on_the_days_on_which_it_was_the_name(namuna: Any, wrote: Any) -> None:
    actions.add_name(namuna, "Сафар", since=D(2018, 1, 1), w=wrote)
    old = register.agency(namuna.pk)
    assert old is not None
    for row in old.standing_names[:2]:  # type: ignore[attr-defined]
        actions.end_line(row, until=D(2017, 12, 31), w=wrote)
    assert queries.check("Намуна Кор", on=D(2017, 12, 31), today=TODAY).answer == Answer.YES
    changed = queries.check("Намуна Кор", on=D(2018, 1, 1), today=TODAY)
    assert changed.answer == Answer.NO
    assert changed.near[0].standing.name == "Сафар"


def test_two_agencies_of_one_name_are_both_shown(namuna: Any, wrote: Any) -> None:
    other = actions.enter_agency(["Намуна Кор"], since=D(2017, 1, 1), w=wrote)
    found = queries.check("Намуна Кор", on=D(2018, 5, 5), today=TODAY)
    assert {one.agency: one.answer for one in found.found} == {namuna.pk: Answer.YES, other.pk: Answer.NO}
    assert found.answer == Answer.UNKNOWN


def test_of_a_day_that_the_register_does_not_cover_nothing_is_said(namuna: Any) -> None:
    assert queries.check("Ҳеҷ кас", on=D(2010, 5, 5), today=TODAY).answer == Answer.UNKNOWN
    assert queries.check("000-A", on=TODAY, today=TODAY).answer == Answer.UNKNOWN
