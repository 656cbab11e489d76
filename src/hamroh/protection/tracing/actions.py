"""What is done when somebody looks for a relative: ask, look, ask the person sought, answer, tie and untie."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from hamroh.people import names, walls
from hamroh.people.persons.models import Part, Person
from hamroh.people.staff.models import Staff
from hamroh.people.walls import Absent
from hamroh.people.walls.rows import at_work
from hamroh.protection.cases import queries as cases
from hamroh.protection.cases.models import Referral
from hamroh.protection.tracing import events, queries
from hamroh.protection.tracing.models import Relation, Sought, Tie, Tracing
from hamroh.record import note, sealing
from hamroh.shell.here import day_of

LONGEST_TEXT = 2_000
OTHER_WAY = {
    Relation.CHILD: Relation.PARENT,
    Relation.PARENT: Relation.CHILD,
    Relation.SPOUSE: Relation.SPOUSE,
    Relation.SIBLING: Relation.SIBLING,
    Relation.OTHER: Relation.OTHER,
}


class TracingError(Exception):
    """Root of what this room refuses; carries the id concerned."""

    def __init__(self, id: uuid.UUID, message: str) -> None:
        self.id = id
        super().__init__(message)


class NotComplete(TracingError):
    """A name of two parts, a relation, words or consent is missing, or a day is to come."""


def _agreed(how: str, on: dt.date | None, at: dt.datetime) -> bool:
    return how in Referral.Agreed.values and on is not None and on <= day_of(at)


@transaction.atomic
def ask(
    case: uuid.UUID,
    *,
    name: str,
    born: str = "",
    relation: str,
    asked_by: str = "",
    words: str = "",
    agreed_how: str,
    agreed_on: dt.date | None,
    by: Staff,
    at: dt.datetime,
) -> Tracing:
    """Look for a relative of the person of a case. `asked_by` is the name that the person sought may be told, empty where
    the one who asks wants it told only that a relative asks.

    Raises:
        Absent: the case may not be seen.
        NotComplete: fewer than two parts of a name, no relation, or no consent.
    """
    row = cases.case(case, seen_by=by, at=at)
    complete = len(names.read(name).parts) >= 2 and relation in Relation.values and _agreed(agreed_how, agreed_on, at)
    if not complete:
        raise NotComplete(case, "A name of two parts, who they are to each other, and consent.")
    id = uuid.uuid4()
    told = {"name": name.strip(), "born": born.strip(), "asked_by": asked_by.strip(), "words": words.strip()}
    made = Tracing.objects.create(
        id=id, case=row, person_id=row.person_id, relation=relation, asked_at=at, agreed_how=agreed_how, agreed_on=agreed_on,
        sealed=sealing.seal(row.person_id, queries.tracing_place(id), told),
    )  # fmt: skip
    note(events.TracingAsked(about=row.person_id, number=row.number), by=by.pk, at=at)
    _look(made, at=at)
    return made


def _look(row: Tracing, *, at: dt.datetime) -> int:
    with at_work("look for a relative"):
        there = set(Sought.objects.filter(tracing=row).values_list("person", flat=True))
        fresh = [id for id in queries.candidates(row) if id not in there]
        Sought.objects.bulk_create(Sought(tracing=row, person_id=id, found_at=at) for id in fresh)
    return len(fresh)


def look_again(at: dt.datetime) -> int:
    """Look again for everybody who is sought: files are opened every day. May run twice; gives how many files are new."""
    with transaction.atomic(), at_work("look for relatives again"):
        return sum(
            _look(row, at=at)
            for row in Tracing.objects.filter(closed_at__isnull=True, case__closed_at__isnull=True).select_related(
                "case"
            )
        )


@transaction.atomic
def close(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> Tracing:
    """Look no more. Who was not asked yet is not asked any more.

    Raises:
        Absent: there is none, or its case may not be seen.
    """
    row = queries.tracing(id, seen_by=by, at=at)
    if Tracing.objects.filter(pk=id, closed_at__isnull=True).update(closed_at=at):
        note(events.TracingClosed(about=row.person_id, number=row.case.number), by=by.pk, at=at)
    return row


@transaction.atomic
def read_to_ask(*, by: Staff, at: dt.datetime) -> list[queries.Question]:
    """Persons who are sought and not asked yet; whose they are goes into the record."""
    found = queries.to_ask(seen_by=by, at=at)
    if found:
        note(events.SoughtRead(shown=tuple(str(one.row.person_id) for one in found)), by=by.pk, at=at)
    return found


@transaction.atomic
def answer(
    id: uuid.UUID,
    answer: str,
    *,
    words: str = "",
    agreed_how: str = "",
    agreed_on: dt.date | None = None,
    by: Staff,
    at: dt.datetime,
) -> None:
    """Keep what the person sought wishes, after they were asked in a way that is safe for them. They may say otherwise later.

    `contact` and `word` tell who asks what the person wants said, and need consent; of `no` and `not_them` nothing is told.
    With `contact` the two files are tied.

    Raises:
        Absent: there is none, or the file may not be seen.
        NotComplete: no such answer, or something would be told without words or consent.
    """
    row = queries.question(id, seen_by=by, at=at).row
    telling = answer in (Sought.Answer.CONTACT, Sought.Answer.WORD)
    if answer not in Sought.Answer.values or (telling and not (words.strip() and _agreed(agreed_how, agreed_on, at))):
        raise NotComplete(id, "What they want said, in their words, and how and when they agreed.")
    sealed = sealing.seal(row.person_id, queries.sought_place(id), {"words": words.strip()}) if telling else None
    Sought.objects.filter(pk=id).update(
        answer=answer, answered_by=by, sealed=sealed, agreed_how=agreed_how if telling else "",
        agreed_on=agreed_on if telling else None,
    )  # fmt: skip
    note(events.SoughtAnswered(about=row.person_id, sought=id), by=by.pk, at=at)
    with at_work("tie the files of two relatives"):
        tracing = Tracing.objects.get(pk=row.tracing_id)
        if answer == Sought.Answer.CONTACT and agreed_on is not None:
            _tie(
                (tracing.person_id, Relation(tracing.relation), tracing.agreed_how, tracing.agreed_on),
                (row.person_id, OTHER_WAY[Relation(tracing.relation)], agreed_how, agreed_on), by=by, at=at,
            )  # fmt: skip
        else:
            _untie(_pair_of(tracing.person_id, row.person_id), by=by, at=at)


_Side = tuple[uuid.UUID, str, str, dt.date]


def _pair_of(one: uuid.UUID, other: uuid.UUID) -> uuid.UUID | None:
    pairs = Tie.objects.filter(person=one).values("pair")
    return Tie.objects.filter(person=other, pair__in=pairs).values_list("pair", flat=True).first()


def _tie(one: _Side, other: _Side, *, by: Staff, at: dt.datetime) -> uuid.UUID:
    there = _pair_of(one[0], other[0])
    if there is not None:
        return there
    pair = uuid.uuid4()
    for person, relation, how, on in (one, other):
        Tie.objects.create(pair=pair, person_id=person, relation=relation, agreed_how=how, agreed_on=on, since=at)
        note(events.Tied(about=person, pair=pair), by=by.pk, at=at)
    return pair


def _untie(pair: uuid.UUID | None, *, by: Staff, at: dt.datetime) -> None:
    for side in Tie.objects.filter(pair=pair) if pair else ():
        note(events.Untied(about=side.person_id, pair=side.pair), by=by.pk, at=at)
        side.delete()


@transaction.atomic
def tie(
    person: Person,
    other: uuid.UUID,
    *,
    relation: str,
    agreed_how: str,
    agreed_on: dt.date | None,
    by: Staff,
    at: dt.datetime,
) -> None:
    """Tie two files that one sees both, where both persons agreed. Neither is opened to the other side by it.

    Raises:
        Absent: one of the files, or what happened in it, may not be seen.
        NotComplete: no relation or no consent, or one file twice.
    """
    for id in (person.pk, other):
        seen = walls.person(id, seen_by=by, at=at)
        if Part.STORY not in walls.parts_seen(seen, by=by, at=at):
            raise Absent
    if relation not in Relation.values or not _agreed(agreed_how, agreed_on, at) or person.pk == other:
        raise NotComplete(person.pk, "Who they are to each other, and how and when both agreed.")
    assert agreed_on is not None
    way = Relation(relation)
    _tie(
        (person.pk, way, agreed_how, agreed_on), (other, OTHER_WAY[way], agreed_how, agreed_on), by=by, at=at
    )  # fmt: skip


@transaction.atomic
def untie(id: uuid.UUID, *, by: Staff, at: dt.datetime) -> None:
    """Take a tie away, as either side wishes; what was said in answer to a tracing is told no more either.

    Raises:
        Absent: there is none, or the file may not be seen.
    """
    mine = Tie.objects.filter(walls.Seen("person_id", seen_by=by, at=at), pk=id).first()
    if mine is None:
        raise Absent
    with at_work("untie the files of two relatives"):
        sides = set(Tie.objects.filter(pair=mine.pair).values_list("person", flat=True))
        Sought.objects.filter(person__in=sides, tracing__person__in=sides).update(
            answer=Sought.Answer.NO, sealed=None, agreed_how="", agreed_on=None
        )
        _untie(mine.pair, by=by, at=at)


def forget(persons: list[uuid.UUID]) -> None:
    """What goes with a person: that they were sought, and both sides of their ties. As the site's own work."""
    Sought.objects.filter(person__in=persons).delete()
    Tracing.objects.filter(person__in=persons).delete()
    Tie.objects.filter(pair__in=list(Tie.objects.filter(person__in=persons).values_list("pair", flat=True))).delete()
