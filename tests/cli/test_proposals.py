"""`--proposal` at the command line."""

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


def test_ask_answers_as_if_a_proposal_were_law_and_says_that_it_is_not(
    facts: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["ask", "--facts", facts, "--on", "2027-01-20", "--proposal", "registration_window"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "PROPOSED, NOT LAW: Thirty days to register instead of fifteen (from 1 January 2027)"
    place = next(i for i, line in enumerate(lines) if "Register" in line and "by 8 February 2027" in line)
    assert "      (proposed, not law)" in lines[place : place + 12]


def test_ask_without_a_proposal_answers_by_the_law_alone(facts: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "--facts", facts, "--on", "2027-01-20", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert "proposal" not in answer
    assert next(d for d in answer["deadlines"] if d["name"] == "register")["safe"] == "2027-01-24"


def test_an_unknown_proposal_is_refused_and_those_there_are_named(
    facts: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["ask", "--facts", facts, "--proposal", "nothing"]) == 2
    assert "There is no proposal `nothing`. There are: change_employer," in capsys.readouterr().err


def test_a_proposals_own_examples_are_run_each_by_the_law_or_the_proposal(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["law", "examples", "--proposal", "registration_window"]) == 0
    assert "6 of 6 hold." in capsys.readouterr().out


def test_other_examples_can_be_tried_under_a_proposal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.examples.yaml"
    path.write_text(
        "- {it: gives thirty days, date: 2027-01-20, person: {citizenship: TJ, destination: RU, entered: 2027-01-10},"
        " expect: {values: {ru.registration.treaty_tj: 30}}}\n",
        encoding="utf-8",
    )
    assert cli.main(["law", "examples", str(path)]) == 1
    assert cli.main(["law", "examples", str(path), "--proposal", "registration_window"]) == 0
    assert "1 of 1 hold." in capsys.readouterr().out


def test_examples_of_nothing_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["law", "examples"]) == 2
    assert "Name a file or folder of examples, or a proposal." in capsys.readouterr().err
