"""The site answers from the release in use, from the next request on."""

from __future__ import annotations

import re
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
    rulebook._kept.cache_clear()
    yield kept
    rulebook._shelf.cache_clear()
    rulebook._kept.cache_clear()


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


def test_a_text_that_answered_once_is_read_by_its_digest_for_as_long_as_its_release_is_kept(
    client: Client, releases: Releases, tmp_path: Path
) -> None:
    built_in = load().digest
    made = releases.propose(changed_law(tmp_path), "Zarina", NOW, "a plainer title")
    releases.review(made.id, "Firuz", NOW)
    before = client.get(f"/en/law/digest/{made.law}/ru.registration.treaty_tj/")
    assert before.status_code == 404, "nobody was answered from it yet"
    releases.activate(made.id, "Zarina", NOW)

    # The text that was built in is read beside the one in use.
    older = client.get(f"/en/law/digest/{built_in}/ru.registration.treaty_tj/on/2019-03-10/").content.decode()
    assert "Tajik citizens: 15 days" in older
    assert "Answers are no longer given from this text of the law." in older
    assert '"/en/law/ru.registration.treaty_tj/on/2019-03-10/"' in older, "what answers now is one step away"
    in_use = client.get(f"/en/law/digest/{made.law}/ru.registration.treaty_tj/").content.decode()
    assert "Tajik citizens: fifteen" in in_use
    assert "no longer given" not in in_use

    # And the release's own, once it is taken back.
    releases.rollback("Firuz", NOW)
    taken_back = f"/law/digest/{made.law}/"
    page = client.get(f"/en{taken_back}ru.registration.treaty_tj/").content.decode()
    assert "Tajik citizens: fifteen" in page and "Answers are no longer given" in page
    assert client.get(f"/tg{taken_back}").status_code == 200
    assert f'"/en{taken_back}ru.registration.treaty_tj/"' in client.get(f"/en{taken_back}").content.decode()


def test_every_link_of_an_older_text_leads_somewhere(client: Client, releases: Releases, tmp_path: Path) -> None:
    made = releases.propose(changed_law(tmp_path), "Zarina", NOW, "a plainer title")
    releases.review(made.id, "Firuz", NOW)
    releases.activate(made.id, "Zarina", NOW)
    releases.rollback("Firuz", NOW)
    page = client.get(f"/ru/law/digest/{made.law}/ru.registration.deadline/").content.decode()
    links = {address for address in re.findall(r'href="(/ru/law/[^"#?]*)"', page)}
    assert any(made.law in address for address in links)
    assert {address: client.get(address).status_code for address in links} == dict.fromkeys(links, 200)


def test_an_older_text_that_was_damaged_is_not_shown(
    client: Client, releases: Releases, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = releases.propose(changed_law(tmp_path), "Zarina", NOW, "a plainer title")
    releases.review(made.id, "Firuz", NOW)
    releases.activate(made.id, "Zarina", NOW)
    releases.rollback("Firuz", NOW)
    (made.root / "ru" / "stay.yaml").unlink()
    page = client.get(f"/en/law/digest/{made.law}/ru.registration.treaty_tj/")
    assert page.status_code == 404
    assert "This text of the law is not kept here." in page.content.decode()
    assert f"Release {made.id} was in use and cannot be read any more" in caplog.text
