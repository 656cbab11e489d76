"""Releases of the law: written by one, read by another, put in use in one step, taken back, and refused when damaged."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from hamroh.rulebook import LawError, Shelf
from hamroh.rulebook.loading import LAW
from hamroh.rulebook.releases import Releases, content_digest, faults_of

from .little_law import value, write

pytestmark = pytest.mark.slow

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
ON = date(2019, 3, 10)


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return Releases(tmp_path / "releases", check=lambda root: [])


def law(tmp_path: Path, number: int) -> Path:
    return write(tmp_path / f"text{number}" / "law", value("ru.x", "number", str(number)))


def released(releases: Releases, tmp_path: Path, number: int, *, use: bool = True) -> str:
    when = NOON + timedelta(minutes=number)
    made = releases.propose(law(tmp_path, number), "Zarina", when, f"x is {number}")
    releases.review(made.id, "Firuz", when)
    if use:
        releases.activate(made.id, "Zarina", when)
    return made.id


def gives(shelf: Shelf) -> object:
    book = shelf.current
    fields = book.ask(book.facts_from({}), on=ON).result("ru.x").fields
    return fields[0] if fields else None


def test_a_release_is_a_copy_under_its_digest_with_who_wrote_it_and_when(releases: Releases, tmp_path: Path) -> None:
    text = law(tmp_path, 1)
    made = releases.propose(text, "Zarina", NOON, "x is 1")
    assert made.id == content_digest(text) == content_digest(made.root)
    assert made.proposed == {"by": "Zarina", "when": "2026-11-29T12:00:00+00:00", "note": "x is 1"}
    assert made.reviewed is None
    (text / "ru" / "x.yaml").write_text("changed: later\n")
    assert releases.whole(made.id) == made


def test_it_is_read_by_another_than_its_author(releases: Releases, tmp_path: Path) -> None:
    made = releases.propose(law(tmp_path, 1), "Zarina", NOON, "x is 1")
    for same in ("Zarina", " zarina ", "ZARINA"):
        with pytest.raises(LawError, match="read by somebody else"):
            releases.review(made.id, same, NOON)
    assert releases.review(made.id, "Firuz", NOON).reviewed == {
        "by": "Firuz",
        "when": "2026-11-29T12:00:00+00:00",
        "note": "",
    }
    with pytest.raises(LawError, match="Firuz has read release"):
        releases.review(made.id, "Manizha", NOON)


def test_what_nobody_else_has_read_is_not_put_in_use(releases: Releases, tmp_path: Path) -> None:
    made = releases.propose(law(tmp_path, 1), "Zarina", NOON, "x is 1")
    with pytest.raises(LawError, match="Nobody but its author has read release"):
        releases.activate(made.id, "Zarina", NOON)
    assert releases.active() is None


def test_without_a_release_the_built_in_law_stands(releases: Releases, tmp_path: Path) -> None:
    shelf = Shelf(law(tmp_path, 1), releases)
    released(releases, tmp_path, 2, use=False)
    assert shelf.renew() is None
    assert gives(shelf) == 1
    assert releases.mark() is None


def test_a_release_is_taken_up_without_a_restart_and_taken_back_step_by_step(
    releases: Releases, tmp_path: Path
) -> None:
    shelf = Shelf(law(tmp_path, 1), releases)
    marks = [releases.mark()]
    two = released(releases, tmp_path, 2)
    marks.append(releases.mark())
    assert shelf.renew() is None
    assert gives(shelf) == 2
    released(releases, tmp_path, 3)
    marks.append(releases.mark())
    assert shelf.renew() is None
    assert gives(shelf) == 3
    assert releases.rollback("Firuz", NOON) == two
    assert shelf.renew() is None
    assert gives(shelf) == 2
    assert releases.rollback("Firuz", NOON) is None
    assert shelf.renew() is None
    assert gives(shelf) == 1
    assert len(set(marks)) == 3
    with pytest.raises(LawError, match="No release is in use"):
        releases.rollback("Firuz", NOON)
    assert [line["what"] for line in releases.history()] == ["activate", "activate", "rollback", "rollback"]


def test_a_damaged_release_is_refused_and_the_last_good_one_stays(releases: Releases, tmp_path: Path) -> None:
    shelf = Shelf(law(tmp_path, 1), releases)
    released(releases, tmp_path, 2)
    assert shelf.renew() is None
    three = released(releases, tmp_path, 3)
    file = releases.folder / three / "law" / "ru" / "x.yaml"
    file.write_text(file.read_text().replace('"3"', '"4"'))
    wrong = shelf.renew()
    assert f"Release {three} is damaged" in str(wrong)
    assert "It is not used." in str(wrong)
    assert gives(shelf) == 2
    # A site that starts now falls back to the one before.
    started = Shelf(tmp_path / "text1" / "law", releases)
    assert gives(started) == 2
    assert f"Release {three} is damaged" in str(started.wrong)


@pytest.mark.parametrize("damage", ["cut", "missing", "added", "manifest"])
def test_every_damage_is_seen(releases: Releases, tmp_path: Path, damage: str) -> None:
    id_ = released(releases, tmp_path, 2)
    file = releases.folder / id_ / "law" / "ru" / "x.yaml"
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:-1])
    elif damage == "missing":
        file.unlink()
    elif damage == "added":
        (file.parent / "y.yaml").write_text(value("ru.y", "number", "1"))
    else:
        (releases.folder / id_ / "manifest.json").write_text("{")
    _, wrong = releases.in_use(tmp_path)
    assert wrong is not None
    assert "damaged" in str(wrong) or "cannot be read" in str(wrong)
    with pytest.raises(LawError):
        releases.activate(id_, "Zarina", NOON)


def test_a_release_that_is_gone_leaves_the_built_in_law(releases: Releases, tmp_path: Path) -> None:
    id_ = released(releases, tmp_path, 2)
    shutil.rmtree(releases.folder / id_)
    shelf = Shelf(law(tmp_path, 1), releases)
    assert gives(shelf) == 1
    assert "There is no release" in str(shelf.wrong)


def test_a_text_with_faults_is_not_kept(tmp_path: Path) -> None:
    releases = Releases(tmp_path / "releases", check=faults_of)
    broken = write(tmp_path / "law", value("ru.x", "number", "ru.nowhere"))
    with pytest.raises(LawError, match=r"ru\.nowhere"):
        releases.propose(broken, "Zarina", NOON, "a try")
    assert releases.every() == []
    assert not list(releases.folder.glob(".new*"))


def test_the_whole_check_is_what_is_asked_of_a_release(tmp_path: Path) -> None:
    folder = tmp_path / "law"
    shutil.copytree(LAW, folder)
    proposal = folder / "proposals" / "registration_window.yaml"
    proposal.write_text(
        proposal.read_text(encoding="utf-8").replace("values: {days: 30}", "values: {weeks: 4}"), encoding="utf-8"
    )
    assert any("`ru.registration.treaty_tj` has no value `weeks`" in str(f) for f in faults_of(folder))


def test_names_and_notes_are_asked_for(releases: Releases, tmp_path: Path) -> None:
    with pytest.raises(LawError, match="Nobody is named"):
        releases.propose(law(tmp_path, 1), "  ", NOON, "x")
    with pytest.raises(LawError, match="The note is empty"):
        releases.propose(law(tmp_path, 1), "Zarina", NOON, " ")


def test_the_same_text_is_kept_once_and_a_beginning_of_an_id_will_do(releases: Releases, tmp_path: Path) -> None:
    made = releases.propose(law(tmp_path, 1), "Zarina", NOON, "x is 1")
    with pytest.raises(LawError, match=f"is release {made.id} already"):
        releases.propose(law(tmp_path, 1), "Firuz", NOON, "again")
    assert releases.get(made.id[:6]) == made
    with pytest.raises(LawError, match=r"There is no release `zz`.*There are: " + made.id):
        releases.get("zz")


def test_a_change_cut_off_half_way_leaves_the_old_release_in_use(
    releases: Releases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = released(releases, tmp_path, 2)
    three = released(releases, tmp_path, 3, use=False)

    def stop(*_: object) -> None:
        raise OSError("the machine stopped")

    monkeypatch.setattr("hamroh.rulebook.releases.os.replace", stop)
    with pytest.raises(OSError, match="the machine stopped"):
        releases.activate(three, "Zarina", NOON)
    monkeypatch.undo()
    assert releases.active() == two
    assert releases.in_use(tmp_path)[0] == releases.get(two).root
    releases.activate(three, "Zarina", NOON)
    assert releases.rollback("Firuz", NOON) == two


def test_every_change_is_on_record(releases: Releases, tmp_path: Path) -> None:
    two = released(releases, tmp_path, 2)
    releases.rollback("Firuz", NOON)
    lines = [json.loads(line) for line in (releases.folder / "history.jsonl").read_text().splitlines()]
    assert [(line["what"], line["release"], line["before"], line["by"]) for line in lines] == [
        ("activate", two, None, "Zarina"),
        ("rollback", None, two, "Firuz"),
    ]
