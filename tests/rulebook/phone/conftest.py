"""Packs for tests, each made once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from hamroh.rulebook import Rulebook, load, phone

from .answers import LONG_AGO, MADE

MakePack = Callable[..., Path]


@pytest.fixture(scope="session")
def book() -> Rulebook:
    return load()


@pytest.fixture(scope="session")
def pack(book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> MakePack:
    """Makes the file of a pack."""
    made: dict[tuple[str, str, date], Path] = {}
    folder = tmp_path_factory.mktemp("packs")

    def make(destination: str, language: str, since: date = LONG_AGO) -> Path:
        key = (destination, language, since)
        if key not in made:
            made[key] = folder / f"{destination}-{language}-{since}.json"
            made[key].write_bytes(phone.as_bytes(phone.pack(book, destination, language, made=MADE, since=since)))
        return made[key]

    return make
