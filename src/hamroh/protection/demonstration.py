"""Invented people, calls, cases and reports, so that every screen of the desk is alive. No such person exists.

Names are put together by chance from common ones, numbers are of no network, and days lie around the day of making.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

from hamroh.people.attachments.intake import Ready
from hamroh.people.persons import actions as files
from hamroh.people.persons.models import Part
from hamroh.people.staff.models import Staff
from hamroh.protection import complaints
from hamroh.protection.attachments import actions as attachments
from hamroh.protection.callbacks import actions as callbacks
from hamroh.protection.callbacks.reading import Ring
from hamroh.protection.cases import actions as cases
from hamroh.protection.enquiries import actions as enquiries, calls
from hamroh.protection.handover import actions as handover
from hamroh.protection.models import Case, Intake, Party
from hamroh.protection.parties import actions as parties
from hamroh.protection.tracing import actions as tracing
from hamroh.record.models import Seal
from hamroh.shell import once
from hamroh.shell.here import day_of

MEN = "Фаррух Далер Сафар Умед Ҷамшед Баҳром Шариф Қурбон Ҳасан Зафар Раҳим Алишер".split()
WOMEN = "Зарина Мавзуна Ширин Гулнора Нигина Фирӯза Мадина Саодат Рухшона Тоҷинисо".split()
FAMILY = "Раҳимов Сафаров Қурбонов Назаров Шарипов Ғафуров Ҷӯраев Ҳакимов Мирзоев Одинаев Саидов Каримов".split()
PLACES = ["Екатеринбург", "Москва", "Самара", "Новосибирск", "Санкт-Петербург", "Алматы"]
WORDS = [
    "Се моҳ боз дар сохтмон кор мекунад, маош надодаанд.",
    "Сардор шиносномаҳоро гирифт, рафтан намегузорад.",
    "Намедонад, ки мӯҳлати будубошаш кай тамом мешавад.",
    "Дар роҳ ҷарима карданд, қоғаз надоданд.",
    "Аз Русия манъ кардаанд, сабабашро намедонад.",
]
HANDED_OVER = "Аз Самара соати нӯҳ занг мезананд, ба онҳо ҷавоб диҳед."
TASKS = ["Навиштани даъво", "Занг задан ба нозирот", "Гирифтани нусхаи шартнома", "Ёфтани тарҷумон"]


FIRMS = [
    ("Намуна-Сохтмон", "Бинои намунавии якум"),
    ("Образец-Строй", "Бинои намунавии дуюм"),
    ("Намуна-Фарш", "Бозори намунавӣ"),
]
"""Firms and their places of work. No such firm exists."""

SPREAD_DAYS = 40
"""Over so many days what is invented has happened. Whoever is named as having done it must have been there then."""


def make(
    people: int, *, by: Staff, at: dt.datetime, seed: int = 1, tell: Callable[[int], None] = lambda n: None
) -> dict[str, int]:
    """Make so many people, with calls, cases and reports among them; gives how many of each. `by` carries cases.

    `tell` is called with the number of people made, now and then.
    """
    chance = random.Random(seed)  # noqa: S311, nothing here is a secret
    made = {"people": 0, "calls": 0, "cases": 0, "reports": 0}
    Intake.objects.get_or_create(organisation=by.office.organisation)
    kinds = list(complaints.cards())
    firms: dict[str, Party] = {}
    # Days before the newest seal are closed in the record; on a site that has one, everything happens today.
    spread = 1 if Seal.objects.exists() else 60 * 24 * SPREAD_DAYS
    for number in range(people):
        then = at - dt.timedelta(minutes=chance.randrange(spread))
        woman = chance.random() < 0.35
        name = f"{chance.choice(WOMEN if woman else MEN)} {chance.choice(FAMILY)}{'а' if woman else ''}"
        # No network of Russia has the code 000.
        phone = f"+7000{chance.randrange(10**7):07d}"
        words, place = chance.choice(WORDS), chance.choice(PLACES)
        facts = _facts(chance, day_of(at))
        file = files.open_file(_parts(name, phone, place, words, woman, chance), by=by, at=then)
        made["people"] += 1
        if chance.random() < 0.4:
            danger = ("confined",) if chance.random() < 0.1 else ()
            call = calls.Call(
                name=name, phone=phone, may_call=chance.choice(["yes", "sms", "never"]), place=place, text=words,
                danger=danger, facts=facts,
            )  # fmt: skip
            written = calls.write(once.fresh_form(), call, by=by, at=then)
            if not danger and chance.random() < 0.7:
                enquiries.close(written.row.pk, by=by, at=then)
            made["calls"] += 1
        if chance.random() < 0.15:
            case = cases.open_case(
                file, chance.choice(kinds), summary=words, facts=facts, complained_of=(), by=by, at=then
            )
            if chance.random() < 0.5:
                _name_parties(case, words, firms, chance, by=by, at=at, on=then.date())
            if chance.random() < 0.2:
                tracing.ask(
                    case.pk, name=f"{chance.choice(MEN)} {chance.choice(FAMILY)}", relation="child", agreed_how="voice",
                    agreed_on=then.date(), by=by, at=at,
                )  # fmt: skip
            due = day_of(at) + dt.timedelta(days=chance.randrange(-3, 20))
            form = once.fresh_form()
            paper = Ready("шартнома.txt", "txt", words.encode(), str(number), "not_scanned")
            attachments.keep([paper], form=once.fresh_form(), person=file, by=by, at=then)
            cases.set_task(case.pk, chance.choice(TASKS), owner=by, due_on=due, form=form, by=by, at=then)
            made["cases"] += 1
        if chance.random() < 0.05:
            enquiries.receive_report(
                once.fresh_form(), text=words, danger=chance.random() < 0.2, language="tg", at=then
            )
            made["reports"] += 1
        if number % 50 == 49:
            tell(number + 1)
    made["missed calls"] = _missed_calls(by=by, at=at, chance=chance)
    handover.leave(HANDED_OVER, form=once.fresh_form(), by=by, at=at)
    return made


def _missed_calls(*, by: Staff, at: dt.datetime, chance: random.Random) -> int:
    """A morning's missed calls: some late, one that rang three times."""
    minutes = [5, 20, 22, 24, 50, 75]
    numbers = [f"+7000{chance.randrange(10**7):07d}" for _ in minutes]
    numbers[2:4] = [numbers[1]] * 2
    rings = [Ring(number, at - dt.timedelta(minutes=ago), "") for number, ago in zip(numbers, minutes, strict=True)]
    return callbacks.enter(rings, organisation=by.office.organisation_id, form="", by=by, at=at).new


def _name_parties(
    case: Case, words: str, firms: dict[str, Party], chance: random.Random, *, by: Staff, at: dt.datetime, on: dt.date
) -> None:
    """A firm that several name, with its place of work; now and then with its reply. Its number is of no network."""
    number = chance.randrange(len(FIRMS))
    firm, site = FIRMS[number]
    said = {"said_by": "person", "said_on": on, "by": by, "at": at}
    for kind, name, allegation in (("employer", firm, words), ("site", site, "")):
        phones = [f"+7000{number:07d}"] if allegation else []
        row = parties.name_party(
            case.pk, kind=kind, name=name, known=firms.get(name), allegation=allegation, phones=phones,
            compare=bool(phones) and chance.random() < 0.5, **said,
        )  # fmt: skip
        firms[name] = row.party
        if allegation and chance.random() < 0.3:
            parties.keep_reply(row.pk, "Ҳамаро пардохтем.", on=on, by=by, at=at)
    parties.link(case.pk, one=firms[firm], kind="builds_for", other=firms[site], **said)


def _parts(
    name: str, phone: str, place: str, words: str, woman: bool, chance: random.Random
) -> dict[Part, dict[str, Any]]:
    born = f"{chance.randrange(1965, 2006)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
    safe = {"asked": True, "never_call": woman and chance.random() < 0.3}
    return {
        Part.IDENTITY: {
            "full_name": name,
            "born": born,
            "sex": "f" if woman else "m",
            "citizenship": "TJ",
            "languages": ["tg"],
        },
        Part.CONTACT: {"phones": [{"said": phone, "e164": phone, "whose": "own"}], "place": place, "safe": safe},
        Part.STORY: {"text": words},
    }


def _facts(chance: random.Random, today: dt.date) -> dict[str, Any]:
    """What somebody in Russia may have told; sometimes without the day of entry."""
    facts: dict[str, Any] = {"citizenship": ["TJ"], "destination": "RU", "in_country": True, "purpose": "work"}
    if chance.random() < 0.8:
        facts["entered"] = (today - dt.timedelta(days=chance.randrange(1, 120))).isoformat()
    if chance.random() < 0.7:
        facts["registered"] = chance.random() < 0.6
        facts["has_patent"] = chance.random() < 0.4
    return facts
