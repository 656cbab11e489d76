"""Random people, for tests and measurements: what they truly are, all facts known, nothing that cannot be so.

The draw is no picture of the population. It is made to reach the law's corners: month ends, leap days, the eves and
first days of changed law, several stays, papers that lapse.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from .book import Rulebook
from .provisions import FactKind

CITIZENSHIPS = (("TJ",) * 12, ("UZ",) * 3, ("KG",) * 2, ("AM",), ("BY",), ("KZ",), ("AZ",), ("MD",), ("IN",))
_CODES = tuple(code for group in CITIZENSHIPS for code in group)
# Screens on which most people say no to everything.
_RARE = ("trouble", "safety", "decisions", "penalties", "ruling", "job_offer", "complaint", "family_abroad", "health")


def draw_person(
    rulebook: Rulebook, rng: random.Random, on: date, *, corners: bool = True, destination: str | None = None
) -> dict[str, Any]:
    """A complete person as a mapping of facts, such as `facts_from` takes. `corners`: seek boundaries rather than ordinary lives."""
    draw = _Draw(rulebook, rng, on, corners)
    facts: dict[str, Any] = {}
    for fact in rulebook.fact_list:
        facts[fact.id] = draw.fact(fact)
    citizenship = [rng.choice(_CODES)]
    if rng.random() < 0.02:
        citizenship.append("RU")
    facts["citizenship"] = citizenship
    if "destination" in facts:
        facts["destination"] = destination or ("RU" if rng.random() < 0.9 else rng.choice(("KZ", "UZ", "KR")))
    for name in ("in_country", "entered", "left", "has_patent", "registered_on", "birth_date", "planned_entry"):
        facts.pop(name, None)
    facts["stays"] = draw.stays()
    here = bool(facts["stays"]) and facts["stays"][-1].get("still_here") is True
    if facts.get("registered") and here:
        entry = facts["stays"][-1]["entry"]
        if "registered_on" in rulebook.book.facts:
            facts["registered_on"] = draw.between(entry, on)
    if "patents" in rulebook.book.facts:
        facts["patents"] = draw.patents(facts["stays"], here)
    if "penalties" in rulebook.book.facts:
        facts["penalties"] = draw.penalties()
    if "decisions" in rulebook.book.facts:
        facts["decisions"] = draw.decisions()
    if "contracts" in rulebook.book.facts:
        facts["contracts"] = draw.contracts(facts.get("patents") or [])
    if "pay" in rulebook.book.facts:
        facts["pay"] = draw.pay()
    if "registrations" in rulebook.book.facts:
        facts["registrations"] = []
    return _meaningful(rulebook, facts, on)


def _meaningful(rulebook: Rulebook, facts: dict[str, Any], on: date) -> dict[str, Any]:
    """Without the answers whose gate is closed: nobody who is not registered has a day of registration."""
    for _ in range(3):
        person = rulebook.facts_from(facts)
        c = person.asking(rulebook, on, on)
        closed = [
            fact.id
            for fact in rulebook.fact_list
            if fact.id in facts
            and fact.index in rulebook.compiled.gates
            and rulebook.compiled.gates[fact.index](c) is False
        ]
        if not closed:
            break
        for name in closed:
            del facts[name]
    return facts


class _Draw:
    def __init__(self, rulebook: Rulebook, rng: random.Random, on: date, corners: bool) -> None:
        self.rulebook, self.rng, self.on, self.corners = rulebook, rng, on, corners
        self.regions: list[str] = (
            sorted(rulebook.book.series.region_names()) if rulebook.book.series is not None else ["RU-MOW"]
        )

    def between(self, first: date, last: date) -> date:
        days = max(0, (last - first).days)
        day = first + timedelta(self.rng.randint(0, days))
        if self.corners and self.rng.random() < 0.25:
            # A month end or a first day of a year, when one lies inside.
            for candidate in (
                date(day.year, 2, 28) + timedelta(day.year % 4 == 0),
                date(day.year, 1, 1),
                day.replace(day=1) - timedelta(1),
            ):
                if first <= candidate <= last:
                    return candidate
        return day

    def fact(self, fact: FactKind) -> Any:
        rng = self.rng
        if fact.type == "yes_no":
            rare = any(word in fact.screen for word in _RARE)
            return rng.random() < ((0.15 if self.corners else 0.04) if rare else 0.6)
        if fact.type == "choice":
            return rng.choice(list(fact.choices))
        if fact.type == "number":
            return rng.randint(fact.least or 0, min(fact.most if fact.most is not None else 12, 12 + (fact.least or 0)))
        if fact.type == "money":
            return rng.randint(1, 200) * 500
        if fact.type == "day":
            return self.between(self.on - timedelta(500), self.on)
        if fact.type == "planned_day":
            return self.between(self.on - timedelta(200), self.on + timedelta(200))
        if fact.type == "countries":
            return [rng.choice(_CODES)]
        if fact.type == "region":
            return rng.choice(self.regions) if rng.random() < 0.6 else "RU-MOW"
        return []

    def stays(self) -> list[dict[str, Any]]:
        rng, rows, day = self.rng, [], self.on
        here = rng.random() < 0.8
        count = rng.choice((1, 1, 1, 2, 2, 3, 4))
        for i in range(count):
            length = (
                rng.choice((5, 20, 45, 70, 89, 90, 91, 120, 200, 300))
                if self.corners
                else rng.choice((10, 25, 40, 60, 85))
            )
            length = max(1, length + rng.randint(-3, 3))
            if i == 0 and here:
                entry = day - timedelta(length - 1)
                rows.append({"entry": entry, "still_here": True})
            else:
                exit_ = day - timedelta(rng.choice((0, 1, 10, 60, 90, 91, 180, 300)))
                entry = exit_ - timedelta(length - 1)
                rows.append({"entry": entry, "exit": exit_, "still_here": False})
            day = entry
        return list(reversed(rows))

    def patents(self, stays: list[dict[str, Any]], here: bool) -> list[dict[str, Any]]:
        rng = self.rng
        if not here or rng.random() < 0.5:
            return []
        entry = stays[-1]["entry"]
        if (self.on - entry).days < 12:
            return []
        issued = self.between(entry + timedelta(10), min(self.on, entry + timedelta(60)))
        row: dict[str, Any] = {
            "issued": issued,
            "region": rng.choice(("RU-MOW", "RU-MOS", "RU-SPE", "RU-TVE")),
            "months_paid": rng.randint(1, 12),
            "reissued": False,
        }
        return [row]

    def penalties(self) -> list[dict[str, Any]]:
        rng = self.rng
        if rng.random() < (0.6 if self.corners else 0.85):
            return []
        days = sorted(self.between(self.on - timedelta(1500), self.on) for _ in range(rng.randint(1, 3)))
        return [
            {"in_force": d, "kind": rng.choice(("migration", "work", "traffic", "public_order", "other"))} for d in days
        ]

    def decisions(self) -> list[dict[str, Any]]:
        rng = self.rng
        if rng.random() < (0.85 if self.corners else 0.97):
            return []
        day = self.between(self.on - timedelta(2500), self.on)
        return [
            {
                "kind": rng.choice(("expulsion", "deportation", "readmission", "undesirability", "entry_ban")),
                "by": rng.choice(("court", "police", "other")),
                "decided": day,
                "copy_received": day,
                "executed": min(self.on, day + timedelta(rng.randint(0, 30))),
            }
        ]

    def contracts(self, patents: list[dict[str, Any]]) -> list[dict[str, Any]]:
        rng = self.rng
        if rng.random() < 0.4:
            return []
        first = patents[-1]["issued"] if patents else self.on - timedelta(60)
        made = self.between(first, self.on)
        return [{"made": made, "copy_sent": self.between(made, self.on), "written": rng.random() < 0.7}]

    def pay(self) -> list[dict[str, Any]]:
        rng = self.rng
        if rng.random() < 0.6:
            return []
        return [
            {"due": self.between(self.on - timedelta(500), self.on), "rub": rng.randint(5, 90) * 1000}
            for _ in range(rng.randint(1, 2))
        ]
