"""Sessions of the desk, as the database keeps them: each under a digest of its name, and found by that alone.

The name of a session opens the desk, as a password does. It stands in its owner's cookie and nowhere else: whoever reads the table, in a
backup or by a query that forgot its filter, cannot go on with anybody's session. On PostgreSQL no query at all reads the table: three
functions find, keep and end the one session whose digest they are given (`SECOND_LOCK`).
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

from hamroh.record import straight

_FIND = straight.statement("select session_data, expire_date from hamroh_session(%s)")
_DIGITS = 40
"""160 bits: as long as the table's column, and as the names themselves are hard to guess."""


def digest(name: str) -> str:
    """Under what the session of this name is kept."""
    return hashlib.sha256(b"desk session " + name.encode()).hexdigest()[:_DIGITS]


class SessionStore(db.SessionStore):
    """Django's own sessions in the database, kept so. `session_key` is the name, as the cookie has it."""

    def exists(self, session_key: str) -> bool:
        """Is there one of this name, ended or not?"""
        return self._found(session_key) is not None

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row, under the digest."""
        row = super().create_model_instance(data)
        row.session_key = digest(row.session_key)
        return row

    def _get_session_from_db(self) -> Any:
        row = self._found(self.session_key) if self.session_key else None
        if row is not None and row.expire_date > timezone.now():
            return row
        self._session_key = None
        return None

    def save(self, must_create: bool = False) -> None:
        """See Django's own.

        Raises:
            CreateError, UpdateError: it is there already; it has ended meanwhile.
        """
        if connection.vendor != "postgresql":
            super().save(must_create)
            return
        if self.session_key is None:
            self.create()
            return
        row = self.create_model_instance(self._get_session(no_load=must_create))
        asked = [row.session_key, row.session_data, row.expire_date, must_create]
        if not self._told("select hamroh_session_keep(%s, %s, %s, %s)", asked)[0]:
            raise db.CreateError if must_create else db.UpdateError

    def delete(self, session_key: str | None = None) -> None:
        """End a session; this one, if none is named."""
        name = session_key or self.session_key
        if name is None:
            return
        if connection.vendor == "postgresql":
            self._told("select hamroh_session_end(%s)", [digest(name)])
        else:
            self.model.objects.filter(session_key=digest(name)).delete()

    def _found(self, name: str) -> Any:
        if connection.vendor != "postgresql":
            return self.model.objects.filter(session_key=digest(name)).first()
        kept_under = digest(name)
        found = straight.rows(_FIND, [kept_under])
        return self.model(kept_under, *found[0]) if found else None

    @staticmethod
    def _told(statement: str, values: list[Any]) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchone()


SECOND_LOCK = [
    """
create or replace function hamroh_session(kept_under text) returns table (session_data text, expire_date timestamptz)
language sql stable security definer
set search_path = public, pg_temp
set hamroh.inside = 'yes'
as $$
    select one.session_data, one.expire_date from django_session one where one.session_key = kept_under
$$
""",
    """
create or replace function hamroh_session_keep(kept_under text, content text, until timestamptz, fresh boolean) returns boolean
language plpgsql security definer
set search_path = public, pg_temp
set hamroh.inside = 'yes'
as $$
begin
    if fresh then
        insert into django_session (session_key, session_data, expire_date) values (kept_under, content, until)
        on conflict do nothing;
    else
        update django_session set session_data = content, expire_date = until where session_key = kept_under;
    end if;
    return found;
end
$$
""",
    """
create or replace function hamroh_session_end(kept_under text) returns void
language sql security definer
set search_path = public, pg_temp
set hamroh.inside = 'yes'
as $$
    delete from django_session where session_key = kept_under
$$
""",
    "alter table django_session enable row level security",
    "alter table django_session force row level security",
    *(
        f"create policy django_session_{what} on django_session for {way} ({seen})"
        for what, way, seen in (
            ("seen", "select using", "hamroh_at_work()"),
            ("changed", "update using", "hamroh_at_work()"),
            ("removed", "delete using", "hamroh_at_work()"),
            ("added", "insert with check", "hamroh_at_work()"),
        )
    ),
    # Within the three functions alone, and as the owner, whose rights they have.
    *(
        f"create policy django_session_{what} on django_session for {way.split()[0]} to current_user"
        f" {way.partition(' ')[2]} (current_setting('hamroh.inside', true) = 'yes')"
        for what, way in (
            ("decides", "select using"),
            ("decides_changed", "update using"),
            ("decides_removed", "delete using"),
            ("decides_added", "insert with check"),
        )
    ),
]
"""Statements that put the second lock on the table of sessions. PostgreSQL only."""
