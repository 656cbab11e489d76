"""The answer page: what it says, why, and for which day."""

from __future__ import annotations

from typing import Any

import pytest

from hamroh.web import rulebook
from tests.web.asker import FIRST_CASE, Asker, sealed
from tests.web.kinds import HARD


def answer(asker: Asker, facts: dict[str, Any] | None = None, *, language: str = "en", **more: Any) -> str:
    asker.send(f"/{language}/ask/answer/", {"seal": sealed(facts, **more), "go": "again"})
    assert asker.page.is_answer, asker.page.words[:300]
    return asker.page.words


def test_the_first_case_names_the_day_and_the_day_after(asker: Asker) -> None:
    words = answer(asker)
    assert "Friday, 15 March 2019" in words
    assert "Saturday, 16 March 2019" in words
    assert "Soon: 5 days left" in words


@pytest.mark.parametrize(
    ("language", "day", "left"),
    [("ru", "пятница, 15 марта 2019", "осталось 5 дней"), ("tg", "ҷумъа, 15 марти 2019", "5 рӯз мондааст")],
)
def test_the_day_is_written_as_its_readers_write_it(asker: Asker, language: str, day: str, left: str) -> None:
    words = answer(asker, language=language)
    assert day in words
    assert left in words
    assert " г." not in words


def test_every_line_says_why_with_its_source_and_how_sure_we_are(asker: Asker) -> None:
    answer(asker)
    html = asker.page.html
    assert "Why 15 March 2019?" in html
    first = html.split("Why 15 March 2019?")[1].split("</details>")[0]
    assert 'class="src"' in first
    assert "t-law" in first
    assert "RU-REG-03" in first
    assert "/en/law/ru.registration.deadline_tj/" in first


def test_a_line_that_joins_rules_names_the_acts_first(asker: Asker) -> None:
    answer(asker)
    first = asker.page.html.split("Why 15 March 2019?")[1].split("</details>")[0]
    sources = [s.split("</p>")[0] for s in first.split('class="src">')[1:]]
    assert "How this book" not in sources[0]


def test_the_answer_names_the_rulebook_that_gave_it(asker: Asker) -> None:
    assert rulebook.book().digest in answer(asker)


def test_every_link_to_a_rule_leads_to_its_page(asker: Asker) -> None:
    import re

    answer(asker, HARD)
    for address in sorted(set(re.findall(r'href="(/en/law/[^"]+)"', asker.page.html)))[:40]:
        assert asker.client.get(address).status_code == 200, address


def test_a_lawyer_sets_the_day_and_the_day_of_knowledge(asker: Asker) -> None:
    facts = {k: v for k, v in FIRST_CASE.items()}
    asker.send("/en/ask/answer/", {"seal": sealed(facts, on=""), "go": "again"})
    asker.press("days", {"on.d": "10", "on.m": "3", "on.y": "2019", "known.d": "1", "known.m": "6", "known.y": "2020"})
    assert "The law of 10 March 2019 as it was known on 1 June 2020" in asker.page.words
    asker.press("Back to today")
    assert "The law of 24 November 2026" in asker.page.words


def test_an_empty_day_of_knowledge_is_the_day_asked_about(asker: Asker) -> None:
    asker.send(
        "/en/ask/answer/", {"seal": sealed(FIRST_CASE, on=""), "go": "days", "on.d": "10", "on.m": "3", "on.y": "2019"}
    )
    assert "The law of 10 March 2019 as it was known on 10 March 2019" in asker.page.words


def test_a_day_before_the_entry_is_refused_with_the_answers_kept(asker: Asker) -> None:
    asker.send(
        "/en/ask/answer/", {"seal": sealed(FIRST_CASE, on=""), "go": "days", "on.d": "10", "on.m": "3", "on.y": "2018"}
    )
    assert "One of your answers lies after this day" in asker.page.words
    assert asker.page.is_answer


def test_an_impossible_day_is_refused_and_kept_as_typed(asker: Asker) -> None:
    asker.send(
        "/en/ask/answer/", {"seal": sealed(FIRST_CASE, on=""), "go": "days", "on.d": "31", "on.m": "2", "on.y": "2019"}
    )
    assert "February 2019 has 28 days" in asker.page.words
    assert 'name="on.d" value="31"' in asker.page.html


def test_who_helps_is_near_and_says_when_it_was_confirmed(asker: Asker) -> None:
    words = answer(asker, {**FIRST_CASE, "region": "RU-SVE"})
    assert "Legal aid in the Urals" in words
    assert "The number answered on 20 November 2026" in words
    assert "Kazakhstan" not in words


def test_an_invented_office_says_that_it_is_invented(asker: Asker) -> None:
    words = answer(asker)
    assert "Invented, to show how this page works" in words


def test_danger_stands_before_everything_else_to_do(asker: Asker) -> None:
    answer(asker, HARD)
    html = asker.page.html
    assert 'class="note danger"' in html
    assert html.index('class="note danger"') < html.index('class="dues"')


def test_what_is_not_checked_is_said_plainly(asker: Asker) -> None:
    assert "Not checked by us" in answer(asker, HARD)


def test_the_language_of_an_answer_changes_without_losing_it(asker: Asker) -> None:
    answer(asker)
    asker.press("again", lang="tg")
    assert asker.page.address == "/tg/ask/answer/"
    assert "ҷумъа, 15 марти 2019" in asker.page.words


def test_an_answer_says_what_could_still_matter_and_leads_to_it(asker: Asker) -> None:
    answer(asker, {"citizenship": ["TJ"], "destination": "RU", "in_country": True}, on="2026-11-20")
    assert "What we do not know yet" in asker.page.words
    asker.press("open:arrival")
    assert asker.page.screen == "arrival"


def test_it_never_calls_a_person_illegal(asker: Asker) -> None:
    import re

    for language, word in (("en", r"\billegal"), ("ru", r"нелегал"), ("tg", r"ғайриқонунӣ")):
        words = answer(asker, HARD, language=language)
        for found in re.finditer(word, words, re.IGNORECASE):
            # An act may be against the law; a person is not.
            assert (
                re.search(
                    r"(illegal|нелегальн|ғайриқонунӣ)\w*\s+(migrant|immigrant|мигрант|муҳоҷир)",
                    words[max(0, found.start() - 5) : found.end() + 30],
                )
                is None
            )


def test_open_details_are_few_and_headings_go_in_order(asker: Asker) -> None:
    import re

    answer(asker, HARD)
    levels = [int(x) for x in re.findall(r"<h([1-6])[ >]", asker.page.html)]
    assert all(b - a <= 1 for a, b in zip(levels, levels[1:], strict=False)), levels


def test_today_is_the_day_where_the_person_is(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime as dt

    monkeypatch.setattr("hamroh.web.interview.now", lambda: dt.datetime(2026, 11, 24, 17, 0, tzinfo=dt.UTC))
    east = answer(asker, {**FIRST_CASE, "entered": "2026-11-10", "region": "RU-KAM"}, on="")
    assert "Wednesday, 25 November 2026" in east
    west = answer(asker, {**FIRST_CASE, "entered": "2026-11-10", "region": "RU-MOW"}, on="")
    assert "Tuesday, 24 November 2026" in west


def test_somebody_who_does_not_know_the_day_of_entry_still_gets_a_safe_day(asker: Asker) -> None:
    facts = {**FIRST_CASE, "entered": "unknown"}
    words = answer(asker, facts, on="")
    assert "While the day is not known, the safe day is today: Tuesday, 24 November 2026." in words


def test_somebody_who_knows_only_the_month_gets_the_earliest_day(asker: Asker) -> None:
    words = answer(asker, {**FIRST_CASE, "entered": "2026-11"}, on="")
    assert "15 November 2026" in words


def test_nobody_is_told_to_leave_today_because_a_day_is_not_known(asker: Asker) -> None:
    from hamroh.rulebook import load

    early = {code for code, entry in load().book.lists["deadline"].items() if entry.properties.get("early_is_safe")}
    assert "register" in early
    assert not {name for name in early if "leave" in name or "stay" in name}


def test_one_day_is_told_once() -> None:
    from hamroh.web.answer import told_once

    stay, without = (
        {"name": "last_day_of_stay", "safe": "2019-05-29"},
        {"name": "last_day_of_stay_without_patent", "safe": "2019-05-29"},
    )
    assert told_once([stay, without]) == [without]
    assert told_once([stay]) == [stay]
    assert told_once([stay, without | {"safe": "2019-06-01"}]) == [stay, without | {"safe": "2019-06-01"}]
