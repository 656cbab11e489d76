"""Invented happenings among the staff, so that those who watch over a desk see what they will see. None of it took place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from hamroh.people.alarms import actions as alarms
from hamroh.people.persons import actions as files
from hamroh.people.persons.models import Part
from hamroh.people.requests import actions as requests
from hamroh.people.staff.models import Role, Staff
from hamroh.people.walls import actions as walls
from hamroh.shell.refusals import Refusal


def make(hands: Mapping[Role, Staff], *, at: dt.datetime) -> dict[str, int]:
    """Make them; gives how many of each: two files of perhaps one person, a file opened by breaking the glass, a request of the
    police for data, an alarm."""
    lawyer, operator = hands[Role.LAWYER], hands[Role.OPERATOR]
    twice = [
        files.open_file(
            {
                Part.IDENTITY: {"full_name": name, "born": "1991-02-03", "citizenship": "TJ", "languages": ["tg"]},
                Part.CONTACT: {"phones": [{"said": "+70000000401", "e164": "+70000000401", "whose": "own"}]},
            },
            by=lawyer,
            at=at,
        )
        for name in ("Саидов Абдулло", "Saidov Abdullo")
    ]
    walls.break_glass(twice[0].pk, reason="Занги фаврӣ аз полис, ҳуқуқшинос набуд", by=operator, at=at)
    requests.receive(
        kind="police",
        who="Шуъбаи намунавӣ, мактуб",
        asked="Суроғаи як корманд",
        ground="Нишон надоданд",
        by=operator,
        at=at,
    )
    alarms.count(Refusal.PASSWORD, operator.pk, at=at, times=6)
    return {"possible duplicates": 1, "opened files": 1, "requests from outside": 1, "alarms": 1}
