"""Dated law with two clocks, two dates, disputes and holes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hamroh.rulebook import LawErrors

from .little_law import BECAUSE, FACTS, VERSION, provision, rulebook, value

TWO = f"""
  - {{from: 2010-01-01, to: 2014-12-31, {VERSION}, values: {{days: 3}}, branches: [{{otherwise: days}}]}}
  - {{from: 2015-01-01, {VERSION}, values: {{days: 15}}, branches: [{{otherwise: days}}]}}
"""
DECREE = f"""
  - {{from: 2025-01-01, to: 2025-04-30, published: 2024-12-30, {VERSION}, values: {{end: 2025-04-30}}, branches: [{{otherwise: end}}]}}
  - {{from: 2025-01-01, to: 2025-09-10, published: 2025-04-28, replaces: 2024-12-30, {VERSION}, values: {{end: 2025-09-10}}, branches: [{{otherwise: end}}]}}
"""


def given(book, on: date, known: date | None = None, **facts):  # type: ignore[no-untyped-def]
    result = book.ask(book.facts_from(facts), on=on, known=known).result("ru.x")
    return result.fields[0] if result.fields else result.outcome


def test_each_day_has_the_law_of_that_day(tmp_path: Path) -> None:
    book = rulebook(tmp_path, provision("ru.x", "{kind: number}", "", versions=TWO))
    assert given(book, date(2014, 12, 31)) == 3
    assert given(book, date(2015, 1, 1)) == 15


def test_a_day_before_the_first_version_has_no_law_and_not_the_nearest(tmp_path: Path) -> None:
    book = rulebook(tmp_path, provision("ru.x", "{kind: number}", "", versions=TWO))
    assert given(book, date(2009, 12, 31)) == "no_version"


def test_what_was_not_yet_published_is_not_known(tmp_path: Path) -> None:
    book = rulebook(tmp_path, provision("ru.x", "{kind: day}", "", versions=DECREE))
    assert given(book, date(2025, 4, 15)) == date(2025, 4, 30).toordinal()
    assert given(book, date(2025, 4, 28)) == date(2025, 9, 10).toordinal()
    assert given(book, date(2025, 4, 15), known=date(2025, 5, 1)) == date(2025, 9, 10).toordinal()
    assert given(book, date(2025, 6, 1), known=date(2025, 4, 1)) == "no_version"


def test_the_governing_day_may_be_a_day_of_the_persons_life(tmp_path: Path) -> None:
    book = rulebook(tmp_path, provision("ru.x", "{kind: number}", "", versions=TWO, extra="at: entered"))
    assert given(book, date(2015, 1, 5), entered=date(2014, 12, 31)) == 3
    assert given(book, date(2015, 1, 5), entered=date(2015, 1, 1)) == 15
    assert given(book, date(2015, 1, 5)) == "unknown"


def test_law_that_was_read_too_long_ago_is_unknown(tmp_path: Path) -> None:
    book = rulebook(tmp_path, provision("ru.x", "{kind: number}", "", versions=TWO))
    assert given(book, date(2027, 2, 22)) == 15
    assert given(book, date(2027, 2, 23)) == "unknown"
    assert book.ask(book.facts_from({}), on=date(2030, 1, 1)).as_json()["not_yet_read"] is True


def test_another_provisions_value_is_that_of_the_governing_day(tmp_path: Path) -> None:
    text = provision("ru.window", "{kind: number}", "", versions=TWO) + value(
        "ru.x", "number", "ru.window.days", extra="at: entered"
    )
    book = rulebook(tmp_path, text)
    assert given(book, date(2016, 1, 1), entered=date(2014, 12, 31)) == 3
    fixed = rulebook(tmp_path, text + value("ru.y", "number", "law_on(date '2012-01-01', ru.window.days)"))
    assert fixed.ask(fixed.facts_from({}), on=date(2016, 1, 1)).result("ru.y").fields == (3,)


DEADLINE = provision(
    "ru.x",
    "{kind: deadline, name: register}",
    f"""{{when: "has(citizenship, 'TJ')", then: {{safe: "plus_days(entered, 14)", latest: "plus_days(entered, 15)"}}, {BECAUSE}}},
        {{when: "has(citizenship, 'UZ')", then: {{safe: "plus_days(entered, 6)", latest: "plus_days(entered, 7)"}}, {BECAUSE}}},
        {{otherwise: does not apply}}""",
    extra="matters: 5",
)


def test_the_person_is_told_the_safe_day_and_is_late_only_past_the_latest(tmp_path: Path) -> None:
    book = rulebook(tmp_path, DEADLINE)
    person = book.facts_from({"citizenship": "TJ", "entered": date(2019, 3, 1)})
    for on, state, missed in (
        (date(2019, 3, 10), "soon", False),
        (date(2019, 3, 15), "now", False),
        (date(2019, 3, 16), "now", False),
        (date(2019, 3, 17), "late", True),
    ):
        (deadline,) = book.ask(person, on=on).as_json()["deadlines"]
        assert (deadline["safe"], deadline["latest"]) == ("2019-03-15", "2019-03-16")
        assert (deadline["urgency"], deadline["missed"]) == (state, missed)


def test_a_missing_fact_still_gives_the_earliest_safe_day(tmp_path: Path) -> None:
    book = rulebook(tmp_path, DEADLINE)
    answer = book.ask(book.facts_from({"entered": date(2019, 3, 1)}), on=date(2019, 3, 2)).as_json()
    (deadline,) = answer["deadlines"]
    assert deadline["safe"] == "2019-03-07"
    assert deadline["latest"] is None
    assert deadline["provisional"] is True
    assert deadline["missed"] is False
    assert answer["next_question"]["fact"] == "citizenship"


def test_without_an_entry_day_there_is_no_date_but_a_question(tmp_path: Path) -> None:
    book = rulebook(tmp_path, DEADLINE)
    answer = book.ask(book.facts_from({"citizenship": "TJ"}), on=date(2019, 3, 2)).as_json()
    assert answer["deadlines"] == []
    assert answer["open_deadlines"][0]["waits_for"] == ["entered"]
    assert "ASK_FACT:entered" in [s["code"] for s in answer["next_steps"]]


def disputed(first: str, second: str) -> str:
    reading = "reading: {en: one, ru: одно, tg: якум}, by: {en: some, ru: одни, tg: баъзеҳо}"
    other = "reading: {en: two, ru: другое, tg: дуюм}, by: {en: others, ru: другие, tg: дигарон}"
    return provision(
        "ru.x",
        "{kind: deadline, name: register}",
        f"""{{when: "known(entered)", {BECAUSE}, either: [
            {{{reading}, then: {{safe: "plus_days(entered, {first})", latest: "plus_days(entered, {first})"}}}},
            {{{other}, then: {{safe: "plus_days(entered, {second})", latest: "plus_days(entered, {second})"}}}}]}},
            {{otherwise: unknown}}""",
    )


def test_disputed_law_gives_both_outcomes_and_tells_the_earlier(tmp_path: Path) -> None:
    book = rulebook(tmp_path, disputed("5", "9"))
    person = book.facts_from({"entered": date(2019, 3, 1)})
    answer = book.ask(person, on=date(2019, 3, 8)).as_json()
    (deadline,) = answer["deadlines"]
    assert deadline["result"] == "disputed"
    assert deadline["safe"] == "2019-03-06"
    assert deadline["missed"] is False, "late only when past the day under every reading"
    assert [r["safe"] for r in answer["alternatives"][0]["readings"]] == ["2019-03-06", "2019-03-10"]
    assert book.ask(person, on=date(2019, 3, 11)).as_json()["deadlines"][0]["missed"] is True


def test_readings_that_agree_are_no_dispute(tmp_path: Path) -> None:
    book = rulebook(tmp_path, disputed("5", "5"))
    answer = book.ask(book.facts_from({"entered": date(2019, 3, 1)}), on=date(2019, 3, 2)).as_json()
    assert answer["alternatives"] == []
    assert answer["deadlines"][0]["result"] == "known"


def test_a_hole_in_the_source_is_unknown_and_asks_nothing(tmp_path: Path) -> None:
    book = rulebook(tmp_path, provision("ru.x", "{kind: number}", "{otherwise: unknown}", extra="matters: 9"))
    answer = book.ask(book.facts_from({}), on=date(2019, 1, 1)).as_json()
    assert answer["findings"][0]["result"] == "unknown"
    assert answer["findings"][0]["why_unknown"] == "source_silent"
    assert answer["next_question"] is None


def test_provisions_that_rest_on_each_other_are_refused(tmp_path: Path) -> None:
    from hamroh.rulebook.check import circles
    from hamroh.rulebook.loading import read_law

    from .little_law import write

    book = read_law(write(tmp_path, value("ru.x", "number", "ru.y") + value("ru.y", "number", "ru.x")))
    assert "circle" in str(next(circles(book)))


@pytest.mark.parametrize(
    ("versions", "fragment"),
    [
        (TWO.replace("2015-01-01", "2015-02-01"), "no version from 2015-01-01 to 2015-01-31"),
        (TWO.replace("2015-01-01", "2014-12-31"), "overlaps"),
        (DECREE.replace("replaces: 2024-12-30, ", ""), "two versions begin"),
        (DECREE.replace("replaces: 2024-12-30", "replaces: 2024-12-29"), "not there"),
    ],
)
def test_a_gap_or_an_overlap_between_versions_is_found_with_its_day(
    tmp_path: Path, versions: str, fragment: str
) -> None:
    from hamroh.rulebook.check import versions_of
    from hamroh.rulebook.loading import read_law

    from .little_law import write

    kind = "day" if "end:" in versions else "number"
    book = read_law(write(tmp_path, provision("ru.x", f"{{kind: {kind}}}", "", versions=versions)))
    assert fragment in " ".join(str(f) for f in versions_of(book.provisions["ru.x"]))


@pytest.mark.parametrize(
    ("old", "new", "fragment"),
    [
        ("journey: arriving\n", "", "stands at no stage"),
        ("journey: arriving\n", "journey: going_home\n", "stands at no stage"),
    ],
)
def test_a_provision_that_nobody_who_browses_would_find_is_a_fault(
    tmp_path: Path, old: str, new: str, fragment: str
) -> None:
    from hamroh.rulebook.check import placed
    from hamroh.rulebook.loading import read_law

    from .little_law import write

    text = value("ru.x", "number", "1")
    assert old in text
    book = read_law(write(tmp_path, text.replace(old, new)))
    assert fragment in " ".join(str(f) for f in placed(book, book.provisions["ru.x"]))
    well = read_law(write(tmp_path, text))
    assert list(placed(well, well.provisions["ru.x"])) == []


def test_a_version_without_a_source_is_refused(tmp_path: Path) -> None:
    text = value("ru.x", "number", "1").replace("source: {document: act, standing: law, confidence: verified}, ", "")
    with pytest.raises(LawErrors, match="`source` is missing"):
        rulebook(tmp_path, text)


@pytest.mark.parametrize("key", ["help", "where"])
def test_a_fact_that_does_not_say_what_it_means_or_where_to_look_is_refused(tmp_path: Path, key: str) -> None:
    line = next(line for line in FACTS.splitlines(keepends=True) if line.startswith(f"  {key}:"))
    with pytest.raises(LawErrors, match=f"`{key}` is missing"):
        rulebook(tmp_path, value("ru.x", "number", "1"), facts=FACTS.replace(line, "", 1))


def test_a_missing_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LawErrors, match="tg"):
        rulebook(tmp_path, value("ru.x", "number", "1").replace(", tg: Қоида", ""))


def test_who_issued_a_document_is_said_in_three_languages(tmp_path: Path) -> None:
    from hamroh.rulebook.loading import read_law

    from .little_law import SOURCES, write

    folder = write(tmp_path, value("ru.x", "number", "1"))
    (folder / "sources/s.yaml").write_text(SOURCES + "  issuer: Parliament\n", encoding="utf-8")
    with pytest.raises(LawErrors, match="`issuer` is not in three languages"):
        read_law(folder)


def test_a_tajik_text_that_repeats_the_russian_is_refused(tmp_path: Path) -> None:
    from hamroh.rulebook.check import languages
    from hamroh.rulebook.loading import read_law

    from .little_law import write

    book = read_law(
        write(tmp_path, value("ru.x", "number", "1").replace("tg: Чунин гуфта шудааст.", "tg: Так сказано."))
    )
    assert "repeats the Russian" in str(next(iter(languages(book))))


def test_who_does_not_know_the_new_law_yet_still_has_the_old_one(tmp_path: Path) -> None:
    versions = TWO.replace("from: 2015-01-01, ", "from: 2015-01-01, published: 2014-11-24, ")
    book = rulebook(tmp_path, provision("ru.x", "{kind: number}", "", versions=versions))
    assert given(book, date(2015, 3, 1), known=date(2014, 6, 1)) == 3
    assert given(book, date(2015, 3, 1), known=date(2014, 11, 24)) == 15


def test_a_boundary_without_examples_on_both_sides_is_found(tmp_path: Path) -> None:
    from hamroh.rulebook.check import boundaries

    book = rulebook(
        tmp_path,
        provision(
            "ru.x", "{kind: number}", "{when: 'n > 30', then: 1, because: {en: a, ru: б, tg: в}}, {otherwise: 0}"
        ),
    )

    def tried(*days: int) -> list[str]:
        return [
            str(f)
            for f in boundaries(book, [book.ask(book.facts_from({"n": n}), on=date(2019, 1, 1)) for n in days])[1]
        ]

    assert "not tried close by on both sides" in tried(10, 45)[0]
    assert tried(30, 45) != []
    assert tried(30, 31) == []
