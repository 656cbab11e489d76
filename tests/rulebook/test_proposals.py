"""Proposed laws: laid over the law strictly, never mixed up with it, and without effect before their first day."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from hamroh.rulebook import LawError, Rulebook, load
from hamroh.rulebook.book import digest_of
from hamroh.rulebook.examples import read_examples, run
from hamroh.rulebook.loading import LAW, read_law
from hamroh.rulebook.proposals import (
    Proposal,
    check_proposal,
    check_proposals,
    find_proposal,
    proposal_files,
    read_proposal,
    vary,
    with_proposal,
)

from .little_law import BECAUSE, BOOK, VERSION, provision, value, write

SCHEMA = json.loads((Path(__file__).parents[2] / "src/hamroh/rulebook/answer.schema.json").read_text(encoding="utf-8"))
SHIPPED = [path.stem for path in proposal_files()]
WANTED = {
    "eaeu_accession",
    "entry_ban_amnesty",
    "registration_window",
    "registration_at_work",
    "patent_price",
    "work_quota",
    "long_permits",
    "change_employer",
    "employer_authorisation",
    "declaratory_legalisation",
    "convention_russia",
    "recruitment_agreements",
}
WORKER = {
    "citizenship": "TJ",
    "destination": "RU",
    "stays": [{"entry": date(2027, 1, 10), "still_here": True}],
    "purpose": "work",
    "has_patent": False,
    "registered": False,
}


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load()


# -- those kept with the law


def test_every_option_of_the_two_source_texts_is_there() -> None:
    assert set(SHIPPED) >= WANTED


def test_every_proposal_passes_its_check(law: Rulebook) -> None:
    faults, count = check_proposals(law)
    assert [str(f) for f in faults] == []
    assert count == len(SHIPPED)


@pytest.mark.parametrize("place", range(len(SHIPPED)), ids=SHIPPED)
def test_before_its_first_day_every_worked_case_of_the_law_holds_as_before(law: Rulebook, place: int) -> None:
    proposal = find_proposal(SHIPPED[place])
    changed = with_proposal(proposal, law)
    # Each proposal tries another share of the cases; together they try all.
    cases = read_examples(LAW)[place :: len(SHIPPED)]
    before = [c for c in cases if max(c.item["date"], c.item.get("known", c.item["date"])) < proposal.start]
    assert len(before) > 50
    assert [(c.id, outcome.differences) for c in before if not (outcome := run(changed, c)).passed] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_a_proposal_in_effect_says_so_in_every_language(law: Rulebook, name: str) -> None:
    changed = with_proposal(find_proposal(name), law)
    assert changed.digest != law.digest
    position = changed.ask(changed.facts_from(WORKER), on=date(2027, 1, 20))
    for language, label in (
        ("en", "proposed, not law"),
        ("ru", "предложено, не закон"),
        ("tg", "пешниҳод аст, қонун не"),
    ):
        answer = position.as_json(language)
        jsonschema.validate(answer, SCHEMA)
        assert answer["proposal"]["id"] == name
        assert answer["proposal"]["label"] == label
        assert answer["proposal"]["stage_text"]


def test_the_law_itself_names_no_proposal(law: Rulebook) -> None:
    answer = law.ask(law.facts_from(WORKER), on=date(2027, 1, 20)).as_json("en")
    assert "proposal" not in answer
    assert not any("proposed" in finding or finding["standing"] == "proposed" for finding in answer["findings"])


def test_whatever_rests_on_a_proposal_is_marked_also_through_other_provisions(law: Rulebook) -> None:
    changed = with_proposal(find_proposal("eaeu_accession"), law)
    answer = changed.ask(changed.facts_from(WORKER), on=date(2027, 1, 20)).as_json("en")
    by_id = {f["provision"]: f for f in answer["findings"]}
    assert by_id["ru.work.eaeu_free"]["standing"] == "proposed"
    assert by_id["ru.status.work"]["standing"] == "law"
    assert by_id["ru.status.work"]["proposed"] is True
    assert "proposed" not in by_id["ru.citizenship.russian"]


def test_nothing_is_marked_on_a_day_before_it(law: Rulebook) -> None:
    changed = with_proposal(find_proposal("eaeu_accession"), law)
    early = {**WORKER, "stays": [{"entry": date(2026, 12, 20), "still_here": True}]}
    answer = changed.ask(changed.facts_from(early), on=date(2026, 12, 31)).as_json("en")
    assert not any("proposed" in finding for finding in answer["findings"])


def test_the_law_keeps_its_digest_whatever_is_proposed(tmp_path: Path) -> None:
    folder = write(tmp_path / "law", value("ru.x", "number", "1"))
    before = digest_of(folder)
    (folder / "proposals").mkdir()
    (folder / "proposals" / "p.yaml").write_text("proposal: p\n", encoding="utf-8")
    assert digest_of(folder) == before


# -- what the format does, and what it refuses, on a little law

TWO = f"""
  - {{from: 2010-01-01, {VERSION}, values: {{days: 3}}, branches: [{{when: "a", then: "days", {BECAUSE}}}, {{otherwise: does not apply}}]}}
"""
LITTLE = (
    provision("ru.x", "{kind: number}", "", versions=TWO)
    + value("ru.reads", "number", "ru.x + 1")
    + provision(
        "ru.ban",
        "{kind: ban}",
        f"{{when: a, then: {{kind: \"'mandatory'\"}}, {BECAUSE}}}, {{otherwise: does not apply}}",
    )
)
HEAD = """
proposal: p
title: {en: A try, ru: Попытка, tg: Кӯшиши нав}
says: {en: It would differ., ru: Было бы иначе., tg: Дигар мешуд.}
proposed_by: {en: Somebody, ru: Кто-то, tg: Касе}
stage: option
source: {document: act}
from: 2020-01-01
recorded: 2026-11-29
reaches: {en: Everybody, ru: Все, tg: Ҳама}
reaches_if: "a"
"""
EXAMPLES = """
examples:
  - {it: is as before, date: 2019-12-31, person: {a: yes}, expect: {values: {ru.x: 3}}}
  - {it: is so by the law, under: law, date: 2020-01-01, person: {a: yes}, expect: {values: {ru.x: 3}}}
  - {it: is another, date: 2020-01-01, person: {a: yes}, expect: {values: {ru.x: NEW}}}
"""


def little(folder: Path, provisions: str = LITTLE) -> Path:
    root = write(folder / "law", provisions)
    words = BOOK + (
        "proposed: {en: 'proposed, not law', ru: 'предложено, не закон', tg: 'пешниҳод аст, қонун не'}\n"
        "stages: {option: {en: an option, ru: вариант, tg: варианти муқоиса}}\n"
    )
    (root / "book.yaml").write_text(words, encoding="utf-8")
    return root


def laid(
    folder: Path, changes: str, *, head: str = HEAD, examples: str = EXAMPLES, name: str = "p", law: str = LITTLE
) -> tuple[Rulebook, list[str]]:
    """The changed rulebook, and what its check says."""
    root = little(folder, law)
    path = root / "proposals" / f"{name}.yaml"
    path.parent.mkdir()
    path.write_text(f"{head}\nchanges:\n{changes}\n{examples}", encoding="utf-8")
    law_ = Rulebook(read_law(root))
    proposal = read_proposal(path, root)
    changed = with_proposal(proposal, law_, root)
    return changed, [str(f) for f in check_proposal(proposal, law_, changed)]


def given(book: Rulebook, id_: str, on: date, **facts: object) -> object:
    result = book.ask(book.facts_from(facts), on=on).result(id_)
    return result.fields[0] if result.fields else result.outcome


def test_a_changed_value_reaches_what_reads_it_from_its_first_day_on(tmp_path: Path) -> None:
    book, faults = laid(tmp_path, "  - {amend: ru.x, values: {days: 5}}", examples=EXAMPLES.replace("NEW", "5"))
    assert faults == []
    assert given(book, "ru.x", date(2019, 12, 31), a=True) == 3
    assert given(book, "ru.x", date(2020, 1, 1), a=True) == 5
    assert given(book, "ru.reads", date(2019, 12, 31), a=True) == 4
    assert given(book, "ru.reads", date(2020, 1, 1), a=True) == 6


def test_a_change_for_a_time_gives_the_law_back_afterwards(tmp_path: Path) -> None:
    book, _ = laid(tmp_path, "  - {amend: ru.x, to: 2020-06-30, values: {days: 5}}")
    assert given(book, "ru.x", date(2020, 6, 30), a=True) == 5
    assert given(book, "ru.x", date(2020, 7, 1), a=True) == 3


def test_steps_follow_one_another(tmp_path: Path) -> None:
    steps = (
        "  - {amend: ru.x, to: 2020-06-30, values: {days: 5}}\n  - {amend: ru.x, from: 2020-07-01, values: {days: 7}}"
    )
    book, _ = laid(tmp_path, steps)
    assert [given(book, "ru.x", date(2020, m, 1), a=True) for m in (1, 6, 7, 12)] == [5, 5, 7, 7]


def test_branches_may_come_first_and_words_may_be_replaced(tmp_path: Path) -> None:
    change = f"  - {{amend: ru.x, branches_first: [{{when: b, then: 9, {BECAUSE}}}], reword: {{old: {{en: So, ru: Так, tg: Ҳамин}}, new: {{en: Now so, ru: Теперь так, tg: Акнун ҳамин}}}}}}"
    book, _ = laid(tmp_path, change)
    assert given(book, "ru.x", date(2020, 1, 1), a=True, b=True) == 9
    assert given(book, "ru.x", date(2020, 1, 1), a=True, b=False) == 3
    (version,) = [v for v in book.provision("ru.x").versions if v.source.standing == "proposed"]
    assert version.branches[-2].because == {
        "en": "Now so it is.",
        "ru": "Теперь так и есть.",
        "tg": "Акнун ҳамин тавр аст.",
    }


def test_whom_it_concerns_changes_only_from_the_first_day_on(tmp_path: Path) -> None:
    book, _ = laid(tmp_path, '  - {amend: ru.x, concerns: "b"}')
    assert given(book, "ru.x", date(2019, 12, 31), a=True, b=False) == 3
    assert given(book, "ru.x", date(2020, 1, 1), a=True, b=False) == "does_not_apply"
    assert given(book, "ru.x", date(2020, 1, 1), a=True, b=True) == 3


def test_a_lift_spares_whom_it_names_and_makes_nobody_elses_finding_unknown(tmp_path: Path) -> None:
    book, _ = laid(tmp_path, f"  - {{lift: ru.ban, when: b, {BECAUSE}}}")
    day = date(2020, 1, 1)
    assert given(book, "ru.ban", day, a=True, b=True) == "does_not_apply"
    assert given(book, "ru.ban", day, a=True, b=False) == "mandatory"
    assert given(book, "ru.ban", day, a=True) == "unknown"
    assert given(book, "ru.ban", day, a=False) == "does_not_apply"
    assert given(book, "ru.ban", date(2019, 12, 31), a=True, b=True) == "mandatory"


def test_an_ended_provision_is_no_law_from_the_first_day_on(tmp_path: Path) -> None:
    book, _ = laid(tmp_path, "  - {end: ru.x}")
    assert given(book, "ru.x", date(2019, 12, 31), a=True) == 3
    assert given(book, "ru.x", date(2020, 1, 1), a=True) == "no_version"


ADDED = """  - add: ru.added
    title: {en: New, ru: Новое, tg: Муқаррароти нав}
    says: {en: It is new., ru: Это новое., tg: Ин нав аст.}
    gives: {kind: number}
    journey: arriving
    versions: [{values: {two: 2}, branches: [{otherwise: "two"}]}]
  - {amend: ru.x, branches: [{otherwise: "ru.added"}]}"""


def test_an_added_provision_can_be_read_by_an_amended_one(tmp_path: Path) -> None:
    book, faults = laid(tmp_path, ADDED, examples=EXAMPLES.replace("NEW", "2"))
    assert faults == []
    assert given(book, "ru.added", date(2019, 12, 31)) == "no_version"
    assert given(book, "ru.x", date(2020, 1, 1)) == 2


@pytest.mark.parametrize(
    ("changes", "what", "mend"),
    [
        ("  - {amend: ru.y, values: {days: 5}}", "there is no provision `ru.y`", "Check the address"),
        ("  - {amend: ru.x, values: {weeks: 5}}", "`ru.x` has no value `weeks`", "It has: days"),
        ("  - {amend: ru.x, more_values: {days: 5}}", "the law has a value `days`", "under `values`"),
        (
            "  - {amend: ru.x, values: {days: five}}",
            "value `days` is number in one version and choice here",
            "one kind",
        ),
        ("  - {amend: ru.x, from: 2009-12-31, values: {days: 5}}", "no version on 2009-12-31", "leave a gap"),
        ("  - {amend: ru.x, to: 2019-12-31, values: {days: 5}}", "the last day lies before the first", "both days"),
        ("  - {amend: ru.x}", "nothing is changed", "Change values"),
        ("  - {amend: ru.x, branches: [{otherwise: ru.nowhere}]}", "ru.nowhere", ""),
        (
            "  - {amend: ru.x, reword: {old: {en: x, ru: x, tg: x}, new: {en: y, ru: y, tg: y}}}",
            "no reason has",
            "Copy",
        ),
        ("  - {repeal: ru.x}", "a change does not start with `repeal`", "One of: amend, lift, end, add"),
        ("  - {amend: ru.x, valeus: {days: 5}}", "`valeus` is no key here", "Known here"),
        ("  - {add: ru.x, versions: []}", "there is a provision `ru.x` already", "Amend it"),
        ("  - {lift: ru.x, when: a}", "`because` is missing", "Add it"),
        (f"  - {{lift: ru.x, when: a, {BECAUSE}}}\n  - {{end: ru.x}}", "`ru.x` is changed twice", "Join"),
        ("  - {end: ru.x, from: 2010-01-01}", "it would end before it begins", "Mend the day"),
        (
            ADDED.replace("values: {two: 2},", "from: 2019-12-31, values: {two: 2},"),
            "begins before the proposal does",
            "2020",
        ),
        (ADDED.replace(", tg: Ин нав аст.", ""), "`tg` is missing", "Add it"),
    ],
)
def test_what_does_not_fit_the_law_is_refused_with_file_line_and_mend(
    tmp_path: Path, changes: str, what: str, mend: str
) -> None:
    with pytest.raises(LawError) as refused:
        laid(tmp_path, changes)
    told = str(refused.value)
    assert what in told
    assert mend in told
    assert "law/proposals/p.yaml:" in told


def test_a_change_that_overlaps_a_later_version_of_the_law_is_refused(tmp_path: Path) -> None:
    later = TWO.replace("from: 2010-01-01,", "from: 2010-01-01, to: 2021-12-31,") + TWO.replace(
        "2010-01-01", "2022-01-01"
    )
    law = provision("ru.x", "{kind: number}", "", versions=later)
    with pytest.raises(LawError, match=r"a version of `ru\.x` from 2022-01-01, and this would overlap it.*Say `to:`"):
        laid(tmp_path / "1", "  - {amend: ru.x, to: 2022-01-01, values: {days: 5}}", law=law)
    book, _ = laid(tmp_path / "2", "  - {amend: ru.x, to: 2021-12-31, values: {days: 5}}", law=law)
    assert [given(book, "ru.x", day, a=True) for day in (date(2021, 12, 31), date(2022, 1, 1))] == [5, 3]


def test_a_change_after_the_law_ended_would_leave_a_gap_and_is_refused(tmp_path: Path) -> None:
    law = provision(
        "ru.x", "{kind: number}", "", versions=TWO.replace("from: 2010-01-01,", "from: 2010-01-01, to: 2014-12-31,")
    )
    with pytest.raises(LawError, match=r"it ended on 2014-12-31.*leave a gap"):
        laid(tmp_path, "  - {amend: ru.x, values: {days: 5}}", law=law)


def test_the_law_may_not_call_itself_proposed(tmp_path: Path) -> None:
    root = little(tmp_path, LITTLE.replace("standing: law", "standing: proposed"))
    with pytest.raises(LawError, match="`standing: proposed` is not known"):
        read_law(root)


def test_a_wrong_example_a_missing_one_and_an_unreached_change_are_faults(tmp_path: Path) -> None:
    change = "  - {amend: ru.x, values: {days: 5}}"
    _, faults = laid(tmp_path / "1", change, examples=EXAMPLES.replace("NEW", "6"))
    assert any("ru.x: 6 expected, 5 given" in f for f in faults)
    _, faults = laid(tmp_path / "2", change, examples="examples: []")
    assert [f.split(": ", 1)[1] for f in faults] == [
        "no example shows what the law itself gives on such a day (`under: law`). Write one.",
        "no example shows a day before its first, on which nothing differs. Write one.",
        "no example shows what it would give from its first day on. Write one.",
        "ru.x: no example of the proposal reaches this change. Write one, dated on or after its first day.",
    ]


def test_a_text_that_repeats_the_russian_is_a_fault(tmp_path: Path) -> None:
    head = HEAD.replace("tg: Кӯшиши нав", "tg: Попытка наша вот такая").replace(
        "ru: Попытка", "ru: Попытка наша вот такая"
    )
    _, faults = laid(tmp_path, "  - {amend: ru.x, values: {days: 5}}", head=head, examples=EXAMPLES.replace("NEW", "5"))
    assert any("repeats the Russian" in f for f in faults)


def test_the_file_bears_the_name_of_the_proposal(tmp_path: Path) -> None:
    with pytest.raises(LawError, match="the file is named other"):
        laid(tmp_path, "  - {amend: ru.x, values: {days: 5}}", name="other")


def test_what_counts_as_better_names_a_provision(tmp_path: Path) -> None:
    head = HEAD + "counts: [{finding: ru.nowhere, better: less}]\n"
    with pytest.raises(LawError, match=r"there is no provision `ru\.nowhere`"):
        laid(tmp_path, "  - {amend: ru.x, values: {days: 5}}", head=head)


# -- options of one proposal

BANNED = {"citizenship": "TJ", "destination": "RU", "in_country": False, "last_lawful_day": date(2026, 8, 20)}


def test_an_amnesty_may_go_by_another_day_and_spare_other_kinds_of_ban(law: Rulebook) -> None:
    amnesty = find_proposal("entry_ban_amnesty")
    day = date(2027, 1, 15)

    def banned(proposal: Proposal, left: date) -> bool:
        book = with_proposal(proposal, law)
        return given(book, "ru.ban.overstay_30", day, **BANNED, left=left) == "discretionary"

    october, shorter = date(2026, 10, 1), vary(amnesty, {"lifted_to": "2026-09-30"})
    assert not banned(amnesty, october)
    assert banned(shorter, october)
    assert not banned(shorter, date(2026, 9, 30))
    assert banned(vary(amnesty, {}, ["ru.ban.overstay_30"]), october)


def test_an_option_has_a_digest_of_its_own_and_says_how_it_differs(law: Rulebook) -> None:
    window = find_proposal("registration_window")
    books = [with_proposal(p, law) for p in (window, vary(window, {"days": "20"}), vary(window, {"days": "21"}))]
    assert len({book.digest for book in books}) == 3
    answers = [book.ask(book.facts_from(WORKER), on=date(2027, 1, 20)).as_json("en") for book in books]
    for answer in answers:
        jsonschema.validate(answer, SCHEMA)
    assert [answer["proposal"].get("varied") for answer in answers] == [None, ["days = 20"], ["days = 21"]]
    safe = [next(d["safe"] for d in a["deadlines"] if d["name"] == "register") for a in answers]
    assert safe == ["2027-02-08", "2027-01-29", "2027-01-30"]


@pytest.mark.parametrize(
    ("values", "without", "said"),
    [
        ({"weeks": "4"}, [], r"has no value `weeks`\. It has: days, longer_from\."),
        ({"days": "2027-01-01"}, [], r"`days: 2027-01-01` is not of the kind of 30"),
        ({}, ["ru.stay.last_day"], r"does not change `ru\.stay\.last_day`\. It changes: ru\.registration\."),
        (
            {},
            ["ru.registration.treaty_tj", "ru.registration.last_possible_day"],
            "Nothing of registration_window is left",
        ),
    ],
)
def test_an_option_that_cannot_be_is_refused(values: dict[str, str], without: list[str], said: str) -> None:
    with pytest.raises(LawError, match=said):
        vary(find_proposal("registration_window"), values, without)


def test_an_unknown_proposal_names_those_there_are() -> None:
    with pytest.raises(LawError, match=r"There are: .*eaeu_accession"):
        find_proposal("peace_on_earth")
