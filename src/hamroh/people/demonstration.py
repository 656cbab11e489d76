"""Invented happenings among the staff, so that those who watch over a desk see what they will see. None of it took place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from hamroh.people.alarms import actions as alarms
from hamroh.people.directory import actions as directory, entries
from hamroh.people.persons import actions as files
from hamroh.people.persons.models import Part
from hamroh.people.requests import actions as requests
from hamroh.people.staff.models import Role, Staff
from hamroh.people.turns import actions as turns
from hamroh.people.walls import actions as walls
from hamroh.shell.here import day_of
from hamroh.shell.refusals import Refusal


def make(hands: Mapping[Role, Staff], *, at: dt.datetime) -> dict[str, int]:
    """Make them; gives how many of each: two files of perhaps one person, a file opened by breaking the glass, a request of the
    police for data, an alarm, a day of reception with turns."""
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
    receive(hands[Role.CONSULAR], at=at)
    return {
        "possible duplicates": 1,
        "opened files": 1,
        "requests from outside": 1,
        "alarms": 1,
        "days of reception": 1,
    }


def receive(consul: Staff, *, at: dt.datetime) -> None:
    """A consul who comes to a town for a day, and who took a turn. No consulate takes part in it."""
    names = {
        "name_en": "The consul comes for a day (sample)",
        "name_ru": "Выездной приём консула (образец)",
        "name_tg": "Қабули сайёри консул (намуна)",
    }
    content = entries.blank() | names | {
        "kind": "consular_day", "phone": "000 00 21", "country": "RU", "region": "RU-SPE", "town": "Санкт-Петербург",
        "time_zone": "Europe/Moscow", "languages": "tg ru", "free": True, "areas": [["RU", "RU-SPE", ""], ["RU", "RU-LEN", ""]],
    }  # fmt: skip
    service = directory.enter_service(consul.office.organisation, content, by=consul, at=at)
    day = day_of(at) + dt.timedelta(days=9)
    made = turns.open_day(
        service, turns.Times(day, dt.time(10), 20, 2, 12), ["passport", "return_paper", "power"], by=consul, at=at
    )
    for n, (time, matter, phone) in enumerate(
        ((10, "passport", "+70000000501"), (10, "power", ""), (11, "passport", "+70000000502"))
    ):
        turns.take(
            made.pk,
            f"demonstration turn {n} of {made.pk}",
            matter=matter,
            begins=dt.time(time),
            read_day=day,
            phone=phone,
            worked=True,
            at=at,
        )
