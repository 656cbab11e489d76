"""Words of offers stand in files; a line that could never be met is refused with its number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hamroh.people.directory import places
from hamroh.recruitment.offers import checks, contracts, reading, words
from hamroh.rulebook import load
from hamroh.rulebook.errors import LawError
from tests.recruitment.offers.measured import ON

TEXT = (words.HERE / "words.yaml").read_text(encoding="utf-8")


def test_every_file_of_words_is_read() -> None:
    assert words.read(words.HERE / "words.yaml") and checks.signs() and contracts.terms() and checks.work()


def test_codes_of_places_and_of_work_are_those_of_the_law() -> None:
    assert set(words.by_code("towns")) <= set(places.regions())
    assert set(checks.work()) <= set(load().book.facts["sector"].choices)


@pytest.mark.parametrize(
    ("line", "broken", "why"),
    [
        ("  RU-MOS: [балашиха, ", "  RU-MOS: [Балашиха, ", "`Б` stands in no text"),
        ("  - агентии\n", "  - ҷойи кор\n", "`ҷ` stands in no text"),
        ("  labouring: [", "  no_such_work: [", "is no code for `jobs`"),
        ("  KZ: [", "  KAZ: [", "is no code for `countries`"),
        ("  - агентии\n", "  - агент(ии\n", "no pattern"),
        ("  - агентии\n", "  - ''\n", "says nothing"),
        ("  7: семь хафт\n", "  7000: семь хафт\n", "no number up to 999"),
        ("counted:", "counts:", "`counts` is no section"),
        ("  {shch: щ, ", "  {Shch: щ, ", "stands for no plain Cyrillic letters"),
    ],
)
def test_what_cannot_be_met_is_refused_with_its_line(tmp_path: Path, line: str, broken: str, why: str) -> None:
    assert line in TEXT
    path = tmp_path / "words.yaml"
    path.write_text(TEXT.replace(line, broken, 1), encoding="utf-8")
    at = TEXT[: TEXT.index(line)].count("\n") + 1
    with pytest.raises(LawError, match=re.escape(why)) as refused:
        words.read(path)
    assert (refused.value.file, refused.value.line) == (str(path), at)


def test_a_section_that_is_missing_is_named(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text(TEXT.replace("abroad:", "#", 1), encoding="utf-8")
    with pytest.raises(LawError):
        words.read(path)


LATIN = [
    ("Trebuyutsya kuryery v Moskvu. Pasport sdayete brigadiru, dogovora ne budet.", {"passport", "no_contract"}),
    ("Kor dar Maskav, shinosnomaro mo megirem. Baroi hujjatho 3000 rub pul dihed.", {"passport", "fee"}),
]


@pytest.mark.parametrize(("text", "found"), LATIN)
def test_russian_and_tajik_in_latin_letters_are_read_and_shown_as_they_were_typed(text: str, found: set[str]) -> None:
    answer = checks.check(text, on=ON, book=load())
    assert found <= {one.sign.sign for one in answer.warnings}
    assert all(one in text for warning in answer.warnings for one in warning.words)


@pytest.mark.parametrize(
    "text",
    [
        "We need workers in Moscow. Give your passport to the foreman and pay 3000 roubles.",
        "Ish bor Moskvada, pasport topshiriladi, oylik yaxshi, shartnoma kerak emas",
        "Se busca trabajador para la construccion, no hay contrato por escrito",
    ],
)
def test_other_languages_in_latin_letters_are_refused_whole(text: str) -> None:
    with pytest.raises(reading.Unread) as refused:
        reading.read(text)
    assert refused.value.code == "latin"


@pytest.mark.parametrize("hidden", ["п а с п о р т", "п.а.с.п.о.р.т", "П-А-С-П-О-Р-Т", "п*а*с*п*о*р*т"])
def test_a_word_whose_letters_are_parted_is_read_and_shown_as_it_stands(hidden: str) -> None:
    text = f"Нужны каменщики в Самаре, {hidden} сдаёте бригадиру на время работы."
    answer = checks.check(text, on=ON, book=load())
    (warning,) = [one for one in answer.warnings if one.sign.sign == "passport"]
    assert hidden in " ".join(warning.words)


def test_initials_and_short_words_are_not_joined() -> None:
    text = "А. Б. Каримов и я, и ты, и он: т.е. и т.д. и в г. Москве"
    assert reading.read(text).typed == text
