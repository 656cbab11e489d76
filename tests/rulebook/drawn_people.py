"""People drawn at random, for tests that compare one reading of the law with another.

Each is valid (the rulebook itself reads them) and belongs to a day of `DAYS`: the person at place i of a draw to
`DAYS[i % len(DAYS)]`, unless one day is given for all. Facts are missing, days are known by month or year only, stays run
over changes of the law, leap days, month ends and year ends. The same seed and place give the same person whatever the count.
"""

from __future__ import annotations

import random
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from hamroh.rulebook import Rulebook
from hamroh.rulebook.errors import FactError
from hamroh.rulebook.person import Person
from hamroh.rulebook.provisions import FactKind

Facts = dict[str, Any]
"""What is said of a person, as a file of facts says it: days as text."""

DAYS: list[date] = [
    date.fromisoformat(text)
    for text in (
        "2026-11-29 2025-06-30 2017-06-20 2024-02-29 2026-03-01 2019-12-31 2025-02-05 2021-07-31 2023-03-31 2018-06-30"
        " 2026-09-10 2016-02-29 2020-05-05 2025-05-20 2022-01-01 2024-12-31 2026-12-31 2014-06-15 2015-03-10 2027-03-31"
        " 2017-04-20 2013-12-31 2021-09-15 2018-07-20"
    ).split()
]
"""The days asked about: fourteen years, before and after changes of the law, the last beyond what was read."""

_THRESHOLDS = (1, 2, 3, 7, 8, 10, 14, 15, 29, 30, 31, 60, 89, 90, 91, 120, 179, 180, 181, 182, 183, 270, 271, 365, 366)
_REGIONS = ("RU-MOW", "RU-MOW", "RU-MOS", "RU-SPE", "RU-SVE", "RU-KGD", "RU-PRI", "RU-TA", "RU-KDA", "RU-TYU", "RU-VGG")
_EVERYDAY = frozenset(
    "in_country registered registered_where_living has_patent patent_paid_now patent_applied works has_contract"
    " contract_written medical_insurance medical_check_done fingerprints_done dismissed moved_since_registration".split()
)
_QUIET = {
    "overstay_reason": "none",
    "threat": "none",
    "passport_held_by": "self",
    "fee_asked": "none",
    "penalties": "none",
    "decisions": "none",
    "pay": "none",
    "months_unpaid": 0,
    "months_part_paid": 0,
}
_CITIZENSHIPS = (["TJ"], ["UZ"], ["KG"], ["AM"], ["TJ", "RU"], ["TJ", "UZ"], ["KZ"], ["BY"], ["GE"], ["TJ", "KG"])


def drawn(rulebook: Rulebook, seed: int, count: int, on: date | None = None) -> list[Person]:
    """So many valid people, each ready to be asked about its day; see above."""
    return [rulebook.facts_from(facts) for facts in drawn_facts(rulebook, seed, count, on)]


def drawn_facts(rulebook: Rulebook, seed: int, count: int, on: date | None = None) -> list[Facts]:
    """The same as facts, for whoever reads them elsewhere (JSON can hold them)."""
    turns = _turns(rulebook)
    return [_valid(rulebook, turns, seed, i, on or DAYS[i % len(DAYS)]) for i in range(count)]


def _valid(rulebook: Rulebook, turns: list[date], seed: int, place: int, on: date) -> Facts:
    facts = _Draw(rulebook, turns, random.Random(seed * 1_000_003 + place), on).facts()
    while True:
        try:
            rulebook.facts_from(facts).check_against(rulebook, on)
            return facts
        except FactError as error:  # what contradicts the rest is left unsaid
            del facts[error.fact]


@lru_cache(maxsize=4)
def _turns(rulebook: Rulebook) -> list[date]:
    """The days on which the law changes."""
    return sorted({date.fromordinal(v.start) for p in rulebook.provisions for v in p.versions if v.start > 1})


class _Draw:
    """One person on one day."""

    def __init__(self, rulebook: Rulebook, turns: list[date], r: random.Random, on: date) -> None:
        self.rulebook, self.turns, self.r, self.on = rulebook, turns, r, on
        self.clear = r.random() < 0.4
        """Someone who knows well, whose answers fit together."""
        self.untold = r.choice((0.0, 0.01) if self.clear else (0.03, 0.1, 0.3, 0.6))
        """How often a fact is not known."""
        self.blurred = 0.0 if self.clear else r.choice((0.0, 0.1, 0.4))
        """How often a day is known by its month or year only."""
        self.yes = r.choice((0.15, 0.5, 0.85))
        """How often a question is answered with yes."""

    def facts(self) -> Facts:
        r = self.r
        out: Facts = {}
        for kind in self.rulebook.fact_list:
            if r.random() >= self.untold:
                out[kind.id] = self.one(kind)
        self.place(out)
        self.stay(out)
        self.work(out)
        if r.random() < 0.5:
            self.quiet(out)
        if r.random() < 0.5:
            r.choice((self.seldom_destination, self.gone, self.long_here, self.patent_holder, self.owed, self.lately))(
                out
            )
        if r.random() < 0.06 and not self.clear:
            out["stays_known_from"] = self.text(self.back(), exact=True)
        return {name: value for name, value in out.items() if value is not None}

    # -- single facts

    def one(self, kind: FactKind) -> Any:
        r = self.r
        if kind.type == "yes_no":
            return r.random() < self.yes
        if kind.type == "choice":
            return r.choice(list(kind.choices))
        if kind.type == "day":
            return self.text(self.back())
        if kind.type == "planned_day":
            return self.text(self.ahead() if r.random() < 0.7 else self.back())
        if kind.type == "number":
            least, most = kind.least or 0, kind.most or 1000
            return r.choice((least, most, r.randint(least, most), min(most, least + r.randint(0, 4))))
        if kind.type == "money":
            return f"{r.choice((0, 150, 3000, 90000, 10**9))}.{r.choice(('00', '50', '01'))}"
        if kind.type == "region":
            return r.choice(_REGIONS)
        if kind.type == "countries":
            return r.choice(_CITIZENSHIPS)
        history: Callable[[], Any] = getattr(self, kind.id)
        return "none" if r.random() < 0.2 else history()

    def back(self) -> date:
        """A day up to the day asked about, often one on which something turns."""
        r, on = self.r, self.on
        how = r.random()
        if how < 0.45:
            return on - timedelta(r.randint(0, 120))
        if how < 0.65:
            return on - timedelta(r.choice(_THRESHOLDS) + r.choice((-1, 0, 0, 1)))
        if how < 0.75:
            return min(on, r.choice(self.turns) + timedelta(r.randint(-3, 3))) if self.turns[0] < on else on
        day = on - timedelta(r.randint(0, 900 if how < 0.9 else 4500))
        edge = r.random()
        if edge < 0.2:
            return min(on, day.replace(day=monthrange(day.year, day.month)[1]))
        if edge < 0.3:
            return date(day.year - 1, 12, 31) if edge < 0.25 else date(day.year, 1, 1)
        if edge < 0.4:
            return min(on, date(day.year - day.year % 4, 2, 29))
        return day

    def ahead(self) -> date:
        r = self.r
        return self.on + timedelta(r.choice((0, 1, r.randint(0, 30), r.choice(_THRESHOLDS), r.randint(0, 800))))

    def text(self, day: date, exact: bool = False) -> str:
        if exact or self.r.random() >= self.blurred:
            return day.isoformat()
        return day.isoformat()[: 7 if self.r.random() < 0.75 else 4]

    def perhaps(self, value: Any, how_often: float = 0.85) -> Any:
        return value if self.r.random() < how_often else "unknown"

    # -- what belongs together

    def place(self, out: Facts) -> None:
        """Where they are from, where they are, and why."""
        r = self.r
        if r.random() < 0.97:
            out["destination"] = r.choices(["RU", "KZ", "UZ", "KR", "BY", "AE"], [71, 11, 8, 5, 3, 2])[0]
        if r.random() < 0.9:
            out["citizenship"] = r.choices(_CITIZENSHIPS, [60, 7, 6, 3, 4, 5, 4, 3, 5, 3])[0]
        if r.random() < 0.75:
            out["in_country"] = r.random() < 0.62
        elif r.random() < 0.5:
            out.pop("in_country", None)
        if r.random() < 0.5 and "purpose" in out:
            out["purpose"] = "work"
        if "under_18" in out and r.random() < 0.7:
            out["under_18"] = False
        if "birth_date" in out:
            out["birth_date"] = self.text(self.on - timedelta(r.randint(17 * 365, 60 * 365)))
        if r.random() < 0.4 and out.get("city"):
            out["city"] = "moscow"
        if r.random() < 0.4 and "works_in" in out and "sector" in out:
            row = r.choice(self.rulebook.book.series["ru.sector_closed"].rows)
            closed = sorted(row["closed"] | row["closed_in_part"])
            out["works_in"], out["sector"] = row["region"], r.choice(closed) if closed else out["sector"]

    def stay(self, out: Facts) -> None:
        """Coming, staying and going, told in one way or another."""
        r = self.r
        here = out.get("in_country")
        if "entered" in out and here is not True and r.random() < 0.6:
            del out["entered"]
        if "left" in out and here is not False and r.random() < 0.8:
            del out["left"]
        if "entered" in out and "stays" in out and r.random() < 0.85:
            del out["entered" if r.random() < 0.5 else "stays"]
        if here is not False and "entered" not in out and "stays" not in out and r.random() < 0.7:
            out["entered"] = self.text(self.back())
        if here is False and "left" not in out and r.random() < 0.7:
            out["left"] = self.text(self.back())
            if r.random() < 0.6 and "stays" not in out:
                out["entered"] = self.text(date.fromisoformat(self.exact(out["left"])) - timedelta(r.randint(0, 700)))
        if "entered" in out:
            entered = date.fromisoformat(self.exact(out["entered"]))
            for fact in ("arrived_at_place", "registered_on"):
                if fact in out and r.random() < 0.8:
                    out[fact] = self.text(min(self.on, entered + timedelta(r.randint(0, 20))))
        if "registered_until" in out and r.random() < 0.6:
            out["registered_until"] = self.text(self.ahead())
        if self.clear and here is False:
            for fact in ("entered", "stays_known_from", "last_lawful_day", "stay_extended_until"):
                out.pop(fact, None)
            out["stays"] = self.stays_until(out.get("left"))
        if r.random() < 0.6:
            out.pop("last_lawful_day", None)
        if r.random() < 0.6:
            out.pop("stay_extended_until", None)
        if r.random() < 0.6:
            out["decree_364_suspension"] = False

    def exact(self, text: str) -> str:
        return text + "-01-01"[len(text) - 4 :]

    def work(self, out: Facts) -> None:
        """Patents, contracts and pay."""
        r = self.r
        if "patents" in out and r.random() < 0.8:
            out["has_patent"] = out["patents"] != "none"
        elif out.get("has_patent") and "patents" not in out and r.random() < 0.6:
            out["patents"] = self.patents()
        if "patent_cancelled_on" in out and r.random() < 0.6:
            del out["patent_cancelled_on"]
        for fact in ("has_work_permit", "russian_degree", "patent_applied"):
            if fact in out and r.random() < 0.5:
                out[fact] = False
        if "residence_permit_on" in out and r.random() < 0.7:
            del out["residence_permit_on"]
        if out.get("pay") and "pay_problem" in out and r.random() < 0.7:
            out["pay_problem"] = True

    def quiet(self, out: Facts) -> None:
        """Whose troubles are few: of what only some meet, most is answered with no."""
        for kind in self.rulebook.fact_list:
            if kind.id in out and self.r.random() < 0.9:
                if kind.type == "yes_no" and kind.id not in _EVERYDAY:
                    out[kind.id] = kind.id in ("may_leave_site", "passport_valid", "speaks_language")
                elif kind.id in _QUIET:
                    out[kind.id] = _QUIET[kind.id]

    # -- what few would meet by chance

    def seldom_destination(self, out: Facts) -> None:
        """In Kazakhstan, Uzbekistan or Korea, or in Russia from a country with terms of its own."""
        r = self.r
        citizenship, destination = r.choice(
            (
                ("TJ", "KZ"),
                ("TJ", "KZ"),
                ("TJ", "UZ"),
                ("TJ", "KR"),
                ("UZ", "RU"),
                ("UZ", "RU"),
                ("KG", "RU"),
                ("AM", "RU"),
            )
        )
        out |= {"citizenship": [citizenship], "destination": destination, "in_country": True}
        out["entered"] = self.text(self.on - timedelta(r.choice((r.randint(0, 95), 29, 30, 89, 90))))
        for fact in ("stays", "left", "residence_permit_on"):
            out.pop(fact, None)
        if r.random() < 0.4:
            out["stays"] = [
                {"entry": (day - timedelta(r.randint(0, 60))).isoformat(), "exit": day.isoformat()}
                for day in [date.fromisoformat(self.exact(out["entered"])) - timedelta(r.randint(1, 100))]
            ]
        if citizenship in ("KG", "AM"):
            ended = self.on - timedelta(r.randint(0, 30))
            out |= {"contracts": [{"made": "2013-02-01", "ended": self.perhaps(self.text(ended))}], "works": False}

    def gone(self, out: Facts) -> None:
        """Left Russia, some after the last lawful day."""
        r = self.r
        out |= {"destination": "RU", "citizenship": ["TJ"], "in_country": False, "has_patent": False}
        for fact in ("entered", "stays_known_from", "last_lawful_day", "stay_extended_until", "patents", "left"):
            out.pop(fact, None)
        day = self.on - timedelta(r.choice((0, r.randint(0, 60), r.randint(0, 1500))))
        day = max(day, date(2013, 6, 1))
        stayed = r.choice((r.randint(60, 150), r.randint(120, 400), 90, 120, 181, 271, 360))
        came = day - timedelta(stayed)
        out["stays"] = [{"entry": came.isoformat(), "exit": self.text(day)}]
        if r.random() < 0.5:
            day = came - timedelta(r.randint(0, 90))
            out["stays"].insert(0, {"entry": (day - timedelta(r.randint(0, 80))).isoformat(), "exit": day.isoformat()})
        if r.random() < 0.5:
            out["overstay_reason"] = "none"
        if r.random() < 0.4:
            out["last_lawful_day"] = (came + timedelta(90)).isoformat()

    def long_here(self, out: Facts) -> None:
        """In Russia since before the law changed, or longer than the term."""
        r = self.r
        out |= {"destination": "RU", "citizenship": ["TJ"], "in_country": True, "has_patent": False, "works": False}
        turns = (date(2013, 10, 20), date(2016, 12, 25), date(2019, 12, 20), date(2020, 3, 1), date(2020, 12, 20))
        days = [day + timedelta(r.randint(0, 60)) for day in turns if day + timedelta(60) <= self.on]
        out["entered"] = self.text(r.choice(days[-3:]) if days and r.random() < 0.7 else self.back())
        for fact in ("stays", "left", "patents", "last_lawful_day", "stay_extended_until", "residence_permit_on"):
            out.pop(fact, None)
        if r.random() < 0.4:
            out["last_lawful_day"] = self.text(self.back())
        out["expelled_by_court"] = r.random() < 0.2
        if r.random() < 0.3:
            out.pop("expelled_by_court")

    def patent_holder(self, out: Facts) -> None:
        """Works in Russia with a patent, or has asked for one."""
        r = self.r
        out |= {"destination": "RU", "citizenship": ["TJ"], "in_country": True, "purpose": "work", "works": True}
        entered = self.on - timedelta(r.choice((r.randint(0, 40), r.randint(20, 420))))
        out |= {"entered": entered.isoformat(), "patent_applied": r.random() < 0.8}
        for fact in ("stays", "left", "residence_permit_on", "patent_cancelled_on", "has_work_permit"):
            out.pop(fact, None)
        if out["patent_applied"]:
            out["patent_applied_on"] = self.text(min(self.on, entered + timedelta(r.choice((5, 29, 30, 31, 45)))))
        out["has_patent"] = r.random() < 0.8
        out.pop("patents", None)
        if out["has_patent"] and r.random() < 0.9:
            issued = min(self.on, entered + timedelta(r.randint(5, 40)))
            out["patents"] = [
                {"issued": issued.isoformat(), "region": r.choice(("RU-MOW", "RU-MOS", "RU-SPE", "RU-SVE"))}
            ]
            months = r.choice((11, 12, (self.on - issued).days // 30, (self.on - issued).days // 30 + 1))
            out["patents"][0] |= {"months_paid": months, "reissued": False}
            out["works_in"] = r.choice(("RU-MOW", "RU-MOS", "RU-LEN", "RU-SVE"))

    def owed(self, out: Facts) -> None:
        """Owed pay, more or less exactly known."""
        r = self.r
        out |= {"destination": "RU", "citizenship": ["TJ"], "pay_problem": True}
        rows = self.pay()
        if r.random() < 0.5:
            r.choice(rows)[r.choice(("due", "rub"))] = "unknown"
        out["pay"] = rows
        if r.random() < 0.3:
            del out["pay"]
            if r.random() < 0.7:
                out["pay_period_end"] = self.on.isoformat()[: r.choice((4, 7, 10))]
        out["contracts"] = [{"made": self.perhaps(self.text(self.back()), 0.7), "ended": self.text(self.back())}]

    def lately(self, out: Facts) -> None:
        """Just come to Russia, near the term to register."""
        r = self.r
        out |= {"destination": "RU", "in_country": True}
        entered = self.on - timedelta(r.randint(0, 20))
        out |= {"entered": entered.isoformat(), "arrived_at_place": self.text(min(self.on, entered + timedelta(1)))}
        out |= {"citizenship": [r.choice(("TJ", "UZ", "KG", "GE"))], "registered": r.random() < 0.5}
        if r.random() < 0.5:
            out["city"] = r.choice(("kazan", "sochi", "saint_petersburg", "moscow"))
        for fact in ("stays", "left", "residence_permit_on"):
            out.pop(fact, None)
        if out["registered"] and r.random() < 0.3:
            out.pop("registered_where_living", None)

    # -- histories, in order of happening

    def stays_until(self, left: str | None) -> list[Facts]:
        """Stays of which every day is known; the last one ended."""
        r, rows = self.r, list[Facts]()
        day = date.fromisoformat(left) if left else self.back()
        for _ in range(r.choice((1, 1, 2, 3))):
            came = day - timedelta(r.choice((r.randint(0, 100), r.choice(_THRESHOLDS) + 90, r.randint(90, 700))))
            rows.insert(0, {"entry": came.isoformat(), "exit": day.isoformat()})
            day = came - timedelta(r.randint(0, 120))
        return rows

    def stays(self) -> list[Facts]:
        r = self.r
        days = sorted(self.back() for _ in range(r.choice((1, 2, 2, 3, 4, 4, 6, 8, 10))))
        rows: list[Facts] = []
        for entry, exit_ in zip(days[::2], days[1::2], strict=False):
            rows.append({"entry": self.perhaps(self.text(entry), 0.95), "exit": self.perhaps(self.text(exit_), 0.95)})
        if len(days) % 2:
            last: Facts = {"entry": self.perhaps(self.text(days[-1]), 0.95)}
            how = r.random()
            if how < 0.5:
                last["still_here"] = True
            elif how < 0.65:
                last["exit"] = self.text(self.ahead())
            elif how < 0.8:
                last["exit"] = "none"
            rows.append(last)
        elif r.random() < 0.1:
            rows[-1] = {"entry": rows[-1]["entry"], "still_here": r.random() < 0.3}
        return rows

    def patents(self) -> list[Facts]:
        r = self.r
        rows: list[Facts] = []
        for issued in sorted(self.back() for _ in range(r.choice((1, 1, 1, 2, 3)))):
            row: Facts = {"issued": self.perhaps(self.text(issued), 0.94), "region": self.perhaps(r.choice(_REGIONS))}
            how = r.random()
            if how < 0.4:
                row["months_paid"] = r.choice((0, 1, 2, 3, 6, 11, 12, 13))
            elif how < 0.55:
                row["paid_to"] = self.text(issued + timedelta(r.randint(0, 400)))
            elif how < 0.85:
                row["payments"] = "none" if how < 0.58 else self.payments(issued)
            if r.random() < 0.5:
                row["reissued"] = r.random() < 0.5
            rows.append(row)
        return rows

    def payments(self, issued: date) -> list[Facts]:
        r, day = self.r, issued
        rows = []
        for _ in range(r.randint(1, 5)):
            months = r.choice((1, 1, 1, 2, 3))
            rows.append({"paid": self.perhaps(self.text(day), 0.95), "months": self.perhaps(months, 0.95)})
            day += timedelta(months * 30 + r.choice((-3, -1, 0, 0, 1, 5)))
        return rows

    def penalties(self) -> list[Facts]:
        r = self.r
        kinds = ("migration", "work", "traffic", "public_order", "other")
        return [
            {"in_force": self.perhaps(self.text(self.back()), 0.96), "kind": self.perhaps(r.choice(kinds), 0.93)}
            for _ in range(r.choice((1, 2, 2, 3, 5)))
        ]

    def decisions(self) -> list[Facts]:
        r = self.r
        rows = []
        for decided in sorted(self.back() for _ in range(r.choice((1, 1, 2, 3)))):
            after = min(self.on, decided + timedelta(r.randint(0, 30)))
            kind = r.choice(("expulsion", "expulsion", "deportation", "readmission", "undesirability", "entry_ban"))
            row: Facts = {
                "kind": self.perhaps(kind, 0.94),
                "by": self.perhaps(r.choice(("court", "police", "other"))),
                "decided": self.perhaps(self.text(decided), 0.93),
                "executed": r.choice(("none", "unknown", self.text(after), self.text(after))),
            }
            if r.random() < 0.5:
                row["copy_received"] = self.text(after)
            rows.append(row)
        return rows

    def contracts(self) -> list[Facts]:
        r = self.r
        rows = []
        for made in sorted(self.back() for _ in range(r.choice((1, 1, 2, 3)))):
            row: Facts = {"made": self.perhaps(self.text(made), 0.92), "written": r.random() < 0.6}
            if r.random() < 0.6:
                row["copy_sent"] = r.choice(("none", self.text(min(self.on, made + timedelta(r.randint(0, 80))))))
            if r.random() < 0.6:
                row["ended"] = r.choice(("none", self.text(made + timedelta(r.randint(0, 400)))))
            rows.append(row)
        return rows

    def pay(self) -> list[Facts]:
        r = self.r
        rows = []
        for due in sorted(self.back() for _ in range(r.choice((1, 1, 2, 3, 4)))):
            sum_ = f"{r.choice((1, 25000, 64000, 10**8)) + r.randint(0, 999)}.{r.randint(0, 99):02d}"
            paid = self.text(min(self.on, due + timedelta(r.randint(0, 200))))
            rows.append(
                {
                    "due": self.perhaps(self.text(self.ahead() if r.random() < 0.06 else due), 0.95),
                    "rub": self.perhaps(sum_, 0.95),
                    "paid": r.choice(("none", "none", "none", paid)),
                }
            )
        return rows
