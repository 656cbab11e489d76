"""A sound little law is proved; a fault of each kind planted in it is found, with a person the evaluator confirms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hamroh.cli.law import run
from hamroh.rulebook import load
from hamroh.rulebook.examples import read_examples, run_all
from hamroh.rulebook.proofs import PROVED, REFUTED, UNDECIDED, Ending, prove, write_candidates
from tests.rulebook.little_law import BECAUSE, VERSION, provision, value, write

STAGES = f"""{{when: "n > 20", then: "3", {BECAUSE}}}, {{when: "n > 10", then: "2", {BECAUSE}}}, {{otherwise: "1"}}"""


def found(folder: Path, text: str, kind: str, **more: str) -> list[Ending]:
    """What the questions of a kind ended as, refuted ones first."""
    report = prove(write(folder, text, **more), kinds=[kind], processes=1)
    return sorted(report.endings, key=lambda f: f.answer == PROVED)


def dated(*versions: str) -> str:
    lines = "\n".join(f"  - {{{days}, {VERSION}, branches: [{{otherwise: yes}}]}}" for days in versions)
    return provision("ru.x", "{kind: yes_no}", "", versions=lines)


def test_a_sound_law_is_proved_in_every_question(tmp_path: Path) -> None:
    text = provision("ru.x", "{kind: number}", STAGES) + dated("from: 2010-01-01").replace("ru.x", "ru.y")
    report = prove(write(tmp_path, text), processes=1)
    assert report.ok
    assert report.counts == {PROVED: len(report.endings)}


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
    assert worst.answer == REFUTED and worst.question.what[1] == 2
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
    assert worst.answer == REFUTED and worst.question.what[1] == 2


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


# -- orders

STEPS = """
- step: GO
  title: {en: Go, ru: Уезжайте, tg: Равед}
  act: {en: Go now., ru: Уезжайте сейчас., tg: Ҳозир равед.}
  when: "a and n > 3"
  because: [ru.x]
- step: STAY
  title: {en: Stay, ru: Оставайтесь, tg: Монед}
  act: {en: Stay here., ru: Оставайтесь здесь., tg: Ин ҷо монед.}
  when: "b and n <= %s"
  because: [ru.x]
"""
OPPOSITE = """
- order: go
  says: go
  given_by: [{step: GO}]
- order: stay
  says: stay
  given_by: [{step: STAY}]
- opposite: [go, stay]
"""


def declaring(folder: Path, text: str, declared: str, **more: str) -> Path:
    write(folder, text, **more)
    (folder / "proofs").mkdir()
    (folder / "proofs" / "declared.yaml").write_text(declared, encoding="utf-8")
    return folder


def test_two_opposite_orders_for_one_person_are_found(tmp_path: Path) -> None:
    law = declaring(tmp_path, value("ru.x", "number", "n"), OPPOSITE, steps=STEPS % 4)
    (only,) = prove(law, kinds=["orders"], processes=1).endings
    assert only.answer == REFUTED
    assert only.witnesses[0].facts == {"a": True, "b": True, "n": 4}


def test_orders_that_exclude_each_other_are_proved(tmp_path: Path) -> None:
    law = declaring(tmp_path, value("ru.x", "number", "n"), OPPOSITE, steps=STEPS % 3)
    assert [f.answer for f in prove(law, kinds=["orders"], processes=1).endings] == [PROVED]


def test_an_order_may_be_what_a_provision_gives(tmp_path: Path) -> None:
    text = value("ru.x", "choice", "case when n > 5 then 'go' else 'rest' end", extra="concerns: a")
    declared = OPPOSITE.replace("{step: GO}", "{provision: ru.x, is: [go]}")
    law = declaring(tmp_path, text, declared, steps=STEPS % 6)
    (only,) = prove(law, kinds=["orders"], processes=1).endings
    assert only.answer == REFUTED and only.witnesses[0].facts == {"a": True, "b": True, "n": 6}


# -- as one thing grows

BAN = """
- monotone: later_exit
  says: who left later is never let back earlier
  more: {fact: left}
  gives: {provision: ru.x}
  never: less
"""
TERM = """
- monotone: longer_term
  says: a longer term never makes anyone late
  more: {provision: ru.term, value: days}
  gives: {provision: ru.late}
  never: more
"""


def grown(folder: Path, text: str, declared: str) -> Ending:
    (only,) = prove(declaring(folder, text, declared), kinds=["monotone"], processes=1).endings
    return only


def test_a_later_exit_never_shortens_a_ban_of_whole_years(tmp_path: Path) -> None:
    assert grown(tmp_path, value("ru.x", "day", "plus_years(left, 3)"), BAN).answer == PROVED


def test_a_ban_that_a_later_exit_shortens_is_found_with_both_persons(tmp_path: Path) -> None:
    shorter = "case when left - entered > 180 then plus_years(left, 1) else plus_years(left, 3) end"
    worst = grown(tmp_path, value("ru.x", "day", shorter), BAN)
    assert worst.answer == REFUTED
    (entered, _), (first, _), (second, _) = (
        worst.witnesses[0].facts["entered"],
        worst.witnesses[0].facts["left"],
        worst.witnesses[1].facts["left"],
    )
    assert first - entered <= 180 < second - entered


def test_a_fall_of_one_day_at_the_end_of_a_month_is_found(tmp_path: Path) -> None:
    """From 31 January a month goes to the 28th, from 1 February to 1 March: bounds on months alone would not tell."""
    text = value("ru.x", "number", "plus_months(left, 1) - left")
    assert grown(tmp_path, text, BAN).answer == REFUTED


def test_a_longer_term_that_makes_nobody_late_is_proved(tmp_path: Path) -> None:
    term = provision("ru.term", "{kind: number}", "{otherwise: days}", values="{days: 15}")
    assert grown(tmp_path, term + value("ru.late", "yes_no", "n > ru.term.days"), TERM).answer == PROVED


def test_a_longer_term_that_makes_somebody_late_is_found_by_the_law_so_changed(tmp_path: Path) -> None:
    term = provision("ru.term", "{kind: number}", "{otherwise: days}", values="{days: 15}")
    worst = grown(tmp_path, term + value("ru.late", "yes_no", "n < ru.term.days"), TERM)
    assert worst.answer == REFUTED
    assert worst.witnesses[0].facts["n"] >= 15 and worst.witnesses[1].more > 0


# -- disputes

EITHER = """{when: "n > 3", %s, either: [
    {reading: {en: R, ru: Р, tg: Р}, by: {en: B, ru: Б, tg: Б}, then: {safe: "plus_days(entered, 14)"}},
    {reading: {en: S, ru: С, tg: С}, by: {en: B, ru: Б, tg: Б}, then: {safe: "%s"}}]},
  {otherwise: does not apply}"""


def test_readings_that_can_differ_are_shown_by_a_person_for_whom_it_is_disputed(tmp_path: Path) -> None:
    text = provision("ru.x", "{kind: deadline, name: register}", EITHER % (BECAUSE, "plus_days(entered, n)"))
    only = found(tmp_path, text, "disputed")[0]
    assert only.answer == PROVED
    assert set(only.witnesses[0].facts) == {"entered", "n"} and only.witnesses[0].facts["n"] != 14


def test_readings_that_never_differ_are_no_dispute(tmp_path: Path) -> None:
    text = provision("ru.x", "{kind: deadline, name: register}", EITHER % (BECAUSE, "plus_days(entered, 7 + 7)"))
    assert found(tmp_path, text, "disputed")[0].answer == REFUTED


def deadline(id_: str, days: str, concerns: str) -> str:
    gives = f'{{otherwise: {{safe: "plus_days(entered, {days})"}}, {BECAUSE}}}'
    return provision(id_, "{kind: deadline, name: register}", gives, extra=f"concerns: {concerns}")


def test_two_answers_to_one_question_are_an_undeclared_dispute(tmp_path: Path) -> None:
    worst = found(tmp_path, deadline("ru.x", "7", "a") + deadline("ru.y", "15", "b"), "agree")[0]
    assert worst.answer == REFUTED
    assert set(worst.witnesses[0].facts) == {"a", "b", "entered"}


def test_two_answers_that_exclude_each_other_are_none(tmp_path: Path) -> None:
    assert found(tmp_path, deadline("ru.x", "7", "a") + deadline("ru.y", "15", "not a"), "agree")[0].answer == PROVED


# -- for the lawyer


def test_who_refutes_a_claim_is_written_as_an_example_that_holds_today(tmp_path: Path) -> None:
    law = write(tmp_path / "law", deadline("ru.x", "7", "a") + deadline("ru.y", "15", "b"))
    report = prove(law, kinds=["agree"], processes=1)
    (file,) = write_candidates(report, tmp_path / "candidates")
    (outcome,) = run_all(load(law), read_examples(file))
    assert outcome.passed, outcome.differences


def test_the_command_tells_the_person_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    law = write(tmp_path, value("ru.x", "number", "case when n > 10 then 2 when n < 10 then 1 end"))
    assert run(["--law", str(law), "prove", "--provision", "ru.x", "--processes", "1"]) == 1
    assert "n: 10" in capsys.readouterr().out
    assert run(["--law", str(law), "prove", "--json", "--processes", "1"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [f["witnesses"][0]["person"] for f in told["endings"] if f["answer"] == REFUTED] == [{"n": 10}]
    assert run(["--law", str(law), "prove", "--provision", "ru.gone", "--processes", "1"]) == 2


def test_what_takes_the_solver_too_long_is_undecided_and_fails(tmp_path: Path) -> None:
    law = write(tmp_path, provision("ru.x", "{kind: number}", STAGES))
    report = prove(law, processes=1, kinds=["answer"], seconds=0)
    assert [f.answer for f in report.endings] == [UNDECIDED]
    assert not report.ok
