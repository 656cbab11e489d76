"""The page of all names that a case may use."""

from __future__ import annotations

from pathlib import Path

from hamroh.rulebook.listing import codes, listing
from hamroh.rulebook.loading import LAW, read_law

PAGE = Path(__file__).parents[2] / "docs" / "facts-and-codes.md"


def test_the_page_in_the_docs_names_every_fact_and_code_of_the_law() -> None:
    page = PAGE.read_text(encoding="utf-8")
    missing = sorted(code for code in codes(read_law()) if f"`{code}`" not in page)
    assert not missing, (
        f"Write it anew with `hamroh law lists > docs/facts-and-codes.md`; missing: {', '.join(missing)}"
    )


def test_a_step_stands_with_the_condition_that_fires_it() -> None:
    page = listing(read_law(), LAW)
    assert "| `NO_WORK_BEFORE_PATENT` | `ru.status.work = 'not_authorised_yet' and" in page


def test_a_fact_stands_with_its_gate_and_answers() -> None:
    line = next(x for x in listing(read_law(), LAW).splitlines() if x.startswith("| `ruling_kind` "))
    assert "`fine`, `expulsion`" in line and "`has_ruling or held`" in line
