"""Every decision stands in the index, in the form the house agreed on."""

from __future__ import annotations

import re

from tests.house.tree import ROOT

FOLDER = ROOT / "docs/decisions"
PARTS = ["## Context", "## Choice", "## What we gave up", "## What would change our mind"]


def test_every_decision_is_listed_in_the_index_under_its_title() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    for path in sorted(FOLDER.glob("0*.md")):
        title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        assert f"[{title}]({path.name})" in index, (
            f"{path.name}: not in docs/decisions/README.md as [{title}]({path.name})"
        )


def test_the_index_names_no_decision_that_does_not_exist() -> None:
    for name in re.findall(r"\]\((\d{4}-[^)]+\.md)\)", (FOLDER / "README.md").read_text(encoding="utf-8")):
        assert (FOLDER / name).exists(), name


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in FOLDER.glob("0*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_decision_is_one_page_in_four_parts() -> None:
    for path in FOLDER.glob("0*.md"):
        text = path.read_text(encoding="utf-8")
        assert re.match(rf"# {path.name[:4]}: \S", text), f"{path.name}: the first line is `# {path.name[:4]}: ...`"
        assert re.search(r"^Status: (accepted|superseded by \d{4})", text, re.MULTILINE), f"{path.name}: no status"
        assert [part for part in PARTS if part in text] == PARTS, f"{path.name}: a part is missing"
        assert len(text.splitlines()) <= 60, f"{path.name}: longer than a page"
