"""Each bad input gets one message: where, what, and the way out. Nothing is guessed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hamroh.rulebook import FactError, LawError, LawErrors, Rulebook, Shelf
from hamroh.rulebook.reading import read_documents, read_text

from .little_law import rulebook, value, write

ON = date(2019, 3, 10)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return rulebook(tmp_path_factory.mktemp("law"), value("ru.x", "number", "1"))


@pytest.mark.parametrize(
    ("facts", "code", "fact"),
    [
        ({"citizenshp": "TJ"}, "unknown_fact", "citizenshp"),
        ({"registered": "perhaps"}, "wrong_type", "registered"),
        ({"n": "three"}, "wrong_type", "n"),
        ({"n": -1}, "out_of_range", "n"),
        ({"entered": "yesterday"}, "wrong_day", "entered"),
        ({"entered": "2019-02-30"}, "wrong_day", "entered"),
        ({"entered": 20190301}, "wrong_day", "entered"),
        ({"entered": "1019-02-01"}, "wrong_day", "entered"),
        ({"citizenship": "Tajikistan"}, "unknown_country", "citizenship"),
        ({"citizenship": "tj"}, "unknown_country", "citizenship"),
        ({"destination": "XX"}, "unknown_choice", "destination"),
        ({"stays": [{"entry": date(2019, 3, 5), "exit": date(2019, 3, 1)}]}, "exit_before_entry", "stays"),
        ({"entered": date(2019, 3, 5), "left": date(2019, 3, 1)}, "exit_before_entry", "entered"),
        (
            {
                "stays": [
                    {"entry": date(2019, 1, 1), "exit": date(2019, 2, 1)},
                    {"entry": date(2019, 1, 20), "still_here": True},
                ]
            },
            "overlapping_stays",
            "stays",
        ),
        (
            {"stays": [{"entry": date(2019, 1, 1), "still_here": True}, {"entry": date(2019, 2, 1)}]},
            "overlapping_stays",
            "stays",
        ),
        ({"stays": [{"enter": date(2019, 1, 1)}]}, "unknown_field", "stays"),
        ({"stays": "often"}, "wrong_type", "stays"),
        ({"stays": [{}] * 201}, "too_many_rows", "stays"),
        ({"birth_date": date(1990, 5, 5), "entered": date(1989, 1, 1)}, "before_birth", "entered"),
        ({"birth_date": date(1990, 5, 5), "penalties": [{"in_force": date(1980, 1, 1)}]}, "before_birth", "penalties"),
        ({"entered": date(2019, 3, 11)}, "after_asked_day", "entered"),
        ({"stays": [{"entry": date(2019, 3, 11), "still_here": True}]}, "after_asked_day", "stays"),
        ({"registered": True, "registered_on": date(2020, 1, 1)}, "after_asked_day", "registered_on"),
        ({"pay": [{"due": date(2019, 1, 1), "rub": "12.345"}]}, "wrong_type", "pay"),
        (
            {"patents": [{"issued": date(2019, 1, 1)}], "penalties": [{"kind": "speeding"}]},
            "unknown_choice",
            "penalties",
        ),
    ],
)
def test_what_cannot_be_so_is_refused_with_its_place_and_way_out(
    book: Rulebook, facts: dict[str, Any], code: str, fact: str
) -> None:
    with pytest.raises(FactError) as error:
        book.ask(book.facts_from(facts, file="facts.yaml"), on=ON)
    assert error.value.code == code
    assert error.value.fact == fact
    assert error.value.reason and error.value.mend


def test_a_planned_entry_may_lie_ahead(book: Rulebook) -> None:
    book.ask(book.facts_from({"planned_entry": date(2019, 6, 1)}), on=ON)


def test_one_stay_may_end_on_the_day_the_next_begins(book: Rulebook) -> None:
    rows = [{"entry": date(2019, 1, 1), "exit": date(2019, 2, 1)}, {"entry": date(2019, 2, 1), "still_here": True}]
    book.ask(book.facts_from({"stays": rows}), on=ON)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x: NO", "NO"),
        ("x: on", "on"),
        ("x: yes", "yes"),
        ("x: 1_000", "1_000"),
        ("x: 0o17", "0o17"),
        ("x: 012", "012"),
        ("x: 2019-02-28", date(2019, 2, 28)),
        ("x: true", True),
        ("x: '2019-02-28'", "2019-02-28"),
        ("x: 12", 12),
        ("x: 1e3", "1e3"),
        ("x: 22:30", "22:30"),
        ("x:", None),
        ("x: ~", None),
    ],
)
def test_yaml_guesses_nothing(text: str, value: object) -> None:
    (document,) = read_text(text, "t.yaml")
    assert document["x"] == value
    assert type(document["x"]) is type(value)


@pytest.mark.parametrize("key", ["on", "no", "yes", "off", "y"])
def test_words_of_old_yaml_are_plain_keys(key: str) -> None:
    (document,) = read_text(f"{key}: 1", "t.yaml")
    assert list(document) == [key]


@pytest.mark.parametrize(
    ("text", "fragment", "line"),
    [
        ("a: 1\nx: 2019-02-30", "no day 2019-02-30", 2),
        ("a: 1\na: 2", "stands twice", 2),
        ("a: &b 1\nc: *b", "anchor", 2),
        ("a: [1, 2", "not readable YAML", 0),
        ("a: 1.3.2019", "looks like a day", 1),
        ("a: {b: c", "not readable YAML", 0),
    ],
)
def test_yaml_traps_are_told_with_their_line(text: str, fragment: str, line: int) -> None:
    with pytest.raises(LawError, match=fragment) as error:
        list(read_text(text, "t.yaml"))
    if line:
        assert error.value.line in (line, line - 1)
    assert error.value.mend


def test_a_small_file_cannot_unfold_into_a_big_one() -> None:
    text = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
    with pytest.raises(LawError, match="anchor"):
        list(read_text(text, "t.yaml"))


def test_a_file_that_is_not_utf8_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes("citizenship: Тоҷик".encode("utf-16"))
    with pytest.raises(LawError, match="not UTF-8"):
        list(read_documents(path))


def test_fifty_megabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    done = ask(path)
    assert done.returncode == 2
    assert "50,000,000 bytes" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def ask(path: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hamroh.cli", "ask", "--facts", str(path), "--on", "2019-03-10", *more],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONUTF8": "1"},
    )


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("citizenship: TJ\nentred: 2019-03-01\n", "facts.yaml:2: entred"),
        ("citizenship: TJ\nentered: 2019-02-30\n", "facts.yaml:2: There is no day 2019-02-30"),
        ("citizenship: TJ\nentered: 2019-03-11\n", "planned_entry"),
        ("- citizenship: TJ\n", "one mapping"),
        ("", "one mapping"),
        ("citizenship: [TJ\n", "not readable YAML"),
    ],
)
def test_the_command_says_file_line_reason_and_way_out_in_one_message(tmp_path: Path, text: str, fragment: str) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text(text, encoding="utf-8")
    done = ask(path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert fragment in done.stderr
    assert "Traceback" not in done.stderr


def test_a_law_file_cut_in_the_middle_is_refused_and_the_old_rulebook_keeps_answering(tmp_path: Path) -> None:
    root = write(tmp_path / "law", value("ru.x", "number", "41"))
    shelf = Shelf(root)
    before = shelf.current.digest
    file = root / "ru" / "x.yaml"
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole[: len(whole) // 2], encoding="utf-8")
    error = shelf.renew()
    assert isinstance(error, LawErrors)
    assert "x.yaml" in str(error)
    assert shelf.current.digest == before
    assert shelf.current.ask(shelf.current.facts_from({}), on=ON).result("ru.x").fields == (41,)
    file.write_text(whole.replace("41", "42"), encoding="utf-8")
    assert shelf.renew() is None
    assert shelf.current.digest != before
    assert shelf.current.ask(shelf.current.facts_from({}), on=ON).result("ru.x").fields == (42,)


def test_every_cut_of_a_law_file_is_refused_or_is_whole(tmp_path: Path) -> None:
    root = write(tmp_path / "law", value("ru.x", "number", "1") + value("ru.y", "number", "2"))
    file = root / "ru" / "x.yaml"
    whole = file.read_text(encoding="utf-8")
    from hamroh.rulebook.loading import read_law

    for cut in range(40, len(whole) - 2, 37):
        file.write_text(whole[:cut], encoding="utf-8")
        try:
            book = read_law(root)
        except LawError:
            continue
        # A cut between two provisions leaves one whole provision: that is a valid, other text with another digest.
        assert all(p.versions and p.versions[-1].branches[-1].when is None for p in book.provisions.values())


def test_the_digest_names_the_text_and_a_cached_copy_answers_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hamroh.rulebook import load

    monkeypatch.setenv("HAMROH_CACHE", str(tmp_path / "cache"))
    root = write(tmp_path / "law", value("ru.x", "number", "7"))
    first, second = load(root), load(root)
    assert first.digest == second.digest
    assert len(list((tmp_path / "cache" / "hamroh").glob("law-*.pickle"))) == 1
    assert second.ask(second.facts_from({}), on=ON).result("ru.x").fields == (7,)
    shutil.rmtree(tmp_path / "cache")
    (tmp_path / "cache").write_text("not a folder")
    assert load(root).digest == first.digest
