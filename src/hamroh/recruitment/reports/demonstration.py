"""Invented reports of firms, so that the licensing desk has something to answer. No such firm exists."""

from __future__ import annotations

import datetime as dt

from hamroh.people.staff.models import Staff
from hamroh.recruitment.register import actions as register
from hamroh.recruitment.reports import actions
from hamroh.recruitment.reviews import actions as reviews
from hamroh.shell import once
from hamroh.shell.here import day_of

REPORTED = [
    ("Намуна-Роҳ", "+70000000501", "Ваъдаи кор дар Русия, 3000 сомонӣ гирифтанд ва гум шуданд."),
    ("Намуна-Роҳ", "+70000000501", "Ҳамон одам аз бародарам низ пул гирифт."),
    ("Образец-Тур", "", "Нишони хадамотро ба дари худ часпондаанд."),
]


def make(keeper: Staff, *, at: dt.datetime) -> dict[str, int]:
    """Make reports of two firms, what two workers write of one, and plan inspections of sample agencies; gives how many of each."""
    for firm, phone, text in REPORTED:
        kind = "firm" if phone else "symbol"
        actions.receive(once.fresh_form(), actions.Said(kind, firm, text, "Душанбе", phone), at=at, today=day_of(at))
    for answers in ({"fee": "yes", "paid": "no"}, {"paid": "yes"}):
        said = reviews.Said("employer", REPORTED[0][0], "Намуна: маошро дер доданд.", answers=answers)
        reviews.receive(once.fresh_form(), said, at=at)
    plan = register.plan_inspections(size=2, drawn=1, by=keeper, at=at, today=day_of(at))
    return {"reports of firms": len(REPORTED), "inspections": len(plan.by_risk) + len(plan.by_draw)}
