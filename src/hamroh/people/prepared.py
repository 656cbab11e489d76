"""Queries that Django puts together once, and that are then asked again with other values.

To put a query together and to write it out as SQL takes Django ten times as long as it takes PostgreSQL to answer. Its text is
the same for everybody of the same roles: only values differ.

    @prepared
    def _tasks(case: uuid.UUID) -> QuerySet[Task]:
        return Task.objects.filter(case=case).select_related("owner")

    rows = _tasks(case=row.pk)              # a list
    many = _tasks.count(case=row.pk)

What a function is given it may only hand on as values of the query. Whether it does is tried when the query is put together: twice,
with two sets of values that stand for others, and whatever differs in between must be one of them.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import Model, QuerySet

from hamroh.people.staff.models import Office, Staff
from hamroh.record.many import FEW

Row = TypeVar("Row", bound=Model)


class CannotBePrepared(TypeError):
    """A function does more with what it is given than to hand it on as values; or asks the database itself."""


@dataclass(frozen=True)
class Count:
    """A count to be asked for together with others: see `count_all`. Without a text it is nought."""

    text: str
    values: tuple[Any, ...]


class Prepared(Generic[Row]):
    """A query that is put together once for each shape of what it is given: roles, how many values, what is None, true or false."""

    def __init__(self, rows: Callable[..., QuerySet[Row, Any]]) -> None:
        self.rows = rows
        self._plans: dict[Any, _Plan | None] = {}

    def __call__(self, **given: Any) -> list[Any]:
        """The rows."""
        plan, values = self._ready(given, counted=False)
        return [] if plan is None else list(plan.rows_with(values))

    def first(self, **given: Any) -> Any:
        """The first row; None where there is none."""
        return next(iter(self(**given)), None)

    def count(self, **given: Any) -> int:
        """How many rows there are."""
        return count_all([self.counting(**given)])[0]

    def counting(self, **given: Any) -> Count:
        """The same, to be asked for together with others."""
        plan, values = self._ready(given, counted=True)
        return Count("", ()) if plan is None else Count(plan.text, tuple(values))

    def _ready(self, given: dict[str, Any], *, counted: bool) -> tuple[_Plan | None, list[Any]]:
        """The plan for such values, and its values; no plan where there cannot be a row."""
        at = given.get("at")
        given = {name: _distinct(value) for name, value in given.items()}
        shape = (counted, connection.vendor, *((name, _shape(value, at)) for name, value in given.items()))
        try:
            plan = self._plans[shape]
        except KeyError:
            plan = self._plans[shape] = _planned(self.rows, given, counted=counted)
        return plan, [] if plan is None else plan.values_of(given)


def prepared(rows: Callable[..., QuerySet[Row, Any]]) -> Prepared[Row]:
    """Marks a function that gives a query: see above."""
    return Prepared(rows)


def count_all(asked: list[Count]) -> list[int]:
    """Several counts by one statement, in their order."""
    told = [one for one in asked if one.text]
    if not told:
        return [0] * len(asked)
    with connection.cursor() as cursor:
        # Texts that Django wrote; every value is a parameter.
        text = ", ".join(f"(SELECT COUNT(*) FROM ({one.text}) counted)" for one in told)  # noqa: S608
        cursor.execute(f"SELECT {text}", [value for one in told for value in one.values])
        answers = iter(cursor.fetchone())
    return [next(answers) if one.text else 0 for one in asked]


# -- how it is done -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Slot:
    """A place for a value: which one, and how it is written for the database."""

    name: tuple[Any, ...]
    write: Callable[[Any], Any]


@dataclass(frozen=True)
class _Plan:
    """A query as it was written out. Of `slots` each is a value that stays, or a place for one."""

    rows: QuerySet[Any]
    compiler: Any
    text: str
    slots: tuple[Any, ...]
    converters: Any = None
    """What makes of the database's values those of Python; Django looks for it anew for every column of every query."""

    def values_of(self, given: dict[str, Any]) -> list[Any]:
        leaves = dict(_leaves(given))
        return [one.write(leaves[one.name]) if isinstance(one, _Slot) else one for one in self.slots]

    def rows_with(self, values: list[Any]) -> QuerySet[Any]:
        compiler = copy.copy(self.compiler)
        # A connection belongs to one thread.
        compiler.connection = connections[self.rows.db]
        compiler.execute_sql = lambda *_args, **_more: [self._asked(compiler, tuple(values))]
        compiler.get_converters = lambda _columns: self.converters
        rows = type(self.rows)(self.rows.model)
        rows.__dict__.update(self.rows.__dict__, _query=_Written(self.rows.query, compiler))
        return rows

    def _asked(self, compiler: Any, values: tuple[Any, ...]) -> list[Any]:
        """The rows as the database gives them, all at once: Django asks for them by the hundred, and once more for none."""
        with compiler.connection.cursor() as cursor:
            cursor.execute(self.text, values)
            rows: list[Any] = cursor.fetchall()
        return [row[: compiler.col_count] for row in rows] if compiler.has_extra_select else rows


class _Written:
    """Stands where a QuerySet has its query, and is not written out again."""

    def __init__(self, query: Any, compiler: Any) -> None:
        self._query, self._compiler = query, compiler

    def get_compiler(self, *_args: Any, **_more: Any) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)


def _planned(made: Callable[..., QuerySet[Any]], given: dict[str, Any], *, counted: bool) -> _Plan | None:
    both = []
    with connection.execute_wrapper(_refuse):
        for turn in (0, 1):
            strangers = _strangers(given, turn)
            rows = made(**strangers)
            if counted:
                rows = (rows if rows.query.is_sliced else rows.order_by()).values("pk")
            compiler = rows.query.get_compiler(using=rows.db)
            try:
                text, values = compiler.as_sql()
            except EmptyResultSet:
                return None
            both.append((rows, compiler, text, values, dict(_leaves(strangers))))
    (rows, compiler, text, values, leaves), (_, _, other_text, other_values, other_leaves) = both
    if text != other_text or len(values) != len(other_values):
        raise CannotBePrepared(f"{made.__qualname__}: the text of the query depends on a value")
    values, other_values, text = _written_in(text, values, other_values)
    slots = tuple(
        one if _stays(one, other) else _slot(made, one, other, leaves, other_leaves)
        for one, other in zip(values, other_values, strict=True)
    )
    converters = None if counted else compiler.get_converters([one[0] for one in compiler.select[: compiler.col_count]])
    return _Plan(rows, compiler, text, slots, converters)


def _written_in(text: str, values: Any, other_values: Any) -> tuple[list[Any], list[Any], str]:
    """Words and yes or no that stay are written into the text, where PostgreSQL can see by them which index serves."""
    if connection.vendor != "postgresql":
        return list(values), list(other_values), text
    from psycopg import sql

    pieces = _VALUE.split(text)
    kept, other_kept, written = [], [], [pieces[0]]
    for one, other, piece in zip(values, other_values, pieces[1:], strict=True):
        if isinstance(one, (str, bool)) and _stays(one, other):
            written.append(sql.Literal(str(one) if isinstance(one, str) else one).as_string().replace("%", "%%"))
        else:
            kept.append(one)
            other_kept.append(other)
            written.append("%s")
        written.append(piece)
    return kept, other_kept, "".join(written)


_VALUE = re.compile(r"(?<!%)%s")


def _stays(one: Any, other: Any) -> bool:
    # Bytes are wrapped for PostgreSQL in something that is equal to itself alone.
    return type(one) is type(other) and bool(getattr(one, "obj", one) == getattr(other, "obj", other))


def _refuse(_execute: Any, sql: str, *_rest: Any) -> Any:
    raise CannotBePrepared(f"while a query is put together the database is asked: {sql}")


def _slot(
    made: Callable[..., Any], one: Any, other: Any, leaves: dict[Any, Any], other_leaves: dict[Any, Any]
) -> _Slot:
    for name, leaf in leaves.items():
        for write in _ways(leaf, one):
            if write(leaf) == one and write(other_leaves[name]) == other:
                return _Slot(name, write)
    raise CannotBePrepared(f"{made.__qualname__}: {one!r} was made of what it was given: hand that over by itself")


def _ways(leaf: Any, written: Any) -> Iterator[Callable[[Any], Any]]:
    """How a value of this kind may be written for the database."""
    if isinstance(leaf, dt.datetime):
        yield connection.ops.adapt_datetimefield_value
    elif isinstance(leaf, dt.date):
        yield connection.ops.adapt_datefield_value
    elif isinstance(leaf, uuid.UUID):
        yield _plain
        yield lambda value: value.hex
        yield lambda value: f"%{value}%"
    elif isinstance(leaf, int) and isinstance(written, int):
        # Numbers of a size of their own, by which PostgreSQL knows a query again.
        yield type(written)
    else:
        yield _plain


def _plain(value: Any) -> Any:
    return value


def _leaves(given: dict[str, Any]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """The values within what is given, each with a name."""
    for name, value in given.items():
        if isinstance(value, Staff):
            yield (name, "pk"), value.pk
            yield (name, "office"), value.office_id
            yield (name, "organisation"), value.office.organisation_id
        elif isinstance(value, list):
            yield (name, "all"), value
            yield from (((name, n), one) for n, one in enumerate(() if _as_one(value) else value))
        elif _varies(value):
            yield (name,), value


def _as_one(value: list[Any]) -> bool:
    """Is it handed to the database as one value? See `record.many`."""
    return len(value) > FEW and connection.vendor == "postgresql"


def _varies(value: Any) -> bool:
    return isinstance(value, (uuid.UUID, dt.date, str)) or (isinstance(value, int) and not isinstance(value, bool))


def _distinct(value: Any) -> Any:
    return list(dict.fromkeys(value)) if isinstance(value, list) else value


def _shape(value: Any, at: dt.datetime | None) -> Any:
    """What the text of a query may depend on."""
    if isinstance(value, Staff):
        return value.roles(at) if at else None
    if isinstance(value, list):
        return "many" if _as_one(value) else len(value)
    return type(value) if _varies(value) else value


def _strangers(given: dict[str, Any], turn: int) -> dict[str, Any]:
    """Values that are nobody's, in the place of those given."""
    at = given.get("at")
    return {name: _stranger(value, 10 * turn + 100 * n + 1, at) for n, (name, value) in enumerate(given.items())}


def _stranger(value: Any, n: int, at: dt.datetime | None) -> Any:
    if isinstance(value, Staff):
        # Of anything else but these the database would have to be asked, and that is refused: it may differ within the same roles.
        found = Staff.from_db(connection.alias, ["id"], [uuid.UUID(int=n)])
        found.office = Office.from_db(connection.alias, ["id", "organisation_id"], [uuid.UUID(int=n + 1), 20_000 + n])
        roles = value.roles(at) if at else None
        found.__dict__["roles"] = lambda _at: roles
        return found
    if isinstance(value, list):
        return [_stranger(one, n * 1000 + m, at) for m, one in enumerate(value)]
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=n)
    if isinstance(value, dt.datetime):
        return dt.datetime(1971, 1, 1, 0, 0, 0, n, dt.UTC)
    if isinstance(value, dt.date):
        return dt.date(1971, 1, 1) + dt.timedelta(days=n)
    if isinstance(value, bool) or not _varies(value):
        return value
    return 20_000 + n if isinstance(value, int) else f"stranger {n}"
