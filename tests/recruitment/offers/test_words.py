"""Words of offers stand in files; a line that could never be met is refused with its number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hamroh.people.directory import places
from hamroh.recruitment.offers import checks, contracts, words
from hamroh.rulebook import load
from hamroh.rulebook.errors import LawError

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
