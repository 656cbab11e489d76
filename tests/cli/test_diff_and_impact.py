"""`hamroh law diff` and `hamroh law impact` at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hamroh import cli

FACTS = """
citizenship: TJ
destination: RU
stays: [{entry: 2027-01-10, still_here: true}]
purpose: work
has_patent: false
registered: false
"""


@pytest.fixture
def facts(tmp_path: Path) -> str:
    path = tmp_path / "facts.yaml"
    path.write_text(FACTS, encoding="utf-8")
    return str(path)


@pytest.fixture
def people(tmp_path: Path) -> str:
    path = tmp_path / "people.csv"
    rows = [f"{i},TJ,RU,work,no,2027-01-{i % 15 + 1:02d},{'RU-MOW' if i % 3 else 'RU-SPE'}" for i in range(90)]
    path.write_text("\n".join(["person,citizenship,destination,purpose,registered,entered,region", *rows]) + "\n")
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert cli.main(["law", *words]) == 0
    return capsys.readouterr().out


def test_diff_tells_what_changed_for_everybody_between_two_days(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "diff", "--from", "2014-12-31", "--to", "2015-01-01")
    assert "The law of 31 December 2014 and of 1 January 2015." in told
    assert "Work needs a patent (ru.work.patent_needed): begins" in told
    assert "  source: Law on the legal position of foreign citizens in Russia (115-FZ), article 13.3" in told


@pytest.mark.parametrize(
    ("language", "marks"),
    [
        ("en", ("PROPOSED, NOT LAW: ", "better, +15 days", "made by: ru.registration.treaty_tj")),
        ("ru", ("ПРЕДЛОЖЕНО, НЕ ЗАКОН: ", "лучше, дней: +15", "из-за: ru.registration.treaty_tj")),
        ("tg", ("ПЕШНИҲОД АСТ, ҚОНУН НЕ: ", "беҳтар, +15 рӯз", "бинобар: ru.registration.treaty_tj")),
    ],
)
def test_diff_tells_what_differs_for_one_person_under_a_proposal(
    facts: str, language: str, marks: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    days = ("--from", "2027-01-20", "--to", "2027-01-20")
    told = run(capsys, "diff", *days, "--proposal", "registration_window", "--facts", facts, "--lang", language)
    for mark in marks:
        assert mark in told


def test_diff_as_json_names_both_rulebooks_and_the_proposal(facts: str, capsys: pytest.CaptureFixture[str]) -> None:
    days = ("--from", "2027-01-20", "--to", "2027-01-20")
    told = json.loads(run(capsys, "diff", *days, "--proposal", "registration_window", "--facts", facts, "--json"))
    assert told["proposal"]["label"] == "proposed, not law"
    assert len(set(told["rulebooks"])) == 2
    (register,) = [d for d in told["differences"] if d["provision"] == "ru.registration.deadline_tj"]
    assert (register["verdict"], register["size"], register["unit"]) == ("gain", 15, "day")


def test_diff_refuses_facts_that_come_after_the_first_day(facts: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["law", "diff", "--from", "2027-01-01", "--to", "2027-01-20", "--facts", facts]) == 2
    assert "lies after the day asked about (2027-01-01)" in capsys.readouterr().err


def test_impact_tells_who_gains_by_how_much_and_by_group(people: str, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("duckdb", reason="tables are not installed; run: make env")
    told = run(capsys, "impact", "registration_window", people, "--on", "2027-01-20", "--by", "region")
    assert "PROPOSED, NOT LAW: Thirty days to register instead of fifteen" in told
    assert "  gain: 90 (100.0%)" in told
    assert "gain: a quarter up to +15, half up to +15, three quarters up to +15 days" in told
    assert "  RU-MOW: 60" in told
    assert "Nothing is told of fewer than 11 people." in told


def test_impact_takes_another_number_and_says_so(people: str, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("duckdb", reason="tables are not installed; run: make env")
    told = run(capsys, "impact", "registration_window", people, "--on", "2027-01-20", "--set", "days=20")
    assert "\n  days = 20\n" in told
    assert "half up to +5" in told
    assert cli.main(["law", "impact", "registration_window", people, "--on", "2027-01-20", "--set", "days"]) == 2
    assert "`--set days` sets nothing. Write --set NAME=VALUE." in capsys.readouterr().err


def test_impact_sets_other_values_beside_it(people: str, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("duckdb", reason="tables are not installed; run: make env")
    words = ("impact", "registration_window", people, "--on", "2027-01-20")
    told = run(capsys, *words, "--set", "days=25", "--beside", "days=20", "--beside", "days=15")
    assert "\n  days = 25\n" in told
    _, beside = told.split("The same people with other values\n")
    assert beside.startswith("  days = 20\n    gain: 90 (100.0%)\n  days = 15\n    nothing differs: 90 (100.0%)\n")
    for wrong, said in (
        ("days=20,days=15", "`--beside` says `days` twice"),
        ("days", "`--beside days` sets nothing"),
        ("without=ru.none", "does not change `ru.none`"),
    ):
        assert cli.main(["law", *words, "--beside", wrong]) == 2
        assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "words", "said"),
    [
        (lambda t: "\n".join(t.splitlines()[:11]) + "\n", (), "10 people: nothing is told about fewer than 11."),
        (
            lambda t: t.replace("region", "regoin"),
            (),
            "people.csv: there is no fact or field `regoin`. Did you mean region",
        ),
        (
            lambda t: t.replace("5,TJ,RU,work", "5,TJ,RU,play"),
            (),
            "people.csv row 16, person 15: purpose `play`: this is not one of the answers.",
        ),
        (lambda t: t, ("--by", "shoe_size"), "There is no fact shoe_size"),
    ],
)
def test_impact_refuses_people_it_cannot_use(
    people: str, change, words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:  # type: ignore[no-untyped-def]
    pytest.importorskip("duckdb", reason="tables are not installed; run: make env")
    path = Path(people)
    path.write_text(change(path.read_text()))
    assert cli.main(["law", "impact", "registration_window", people, "--on", "2027-01-20", *words]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""
