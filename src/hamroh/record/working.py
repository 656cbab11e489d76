"""What PostgreSQL is told for the length of one transaction: who is asking, or at what the site itself is at work.

Row-level security (`people/walls/rows.py`) asks for it. Where nobody is named and no work, no row of anybody is shown.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

from hamroh.record import straight

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

_said: ContextVar[dict[str, str]] = ContextVar("said", default={})  # noqa: B039, replaced, never changed
"""What the database has been told in this transaction."""


def read_within(work: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """For work that reads, and notes that it did: in the caller's transaction, or in one of its own where there is none.

    It takes nothing back when it fails, so it needs no savepoint: those were two of ten statements of a page.
    """

    @functools.wraps(work)
    def within(*args: Given.args, **parts: Given.kwargs) -> Answer:
        if connection.in_atomic_block:
            return work(*args, **parts)
        with transaction.atomic():
            return work(*args, **parts)

    return within


@contextmanager
def at_work(task: str) -> Iterator[None]:
    """Within this block the database shows every row, for work that nobody asks for: retention, a backup, a new key.

    `task` names the work. Outside a transaction it opens one, for PostgreSQL is told for the length of one.
    """
    alone = connection.vendor == "postgresql" and not connection.in_atomic_block
    with transaction.atomic() if alone else nullcontext(), told("hamroh.work", task):
        yield


@contextmanager
def told(
    name: str, value: str, *, role: str = "", also: dict[str, str] | None = None, whole: bool = False
) -> Iterator[None]:
    """Within this block, inside a transaction, the database is told a value; with `role`, it is that role that asks.

    `also` are settings that stay until the transaction ends. `whole` says that it ends with the block: then nothing is taken back.
    """
    if connection.vendor != "postgresql":
        yield
        return
    before = _said.get()
    _said.set({**before, name: value})
    # For this transaction only, so that a connection that is used again carries nothing over.
    _set({name: value} | ({"role": role} if role else {}) | (also or {}))
    try:
        yield
    finally:
        _said.set(before)
        # What the database has refused is rolled back, and what was told within it too. Any other error may be caught by a page
        # that goes on: not at work, and at work still where work began within work.
        if _goes_on() and not (whole and not connection.savepoint_ids):
            _set({name: before.get(name, "")} | ({"role": "none"} if role else {}))


def _goes_on() -> bool:
    in_hand = connection.connection
    return in_hand is not None and not connection.needs_rollback and in_hand.info.transaction_status.name == "INTRANS"


def _set(values: dict[str, str]) -> None:
    one = ", ".join(["set_config(%s, %s, true)"] * len(values))
    straight.rows(straight.statement(f"select {one}"), [word for pair in values.items() for word in pair])
