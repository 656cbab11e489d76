"""A statement that every page asks goes to PostgreSQL by itself, without what Django does around it.

To read its text for `%s`, to wrap it and to make a cursor takes as long as all else of a short statement. Whoever looks on (a test that
counts, `execute_wrapper`) sees it all the same: it goes Django's way then, as it does on SQLite.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

VALUE = re.compile(r"(?<!%)%s")
"""A place for a value in the text of a statement."""


@dataclass(frozen=True)
class Statement:
    """A statement that gives rows: with `%s` for each value, and as PostgreSQL itself reads it, with `$1`, `$2` and so on."""

    text: str
    numbered: bytes


@functools.lru_cache(maxsize=1024)
def statement(text: str) -> Statement:
    """A statement of this text, which has `%s` for each value."""
    first, *others = VALUE.split(text)
    numbered = first + "".join(f"${n}{piece}" for n, piece in enumerate(others, 1))
    return Statement(text, numbered.replace("%%", "%").encode())


def rows(asked: Statement, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows as the database gives them, all at once."""
    here = connections[DEFAULT_DB_ALIAS]
    if here.vendor != "postgresql" or here.execute_wrappers or here.queries_logged:
        with here.cursor() as cursor:
            cursor.execute(asked.text, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found
    # As Django's own cursor: a connection that was lost is opened again, and a transaction that has failed is not gone on with.
    here.close_if_health_check_failed()
    if here.connection is None:
        here.ensure_connection()
    here.validate_no_broken_transaction()
    with here.wrap_database_errors:
        straight = _straight(here)
        straight.execute(asked.numbered, values)
        found = straight.fetchall()
        return found


def _straight(here: Any) -> Any:
    """A cursor that reads no text, one for each connection; each belongs to one thread."""
    line = here.connection
    found = getattr(line, "straight", None)
    if found is None:
        from psycopg import RawCursor
        from psycopg.types.datetime import TimestamptzLoader

        found = line.straight = RawCursor(line)
        if settings.USE_TZ and here.timezone is dt.UTC:
            # What is stored comes in UTC as it is: Django puts the same zone on each moment once more, which took as long as to read it.
            found.adapters.register_loader("timestamptz", TimestamptzLoader)
    return found
