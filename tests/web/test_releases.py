"""The site answers from the release in use, from the next request on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from hamroh.rulebook import load
from hamroh.rulebook.loading import LAW
from hamroh.rulebook.releases import Releases
from hamroh.web import rulebook

NOW = datetime(2026, 11, 29, tzinfo=UTC)


@pytest.fixture
def releases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Releases]:
    kept = Releases(tmp_path / "releases", check=lambda root: [])
    monkeypatch.setattr(rulebook, "_releases", lambda: kept)
    monkeypatch.setattr(rulebook, "_mark", None)
    rulebook._shelf.cache_clear()
    yield kept
    rulebook._shelf.cache_clear()


def changed_law(tmp_path: Path) -> Path:
    folder = tmp_path / "law"
    shutil.copytree(LAW, folder)
    file = folder / "ru" / "registration.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("Tajik citizens: 15 days", "Tajik citizens: fifteen"), encoding="utf-8"
    )
    return folder


def test_a_release_put_in_use_is_answered_from_at_once_and_taken_back_at_once(
    client: Client, releases: Releases, tmp_path: Path
) -> None:
    def page() -> str:
        return client.get("/en/law/ru.registration.treaty_tj/").content.decode()

    built_in = load().digest
    assert built_in in page()
    assert "Tajik citizens: 15 days" in page()
    made = releases.propose(changed_law(tmp_path), "Zarina", NOW, "a plainer title")
    releases.review(made.id, "Firuz", NOW)
    assert built_in in page()
    releases.activate(made.id, "Zarina", NOW)
    assert made.law in page()
    assert "Tajik citizens: fifteen" in page()
    releases.rollback("Firuz", NOW)
    assert built_in in page()
    assert "Tajik citizens: 15 days" in page()


def test_a_release_damaged_while_in_use_is_refused_with_its_name_and_the_old_rulebook_answers(
    client: Client, releases: Releases, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client.get("/en/law/")
    made = releases.propose(changed_law(tmp_path), "Zarina", NOW, "a plainer title")
    releases.review(made.id, "Firuz", NOW)
    releases.activate(made.id, "Zarina", NOW)
    (made.root / "ru" / "stay.yaml").unlink()
    page = client.get("/en/law/ru.registration.treaty_tj/")
    assert page.status_code == 200
    assert "Tajik citizens: 15 days" in page.content.decode()
    assert f"Release {made.id} is damaged" in caplog.text
