"""A phone without a line answers as the rulebook does: findings, dates and reasons, word for word."""

from __future__ import annotations

import json
import random
import re
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hamroh.rulebook import Rulebook

from .answers import DAYS, HERE, LAW_JS, LONG_AGO, Asked, compare, drawn_questions, expected, in_node
from .conftest import MakePack

pytestmark = [pytest.mark.slow]
LAW_JS_DAYS = HERE / "days_in_node.js"

SHARES = [
    ("RU", "tg", 900),
    ("RU", "ru", 600),
    ("RU", "en", 500),
    ("KZ", "tg", 300),
    ("UZ", "ru", 300),
    ("KR", "en", 150),
    ("BY", "tg", 100),
    ("AE", "ru", 150),
]
"""Destination, language and how many people: 3,000 in all. The full draw: `python -m tests.rulebook.phone`."""


@pytest.mark.parametrize(("destination", "language", "count"), SHARES)
def test_every_answer_is_the_rulebooks_own(
    book: Rulebook, pack: MakePack, destination: str, language: str, count: int
) -> None:
    asked = list(drawn_questions(book, destination, 1, count))
    assert compare(book, language, pack(destination, language), asked) == []


def test_a_pack_of_two_years_answers_its_two_years_as_the_rulebook_does(book: Rulebook, pack: MakePack) -> None:
    since = date(2024, 11, 29)
    asked = [q for q in drawn_questions(book, "RU", 2, 700) if q.on >= since and q.known >= since]
    assert len(asked) > 150
    assert compare(book, "ru", pack("RU", "ru", since), asked) == []


def test_what_cannot_be_so_is_refused_for_the_same_reason(book: Rulebook, pack: MakePack) -> None:
    r = random.Random(4)
    asked = []
    for i, question in enumerate(drawn_questions(book, "RU", 5, 15 * len(SPOILED))):
        facts: dict[str, Any] = json.loads(json.dumps(question.facts))
        SPOILED[i % len(SPOILED)](facts, question.on, r)
        asked.append(Asked(facts, question.on, question.known))
    assert compare(book, "en", pack("RU", "en"), asked) == []
    codes = {outcome["fault"][0] for q in asked if "fault" in (outcome := expected(book, q, "en"))}
    assert codes >= {
        *("unknown_fact", "wrong_type", "out_of_range", "wrong_day", "unknown_country", "unknown_region"),
        *("unknown_choice", "unknown_field", "contradiction", "exit_before_entry", "overlapping_stays"),
        *("before_birth", "after_asked_day", "too_many_rows"),
    }


Spoil = Callable[[dict[str, Any], date, random.Random], Any]


def _stays(facts: dict[str, Any], on: date, *rows: dict[str, Any]) -> None:
    for name in ("entered", "left", "birth_date"):
        facts.pop(name, None)
    facts["stays"] = list(rows)


def _before(on: date, days: int) -> str:
    return (on - timedelta(days)).isoformat()


SPOILED: list[Spoil] = [
    lambda f, on, r: f.update(entred="2019-03-01"),
    lambda f, on, r: f.update(works="perhaps"),
    lambda f, on, r: f.update(months_unpaid=r.choice((241, -1, "3"))),
    lambda f, on, r: f.update(rate_rub_hour=r.choice(("100000000000.01", "12.345", "-12.345", "9" * 20, True))),
    lambda f, on, r: f.update(rate_rub_hour=r.choice(("1e3", "+5", ".5", "5.", "1E-1", "-0", "2.5e+2", "1_000"))),
    lambda f, on, r: f.update(paid_rub=r.choice(("1e999999", "0e9", "1e-3", "1e", "e3", ".", "-.1", "1e10", "9e10"))),
    lambda f, on, r: f.update(ban_learned_on=r.choice(("2023-02-29", "1899-12-31", "2019-13", "19-1-1", "2101"))),
    lambda f, on, r: f.update(citizenship=r.choice((["TJ", "tj"], ["XX"], "T"))),
    lambda f, on, r: f.update(region="RU-QQQ"),
    lambda f, on, r: f.update(purpose="pleasure"),
    lambda f, on, r: f.update(penalties=[{"in_force": "2013-01-01", "kind": "theft"}]),
    lambda f, on, r: f.update(decisions=[{"kind": "expulsion", "on": "2013-01-01"}]),
    lambda f, on, r: f.update(contracts="2013-01-01"),
    lambda f, on, r: f.update(contracts=["2013-01-01"]),
    lambda f, on, r: f.update(penalties=[{"kind": "work"}] * 201),
    lambda f, on, r: f.update(has_patent=False, patents=[{"months_paid": 1}]),
    lambda f, on, r: f.update(birth_date=_before(on, 1)),
    lambda f, on, r: f.update(entered=_before(on, -1)),
    lambda f, on, r: f.update(patents=[{"issued": "2013-02-01", "payments": "much"}]),
    lambda f, on, r: f.update(pay=[{"due": "2013-03-01", "rub": "0.5 "}, {"rub": "1 000,50", "paid": "none"}]),
    lambda f, on, r: f.update(stays_known_from="soon"),
    lambda f, on, r: f.update(registrations=r.choice(("much", [{"since": "2014-01-01"}], [{"from": _before(on, -9)}]))),
    lambda f, on, r: _stays(f, on, {"entry": _before(on, 10), "exit": _before(on, 20)}),
    lambda f, on, r: _stays(f, on, {"entry": _before(on, 30), "exit": _before(on, 20), "still_here": True}),
    lambda f, on, r: _stays(f, on, {"entry": _before(on, 30), "still_here": True}, {"entry": _before(on, 20)}),
    lambda f, on, r: _stays(f, on, {"entry": _before(on, 30), "exit": _before(on, 9)}, {"entry": _before(on, 20)}),
    lambda f, on, r: _stays(f, on, {"entry": _before(on, -3)}),
    lambda f, on, r: f.update(entered=_before(on, 9), stays=[{"entry": _before(on, 3)}]),
]
"""Ways to say what cannot be so, or oddly."""


@pytest.mark.parametrize(
    ("facts", "on", "code"),
    [
        ({"destination": "KZ"}, "2025-01-10", "other_destination"),
        ({}, "2025-01-10", "other_destination"),
        ({"destination": "RU"}, "2012-12-31", "before_pack"),
        ({"destination": "RU"}, "2025-02-30", "wrong_day"),
    ],
)
def test_a_pack_refuses_what_it_was_not_made_for(pack: MakePack, facts: dict[str, Any], on: str, code: str) -> None:
    class Odd(Asked):
        def line(self) -> str:
            return json.dumps({"facts": facts, "on": on})

    (text,) = in_node(pack("RU", "tg"), [Odd(facts, LONG_AGO, LONG_AGO)], whole=True)
    assert json.loads(text)["fault"][0] == code


def test_names_that_mean_something_to_the_language_mean_nothing_in_a_pack_or_a_fact(
    pack: MakePack, tmp_path: Path
) -> None:
    whole = json.loads(pack("RU", "tg").read_text(encoding="utf-8"))
    evil = {"polluted": "yes"}
    hostile = json.dumps(whole)
    # Beside every object of the pack that has names of its own, and in the facts
    hostile = hostile.replace('{"', '{"__proto__": ' + json.dumps(evil) + ', "', 40)
    file = tmp_path / "hostile.json"
    file.write_text(hostile, encoding="utf-8")
    script = """
        var fs = require("fs"), api = require(process.argv[2]), said = [];
        try { api.open(fs.readFileSync(process.argv[3], "utf8")); } catch (error) { said.push("refused"); }
        var law = api.open(fs.readFileSync(process.argv[4], "utf8"));
        ["__proto__", "constructor", "toString"].forEach(function (name) {
          var facts = JSON.parse('{"destination": "RU", "' + name + '": {"polluted": "yes"}}');
          try { law.ask(facts, "2025-01-10"); said.push("taken"); } catch (fault) { said.push(fault.code); }
          var row = JSON.parse('{"destination": "RU", "stays": [{"entry": "2025-01-01", "' + name + '": "x"}]}');
          try { law.ask(row, "2025-01-10"); said.push("taken"); } catch (fault) { said.push(fault.code); }
        });
        said.push(String({}.polluted), String([].polluted));
        process.stdout.write(JSON.stringify(said.filter(function (one) { return one !== "refused"; })));
    """
    words = ["node", "-", str(LAW_JS), str(file), str(pack("RU", "tg"))]
    told = subprocess.run(words, input=script, capture_output=True, text=True, check=True).stdout
    assert json.loads(told) == ["unknown_fact", "unknown_field"] * 3 + ["undefined", "undefined"]


def test_a_sum_too_large_to_be_exact_stops_the_answer(book: Rulebook, pack: MakePack) -> None:
    """A thousand million roubles an hour for a thousand hours, in kopecks, is more than a browser's numbers hold."""
    facts = {
        "destination": "RU",
        "citizenship": ["TJ"],
        "pay_problem": True,
        "months_unpaid": 3,
        "hours_worked": 20000,
        "rate_rub_hour": "99999999999",
        "paid_rub": "0",
    }
    asked = Asked(facts, DAYS[0], DAYS[0])
    assert "fault" not in expected(book, asked, "tg")
    (text,) = in_node(pack("RU", "tg"), [asked], whole=True)
    assert json.loads(text)["fault"][0] == "too_large"


def test_working_days_are_the_official_calendars_own(book: Rulebook, pack: MakePack) -> None:
    found = days_in_node(pack("KZ", "en")) | days_in_node(pack("RU", "en"))
    assert found.keys() == {"KZ", "RU"}
    for code, theirs in found.items():
        assert theirs == official_days(book, code), code


def days_in_node(pack: Path, law: Path = LAW_JS) -> dict[str, Any]:
    """Each function on each fourth day of each calendar, without and with days declared off as known on some days."""
    asked = json.dumps({"every": 4, "known": KNOWN})
    words = ["node", str(LAW_JS_DAYS), str(pack), str(law), asked]
    found: dict[str, Any] = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    return found


def official_days(book: Rulebook, code: str) -> list[list[Any]]:
    calendar = book.book.series.calendar(code)
    assert calendar is not None
    return [
        [
            calendar.is_working_day(day, *rest),
            calendar.working_day_on_or_before(day, *rest),
            calendar.working_day_on_or_after(day, *rest),
            calendar.nth_working_day_from(day, 3, *rest),
            calendar.nth_working_day_from(day, -7, *rest),
            calendar.nth_working_day_after(day, 5, *rest),
            calendar.nth_working_day_after(day, -1, *rest),
            calendar.nth_working_day_after(day, 0, *rest),
        ]
        for day in range(calendar.first - 3, calendar.last + 4, 4)
        for known in KNOWN
        for rest in [(known != 0, known)]
    ]


KNOWN = [0, date(2020, 4, 2).toordinal(), date(2020, 5, 1).toordinal(), date(2026, 1, 1).toordinal()]

EDGES = [
    Asked(
        {
            "destination": "RU",
            "citizenship": ["TJ"],
            "in_country": True,
            "stays": [{"entry": "2018-01-10", "exit": "2018-02-08"}, {"entry": "2018-05-10", "still_here": True}],
        },
        date(2018, 6, 30),
        date(2018, 6, 30),
    )
]
"""Absent for ninety days to the day: rows that a draw seldom hits."""

PLANTED = {
    "unknown counts as true": ("if (found === null) v = null;", ""),
    "a month is not clamped": ("Math.min(c[2], monthDays(y, m))", "c[2]"),
    "up to is before": ('"<=": function (a, b) { return a <= b; }', '"<=": function (a, b) { return a < b; }'),
    "the last day of a version is not its own": ("day <= v.to ||", "day < v.to ||"),
    "what is published is law before it is known": ("known >= v.published", "true"),
    "a branch passed over still gives its reasons": ("      c.trace.length = mark;\n    }\n  };", "    }\n  };"),
    "an absence is one day longer": ("if (s - 1 - t - used >= absent)", "if (s - 1 - t - used > absent)"),
    "sure days are possible ones": ("f = hiE[i]; t = Math.min(loX[i], on);", "f = loE[i]; t = Math.min(hiX[i], on);"),
    "a day past the offices' hours": (
        "below(days, day) : upTo(days, day)) + n - 1",
        "below(days, day) : upTo(days, day)) + n",
    ),
    "interest is cut off, not rounded": ("Math.floor((2 * rest + bottom) / (2 * bottom))", "Math.floor(rest / bottom)"),
    "a provisional day is the latest": (
        "r.fields = [leastOf(days), null, null]",
        "r.fields = [mostOf(days), null, null]",
    ),
    "a disputed thing is settled": (": DISPUTED;", ": KNOWN;"),
    "a condition unknown accuses": ("met !== true && !open_ &&", "met !== true &&"),
}
"""Faults one could write: each must be found by the comparison above."""


def test_a_doubtful_day_taken_for_sure_is_found(pack: MakePack, tmp_path: Path) -> None:
    right, wrong = "ways = doubtful.length ? [true, false] : [null]", "ways = [false]"
    planted = tmp_path / "law.js"
    planted.write_text(LAW_JS.read_text(encoding="utf-8").replace(right, wrong), encoding="utf-8")
    assert days_in_node(pack("KZ", "en"), planted) != days_in_node(pack("KZ", "en"))


def test_planted_faults_are_found(book: Rulebook, pack: MakePack, tmp_path: Path) -> None:
    source = LAW_JS.read_text(encoding="utf-8")
    asked = [*EDGES, *drawn_questions(book, "RU", 1, 300)]
    mine = in_node(pack("RU", "tg"), asked)
    missed = []
    for name, (right, wrong) in PLANTED.items():
        assert source.count(right) == 1, f"{name}: stands {source.count(right)} times"
        planted = tmp_path / "law.js"
        planted.write_text(source.replace(right, wrong), encoding="utf-8")
        # Most show among the first few; only then are all asked.
        if all(in_node(pack("RU", "tg"), asked[:n], planted) == mine[:n] for n in (40, len(asked))):
            missed.append(name)
    assert not missed


def test_old_browsers_can_read_it() -> None:
    """No syntax newer than ES5 and no function that a ten-year-old browser lacks."""
    source = re.sub(r"//[^\n]*", "", LAW_JS.read_text(encoding="utf-8"))
    newer = (
        r"=>|`|\b(?:let|const|class|async|await|yield|BigInt|Symbol|Promise|Map|Set|Proxy)\b|\.\.\.|\?\.|\?\?|\*\*"
        r"|\.(?:includes|startsWith|endsWith|padStart|repeat|find|findIndex|fill|flat|flatMap|at)\("
        r"|Object\.(?:assign|values|entries|fromEntries)|Math\.(?:trunc|sign|log2)|Number\.is|Array\.(?:from|of)\b"
        r"|,\s*[}\])]"
    )
    assert re.findall(newer, source) == []
