"""Invented people by the hundred thousand, as a site of some years has them; written in bulk, each noted in the record.

Made for measuring: `hamroh demo` uses it for all people beyond the first hundreds, who are made by the desk's own actions.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction

from hamroh.people import names
from hamroh.people.persons import content
from hamroh.people.persons.events import FileOpened
from hamroh.people.persons.models import Part, Person, PersonPart, SearchToken
from hamroh.people.staff.models import Staff
from hamroh.people.walls.models import Involvement
from hamroh.people.walls.rows import at_work
from hamroh.protection import complaints
from hamroh.protection.cases import actions as cases, queries
from hamroh.protection.demonstration import FAMILY, MEN, PLACES, WORDS
from hamroh.protection.enquiries import calls, events, queries as enquiries, receipts
from hamroh.protection.enquiries.models import Enquiry, EnquiryToken
from hamroh.protection.models import Case
from hamroh.record import keys, note_many, sealing

BATCH = 2000
AS_IN_LIFE = 10
"""The k-th of the names is borne in proportion to 1 / (k + 10)."""


class _Names:
    """Given, family and father's names, put together from the common ones so that there are hundreds of each."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        pairs = [one + other.lower() for one in MEN for other in MEN if one != other]
        chance.shuffle(pairs)
        self.given = MEN + pairs[::2]
        self.family = FAMILY + [one + "ов" for one in pairs[1::2] if one[-1] not in "аӣ"]
        self.weights = {
            len(many): [1 / (k + AS_IN_LIFE) for k in range(len(many))] for many in (self.given, self.family)
        }

    def one(self) -> str:
        given, father = self.chance.choices(self.given, self.weights[len(self.given)], k=2)
        [family] = self.chance.choices(self.family, self.weights[len(self.family)])
        return f"{family} {given} {father}ович"


def make_many(
    people: int, *, by: list[Staff], at: dt.datetime, seed: int, tell: Callable[[int], None] = lambda n: None
) -> dict[str, int]:
    """Make so many people with files, a call for every second, a case for every fiftieth; gives how many of each.

    `by` are those who opened them, in turn. Cut off, what was made stays: 2,000 people at a time, whole or not at all.
    """
    chance = random.Random(seed)  # noqa: S311, nothing here is a secret
    drawn, kinds = _Names(chance), list(complaints.cards())
    made = {"people": 0, "calls": 0, "cases": 0}
    known: dict[str, int] = {}
    for start in range(0, people, BATCH):
        with transaction.atomic(), at_work("invented people"):
            some = min(BATCH, people - start)
            owner = by[(start // BATCH) % len(by)]
            told = [_told(drawn.one(), chance) for _ in range(some)]
            ids = _files(told, owner, at, known)
            made["people"] += some
            made["calls"] += _calls(told[::2], ids[::2], owner, at, known, chance)
            made["cases"] += _cases(told[::50], ids[::50], owner, at, kinds, chance)
        tell(start + some)
    return made


def _told(name: str, chance: random.Random) -> dict[str, str]:
    born = f"{chance.randrange(1955, 2006)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
    # No network of Russia has the code 000.
    phone = f"+7000{chance.randrange(10**7):07d}"
    return {"name": name, "born": born, "phone": phone, "place": chance.choice(PLACES), "text": chance.choice(WORDS)}


def _tokens(marks: set[str], known: dict[str, int]) -> list[int]:
    fresh = marks - known.keys()
    if fresh:
        key = keys.store().blind(content.BLIND)
        known.update({mark: names.blinded([mark], key).pop() for mark in fresh})
    found = sorted({known[mark] for mark in marks})
    for mark in fresh:
        if mark.startswith(("phone", "tail")):
            del known[mark]
    return found


def _files(told: list[dict[str, str]], by: Staff, at: dt.datetime, known: dict[str, int]) -> list[uuid.UUID]:
    organisation, day = by.office.organisation_id, at.date()
    ids = [uuid.uuid4() for _ in told]
    keys.store().make_many(ids)
    Person.objects.bulk_create(
        Person(id=id, keeper_id=organisation, opened_at=at, touched_on=day, token_rules=names.RULES) for id in ids
    )
    desk, mine = f"{Part.IDENTITY} {Part.CONTACT} {Part.STORY}", " ".join(Part)
    Involvement.objects.bulk_create(
        Involvement(person_id=id, organisation_id=organisation, staff=staff, parts=parts, since=at, reason=reason)
        for id in ids
        for staff, parts, reason in ((None, desk, "desk"), (by, mine, "opened"))
    )
    parts = []
    tokens = []
    for id, one in zip(ids, told, strict=True):
        kept: dict[str, dict[str, Any]] = {
            Part.IDENTITY: {"full_name": one["name"], "born": one["born"], "sex": "m", "citizenship": "TJ"},
            Part.CONTACT: {
                "phones": [{"said": one["phone"], "e164": one["phone"], "whose": "own"}], "place": one["place"],
                "safe": {"asked": True},
            },
            Part.STORY: {"text": one["text"]},
        }  # fmt: skip
        parts += [(id, part, value) for part, value in kept.items()]
        marks = content.marks(Part.IDENTITY, kept[Part.IDENTITY]) | content.marks(Part.CONTACT, kept[Part.CONTACT])
        tokens += [(id, token) for token in _tokens(marks, known)]
    sealed = sealing.seal_many((id, content.place(part), value) for id, part, value in parts)
    PersonPart.objects.bulk_create(
        PersonPart(person_id=id, part=part, sealed=text) for (id, part, _), text in zip(parts, sealed, strict=True)
    )
    SearchToken.objects.bulk_create((SearchToken(person_id=id, token=token) for id, token in tokens), batch_size=10_000)
    note_many([FileOpened(about=id) for id in ids], by=by.pk, at=at)
    return ids


def _calls(
    told: list[dict[str, str]],
    ids: list[uuid.UUID],
    by: Staff,
    at: dt.datetime,
    known: dict[str, int],
    chance: random.Random,
) -> int:
    rows, tokens, contents = [], [], []
    for one, person in zip(told, ids, strict=True):
        id, then = uuid.uuid4(), at - dt.timedelta(minutes=chance.randrange(2_000_000))
        call = calls.Call(name=one["name"], phone=one["phone"], may_call="yes", place=one["place"], text=one["text"])
        # Of the older ones nearly all are closed.
        closed = then + dt.timedelta(hours=1) if chance.random() < 0.998 else None
        rows.append(
            Enquiry(
                id=id, organisation_id=by.office.organisation_id, channel=Enquiry.Channel.CALL, language="tg", received_at=then,
                answer_by=then + calls.ANSWER_WITHIN, taken_by=by, form=receipts.mark(str(id)), person_id=person,
                closed_at=closed, closed_by=by if closed else None,
            )
        )  # fmt: skip
        contents.append((id, enquiries.place(id), calls.plain(call)))
        tokens += [(id, token) for token in _tokens(calls.marks(call), known)]
    keys.store().make_many([row.pk for row in rows])
    for row, sealed in zip(rows, sealing.seal_many(contents), strict=True):
        row.sealed = sealed
    Enquiry.objects.bulk_create(rows)
    EnquiryToken.objects.bulk_create(
        (EnquiryToken(enquiry_id=id, token=token) for id, token in tokens), batch_size=10_000
    )
    note_many([events.EnquiryReceived(about=row.pk, channel=row.channel) for row in rows], by=by.pk, at=at)
    return len(rows)


def _cases(
    told: list[dict[str, str]],
    ids: list[uuid.UUID],
    by: Staff,
    at: dt.datetime,
    kinds: list[str],
    chance: random.Random,
) -> int:
    rows = []
    for person in ids:
        closed = at if chance.random() < 0.8 else None
        rows.append(
            Case(
                id=uuid.uuid4(), number=cases.fresh_number(at), person_id=person, organisation_id=by.office.organisation_id,
                kind=chance.choice(kinds), lead=by, opened_at=at, touched_at=at - dt.timedelta(days=chance.randrange(10)),
                closed_at=closed, outcome="righted" if closed else "",
            )
        )  # fmt: skip
    texts = sealing.seal_many(
        (row.person_id, queries.place(row.pk), {"summary": one["text"], "facts": {}, "asked": []})
        for row, one in zip(rows, told, strict=True)
    )
    for row, text in zip(rows, texts, strict=True):
        row.sealed = text
    Case.objects.bulk_create(rows)
    return len(rows)
