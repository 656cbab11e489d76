"""docs/security/asvs.md has a place for each demand, and what it names exists."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.house.tree import ROOT

TEXT = (ROOT / "docs/security/asvs.md").read_text(encoding="utf-8")
# Ids of ASVS 5.0.0, levels 1 and 2, without V10 (OAuth) and V17 (WebRTC): section, then the numbers in it.
DEMANDS = {
    "V1.1": "1 2",
    "V1.2": "1 2 3 4 5 6 7 8 9",
    "V1.3": "1 2 3 4 5 6 7 8 9 10 11",
    "V1.4": "1 2 3",
    "V1.5": "1 2",
    "V2.1": "1 2 3",
    "V2.2": "1 2 3",
    "V2.3": "1 2 3 4",
    "V2.4": "1",
    "V3.2": "1 2",
    "V3.3": "1 2 3 4",
    "V3.4": "1 2 3 4 5 6",
    "V3.5": "1 2 3 4 5",
    "V3.7": "1 2",
    "V4.1": "1 2 3",
    "V4.2": "1",
    "V4.3": "1 2",
    "V4.4": "1 2 3 4",
    "V5.1": "1",
    "V5.2": "1 2 3",
    "V5.3": "1 2",
    "V5.4": "1 2 3",
    "V6.1": "1 2 3",
    "V6.2": "1 2 3 4 5 6 7 8 9 10 11 12",
    "V6.3": "1 2 3 4",
    "V6.4": "1 2 3 4",
    "V6.5": "1 2 3 4 5",
    "V6.6": "1 2 3",
    "V6.8": "1 2 3 4",
    "V7.1": "1 2 3",
    "V7.2": "1 2 3 4",
    "V7.3": "1 2",
    "V7.4": "1 2 3 4 5",
    "V7.5": "1 2",
    "V7.6": "1 2",
    "V8.1": "1 2",
    "V8.2": "1 2 3",
    "V8.3": "1",
    "V8.4": "1",
    "V9.1": "1 2 3",
    "V9.2": "1 2 3 4",
    "V11.1": "1 2",
    "V11.2": "1 2 3",
    "V11.3": "1 2 3",
    "V11.4": "1 2 3 4",
    "V11.5": "1",
    "V11.6": "1",
    "V12.1": "1 2 3",
    "V12.2": "1 2",
    "V12.3": "1 2 3 4",
    "V13.1": "1",
    "V13.2": "1 2 3 4 5",
    "V13.3": "1 2",
    "V13.4": "1 2 3 4 5",
    "V14.1": "1 2",
    "V14.2": "1 2 3 4",
    "V14.3": "1 2 3",
    "V15.1": "1 2 3",
    "V15.2": "1 2 3",
    "V15.3": "1 2 3 4 5 6 7",
    "V16.1": "1",
    "V16.2": "1 2 3 4 5",
    "V16.3": "1 2 3 4",
    "V16.4": "1 2 3",
    "V16.5": "1 2 3",
}
IDS = [f"{section}.{number}" for section, numbers in DEMANDS.items() for number in numbers.split()]
PLACES = ("test", "evidence", "not applicable", "open")


def rows() -> list[list[str]]:
    lines = [line for line in TEXT.splitlines() if re.match(r"\| V\d", line)]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_each_of_the_217_demands_stands_once_in_order() -> None:
    assert len(IDS) == 217
    assert [row[0] for row in rows()] == IDS


def test_every_demand_is_told_and_has_a_place() -> None:
    for row in rows():
        assert len(row) == 4, row
        id, asks, place, where = row
        assert asks and place in PLACES, id
        assert len(where) > 10, f"{id}: a place without a reason"


def test_the_sum_at_the_top_is_true() -> None:
    count = Counter(row[2] for row in rows())
    told = ", ".join(f"{count[place]} {place}" for place in PLACES)
    assert f"{len(IDS)} demands: {told}." in TEXT


@pytest.mark.parametrize("place", ["test", "evidence"])
def test_what_a_demand_rests_on_exists(place: str) -> None:
    for id, _, how, where in rows():
        if how != place:
            continue
        named = re.findall(r"`((?:src|tests|docs)/[^`]+)`", where) + re.findall(r"\]\(([\w/.-]+\.md)\)", where)
        assert named, f"{id}: names no file"
        if place == "test":
            assert any("::" in one or one.startswith("tests/") for one in named), f"{id}: names no test"
    for path in re.findall(r"`((?:src|tests|docs)/[^`]+)`", TEXT):
        file, _, name = path.partition("::")
        assert (ROOT / file).is_file(), path
        if name:
            assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), path
