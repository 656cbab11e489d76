"""Change notes name their reader and say one thing."""

from __future__ import annotations

import re

from tests.house.tree import ROOT

NAME = re.compile(r"^(law|people|operators|developers)-[a-z0-9-]+\.md$")


def _fragments() -> list[str]:
    return sorted(path.name for path in (ROOT / "changelog.d").iterdir() if path.name != "README.md")


def test_every_change_note_names_its_reader() -> None:
    wrong = [name for name in _fragments() if not NAME.match(name)]
    assert not wrong, f"law-, people-, operators- or developers- in front: {wrong}"


def test_every_change_note_is_a_sentence_and_at_most_ten_lines() -> None:
    for name in _fragments():
        lines = (ROOT / "changelog.d" / name).read_text(encoding="utf-8").strip().splitlines()
        assert re.match(r"^# .+\.$", lines[0]), f"{name}: the first line is a sentence: `# ... .`"
        assert len([line for line in lines[1:] if line.strip()]) <= 10, f"{name}: more than ten lines"
