"""How well offers are read: precision and recall of each warning on the labelled halves."""

from __future__ import annotations

from bench.rows import Row, row
from hamroh.rulebook import load
from tests.recruitment.offers.measured import ANOTHER, HALVES, LATER, as_published, measure, precision, recall, unheard


def offers(quick: bool) -> list[Row]:
    """50 advertisements and 20 contracts, half of them frozen before any check was written, and later messages; the same in a quick run."""
    book, rows = load(), []
    for half in (*HALVES, LATER, ANOTHER):
        # What the later messages missed was written into the phrases: of new wording they tell nothing any more (docs/offers.md does).
        used_up = half in (LATER, ANOTHER)
        for name, counts in measure(half, book).items():
            for what, value, goal in (("precision", precision(*counts), 0.9), ("recall", recall(*counts), 0.8)):
                told = f"offers, {half}, {name}: {what}" + (
                    ", after their phrases were widened by it" if used_up else ""
                )
                if used_up:
                    rows.append(row(told, value, ""))
                else:
                    rows.append(row(told, value, "", goal=f">= {goal}", met=value >= goal, why=_why(counts)))
    for how, counts in zip(("warned", "warned or asked about"), unheard(book), strict=True):
        for what, value, goal in (("precision", precision(*counts), 0.8), ("recall", recall(*counts), 0.8)):
            told = f"offers, 160 messages that nobody practised on, {how}: {what}"
            rows.append(row(told, value, "", goal=f">= {goal}", met=value >= goal, why=_why(counts)))
    for how, counts in zip(("warned", "warned or asked about"), as_published("kept", book), strict=True):
        for what, value in (("precision", precision(*counts)), ("recall", recall(*counts))):
            rows.append(row(f"offers, 12 as they were published, kept apart, {how}: {what}", value, ""))
    return rows


def _why(counts: tuple[int, ...]) -> str:
    right, wrong, missed = counts
    return f"{right} were rightly found, {wrong} wrongly, {missed} missed; docs/offers.md tells of what kind these are."
