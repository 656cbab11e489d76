"""Which files of persons somebody may see, and which parts of them."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import BooleanField, DateTimeField, Func, QuerySet, UUIDField
from django.http import Http404

from hamroh.people.persons.models import Part, Person
from hamroh.people.prepared import prepared
from hamroh.people.staff.models import Role, Staff
from hamroh.people.walls import rows
from hamroh.people.walls.models import BrokenGlass, Concealment, Involvement

EVERY = frozenset(Part)

PARTS: dict[Role, frozenset[Part]] = {
    Role.INTAKE: frozenset({Part.IDENTITY, Part.CONTACT}),
    Role.OPERATOR: frozenset({Part.IDENTITY, Part.CONTACT, Part.STORY}),
    Role.CASE_WORKER: EVERY,
    Role.LAWYER: EVERY,
    Role.INTERPRETER: frozenset({Part.IDENTITY}),
    Role.SHELTER_MANAGER: frozenset({Part.IDENTITY, Part.CONTACT, Part.HEALTH}),
    Role.CONSULAR: frozenset({Part.IDENTITY, Part.CONTACT, Part.PAPERS, Part.FAMILY}),
    Role.LICENSING: frozenset(),
    Role.SUPERVISOR: EVERY,
    Role.PROTECTION: frozenset(),
    Role.ANALYST: frozenset(),
    Role.SECURITY: frozenset(),
    Role.ADMINISTRATOR: frozenset(),
}
"""The parts of a file that a role can ever need. An involvement can only narrow them."""

DESK = frozenset({Role.OPERATOR, Role.CASE_WORKER, Role.LAWYER, Role.SUPERVISOR, Role.SHELTER_MANAGER, Role.CONSULAR})
"""Roles that see what is open to the desk of their organisation; others see only files in which they are named."""


class Absent(Http404):
    """What was asked for does not exist, or may not be seen. Nobody outside can tell which."""


MERGED_AT_MOST = 5
"""Merges one on top of the other that are followed."""

_OPEN = """(
    EXISTS(SELECT 1 FROM {involvement} held WHERE held.person_id = {id} AND held.organisation_id = %(organisation)s
        AND held.since <= %(at)s AND (held.until IS NULL OR held.until > %(at)s){mine}{part})
    OR EXISTS(SELECT 1 FROM {glass} broken WHERE broken.person_id = {id} AND broken.staff_id = %(staff)s
        AND broken.since <= %(at)s AND broken.until > %(at)s)
) AND NOT EXISTS(SELECT 1 FROM {concealment} hidden WHERE hidden.person_id = {id}
        AND (hidden.staff_id = %(staff)s OR hidden.office_id = %(office)s))"""


class Opened(Func):
    """In a query: is the file with this id open to somebody at a moment, and not hidden from them? With `part`, something of that part.

    One piece of SQL instead of nested queries: to put those together took Django longer than PostgreSQL to answer.
    """

    output_field = BooleanField()

    def __init__(self, file: str, *, seen_by: Staff, at: dt.datetime, part: Part | None = None) -> None:
        super().__init__(file)
        roles = seen_by.roles(at)
        self.reads = any(PARTS[role] if part is None else part in PARTS[role] for role in roles)
        self.every = Role.SUPERVISOR in roles
        self.desk = bool(roles & DESK)
        self.seen_by, self.at, self.part = seen_by, at, part

    def as_sql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, list[Any]]:
        """The condition. Names are of our own tables; every value is a parameter."""
        column, _none = compiler.compile(self.source_expressions[0])
        return self._with_values(f"({self._open(column)})", connection)

    def _open(self, id: str) -> str:
        mine = "" if self.every else " AND (held.staff_id = %(staff)s OR held.staff_id IS NULL)"
        if not self.every and not self.desk:
            mine = " AND held.staff_id = %(staff)s"
        text = _OPEN.format(
            id=id,
            involvement=Involvement._meta.db_table,
            glass=BrokenGlass._meta.db_table,
            concealment=Concealment._meta.db_table,
            mine=mine,
            # No part's name is within another's.
            part="" if self.part is None else " AND held.parts LIKE %(part)s",
        )
        if not self.reads:
            # The same query as for everybody else, so that an answer takes no other way.
            text += _NONE.format(id=id, person=Person._meta.db_table)
        return text

    def _with_values(self, text: str, connection: Any) -> tuple[str, list[Any]]:
        uuid_, moment = UUIDField(), DateTimeField()
        values = {
            "organisation": self.seen_by.office.organisation_id,
            "at": moment.get_db_prep_value(self.at, connection),
            "staff": uuid_.get_db_prep_value(self.seen_by.pk, connection),
            "office": uuid_.get_db_prep_value(self.seen_by.office_id, connection),
            "part": f"%{self.part}%",
        }
        pieces = _VALUE.split(text)
        return "%s".join(pieces[::2]), [values[name] for name in pieces[1::2]]


class Seen(Opened):
    """In a query: may somebody see the file that a row names in this column? It says of the file what `persons` says.

    A file that was merged into another is seen with that one, unless `merged` says no.
    """

    def __init__(self, file: str, *, merged: bool = True, **asked: Any) -> None:
        super().__init__(file, **asked)
        self.merged = merged

    def as_sql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, list[Any]]:
        """See `Opened.as_sql`."""
        column, _none = compiler.compile(self.source_expressions[0])
        return self.of_column(column, connection)

    def of_column(self, column: str, connection: Any) -> tuple[str, list[Any]]:
        """The condition for a column of this name, with its values, for a statement that is written by hand."""
        names = {"person": Person._meta.db_table, "id": column, "open": self._open("file.id")}
        # Written as an "or", so that the planner looks at one file for each row instead of listing all files that may be seen first.
        text = _NAMED.format(**names) + (_MERGED.format(**names) if self.merged else "")
        return self._with_values(f"({text})", connection)


_NONE = " AND NOT EXISTS(SELECT 1 FROM {person} any_ WHERE any_.id = {id})"
_NAMED = """EXISTS(SELECT 1 FROM {person} file WHERE file.id = {id}
    AND file.merged_into_id IS NULL AND file.erased_at IS NULL AND {open})"""
_UP = "".join(f" LEFT JOIN {{person}} up{n} ON up{n}.id = up{n - 1}.merged_into_id" for n in range(1, MERGED_AT_MOST))
# Not COALESCE, by which PostgreSQL looks up no index under the second lock: it takes it for something that may leak.
_LAST = "CASE {} END".format(
    " ".join(
        f"WHEN up{n}.merged_into_id IS NOT NULL THEN up{n}.merged_into_id" for n in reversed(range(MERGED_AT_MOST))
    )
)
_MERGED = f""" OR EXISTS(SELECT 1 FROM {{person}} up0{_UP} JOIN {{person}} file ON file.id = {_LAST}
    WHERE up0.id = {{id}} AND up0.merged_into_id IS NOT NULL
    AND file.merged_into_id IS NULL AND file.erased_at IS NULL AND {{open}})"""  # noqa: S608, names of our own tables
_VALUE = re.compile(r"%\((\w+)\)s")


def persons(*, seen_by: Staff, at: dt.datetime, part: Part | None = None) -> QuerySet[Person]:
    """The files that somebody may see at a moment: those they work with, or opened by breaking the glass. With `part`, those
    of which they may see something of that part.

    A file that complains of them or of their office is never among them. Merged and erased files are left out.
    """
    return Person.objects.filter(
        Opened("pk", seen_by=seen_by, at=at, part=part), merged_into__isnull=True, erased_at__isnull=True
    )


def person(id: uuid.UUID, *, seen_by: Staff, at: dt.datetime) -> Person:
    """The file of a person, if it may be seen; its involvements and broken glass come with it, so that parts cost no further query.

    Raises:
        Absent: there is no such file, or it may not be seen. Both take the same queries.
    """
    if not rows.may_see(id, by=seen_by):
        raise Absent
    found: list[Person] = _persons_of(ids=[id], seen_by=seen_by, at=at)
    if not found:
        raise Absent
    # As Django keeps what it read beside.
    for name, model, rows_ in (("involvements", Involvement, _involved), ("glass", BrokenGlass, _broken)):
        known: Any = model.objects.all()
        known._result_cache = rows_(ids=[id])
        found[0].__dict__.setdefault("_prefetched_objects_cache", {})[name] = known
    return found[0]


def persons_of(ids: Collection[uuid.UUID], *, seen_by: Staff, at: dt.datetime) -> list[Person]:
    """Of these files those that somebody may see."""
    found: list[Person] = _persons_of(ids=list(ids), seen_by=seen_by, at=at)
    return found


@prepared
def _persons_of(*, ids: list[uuid.UUID], seen_by: Staff, at: dt.datetime) -> QuerySet[Person]:
    return persons(seen_by=seen_by, at=at).filter(pk__in=ids)


@prepared
def _involved(*, ids: list[uuid.UUID]) -> QuerySet[Involvement]:
    return Involvement.objects.filter(person__in=ids)


@prepared
def _holding(*, ids: list[uuid.UUID]) -> QuerySet[Involvement, Any]:
    columns = ("person_id", "staff_id", "organisation_id", "parts", "since", "until")
    return Involvement.objects.filter(person__in=ids).values_list(*columns, named=True)


@prepared
def _opening(*, ids: list[uuid.UUID]) -> QuerySet[BrokenGlass, Any]:
    return BrokenGlass.objects.filter(person__in=ids).values_list("person_id", "staff_id", "since", "until", named=True)


@prepared
def _broken(*, ids: list[uuid.UUID]) -> QuerySet[BrokenGlass]:
    return BrokenGlass.objects.filter(person__in=ids)


def fields_seen(person: Person, *, by: Staff, at: dt.datetime) -> dict[Part, frozenset[str] | None]:
    """What of a file somebody may read: for each part its agreed fields, or None where all of the part is open.

    It is what their roles can need, narrowed by what the involvements name: `contact` opens that part, `contact.safe` one
    field of it. Through broken glass everything that the role can need is open.
    """
    return _fields(person.involvements.all(), person.glass.all(), by=by, at=at)


def fields_seen_of(
    ids: Collection[uuid.UUID], *, by: Staff, at: dt.datetime
) -> dict[uuid.UUID, dict[Part, frozenset[str] | None]]:
    """`fields_seen` of many files, by two queries; of a file that may not be seen it says nothing: ask `persons`."""
    held: dict[uuid.UUID, list[Any]] = {id: [] for id in ids}
    broken: dict[uuid.UUID, list[Any]] = {id: [] for id in ids}
    for rows_, found in ((held, _holding(ids=list(ids))), (broken, _opening(ids=list(ids)))):
        for row in found:
            rows_[row.person_id].append(row)
    known: dict[Any, dict[Part, frozenset[str] | None]] = {}
    seen = {}
    for id in ids:
        # Of thousands of files opened alike, one is looked at.
        holds = [row for row in held[id] if row.since <= at and (row.until is None or at < row.until)]
        opens = [row for row in broken[id] if row.since <= at < row.until]
        alike = (
            tuple([(row.staff_id, row.organisation_id, row.parts) for row in holds]),
            tuple([row.staff_id for row in opens]),
        )
        if alike not in known:
            known[alike] = _fields(holds, opens, by=by, at=at)
        seen[id] = known[alike]
    return seen


def _fields(
    involvements: Iterable[Any], glass: Iterable[Any], *, by: Staff, at: dt.datetime
) -> dict[Part, frozenset[str] | None]:
    roles = by.roles(at)
    ever: frozenset[Part] = frozenset().union(*(PARTS[role] for role in roles)) if roles else frozenset()
    if any(row.staff_id == by.pk and row.since <= at < row.until for row in glass):
        return dict.fromkeys(ever)
    named: dict[str, set[str]] = {}
    for row in involvements:
        holds = row.since <= at and (row.until is None or at < row.until)
        if not holds or row.organisation_id != by.office.organisation_id:
            continue
        if row.staff_id == by.pk or Role.SUPERVISOR in roles or (row.staff_id is None and roles & DESK):
            for word in row.parts.split():
                part, _dot, field = word.partition(".")
                named.setdefault(part, set()).add(field)
    return {
        part: None if "" in named[part] else frozenset(named[part]) for part in Part if part in ever and part in named
    }


def sight_ends(person: Person, *, by: Staff, at: dt.datetime) -> dt.datetime | None:
    """When somebody who sees something of a file now will see nothing more of it; None where no end is set."""
    held = [row for row in person.involvements.all() if _fields([row], (), by=by, at=at)]
    broken = [row for row in person.glass.all() if row.staff_id == by.pk and row.since <= at < row.until]
    ends = [row.until for row in (*held, *broken)]
    return None if None in ends or not ends else max(ends)


def parts_seen(person: Person, *, by: Staff, at: dt.datetime) -> frozenset[Part]:
    """The parts of a file of which somebody may read something: see `fields_seen`."""
    return frozenset(fields_seen(person, by=by, at=at))


def narrowed(content: dict[str, Any], fields: frozenset[str] | None) -> dict[str, Any]:
    """Of what stands in a part, the fields that were agreed on; None is all of it."""
    return content if fields is None else {name: value for name, value in content.items() if name in fields}
