"""What docs/security/inventories.md says of parts, roles and periods is what the code does."""

from __future__ import annotations

import re

from hamroh.people.persons.models import Part
from hamroh.people.staff.models import Role
from hamroh.people.walls.files import PARTS
from hamroh.record.retention import everything_kept
from tests.house.tree import ROOT

TEXT = (ROOT / "docs/security/inventories.md").read_text(encoding="utf-8")


def test_the_parts_that_each_role_can_read_are_those_of_the_walls() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| ([a-z, ]+) \|$", TEXT, re.MULTILINE))
    named = {role.value: ", ".join(part for part in Part if part in PARTS[role]) or "none" for role in Role}
    assert told == named


def test_every_class_of_data_is_told_with_its_period() -> None:
    told = dict(re.findall(r"^\| `([a-z_.]+\.[a-z_]+)` \| (\d+) \|", TEXT, re.MULTILINE))
    ours = [kept for kept in everything_kept() if not kept.data.startswith("test.")]
    assert told == {kept.data: str(kept.period.days) for kept in ours}
