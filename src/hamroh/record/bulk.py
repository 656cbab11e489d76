"""Many rows written by one statement.

Django writes a parameter for each value of each row, which takes the program and PostgreSQL longer than all else. Here a column is one
parameter, so that a statement is as short for ten thousand rows as for ten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, models


def insert(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    ignore: bool = False,
    unique: Sequence[str] = (),
    update: Sequence[str] = (),
) -> None:
    """Write rows, given as the values of the named columns (`person_id`, not `person`); the others take what the model says.

    With `ignore` a row that is there already stays as it is. With `unique` one that has these columns alike takes over those of `update`.
    """
    rows = list(rows)
    if not rows:
        return
    if connection.vendor != "postgresql":
        model._default_manager.bulk_create(
            (model(**dict(zip(columns, row, strict=True))) for row in rows),
            ignore_conflicts=ignore, update_conflicts=bool(update), unique_fields=unique or None, update_fields=update or None,
        )  # fmt: skip
        return
    fields = {field.attname: field for field in model._meta.concrete_fields}
    # A primary key that the database counts is left to it.
    left = [
        f
        for name, f in fields.items()
        if name not in columns and (f.has_default() or not f.null) and not f.db_returning
    ]
    names = [connection.ops.quote_name(f.column) for f in (*(fields[name] for name in columns), *left)]
    # Names of our own tables and columns; nothing that a person wrote.
    into = f"{connection.ops.quote_name(model._meta.db_table)} ({', '.join(names)})"
    statement = f"insert into {into} select told.*{', %s' * len(left)} from {_table(fields, columns)}"  # noqa: S608
    if ignore:
        statement += " on conflict do nothing"
    elif update:
        same, new = ([fields[name].column for name in some] for some in (unique, update))
        statement += f" on conflict ({', '.join(same)}) do update set {', '.join(f'{c} = excluded.{c}' for c in new)}"
    values = [f.get_db_prep_save(f.get_default(), connection) for f in left]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *map(_array, zip(*rows, strict=True))])


def update(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Change rows that are there, given as their primary key and the new values of the other named columns."""
    rows = list(rows)
    if not rows:
        return
    key, *changed = columns
    if connection.vendor != "postgresql":
        model._default_manager.bulk_update(
            (model(**dict(zip(columns, row, strict=True))) for row in rows),
            [name.removesuffix("_id") for name in changed], batch_size=100,
        )  # fmt: skip
        return
    fields = {field.attname: field for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    new = ", ".join(f"{quote(fields[name].column)} = told.{quote(fields[name].column)}" for name in changed)
    # Names of our own tables and columns; nothing that a person wrote.
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {table} set {new} from {_table(fields, columns)} where {table}.{quote(key)} = told.{quote(key)}",  # noqa: S608
            list(map(_array, zip(*rows, strict=True))),
        )


def delete(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Delete the rows that have these columns alike; nothing may hang on them."""
    rows = set(map(tuple, rows))
    if not rows:
        return
    if connection.vendor != "postgresql":
        near = model._default_manager.filter(**{f"{columns[0]}__in": {row[0] for row in rows}})
        there = near.values_list("pk", *columns)
        model._default_manager.filter(pk__in=[pk for pk, *row in there if tuple(row) in rows]).delete()
        return
    fields = {field.attname: field for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    same = " and ".join(f"{table}.{quote(fields[name].column)} = told.{quote(fields[name].column)}" for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            # Names of our own tables and columns; nothing that a person wrote.
            f"delete from {table} using {_table(fields, columns)} where {same}",  # noqa: S608
            list(map(_array, zip(*rows, strict=True))),
        )


def _array(values: Sequence[Any]) -> Any:
    """A column as PostgreSQL reads an array from text: put together at once, where the driver would ask the kind of each value."""
    kinds = set(map(type, values)) - {type(None)}
    if len(kinds) == 1:
        (kind,) = kinds
        write = _WRITTEN.get(kind) or next((one for base, one in _WRITTEN.items() if issubclass(kind, base)), None)
        if write is not None:
            return "{" + ",".join(["null" if value is None else write(value) for value in values]) + "}"
    return list(values)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_WRITTEN: Mapping[type, Callable[[Any], str]] = {
    UUID: str,
    bytes: lambda value: f'"\\\\x{value.hex()}"',
    dt.datetime: lambda value: f'"{value.isoformat()}"',
    dt.date: dt.date.isoformat,
    bool: str,
    int: str,
    str: lambda value: _quoted(str(value)),
}
"""How a value stands in an array. A moment is a day too, and yes and no are numbers: they come first."""


def _table(fields: Mapping[str, models.Field[Any, Any]], columns: Sequence[str]) -> str:
    """What is given, a parameter for each column, as a table that is called `told`."""
    types = ", ".join(f"%s::{(fields[name].db_type(connection) or '').split('(')[0]}[]" for name in columns)
    names = ", ".join(connection.ops.quote_name(fields[name].column) for name in columns)
    return f"unnest({types}) as told ({names})"
