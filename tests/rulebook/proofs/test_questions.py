"""A sound little law is proved; a fault of each kind planted in it is found, with a person the evaluator confirms."""

from __future__ import annotations

from pathlib import Path

from hamroh.rulebook.proofs import PROVED, REFUTED, Finding, prove
from tests.rulebook.little_law import BECAUSE, VERSION, provision, value, write

STAGES = f"""{{when: "n > 20", then: "3", {BECAUSE}}}, {{when: "n > 10", then: "2", {BECAUSE}}}, {{otherwise: "1"}}"""


def found(folder: Path, text: str, kind: str, **more: str) -> list[Finding]:
    """What the questions of a kind ended as, refuted ones first."""
    report = prove(write(folder, text, **more), kinds=[kind], processes=1)
    return sorted(report.findings, key=lambda f: f.answer == PROVED)


def dated(*versions: str) -> str:
    lines = "\n".join(f"  - {{{days}, {VERSION}, branches: [{{otherwise: yes}}]}}" for days in versions)
    return provision("ru.x", "{kind: yes_no}", "", versions=lines)


def test_a_sound_law_is_proved_in_every_question(tmp_path: Path) -> None:
    text = provision("ru.x", "{kind: number}", STAGES) + dated("from: 2010-01-01").replace("ru.x", "ru.y")
    report = prove(write(tmp_path, text), processes=1)
    assert report.ok
    assert report.counts == {PROVED: len(report.findings)}


# -- one version for each day


def test_a_day_without_a_version_is_found_with_the_day(tmp_path: Path) -> None:
    worst = found(tmp_path, dated("from: 2010-01-01, to: 2014-12-30", "from: 2015-01-01"), "versions")[0]
    assert (worst.answer, worst.why) == (REFUTED, "no version on that day")
    assert worst.witnesses[0].on == 735598  # 31 December 2014


def test_a_day_with_two_versions_is_found_with_the_day(tmp_path: Path) -> None:
    worst = found(tmp_path, dated("from: 2010-01-01, to: 2015-01-01", "from: 2015-01-01"), "versions")[0]
    assert (worst.answer, worst.why) == (REFUTED, "two versions on that day")
    assert worst.witnesses[0].on == 735599  # 1 January 2015


def test_a_version_may_replace_another_and_the_last_one_may_end(tmp_path: Path) -> None:
    text = dated(
        "from: 2010-01-01, to: 2014-12-31, published: 2010-01-01",
        "from: 2010-01-01, to: 2016-12-31, published: 2014-06-01, replaces: 2010-01-01",
    )
    assert found(tmp_path, text, "versions")[0].answer == PROVED


# -- one answer for each person


def test_a_case_that_leaves_somebody_without_a_value_is_found(tmp_path: Path) -> None:
    text = value("ru.x", "number", "case when n > 10 then 2 when n < 10 then 1 end")
    worst = found(tmp_path, text, "answer")[0]
    assert worst.answer == REFUTED
    assert worst.witnesses[0].facts == {"n": 10}


def test_reading_what_does_not_apply_without_asking_first_is_found(tmp_path: Path) -> None:
    inner = provision("ru.inner", "{kind: number}", "{otherwise: '1'}", extra="concerns: a")
    worst = found(tmp_path, inner + value("ru.x", "number", "ru.inner + 1"), "answer")[0]
    assert worst.answer == REFUTED and worst.question.provisions == ("ru.x",)
    assert worst.witnesses[0].facts == {"a": False}


def test_asking_first_whether_it_applies_is_enough(tmp_path: Path) -> None:
    inner = provision("ru.inner", "{kind: number}", "{otherwise: '1'}", extra="concerns: a")
    outer = value("ru.x", "number", "case when applies(ru.inner) then ru.inner + 1 else 0 end")
    assert found(tmp_path, inner + outer, "answer")[0].answer == PROVED


def test_a_source_that_is_silent_is_a_declared_unknown(tmp_path: Path) -> None:
    text = provision("ru.x", "{kind: number}", f"{{when: 'n > 10', then: '1', {BECAUSE}}}, {{otherwise: unknown}}")
    assert found(tmp_path, text, "answer")[0].answer == PROVED


# -- no dead branch


def test_a_branch_behind_a_wider_one_is_dead(tmp_path: Path) -> None:
    wrong = (
        f"""{{when: "n > 10", then: "2", {BECAUSE}}}, {{when: "n > 20", then: "3", {BECAUSE}}}, {{otherwise: "1"}}"""
    )
    worst, *others = found(tmp_path, provision("ru.x", "{kind: number}", wrong), "alive")
    assert worst.answer == REFUTED and worst.question.what[1] == 1
    assert [f.answer for f in others] == [PROVED, PROVED]


def test_a_branch_that_only_the_calendar_kills_is_dead(tmp_path: Path) -> None:
    """A month after the last of January is never in March, which bounds on months alone would allow."""
    wrong = f"""{{when: "entered = date '2019-01-31' and plus_months(entered, 1) > date '2019-02-28'", then: yes, {BECAUSE}}},
        {{otherwise: no}}"""
    assert found(tmp_path, provision("ru.x", "{kind: yes_no}", wrong), "alive")[0].answer == REFUTED


def test_a_living_branch_comes_with_its_smallest_person(tmp_path: Path) -> None:
    branches = f"""{{when: "has(citizenship, 'UZ') and n > 10 or a and b", then: yes, {BECAUSE}}}, {{otherwise: no}}"""
    alive = found(tmp_path, provision("ru.x", "{kind: yes_no}", branches), "alive")[0]
    assert alive.answer == PROVED
    assert alive.witnesses[0].facts in ({"citizenship": frozenset({"UZ"}), "n": 11}, {"a": True, "b": True})


def test_a_closing_guard_that_nobody_reaches_is_no_fault(tmp_path: Path) -> None:
    text = provision(
        "ru.x",
        "{kind: yes_no}",
        f"{{when: 'n > 10', then: yes, {BECAUSE}}}, {{when: 'n <= 10', then: no, {BECAUSE}}}, {{otherwise: unknown}}",
    )
    assert {f.answer for f in found(tmp_path, text, "alive")} == {PROVED}


def test_a_gate_that_is_shut_leaves_its_fact_untold(tmp_path: Path) -> None:
    """The day of registration is asked only of whoever is registered."""
    text = provision(
        "ru.x",
        "{kind: yes_no}",
        f"{{when: 'known(registered_on) and registered', then: yes, {BECAUSE}}},"
        f"{{when: 'known(registered_on) and known(registered)', then: no, {BECAUSE}}}, {{otherwise: no}}",
    )
    worst = found(tmp_path, text, "alive")[0]
    assert worst.answer == REFUTED and worst.question.what[1] == 1


# -- what the law lists


def listed(folder: Path, text: str, question: str) -> Path:
    write(folder, text)
    (folder / "proofs").mkdir()
    (folder / "proofs" / "listed.yaml").write_text(
        f"- listed: {question}\n  reason: So it was read.\n", encoding="utf-8"
    )
    return folder


def test_what_is_listed_with_a_reason_may_stand(tmp_path: Path) -> None:
    text = value("ru.x", "number", "case when n > 10 then 2 end")
    report = prove(listed(tmp_path, text, "answer ru.x"), processes=1)
    assert report.ok and [f.listed for f in report.listed] == ["So it was read."]


def test_what_is_proved_may_not_stay_on_the_list(tmp_path: Path) -> None:
    report = prove(listed(tmp_path, value("ru.x", "number", "n"), "answer ru.x"), processes=1)
    assert not report.ok and "it is proved" in report.stale[0]


def test_what_no_question_asks_may_not_stand_on_the_list(tmp_path: Path) -> None:
    report = prove(listed(tmp_path, value("ru.x", "number", "n"), "answer ru.gone"), processes=1)
    assert not report.ok and "there is no such question" in report.stale[0]
