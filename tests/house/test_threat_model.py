"""The threat model speaks of all fourteen rules, and what it says is tested is tested."""

from __future__ import annotations

import re

from hamroh.rulebook.reading import read_documents
from tests.house.tree import ROOT


def _rows() -> list[list[str]]:
    text = (ROOT / "docs/threat-model.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if re.match(r"^\| \d+ \|", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_each_of_the_fourteen_rules_has_its_line() -> None:
    assert [int(row[0]) for row in _rows()] == list(range(1, 15))


def test_every_rule_says_what_it_means_now_and_is_tested_or_comes_later() -> None:
    for number, _, now, tested, later in _rows():
        assert now, number
        assert tested or later, f"rule {number}: neither tested nor planned"


def test_every_test_it_names_exists() -> None:
    for number, _, _, tested, _ in _rows():
        for path in re.findall(r"`([^`]+)`", tested):
            assert (ROOT / path.split("::")[0]).exists(), f"rule {number}: {path}"
            if "::" in path:
                file, name = path.split("::")
                assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), f"rule {number}: {path}"


def _facts() -> list[dict[str, object]]:
    found = []
    for path in sorted((ROOT / "src/hamroh/law/facts").glob("*.yaml")):
        for document in read_documents(path):
            found += document if isinstance(document, list) else [document]
    return [fact for fact in found if isinstance(fact, dict) and "fact" in fact]


def test_no_fact_asks_who_somebody_is() -> None:
    asking = re.compile(
        r"\b(?:your (?:full )?name|phone number|passport number|e-?mail|home address)\b"
        r"|ваше имя|фамили|номер (?:паспорта|телефона)|электронн\w+ почт"
        r"|номи шумо|насаб|рақами (?:шиноснома|телефон)",
        re.IGNORECASE,
    )
    faults = [
        (fact["fact"], text)
        for fact in _facts()
        for text in (fact.get("question") or {}).values()  # type: ignore[attr-defined]
        if asking.search(text)
    ]
    assert not faults


def test_no_fact_asks_about_an_asylum_claim() -> None:
    named = re.compile(r"asylum|refugee|убежищ|беженц|паноҳанда|гуреза", re.IGNORECASE)
    assert not [fact["fact"] for fact in _facts() if named.search(str(fact.get("question")))]


def test_no_fact_asks_for_the_name_of_an_employer() -> None:
    named = re.compile(
        r"name of (?:the|your) (?:employer|firm|boss)|назв\w+ (?:фирмы|компании)|номи (?:ширкат|корфармо)", re.I
    )
    assert not [fact["fact"] for fact in _facts() if named.search(str(fact.get("question")))]
