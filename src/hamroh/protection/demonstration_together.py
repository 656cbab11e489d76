"""Invented matters that take more than one pair of hands, so that those pages of the desk are alive too: referrals both ways, a
joint room, beds, interpreters, a relative who looks for somebody, reviews, messages, a file brought in, an export asked for.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Mapping
from typing import Any

from hamroh.people.attachments.intake import Ready
from hamroh.people.persons import actions as files
from hamroh.people.persons.models import Part, Person
from hamroh.people.staff.models import Role, Staff
from hamroh.protection.bribes import demonstration as bribes
from hamroh.protection.cases import actions as cases
from hamroh.protection.demonstration import FIRMS, PLACES, WORDS
from hamroh.protection.enquiries import actions as enquiries, calls
from hamroh.protection.hearings import actions as hearings
from hamroh.protection.houses import actions as houses
from hamroh.protection.htcds import not_punished
from hamroh.protection.interpreters import actions as interpreters
from hamroh.protection.interpreters.queries import Wanted
from hamroh.protection.joint import actions as joint
from hamroh.protection.models import Bed, Case, Referral, Review
from hamroh.protection.moving import actions as moving, agreeing
from hamroh.protection.outgoing import actions as outgoing, queries as messages
from hamroh.protection.parties import actions as parties
from hamroh.protection.review import actions as reviews
from hamroh.protection.shelter import actions as shelter
from hamroh.protection.shifts import actions as shifts
from hamroh.protection.tracing import actions as tracing
from hamroh.shell import once
from hamroh.shell.here import day_of

Hands = Mapping[Role, Staff]
SOUGHT = "Сафаров Беҳрӯз"
AGREED = ("identity.full_name", "identity.languages", "contact.phones", "contact.safe", "story.text")
# Nobody holds its other half: it was made to be shown.
NOBODYS_KEY = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
TABLE = (
    "Рақам,Ному насаб,Соли таваллуд,Телефон\r\n"
    "Н-1,Назарова Саодат,1988,+70000000101\r\n"
    "Н-2,Мирзоев Ҷамшед,1979,+70000000102\r\n"
    "Н-3,,соли гузашта,\r\n"
)


def make(hands: Hands, neighbours: Hands, *, at: dt.datetime) -> dict[str, int]:
    """Make them; gives how many of each. `neighbours` are a lawyer and a supervisor of another organisation."""
    lawyer, manager, chief = hands[Role.LAWYER], hands[Role.SHELTER_MANAGER], hands[Role.SUPERVISOR]
    there, here = neighbours[Role.LAWYER], lawyer.office.organisation
    day = day_of(at)
    consent: dict[str, Any] = {"agreed_how": "voice", "agreed_on": day}
    made: dict[str, int] = {}

    # Ours, with others: two ombudsmen in one room, one matter handed on, one that is to go over whole.
    shared = _case("Раҳимова Шаҳноза", "passport_taken", 1, by=lawyer, at=at)
    parties.name_party(
        shared.pk,
        kind="employer",
        name=FIRMS[0][0],
        allegation=WORDS[1],
        said_by="person",
        said_on=day,
        by=lawyer,
        at=at,
    )
    room = joint.open_room(
        shared.pk, "Шиноснома дар даст нест: ду ваколатдор якҷоя", until=day + dt.timedelta(60), by=lawyer, at=at
    )
    joint.let_in(
        room.pk, there.office.organisation, fields=["identity.full_name", "story.text"], **consent, by=lawyer, at=at
    )
    joint.write(
        room.pk, "Ба прокуратура менависем ва нусхаро ин ҷо мегузорем.", does=there.office.organisation_id,
        due_on=day + dt.timedelta(7), form=once.fresh_form(), by=there, at=at,
    )  # fmt: skip
    answer = Ready("ҷавоби ваколатдор.txt", "txt", "Дархост қабул шуд.".encode(), "demonstration", "not_scanned")
    joint.bring(room.pk, [answer], form=once.fresh_form(), by=there, at=at)
    made["joint rooms"] = 1
    for number, transfer in ((2, False), (3, True)):
        told = _case(f"Ғафуров Нодир {'аввал' if transfer else 'дуюм'}", "wages_withheld", number, by=lawyer, at=at)
        cases.refer_case(
            told.pk, to=there.office.organisation, fields=AGREED, transfer=transfer, **consent, by=lawyer, at=at
        )

    # Today and tomorrow somebody is on the line; from evening to morning nobody is.
    zone = zoneinfo.ZoneInfo(chief.office.time_zone)
    for staff, first, last in ((hands[Role.OPERATOR], dt.time(0), dt.time(12)), (lawyer, dt.time(12), dt.time(23))):
        for later in (0, 1):
            on = at.astimezone(zone).date() + dt.timedelta(later)
            if dt.datetime.combine(on, last, zone) > at:
                shifts.plan(staff.pk, on, first, last, by=chief, at=at)
    # Forced to cross a border without papers: a lawyer raises that she is not to be punished for it.
    forced = _case("Ғаниева Нозанин", "forced_labour", 9, by=lawyer, at=at)
    not_punished.tell(
        forced.pk, ["Border", "Papers"], "Шиносномаро гирифтанд ва бо ҳуҷҷати бегона аз сарҳад гузарониданд.", agreed=True,
        lawyer=lawyer, edition=forced.edition, by=lawyer, at=at,
    )  # fmt: skip
    made["not punished"] = 1
    # Theirs, to us: one waits for an answer, one has a bed, one waits for a bed.
    sent = [
        cases.refer_case(_case(name, "forced_labour", number, by=there, at=at).pk, to=here, fields=AGREED, **consent, by=there, at=at)
        for number, name in enumerate(["Шарипова Мадина", "Ҳакимова Нигина", "Одинаева Ширин"], 4)
    ]  # fmt: skip
    for one in sent[1:]:
        cases.answer_referral(one.pk, Referral.State.ACCEPTED, by=manager, at=at)
    house = shelter.enter_shelter("Душанбе", "Кӯчаи намунавӣ, хонаи 0", beds=["1", "2", "Оила"], by=manager, at=at)
    bed = Bed.objects.filter(shelter=house).order_by("label").first()
    assert bed is not None
    shelter.give_bed(bed.pk, sent[1].pk, by=manager, at=at)
    made["referrals"], made["beds"] = len(sent) + 2, 3

    # A relative asks them for somebody whose file is ours.
    _person(SOUGHT, 7, by=lawyer, at=at)
    mother = _case("Сафарова Гулчеҳра", "missing_relative", 8, by=there, at=at)
    tracing.ask(mother.pk, name=SOUGHT, relation="child", words="Модар хавотир аст.", **consent, by=there, at=at)
    made["sought"] = 1

    # Interpreters: one who reads bookings here, one whom we call.
    own = interpreters.enter(
        "Мирзоева Рухшона", "+70000000201", pairs={("tg", "ru")}, by_phone=True, area="Душанбе", sex="f",
        staff=hands[Role.INTERPRETER], by=chief, at=at,
    )  # fmt: skip
    called = interpreters.enter(
        "Каримов Алишер",
        "+70000000202",
        pairs={("uz", "ru")},
        by_phone=True,
        area="",
        sex="m",
        staff=None,
        by=chief,
        at=at,
    )
    for row, self_ in ((own, hands[Role.INTERPRETER]), (called, chief)):
        interpreters.vet(row.pk, until=day + dt.timedelta(365), by=chief, at=at)
        interpreters.undertake(row, by=self_, at=at)
    interpreters.declare(own, "district", "Айнӣ", by=hands[Role.INTERPRETER], at=at)
    begins = (at + dt.timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    wanted = Wanted("ru", "tg", begins, begins + dt.timedelta(hours=1), "call")
    interpreters.book(own.pk, shared.pk, wanted, fields={"identity.full_name"}, compared=True, by=lawyer, at=at)
    made["interpreters"] = 2

    # Answers that were drawn: one to be looked at, one that was, whose finding its author has not read.
    for number in range(2):
        call = calls.Call(name="Намуна", phone=f"+7000000030{number}", may_call="yes", text=WORDS[2])
        written = calls.write(once.fresh_form(), call, by=lawyer, at=at)
        enquiries.close(written.row.pk, by=lawyer, at=at)
        drawn, _new = Review.objects.get_or_create(
            enquiry=written.row, defaults={"drawn_at": at, "answered_by": lawyer}
        )
        if number:
            reviews.record(
                drawn.pk, answer="incomplete", danger="none", tone="good", words="Рӯзи охиринро низ гӯед.", open_again=False,
                by=chief, at=at,
            )  # fmt: skip
    made["reviews"] = 2

    to = messages.subject(person=shared.person_id, enquiry=None, seen_by=lawyer, at=at)
    outgoing.write(
        to, "sms", to=to.numbers[0], template="ring_us", language="tg", form=once.fresh_form(), by=lawyer, at=at
    )
    # A table with a mistake in it, tried and not applied; and an export that waits for the second person.
    brought = moving.begin(TABLE.encode(), "ymd", by=chief, at=at)
    columns = enumerate(["own_number", "full_name", "born", "phone"])
    moving.choose(brought.pk, columns, by=chief, at=at)
    moving.try_file(brought.pk, at=at)
    agreeing.ask(NOBODYS_KEY, "Барои намоиш", by=chief, at=at)
    for days, hour, needs in ((2, 10, True), (2, 10, False), (9, 15, False)):
        begins = dt.datetime.combine(day + dt.timedelta(days), dt.time(hour, 30))
        heard = hearings.Told("Суди намунавӣ", begins, "Europe/Moscow", room="4", needs_interpreter=needs)
        hearings.set_hearing(shared.pk, heard, owner=lawyer, lawyer=lawyer, form=once.fresh_form(), by=lawyer, at=at)
    made["hearings"] = 3
    for number in range(3):
        told_by = (lawyer, hands[Role.CASE_WORKER], chief)[number]
        name = f"Юсупов {('Акмал', 'Баҳром', 'Ватан')[number]}"
        crowded = _case(name, "housing", number + 1, by=told_by, at=at)
        spelt = ("ул. Намунавая", "Namunavaya", "Намунавая улица")[number]
        houses.tell(crowded.pk, {"town": "Самара", "street": spelt, "house": "7, кв. 1"}, by=told_by, at=at)
    houses.count(at)
    made["flagged houses"] = 1
    made["reports of bribes"] = bribes.make(chief, hands[Role.ANALYST], at=at)
    made["messages"] = made["files brought in"] = made["exports asked for"] = 1
    return made


def _person(name: str, number: int, *, by: Staff, at: dt.datetime) -> Person:
    phone = f"+700000001{number:02d}"
    return files.open_file(
        {
            Part.IDENTITY: {"full_name": name, "born": f"199{number}-03-0{number}", "citizenship": "TJ", "languages": ["tg"]},
            Part.CONTACT: {
                "phones": [{"said": phone, "e164": phone, "whose": "own"}], "place": PLACES[number % len(PLACES)],
                "safe": {"asked": True},
            },
            Part.STORY: {"text": WORDS[number % len(WORDS)]},
        },
        by=by,
        at=at,
    )  # fmt: skip


def _case(name: str, kind: str, number: int, *, by: Staff, at: dt.datetime) -> Case:
    return cases.open_case(
        _person(name, number, by=by, at=at), kind, summary=WORDS[number % len(WORDS)], complained_of=(), by=by, at=at
    )
