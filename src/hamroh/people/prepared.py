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

import datetime as dt
import functools
import operator
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model, QuerySet, prefetch_related_objects
from django.db.models.base import ModelState
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    NamedValuesListIterable,
    ValuesListIterable,
    create_namedtuple_class,
)

from hamroh.people.staff.models import Office, Staff
from hamroh.record import straight
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
        plan = self._ready(given, counted=False)
        return [] if plan is None else plan.made(straight.rows(plan.text, plan.values_of(given)))

    def first(self, **given: Any) -> Any:
        """The first row; None where there is none."""
        return next(iter(self(**given)), None)

    def count(self, **given: Any) -> int:
        """How many rows there are."""
        return count_all([self.counting(**given)])[0]

    def counting(self, **given: Any) -> Count:
        """The same, to be asked for together with others."""
        plan = self._ready(given, counted=True)
        return Count("", ()) if plan is None else Count(plan.text.text, tuple(plan.values_of(given)))

    def _ready(self, given: dict[str, Any], *, counted: bool) -> _Plan | None:
        """The plan for such values; none where there cannot be a row. Of `given`, a value that stands twice in a list is left once."""
        at = given.get("at")
        shape: list[Any] = [counted, connections[DEFAULT_DB_ALIAS].vendor]
        for name, value in given.items():
            if isinstance(value, list):
                given[name] = value = list(dict.fromkeys(value))
            shape += (name, _shape(value, at))
        key = tuple(shape)
        try:
            return self._plans[key]
        except KeyError:
            plan = self._plans[key] = _planned(self.rows, given, counted=counted)
            return plan


def prepared(rows: Callable[..., QuerySet[Row, Any]]) -> Prepared[Row]:
    """Marks a function that gives a query: see above."""
    return Prepared(rows)


def count_all(asked: list[Count]) -> list[int]:
    """Several counts by one statement, in their order."""
    told = [one for one in asked if one.text]
    if not told:
        return [0] * len(asked)
    text = _counting(tuple(one.text for one in told))
    answers = iter(straight.rows(text, [value for one in told for value in one.values])[0])
    return [next(answers) if one.text else 0 for one in asked]


# -- how it is done -----------------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=256)
def _counting(texts: tuple[str, ...]) -> straight.Statement:
    # Texts that Django wrote; every value is a parameter.
    counts = ", ".join(f"(SELECT COUNT(*) FROM ({one}) counted)" for one in texts)  # noqa: S608
    return straight.statement(f"SELECT {counts}")


@dataclass(frozen=True)
class _Slot:
    """A place of the text: `find` takes its value from what was given, `write` writes it for the database; else it is always `kept`."""

    find: Callable[[dict[str, Any]], Any] | None = None
    write: Callable[[Any], Any] | None = None
    kept: Any = None

    def value(self, given: dict[str, Any]) -> Any:
        if self.find is None:
            return self.kept
        found = self.find(given)
        return found if self.write is None else self.write(found)


@dataclass(frozen=True)
class _Plan:
    """A query as it was written out, and what makes of its rows what was asked for."""

    text: straight.Statement
    slots: tuple[_Slot, ...]
    made: Callable[[list[tuple[Any, ...]]], list[Any]]

    def values_of(self, given: dict[str, Any]) -> list[Any]:
        return [one.value(given) for one in self.slots]


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
        _Slot(kept=one) if _stays(one, other) else _slot(made, one, other, leaves, other_leaves)
        for one, other in zip(values, other_values, strict=True)
    )
    return _Plan(straight.statement(text), slots, list if counted else _maker(made, rows, compiler))


def _written_in(text: str, values: Any, other_values: Any) -> tuple[list[Any], list[Any], str]:
    """Words and yes or no that stay are written into the text, where PostgreSQL can see by them which index serves."""
    if connection.vendor != "postgresql":
        return list(values), list(other_values), text
    from psycopg import sql

    pieces = straight.VALUE.split(text)
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
                return _Slot(_finds(*name), None if write(leaf) is leaf else write)
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


def _finds(name: str, of: Any = None) -> Callable[[dict[str, Any]], Any]:
    """What takes a value of that name (see `_leaves`) from what was given."""
    if of is None or of == "all":
        return operator.itemgetter(name)
    if of == "pk":
        return lambda given: given[name].pk
    if of == "office":
        return lambda given: given[name].office_id
    if of == "organisation":
        return lambda given: given[name].office.organisation_id
    return lambda given: given[name][of]


def _as_one(value: list[Any]) -> bool:
    """Is it handed to the database as one value? See `record.many`."""
    return len(value) > FEW and connection.vendor == "postgresql"


_VARIES = frozenset({uuid.UUID, dt.datetime, dt.date, str, int})


def _varies(value: Any) -> bool:
    return isinstance(value, (uuid.UUID, dt.date, str)) or (isinstance(value, int) and not isinstance(value, bool))


def _shape(value: Any, at: dt.datetime | None) -> Any:
    """What the text of a query may depend on."""
    if type(value) in _VARIES:
        return type(value)
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


# -- what is made of the rows -------------------------------------------------------------------------------------------


def _maker(
    made: Callable[..., Any], rows: QuerySet[Any], compiler: Any
) -> Callable[[list[tuple[Any, ...]]], list[Any]]:
    """What makes of rows of the database what the query gives, as Django does for each query anew."""
    one = _row_of(made, rows, compiler)
    converters = tuple(compiler.get_converters([one[0] for one in compiler.select[: compiler.col_count]]).items())
    columns = compiler.col_count if compiler.has_extra_select else None
    beside = rows._prefetch_related_lookups

    def make(found: list[tuple[Any, ...]]) -> list[Any]:
        if columns is not None:
            found = [row[:columns] for row in found]
        if converters:
            found = list(map(tuple, _converted(found, converters)))
        there = found if one is tuple else list(map(one, found))
        if beside:
            prefetch_related_objects(there, *beside)
        return there

    return make


def _converted(found: list[tuple[Any, ...]], converters: Any) -> Iterator[list[Any]]:
    here = connections[DEFAULT_DB_ALIAS]
    for each in found:
        row = list(each)
        for place, (ways, expression) in converters:
            for way in ways:
                row[place] = way(row[place], expression, here)
        yield row


def _row_of(made: Callable[..., Any], rows: QuerySet[Any], compiler: Any) -> Callable[[tuple[Any, ...]], Any]:
    """What one row becomes: an object with those beside it, or its values."""
    kind, query = rows._iterable_class, rows.query
    if kind is ModelIterable and not rows._known_related_objects:
        return _object(compiler.klass_info, compiler.select, tuple(compiler.annotation_col_map.items()), rows.db)
    if kind is FlatValuesListIterable:
        return operator.itemgetter(0)
    if kind is ValuesListIterable:
        return tuple
    if kind is NamedValuesListIterable:
        names = rows._fields or (*query.extra_select, *query.values_select, *query.annotation_select)
        return functools.partial(tuple.__new__, create_namedtuple_class(*names))
    raise CannotBePrepared(f"{made.__qualname__}: of its rows nothing can be made here: {kind.__name__}")


def _object(klass: Any, select: Any, more: Any, db: str) -> Callable[[tuple[Any, ...]], Any]:
    """What makes an object of a row, with those that the query brings beside it. `more` are names and columns of what was reckoned."""
    start, end, new = _columns(klass, select, db)
    beside = [_beside(one, select, db) for one in klass.get("related_klass_infos", ())]

    def make(row: tuple[Any, ...]) -> Any:
        there = new(row[start:end])
        for put in beside:
            put(row, there)
        for name, column in more:
            setattr(there, name, row[column])
        return there

    return make


def _beside(klass: Any, select: Any, db: str) -> Callable[[tuple[Any, ...], Any], None]:
    """What puts beside an object another that its row brings."""
    start, end, new = _columns(klass, select, db)
    key = [one[0].target.attname for one in select[start:end]].index(klass["model"]._meta.pk.attname)
    further = [_beside(one, select, db) for one in klass.get("related_klass_infos", ())]
    here, there = klass["local_setter"], klass["remote_setter"]

    def put(row: tuple[Any, ...], to: Any) -> None:
        values = row[start:end]
        if values[key] is None:
            here(to, None)
            return
        found = new(values)
        for each in further:
            each(row, found)
        here(to, found)
        there(found, to)

    return put


def _columns(klass: Any, select: Any, db: str) -> tuple[int, int, Callable[[tuple[Any, ...]], Any]]:
    """In which columns of a row an object stands, and what makes it of them."""
    model = klass["model"]
    if klass.get("from_parent"):
        raise CannotBePrepared(f"{model.__qualname__} is kept in several tables")
    start, end = klass["select_fields"][0], klass["select_fields"][-1] + 1
    names = tuple(one[0].target.attname for one in select[start:end])
    if model.__init__ is not Model.__init__ or model.from_db.__func__ is not Model.from_db.__func__:
        return start, end, lambda values: model.from_db(db, names, values)

    def new(values: tuple[Any, ...]) -> Any:
        # As `Model.from_db`, which asks at every value whether it is one, and whom it should tell.
        found = model.__new__(model)
        state = ModelState()
        state.adding, state.db = False, db
        found.__dict__.update(zip(names, values, strict=True), _state=state)
        return found

    return start, end, new
