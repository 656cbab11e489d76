"""Words are found whatever keyboard they were typed on."""

from __future__ import annotations

import pytest

from hamroh.rulebook import Rulebook, load
from hamroh.rulebook.searching import skeleton


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load()


@pytest.mark.parametrize(
    ("spellings", "other"),
    [
        (("ҷарима", "чарима", "jarima", "Ҷарима", "charima"), "карима"),
        (("ӯ", "у", "u", "ū", "у\u0304"), "о"),
        (("қонун", "конун", "qonun", "konun"), "хонун"),
        (("ғайр", "гайр", "ghayr", "gayr"), "кайр"),
        (("ҳуқуқ", "хукук", "huquq", "khukuk"), "гугуг"),
        (("мӯҳлатӣ", "мухлати", "muhlatī", "мӯҳлати\u0304"), "мухлато"),
        (("ёрӣ", "ери"), "ори"),
    ],
)
def test_spellings_of_one_word_are_one_and_of_another_are_not(spellings: tuple[str, ...], other: str) -> None:
    assert len({skeleton(s) for s in spellings}) == 1
    assert skeleton(other) != skeleton(spellings[0])


@pytest.mark.parametrize("language", ["en", "ru", "tg"])
def test_every_provision_is_found_by_its_own_title(book: Rulebook, language: str) -> None:
    for p in book.provisions:
        found = book.find(p.title[language])
        assert p in found.provisions and not found.near, p.id


def test_an_address_and_the_beginning_of_one_are_found(book: Rulebook) -> None:
    assert [p.id for p in book.find("ru.registration.treaty_tj").provisions] == ["ru.registration.treaty_tj"]
    assert {p.id.rpartition(".")[0] for p in book.find("ru.registration").provisions} == {"ru.registration"}


def test_a_rule_of_the_fact_base_is_found_and_so_are_its_fellows(book: Rulebook) -> None:
    assert all("RU-REG-03" in p.built_from for p in book.find("ru reg 03").provisions)
    assert len(book.find("RU-REG").provisions) > len(book.find("RU-REG-03").provisions)


def test_words_in_a_title_come_before_words_elsewhere(book: Rulebook) -> None:
    found = book.find("патент").provisions
    in_title = ["patent" in skeleton(" ".join(p.title.values())) for p in found]
    assert in_title == sorted(in_title, reverse=True)


def test_a_word_with_a_slip_or_another_ending_is_answered_as_near(book: Rulebook) -> None:
    for typed, meant in (("expulsiom", "expulsion"), ("регистрацыя", "registrat")):
        found = book.find(typed)
        assert found.near and found.provisions
        assert skeleton(meant) in skeleton(str([p.title for p in found.provisions]))


def test_all_words_have_to_be_there(book: Rulebook) -> None:
    both = {p.id for p in book.find("passport employer").provisions}
    assert both
    assert both < {p.id for p in book.find("passport").provisions}


@pytest.mark.parametrize("nothing", ["", "   ", "…", "qwertyuiop", "a" * 5000, "\x00", "\ud800"])
def test_what_is_no_word_of_the_law_finds_nothing_and_breaks_nothing(book: Rulebook, nothing: str) -> None:
    assert book.find(nothing).provisions == ()
