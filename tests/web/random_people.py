"""Random people who know everything about themselves, for tests of the interview."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from hamroh.rulebook import Rulebook

RARE = 0.08
"""How often a trouble befalls somebody."""


def person(book: Rulebook, seed: int, on: dt.date) -> dict[str, Any]:
    """Everything that can be asked of one invented worker, without contradiction. Nine of ten go to Russia."""
    r = random.Random(seed)
    out: dict[str, Any] = {}
    for kind in book.fact_list:
        if not kind.asked:
            continue
        if kind.type == "yes_no":
            out[kind.id] = r.random() < RARE
        elif kind.type == "choice":
            out[kind.id] = r.choice(list(book.choices(kind) or {"other": {}}))
        elif kind.type == "day":
            out[kind.id] = (on - dt.timedelta(days=r.randint(0, 60))).isoformat()
        elif kind.type == "planned_day":
            out[kind.id] = (on + dt.timedelta(days=r.randint(1, 90))).isoformat()
        elif kind.type == "number":
            out[kind.id] = r.randint(kind.least or 0, min(kind.most or 12, (kind.least or 0) + 12))
        elif kind.type == "money":
            out[kind.id] = str(r.randint(1000, 90000))
        elif kind.type == "region":
            out[kind.id] = r.choice(["RU-MOW", "RU-SVE", "RU-MOS", "RU-SPE", "RU-KGD", "RU-PRI"])
        elif kind.type == "history":
            out[kind.id] = "none"
    entered = on - dt.timedelta(days=r.randint(0, 150))
    out |= {
        "citizenship": r.choices([["TJ"], ["UZ"], ["KG"], ["TJ", "RU"]], [85, 7, 5, 3])[0],
        "destination": r.choices(["RU", "KZ", "KR"], [90, 6, 4])[0],
        "in_country": r.random() < 0.85,
        "entered": entered.isoformat(),
        "arrived_at_place": entered.isoformat(),
        "left": (on - dt.timedelta(days=r.randint(1, 200))).isoformat(),
        "birth_date": f"{r.randint(1965, 2003)}-0{r.randint(1, 9)}-15",
        "under_18": False,
        "purpose": r.choices(["work", "private", "study"], [85, 12, 3])[0],
        "registered": r.random() < 0.7,
        "registered_on": entered.isoformat(),
        "registered_where_living": r.random() < 0.8,
        "registered_until": (entered + dt.timedelta(days=90)).isoformat(),
        "works": r.random() < 0.7,
        "has_patent": r.random() < 0.5,
        "passport_held_by": "self",
        "may_leave_site": True,
    }
    if r.random() < 0.3:
        out["stays"] = [
            {
                "entry": (entered - dt.timedelta(days=120)).isoformat(),
                "exit": (entered - dt.timedelta(days=60)).isoformat(),
            }
        ]
    if out["has_patent"]:
        issued = min(on, entered + dt.timedelta(days=20))
        out["patents"] = [{"issued": issued.isoformat(), "region": "RU-MOW", "months_paid": r.randint(1, 6)}]
    return out
