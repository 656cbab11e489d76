"""A pack is small, says what it is, and is the same whenever it is made of the same law."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hamroh.cli import law as command
from hamroh.rulebook import Rulebook, phone
from hamroh.rulebook.loading import LAW
from hamroh.rulebook.proposals import read_proposal, with_proposal
from hamroh.rulebook.provisions import LANGUAGES

from .answers import MADE


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("destination", ["RU", "KZ", "UZ", "KR", "BY", "OTHER"])
def test_a_pack_has_at_most_sixty_kilobytes_on_its_way(book: Rulebook, destination: str, language: str) -> None:
    data = phone.as_bytes(phone.pack(book, destination, language, made=MADE))
    assert len(phone.compressed(data)) <= phone.MOST_COMPRESSED


def test_a_pack_says_what_it_is(book: Rulebook) -> None:
    packed = phone.pack(book, "RU", "tg", made=MADE)
    assert packed["rulebook"] == book.digest
    assert date.fromordinal(packed["made"]) == MADE
    assert date.fromordinal(packed["read"]) == book.read
    assert phone.first_day(packed) == date(2024, 11, 29)
    assert packed["draft"] is True
    assert phone.pack(book, "RU", "en", made=MADE)["draft"] is False


def test_the_same_law_gives_the_same_bytes(book: Rulebook) -> None:
    one, other = (phone.as_bytes(phone.pack(book, "KZ", "ru", made=MADE)) for _ in range(2))
    assert one == other


def test_the_words_come_back_whole(book: Rulebook) -> None:
    """Read back here by the words of docs/phone-pack.md alone; `law.js` does the same."""
    packed = phone.pack(book, "UZ", "tg", made=MADE)
    written = json.loads(phone.as_bytes(packed))
    cyrillic, latin = written["letters"]
    swap = str.maketrans(cyrillic + latin, latin + cyrillic)
    texts = [text.translate(swap) for text in written["texts"]]
    coming = iter(texts)

    def read(value: Any) -> Any:
        if value == "":
            return next(coming)
        if isinstance(value, str):
            return texts[int(value[1:])] if value.startswith("#") else value
        if isinstance(value, list):
            return [read(item) for item in value]
        return {name: read(item) for name, item in value.items()} if isinstance(value, dict) else value

    assert read(written["pack"]) == json.loads(json.dumps(packed))


def test_what_concerns_only_other_destinations_is_left_out(book: Rulebook) -> None:
    names = {p["i"] for p in phone.pack(book, "RU", "en", made=MADE)["provisions"]}
    assert "ru.registration.deadline" in names
    assert not any(name.startswith(("kz.stay", "uz.stay")) for name in names)


def test_an_unknown_destination_or_language_is_refused(book: Rulebook) -> None:
    with pytest.raises(phone.PackError, match="no destination XX"):
        phone.pack(book, "XX", "en", made=MADE)
    with pytest.raises(phone.PackError, match="no language de"):
        phone.pack(book, "RU", "de", made=MADE)


def test_what_is_only_proposed_does_not_go_to_phones(book: Rulebook) -> None:
    proposed = with_proposal(read_proposal(LAW / "proposals" / "change_employer.yaml"), book)
    with pytest.raises(phone.PackError, match="no law"):
        phone.pack(proposed, "RU", "en", made=MADE)


def test_the_command_writes_a_pack_and_says_its_size(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "ru.json"
    told = ["pack", "--destination", "RU", "--lang", "tg", "--out", str(out), "--made", "2026-11-29"]
    assert command.run(told) == 0
    said = capsys.readouterr().out
    assert f"{out.stat().st_size} bytes" in said
    assert "compressed (at most 61440)" in said
    assert "native reader" in said
    assert "answers from 2024-11-29 on" in said
    assert command.run([*told[:2], "XX", *told[3:]]) == 2
    assert command.run([*told[:6], str(tmp_path / "no" / "such"), *told[7:]]) == 2
