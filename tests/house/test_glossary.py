"""The glossary is complete in three languages."""

from __future__ import annotations

from tests.house.tree import ROOT

COLUMNS = 5
# What makes Tajik Tajik, or at least not a copy of the Russian beside it
TAJIK_LETTERS = set("ғӣқӯҳҷ")


def rows() -> list[list[str]]:
    """English, Russian, Tajik, meaning and what we do not say, for each term."""
    lines = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in cells if row[0] != "English" and not set(row[0]) <= {"-"}]


def test_the_glossary_has_at_least_sixty_terms() -> None:
    assert len(rows()) >= 60


def test_every_term_is_complete_in_three_languages() -> None:
    faults = [row[0] for row in rows() if len(row) != COLUMNS or not all(row)]
    assert not faults, f"English, Russian, Tajik, meaning, not: {faults}"


def test_a_term_stands_once() -> None:
    for column in (0, 1, 2):
        words = [row[column] for row in rows()]
        assert len(words) == len(set(words)), sorted(word for word in words if words.count(word) > 1)


def test_the_tajik_does_not_repeat_the_russian() -> None:
    faults = [row[0] for row in rows() if row[1] == row[2]]
    assert not faults, faults


def test_tajik_letters_are_real_letters_not_look_alikes() -> None:
    # й, к, х, ч with a stroke drawn under them and Latin letters are how Tajik is typed on phones without the keys.
    text = " ".join(row[2] for row in rows())
    assert TAJIK_LETTERS & set(text)
    assert not [letter for letter in text if "a" <= letter.lower() <= "z"]


def test_the_words_that_hold_the_house_together_are_here() -> None:
    english = {row[0] for row in rows()}
    needed = {"provision", "version", "branch", "finding", "standing", "confidence", "stay", "registration", "patent"}
    needed |= {
        "expulsion",
        "deportation",
        "readmission",
        "proceeding",
        "enquiry",
        "case",
        "example",
        "referral",
        "digest",
    }
    needed |= {"safe day", "latest day", "known day", "entry ban", "not known", "does not apply"}
    assert needed <= english
