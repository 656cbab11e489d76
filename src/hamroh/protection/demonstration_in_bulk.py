"""Invented people by the hundred thousand, as a site of some years has them; written in bulk, each noted in the record.

Made for measuring: `hamroh demo` uses it for all people beyond the first hundreds, who are made by the desk's own actions.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import models, transaction

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
from hamroh.record import bulk, keys, note_many, sealing
from hamroh.shell.here import day_of

BATCH = 10_000
AS_IN_LIFE = 10
"""The k-th of the names is borne in proportion to 1 / (k + 10)."""


Write = Callable[[type[models.Model], Sequence[str], Iterable[tuple[Any, ...]]], None]
"""Writes rows of a table, given as the values of the named columns; the others take what the model says."""


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
    people: int,
    *,
    by: list[Staff],
    at: dt.datetime,
    seed: int,
    tell: Callable[[int], None] = lambda n: None,
    write: Write = bulk.insert,
) -> dict[str, int]:
    """Make so many people with files, a call for every second, a case for every fiftieth; gives how many of each.

    `by` are those who opened them, in turn. Cut off, what was made stays: 10,000 people at a time, whole or not at all.
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
            ids = _files(told, owner, at, known, write)
            made["people"] += some
            made["calls"] += _calls(told[::2], ids[::2], owner, at, known, chance, write)
            made["cases"] += _cases(told[::50], ids[::50], owner, at, kinds, chance, write)
        tell(start + some)
    return made


def _told(name: str, chance: random.Random) -> dict[str, str]:
    born = f"{chance.randrange(1955, 2006)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
    # No network of Russia has the code 000.
    phone = f"+7000{chance.randrange(10**7):07d}"
    return {"name": name, "born": born, "phone": phone, "place": chance.choice(PLACES), "text": chance.choice(WORDS)}


def _tokens(found: list[tuple[uuid.UUID, set[str]]], known: dict[str, int]) -> list[tuple[uuid.UUID, int]]:
    """Each id with the numbers of its marks; marks of names are remembered, of which the same come again and again."""
    key = keys.store().blind(content.BLIND)
    out = []
    for id, marks in found:
        for mark in marks:
            token = known.get(mark)
            if token is None:
                [token] = names.blinded([mark], key)
                if not mark.startswith(("phone", "tail")):
                    known[mark] = token
            out.append((id, token))
    return out


def _files(
    told: list[dict[str, str]], by: Staff, at: dt.datetime, known: dict[str, int], write: Write
) -> list[uuid.UUID]:
    organisation, day = by.office.organisation_id, day_of(at)
    ids = [uuid.uuid4() for _ in told]
    keys.store().make_many(ids)
    write(
        Person,
        ("id", "keeper_id", "opened_at", "touched_on", "token_rules"),
        [(id, organisation, at, day, names.RULES) for id in ids],
    )
    desk, mine = f"{Part.IDENTITY} {Part.CONTACT} {Part.STORY}", " ".join(Part)
    write(
        Involvement,
        ("id", "person_id", "organisation_id", "staff_id", "parts", "since", "reason"),
        [
            (uuid.uuid4(), id, organisation, staff, parts, at, reason)
            for id in ids
            for staff, parts, reason in ((None, desk, "desk"), (by.pk, mine, "opened"))
        ],
    )
    parts, marked = [], []
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
        marked.append(
            (id, content.marks(Part.IDENTITY, kept[Part.IDENTITY]) | content.marks(Part.CONTACT, kept[Part.CONTACT]))
        )
    sealed = sealing.seal_many((id, content.place(part), value) for id, part, value in parts)
    write(
        PersonPart,
        ("id", "person_id", "part", "sealed"),
        [(uuid.uuid4(), id, str(part), text) for (id, part, _), text in zip(parts, sealed, strict=True)],
    )
    write(SearchToken, ("person_id", "token"), _tokens(marked, known))
    note_many([FileOpened(about=id) for id in ids], by=by.pk, at=at)
    return ids


def _calls(
    told: list[dict[str, str]],
    ids: list[uuid.UUID],
    by: Staff,
    at: dt.datetime,
    known: dict[str, int],
    chance: random.Random,
    write: Write,
) -> int:
    fresh = [uuid.uuid4() for _ in told]
    keys.store().make_many(fresh)
    sealed = sealing.seal_many(
        (
            id,
            enquiries.place(id),
            calls.plain(
                calls.Call(name=one["name"], phone=one["phone"], may_call="yes", place=one["place"], text=one["text"])
            ),
        )
        for id, one in zip(fresh, told, strict=True)
    )
    rows = []
    for id, person, text, form in zip(fresh, ids, sealed, receipts.marks(map(str, fresh)), strict=True):
        then = at - dt.timedelta(minutes=chance.randrange(2_000_000))
        # Of the older ones nearly all are closed.
        closed = then + dt.timedelta(hours=1) if chance.random() < 0.998 else None
        rows.append(
            (
                id, by.office.organisation_id, str(Enquiry.Channel.CALL), "tg", then, then + calls.ANSWER_WITHIN, by.pk,
                form, person, closed, by.pk if closed else None, text,
            )
        )  # fmt: skip
    columns = (
        "id", "organisation_id", "channel", "language", "received_at", "answer_by", "taken_by_id", "form", "person_id",
        "closed_at", "closed_by_id", "sealed",
    )  # fmt: skip
    write(Enquiry, columns, rows)
    # The numbers have their country, so that they are looked for as they stand.
    marked = [
        (id, names.written_tokens(names.read(one["name"])) | content.phone_marks(one["phone"]))
        for id, one in zip(fresh, told, strict=True)
    ]
    came = {id: row[columns.index("received_at")] for id, row in zip(fresh, rows, strict=True)}
    write(
        EnquiryToken,
        ("id", "enquiry_id", "token", "received_at"),
        [(uuid.uuid4(), id, token, came[id]) for id, token in _tokens(marked, known)],
    )
    note_many([events.EnquiryReceived(about=id, channel=str(Enquiry.Channel.CALL)) for id in fresh], by=by.pk, at=at)
    return len(rows)


def _cases(
    told: list[dict[str, str]],
    ids: list[uuid.UUID],
    by: Staff,
    at: dt.datetime,
    kinds: list[str],
    chance: random.Random,
    write: Write,
) -> int:
    fresh = [uuid.uuid4() for _ in ids]
    texts = sealing.seal_many(
        (person, queries.place(id), {"summary": one["text"], "facts": {}, "asked": []})
        for id, person, one in zip(fresh, ids, told, strict=True)
    )
    rows = []
    for id, number, person, text in zip(fresh, cases.fresh_numbers(len(ids), at), ids, texts, strict=True):
        closed = at if chance.random() < 0.8 else None
        rows.append(
            (
                id, number, person, by.office.organisation_id, chance.choice(kinds), by.pk, at,
                at - dt.timedelta(days=chance.randrange(10)), closed, "righted" if closed else "", text,
            )
        )  # fmt: skip
    columns = (
        "id", "number", "person_id", "organisation_id", "kind", "lead_id", "opened_at", "touched_at", "closed_at",
        "outcome", "sealed",
    )  # fmt: skip
    write(Case, columns, rows)
    return len(rows)
