"""What an offer sounds like is asked, never asserted; the reader is what its practice made it, and was tried on what it never saw."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest

from hamroh.recruitment.offers import checks, contracts, likeness, practise
from hamroh.recruitment.offers.reading import plain_letters, read
from hamroh.recruitment.offers.showing import shown
from hamroh.rulebook import Rulebook, load
from tests.recruitment.offers.measured import (
    HALVES,
    HERE,
    ON,
    as_published,
    on_paper,
    precision,
    recall,
    rows,
    texts,
    unheard,
)

UNHEARD = "140263399d169c9cd3d4d2af954642d335c1d30a33cf010442447ed523697b9c"


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load()


@pytest.fixture(scope="module")
def practice() -> list[dict[str, object]]:
    return list(practise.messages())


def test_the_lot_that_is_measured_is_as_it_was_and_never_practised(practice: list[dict[str, str]]) -> None:
    assert hashlib.sha256((HERE / "unheard.yaml").read_bytes()).hexdigest() == UNHEARD
    kept = {plain_letters(row["text"]) for row in texts(HERE / "unheard.yaml")}
    kept |= {plain_letters(row["text"]) for row in texts(HERE / "as_published.yaml") if row["half"] == "kept"}
    kept |= {plain_letters(row["text"]) for row in texts(HERE / "honest_pay.yaml")}
    kept |= {plain_letters(row["text"]) for half in HALVES for row in rows(half, "advertisements")}
    assert not kept & {plain_letters(row["text"]) for row in practice}


def test_of_messages_it_never_saw_most_signs_are_found_or_asked_about(book: Rulebook) -> None:
    warned, both = unheard(book)
    print("warned", warned, "warned or asked", both)
    assert precision(*warned) >= 0.88
    assert precision(*both) >= 0.8 and recall(*both) >= 0.8


def test_offers_as_they_were_published_are_not_warned_of_without_reason(book: Rulebook) -> None:
    for half in ("practice", "kept"):
        warned, both = as_published(half, book)
        print(half, "warned", warned, "warned or asked", both)
        assert warned[1] == 0 and recall(*both) >= 0.8


def test_labelled_offers_are_seldom_doubted_without_reason(book: Rulebook) -> None:
    doubted = Counter[bool]()
    for half in HALVES:
        for row in rows(half, "advertisements"):
            for one in checks.check(row["text"], on=ON, book=book, register=on_paper).doubts:
                doubted[one.sign.sign in row["expect"]] += 1
    assert doubted[False] <= 7, doubted


def test_of_honest_sentences_about_pay_no_warning_is_given_and_fewer_are_asked_about(book: Rulebook) -> None:
    answers = [
        checks.check(row["text"], on=ON, book=book, register=on_paper) for row in texts(HERE / "honest_pay.yaml")
    ]
    assert [one.warnings for one in answers] == [()] * 24
    # 18 before honest pay was practised on; more than half is still too many.
    assert sum(bool(one.doubts) for one in answers) <= 14


def test_practice_has_only_the_signs_that_are_heard_and_each_of_them_often(
    practice: list[dict[str, list[str]]],
) -> None:
    seen = Counter(sign for row in practice for sign in row["expect"])
    assert set(seen) == set(likeness.SIGNS) and min(seen.values()) > 300
    assert len({plain_letters(str(row["text"])) for row in practice}) == len(practice)
    assert [name for name, sign in checks.signs().items() if sign.ask] == list(likeness.SIGNS)


def test_the_file_holds_what_the_practice_teaches(practice: list[dict[str, object]]) -> None:
    fresh = practise.practised(practice)
    for row in practice[::48]:
        plain = plain_letters(str(row["text"]))
        for again, kept in zip(likeness.likelihoods(plain, fresh), likeness.likelihoods(plain), strict=True):
            assert abs(again - kept) < 0.05, row["id"]


def test_a_doubt_is_a_question_with_its_words_beside_the_warnings(book: Rulebook) -> None:
    text = "Одам ба Тюмен лозим. Ҳуҷҷатҳоятон дар сейфи идора меистад, то охири мавсим."
    answer = shown(checks.check(text, on=ON, book=book), book, "tg")
    said = {one["sign"] for one in answer["warnings"]} | {one["sign"] for one in answer["doubts"]}
    assert "passport" in said
    for one in answer["doubts"]:
        assert one["ask"] and one["words"] in " ".join(text.split())
        assert one["sign"] not in {warning["sign"] for warning in answer["warnings"]}
        assert {"sign": one["sign"], "result": "sounds_like"}.items() <= next(
            looked.items() for looked in answer["looked_for"] if looked["sign"] == one["sign"]
        )


def test_a_contract_and_a_long_text_are_not_guessed_at_in_every_part(book: Rulebook) -> None:
    honest = "Работодатель заключает трудовой договор и платит два раза в месяц на карту работника. "
    assert likeness.heard(read(honest * 100)) == []
    whole = contracts.check(honest * 20, on=ON, book=book)
    assert whole.answer.doubts == ()


@pytest.mark.parametrize(
    "text", ["Ҳаво имрӯз хуб аст, фардо борон меборад.", "Добрый день, во сколько открывается магазин?"]
)
def test_small_talk_sounds_like_nothing(text: str) -> None:
    assert likeness.heard(read(text)) == []
