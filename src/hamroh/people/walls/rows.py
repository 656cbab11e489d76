"""The second lock: PostgreSQL itself shows a row of a person's file only to those who may see the file.

The first lock is `files.py`. This one holds where a query forgot it. Every table that says something of one person has
row-level security, forced, so that it binds the owner of the tables too. Who is asking is told to the database for the
length of one transaction; where nobody is named, no row is shown. SQLite has no such thing: there the first lock is alone.

The site should sign in to the database as a role that does not own the tables. Where one role does both (a small site, the
tests), HAMROH_WEB_ROLE names a role without rights of its own that each request of the desk steps down to.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import connection, models, transaction

from hamroh.people.staff.models import Role, Staff
from hamroh.record import straight
from hamroh.record.working import at_work, told

__all__ = ["at_work"]

_asking: ContextVar[uuid.UUID | None] = ContextVar("asking", default=None)
"""Who was told to the database, within `seen_as`."""

MAY_SEE = """
create or replace function hamroh_may_see(file uuid) returns boolean
language plpgsql stable security definer
set search_path = public, pg_temp
set hamroh.inside = 'yes'
as $$
begin
    return exists (
        select 1
        from people_staff me
        join people_office office on office.id = me.office_id
        cross join lateral (
            select
                coalesce(bool_or(role = 'supervisor'), false) as supervisor,
                coalesce(bool_or(role in (
                    'operator', 'case_worker', 'lawyer', 'supervisor', 'shelter_manager', 'consular'
                )), false) as desk,
                coalesce(bool_or(role not in ('protection', 'analyst', 'security', 'administrator', 'licensing')), false) as reads
            from people_rolegrant
            where staff_id = me.id and not waiting and since <= statement_timestamp() and (until is null or until > statement_timestamp())
        ) mine
        where me.id = nullif(current_setting('hamroh.staff', true), '')::uuid
            and me.is_active
            and mine.reads
            and (
                exists (
                    select 1 from people_involvement i
                    where i.person_id = file and i.organisation_id = office.organisation_id
                        and i.since <= statement_timestamp() and (i.until is null or i.until > statement_timestamp())
                        and (i.staff_id = me.id or mine.supervisor or (i.staff_id is null and mine.desk))
                )
                or exists (
                    select 1 from people_brokenglass g
                    where g.person_id = file and g.staff_id = me.id and g.since <= statement_timestamp() and g.until > statement_timestamp()
                )
                or exists (
                    select 1 from people_person gone
                    where gone.id = file and gone.merged_into_id is not null and hamroh_may_see(gone.merged_into_id)
                )
            )
            and not exists (
                select 1 from people_concealment c
                where c.person_id = file and (c.staff_id = me.id or c.office_id = me.office_id)
            )
    );
end
$$
"""
"""What was merged into a file is seen with it, by those too who were let into that file afterwards.

Not in SQL: a function in SQL is planned anew by every query that asks it, which took longer than the query."""

AT_WORK = """
create or replace function hamroh_at_work() returns boolean language sql stable as $$
    select coalesce(current_setting('hamroh.work', true), '') <> '' or coalesce(current_setting('hamroh.inside', true), '') = 'yes'
$$
"""
"""Also while a function decides who may see. Every condition begins with it: which of several policies PostgreSQL asks first is not said,
and one that asks the function within the function would never end. A superuser, who no policy binds, does not notice."""


def lock(table: str, *, file: str, sees: str = "hamroh_may_see") -> list[str]:
    """Statements that put the second lock on a table; `file` is its column with the id of the person's file, and `sees`
    the function that says whether whoever asks may see that file.
    """
    return lock_where(table, f"{sees}({file})")


def lock_where(table: str, seen: str, *, at_desk: bool = False, anybody_adds: bool = False) -> list[str]:
    """Statements that put the second lock on a table whose rows are seen where `seen`, a condition on its columns, holds.

    `at_desk`: the lock is for pages of the desk alone. For tables that the site itself must read before it knows who is asking: how
    somebody signs in, what the public sends and is answered. `anybody_adds`: rows are added also where nobody was named.

    Reading and changing need sight of the row. Adding does not: a file is opened, and handed to others, by rows that
    nobody sees yet.
    """
    # Names of our own tables and columns; nothing that a person wrote. What costs little is asked first.
    first = "hamroh_at_work() or not hamroh_asked()" if at_desk else "hamroh_at_work()"
    adds = "true" if at_desk or anybody_adds else "hamroh_asked() or hamroh_at_work()"
    return [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy {table}_seen on {table} for select using ({first} or {seen})",
        f"create policy {table}_changed on {table} for update using ({first} or {seen})",
        f"create policy {table}_removed on {table} for delete using ({first} or {seen})",
        f"create policy {table}_added on {table} for insert with check ({adds})",
        # The function that decides must itself see every row; it alone sets this mark, and only the owner's policy heeds it.
        f"create policy {table}_decides on {table} for select to current_user"
        " using (current_setting('hamroh.inside', true) = 'yes')",
    ]


ASKS = "nullif(current_setting('hamroh.staff', true), '')::uuid"
"""In a condition: the id of whoever is asking."""

WORKS_FOR = """
create or replace function hamroh_works_for(roles text[]) returns bigint
language plpgsql stable security definer
set search_path = public, pg_temp
as $$
begin
    return (
        select office.organisation_id
        from people_staff me
        join people_office office on office.id = me.office_id
        where me.id = nullif(current_setting('hamroh.staff', true), '')::uuid
            and me.is_active
            and exists (
                select 1 from people_rolegrant held
                where held.staff_id = me.id and not held.waiting and held.role = any(roles)
                    and held.since <= statement_timestamp()
                    and (held.until is null or held.until > statement_timestamp())
            )
    );
end
$$
"""
"""The organisation of whoever is asking, if they hold one of these roles now; else nothing."""


def works_for(*roles: Role) -> str:
    """In a condition: the organisation of whoever is asking, if they hold one of these roles. Asked once for a query, not for a row."""
    return f"(select hamroh_works_for('{{{','.join(sorted(roles))}}}'))"


ASKED = """
create or replace function hamroh_asked() returns boolean language sql stable as $$
    select coalesce(current_setting('hamroh.staff', true), '') <> ''
$$
"""


def unlock(table: str) -> list[str]:
    """Takes the second lock off again: for undoing a migration."""
    return [
        *(
            f"drop policy if exists {table}_{what} on {table}"
            for what in ("seen", "changed", "removed", "added", "decides")
        ),
        f"alter table {table} no force row level security",
        f"alter table {table} disable row level security",
    ]


def locked_models() -> list[type[models.Model]]:
    """The models whose rows say something of one person: each has a field that names the file."""
    from django.apps import apps

    from hamroh.people.persons.models import Person

    return [
        model
        for model in apps.get_models()
        if model is Person
        or any(f.is_relation and f.many_to_one and f.related_model is Person for f in model._meta.get_fields())
    ]


PLANNED_ONCE = {"plan_cache_mode": "force_generic_plan"}
"""A query that comes again is not planned again for its values: planning the conditions of the walls takes longer than answering."""


KEPT_PREPARED = 1000
"""So many statements a connection keeps planned: the pages of the desk have some 150, and of a hundred each pushed another out."""


@contextmanager
def seen_as(staff: Staff, *, whole: bool = False) -> Iterator[None]:
    """Within this block the database shows what that member of staff may see. To be used inside a transaction.

    `whole` says that the transaction ends with the block: then nothing has to be taken back.
    """
    if connection.vendor == "postgresql":
        connection.connection.prepared_max = KEPT_PREPARED  # type: ignore[attr-defined]
    before = _asking.set(staff.pk)
    try:
        with told("hamroh.staff", str(staff.pk), role=settings.WEB_ROLE, also=PLANNED_ONCE, whole=whole):
            yield
    finally:
        _asking.reset(before)


def may_see(id: uuid.UUID, *, by: Staff, function: str = "hamroh_may_see") -> bool:
    """What the second lock says of an id, asked before any row is looked for; True where it cannot be asked.

    A row that is found and then refused takes the database longer than one that is not there, by a millisecond: enough to
    tell a forbidden id from an unknown one. Asked of the id alone, both take the same way.
    """
    if connection.vendor != "postgresql" or _asking.get() != by.pk:
        return True
    # The name of a function of ours; the id is a parameter.
    ((answer,),) = straight.rows(straight.statement(f"select {function}(%s)"), [id])
    return bool(answer)


@contextmanager
def as_it_stands() -> Iterator[None]:
    """Within this block one moment is read, and nobody who writes has to wait for it."""
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    usual = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        # A transaction that only reads does not take its turn among those that write.
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("set transaction isolation level repeatable read, read only")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = usual  # type: ignore[attr-defined]


def grant(role: str) -> None:
    """Lets a role that owns nothing do the work of the site: rows of every table, never the tables themselves."""
    if connection.vendor != "postgresql" or not role:
        return
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute(f"grant usage on schema public to {name}")
        cursor.execute(f"grant select, insert, update, delete on all tables in schema public to {name}")
        cursor.execute(f"grant usage, select on all sequences in schema public to {name}")
        # What was noted stays: not even its triggers are relied on.
        cursor.execute(f"revoke update, delete on record_entry, record_seal from {name}")
